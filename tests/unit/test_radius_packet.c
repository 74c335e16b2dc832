// SPDX-License-Identifier: BSD-3-Clause
/* RADIUS replies: the MSK in every form that servers use, and replies that end too early. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "radius_packet.h"
#include "radius_script.h"

static const uint8_t msk[64] = {
	1,  2,	3,  4,	5,  6,	7,  8,	9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
	23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76,
	77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96,
};

static void keys_mppe(struct radius_script *s, const uint8_t *auth)
{
	radius_script_mppe(s, auth, 16, msk + 32, 32);
	radius_script_mppe(s, auth, 17, msk, 32);
}

/* Both in one Vendor-Specific attribute. */
static void keys_mppe_packed(struct radius_script *s, const uint8_t *auth)
{
	uint8_t vsa[300] = { 0, 0, 311 >> 8, 311 & 255 };
	size_t n;

	vsa[4] = 17;
	n = radius_script_seal(auth, 1, msk, 32, vsa + 6);
	vsa[5] = n + 2;
	vsa[6 + n] = 16;
	vsa[7 + n] = radius_script_seal(auth, 2, msk + 32, 32, vsa + 8 + n) + 2;
	radius_script_put(s, 26, vsa, 4 + vsa[5] + vsa[7 + n]);
}

static void keys_mppe_half(struct radius_script *s, const uint8_t *auth)
{
	radius_script_mppe(s, auth, 17, msk, 32);
}

static void keys_mppe_16(struct radius_script *s, const uint8_t *auth)
{
	radius_script_mppe(s, auth, 16, msk + 32, 16);
	radius_script_mppe(s, auth, 17, msk, 16);
}

static void keys_mppe_twice(struct radius_script *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	radius_script_mppe(s, auth, 17, msk, 32);
}

static void keys_mppe_odd(struct radius_script *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	/* No whole number of blocks. */
	s->attrs[1]--;
	s->attrs[7]--;
	memmove(s->attrs + s->attrs[1], s->attrs + s->attrs[1] + 1, s->attrs_len - s->attrs[1] - 1);
	s->attrs_len--;
}

static void keys_vsa_broken(struct radius_script *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	s->attrs[7] = 255;
}

/* One block that says it holds 32 octets. */
static void keys_mppe_cut(struct radius_script *s, const uint8_t *auth)
{
	uint8_t vsa[300] = { 0, 0, 311 >> 8, 311 & 255, 17, 36 };

	radius_script_mppe(s, auth, 16, msk + 32, 32);
	radius_script_seal(auth, 1, msk, 32, vsa + 6);
	radius_script_put(s, 26, vsa, 40);
}

/* Not even one block. */
static void keys_mppe_short(struct radius_script *s, const uint8_t *auth)
{
	radius_script_mppe(s, auth, 16, msk + 32, 32);
	radius_script_put(s, 26, "\0\0\1\x37\x11\4xy", 8);
}

static void keys_wimax_empty(struct radius_script *s, const uint8_t *auth)
{
	radius_script_put(s, 26, "\0\0\x60\xb5\5\2", 6);
}

/* More octets in all than any sealed value has. */
static void keys_wimax_long(struct radius_script *s, const uint8_t *auth)
{
	uint8_t vsa[210] = { 0, 0, 0x60, 0xb5, 5, 206, 0x80 };

	radius_script_put(s, 26, vsa, sizeof(vsa));
	vsa[6] = 0;
	radius_script_put(s, 26, vsa, sizeof(vsa));
}

/* What is no key stands between: a vendor's number alone, and other attributes of the vendors. */
static void keys_among_others(struct radius_script *s, const uint8_t *auth)
{
	radius_script_put(s, 26, "\0\0\1", 3);
	radius_script_put(s, 26, "\0\0\1\x37", 4);
	radius_script_put(s, 26, "\0\0\1\x37\7\3x", 7);
	radius_script_put(s, 26, "\0\0\1\x37\5\4yz", 8);
	radius_script_put(s, 26, "\0\0\x60\xb5\x11\4yz", 8);
	radius_script_put(s, 26, "\0\0\x60\xb5\x2e\4yz", 8);
	radius_script_mppe(s, auth, 16, msk + 32, 32);
	radius_script_mppe(s, auth, 17, msk, 32);
}

static void keys_wimax(struct radius_script *s, const uint8_t *auth)
{
	radius_script_wimax_msk(s, auth, msk, 64, 200);
}

