// SPDX-License-Identifier: BSD-3-Clause
/* Compound attributes of PKM. */
#include "pkm.h"
#include "proto_test.h"

static u8 octets[300];
static const u8 wrapped[258] = { 1 };

/* The value of the one attribute in a buffer. */
static struct wman_octets value_of(const struct wman_buf *buf, u8 type)
{
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	assert_false(buf->overflow);
	wman_tlv_iter_init(&it, buf->data, buf->len);
	assert_true(wman_tlv_next(&it, &tlv));
	assert_int_equal(tlv.type, type);
	assert_ptr_equal(it.pos, it.end);
	return (struct wman_octets){ tlv.value, tlv.len };
}

static void test_sa_descriptor(void **state)
{
	struct wman_sa_descriptor back, sa = {
		.present = WMAN_SA_HAS_SERVICE,
		.said = 0x2001,
		.type = WMAN_SA_TYPE_DYNAMIC,
		.service = 1,
		.suite = WMAN_SUITE_CCM_ECB,
	};
	struct wman_octets value;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_descriptor_put(&buf, &sa);
	value = value_of(&buf, WMAN_ATTR_SA_DESCRIPTOR);
	assert_int_equal(wman_sa_descriptor_parse(&back, &value), WMAN_REASON_NONE);
	assert_int_equal(back.said, 0x2001);
	assert_int_equal(back.type, WMAN_SA_TYPE_DYNAMIC);
	assert_int_equal(back.service, 1);
	assert_int_equal(back.suite, WMAN_SUITE_CCM_ECB);
	assert_true(back.present & WMAN_SA_HAS_SERVICE);

	sa.type = 3;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_descriptor_put(&buf, &sa);
	value = value_of(&buf, WMAN_ATTR_SA_DESCRIPTOR);
	assert_int_equal(wman_sa_descriptor_parse(&back, &value), WMAN_REASON_TLV_VALUE);
	sa.type = 128;
	sa.service = 3;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_descriptor_put(&buf, &sa);
	value = value_of(&buf, WMAN_ATTR_SA_DESCRIPTOR);
	assert_int_equal(wman_sa_descriptor_parse(&back, &value), WMAN_REASON_TLV_VALUE);
	value.len = 4; /* SAID only */
	assert_int_equal(wman_sa_descriptor_parse(&back, &value), WMAN_REASON_ATTR_MISSING);
}

static enum wman_reason parse_tek(struct wman_tek_params *back, const struct wman_tek_params *tek)
{
	struct wman_octets value;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_tek_params_put(&buf, tek);
	value = value_of(&buf, WMAN_ATTR_TEK_PARAMETERS);
	return wman_tek_params_parse(back, &value);
}

static void test_tek_params(void **state)
{
	struct wman_tek_params back, tek = {
		.present = WMAN_TEK_HAS_GKEK_SN,
		.tek = { wrapped, 24 },
		.lifetime_s = 0x12345678,
		.sn = 3,
		.gkek_sn = 2,
	};
	bool good;

	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_NONE);
	assert_int_equal(back.tek.len, 24);
	assert_memory_equal(back.tek.data, wrapped, 24);
	assert_int_equal(back.lifetime_s, 0x12345678);
	assert_int_equal(back.sn, 3);
	assert_int_equal(back.gkek_sn, 2);
	assert_true(back.present & WMAN_TEK_HAS_GKEK_SN);
	assert_false(back.present & WMAN_TEK_HAS_IV);

	tek.present = WMAN_TEK_HAS_IV;
	tek.iv = (struct wman_octets){ wrapped, 8 };
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_NONE);
	assert_int_equal(back.iv.len, 8);
	tek.iv.len = 9;
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_TLV_LENGTH);
	tek.iv.len = 16;
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_NONE);
	tek.present = WMAN_TEK_HAS_GKEK_SN;
	tek.gkek_sn = 4;
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_TLV_VALUE);
	tek.gkek_sn = 3;
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_NONE);
	tek.present = 0;
	tek.sn = 4;
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_TLV_VALUE);
	tek.sn = 0;
	for (tek.tek.len = 1; tek.tek.len <= sizeof(wrapped); tek.tek.len++) {
		good = tek.tek.len == 8 || tek.tek.len == 16 || tek.tek.len == 24 ||
		       tek.tek.len == 128 || tek.tek.len == 256;
		assert_int_equal(parse_tek(&back, &tek),
				 good ? WMAN_REASON_NONE : WMAN_REASON_TLV_LENGTH);
	}
}

