// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: traffic, TEKs, bad PDUs both ways, commands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bs_station.h"
#include "subheader.h"

#define BS_ADDR 10, 16, 0, 1
#define SS_ADDR 10, 16, 0, 2

static const u8 packet_up[] = { 0x45, 0, 0, 24,	     0,	      0,   0,	0,   64,
				17,   0, 0, SS_ADDR, BS_ADDR, 'u', 'p', '!', '!' };
static const u8 frame_down[] = { 2,  0x16, 0, 0,    0,	     9,	      2,   0x16, 0,   0,  0,
				 9,  8,	   0, 0x45, 0,	     0,	      24,  0,	 0,   0,  0,
				 64, 17,   0, 0,    BS_ADDR, SS_ADDR, 'd', 'o',	 'w', 'n' };
static const u8 ipv6_up[44] = { 0x60, [5] = 4,	[6] = 59,    [7] = 64, [8] = 0xfd,
				0x16, [23] = 2, [24] = 0xfd, 0x16,     [39] = 1,
				's',  'i',	'x',	     '!' };

static bool ready(struct bs_lab *lab)
{
	unsigned int i;

	for (i = 0; i < lab->n_stations; i++)
		if (!bs_station_ready(lab->station[i]) ||
		    !bs_ss_find(lab->bs, lab->station[i]->mac)->open)
			return false;
	return true;
}

static bool got_sdu(struct bs_lab *lab)
{
	return lab->station[0]->sdus > 0;
}

static bool got_frame(struct bs_lab *lab)
{
	return lab->tap_frames > 0;
}

static struct bs_lab *entered(const char *const *options, struct bs_station **st)
{
	struct bs_lab *lab = bs_lab_new(options);

	*st = bs_station_new(lab, 0);
	bs_station_range(*st);
	assert_true(bs_lab_run(lab, ready, 5000));
	return lab;
}

/* A good SDU goes up and one comes down. */
static void assert_passes(struct bs_lab *lab, struct bs_station *st)
{
	lab->tap_frames = 0;
	bs_station_send(st, WMAN_CS_IPV4, packet_up, sizeof(packet_up));
	assert_true(bs_lab_run(lab, got_frame, 2000));
	assert_int_equal(lab->tap_len, 14 + sizeof(packet_up));
	assert_memory_equal(lab->tap_frame, lab->bs->tap.mac, 6);
	assert_memory_equal(lab->tap_frame + 6, st->mac, 6);
	assert_memory_equal(lab->tap_frame + 12, "\x08\x00", 2);
	assert_memory_equal(lab->tap_frame + 14, packet_up, sizeof(packet_up));
	st->sdus = 0;
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	assert_true(bs_lab_run(lab, got_sdu, 2000));
	assert_int_equal(st->last_sdu_len, sizeof(frame_down) - 14);
	assert_memory_equal(st->last_sdu, frame_down + 14, st->last_sdu_len);
}

