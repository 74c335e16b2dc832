/* SPDX-License-Identifier: BSD-3-Clause */
/* A server of EAP-pwd for tests of the peer, with faults on request. */
#ifndef TESTS_PWD_SERVER_H
#define TESTS_PWD_SERVER_H

#include "eap/dragonfly.h"
#include "eap_server.h"

#define PWD_TYPE    52
#define PWD_ID	    1
#define PWD_COMMIT  2
#define PWD_CONFIRM 3
#define PWD_LENGTH  0x80
#define PWD_MORE    0x40

/**
 * struct pwd_server - a server and its conversation
 * @link: the peer and what it did
 * @group: of the curve
 * @prep: preparation of the password
 * @password: prepared, @password_len octets
 * @salt: sent with the commit, @salt_len octets; for salted passwords
 * @fragment: octets in a packet, 0: all of them
 * @d: own side of the exchange
 * @answer: what the peer said last, without the octet that is before it
 * @answer_len: octets at @answer
 * @answer_fragments: packets it came in
 * @keys: MSK and EMSK
 * @session_id: Session-Id
 * @suite: what is begun with
 * @confirm: own confirmation
 * @id: Identifier of the last packet
 */
struct pwd_server {
	struct eap_server link;
	uint16_t group;
	uint8_t prep;
	uint8_t password[64];
	size_t password_len;
	uint8_t salt[32];
	size_t salt_len;
	size_t fragment;
	struct dragonfly d;
	uint8_t answer[1500];
	size_t answer_len;
	unsigned int answer_fragments;
	uint8_t keys[EAP_MSK_LEN + EAP_EMSK_LEN];
	uint8_t session_id[1 + DRAGONFLY_HASH_LEN];
	uint8_t suite[4];
	uint8_t confirm[DRAGONFLY_HASH_LEN];
	uint8_t id;
};

/* A new peer, which answers the Identity request; keeps what is set up to @fragment. */
void pwd_server_begin(struct pwd_server *s, const struct eap_creds *creds);
void pwd_server_end(struct pwd_server *s);
/* A message, in fragments if that is set; takes the answer, with acknowledgements. */
void pwd_server_send(struct pwd_server *s, uint8_t exchange, const void *data, size_t len);
/* One packet as it is. */
void pwd_server_packet(struct pwd_server *s, uint8_t flags, const void *data, size_t len);
/* The first exchange; makes the own commit with the identity that the peer answers. */
void pwd_server_identify(struct pwd_server *s);
/* The second one; takes the peer's commit. Return: what it is worth. */
enum dragonfly_verdict pwd_server_commit(struct pwd_server *s);
/* The third one. Return: whether the peer's confirmation is right. */
int pwd_server_confirm(struct pwd_server *s);

#endif
