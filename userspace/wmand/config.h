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

#include "config_match.h"
#include "eap/eap.h"
#include "suites.h"

struct profile;

#define CONFIG_VALUE_MAX 4096
#define CONFIG_TAG_LEN	 32
#define CONFIG_KEYS_MAX	 64

/* No clock is right that says it is earlier: the day before this was built. */
#define CONFIG_CLOCK_FLOOR (WMAN_BUILT_AT - 24 * 60 * 60)

/**
 * struct network - one network={...} block
 * @next: next block, in the order of the file
 * @line: where it begins
 * @key_line: line of each key of the table in config_key.c, 0: it is not there
 * @broken: a value in it cannot be used, so nothing is loaded for it
 * @name: id_str, 1 to WMAN_NETWORK_NAME_MAX octets
 * @priority: the greatest wins when no name was asked for
 * @has_bssid: @bssid restricts the block to one base station
 * @bssid: BSID
 * @accept: restricts it to these, unless empty
 * @ignore: it is not for these
 * @tag: the same for blocks that say the same, while the program runs
 * @files: the same as long as the files that the block names are
 * @emsk_keys: root keys are derived from the EMSK
 * @eap: how to authenticate; its strings belong to this object
 * @policy: enum wman_auth_policy; an exchange of another kind is refused
 * @second_network: name of the block for the EAP that follows this one, or NULL
 * @is_second: it is such a block, and for nothing else
 * @mac_mode: enum wman_mac_modes; an exchange whose messages are signed otherwise is refused
 * @msk_reversed: the base station takes the octets of the MSK from last to first
 * @insecure_suites: the device may offer suites that protect nothing
 * @suites: of what the device offers, these and no others; empty for all
 * @insecure_policy_none: the switch without which @policy cannot be none
 * @profile: what it must not depart from, or NULL
 * @creds: loaded from @eap for EAP; NULL while it is @locked, and for policy none
 * @device: loaded from @eap for PKMv1 and RSA; NULL while it is @locked
 * @locked: which private key wants a passphrase that is not in the file
 */
struct network {
	struct network *next;
	unsigned int line;
	unsigned int key_line[CONFIG_KEYS_MAX];
	bool broken;
	char *name;
	int priority;
	bool has_bssid;
	uint8_t bssid[CONFIG_BSID_LEN];
	struct config_match accept;
	struct config_match ignore;
	bool emsk_keys;
	uint8_t tag[CONFIG_TAG_LEN];
	uint8_t files[CONFIG_TAG_LEN];
	struct eap_config eap;
	enum wman_auth_policy policy;
	char *second_network;
	bool is_second;
	enum wman_mac_modes mac_mode;
	bool msk_reversed;
	bool insecure_suites;
	struct suites suites;
	bool insecure_policy_none;
	const struct profile *profile;
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

/**
 * typedef config_skip_fn - whether a network that fits is not to be taken
 * @ctx: of whoever gave the function
 * @net: the network
 */
typedef bool (*config_skip_fn)(void *ctx, const struct network *net);

struct config *config_load(const char *path, config_report_fn report, void *ctx);
void config_free(struct config *config);
void config_drop_blobs(struct config *config);
const struct network *config_find(const struct config *config, const char *name,
				  const uint8_t *bsid);
const struct network *config_choose(const struct config *config, const char *name,
				    const uint8_t *bsid, config_skip_fn skip, void *ctx);
const struct network *config_named(const struct config *config, const char *name);
void config_take_over(struct config *config, struct config *old);
const char *config_locked_file(const struct network *net);
bool config_unlock(struct config *config, const char *name, const uint8_t *passphrase, size_t len,
		   struct eap_error *err);

#endif
