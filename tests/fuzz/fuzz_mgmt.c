// SPDX-License-Identifier: BSD-3-Clause
/*
 * Management messages that are not PKM: every parser on every message, what was read written
 * again, and the tuple at the end.
 *
 * Covers: kernel/proto/message.c kernel/proto/rng.c kernel/proto/sbc.c kernel/proto/reg.c
 * Covers: kernel/proto/dsx.c kernel/proto/dreg.c kernel/proto/beacon.c
 * Covers: kernel/proto/secneg.c kernel/proto/digest.c kernel/proto/handover.c
 *
 * Input: a message.
 */
#include <stdlib.h>

#include "beacon.h"
#include "digest.h"
#include "dreg.h"
#include "dsx.h"
#include "handover.h"
#include "input.h"
#include "message.h"
#include "prim_openssl.h"
#include "reg.h"
#include "rng.h"
#include "sbc.h"

#define ROOM 4096

static struct wman_prim *prim;
static const u8 key[WMAN_CMAC_KEY_LEN] = { 0x17, 0xcf, 0xd4 };
static const u8 akid[WMAN_AKID_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	prim = wman_prim_alloc();
	NEED(prim);
	return 0;
}

/* Read, write, read: the same twice. @parse and @put work on "m". */
#define ROUND_TRIP(name, struct_, type, parse, put)           \
	static void check_##name(const u8 *msg, size_t len)   \
	{                                                     \
		static u8 out[ROOM];                          \
		struct struct_ first, again, *m = &first;     \
		struct wman_buf buf;                          \
                                                              \
		memset(&first, 0, sizeof(first));             \
		memset(&again, 0, sizeof(again));             \
		if (parse)                                    \
			return;                               \
		NEED(len &&msg[0] == (type));                 \
		wman_buf_init(&buf, out, sizeof(out));        \
		put;                                          \
		NEED(!buf.overflow);                          \
		m = &again;                                   \
		msg = out;                                    \
		len = buf.len;                                \
		NEED(!(parse));                               \
		NEED(!memcmp(&first, &again, sizeof(first))); \
	}

ROUND_TRIP(rng_req, wman_rng_req, WMAN_MSG_RNG_REQ, wman_rng_req_parse(m, msg, len),
	   wman_rng_req_put(&buf, m))
ROUND_TRIP(sbc_req, wman_sbc, WMAN_MSG_SBC_REQ, wman_sbc_parse(m, WMAN_MSG_SBC_REQ, msg, len),
	   wman_sbc_put(&buf, WMAN_MSG_SBC_REQ, m))
ROUND_TRIP(sbc_rsp, wman_sbc, WMAN_MSG_SBC_RSP, wman_sbc_parse(m, WMAN_MSG_SBC_RSP, msg, len),
	   wman_sbc_put(&buf, WMAN_MSG_SBC_RSP, m))
ROUND_TRIP(reg_req, wman_reg, WMAN_MSG_REG_REQ, wman_reg_parse(m, WMAN_MSG_REG_REQ, msg, len),
	   wman_reg_put(&buf, WMAN_MSG_REG_REQ, m))
ROUND_TRIP(reg_rsp, wman_reg, WMAN_MSG_REG_RSP, wman_reg_parse(m, WMAN_MSG_REG_RSP, msg, len),
	   wman_reg_put(&buf, WMAN_MSG_REG_RSP, m))
ROUND_TRIP(dl_map, wman_dl_map, WMAN_MSG_DL_MAP, wman_dl_map_parse(m, msg, len),
	   wman_dl_map_put(&buf, m))
ROUND_TRIP(dcd, wman_dcd, WMAN_MSG_DCD, wman_dcd_parse(m, msg, len), wman_dcd_put(&buf, m))
ROUND_TRIP(ucd, wman_ucd, WMAN_MSG_UCD, wman_ucd_parse(m, msg, len), wman_ucd_put(&buf, m))

/* Every update that was found right is the same when it was written and is read again. */
static void check_updates(const u8 *data, size_t len, bool reg)
{
	static u8 first[ROOM], again[ROOM];
	struct wman_sa_tek_update update;
	struct wman_tlv_iter it, back;
	struct wman_buf buf, more;
	unsigned int n, seen = 0;

	if (wman_sa_updates_check(data, len, reg, &n))
		return;
	wman_tlv_iter_init(&it, data, len);
	while (wman_sa_updates_next(&it, reg, &update)) {
		seen++;
		NEED(update.old_said && update.new_said);
		wman_buf_init(&buf, first, sizeof(first));
		wman_sa_tek_update_put(&buf, &update);
		NEED(!buf.overflow);
		wman_tlv_iter_init(&back, first, buf.len);
		NEED(wman_sa_updates_next(&back, reg, &update));
		wman_buf_init(&more, again, sizeof(again));
		wman_sa_tek_update_put(&more, &update);
		NEED(more.len == buf.len && !memcmp(first, again, buf.len));
	}
	NEED(seen == n && n <= WMAN_SA_UPDATES_MAX);
}

