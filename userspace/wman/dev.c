// SPDX-License-Identifier: BSD-3-Clause
#include <stdlib.h>
#include <string.h>

#include <linux/netlink.h>

#include "cli.h"
#include "reason.h"
#include "settings.h"
#include "show.h"
#include "stats.h"
#include "wait.h"

#define WAIT_S_DEFAULT 60
#define WAIT_S_MAX     86400

/* Devices whose state is shown, in the order of the dump */
struct devices {
	uint32_t *ifindex;
	size_t n;
	bool failed;
};

static void note_device(void *arg, const struct wnl_msg *msg)
{
	uint32_t ifindex = show_u32(msg->attrs, msg->len, WMAN_A_IFINDEX), *more;
	struct devices *devices = arg;

	more = reallocarray(devices->ifindex, devices->n + 1, sizeof(*more));
	if (!more) {
		devices->failed = true;
		return;
	}
	devices->ifindex = more;
	devices->ifindex[devices->n++] = ifindex;
}

static void put_text(struct cli *cli, const char *ifname, const struct nlattr *attrs, int len)
{
	enum wman_reason reason = show_u32(attrs, len, WMAN_A_DEV_REASON);
	const char *hint = wman_reason_hint(reason);
	struct show_lines lines;

	show_begin(&lines, stdout, 0, ifname);
	show_text(&lines, &spec_dev, attrs, len, cli->stats);
	show_end(&lines);
	if (show_u32(attrs, len, WMAN_A_DEV_AUTH_STATE) == WMAN_AUTH_STATE_UNPROTECTED)
		printf("    WARNING: nobody is authenticated, nothing is encrypted\n");
	if (hint && show_u32(attrs, len, WMAN_A_DEV_STATE) != WMAN_DEV_STATE_OPERATIONAL)
		printf("    %s: %s\n", wman_reason_text(reason), hint);
}

static void put_device(void *arg, const struct wnl_msg *msg)
{
	uint32_t ifindex = show_u32(msg->attrs, msg->len, WMAN_A_IFINDEX);
	const char *ifname = cli_ifname(ifindex);
	const struct nlattr *inner;
	struct cli *cli = arg;
	int len;

	show_nested(msg->attrs, msg->len, WMAN_A_DEV, &inner, &len);
	if (!cli->json) {
		put_text(cli, ifname, inner, len);
		return;
	}
	json_u64(&cli->out, "ifindex", ifindex);
	json_string(&cli->out, "ifname", ifname);
	show_json(&cli->out, &spec_dev, inner, len);
}

static int show_one(struct cli *cli, uint32_t ifindex)
{
	struct nl_msg *msg = wnl_request(&cli->nl, WMAN_CMD_DEV_GET, 0, ifindex);
	struct stats stats;
	int ret;

	if (cli->json)
		json_object(&cli->out, NULL);
	ret = !msg || wnl_call(&cli->nl, msg, put_device, cli) ? cli_refused(cli) : CLI_OK;
	if (!ret && cli->stats) {
		ret = stats_read(cli, ifindex, &stats);
		if (!ret)
			stats_put(cli, &stats, false);
	}
	if (cli->json)
		json_object_end(&cli->out);
	return ret;
}

static int list_devices(struct cli *cli, struct devices *devices)
{
	struct nl_msg *msg = wnl_request(&cli->nl, WMAN_CMD_DEV_GET, NLM_F_DUMP, 0);

	if (!msg || wnl_call(&cli->nl, msg, note_device, devices))
		return cli_refused(cli);
	return devices->failed ? cli_error("out of memory") : CLI_OK;
}

