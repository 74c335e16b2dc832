// SPDX-License-Identifier: BSD-3-Clause
/*
 * wman-bs: PKMv1 at the AAA server (RFC 5904). Server and subscriber are this file: they read and write
 * attributes octet by octet, and make keys with OpenSSL alone.
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/rsa.h>

#include "bs_hand.h"
#include "names_gen.h"
#include "wman-bs/grant.h"

#define CCM "\x02\x01\x04"
#define ECB "\x02\x01\x03"

/* What the server says; 0 and NULL are the good value of it. */
struct answer {
	u8 code; /* 2, 3 or 11 */
	bool no_key;
	bool two_keys;
	size_t key_len; /* of PKM-Auth-Key, 133 */
	u32 lifetime; /* 7200 */
	bool lifetime_0;
	u8 sn; /* 5 */
	u8 ak_len; /* of MS-MPPE-Send-Key, 20; 255: none */
	bool recv_key;
	size_t config_len; /* of PKM-Config-Settings; none */
	bool two_configs;
	const char
		*sa[4]; /* PKM-SA-Descriptor without its SAID: "p", "s" or "o" (another's), suite */
	size_t sa_len; /* 6 */
	u32 session_timeout;
};

static struct pki_id ca, own, issuer;
static const struct pki_spec device = { .cn = "02:16:00:00:01:00" };
static struct bs_hand *h;
static struct answer answer;
static unsigned int asked;
static u8 ak[20], encrypted[128];
static u8 sent_ak[32]; /* the same, and more where it is to be too long */

static void put_u32(struct radius_script *s, u8 type, u32 value)
{
	u8 be[4];

	wman_put_be32(be, value);
	radius_script_put(s, type, be, sizeof(be));
}

static void put_sas(struct radius_script *s)
{
	u8 value[6];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answer.sa) && answer.sa[i]; i++) {
		const char kind = answer.sa[i][0];

		wman_put_be16(value, kind == 'p' ? h->ss->basic_cid : (u16)(0x3000 + i));
		value[2] = kind == 's' ? 1 : kind == 'd' ? 2 : 0;
		memcpy(value + 3, answer.sa[i] + 1, 3);
		radius_script_put(s, 142, value, answer.sa_len ? answer.sa_len : 6);
	}
}

static void reply(struct radius_script *s, const uint8_t *auth)
{
	u8 key[253] = { 0 }, timers[29] = { 0 }, i;

	asked++;
	s->code = answer.code ? answer.code : 2;
	wman_put_be32(key, answer.lifetime_0 ? 0 : answer.lifetime ? answer.lifetime : 7200);
	key[4] = answer.sn ? answer.sn : 5;
	memcpy(key + 5, encrypted, sizeof(encrypted));
	if (!answer.no_key)
		radius_script_put(s, 143, key, answer.key_len ? answer.key_len : 133);
	if (answer.two_keys)
		radius_script_put(s, 143, key, 133);
	for (i = 0; i < 7; i++)
		timers[4 * i + 3] = 10 + i;
	if (answer.config_len)
		radius_script_put(s, 139, timers, answer.config_len);
	if (answer.two_configs)
		radius_script_put(s, 139, timers, 28);
	put_sas(s);
	memcpy(sent_ak, ak, sizeof(ak));
	if (answer.ak_len != 255)
		radius_script_mppe(s, auth, 16, sent_ak, answer.ak_len ? answer.ak_len : 20);
	if (answer.recv_key)
		radius_script_mppe(s, auth, 17, ak, 20);
	if (answer.session_timeout)
		put_u32(s, 27, answer.session_timeout);
}

/* The AK as the server encrypts it to the device. */
static void encrypt(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own.key, NULL);
	size_t len = sizeof(encrypted);

	assert_int_equal(EVP_PKEY_encrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_encrypt(ctx, encrypted, &len, ak, sizeof(ak)), 1);
	EVP_PKEY_CTX_free(ctx);
}

static void begin(void)
{
	const char *const options[] = { "pkmv1", "aaa",		 "pkm-timers", "3", "radius-wait",
					"50",	 "radius-tries", "1",	       NULL };
	size_t i;

	for (i = 0; i < sizeof(ak); i++)
		ak[i] = (u8)(0xa0 + i);
	encrypt();
	answer = (struct answer){ .code = 0 };
	asked = 0;
	h = bs_hand_new(options, WMAN_POLICY_RSA);
	/* PKMv1 is there beside EAP, without a file of CAs */
	assert_int_equal(h->lab->cfg.policies.all.n, 2);
	h->lab->aaa.add_keys = reply;
	h->ss->choice.version = WMAN_PKM_V1;
	h->ss->choice.max_sa = 3;
	bs_hand_use_hmac(h);
}

