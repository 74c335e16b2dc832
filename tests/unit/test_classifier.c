// SPDX-License-Identifier: BSD-3-Clause
/* Packet classification rules. */
#include "classifier.h"
#include "proto_test.h"

#define MACS 0x02, 0, 0, 0, 0, 0xaa, 0x02, 0, 0, 0, 0, 0xbb

/* UDP 10.1.2.3:5060 to 10.9.8.7:53, DSCP EF and ECN 1 */
static const u8 udp4[] = { MACS, 0x08, 0, 0x45, 0xb9, 0, 28, 0,	   0,	 0x40, 0,  64, 17, 0, 0, 10,
			   1,	 2,    3, 10,	9,    8, 7,  0x13, 0xc4, 0,    53, 0,  8,  0, 0 };
/* the same behind a tag: priority 5, VLAN 0x123 */
static const u8 tagged4[] = { MACS, 0x81, 0, 0xa1, 0x23, 0x08, 0,  0x45, 0xb9, 0, 28, 0,
			      0,    0x40, 0, 64,   17,	 0,    0,  10,	 1,    2, 3,  10,
			      9,    8,	  7, 0x13, 0xc4, 0,    53, 0,	 8,    0, 0 };
/* a later fragment: what looks like ports is payload */
static const u8 fragment4[] = { MACS, 0x08, 0,	  0x45, 0xb9, 0, 28, 0, 0,  0x20, 1,
				64,   17,   0,	  0,	10,   1, 2,  3, 10, 9,	  8,
				7,    0x13, 0xc4, 0,	53,   0, 8,  0, 0 };
/* options: the header has 24 octets */
static const u8 options4[] = { MACS, 0x08, 0, 0x46, 0xb9, 0, 32, 0,  0, 0x40, 0, 64,
			       17,   0,	   0, 10,   1,	  2, 3,	 10, 9, 8,    7, 1,
			       1,    1,	   1, 0x13, 0xc4, 0, 53, 0,  8, 0,    0 };
#define V6_SRC	      0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define V6_DST	      0x20, 1, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
#define V6_HEAD(next) MACS, 0x86, 0xdd, 0x6b, 0x91, 0x23, 0x45, 0, 8, next, 64, V6_SRC, V6_DST
#define UDP_PORTS     0x13, 0xc4, 0, 53, 0, 8, 0, 0
/* traffic class 0xb9, flow label 0x12345 */
static const u8 udp6[] = { V6_HEAD(17), UDP_PORTS };
/* hop-by-hop of 16 octets, destination options, authentication header of 12, first fragment */
static const u8 extended6[] = { V6_HEAD(0), 60, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* */
				51,	    0,	1, 4, 0,  0, 0, 0, /* */
				44,	    1,	0, 0, 0,  0, 0, 1, 0, 0, 0, 1, /* */
				17,	    0,	0, 1, 0,  0, 0, 7, /* */
				UDP_PORTS };
/* what has ports beside UDP, and what has none */
static const u8 tcp6[] = { V6_HEAD(6), UDP_PORTS };
static const u8 dccp6[] = { V6_HEAD(33), UDP_PORTS };
static const u8 sctp6[] = { V6_HEAD(132), UDP_PORTS };
static const u8 udp_lite6[] = { V6_HEAD(136), UDP_PORTS };
static const u8 gre6[] = { V6_HEAD(47), UDP_PORTS };
static const u8 fragment6[] = { V6_HEAD(44), 17, 0, 0, 8, 0, 0, 0, 7, UDP_PORTS };
static const u8 arp[] = { MACS, 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1 };

struct taken {
	const char *what;
	u8 cs;
	u8 rule[48];
	size_t rule_len;
	const u8 *frame;
	size_t len;
	bool taken;
};

#define RULE(...)   .rule = { __VA_ARGS__ }, .rule_len = sizeof((u8[]){ __VA_ARGS__ })
#define FRAME(name) .frame = name, .len = sizeof(name)
#define IPV4(name)  .cs = WMAN_CS_IPV4, FRAME(name)
#define IPV6(name)  .cs = WMAN_CS_IPV6, FRAME(name)
#define ETHER(name) .cs = WMAN_CS_IEEE8023, FRAME(name)

