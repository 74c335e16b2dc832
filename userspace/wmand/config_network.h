/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One network={...} block as an object: its credentials are loaded, its secrets wiped.
 */
#ifndef WMAND_CONFIG_NETWORK_H
#define WMAND_CONFIG_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"

size_t config_network_string_len(const struct network *net, const char *value);
void config_network_free(struct network *net);
void config_network_wipe_secrets(struct network *net);
const char **config_network_passphrase(struct network *net, enum eap_locked key);
bool config_network_open(struct network *net, struct eap_error *err);

#endif
