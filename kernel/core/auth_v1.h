/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs PKMv1 authorization: Auth Request with the device's certificate, Auth Reply with the AK.
 *
 * Certificate and private key are the agent's. An exchange with it is about one AK: the agent
 * gives the certificates, Auth Info and Auth Request go out; the agent decrypts the AUTH-Key of
 * Auth Reply and completes the exchange with the AK. One that fails is begun anew by the retry
 * timer.
 *
 * None of Auth Reply, Auth Reject and Auth Invalid is authenticated, and neither is the base
 * station: that is how PKMv1 is.
 */
#ifndef _WMAN_AUTH_V1_H
#define _WMAN_AUTH_V1_H

#include <linux/types.h>
#include <linux/wman.h>

#include "auth_v1_fsm.h"
#include "pkm.h"

struct wman_dev;

#define WMAN_AUTH_REPLY_MAX	1024	/* one with 16 SAs and all timers has about 700 octets */

/*
 * The Identifier is all that PKMv1 knows a Key Reply by: before it comes round under one AK there
 * has to be another. What is left between the two limits is for Auth Requests.
 */
#define WMAN_AUTH_V1_REQUESTS_RENEW	128
#define WMAN_AUTH_V1_REQUESTS_MAX	224

/**
 * struct wman_auth_v1 - what PKMv1 keeps of an authorization, from SBC to the end of the link
 * @identifier: of the pending Auth Request
 * @due: Auth Request waits for the certificates
 * @info_due: Auth Info as well
 * @ca_len: octets of @ca
 * @certificate_len: octets of @certificate, 0 before the agent of this exchange gave it
 * @shown_len: octets of @certificate as the base station last got it
 * @reply_len: octets of @reply, 0 when nothing is being decrypted
 * @invalid_after: jiffies before which no other Auth Invalid is heeded
 * @timer_ms: timers from the base station, by WMAN_A_TIMER_*; 0 for what it did not send
 * @ca: certificate of the CA
 * @certificate: certificate of the device
 * @reply: Auth Reply whose AK the agent decrypts
 */
struct wman_auth_v1 {
	u8 identifier;
	bool due;
	bool info_due;
	u16 ca_len;
	u16 certificate_len;
	u16 shown_len;
	u16 reply_len;
	unsigned long invalid_after;
	u32 timer_ms[WMAN_A_TIMER_MAX + 1];
	u8 ca[WMAN_CERTIFICATE_MAX];
	u8 certificate[WMAN_CERTIFICATE_MAX];
	u8 reply[WMAN_AUTH_REPLY_MAX];
};

/* All of these: control thread. */

/**
 * wman_auth_is_v1() - did SBC agree on PKMv1?
 * @wdev: the station
 *
 * Return: true for PKMv1.
 */
bool wman_auth_is_v1(const struct wman_dev *wdev);

/**
 * wman_auth_v1_shown() - the certificate by which the base station knows the device
 * @wdev: the station, authorized by PKMv1
 *
 * Return: that of the last Auth Request, until the next one.
 */
struct wman_octets wman_auth_v1_shown(const struct wman_dev *wdev);

/**
 * wman_auth_v1_decrypting() - was the agent given an AUTH-Key?
 * @wdev: the station
 *
 * Return: true when it was, and has not answered.
 */
bool wman_auth_v1_decrypting(const struct wman_dev *wdev);

/**
 * wman_auth_v1_done() - the agent decrypted the AK; the exchange is complete
 * @wdev: the station, of which the agent was given an AUTH-Key
 * @ak: WMAN_AK_LEN octets; the caller wipes them
 */
void wman_auth_v1_done(struct wman_dev *wdev, const u8 *ak);

#endif
