// SPDX-License-Identifier: BSD-3-Clause
/*
 * Handover and re-entry from DL-MAP to the first message of authorization: the kernel's own entry.c,
 * reentry.c, pmk.c and key.c, with recorders around them. Ciphers are a sum: which octets go in
 * counts here, the vectors judge the rest.
 */
#include "reentry_rig.h"

/* As auth.c does it: the AK is in force, and network entry hears of it. */
void wman_auth_handed_over(struct wman_dev *wdev)
{
	told = HANDED_OVER;
	wman_key_confirm(wdev, -1);
	wman_entry_authorized(wdev);
}

void wman_auth_stop(struct wman_dev *wdev)
{
	wman_sa_flush(wdev);
	wman_key_erase(wdev);
	wman_key_erase_pmk(wdev);
}

void wman_auth_suspend(struct wman_dev *wdev)
{
	wman_key_erase(wdev);
}

/* SAs have no machines here. */
bool wman_tek_awaited(struct wman_dev *wdev)
{
	return false;
}

#define S(name) WMAN_DEV_STATE_##name

static const u8 first[ETH_ALEN] = { 2, 0, 0, 0, 0, 1 }, second[ETH_ALEN] = { 2, 0, 0, 0, 0, 2 };
static struct workqueue_struct wq;
static struct wman_buf msg;
static u8 octets[256];

static void add_sa(struct wman_sa *sa, u16 said, u8 type)
{
	*sa = (struct wman_sa){ .said = said, .type = type };
	list_add_tail(&sa->list, &station.sas.list);
}

/* Operational at @first, by an authorization that left a PMK of a lifetime of 1000 s. */
static void operational(void)
{
	struct wman_ak ak = { .valid = true, .sn = 3 };

	free(station.link);
	memset(&station, 0, sizeof(station));
	station.dev = &netdev;
	station.wq = &wq;
	station.cfg.edition = WMAN_EDITION_2009;
	station.cfg.mac_modes = WMAN_MAC_MODES_CMAC;
	station.cfg.policy = WMAN_AUTH_POLICY_EAP;
	INIT_LIST_HEAD(&station.sas.list);
	wman_entry_init(&station);
	wman_key_init(&station);
	jiffies = 5000;
	told = NOTHING;
	wman_entry_connect(&station, NULL);
	station.link = calloc(1, sizeof(*station.link));
	ether_addr_copy(station.link->bsid, first);
	station.entry.state = S(OPERATIONAL);
	memset(station.keys.pmk, 0x77, sizeof(station.keys.pmk));
	station.keys.pmk_valid = true;
	ak.expires = jiffies + 1000 * HZ;
	wman_key_set_next(&station, &ak);
	wman_key_confirm(&station, -1);
	add_sa(&main_sa, 9, WMAN_SA_TYPE_PRIMARY);
	add_sa(&other, 700, WMAN_SA_TYPE_STATIC);
}

static void dl_map(const u8 *bsid)
{
	struct wman_dl_map map = { .frame_duration = WMAN_FRAME_5MS };
	struct wman_message m = { .data = octets, .cid = 0xffff, .src = bsid };

	memcpy(map.bsid, bsid, ETH_ALEN);
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_dl_map_put(&msg, &map);
	m.len = msg.len;
	assert_int_equal(wman_entry_dl_map(&station, &m), WMAN_REASON_NONE);
}

static struct wman_rng_req rng_req(void)
{
	struct wman_rng_req req;

	assert_int_equal(sent_cid, WMAN_CID_INITIAL_RANGING);
	assert_int_equal(wman_rng_req_parse(&req, sent, tx.len), WMAN_REASON_NONE);
	return req;
}

/* RNG-RSP of a base station that has the AK, or (@ak NULL) of anybody. */
static enum wman_reason rng_rsp(u8 status, u16 ho, const struct wman_octets *reg, bool challenge,
				const struct wman_ak *ak, u32 pn)
{
	struct wman_rng_rsp rsp = {
		.present = WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC | WMAN_RNG_RSP_CIDS |
			   WMAN_RNG_RSP_HO | (reg ? WMAN_RNG_RSP_REG : 0) |
			   (challenge ? WMAN_RNG_RSP_CHALLENGE : 0),
		.status = status,
		.basic_cid = 20,
		.primary_cid = 340,
		.ho = ho,
	};
	struct wman_sa_challenge tuple = { .bs_random = "bsrando" };
	struct wman_message m = { .data = octets, .cid = WMAN_CID_INITIAL_RANGING, .src = second };
	struct wman_buf buf;
	u8 value[64];

	memcpy(rsp.mac, netdev.dev_addr, ETH_ALEN);
	if (reg)
		rsp.reg = *reg;
	if (challenge) {
		tuple.bs_random[7] = 'm';
		memcpy(tuple.akid, station.keys.next.akid, WMAN_AKID_LEN);
		wman_buf_init(&buf, value, sizeof(value));
		wman_sa_challenge_put(&buf, &tuple);
		rsp.challenge = (struct wman_octets){ value, buf.len };
	}
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_rng_rsp_put(&msg, &rsp);
	if (ak)
		wman_cmac_tuple_append(no_prim, ak->cmac_d, ak->akid, ak->sn, pn,
				       WMAN_CID_INITIAL_RANGING, &msg);
	m.len = msg.len;
	return wman_entry_rng_rsp(&station, &m);
}

