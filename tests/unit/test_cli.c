// SPDX-License-Identifier: BSD-3-Clause
/* Command lines of wman, as far as they go without the kernel module. "lo" is always a device. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "settings.h"
#include "spec_gen.h"
#include "wait.h"

#define WORDS_MAX 24

/* What was printed: both streams go to files while a command runs. */
static char out[16384], err[16384];

static int divert(int fd, int *saved)
{
	char name[] = "/tmp/wman-test-cli-XXXXXX";
	int file = mkstemp(name);

	assert_true(file >= 0);
	fflush(NULL);
	unlink(name);
	*saved = dup(fd);
	dup2(file, fd);
	return file;
}

static void restore(int fd, int file, int saved, char *text, size_t size)
{
	ssize_t n;

	fflush(NULL);
	n = pread(file, text, size - 1, 0);
	assert_true(n >= 0);
	text[n] = '\0';
	dup2(saved, fd);
	close(saved);
	close(file);
}

static int split(const char *line, char *buf, char **words)
{
	char *word, *rest = strcpy(buf, line);
	int n = 0;

	while ((word = strsep(&rest, " ")))
		words[n++] = word;
	words[n] = NULL;
	return n;
}

static int run(const char *line)
{
	int file[2], saved[2], ret, n;
	char buf[512], *words[WORDS_MAX];

	n = split(line, buf, words);
	file[0] = divert(STDOUT_FILENO, &saved[0]);
	file[1] = divert(STDERR_FILENO, &saved[1]);
	ret = cli_main(n, words);
	restore(STDOUT_FILENO, file[0], saved[0], out, sizeof(out));
	restore(STDERR_FILENO, file[1], saved[1], err, sizeof(err));
	return ret;
}

