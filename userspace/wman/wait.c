// SPDX-License-Identifier: BSD-3-Clause
#include "wait.h"

#include <errno.h>
#include <string.h>

#include "event.h"
#include "loop.h"
#include "reason.h"
#include "show.h"

#define NS_PER_MS 1000000ULL

/**
 * wait_judge() - what a state means
 * @state: enum wman_dev_state
 * @auth_state: enum wman_auth_state
 *
 * After a failed authorization the kernel tries again by itself, minutes later; who waits is told
 * of the failure.
 * Return: the verdict.
 */
enum wait_verdict wait_judge(uint32_t state, uint32_t auth_state)
{
	if (state == WMAN_DEV_STATE_OPERATIONAL)
		return WAIT_OPERATIONAL;
	if (state == WMAN_DEV_STATE_IDLE || auth_state == WMAN_AUTH_STATE_REJECT_WAIT ||
	    auth_state == WMAN_AUTH_STATE_SILENT)
		return WAIT_FAILED;
	return WAIT_GO_ON;
}

static void take_state(void *arg, const struct wnl_msg *msg)
{
	const struct nlattr *inner;
	struct wait *wait = arg;
	uint32_t reason;
	int len;

	if (!show_nested(msg->attrs, msg->len, WMAN_A_DEV, &inner, &len))
		return;
	wait->state = show_u32(inner, len, WMAN_A_DEV_STATE);
	wait->auth_state = show_u32(inner, len, WMAN_A_DEV_AUTH_STATE);
	reason = show_u32(inner, len, WMAN_A_DEV_REASON);
	if (reason)
		wait->reason = reason;
	wait->verdict = wait_judge(wait->state, wait->auth_state);
	if (wait->verdict != WAIT_GO_ON)
		loop_quit(wait->loop);
}

static void take_event(void *arg, const struct wnl_msg *msg)
{
	struct wait *wait = arg;

	/* what follows the end is none of ours */
	if (wait->verdict != WAIT_GO_ON ||
	    show_u32(msg->attrs, msg->len, WMAN_A_IFINDEX) != wait->ifindex)
		return;
	event_put(wait->cli, msg, wait->begun_ns);
	if (msg->cmd == WMAN_CMD_DEV_NTF)
		take_state(wait, msg);
}

/* Events were lost: look where the device is now. */
static int look(struct wait *wait)
{
	struct nl_msg *msg;

	event_put_lost(wait->cli);
	msg = wnl_request(&wait->cli->nl, WMAN_CMD_DEV_GET, 0, wait->ifindex);
	return !msg || wnl_call(&wait->cli->nl, msg, take_state, wait) ? cli_refused(wait->cli) :
									 CLI_OK;
}

static void readable(void *arg, uint32_t events)
{
	struct wait *wait = arg;
	int ret = wnl_read_events(&wait->events, take_event, wait);

	if (ret == -ENOBUFS)
		wait->failed = wait->verdict == WAIT_GO_ON && look(wait);
	else if (ret)
		wait->failed = cli_error("%s", wait->events.error);
	if (wait->failed)
		loop_quit(wait->loop);
}

static void timed_out(void *arg)
{
	struct wait *wait = arg;

	loop_quit(wait->loop);
}

/**
 * wait_begin() - listen, before the request that is to be waited for
 * @wait: to be initialised
 * @cli: the invocation, netlink open
 * @ifindex: device
 *
 * Return: CLI_OK; or CLI_ERROR, the cause is told, and wait_end() must not be called.
 */
int wait_begin(struct wait *wait, struct cli *cli, uint32_t ifindex)
{
	memset(wait, 0, sizeof(*wait));
	wait->cli = cli;
	wait->ifindex = ifindex;
	wait->begun_ns = event_now_ns();
	if (wnl_open(&wait->events) || wnl_subscribe(&wait->events, WMAN_MCGRP_EVENTS, NULL)) {
		cli_error("%s", wait->events.error);
		wait_end(wait);
		return CLI_ERROR;
	}
	wait->loop = loop_new();
	if (wait->loop)
		wait->timeout = loop_timer_new(wait->loop, timed_out, wait);
	if (!wait->timeout ||
	    loop_add_fd(wait->loop, wnl_fd(&wait->events), EPOLLIN, readable, wait)) {
		wait_end(wait);
		return cli_error("cannot wait for events");
	}
	return CLI_OK;
}

static int tell_failure(const struct wait *wait, uint32_t seconds)
{
	const char *hint = wman_reason_hint(wait->reason);
	const char *ifname = cli_ifname(wait->ifindex);

	if (wait->verdict == WAIT_FAILED)
		fprintf(stderr, "wman: %s: network entry failed", ifname);
	else
		fprintf(stderr, "wman: %s: not operational within %u s, state %s, authorization %s",
			ifname, seconds,
			wait->state ? wman_dev_state_name(wait->state) : "unchanged",
			wait->auth_state ? wman_auth_state_name(wait->auth_state) : "unchanged");
	if (wait->reason)
		fprintf(stderr, ": %s: %s", wman_reason_name(wait->reason),
			wman_reason_text(wait->reason));
	fprintf(stderr, "%s%s%s\n", hint ? " (" : "", hint ? hint : "", hint ? ")" : "");
	return CLI_ERROR;
}

/**
 * wait_run() - wait, and print every step
 * @wait: after wait_begin() and the request
 * @seconds: for how long
 *
 * Return: CLI_OK when the device is operational; else CLI_ERROR, and the reason is told.
 */
int wait_run(struct wait *wait, uint32_t seconds)
{
	uint64_t ms;

	loop_timer_set(wait->timeout, seconds * 1000ULL);
	if (loop_run(wait->loop))
		return cli_error("cannot wait for events");
	if (wait->failed)
		return CLI_ERROR;
	if (wait->verdict != WAIT_OPERATIONAL)
		return tell_failure(wait, seconds);
	ms = (event_now_ns() - wait->begun_ns) / NS_PER_MS;
	if (!wait->cli->json)
		printf("%s: operational after %llu.%03llu s\n", cli_ifname(wait->ifindex),
		       (unsigned long long)ms / 1000, (unsigned long long)ms % 1000);
	return CLI_OK;
}

/**
 * wait_end() - listen no more
 * @wait: after wait_begin()
 */
void wait_end(struct wait *wait)
{
	loop_timer_free(wait->timeout);
	loop_free(wait->loop);
	wnl_close(&wait->events);
}
