// SPDX-License-Identifier: BSD-3-Clause
/* PKM messages: the list of every message, one fault at a time. */
#include "digest.h"
#include "message.h"
#include "pkm_build.h"
#include "proto_test.h"

#define UP   WMAN_DIRECTION_UPLINK
#define DOWN WMAN_DIRECTION_DOWNLINK
#define CMAC WMAN_KDF_CMAC
#define HMAC WMAN_KDF_SHA1

/* Mandatory attributes of each message as the standard lists them; the last one protects. */
static const struct {
	u8 code;
	u8 dir; /* of the message; 3 for both */
	u8 version;
	u8 attrs[9];
} messages[] = {
	{ 3, DOWN, 1, { 10, 23, 11 } },
	{ 4, UP, 1, { 18, 19, 12 } },
	{ 5, DOWN, 1, { 7, 9, 10, 23 } },
	{ 6, DOWN, 1, { 16 } },
	{ 7, UP, 1, { 10, 12, 11 } },
	{ 8, DOWN, 1, { 10, 12, 13, 13, 11 } },
	{ 9, DOWN, 1, { 10, 12, 16, 11 } },
	{ 10, DOWN, 1, { 16 } },
	{ 11, DOWN, 1, { 10, 12, 16, 11 } },
	{ 12, UP, 1, { 17 } },
	{ 13, UP, 2, { 33, 18, 12, 44 } },
	{ 14, DOWN, 2, { 33, 34, 35, 9, 10, 37, 38 } },
	{ 15, DOWN, 2, { 33, 34, 16, 37, 38 } },
	{ 16, UP, 2, { 34, 30, 44 } },
	{ 17, UP, 2, { 0 } },
	{ 18, 3, 2, { 28 } },
	{ 19, 3, 2, { 28, 40 } },
	{ 20, DOWN, 2, { 34, 10, 45, 40 } },
	{ 21, UP, 2, { 33, 34, 10, 45, 19, 25, 40 } },
	{ 22, DOWN, 2, { 33, 34, 10, 45, 25, 40 } },
	{ 23, UP, 2, { 10, 12, 29, 40 } },
	{ 24, DOWN, 2, { 10, 12, 13, 13, 29, 40 } },
	{ 25, DOWN, 2, { 10, 12, 16, 29, 40 } },
	{ 26, DOWN, 2, { 10, 23, 40 } },
	{ 27, DOWN, 2, { 10, 12, 16, 40 } },
	{ 28, DOWN, 2, { 10, 12, 41, 42, 47, 40 } },
	{ 29, DOWN, 2, { 28, 40 } },
	{ 30, UP, 2, { 33, 40 } },
};

static void put_tek_params(struct wman_buf *buf)
{
	static const u8 tek[24];
	const struct wman_tek_params params = {
		.tek = { tek, sizeof(tek) },
		.lifetime_s = 100,
		.sn = 2,
	};

	wman_tek_params_put(buf, &params);
}

