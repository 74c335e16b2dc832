// SPDX-License-Identifier: BSD-3-Clause
#include "fake_netlink.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/wman.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "fault.h"

#define SOCKETS	    8
#define REQUEST_MAX 32768
#define GROUP	    5 /* events, and the controller's notify */

struct fake_socket {
	int fd; /* 0: free */
	int peer;
	struct sockaddr_nl local;
};

static struct fake_socket sockets[SOCKETS];
static const struct fake_kernel *kernel;

void fake_netlink(const struct fake_kernel *with)
{
	kernel = with;
}

static struct fake_socket *find(long fd)
{
	size_t i;

	for (i = 0; i < SOCKETS; i++)
		if (fd > 0 && sockets[i].fd == fd)
			return &sockets[i];
	return NULL;
}

struct nl_msg *fake_message(const struct nlmsghdr *to, uint8_t cmd)
{
	struct nl_msg *msg = nlmsg_alloc_size(REQUEST_MAX);

	if (!msg || !genlmsg_put(msg, to ? to->nlmsg_pid : 0, to ? to->nlmsg_seq : 0, FAKE_FAMILY,
				 0, to && to->nlmsg_flags & NLM_F_DUMP ? NLM_F_MULTI : 0, cmd, 1))
		abort();
	return msg;
}

static void deliver(struct fake_socket *sock, const void *data, size_t len)
{
	fault_syscall(SYS_sendto, (long)sock->peer, data, len, (long)MSG_DONTWAIT | MSG_NOSIGNAL,
		      NULL, 0L);
}

