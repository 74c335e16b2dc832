// SPDX-License-Identifier: BSD-3-Clause
/* EAP-pwd octet by octet; its password element beside a plain way to it; what attackers send. */
#define OPENSSL_SUPPRESS_DEPRECATED /* the way to determine random numbers */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/obj_mac.h>
#include <openssl/rand.h>

#include "eap/md4.h"
#include "eap/mschapv2.h"
#include "pwd_server.h"

#define PASSWORD "pa55word"
#define IDENTITY "pwd@wimax.test"

static struct pwd_server server;
static struct eap_creds *creds;
static struct eap_config cfg;

static const uint16_t groups[] = { 19, 20, 21 };
static const size_t lens[] = { 32, 48, 66 };

/* ---- the password element ---- */

/* As RFC 5931 2.8.3 writes it, with branches. */
static void plain_hunt(EC_GROUP *group, const char *password, EC_POINT *element)
{
	static const char text[] = "EAP-pwd Hunting And Pecking";
	const struct digest_part label = { text, strlen(text) };
	const BIGNUM *p = EC_GROUP_get0_field(group);
	const int bits = BN_num_bits(p);
	BIGNUM *x = BN_new();
	uint8_t counter, seed[32], value[66];

	for (counter = 1;; counter++) {
		const struct digest_part parts[] = { { "tokenpeerserver", 15 },
						     { password, strlen(password) },
						     { &counter, 1 } };

		assert_true(dragonfly_h(parts, 3, seed));
		assert_true(dragonfly_kdf(seed, &label, value, (unsigned int)bits));
		BN_bin2bn(value, (bits + 7) / 8, x);
		if (bits % 8)
			BN_rshift(x, x, 8 - bits % 8);
		if (BN_cmp(x, p) < 0 &&
		    EC_POINT_set_compressed_coordinates(group, element, x, seed[31] & 1, NULL))
			break;
	}
	BN_free(x);
}

static void element(void **state)
{
	static const int nids[] = { NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1 };
	unsigned int i, n;

	(void)state;
	for (i = 0; i < 3; i++) {
		EC_GROUP *group = EC_GROUP_new_by_curve_name(nids[i]);
		EC_POINT *want = EC_POINT_new(group);

		for (n = 0; n < 20; n++) {
			char password[16];
			struct digest_part parts[] = {
				{ "token", 5 }, { "peer", 4 }, { "server", 6 }, { password, 0 }
			};
			struct dragonfly d = { 0 };

			parts[3].len = (size_t)snprintf(password, sizeof(password), "word%u", n);
			assert_true(dragonfly_begin(&d, groups[i], parts, 4));
			assert_int_equal(d.len, lens[i]);
			plain_hunt(group, password, want);
			assert_int_equal(EC_POINT_cmp(group, d.element, want, NULL), 0);
			dragonfly_end(&d);
		}
		EC_POINT_free(want);
		EC_GROUP_free(group);
	}
	assert_false(dragonfly_group_known(18));
	assert_false(dragonfly_group_known(22));
	assert_false(dragonfly_group_known(26));
}

/* ---- conversations ---- */

