/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which network is for an exchange: by name, base station, priority and policy, past those that were
 * refused there a while ago.
 */
#ifndef WMAND_CHOICE_H
#define WMAND_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blacklist.h"
#include "config.h"

/**
 * struct choice - what there is to choose from, and for what
 * @config: configuration in force
 * @blacklist: what was refused
 * @name: network that connect named, or NULL
 * @bsid: base station, or NULL when it is not known
 * @policy: enum wman_auth_policy, of which the exchange is a part
 * @second: it is about the EAP that follows another authorization
 * @mac_mode: what will sign messages, one of enum wman_mac_modes; 0 when that is not told
 * @suites: what the device offers; empty when that is not told
 * @insecure_suites: suites that protect nothing are among them
 * @now_ms: the time
 */
struct choice {
	const struct config *config;
	const struct blacklist *blacklist;
	const char *name;
	const uint8_t *bsid;
	enum wman_auth_policy policy;
	bool second;
	uint32_t mac_mode;
	struct suites suites;
	bool insecure_suites;
	int64_t now_ms;
};

/**
 * struct choice_refusal - why there is none
 * @network: name of the network that would have been it, or empty
 * @reason: why not
 * @text: the same for the administrator
 */
struct choice_refusal {
	char network[WMAN_NETWORK_NAME_MAX + 1];
	enum wman_reason reason;
	char text[160];
};

const struct network *choice_unrefused(const struct choice *choice);
const struct network *choice_take(const struct choice *choice);
void choice_explain(const struct choice *choice, struct choice_refusal *why);

#endif
