// SPDX-License-Identifier: GPL-2.0
/* Requests about service flows: each begins a transaction with the base station. */
#include <net/genetlink.h>

#include "dev.h"
#include "flow_ms.h"
#include "message.h"
#include "netlink.h"
#include "netlink_gen.h"

#define POLICY_KNOWN	(WMAN_TX_NO_FRAGMENTATION | WMAN_TX_NO_PACKING | WMAN_TX_NO_CRC)

struct flow_request {
	struct genl_info *info;
	struct wman_dsx dsx;
	u16 transaction;
};

static int begin_fn(struct wman_dev *wdev, void *arg)
{
	struct flow_request *req = arg;
	struct netlink_ext_ack *extack = req->info->extack;
	int ret = wman_flow_ms_begin(wdev, &req->dsx, &req->transaction);

	if (ret == -ENOTCONN)
		NL_SET_ERR_MSG(extack, "not registered at a base station");
	else if (ret == -ENOENT)
		NL_SET_ERR_MSG(extack, "no such flow");
	else if (ret == -ENOKEY)
		NL_SET_ERR_MSG(extack, "no such SA");
	else if (ret == -EBUSY)
		NL_SET_ERR_MSG(extack, "a transaction of this flow runs, or too many do");
	else if (ret == -EINVAL)
		NL_SET_ERR_MSG(extack, "the rule is malformed, or none of this flow");
	return ret;
}

static int reply(struct genl_info *info, u16 transaction)
{
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &wman_nl_family, 0, info->genlhdr->cmd);
	if (!hdr || nla_put_u32(skb, WMAN_A_IFINDEX, nla_get_u32(info->attrs[WMAN_A_IFINDEX])))
		goto err;
	nest = nla_nest_start(skb, WMAN_A_FLOW);
	if (!nest || nla_put_u16(skb, WMAN_A_FLOW_TRANSACTION, transaction))
		goto err;
	nla_nest_end(skb, nest);
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
err:
	nlmsg_free(skb);
	return -EMSGSIZE;
}

/* The attributes in the nest, all that @needed names among them. */
static int parse(struct genl_info *info, struct nlattr **tb, const u8 *needed, size_t n)
{
	size_t i;
	int ret;

	if (!info->attrs[WMAN_A_FLOW]) {
		NL_SET_ERR_MSG(info->extack, "the request has no object");
		return -EINVAL;
	}
	ret = nla_parse_nested(tb, WMAN_A_FLOW_MAX, info->attrs[WMAN_A_FLOW], NULL, info->extack);
	for (i = 0; i < n && !ret; i++) {
		if (!tb[needed[i]]) {
			NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[WMAN_A_FLOW],
					    "an attribute that is needed is missing");
			ret = -EINVAL;
		}
	}
	return ret;
}

static void take_rule(struct wman_flow_params *flow, struct nlattr **tb, u8 cs)
{
	if (!tb[WMAN_A_FLOW_RULE])
		return;
	flow->n_rules = 1;
	flow->rules[0] = (struct wman_dsx_rule){
		.cs = cs,
		.action = WMAN_RULE_ACTION_ADD,
		.rule = { nla_data(tb[WMAN_A_FLOW_RULE]), nla_len(tb[WMAN_A_FLOW_RULE]) },
	};
	if (tb[WMAN_A_FLOW_RULE_ACTION])
		flow->rules[0].action = nla_get_u32(tb[WMAN_A_FLOW_RULE_ACTION]);
}

static int begin(struct flow_request *req)
{
	return wman_nl_call(req->info, begin_fn, req) ?: reply(req->info, req->transaction);
}

