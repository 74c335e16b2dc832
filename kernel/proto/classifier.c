// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Packet classification rules. */
#include "classifier.h"

#define ETHER_LEN	14
#define TAG_LEN		4
#define ETHERTYPE_IPV4	0x0800
#define ETHERTYPE_VLAN	0x8100
#define ETHERTYPE_IPV6	0x86dd
#define IPV4_LEN	20
#define IPV6_LEN	40
#define EXTENSIONS_MAX	8	/* headers between IPv6 and what it carries */
#define PORTS_LEN	4

enum {
	PROTOCOL_HOP_BY_HOP = 0,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	PROTOCOL_DCCP = 33,
	PROTOCOL_ROUTING = 43,
	PROTOCOL_FRAGMENT = 44,
	PROTOCOL_AH = 51,
	PROTOCOL_DESTINATION = 60,
	PROTOCOL_SCTP = 132,
	PROTOCOL_UDP_LITE = 136,
};

bool wman_cs_known(u8 cs)
{
	return cs == WMAN_CS_IPV4 || cs == WMAN_CS_IPV6 || cs == WMAN_CS_IEEE8023 ||
	       cs == WMAN_CS_IPV4_OVER_8023;
}

bool wman_cs_takes(u8 cs, u16 ethertype)
{
	switch (cs) {
	case WMAN_CS_IPV4:
	case WMAN_CS_IPV4_OVER_8023:
		return ethertype == ETHERTYPE_IPV4;
	case WMAN_CS_IPV6:
		return ethertype == ETHERTYPE_IPV6;
	default:
		return true;
	}
}

static bool between(u32 v, u32 low, u32 high)
{
	return low <= v && v <= high;
}

static bool masked_equal(const u8 *addr, const u8 *value, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((addr[i] ^ value[i]) & value[len + i])
			return false;
	return true;
}

static size_t address_len(u8 cs)
{
	return cs == WMAN_CS_IPV6 ? 16 : 4;
}

static bool address_meets(u8 cs, const struct wman_packet *pkt, const u8 *addr, const u8 *value)
{
	size_t len = address_len(cs);

	return pkt->version == (len == 4 ? 4 : 6) && masked_equal(addr, value, len);
}

static bool tos(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->version && between(pkt->tos & value[2], value[0], value[1]);
}

static bool protocol(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->version && pkt->protocol == value[0];
}

static bool src_ip(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return address_meets(cs, pkt, pkt->src, value);
}

static bool dst_ip(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return address_meets(cs, pkt, pkt->dst, value);
}

static bool src_port(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->ports &&
	       between(pkt->src_port, wman_get_be16(value), wman_get_be16(value + 2));
}

static bool dst_port(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->ports &&
	       between(pkt->dst_port, wman_get_be16(value), wman_get_be16(value + 2));
}

static bool dst_mac(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->mac && masked_equal(pkt->mac, value, WMAN_MAC_ADDR_LEN);
}

static bool src_mac(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->mac && masked_equal(pkt->mac + WMAN_MAC_ADDR_LEN, value, WMAN_MAC_ADDR_LEN);
}

/* Of the kinds of the standard only the Ethertype; SAPs are for LLC, which no flow here carries. */
static bool ethertype(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->mac && value[0] == 1 && pkt->ethertype == wman_get_be16(value + 1);
}

static bool user_priority(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->tagged && between(pkt->tci >> 13, value[0], value[1]);
}

static bool vlan(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	return pkt->tagged && (pkt->tci & 0xfff) == wman_get_be16(value) >> 4;
}

static bool flow_label(u8 cs, const struct wman_packet *pkt, const u8 *value)
{
	u32 label = (u32)(value[0] & 0x0f) << 16 | wman_get_be16(value + 1);

	return pkt->version == 6 && pkt->flow_label == label;
}

#define ADDRESSES	0xff	/* as many octets as two addresses of the flow have */

/* Priority and index are no criteria. */
static const struct {
	u8 unit;	/* octets of one value */
	bool many;	/* several values may follow each other */
	bool (*meets)(u8 cs, const struct wman_packet *pkt, const u8 *value);
} criteria[] = {
	[WMAN_RULE_PRIORITY] = { 1, false, NULL },
	[WMAN_RULE_TOS] = { 3, false, tos },
	[WMAN_RULE_PROTOCOL] = { 1, true, protocol },
	[WMAN_RULE_SRC_IP] = { ADDRESSES, true, src_ip },
	[WMAN_RULE_DST_IP] = { ADDRESSES, true, dst_ip },
	[WMAN_RULE_SRC_PORT] = { 4, true, src_port },
	[WMAN_RULE_DST_PORT] = { 4, true, dst_port },
	[WMAN_RULE_DST_MAC] = { 12, true, dst_mac },
	[WMAN_RULE_SRC_MAC] = { 12, true, src_mac },
	[WMAN_RULE_ETHERTYPE] = { 3, false, ethertype },
	[WMAN_RULE_USER_PRIORITY] = { 2, false, user_priority },
	[WMAN_RULE_VLAN] = { 2, false, vlan },
	[WMAN_RULE_INDEX] = { 2, false, NULL },
	[WMAN_RULE_FLOW_LABEL] = { 3, false, flow_label },
};

static size_t unit_of(u8 type, u8 cs)
{
	return criteria[type].unit == ADDRESSES ? 2 * address_len(cs) : criteria[type].unit;
}

static enum wman_reason check(const struct wman_tlv *tlv, u8 cs, u32 *seen)
{
	size_t unit;

