/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TEKs that come under the device's RSA key (suite 010002 of PKMv1): the agent decrypts them.
 *
 * Key Reply is verified and kept, its TEK fields go to the agent (tek-request), and what comes
 * back (tek-done) is installed as the TEKs of another suite are at once. Each SA has one such
 * question at the most, beside the exchange that the station may have; a cookie names it. It is
 * over with the answer, when its Key Request is no longer pending, after WMAN_TEK_REPORT_TRIES of
 * the retry timer, and when the agent's socket is closed: an answer that comes later is stale.
 * Nothing is told to the base station, whatever the answer is: the retry timer asks for the TEKs
 * again, and so how decryption failed is not to be seen on the air.
 */
#ifndef _WMAN_TEK_RSA_H
#define _WMAN_TEK_RSA_H

#include <linux/types.h>
#include <linux/wman.h>

#include "des_iv.h"

struct wman_dev;
struct wman_sa;
struct wman_tek_params;

/**
 * struct wman_tek_rsa - TEKs that the agent decrypts
 * @cookie: names the question, 0 when there is none
 * @portid: socket that was asked
 * @since: when Key Reply came, in jiffies
 * @lifetime_s: of the older TEK and the newer, at @since
 * @sn: their sequence numbers
 * @iv: their CBC-IVs
 */
struct wman_tek_rsa {
	u64 cookie;
	u32 portid;
	u64 since;
	u32 lifetime_s[2];
	u8 sn[2];
	u8 iv[2][WMAN_DES_IV_LEN];
};

/* All of these: control thread. */

/**
 * wman_tek_rsa_ask() - have the TEKs of a Key Reply decrypted
 * @sa: the SA, its Key Request pending
 * @params: TEK-Parameters, the older first; they can be the pair of @sa
 *
 * Return: 0; WMAN_REASON_MESSAGE_STATE when others are being decrypted; _TEK_UNWRAP when the fields
 * are not as long as an RSA key, both the same; _NO_AGENT; _AGENT_BUSY.
 */
enum wman_reason wman_tek_rsa_ask(struct wman_sa *sa, const struct wman_tek_params params[2]);

/**
 * wman_tek_rsa_asked() - does the agent have TEKs to decrypt?
 * @sa: the SA
 *
 * Return: true when it does, and has not answered.
 */
bool wman_tek_rsa_asked(const struct wman_sa *sa);

/**
 * wman_tek_rsa_forget() - what the agent says of this SA is not waited for any more
 * @sa: the SA
 */
void wman_tek_rsa_forget(struct wman_sa *sa);

/**
 * wman_tek_rsa_unserved() - forget what sockets were asked that serve no longer
 * @wdev: the station
 * @portid: the one that does, or 0
 */
void wman_tek_rsa_unserved(struct wman_dev *wdev, u32 portid);

/**
 * wman_tek_rsa_done() - the agent decrypted TEKs, or could not
 * @wdev: the station
 * @portid: the socket
 * @cookie: of the question
 * @teks: WMAN_TEKS_LEN octets, the older first; the caller wipes them. Or NULL
 * @reason: why, without @teks
 *
 * Return: 0; -ESTALE when the question is over; -EPERM for another socket.
 */
int wman_tek_rsa_done(struct wman_dev *wdev, u32 portid, u64 cookie, const u8 *teks,
		      enum wman_reason reason);

#endif