static const struct taken takens[] = {
	{ "no criterion", IPV4(udp4), RULE(1, 1, 7, 14, 2, 0, 1), .taken = true },

	/* the mask leaves the DSCP, which is EF */
	{ "TOS", IPV4(udp4), RULE(2, 3, 0xb8, 0xb8, 0xfc), .taken = true },
	{ "TOS at the lower end", IPV4(udp4), RULE(2, 3, 0xb9, 0xff, 0xff), .taken = true },
	{ "TOS at the upper end", IPV4(udp4), RULE(2, 3, 0, 0xb9, 0xff), .taken = true },
	{ "TOS below", IPV4(udp4), RULE(2, 3, 0xba, 0xff, 0xff), .taken = false },
	{ "TOS above", IPV4(udp4), RULE(2, 3, 0, 0xb8, 0xff), .taken = false },
	{ "traffic class", IPV6(udp6), RULE(2, 3, 0xb9, 0xb9, 0xff), .taken = true },
	{ "TOS of no IP packet", ETHER(arp), RULE(2, 3, 0, 0xff, 0xff), .taken = false },

	{ "protocol", IPV4(udp4), RULE(3, 1, 17), .taken = true },
	{ "one of two protocols", IPV4(udp4), RULE(3, 2, 6, 17), .taken = true },
	{ "another protocol", IPV4(udp4), RULE(3, 1, 6), .taken = false },
	{ "protocol behind extensions", IPV6(extended6), RULE(3, 1, 17), .taken = true },
	{ "protocol of no IP packet", ETHER(arp), RULE(3, 1, 0), .taken = false },

	{ "source", IPV4(udp4), RULE(4, 8, 10, 1, 0, 0, 255, 255, 0, 0), .taken = true },
	{ "another source", IPV4(udp4), RULE(4, 8, 10, 9, 0, 0, 255, 255, 0, 0), .taken = false },
	{ "second of two sources", IPV4(udp4),
	  RULE(4, 16, 1, 1, 1, 1, 255, 255, 255, 255, 10, 1, 2, 3, 255, 255, 255, 255),
	  .taken = true },
	{ "destination", IPV4(udp4), RULE(5, 8, 10, 9, 8, 7, 255, 255, 255, 255), .taken = true },
	{ "another destination", IPV4(udp4), RULE(5, 8, 10, 9, 8, 6, 255, 255, 255, 255),
	  .taken = false },
	{ "IPv6 source", IPV6(udp6),
	  RULE(4, 32, V6_SRC, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	       255, 255),
	  .taken = true },
	{ "IPv6 destination", IPV6(udp6),
	  RULE(5, 32, V6_SRC, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
	  .taken = true },
	{ "another IPv6 destination", IPV6(udp6),
	  RULE(5, 32, V6_SRC, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
	  .taken = false },
	{ "IPv4 address of an IPv6 packet", ETHER(udp6), RULE(4, 8, 0, 0, 0, 0, 0, 0, 0, 0),
	  .taken = false },

	{ "source port", IPV4(udp4), RULE(6, 4, 0x13, 0xc4, 0x13, 0xc4), .taken = true },
	{ "another source port", IPV4(udp4), RULE(6, 4, 0x13, 0xc5, 0xff, 0xff), .taken = false },
	{ "destination port", IPV4(udp4), RULE(7, 4, 0, 0, 0, 53), .taken = true },
	{ "another destination port", IPV4(udp4), RULE(7, 4, 0, 0, 0, 52), .taken = false },
	{ "second of two ranges", IPV4(udp4), RULE(7, 8, 0, 1, 0, 2, 0, 53, 0, 53), .taken = true },
	{ "ports behind options", IPV4(options4), RULE(7, 4, 0, 53, 0, 53), .taken = true },
	{ "ports of a later fragment", IPV4(fragment4), RULE(7, 4, 0, 0, 0xff, 0xff),
	  .taken = false },
	{ "IPv6 ports", IPV6(udp6), RULE(7, 4, 0, 53, 0, 53), .taken = true },
	{ "ports of TCP", IPV6(tcp6), RULE(7, 4, 0, 53, 0, 53), .taken = true },
	{ "ports of DCCP", IPV6(dccp6), RULE(7, 4, 0, 53, 0, 53), .taken = true },
	{ "ports of SCTP", IPV6(sctp6), RULE(7, 4, 0, 53, 0, 53), .taken = true },
	{ "ports of UDP-Lite", IPV6(udp_lite6), RULE(7, 4, 0, 53, 0, 53), .taken = true },
	{ "no ports in GRE", IPV6(gre6), RULE(7, 4, 0, 0, 0xff, 0xff), .taken = false },
	{ "ports behind extensions", IPV6(extended6), RULE(6, 4, 0x13, 0xc4, 0x13, 0xc4),
	  .taken = true },
	{ "ports of a later IPv6 fragment", IPV6(fragment6), RULE(7, 4, 0, 0, 0xff, 0xff),
	  .taken = false },
	{ "protocol of a later IPv6 fragment", IPV6(fragment6), RULE(3, 1, 17), .taken = true },

	{ "destination MAC", ETHER(arp),
	  RULE(8, 12, 2, 0, 0, 0, 0, 0xaa, 255, 255, 255, 255, 255, 255), .taken = true },
	{ "another destination MAC", ETHER(arp),
	  RULE(8, 12, 2, 0, 0, 0, 0, 0xbb, 255, 255, 255, 255, 255, 255), .taken = false },
	{ "source MAC", ETHER(arp), RULE(9, 12, 2, 0, 0, 0, 0, 0xbb, 255, 255, 255, 255, 255, 255),
	  .taken = true },
	{ "another source MAC", ETHER(arp),
	  RULE(9, 12, 2, 0, 0, 0, 0, 0xaa, 255, 255, 255, 255, 255, 255), .taken = false },

	{ "Ethertype", ETHER(arp), RULE(10, 3, 1, 0x08, 0x06), .taken = true },
	{ "another Ethertype", ETHER(arp), RULE(10, 3, 1, 0x08, 0), .taken = false },
	{ "a SAP", ETHER(arp), RULE(10, 3, 2, 0x08, 0x06), .taken = false },
	{ "Ethertype behind a tag", ETHER(tagged4), RULE(10, 3, 1, 0x08, 0), .taken = true },

	{ "user priority", ETHER(tagged4), RULE(11, 2, 5, 5), .taken = true },
	{ "a lower user priority", ETHER(tagged4), RULE(11, 2, 0, 4), .taken = false },
	{ "user priority without a tag", ETHER(udp4), RULE(11, 2, 0, 7), .taken = false },
	{ "VLAN", ETHER(tagged4), RULE(12, 2, 0x12, 0x30), .taken = true },
	{ "another VLAN", ETHER(tagged4), RULE(12, 2, 0x12, 0x40), .taken = false },
	{ "VLAN without a tag", ETHER(udp4), RULE(12, 2, 0, 0), .taken = false },
	{ "ports behind a tag", ETHER(tagged4), RULE(7, 4, 0, 53, 0, 53), .taken = true },

	{ "flow label", IPV6(udp6), RULE(15, 3, 0x01, 0x23, 0x45), .taken = true },
	{ "another flow label", IPV6(udp6), RULE(15, 3, 0x01, 0x23, 0x46), .taken = false },
	{ "flow label of IPv4", ETHER(udp4), RULE(15, 3, 0, 0, 0), .taken = false },

	{ "all of two", IPV4(udp4), RULE(3, 1, 17, 7, 4, 0, 53, 0, 53), .taken = true },
	{ "the first of two", IPV4(udp4), RULE(3, 1, 17, 7, 4, 0, 54, 0, 54), .taken = false },
	{ "the second of two", IPV4(udp4), RULE(3, 1, 6, 7, 4, 0, 53, 0, 53), .taken = false },
};

static void test_takes(void **state)
{
	const struct taken *t;
	struct wman_packet pkt;
	struct wman_rule rule;
	u8 *frame;

	for (t = takens; t < takens + ARRAY_SIZE(takens); t++) {
		frame = exact_copy(t->frame, t->len);
		assert_int_equal(wman_rule_parse(&rule, t->cs, t->rule, t->rule_len),
				 WMAN_REASON_NONE);
		wman_packet_read(&pkt, frame, t->len);
		if (wman_rule_takes(&rule, &pkt) != t->taken)
			fail_msg("%s", t->what);
		free(frame);
	}
}

static void test_parse(void **state)
{
	static const struct {
		u8 cs;
		u8 rule[16];
		size_t len;
		enum wman_reason reason;
	} cases[] = {
#define CASE(cs_, reason_, ...) { cs_, { __VA_ARGS__ }, sizeof((u8[]){ __VA_ARGS__ }), reason_ }
		CASE(WMAN_CS_IPV4, WMAN_REASON_NONE, 1, 1, 9, 14, 2, 1, 2),
		/* what is not known, and what is not supported */
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_VALUE, 13, 1, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_VALUE, 0, 1, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_VALUE, 16, 1, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_VALUE, 143, 1, 0),
		/* twice */
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_VALUE, 3, 1, 6, 3, 1, 17),
		/* lengths */
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_LENGTH, 1, 2, 0, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_LENGTH, 3, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_LENGTH, 2, 6, 0, 0, 0, 0, 0, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_LENGTH, 6, 3, 0, 0, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_LENGTH, 4, 4, 10, 0, 0, 0),
		CASE(WMAN_CS_IPV6, WMAN_REASON_TLV_LENGTH, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0),
		CASE(WMAN_CS_IPV4, WMAN_REASON_TLV_MALFORMED, 1, 1, 9, 14, 2, 1),
#undef CASE
	};
	struct wman_rule rule;
	u8 large[WMAN_RULE_MAX + 1] = { WMAN_RULE_PROTOCOL, WMAN_RULE_MAX - 2 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(wman_rule_parse(&rule, cases[i].cs, cases[i].rule, cases[i].len),
				 cases[i].reason);
	assert_int_equal(wman_rule_parse(&rule, WMAN_CS_IPV4, cases[0].rule, cases[0].len),
			 WMAN_REASON_NONE);
	assert_int_equal(rule.priority, 9);
	assert_int_equal(rule.index, 0x0102);
	assert_int_equal(rule.cs, WMAN_CS_IPV4);

	assert_int_equal(wman_rule_parse(&rule, WMAN_CS_IPV4, large, WMAN_RULE_MAX),
			 WMAN_REASON_NONE);
	assert_int_equal(wman_rule_parse(&rule, WMAN_CS_IPV4, large, WMAN_RULE_MAX + 1),
			 WMAN_REASON_TLV_VALUE);
}