static void fire(struct delayed_work *timer)
{
	timer->armed = 0;
	timer->work.fn(&timer->work);
}

static void reenter(const u8 *bsid)
{
	wman_entry_disconnect(&station, NULL);
	assert_int_equal(wman_entry_connect(&station, NULL), 0);
	dl_map(bsid);
}

static void test_reentry(void **state)
{
	struct wman_rng_req req;

	operational();
	assert_true(station.pmk.valid);
	assert_int_equal(station.pmk.count, 0);
	reenter(first);
	assert_int_equal(station.entry.state, S(HANDOVER));
	req = rng_req();
	assert_int_equal(req.present, WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION |
					      WMAN_RNG_REQ_PURPOSE | WMAN_RNG_REQ_COUNT);
	assert_int_equal(req.purpose, 1);
	assert_int_equal(req.key_count, 1);
	assert_int_equal(sent_pn, 1);
	assert_int_equal(station.keys.next.key_count, 1);
	assert_int_equal(station.keys.next.sn, 3);

	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG, NULL,
				 true, &station.keys.next, 1),
			 WMAN_REASON_NONE);
	assert_int_equal(station.entry.state, S(AUTHORIZATION));
	assert_int_equal(told, CHALLENGED);
	assert_true(station.entry.registered);
	assert_int_equal(station.link->basic_cid, 20);
	/* the handshake confirms it: the count may go up again */
	wman_key_confirm(&station, -1);
	assert_true(station.keys.cur.valid);
	assert_false(station.pmk.locked);
	assert_true(station.pmk.valid);
	wman_entry_authorized(&station);
	assert_int_equal(station.entry.state, S(FLOWS));
	reenter(first);
	assert_int_equal(rng_req().key_count, 2);
}

static void test_handover(void **state)
{
	struct wman_rng_req req;

	operational();
	assert_int_equal(wman_entry_handover(&station, first), -EALREADY);
	assert_int_equal(wman_entry_handover(&station, second), 0);
	assert_int_equal(station.reason, WMAN_REASON_HANDOVER);
	assert_int_equal(station.entry.state, S(SCAN));
	assert_false(station.keys.cur.valid);
	assert_null(station.link);
	assert_int_equal(wman_entry_handover(&station, second), -ENOTCONN);
	/* nothing but the target will do, for ten seconds */
	dl_map(first);
	assert_int_equal(station.entry.state, S(SCAN));
	dl_map(second);
	assert_int_equal(station.entry.state, S(HANDOVER));
	req = rng_req();
	assert_true(req.present & WMAN_RNG_REQ_BSID);
	assert_memory_equal(req.serving_bsid, first, ETH_ALEN);

	operational();
	assert_int_equal(wman_entry_handover(&station, second), 0);
	jiffies += 10 * HZ + 1;
	dl_map(first);
	assert_int_equal(station.entry.state, S(HANDOVER));
}

