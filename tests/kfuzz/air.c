// SPDX-License-Identifier: BSD-3-Clause
#include "air.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "m2m.h"
#include "mutate.h"
#include "rnd.h"

#define BURST_MAX 8192

static void need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(2);
}

void air_open(struct air *air, const char *netns, const char *ifname)
{
	struct sockaddr_ll addr = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int there = open(netns, O_RDONLY | O_CLOEXEC), size = 4 << 20;
	struct ifreq ifr = { 0 };

	need(home >= 0 && there >= 0 && !setns(there, CLONE_NEWNET), netns);
	air->sock = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	addr.sll_ifindex = (int)if_nametoindex(ifname);
	need(air->sock >= 0 && addr.sll_ifindex, ifname);
	need(!bind(air->sock, (struct sockaddr *)&addr, sizeof(addr)), ifname);
	setsockopt(air->sock, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ifname);
	need(!ioctl(air->sock, SIOCGIFHWADDR, &ifr), ifname);
	memcpy(air->addr, ifr.ifr_hwaddr.sa_data, sizeof(air->addr));
	need(!setns(home, CLONE_NEWNET), "setns");
	close(home);
	close(there);
}

size_t air_receive(struct air *air, u8 frame[AIR_FRAME_MAX], bool *outgoing)
{
	struct sockaddr_ll from;
	socklen_t from_len = sizeof(from);
	ssize_t len = recvfrom(air->sock, frame, AIR_FRAME_MAX, MSG_DONTWAIT,
			       (struct sockaddr *)&from, &from_len);

	if (len < AIR_ETH_LEN)
		return 0;
	*outgoing = from.sll_pkttype == PACKET_OUTGOING;
	return (size_t)len;
}

void air_frame(struct air *air, const u8 *frame, size_t len)
{
	if (len > AIR_FRAME_MAX)
		len = AIR_FRAME_MAX;
	/* what is too short for Ethernet is refused here, and only here */
	send(air->sock, frame, len, 0);
}

static size_t eth_header(u8 *frame, const u8 *dst, const u8 *src)
{
	memcpy(frame, dst, ETH_ALEN);
	memcpy(frame + ETH_ALEN, src, ETH_ALEN);
	wman_put_be16(frame + 2 * ETH_ALEN, WMAN_M2M_ETHERTYPE);
	return AIR_ETH_LEN;
}

static void send_burst(struct air *air, const struct wman_m2m_burst *burst)
{
	u8 frame[AIR_FRAME_MAX + BURST_MAX];
	size_t len = eth_header(frame, air->station, air->addr);

	len += wman_m2m_header_build(++air->sequence, burst, frame + len);
	memcpy(frame + len, burst->data, burst->len);
	air_frame(air, frame, len + burst->len);
}

void air_pdu(struct air *air, const u8 *pdu, size_t len)
{
	const struct wman_m2m_burst burst = {
		.number = ++air->burst,
		.fragment_number = 1,
		.data = pdu,
		.len = len,
	};
	struct wman_m2m_burst part = burst;
	const size_t room = AIR_FRAME_MAX - AIR_ETH_LEN - WMAN_M2M_HEADER_MAX;
	size_t off;

	if (len <= room) {
		send_burst(air, &burst);
		return;
	}
	for (off = 0; off < len; off += part.len) {
		part.data = pdu + off;
		part.len = len - off < room ? len - off : room;
		part.fragment = !off		      ? WMAN_M2M_FIRST :
				off + part.len == len ? WMAN_M2M_LAST :
							WMAN_M2M_MIDDLE;
		send_burst(air, &part);
		part.fragment_number++;
	}
}

size_t air_pdu_build(u8 pdu[WMAN_PDU_MAX], const struct wman_gmh *gmh, const u8 *data, size_t len)
{
	const size_t crc = gmh->ci ? WMAN_CRC_LEN : 0;
	struct wman_gmh head = *gmh;

	if (len > WMAN_PDU_MAX - WMAN_GMH_LEN - crc)
		len = WMAN_PDU_MAX - WMAN_GMH_LEN - crc;
	head.len = (u16)(WMAN_GMH_LEN + len + crc);
	wman_gmh_build(&head, pdu);
	memcpy(pdu + WMAN_GMH_LEN, data, len);
	if (crc)
		wman_crc32(WMAN_CRC_OFDMA, pdu, head.len - crc, pdu + head.len - crc);
	return head.len;
}

