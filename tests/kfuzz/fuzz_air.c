// SPDX-License-Identifier: BSD-3-Clause
/* Frames, PDUs and messages, right and wrong, in every state of the station. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beacon.h"
#include "digest.h"
#include "dreg.h"
#include "dsx.h"
#include "kfuzz.h"
#include "message.h"
#include "rnd.h"
#include "subheader.h"

#define SDU_MAX 2100

static struct {
	struct corpus mgmt, pkm, pdu, m2m;
} seeds;

/* ---- messages that network entry does not need */

static void dcd(struct wman_buf *buf, const struct bs *bs)
{
	struct wman_dcd dcd = {
		.present = WMAN_DCD_FREQUENCY | WMAN_DCD_BSID,
		.count = (u8)rnd(),
		.bsid = { 0x00, 0x00, 0x10, 0x20, 0x30, 0x40 },
	};

	dcd.bsid[5] += rnd_once_in(8);
	wman_dcd_put(buf, &dcd);
}

static void ucd(struct wman_buf *buf, const struct bs *bs)
{
	const struct wman_ucd ucd = { .present = WMAN_UCD_RESERVATION, .count = (u8)rnd() };

	wman_ucd_put(buf, &ucd);
}

static void other_dl_map(struct wman_buf *buf, const struct bs *bs)
{
	const struct wman_dl_map map = {
		.frame_number = rnd() & 0xffffff,
		.bsid = { 0x00, 0x00, 0x10, 0x20, 0x30, (u8)rnd() },
	};

	wman_dl_map_put(buf, &map);
}

static void dreg(struct wman_buf *buf, const struct bs *bs)
{
	wman_dreg_cmd_put(buf, (enum wman_dreg_action)rnd_below(8));
}

static void res(struct wman_buf *buf, const struct bs *bs)
{
	wman_res_cmd_put(buf);
}

static void dsd(struct wman_buf *buf, const struct bs *bs)
{
	const struct wman_dsx dsx = {
		.type = WMAN_MSG_DSD_REQ,
		.transaction = (u16)(rnd() | WMAN_DSX_BY_BS),
		.sfid = (rnd_once_in(2) ? BS_DL_CID : BS_UL_CID) + rnd_below(3),
	};

	wman_dsx_put(buf, &dsx);
}

static void dsa_ack(struct wman_buf *buf, const struct bs *bs)
{
	const struct wman_dsx dsx = {
		.type = WMAN_MSG_DSA_ACK,
		.transaction = (u16)((bs->transaction - rnd_below(4)) | WMAN_DSX_BY_BS),
		.confirmation = rnd_once_in(2) ? WMAN_CC_OK : WMAN_CC_OTHER,
	};

	wman_dsx_put(buf, &dsx);
}

/* Answers to what the station may have asked for: its ids begin at 0. */
static void answer(struct wman_buf *buf, const struct bs *bs)
{
	static const u8 types[] = { WMAN_MSG_DSA_RSP, WMAN_MSG_DSC_RSP, WMAN_MSG_DSD_RSP };
	const struct wman_dsx dsx = {
		.type = types[rnd_below(3)],
		.transaction = (u16)rnd_below(4),
		.confirmation = (u8)rnd_below(3),
		.sfid = BS_UL_CID,
		.dir = (u8)rnd_below(3),
		.flow = {
			.present = rnd(),
			.sfid = BS_UL_CID + rnd_below(20),
			.cid = (u16)(BS_UL_CID + rnd_below(20)),
			.cs = (u8)rnd_below(8),
		},
	};

	wman_dsx_put(buf, &dsx);
}

static void received(struct wman_buf *buf, const struct bs *bs)
{
	const struct wman_dsx dsx = {
		.type = WMAN_MSG_DSX_RVD,
		.transaction = (u16)rnd_below(4),
		.confirmation = (u8)rnd_below(2),
	};

	wman_dsx_put(buf, &dsx);
}

static void dsa_more(struct wman_buf *buf, const struct bs *bs)
{
	const struct wman_dsx dsx = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = (u16)((bs->transaction - rnd_below(3)) | WMAN_DSX_BY_BS),
		.dir = (u8)(1 + rnd_below(2)),
		.flow = {
			.present = rnd() | WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS,
			.sfid = BS_DL_CID + rnd_below(20),
			.cid = (u16)(BS_DL_CID + rnd_below(20)),
			.policy = (u8)rnd(),
			.said = rnd_once_in(2) ? BS_BASIC_CID : 7,
			.arq = rnd_once_in(8),
			.cs = (u8)rnd_below(8),
			.fsn_size = (u8)rnd_below(2),
		},
	};

	wman_dsx_put(buf, &dsx);
}

