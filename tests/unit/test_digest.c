// SPDX-License-Identifier: BSD-3-Clause
/* CMAC and HMAC values and tuples: everything that must not verify. */
#include "digest.h"
#include "message.h"
#include "prim_openssl.h"
#include "proto_test.h"

static const u8 key[WMAN_CMAC_KEY_LEN] = "a CMAC_KEY_D...";
static const u8 akid[WMAN_AKID_LEN] = "an AKID";
static struct wman_prim *prim;

static void test_check(void **state)
{
	u8 msg[20] = "a message of twenty", value[WMAN_CMAC_VALUE_LEN], other[WMAN_AKID_LEN];
	unsigned int bit;

	assert_int_equal(wman_cmac_value(prim, key, akid, 7, 0x141, msg, sizeof(msg), value), 0);
	assert_int_equal(wman_cmac_check(prim, key, akid, 7, 0x141, msg, sizeof(msg), value),
			 WMAN_REASON_NONE);
	for (bit = 0; bit < 8 * sizeof(value); bit++) {
		value[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(wman_cmac_check(prim, key, akid, 7, 0x141, msg, sizeof(msg),
						 value),
				 WMAN_REASON_DIGEST_WRONG);
		value[bit / 8] ^= 1 << bit % 8;
	}
	for (bit = 0; bit < 8 * sizeof(msg); bit++) {
		msg[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(wman_cmac_check(prim, key, akid, 7, 0x141, msg, sizeof(msg),
						 value),
				 WMAN_REASON_DIGEST_WRONG);
		msg[bit / 8] ^= 1 << bit % 8;
	}
	/* PN, CID, AKID, key and length are covered */
	memcpy(other, akid, sizeof(other));
	other[0] ^= 1;
	assert_int_equal(wman_cmac_check(prim, key, akid, 8, 0x141, msg, sizeof(msg), value),
			 WMAN_REASON_DIGEST_WRONG);
	assert_int_equal(wman_cmac_check(prim, key, akid, 7, 0x142, msg, sizeof(msg), value),
			 WMAN_REASON_DIGEST_WRONG);
	assert_int_equal(wman_cmac_check(prim, key, other, 7, 0x141, msg, sizeof(msg), value),
			 WMAN_REASON_DIGEST_WRONG);
	assert_int_equal(wman_cmac_check(prim, key, akid, 7, 0x141, msg, sizeof(msg) - 1, value),
			 WMAN_REASON_DIGEST_WRONG);
}

static void test_tuple(void **state)
{
	struct wman_tuple tuple;
	struct wman_buf buf;
	u8 octets[64];
	size_t covered;

	/* DSA-ACK: fixed part of three octets that look like anything */
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, "\x0d\x8d\x01\x8d", 4);
	covered = buf.len;
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, octets, buf.len),
			 WMAN_REASON_DIGEST_MISSING);
	assert_int_equal(wman_cmac_tuple_append(prim, key, akid, 5, 0x01020304, 0x141, &buf), 0);
	assert_int_equal(buf.len, covered + 2 + WMAN_TUPLE_CMAC_LEN);
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, octets, buf.len), WMAN_REASON_NONE);
	assert_int_equal(tuple.ak_sn, 5);
	assert_int_equal(tuple.pn, 0x01020304);
	assert_int_equal(tuple.covered, covered);
	assert_null(tuple.bsid);
	assert_int_equal(wman_cmac_check(prim, key, akid, tuple.pn, 0x141, octets, tuple.covered,
					 tuple.value),
			 WMAN_REASON_NONE);
	/* not there for a session in HMAC mode */
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_SHA1, octets, buf.len),
			 WMAN_REASON_DIGEST_MISSING);
	/* something behind it */
	wman_buf_put_tlv_uint(&buf, 1, 1, 1);
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, octets, buf.len),
			 WMAN_REASON_DIGEST_LAST);
	buf.len -= 3;
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, octets, buf.len - 1),
			 WMAN_REASON_TLV_MALFORMED);
	octets[covered + 1]--;
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, octets, buf.len - 1),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, octets, 3),
			 WMAN_REASON_MESSAGE_SHORT);
}

static void test_other_forms(void **state)
{
	static const u8 with_bsid[] = { 25, 141, 19, 3, 'b', 's', 'i', 'd', '.', '.', 0,
					0,  0,	 9,  1, 2,   3,	  4,   5,   6,	 7,   8 };
	static const u8 hmac[] = { 25, 149, 21, 0xf3, 1,  2,  3,  4,  5,  6,  7,  8,
				   9,  10,  11, 12,   13, 14, 15, 16, 17, 18, 19, 20 };
	struct wman_tuple tuple;

	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, with_bsid, sizeof(with_bsid)),
			 WMAN_REASON_NONE);
	assert_memory_equal(tuple.bsid, "bsid..", 6);
	assert_int_equal(tuple.pn, 9);
	assert_int_equal(tuple.ak_sn, 3);
	assert_int_equal(tuple.value[7], 8);
	assert_int_equal(tuple.covered, 1);
	memset(&tuple, 0xff, sizeof(tuple));
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_SHA1, hmac, sizeof(hmac)),
			 WMAN_REASON_NONE);
	assert_int_equal(tuple.ak_sn, 3); /* the reserved bits do not count */
	assert_ptr_equal(tuple.value, hmac + 4);
	assert_null(tuple.bsid);
	assert_int_equal(tuple.pn, 0);
	assert_int_equal(tuple.covered, 1);
	/* one octet less, or one more */
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_SHA1, (const u8[23]){ 25, 149, 20 }, 23),
			 WMAN_REASON_TLV_LENGTH);
}

