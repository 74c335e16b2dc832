// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: options, configuration file, control socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bs_lab.h"
#include "wman-bs/control.h"

static void test_options(void **state)
{
	static const struct {
		const char *name;
		const char *value;
		int ret;
	} cases[] = {
		{ "air", "eth0", 0 },
		{ "air", "", -EINVAL },
		{ "air", "a-name-that-is-too-long", -EINVAL },
		{ "air", "a/b", -EINVAL },
		{ "bsid", "02:16:00:00:00:01", 0 },
		{ "bsid", "02:16:00:00:00", -EINVAL },
		{ "bsid", "02:16:00:00:00:01:02", -EINVAL },
		{ "bsid", "02-16-00-00-00-01", -EINVAL },
		{ "edition", "2005", 0 },
		{ "edition", "2004", -EINVAL },
		{ "crc", "ieee8023", 0 },
		{ "crc", "none", -EINVAL },
		{ "suite", "020103,020104", 0 },
		{ "suite", "030003", -EINVAL },
		{ "suite", "", -EINVAL },
		{ "suite", "020103,020104,020103", -EINVAL },
		{ "tek-lifetime", "1800", 0 },
		{ "tek-lifetime", "1", -EINVAL },
		{ "tek-lifetime", "604801", -EINVAL },
		{ "tek-lifetime", "-5", -EINVAL },
		{ "tek-lifetime", "10x", -EINVAL },
		{ "beacon-interval", "201", -EINVAL },
		{ "static-sa", "5000", 0 },
		{ "static-sa", "5000", -EINVAL },
		{ "static-sa", "640", -EINVAL },
		{ "static-sa", "5001:010001", 0 },
		{ "static-sa", "5002:030003", -EINVAL },
		{ "static-sa", "5002:", -EINVAL },
		{ "group", "said=5001,cs=ipv4,dst=239.0.0.0/8", 0 },
		{ "group", "said=640,cs=ipv4", -EINVAL },
		{ "group", "said=49152,cs=ipv4", -EINVAL },
		{ "group", "said=primary,cs=ipv4", -EINVAL },
		{ "group", "cs=ipv4", -EINVAL },
		{ "group", "said=5002", -EINVAL },
		{ "group", "said=5002,cs=ipv4,dir=ul", -EINVAL },
		{ "group", "said=5002,cs=ipv4,frag=1", -EINVAL },
		{ "group", "said=5002,cs=ipv4,active=0", -EINVAL },
		{ "group", "said=5002,cs=ipv6,crc=0", 0 },
		{ "group", "said=5003,cs=ipv4", -EINVAL },
		{ "secret-file", "/x", -EINVAL },
		{ "radius", "127.0.0.1:1812", 0 },
		{ "secret-file", "/x", 0 },
		{ "secret-file", "/x", -EINVAL },
		{ "flow", "dir=ul,cs=ipv4,said=none,crc=0,frag=1,arqfsn=0", 0 },
		{ "flow", "dir=ul,cs=ipv6,src=fd16::/64,active=0", 0 },
		{ "flow", "dir=ul,cs=ipv6,src=10.0.0.1", -EINVAL },
		{ "flow", "dir=ul,cs=ipv6,active=2", -EINVAL },
		{ "flow", "dir=ul,cs=ipv6,dport=x", -EINVAL },
		{ "flow", "dir=ul", -EINVAL },
		{ "flow", "dir=ul,cs=atm", -EINVAL },
		{ "flow", "dir=sideways,cs=ipv4", -EINVAL },
		{ "flow", "dir=ul,cs=ipv4,colour=1", -EINVAL },
		{ "flow", "dir=ul,cs=ipv4,crc=2", -EINVAL },
		{ "flow", "dir", -EINVAL },
		{ "fault", "drop rng-rsp", 0 },
		{ "fault", "drop no-such-message", -EINVAL },
		{ "rules", "/nowhere/there", -EINVAL },
		{ "calling-station-id", "binary", 0 },
		{ "calling-station-id", "hex", -EINVAL },
		{ "pkmv1", "aaa", 0 },
		{ "pkmv1", "local", -EINVAL },
		{ "colour", "blue", -ENOENT },
	};
	char err[BS_ERROR_LEN];
	struct bs_config cfg;
	size_t i;

	bs_config_init(&cfg);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		err[0] = '\0';
		if (bs_config_set(&cfg, cases[i].name, cases[i].value, err) != cases[i].ret)
			fail_msg("%s = %s", cases[i].name, cases[i].value);
		/* every refusal names the option */
		assert_true(!cases[i].ret || strstr(err, cases[i].name));
	}
	assert_int_equal(cfg.n_flows, 2);
	assert_int_equal(cfg.flows[0].said, BS_SAID_NONE);
	assert_false(cfg.flows[0].crc);
	assert_int_equal(cfg.flows[0].rule.len, 0);
	assert_false(cfg.flows[0].asleep);
	assert_int_equal(cfg.flows[1].rule.cs, WMAN_CS_IPV6);
	assert_true(cfg.flows[1].asleep);
	assert_int_equal(cfg.faults.n, 1);
	assert_int_equal(cfg.suites[0], 0x020103);
	bs_config_free(&cfg);
}