void fake_send(struct fake_socket *sock, struct nl_msg *msg)
{
	deliver(sock, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

static void finish(struct fake_socket *sock, const struct nlmsghdr *to, int error)
{
	struct {
		struct nlmsghdr hdr;
		struct nlmsgerr err;
	} end = {
		.hdr = { .nlmsg_seq = to->nlmsg_seq, .nlmsg_pid = to->nlmsg_pid },
		.err = { .error = error, .msg = *to },
	};

	if (to->nlmsg_flags & NLM_F_DUMP && !error) {
		end.hdr.nlmsg_type = NLMSG_DONE;
		end.hdr.nlmsg_flags = NLM_F_MULTI;
		end.hdr.nlmsg_len = NLMSG_LENGTH(sizeof(int));
	} else {
		end.hdr.nlmsg_type = NLMSG_ERROR;
		end.hdr.nlmsg_flags = NLM_F_CAPPED;
		end.hdr.nlmsg_len = NLMSG_LENGTH(sizeof(struct nlmsgerr));
	}
	deliver(sock, &end, end.hdr.nlmsg_len);
}

/* A family with the one group that is asked for. */
static void tell_family(struct fake_socket *sock, const struct nlmsghdr *to, bool ctrl)
{
	struct nl_msg *msg = fake_message(to, CTRL_CMD_NEWFAMILY);
	struct nlattr *groups, *group;

	nlmsg_hdr(msg)->nlmsg_type = GENL_ID_CTRL;
	nla_put_u16(msg, CTRL_ATTR_FAMILY_ID, ctrl ? GENL_ID_CTRL : FAKE_FAMILY);
	nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, ctrl ? "nlctrl" : WMAN_FAMILY_NAME);
	nla_put_u32(msg, CTRL_ATTR_VERSION, 1);
	groups = nla_nest_start(msg, CTRL_ATTR_MCAST_GROUPS);
	group = nla_nest_start(msg, 1);
	nla_put_u32(msg, CTRL_ATTR_MCAST_GRP_ID, GROUP);
	nla_put_string(msg, CTRL_ATTR_MCAST_GRP_NAME, ctrl ? "notify" : WMAN_MCGRP_EVENTS);
	nla_nest_end(msg, group);
	nla_nest_end(msg, groups);
	fake_send(sock, msg);
}

void fake_loaded(struct fake_socket *sock)
{
	tell_family(sock, NULL, false);
}

static int get_family(struct fake_socket *sock, const struct nlmsghdr *hdr)
{
	const struct nlattr *name =
		nlmsg_find_attr((struct nlmsghdr *)hdr, GENL_HDRLEN, CTRL_ATTR_FAMILY_NAME);
	bool ctrl = name && !nla_strcmp(name, "nlctrl");

	if (kernel->absent && !ctrl)
		return -ENOENT;
	tell_family(sock, hdr, ctrl);
	return 0;
}

static void take(struct fake_socket *sock, struct nlmsghdr *hdr)
{
	int error;

	error = hdr->nlmsg_type == GENL_ID_CTRL ? get_family(sock, hdr) :
						  kernel->request(sock, hdr);
	if (error || hdr->nlmsg_flags & (NLM_F_ACK | NLM_F_DUMP))
		finish(sock, hdr, error);
}

static long new_socket(long type)
{
	struct fake_socket *sock;
	int fds[2];
	size_t i;
	long ret;

	for (i = 0; i < SOCKETS && sockets[i].fd; i++)
		;
	if (i == SOCKETS)
		abort();
	sock = &sockets[i];
	ret = fault_syscall(SYS_socketpair, (long)AF_UNIX,
			    SOCK_SEQPACKET | (type & (SOCK_CLOEXEC | SOCK_NONBLOCK)), 0L, fds);
	if (ret)
		return ret;
	sock->fd = fds[0];
	sock->peer = fds[1];
	return sock->fd;
}

static long do_bind(struct fake_socket *sock, long arg[6])
{
	memcpy(&sock->local, (void *)arg[1], sizeof(sock->local));
	if (!sock->local.nl_pid)
		sock->local.nl_pid = 4711;
	return 0;
}

static long do_getsockname(struct fake_socket *sock, long arg[6])
{
	sock->local.nl_family = AF_NETLINK;
	memcpy((void *)arg[1], &sock->local, sizeof(sock->local));
	*(socklen_t *)arg[2] = sizeof(sock->local);
	return 0;
}

static long do_setsockopt(struct fake_socket *sock, long arg[6])
{
	if (arg[1] != SOL_NETLINK)
		return fault_syscall(SYS_setsockopt, arg[0], arg[1], arg[2], arg[3], arg[4]);
	if (arg[2] == NETLINK_ADD_MEMBERSHIP && kernel->joined)
		kernel->joined(sock);
	return 0;
}

static long do_sendmsg(struct fake_socket *sock, long arg[6])
{
	static uint8_t request[REQUEST_MAX];
	const struct msghdr *msg = (void *)arg[1];
	size_t i, len = 0;

	for (i = 0; i < msg->msg_iovlen; i++) {
		if (len + msg->msg_iov[i].iov_len > sizeof(request))
			return -EMSGSIZE;
		memcpy(request + len, msg->msg_iov[i].iov_base, msg->msg_iov[i].iov_len);
		len += msg->msg_iov[i].iov_len;
	}
	take(sock, (struct nlmsghdr *)request);
	return (long)len;
}

static long do_recvmsg(struct fake_socket *sock, long arg[6])
{
	static const struct sockaddr_nl from = { .nl_family = AF_NETLINK };
	struct msghdr *msg = (void *)arg[1];
	void *name = msg->msg_name;
	long ret;

	msg->msg_name = NULL;
	msg->msg_namelen = 0;
	ret = fault_syscall(SYS_recvmsg, arg[0], msg, arg[2]);
	msg->msg_name = name;
	if (ret >= 0 && name) {
		memcpy(name, &from, sizeof(from));
		msg->msg_namelen = sizeof(from);
	}
	return ret;
}

static long do_close(struct fake_socket *sock, long arg[6])
{
	fault_syscall(SYS_close, (long)sock->peer);
	memset(sock, 0, sizeof(*sock));
	return fault_syscall(SYS_close, arg[0]);
}

bool fake_netlink_call(long nr, long arg[6], long *ret)
{
	static const struct {
		long nr;
		long (*fn)(struct fake_socket *sock, long arg[6]);
	} calls[] = {
		{ SYS_bind, do_bind },	     { SYS_getsockname, do_getsockname },
		{ SYS_sendmsg, do_sendmsg }, { SYS_setsockopt, do_setsockopt },
		{ SYS_recvmsg, do_recvmsg }, { SYS_close, do_close },
	};
	struct fake_socket *sock;
	size_t i;

	if (!kernel)
		return false;
	if (nr == SYS_socket && arg[0] == AF_NETLINK && arg[2] == NETLINK_GENERIC) {
		*ret = new_socket(arg[1]);
		return true;
	}
	sock = find(arg[0]);
	for (i = 0; sock && i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (calls[i].nr != nr)
			continue;
		*ret = calls[i].fn(sock, arg);
		return true;
	}
	return false;
}
