/* SPDX-License-Identifier: GPL-2.0 */
/* PKMv1, as base station and agent have it. */
#ifndef _WMAN_KUNIT_BS_V1_H
#define _WMAN_KUNIT_BS_V1_H

#include "client.h"
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

/* The client is the agent; up to SBC-RSP, which is the test's. */
void bs_v1_ranged(struct client *c, u32 policy);
void bs_v1_sbc_rsp(struct station *st, const struct wman_secneg *choice);

/* With the primary SA, or with these. */
void bs_v1_auth_reply(struct station *st, u8 identifier, u32 rekey_wait_s);
void bs_v1_auth_reply_sas(struct station *st, u8 identifier, u32 rekey_wait_s,
			  const struct wman_sa_descriptor *sa, unsigned int n);

/* Send what bs_begin() began, with its digest. */
void bs_v1_send_hmac(struct station *st, const struct wman_hmac_keys *keys);

#endif
