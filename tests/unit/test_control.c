// SPDX-License-Identifier: BSD-3-Clause
/* The administrator's socket: requests as they are sent, and as "wman network" sends them. */
#include "agent_rig.h"

#include <net/if.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "blacklist.h"
#include "station.h"
#include "cli.h"
#include "control.h"
#include "local.h"
#include "loop.h"

static const uint8_t bs1[] = { 0, 0, 0x5e, 0, 0x53, 1 };
static char path[64], out[4096];
static pid_t server;

/* "lo" is authorized, and there are root keys: octets 0, 1, 2... */
static void authorize_lo(void)
{
	struct mip_roots roots;
	uint8_t *octets = (uint8_t *)&roots;
	size_t i;

	for (i = 0; i < sizeof(roots); i++)
		octets[i] = (uint8_t)i;
	strcpy(pending.network, "second");
	agent_ready(agent, if_nametoindex("lo"));
	children[0].ops->roots(children[0].ctx, &roots);
	succeed(&children[0], 1);
}

/* Two networks, one of which was refused, in a process of its own until stop() */
static int start(void **state)
{
	struct control *control;
	struct config *config;
	struct loop *loop;
	int ready[2];
	char octet;

	setup(state);
	config = make_config("a b");
	config->networks->priority = 5;
	config->networks->eap.num_methods = 2;
	config->networks->eap.methods[0] = eap_method_find("TTLS");
	config->networks->eap.methods[1] = eap_method_find("PEAP");
	config->networks->next = calloc(1, sizeof(struct network));
	config->networks->next->policy = WMAN_AUTH_POLICY_EAP;
	config->networks->next->name = strdup("second");
	config->networks->locked = true;
	config->networks->next->insecure_policy_none = true;
	agent_set_config(agent, config);
	snprintf(path, sizeof(path), "/tmp/wman-test-control-%d/sock", getpid());
	assert_int_equal(pipe(ready), 0);
	server = fork();
	assert_true(server >= 0);
	if (!server) {
		authorize_lo();
		blacklist_add(agent_blacklist(agent), "a b", bs1, WMAN_REASON_EAP_REJECTED,
			      INT64_MAX / 2);
		blacklist_add(agent_blacklist(agent), "second", NULL, WMAN_REASON_EAP_METHOD,
			      -BLACKLIST_MAX_MS);
		loop = loop_new();
		control = loop ? control_new(loop, agent, path) : NULL;
		if (!control || write(ready[1], "x", 1) != 1)
			_exit(1);
		loop_run(loop);
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &octet, 1), 1);
	close(ready[0]);
	return 0;
}

static void end_server(void)
{
	if (!server)
		return;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	server = 0;
}

