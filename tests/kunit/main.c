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
	&prim_kernel_suite, &ccm_suite, &key_suite, &sa_suite, &pn_suite, &mgmt_suite, &rx_suite,
	&tx_suite, &flow_suite, &m2m_skb_suite, &timer_suite, &agent_suite, &netlink_suite,
	&entry_suite, &auth_suite, &tek_suite, &agent_walk_suite, &entry_walk_suite,
	&auth_walk_suite, &tek_walk_suite,
};

static int __init kunit_init(void)
{
	int ret;

	ret = wman_selftest() ?: wman_agent_net_init();
	if (ret)
		return ret;
	ret = wman_nl_init();
	if (!ret)
		ret = __kunit_test_suites_init(suites, ARRAY_SIZE(suites));
	else
		wman_agent_net_exit();
	return ret;
}

static void __exit kunit_exit(void)
{
	__kunit_test_suites_exit(suites, ARRAY_SIZE(suites));
	wman_nl_exit();
	wman_agent_net_exit();
}

module_init(kunit_init);
module_exit(kunit_exit);

MODULE_DESCRIPTION("KUnit suites of wman");
MODULE_AUTHOR("The wman authors");
MODULE_LICENSE("GPL");
