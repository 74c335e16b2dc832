// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAP-TLS inside of TTLS and PEAP, against a server inside of a server: the inside has trust anchors,
 * names and a certificate of its own, and what is wrong with it fails the whole.
 */
#include "tunnel_rig.h"
#include "tunnel_server.h"

#define INNER "inner.wimax.test"

static struct pki_id inner_id, inner_client;
static struct tunnel_server tunnel;
static struct eap_config cfg;

static const struct {
	const char *method, *word;
	uint8_t type;
	int bind;
} tunnels[] = {
	{ "TTLS", "autheap=TLS", TUNNEL_TTLS, 0 },
	{ "PEAP", "auth=TLS", TUNNEL_PEAP, 0 },
	{ "PEAP", "auth=TLS", TUNNEL_PEAP, 1 },
};

#define NUM_TUNNELS (sizeof(tunnels) / sizeof(tunnels[0]))

static int inside_setup(void **state)
{
	group_setup(state);
	inner_id = pki_make(&(struct pki_spec){ .cn = INNER }, &other_root, 0);
	inner_client = pki_make(&(struct pki_spec){ .cn = "user" }, &other_root, 0);
	return 0;
}

static int inside_teardown(void **state)
{
	pki_free(&inner_id);
	pki_free(&inner_client);
	return group_teardown(state);
}

static int setup(void **state)
{
	cfg = base;
	cfg.password = NULL;
	cfg.ca_cert2 = pki_write_certs("other.pem", other_root.cert, NULL);
	cfg.domain_match2 = INNER;
	cfg.client_cert2 = pki_write_certs("user.pem", inner_client.cert, NULL);
	cfg.private_key2 = pki_write_key("user.key", inner_client.key, NULL, NULL);
	return 0;
}

static int teardown(void **state)
{
	eap_server_cleanup(&tunnel.tls);
	eap_server_cleanup(&tunnel.link);
	memset(&tunnel, 0, sizeof(tunnel));
	return tunnel_teardown(state);
}

/* A new tunnel of kind @i, for another test to spoil; its server knows @inner_root's clients inside. */
static void prepare(size_t i, int outside, int inside, const struct pki_id *inner_root)
{
	eap_server_cleanup(&tunnel.tls);
	eap_server_cleanup(&tunnel.link);
	tunnel = (struct tunnel_server){ .inner = TUNNEL_EAP_TLS, .bind = tunnels[i].bind };
	tunnel.link.type = tunnels[i].type;
	tunnel.link.ctx = eap_server_ctx(&server_id, NULL, root.cert, outside);
	SSL_CTX_set_verify(tunnel.link.ctx, SSL_VERIFY_PEER, NULL);
	tunnel.tls.ctx = eap_server_ctx(&inner_id, NULL, inner_root->cert, inside);
	cfg.methods[0] = eap_method_find(tunnels[i].method);
	cfg.phase2[0] = eap_inner_find(tunnels[i].word);
	load(&cfg);
}

static void run(void)
{
	tunnel_server_run(&tunnel, creds, cache);
	/* a success that comes too early is none, and nothing else will come */
	if (!tunnel.link.done_count)
		eap_peer_timeout(tunnel.link.peer);
	/* where the rig looks */
	server.done_count = tunnel.link.done_count;
	server.result = tunnel.link.result;
}

static void assert_success(void)
{
	if (server.done_count != 1 || !server.result.success)
		fail_msg("done %u times: %s", server.done_count, server.result.error.text);
	assert_int_equal(tunnel.tls_verdict, 1);
	/* the key is that of the tunnel, never that of the inside */
	assert_memory_not_equal(server.result.msk, tunnel.tls.msk, EAP_MSK_LEN);
	if (tunnel.bind)
		return;
	assert_memory_equal(server.result.msk, tunnel.link.msk, EAP_MSK_LEN);
	assert_memory_equal(server.result.emsk, tunnel.link.emsk, EAP_EMSK_LEN);
}

static void good(void **state)
{
	size_t i, outside, inside;

	for (i = 0; i < NUM_TUNNELS; i++)
		for (outside = 0; outside < 2; outside++)
			for (inside = 0; inside < 2; inside++) {
				prepare(i, versions[outside], versions[inside], &other_root);
				run();
				assert_success();
			}
}

/* What is inside is cut in pieces of its own. */
static void fragments(void **state)
{
	size_t i;

	cfg.fragment_size = 300;
	for (i = 0; i < NUM_TUNNELS; i++) {
		prepare(i, TLS1_3_VERSION, TLS1_2_VERSION, &other_root);
		tunnel.tls.fragment = 150;
		run();
		assert_success();
		assert_true(tunnel.tls.fragments > 1);
		assert_in_range(tunnel.tls.max_fragment, 1, 300);
	}
}

/* The inside has its own rules: those of the outside do not help. */
static void server_refused(void **state)
{
	struct {
		const char *ca, *name;
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ cfg.ca_cert, INNER, WMAN_REASON_TLS_UNTRUSTED, "end in 2): certificate 0 of" },
		{ cfg.ca_cert2, NAME, WMAN_REASON_TLS_NAME, "end in 2): certificate 0 of" },
	};
	size_t i, c, v;

	for (i = 0; i < NUM_TUNNELS; i++)
		for (c = 0; c < 2; c++)
			for (v = 0; v < 2; v++) {
				cfg.ca_cert2 = cases[c].ca;
				cfg.domain_match2 = cases[c].name;
				prepare(i, TLS1_2_VERSION, versions[v], &other_root);
				/* a success of the outside means nothing then */
				tunnel.link.faults.answer_alert_with_success = 1;
				run();
				assert_failed(cases[c].reason, cases[c].text);
			}
}

static void client_refused(void **state)
{
	size_t i, v;

	for (i = 0; i < NUM_TUNNELS; i++)
		for (v = 0; v < 2; v++) {
			prepare(i, TLS1_3_VERSION, versions[v], &root);
			run();
			assert_true(tunnel.tls.broken);
			assert_failed(WMAN_REASON_TLS_ALERT,
				      "end in 2): the server sent the alert");
		}
}

/* TLS 1.3 inside without its protected success is no success. */
static void no_indication(void **state)
{
	size_t i;

	for (i = 0; i < NUM_TUNNELS; i++) {
		prepare(i, TLS1_2_VERSION, TLS1_3_VERSION, &other_root);
		tunnel.tls.faults.indication_len = -1;
		run();
		assert_failed(WMAN_REASON_EAP_PROTOCOL,
			      i ? "before the user was authenticated" : "protected success");
	}
}

/* One octet of a packet inside is changed: the exchange fails, or the change was none to TLS. */
static void flipped_octet(void **state)
{
	unsigned int packet, offset, failed = 0;
	size_t i;

	for (i = 0; i < 2; i++) {
		prepare(i, TLS1_2_VERSION, TLS1_2_VERSION, &other_root);
		/* the first packet is the request for the Identity, which is not sent */
		for (packet = 2; packet < 6; packet++)
			for (offset = 4; offset < 60; offset += 11) {
				tunnel.tls.faults.flip_packet = packet;
				tunnel.tls.faults.flip_offset = offset;
				run();
				assert_int_equal(server.done_count, 1);
				failed += !server.result.success;
				if (server.result.success)
					assert_success();
			}
	}
	assert_true(failed > 20);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(good),	      TEST(fragments),	   TEST(server_refused),
		TEST(client_refused), TEST(no_indication), TEST(flipped_octet),
	};

	return cmocka_run_group_tests(tests, inside_setup, inside_teardown);
}
