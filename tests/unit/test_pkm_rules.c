// SPDX-License-Identifier: BSD-3-Clause
/*
 * PKM messages: every attribute in every message, and every length of each. The lists are those of
 * 802.16e 6.3.2.3.9 and 11.9, typed in from there and not from the table that they judge.
 */
#include "message.h"
#include "pkm.h"
#include "proto_test.h"

#define UP   WMAN_DIRECTION_UPLINK
#define DOWN WMAN_DIRECTION_DOWNLINK

/* The attributes that a message may have; any other is passed over. */
static const struct {
	u8 code;
	u8 dir;
	u8 version;
	u8 attrs[12];
} messages[] = {
	{ 3, DOWN, 1, { 10, 23, 11 } },
	{ 4, UP, 1, { 18, 19, 12 } },
	{ 5, DOWN, 1, { 7, 9, 10, 23, 27 } },
	{ 6, DOWN, 1, { 16, 6 } },
	{ 7, UP, 1, { 10, 12, 11 } },
	{ 8, DOWN, 1, { 10, 12, 13, 11 } },
	{ 9, DOWN, 1, { 10, 12, 16, 6, 11 } },
	{ 10, DOWN, 1, { 16, 6 } },
	{ 11, DOWN, 1, { 10, 12, 16, 6, 11 } },
	{ 12, UP, 1, { 17 } },
	{ 13, UP, 2, { 33, 18, 12, 44 } },
	{ 14, DOWN, 2, { 33, 34, 35, 9, 10, 37, 38 } },
	{ 15, DOWN, 2, { 33, 34, 16, 37, 6, 38 } },
	{ 16, UP, 2, { 34, 30, 16, 6, 44 } },
	{ 17, UP, 2, { 10, 40 } },
	{ 18, UP, 2, { 28, 10, 40 } },
	{ 18, DOWN, 2, { 28, 10, 40 } },
	{ 19, UP, 2, { 10, 28, 40 } },
	{ 19, DOWN, 2, { 10, 28, 40 } },
	{ 20, DOWN, 2, { 34, 10, 45, 9, 40 } },
	{ 21, UP, 2, { 33, 34, 10, 45, 19, 25, 27, 40 } },
	/* 38 is SA-TEK-Update there */
	{ 22, DOWN, 2, { 33, 34, 10, 45, 38, 32, 23, 25, 40 } },
	{ 23, UP, 2, { 10, 12, 29, 40 } },
	{ 24, DOWN, 2, { 10, 12, 13, 47, 29, 40 } },
	{ 25, DOWN, 2, { 10, 12, 16, 6, 29, 40 } },
	{ 26, DOWN, 2, { 10, 23, 40 } },
	{ 27, DOWN, 2, { 10, 12, 16, 6, 40 } },
	{ 28, DOWN, 2, { 10, 12, 41, 42, 47, 13, 40 } },
	{ 29, DOWN, 2, { 28, 10, 40 } },
	{ 30, UP, 2, { 33, 40 } },
};

/* Where an attribute is legal, and with which lengths; RANGE: from the first to the second. */
#define RANGE 1
#define ANY            \
	RANGE,         \
	{              \
		1, 600 \
	}

static const struct {
	u8 attr;
	u8 code;
	u8 range;
	u16 len[2];
} attrs[] = {
	{ 6, 6, RANGE, { 1, 128 } },
	{ 7, 5, 0, { 128, 256 } },
	{ 9, 20, 0, { 4 } },
	{ 10, 20, 0, { 1 } },
	{ 11, 7, 0, { 20 } },
	{ 12, 23, 0, { 2 } },
	{ 13, 24, ANY },
	{ 16, 25, 0, { 1 } },
	{ 17, 12, ANY },
	{ 18, 13, ANY },
	{ 19, 21, ANY },
	{ 23, 26, ANY },
	{ 25, 21, ANY },
	{ 27, 21, ANY },
	{ 28, 18, ANY },
	{ 29, 23, RANGE, { 1, 32 } },
	{ 30, 16, 0, { 1 } },
	{ 32, 22, 0, { 3 } },
	{ 33, 30, 0, { 8 } },
	{ 34, 20, 0, { 8 } },
	{ 35, 14, 0, { 128, 256 } },
	{ 37, 14, ANY },
	{ 38, 14, 0, { 128, 256 } },
	{ 38, 22, ANY },
	{ 40, 30, 0, { 12 } },
	{ 41, 28, 0, { 1 } },
	{ 42, 28, 0, { 2 } },
	{ 44, 13, 0, { 128, 256 } },
	{ 45, 20, 0, { 8 } },
	{ 47, 28, ANY },
};

