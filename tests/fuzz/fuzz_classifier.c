// SPDX-License-Identifier: BSD-3-Clause
/*
 * A packet classification rule against a frame: no rule takes a packet that one of its criteria
 * alone does not take, and a convergence sublayer takes the version of IP that it is for.
 *
 * Covers: kernel/proto/classifier.c
 *
 * Input: convergence sublayer, a rule with its length before it, a frame.
 */
#include <stdlib.h>

#include "classifier.h"
#include "input.h"

/* Whether each TLV of a rule alone, as a rule, takes the packet. */
static bool each_takes(u8 cs, const u8 *octets, size_t len, const struct wman_packet *pkt)
{
	const u8 *begin = octets;
	struct wman_rule alone;
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, octets, len);
	while (wman_tlv_next(&it, &tlv)) {
		NEED(!wman_rule_parse(&alone, cs, begin, (size_t)(it.pos - begin)));
		if (!wman_rule_takes(&alone, pkt))
			return false;
		begin = it.pos;
	}
	return true;
}

static bool version_fits(u8 cs, u8 version)
{
	return cs == WMAN_CS_IEEE8023 || (cs == WMAN_CS_IPV6) == (version == 6);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	size_t rule_len, frame_len, addr_len;
	struct wman_packet pkt;
	struct wman_rule rule;
	u8 *octets, *frame;
	u8 cs;

	cs = input_u8(&in);
	octets = input_chunk(&in, &rule_len);
	frame = input_rest(&in, &frame_len);
	wman_packet_read(&pkt, frame, frame_len);
	addr_len = pkt.version == 6 ? 16 : 4;
	NEED(!pkt.mac || input_within(pkt.mac, 12, frame, frame_len));
	NEED(!pkt.version || (input_within(pkt.src, addr_len, frame, frame_len) &&
			      input_within(pkt.dst, addr_len, frame, frame_len)));
	if (wman_cs_known(cs) && pkt.version)
		NEED(wman_cs_takes(cs, pkt.ethertype) == version_fits(cs, pkt.version));
	if (!wman_rule_parse(&rule, cs, octets, rule_len))
		NEED(wman_rule_takes(&rule, &pkt) == each_takes(cs, octets, rule_len, &pkt));
	free(octets);
	free(frame);
	return 0;
}
