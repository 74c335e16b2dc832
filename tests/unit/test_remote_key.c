// SPDX-License-Identifier: BSD-3-Clause
/*
 * A private key that is elsewhere, asked for signatures as the TLS library asks: which algorithm its
 * owner hears of, and whether what he signs verifies under the public half.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "eap/remote_key.h"
#include "eap_pki.h"

#define ALL_SIGALGS ((1U << EAP_SIGALG_NUM) - 1)

static const struct {
	const char *md;
	int padding; /* 0: a key of EC */
} algs[EAP_SIGALG_NUM] = {
	[EAP_SIGALG_RSA_PSS_SHA256] = { "SHA256", RSA_PKCS1_PSS_PADDING },
	[EAP_SIGALG_RSA_PSS_SHA384] = { "SHA384", RSA_PKCS1_PSS_PADDING },
	[EAP_SIGALG_RSA_PKCS1_SHA256] = { "SHA256", RSA_PKCS1_PADDING },
	[EAP_SIGALG_RSA_PKCS1_SHA384] = { "SHA384", RSA_PKCS1_PADDING },
	[EAP_SIGALG_ECDSA_SHA256] = { "SHA256", 0 },
	[EAP_SIGALG_ECDSA_SHA384] = { "SHA384", 0 },
	[EAP_SIGALG_ECDSA_SHA512] = { "SHA512", 0 },
};

static const uint8_t message[] = "what a client signs in a handshake";
static struct pki_id rsa, ec, ed;
static struct remote_key *key;
static struct eap_error err;

/* The owner */
static struct {
	EVP_PKEY *key;
	uint32_t sigalgs;
	unsigned int opened, closed, asked;
	int alg; /* the last */
	bool refuses;
} owner;

static void *owner_open(const struct eap_token *token, struct eap_token_key *found,
			struct eap_error *error)
{
	uint8_t *p = found->public_key;

	if (!owner.key)
		return NULL;
	found->public_len = (size_t)i2d_PUBKEY(owner.key, &p);
	found->sigalgs = owner.sigalgs;
	owner.opened++;
	return &owner;
}

static bool owner_sign(void *token, enum eap_sigalg alg, const uint8_t *hash, size_t hash_len,
		       uint8_t *signature, size_t *len, struct eap_error *error)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(owner.key, NULL);
	const EVP_MD *md = EVP_get_digestbyname(algs[alg].md);
	bool ok;

	assert_ptr_equal(token, &owner);
	assert_int_equal(hash_len, EVP_MD_get_size(md));
	assert_int_equal(*len, EVP_PKEY_get_size(owner.key));
	owner.alg = alg;
	owner.asked++;
	ok = EVP_PKEY_sign_init(ctx) > 0 && EVP_PKEY_CTX_set_signature_md(ctx, md) > 0;
	if (algs[alg].padding)
		ok = ok && EVP_PKEY_CTX_set_rsa_padding(ctx, algs[alg].padding) > 0;
	ok = ok && EVP_PKEY_sign(ctx, signature, len, hash, hash_len) > 0;
	EVP_PKEY_CTX_free(ctx);
	if (owner.refuses)
		*error = (struct eap_error){ .reason = WMAN_REASON_CREDENTIALS,
					     .text = "not today" };
	return ok && !owner.refuses;
}

static void owner_close(void *token)
{
	assert_ptr_equal(token, &owner);
	owner.closed++;
}

static const struct eap_signer signer = {
	.open = owner_open,
	.sign = owner_sign,
	.close = owner_close,
};

static const struct eap_token token = { .name = "handle:0x81000001" };

static void open_key(const struct pki_id *id, uint32_t sigalgs)
{
	remote_key_free(key);
	owner.key = id->key;
	owner.sigalgs = sigalgs;
	key = remote_key_open(&signer, &token, &err);
}

/* A signature in progress, as the library begins it; its padding is left as it is with 0. */
static EVP_MD_CTX *begin(const char *md, int padding)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *sub;

	assert_int_equal(
		EVP_DigestSignInit_ex(ctx, &sub, md, NULL, NULL, remote_key_pkey(key), NULL), 1);
	if (padding)
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(sub, padding), 1);
	return ctx;
}

