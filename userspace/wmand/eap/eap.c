// SPDX-License-Identifier: BSD-3-Clause
/*
 * The peer state machine of RFC 4137 section 4.  Where it leaves the RFC's drawing:
 *
 * - A Success that the method has not earned is discarded, never taken as the end (RFC 4137 4.4
 *   lets it end the conversation when the method is in MAY_CONT): it is not protected, and the
 *   true one may follow.  It is remembered for the text of the timeout.
 * - A Failure ends the conversation also in the middle of a method, since a server that dislikes
 *   the peer's certificate may send one instead of a TLS alert.
 * - Success and Failure may have the Identifier after that of the last request too: RFC 2284 did
 *   not say which one to use, and there are servers that count on.
 */
#include "eap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "method.h"
#include "user.h"

#define HEADER_LEN	4
#define EXPANDED_LEN	8 /* Type, Vendor-Id, Vendor-Type: RFC 3748 5.7 */
#define ROUNDS_MAX	100
#define ROUNDS_IDLE_MAX 50 /* in a row without progress */
#define NO_ID		(-1)

enum eap_code {
	EAP_CODE_REQUEST = 1,
	EAP_CODE_RESPONSE = 2,
	EAP_CODE_SUCCESS = 3,
	EAP_CODE_FAILURE = 4,
};

/* A result packet that could not be believed */
enum eap_discarded {
	EAP_DISCARDED_NONE,
	EAP_DISCARDED_SUCCESS,
	EAP_DISCARDED_FAILURE,
};

/* A request that passed the checks of its framing */
struct request {
	uint8_t id;
	uint32_t vendor;
	uint32_t type;
	bool expanded;
	const uint8_t *data;
	size_t len;
};

struct eap_peer {
	const struct eap_creds *creds;
	struct eap_session_cache *cache;
	const struct eap_peer_ops *ops;
	void *ctx;

	const struct eap_method *method; /* NULL until the first acceptable request */
	void *method_state;
	enum eap_step step; /* last one of the method */

	int last_id; /* Identifier of the last answer, or NO_ID */
	size_t resp_len;
	unsigned int rounds;
	unsigned int rounds_idle;
	enum eap_discarded discarded;
	uint32_t naked_type; /* last type that was refused by a Nak */
	bool naked;
	bool finished;

	struct eap_user *user; /* outside of a tunnel @own */
	struct eap_user own;
	enum eap_ask asking; /* EAP_ASK_NOTHING: no request waits for a person */
	struct request asked; /* the one that does, without its data */

	uint8_t resp[WMAN_EAP_FRAME_MAX]; /* last answer, kept to be sent again */
};

_Static_assert(WMAN_EAP_FRAME_MAX >= HEADER_LEN + EXPANDED_LEN + 5 + EAP_FRAGMENT_SIZE_MAX,
	       "a fragment fits into a response");
_Static_assert(WMAN_EAP_FRAME_MAX >= HEADER_LEN + EXPANDED_LEN + EAP_IDENTITY_MAX,
	       "an identity fits into a response");

bool eap_peer_method_done(const struct eap_peer *peer)
{
	return peer->step == EAP_STEP_COND_SUCC || peer->step == EAP_STEP_UNCOND_SUCC;
}

static void note(const struct eap_peer *peer, const char *text)
{
	if (peer->ops->note && *text)
		peer->ops->note(peer->ctx, text);
}

/* The only way to the done callback: @err is NULL for success. */
static void finish(struct eap_peer *peer, const struct eap_error *err)
{
	struct eap_result result = { .success = !err };

	peer->finished = true;
	peer->asking = EAP_ASK_NOTHING;
	result.rounds = peer->rounds;
	if (peer->method)
		result.method = peer->method->name;
	if (err) {
		result.error = *err;
	} else if (!peer->method->finish(peer->method_state, &result)) {
		result.success = false;
		explicit_bzero(result.msk, sizeof(result.msk));
		explicit_bzero(result.emsk, sizeof(result.emsk));
		eap_error_set(&result.error, WMAN_REASON_HELPER_INTERNAL,
			      "the keys of EAP-%s could not be derived", peer->method->name);
	}
	/* none when the method got no memory */
	if (peer->method_state) {
		peer->method->free(peer->method_state);
		peer->method_state = NULL;
	}
	peer->ops->done(peer->ctx, &result);
	explicit_bzero(&result, sizeof(result));
}

