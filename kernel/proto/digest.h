/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Authentication of management messages (802.16e 7.5.3, 7.5.4): CMAC and HMAC, as the last
 * attribute of a PKM message or as the tuple that ends any other.
 *
 * A digest covers the message from its type octet to the TLV that holds it. CMAC goes over
 * AKID | CMAC_PN | CID | 0x0000 | message and is cut to 64 bits.
 */
#ifndef _WMAN_DIGEST_H
#define _WMAN_DIGEST_H

#include <linux/wman.h>

#include "kdf.h"
#include "pkm.h"

#define WMAN_CMAC_VALUE_LEN	8
#define WMAN_CMAC_PN_LEN	4
#define WMAN_CMAC_HEADER_LEN	16
#define WMAN_CMAC_DIGEST_LEN	(WMAN_CMAC_PN_LEN + WMAN_CMAC_VALUE_LEN)
#define WMAN_HMAC_DIGEST_LEN	20

/* Tuples, in the common TLV space */
#define WMAN_TUPLE_CMAC		141
#define WMAN_TUPLE_HMAC		149
#define WMAN_TUPLE_CMAC_LEN	13
#define WMAN_TUPLE_CMAC_BS_LEN	19	/* with a BSID, for macro diversity */
#define WMAN_TUPLE_HMAC_LEN	21

/**
 * struct wman_tuple - the tuple that ends a management message
 * @ak_sn: AK sequence number
 * @bsid: BSID, or NULL in the short form
 * @pn: CMAC_PN; 0 in an HMAC tuple
 * @value: CMAC or HMAC value
 * @covered: octets of the message before the tuple
 */
struct wman_tuple {
	u8 ak_sn;
	const u8 *bsid;
	u32 pn;
	const u8 *value;
	size_t covered;
};

/**
 * wman_cmac_value() - CMAC value of a message
 * @prim: primitives
 * @key: CMAC_KEY_U or CMAC_KEY_D
 * @akid: AKID of the AK behind @key
 * @pn: CMAC_PN that goes with it
 * @cid: CID in the header that carries the message
 * @msg: the message
 * @len: its octets before the TLV that holds the digest
 * @value: the value
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int wman_cmac_value(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
		    const u8 akid[WMAN_AKID_LEN], u32 pn, u16 cid, const u8 *msg, size_t len,
		    u8 value[WMAN_CMAC_VALUE_LEN]);

/**
 * wman_cmac_check() - verify the CMAC value of a message
 * @prim: primitives
 * @key: CMAC_KEY_U or CMAC_KEY_D
 * @akid: AKID of the AK behind @key
 * @pn: CMAC_PN that came with it
 * @cid: CID in the header that carried the message
 * @msg: the message
 * @len: its octets before the TLV that holds the digest
 * @value: the value that came, WMAN_CMAC_VALUE_LEN octets
 *
 * Context: process.
 * Return: WMAN_REASON_NONE, _DIGEST_WRONG or _CRYPTO.
 */
enum wman_reason wman_cmac_check(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
				 const u8 akid[WMAN_AKID_LEN], u32 pn, u16 cid, const u8 *msg,
				 size_t len, const u8 *value);

/**
 * wman_cmac_digest_append() - end a PKM message with a CMAC-Digest
 * @prim: primitives
 * @key: CMAC_KEY_U or CMAC_KEY_D
 * @akid: AKID
 * @pn: CMAC_PN, not used before under @key
 * @cid: CID on which the message will go
 * @buf: the message
 *
 * Context: process.
 * Return: 0 or a negative errno; a buffer that is full is told by @buf->overflow.
 */
int wman_cmac_digest_append(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
			    const u8 akid[WMAN_AKID_LEN], u32 pn, u16 cid, struct wman_buf *buf);

/**
 * wman_cmac_tuple_append() - end a management message with a CMAC tuple (short form)
 * @prim: primitives
 * @key: CMAC_KEY_U or CMAC_KEY_D
 * @akid: AKID
 * @ak_sn: AK sequence number
 * @pn: CMAC_PN, not used before under @key
 * @cid: CID on which the message will go
 * @buf: the message
 *
 * Context: process.
 * Return: 0 or a negative errno; a buffer that is full is told by @buf->overflow.
 */
int wman_cmac_tuple_append(struct wman_prim *prim, const u8 key[WMAN_CMAC_KEY_LEN],
			   const u8 akid[WMAN_AKID_LEN], u8 ak_sn, u32 pn, u16 cid,
			   struct wman_buf *buf);

/**
 * wman_hmac_check() - verify the HMAC of a message
 * @prim: primitives
 * @key: HMAC_KEY_U or HMAC_KEY_D
 * @msg: the message
 * @len: its octets before the TLV that holds the digest
 * @value: the value that came, WMAN_HMAC_DIGEST_LEN octets
 *
 * An HMAC says nothing about freshness: it has no number.
 *
 * Context: process.
 * Return: WMAN_REASON_NONE, _DIGEST_WRONG or _CRYPTO.
 */
