// SPDX-License-Identifier: BSD-3-Clause
/* Subheaders and the SDUs behind them. */
#include "proto_test.h"
#include "subheader.h"

#define UP   WMAN_DIRECTION_UPLINK
#define DOWN WMAN_DIRECTION_DOWNLINK

static void test_extended_group(void **state)
{
	static const u8 group[] = { 3, 1, 2 };
	size_t skip;

	assert_int_equal(wman_esh_skip(group, 3, &skip), WMAN_REASON_NONE);
	assert_int_equal(skip, 3);
	assert_int_equal(wman_esh_skip(group, 2, &skip), WMAN_REASON_SUBHEADER);
	assert_int_equal(wman_esh_skip(group, 0, &skip), WMAN_REASON_SUBHEADER);
	assert_int_equal(wman_esh_skip((const u8 *)"\0\1", 2, &skip), WMAN_REASON_SUBHEADER);
	assert_int_equal(wman_esh_skip((const u8 *)"\2\0", 2, &skip), WMAN_REASON_NONE);
	assert_int_equal(skip, 2);
}

static void test_plain(void **state)
{
	struct wman_sdu_iter it;
	struct wman_sdu sdu;

	assert_int_equal(wman_sdu_iter_init(&it, 0, DOWN, (const u8 *)"abc", 3), WMAN_REASON_NONE);
	assert_true(wman_sdu_next(&it, &sdu));
	assert_false(sdu.numbered);
	assert_int_equal(sdu.fc, WMAN_FC_WHOLE);
	assert_int_equal(sdu.len, 3);
	assert_false(wman_sdu_next(&it, &sdu));

	/* no payload at all */
	assert_int_equal(wman_sdu_iter_init(&it, 0, DOWN, (const u8 *)"", 0), WMAN_REASON_NONE);
	assert_false(wman_sdu_next(&it, &sdu));
}

/* Bits counted by hand: FC 2 (first), FSN 5 or 0x5a5. */
static void test_fragmentation_octets(void **state)
{
	u8 octets[3];

	assert_int_equal(wman_fragmentation_build(false, WMAN_FC_FIRST, 5, octets), 1);
	assert_int_equal(octets[0], 0xa8);
	assert_int_equal(wman_fragmentation_build(true, WMAN_FC_FIRST, 0x5a5, octets), 2);
	assert_memory_equal(octets, "\xad\x28", 2);
	assert_int_equal(wman_packing_build(false, WMAN_FC_LAST, 3, 0x100, octets), 2);
	assert_memory_equal(octets, "\x59\x02", 2);
	assert_int_equal(wman_packing_build(true, WMAN_FC_MIDDLE, 0x5a5, 0x100, octets), 3);
	assert_memory_equal(octets, "\xed\x29\x03", 3);
}

static void test_fragmentation(void **state)
{
	struct wman_sdu_iter it;
	struct wman_sdu sdu;
	u8 octets[8];
	size_t len;
	int ext;

	for (ext = 0; ext < 2; ext++) {
		len = wman_fragmentation_build(ext, WMAN_FC_MIDDLE, 0x7fe, octets);
		memcpy(octets + len, "xy", 2);
		assert_int_equal(wman_sdu_iter_init(&it,
						    WMAN_TYPE_FRAGMENTATION |
							    (ext ? WMAN_TYPE_EXTENDED : 0),
						    UP, octets, len + 2),
				 WMAN_REASON_NONE);
		assert_true(wman_sdu_next(&it, &sdu));
		assert_true(sdu.numbered);
		assert_int_equal(sdu.fc, WMAN_FC_MIDDLE);
		assert_int_equal(sdu.fsn_mask, ext ? 2047 : 7);
		assert_int_equal(sdu.fsn, ext ? 0x7fe : 6);
		assert_int_equal(sdu.len, 2);
		assert_memory_equal(sdu.data, "xy", 2);
		assert_false(wman_sdu_next(&it, &sdu));
		/* a fragment of nothing */
		assert_int_equal(wman_sdu_iter_init(&it,
						    WMAN_TYPE_FRAGMENTATION |
							    (ext ? WMAN_TYPE_EXTENDED : 0),
						    UP, octets, len),
				 WMAN_REASON_SUBHEADER);
	}
}

