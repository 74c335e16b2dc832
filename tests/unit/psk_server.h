/* SPDX-License-Identifier: BSD-3-Clause */
/* A server of EAP-PSK for tests of the peer, with faults on request. */
#ifndef TESTS_PSK_SERVER_H
#define TESTS_PSK_SERVER_H

#include "eap/psk_keys.h"
#include "eap_server.h"

#define PSK_TYPE 47

/* The second message's R and E */
#define PSK_CONT    0x40
#define PSK_SUCCESS 0x80
#define PSK_FAILURE 0xc0
#define PSK_EXT	    0x20

/**
 * struct psk_server - a server and its conversation
 * @link: the peer and what it did
 * @key: pre-shared key
 * @id_s: own identity
 * @keys: of the conversation
 * @rand_s: own random number
 * @rand_p: the peer's
 * @id_p: the peer's identity
 * @flags: of the next message, in place of the right ones unless 0
 * @cut: octets that the next message lacks
 * @flip: octet of the next message's Type-Data that is changed, -1 for none; for the second one
 *	after it was protected
 * @counter: of the protected channel
 * @id: Identifier of the last packet
 */
struct psk_server {
	struct eap_server link;
	uint8_t key[PSK_LEN];
	const char *id_s;
	struct psk_keys keys;
	uint8_t rand_s[PSK_RAND_LEN], rand_p[PSK_RAND_LEN];
	char id_p[EAP_IDENTITY_MAX + 1];
	uint8_t flags;
	size_t cut;
	int flip;
	uint8_t counter;
	uint8_t id;
};

/* A new peer, which answers the Identity request; keeps key and id_s. */
void psk_server_begin(struct psk_server *s, const struct eap_creds *creds);
void psk_server_end(struct psk_server *s);
/* RAND_S and ID_S. */
void psk_server_first(struct psk_server *s);
/* Take RAND_P and ID_P. Return: whether MAC_P is right. */
int psk_server_verify(struct psk_server *s);
/* MAC_S and the protected channel with @message. */
void psk_server_second(struct psk_server *s, const void *message, size_t len);
/* Decrypt what the peer put into the channel. Return: its octets, -1 when it is not genuine. */
int psk_server_open(struct psk_server *s, uint8_t *message);

#endif
