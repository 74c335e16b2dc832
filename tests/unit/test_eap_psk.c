// SPDX-License-Identifier: BSD-3-Clause
/* EAP-PSK octet by octet, and what it is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "eap/digest.h"
#include "eap/eax.h"
#include "hex.h"
#include "psk_server.h"

#define KEY	 "0123456789abcdef"
#define IDENTITY "psk@wimax.test"

static struct psk_server server = { .id_s = "aaa.wimax.test" };
static struct eap_creds *creds;
static struct eap_config cfg;

/* RFC 4493 section 4 */
static void cmac(void **state)
{
	static const struct {
		const char *first, *second, *mac;
	} vectors[] = {
		{ "", "", "bb1d6929e95937287fa37d129b756746" },
		{ "6bc1bee22e409f96", "e93d7e117393172a", "070a16b46b4d4144f79bdd9dd04a287c" },
		{ "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c",
		  "9eb76fac45af8e5130c81c46a35ce411", "dfa66747de9ae63030ca32611497c827" },
	};
	uint8_t key[16], first[64], second[64], mac[16], want[16];
	size_t i;

	(void)state;
	hex("2b7e151628aed2a6abf7158809cf4f3c", key);
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const struct digest_part parts[] = {
			{ first, hex(vectors[i].first, first) },
			{ second, hex(vectors[i].second, second) },
		};

		hex(vectors[i].mac, want);
		assert_true(digest_cmac(key, parts, 2, mac));
		assert_memory_equal(mac, want, sizeof(mac));
	}
}

/* Bellare, Rogaway, Wagner: The EAX Mode of Operation, appendix; the tag is at the end */
static void eax(void **state)
{
	static const struct {
		const char *msg, *key, *nonce, *header, *cipher;
	} vectors[] = {
		{ "", "233952dee4d5ed5f9b9c6d6ff80ff478", "62ec67f9c3a4a407fcb2a8c49031a8b3",
		  "6bfb914fd07eae6b", "e037830e8389f27b025a2d6527e79d01" },
		{ "f7fb", "91945d3f4dcbee0bf45ef52255f095a4", "becaf043b0a23d843194ba972c66debd",
		  "fa3bfd4806eb53fa", "19dd5c4c9331049d0bdab0277408f67967e5" },
		{ "1a47cb4933", "01f74ad64077f2e704c0f60ada3dd523",
		  "70c3db4f0d26368400a10ed05d2bff5e", "234a3463c1264ac6",
		  "d851d5bae03a59f238a23e39199dc9266626c40f80" },
		{ "481c9e39b1", "d07cf6cbb7f313bdde66b727afd3c5e8",
		  "8408dfff3c1a2b1292dc199e46b7d617", "33cce2eabff5a79d",
		  "632a9d131ad4c168a4225d8e1ff755939974a7bede" },
		{ "40d0c07da5e4", "35b6d0580005bbc12b0587124557d2c2",
		  "fdb6b06676eedc5c61d74276e1f8e816", "aeb96eaebe2970e9",
		  "071dfe16c675cb0677e536f73afe6a14b74ee49844dd" },
	};
	uint8_t key[16], nonce[16], header[16], data[64], cipher[64], tag[16];
	struct eax e = { .key = key, .nonce = nonce, .header = header, .data = data };
	uint8_t plain[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		hex(vectors[i].key, key);
		hex(vectors[i].nonce, nonce);
		e.header_len = hex(vectors[i].header, header);
		e.len = hex(vectors[i].msg, data);
		memcpy(plain, data, e.len);
		assert_int_equal(hex(vectors[i].cipher, cipher), e.len + 16);
		assert_true(eax_seal(&e, tag));
		assert_memory_equal(data, cipher, e.len);
		assert_memory_equal(tag, cipher + e.len, 16);
		assert_true(eax_open(&e, tag));
		assert_memory_equal(data, plain, e.len);
		/* not genuine: header, tag */
		memcpy(data, cipher, e.len);
		header[0] ^= 1;
		assert_false(eax_open(&e, tag));
		header[0] ^= 1;
		tag[15] ^= 1;
		assert_false(eax_open(&e, tag));
		assert_memory_equal(data, cipher, e.len);
	}
}

