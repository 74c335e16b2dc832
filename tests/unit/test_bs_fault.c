// SPDX-License-Identifier: BSD-3-Clause
/* Rules of wman-bs-rules(5): how they are read, and which messages they mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bs_lab.h"
#include "bs_station.h"
#include "wman-bs/fault.h"

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		const char *wrong; /* NULL: the rule is taken */
	} cases[] = {
		{ "drop rng-rsp", NULL },
		{ "  drop\trx:eap-transfer:3  ", NULL },
		{ "drop rx:auth-request", NULL },
		{ "drop any", NULL },
		{ "drop data:2:5", NULL },
		{ "delay key-reply:2 ms=100", NULL },
		{ "duplicate rx:data times=3", NULL },
		{ "set sbc-rsp attr=25.2 value=00", NULL },
		{ "set key-reply attr=13#2.9 value=ff.ff.ff.ff state=registration", NULL },
		{ "add any attr=12 value={said} subscriber=02:16:00:00:01:00", NULL },
		{ "remove pkm-rsp attr=10 code=24 has=13#2.10=03", NULL },
		{ "downgrade sbc-rsp hmac", NULL },
		{ "flip key-reply n=-1", NULL },
		{ "overwrite data n=2 value={akid}", NULL },
		{ "replay open of=rx:sa-tek-request n=1 value=16 ms=5 times=2", NULL },
		{ "forge open ms=10 0a0a00.1001{sn}-no-digest", NULL },
		{ "run open reauth {mac}", NULL },
		{ "digest eap-transfer none", NULL },
		{ "repeat-tek key-reply previous", NULL },

		{ "", "no such verb" },
		{ "lose rng-rsp", "no such verb" },
		{ "drop", "a message is wanted" },
		{ "drop no-such-message", "no message of this name" },
		{ "drop rx:", "no message of this name" },
		{ "drop a-name-that-is-longer-than-any-message-has", "no message has" },
		{ "drop rng-rsp:0", "a count" },
		{ "drop rng-rsp:x", "a count" },
		{ "drop rng-rsp:1:x", "behind the count" },
		{ "drop rng-rsp:1:-1", "behind the count" },
		{ "drop rng-rsp:1:2:3", "something follows" },
		{ "drop open", "drop cannot work on this" },
		{ "drop rx:open", "drop cannot work on this" },
		{ "drop rng-rsp now", "drop has no use for words" },
		{ "drop rng-rsp ms=5", "drop has no use for ms" },
		{ "delay rng-rsp", "delay wants ms" },
		{ "delay rng-rsp ms=0", "ms is" },
		{ "delay rng-rsp ms=600001", "ms is" },
		{ "delay rng-rsp ms=5 ms=6", "a key is given twice" },
		{ "set rx:sbc-req attr=1 value=00", "set cannot work on this" },
		{ "set data attr=1 value=00", "set cannot work on this" },
		{ "set sbc-rsp value=00", "set wants attr" },
		{ "set sbc-rsp attr=25", "set wants value" },
		{ "set sbc-rsp attr=25. value=00", "attr is" },
		{ "set sbc-rsp attr=256 value=00", "attr is" },
		{ "set sbc-rsp attr=1#0 value=00", "attr is" },
		{ "set sbc-rsp attr=1.2.3.4.5 value=00", "attr is" },
		{ "set sbc-rsp attr=25 value=0", "value is" },
		{ "set sbc-rsp attr=25 value=0g", "value is" },
		{ "set sbc-rsp attr=25 value={nothing}", "value is" },
		{ "set sbc-rsp attr=25 value={sn", "value is" },
		{ "set sbc-rsp attr=25 value=00 has=x", "has is" },
		{ "set sbc-rsp attr=25 value=00 has=1=x", "has is" },
		{ "set sbc-rsp attr=25 value=00 code=256", "code is" },
		{ "set sbc-rsp attr=25 value=00 state=asleep", "state is" },
		{ "set sbc-rsp attr=25 value=00 subscriber=me", "subscriber is" },
		{ "downgrade sbc-rsp", "downgrade wants words" },
		{ "downgrade sbc-rsp nicely", "downgrade: " },
		{ "digest key-reply sometimes", "digest is" },
		{ "repeat-tek key-reply often", "repeat-tek: " },
		{ "pn key-reply n=x", "n is" },
		{ "pn key-reply n=4294967296", "n is" },
		{ "clear key-reply", "clear cannot work on this" },
		{ "replay open", "replay wants of" },
		{ "replay open of=nothing", "no message of this name" },
		{ "reflect key-reply", "reflect cannot work on this" },
		{ "duplicate data times=0", "times is" },
		{ "forge open", "forge wants words" },
	};
	struct bs_faults faults = { 0 };
	unsigned int taken = 0;
	const char *wrong;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		wrong = bs_fault_add(&faults, cases[i].text);
		taken += !cases[i].wrong;
		if (!wrong != !cases[i].wrong ||
		    (wrong && strncmp(wrong, cases[i].wrong, strlen(cases[i].wrong))))
			fail_msg("%s: %s", cases[i].text, wrong ? wrong : "taken");
		assert_int_equal(faults.n, taken);
	}
	bs_fault_clear(&faults);
	assert_null(faults.first);
	for (i = 0; i < BS_FAULTS_MAX; i++)
		assert_null(bs_fault_add(&faults, "drop data"));
	assert_string_equal(bs_fault_add(&faults, "drop data"), "too many faults");
	bs_fault_clear(&faults);
}

