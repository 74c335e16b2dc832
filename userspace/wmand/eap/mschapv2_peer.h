/* SPDX-License-Identifier: BSD-3-Clause */
/* What EAP-MSCHAPv2 and MSCHAPv2 inside of TTLS share: one answer, and the server's verdict. */
#ifndef WMAND_EAP_MSCHAPV2_PEER_H
#define WMAND_EAP_MSCHAPV2_PEER_H

#include "creds.h"
#include "mschapv2.h"

/**
 * mschapv2_peer_answer() - answer a challenge
 * @m: the exchange; @server_challenge is set, the rest is filled
 * @creds: identity and password; must outlive @m
 * @err: filled on failure
 *
 * Return: false when the library failed.
 */
bool mschapv2_peer_answer(struct mschapv2 *m, const struct eap_creds *creds, struct eap_error *err);

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
 * mschapv2_peer_refused() - say why a server refuses
 * @text: what the server says: "E=691 R=1 C=... V=3 M=...", or anything
 * @len: octets at @text
 * @err: filled
 *
 * A retry that the server may allow would take another password, and there is none.
 *
 * Return: false.
 */
bool mschapv2_peer_refused(const uint8_t *text, size_t len, struct eap_error *err);

#endif
