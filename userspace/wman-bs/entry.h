/* SPDX-License-Identifier: BSD-3-Clause */
/* Network entry at the base station: ranging, basic capabilities, registration. */
#ifndef _BS_ENTRY_H
#define _BS_ENTRY_H

#include "env.h"
#include <linux/wman.h>

#define BS_T17_MS 300000 /* time for authorization and keys */

struct bs;
struct bs_ss;
struct bs_message;

/**
 * bs_entry_rng_req() - take an RNG-REQ
 * @bs: the base station
 * @ss: its sender, or NULL when it is new
 * @msg: the message
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_entry_rng_req(struct bs *bs, struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_entry_claimed() - other base stations were asked for a subscriber's PMK
 * @bs: the base station
 * @msg: its RNG-REQ
 * @granted: one of them had it, and bs_context_take() was called; else this is an initial ranging
 */
void bs_entry_claimed(struct bs *bs, const struct bs_message *msg, bool granted);

/**
 * bs_entry_sbc_req() - take an SBC-REQ
 * @ss: its sender
 * @msg: the message
 *
 * Return: WMAN_REASON_NONE or why it was dropped or refused.
 */
enum wman_reason bs_entry_sbc_req(struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_entry_reg_req() - take a REG-REQ
 * @ss: its sender
 * @msg: the message, its tuple verified and taken off
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_entry_reg_req(struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_entry_t17() - a subscriber that was not authorized in time goes
 * @ss: the subscriber
 */
void bs_entry_t17(struct bs_ss *ss);

#endif
