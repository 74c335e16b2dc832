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
#include "config_network.h"
#include "config_tag.h"
#include "config_value.h"
#include "keeper.h"
#include "profile.h"
#include "secret.h"

/* One pass over a file. Errors are reported and counted; reading goes on to find them all. */
struct reader {
	const char *path;
	config_report_fn report;
	void *ctx;
	unsigned int line;
	unsigned int errors;
	mode_t mode;
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

/* What a file is, as far as that can be told without reading it */
static void mix_file(struct reader *r, const struct config_key *key, const struct stat *st)
{
	const struct {
		uint64_t dev, ino, size;
		int64_t mtime, mtime_ns, ctime, ctime_ns;
	} id = {
		.dev = st->st_dev,
		.ino = st->st_ino,
		.size = (uint64_t)st->st_size,
		.mtime = st->st_mtim.tv_sec,
		.mtime_ns = st->st_mtim.tv_nsec,
		.ctime = st->st_ctim.tv_sec,
		.ctime_ns = st->st_ctim.tv_nsec,
	};

	if (!config_tag_mix(r->network->files, key->name, &id, sizeof(id)))
		report(r, r->line, key->name, "out of memory");
}

/* Return: whether it can be read. */
static bool check_file(struct reader *r, const struct config_key *key)
{
	const char *path = *(char **)((char *)r->network + key->offset);
	struct stat st;
	FILE *f = fopen(path, "re");
	bool ok = false;

	/* A directory opens, but does not read. */
	if (!f || fstat(fileno(f), &st))
		report(r, r->line, key->name, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		report(r, r->line, key->name, "%s: not a file", path);
	else
		ok = true;
	if (ok)
		mix_file(r, key, &st);
	if (f)
		fclose(f);
	return ok;
}

static void check_private(struct reader *r, const struct config_key *key)
{
	if (r->mode & (S_IRWXG | S_IRWXO))
		report(r, r->line, key->name,
		       "the file holds a secret and is open to group or others (mode %03o): chmod 600",
		       (unsigned int)r->mode & 0777);
}

/* The block says something else when a value does. */
static void mix_value(struct reader *r, const struct config_key *key, const char *value)
{
	const char *string = key->string ? *(char **)((char *)r->network + key->offset) : value;

	if (!config_tag_mix(r->network->tag, key->name, string,
			    config_network_string_len(r->network, string)))
		report(r, r->line, key->name, "out of memory");
}

/* The value of a key that is known and set once. Return: whether it can be used. */
static bool take_value(struct reader *r, const struct config_key *key, char *value)
{
	const char *error = config_value_trim(value);
	bool is_uri, ok = true;

	if (!error && strlen(value) > CONFIG_VALUE_MAX)
		error = "value is longer than 4096 characters";
	if (!error)
		error = key->parse(r->network, key, value);
	if (error) {
		report(r, r->line, key->name, "%s", error);
		return false;
	}
	mix_value(r, key, value);
	is_uri = key->file && names_no_file(*(char **)((char *)r->network + key->offset));
	if (key->file && !is_uri)
		ok = check_file(r, key);
	if ((key->secret && !secret_is_elsewhere(value)) || (key->private_file && is_uri))
		check_private(r, key);
	return ok;
}

static void take_key(struct reader *r, const char *name, char *value)
{
	struct network *net = r->network;
	size_t i;

	for (i = 0; i < config_num_keys && strcmp(name, config_keys[i].name); i++)
		;
	if (i == config_num_keys) {
		report(r, r->line, name, "unknown key%s",
		       strcmp(name, "ssid") ? "" : ": networks have names here, id_str=\"NAME\"");
	} else if (net->key_line[i]) {
		report(r, r->line, name, "already set in line %u", net->key_line[i]);
	} else {
		net->key_line[i] = r->line;
		if (!take_value(r, &config_keys[i], value))
			net->broken = true;
	}
}

static void begin_network(struct reader *r)
{
	struct network *net = calloc(1, sizeof(*net));

	if (!net) {
		report(r, r->line, NULL, "out of memory");
		return;
	}
	net->line = r->line;
	net->policy = WMAN_AUTH_POLICY_EAP;
	net->mac_mode = WMAN_MAC_MODES_CMAC;
	net->eap.clock_floor = CONFIG_CLOCK_FLOOR;
	net->eap.signer = &keeper_signer;
	r->network = net;
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
}

/* The key that an error begins with, or whose file; else the number of keys */
static size_t key_of_error(const struct network *net, const char *text)
{
	const char *path;
	size_t i, len;

	for (i = 0; i < config_num_keys; i++) {
		len = strlen(config_keys[i].name);
		if (!net->key_line[i])
			continue;
		if (!strncmp(text, config_keys[i].name, len) && strchr(" :", text[len]))
			break;
		path = config_keys[i].file ? *(char **)((char *)net + config_keys[i].offset) : NULL;
		if (path && !strncmp(text, path, strlen(path)) && text[strlen(path)] == ':')
			break;
	}
	return i;
}

static void report_creds(struct reader *r, const struct network *net, const char *text)
{
	size_t i = key_of_error(net, text), len;

	if (i == config_num_keys) {
		report(r, net->line, "network", "%s", text);
		return;
	}
	/* its name stands before the text already */
	len = strlen(config_keys[i].name);
	if (!strncmp(text, config_keys[i].name, len) && text[len] == ':')
		text += len + strspn(text + len, ": ");
	report(r, net->key_line[i], config_keys[i].name, "%s", text);
}

/* What a block has in the place of files is part of what it says. */
static void mix_blobs(struct reader *r, struct network *net)
{
	size_t i, skip = strlen(EAP_BLOB_SCHEME);
	const struct eap_blob *blob;
	const char *value;

	for (i = 0; i < config_num_keys; i++) {
		value = config_keys[i].file ? *(char **)((char *)net + config_keys[i].offset) :
					      NULL;
		if (!value || strncmp(value, EAP_BLOB_SCHEME, skip))
			continue;
		for (blob = r->blobs; blob && strcmp(blob->name, value + skip); blob = blob->next)
			;
		if (blob && !config_tag_mix(net->tag, config_keys[i].name, blob->data, blob->len))
			report(r, net->line, "network", "out of memory");
	}
}

/* Each departure from the profile, in the line of its key */
static void check_profile(struct reader *r, struct network *net)
{
	const struct profile_rule *rule = NULL;
	size_t i;

	while ((rule = profile_next_broken(net, rule))) {
		i = key_of_error(net, rule->key);
		report(r, i == config_num_keys ? net->line : net->key_line[i], rule->key, "%s",
		       rule->text);
	}
}

/* All blobs are known: load what a block names, unless a value in it is wrong already. */
static void load_network(struct reader *r, struct network *net)
{
	struct eap_error err;

	if (net->broken)
		return;
	profile_complete(net);
	check_profile(r, net);
	mix_blobs(r, net);
	net->eap.blobs = r->blobs;
	if (config_network_open(net, &err))
		return;
	if (err.locked && !*config_network_passphrase(net, err.locked))
		net->locked = err.locked;
	else
		report_creds(r, net, err.text);
}

/* A policy of two authorizations takes two blocks, and no other does. */
static void pair_networks(struct reader *r, struct network *first, struct network *all)
{
	bool two = first->policy == WMAN_AUTH_POLICY_RSA_EAP ||
		   first->policy == WMAN_AUTH_POLICY_EAP_EAP;
	struct network *net;

	if (two != !!first->second_network) {
		report(r, first->line, "network",
		       two ? "second_network, the block of the EAP that follows, is missing" :
			     "second_network is for the policies rsa+eap and eap+eap");
		return;
	}
	if (!two)
		return;
	for (net = all; net; net = net->next)
		if (net != first && net->name && !strcmp(net->name, first->second_network))
			break;
	if (net && net->policy == WMAN_AUTH_POLICY_EAP && !net->suites.n)
		net->is_second = true;
	else
		report(r, first->line, "second_network", "%s",
		       !net	     ? "there is no other block with this id_str" :
		       net->suites.n ? "suites of both stand in the first block" :
				       "the policy of that block is not eap");
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
		config_network_free(r->network);
	} else if (r->blob) {
		report(r, r->line, NULL, "blob %.64s is not closed by }", r->blob->name);
	} else if (!config->networks) {
		report(r, r->line, NULL, "no network={...} block");
	}
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
	for (net = config->networks; net; net = net->next) {
		load_network(&r, net);
		pair_networks(&r, net, config->networks);
	}
	config_blob_free(r.blob);
	config_drop_blobs(config);
out:
	if (f)
		fclose(f);
	explicit_bzero(buffer, sizeof(buffer));
	if (!r.errors)
		return config;
	config_free(config);
	return NULL;
}
