// SPDX-License-Identifier: BSD-3-Clause
/* Service flows that the station asks the base station for, changes and ends. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "dsx.h"
#include "event.h"
#include "names_gen.h"
#include "rule.h"
#include "show.h"

/* Longer than the kernel asks, whatever its timers are set to. */
#define ANSWER_MS 30000

/* What a confirmation code says (802.16e 11.13). */
static const char *const codes[] = {
	"accepted",
	"another cause",
	"a parameter is not recognized",
	"no resources now",
	"not permitted",
	"not the owner of the flow",
	"no such flow",
	"the flow is there already",
	"a required parameter is missing",
	"header suppression",
	"unknown transaction",
	"authentication failed",
	"addition aborted",
	"too many flows",
	"not authorized for the SAID",
	"the SA could not be set up",
	"a parameter is not supported",
	"the value of a parameter is not supported",
};

/**
 * struct flow - a request on its way
 * @cli: the invocation
 * @ifindex: device
 * @nest: attributes of the flow
 * @transaction: transaction id, after the reply
 * @begun_ns: when it began
 * @over: the transaction ended
 * @reason: why it was not done
 */
struct flow {
	struct cli *cli;
	uint32_t ifindex;
	struct nl_msg *nest;
	uint16_t transaction;
	uint64_t begun_ns;
	bool over;
	uint32_t reason;
};

static int put_failed(int ret)
{
	return ret ? cli_error("out of memory") : CLI_OK;
}

static bool has(const struct flow *flow, int attr)
{
	return nlmsg_find_attr(nlmsg_hdr(flow->nest), 0, attr);
}

static int take_enum(struct flow *flow, int attr, const char *what,
		     const char *(*name)(unsigned int), uint32_t max)
{
	const char *word = words_take(&flow->cli->words);
	uint32_t value;

	/* numbers are left out of some, and their name is that of 0 */
	for (value = 1; word && value <= max; value++)
		if (strcmp(name(value), name(0)) && words_short_for(word, name(value)))
			return put_failed(nla_put_u32(flow->nest, attr, value));
	return cli_usage(flow->cli, "%s", what);
}

static int take_direction(struct flow *flow)
{
	return take_enum(flow, WMAN_A_FLOW_DIRECTION, "dir is uplink or downlink",
			 wman_direction_name, WMAN_DIRECTION_MAX);
}

static int take_cs(struct flow *flow)
{
	return take_enum(flow, WMAN_A_FLOW_CS, "cs is ipv4, ipv6, ieee8023 or ipv4-over-8023",
			 wman_cs_name, WMAN_CS_MAX);
}

static int take_said(struct flow *flow)
{
	const char *word = words_take(&flow->cli->words);
	uint32_t said;

	if (!word || !words_number(word, UINT16_MAX, &said))
		return cli_usage(flow->cli, "said is a number up to %u", UINT16_MAX);
	return put_failed(nla_put_u16(flow->nest, WMAN_A_FLOW_SAID, said));
}

/* on or off; -1 for anything else, and that is told */
static int take_switch(struct flow *flow, const char *what)
{
	const char *word = words_take(&flow->cli->words);

	if (word && !strcmp(word, "on"))
		return 1;
	if (word && !strcmp(word, "off"))
		return 0;
	cli_usage(flow->cli, "%s is on or off", what);
	return -1;
}

static int take_active(struct flow *flow)
{
	int on = take_switch(flow, "active");

	if (on < 0)
		return CLI_USAGE;
	return put_failed(
		nla_put_u8(flow->nest, WMAN_A_FLOW_QOS_SET,
			   on ? WMAN_QOS_SET_ALL : WMAN_QOS_SET_ALL & ~WMAN_QOS_SET_ACTIVE));
}

/* One bit of the transmission policy, which says what must not be done. */
static int take_policy(struct flow *flow, const char *what, uint8_t bit)
{
	struct nlattr *had = nlmsg_find_attr(nlmsg_hdr(flow->nest), 0, WMAN_A_FLOW_POLICY);
	int on = take_switch(flow, what);
	uint8_t *policy;

	if (on < 0)
		return CLI_USAGE;
	if (!had && nla_put_u8(flow->nest, WMAN_A_FLOW_POLICY, 0))
		return put_failed(-1);
	policy = nla_data(nlmsg_find_attr(nlmsg_hdr(flow->nest), 0, WMAN_A_FLOW_POLICY));
	*policy = on ? *policy & ~bit : *policy | bit;
	return CLI_OK;
}

static int take_crc(struct flow *flow)
{
	return take_policy(flow, "crc", WMAN_TX_NO_CRC);
}

static int take_fragmentation(struct flow *flow)
{
	return take_policy(flow, "fragmentation", WMAN_TX_NO_FRAGMENTATION);
}

static int take_packing(struct flow *flow)
{
	return take_policy(flow, "packing", WMAN_TX_NO_PACKING);
}

