/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A station of the running module on a scripted card: what the station sends is kept, what a base
 * station would send goes in through wman_rx_pdu().
 *
 * Every timer of the station is set to more than an hour, each to another time, so that none fires
 * by itself and a test can tell which one is armed. station_fire() lets one fire.
 */
#ifndef _WMAN_KUNIT_STATION_H
#define _WMAN_KUNIT_STATION_H

#include <kunit/test.h>
#include <linux/skbuff.h>
#include <wman/card.h>

#include "bs.h"
#include "dev.h"
#include "m2m.h"
#include "pkm.h"

#define STATION_AGENT	0x7ffffff0	/* a socket that nobody has */

/**
 * struct station_card - the scripted card
 * @card: what the core knows
 * @sent: PDUs that the station sent
 * @tx_ret: what tx returns
 */
struct station_card {
	struct wman_card card;
	struct sk_buff_head sent;
	int tx_ret;
};

/**
 * struct station_step - what a state machine was seen to do
 * @id: SAID, or 0
 * @from: state
 * @next: next state, or 0 when the event was ignored
 * @event: event
 */
struct station_step {
	u32 id;
	u32 from;
	u32 next;
	u32 event;
};

enum station_machine { STATION_ENTRY, STATION_AUTH, STATION_TEK, STATION_MACHINES };

#define STATION_STEPS	64

/**
 * struct station - station and base station of a test
 * @card: the card
 * @dev: netdevice
 * @wdev: the station
 * @bs: the base station
 * @steps: steps of the machines since station_forget()
 * @n_steps: how many
 * @agent: the agent's socket, STATION_AGENT if it has none
 * @objects: made by the station's machines and not freed yet
 * @msg: message taken by station_sent()
 * @pkm: the same, when it is a PKM message
 */
struct station {
	struct station_card *card;
	struct net_device *dev;
	struct wman_dev *wdev;
	struct bs bs;
	struct station_step steps[STATION_MACHINES][STATION_STEPS];
	unsigned int n_steps[STATION_MACHINES];
	u32 agent;
	atomic_t objects;
	struct sk_buff *msg;
	struct wman_pkm pkm;
};

/* For struct kunit_suite: test->priv is the station, its device up. */
int station_init(struct kunit *test);
void station_exit(struct kunit *test);

/* As station_init() and station_exit(), for a test that needs several one after the other. */
struct station *station_new(void);
void station_free(struct station *st);

/* Wait until the control thread has nothing to do. */
void station_settle(struct station *st);

/* Run a function in the control thread and settle. */
int station_call(struct station *st, int (*fn)(struct wman_dev *wdev, void *arg), void *arg);

/* Let a timer or a work of the control thread fire now, and settle. */
void station_fire(struct station *st, struct delayed_work *timer);

/* Whether a timer is armed for so many milliseconds, less than a minute of them gone by. */
bool station_armed(struct delayed_work *timer, u64 ms);

/* The same for an alarm: let its moment be now; whether it is set for so many milliseconds. */
void station_ring(struct station *st, struct wman_alarm *alarm);
bool station_alarmed(struct wman_alarm *alarm, u64 ms);

/* A PDU arrives from an Ethernet address; settles. */
void station_receive(struct station *st, struct sk_buff *skb, const u8 *src);

/* How often something was rejected. */
u64 station_count(struct station *st, enum wman_reason reason);

/*
 * Take the oldest management message that was sent; it must be whole. Returns its type, or -1 when
 * nothing was sent. Its octets are in @msg, and when it is a PKM message its view in @pkm.
 */
int station_sent(struct station *st);

/* Take messages until one of this type, for PKM-REQ with this code. Returns whether there was. */
bool station_sent_find(struct station *st, u8 type, u8 code);

/* Forget what was sent, and the steps of the machines. */
void station_forget(struct station *st);

/* How many have a cipher of this kind. */
unsigned int station_cipher_users(const struct wman_ccm *ccm);

/* The agent's part: accept the exchange, and complete it with success or a reason. */
int station_accept(struct station *st);
int station_done(struct station *st, const u8 *msk, enum wman_reason reason, bool permanent);

#endif
