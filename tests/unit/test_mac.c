// SPDX-License-Identifier: BSD-3-Clause
/* Generic MAC header, CRC, bandwidth request, PDUs of a burst. */
#include "mac.h"
#include "proto_test.h"

static void test_gmh(void **state)
{
	const struct wman_gmh gmh = {
		.ec = true,
		.esf = true,
		.ci = true,
		.type = 0x2a,
		.eks = 3,
		.len = 0x7a5,
		.cid = 0x1234,
	};
	struct wman_gmh back;
	u8 octets[WMAN_GMH_LEN];

	wman_gmh_build(&gmh, octets);
	assert_int_equal(octets[0], 0x6a);
	assert_int_equal(octets[1], 0xf7);
	assert_int_equal(octets[2], 0xa5);
	assert_int_equal(octets[3], 0x12);
	assert_int_equal(octets[4], 0x34);
	assert_int_equal(octets[5], wman_hcs(octets));
	assert_int_equal(wman_gmh_parse(&back, octets, 0x7a5), WMAN_REASON_NONE);
	assert_true(back.ec && back.esf && back.ci);
	assert_int_equal(back.type, gmh.type);
	assert_int_equal(back.eks, gmh.eks);
	assert_int_equal(back.len, gmh.len);
	assert_int_equal(back.cid, gmh.cid);
}

