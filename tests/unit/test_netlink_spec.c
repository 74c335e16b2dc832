// SPDX-License-Identifier: BSD-3-Clause
/* What is made from the specification: is it current, is staleness noticed, are tables whole. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "env.h"
#include "reason.h"
#include "spec_gen.h"

#define FILES                                                                            \
	"include/uapi/linux/wman.h kernel/core/netlink_gen.h kernel/core/netlink_gen.c " \
	"userspace/lib/names_gen.h userspace/lib/names_gen.c userspace/lib/spec_gen.h "  \
	"userspace/lib/spec_gen.c Documentation/networking/netlink_wman.rst "            \
	"Documentation/netlink/monitor.schema.json"

static int shell(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void tree_is_current(void **state)
{
	assert_int_equal(shell("scripts/gen-netlink.py --check"), 0);
}

/* In a copy: every file that is changed, and every file that is gone, is noticed. */
static void staleness_is_noticed(void **state)
{
	assert_int_equal(
		shell("set -e; d=$(mktemp -d); trap 'rm -rf \"$d\"' EXIT\n"
		      "cp -r --parents scripts/gen-netlink.py Documentation/netlink/specs/wman.yaml " FILES
		      " \"$d\"; cd \"$d\"\n"
		      "scripts/gen-netlink.py --check\n"
		      "mkdir saved; cp --parents " FILES " saved\n"
		      "for f in " FILES "; do echo x >>$f; done\n"
		      "! scripts/gen-netlink.py --check 2>err\n"
		      "for f in " FILES "; do grep -q \"^$f \" err; done\n"
		      "rm " FILES "\n"
		      "! scripts/gen-netlink.py --check 2>err\n"
		      "for f in " FILES "; do grep -q \"^$f \" err; done\n"
		      "scripts/gen-netlink.py >/dev/null\n"
		      "for f in " FILES "; do cmp $f saved/$f; done\n"
		      "sed -i 's/name: bsid/name: bsidx/' Documentation/netlink/specs/wman.yaml\n"
		      "! scripts/gen-netlink.py --check 2>err; grep -q netlink_gen.c err"),
		0);
}

static void every_attribute_is_described(void **state)
{
	static const struct spec_set *const sets[] = {
		&spec_main, &spec_dev, &spec_timers, &spec_bs,	  &spec_sa,
		&spec_tek,  &spec_key, &spec_flow,   &spec_agent, &spec_counter,
	};
	const struct spec_attr *attr;
	unsigned int type;
	size_t i;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		assert_true(sets[i]->max > 0);
		for (type = 1; type <= sets[i]->max; type++) {
			attr = &sets[i]->attrs[type];
			assert_non_null(attr->name);
			assert_int_equal(attr->type == SPEC_NEST, attr->nested != NULL);
		}
	}
	assert_ptr_equal(spec_main.attrs[WMAN_A_DEV].nested, &spec_dev);
	assert_string_equal(spec_dev.attrs[WMAN_A_DEV_BSID].name, "bsid");
	assert_int_equal(spec_dev.attrs[WMAN_A_DEV_BSID].type, SPEC_MAC);
	assert_int_equal(spec_timers.attrs[WMAN_A_TIMER_AUTH_GRACE_MS].max, 3024000000U);
}

static void every_reason_has_a_name_and_a_text(void **state)
{
	unsigned int a, b;

	for (a = 0; a <= WMAN_REASON_MAX; a++) {
		assert_string_not_equal(wman_reason_name(a), "unknown");
		assert_string_not_equal(wman_reason_text(a), "unknown");
		for (b = 0; b < a; b++)
			assert_string_not_equal(wman_reason_name(a), wman_reason_name(b));
	}
	assert_string_equal(wman_reason_name(WMAN_REASON_MAX + 1), "unknown");
	assert_string_equal(wman_reason_name(UINT32_MAX), "unknown");
	assert_string_equal(wman_reason_name(WMAN_REASON_TLS_UNTRUSTED), "tls-untrusted");
	/* a gap in an enum */
	assert_string_equal(wman_cs_name(WMAN_CS_IPV4_OVER_8023 - 1), "unknown");
}

