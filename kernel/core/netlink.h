/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The netlink family: requests in netlink.c, those of the agent in netlink_agent.c and those about
 * flows in netlink_flow.c, dumps in dump.c, what the kernel tells by itself in notify.c, attributes
 * of the objects that more than one of them shows in object.c.
 */
#ifndef _WMAN_NETLINK_H
#define _WMAN_NETLINK_H

#include <linux/types.h>
#include <linux/wman.h>
#include <net/netlink.h>

#include "kdf.h"

struct genl_family;
struct genl_info;
struct net;
struct net_device;
struct netlink_ext_ack;
struct sk_buff;
struct wman_buf;
struct wman_dev;
struct wman_ms_transaction;
struct wman_octets;
struct wman_sa;

extern struct genl_family wman_nl_family;

/**
 * struct wman_nl_request - a request on its way through the control thread
 * @info: the request
 * @nest: attributes of its object, or NULL
 * @reply: what is to be sent back
 */
struct wman_nl_request {
	struct genl_info *info;
	struct nlattr **nest;
	struct sk_buff *reply;
};

/**
 * wman_nl_dev_of() - the device that a request names
 * @net: namespace
 * @ifindex: the attribute, or NULL
 * @extack: told why not
 *
 * Context: process.
 * Return: the device, held; -EINVAL, -ENODEV, -EOPNOTSUPP.
 */
struct net_device *wman_nl_dev_of(struct net *net, struct nlattr *ifindex,
				  struct netlink_ext_ack *extack);

/**
 * wman_nl_in_control() - run a request in the control thread of its device
 * @info: the request
 * @req: handed to @fn
 * @fn: what to run
 *
 * Context: process.
 * Return: what @fn returned, or as wman_nl_dev_of().
 */
int wman_nl_in_control(struct genl_info *info, struct wman_nl_request *req,
		       int (*fn)(struct wman_dev *wdev, void *arg));

/**
 * wman_nl_parse_nest() - the attributes in a nest that the family's policy has validated already
 * @info: the request
 * @attr: the nest
 * @tb: where to
 * @max: highest attribute
 *
 * Return: 0, -EINVAL when there is no nest.
 */
int wman_nl_parse_nest(struct genl_info *info, int attr, struct nlattr **tb, int max);

/**
 * wman_nl_build_reply() - one reply
 * @wdev: the station
 * @req: gets the reply
 * @put: puts what is behind the ifindex
 *
 * Context: control thread.
 * Return: 0, -ENOMEM, -EMSGSIZE.
 */
int wman_nl_build_reply(struct wman_dev *wdev, struct wman_nl_request *req,
			int (*put)(struct sk_buff *skb, struct wman_dev *wdev));

/*
 * A u64 without padding: nla_put_u64_64bit() would put an attribute of type 0 before it where the
 * machine cannot load unaligned, and the family has none. Readers copy the octets.
 */
static inline int wman_nl_put_u64(struct sk_buff *skb, int type, u64 value)
{
	return nla_put(skb, type, sizeof(value), &value);
}

/*
 * Run @fn with @arg in the control thread of the device that a request names.
 * Return: what @fn returned; -EINVAL, -ENODEV or -EOPNOTSUPP without such a device.
 */
int wman_nl_call(struct genl_info *info, int (*fn)(struct wman_dev *wdev, void *arg), void *arg);

/* What signs messages, as user space knows it. */
static inline u32 wman_nl_mac_mode(enum wman_kdf_mode mode)
{
	return mode == WMAN_KDF_SHA1 ? WMAN_MAC_MODES_HMAC : WMAN_MAC_MODES_CMAC;
}

int wman_nl_init(void);
void wman_nl_exit(void);

/*
 * Attributes of a struct wman_dev and of a struct wman_sa, into a nest that is open; the same for
 * replies, dumps and events. Control thread.
 * Return: 0 or -EMSGSIZE.
 */
int wman_nl_put_counter(struct sk_buff *skb, int attr, enum wman_reason reason, u64 count);
int wman_nl_put_dev(struct sk_buff *skb, const void *wdev);
int wman_nl_put_sa(struct sk_buff *skb, const void *sa);
/* with its TEKs, for those who may see key state */
int wman_nl_put_sa_teks(struct sk_buff *skb, const void *sa);

/*
 * Events of the control thread. Those to an agent return 0 or a negative errno when its socket
 * could not take the message.
 */
void wman_nl_dev_event(struct wman_dev *wdev);
void wman_nl_sa_event(struct wman_sa *sa);
void wman_nl_flow_event(const struct wman_ms_transaction *t);
/* a management message, from its type octet; @dir: enum wman_direction */
void wman_nl_message_event(struct wman_dev *wdev, u32 dir, u16 cid, const u8 *data, size_t len);
/* any context */
void wman_nl_reject_event(struct wman_dev *wdev, enum wman_reason reason);
int wman_nl_agent_ready(struct wman_dev *wdev, u32 portid);
int wman_nl_agent_frame(struct wman_dev *wdev, u32 portid, u64 cookie, const u8 *frame, size_t len);
int wman_nl_agent_cancel(struct wman_dev *wdev, u32 portid, u64 cookie, enum wman_reason reason);
int wman_nl_agent_challenged(struct wman_dev *wdev);
int wman_nl_rsa_request(struct wman_dev *wdev, const struct wman_octets *auth_key);
int wman_nl_tek_request(struct wman_dev *wdev, u32 portid, u64 cookie,
			const struct wman_octets field[2]);

/* To the agent of an exchange about RSA; 0 or a negative errno. */
int wman_nl_rsa_sign(struct wman_dev *wdev, const struct wman_octets *message);
int wman_nl_rsa_verify(struct wman_dev *wdev, const struct wman_octets *message,
		       const struct wman_buf *acknowledgement, const struct wman_buf *refusal);

#endif