/* An SA has the suite of its own; on the null SA PDUs are clear, on others they are not taken so. */
static void test_suites(void **state)
{
	static const char *const options[] = { "static-sa", "700:020103",
					       "static-sa", "701:000000",
					       "flow",	    "dir=ul,cs=ipv4",
					       "flow",	    "dir=dl,cs=ipv4,said=701",
					       "flow",	    "dir=ul,cs=ipv6,said=701",
					       NULL };
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);
	struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);
	struct wman_gmh gmh = { .ci = true };
	u8 pdu[WMAN_PDU_MAX];

	assert_int_equal(st->n_sa, 3);
	assert_int_equal(st->sa[0].suite, WMAN_SUITE_CCM_WRAP);
	assert_int_equal(st->sa[1].suite, WMAN_SUITE_CCM_ECB);
	assert_int_equal(st->sa[2].suite, WMAN_SUITE_NULL);
	assert_true(bs_sa_clear(bs_sa_find(ss, 701)));
	assert_false(bs_sa_clear(bs_sa_find(ss, 700)));

	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	assert_true(bs_lab_run(lab, got_sdu, 2000));
	assert_int_equal(st->last_sdu_len, sizeof(frame_down) - 14);
	assert_memory_equal(st->last_sdu, frame_down + 14, st->last_sdu_len);
	assert_int_equal(st->bad_pdus, 0);

	/* clear where it has to be, and then where it must not */
	gmh.len = (u16)(WMAN_GMH_LEN + sizeof(ipv6_up) + WMAN_CRC_LEN);
	gmh.cid = st->flow[2].flow.cid;
	wman_gmh_build(&gmh, pdu);
	memcpy(pdu + WMAN_GMH_LEN, ipv6_up, sizeof(ipv6_up));
	wman_crc32(WMAN_CRC_OFDMA, pdu, gmh.len - WMAN_CRC_LEN, pdu + gmh.len - WMAN_CRC_LEN);
	lab->tap_frames = 0;
	bs_lab_burst(lab, st->mac, pdu, gmh.len);
	assert_true(bs_lab_run(lab, got_frame, 2000));
	assert_memory_equal(lab->tap_frame + 14, ipv6_up, sizeof(ipv6_up));
	gmh.ec = true;
	wman_gmh_build(&gmh, pdu);
	wman_crc32(WMAN_CRC_OFDMA, pdu, gmh.len - WMAN_CRC_LEN, pdu + gmh.len - WMAN_CRC_LEN);
	bs_lab_burst(lab, st->mac, pdu, gmh.len);
	gmh.ec = false;
	gmh.cid = st->flow[0].flow.cid;
	wman_gmh_build(&gmh, pdu);
	wman_crc32(WMAN_CRC_OFDMA, pdu, gmh.len - WMAN_CRC_LEN, pdu + gmh.len - WMAN_CRC_LEN);
	bs_lab_burst(lab, st->mac, pdu, gmh.len);
	bs_lab_wait(lab, 50);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_ENCRYPTED_UNEXPECTED), 1);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_CLEAR_DATA), 1);
	bs_lab_free(lab);
}

static void test_both_ways(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	u8 frame[14 + sizeof(ipv6_up)] = { 2, 0x16, 0, 0, 0, 9, 2, 0x16, 0, 0, 0, 9, 0x86, 0xdd };

	assert_passes(lab, st);
	bs_station_send(st, WMAN_CS_IPV6, ipv6_up, sizeof(ipv6_up));
	lab->tap_frames = 0;
	assert_true(bs_lab_run(lab, got_frame, 2000));
	assert_memory_equal(lab->tap_frame + 12, "\x86\xdd", 2);
	/* back to the source it came from */
	memcpy(frame + 14, ipv6_up, sizeof(ipv6_up));
	memcpy(frame + 14 + 8, ipv6_up + 24, 16);
	memcpy(frame + 14 + 24, ipv6_up + 8, 16);
	st->sdus = 0;
	bs_lab_tap_send(lab, frame, sizeof(frame));
	assert_true(bs_lab_run(lab, got_sdu, 2000));
	assert_memory_equal(st->last_sdu, frame + 14, sizeof(ipv6_up));
	/* down under the older TEK, up under the newer */
	assert_int_equal(st->last_eks, (st->sa[0].newer + 3) & 3);
	bs_lab_free(lab);
}