static void hints(void **state)
{
	assert_null(wman_reason_hint(WMAN_REASON_NONE));
	assert_null(wman_reason_hint(WMAN_REASON_MAX + 1));
	assert_non_null(strstr(wman_reason_hint(WMAN_REASON_TLS_UNTRUSTED), "ca_cert"));
	assert_non_null(strstr(wman_reason_hint(WMAN_REASON_NO_AGENT), "wmand"));
}

/*
 * Range and default of every timer: of the standard's tables, and the project's decisions where
 * those give no lower end (0 here).
 */
static const struct {
	const char *name;
	uint32_t min, max, value;
} timers[] = {
	{ "authorize-wait-ms", 2000, 30000, 10000 },
	{ "reauthorize-wait-ms", 2000, 30000, 10000 },
	{ "auth-grace-ms", 5 * 60000, 35 * 86400000u, 10 * 60000 },
	{ "operational-wait-ms", 1000, 10000, 1000 },
	{ "rekey-wait-ms", 1000, 10000, 1000 },
	{ "tek-grace-ms", 5 * 60000, 302399000, 3600000 },
	{ "reject-wait-ms", 10000, 10 * 60000, 60000 },
	{ "sa-tek-ms", 100, 1000, 300 },
	{ "pmk-prehandshake-ms", 5000, 15 * 60000, 10000 },
	{ "pmk-lifetime-ms", 60000, 86400000, 3600000 },
	{ "lost-dl-map-ms", 0, 10000, 600 },
	{ "t3-ms", 0, 200, 200 },
	{ "t18-ms", 0, 300, 50 },
	{ "t6-ms", 0, 3000, 1000 },
	{ "t8-ms", 0, 300, 300 },
	{ "t7-ms", 0, 1000, 1000 },
	{ "t10-ms", 0, 3000, 3000 },
	{ "t14-ms", 0, 200, 200 },
	{ "t21-ms", 0, 10000, 1000 },
};

static void timers_are_those_of_the_standard(void **state)
{
	const struct spec_attr *attr;
	size_t i, found = 0;
	unsigned int type;

	for (type = 1; type <= spec_timers.max; type++) {
		attr = &spec_timers.attrs[type];
		for (i = 0; i < ARRAY_SIZE(timers); i++) {
			if (strcmp(timers[i].name, attr->name))
				continue;
			found++;
			assert_int_equal(attr->max, timers[i].max);
			if (timers[i].min)
				assert_int_equal(attr->min, timers[i].min);
			assert_in_range(timers[i].value, attr->min, attr->max);
		}
	}
	assert_int_equal(found, ARRAY_SIZE(timers));
	assert_int_equal(spec_timers.max, ARRAY_SIZE(timers));
}

static uint32_t timer_default(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(timers); i++)
		if (!strcmp(timers[i].name, name))
			return timers[i].value;
	fail();
	return 0;
}

/* The table of wman(8) has every timer with its range and its default. */
static void manual_has_every_timer(void **state)
{
	static char page[65536];
	const struct spec_attr *attr;
	char row[128], *at;
	unsigned int type;
	const char *c;
	FILE *file;

	file = fopen("Documentation/man/wman.8", "r");
	assert_non_null(file);
	page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
	fclose(file);
	for (type = 1; type <= spec_timers.max; type++) {
		attr = &spec_timers.attrs[type];
		at = row;
		*at++ = '\n';
		for (c = attr->name; strcmp(c, "-ms"); c++) {
			if (*c == '-')
				*at++ = '\\';
			*at++ = *c;
		}
		sprintf(at, ";%u;%u;%u\n", attr->min, attr->max, timer_default(attr->name));
		assert_non_null(strstr(page, row));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tree_is_current),
		cmocka_unit_test(staleness_is_noticed),
		cmocka_unit_test(every_attribute_is_described),
		cmocka_unit_test(every_reason_has_a_name_and_a_text),
		cmocka_unit_test(hints),
		cmocka_unit_test(timers_are_those_of_the_standard),
		cmocka_unit_test(manual_has_every_timer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