/* A value that is good for an attribute. */
static void put_attr(struct wman_buf *buf, u8 attr)
{
	static const struct wman_sa_descriptor sa = { .said = 1, .suite = WMAN_SUITE_CCM_WRAP };
	static const struct wman_secneg secneg = { .present = WMAN_SECNEG_ALL };
	static const u32 suite = WMAN_SUITE_CCM_WRAP;
	static const u8 lengths[WMAN_ATTRS] = {
		[7] = 128,  [9] = 4,   [10] = 1, [11] = 20, [12] = 2,	[16] = 1,   [17] = 30,
		[18] = 30,  [29] = 8,  [30] = 1, [33] = 8,  [34] = 8,	[35] = 128, [37] = 30,
		[38] = 128, [40] = 12, [41] = 1, [42] = 2,  [44] = 128, [45] = 8,
	};
	static const u8 gkek_params[] = { 43, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 0,
					  0,  0,  0, 0, 9, 4, 0, 0, 0, 9, 10, 1, 1 };
	static const u8 eap[] = { 1, 1, 0, 5, 1 };
	u8 value[128];

	switch (attr) {
	case WMAN_ATTR_TEK_PARAMETERS:
		put_tek_params(buf);
		return;
	case WMAN_ATTR_SECURITY_CAPABILITIES:
		wman_suites_put(buf, &suite, 1);
		return;
	case WMAN_ATTR_SA_DESCRIPTOR:
		wman_sa_descriptor_put(buf, &sa);
		return;
	case WMAN_ATTR_SECURITY_NEGOTIATION:
		wman_secneg_put(buf, &secneg);
		return;
	case WMAN_ATTR_EAP_PAYLOAD:
		wman_buf_put_tlv(buf, attr, eap, sizeof(eap));
		return;
	case WMAN_ATTR_GKEK_PARAMETERS:
		wman_buf_put_tlv(buf, attr, gkek_params, sizeof(gkek_params));
		return;
	}
	/* a lifetime is not zero, a push mode not above one; zero and low bits do for the rest */
	memset(value, attr == WMAN_ATTR_KEY_LIFETIME, sizeof(value));
	wman_buf_put_tlv(buf, attr, value, lengths[attr]);
}

static void begin(struct wman_buf *buf, u8 dir, u8 code)
{
	wman_buf_put_u8(buf, dir == UP ? WMAN_MSG_PKM_REQ : WMAN_MSG_PKM_RSP);
	wman_buf_put_u8(buf, code);
	wman_buf_put_u8(buf, 0x77);
}

/* Parse from memory that ends where the message does. */
static enum wman_reason parse(struct wman_pkm *pkm, const struct wman_buf *buf, u8 dir, u8 version)
{
	u8 *copy = exact_copy(buf->data, buf->len);
	enum wman_reason reason;

	assert_false(buf->overflow);
	reason = wman_pkm_parse(pkm, copy, buf->len, dir, version, version == 1 ? HMAC : CMAC);
	free(copy);
	return reason;
}

static u8 octets[4096];

static void test_lists(void **state)
{
	struct wman_pkm pkm;
	struct wman_buf buf;
	size_t m, i, skip;
	u8 dir, last;

	for (m = 0; m < ARRAY_SIZE(messages); m++) {
		dir = messages[m].dir == 3 ? DOWN : messages[m].dir;
		wman_buf_init(&buf, octets, sizeof(octets));
		begin(&buf, dir, messages[m].code);
		for (i = 0; messages[m].attrs[i]; i++)
			put_attr(&buf, messages[m].attrs[i]);
		assert_int_equal(parse(&pkm, &buf, dir, messages[m].version), WMAN_REASON_NONE);
		assert_int_equal(pkm.code, messages[m].code);
		assert_int_equal(pkm.identifier, 0x77);
		assert_non_null(wman_pkm_name(pkm.code));

		/* of the other version */
		assert_int_equal(parse(&pkm, &buf, dir, 3 - messages[m].version),
				 WMAN_REASON_MESSAGE_VERSION);
		/* reflected: the type octet gives it away */
		assert_int_equal(parse(&pkm, &buf, 3 - dir, messages[m].version),
				 WMAN_REASON_MESSAGE_DIRECTION);
		/* the other side's code under the right type octet */
		octets[0] ^= WMAN_MSG_PKM_REQ ^ WMAN_MSG_PKM_RSP;
		assert_int_equal(parse(&pkm, &buf, 3 - dir, messages[m].version),
				 messages[m].dir == 3 ? WMAN_REASON_NONE :
							WMAN_REASON_MESSAGE_DIRECTION);

		/* each attribute missing */
		for (skip = 0; messages[m].attrs[skip]; skip++) {
			wman_buf_init(&buf, octets, sizeof(octets));
			begin(&buf, dir, messages[m].code);
			for (i = 0; messages[m].attrs[i]; i++)
				if (i != skip)
					put_attr(&buf, messages[m].attrs[i]);
			last = messages[m].attrs[skip];
			assert_int_equal(parse(&pkm, &buf, dir, messages[m].version),
					 !messages[m].attrs[skip + 1] &&
							 (last == 11 || last == 40 || last == 38 ||
							  last == 44) ?
						 WMAN_REASON_DIGEST_MISSING :
						 WMAN_REASON_ATTR_MISSING);
		}
	}
}

