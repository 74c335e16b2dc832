/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tags of configurations: the same for the same contents while the program runs, and of no use to
 * who wants to guess what they are of.
 */
#ifndef WMAND_CONFIG_TAG_H
#define WMAND_CONFIG_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

bool config_tag_mix(uint8_t tag[CONFIG_TAG_LEN], const char *name, const void *data, size_t len);

#endif
