// SPDX-License-Identifier: BSD-3-Clause
/* Fragmentation and reassembly. */
#include "frag.h"
#include "proto_test.h"

static u8 memory[16];

static struct wman_sdu part(enum wman_fc fc, u16 fsn, const char *text)
{
	return (struct wman_sdu){ .numbered = true,
				  .fc = fc,
				  .fsn = fsn & 7,
				  .fsn_mask = 7,
				  .data = (const u8 *)text,
				  .len = strlen(text) };
}

static enum wman_reason add(struct wman_frag *frag, enum wman_fc fc, u16 fsn, const char *text,
			    const char *whole)
{
	struct wman_sdu sdu = part(fc, fsn, text);
	struct wman_octets out;
	enum wman_reason reason;

	memset(&out, 0xff, sizeof(out));
	reason = wman_frag_add(frag, &sdu, &out);

	if (whole) {
		assert_int_equal(out.len, strlen(whole));
		assert_memory_equal(out.data, whole, out.len);
	} else {
		assert_null(out.data);
		assert_int_equal(out.len, 0);
	}
	return reason;
}

static void test_in_order(void **state)
{
	struct wman_frag frag;

	wman_frag_init(&frag, memory, sizeof(memory));
	assert_int_equal(add(&frag, WMAN_FC_WHOLE, 3, "w", "w"), WMAN_REASON_NONE);
	/* any number begins; it wraps */
	assert_int_equal(add(&frag, WMAN_FC_FIRST, 6, "ab", NULL), WMAN_REASON_NONE);
	assert_true(frag.active);
	assert_int_equal(add(&frag, WMAN_FC_MIDDLE, 7, "cd", NULL), WMAN_REASON_NONE);
	assert_int_equal(add(&frag, WMAN_FC_LAST, 0, "e", "abcde"), WMAN_REASON_NONE);
	assert_false(frag.active);
}

static void test_gaps(void **state)
{
	struct wman_frag frag;

	wman_frag_init(&frag, memory, sizeof(memory));
	assert_int_equal(add(&frag, WMAN_FC_LAST, 0, "x", NULL), WMAN_REASON_FRAGMENT_ORDER);
	assert_int_equal(add(&frag, WMAN_FC_MIDDLE, 0, "x", NULL), WMAN_REASON_FRAGMENT_ORDER);

	add(&frag, WMAN_FC_FIRST, 0, "a", NULL);
	assert_int_equal(add(&frag, WMAN_FC_LAST, 2, "c", NULL), WMAN_REASON_FRAGMENT_ORDER);
	/* dropped as a whole: the missing part does not help any more */
	assert_int_equal(add(&frag, WMAN_FC_LAST, 1, "b", NULL), WMAN_REASON_FRAGMENT_ORDER);

	/* a new first part drops the old one */
	add(&frag, WMAN_FC_FIRST, 0, "a", NULL);
	assert_int_equal(add(&frag, WMAN_FC_FIRST, 4, "A", NULL), WMAN_REASON_FRAGMENT_ORDER);
	assert_int_equal(add(&frag, WMAN_FC_LAST, 5, "B", "AB"), WMAN_REASON_NONE);

	/* so does a whole numbered one, which is delivered */
	add(&frag, WMAN_FC_FIRST, 0, "a", NULL);
	assert_int_equal(add(&frag, WMAN_FC_WHOLE, 1, "w", "w"), WMAN_REASON_FRAGMENT_ORDER);
	assert_false(frag.active);
}

static void test_unnumbered_passes_by(void **state)
{
	const struct wman_sdu plain = { .data = (const u8 *)"p", .len = 1 };
	struct wman_octets out;
	struct wman_frag frag;

	wman_frag_init(&frag, memory, sizeof(memory));
	add(&frag, WMAN_FC_FIRST, 0, "a", NULL);
	assert_int_equal(wman_frag_add(&frag, &plain, &out), WMAN_REASON_NONE);
	assert_int_equal(out.len, 1);
	assert_int_equal(add(&frag, WMAN_FC_LAST, 1, "b", "ab"), WMAN_REASON_NONE);
}

static void test_limit(void **state)
{
	struct wman_frag frag;

	wman_frag_init(&frag, memory, 4);
	assert_int_equal(add(&frag, WMAN_FC_FIRST, 0, "abc", NULL), WMAN_REASON_NONE);
	assert_int_equal(add(&frag, WMAN_FC_LAST, 1, "de", NULL), WMAN_REASON_FRAGMENT_LIMIT);
	assert_false(frag.active);
	assert_int_equal(add(&frag, WMAN_FC_FIRST, 0, "abc", NULL), WMAN_REASON_NONE);
	assert_int_equal(add(&frag, WMAN_FC_LAST, 1, "d", "abcd"), WMAN_REASON_NONE);
	assert_false(wman_frag_reset(&frag));
	add(&frag, WMAN_FC_FIRST, 0, "abc", NULL);
	assert_true(wman_frag_reset(&frag));
}

/* What is cut comes together again, for every length and every size of a part. */
static void test_round_trip(void **state)
{
	static const char text[] = "0123456789abcdef";
	struct wman_fragment piece;
	struct wman_frag_tx tx;
	struct wman_octets out;
	struct wman_frag frag;
	struct wman_sdu sdu;
	size_t len, max, n;
	u16 fsn = 0;

	for (len = 1; len <= 16; len++) {
		for (max = 1; max <= 17; max++) {
			wman_frag_init(&frag, memory, sizeof(memory));
			wman_frag_tx_init(&tx, len, max);
			for (n = 0; wman_frag_tx_next(&tx, &piece); n++) {
				assert_null(n ? out.data : NULL);
				sdu = part(piece.fc, fsn++, "");
				sdu.data = (const u8 *)text + piece.off;
				sdu.len = piece.len;
				assert_true(piece.len && piece.len <= max);
				assert_int_equal(wman_frag_add(&frag, &sdu, &out),
						 WMAN_REASON_NONE);
			}
			assert_int_equal(n, (len + max - 1) / max);
			assert_int_equal(out.len, len);
			assert_memory_equal(out.data, text, len);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_order),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_unnumbered_passes_by),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
