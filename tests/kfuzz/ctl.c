// SPDX-License-Identifier: BSD-3-Clause
#include "ctl.h"

#include <linux/genetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "msg.h"
#include "suite.h"

/* What the settings are when nobody has set them; a busy machine is patient about DL-MAPs. */
static const u32 timers_ms[WMAN_A_TIMER_MAX + 1] = {
	[WMAN_A_TIMER_AUTHORIZE_WAIT_MS] = 10000,
	[WMAN_A_TIMER_REAUTHORIZE_WAIT_MS] = 10000,
	[WMAN_A_TIMER_AUTH_GRACE_MS] = 600000,
	[WMAN_A_TIMER_OPERATIONAL_WAIT_MS] = 1000,
	[WMAN_A_TIMER_REKEY_WAIT_MS] = 1000,
	[WMAN_A_TIMER_TEK_GRACE_MS] = 3600000,
	[WMAN_A_TIMER_REJECT_WAIT_MS] = 60000,
	[WMAN_A_TIMER_SA_TEK_MS] = 300,
	[WMAN_A_TIMER_PMK_PREHANDSHAKE_MS] = 10000,
	[WMAN_A_TIMER_PMK_LIFETIME_MS] = 3600000,
	[WMAN_A_TIMER_LOST_DL_MAP_MS] = 10000,
	[WMAN_A_TIMER_T3_MS] = 200,
	[WMAN_A_TIMER_T18_MS] = 50,
	[WMAN_A_TIMER_T6_MS] = 1000,
	[WMAN_A_TIMER_T8_MS] = 300,
	[WMAN_A_TIMER_T7_MS] = 1000,
	[WMAN_A_TIMER_T10_MS] = 3000,
	[WMAN_A_TIMER_T14_MS] = 200,
	[WMAN_A_TIMER_T21_MS] = 1000,
};

static const void *attributes(const struct nlmsghdr *hdr, size_t *len)
{
	*len = hdr->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	return (const u8 *)NLMSG_DATA(hdr) + GENL_HDRLEN;
}

static void begin(struct msg *m, const struct ctl *ctl, u8 cmd)
{
	const struct genlmsghdr genl = { .cmd = cmd, .version = 1 };

	msg_begin(m, ctl->family, NLM_F_ACK, &genl, sizeof(genl));
	msg_put_u32(m, WMAN_A_IFINDEX, ctl->ifindex);
}

static void take_family(const struct nlmsghdr *hdr, void *family)
{
	size_t len;
	const void *data = attributes(hdr, &len),
		   *id = msg_find(data, len, CTRL_ATTR_FAMILY_ID, &len);

	if (id)
		memcpy(family, id, sizeof(u16));
}

void ctl_open(struct ctl *ctl, const char *dev)
{
	const struct genlmsghdr genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	static struct msg m;

	memset(ctl, 0, sizeof(*ctl));
	ctl->sock = msg_socket(NETLINK_GENERIC);
	msg_begin(&m, GENL_ID_CTRL, NLM_F_ACK, &genl, sizeof(genl));
	msg_put(&m, CTRL_ATTR_FAMILY_NAME, WMAN_FAMILY_NAME, sizeof(WMAN_FAMILY_NAME));
	msg_talk(ctl->sock, &m, take_family, &ctl->family);
	ctl->ifindex = if_nametoindex(dev);
	if (!ctl->family || !ctl->ifindex) {
		fprintf(stderr, "kfuzz: no family %s, or no device %s\n", WMAN_FAMILY_NAME, dev);
		exit(2);
	}
}

static void take_status(const struct nlmsghdr *hdr, void *arg)
{
	struct ctl *ctl = arg;
	const struct genlmsghdr *genl = NLMSG_DATA(hdr);
	const void *data, *dev, *value;
	size_t len, dev_len;

	/* events of the agent come on the same socket */
	if (hdr->nlmsg_type != ctl->family || genl->cmd != WMAN_CMD_DEV_GET)
		return;
	data = attributes(hdr, &len);
	dev = msg_find(data, len, WMAN_A_DEV, &dev_len);
	if (!dev)
		return;
	value = msg_find(dev, dev_len, WMAN_A_DEV_STATE, &len);
	if (value)
		memcpy(&ctl->state, value, sizeof(u32));
	value = msg_find(dev, dev_len, WMAN_A_DEV_AUTH_STATE, &len);
	if (value)
		memcpy(&ctl->auth_state, value, sizeof(u32));
}

