// SPDX-License-Identifier: BSD-3-Clause
#include "upcall.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "agent.h"
#include "log.h"
#include "loop.h"
#include "message.h"
#include "upcall_socket.h"

#define RCVBUF (512 * 1024)

/* One part of a message to be verified, which may be missing; false when there is no room for it */
static bool take_octets(const struct nlattr *attr, uint8_t *to, size_t size, uint16_t *len)
{
	*len = 0;
	if (!attr)
		return true;
	if ((size_t)nla_len(attr) > size)
		return false;
	*len = nla_len(attr);
	memcpy(to, nla_data(attr), *len);
	return true;
}

static void take_verify(struct upcall *up, uint32_t ifindex, uint64_t cookie,
			struct nlattr *agent[WMAN_A_AGENT_MAX + 1])
{
	struct message_verify v = { .len = 0 };

	if (take_octets(agent[WMAN_A_AGENT_MESSAGE], v.octets, sizeof(v.octets), &v.len) &&
	    take_octets(agent[WMAN_A_AGENT_ACKNOWLEDGEMENT], v.good, sizeof(v.good), &v.good_len) &&
	    take_octets(agent[WMAN_A_AGENT_REFUSAL], v.bad, sizeof(v.bad), &v.bad_len))
		agent_verify(up->agent, ifindex, cookie, &v);
}

static void take_teks(struct upcall *up, uint32_t ifindex, uint64_t cookie,
		      struct nlattr *agent[WMAN_A_AGENT_MAX + 1])
{
	const struct nlattr *certificate = agent[WMAN_A_AGENT_CERTIFICATE];
	const struct nlattr *wrapped = agent[WMAN_A_AGENT_WRAPPED_TEKS];
	struct agent_teks teks;

	if (!certificate || !wrapped)
		return;
	teks = (struct agent_teks){
		.certificate = nla_data(certificate),
		.certificate_len = nla_len(certificate),
		.data = nla_data(wrapped),
		.len = nla_len(wrapped),
	};
	agent_decrypt_teks(up->agent, ifindex, cookie, &teks);
}

static void dispatch_family(struct upcall *up, struct nlmsghdr *hdr)
{
	struct nlattr *main[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1];
	const struct nlattr *frame, *auth_key, *message, *reason;
	uint32_t ifindex;
	uint64_t cookie;

	if (!upcall_parse(hdr, main, agent))
		return;
	ifindex = nla_get_u32(main[WMAN_A_IFINDEX]);
	cookie = upcall_cookie(agent);
	frame = agent[WMAN_A_AGENT_FRAME];
	auth_key = agent[WMAN_A_AGENT_AUTH_KEY];
	message = agent[WMAN_A_AGENT_MESSAGE];
	reason = agent[WMAN_A_AGENT_REASON];
	switch (genlmsg_hdr(hdr)->cmd) {
	case WMAN_CMD_AGENT_READY:
		agent_ready(up->agent, ifindex);
		break;
	case WMAN_CMD_AGENT_FRAME:
		if (frame)
			agent_frame(up->agent, ifindex, cookie, nla_data(frame), nla_len(frame));
		break;
	case WMAN_CMD_RSA_REQUEST:
		if (auth_key)
			agent_decrypt(up->agent, ifindex, cookie, nla_data(auth_key),
				      nla_len(auth_key));
		break;
	case WMAN_CMD_TEK_REQUEST:
		take_teks(up, ifindex, cookie, agent);
		break;
	case WMAN_CMD_RSA_SIGN:
		if (message)
			agent_sign(up->agent, ifindex, cookie, nla_data(message), nla_len(message));
		break;
	case WMAN_CMD_RSA_VERIFY:
		take_verify(up, ifindex, cookie, agent);
		break;
	case WMAN_CMD_AGENT_CANCEL:
		agent_cancel(up->agent, ifindex, cookie,
			     reason && nla_len(reason) == 4 ? nla_get_u32(reason) :
							      WMAN_REASON_NONE);
		break;
	case WMAN_CMD_AGENT_CHALLENGED:
		agent_challenged(up->agent, ifindex, cookie);
		break;
	}
}

static void take_family(void *ctx, struct nlmsghdr *hdr)
{
	struct nlattr *attrs[CTRL_ATTR_MAX + 1];
	int *family = ctx;

	if (!genlmsg_parse(hdr, 0, attrs, CTRL_ATTR_MAX, NULL) && attrs[CTRL_ATTR_FAMILY_ID] &&
	    nla_len(attrs[CTRL_ATTR_FAMILY_ID]) == sizeof(uint16_t))
		*family = nla_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
}

/*
 * libnl's helper takes any failure for a family that is not there, and for that one may wait for
 * ever. Return: its number, -ENODEV when it is not there, or another error.
 */
static int resolve_family(struct upcall *up)
{
	struct nl_msg *msg = nlmsg_alloc();
	int family = 0, ret;

	if (!msg)
		return -ENOMEM;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, GENL_ID_CTRL, 0, NLM_F_ACK,
			 CTRL_CMD_GETFAMILY, 1) ||
	    nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, WMAN_FAMILY_NAME)) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	ret = upcall_request(up, msg, take_family, &family);
	if (ret)
		return ret == -ENOENT ? -ENODEV : ret;
	return family ? family : -EPROTO;
}

