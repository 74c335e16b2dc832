// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: the key log. What is in it decrypts captures: tests/keylog. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bs_station.h"
#include "keylog.h"

static char dir[] = "/tmp/wman-keylog.XXXXXX";
static char path[sizeof(dir) + 8];
static char text[8192];

static int setup(void **state)
{
	strcpy(strrchr(dir, '.'), ".XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/keys", dir);
	return 0;
}

static int teardown(void **state)
{
	unlink(path);
	return rmdir(dir);
}

static const char *read_log(void)
{
	FILE *f = fopen(path, "r");
	size_t len;

	assert_non_null(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = 0;
	fclose(f);
	return text;
}

/* how many lines begin so */
static unsigned int lines(const char *log, const char *begin)
{
	unsigned int n = 0;

	for (; log && *log; log = strchr(log, '\n'), log = log ? log + 1 : log)
		n += !strncmp(log, begin, strlen(begin));
	return n;
}

static void assert_has(const char *log, const char *name, const u8 *octets, size_t len)
{
	char want[80];
	size_t i, at;

	at = (size_t)snprintf(want, sizeof(want), "%s=", name);
	for (i = 0; i < len; i++)
		at += (size_t)snprintf(want + at, sizeof(want) - at, "%02x", octets[i]);
	if (!strstr(log, want))
		fail_msg("no %s in %s", want, log);
}

static bool ready(struct bs_lab *lab)
{
	return bs_station_ready(lab->station[0]);
}

static void test_all_keys(void **state)
{
	const char *const options[] = { "keylog", path, "group", "said=700,cs=ipv4", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	const struct bs_group *group;
	const struct bs_ss *ss;
	const char *log;

	bs_station_range(bs_station_new(lab, 0));
	assert_true(bs_lab_run(lab, ready, 5000));
	ss = bs_ss_find(lab->bs, lab->station[0]->mac);
	group = bs_group_find(lab->bs, 700);
	log = read_log();
	assert_int_equal(lines(log, "# wman-bs key log, version 1"), 1);
	assert_int_equal(lines(log, "ak time="), 1);
	assert_int_equal(lines(log, "tek time="), 4);
	assert_int_equal(lines(log, "gkek time="), 2);
	assert_has(log, "akid", ss->auth.ak.akid, sizeof(ss->auth.ak.akid));
	assert_has(log, "cmac_u", ss->auth.ak.keys.u, sizeof(ss->auth.ak.keys.u));
	assert_has(log, "cmac_d", ss->auth.ak.keys.d, sizeof(ss->auth.ak.keys.d));
	assert_has(log, "kek", ss->auth.ak.keys.kek, sizeof(ss->auth.ak.keys.kek));
	assert_has(log, "key", ss->sa[0].tek[0].key, sizeof(ss->sa[0].tek[0].key));
	assert_has(log, "key", ss->sa[0].tek[1].key, sizeof(ss->sa[0].tek[1].key));
	assert_has(log, "key", group->tek[0].key, sizeof(group->tek[0].key));
	assert_has(log, "key", group->gkek[1].key, sizeof(group->gkek[1].key));
	assert_non_null(strstr(log, "lifetime=3600 ss="));
	assert_non_null(strstr(log, "said=700 eks=0 suite=020104 key="));
	bs_lab_free(lab);
}

static void test_owner_alone(void **state)
{
	struct bs_keylog *log;
	struct stat st;
	mode_t mask = umask(0);

	log = bs_keylog_open(path);
	umask(mask);
	assert_non_null(log);
	bs_keylog_close(log);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

/* What is there may be open to others already. */
static void test_no_file_of_others(void **state)
{
	char link[sizeof(path) + 4];

	bs_keylog_close(bs_keylog_open(path));
	assert_null(bs_keylog_open(path));
	assert_int_equal(errno, EEXIST);
	unlink(path);
	snprintf(link, sizeof(link), "%s.to", path);
	assert_int_equal(symlink(path, link), 0);
	assert_null(bs_keylog_open(link));
	assert_int_equal(errno, EEXIST);
	unlink(link);
}

/* Nobody gets one who did not ask. */
static void test_off(void **state)
{
	static const char *const options[] = { NULL };
	struct bs_lab *lab = bs_lab_new(options);

	assert_null(lab->bs->keylog);
	bs_station_range(bs_station_new(lab, 0));
	assert_true(bs_lab_run(lab, ready, 5000));
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(test_owner_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_file_of_others, setup, teardown),
		cmocka_unit_test(test_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