static void test_routes(void **state)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_station *a = bs_station_new(lab, 0), *b = bs_station_new(lab, 1);
	u8 frame[sizeof(frame_down)];

	bs_station_range(a);
	bs_station_range(b);
	assert_true(bs_lab_run(lab, ready, 5000));
	/* nobody used the address yet: nobody gets it */
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 50);
	assert_int_equal(a->sdus + b->sdus, 0);
	assert_int_equal(bs_lab_count(lab, NULL, WMAN_REASON_NO_FLOW), 1);
	bs_station_send(b, WMAN_CS_IPV4, packet_up, sizeof(packet_up));
	bs_lab_wait(lab, 50);
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 50);
	assert_int_equal(a->sdus, 0);
	assert_int_equal(b->sdus, 1);
	/* multicast is for all */
	memcpy(frame, frame_down, sizeof(frame));
	memcpy(frame, "\x01\x00\x5e\x00\x00\x01", 6);
	bs_lab_tap_send(lab, frame, sizeof(frame));
	bs_lab_wait(lab, 50);
	assert_int_equal(a->sdus, 1);
	assert_int_equal(b->sdus, 2);
	/* gone with its subscriber */
	bs_ss_end(bs_ss_find(lab->bs, b->mac), "user");
	bs_lab_wait(lab, 20);
	assert_int_equal(lab->bs->ss.n_open, 1);
	b->sdus = 0;
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 50);
	assert_int_equal(b->sdus, 0);
	bs_lab_free(lab);
}

static void test_ethernet(void **state)
{
	static const char *const options[] = { "cs", "802.3", NULL };
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);
	u8 frame[60] = { 2, 0x16, 0, 0, 0, 9, 2, 0x16, 0, 0, 7, 7, 8, 6, 'a', 'r', 'p' };

	bs_station_send(st, WMAN_CS_IEEE8023, frame, sizeof(frame));
	assert_true(bs_lab_run(lab, got_frame, 2000));
	assert_int_equal(lab->tap_len, sizeof(frame));
	assert_memory_equal(lab->tap_frame, frame, sizeof(frame));
	memcpy(frame, frame + 6, 6);
	bs_lab_tap_send(lab, frame, sizeof(frame));
	assert_true(bs_lab_run(lab, got_sdu, 2000));
	assert_memory_equal(st->last_sdu, frame, sizeof(frame));
	bs_lab_free(lab);
}

/* Up: an SDU in two PDUs, and two SDUs in one. */
static void test_uplink_parts(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	u8 payload[256], pdu[WMAN_PDU_MAX];
	const u8 type = WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED;
	size_t n;

	n = wman_fragmentation_build(true, WMAN_FC_FIRST, 2047, payload);
	memcpy(payload + n, packet_up, 10);
	bs_lab_burst(lab, st->mac, pdu,
		     bs_station_seal(st, WMAN_CS_IPV4, type, payload, n + 10, pdu));
	bs_lab_wait(lab, 20);
	assert_int_equal(lab->tap_frames, 0);
	n = wman_fragmentation_build(true, WMAN_FC_LAST, 0, payload);
	memcpy(payload + n, packet_up + 10, sizeof(packet_up) - 10);
	bs_lab_burst(lab, st->mac, pdu,
		     bs_station_seal(st, WMAN_CS_IPV4, type, payload, n + sizeof(packet_up) - 10,
				     pdu));
	assert_true(bs_lab_run(lab, got_frame, 1000));
	assert_memory_equal(lab->tap_frame + 14, packet_up, sizeof(packet_up));

	n = wman_packing_build(true, WMAN_FC_WHOLE, 1, sizeof(packet_up), payload);
	memcpy(payload + n, packet_up, sizeof(packet_up));
	n += sizeof(packet_up);
	n += wman_packing_build(true, WMAN_FC_WHOLE, 2, sizeof(packet_up), payload + n);
	memcpy(payload + n, packet_up, sizeof(packet_up));
	n += sizeof(packet_up);
	lab->tap_frames = 0;
	bs_lab_burst(lab, st->mac, pdu,
		     bs_station_seal(st, WMAN_CS_IPV4, WMAN_TYPE_PACKING | WMAN_TYPE_EXTENDED,
				     payload, n, pdu));
	bs_lab_wait(lab, 50);
	assert_int_equal(lab->tap_frames, 2);
	bs_lab_free(lab);
}

