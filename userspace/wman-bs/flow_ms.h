/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transactions about service flows that a subscriber begins. Whatever is asked is granted that can
 * be, unless the operator wants it refused (flow_answer). When both sides begin at once about one
 * flow, the base station's own change counts, and the subscriber's end.
 */
#ifndef _BS_FLOW_MS_H
#define _BS_FLOW_MS_H

#include "mac.h"

struct bs_flow;
struct bs_message;
struct bs_ss;

/* Message handlers: WMAN_REASON_NONE or why the message was dropped; its tuple is taken off. */
/* DSA-REQ, DSC-REQ and DSD-REQ */
enum wman_reason bs_flow_ms_request(struct bs_ss *ss, const struct bs_message *msg);
/* DSA-ACK and DSC-ACK */
enum wman_reason bs_flow_ms_ack(struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_flow_ms_timer() - T8: answers that were not acknowledged
 * @ss: the subscriber
 */
void bs_flow_ms_timer(struct bs_ss *ss);

#endif
