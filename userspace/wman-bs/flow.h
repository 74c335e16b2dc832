/* SPDX-License-Identifier: BSD-3-Clause */
/* Service flows of a subscriber; the BS makes them, one transaction after the other. */
#ifndef _BS_FLOW_H
#define _BS_FLOW_H

#include "classifier.h"
#include "config.h"
#include "dsx.h"
#include "frag.h"

#define BS_FLOWS_MAX 10 /* its own, and those of groups */

struct bs_sa;
struct bs_ss;
struct bs_message;
struct bs_reassembly;

enum bs_flow_state {
	BS_FLOW_PLANNED, /* no DSA-REQ yet */
	BS_FLOW_ADDING,
	BS_FLOW_OFFERED, /* granted to the subscriber, who has not acknowledged yet */
	BS_FLOW_ACTIVE,
	BS_FLOW_CHANGING, /* and carries traffic as before */
	BS_FLOW_DELETING,
	BS_FLOW_GONE, /* refused, or deleted */
};

/**
 * struct bs_flow_setup - what DSC can change
 * @asleep: it carries nothing
 * @rule: its rule; of no octets for none
 */
struct bs_flow_setup {
	bool asleep;
	struct wman_rule rule;
};

/**
 * struct bs_flow - a service flow
 * @state: how far it is
 * @cfg: what it is like
 * @sfid: SFID
 * @cid: transport CID
 * @said: SA of its PDUs
 * @extra: it was added by a command: without an answer it is given up
 * @group: it is a group's: what goes down it goes to all members at once
 * @transaction: transaction id of the DSA, DSC or DSD that we began
 * @setup: what it is now
 * @wanted: what it becomes by the DSC that runs
 * @fsn: fragment sequence number on the way down
 * @rx: SDU that comes in fragments; allocated by the first
 * @packets: SDUs carried
 * @bytes: octets in them
 * @packed: SDUs among them that came packed
 */
struct bs_flow {
	enum bs_flow_state state;
	struct bs_flow_config cfg;
	u32 sfid;
	u16 cid;
	u16 said;
	bool extra;
	bool group;
	u16 transaction;
	struct bs_flow_setup setup;
	struct bs_flow_setup wanted;
	u16 fsn;
	struct bs_reassembly *rx;
	u64 packets;
	u64 bytes;
	u64 packed;
};

#define BS_FLOW_ANSWERS 8 /* that are remembered */

/**
 * struct bs_flow_answer - a request of the subscriber that was answered
 * @rsp: the answer; of type 0 when there is none
 * @due: it has to be acknowledged
 * @tries: how often it was sent
 * @had: what the flow was before, for DSC
 */
struct bs_flow_answer {
	struct wman_dsx rsp;
	bool due;
	unsigned int tries;
	struct bs_flow_setup had;
};

/**
 * struct bs_flow_table - flows of a subscriber
 * @flow: the flows
 * @n: how many
 * @transaction: transaction id used last
 * @pending: flow whose transaction runs, or NULL
 * @tries: how often its request was sent, since the beginning or T10
 * @answer: what the subscriber asked for, the last ones
 * @next_answer: the one to use next
 */
struct bs_flow_table {
	struct bs_flow flow[BS_FLOWS_MAX];
	unsigned int n;
	u16 transaction;
	struct bs_flow *pending;
	unsigned int tries;
	struct bs_flow_answer answer[BS_FLOW_ANSWERS];
	unsigned int next_answer;
};

/**
 * bs_flow_begin() - plan the flows of a subscriber that registered, and add the first
 * @ss: the subscriber
 * @cs: convergence sublayers it supports, bit n for enum wman_cs n
 */
void bs_flow_begin(struct bs_ss *ss, u16 cs);

/**
 * bs_flow_again() - the subscriber registers once more, because REG-RSP was lost
 * @ss: the subscriber; what it was asked before it had to refuse
 */
void bs_flow_again(struct bs_ss *ss);

/**
 * bs_flow_flush() - forget all flows
 * @ss: the subscriber
 */
void bs_flow_flush(struct bs_ss *ss);

/**
 * bs_flow_by_cid() - find a flow of its own that may carry traffic
 * @ss: the subscriber
 * @cid: its transport CID
 *
 * Return: the flow, or NULL.
 */
