// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Authentication of management messages. */
#include "digest.h"

#include "message.h"

int wman_cmac_value(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
		    const u8 akid[WMAN_AKID_LEN], u32 pn, u16 cid, const u8 *msg, size_t len,
		    u8 value[WMAN_CMAC_VALUE_LEN])
{
	u8 header[WMAN_CMAC_HEADER_LEN] = { 0 }, mac[WMAN_CMAC_LEN];
	const struct wman_vec vec[] = {
		{ .data = header, .len = sizeof(header) },
		{ .data = msg, .len = len },
	};
	int ret;

	memcpy(header, akid, WMAN_AKID_LEN);
	wman_put_be32(header + 8, pn);
	wman_put_be16(header + 12, cid);
	ret = wman_prim_cmac(prim, key, vec, ARRAY_SIZE(vec), mac);
	if (!ret)
		memcpy(value, wman_truncate(mac, sizeof(mac), WMAN_CMAC_VALUE_LEN),
		       WMAN_CMAC_VALUE_LEN);
	wman_memzero(mac, sizeof(mac));
	return ret;
}

enum wman_reason wman_cmac_check(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
				 const u8 akid[WMAN_AKID_LEN], u32 pn, u16 cid, const u8 *msg,
				 size_t len, const u8 *value)
{
	u8 expected[WMAN_CMAC_VALUE_LEN];
	enum wman_reason reason = WMAN_REASON_NONE;

	if (wman_cmac_value(prim, key, akid, pn, cid, msg, len, expected))
		return WMAN_REASON_CRYPTO;
	if (wman_memneq(expected, value, sizeof(expected)))
		reason = WMAN_REASON_DIGEST_WRONG;
	wman_memzero(expected, sizeof(expected));
	return reason;
}

int wman_cmac_digest_append(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
			    const u8 akid[WMAN_AKID_LEN], u32 pn, u16 cid, struct wman_buf *buf)
{
	u8 digest[WMAN_CMAC_DIGEST_LEN];
	int ret;

	wman_put_be32(digest, pn);
	ret = wman_cmac_value(prim, key, akid, pn, cid, buf->data, buf->len,
			      digest + WMAN_CMAC_PN_LEN);
	if (!ret)
		wman_buf_put_tlv(buf, WMAN_ATTR_CMAC_DIGEST, digest, sizeof(digest));
	return ret;
}

int wman_cmac_tuple_append(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
			   const u8 akid[WMAN_AKID_LEN], u8 ak_sn, u32 pn, u16 cid,
			   struct wman_buf *buf)
{
	u8 tuple[WMAN_TUPLE_CMAC_LEN];
	int ret;

	tuple[0] = ak_sn & 0xf;
	wman_put_be32(tuple + 1, pn);
	ret = wman_cmac_value(prim, key, akid, pn, cid, buf->data, buf->len,
			      tuple + 1 + WMAN_CMAC_PN_LEN);
	if (!ret)
		wman_buf_put_tlv(buf, WMAN_TUPLE_CMAC, tuple, sizeof(tuple));
	return ret;
}

enum wman_reason wman_hmac_check(struct wman_prim *prim, const u8 key[WMAN_HMAC_KEY_LEN],
				 const u8 *msg, size_t len, const u8 *value)
{
	const struct wman_vec vec = { .data = msg, .len = len };
	enum wman_reason reason = WMAN_REASON_NONE;
	u8 expected[WMAN_HMAC_DIGEST_LEN];

	if (wman_prim_hmac_sha1(prim, key, WMAN_HMAC_KEY_LEN, &vec, 1, expected))
		return WMAN_REASON_CRYPTO;
	if (wman_memneq(expected, value, sizeof(expected)))
		reason = WMAN_REASON_DIGEST_WRONG;
	wman_memzero(expected, sizeof(expected));
	return reason;
}

int wman_hmac_digest_append(struct wman_prim *prim, const u8 key[WMAN_HMAC_KEY_LEN],
			    struct wman_buf *buf)
{
	const struct wman_vec vec = { .data = buf->data, .len = buf->len };
	u8 digest[WMAN_HMAC_DIGEST_LEN];
	int ret;

	ret = wman_prim_hmac_sha1(prim, key, WMAN_HMAC_KEY_LEN, &vec, 1, digest);
	if (!ret)
		wman_buf_put_tlv(buf, WMAN_ATTR_HMAC_DIGEST, digest, sizeof(digest));
	return ret;
}

