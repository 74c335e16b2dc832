/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the two EAP exchanges of 802.16e-2005 (7.8.2): EAP-Complete, signed under the EIK of the
 * first one, and Authenticated-EAP-Start, which begins the second.
 */
#ifndef _BS_DOUBLE_EAP_H
#define _BS_DOUBLE_EAP_H

#include <linux/wman.h>

#include "octets.h"

struct bs_ss;

/**
 * bs_double_eap_first() - whether the EAP exchange that runs is the first of two
 * @ss: the subscriber
 *
 * Return: true when it is.
 */
bool bs_double_eap_first(const struct bs_ss *ss);

/**
 * bs_double_eap_complete() - the first exchange succeeded: send EAP-Complete
 * @ss: the subscriber
 * @identifier: of the EAP-Success that goes in it
 * @msk: MSK of the AAA server; not kept
 * @lifetime_s: lifetime of the first PMK
 */
void bs_double_eap_complete(struct bs_ss *ss, u8 identifier, const u8 msk[WMAN_MSK_LEN],
			    u32 lifetime_s);

/**
 * bs_double_eap_timer() - no Authenticated-EAP-Start came: repeat EAP-Complete or give up
 * @ss: the subscriber
 */
void bs_double_eap_timer(struct bs_ss *ss);

/**
 * bs_double_eap_start() - take an Authenticated-EAP-Start whose digest is good
 * @ss: who sent it
 *
 * Return: WMAN_REASON_NONE; _MESSAGE_STATE when the second exchange is further than its beginning.
 */
enum wman_reason bs_double_eap_start(struct bs_ss *ss);

#endif