static void test_lengths(void **state)
{
	struct wman_tlv_iter it;
	struct wman_pkm pkm;
	struct wman_buf buf, wrong;
	struct wman_tlv tlv;
	u8 more[4096], value[600] = { 0 };
	size_t m, i, bad;
	int change;

	/* one octet more or less in an attribute of fixed length */
	for (m = 0; m < ARRAY_SIZE(messages); m++) {
		if (messages[m].dir == 3)
			continue;
		wman_buf_init(&buf, octets, sizeof(octets));
		for (i = 0; messages[m].attrs[i]; i++)
			put_attr(&buf, messages[m].attrs[i]);
		for (bad = 0; messages[m].attrs[bad]; bad++) {
			switch (messages[m].attrs[bad]) {
			case 13:
			case 17:
			case 18:
			case 19:
			case 23:
			case 25:
			case 29:
			case 37:
			case 47:
				continue;
			}
			for (change = -1; change <= 1; change += 2) {
				wman_buf_init(&wrong, more, sizeof(more));
				begin(&wrong, messages[m].dir, messages[m].code);
				wman_tlv_iter_init(&it, buf.data, buf.len);
				for (i = 0; wman_tlv_next(&it, &tlv); i++) {
					if (i != bad) {
						wman_buf_put_tlv(&wrong, tlv.type, tlv.value,
								 tlv.len);
						continue;
					}
					memcpy(value, tlv.value, tlv.len);
					wman_buf_put_tlv(&wrong, tlv.type, value,
							 tlv.len + (size_t)change);
				}
				i = parse(&pkm, &wrong, messages[m].dir, messages[m].version);
				assert_int_equal(i, messages[m].attrs[bad] == 28 ?
							    WMAN_REASON_EAP_LENGTH :
							    WMAN_REASON_TLV_LENGTH);
			}
		}
	}
}

/* Lengths of attributes that a message may leave out, and of those with a range. */
static void test_range_lengths(void **state)
{
	static const struct {
		u8 code, attr;
		u16 least, most;
	} ranges[] = {
		{ 6, 6, 1, 128 },  { 20, 9, 4, 4 },   { 22, 32, 3, 3 },	 { 22, 38, 1, 0xffff },
		{ 23, 29, 1, 32 }, { 25, 29, 1, 32 }, { 25, 6, 1, 128 }, { 18, 10, 1, 1 },
	};
	static const u8 value[300] = { 1 };
	struct wman_pkm pkm;
	struct wman_buf buf;
	size_t r, i, len;

	for (r = 0; r < ARRAY_SIZE(ranges); r++) {
		const size_t m = ranges[r].code - 3u;
		const u8 dir = messages[m].dir == 3 ? DOWN : messages[m].dir;

		for (len = ranges[r].least - 1u; len <= ranges[r].most + 1u; len++) {
			if (len > sizeof(value))
				break;
			wman_buf_init(&buf, octets, sizeof(octets));
			begin(&buf, dir, messages[m].code);
			wman_buf_put_tlv(&buf, ranges[r].attr, value, len);
			for (i = 0; messages[m].attrs[i]; i++)
				if (messages[m].attrs[i] != ranges[r].attr)
					put_attr(&buf, messages[m].attrs[i]);
			assert_int_equal(parse(&pkm, &buf, dir, messages[m].version) ==
						 WMAN_REASON_NONE,
					 len >= ranges[r].least && len <= ranges[r].most);
		}
	}
}

