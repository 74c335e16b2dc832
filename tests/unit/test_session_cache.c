// SPDX-License-Identifier: BSD-3-Clause
/* TLS session resumption: when it happens, and when it must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "eap/creds.h"
#include "eap/session_cache.h"
#include "eap/tls_creds.h"
#include "eap_server.h"

#define NAME "aaa.wimax.test"

static struct pki_id root, other_root, id, client, other_client;
static struct eap_config base;
static struct eap_creds *creds; /* from it */
static struct eap_session_cache *cache;
static struct eap_server server;

/* The clock of this process, library included, goes wrong by so much. */
static time_t skew;

time_t time(time_t *now)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (now)
		*now = ts.tv_sec + skew;
	return ts.tv_sec + skew;
}

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

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
	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	other_root = pki_make(&(struct pki_spec){ .cn = "Other", .ca = 1 }, NULL, 0);
	id = pki_make(&(struct pki_spec){ .cn = NAME }, &root, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	other_client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
		.domain_match = NAME,
	};
	creds = load(&base);
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	eap_creds_free(creds);
	pki_free(&root);
	pki_free(&other_root);
	pki_free(&id);
	pki_free(&client);
	pki_free(&other_client);
	pki_cleanup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	eap_session_cache_free(cache);
	cache = NULL;
	skew = 0;
	return 0;
}

static void resume_run(const struct eap_creds *with)
{
	eap_server_reset(&server, with, cache);
	eap_server_run(&server);
	if (server.done_count != 1 || !server.result.success)
		fail_msg("done %u times: %s", server.done_count, server.result.error.text);
	assert_memory_equal(server.result.msk, server.msk, EAP_MSK_LEN);
	assert_memory_equal(server.result.session_id + 1, server.method_id, 64);
	assert_int_equal(server.result.resumed, server.resumed);
}

static void resume_begin(int version)
{
	eap_server_cleanup(&server);
	eap_session_cache_free(cache);
	cache = eap_session_cache_new();
	server.ctx = eap_server_ctx(&id, NULL, root.cert, version);
	resume_run(creds);
	assert_false(server.result.resumed);
}

static void resumption(void **state)
{
	uint8_t first_msk[EAP_MSK_LEN];
	unsigned int full_rounds;
	size_t v;
	int i;

	(void)state;
	for (v = 0; v < 2; v++) {
		resume_begin(versions[v]);
		full_rounds = server.result.rounds;
		memcpy(first_msk, server.result.msk, sizeof(first_msk));
		for (i = 0; i < 3; i++) {
			resume_run(creds);
			assert_true(server.result.resumed);
			assert_true(server.result.rounds <= full_rounds);
			assert_memory_not_equal(server.result.msk, first_msk, sizeof(first_msk));
		}
	}
}

