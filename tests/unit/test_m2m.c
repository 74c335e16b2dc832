// SPDX-License-Identifier: BSD-3-Clause
/* MAC-to-MAC frames, reassembly of bursts, and every frame of the sample capture. */
#include <stdio.h>

#include "m2m.h"
#include "mac.h"
#include "proto_test.h"
#include "subheader.h"

static void test_build(void **state)
{
	struct wman_m2m_burst burst = {
		.number = 7,
		.fragment = WMAN_M2M_FIRST,
		.fragment_number = 1,
		.frame_number = 0x010203,
		.len = 3,
	};
	u8 frame[WMAN_M2M_HEADER_MAX + 400];
	struct wman_m2m_burst back;
	struct wman_m2m_iter it;
	struct wman_buf buf;
	size_t len;

	buf.data = frame;
	buf.overflow = false;
	buf.len = wman_m2m_header_build(0x1234, &burst, frame);
	assert_octets(&buf, 0x12, 0x34, 0, 6, 1, 1, 2, 2, 3, 1, 2, 3, 3, 1, 7, 4, 1, 1, 5, 1, 1, 9,
		      3);
	for (len = 0; len <= 400; len++) {
		burst.len = len;
		memset(frame, 0x5a, sizeof(frame));
		buf.len = wman_m2m_header_build(1, &burst, frame);
		assert_int_equal(buf.len, wman_m2m_header_len(len));
		assert_true(buf.len <= WMAN_M2M_HEADER_MAX);
		assert_int_equal(wman_m2m_open(&it, frame, buf.len + len), WMAN_REASON_NONE);
		assert_true(wman_m2m_next(&it, &back));
		assert_ptr_equal(back.data, frame + buf.len);
		assert_int_equal(back.len, len);
		assert_int_equal(back.number, 7);
		assert_int_equal(back.fragment, WMAN_M2M_FIRST);
		assert_int_equal(back.fragment_number, 1);
		assert_int_equal(back.frame_number, 0x010203);
		assert_false(wman_m2m_next(&it, &back));
	}
}

static void test_several_bursts(void **state)
{
	/* unknown TLVs are skipped, a burst before TLV 4 is whole, padding is ignored */
	static const u8 frame[] = { 0, 1, 0, 6, 200, 2, 9, 9, 9,   1,	'a', 3, 1, 8,
				    4, 1, 1, 5, 1,   1, 9, 2, 'b', 'c', 0,   0, 0 };
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;

	assert_int_equal(wman_m2m_open(&it, frame, sizeof(frame)), WMAN_REASON_NONE);
	assert_int_equal(it.sequence, 1);
	assert_true(wman_m2m_next(&it, &burst));
	assert_int_equal(burst.fragment, WMAN_M2M_WHOLE);
	assert_int_equal(burst.number, 0);
	assert_int_equal(burst.frame_number, 0);
	assert_int_equal(burst.fragment_number, 0);
	assert_int_equal(burst.len, 1);
	assert_true(wman_m2m_next(&it, &burst));
	assert_int_equal(burst.fragment, WMAN_M2M_FIRST);
	assert_int_equal(burst.number, 8);
	assert_int_equal(burst.len, 2);
	assert_false(wman_m2m_next(&it, &burst));
}

static void test_malformed(void **state)
{
	static const u8 good[] = { 0, 1, 0, 2, 4, 1, 3, 9, 3, 'a', 'b', 'c' };
	struct wman_m2m_iter it;
	u8 frame[sizeof(good)], *copy;
	size_t len;

	for (len = 0; len < sizeof(good); len++) {
		copy = exact_copy(good, len);
		assert_int_equal(wman_m2m_open(&it, copy, len), WMAN_REASON_M2M_MALFORMED);
		free(copy);
	}
	/* without any TLV it is a frame that says nothing */
	assert_int_equal(wman_m2m_open(&it, (const u8[]){ 0, 1, 0, 0 }, 4), WMAN_REASON_NONE);
	memcpy(frame, good, sizeof(good));
	frame[3] = 3; /* one TLV more than there is */
	assert_int_equal(wman_m2m_open(&it, frame, sizeof(frame)), WMAN_REASON_M2M_MALFORMED);
	frame[3] = 2;
	frame[6] = 4; /* no such fragment type */
	assert_int_equal(wman_m2m_open(&it, frame, sizeof(frame)), WMAN_REASON_M2M_MALFORMED);
	frame[6] = 3;
	frame[4] = 2; /* a frame number of one octet */
	assert_int_equal(wman_m2m_open(&it, frame, sizeof(frame)), WMAN_REASON_M2M_MALFORMED);
}