/* Calculated block by block with "openssl enc -aes-128-ecb" */
static void keys(void **state)
{
	struct psk_keys keys;
	uint8_t psk[16], rand_p[16], want[64];

	(void)state;
	hex("000102030405060708090a0b0c0d0e0f", psk);
	hex("101112131415161718191a1b1c1d1e1f", rand_p);
	assert_true(psk_keys_setup(&keys, psk));
	assert_true(psk_keys_derive(&keys, rand_p));
	hex("18b62d2c84c5e4571afc41a29db71f4d", want);
	assert_memory_equal(keys.ak, want, 16);
	hex("97b704350085028363924612565b9b0d", want);
	assert_memory_equal(keys.kdk, want, 16);
	hex("4a60ff36b8435790bfc64569b677d613", want);
	assert_memory_equal(keys.tek, want, 16);
	hex("3d57fffaa740360b2b43888b4ce41fa529e312778f8229003bb5bc14b27d6d2d"
	    "881186b8ae4d7c0ad958f78c47a6fa2b548f4f4a046f44e6ab57a80eb60c7fda",
	    want);
	assert_memory_equal(keys.msk, want, 64);
	hex("6ece6f68c11f4478a3727a47b40e2a44b5b16a1a8c37f76222ed64675796671c"
	    "f1310d5eef048aab68da1fa507338efe0a1915ec9d1bfae0f591fc058cd9fc14",
	    want);
	assert_memory_equal(keys.emsk, want, 64);
}

static void load(void)
{
	struct eap_error err;

	eap_creds_free(creds);
	creds = eap_creds_load(&cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
	memcpy(server.key, cfg.password, PSK_LEN);
}

static int setup(void **state)
{
	(void)state;
	cfg = (struct eap_config){
		.methods = { eap_method_find("PSK") },
		.num_methods = 1,
		.identity = IDENTITY,
		.password = KEY,
	};
	server.id_s = "aaa.wimax.test";
	load();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	psk_server_end(&server);
	eap_creds_free(creds);
	creds = NULL;
	return 0;
}

/* Up to where the second message is due */
static void begin(void)
{
	psk_server_begin(&server, creds);
	psk_server_first(&server);
	assert_true(psk_server_verify(&server));
	assert_string_equal(server.id_p, IDENTITY);
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
}

static void assert_success(void)
{
	const struct eap_result *r = &server.link.result;

	eap_server_success(&server.link, server.id);
	assert_int_equal(server.link.done_count, 1);
	if (!r->success)
		fail_msg("%s", r->error.text);
	assert_memory_equal(r->msk, server.keys.msk, EAP_MSK_LEN);
	assert_memory_equal(r->emsk, server.keys.emsk, EAP_EMSK_LEN);
	assert_int_equal(r->session_id_len, 33);
	assert_int_equal(r->session_id[0], PSK_TYPE);
	assert_memory_equal(r->session_id + 1, server.rand_p, 16);
	assert_memory_equal(r->session_id + 17, server.rand_s, 16);
	assert_string_equal(r->method, "PSK");
}

static void good(void **state)
{
	uint8_t message[64], first_rand[16];
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		begin();
		/* a new number each time */
		assert_true(!i || memcmp(first_rand, server.rand_p, 16));
		memcpy(first_rand, server.rand_p, 16);
		/* too early to be believed */
		eap_server_success(&server.link, server.id);
		assert_int_equal(server.link.done_count, 0);
		psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
		assert_int_equal(psk_server_open(&server, message), 1);
		assert_int_equal(message[0], PSK_SUCCESS);
		/* the success came protected: a Failure of anybody is not */
		eap_server_failure(&server.link, server.id);
		assert_int_equal(server.link.done_count, 0);
		assert_success();
	}
}

/* What is random in a key may be 0, and outside may be another name than inside. */
static void key_with_nul_and_anonymous(void **state)
{
	static const char key[PSK_LEN] = { 0, 1, 0, 2 };
	uint8_t message[64];

	(void)state;
	cfg.password = key;
	cfg.password_len = sizeof(key);
	cfg.anonymous_identity = "anonymous@wimax.test";
	load();
	psk_server_begin(&server, creds);
	assert_memory_equal(server.link.resp + 5, "anonymous@wimax.test", 20);
	begin();
	psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
	assert_int_equal(psk_server_open(&server, message), 1);
	assert_success();
}

/* An extension comes back without a payload; what it is for is the server's trouble. */
static void extension(void **state)
{
	static const uint8_t said[] = { PSK_SUCCESS | PSK_EXT, 7, 1, 2, 3 };
	uint8_t message[64];

	(void)state;
	begin();
	psk_server_second(&server, said, sizeof(said));
	assert_int_equal(psk_server_open(&server, message), 2);
	assert_int_equal(message[0], PSK_SUCCESS | PSK_EXT);
	assert_int_equal(message[1], 7);
	assert_success();
}

