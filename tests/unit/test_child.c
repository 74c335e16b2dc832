// SPDX-License-Identifier: BSD-3-Clause
/*
 * The process boundary: a real child, a whole EAP-TLS server on this side of the socketpair. And
 * the cell itself: what a child may do, and what is the end of it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/rand.h>

#include "child_rig.h"
#include "eap/eap.h"
#include "psk_server.h"
#include "pwd_server.h"
#include "sim_server.h"
#include "sandbox.h"

static struct pki_id other_root, client_id;
static struct eap_creds *creds, *creds_other_ca, *creds_own; /* the last of one test */
static uint8_t msk_inverted[EAP_MSK_LEN]; /* @outcome is without it */
static uint64_t sqn_stored;
static unsigned int sqn_tx_count;
static uint8_t session[MESSAGE_DATA_MAX];
static size_t session_len;
static struct mip_roots roots;

static void on_note(void *ctx, const char *text)
{
	snprintf(server.note, sizeof(server.note), "%s", text);
}

static void on_session(void *ctx, const uint8_t *data, size_t len)
{
	assert_int_equal(server.done_count, 0);
	memcpy(session, data, len);
	session_len = len;
}

static void on_sqn(void *ctx, uint64_t sqn)
{
	sqn_stored = sqn;
	sqn_tx_count = server.tx_count;
}

static void on_roots(void *ctx, const struct mip_roots *r)
{
	roots = *r;
}

static void on_ask(void *ctx, enum eap_ask ask, const char *text)
{
	server.asks++;
	server.ask = ask;
	snprintf(server.ask_text, sizeof(server.ask_text), "%s", text);
	loop_quit(loop);
}

static void on_done(void *ctx, const struct outcome *o)
{
	size_t i;

	server.done_count++;
	outcome = *o;
	for (i = 0; i < EAP_MSK_LEN; i++)
		msk_inverted[i] = ~o->msk[i];
	explicit_bzero(outcome.msk, sizeof(outcome.msk));
	loop_quit(loop);
}

static const struct child_ops ops = {
	.frame = on_frame,
	.note = on_note,
	.session = on_session,
	.sqn = on_sqn,
	.roots = on_roots,
	.ask = on_ask,
	.done = on_done,
};

static struct eap_creds *load(const char *ca, X509 *cert, const char *identity)
{
	const struct eap_config cfg = {
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = identity,
		.ca_cert = pki_write_certs(ca, cert, NULL),
		.client_cert = pki_write_certs("client.pem", client_id.cert, NULL),
		.private_key = pki_write_key("client.key", client_id.key, NULL, NULL),
	};
	struct eap_error err;
	struct eap_creds *c = eap_creds_load(&cfg, &err);

	if (!c)
		fail_msg("%s", err.text);
	return c;
}

static int group_setup(void **state)
{
	rig_begin();
	other_root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client_id = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	creds = load("ca.pem", root.cert, "ss@wimax.test");
	creds_other_ca = load("other.pem", other_root.cert, "ss@wimax.test");
	return 0;
}

static int group_teardown(void **state)
{
	eap_creds_free(creds);
	eap_creds_free(creds_other_ca);
	pki_free(&other_root);
	pki_free(&client_id);
	rig_end();
	return 0;
}

static int setup(void **state)
{
	memset(&server, 0, sizeof(server));
	memset(&outcome, 0, sizeof(outcome));
	session_len = 0;
	return 0;
}

static int teardown(void **state)
{
	child_free(child);
	child = NULL;
	eap_creds_free(creds_own);
	creds_own = NULL;
	eap_server_cleanup(&server);
	return 0;
}

static void start(const struct eap_creds *with, const uint8_t *resume, size_t resume_len)
{
	server.send = send_to_child;
	server.id = 1;
	child = child_new(loop, with, resume, resume_len, &ops, NULL);
	assert_non_null(child);
	/* who is not asked must not give them: the others see to that */
	if (with == creds)
		child_want_roots(child);
}