struct bs_flow *bs_flow_by_cid(struct bs_ss *ss, u16 cid);

/**
 * bs_flow_made() - whether the subscriber has a flow
 * @flow: the flow
 */
static inline bool bs_flow_made(const struct bs_flow *flow)
{
	return flow->state == BS_FLOW_ACTIVE || flow->state == BS_FLOW_CHANGING ||
	       flow->state == BS_FLOW_OFFERED;
}

/* For flow_ms.c */
void bs_flow_send(struct bs_ss *ss, const struct wman_dsx *dsx);
/* A flow that the subscriber asks for; NULL when there are too many. */
struct bs_flow *bs_flow_new(struct bs_ss *ss, const struct bs_flow_config *cfg, u16 said);
/* A flow that there is, or NULL. */
struct bs_flow *bs_flow_find(struct bs_ss *ss, u32 sfid);
/* It ends, and with it the transaction about it. */
void bs_flow_gone(struct bs_ss *ss, struct bs_flow *flow);
/* The event that there is one more. */
void bs_flow_tell(struct bs_ss *ss, const struct bs_flow *flow);

/**
 * bs_flow_classify() - find the downlink flow of a packet
 * @ss: the subscriber
 * @frame: Ethernet frame
 * @len: its octets, at least those of the header
 *
 * Return: of the flows whose CS carries it the one whose rule takes it with the greatest priority,
 * else the first without a rule, or NULL.
 */
struct bs_flow *bs_flow_classify(struct bs_ss *ss, const u8 *frame, size_t len);

/**
 * bs_flow_ready() - whether there is a flow up and one down
 * @ss: the subscriber
 *
 * Return: true when there are.
 */
bool bs_flow_ready(const struct bs_ss *ss);

/**
 * bs_flow_add() - one more flow, by DSA; a dynamic SA comes before it
 * @ss: the subscriber
 * @cfg: what it is like
 *
 * Return: NULL, or why not.
 */
const char *bs_flow_add(struct bs_ss *ss, const struct bs_flow_config *cfg);

/**
 * bs_flow_has_sa() - whether a flow has an SA
 * @ss: the subscriber
 * @said: its SAID
 *
 * Return: false when there is none, or only flows that are gone.
 */
bool bs_flow_has_sa(const struct bs_ss *ss, u16 said);

/**
 * bs_flow_keyed() - the subscriber got TEKs: a flow that waits for them goes on
 * @ss: the subscriber
 * @sa: of this SA
 */
void bs_flow_keyed(struct bs_ss *ss, const struct bs_sa *sa);

/**
 * bs_flow_delete() - begin to take a flow away with DSD-REQ
 * @ss: the subscriber
 * @sfid: SFID
 *
 * Return: 0; -ENOENT when there is no such flow; -EBUSY when a transaction runs.
 */
int bs_flow_delete(struct bs_ss *ss, u32 sfid);

/**
 * bs_flow_change() - begin to change a flow with DSC-REQ
 * @ss: the subscriber
 * @sfid: SFID
 * @change: KEY=VALUE,... where a key is active (0, 1), rule (none) or one of RULE_KEYS, which
 *	make a rule in place of the one there is
 *
 * Return: NULL, or why not.
 */
const char *bs_flow_change(struct bs_ss *ss, u32 sfid, char *change);

/**
 * bs_flow_dsa_rsp() - take a DSA-RSP
 * @ss: the subscriber
 * @msg: the message, its tuple verified and taken off
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_flow_dsa_rsp(struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_flow_dsc_rsp() - take a DSC-RSP
 * @ss: the subscriber
 * @msg: the message, its tuple verified and taken off
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_flow_dsc_rsp(struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_flow_dsd_rsp() - take a DSD-RSP
 * @ss: the subscriber
 * @msg: the message, its tuple verified and taken off
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_flow_dsd_rsp(struct bs_ss *ss, const struct bs_message *msg);

/**
 * bs_flow_timer() - T7: no answer to DSA-REQ, DSC-REQ or DSD-REQ; or T10, and a flow is asked for again
 * @ss: the subscriber
 */
void bs_flow_timer(struct bs_ss *ss);

#endif