static void tek_invalid(struct wman_buf *buf, const struct bs *bs)
{
	wman_pkm_put_tek_invalid(buf, bs->ak.sn, rnd_once_in(4) ? 7 : BS_BASIC_CID,
				 WMAN_PKM_ERROR_KEY_SN, rnd_once_in(2) ? "why" : NULL);
}

static void key_reject(struct wman_buf *buf, const struct bs *bs)
{
	const struct bs_asked *asked = bs_asked(bs);
	const struct wman_octets nonce = { asked->nonce, sizeof(asked->nonce) };

	wman_pkm_put_key_reject(buf, asked->identifier, bs->ak.sn, asked->said,
				WMAN_PKM_ERROR_UNAUTHORIZED_SAID, NULL, &nonce);
}

static void sa_addition(struct wman_buf *buf, const struct bs *bs)
{
	struct wman_sa_descriptor sa[6];
	size_t i, n = 1 + rnd_below(ARRAY_SIZE(sa));

	for (i = 0; i < n; i++) {
		sa[i] = (struct wman_sa_descriptor){
			.present = rnd(),
			.said = rnd_once_in(4) ? BS_BASIC_CID : (u16)(7 + rnd_below(4)),
			.type = (u8)rnd_below(3),
			.service = rnd_once_in(4) ? (u8)rnd_below(3) : 0,
			.suite = rnd_once_in(4) ? rnd() & 0xffffff : WMAN_SUITE_CCM_ECB,
		};
	}
	wman_pkm_put_sa_addition(buf, bs->ak.sn, sa, n);
}

static void eap(struct wman_buf *buf, const struct bs *bs)
{
	u8 packet[4200] = { 1, (u8)rnd(), 0, 0, (u8)(1 + 12 * rnd_below(2)) };
	size_t len = rnd_once_in(6) ? 1 + rnd_below(sizeof(packet)) : 5 + rnd_below(60);

	packet[0] = (u8)(1 + rnd_below(4));
	wman_put_be16(packet + 2, (u16)len);
	wman_pkm_put_eap_transfer(buf, WMAN_DIRECTION_DOWNLINK, (u8)rnd(), packet, len,
				  rnd_once_in(2) ? bs->ak.sn : WMAN_AK_SN_NONE);
}

static const struct {
	void (*put)(struct wman_buf *buf, const struct bs *bs);
	enum bs_protection protection;
	u16 cid;
} extras[] = {
	{ dcd, BS_CLEAR, WMAN_CID_BROADCAST },
	{ ucd, BS_CLEAR, WMAN_CID_BROADCAST },
	{ other_dl_map, BS_CLEAR, WMAN_CID_BROADCAST },
	{ dreg, BS_TUPLE, BS_BASIC_CID },
	{ res, BS_TUPLE, BS_BASIC_CID },
	{ dsd, BS_TUPLE, BS_PRIMARY_CID },
	{ dsa_ack, BS_TUPLE, BS_PRIMARY_CID },
	{ dsa_more, BS_TUPLE, BS_PRIMARY_CID },
	{ answer, BS_TUPLE, BS_PRIMARY_CID },
	{ received, BS_CLEAR, BS_PRIMARY_CID },
	{ tek_invalid, BS_DIGEST, BS_PRIMARY_CID },
	{ key_reject, BS_DIGEST, BS_PRIMARY_CID },
	{ sa_addition, BS_DIGEST, BS_PRIMARY_CID },
	{ eap, BS_DIGEST, BS_PRIMARY_CID },
	{ eap, BS_CLEAR, BS_PRIMARY_CID },
};

/* ---- kinds of executions */

static void spoiled_step(struct bs *bs, enum bs_stage stage)
{
	/* these say nothing on the air */
	if (stage == BS_OFF_PATH || stage == BS_IDLE || stage == BS_OPERATIONAL)
		stage = (enum bs_stage)(BS_SCAN + rnd_below(BS_STAGES - BS_SCAN));
	bs_advance(bs, stage);
}

static void extra(struct bs *bs, enum bs_stage stage)
{
	size_t i = rnd_below(ARRAY_SIZE(extras));
	struct wman_buf buf;

	wman_buf_init(&buf, bs->now.data, sizeof(bs->now.data));
	extras[i].put(&buf, bs);
	bs->now.len = buf.len;
	bs->now.protection = extras[i].protection;
	bs->now.cid = extras[i].cid;
	bs_send(bs);
}