/* Each row: a line, and what its message must hold. */
static void usage_errors(void **state)
{
	static const char *const rows[][2] = {
		{ "wman", "usage: wman" },
		{ "wman -x", "invalid option" },
		{ "wman nonsense",
		  "dev, handover, scan, sa, key, flow, stats, agent, network, import, monitor, mip" },
		{ "wman dev nonsense", "show, set, connect, disconnect, forget, reauth" },
		{ "wman sa frobnicate lo", "show, rekey" },
		{ "wman flow nonsense", "show, add, change, del" },
		{ "wman flow add lo", "dir and cs are needed" },
		{ "wman flow add lo dir uplink", "dir and cs are needed" },
		{ "wman flow add lo dir sideways", "dir is uplink or downlink" },
		{ "wman flow add lo cs unknown", "cs is ipv4, ipv6, ieee8023 or ipv4-over-8023" },
		{ "wman flow add lo cs", "cs is ipv4, ipv6, ieee8023 or ipv4-over-8023" },
		{ "wman flow add lo dir uplink dir downlink", "'dir' was not expected" },
		{ "wman flow add lo said 65536", "said is a number up to 65535" },
		{ "wman flow add lo packing maybe", "packing is on or off" },
		{ "wman flow add lo rule proto", "a rule is KEY=VALUE,...; keys: index priority" },
		{ "wman flow add lo rule proto=256", "proto is a number up to 255" },
		{ "wman flow add lo rule proto=6,index=2",
		  "index is a number up to 65535, and comes" },
		{ "wman flow add lo rule ,", "the rule is empty" },
		{ "wman flow change lo", "expected an SFID" },
		{ "wman flow change lo x", "expected an SFID" },
		{ "wman flow change lo 5", "active or rule is needed" },
		{ "wman flow change lo 5 rule turn proto=6",
		  "rule add, rule replace or rule delete" },
		{ "wman flow change lo 5 active", "active is on or off" },
		{ "wman flow del lo 5 6", "'6' was not expected" },
		{ "wman dev set", "name of a device" },
		{ "wman dev set lo", "nothing to set" },
		{ "wman dev set lo colour red",
		  "edition, crc, suite, pn-window, sa-max, policy, gtek-push, mac-mode, timer, "
		  "insecure-choices" },
		{ "wman dev set lo edition", "edition needs a value" },
		{ "wman dev set lo edition 2004", "2005 or 2009" },
		{ "wman dev set lo edition unknown", "2005 or 2009" },
		{ "wman dev set lo policy any", "eap or pkmv1" },
		{ "wman dev set lo edition 2005 edition 2009", "given twice" },
		{ "wman dev set lo crc 7", "ofdma or ieee8023" },
		{ "wman dev set lo pn-window 0", "from 1 to 1024" },
		{ "wman dev set lo pn-window 1025", "from 1 to 1024" },
		{ "wman dev set lo pn-window -1", "from 1 to 1024" },
		{ "wman dev set lo pn-window 4294967297", "from 1 to 1024" },
		{ "wman dev set lo sa-max 17", "from 1 to 16" },
		{ "wman dev set lo gtek-push 1", "request or install" },
		{ "wman dev set lo mac-mode short-hmac", "cmac or hmac or any" },
		{ "wman dev set lo suite 0x1020104", "three octets" },
		{ "wman dev set lo suite 0x020104,", "three octets" },
		{ "wman dev set lo suite 1,2,3,4,5,6,7,8,9", "no more than 8" },
		{ "wman dev set lo timer t9 5", "t3, t18, t6, t8, t7, t10, t14, t21" },
		{ "wman dev set lo timer t3", "milliseconds, 10 to 200" },
		{ "wman dev set lo timer t3 9", "from 10 to 200" },
		{ "wman dev set lo timer t3 10 timer t3-ms 20", "given twice" },
		{ "wman dev set lo timer t 10", "is no timer" },
		{ "wman handover", "name of a device" },
		{ "wman handover lo", "address such as" },
		{ "wman handover lo bsid", "address such as" },
		{ "wman handover lo 02:16:00:00:00:01 soon", "wait, or nothing" },
		{ "wman handover lo 02:16:00:00:00:01 wait 0", "wait for 1 to" },
		{ "wman handover lo 02:16:00:00:00:01 wait 5 6", "not expected" },
		{ "wman dev connect", "name of a device" },
		{ "wman dev connect lo bsid", "address such as" },
		{ "wman dev connect lo bsid 02:16:00:00:00", "address such as" },
		{ "wman dev connect lo bsid 02:16:00:00:00:01:02", "address such as" },
		{ "wman dev connect lo bsid 0g:16:00:00:00:01", "address such as" },
		{ "wman dev connect lo network", "1 to 64 octets" },
		{ "wman dev connect lo wait 0", "1 to 86400" },
		{ "wman dev connect lo wait 86401", "1 to 86400" },
		{ "wman dev connect lo wait 5 wait 6", "once each" },
		{ "wman dev connect lo hurry", "bsid, network or wait" },
		{ "wman dev disconnect lo now", "'now' was not expected" },
		{ "wman dev show lo lo", "'lo' was not expected" },
		{ "wman scan", "name of a device" },
		{ "wman sa rekey lo", "expected a SAID" },
		{ "wman sa rekey lo 65536", "expected a SAID" },
		{ "wman sa rekey lo 1 2", "'2' was not expected" },
		{ "wman stats lo some", "'some' was not expected" },
		{ "wman monitor lo lo", "'lo' was not expected" },
		{ "wman monitor all lo", "'lo' was not expected" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("%s\n", rows[i][0]);
		assert_int_equal(run(rows[i][0]), CLI_USAGE);
		assert_non_null(strstr(err, rows[i][1]));
		assert_string_equal(out, "");
	}
}

static void device_that_is_not_there(void **state)
{
	assert_int_equal(run("wman dev show nosuchdev"), CLI_ERROR);
	assert_string_equal(err, "wman: no device 'nosuchdev'\n");
	assert_int_equal(run("wman -j stats dev nosuchdev all"), CLI_ERROR);
	assert_string_equal(err, "wman: no device 'nosuchdev'\n");
}

static void help_names_every_command(void **state)
{
	static const char *const lines[] = {
		"dev show",  "dev set",	    "dev connect", "dev disconnect", "dev reauth",
		"scan NAME", "sa show",	    "sa rekey",	   "key show",	     "flow show",
		"flow add",  "flow change", "flow del",	   "stats NAME",     "monitor",
	};
	size_t i;

	assert_int_equal(run("wman help"), CLI_OK);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_non_null(strstr(out, lines[i]));
	assert_int_equal(run("wman --help"), CLI_OK);
	assert_non_null(strstr(out, "dev show"));
	assert_int_equal(run("wman sa help"), CLI_OK);
	assert_non_null(strstr(out, "sa rekey"));
	assert_null(strstr(out, "dev set"));
	assert_int_equal(run("wman --version"), CLI_OK);
	assert_int_equal(strncmp(out, "wman ", 5), 0);
	assert_string_equal(err, "");
}

static void failed_writes_are_told(void **state)
{
	static const char *const lines[] = { "wman help", "wman --help", "wman --version" };
	char buf[64], *words[WORDS_MAX];
	int full, saved, ret, n;
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		n = split(lines[i], buf, words);
		full = open("/dev/full", O_WRONLY);
		fflush(NULL);
		saved = dup(STDOUT_FILENO);
		dup2(full, STDOUT_FILENO);
		ret = cli_main(n, words);
		dup2(saved, STDOUT_FILENO);
		close(saved);
		close(full);
		clearerr(stdout);
		assert_int_equal(ret, CLI_ERROR);
	}
}