static void exchange(const struct eap_creds *with, int version)
{
	if (!server.ctx)
		server.ctx = eap_server_ctx(&server_id, NULL, root.cert, version);
	start(with, session, session_len);
	eap_server_run(&server);
	if (!server.done_count)
		run_loop();
	assert_int_equal(server.done_count, 1);
}

/* Once more with the same server; its tickets are good. */
static void again(void)
{
	SSL_CTX *ctx = server.ctx;

	child_free(child);
	server.ctx = NULL;
	eap_server_cleanup(&server);
	server.ctx = ctx;
}

#ifndef __SANITIZE_ADDRESS__
/* How often @len octets, given inverted, occur in the writable memory of this process. */
static unsigned int occurrences(const uint8_t *inverted, size_t len)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long from, to;
	unsigned int n = 0;
	const uint8_t *p;
	char line[512];
	size_t i;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx rw", &from, &to) != 2 || !strstr(line, " rw"))
			continue;
		if (to - from > 64 << 20 || strstr(line, "[v"))
			continue;
		for (p = (const uint8_t *)from; p + len <= (const uint8_t *)to; p++) {
			for (i = 0; i < len && (p[i] ^ inverted[i]) == 0xff; i++)
				;
			n += i == len;
		}
	}
	fclose(maps);
	return n;
}
#endif

static void assert_msk(const uint8_t *msk)
{
	size_t i;

	if (!outcome.success)
		fail_msg("%s", outcome.text);
	for (i = 0; i < EAP_MSK_LEN; i++)
		assert_int_equal((uint8_t)~msk_inverted[i], msk[i]);
}

