// SPDX-License-Identifier: BSD-3-Clause
/*
 * Command lines of wman, against a kernel that has one device, "lo", with all there can be; against a
 * wmand that has one network, or with the configuration of another program.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/wman.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "cli.h"
#include "fake_netlink.h"
#include "scenario.h"
#include "spec_gen.h"

#define WORDS_MAX   16
#define LO	    1
#define TRANSACTION 2 /* and every other number of 16 bits */
#define END_MS	    200 /* until SIGTERM, behind the last event */

static timer_t end;
static struct fake_socket *listener; /* that gets the events */

/* Every attribute of a set, nests and all. */
static void put_set(struct nl_msg *msg, const struct spec_set *set)
{
	static const uint8_t octets[8] = { 0x02, 0x16, 0, 0, 0, 1, 7, 8 };
	const struct spec_attr *attr;
	struct nlattr *nest;
	unsigned int i;

	for (i = 1; i <= set->max; i++) {
		attr = &set->attrs[i];
		switch (attr->type) {
		case SPEC_U8:
			nla_put_u8(msg, (int)i, 1);
			break;
		case SPEC_U16:
			nla_put_u16(msg, (int)i, TRANSACTION);
			break;
		case SPEC_U32:
			nla_put_u32(msg, (int)i, 3);
			break;
		case SPEC_U64:
			nla_put_u64(msg, (int)i, 5000000000ULL);
			break;
		case SPEC_FLAG:
			nla_put_flag(msg, (int)i);
			break;
		case SPEC_STRING:
			nla_put_string(msg, (int)i, "a \"word\"");
			break;
		case SPEC_BINARY:
			nla_put(msg, (int)i, sizeof(octets), octets);
			break;
		case SPEC_MAC:
			nla_put(msg, (int)i, 6, octets);
			break;
		case SPEC_NEST:
			nest = nla_nest_start(msg, (int)i);
			put_set(msg, attr->nested);
			nla_nest_end(msg, nest);
			break;
		}
	}
}

static void put_nest(struct nl_msg *msg, int attr)
{
	struct nlattr *nest = nla_nest_start(msg, attr);

	put_set(msg, spec_main.attrs[attr].nested);
	nla_nest_end(msg, nest);
}

static struct nl_msg *about_lo(const struct nlmsghdr *to, uint8_t cmd)
{
	struct nl_msg *msg = fake_message(to, cmd);

	nla_put_u32(msg, WMAN_A_IFINDEX, LO);
	return msg;
}

/* The base station has agreed to what was asked of it in a transaction. */
static void tell_agreed(struct fake_socket *sock)
{
	struct nl_msg *msg = about_lo(NULL, WMAN_CMD_FLOW_NTF);
	struct nlattr *nest = nla_nest_start(msg, WMAN_A_FLOW);

	nla_put_u16(msg, WMAN_A_FLOW_TRANSACTION, TRANSACTION);
	nla_nest_end(msg, nest);
	fake_send(sock, msg);
}

static int answer(struct fake_socket *sock, const struct nlmsghdr *hdr)
{
	static const int attrs[WMAN_CMD_MAX + 1] = {
		[WMAN_CMD_DEV_GET] = WMAN_A_DEV,   [WMAN_CMD_SCAN_GET] = WMAN_A_BS,
		[WMAN_CMD_SA_GET] = WMAN_A_SA,	   [WMAN_CMD_KEY_GET] = WMAN_A_KEY,
		[WMAN_CMD_FLOW_GET] = WMAN_A_FLOW, [WMAN_CMD_STATS_GET] = WMAN_A_COUNTER,
		[WMAN_CMD_FLOW_ADD] = WMAN_A_FLOW, [WMAN_CMD_FLOW_CHANGE] = WMAN_A_FLOW,
		[WMAN_CMD_FLOW_DEL] = WMAN_A_FLOW,
	};
	uint8_t cmd = ((struct genlmsghdr *)nlmsg_data(hdr))->cmd;
	struct nl_msg *msg;
	int i;

	/* two of what is dumped */
	for (i = 0; attrs[cmd] && i < (hdr->nlmsg_flags & NLM_F_DUMP ? 2 : 1); i++) {
		msg = about_lo(hdr, cmd);
		put_nest(msg, attrs[cmd]);
		fake_send(sock, msg);
	}
	if (cmd >= WMAN_CMD_FLOW_ADD && cmd <= WMAN_CMD_FLOW_DEL)
		tell_agreed(listener);
	return 0;
}

static void state_event(struct fake_socket *sock, uint32_t state)
{
	struct nl_msg *msg = about_lo(NULL, WMAN_CMD_DEV_NTF);
	struct nlattr *nest;

	nla_put_u64(msg, WMAN_A_TIME_NS, 1);
	nest = nla_nest_start(msg, WMAN_A_DEV);
	nla_put_u32(msg, WMAN_A_DEV_STATE, state);
	nla_put_u32(msg, WMAN_A_DEV_AUTH_STATE, WMAN_AUTH_STATE_AUTHORIZED);
	nla_nest_end(msg, nest);
	fake_send(sock, msg);
}

/* A device enters the network, and soon somebody ends the monitor. */
static void tell_entry(struct fake_socket *sock)
{
	struct nl_msg *msg = about_lo(NULL, WMAN_CMD_SA_NTF);

	listener = sock;
	state_event(sock, WMAN_DEV_STATE_SCAN);
	put_nest(msg, WMAN_A_SA);
	fake_send(sock, msg);
	state_event(sock, WMAN_DEV_STATE_OPERATIONAL);
	timer_settime(end, 0, &(struct itimerspec){ .it_value.tv_nsec = END_MS * 1000000L }, NULL);
}

