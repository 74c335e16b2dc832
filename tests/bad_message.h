/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Faults of management messages, made in their octets: for the test of the station, in the kernel, and
 * that of the base station, in user space. What has to become of them is for each of these to say.
 */
#ifndef TESTS_BAD_MESSAGE_H
#define TESTS_BAD_MESSAGE_H

#include "buf.h"
#include "pkm.h"
#include "tlv.h"

#define BAD_UNKNOWN_TYPE 200
#define BAD_UNKNOWN_CODE 40

/* What may be wrong. Those up to TWICE are about one attribute each. */
enum fault {
	MISSING,
	TOO_LONG,
	EMPTY,
	TWICE,
	UNKNOWN,
	REVERSED,
	NO_DIGEST,
	WRONG_DIGEST,
	NOT_LAST,
	DIGEST_TWICE,
	OTHER_SN,
	OTHER_CID,
	DIRECTION,
	VERSION,
	NO_SUCH_CODE,
	IDENTIFIER,
	CUT,
	FAULTS,
};

/**
 * struct bad_message - a message that is to have a fault
 * @fault: the fault
 * @type: of the attribute that it is about, or 0
 * @fixed: octets before the attributes
 * @nest: the attributes are in a compound TLV of this type; 0 for none
 * @tuple: it ends with a tuple, which names the key of its digest
 * @key_named: an attribute names it
 * @other_way: type octet of the message that goes the other way
 * @other_code: code of the other version of PKM
 * @id: where the octet is that tells to what it belongs
 * @id_bits: what is changed there
 */
struct bad_message {
	enum fault fault;
	u8 type;
	u8 fixed;
	u8 nest;
	bool tuple;
	bool key_named;
	u8 other_way;
	u8 other_code;
	u8 id;
	u8 id_bits;
};

/* The message as it was, and its TLVs, which are in there. */
static u8 bad_copy[8192];
static struct wman_tlv bad_tlvs[32];

static unsigned int bad_split_octets(const u8 *data, size_t len)
{
	struct wman_tlv_iter it;
	unsigned int n = 0;

	wman_tlv_iter_init(&it, data, len);
	while (n < ARRAY_SIZE(bad_tlvs) && wman_tlv_next(&it, &bad_tlvs[n]))
		n++;
	return n;
}

static unsigned int bad_split(const struct wman_buf *buf, const struct bad_message *bad)
{
	memcpy(bad_copy, buf->data, buf->len);
	return bad_split_octets(bad_copy + bad->fixed, buf->len - bad->fixed);
}

static void bad_put_one(struct wman_buf *buf, const struct wman_tlv *tlv,
			const struct bad_message *bad)
{
	u8 value[512];

	if (tlv->type != bad->type || bad->fault > TWICE) {
		wman_buf_put_tlv(buf, tlv->type, tlv->value, tlv->len);
		return;
	}
	memcpy(value, tlv->value, tlv->len);
	value[tlv->len] = 0;
	if (bad->fault == TOO_LONG)
		wman_buf_put_tlv(buf, tlv->type, value, tlv->len + 1);
	if (bad->fault == EMPTY)
		wman_buf_put_tlv(buf, tlv->type, value, 0);
	if (bad->fault != TWICE)
		return;
	/* the first counts */
	wman_buf_put_tlv(buf, tlv->type, tlv->value, tlv->len);
	value[tlv->len - 1] ^= 1;
	wman_buf_put_tlv(buf, tlv->type, value, tlv->len);
}

/* Reversed is the last type first; those of one type keep their order, which may tell older from newer. */
static void bad_put_attrs(struct wman_buf *buf, unsigned int n, const struct bad_message *bad)
{
	unsigned int type, i;

	if (bad->fault == UNKNOWN)
		wman_buf_put_tlv_uint(buf, BAD_UNKNOWN_TYPE, 0x1234, 2);
	if (bad->fault != REVERSED) {
		for (i = 0; i < n; i++)
			bad_put_one(buf, &bad_tlvs[i], bad);
		return;
	}
	for (type = 256; type--;)
		for (i = 0; i < n; i++)
			if (bad_tlvs[i].type == type)
				bad_put_one(buf, &bad_tlvs[i], bad);
}

static bool bad_edit_attrs(struct wman_buf *buf, const struct bad_message *bad)
{
	unsigned int n = bad_split(buf, bad);
	size_t mark;

	buf->len = bad->fixed;
	if (!bad->nest) {
		bad_put_attrs(buf, n, bad);
		return true;
	}
	if (n != 1 || bad_tlvs[0].type != bad->nest)
		return false;
	n = bad_split_octets(bad_tlvs[0].value, bad_tlvs[0].len);
	mark = wman_buf_tlv_begin(buf, bad->nest);
	bad_put_attrs(buf, n, bad);
	wman_buf_tlv_end(buf, mark);
	return true;
}

static void bad_name_other_key(struct wman_buf *buf, const struct bad_message *bad)
{
	unsigned int i;

	for (i = bad_split(buf, bad); i--;)
		if (bad->key_named && bad_tlvs[i].type == WMAN_ATTR_KEY_SEQUENCE_NUMBER)
			buf->data[bad_tlvs[i].value - bad_copy] ^= 4;
}

/*
 * A message before it is signed. Returns false when its attributes are not where @nest says. There is
 * no fault in it yet when that is about a digest or a connection.
 */
static bool bad_edit(struct wman_buf *buf, const struct bad_message *bad)
{
	switch (bad->fault) {
	case OTHER_SN:
		bad_name_other_key(buf, bad);
		return true;
	case DIRECTION:
		buf->data[0] = bad->other_way;
		return true;
	case VERSION:
		buf->data[1] = bad->other_code;
		return true;
	case NO_SUCH_CODE:
		buf->data[1] = BAD_UNKNOWN_CODE;
		return true;
	case IDENTIFIER:
		buf->data[bad->id] ^= bad->id_bits;
		return true;
	default:
		return bad_edit_attrs(buf, bad);
	}
}

/* The same message signed: its tuple or its digest is the last TLV. */
static void bad_spoil(struct wman_buf *buf, const struct bad_message *bad)
{
	const unsigned int n = bad_split(buf, bad);
	const struct wman_tlv *last = &bad_tlvs[n ? n - 1 : 0];

	switch (bad->fault) {
	case WRONG_DIGEST:
		buf->data[buf->len - 1] ^= 1;
		break;
	case NOT_LAST:
		wman_buf_put_tlv_uint(buf, BAD_UNKNOWN_TYPE, 1, 1);
		break;
	case DIGEST_TWICE:
		wman_buf_put_tlv(buf, last->type, last->value, last->len);
		break;
	case OTHER_SN:
		/* of a tuple the first octet */
		if (bad->tuple)
			buf->data[last->value - bad_copy] ^= 4;
		break;
	case CUT:
		wman_buf_put_u8(buf, BAD_UNKNOWN_TYPE);
		wman_buf_put_u8(buf, 5);
		break;
	default:
		break;
	}
}

#endif