static void check_success(int version, bool resumed)
{
	struct mip_roots want;

	assert_msk(server.msk);
	assert_true(mip_roots_derive(server.emsk, &want));
	assert_memory_equal(&roots, &want, sizeof(want));
	assert_string_equal(outcome.method, "TLS");
	assert_string_equal(outcome.tls_version, version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2");
	assert_int_equal(outcome.resumed, resumed);
	assert_false(outcome.insecure);
	assert_true(outcome.rounds > 2);
	assert_true(session_len > 0);
}

static void test_success(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	size_t i;

	for (i = 0; i < 2; i++) {
		session_len = 0;
		exchange(creds, versions[i]);
		check_success(versions[i], false);
		again();
		exchange(creds, versions[i]);
		check_success(versions[i], true);
		child_free(child);
		child = NULL;
		eap_server_cleanup(&server);
	}
}

/* ASan keeps what was freed and what lay on the stack: there, memory is not what it seems. */
static void test_msk_is_wiped(void **state)
{
#ifdef __SANITIZE_ADDRESS__
	skip();
#else
	exchange(creds, TLS1_3_VERSION);
	check_success(TLS1_3_VERSION, false);
	/* The search finds what is there... */
	assert_int_not_equal(occurrences(msk_inverted, 32), 0);
	/* ... and without the server's copy, nothing is. */
	explicit_bzero(server.msk, sizeof(server.msk));
	assert_int_equal(occurrences(msk_inverted, 32), 0);
	assert_int_equal(occurrences(msk_inverted + 32, 32), 0);
#endif
}

static void test_failure(void **state)
{
	exchange(creds_other_ca, TLS1_3_VERSION);
	assert_false(outcome.success);
	assert_int_equal(outcome.reason, WMAN_REASON_TLS_UNTRUSTED);
	assert_true(strlen(outcome.text) > 0);
	assert_int_equal(session_len, 0);
}

/* The peer answers an Identity, nothing is finished: a challenge changes nothing. */
static void test_challenged_early(void **state)
{
	static const uint8_t identity[] = { 1, 5, 0, 5, 1 };

	start(creds, NULL, 0);
	child_challenged(child);
	eap_server_raw(&server, identity, sizeof(identity));
	assert_int_equal(server.done_count, 0);
	assert_int_equal(server.resp_len, 5 + strlen("ss@wimax.test"));
}

/* EAP-Success is lost, the challenge stands for it. */
static void test_challenged(void **state)
{
	server.faults.no_success = 1;
	server.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	start(creds, NULL, 0);
	eap_server_run(&server);
	assert_int_equal(server.done_count, 0);
	child_challenged(child);
	run_loop();
	assert_int_equal(server.done_count, 1);
	check_success(TLS1_3_VERSION, false);
}

/* The only child of this process. */
static pid_t child_pid(void)
{
	char path[64], text[64] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	f = fopen(path, "re");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	return atoi(text);
}

static void test_killed(void **state)
{
	static const uint8_t identity[] = { 1, 5, 0, 5, 1 };
	static const struct {
		int sig;
		const char *text;
	} cases[] = {
		{ SIGKILL, "signal 9" },
		{ SIGSYS, "forbidden system call" },
	};
	size_t i;

	for (i = 0; i < 2; i++) {
		child_free(child);
		server.done_count = 0;
		start(creds, NULL, 0);
		eap_server_raw(&server, identity, sizeof(identity));
		kill(child_pid(), cases[i].sig);
		run_loop();
		assert_int_equal(server.done_count, 1);
		assert_false(outcome.success);
		assert_int_equal(outcome.reason, WMAN_REASON_HELPER_INTERNAL);
		assert_non_null(strstr(outcome.text, cases[i].text));
		/* To a child that is gone: nothing. */
		child_frame(child, identity, sizeof(identity));
		child_challenged(child);
	}
}

/* The last packet and a late MESSAGE_CHALLENGED reach the child at once; it reads but the first. */
static void send_and_challenge(struct eap_server *s, const uint8_t *packet, size_t len)
{
	pid_t pid = child_pid();
	siginfo_t info;

	if (packet[0] == 3) {
		assert_return_code(kill(pid, SIGSTOP), errno);
		child_frame(child, packet, len);
		child_challenged(child);
		assert_return_code(kill(pid, SIGCONT), errno);
		/* it is gone before what it sent is looked at */
		assert_return_code(waitid(P_PID, pid, &info, WEXITED | WNOWAIT), errno);
		run_loop();
	} else {
		send_to_child(s, packet, len);
	}
}

static void test_challenged_late(void **state)
{
	server.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	start(creds, NULL, 0);
	server.send = send_and_challenge;
	eap_server_run(&server);
	if (!server.done_count)
		run_loop();
	assert_int_equal(server.done_count, 1);
	check_success(TLS1_3_VERSION, false);
}

static void test_free_ends_it(void **state)
{
	pid_t pid;

	start(creds, NULL, 0);
	pid = child_pid();
	child_free(child);
	child = NULL;
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(server.done_count, 0);
}

static void test_bad_session(void **state)
{
	static const uint8_t nonsense[] = "not a session";

	memcpy(session, nonsense, sizeof(nonsense));
	session_len = sizeof(nonsense);
	exchange(creds, TLS1_3_VERSION);
	check_success(TLS1_3_VERSION, false);
}

static void assert_status(pid_t pid, const char *want)
{
	char path[64], line[256];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		found |= !strncmp(line, want, strlen(want));
	fclose(f);
	if (!found)
		fail_msg("the child has not '%s'", want);
}

static void test_no_privilege(void **state)
{
	static const uint8_t identity[] = { 1, 5, 0, 5, 1 };
	unsigned int fds = 0;
	struct dirent *entry;
	char path[64];
	pid_t pid;
	DIR *dir;
	int extra;

	/* One above its socket, too. */
	extra = fcntl(0, F_DUPFD_CLOEXEC, 200);
	assert_true(extra >= 200);
	start(creds, NULL, 0);
	close(extra);
	/* It has answered, so it is in its cell. */
	eap_server_raw(&server, identity, sizeof(identity));
	pid = child_pid();
	assert_status(pid, "CapEff:\t0000000000000000");
	assert_status(pid, "CapPrm:\t0000000000000000");
	assert_status(pid, "CapInh:\t0000000000000000");
	assert_status(pid, "CapAmb:\t0000000000000000");
	assert_status(pid, "NoNewPrivs:\t1");
	assert_status(pid, "Seccomp:\t2");
	/* It is not dumpable, so only root may look. */
	if (geteuid())
		return;
	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)))
		fds += entry->d_name[0] != '.';
	closedir(dir);
	assert_int_equal(fds, 1);
}

