// SPDX-License-Identifier: BSD-3-Clause
/*
 * wmand as it serves a kernel: binds, accepts exchanges, carries frames to a child and back, and
 * tells the end. The kernel of this scenario loses its patience as the real one does, and makes
 * one exchange after the other until two in a row were completed. It is there from the beginning,
 * or (with an argument) comes later.
 */
#include "upcall.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/wman.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "agent.h"
#include "config.h"
#include "fake_netlink.h"
#include "loop.h"
#include "wmand.h"

#define LO	    1
#define PATIENCE_MS 400
#define IN_A_ROW    2
#define EXCHANGES   5 /* at most */
#define LOAD_MS	    50 /* until a module that comes later is loaded */
#define BIND_MS	    1000 /* until it should have been noticed */

static struct loop *loop;
static struct loop_timer *patience, *loading;
static struct fake_socket *agent_socket;
static uint64_t cookie; /* of the exchange that is open or pending */
static bool accepted;
static unsigned int begun, completed, in_a_row;
static const char *broken;
static int bound_error;

static struct nl_msg *about(const struct nlmsghdr *to, uint8_t cmd, struct nlattr **nest)
{
	struct nl_msg *msg = fake_message(to, cmd);

	nla_put_u32(msg, WMAN_A_IFINDEX, LO);
	*nest = nla_nest_start(msg, WMAN_A_AGENT);
	return msg;
}

static void send_exchange(struct nl_msg *msg, struct nlattr *nest)
{
	nla_put_u64(msg, WMAN_A_AGENT_COOKIE, cookie);
	nla_nest_end(msg, nest);
	fake_send(agent_socket, msg);
}

/* A new exchange, or the end of the scenario. */
static void begin(void)
{
	struct nlattr *nest;
	struct nl_msg *msg;

	if (in_a_row == IN_A_ROW || begun == EXCHANGES || broken) {
		loop_quit(loop);
		return;
	}
	begun++;
	cookie++;
	accepted = false;
	msg = about(NULL, WMAN_CMD_AGENT_READY, &nest);
	nla_nest_end(msg, nest);
	fake_send(agent_socket, msg);
	loop_timer_set(patience, PATIENCE_MS);
}

static void lose_patience(void *arg)
{
	struct nlattr *nest;
	struct nl_msg *msg;

	fault_disarm();
	if (accepted) {
		msg = about(NULL, WMAN_CMD_AGENT_CANCEL, &nest);
		nla_put_u32(msg, WMAN_A_AGENT_REASON, WMAN_REASON_EAP_TIMEOUT);
		send_exchange(msg, nest);
	}
	in_a_row = 0;
	begin();
	fault_arm();
}

static void send_frame(const void *packet, int len)
{
	struct nlattr *nest;
	struct nl_msg *msg = about(NULL, WMAN_CMD_AGENT_FRAME, &nest);

	nla_put(msg, WMAN_A_AGENT_FRAME, len, packet);
	send_exchange(msg, nest);
}

static int do_accept(struct fake_socket *sock, const struct nlmsghdr *hdr)
{
	struct nlattr *nest;
	struct nl_msg *msg;

	if (accepted)
		return -ENOENT;
	accepted = true;
	msg = about(hdr, WMAN_CMD_AGENT_ACCEPT, &nest);
	nla_put_u64(msg, WMAN_A_AGENT_COOKIE, cookie);
	nla_put_string(msg, WMAN_A_AGENT_NETWORK, "pem");
	nla_nest_end(msg, nest);
	fake_send(sock, msg);
	send_frame("\x01\x01\x00\x05\x01", 5);
	return 0;
}

/* To the Identity a method that the peer does not have, to its Nak a failure. */
static void do_frame(const struct nlattr *frame)
{
	const uint8_t *packet = nla_data(frame);

	if (packet[4] == 1)
		send_frame("\x01\x02\x00\x06\x04\x00", 6);
	else if (packet[4] == 3)
		send_frame("\x04\x02\x00\x04", 4);
	else
		broken = "an EAP packet that nobody asked for";
}

static void do_done(struct nlattr **agent)
{
	if (agent[WMAN_A_AGENT_SUCCESS] || agent[WMAN_A_AGENT_MSK])
		broken = "success of an exchange that failed";
	else if (!agent[WMAN_A_AGENT_REASON])
		broken = "failure without a reason";
	completed++;
	in_a_row++;
	begin();
}

