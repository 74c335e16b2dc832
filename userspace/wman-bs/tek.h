/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SAs of a subscriber and their TEKs. An SA holds two TEKs of full lifetime, the newer one begun
 * half way through the older. Downlink goes under the older until it ends.
 */
#ifndef _BS_TEK_H
#define _BS_TEK_H

#include "ccm.h"
#include "des.h"
#include "keywrap.h"
#include "pkm_param.h"
#include "replay.h"

struct bs_config;
struct bs_group;
struct bs_ss;
struct bs_ak;
struct bs_context_tek;
struct wman_pkm;

#define BS_TEK_FIELD_MAX 256 /* octets of a TEK that is wrapped, at most by RSA of 2048 bits */

enum bs_tek_slot {
	BS_TEK_OLDER,
	BS_TEK_NEWER,
	BS_TEKS,
};

/**
 * struct bs_tek - one TEK
 * @ccm: cipher of an AES-CCM suite
 * @des: cipher of a DES-CBC suite, which has neither PNs nor a window
 * @iv: its CBC-IV
 * @key: the TEK, for Key-Reply
 * @sn: sequence number, 0 to 3
 * @expires: when its lifetime ends, on bs_now_ms()
 * @tx_pn: last PN sent
 * @replay: replay window of the uplink
 */
struct bs_tek {
	struct wman_ccm *ccm;
	struct wman_des *des;
	u8 iv[WMAN_DES_IV_LEN];
	u8 key[WMAN_TEK_LEN];
	u8 sn;
	u64 expires;
	u32 tx_pn;
	struct wman_replay replay;
};

/**
 * bs_tek_made() - whether there is a TEK
 * @tek: its place
 */
static inline bool bs_tek_made(const struct bs_tek *tek)
{
	return tek->ccm || tek->des;
}

/**
 * bs_tek_make() - make a TEK
 * @tek: where; its replay window is not set
 * @suite: its suite, one that has TEKs
 * @sn: sequence number
 * @ms: lifetime in milliseconds
 *
 * Return: 0, -EIO or -ENOMEM.
 */
int bs_tek_make(struct bs_tek *tek, u32 suite, u8 sn, u64 ms);

/**
 * bs_tek_erase() - erase a TEK
 * @tek: the TEK
 */
void bs_tek_erase(struct bs_tek *tek);

/**
 * bs_seconds_left() - what is left of a lifetime, rounded up
 * @expires: its end, on bs_now_ms()
 *
 * Rounded up: the subscriber still holds a key when the last PDU under it arrives.
 *
 * Return: seconds, at least 1.
 */
u32 bs_seconds_left(u64 expires);

/**
 * bs_suite_parse() - read a suite
 * @text: its six hexadecimal digits
 * @suite: the suite
 *
 * Return: whether there is such a suite.
 */
bool bs_suite_parse(const char *text, u32 *suite);

/**
 * bs_group_suite() - the suite of groups
 * @cfg: the configuration
 *
 * Return: the first one with AES that is configured, or AES-CCM with AES key wrap.
 */
u32 bs_group_suite(const struct bs_config *cfg);

/**
 * struct bs_sa - a security association
 * @said: SAID, 0 when there is none
 * @old_said: its SAID at the base station that the subscriber came from, or 0
 * @type: enum wman_sa_type
 * @suite: cryptographic suite
 * @follows: that of the subscriber's authorization, and no other of its own
 * @group: the group whose keys it has, of which @known tells that the subscriber got them; NULL for
 *	keys of its own
 * @tek: its TEKs; without a cipher there are none
 * @next_sn: sequence number of the next TEK, kept when TEKs go
 * @known: the subscriber was sent the older TEK
 * @delivered: the subscriber was sent the newer TEK, too
 * @nonce: Nonce, or Identifier in PKMv1, of the Key-Request answered last
 * @nonce_len: its octets
 * @invalid: TEK-Invalid was sent: the next Key-Request gets the same pair
 * @invalid_at: when
 */
struct bs_sa {
	u16 said;
	u16 old_said;
	u8 type;
	u32 suite;
	bool follows;
	struct bs_group *group;
	struct bs_tek tek[BS_TEKS];
	u8 next_sn;
	bool known;
	bool delivered;
	u8 nonce[32];
	size_t nonce_len;
	bool invalid;
	u64 invalid_at;
};

/**
 * bs_sa_grant() - make the SAs that the AAA server granted a subscriber
 * @ss: the subscriber; SAs it has keep their TEKs, but those of the list before that are not on this
 *	one go
 * @list: the SAs, the primary one in front; those that it cannot hold are left out
 * @n: how many, at least one
 *
 * Return: 0 or -ENOMEM.
 */
int bs_sa_grant(struct bs_ss *ss, const struct wman_sa_descriptor *list, size_t n);

/**
 * bs_sa_setup() - make the SAs of a subscriber that has just been authorized
 * @ss: the subscriber; SAs it has keep their TEKs, unless their suite is another one now
 * @suite: of all of them that have none of their own
 *
 * Return: 0 or -ENOMEM.
 */
int bs_sa_setup(struct bs_ss *ss, u32 suite);

