// SPDX-License-Identifier: BSD-3-Clause
/* EAP-TLS against a server over OpenSSL: RFC 5216 and RFC 9190, good and bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "eap_server.h"

#define NAME "aaa.wimax.test"
#define SAN  "DNS:" NAME ",DNS:alt.wimax.test,email:aaa@wimax.test,URI:http://wimax.test/"

/* What servers show; all below the EC root unless they say otherwise. */
enum server_id {
	ID_GOOD,
	ID_RSA,
	ID_BELOW_INTERMEDIATE,
	ID_NO_EKU,
	ID_ANY_EKU,
	ID_CLIENT_EKU,
	ID_EXPIRED,
	ID_FUTURE,
	ID_OTHER_NAME,
	ID_PREFIX_NAME,
	ID_CN_ONLY,
	ID_WEAK,
	ID_SHA1,
	ID_UNTRUSTED,
	ID_SELF_SIGNED,
	ID_BELOW_LEAF,
	ID_COUNT,
};

static const struct {
	struct pki_spec spec;
	unsigned int bits;
	int issuer; /* 0 root, 1 intermediate, 2 unknown root, 3 a server's certificate, -1 itself */
} server_specs[ID_COUNT] = {
	[ID_GOOD] = { { .cn = NAME, .san = SAN, .eku = "serverAuth" }, 0, 0 },
	[ID_RSA] = { { .cn = NAME, .san = SAN, .eku = "serverAuth" }, 2048, 0 },
	[ID_BELOW_INTERMEDIATE] = { { .cn = NAME, .san = SAN, .eku = "serverAuth" }, 0, 1 },
	[ID_NO_EKU] = { { .cn = NAME, .san = SAN }, 0, 0 },
	[ID_ANY_EKU] = { { .cn = NAME, .san = SAN, .eku = "anyExtendedKeyUsage" }, 0, 0 },
	[ID_CLIENT_EKU] = { { .cn = NAME, .san = SAN, .eku = "clientAuth" }, 0, 0 },
	[ID_EXPIRED] = { { .cn = NAME, .san = SAN, .from = -2 * PKI_DAY, .to = -PKI_HOUR }, 0, 0 },
	[ID_FUTURE] = { { .cn = NAME, .san = SAN, .from = PKI_HOUR }, 0, 0 },
	[ID_OTHER_NAME] = { { .cn = NAME, .san = "DNS:aaa.other.test" }, 0, 0 },
	[ID_PREFIX_NAME] = { { .cn = NAME, .san = "DNS:" NAME ".evil.test" }, 0, 0 },
	[ID_CN_ONLY] = { { .cn = NAME }, 0, 0 },
	[ID_WEAK] = { { .cn = NAME, .san = SAN }, 1024, 0 },
	[ID_SHA1] = { { .cn = NAME, .san = SAN }, 0, 0 }, /* digest set at run time */
	[ID_UNTRUSTED] = { { .cn = NAME, .san = SAN }, 0, 2 },
	[ID_SELF_SIGNED] = { { .cn = NAME, .san = SAN }, 0, -1 },
	[ID_BELOW_LEAF] = { { .cn = NAME, .san = SAN }, 0, 3 },
};

static struct pki_id root, intermediate, unknown_root, client, client_rsa, client_unknown;
static struct pki_id servers[ID_COUNT];
static struct eap_config base; /* EC client, everything checked */
static struct eap_creds *creds; /* from it */
static struct eap_server server;

static struct eap_creds *load(const struct eap_config *cfg)
{
	struct eap_error err;
	struct eap_creds *c = eap_creds_load(cfg, &err);

	if (!c)
		fail_msg("%s", err.text);
	return c;
}

