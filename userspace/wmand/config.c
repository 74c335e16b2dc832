// SPDX-License-Identifier: BSD-3-Clause
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_blob.h"
#include "config_key.h"
#include "config_value.h"
#include "secret.h"

/* One pass over a file. Errors are reported and counted; reading goes on to find them all. */
struct reader {
	const char *path;
	config_report_fn report;
	void *ctx;
	unsigned int line;
	unsigned int errors;
	unsigned int errors_before; /* this block */
	mode_t mode;
	uint64_t seen; /* keys of this block, by index in the table */
	unsigned int key_line[CONFIG_KEYS_MAX];
	struct network *network; /* the open block, or NULL */
	struct eap_blob *blob; /* the open blob, or NULL */
	struct eap_blob *blobs; /* complete ones */
	struct network **tail;
};

__attribute__((format(printf, 4, 5))) static void report(struct reader *r, unsigned int line,
							 const char *key, const char *fmt, ...)
{
	char what[512], text[1024];
	va_list ap;
	char *p;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (key)
		snprintf(text, sizeof(text), "%s:%u: %.64s: %s", r->path, line, key, what);
	else if (line)
		snprintf(text, sizeof(text), "%s:%u: %s", r->path, line, what);
	else
		snprintf(text, sizeof(text), "%s: %s", r->path, what);
	/* It quotes the file, which may hold anything. */
	for (p = text; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = '?';
	r->report(r->ctx, text);
	r->errors++;
}

/* Blobs may stand further down; they, pins and tokens are judged when all of the file is read. */
static bool names_no_file(const char *value)
{
	static const char *const schemes[] = { "hash://", EAP_BLOB_SCHEME, "pkcs11:", "handle:" };
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (!strncmp(value, schemes[i], strlen(schemes[i])))
			return true;
	return false;
}

static void check_file(struct reader *r, const struct config_key *key)
{
	const char *path = *(char **)((char *)r->network + key->offset);
	struct stat st;
	FILE *f = fopen(path, "re");

	/* A directory opens, but does not read. */
	if (!f)
		report(r, r->line, key->name, "%s: %s", path, strerror(errno));
	else if (!fstat(fileno(f), &st) && !S_ISREG(st.st_mode))
		report(r, r->line, key->name, "%s: not a file", path);
	if (f)
		fclose(f);
}

static void check_private(struct reader *r, const struct config_key *key)
{
	if (r->mode & (S_IRWXG | S_IRWXO))
		report(r, r->line, key->name,
		       "the file holds a secret and is open to group or others (mode %03o): chmod 600",
		       (unsigned int)r->mode & 0777);
}

static void take_key(struct reader *r, const char *name, char *value)
{
	const struct config_key *key;
	const char *error;
	bool is_uri;
	size_t i;

	for (i = 0; i < config_num_keys && strcmp(name, config_keys[i].name); i++)
		;
	if (i == config_num_keys) {
		report(r, r->line, name, "unknown key%s",
		       strcmp(name, "ssid") ? "" : ": networks have names here, id_str=\"NAME\"");
		return;
	}
	key = &config_keys[i];
	if (r->seen & 1ull << i) {
		report(r, r->line, name, "already set in line %u", r->key_line[i]);
		return;
	}
	r->seen |= 1ull << i;
	r->key_line[i] = r->line;
	error = config_value_trim(value);
	if (!error && strlen(value) > CONFIG_VALUE_MAX)
		error = "value is longer than 4096 characters";
	if (!error)
		error = key->parse(r->network, key, value);
	if (error) {
		report(r, r->line, name, "%s", error);
		return;
	}
	is_uri = key->file && names_no_file(*(char **)((char *)r->network + key->offset));
	if (key->file && !is_uri)
		check_file(r, key);
	if ((key->secret && !secret_is_elsewhere(value)) || (key->private_file && is_uri))
		check_private(r, key);
}

static void wipe_value(const struct network *net, char *value)
{
	if (value)
		explicit_bzero(value,
			       value == net->eap.password ? net->eap.password_len : strlen(value));
}

static void network_free(struct network *net)
{
	char *value;
	size_t i;

	eap_creds_free(net->creds);
	for (i = 0; i < config_num_keys; i++) {
		if (!config_keys[i].string)
			continue;
		value = *(char **)((char *)net + config_keys[i].offset);
		wipe_value(net, value);
		free(value);
	}
	free(net);
}

static void begin_network(struct reader *r)
{
	struct network *net = calloc(1, sizeof(*net));

	if (!net) {
		report(r, r->line, NULL, "out of memory");
		return;
	}
	net->line = r->line;
	net->eap.clock_floor = CONFIG_CLOCK_FLOOR;
	r->errors_before = r->errors;
	r->network = net;
	r->seen = 0;
}

/* The credentials have what they need of them. */
static void wipe_secrets(struct network *net)
{
	size_t i;

	for (i = 0; i < config_num_keys; i++)
		if (config_keys[i].secret)
			wipe_value(net, *(char **)((char *)net + config_keys[i].offset));
}

static const char **passphrase_of(struct network *net, enum eap_locked key)
{
	return key == EAP_LOCKED_KEY2 ? &net->eap.private_key2_passwd :
					&net->eap.private_key_passwd;
}

static void end_network(struct reader *r, const struct config *config)
{
	struct network *net = r->network;
	const struct network *other;

	r->network = NULL;
	*r->tail = net;
	r->tail = &net->next;
	if (!net->name)
		report(r, net->line, "network", "id_str, the name of the network, is missing");
	for (other = config->networks; net->name && other != net; other = other->next)
		if (other->name && !strcmp(other->name, net->name))
			report(r, net->line, "network",
			       "another network in line %u has this id_str", other->line);
	net->broken = r->errors != r->errors_before;
}

/* All blobs are known: load what a block names, unless something in it was wrong already. */
static void load_network(struct reader *r, struct network *net)
{
	struct eap_error err;

	if (net->broken)
		return;
	net->eap.blobs = r->blobs;
	net->creds = eap_creds_load(&net->eap, &err);
	if (net->creds)
		wipe_secrets(net);
	else if (err.locked && !*passphrase_of(net, err.locked))
		net->locked = err.locked;
	else
		report(r, net->line, "network", "%s", err.text);
}

static void begin_blob(struct reader *r, const char *name)
{
	const struct eap_blob *other;

	for (other = r->blobs; other; other = other->next)
		if (!strcmp(other->name, name))
			report(r, r->line, NULL, "blob %.64s is there already", name);
	r->blob = config_blob_new(name);
	if (!r->blob)
		report(r, r->line, NULL, "out of memory");
}

static void take_blob_line(struct reader *r, const char *s)
{
	bool end = *s == '}';
	const char *error = end ? config_blob_end(r->blob) : config_blob_add(r->blob, s);

	if (error)
		report(r, r->line, NULL, "blob %.64s: %s", r->blob->name, error);
	if (!end)
		return;
	if (error) {
		config_blob_free(r->blob);
	} else {
		r->blob->next = r->blobs;
		r->blobs = r->blob;
	}
	r->blob = NULL;
}

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return s + strspn(s, " \t");
}