/* What is compound is kept as it came; so here, too. */
static void check_rng_rsp(const u8 *msg, size_t len)
{
	static u8 first[ROOM], again[ROOM];
	struct wman_sa_challenge challenge;
	struct wman_buf buf, more;
	struct wman_rng_rsp rsp;

	check_updates(msg, len, false);
	if (wman_rng_rsp_parse(&rsp, msg, len))
		return;
	wman_buf_init(&buf, first, sizeof(first));
	wman_rng_rsp_put(&buf, &rsp);
	NEED(!buf.overflow);
	NEED(!wman_rng_rsp_parse(&rsp, first, buf.len));
	wman_buf_init(&more, again, sizeof(again));
	wman_rng_rsp_put(&more, &rsp);
	NEED(!more.overflow && more.len == buf.len && !memcmp(first, again, buf.len));
	if (rsp.present & WMAN_RNG_RSP_REG)
		check_updates(rsp.reg.data, rsp.reg.len, true);
	if (rsp.present & WMAN_RNG_RSP_CHALLENGE)
		(void)wman_sa_challenge_parse(&challenge, &rsp.challenge);
}

/* Rules are kept as they came, so that only octets can be compared. */
static void check_dsx(const u8 *msg, size_t len)
{
	static u8 first[ROOM], again[ROOM];
	struct wman_buf buf, more;
	struct wman_dsx dsx;

	if (wman_dsx_parse(&dsx, msg, len))
		return;
	wman_buf_init(&buf, first, sizeof(first));
	wman_dsx_put(&buf, &dsx);
	NEED(!buf.overflow);
	NEED(!wman_dsx_parse(&dsx, first, buf.len));
	wman_buf_init(&more, again, sizeof(again));
	wman_dsx_put(&more, &dsx);
	NEED(!more.overflow && more.len == buf.len && !memcmp(first, again, buf.len));
}

static void check_dreg(const u8 *msg, size_t len)
{
	struct wman_buf buf;
	u8 action, out[2];

	if (wman_dreg_cmd_parse(&action, msg, len))
		return;
	NEED(action <= WMAN_DREG_WAIT);
	wman_buf_init(&buf, out, sizeof(out));
	wman_dreg_cmd_put(&buf, (enum wman_dreg_action)action);
	NEED(!buf.overflow && buf.len == 2 && !memcmp(out, msg, 2));
}

static void check_res(const u8 *msg, size_t len)
{
	struct wman_buf buf;
	u8 out[1];

	wman_buf_init(&buf, out, sizeof(out));
	wman_res_cmd_put(&buf);
	NEED(buf.len == 1 && out[0] == WMAN_MSG_RES_CMD);
}

static bool one_bit_of(u8 offer, u8 choice)
{
	return __builtin_popcount(choice) == 1 && (offer & choice);
}

/* One bit, or the two that are one policy: EAP after RSA. */
static bool one_policy_of(u8 offer, u8 choice)
{
	return one_bit_of(offer, choice) ||
	       (choice == (WMAN_POLICY_RSA | WMAN_POLICY_EAP) && (offer & choice) == choice);
}

/* A choice that is taken was offered; the same that was offered is a choice only if unique. */
static void check_choice(const u8 *msg, size_t len)
{
	static const struct wman_secneg offers[] = {
		{ WMAN_SECNEG_ALL, WMAN_PKM_V2, WMAN_POLICY_EAP, WMAN_MAC_MODE_CMAC, 64, 0, 4 },
		{ WMAN_SECNEG_ALL, WMAN_PKM_V1 | WMAN_PKM_V2, WMAN_POLICY_EAP | WMAN_POLICY_RSA,
		  WMAN_MAC_MODE_HMAC | WMAN_MAC_MODE_CMAC_2005, 64, 0, 4 },
	};
	static const struct wman_secneg none = { .present = BIT(WMAN_SECNEG_POLICY) };
	const struct wman_secneg *choice;
	enum wman_reason reason;
	struct wman_sbc sbc;
	unsigned int i;
	u8 cmac;

	if (wman_sbc_parse(&sbc, WMAN_MSG_SBC_RSP, msg, len))
		return;
	choice = &sbc.secneg;
	NEED(wman_secneg_equal(choice, choice));
	NEED(wman_secneg_check(&none, choice) ||
	     !(choice->version | choice->policy | choice->mac_mode));
	for (i = 0; i < ARRAY_SIZE(offers); i++) {
		reason = wman_secneg_check(&offers[i], choice);
		NEED(reason != WMAN_REASON_SBC_NO_SECURITY || !choice->present || !choice->policy);
		if (reason)
			continue;
		NEED(choice->present && one_bit_of(offers[i].version, choice->version));
		NEED(one_policy_of(offers[i].policy & 15, choice->policy & 15));
		cmac = choice->mac_mode & WMAN_MAC_MODE_CMAC;
		NEED(cmac ? offers[i].mac_mode & WMAN_MAC_MODE_CMAC :
			    one_bit_of(offers[i].mac_mode, choice->mac_mode));
		NEED(!cmac || cmac == choice->mac_mode);
		NEED(wman_secneg_equal(&offers[i], choice) ==
		     !memcmp(&offers[i], choice, sizeof(*choice)));
	}
}

