// SPDX-License-Identifier: BSD-3-Clause
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config_value.h"

static const char *const bad_escape = "bad escape in P\"...\"";

/* The quote that ends the string: nothing but blanks and a comment comes behind it. */
static char *closing_quote(char *s)
{
	char *rest;

	for (; (s = strchr(s, '"')); s++) {
		rest = s + 1 + strspn(s + 1, " \t");
		if (!*rest || *rest == '#')
			return s;
	}
	return NULL;
}

/**
 * config_value_trim() - cut comment and blanks off the end of a value
 * @value: what stands behind the '='; changed in place
 *
 * A '#' within quotes is no comment, and quotes within quotes are text, as in wpa_supplicant.
 *
 * Return: NULL, or the error.
 */
const char *config_value_trim(char *value)
{
	char *start = value + (value[0] == 'P' && value[1] == '"');
	char *end;

	if (*start == '"') {
		end = closing_quote(start + 1);
		if (!end)
			return "closing quote is missing";
		end[1] = '\0';
		return NULL;
	}
	end = strchr(value, '#');
	if (end)
		*end = '\0';
	for (end = value + strlen(value); end > value && isspace((unsigned char)end[-1]); end--)
		end[-1] = '\0';
	return *value ? NULL : "value is missing";
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One escape behind the backslash at *@pos; -1 when there is no such. */
static int unescape(const char **pos)
{
	static const char names[] = "\\\"nrte", values[] = "\\\"\n\r\t\033";
	const char *p = *pos, *name;
	int c = 0, digits;

	name = *p ? strchr(names, *p) : NULL;
	if (name) {
		*pos = p + 1;
		return values[name - names];
	}
	if (*p == 'x') {
		for (p++, digits = 0; digits < 2 && hex_digit(*p) >= 0; digits++)
			c = c * 16 + hex_digit(*p++);
	} else {
		for (digits = 0; digits < 3 && *p >= '0' && *p <= '7'; digits++)
			c = c * 8 + *p++ - '0';
	}
	*pos = p;
	return digits && c <= 255 ? c : -1;
}

static const char *decode_escaped(const char *p, const char *end, char **out)
{
	int c;

	while (p < end) {
		if (*p != '\\') {
			*(*out)++ = *p++;
			continue;
		}
		p++;
		c = unescape(&p);
		if (c < 0 || p > end)
			return bad_escape;
		*(*out)++ = c;
	}
	return NULL;
}

static const char *decode_hex(const char *p, char **out)
{
	int high, low;

	for (; *p; p += 2) {
		high = hex_digit(p[0]);
		low = high < 0 ? -1 : hex_digit(p[1]);
		if (low < 0)
			return "neither quoted text nor hexadecimal octets";
		*(*out)++ = high << 4 | low;
	}
	return NULL;
}

/**
 * config_value_octets() - decode a string that may hold any octet
 * @value: trimmed value
 * @out: the octets and a NUL behind them, to be freed; set only on success
 * @out_len: how many, without that NUL; set only on success
 *
 * Return: NULL, or the error.
 */
const char *config_value_octets(const char *value, char **out, size_t *out_len)
{
	size_t len = strlen(value);
	const char *error = NULL;
	char *text = malloc(len + 1), *end = text;

	if (!text)
		return "out of memory";
	if (value[0] == '"')
		end = mempcpy(text, value + 1, len - 2);
	else if (value[0] == 'P' && value[1] == '"')
		error = decode_escaped(value + 2, value + len - 1, &end);
	else
		error = decode_hex(value, &end);
	if (error) {
		explicit_bzero(text, len + 1);
		free(text);
		return error;
	}
	*end = '\0';
	*out = text;
	*out_len = (size_t)(end - text);
	return NULL;
}

/**
 * config_value_string() - decode a string
 * @value: trimmed value
 * @out: the string, to be freed; set only on success
 *
 * Return: NULL, or the error.
 */
const char *config_value_string(const char *value, char **out)
{
	const char *error;
	size_t len;
	char *text;

	error = config_value_octets(value, &text, &len);
	if (error)
		return error;
	if (strlen(text) != len) {
		explicit_bzero(text, len);
		free(text);
		return "contains a NUL";
	}
	*out = text;
	return NULL;
}

/**
 * config_value_int() - decode a decimal number
 * @value: trimmed value
 * @min: least allowed
 * @max: greatest allowed
 * @out: the number; set only on success
 *
 * Return: NULL, or the error.
 */
const char *config_value_int(const char *value, long min, long max, long *out)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (end == value || *end)
		return "not a number";
	if (errno || n < min || n > max)
		return "number out of range";
	*out = n;
	return NULL;
}

/**
 * config_value_mac() - decode six octets written as 00:11:22:33:44:55
 * @value: trimmed value
 * @mac: where to; undefined after an error
 *
 * Return: NULL, or the error.
 */
const char *config_value_mac(const char *value, uint8_t mac[6])
{
	static const char error[] = "not six octets as 00:11:22:33:44:55";
	int i, high, low;

	for (i = 0; i < 6; i++, value += 3) {
		high = hex_digit(value[0]);
		low = high < 0 ? -1 : hex_digit(value[1]);
		if (low < 0 || value[2] != (i < 5 ? ':' : '\0'))
			return error;
		mac[i] = high << 4 | low;
	}
	return NULL;
}
