/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Handover and re-entry at the base station (802.16e 6.3.22): PMKs that outlive a link, and
 * RNG-REQs that are signed under one.
 *
 * Of base stations that share PMKs one at a time has that of a subscriber, together with the
 * CMAC_KEY_COUNT that it takes next. Another one claims it with the RNG-REQ of the subscriber, whose
 * digest the holder verifies; so nobody but the subscriber moves its keys.
 */
#ifndef _BS_CONTEXT_H
#define _BS_CONTEXT_H

#include "kdf.h"
#include "handover.h"
#include "replay.h"
#include "secneg.h"
#include "ss.h"

struct bs;
struct bs_message;
struct wman_rng_req;

/* What RNG-RSP leaves to be done with keys */
enum bs_handover_mode {
	BS_HANDOVER_FULL, /* everything: PMKs are not kept */
	BS_HANDOVER_HANDSHAKE, /* SA challenge tuple, SA-TEK handshake with SA-TEK-Update */
	BS_HANDOVER_UPDATE, /* SA-TEK-Update in RNG-RSP */
	BS_HANDOVER_KEEP, /* nothing, TEKs live on */
};

/**
 * struct bs_context_tek - a TEK that moves
 * @key: the TEK
 * @sn: sequence number
 * @expires: end of its lifetime, on bs_now_ms()
 * @tx_pn: last PN sent
 * @replay: replay window of the uplink
 */
struct bs_context_tek {
	u8 key[WMAN_TEK_LEN];
	u8 sn;
	u64 expires;
	u32 tx_pn;
	struct wman_replay replay;
};

/**
 * struct bs_context - what one base station hands to another
 * @mac: the subscriber
 * @root: what the AK is made of at each base station
 * @sn: AK sequence number
 * @count: the lowest CMAC_KEY_COUNT that is taken
 * @expires: end of the PMK's lifetime, on bs_now_ms()
 * @suite: cryptographic suite
 * @offer: Security-Negotiation-Parameters of SBC-REQ
 * @choice: those of SBC-RSP
 * @cs: convergence sublayers of REG-REQ, which a handover leaves out; 0: it named none
 * @user: what the AAA server said of it
 * @n_sas: how many SAs it has
 * @sa: the SAs
 */
struct bs_context {
	u8 mac[WMAN_MAC_ADDR_LEN];
	struct bs_root root;
	u8 sn;
	u16 count;
	u64 expires;
	u32 suite;
	struct wman_secneg offer;
	struct wman_secneg choice;
	u16 cs;
	struct bs_acct_user user;
	u32 n_sas;
	struct {
		u16 said;
		u8 next_sn;
		struct bs_context_tek tek[BS_TEKS];
	} sa[BS_SAS_MAX];
};

struct bs_known;

/**
 * struct bs_context_table - PMKs that are kept
 * @known: all of them
 * @n: how many
 */
struct bs_context_table {
	struct bs_known *known;
	unsigned int n;
};

/**
 * bs_context_free() - erase and free all PMKs
 * @bs: the base station
 */
void bs_context_free(struct bs *bs);

/**
 * bs_context_keep() - keep the PMK of the AK that has just been confirmed
 * @ss: the subscriber
 */
void bs_context_keep(struct bs_ss *ss);

/**
 * bs_context_registered() - keep with its PMK what a subscriber said in REG-REQ
 * @ss: the subscriber
 */
void bs_context_registered(struct bs_ss *ss);

/**
 * bs_context_forget() - erase the PMK of a subscriber
 * @bs: the base station
 * @mac: its MAC address
 */
void bs_context_forget(struct bs *bs, const u8 *mac);

/**
 * bs_context_count() - take another CMAC_KEY_COUNT for the lowest that is taken
 * @bs: the base station
 * @mac: the subscriber
 * @count: the count
 *
 * Return: false when no PMK is kept of it.
 */
bool bs_context_count(struct bs *bs, const u8 *mac, u16 count);

/**
 * bs_context_rng_req() - take an RNG-REQ of handover or re-entry
 * @bs: the base station
 * @ss: its sender, or NULL when it is new
 * @msg: the message
 * @req: the same, parsed; with CMAC_KEY_COUNT
 * @reason: what became of it, if it was taken
 *
 * Return: false when nobody knows the PMK, so that it is an initial ranging.
 */
bool bs_context_rng_req(struct bs *bs, struct bs_ss *ss, const struct bs_message *msg,
			const struct wman_rng_req *req, enum wman_reason *reason);

/**
 * bs_context_give() - another base station claims a PMK
 * @bs: the base station
 * @bsid: BSID of the other
 * @msg: RNG-REQ that it got
 * @ctx: what it gets; the caller erases it
 *
 * Return: WMAN_REASON_NONE: the subscriber and its keys are gone from here. _NO_KEY when there is no
 * PMK; or what is wrong with the message.
 */
enum wman_reason bs_context_give(struct bs *bs, const u8 *bsid, const struct bs_message *msg,
				 struct bs_context *ctx);

/**
 * bs_context_take() - a PMK that was claimed arrives
 * @bs: the base station
 * @ctx: what came; the caller erases it
 */
void bs_context_take(struct bs *bs, const struct bs_context *ctx);

/**
 * bs_context_updates() - SA-TEK-Updates for SAs that came from another base station
 * @ss: the subscriber
 * @ak: AK that wraps the TEKs
 * @updates: room for BS_SAS_MAX
 * @field: memory of the wrapped TEKs
 *
 * Return: how many.
 */
size_t bs_context_updates(struct bs_ss *ss, const struct bs_ak *ak,
			  struct wman_sa_tek_update *updates,
			  u8 field[BS_SAS_MAX][BS_TEKS][BS_TEK_FIELD_MAX]);

/**
 * bs_context_confirmed() - the subscriber proved the AK of a handover: on to the flows
 * @ss: the subscriber
 */
void bs_context_confirmed(struct bs_ss *ss);

#endif
