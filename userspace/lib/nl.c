// SPDX-License-Identifier: BSD-3-Clause
#include "nl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "spec_gen.h"

#define EVENT_BUFFER (1024 * 1024)
#define PATH_MAX_LEN 64

static int fail(struct wnl *nl, int error, const char *text)
{
	snprintf(nl->error, sizeof(nl->error), "%s", text);
	return error;
}

static int set_options(struct wnl *nl)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK };
	int fd = nl_socket_get_fd(nl->sock), on = 1;
	size_t i;

	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (setsockopt(fd, SOL_NETLINK, options[i], &on, sizeof(on)))
			return -errno;
	return 0;
}

/**
 * wnl_close() - close a socket
 * @nl: opened, or closed already
 */
void wnl_close(struct wnl *nl)
{
	if (nl->sock)
		nl_socket_free(nl->sock);
	nl->sock = NULL;
}

/**
 * wnl_request() - begin a request
 * @nl: open socket
 * @cmd: operation
 * @flags: NLM_F_DUMP, or 0
 * @ifindex: device, or 0 for none
 *
 * Return: the message, for more attributes and wnl_call(); or NULL when there is no memory, and
 * @nl->error tells.
 */
struct nl_msg *wnl_request(struct wnl *nl, enum wman_cmd cmd, int flags, uint32_t ifindex)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (msg &&
	    genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, nl->family, 0, NLM_F_ACK | flags, cmd,
			WMAN_FAMILY_VERSION) &&
	    (!ifindex || !nla_put_u32(msg, WMAN_A_IFINDEX, ifindex)))
		return msg;
	nlmsg_free(msg);
	fail(nl, -ENOMEM, "out of memory");
	return NULL;
}

/**
 * wnl_attr_path() - name the attribute at an offset of a request
 * @request: the request, as it was sent
 * @offset: of an attribute, from the beginning of @request; as in NLMSGERR_ATTR_OFFS
 * @buf: for the name, nests before it: "dev.timers.t3-ms"
 * @size: of @buf
 *
 * Return: @buf, empty when no attribute begins there.
 */
const char *wnl_attr_path(const struct nlmsghdr *request, uint32_t offset, char *buf, size_t size)
{
	const char *begin = (const char *)request;
	const struct spec_set *set = &spec_main;
	const struct spec_attr *attr;
	const struct nlattr *nla;
	size_t len = 0;
	int rest;

	buf[0] = '\0';
	nla = (const struct nlattr *)(begin + NLMSG_HDRLEN + GENL_HDRLEN);
	rest = request->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	while (nla_ok(nla, rest)) {
		uint32_t here = (const char *)nla - begin;

		if (offset < here || offset >= here + nla_total_size(nla_len(nla))) {
			nla = nla_next(nla, &rest);
			continue;
		}
		if (nla_type(nla) < 1 || nla_type(nla) > (int)set->max)
			break;
		attr = &set->attrs[nla_type(nla)];
		len += snprintf(buf + len, size - len, "%s%s", len ? "." : "", attr->name);
		if (len >= size || offset == here)
			return buf;
		if (!attr->nested)
			break;
		set = attr->nested;
		rest = nla_len(nla);
		nla = nla_data(nla);
	}
	buf[0] = '\0';
	return buf;
}

/* The TLVs behind an error or the end of a dump. */
static void refused(struct wnl *nl, int error, const struct nlmsghdr *request,
		    const struct nlattr *tlvs, int len)
{
	const struct nlattr *text = NULL, *where = NULL;
	char path[PATH_MAX_LEN] = "";

	if (len > 0) {
		text = nla_find(tlvs, len, NLMSGERR_ATTR_MSG);
		where = nla_find(tlvs, len, NLMSGERR_ATTR_OFFS);
	}
	if (where && nla_len(where) >= (int)sizeof(uint32_t))
		wnl_attr_path(request, nla_get_u32(where), path, sizeof(path));
	snprintf(nl->error, sizeof(nl->error), "%s%s%.*s%s", path, *path ? ": " : "",
		 text ? (int)strnlen(nla_data(text), nla_len(text)) : 0,
		 text ? (const char *)nla_data(text) : "",
		 text		 ? "" :
		 error == -EPERM ? "CAP_NET_ADMIN is needed" :
				   strerror(-error));
}