/* Every TLV that says something of a burst, with one octet more or less than it has. */
static void test_lengths(void **state)
{
	static const struct {
		u8 type;
		u8 len;
	} tlvs[] = {
		{ WMAN_M2M_FRAME_NUMBER, 3 },
		{ WMAN_M2M_BURST_NUMBER, 1 },
		{ WMAN_M2M_FRAGMENT_TYPE, 1 },
		{ WMAN_M2M_FRAGMENT_NUMBER, 1 },
	};
	u8 frame[16] = { 0, 1, 0, 1 }, type;
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;
	size_t i;
	u8 len;

	for (type = WMAN_M2M_WHOLE; type <= WMAN_M2M_LAST; type++) {
		/* with something behind it that the count of TLVs leaves out */
		const u8 one[] = { 0, 1, 0, 2, 4, 1, type, 9, 1, 'a', 9, 1, 'b' };

		assert_int_equal(wman_m2m_open(&it, one, sizeof(one)), WMAN_REASON_NONE);
		assert_true(wman_m2m_next(&it, &burst));
		assert_int_equal(burst.fragment, type);
		assert_false(wman_m2m_next(&it, &burst));
	}

	for (i = 0; i < ARRAY_SIZE(tlvs); i++) {
		frame[4] = tlvs[i].type;
		for (len = 0; len <= 4; len++) {
			frame[5] = len;
			assert_int_equal(wman_m2m_open(&it, frame, 6 + len),
					 len == tlvs[i].len ? WMAN_REASON_NONE :
							      WMAN_REASON_M2M_MALFORMED);
		}
	}
}

/* Of a frame that is refused nothing behind the fault is given, and the walk ends. */
static void test_walk_of_refused(void **state)
{
	static const u8 bad_state[] = { 0, 1, 0, 3, 9, 1, 'a', 4, 1, 4, 9, 1, 'b' };
	static const u8 cut[] = { 0, 1, 0, 2, 9, 1, 'a', 9, 2, 'b' };
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;

	assert_int_equal(wman_m2m_open(&it, bad_state, sizeof(bad_state)),
			 WMAN_REASON_M2M_MALFORMED);
	assert_true(wman_m2m_next(&it, &burst));
	assert_int_equal(burst.data[0], 'a');
	assert_false(wman_m2m_next(&it, &burst));
	assert_int_equal(wman_m2m_open(&it, cut, sizeof(cut)), WMAN_REASON_M2M_MALFORMED);
	assert_true(wman_m2m_next(&it, &burst));
	assert_false(wman_m2m_next(&it, &burst));
}

static u8 memory[8];

static enum wman_reason add(struct wman_m2m_reassembly *r, u8 number, enum wman_m2m_fragment type,
			    u8 fragment_number, const char *text, const char *whole)
{
	const struct wman_m2m_burst burst = {
		.number = number,
		.fragment = type,
		.fragment_number = fragment_number,
		.data = (const u8 *)text,
		.len = strlen(text),
	};
	enum wman_reason reason;
	struct wman_octets out;

	memset(&out, 0xff, sizeof(out));
	reason = wman_m2m_reassembly_add(r, &burst, &out);
	if (whole) {
		assert_int_equal(out.len, strlen(whole));
		assert_memory_equal(out.data, whole, out.len);
	} else {
		assert_null(out.data);
		assert_int_equal(out.len, 0);
	}
	return reason;
}