/* Group-Key-Update-Command: the mode says which parameters there must be, and which key. */
static void test_group_modes(void **state)
{
	static const struct {
		u8 mode;
		bool sn, tek, gkek;
		enum wman_reason reason;
	} cases[] = {
		{ 0, true, false, true, WMAN_REASON_NONE },
		{ 0, false, false, true, WMAN_REASON_ATTR_MISSING },
		{ 0, true, true, false, WMAN_REASON_ATTR_MISSING },
		{ 1, false, true, false, WMAN_REASON_NONE },
		{ 1, true, true, false, WMAN_REASON_NONE },
		{ 1, true, false, true, WMAN_REASON_ATTR_MISSING },
		{ 2, true, true, true, WMAN_REASON_TLV_VALUE },
	};
	struct wman_pkm pkm;
	struct wman_buf buf;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		wman_buf_init(&buf, octets, sizeof(octets));
		begin(&buf, DOWN, WMAN_PKM_GROUP_KEY_UPDATE);
		put_attr(&buf, WMAN_ATTR_SAID);
		put_attr(&buf, WMAN_ATTR_KEY_PUSH_COUNTER);
		wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_PUSH_MODES, cases[i].mode, 1);
		if (cases[i].sn)
			put_attr(&buf, WMAN_ATTR_KEY_SEQUENCE_NUMBER);
		if (cases[i].tek)
			put_attr(&buf, WMAN_ATTR_TEK_PARAMETERS);
		if (cases[i].gkek)
			put_attr(&buf, WMAN_ATTR_GKEK_PARAMETERS);
		put_attr(&buf, WMAN_ATTR_CMAC_DIGEST);
		assert_int_equal(parse(&pkm, &buf, DOWN, 2), cases[i].reason);
	}
}

static void test_digest_place(void **state)
{
	struct wman_pkm pkm;
	struct wman_buf buf;
	size_t covered;

	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_KEY_REJECT);
	put_attr(&buf, 10);
	put_attr(&buf, 12);
	put_attr(&buf, 16);
	put_attr(&buf, 29);
	covered = buf.len;
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_int_equal(pkm.covered, covered);
	assert_int_equal(pkm.protection.len, WMAN_CMAC_DIGEST_LEN);
	/* the other digest, or an unknown attribute, behind it */
	put_attr(&buf, 11);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_DIGEST_LAST);
	/* two digests: the first one is not the last attribute */
	buf.len = covered;
	put_attr(&buf, 40);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_DIGEST_LAST);
	/* a digest of the other MAC mode is none */
	buf.len = covered;
	put_attr(&buf, 11);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_DIGEST_MISSING);
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, DOWN, 2, HMAC), WMAN_REASON_NONE);
}

/* EAP messages may come with a digest or without, but then with the number of its key. */
static void test_optional_digest(void **state)
{
	struct wman_pkm pkm;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_EAP_TRANSFER);
	put_attr(&buf, 28);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_null(pkm.protection.data);
	assert_int_equal(pkm.covered, buf.len);
	assert_int_equal(pkm.eap.len, 5);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_ATTR_MISSING);
	buf.len = 3;
	put_attr(&buf, 28);
	put_attr(&buf, 10);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_non_null(pkm.protection.data);
}

static void test_envelope(void **state)
{
	static const u8 msg[] = { 10, 20, 0 };
	static const u8 ranging[] = { 5, 20, 0 };
	struct wman_pkm pkm;
	unsigned int code;
	u8 unknown[3] = { 10, 0, 0 };
	size_t len;
	u8 *copy;

	for (len = 0; len < 3; len++) {
		copy = exact_copy(msg, len);
		assert_int_equal(wman_pkm_parse(&pkm, copy, len, DOWN, 2, CMAC),
				 WMAN_REASON_MESSAGE_SHORT);
		free(copy);
	}
	assert_int_equal(wman_pkm_parse(&pkm, ranging, 3, DOWN, 2, CMAC),
			 WMAN_REASON_MESSAGE_UNKNOWN);
	for (code = 0; code < 256; code++) {
		if (code >= 3 && code <= 30)
			continue;
		unknown[1] = (u8)code;
		assert_int_equal(wman_pkm_parse(&pkm, unknown, 3, DOWN, 2, CMAC),
				 WMAN_REASON_MESSAGE_UNKNOWN);
		assert_null(wman_pkm_name((u8)code));
	}
}

