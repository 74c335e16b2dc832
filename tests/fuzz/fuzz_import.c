// SPDX-License-Identifier: BSD-3-Clause
/*
 * Configurations of other programs. What comes out is a configuration that wmand takes, but for the
 * files that it names; those that the caller gives are good ones. Messages are lines, and counted.
 *
 * Covers: userspace/wman/import/block.c userspace/wman/import/blob.c userspace/wman/import/xml.c
 * Covers: userspace/wman/import/supplicant.c userspace/wman/import/beceem.c
 * Covers: userspace/wman/import/intel.c userspace/wman/import/gctwimax.c
 *
 * Input: one octet, the format and, 4, whether the caller gives files; the file.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "files.h"
#include "import/import.h"
#include "input.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	input_fix_random();
	files_make();
	return 0;
}

/* Of files, and of lists that only OpenSSL can judge */
static void take_report(void *ctx, const char *text)
{
	static const char *const allowed[] = {
		"No such file",	     "not a file",     "Permission denied", "Not a directory",
		"name too long",     "/proc/self/",    "blob://",	    "hash://",
		"openssl_ciphers",   "symbolic links", "Invalid argument",  "No such device",
		"no token is asked",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(allowed); i++)
		if (strstr(text + strlen(FILES_PATH), allowed[i]))
			return;
	fprintf(stderr, "%s\n%s", text, (const char *)ctx);
	NEED(!"wmand takes it");
}

static void check_accepted(char *text, size_t len, unsigned int networks)
{
	const struct network *net;
	struct config *config;

	files_write(text, len, 0600);
	config = config_load(FILES_PATH, take_report, text);
	for (net = config ? config->networks : NULL; net; net = net->next)
		networks--;
	NEED(!config || !networks);
	config_free(config);
}

static void check_messages(const char *text, unsigned int left_out)
{
	unsigned int lines = 0;

	for (; *text; text++) {
		NEED(*text == '\n' || !iscntrl((unsigned char)*text));
		lines += *text == '\n';
	}
	NEED(lines == left_out);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const struct import_format *const formats[] = {
		&import_supplicant,
		&import_beceem,
		&import_intel,
		&import_gctwimax,
	};
	struct import im = { .path = "f" };
	size_t out_len, err_len;
	char *out, *err;
	FILE *in;

	if (size < 2)
		return 0;
	in = fmemopen((void *)(data + 1), size - 1, "r");
	im.out = open_memstream(&out, &out_len);
	im.err = open_memstream(&err, &err_len);
	if (data[0] & 4) {
		im.file[IMPORT_CA_CERT] = FILES_CA;
		im.file[IMPORT_CLIENT_CERT] = FILES_CERT;
		im.file[IMPORT_PRIVATE_KEY] = FILES_KEY;
	}
	formats[data[0] & 3]->read(&im, in);
	fclose(in);
	fclose(im.out);
	fclose(im.err);
	check_messages(err, im.left_out);
	if (im.networks)
		check_accepted(out, out_len, im.networks);
	/* this one has a network, whatever is in it */
	NEED(im.networks || im.left_out || formats[data[0] & 3] != &import_beceem);
	import_clear(&im);
	free(out);
	free(err);
	return 0;
}
