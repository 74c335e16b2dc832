// SPDX-License-Identifier: BSD-3-Clause
/* Whether the server's certificate is revoked: stapled OCSP responses, and CRLs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "eap_server.h"

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

static struct pki_id root, intermediate, other_root, id, id_must_staple, other_id, client;
static struct pki_id responder, no_responder;
static struct eap_config good, base; /* @base: what a test makes of @good */
static struct eap_session_cache *cache;
static struct eap_server server;

/* A response that a server staples; all zero is a good one. */
struct staple {
	const struct pki_id *about; /* NULL: the server's certificate */
	const struct pki_id *signer; /* NULL: its issuer */
	int status; /* V_OCSP_CERTSTATUS_* */
	long from; /* seconds from now */
	long to; /* 0: in a day; -1: never */
	const EVP_MD *hash; /* names the certificate, NULL means SHA-1 */
	int response_status; /* other than successful: nothing else is in it */
	const char *octets; /* these instead of a response */
	int none;
};

static struct {
	uint8_t *der;
	int len;
} stapled;

static int group_setup(void **state)
{
	struct pki_spec spec = { .cn = "aaa.wimax.test" };

	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	other_root = pki_make(&(struct pki_spec){ .cn = "Other", .ca = 1 }, NULL, 0);
	intermediate = pki_make(&(struct pki_spec){ .cn = "Intermediate", .ca = 1 }, &root, 0);
	id = pki_make(&spec, &intermediate, 0);
	other_id = pki_make(&spec, &intermediate, 0);
	spec.tls_feature = "status_request";
	id_must_staple = pki_make(&spec, &intermediate, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	spec = (struct pki_spec){ .cn = "Responder", .eku = "OCSPSigning" };
	responder = pki_make(&spec, &intermediate, 0);
	no_responder = pki_make(&(struct pki_spec){ .cn = "Stranger" }, &intermediate, 0);
	good = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
	};
	return 0;
}

static int group_teardown(void **state)
{
	struct pki_id *ids[] = { &root,	  &intermediate, &other_root,
				 &id,	  &other_id,	 &id_must_staple,
				 &client, &responder,	 &no_responder };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		pki_free(ids[i]);
	pki_cleanup();
	return 0;
}

static int setup(void **state)
{
	(void)state;
	base = good;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	eap_session_cache_free(cache);
	cache = NULL;
	OPENSSL_free(stapled.der);
	stapled.der = NULL;
	return 0;
}

static int staple_cb(SSL *ssl, void *arg)
{
	(void)arg;
	if (!stapled.der)
		return SSL_TLSEXT_ERR_NOACK;
	SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup(stapled.der, (size_t)stapled.len),
					stapled.len);
	return SSL_TLSEXT_ERR_OK;
}

static OCSP_BASICRESP *make_basic(const struct staple *s)
{
	const struct pki_id *signer = s->signer ? s->signer : &intermediate;
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	OCSP_CERTID *name;
	ASN1_TIME *from = X509_gmtime_adj(NULL, s->from);
	ASN1_TIME *to = s->to < 0 ? NULL : X509_gmtime_adj(NULL, s->to ? s->to : PKI_DAY);

	name = OCSP_cert_to_id(s->hash, s->about ? s->about->cert : id.cert, intermediate.cert);
	assert_non_null(OCSP_basic_add1_status(basic, name, s->status, OCSP_REVOKED_STATUS_NOSTATUS,
					       from, from, to));
	assert_true(OCSP_basic_sign(basic, signer->cert, signer->key, EVP_sha256(), NULL, 0));
	OCSP_CERTID_free(name);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	return basic;
}

static void make_staple(const struct staple *s)
{
	OCSP_BASICRESP *basic;
	OCSP_RESPONSE *rsp;

	OPENSSL_free(stapled.der);
	stapled.der = NULL;
	if (s->none)
		return;
	if (s->octets) {
		stapled.len = (int)strlen(s->octets);
		stapled.der = OPENSSL_memdup(s->octets, (size_t)stapled.len);
		return;
	}
	basic = s->response_status ? NULL : make_basic(s);
	rsp = OCSP_response_create(s->response_status, basic);
	stapled.len = i2d_OCSP_RESPONSE(rsp, &stapled.der);
	assert_true(stapled.len > 0);
	OCSP_RESPONSE_free(rsp);
	OCSP_BASICRESP_free(basic);
}

