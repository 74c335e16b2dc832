// SPDX-License-Identifier: BSD-3-Clause
/*
 * wman-supplicant-bridge: a stock wpa_supplicant as the EAP engine of one station. A lab tool, never
 * installed: the supplicant gives the whole MSK out in its debug log only, with all other secrets.
 *
 *	kernel	<- generic netlink, as any agent ->  this  <- TAP, EAPOL frames ->  wpa_supplicant
 *						     this  <- pipe, its log ------
 *
 * The netlink socket belongs to the namespace in which the station is, everything else to a network
 * namespace that has nothing but the TAP device and ends with this process. Each exchange has a
 * supplicant of its own, so that nothing of the last one is taken for this one.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <linux/wman.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "nodump.h"

#define TAP_NAME  "eapol0"
#define EAPOL_EAP 0
#define EAPOL_LEN 4
#define EAP_LEN	  4
#define LOG_MAX	  4096

static struct {
	struct nl_sock *sock;
	int family;
	uint32_t ifindex;
	const char *dev, *conf, *program;
	int tap;
} bridge = { .program = "wpa_supplicant" };

/* From a successful accept to its done or cancel. */
static struct {
	uint64_t cookie; /* 0: there is none */
	pid_t pid;
	int log; /* end of the pipe, -1: none */
	char line[LOG_MAX];
	size_t len;
	bool listening; /* the supplicant takes frames */
	uint8_t early[WMAN_EAP_FRAME_MAX]; /* last packet before that */
	size_t early_len;
	uint8_t id; /* of the last request */
	bool has_msk;
	uint8_t msk[WMAN_MSK_LEN];
} exchange = { .log = -1 };

/* What stands before the MSK, by method; others (EAP-PWD) do not log it. */
static const char *const labels[] = {
	"EAP-TLS: Derived key", "EAP-TTLS: Derived key", "EAP-PEAP: Derived key",
	"EAP-AKA': MSK",	"EAP-PSK: MSK",		 "EAP-SIM: keying material (MSK)",
};

/* ---- to the kernel ---- */

/* @cookie 0: there is none yet, and no nest. */
static struct nl_msg *request(uint8_t cmd, uint64_t cookie, struct nlattr **nest)
{
	struct nl_msg *msg = nlmsg_alloc_size(WMAN_EAP_FRAME_MAX + 256);

	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, bridge.family, 0, 0, cmd,
				 WMAN_FAMILY_VERSION))
		err(1, "no memory");
	nla_put_u32(msg, WMAN_A_IFINDEX, bridge.ifindex);
	if (cookie) {
		*nest = nla_nest_start(msg, WMAN_A_AGENT | NLA_F_NESTED);
		nla_put_u64(msg, WMAN_A_AGENT_COOKIE, cookie);
	}
	return msg;
}

