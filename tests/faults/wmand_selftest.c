// SPDX-License-Identifier: BSD-3-Clause
/* wmand --self-test against a RADIUS server that does EAP-TLS, in a process of its own. */
#include "selftest.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "radius_script.h"
#include "wmand.h"

#define CODE_ACCEPT    2
#define CODE_REJECT    3
#define CODE_CHALLENGE 11
#define ATTR_MAX       253

static struct radius_script script;
static struct sockaddr_in from;
static uint8_t reply[8192];
static size_t reply_len;
static struct eap_server server;
/* Exchanges that the server accepted; shared with it. */
static unsigned int *accepted;

static void transmit(void)
{
	sendto(script.fd, reply, reply_len, 0, (struct sockaddr *)&from, sizeof(from));
}

/* The next request that is none of those answered; what is repeated is answered again. */
static void next_request(void)
{
	socklen_t len = sizeof(from);
	uint8_t request[sizeof(script.request)];
	ssize_t n;

	for (;;) {
		n = recvfrom(script.fd, request, sizeof(request), 0, (struct sockaddr *)&from,
			     &len);
		if (n < 20)
			_exit(1);
		if ((size_t)n != script.request_len || memcmp(request, script.request, (size_t)n))
			break;
		transmit();
	}
	memcpy(script.request, request, (size_t)n);
	script.request_len = (size_t)n;
}

/* The EAP packet of the request becomes the peer's answer. */
static void take_eap(void)
{
	const uint8_t *p = script.request + 20, *end = script.request + script.request_len;

	server.resp_len = 0;
	for (; p + 2 <= end && p[1] >= 2; p += p[1]) {
		if (p[0] != 79)
			continue;
		memcpy(server.resp + server.resp_len, p + 2, p[1] - 2U);
		server.resp_len += p[1] - 2U;
	}
}

static void add_keys(struct radius_script *s, const uint8_t *auth)
{
	if (s->code != CODE_ACCEPT)
		return;
	radius_script_mppe(s, auth, 17, server.msk, 32);
	radius_script_mppe(s, auth, 16, server.msk + 32, 32);
}

static void to_client(struct eap_server *s, const uint8_t *packet, size_t len)
{
	size_t off, n;

	/* the client has answered the Identity of its own authenticator already */
	if (packet[0] == 1 && packet[4] == 1) {
		take_eap();
		return;
	}
	script.attrs_len = 0;
	script.code = packet[0] == 3 ? CODE_ACCEPT : packet[0] == 4 ? CODE_REJECT : CODE_CHALLENGE;
	for (off = 0; off < len; off += n) {
		n = len - off < ATTR_MAX ? len - off : ATTR_MAX;
		radius_script_put(&script, 79, packet + off, n);
	}
	if (script.code == CODE_CHALLENGE)
		radius_script_put(&script, 24, "state", 5);
	if (script.code == CODE_ACCEPT)
		++*accepted;
	reply_len = radius_script_reply(&script, RADIUS_FAULT_NONE, reply);
	transmit();
	if (script.code != CODE_CHALLENGE)
		return;
	next_request();
	take_eap();
}

static _Noreturn void serve(void)
{
	SSL_CTX *ctx = eap_server_ctx(&wmand_server, NULL, wmand_root.cert, TLS1_3_VERSION);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	script.add_keys = add_keys;
	for (;;) {
		next_request();
		memset(&server, 0, sizeof(server));
		server.ctx = ctx;
		server.send = to_client;
		eap_server_run(&server);
		SSL_free(server.ssl);
	}
}

enum fault_verdict wmand_selftest(const void *arg)
{
	struct config *config = wmand_load();
	char address[32];
	const struct selftest_options opt = {
		.server = address,
		.secret_file = pki_write("secret", RADIUS_SCRIPT_SECRET "\n",
					 strlen(RADIUS_SCRIPT_SECRET "\n"), 0600),
		.runs = 1,
		.reauths = 1,
	};
	unsigned int port;
	pid_t pid;
	int status;

	fault_secret(RADIUS_SCRIPT_SECRET, strlen(RADIUS_SCRIPT_SECRET));
	accepted = mmap(NULL, sizeof(*accepted), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	script.fd = radius_script_socket(&port);
	snprintf(address, sizeof(address), "127.0.0.1:%u", port);
	pid = fork();
	if (!pid)
		serve();
	close(script.fd);
	fault_arm();
	status = selftest_run(&opt, config->networks);
	fault_disarm();
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	config_free(config);
	if (status)
		return FAULT_REPORTED;
	return *accepted == 2 ? FAULT_RIGHT :
				fault_wrong("success, but %u exchanges were accepted", *accepted);
}