/* "name = value": cut in two; false when there is no '='. */
static bool split(char *s, char **value)
{
	*value = strchr(s, '=');
	if (!*value)
		return false;
	*(*value)++ = '\0';
	*value += strspn(*value, " \t");
	trim(s);
	return true;
}

/* A brace, also with blanks and a comment */
static bool is_brace(const char *s, char brace)
{
	if (*s != brace)
		return false;
	s += 1 + strspn(s + 1, " \t");
	return !*s || *s == '#';
}

/* "network={" and "blob-base64-NAME={" */
static void begin_block(struct reader *r, const char *name, const char *value)
{
	size_t skip = strlen(CONFIG_BLOB_PREFIX);

	if (!is_brace(value, '{') ||
	    (strcmp(name, "network") && strncmp(name, CONFIG_BLOB_PREFIX, skip)))
		report(r, r->line, name, "unknown outside of a network={...} block");
	else if (!strcmp(name, "network"))
		begin_network(r);
	else
		begin_blob(r, name + skip);
}

static void read_lines(struct reader *r, FILE *f, struct config *config)
{
	char *buf = NULL, *s, *value;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&buf, &size, f)) >= 0) {
		r->line++;
		if (strlen(buf) != (size_t)len) {
			report(r, r->line, NULL, "line contains a NUL");
			continue;
		}
		s = trim(buf);
		if (!*s || *s == '#')
			continue;
		if (r->blob)
			take_blob_line(r, s);
		else if (r->network && is_brace(s, '}'))
			end_network(r, config);
		else if (!split(s, &value))
			report(r, r->line, NULL, "expected %s",
			       r->network ? "key=value or }" : "network={");
		else if (r->network)
			take_key(r, s, value);
		else
			begin_block(r, s, value);
	}
	/* without memory for a line getline() fails as at the end, and sets no flag */
	if (!feof(f))
		report(r, r->line, NULL, "%s", strerror(errno));
	if (buf)
		explicit_bzero(buf, size);
	free(buf);
	if (r->network) {
		report(r, r->network->line, "network", "block is not closed by }");
		network_free(r->network);
	} else if (r->blob) {
		report(r, r->line, NULL, "blob %.64s is not closed by }", r->blob->name);
	} else if (!config->networks) {
		report(r, r->line, NULL, "no network={...} block");
	}
}

/* Who is opened later loads its files again; for the others their blobs have done their part. */
static void drop_blobs(struct config *config)
{
	struct network *net;

	for (net = config->networks; net; net = net->next)
		if (net->locked)
			return;
	for (net = config->networks; net; net = net->next)
		net->eap.blobs = NULL;
	config_blob_free(config->blobs);
	config->blobs = NULL;
}

