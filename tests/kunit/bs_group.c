// SPDX-License-Identifier: GPL-2.0
/* Keys of a group, wrapped and sent. */
#include "bs_group.h"

#include "digest.h"

struct wman_sa_descriptor bs_group_described(u8 type, u8 service)
{
	return (struct wman_sa_descriptor) {
		.present = WMAN_SA_HAS_SERVICE,
		.said = BS_GSAID,
		.type = type,
		.service = service,
		.suite = WMAN_SUITE_CCM_WRAP,
	};
}

int bs_group_update_fn(struct wman_dev *wdev, void *descriptor)
{
	wman_sa_update(wdev, descriptor, 1, false);
	return 0;
}

struct wman_sa *bs_group_sa(struct station *st)
{
	return wman_sa_find(st->wdev, BS_GSAID);
}

bool bs_group_join(struct station *st)
{
	struct wman_sa_descriptor desc = bs_group_described(WMAN_SA_TYPE_STATIC,
							    WMAN_SA_SERVICE_GROUP);

	station_forget(st);
	station_call(st, bs_group_update_fn, &desc);
	return bs_group_sa(st) && bs_group_sa(st)->group;
}

void bs_wrap_gkek(struct station *st, struct bs_group_key *w, u8 sn, u32 suite)
{
	u8 key[WMAN_GKEK_LEN];

	memset(key, BS_GKEK(sn), sizeof(key));
	w->gkek = (struct wman_gkek_params) {
		.gkek.data = w->field, .lifetime_s = BS_GKEK_LIFETIME_S, .sn = sn,
	};
	wman_gkek_wrap(st->bs.prim, suite, st->bs.ak.keys.kek, key, w->field, &w->gkek.gkek.len);
}

void bs_wrap_gtek(struct station *st, struct bs_group_key *w, u8 sn, u8 gkek_sn)
{
	u8 key[WMAN_TEK_LEN], gkek[WMAN_GKEK_LEN];

	memset(key, BS_GTEK(sn), sizeof(key));
	memset(gkek, BS_GKEK(gkek_sn), sizeof(gkek));
	w->gtek = (struct wman_tek_params) {
		.present = WMAN_TEK_HAS_GKEK_SN, .tek.data = w->field,
		.lifetime_s = BS_GTEK_LIFETIME_S, .sn = sn, .gkek_sn = gkek_sn,
	};
	wman_tek_wrap(st->bs.prim, WMAN_SUITE_CCM_WRAP, gkek, key, w->field, &w->gtek.tek.len);
}

bool bs_group_keyed(struct station *st)
{
	const struct wman_sa *sa = bs_group_sa(st);
	const struct wman_octets nonce = { sa->nonce, sizeof(sa->nonce) };
	struct bs_group_key gkek[2], gtek[2];
	struct wman_gkek_params gkeks[2];
	struct wman_tek_params gteks[2];
	int i;

	for (i = 0; i < 2; i++) {
		bs_wrap_gkek(st, &gkek[i], i, WMAN_SUITE_CCM_WRAP);
		bs_wrap_gtek(st, &gtek[i], i, i);
		gkeks[i] = gkek[i].gkek;
		gteks[i] = gtek[i].gtek;
		gteks[i].lifetime_s = BS_GTEK_LIFETIME_S / 2 * (i + 1);
	}
	wman_pkm_put_group_key_reply(bs_begin(st), sa->identifier, st->bs.ak.sn, BS_GSAID, gteks,
				     gkeks, 2, &nonce);
	bs_send_digest(st, &st->bs.ak);
	station_forget(st);
	return wman_sa_usable(sa);
}

void bs_send_group(struct station *st, u8 gkek_sn, u16 cid)
{
	struct bs *bs = &st->bs;
	u8 gkek[WMAN_GKEK_LEN];

	memset(gkek, BS_GKEK(gkek_sn), sizeof(gkek));
	bs_edit(st);
	if (!bs->unsign)
		wman_group_digest_append(bs->prim, WMAN_KDF_CMAC, gkek, 1, cid, &bs->buf);
	bs_emit(st, cid);
}
