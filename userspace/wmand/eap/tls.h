/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One TLS conversation over memory, for all methods that carry TLS: octets of the server go in by
 * tls_conn_feed(), octets for it come out by tls_conn_output().
 */
#ifndef WMAND_EAP_TLS_H
#define WMAND_EAP_TLS_H

#include <sys/types.h>

#include "eap.h"
#include "tls_creds.h"

struct tls_conn;

/**
 * tls_ctx_set_callbacks() - prepare the context of credentials for conversations
 * @creds: the credentials, complete; must outlive the conversations
 */
void tls_ctx_set_callbacks(struct tls_creds *creds);

/**
 * tls_conn_new() - begin a conversation
 * @creds: credentials; must outlive it
 * @cache: session cache that must outlive it, or NULL
 * @method: EAP Type of the method that carries it
 *
 * Return: the conversation, or NULL without memory.
 */
struct tls_conn *tls_conn_new(const struct tls_creds *creds, struct eap_session_cache *cache,
			      uint8_t method);

/**
 * tls_conn_free() - end a conversation and wipe it
 * @conn: the conversation
 */
void tls_conn_free(struct tls_conn *conn);

/**
 * tls_conn_feed() - octets of the server came; nothing is done with them yet
 * @conn: the conversation
 * @data: TLS records, cut anywhere
 * @len: octets at @data
 *
 * Return: false without memory.
 */
bool tls_conn_feed(struct tls_conn *conn, const uint8_t *data, size_t len);

/**
 * tls_conn_handshake() - go on with the handshake as far as the octets fed allow
 * @conn: the conversation
 * @err: filled on failure
 *
 * Return: false when the handshake failed; an alert for the server may be in the output.
 */
bool tls_conn_handshake(struct tls_conn *conn, struct eap_error *err);

/**
 * tls_conn_question() - does the handshake wait for a person?
 * @conn: the conversation
 *
 * Return: what to say of the certificate that is to be approved, or NULL: nobody is waited for.
 */
const char *tls_conn_question(const struct tls_conn *conn);

/**
 * tls_conn_decide() - the person has decided; tls_conn_handshake() goes on
 * @conn: a conversation with a question
 * @approved: the certificate is the server's
 */
void tls_conn_decide(struct tls_conn *conn, bool approved);

/**
 * tls_conn_established() - is the handshake complete?
 * @conn: the conversation
 *
 * Return: true when it is, on this side.
 */
bool tls_conn_established(const struct tls_conn *conn);

/**
 * tls_conn_is_13() - is this TLS 1.3?
 * @conn: an established conversation
 *
 * Return: true for TLS 1.3, false for TLS 1.2.
 */
bool tls_conn_is_13(const struct tls_conn *conn);

/**
 * tls_conn_read() - get application data; also handles session tickets and alerts
 * @conn: an established conversation
 * @buf: where to
 * @size: octets at @buf
 * @err: filled on failure
 *
 * Return: octets read, 0 when there are none, -1 on failure.
 */
ssize_t tls_conn_read(struct tls_conn *conn, uint8_t *buf, size_t size, struct eap_error *err);

/**
 * tls_conn_write() - send application data
 * @conn: an established conversation
 * @data: what to send
 * @len: octets at @data, at least 1
 *
 * Return: false when the library failed.
 */
bool tls_conn_write(struct tls_conn *conn, const uint8_t *data, size_t len);

/**
 * tls_conn_resumed() - did the handshake resume a session?
 * @conn: an established conversation
 *
 * Return: true when it did.
 */
bool tls_conn_resumed(const struct tls_conn *conn);

/**
 * tls_conn_output_len() - how much waits to be sent
 * @conn: the conversation
 *
 * Return: octets.
 */
size_t tls_conn_output_len(const struct tls_conn *conn);

/**
 * tls_conn_output() - get octets for the server
 * @conn: the conversation
 * @buf: where to
 * @size: octets at @buf
 *
 * Return: octets written, no more than @size.
 */
size_t tls_conn_output(struct tls_conn *conn, uint8_t *buf, size_t size);

/**
 * tls_conn_export() - derive key material by the exporter, RFC 5705 and RFC 8446 7.5
 * @conn: an established conversation
 * @label: exporter label
 * @context: exporter context, or NULL for none (which differs from an empty one in TLS 1.2)
 * @context_len: octets at @context
 * @out: where to
 * @len: octets wanted
 *
 * Return: false when the library failed.
 */
bool tls_conn_export(struct tls_conn *conn, const char *label, const uint8_t *context,
		     size_t context_len, uint8_t *out, size_t len);

/**
 * tls_conn_randoms() - client random and server random of the handshake
 * @conn: an established conversation
 * @out: where to, 64 octets
 */
void tls_conn_randoms(const struct tls_conn *conn, uint8_t *out);

/**
 * tls_conn_describe() - fill what a result says about TLS
 * @conn: an established conversation
 * @result: @tls_version, @tls_cipher, @resumed, @insecure, @clock_unset are set
 */
void tls_conn_describe(const struct tls_conn *conn, struct eap_result *result);

/**
 * tls_conn_allows_sha1() - may certificates be signed with SHA-1, by configuration?
 * @conn: the conversation
 *
 * Return: true when they may.
 */
bool tls_conn_allows_sha1(const struct tls_conn *conn);

/**
 * tls_conn_keep_session() - the conversation ended well: put its session into the cache
 * @conn: an established conversation
 */
void tls_conn_keep_session(struct tls_conn *conn);

#endif