/* One conversation with what the configuration says now. */
static void run(const struct pki_id *as, int version)
{
	struct eap_error err;
	struct eap_creds *creds = eap_creds_load(&base, &err);

	if (!creds)
		fail_msg("%s", err.text);
	SSL_CTX_free(server.ctx);
	server.ctx = eap_server_ctx(as, intermediate.cert, root.cert, version);
	SSL_CTX_set_tlsext_status_cb(server.ctx, staple_cb);
	eap_server_reset(&server, creds, cache);
	eap_server_run(&server);
	eap_peer_free(server.peer);
	server.peer = NULL;
	eap_creds_free(creds);
}

/* Success where @text is NULL */
static void assert_result(size_t row, enum wman_reason reason, const char *text)
{
	const struct eap_result *r = &server.result;

	assert_int_equal(server.done_count, 1);
	if (text ? r->success || r->error.reason != reason || !strstr(r->error.text, text) :
		   !r->success)
		fail_msg("row %zu: %s %d '%s' instead of '%s'", row, r->success ? "success" : "",
			 r->error.reason, r->error.text, text ? text : "success");
}

static const struct {
	struct staple staple;
	enum wman_reason reason;
	const char *text; /* NULL: taken whenever asked for */
	bool optional; /* taken when preferred */
} staples[] = {
	{ .staple = { 0 } },
	{ .staple = { .signer = &responder } },
	{ .staple = { .to = -1 } },
	/* clocks differ a little */
	{ .staple = { .from = PKI_HOUR / 30 } },
	{ .staple = { .none = 1 },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "there is none",
	  .optional = true },
	{ .staple = { .about = &other_id },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "another certificate",
	  .optional = true },
	{ .staple = { .status = V_OCSP_CERTSTATUS_UNKNOWN },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "does not know the certificate",
	  .optional = true },
	{ .staple = { .status = V_OCSP_CERTSTATUS_REVOKED },
	  .reason = WMAN_REASON_TLS_REVOKED,
	  .text = "is revoked" },
	{ .staple = { .from = -2 * PKI_DAY, .to = -PKI_HOUR },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "not valid now" },
	{ .staple = { .from = PKI_HOUR },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "not valid now" },
	/* without an end, and kept for long */
	{ .staple = { .from = -2 * PKI_DAY, .to = -1 },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "not valid now" },
	/* stale tells nothing, also when it says revoked */
	{ .staple = { .status = V_OCSP_CERTSTATUS_REVOKED, .from = -2 * PKI_DAY, .to = -PKI_HOUR },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "not valid now" },
	{ .staple = { .signer = &other_root },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "signed it" },
	{ .staple = { .signer = &no_responder },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "signed it" },
	/* the server's own key, and an issuer above */
	{ .staple = { .signer = &id }, .reason = WMAN_REASON_TLS_UNCHECKED, .text = "signed it" },
	{ .staple = { .signer = &root }, .reason = WMAN_REASON_TLS_UNCHECKED, .text = "signed it" },
	{ .staple = { .octets = "no response" },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "cannot be read" },
	{ .staple = { .response_status = OCSP_RESPONSE_STATUS_TRYLATER },
	  .reason = WMAN_REASON_TLS_UNCHECKED,
	  .text = "responder failed" },
};

