// SPDX-License-Identifier: BSD-3-Clause
#include "files.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eap_pki.h"
#include "input.h"
#include "keeper.h"
#include "secret.h"

/* The numbers in the names of files.h */
enum {
	FD_FILE = 300,
	FD_CA,
	FD_CERT,
	FD_KEY,
	FD_LOCKED_KEY,
};

bool secret_is_elsewhere(const char *value)
{
	return !strncmp(value, "exec:", 5) || !strncmp(value, "file:", 5);
}

const char *secret_read(const char *value, char **out)
{
	if (!strncmp(value, "exec:", 5))
		return "not run";
	*out = strdup(value);
	NEED(*out);
	return NULL;
}

static void *ask_nobody(const struct eap_token *token, struct eap_token_key *key,
			struct eap_error *err)
{
	err->reason = WMAN_REASON_CREDENTIALS;
	err->locked = EAP_LOCKED_NOT;
	snprintf(err->text, sizeof(err->text), "no token is asked");
	return NULL;
}

const struct eap_signer keeper_signer = {
	.open = ask_nobody,
};

static void put(int fd, const void *data, size_t len, mode_t mode)
{
	NEED(!ftruncate(fd, 0));
	NEED(pwrite(fd, data, len, 0) == (ssize_t)len);
	NEED(!fchmod(fd, mode));
}

static void make(int fd, const void *data, size_t len)
{
	int made = memfd_create("fuzz", MFD_CLOEXEC);

	NEED(made >= 0 && dup2(made, fd) == fd);
	close(made);
	put(fd, data, len, 0600);
}

static void keep(int fd, const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC);
	u8 data[8192];
	ssize_t len = read(from, data, sizeof(data));

	NEED(len > 0);
	close(from);
	make(fd, data, (size_t)len);
}

void files_make(void)
{
	struct pki_id root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	struct pki_id client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);

	make(FD_FILE, "", 0);
	keep(FD_CA, pki_write_certs("ca.pem", root.cert, NULL));
	keep(FD_CERT, pki_write_certs("client.pem", client.cert, NULL));
	keep(FD_KEY, pki_write_key("client.key", client.key, NULL, NULL));
	keep(FD_LOCKED_KEY, pki_write_key("secret.key", client.key, EVP_aes_128_cbc(), "secret"));
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
}

void files_write(const void *data, size_t len, mode_t mode)
{
	put(FD_FILE, data, len, mode);
}