static u8 octets[70000];
static const u8 value[0x10001] = { 1, 1 };

/* A message of one attribute, or of none; no message is complete with it. */
static enum wman_reason parse(struct wman_pkm *pkm, size_t m, u8 attr, size_t len)
{
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put_u8(&buf, messages[m].dir == UP ? WMAN_MSG_PKM_REQ : WMAN_MSG_PKM_RSP);
	wman_buf_put_u8(&buf, messages[m].code);
	wman_buf_put_u8(&buf, 0);
	wman_buf_put_tlv(&buf, attr, value, len);
	assert_false(buf.overflow);
	return wman_pkm_parse(pkm, buf.data, buf.len, messages[m].dir, messages[m].version,
			      messages[m].version == 1 ? WMAN_KDF_SHA1 : WMAN_KDF_CMAC);
}

/* A length of an attribute that can be taken for good. */
static size_t good_length(u8 attr, u8 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attrs); i++)
		if (attrs[i].attr == attr && (attr != 38 || (attrs[i].code == 22) == (code == 22)))
			return attrs[i].len[0];
	return 5;
}

static void test_lists(void **state)
{
	enum wman_reason reason;
	struct wman_pkm pkm;
	unsigned int attr;
	bool listed;
	size_t m;

	for (m = 0; m < ARRAY_SIZE(messages); m++) {
		for (attr = 0; attr < 256; attr++) {
			reason = parse(&pkm, m, (u8)attr, good_length((u8)attr, messages[m].code));
			listed = attr &&
				 memchr(messages[m].attrs, (int)attr, sizeof(messages[m].attrs));
			/* what is passed over may have any length */
			if (listed ? pkm.present != 1ull << attr :
				     pkm.present || reason == WMAN_REASON_TLV_LENGTH)
				fail_msg("attribute %u in message %u", attr, messages[m].code);
		}
	}
}

static void test_lengths(void **state)
{
	struct wman_pkm pkm;
	size_t a, m, len;
	bool good;

	for (a = 0; a < ARRAY_SIZE(attrs); a++) {
		for (m = 0; messages[m].code != attrs[a].code; m++)
			;
		for (len = 0; len <= 600; len++) {
			if (attrs[a].range)
				good = len >= attrs[a].len[0] && len <= attrs[a].len[1];
			else
				good = len && (len == attrs[a].len[0] || len == attrs[a].len[1]);
			parse(&pkm, m, attrs[a].attr, len);
			if ((pkm.present != 0) != good)
				fail_msg("attribute %u of %zu octets", attrs[a].attr, len);
		}
	}
}

/* What may have any length has at most the 65535 that two octets can say. */
static void test_any_length(void **state)
{
	struct wman_pkm pkm;
	size_t a, m;

	for (a = 0; a < ARRAY_SIZE(attrs); a++) {
		if (!attrs[a].range || attrs[a].len[1] != 600 || attrs[a].attr == 38)
			continue;
		for (m = 0; messages[m].code != attrs[a].code; m++)
			;
		parse(&pkm, m, attrs[a].attr, 0xffff);
		assert_true(pkm.present == 1ull << attrs[a].attr);
		assert_int_equal(parse(&pkm, m, attrs[a].attr, 0x10000), WMAN_REASON_TLV_LENGTH);
		assert_int_equal(pkm.present, 0);
	}
}

