/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A conversation of EAP-SIM, EAP-AKA or EAP-AKA': what the three have in common, which is all but
 * the way to the keys of a full authentication.
 */
#ifndef WMAND_EAP_SIM_CONV_H
#define WMAND_EAP_SIM_CONV_H

#include <openssl/evp.h>

#include "method.h"
#include "sim_attr.h"
#include "sim_card.h"
#include "sim_session.h"

#define SIM_VERSIONS_MAX 32 /* octets of AT_VERSION_LIST */

/* AT_CLIENT_ERROR_CODE, RFC 4186 10.19 */
enum sim_client_error {
	SIM_ERROR_UNABLE = 0,
	SIM_ERROR_VERSION = 1,
	SIM_ERROR_RANDS = 2,
	SIM_ERROR_NOT_FRESH = 3,
};

/* Identity requests, from the weakest; each may come once, and not after a stronger one */
enum sim_id_request {
	SIM_ID_NONE,
	SIM_ID_ANY,
	SIM_ID_FULLAUTH,
	SIM_ID_PERMANENT,
};

struct sim_conv;

/**
 * struct sim_handler - a message of the server
 * @subtype: number
 * @allowed: SIM_BIT()s of the attributes it may have
 * @handle: answers it
 */
struct sim_handler {
	uint8_t subtype;
	uint32_t allowed;
	enum eap_step (*handle)(struct sim_conv *conv, const struct sim_attrs *attrs);
};

/**
 * struct sim_variant - one of the three methods
 * @type: EAP Type
 * @prefix: first letter of a permanent identity
 * @prime: SHA-256 in place of SHA-1, and the keys of EAP-AKA'
 * @handlers: messages that the others do not have, up to one without a function
 */
struct sim_variant {
	uint8_t type;
	char prefix;
	bool prime;
	const struct sim_handler *handlers;
};

/**
 * struct sim_conv - state of a conversation
 * @variant: which method
 * @creds: credentials
 * @cache: where the session comes from and goes to, or NULL
 * @session: what the last conversation left
 * @identity: sent last, part of the keys
 * @reauth_offered: @identity is the one for a fast re-authentication
 * @id_request: the strongest identity request so far
 * @sqn: greatest sequence number that the card accepted
 * @ids: running hash of the identity rounds, for AT_CHECKCODE
 * @have_ids: there were such rounds
 * @keys: of this conversation, as far as it got
 * @have_keys: @keys are those of an authentication of this conversation
 * @challenged: the server has proved itself and was answered
 * @reauth: it did so in a fast re-authentication
 * @result_ind: both sides want a protected result
 * @indicated: the protected success came
 * @notified: a notification came
 * @counter: AT_COUNTER of the fast re-authentication
 * @next_pseudonym: the server's gift, used once the conversation has succeeded
 * @next_reauth_id: likewise
 * @session_id: Session-Id
 * @session_id_len: its octets
 * @resynced: EAP-AKA: a synchronisation failure was sent
 * @offered_kdf: EAP-AKA': the first list, when another than its first was chosen
 * @num_offered_kdf: entries in @offered_kdf
 * @started: EAP-SIM: Start messages so far
 * @nonce_mt: EAP-SIM: AT_NONCE_MT
 * @versions: EAP-SIM: AT_VERSION_LIST
 * @versions_len: octets of @versions
 * @plain: decrypted AT_ENCR_DATA
 * @request: Type-Data of the message being handled
 * @request_len: its octets
 * @pending: a message that waits for somebody else's card
 * @pending_len: its octets
 * @msg: the answer
 * @reply: where the answer goes
 * @err: why it failed
 */
struct sim_conv {
	const struct sim_variant *variant;
	const struct eap_creds *creds;
	struct eap_session_cache *cache;
	struct sim_session session;

	char identity[EAP_IDENTITY_MAX + 1];
	bool reauth_offered;
	enum sim_id_request id_request;
	uint64_t sqn;
	EVP_MD_CTX *ids;
	bool have_ids;

	struct sim_keys keys;
	bool have_keys;
	bool challenged;
	bool reauth;
	bool result_ind;
	bool indicated;
	bool notified;
	uint16_t counter;
	char next_pseudonym[EAP_IDENTITY_MAX + 1];
	char next_reauth_id[EAP_IDENTITY_MAX + 1];
	uint8_t session_id[EAP_SESSION_ID_MAX];
	size_t session_id_len;

	bool resynced;
	uint16_t offered_kdf[SIM_KDF_MAX];
	unsigned int num_offered_kdf;

	unsigned int started;
	uint8_t nonce_mt[SIM_NONCE_LEN];
	uint8_t versions[SIM_VERSIONS_MAX];
	size_t versions_len;

	uint8_t plain[4 * 255];
	const uint8_t *request;
	size_t request_len;
	uint8_t pending[WMAN_EAP_FRAME_MAX];
	size_t pending_len;
	struct sim_msg msg;
	struct eap_reply *reply;
	struct eap_error *err;
};

/* The functions of struct eap_method that all three share. */
bool sim_check(const struct eap_config *cfg, const struct eap_method *method,
	       const struct sim_variant *variant, struct eap_error *err);
bool sim_identity(const struct eap_creds *creds, const struct eap_session_cache *cache,
		  char *identity);
struct sim_conv *sim_start(const struct sim_variant *variant, const struct eap_creds *creds,
			   struct eap_session_cache *cache);
enum eap_step sim_process(void *state, const uint8_t *data, size_t len, struct eap_reply *reply,
			  struct eap_error *err);
enum eap_step sim_resume(void *state, struct eap_reply *reply, struct eap_error *err);
bool sim_finish(void *state, struct eap_result *result);
const char *sim_waiting_for(const void *state);
void sim_free(void *state);

/* Begin the answer of this subtype. */
void sim_begin(struct sim_conv *conv, uint8_t subtype);
/* End it without a MAC: not finished. */
enum eap_step sim_answer(struct sim_conv *conv);
/* End it with AT_MAC over it and @extra. */
enum eap_step sim_answer_mac(struct sim_conv *conv, const uint8_t *extra, size_t extra_len,
			     enum eap_step step);
/* Answer with AT_CLIENT_ERROR_CODE, and fail. */
enum eap_step sim_client_error(struct sim_conv *conv, enum sim_client_error code, const char *text);
/* Fail because somebody answered another question. */
enum eap_step sim_other_answer(struct sim_conv *conv);
/* Fail because the crypto library did. */
enum eap_step sim_broken(struct sim_conv *conv);

/* Find the one identity request in @attrs, SIM_ID_NONE when there is none; false: against the rules */
bool sim_id_requested(struct sim_conv *conv, const struct sim_attrs *attrs,
		      enum sim_id_request *request);
/* Choose the identity for a request, add AT_IDENTITY. */
void sim_add_identity(struct sim_conv *conv, enum sim_id_request request);

/* Is AT_MAC there, and right, with the keys of the conversation? */
bool sim_mac_ok(const struct sim_conv *conv, const struct sim_attrs *attrs, const uint8_t *extra,
		size_t extra_len);
/* Take AT_CHECKCODE, AT_RESULT_IND and encrypted identities; NULL, or what is wrong. */
const char *sim_take_common(struct sim_conv *conv, const struct sim_attrs *attrs);
/* Add the answers to AT_CHECKCODE and AT_RESULT_IND. */
void sim_add_common(struct sim_conv *conv, const struct sim_attrs *attrs);
/* The server proved itself: how does the method stand after this answer? */
enum eap_step sim_challenged(struct sim_conv *conv);

#endif