/* Milenage works in the cell, and the sequence number comes out before the answer. */
static void test_sqn(void **state)
{
	static const char card[] = "ki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=000000000000\n";
	static const uint8_t identity[] = { 1, 0, 0, 5, 1 };
	static const uint8_t success[] = { 3, 1, 0, 4 };
	const struct eap_config cfg = {
		.methods = { eap_method_find("AKA") },
		.num_methods = 1,
		.identity = "0" SIM_TEST_IMSI,
		.sim_file = pki_write("usim", card, sizeof(card) - 1, 0600),
	};
	struct sim_server home = { .type = 23, .give_ids = true };
	struct eap_error err;
	struct eap_creds *with = eap_creds_load(&cfg, &err);

	assert_non_null(with);
	sim_server_learn(&home);
	/* a peer of its own makes the home operator say what it would say to the child */
	sim_server_begin(&home, with, NULL);
	sim_server_challenge(&home);

	start(with, NULL, 0);
	eap_server_raw(&server, identity, sizeof(identity));
	eap_server_raw(&server, home.data, home.msg.len);
	assert_int_equal(server.resp_len, home.resp_len);
	assert_memory_equal(server.resp, home.resp, home.resp_len);
	assert_int_equal(sqn_stored, 32);
	assert_int_equal(sqn_tx_count, server.tx_count - 1);
	eap_server_raw(&server, success, sizeof(success));
	assert_int_equal(server.done_count, 1);
	assert_true(session_len > 0);
	assert_msk(home.keys.msk);
	sim_server_end(&home);
	eap_creds_free(with);
}

static void start_without_identity(void)
{
	static const uint8_t identity[] = { 1, 5, 0, 5, 1 };

	creds_own = load("ca.pem", root.cert, NULL);
	start(creds_own, NULL, 0);
	eap_server_raw(&server, identity, sizeof(identity));
	assert_int_equal(server.asks, 1);
	assert_int_equal(server.ask, EAP_ASK_IDENTITY);
	assert_int_equal(server.resp_len, 0);
}

/* The question comes out of the cell, the answer goes in, once. */
static void test_ask(void **state)
{
	static const uint8_t again[] = { 1, 6, 0, 5, 2 };

	start_without_identity();
	child_answer(child, (const uint8_t *)"joe@wimax.test", 14);
	run_loop();
	assert_int_equal(server.resp_len, 5 + 14);
	assert_memory_equal(server.resp + 5, "joe@wimax.test", 14);
	/* a late one changes nothing, nor does a late cancel */
	child_answer(child, (const uint8_t *)"jim@wimax.test", 14);
	child_cancel(child, WMAN_REASON_CREDENTIALS, "late");
	eap_server_raw(&server, again, sizeof(again));
	assert_int_equal(server.resp_len, 5);
	assert_int_equal(server.done_count, 0);
	assert_int_equal(server.tx_count, 2);
}

static void test_ask_cancelled(void **state)
{
	start_without_identity();
	child_cancel(child, WMAN_REASON_EAP_TIMEOUT, "nobody answered");
	run_loop();
	assert_int_equal(server.done_count, 1);
	assert_false(outcome.success);
	assert_int_equal(outcome.reason, WMAN_REASON_EAP_TIMEOUT);
	assert_string_equal(outcome.text, "nobody answered");
}

