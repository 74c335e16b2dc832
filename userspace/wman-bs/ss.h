/* SPDX-License-Identifier: BSD-3-Clause */
/* Subscribers: one object each, found by MAC address, with all its timers. */
#ifndef _BS_SS_H
#define _BS_SS_H

#include <linux/wman.h>

#include "acct.h"
#include "auth.h"
#include "flow.h"
#include "frag.h"
#include "key.h"
#include "m2m.h"
#include "sbc.h"
#include "tek.h"

#define BS_SS_HASH 8192 /* buckets, a power of two */
#define BS_SAS_MAX 6 /* primary, static ones, groups */

struct bs;
struct bs_ss;
struct bs_route;
struct loop_timer;

/* Timers of a subscriber; bs_ss_timers[] in ss.c says who takes each */
enum bs_ss_timer {
	BS_TIMER_EAP, /* EAP request unanswered */
	BS_TIMER_CHALLENGE, /* SaChallengeTimer */
	BS_TIMER_DSX, /* T7 */
	BS_TIMER_DSX_ACK, /* T8 */
	BS_TIMER_AK, /* AK lifetime */
	BS_TIMER_OLD_AK, /* the AK before is not taken any more */
	BS_TIMER_TEK, /* the first older TEK to end */
	BS_TIMER_REAUTH, /* re-authentication by option */
	BS_TIMER_RSA, /* RSA-Reply unanswered */
	BS_TIMER_COMPLETE, /* EAP-Complete unanswered */
	BS_TIMER_ACCT, /* interim record of accounting */
	BS_TIMER_SESSION, /* end of the session by CoA-Request */
	BS_TIMER_T17, /* time for authorization and keys */
	BS_TIMERS,
};

/* Connections whose messages may come in fragments */
enum bs_mgmt_conn {
	BS_CONN_BASIC,
	BS_CONN_PRIMARY,
	BS_CONNS,
};

/**
 * struct bs_reassembly - a message or SDU that comes in fragments
 * @frag: what is there; its memory is allocated by the first fragment
 * @since: when the first fragment came
 */
struct bs_reassembly {
	struct wman_frag frag;
	u64 since;
};

/**
 * struct bs_ss - a subscriber
 * @bs: its base station
 * @next: in its hash bucket, or among the dead
 * @open_prev: subscribers whose port is open
 * @open_next: same
 * @mac: MAC address
 * @index: its slot, which gives its CIDs
 * @dead: it was ended and waits to be freed; nothing is sent to it any more
 * @capable: SBC is agreed
 * @ranged_again: RNG-REQ came after that; when SBC-REQ follows it enters anew
 * @registered: REG-RSP was sent; outlives a loss of authorization, as flows do
 * @handed_over: it came with a PMK; REG is left out
 * @handover: enum bs_handover_mode of RNG-RSP
 * @open: traffic passes
 * @basic_cid: basic management CID, and SAID of the primary SA
 * @primary_cid: primary management CID
 * @offer: Security-Negotiation-Parameters of SBC-REQ
 * @choice: those of SBC-RSP
 * @cs: convergence sublayers of REG-REQ; 0: it named none
 * @burst: M2M burst that comes in parts
 * @conn: management messages that come in fragments
 * @conn_fsn: fragment sequence number on the way down
 * @auth: authorization
 * @acct: accounting
 * @sa: SAs; those with a SAID of 0 are free
 * @flows: service flows
 * @routes: addresses behind it, the oldest first
 * @n_routes: how many
 * @timer: the one timer of the loop
 * @due: when each timer fires, 0 when it does not run
 * @counters: rejections by enum wman_reason
 */
struct bs_ss {
	struct bs *bs;
	struct bs_ss *next;
	struct bs_ss *open_prev;
	struct bs_ss *open_next;
	u8 mac[WMAN_MAC_ADDR_LEN];
	u16 index;
	bool dead;
	bool capable;
	bool ranged_again;
	bool registered;
	bool handed_over;
	u8 handover;
	bool open;
	u16 basic_cid;
	u16 primary_cid;
	struct wman_secneg offer;
	struct wman_secneg choice;
	u16 cs;
	struct wman_m2m_reassembly burst;
	struct bs_reassembly conn[BS_CONNS];
	u16 conn_fsn[BS_CONNS];
	struct bs_auth auth;
	struct bs_acct acct;
	struct bs_sa sa[BS_SAS_MAX];
	struct bs_flow_table flows;
	struct bs_route *routes;
	unsigned int n_routes;
	struct loop_timer *timer;
	u64 due[BS_TIMERS];
	u64 counters[WMAN_REASON_MAX + 1];
};

