/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * DES-CBC PDUs (802.16 7.5.1.1): no PN, no ICV, no growth.
 *
 *	GMH 6 | ciphertext n | CRC 4 when CI
 *
 * Nothing tells a PDU that was changed, or sent again, from another one.
 */
#ifndef _WMAN_DES_IV_H
#define _WMAN_DES_IV_H

#include "octets.h"
#include "prim.h"

#define WMAN_DES_IV_LEN	WMAN_DES_BLOCK_LEN

/**
 * wman_phy_sync() - PHY synchronization field of a DL-MAP
 * @duration: frame duration code
 * @frame: frame number
 *
 * Return: the field as a number.
 */
static inline u32 wman_phy_sync(u8 duration, u32 frame)
{
	return (u32)duration << 24 | (frame & 0xffffff);
}

/**
 * wman_des_iv() - IV of a PDU
 * @cbc_iv: CBC-IV of the TEK
 * @sync: PHY synchronization field of the DL-MAP in force; for the uplink of that which granted the
 *	burst
 * @iv: the IV: the field is aligned to the right of it, a decision that no other implementation has
 *	confirmed
 */
static inline void wman_des_iv(const u8 cbc_iv[WMAN_DES_IV_LEN], u32 sync, u8 iv[WMAN_DES_IV_LEN])
{
	memcpy(iv, cbc_iv, WMAN_DES_IV_LEN);
	wman_put_be32(iv + 4, wman_get_be32(iv + 4) ^ sync);
}

#endif /* _WMAN_DES_IV_H */
