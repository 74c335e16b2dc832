// SPDX-License-Identifier: BSD-3-Clause
/* The scripted subscriber in handover and re-entry, with the PMK and the AK sequence number that it has. */
#include <string.h>

#include "bs_station.h"
#include "handover.h"
#include "message.h"
#include "rng.h"

void bs_station_handover_req(struct bs_station *st, const u8 *serving, u16 count, u32 pn,
			     struct wman_buf *buf)
{
	struct wman_rng_req req = {
		.present = WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_PURPOSE | WMAN_RNG_REQ_COUNT |
			   (serving ? WMAN_RNG_REQ_BSID : 0),
		.purpose = WMAN_PURPOSE_HANDOVER,
		.key_count = count,
	};

	memcpy(req.mac, st->mac, sizeof(req.mac));
	if (serving)
		memcpy(req.serving_bsid, serving, sizeof(req.serving_bsid));
	wman_kdf_pmk(st->lab->msk, st->root.pmk);
	bs_station_derive(st, &st->fresh, &st->root, st->ak.sn, count);
	st->fresh.tx_pn = pn - 1;
	wman_rng_req_put(buf, &req);
	assert_int_equal(bs_station_sign(st, &st->fresh, WMAN_CID_INITIAL_RANGING, false, buf), 0);
}

void bs_station_hand_over(struct bs_station *st, const u8 *serving, u16 count)
{
	struct wman_buf buf;
	u8 data[256];

	wman_buf_init(&buf, data, sizeof(data));
	bs_station_handover_req(st, serving, count, 1, &buf);
	st->moving = true;
	bs_station_message(st, WMAN_CID_INITIAL_RANGING, buf.data, buf.len);
}

bool bs_station_handover_rsp(struct bs_station *st, const u8 *msg, size_t len,
			     struct wman_rng_rsp *rsp)
{
	struct wman_tuple tuple;

	if (wman_tuple_find(&tuple, WMAN_KDF_CMAC, msg, len))
		return false;
	assert_int_equal(tuple.ak_sn, st->fresh.sn);
	return bs_station_verify(st, &st->fresh, WMAN_CID_INITIAL_RANGING, msg, tuple.covered,
				 tuple.pn, tuple.value) &&
	       !wman_rng_rsp_parse(rsp, msg, len);
}

/* SAs of before get the SAIDs of this base station, and new TEKs when some came. */
static void update_sas(struct bs_station *st, const struct wman_octets *value)
{
	struct wman_sa_tek_update update;
	struct wman_tlv_iter it;
	unsigned int i;

	assert_int_equal(wman_sa_updates_check(value->data, value->len, true, &i), 0);
	assert_int_equal(i, st->n_sa);
	wman_tlv_iter_init(&it, value->data, value->len);
	while (wman_sa_updates_next(&it, true, &update)) {
		for (i = 0; i < st->n_sa && st->sa[i].said != update.old_said; i++)
			;
		assert_in_range(i, 0, st->n_sa - 1);
		st->sa[i].said = update.new_said;
		if (!update.has_teks)
			continue;
		bs_station_forget_teks(&st->sa[i]);
		bs_station_take_teks(st, &st->sa[i], update.tek);
	}
}

static void forget_sas(struct bs_station *st)
{
	unsigned int i;

	for (i = 0; i < st->n_sa; i++) {
		bs_station_forget_teks(&st->sa[i]);
		st->sa[i].replies = 0;
	}
	st->n_sa = 0;
}

void bs_station_moved(struct bs_station *st, const u8 *msg, size_t len)
{
	struct wman_sa_challenge challenge;
	struct wman_rng_rsp rsp;

	if (!bs_station_handover_rsp(st, msg, len, &rsp))
		return;
	assert_int_equal(rsp.status, WMAN_RANGING_SUCCESS);
	st->basic = rsp.basic_cid;
	st->primary = rsp.primary_cid;
	st->n_flows = 0;
	st->acks = 0;
	st->handovers++;
	if (rsp.present & WMAN_RNG_RSP_CHALLENGE) {
		assert_int_equal(wman_sa_challenge_parse(&challenge, &rsp.challenge), 0);
		assert_memory_equal(challenge.akid, st->fresh.akid, WMAN_AKID_LEN);
		memcpy(st->bs_random, challenge.bs_random, WMAN_RANDOM_LEN);
		forget_sas(st);
		bs_station_sa_tek_request(st);
		return;
	}
	st->moving = false;
	st->ak = st->fresh;
	st->fresh.valid = false;
	update_sas(st, &rsp.reg);
}