static void load(void)
{
	struct eap_error err;

	eap_peer_free(server.link.peer);
	server.link.peer = NULL;
	eap_creds_free(creds);
	creds = eap_creds_load(&cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
}

static int setup(void **state)
{
	(void)state;
	cfg = (struct eap_config){
		.methods = { eap_method_find("PWD") },
		.num_methods = 1,
		.identity = IDENTITY,
		.password = PASSWORD,
	};
	server.group = 19;
	memcpy(server.password, PASSWORD, strlen(PASSWORD));
	server.password_len = strlen(PASSWORD);
	load();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	pwd_server_end(&server);
	memset(&server, 0, sizeof(server));
	eap_creds_free(creds);
	creds = NULL;
	return 0;
}

static void assert_failed(enum wman_reason reason, const char *text)
{
	static const uint8_t zero[EAP_MSK_LEN];
	const struct eap_result *r = &server.link.result;

	assert_int_equal(server.link.done_count, 1);
	assert_false(r->success);
	if (r->error.reason != reason || !strstr(r->error.text, text))
		fail_msg("reason %d, '%s' and not '%s'", r->error.reason, r->error.text, text);
	assert_memory_equal(r->msk, zero, sizeof(zero));
	assert_null(strstr(r->error.text, PASSWORD));
}

static void begin(void)
{
	pwd_server_begin(&server, creds);
	pwd_server_identify(&server);
	if (server.link.done_count)
		fail_msg("%s", server.link.result.error.text);
	assert_int_equal(server.answer_len, 9 + strlen(cfg.identity));
	assert_memory_equal(server.answer + 9, cfg.identity, strlen(cfg.identity));
}

static void run(void)
{
	const struct eap_result *r = &server.link.result;

	begin();
	assert_int_equal(pwd_server_commit(&server), DRAGONFLY_GOOD);
	/* too early to be believed */
	eap_server_success(&server.link, server.id);
	assert_int_equal(server.link.done_count, 0);
	assert_true(pwd_server_confirm(&server));
	assert_int_equal(server.link.done_count, 0);
	eap_server_success(&server.link, server.id);
	assert_int_equal(server.link.done_count, 1);
	if (!r->success)
		fail_msg("%s", r->error.text);
	assert_memory_equal(r->msk, server.keys, EAP_MSK_LEN);
	assert_memory_equal(r->emsk, server.keys + EAP_MSK_LEN, EAP_EMSK_LEN);
	assert_int_equal(r->session_id_len, sizeof(server.session_id));
	assert_memory_equal(r->session_id, server.session_id, sizeof(server.session_id));
	assert_string_equal(r->method, "PWD");
}

static void good(void **state)
{
	char longest[EAP_IDENTITY_MAX + 1] = "";
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		server.group = groups[i];
		run();
		assert_int_equal(server.answer_fragments, 1);
	}
	cfg.anonymous_identity = "anonymous@wimax.test";
	load();
	run();
	memset(longest, 'i', EAP_IDENTITY_MAX);
	cfg.identity = longest;
	load();
	run();
}

/* Both sides cut everything to pieces. */
static void fragments(void **state)
{
	unsigned int i;

	(void)state;
	cfg.fragment_size = EAP_FRAGMENT_SIZE_MIN;
	load();
	for (i = 0; i < 3; i++) {
		server.group = groups[i];
		for (server.fragment = 20; server.fragment < 300; server.fragment += 31)
			run();
		begin();
		pwd_server_commit(&server);
		assert_int_equal(server.answer_fragments, (3 * lens[i] + 63) / 64);
	}
}

static void preparations(void **state)
{
	uint8_t hash[MSCHAP_HASH_LEN];

	(void)state;
	mschap_password_hash((const uint8_t *)PASSWORD, strlen(PASSWORD), hash);
	server.prep = 1;
	md4(hash, sizeof(hash), server.password);
	server.password_len = MD4_LEN;
	run();
	cfg.password = "8846f7eaee8fb117ad06bdd830b7586c"; /* of "password" */
	cfg.password_is_hash = true;
	load();
	mschap_password_hash((const uint8_t *)"password", 8, hash);
	md4(hash, sizeof(hash), server.password);
	run();
	server.prep = 0;
	begin();
	pwd_server_commit(&server);
	assert_failed(WMAN_REASON_CREDENTIALS, "its hash is not enough");

	setup(NULL);
	server.salt_len = 7;
	for (server.prep = 3; server.prep <= 5; server.prep++)
		run();
	server.salt_len = 0;
	server.prep = 3;
	run();
	for (server.prep = 2; server.prep < 8; server.prep += server.prep == 2 ? 4 : 1) {
		begin();
		pwd_server_commit(&server);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "preparation");
	}
	server.prep = 1;
	cfg.password = "\xff";
	load();
	begin();
	pwd_server_commit(&server);
	assert_failed(WMAN_REASON_CREDENTIALS, "not UTF-8");
}

