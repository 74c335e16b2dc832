// SPDX-License-Identifier: BSD-3-Clause
#include "upcall.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/wman.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "agent.h"
#include "message.h"
#include "eap/eap.h"
#include "log.h"
#include "loop.h"

/* The kernel answers at once; this is for an answer that was lost. */
#define ANSWER_MS 2000
#define RCVBUF	  (512 * 1024)
#define TEXT_MAX  256
/* Header, cookie, and the largest attributes of a request: an EAP packet, or two certificates. */
#define REQUEST_MAX (WMAN_EAP_FRAME_MAX + 256)
_Static_assert(2 * WMAN_CERTIFICATE_MAX <= WMAN_EAP_FRAME_MAX, "both certificates fit");

/* An event that arrived, to be dispatched from the loop and never inside a request. */
struct event {
	struct event *next;
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
	struct event *events;
	struct event **events_tail;
	char text[TEXT_MAX]; /* extack of the last refusal, or empty */
};

typedef void (*reply_fn)(void *ctx, struct nlmsghdr *hdr);

struct answer {
	uint32_t seq;
	reply_fn fn;
	void *ctx;
	bool complete;
	int error;
};

static void set_aside(struct upcall *up, const struct nlmsghdr *hdr)
{
	struct event *event = malloc(sizeof(*event) + hdr->nlmsg_len);

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
static bool drain(struct upcall *up, struct answer *answer)
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
		if (ret > 0 && !drain(up, answer))
			return -EIO;
	}
	return answer->error;
}

/* Send a message and wait for its answer. @msg is wiped and freed. */
static int request(struct upcall *up, struct nl_msg *msg, reply_fn fn, void *ctx)
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

/* A request of the family for one device (0: no device). */
static struct nl_msg *request_new(struct upcall *up, uint8_t cmd, int flags, uint32_t ifindex)
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

