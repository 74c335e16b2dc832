/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Packet classification rules: which packets a service flow takes (802.16e 11.13.19.3.4.3).
 *
 * A rule stays what the DSA or DSC message said: TLVs, each a criterion that a packet meets or
 * not. A packet has to meet all of them, and one of the values where a criterion lists several.
 */
#ifndef _WMAN_CLASSIFIER_H
#define _WMAN_CLASSIFIER_H

#include "mac.h"
#include "tlv.h"

/* TLVs of a rule */
enum wman_rule_type {
	WMAN_RULE_PRIORITY = 1,		/* 1 */
	WMAN_RULE_TOS = 2,		/* 3: low, high, mask */
	WMAN_RULE_PROTOCOL = 3,		/* n */
	WMAN_RULE_SRC_IP = 4,		/* n * (address, mask) */
	WMAN_RULE_DST_IP = 5,
	WMAN_RULE_SRC_PORT = 6,		/* n * (low 2, high 2) */
	WMAN_RULE_DST_PORT = 7,
	WMAN_RULE_DST_MAC = 8,		/* n * (address 6, mask 6) */
	WMAN_RULE_SRC_MAC = 9,
	WMAN_RULE_ETHERTYPE = 10,	/* 3: 1, Ethertype 2 */
	WMAN_RULE_USER_PRIORITY = 11,	/* 2: low, high */
	WMAN_RULE_VLAN = 12,		/* 2: VID in the upper twelve bits */
	WMAN_RULE_INDEX = 14,		/* 2 */
	WMAN_RULE_FLOW_LABEL = 15,	/* 3 */
};

/**
 * struct wman_rule - a packet classification rule
 * @index: names it within its flow
 * @priority: of two rules that take a packet the one with the greater decides
 * @cs: convergence sublayer of its flow, enum wman_cs; tells how long addresses are
 * @len: octets at @data
 * @data: its TLVs, checked
 */
struct wman_rule {
	u16 index;
	u8 priority;
	u8 cs;
	u8 len;
	u8 data[WMAN_RULE_MAX];
};

/**
 * struct wman_packet - what rules ask of an Ethernet frame
 * @mac: destination and source address
 * @ethertype: Ethertype, behind a VLAN tag if there is one
 * @tagged: there is a VLAN tag
 * @tci: priority and VID of the tag
 * @version: 4 or 6, 0 for what is not IP or cut short
 * @tos: type of service or traffic class
 * @protocol: what the IP packet carries, behind extension headers
 * @flow_label: of IPv6
 * @src: source address, of 4 or 16 octets
 * @dst: destination address
 * @ports: there are ports: of the first fragment only
 * @src_port: source port
 * @dst_port: destination port
 */
struct wman_packet {
	const u8 *mac;
	u16 ethertype;
	bool tagged;
	u16 tci;
	u8 version;
	u8 tos;
	u8 protocol;
	u32 flow_label;
	const u8 *src;
	const u8 *dst;
	bool ports;
	u16 src_port;
	u16 dst_port;
};

/**
 * wman_cs_known() - whether flows of a convergence sublayer can be had
 * @cs: enum wman_cs, or another value
 */
bool wman_cs_known(u8 cs);

/**
 * wman_cs_takes() - whether a convergence sublayer carries a frame
 * @cs: enum wman_cs
 * @ethertype: what the header of the frame says
 */
bool wman_cs_takes(u8 cs, u16 ethertype);

/**
 * wman_rule_parse() - check a rule and keep it
 * @rule: what was read
 * @cs: convergence sublayer of its flow
 * @data: its TLVs
 * @len: octets at @data
 *
 * A criterion that is not known makes the rule useless: without it the flow would take what it
 * must not.
 *
 * Return: WMAN_REASON_NONE, _TLV_MALFORMED, _TLV_LENGTH, or _TLV_VALUE for an unknown criterion, a
 * criterion given twice, or a rule that is too long.
 */
enum wman_reason wman_rule_parse(struct wman_rule *rule, u8 cs, const u8 *data, size_t len);

/**
 * wman_rule_takes() - whether a packet meets all criteria
 * @rule: from wman_rule_parse()
 * @pkt: from wman_packet_read()
 */
bool wman_rule_takes(const struct wman_rule *rule, const struct wman_packet *pkt);

/**
 * wman_packet_read() - find in a frame what rules ask for
 * @pkt: what was found; points into @frame
 * @frame: Ethernet frame without its FCS
 * @len: octets at @frame
 *
 * What is cut short or malformed is absent, and meets no criterion.
 */
void wman_packet_read(struct wman_packet *pkt, const u8 *frame, size_t len);

#endif /* _WMAN_CLASSIFIER_H */