static void test_key_lock(void **state)
{
	u8 akid[WMAN_AKID_LEN], bsid[ETH_ALEN];
	int i;

	operational();
	reenter(first);
	memcpy(akid, station.keys.next.akid, sizeof(akid));
	fire(&station.entry.timer);
	assert_int_equal(sent_pn, 2);
	fire(&station.entry.lost_timer);
	dl_map(second);
	assert_int_equal(rng_req().key_count, 1);
	assert_int_equal(sent_pn, 1);
	assert_memory_not_equal(station.keys.next.akid, akid, sizeof(akid));
	assert_int_equal(rng_rsp(WMAN_RANGING_CONTINUE, 0, NULL, false, &station.keys.next, 8),
			 WMAN_REASON_NONE);
	fire(&station.entry.lost_timer);
	dl_map(first);
	assert_int_equal(rng_req().key_count, 1);
	assert_int_equal(sent_pn, 3);
	assert_memory_equal(station.keys.next.akid, akid, sizeof(akid));
	/* what was taken from a base station is not taken again */
	fire(&station.entry.lost_timer);
	dl_map(second);
	assert_int_equal(sent_pn, 2);
	assert_int_equal(rng_rsp(WMAN_RANGING_CONTINUE, 0, NULL, false, &station.keys.next, 8),
			 WMAN_REASON_DIGEST_REPLAY);
	/* given up: another count, other keys, PNs from the beginning */
	reenter(first);
	assert_int_equal(rng_req().key_count, 2);
	assert_int_equal(sent_pn, 1);

	memcpy(bsid, first, sizeof(bsid));
	for (i = 0; i < WMAN_KEY_LOCK_MAX; i++) {
		fire(&station.entry.lost_timer);
		bsid[0] = (u8)(0x10 + 4 * i);
		dl_map(bsid);
	}
	assert_int_equal(rng_req().key_count, 3);
}

static void test_bound(void **state)
{
	operational();
	assert_true(wman_pmk_usable(&station));
	strcpy(station.agent.network, "another");
	assert_false(wman_pmk_usable(&station));
	station.agent.network[0] = '\0';
	netdev.dev_addr[5] ^= 1;
	assert_false(wman_pmk_usable(&station));
	netdev.dev_addr[5] ^= 1;
	station.cfg.edition = WMAN_EDITION_2005;
	assert_false(wman_pmk_usable(&station));
	station.cfg.edition = WMAN_EDITION_2009;
	station.cfg.mac_modes = WMAN_MAC_MODES_HMAC;
	assert_false(wman_pmk_usable(&station));
	station.cfg.mac_modes = WMAN_MAC_MODES_CMAC;
	station.cfg.policy = WMAN_AUTH_POLICY_PKMV1;
	assert_false(wman_pmk_usable(&station));
	station.cfg.policy = WMAN_AUTH_POLICY_EAP;
	station.pmk.count = WMAN_KEY_COUNT_MAX;
	assert_false(wman_pmk_usable(&station));
	assert_int_equal(wman_entry_handover(&station, second), -ENOKEY);
	station.pmk.count--;
	assert_true(wman_pmk_usable(&station));
	jiffies += 1000 * HZ;
	assert_false(wman_pmk_usable(&station));
	station.pmk.expiry.fn(&station.pmk.expiry);
	assert_false(station.pmk.valid);
	reenter(first);
	assert_int_equal(station.entry.state, S(RANGING));
	assert_int_equal(rng_req().present, WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION);
}

static void test_forged(void **state)
{
	const u16 keep = WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG | WMAN_HO_PKM_KEEP;
	struct wman_ak wrong;
	u8 status;

	operational();
	wman_entry_handover(&station, second);
	dl_map(second);
	for (status = WMAN_RANGING_CONTINUE; status <= WMAN_RANGING_RERANGE; status++) {
		assert_int_equal(rng_rsp(status, keep, NULL, false, NULL, 0),
				 WMAN_REASON_DIGEST_MISSING);
		wrong = station.keys.next;
		wrong.cmac_d[0] ^= 1;
		assert_int_equal(rng_rsp(status, keep, NULL, false, &wrong, 1),
				 WMAN_REASON_DIGEST_WRONG);
		wrong = station.keys.next;
		wrong.sn ^= 1;
		assert_int_equal(rng_rsp(status, keep, NULL, false, &wrong, 1), WMAN_REASON_AK_SN);
	}
	assert_int_equal(station.entry.state, S(HANDOVER));
	assert_int_equal(station.link->basic_cid, 0);
	assert_int_equal(told, NOTHING);
	assert_int_equal(main_sa.said, 9);

	/* nobody signs: four times, then as at first */
	fire(&station.entry.timer);
	fire(&station.entry.timer);
	fire(&station.entry.timer);
	assert_int_equal(station.entry.state, S(HANDOVER));
	fire(&station.entry.timer);
	assert_int_equal(station.entry.state, S(RANGING));
	assert_int_equal(rng_req().present, WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION);
	assert_false(station.keys.next.valid);
	assert_ptr_equal(station.sas.list.next, &station.sas.list);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, keep, NULL, false, NULL, 0),
			 WMAN_REASON_NONE);
	assert_int_equal(station.entry.state, S(CAPABILITIES));
	assert_false(station.entry.registered);
	wman_reentry_authorize(&station);
	assert_int_equal(told, BEGIN);
}

