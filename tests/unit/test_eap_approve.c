// SPDX-License-Identifier: BSD-3-Clause
/* A person approves the certificate of a server that nothing else vouches for, or does not. */
#include "tunnel_rig.h"

#define TTLS 21

static struct pki_id self_signed, expired, client_eku, weak;
/* What the person says; NULL: nothing, the test goes on */
static const char *answer;

static int approve_setup(void **state)
{
	struct pki_spec spec = { .cn = NAME };

	group_setup(state);
	self_signed = pki_make(&spec, NULL, 0);
	weak = pki_make(&spec, &other_root, 1024);
	spec.eku = "clientAuth";
	client_eku = pki_make(&spec, &other_root, 0);
	spec = (struct pki_spec){ .cn = NAME, .from = -2 * PKI_DAY, .to = -PKI_HOUR };
	expired = pki_make(&spec, &other_root, 0);
	base.ca_cert = NULL;
	base.approve_server = true;
	return 0;
}

static int approve_teardown(void **state)
{
	pki_free(&self_signed);
	pki_free(&expired);
	pki_free(&client_eku);
	pki_free(&weak);
	return group_teardown(state);
}

static void assert_no_answer(const char *value)
{
	assert_false(eap_peer_answer(server.peer, (const uint8_t *)value, strlen(value)));
	assert_int_equal(server.done_count, 0);
	assert_int_equal(server.resp_len, 0);
}

/* The request comes again while the person thinks; what is no answer does nothing. */
static void ask_and_go_on(struct eap_server *s, const uint8_t *packet, size_t len)
{
	unsigned int asks = s->asks;

	eap_peer_rx(s->peer, packet, len);
	if (s->asks == asks)
		return;
	assert_int_equal(s->ask, EAP_ASK_CERTIFICATE);
	assert_int_equal(s->resp_len, 0);
	eap_peer_rx(s->peer, packet, len);
	assert_int_equal(s->asks, asks + 1);
	assert_no_answer("");
	assert_no_answer("y");
	assert_no_answer("YES");
	assert_no_answer("yes ");
	assert_no_answer("maybe");
	if (!answer)
		return;
	assert_true(eap_peer_answer(s->peer, (const uint8_t *)answer, strlen(answer)));
	assert_false(eap_peer_answer(s->peer, (const uint8_t *)answer, strlen(answer)));
}

static int setup(void **state)
{
	answer = "yes";
	server.send = ask_and_go_on;
	return 0;
}

/* PAP: whatever is said first is right. */
static int take_all(struct eap_server *s, const uint8_t *data, int len)
{
	return len > 0;
}

static void run(const struct pki_id *id, int version, uint8_t type)
{
	SSL_CTX_free(server.ctx);
	server.ctx = eap_server_ctx(id, NULL, root.cert, version);
	SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
	server.type = type;
	server.inner = type ? take_all : NULL;
	server.asks = 0;
	eap_server_reset(&server, creds, cache);
	eap_server_run(&server);
}

static struct eap_config tls_config(void)
{
	struct eap_config cfg = base;

	cfg.methods[0] = eap_method_find("TLS");
	cfg.num_phase2 = 0;
	cfg.client_cert = pki_write_certs("client.pem", client.cert, NULL);
	cfg.private_key = pki_write_key("client.key", client.key, NULL, NULL);
	return cfg;
}

/* Shown is what a pin in ca_cert would be made of. */
static void assert_shown(const struct pki_id *id)
{
	if (!strstr(server.ask_text, strrchr(pki_pin(id->cert), '/') + 1) &&
	    !strcasestr(server.ask_text, strrchr(pki_pin(id->cert), '/') + 1))
		fail_msg("'%s' has no hash", server.ask_text);
	assert_non_null(strstr(server.ask_text, "CN=" NAME));
}

static void approved(void **state)
{
	const struct pki_id *ids[] = { &server_id, &self_signed };
	const struct eap_config tls = tls_config();
	size_t i, v, m;

	for (m = 0; m < 2; m++) {
		load(m ? &tls : &base);
		for (i = 0; i < 2; i++) {
			for (v = 0; v < 2; v++) {
				run(ids[i], versions[v], m ? 0 : TTLS);
				if (!server.result.success)
					fail_msg("%s", server.result.error.text);
				assert_int_equal(server.asks, 1);
				assert_shown(ids[i]);
				assert_memory_equal(server.result.msk, server.msk, EAP_MSK_LEN);
				assert_false(server.result.insecure);
			}
		}
	}
}

