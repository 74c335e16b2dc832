/* SPDX-License-Identifier: GPL-2.0 */
/* PKMv1, as base station and agent have it. */
#ifndef _WMAN_KUNIT_BS_V1_H
#define _WMAN_KUNIT_BS_V1_H

#include "station.h"

#define BS_V1_AK_SN	9

/* Certificate of the device and of its CA: what is in it is the agent's business. */
extern const struct wman_octets bs_v1_certificate;
/* The AK as it is encrypted to the device, and as the agent decrypts it. */
extern const struct wman_octets bs_v1_auth_key;
extern const u8 bs_v1_ak[WMAN_AK_LEN];

/* What SBC-RSP chooses. */
extern const struct wman_secneg bs_v1_choice;

/* The agent's calls, as netlink.c makes them in the control thread: 0 or a negative errno. */
int bs_v1_certify(struct station *st);
int bs_v1_decrypt(struct station *st);

void bs_v1_auth_reply(struct station *st, u8 identifier, u32 rekey_wait_s);

#endif
