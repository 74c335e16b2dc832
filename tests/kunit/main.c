// SPDX-License-Identifier: GPL-2.0
/*
 * Does what kernel/core/main.c does, and then runs the suites. kunit_test_suites() would run them
 * before module_init(), when there is neither netlink family nor namespace state.
 */
#include <linux/module.h>

#include "agent.h"
#include "netlink.h"
#include "selftest.h"
#include "suites.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static struct kunit_suite *suites[] = {
	&prim_kernel_suite,
	&ccm_suite,
	&des_suite,
	&key_suite,
	&sa_suite,
	&pn_suite,
	&mgmt_suite,
	&rx_suite,
	&tx_suite,
	&flow_suite,
	&flow_ms_suite,
	&pack_suite,
	&group_suite,
	&m2m_skb_suite,
	&timer_suite,
	&reason_suite,
	&agent_suite,
	&netlink_suite,
	&netlink_flow_suite,
	&offer_suite,
	&negotiation_suite,
	&entry_suite,
	&reentry_suite,
	&auth_suite,
	&auth_second_suite,
	&auth_none_suite,
	&auth_v1_suite,
	&tek_rsa_suite,
	&tek_suite,
	&agent_walk_suite,
	&entry_walk_suite,
	&auth_walk_suite,
	&auth_second_walk_suite,
	&auth_none_walk_suite,
	&auth_v1_walk_suite,
	&tek_walk_suite,
	&flow_ms_walk_suite,
	&bad_input_suite,
};

static char *wanted;
module_param_named(suites, wanted, charp, 0);
MODULE_PARM_DESC(suites, "suites to run, in this order, up to the first that fails; a,b,c");

static struct kunit_suite *ran[ARRAY_SIZE(suites)];
static int n_ran;

/* Returns whether the suite passed. */
static bool run(struct kunit_suite *suite)
{
	ran[n_ran++] = suite;
	__kunit_test_suites_init(&suite, 1);
	return kunit_suite_has_succeeded(suite) != KUNIT_FAILURE;
}

static struct kunit_suite *named(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(suites); i++)
		if (!strcmp(suites[i]->name, name))
			return suites[i];
	return NULL;
}

static int run_wanted(void)
{
	struct kunit_suite *suite;
	char *name;

	while ((name = strsep(&wanted, ","))) {
		suite = named(name);
		if (!suite || n_ran == ARRAY_SIZE(ran))
			return -EINVAL;
		if (!run(suite))
			break;
	}
	return 0;
}

static void run_all(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(suites); i++)
		run(suites[i]);
}

static void clean_up(void)
{
	__kunit_test_suites_exit(ran, n_ran);
	wman_nl_exit();
	wman_agent_net_exit();
}

static int __init kunit_init(void)
{
	int ret;

	ret = wman_selftest() ?: wman_agent_net_init();
	if (ret)
		return ret;
	ret = wman_nl_init();
	if (ret) {
		wman_agent_net_exit();
		return ret;
	}
	if (wanted)
		ret = run_wanted();
	else
		run_all();
	if (ret)
		clean_up();
	return ret;
}

static void __exit kunit_exit(void)
{
	clean_up();
}

module_init(kunit_init);
module_exit(kunit_exit);

MODULE_DESCRIPTION("KUnit suites of wman");
MODULE_AUTHOR("The wman authors");
MODULE_LICENSE("GPL");
