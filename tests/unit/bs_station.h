/* SPDX-License-Identifier: BSD-3-Clause */
/* A scripted subscriber: enters a network by itself, and can be told to do it badly. */
#ifndef TESTS_BS_STATION_H
#define TESTS_BS_STATION_H

#include "bs_lab.h"
#include "ccm.h"
#include "digest.h"
#include "dsx.h"
#include "eap_pki.h"
#include "frag.h"
#include "kdf.h"
#include "replay.h"
#include "rng.h"
#include "sbc.h"

#define BS_STATION_SAS	 4
#define BS_STATION_FLOWS 8

struct bs_station_ak {
	bool valid;
	u8 sn;
	u8 akid[WMAN_AKID_LEN];
	enum wman_kdf_mode mode; /* which keys: CMAC or HMAC */
	struct wman_cmac_keys keys;
	struct wman_hmac_keys hmac;
	u32 tx_pn;
	u32 rx_pn;
};

/* What an AK is made of */
struct bs_station_root {
	enum wman_ak_policy policy;
	u8 pmk[WMAN_PMK_LEN];
	u8 pak[WMAN_PAK_LEN];
};

struct bs_station_sa {
	u16 said;
	u32 suite;
	struct bs_station_group *group; /* of a group's SA, see bs_station_group.h */
	struct wman_ccm *ccm[4]; /* by sequence number */
	u8 newer;
	u32 lifetime[2];
	u32 tx_pn[4];
	struct wman_replay rx[4];
	unsigned int replies;
};

struct bs_station {
	struct bs_lab *lab;
	struct wman_prim *prim;
	u8 mac[WMAN_MAC_ADDR_LEN];
	u8 bs_mac[WMAN_MAC_ADDR_LEN];
	u8 bsid[WMAN_MAC_ADDR_LEN];
	enum wman_edition edition;
	u16 basic;
	u16 primary;
	u8 identifier;
	u8 auth_identifier; /* of Auth-Request */
	struct wman_secneg offer;
	struct wman_secneg choice;
	struct bs_station_ak ak; /* in force */
	struct bs_station_ak fresh;
	struct bs_station_ak eik; /* after RSA, until there is an AK: signs EAP */
	struct bs_station_root root;
	bool moving; /* from RNG-REQ of a handover on, until its AK is in force */
	const struct pki_id *device; /* for RSA and PKMv1 */
	bool have_msk;
	u8 bs_random[WMAN_RANDOM_LEN];
	u8 ms_random[WMAN_RANDOM_LEN];
	struct bs_station_sa sa[BS_STATION_SAS];
	unsigned int n_sa;
	struct wman_dsx flow[BS_STATION_FLOWS];
	unsigned int n_flows;
	struct wman_dsx dsc; /* DSC-REQ that came last, and its rule */
	u8 dsc_rule[WMAN_RULE_MAX];
	struct wman_dsx answer; /* of the base station, to what it asked */
	unsigned int answers;
	unsigned int rvds; /* DSX-RVD */
	struct wman_frag frag;
	u8 frag_buf[8192];
	struct wman_frag sdu;
	u8 sdu_buf[4096];
	/* what happened */
	u8 rng_rsp[512]; /* that came last, as it is */
	size_t rng_rsp_len;
	bool ranged;
	bool aborted;
	bool registered;
	bool left; /* DREG-CMD or RES-CMD that verified */
	unsigned int challenges;
	unsigned int authorizations;
	unsigned int eap_failures;
	unsigned int auth_rejects;
	unsigned int auth_invalids;
	unsigned int handovers;
	bool silenced; /* for good */
	unsigned int key_rejects;
	unsigned int tek_invalids;
	unsigned int additions; /* SA-Addition */
	unsigned int acks;
	unsigned int dsc_acks;
	unsigned int bad_digests;
	unsigned int fragments; /* management messages that came in parts */
	unsigned int sdus;
	u8 last_sdu[4096];
	size_t last_sdu_len;
	u8 last_eks;
	u16 last_cid;
	unsigned int bad_pdus;
	/* what it does badly */
	bool dumb; /* answers nothing */
	u8 dsc_confirmation; /* code in DSC-RSP */
	unsigned int ignored; /* so many SA-Additions */
	bool offer_changed; /* SA-TEK-Request differs from SBC-REQ */
	bool wrong_digest; /* next signed message */
	bool no_digest;
	u32 suites[2]; /* what it supports */
	unsigned int n_suites;
	size_t mgmt_max; /* cuts longer messages */
	u16 other_cid; /* goes there instead */
	void (*edit)(struct bs_station *st, struct wman_buf *buf); /* before it is signed */
	void (*spoil)(struct bs_station *st, struct wman_buf *buf); /* behind that */
};

