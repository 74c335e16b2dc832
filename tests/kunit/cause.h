/* SPDX-License-Identifier: GPL-2.0 */
/* What causes each event of PKMv2 authorization, for walks and for tests of single steps. */
#ifndef _WMAN_KUNIT_CAUSE_H
#define _WMAN_KUNIT_CAUSE_H

#include "station.h"

/* The AK that the station has in force. */
struct bs_ak *cause_in_force(struct station *st);

/* The agent is there, or not; the binding itself is not what is seen where authorization begins. */
void cause_begin(struct station *st);
void cause_begin_alone(struct station *st);
void cause_bind_agent(struct station *st);
void cause_unbind(struct station *st);

/* EAP packets of the base station, signed where there is an AK. */
void cause_eap_begin(struct station *st);
void cause_eap(struct station *st);
void cause_eap_takeover(struct station *st);

/* What the agent says; past its claim, which lets only a running exchange through. */
void cause_success(struct station *st);
void cause_failure(struct station *st);
void cause_failure_permanent(struct station *st);
void cause_failure_unsigned(struct station *st);

/* The handshake: another BS_Random, the same, another under the AK in force; its end. */
void cause_challenge(struct station *st);
void cause_challenge_again(struct station *st);
void cause_challenge_current(struct station *st);
void cause_response(struct station *st);
void cause_mismatch(struct station *st);

void cause_timer(struct station *st);
void cause_timer_last(struct station *st);
void cause_renew(struct station *st);
void cause_expired(struct station *st);

#endif