static void test_packing(void **state)
{
	u8 octets[64], type, *copy;
	struct wman_sdu_iter it;
	struct wman_sdu sdu;
	size_t len, cut;
	int ext;

	for (ext = 0; ext < 2; ext++) {
		type = WMAN_TYPE_PACKING | (ext ? WMAN_TYPE_EXTENDED : 0);
		len = wman_packing_build(ext, WMAN_FC_LAST, 7, 4, octets);
		memcpy(octets + len, "last", 4);
		len += 4;
		len += wman_packing_build(ext, WMAN_FC_WHOLE, 8, 5, octets + len);
		memcpy(octets + len, "whole", 5);
		len += 5;
		assert_int_equal(wman_sdu_iter_init(&it, type, DOWN, octets, len),
				 WMAN_REASON_NONE);
		assert_true(wman_sdu_next(&it, &sdu));
		assert_true(sdu.numbered);
		assert_int_equal(sdu.fc, WMAN_FC_LAST);
		assert_int_equal(sdu.fsn, 7);
		assert_int_equal(sdu.len, 4);
		assert_true(wman_sdu_next(&it, &sdu));
		assert_int_equal(sdu.fc, WMAN_FC_WHOLE);
		assert_int_equal(sdu.fsn, ext ? 8 : 0);
		assert_memory_equal(sdu.data, "whole", 5);
		assert_false(wman_sdu_next(&it, &sdu));

		/* every cut but the one between the two */
		for (cut = 1; cut < len; cut++) {
			copy = exact_copy(octets, cut);
			assert_int_equal(wman_sdu_iter_init(&it, type, DOWN, copy, cut),
					 cut == (ext ? 7 : 6) ? WMAN_REASON_NONE :
								WMAN_REASON_SUBHEADER);
			free(copy);
		}
		/* of what is cut, nothing is given */
		assert_int_equal(wman_sdu_iter_init(&it, type, DOWN, octets, len - 1),
				 WMAN_REASON_SUBHEADER);
		assert_false(wman_sdu_next(&it, &sdu));
		/* a subheader of nothing */
		wman_packing_build(ext, WMAN_FC_WHOLE, 0, 0, octets);
		assert_int_equal(wman_sdu_iter_init(&it, type, DOWN, octets, ext ? 3 : 2),
				 WMAN_REASON_SUBHEADER);
		/* a length that does not even hold the subheader would never end */
		memset(octets, 0, 4);
		assert_int_equal(wman_sdu_iter_init(&it, type, DOWN, octets, 4),
				 WMAN_REASON_SUBHEADER);
	}
}

static void test_grant_and_ffb(void **state)
{
	struct wman_sdu_iter it;
	struct wman_sdu sdu;

	assert_int_equal(wman_sdu_iter_init(&it, WMAN_TYPE_GRANT_FFB, UP, (const u8 *)"ggx", 3),
			 WMAN_REASON_NONE);
	assert_true(wman_sdu_next(&it, &sdu));
	assert_int_equal(sdu.len, 1);
	assert_int_equal(wman_sdu_iter_init(&it, WMAN_TYPE_GRANT_FFB, DOWN, (const u8 *)"fx", 2),
			 WMAN_REASON_NONE);
	assert_true(wman_sdu_next(&it, &sdu));
	assert_int_equal(sdu.len, 1);
	/* nothing behind it is nothing, not a fault */
	assert_int_equal(wman_sdu_iter_init(&it, WMAN_TYPE_GRANT_FFB, UP, (const u8 *)"gg", 2),
			 WMAN_REASON_NONE);
	assert_false(wman_sdu_next(&it, &sdu));
	assert_int_equal(wman_sdu_iter_init(&it, WMAN_TYPE_GRANT_FFB, UP, (const u8 *)"g", 1),
			 WMAN_REASON_SUBHEADER);
	assert_int_equal(wman_sdu_iter_init(&it, WMAN_TYPE_GRANT_FFB, DOWN, (const u8 *)"", 0),
			 WMAN_REASON_SUBHEADER);
}

static void test_refused(void **state)
{
	static const u8 types[] = {
		WMAN_TYPE_MESH,
		WMAN_TYPE_ARQ_FEEDBACK,
		WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_PACKING,
	};
	struct wman_sdu_iter it;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		assert_int_equal(wman_sdu_iter_init(&it, types[i], DOWN, (const u8 *)"\0\5abc", 5),
				 WMAN_REASON_SUBHEADER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_extended_group),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_fragmentation_octets),
		cmocka_unit_test(test_fragmentation),
		cmocka_unit_test(test_packing),
		cmocka_unit_test(test_grant_and_ffb),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