static void test_reassembly(void **state)
{
	const enum wman_reason lost = WMAN_REASON_M2M_FRAGMENT;
	struct wman_m2m_reassembly r;

	wman_m2m_reassembly_init(&r, memory, sizeof(memory));
	assert_int_equal(add(&r, 1, WMAN_M2M_FIRST, 1, "ab", NULL), WMAN_REASON_NONE);
	/* a whole burst passes by */
	assert_int_equal(add(&r, 9, WMAN_M2M_WHOLE, 1, "w", "w"), WMAN_REASON_NONE);
	assert_int_equal(add(&r, 1, WMAN_M2M_MIDDLE, 2, "cd", NULL), WMAN_REASON_NONE);
	assert_int_equal(add(&r, 1, WMAN_M2M_LAST, 3, "e", "abcde"), WMAN_REASON_NONE);

	assert_int_equal(add(&r, 1, WMAN_M2M_LAST, 3, "e", NULL), lost);
	/* what was delivered has no part more */
	assert_int_equal(add(&r, 1, WMAN_M2M_MIDDLE, 4, "f", NULL), lost);
	add(&r, 1, WMAN_M2M_FIRST, 1, "ab", NULL);
	assert_int_equal(add(&r, 1, WMAN_M2M_LAST, 3, "e", NULL), lost); /* part 2 missing */
	assert_int_equal(add(&r, 1, WMAN_M2M_MIDDLE, 2, "cd", NULL), lost);
	add(&r, 1, WMAN_M2M_FIRST, 1, "ab", NULL);
	assert_int_equal(add(&r, 2, WMAN_M2M_LAST, 2, "x", NULL), lost); /* another burst */
	add(&r, 1, WMAN_M2M_FIRST, 1, "ab", NULL);
	assert_int_equal(add(&r, 2, WMAN_M2M_FIRST, 1, "AB", NULL), lost); /* begins anew */
	assert_int_equal(add(&r, 2, WMAN_M2M_LAST, 2, "C", "ABC"), WMAN_REASON_NONE);

	add(&r, 1, WMAN_M2M_FIRST, 1, "12345", NULL);
	assert_int_equal(add(&r, 1, WMAN_M2M_MIDDLE, 2, "6789", NULL), WMAN_REASON_FRAGMENT_LIMIT);
	/* nothing of it is used any more, also when the next part would fit */
	assert_int_equal(add(&r, 1, WMAN_M2M_LAST, 2, "6", NULL), lost);
	add(&r, 1, WMAN_M2M_FIRST, 1, "12345", NULL);
	assert_int_equal(add(&r, 1, WMAN_M2M_LAST, 2, "678", "12345678"), WMAN_REASON_NONE);
}

#define SAMPLE	      "tests/vectors/sample-m2m.pcap"
#define SAMPLE_FRAMES 32
#define PCAP_HEADER   24
#define PCAP_RECORD   16
#define ETHER_HEADER  14

static unsigned int check_frame(const u8 *frame, size_t len)
{
	unsigned int pdus = 0;
	struct wman_m2m_burst burst;
	struct wman_sdu_iter sdus;
	struct wman_pdu_iter pi;
	struct wman_m2m_iter it;
	struct wman_octets pdu;
	struct wman_gmh gmh;

	assert_int_equal(wman_get_be16(frame + 12), WMAN_M2M_ETHERTYPE);
	assert_int_equal(wman_m2m_open(&it, frame + ETHER_HEADER, len - ETHER_HEADER),
			 WMAN_REASON_NONE);
	while (wman_m2m_next(&it, &burst)) {
		wman_pdu_iter_init(&pi, burst.data, burst.len);
		for (; wman_pdu_next(&pi, &pdu); pdus++) {
			assert_int_equal(wman_gmh_parse(&gmh, pdu.data, pdu.len), WMAN_REASON_NONE);
			assert_true(gmh.ci);
			assert_true(wman_crc32_ok(WMAN_CRC_OFDMA, pdu.data, pdu.len));
			if (!gmh.ec)
				assert_int_equal(
					wman_sdu_iter_init(&sdus, gmh.type, WMAN_DIRECTION_DOWNLINK,
							   pdu.data + WMAN_GMH_LEN,
							   pdu.len - WMAN_GMH_LEN - WMAN_CRC_LEN),
					WMAN_REASON_NONE);
		}
		assert_int_equal(pi.reason, WMAN_REASON_NONE);
	}
	return pdus;
}

static void test_sample(void **state)
{
	unsigned int frames = 0, pdus = 0;
	FILE *f = fopen(SAMPLE, "rb");
	u8 header[PCAP_HEADER], *frame;
	size_t len;

	assert_non_null(f);
	assert_int_equal(fread(header, 1, PCAP_HEADER, f), PCAP_HEADER);
	while (fread(header, 1, PCAP_RECORD, f) == PCAP_RECORD) {
		len = wman_get_le32(header + 8);
		assert_in_range(len, ETHER_HEADER, 2000);
		frame = malloc(len);
		assert_int_equal(fread(frame, 1, len, f), len);
		pdus += check_frame(frame, len);
		frames++;
		free(frame);
	}
	fclose(f);
	assert_int_equal(frames, SAMPLE_FRAMES);
	assert_int_equal(pdus, SAMPLE_FRAMES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build),		cmocka_unit_test(test_several_bursts),
		cmocka_unit_test(test_malformed),	cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_walk_of_refused), cmocka_unit_test(test_reassembly),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
