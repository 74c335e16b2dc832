/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Authorization of a subscriber by PKMv1 (802.16-2001 7.2.4): its certificate against a file of CAs,
 * an AK encrypted to it; or both by the AAA server (grant.h), as the option pkmv1 says.
 */
#ifndef _BS_AUTH_V1_H
#define _BS_AUTH_V1_H

#include "key.h"
#include "pki.h"
#include "pkm.h"

struct bs_ss;
struct bs_message;
struct radius_request;

#define BS_SUITES_OFFERED 16 /* of a subscriber; more are not looked at */

/**
 * struct bs_auth_v1 - what PKMv1 keeps of a subscriber
 * @auth_key: AUTH-Key, for a repeated Auth Request
 * @auth_key_len: its octets, 0 when there is none
 * @lifetime_s: lifetime of that AK
 * @config: timers that go with it
 * @cert: certificate of the device that the authorization in force is for, or NULL
 * @shown: that of an Auth Request whose AK is not made yet, or NULL
 * @ca: certificate of the CA, of Auth Info, when there is an AAA server to see it; or NULL
 * @ca_len: its octets
 * @radius: Access-Request for an Auth Request that waits, or NULL
 * @identifier: of that
 * @suite: what the base station would choose for it
 * @suites: all that it offers
 * @n_suites: how many
 */
struct bs_auth_v1 {
	u8 auth_key[BS_RSA_MAX];
	size_t auth_key_len;
	u32 lifetime_s;
	struct wman_pkm_config config;
	X509 *cert;
	X509 *shown;
	u8 *ca;
	size_t ca_len;
	struct radius_request *radius;
	u8 identifier;
	u32 suite;
	u32 suites[BS_SUITES_OFFERED];
	size_t n_suites;
};

/**
 * bs_auth_is_v1() - did SBC agree on PKMv1?
 * @ss: the subscriber
 *
 * Return: true for PKMv1.
 */
bool bs_auth_is_v1(const struct bs_ss *ss);

/**
 * bs_auth_v1_begin() - let a subscriber ask for an AK
 * @ss: the subscriber; one that is authorized gets an Auth Invalid, any other asks by itself
 */
void bs_auth_v1_begin(struct bs_ss *ss);

/**
 * bs_auth_v1_cancel() - an Auth Request that waits for the AAA server is not answered
 * @ss: the subscriber
 */
void bs_auth_v1_cancel(struct bs_ss *ss);

/**
 * bs_auth_v1_forget() - forget AUTH-Key and certificate, too
 * @ss: the subscriber
 */
void bs_auth_v1_forget(struct bs_ss *ss);

/**
 * bs_auth_v1_pkm() - take a PKM-REQ
 * @ss: who sent it
 * @msg: the message
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_auth_v1_pkm(struct bs_ss *ss, const struct bs_message *msg);

#endif
