// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAP without memory and with files that cannot be read: whichever call fails, there is an error
 * and a text, or everything is as without the failure; nothing between.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "eap/creds.h"
#include "eap/tls_creds.h"
#include "eap_server.h"
#include "failing.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#define NAME "aaa.wimax.test"
/*
 * Our own calls fail one by one. Those inside of the libraries are thousands: a sample, at a step
 * that no loop has.
 */
#define STEP 53

static struct pki_id root, intermediate, id, client;
static struct eap_config base;
static struct eap_creds *creds;
static struct eap_server server;
static unsigned int interrupted; /* reads that a signal interrupts, before any other */
static size_t piece; /* octets that a read gives at most, 0 for no limit */
static bool gone; /* the file gets shorter while it is read */

ssize_t read(int fd, void *buf, size_t len)
{
	if (interrupted) {
		interrupted--;
		errno = EINTR;
		return -1;
	}
	if (gone)
		return 0;
	if (!fails())
		return REAL(read)(fd, buf, piece && len > piece ? piece : len);
	errno = EIO;
	return -1;
}

FAILING(int, fstat, (int fd, struct stat *st), (fd, st), -1)
FAILING(OPENSSL_STACK *, OPENSSL_sk_new_null, (void), (), NULL)
FAILING(int, OPENSSL_sk_push, (OPENSSL_STACK * stack, const void *data), (stack, data), 0)
FAILING(int, OPENSSL_init_ssl, (uint64_t opts, const OPENSSL_INIT_SETTINGS *settings),
	(opts, settings), 0)
FAILING(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *method), (method), NULL)
FAILING(int, SSL_CTX_set_cipher_list, (SSL_CTX * ctx, const char *list), (ctx, list), 0)
FAILING(int, SSL_CTX_use_certificate, (SSL_CTX * ctx, X509 *cert), (ctx, cert), 0)
FAILING(int, SSL_CTX_use_PrivateKey, (SSL_CTX * ctx, EVP_PKEY *key), (ctx, key), 0)
FAILING(int, X509_STORE_add_cert, (X509_STORE * store, X509 *cert), (store, cert), 0)
FAILING(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
FAILING(int, EVP_DigestInit_ex, (EVP_MD_CTX * ctx, const EVP_MD *md, ENGINE *impl), (ctx, md, impl),
	0)
FAILING(int, EVP_DigestUpdate, (EVP_MD_CTX * ctx, const void *data, size_t len), (ctx, data, len),
	0)
FAILING(int, EVP_DigestFinal_ex, (EVP_MD_CTX * ctx, unsigned char *out, unsigned int *len),
	(ctx, out, len), 0)
FAILING(int, X509_digest,
	(const X509 *cert, const EVP_MD *md, unsigned char *out, unsigned int *len),
	(cert, md, out, len), 0)
FAILING(SSL *, SSL_new, (SSL_CTX * ctx), (ctx), NULL)
FAILING(int, SSL_set_ex_data, (SSL * ssl, int index, void *data), (ssl, index, data), 0)
FAILING(BIO *, BIO_new, (const BIO_METHOD *method), (method), NULL)
FAILING(int, SSL_set_session, (SSL * ssl, SSL_SESSION *session), (ssl, session), 0)
FAILING(int, BIO_write_ex, (BIO * bio, const void *data, size_t len, size_t *written),
	(bio, data, len, written), 0)
FAILING(int, SSL_export_keying_material,
	(SSL * ssl, unsigned char *out, size_t len, const char *label, size_t label_len,
	 const unsigned char *context, size_t context_len, int use_context),
	(ssl, out, len, label, label_len, context, context_len, use_context), 0)
FAILING(char *, X509_NAME_oneline, (const X509_NAME *name, char *buf, int size), (name, buf, size),
	NULL)

/* Behind many macros, some of which cannot fail. */
long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg)
{
	bool can = cmd == SSL_CTRL_SET_MIN_PROTO_VERSION || cmd == SSL_CTRL_SET_MAX_PROTO_VERSION ||
		   cmd == SSL_CTRL_CHAIN_CERT;

	return can && fails() ? 0 : REAL(SSL_CTX_ctrl)(ctx, cmd, larg, parg);
}

