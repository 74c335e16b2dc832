// SPDX-License-Identifier: BSD-3-Clause
/* What each verb of wman-bs-rules(5) does with a message. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bs_lab.h"
#include "bs_station.h"
#include "frag.h"
#include "wman-bs/fault.h"
#include "wman-bs/mgmt.h"

static const u8 mac[] = { 2, 0x16, 0, 0, 1, 0 };

static struct bs_lab *lab_with(const char *rule, struct bs_ss **ss)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	const char *wrong = bs_fault_add(&lab->cfg.faults, rule);

	if (wrong)
		fail_msg("%s: %s", rule, wrong);
	*ss = bs_ss_new(lab->bs, mac);
	assert_non_null(*ss);
	return lab;
}

static size_t octets(const char *text, u8 *out)
{
	size_t len;

	assert_true(bs_fault_octets(NULL, NULL, 0, text, out, &len));
	return len;
}

/* Contents: a message, the rule, the message it becomes. */
static void test_edit(void **state)
{
	/* TEK-Parameters: TEK 11.. 12.. with lifetime and number, twice */
#define OLDER "0d0d.08021101.0904000000.0a.0a0101"
#define NEWER "0d0d.08022202.0904000000.14.0a0102"
	static const struct {
		const char *rule;
		const char *in;
		const char *out;
	} cases[] = {
		{ "set sbc-rsp attr=25.2 value=00", "1b.1906.010102.020102",
		  "1b.1906.010102.020100" },
		{ "set sbc-rsp attr=25.3 value=01", "1b.1903.010102", "1b.1906.010102.030101" },
		{ "set sbc-rsp attr=1 value=0a0b", "1b.010105", "1b.01020a0b" },
		{ "set sbc-rsp attr=1 value=", "1b.010105", "1b.0100" },
		/* there is no compound to put it in */
		{ "set sbc-rsp attr=25.3 value=01", "1b.010105", "1b.010105" },
		/* a broken message is left alone */
		{ "set sbc-rsp attr=1 value=01", "1b.0105", "1b.0105" },
		{ "set key-reply attr=13.9 value=ffffffff", "0a1807." OLDER "." NEWER,
		  "0a1807.0d0d.08021101.0904ffffffff.0a0101.0d0d.08022202.0904ffffffff.0a0102" },
		{ "set key-reply attr=13#2.9 value=00", "0a1807." OLDER "." NEWER,
		  "0a1807." OLDER ".0d0a.08022202.090100.0a0102" },
		{ "add key-reply attr=12 value=0007", "0a1807.0c020005.0a0101",
		  "0a1807.0c020005.0a0101.0c020007" },
		{ "remove key-reply attr=12", "0a1807.0c020005.0a0101.0c020007", "0a1807.0a0101" },
		{ "remove key-reply attr=12#2", "0a1807.0c020005.0a0101.0c020007",
		  "0a1807.0c020005.0a0101" },
		{ "remove key-reply attr=13.9", "0a1807." OLDER, "0a1807.0d07.08021101.0a0101" },
		{ "swap-keys key-reply", "0a1807." OLDER "." NEWER, "0a1807." NEWER "." OLDER },
		{ "repeat-tek key-reply", "0a1807." OLDER "." NEWER,
		  "0a1807." OLDER ".0d0d.08021101.0904000000.14.0a0102" },
		{ "downgrade sbc-rsp no-authorization", "1b.1906.010102.020102",
		  "1b.1906.010102.020100" },
		{ "downgrade sbc-rsp pkmv1", "1b.1906.010102.020102", "1b.1906.010101.020102" },
		{ "downgrade sbc-rsp no-security", "1b.0101051906.010102.020102", "1b.010105" },
		{ "downgrade sbc-rsp hmac", "1b.1903.030122", "1b.1903.030101" },
		{ "downgrade sbc-rsp window-max", "1b.1904.04020080", "1b.1904.0402ffff" },
		{ "downgrade sa-tek-response null-suite", "0a1601.1709.0c020001.1403020104",
		  "0a1601.1709.0c020001.1403000000" },
		/* of another message */
		{ "set reg-rsp attr=1 value=07", "1b.010105", "1b.010105" },
	};
	u8 want[512], data[WMAN_MESSAGE_MAX], in[512];
	struct wman_buf buf;
	struct bs_lab *lab;
	struct bs_ss *ss;
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		lab = lab_with(cases[i].rule, &ss);
		wman_buf_init(&buf, data, sizeof(data));
		len = octets(cases[i].in, in);
		wman_buf_put(&buf, in, len);
		bs_fault_edit(lab->bs, ss, &buf);
		len = octets(cases[i].out, want);
		if (buf.len != len || memcmp(data, want, len))
			fail_msg("%s on %s", cases[i].rule, cases[i].in);
		bs_lab_free(lab);
	}
}

