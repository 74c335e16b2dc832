/* SPDX-License-Identifier: BSD-3-Clause */
/* The air: Ethernet frames on the base station's end of it, whole ones and wrong ones. */
#ifndef KFUZZ_AIR_H
#define KFUZZ_AIR_H

#include <sys/types.h>

#include "mac.h"
#include "octets.h"

#define AIR_ETH_LEN   14
#define AIR_FRAME_MAX 1514
#define AIR_PDUS_MAX  8

/**
 * struct air - the interface
 * @sock: packet socket
 * @addr: Ethernet address of the base station
 * @station: of the station
 * @sequence: of the last M2M frame
 * @burst: number of the last burst
 * @last: a PDU sent before, to be sent again
 * @last_len: its octets
 */
struct air {
	int sock;
	u8 addr[WMAN_MAC_ADDR_LEN];
	u8 station[WMAN_MAC_ADDR_LEN];
	u16 sequence;
	u8 burst;
	u8 last[WMAN_PDU_MAX];
	size_t last_len;
};

/* Open @ifname in the namespace @netns; ends the program when that fails. */
void air_open(struct air *air, const char *netns, const char *ifname);

/* The next frame that waits; 0 when there is none. @outgoing: this machine sends it. */
size_t air_receive(struct air *air, u8 frame[AIR_FRAME_MAX], bool *outgoing);

/* A frame, with its Ethernet header. */
void air_frame(struct air *air, const u8 *frame, size_t len);

/* A PDU in a frame of its own. */
void air_pdu(struct air *air, const u8 *pdu, size_t len);

/* A PDU in frames that are wrong in any way, or in none. */
void air_pdu_wild(struct air *air, u8 *pdu, size_t len);

/* The octets behind the Ethernet header of a frame, to or from anybody. */
void air_m2m_wild(struct air *air, const u8 *data, size_t len);

/* A burst of more octets than are put together. */
void air_burst_large(struct air *air);

/* Put a PDU around a payload: header from @gmh but for its length, and the CRC when it has one. */
size_t air_pdu_build(u8 pdu[WMAN_PDU_MAX], const struct wman_gmh *gmh, const u8 *data, size_t len);

/* Length, header check sequence and CRC are those of the octets that are there. */
void air_pdu_fix(u8 *pdu, size_t len);

#endif