static void ocsp(void **state)
{
	size_t v, i;

	(void)state;
	for (v = 0; v < 2; v++) {
		for (i = 0; i < sizeof(staples) / sizeof(staples[0]); i++) {
			make_staple(&staples[i].staple);
			base.ocsp = EAP_OCSP_OFF;
			run(&id, versions[v]);
			assert_result(i, 0, NULL);
			base.ocsp = EAP_OCSP_PREFERRED;
			run(&id, versions[v]);
			assert_result(i, staples[i].reason,
				      staples[i].optional ? NULL : staples[i].text);
			base.ocsp = EAP_OCSP_REQUIRED;
			run(&id, versions[v]);
			assert_result(i, staples[i].reason, staples[i].text);
			/* a server that is refused learns it */
			assert_int_equal(!!server.broken, !!staples[i].text);
		}
	}
}

/* The hash that names the certificate is the responder's choice */
static void ocsp_hash(void **state)
{
	(void)state;
	base.ocsp = EAP_OCSP_REQUIRED;
	make_staple(&(struct staple){ .hash = EVP_sha256() });
	run(&id, TLS1_3_VERSION);
	assert_result(0, 0, NULL);
}

static void ocsp_must_staple(void **state)
{
	size_t v;

	(void)state;
	for (v = 0; v < 2; v++) {
		make_staple(&(struct staple){ .none = 1 });
		base.ocsp = EAP_OCSP_PREFERRED;
		run(&id_must_staple, versions[v]);
		assert_result(v, WMAN_REASON_TLS_UNCHECKED, "the certificate requires it");
		/* who does not ask cannot be answered */
		base.ocsp = EAP_OCSP_OFF;
		run(&id_must_staple, versions[v]);
		assert_result(v, 0, NULL);
		make_staple(&(struct staple){ .about = &id_must_staple });
		base.ocsp = EAP_OCSP_PREFERRED;
		run(&id_must_staple, versions[v]);
		assert_result(v, 0, NULL);
	}
}

/* A response comes with a full handshake only, and its absence changes no session */
static void ocsp_and_resumption(void **state)
{
	size_t v;

	(void)state;
	base.ocsp = EAP_OCSP_REQUIRED;
	for (v = 0; v < 2; v++) {
		struct eap_error err;
		struct eap_creds *creds = eap_creds_load(&base, &err), *off;

		base.ocsp = EAP_OCSP_OFF;
		off = eap_creds_load(&base, &err);
		base.ocsp = EAP_OCSP_REQUIRED;
		eap_session_cache_free(cache);
		cache = eap_session_cache_new();
		make_staple(&(struct staple){ 0 });
		SSL_CTX_free(server.ctx);
		server.ctx = eap_server_ctx(&id, intermediate.cert, root.cert, versions[v]);
		SSL_CTX_set_tlsext_status_cb(server.ctx, staple_cb);
		/* a session of someone who did not ask is not resumed by one who does */
		eap_server_reset(&server, off, cache);
		eap_server_run(&server);
		assert_result(v, 0, NULL);
		eap_server_reset(&server, creds, cache);
		eap_server_run(&server);
		assert_result(v, 0, NULL);
		assert_false(server.result.resumed);
		eap_server_reset(&server, creds, cache);
		eap_server_run(&server);
		assert_result(v, 0, NULL);
		assert_true(server.result.resumed);
		eap_peer_free(server.peer);
		server.peer = NULL;
		eap_creds_free(creds);
		eap_creds_free(off);
	}
}

/* A CRL; all zero is a good one of the server's issuer that revokes nobody. */
struct crl {
	const struct pki_id *issuer; /* NULL: the server's */
	const struct pki_id *revoked; /* or NULL */
	const struct pki_id *signer; /* NULL: the issuer */
	long from; /* seconds from now */
	long to; /* 0: in a day */
	int none;
};