static void not_approved(void **state)
{
	const struct eap_config tls = tls_config();
	size_t v, m;

	answer = "no";
	for (m = 0; m < 2; m++) {
		load(m ? &tls : &base);
		for (v = 0; v < 2; v++) {
			run(&self_signed, versions[v], m ? 0 : TTLS);
			assert_failed(WMAN_REASON_TLS_UNTRUSTED, "did not approve");
			assert_int_equal(server.asks, 1);
			/* the server is told by an alert */
			assert_true(server.resp_len > 6 && server.resp[6] == SSL3_RT_ALERT);
		}
	}
}

/* What no approval could mend is not asked about. */
static void not_asked(void **state)
{
	const struct {
		const struct pki_id *id;
		enum wman_reason reason;
	} cases[] = {
		{ &expired, WMAN_REASON_TLS_EXPIRED },
		{ &client_eku, WMAN_REASON_TLS_PURPOSE },
		{ &weak, WMAN_REASON_TLS_WEAK },
	};
	struct eap_config cfg = base;
	size_t i, v;

	load(&base);
	for (i = 0; i < 3; i++) {
		for (v = 0; v < 2; v++) {
			run(cases[i].id, versions[v], TTLS);
			assert_failed(cases[i].reason, "certificate 0");
			assert_int_equal(server.asks, 0);
		}
	}
	cfg.domain_match = "bbb.wimax.test";
	load(&cfg);
	run(&self_signed, TLS1_3_VERSION, TTLS);
	assert_failed(WMAN_REASON_TLS_NAME, "domain_match");
	assert_int_equal(server.asks, 0);
	/* with ca_cert a server that is not known is refused, and that is all */
	cfg = base;
	cfg.approve_server = false;
	cfg.ca_cert = pki_write_certs("ca.pem", root.cert, NULL);
	load(&cfg);
	run(&self_signed, TLS1_3_VERSION, TTLS);
	assert_failed(WMAN_REASON_TLS_UNTRUSTED, "not in ca_cert");
	assert_int_equal(server.asks, 0);
}

/* The session of a server that was approved is resumed without a question; another server is not. */
static void resumed(void **state)
{
	size_t v;

	load(&base);
	for (v = 0; v < 2; v++) {
		eap_session_cache_free(cache);
		cache = eap_session_cache_new();
		run(&self_signed, versions[v], TTLS);
		assert_true(server.result.success);
		assert_int_equal(server.asks, 1);
		server.skip_inner = versions[v] == TLS1_2_VERSION;
		server.asks = 0;
		eap_server_reset(&server, creds, cache);
		eap_server_run(&server);
		assert_true(server.result.success);
		assert_true(server.result.resumed);
		assert_int_equal(server.asks, 0);
		server.skip_inner = 0;
		run(&server_id, versions[v], TTLS);
		assert_true(server.result.success);
		assert_int_equal(server.asks, 1);
	}
}

static void no_answer(void **state)
{
	struct eap_peer_ops ops = eap_server_peer_ops;

	answer = NULL;
	server.faults.no_success = 1;
	load(&base);
	run(&self_signed, TLS1_3_VERSION, TTLS);
	assert_int_equal(server.done_count, 0);
	eap_peer_timeout(server.peer);
	assert_failed(WMAN_REASON_EAP_TIMEOUT, "asked to approve a certificate");
	/* late */
	assert_false(eap_peer_answer(server.peer, (const uint8_t *)"yes", 3));
	run(&self_signed, TLS1_2_VERSION, TTLS);
	eap_peer_cancel(server.peer, WMAN_REASON_CREDENTIALS, "cancelled");
	assert_failed(WMAN_REASON_CREDENTIALS, "cancelled");
	/* nobody there */
	ops.ask = NULL;
	run(&self_signed, TLS1_2_VERSION, TTLS);
	eap_peer_free(server.peer);
	server.peer = eap_peer_new(creds, NULL, &ops, &server);
	server.done_count = 0;
	eap_server_run(&server);
	assert_failed(WMAN_REASON_CREDENTIALS, "certificate wanted, and nobody to ask");
}

/* Off unless configured, and never beside what vouches for servers. */
static void contradictions(void **state)
{
	struct eap_config cases[] = { base, base, base, base };
	struct eap_error err;
	size_t i;

	cases[0].ca_cert = pki_write_certs("ca.pem", root.cert, NULL);
	cases[1].ocsp = EAP_OCSP_PREFERRED;
	cases[2].check_crl = EAP_CRL_LEAF;
	cases[3].insecure = true;
	cases[3].domain_match = NULL;
	for (i = 0; i < 4; i++) {
		assert_null(eap_creds_load(&cases[i], &err));
		assert_non_null(strstr(err.text, "approve_server is for servers that nothing"));
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, tunnel_teardown)
	const struct CMUnitTest tests[] = {
		TEST(approved), TEST(not_approved), TEST(not_asked),
		TEST(resumed),	TEST(no_answer),    TEST(contradictions),
	};

	return cmocka_run_group_tests(tests, approve_setup, approve_teardown);
}
