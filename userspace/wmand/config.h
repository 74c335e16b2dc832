/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Configuration: network={...} blocks in the syntax of wpa_supplicant.conf.
 *
 * A configuration is read whole or not at all, never changed afterwards, and holds the loaded
 * credentials of every network. A reload makes a new one; a running exchange does not notice,
 * since its process has the old one in its own memory.
 */
#ifndef WMAND_CONFIG_H
#define WMAND_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/wman.h>

#include "eap/eap.h"

#define CONFIG_VALUE_MAX 4096
#define CONFIG_BSID_LEN	 6

/* No clock is right that says it is earlier: the day before this was built. */
#define CONFIG_CLOCK_FLOOR (WMAN_BUILT_AT - 24 * 60 * 60)

/**
 * struct network - one network={...} block
 * @next: next block, in the order of the file
 * @line: where it begins
 * @broken: an error was found in it, nothing is loaded for it
 * @name: id_str, 1 to WMAN_NETWORK_NAME_MAX octets
 * @priority: the greatest wins when no name was asked for
 * @has_bssid: @bssid restricts the block to one base station
 * @bssid: BSID
 * @eap: how to authenticate; its strings belong to this object
 * @policy: enum wman_auth_policy; an exchange of another kind is refused
 * @creds: loaded from @eap for EAP; NULL while it is @locked
 * @device: loaded from @eap for PKMv1; NULL while it is @locked
 * @locked: which private key wants a passphrase that is not in the file
 */
struct network {
	struct network *next;
	unsigned int line;
	bool broken;
	char *name;
	int priority;
	bool has_bssid;
	uint8_t bssid[CONFIG_BSID_LEN];
	struct eap_config eap;
	enum wman_auth_policy policy;
	struct eap_creds *creds;
	struct eap_device *device;
	enum eap_locked locked;
};

/**
 * struct config - a whole file
 * @networks: at least one
 * @blobs: what files of networks that are locked stand for
 */
struct config {
	struct network *networks;
	struct eap_blob *blobs;
};

/**
 * typedef config_report_fn - takes one error
 * @ctx: of whoever gave the function
 * @text: "FILE:LINE: KEY: what is wrong" without a newline, or "FILE: what is wrong" when it is the
 *	file itself
 */
typedef void (*config_report_fn)(void *ctx, const char *text);

struct config *config_load(const char *path, config_report_fn report, void *ctx);
void config_free(struct config *config);
const struct network *config_find(const struct config *config, const char *name,
				  const uint8_t *bsid);
const char *config_locked_file(const struct network *net);
bool config_unlock(struct config *config, const char *name, const uint8_t *passphrase, size_t len,
		   struct eap_error *err);

#endif
