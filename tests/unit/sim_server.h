/* SPDX-License-Identifier: BSD-3-Clause */
/* A server of EAP-SIM, EAP-AKA and EAP-AKA' for tests of the peer, with faults on request. */
#ifndef TESTS_SIM_SERVER_H
#define TESTS_SIM_SERVER_H

#include "eap/creds.h"
#include "eap/sim_attr.h"
#include "eap/usim.h"
#include <openssl/evp.h>

#define SIM_TEST_KI   "465b5ce8b199b49faa5f0a2ee238a6bc"
#define SIM_TEST_OP   "cdc202d5123e20f62b6d676ac72cb318"
#define SIM_TEST_OPC  "cd63cb71954a9f4e48a5994e37a02baf"
#define SIM_TEST_IMSI "001010000000001"

#define SIM_SERVER_ATTRS 560

enum sim_fault {
	GOOD,
	/* any message */
	ZERO_LENGTH,
	BEYOND_PACKET,
	UNKNOWN_LOW,
	UNKNOWN_HIGH, /* which is none */
	MAC_ABSENT,
	MAC_WRONG,
	MAC_TWICE,
	MAC_OTHER_ID,
	MAC_NOT_LAST, /* which is none */
	/* challenges */
	RAND_ABSENT,
	RAND_TWO,
	RAND_SHORT,
	RAND_ONE,
	RAND_FOUR,
	RAND_EQUAL,
	AUTN_ABSENT,
	AUTN_WRONG,
	SQN_OLD,
	SQN_FAR,
	CHECKCODE_WRONG,
	CHECKCODE_EMPTY,
	CHECKCODE_ABSENT, /* which is none */
	BIDDING,
	BIDDING_CLEAR, /* which is none */
	KDF_ABSENT,
	KDF_UNKNOWN,
	KDF_TWICE,
	KDF_SECOND, /* which is none */
	KDF_CHANGED,
	NAME_ABSENT,
	NAME_EMPTY,
	NAME_OVERLONG,
	SEPARATION_CLEAR,
	/* encrypted attributes */
	IV_ALONE,
	ENCR_ALONE,
	ENCR_SHORT,
	PADDING_NOT_ZERO,
	PADDING_LONG,
	PADDING_NOT_LAST,
	NEXT_ID_CLEAR, /* skipped, as it is not encrypted */
	NEXT_ID_EMPTY,
	NEXT_ID_LONG,
	NEXT_ID_AT,
	NEXT_ID_NUL,
	NEXT_ID_BLANK,
	/* fast re-authentication */
	COUNTER_OLD,
	COUNTER_ABSENT,
	COUNTER_CLEAR,
	NONCE_ABSENT,
	/* Start */
	VERSION_ABSENT,
	VERSION_OTHER,
	VERSION_ODD,
	VERSION_OVERLONG,
};

/**
 * struct sim_server - one end of conversations; lives over several, as a home operator does
 * @type: EAP Type
 * @key: the subscriber's
 * @sqn: last sequence number given out
 * @fault: departure from a good server
 * @result_ind: offer protected results
 * @give_ids: give identities for the next time
 * @send: instead of the plain way to @peer: deliver; kept over conversations
 * @change: optional: may change the attributes of a message before they are protected, within
 *	SIM_SERVER_ATTRS octets
 * @peer: the other end
 * @resp: last packet of the peer, @resp_len octets, 0 when there was none
 * @done_count: how often it was done
 * @result: with what
 * @stored_sqn: what the peer had stored last
 * @stored_at: how many packets the peer had sent before that
 * @store_fails: the peer's owner cannot store
 * @tx_count: packets of the peer
 * @asks: how often somebody was asked
 * @ask: what for, the last time
 * @ask_text: with which text
 * @keys: of the last conversation
 * @identity: last one that the peer told
 * @counter: of fast re-authentications, last used
 */
struct sim_server {
	uint8_t type;
	struct milenage_key key;
	uint64_t sqn;
	enum sim_fault fault;
	bool result_ind;
	bool give_ids;
	void (*send)(struct sim_server *s, const uint8_t *packet, size_t len);
	void (*change)(uint8_t *attrs, size_t *len);

	struct eap_peer *peer;
	uint8_t resp[1500];
	size_t resp_len;
	unsigned int done_count;
	struct eap_result result;
	char note[256];
	uint64_t stored_sqn;
	unsigned int stored_at;
	bool store_fails;
	unsigned int tx_count;
	unsigned int asks;
	enum eap_ask ask;
	char ask_text[EAP_ASK_TEXT_MAX + 1];

	struct sim_keys keys;
	char identity[EAP_IDENTITY_MAX + 1];
	uint16_t counter;
	uint8_t nonce_mt[16], nonce_s[16];
	uint8_t session_id[EAP_SESSION_ID_MAX];
	size_t session_id_len;
	unsigned int rands;
	uint8_t id;
	EVP_MD_CTX *ids;
	bool have_ids;
	uint8_t data[1500];
	struct sim_msg msg;
};

/* It knows Ki and OPc of the card of the tests, not from what the peer made of it. */
void sim_server_learn(struct sim_server *s);
/* Begin a conversation: a new peer, which answers the Identity request. */
void sim_server_begin(struct sim_server *s, const struct eap_creds *creds,
		      struct eap_session_cache *cache);
void sim_server_end(struct sim_server *s);

/* Messages of the server. */
void sim_server_identity(struct sim_server *s, uint8_t request);
void sim_server_start(struct sim_server *s, uint8_t request);
void sim_server_challenge(struct sim_server *s);
void sim_server_reauth(struct sim_server *s);
void sim_server_notify(struct sim_server *s, uint16_t code, bool mac, int counter);
void sim_server_raw(struct sim_server *s, const void *packet, size_t len);
void sim_server_success(struct sim_server *s);

/* What the peer answered: its subtype; an attribute's value, NULL when it is not there. */
int sim_server_subtype(const struct sim_server *s);
const uint8_t *sim_server_attr(const struct sim_server *s, uint8_t type);
/* The peer's AT_MAC is right over its packet and @extra. */
bool sim_server_mac_ok(const struct sim_server *s, const uint8_t *extra, size_t len);
/* Take AUTS of a synchronisation failure; false when it is wrong. */
bool sim_server_resync(struct sim_server *s);

#endif
