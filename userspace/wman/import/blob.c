// SPDX-License-Identifier: BSD-3-Clause
/* Contents of files that stand in the configuration: carried over when wmand can decode them. */
#include <stdlib.h>
#include <string.h>

#include "import.h"

#define BLOB_MAX (1024 * 1024)

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * import_strings_add() - add a string
 * @list: the list
 * @text: the string
 *
 * Return: false without memory.
 */
bool import_strings_add(struct import_strings *list, const char *text)
{
	size_t len = strlen(text) + 1;
	char *more = malloc(list->len + len);

	if (!more)
		return false;
	if (list->len)
		memcpy(more, list->text, list->len);
	memcpy(more + list->len, text, len);
	len += list->len;
	/* perhaps lines of a private key */
	import_strings_clear(list);
	list->text = more;
	list->len = len;
	return true;
}

/**
 * import_strings_have() - look for a string
 * @list: the list
 * @text: the string
 *
 * Return: whether it is there.
 */
bool import_strings_have(const struct import_strings *list, const char *text)
{
	const char *s;

	for (s = list->text; s && s < list->text + list->len; s += strlen(s) + 1)
		if (!strcmp(s, text))
			return true;
	return false;
}

/**
 * import_strings_clear() - wipe and free strings
 * @list: the list; empty afterwards
 */
void import_strings_clear(struct import_strings *list)
{
	if (list->text)
		explicit_bzero(list->text, list->len);
	free(list->text);
	list->text = NULL;
	list->len = 0;
}

/**
 * import_blob_begin() - a blob begins
 * @im: the run
 * @name: its name
 */
void import_blob_begin(struct import *im, const char *name)
{
	import_strings_clear(&im->blob);
	if (!import_strings_add(&im->blob, name))
		import_left_out(im, "blob", "out of memory");
}

/**
 * import_blob_add() - a line of a blob
 * @im: the run
 * @line: base64
 */
void import_blob_add(struct import *im, const char *line)
{
	if (im->blob.len + strlen(line) > BLOB_MAX || !import_strings_add(&im->blob, line))
		/* too long: what is left is not complete, so it will be left out */
		import_strings_clear(&im->blob);
}

/* Whether the lines behind the name are base64, padded at the end */
static bool is_base64(const struct import_strings *blob)
{
	const char *end = blob->text + blob->len, *s = blob->text + strlen(blob->text) + 1;
	size_t n = 0, pad = 0;

	for (; s < end; s++) {
		if (!*s)
			continue;
		n++;
		if (*s == '=' && ++pad <= 2)
			continue;
		if (pad || !strchr(base64, *s))
			return false;
	}
	return n && !(n % 4);
}

/**
 * import_blob_end() - a blob is complete: write it, if wmand would take it
 * @im: the run
 */
void import_blob_end(struct import *im)
{
	const char *name = im->blob.text, *s;

	if (!name || !is_base64(&im->blob)) {
		import_left_out(im, "blob", "%.64s: not base64, or larger than 1 MiB",
				name ? name : "");
	} else if (import_strings_have(&im->blob_names, name)) {
		import_left_out(im, "blob", "%.64s: is there already", name);
	} else if (!import_strings_add(&im->blob_names, name)) {
		import_left_out(im, "blob", "out of memory");
	} else {
		fprintf(im->out, "blob-base64-%s={\n", name);
		for (s = name + strlen(name) + 1; s < name + im->blob.len; s += strlen(s) + 1)
			fprintf(im->out, "%s\n", s);
		fputs("}\n", im->out);
	}
	import_strings_clear(&im->blob);
}