static void fail(struct eap_peer *peer, enum wman_reason reason, const char *text)
{
	struct eap_error err;

	eap_error_set(&err, reason, "%s", text);
	finish(peer, &err);
}

/* Write the start of a response, in the form the request had.  Return: where Type-Data begins. */
static size_t response_begin(struct eap_peer *peer, const struct request *req, uint32_t type)
{
	uint8_t *p = peer->resp;

	p[0] = EAP_CODE_RESPONSE;
	p[1] = req->id;
	p[4] = (uint8_t)type;
	if (!req->expanded)
		return HEADER_LEN + 1;
	p[4] = EAP_TYPE_EXPANDED;
	memset(p + 5, 0, 6);
	p[11] = (uint8_t)type;
	return HEADER_LEN + EXPANDED_LEN;
}

static void response_send(struct eap_peer *peer, size_t len)
{
	peer->resp[2] = (uint8_t)(len >> 8);
	peer->resp[3] = (uint8_t)len;
	peer->resp_len = len;
	peer->last_id = peer->resp[1];
	peer->ops->tx(peer->ctx, peer->resp, len);
}

/* @req waits until somebody answered. */
static void ask(struct eap_peer *peer, const struct request *req, enum eap_ask what,
		const char *text)
{
	struct eap_error err;

	if (!peer->ops->ask) {
		eap_error_set(&err, WMAN_REASON_CREDENTIALS, "%s wanted, and nobody to ask",
			      eap_ask_name(what));
		finish(peer, &err);
		return;
	}
	peer->asking = what;
	peer->asked = *req;
	peer->asked.data = NULL;
	peer->asked.len = 0;
	peer->ops->ask(peer->ctx, what, text);
}

static void send_identity(struct eap_peer *peer, const struct request *req)
{
	size_t off = response_begin(peer, req, EAP_TYPE_IDENTITY);
	const struct eap_method *const *methods = peer->creds->methods;
	char identity[EAP_IDENTITY_MAX + 1];
	bool left = false;
	unsigned int i;
	size_t len;

	for (i = 0; peer->cache && !left && i < peer->creds->num_methods; i++)
		left = methods[i]->identity &&
		       methods[i]->identity(peer->creds, peer->cache, identity);
	if (!left && !eap_user_identity(peer->user, peer->creds, identity)) {
		ask(peer, req, EAP_ASK_IDENTITY, "");
		return;
	}
	len = strlen(identity);
	memcpy(peer->resp + off, identity, len);
	response_send(peer, off + len);
}

static void send_notification(struct eap_peer *peer, const struct request *req)
{
	static const char prefix[] = "notification of the server: ";
	char text[160];

	memcpy(text, prefix, sizeof(prefix));
	eap_text_clean(text + sizeof(prefix) - 1, sizeof(text) - sizeof(prefix) + 1, req->data,
		       req->len);
	note(peer, text);
	response_send(peer, response_begin(peer, req, EAP_TYPE_NOTIFICATION));
}

/* RFC 3748 5.3.1 and, in answer to an Expanded Type, 5.3.2 */
static void send_nak(struct eap_peer *peer, const struct request *req)
{
	size_t off = response_begin(peer, req, EAP_TYPE_NAK);
	unsigned int i;
	char text[96];

	for (i = 0; i < peer->creds->num_methods; i++) {
		if (req->expanded) {
			memset(peer->resp + off, 0, EXPANDED_LEN - 1);
			peer->resp[off] = EAP_TYPE_EXPANDED;
			off += EXPANDED_LEN - 1;
		}
		peer->resp[off++] = peer->creds->methods[i]->type;
	}
	peer->naked = true;
	peer->naked_type = req->type;
	snprintf(text, sizeof(text), "the server offers EAP type %u of vendor %u, refused",
		 req->type, req->vendor);
	note(peer, text);
	response_send(peer, off);
}