/* Of attributes that come twice, what there is room for is kept and the rest passed over. */
static void test_more_than_there_is_room_for(void **state)
{
	static const struct wman_tek_params tek = { .tek = { value, 24 }, .lifetime_s = 1 };
	static const u8 gkek[] = { 43, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 0,
				   0,  0,  0, 0, 9, 4, 0, 0, 0, 9, 10, 1, 1 };
	struct wman_pkm pkm;
	struct wman_buf buf;
	int i;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, "\x0a\x18\x01", 3);
	wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_SEQUENCE_NUMBER, 1, 1);
	wman_buf_put_tlv_uint(&buf, WMAN_ATTR_SAID, 1, 2);
	for (i = 0; i < 3; i++) {
		wman_tek_params_put(&buf, &tek);
		wman_buf_put_tlv(&buf, WMAN_ATTR_GKEK_PARAMETERS, gkek, sizeof(gkek));
	}
	wman_buf_put_tlv(&buf, WMAN_ATTR_NONCE, value, 8);
	wman_buf_put_tlv(&buf, WMAN_ATTR_CMAC_DIGEST, value, 12);
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, DOWN, 2, WMAN_KDF_CMAC),
			 WMAN_REASON_NONE);
	assert_int_equal(pkm.n_tek_params, 2);
	assert_int_equal(pkm.n_gkek_params, 2);
	assert_int_equal(pkm.gkek_params[1].gkek.len, 16);
}

static void test_group_key_update(void **state)
{
	static const struct wman_tek_params tek = { .tek = { value, 24 }, .lifetime_s = 1 };
	static const u8 gkek[] = { 43, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 0,
				   0,  0,  0, 0, 9, 4, 0, 0, 0, 9, 10, 1, 1 };
	struct wman_pkm pkm;
	struct wman_buf buf;
	unsigned int parts;
	bool good;
	u8 mode;

	/* bits of parts: Key-Sequence-Number, GKEK-Parameters, TEK-Parameters */
	for (mode = 0; mode <= 1; mode++) {
		for (parts = 0; parts < 8; parts++) {
			wman_buf_init(&buf, octets, sizeof(octets));
			wman_buf_put(&buf, "\x0a\x1c\x01", 3);
			wman_buf_put_tlv_uint(&buf, WMAN_ATTR_SAID, 0x1234, 2);
			wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_PUSH_MODES, mode, 1);
			wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_PUSH_COUNTER, 0x5678, 2);
			if (parts & 1)
				wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_SEQUENCE_NUMBER, 1, 1);
			if (parts & 2)
				wman_buf_put_tlv(&buf, WMAN_ATTR_GKEK_PARAMETERS, gkek,
						 sizeof(gkek));
			if (parts & 4)
				wman_tek_params_put(&buf, &tek);
			wman_buf_put_tlv(&buf, WMAN_ATTR_CMAC_DIGEST, value, 12);
			good = mode ? parts & 4 : (parts & 3) == 3;
			assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, DOWN, 2,
							WMAN_KDF_CMAC),
					 good ? WMAN_REASON_NONE : WMAN_REASON_ATTR_MISSING);
			assert_int_equal(pkm.push_mode, mode);
			assert_int_equal(pkm.push_counter, 0x5678);
			assert_int_equal(pkm.said, 0x1234);
		}
	}
	assert_int_equal(parse(&pkm, 27, WMAN_ATTR_KEY_PUSH_MODES, 1), WMAN_REASON_ATTR_MISSING);
	octets[5] = 2;
	assert_int_equal(wman_pkm_parse(&pkm, octets, 6, DOWN, 2, WMAN_KDF_CMAC),
			 WMAN_REASON_TLV_VALUE);
}

/* Only this member was written, beside those that every message sets. */
static void assert_only(const struct wman_pkm *pkm, const void *member, size_t size)
{
	static const u8 zero[sizeof(*pkm)];
	u8 copy[sizeof(*pkm)];

	memcpy(copy, pkm, sizeof(copy));
	memset(copy + ((const u8 *)member - (const u8 *)pkm), 0, size);
	memset(copy + offsetof(struct wman_pkm, present), 0, sizeof(pkm->present));
	memset(copy + offsetof(struct wman_pkm, code), 0, sizeof(pkm->code));
	memset(copy + offsetof(struct wman_pkm, covered), 0, sizeof(pkm->covered));
	assert_memory_equal(copy, zero, sizeof(copy));
}

