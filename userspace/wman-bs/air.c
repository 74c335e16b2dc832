// SPDX-License-Identifier: BSD-3-Clause
#include "air.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bs.h"
#include "data.h"
#include "loop.h"
#include "m2m.h"
#include "mgmt.h"
#include "pcap.h"

#define FRAME_MS	5 /* of the PHY, as the DL-MAP says */
#define FRAME_MAX	9216
#define FRAMES_PER_TURN 64 /* received before timers and others get their turn */
#define BURST_MAX	8192
#define MTU_MIN		256
#define SOCKET_BUFFER	(4 << 20)

/* A frame that waits until the interface takes it. */
struct bs_frame {
	struct bs_frame *next;
	size_t len;
	u8 data[];
};

u32 bs_air_frame_number(void)
{
	return (u32)(bs_now_ms() / FRAME_MS) & 0xffffff;
}

size_t bs_air_pdu_max(const struct bs_air *air)
{
	size_t room = air->mtu - WMAN_M2M_HEADER_MAX;

	return room < WMAN_PDU_MAX ? room : WMAN_PDU_MAX;
}

int bs_air_open(const char *ifname, u8 mac[WMAN_MAC_ADDR_LEN], unsigned int *mtu, char *err)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(WMAN_M2M_ETHERTYPE),
	};
	int fd, ret, size = SOCKET_BUFFER;
	struct ifreq ifr = { 0 };

	/* no protocol yet: nothing is received before it is bound */
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		ret = -errno;
		snprintf(err, BS_ERROR_LEN, "packet socket: %s", strerror(errno));
		return ret;
	}
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ifname);
	if (ioctl(fd, SIOCGIFINDEX, &ifr))
		goto fail;
	addr.sll_ifindex = ifr.ifr_ifindex;
	if (ioctl(fd, SIOCGIFHWADDR, &ifr))
		goto fail;
	memcpy(mac, ifr.ifr_hwaddr.sa_data, WMAN_MAC_ADDR_LEN);
	if (ioctl(fd, SIOCGIFMTU, &ifr))
		goto fail;
	*mtu = (unsigned int)ifr.ifr_mtu;
	if (ifr.ifr_mtu < MTU_MIN) {
		errno = EMSGSIZE;
		goto fail;
	}
	/* bursts of many subscribers at once; what an unprivileged limit grants is enough to run */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		goto fail;
	return fd;

fail:
	ret = -errno;
	snprintf(err, BS_ERROR_LEN, "%s: %s", ifname, strerror(errno));
	close(fd);
	return ret;
}

static bool is_management(const struct bs_ss *ss, u16 cid)
{
	if (cid == WMAN_CID_INITIAL_RANGING)
		return true;
	return ss && (cid == ss->basic_cid || cid == ss->primary_cid);
}

static void rx_pdu(struct bs *bs, struct bs_ss *ss, const u8 *src, const struct wman_octets *pdu)
{
	struct wman_gmh gmh;

	/* bandwidth requests: nobody has to ask here */
	if (wman_is_signaling(pdu->data) || wman_gmh_parse(&gmh, pdu->data, pdu->len))
		return;
	if (is_management(ss, gmh.cid))
		bs_mgmt_rx(bs, ss, src, &gmh, pdu);
	else if (ss)
		bs_count(bs, ss, bs_data_rx(ss, &gmh, pdu));
	else
		bs_count(bs, NULL, WMAN_REASON_CID_UNKNOWN);
}

static void rx_burst(struct bs *bs, const u8 *src, const struct wman_octets *burst)
{
	struct wman_pdu_iter it;
	struct wman_octets pdu;

	wman_pdu_iter_init(&it, burst->data, burst->len);
	/* looked up for each: a PDU may bring a subscriber in, or end one */
	while (wman_pdu_next(&it, &pdu))
		rx_pdu(bs, bs_ss_find(bs, src), src, &pdu);
	bs_count(bs, bs_ss_find(bs, src), it.reason);
}

/* Parts of a burst are put together for known subscribers only. */
static enum wman_reason reassemble(struct bs_ss *ss, const struct wman_m2m_burst *part,
				   struct wman_octets *whole)
{
	u8 *buf;

	whole->data = NULL;
	whole->len = 0;
	if (!ss)
		return WMAN_REASON_M2M_FRAGMENT;
	if (!ss->burst.buf) {
		buf = malloc(BURST_MAX);
		if (!buf)
			return WMAN_REASON_NO_MEMORY;
		wman_m2m_reassembly_init(&ss->burst, buf, BURST_MAX);
	}
	return wman_m2m_reassembly_add(&ss->burst, part, whole);
}