int wman_hmac_tuple_append(struct wman_prim *prim, const u8 key[WMAN_HMAC_KEY_LEN], u8 ak_sn,
			   struct wman_buf *buf)
{
	const struct wman_vec vec = { .data = buf->data, .len = buf->len };
	u8 tuple[WMAN_TUPLE_HMAC_LEN];
	int ret;

	tuple[0] = ak_sn & 0xf;
	ret = wman_prim_hmac_sha1(prim, key, WMAN_HMAC_KEY_LEN, &vec, 1, tuple + 1);
	if (!ret)
		wman_buf_put_tlv(buf, WMAN_TUPLE_HMAC, tuple, sizeof(tuple));
	return ret;
}

static const u8 no_akid[WMAN_AKID_LEN];

int wman_group_digest_append(struct wman_prim *prim, enum wman_kdf_mode mode,
			     const u8 gkek[WMAN_GKEK_LEN], u32 pn, u16 cid, struct wman_buf *buf)
{
	u8 key[WMAN_HMAC_KEY_LEN];
	int ret;

	ret = wman_kdf_group_key(prim, mode, gkek, key);
	if (!ret)
		ret = mode == WMAN_KDF_SHA1 ?
			      wman_hmac_digest_append(prim, key, buf) :
			      wman_cmac_digest_append(prim, key, no_akid, pn, cid, buf);
	wman_memzero(key, sizeof(key));
	return ret;
}

enum wman_reason wman_group_digest_check(struct wman_prim *prim, enum wman_kdf_mode mode,
					 const u8 gkek[WMAN_GKEK_LEN], u16 cid, const u8 *msg,
					 const struct wman_pkm *pkm)
{
	enum wman_reason reason = WMAN_REASON_CRYPTO;
	u8 key[WMAN_HMAC_KEY_LEN];
	const u8 *value;
	u32 pn;

	value = wman_digest_split(pkm, &pn);
	if (!wman_kdf_group_key(prim, mode, gkek, key))
		reason = mode == WMAN_KDF_SHA1 ?
				 wman_hmac_check(prim, key, msg, pkm->covered, value) :
				 wman_cmac_check(prim, key, no_akid, pn, cid, msg, pkm->covered,
						 value);
	wman_memzero(key, sizeof(key));
	return reason;
}

static enum wman_reason read_tuple(struct wman_tuple *tuple, const struct wman_tlv *tlv)
{
	const u8 *p = tlv->value;

	tuple->bsid = NULL;
	tuple->pn = 0;
	if (tlv->type == WMAN_TUPLE_HMAC) {
		if (tlv->len != WMAN_TUPLE_HMAC_LEN)
			return WMAN_REASON_TLV_LENGTH;
		tuple->ak_sn = *p++ & 0xf;
		tuple->value = p;
		return WMAN_REASON_NONE;
	}
	if (tlv->len != WMAN_TUPLE_CMAC_LEN && tlv->len != WMAN_TUPLE_CMAC_BS_LEN)
		return WMAN_REASON_TLV_LENGTH;
	tuple->ak_sn = *p++ & 0xf;
	if (tlv->len == WMAN_TUPLE_CMAC_BS_LEN) {
		tuple->bsid = p;
		p += 6;
	}
	tuple->pn = wman_get_be32(p);
	tuple->value = p + WMAN_CMAC_PN_LEN;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_tuple_find(struct wman_tuple *tuple, enum wman_kdf_mode mode, const u8 *msg,
				 size_t len)
{
	const u8 type = mode == WMAN_KDF_CMAC ? WMAN_TUPLE_CMAC : WMAN_TUPLE_HMAC;
	enum wman_reason reason;
	struct wman_tlv_iter it;
	struct wman_tlv tlv;
	const u8 *begin;
	size_t fixed;

	reason = wman_message_fixed(msg, len, &fixed);
	if (reason)
		return reason;
	wman_tlv_iter_init(&it, msg + fixed, len - fixed);
	for (begin = it.pos; wman_tlv_next(&it, &tlv); begin = it.pos) {
		if (tlv.type != type)
			continue;
		if (it.pos != it.end)
			return WMAN_REASON_DIGEST_LAST;
		tuple->covered = (size_t)(begin - msg);
		return read_tuple(tuple, &tlv);
	}
	return it.reason ?: WMAN_REASON_DIGEST_MISSING;
}
