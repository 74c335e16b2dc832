// SPDX-License-Identifier: BSD-3-Clause
/* Attribute sets: what each operation takes, and all that it does not take. */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kfuzz.h"
#include "msg.h"
#include "rnd.h"
#include "spec_gen.h"

#define SOCKETS	  3
#define DEPTH_MAX 40
#define LOWER	  "ss0" /* below the station; new ones are tried on it */

/* The attributes that an operation takes; spec_gen.c has what each of them is. */
static const struct {
	u8 cmd;
	u16 flags;
	u16 nest; /* beside the device, or 0 */
	u32 takes; /* in the nest, a bit each */
} operations[] = {
	{ WMAN_CMD_DEV_GET, NLM_F_ACK, 0, 0 },
	{ WMAN_CMD_DEV_GET, NLM_F_DUMP, 0, 0 },
	{ WMAN_CMD_DEV_SET, NLM_F_ACK, WMAN_A_DEV,
	  BIT(WMAN_A_DEV_EDITION) | BIT(WMAN_A_DEV_CRC) | BIT(WMAN_A_DEV_SUITE) |
		  BIT(WMAN_A_DEV_PN_WINDOW_OFFER) | BIT(WMAN_A_DEV_SA_MAX) |
		  BIT(WMAN_A_DEV_TIMERS) },
	{ WMAN_CMD_DEV_CONNECT, NLM_F_ACK, WMAN_A_DEV,
	  BIT(WMAN_A_DEV_BSID) | BIT(WMAN_A_DEV_NETWORK) },
	{ WMAN_CMD_DEV_DISCONNECT, NLM_F_ACK, 0, 0 },
	{ WMAN_CMD_DEV_FORGET, NLM_F_ACK, 0, 0 },
	{ WMAN_CMD_DEV_HANDOVER, NLM_F_ACK, WMAN_A_DEV, BIT(WMAN_A_DEV_BSID) },
	{ WMAN_CMD_DEV_REAUTH, NLM_F_ACK, 0, 0 },
	{ WMAN_CMD_SCAN_GET, NLM_F_DUMP, 0, 0 },
	{ WMAN_CMD_SA_GET, NLM_F_DUMP, 0, 0 },
	{ WMAN_CMD_SA_REKEY, NLM_F_ACK, WMAN_A_SA, BIT(WMAN_A_SA_SAID) },
	{ WMAN_CMD_KEY_GET, NLM_F_DUMP, 0, 0 },
	{ WMAN_CMD_FLOW_GET, NLM_F_DUMP, 0, 0 },
	{ WMAN_CMD_STATS_GET, NLM_F_ACK, 0, 0 },
	{ WMAN_CMD_AGENT_BIND, NLM_F_ACK, 0, 0 },
	{ WMAN_CMD_AGENT_ACCEPT, NLM_F_ACK, 0, 0 },
	{ WMAN_CMD_AGENT_FRAME, NLM_F_ACK, WMAN_A_AGENT,
	  BIT(WMAN_A_AGENT_COOKIE) | BIT(WMAN_A_AGENT_FRAME) },
	{ WMAN_CMD_AGENT_DONE, NLM_F_ACK, WMAN_A_AGENT,
	  BIT(WMAN_A_AGENT_COOKIE) | BIT(WMAN_A_AGENT_SUCCESS) | BIT(WMAN_A_AGENT_MSK) |
		  BIT(WMAN_A_AGENT_MSK_LIFETIME_S) | BIT(WMAN_A_AGENT_INSECURE) },
	{ WMAN_CMD_AGENT_DONE, NLM_F_ACK, WMAN_A_AGENT,
	  BIT(WMAN_A_AGENT_COOKIE) | BIT(WMAN_A_AGENT_REASON) | BIT(WMAN_A_AGENT_PERMANENT) |
		  BIT(WMAN_A_AGENT_INSECURE) },
};

/* ---- payloads */

static const u64 numbers[] = {
	0,	1,	  2,	    3,		15,	    16,		63,	     64,
	127,	128,	  255,	    256,	1023,	    1024,	1025,	     0x7fff,
	0xffff, 0x020103, 0x020104, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, UINT64_MAX
};

static u64 number(const struct spec_attr *attr)
{
	u64 max = attr->max ? attr->max : 8;

	switch (rnd_below(12)) {
	case 0:
		return (u64)attr->min - 1;
	case 1:
		return max + 1;
	case 2:
		return RND_OF(numbers);
	case 3:
		return attr->min;
	case 4:
		return max;
	default:
		return attr->min + rnd_below((u32)(max - attr->min + 1));
	}
}