static void take_corpus(struct bs *bs, const struct corpus *corpus)
{
	const struct wman_octets *item = &corpus->item[rnd_below((u32)corpus->n)];
	u8 type = item->data[0];

	bs->now.len = item->len < BS_MESSAGE_MAX ? item->len : BS_MESSAGE_MAX;
	memcpy(bs->now.data, item->data, bs->now.len);
	bs->now.protection = type == WMAN_MSG_PKM_RSP  ? BS_DIGEST :
			     wman_message_signed(type) ? BS_TUPLE :
							 BS_CLEAR;
	bs->now.cid = BS_PRIMARY_CID;
	if (!wman_message_check(type, WMAN_DIRECTION_DOWNLINK, WMAN_ON_BROADCAST))
		bs->now.cid = WMAN_CID_BROADCAST;
	else if (!wman_message_check(type, WMAN_DIRECTION_DOWNLINK, WMAN_ON_BASIC))
		bs->now.cid = BS_BASIC_CID;
}

static void message(struct bs *bs, enum bs_stage stage)
{
	if (rnd_once_in(2) && bs->pooled)
		bs->now = bs->pool[rnd_below((u32)bs->pooled)];
	else
		take_corpus(bs, rnd_once_in(2) ? &seeds.mgmt : &seeds.pkm);
	bs_send(bs);
}

/* An SDU of some convergence sublayer. */
static size_t sdu(u8 *out, size_t cap)
{
	size_t len = rnd_once_in(4) ? rnd_below((u32)cap + 1) : rnd_below(90);

	rnd_fill(out, len < 64 ? len : 64);
	if (len > 64)
		memset(out + 64, 0, len - 64);
	if (len && rnd_percent(80))
		out[0] = rnd_once_in(3) ? 0x60 : 0x45;
	return len;
}

static size_t packed(u8 *out, u8 type, u16 *fsn)
{
	bool extended = type & WMAN_TYPE_EXTENDED;
	size_t n = 0, len, i, times = 1 + rnd_below(5);
	u8 data[300];

	for (i = 0; i < times; i++) {
		len = sdu(data, sizeof(data));
		n += wman_packing_build(extended, (enum wman_fc)rnd_below(4), (*fsn)++,
					len + (rnd_percent(4) ? rnd_below(5) : 0), out + n);
		memcpy(out + n, data, len);
		n += len;
	}
	return n;
}

/* Parts that mostly follow each other; of those that are large, more than an SDU may have. */
static size_t fragmented(u8 *out, u8 type, u16 *fsn)
{
	static const enum wman_fc order[] = {
		WMAN_FC_FIRST,	WMAN_FC_LAST,	WMAN_FC_FIRST,	WMAN_FC_MIDDLE,
		WMAN_FC_MIDDLE, WMAN_FC_MIDDLE, WMAN_FC_MIDDLE, WMAN_FC_LAST,
	};
	static bool large;
	static u32 at;
	enum wman_fc fc = order[at++ % ARRAY_SIZE(order)];
	size_t n;

	if (fc == WMAN_FC_FIRST)
		large = rnd_once_in(3);
	if (rnd_percent(large ? 2 : 15))
		fc = (enum wman_fc)rnd_below(4);
	*fsn += rnd_percent(large ? 99 : 94) ? 1 : (u16)rnd();
	n = wman_fragmentation_build(type & WMAN_TYPE_EXTENDED, fc, *fsn, out);
	if (!large)
		return n + sdu(out + n, 1900);
	memset(out + n, 0x45, 1000);
	return n + 1000;
}

static void data(struct bs *bs, enum bs_stage stage)
{
	static const u8 kinds[] = {
		0,
		0,
		WMAN_TYPE_PACKING,
		WMAN_TYPE_PACKING,
		WMAN_TYPE_FRAGMENTATION,
		WMAN_TYPE_FRAGMENTATION,
		WMAN_TYPE_FRAGMENTATION,
		WMAN_TYPE_GRANT_FFB,
	};
	u8 type = RND_OF(kinds), plain[SDU_MAX];
	static u16 fsn;
	size_t n = 0, len;

	if (rnd_percent(80))
		type |= WMAN_TYPE_EXTENDED;
	if (rnd_percent(2))
		type |= (u8)(1 << rnd_below(6));
	if (type & WMAN_TYPE_GRANT_FFB && rnd_percent(90))
		plain[n++] = (u8)rnd();
	if (type & WMAN_TYPE_PACKING)
		n += packed(plain + n, type, &fsn);
	else if (type & WMAN_TYPE_FRAGMENTATION)
		n += fragmented(plain + n, type, &fsn);
	else
		n += sdu(plain + n, 1900);
	len = n;
	if (rnd_percent(10))
		mutate(plain, &len, sizeof(plain), 0, &(struct wman_octets){ plain, n });
	bs_send_sealed(bs, type, (u16)(BS_DL_CID + rnd_below(rnd_once_in(8) ? 20 : 3)), plain, len);
}