/* A server that keeps the session itself, and gives out a name for it: an id, or such a ticket. */
static void resumption_by_id(void **state)
{
	SSL_SESSION *session;
	unsigned int len;
	size_t v;
	int i;

	(void)state;
	for (v = 0; v < 2; v++) {
		eap_server_cleanup(&server);
		eap_session_cache_free(cache);
		cache = eap_session_cache_new();
		server.ctx = eap_server_ctx(&id, NULL, root.cert, versions[v]);
		SSL_CTX_set_options(server.ctx, SSL_OP_NO_TICKET);
		for (i = 0; i < 4; i++) {
			resume_run(creds);
			assert_int_equal(server.result.resumed, i > 0);
			session = SSL_get0_session(server.ssl);
			SSL_SESSION_get_id(session, &len);
			assert_int_equal(len, SSL_MAX_SSL_SESSION_ID_LENGTH);
			/* else the library forgets it */
			SSL_set_shutdown(server.ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
		}
		/* and one that has forgotten it makes a full handshake */
		SSL_CTX_flush_sessions(server.ctx, 0);
		resume_run(creds);
		assert_false(server.result.resumed);
	}
}

static void resumption_across_processes(void **state)
{
	uint8_t blob[8192], other[8192];
	size_t len, i;

	(void)state;
	resume_begin(TLS1_3_VERSION);
	len = eap_session_cache_export(cache, blob, sizeof(blob));
	assert_true(len > 33);
	assert_int_equal(eap_session_cache_export(cache, blob, len - 1), 0);
	assert_int_equal(eap_session_cache_export(cache, blob, len), len);
	eap_session_cache_free(cache);
	cache = eap_session_cache_new();
	assert_int_equal(eap_session_cache_export(cache, blob, 0), 0);
	/* cut anywhere: refused, and empty after */
	for (i = 0; i < len; i += 7) {
		uint8_t *cut = malloc(i + 1);

		/* of just that size, so that sanitizers see a read past its end */
		memcpy(cut + 1, blob, i);
		assert_int_not_equal(eap_session_cache_import(cache, cut + 1, i), 0);
		free(cut);
		assert_int_equal(eap_session_cache_export(cache, blob, sizeof(blob)), 0);
	}
	assert_int_equal(eap_session_cache_import(cache, blob, len), 0);
	/* another one takes its place, and one that is none leaves nothing */
	assert_int_equal(eap_session_cache_import(cache, blob, len), 0);
	assert_int_not_equal(eap_session_cache_import(cache, blob, 33), 0);
	assert_int_equal(eap_session_cache_export(cache, other, sizeof(other)), 0);
	assert_int_equal(eap_session_cache_import(cache, blob, len), 0);
	resume_run(creds);
	assert_true(server.result.resumed);
}

/* Whatever the session was bound to has changed: a full handshake */
static void resumption_is_bound(void **state)
{
	struct eap_config cfgs[] = { base, base, base, base, base, base,
				     base, base, base, base, base };
	struct eap_creds *other;
	size_t v, i;

	(void)state;
	cfgs[0].identity = "other@wimax.test";
	cfgs[1].domain_match = NULL;
	cfgs[1].domain_suffix_match = NAME;
	cfgs[2].ca_cert = pki_write_certs("two.pem", root.cert, other_root.cert, NULL);
	cfgs[3].client_cert = pki_write_certs("other.pem", other_client.cert, NULL);
	cfgs[3].private_key = pki_write_key("other.key", other_client.key, NULL, NULL);
	cfgs[4].anonymous_identity = "@wimax.test";
	cfgs[5].domain_match = NAME ";x";
	cfgs[6].ca_cert = pki_pin(id.cert);
	cfgs[7].allow_sha1 = true;
	cfgs[8].openssl_ciphers = "HIGH";
	cfgs[9].tls13_ciphers = "TLS_AES_256_GCM_SHA384";
	cfgs[10].tls_sigalgs = "ECDSA+SHA256";
	for (v = 0; v < 2; v++) {
		for (i = 0; i < sizeof(cfgs) / sizeof(cfgs[0]); i++) {
			resume_begin(versions[v]);
			other = load(&cfgs[i]);
			resume_run(other);
			assert_false(server.result.resumed);
			eap_peer_free(server.peer);
			server.peer = NULL;
			eap_creds_free(other);
		}
		/* the same configuration loaded again is no other */
		resume_begin(versions[v]);
		other = load(&base);
		resume_run(other);
		assert_true(server.result.resumed);
		eap_peer_free(server.peer);
		server.peer = NULL;
		eap_creds_free(other);
	}
}

static void ticket_refused_by_server(void **state)
{
	size_t v;

	(void)state;
	for (v = 0; v < 2; v++) {
		resume_begin(versions[v]);
		/* a restarted server does not know its old tickets */
		SSL_CTX_free(server.ctx);
		server.ctx = eap_server_ctx(&id, NULL, root.cert, versions[v]);
		resume_run(creds);
		assert_false(server.result.resumed);
		resume_run(creds);
		assert_true(server.result.resumed);
	}
}

static void failed_run_leaves_no_session(void **state)
{
	(void)state;
	cache = eap_session_cache_new();
	server.ctx = eap_server_ctx(&id, NULL, root.cert, TLS1_3_VERSION);
	server.faults.indication = "x";
	server.faults.indication_len = 1;
	eap_server_reset(&server, creds, cache);
	eap_server_run(&server);
	assert_int_equal(server.done_count, 1);
	assert_int_equal(server.result.error.reason, WMAN_REASON_EAP_PROTOCOL);
	memset(&server.faults, 0, sizeof(server.faults));
	resume_run(creds);
	assert_false(server.result.resumed);
}

/* What was verified once must still be valid: here the server's certificate ran out since */
static void expired_since(void **state)
{
	struct pki_id good = id;
	size_t v;

	(void)state;
	for (v = 0; v < 2; v++) {
		skew = 0;
		id = pki_make(&(struct pki_spec){ .cn = NAME, .to = PKI_HOUR }, &root, 0);
		resume_begin(versions[v]);
		skew = PKI_HOUR + 1;
		eap_server_reset(&server, creds, cache);
		eap_server_run(&server);
		pki_free(&id);
		id = good;
		assert_int_equal(server.done_count, 1);
		assert_int_equal(server.result.error.reason, WMAN_REASON_TLS_EXPIRED);
	}
}

/* A session of so many seconds ago, as the cache sees it */
static bool is_taken(int version, long age, long timeout)
{
	SSL_SESSION *session, *copy;
	bool taken;

	skew = 0;
	resume_begin(version);
	session = eap_session_cache_take(cache, creds->tls, 13);
	assert_non_null(session);
	copy = SSL_SESSION_dup(session);
	SSL_SESSION_free(session);
	SSL_SESSION_set_timeout(copy, timeout);
	eap_session_cache_put(cache, creds->tls, 13, copy);
	skew = age;
	session = eap_session_cache_take(cache, creds->tls, 13);
	taken = session;
	SSL_SESSION_free(session);
	/* taken or too old, it is gone */
	assert_null(eap_session_cache_take(cache, creds->tls, 13));
	return taken;
}

/* No session of the future, none of a day ago, none that the server does not know any more. */
static void age(void **state)
{
	size_t v;

	(void)state;
	for (v = 0; v < 2; v++) {
		assert_true(is_taken(versions[v], 0, 7 * PKI_DAY));
		assert_false(is_taken(versions[v], -10, 7 * PKI_DAY));
		assert_true(is_taken(versions[v], PKI_DAY - 10, 7 * PKI_DAY));
		assert_false(is_taken(versions[v], PKI_DAY, 7 * PKI_DAY));
		assert_true(is_taken(versions[v], 90, 100));
		assert_false(is_taken(versions[v], 100, 100));
	}
}

/* Another method or other credentials get nothing, and leave it there. */
static void binding(void **state)
{
	struct tls_creds other = *creds->tls;
	SSL_SESSION *session;

	(void)state;
	resume_begin(TLS1_3_VERSION);
	other.tag[sizeof(other.tag) - 1] ^= 1;
	assert_null(eap_session_cache_take(cache, &other, 13));
	assert_null(eap_session_cache_take(cache, creds->tls, 21));
	session = eap_session_cache_take(cache, creds->tls, 13);
	assert_non_null(session);
	SSL_SESSION_free(session);
	assert_null(eap_session_cache_take(cache, creds->tls, 13));
}

/* A session without the certificate that was verified is worth nothing. */
static void no_certificate(void **state)
{
	uint8_t blob[1024];

	(void)state;
	cache = eap_session_cache_new();
	eap_session_cache_put(cache, creds->tls, 13, SSL_SESSION_new());
	assert_null(eap_session_cache_take(cache, creds->tls, 13));
	/* and what has no encoding is not handed over */
	eap_session_cache_put(cache, creds->tls, 13, SSL_SESSION_new());
	assert_int_equal(eap_session_cache_export(cache, blob, sizeof(blob)), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(resumption),
		TEST(resumption_by_id),
		TEST(resumption_across_processes),
		TEST(resumption_is_bound),
		TEST(ticket_refused_by_server),
		TEST(failed_run_leaves_no_session),
		TEST(expired_since),
		TEST(age),
		TEST(binding),
		TEST(no_certificate),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
