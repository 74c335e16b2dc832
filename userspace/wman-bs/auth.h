/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Authorization of a subscriber: PKMv2, the BS's side of the SA-TEK handshake (802.16e 7.8.1),
 * re-authentication. It is made of one or two exchanges: EAP, or RSA (rsa.h), or EAP after RSA, or
 * EAP after EAP (double_eap.h). When SBC agreed on PKMv1, messages go on to auth_v1.h.
 */
#ifndef _BS_AUTH_H
#define _BS_AUTH_H

#include "auth_v1.h"
#include "key.h"
#include "pki.h"
#include "pkm.h"

struct bs_config;
struct bs_ss;
struct bs_message;
struct bs_rsa;
struct radius_request;

#define BS_EAP_ROUNDS_MAX   100 /* requests of the AAA server in one exchange */
#define BS_EAP_MAX	    4096 /* octets of an EAP packet towards the subscriber */
#define BS_IDENTITY_MAX	    253 /* octets of a User-Name */
#define BS_RADIUS_STATE_MAX 253

/* What an authorization waits for */
enum bs_auth_step {
	BS_AUTH_IDLE,
	BS_AUTH_EAP_SS, /* an EAP response of the subscriber */
	BS_AUTH_EAP_AAA, /* the AAA server */
	BS_AUTH_EAP_COMPLETE, /* Authenticated-EAP-Start, between two EAP exchanges */
	BS_AUTH_SA_TEK, /* SA-TEK-Request */
};

/**
 * struct bs_eap - the EAP exchange that is relayed
 * @request: EAP request sent last, for its repetition
 * @len: its octets
 * @tries: how often it was repeated
 * @rounds: requests of the AAA server so far
 * @identity: identity of the subscriber
 * @identity_len: its octets
 * @state: State of the AAA server, to be echoed
 * @state_len: its octets
 * @client: holds the servers that the conversation began with; NULL before its first request
 * @server: AAA server of the conversation, -1 before the first answer
 * @radius: request to the AAA server, or NULL
 * @signed_so_far: every message of the subscriber had a valid digest
 * @authenticated: it is the second half, in Authenticated-EAP-Transfer under the EIK of the first
 */
struct bs_eap {
	u8 request[BS_EAP_MAX];
	size_t len;
	unsigned int tries;
	unsigned int rounds;
	u8 identity[BS_IDENTITY_MAX];
	size_t identity_len;
	u8 state[BS_RADIUS_STATE_MAX];
	size_t state_len;
	struct radius_client *client;
	int server;
	struct radius_request *radius;
	bool signed_so_far;
	bool authenticated;
};

/**
 * struct bs_half - what the first half of an authorization leaves: RSA, or the first of two EAPs
 * @root: with the PAK or the PMK; its policy is WMAN_AK_RSA or WMAN_AK_EAP
 * @sn: PAK or PMK sequence number, where it is in the AK sequence number
 * @expires: when its lifetime ends, on bs_now_ms()
 * @eik: signs under the EIK; valid while the second half is to come
 * @eap_identifier: of the EAP-Success in EAP-Complete
 */
struct bs_half {
	struct bs_root root;
	u8 sn;
	u64 expires;
	struct bs_ak eik;
	u8 eap_identifier;
};

/**
 * struct bs_auth - authorization of a subscriber
 * @step: what it waits for
 * @eap: the EAP exchange, allocated while there is one
 * @rsa: RSA-Reply that waits for its acknowledgement, or NULL
 * @half: what the first half left
 * @ak: the AK in force
 * @used: the subscriber signed with @ak, so SA-TEK-Response reached it
 * @old: the one before, taken until @ak was used and some seconds more
 * @fresh: AK of the running handshake
 * @sn: AK sequence number given last
 * @identifier: last Identifier of the subscriber
 * @bs_random: BS_Random of the handshake
 * @ms_random: MS_Random that SA-TEK-Response answered
 * @answered: @ms_random is there
 * @lifetime_s: PMK lifetime told in SA-TEK-Challenge; 0, without EAP
 * @tries: how often SA-TEK-Challenge or EAP-Complete was sent
 * @v1: what PKMv1 keeps
 */
struct bs_auth {
	enum bs_auth_step step;
	struct bs_eap *eap;
	struct bs_rsa *rsa;
	struct bs_half half;
	struct bs_ak ak;
	bool used;
	struct bs_ak old;
	struct bs_ak fresh;
	u8 sn;
	u8 identifier;
	u8 bs_random[WMAN_RANDOM_LEN];
	u8 ms_random[WMAN_RANDOM_LEN];
	bool answered;
	u32 lifetime_s;
	unsigned int tries;
	struct bs_auth_v1 v1;
};