static void pdu(struct bs *bs, enum bs_stage stage)
{
	static const u16 cids[] = { BS_BASIC_CID, BS_PRIMARY_CID, BS_DL_CID, WMAN_CID_BROADCAST };
	const struct wman_octets *item = &seeds.pdu.item[rnd_below((u32)seeds.pdu.n)];
	size_t len = item->len < WMAN_PDU_MAX ? item->len : WMAN_PDU_MAX;
	u8 copy[WMAN_PDU_MAX];

	memcpy(copy, item->data, len);
	if (len >= WMAN_GMH_LEN && rnd_percent(80)) {
		wman_put_be16(copy + 3, RND_OF(cids));
		if (rnd_once_in(2))
			air_pdu_fix(copy, len);
		else
			copy[WMAN_GMH_LEN - 1] = wman_hcs(copy);
	}
	air_pdu_wild(&bs->air, copy, len);
}

/* A frame of the corpus, which has two octets of length before each. */
static void m2m(struct bs *bs, enum bs_stage stage)
{
	const struct wman_octets *item = &seeds.m2m.item[rnd_below((u32)seeds.m2m.n)];
	u8 copy[AIR_FRAME_MAX];
	size_t at, len;

	if (rnd_once_in(10)) {
		air_burst_large(&bs->air);
		return;
	}
	for (at = 0; at + 2 <= item->len; at += 2 + len) {
		len = wman_get_be16(item->data + at);
		if (len > item->len - at - 2)
			len = item->len - at - 2;
		if (!len || len > sizeof(copy))
			continue;
		memcpy(copy, item->data + at + 2, len);
		if (rnd_once_in(2)) {
			size_t now = len;

			mutate(copy, &now, sizeof(copy), 4, item);
			air_m2m_wild(&bs->air, copy, now);
		} else {
			air_m2m_wild(&bs->air, copy, len);
		}
	}
}

static const struct {
	void (*run)(struct bs *bs, enum bs_stage stage);
	u32 percent;
} kinds[] = {
	{ spoiled_step, 30 }, { extra, 15 }, { message, 15 }, { data, 25 }, { pdu, 8 }, { m2m, 7 },
};

static void execute(struct bs *bs, enum bs_stage stage)
{
	u32 which = rnd_below(100);
	size_t i;

	for (i = 0; which >= kinds[i].percent; i++)
		which -= kinds[i].percent;
	kinds[i].run(bs, stage);
}

/* Where a round begins; operation is where there is most to lose. */
static enum bs_stage next_goal(void)
{
	return rnd_once_in(3) ? BS_OPERATIONAL :
				(enum bs_stage)(BS_IDLE + rnd_below(BS_STAGES - BS_IDLE));
}

int kfuzz_air(struct kfuzz *kf)
{
	struct bs *bs = &kf->bs;
	enum bs_stage stage;
	bool more = true;
	int left;

	if (!kf->corpus) {
		fprintf(stderr, "kfuzz: air needs a corpus (-c)\n");
		return 2;
	}
	corpus_read(&seeds.mgmt, kf->corpus, "mgmt", 0);
	corpus_read(&seeds.pkm, kf->corpus, "pkm", 1);
	corpus_read(&seeds.pdu, kf->corpus, "pdu", 1);
	corpus_read(&seeds.m2m, kf->corpus, "m2m", 0);
	while (more) {
		stage = next_goal();
		if (!bs_reach(bs, stage)) {
			printf("# failed: the station is in stage %d and does not reach %d\n",
			       bs_stage(bs), stage);
			return 1;
		}
		for (left = 10 + (int)rnd_below(60); more && left; left--) {
			bs->wild = rnd_percent(88);
			if (bs->wild)
				execute(bs, stage);
			else
				bs_advance(bs, stage);
			stage = bs_stage(bs);
			more = kfuzz_more(kf);
		}
	}
	if (bs_reach(bs, BS_OPERATIONAL))
		return 0;
	printf("# failed: the station comes into operation no more\n");
	return 1;
}