/* An EAP packet that mostly knows its own length. */
static size_t eap_packet(u8 *out)
{
	size_t len = rnd_once_in(4) ? rnd_below(WMAN_EAP_FRAME_MAX + 8) : 4 + rnd_below(60);

	rnd_fill(out, len < 32 ? len : 32);
	if (len >= 4 && rnd_percent(80))
		wman_put_be16(out + 2, (u16)len);
	return len;
}

/* What makes sense where a number by chance hardly does; 0 when there is nothing. */
static size_t meant(const struct kfuzz *kf, const struct spec_set *set, u16 type, u8 *out)
{
	static const u32 suites[] = { 0x020104, 0x020103, 0x020104, 0x020103, 0x020003, 0 };
	u16 said = rnd_once_in(4) ? 7 : BS_BASIC_CID;
	u32 suite = RND_OF(suites);

	if (set == &spec_main && type == WMAN_A_IFINDEX) {
		memcpy(out, &kf->bs.ctl.ifindex, 4);
		return 4;
	}
	if (set == &spec_agent && type == WMAN_A_AGENT_COOKIE) {
		memcpy(out, &kf->bs.ctl.cookie, 8);
		return 8;
	}
	if (set == &spec_agent && type == WMAN_A_AGENT_MSK) {
		rnd_fill(out, WMAN_MSK_LEN);
		return WMAN_MSK_LEN;
	}
	if (set == &spec_agent && type == WMAN_A_AGENT_FRAME)
		return eap_packet(out);
	if (set == &spec_sa && type == WMAN_A_SA_SAID) {
		memcpy(out, &said, 2);
		return 2;
	}
	if (set == &spec_dev && type == WMAN_A_DEV_SUITE) {
		memcpy(out, &suite, 4);
		return 4;
	}
	return 0;
}

static size_t payload(const struct spec_attr *attr, u8 *out)
{
	u64 value = number(attr);
	size_t len;

	switch (attr->type) {
	case SPEC_U8:
	case SPEC_U16:
	case SPEC_U32:
	case SPEC_U64:
		memcpy(out, &value, sizeof(value));
		return 1u << (attr->type - SPEC_U8);
	case SPEC_FLAG:
		return 0;
	case SPEC_MAC:
		rnd_fill(out, WMAN_MAC_ADDR_LEN);
		return WMAN_MAC_ADDR_LEN;
	case SPEC_STRING:
		len = rnd_once_in(4) ? rnd_below(80) : rnd_below(20);
		memset(out, 'n', len);
		if (rnd_percent(85))
			out[len++] = 0;
		return len;
	default:
		len = rnd_below(rnd_once_in(8) ? 5000 : 100);
		rnd_fill(out, len < 64 ? len : 64);
		return len;
	}
}

static void put_set(const struct kfuzz *kf, struct msg *m, const struct spec_set *set, u32 takes);

/* Nests in nests, as deep as they get. */
static void put_deep(struct msg *m, u16 type, int depth)
{
	size_t mark = msg_nest(m, type | (rnd_percent(90) ? NLA_F_NESTED : 0));

	if (depth)
		put_deep(m, rnd_once_in(8) ? (u16)rnd_below(20) : type, depth - 1);
	msg_nest_end(m, mark);
}

static void put_attr(const struct kfuzz *kf, struct msg *m, const struct spec_set *set, u16 type,
		     u32 takes)
{
	const struct spec_attr *attr = &set->attrs[type];
	static u8 data[MSG_MAX];
	size_t len, mark;

	if (attr->type == SPEC_NEST && rnd_percent(95)) {
		if (rnd_percent(2)) {
			put_deep(m, type, (int)rnd_below(DEPTH_MAX));
			return;
		}
		mark = msg_nest(m, type | (rnd_percent(97) ? NLA_F_NESTED : 0));
		put_set(kf, m, attr->nested, takes);
		msg_nest_end(m, mark);
		return;
	}
	len = rnd_percent(88) ? meant(kf, set, type, data) : 0;
	if (!len)
		len = payload(attr, data);
	if (rnd_percent(3))
		len = rnd_once_in(2) ? len + 1 : rnd_below((u32)len + 1);
	if (rnd_percent(1))
		type |= rnd_once_in(2) ? NLA_F_NESTED : NLA_F_NET_BYTEORDER;
	msg_put(m, type, data, len);
}

static void put_set(const struct kfuzz *kf, struct msg *m, const struct spec_set *set, u32 takes)
{
	u16 type;

	for (type = 1; type <= set->max; type++) {
		if (takes & BIT(type) ? rnd_percent(25) : !rnd_once_in(150))
			continue;
		put_attr(kf, m, set, type, ~0u);
		while (rnd_percent(set->attrs[type].multi ? 50 : 8))
			put_attr(kf, m, set, type, ~0u);
	}
	if (rnd_percent(1))
		msg_put(m, (u16)(set->max + 1 + rnd_below(300)), "unknown", rnd_below(8));
}