static int group_setup(void **state)
{
	const struct pki_id *issuers[] = { &root, &intermediate, &unknown_root, &servers[ID_GOOD] };
	struct pki_spec spec;
	int i;

	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	unknown_root = pki_make(&(struct pki_spec){ .cn = "Unknown", .ca = 1 }, NULL, 0);
	intermediate = pki_make(&(struct pki_spec){ .cn = "Intermediate", .ca = 1 }, &root, 0);
	spec = (struct pki_spec){ .cn = "02:00:5E:10:00:01", .eku = "clientAuth" };
	client = pki_make(&spec, &intermediate, 0);
	client_rsa = pki_make(&spec, &root, 2048);
	client_unknown = pki_make(&spec, &unknown_root, 0);
	for (i = 0; i < ID_COUNT; i++) {
		spec = server_specs[i].spec;
		if (i == ID_SHA1)
			spec.md = EVP_sha1();
		servers[i] = pki_make(
			&spec, server_specs[i].issuer < 0 ? NULL : issuers[server_specs[i].issuer],
			server_specs[i].bits);
	}
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, intermediate.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
		.domain_match = NAME,
	};
	creds = load(&base);
	return 0;
}

static int group_teardown(void **state)
{
	int i;

	(void)state;
	eap_creds_free(creds);
	for (i = 0; i < ID_COUNT; i++)
		pki_free(&servers[i]);
	pki_free(&root);
	pki_free(&intermediate);
	pki_free(&unknown_root);
	pki_free(&client);
	pki_free(&client_rsa);
	pki_free(&client_unknown);
	pki_cleanup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	return 0;
}

/* A whole conversation with the certificate @id; faults and fragment size are set before. */
static void run_with(int id, int version, const struct eap_creds *with)
{
	SSL_CTX_free(server.ctx);
	server.ctx = eap_server_ctx(&servers[id],
				    id == ID_BELOW_INTERMEDIATE ? intermediate.cert :
				    id == ID_BELOW_LEAF		? servers[ID_GOOD].cert :
								  NULL,
				    root.cert, version);
	eap_server_reset(&server, with, NULL);
	eap_server_run(&server);
}

static void run(int id, int version)
{
	run_with(id, version, creds);
}

static void assert_success(void)
{
	if (server.done_count != 1 || !server.result.success)
		fail_msg("done %u times: %s", server.done_count, server.result.error.text);
	assert_memory_equal(server.result.msk, server.msk, EAP_MSK_LEN);
	assert_memory_equal(server.result.emsk, server.emsk, EAP_EMSK_LEN);
	assert_memory_not_equal(server.result.msk, server.result.emsk, EAP_MSK_LEN);
	assert_int_equal(server.result.session_id_len, 65);
	assert_int_equal(server.result.session_id[0], 13);
	assert_memory_equal(server.result.session_id + 1, server.method_id, 64);
	assert_string_equal(server.result.method, "TLS");
	assert_int_equal(server.result.resumed, server.resumed);
}

static void assert_failed(enum wman_reason reason, const char *text)
{
	static const uint8_t zero[EAP_MSK_LEN];

	assert_int_equal(server.done_count, 1);
	assert_false(server.result.success);
	if (server.result.error.reason != reason || !strstr(server.result.error.text, text))
		fail_msg("reason %d, '%s'", server.result.error.reason, server.result.error.text);
	assert_memory_equal(server.result.msk, zero, sizeof(zero));
	assert_memory_equal(server.result.emsk, zero, sizeof(zero));
	assert_int_equal(server.result.session_id_len, 0);
}

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

static void good(void **state)
{
	static const int ids[] = { ID_GOOD,   ID_RSA,	  ID_BELOW_INTERMEDIATE,
				   ID_NO_EKU, ID_ANY_EKU, ID_CN_ONLY };
	char note[160];
	size_t v, i;

	(void)state;
	for (v = 0; v < 2; v++) {
		for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
			run(ids[i], versions[v]);
			assert_success();
			assert_string_equal(server.result.tls_version, v ? "TLSv1.3" : "TLSv1.2");
			assert_string_equal(server.result.tls_cipher,
					    SSL_get_cipher_name(server.ssl));
			/* said once, when the handshake is done */
			snprintf(note, sizeof(note), "%s %s, full handshake",
				 server.result.tls_version, server.result.tls_cipher);
			assert_string_equal(server.note, note);
			assert_false(server.result.resumed);
			assert_false(server.result.insecure);
		}
	}
}