static void end(void)
{
	bs_hand_free(h);
}

static void put_certificate(u8 type, X509 *cert)
{
	u8 der[2048], *p = der;

	bs_hand_put(h, type, der, (size_t)i2d_X509(cert, &p));
}

static void put_request(X509 *cert)
{
	/* Security-Capabilities: a list of two suites */
	static const u8 suites[] = { 21, 10, 20, 3, 2, 1, 4, 20, 3, 2, 1, 3 };
	u8 said[2];

	wman_put_be16(said, h->ss->basic_cid);
	bs_hand_begin(h, 4);
	put_certificate(18, cert);
	bs_hand_put(h, 19, suites, sizeof(suites));
	bs_hand_put(h, 12, said, sizeof(said));
}

/* The server has answered, or its time is over; the loop looks at conditions only when somebody hears. */
static bool settled(void)
{
	unsigned int i;

	for (i = 0; i < 500 && h->ss->auth.v1.radius; i++)
		bs_lab_wait(h->lab, 10);
	return !h->ss->auth.v1.radius;
}

/* Auth Request, and what the server says to it is taken; the code of the answer, 0 for none. */
static u8 request(void)
{
	put_request(own.cert);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	assert_true(settled());
	if (bs_hand_silence(h))
		return 0;
	bs_hand_take(h, h->heard[0][1]);
	assert_int_equal(h->got[2], h->identifier);
	return h->got[1];
}

/* SHA-1 over 64 times an octet and the AK: the keys of PKMv1. */
static void v1_keys(struct bs_hand_keys *keys)
{
	u8 input[64 + 20];

	memset(keys, 0, sizeof(*keys));
	memcpy(input + 64, ak, 20);
	memset(input, 0x5c, 64);
	assert_int_equal(EVP_Digest(input, sizeof(input), keys->u, NULL, EVP_sha1(), NULL), 1);
	memset(input, 0x3a, 64);
	assert_int_equal(EVP_Digest(input, sizeof(input), keys->d, NULL, EVP_sha1(), NULL), 1);
}

/* Key Request under the AK that the server made: whoever answers it has the AK, too. */
static void key_request(u8 sn, u16 said, u8 code)
{
	struct bs_hand_keys keys;
	u8 octets[2];

	v1_keys(&keys);
	wman_put_be16(octets, said);
	bs_hand_begin(h, 7);
	bs_hand_put_u8(h, 10, sn);
	bs_hand_put(h, 12, octets, 2);
	bs_hand_digest(h, &keys);
	bs_hand_send(h);
	bs_hand_take(h, code);
}

/* All attributes of a type of the last Access-Request, one behind the other; how many there were. */
static unsigned int gather(u8 type, u8 *out, size_t *len)
{
	const u8 *p = h->lab->aaa.request + 20,
		 *stop = h->lab->aaa.request + h->lab->aaa.request_len;
	const u8 *last = NULL;
	unsigned int n = 0;

	for (*len = 0; p < stop; p += p[1]) {
		if (p[0] != type)
			continue;
		/* each but the last is full, and they follow each other */
		assert_true(!last || (last[1] == 255 && last + 255 == p));
		memcpy(out + *len, p + 2, p[1] - 2u);
		*len += p[1] - 2u;
		last = p;
		n++;
	}
	return n;
}

static void assert_attr(u8 type, const void *value, size_t len)
{
	u8 got[4096];
	size_t n;

	assert_int_equal(gather(type, got, &n), 1);
	assert_int_equal(n, len);
	assert_memory_equal(got, value, len);
}

static void assert_certificate(u8 type, X509 *cert)
{
	u8 der[2048], *p = der, got[4096];
	size_t len, n = (size_t)i2d_X509(cert, &p);

	assert_in_range(gather(type, got, &len), 2, 8);
	assert_int_equal(len, n);
	assert_memory_equal(got, der, n);
}

/* Every attribute of the request; the script has looked at its Message-Authenticator. */
static void test_request(void **state)
{
	u8 said[2], none[4096];
	size_t len;

	begin();
	bs_hand_begin(h, 12);
	put_certificate(17, issuer.cert);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	assert_true(bs_hand_silence(h));
	assert_int_equal(request(), 5);
	assert_certificate(137, own.cert);
	assert_certificate(138, issuer.cert);
	assert_attr(140, CCM ECB, 6);
	wman_put_be16(said, h->ss->basic_cid);
	assert_attr(141, said, 2);
	assert_attr(1, "02-16-00-00-01-00", 17);
	assert_attr(31, "02-16-00-00-01-00", 17);
	assert_attr(32, "wman-bs", 7);
	assert_attr(61, "\0\0\0\x1b", 4);
	assert_attr(6, "\0\0\0\2", 4);
	assert_int_equal(gather(139, none, &len), 0);
	end();

	/* without Auth Info there is no certificate of a CA */
	begin();
	assert_int_equal(request(), 5);
	assert_certificate(137, own.cert);
	assert_int_equal(gather(138, none, &len), 0);
	end();
}

