/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs PKMv2 authorization; what its parts share: the machine (auth_v2.c), EAP (auth_eap.c), RSA
 * (auth_rsa.c) and the SA-TEK handshake (sa_tek.c).
 *
 * RSA authorization: certificates and the private key are the agent's. An exchange with it is about
 * one PAK: the agent gives the device's certificate and signs RSA-Request; it verifies RSA-Reply,
 * decrypts the pre-PAK, signs RSA-Acknowledgement and with both completes the exchange. Without
 * knowing the key this side has the octets of both acknowledgements beforehand, so that one answer
 * of the agent is enough.
 */
#ifndef _WMAN_AUTH_V2_H
#define _WMAN_AUTH_V2_H

#include <linux/types.h>
#include <linux/wman.h>

#include "auth_fsm.h"
#include "kdf.h"
#include "pkm.h"

struct wman_agent_result;
struct wman_ak;
struct wman_dev;
struct wman_message;

/**
 * struct wman_auth_cause - what an event brings along
 * @reason: told to user space
 * @eap: EAP packet for the agent
 * @msk: MSK of the agent's success
 * @pre_pak: pre-PAK of the agent's success, or NULL
 * @pak_sn: PAK sequence number with it
 * @lifetime_s: PMK lifetime, or 0; PAK lifetime
 * @pkm: SA-TEK-Response
 * @updates: its attributes, when they may hold SA-TEK-Updates
 */
struct wman_auth_cause {
	enum wman_reason reason;
	struct wman_octets eap;
	const u8 *msk;
	const u8 *pre_pak;
	u8 pak_sn;
	u32 lifetime_s;
	const struct wman_pkm *pkm;
	struct wman_octets updates;
};

/**
 * struct wman_auth_rsa - what RSA authorization keeps while it runs
 * @identifier: of RSA-Request
 * @ack_identifier: of RSA-Acknowledgement
 * @is_signed: @request has its SigSS
 * @verifying: the agent has an RSA-Reply
 * @pak_sn: of that
 * @lifetime_s: of that
 * @ms_random: of RSA-Request
 * @bs_random: of RSA-Reply
 * @request_len: octets of @request, 0 before the agent gave the certificate
 * @request: RSA-Request, repeated as it is
 */
struct wman_auth_rsa {
	u8 identifier;
	u8 ack_identifier;
	bool is_signed;
	bool verifying;
	u8 pak_sn;
	u32 lifetime_s;
	u8 ms_random[WMAN_RANDOM_LEN];
	u8 bs_random[WMAN_RANDOM_LEN];
	u16 request_len;
	u8 request[WMAN_RSA_MESSAGE_MAX];
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
 * wman_auth_v2_kind() - what the AK will be made of
 * @wdev: the station
 *
 * Return: what SBC agreed on; before that EAP.
 */
enum wman_ak_policy wman_auth_v2_kind(const struct wman_dev *wdev);

/**
 * wman_auth_v2_is_rsa_first() - does the authorization begin with RSA?
 * @wdev: the station
 *
 * Return: true when it does.
 */
bool wman_auth_v2_is_rsa_first(const struct wman_dev *wdev);

/**
 * wman_auth_v2_success() - the agent completed an exchange with a secret
 * @wdev: the station
 * @cause: the secret
 */
void wman_auth_v2_success(struct wman_dev *wdev, const struct wman_auth_cause *cause);

/**
 * wman_auth_v2_keep_early() - a message came before the secret that it is signed with
 * @wdev: the station
 * @msg: the message, at most WMAN_AUTH_EARLY_MAX octets; looked at again upon the agent's success
 */
void wman_auth_v2_keep_early(struct wman_dev *wdev, const struct wman_message *msg);

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
 * wman_auth_send_eap2_start() - send Authenticated-EAP-Start
 * @wdev: the station; without an EIK nothing is sent
 */
void wman_auth_send_eap2_start(struct wman_dev *wdev);

/**
 * wman_auth_eap2_transfer() - Authenticated-EAP-Transfer arrived
 * @wdev: the station
 * @msg: the message
 * @pkm: its view
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_auth_eap2_transfer(struct wman_dev *wdev, const struct wman_message *msg,
					 const struct wman_pkm *pkm);

/**
 * wman_auth_eap_complete() - EAP-Complete arrived
 * @wdev: the station
 * @msg: the message
 * @pkm: its view
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_auth_eap_complete(struct wman_dev *wdev, const struct wman_message *msg,
					const struct wman_pkm *pkm);

/**
 * wman_auth_rsa_start() - send RSA-Request, or send it again
 * @wdev: the station; the agent is asked for what is missing
 */
void wman_auth_rsa_start(struct wman_dev *wdev);

/**
 * wman_auth_rsa_forget() - RSA authorization ended, one way or another
 * @wdev: the station
 */
void wman_auth_rsa_forget(struct wman_dev *wdev);

/**
 * wman_auth_rsa_free() - the link is over
 * @wdev: the station
 */
void wman_auth_rsa_free(struct wman_dev *wdev);

/**
 * wman_auth_rsa_certificate() - the agent gave the device's certificate
 * @wdev: the station, with an exchange about RSA
 * @certificate: at most WMAN_CERTIFICATE_MAX octets
 * @ca: not needed
 */
void wman_auth_rsa_certificate(struct wman_dev *wdev, const struct wman_octets *certificate,
			       const struct wman_octets *ca);

/**
 * wman_auth_rsa_signing() - was the agent given an RSA-Request to sign?
 * @wdev: the station
 *
 * Return: true when it was, and has not answered.
 */
bool wman_auth_rsa_signing(const struct wman_dev *wdev);

/**
 * wman_auth_rsa_signed() - the agent signed RSA-Request
 * @wdev: the station, of which wman_auth_rsa_signing() is true
 * @signature: SigSS
 */
void wman_auth_rsa_signed(struct wman_dev *wdev, const struct wman_octets *signature);

/**
 * wman_auth_rsa_verifying() - was the agent given an RSA-Reply?
 * @wdev: the station
 *
 * Return: true when it was, and has not completed the exchange.
 */
bool wman_auth_rsa_verifying(const struct wman_dev *wdev);

/**
 * wman_auth_rsa_done() - the RSA-Reply is good; the exchange is complete
 * @wdev: the station, of which wman_auth_rsa_verifying() is true
 * @pre_pak: WMAN_PRE_PAK_LEN octets; the caller wipes them
 * @signature: of the acknowledgement
 */
void wman_auth_rsa_done(struct wman_dev *wdev, const u8 *pre_pak,
			const struct wman_octets *signature);

/**
 * wman_auth_rsa_failed() - an exchange failed
 * @wdev: the station; nothing happens unless it was about RSA
 * @res: the result; with a signature when an RSA-Reply was refused
 */
void wman_auth_rsa_failed(struct wman_dev *wdev, const struct wman_agent_result *res);

/**
 * wman_auth_rsa_reply() - RSA-Reply arrived
 * @wdev: the station
 * @msg: the message
 * @pkm: its view
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_auth_rsa_reply(struct wman_dev *wdev, const struct wman_message *msg,
				     const struct wman_pkm *pkm);

/**
 * wman_auth_rsa_reject() - RSA-Reject arrived
 * @wdev: the station
 * @msg: the message
 * @pkm: its view
 *
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_auth_rsa_reject(struct wman_dev *wdev, const struct wman_message *msg,
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