/**
 * bs_sa_add() - make a dynamic SA
 * @ss: the subscriber
 * @said: its SAID
 * @suite: its suite
 *
 * Return: 0; -EEXIST when there is one of this SAID; -ENOSPC; -ENOMEM.
 */
int bs_sa_add(struct bs_ss *ss, u16 said, u32 suite);

/**
 * bs_sa_dynamic() - have a dynamic SA, with the suite of the primary one
 * @ss: the subscriber
 * @said: its SAID
 *
 * Return: 0, also when it is there; -EEXIST when another kind of SA is; -ENOSPC when the subscriber
 * holds no more; -ENOMEM.
 */
int bs_sa_dynamic(struct bs_ss *ss, u16 said);

/**
 * bs_sa_tell() - send SA-Addition (SA Add of PKMv1) for a dynamic SA
 * @ss: the subscriber, authorized
 * @said: its SAID
 * @suite: its suite
 */
void bs_sa_tell(struct bs_ss *ss, u16 said, u32 suite);

/**
 * bs_sa_unused() - a flow is gone: so is the dynamic SA that it had and no other flow has
 * @ss: the subscriber
 * @said: SAID of the flow
 */
void bs_sa_unused(struct bs_ss *ss, u16 said);

/**
 * bs_sa_clear() - does an SA leave PDUs clear?
 * @sa: the SA
 *
 * Return: whether its suite is the null one.
 */
bool bs_sa_clear(const struct bs_sa *sa);

/**
 * bs_sa_close() - erase the TEKs of all SAs
 * @ss: the subscriber
 */
void bs_sa_close(struct bs_ss *ss);

/**
 * bs_sa_find() - find an SA
 * @ss: the subscriber
 * @said: its SAID
 *
 * Return: the SA, or NULL.
 */
struct bs_sa *bs_sa_find(struct bs_ss *ss, u16 said);

/**
 * bs_sa_descriptors() - SA-Descriptors of a subscriber
 * @ss: the subscriber
 * @out: room for BS_SAS_MAX
 *
 * Return: how many.
 */
size_t bs_sa_descriptors(struct bs_ss *ss, struct wman_sa_descriptor *out);

/**
 * bs_sa_settled() - nothing tells any more what the SAs were called elsewhere
 * @ss: the subscriber
 */
void bs_sa_settled(struct bs_ss *ss);

/**
 * bs_tek_take() - put a TEK of another base station in the place of one's own
 * @sa: the SA
 * @slot: which one
 * @from: the TEK
 * @next_sn: sequence number of the next one
 *
 * Return: 0 or -ENOMEM.
 */
int bs_tek_take(struct bs_sa *sa, enum bs_tek_slot slot, const struct bs_context_tek *from,
		u8 next_sn);

/**
 * bs_tek_params() - TEK-Parameters of both TEKs
 * @ss: the subscriber
 * @sa: the SA
 * @ak: AK whose KEK wraps them
 * @params: the older, the newer
 * @field: memory of the wrapped TEKs
 *
 * Return: WMAN_REASON_NONE or _CRYPTO.
 */
enum wman_reason bs_tek_params(struct bs_ss *ss, const struct bs_sa *sa, const struct bs_ak *ak,
			       struct wman_tek_params params[BS_TEKS],
			       u8 field[BS_TEKS][BS_TEK_FIELD_MAX]);

/**
 * bs_tek_downlink() - TEK for a PDU down
 * @ss: the subscriber
 * @sa: the SA
 *
 * Return: the older TEK, or NULL when the subscriber has none or no PN is left.
 */
struct bs_tek *bs_tek_downlink(struct bs_ss *ss, struct bs_sa *sa);

/**
 * bs_tek_uplink() - TEK of a PDU up
 * @sa: the SA
 * @eks: EKS of the PDU
 *
 * Return: the TEK, or NULL.
 */
struct bs_tek *bs_tek_uplink(struct bs_sa *sa, u8 eks);

/**
 * bs_tek_roll() - end the older TEK, make a new one; without memory for it nothing changes
 * @ss: the subscriber
 * @sa: the SA
 */
void bs_tek_roll(struct bs_ss *ss, struct bs_sa *sa);

/**
 * bs_tek_drop() - forget both TEKs and make two others, as a BS does that lost its memory
 * @ss: the subscriber
 * @sa: the SA
 */
void bs_tek_drop(struct bs_ss *ss, struct bs_sa *sa);

/**
 * bs_tek_request() - answer a Key-Request
 * @ss: the subscriber
 * @pkm: the request, its digest verified
 * @ak: AK it was signed with
 *
 * Return: WMAN_REASON_NONE; _SAID_UNKNOWN when Key-Reject was the answer; or another reason for
 * which there was no answer, so that the subscriber repeats its request.
 */
enum wman_reason bs_tek_request(struct bs_ss *ss, const struct wman_pkm *pkm, struct bs_ak *ak);

/**
 * bs_tek_invalid() - send TEK-Invalid, at most once a second
 * @ss: the subscriber
 * @said: the SA
 *
 * Return: whether it was sent.
 */
bool bs_tek_invalid(struct bs_ss *ss, u16 said);

/**
 * bs_tek_timer() - the older TEK of an SA ends
 * @ss: the subscriber
 */
void bs_tek_timer(struct bs_ss *ss);

#endif
