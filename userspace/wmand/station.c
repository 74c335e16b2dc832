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
 * Return: false without memory; the device is in no list then, and no reload disturbs it.
 */
bool station_set(struct station **list, uint32_t ifindex, const char *network, const uint8_t *tag)
{
	struct station *station;

	station_drop(list, ifindex);
	station = calloc(1, sizeof(*station));
	if (!station)
		return false;
	station->ifindex = ifindex;
	snprintf(station->network, sizeof(station->network), "%s", network);
	memcpy(station->tag, tag, sizeof(station->tag));
	station->next = *list;
	*list = station;
	return true;
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