/**
 * config_load() - read a configuration and everything it names
 * @path: the file
 * @report_fn: called for each error
 * @ctx: first argument of @report_fn
 *
 * Return: the configuration, to be given to config_free(); NULL when any error was reported.
 */
struct config *config_load(const char *path, config_report_fn report_fn, void *ctx)
{
	struct reader r = { .path = path, .report = report_fn, .ctx = ctx };
	struct config *config = calloc(1, sizeof(*config));
	struct network *net;
	char buffer[BUFSIZ];
	struct stat st;
	FILE *f = NULL;

	if (!config) {
		report(&r, 0, NULL, "out of memory");
		return NULL;
	}
	r.tail = &config->networks;
	f = fopen(path, "re");
	if (!f || fstat(fileno(f), &st)) {
		report(&r, 0, NULL, "%s", strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		report(&r, 0, NULL, "not a file");
		goto out;
	}
	r.mode = st.st_mode;
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		report(&r, 0, NULL, "group or others may write it (mode %03o): chmod go-w",
		       (unsigned int)st.st_mode & 0777);
	if (st.st_uid && st.st_uid != geteuid())
		report(&r, 0, NULL, "belongs to neither root nor the user that runs this program");
	/* Own buffer: what stdio read of a passphrase is to be wiped. */
	setvbuf(f, buffer, _IOFBF, sizeof(buffer));
	read_lines(&r, f, config);
	config->blobs = r.blobs;
	for (net = config->networks; net; net = net->next)
		load_network(&r, net);
	config_blob_free(r.blob);
	drop_blobs(config);
out:
	if (f)
		fclose(f);
	explicit_bzero(buffer, sizeof(buffer));
	if (!r.errors)
		return config;
	config_free(config);
	return NULL;
}

/**
 * config_free() - free a configuration, its credentials, and wipe its strings
 * @config: from config_load(), or NULL
 */
void config_free(struct config *config)
{
	struct network *net;

	if (!config)
		return;
	while ((net = config->networks)) {
		config->networks = net->next;
		network_free(net);
	}
	config_blob_free(config->blobs);
	free(config);
}

/**
 * config_find() - choose the network for an exchange
 * @config: the configuration
 * @name: the name that connect was given, or NULL for any
 * @bsid: the base station, CONFIG_BSID_LEN octets, or NULL when unknown
 *
 * A block with a bssid fits that base station only. Among those that fit, the greatest priority
 * wins, then the first in the file.
 *
 * Return: the network, or NULL when none fits.
 */
const struct network *config_find(const struct config *config, const char *name,
				  const uint8_t *bsid)
{
	const struct network *net, *best = NULL;

	for (net = config->networks; net; net = net->next) {
		if (name && strcmp(net->name, name))
			continue;
		if (net->has_bssid && (!bsid || memcmp(net->bssid, bsid, CONFIG_BSID_LEN)))
			continue;
		if (!best || net->priority > best->priority)
			best = net;
	}
	return best;
}

/**
 * config_locked_file() - which file wants a passphrase?
 * @net: a locked network
 *
 * Return: its path.
 */
const char *config_locked_file(const struct network *net)
{
	return net->locked == EAP_LOCKED_KEY2 ? net->eap.private_key2 : net->eap.private_key;
}

/**
 * config_unlock() - load the credentials of a locked network
 * @config: the configuration
 * @name: the network
 * @passphrase: passphrase of its locked file
 * @len: octets at @passphrase, without a NUL
 * @err: filled on failure; locked when this passphrase, or one for another file, may help
 *
 * Return: true when the network has its credentials now; they stay until the next reload.
 */
bool config_unlock(struct config *config, const char *name, const uint8_t *passphrase, size_t len,
		   struct eap_error *err)
{
	struct network *net;
	enum eap_locked was;
	const char **to;

	for (net = config->networks; net && strcmp(net->name, name); net = net->next)
		;
	memset(err, 0, sizeof(*err));
	/* a reload, or another station of the same network, was faster */
	if (!net || !net->locked) {
		err->locked = EAP_LOCKED_KEY;
		return net != NULL;
	}
	was = net->locked;
	to = passphrase_of(net, was);
	*to = strndup((const char *)passphrase, len);
	if (*to)
		net->creds = eap_creds_load(&net->eap, err);
	else
		err->reason = WMAN_REASON_HELPER_INTERNAL;
	net->locked = net->creds ? EAP_LOCKED_NOT : err->locked ? err->locked : was;
	if (net->creds)
		wipe_secrets(net);
	drop_blobs(config);
	/* it was the right one when another file is asked for now */
	if (*to && net->locked == was) {
		explicit_bzero((char *)*to, len);
		free((char *)*to);
		*to = NULL;
	}
	return net->creds;
}
