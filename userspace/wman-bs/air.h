/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The air: MAC-to-MAC frames on an Ethernet interface. Bursts longer than a frame go in parts.
 */
#ifndef _BS_AIR_H
#define _BS_AIR_H

#include "mac.h"

#define BS_AIR_QUEUE 256 /* frames that wait for the interface */

struct bs;
struct bs_frame;

/**
 * struct bs_air - the air
 * @fd: carries Ethernet frames
 * @mac: own Ethernet address
 * @mtu: octets of an Ethernet payload
 * @rx_frame: frame number that the burst being received came with, 0 for none: that of the DL-MAP
 *	by which it was encrypted, which on a real air the grant of the burst tells
 * @sequence: sequence number of the next frame
 * @burst: number of the next burst
 * @head: first frame that waits
 * @tail: the last one
 * @queued: how many wait
 */
struct bs_air {
	int fd;
	u8 mac[WMAN_MAC_ADDR_LEN];
	unsigned int mtu;
	u32 rx_frame;
	u16 sequence;
	u8 burst;
	struct bs_frame *head;
	struct bs_frame *tail;
	unsigned int queued;
};

/**
 * bs_air_open() - open an interface
 * @ifname: its name
 * @mac: its address
 * @mtu: octets of an Ethernet payload
 * @err: text of the error, BS_ERROR_LEN octets
 *
 * Return: a descriptor or a negative errno.
 */
int bs_air_open(const char *ifname, u8 mac[WMAN_MAC_ADDR_LEN], unsigned int *mtu, char *err);

/**
 * bs_air_start() - begin to receive
 * @bs: the base station, the descriptor, address and MTU of its air set
 *
 * Return: 0 or a negative errno.
 */
int bs_air_start(struct bs *bs);

/**
 * bs_air_stop() - close the air
 * @bs: the base station
 */
void bs_air_stop(struct bs *bs);

/**
 * bs_air_send() - send a PDU as one burst
 * @bs: the base station
 * @dst: Ethernet address
 * @pdu: the PDU
 * @len: its octets
 */
void bs_air_send(struct bs *bs, const u8 *dst, const u8 *pdu, size_t len);

/**
 * bs_air_pdu_max() - octets of the largest PDU that fits one frame
 * @air: the air
 *
 * Return: at most WMAN_PDU_MAX.
 */
size_t bs_air_pdu_max(const struct bs_air *air);

/**
 * bs_air_frame_number() - the PHY frame number now
 *
 * Return: 24 bits, one more every 5 ms.
 */
u32 bs_air_frame_number(void);

#endif