static void good_rsa_client(void **state)
{
	struct eap_config cfg = base;
	struct eap_creds *rsa;

	(void)state;
	cfg.client_cert = pki_write_certs("rsa.pem", client_rsa.cert, NULL);
	cfg.private_key = pki_write_key("rsa.key", client_rsa.key, NULL, NULL);
	rsa = load(&cfg);
	run_with(ID_GOOD, TLS1_2_VERSION, rsa);
	assert_success();
	run_with(ID_RSA, TLS1_3_VERSION, rsa);
	assert_success();
	eap_server_cleanup(&server);
	eap_creds_free(rsa);
}

/* Every fragment size on both sides: records cut anywhere, never more than was allowed */
static void fragments(void **state)
{
	static const unsigned int sizes[] = { 64, 65, 100, 333, 1398, 4000 };
	static const size_t server_sizes[] = { 77, 128, 1000, 4000 };
	struct eap_config cfg = base;
	struct eap_creds *small;
	size_t v, i, j;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		cfg.fragment_size = sizes[i];
		small = load(&cfg);
		for (j = 0; j < sizeof(server_sizes) / sizeof(server_sizes[0]); j++) {
			for (v = 0; v < 2; v++) {
				server.fragment = server_sizes[j];
				server.faults.always_length = j & 1;
				run_with(ID_BELOW_INTERMEDIATE, versions[v], small);
				assert_success();
				assert_true(server.max_fragment <= sizes[i]);
				if (sizes[i] < 1000) {
					assert_true(server.fragments > 1);
					assert_int_equal(server.max_fragment, sizes[i]);
				}
			}
		}
		eap_server_cleanup(&server);
		eap_creds_free(small);
	}
}

static void data_instead_of_acknowledgement(void **state)
{
	/* data; More or Length without any */
	static const struct {
		const char *data;
		size_t len;
	} cases[] = { { "\x0d\x00\x16", 3 }, { "\x0d\x40", 2 }, { "\x0d\x80\0\0\0\0", 6 } };
	struct eap_config cfg = base;
	struct eap_creds *small;
	size_t i;

	(void)state;
	cfg.fragment_size = 64;
	small = load(&cfg);
	for (i = 0; i < 3; i++) {
		eap_server_reset(&server, small, NULL);
		eap_server_start(&server);
		eap_server_request(&server, 90, cases[i].data, cases[i].len);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "acknowledgement");
	}
	eap_server_reset(&server, small, NULL);
	eap_server_start(&server);
	/* L and M: the ClientHello is under way */
	assert_int_equal(server.resp[5], 0xc0);
	assert_int_equal(server.resp_len, 10 + 64);
	eap_server_request(&server, 90, "\x0d\x00\x16", 3);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "acknowledgement");
	eap_server_cleanup(&server);
	eap_creds_free(small);
}

static const struct {
	int id;
	enum wman_reason reason;
	const char *text;
} refused[] = {
	{ ID_CLIENT_EKU, WMAN_REASON_TLS_PURPOSE, "extended key usage" },
	{ ID_EXPIRED, WMAN_REASON_TLS_EXPIRED, "the clock here says 20" },
	{ ID_FUTURE, WMAN_REASON_TLS_NOT_YET_VALID, "the clock here says 20" },
	{ ID_OTHER_NAME, WMAN_REASON_TLS_NAME, "domain_match" },
	{ ID_PREFIX_NAME, WMAN_REASON_TLS_NAME, "domain_match" },
	{ ID_WEAK, WMAN_REASON_TLS_WEAK, "2048" },
	{ ID_SHA1, WMAN_REASON_TLS_WEAK, "" },
	{ ID_UNTRUSTED, WMAN_REASON_TLS_UNTRUSTED, "ca_cert" },
	{ ID_SELF_SIGNED, WMAN_REASON_TLS_UNTRUSTED, "self-signed" },
	{ ID_BELOW_LEAF, WMAN_REASON_TLS_UNTRUSTED, "" },
};