/* Where each octet string ends up: it points into the message. */
static void test_strings(void **state)
{
	static struct wman_pkm pkm;
	static const struct {
		u8 attr;
		size_t m;
		size_t len;
		const struct wman_octets *member;
	} cases[] = {
		{ WMAN_ATTR_DISPLAY_STRING, 3, 2, &pkm.display },
		{ WMAN_ATTR_AUTH_KEY, 2, 128, &pkm.secret },
		{ WMAN_ATTR_PRE_PAK, 11, 256, &pkm.secret },
		{ WMAN_ATTR_CA_CERTIFICATE, 9, 9, &pkm.certificate },
		{ WMAN_ATTR_MS_CERTIFICATE, 10, 9, &pkm.certificate },
		{ WMAN_ATTR_BS_CERTIFICATE, 11, 9, &pkm.certificate },
		{ WMAN_ATTR_SECURITY_CAPABILITIES, 20, 9, &pkm.suites },
		{ WMAN_ATTR_NONCE, 22, 8, &pkm.nonce },
		{ WMAN_ATTR_SA_TEK_UPDATE, 21, 3, &pkm.sa_tek_update },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		parse(&pkm, cases[i].m, cases[i].attr, cases[i].len);
		assert_int_equal(cases[i].member->len, cases[i].len);
		assert_ptr_equal(cases[i].member->data, memmem(octets, 300, value, cases[i].len));
		assert_only(&pkm, cases[i].member, sizeof(*cases[i].member));
	}
}

/* And each number and random value. */
static void test_numbers(void **state)
{
	struct wman_pkm pkm;

	parse(&pkm, 13, WMAN_ATTR_AUTH_RESULT, 1);
	assert_int_equal(pkm.auth_result, 1);
	assert_only(&pkm, &pkm.auth_result, sizeof(pkm.auth_result));
	parse(&pkm, 3, WMAN_ATTR_ERROR_CODE, 1);
	assert_int_equal(pkm.error, 1);
	assert_only(&pkm, &pkm.error, sizeof(pkm.error));
	parse(&pkm, 26, WMAN_ATTR_SAID, 2);
	assert_int_equal(pkm.said, 0x0101);
	assert_only(&pkm, &pkm.said, sizeof(pkm.said));
	parse(&pkm, 26, WMAN_ATTR_KEY_SEQUENCE_NUMBER, 1);
	assert_int_equal(pkm.ak_sn, 1);
	assert_only(&pkm, &pkm.ak_sn, sizeof(pkm.ak_sn));
	parse(&pkm, 19, WMAN_ATTR_KEY_LIFETIME, 4);
	assert_int_equal(pkm.lifetime_s, 0x01010000);
	assert_only(&pkm, &pkm.lifetime_s, sizeof(pkm.lifetime_s));
	parse(&pkm, 21, WMAN_ATTR_FRAME_NUMBER, 3);
	assert_int_equal(pkm.frame_number, 0x010100);
	assert_only(&pkm, &pkm.frame_number, sizeof(pkm.frame_number));
	parse(&pkm, 27, WMAN_ATTR_KEY_PUSH_COUNTER, 2);
	assert_int_equal(pkm.push_counter, 0x0101);
	assert_only(&pkm, &pkm.push_counter, sizeof(pkm.push_counter));
	parse(&pkm, 29, WMAN_ATTR_MS_RANDOM, 8);
	assert_ptr_equal(pkm.ms_random, octets + 5);
	assert_only(&pkm, &pkm.ms_random, sizeof(pkm.ms_random));
	parse(&pkm, 19, WMAN_ATTR_BS_RANDOM, 8);
	assert_ptr_equal(pkm.bs_random, octets + 5);
	assert_only(&pkm, &pkm.bs_random, sizeof(pkm.bs_random));
	parse(&pkm, 19, WMAN_ATTR_AKID, 8);
	assert_ptr_equal(pkm.akid, octets + 5);
	assert_only(&pkm, &pkm.akid, sizeof(pkm.akid));
	/* 38 is a signature there, and nothing else */
	parse(&pkm, 11, WMAN_ATTR_SIG_BS, 128);
	assert_int_equal(pkm.protection.len, 128);
	assert_only(&pkm, &pkm.protection, sizeof(pkm.protection));
	parse(&pkm, 29, WMAN_ATTR_CMAC_DIGEST, 12);
	assert_ptr_equal(pkm.protection.data, octets + 5);
	assert_int_equal(pkm.covered, 3);
	assert_only(&pkm, &pkm.protection, sizeof(pkm.protection));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_any_length),
		cmocka_unit_test(test_more_than_there_is_room_for),
		cmocka_unit_test(test_group_key_update),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