static void test_reply(void **state)
{
	size_t len;

	begin();
	answer.config_len = 28;
	answer.sa[0] = "s" ECB;
	answer.sa[1] = "p" CCM;
	assert_int_equal(request(), 5);
	assert_memory_equal(bs_hand_attr(h, 7, &len), encrypted, sizeof(encrypted));
	assert_int_equal(len, sizeof(encrypted));
	assert_int_equal(bs_hand_number(h, 9), 7200);
	assert_int_equal(bs_hand_number(h, 10), 5);
	/* timers 10 to 16, in the order of the types 1 to 7 */
	assert_memory_equal(bs_hand_attr(h, 27, &len), "\1\4\0\0\0\x0a\2\4\0\0\0\x0b\3\4", 14);
	assert_int_equal(len, 7 * 6);
	/* the primary SA is in front */
	assert_memory_equal(bs_hand_attr(h, 23, &len) + 4, "\x18\1\0\x14\3" CCM, 8);
	assert_int_equal(h->ss->sa[0].said, h->ss->basic_cid);
	assert_int_equal(h->ss->sa[1].said, 0x3000);
	assert_int_equal(h->ss->sa[1].suite, 0x020103);
	assert_int_equal(h->ss->sa[2].said, 0);
	assert_true(bs_lab_logged(h->lab, "\"authorized\"", "02:16:00:00:01:00"));
	key_request(5, h->ss->basic_cid, 8);
	key_request(5, 0x3000, 8);
	key_request(5, 0x3001, 9);
	key_request(4, h->ss->basic_cid, 10);

	/* Auth Reply got lost: the same once more, the server is not asked; another AK comes with another
	 * number, and an SA that is not on its list is gone */
	answer.sn = 6;
	answer.sa[0] = "p" CCM;
	answer.sa[1] = NULL;
	ak[0] ^= 1;
	encrypt();
	assert_int_equal(request(), 5);
	assert_int_equal(asked, 2);
	h->identifier--;
	assert_int_equal(request(), 5);
	assert_int_equal(asked, 2);
	assert_int_equal(bs_hand_number(h, 10), 6);
	assert_memory_equal(bs_hand_attr(h, 7, &len), encrypted, sizeof(encrypted));
	key_request(6, h->ss->basic_cid, 8);
	key_request(6, 0x3000, 9);
	end();
}

/* What it leaves open is the base station's: suites, timers. The session may end before the AK. */
static void test_defaults(void **state)
{
	size_t len;

	begin();
	answer.session_timeout = 600;
	assert_int_equal(request(), 5);
	assert_int_equal(bs_hand_number(h, 9), 600);
	assert_in_range(h->ss->auth.ak.expires, bs_now_ms() + 590000, bs_now_ms() + 600000);
	assert_memory_equal(bs_hand_attr(h, 27, &len), "\1\4\0\0\0\3", 6);
	assert_int_equal(len, 6);
	assert_int_equal(h->ss->sa[0].suite, 0x020104);
	end();
}

static void test_reject(void **state)
{
	begin();
	answer.code = 3;
	assert_int_equal(request(), 6);
	assert_int_equal(bs_hand_number(h, 16), 1);
	assert_false(h->ss->auth.ak.valid);
	assert_true(bs_lab_logged(h->lab, "\"rejected\"", "auth-reject"));
	end();
}