int wman_nl_flow_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const u8 needed[] = { WMAN_A_FLOW_DIRECTION, WMAN_A_FLOW_CS };
	struct flow_request req = { .info = info, .dsx.type = WMAN_MSG_DSA_REQ };
	struct wman_flow_params *flow = &req.dsx.flow;
	struct nlattr *tb[WMAN_A_FLOW_MAX + 1];
	int ret;

	ret = parse(info, tb, needed, ARRAY_SIZE(needed));
	if (ret)
		return ret;
	req.dsx.dir = nla_get_u32(tb[WMAN_A_FLOW_DIRECTION]);
	flow->present = WMAN_FLOW_CS | WMAN_FLOW_QOS_SET | WMAN_FLOW_POLICY;
	flow->cs = nla_get_u32(tb[WMAN_A_FLOW_CS]);
	/* the code points have a gap that a range does not see */
	if (!wman_cs_known(flow->cs)) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[WMAN_A_FLOW_CS],
				    "no such convergence sublayer");
		return -EINVAL;
	}
	flow->qos_set = WMAN_QOS_SET_ALL;
	if (tb[WMAN_A_FLOW_QOS_SET])
		flow->qos_set = nla_get_u8(tb[WMAN_A_FLOW_QOS_SET]);
	if (tb[WMAN_A_FLOW_POLICY])
		flow->policy = nla_get_u8(tb[WMAN_A_FLOW_POLICY]);
	if (flow->policy & ~POLICY_KNOWN) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[WMAN_A_FLOW_POLICY],
				    "a bit of the policy is not supported");
		return -EINVAL;
	}
	if (tb[WMAN_A_FLOW_SAID]) {
		flow->present |= WMAN_FLOW_SAID;
		flow->said = nla_get_u16(tb[WMAN_A_FLOW_SAID]);
	}
	if (req.dsx.dir == WMAN_DIRECTION_UPLINK) {
		flow->present |= WMAN_FLOW_SCHEDULING;
		flow->scheduling = WMAN_SCHEDULING_BE;
	}
	take_rule(flow, tb, flow->cs);
	return begin(&req);
}

/* What only the flow knows: its direction, and the sublayer of its rules. */
static int change_fn(struct wman_dev *wdev, void *arg)
{
	struct flow_request *req = arg;
	const struct wman_flow *flow = wman_flow_find(wdev, req->dsx.flow.sfid);

	if (flow) {
		req->dsx.dir = flow->dir;
		req->dsx.flow.rules[0].cs = flow->cs;
	}
	return begin_fn(wdev, req);
}

int wman_nl_flow_change_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const u8 needed[] = { WMAN_A_FLOW_SFID };
	struct flow_request req = { .info = info, .dsx.type = WMAN_MSG_DSC_REQ };
	struct wman_flow_params *flow = &req.dsx.flow;
	struct nlattr *tb[WMAN_A_FLOW_MAX + 1];
	int ret;

	ret = parse(info, tb, needed, ARRAY_SIZE(needed));
	if (ret)
		return ret;
	if (!tb[WMAN_A_FLOW_QOS_SET] && !tb[WMAN_A_FLOW_RULE]) {
		NL_SET_ERR_MSG(info->extack, "flow.qos-set or flow.rule is needed");
		return -EINVAL;
	}
	if (tb[WMAN_A_FLOW_RULE_ACTION] && !tb[WMAN_A_FLOW_RULE]) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[WMAN_A_FLOW_RULE_ACTION],
				    "flow.rule-action is of no flow.rule");
		return -EINVAL;
	}
	flow->present = WMAN_FLOW_SFID;
	flow->sfid = nla_get_u32(tb[WMAN_A_FLOW_SFID]);
	if (tb[WMAN_A_FLOW_QOS_SET]) {
		flow->present |= WMAN_FLOW_QOS_SET;
		flow->qos_set = nla_get_u8(tb[WMAN_A_FLOW_QOS_SET]);
	}
	take_rule(flow, tb, 0);
	return wman_nl_call(info, change_fn, &req) ?: reply(info, req.transaction);
}

int wman_nl_flow_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const u8 needed[] = { WMAN_A_FLOW_SFID };
	struct flow_request req = { .info = info, .dsx.type = WMAN_MSG_DSD_REQ };
	struct nlattr *tb[WMAN_A_FLOW_MAX + 1];
	int ret;

	ret = parse(info, tb, needed, ARRAY_SIZE(needed));
	if (ret)
		return ret;
	req.dsx.sfid = nla_get_u32(tb[WMAN_A_FLOW_SFID]);
	return begin(&req);
}