static void bad_server_certificate(void **state)
{
	size_t v, i;

	(void)state;
	for (v = 0; v < 2; v++) {
		for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
			run(refused[i].id, versions[v]);
			assert_failed(refused[i].reason, refused[i].text);
			/* the last packet was the alert, and the server understood it */
			assert_true(server.resp_len > 6);
			assert_true(server.broken);
		}
	}
}

static void success_after_own_alert(void **state)
{
	(void)state;
	server.faults.answer_alert_with_success = 1;
	run(ID_UNTRUSTED, TLS1_2_VERSION);
	eap_server_success(&server, server.id);
	assert_failed(WMAN_REASON_TLS_UNTRUSTED, "ca_cert");
}

static void insecure(void **state)
{
	static const int ids[] = { ID_UNTRUSTED, ID_EXPIRED, ID_SELF_SIGNED, ID_OTHER_NAME };
	struct eap_config cfg = base;
	struct eap_creds *blind;
	size_t i;

	(void)state;
	cfg.ca_cert = NULL;
	cfg.domain_match = NULL;
	cfg.insecure = true;
	blind = load(&cfg);
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		run_with(ids[i], TLS1_3_VERSION, blind);
		assert_success();
		assert_true(server.result.insecure);
	}
	eap_server_cleanup(&server);
	eap_creds_free(blind);
}

/* The anchor may be the intermediate alone, or the server's certificate itself */
static void anchor_need_not_be_a_root(void **state)
{
	struct eap_config cfg = base;
	struct eap_creds *pinned;

	(void)state;
	cfg.ca_cert =
		pki_write_certs("pin.pem", intermediate.cert, servers[ID_SELF_SIGNED].cert, NULL);
	pinned = load(&cfg);
	run_with(ID_BELOW_INTERMEDIATE, TLS1_3_VERSION, pinned);
	assert_success();
	run_with(ID_SELF_SIGNED, TLS1_3_VERSION, pinned);
	assert_success();
	run_with(ID_GOOD, TLS1_3_VERSION, pinned);
	assert_failed(WMAN_REASON_TLS_UNTRUSTED, "ca_cert");
	cfg.domain_match = "bbb.wimax.test";
	eap_server_cleanup(&server);
	eap_creds_free(pinned);
	/* and the name counts for a pinned one too */
	pinned = load(&cfg);
	run_with(ID_SELF_SIGNED, TLS1_3_VERSION, pinned);
	assert_failed(WMAN_REASON_TLS_NAME, "domain_match");
	eap_server_cleanup(&server);
	eap_creds_free(pinned);
}

static void server_refuses_client(void **state)
{
	struct eap_config cfg = base;
	struct eap_creds *unknown;
	size_t v;

	(void)state;
	cfg.client_cert = pki_write_certs("unknown.pem", client_unknown.cert, NULL);
	cfg.private_key = pki_write_key("unknown.key", client_unknown.key, NULL, NULL);
	unknown = load(&cfg);
	for (v = 0; v < 2; v++) {
		run_with(ID_GOOD, versions[v], unknown);
		assert_failed(WMAN_REASON_TLS_ALERT, "unknown CA");
		assert_non_null(strstr(server.result.error.text, "client_cert"));
		/* the alert was acknowledged */
		assert_int_equal(server.resp_len, 6);
		assert_int_equal(server.resp[5], 0);
	}
	eap_server_cleanup(&server);
	eap_creds_free(unknown);
}

