// SPDX-License-Identifier: BSD-3-Clause
/* RNG-REQ and RNG-RSP. */
#include "message.h"
#include "proto_test.h"
#include "rng.h"

static u8 octets[128];

static void test_req(void **state)
{
	const struct wman_rng_req req = {
		.present = WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION,
		.mac = { 2, 0, 0, 0, 0, 1 },
		.version = WMAN_MAC_VERSION,
	};
	struct wman_rng_req back;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_rng_req_put(&buf, &req);
	assert_octets(&buf, 4, 0, 2, 6, 2, 0, 0, 0, 0, 1, 148, 1, 5);
	assert_int_equal(wman_rng_req_parse(&back, octets, buf.len), WMAN_REASON_NONE);
	assert_written_again(&buf, wman_rng_req_put, &back);
	memset(&back, 0xff, sizeof(back));
	assert_int_equal(wman_rng_req_parse(&back, octets, 10), WMAN_REASON_NONE);
	assert_int_equal(back.version, 0);
	assert_int_equal(back.key_count, 0);
	assert_int_equal(wman_rng_req_parse(&back, octets, 2), WMAN_REASON_ATTR_MISSING);
	assert_int_equal(wman_rng_req_parse(&back, octets, 1), WMAN_REASON_MESSAGE_SHORT);
	octets[0] = WMAN_MSG_RNG_RSP;
	assert_int_equal(wman_rng_req_parse(&back, octets, buf.len), WMAN_REASON_MESSAGE_UNKNOWN);
}

static void test_handover(void **state)
{
	const struct wman_rng_req req = {
		.present = WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_BSID | WMAN_RNG_REQ_PURPOSE |
			   WMAN_RNG_REQ_COUNT,
		.serving_bsid = { 1, 2, 3, 4, 5, 6 },
		.purpose = 1,
		.key_count = 0x1234,
	};
	struct wman_rng_req back;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_rng_req_put(&buf, &req);
	assert_octets(&buf, 4, 0, 2, 6, 0, 0, 0, 0, 0, 0, 5, 6, 1, 2, 3, 4, 5, 6, 6, 1, 1, 13, 2,
		      0x12, 0x34);
	assert_int_equal(wman_rng_req_parse(&back, octets, buf.len), WMAN_REASON_NONE);
	assert_written_again(&buf, wman_rng_req_put, &back);
}

static void test_rsp(void **state)
{
	struct wman_rng_rsp back, rsp = {
		.present = WMAN_RNG_RSP_TIMING | WMAN_RNG_RSP_POWER | WMAN_RNG_RSP_FREQUENCY |
			   WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC | WMAN_RNG_RSP_CIDS,
		.timing = 0xfffffffe,
		.power = 1,
		.frequency = 2,
		.status = WMAN_RANGING_SUCCESS,
		.mac = { 2, 0, 0, 0, 0, 1 },
		.basic_cid = 1,
		.primary_cid = 0x141,
	};
	struct wman_buf buf;
	unsigned int v;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_rng_rsp_put(&buf, &rsp);
	assert_octets(&buf, 5, 0, 1, 4, 255, 255, 255, 254, 2, 1, 1, 3, 4, 0, 0, 0, 2, 4, 1, 3, 8,
		      6, 2, 0, 0, 0, 0, 1, 9, 2, 0, 1, 10, 2, 1, 0x41);
	assert_int_equal(wman_rng_rsp_parse(&back, octets, buf.len), WMAN_REASON_NONE);
	assert_written_again(&buf, wman_rng_rsp_put, &back);

	memset(&back, 0xff, sizeof(back));
	assert_int_equal(wman_rng_rsp_parse(&back, (const u8[]){ 5, 0, 4, 1, 2 }, 5),
			 WMAN_REASON_NONE);
	assert_int_equal(back.status, WMAN_RANGING_ABORT);
	assert_int_equal(back.basic_cid, 0);
	assert_int_equal(back.timing, 0);
	assert_int_equal(wman_rng_rsp_parse(&back, octets, 1), WMAN_REASON_MESSAGE_SHORT);
	octets[0] = WMAN_MSG_RNG_REQ;
	assert_int_equal(wman_rng_rsp_parse(&back, octets, buf.len), WMAN_REASON_MESSAGE_UNKNOWN);

	for (v = 0; v < 256; v++) {
		rsp.status = (u8)v;
		wman_buf_init(&buf, octets, sizeof(octets));
		wman_rng_rsp_put(&buf, &rsp);
		assert_int_equal(wman_rng_rsp_parse(&back, octets, buf.len),
				 v >= 1 && v <= 4 ? WMAN_REASON_NONE : WMAN_REASON_TLV_VALUE);
	}
	rsp.present &= ~WMAN_RNG_RSP_STATUS;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_rng_rsp_put(&buf, &rsp);
	assert_int_equal(wman_rng_rsp_parse(&back, octets, buf.len), WMAN_REASON_ATTR_MISSING);
}

static enum wman_reason parse_rsp(const u8 *msg, size_t len)
{
	struct wman_rng_rsp rsp;
	struct wman_rng_req req;

	wman_rng_req_parse(&req, msg, len);
	return wman_rng_rsp_parse(&rsp, msg, len);
}

static void test_mauled(void **state)
{
	static const u8 rsp[] = { 5, 0, 1, 4, 0, 0, 0, 0, 4, 1, 3, 8, 6, 2, 0, 0, 0, 0, 1 };

	maul(parse_rsp, rsp, sizeof(rsp));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_req),
		cmocka_unit_test(test_handover),
		cmocka_unit_test(test_rsp),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
