// SPDX-License-Identifier: BSD-3-Clause
#include "tap.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bs.h"
#include "data.h"
#include "loop.h"

#define FRAME_MAX	9216
#define FRAMES_PER_TURN 64
#define IPV4_MIN	20
#define IPV6_MIN	40

static int set_up(int sock, const char *name, unsigned int mtu, bool noarp,
		  u8 mac[WMAN_MAC_ADDR_LEN])
{
	struct ifreq ifr = { 0 };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(sock, SIOCGIFHWADDR, &ifr))
		return -errno;
	memcpy(mac, ifr.ifr_hwaddr.sa_data, WMAN_MAC_ADDR_LEN);
	ifr.ifr_mtu = (int)mtu;
	if (ioctl(sock, SIOCSIFMTU, &ifr))
		return -errno;
	if (ioctl(sock, SIOCGIFFLAGS, &ifr))
		return -errno;
	ifr.ifr_flags |= IFF_UP | (noarp ? IFF_NOARP : 0);
	return ioctl(sock, SIOCSIFFLAGS, &ifr) ? -errno : 0;
}

int bs_tap_open(const char *name, unsigned int mtu, bool noarp, u8 mac[WMAN_MAC_ADDR_LEN],
		char *err)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd, sock, ret;

	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		ret = -errno;
		snprintf(err, BS_ERROR_LEN, "/dev/net/tun: %s", strerror(errno));
		return ret;
	}
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	ret = ioctl(fd, TUNSETIFF, &ifr) ? -errno : 0;
	sock = ret ? -1 : socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (!ret)
		ret = sock < 0 ? -errno : set_up(sock, ifr.ifr_name, mtu, noarp, mac);
	if (sock >= 0)
		close(sock);
	if (!ret)
		return fd;
	snprintf(err, BS_ERROR_LEN, "%s: %s", name, strerror(-ret));
	close(fd);
	return ret;
}

static void write_frame(struct bs *bs, const u8 *frame, size_t len)
{
	/* it takes a frame whole or, when its queue is full, not at all */
	if (bs->tap.fd >= 0 && write(bs->tap.fd, frame, len) < 0)
		bs_count(bs, NULL, WMAN_REASON_QUEUE_FULL);
}

static enum wman_reason deliver_ip(struct bs_ss *ss, u8 cs, const struct wman_octets *sdu)
{
	const bool v4 = cs == WMAN_CS_IPV4;
	u8 frame[ETHER_HDR_LEN + BS_SDU_MAX];
	struct bs_address addr;

	if (sdu->len < (v4 ? IPV4_MIN : IPV6_MIN) || sdu->data[0] >> 4 != (v4 ? 4 : 6) ||
	    sdu->len > BS_SDU_MAX)
		return WMAN_REASON_CS_PAYLOAD;
	bs_address_set(&addr, v4 ? BS_ADDRESS_IPV4 : BS_ADDRESS_IPV6, sdu->data + (v4 ? 12 : 8));
	bs_route_learn(ss, &addr);
	memcpy(frame, ss->bs->tap.mac, ETHER_ADDR_LEN);
	memcpy(frame + ETHER_ADDR_LEN, ss->mac, ETHER_ADDR_LEN);
	wman_put_be16(frame + 2 * ETHER_ADDR_LEN, v4 ? ETHERTYPE_IP : ETHERTYPE_IPV6);
	memcpy(frame + ETHER_HDR_LEN, sdu->data, sdu->len);
	write_frame(ss->bs, frame, ETHER_HDR_LEN + sdu->len);
	return WMAN_REASON_NONE;
}

enum wman_reason bs_tap_deliver(struct bs_ss *ss, u8 cs, const struct wman_octets *sdu)
{
	struct bs_address addr;

	if (cs == WMAN_CS_IPV4 || cs == WMAN_CS_IPV6)
		return deliver_ip(ss, cs, sdu);
	if (sdu->len < ETHER_HDR_LEN ||
	    (cs == WMAN_CS_IPV4_OVER_8023 && wman_get_be16(sdu->data + 12) != ETHERTYPE_IP))
		return WMAN_REASON_CS_PAYLOAD;
	/* a group address is nobody's source */
	if (sdu->data[ETHER_ADDR_LEN] & 1)
		return WMAN_REASON_CS_PAYLOAD;
	bs_address_set(&addr, BS_ADDRESS_MAC, sdu->data + ETHER_ADDR_LEN);
	bs_route_learn(ss, &addr);
	write_frame(ss->bs, sdu->data, sdu->len);
	return WMAN_REASON_NONE;
}

