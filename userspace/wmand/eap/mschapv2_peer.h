/* SPDX-License-Identifier: BSD-3-Clause */
/* What EAP-MSCHAPv2 and MSCHAPv2 inside of TTLS share: one answer, and the server's verdict. */
#ifndef WMAND_EAP_MSCHAPV2_PEER_H
#define WMAND_EAP_MSCHAPV2_PEER_H

#include "mschapv2.h"
#include "user.h"

/**
 * mschapv2_peer_answer() - answer a challenge
 * @m: the exchange; @server_challenge is set, the rest is filled
 * @login: identity and password, the hash of which is there; must outlive @m
 * @err: filled on failure
 *
 * Return: false when the library failed.
 */
bool mschapv2_peer_answer(struct mschapv2 *m, const struct eap_login *login, struct eap_error *err);

/**
 * mschapv2_peer_verify() - does the server know the password?
 * @m: the exchange
 * @text: what the server says: "S=", 40 hexadecimal digits of any case, and whatever it likes
 * @len: octets at @text
 * @err: filled on failure
 *
 * Return: false when it does not; it must not be told anything then.
 */
bool mschapv2_peer_verify(const struct mschapv2 *m, const uint8_t *text, size_t len,
			  struct eap_error *err);

/**
 * mschapv2_peer_retry() - may another password be tried?
 * @m: the exchange; gets the challenge for it
 * @text: what the server says, as for mschapv2_peer_refused()
 * @len: octets at @text
 *
 * Return: true when the server refuses identity or password (E=691), allows another try (R=1), and
 * has a new challenge.
 */
bool mschapv2_peer_retry(struct mschapv2 *m, const uint8_t *text, size_t len);

/**
 * mschapv2_peer_expired() - does the server want a new password?
 * @m: the exchange; gets the challenge for it
 * @text: what the server says, as for mschapv2_peer_refused()
 * @len: octets at @text
 *
 * Return: true when the password was right and has expired (E=648), the server knows how it is
 * changed (V=3), and has a new challenge.  Whether it lets another one be tried (R) does not matter.
 */
bool mschapv2_peer_expired(struct mschapv2 *m, const uint8_t *text, size_t len);

/**
 * mschapv2_peer_refused() - say why a server refuses
 * @text: what the server says: "E=691 R=1 C=... V=3 M=...", or anything
 * @len: octets at @text
 * @err: filled
 *
 * Return: false.
 */
bool mschapv2_peer_refused(const uint8_t *text, size_t len, struct eap_error *err);

#endif