static const char *rule_part(struct wman_rule *rule, const char *key, const char *value)
{
	char *end;
	unsigned long index;

	if (strcmp(key, "index"))
		return rule_add(rule, key, value);
	index = strtoul(value, &end, 10);
	if (end == value || *end || index > UINT16_MAX || rule->len)
		return "index is a number up to 65535, and comes first";
	rule_begin(rule, index);
	return NULL;
}

/* KEY=VALUE,... */
static const char *read_rule(struct wman_rule *rule, char *text)
{
	char *save = NULL, *word, *eq;
	const char *wrong = NULL;

	for (word = strtok_r(text, ",", &save); word && !wrong; word = strtok_r(NULL, ",", &save)) {
		eq = strchr(word, '=');
		if (!eq)
			return "a rule is KEY=VALUE,...; keys: index " RULE_KEYS;
		*eq = '\0';
		wrong = rule_part(rule, word, eq + 1);
	}
	return wrong;
}

static int put_rule(struct flow *flow)
{
	const char *word = words_take(&flow->cli->words), *wrong;
	struct wman_rule rule = { 0 };
	char *text;

	if (!word)
		return cli_usage(flow->cli, "a rule is KEY=VALUE,...; keys: index " RULE_KEYS);
	text = strdup(word);
	if (!text)
		return put_failed(-1);
	wrong = read_rule(&rule, text);
	free(text);
	if (wrong || !rule.len)
		return cli_usage(flow->cli, "%s", wrong ? wrong : "the rule is empty");
	return put_failed(nla_put(flow->nest, WMAN_A_FLOW_RULE, rule.len, rule.data));
}

static int take_rule_change(struct flow *flow)
{
	const char *word = words_take(&flow->cli->words);
	uint32_t action;

	for (action = 0; word && action <= WMAN_RULE_ACTION_MAX; action++)
		if (words_short_for(word, wman_rule_action_name(action)))
			return put_failed(nla_put_u32(flow->nest, WMAN_A_FLOW_RULE_ACTION, action)) ?:
				       put_rule(flow);
	return cli_usage(flow->cli, "rule add, rule replace or rule delete, and KEY=VALUE,...");
}

struct option {
	const char *name;
	int attr; /* once only; 0 for any number of times */
	int (*take)(struct flow *flow);
};

static const struct option add_options[] = {
	{ "dir", WMAN_A_FLOW_DIRECTION, take_direction },
	{ "cs", WMAN_A_FLOW_CS, take_cs },
	{ "said", WMAN_A_FLOW_SAID, take_said },
	{ "active", WMAN_A_FLOW_QOS_SET, take_active },
	{ "crc", 0, take_crc },
	{ "fragmentation", 0, take_fragmentation },
	{ "packing", 0, take_packing },
	{ "rule", WMAN_A_FLOW_RULE, put_rule },
	{ NULL, 0, NULL },
};

static const struct option change_options[] = {
	{ "active", WMAN_A_FLOW_QOS_SET, take_active },
	{ "rule", WMAN_A_FLOW_RULE, take_rule_change },
	{ NULL, 0, NULL },
};

static int take_options(struct flow *flow, const struct option *options)
{
	const struct option *o;
	const char *word;
	int ret = CLI_OK;

	while (!ret && (word = words_take(&flow->cli->words))) {
		for (o = options; o->name && strcmp(o->name, word); o++)
			;
		if (!o->name || (o->attr && has(flow, o->attr)))
			return cli_usage(flow->cli, "'%s' was not expected", word);
		ret = o->take(flow);
	}
	return ret;
}

static void take_reply(void *arg, const struct wnl_msg *msg)
{
	const struct nlattr *inner, *id;
	struct flow *flow = arg;
	int len;

	if (!show_nested(msg->attrs, msg->len, WMAN_A_FLOW, &inner, &len))
		return;
	id = show_find(inner, len, WMAN_A_FLOW_TRANSACTION, sizeof(uint16_t));
	flow->transaction = id ? nla_get_u16(id) : 0;
}

static void tell(const struct flow *flow, const struct nlattr *attrs, int len)
{
	const struct nlattr *code =
		show_find(attrs, len, WMAN_A_FLOW_CONFIRMATION, sizeof(uint8_t));
	static const char *const done[] = { "", "added", "changed", "deleted" };
	uint32_t op = show_u32(attrs, len, WMAN_A_FLOW_OP);
	uint8_t n = code ? nla_get_u8(code) : 0;

	if (op > WMAN_FLOW_OP_MAX)
		op = 0;
	if (!flow->reason) {
		printf("%s: flow %u %s\n", cli_ifname(flow->ifindex),
		       show_u32(attrs, len, WMAN_A_FLOW_SFID), done[op]);
		return;
	}
	fprintf(stderr, "wman: %s: flow not %s: %s: %s", cli_ifname(flow->ifindex), done[op],
		wman_reason_name(flow->reason), wman_reason_text(flow->reason));
	if (n)
		fprintf(stderr, " (confirmation code %u: %s)", n,
			n < sizeof(codes) / sizeof(codes[0]) ? codes[n] : "unknown");
	fputc('\n', stderr);
}

