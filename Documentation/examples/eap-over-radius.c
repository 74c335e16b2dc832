// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAP-TLS against a RADIUS server: libwman-eap is the peer, this program the authenticator that
 * relays between both (RFC 3579). It asks once; a real one would repeat.
 *	cc eap-over-radius.c $(pkg-config --cflags --libs libwman-eap libcrypto) -o eap-over-radius
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <wman/eap.h>

enum { ACCESS_REQUEST = 1, ACCESS_ACCEPT = 2, ACCESS_CHALLENGE = 11 };
enum { USER_NAME = 1, STATE = 24, EAP_MESSAGE = 79, MESSAGE_AUTHENTICATOR = 80 };
enum { HEADER = 20, AUTHENTICATOR = 4, AUTH_LEN = 16, VALUE_MAX = 253, PACKET_MAX = 4096 };

struct packet {
	size_t len;
	uint8_t data[PACKET_MAX];
};

/* What the peer says. With several exchanges it would be found by the context of the callbacks. */
static struct packet answer;
static bool success;

static void take_packet(void *ctx, const uint8_t *packet, size_t len)
{
	answer.len = len < PACKET_MAX / 2 ? len : 0;
	memcpy(answer.data, packet, answer.len);
}

static void take_result(void *ctx, const struct eap_result *result)
{
	success = result->success;
	printf("%s\n", success ? result->tls_version : result->error.text);
}

/* Add a value as attributes of a type, as many as it needs. */
static void put(struct packet *p, uint8_t type, const void *value, size_t len)
{
	for (size_t done = 0, n; done < len; done += n, p->len += 2 + n) {
		n = len - done < VALUE_MAX ? len - done : VALUE_MAX;
		p->data[p->len] = type;
		p->data[p->len + 1] = 2 + n;
		memcpy(p->data + p->len + 2, (const uint8_t *)value + done, n);
	}
}

/* All values of a type in one piece. Return: where the last one begins. */
static size_t get(const struct packet *p, uint8_t type, struct packet *value)
{
	size_t n, last = HEADER;

	value->len = 0;
	for (size_t at = HEADER; at + 2 <= p->len; at += n) {
		n = p->data[at + 1];
		if (n < 2 || at + n > p->len)
			break;
		if (p->data[at] != type)
			continue;
		last = at + 2;
		memcpy(value->data + value->len, p->data + last, n - 2);
		value->len += n - 2;
	}
	return last;
}

/* Message-Authenticator, over the packet with zeros in its place. */
static void sign(struct packet *p, size_t at)
{
	const char *secret = getenv("RADIUS_SECRET");

	memset(p->data + at, 0, AUTH_LEN);
	HMAC(EVP_md5(), secret, strlen(secret), p->data, p->len, p->data + at, NULL);
}

/* The peer's answer to the server, and what it says to that. Return: its code, -1: it is forged. */
static int ask(int fd, const char *user, struct packet *eap, struct packet *state)
{
	struct packet req = { .len = HEADER }, reply = { 0 }, mac = { .len = AUTH_LEN };
	static uint8_t id;
	size_t at;

	put(&req, USER_NAME, user, strlen(user));
	put(&req, STATE, state->data, state->len);
	put(&req, EAP_MESSAGE, answer.data, answer.len);
	answer.len = 0;
	put(&req, MESSAGE_AUTHENTICATOR, mac.data, mac.len);
	req.data[0] = ACCESS_REQUEST;
	req.data[1] = ++id;
	memcpy(req.data + 2, &(uint16_t){ htons(req.len) }, 2);
	RAND_bytes(req.data + AUTHENTICATOR, AUTH_LEN);
	sign(&req, req.len - AUTH_LEN);
	alarm(10); /* silence is the end of the program */
	send(fd, req.data, req.len, 0);
	/* after an error there are only zeros, in which no attribute is found */
	reply.len = recv(fd, reply.data, PACKET_MAX, 0);
	get(&reply, EAP_MESSAGE, eap);
	get(&reply, STATE, state);
	at = get(&reply, MESSAGE_AUTHENTICATOR, &mac);
	/* it is made with the authenticator of the request */
	memcpy(reply.data + AUTHENTICATOR, req.data + AUTHENTICATOR, AUTH_LEN);
	if (mac.len != AUTH_LEN || reply.data[1] != id)
		return -1;
	sign(&reply, at);
	return CRYPTO_memcmp(mac.data, reply.data + at, AUTH_LEN) ? -1 : reply.data[0];
}

int main(int argc, char **argv)
{
	static const struct eap_peer_ops ops = { .tx = take_packet, .done = take_result };
	struct eap_config cfg = { .methods = { eap_method_find("TLS") }, .num_methods = 1 };
	struct sockaddr_in to = { .sin_family = AF_INET };
	struct packet eap, state = { 0 };
	int code, fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct eap_creds *creds;
	struct eap_peer *peer;
	struct eap_error error;

	if (argc != 8 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1 || !getenv("RADIUS_SECRET"))
		errx(2, "usage: ADDRESS PORT IDENTITY CA NAME CERTIFICATE KEY, and RADIUS_SECRET");
	to.sin_port = htons(atoi(argv[2]));
	cfg.identity = argv[3];
	cfg.ca_cert = argv[4];
	cfg.domain_match = argv[5];
	cfg.client_cert = argv[6];
	cfg.private_key = argv[7];
	creds = eap_creds_load(&cfg, &error);
	if (!creds)
		errx(1, "%s", error.text);
	peer = eap_peer_new(creds, NULL, &ops, NULL);
	if (!peer || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		err(1, "cannot begin");
	eap_peer_rx(peer, (const uint8_t[]){ 1, 0, 0, 5, 1 }, 5); /* Request 0, Identity */
	do {
		code = ask(fd, argv[3], &eap, &state);
		if (code > 0 && eap.len)
			eap_peer_rx(peer, eap.data, eap.len);
	} while (code == ACCESS_CHALLENGE && answer.len);
	eap_peer_timeout(peer); /* nothing more comes; nothing happens if it is done */
	eap_peer_free(peer);
	eap_creds_free(creds);
	return success && code == ACCESS_ACCEPT ? 0 : 1;
}
