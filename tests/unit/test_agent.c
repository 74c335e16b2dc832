// SPDX-License-Identifier: BSD-3-Clause
/*
 * The agent's half of the contract: each accepted exchange is completed exactly once, or not at
 * all when the kernel ended it.
 */
#include "agent_rig.h"
#include "eap_pki.h"

static void test_success(void **state)
{
	static const uint8_t packet[] = { 1, 0, 0, 5, 1 };
	struct child *child = &children[0];

	agent_ready(agent, DEV);
	assert_int_equal(num_children, 1);
	agent_frame(agent, DEV, 100, packet, sizeof(packet));
	agent_frame(agent, DEV, 99, packet, sizeof(packet));
	agent_frame(agent, DEV2, 100, packet, sizeof(packet));
	assert_int_equal(child->frames, 1);
	child->ops->frame(child->ctx, packet, sizeof(packet));
	assert_int_equal(frames, 1);
	agent_challenged(agent, DEV, 99);
	assert_int_equal(child->challenged, 0);
	agent_challenged(agent, DEV, 100);
	assert_int_equal(child->challenged, 1);
	succeed(child, 0xaa);
	assert_int_equal(dones, 1);
	assert_int_equal(done_cookie, 100);
	assert_non_null(done_verdict.msk);
	assert_int_equal(done_msk[0], 0xaa);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NONE);
	assert_false(done_verdict.permanent);
	assert_false(done_verdict.insecure);
	assert_true(child->freed);
	/* Late ones find nothing. */
	agent_frame(agent, DEV, 100, packet, sizeof(packet));
	agent_challenged(agent, DEV, 100);
	agent_cancel(agent, DEV, 100, WMAN_REASON_USER);
	assert_int_equal(dones, 1);
}

static void test_failures(void **state)
{
	static const struct {
		enum wman_reason reason;
		bool permanent;
	} cases[] = {
		{ WMAN_REASON_EAP_REJECTED, false },
		{ WMAN_REASON_TLS_UNTRUSTED, false },
		{ WMAN_REASON_HELPER_INTERNAL, false },
		{ WMAN_REASON_CREDENTIALS, true },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pending.cookie = 200 + i;
		agent_ready(agent, DEV);
		fail_with(&children[i], cases[i].reason);
		assert_int_equal(dones, i + 1);
		assert_int_equal(done_cookie, 200 + i);
		assert_null(done_verdict.msk);
		assert_int_equal(done_verdict.reason, cases[i].reason);
		assert_int_equal(done_verdict.permanent, cases[i].permanent);
	}
}

static void test_insecure(void **state)
{
	const struct outcome o = { .success = true, .insecure = true };

	agent_ready(agent, DEV);
	children[0].ops->done(children[0].ctx, &o);
	assert_true(done_verdict.insecure);
}

static void test_no_network(void **state)
{
	strcpy(pending.network, "elsewhere");
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 0);
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	assert_true(done_verdict.permanent);
	/* Any will do when none was named. */
	pending.network[0] = '\0';
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 1);
}

static void test_no_process(void **state)
{
	fork_fails = true;
	agent_ready(agent, DEV);
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_HELPER_INTERNAL);
	assert_false(done_verdict.permanent);
}

static void test_nothing_pending(void **state)
{
	accept_error = -ENOENT;
	agent_ready(agent, DEV);
	accept_error = -EIO;
	agent_ready(agent, DEV);
	assert_int_equal(accepts, 2);
	assert_int_equal(num_children, 0);
	assert_int_equal(dones, 0);
}

static void test_cancel(void **state)
{
	agent_ready(agent, DEV);
	agent_cancel(agent, DEV, 99, WMAN_REASON_USER);
	assert_false(children[0].freed);
	agent_cancel(agent, DEV, 100, WMAN_REASON_LINK_LOST);
	assert_true(children[0].freed);
	assert_int_equal(dones, 0);
}

/* The cancel of the old one was lost; its cookie is dead, so it gets no done. */
static void test_overtaken(void **state)
{
	agent_ready(agent, DEV);
	pending.cookie = 101;
	agent_ready(agent, DEV);
	assert_true(children[0].freed);
	assert_false(children[1].freed);
	assert_int_equal(dones, 0);
	succeed(&children[1], 1);
	assert_int_equal(dones, 1);
	assert_int_equal(done_cookie, 101);
}

