/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Security-Negotiation-Parameters (TLV 25 of SBC-REQ, SBC-RSP and the SA-TEK handshake).
 */
#ifndef _WMAN_SECNEG_H
#define _WMAN_SECNEG_H

#include "fields.h"
#include "kdf.h"

#define WMAN_SECNEG_TYPE	25

/* PKM version support */
#define WMAN_PKM_V1		0x01
#define WMAN_PKM_V2		0x02

/* Authorization policy support: initial entry; four bits higher the same for re-entry */
#define WMAN_POLICY_RSA		0x01
#define WMAN_POLICY_EAP		0x02
#define WMAN_POLICY_RSA_EAP	0x03	/* chosen together: EAP after RSA */
#define WMAN_POLICY_DOUBLE_EAP	0x04
#define WMAN_POLICY_INITIAL	0x0f
#define WMAN_POLICY_REENTRY_EAP	0x20

/* MAC mode */
#define WMAN_MAC_MODE_HMAC	0x01
#define WMAN_MAC_MODE_CMAC_2005	0x02
#define WMAN_MAC_MODE_CMAC_2009	0x20
#define WMAN_MAC_MODE_CMAC	(WMAN_MAC_MODE_CMAC_2005 | WMAN_MAC_MODE_CMAC_2009)

/* Rows, for @present */
enum wman_secneg_row {
	WMAN_SECNEG_VERSION,
	WMAN_SECNEG_POLICY,
	WMAN_SECNEG_MAC_MODE,
	WMAN_SECNEG_PN_WINDOW,
	WMAN_SECNEG_FLOW_CONTROL,
	WMAN_SECNEG_MAX_SA,
	WMAN_SECNEG_ROWS,
};

#define WMAN_SECNEG_ALL		(BIT(WMAN_SECNEG_ROWS) - 1)

/**
 * struct wman_secneg - Security-Negotiation-Parameters
 * @present: bits of enum wman_secneg_row; 0 when the whole TLV is absent
 * @version: WMAN_PKM_V*
 * @policy: WMAN_POLICY_*
 * @mac_mode: WMAN_MAC_MODE_*
 * @pn_window: receive replay window in PNs
 * @flow_control: PKM transactions at the same time, 0 for no limit
 * @max_sa: SAs the MS can hold
 */
struct wman_secneg {
	u32 present;
	u8 version;
	u8 policy;
	u8 mac_mode;
	u16 pn_window;
	u8 flow_control;
	u8 max_sa;
};

/**
 * wman_secneg_parse() - read Security-Negotiation-Parameters
 * @neg: what was read
 * @value: value of the TLV
 *
 * Return: WMAN_REASON_NONE, _TLV_MALFORMED or _TLV_LENGTH.
 */
enum wman_reason wman_secneg_parse(struct wman_secneg *neg, const struct wman_octets *value);

/**
 * wman_secneg_put() - append Security-Negotiation-Parameters
 * @buf: where
 * @neg: what; nothing is appended when @neg->present is 0
 */
void wman_secneg_put(struct wman_buf *buf, const struct wman_secneg *neg);

/**
 * wman_secneg_equal() - whether two say the same, the check against bidding down
 * @a: one
 * @b: the other
 *
 * Return: true when the same parameters are present with the same values.
 */
bool wman_secneg_equal(const struct wman_secneg *a, const struct wman_secneg *b);

/**
 * wman_secneg_check() - whether a choice is one of what was offered
 * @offer: what the MS sent
 * @choice: what the BS answered
 *
 * One offered bit each in version, policy (initial entry) and MAC mode, where the two CMAC
 * bits count as one. RSA and EAP may be chosen together, which means EAP after RSA. Who offered
 * a policy of zero, no authorization, gets that and nothing else.
 *
 * Return: WMAN_REASON_NONE; _SBC_NO_SECURITY when @choice is absent or has a policy of
 * zero that was not offered; _SBC_DOWNGRADE for any other choice.
 */
enum wman_reason wman_secneg_check(const struct wman_secneg *offer,
				   const struct wman_secneg *choice);

/**
 * wman_secneg_mode() - what signs messages, by a choice
 * @choice: what the BS chose; before that nothing signs, and WMAN_KDF_CMAC is as good as any
 *
 * Return: WMAN_KDF_SHA1 when it chose HMAC.
 */
static inline enum wman_kdf_mode wman_secneg_mode(const struct wman_secneg *choice)
{
	return choice->mac_mode == WMAN_MAC_MODE_HMAC ? WMAN_KDF_SHA1 : WMAN_KDF_CMAC;
}

#endif /* _WMAN_SECNEG_H */
