// SPDX-License-Identifier: BSD-3-Clause
/* Struct and table: all widths, both ways, and what is refused. */
#include "fields.h"
#include "proto_test.h"

struct sample {
	u8 one;
	u16 two;
	u32 three;
	u32 four;
	u8 six[6];
	struct wman_octets any;
};

static const struct wman_field rows[] = {
	WMAN_FIELD(1, 1, sample, one),	 WMAN_FIELD(2, 2, sample, two),
	WMAN_FIELD(3, 3, sample, three), WMAN_FIELD(4, 4, sample, four),
	WMAN_FIELD(6, 6, sample, six),	 WMAN_FIELD(7, 0, sample, any),
};

#define ALL (BIT(ARRAY_SIZE(rows)) - 1)

static const u8 octets[] = {
	1,    1,    0x11, 2, 2, 0x22, 0x23, 3, 3, 0x33, 0x34, 0x35, 4, 4,    0x44,
	0x45, 0x46, 0x47, 6, 6, 1,    2,    3, 4, 5,	6,    7,    2, 0x77, 0x78,
};

static void test_both_ways(void **state)
{
	struct sample s = { 0 };
	struct wman_buf buf;
	u8 out[sizeof(octets)];
	u32 present;

	assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), ALL, &s, &present, octets,
					   sizeof(octets)),
			 WMAN_REASON_NONE);
	assert_int_equal(present, ALL);
	assert_int_equal(s.one, 0x11);
	assert_int_equal(s.two, 0x2223);
	assert_int_equal(s.three, 0x333435);
	assert_int_equal(s.four, 0x44454647);
	assert_memory_equal(s.six, "\1\2\3\4\5\6", 6);
	assert_int_equal(s.any.len, 2);
	assert_memory_equal(s.any.data, "\x77\x78", 2);

	wman_buf_init(&buf, out, sizeof(out));
	wman_fields_put(&buf, rows, ARRAY_SIZE(rows), &s, present);
	assert_false(buf.overflow);
	assert_int_equal(buf.len, sizeof(octets));
	assert_memory_equal(out, octets, sizeof(octets));

	wman_buf_init(&buf, out, sizeof(out));
	wman_fields_put(&buf, rows, ARRAY_SIZE(rows), &s, BIT(1));
	assert_octets(&buf, 2, 2, 0x22, 0x23);
}

/* Each row writes its own member and nothing of those beside it. */
static void test_members(void **state)
{
	static const struct {
		u8 tlv[8];
		size_t offset, size;
	} cases[] = {
		{ { 1, 1, 0 }, offsetof(struct sample, one), 1 },
		{ { 2, 2, 0 }, offsetof(struct sample, two), 2 },
		{ { 3, 3, 0 }, offsetof(struct sample, three), 4 },
		{ { 4, 4, 0 }, offsetof(struct sample, four), 4 },
		{ { 6, 6, 0 }, offsetof(struct sample, six), 6 },
	};
	u8 before[sizeof(struct sample)];
	struct sample s;
	u32 present;
	size_t i;

	memset(before, 0xff, sizeof(before));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(&s, 0xff, sizeof(s));
		assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), 0, &s, &present,
						   cases[i].tlv, 2u + cases[i].tlv[1]),
				 WMAN_REASON_NONE);
		memset(before + cases[i].offset, 0, cases[i].size);
		assert_memory_equal(&s, before, sizeof(s));
		memset(before + cases[i].offset, 0xff, cases[i].size);
	}
}

static void test_first_counts(void **state)
{
	static const u8 twice[] = { 99, 1, 0, 1, 1, 5, 1, 1, 6, 1, 2, 7, 7 };
	struct sample s = { 0 };
	u32 present;

	/* an unknown type and later duplicates of any length are skipped */
	assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), BIT(0), &s, &present, twice,
					   sizeof(twice)),
			 WMAN_REASON_NONE);
	assert_int_equal(present, BIT(0));
	assert_int_equal(s.one, 5);
}

static void test_refused(void **state)
{
	struct sample s;
	u32 present;

	assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), 0, &s, &present,
					   (const u8[]){ 1, 2, 0, 0 }, 4),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), 0, &s, &present,
					   (const u8[]){ 1, 0 }, 2),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), 0, &s, &present,
					   (const u8[]){ 7, 0 }, 2),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), BIT(0), &s, &present,
					   (const u8[]){ 2, 2, 0, 0 }, 4),
			 WMAN_REASON_ATTR_MISSING);
	assert_int_equal(wman_fields_parse(rows, ARRAY_SIZE(rows), 0, &s, &present,
					   (const u8[]){ 2, 2, 0 }, 3),
			 WMAN_REASON_TLV_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_first_counts),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