/**
 * bs_auth_begin() - begin EAP with a subscriber; an exchange that runs is forgotten
 * @ss: the subscriber; when it is authorized this is a re-authentication. Where RSA comes first it is
 *	the subscriber that begins, at any time
 */
void bs_auth_begin(struct bs_ss *ss);

/**
 * bs_auth_is_none() - did SBC agree on no authorization?
 * @ss: the subscriber
 *
 * Return: whether it did: nothing is signed then, and data is clear.
 */
bool bs_auth_is_none(const struct bs_ss *ss);

/**
 * bs_auth_passed() - has a subscriber what it takes to register?
 * @ss: the subscriber
 *
 * Return: true with an AK, and where none is wanted.
 */
bool bs_auth_passed(const struct bs_ss *ss);

/**
 * bs_auth_can_begin() - whether bs_auth_begin() does anything for a subscriber that is authorized
 * @ss: the subscriber
 *
 * Return: false where RSA comes first, and before SBC.
 */
bool bs_auth_can_begin(const struct bs_ss *ss);

/**
 * bs_auth_again() - repeat the EAP request that the subscriber has not answered
 * @ss: the subscriber
 */
void bs_auth_again(struct bs_ss *ss);

/**
 * bs_auth_close() - take the authorization away: no AK, no TEK, port closed
 * @ss: the subscriber
 */
void bs_auth_close(struct bs_ss *ss);

/**
 * bs_auth_pkm() - take a PKM-REQ
 * @ss: who sent it
 * @msg: the message
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_auth_pkm(struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_auth_suite() - choose a suite
 * @ss: the subscriber
 * @value: its Security-Capabilities
 * @suite: that of its primary SA, if it has one and supports it still, or the first of the
 *	configuration that it supports; as it writes it
 *
 * Return: WMAN_REASON_NONE; _SUITE when there is none, or why @value cannot be read.
 */
enum wman_reason bs_auth_suite(const struct bs_ss *ss, const struct wman_octets *value, u32 *suite);

/**
 * bs_auth_confirm() - put the fresh AK in force; the one before is kept until this one is used
 * @ss: the subscriber
 */
void bs_auth_confirm(struct bs_ss *ss);

/**
 * bs_auth_used() - the digest of a message other than SA-TEK-Request was good
 * @ss: who sent it
 * @ak: AK it was signed with
 */
void bs_auth_used(struct bs_ss *ss, const struct bs_ak *ak);

/**
 * bs_auth_rsa_success() - RSA-Reply was acknowledged: on to EAP or to the SA-TEK handshake
 * @ss: the subscriber
 * @half: what it left
 */
void bs_auth_rsa_success(struct bs_ss *ss, const struct bs_half *half);

/**
 * bs_auth_second() - begin the EAP exchange that is the second half
 * @ss: the subscriber
 */
void bs_auth_second(struct bs_ss *ss);

/**
 * bs_auth_eap_success() - the only or last EAP succeeded, EAP-Success was sent
 * @ss: the subscriber
 * @msk: MSK of the AAA server; not kept
 * @lifetime_s: PMK lifetime
 */
void bs_auth_eap_success(struct bs_ss *ss, const u8 msk[WMAN_MSK_LEN], u32 lifetime_s);

/**
 * bs_auth_eap_failure() - the exchange is over without an MSK
 * @ss: the subscriber
 * @final: the AAA server said no: a running authorization ends too
 * @reason: for the event
 * @text: one line for people, or NULL
 */
void bs_auth_eap_failure(struct bs_ss *ss, bool final, const char *reason, const char *text);

/**
 * bs_auth_hand_over() - take the AK of a handover
 * @ss: the subscriber, not authorized
 * @ak: the AK
 * @handshake: the SA-TEK handshake is to confirm it; else it is in force
 */
void bs_auth_hand_over(struct bs_ss *ss, const struct bs_ak *ak, bool handshake);

/**
 * bs_auth_challenge_timer() - SaChallengeTimer: no SA-TEK-Request came
 * @ss: the subscriber
 */
void bs_auth_challenge_timer(struct bs_ss *ss);

/**
 * bs_auth_expired() - the AK reached its lifetime: the port closes, EAP begins anew
 * @ss: the subscriber
 */
void bs_auth_expired(struct bs_ss *ss);

/**
 * bs_auth_old_expired() - the AK before the one in force is not taken any more
 * @ss: the subscriber
 */
void bs_auth_old_expired(struct bs_ss *ss);

/**
 * bs_auth_reauth_timer() - time for a re-authentication
 * @ss: the subscriber
 */
void bs_auth_reauth_timer(struct bs_ss *ss);

#endif