static void test_values(void **state)
{
	struct wman_pkm pkm;
	struct wman_buf buf;
	unsigned int i;

	/* unknown and unlisted attributes are skipped, of duplicates the first counts */
	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_TEK_INVALID);
	wman_buf_put_tlv_uint(&buf, 200, 5, 1);
	wman_buf_put_tlv_uint(&buf, 10, 3, 1);
	wman_buf_put_tlv_uint(&buf, 10, 4, 1);
	wman_buf_put_tlv_uint(&buf, 33, 1, 1);
	wman_buf_put_tlv_uint(&buf, 12, 0x1234, 2);
	wman_buf_put_tlv_uint(&buf, 16, 4, 1);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_int_equal(pkm.ak_sn, 3);
	assert_int_equal(pkm.said, 0x1234);
	assert_int_equal(pkm.error, WMAN_PKM_ERROR_KEY_SN);
	assert_null(pkm.ms_random);
	assert_false(wman_pkm_has(&pkm, WMAN_ATTR_MS_RANDOM));

	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_TEK_INVALID);
	wman_buf_put_tlv_uint(&buf, 10, 16, 1);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_TLV_VALUE);

	/* the last number that there is */
	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_TEK_INVALID);
	wman_buf_put_tlv_uint(&buf, 10, 15, 1);
	put_attr(&buf, 12);
	put_attr(&buf, 16);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_int_equal(pkm.ak_sn, 15);
	/* cut behind all that has to be there */
	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_AUTH_INVALID);
	put_attr(&buf, 16);
	wman_buf_put_u8(&buf, 6);
	assert_int_equal(parse(&pkm, &buf, DOWN, 1), WMAN_REASON_TLV_MALFORMED);
	/* timers of a wrong length */
	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_AUTH_REPLY);
	wman_buf_put_tlv(&buf, 27, "\1\3\0\0\1", 5);
	assert_int_equal(parse(&pkm, &buf, DOWN, 1), WMAN_REASON_TLV_LENGTH);

	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_SA_TEK_CHALLENGE);
	wman_buf_put_tlv_uint(&buf, 9, 0, 4);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_LIFETIME);

	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_SA_ADDITION);
	put_attr(&buf, 10);
	for (i = 0; i < WMAN_PKM_SA_MAX; i++)
		put_attr(&buf, 23);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_int_equal(pkm.n_sa, WMAN_PKM_SA_MAX);
	assert_int_equal(pkm.n_sa_left_out, 0);
	/* the surplus is left out, and has to be right */
	buf.len -= 14;
	put_attr(&buf, 23);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_int_equal(pkm.n_sa, WMAN_PKM_SA_MAX);
	assert_int_equal(pkm.n_sa_left_out, 1);
	buf.len -= 14;
	wman_buf_put_tlv(&buf, WMAN_ATTR_SA_DESCRIPTOR, NULL, 0);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_TLV_LENGTH);

	/* the number of SigBS, with any length, is SA-TEK-Update there */
	wman_buf_init(&buf, octets, sizeof(octets));
	begin(&buf, DOWN, WMAN_PKM_SA_TEK_RESPONSE);
	put_attr(&buf, 33);
	put_attr(&buf, 34);
	put_attr(&buf, 10);
	put_attr(&buf, 45);
	wman_buf_put_tlv_uint(&buf, 38, 1, 3);
	wman_buf_put_tlv_uint(&buf, 32, 0x123456, 3);
	put_attr(&buf, 25);
	put_attr(&buf, 40);
	assert_int_equal(parse(&pkm, &buf, DOWN, 2), WMAN_REASON_NONE);
	assert_int_equal(pkm.sa_tek_update.len, 3);
	assert_int_equal(pkm.frame_number, 0x123456);
	assert_int_equal(pkm.n_sa, 0);
}