static void salt_faults(void **state)
{
	static const uint8_t data[] = { 5, 1, 2, 3, 4 };

	(void)state;
	server.prep = 4;
	begin();
	pwd_server_send(&server, PWD_COMMIT, data, sizeof(data));
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "salt is cut off");
	begin();
	pwd_server_send(&server, PWD_COMMIT, data, 0);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "salt is cut off");
	begin();
	pwd_server_send(&server, PWD_COMMIT, "\4\1\2\3\4", 5);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not as long as the group");
}

static void wrong_password(void **state)
{
	(void)state;
	server.password[0] ^= 1;
	begin();
	assert_int_equal(pwd_server_commit(&server), DRAGONFLY_GOOD);
	assert_false(pwd_server_confirm(&server));
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "does not know the password");
	assert_int_equal(server.link.resp_len, 0);
	/* that of the peer is wrong for a server that does not notice */
	setup(NULL);
	begin();
	pwd_server_commit(&server);
	pwd_server_confirm(&server);
	eap_server_failure(&server.link, server.id);
	assert_failed(WMAN_REASON_EAP_REJECTED, "verdict on the password");
}

static void identity_faults(void **state)
{
	static const struct {
		uint8_t at, value;
		const char *text;
	} cases[] = {
		{ 0, 1, "group 275" },
		{ 1, 18, "group 18" },
		{ 1, 26, "group 26" },
		{ 2, 0, "random function" },
		{ 3, 2, "random function or PRF" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pwd_server_begin(&server, creds);
		server.suite[cases[i].at] = cases[i].value;
		pwd_server_identify(&server);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, cases[i].text);
	}
	pwd_server_begin(&server, creds);
	pwd_server_send(&server, PWD_ID, "\0\23\1\1tok", 8);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "first message is cut off");
}

/* ---- CVE-2019-9497 to 9499 ---- */

static void subtract(uint8_t *at, size_t len, const BIGNUM *from)
{
	BIGNUM *n = BN_bin2bn(at, (int)len, NULL);

	assert_true(BN_sub(n, from, n) && BN_bn2binpad(n, at, (int)len) > 0);
	BN_free(n);
}

/* The same number to whom calculates modulo the prime; in 521 of 528 bits there is room for it. */
static void add_prime(uint8_t *at)
{
	BIGNUM *n = BN_bin2bn(at, 66, NULL);

	assert_true(BN_add(n, n, EC_GROUP_get0_field(server.d.group)) &&
		    BN_bn2binpad(n, at, 66) > 0);
	BN_free(n);
}

static void coordinate_above_prime(void **state)
{
	unsigned int i;

	(void)state;
	server.group = 21;
	for (i = 0; i < 2; i++) {
		begin();
		add_prime(server.d.commit + 66 * i);
		pwd_server_commit(&server);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "not on the curve");
	}
}

static void bad_commits(void **state)
{
	unsigned int g, i;

	(void)state;
	for (g = 0; g < 3; g++) {
		const size_t len = lens[g];

		server.group = groups[g];
		for (i = 0; i < 10; i++) {
			uint8_t *x = server.d.commit, *y = x + len, *scalar = y + len;
			const char *text = "scalar is out of range";
			const BIGNUM *p, *order;

			begin();
			p = EC_GROUP_get0_field(server.d.group);
			order = EC_GROUP_get0_order(server.d.group);
			switch (i) {
			case 0: /* 0 */
				memset(scalar, 0, len);
				break;
			case 1: /* 1 */
				memset(scalar, 0, len);
				scalar[len - 1] = 1;
				break;
			case 2: /* the order itself */
				BN_bn2binpad(order, scalar, (int)len);
				break;
			case 3:
				memset(scalar, 0xff, len);
				break;
			case 4: /* not on the curve */
				y[len - 1] ^= 1;
				text = "not on the curve";
				break;
			case 5: /* the point at infinity */
				memset(x, 0, 2 * len);
				text = "not on the curve";
				break;
			case 6: /* the prime, which is 0 to the library */
				BN_bn2binpad(p, x, (int)len);
				text = "not on the curve";
				break;
			case 7:
				memset(y, 0xff, len);
				text = "not on the curve";
				break;
			case 8: /* another point of the same abscissa is a point: all is well */
				subtract(y, len, p);
				text = NULL;
				break;
			case 9: /* the greatest scalar there is */
				BN_bn2binpad(order, scalar, (int)len);
				scalar[len - 1] -= 1;
				text = NULL;
				break;
			}
			pwd_server_commit(&server);
			if (text) {
				assert_failed(WMAN_REASON_EAP_PROTOCOL, text);
				assert_int_equal(server.link.resp_len, 0);
			} else {
				assert_int_equal(server.link.done_count, 0);
			}
		}
	}
}

