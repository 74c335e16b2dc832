/* SPDX-License-Identifier: BSD-3-Clause */
/* The station by way of its netlink family: what state it is in, and what an agent says to it. */
#ifndef KFUZZ_CTL_H
#define KFUZZ_CTL_H

#include <linux/netlink.h>
#include <linux/wman.h>

#include "octets.h"

/**
 * struct ctl - a station
 * @sock: the socket that is its agent, too
 * @family: number of the netlink family
 * @ifindex: the station's device
 * @state: enum wman_dev_state, as of ctl_status()
 * @auth_state: enum wman_auth_state, likewise
 * @cookie: of the exchange accepted last
 */
struct ctl {
	int sock;
	u16 family;
	u32 ifindex;
	u32 state;
	u32 auth_state;
	u64 cookie;
};

/* Find the family and the device; ends the program when there is none. */
void ctl_open(struct ctl *ctl, const char *dev);

/* Ask for the state. The answer comes when all that came before has been dealt with. */
void ctl_status(struct ctl *ctl);

/* A command that needs nothing but the device. Returns 0 or a negative errno. */
int ctl_command(struct ctl *ctl, u8 cmd);

/* Every setting that a fuzzer may have changed is as it was; the station must be idle. */
int ctl_defaults(struct ctl *ctl);

/* For msg_talk(): the cookie in the answer to WMAN_CMD_AGENT_ACCEPT, @arg is a struct ctl. */
void ctl_take_exchange(const struct nlmsghdr *hdr, void *arg);

/* The agent takes the exchange that waits, and says that EAP gave this MSK. */
int ctl_success(struct ctl *ctl, const u8 msk[WMAN_MSK_LEN]);

#endif
