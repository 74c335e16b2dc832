// SPDX-License-Identifier: BSD-3-Clause
/* DL-MAP, DCD, UCD. */
#include "beacon.h"
#include "message.h"
#include "proto_test.h"

static u8 octets[64];

static void test_dl_map(void **state)
{
	const struct wman_dl_map map = {
		.frame_duration = WMAN_FRAME_5MS,
		.frame_number = 0x123456,
		.dcd_count = 7,
		.bsid = { 1, 2, 3, 4, 5, 6 },
		.symbols = 26,
	};
	struct wman_dl_map back;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_dl_map_put(&buf, &map);
	assert_octets(&buf, 2, 4, 0x12, 0x34, 0x56, 7, 1, 2, 3, 4, 5, 6, 26);
	assert_int_equal(wman_dl_map_parse(&back, octets, buf.len), WMAN_REASON_NONE);
	assert_int_equal(back.frame_duration, WMAN_FRAME_5MS);
	assert_int_equal(back.frame_number, 0x123456);
	assert_int_equal(back.dcd_count, 7);
	assert_int_equal(back.symbols, 26);
	assert_memory_equal(back.bsid, map.bsid, 6);
	/* it may end with the BSID */
	assert_int_equal(wman_dl_map_parse(&back, octets, 12), WMAN_REASON_NONE);
	assert_int_equal(back.symbols, 0);
	assert_int_equal(wman_dl_map_parse(&back, octets, 11), WMAN_REASON_MESSAGE_SHORT);
	octets[0] = WMAN_MSG_DCD;
	assert_int_equal(wman_dl_map_parse(&back, octets, 13), WMAN_REASON_MESSAGE_UNKNOWN);
}

static void test_dcd(void **state)
{
	const struct wman_dcd dcd = {
		.present = WMAN_DCD_BSID | WMAN_DCD_VERSION | WMAN_DCD_FREQUENCY,
		.count = 3,
		.frequency = 5100000,
		.bsid = { 1, 2, 3, 4, 5, 6 },
		.version = 5,
	};
	struct wman_dcd back;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_dcd_put(&buf, &dcd);
	assert_octets(&buf, 1, 0, 3, 12, 4, 0, 0x4d, 0xd1, 0xe0, 13, 6, 1, 2, 3, 4, 5, 6, 148, 1,
		      5);
	assert_int_equal(wman_dcd_parse(&back, octets, buf.len), WMAN_REASON_NONE);
	assert_written_again(&buf, wman_dcd_put, &back);
	/* of a short one nothing is left of what was there before */
	memset(&back, 0xff, sizeof(back));
	assert_int_equal(wman_dcd_parse(&back, octets, 3), WMAN_REASON_NONE);
	assert_int_equal(back.present, 0);
	assert_int_equal(back.frequency, 0);
	assert_int_equal(back.version, 0);
	assert_memory_equal(back.bsid, "\0\0\0\0\0", 6);
	octets[0] = WMAN_MSG_UCD;
	assert_int_equal(wman_dcd_parse(&back, octets, buf.len), WMAN_REASON_MESSAGE_UNKNOWN);
}

static void test_ucd(void **state)
{
	const struct wman_ucd ucd = {
		.present = WMAN_UCD_RESERVATION,
		.count = 1,
		.ranging_start = 2,
		.ranging_end = 3,
		.request_start = 4,
		.request_end = 5,
		.reservation = 6,
	};
	struct wman_ucd back;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_ucd_put(&buf, &ucd);
	assert_octets(&buf, 0, 1, 2, 3, 4, 5, 2, 1, 6);
	assert_int_equal(wman_ucd_parse(&back, octets, buf.len), WMAN_REASON_NONE);
	assert_written_again(&buf, wman_ucd_put, &back);
	assert_int_equal(wman_ucd_parse(&back, octets, 5), WMAN_REASON_MESSAGE_SHORT);
	memset(&back, 0xff, sizeof(back));
	assert_int_equal(wman_ucd_parse(&back, octets, 6), WMAN_REASON_NONE);
	assert_int_equal(back.present, 0);
	assert_int_equal(back.reservation, 0);
}

static enum wman_reason parse_any(const u8 *msg, size_t len)
{
	struct wman_dl_map map;
	struct wman_dcd dcd;
	struct wman_ucd ucd;

	wman_dl_map_parse(&map, msg, len);
	wman_ucd_parse(&ucd, msg, len);
	return wman_dcd_parse(&dcd, msg, len);
}

static void test_mauled(void **state)
{
	static const u8 dcd[] = { 1, 0, 3, 12, 4, 0, 0, 0, 0, 13, 6, 1, 2, 3, 4, 5, 6 };

	maul(parse_any, dcd, sizeof(dcd));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dl_map),
		cmocka_unit_test(test_dcd),
		cmocka_unit_test(test_ucd),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