void air_pdu_fix(u8 *pdu, size_t len)
{
	if (len < WMAN_GMH_LEN || len > WMAN_PDU_MAX || wman_is_signaling(pdu))
		return;
	pdu[1] = (u8)((pdu[1] & 0xf8) | len >> 8);
	pdu[2] = (u8)len;
	pdu[WMAN_GMH_LEN - 1] = wman_hcs(pdu);
	if (pdu[1] & 0x40 && len >= WMAN_GMH_LEN + WMAN_CRC_LEN)
		wman_crc32(WMAN_CRC_OFDMA, pdu, len - WMAN_CRC_LEN, pdu + len - WMAN_CRC_LEN);
}

/* Header or payload of a PDU changes; its checksums are mostly right afterwards. */
static size_t spoil_pdu(const struct air *air, u8 *pdu, size_t len)
{
	const struct wman_octets other = { air->last, air->last_len };
	size_t header = len < WMAN_GMH_LEN ? len : WMAN_GMH_LEN;

	if (!rnd_percent(15))
		return len;
	if (rnd_once_in(2))
		mutate(pdu, &header, header, 0, &other);
	else
		mutate(pdu, &len, WMAN_PDU_MAX, WMAN_GMH_LEN, &other);
	if (rnd_percent(80))
		air_pdu_fix(pdu, len);
	else if (len >= WMAN_GMH_LEN && rnd_once_in(2))
		pdu[WMAN_GMH_LEN - 1] = wman_hcs(pdu);
	return len;
}

/* A PDU mostly alone in its burst, else with signaling headers, PDUs sent before, padding. */
static size_t make_burst(const struct air *air, u8 burst[BURST_MAX], const u8 *pdu, size_t len)
{
	static const u8 bandwidth[WMAN_GMH_LEN - 1] = { 0x80, 0x00, 0x10, 0x00, 0x01 };
	size_t n = 0, i, pdus = rnd_percent(80) ? 1 : 1 + rnd_below(4), at = rnd_below((u32)pdus);

	for (i = 0; i < pdus; i++) {
		if (rnd_percent(10)) {
			memcpy(burst + n, bandwidth, sizeof(bandwidth));
			n += sizeof(bandwidth);
			burst[n++] = rnd_once_in(4) ? 0 : wman_hcs(bandwidth);
		}
		if (i == at) {
			memcpy(burst + n, pdu, len);
			n += len;
		} else if (n + air->last_len + 2 * len < BURST_MAX / 2) {
			memcpy(burst + n, air->last, air->last_len);
			n += air->last_len;
		}
	}
	if (rnd_percent(10))
		for (i = rnd_below(9); i; i--)
			burst[n++] = rnd_once_in(8) ? 0 : WMAN_BURST_PAD;
	return n;
}

/* A TLV of M2M whose length may be written in more octets than it needs. */
static void put_tlv(u8 *out, size_t *n, u8 type, const void *value, size_t len)
{
	unsigned int octets = len > 0xff ? 2 : len > 0x7f ? 1 : 0, i;

	if (rnd_percent(4))
		octets = octets + 1 + rnd_below(rnd_once_in(4) ? 6 : 2);
	out[(*n)++] = type;
	out[(*n)++] = octets ? (u8)(0x80 | octets) : (u8)len;
	for (i = octets; i; i--)
		out[(*n)++] = i > 4 ? 0 : (u8)(len >> 8 * (i - 1));
	memcpy(out + *n, value, len);
	*n += len;
}

