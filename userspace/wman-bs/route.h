/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which address is behind which subscriber, learned from the sources of uplink traffic as a bridge
 * learns: the last one to use an address has it.
 */
#ifndef _BS_ROUTE_H
#define _BS_ROUTE_H

#include "env.h"

#define BS_ROUTE_HASH	 16384 /* buckets, a power of two */
#define BS_ROUTES_PER_SS 64 /* the oldest gives way */
#define BS_ADDRESS_MAX	 16

struct bs;
struct bs_ss;

enum bs_address_kind {
	BS_ADDRESS_IPV4,
	BS_ADDRESS_IPV6,
	BS_ADDRESS_MAC,
};

/**
 * struct bs_address - what is learned
 * @kind: enum bs_address_kind
 * @octets: the address, zeros behind it
 */
struct bs_address {
	u8 kind;
	u8 octets[BS_ADDRESS_MAX];
};

struct bs_route;

/**
 * struct bs_route_table - what was learned
 * @bucket: by address
 */
struct bs_route_table {
	struct bs_route *bucket[BS_ROUTE_HASH];
};

/**
 * bs_address_set() - fill in an address
 * @addr: the address
 * @kind: its kind
 * @octets: its octets, 4, 16 or 6
 */
void bs_address_set(struct bs_address *addr, enum bs_address_kind kind, const u8 *octets);

/**
 * bs_route_learn() - an address was seen behind a subscriber
 * @ss: the subscriber
 * @addr: the address
 */
void bs_route_learn(struct bs_ss *ss, const struct bs_address *addr);

/**
 * bs_route_find() - find who has an address
 * @bs: the base station
 * @addr: the address
 *
 * Return: the subscriber, or NULL.
 */
struct bs_ss *bs_route_find(struct bs *bs, const struct bs_address *addr);

/**
 * bs_route_forget() - forget all addresses of a subscriber
 * @ss: the subscriber
 */
void bs_route_forget(struct bs_ss *ss);

#endif
