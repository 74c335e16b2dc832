// SPDX-License-Identifier: BSD-3-Clause
/* What the agent asks of the kernel. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "agent.h"
#include "eap/eap.h"
#include "upcall.h"
#include "upcall_socket.h"

static void take_suite(struct suites *suites, const struct nlattr *attr)
{
	if (nla_len(attr) == sizeof(uint32_t) && suites->n < WMAN_SUITES_MAX)
		suites->suite[suites->n++] = nla_get_u32(attr);
}

static int put_suites(struct nl_msg *msg, const struct suites *suites)
{
	int i, ret = 0;

	for (i = 0; suites && i < suites->n && !ret; i++)
		ret = nla_put_u32(msg, WMAN_A_AGENT_SUITE, suites->suite[i]);
	return ret;
}

static void take_accept(void *ctx, struct nlmsghdr *hdr)
{
	struct nlattr *main[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1];
	struct agent_exchange *ex = ctx;
	const struct nlattr *bsid, *policy, *mode;
	struct nlattr *each;
	int rem;

	if (!upcall_parse(hdr, main, agent))
		return;
	if (!main[WMAN_A_AGENT])
		return;
	nla_for_each_nested(each, main[WMAN_A_AGENT], rem)
		if (nla_type(each) == WMAN_A_AGENT_SUITE)
			take_suite(&ex->suites, each);
	ex->cookie = upcall_cookie(agent);
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
	struct nl_msg *msg =
		up->family ? upcall_request_new(up, WMAN_CMD_AGENT_ACCEPT, 0, ifindex) : NULL;
	int ret;

	if (!msg)
		return up->family ? -ENOMEM : -ENODEV;
	if (!if_indextoname(ifindex, ex->ifname))
		snprintf(ex->ifname, sizeof(ex->ifname), "if%u", ifindex);
	ex->has_address = get_address(ex->ifname, ex->address);
	ret = upcall_request(up, msg, take_accept, ex);
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
	msg = upcall_exchange_request(up, WMAN_CMD_AGENT_FRAME, ifindex, cookie, &nest);
	if (!msg)
		return -ENOMEM;
	if (nla_put(msg, WMAN_A_AGENT_FRAME, len, packet)) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return upcall_request(up, msg, NULL, NULL);
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

static void wipe_free(struct nl_msg *msg)
{
	explicit_bzero(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
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
		ret = nla_put_flag(msg, WMAN_A_AGENT_SUCCESS) ?:
			      put_msk(msg, verdict)	      ?:
								put_suites(msg, verdict->suites);
	else if (verdict->unprotected)
		ret = nla_put_flag(msg, WMAN_A_AGENT_SUCCESS) ?:
			      nla_put_flag(msg, WMAN_A_AGENT_UNPROTECTED);
	else
		ret = nla_put_u32(msg, WMAN_A_AGENT_REASON, verdict->reason);
	if (!ret && verdict->permanent)
		ret = nla_put_flag(msg, WMAN_A_AGENT_PERMANENT);
	if (!ret && verdict->insecure)
		ret = nla_put_flag(msg, WMAN_A_AGENT_INSECURE);
	return ret;
}

static int upcall_certificate(void *ctx, uint32_t ifindex, uint64_t cookie,
			      const struct eap_device *device, const struct suites *suites)
{
	const uint8_t *certificate, *ca;
	struct upcall *up = ctx;
	struct nlattr *nest;
	struct nl_msg *msg;
	size_t len, ca_len;

	certificate = eap_device_certificate(device, &len);
	ca = eap_device_ca(device, &ca_len);
	msg = upcall_exchange_request(up, WMAN_CMD_RSA_CERTIFICATE, ifindex, cookie, &nest);
	if (!msg)
		return -ENOMEM;
	if (nla_put(msg, WMAN_A_AGENT_CERTIFICATE, len, certificate) ||
	    (ca && nla_put(msg, WMAN_A_AGENT_CA_CERTIFICATE, ca_len, ca)) ||
	    put_suites(msg, suites)) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return upcall_request(up, msg, NULL, NULL);
}

/* An answer with what was asked for, an attribute, or with the reason why there is none. */
static int answer_or_reason(struct upcall *up, uint8_t cmd, uint32_t ifindex, uint64_t cookie,
			    int attr, const uint8_t *data, size_t len, enum wman_reason reason)
{
	struct nlattr *nest;
	struct nl_msg *msg = upcall_exchange_request(up, cmd, ifindex, cookie, &nest);
	int ret;

	if (!msg)
		return -ENOMEM;
	ret = data ? nla_put(msg, attr, (int)len, data) :
		     nla_put_u32(msg, WMAN_A_AGENT_REASON, reason);
	if (ret) {
		wipe_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return upcall_request(up, msg, NULL, NULL);
}

static int upcall_answer(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *signature,
			 size_t len, enum wman_reason reason)
{
	return answer_or_reason(ctx, WMAN_CMD_RSA_ANSWER, ifindex, cookie, WMAN_A_AGENT_SIGNATURE,
				signature, len, reason);
}

static int upcall_done(void *ctx, uint32_t ifindex, uint64_t cookie,
		       const struct agent_verdict *verdict)
{
	struct upcall *up = ctx;
	struct nlattr *nest;
	struct nl_msg *msg;

	msg = upcall_exchange_request(
		up, verdict->ak || verdict->pre_pak ? WMAN_CMD_RSA_DONE : WMAN_CMD_AGENT_DONE,
		ifindex, cookie, &nest);
	if (!msg)
		return -ENOMEM;
	if (put_verdict(msg, verdict)) {
		wipe_free(msg);
		return -ENOMEM;
	}
	nla_nest_end(msg, nest);
	return upcall_request(up, msg, NULL, NULL);
}

static int upcall_teks(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *teks,
		       enum wman_reason reason)
{
	return answer_or_reason(ctx, WMAN_CMD_TEK_DONE, ifindex, cookie, WMAN_A_AGENT_TEKS, teks,
				WMAN_TEKS_LEN, reason);
}

static int upcall_reauth(void *ctx, uint32_t ifindex)
{
	struct upcall *up = ctx;
	struct nl_msg *msg = up->family ? upcall_request_new(up, WMAN_CMD_DEV_REAUTH, 0, ifindex) :
					  NULL;

	if (!msg)
		return up->family ? -ENOMEM : -ENODEV;
	return upcall_request(up, msg, NULL, NULL);
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

	if (!upcall_parse(hdr, main, agent))
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

	msg = up->family ? upcall_request_new(up, WMAN_CMD_DEV_GET, NLM_F_DUMP, 0) : NULL;
	if (!msg)
		return -ENODEV;
	ret = upcall_request(up, msg, take_device, &list);
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
	.teks = upcall_teks,
	.reauth = upcall_reauth,
	.devices = upcall_devices,
};