/* Down: fragments when the flow allows them, else one PDU in two frames of the air. */
static void test_downlink_parts(void **state)
{
	static const char *const whole[] = {
		"flow", "dir=ul,cs=ipv4", "flow", "dir=dl,cs=ipv4,frag=0,crc=0", NULL,
	};
	static const char *const fragments[] = {
		"pdu-max", "200", "flow", "dir=ul,cs=ipv4", "flow", "dir=dl,cs=ipv4,arqfsn=0", NULL,
	};
	static const char *const *const cases[] = { whole, fragments };
	struct bs_station *st;
	u8 frame[1900];
	struct bs_lab *lab;
	size_t i, k;

	for (k = 0; k < ARRAY_SIZE(cases); k++) {
		lab = entered(cases[k], &st);
		memcpy(frame, frame_down, sizeof(frame_down));
		for (i = sizeof(frame_down); i < sizeof(frame); i++)
			frame[i] = (u8)(i * 3);
		bs_lab_tap_send(lab, frame, sizeof(frame));
		assert_true(bs_lab_run(lab, got_sdu, 1000));
		assert_int_equal(st->last_sdu_len, sizeof(frame) - 14);
		assert_memory_equal(st->last_sdu, frame + 14, sizeof(frame) - 14);
		bs_lab_free(lab);
	}
}

enum damage {
	BAD_ICV,
	BAD_REPLAY,
	BAD_DIRECTION,
	BAD_EKS,
	BAD_CLEAR,
	BAD_HCS,
	BAD_CRC,
	BAD_CUT,
	BAD_CID,
	BAD_CID_DIRECTION,
	BAD_PAYLOAD,
};

/* Sends one spoilt PDU. */
static void send_bad(struct bs_lab *lab, struct bs_station *st, enum damage how)
{
	u8 pdu[WMAN_PDU_MAX];
	struct wman_gmh gmh;
	size_t len;

	len = bs_station_seal(st, WMAN_CS_IPV4, 0, how == BAD_PAYLOAD ? ipv6_up : packet_up,
			      sizeof(packet_up), pdu);
	wman_gmh_parse(&gmh, pdu, len);
	switch (how) {
	case BAD_ICV:
		pdu[len - WMAN_CRC_LEN - 1] ^= 0x80;
		break;
	case BAD_REPLAY:
		bs_lab_burst(lab, st->mac, pdu, len);
		break;
	case BAD_DIRECTION:
		pdu[WMAN_GMH_LEN + 3] ^= 0x80;
		break;
	case BAD_EKS:
		gmh.eks = (st->sa[0].newer + 1) & 3;
		break;
	case BAD_CLEAR:
		gmh.ec = false;
		gmh.eks = 0;
		break;
	case BAD_CID:
		gmh.cid = 40000;
		break;
	case BAD_CID_DIRECTION:
		gmh.cid = st->flow[1].flow.cid;
		break;
	default:
		break;
	}
	wman_gmh_build(&gmh, pdu);
	wman_crc32(WMAN_CRC_OFDMA, pdu, len - WMAN_CRC_LEN, pdu + len - WMAN_CRC_LEN);
	if (how == BAD_CRC)
		pdu[len - 1] ^= 1;
	if (how == BAD_HCS)
		pdu[5] ^= 1;
	bs_lab_burst(lab, st->mac, pdu, how == BAD_CUT ? len - 3 : len);
}

