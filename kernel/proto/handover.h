/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * What a target base station says about keys in handover and re-entry (802.16e 6.3.22, 7.8.1): SA
 * challenge tuple, SA-TEK-Update, SAID update. They come in RNG-RSP and in SA-TEK-Response, which
 * verify before they are acted upon.
 */
#ifndef _WMAN_HANDOVER_H
#define _WMAN_HANDOVER_H

#include "kdf.h"
#include "pkm_param.h"

#define WMAN_SA_UPDATES_MAX	16	/* in one message */

/**
 * struct wman_sa_challenge - SA challenge tuple (RNG-RSP 31): what SA-TEK-Challenge holds
 * @present: internal
 * @bs_random: BS_Random
 * @akid: AKID of the AK that the target base station made
 */
struct wman_sa_challenge {
	u32 present;
	u8 bs_random[8];
	u8 akid[WMAN_AKID_LEN];
};

/**
 * struct wman_sa_tek_update - SA-TEK-Update (38), or SAID update (REG-RSP 35)
 * @new_said: SAID from now on
 * @old_said: SAID at the serving base station
 * @has_teks: @tek is there; else the SA keeps the TEKs it has
 * @tek: TEK-Parameters, the older first, wrapped by the new KEK
 */
struct wman_sa_tek_update {
	u16 new_said;
	u16 old_said;
	bool has_teks;
	struct wman_tek_params tek[2];
};

/**
 * wman_sa_challenge_parse() - read an SA challenge tuple
 * @challenge: what was read
 * @value: value of the TLV
 *
 * Return: WMAN_REASON_NONE, _TLV_MALFORMED, _TLV_LENGTH, _ATTR_MISSING.
 */
enum wman_reason wman_sa_challenge_parse(struct wman_sa_challenge *challenge,
					 const struct wman_octets *value);

/**
 * wman_sa_challenge_put() - append the value of an SA challenge tuple
 * @buf: where
 * @challenge: what
 */
void wman_sa_challenge_put(struct wman_buf *buf, const struct wman_sa_challenge *challenge);

/**
 * wman_sa_tek_update_put() - append an SA-TEK-Update
 * @buf: where
 * @update: what
 */
void wman_sa_tek_update_put(struct wman_buf *buf, const struct wman_sa_tek_update *update);

/**
 * wman_sa_updates_check() - look at every SA-TEK-Update and SAID update of a message
 * @data: REG encodings (RNG-RSP 30), or the attributes of SA-TEK-Response
 * @len: their octets
 * @reg: these are REG encodings, which may hold SAID updates
 * @n: how many there are
 *
 * Group keys (type 2, and GKEK-Parameters) are of another hierarchy.
 *
 * Return: WMAN_REASON_NONE; _SA_LIMIT when there are more than WMAN_SA_UPDATES_MAX; or what is
 * wrong with one of them: _TLV_MALFORMED, _TLV_LENGTH, _ATTR_MISSING without both SAIDs or with
 * one TEK only, _TLV_VALUE for group keys and a SAID of 0, _LIFETIME and _TEK_SN as
 * wman_tek_params_check().
 */
enum wman_reason wman_sa_updates_check(const u8 *data, size_t len, bool reg, unsigned int *n);

/**
 * wman_sa_updates_next() - the next of them
 * @it: begun with what wman_sa_updates_check() found right
 * @reg: as there
 * @update: what was read
 *
 * Return: false at the end.
 */
bool wman_sa_updates_next(struct wman_tlv_iter *it, bool reg, struct wman_sa_tek_update *update);

#endif /* _WMAN_HANDOVER_H */