static bool method_begin(struct eap_peer *peer, uint32_t type)
{
	unsigned int i;

	for (i = 0; i < peer->creds->num_methods; i++)
		if (peer->creds->methods[i]->type == type)
			break;
	if (i == peer->creds->num_methods)
		return false;
	peer->method = peer->creds->methods[i];
	peer->method_state = peer->method->start(peer->creds, peer->cache);
	return true;
}

/* @resume: it had asked for something, which the user now has */
static void method_run(struct eap_peer *peer, const struct request *req, bool resume)
{
	size_t off = response_begin(peer, req, req->type);
	struct eap_reply reply = {
		.id = req->id,
		.data = peer->resp + off,
		.room = sizeof(peer->resp) - off,
		.user = peer->user,
	};
	struct eap_error err;
	enum eap_step step;

	if (resume)
		step = peer->method->resume(peer->method_state, &reply, &err);
	else
		step = peer->method->process(peer->method_state, req->data, req->len, &reply, &err);
	note(peer, reply.note);
	if (step == EAP_STEP_ASK) {
		ask(peer, req, reply.ask, reply.ask_text);
		return;
	}
	peer->step = step;
	/* an answer that could be had a second time is none */
	if (reply.sqn && (!peer->ops->sqn || !peer->ops->sqn(peer->ctx, reply.sqn))) {
		fail(peer, WMAN_REASON_HELPER_INTERNAL,
		     "the sequence number of the USIM cannot be stored");
		return;
	}
	if (reply.progress)
		peer->rounds_idle = 0;
	if (step != EAP_STEP_FAIL || reply.len)
		response_send(peer, off + reply.len);
	if (step == EAP_STEP_FAIL)
		finish(peer, &err);
}

/* RFC 3748 5.7: Vendor-Id 0 makes an Expanded Type another spelling of a plain one */
static bool parse_request(const uint8_t *packet, size_t len, struct request *req)
{
	if (len < HEADER_LEN + 1)
		return false;
	req->id = packet[1];
	req->vendor = 0;
	req->type = packet[4];
	req->expanded = req->type == EAP_TYPE_EXPANDED;
	req->data = packet + HEADER_LEN + 1;
	req->len = len - HEADER_LEN - 1;
	if (!req->expanded)
		return req->type != EAP_TYPE_NAK;
	if (len < HEADER_LEN + EXPANDED_LEN)
		return false;
	req->vendor = (uint32_t)packet[5] << 16 | (uint32_t)packet[6] << 8 | packet[7];
	req->type = (uint32_t)packet[8] << 24 | (uint32_t)packet[9] << 16 |
		    (uint32_t)packet[10] << 8 | packet[11];
	req->data = packet + HEADER_LEN + EXPANDED_LEN;
	req->len = len - HEADER_LEN - EXPANDED_LEN;
	return req->vendor || req->type != EAP_TYPE_NAK;
}

