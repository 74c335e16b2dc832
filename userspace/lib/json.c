// SPDX-License-Identifier: BSD-3-Clause
#include "json.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/**
 * json_begin() - begin a text
 * @json: to be initialised
 * @out: where it is written
 */
void json_begin(struct json *json, FILE *out)
{
	json->out = out;
	json->more = false;
}

/**
 * json_end() - end a text: with a newline, and flushed
 * @json: text whose objects and arrays are closed
 *
 * Return: 0, or -EIO when something could not be written.
 */
int json_end(struct json *json)
{
	putc('\n', json->out);
	json->more = false;
	return fflush(json->out) || ferror(json->out) ? -EIO : 0;
}

/**
 * json_utf8_len() - look for a character (RFC 3629 section 4)
 * @s: text, at least one octet
 * @len: octets at @s
 *
 * Return: octets of the UTF-8 sequence that @s begins with, or 0 when it is none.
 */
size_t json_utf8_len(const unsigned char *s, size_t len)
{
	unsigned int low = 0x80, high = 0xbf;
	size_t i, n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (n > len)
		return 0;
	/* no overlong form, no surrogate, nothing above U+10FFFF */
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < n; i++, low = 0x80, high = 0xbf)
		if (s[i] < low || s[i] > high)
			return 0;
	return n;
}

static void put_string(FILE *out, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n;

	putc('"', out);
	for (; len; s += n, len -= n) {
		n = json_utf8_len(s, len);
		if (!n) {
			n = 1;
			fputs("\\ufffd", out);
		} else if (*s == '"' || *s == '\\') {
			putc('\\', out);
			putc(*s, out);
		} else if (*s < ' ' || *s == 0x7f) {
			fprintf(out, "\\u%04x", *s);
		} else {
			fwrite(s, 1, n, out);
		}
	}
	putc('"', out);
}

static void put_key(struct json *json, const char *key)
{
	if (json->more)
		fputs(", ", json->out);
	json->more = true;
	if (!key)
		return;
	put_string(json->out, key, strlen(key));
	fputs(": ", json->out);
}

static void open_value(struct json *json, const char *key, char bracket)
{
	put_key(json, key);
	putc(bracket, json->out);
	json->more = false;
}

static void close_value(struct json *json, char bracket)
{
	putc(bracket, json->out);
	json->more = true;
}

/**
 * json_object() - open an object
 * @json: the text
 * @key: its name, or NULL
 */
void json_object(struct json *json, const char *key)
{
	open_value(json, key, '{');
}

/**
 * json_object_end() - close the object opened last
 * @json: the text
 */
void json_object_end(struct json *json)
{
	close_value(json, '}');
}

/**
 * json_array() - open an array
 * @json: the text
 * @key: its name, or NULL
 */
void json_array(struct json *json, const char *key)
{
	open_value(json, key, '[');
}

/**
 * json_array_end() - close the array opened last
 * @json: the text
 */
void json_array_end(struct json *json)
{
	close_value(json, ']');
}

/**
 * json_text() - a string that need not be terminated
 * @json: the text
 * @key: its name, or NULL
 * @value: octets; what is not UTF-8 becomes U+FFFD
 * @len: how many
 */
void json_text(struct json *json, const char *key, const char *value, size_t len)
{
	put_key(json, key);
	put_string(json->out, value, len);
}

/**
 * json_string() - a string
 * @json: the text
 * @key: its name, or NULL
 * @value: the string; what is not UTF-8 becomes U+FFFD
 */
void json_string(struct json *json, const char *key, const char *value)
{
	json_text(json, key, value, strlen(value));
}

/**
 * json_u64() - a number
 * @json: the text
 * @key: its name, or NULL
 * @value: the number
 */
void json_u64(struct json *json, const char *key, uint64_t value)
{
	put_key(json, key);
	fprintf(json->out, "%" PRIu64, value);
}

/**
 * json_i64() - write a number that may be negative
 * @json: the text
 * @key: its name, or NULL
 * @value: the number
 */
void json_i64(struct json *json, const char *key, int64_t value)
{
	put_key(json, key);
	fprintf(json->out, "%" PRId64, value);
}

/**
 * json_bool() - true or false
 * @json: the text
 * @key: its name, or NULL
 * @value: which
 */
void json_bool(struct json *json, const char *key, bool value)
{
	put_key(json, key);
	fputs(value ? "true" : "false", json->out);
}

/**
 * json_null() - null
 * @json: the text
 * @key: its name, or NULL
 */
void json_null(struct json *json, const char *key)
{
	put_key(json, key);
	fputs("null", json->out);
}

static void put_octets(struct json *json, const char *key, const uint8_t *data, size_t len,
		       const char *separator)
{
	size_t i;

	put_key(json, key);
	putc('"', json->out);
	for (i = 0; i < len; i++)
		fprintf(json->out, "%s%02x", i ? separator : "", data[i]);
	putc('"', json->out);
}

/**
 * json_hex() - octets as a string of hexadecimal digits
 * @json: the text
 * @key: its name, or NULL
 * @data: octets; never a secret
 * @len: how many
 */
void json_hex(struct json *json, const char *key, const uint8_t *data, size_t len)
{
	put_octets(json, key, data, len, "");
}

/**
 * json_mac() - a MAC address or BSID, with colons
 * @json: the text
 * @key: its name, or NULL
 * @mac: six octets
 */
void json_mac(struct json *json, const char *key, const uint8_t *mac)
{
	put_octets(json, key, mac, 6, ":");
}
