// SPDX-License-Identifier: BSD-3-Clause
#include "show.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS 96
#define INDENT	4
/* the longest value for people: a network name with room to spare */
#define VALUE_MAX 128
#define MAC_LEN	  6

static const int sizes[] = {
	[SPEC_U8] = 1,	   [SPEC_U16] = 2,	 [SPEC_U32] = 4,
	[SPEC_U64] = 8,	   [SPEC_FLAG] = 0,	 [SPEC_STRING] = 1,
	[SPEC_BINARY] = 0, [SPEC_MAC] = MAC_LEN, [SPEC_NEST] = 0,
};

/**
 * show_find() - find an attribute that is long enough
 * @attrs: stream of attributes
 * @len: octets in it
 * @type: number of the attribute
 * @min_len: octets that its payload must have
 *
 * Return: the first of them, or NULL.
 */
const struct nlattr *show_find(const struct nlattr *attrs, int len, int type, int min_len)
{
	const struct nlattr *nla = nla_find(attrs, len, type);

	return nla && nla_len(nla) >= min_len ? nla : NULL;
}

/**
 * show_nested() - find a nest and what is in it
 * @attrs: stream of attributes
 * @len: octets in it
 * @type: number of the nest
 * @inner: for the stream inside
 * @inner_len: for its octets; 0 when there is no nest
 *
 * Return: the nest, or NULL.
 */
const struct nlattr *show_nested(const struct nlattr *attrs, int len, int type,
				 const struct nlattr **inner, int *inner_len)
{
	const struct nlattr *nest = nla_find(attrs, len, type);

	*inner = nest ? nla_data(nest) : NULL;
	*inner_len = nest ? nla_len(nest) : 0;
	return nest;
}

/**
 * show_u32() - a number of 32 bits
 * @attrs: stream of attributes
 * @len: octets in it
 * @type: number of the attribute
 *
 * Return: its value, 0 when it is not there.
 */
uint32_t show_u32(const struct nlattr *attrs, int len, int type)
{
	const struct nlattr *nla = show_find(attrs, len, type, sizeof(uint32_t));

	return nla ? nla_get_u32(nla) : 0;
}

static uint64_t number(const struct spec_attr *spec, const struct nlattr *nla)
{
	switch (spec->type) {
	case SPEC_U8:
		return nla_get_u8(nla);
	case SPEC_U16:
		return nla_get_u16(nla);
	case SPEC_U32:
		return nla_get_u32(nla);
	default:
		return nla_get_u64(nla);
	}
}

/* The standard writes a suite as three octets. */
static void put_hex(char *buf, size_t size, uint64_t n)
{
	snprintf(buf, size, "0x%06" PRIx64, n);
}

static void json_value(struct json *json, const char *key, const struct spec_attr *spec,
		       const struct nlattr *nla)
{
	char buf[VALUE_MAX];

	switch (spec->type) {
	case SPEC_FLAG:
		json_bool(json, key, true);
		break;
	case SPEC_STRING:
		json_text(json, key, nla_data(nla), strnlen(nla_data(nla), nla_len(nla)));
		break;
	case SPEC_MAC:
		json_mac(json, key, nla_data(nla));
		break;
	case SPEC_BINARY:
		json_hex(json, key, nla_data(nla), nla_len(nla));
		break;
	case SPEC_NEST:
		json_object(json, key);
		show_json(json, spec->nested, nla_data(nla), nla_len(nla));
		json_object_end(json);
		break;
	default:
		if (spec->value_name) {
			json_string(json, key, spec->value_name(number(spec, nla)));
		} else if (spec->hex) {
			put_hex(buf, sizeof(buf), number(spec, nla));
			json_string(json, key, buf);
		} else {
			json_u64(json, key, number(spec, nla));
		}
	}
}

/**
 * show_json() - attributes as members of an object that is open
 * @json: the text
 * @set: what they are
 * @attrs: stream of attributes
 * @len: octets in it
 *
 * A flag that is not there is false, what may repeat is an array, else what is missing is left out.
 */
void show_json(struct json *json, const struct spec_set *set, const struct nlattr *attrs, int len)
{
	const struct spec_attr *spec;
	const struct nlattr *nla;
	unsigned int type;
	int rest;

	for (type = 1; type <= set->max; type++) {
		spec = &set->attrs[type];
		nla = show_find(attrs, len, type, sizes[spec->type]);
		if (spec->multi) {
			json_array(json, spec->name);
			nla_for_each_attr(nla, attrs, len, rest)
				if (nla_type(nla) == (int)type && nla_len(nla) >= sizes[spec->type])
					json_value(json, NULL, spec, nla);
			json_array_end(json);
		} else if (nla) {
			json_value(json, spec->name, spec, nla);
		} else if (spec->type == SPEC_FLAG) {
			json_bool(json, spec->name, false);
		}
	}
}