static void test_address(void **state)
{
	static const uint8_t mac[] = { 2, 0, 0x5e, 0x10, 0, 0xff }, identity[] = { 1, 5, 0, 5, 1 };

	creds_own = load("ca.pem", root.cert, "{mac}@wimax.test");
	start(creds_own, NULL, 0);
	child_address(child, mac);
	eap_server_raw(&server, identity, sizeof(identity));
	assert_int_equal(server.resp_len, 5 + 23);
	assert_memory_equal(server.resp + 5, "02005e1000ff@wimax.test", 23);
}

/* The second one waits until the first is answered. */
static void test_two_frames_at_once(void **state)
{
	static const uint8_t first[] = { 1, 5, 0, 5, 1 }, second[] = { 1, 6, 0, 5, 1 };

	start(creds, NULL, 0);
	child_frame(child, first, sizeof(first));
	child_frame(child, second, sizeof(second));
	while (server.tx_count < 2)
		run_loop();
	assert_int_equal(server.resp[1], 6);
}

/* For servers that have their own place for what the peer says */
static void relay(struct eap_server *s, const uint8_t *packet, size_t len)
{
	server.resp_len = 0;
	send_to_child(&server, packet, len);
	memcpy(s->resp, server.resp, server.resp_len);
	s->resp_len = server.resp_len;
}

static struct eap_creds *load_secret(const char *method)
{
	const struct eap_config cfg = {
		.methods = { eap_method_find(method) },
		.num_methods = 1,
		.identity = "ss@wimax.test",
		.password = "0123456789abcdef",
	};
	struct eap_error err;

	return eap_creds_load(&cfg, &err);
}

/* What the library needs for the methods without TLS, it gets in the cell too. */
static void test_psk(void **state)
{
	struct eap_creds *with = load_secret("PSK");
	struct psk_server s = { .id_s = "aaa", .key = "0123456789abcdef" };

	psk_server_begin(&s, with);
	s.link.send = relay;
	start(with, NULL, 0);
	psk_server_first(&s);
	assert_true(psk_server_verify(&s));
	psk_server_second(&s, &(uint8_t){ PSK_SUCCESS }, 1);
	eap_server_success(&s.link, s.id);
	assert_int_equal(server.done_count, 1);
	assert_msk(s.keys.msk);
	psk_server_end(&s);
	eap_creds_free(with);
}

static void test_pwd(void **state)
{
	struct eap_creds *with = load_secret("PWD");
	struct pwd_server s = { .password = "0123456789abcdef", .password_len = 16 };

	for (s.group = 19; s.group <= 21; s.group++) {
		/* there is no child yet */
		s.link.send = NULL;
		pwd_server_begin(&s, with);
		s.link.send = relay;
		server.done_count = 0;
		start(with, NULL, 0);
		pwd_server_identify(&s);
		assert_int_equal(pwd_server_commit(&s), DRAGONFLY_GOOD);
		assert_true(pwd_server_confirm(&s));
		eap_server_success(&s.link, s.id);
		assert_int_equal(server.done_count, 1);
		assert_msk(s.keys);
		child_free(child);
		child = NULL;
	}
	pwd_server_end(&s);
	eap_creds_free(with);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_success),
		TEST(test_msk_is_wiped),
		TEST(test_failure),
		TEST(test_challenged_early),
		TEST(test_challenged),
		TEST(test_killed),
		TEST(test_free_ends_it),
		TEST(test_bad_session),
		TEST(test_no_privilege),
		TEST(test_challenged_late),
		TEST(test_sqn),
		TEST(test_ask),
		TEST(test_ask_cancelled),
		TEST(test_address),
		TEST(test_two_frames_at_once),
		TEST(test_psk),
		TEST(test_pwd),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
