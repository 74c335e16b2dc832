/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RADIUS dynamic authorization server (RFC 5176): takes Disconnect- and CoA-Requests of clients that
 * are listed, or that come down a connection over TLS, checks them, answers.
 *
 * What comes from nobody listed, or fails a check, is counted and dropped without an answer. A
 * Message-Authenticator and an Event-Timestamp are wanted in each request. A request is executed once:
 * what comes again, from whatever port, gets the same answer for as long as its timestamp is taken.
 *
 * Over TLS, which repeats nothing and lets nobody else in, neither of the two attributes is wanted.
 * Status-Server (RFC 5997) is answered at the address it listens on.
 */
#ifndef WMAN_RADIUS_DAE_H
#define WMAN_RADIUS_DAE_H

#include "radius.h"

struct loop;
struct radius_dae;
struct radius_packet;

#define RADIUS_DAE_CLIENTS_MAX 8
#define RADIUS_DAE_WINDOW_S    300 /* RFC 5176, section 6.3 */
#define RADIUS_DAE_SEEN_MAX    1024

enum radius_dae_kind {
	RADIUS_DISCONNECT = 40,
	RADIUS_COA = 43,
};

/* Error-Cause (RFC 5176, section 3.5) */
enum radius_error_cause {
	RADIUS_CAUSE_UNSUPPORTED_ATTRIBUTE = 401,
	RADIUS_CAUSE_MISSING_ATTRIBUTE = 402,
	RADIUS_CAUSE_NAS_MISMATCH = 403,
	RADIUS_CAUSE_INVALID_REQUEST = 404,
	RADIUS_CAUSE_UNSUPPORTED_SERVICE = 405,
	RADIUS_CAUSE_UNSUPPORTED_EXTENSION = 406,
	RADIUS_CAUSE_INVALID_VALUE = 407,
	RADIUS_CAUSE_PROHIBITED = 501,
	RADIUS_CAUSE_NO_SESSION = 503,
	RADIUS_CAUSE_RESOURCES = 506,
	RADIUS_CAUSE_MULTIPLE_SESSIONS = 508,
};

/**
 * struct radius_dae_stats - counters
 * @acked: requests that were executed
 * @refused: requests that were answered by a NAK
 * @repeated: answers sent again
 * @unknown: from nobody listed
 * @malformed: length, attribute, or code
 * @bad_authenticator: Request Authenticator wrong, Message-Authenticator missing or wrong
 * @bad_time: Event-Timestamp missing, or too far from now
 * @full: too many requests are remembered
 * @status: Status-Server, each answered
 */
struct radius_dae_stats {
	unsigned long acked;
	unsigned long refused;
	unsigned long repeated;
	unsigned long unknown;
	unsigned long malformed;
	unsigned long bad_authenticator;
	unsigned long bad_time;
	unsigned long full;
	unsigned long status;
};

/*
 * A request that was checked, for the first time; @attrs: its attributes, for radius_attr_next().
 * Returns 0 for an ACK, or the Error-Cause of a NAK.
 */
typedef int (*radius_dae_fn)(void *arg, enum radius_dae_kind kind, const uint8_t *attrs,
			     size_t len);

struct radius_dae *radius_dae_new(struct loop *loop, radius_dae_fn fn, void *arg);
void radius_dae_free(struct radius_dae *dae);
int radius_dae_listen(struct radius_dae *dae, const char *host_port, char *err, size_t err_len);
struct radius_dae *radius_dae_replace(struct radius_dae *dae, struct radius_dae *next,
				      bool same_socket);
int radius_dae_add_client(struct radius_dae *dae, const char *host, const uint8_t *secret,
			  size_t secret_len, char *err, size_t err_len);
int radius_dae_tls(struct radius_dae *dae, const uint8_t *request, size_t len,
		   struct radius_packet *answer);
const struct radius_dae_stats *radius_dae_stats(const struct radius_dae *dae);

#endif