	if (tlv->type >= ARRAY_SIZE(criteria) || !criteria[tlv->type].unit ||
	    *seen & BIT(tlv->type))
		return WMAN_REASON_TLV_VALUE;
	*seen |= BIT(tlv->type);
	unit = unit_of(tlv->type, cs);
	if (!tlv->len || tlv->len % unit || (tlv->len > unit && !criteria[tlv->type].many))
		return WMAN_REASON_TLV_LENGTH;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_rule_parse(struct wman_rule *rule, u8 cs, const u8 *data, size_t len)
{
	enum wman_reason reason;
	struct wman_tlv_iter it;
	struct wman_tlv tlv;
	u32 seen = 0;

	if (len > sizeof(rule->data))
		return WMAN_REASON_TLV_VALUE;
	memset(rule, 0, sizeof(*rule));
	rule->cs = cs;
	wman_tlv_iter_init(&it, data, len);
	while (wman_tlv_next(&it, &tlv)) {
		reason = check(&tlv, cs, &seen);
		if (reason)
			return reason;
		if (tlv.type == WMAN_RULE_PRIORITY)
			rule->priority = tlv.value[0];
		else if (tlv.type == WMAN_RULE_INDEX)
			rule->index = wman_get_be16(tlv.value);
	}
	memcpy(rule->data, data, len);
	rule->len = len;
	return it.reason;
}

static bool meets(const struct wman_tlv *tlv, u8 cs, const struct wman_packet *pkt)
{
	size_t unit = unit_of(tlv->type, cs), at;

	if (!criteria[tlv->type].meets)
		return true;
	for (at = 0; at < tlv->len; at += unit)
		if (criteria[tlv->type].meets(cs, pkt, tlv->value + at))
			return true;
	return false;
}

bool wman_rule_takes(const struct wman_rule *rule, const struct wman_packet *pkt)
{
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, rule->data, rule->len);
	while (wman_tlv_next(&it, &tlv))
		if (!meets(&tlv, rule->cs, pkt))
			return false;
	return true;
}

static bool has_ports(u8 protocol)
{
	return protocol == PROTOCOL_TCP || protocol == PROTOCOL_UDP || protocol == PROTOCOL_DCCP ||
	       protocol == PROTOCOL_SCTP || protocol == PROTOCOL_UDP_LITE;
}

static void read_ports(struct wman_packet *pkt, const u8 *data, size_t len)
{
	if (!has_ports(pkt->protocol) || len < PORTS_LEN)
		return;
	pkt->ports = true;
	pkt->src_port = wman_get_be16(data);
	pkt->dst_port = wman_get_be16(data + 2);
}

static void read_ipv4(struct wman_packet *pkt, const u8 *ip, size_t len)
{
	size_t header;

	if (len < IPV4_LEN || ip[0] >> 4 != 4)
		return;
	header = (ip[0] & 0x0f) * 4;
	if (header < IPV4_LEN || header > len)
		return;
	pkt->version = 4;
	pkt->tos = ip[1];
	pkt->protocol = ip[9];
	pkt->src = ip + 12;
	pkt->dst = ip + 16;
	if (!(wman_get_be16(ip + 6) & 0x1fff))
		read_ports(pkt, ip + header, len - header);
}

/* Octets of an extension header; 0 for what is none, or cut short. */
static size_t extension_len(u8 protocol, const u8 *data, size_t len)
{
	size_t n;

	if (len < 8)
		return 0;
	switch (protocol) {
	case PROTOCOL_HOP_BY_HOP:
	case PROTOCOL_ROUTING:
	case PROTOCOL_DESTINATION:
		n = (data[1] + 1) * 8;
		break;
	case PROTOCOL_AH:
		n = (data[1] + 2) * 4;
		break;
	case PROTOCOL_FRAGMENT:
		n = 8;
		break;
	default:
		n = 0;
	}
	return n <= len ? n : 0;
}

static void read_ipv6(struct wman_packet *pkt, const u8 *ip, size_t len)
{
	bool first = true;
	size_t at, n;
	int i;

	if (len < IPV6_LEN || ip[0] >> 4 != 6)
		return;
	pkt->version = 6;
	pkt->tos = wman_get_be16(ip) >> 4 & 0xff;
	pkt->flow_label = (u32)(ip[1] & 0x0f) << 16 | wman_get_be16(ip + 2);
	pkt->protocol = ip[6];
	pkt->src = ip + 8;
	pkt->dst = ip + 24;
	at = IPV6_LEN;
	for (i = 0; i < EXTENSIONS_MAX && first; i++) {
		n = extension_len(pkt->protocol, ip + at, len - at);
		if (!n)
			break;
		if (pkt->protocol == PROTOCOL_FRAGMENT)
			first = !(wman_get_be16(ip + at + 2) & 0xfff8);
		pkt->protocol = ip[at];
		at += n;
	}
	if (first)
		read_ports(pkt, ip + at, len - at);
}

void wman_packet_read(struct wman_packet *pkt, const u8 *frame, size_t len)
{
	size_t at = ETHER_LEN;

	memset(pkt, 0, sizeof(*pkt));
	if (len < at)
		return;
	pkt->mac = frame;
	pkt->ethertype = wman_get_be16(frame + at - 2);
	if (pkt->ethertype == ETHERTYPE_VLAN && len >= at + TAG_LEN) {
		pkt->tagged = true;
		pkt->tci = wman_get_be16(frame + at);
		pkt->ethertype = wman_get_be16(frame + at + 2);
		at += TAG_LEN;
	}
	if (pkt->ethertype == ETHERTYPE_IPV4)
		read_ipv4(pkt, frame + at, len - at);
	else if (pkt->ethertype == ETHERTYPE_IPV6)
		read_ipv6(pkt, frame + at, len - at);
}