/* The newer TEK of the Key-Reply before. */
static void test_repeat_previous(void **state)
{
	static const char *const in[] = { "0a1807." OLDER "." NEWER,
					  "0a1808." OLDER ".0d0d.08023303.0904000000.14.0a0103" };
	static const char second[] = "0a1808." OLDER ".0d0d.08022202.0904000000.14.0a0103";
	u8 want[512], data[WMAN_MESSAGE_MAX], text[512];
	struct wman_buf buf;
	struct bs_ss *ss;
	struct bs_lab *lab = lab_with("repeat-tek key-reply previous", &ss);
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(in); i++) {
		wman_buf_init(&buf, data, sizeof(data));
		len = octets(in[i], text);
		wman_buf_put(&buf, text, len);
		bs_fault_edit(lab->bs, ss, &buf);
		len = octets(i ? second : in[0], want);
		assert_int_equal(buf.len, len);
		assert_memory_equal(data, want, len);
	}
	bs_lab_free(lab);
}

/* What came out, in order: "0a18 ..." and a comma behind each */
static char went[4096];

static void record(struct bs *bs, const u8 *to, u16 cid, const u8 *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(went + strlen(went), "%02x", data[i]);
	strcat(went, ",");
}

static void pass_one(struct bs_lab *lab, struct bs_ss *ss, enum bs_fault_dir dir, const char *text)
{
	struct bs_pass pass = {
		.on = { .dir = dir },
		.ss = ss,
		.mac = ss->mac,
		.cid = ss->primary_cid,
		.fn = record,
	};
	u8 data[512];
	size_t len = octets(text, data);

	strcpy(pass.on.name, bs_fault_message_name(data, len));
	bs_fault_pass(lab->bs, &pass, data, len);
}

/* The way: three messages, the rule, what goes out at once and what after a while. */
static void test_way(void **state)
{
	static const struct {
		const char *rule;
		const char *at_once;
		const char *later;
	} cases[] = {
		{ "drop key-reply:1", "0a1802,0a1803,", "" },
		{ "drop key-reply:1:1", "0a1801,0a1803,", "" },
		{ "delay key-reply:1 ms=20", "0a1802,0a1803,", "0a1801," },
		{ "duplicate key-reply:1", "0a1801,0a1801,0a1802,0a1803,", "" },
		{ "duplicate key-reply:1:2 times=3", "0a1801,0a1802,0a1803,0a1803,0a1803,0a1803,",
		  "" },
		{ "reorder key-reply:1", "0a1802,0a1801,0a1803,", "" },
		{ "flip key-reply:1 n=0", "8a1801,0a1802,0a1803,", "" },
		{ "flip key-reply:1 n=-1", "0a1800,0a1802,0a1803,", "" },
		{ "flip key-reply:1 n=24", "0a1801,0a1802,0a1803,", "" },
		{ "overwrite key-reply:1 n=1 value=0b0c", "0a0b0c,0a1802,0a1803,", "" },
		{ "overwrite key-reply:1 n=-1 value=ff", "0a18ff,0a1802,0a1803,", "" },
		{ "overwrite key-reply:1 n=2 value=0b0c", "0a1801,0a1802,0a1803,", "" },
		{ "truncate key-reply:1 n=2", "0a18,0a1802,0a1803,", "" },
		{ "truncate key-reply:1 n=-2", "0a,0a1802,0a1803,", "" },
		{ "append key-reply:1 value=fffe", "0a1801fffe,0a1802,0a1803,", "" },
	};
	struct bs_lab *lab;
	struct bs_ss *ss;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		lab = lab_with(cases[i].rule, &ss);
		went[0] = '\0';
		pass_one(lab, ss, BS_FAULT_TX, "0a1801");
		pass_one(lab, ss, BS_FAULT_TX, "0a1802");
		pass_one(lab, ss, BS_FAULT_TX, "0a1803");
		if (strcmp(went, cases[i].at_once))
			fail_msg("%s: %s", cases[i].rule, went);
		went[0] = '\0';
		bs_lab_wait(lab, 60);
		if (strcmp(went, cases[i].later))
			fail_msg("%s, later: %s", cases[i].rule, went);
		bs_lab_free(lab);
	}
	/* nothing follows: it goes by itself */
	lab = lab_with("reorder key-reply", &ss);
	went[0] = '\0';
	pass_one(lab, ss, BS_FAULT_TX, "0a1801");
	assert_string_equal(went, "");
	bs_lab_wait(lab, 1200);
	assert_string_equal(went, "0a1801,");
	bs_lab_free(lab);
}