static void test_two_devices(void **state)
{
	agent_ready(agent, DEV);
	pending.cookie = 300;
	agent_ready(agent, DEV2);
	assert_int_equal(num_children, 2);
	succeed(&children[0], 1);
	assert_int_equal(done_cookie, 100);
	assert_false(children[1].freed);
	fail_with(&children[1], WMAN_REASON_EAP_TIMEOUT);
	assert_int_equal(done_cookie, 300);
	assert_int_equal(dones, 2);
}

static void test_session(void **state)
{
	struct child *child = children;

	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 0);
	child->ops->session(child->ctx, (const uint8_t *)"first", 5);
	child->ops->session(child->ctx, (const uint8_t *)"ticket", 6);
	succeed(child++, 1);
	/* Not another device's. */
	agent_ready(agent, DEV2);
	assert_int_equal(child->session_len, 0);
	succeed(child++, 1);
	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 6);
	assert_memory_equal(child->session, "ticket", 6);
	/* After a failure not again. */
	fail_with(child++, WMAN_REASON_TLS_FAILED);
	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 0);
}

static void test_resync(void **state)
{
	accept_error = -ENOENT;
	agent_resync(agent);
	assert_int_equal(resyncs, 1);
	assert_int_equal(accepts, 2);
}

/* The kernel lets a running exchange be accepted again: it goes on. */
static void test_resync_keeps_running(void **state)
{
	agent_ready(agent, DEV);
	agent_resync(agent);
	/* The script has one cookie; the second device got a child, the first kept its own. */
	assert_int_equal(num_children, 2);
	assert_false(children[0].freed);
	succeed(&children[0], 1);
	assert_int_equal(dones, 1);
}

static void test_reload(void **state)
{
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("new"));
	assert_false(children[0].freed);
	succeed(&children[0], 1);
	assert_int_equal(dones, 1);
	agent_ready(agent, DEV);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	strcpy(pending.network, "new");
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 2);
}

static void test_drop_all(void **state)
{
	agent_ready(agent, DEV);
	agent_ready(agent, DEV2);
	agent_drop_all(agent);
	assert_true(children[0].freed);
	assert_true(children[1].freed);
	assert_int_equal(dones, 0);
}

/* The file of a card, and the number in it */
static void write_card(const char *path)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs("ki=465b5ce8b199b49faa5f0a2ee238a6bc\nopc=cd63cb71954a9f4e48a5994e37a02baf\n"
	      "sqn=000000000100\n",
	      f);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

static bool card_has(const char *path, const char *text)
{
	char all[256] = "";
	FILE *f = fopen(path, "re");

	assert_non_null(f);
	assert_true(fread(all, 1, sizeof(all) - 1, f) > 0);
	fclose(f);
	return strstr(all, text);
}

/* A sequence number is written, or the exchange ends before the answer can leave. */
static void test_sqn(void **state)
{
	char path[] = "/tmp/test_agent.XXXXXX";
	struct config *config = make_config("home");
	const struct eap_config cfg = {
		.methods = { eap_method_find("AKA") },
		.num_methods = 1,
		.identity = "0001010000000001",
		.sim_file = path,
	};
	struct eap_error err;

	close(mkstemp(path));
	write_card(path);
	config->networks->creds = eap_creds_load(&cfg, &err);
	assert_non_null(config->networks->creds);
	agent_set_config(agent, config);

	agent_ready(agent, DEV);
	children[0].ops->sqn(children[0].ctx, 0x120);
	assert_int_equal(dones, 0);
	assert_true(card_has(path, "sqn=000000000120"));
	/* a child that would turn it back */
	children[0].ops->sqn(children[0].ctx, 0x110);
	assert_true(card_has(path, "sqn=000000000120"));
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_HELPER_INTERNAL);
	assert_true(children[0].freed);

	/* one whose network has no card */
	agent_ready(agent, DEV);
	config = make_config("home");
	config->networks->creds = calloc(1, sizeof(struct eap_creds));
	agent_set_config(agent, config);
	children[1].ops->sqn(children[1].ctx, 0x140);
	assert_int_equal(done_verdict.reason, WMAN_REASON_HELPER_INTERNAL);
	/* one whose network is gone */
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("elsewhere"));
	children[2].ops->sqn(children[2].ctx, 0x140);
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	assert_int_equal(dones, 3);
	unlink(path);
}

