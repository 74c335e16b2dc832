/* SPDX-License-Identifier: BSD-3-Clause */
/* User plane: a TAP interface, and which subscriber each of its frames is for. */
#ifndef _BS_TAP_H
#define _BS_TAP_H

#include "mac.h"

struct bs;
struct bs_ss;

/**
 * struct bs_tap - the user plane
 * @fd: carries Ethernet frames, -1 without one
 * @mac: address of the interface
 */
struct bs_tap {
	int fd;
	u8 mac[WMAN_MAC_ADDR_LEN];
};

/**
 * bs_tap_open() - make a TAP interface and set it up
 * @name: its name
 * @mtu: its MTU
 * @noarp: only IP goes over it, so nobody answers ARP
 * @mac: its address
 * @err: text of the error, BS_ERROR_LEN octets
 *
 * Return: a descriptor or a negative errno; the interface goes when it is closed.
 */
int bs_tap_open(const char *name, unsigned int mtu, bool noarp, u8 mac[WMAN_MAC_ADDR_LEN],
		char *err);

/**
 * bs_tap_start() - begin to forward
 * @bs: the base station, descriptor and address of its TAP set
 *
 * Return: 0 or a negative errno.
 */
int bs_tap_start(struct bs *bs);

/**
 * bs_tap_stop() - close the TAP
 * @bs: the base station
 */
void bs_tap_stop(struct bs *bs);

/**
 * bs_tap_deliver() - take an SDU of a subscriber
 * @ss: the subscriber
 * @cs: CS of its flow, enum wman_cs
 * @sdu: the SDU
 *
 * Return: WMAN_REASON_NONE, or _CS_PAYLOAD when it is not what the CS carries.
 */
enum wman_reason bs_tap_deliver(struct bs_ss *ss, u8 cs, const struct wman_octets *sdu);

#endif