static void test_gmh_refused(void **state)
{
	struct wman_gmh gmh = { .ci = true, .len = 10, .cid = 1 };
	u8 octets[WMAN_GMH_LEN];
	unsigned int bit;
	size_t len;
	u8 *copy;

	wman_gmh_build(&gmh, octets);
	for (len = 0; len < WMAN_GMH_LEN; len++) {
		copy = exact_copy(octets, len);
		assert_int_equal(wman_gmh_parse(&gmh, copy, len), WMAN_REASON_SHORT);
		free(copy);
	}
	assert_int_equal(wman_gmh_parse(&gmh, octets, 9), WMAN_REASON_LENGTH);
	assert_int_equal(wman_gmh_parse(&gmh, octets, 10), WMAN_REASON_NONE);
	assert_int_equal(wman_gmh_parse(&gmh, octets, 11), WMAN_REASON_NONE);

	/* any single bit is seen by the HCS */
	for (bit = 0; bit < 8 * WMAN_GMH_LEN; bit++) {
		octets[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(wman_gmh_parse(&gmh, octets, 2047), WMAN_REASON_HCS);
		octets[bit / 8] ^= 1 << bit % 8;
	}

	gmh.len = 9; /* no room for the CRC */
	wman_gmh_build(&gmh, octets);
	assert_int_equal(wman_gmh_parse(&gmh, octets, 2047), WMAN_REASON_LENGTH);
	gmh.ci = false;
	gmh.len = 5;
	wman_gmh_build(&gmh, octets);
	assert_int_equal(wman_gmh_parse(&gmh, octets, 2047), WMAN_REASON_LENGTH);
	gmh.len = 6;
	wman_gmh_build(&gmh, octets);
	assert_int_equal(wman_gmh_parse(&gmh, octets, 6), WMAN_REASON_NONE);
}

static void test_bandwidth(void **state)
{
	const struct wman_bandwidth bw = { .type = 1, .request = 0x51234, .cid = 0x0141 };
	struct wman_bandwidth back;
	struct wman_gmh gmh;
	u8 octets[WMAN_GMH_LEN];

	/* all 19 bits of the number, and the other type */
	wman_bandwidth_build(&(struct wman_bandwidth){ .request = 0x7ffff }, octets);
	assert_memory_equal(octets, "\x87\xff\xff\0\0", 5);
	assert_int_equal(wman_bandwidth_parse(&back, octets, sizeof(octets)), WMAN_REASON_NONE);
	assert_int_equal(back.type, 0);
	assert_int_equal(back.request, 0x7ffff);
	wman_bandwidth_build(&bw, octets);
	assert_int_equal(octets[0], 0x80 | 1 << 3 | 5);
	assert_int_equal(wman_bandwidth_parse(&back, octets, sizeof(octets)), WMAN_REASON_NONE);
	assert_int_equal(back.type, 1);
	assert_int_equal(back.request, 0x51234);
	assert_int_equal(back.cid, 0x0141);
	assert_int_equal(wman_gmh_parse(&gmh, octets, 6), WMAN_REASON_MESSAGE_UNKNOWN);

	assert_int_equal(wman_bandwidth_parse(&back, octets, 5), WMAN_REASON_SHORT);
	octets[5] ^= 1;
	assert_int_equal(wman_bandwidth_parse(&back, octets, 6), WMAN_REASON_HCS);
	octets[0] |= 0x40;
	octets[5] = wman_hcs(octets);
	assert_int_equal(wman_bandwidth_parse(&back, octets, 6), WMAN_REASON_MESSAGE_UNKNOWN);
	/* another header without payload, and a generic one */
	octets[0] = 0x80 | 2 << 3;
	octets[5] = wman_hcs(octets);
	assert_int_equal(wman_bandwidth_parse(&back, octets, 6), WMAN_REASON_MESSAGE_UNKNOWN);
	octets[0] = 1 << 3;
	octets[5] = wman_hcs(octets);
	assert_int_equal(wman_bandwidth_parse(&back, octets, 6), WMAN_REASON_MESSAGE_UNKNOWN);
}

/* One bit or number at a time, and every other one as it was. */
static void test_header_fields(void **state)
{
	static const struct wman_gmh headers[] = {
		{ .len = 6 },
		{ .len = 6, .ec = true },
		{ .len = 10, .ci = true },
		{ .len = 6, .esf = true },
		{ .len = 6, .type = 0x3f },
		{ .len = 6, .type = 0x2a },
		{ .len = 6, .eks = 1 },
		{ .len = 6, .eks = 3 },
		{ .len = 2047 },
		{ .len = 1280 },
		{ .len = 6, .cid = 0xffff },
		{ .len = 6, .cid = 0x8001 },
	};
	struct wman_gmh back;
	u8 octets[WMAN_GMH_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(headers); i++) {
		wman_gmh_build(&headers[i], octets);
		assert_int_equal(wman_gmh_parse(&back, octets, 2047), WMAN_REASON_NONE);
		assert_int_equal(back.ec, headers[i].ec);
		assert_int_equal(back.ci, headers[i].ci);
		assert_int_equal(back.esf, headers[i].esf);
		assert_int_equal(back.type, headers[i].type);
		assert_int_equal(back.eks, headers[i].eks);
		assert_int_equal(back.len, headers[i].len);
		assert_int_equal(back.cid, headers[i].cid);
	}
}

static size_t put_pdu(u8 *out, u16 len)
{
	const struct wman_gmh gmh = { .len = len, .cid = len };

	memset(out, 0, len);
	wman_gmh_build(&gmh, out);
	return len;
}

static void test_burst(void **state)
{
	const struct wman_bandwidth bw = { .request = 100, .cid = 1 };
	struct wman_pdu_iter it;
	struct wman_octets pdu;
	u8 burst[64], *copy;
	size_t len = 0;

	len += put_pdu(burst + len, 8);
	wman_bandwidth_build(&bw, burst + len);
	len += WMAN_GMH_LEN;
	len += put_pdu(burst + len, 20);
	burst[len++] = WMAN_BURST_PAD;
	burst[len++] = 0x55; /* behind the padding nothing counts */

	copy = exact_copy(burst, len);
	wman_pdu_iter_init(&it, copy, len);
	assert_true(wman_pdu_next(&it, &pdu));
	assert_int_equal(pdu.len, 8);
	assert_ptr_equal(pdu.data, copy);
	assert_true(wman_pdu_next(&it, &pdu));
	assert_true(wman_is_signaling(pdu.data));
	assert_int_equal(pdu.len, 6);
	assert_true(wman_pdu_next(&it, &pdu));
	assert_int_equal(pdu.len, 20);
	assert_false(wman_pdu_next(&it, &pdu));
	assert_int_equal(it.reason, WMAN_REASON_NONE);

	/* a wrong header ends the burst but not what came before */
	copy[8] ^= 1;
	wman_pdu_iter_init(&it, copy, len);
	assert_true(wman_pdu_next(&it, &pdu));
	assert_false(wman_pdu_next(&it, &pdu));
	assert_int_equal(it.reason, WMAN_REASON_HCS);
	assert_false(wman_pdu_next(&it, &pdu));
	free(copy);

	/* the last PDU is cut */
	copy = exact_copy(burst, 33);
	wman_pdu_iter_init(&it, copy, 33);
	assert_true(wman_pdu_next(&it, &pdu));
	assert_true(wman_pdu_next(&it, &pdu));
	assert_false(wman_pdu_next(&it, &pdu));
	assert_int_equal(it.reason, WMAN_REASON_LENGTH);
	free(copy);
}

static void test_crc(void **state)
{
	static const enum wman_crc both[] = { WMAN_CRC_OFDMA, WMAN_CRC_IEEE8023 };
	u8 pdu[40] = { 1, 2, 3 };
	unsigned int i, bit;

	for (i = 0; i < ARRAY_SIZE(both); i++) {
		wman_crc32(both[i], pdu, 36, pdu + 36);
		assert_true(wman_crc32_ok(both[i], pdu, 40));
		assert_false(wman_crc32_ok(both[!i], pdu, 40));
		for (bit = 0; bit < 8 * sizeof(pdu); bit++) {
			pdu[bit / 8] ^= 1 << bit % 8;
			assert_false(wman_crc32_ok(both[i], pdu, 40));
			pdu[bit / 8] ^= 1 << bit % 8;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gmh),	      cmocka_unit_test(test_gmh_refused),
		cmocka_unit_test(test_header_fields), cmocka_unit_test(test_bandwidth),
		cmocka_unit_test(test_burst),	      cmocka_unit_test(test_crc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
