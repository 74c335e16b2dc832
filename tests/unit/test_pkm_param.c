// SPDX-License-Identifier: BSD-3-Clause
/* Compound attributes of PKM. */
#include "pkm.h"
#include "proto_test.h"

static u8 octets[256];
static const u8 wrapped[24] = { 1 };

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
	tek.present = 0;
	tek.sn = 4;
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_TLV_VALUE);
	tek.sn = 0;
	tek.tek.len = 23;
	assert_int_equal(parse_tek(&back, &tek), WMAN_REASON_TLV_LENGTH);
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
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sa_descriptor), cmocka_unit_test(test_tek_params),
		cmocka_unit_test(test_pair),	      cmocka_unit_test(test_gkek_params),
		cmocka_unit_test(test_config),	      cmocka_unit_test(test_suites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