/* One part of a burst in a frame whose TLVs come in this or in another order, or wrong. */
static size_t put_part(u8 *out, const struct wman_m2m_burst *part, u16 *tlvs)
{
	const u8 types[] = { 1, 2, 3, 4, 5, 0, 8, 77 };
	const u8 values[][3] = {
		{ WMAN_M2M_VERSION },
		{ 0, 0, 1 },
		{ part->number },
		{ (u8)part->fragment },
		{ part->fragment_number },
		{ 7 },
		{ 8 },
		{ 9 },
	};
	size_t n = 0, i, len;
	u8 value[3];

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (i < 5 ? rnd_percent(3) : !rnd_percent(4))
			continue;
		memcpy(value, values[i], sizeof(value));
		len = types[i] == 2 ? 3 : 1;
		if (rnd_percent(2))
			len = rnd_below(4);
		if (rnd_percent(2))
			value[0] = (u8)rnd_below(6);
		put_tlv(out, &n, types[i], value, len);
		++*tlvs;
	}
	put_tlv(out, &n, WMAN_M2M_PDU_BURST, part->data, part->len);
	++*tlvs;
	return n;
}

static const u8 broadcast[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
static const u8 multicast[ETH_ALEN] = { 0x01, 0x00, 0x5e, 0, 0, 1 };
static const u8 stranger[ETH_ALEN] = { 0x02, 0x16, 0, 0, 0x55, 0x01 };

void air_m2m_wild(struct air *air, const u8 *data, size_t len)
{
	const u8 *const dst[] = { broadcast, multicast, stranger };
	u8 src[ETH_ALEN], frame[AIR_FRAME_MAX];
	size_t n;

	memcpy(src, air->addr, sizeof(src));
	if (rnd_percent(5))
		memcpy(src, stranger, sizeof(src));
	if (rnd_percent(2))
		src[5] = (u8)rnd_below(8);
	n = eth_header(frame, rnd_percent(90) ? air->station : RND_OF(dst), src);
	if (len > sizeof(frame) - n)
		len = sizeof(frame) - n;
	memcpy(frame + n, data, len);
	air_frame(air, frame, n + len);
}

/* The frames of a burst: mostly one, else its parts; a part may be lost, come twice or too late. */
static void send_wild(struct air *air, const u8 *burst, size_t len)
{
	size_t parts = rnd_percent(80) && len < 1400 ? 1 : 2 + rnd_below(4), i, k, n, off;
	u8 data[BURST_MAX + 256];
	struct wman_m2m_burst part = { .number = ++air->burst };
	u16 tlvs;

	for (i = 0; i < parts; i++) {
		k = rnd_percent(5) ? rnd_below((u32)parts) : i;
		off = len * k / parts;
		part.data = burst + off;
		part.len = len * (k + 1) / parts - off;
		part.fragment_number = (u8)(k + 1);
		part.fragment = parts == 1     ? WMAN_M2M_WHOLE :
				!k	       ? WMAN_M2M_FIRST :
				k + 1 == parts ? WMAN_M2M_LAST :
						 WMAN_M2M_MIDDLE;
		if (rnd_percent(3))
			continue;
		tlvs = 0;
		n = 4 + put_part(data + 4, &part, &tlvs);
		if (rnd_percent(5) && n + part.len < 1400)
			n += put_part(data + n, &part, &tlvs);
		if (rnd_percent(3))
			tlvs += (u16)(rnd_below(5) - 2);
		wman_put_be16(data, ++air->sequence);
		wman_put_be16(data + 2, tlvs);
		if (rnd_percent(4))
			mutate(data, &n, sizeof(data), 4,
			       &(struct wman_octets){ air->last, air->last_len });
		air_m2m_wild(air, data, n);
	}
}

void air_pdu_wild(struct air *air, u8 *pdu, size_t len)
{
	u8 burst[BURST_MAX];
	size_t n;

	len = spoil_pdu(air, pdu, len);
	n = make_burst(air, burst, pdu, len);
	send_wild(air, burst, n);
	if (rnd_once_in(4) && len <= sizeof(air->last)) {
		memcpy(air->last, pdu, len);
		air->last_len = len;
	}
}

void air_burst_large(struct air *air)
{
	static const u8 octets[1400];
	struct wman_m2m_burst part = { .number = ++air->burst,
				       .data = octets,
				       .len = sizeof(octets) };
	size_t parts = BURST_MAX / sizeof(octets) + 1 + rnd_below(3), i;

	for (i = 0; i < parts; i++) {
		part.fragment = !i	       ? WMAN_M2M_FIRST :
				i + 1 == parts ? WMAN_M2M_LAST :
						 WMAN_M2M_MIDDLE;
		part.fragment_number = (u8)(i + 1);
		send_burst(air, &part);
	}
}
