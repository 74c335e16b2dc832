/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * AES-CCM PDUs (802.16 7.5.1.2): nonce, packet number, lengths.
 *
 *	GMH 6 | PN 4, little-endian | ciphertext n | ICV 8 | CRC 4 when CI
 *
 * M = 8, L = 2, no additional data. The header is the final one: EC, EKS and LEN are set
 * before the nonce is made.
 */
#ifndef _WMAN_CCM_NONCE_H
#define _WMAN_CCM_NONCE_H

#include "mac.h"
#include "suite.h"

#define WMAN_PN_LEN		4
#define WMAN_CCM_ICV_LEN	8
#define WMAN_CCM_OVERHEAD	(WMAN_PN_LEN + WMAN_CCM_ICV_LEN)
#define WMAN_CCM_NONCE_LEN	13
#define WMAN_CCM_IV_LEN		16	/* as the kernel's ccm(aes) wants it */

#define WMAN_PN_UPLINK_BIT		0x80000000u	/* bit that is set in every uplink PN */
#define WMAN_PN_FIRST		1u
#define WMAN_PN_FIRST_SWAPPED	0x01000000u	/* the first one, sent big-endian */
#define WMAN_PN_RENEW		0x7fff0000u	/* from here on a new TEK is asked for */
#define WMAN_PN_LAST		0x7ffffffeu	/* the last value sent under a TEK */

/**
 * wman_ccm_nonce() - nonce of a PDU
 * @header: its final generic MAC header
 * @pn: PN field value, with the direction bit
 * @nonce: octets 0 to 4 of the header, four of zero, the PN as it is sent
 */
void wman_ccm_nonce(const u8 header[WMAN_GMH_LEN], u32 pn, u8 nonce[WMAN_CCM_NONCE_LEN]);

/**
 * wman_ccm_iv() - IV of a PDU for the kernel's ccm(aes)
 * @header: its final generic MAC header
 * @pn: PN field value, with the direction bit
 * @iv: L - 1, the nonce, room for the counter
 */
void wman_ccm_iv(const u8 header[WMAN_GMH_LEN], u32 pn, u8 iv[WMAN_CCM_IV_LEN]);

/**
 * wman_pn_field() - value of the PN field from the packet number
 * @pn: 1 to WMAN_PN_LAST
 * @dir: direction of the PDU
 *
 * Return: what goes into the nonce and, least significant octet first, on the air.
 */
static inline u32 wman_pn_field(u32 pn, enum wman_direction dir)
{
	return dir == WMAN_DIRECTION_UPLINK ? pn ^ WMAN_PN_UPLINK_BIT : pn;
}

/**
 * wman_pn_uplink() - value of the PN field of an uplink PDU
 * @pn: 1 to WMAN_PN_LAST
 *
 * Return: @pn with the direction bit.
 */
static inline u32 wman_pn_uplink(u32 pn)
{
	return wman_pn_field(pn, WMAN_DIRECTION_UPLINK);
}

/**
 * wman_pn_check() - packet number from the value of the PN field
 * @field: value of the field
 * @dir: direction of the PDU
 * @pn: the packet number
 *
 * Return: WMAN_REASON_NONE, or _PN_INVALID when the direction bit is wrong or the number
 * is 0.
 */
static inline enum wman_reason wman_pn_check(u32 field, enum wman_direction dir, u32 *pn)
{
	*pn = wman_pn_field(field, dir);
	return *pn && !(*pn & WMAN_PN_UPLINK_BIT) ? WMAN_REASON_NONE : WMAN_REASON_PN_INVALID;
}

/**
 * wman_ccm_pdu_min() - octets of the shortest encrypted PDU
 * @ci: with a CRC
 *
 * Return: header, PN, one octet, ICV and CRC.
 */
static inline size_t wman_ccm_pdu_min(bool ci)
{
	return WMAN_GMH_LEN + WMAN_CCM_OVERHEAD + 1 + (ci ? WMAN_CRC_LEN : 0);
}

#endif /* _WMAN_CCM_NONCE_H */
