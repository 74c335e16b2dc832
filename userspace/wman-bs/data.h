/* SPDX-License-Identifier: BSD-3-Clause */
/* Traffic: SDUs to encrypted PDUs and back (802.16e 7.5.1.2). */
#ifndef _BS_DATA_H
#define _BS_DATA_H

#include "mac.h"

struct bs;
struct bs_ss;
struct bs_flow;
struct bs_sa;
struct bs_tek;

#define BS_SDU_MAX 2048 /* octets of a reassembled SDU */

/**
 * bs_data_send() - send an SDU down
 * @ss: the subscriber
 * @flow: its downlink flow
 * @sdu: the SDU
 * @len: its octets
 *
 * Return: WMAN_REASON_NONE; _NO_KEY; _OVERSIZE; _CRYPTO.
 */
enum wman_reason bs_data_send(struct bs_ss *ss, struct bs_flow *flow, const u8 *sdu, size_t len);

/**
 * bs_data_seal() - build an encrypted PDU
 * @bs: the base station
 * @flow: downlink flow; its CID and what it is like count
 * @tek: TEK to use; its next PN is taken
 * @type: WMAN_TYPE_* bits
 * @payload: subheader and SDU
 * @len: their octets
 * @pdu: where, WMAN_PDU_MAX octets
 *
 * Return: octets of the PDU, 0 when it does not fit or the cipher fails.
 */
size_t bs_data_seal(struct bs *bs, const struct bs_flow *flow, struct bs_tek *tek, u8 type,
		    const u8 *payload, size_t len, u8 *pdu);

/**
 * bs_data_out() - encrypt a payload under the older TEK, or leave it clear, and put it on the air, as rules say
 * @bs: the base station
 * @ss: the subscriber; NULL for what goes to everybody
 * @flow: downlink flow; its CID and what it is like count
 * @teks: TEKs of its SA, by enum bs_tek_slot, the older one is there; NULL on the null SA
 * @type: WMAN_TYPE_* bits
 * @payload: subheader and SDU
 * @len: octets of both
 *
 * Return: 0, WMAN_REASON_OVERSIZE or WMAN_REASON_CRYPTO.
 */
enum wman_reason bs_data_out(struct bs *bs, struct bs_ss *ss, const struct bs_flow *flow,
			     struct bs_tek *teks, u8 type, const u8 *payload, size_t len);

/**
 * bs_data_rx() - take a PDU that is on no management connection
 * @ss: its sender
 * @gmh: its header
 * @pdu: the PDU
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_data_rx(struct bs_ss *ss, const struct wman_gmh *gmh,
			    const struct wman_octets *pdu);

#endif