/**
 * struct bs_ss_table - all subscribers
 * @bucket: by MAC address
 * @n: how many
 * @free: slots that are not taken, a stack
 * @n_free: how many of them
 * @open: subscribers whose port is open
 * @n_open: how many
 * @dead: ended, to be freed by @reaper
 * @reaper: timer that frees them
 */
struct bs_ss_table {
	struct bs_ss *bucket[BS_SS_HASH];
	unsigned int n;
	u16 *free;
	unsigned int n_free;
	struct bs_ss *open;
	unsigned int n_open;
	struct bs_ss *dead;
	struct loop_timer *reaper;
};

/**
 * bs_ss_table_init() - begin without subscribers
 * @bs: the base station
 *
 * Return: 0 or -ENOMEM.
 */
int bs_ss_table_init(struct bs *bs);

/**
 * bs_ss_table_free() - end and free all subscribers
 * @bs: the base station
 */
void bs_ss_table_free(struct bs *bs);

/**
 * bs_ss_find() - find a subscriber
 * @bs: the base station
 * @mac: its MAC address
 *
 * Return: the subscriber, or NULL.
 */
struct bs_ss *bs_ss_find(struct bs *bs, const u8 *mac);

/**
 * bs_ss_new() - take a subscriber in
 * @bs: the base station
 * @mac: its MAC address, not in the table
 *
 * Return: the subscriber, or NULL when there are too many or no memory is left.
 */
struct bs_ss *bs_ss_new(struct bs *bs, const u8 *mac);

/**
 * bs_ss_reset() - forget all but the CIDs and the counters of a subscriber: it enters again
 * @ss: the subscriber
 */
void bs_ss_reset(struct bs_ss *ss);

/**
 * bs_ss_end() - let a subscriber go
 * @ss: the subscriber; its keys are erased at once, its memory stays until the loop comes round
 * @reason: why, for the event; NULL for no event
 */
void bs_ss_end(struct bs_ss *ss, const char *reason);

/**
 * bs_ss_check_port() - open or close the port, by what there is: AK, registration, flows
 * @ss: the subscriber
 */
void bs_ss_check_port(struct bs_ss *ss);

/**
 * bs_ss_state_name() - how far a subscriber is
 * @ss: the subscriber
 *
 * Return: ranging, authorization, registration, flows or operational.
 */
const char *bs_ss_state_name(const struct bs_ss *ss);

/**
 * bs_ss_state_known() - whether bs_ss_state_name() may return it
 * @name: the name
 */
bool bs_ss_state_known(const char *name);

/**
 * bs_ss_arm() - let a timer fire
 * @ss: the subscriber
 * @which: which timer
 * @ms: milliseconds from now
 */
void bs_ss_arm(struct bs_ss *ss, enum bs_ss_timer which, u64 ms);

/**
 * bs_ss_disarm() - stop a timer
 * @ss: the subscriber
 * @which: which timer
 */
void bs_ss_disarm(struct bs_ss *ss, enum bs_ss_timer which);

/**
 * bs_ss_each() - call a function for every subscriber
 * @bs: the base station
 * @fn: the function; may end the subscriber it gets
 * @arg: its second argument
 */
void bs_ss_each(struct bs *bs, void (*fn)(struct bs_ss *ss, void *arg), void *arg);

/**
 * bs_reassemble() - take an SDU or a part of one
 * @ss: whose it is
 * @r: reassembly of its connection
 * @sdu: what came
 * @cap: octets of the largest SDU
 * @timeout_ms: time for all fragments
 * @whole: set to a complete SDU, until the next call, or to NULL
 */
void bs_reassemble(struct bs_ss *ss, struct bs_reassembly *r, const struct wman_sdu *sdu,
		   size_t cap, u32 timeout_ms, struct wman_octets *whole);

/**
 * bs_reassembly_free() - erase and free what is incomplete
 * @r: the reassembly
 */
void bs_reassembly_free(struct bs_reassembly *r);

#endif