static bool ready(struct bs_lab *lab)
{
	struct bs_ss *ss = bs_ss_find(lab->bs, lab->station[0]->mac);

	return bs_station_ready(lab->station[0]) && ss && ss->open;
}

static struct bs_lab *entered(const char *rule, struct bs_station **st)
{
	const char *const options[] = { "fault", rule, NULL };
	struct bs_lab *lab = bs_lab_new(rule ? options : NULL);

	*st = bs_station_new(lab, 0);
	bs_station_range(*st);
	if (!bs_lab_run(lab, ready, 5000))
		fail_msg("no entry with %s", rule ? rule : "no rule");
	return lab;
}

/* Digests: a signed message after the entry, and what the station makes of it. */
static void test_digest(void **state)
{
	static const struct {
		const char *rule;
		unsigned int bad;
		unsigned int invalid; /* TEK-Invalid taken */
	} cases[] = {
		{ "digest tek-invalid wrong", 1, 0 },  { "digest tek-invalid none", 1, 0 },
		{ "digest tek-invalid uplink", 1, 0 }, { "pn tek-invalid n=1", 1, 0 },
		{ "pn tek-invalid n=+1000", 0, 1 },    { "flip tek-invalid n=20", 1, 0 },
	};
	struct bs_station *st;
	struct bs_lab *lab;
	unsigned int bad;
	size_t i;
	u32 pn;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		lab = entered(cases[i].rule, &st);
		bad = st->bad_digests;
		pn = st->ak.rx_pn;
		bs_lab_command(lab, "tek-invalid 02:16:00:00:01:00 1");
		bs_lab_wait(lab, 30);
		if (st->bad_digests - bad != cases[i].bad || st->tek_invalids != cases[i].invalid)
			fail_msg("%s: %u bad, %u taken", cases[i].rule, st->bad_digests - bad,
				 st->tek_invalids);
		assert_true(!cases[i].invalid || st->ak.rx_pn > pn + 1000);
		bs_lab_free(lab);
	}
}

static const u8 frame_down[] = {
	2,  0x16, 0, 0, 0, 9, 2,   0x16, 0,    0,  0, 1, 8, 0,	0x45, 0, 0,
	20, 0,	  0, 0, 0, 1, 253, 0x3a, 0xe4, 10, 0, 0, 1, 10, 0,    0, 2,
};

