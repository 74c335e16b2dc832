// SPDX-License-Identifier: BSD-3-Clause
/*
 * An agent for the wman module, in the place of wmand: it takes the exchanges of all stations in
 * this network namespace, has libwman-eap run EAP-TLS, and hands the MSK over. Another EAP engine
 * would stand where eap_peer_...() is called; the rest is the contract of the module.
 *	cc agent.c $(pkg-config --cflags --libs libwman-eap libnl-genl-3.0) -o agent
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/wman.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <wman/eap.h>

/* An exchange that was accepted: the device and the cookie name it. */
struct exchange {
	struct exchange *next;
	uint32_t ifindex;
	uint64_t cookie;
	struct eap_peer *peer;
	bool over;
};

static struct nl_sock *sock;
static int family;
static struct eap_creds *creds;
static struct exchange *exchanges;

/* ---- what an agent says ---- */

/* @ifindex 0: of no device. @cookie 0: there is none yet, and no nest. */
static struct nl_msg *request(uint8_t cmd, uint32_t ifindex, uint64_t cookie, struct nlattr **nest)
{
	struct nl_msg *msg = nlmsg_alloc_size(WMAN_EAP_FRAME_MAX + 256);

	if (!msg ||
	    !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, 0, cmd, WMAN_FAMILY_VERSION))
		err(1, "no memory");
	if (ifindex)
		nla_put_u32(msg, WMAN_A_IFINDEX, ifindex);
	if (cookie) {
		*nest = nla_nest_start(msg, WMAN_A_AGENT | NLA_F_NESTED);
		nla_put_u64(msg, WMAN_A_AGENT_COOKIE, cookie);
	}
	return msg;
}

