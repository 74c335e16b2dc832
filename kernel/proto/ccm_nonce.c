// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Nonce of an AES-CCM PDU. */
#include "ccm_nonce.h"

void wman_ccm_nonce(const u8 header[WMAN_GMH_LEN], u32 pn, u8 nonce[WMAN_CCM_NONCE_LEN])
{
	memcpy(nonce, header, WMAN_GMH_LEN - 1);
	memset(nonce + 5, 0, 4);
	wman_put_le32(nonce + 9, pn);
}

void wman_ccm_iv(const u8 header[WMAN_GMH_LEN], u32 pn, u8 iv[WMAN_CCM_IV_LEN])
{
	iv[0] = 1; /* L - 1 */
	wman_ccm_nonce(header, pn, iv + 1);
	iv[14] = 0;
	iv[15] = 0;
}
