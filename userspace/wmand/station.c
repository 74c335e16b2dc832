// SPDX-License-Identifier: BSD-3-Clause
#include "station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * station_set() - a device was authorized
 * @list: the stations
 * @ifindex: the device
 * @network: name of its network
 * @tag: tag of the block that was used, CONFIG_TAG_LEN octets
 *
 * Return: the station, or NULL without memory: the device is in no list then, and no reload disturbs
 * it.
 */
struct station *station_set(struct station **list, uint32_t ifindex, const char *network,
			    const uint8_t *tag)
{
	struct station *station;

	station_drop(list, ifindex);
	station = calloc(1, sizeof(*station));
	if (!station)
		return NULL;
	station->ifindex = ifindex;
	snprintf(station->network, sizeof(station->network), "%s", network);
	memcpy(station->tag, tag, sizeof(station->tag));
	station->next = *list;
	*list = station;
	return station;
}

/**
 * station_find() - look for a device
 * @list: the stations
 * @ifindex: the device
 *
 * Return: it, or NULL.
 */
struct station *station_find(struct station *list, uint32_t ifindex)
{
	for (; list && list->ifindex != ifindex; list = list->next)
		;
	return list;
}

/**
 * station_wipe_roots() - nobody needs the root keys any more
 * @station: the station
 */
void station_wipe_roots(struct station *station)
{
	explicit_bzero(&station->roots, sizeof(station->roots));
	station->has_roots = false;
}

/**
 * station_drop() - a device is not authorized any more
 * @list: the stations
 * @ifindex: the device
 */
void station_drop(struct station **list, uint32_t ifindex)
{
	struct station **p, *station;

	for (p = list; *p && (*p)->ifindex != ifindex; p = &(*p)->next)
		;
	station = *p;
	if (!station)
		return;
	*p = station->next;
	station_wipe_roots(station);
	free(station);
}

/**
 * station_is_current() - whether the block of a station says what it said
 * @station: the station
 * @config: configuration in force
 *
 * Return: false when the block says something else, or is gone.
 */
bool station_is_current(const struct station *station, const struct config *config)
{
	const struct network *net = config_named(config, station->network);

	return net && !memcmp(net->tag, station->tag, sizeof(station->tag));
}
