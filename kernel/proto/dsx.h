/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Service flows come, change and go: DSA-REQ, DSA-RSP, DSA-ACK, the same three of DSC, DSD-REQ and
 * DSD-RSP. The tuple that ends them is in digest.h. DSX-RVD, by which a base station says that it
 * has the request of a station, has none.
 */
#ifndef _WMAN_DSX_H
#define _WMAN_DSX_H

#include "classifier.h"
#include "fields.h"

#define WMAN_DSX_BY_BS		0x8000	/* first transaction id a BS uses */

enum wman_confirmation {
	WMAN_CC_OK = 0,
	WMAN_CC_OTHER = 1,
	WMAN_CC_PARAMETER_MISSING = 8,
	WMAN_CC_AUTHENTICATION = 11,
	WMAN_CC_NOT_AUTHORIZED_SAID = 14,
	WMAN_CC_SA_FAILED = 15,
};

#define WMAN_FLOW_SFID		BIT(0)
#define WMAN_FLOW_CID		BIT(1)
#define WMAN_FLOW_QOS_SET	BIT(2)
#define WMAN_FLOW_SCHEDULING	BIT(3)
#define WMAN_FLOW_POLICY	BIT(4)
#define WMAN_FLOW_SAID		BIT(5)
#define WMAN_FLOW_ARQ		BIT(6)
#define WMAN_FLOW_CS		BIT(7)
#define WMAN_FLOW_FSN_SIZE	BIT(8)

/* Bits of the transmission policy */
#define WMAN_TX_NO_FRAGMENTATION	0x08
#define WMAN_TX_NO_PACKING		0x20
#define WMAN_TX_NO_CRC		0x40

#define WMAN_SCHEDULING_BE	2
#define WMAN_QOS_SET_ACTIVE	0x04
#define WMAN_QOS_SET_ALL	0x07	/* provisioned, admitted, active */

#define WMAN_DSX_RULES		8	/* rules in one message */

/**
 * struct wman_dsx_rule - a packet classification rule in a message
 * @cs: convergence sublayer of the parameters that hold it
 * @action: enum wman_rule_action, the standard's classifier DSC action, or another value
 * @rule: its TLVs, in the message
 */
struct wman_dsx_rule {
	u8 cs;
	u8 action;
	struct wman_octets rule;
};

/**
 * struct wman_flow_params - parameters of a service flow
 * @present: WMAN_FLOW_*
 * @sfid: SFID
 * @cid: transport CID
 * @qos_set: QoS parameter set type
 * @scheduling: uplink scheduling
 * @policy: transmission policy, WMAN_TX_NO_*
 * @said: Target SAID
 * @arq: ARQ enable
 * @cs: CS specification, enum wman_cs
 * @fsn_size: 0 for an FSN of 3 bits, 1 for 11 bits
 * @n_rules: entries in @rules
 * @rules: packet classification rules
 * @unsupported: there was more in the parameters of the convergence sublayer than @rules holds:
 *	header suppression, or too many rules
 */
struct wman_flow_params {
	u32 present;
	u32 sfid;
	u16 cid;
	u8 qos_set;
	u8 scheduling;
	u8 policy;
	u16 said;
	u8 arq;
	u8 cs;
	u8 fsn_size;
	u8 n_rules;
	struct wman_dsx_rule rules[WMAN_DSX_RULES];
	bool unsupported;
};

/**
 * struct wman_dsx - any of the nine messages
 * @type: WMAN_MSG_DSA_REQ, _DSA_RSP, _DSA_ACK, the same of DSC, _DSD_REQ, _DSD_RSP or _DSX_RVD
 * @transaction: transaction id
 * @confirmation: enum wman_confirmation; not in requests
 * @sfid: SFID; DSD only
 * @dir: direction of @flow: enum wman_direction, 0 without a flow; requests and answers
 *	of DSA and DSC only
 * @flow: parameters of the one flow of the transaction
 */
struct wman_dsx {
	u8 type;
	u16 transaction;
	u8 confirmation;
	u32 sfid;
	u8 dir;
	struct wman_flow_params flow;
};

/**
 * wman_dsx_parse() - read a DSA, DSC or DSD message
 * @dsx: what was read
 * @msg: from its type octet
 * @len: octets of the message
 *
 * What a request lacks is for the caller to see, who answers with a confirmation code;
 * @dsx->transaction is valid for any result but _MESSAGE_UNKNOWN and _MESSAGE_SHORT.
 *
 * Return: WMAN_REASON_NONE, _MESSAGE_UNKNOWN for another type, _MESSAGE_SHORT,
 * _TLV_MALFORMED, _TLV_LENGTH, or _TLV_VALUE when there is more than one flow.
 */
enum wman_reason wman_dsx_parse(struct wman_dsx *dsx, const u8 *msg, size_t len);

/**
 * wman_dsx_put() - append a DSA, DSC or DSD message without its tuple
 * @buf: where
 * @dsx: what
 */
void wman_dsx_put(struct wman_buf *buf, const struct wman_dsx *dsx);

#endif /* _WMAN_DSX_H */