/* Every error of a file is told, with file and line; what is right is taken. */
static void test_file(void **state)
{
	char path[] = "/tmp/bs_fault.XXXXXX", errors[512], want[64];
	static const char text[] = "# nothing\n\ndrop rng-rsp\nlose data\n  # more\ndelay data\n"
				   "drop data:1";
	struct bs_faults faults = { 0 };
	int fd = mkstemp(path);
	FILE *err = fmemopen(errors, sizeof(errors), "w");

	assert_non_null(err);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(bs_fault_load(&faults, path, err), -EINVAL);
	fclose(err);
	snprintf(want, sizeof(want), "%s:4: no such verb\n", path);
	assert_non_null(strstr(errors, want));
	snprintf(want, sizeof(want), "%s:6: delay wants ms\n", path);
	assert_non_null(strstr(errors, want));
	assert_null(strstr(errors, ":3:"));
	assert_int_equal(faults.n, 2);
	bs_fault_clear(&faults);

	assert_int_equal(ftruncate(fd, (off_t)strlen("# nothing\n\ndrop rng-rsp\n")), 0);
	assert_int_equal(bs_fault_load(&faults, path, stderr), 0);
	assert_int_equal(faults.n, 1);
	bs_fault_clear(&faults);
	close(fd);
	unlink(path);

	/* as an option: the first error, which names file and line */
	err = fmemopen(errors, sizeof(errors), "w");
	assert_int_equal(bs_fault_load(&faults, path, err), -EINVAL);
	fclose(err);
	assert_non_null(strstr(errors, path));
}

static unsigned int passed;

static void count_it(struct bs *bs, const u8 *mac, u16 cid, const u8 *data, size_t len)
{
	passed++;
}

/* What gets through of one message with one rule. */
static unsigned int through(struct bs_lab *lab, struct bs_ss *ss, enum bs_fault_dir dir,
			    const u8 *msg, size_t len)
{
	struct bs_pass pass = {
		.on = { .dir = dir },
		.ss = ss,
		.mac = ss ? ss->mac : lab->bsid,
		.cid = 1,
		.fn = count_it,
	};

	strcpy(pass.on.name, bs_fault_message_name(msg, len));
	passed = 0;
	bs_fault_pass(lab->bs, &pass, msg, len);
	return passed;
}

/* PKM-RSP Key-Reply with SAID 5, and two TEK-Parameters with one lifetime each */
static const u8 key_reply[] = { 10, 24, 7, 10, 1, 3,  12, 2, 0, 5, 13, 6, 9,
				4,  0,	0, 0,  9, 13, 6,  9, 4, 0, 0,  0, 8 };
static const u8 reg_rsp[] = { 7, 0, 1, 1, 0 };