static bool finish(EVP_MD_CTX *ctx, uint8_t *signature, size_t *len)
{
	size_t max = 0;
	bool ok;

	assert_int_equal(EVP_DigestSign(ctx, NULL, &max, message, sizeof(message)), 1);
	assert_int_equal(max, EVP_PKEY_get_size(owner.key));
	ok = EVP_DigestSign(ctx, signature, len, message, sizeof(message)) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static bool verifies(const uint8_t *signature, size_t len, const char *md, int padding)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *sub;
	bool ok;

	ok = EVP_DigestVerifyInit_ex(ctx, &sub, md, NULL, NULL, owner.key, NULL) == 1 &&
	     (!padding || EVP_PKEY_CTX_set_rsa_padding(sub, padding) == 1) &&
	     EVP_DigestVerify(ctx, signature, len, message, sizeof(message)) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static void every_algorithm(void **state)
{
	uint8_t signature[512];
	size_t len;
	int i;

	for (i = 0; i < EAP_SIGALG_NUM; i++) {
		open_key(algs[i].padding ? &rsa : &ec, ALL_SIGALGS);
		assert_non_null(key);
		len = (size_t)EVP_PKEY_get_size(owner.key);
		assert_true(finish(begin(algs[i].md, algs[i].padding), signature, &len));
		assert_int_equal(owner.alg, i);
		assert_true(verifies(signature, len, algs[i].md, algs[i].padding));
		assert_false(remote_key_error(key, &err));
	}
}

/* By name or by number; who says nothing of it, as TLS 1.2 does, has that of PKCS #1 v1.5. */
static void paddings(void **state)
{
	static const struct {
		char name[8];
		unsigned int type;
		int number;
		int alg; /* -1: refused */
	} cases[] = {
		{ "pss", OSSL_PARAM_UTF8_STRING, .alg = EAP_SIGALG_RSA_PSS_SHA256 },
		{ "pkcs1", OSSL_PARAM_UTF8_STRING, .alg = EAP_SIGALG_RSA_PKCS1_SHA256 },
		{ "x931", OSSL_PARAM_UTF8_STRING, .alg = -1 },
		{ "pss", OSSL_PARAM_OCTET_STRING, .alg = -1 },
		{ "", OSSL_PARAM_INTEGER, RSA_PKCS1_PSS_PADDING, EAP_SIGALG_RSA_PSS_SHA256 },
		{ "", OSSL_PARAM_INTEGER, RSA_PKCS1_PADDING, EAP_SIGALG_RSA_PKCS1_SHA256 },
	};
	OSSL_PARAM params[2] = { { 0 } };
	uint8_t signature[512];
	EVP_MD_CTX *ctx;
	size_t i, len;
	char name[8];
	int number;

	open_key(&rsa, ALL_SIGALGS);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memcpy(name, cases[i].name, sizeof(name));
		number = cases[i].number;
		params[0] =
			*name ? OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE,
								 name, 0) :
				OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PAD_MODE, &number);
		params[0].data_type = cases[i].type;
		ctx = begin("SHA256", cases[i].alg == EAP_SIGALG_RSA_PKCS1_SHA256 ?
					      RSA_PKCS1_PSS_PADDING :
					      0);
		assert_int_equal(EVP_PKEY_CTX_set_params(EVP_MD_CTX_get_pkey_ctx(ctx), params) == 1,
				 cases[i].alg >= 0);
		len = sizeof(signature);
		assert_true(finish(ctx, signature, &len));
		assert_int_equal(owner.alg,
				 cases[i].alg >= 0 ? cases[i].alg : EAP_SIGALG_RSA_PKCS1_SHA256);
	}
}

/* Of what the owner cannot do he is not asked, and what he refuses is told once. */
static void refusals(void **state)
{
	uint8_t signature[512];
	size_t len = sizeof(signature);

	open_key(&rsa, 1U << EAP_SIGALG_RSA_PSS_SHA256);
	owner.asked = 0;
	assert_false(finish(begin("SHA256", RSA_PKCS1_PADDING), signature, &len));
	assert_true(remote_key_error(key, &err));
	assert_int_equal(err.reason, WMAN_REASON_HELPER_INTERNAL);
	assert_non_null(strstr(err.text, "a signature that was not offered (SHA256)"));
	assert_false(remote_key_error(key, &err));
	assert_int_equal(owner.asked, 0);
	/* nor with less room than a signature may take */
	len = (size_t)EVP_PKEY_get_size(owner.key) - 1;
	assert_false(finish(begin("SHA256", RSA_PKCS1_PSS_PADDING), signature, &len));
	assert_int_equal(owner.asked, 0);
	owner.refuses = true;
	len = sizeof(signature);
	assert_false(finish(begin("SHA256", RSA_PKCS1_PSS_PADDING), signature, &len));
	assert_int_equal(owner.asked, 1);
	assert_true(remote_key_error(key, &err));
	assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
	assert_string_equal(err.text, "not today");
	assert_false(remote_key_error(key, &err));
}