/* Traffic: one packet down, and what the station makes of the PDU. */
static void test_data(void **state)
{
	static const struct {
		const char *rule;
		unsigned int sdus; /* that are believed */
		unsigned int bad;
	} cases[] = {
		{ "pn data n=+50", 1, 0 },	{ "eks data n=3", 0, 1 },
		{ "clear data", 0, 1 },		{ "wrong-key data", 0, 1 },
		{ "flip data n=-40", 0, 1 },	{ "overwrite data n=6 value=00000000", 0, 1 },
		{ "truncate data n=-5", 0, 1 }, { "drop data", 0, 0 },
		{ "duplicate data", 1, 1 },	{ "replay data of=data", 1, 0 },
	};
	struct bs_station *st;
	struct bs_lab *lab;
	unsigned int bad;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		lab = entered(cases[i].rule, &st);
		bad = st->bad_pdus;
		bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
		bs_lab_wait(lab, 40);
		if (st->sdus != cases[i].sdus || st->bad_pdus - bad != cases[i].bad)
			fail_msg("%s: %u SDUs, %u bad", cases[i].rule, st->sdus,
				 st->bad_pdus - bad);
		bs_lab_free(lab);
	}

	/* the second one comes with the first one once more */
	lab = entered("replay data of=data times=2", &st);
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	bs_lab_wait(lab, 40);
	assert_int_equal(st->sdus, 2);
	assert_int_equal(st->bad_pdus, 2);
	bs_lab_free(lab);
}

/* A message of the subscriber comes back to it, as another one. */
static void test_replay(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab;
	unsigned int bad;

	lab = entered("replay open of=rx:sa-tek-request n=0 value=0a16", &st);
	bs_lab_wait(lab, 30);
	assert_int_equal(lab->cfg.faults.first->done, 1);
	assert_true(lab->cfg.faults.first->memory_len > 3);
	assert_int_equal(lab->cfg.faults.first->memory[1], 21);
	bs_lab_free(lab);

	/* its own CMAC is of the other direction */
	lab = entered("reflect rx:reg-req:1 n=0 value=07", &st);
	assert_true(st->bad_digests > 0);
	bs_lab_free(lab);

	/* an old Key-Reply: its CMAC_PN was there */
	lab = entered("replay open of=key-reply ms=5", &st);
	bad = st->bad_digests;
	bs_lab_wait(lab, 60);
	assert_int_equal(st->bad_digests, bad + 1);
	bs_lab_free(lab);
}

/* What a rule makes the base station do. */
static void test_act(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab;
	unsigned int n;

	lab = entered("forge open ms=5 tek-invalid-wrong-digest", &st);
	n = st->bad_digests;
	bs_lab_wait(lab, 60);
	assert_int_equal(st->bad_digests, n + 1);
	assert_int_equal(st->tek_invalids, 0);
	bs_lab_free(lab);

	/* by its octets, signed well, three times */
	lab = entered("forge open ms=5 times=3 0a1b00.0a01{sn}.0c02{said}.100104", &st);
	bs_lab_wait(lab, 60);
	assert_int_equal(st->tek_invalids, 3);
	bs_lab_free(lab);

	lab = entered("corrupt open ms=5 icv", &st);
	n = st->bad_pdus;
	bs_lab_wait(lab, 60);
	assert_int_equal(st->bad_pdus, n + 1);
	bs_lab_free(lab);

	/* what a command sends meets rules; what it refuses is told */
	lab = entered("run open ms=5 res {mac}", &st);
	assert_null(bs_fault_add(&lab->cfg.faults, "digest res-cmd wrong"));
	n = st->bad_digests;
	bs_lab_wait(lab, 60);
	assert_false(st->left);
	assert_true(st->bad_digests > n);
	bs_lab_free(lab);

	/* a rule may end the rules */
	lab = entered("run key-reply:1 fault none", &st);
	assert_int_equal(lab->cfg.faults.n, 0);
	bs_lab_free(lab);

	lab = entered("run open dsd {mac} 1", &st);
	bs_lab_wait(lab, 60);
	assert_true(bs_lab_logged(lab, "rule-failed", "no such flow"));
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edit), cmocka_unit_test(test_repeat_previous),
		cmocka_unit_test(test_way),  cmocka_unit_test(test_digest),
		cmocka_unit_test(test_data), cmocka_unit_test(test_replay),
		cmocka_unit_test(test_act),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