/* There is no acknowledgement to wait for: what the kernel refuses comes back to on_error(). */
static void submit(struct nl_msg *msg, struct nlattr *nest)
{
	if (nest)
		nla_nest_end(msg, nest);
	if (nl_send_auto(sock, msg) < 0)
		err(1, "cannot send");
	/* it may have held the MSK */
	explicit_bzero(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

/* ---- what the EAP peer says ---- */

static void send_frame(void *ctx, const uint8_t *packet, size_t len)
{
	struct exchange *ex = ctx;
	struct nlattr *nest;
	struct nl_msg *msg = request(WMAN_CMD_AGENT_FRAME, ex->ifindex, ex->cookie, &nest);

	nla_put(msg, WMAN_A_AGENT_FRAME, (int)len, packet);
	submit(msg, nest);
}

/* Each exchange is completed once; after this the kernel takes nothing more for it. */
static void send_done(void *ctx, const struct eap_result *result)
{
	struct exchange *ex = ctx;
	struct nlattr *nest;
	struct nl_msg *msg = request(WMAN_CMD_AGENT_DONE, ex->ifindex, ex->cookie, &nest);

	if (result->success) {
		nla_put_flag(msg, WMAN_A_AGENT_SUCCESS);
		nla_put(msg, WMAN_A_AGENT_MSK, WMAN_MSK_LEN, result->msk);
	} else {
		nla_put_u32(msg, WMAN_A_AGENT_REASON, result->error.reason);
	}
	submit(msg, nest);
	printf("%u: %s\n", ex->ifindex, result->success ? "success" : result->error.text);
	ex->over = true;
}

static const struct eap_peer_ops ops = { .tx = send_frame, .done = send_done };

/* ---- what the kernel says ---- */

static void begin(uint32_t ifindex, uint64_t cookie)
{
	struct exchange *ex = calloc(1, sizeof(*ex));

	if (!ex)
		err(1, "no memory");
	ex->ifindex = ifindex;
	ex->cookie = cookie;
	ex->peer = eap_peer_new(creds, NULL, &ops, ex);
	if (!ex->peer)
		err(1, "no memory");
	ex->next = exchanges;
	exchanges = ex;
}

/* PKMv1 wants a private key, not EAP: say so, or the station waits for ever. */
static void refuse(uint32_t ifindex, uint64_t cookie)
{
	struct nlattr *nest;
	struct nl_msg *msg = request(WMAN_CMD_AGENT_DONE, ifindex, cookie, &nest);

	nla_put_u32(msg, WMAN_A_AGENT_REASON, WMAN_REASON_POLICY);
	nla_put_flag(msg, WMAN_A_AGENT_PERMANENT);
	submit(msg, nest);
}

static struct exchange *find(uint32_t ifindex, uint64_t cookie)
{
	struct exchange *ex;

	for (ex = exchanges; ex; ex = ex->next)
		if (ex->ifindex == ifindex && ex->cookie == cookie)
			return ex;
	return NULL;
}

/* A peer must not be freed by its own callback, so that this comes later. */
static void free_what_is_over(void)
{
	struct exchange **p = &exchanges, *ex;

	while ((ex = *p)) {
		if (!ex->over) {
			p = &ex->next;
			continue;
		}
		*p = ex->next;
		eap_peer_free(ex->peer);
		free(ex);
	}
}

static void take(uint8_t cmd, uint32_t ifindex, uint64_t cookie, const struct nlattr *frame)
{
	struct exchange *ex = find(ifindex, cookie);

	switch (cmd) {
	case WMAN_CMD_AGENT_READY: /* an exchange waits */
		submit(request(WMAN_CMD_AGENT_ACCEPT, ifindex, 0, NULL), NULL);
		break;
	case WMAN_CMD_AGENT_ACCEPT: /* the answer to that */
		begin(ifindex, cookie);
		break;
	case WMAN_CMD_AGENT_FRAME: /* what the base station sent */
		if (ex && frame)
			eap_peer_rx(ex->peer, nla_data(frame), (size_t)nla_len(frame));
		break;
	case WMAN_CMD_AGENT_CHALLENGED: /* it has the MSK, so that EAP-Success was lost */
		if (ex)
			eap_peer_lower_success(ex->peer);
		break;
	case WMAN_CMD_AGENT_CANCEL: /* the kernel wants no answer any more */
		if (ex)
			ex->over = true;
		break;
	}
}

static int on_message(struct nl_msg *msg, void *arg)
{
	struct nlattr *top[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1] = { NULL };
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	uint64_t cookie = 0;

	if (hdr->nlmsg_type != family || genlmsg_parse(hdr, 0, top, WMAN_A_MAX, NULL) ||
	    !top[WMAN_A_IFINDEX])
		return NL_SKIP;
	if (top[WMAN_A_AGENT])
		nla_parse_nested(agent, WMAN_A_AGENT_MAX, top[WMAN_A_AGENT], NULL);
	if (agent[WMAN_A_AGENT_COOKIE])
		cookie = nla_get_u64(agent[WMAN_A_AGENT_COOKIE]);
	if (agent[WMAN_A_AGENT_RSA])
		refuse(nla_get_u32(top[WMAN_A_IFINDEX]), cookie);
	else
		take(genlmsg_hdr(hdr)->cmd, nla_get_u32(top[WMAN_A_IFINDEX]), cookie,
		     agent[WMAN_A_AGENT_FRAME]);
	return NL_OK;
}

/* -ENOENT and the like are no mistake: an exchange can end while we still answer for it. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	if (error->error == -EPERM || error->error == -EBUSY) {
		errno = -error->error;
		err(1, "the module does not take this agent");
	}
	return NL_SKIP;
}

static void load(char **argv)
{
	const struct eap_config cfg = {
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = argv[1],
		.ca_cert = argv[2],
		.domain_match = argv[3],
		.client_cert = argv[4],
		.private_key = argv[5],
	};
	struct eap_error error;

	creds = eap_creds_load(&cfg, &error);
	if (!creds)
		errx(1, "%s", error.text);
}

int main(int argc, char **argv)
{
	int ret;

	if (argc != 6)
		errx(2, "usage: IDENTITY CA NAME CERTIFICATE KEY");
	load(argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	sock = nl_socket_alloc();
	if (!sock || genl_connect(sock))
		err(1, "cannot open generic netlink");
	family = genl_ctrl_resolve(sock, WMAN_FAMILY_NAME);
	if (family < 0)
		errx(1, "the wman module is not loaded");
	/* from here on what arrives is events as well as answers */
	nl_socket_disable_seq_check(sock);
	nl_socket_disable_auto_ack(sock);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_message, NULL);
	nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, on_error, NULL);
	/* for all devices; those that wait are announced at once */
	submit(request(WMAN_CMD_AGENT_BIND, 0, 0, NULL), NULL);
	do {
		ret = nl_recvmsgs_default(sock);
		free_what_is_over();
	} while (ret >= 0);
	/* messages were lost: to close the socket is to fail what is under way, and it begins anew */
	errx(1, "%s", nl_geterror(ret));
}