enum wman_reason wman_hmac_check(struct wman_prim *prim, const u8 key[WMAN_HMAC_KEY_LEN],
				 const u8 *msg, size_t len, const u8 *value);

/**
 * wman_hmac_digest_append() - end a PKM message with an HMAC-Digest
 * @prim: primitives
 * @key: HMAC_KEY_U or HMAC_KEY_D
 * @buf: the message
 *
 * Context: process.
 * Return: 0 or a negative errno; a buffer that is full is told by @buf->overflow.
 */
int wman_hmac_digest_append(struct wman_prim *prim, const u8 key[WMAN_HMAC_KEY_LEN],
			    struct wman_buf *buf);

/**
 * wman_hmac_tuple_append() - end a management message with an HMAC tuple
 * @prim: primitives
 * @key: HMAC_KEY_U or HMAC_KEY_D
 * @ak_sn: AK sequence number
 * @buf: the message
 *
 * Context: process.
 * Return: 0 or a negative errno; a buffer that is full is told by @buf->overflow.
 */
int wman_hmac_tuple_append(struct wman_prim *prim, const u8 key[WMAN_HMAC_KEY_LEN], u8 ak_sn,
			   struct wman_buf *buf);

/**
 * wman_group_digest_append() - end Group-Key-Update-Command in GTEK mode with its digest (D12)
 * @prim: primitives
 * @mode: MAC mode of the session
 * @gkek: GKEK of the group; CMAC_KEY_GD or HMAC_KEY_GD is made of it
 * @pn: CMAC_PN; an HMAC has none
 * @cid: CID on which the message will go
 * @buf: the message
 *
 * There is no AK behind it: the AKID is eight zero octets.
 *
 * Context: process.
 * Return: 0 or a negative errno; a buffer that is full is told by @buf->overflow.
 */
int wman_group_digest_append(struct wman_prim *prim, enum wman_kdf_mode mode,
			     const u8 gkek[WMAN_GKEK_LEN], u32 pn, u16 cid, struct wman_buf *buf);

/**
 * wman_group_digest_check() - verify the digest of Group-Key-Update-Command in GTEK mode (D12)
 * @prim: primitives
 * @mode: MAC mode of the session
 * @gkek: GKEK that the message names
 * @cid: CID in the header that carried it
 * @msg: the message
 * @pkm: its view; has the digest of @mode
 *
 * CMAC_PN is an input only: it is counted for each AK context, and here is none. What keeps an old
 * message out is Key-Push-Counter.
 *
 * Context: process.
 * Return: WMAN_REASON_NONE, _DIGEST_WRONG or _CRYPTO.
 */
enum wman_reason wman_group_digest_check(struct wman_prim *prim, enum wman_kdf_mode mode,
					 const u8 gkek[WMAN_GKEK_LEN], u16 cid, const u8 *msg,
					 const struct wman_pkm *pkm);

/**
 * wman_cmac_digest_split() - CMAC_PN and value of a PKM message
 * @pkm: a message of a CMAC session that has a digest
 * @pn: CMAC_PN
 *
 * Return: the value, WMAN_CMAC_VALUE_LEN octets.
 */
static inline const u8 *wman_cmac_digest_split(const struct wman_pkm *pkm, u32 *pn)
{
	*pn = wman_get_be32(pkm->protection.data);
	return pkm->protection.data + WMAN_CMAC_PN_LEN;
}

/**
 * wman_digest_split() - number and value of the digest of a PKM message
 * @pkm: a message that has a digest, of either kind
 * @pn: CMAC_PN; 0 for an HMAC, which has none
 *
 * Return: the value: WMAN_CMAC_VALUE_LEN octets, or WMAN_HMAC_DIGEST_LEN.
 */
static inline const u8 *wman_digest_split(const struct wman_pkm *pkm, u32 *pn)
{
	*pn = 0;
	if (pkm->protection.len == WMAN_HMAC_DIGEST_LEN)
		return pkm->protection.data;
	return wman_cmac_digest_split(pkm, pn);
}

/**
 * wman_tuple_find() - find the tuple that ends a management message
 * @tuple: what was found
 * @mode: MAC mode of the session
 * @msg: the message, from its type octet
 * @len: its octets
 *
 * Return: WMAN_REASON_NONE; _MESSAGE_UNKNOWN or _MESSAGE_SHORT, see wman_message_fixed();
 * _TLV_MALFORMED; _DIGEST_MISSING; _DIGEST_LAST when something is behind it; _TLV_LENGTH
 * for a tuple of another length.
 */
enum wman_reason wman_tuple_find(struct wman_tuple *tuple, enum wman_kdf_mode mode,
				 const u8 *msg, size_t len);

#endif /* _WMAN_DIGEST_H */
