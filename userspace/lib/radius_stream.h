/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A link over TLS (RADIUS/TLS, RFC 6614). It is made when the first request goes over it, stays, and
 * is made again with a back-off. A request is written once; there is no way back to UDP. Requests of the
 * server, which come the other way, go to the client's radius_dae.
 */
#ifndef WMAN_RADIUS_STREAM_H
#define WMAN_RADIUS_STREAM_H

#include <openssl/types.h>

#include "radius.h"

struct radius_link;
struct radius_stream;

#define RADIUS_TLS_SECRET "radsec" /* RFC 6614, section 2.3 */

/**
 * struct radius_tls - how a server is known, and how we are known to it
 * @ctx: certificates
 * @name: name, or address, that its certificate has to be for
 * @pinned: its certificate has to have this digest besides
 * @pin: SHA-256 of the certificate
 */
struct radius_tls {
	SSL_CTX *ctx;
	char *name;
	bool pinned;
	uint8_t pin[RADIUS_PIN_LEN];
};

struct radius_tls *radius_tls_new(const struct radius_tls_config *config, char *err,
				  size_t err_len);
void radius_tls_free(struct radius_tls *tls);

struct radius_stream *radius_stream_new(struct radius_link *link);
void radius_stream_free(struct radius_stream *stream);
/* Makes the connection now, and again whenever it is lost. */
void radius_stream_keep(struct radius_stream *stream);
/* Lets the request of this identifier go as soon as it can. */
void radius_stream_send(struct radius_stream *stream, uint8_t id);
/* There is no connection, and none is tried for some time. */
bool radius_stream_waits(const struct radius_stream *stream);
/* The time of a request is over; when nothing came since then, the connection is dead. */
void radius_stream_silent(struct radius_stream *stream, unsigned long received);
unsigned long radius_stream_received(const struct radius_stream *stream);

#endif