static int group_setup(void **state)
{
	struct eap_error err;

	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	intermediate = pki_make(&(struct pki_spec){ .cn = "Intermediate", .ca = 1 }, &root, 0);
	id = pki_make(&(struct pki_spec){ .cn = NAME, .san = "DNS:" NAME }, &root, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &intermediate, 0);
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, intermediate.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
		.domain_match = NAME,
		.domain_suffix_match = "wimax.test",
		.altsubject_match = "DNS:" NAME,
		.subject_match = NAME,
	};
	creds = eap_creds_load(&base, &err);
	return creds ? 0 : -1;
}

static int group_teardown(void **state)
{
	(void)state;
	eap_creds_free(creds);
	pki_free(&root);
	pki_free(&intermediate);
	pki_free(&id);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

/*
 * Credentials that came about in spite of a failure bind as much as those without. Only their own
 * chain may be another one, when the library could not see who issued what; who is asked to trust
 * it will say so.
 */
static void assert_same(const struct eap_creds *other)
{
	assert_memory_equal(other->tls->tag, creds->tls->tag, TLS_CREDS_TAG_LEN);
	assert_string_equal(other->identity, creds->identity);
	assert_string_equal(other->tls->match.domain, NAME);
	assert_string_equal(other->tls->match.domain_suffix, "wimax.test");
	assert_string_equal(other->tls->match.altsubject, "DNS:" NAME);
	assert_string_equal(other->tls->match.subject, NAME);
	assert_int_equal(SSL_CTX_get_security_level(other->tls->ctx), 2);
	assert_int_equal(SSL_CTX_get_min_proto_version(other->tls->ctx), TLS1_2_VERSION);
	assert_int_equal(SSL_CTX_get_verify_mode(other->tls->ctx), SSL_VERIFY_PEER);
}

static unsigned int load_sweep(const struct eap_config *cfg, bool deep)
{
	struct eap_creds *other;
	struct eap_error err;
	unsigned int n, refused = 0;
	bool more = true, good = false;

	for (n = 1; more; n += deep ? STEP : 1) {
		memset(&err, 0, sizeof(err));
		failing_begin(n, deep);
		other = eap_creds_load(cfg, &err);
		more = failing_end();
		good = other;
		if (other) {
			/* whatever we ask for, we look whether we got it */
			if (more && !deep)
				fail_msg("call %u fails, and nobody sees it", n);
			assert_same(other);
			eap_creds_free(other);
			continue;
		}
		refused++;
		if (!err.text[0])
			fail_msg("call %u fails without a word", n);
		assert_true(err.reason == WMAN_REASON_CREDENTIALS ||
			    err.reason == WMAN_REASON_HELPER_INTERNAL);
	}
	/* the last time nothing fails */
	assert_true(good);
	return refused;
}

static void loading(void **state)
{
	struct eap_config cfg = base;

	(void)state;
	assert_true(load_sweep(&base, false) > 40);
	assert_true(load_sweep(&base, true) > 5);
	/* certificate and key in one file, which is read once */
	cfg.private_key =
		pki_write_pkcs12("client.p12", &client, "whatever", intermediate.cert, NULL);
	cfg.private_key_passwd = "whatever";
	cfg.client_cert = NULL;
	load_sweep(&cfg, false);
}

static void reading(void **state)
{
	struct eap_creds *other;
	struct eap_error err;

	(void)state;
	interrupted = 3;
	other = eap_creds_load(&base, &err);
	assert_non_null(other);
	assert_int_equal(interrupted, 0);
	assert_same(other);
	eap_creds_free(other);
	/* octet by octet */
	piece = 1;
	other = eap_creds_load(&base, &err);
	piece = 0;
	assert_non_null(other);
	assert_same(other);
	eap_creds_free(other);
	gone = true;
	other = eap_creds_load(&base, &err);
	gone = false;
	assert_null(other);
	assert_non_null(strstr(err.text, "ca.pem: empty file"));
}

/* The peer's part of a conversation is what may fail. */
static unsigned int fail_call, conversation_calls;
static bool fail_deep;

static void send(struct eap_server *s, const uint8_t *packet, size_t len)
{
	unsigned int before = conversation_calls;

	failing_begin(fail_call > before ? fail_call - before : 0, fail_deep);
	eap_peer_rx(s->peer, packet, len);
	failing_end();
	conversation_calls += failing_calls;
}

/* Whichever call fails: the right key or none, one result, and a text. */
static void conversation(int version, bool resume, bool deep)
{
	struct eap_session_cache *cache = eap_session_cache_new();
	unsigned int failures = 0, calls;

	fail_deep = deep;
	server.ctx = eap_server_ctx(&id, NULL, root.cert, version);
	/* without a failure, how many calls there are */
	fail_call = 0;
	conversation_calls = 0;
	eap_server_reset(&server, creds, cache);
	server.send = send;
	eap_server_run(&server);
	assert_true(server.result.success);
	if (resume) {
		conversation_calls = 0;
		eap_server_reset(&server, creds, cache);
		server.send = send;
		eap_server_run(&server);
		assert_true(server.result.resumed);
	}
	calls = conversation_calls;
	assert_true(calls > 5);
	for (fail_call = 1; fail_call <= calls; fail_call += deep ? STEP : 1) {
		if (!resume) {
			eap_session_cache_free(cache);
			cache = eap_session_cache_new();
		}
		conversation_calls = 0;
		eap_server_reset(&server, creds, cache);
		server.send = send;
		eap_server_run(&server);
		if (!server.done_count)
			eap_peer_timeout(server.peer);
		assert_int_equal(server.done_count, 1);
		if (server.result.success) {
			assert_memory_equal(server.result.msk, server.msk, EAP_MSK_LEN);
			assert_memory_equal(server.result.emsk, server.emsk, EAP_EMSK_LEN);
		} else {
			static const uint8_t zero[EAP_MSK_LEN];

			failures++;
			assert_memory_equal(server.result.msk, zero, EAP_MSK_LEN);
			assert_int_not_equal(server.result.error.reason, WMAN_REASON_NONE);
			assert_int_not_equal(server.result.error.text[0], 0);
		}
	}
	assert_true(failures > 1);
	eap_server_cleanup(&server);
	eap_session_cache_free(cache);
}

static void handshake_tls12(void **state)
{
	(void)state;
	conversation(TLS1_2_VERSION, false, false);
	conversation(TLS1_2_VERSION, false, true);
}

static void handshake_tls13(void **state)
{
	(void)state;
	conversation(TLS1_3_VERSION, false, false);
	conversation(TLS1_3_VERSION, false, true);
}

static void resumption_tls13(void **state)
{
	(void)state;
	conversation(TLS1_3_VERSION, true, false);
	conversation(TLS1_3_VERSION, true, true);
}

static void objects(void **state)
{
	struct eap_session_cache *cache;
	struct eap_peer *peer;

	(void)state;
	failing_begin(1, false);
	peer = eap_peer_new(creds, NULL, &eap_server_peer_ops, NULL);
	assert_true(failing_end());
	assert_null(peer);
	eap_peer_free(NULL);
	failing_begin(1, false);
	cache = eap_session_cache_new();
	assert_true(failing_end());
	assert_null(cache);
	eap_session_cache_free(NULL);
	eap_creds_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loading),	    cmocka_unit_test(reading),
		cmocka_unit_test(handshake_tls12),  cmocka_unit_test(handshake_tls13),
		cmocka_unit_test(resumption_tls13), cmocka_unit_test(objects),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
