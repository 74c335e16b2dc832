// SPDX-License-Identifier: BSD-3-Clause
#include "rule.h"

#include <errno.h>
#include <stdlib.h>

#include <arpa/inet.h>

#include "buf.h"
#include "config_value.h"

static bool number(const char *text, unsigned long max, unsigned long *n)
{
	char *end;

	errno = 0;
	*n = strtoul(text, &end, 0);
	return !errno && end != text && !*end && *n <= max && text[0] != '-';
}

/* LOW-HIGH, or one number for both; each takes so many octets. */
static bool range(struct wman_buf *buf, const char *text, unsigned long max, unsigned int octets)
{
	unsigned long low, high;
	char copy[32];
	char *dash;

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	dash = strchr(copy, '-');
	if (dash)
		*dash++ = '\0';
	if (!number(copy, max, &low) || !number(dash ? dash : copy, max, &high) || low > high)
		return false;
	wman_buf_put_uint(buf, (u32)low, octets);
	wman_buf_put_uint(buf, (u32)high, octets);
	return true;
}

static bool octet(struct wman_buf *buf, const char *text)
{
	unsigned long n;

	if (!number(text, 0xff, &n))
		return false;
	wman_buf_put_u8(buf, (u8)n);
	return true;
}

static bool octet_range(struct wman_buf *buf, const char *text)
{
	return range(buf, text, 7, 1);
}

static bool port_range(struct wman_buf *buf, const char *text)
{
	return range(buf, text, 0xffff, 2);
}

/* LOW-HIGH/MASK; without a mask all bits count */
static bool tos(struct wman_buf *buf, const char *text)
{
	unsigned long mask = 0xff;
	char copy[32];
	char *slash;

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	slash = strchr(copy, '/');
	if (slash) {
		*slash = '\0';
		if (!number(slash + 1, 0xff, &mask))
			return false;
	}
	if (!range(buf, copy, 0xff, 1))
		return false;
	wman_buf_put_u8(buf, (u8)mask);
	return true;
}

static void put_mask(struct wman_buf *buf, size_t len, unsigned long bits)
{
	for (; len; len--) {
		wman_buf_put_u8(buf, bits >= 8 ? 0xff : (u8)(0xff00 >> bits));
		bits -= bits < 8 ? bits : 8;
	}
}

/* ADDRESS/BITS; without BITS all of them */
static bool address(struct wman_buf *buf, const char *text)
{
	char copy[INET6_ADDRSTRLEN + 4];
	unsigned long bits;
	char *slash;
	size_t len;
	u8 addr[16];

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	slash = strchr(copy, '/');
	if (slash)
		*slash++ = '\0';
	if (inet_pton(AF_INET, copy, addr) == 1)
		len = 4;
	else if (inet_pton(AF_INET6, copy, addr) == 1)
		len = 16;
	else
		return false;
	bits = 8 * len;
	if (slash && !number(slash, bits, &bits))
		return false;
	wman_buf_put(buf, addr, len);
	put_mask(buf, len, bits);
	return true;
}

static bool mac(struct wman_buf *buf, const char *text)
{
	u8 addr[WMAN_MAC_ADDR_LEN];

	if (config_value_mac(text, addr))
		return false;
	wman_buf_put(buf, addr, sizeof(addr));
	put_mask(buf, sizeof(addr), 8 * sizeof(addr));
	return true;
}

static bool ethertype(struct wman_buf *buf, const char *text)
{
	unsigned long n;

	if (!number(text, 0xffff, &n))
		return false;
	wman_buf_put_u8(buf, 1);
	wman_buf_put_u16(buf, (u16)n);
	return true;
}

static bool vlan(struct wman_buf *buf, const char *text)
{
	unsigned long n;

	if (!number(text, 0xfff, &n))
		return false;
	wman_buf_put_u16(buf, (u16)(n << 4));
	return true;
}

static const struct key {
	const char *name;
	u8 type;
	bool (*put)(struct wman_buf *buf, const char *text);
	const char *wrong;
} keys[] = {
	{ "priority", WMAN_RULE_PRIORITY, octet, "priority is a number up to 255" },
	{ "tos", WMAN_RULE_TOS, tos, "tos is LOW-HIGH/MASK" },
	{ "proto", WMAN_RULE_PROTOCOL, octet, "proto is a number up to 255" },
	{ "src", WMAN_RULE_SRC_IP, address, "src is ADDRESS/BITS" },
	{ "dst", WMAN_RULE_DST_IP, address, "dst is ADDRESS/BITS" },
	{ "sport", WMAN_RULE_SRC_PORT, port_range, "sport is LOW-HIGH" },
	{ "dport", WMAN_RULE_DST_PORT, port_range, "dport is LOW-HIGH" },
	{ "dmac", WMAN_RULE_DST_MAC, mac, "dmac is a MAC address" },
	{ "smac", WMAN_RULE_SRC_MAC, mac, "smac is a MAC address" },
	{ "ethertype", WMAN_RULE_ETHERTYPE, ethertype, "ethertype is a number up to 0xffff" },
	{ "prio", WMAN_RULE_USER_PRIORITY, octet_range, "prio is LOW-HIGH, up to 7" },
	{ "vlan", WMAN_RULE_VLAN, vlan, "vlan is a number up to 4095" },
};

static const struct key *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

bool rule_is_key(const char *key)
{
	return find(key) != NULL;
}

static void put_index(struct wman_buf *buf, u16 index)
{
	wman_buf_put_tlv_uint(buf, WMAN_RULE_INDEX, index, 2);
}

void rule_begin(struct wman_rule *rule, u16 index)
{
	struct wman_buf buf;

	wman_buf_init(&buf, rule->data, sizeof(rule->data));
	put_index(&buf, index);
	rule->len = (u8)buf.len;
}

const char *rule_add(struct wman_rule *rule, const char *key, const char *value)
{
	const struct key *k = find(key);
	struct wman_buf buf;
	size_t mark;

	if (!k)
		return "keys of a rule are " RULE_KEYS;
	wman_buf_init(&buf, rule->data, sizeof(rule->data));
	buf.len = rule->len;
	if (!buf.len)
		put_index(&buf, RULE_INDEX);
	mark = wman_buf_tlv_begin(&buf, k->type);
	if (!k->put(&buf, value))
		return k->wrong;
	wman_buf_tlv_end(&buf, mark);
	if (buf.overflow)
		return "the rule is too long";
	rule->len = (u8)buf.len;
	return NULL;
}

/* One address and its mask of 16 octets could also be four of IPv4. */
static bool addresses_fit(const struct wman_rule *rule, u8 cs)
{
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, rule->data, rule->len);
	while (wman_tlv_next(&it, &tlv))
		if ((tlv.type == WMAN_RULE_SRC_IP || tlv.type == WMAN_RULE_DST_IP) &&
		    tlv.len != (cs == WMAN_CS_IPV6 ? 32 : 8))
			return false;
	return true;
}

const char *rule_finish(struct wman_rule *rule, u8 cs)
{
	const struct wman_rule text = *rule;

	if (!addresses_fit(rule, cs))
		return "an address of the rule is of another IP version than its flow";
	if (wman_rule_parse(rule, cs, text.data, text.len))
		return "a key of the rule is given twice";
	return NULL;
}
