/* SPDX-License-Identifier: GPL-2.0 */
/* All suites, in the order in which they run. */
#ifndef _WMAN_KUNIT_SUITES_H
#define _WMAN_KUNIT_SUITES_H

#include <kunit/test.h>

extern struct kunit_suite prim_kernel_suite;
extern struct kunit_suite ccm_suite;
extern struct kunit_suite des_suite;
extern struct kunit_suite key_suite;
extern struct kunit_suite sa_suite;
extern struct kunit_suite pn_suite;
extern struct kunit_suite mgmt_suite;
extern struct kunit_suite rx_suite;
extern struct kunit_suite tx_suite;
extern struct kunit_suite flow_suite;
extern struct kunit_suite flow_ms_suite;
extern struct kunit_suite pack_suite;
extern struct kunit_suite group_suite;
extern struct kunit_suite m2m_skb_suite;
extern struct kunit_suite timer_suite;
extern struct kunit_suite reason_suite;
extern struct kunit_suite agent_suite;
extern struct kunit_suite netlink_suite;
extern struct kunit_suite netlink_flow_suite;
extern struct kunit_suite bad_input_suite;
extern struct kunit_suite offer_suite;
extern struct kunit_suite negotiation_suite;
extern struct kunit_suite entry_suite;
extern struct kunit_suite reentry_suite;
extern struct kunit_suite auth_suite;
extern struct kunit_suite auth_second_suite;
extern struct kunit_suite auth_none_suite;
extern struct kunit_suite auth_v1_suite;
extern struct kunit_suite tek_rsa_suite;
extern struct kunit_suite tek_suite;
extern struct kunit_suite agent_walk_suite;
extern struct kunit_suite entry_walk_suite;
extern struct kunit_suite auth_walk_suite;
extern struct kunit_suite auth_second_walk_suite;
extern struct kunit_suite auth_none_walk_suite;
extern struct kunit_suite auth_v1_walk_suite;
extern struct kunit_suite tek_walk_suite;
extern struct kunit_suite flow_ms_walk_suite;

#endif