static void take_event(void *arg, const struct wnl_msg *msg)
{
	const struct nlattr *inner, *id;
	struct flow *flow = arg;
	int len;

	if (flow->over || msg->cmd != WMAN_CMD_FLOW_NTF ||
	    show_u32(msg->attrs, msg->len, WMAN_A_IFINDEX) != flow->ifindex ||
	    !show_nested(msg->attrs, msg->len, WMAN_A_FLOW, &inner, &len))
		return;
	id = show_find(inner, len, WMAN_A_FLOW_TRANSACTION, sizeof(uint16_t));
	if (!id || nla_get_u16(id) != flow->transaction)
		return;
	flow->over = true;
	flow->reason = show_u32(inner, len, WMAN_A_FLOW_REASON);
	if (flow->cli->json)
		event_put(flow->cli, msg, flow->begun_ns);
	if (!flow->cli->json || flow->reason)
		tell(flow, inner, len);
}

/* The kernel tells the end of every transaction. */
static int await(struct flow *flow, struct wnl *events)
{
	struct pollfd pfd = { .fd = wnl_fd(events), .events = POLLIN };
	int ret = 0;

	while (!ret && !flow->over) {
		if (poll(&pfd, 1, ANSWER_MS) <= 0)
			return cli_error("no answer; 'wman flow show' tells how things are");
		ret = wnl_read_events(events, take_event, flow);
	}
	if (ret == -ENOBUFS)
		return cli_error("events were lost; 'wman flow show' tells how things are");
	if (ret)
		return cli_error("%s", events->error);
	return flow->reason ? CLI_ERROR : CLI_OK;
}

static int call(struct flow *flow, enum wman_cmd cmd)
{
	struct wnl events = { .sock = NULL };
	struct nl_msg *msg;
	int ret = CLI_OK;

	/* before the request, so that its end is not missed */
	if (wnl_open(&events) || wnl_subscribe(&events, WMAN_MCGRP_EVENTS, NULL))
		ret = cli_error("%s", events.error);
	msg = ret ? NULL : wnl_request(&flow->cli->nl, cmd, 0, flow->ifindex);
	if (!ret && !msg)
		ret = cli_refused(flow->cli);
	if (msg && nla_put_nested(msg, WMAN_A_FLOW | NLA_F_NESTED, flow->nest)) {
		nlmsg_free(msg);
		ret = put_failed(-1);
	}
	if (!ret && wnl_call(&flow->cli->nl, msg, take_reply, flow))
		ret = cli_refused(flow->cli);
	if (!ret)
		ret = await(flow, &events);
	wnl_close(&events);
	return ret;
}

static int take_sfid(struct flow *flow)
{
	const char *word = words_take(&flow->cli->words);
	uint32_t sfid;

	if (!word || !words_number(word, UINT32_MAX, &sfid))
		return cli_usage(flow->cli, "expected an SFID, a number");
	return put_failed(nla_put_u32(flow->nest, WMAN_A_FLOW_SFID, sfid));
}

static int add_words(struct flow *flow)
{
	int ret = take_options(flow, add_options);

	if (!ret && (!has(flow, WMAN_A_FLOW_DIRECTION) || !has(flow, WMAN_A_FLOW_CS)))
		ret = cli_usage(flow->cli, "dir and cs are needed");
	return ret;
}

static int change_words(struct flow *flow)
{
	int ret = take_sfid(flow) ?: take_options(flow, change_options);

	if (!ret && !has(flow, WMAN_A_FLOW_QOS_SET) && !has(flow, WMAN_A_FLOW_RULE))
		ret = cli_usage(flow->cli, "active or rule is needed");
	return ret;
}

static int del_words(struct flow *flow)
{
	return take_sfid(flow) ?: cli_end(flow->cli);
}

static int ask(struct cli *cli, enum wman_cmd cmd, int (*words)(struct flow *flow))
{
	struct flow flow = { .cli = cli, .begun_ns = event_now_ns() };
	int ret = cli_device(cli, &flow.ifindex);

	if (ret)
		return ret;
	flow.nest = nlmsg_alloc_simple(0, 0);
	if (!flow.nest)
		return put_failed(-1);
	ret = words(&flow) ?: cli_open(cli) ?: call(&flow, cmd);
	nlmsg_free(flow.nest);
	return ret;
}

/**
 * flow_add() - wman flow add NAME dir DIRECTION cs CS [OPTION VALUE]...
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int flow_add(struct cli *cli)
{
	return ask(cli, WMAN_CMD_FLOW_ADD, add_words);
}

/**
 * flow_change() - wman flow change NAME SFID [active on|off] [rule ACTION KEY=VALUE,...]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int flow_change(struct cli *cli)
{
	return ask(cli, WMAN_CMD_FLOW_CHANGE, change_words);
}

/**
 * flow_del() - wman flow del NAME SFID
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int flow_del(struct cli *cli)
{
	return ask(cli, WMAN_CMD_FLOW_DEL, del_words);
}