/* The same with the cookie in an open nest; @nest is to be ended by the caller. */
static struct nl_msg *exchange_request(struct upcall *up, uint8_t cmd, uint32_t ifindex,
				       uint64_t cookie, struct nlattr **nest)
{
	struct nl_msg *msg = up->family ? request_new(up, cmd, 0, ifindex) : NULL;

	if (!msg)
		return NULL;
	*nest = nla_nest_start(msg, WMAN_A_AGENT | NLA_F_NESTED);
	if (*nest && !nla_put_u64(msg, WMAN_A_AGENT_COOKIE, cookie))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static void wipe_free(struct nl_msg *msg)
{
	explicit_bzero(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

/* Attributes of a message of the family; false when it does not parse. */
static bool parse(struct nlmsghdr *hdr, struct nlattr *main[WMAN_A_MAX + 1],
		  struct nlattr *agent[WMAN_A_AGENT_MAX + 1])
{
	memset(agent, 0, (WMAN_A_AGENT_MAX + 1) * sizeof(*agent));
	if (genlmsg_parse(hdr, 0, main, WMAN_A_MAX, NULL) || !main[WMAN_A_IFINDEX] ||
	    nla_len(main[WMAN_A_IFINDEX]) < 4)
		return false;
	return !main[WMAN_A_AGENT] ||
	       !nla_parse_nested(agent, WMAN_A_AGENT_MAX, main[WMAN_A_AGENT], NULL);
}

static uint64_t get_cookie(struct nlattr *agent[WMAN_A_AGENT_MAX + 1])
{
	const struct nlattr *attr = agent[WMAN_A_AGENT_COOKIE];

	return attr && nla_len(attr) == 8 ? nla_get_u64(attr) : 0;
}

static void take_accept(void *ctx, struct nlmsghdr *hdr)
{
	struct nlattr *main[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1];
	struct agent_exchange *ex = ctx;
	const struct nlattr *bsid, *policy, *mode;

	if (!parse(hdr, main, agent))
		return;
	ex->cookie = get_cookie(agent);
	if (agent[WMAN_A_AGENT_NETWORK])
		nla_strlcpy(ex->network, agent[WMAN_A_AGENT_NETWORK], sizeof(ex->network));
	bsid = agent[WMAN_A_AGENT_BSID];
	ex->has_bsid = bsid && nla_len(bsid) == sizeof(ex->bsid);
	if (ex->has_bsid)
		memcpy(ex->bsid, nla_data(bsid), sizeof(ex->bsid));
	ex->reauth = agent[WMAN_A_AGENT_REAUTH];
	ex->rsa = agent[WMAN_A_AGENT_RSA];
	ex->insecure_suites = agent[WMAN_A_AGENT_INSECURE_SUITES];
	ex->second = agent[WMAN_A_AGENT_SECOND];
	policy = agent[WMAN_A_AGENT_POLICY];
	if (policy && nla_len(policy) == sizeof(uint32_t))
		ex->policy = nla_get_u32(policy);
	mode = agent[WMAN_A_AGENT_MAC_MODE];
	ex->mac_mode = mode && nla_len(mode) == sizeof(uint32_t) ? nla_get_u32(mode) : 0;
}

static bool get_address(const char *ifname, uint8_t *address)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq req = { 0 };
	bool ok;

	strcpy(req.ifr_name, ifname);
	ok = fd >= 0 && !ioctl(fd, SIOCGIFHWADDR, &req);
	if (ok)
		memcpy(address, req.ifr_hwaddr.sa_data, AGENT_ADDR_LEN);
	if (fd >= 0)
		close(fd);
	return ok;
}

static int upcall_accept(void *ctx, uint32_t ifindex, struct agent_exchange *ex)
{
	struct upcall *up = ctx;
	struct nl_msg *msg = up->family ? request_new(up, WMAN_CMD_AGENT_ACCEPT, 0, ifindex) : NULL;
	int ret;

	if (!msg)
		return up->family ? -ENOMEM : -ENODEV;
	if (!if_indextoname(ifindex, ex->ifname))
		snprintf(ex->ifname, sizeof(ex->ifname), "if%u", ifindex);
	ex->has_address = get_address(ex->ifname, ex->address);
	ret = request(up, msg, take_accept, ex);
	return ret ? ret : ex->cookie ? 0 : -EPROTO;
}

static int upcall_frame(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
			size_t len)
{
	struct upcall *up = ctx;
	struct nlattr *nest;
	struct nl_msg *msg;

	if (len > WMAN_EAP_FRAME_MAX)
		return -EMSGSIZE;
	msg = exchange_request(up, WMAN_CMD_AGENT_FRAME, ifindex, cookie, &nest);
	if (!msg)
		return -ENOMEM;
	if (nla_put(msg, WMAN_A_AGENT_FRAME, len, packet)) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return request(up, msg, NULL, NULL);
}

static int put_msk(struct nl_msg *msg, const struct agent_verdict *verdict)
{
	struct nlattr *attr = nla_reserve(msg, WMAN_A_AGENT_MSK, WMAN_MSK_LEN);
	uint8_t *to;
	int i;

	if (!attr)
		return -NLE_NOMEM;
	to = nla_data(attr);
	for (i = 0; i < WMAN_MSK_LEN; i++)
		to[i] = verdict->msk[verdict->msk_reversed ? WMAN_MSK_LEN - 1 - i : i];
	return 0;
}

static int put_verdict(struct nl_msg *msg, const struct agent_verdict *verdict)
{
	int ret;

	if (verdict->signature &&
	    nla_put(msg, WMAN_A_AGENT_SIGNATURE, verdict->signature_len, verdict->signature))
		return -ENOMEM;
	if (verdict->ak)
		return nla_put(msg, WMAN_A_AGENT_AK, WMAN_AK_LEN, verdict->ak);
	if (verdict->pre_pak)
		ret = nla_put(msg, WMAN_A_AGENT_PRE_PAK, WMAN_PRE_PAK_LEN, verdict->pre_pak);
	else if (verdict->msk)
		ret = nla_put_flag(msg, WMAN_A_AGENT_SUCCESS) ?: put_msk(msg, verdict);
	else
		ret = nla_put_u32(msg, WMAN_A_AGENT_REASON, verdict->reason);
	if (!ret && verdict->permanent)
		ret = nla_put_flag(msg, WMAN_A_AGENT_PERMANENT);
	if (!ret && verdict->insecure)
		ret = nla_put_flag(msg, WMAN_A_AGENT_INSECURE);
	return ret;
}

static int upcall_certificate(void *ctx, uint32_t ifindex, uint64_t cookie,
			      const struct eap_device *device)
{
	const uint8_t *certificate, *ca;
	struct upcall *up = ctx;
	struct nlattr *nest;
	struct nl_msg *msg;
	size_t len, ca_len;

	certificate = eap_device_certificate(device, &len);
	ca = eap_device_ca(device, &ca_len);
	msg = exchange_request(up, WMAN_CMD_RSA_CERTIFICATE, ifindex, cookie, &nest);
	if (!msg)
		return -ENOMEM;
	if (nla_put(msg, WMAN_A_AGENT_CERTIFICATE, len, certificate) ||
	    (ca && nla_put(msg, WMAN_A_AGENT_CA_CERTIFICATE, ca_len, ca))) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return request(up, msg, NULL, NULL);
}

static int upcall_answer(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *signature,
			 size_t len, enum wman_reason reason)
{
	struct upcall *up = ctx;
	struct nlattr *nest;
	struct nl_msg *msg;
	int ret;

	msg = exchange_request(up, WMAN_CMD_RSA_ANSWER, ifindex, cookie, &nest);
	if (!msg)
		return -ENOMEM;
	ret = signature ? nla_put(msg, WMAN_A_AGENT_SIGNATURE, len, signature) :
			  nla_put_u32(msg, WMAN_A_AGENT_REASON, reason);
	if (ret) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return request(up, msg, NULL, NULL);
}

static int upcall_done(void *ctx, uint32_t ifindex, uint64_t cookie,
		       const struct agent_verdict *verdict)
{
	struct upcall *up = ctx;
	struct nlattr *nest;
	struct nl_msg *msg;

	msg = exchange_request(up,
			       verdict->ak || verdict->pre_pak ? WMAN_CMD_RSA_DONE :
								 WMAN_CMD_AGENT_DONE,
			       ifindex, cookie, &nest);
	if (!msg)
		return -ENOMEM;
	if (put_verdict(msg, verdict)) {
		wipe_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return request(up, msg, NULL, NULL);
}

static int upcall_reauth(void *ctx, uint32_t ifindex)
{
	struct upcall *up = ctx;
	struct nl_msg *msg = up->family ? request_new(up, WMAN_CMD_DEV_REAUTH, 0, ifindex) : NULL;

	if (!msg)
		return up->family ? -ENOMEM : -ENODEV;
	return request(up, msg, NULL, NULL);
}

struct device_list {
	size_t num;
	size_t room;
	uint32_t *ifindex;
	int error;
};

static void take_device(void *ctx, struct nlmsghdr *hdr)
{
	struct nlattr *main[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1];
	struct device_list *list = ctx;
	uint32_t *more;

	if (!parse(hdr, main, agent))
		return;
	if (list->num == list->room) {
		more = reallocarray(list->ifindex, list->room + 64, sizeof(*more));
		if (!more) {
			list->error = -ENOMEM;
			return;
		}
		list->ifindex = more;
		list->room += 64;
	}
	list->ifindex[list->num++] = nla_get_u32(main[WMAN_A_IFINDEX]);
}

static int upcall_devices(void *ctx, struct agent *agent)
{
	struct device_list list = { .num = 0 };
	struct upcall *up = ctx;
	struct nl_msg *msg;
	size_t i;
	int ret;

	msg = up->family ? request_new(up, WMAN_CMD_DEV_GET, NLM_F_DUMP, 0) : NULL;
	if (!msg)
		return -ENODEV;
	ret = request(up, msg, take_device, &list);
	for (i = 0; i < list.num; i++)
		agent_ready(agent, list.ifindex[i]);
	free(list.ifindex);
	return ret ? ret : list.error;
}

const struct agent_wire upcall_wire = {
	.accept = upcall_accept,
	.frame = upcall_frame,
	.certificate = upcall_certificate,
	.answer = upcall_answer,
	.done = upcall_done,
	.reauth = upcall_reauth,
	.devices = upcall_devices,
};

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

static void dispatch_family(struct upcall *up, struct nlmsghdr *hdr)
{
	struct nlattr *main[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1];
	const struct nlattr *frame, *auth_key, *message, *reason;
	uint32_t ifindex;
	uint64_t cookie;

	if (!parse(hdr, main, agent))
		return;
	ifindex = nla_get_u32(main[WMAN_A_IFINDEX]);
	cookie = get_cookie(agent);
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
	case WMAN_CMD_RSA_SIGN:
		if (message)
			agent_sign(up->agent, ifindex, cookie, nla_data(message),
				   nla_len(message));
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
	ret = request(up, msg, take_family, &family);
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
	msg = request_new(up, WMAN_CMD_AGENT_BIND, 0, 0);
	ret = msg ? request(up, msg, NULL, NULL) : -ENOMEM;
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
	struct event *event;

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

	drain(up, NULL);
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
	struct event *event;

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
