// SPDX-License-Identifier: GPL-2.0
/* wman: IEEE 802.16e subscriber stations, with PKM in the kernel. */
#include <linux/module.h>
#include <net/genetlink.h>

#include "agent.h"
#include "netlink.h"
#include "selftest.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static int __init wman_init(void)
{
	int ret;

	ret = wman_selftest();
	if (ret) {
		pr_err("self-test of the ciphers failed: %d\n", ret);
		return ret;
	}
	ret = wman_agent_net_init();
	if (ret)
		return ret;
	ret = wman_nl_init();
	if (ret)
		goto err_net;
	return 0;

err_net:
	wman_agent_net_exit();
	return ret;
}

/* Cards depend on this module, so by now there is no station. */
static void __exit wman_exit(void)
{
	wman_nl_exit();
	wman_agent_net_exit();
}

module_init(wman_init);
module_exit(wman_exit);

MODULE_DESCRIPTION("IEEE 802.16e (WirelessMAN) subscriber stations");
MODULE_AUTHOR("The wman authors");
MODULE_LICENSE("GPL");
MODULE_ALIAS_GENL_FAMILY(WMAN_FAMILY_NAME);
MODULE_SOFTDEP("pre: ccm aes cmac");
