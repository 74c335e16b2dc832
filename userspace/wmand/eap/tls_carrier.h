/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What all methods that carry TLS in EAP share: the conversation in its framing, and the keys that
 * come of it (RFC 5216, RFC 9190, RFC 9427).
 */
#ifndef WMAND_EAP_TLS_CARRIER_H
#define WMAND_EAP_TLS_CARRIER_H

#include "creds.h"
#include "fragments.h"
#include "method.h"
#include "tls.h"

/**
 * struct tls_carrier - a conversation of a method
 * @conn: the TLS conversation
 * @frag: its framing
 * @type: EAP Type of the method
 */
struct tls_carrier {
	struct tls_conn *conn;
	struct fragments frag;
	uint8_t type;
};

/**
 * enum tls_carrier_rx - what a request was
 * @TLS_CARRIER_BAD: broken framing: fail without an answer; the error is filled
 * @TLS_CARRIER_FAILED: TLS failed: answer, an alert may wait, and fail; the error is filled
 * @TLS_CARRIER_ASK: a person has to approve the server's certificate first; the reply asks
 * @TLS_CARRIER_CONT: a piece, or a part of the handshake: answer
 * @TLS_CARRIER_ESTABLISHED: the handshake has just been completed on this side
 * @TLS_CARRIER_MESSAGE: a message after the handshake, perhaps an empty one
 */
enum tls_carrier_rx {
	TLS_CARRIER_BAD,
	TLS_CARRIER_FAILED,
	TLS_CARRIER_ASK,
	TLS_CARRIER_CONT,
	TLS_CARRIER_ESTABLISHED,
	TLS_CARRIER_MESSAGE,
};

/**
 * tls_carrier_start() - begin
 * @carrier: what to fill
 * @creds: credentials; must outlive it
 * @cache: session cache that must outlive it, or NULL
 * @method: the method
 *
 * Return: false without memory.
 */
bool tls_carrier_start(struct tls_carrier *carrier, const struct eap_creds *creds,
		       struct eap_session_cache *cache, const struct eap_method *method);

/**
 * tls_carrier_rx() - take Type-Data of a request, go on with the handshake
 * @carrier: the carrier
 * @data: Type-Data
 * @len: octets at @data
 * @reply: gets @progress and @note
 * @err: filled on failure
 *
 * Return: what the request was; tls_conn_read() has what is in it after the handshake.
 */
enum tls_carrier_rx tls_carrier_rx(struct tls_carrier *carrier, const uint8_t *data, size_t len,
				   struct eap_reply *reply, struct eap_error *err);

/**
 * tls_carrier_resume() - go on where a person was asked, with the answer that the user has
 * @carrier: the carrier, after TLS_CARRIER_ASK
 * @reply: gets @progress and @note
 * @err: filled on failure
 *
 * Return: as tls_carrier_rx(), which would have gone on to this.
 */
enum tls_carrier_rx tls_carrier_resume(struct tls_carrier *carrier, struct eap_reply *reply,
				       struct eap_error *err);

/**
 * tls_carrier_keys() - derive the keys of a method
 * @carrier: the carrier, with an established conversation
 * @label: exporter label of the method's keys with TLS 1.2
 * @result: gets MSK and EMSK
 *
 * Return: false when the library failed.
 */
bool tls_carrier_keys(struct tls_carrier *carrier, const char *label, struct eap_result *result);

/**
 * tls_carrier_finish() - fill what a result says of TLS, keep the session
 * @carrier: the carrier, with an established conversation
 * @label: exporter label of the method's keys with TLS 1.2
 * @result: gets MSK, EMSK, Session-Id and description
 *
 * Return: false when the library failed.
 */
bool tls_carrier_finish(struct tls_carrier *carrier, const char *label, struct eap_result *result);

/**
 * tls_carrier_stop() - end, wipe
 * @carrier: the carrier
 */
void tls_carrier_stop(struct tls_carrier *carrier);

#endif