/* Short words reach the same commands: told by the usage line of the right one. */
static void abbreviations(void **state)
{
	assert_int_equal(run("wman d disc"), CLI_USAGE);
	assert_non_null(strstr(err, "usage: wman dev disconnect NAME\n"));
	assert_int_equal(run("wman f sh"), CLI_USAGE);
	assert_non_null(strstr(err, "usage: wman flow show NAME\n"));
	assert_int_equal(run("wman scan show"), CLI_USAGE);
	assert_non_null(strstr(err, "usage: wman scan NAME\n"));
}

static struct nl_msg *parse(const char *line)
{
	static char buf[512], *words[WORDS_MAX];
	struct cli cli = { .json = false };
	struct nl_msg *msg = nlmsg_alloc_simple(0, 0);

	split(line, buf, words);
	cli.words.next = words;
	assert_int_equal(settings_parse(&cli, msg), CLI_OK);
	return msg;
}

static void settings_become_attributes(void **state)
{
	struct nlattr *dev[WMAN_A_DEV_MAX + 1], *timers[WMAN_A_TIMER_MAX + 1], *nla;
	uint32_t suites[2];
	struct nl_msg *msg;
	int rest, n = 0;

	msg = parse("edition 2005 crc ieee8023 suite 0x020103,131332 pn-window 64 sa-max 16 "
		    "policy pkmv1 gtek-push install timer t3 10 timer auth-grace-ms 3024000000");
	assert_int_equal(nlmsg_parse(nlmsg_hdr(msg), 0, dev, WMAN_A_DEV_MAX, NULL), 0);
	assert_int_equal(nla_len(dev[WMAN_A_DEV_EDITION]), 4);
	assert_int_equal(nla_get_u32(dev[WMAN_A_DEV_EDITION]), WMAN_EDITION_2005);
	assert_int_equal(nla_get_u32(dev[WMAN_A_DEV_CRC]), WMAN_CRC_IEEE8023);
	assert_int_equal(nla_len(dev[WMAN_A_DEV_PN_WINDOW_OFFER]), 2);
	assert_int_equal(nla_get_u16(dev[WMAN_A_DEV_PN_WINDOW_OFFER]), 64);
	assert_int_equal(nla_len(dev[WMAN_A_DEV_SA_MAX]), 1);
	assert_int_equal(nla_get_u8(dev[WMAN_A_DEV_SA_MAX]), 16);
	assert_int_equal(nla_get_u32(dev[WMAN_A_DEV_POLICY]), WMAN_AUTH_POLICY_PKMV1);
	assert_int_equal(nla_get_u32(dev[WMAN_A_DEV_GTEK_PUSH]), WMAN_GTEK_PUSH_INSTALL);
	nlmsg_for_each_attr(nla, nlmsg_hdr(msg), 0, rest) if (nla_type(nla) == WMAN_A_DEV_SUITE)
		suites[n++] = nla_get_u32(nla);
	assert_int_equal(n, 2);
	assert_int_equal(suites[0], 0x020103);
	assert_int_equal(suites[1], 0x020104);
	/* the kernel's strict validation wants nests marked */
	assert_true(dev[WMAN_A_DEV_TIMERS]->nla_type & NLA_F_NESTED);
	assert_int_equal(nla_parse_nested(timers, WMAN_A_TIMER_MAX, dev[WMAN_A_DEV_TIMERS], NULL),
			 0);
	assert_int_equal(nla_get_u32(timers[WMAN_A_TIMER_T3_MS]), 10);
	assert_int_equal(nla_get_u32(timers[WMAN_A_TIMER_AUTH_GRACE_MS]), 3024000000U);
	nlmsg_free(msg);
}

