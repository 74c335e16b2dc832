/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A scripted RADIUS server for tests. It builds its replies with code of its own, so that a mistake
 * of the client's is not made twice.
 */
#ifndef TESTS_RADIUS_SCRIPT_H
#define TESTS_RADIUS_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#define RADIUS_SCRIPT_SECRET "correct horse"

/** enum radius_fault - how a reply is spoilt */
enum radius_fault {
	RADIUS_FAULT_NONE,
	RADIUS_FAULT_SILENT,
	RADIUS_FAULT_SECRET, /* server has another secret */
	RADIUS_FAULT_MA, /* Message-Authenticator wrong, Response Authenticator right */
	RADIUS_FAULT_NO_MA,
	RADIUS_FAULT_TWO_MA,
	RADIUS_FAULT_AUTHENTICATOR, /* the other way round */
	RADIUS_FAULT_ID,
	RADIUS_FAULT_CODE,
	RADIUS_FAULT_SHORT, /* 19 octets */
	RADIUS_FAULT_CUT, /* Length greater than the datagram */
	RADIUS_FAULT_LENGTH_SMALL, /* Length 19 */
	RADIUS_FAULT_ATTR_LENGTH_0,
	RADIUS_FAULT_ATTR_LENGTH_1,
	RADIUS_FAULT_ATTR_PAST_END,
	RADIUS_FAULT_MA_LENGTH,
	RADIUS_FAULT_LONE_TYPE, /* an attribute of one octet at the end */
	RADIUS_FAULT_SOURCE, /* from another port */
};

/** struct radius_script - one server, and what it heard */
struct radius_script {
	int fd;
	int other_fd;
	unsigned int port;
	enum radius_fault fault;
	unsigned int faults; /* how many replies it spoils; then it is good */
	unsigned int repeat; /* times each reply is sent */
	unsigned int heard;
	unsigned int statuses; /* Status-Server among them */
	uint8_t code;
	uint8_t attrs[2048];
	size_t attrs_len;
	/* Filled with what needs the Request Authenticator. */
	void (*add_keys)(struct radius_script *s, const uint8_t *auth);
	uint8_t request[4096];
	size_t request_len;
	uint8_t first_request[4096];
	int held_id; /* of a request that is open: no other may have it; -1: none */
};

/* Append an attribute to the replies. */
void radius_script_put(struct radius_script *s, uint8_t type, const void *value, size_t len);
/* Append MS-MPPE-Send-Key (16) or -Recv-Key (17), or WiMAX-MSK in fragments of @split octets. */
void radius_script_mppe(struct radius_script *s, const uint8_t *auth, uint8_t type,
			const uint8_t *key, uint8_t len);
void radius_script_wimax_msk(struct radius_script *s, const uint8_t *auth, const uint8_t *key,
			     uint8_t len, size_t split);
/* Seal a key as RFC 2548, 2.4.2; returns the octets at @out, salt first. */
size_t radius_script_seal(const uint8_t *auth, uint16_t salt, const uint8_t *key, uint8_t key_len,
			  uint8_t *out);
/* Build the reply to s->request; returns its octets. */
size_t radius_script_reply(struct radius_script *s, enum radius_fault fault, uint8_t *out);

/* A socket on loopback with a port of its own; and what the loop calls for it. */
int radius_script_socket(unsigned int *port);
void radius_script_readable(void *arg, uint32_t events);

#endif