static X509_CRL *make_crl(const struct crl *c)
{
	const struct pki_id *issuer = c->issuer ? c->issuer : &intermediate;
	ASN1_TIME *from = X509_gmtime_adj(NULL, c->from);
	ASN1_TIME *to = X509_gmtime_adj(NULL, c->to ? c->to : PKI_DAY);
	X509_REVOKED *revoked = NULL;
	X509_CRL *crl = X509_CRL_new();

	assert_true(X509_CRL_set_version(crl, X509_CRL_VERSION_2));
	assert_true(X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer->cert)));
	assert_true(X509_CRL_set1_lastUpdate(crl, from));
	assert_true(X509_CRL_set1_nextUpdate(crl, to));
	if (c->revoked) {
		revoked = X509_REVOKED_new();
		X509_REVOKED_set_serialNumber(revoked, X509_get_serialNumber(c->revoked->cert));
		X509_REVOKED_set_revocationDate(revoked, from);
		assert_true(X509_CRL_add0_revoked(crl, revoked));
	}
	X509_CRL_sort(crl);
	assert_true(X509_CRL_sign(crl, c->signer ? c->signer->key : issuer->key, EVP_sha256()));
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	return crl;
}

/* A file with up to two CRLs behind a certificate */
static const char *write_crls(const char *name, X509 *cert, const struct crl *crls)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *path;
	char *data;
	long len;
	int i;

	assert_true(PEM_write_bio_X509(bio, cert));
	for (i = 0; i < 2 && !crls[i].none; i++) {
		X509_CRL *crl = make_crl(&crls[i]);

		assert_true(PEM_write_bio_X509_CRL(bio, crl));
		X509_CRL_free(crl);
	}
	len = BIO_get_mem_data(bio, &data);
	path = pki_write(name, data, (size_t)len, 0644);
	BIO_free(bio);
	return path;
}

static const struct {
	enum eap_crl check;
	struct crl crls[2];
	enum wman_reason reason;
	const char *text; /* NULL: taken */
} crls[] = {
	{ .check = EAP_CRL_LEAF, .crls = { { 0 }, { .none = 1 } } },
	{ .check = EAP_CRL_LEAF, .crls = { { .revoked = &other_id }, { .none = 1 } } },
	{ .check = EAP_CRL_CHAIN, .crls = { { 0 }, { .issuer = &root } } },
	{ EAP_CRL_LEAF,
	  { { .revoked = &id }, { .issuer = &root } },
	  WMAN_REASON_TLS_REVOKED,
	  "certificate 0 of" },
	{ EAP_CRL_CHAIN,
	  { { .revoked = &id }, { .issuer = &root } },
	  WMAN_REASON_TLS_REVOKED,
	  "certificate 0 of" },
	/* the chain counts when it is asked for */
	{ .check = EAP_CRL_LEAF, .crls = { { 0 }, { .issuer = &root, .revoked = &intermediate } } },
	{ EAP_CRL_CHAIN,
	  { { 0 }, { .issuer = &root, .revoked = &intermediate } },
	  WMAN_REASON_TLS_REVOKED,
	  "certificate 1 of" },
	{ EAP_CRL_CHAIN,
	  { { 0 }, { .none = 1 } },
	  WMAN_REASON_TLS_UNCHECKED,
	  "has the CRL of its issuer" },
	{ EAP_CRL_LEAF,
	  { { .issuer = &root }, { .none = 1 } },
	  WMAN_REASON_TLS_UNCHECKED,
	  "has the CRL of its issuer" },
	{ EAP_CRL_LEAF,
	  { { .from = -2 * PKI_DAY, .to = -PKI_HOUR }, { .none = 1 } },
	  WMAN_REASON_TLS_UNCHECKED,
	  "CRL of its issuer has expired" },
	{ EAP_CRL_LEAF,
	  { { .from = PKI_HOUR }, { .none = 1 } },
	  WMAN_REASON_TLS_UNCHECKED,
	  "CRL of its issuer is not yet valid" },
	{ EAP_CRL_LEAF,
	  { { .signer = &other_root }, { .none = 1 } },
	  WMAN_REASON_TLS_UNCHECKED,
	  "is signed by another" },
};

static void crl(void **state)
{
	size_t v, i;

	(void)state;
	for (i = 0; i < sizeof(crls) / sizeof(crls[0]); i++) {
		for (v = 0; v < 2; v++) {
			base.check_crl = crls[i].check;
			/* in ca_cert, or beside it */
			base.ca_cert = v ? good.ca_cert :
					   write_crls("both.pem", root.cert, crls[i].crls);
			base.crl_file = v ? write_crls("crl.pem", other_root.cert, crls[i].crls) :
					    NULL;
			run(&id, versions[v]);
			assert_result(i, crls[i].reason, crls[i].text);
		}
		base.check_crl = EAP_CRL_OFF;
		base.crl_file = NULL;
		run(&id, versions[i % 2]);
		assert_result(i, 0, NULL);
	}
}