/* What may be known of the key is that of its public half, and no more than this comes out. */
static void public_half(void **state)
{
	const struct pki_id *const ids[] = { &rsa, &ec };
	EVP_PKEY *pkey, *copy;
	OSSL_PARAM *params;
	EVP_PKEY_CTX *ctx;
	size_t i;

	for (i = 0; i < 2; i++) {
		open_key(ids[i], ALL_SIGALGS);
		pkey = remote_key_pkey(key);
		assert_ptr_equal(remote_key_token(key), &owner);
		assert_int_equal(EVP_PKEY_get_bits(pkey), EVP_PKEY_get_bits(owner.key));
		assert_int_equal(EVP_PKEY_get_size(pkey), EVP_PKEY_get_size(owner.key));
		assert_int_equal(EVP_PKEY_get_security_bits(pkey),
				 EVP_PKEY_get_security_bits(owner.key));
		assert_int_equal(EVP_PKEY_todata(pkey, EVP_PKEY_KEYPAIR, &params), 0);
		assert_int_equal(EVP_PKEY_todata(pkey, EVP_PKEY_PUBLIC_KEY, &params), 1);
		ctx = EVP_PKEY_CTX_new_from_name(NULL, EVP_PKEY_get0_type_name(owner.key), NULL);
		copy = NULL;
		assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
		assert_int_equal(EVP_PKEY_fromdata(ctx, &copy, EVP_PKEY_PUBLIC_KEY, params), 1);
		assert_int_equal(EVP_PKEY_eq(copy, owner.key), 1);
		/* as a certificate's key is compared, from this side and from that */
		assert_int_equal(EVP_PKEY_eq(copy, pkey), 1);
		assert_int_equal(EVP_PKEY_eq(pkey, copy), 1);
		EVP_PKEY_free(copy);
		EVP_PKEY_CTX_free(ctx);
		OSSL_PARAM_free(params);
	}
}

static void lists(void **state)
{
	char list[64];

	open_key(&rsa, 1U << EAP_SIGALG_RSA_PKCS1_SHA256 | 1U << EAP_SIGALG_RSA_PSS_SHA384 |
			       1U << EAP_SIGALG_ECDSA_SHA256);
	remote_key_sigalgs(key, list, sizeof(list));
	assert_string_equal(list, "rsa_pss_rsae_sha384:rsa_pkcs1_sha256");
	open_key(&ec, ALL_SIGALGS);
	remote_key_sigalgs(key, list, sizeof(list));
	assert_string_equal(list, "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512");
	/* what has no room is left out whole */
	memset(list, 'x', sizeof(list));
	remote_key_sigalgs(key, list, 25);
	assert_string_equal(list, "ECDSA+SHA256");
	assert_int_equal(list[25], 'x');
	remote_key_sigalgs(key, list, 26);
	assert_string_equal(list, "ECDSA+SHA256:ECDSA+SHA384");
}

static void not_opened(void **state)
{
	const struct pki_id none = { 0 };

	owner.opened = owner.closed = 0;
	open_key(&none, ALL_SIGALGS);
	assert_null(key);
	assert_int_equal(owner.closed, 0);
	open_key(&ed, ALL_SIGALGS);
	assert_null(key);
	assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
	assert_non_null(strstr(err.text, "handle:0x81000001: the key is of no type"));
	open_key(&rsa, 1U << EAP_SIGALG_ECDSA_SHA256);
	assert_null(key);
	assert_int_equal(owner.opened, 2);
	assert_int_equal(owner.closed, 2);
}

static int teardown(void **state)
{
	remote_key_free(key);
	key = NULL;
	owner.refuses = false;
	return 0;
}

static int group_setup(void **state)
{
	const struct pki_spec spec = { .cn = "ss" };

	rsa = pki_make(&spec, NULL, 2048);
	ec = pki_make(&spec, NULL, PKI_P256);
	ed = pki_make(&spec, &rsa, PKI_ED25519);
	return 0;
}

static int group_teardown(void **state)
{
	pki_free(&rsa);
	pki_free(&ec);
	pki_free(&ed);
	return 0;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(every_algorithm), TEST(paddings), TEST(refusals),
		TEST(public_half),     TEST(lists),    TEST(not_opened),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
