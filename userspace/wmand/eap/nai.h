/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network access identifiers: {decoration}user@realm, with placeholders that are filled in for each
 * exchange: {mac}, the address of the station in 12 hexadecimal digits, and {random}, 16 of them.
 * Octets outside of ASCII are passed on as they are.
 */
#ifndef WMAND_EAP_NAI_H
#define WMAND_EAP_NAI_H

#include "eap.h"

struct eap_user;

/**
 * nai_check() - is an identity of a configuration good?
 * @key: its name, for the text
 * @nai: the identity
 * @err: filled on failure
 *
 * Return: false when it is empty, too long, also with its placeholders filled in, or not UTF-8.
 */
bool nai_check(const char *key, const char *nai, struct eap_error *err);

/**
 * nai_expand() - fill in the placeholders
 * @nai: identity that nai_check() found good
 * @user: what comes in their places; {mac} stays when the address is not known
 * @out: where to, EAP_IDENTITY_MAX octets and a terminator
 */
void nai_expand(const char *nai, struct eap_user *user, char *out);

/**
 * nai_anonymous() - hide the user: the name becomes "anonymous", decoration and realm stay
 * @nai: the identity
 * @out: where to, EAP_IDENTITY_MAX octets and a terminator
 */
void nai_anonymous(const char *nai, char *out);

#endif