static void tls_versions(void **state)
{
	static const int old[] = { TLS1_VERSION, TLS1_1_VERSION };
	struct eap_config cfg = base;
	struct eap_creds *only;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		run(ID_RSA, old[i]);
		assert_failed(WMAN_REASON_TLS_VERSION, "TLS");
	}
	cfg.tls_min = TLS1_3_VERSION;
	only = load(&cfg);
	run_with(ID_GOOD, TLS1_2_VERSION, only);
	assert_failed(WMAN_REASON_TLS_VERSION, "TLS");
	run_with(ID_GOOD, TLS1_3_VERSION, only);
	assert_success();
	eap_server_cleanup(&server);
	eap_creds_free(only);
	cfg.tls_min = 0;
	cfg.tls_max = TLS1_2_VERSION;
	only = load(&cfg);
	run_with(ID_GOOD, TLS1_3_VERSION, only);
	assert_failed(WMAN_REASON_TLS_VERSION, "TLS");
	run_with(ID_GOOD, TLS1_2_VERSION, only);
	assert_success();
	eap_server_cleanup(&server);
	eap_creds_free(only);
}

/* RFC 9190 2.1.1: no 0x00, no success */
static const struct {
	struct eap_server_faults faults;
	enum wman_reason reason;
	const char *text;
} indications[] = {
	{ { .indication_len = -1 }, WMAN_REASON_EAP_PROTOCOL, "protected success indication" },
	{ { .indication = "\x01", .indication_len = 1 },
	  WMAN_REASON_EAP_PROTOCOL,
	  "no success indication" },
	{ { .indication = "\0\0", .indication_len = 2 },
	  WMAN_REASON_EAP_PROTOCOL,
	  "no success indication" },
	{ { .indication = "0123456789abcdef0123", .indication_len = 20 },
	  WMAN_REASON_EAP_PROTOCOL,
	  "no success indication" },
	{ { .indication_twice = 1 }, WMAN_REASON_EAP_PROTOCOL, "after the success indication" },
	{ { .indication_early = 1 }, WMAN_REASON_EAP_PROTOCOL, "before the client's Finished" },
	{ { .close_notify = 1 }, WMAN_REASON_TLS_ALERT, "close notify" },
};

static void bad_indication(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(indications) / sizeof(indications[0]); i++) {
		server.faults = indications[i].faults;
		run(ID_GOOD, TLS1_3_VERSION);
		/* a Success that is not earned is discarded, the owner's clock ends it */
		if (indications[i].faults.indication_len < 0) {
			assert_int_equal(server.done_count, 0);
			assert_false(eap_peer_lower_success(server.peer));
			eap_peer_timeout(server.peer);
		}
		assert_failed(indications[i].reason, indications[i].text);
	}
}

static void indication_forms(void **state)
{
	(void)state;
	/* cut in pieces, tickets before it */
	server.fragment = 5;
	run(ID_GOOD, TLS1_3_VERSION);
	assert_failed(WMAN_REASON_EAP_ROUNDS, "100");
	server.fragment = 40;
	run(ID_GOOD, TLS1_3_VERSION);
	assert_success();
	server.fragment = 0;
	server.faults.key_update = 1;
	run(ID_GOOD, TLS1_3_VERSION);
	assert_success();
}

static void tls12_application_data(void **state)
{
	(void)state;
	server.faults.indication = "";
	server.faults.indication_len = 1;
	run(ID_GOOD, TLS1_2_VERSION);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "application data in TLS 1.2");
}

static void renegotiation(void **state)
{
	(void)state;
	server.faults.hello_request = 1;
	run(ID_GOOD, TLS1_2_VERSION);
	/* refused by a warning; no second handshake, and never other keys than those of the first */
	if (server.result.success)
		assert_memory_equal(server.result.msk, server.msk, EAP_MSK_LEN);
	assert_int_equal(server.done_count, 1);
}