static void test_bad_uplink(void **state)
{
	static const struct {
		enum damage how;
		enum wman_reason reason;
	} cases[] = {
		{ BAD_ICV, WMAN_REASON_ICV },
		{ BAD_REPLAY, WMAN_REASON_PN_REPLAY },
		{ BAD_DIRECTION, WMAN_REASON_PN_INVALID },
		{ BAD_EKS, WMAN_REASON_EKS_UNKNOWN },
		{ BAD_CLEAR, WMAN_REASON_CLEAR_DATA },
		{ BAD_HCS, WMAN_REASON_HCS },
		{ BAD_CRC, WMAN_REASON_CRC },
		{ BAD_CUT, WMAN_REASON_LENGTH },
		{ BAD_CID, WMAN_REASON_CID_UNKNOWN },
		{ BAD_CID_DIRECTION, WMAN_REASON_CID_DIRECTION },
		{ BAD_PAYLOAD, WMAN_REASON_CS_PAYLOAD },
	};
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	unsigned int i, r;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(bs_ss_find(lab->bs, st->mac)->counters, 0,
		       sizeof(bs_ss_find(lab->bs, st->mac)->counters));
		lab->tap_frames = 0;
		send_bad(lab, st, cases[i].how);
		bs_lab_wait(lab, 30);
		/* this reason once, no other */
		for (r = 1; r <= WMAN_REASON_MAX; r++)
			assert_int_equal(bs_lab_count(lab, st->mac, r), r == cases[i].reason);
		assert_int_equal(lab->tap_frames, cases[i].how == BAD_REPLAY);
		assert_passes(lab, st);
	}
	assert_int_equal(st->tek_invalids, 1);
	bs_lab_free(lab);
}

/* Nothing passes before the port is open. */
static void test_before_authorization(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);

	bs_auth_close(bs_ss_find(lab->bs, st->mac));
	bs_station_send(st, WMAN_CS_IPV4, packet_up, sizeof(packet_up));
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 50);
	assert_int_equal(lab->tap_frames, 0);
	assert_int_equal(st->sdus, 0);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_NOT_AUTHORIZED), 1);
	bs_lab_free(lab);
}

/* A subscriber that has the newest TEK gets a newer one; a repeated request the same pair. */
static void test_new_tek(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	u8 newer = st->sa[0].newer;

	bs_station_key_request(st, st->basic, 50);
	bs_lab_wait(lab, 30);
	assert_int_equal(st->sa[0].newer, (newer + 1) & 3);
	assert_passes(lab, st);
	bs_station_key_request(st, st->basic, 50);
	bs_lab_wait(lab, 30);
	assert_int_equal(st->sa[0].newer, (newer + 1) & 3);
	/* D26: after TEK-Invalid the keys are the same ones */
	assert_string_equal(bs_lab_command(lab, "tek-invalid 02:16:00:00:01:00 1"), "ok\n");
	bs_lab_wait(lab, 30);
	assert_int_equal(st->tek_invalids, 1);
	bs_station_key_request(st, st->basic, 51);
	bs_lab_wait(lab, 30);
	assert_int_equal(st->sa[0].newer, (newer + 1) & 3);
	assert_passes(lab, st);
	bs_lab_free(lab);
}

/* An SA that lost its TEKs, as when there is no memory for new ones, gets others when asked. */
static void test_lost_teks(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);

	bs_sa_close(bs_ss_find(lab->bs, st->mac));
	bs_station_key_request(st, st->basic, 50);
	bs_lab_wait(lab, 30);
	assert_int_equal(st->key_rejects, 0);
	assert_int_equal(st->sa[0].replies, 2);
	assert_passes(lab, st);
	bs_lab_free(lab);
}

/* The older TEK ends half way: traffic goes on under the newer one, which the subscriber has. */
static void test_rollover(void **state)
{
	static const char *const options[] = { "tek-lifetime", "4", NULL };
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);
	u8 first;

	assert_passes(lab, st);
	first = st->last_eks;
	bs_lab_wait(lab, 2200);
	assert_passes(lab, st);
	assert_int_equal(st->last_eks, (first + 1) & 3);
	bs_station_key_request(st, st->basic, 70);
	bs_lab_wait(lab, 30);
	assert_int_equal(st->sa[0].newer, (first + 2) & 3);
	assert_passes(lab, st);
	bs_lab_free(lab);
}

