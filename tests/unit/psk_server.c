// SPDX-License-Identifier: BSD-3-Clause
#include "psk_server.h"

#include <string.h>

#include "eap/digest.h"
#include "eap/eax.h"

#define HEADER	    (1 + PSK_RAND_LEN)
#define PACKET_HEAD 5

void psk_server_begin(struct psk_server *s, const struct eap_creds *creds)
{
	static const uint8_t identity = 1;

	eap_server_reset(&s->link, creds, NULL);
	memset(&s->keys, 0, sizeof(s->keys));
	memset(s->rand_s, 0x5a, sizeof(s->rand_s));
	s->flags = s->counter = 0;
	s->cut = 0;
	s->flip = -1;
	s->id = 10;
	psk_keys_setup(&s->keys, s->key);
	eap_server_request(&s->link, s->id, &identity, 1);
}

void psk_server_end(struct psk_server *s)
{
	eap_server_cleanup(&s->link);
}

static void send(struct psk_server *s, uint8_t *data, size_t len)
{
	if (s->flags)
		data[1] = s->flags;
	if (s->flip >= 0)
		data[1 + s->flip] ^= 1;
	eap_server_request(&s->link, s->id, data, len - s->cut);
	s->flags = 0;
	s->flip = -1;
	s->cut = 0;
}

void psk_server_first(struct psk_server *s)
{
	uint8_t data[1500] = { PSK_TYPE, 0 };
	size_t id_len = strlen(s->id_s);

	memcpy(data + 2, s->rand_s, PSK_RAND_LEN);
	memcpy(data + 1 + HEADER, s->id_s, id_len);
	s->id++;
	send(s, data, 1 + HEADER + id_len);
}

int psk_server_verify(struct psk_server *s)
{
	const uint8_t *data = s->link.resp + PACKET_HEAD;
	const size_t id_len = s->link.resp_len - PACKET_HEAD - HEADER - PSK_RAND_LEN - PSK_MAC_LEN;
	const uint8_t *mac_p = data + HEADER + PSK_RAND_LEN, *id_p = mac_p + PSK_MAC_LEN;
	const struct digest_part parts[] = {
		{ id_p, id_len },
		{ s->id_s, strlen(s->id_s) },
		{ s->rand_s, PSK_RAND_LEN },
		{ data + HEADER, PSK_RAND_LEN },
	};
	uint8_t mac[PSK_MAC_LEN];

	if (id_len > EAP_IDENTITY_MAX || data[0] != 0x40 || memcmp(data + 1, s->rand_s, 16))
		return 0;
	memcpy(s->rand_p, data + HEADER, PSK_RAND_LEN);
	memcpy(s->id_p, id_p, id_len);
	s->id_p[id_len] = '\0';
	return psk_keys_derive(&s->keys, s->rand_p) && digest_cmac(s->keys.ak, parts, 4, mac) &&
	       !memcmp(mac, mac_p, sizeof(mac));
}

void psk_server_second(struct psk_server *s, const void *message, size_t len)
{
	const struct digest_part parts[] = {
		{ s->id_s, strlen(s->id_s) },
		{ s->rand_p, PSK_RAND_LEN },
	};
	const size_t total = PACKET_HEAD + HEADER + PSK_MAC_LEN + 4 + EAX_TAG_LEN + len;
	uint8_t packet[1500] = { 1, ++s->id, (uint8_t)(total >> 8), (uint8_t)total, PSK_TYPE, 0x80 };
	uint8_t nonce[EAX_NONCE_LEN] = { [EAX_NONCE_LEN - 1] = s->counter };
	uint8_t *p = packet + PACKET_HEAD + HEADER;
	struct eax eax = {
		s->keys.tek, nonce, packet, PACKET_HEAD + HEADER, p + PSK_MAC_LEN + 4 + EAX_TAG_LEN,
		len
	};

	memcpy(packet + PACKET_HEAD + 1, s->rand_s, PSK_RAND_LEN);
	digest_cmac(s->keys.ak, parts, 2, p);
	p += PSK_MAC_LEN;
	memcpy(p, nonce + EAX_NONCE_LEN - 4, 4);
	memcpy(eax.data, message, len);
	eax_seal(&eax, p + 4);
	send(s, packet + 4, total - 4);
}

int psk_server_open(struct psk_server *s, uint8_t *message)
{
	const uint8_t nonce[EAX_NONCE_LEN] = { [EAX_NONCE_LEN - 1] = 1 };
	const uint8_t *p = s->link.resp + PACKET_HEAD + HEADER;
	const size_t fixed = PACKET_HEAD + HEADER + 4 + EAX_TAG_LEN;
	struct eax eax = { s->keys.tek, nonce, s->link.resp, PACKET_HEAD + HEADER, message, 0 };

	if (s->link.resp_len <= fixed || p[-HEADER] != 0xc0 ||
	    memcmp(p, nonce + EAX_NONCE_LEN - 4, 4))
		return -1;
	eax.len = s->link.resp_len - fixed;
	memcpy(message, p + 4 + EAX_TAG_LEN, eax.len);
	return eax_open(&eax, p + 4) ? (int)eax.len : -1;
}
