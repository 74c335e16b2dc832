/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A tunnel of TLS with an authentication of the user inside, as far as TTLS and PEAP are the same:
 * messages in, messages out, and a peer of its own for EAP inside of EAP.
 */
#ifndef WMAND_EAP_TUNNEL_H
#define WMAND_EAP_TUNNEL_H

#include "tls_carrier.h"

#define TUNNEL_MESSAGE_MAX 8192 /* more than what any method says inside at once */

struct tunnel;

/**
 * typedef tunnel_message_fn - a message came through the tunnel, or it is this side's turn
 * @tunnel: @in and @in_len is what came; @out and @out_len is what shall be sent, if anything
 * @err: filled on failure
 *
 * Return: where the method is.
 */
typedef enum eap_step (*tunnel_message_fn)(struct tunnel *tunnel, struct eap_error *err);

/**
 * struct tunnel - first member of the state of a method
 * @carrier: TLS in EAP
 * @creds: credentials for the inside
 * @id: Identifier of the request outside
 * @step: what the last message led to
 * @peer: peer for EAP inside
 * @peer_failed: it failed
 * @peer_error: why
 * @peer_msk: its key, zeros when it has none
 * @answer: its last answer
 * @answer_len: octets of it; 0 when it did not answer
 * @reply: answer outside, while there is a request
 * @note: line for the debug log, or empty
 * @in: what came, in clear
 * @in_len: octets of it
 * @out: what is to be sent, in clear
 * @out_len: octets of it
 */
struct tunnel {
	struct tls_carrier carrier;
	const struct eap_creds *creds;
	uint8_t id;
	enum eap_step step;
	struct eap_peer *peer;
	bool peer_failed;
	struct eap_error peer_error;
	uint8_t peer_msk[EAP_MSK_LEN];
	uint8_t answer[WMAN_EAP_FRAME_MAX];
	size_t answer_len;
	struct eap_reply *reply;
	char note[160];
	uint8_t in[TUNNEL_MESSAGE_MAX];
	size_t in_len;
	uint8_t out[TUNNEL_MESSAGE_MAX];
	size_t out_len;
};

/**
 * tunnel_new() - begin
 * @size: octets of the state of the method, which begins with a struct tunnel; the rest is zero
 * @creds: credentials of the method; must outlive the tunnel
 * @cache: session cache that must outlive it, or NULL
 * @method: the method
 *
 * Return: the state, or NULL without memory.
 */
void *tunnel_new(size_t size, const struct eap_creds *creds, struct eap_session_cache *cache,
		 const struct eap_method *method);

/**
 * tunnel_free() - end, wipe
 * @tunnel: from tunnel_new()
 * @size: as given there
 */
void tunnel_free(struct tunnel *tunnel, size_t size);

/**
 * tunnel_process() - handle Type-Data of a request
 * @tunnel: the tunnel
 * @message: called for each message after the handshake, also for an empty one
 * @data: Type-Data
 * @len: octets at @data
 * @reply: what to answer
 * @err: filled on failure
 *
 * Return: what @message returned last, or EAP_STEP_CONT while something is still to be sent.
 */
enum eap_step tunnel_process(struct tunnel *tunnel, tunnel_message_fn message, const uint8_t *data,
			     size_t len, struct eap_reply *reply, struct eap_error *err);

/**
 * tunnel_resume() - go on after EAP_STEP_ASK
 * @tunnel: the tunnel
 * @message: as for tunnel_process(), when it was the handshake that waited
 * @say_now: else called once; nothing came in
 * @reply: what to answer
 * @err: filled on failure
 *
 * Return: as tunnel_process().
 */
enum eap_step tunnel_resume(struct tunnel *tunnel, tunnel_message_fn message,
			    tunnel_message_fn say_now, struct eap_reply *reply,
			    struct eap_error *err);

/**
 * tunnel_peer_resume() - let the peer inside go on after EAP_STEP_ASK
 * @tunnel: the tunnel; @answer is set
 * @err: filled on failure
 *
 * Return: where its method is.
 */
enum eap_step tunnel_peer_resume(struct tunnel *tunnel, struct eap_error *err);

/**
 * tunnel_peer_rx() - hand an EAP packet to the peer inside
 * @tunnel: the tunnel; @answer is set
 * @packet: EAP packet
 * @len: octets at @packet
 * @err: filled on failure
 *
 * Return: where its method is.
 */
enum eap_step tunnel_peer_rx(struct tunnel *tunnel, const uint8_t *packet, size_t len,
			     struct eap_error *err);

/**
 * tunnel_waiting_for() - what the handshake, or the peer inside, waits for
 * @tunnel: the tunnel
 *
 * Return: text for the middle of a sentence.
 */
const char *tunnel_waiting_for(const struct tunnel *tunnel);

/**
 * tunnel_violation() - fail for a broken rule
 * @err: filled
 * @text: which one
 *
 * Return: EAP_STEP_FAIL.
 */
enum eap_step tunnel_violation(struct eap_error *err, const char *text);

#endif