/**
 * dev_show() - wman dev show [NAME]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int dev_show(struct cli *cli)
{
	struct devices devices = { .n = 0 };
	uint32_t ifindex = 0;
	size_t i;
	int ret;

	ret = words_peek(&cli->words) ? cli_device(cli, &ifindex) : CLI_OK;
	ret = ret ?: cli_end(cli) ?: cli_open(cli);
	if (ret)
		return ret;
	if (!ifindex)
		ret = list_devices(cli, &devices);
	if (cli->json)
		json_array(&cli->out, NULL);
	if (ifindex)
		ret = show_one(cli, ifindex);
	for (i = 0; i < devices.n && !ret; i++)
		ret = show_one(cli, devices.ifindex[i]);
	if (cli->json) {
		json_array_end(&cli->out);
		json_end(&cli->out);
	}
	free(devices.ifindex);
	return ret;
}

static int call_dev(struct cli *cli, enum wman_cmd cmd, uint32_t ifindex, struct nl_msg *dev)
{
	struct nl_msg *msg = wnl_request(&cli->nl, cmd, 0, ifindex);

	if (!msg)
		return cli_refused(cli);
	if (nlmsg_datalen(nlmsg_hdr(dev)) && nla_put_nested(msg, WMAN_A_DEV | NLA_F_NESTED, dev)) {
		nlmsg_free(msg);
		return cli_error("out of memory");
	}
	return wnl_call(&cli->nl, msg, NULL, NULL) ? cli_refused(cli) : CLI_OK;
}

/**
 * dev_set() - wman dev set NAME SETTING...
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int dev_set(struct cli *cli)
{
	struct nl_msg *dev;
	uint32_t ifindex;
	int ret;

	ret = cli_device(cli, &ifindex);
	if (ret)
		return ret;
	dev = nlmsg_alloc_simple(0, 0);
	if (!dev)
		return cli_error("out of memory");
	ret = settings_parse(cli, dev) ?:
		      cli_open(cli)    ?:
					 call_dev(cli, WMAN_CMD_DEV_SET, ifindex, dev);
	nlmsg_free(dev);
	return ret;
}

static int take_wait(struct cli *cli, uint32_t *wait_s)
{
	const char *word = words_peek(&cli->words);

	*wait_s = WAIT_S_DEFAULT;
	if (!word || word[strspn(word, "0123456789")])
		return CLI_OK;
	words_take(&cli->words);
	if (!words_number(word, WAIT_S_MAX, wait_s) || !*wait_s)
		return cli_usage(cli, "wait for 1 to %d seconds, not '%s'", WAIT_S_MAX, word);
	return CLI_OK;
}

static int take_bsid(struct cli *cli, struct nl_msg *dev)
{
	const char *word = words_take(&cli->words);
	uint8_t bsid[6];

	if (!word || !words_mac(word, bsid))
		return cli_usage(cli, "bsid is an address such as 02:16:00:00:00:01%s%s",
				 word ? ", not " : "", word ? word : "");
	return nla_put(dev, WMAN_A_DEV_BSID, sizeof(bsid), bsid) ? cli_error("out of memory") :
								   CLI_OK;
}

static int take_network(struct cli *cli, struct nl_msg *dev)
{
	const char *word = words_take(&cli->words);

	if (!word || !*word || strlen(word) > WMAN_NETWORK_NAME_MAX)
		return cli_usage(cli, "network is a name of 1 to %d octets", WMAN_NETWORK_NAME_MAX);
	return nla_put_string(dev, WMAN_A_DEV_NETWORK, word) ? cli_error("out of memory") : CLI_OK;
}

static int connect_words(struct cli *cli, struct nl_msg *dev, uint32_t *wait_s)
{
	const char *word;
	int ret = CLI_OK;

	while (!ret && (word = words_take(&cli->words))) {
		if (words_short_for(word, "bsid") &&
		    !nlmsg_find_attr(nlmsg_hdr(dev), 0, WMAN_A_DEV_BSID))
			ret = take_bsid(cli, dev);
		else if (words_short_for(word, "network") &&
			 !nlmsg_find_attr(nlmsg_hdr(dev), 0, WMAN_A_DEV_NETWORK))
			ret = take_network(cli, dev);
		else if (words_short_for(word, "wait") && !*wait_s)
			ret = take_wait(cli, wait_s);
		else
			ret = cli_usage(cli,
					"'%s' was not expected: bsid, network or wait, once each",
					word);
	}
	return ret;
}

/* Connect or handover, and wait until traffic passes where that is asked for. */
static int enter(struct cli *cli, enum wman_cmd cmd, uint32_t ifindex, struct nl_msg *dev,
		 uint32_t wait_s)
{
	struct wait wait;
	int ret;

	if (!wait_s)
		return call_dev(cli, cmd, ifindex, dev);
	/* before the request, so that no step is missed */
	ret = wait_begin(&wait, cli, ifindex);
	if (ret)
		return ret;
	ret = call_dev(cli, cmd, ifindex, dev) ?: wait_run(&wait, wait_s);
	wait_end(&wait);
	return ret;
}

/* Both ways into a network: what a command's own words put into the request differs. */
static int enter_by(struct cli *cli, enum wman_cmd cmd,
		    int (*words)(struct cli *cli, struct nl_msg *dev, uint32_t *wait_s))
{
	uint32_t ifindex, wait_s = 0;
	struct nl_msg *dev;
	int ret;

	ret = cli_device(cli, &ifindex);
	if (ret)
		return ret;
	dev = nlmsg_alloc_simple(0, 0);
	if (!dev)
		return cli_error("out of memory");
	ret = words(cli, dev, &wait_s);
	if (!ret)
		ret = cli_open(cli) ?: enter(cli, cmd, ifindex, dev, wait_s);
	nlmsg_free(dev);
	return ret;
}

/**
 * dev_connect() - wman dev connect NAME [bsid BSID] [network NETWORK] [wait [SECONDS]]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int dev_connect(struct cli *cli)
{
	return enter_by(cli, WMAN_CMD_DEV_CONNECT, connect_words);
}

static int handover_words(struct cli *cli, struct nl_msg *dev, uint32_t *wait_s)
{
	const char *word;
	int ret;

	ret = take_bsid(cli, dev);
	if (ret || !words_peek(&cli->words))
		return ret;
	word = words_take(&cli->words);
	if (!words_short_for(word, "wait"))
		return cli_usage(cli, "'%s' was not expected: wait, or nothing", word);
	return take_wait(cli, wait_s) ?: cli_end(cli);
}

/**
 * dev_handover() - wman handover NAME BSID [wait [SECONDS]]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int dev_handover(struct cli *cli)
{
	return enter_by(cli, WMAN_CMD_DEV_HANDOVER, handover_words);
}

static int call_plain(struct cli *cli, enum wman_cmd cmd)
{
	struct nl_msg *msg;
	uint32_t ifindex;
	int ret;

	ret = cli_device(cli, &ifindex) ?: cli_end(cli) ?: cli_open(cli);
	if (ret)
		return ret;
	msg = wnl_request(&cli->nl, cmd, 0, ifindex);
	return !msg || wnl_call(&cli->nl, msg, NULL, NULL) ? cli_refused(cli) : CLI_OK;
}

/**
 * dev_disconnect() - wman dev disconnect NAME
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int dev_disconnect(struct cli *cli)
{
	return call_plain(cli, WMAN_CMD_DEV_DISCONNECT);
}

/**
 * dev_forget() - wman dev forget NAME
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int dev_forget(struct cli *cli)
{
	return call_plain(cli, WMAN_CMD_DEV_FORGET);
}

/**
 * dev_reauth() - wman dev reauth NAME
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int dev_reauth(struct cli *cli)
{
	return call_plain(cli, WMAN_CMD_DEV_REAUTH);
}
