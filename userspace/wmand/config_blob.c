// SPDX-License-Identifier: BSD-3-Clause
#include "config_blob.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

/* As much as a file may have */
#define BLOB_MAX (1024 * 1024)

/**
 * config_blob_new() - begin a blob; it holds base64 until config_blob_end()
 * @name: its name
 *
 * Return: the blob, or NULL without memory.
 */
struct eap_blob *config_blob_new(const char *name)
{
	struct eap_blob *blob = calloc(1, sizeof(*blob));

	if (!blob)
		return NULL;
	blob->name = strdup(name);
	if (blob->name)
		return blob;
	free(blob);
	return NULL;
}

/**
 * config_blob_add() - take a line
 * @blob: the blob
 * @line: base64 without blanks around it
 *
 * Return: NULL, or the error.
 */
const char *config_blob_add(struct eap_blob *blob, const char *line)
{
	size_t len = strlen(line);
	uint8_t *data;

	if (blob->len + len > BLOB_MAX)
		return "larger than 1 MiB";
	data = OPENSSL_clear_realloc(blob->data, blob->len, blob->len + len);
	if (!data) {
		ERR_clear_error();
		return "out of memory";
	}
	memcpy(data + blob->len, line, len);
	blob->data = data;
	blob->len += len;
	return NULL;
}

/* Octets that padding stands for: as many as there are '=' at the end, at most two */
static size_t padding(const struct eap_blob *blob)
{
	size_t n = 0;

	while (n < 2 && n < blob->len && blob->data[blob->len - 1 - n] == '=')
		n++;
	return n;
}

/**
 * config_blob_end() - all lines are there: decode them
 * @blob: the blob; has contents only after success
 *
 * Return: NULL, or the error.
 */
const char *config_blob_end(struct eap_blob *blob)
{
	size_t pad = padding(blob);
	uint8_t *data;
	int len;

	if (!blob->len)
		return "empty";
	data = OPENSSL_malloc(blob->len);
	if (!data) {
		ERR_clear_error();
		return "out of memory";
	}
	/* the library takes a padding anywhere, as if it were an 'A' */
	len = memchr(blob->data, '=', blob->len - pad) ?
		      -1 :
		      EVP_DecodeBlock(data, blob->data, (int)blob->len);
	OPENSSL_clear_free(blob->data, blob->len);
	blob->data = data;
	blob->len = len > 0 ? (size_t)len - pad : 0;
	return len > 0 ? NULL : "not base64";
}

/**
 * config_blob_free() - free a list of blobs and wipe their contents
 * @blob: the first one, or NULL
 */
void config_blob_free(struct eap_blob *blob)
{
	struct eap_blob *next;

	for (; blob; blob = next) {
		next = blob->next;
		OPENSSL_clear_free(blob->data, blob->len);
		free(blob->name);
		free(blob);
	}
}
