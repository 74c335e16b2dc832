/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which base stations a network is for. Of a base station the BSID is known, and of its operator
 * the upper 24 bits of it (802.16e 6.3.2.3.2).
 */
#ifndef WMAND_CONFIG_MATCH_H
#define WMAND_CONFIG_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_BSID_LEN	 6
#define CONFIG_NAP_LEN	 3
#define CONFIG_RULES_MAX 16

/**
 * struct config_match - a list of BSIDs with masks
 * @num: rules
 * @rules: a BSID fits one that it equals in the bits of its mask
 */
struct config_match {
	unsigned int num;
	struct {
		uint8_t bsid[CONFIG_BSID_LEN];
		uint8_t mask[CONFIG_BSID_LEN];
	} rules[CONFIG_RULES_MAX];
};

const char *config_match_add_bsids(struct config_match *match, const char *value);
const char *config_match_add_naps(struct config_match *match, const char *value);
bool config_match_fits(const struct config_match *match, const uint8_t *bsid);

#endif