static void test_pair(void **state)
{
	struct wman_tek_params pair[2] = {
		{ .lifetime_s = 100, .sn = 3 },
		{ .lifetime_s = 100, .sn = 0 },
	};

	assert_int_equal(wman_tek_params_check(pair), WMAN_REASON_NONE);
	pair[1].lifetime_s = 99;
	assert_int_equal(wman_tek_params_check(pair), WMAN_REASON_LIFETIME);
	pair[0].lifetime_s = 0;
	assert_int_equal(wman_tek_params_check(pair), WMAN_REASON_LIFETIME);
	pair[0].lifetime_s = 1;
	pair[1].sn = 3;
	assert_int_equal(wman_tek_params_check(pair), WMAN_REASON_TEK_SN);
	pair[1].sn = 1;
	assert_int_equal(wman_tek_params_check(pair), WMAN_REASON_TEK_SN);
}

static void test_gkek_params(void **state)
{
	u8 octets_[] = { 43, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 0,
			 0,  0,	 0, 0, 9, 4, 0, 0, 0, 9, 10, 1, 1 };
	const struct wman_octets value = { octets_, sizeof(octets_) };
	struct wman_gkek_params gkek;

	assert_int_equal(wman_gkek_params_parse(&gkek, &value), WMAN_REASON_NONE);
	assert_int_equal(gkek.gkek.len, 16);
	assert_int_equal(gkek.lifetime_s, 9);
	assert_int_equal(gkek.sn, 1);
	octets_[sizeof(octets_) - 1] = 4;
	assert_int_equal(wman_gkek_params_parse(&gkek, &value), WMAN_REASON_TLV_VALUE);
	octets_[1] = 15;
	assert_int_not_equal(wman_gkek_params_parse(&gkek, &value), WMAN_REASON_NONE);
}

static void test_gkek_generations(void **state)
{
	struct wman_gkek_params gkek[2] = {
		{ .lifetime_s = 100, .sn = 3 },
		{ .lifetime_s = 100, .sn = 0 },
	};

	assert_int_equal(wman_gkek_params_check(gkek, 2), WMAN_REASON_NONE);
	gkek[1].lifetime_s = 99;
	assert_int_equal(wman_gkek_params_check(gkek, 2), WMAN_REASON_LIFETIME);
	assert_int_equal(wman_gkek_params_check(gkek, 1), WMAN_REASON_NONE);
	gkek[0].lifetime_s = 0;
	assert_int_equal(wman_gkek_params_check(gkek, 1), WMAN_REASON_LIFETIME);
	gkek[0].lifetime_s = 1;
	gkek[1].sn = 3;
	assert_int_equal(wman_gkek_params_check(gkek, 2), WMAN_REASON_GKEK_SN);
	gkek[1].sn = 1;
	assert_int_equal(wman_gkek_params_check(gkek, 2), WMAN_REASON_GKEK_SN);
}

/* Every row of a compound that has to be there is missed. */
static void test_mandatory(void **state)
{
	static const struct {
		u8 type;
		u8 len;
	} tek[] = { { 8, 24 }, { 9, 4 }, { 10, 1 } }, gkek[] = { { 43, 16 }, { 9, 4 }, { 10, 1 } },
	  sa[] = { { 12, 2 }, { 24, 1 }, { 20, 3 } };
	struct wman_sa_descriptor sa_back;
	struct wman_gkek_params gkek_back;
	struct wman_tek_params tek_back;
	struct wman_octets value;
	struct wman_buf buf;
	enum wman_reason reason;
	size_t skip, i;

	memset(&sa_back, 0xff, sizeof(sa_back));
	memset(&tek_back, 0xff, sizeof(tek_back));
	memset(&gkek_back, 0xff, sizeof(gkek_back));
	for (skip = 0; skip <= 3; skip++) {
		reason = skip < 3 ? WMAN_REASON_ATTR_MISSING : WMAN_REASON_NONE;
		wman_buf_init(&buf, octets, sizeof(octets));
		for (i = 0; i < 3; i++)
			if (i != skip)
				wman_buf_put_tlv(&buf, tek[i].type, wrapped + 1, tek[i].len);
		value = (struct wman_octets){ buf.data, buf.len };
		assert_int_equal(wman_tek_params_parse(&tek_back, &value), reason);
		wman_buf_init(&buf, octets, sizeof(octets));
		for (i = 0; i < 3; i++)
			if (i != skip)
				wman_buf_put_tlv(&buf, gkek[i].type, wrapped + 1, gkek[i].len);
		value = (struct wman_octets){ buf.data, buf.len };
		assert_int_equal(wman_gkek_params_parse(&gkek_back, &value), reason);
		wman_buf_init(&buf, octets, sizeof(octets));
		for (i = 0; i < 3; i++)
			if (i != skip)
				wman_buf_put_tlv(&buf, sa[i].type, wrapped + 1, sa[i].len);
		value = (struct wman_octets){ buf.data, buf.len };
		assert_int_equal(wman_sa_descriptor_parse(&sa_back, &value), reason);
		/* what is not there is nothing */
		if (skip == 1) {
			assert_int_equal(sa_back.type, 0);
			assert_int_equal(tek_back.lifetime_s, 0);
			assert_int_equal(gkek_back.lifetime_s, 0);
		}
	}
	assert_int_equal(sa_back.service, 0);
	assert_int_equal(tek_back.gkek_sn, 0);
	assert_int_equal(tek_back.iv.len, 0);
}