static void bind_now(struct upcall *up)
{
	struct nl_msg *msg;
	int ret;

	ret = resolve_family(up);
	if (ret < 0) {
		up->bound(up->ctx, ret,
			  ret == -ENODEV ? "kernel module not loaded (modprobe wman)" :
					   strerror(-ret));
		return;
	}
	up->family = ret;
	msg = upcall_request_new(up, WMAN_CMD_AGENT_BIND, 0, 0);
	ret = msg ? upcall_request(up, msg, NULL, NULL) : -ENOMEM;
	if (ret) {
		up->bound(up->ctx, ret, up->text[0] ? up->text : strerror(-ret));
		return;
	}
	up->bound(up->ctx, 0, "bound");
	/* What was pending before there was an agent. */
	agent_resync(up->agent);
}

/* The controller tells of families that come and go: the module was loaded or removed. */
static void dispatch_ctrl(struct upcall *up, struct nlmsghdr *hdr)
{
	struct nlattr *attrs[CTRL_ATTR_MAX + 1];
	uint8_t cmd;

	if (genlmsg_parse(hdr, 0, attrs, CTRL_ATTR_MAX, NULL) || !attrs[CTRL_ATTR_FAMILY_NAME] ||
	    nla_strcmp(attrs[CTRL_ATTR_FAMILY_NAME], WMAN_FAMILY_NAME))
		return;
	cmd = genlmsg_hdr(hdr)->cmd;
	if (cmd == CTRL_CMD_NEWFAMILY && !up->family) {
		bind_now(up);
	} else if (cmd == CTRL_CMD_DELFAMILY && up->family) {
		up->family = 0;
		agent_drop_all(up->agent);
		up->bound(up->ctx, -ENODEV, "kernel module was removed");
	}
}

static void dispatch(void *arg)
{
	struct upcall *up = arg;
	struct upcall_event *event;

	while ((event = up->events)) {
		up->events = event->next;
		if (!up->events)
			up->events_tail = &up->events;
		if (event->hdr->nlmsg_type == GENL_ID_CTRL)
			dispatch_ctrl(up, event->hdr);
		else if (up->family && event->hdr->nlmsg_type == up->family)
			dispatch_family(up, event->hdr);
		free(event);
	}
	if (!up->overrun)
		return;
	up->overrun = false;
	log_warn("events of the kernel were lost, looking at every device");
	/* perhaps it was the one that told of the module */
	if (up->family)
		agent_resync(up->agent);
	else
		bind_now(up);
}

static void readable(void *arg, uint32_t events)
{
	struct upcall *up = arg;

	upcall_drain(up);
	dispatch(up);
}

static int open_socket(struct upcall *up)
{
	int on = 1, group, fd;

	up->sock = nl_socket_alloc();
	if (!up->sock || genl_connect(up->sock))
		return -ENOMEM;
	/* Before the socket sees any event. */
	group = genl_ctrl_resolve_grp(up->sock, "nlctrl", "notify");
	nl_socket_disable_seq_check(up->sock);
	nl_socket_set_buffer_size(up->sock, RCVBUF, 0);
	if (group < 0 || nl_socket_add_membership(up->sock, group) ||
	    nl_socket_set_nonblocking(up->sock))
		return -EIO;
	fd = nl_socket_get_fd(up->sock);
	if (setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)))
		return -errno;
	return loop_add_fd(up->loop, fd, EPOLLIN, readable, up);
}

/**
 * upcall_new() - open the way to the kernel; needs CAP_NET_ADMIN for what comes later
 * @loop: event loop
 * @bound: called when the agent was bound or could not be, and when the module comes or goes
 * @ctx: first argument of @bound
 *
 * Return: the wire, or NULL with errno set.
 */
struct upcall *upcall_new(struct loop *loop, upcall_bound_fn bound, void *ctx)
{
	struct upcall *up = calloc(1, sizeof(*up));
	int ret = -ENOMEM;

	if (!up)
		return NULL;
	up->loop = loop;
	up->bound = bound;
	up->ctx = ctx;
	up->events_tail = &up->events;
	up->dispatch = loop_timer_new(loop, dispatch, up);
	if (up->dispatch)
		ret = open_socket(up);
	if (!ret)
		return up;
	upcall_free(up);
	errno = -ret;
	return NULL;
}

/**
 * upcall_free() - close the socket; the kernel takes that as the end of the agent
 * @up: from upcall_new(), or NULL
 */
void upcall_free(struct upcall *up)
{
	struct upcall_event *event;

	if (!up)
		return;
	if (up->sock) {
		if (nl_socket_get_fd(up->sock) >= 0)
			loop_del_fd(up->loop, nl_socket_get_fd(up->sock));
		nl_socket_free(up->sock);
	}
	loop_timer_free(up->dispatch);
	while ((event = up->events)) {
		up->events = event->next;
		free(event);
	}
	free(up);
}

/**
 * upcall_bind() - serve every device of the namespace that has no agent of its own
 * @up: the wire
 * @agent: where events go
 *
 * The result comes by the bound callback, now and whenever the module is loaded again.
 */
void upcall_bind(struct upcall *up, struct agent *agent)
{
	up->agent = agent;
	bind_now(up);
}