static int on_request(struct fake_socket *sock, const struct nlmsghdr *hdr)
{
	struct nlattr *attrs[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1] = { NULL };
	uint8_t cmd = ((struct genlmsghdr *)nlmsg_data(hdr))->cmd;
	struct nlattr *nest;

	if (genlmsg_parse((struct nlmsghdr *)hdr, 0, attrs, WMAN_A_MAX, NULL) ||
	    (attrs[WMAN_A_AGENT] &&
	     nla_parse_nested(agent, WMAN_A_AGENT_MAX, attrs[WMAN_A_AGENT], NULL))) {
		broken = "a malformed request";
		return -EINVAL;
	}
	switch (cmd) {
	case WMAN_CMD_AGENT_BIND:
		agent_socket = sock;
		begin();
		return 0;
	case WMAN_CMD_DEV_GET:
		fake_send(sock, about(hdr, WMAN_CMD_DEV_GET, &nest));
		return 0;
	case WMAN_CMD_AGENT_ACCEPT:
		return do_accept(sock, hdr);
	}
	if (!accepted || !agent[WMAN_A_AGENT_COOKIE] ||
	    nla_get_u64(agent[WMAN_A_AGENT_COOKIE]) != cookie)
		return -ESTALE;
	if (cmd == WMAN_CMD_AGENT_FRAME && agent[WMAN_A_AGENT_FRAME])
		do_frame(agent[WMAN_A_AGENT_FRAME]);
	else if (cmd == WMAN_CMD_AGENT_DONE)
		do_done(agent);
	else
		broken = "a request without its attribute";
	return 0;
}

static void on_joined(struct fake_socket *sock)
{
	agent_socket = sock;
}

static struct fake_kernel kernel = { .request = on_request, .joined = on_joined };

/* Twice: the module is loaded; it was not noticed. */
static void load_module(void *arg)
{
	fault_disarm();
	if (kernel.absent) {
		kernel.absent = false;
		fake_loaded(agent_socket);
		loop_timer_set(loading, BIND_MS);
	} else if (!begun) {
		broken = "the module was loaded, and nobody took notice";
		loop_quit(loop);
	}
	fault_arm();
}

/* As daemon.c does, with --wait when the module comes later: another error is the end. */
static void on_bound(void *ctx, int error, const char *text)
{
	if (!error || (error == -ENODEV && kernel.absent))
		return;
	bound_error = error;
	fprintf(stderr, "%s\n", text);
	loop_quit(loop);
}

static enum fault_verdict judge(void)
{
	if (broken)
		return fault_wrong("%s", broken);
	if (bound_error == -ENODEV)
		return fault_wrong("the module is there");
	if (bound_error)
		return FAULT_REPORTED;
	if (in_a_row < IN_A_ROW)
		return fault_wrong("%u of %u exchanges were completed, %u in a row", completed,
				   begun, in_a_row);
	if (completed == begun)
		return FAULT_RIGHT;
	printf("%u of %u exchanges\n", completed, begun);
	return FAULT_REPORTED;
}

enum fault_verdict wmand_upcall(const void *arg)
{
	struct config *config = wmand_load();
	enum fault_verdict verdict;
	struct upcall *upcall;
	struct agent *agent;

	loop = loop_new();
	patience = loop_timer_new(loop, lose_patience, NULL);
	loading = loop_timer_new(loop, load_module, NULL);
	kernel.absent = arg;
	fake_netlink(&kernel);
	fault_arm();
	upcall = upcall_new(loop, on_bound, NULL);
	agent = upcall ? agent_new(loop, config, &upcall_wire, upcall) : NULL;
	if (agent) {
		upcall_bind(upcall, agent);
		if (kernel.absent)
			loop_timer_set(loading, LOAD_MS);
		if (!bound_error)
			loop_run(loop);
		verdict = judge();
	} else {
		perror("upcall_new");
		config_free(config);
		verdict = FAULT_REPORTED;
	}
	upcall_free(upcall);
	agent_free(agent);
	fault_disarm();
	fake_netlink(NULL);
	loop_timer_free(patience);
	loop_timer_free(loading);
	loop_free(loop);
	return verdict;
}
