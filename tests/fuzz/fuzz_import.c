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
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "eap_pki.h"
#include "import/import.h"
#include "input.h"
#include "secret.h"

#define FD_FILE 300
#define FD_CA	301 /* client certificate and key follow */
#define PATH	"/proc/self/fd/300"

/* In place of secret.c: what an input names is neither run nor read. */
bool secret_is_elsewhere(const char *value)
{
	return !strncmp(value, "exec:", 5) || !strncmp(value, "file:", 5);
}

const char *secret_read(const char *value, char **out)
{
	return "not read";
}

static void keep(int fd, const char *path)
{
	int made = memfd_create("fuzz", MFD_CLOEXEC), from = open(path, O_RDONLY | O_CLOEXEC);
	u8 data[8192];
	ssize_t len = read(from, data, sizeof(data));

	NEED(len > 0 && made >= 0 && dup2(made, fd) == fd);
	NEED(pwrite(fd, data, (size_t)len, 0) == len && !fchmod(fd, 0600));
	close(made);
	close(from);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct pki_id root, client;

	input_fix_random();
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	keep(FD_FILE, pki_write("file", "x", 1, 0600));
	keep(FD_CA, pki_write_certs("ca.pem", root.cert, NULL));
	keep(FD_CA + 1, pki_write_certs("client.pem", client.cert, NULL));
	keep(FD_CA + 2, pki_write_key("client.key", client.key, NULL, NULL));
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

/* Of files, and of lists that only OpenSSL can judge */
static void take_report(void *ctx, const char *text)
{
	static const char *const allowed[] = {
		"No such file",	   "not a file",     "Permission denied", "Not a directory",
		"name too long",   "/proc/self/",    "blob://",		  "hash://",
		"openssl_ciphers", "symbolic links", "Invalid argument",  "No such device",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(allowed); i++)
		if (strstr(text + strlen(PATH), allowed[i]))
			return;
	fprintf(stderr, "%s\n%s", text, (const char *)ctx);
	NEED(!"wmand takes it");
}

static void check_accepted(char *text, size_t len, unsigned int networks)
{
	const struct network *net;
	struct config *config;

	NEED(!ftruncate(FD_FILE, 0) && pwrite(FD_FILE, text, len, 0) == (ssize_t)len);
	config = config_load(PATH, take_report, text);
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
		im.file[IMPORT_CA_CERT] = "/proc/self/fd/301";
		im.file[IMPORT_CLIENT_CERT] = "/proc/self/fd/302";
		im.file[IMPORT_PRIVATE_KEY] = "/proc/self/fd/303";
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