static void lost_success(void **state)
{
	size_t v;

	(void)state;
	for (v = 0; v < 2; v++) {
		server.faults.no_success = 1;
		run(ID_GOOD, versions[v]);
		assert_int_equal(server.done_count, 0);
		assert_true(eap_peer_lower_success(server.peer));
		assert_success();
		run(ID_GOOD, versions[v]);
		eap_peer_timeout(server.peer);
		assert_failed(WMAN_REASON_EAP_TIMEOUT, "waited for EAP-Success");
	}
	/* before it, TLS 1.3 has an indication to wait for */
	server.faults.indication_len = -1;
	run(ID_GOOD, TLS1_3_VERSION);
	if (!server.done_count)
		eap_peer_timeout(server.peer);
	assert_failed(WMAN_REASON_EAP_TIMEOUT, "the protected success indication");
}

static void failure_at_the_end(void **state)
{
	(void)state;
	server.faults.failure_after = 1;
	run(ID_GOOD, TLS1_2_VERSION);
	assert_failed(WMAN_REASON_EAP_REJECTED, "EAP-Failure");
	/* with TLS 1.3 the server has promised success under protection: the Failure may be forged */
	run(ID_GOOD, TLS1_3_VERSION);
	assert_int_equal(server.done_count, 0);
	eap_server_success(&server, server.id);
	assert_success();
	run(ID_GOOD, TLS1_3_VERSION);
	eap_peer_timeout(server.peer);
	assert_failed(WMAN_REASON_EAP_REJECTED, "after the protected success indication");
}

/* The owner gives up without a word: no callback, and the sanitizers look for leaks */
static void freed_in_the_middle(void **state)
{
	(void)state;
	eap_server_reset(&server, creds, NULL);
	eap_server_start(&server);
	eap_server_request(&server, 90, "\x0d\xc0\x00\x00\x10\x00\x16\x03\x03", 9);
	assert_int_equal(server.resp_len, 6);
	eap_peer_free(server.peer);
	server.peer = NULL;
	assert_int_equal(server.done_count, 0);
}

/* RFC 8446 4.1.3: somebody hid that this side speaks TLS 1.3, the server's random tells */
static void downgrade(void **state)
{
	(void)state;
	server.ctx = eap_server_ctx(&servers[ID_GOOD], NULL, root.cert, 0);
	server.faults.hide_tls13 = 1;
	eap_server_reset(&server, creds, NULL);
	eap_server_run(&server);
	assert_failed(WMAN_REASON_TLS_VERSION, "forced an older TLS version");
}

/* One octet of one packet changed: never a success, unless it did not count and the keys agree */
static void flipped_octet(void **state)
{
	unsigned int packet, offset, failed;
	size_t v;

	(void)state;
	server.fragment = 300;
	for (v = 0; v < 2; v++) {
		failed = 0;
		for (packet = 1; packet < 9; packet++) {
			for (offset = 0; offset < 306; offset += 17) {
				server.faults.flip_packet = packet;
				server.faults.flip_offset = offset;
				run(ID_BELOW_INTERMEDIATE, versions[v]);
				if (server.result.success)
					assert_success();
				else
					failed++;
			}
		}
		assert_true(failed > 50);
	}
}

static void garbage_record(void **state)
{
	(void)state;
	eap_server_reset(&server, creds, NULL);
	eap_server_start(&server);
	eap_server_request(&server, 90,
			   "\x0d\x00"
			   "GET / HTTP/1.1\r\n\r\n",
			   20);
	assert_int_equal(server.done_count, 1);
	assert_false(server.result.success);
	assert_int_not_equal(server.result.error.reason, WMAN_REASON_HELPER_INTERNAL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(good),
		TEST(good_rsa_client),
		TEST(fragments),
		TEST(data_instead_of_acknowledgement),
		TEST(bad_server_certificate),
		TEST(success_after_own_alert),
		TEST(insecure),
		TEST(anchor_need_not_be_a_root),
		TEST(server_refuses_client),
		TEST(tls_versions),
		TEST(bad_indication),
		TEST(indication_forms),
		TEST(tls12_application_data),
		TEST(renegotiation),
		TEST(lost_success),
		TEST(failure_at_the_end),
		TEST(freed_in_the_middle),
		TEST(downgrade),
		TEST(flipped_octet),
		TEST(garbage_record),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
