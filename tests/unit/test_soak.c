// SPDX-License-Identifier: BSD-3-Clause
/*
 * A thousand authentications in one wmand, each in a child of its own, by two methods: what the
 * parent holds afterwards is what it held before. Above it a wire in the place of netlink, beyond
 * the child a whole server, here in this process too.
 */
#include <errno.h>
#include <malloc.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "agent.h"
#include "config.h"
#include "descriptors.h"
#include "eap_pki.h"
#include "eap_server.h"
#include "log.h"
#include "loop.h"
#include "psk_server.h"

#define DEVICE 7
#ifdef __SANITIZE_ADDRESS__
/* memory is not judged there, and each run takes long */
#define RUNS	20
#define WARM_UP 2
#else
#define RUNS	1000
#define WARM_UP 200
#endif
#define GIVE_UP_MS 30000

static struct loop *loop;
static struct loop_timer *timer;
static struct agent *agent;
static struct pki_id root, server_id, client_id;
static uint64_t cookie;
static struct eap_server *server;
static struct agent_verdict verdict;
static uint8_t msk[WMAN_MSK_LEN];

static int wire_accept(void *ctx, uint32_t ifindex, struct agent_exchange *ex)
{
	*ex = (struct agent_exchange){ .ifindex = ifindex, .cookie = ++cookie, .ifname = "wman0" };
	strcpy(ex->network, ctx);
	return 0;
}

static int wire_frame(void *ctx, uint32_t ifindex, uint64_t of, const uint8_t *packet, size_t len)
{
	assert_int_equal(of, cookie);
	memcpy(server->resp, packet, len);
	server->resp_len = len;
	loop_quit(loop);
	return 0;
}

static int wire_done(void *ctx, uint32_t ifindex, uint64_t of, const struct agent_verdict *v)
{
	assert_int_equal(of, cookie);
	server->done_count++;
	verdict = *v;
	if (v->msk)
		memcpy(msk, v->msk, sizeof(msk));
	loop_quit(loop);
	return 0;
}

static int wire_devices(void *ctx, struct agent *a)
{
	return 0;
}

static const struct agent_wire wire = {
	.accept = wire_accept,
	.frame = wire_frame,
	.done = wire_done,
	.devices = wire_devices,
};

static void give_up(void *arg)
{
	fail_msg("the child is silent");
}

static void to_child(struct eap_server *s, const uint8_t *packet, size_t len)
{
	agent_frame(agent, DEVICE, cookie, packet, len);
	loop_timer_set(timer, GIVE_UP_MS);
	loop_run(loop);
	loop_timer_stop(timer);
}

/*
 * What is allocated, in octets. How much of that is resident depends on where it lies, and the kernel
 * counts it roughly.
 */
static size_t memory(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void assert_right(const uint8_t *want)
{
	assert_int_equal(server->done_count, 1);
	assert_non_null(verdict.msk);
	assert_memory_equal(msk, want, sizeof(msk));
}

static void tls_once(void)
{
	struct eap_server s = { .id = 1, .send = to_child };

	server = &s;
	/* one of its own each time: no ticket is good, each handshake is a full one */
	s.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	eap_server_run(&s);
	assert_right(s.msk);
	assert_false(s.resumed);
	eap_server_cleanup(&s);
}

static void psk_once(void)
{
	struct psk_server s = { .id_s = "aaa", .key = "0123456789abcdef", .flip = -1, .id = 10 };

	server = &s.link;
	s.link.send = to_child;
	psk_keys_setup(&s.keys, s.key);
	eap_server_request(&s.link, s.id, "\x01", 1);
	psk_server_first(&s);
	assert_true(psk_server_verify(&s));
	psk_server_second(&s, &(uint8_t){ PSK_SUCCESS }, 1);
	eap_server_success(&s.link, s.id);
	assert_right(s.keys.msk);
	psk_server_end(&s);
}

static struct network *network(const char *name)
{
	struct network *net = calloc(1, sizeof(*net));
	struct eap_config cfg = {
		.methods = { eap_method_find(name) },
		.num_methods = 1,
		.identity = "ss@wimax.test",
	};
	struct eap_error err;

	net->policy = WMAN_AUTH_POLICY_EAP;
	if (!strcmp(name, "TLS")) {
		cfg.ca_cert = pki_write_certs("ca.pem", root.cert, NULL);
		cfg.client_cert = pki_write_certs("client.pem", client_id.cert, NULL);
		cfg.private_key = pki_write_key("client.key", client_id.key, NULL, NULL);
	} else {
		cfg.password = "0123456789abcdef";
	}
	net->name = strdup(name);
	net->creds = eap_creds_load(&cfg, &err);
	if (!net->creds)
		fail_msg("%s", err.text);
	return net;
}

static void soak(const char *name, void (*once)(void))
{
	struct config *config = calloc(1, sizeof(*config));
	size_t before = 0;
	long growth;
	unsigned int fds = 0, i;

	config->networks = network(name);
	agent = agent_new(loop, config, &wire, (char *)name);
	for (i = 0; i < RUNS + WARM_UP; i++) {
		if (i == WARM_UP) {
			before = memory();
			fds = descriptors();
		}
		agent_ready(agent, DEVICE);
		once();
	}
	growth = (long)memory() - (long)before;
	print_message("# %s: %u authentications, %ld octets more\n", name, RUNS, growth);
	assert_int_equal(descriptors(), fds);
	assert_true(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
#ifndef __SANITIZE_ADDRESS__
	/* it keeps what was freed */
	assert_true(growth < RUNS);
#endif
	agent_free(agent);
}

static void test_psk(void **state)
{
	soak("PSK", psk_once);
}

static void test_tls(void **state)
{
	soak("TLS", tls_once);
}

static int group_setup(void **state)
{
	const struct pki_spec ca = { .cn = "Root", .ca = 1 };

	log_set_level(LOG_LEVEL_WARN);
	tzset();
	root = pki_make(&ca, NULL, 0);
	server_id = pki_make(&(struct pki_spec){ .cn = "aaa", .eku = "serverAuth" }, &root, 0);
	client_id = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	loop = loop_new();
	timer = loop_timer_new(loop, give_up, NULL);
	return 0;
}

static int group_teardown(void **state)
{
	loop_timer_free(timer);
	loop_free(loop);
	pki_free(&root);
	pki_free(&server_id);
	pki_free(&client_id);
	pki_cleanup();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_psk),
		cmocka_unit_test(test_tls),
	};

	(void)argc;
	/* what a thread keeps of freed memory counts as allocated */
	if (!getenv("GLIBC_TUNABLES")) {
		setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", 1);
		execv("/proc/self/exe", argv);
		return 1;
	}
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