/* The network says in which order the kernel gets the MSK. */
static void test_msk_order(void **state)
{
	struct config *config;

	agent_ready(agent, DEV);
	succeed(&children[0], 0xaa);
	assert_false(done_verdict.msk_reversed);
	config = make_config("home");
	config->networks->msk_reversed = true;
	agent_set_config(agent, config);
	pending.cookie = 101;
	agent_ready(agent, DEV);
	succeed(&children[1], 0xaa);
	assert_true(done_verdict.msk_reversed);
}

/* What a network allows, what a device does and offers, and whether they come together. */
static void test_floor(void **state)
{
	enum { CMAC = WMAN_MAC_MODES_CMAC, HMAC = WMAN_MAC_MODES_HMAC, ANY = WMAN_MAC_MODES_ANY };
	static const struct suites both = { { 0x020104, 0x020103 }, 2 };
	static const struct {
		bool fits;
		/* of the network */
		uint32_t allowed_mac;
		bool allowed_insecure;
		struct suites allowed;
		/* of the device */
		uint32_t mac;
		bool insecure;
		const struct suites *suites;
	} rows[] = {
		/* what signs messages has to be what the network allows */
		{ true, .allowed_mac = CMAC, .mac = CMAC },
		{ false, .allowed_mac = CMAC, .mac = HMAC },
		{ false, .allowed_mac = HMAC, .mac = CMAC },
		{ true, .allowed_mac = HMAC, .mac = HMAC },
		{ true, .allowed_mac = ANY, .mac = CMAC },
		{ true, .allowed_mac = ANY, .mac = HMAC },
		/* suites that protect nothing are offered only where that is allowed */
		{ true, .allowed_insecure = false, .insecure = false },
		{ false, .allowed_insecure = false, .insecure = true },
		{ true, .allowed_insecure = true, .insecure = false },
		{ true, .allowed_insecure = true, .insecure = true },
		/* of what is offered a network may allow less; where it leaves nothing it is none */
		{ true, .suites = &both },
		{ true, .suites = &both, .allowed = { { 0x020103 }, 1 } },
		/* how 802.16-2004 wrote the same */
		{ true, .suites = &both, .allowed = { { 0x020003 }, 1 } },
		{ false, .suites = &both, .allowed = { { 0x010001 }, 1 } },
		/* what protects nothing is offered, and left out */
		{ true, .suites = &both, .insecure = true, .allowed = { { 0x020104 }, 1 } },
		{ false, .suites = &both, .insecure = true },
	};
	const struct outcome o = { .success = true };
	struct config *config;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		num_children = 0;
		config = make_config("home");
		config->networks->mac_mode = rows[i].allowed_mac;
		config->networks->insecure_suites = rows[i].allowed_insecure;
		config->networks->suites = rows[i].allowed;
		agent_set_config(agent, config);
		pending.mac_mode = rows[i].mac;
		pending.insecure_suites = rows[i].insecure;
		pending.suites = rows[i].suites ? *rows[i].suites : (struct suites){ 0 };
		pending.cookie = 500 + i;
		memset(&told, 0xff, sizeof(told));
		agent_ready(agent, DEV);
		if (num_children != rows[i].fits)
			fail_msg("row %zu", i);
		if (rows[i].fits)
			children[0].ops->done(children[0].ctx, &o);
		assert_int_equal(done_cookie, pending.cookie);
		assert_int_equal(done_verdict.reason,
				 rows[i].fits ? WMAN_REASON_NONE : WMAN_REASON_POLICY);
		assert_int_equal(told.n, rows[i].fits ? rows[i].allowed.n : 0);
		assert_int_equal(told.suite[0], rows[i].fits ? rows[i].allowed.suite[0] : 0);
	}
}

