/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * A message of TLVs as a struct and a table: each row says which member a TLV fills.
 *
 *	octets of the value	member
 *	1			u8
 *	2			u16
 *	3, 4			u32
 *	5 to 32			u8[], as long as the value
 *	0 (any, at least 1)	struct wman_octets, into the message
 *
 * Bit i of the "present" word stands for row i. Types that are not in the table are
 * skipped; of duplicates the first counts.
 */
#ifndef _WMAN_FIELDS_H
#define _WMAN_FIELDS_H

#include "tlv.h"

/**
 * struct wman_field - one row
 * @type: type of the TLV
 * @len: octets of its value, 0 for any
 * @offset: of the member
 */
struct wman_field {
	u8 type;
	u8 len;
	u16 offset;
};

#define WMAN_FIELD(type_, len_, struct_, member_) \
	{ .type = (type_), .len = (len_), .offset = offsetof(struct struct_, member_) }

/**
 * wman_fields_parse() - fill a struct from TLVs
 * @table: the rows
 * @n: how many, at most 32
 * @required: rows that have to be there
 * @out: the struct; members without a TLV are left alone
 * @present: which rows were there
 * @data: the TLVs
 * @len: their octets
 *
 * Return: WMAN_REASON_NONE; _TLV_MALFORMED; _TLV_LENGTH for a value that has not the
 * table's length; _ATTR_MISSING for a row of @required that is not there.
 */
enum wman_reason wman_fields_parse(const struct wman_field *table, size_t n, u32 required,
				   void *out, u32 *present, const u8 *data, size_t len);

/**
 * wman_fields_put() - append TLVs from a struct
 * @buf: where
 * @table: the rows, sent in this order
 * @n: how many
 * @in: the struct
 * @present: the rows to send
 */
void wman_fields_put(struct wman_buf *buf, const struct wman_field *table, size_t n,
		     const void *in, u32 present);

#endif /* _WMAN_FIELDS_H */