static void keys_wimax_fragments(struct radius_script *s, const uint8_t *auth)
{
	radius_script_wimax_msk(s, auth, msk, 64, 31);
}

static void keys_wimax_unfinished(struct radius_script *s, const uint8_t *auth)
{
	radius_script_wimax_msk(s, auth, msk, 64, 41);
	s->attrs_len -= s->attrs_len - s->attrs[1];
}

static void keys_wimax_twice(struct radius_script *s, const uint8_t *auth)
{
	keys_wimax(s, auth);
	keys_wimax(s, auth);
}

static void keys_wimax_32(struct radius_script *s, const uint8_t *auth)
{
	radius_script_wimax_msk(s, auth, msk, 32, 200);
}

static void keys_both(struct radius_script *s, const uint8_t *auth)
{
	keys_wimax(s, auth);
	keys_mppe(s, auth);
}

/* In the last octet: the second half counts as well. */
static void keys_differ(struct radius_script *s, const uint8_t *auth)
{
	uint8_t other[64];

	memcpy(other, msk, sizeof(other));
	other[63] ^= 1;
	radius_script_wimax_msk(s, auth, other, 64, 200);
	keys_mppe(s, auth);
}

static void keys_other_vendor(struct radius_script *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	s->attrs[5] = 9;
	s->attrs[s->attrs[1] + 5] = 9;
}

static void test_msk(void **state)
{
	static const struct {
		void (*keys)(struct radius_script *s, const uint8_t *auth);
		const char *error; /* NULL: good */
		bool none;
	} cases[] = {
		{ NULL, NULL, true },
		{ keys_mppe, NULL, false },
		{ keys_mppe_packed, NULL, false },
		{ keys_wimax, NULL, false },
		{ keys_wimax_fragments, NULL, false },
		{ keys_both, NULL, false },
		{ keys_other_vendor, NULL, true },
		{ keys_differ, "differ", false },
		{ keys_mppe_half, "incomplete", false },
		{ keys_mppe_twice, "repeated", false },
		{ keys_mppe_16, "32 octets", false },
		{ keys_mppe_odd, "decrypt", false },
		{ keys_vsa_broken, "malformed", false },
		{ keys_wimax_unfinished, "incomplete", false },
		{ keys_wimax_twice, "repeated", false },
		{ keys_wimax_32, "64 octets", false },
		{ keys_mppe_cut, "decrypt", false },
		{ keys_mppe_short, "decrypt", false },
		{ keys_wimax_empty, "malformed", false },
		{ keys_wimax_long, "malformed", false },
		{ keys_among_others, NULL, false },
	};
	static const uint8_t zero[64];
	struct radius_script s = { .code = 2 };
	uint8_t reply[4096], out[64];
	const char *error;
	size_t i, len;
	bool good;

	memset(s.request, 0x33, sizeof(s.request));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s.add_keys = cases[i].keys;
		len = radius_script_reply(&s, RADIUS_FAULT_NONE, reply);
		memset(out, 0, sizeof(out));
		good = radius_reply_msk(reply, len, s.request + 4,
					(const uint8_t *)RADIUS_SCRIPT_SECRET,
					strlen(RADIUS_SCRIPT_SECRET), out, &error);
		assert_int_equal(good, !cases[i].none && !cases[i].error);
		assert_memory_equal(out, good ? msk : zero, 64);
		if (cases[i].error)
			assert_non_null(strstr(error, cases[i].error));
		else
			assert_null(error);
	}
}

/* Any attribute of the WiMAX Forum, also beside the MSK; once, whole, and of the right length. */
static void test_wimax_key(void **state)
{
	static const struct {
		void (*keys)(struct radius_script *s, const uint8_t *auth);
		uint8_t type;
		size_t len;
		bool good;
	} cases[] = {
		{ keys_wimax, RADIUS_WIMAX_MSK, 64, true },
		{ keys_both, RADIUS_WIMAX_MSK, 64, true },
		{ keys_wimax_fragments, RADIUS_WIMAX_MSK, 64, true },
		{ keys_wimax, RADIUS_WIMAX_MSK, 63, false },
		{ keys_wimax, RADIUS_WIMAX_FA_RK_KEY, 64, false },
		{ keys_wimax_twice, RADIUS_WIMAX_MSK, 64, false },
		{ keys_wimax_unfinished, RADIUS_WIMAX_MSK, 64, false },
		{ keys_mppe, RADIUS_WIMAX_MSK, 64, false },
	};
	struct radius_script s = { .code = 2 };
	uint8_t reply[4096], out[64];
	size_t i, len;

	memset(s.request, 0x33, sizeof(s.request));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s.add_keys = cases[i].keys;
		len = radius_script_reply(&s, RADIUS_FAULT_NONE, reply);
		assert_int_equal(radius_reply_wimax_key(reply, len, s.request + 4,
							(const uint8_t *)RADIUS_SCRIPT_SECRET,
							strlen(RADIUS_SCRIPT_SECRET), cases[i].type,
							out, cases[i].len),
				 cases[i].good);
		if (cases[i].good)
			assert_memory_equal(out, msk, cases[i].len);
	}
}

