// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <signal.h>

#include "cli.h"
#include "event.h"
#include "loop.h"
#include "show.h"

struct monitor {
	struct cli *cli;
	struct loop *loop;
	uint32_t ifindex; /* 0: every device */
	bool all;	  /* messages and rejections too */
	uint64_t base_ns;
	int status;
};

static void take_event(void *arg, const struct wnl_msg *msg)
{
	struct monitor *mon = arg;

	if (!mon->ifindex || show_u32(msg->attrs, msg->len, WMAN_A_IFINDEX) == mon->ifindex)
		event_put(mon->cli, msg, mon->base_ns);
}

static void readable(void *arg, uint32_t events)
{
	struct monitor *mon = arg;
	int ret = wnl_read_events(&mon->cli->nl, take_event, mon);

	if (ret == -ENOBUFS)
		event_put_lost(mon->cli);
	else if (ret)
		mon->status = cli_refused(mon->cli);
	/* a full disk, or a reader that left and SIGPIPE is ignored */
	if (!mon->status && ferror(stdout))
		mon->status = cli_error("cannot write the output");
	if (mon->status)
		loop_quit(mon->loop);
}

static void on_signal(void *arg, int signo)
{
	loop_quit(arg);
}

static int watch(struct monitor *mon)
{
	int fd = wnl_fd(&mon->cli->nl);

	if (wnl_subscribe(&mon->cli->nl, WMAN_MCGRP_EVENTS, mon->all ? WMAN_MCGRP_AIR : NULL))
		return cli_refused(mon->cli);
	if (loop_add_fd(mon->loop, fd, EPOLLIN, readable, mon) ||
	    loop_add_signal(mon->loop, SIGINT, on_signal, mon->loop) ||
	    loop_add_signal(mon->loop, SIGTERM, on_signal, mon->loop))
		return cli_error("cannot wait for events");
	if (loop_run(mon->loop))
		return cli_error("cannot wait for events");
	return mon->status;
}

/**
 * monitor_run() - wman monitor [NAME] [all]
 * @cli: the invocation
 *
 * Return: enum cli_exit; CLI_OK after SIGINT or SIGTERM.
 */
int monitor_run(struct cli *cli)
{
	struct monitor mon = { .cli = cli, .base_ns = event_now_ns() };
	int ret;

	mon.all = words_take_keyword(&cli->words, "all");
	ret = !mon.all && words_peek(&cli->words) ? cli_device(cli, &mon.ifindex) : CLI_OK;
	mon.all = mon.all || words_take_keyword(&cli->words, "all");
	ret = ret ?: cli_end(cli) ?: cli_open(cli);
	if (ret)
		return ret;
	mon.loop = loop_new();
	ret = mon.loop ? watch(&mon) : cli_error("out of memory");
	loop_free(mon.loop);
	return ret;
}