/* What is cut short has no version, no ports, and the rest. */
static void test_short_packets(void **state)
{
	static const struct {
		const u8 *frame;
		size_t len, ip, ports;
	} cases[] = {
		{ udp4, sizeof(udp4), 14 + 20, 14 + 20 + 4 },
		{ tagged4, sizeof(tagged4), 18 + 20, 18 + 20 + 4 },
		{ options4, sizeof(options4), 14 + 24, 14 + 24 + 4 },
		{ udp6, sizeof(udp6), 14 + 40, 14 + 40 + 4 },
		{ extended6, sizeof(extended6), 14 + 40, sizeof(extended6) - 4 },
	};
	struct wman_packet pkt;
	size_t i, len;
	u8 *copy;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (len = 0; len <= cases[i].len; len++) {
			copy = exact_copy(cases[i].frame, len);
			wman_packet_read(&pkt, copy, len);
			assert_int_equal(!!pkt.mac, len >= 14);
			assert_int_equal(!!pkt.version, len >= cases[i].ip);
			assert_int_equal(!!pkt.src, len >= cases[i].ip);
			assert_int_equal(pkt.ports, len >= cases[i].ports);
			free(copy);
		}
	}
}

static void test_malformed_packets(void **state)
{
	struct wman_packet pkt;
	u8 frame[sizeof(udp4)];

	/* a version that is not the Ethertype's, a header that is too short for one */
	memcpy(frame, udp4, sizeof(udp4));
	frame[14] = 0x65;
	wman_packet_read(&pkt, frame, sizeof(frame));
	assert_int_equal(pkt.version, 0);
	frame[14] = 0x44;
	wman_packet_read(&pkt, frame, sizeof(frame));
	assert_int_equal(pkt.version, 0);
	frame[14] = 0x4f;
	wman_packet_read(&pkt, frame, sizeof(frame));
	assert_int_equal(pkt.version, 0);
	/* ICMP has no ports */
	frame[14] = 0x45;
	frame[14 + 9] = 1;
	wman_packet_read(&pkt, frame, sizeof(frame));
	assert_int_equal(pkt.version, 4);
	assert_false(pkt.ports);
}

/* A chain of extension headers that does not end is given up. */
static void test_endless_extensions(void **state)
{
	static const u8 head[] = { V6_HEAD(0) };
	u8 frame[sizeof(head) + 9 * 8 + 8];
	struct wman_packet pkt;
	size_t i;

	memcpy(frame, head, sizeof(head));
	memset(frame + sizeof(head), 0, sizeof(frame) - sizeof(head));
	for (i = 7; i <= 8; i++) {
		/* i + 1 headers of eight octets, then UDP */
		frame[sizeof(head) + i * 8] = 17;
		wman_packet_read(&pkt, frame, sizeof(frame));
		assert_int_equal(pkt.protocol, i == 7 ? 17 : 0);
		assert_int_equal(pkt.ports, i == 7);
		frame[sizeof(head) + i * 8] = 0;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takes),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_short_packets),
		cmocka_unit_test(test_malformed_packets),
		cmocka_unit_test(test_endless_extensions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