/* ---- the two families */

/* Cut, or with a length of its own: what the kernel looks at before it looks at attributes. */
static void spoil(struct msg *m)
{
	if (rnd_percent(2) && m->len > NLMSG_HDRLEN)
		m->len -= rnd_below((u32)(m->len - NLMSG_HDRLEN));
	if (rnd_percent(2) && m->len + 8 < MSG_MAX) {
		rnd_fill(m->data + m->len, 8);
		m->len += rnd_below(8);
	}
	if (rnd_percent(2) && m->len > NLMSG_HDRLEN + GENL_HDRLEN)
		m->data[NLMSG_HDRLEN + rnd_below((u32)(m->len - NLMSG_HDRLEN))] ^=
			(u8)(1 << rnd_below(8));
	if (rnd_percent(1))
		m->hdr.nlmsg_flags = (u16)(rnd() | NLM_F_REQUEST);
}

static int family_request(struct kfuzz *kf, int sock)
{
	size_t i = rnd_below(ARRAY_SIZE(operations));
	struct genlmsghdr genl = { .cmd = operations[i].cmd, .version = 1 };
	static struct msg m;
	size_t mark;

	if (rnd_percent(2))
		genl.cmd = (u8)rnd_below(30);
	msg_begin(&m, kf->bs.ctl.family, operations[i].flags, &genl, sizeof(genl));
	if (rnd_percent(97))
		put_attr(kf, &m, &spec_main, WMAN_A_IFINDEX, 0);
	if (operations[i].nest && rnd_percent(97)) {
		mark = msg_nest(&m, operations[i].nest | (rnd_percent(98) ? NLA_F_NESTED : 0));
		put_set(kf, &m, spec_main.attrs[operations[i].nest].nested, operations[i].takes);
		msg_nest_end(&m, mark);
	}
	if (rnd_percent(3))
		put_set(kf, &m, &spec_main, rnd());
	spoil(&m);
	return msg_talk(sock, &m, ctl_take_exchange, &kf->bs.ctl);
}

static const char *const names[] = { "kfz0", "kfz1", "kfz2", "kfz0-air", "a-name-of-15-ch" };

static void put_info(struct msg *m)
{
	static const char *const kinds[] = { "wman", "wman", "wman_hwsim", "wman_hwsim",
					     "wman_none" };
	const char *kind = RND_OF(kinds);
	size_t info = msg_nest(m, IFLA_LINKINFO | NLA_F_NESTED), data, i;
	u8 junk[40];

	if (rnd_percent(97))
		msg_put(m, IFLA_INFO_KIND, kind, strlen(kind) + 1);
	if (rnd_percent(50)) {
		data = msg_nest(m, IFLA_INFO_DATA | (rnd_once_in(2) ? NLA_F_NESTED : 0));
		for (i = rnd_below(4); i; i--) {
			rnd_fill(junk, sizeof(junk));
			msg_put(m, (u16)rnd_below(12), junk, rnd_below(sizeof(junk)));
		}
		if (rnd_percent(20))
			put_deep(m, 1, (int)rnd_below(DEPTH_MAX));
		msg_nest_end(m, data);
	}
	if (rnd_percent(5))
		msg_put(m, IFLA_INFO_SLAVE_DATA, kind, 4);
	msg_nest_end(m, info);
}

static void put_link(const struct kfuzz *kf, struct msg *m)
{
	static const u32 mtus[] = { 0, 1, 67, 68, 576, 1400, 1500, 2032, 2034, 65535, 0xffffffff };
	const u32 lower[] = {
		if_nametoindex(LOWER), if_nametoindex(LOWER), kf->bs.ctl.ifindex, 1, 0x7ffffff0, 0
	};
	u8 address[32] = { 0x02, 0x16, 0, 0, 1, (u8)(0x10 + rnd_below(4)) };

	if (rnd_percent(85))
		msg_put_u32(m, IFLA_LINK, RND_OF(lower));
	if (rnd_percent(50)) {
		if (rnd_percent(20))
			address[0] = (u8)rnd();
		if (rnd_percent(10))
			memcpy(address, kf->bs.air.station, WMAN_MAC_ADDR_LEN);
		msg_put(m, IFLA_ADDRESS, address,
			rnd_percent(95) ? WMAN_MAC_ADDR_LEN : rnd_below(sizeof(address)));
	}
	if (rnd_percent(20))
		msg_put_u32(m, IFLA_MTU, RND_OF(mtus));
	if (rnd_percent(5))
		msg_put_u32(m, IFLA_NUM_TX_QUEUES, rnd_below(5));
	if (rnd_percent(3))
		msg_put_u32(m, IFLA_LINK_NETNSID, rnd_below(3));
	if (rnd_percent(3))
		msg_put_u32(m, IFLA_MASTER, rnd_once_in(2) ? 0 : kf->bs.ctl.ifindex);
	if (rnd_percent(95))
		put_info(m);
}