/* What every option alone cannot tell. */
static void test_finish(void **state)
{
	static const char *const cases[][7] = {
		{ "radius", "h:1", "secret-file", "/x", NULL },
		{ "air", "eth0", NULL },
		{ "air", "eth0", "radius", "h:1", NULL },
		{ "air", "eth0", "radius", "h:1", "flow", "dir=ul,cs=ipv4", NULL },
	};
	char err[BS_ERROR_LEN];
	struct bs_config cfg;
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bs_config_init(&cfg);
		for (k = 0; cases[i][k]; k += 2)
			assert_int_equal(bs_config_set(&cfg, cases[i][k], cases[i][k + 1], err), 0);
		assert_int_equal(bs_config_finish(&cfg, err), -EINVAL);
		bs_config_free(&cfg);
	}
}

static int load(const char *text, char *errors, size_t size)
{
	char path[] = "/tmp/bs_config.XXXXXX";
	int fd = mkstemp(path), ret;
	struct bs_config cfg;
	FILE *err = fmemopen(errors, size, "w");

	assert_true(fd >= 0);
	assert_non_null(err);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	bs_config_init(&cfg);
	ret = bs_config_load(&cfg, path, err);
	if (!ret) {
		assert_int_equal(cfg.tek_lifetime, 1800);
		assert_string_equal(cfg.air, "eth0");
	}
	fclose(err);
	bs_config_free(&cfg);
	close(fd);
	unlink(path);
	return ret;
}

static void test_file(void **state)
{
	char errors[1024];

	assert_int_equal(
		load("# comment\n\n air = eth0 \ntek-lifetime=1800", errors, sizeof(errors)), 0);
	/* all errors at once, each with its line */
	assert_int_equal(load("air = eth0\ncolour = blue\nnonsense\ntek-lifetime = never\n", errors,
			      sizeof(errors)),
			 -EINVAL);
	assert_non_null(strstr(errors, ":2: "));
	assert_non_null(strstr(errors, "colour"));
	assert_non_null(strstr(errors, ":3: "));
	assert_non_null(strstr(errors, ":4: "));
	assert_null(strstr(errors, ":1: "));
}

/* A command over the socket; returns the client's exit status. */
static int ask(struct bs_lab *lab, const char *path, char *command)
{
	char *words[] = { command };
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
			_exit(99);
		_exit(bs_control_send(path, words, 1));
	}
	while (!waitpid(pid, &status, WNOHANG))
		bs_lab_wait(lab, 5);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_control(void **state)
{
	char path[] = "/tmp/bs_control.XXXXXX", command[] = "subscribers", wrong[] = "wrong";
	const char *options[] = { "control", path, NULL };
	struct bs_lab *lab;

	close(mkstemp(path));
	unlink(path);
	lab = bs_lab_new(options);
	assert_int_equal(ask(lab, path, command), 0);
	assert_int_equal(ask(lab, path, wrong), 1);
	bs_lab_command(lab, "fault drop rx:rng-req:1:2");
	bs_lab_command(lab, "fault duplicate dl-map");
	assert_string_equal(bs_lab_command(lab, "fault"), "drop rx:rng-req:1:2 done 0\n"
							  "duplicate dl-map done 0\n");
	/* a second one does not take the socket of the first */
	errno = 0;
	assert_null(bs_control_open(lab->bs, path));
	assert_int_equal(errno, EADDRINUSE);
	bs_lab_free(lab);
	assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_finish),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