static void numbers(void **state)
{
	uint32_t n;

	assert_true(words_number("0", 9, &n) && n == 0);
	assert_true(words_number("0x1F", 31, &n) && n == 31);
	assert_true(words_number("08", 9, &n) && n == 8);
	assert_true(words_number("4294967295", UINT32_MAX, &n) && n == UINT32_MAX);
	assert_false(words_number("4294967296", UINT32_MAX, &n));
	assert_false(words_number("99999999999999999999999", UINT32_MAX, &n));
	assert_false(words_number("", 9, &n));
	assert_false(words_number("0x", 9, &n));
	assert_false(words_number(" 1", 9, &n));
	assert_false(words_number("+1", 9, &n));
	assert_false(words_number("1s", 9, &n));
}

static void addresses(void **state)
{
	static const uint8_t want[6] = { 0x02, 0xAb, 0x00, 0xff, 0x9f, 0xA0 };
	uint8_t mac[6];

	assert_true(words_mac("02:aB:00:FF:9f:A0", mac));
	assert_memory_equal(mac, want, 6);
	assert_false(words_mac("", mac));
	assert_false(words_mac("02", mac));
	assert_false(words_mac("02:16:00:00:00:0", mac));
	assert_false(words_mac("02-16-00-00-00-01", mac));
}

/* Every pair of states has a verdict, and only these end the waiting. */
static void who_waits_is_told(void **state)
{
	enum wait_verdict want;
	uint32_t s, a;

	for (s = 1; s <= WMAN_DEV_STATE_MAX; s++) {
		for (a = 1; a <= WMAN_AUTH_STATE_MAX; a++) {
			want = WAIT_GO_ON;
			if (s == WMAN_DEV_STATE_OPERATIONAL)
				want = WAIT_OPERATIONAL;
			else if (s == WMAN_DEV_STATE_IDLE || a == WMAN_AUTH_STATE_SILENT ||
				 a == WMAN_AUTH_STATE_REJECT_WAIT)
				want = WAIT_FAILED;
			assert_int_equal(wait_judge(s, a), want);
		}
	}
	assert_int_equal(wait_judge(WMAN_DEV_STATE_AUTHORIZATION, WMAN_AUTH_STATE_NO_AGENT),
			 WAIT_GO_ON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usage_errors),
		cmocka_unit_test(device_that_is_not_there),
		cmocka_unit_test(help_names_every_command),
		cmocka_unit_test(failed_writes_are_told),
		cmocka_unit_test(abbreviations),
		cmocka_unit_test(settings_become_attributes),
		cmocka_unit_test(numbers),
		cmocka_unit_test(addresses),
		cmocka_unit_test(who_waits_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