static void test_match(void **state)
{
	static const struct {
		const char *rule;
		bool reply; /* whether it takes Key-Reply, REG-RSP, a received Key-Reply */
		bool reg;
		bool rx;
	} cases[] = {
		{ "drop key-reply", true, false, false },
		{ "drop rx:key-reply", false, false, true },
		{ "drop any", true, true, false },
		{ "drop rx:any", false, false, true },
		{ "drop data", false, false, false },
		{ "drop any code=24", true, false, false },
		{ "drop any code=0", false, true, false },
		{ "drop any has=12", true, false, false },
		{ "drop any has=1", false, true, false },
		{ "drop any has=12=0005", true, false, false },
		{ "drop any has=12=00.06", false, false, false },
		{ "drop any has=13.9=00000009", true, false, false },
		{ "drop any has=13#2.9=00000008", true, false, false },
		{ "drop any has=13#2.9=00000009", false, false, false },
		{ "drop any has=13#3", false, false, false },
		{ "drop any subscriber=02:16:00:00:01:00", true, true, false },
		{ "drop any subscriber=02:16:00:00:01:01", false, false, false },
		{ "drop any state=ranging", true, true, false },
		{ "drop any state=operational", false, false, false },
	};
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_station *st = bs_station_new(lab, 0);
	struct bs_ss *ss = bs_ss_new(lab->bs, st->mac);
	struct bs_faults *faults = &lab->cfg.faults;
	size_t i;

	assert_non_null(ss);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_null(bs_fault_add(faults, cases[i].rule));
		if (through(lab, ss, BS_FAULT_TX, key_reply, sizeof(key_reply)) == cases[i].reply ||
		    through(lab, ss, BS_FAULT_TX, reg_rsp, sizeof(reg_rsp)) == cases[i].reg ||
		    through(lab, ss, BS_FAULT_RX, key_reply, sizeof(key_reply)) == cases[i].rx)
			fail_msg("%s", cases[i].rule);
		assert_int_equal(faults->first->done, cases[i].reply + cases[i].reg + cases[i].rx);
		bs_fault_clear(faults);
	}
	bs_lab_free(lab);
}

/* Rules count down by themselves, and several may take one message. */
static void test_counts(void **state)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_faults *faults = &lab->cfg.faults;
	static const unsigned int want[] = { 2, 2, 0, 1, 1 };
	size_t i;

	assert_null(bs_fault_add(faults, "duplicate key-reply:2"));
	assert_null(bs_fault_add(faults, "drop key-reply:1:2"));
	for (i = 0; i < ARRAY_SIZE(want); i++)
		assert_int_equal(through(lab, NULL, BS_FAULT_TX, key_reply, sizeof(key_reply)),
				 want[i]);
	assert_int_equal(faults->first->done, 2);
	assert_int_equal(faults->first->next->done, 1);
	bs_lab_free(lab);
}

static void test_octets(void **state)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_station *st = bs_station_new(lab, 0);
	struct bs_ss *ss = bs_ss_new(lab->bs, st->mac);
	u8 out[BS_FAULT_LINE_MAX / 2];
	static const u8 want[] = { 1, 0x0b, 0, 9, 0, 1, 0xff };
	char text[BS_FAULT_LINE_MAX];
	size_t len;

	ss->auth.ak.sn = 0xb;
	assert_true(bs_fault_octets(lab->bs, ss, 9, "01.{sn}{n}.{said}.FF", out, &len));
	assert_int_equal(len, sizeof(want));
	assert_memory_equal(out, want, sizeof(want));
	assert_false(bs_fault_octets(lab->bs, ss, 0, "0 1", out, &len));
	assert_true(bs_fault_expand(lab->bs, ss, 3, "a {mac} b", text));
	assert_string_equal(text, "a 02:16:00:00:01:00 b");
	assert_false(bs_fault_expand(lab->bs, ss, 3, "a {mac", text));
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),  cmocka_unit_test(test_file),
		cmocka_unit_test(test_match),  cmocka_unit_test(test_counts),
		cmocka_unit_test(test_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