static void rx_frame(struct bs *bs, u8 *frame, size_t len)
{
	const u8 *src = frame + ETH_ALEN;
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;
	struct wman_octets whole;
	enum wman_reason reason;
	struct bs_ss *ss;

	if (len < ETH_HLEN || wman_get_be16(frame + 2 * ETH_ALEN) != WMAN_M2M_ETHERTYPE ||
	    memcmp(frame, bs->air.mac, ETH_ALEN))
		return;
	bs_pcap_write(bs->pcap, frame, len);
	reason = wman_m2m_open(&it, frame + ETH_HLEN, len - ETH_HLEN);
	if (reason) {
		bs_count(bs, bs_ss_find(bs, src), reason);
		return;
	}
	while (wman_m2m_next(&it, &burst)) {
		ss = bs_ss_find(bs, src);
		bs->air.rx_frame = burst.frame_number;
		if (burst.fragment == WMAN_M2M_WHOLE) {
			whole.data = burst.data;
			whole.len = burst.len;
		} else {
			bs_count(bs, ss, reassemble(ss, &burst, &whole));
		}
		if (whole.len)
			rx_burst(bs, src, &whole);
	}
}

static void tx_queued(struct bs *bs)
{
	struct bs_air *air = &bs->air;
	struct bs_frame *frame;

	while ((frame = air->head)) {
		if (send(air->fd, frame->data, frame->len, MSG_NOSIGNAL) < 0 && errno == EAGAIN)
			return;
		air->head = frame->next;
		air->queued--;
		free(frame);
	}
	air->tail = NULL;
	loop_mod_fd(bs->loop, air->fd, EPOLLIN);
}

static void ready(void *arg, uint32_t events)
{
	struct bs *bs = arg;
	u8 frame[FRAME_MAX];
	ssize_t n;
	int i;

	if (events & EPOLLOUT)
		tx_queued(bs);
	for (i = 0; i < FRAMES_PER_TURN; i++) {
		n = recv(bs->air.fd, frame, sizeof(frame), MSG_DONTWAIT);
		if (n <= 0)
			break;
		rx_frame(bs, frame, (size_t)n);
	}
}

static void enqueue(struct bs *bs, const u8 *data, size_t len)
{
	struct bs_air *air = &bs->air;
	struct bs_frame *frame;

	frame = air->queued < BS_AIR_QUEUE ? malloc(sizeof(*frame) + len) : NULL;
	if (!frame) {
		bs_count(bs, NULL, WMAN_REASON_QUEUE_FULL);
		return;
	}
	frame->next = NULL;
	frame->len = len;
	memcpy(frame->data, data, len);
	if (air->tail)
		air->tail->next = frame;
	else
		air->head = frame;
	air->tail = frame;
	if (!air->queued++)
		loop_mod_fd(bs->loop, air->fd, EPOLLIN | EPOLLOUT);
}

static void tx_frame(struct bs *bs, const u8 *data, size_t len)
{
	bs_pcap_write(bs->pcap, data, len);
	/* what waits goes first */
	if (bs->air.head) {
		enqueue(bs, data, len);
		return;
	}
	if (send(bs->air.fd, data, len, MSG_NOSIGNAL) >= 0)
		return;
	if (errno == EAGAIN)
		enqueue(bs, data, len);
	else
		bs_count(bs, NULL,
			 errno == ENOBUFS ? WMAN_REASON_QUEUE_FULL : WMAN_REASON_CARD_LOST);
}

void bs_air_send(struct bs *bs, const u8 *dst, const u8 *pdu, size_t len)
{
	struct bs_air *air = &bs->air;
	size_t room = air->mtu - WMAN_M2M_HEADER_MAX, off, n;
	struct wman_m2m_burst part = {
		.number = air->burst++,
		.frame_number = bs_air_frame_number(),
	};
	u8 frame[FRAME_MAX], *p;

	if (room > sizeof(frame) - ETH_HLEN - WMAN_M2M_HEADER_MAX)
		room = sizeof(frame) - ETH_HLEN - WMAN_M2M_HEADER_MAX;
	memcpy(frame, dst, ETH_ALEN);
	memcpy(frame + ETH_ALEN, air->mac, ETH_ALEN);
	wman_put_be16(frame + 2 * ETH_ALEN, WMAN_M2M_ETHERTYPE);
	for (off = 0; off < len; off += n) {
		n = len - off < room ? len - off : room;
		part.len = n;
		if (n == len)
			part.fragment = WMAN_M2M_WHOLE;
		else if (!off)
			part.fragment = WMAN_M2M_FIRST;
		else
			part.fragment = off + n < len ? WMAN_M2M_MIDDLE : WMAN_M2M_LAST;
		part.fragment_number++;
		p = frame + ETH_HLEN;
		p += wman_m2m_header_build(air->sequence++, &part, p);
		memcpy(p, pdu + off, n);
		tx_frame(bs, frame, (size_t)(p - frame) + n);
	}
}

int bs_air_start(struct bs *bs)
{
	return loop_add_fd(bs->loop, bs->air.fd, EPOLLIN, ready, bs);
}

void bs_air_stop(struct bs *bs)
{
	struct bs_frame *frame;

	if (bs->air.fd < 0)
		return;
	loop_del_fd(bs->loop, bs->air.fd);
	close(bs->air.fd);
	bs->air.fd = -1;
	while ((frame = bs->air.head)) {
		bs->air.head = frame->next;
		free(frame);
	}
	bs->air.tail = NULL;
}
