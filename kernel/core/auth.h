/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Authorization of a station. Each version of PKM has its operations: PKMv2 those of auth_v2.h,
 * PKMv1 those of auth_v1.h; what SBC agreed on says which. Policy none has its own, auth_none.c.
 */
#ifndef _WMAN_AUTH_H
#define _WMAN_AUTH_H

#include <linux/workqueue.h>
#include <linux/wman.h>

#include "auth_fsm.h"
#include "pkm.h"

struct wman_ak;
struct wman_auth_rsa;
struct wman_auth_v1;
struct wman_agent_result;
struct wman_dev;
struct wman_message;

#define WMAN_AUTH_EARLY_MAX	256	/* an SA-TEK-Challenge has about 50 octets */

/**
 * struct wman_auth - authorization of a station
 * @state: enum wman_auth_state
 * @timer: the state's timer
 * @tries: repetitions so far
 * @signed_so_far: every EAP-Transfer of this exchange had a valid digest (D24)
 * @handshake: the AK of the handshake, &keys.next or &keys.cur
 * @bs_random: of SA-TEK-Challenge
 * @ms_random: of SA-TEK-Request
 * @identifier: of SA-TEK-Request
 * @early: SA-TEK-Challenge or EAP-Complete that overtook the agent's success; looked at again when
 *	that comes
 * @early_len: its octets, 0 when there is none
 * @early_cid: its connection
 * @rsa: what RSA authorization keeps, or NULL
 * @v1: what PKMv1 keeps, or NULL
 */
struct wman_auth {
	u8 state;
	struct delayed_work timer;
	unsigned int tries;
	bool signed_so_far;
	struct wman_ak *handshake;
	u8 bs_random[WMAN_RANDOM_LEN];
	u8 ms_random[WMAN_RANDOM_LEN];
	u8 identifier;
	u8 early[WMAN_AUTH_EARLY_MAX];
	size_t early_len;
	u16 early_cid;
	struct wman_auth_rsa *rsa;
	struct wman_auth_v1 *v1;
};

/* What an exchange with the agent is about */
enum wman_auth_exchange {
	WMAN_EXCHANGE_EAP,
	WMAN_EXCHANGE_EAP2,	/* the EAP that follows RSA or another EAP */
	WMAN_EXCHANGE_RSA,
	WMAN_EXCHANGE_V1,
	WMAN_EXCHANGE_NONE,	/* whether the network allows to do without */
};

/* Which setting is which timer of PKM-Configuration-Settings, WMAN_A_TIMER_*. */
extern const u8 wman_auth_config_timer[WMAN_PKM_TIMERS];

/**
 * struct wman_auth_ops - what a version of PKM does for the functions below
 * @version: WMAN_PKM_V*, 0 for none
 * @begin: see wman_auth_begin()
 * @stop: the link is over; SAs and keys are flushed afterwards
 * @timer: the state's timer
 * @renew: see wman_auth_renew()
 * @expired: see wman_auth_expired()
 * @agent_bound: see wman_auth_agent_bound()
 * @agent_gone: see wman_auth_agent_gone()
 * @done: see wman_auth_done()
 * @certificate: see wman_auth_certificate(); NULL without PKM
 * @pkm_rsp: a message of this version arrived, well formed; the reason why it is dropped, or 0;
 *	NULL without PKM
 */
struct wman_auth_ops {
	u8 version;
	void (*begin)(struct wman_dev *wdev);
	void (*stop)(struct wman_dev *wdev);
	void (*timer)(struct wman_dev *wdev);
	void (*renew)(struct wman_dev *wdev, enum wman_reason reason);
	void (*expired)(struct wman_dev *wdev);
	void (*agent_bound)(struct wman_dev *wdev);
	void (*agent_gone)(struct wman_dev *wdev);
	void (*done)(struct wman_dev *wdev, const struct wman_agent_result *res);
	void (*certificate)(struct wman_dev *wdev, const struct wman_octets *certificate,
			    const struct wman_octets *ca);
	enum wman_reason (*pkm_rsp)(struct wman_dev *wdev, const struct wman_message *msg,
				    const struct wman_pkm *pkm);
};

