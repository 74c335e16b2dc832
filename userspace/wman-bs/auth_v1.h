/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Authorization of a subscriber by PKMv1 (802.16-2001 7.2.4): its certificate against a file of CAs,
 * an AK encrypted to it. There is no AAA server in it.
 */
#ifndef _BS_AUTH_V1_H
#define _BS_AUTH_V1_H

#include "key.h"
#include "pkm.h"

struct bs_ss;
struct bs_message;

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
 * bs_auth_v1_pkm() - take a PKM-REQ
 * @ss: who sent it
 * @msg: the message
 *
 * Return: WMAN_REASON_NONE or why it was dropped.
 */
enum wman_reason bs_auth_v1_pkm(struct bs_ss *ss, const struct bs_message *msg);

#endif
