/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which network each station was authorized with, and what its block said then: a reload disturbs a
 * station only when that block says something else now.
 */
#ifndef WMAND_STATION_H
#define WMAND_STATION_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "mip.h"

/**
 * struct station - a device that is authorized, or was
 * @next: another one
 * @ifindex: the device
 * @network: name of its network
 * @tag: tag of the block
 * @second_due: it was half of an authorization, the other exchange comes at once
 * @has_roots: @roots are there
 * @roots: of its last authentication, until somebody takes them
 */
struct station {
	struct station *next;
	uint32_t ifindex;
	char network[WMAN_NETWORK_NAME_MAX + 1];
	uint8_t tag[CONFIG_TAG_LEN];
	bool second_due;
	bool has_roots;
	struct mip_roots roots;
};

void station_set(struct station **list, uint32_t ifindex, const char *network, const uint8_t *tag,
		 const struct mip_roots *roots);
struct station *station_find(struct station *list, uint32_t ifindex);
void station_wipe_roots(struct station *station);
void station_drop(struct station **list, uint32_t ifindex);
bool station_is_current(const struct station *station, const struct config *config);

#endif