extern const struct wman_auth_ops wman_auth_v1_ops;
extern const struct wman_auth_ops wman_auth_v2_ops;
extern const struct wman_auth_ops wman_auth_none_ops;

/* All of these: control thread. */

/**
 * wman_auth_init() - set authorization up
 * @wdev: the station
 */
void wman_auth_init(struct wman_dev *wdev);

/**
 * wman_auth_begin() - SBC agreed on an authorization
 * @wdev: the station
 */
void wman_auth_begin(struct wman_dev *wdev);

/**
 * wman_auth_challenged() - RNG-RSP holds an SA challenge tuple: begin with the SA-TEK handshake
 * @wdev: the station, stopped; wman_keyring.next is the AK
 * @bs_random: BS_Random
 */
void wman_auth_challenged(struct wman_dev *wdev, const u8 *bs_random);

/**
 * wman_auth_handed_over() - RNG-RSP says that there is no handshake: the AK is in force
 * @wdev: the station, stopped; wman_keyring.next is the AK
 */
void wman_auth_handed_over(struct wman_dev *wdev);

/**
 * wman_auth_suspend() - the base station is left for another; SAs keep their TEKs
 * @wdev: the station, authorized
 */
void wman_auth_suspend(struct wman_dev *wdev);

/**
 * wman_auth_stop() - the link is over; no key outlives this call
 * @wdev: the station
 */
void wman_auth_stop(struct wman_dev *wdev);

/**
 * wman_auth_renew() - a new AK is wanted
 * @wdev: the station; nothing happens when it is not authorized or already at it
 * @reason: shown to the administrator
 */
void wman_auth_renew(struct wman_dev *wdev, enum wman_reason reason);

/**
 * wman_auth_renew_soon() - as wman_auth_renew(), after the running event
 * @wdev: the station
 */
void wman_auth_renew_soon(struct wman_dev *wdev);

/**
 * wman_auth_unprotected() - does the station do without authorization?
 * @wdev: the station
 *
 * Only with policy none, and when the agent said that the network allows it. Management messages
 * have no digest then.
 *
 * Return: whether it does.
 */
bool wman_auth_unprotected(const struct wman_dev *wdev);

/**
 * wman_auth_expired() - the AK reached its lifetime
 * @wdev: the station
 */
void wman_auth_expired(struct wman_dev *wdev);

/**
 * wman_auth_primary_rejected() - Key-Reject for the primary SA (D28)
 * @wdev: the station
 */
void wman_auth_primary_rejected(struct wman_dev *wdev);

/**
 * wman_auth_agent_bound() - somebody runs EAP for us
 * @wdev: the station
 */
void wman_auth_agent_bound(struct wman_dev *wdev);

/**
 * wman_auth_agent_gone() - nobody does any more; a running exchange is over
 * @wdev: the station
 */
void wman_auth_agent_gone(struct wman_dev *wdev);

/**
 * wman_auth_send_eap() - EAP packet of the agent to the base station
 * @wdev: the station
 * @frame: the packet
 * @len: its octets
 *
 * Return: 0, -ENOLINK when there is no link.
 */
int wman_auth_send_eap(struct wman_dev *wdev, const u8 *frame, size_t len);

/**
 * wman_auth_done() - result of an exchange
 * @wdev: the station
 * @res: the result
 */
void wman_auth_done(struct wman_dev *wdev, const struct wman_agent_result *res);

/**
 * wman_auth_exchange() - what an exchange that begins now is about
 * @wdev: the station
 *
 * Return: the kind.
 */
enum wman_auth_exchange wman_auth_exchange(const struct wman_dev *wdev);

/**
 * wman_auth_certificate() - the agent gave the certificates of an exchange
 * @wdev: the station, with an exchange about PKMv1 or RSA
 * @certificate: of the device, at most WMAN_CERTIFICATE_MAX octets
 * @ca: of the CA that issued it, likewise
 */
void wman_auth_certificate(struct wman_dev *wdev, const struct wman_octets *certificate,
			   const struct wman_octets *ca);

/**
 * wman_auth_pkm_rsp() - a PKM-RSP message arrived
 * @wdev: the station
 * @msg: the message
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_auth_pkm_rsp(struct wman_dev *wdev, const struct wman_message *msg);

#endif
