// SPDX-License-Identifier: BSD-3-Clause
#include "ss.h"

#include <stdlib.h>

#include "bs.h"
#include "dae.h"
#include "double_eap.h"
#include "eap.h"
#include "entry.h"
#include "flow_ms.h"
#include "loop.h"
#include "rsa.h"

/*
 * CIDs go by the slot of the subscriber, so none is ever given twice. The first 320 subscribers
 * have basic CIDs 1 to 320 and primary CIDs 321 to 640, where stock tshark expects them; the CIDs
 * of those beyond come from the top of the transport range.
 */
#define CID_SPLIT 320
#define CID_UPPER (WMAN_CID_TRANSPORT_MAX + 1 - 2 * (BS_SUBSCRIBERS_MAX - CID_SPLIT))

static void (*const timer_fns[BS_TIMERS])(struct bs_ss *ss) = {
	[BS_TIMER_EAP] = bs_eap_timer,	 [BS_TIMER_CHALLENGE] = bs_auth_challenge_timer,
	[BS_TIMER_DSX] = bs_flow_timer,	 [BS_TIMER_DSX_ACK] = bs_flow_ms_timer,
	[BS_TIMER_AK] = bs_auth_expired, [BS_TIMER_OLD_AK] = bs_auth_old_expired,
	[BS_TIMER_TEK] = bs_tek_timer,	 [BS_TIMER_REAUTH] = bs_auth_reauth_timer,
	[BS_TIMER_RSA] = bs_rsa_timer,	 [BS_TIMER_COMPLETE] = bs_double_eap_timer,
	[BS_TIMER_ACCT] = bs_acct_timer, [BS_TIMER_SESSION] = bs_dae_session_timer,
	[BS_TIMER_T17] = bs_entry_t17,
};

static unsigned int hash(const u8 *mac)
{
	/* FNV-1a: addresses of a test differ in few bits */
	u32 h = 2166136261u;
	size_t i;

	for (i = 0; i < WMAN_MAC_ADDR_LEN; i++)
		h = (h ^ mac[i]) * 16777619u;
	return (h ^ h >> 16) & (BS_SS_HASH - 1);
}

static void timer_set(struct bs_ss *ss)
{
	u64 first = 0, now = bs_now_ms();
	int i;

	for (i = 0; i < BS_TIMERS; i++)
		if (ss->due[i] && (!first || ss->due[i] < first))
			first = ss->due[i];
	if (first)
		loop_timer_set(ss->timer, first > now ? first - now : 0);
	else
		loop_timer_stop(ss->timer);
}

void bs_ss_arm(struct bs_ss *ss, enum bs_ss_timer which, u64 ms)
{
	if (ss->dead)
		return;
	ss->due[which] = bs_now_ms() + ms;
	timer_set(ss);
}

void bs_ss_disarm(struct bs_ss *ss, enum bs_ss_timer which)
{
	if (ss->dead || !ss->due[which])
		return;
	ss->due[which] = 0;
	timer_set(ss);
}

static void timer(void *arg)
{
	struct bs_ss *ss = arg;
	u64 now = bs_now_ms();
	int i;

	for (i = 0; i < BS_TIMERS && !ss->dead; i++) {
		if (!ss->due[i] || ss->due[i] > now)
			continue;
		ss->due[i] = 0;
		timer_fns[i](ss);
	}
	if (!ss->dead)
		timer_set(ss);
}

static void reap(void *arg)
{
	struct bs *bs = arg;
	struct bs_ss *ss;
	int i;

	while ((ss = bs->ss.dead)) {
		bs->ss.dead = ss->next;
		for (i = 0; i < BS_CONNS; i++)
			bs_reassembly_free(&ss->conn[i]);
		free(ss->burst.buf);
		loop_timer_free(ss->timer);
		wman_memzero(ss, sizeof(*ss));
		free(ss);
	}
}

int bs_ss_table_init(struct bs *bs)
{
	unsigned int i, max = bs->cfg->max_subscribers;

	bs->ss.reaper = loop_timer_new(bs->loop, reap, bs);
	bs->ss.free = calloc(max, sizeof(*bs->ss.free));
	if (!bs->ss.reaper || !bs->ss.free)
		return -ENOMEM;
	/* the lowest slot is on top */
	for (i = 0; i < max; i++)
		bs->ss.free[i] = (u16)(max - 1 - i);
	bs->ss.n_free = max;
	return 0;
}

static void end_quietly(struct bs_ss *ss, void *arg)
{
	bs_ss_end(ss, NULL);
}

void bs_ss_table_free(struct bs *bs)
{
	if (bs->ss.reaper) {
		bs_ss_each(bs, end_quietly, NULL);
		reap(bs);
	}
	loop_timer_free(bs->ss.reaper);
	free(bs->ss.free);
	bs->ss.free = NULL;
}

struct bs_ss *bs_ss_find(struct bs *bs, const u8 *mac)
{
	struct bs_ss *ss;

	for (ss = bs->ss.bucket[hash(mac)]; ss; ss = ss->next)
		if (!memcmp(ss->mac, mac, WMAN_MAC_ADDR_LEN))
			return ss;
	return NULL;
}

struct bs_ss *bs_ss_new(struct bs *bs, const u8 *mac)
{
	struct bs_ss **bucket = &bs->ss.bucket[hash(mac)], *ss;