/* An unknown attribute changes nothing wherever it stands, in no message, and 0 is one of them. */
static void test_unknown_attributes(void **state)
{
	static const u8 unknown[] = { 0, 1, 5, 14, 26, 48, 200, 255 };
	struct wman_pkm pkm;
	struct wman_buf buf;
	size_t m, u, i;
	u8 dir;

	for (m = 0; m < ARRAY_SIZE(messages); m++) {
		dir = messages[m].dir == 3 ? DOWN : messages[m].dir;
		for (u = 0; u < ARRAY_SIZE(unknown); u++) {
			wman_buf_init(&buf, octets, sizeof(octets));
			begin(&buf, dir, messages[m].code);
			wman_buf_put_tlv_uint(&buf, unknown[u], 7, 3);
			for (i = 0; messages[m].attrs[i]; i++)
				put_attr(&buf, messages[m].attrs[i]);
			assert_int_equal(parse(&pkm, &buf, dir, messages[m].version),
					 WMAN_REASON_NONE);
		}
	}
}

static void test_eap_limits(void **state)
{
	static u8 eap[WMAN_EAP_FRAME_MAX + 1], big[WMAN_EAP_FRAME_MAX + 64];
	struct wman_pkm pkm;
	struct wman_buf buf;
	size_t len;

	/* a Success is as short as an EAP packet gets */
	for (len = 3; len <= 5; len++) {
		wman_put_be16(eap + 2, (u16)len);
		wman_buf_init(&buf, big, sizeof(big));
		wman_pkm_put_eap_transfer(&buf, DOWN, 1, eap, len, WMAN_AK_SN_NONE);
		assert_int_equal(parse(&pkm, &buf, DOWN, 2),
				 len < 4 ? WMAN_REASON_EAP_LENGTH : WMAN_REASON_NONE);
	}
	for (len = WMAN_EAP_FRAME_MAX; len <= WMAN_EAP_FRAME_MAX + 1; len++) {
		wman_put_be16(eap + 2, (u16)len);
		wman_buf_init(&buf, big, sizeof(big));
		wman_pkm_put_eap_transfer(&buf, DOWN, 1, eap, len, WMAN_AK_SN_NONE);
		assert_int_equal(parse(&pkm, &buf, DOWN, 2), len > WMAN_EAP_FRAME_MAX ?
								     WMAN_REASON_EAP_LENGTH :
								     WMAN_REASON_NONE);
	}
}

static enum wman_reason parse_down(const u8 *msg, size_t len)
{
	struct wman_pkm pkm;

	return wman_pkm_parse(&pkm, msg, len, DOWN, 2, CMAC);
}

static enum wman_reason parse_up(const u8 *msg, size_t len)
{
	struct wman_pkm pkm;

	return wman_pkm_parse(&pkm, msg, len, UP, 2, CMAC);
}

static void test_mauled(void **state)
{
	struct wman_buf buf;
	size_t m, i;

	for (m = 0; m < ARRAY_SIZE(messages); m++) {
		wman_buf_init(&buf, octets, sizeof(octets));
		begin(&buf, messages[m].dir == UP ? UP : DOWN, messages[m].code);
		for (i = 0; messages[m].attrs[i]; i++)
			put_attr(&buf, messages[m].attrs[i]);
		maul(messages[m].dir == UP ? parse_up : parse_down, buf.data, buf.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_range_lengths),
		cmocka_unit_test(test_group_modes),
		cmocka_unit_test(test_digest_place),
		cmocka_unit_test(test_optional_digest),
		cmocka_unit_test(test_envelope),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_unknown_attributes),
		cmocka_unit_test(test_eap_limits),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