/* A frame goes down to one subscriber, on the flow that takes it. */
static void send_down(struct bs_ss *ss, const u8 *frame, size_t len)
{
	struct bs_flow *flow = bs_flow_classify(ss, frame, len);
	enum wman_reason reason = WMAN_REASON_NO_FLOW;

	if (flow && (flow->cfg.cs == WMAN_CS_IPV4 || flow->cfg.cs == WMAN_CS_IPV6)) {
		frame += ETHER_HDR_LEN;
		len -= ETHER_HDR_LEN;
	}
	if (flow && len)
		reason = bs_data_send(ss, flow, frame, len);
	bs_count(ss->bs, ss, reason);
}

/* Destination of an IP packet; false for other frames and short ones. */
static bool ip_destination(const u8 *frame, size_t len, struct bs_address *addr)
{
	const u8 *ip = frame + ETHER_HDR_LEN;

	switch (wman_get_be16(frame + 2 * ETHER_ADDR_LEN)) {
	case ETHERTYPE_IP:
		if (len < ETHER_HDR_LEN + IPV4_MIN)
			return false;
		bs_address_set(addr, BS_ADDRESS_IPV4, ip + 16);
		return true;
	case ETHERTYPE_IPV6:
		if (len < ETHER_HDR_LEN + IPV6_MIN)
			return false;
		bs_address_set(addr, BS_ADDRESS_IPV6, ip + 24);
		return true;
	default:
		return false;
	}
}

static bool is_group(const struct bs_address *addr)
{
	/* IPv4: 224.0.0.0/4 and 255.255.255.255 */
	return addr->kind == BS_ADDRESS_IPV4 ? addr->octets[0] >= 224 : addr->octets[0] == 0xff;
}

/* For more than one: once to the group that takes it, else to each. */
static void flood(struct bs *bs, const u8 *frame, size_t len)
{
	struct bs_ss *ss;

	if (bs_group_send(bs, frame, len))
		return;
	for (ss = bs->ss.open; ss; ss = ss->open_next)
		send_down(ss, frame, len);
}

static void forward(struct bs *bs, const u8 *frame, size_t len)
{
	struct bs_address addr;
	struct bs_ss *ss;

	if (len < ETHER_HDR_LEN)
		return;
	if (frame[0] & 1) {
		flood(bs, frame, len);
		return;
	}
	bs_address_set(&addr, BS_ADDRESS_MAC, frame);
	ss = bs_route_find(bs, &addr);
	if (!ss && ip_destination(frame, len, &addr)) {
		if (is_group(&addr)) {
			flood(bs, frame, len);
			return;
		}
		ss = bs_route_find(bs, &addr);
	}
	/* an address nobody used yet: for the only subscriber if there is one, else for nobody */
	if (!ss && bs->ss.n_open == 1)
		ss = bs->ss.open;
	if (ss)
		send_down(ss, frame, len);
	else
		bs_count(bs, NULL, WMAN_REASON_NO_FLOW);
}

static void ready(void *arg, uint32_t events)
{
	struct bs *bs = arg;
	u8 frame[FRAME_MAX];
	ssize_t n;
	int i;

	for (i = 0; i < FRAMES_PER_TURN; i++) {
		n = read(bs->tap.fd, frame, sizeof(frame));
		if (n <= 0)
			return;
		forward(bs, frame, (size_t)n);
	}
}

int bs_tap_start(struct bs *bs)
{
	return bs->tap.fd < 0 ? 0 : loop_add_fd(bs->loop, bs->tap.fd, EPOLLIN, ready, bs);
}

void bs_tap_stop(struct bs *bs)
{
	if (bs->tap.fd < 0)
		return;
	loop_del_fd(bs->loop, bs->tap.fd);
	close(bs->tap.fd);
	bs->tap.fd = -1;
}