/* Nobody but the table says who may send what where. */
static void check_table(const u8 *msg, size_t len)
{
	static const enum wman_direction dirs[] = { WMAN_DIRECTION_UPLINK,
						    WMAN_DIRECTION_DOWNLINK };
	const char *name = len ? wman_message_name(msg[0]) : NULL;
	enum wman_reason reason;
	unsigned int d, taken = 0;
	size_t fixed = 0;
	u8 on;

	reason = wman_message_fixed(msg, len, &fixed);
	NEED(!len == (reason == WMAN_REASON_MESSAGE_SHORT && !fixed));
	if (!len)
		return;
	NEED(!name == (reason == WMAN_REASON_MESSAGE_UNKNOWN));
	NEED(reason || (fixed >= 1 && fixed <= len));
	NEED(name || !wman_message_signed(msg[0]));
	for (d = 0; d < 2; d++) {
		for (on = 1; on <= WMAN_ON_BROADCAST; on <<= 1) {
			reason = wman_message_check(msg[0], dirs[d], on);
			NEED(!name == (reason == WMAN_REASON_MESSAGE_UNKNOWN));
			taken += !reason;
		}
	}
	NEED(!name == !taken);
}

/* With a tuple of ours behind it, a message is found to be ours; changed it is not. */
static void check_signed(const struct wman_tuple *found, const u8 *msg)
{
	struct wman_tuple tuple;
	static u8 out[65536 + 64];
	struct wman_buf buf;

	wman_buf_init(&buf, out, sizeof(out));
	wman_buf_put(&buf, msg, found->covered);
	NEED(!wman_cmac_tuple_append(prim, key, akid, found->ak_sn, found->pn, 9, &buf));
	NEED(!buf.overflow);
	NEED(!wman_tuple_find(&tuple, WMAN_KDF_CMAC, out, buf.len));
	NEED(tuple.covered == found->covered && tuple.pn == found->pn);
	NEED(tuple.ak_sn == found->ak_sn && !tuple.bsid);
	NEED(!wman_cmac_check(prim, key, akid, tuple.pn, 9, out, tuple.covered, tuple.value));
	out[found->pn % tuple.covered] ^= 1;
	NEED(wman_cmac_check(prim, key, akid, tuple.pn, 9, out, tuple.covered, tuple.value));
}

static void check_tuple(enum wman_kdf_mode mode, const u8 *msg, size_t len)
{
	size_t value_len = mode == WMAN_KDF_CMAC ? WMAN_CMAC_VALUE_LEN : WMAN_HMAC_DIGEST_LEN;
	struct wman_tuple tuple;

	if (wman_tuple_find(&tuple, mode, msg, len))
		return;
	NEED(tuple.covered >= 1 && tuple.covered < len && tuple.ak_sn <= 15);
	NEED(tuple.value + value_len == msg + len && tuple.value > msg + tuple.covered);
	NEED(!tuple.bsid || input_within(tuple.bsid, WMAN_MAC_ADDR_LEN, msg, len));
	if (mode == WMAN_KDF_CMAC)
		check_signed(&tuple, msg);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static void (*const checks[])(const u8 *msg, size_t len) = {
		check_rng_req, check_rng_rsp, check_sbc_req, check_sbc_rsp, check_reg_req,
		check_reg_rsp, check_dsx,     check_dl_map,  check_dcd,	    check_ucd,
		check_dreg,    check_res,     check_choice,  check_table,
	};
	struct input in = input_begin(data, size);
	size_t len, i;
	u8 *msg = input_rest(&in, &len);

	for (i = 0; i < ARRAY_SIZE(checks); i++)
		checks[i](msg, len);
	check_tuple(WMAN_KDF_CMAC, msg, len);
	check_tuple(WMAN_KDF_SHA1, msg, len);
	free(msg);
	return 0;
}