/* Whatever is wrong with an Access-Accept: no AK, no SA, and the event says what it was. */
static void test_wrong_accepts(void **state)
{
	static const struct {
		const char *text;
		struct answer answer;
	} cases[] = {
		{ "PKM-Auth-Key: there is none", { .no_key = true, .ak_len = 255 } },
		{ "incomplete", { .no_key = true } },
		{ "PKM-Auth-Key: there are two", { .two_keys = true } },
		{ "PKM-Auth-Key: not of 133", { .key_len = 132 } },
		{ "PKM-Auth-Key: not of 133", { .key_len = 134 } },
		{ "PKM-Auth-Key: not of 133", { .key_len = 4 } },
		{ "a lifetime of 0", { .lifetime_0 = true } },
		{ "above 15", { .sn = 16 } },
		{ "no AK of 20", { .ak_len = 255 } },
		{ "no AK of 20", { .ak_len = 19 } },
		{ "no AK of 20", { .ak_len = 32 } },
		{ "no AK of 20", { .recv_key = true } },
		{ "PKM-Config-Settings: not of 28", { .config_len = 27 } },
		{ "PKM-Config-Settings: not of 28", { .config_len = 29 } },
		{ "PKM-Config-Settings: there are two", { .config_len = 28, .two_configs = true } },
		{ "PKM-SA-Descriptor: not of 6", { .sa = { "p" CCM }, .sa_len = 5 } },
		{ "a SAID is there twice", { .sa = { "p" CCM, "p" CCM } } },
		{ "the primary SA is another", { .sa = { "o" CCM } } },
		{ "the primary SA is another", { .sa = { "p" CCM, "o" CCM } } },
		{ "there is no primary SA", { .sa = { "s" CCM } } },
		{ "neither a primary nor a static", { .sa = { "p" CCM, "d" CCM } } },
		/* that nobody wants, that only the server wants, and none */
		{ "a suite", { .sa = { "p\x03\0\3" } } },
		{ "a suite", { .sa = { "p" CCM, "s\1\0\1" } } },
		{ "a suite", { .sa = { "p\0\0\0" } } },
		{ "challenge", { .code = 11 } },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		begin();
		answer = cases[i].answer;
		if (request() != 6)
			fail_msg("case %zu: no Auth Reject", i);
		assert_int_equal(bs_hand_number(h, 16), 0);
		assert_false(h->ss->auth.ak.valid);
		assert_false(h->ss->auth.fresh.valid);
		assert_int_equal(h->ss->sa[0].said, 0);
		if (!bs_lab_logged(h->lab, "radius-invalid", cases[i].text))
			fail_msg("case %zu: not told: %s", i, cases[i].text);
		end();
	}
}

/* Nor does one that comes to somebody who is authorized take anything away. */
static void test_trouble_later(void **state)
{
	begin();
	assert_int_equal(request(), 5);
	key_request(5, h->ss->basic_cid, 8);
	/* the number of the AK in force: none could tell the two apart */
	assert_int_equal(request(), 0);
	assert_true(bs_lab_logged(h->lab, "radius-invalid", "an AK in force"));
	h->lab->aaa.fault = RADIUS_FAULT_SILENT;
	assert_int_equal(request(), 0);
	assert_true(bs_lab_logged(h->lab, "\"rejected\"", "radius-timeout"));
	key_request(5, h->ss->basic_cid, 8);
	end();
}

static void test_silence(void **state)
{
	begin();
	h->lab->aaa.fault = RADIUS_FAULT_SILENT;
	put_request(own.cert);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	/* repeated while the server thinks: no second request */
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	assert_int_equal(radius_client_stats(h->lab->bs->radius)->sent, 1);
	assert_true(settled());
	bs_hand_take(h, 6);
	assert_int_equal(bs_hand_number(h, 16), 0);
	/* gone while the server thinks: nothing is left of it */
	put_request(own.cert);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	bs_ss_end(h->ss, NULL);
	bs_lab_wait(h->lab, 100);
	assert_int_equal(h->n_heard, 0);
	end();
}

/* The server is not asked about a certificate of somebody else, or one that no answer fits. */
static void refused(X509 *cert, enum wman_reason reason)
{
	begin();
	put_request(cert);
	assert_int_equal(bs_hand_send(h), reason);
	bs_hand_take(h, 6);
	assert_int_equal(bs_hand_number(h, 16), 6);
	assert_int_equal(radius_client_stats(h->lab->bs->radius)->sent, 0);
	end();
}

static void test_certificates(void **state)
{
	struct pki_id other = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:01:01" }, &ca, 1024);
	struct pki_id big = pki_make(&device, &ca, 2048);

	refused(other.cert, WMAN_REASON_CERT_MAC);
	refused(big.cert, WMAN_REASON_CERT_KEY);
	pki_free(&big);
	pki_free(&other);
}

static int setup(void **state)
{
	ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 2048);
	issuer = pki_make(&(struct pki_spec){ .cn = "issuer", .ca = 1 }, &ca, 2048);
	own = pki_make(&device, &issuer, 1024);
	return 0;
}

static int teardown(void **state)
{
	pki_free(&own);
	pki_free(&issuer);
	pki_free(&ca);
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),	      cmocka_unit_test(test_reply),
		cmocka_unit_test(test_defaults),      cmocka_unit_test(test_reject),
		cmocka_unit_test(test_wrong_accepts), cmocka_unit_test(test_trouble_later),
		cmocka_unit_test(test_silence),	      cmocka_unit_test(test_certificates),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
