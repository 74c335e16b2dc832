/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Values of a configuration line: "text", P"text with \n escapes", hexadecimal octets, numbers.
 */
#ifndef WMAN_CONFIG_VALUE_H
#define WMAN_CONFIG_VALUE_H

#include <stddef.h>
#include <stdint.h>

/* Each returns NULL, or what is wrong with the value in words that follow a colon. */
const char *config_value_trim(char *value);
const char *config_value_octets(const char *value, char **out, size_t *out_len);
const char *config_value_string(const char *value, char **out);
const char *config_value_int(const char *value, long min, long max, long *out);
const char *config_value_mac(const char *value, uint8_t mac[6]);

#endif
