/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests and answers on the one socket of the agent, and events that are set aside meanwhile.
 */
#ifndef WMAND_UPCALL_SOCKET_H
#define WMAND_UPCALL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/netlink.h>
#include <linux/wman.h>

#include "upcall.h"

struct loop_timer;
struct nl_msg;
struct nl_sock;
struct nlattr;

#define UPCALL_TEXT_MAX 256

/* An event that arrived, to be dispatched from the loop and never inside a request. */
struct upcall_event {
	struct upcall_event *next;
	struct nlmsghdr hdr[];
};

/*
 * One socket for requests and events, because the kernel binds the agent to the socket and sends
 * its events there. A request waits for its answer and sets events aside meanwhile.
 */
struct upcall {
	struct loop *loop;
	struct nl_sock *sock;
	struct loop_timer *dispatch;
	struct agent *agent;
	upcall_bound_fn bound;
	void *ctx;
	int family; /* 0: the module is not loaded */
	bool overrun;
	struct upcall_event *events;
	struct upcall_event **events_tail;
	char text[UPCALL_TEXT_MAX]; /* extack of the last refusal, or empty */
};

typedef void (*upcall_reply_fn)(void *ctx, struct nlmsghdr *hdr);

void upcall_drain(struct upcall *up);
int upcall_request(struct upcall *up, struct nl_msg *msg, upcall_reply_fn fn, void *ctx);
struct nl_msg *upcall_request_new(struct upcall *up, uint8_t cmd, int flags, uint32_t ifindex);
struct nl_msg *upcall_exchange_request(struct upcall *up, uint8_t cmd, uint32_t ifindex,
				       uint64_t cookie, struct nlattr **nest);
bool upcall_parse(struct nlmsghdr *hdr, struct nlattr *main[WMAN_A_MAX + 1],
		  struct nlattr *agent[WMAN_A_AGENT_MAX + 1]);
uint64_t upcall_cookie(struct nlattr *agent[WMAN_A_AGENT_MAX + 1]);

#endif
