/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an EAP method is to the peer core.  To add one: write its struct eap_method, put it into
 * the array in method.c.
 */
#ifndef WMAND_EAP_METHOD_H
#define WMAND_EAP_METHOD_H

#include "creds.h"
#include "eap.h"

struct eap_user;

/* EAP Types, RFC 3748 section 5 and the IANA registry */
enum eap_type {
	EAP_TYPE_IDENTITY = 1,
	EAP_TYPE_NOTIFICATION = 2,
	EAP_TYPE_NAK = 3,
	EAP_TYPE_MD5 = 4,
	EAP_TYPE_GTC = 6,
	EAP_TYPE_TLS = 13,
	EAP_TYPE_SIM = 18,
	EAP_TYPE_TTLS = 21,
	EAP_TYPE_AKA = 23,
	EAP_TYPE_PEAP = 25,
	EAP_TYPE_MSCHAPV2 = 26,
	EAP_TYPE_EXTENSIONS = 33, /* of PEAP, MS-PEAP 2.2.8 */
	EAP_TYPE_PSK = 47,
	EAP_TYPE_AKA_PRIME = 50,
	EAP_TYPE_PWD = 52,
	EAP_TYPE_EXPANDED = 254,
};

/**
 * enum eap_step - what a method made of a request; methodState and decision of RFC 4137 4.2
 * @EAP_STEP_CONT: answered, not finished
 * @EAP_STEP_COND_SUCC: answered, finished; the server may still say Failure
 * @EAP_STEP_UNCOND_SUCC: answered, finished; the server's success came protected
 * @EAP_STEP_FAIL: failed; the error is filled, the reply is sent when it is not empty
 * @EAP_STEP_ASK: not answered: a person is to be asked first, see eap_ask()
 */
enum eap_step {
	EAP_STEP_CONT,
	EAP_STEP_COND_SUCC,
	EAP_STEP_UNCOND_SUCC,
	EAP_STEP_FAIL,
	EAP_STEP_ASK,
};

/* What a method needs of eap_creds_load() */
enum eap_needs {
	EAP_NEEDS_TLS = 1 << 0,
	EAP_NEEDS_USIM = 1 << 1,
	EAP_NEEDS_INNER = 1 << 2, /* credentials for another authentication, inside of a tunnel */
	EAP_NEEDS_PASSWORD = 1 << 3,
};

/**
 * struct eap_reply - answer of a method
 * @id: Identifier of the request, and so of the answer
 * @data: where Type-Data goes
 * @room: octets at @data
 * @len: octets written
 * @progress: the exchange came closer to its end; rounds without it are limited
 * @note: line for the debug log, or empty
 * @sqn: sequence number that must be kept before the answer leaves, 0 when there is none
 * @user: who is authenticated
 * @ask: what to ask for, with EAP_STEP_ASK
 * @ask_text: what to say with it
 */
struct eap_reply {
	uint8_t id;
	uint8_t *data;
	size_t room;
	size_t len;
	bool progress;
	char note[160];
	uint64_t sqn;
	struct eap_user *user;
	enum eap_ask ask;
	char ask_text[EAP_ASK_TEXT_MAX + 1];
};

/**
 * struct eap_method - an EAP method of the peer
 * @name: name in configurations
 * @type: EAP Type
 * @needs: EAP_NEEDS_* bits
 * @check: are the settings of the method there?  Fills the error when not
 * @identity: optional: what the last conversation left in the cache to answer an Identity request
 *	with, EAP_IDENTITY_MAX octets and a terminator; false when nothing is there
 * @start: begin a conversation; NULL without memory
 * @process: handle Type-Data of a request, which may be empty
 * @resume: after EAP_STEP_ASK, when the user has the answer: go on with the same request; methods
 *	that never ask have none
 * @finish: after EAP-Success: fill keys, Session-Id and description of the result; keep the
 *	session for resumption; false when a key could not be derived
 * @waiting_for: what the conversation waits for, for the text of a timeout
 * @free: end a conversation, wipe its secrets
 */
struct eap_method {
	const char *name;
	uint8_t type;
	unsigned int needs;
	bool (*check)(const struct eap_config *cfg, struct eap_error *err);
	bool (*identity)(const struct eap_creds *creds, const struct eap_session_cache *cache,
			 char *identity);
	void *(*start)(const struct eap_creds *creds, struct eap_session_cache *cache);
	enum eap_step (*process)(void *state, const uint8_t *data, size_t len,
				 struct eap_reply *reply, struct eap_error *err);
	enum eap_step (*resume)(void *state, struct eap_reply *reply, struct eap_error *err);
	bool (*finish)(void *state, struct eap_result *result);
	const char *(*waiting_for)(const void *state);
	void (*free)(void *state);
};

extern const struct eap_method eap_method_tls;
extern const struct eap_method eap_method_ttls;
extern const struct eap_method eap_method_peap;
extern const struct eap_method eap_method_sim;
extern const struct eap_method eap_method_aka;
extern const struct eap_method eap_method_aka_prime;
extern const struct eap_method eap_method_psk;
extern const struct eap_method eap_method_pwd;

/* Inside of tunnels only: they give no key that would tie them to what they ran in. */
extern const struct eap_method eap_method_md5;
extern const struct eap_method eap_method_gtc;
extern const struct eap_method eap_method_mschapv2;

/**
 * eap_peer_set_user() - for a tunnel: the peer inside is about the same user
 * @peer: the peer inside
 * @user: the user outside; must outlive it
 */
void eap_peer_set_user(struct eap_peer *peer, struct eap_user *user);

/**
 * eap_peer_resume() - for a tunnel: the user has the answer to the question of the peer inside
 * @peer: the peer inside
 */
void eap_peer_resume(struct eap_peer *peer);

/**
 * eap_peer_method_done() - for a tunnel: may the peer inside be told of success?
 * @peer: the peer inside
 *
 * Return: true when its method has finished.
 */
bool eap_peer_method_done(const struct eap_peer *peer);

/**
 * eap_peer_waiting_for() - what a peer waits for
 * @peer: the peer
 *
 * Return: text for the middle of a sentence.
 */
const char *eap_peer_waiting_for(const struct eap_peer *peer);

#endif