static enum wman_reason find_cmac(const u8 *msg, size_t len)
{
	struct wman_tuple tuple;

	return wman_tuple_find(&tuple, WMAN_KDF_CMAC, msg, len);
}

static void test_mauled(void **state)
{
	struct wman_buf buf;
	u8 octets[64];

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, "\x06\x02\x01\x00", 4);
	wman_cmac_tuple_append(prim, key, akid, 5, 1, 2, &buf);
	maul(find_cmac, octets, buf.len);
}

/*
 * D12: the message of vectors.json (group_key_update_gtek_mode), and digests of it that
 * python3-cryptography's CMAC gave over 00*8 | CMAC_PN | CID | 0000 | message under CMAC_KEY_GD.
 */
static const u8 push[] = {
	0x0a, 0x1c, 0x00, 0x0c, 0x02, 0x20, 0x03, 0x29, 0x01, 0x01, 0x2a, 0x02, 0x00, 0x02,
	0x0d, 0x26, 0x08, 0x18, 0x82, 0xcc, 0x12, 0x73, 0xcb, 0xbb, 0xed, 0x1c, 0x8a, 0xcf,
	0xbc, 0x96, 0x9b, 0x14, 0xb0, 0x49, 0xb3, 0x21, 0x18, 0x7f, 0x81, 0xfa, 0xef, 0x38,
	0x09, 0x04, 0x00, 0x00, 0xa8, 0xc0, 0x0a, 0x01, 0x01, 0x2e, 0x01, 0x01,
};
static const u8 gkek[WMAN_GKEK_LEN] = { 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
					0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f };

static const struct {
	u32 pn;
	u16 cid;
	u8 value[WMAN_CMAC_VALUE_LEN];
} pushed[] = {
	{ 1, 0xffff, { 0x90, 0x04, 0x72, 0x7d, 0x03, 0x12, 0xf0, 0x74 } },
	{ 0x01020304, 0xfffd, { 0x34, 0xda, 0x97, 0x0d, 0x1a, 0xb0, 0xaa, 0x5a } },
};

static enum wman_reason check_push(const struct wman_buf *msg, enum wman_kdf_mode mode, u16 cid,
				   const u8 *with)
{
	struct wman_pkm pkm;

	assert_int_equal(wman_pkm_parse(&pkm, msg->data, msg->len, WMAN_DIRECTION_DOWNLINK,
					WMAN_PKM_V2, mode),
			 WMAN_REASON_NONE);
	return wman_group_digest_check(prim, mode, with, cid, msg->data, &pkm);
}

static void test_group(void **state)
{
	u8 octets[128], other[WMAN_GKEK_LEN];
	struct wman_buf buf;
	size_t i, bit;

	for (i = 0; i < ARRAY_SIZE(pushed); i++) {
		wman_buf_init(&buf, octets, sizeof(octets));
		wman_buf_put(&buf, push, sizeof(push));
		assert_int_equal(wman_group_digest_append(prim, WMAN_KDF_CMAC, gkek, pushed[i].pn,
							  pushed[i].cid, &buf),
				 0);
		assert_int_equal(buf.len, sizeof(push) + 2 + WMAN_CMAC_DIGEST_LEN);
		assert_int_equal(wman_get_be32(octets + sizeof(push) + 2), pushed[i].pn);
		assert_memory_equal(octets + buf.len - WMAN_CMAC_VALUE_LEN, pushed[i].value,
				    WMAN_CMAC_VALUE_LEN);
		assert_int_equal(check_push(&buf, WMAN_KDF_CMAC, pushed[i].cid, gkek),
				 WMAN_REASON_NONE);
		/* CID, key, PN and value count, and what the message says */
		assert_int_equal(check_push(&buf, WMAN_KDF_CMAC, pushed[i].cid ^ 2, gkek),
				 WMAN_REASON_DIGEST_WRONG);
		memcpy(other, gkek, sizeof(other));
		other[15] ^= 1;
		assert_int_equal(check_push(&buf, WMAN_KDF_CMAC, pushed[i].cid, other),
				 WMAN_REASON_DIGEST_WRONG);
		for (bit = 0; bit < 8 * WMAN_CMAC_DIGEST_LEN; bit++) {
			octets[buf.len - 1 - bit / 8] ^= 1 << bit % 8;
			assert_int_equal(check_push(&buf, WMAN_KDF_CMAC, pushed[i].cid, gkek),
					 WMAN_REASON_DIGEST_WRONG);
			octets[buf.len - 1 - bit / 8] ^= 1 << bit % 8;
		}
		octets[13] ^= 1; /* Key-Push-Counter */
		assert_int_equal(check_push(&buf, WMAN_KDF_CMAC, pushed[i].cid, gkek),
				 WMAN_REASON_DIGEST_WRONG);
	}
}