/* SA-TEK-Updates: what is named, with TEKs or without; and what is not. */
static void test_sas(void **state)
{
	/* clang-format off */
	static const u8 rename[] = { 38, 11, 1, 1, 1, 2, 2, 3, 32, 3, 2, 2, 188 };
	static const u8 clash[] = { 38, 11, 1, 1, 1, 2, 2, 0, 20, 3, 2, 2, 188 };
	static const u8 teks[] = {
		38, 53, 1, 1, 1, 2, 2, 0, 20, 3, 2, 0, 9,
		4, 19, 8, 8, 1, 1, 1, 1, 1, 1, 1, 1, 9, 4, 0, 0, 0, 60, 10, 1, 3,
		5, 19, 8, 8, 2, 2, 2, 2, 2, 2, 2, 2, 9, 4, 0, 0, 0, 120, 10, 1, 0,
	};
	/* clang-format on */
	const u16 all = WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG;
	const struct wman_octets reg_rename = { rename, sizeof(rename) };
	const struct wman_octets reg_clash = { clash, sizeof(clash) };
	const struct wman_octets reg_teks = { teks, sizeof(teks) };
	const struct wman_ak *ak = &station.keys.next;

	operational();
	wman_entry_handover(&station, second);
	dl_map(second);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, all | WMAN_HO_PKM_KEEP, &reg_clash, false,
				 ak, 1),
			 WMAN_REASON_SAID_UNKNOWN);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, all | WMAN_HO_PKM_UPDATE, NULL, false, ak,
				 2),
			 WMAN_REASON_ATTR_MISSING);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, all | 2 << WMAN_HO_PKM_SHIFT, NULL, false,
				 ak, 3),
			 WMAN_REASON_TLV_VALUE);
	assert_int_equal(station.entry.state, S(HANDOVER));
	assert_int_equal(other.said, 700);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, all | WMAN_HO_PKM_KEEP, &reg_rename, false,
				 ak, 4),
			 WMAN_REASON_NONE);
	assert_int_equal(told, HANDED_OVER);
	assert_int_equal(station.entry.state, S(FLOWS));
	assert_int_equal(station.keys.cur.key_count, 1);
	assert_int_equal(main_sa.said, 20);
	assert_int_equal(other.said, 800);
	assert_false(main_sa.stopped || main_sa.updated || other.stopped || other.updated);

	operational();
	wman_entry_handover(&station, second);
	dl_map(second);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, WMAN_HO_OMIT_SBC | WMAN_HO_PKM_UPDATE,
				 &reg_teks, false, ak, 1),
			 WMAN_REASON_NONE);
	assert_true(main_sa.updated);
	assert_false(main_sa.stopped);
	assert_true(other.stopped);
	/* REG was not left out */
	assert_int_equal(station.entry.state, S(REGISTRATION));

	/* a group's keys stay behind, kept or named; with them nothing is done but its SAID */
	operational();
	other.group = &other;
	wman_entry_handover(&station, second);
	dl_map(second);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, all | WMAN_HO_PKM_KEEP, &reg_rename, false,
				 ak, 1),
			 WMAN_REASON_NONE);
	assert_int_equal(other.said, 800);
	assert_true(other.stopped);
	assert_false(main_sa.stopped);

	/* a station without SAs cannot keep any */
	operational();
	reenter(first);
	assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, all | WMAN_HO_PKM_KEEP, NULL, false, ak, 1),
			 WMAN_REASON_TLV_VALUE);
}

/* A challenge stands in place of SA-TEK-Updates and kept TEKs, whatever the bits say. */
static void test_challenge(void **state)
{
	u16 pkm;

	for (pkm = 0; pkm <= WMAN_HO_PKM_MASK; pkm += 1 << WMAN_HO_PKM_SHIFT) {
		operational();
		wman_entry_handover(&station, second);
		dl_map(second);
		assert_int_equal(rng_rsp(WMAN_RANGING_SUCCESS, WMAN_HO_OMIT_SBC | pkm, NULL, true,
					 &station.keys.next, 1),
				 WMAN_REASON_NONE);
		assert_int_equal(told, CHALLENGED);
		assert_false(main_sa.stopped || main_sa.updated);
	}
}

static int end(void **state)
{
	free(station.link);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reentry),	  cmocka_unit_test(test_handover),
		cmocka_unit_test(test_key_lock),  cmocka_unit_test(test_bound),
		cmocka_unit_test(test_forged),	  cmocka_unit_test(test_sas),
		cmocka_unit_test(test_challenge),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
