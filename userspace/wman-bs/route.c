// SPDX-License-Identifier: BSD-3-Clause
#include "route.h"

#include <stdlib.h>

#include "bs.h"

/* In a bucket of the table and in the list of its subscriber. */
struct bs_route {
	struct bs_route *next;
	struct bs_route *ss_next;
	struct bs_ss *ss;
	struct bs_address addr;
};

static unsigned int hash(const struct bs_address *addr)
{
	const u8 *p = (const u8 *)addr;
	u32 h = 2166136261u;
	size_t i;

	for (i = 0; i < sizeof(*addr); i++)
		h = (h ^ p[i]) * 16777619u;
	return (h ^ h >> 16) & (BS_ROUTE_HASH - 1);
}

void bs_address_set(struct bs_address *addr, enum bs_address_kind kind, const u8 *octets)
{
	static const size_t len[] = {
		[BS_ADDRESS_IPV4] = 4,
		[BS_ADDRESS_IPV6] = 16,
		[BS_ADDRESS_MAC] = 6,
	};

	memset(addr, 0, sizeof(*addr));
	addr->kind = (u8)kind;
	memcpy(addr->octets, octets, len[kind]);
}

static struct bs_route *find(struct bs *bs, const struct bs_address *addr)
{
	struct bs_route *route;

	for (route = bs->route.bucket[hash(addr)]; route; route = route->next)
		if (!memcmp(&route->addr, addr, sizeof(*addr)))
			return route;
	return NULL;
}

struct bs_ss *bs_route_find(struct bs *bs, const struct bs_address *addr)
{
	struct bs_route *route = find(bs, addr);

	return route ? route->ss : NULL;
}

static void list_remove(struct bs_route *route)
{
	struct bs_route **pos;

	for (pos = &route->ss->routes; *pos != route; pos = &(*pos)->ss_next)
		;
	*pos = route->ss_next;
	route->ss->n_routes--;
}

static void list_append(struct bs_ss *ss, struct bs_route *route)
{
	struct bs_route **pos;

	for (pos = &ss->routes; *pos; pos = &(*pos)->ss_next)
		;
	route->ss = ss;
	route->ss_next = NULL;
	*pos = route;
	ss->n_routes++;
}

static void route_free(struct bs_route *route)
{
	struct bs_route **pos = &route->ss->bs->route.bucket[hash(&route->addr)];

	while (*pos != route)
		pos = &(*pos)->next;
	*pos = route->next;
	list_remove(route);
	free(route);
}

void bs_route_learn(struct bs_ss *ss, const struct bs_address *addr)
{
	struct bs_route *route = find(ss->bs, addr), **bucket;

	if (route && route->ss == ss)
		return;
	if (ss->n_routes >= BS_ROUTES_PER_SS)
		route_free(ss->routes);
	if (route) {
		list_remove(route);
		list_append(ss, route);
		return;
	}
	route = calloc(1, sizeof(*route));
	if (!route)
		return;
	route->addr = *addr;
	bucket = &ss->bs->route.bucket[hash(addr)];
	route->next = *bucket;
	*bucket = route;
	list_append(ss, route);
}

void bs_route_forget(struct bs_ss *ss)
{
	while (ss->routes)
		route_free(ss->routes);
}
