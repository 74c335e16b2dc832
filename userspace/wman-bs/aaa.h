/* SPDX-License-Identifier: BSD-3-Clause */
/* The AAA servers of the base station, and what it tells them of itself and of a subscriber. */
#ifndef _BS_AAA_H
#define _BS_AAA_H

#include "radius.h"

#include "env.h"

struct bs;
struct bs_config;
struct bs_ss;

#define BS_AAA_MAC_LEN 17

/**
 * bs_aaa_mac() - write a MAC address as attributes have it, 02-16-00-00-01-00
 * @mac: the address
 * @text: where
 */
void bs_aaa_mac(const u8 *mac, char text[BS_AAA_MAC_LEN + 1]);

/**
 * bs_aaa_load() - make a client, with the servers of a configuration
 * @bs: the base station; not changed
 * @cfg: the configuration
 * @err: text of the error, BS_ERROR_LEN octets; as it was without memory
 *
 * Return: the client, or NULL.
 */
struct radius_client *bs_aaa_load(struct bs *bs, const struct bs_config *cfg, char *err);

/**
 * bs_aaa_identify() - say who asks, and of whom: NAS-Identifier, NAS-Port-Type, Calling-Station-Id
 * @bs: the base station
 * @mac: MAC address of the subscriber, or NULL when it is about none
 * @req: a request not yet sent
 *
 * Return: 0 or -ENOSPC.
 */
int bs_aaa_identify(struct bs *bs, const u8 *mac, struct radius_request *req);

#endif