static void submit(struct nl_msg *msg, struct nlattr *nest)
{
	if (nest)
		nla_nest_end(msg, nest);
	if (nl_send_auto(bridge.sock, msg) < 0)
		err(1, "cannot send");
	explicit_bzero(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

/* The supplicant goes, and what it said. */
static void end_exchange(void)
{
	if (exchange.pid) {
		kill(exchange.pid, SIGKILL);
		waitpid(exchange.pid, NULL, 0);
	}
	if (exchange.log >= 0)
		close(exchange.log);
	explicit_bzero(&exchange, sizeof(exchange));
	exchange.log = -1;
}

static void succeed(void)
{
	struct nlattr *nest;
	struct nl_msg *msg = request(WMAN_CMD_AGENT_DONE, exchange.cookie, &nest);

	nla_put_flag(msg, WMAN_A_AGENT_SUCCESS);
	nla_put(msg, WMAN_A_AGENT_MSK, WMAN_MSK_LEN, exchange.msk);
	submit(msg, nest);
	printf("%s: success\n", bridge.dev);
	end_exchange();
}

static void fail(enum wman_reason reason, const char *text)
{
	struct nlattr *nest;
	struct nl_msg *msg = request(WMAN_CMD_AGENT_DONE, exchange.cookie, &nest);

	nla_put_u32(msg, WMAN_A_AGENT_REASON, reason);
	submit(msg, nest);
	printf("%s: failure: %s\n", bridge.dev, text);
	end_exchange();
}

/* ---- to and from the supplicant ---- */

/* An EAPOL frame from nobody in particular to the port access group. */
static void to_supplicant(const uint8_t *packet, size_t len)
{
	static const uint8_t header[ETH_HLEN] = {
		0x01, 0x80, 0xc2, 0, 0, 3, 2, 0, 0, 0, 0, 1, ETH_P_PAE >> 8, ETH_P_PAE & 0xff,
	};
	uint8_t frame[ETH_HLEN + EAPOL_LEN + WMAN_EAP_FRAME_MAX];
	uint8_t *eapol = frame + ETH_HLEN;

	memcpy(frame, header, sizeof(header));
	eapol[0] = 2;
	eapol[1] = EAPOL_EAP;
	eapol[2] = len >> 8;
	eapol[3] = len;
	memcpy(eapol + EAPOL_LEN, packet, len);
	if (write(bridge.tap, frame, ETH_HLEN + EAPOL_LEN + len) < 0)
		warn(TAP_NAME);
}

/* A packet of the base station. Before the supplicant listens, the last one waits. */
static void take_packet(const uint8_t *packet, size_t len)
{
	if (len < EAP_LEN || len > WMAN_EAP_FRAME_MAX)
		return;
	exchange.id = packet[1];
	if (exchange.listening) {
		to_supplicant(packet, len);
	} else {
		memcpy(exchange.early, packet, len);
		exchange.early_len = len;
	}
}

static void listen_now(void)
{
	if (!exchange.listening && exchange.early_len)
		to_supplicant(exchange.early, exchange.early_len);
	exchange.listening = true;
}

/* A frame of the supplicant: its EAP goes to the base station. EAPOL-Start is the module's affair. */
static void take_frame(const uint8_t *frame, size_t len)
{
	const uint8_t *eapol = frame + ETH_HLEN;
	struct nlattr *nest;
	struct nl_msg *msg;
	size_t body;

	if (len < ETH_HLEN + EAPOL_LEN || frame[12] != ETH_P_PAE >> 8 ||
	    frame[13] != (ETH_P_PAE & 0xff) || !exchange.cookie)
		return;
	body = (size_t)eapol[2] << 8 | eapol[3];
	if (eapol[1] != EAPOL_EAP || body < EAP_LEN || body > WMAN_EAP_FRAME_MAX ||
	    body > len - ETH_HLEN - EAPOL_LEN)
		return;
	msg = request(WMAN_CMD_AGENT_FRAME, exchange.cookie, &nest);
	nla_put(msg, WMAN_A_AGENT_FRAME, (int)body, eapol + EAPOL_LEN);
	submit(msg, nest);
}

/* "LABEL - hexdump(len=64): 01 23 ..." */
static void take_key(const char *line)
{
	const char *hex = strstr(line, " - hexdump(len=64): ");
	unsigned int octet;
	size_t i;
	int n;

	if (!hex)
		return;
	for (hex += 20, i = 0; i < WMAN_MSK_LEN && sscanf(hex, "%2x %n", &octet, &n) == 1; i++) {
		exchange.msk[i] = octet;
		hex += n;
	}
	exchange.has_msk = i == WMAN_MSK_LEN;
}

static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* By how it begins: farther on may be what the server wrote, as the subject of its certificate. */
static void take_line(const char *line)
{
	size_t i;

	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (begins(line, labels[i]))
			take_key(line);
	/* two seconds before it says so in a frame */
	if (begins(line, "EAPOL: SUPP_PAE entering state CONNECTING"))
		listen_now();
	else if (begins(line, TAP_NAME ": CTRL-EVENT-EAP-FAILURE"))
		fail(WMAN_REASON_EAP_REJECTED, "the supplicant says that EAP failed");
	else if (!begins(line, TAP_NAME ": CTRL-EVENT-EAP-SUCCESS"))
		return;
	else if (exchange.has_msk)
		succeed();
	else
		fail(WMAN_REASON_HELPER_INTERNAL, "the supplicant did not log 64 octets of MSK");
}

/* What is too long for a line holds no key. */
static void take_log(void)
{
	ssize_t n = read(exchange.log, exchange.line + exchange.len,
			 sizeof(exchange.line) - 1 - exchange.len);
	char *end;

	if (n <= 0) {
		fail(WMAN_REASON_HELPER_INTERNAL, "the supplicant ended");
		return;
	}
	exchange.len += (size_t)n;
	exchange.line[exchange.len] = '\0';
	while (exchange.cookie && (end = strchr(exchange.line, '\n'))) {
		*end++ = '\0';
		take_line(exchange.line);
		if (!exchange.cookie)
			return;
		exchange.len -= (size_t)(end - exchange.line);
		memmove(exchange.line, end, exchange.len + 1);
	}
	if (exchange.len == sizeof(exchange.line) - 1)
		exchange.len = 0;
}

static _Noreturn void exec_supplicant(int log)
{
	char file[32];

	/* by its name, for a log on standard output is not written line by line */
	snprintf(file, sizeof(file), "/dev/fd/%d", log);
	fcntl(log, F_SETFD, 0);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		_exit(126);
	execlp(bridge.program, bridge.program, "-D", "wired", "-i", TAP_NAME, "-c", bridge.conf,
	       "-K", "-dd", "-f", file, NULL);
	_exit(127);
}

static void begin_exchange(uint64_t cookie)
{
	uint8_t old[ETH_FRAME_LEN];
	int fds[2];

	end_exchange();
	/* what the last supplicant sent */
	while (read(bridge.tap, old, sizeof(old)) > 0)
		;
	exchange.cookie = cookie;
	if (pipe2(fds, O_CLOEXEC))
		err(1, "pipe");
	exchange.log = fds[0];
	exchange.pid = fork();
	if (exchange.pid < 0)
		err(1, "fork");
	if (!exchange.pid)
		exec_supplicant(fds[1]);
	close(fds[1]);
}

/* ---- from the kernel ---- */

static int on_message(struct nl_msg *msg, void *arg)
{
	struct nlattr *top[WMAN_A_MAX + 1], *agent[WMAN_A_AGENT_MAX + 1] = { NULL };
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	const struct nlattr *frame;
	uint64_t cookie = 0;
	uint8_t cmd;

	if (hdr->nlmsg_type != bridge.family || genlmsg_parse(hdr, 0, top, WMAN_A_MAX, NULL) ||
	    !top[WMAN_A_IFINDEX] || nla_get_u32(top[WMAN_A_IFINDEX]) != bridge.ifindex)
		return NL_SKIP;
	cmd = genlmsg_hdr(hdr)->cmd;
	if (top[WMAN_A_AGENT])
		nla_parse_nested(agent, WMAN_A_AGENT_MAX, top[WMAN_A_AGENT], NULL);
	if (agent[WMAN_A_AGENT_COOKIE])
		cookie = nla_get_u64(agent[WMAN_A_AGENT_COOKIE]);
	frame = agent[WMAN_A_AGENT_FRAME];
	if (cmd == WMAN_CMD_AGENT_READY)
		submit(request(WMAN_CMD_AGENT_ACCEPT, 0, NULL), NULL);
	else if (cmd == WMAN_CMD_AGENT_ACCEPT)
		begin_exchange(cookie);
	else if (!cookie || cookie != exchange.cookie)
		return NL_OK;
	else if (cmd == WMAN_CMD_AGENT_FRAME && frame)
		take_packet(nla_data(frame), (size_t)nla_len(frame));
	else if (cmd == WMAN_CMD_AGENT_CHALLENGED)
		/* EAP-Success was lost, and the supplicant can be told in no other way */
		take_packet((uint8_t[]){ 3, exchange.id, 0, EAP_LEN }, EAP_LEN);
	else if (cmd == WMAN_CMD_AGENT_CANCEL)
		end_exchange();
	return NL_OK;
}

/* Refusals of what came too late are no mistake. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	if (error->error == -EPERM || error->error == -EBUSY) {
		errno = -error->error;
		err(1, "the module does not take this agent");
	}
	return NL_SKIP;
}

static void open_netlink(void)
{
	bridge.ifindex = if_nametoindex(bridge.dev);
	if (!bridge.ifindex)
		err(1, "%s", bridge.dev);
	bridge.sock = nl_socket_alloc();
	if (!bridge.sock || genl_connect(bridge.sock))
		err(1, "cannot open generic netlink");
	bridge.family = genl_ctrl_resolve(bridge.sock, WMAN_FAMILY_NAME);
	if (bridge.family < 0)
		errx(1, "the wman module is not loaded");
	nl_socket_disable_seq_check(bridge.sock);
	nl_socket_disable_auto_ack(bridge.sock);
	nl_socket_modify_cb(bridge.sock, NL_CB_VALID, NL_CB_CUSTOM, on_message, NULL);
	nl_socket_modify_err_cb(bridge.sock, NL_CB_CUSTOM, on_error, NULL);
}

/* In a network namespace that nobody else is in. */
static void open_tap(void)
{
	struct ifreq req = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd;

	if (unshare(CLONE_NEWNET))
		err(1, "cannot make a network namespace");
	strcpy(req.ifr_name, TAP_NAME);
	bridge.tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (bridge.tap < 0 || ioctl(bridge.tap, TUNSETIFF, &req))
		err(1, "/dev/net/tun");
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	req.ifr_flags = IFF_UP;
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &req))
		err(1, TAP_NAME);
	close(fd);
}