/* In memory of exactly its size, so that sanitizers see a read past the end. */
static enum radius_check check_copy(const uint8_t *reply, size_t len, const uint8_t *auth)
{
	uint8_t *copy = malloc(len ? len : 1);
	enum radius_check check;

	memcpy(copy, reply, len);
	check = radius_reply_check(copy, len, auth, (const uint8_t *)RADIUS_SCRIPT_SECRET,
				   strlen(RADIUS_SCRIPT_SECRET));
	free(copy);
	return check;
}

/* A good reply, cut anywhere, with its Length as it was and with one that fits. */
static void test_cut_replies(void **state)
{
	struct radius_script s = { .code = 2, .add_keys = keys_both };
	uint8_t reply[4096], auth[16];
	size_t len, n, at;

	memset(s.request, 0x33, sizeof(s.request));
	memcpy(auth, s.request + 4, 16);
	radius_script_put(&s, 79, "\3\1\0\4", 4);
	len = radius_script_reply(&s, RADIUS_FAULT_NONE, reply);
	assert_int_equal(check_copy(reply, len, auth), RADIUS_CHECK_OK);
	/* Padding behind the Length. */
	reply[len] = 0;
	assert_int_equal(check_copy(reply, len + 1, auth), RADIUS_CHECK_OK);
	for (n = 0; n < len; n++)
		assert_int_equal(check_copy(reply, n, auth), RADIUS_CHECK_MALFORMED);
	for (n = 20; n < len; n++) {
		reply[2] = n >> 8;
		reply[3] = n;
		for (at = 20; at < n; at += reply[at + 1])
			;
		/* Between two attributes it parses, but the Message-Authenticator was the last. */
		assert_int_equal(check_copy(reply, n, auth),
				 at == n ? RADIUS_CHECK_NO_MA : RADIUS_CHECK_MALFORMED);
	}
}

/* A Length of more than a packet may have, though the datagram has as much. */
static void test_long_reply(void **state)
{
	/* the code, which is looked at next, is none */
	static uint8_t reply[5000] = { 99, 0, 0x10, 0x01 };
	uint8_t auth[16] = { 0 };

	assert_int_equal(check_copy(reply, sizeof(reply), auth), RADIUS_CHECK_MALFORMED);
	reply[3] = 0;
	assert_int_equal(check_copy(reply, sizeof(reply), auth), RADIUS_CHECK_CODE);
}

/* What does not fit into the room that there is, is left out as a whole. */
static void test_concat(void **state)
{
	static const uint8_t reply[] = { [20] = 79, 4,	 'a', 'b', 24, 3, 'x', 79,
					 5,	    'c', 'd', 'e', 79, 3, 'f' };
	uint8_t out[8];
	size_t len;

	assert_int_equal(radius_reply_concat(reply, sizeof(reply), 79, out, sizeof(out)), 6);
	assert_memory_equal(out, "abcdef", 6);
	assert_int_equal(radius_reply_concat(reply, sizeof(reply), 79, out, 5), 5);
	assert_memory_equal(out, "abcde", 5);
	assert_int_equal(radius_reply_concat(reply, sizeof(reply), 79, out, 4), 3);
	assert_memory_equal(out, "abf", 3);
	assert_int_equal(radius_reply_concat(reply, sizeof(reply), 80, out, 8), 0);
	assert_ptr_equal(radius_reply_find(reply, sizeof(reply), 24, &len), reply + 26);
	assert_int_equal(len, 1);
	assert_null(radius_reply_find(reply, sizeof(reply), 25, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_msk),	    cmocka_unit_test(test_wimax_key),
		cmocka_unit_test(test_cut_replies), cmocka_unit_test(test_long_reply),
		cmocka_unit_test(test_concat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