static const struct fake_kernel kernel = { .request = answer, .joined = tell_entry };

/* What went to standard error, which is a file. */
static bool told(const char *text)
{
	char err[4096];
	ssize_t n = pread(STDERR_FILENO, err, sizeof(err) - 1, 0);

	err[n < 0 ? 0 : n] = '\0';
	return strstr(err, text);
}

static enum fault_verdict run_line(const void *arg)
{
	char line[128], *words[WORDS_MAX + 1], *word, *rest = line;
	int status, n = 0;

	strcpy(line, arg);
	while ((word = strsep(&rest, " ")))
		words[n++] = word;
	words[n] = NULL;
	/* the program takes it from a descriptor; else it does nothing */
	signal(SIGTERM, SIG_IGN);
	timer_create(CLOCK_MONOTONIC,
		     &(struct sigevent){ .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGTERM },
		     &end);
	fake_netlink(&kernel);
	fault_arm();
	status = cli_main(n, words);
	fault_disarm();
	fake_netlink(NULL);
	timer_delete(end);
	if (status == CLI_OK)
		return FAULT_RIGHT;
	if (told("modprobe"))
		return fault_wrong("the module is there");
	if (status == CLI_ERROR || status == CLI_PARTLY)
		return FAULT_REPORTED;
	return fault_wrong("exit status %d", status);
}

/* The control socket of a wmand in a process of its own, without faults: one request, one answer. */
static pid_t start_wmand(const char *path)
{
	static const char answer[] = "network lab%20one ready 5 tls,ttls\n"
				     "warning trust any server is believed\n"
				     "refused 00:00:10:20:30:40 eap-failure 2 30\n"
				     "ok\n";
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), conn;
	char request[128];
	pid_t pid;

	strcpy(addr.sun_path, path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 1))
		abort();
	pid = fork();
	if (pid < 0)
		abort();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		conn = accept(fd, NULL, NULL);
		if (read(conn, request, sizeof(request)) > 0)
			send(conn, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
		_exit(0);
	}
	close(fd);
	return pid;
}

/* A command that ends with the path of wmand's socket. */
static enum fault_verdict run_network(const void *arg)
{
	char line[128], path[64];
	enum fault_verdict verdict;
	pid_t pid;

	snprintf(path, sizeof(path), "/tmp/wman-faults.%d", (int)getpid());
	snprintf(line, sizeof(line), "%s %s", (const char *)arg, path);
	pid = start_wmand(path);
	verdict = run_line(line);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	unlink(path);
	return verdict;
}

/* Another program's configuration, at the end of the command. */
static enum fault_verdict run_import(const void *arg)
{
	static const char text[] = "network={\n"
				   "	ssid=\"lab\"\n"
				   "	key_mgmt=WPA-EAP\n"
				   "	eap=PSK\n"
				   "	identity=\"a@b\"\n"
				   "	password=00112233445566778899aabbccddeeff\n"
				   "	priority=1\n"
				   "}\n";
	char line[128], path[64];
	enum fault_verdict verdict;
	FILE *f;

	snprintf(path, sizeof(path), "/tmp/wman-faults.%d", (int)getpid());
	snprintf(line, sizeof(line), "%s %s", (const char *)arg, path);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
	verdict = run_line(line);
	unlink(path);
	return verdict;
}

#define COMMAND	 (KIND(MALLOC) | KIND(EINTR) | KIND(ERROR) | KIND(RESOURCE))
#define PRINTING (COMMAND | KIND(SHORT) | KIND(FULL))
#define WAITING	 (PRINTING | KIND(EAGAIN))

#define LINE(text, kinds)                                                      \
	{                                                                      \
		"wman", text, run_line, "wman " text, kinds, true, false, NULL \
	}
#define NETWORK(text)                                                                          \
	{                                                                                      \
		"wman", text, run_network, "wman " text " socket", PRINTING, true, false, NULL \
	}
#define IMPORT(text)                                                                \
	{                                                                           \
		"wman", text, run_import, "wman " text, PRINTING, true, false, NULL \
	}
#define TIMED_LINE(text, kinds)                                                             \
	{                                                                                   \
		"wman", text, run_line, "wman " text, kinds, true, true, "events were lost" \
	}

const struct scenario wman_scenarios[] = {
	LINE("dev show", PRINTING),
	LINE("-j -s dev show lo", PRINTING),
	LINE("scan lo", PRINTING),
	LINE("-j sa show lo", PRINTING),
	LINE("sa rekey lo 1", COMMAND),
	LINE("-j flow show lo", PRINTING),
	TIMED_LINE("flow add lo dir uplink cs ipv4", WAITING),
	TIMED_LINE("flow change lo 3 active off", WAITING),
	TIMED_LINE("flow del lo 3", WAITING),
	LINE("key show lo", PRINTING),
	LINE("-j key show lo", PRINTING),
	LINE("handover lo 00:00:10:20:30:40", COMMAND),
	NETWORK("network show"),
	NETWORK("-j network show"),
	NETWORK("network clear"),
	IMPORT("import wpa_supplicant"),
	LINE("stats lo all", PRINTING),
	LINE("dev set lo edition 2005 timer t3 50", COMMAND),
	TIMED_LINE("dev connect lo network n wait 5", WAITING),
	TIMED_LINE("handover lo 00:00:10:20:30:40 wait 5", WAITING),
	TIMED_LINE("monitor", WAITING),
	{ .name = NULL },
};