/* Links are made, changed and deleted; the station itself is changed only. */
static int link_request(struct kfuzz *kf, int sock)
{
	static const u16 how[] = { NLM_F_CREATE | NLM_F_EXCL, NLM_F_CREATE, NLM_F_REPLACE, 0 };
	const char *name = RND_OF(names);
	struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
	bool station = rnd_percent(10);
	static struct msg m;

	if (rnd_percent(30)) {
		msg_begin(&m, RTM_DELLINK, NLM_F_ACK, &link, sizeof(link));
		msg_put(&m, IFLA_IFNAME, name, strlen(name) + 1);
		return msg_talk(sock, &m, NULL, NULL);
	}
	if (station)
		link.ifi_index = (int)kf->bs.ctl.ifindex;
	if (rnd_once_in(station ? 4 : 2)) {
		link.ifi_change = IFF_UP;
		link.ifi_flags = rnd_once_in(2) ? IFF_UP : 0;
	}
	msg_begin(&m, RTM_NEWLINK, (u16)(NLM_F_ACK | (station ? 0 : RND_OF(how))), &link,
		  sizeof(link));
	if (!station)
		msg_put(&m, IFLA_IFNAME, name, strlen(name) + 1);
	put_link(kf, &m);
	return msg_talk(sock, &m, NULL, NULL);
}

static void delete_links(int sock)
{
	const struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
	static struct msg m;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		msg_begin(&m, RTM_DELLINK, NLM_F_ACK, &link, sizeof(link));
		msg_put(&m, IFLA_IFNAME, names[i], strlen(names[i]) + 1);
		msg_talk(sock, &m, NULL, NULL);
	}
}

static void station_up(const struct kfuzz *kf, int sock)
{
	const struct ifinfomsg link = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = (int)kf->bs.ctl.ifindex,
		.ifi_change = IFF_UP,
		.ifi_flags = IFF_UP,
	};
	static struct msg m;

	msg_begin(&m, RTM_NEWLINK, NLM_F_ACK, &link, sizeof(link));
	msg_talk(sock, &m, NULL, NULL);
}

/* A socket that is gone takes its bindings and its dumps with it. */
static void reopen(int *sock)
{
	if (*sock >= 0)
		close(*sock);
	*sock = msg_socket(NETLINK_GENERIC);
}

static void execute(struct kfuzz *kf, int *socks, int route)
{
	int which = (int)rnd_below(SOCKETS + 1), ret;

	if (rnd_percent(1))
		reopen(&socks[rnd_below(SOCKETS)]);
	if (rnd_percent(3))
		ret = link_request(kf, route);
	else
		ret = family_request(kf, which < SOCKETS ? socks[which] : kf->bs.ctl.sock);
	kf->accepted += !ret;
}

int kfuzz_netlink(struct kfuzz *kf)
{
	int socks[SOCKETS] = { -1, -1, -1 }, route = msg_socket(NETLINK_ROUTE), i, left;
	struct bs *bs = &kf->bs;
	enum bs_stage stage;
	bool more = true;

	while (more) {
		/* who else is an agent steps back */
		for (i = 0; i < SOCKETS; i++)
			reopen(&socks[i]);
		delete_links(route);
		station_up(kf, route);
		stage = (enum bs_stage)(BS_IDLE + rnd_below(BS_STAGES - BS_IDLE));
		if (!bs_reach(bs, stage)) {
			printf("# failed: the station is in stage %d and does not reach %d\n",
			       bs_stage(bs), stage);
			return 1;
		}
		for (left = 10 + (int)rnd_below(90); more && left; left--) {
			execute(kf, socks, route);
			more = kfuzz_more(kf);
			if (rnd_percent(10))
				bs_advance(bs, bs_stage(bs));
		}
	}
	for (i = 0; i < SOCKETS; i++)
		close(socks[i]);
	delete_links(route);
	station_up(kf, route);
	printf("# %llu requests accepted\n", (unsigned long long)kf->accepted);
	if (bs_reach(bs, BS_OPERATIONAL))
		return 0;
	printf("# failed: the station comes into operation no more\n");
	return 1;
}