struct bs_station *bs_station_new(struct bs_lab *lab, u8 number);
void bs_station_free(struct bs_station *st);
/* A PDU of the base station. */
void bs_station_pdu(struct bs_station *st, const u8 *pdu, size_t len);

void bs_station_range(struct bs_station *st);
void bs_station_sbc(struct bs_station *st);
void bs_station_reg(struct bs_station *st);
void bs_station_eap_start(struct bs_station *st);
void bs_station_key_request(struct bs_station *st, u16 said, u8 nonce);
/* A management message without a digest, on a CID. */
void bs_station_message(struct bs_station *st, u16 cid, const u8 *msg, size_t len);
/* A PDU with an SDU on the first uplink flow of a CS; returns its octets, to be sent with
 * bs_lab_burst(). */
size_t bs_station_seal(struct bs_station *st, u8 cs, u8 type, const u8 *payload, size_t len,
		       u8 *pdu);
void bs_station_send(struct bs_station *st, u8 cs, const u8 *sdu, size_t len);
/* The same, as it was told to do it badly. */
void bs_station_clear(struct bs_station *st, u16 cid, struct wman_buf *buf);
void bs_station_derive(struct bs_station *st, struct bs_station_ak *ak,
		       const struct bs_station_root *root, u8 sn, u16 count);
/* Append the digest of a PKM message, or the tuple of another; 0, or an error of the primitives. */
int bs_station_sign(struct bs_station *st, struct bs_station_ak *ak, u16 cid, bool pkm,
		    struct wman_buf *buf);
/* Verify what ends a message, and that its number is new; what is wrong is counted. */
bool bs_station_verify(struct bs_station *st, struct bs_station_ak *ak, u16 cid, const u8 *msg,
		       size_t covered, u32 pn, const u8 *value);
bool bs_station_verify_pkm(struct bs_station *st, struct bs_station_ak *ak,
			   const struct wman_pkm *pkm, const u8 *msg);
/* Sign a message and send it on the primary connection. */
void bs_station_signed(struct bs_station *st, struct bs_station_ak *ak, struct wman_buf *buf,
		       bool pkm);
/* RSA authorization with the certificate of the device; it goes on by itself. */
void bs_station_rsa_request(struct bs_station *st);
void bs_station_rsa_reply(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
void bs_station_rsa_reject(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
/* What Auth-Request says, and what the AK in Auth-Reply gives. */
void bs_station_put_auth_request(struct wman_buf *buf, u8 identifier, X509 *cert, const u32 *suites,
				 size_t n_suites, u16 said);
void bs_station_auth_key(struct wman_prim *prim, EVP_PKEY *key, const struct wman_pkm *reply,
			 struct wman_hmac_keys *keys);
/* Authorization of PKMv1; keys are asked for when it is the first. */
void bs_station_auth_request(struct bs_station *st);
void bs_station_auth_reply(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
void bs_station_auth_reject(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
void bs_station_auth_invalid(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
/* RNG-REQ of a handover from @serving, or of re-entry when it is NULL, to st->bsid; its AK is st->fresh. */
void bs_station_handover_req(struct bs_station *st, const u8 *serving, u16 count, u32 pn,
			     struct wman_buf *buf);
/* RNG-RSP that answers, verified and read; false when it is not signed so. */
bool bs_station_handover_rsp(struct bs_station *st, const u8 *msg, size_t len,
			     struct wman_rng_rsp *rsp);
/* A handover that goes on by itself. */
void bs_station_hand_over(struct bs_station *st, const u8 *serving, u16 count);
void bs_station_moved(struct bs_station *st, const u8 *msg, size_t len);
/* SA-TEK-Request under st->fresh. */
void bs_station_sa_tek_request(struct bs_station *st);
/* The SAs of a message are there; keys are asked for. */
void bs_station_learn(struct bs_station *st, const struct wman_pkm *pkm);
void bs_station_take_teks(struct bs_station *st, struct bs_station_sa *sa,
			  const struct wman_tek_params params[2]);
void bs_station_forget_teks(struct bs_station_sa *sa);
void bs_station_key_reply(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
void bs_station_sa_addition(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
/* Requests of the base station about flows, their tuple verified and taken off. */
void bs_station_dsa_req(struct bs_station *st, const u8 *msg, size_t len);
void bs_station_dsc_req(struct bs_station *st, const u8 *msg, size_t len);
void bs_station_dsd_req(struct bs_station *st, const u8 *msg, size_t len);
/* A DSx message that it begins, or acknowledges. */
void bs_station_dsx(struct bs_station *st, const struct wman_dsx *dsx);
/* All SAs keyed, registered, all flows acknowledged. */
bool bs_station_ready(const struct bs_station *st);

#endif