void ctl_status(struct ctl *ctl)
{
	static struct msg m;

	ctl->state = 0;
	begin(&m, ctl, WMAN_CMD_DEV_GET);
	if (msg_talk(ctl->sock, &m, take_status, ctl) || !ctl->state) {
		fprintf(stderr, "kfuzz: the station does not tell its state\n");
		exit(1);
	}
}

int ctl_command(struct ctl *ctl, u8 cmd)
{
	static struct msg m;

	begin(&m, ctl, cmd);
	return msg_talk(ctl->sock, &m, NULL, NULL);
}

int ctl_defaults(struct ctl *ctl)
{
	static const u16 window = 128;
	static const u8 sa_max = 4;
	static struct msg m;
	size_t dev, timers;
	u16 i;

	begin(&m, ctl, WMAN_CMD_DEV_SET);
	dev = msg_nest(&m, WMAN_A_DEV | NLA_F_NESTED);
	msg_put_u32(&m, WMAN_A_DEV_EDITION, WMAN_EDITION_2009);
	msg_put_u32(&m, WMAN_A_DEV_CRC, WMAN_CRC_OFDMA);
	msg_put_u32(&m, WMAN_A_DEV_SUITE, WMAN_SUITE_CCM_WRAP);
	msg_put_u32(&m, WMAN_A_DEV_SUITE, WMAN_SUITE_CCM_ECB);
	msg_put(&m, WMAN_A_DEV_PN_WINDOW_OFFER, &window, sizeof(window));
	msg_put(&m, WMAN_A_DEV_SA_MAX, &sa_max, sizeof(sa_max));
	timers = msg_nest(&m, WMAN_A_DEV_TIMERS | NLA_F_NESTED);
	for (i = 1; i <= WMAN_A_TIMER_MAX; i++)
		msg_put_u32(&m, i, timers_ms[i]);
	msg_nest_end(&m, timers);
	msg_nest_end(&m, dev);
	return msg_talk(ctl->sock, &m, NULL, NULL);
}

void ctl_take_exchange(const struct nlmsghdr *hdr, void *arg)
{
	const struct genlmsghdr *genl = NLMSG_DATA(hdr);
	const void *data, *agent, *value;
	struct ctl *ctl = arg;
	size_t len, agent_len;

	if (hdr->nlmsg_type != ctl->family || genl->cmd != WMAN_CMD_AGENT_ACCEPT)
		return;
	data = attributes(hdr, &len);
	agent = msg_find(data, len, WMAN_A_AGENT, &agent_len);
	value = agent ? msg_find(agent, agent_len, WMAN_A_AGENT_COOKIE, &len) : NULL;
	if (value)
		memcpy(&ctl->cookie, value, sizeof(ctl->cookie));
}

int ctl_success(struct ctl *ctl, const u8 msk[WMAN_MSK_LEN])
{
	static struct msg m;
	size_t agent;
	int ret;

	begin(&m, ctl, WMAN_CMD_AGENT_ACCEPT);
	ret = msg_talk(ctl->sock, &m, ctl_take_exchange, ctl);
	if (ret)
		return ret;
	begin(&m, ctl, WMAN_CMD_AGENT_DONE);
	agent = msg_nest(&m, WMAN_A_AGENT | NLA_F_NESTED);
	msg_put(&m, WMAN_A_AGENT_COOKIE, &ctl->cookie, sizeof(ctl->cookie));
	msg_put(&m, WMAN_A_AGENT_SUCCESS, NULL, 0);
	msg_put(&m, WMAN_A_AGENT_MSK, msk, WMAN_MSK_LEN);
	msg_nest_end(&m, agent);
	return msg_talk(ctl->sock, &m, NULL, NULL);
}