static void serve(void)
{
	uint8_t frame[ETH_HLEN + EAPOL_LEN + WMAN_EAP_FRAME_MAX];
	struct pollfd fds[3] = {
		{ .fd = nl_socket_get_fd(bridge.sock), .events = POLLIN },
		{ .fd = bridge.tap, .events = POLLIN },
	};
	ssize_t n;
	int ret;

	for (;;) {
		fds[2] = (struct pollfd){ .fd = exchange.log, .events = POLLIN };
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			err(1, "poll");
		/* the log before the kernel, which may end the exchange that it belongs to */
		if (exchange.log >= 0 && fds[2].revents)
			take_log();
		if (fds[1].revents) {
			n = read(bridge.tap, frame, sizeof(frame));
			if (n > 0)
				take_frame(frame, (size_t)n);
		}
		ret = fds[0].revents ? nl_recvmsgs_default(bridge.sock) : 0;
		/* closing the socket fails what is under way */
		if (ret < 0)
			errx(1, "%s", nl_geterror(ret));
	}
}

int main(int argc, char **argv)
{
	if (argc < 3 || argc > 4)
		errx(2, "usage: wman-supplicant-bridge DEVICE WPA_SUPPLICANT.CONF [PROGRAM]\n"
			"a lab tool: see Documentation/supplicant.rst");
	bridge.dev = argv[1];
	bridge.conf = argv[2];
	if (argc > 3)
		bridge.program = argv[3];
	fputs("*** LAB USE ONLY: the MSK is taken from the debug log of wpa_supplicant, which has\n"
	      "*** every password and key in it. For anything else there is wmand.\n",
	      stderr);
	if (no_dump())
		err(1, "cannot switch core dumps off");
	setvbuf(stdout, NULL, _IOLBF, 0);
	open_netlink();
	open_tap();
	submit(request(WMAN_CMD_AGENT_BIND, 0, NULL), NULL);
	serve();
}