/* In HMAC mode there is neither PN nor CID; the value was computed with Python's hashlib. */
static void test_group_hmac(void **state)
{
	static const u8 value[WMAN_HMAC_DIGEST_LEN] = {
		0xcc, 0x31, 0x02, 0x15, 0x8d, 0xa6, 0x9d, 0xa8, 0x63, 0xa3,
		0x53, 0xf2, 0xdb, 0x79, 0xff, 0x7e, 0x3c, 0xce, 0x63, 0x1b,
	};
	u8 octets[128], other[WMAN_GKEK_LEN];
	struct wman_buf buf;
	size_t bit;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, push, sizeof(push));
	assert_int_equal(wman_group_digest_append(prim, WMAN_KDF_SHA1, gkek, 1, 0xffff, &buf), 0);
	assert_int_equal(buf.len, sizeof(push) + 2 + sizeof(value));
	assert_memory_equal(octets + sizeof(push) + 2, value, sizeof(value));
	assert_int_equal(check_push(&buf, WMAN_KDF_SHA1, 0xffff, gkek), WMAN_REASON_NONE);
	memcpy(other, gkek, sizeof(other));
	other[0] ^= 1;
	assert_int_equal(check_push(&buf, WMAN_KDF_SHA1, 0xffff, other), WMAN_REASON_DIGEST_WRONG);
	for (bit = 0; bit < 8 * sizeof(value); bit++) {
		octets[buf.len - 1 - bit / 8] ^= 1 << bit % 8;
		assert_int_equal(check_push(&buf, WMAN_KDF_SHA1, 0xffff, gkek),
				 WMAN_REASON_DIGEST_WRONG);
		octets[buf.len - 1 - bit / 8] ^= 1 << bit % 8;
	}
	octets[13] ^= 1; /* Key-Push-Counter */
	assert_int_equal(check_push(&buf, WMAN_KDF_SHA1, 0xffff, gkek), WMAN_REASON_DIGEST_WRONG);
}

static int setup(void **state)
{
	prim = wman_prim_alloc();
	return prim ? 0 : -1;
}

static int teardown(void **state)
{
	wman_prim_free(prim);
	return 0;
}

static void test_hmac(void **state)
{
	static const u8 hmac_key[WMAN_HMAC_KEY_LEN] = "an HMAC_KEY_U of 20";
	struct wman_tuple tuple;
	struct wman_buf buf;
	unsigned int bit;
	u8 octets[64];

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, "\x09\x07\x22\x0a\x01\x05", 6);
	assert_int_equal(wman_hmac_digest_append(prim, hmac_key, &buf), 0);
	assert_int_equal(buf.len, 6 + 2 + WMAN_HMAC_DIGEST_LEN);
	assert_int_equal(octets[6], WMAN_ATTR_HMAC_DIGEST);
	assert_int_equal(wman_hmac_check(prim, hmac_key, octets, 6, octets + 8), WMAN_REASON_NONE);
	assert_int_equal(wman_hmac_check(prim, hmac_key, octets, 5, octets + 8),
			 WMAN_REASON_DIGEST_WRONG);
	/* message and digest are covered to the last bit */
	for (bit = 0; bit < 8 * buf.len; bit++) {
		octets[bit / 8] ^= 1 << bit % 8;
		if (bit / 8 != 6 && bit / 8 != 7)
			assert_int_equal(wman_hmac_check(prim, hmac_key, octets, 6, octets + 8),
					 WMAN_REASON_DIGEST_WRONG);
		octets[bit / 8] ^= 1 << bit % 8;
	}

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, "\x0d\x8d\x01\x8d", 4);
	assert_int_equal(wman_hmac_tuple_append(prim, hmac_key, 0x15, &buf), 0);
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_SHA1, octets, buf.len), WMAN_REASON_NONE);
	assert_int_equal(tuple.ak_sn, 5);
	assert_int_equal(tuple.covered, 4);
	assert_int_equal(wman_hmac_check(prim, hmac_key, octets, tuple.covered, tuple.value),
			 WMAN_REASON_NONE);
	/* not there for a session in CMAC mode */
	assert_int_equal(wman_tuple_find(&tuple, WMAN_KDF_CMAC, octets, buf.len),
			 WMAN_REASON_DIGEST_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),	    cmocka_unit_test(test_tuple),
		cmocka_unit_test(test_other_forms), cmocka_unit_test(test_mauled),
		cmocka_unit_test(test_hmac),	    cmocka_unit_test(test_group),
		cmocka_unit_test(test_group_hmac),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