/* What is written, octet by octet; only what is present of what may be left out. */
static void test_octets(void **state)
{
	const struct wman_sa_descriptor sa = {
		.present = WMAN_SA_HAS_SERVICE,
		.said = 0x2001,
		.type = 2,
		.service = 1,
		.suite = 0x020104,
	};
	const struct wman_tek_params tek = {
		.present = WMAN_TEK_HAS_IV | WMAN_TEK_HAS_GKEK_SN,
		.tek = { wrapped, 8 },
		.lifetime_s = 0x01020304,
		.sn = 3,
		.iv = { wrapped + 1, 8 },
		.gkek_sn = 2,
	};
	struct wman_sa_descriptor plain_sa = sa;
	struct wman_tek_params plain_tek = tek;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_descriptor_put(&buf, &sa);
	assert_octets(&buf, 23, 15, 12, 2, 0x20, 1, 24, 1, 2, 31, 1, 1, 20, 3, 2, 1, 4);
	plain_sa.present = 0;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_descriptor_put(&buf, &plain_sa);
	assert_octets(&buf, 23, 12, 12, 2, 0x20, 1, 24, 1, 2, 20, 3, 2, 1, 4);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_tek_params_put(&buf, &tek);
	assert_octets(&buf, 13, 32, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 9, 4, 1, 2, 3, 4, 10, 1, 3, 15, 8,
		      0, 0, 0, 0, 0, 0, 0, 0, 46, 1, 2);
	plain_tek.present = 0;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_tek_params_put(&buf, &plain_tek);
	assert_octets(&buf, 13, 19, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 9, 4, 1, 2, 3, 4, 10, 1, 3);
}

/* All 256 types and service types: 0 to 2 and the vendors' from 128, and 0 to 2 */
static void test_sa_values(void **state)
{
	struct wman_sa_descriptor back, sa = { .present = WMAN_SA_HAS_SERVICE, .suite = 1 };
	struct wman_octets value;
	struct wman_buf buf;
	unsigned int v;

	for (v = 0; v < 256; v++) {
		sa.type = (u8)v;
		sa.service = 0;
		wman_buf_init(&buf, octets, sizeof(octets));
		wman_sa_descriptor_put(&buf, &sa);
		value = value_of(&buf, WMAN_ATTR_SA_DESCRIPTOR);
		assert_int_equal(wman_sa_descriptor_parse(&back, &value),
				 v <= 2 || v >= 128 ? WMAN_REASON_NONE : WMAN_REASON_TLV_VALUE);
		sa.type = 0;
		sa.service = (u8)v;
		wman_buf_init(&buf, octets, sizeof(octets));
		wman_sa_descriptor_put(&buf, &sa);
		value = value_of(&buf, WMAN_ATTR_SA_DESCRIPTOR);
		assert_int_equal(wman_sa_descriptor_parse(&back, &value),
				 v <= 2 ? WMAN_REASON_NONE : WMAN_REASON_TLV_VALUE);
	}
}

/* 16 octets under ECB, 24 under key wrap */
static void test_gkek_lengths(void **state)
{
	struct wman_gkek_params gkek;
	struct wman_octets value;
	struct wman_buf buf;
	size_t len;

	for (len = 1; len <= 40; len++) {
		wman_buf_init(&buf, octets, sizeof(octets));
		wman_buf_put_tlv(&buf, WMAN_ATTR_GKEK, wrapped, len);
		wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_LIFETIME, 9, 4);
		wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_SEQUENCE_NUMBER, 3, 1);
		value = (struct wman_octets){ buf.data, buf.len };
		assert_int_equal(wman_gkek_params_parse(&gkek, &value),
				 len == 16 || len == 24 ? WMAN_REASON_NONE :
							  WMAN_REASON_TLV_LENGTH);
	}
}

