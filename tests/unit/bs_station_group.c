// SPDX-License-Identifier: BSD-3-Clause
#include "bs_station_group.h"

#include <stdlib.h>

#include "keywrap.h"
#include "message.h"

void bs_station_group_join(struct bs_station_sa *sa, const struct wman_sa_descriptor *desc)
{
	if (desc->service != WMAN_SA_SERVICE_GROUP)
		return;
	assert_int_not_equal(desc->type, WMAN_SA_TYPE_PRIMARY);
	sa->group = calloc(1, sizeof(*sa->group));
	assert_non_null(sa->group);
}

static void take(struct bs_station *st, struct bs_station_group *group,
		 const struct wman_gkek_params *params)
{
	assert_int_equal(wman_gkek_unwrap(st->prim, st->ak.keys.kek, params->gkek.data,
					  params->gkek.len, group->gkek[params->sn]),
			 0);
	assert_true(params->lifetime_s > 0);
	group->has[params->sn] = true;
	group->gkek_sn = params->sn;
}

void bs_station_group_keys(struct bs_station *st, struct bs_station_sa *sa,
			   const struct wman_pkm *pkm)
{
	unsigned int i;

	if (!sa->group) {
		assert_int_equal(pkm->n_gkek_params, 0);
		return;
	}
	assert_int_equal(pkm->n_gkek_params, 2);
	assert_int_equal(wman_gkek_params_check(pkm->gkek_params, 2), 0);
	memset(sa->group->has, 0, sizeof(sa->group->has));
	for (i = 0; i < 2; i++)
		take(st, sa->group, &pkm->gkek_params[i]);
}

const u8 *bs_station_wrapping_key(const struct bs_station *st, const struct bs_station_sa *sa,
				  const struct wman_tek_params *params)
{
	if (!sa->group)
		return st->ak.keys.kek;
	assert_true(params->present & WMAN_TEK_HAS_GKEK_SN);
	assert_true(sa->group->has[params->gkek_sn]);
	return sa->group->gkek[params->gkek_sn];
}

static struct bs_station_sa *group_sa(struct bs_station *st, u16 said)
{
	unsigned int i;

	for (i = 0; i < st->n_sa; i++)
		if (st->sa[i].said == said && st->sa[i].group)
			return &st->sa[i];
	return NULL;
}

static void count(struct bs_station_group *group, u16 counter)
{
	assert_true(counter > group->counter);
	group->counter = counter;
}

void bs_station_group_gkek(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	struct bs_station_sa *sa = group_sa(st, pkm->said);

	assert_non_null(sa);
	assert_int_equal(pkm->push_mode, WMAN_PUSH_GKEK);
	assert_int_equal(pkm->n_gkek_params, 1);
	assert_int_equal(pkm->gkek_params[0].sn, (sa->group->gkek_sn + 1) & 3);
	count(sa->group, pkm->push_counter);
	sa->group->has[(pkm->gkek_params[0].sn + 2) & 3] = false;
	take(st, sa->group, &pkm->gkek_params[0]);
	sa->group->gkeks_pushed++;
}

static void install(struct bs_station *st, struct bs_station_sa *sa, const struct wman_pkm *pkm,
		    const u8 *gkek)
{
	const struct wman_tek_params *params = &pkm->tek_params[0];
	u8 gtek[WMAN_TEK_LEN], gone = (u8)((params->sn + 2) & 3);

	assert_int_equal(params->sn, (sa->newer + 1) & 3);
	assert_int_equal(wman_tek_unwrap(st->prim, sa->suite, gkek, params->tek.data,
					 params->tek.len, gtek),
			 0);
	wman_ccm_free(sa->ccm[gone]);
	sa->ccm[gone] = NULL;
	sa->ccm[params->sn] = wman_ccm_alloc(gtek);
	wman_replay_init(&sa->rx[params->sn], 64);
	sa->newer = params->sn;
}

void bs_station_group_gtek(struct bs_station *st, const u8 *msg, size_t len)
{
	enum wman_kdf_mode mode = wman_secneg_mode(&st->choice);
	struct bs_station_sa *sa;
	struct wman_pkm pkm;
	const u8 *gkek;
	u8 sn;

	if (msg[0] != WMAN_MSG_PKM_RSP)
		return;
	assert_int_equal(wman_pkm_parse(&pkm, msg, len, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_V2, mode),
			 0);
	assert_int_equal(pkm.code, WMAN_PKM_GROUP_KEY_UPDATE);
	assert_int_equal(pkm.push_mode, WMAN_PUSH_GTEK);
	assert_int_equal(pkm.n_tek_params, 1);
	sa = group_sa(st, pkm.said);
	if (!sa)
		return;
	sn = pkm.tek_params[0].gkek_sn;
	assert_int_equal(pkm.ak_sn, sn);
	if (!sa->group->has[sn]) {
		sa->group->foreign++;
		return;
	}
	gkek = sa->group->gkek[sn];
	/* the old GKEK of this number, when the new one was not for this subscriber */
	if (wman_group_digest_check(st->prim, mode, gkek, WMAN_CID_BROADCAST, msg, &pkm)) {
		sa->group->foreign++;
		return;
	}
	count(sa->group, pkm.push_counter);
	install(st, sa, &pkm, gkek);
	sa->group->gteks_pushed++;
}
