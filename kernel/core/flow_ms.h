/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Transactions that the station begins: it asks the base station to add, change or end a flow.
 *
 * Nothing is done before the base station agreed, and nothing that it did not agree to. When both
 * sides begin at once about one flow, the base station's transaction counts and the station's
 * fails; a flow that is gone can neither be changed nor ended.
 *
 * A transaction lives from its request until T10 has passed after its end, or until the link is
 * gone. Everything here is the control thread's.
 */
#ifndef _WMAN_FLOW_MS_H
#define _WMAN_FLOW_MS_H

#include <linux/list.h>
#include <linux/workqueue.h>
#include <linux/wman.h>

#include "dsx.h"
#include "dsx_fsm.h"

struct wman_dev;
struct wman_message;

#define WMAN_MS_TRANSACTIONS	8	/* that run, or are remembered */

/**
 * struct wman_ms_transaction - a transaction that the station began
 * @list: in wman_flow_table.ms
 * @wdev: the station
 * @state: enum wman_dsx_state
 * @tries: how often the request was sent
 * @req: the request; its rule is in @rule, its SFID is there as soon as it is known
 * @rule: TLVs of a packet classification rule
 * @rsp: the answer, while it is worked on
 * @answered: there was an answer in time
 * @confirmation: its confirmation code
 * @ack: confirmation code of DSA-ACK or DSC-ACK
 * @reason: why it was not done
 * @timer: T14, T7 or T10
 */
struct wman_ms_transaction {
	struct list_head list;
	struct wman_dev *wdev;
	u8 state;
	unsigned int tries;
	struct wman_dsx req;
	u8 rule[WMAN_RULE_MAX];
	const struct wman_dsx *rsp;
	bool answered;
	u8 confirmation;
	u8 ack;
	enum wman_reason reason;
	struct delayed_work timer;
};

/**
 * wman_flow_ms_begin() - ask the base station
 * @wdev: the station
 * @req: DSA-REQ, DSC-REQ or DSD-REQ without its transaction id, of one rule at most; it is copied
 * @transaction: its transaction id, by which wman_nl_flow_event() tells how it ended
 *
 * Context: control thread.
 * Return: 0, and exactly one event will follow; -ENOTCONN when the station is not registered;
 * -ENOENT when there is no such flow; -ENOKEY when there is no such SA; -EINVAL when the rule is
 * malformed, or is none of the flow; -EBUSY when a transaction of this flow runs, or too many do;
 * -ENOMEM.
 */
int wman_flow_ms_begin(struct wman_dev *wdev, const struct wman_dsx *req, u16 *transaction);

/**
 * wman_flow_ms_sfid() - the flow of a transaction
 * @t: the transaction
 *
 * Return: its SFID, 0 while the base station has given none.
 */
u32 wman_flow_ms_sfid(const struct wman_ms_transaction *t);

/**
 * wman_flow_ms_op() - what a transaction asks for
 * @t: the transaction
 */
enum wman_flow_op wman_flow_ms_op(const struct wman_ms_transaction *t);

/**
 * wman_flow_ms_overtaken() - the base station changed or ended a flow
 * @wdev: the station
 * @sfid: the flow
 * @reason: WMAN_REASON_BS_REQUEST, which ends a change that was asked for; or
 *	WMAN_REASON_FLOW_ENDED, which ends whatever was asked for
 *
 * Context: control thread.
 */
void wman_flow_ms_overtaken(struct wman_dev *wdev, u32 sfid, enum wman_reason reason);

/**
 * wman_flow_ms_flush() - the link ends, and with it all transactions
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_flow_ms_flush(struct wman_dev *wdev);

/* Message handlers: control thread; 0 or why the message was dropped. */
/* DSA-RSP, DSC-RSP and DSD-RSP */
enum wman_reason wman_flow_ms_answer(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_flow_ms_received(struct wman_dev *wdev, const struct wman_message *msg);

#endif
