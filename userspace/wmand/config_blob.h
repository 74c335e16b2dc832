/* SPDX-License-Identifier: BSD-3-Clause */
/* blob-base64-NAME={...}: contents of a file inside of the configuration, as in wpa_supplicant. */
#ifndef WMAND_CONFIG_BLOB_H
#define WMAND_CONFIG_BLOB_H

#include "eap/eap.h"

#define CONFIG_BLOB_PREFIX "blob-base64-"

struct eap_blob *config_blob_new(const char *name);
/* Both return NULL, or what is wrong in words that follow a colon. */
const char *config_blob_add(struct eap_blob *blob, const char *line);
const char *config_blob_end(struct eap_blob *blob);
void config_blob_free(struct eap_blob *blob);

#endif