static void rx_request(struct eap_peer *peer, const uint8_t *packet, size_t len)
{
	struct request req;

	/* what comes while somebody is asked is the same again: the server waits, too */
	if (peer->asking || !parse_request(packet, len, &req))
		return;
	/*
	 * RFC 3748 4.1: the same Identifier is the same request, whatever it holds.  Nothing is
	 * repeated inside of a tunnel, where some servers do not count.
	 */
	if (req.id == peer->last_id && !peer->creds->tunneled) {
		peer->ops->tx(peer->ctx, peer->resp, peer->resp_len);
		return;
	}
	/* Identity belongs before the method, 3748 5.1; a Type once begun stays, 3748 2.1 */
	if (peer->method && req.type != EAP_TYPE_NOTIFICATION &&
	    (req.vendor || req.type != peer->method->type))
		return;
	if (peer->rounds == ROUNDS_MAX || peer->rounds_idle == ROUNDS_IDLE_MAX) {
		fail(peer, WMAN_REASON_EAP_ROUNDS,
		     peer->rounds == ROUNDS_MAX ?
			     "the server did not come to an end in 100 round trips; raise "
			     "fragment_size on both sides, or shorten the certificate chains" :
			     "50 round trips in a row brought nothing");
		return;
	}
	peer->rounds++;
	peer->rounds_idle++;

	if (!req.vendor && req.type == EAP_TYPE_IDENTITY) {
		send_identity(peer, &req);
	} else if (!req.vendor && req.type == EAP_TYPE_NOTIFICATION) {
		send_notification(peer, &req);
	} else if (!peer->method && (req.vendor || !method_begin(peer, req.type))) {
		send_nak(peer, &req);
	} else if (!peer->method_state) {
		fail(peer, WMAN_REASON_HELPER_INTERNAL, "no memory for the EAP method");
	} else {
		method_run(peer, &req, false);
	}
}

static bool result_id_fits(const struct eap_peer *peer, uint8_t id)
{
	return peer->last_id == NO_ID || id == peer->last_id || id == (uint8_t)(peer->last_id + 1);
}

static void rx_success(struct eap_peer *peer)
{
	if (eap_peer_method_done(peer)) {
		finish(peer, NULL);
		return;
	}
	peer->discarded = EAP_DISCARDED_SUCCESS;
	note(peer, "EAP-Success before the method was done, discarded");
}

/* What a Failure means depends on how far the conversation came. */
static void fail_rejected(struct eap_peer *peer)
{
	struct eap_error err;

	if (peer->method)
		eap_error_set(
			&err, WMAN_REASON_EAP_REJECTED,
			"EAP-Failure during EAP-%s, waiting for %s; the server's log says why",
			peer->method->name, eap_peer_waiting_for(peer));
	else if (peer->naked)
		eap_error_set(
			&err, WMAN_REASON_EAP_METHOD,
			"EAP-Failure after the server offered EAP type %u and the peer refused; "
			"allow one of the configured methods on the server",
			peer->naked_type);
	else if (peer->last_id != NO_ID)
		eap_error_set(
			&err, WMAN_REASON_EAP_REJECTED,
			"EAP-Failure in answer to the identity; does the server know its realm?");
	else
		eap_error_set(
			&err, WMAN_REASON_EAP_REJECTED,
			"EAP-Failure before anything was asked; base station or server are not "
			"configured for this station");
	finish(peer, &err);
}

static void rx_failure(struct eap_peer *peer)
{
	/* RFC 4137 4.4: a protected success outweighs a Failure that anybody can send */
	if (peer->step == EAP_STEP_UNCOND_SUCC) {
		peer->discarded = EAP_DISCARDED_FAILURE;
		note(peer, "EAP-Failure after the protected success indication, discarded");
		return;
	}
	fail_rejected(peer);
}

void eap_peer_rx(struct eap_peer *peer, const uint8_t *packet, size_t len)
{
	size_t packet_len;

	if (peer->finished || len < HEADER_LEN)
		return;
	packet_len = (size_t)packet[2] << 8 | packet[3];
	if (packet_len < HEADER_LEN || packet_len > len)
		return;
	if (packet[0] == EAP_CODE_REQUEST) {
		rx_request(peer, packet, packet_len);
		return;
	}
	/* RFC 3748 4.2 */
	if (packet_len != HEADER_LEN || !result_id_fits(peer, packet[1]))
		return;
	if (packet[0] == EAP_CODE_SUCCESS)
		rx_success(peer);
	else if (packet[0] == EAP_CODE_FAILURE)
		rx_failure(peer);
}