/* A subscriber that never asks again gets nothing under a TEK it does not have. */
static void test_no_unknown_tek(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);

	bs_lab_command(lab, "rekey 02:16:00:00:01:00");
	assert_passes(lab, st);
	bs_lab_command(lab, "rekey 02:16:00:00:01:00");
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 30);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_NO_KEY), 1);
	assert_int_equal(st->bad_pdus, 0);
	bs_station_key_request(st, st->basic, 70);
	bs_lab_wait(lab, 30);
	assert_passes(lab, st);
	/* keys dropped: the subscriber's are all unknown, it is told so */
	bs_lab_command(lab, "drop-keys 02:16:00:00:01:00");
	bs_station_send(st, WMAN_CS_IPV4, packet_up, sizeof(packet_up));
	bs_lab_wait(lab, 30);
	assert_int_equal(st->tek_invalids, 1);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_EKS_UNKNOWN), 1);
	bs_lab_free(lab);
}

/* Bad frames on request arrive as such, and good ones pass after each. */
static void test_hostile_commands(void **state)
{
	static const char *const pdus[] = { "icv",   "pn-replay", "pn-direction", "pn-order", "eks",
					    "clear", "hcs",	  "crc",	  "cut" };
	static const char *const messages[] = {
		"res-cmd-wrong-digest", "res-cmd-no-digest",	     "replay",
		"dreg-cmd-replay",	"eap-transfer-wrong-digest", "tek-invalid-no-digest",
		"dsd-req-wrong-digest",
	};
	char line[128];
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	unsigned int i, before;

	for (i = 0; i < ARRAY_SIZE(pdus); i++) {
		before = st->bad_pdus;
		snprintf(line, sizeof(line), "corrupt 02:16:00:00:01:00 %s", pdus[i]);
		assert_string_equal(bs_lab_command(lab, line), "ok\n");
		bs_lab_wait(lab, 20);
		assert_int_equal(st->bad_pdus, before + 1);
		assert_passes(lab, st);
	}
	for (i = 0; i < ARRAY_SIZE(messages); i++) {
		before = st->bad_digests;
		snprintf(line, sizeof(line), "forge 02:16:00:00:01:00 %s", messages[i]);
		assert_string_equal(bs_lab_command(lab, line), "ok\n");
		bs_lab_wait(lab, 20);
		assert_true(st->bad_digests > before);
		assert_false(st->left);
		assert_passes(lab, st);
	}
	assert_string_equal(bs_lab_command(lab, "dreg 02:16:00:00:01:00 1"), "ok\n");
	bs_lab_wait(lab, 20);
	assert_true(st->left);
	bs_lab_free(lab);
}

static void test_commands(void **state)
{
	static const struct {
		const char *line;
		const char *answer;
	} cases[] = {
		{ "", "error: no such command" },
		{ "nonsense", "error: no such command" },
		{ "res", "error: a subscriber's MAC address" },
		{ "res 02:16:00:00:01:99", "error: no such subscriber" },
		{ "dreg 02:16:00:00:01:00", "error: wrong number of words" },
		{ "dreg 02:16:00:00:01:00 x", "error: the action code" },
		{ "beacon maybe", "error: on or off" },
		{ "fault drop key-reply:2", "ok" },
		{ "fault drop key-replay", "error: no message of this name" },
		{ "fault lose key-reply", "error: no such verb" },
		{ "fault drop", "error: a message is wanted" },
		{ "fault none", "ok" },
		{ "corrupt 02:16:00:00:01:00 nicely", "error: kinds are" },
		{ "forge 02:16:00:00:01:00 anything", "error: it is reflect" },
		{ "rules /nowhere", "/nowhere: No such file" },
		{ "raw 02:16:00:00:01:00 0", "error: 1 to 2047" },
		{ "raw 02:16:00:00:01:00 zz", "error: not hexadecimal" },
		{ "a b c d e", "error: too many words" },
		{ "dsd 02:16:00:00:01:00 1", "error: no such flow" },
		{ "subscribers", "{" },
		{ "help", "subscribers" },
	};
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	const char *answer;
	unsigned int beacons;
	char line[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		answer = bs_lab_command(lab, cases[i].line);
		if (strncmp(answer, cases[i].answer, strlen(cases[i].answer)))
			fail_msg("%s: %s", cases[i].line, answer);
	}
	answer = bs_lab_command(lab, "subscribers");
	assert_non_null(strstr(answer, "02:16:00:00:01:00"));
	assert_non_null(strstr(answer, "operational"));

	bs_lab_command(lab, "beacon off");
	bs_lab_wait(lab, 20);
	beacons = lab->beacons;
	bs_lab_wait(lab, 300);
	assert_int_equal(lab->beacons, beacons);
	bs_lab_command(lab, "beacon on");
	bs_lab_wait(lab, 300);
	assert_true(lab->beacons >= beacons + 2);

	/* a header that is repaired: an unknown CID with right HCS and CRC */
	st->bad_pdus = 0;
	assert_string_equal(bs_lab_command(lab, "raw 02:16:00:00:01:00 40ff"), "ok\n");
	bs_lab_wait(lab, 20);
	assert_int_equal(st->bad_pdus, 1);

	/* without its only IPv4 downlink flow IPv4 has no way down */
	snprintf(line, sizeof(line), "dsd 02:16:00:00:01:00 %u", st->flow[1].flow.sfid);
	assert_string_equal(bs_lab_command(lab, line), "ok\n");
	bs_lab_wait(lab, 50);
	assert_true(bs_lab_logged(lab, "flow-deleted", "02:16:00:00:01:00"));
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 30);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_NO_FLOW), 1);
	bs_lab_free(lab);
}