static void refusals(void **state)
{
	static const struct {
		uint8_t said[3];
		size_t len;
		int answer; /* -1: none */
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ { PSK_FAILURE }, 1, PSK_FAILURE, WMAN_REASON_EAP_REJECTED, "refuses" },
		{ { PSK_CONT | PSK_EXT, 9, 1 },
		  3,
		  PSK_FAILURE | PSK_EXT,
		  WMAN_REASON_EAP_PROTOCOL,
		  "insists on an extension" },
		{ { PSK_CONT }, 1, PSK_FAILURE, WMAN_REASON_EAP_PROTOCOL, "insists" },
		{ { 0 }, 1, -1, WMAN_REASON_EAP_PROTOCOL, "not known" },
		{ { PSK_SUCCESS | PSK_EXT }, 1, -1, WMAN_REASON_EAP_PROTOCOL, "not as long" },
		{ { PSK_SUCCESS, 1 }, 2, -1, WMAN_REASON_EAP_PROTOCOL, "not as long" },
	};
	uint8_t message[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin();
		psk_server_second(&server, cases[i].said, cases[i].len);
		assert_failed(cases[i].reason, cases[i].text);
		if (cases[i].answer < 0) {
			assert_int_equal(server.link.resp_len, 0);
			continue;
		}
		assert_true(psk_server_open(&server, message) >= 1);
		assert_int_equal(message[0], cases[i].answer);
	}
}

/* Each octet of the second message counts, and so does each one of its length. */
static void second_message_changed(void **state)
{
	const int len = 17 + 16 + 4 + 16 + 1;
	int i;

	(void)state;
	for (i = 0; i < len; i++) {
		begin();
		server.flip = i;
		psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "EAP-PSK: ");
		assert_int_equal(server.link.resp_len, 0);
	}
	for (i = 1; i < len; i++) {
		begin();
		server.cut = (size_t)i;
		psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "EAP-PSK: ");
	}
}

static void second_message_faults(void **state)
{
	(void)state;
	begin();
	server.keys.ak[0] ^= 1;
	psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "does not know the key");
	begin();
	server.keys.tek[0] ^= 1;
	psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not genuine");
	begin();
	server.counter = 1;
	psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "counter");
	begin();
	server.rand_s[3] ^= 1;
	psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "random number changes");
	/* genuine, and nothing in it */
	begin();
	psk_server_second(&server, "", 0);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "cut off");
}

static void wrong_key(void **state)
{
	(void)state;
	server.key[5] ^= 1;
	psk_server_begin(&server, creds);
	psk_server_first(&server);
	assert_false(psk_server_verify(&server));
	eap_server_failure(&server.link, server.id);
	assert_failed(WMAN_REASON_EAP_REJECTED, "proof that it knows the key");
}

static void order(void **state)
{
	char long_id[968];

	(void)state;
	/* the second one first, the first one twice, one after the end */
	psk_server_begin(&server, creds);
	server.flags = 0x80;
	psk_server_first(&server);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not due");
	begin();
	psk_server_first(&server);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "not due");
	begin();
	psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
	psk_server_second(&server, &(uint8_t){ PSK_SUCCESS }, 1);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "after the last one");
	/* nothing but Flags; no name of the server is one; and one that is too long */
	psk_server_begin(&server, creds);
	server.cut = strlen(server.id_s) + 1;
	psk_server_first(&server);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "without Flags");
	server.id_s = "";
	begin();
	memset(long_id, 'x', 967);
	long_id[967] = '\0';
	server.id_s = long_id + 1;
	begin();
	server.id_s = long_id;
	psk_server_begin(&server, creds);
	psk_server_first(&server);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "too long");
}

static void waiting_for(void **state)
{
	(void)state;
	psk_server_begin(&server, creds);
	psk_server_first(&server);
	eap_peer_timeout(server.link.peer);
	assert_failed(WMAN_REASON_EAP_TIMEOUT, "proof that it knows the key");
}

static void bad_configuration(void **state)
{
	static const struct {
		const char *password;
		bool hash;
		const char *text;
	} cases[] = {
		{ NULL, false, "EAP-PSK needs identity and password" },
		{ "0123456789abcde", false, "has 16 octets (32 hexadecimal" },
		{ "0123456789abcdef0", false, "not 17" },
		{ "00112233445566778899aabbccddeeff", true, "needs the password itself" },
	};
	struct eap_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cfg.password = cases[i].password;
		cfg.password_is_hash = cases[i].hash;
		assert_null(eap_creds_load(&cfg, &err));
		assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
		if (!strstr(err.text, cases[i].text))
			fail_msg("'%s' and not '%s'", err.text, cases[i].text);
		assert_null(strstr(err.text, "0123"));
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cmac),
		cmocka_unit_test(eax),
		cmocka_unit_test(keys),
		TEST(good),
		TEST(key_with_nul_and_anonymous),
		TEST(extension),
		TEST(refusals),
		TEST(second_message_changed),
		TEST(second_message_faults),
		TEST(wrong_key),
		TEST(order),
		TEST(waiting_for),
		TEST(bad_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
