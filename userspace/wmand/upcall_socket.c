// SPDX-License-Identifier: BSD-3-Clause
#include "upcall_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "eap/eap.h"
#include "loop.h"

/* The kernel answers at once; this is for an answer that was lost. */
#define ANSWER_MS 2000
/* Header, cookie, and the largest attributes of a request: an EAP packet, or two certificates. */
#define REQUEST_MAX (WMAN_EAP_FRAME_MAX + 256)
_Static_assert(2 * WMAN_CERTIFICATE_MAX <= WMAN_EAP_FRAME_MAX, "both certificates fit");

typedef void (*reply_fn)(void *ctx, struct nlmsghdr *hdr);

struct answer {
	uint32_t seq;
	upcall_reply_fn fn;
	void *ctx;
	bool complete;
	int error;
};

static void set_aside(struct upcall *up, const struct nlmsghdr *hdr)
{
	struct upcall_event *event = malloc(sizeof(*event) + hdr->nlmsg_len);

	if (!event) {
		up->overrun = true;
		return;
	}
	event->next = NULL;
	memcpy(event->hdr, hdr, hdr->nlmsg_len);
	*up->events_tail = event;
	up->events_tail = &event->next;
}

/* The kernel's text for a refusal, with NETLINK_CAP_ACK behind the bare header. */
static void take_extack(struct upcall *up, struct nlmsghdr *hdr)
{
	const struct nlmsgerr *err = nlmsg_data(hdr);
	size_t skip = sizeof(*err);
	struct nlattr *attr;

	up->text[0] = '\0';
	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		skip += err->msg.nlmsg_len - NLMSG_HDRLEN;
	skip = NLMSG_ALIGN(skip);
	if (skip > (size_t)nlmsg_datalen(hdr))
		return;
	attr = nla_find((struct nlattr *)((char *)err + skip), nlmsg_datalen(hdr) - skip,
			NLMSGERR_ATTR_MSG);
	if (attr)
		nla_strlcpy(up->text, attr, sizeof(up->text));
}

/* A message that belongs to a request under way. */
static void take_answer(struct upcall *up, struct nlmsghdr *hdr, struct answer *answer)
{
	const struct nlmsgerr *err = nlmsg_data(hdr);

	if (hdr->nlmsg_type == NLMSG_ERROR) {
		answer->complete = true;
		if (nlmsg_datalen(hdr) < (int)sizeof(*err)) {
			answer->error = -EPROTO;
			return;
		}
		answer->error = err->error;
		if (err->error)
			take_extack(up, hdr);
	} else if (hdr->nlmsg_type == NLMSG_DONE) {
		answer->complete = true;
		if (nlmsg_datalen(hdr) >= (int)sizeof(int))
			answer->error = *(int *)nlmsg_data(hdr);
	} else if (answer->fn) {
		answer->fn(answer->ctx, hdr);
	}
}

/* Read all that is there; @answer may be NULL. False when it cannot be read. */
static bool drain_for(struct upcall *up, struct answer *answer)
{
	uint32_t port = nl_socket_get_local_port(up->sock);
	struct sockaddr_nl from;
	struct nlmsghdr *hdr;
	unsigned char *buf;
	int n;

	for (;;) {
		errno = 0;
		n = nl_recv(up->sock, &from, &buf, NULL);
		/* libnl has one error for a socket that overran and for no memory of its own */
		if (n == -NLE_NOMEM && errno == ENOBUFS) {
			up->overrun = true;
			continue;
		}
		if (n <= 0)
			return !n || n == -NLE_AGAIN;
		if (from.nl_pid)
			n = 0;
		for (hdr = (struct nlmsghdr *)buf; nlmsg_ok(hdr, n); hdr = nlmsg_next(hdr, &n)) {
			if (hdr->nlmsg_seq && hdr->nlmsg_pid == port) {
				/* An answer that nobody waits for any more is dropped. */
				if (answer && hdr->nlmsg_seq == answer->seq && !answer->complete)
					take_answer(up, hdr, answer);
			} else {
				set_aside(up, hdr);
			}
		}
		free(buf);
	}
}

/**
 * upcall_drain() - read what is there and set it aside, outside of a request
 * @up: the wire
 */
void upcall_drain(struct upcall *up)
{
	drain_for(up, NULL);
}