const char *eap_peer_waiting_for(const struct eap_peer *peer)
{
	if (peer->asking == EAP_ASK_IDENTITY)
		return "the answer of a person, who was asked for an identity";
	if (peer->asking == EAP_ASK_CERTIFICATE)
		return "the answer of a person, who was asked to approve a certificate";
	if (peer->asking == EAP_ASK_CARD)
		return "the answer of the card, which somebody else has";
	if (peer->asking)
		return "the answer of a person, who was asked for a password";
	/* the method is gone then */
	if (peer->finished)
		return "EAP-Success";
	if (peer->method)
		return peer->method->waiting_for(peer->method_state);
	if (peer->last_id != NO_ID)
		return "the method to begin";
	return "the first request of the server";
}

void eap_peer_resume(struct eap_peer *peer)
{
	struct request req = peer->asked;

	peer->asking = EAP_ASK_NOTHING;
	if (!req.vendor && req.type == EAP_TYPE_IDENTITY)
		send_identity(peer, &req);
	else
		method_run(peer, &req, true);
}

bool eap_peer_answer(struct eap_peer *peer, const uint8_t *value, size_t len)
{
	if (!peer->asking || eap_answer_error(peer->asking, value, len))
		return false;
	if (eap_user_take(peer->user, peer->asking, value, len))
		eap_peer_resume(peer);
	else
		fail(peer, WMAN_REASON_HELPER_INTERNAL, "no memory for an answer");
	return true;
}

void eap_peer_cancel(struct eap_peer *peer, enum wman_reason reason, const char *text)
{
	if (peer->asking)
		fail(peer, reason, text);
}

void eap_peer_timeout(struct eap_peer *peer)
{
	const char *waiting_for;
	struct eap_error err;

	if (peer->finished)
		return;
	waiting_for = eap_peer_method_done(peer) ? "EAP-Success" : eap_peer_waiting_for(peer);
	if (peer->discarded == EAP_DISCARDED_SUCCESS)
		eap_error_set(&err, WMAN_REASON_EAP_PROTOCOL,
			      "the server said EAP-Success while the peer waited for %s",
			      waiting_for);
	else if (peer->discarded == EAP_DISCARDED_FAILURE)
		eap_error_set(
			&err, WMAN_REASON_EAP_REJECTED,
			"EAP-Failure after the protected success indication; the server's log "
			"says why");
	else
		eap_error_set(&err, WMAN_REASON_EAP_TIMEOUT,
			      "the server fell silent, the peer waited for %s", waiting_for);
	finish(peer, &err);
}

bool eap_peer_lower_success(struct eap_peer *peer)
{
	if (peer->finished || !eap_peer_method_done(peer))
		return false;
	finish(peer, NULL);
	return true;
}

void eap_peer_lower_failure(struct eap_peer *peer)
{
	if (peer->finished)
		return;
	fail_rejected(peer);
}

struct eap_peer *eap_peer_new(const struct eap_creds *creds, struct eap_session_cache *cache,
			      const struct eap_peer_ops *ops, void *ctx)
{
	struct eap_peer *peer = calloc(1, sizeof(*peer));

	if (!peer)
		return NULL;
	peer->creds = creds;
	peer->cache = cache;
	peer->ops = ops;
	peer->ctx = ctx;
	peer->last_id = NO_ID;
	peer->user = &peer->own;
	return peer;
}

void eap_peer_set_mac(struct eap_peer *peer, const uint8_t *mac)
{
	snprintf(peer->own.mac, sizeof(peer->own.mac), "%02x%02x%02x%02x%02x%02x", mac[0], mac[1],
		 mac[2], mac[3], mac[4], mac[5]);
}

void eap_peer_set_user(struct eap_peer *peer, struct eap_user *user)
{
	peer->user = user;
}

void eap_peer_free(struct eap_peer *peer)
{
	if (!peer)
		return;
	if (peer->method_state)
		peer->method->free(peer->method_state);
	eap_user_clear(&peer->own);
	explicit_bzero(peer, sizeof(*peer));
	free(peer);
}