/* Policy none: whoever allows it says so, and nobody else is taken for it. */
static void test_none(void **state)
{
	struct config *config = make_config("home");

	config->networks->policy = WMAN_AUTH_POLICY_NONE;
	agent_set_config(agent, config);
	pending.cookie = 900;
	pending.policy = WMAN_AUTH_POLICY_NONE;
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 0);
	assert_int_equal(dones, 1);
	assert_true(done_verdict.unprotected);
	assert_true(done_verdict.insecure);
	assert_null(done_verdict.msk);
	assert_int_equal(told.n, 0);
	/* the block changes: the device has to ask again */
	config = make_config("home");
	config->networks->tag[0]++;
	agent_set_config(agent, config);
	assert_int_equal(reauths, 1);
	pending.cookie++;
	agent_ready(agent, DEV);
	assert_int_equal(dones, 2);
	assert_false(done_verdict.unprotected);
	assert_true(done_verdict.permanent);
	assert_int_equal(done_verdict.reason, WMAN_REASON_POLICY);

	/* and a network without authorization is none for EAP */
	config = make_config("home");
	config->networks->policy = WMAN_AUTH_POLICY_NONE;
	agent_set_config(agent, config);
	pending.cookie++;
	pending.policy = WMAN_AUTH_POLICY_EAP;
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 0);
	assert_false(done_verdict.unprotected);
	assert_int_equal(done_verdict.reason, WMAN_REASON_POLICY);
}

static struct config *make_v1_config(struct eap_device *device)
{
	struct config *config = make_config("home");

	config->networks->policy = WMAN_AUTH_POLICY_PKMV1;
	config->networks->device = device;
	return config;
}

static void test_pkmv1(void **state)
{
	static const uint8_t auth_key[128], packet[] = { 1, 0, 0, 5, 1 };
	struct pki_id ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 1024);
	struct eap_device *device = pki_device("02:16:00:00:01:00", 0, &ca);

	pending.has_address = true;
	memcpy(pending.address, "\x02\x16\0\0\x01\0", AGENT_ADDR_LEN);
	pending.rsa = true;
	certified = NULL;

	/* the network is one for EAP: the floor of its policy */
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 0);
	assert_int_equal(done_verdict.reason, WMAN_REASON_POLICY);
	assert_true(done_verdict.permanent);
	assert_null(certified);

	agent_set_config(agent, make_v1_config(device));
	pending.cookie = 101;
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 1);
	assert_ptr_equal(children[0].device, device);
	assert_ptr_equal(certified, device);
	agent_frame(agent, DEV, 101, packet, sizeof(packet));
	assert_int_equal(children[0].frames, 0);
	agent_decrypt(agent, DEV, 100, auth_key, sizeof(auth_key));
	agent_decrypt(agent, DEV2, 101, auth_key, sizeof(auth_key));
	assert_int_equal(children[0].decrypts, 0);
	agent_decrypt(agent, DEV, 101, auth_key, sizeof(auth_key));
	assert_int_equal(children[0].decrypts, 1);
	succeed(&children[0], 0xbb);
	assert_int_equal(done_cookie, 101);
	assert_null(done_verdict.msk);
	assert_non_null(done_verdict.ak);
	assert_int_equal(done_msk[0], 0xbb);

	/* what does not decrypt may do so another time */
	pending.cookie = 102;
	agent_ready(agent, DEV);
	fail_with(&children[1], WMAN_REASON_AUTH_KEY);
	assert_null(done_verdict.ak);
	assert_int_equal(done_verdict.reason, WMAN_REASON_AUTH_KEY);
	assert_false(done_verdict.permanent);

	/* another device's certificate, and a clock that is wrong */
	pending.cookie = 103;
	pending.address[5] = 1;
	agent_ready(agent, DEV);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CERT_MAC);
	assert_true(done_verdict.permanent);
	pending.address[5] = 0;
	agent_set_config(agent, make_v1_config(pki_device("02:16:00:00:01:00", PKI_DAY, &ca)));
	pending.cookie = 104;
	agent_ready(agent, DEV);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CERT_NOT_YET_VALID);
	assert_false(done_verdict.permanent);
	assert_int_equal(num_children, 2);

	/* EAP is not what this network is for */
	pending.rsa = false;
	pending.cookie = 105;
	agent_ready(agent, DEV);
	assert_int_equal(done_verdict.reason, WMAN_REASON_POLICY);
	pki_free(&ca);
	pki_cleanup();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_success),    TEST(test_failures),   TEST(test_insecure),
		TEST(test_no_network), TEST(test_no_process), TEST(test_nothing_pending),
		TEST(test_cancel),     TEST(test_overtaken),  TEST(test_two_devices),
		TEST(test_session),    TEST(test_resync),     TEST(test_resync_keeps_running),
		TEST(test_reload),     TEST(test_drop_all),   TEST(test_sqn),
		TEST(test_floor),      TEST(test_msk_order),  TEST(test_none),
		TEST(test_pkmv1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
