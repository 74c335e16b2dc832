/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * MAC management messages (802.16 6.3.2.3): types, who may send each and where, and what
 * stands between the type octet and the first TLV.
 */
#ifndef _WMAN_MESSAGE_H
#define _WMAN_MESSAGE_H

#include <linux/wman.h>

#include "env.h"

enum wman_message_type {
	WMAN_MSG_UCD = 0,
	WMAN_MSG_DCD = 1,
	WMAN_MSG_DL_MAP = 2,
	WMAN_MSG_UL_MAP = 3,
	WMAN_MSG_RNG_REQ = 4,
	WMAN_MSG_RNG_RSP = 5,
	WMAN_MSG_REG_REQ = 6,
	WMAN_MSG_REG_RSP = 7,
	WMAN_MSG_PKM_REQ = 9,
	WMAN_MSG_PKM_RSP = 10,
	WMAN_MSG_DSA_REQ = 11,
	WMAN_MSG_DSA_RSP = 12,
	WMAN_MSG_DSA_ACK = 13,
	WMAN_MSG_DSC_REQ = 14,
	WMAN_MSG_DSC_RSP = 15,
	WMAN_MSG_DSC_ACK = 16,
	WMAN_MSG_DSD_REQ = 17,
	WMAN_MSG_DSD_RSP = 18,
	WMAN_MSG_RES_CMD = 25,
	WMAN_MSG_SBC_REQ = 26,
	WMAN_MSG_SBC_RSP = 27,
	WMAN_MSG_DREG_CMD = 29,
	WMAN_MSG_DSX_RVD = 30,
	WMAN_MSG_TYPES,
};

/* Kinds of connections a message may use */
#define WMAN_ON_RANGING		0x01	/* CID 0 */
#define WMAN_ON_BASIC		0x02
#define WMAN_ON_PRIMARY		0x04
#define WMAN_ON_BROADCAST	0x08	/* 0xFFFF and 0xFFFD */

/**
 * wman_message_check() - whether a message may come this way
 * @type: its type octet
 * @dir: where it came from
 * @on: kind of its connection, one of WMAN_ON_*
 *
 * Return: WMAN_REASON_NONE; _MESSAGE_UNKNOWN for a type that is not handled;
 * _MESSAGE_DIRECTION for one that only the other side sends; _CID_WRONG.
 */
enum wman_reason wman_message_check(u8 type, enum wman_direction dir, u8 on);

/**
 * wman_message_signed() - whether a message must carry a tuple once there is an AK
 * @type: its type octet
 *
 * Return: true for REG, DSA, DSC, DSD, DREG-CMD and RES-CMD.
 */
bool wman_message_signed(u8 type);

/**
 * wman_message_fixed() - length of the part before the TLVs
 * @msg: the message, from its type octet
 * @len: its octets
 * @fixed: octets of the type and the fixed part
 *
 * Return: WMAN_REASON_NONE; _MESSAGE_SHORT when the message ends before that;
 * _MESSAGE_UNKNOWN for a type that is not handled.
 */
enum wman_reason wman_message_fixed(const u8 *msg, size_t len, size_t *fixed);

/**
 * wman_message_name() - name of a management message
 * @type: its type octet
 *
 * Return: the standard's name, or NULL for a type that is not handled.
 */
const char *wman_message_name(u8 type);

#endif /* _WMAN_MESSAGE_H */
