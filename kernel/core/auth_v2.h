/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs PKMv2 authorization; what its parts share: the machine (auth_v2.c), EAP (auth_eap.c) and the
 * SA-TEK handshake (sa_tek.c).
 */
#ifndef _WMAN_AUTH_V2_H
#define _WMAN_AUTH_V2_H

#include <linux/types.h>
#include <linux/wman.h>

#include "auth_fsm.h"
#include "pkm.h"

struct wman_ak;
struct wman_dev;
struct wman_message;

/**
 * struct wman_auth_cause - what an event brings along
 * @reason: told to user space
 * @eap: EAP packet for the agent
 * @msk: MSK of the agent's success
 * @lifetime_s: PMK lifetime with it, or 0
 * @pkm: SA-TEK-Response
 * @updates: its attributes, when they may hold SA-TEK-Updates
 */
struct wman_auth_cause {
	enum wman_reason reason;
	struct wman_octets eap;
	const u8 *msk;
	u32 lifetime_s;
	const struct wman_pkm *pkm;
	struct wman_octets updates;
};

/* All of these: control thread. */

/**
 * wman_auth_v2_event() - an event for the machine
 * @wdev: the station
 * @ev: the event
 * @cause: what it brings along
 */
void wman_auth_v2_event(struct wman_dev *wdev, enum wman_auth_event ev,
			const struct wman_auth_cause *cause);

/**
 * wman_auth_v2_raise() - an event that brings nothing along
 * @wdev: the station
 * @ev: the event
 * @reason: told to user space
 */
void wman_auth_v2_raise(struct wman_dev *wdev, enum wman_auth_event ev, enum wman_reason reason);

/**
 * wman_auth_v2_verify() - verify the digest of a message
 * @wdev: the station
 * @ak: whose keys
 * @msg: the message
 * @pkm: its view; has a digest
 *
 * Return: 0, WMAN_REASON_DIGEST_WRONG, _DIGEST_REPLAY or _CRYPTO.
 */
enum wman_reason wman_auth_v2_verify(struct wman_dev *wdev, struct wman_ak *ak,
				     const struct wman_message *msg, const struct wman_pkm *pkm);

/**
 * wman_auth_v2_verify_named() - the same under the AK that the message names
 * @wdev: the station
 * @msg: the message
 * @pkm: its view; has a digest
 * @akp: the AK, which is in force or was just before
 *
 * Return: as wman_auth_v2_verify(), and WMAN_REASON_AK_SN when no AK has this number.
 */
enum wman_reason wman_auth_v2_verify_named(struct wman_dev *wdev, const struct wman_message *msg,
					   const struct wman_pkm *pkm, struct wman_ak **akp);

/**
 * wman_auth_v2_left_out() - count what a list of SAs had beyond our bound
 * @wdev: the station
 * @pkm: the message with the list
 */
void wman_auth_v2_left_out(struct wman_dev *wdev, const struct wman_pkm *pkm);

/**
 * wman_auth_send_eap_start() - send EAP-Start
 * @wdev: the station
 */
void wman_auth_send_eap_start(struct wman_dev *wdev);

/**
 * wman_auth_eap_transfer() - EAP-Transfer arrived
 * @wdev: the station
 * @msg: the message
 * @pkm: its view
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_auth_eap_transfer(struct wman_dev *wdev, const struct wman_message *msg,
					const struct wman_pkm *pkm);

/**
 * wman_sa_tek_begin() - send the first SA-TEK-Request of a handshake
 * @wdev: the station, whose handshake has an AK
 */
void wman_sa_tek_begin(struct wman_dev *wdev);

/**
 * wman_sa_tek_request() - send it again, with the same MS_Random and Identifier
 * @wdev: the station
 */
void wman_sa_tek_request(struct wman_dev *wdev);

/**
 * wman_sa_tek_challenge() - SA-TEK-Challenge arrived
 * @wdev: the station
 * @msg: the message
 * @pkm: its view
 *
 * It names an AK by its AKID: the one of the running handshake, one that the PMK gives, or the one
 * in force.
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_sa_tek_challenge(struct wman_dev *wdev, const struct wman_message *msg,
				       const struct wman_pkm *pkm);

/**
 * wman_sa_tek_response() - SA-TEK-Response arrived
 * @wdev: the station
 * @msg: the message
 * @pkm: its view
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_sa_tek_response(struct wman_dev *wdev, const struct wman_message *msg,
				      const struct wman_pkm *pkm);

#endif