static void test_config(void **state)
{
	struct wman_pkm_config back, config = {
		.present = BIT(WMAN_PKM_AUTHORIZE_WAIT) | BIT(WMAN_PKM_REJECT_WAIT),
		.timer_s = { [WMAN_PKM_AUTHORIZE_WAIT] = 10, [WMAN_PKM_REJECT_WAIT] = 60 },
	};
	struct wman_octets value;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_config_put(&buf, &config);
	assert_octets(&buf, 27, 12, 1, 4, 0, 0, 0, 10, 7, 4, 0, 0, 0, 60);
	value = value_of(&buf, WMAN_ATTR_PKM_CONFIGURATION);
	assert_int_equal(wman_pkm_config_parse(&back, &value), WMAN_REASON_NONE);
	assert_memory_equal(&back, &config, sizeof(config));
	config.present = 0;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_config_put(&buf, &config);
	assert_int_equal(buf.len, 0);
	value.len = 0;
	assert_int_equal(wman_pkm_config_parse(&back, &value), WMAN_REASON_NONE);
	assert_int_equal(back.timer_s[WMAN_PKM_AUTHORIZE_WAIT], 0);
}

static void test_suites(void **state)
{
	static const u32 offer[] = { WMAN_SUITE_CCM_WRAP, WMAN_SUITE_CCM_ECB };
	struct wman_octets value;
	struct wman_buf buf;
	u32 suites[2];
	size_t n = 2;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_suites_put(&buf, offer, 2);
	value = value_of(&buf, WMAN_ATTR_SECURITY_CAPABILITIES);
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_NONE);
	assert_int_equal(n, 2);
	assert_memory_equal(suites, offer, sizeof(offer));
	/* no more than there is room for */
	n = 1;
	suites[1] = 0;
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_NONE);
	assert_int_equal(n, 1);
	assert_int_equal(suites[1], 0);

	n = 2;
	value = (struct wman_octets){ (const u8 *)"\x15\x04\x14\x02\x01\x04", 6 };
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_TLV_LENGTH);
	value = (struct wman_octets){ (const u8 *)"\x16\x01\x01", 3 };
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_ATTR_MISSING);
	n = 2;
	value = (struct wman_octets){ (const u8 *)"\x15\x03\x14\x03\x01", 5 };
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_TLV_MALFORMED);
	value = (struct wman_octets){ (const u8 *)"\x15\x05\x14", 3 };
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_TLV_MALFORMED);
	/* what is unknown, before the list and in it, is passed over; a list of that only is none */
	n = 2;
	value = (struct wman_octets){
		(const u8 *)"\x16\x01\x01\x15\x08\x63\x01\x01\x14\x03\x02\x01\x04", 13
	};
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_NONE);
	assert_int_equal(n, 1);
	assert_int_equal(suites[0], WMAN_SUITE_CCM_WRAP);
	value = (struct wman_octets){ (const u8 *)"\x15\x03\x63\x01\x01", 5 };
	assert_int_equal(wman_suites_parse(suites, &n, &value), WMAN_REASON_ATTR_MISSING);
}

/* The ranges of 802.16-2001 10.2. */
static void test_config_clamp(void **state)
{
	static const u32 min[] = { 2, 2, 300, 1, 1, 300, 10 };
	static const u32 max[] = { 30, 30, 3024000, 10, 10, 302399, 600 };
	struct wman_pkm_config config;
	size_t i;

	assert_int_equal(ARRAY_SIZE(min), WMAN_PKM_TIMERS);
	for (i = 0; i < WMAN_PKM_TIMERS; i++) {
		memset(&config, 0, sizeof(config));
		config.timer_s[i] = min[i];
		wman_pkm_config_clamp(&config);
		assert_int_equal(config.timer_s[i], min[i]);
		config.timer_s[i] = min[i] - 1;
		wman_pkm_config_clamp(&config);
		assert_int_equal(config.timer_s[i], min[i]);
		config.timer_s[i] = max[i];
		wman_pkm_config_clamp(&config);
		assert_int_equal(config.timer_s[i], max[i]);
		config.timer_s[i] = UINT32_MAX;
		wman_pkm_config_clamp(&config);
		assert_int_equal(config.timer_s[i], max[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sa_descriptor),
		cmocka_unit_test(test_tek_params),
		cmocka_unit_test(test_pair),
		cmocka_unit_test(test_gkek_params),
		cmocka_unit_test(test_gkek_generations),
		cmocka_unit_test(test_gkek_lengths),
		cmocka_unit_test(test_mandatory),
		cmocka_unit_test(test_octets),
		cmocka_unit_test(test_sa_values),
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_suites),
		cmocka_unit_test(test_config_clamp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
