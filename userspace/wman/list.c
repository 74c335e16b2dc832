// SPDX-License-Identifier: BSD-3-Clause
/* Objects that are a dump of one nest: base stations, SAs, keys, flows. */
#include <linux/netlink.h>

#include "cli.h"
#include "show.h"

struct list {
	struct cli *cli;
	int attr;
	unsigned int n;
};

static void put_entry(void *arg, const struct wnl_msg *msg)
{
	struct list *list = arg;
	const struct spec_set *set = spec_main.attrs[list->attr].nested;
	const struct nlattr *inner;
	struct show_lines lines;
	const char *ifname;
	uint32_t ifindex;
	int len;

	if (!show_nested(msg->attrs, msg->len, list->attr, &inner, &len))
		return;
	list->n++;
	ifindex = show_u32(msg->attrs, msg->len, WMAN_A_IFINDEX);
	ifname = cli_ifname(ifindex);
	if (list->cli->json) {
		json_object(&list->cli->out, NULL);
		json_u64(&list->cli->out, "ifindex", ifindex);
		json_string(&list->cli->out, "ifname", ifname);
		show_json(&list->cli->out, set, inner, len);
		json_object_end(&list->cli->out);
		return;
	}
	show_begin(&lines, stdout, 0, ifname);
	show_text(&lines, set, inner, len, true);
	show_end(&lines);
}

static int dump(struct cli *cli, enum wman_cmd cmd, int attr)
{
	struct list list = { .cli = cli, .attr = attr };
	struct nl_msg *msg;
	uint32_t ifindex;
	int ret;

	ret = cli_device(cli, &ifindex) ?: cli_end(cli) ?: cli_open(cli);
	if (ret)
		return ret;
	msg = wnl_request(&cli->nl, cmd, NLM_F_DUMP, ifindex);
	if (!msg)
		return cli_refused(cli);
	if (cli->json)
		json_array(&cli->out, NULL);
	ret = wnl_call(&cli->nl, msg, put_entry, &list);
	if (cli->json) {
		json_array_end(&cli->out);
		json_end(&cli->out);
	}
	if (ret)
		return cli_refused(cli);
	if (cli->nl.interrupted)
		return cli_error("the list changed while it was read, and may be incomplete");
	return CLI_OK;
}

/**
 * list_scan() - wman scan NAME
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int list_scan(struct cli *cli)
{
	return dump(cli, WMAN_CMD_SCAN_GET, WMAN_A_BS);
}

/**
 * list_sa() - wman sa show NAME
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int list_sa(struct cli *cli)
{
	return dump(cli, WMAN_CMD_SA_GET, WMAN_A_SA);
}

/**
 * list_key() - wman key show NAME
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int list_key(struct cli *cli)
{
	return dump(cli, WMAN_CMD_KEY_GET, WMAN_A_KEY);
}

/**
 * list_flow() - wman flow show NAME
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int list_flow(struct cli *cli)
{
	return dump(cli, WMAN_CMD_FLOW_GET, WMAN_A_FLOW);
}

/**
 * sa_rekey() - wman sa rekey NAME SAID
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int sa_rekey(struct cli *cli)
{
	uint32_t ifindex, said = 0;
	struct nlattr *nest;
	struct nl_msg *msg;
	const char *word;
	int ret;

	ret = cli_device(cli, &ifindex);
	if (ret)
		return ret;
	word = words_take(&cli->words);
	if (!word || !words_number(word, UINT16_MAX, &said))
		return cli_usage(cli, "expected a SAID, a number up to %u", UINT16_MAX);
	ret = cli_end(cli) ?: cli_open(cli);
	if (ret)
		return ret;
	msg = wnl_request(&cli->nl, WMAN_CMD_SA_REKEY, 0, ifindex);
	if (!msg)
		return cli_refused(cli);
	nest = nla_nest_start(msg, WMAN_A_SA | NLA_F_NESTED);
	if (!nest || nla_put_u16(msg, WMAN_A_SA_SAID, said)) {
		nlmsg_free(msg);
		return cli_error("out of memory");
	}
	nla_nest_end(msg, nest);
	return wnl_call(&cli->nl, msg, NULL, NULL) ? cli_refused(cli) : CLI_OK;
}