static void put_octets(char *buf, size_t size, const struct nlattr *nla, const char *separator)
{
	const uint8_t *data = nla_data(nla);
	size_t at = 0;
	int i;

	buf[0] = '\0';
	for (i = 0; i < nla_len(nla) && at + 4 < size; i++)
		at += snprintf(buf + at, size - at, "%s%02x", i ? separator : "", data[i]);
}

static void put_string(char *buf, size_t size, const struct nlattr *nla)
{
	size_t i, n = strnlen(nla_data(nla), nla_len(nla));

	if (n > size - 1)
		n = size - 1;
	memcpy(buf, nla_data(nla), n);
	buf[n] = '\0';
	/* a name may come from the command line of another user */
	for (i = 0; i < n; i++)
		if ((unsigned char)buf[i] < ' ' || buf[i] == 0x7f)
			buf[i] = '?';
}

static void text_value(char *buf, size_t size, const struct spec_attr *spec,
		       const struct nlattr *nla)
{
	switch (spec->type) {
	case SPEC_STRING:
		put_string(buf, size, nla);
		break;
	case SPEC_MAC:
		put_octets(buf, size, nla, ":");
		break;
	case SPEC_BINARY:
		put_octets(buf, size, nla, "");
		break;
	default:
		if (spec->value_name)
			snprintf(buf, size, "%s", spec->value_name(number(spec, nla)));
		else if (spec->hex)
			put_hex(buf, size, number(spec, nla));
		else
			snprintf(buf, size, "%" PRIu64, number(spec, nla));
	}
}

/**
 * show_begin() - begin a paragraph
 * @lines: to be initialised
 * @out: where to
 * @indent: blanks before @title; lines that follow have more
 * @title: its first word
 */
void show_begin(struct show_lines *lines, FILE *out, int indent, const char *title)
{
	lines->out = out;
	lines->indent = indent + INDENT;
	lines->column = fprintf(out, "%*s%s", indent, "", title);
}

/**
 * show_word() - one pair, on the next line when this one is full
 * @lines: the paragraph
 * @key: first word
 * @value: second word, or NULL for a flag
 */
void show_word(struct show_lines *lines, const char *key, const char *value)
{
	int width = strlen(key) + (value ? 1 + strlen(value) : 0);

	if (lines->column + 1 + width > COLUMNS)
		lines->column = fprintf(lines->out, "\n%*s", lines->indent - 1, "") - 1;
	lines->column += fprintf(lines->out, " %s%s%s", key, value ? " " : "", value ? value : "");
}

/**
 * show_end() - end a paragraph
 * @lines: the paragraph
 */
void show_end(struct show_lines *lines)
{
	putc('\n', lines->out);
}

static void show_nest(const struct show_lines *lines, const struct spec_attr *spec,
		      const struct nlattr *nla)
{
	struct show_lines inner;

	putc('\n', lines->out);
	show_begin(&inner, lines->out, lines->indent, spec->name);
	show_text(&inner, spec->nested, nla_data(nla), nla_len(nla), true);
}

/**
 * show_text() - attributes as pairs of a paragraph
 * @lines: the paragraph
 * @set: what they are
 * @attrs: stream of attributes
 * @len: octets in it
 * @nests: nests that do not repeat, too; those that do are always shown, on lines of their own
 */
void show_text(struct show_lines *lines, const struct spec_set *set, const struct nlattr *attrs,
	       int len, bool nests)
{
	const struct spec_attr *spec;
	const struct nlattr *nla;
	char buf[VALUE_MAX];
	unsigned int type;
	int rest;

	for (type = 1; type <= set->max; type++) {
		spec = &set->attrs[type];
		nla_for_each_attr(nla, attrs, len, rest) {
			if (nla_type(nla) != (int)type || nla_len(nla) < sizes[spec->type] ||
			    spec->type == SPEC_NEST)
				continue;
			if (spec->type == SPEC_FLAG) {
				show_word(lines, spec->name, NULL);
				continue;
			}
			text_value(buf, sizeof(buf), spec, nla);
			show_word(lines, spec->name, buf);
		}
	}
	nla_for_each_attr(nla, attrs, len, rest) {
		if (nla_type(nla) < 1 || nla_type(nla) > (int)set->max)
			continue;
		spec = &set->attrs[nla_type(nla)];
		if (spec->type == SPEC_NEST && (spec->multi || nests))
			show_nest(lines, spec, nla);
	}
}