	if (!bs->ss.n_free || bs->ending)
		return NULL;
	ss = calloc(1, sizeof(*ss));
	if (!ss)
		return NULL;
	ss->timer = loop_timer_new(bs->loop, timer, ss);
	if (!ss->timer) {
		free(ss);
		return NULL;
	}
	ss->bs = bs;
	memcpy(ss->mac, mac, sizeof(ss->mac));
	ss->index = bs->ss.free[--bs->ss.n_free];
	if (ss->index < CID_SPLIT) {
		ss->basic_cid = ss->index + 1;
		ss->primary_cid = ss->index + 1 + CID_SPLIT;
	} else {
		ss->basic_cid = (u16)(CID_UPPER + 2 * (ss->index - CID_SPLIT));
		ss->primary_cid = ss->basic_cid + 1;
	}
	ss->next = *bucket;
	*bucket = ss;
	bs->ss.n++;
	return ss;
}

void bs_reassembly_free(struct bs_reassembly *r)
{
	if (r->frag.buf) {
		/* plain text of traffic */
		wman_memzero(r->frag.buf, r->frag.cap);
		free(r->frag.buf);
	}
	memset(r, 0, sizeof(*r));
}

void bs_ss_reset(struct bs_ss *ss)
{
	int i;

	bs_auth_close(ss);
	ss->acct.user = (struct bs_acct_user){ .name_len = 0 };
	bs_flow_flush(ss);
	for (i = 0; i < BS_TIMERS; i++)
		bs_ss_disarm(ss, (enum bs_ss_timer)i);
	/* their memory stays: the message that is being taken may lie in it */
	for (i = 0; i < BS_CONNS; i++)
		wman_frag_reset(&ss->conn[i].frag);
	ss->burst.active = false;
	memset(ss->sa, 0, sizeof(ss->sa));
	ss->capable = false;
	ss->ranged_again = false;
	ss->registered = false;
	ss->handed_over = false;
}

void bs_ss_end(struct bs_ss *ss, const char *reason)
{
	struct bs *bs = ss->bs;
	struct bs_ss **pos = &bs->ss.bucket[hash(ss->mac)];

	if (ss->dead)
		return;
	bs_ss_reset(ss);
	if (reason)
		bs_event(bs, ss, "left", reason, NULL);
	while (*pos != ss)
		pos = &(*pos)->next;
	*pos = ss->next;
	bs->ss.n--;
	bs->ss.free[bs->ss.n_free++] = ss->index;
	loop_timer_stop(ss->timer);
	ss->dead = true;
	ss->next = bs->ss.dead;
	bs->ss.dead = ss;
	loop_timer_set(bs->ss.reaper, 0);
}

static void list_open(struct bs_ss *ss)
{
	struct bs_ss_table *table = &ss->bs->ss;

	ss->open_prev = NULL;
	ss->open_next = table->open;
	if (table->open)
		table->open->open_prev = ss;
	table->open = ss;
	table->n_open++;
}

static void list_close(struct bs_ss *ss)
{
	struct bs_ss_table *table = &ss->bs->ss;

	if (ss->open_next)
		ss->open_next->open_prev = ss->open_prev;
	if (ss->open_prev)
		ss->open_prev->open_next = ss->open_next;
	else
		table->open = ss->open_next;
	ss->open_next = NULL;
	ss->open_prev = NULL;
	table->n_open--;
}

void bs_ss_check_port(struct bs_ss *ss)
{
	bool open = bs_auth_passed(ss) && ss->registered && bs_flow_ready(ss);

	if (open == ss->open)
		return;
	ss->open = open;
	if (open) {
		list_open(ss);
		bs_acct_start(ss);
	} else {
		list_close(ss);
		bs_ss_disarm(ss, BS_TIMER_SESSION);
		bs_acct_stop(ss);
		bs_route_forget(ss);
	}
	bs_event(ss->bs, ss, open ? "operational" : "port-closed", NULL, NULL);
	if (open)
		bs_fault_opened(ss);
}

static const char *const state_names[] = { "ranging", "authorization", "registration", "flows",
					   "operational" };

const char *bs_ss_state_name(const struct bs_ss *ss)
{
	if (ss->open)
		return state_names[4];
	if (!ss->capable)
		return state_names[0];
	if (!bs_auth_passed(ss))
		return state_names[1];
	return state_names[ss->registered ? 3 : 2];
}

bool bs_ss_state_known(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(state_names); i++)
		if (!strcmp(state_names[i], name))
			return true;
	return false;
}

void bs_ss_each(struct bs *bs, void (*fn)(struct bs_ss *ss, void *arg), void *arg)
{
	struct bs_ss *ss, *next;
	unsigned int i;

	for (i = 0; i < BS_SS_HASH; i++) {
		for (ss = bs->ss.bucket[i]; ss; ss = next) {
			next = ss->next;
			fn(ss, arg);
		}
	}
}

void bs_reassemble(struct bs_ss *ss, struct bs_reassembly *r, const struct wman_sdu *sdu,
		   size_t cap, u32 timeout_ms, struct wman_octets *whole)
{
	u8 *buf;

	whole->data = NULL;
	whole->len = 0;
	if (!r->frag.buf) {
		buf = malloc(cap);
		if (!buf) {
			bs_count(ss->bs, ss, WMAN_REASON_NO_MEMORY);
			return;
		}
		wman_frag_init(&r->frag, buf, cap);
	}
	if (r->frag.active && bs_now_ms() - r->since > timeout_ms) {
		wman_frag_reset(&r->frag);
		bs_count(ss->bs, ss, WMAN_REASON_FRAGMENT_TIMEOUT);
	}
	if (sdu->fc == WMAN_FC_FIRST)
		r->since = bs_now_ms();
	bs_count(ss->bs, ss, wman_frag_add(&r->frag, sdu, whole));
}
