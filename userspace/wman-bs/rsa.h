/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RSA authorization of PKMv2 (802.16e 7.8.2): the subscriber begins with its certificate, gets a
 * pre-PAK encrypted to it, and acknowledges. What is agreed waits for the acknowledgement: until then
 * neither a running authorization nor an EAP exchange is touched, for an RSA-Request may be old.
 */
#ifndef _BS_RSA_H
#define _BS_RSA_H

#include "pkm_build.h"

struct bs_ss;
struct bs_message;

/**
 * bs_rsa_request() - take an RSA-Request
 * @ss: who sent it
 * @msg: the message
 * @pkm: its view
 *
 * Return: WMAN_REASON_NONE when RSA-Reply was sent; _MESSAGE_STATE when RSA was not agreed on;
 * _SAID_UNKNOWN; _SIGNATURE; _CERT_* when the certificate is refused; _CRYPTO or _NO_MEMORY.
 */
enum wman_reason bs_rsa_request(struct bs_ss *ss, const struct bs_message *msg,
				const struct wman_pkm *pkm);

/**
 * bs_rsa_acknowledgement() - take an RSA-Acknowledgement
 * @ss: who sent it
 * @msg: the message
 * @pkm: its view
 *
 * Return: WMAN_REASON_NONE when the authorization goes on; _MESSAGE_STATE when none is waited for;
 * _RANDOM; _SIGNATURE; _AUTH_REJECT when the subscriber did not like the RSA-Reply.
 */
enum wman_reason bs_rsa_acknowledgement(struct bs_ss *ss, const struct bs_message *msg,
					const struct wman_pkm *pkm);

/**
 * bs_rsa_timer() - RSA-Reply is unanswered: repeat it or give up
 * @ss: the subscriber
 */
void bs_rsa_timer(struct bs_ss *ss);

/**
 * bs_rsa_cancel() - forget what waits for an acknowledgement
 * @ss: the subscriber
 */
void bs_rsa_cancel(struct bs_ss *ss);

/**
 * bs_rsa_waiting() - contents of the RSA-Reply that waits for its acknowledgement
 * @ss: the subscriber
 * @reply: the contents; its pointers are good until the base station gets to work again
 * @identifier: its Identifier
 *
 * Return: false when none waits.
 */
bool bs_rsa_waiting(const struct bs_ss *ss, struct wman_rsa_reply *reply, u8 *identifier);

#endif