static int stop(void **state)
{
	end_server();
	unlink(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	return teardown(state);
}

/* All of the answer to a request */
static const char *ask(const char *request, size_t len)
{
	int fd = local_connect(path, SOCK_STREAM);
	size_t have = 0;
	ssize_t n;

	assert_true(fd >= 0);
	assert_int_equal(send(fd, request, len, 0), len);
	while ((n = read(fd, out + have, sizeof(out) - 1 - have)) > 0)
		have += (size_t)n;
	out[have] = '\0';
	close(fd);
	return out;
}

static const char *ask_text(const char *request)
{
	return ask(request, strlen(request));
}

static void socket_is_private(void **state)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void requests(void **state)
{
	static const char long_one[2000];

	assert_non_null(strstr(ask_text("networks\n"),
			       "network a%20b locked 5 TTLS,PEAP\n"
			       "refused 00:00:5e:00:53:01 eap-rejected 1 "));
	/* what is over is not shown */
	assert_non_null(strstr(out, "\nnetwork second ready 0 \n"
				    "warning insecure insecure_policy_none=1: NOBODY is "
				    "authenticated, NOTHING is encrypted\nok\n"));
	assert_string_equal(out + strlen(out) - 4, "\nok\n");
	assert_string_equal(ask_text("networks x\n"), "error networks takes no argument\n");
	assert_string_equal(ask_text("clear none\n"), "error no network of this name\n");
	assert_string_equal(ask_text("clear %\n"), "error not the name of a network\n");
	assert_string_equal(ask_text("clear second\n"), "cleared 1\nok\n");
	assert_string_equal(ask_text("clear\n"), "cleared 1\nok\n");
	assert_string_equal(ask_text("clear\n"), "cleared 0\nok\n");
	assert_string_equal(ask_text("reboot\n"), "error unknown request\n");
	assert_string_equal(ask_text("\n"), "error unknown request\n");
	/* a line without an end is no request, however long */
	assert_string_equal(ask(long_one, sizeof(long_one)), "");
	assert_string_equal(ask("a\0b\n", 4), "error unknown request\n");
}

/* Eight may be there at a time; who goes makes room. */
static void many(void **state)
{
	int fds[8], i, fd;
	char octet;

	for (i = 0; i < 8; i++) {
		fds[i] = local_connect(path, SOCK_STREAM);
		assert_true(fds[i] >= 0);
	}
	fd = local_connect(path, SOCK_STREAM);
	assert_int_equal(read(fd, &octet, 1), 0);
	close(fd);
	for (i = 0; i < 8; i++) {
		assert_int_equal(send(fds[i], "clear\n", 6, 0), 6);
		assert_int_equal(read(fds[i], &octet, 1), 1);
		close(fds[i]);
	}
	assert_string_equal(ask_text("clear\n"), "cleared 0\nok\n");
}

static int run(const char *const *words)
{
	char name[] = "/tmp/wman-test-control-XXXXXX", *argv[16] = { NULL };
	int file = mkstemp(name), saved[2], argc, ret;
	ssize_t n;

	unlink(name);
	fflush(NULL);
	saved[0] = dup(STDOUT_FILENO);
	saved[1] = dup(STDERR_FILENO);
	dup2(file, STDOUT_FILENO);
	dup2(file, STDERR_FILENO);
	for (argc = 0; words[argc]; argc++)
		argv[argc] = (char *)words[argc];
	ret = cli_main(argc, argv);
	fflush(NULL);
	dup2(saved[0], STDOUT_FILENO);
	dup2(saved[1], STDERR_FILENO);
	close(saved[0]);
	close(saved[1]);
	n = pread(file, out, sizeof(out) - 1, 0);
	out[n > 0 ? n : 0] = '\0';
	close(file);
	return ret;
}

#define RUN(...) run((const char *const[]){ "wman", __VA_ARGS__, NULL })

static void commands(void **state)
{
	assert_int_equal(RUN("network", "show", "socket", path), CLI_OK);
	assert_non_null(strstr(out, "a b: locked, priority 5, TTLS,PEAP\n"
				    "    refused at 00:00:5e:00:53:01: eap-rejected, 1 times"));
	assert_non_null(strstr(out, "second: ready, priority 0\n"
				    "    insecure: insecure_policy_none=1: NOBODY"));
	assert_int_equal(RUN("network", "show", "socket", path, "second"), CLI_OK);
	assert_non_null(strstr(out, "second: ready"));
	assert_null(strstr(out, "a b"));
	assert_null(strstr(out, "refused"));
	assert_int_equal(RUN("-j", "network", "show", "socket", path), CLI_OK);
	assert_non_null(strstr(out, "{\"network\": \"a b\", \"state\": \"locked\", "
				    "\"priority\": 5, \"methods\": \"TTLS,PEAP\", "
				    "\"warnings\": [], \"refusals\": [{\"bsid\": "
				    "\"00:00:5e:00:53:01\", \"reason\": \"eap-rejected\", "
				    "\"times\": 1, \"seconds\": "));
	assert_non_null(strstr(out, "\"warnings\": [{\"kind\": \"insecure\", \"text\": \""));
	assert_non_null(strstr(out, "\"refusals\": []}]"));
	assert_int_equal(RUN("network", "show", "socket", path, "third"), CLI_ERROR);
	assert_non_null(strstr(out, "no network 'third'"));
	assert_int_equal(RUN("network", "clear", "socket", path, "none"), CLI_ERROR);
	assert_non_null(strstr(out, "wman: wmand: no network of this name\n"));
	assert_int_equal(RUN("network", "clear", "socket", path, "a b"), CLI_OK);
	assert_string_equal(out, "1 forgotten\n");
	assert_int_equal(RUN("network", "clear", "socket", path), CLI_OK);
	assert_int_equal(RUN("network", "clear", "socket", path, "a", "b"), CLI_USAGE);
	assert_int_equal(RUN("network", "show", "socket"), CLI_USAGE);
	assert_int_equal(RUN("network", "show", "a", "b"), CLI_USAGE);
	assert_int_equal(RUN("network", "list"), CLI_USAGE);
	assert_int_equal(RUN("-j", "network", "clear", "socket", path), CLI_USAGE);
	assert_int_equal(RUN("network", "show", "socket", "/nonexistent"), CLI_ERROR);
	assert_non_null(strstr(out, "is wmand running?"));
}

static void mip_requests(void **state)
{
	static const char *const wrong[][2] = {
		{ "mip\n", "expected IFINDEX" },
		{ "mip 1\n", "expected IFINDEX" },
		{ "mip 1 nwg 192.0.2.1\n", "expected IFINDEX" },
		{ "mip 1 nwg 192.0.2.1 a 192.0.2.2 x\n", "expected IFINDEX" },
		{ "mip x nwg\n", "not the index" },
		{ "mip 1 ours\n", "no such derivation" },
		{ "mip 1 nwg 1.2.3 a\n", "home agent has no" },
		{ "mip 1 nwg 192.0.2.1 \n", "needs a NAI" },
		{ "mip 1 nwg 192.0.2.1 a%00b\n", "needs a NAI" },
		{ "mip 1 nwg 192.0.2.1 a 2001:db8::1\n", "foreign agent has no" },
		{ "mip 99 nwg\n", "no root keys" },
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ask_text(wrong[i][0]);
		if (strncmp(out, "error ", 6) || !strstr(out, wrong[i][1]))
			fail_msg("%s: %s", wrong[i][0], out);
	}
	/* nobody has taken them so far; the first who asks well does */
	ask_text("mip 1 rfc5295 192.0.2.1 a 192.0.2.2\n");
	assert_non_null(strstr(out, "key mip-rk 404142434445464748494a4b4c4d4e4f"));
	assert_non_null(strstr(out, "key fa-rk "));
	assert_non_null(strstr(out, "key mn-fa "));
	assert_non_null(strstr(out, "key mn-ha-cmip4 "));
	assert_non_null(strstr(out, "key mn-ha-pmip4 "));
	assert_null(strstr(out, "key mn-ha-cmip6 "));
	assert_non_null(strstr(out, "key spi-pmip6 "));
	assert_string_equal(out + strlen(out) - 4, "\nok\n");
	assert_non_null(strstr(ask_text("mip 1 rfc5295\n"), "error no root keys"));
}

/* As Python computes them for the octets of authorize_lo() */
static void mip_command(void **state)
{
	assert_int_equal(RUN("mip", "lo", "socket"), CLI_USAGE);
	assert_int_equal(RUN("mip", "lo", "colour", "red"), CLI_USAGE);
	assert_int_equal(RUN("mip", "lo", "ha", "192.0.2.1", "socket", path), CLI_USAGE);
	assert_int_equal(RUN("mip", "lo", "variant", "a b", "socket", path), CLI_USAGE);
	assert_int_equal(RUN("mip", "lo", "variant", "x", "socket", path), CLI_ERROR);
	assert_non_null(strstr(out, "wman: wmand: no such derivation"));
	assert_int_equal(RUN("-j", "mip", "lo", "ha", "2001:db8::1", "nai", "a b@c", "fa",
			     "192.0.2.2", "socket", path),
			 CLI_OK);
	assert_non_null(strstr(out, "{\"mip-rk\": \"000102030405060708090a0b0c0d0e0f"));
	assert_non_null(
		strstr(out, "\"mn-ha-cmip6\": \"24920ce8333a876d156018d07a45c5f815d996ac\""));
	assert_non_null(strstr(out, "\"mn-fa\": \"cc3abf6568b864b4820190d33dea28c69b47537a\""));
	assert_non_null(strstr(out, "\"spi-cmip6\": \"7f13febb\""));
	assert_int_equal(RUN("mip", "lo", "socket", path), CLI_ERROR);
	assert_non_null(strstr(out, "no root keys"));
}

/* One wmand does not take the socket of another, but what one left behind. */
static void taken(void **state)
{
	struct loop *loop = loop_new();
	struct control *control;

	assert_null(control_new(loop, agent, path));
	assert_int_equal(errno, EADDRINUSE);
	end_server();
	control = control_new(loop, agent, path);
	assert_non_null(control);
	control_free(control);
	assert_int_equal(access(path, F_OK), -1);
	loop_free(loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(socket_is_private), TEST(requests),    TEST(many),	 TEST(commands),
		TEST(mip_requests),	 TEST(mip_command), TEST(taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
