/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attributes of the family, printed by the tables of spec_gen.c: as JSON always all of them, with
 * the names of the specification; for people in lines of pairs.
 */
#ifndef WMAN_SHOW_H
#define WMAN_SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include <netlink/attr.h>

#include "json.h"
#include "spec_gen.h"

/**
 * struct show_lines - text that is broken into lines
 * @out: where to
 * @column: where the cursor is
 * @indent: of lines that follow
 */
struct show_lines {
	FILE *out;
	int column;
	int indent;
};

const struct nlattr *show_find(const struct nlattr *attrs, int len, int type, int min_len);
const struct nlattr *show_nested(const struct nlattr *attrs, int len, int type,
				 const struct nlattr **inner, int *inner_len);
uint32_t show_u32(const struct nlattr *attrs, int len, int type);

void show_json(struct json *json, const struct spec_set *set, const struct nlattr *attrs, int len);

void show_begin(struct show_lines *lines, FILE *out, int indent, const char *title);
void show_text(struct show_lines *lines, const struct spec_set *set, const struct nlattr *attrs,
	       int len, bool nests);
void show_word(struct show_lines *lines, const char *key, const char *value);
void show_end(struct show_lines *lines);

#endif
