/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writer of JSON texts: calls give values in order, commas and escapes come by themselves.
 * @key is NULL for elements of an array and for the outermost value.
 */
#ifndef WMAN_JSON_H
#define WMAN_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * struct json - a text being written
 * @out: where to
 * @more: the value that comes is not the first of its object or array
 */
struct json {
	FILE *out;
	bool more;
};

void json_begin(struct json *json, FILE *out);
int json_end(struct json *json);

void json_object(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *key);
void json_array_end(struct json *json);

void json_string(struct json *json, const char *key, const char *value);
void json_text(struct json *json, const char *key, const char *value, size_t len);
void json_u64(struct json *json, const char *key, uint64_t value);
void json_i64(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
void json_hex(struct json *json, const char *key, const uint8_t *data, size_t len);
void json_mac(struct json *json, const char *key, const uint8_t *mac);

size_t json_utf8_len(const unsigned char *s, size_t len);

#endif