static void test_data_faults(void **state)
{
	static const char *const options[] = { "fault", "drop data:1", "fault",
					       "duplicate rx:data:1", NULL };
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);

	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 50);
	assert_int_equal(st->sdus, 0);
	bs_station_send(st, WMAN_CS_IPV4, packet_up, sizeof(packet_up));
	bs_lab_wait(lab, 50);
	/* taken twice, believed once */
	assert_int_equal(lab->tap_frames, 1);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_PN_REPLAY), 1);
	assert_passes(lab, st);
	bs_lab_free(lab);
}

static bool tshark_finds(const char *path, const char *filter)
{
	char command[512], line[512];
	bool found;
	FILE *f;

	snprintf(command, sizeof(command), "tshark -r %s -Y '%s' 2>/dev/null", path, filter);
	f = popen(command, "r");
	assert_non_null(f);
	found = fgets(line, sizeof(line), f);
	assert_int_equal(pclose(f), 0);
	return found;
}

/* The capture of an entry, traffic and a re-authentication, judged by another implementation. */
static void test_capture(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab;
	char path[64];

	if (system("command -v tshark >/dev/null"))
		skip();
	lab = entered(NULL, &st);
	assert_passes(lab, st);
	bs_station_eap_start(st);
	bs_station_key_request(st, 77, 1);
	bs_lab_wait(lab, 100);
	snprintf(path, sizeof(path), "%s/air.pcap", lab->dir);
	bs_free(lab->bs);
	lab->bs = NULL;
	assert_true(tshark_finds(path, "wmx.pkm.msg_code == 22"));
	assert_true(tshark_finds(path, "wmx.pkm.msg_code == 24"));
	assert_true(tshark_finds(path, "wmx.genericEc == 1"));
	assert_false(tshark_finds(path, "_ws.malformed && !(wmx.pkm.msg_code == 21)"));
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suites),
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_ethernet),
		cmocka_unit_test(test_uplink_parts),
		cmocka_unit_test(test_downlink_parts),
		cmocka_unit_test(test_bad_uplink),
		cmocka_unit_test(test_before_authorization),
		cmocka_unit_test(test_new_tek),
		cmocka_unit_test(test_lost_teks),
		cmocka_unit_test(test_rollover),
		cmocka_unit_test(test_no_unknown_tek),
		cmocka_unit_test(test_hostile_commands),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_data_faults),
		cmocka_unit_test(test_capture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
