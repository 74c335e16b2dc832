/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PKMv1 at the AAA server (RFC 5904): an Auth Request becomes an Access-Request, and an Access-Accept
 * the grant of which Auth Reply is made. The AAA server judges the certificate, makes the AK and
 * encrypts it to the subscriber.
 */
#ifndef _BS_GRANT_H
#define _BS_GRANT_H

#include "pkm.h"
#include "radius.h"

struct bs_ss;

#define BS_GRANT_KEY_LEN 128 /* octets of an AUTH-Key; RFC 5904 has room for no other */
#define BS_GRANT_SAS	 16 /* SA-Descriptors that are taken */

/**
 * struct bs_grant - what an Access-Accept brings
 * @ak: the AK
 * @sn: its sequence number
 * @lifetime_s: its lifetime; the session ends no later
 * @auth_key: the AK as the subscriber gets it, BS_GRANT_KEY_LEN octets in the reply
 * @config: timers for the subscriber; of none present when there are none
 * @sa: SA-Descriptors, the primary SA in front; none leaves it to the base station
 * @n_sa: how many
 */
struct bs_grant {
	const u8 *ak;
	u8 sn;
	u32 lifetime_s;
	const u8 *auth_key;
	struct wman_pkm_config config;
	struct wman_sa_descriptor sa[BS_GRANT_SAS];
	size_t n_sa;
};

/**
 * bs_grant_fill() - put an Auth Request into an Access-Request
 * @ss: who sent it
 * @req: a request not yet sent
 * @pkm: the Auth Request
 * @suites: the suites that it offers
 * @n: how many
 *
 * The certificate of the CA is that of Auth Info, if one came and if it fits: it only informs.
 *
 * Return: 0; -ENOSPC when the certificate is too long, -EINVAL when it is empty.
 */
int bs_grant_fill(const struct bs_ss *ss, struct radius_request *req, const struct wman_pkm *pkm,
		  const u32 *suites, size_t n);

/**
 * bs_grant_read() - read an Access-Accept
 * @grant: what it brings; points into @result
 * @said: SAID of the primary SA
 * @result: the Access-Accept
 *
 * Return: NULL, or what is wrong with it.
 */
const char *bs_grant_read(struct bs_grant *grant, u16 said, const struct radius_result *result);

#endif