static int take_error(struct wnl *nl, const struct nlmsghdr *hdr, const struct nlmsghdr *request)
{
	const struct nlmsgerr *err = nlmsg_data(hdr);
	int skip = sizeof(*err);

	if (nlmsg_datalen(hdr) < skip)
		return fail(nl, -EPROTO, "malformed answer of the kernel");
	if (!err->error)
		return 0;
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
	refused(nl, err->error, request, (const struct nlattr *)((const char *)err + skip),
		hdr->nlmsg_flags & NLM_F_ACK_TLVS ? nlmsg_datalen(hdr) - skip : 0);
	return err->error;
}

static int take_done(struct wnl *nl, const struct nlmsghdr *hdr, const struct nlmsghdr *request)
{
	const int *error = nlmsg_data(hdr);

	if (nlmsg_datalen(hdr) < (int)sizeof(*error) || !*error)
		return 0;
	refused(nl, *error, request, (const struct nlattr *)(error + 1),
		hdr->nlmsg_flags & NLM_F_ACK_TLVS ? nlmsg_datalen(hdr) - (int)sizeof(*error) : 0);
	return *error;
}

static void take_message(struct wnl *nl, const struct nlmsghdr *hdr, wnl_msg_fn fn, void *arg)
{
	const struct genlmsghdr *genl = nlmsg_data(hdr);
	struct wnl_msg msg;

	if (hdr->nlmsg_type != nl->family || nlmsg_datalen(hdr) < (int)GENL_HDRLEN || !fn)
		return;
	msg.cmd = genl->cmd;
	msg.attrs = (struct nlattr *)((char *)nlmsg_data(hdr) + GENL_HDRLEN);
	msg.len = nlmsg_datalen(hdr) - GENL_HDRLEN;
	fn(arg, &msg);
}

/* 1: go on; 0 or an error: complete */
static int take(struct wnl *nl, const struct nlmsghdr *hdr, const struct nlmsghdr *request,
		wnl_msg_fn fn, void *arg)
{
	if (hdr->nlmsg_seq != request->nlmsg_seq)
		return 1;
	if (hdr->nlmsg_flags & NLM_F_DUMP_INTR)
		nl->interrupted = true;
	if (hdr->nlmsg_type == NLMSG_ERROR)
		return take_error(nl, hdr, request);
	if (hdr->nlmsg_type == NLMSG_DONE)
		return take_done(nl, hdr, request);
	take_message(nl, hdr, fn, arg);
	return 1;
}

static int answer(struct wnl *nl, const struct nlmsghdr *request, wnl_msg_fn fn, void *arg)
{
	struct nlmsghdr *hdr;
	struct sockaddr_nl from;
	unsigned char *buf;
	int n, ret = 1;

	while (ret > 0) {
		n = nl_recv(nl->sock, &from, &buf, NULL);
		if (n <= 0)
			return fail(nl, -EIO, n ? nl_geterror(n) : "netlink socket is closed");
		hdr = (struct nlmsghdr *)buf;
		/* only the kernel has port 0 */
		for (; ret > 0 && !from.nl_pid && nlmsg_ok(hdr, n); hdr = nlmsg_next(hdr, &n))
			ret = take(nl, hdr, request, fn, arg);
		free(buf);
	}
	return ret;
}

/**
 * wnl_call() - send a request and wait for its end
 * @nl: open socket
 * @request: from wnl_request(); it is wiped and freed
 * @fn: called for every reply, or NULL
 * @arg: its first argument
 *
 * Context: @fn must not use @nl.
 * Return: 0; -EIO when the socket failed; or what the kernel said. @nl->error then has the kernel's
 * text, behind the name of the attribute that it refused, and @nl->interrupted tells of a dump.
 */
int wnl_call(struct wnl *nl, struct nl_msg *request, wnl_msg_fn fn, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(request);
	int ret;

	nl->error[0] = '\0';
	nl->interrupted = false;
	ret = nl_send_auto(nl->sock, request);
	if (ret < 0)
		ret = fail(nl, -EIO, nl_geterror(ret));
	else
		ret = answer(nl, hdr, fn, arg);
	explicit_bzero(hdr, hdr->nlmsg_len);
	nlmsg_free(request);
	return ret;
}

static void take_family(void *arg, const struct wnl_msg *msg)
{
	const struct nlattr *id = nla_find(msg->attrs, msg->len, CTRL_ATTR_FAMILY_ID);
	int *family = arg;

	if (id && nla_len(id) == sizeof(uint16_t))
		*family = nla_get_u16(id);
}

