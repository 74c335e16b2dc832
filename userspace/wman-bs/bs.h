/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The base station as a whole: what its parts share.
 *
 *	air.c hold.c		frames and bursts; messages that are held back by a fault
 *	announce.c		DL-MAP, DCD, UCD
 *	ss.c			subscribers and their timers
 *	mgmt.c			management messages: framing, fragments, digests, dispatch
 *	entry.c			RNG, SBC, REG
 *	context.c peer.c	handover: PMKs that are kept, and shared
 *	auth.c eap.c key.c	authorization: SA-TEK handshake, EAP over RADIUS, AKs
 *	aaa.c acct.c dae.c	AAA servers; accounting; what they change
 *	rsa.c double_eap.c	the first of two halves of an authorization
 *	auth_v1.c		PKMv1
 *	pki.c policy.c		certificates; who may use which authorization
 *	tek.c group.c		SAs and their TEKs; groups and theirs
 *	flow.c			service flows
 *	data.c route.c tap.c	traffic
 *	events.c pcap.c keylog.c	what an observer sees
 *	control.c forge.c	commands; bad frames on request
 *	config.c config_aaa.c config_fixed.c arguments.c	options
 *	reload.c		another configuration
 *	fault.c fault_parse.c verb.c edit.c	rules: what is done with messages
 *
 * One thread, one event loop; everything a callback frees is freed after it, see bs_ss_end().
 */
#ifndef _BS_BS_H
#define _BS_BS_H

#include "acct.h"
#include "air.h"
#include "announce.h"
#include "config.h"
#include "context.h"
#include "events.h"
#include "group.h"
#include "hold.h"
#include "pki.h"
#include "prim.h"
#include "route.h"
#include "ss.h"
#include "tap.h"

struct bs_control;
struct bs_keylog;
struct bs_pcap;
struct radius_dae;

/**
 * struct bs - a base station
 * @cfg: its configuration; bs_reload() puts another one there
 * @argv: the command line that it is from, ended by NULL; NULL when it is from none
 * @loop: event loop
 * @prim: cryptographic primitives
 * @radius: AAA client
 * @dae: listens to AAA servers, or NULL
 * @acct: accounting
 * @ending: subscribers are gone, and no other is taken
 * @pki: certificates
 * @bsid: BSID
 * @air: the air
 * @tap: user plane
 * @announce: beacons
 * @ss: subscribers
 * @context: PMKs that outlive a link
 * @peer: base stations that they are shared with, or NULL
 * @groups: groups
 * @route: which address is behind which subscriber
 * @hold: messages that are delayed
 * @events: event log, or NULL
 * @pcap: capture, or NULL
 * @keylog: key log, or NULL
 * @control: control socket, or NULL
 * @counters: rejections that belong to no subscriber, by enum wman_reason
 * @out: where the message being sent is built
 * @out_data: memory of @out
 */
struct bs {
	struct bs_config *cfg;
	char **argv;
	struct loop *loop;
	struct wman_prim *prim;
	struct radius_client *radius;
	struct radius_dae *dae;
	struct bs_acct_table acct;
	bool ending;
	struct bs_pki pki;
	u8 bsid[WMAN_MAC_ADDR_LEN];
	struct bs_air air;
	struct bs_tap tap;
	struct bs_announce announce;
	struct bs_ss_table ss;
	struct bs_context_table context;
	struct bs_peer *peer;
	struct bs_group_table groups;
	struct bs_route_table route;
	struct bs_hold hold;
	struct bs_events *events;
	struct bs_pcap *pcap;
	struct bs_keylog *keylog;
	struct bs_control *control;
	u64 counters[WMAN_REASON_MAX + 1];
	struct wman_buf out;
	u8 out_data[WMAN_MESSAGE_MAX];
};

/**
 * struct bs_fds - where the air and the traffic come from
 * @air: carries whole Ethernet frames of type 0x08F0
 * @air_mac: Ethernet address on the air
 * @air_mtu: octets of an Ethernet payload on the air
 * @tap: carries whole Ethernet frames, or -1
 * @tap_mac: Ethernet address of the TAP interface
 */
struct bs_fds {
	int air;
	u8 air_mac[WMAN_MAC_ADDR_LEN];
	unsigned int air_mtu;
	int tap;
	u8 tap_mac[WMAN_MAC_ADDR_LEN];
};

/**
 * bs_open_fds() - open the interfaces of a configuration
 * @cfg: the configuration
 * @fds: what was opened
 * @err: text of the error, BS_ERROR_LEN octets
 *
 * Return: 0 or a negative errno; nothing is open then.
 */
int bs_open_fds(const struct bs_config *cfg, struct bs_fds *fds, char *err);

/**
 * bs_new() - make a base station; it sends its first beacon at once
 * @cfg: checked by bs_config_finish(); stays the caller's
 * @loop: event loop; stays the caller's
 * @fds: belong to the base station from now on, also after an error
 * @err: text of the error, BS_ERROR_LEN octets
 *
 * Return: the base station, or NULL.
 */
struct bs *bs_new(struct bs_config *cfg, struct loop *loop, const struct bs_fds *fds, char *err);

/**
 * bs_end() - end all subscribers; the loop is told to quit when the AAA server has the records
 * @bs: the base station; the second time the loop is told to quit at once
 */
void bs_end(struct bs *bs);

/**
 * bs_check_end() - tell the loop to quit when the base station is ending and nothing is waited for
 * @bs: the base station
 */
void bs_check_end(struct bs *bs);

/**
 * bs_free() - end a base station: erase keys, close everything
 * @bs: from bs_new(), or NULL; not from inside one of its callbacks
 */
void bs_free(struct bs *bs);

/**
 * bs_now_ms() - the clock of all timers
 *
 * Return: monotonic milliseconds.
 */
u64 bs_now_ms(void);

/**
 * bs_count() - count a rejection
 * @bs: the base station
 * @ss: whose frame it was, or NULL when nobody's
 * @reason: why; WMAN_REASON_NONE is not counted
 */
void bs_count(struct bs *bs, struct bs_ss *ss, enum wman_reason reason);

#endif