/* Element = -(scalar * password element): the secret would be the point at infinity. */
static void no_secret(void **state)
{
	BIGNUM *x, *y, *scalar;
	EC_POINT *point;

	(void)state;
	begin();
	x = BN_new();
	y = BN_new();
	scalar = BN_bin2bn(server.d.commit + 64, 32, NULL);
	point = EC_POINT_new(server.d.group);
	assert_true(EC_POINT_mul(server.d.group, point, NULL, server.d.element, scalar, NULL));
	assert_true(EC_POINT_invert(server.d.group, point, NULL));
	assert_true(EC_POINT_get_affine_coordinates(server.d.group, point, x, y, NULL));
	BN_bn2binpad(x, server.d.commit, 32);
	BN_bn2binpad(y, server.d.commit + 32, 32);
	pwd_server_commit(&server);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "secret that is none");
	EC_POINT_free(point);
	BN_free(x);
	BN_free(y);
	BN_free(scalar);
}

/* Random numbers that are the same each time: only so can a server know the commit to come. */
static uint8_t next_random;

static int random_bytes(unsigned char *buf, int len)
{
	int i;

	for (i = 0; i < len; i++)
		buf[i] = (uint8_t)(next_random++ * 37 + 1);
	return 1;
}

static int random_status(void)
{
	return 1;
}

static void reflection(void **state)
{
	static const RAND_METHOD method = {
		.bytes = random_bytes,
		.pseudorand = random_bytes,
		.status = random_status,
	};
	uint8_t first[96];
	unsigned int i;

	(void)state;
	RAND_set_rand_method(&method);
	for (i = 0; i < 3; i++) {
		next_random = 100;
		begin();
		/* first learn the peer's commit, then send its element, its scalar */
		if (i == 1)
			memcpy(server.d.commit, first, 64);
		if (i == 2)
			memcpy(server.d.commit + 64, first + 64, 32);
		next_random = 0;
		pwd_server_commit(&server);
		if (i)
			assert_failed(WMAN_REASON_EAP_PROTOCOL, "own commit back");
		else
			memcpy(first, server.answer, server.answer_len);
	}
	RAND_set_rand_method(NULL);
}

/* ---- the framing ---- */

static void order(void **state)
{
	static const uint8_t exchanges[] = { 0, PWD_COMMIT, PWD_CONFIRM, 4, 63 };
	uint8_t confirm[32] = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(exchanges); i++) {
		pwd_server_begin(&server, creds);
		pwd_server_send(&server, exchanges[i], confirm, sizeof(confirm));
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "not due");
	}
	begin();
	pwd_server_send(&server, PWD_CONFIRM, confirm, sizeof(confirm));
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not due");
	run();
	begin();
	pwd_server_commit(&server);
	pwd_server_confirm(&server);
	pwd_server_send(&server, PWD_CONFIRM, confirm, sizeof(confirm));
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not due");
	begin();
	pwd_server_commit(&server);
	pwd_server_confirm(&server);
	pwd_server_send(&server, 4, confirm, sizeof(confirm));
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not due");
}

static void lengths(void **state)
{
	uint8_t data[300] = { 0 };

	(void)state;
	pwd_server_begin(&server, creds);
	eap_server_request(&server.link, ++server.id, (uint8_t[]){ PWD_TYPE }, 1);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "without PWD-Exch");
	begin();
	pwd_server_send(&server, PWD_COMMIT, server.d.commit, 95);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not as long as the group");
	begin();
	pwd_server_send(&server, PWD_COMMIT, data, 97);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not as long as the group");
	begin();
	pwd_server_commit(&server);
	pwd_server_send(&server, PWD_CONFIRM, data, 31);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "has not 32 octets");
}

