/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Faults in messages of a base station, and the messages that have them; see bad_input_test.c.
 * Each file bad_input_*.c has the messages of one part of the standard.
 */
#ifndef _WMAN_KUNIT_BAD_INPUT_H
#define _WMAN_KUNIT_BAD_INPUT_H

#include "message.h"
#include "pkm.h"
#include "station.h"

#define BAD_ATTRS_MAX	8

/**
 * struct bad_attr - an attribute that a message has
 * @type: its type
 * @missing: what is told without it, 0 when it may be left out
 * @long_: what is told with an octet more; 0 when it may have one
 * @answered: without it the message gets an answer that refuses it
 */
struct bad_attr {
	u8 type;
	enum wman_reason missing;
	enum wman_reason long_;
	bool answered;
};

/* What a message ends with. */
enum bad_end { BAD_END_NONE, BAD_END_TUPLE, BAD_END_DIGEST, BAD_END_SIGNATURE };

/**
 * struct bad_kind - a message
 * @what: its name
 * @type: its type
 * @code: its code, of PKM
 * @drive: brings the station to where the message has an effect
 * @send: sends it
 * @fixed: octets before its attributes
 * @nest: its attributes are in a compound TLV of this type; 0 for none
 * @end: what it ends with
 * @up: type octet of the message that goes the other way, or 0
 * @other_code: code of the other version of PKM
 * @id: where the octet is that tells to what it belongs, or 0
 * @id_bits: what is changed there
 * @no_id: told then
 * @other_cid: a connection that it may not come on
 * @optional: it is right without its digest, too
 * @sn: it names the key of its digest
 * @other_sn: what is told when it names another key, if not WMAN_REASON_AK_SN
 * @cut: what is told when it ends within a TLV, if that is not what @end says
 * @stranger: what is told of another code on its connection, if not that the code is wrong
 * @attrs: attributes, up to type 0
 */
struct bad_kind {
	const char *what;
	u8 type;
	u8 code;
	bool (*drive)(struct station *st);
	void (*send)(struct station *st);
	u8 fixed;
	u8 nest;
	enum bad_end end;
	u8 up;
	u8 other_code;
	u8 id;
	u8 id_bits;
	enum wman_reason no_id;
	u16 other_cid;
	bool optional;
	bool sn;
	enum wman_reason other_sn;
	enum wman_reason cut;
	enum wman_reason stranger;
	struct bad_attr attrs[BAD_ATTRS_MAX];
};

#define BAD_PKM(_what, _code, _drive, _send, _other)					\
	.what = _what, .type = WMAN_MSG_PKM_RSP, .code = _code, .drive = _drive,	\
	.send = _send, .fixed = WMAN_PKM_HEADER_LEN, .up = WMAN_MSG_PKM_REQ,		\
	.other_code = _other, .other_cid = BS_BASIC_CID
#define BAD_ANSWERS	.id = 2, .id_bits = 0x80, .no_id = WMAN_REASON_IDENTIFIER
#define MUST(_type)	{ _type, WMAN_REASON_ATTR_MISSING, WMAN_REASON_TLV_LENGTH }
#define MUST_OF(_type)	{ _type, WMAN_REASON_ATTR_MISSING, WMAN_REASON_TLV_MALFORMED }
#define MAY(_type)	{ _type, WMAN_REASON_NONE, WMAN_REASON_TLV_LENGTH }
#define MAY_OF(_type)	{ _type, WMAN_REASON_NONE, WMAN_REASON_TLV_MALFORMED }
#define SN		MUST(WMAN_ATTR_KEY_SEQUENCE_NUMBER)
#define SAID		MUST(WMAN_ATTR_SAID)
#define NONCE		{ WMAN_ATTR_NONCE, WMAN_REASON_ATTR_MISSING, WMAN_REASON_NONE }
#define EAP		{ WMAN_ATTR_EAP_PAYLOAD, WMAN_REASON_ATTR_MISSING, WMAN_REASON_EAP_LENGTH }
/* a copy of the request's */
#define NONCE_OF_REQUEST { WMAN_ATTR_NONCE, WMAN_REASON_ATTR_MISSING, WMAN_REASON_NONCE }
/* any length that is not 0 */
#define MUST_HAVE(_type) { _type, WMAN_REASON_ATTR_MISSING, WMAN_REASON_NONE }

/* Ended by an empty one. */
extern const struct bad_kind bad_entry_kinds[];	/* network entry, PKMv2 with a single EAP */
extern const struct bad_kind bad_auth_kinds[];	/* PKMv1, RSA, double EAP, groups, re-entry */
extern const struct bad_kind bad_flow_kinds[];	/* DSA, DSC, DSD */

#endif
