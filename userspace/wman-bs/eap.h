/* SPDX-License-Identifier: BSD-3-Clause */
/* EAP pass-through authenticator (RFC 3748 section 2.3, RFC 3579). */
#ifndef _BS_EAP_H
#define _BS_EAP_H

#include "octets.h"

struct bs_ss;

/**
 * bs_eap_begin() - send EAP-Request/Identity; an exchange that runs is forgotten
 * @ss: the subscriber
 * @authenticated: in Authenticated-EAP-Transfer, under the EIK of the first half
 *
 * Return: 0 or -ENOMEM.
 */
int bs_eap_begin(struct bs_ss *ss, bool authenticated);

/**
 * bs_eap_again() - repeat the request the subscriber has not answered
 * @ss: the subscriber
 */
void bs_eap_again(struct bs_ss *ss);

/**
 * bs_eap_response() - take an EAP packet of the subscriber and relay it
 * @ss: the subscriber
 * @eap: the packet, as long as its header says
 * @is_signed: it came with a valid digest
 *
 * Return: WMAN_REASON_NONE; _EAP_UNEXPECTED when it answers nothing; _EAP_UNSIGNED when the
 * exchange was signed before.
 */
enum wman_reason bs_eap_response(struct bs_ss *ss, const struct wman_octets *eap, bool is_signed);

/**
 * bs_eap_cancel() - forget the exchange
 * @ss: the subscriber
 */
void bs_eap_cancel(struct bs_ss *ss);

/**
 * bs_eap_timer() - the request is unanswered: repeat it or give up
 * @ss: the subscriber
 */
void bs_eap_timer(struct bs_ss *ss);

#endif
