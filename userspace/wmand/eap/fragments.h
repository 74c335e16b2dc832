/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The framing that EAP-TLS and the methods modelled on it put around TLS messages: Flags, Length,
 * fragments and their acknowledgements.  RFC 5216 sections 2.1.5 and 3.
 *
 * Octets go straight into the TLS conversation and come straight out of it; nothing is ever
 * allocated by a length that the server announced.
 */
#ifndef WMAND_EAP_FRAGMENTS_H
#define WMAND_EAP_FRAGMENTS_H

#include "eap.h"
#include "method.h"
#include "tls.h"

#define FRAGMENTS_MESSAGE_MAX (64 * 1024) /* octets in one TLS message of the server */

/**
 * struct fragments - state of the framing; all zero but @conn, @size and @versioned at the beginning
 * @conn: the TLS conversation
 * @size: most octets of TLS data in one packet
 * @versioned: the low bits of Flags are a version, of which 0 is spoken here
 * @started: Start was seen
 * @sending: a message of this side is under way
 * @have_total: the message coming in announced its length
 * @total: the length announced
 * @received: octets of the message that have come
 */
struct fragments {
	struct tls_conn *conn;
	size_t size;
	bool versioned;
	bool started;
	bool sending;
	bool have_total;
	uint32_t total;
	size_t received;
};

/**
 * enum fragments_rx - what a packet was
 * @FRAGMENTS_MESSAGE: Start, or the last piece of a message: let TLS work on it
 * @FRAGMENTS_MORE: a piece; acknowledge by an empty packet
 * @FRAGMENTS_ACK: acknowledgement; send the next piece
 * @FRAGMENTS_BAD: broken framing, the error is filled
 */
enum fragments_rx {
	FRAGMENTS_MESSAGE,
	FRAGMENTS_MORE,
	FRAGMENTS_ACK,
	FRAGMENTS_BAD,
};

/**
 * fragments_rx() - take Type-Data of a request apart
 * @frag: the state
 * @data: Type-Data
 * @len: octets at @data
 * @progress: set when the packet brought anything
 * @err: filled for FRAGMENTS_BAD
 *
 * A first fragment without a Length is taken, up to FRAGMENTS_MESSAGE_MAX.  Reserved flags are
 * ignored.  A Start may offer any version, what follows has the one that the answer had.
 *
 * Return: what the packet was.
 */
enum fragments_rx fragments_rx(struct fragments *frag, const uint8_t *data, size_t len,
			       bool *progress, struct eap_error *err);

/**
 * fragments_tx() - write Type-Data of a response: the next piece, or an acknowledgement
 * @frag: the state
 * @reply: where to
 */
void fragments_tx(struct fragments *frag, struct eap_reply *reply);

#endif
