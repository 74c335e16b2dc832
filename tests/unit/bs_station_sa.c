// SPDX-License-Identifier: BSD-3-Clause
/* The scripted subscriber's SAs: what it is told of them, and their TEKs. */
#include <string.h>

#include "bs_station_group.h"
#include "keywrap.h"

void bs_station_learn(struct bs_station *st, const struct wman_pkm *pkm)
{
	unsigned int i;

	assert_in_range(pkm->n_sa, 1, BS_STATION_SAS);
	assert_int_equal(pkm->sa[0].said, st->basic);
	st->n_sa = pkm->n_sa;
	for (i = 0; i < st->n_sa; i++) {
		st->sa[i].said = pkm->sa[i].said;
		st->sa[i].suite = pkm->sa[i].suite;
		bs_station_group_join(&st->sa[i], &pkm->sa[i]);
		if (st->sa[i].suite)
			bs_station_key_request(st, st->sa[i].said, (u8)(i + 1));
	}
}

void bs_station_take_teks(struct bs_station *st, struct bs_station_sa *sa,
			  const struct wman_tek_params params[2])
{
	struct wman_ccm *keep[4] = { NULL };
	u8 tek[WMAN_TEK_LEN], sn;
	unsigned int i;

	assert_int_equal(wman_tek_params_check(params), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(wman_tek_unwrap(st->prim, sa->suite,
						 bs_station_wrapping_key(st, sa, &params[i]),
						 params[i].tek.data, params[i].tek.len, tek),
				 0);
		sn = params[i].sn;
		sa->lifetime[i] = params[i].lifetime_s;
		keep[sn] = wman_ccm_alloc(tek);
		if (!sa->ccm[sn]) {
			sa->tx_pn[sn] = 0;
			wman_replay_init(&sa->rx[sn], 64);
		}
		sa->newer = sn;
	}
	bs_station_forget_teks(sa);
	memcpy(sa->ccm, keep, sizeof(keep));
}

void bs_station_forget_teks(struct bs_station_sa *sa)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		wman_ccm_free(sa->ccm[i]);
		sa->ccm[i] = NULL;
	}
}

void bs_station_key_reply(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	struct bs_station_sa *sa = NULL;
	unsigned int i, done = 0;

	for (i = 0; i < st->n_sa; i++)
		if (st->sa[i].said == pkm->said)
			sa = &st->sa[i];
	assert_non_null(sa);
	bs_station_group_keys(st, sa, pkm);
	bs_station_take_teks(st, sa, pkm->tek_params);
	sa->replies++;
	for (i = 0; i < st->n_sa; i++)
		done += st->sa[i].replies > 0 || !st->sa[i].suite;
	if (done == st->n_sa && !st->registered && sa->replies == 1)
		bs_station_reg(st);
}

void bs_station_sa_addition(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	unsigned int i;

	st->additions++;
	if (st->ignored) {
		st->ignored--;
		return;
	}
	assert_int_equal(pkm->n_sa, 1);
	assert_int_equal(pkm->sa[0].type, WMAN_SA_TYPE_DYNAMIC);
	for (i = 0; i < st->n_sa; i++)
		assert_int_not_equal(st->sa[i].said, pkm->sa[0].said);
	assert_in_range(st->n_sa, 1, BS_STATION_SAS - 1);
	st->sa[st->n_sa].said = pkm->sa[0].said;
	st->sa[st->n_sa++].suite = pkm->sa[0].suite;
	bs_station_key_request(st, pkm->sa[0].said, (u8)st->n_sa);
}
