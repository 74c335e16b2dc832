// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Security-Negotiation-Parameters. */
#include "secneg.h"

static const struct wman_field rows[WMAN_SECNEG_ROWS] = {
	[WMAN_SECNEG_VERSION] = WMAN_FIELD(1, 1, wman_secneg, version),
	[WMAN_SECNEG_POLICY] = WMAN_FIELD(2, 1, wman_secneg, policy),
	[WMAN_SECNEG_MAC_MODE] = WMAN_FIELD(3, 1, wman_secneg, mac_mode),
	[WMAN_SECNEG_PN_WINDOW] = WMAN_FIELD(4, 2, wman_secneg, pn_window),
	[WMAN_SECNEG_FLOW_CONTROL] = WMAN_FIELD(5, 1, wman_secneg, flow_control),
	[WMAN_SECNEG_MAX_SA] = WMAN_FIELD(6, 1, wman_secneg, max_sa),
};

enum wman_reason wman_secneg_parse(struct wman_secneg *neg, const struct wman_octets *value)
{
	memset(neg, 0, sizeof(*neg));
	return wman_fields_parse(rows, ARRAY_SIZE(rows), 0, neg, &neg->present, value->data,
				 value->len);
}

void wman_secneg_put(struct wman_buf *buf, const struct wman_secneg *neg)
{
	size_t mark;

	if (!neg->present)
		return;
	mark = wman_buf_tlv_begin(buf, WMAN_SECNEG_TYPE);
	wman_fields_put(buf, rows, ARRAY_SIZE(rows), neg, neg->present);
	wman_buf_tlv_end(buf, mark);
}

bool wman_secneg_equal(const struct wman_secneg *a, const struct wman_secneg *b)
{
	return a->present == b->present && a->version == b->version && a->policy == b->policy &&
	       a->mac_mode == b->mac_mode && a->pn_window == b->pn_window &&
	       a->flow_control == b->flow_control && a->max_sa == b->max_sa;
}

static bool one_bit(u8 v)
{
	return v && !(v & (v - 1));
}

static bool one_offered(u8 offer, u8 choice)
{
	return one_bit(choice) && offer & choice;
}

/* Both bits for CMAC mean the same, whichever of them either side knows. */
static u8 fold_cmac(u8 mac_mode)
{
	if (mac_mode & WMAN_MAC_MODE_CMAC)
		return (u8)((mac_mode & ~WMAN_MAC_MODE_CMAC) | WMAN_MAC_MODE_CMAC_2009);
	return mac_mode;
}

static bool policy_offered(u8 offer, u8 choice)
{
	if (choice == WMAN_POLICY_RSA_EAP)
		return (offer & choice) == choice;
	return one_offered(offer, choice);
}

/* It may also say nothing at all, as a base station does that has no security. */
static bool chooses_nothing(const struct wman_secneg *choice)
{
	return !choice->present || !(choice->version | choice->policy | choice->mac_mode);
}

enum wman_reason wman_secneg_check(const struct wman_secneg *offer,
				   const struct wman_secneg *choice)
{
	if (offer->present && !offer->policy)
		return chooses_nothing(choice) ? WMAN_REASON_NONE : WMAN_REASON_SBC_DOWNGRADE;
	if (!choice->present || !choice->policy)
		return WMAN_REASON_SBC_NO_SECURITY;
	if (!one_offered(offer->version, choice->version) ||
	    !policy_offered(offer->policy & WMAN_POLICY_INITIAL,
			    choice->policy & WMAN_POLICY_INITIAL) ||
	    !one_offered(fold_cmac(offer->mac_mode), fold_cmac(choice->mac_mode)))
		return WMAN_REASON_SBC_DOWNGRADE;
	return WMAN_REASON_NONE;
}