static void crl_files(void **state)
{
	X509_CRL *crl = make_crl(&(struct crl){ .revoked = &id });
	uint8_t *der = NULL;
	int len = i2d_X509_CRL(crl, &der);
	struct eap_error err;
	size_t i;
	const struct {
		enum eap_crl check;
		const char *file;
		const char *text;
	} refused[] = {
		{ EAP_CRL_LEAF, NULL, "neither ca_cert nor crl_file has a CRL" },
		{ EAP_CRL_OFF, pki_path("crl.pem"), "check_crl is not" },
		{ EAP_CRL_LEAF, base.ca_cert, "ca.pem: no CRL in this file" },
		{ EAP_CRL_LEAF, pki_write("x", der, (size_t)len - 1, 0644), "a CRL in DER" },
		{ EAP_CRL_LEAF,
		  pki_write("y", "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n", 52,
			    0644),
		  "y: object 1 (X509 CRL): broken CRL" },
	};

	(void)state;
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		base.check_crl = refused[i].check;
		base.crl_file = refused[i].file;
		assert_null(eap_creds_load(&base, &err));
		if (!strstr(err.text, refused[i].text))
			fail_msg("'%s' does not say '%s'", err.text, refused[i].text);
	}
	base.check_crl = EAP_CRL_LEAF;
	base.crl_file = pki_write("crl.der", der, (size_t)len, 0644);
	run(&id, TLS1_3_VERSION);
	assert_result(0, WMAN_REASON_TLS_REVOKED, "revoked");
	/* a certificate beside a CRL is no anchor */
	base.ca_cert = pki_write_certs("other.pem", other_root.cert, NULL);
	base.crl_file = write_crls("crl.pem", root.cert, (struct crl[]){ { 0 }, { .none = 1 } });
	run(&id, TLS1_3_VERSION);
	assert_result(0, WMAN_REASON_TLS_UNTRUSTED, "ca_cert");
	OPENSSL_free(der);
	X509_CRL_free(crl);
}

/* Loaded anew: what runs goes on, what comes is judged by the new CRL, sessions or not */
static void crl_reload(void **state)
{
	static const struct crl before[] = { { 0 }, { .none = 1 } };
	static const struct crl after[] = { { .revoked = &id }, { .none = 1 } };
	struct eap_creds *old, *new;
	struct eap_error err;
	size_t v;

	(void)state;
	base.check_crl = EAP_CRL_LEAF;
	for (v = 0; v < 2; v++) {
		base.crl_file = write_crls("crl.pem", root.cert, before);
		old = eap_creds_load(&base, &err);
		assert_non_null(old);
		eap_session_cache_free(cache);
		cache = eap_session_cache_new();
		SSL_CTX_free(server.ctx);
		server.ctx = eap_server_ctx(&id, intermediate.cert, root.cert, versions[v]);
		eap_server_reset(&server, old, cache);
		write_crls("crl.pem", root.cert, after);
		new = eap_creds_load(&base, &err);
		assert_non_null(new);
		eap_server_run(&server);
		assert_result(v, 0, NULL);
		eap_server_reset(&server, old, cache);
		eap_server_run(&server);
		assert_true(server.result.resumed);
		eap_server_reset(&server, new, cache);
		eap_server_run(&server);
		assert_result(v, WMAN_REASON_TLS_REVOKED, "revoked");
		eap_peer_free(server.peer);
		server.peer = NULL;
		eap_creds_free(old);
		eap_creds_free(new);
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(ocsp), TEST(ocsp_hash), TEST(ocsp_must_staple), TEST(ocsp_and_resumption),
		TEST(crl),  TEST(crl_files), TEST(crl_reload),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