/*
 * The number of the family, asked for as anything else: libnl's helper takes every failure for a
 * family that is not there.
 */
static int resolve(struct wnl *nl)
{
	struct nl_msg *msg;
	int family = 0, ret;

	nl->family = GENL_ID_CTRL;
	msg = wnl_request(nl, (enum wman_cmd)CTRL_CMD_GETFAMILY, 0, 0);
	if (!msg)
		return -ENOMEM;
	if (nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, WMAN_FAMILY_NAME)) {
		nlmsg_free(msg);
		return fail(nl, -ENOMEM, "out of memory");
	}
	ret = wnl_call(nl, msg, take_family, &family);
	if (ret == -ENOENT)
		return fail(nl, ret, "kernel module not loaded (modprobe wman)");
	nl->family = family;
	return ret || family ? ret : fail(nl, -EPROTO, "malformed answer of the kernel");
}

/**
 * wnl_open() - open a socket and look the family up
 * @nl: to be initialised
 *
 * Return: 0; -ENOENT when the kernel module is not loaded; -ENOMEM; -EIO without generic netlink,
 * or what the kernel said; @nl->error tells, and nothing is left to be closed.
 */
int wnl_open(struct wnl *nl)
{
	int ret;

	memset(nl, 0, sizeof(*nl));
	nl->sock = nl_socket_alloc();
	if (!nl->sock)
		return fail(nl, -ENOMEM, "out of memory");
	/* the answers are matched here; libnl's helpers on the same socket would miss those */
	nl_socket_disable_seq_check(nl->sock);
	if (genl_connect(nl->sock))
		ret = fail(nl, -EIO, "cannot open generic netlink");
	else if (set_options(nl))
		ret = fail(nl, -EIO, "this kernel does not explain netlink errors");
	else
		ret = resolve(nl);
	if (ret)
		wnl_close(nl);
	return ret;
}

/**
 * wnl_subscribe() - make a socket one for events; it cannot be used for requests any more
 * @nl: open socket
 * @group: WMAN_MCGRP_EVENTS
 * @another: another group, or NULL
 *
 * Return: 0, or -EIO and @nl->error tells.
 */
int wnl_subscribe(struct wnl *nl, const char *group, const char *another)
{
	int id = genl_ctrl_resolve_grp(nl->sock, WMAN_FAMILY_NAME, group);
	/* 0 is none, which libnl ends its list with */
	int more = another ? genl_ctrl_resolve_grp(nl->sock, WMAN_FAMILY_NAME, another) : 0;

	/* A larger buffer needs no privilege up to the system's limit; it only delays overruns. */
	nl_socket_set_buffer_size(nl->sock, EVENT_BUFFER, 0);
	if (id < 0 || more < 0 || nl_socket_add_memberships(nl->sock, id, more, 0) ||
	    nl_socket_set_nonblocking(nl->sock))
		return fail(nl, -EIO, "cannot subscribe to events");
	return 0;
}

/**
 * wnl_fd() - the descriptor, for poll() or a loop
 * @nl: open socket
 *
 * Return: the descriptor.
 */
int wnl_fd(const struct wnl *nl)
{
	return nl_socket_get_fd(nl->sock);
}

/**
 * wnl_read_events() - take all events that are there
 * @nl: socket after wnl_subscribe()
 * @fn: called for each
 * @arg: its first argument
 *
 * Return: 0; -ENOBUFS when events were lost, and the state must be read anew; -EIO when the socket
 * failed, and @nl->error tells.
 */
int wnl_read_events(struct wnl *nl, wnl_msg_fn fn, void *arg)
{
	struct nlmsghdr *hdr;
	struct sockaddr_nl from;
	unsigned char *buf;
	int n, ret = 0;

	for (;;) {
		n = nl_recv(nl->sock, &from, &buf, NULL);
		/* libnl's word for ENOBUFS is that of ENOMEM */
		if (n == -NLE_NOMEM) {
			ret = -ENOBUFS;
			continue;
		}
		/* nonblocking: 0 when there is nothing more */
		if (!n || n == -NLE_AGAIN)
			return ret;
		if (n < 0)
			return fail(nl, -EIO, nl_geterror(n));
		for (hdr = (struct nlmsghdr *)buf; !from.nl_pid && nlmsg_ok(hdr, n);
		     hdr = nlmsg_next(hdr, &n))
			take_message(nl, hdr, fn, arg);
		free(buf);
	}
}