static void fragment_faults(void **state)
{
	static const struct {
		uint8_t flags[2];
		uint8_t data[2][4];
		size_t len[2];
		const char *text;
	} cases[] = {
		{ { PWD_LENGTH }, { { 0 } }, { 1 }, "Total-Length is cut off" },
		{ { PWD_LENGTH | PWD_MORE }, { { 0, 0 } }, { 2 }, "not taken" },
		{ { PWD_LENGTH | PWD_MORE }, { { 5, 221 } }, { 2 }, "not taken" },
		{ { PWD_LENGTH | PWD_MORE }, { { 255, 255 } }, { 2 }, "not taken" },
		{ { PWD_MORE }, { { 0 } }, { 1 }, "without Total-Length" },
		{ { PWD_LENGTH | PWD_MORE, PWD_LENGTH | PWD_MORE },
		  { { 0, 9, 0 }, { 0, 9, 0 } },
		  { 3, 3 },
		  "after the first" },
		{ { PWD_LENGTH | PWD_MORE, 0 },
		  { { 0, 3, 0 }, { 0, 0, 0 } },
		  { 3, 3 },
		  "more data than" },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pwd_server_begin(&server, creds);
		for (k = 0; k < 2 && !server.link.done_count; k++)
			pwd_server_packet(&server, PWD_ID | cases[i].flags[k], cases[i].data[k],
					  cases[i].len[k]);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, cases[i].text);
	}
}

/* hostapd counts its framing as data; FreeRADIUS fills its acknowledgements with anything. */
static void deployed_servers(void **state)
{
	static const uint8_t id[] = { 0, 9 + 14 + 3, 0, 19, 1, 1, 't', 'o', 'k', 'n', 0, 'a' };

	(void)state;
	cfg.fragment_size = EAP_FRAGMENT_SIZE_MIN;
	load();
	pwd_server_begin(&server, creds);
	pwd_server_packet(&server, PWD_ID | PWD_LENGTH | PWD_MORE, id, sizeof(id));
	assert_int_equal(server.link.resp_len, 6);
	pwd_server_packet(&server, PWD_ID, "aa.wimax.test", 13);
	assert_int_equal(server.link.done_count, 0);
	assert_int_equal(server.link.resp_len, 6 + 9 + strlen(IDENTITY));

	begin();
	pwd_server_packet(&server, PWD_COMMIT, server.d.commit, 96);
	assert_int_equal(server.link.resp[5], PWD_COMMIT | PWD_LENGTH | PWD_MORE);
	pwd_server_packet(&server, 0xff, "", 0);
	assert_int_equal(server.link.resp[5], PWD_COMMIT);
	assert_int_equal(server.link.resp_len, 6 + 32);

	begin();
	pwd_server_packet(&server, PWD_COMMIT, server.d.commit, 96);
	pwd_server_packet(&server, PWD_COMMIT, "x", 1);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "acknowledgement was due");
}

/* Fragments without data for ever come to an end. */
static void endless(void **state)
{
	unsigned int i;

	(void)state;
	pwd_server_begin(&server, creds);
	pwd_server_packet(&server, PWD_ID | PWD_LENGTH | PWD_MORE, "\0\11", 2);
	for (i = 0; i < 100 && !server.link.done_count; i++)
		pwd_server_packet(&server, PWD_ID | PWD_MORE, "", 0);
	assert_failed(WMAN_REASON_EAP_ROUNDS, "brought nothing");
}

static void waiting_for(void **state)
{
	static const char *const texts[] = { "server's commit", "proof that it knows" };
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		begin();
		if (i)
			pwd_server_commit(&server);
		eap_peer_timeout(server.link.peer);
		assert_failed(WMAN_REASON_EAP_TIMEOUT, texts[i]);
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(element),
		TEST(good),
		TEST(fragments),
		TEST(preparations),
		TEST(salt_faults),
		TEST(wrong_password),
		TEST(identity_faults),
		TEST(bad_commits),
		TEST(coordinate_above_prime),
		TEST(no_secret),
		TEST(reflection),
		TEST(order),
		TEST(lengths),
		TEST(fragment_faults),
		TEST(deployed_servers),
		TEST(endless),
		TEST(waiting_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
