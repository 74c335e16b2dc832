// SPDX-License-Identifier: BSD-3-Clause
#include "stats.h"

#include <inttypes.h>
#include <string.h>

#include "names_gen.h"
#include "show.h"

/**
 * stats_take() - add the counters of a reply
 * @arg: struct stats
 * @msg: reply of stats-get
 *
 * Reasons of a newer kernel are passed over.
 */
void stats_take(void *arg, const struct wnl_msg *msg)
{
	const struct nlattr *nla, *reason, *count;
	struct stats *stats = arg;
	int rest;

	nla_for_each_attr(nla, msg->attrs, msg->len, rest) {
		if (nla_type(nla) != WMAN_A_COUNTER)
			continue;
		reason = show_find(nla_data(nla), nla_len(nla), WMAN_A_COUNTER_REASON,
				   sizeof(uint32_t));
		count = show_find(nla_data(nla), nla_len(nla), WMAN_A_COUNTER_COUNT,
				  sizeof(uint64_t));
		if (reason && count && nla_get_u32(reason) <= WMAN_REASON_MAX)
			stats->count[nla_get_u32(reason)] += nla_get_u64(count);
	}
}

/**
 * stats_read() - ask for the counters of a device
 * @cli: the invocation, netlink open
 * @ifindex: device
 * @stats: to be filled
 *
 * Return: CLI_OK, or CLI_ERROR and the cause is told.
 */
int stats_read(struct cli *cli, uint32_t ifindex, struct stats *stats)
{
	struct nl_msg *msg = wnl_request(&cli->nl, WMAN_CMD_STATS_GET, 0, ifindex);

	memset(stats, 0, sizeof(*stats));
	if (!msg || wnl_call(&cli->nl, msg, stats_take, stats))
		return cli_refused(cli);
	return CLI_OK;
}

/**
 * stats_put() - print counters
 * @cli: the invocation; with -j an object is open
 * @stats: the counters
 * @all: those that are zero, too
 */
void stats_put(struct cli *cli, const struct stats *stats, bool all)
{
	unsigned int reason;

	if (cli->json)
		json_object(&cli->out, "counters");
	for (reason = WMAN_REASON_NONE + 1; reason <= WMAN_REASON_MAX; reason++) {
		if (!stats->count[reason] && !all)
			continue;
		if (cli->json)
			json_u64(&cli->out, wman_reason_name(reason), stats->count[reason]);
		else
			printf("    %-22s %10" PRIu64 "  %s\n", wman_reason_name(reason),
			       stats->count[reason], wman_reason_text(reason));
	}
	if (cli->json)
		json_object_end(&cli->out);
}

/**
 * stats_show() - wman stats NAME [all]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int stats_show(struct cli *cli)
{
	struct stats stats;
	uint32_t ifindex;
	bool all;
	int ret;

	ret = cli_device(cli, &ifindex);
	if (ret)
		return ret;
	all = words_take_keyword(&cli->words, "all");
	ret = cli_end(cli) ?: cli_open(cli) ?: stats_read(cli, ifindex, &stats);
	if (ret)
		return ret;
	if (cli->json) {
		json_array(&cli->out, NULL);
		json_object(&cli->out, NULL);
		json_u64(&cli->out, "ifindex", ifindex);
		json_string(&cli->out, "ifname", cli_ifname(ifindex));
	} else {
		printf("%s: rejections by reason\n", cli_ifname(ifindex));
	}
	stats_put(cli, &stats, all);
	if (cli->json) {
		json_object_end(&cli->out);
		json_array_end(&cli->out);
		json_end(&cli->out);
	}
	return CLI_OK;
}