static int await(struct upcall *up, struct answer *answer)
{
	struct pollfd pfd = { .fd = nl_socket_get_fd(up->sock), .events = POLLIN };
	int ret;

	while (!answer->complete) {
		ret = poll(&pfd, 1, ANSWER_MS);
		if (!ret)
			return -ETIMEDOUT;
		if (ret < 0 && errno != EINTR)
			return -errno;
		if (ret > 0 && !drain_for(up, answer))
			return -EIO;
	}
	return answer->error;
}

/**
 * upcall_request() - send a message and wait for its answer
 * @up: the wire
 * @msg: the message, which is wiped and freed
 * @fn: called for each message of the answer but its end; or NULL
 * @ctx: first argument of @fn
 *
 * Events that come meanwhile are set aside, and dispatched from the loop.
 *
 * Return: 0, what the kernel refused it with, -ETIMEDOUT or -EIO.
 */
int upcall_request(struct upcall *up, struct nl_msg *msg, upcall_reply_fn fn, void *ctx)
{
	struct answer answer = { .fn = fn, .ctx = ctx };
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	int ret;

	up->text[0] = '\0';
	nl_complete_msg(up->sock, msg);
	answer.seq = hdr->nlmsg_seq;
	ret = nl_send(up->sock, msg);
	explicit_bzero(hdr, hdr->nlmsg_len);
	nlmsg_free(msg);
	ret = ret < 0 ? -EIO : await(up, &answer);
	/* whatever became of the request */
	if (up->events || up->overrun)
		loop_timer_set(up->dispatch, 0);
	return ret;
}

/**
 * upcall_request_new() - a request of the family
 * @up: the wire
 * @cmd: which
 * @flags: of netlink, besides NLM_F_ACK
 * @ifindex: device, or 0
 *
 * Return: the message, or NULL without memory.
 */
struct nl_msg *upcall_request_new(struct upcall *up, uint8_t cmd, int flags, uint32_t ifindex)
{
	struct nl_msg *msg = nlmsg_alloc_size(REQUEST_MAX);

	if (!msg)
		return NULL;
	if (genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, up->family, 0, NLM_F_ACK | flags, cmd,
			WMAN_FAMILY_VERSION) &&
	    (!ifindex || !nla_put_u32(msg, WMAN_A_IFINDEX, ifindex)))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

/**
 * upcall_exchange_request() - the same about an exchange
 * @up: the wire
 * @cmd: which
 * @ifindex: device
 * @cookie: names the exchange
 * @nest: where what follows belongs; to be ended by the caller
 *
 * Return: the message, or NULL without memory or without the module.
 */
struct nl_msg *upcall_exchange_request(struct upcall *up, uint8_t cmd, uint32_t ifindex,
				       uint64_t cookie, struct nlattr **nest)
{
	struct nl_msg *msg = up->family ? upcall_request_new(up, cmd, 0, ifindex) : NULL;

	if (!msg)
		return NULL;
	*nest = nla_nest_start(msg, WMAN_A_AGENT | NLA_F_NESTED);
	if (*nest && !nla_put_u64(msg, WMAN_A_AGENT_COOKIE, cookie))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

/**
 * upcall_parse() - take a message of the family apart
 * @hdr: the message
 * @main: its attributes
 * @agent: those in WMAN_A_AGENT
 *
 * Return: false when it does not parse, or names no device.
 */
bool upcall_parse(struct nlmsghdr *hdr, struct nlattr *main[WMAN_A_MAX + 1],
		  struct nlattr *agent[WMAN_A_AGENT_MAX + 1])
{
	memset(agent, 0, (WMAN_A_AGENT_MAX + 1) * sizeof(*agent));
	if (genlmsg_parse(hdr, 0, main, WMAN_A_MAX, NULL) || !main[WMAN_A_IFINDEX] ||
	    nla_len(main[WMAN_A_IFINDEX]) < 4)
		return false;
	return !main[WMAN_A_AGENT] ||
	       !nla_parse_nested(agent, WMAN_A_AGENT_MAX, main[WMAN_A_AGENT], NULL);
}

/**
 * upcall_cookie() - which exchange a message is about
 * @agent: attributes, by upcall_parse()
 *
 * Return: the cookie, or 0.
 */
uint64_t upcall_cookie(struct nlattr *agent[WMAN_A_AGENT_MAX + 1])
{
	const struct nlattr *attr = agent[WMAN_A_AGENT_COOKIE];

	return attr && nla_len(attr) == 8 ? nla_get_u64(attr) : 0;
}
