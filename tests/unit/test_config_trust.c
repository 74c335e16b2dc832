// SPDX-License-Identifier: BSD-3-Clause
/* Keys of a configuration that say what is believed: clock, switches, people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "config.h"
#include "eap_pki.h"

static char error[1024];

static void keep(void *ctx, const char *text)
{
	snprintf(error, sizeof(error), "%s", text);
}

static int group_teardown(void **state)
{
	pki_cleanup();
	return 0;
}

/* A network that needs no file, with more lines; NULL when it is refused */
static struct config *load(const char *lines)
{
	char text[2048];

	snprintf(text, sizeof(text),
		 "network={\nid_str=\"n\"\neap=TTLS\nidentity=\"u@wimax.test\"\n"
		 "phase2=\"auth=PAP\"\n%s\n}\n",
		 lines);
	error[0] = '\0';
	return config_load(pki_write("wmand.conf", text, strlen(text), 0600), keep, NULL);
}

/* What is certainly over: the day before this was built, or what the file says, if that is later */
static void clock_floor(void **state)
{
	static const struct {
		const char *lines;
		time_t floor; /* 0: that of the build */
		bool accept;
	} good[] = {
		{ "insecure_server=1", 0, false },
		{ "insecure_server=1\nclock_floor=2033-05-18", 2000000000 - 12800, false },
		{ "insecure_server=1\nclock_floor=1970-01-01", 0, false },
		{ "insecure_server=1\naccept_unset_clock=1", 0, true },
		{ "insecure_server=1\naccept_unset_clock=0", 0, false },
	};
	static const char *const bad[] = {
		"clock_floor=2033-02-30",  "clock_floor=2033-13-01", "clock_floor=2033-1-1",
		"clock_floor=2033-01-01T", "clock_floor=soon",	     "accept_unset_clock=2",
	};
	struct config *config;
	char lines[128];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		config = load(good[i].lines);
		if (!config)
			fail_msg("%s", error);
		if (good[i].floor)
			assert_int_equal(config->networks->eap.clock_floor, good[i].floor);
		else
			assert_true(config->networks->eap.clock_floor > 1700000000 &&
				    config->networks->eap.clock_floor < time(NULL));
		assert_int_equal(config->networks->eap.accept_unset_clock, good[i].accept);
		config_free(config);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(lines, sizeof(lines), "insecure_server=1\n%s", bad[i]);
		assert_null(load(lines));
		assert_true(strstr(error, "date") || strstr(error, "range"));
	}
}

/* Off unless configured, and alone */
static void approve_server(void **state)
{
	struct config *config = load("approve_server=1");

	assert_non_null(config);
	assert_true(config->networks->eap.approve_server);
	config_free(config);
	assert_null(load("approve_server=0"));
	assert_non_null(strstr(error, "ca_cert is not set"));
	assert_null(load("approve_server=1\ninsecure_server=1"));
	assert_non_null(strstr(error, "approve_server is for"));
	assert_null(load("approve_server=2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_floor),
		cmocka_unit_test(approve_server),
	};

	return cmocka_run_group_tests(tests, NULL, group_teardown);
}
