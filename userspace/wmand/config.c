// SPDX-License-Identifier: BSD-3-Clause
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "config_blob.h"
#include "config_value.h"
#include "secret.h"

#define KEYS_MAX 64

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
	unsigned int key_line[KEYS_MAX];
	struct network *network; /* the open block, or NULL */
	struct eap_blob *blob; /* the open blob, or NULL */
	struct eap_blob *blobs; /* complete ones */
	struct network **tail;
};

/**
 * struct config_key - one key of a network block
 * @name: as in the file
 * @parse: takes the trimmed value; returns NULL or the error
 * @offset: where in struct network the value goes, for the parsers that use it
 * @file: names a file that must be readable
 * @secret: the value is a secret, so the configuration must be private
 * @private_file: the file is a secret, so the configuration must be private that has it as a blob
 */
struct config_key {
	const char *name;
	const char *(*parse)(struct network *net, const struct config_key *key, const char *value);
	size_t offset;
	bool file;
	bool secret;
	bool private_file;
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

static const char *parse_string(struct network *net, const struct config_key *key,
				const char *value)
{
	return config_value_string(value, (char **)((char *)net + key->offset));
}

/* A string, or where it is to be had */
static const char *parse_secret(struct network *net, const struct config_key *key,
				const char *value)
{
	char **to = (char **)((char *)net + key->offset);

	return secret_is_elsewhere(value) ? secret_read(value, to) : config_value_string(value, to);
}

/* The password itself, with any octet in it, or where it is to be had */
static const char *parse_text(struct network *net, const char *value, char **to)
{
	const char *error;

	if (!secret_is_elsewhere(value))
		return config_value_octets(value, to, &net->eap.password_len);
	error = secret_read(value, to);
	net->eap.password_len = error ? 0 : strlen(*to);
	return error;
}

/* A secret, or hash:HEX, the NT hash of the password */
static const char *parse_password(struct network *net, const struct config_key *key,
				  const char *value)
{
	static const char prefix[] = "hash:";
	char **to = (char **)((char *)net + key->offset);

	net->eap.password_is_hash = !strncmp(value, prefix, strlen(prefix));
	if (!net->eap.password_is_hash)
		return parse_text(net, value, to);
	*to = strdup(value + strlen(prefix));
	net->eap.password_len = strlen(value) - strlen(prefix);
	return *to ? NULL : "out of memory";
}

static const char *parse_id_str(struct network *net, const struct config_key *key,
				const char *value)
{
	const char *error = parse_string(net, key, value);

	if (!error && (!*net->name || strlen(net->name) > WMAN_NETWORK_NAME_MAX))
		error = "the name of a network has 1 to 64 octets";
	return error;
}

static const char *parse_priority(struct network *net, const struct config_key *key,
				  const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, -1000000, 1000000, &n);
	net->priority = n;
	return error;
}

static const char *parse_bssid(struct network *net, const struct config_key *key, const char *value)
{
	net->has_bssid = true;
	return config_value_mac(value, net->bssid);
}

static const char *parse_fragment_size(struct network *net, const struct config_key *key,
				       const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, EAP_FRAGMENT_SIZE_MIN, EAP_FRAGMENT_SIZE_MAX, &n);
	net->eap.fragment_size = n;
	return error;
}

static const char *parse_insecure_server(struct network *net, const struct config_key *key,
					 const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, 0, 1, &n);
	net->eap.insecure = n;
	return error;
}

static const char *parse_ocsp(struct network *net, const struct config_key *key, const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, EAP_OCSP_OFF, EAP_OCSP_REQUIRED, &n);
	net->eap.ocsp = n;
	return error;
}

static const char *parse_check_crl(struct network *net, const struct config_key *key,
				   const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, EAP_CRL_OFF, EAP_CRL_CHAIN, &n);
	net->eap.check_crl = n;
	return error;
}

/* Next word of a list separated by blanks, or NULL. */
static const char *next_word(const char **pos, char *word, size_t size)
{
	size_t len;

	*pos += strspn(*pos, " \t");
	len = strcspn(*pos, " \t");
	if (!len)
		return NULL;
	snprintf(word, size, "%.*s", (int)len, *pos);
	*pos += len;
	return word;
}

static const char *parse_eap(struct network *net, const struct config_key *key, const char *value)
{
	const struct eap_method *method;
	char word[32];

	while (next_word(&value, word, sizeof(word))) {
		method = eap_method_find(word);
		if (!method)
			return "EAP method is not supported (TLS, TTLS, PEAP, SIM, AKA, AKA', "
			       "PSK and PWD are)";
		if (net->eap.num_methods == EAP_METHODS_MAX)
			return "too many EAP methods";
		net->eap.methods[net->eap.num_methods++] = method;
	}
	return NULL;
}

/* 802.16 has one key management; blocks that were written for 802.11 or 802.1X name theirs. */
static const char *parse_key_mgmt(struct network *net, const struct config_key *key,
				  const char *value)
{
	char word[32];

	while (next_word(&value, word, sizeof(word)))
		if (strcmp(word, "WPA-EAP") && strcmp(word, "IEEE8021X"))
			return "only WPA-EAP and IEEE8021X are accepted, and mean the same here";
	return NULL;
}

/* Words of phase2="..." */
static const char *parse_phase2(struct network *net, const struct config_key *key,
				const char *value)
{
	const char *error, *pos;
	char *text = NULL;
	char word[32];

	error = config_value_string(value, &text);
	for (pos = text; !error && next_word(&pos, word, sizeof(word));) {
		const struct eap_inner *inner = eap_inner_find(word);

		if (!inner)
			error = "unknown word; known are auth= with PAP, CHAP, MSCHAP, MSCHAPV2, "
				"GTC, TLS and autheap= with MSCHAPV2, GTC, MD5, TLS";
		else if (net->eap.num_phase2 == EAP_PHASE2_MAX)
			error = "too many words";
		else
			net->eap.phase2[net->eap.num_phase2++] = inner;
	}
	free(text);
	return error;
}

/* Flags of phase1="..."; versions of TLS below 1.2 and of PEAP above 0 are never spoken. */
static const char *parse_phase1(struct network *net, const struct config_key *key,
				const char *value)
{
	static const struct {
		const char *word;
		int max;
		int min;
		enum eap_binding binding;
		bool result_ind;
		bool allow_sha1;
	} flags[] = {
		{ .word = "tls_disable_tlsv1_0=1" },
		{ .word = "tls_disable_tlsv1_1=1" },
		{ .word = "tls_disable_tlsv1_2=0" },
		{ .word = "tls_disable_tlsv1_2=1", .min = TLS1_3_VERSION },
		{ .word = "tls_disable_tlsv1_3=0" },
		{ .word = "tls_disable_tlsv1_3=1", .max = TLS1_2_VERSION },
		{ .word = "tls_allow_sha1=0" },
		{ .word = "tls_allow_sha1=1", .allow_sha1 = true },
		{ .word = "peapver=0" },
		{ .word = "crypto_binding=0", .binding = EAP_BINDING_OFF },
		{ .word = "crypto_binding=1", .binding = EAP_BINDING_OFFERED },
		{ .word = "crypto_binding=2", .binding = EAP_BINDING_REQUIRED },
		{ .word = "result_ind=0" },
		{ .word = "result_ind=1", .result_ind = true },
	};
	const char *error, *pos;
	char *text = NULL;
	char word[64];
	size_t i;

	error = config_value_string(value, &text);
	for (pos = text; !error && next_word(&pos, word, sizeof(word));) {
		for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
			if (!strcmp(word, flags[i].word))
				break;
		if (i == sizeof(flags) / sizeof(flags[0])) {
			error = "unknown flag; known are tls_disable_tlsv1_2, tls_disable_tlsv1_3, "
				"tls_allow_sha1 and result_ind, =0 or =1 (TLS 1.0 and 1.1 are "
				"always disabled), crypto_binding, =0, =1 or =2, and peapver=0";
			break;
		}
		net->eap.binding = flags[i].binding ? flags[i].binding : net->eap.binding;
		net->eap.result_ind |= flags[i].result_ind;
		net->eap.allow_sha1 |= flags[i].allow_sha1;
		net->eap.tls_max = flags[i].max ? flags[i].max : net->eap.tls_max;
		net->eap.tls_min = flags[i].min ? flags[i].min : net->eap.tls_min;
	}
	if (!error && net->eap.tls_min && net->eap.tls_max)
		error = "no TLS version is left";
	free(text);
	return error;
}

#define KEY(key, ...)                                             \
	{                                                         \
		.name = #key, .parse = parse_##key, ##__VA_ARGS__ \
	}
#define STRING(key, ...)                                                                          \
	{                                                                                         \
		.name = #key, .parse = parse_string, .offset = offsetof(struct network, eap.key), \
		##__VA_ARGS__                                                                     \
	}

#define SECRET(key)                                                                               \
	{                                                                                         \
		.name = #key, .parse = parse_secret, .offset = offsetof(struct network, eap.key), \
		.secret = true                                                                    \
	}

static const struct config_key keys[] = {
	KEY(id_str, .offset = offsetof(struct network, name)),
	KEY(priority),
	KEY(bssid),
	KEY(key_mgmt),
	KEY(eap),
	STRING(identity),
	STRING(anonymous_identity),
	STRING(ca_cert, .file = true),
	STRING(client_cert, .file = true),
	STRING(private_key, .file = true, .private_file = true),
	SECRET(private_key_passwd),
	STRING(sim_file, .file = true),
	STRING(domain_match),
	STRING(domain_suffix_match),
	STRING(altsubject_match),
	STRING(subject_match),
	KEY(ocsp),
	KEY(check_crl),
	STRING(crl_file, .file = true),
	STRING(openssl_ciphers),
	STRING(tls13_ciphers),
	STRING(tls_sigalgs),
	KEY(password, .offset = offsetof(struct network, eap.password), .secret = true),
	KEY(phase2),
	STRING(ca_cert2, .file = true),
	STRING(client_cert2, .file = true),
	STRING(private_key2, .file = true, .private_file = true),
	SECRET(private_key2_passwd),
	STRING(domain_match2),
	STRING(domain_suffix_match2),
	KEY(fragment_size),
	KEY(phase1),
	KEY(insecure_server),
};

#define NUM_KEYS (sizeof(keys) / sizeof(keys[0]))
_Static_assert(NUM_KEYS <= KEYS_MAX, "reader.seen has a bit for each key");

/* Blobs may stand further down; they and pins are judged when all of the file is read. */
static bool names_no_file(const char *value)
{
	return !strncmp(value, "hash://", 7) ||
	       !strncmp(value, EAP_BLOB_SCHEME, strlen(EAP_BLOB_SCHEME));
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

	for (i = 0; i < NUM_KEYS && strcmp(name, keys[i].name); i++)
		;
	if (i == NUM_KEYS) {
		report(r, r->line, name, "unknown key%s",
		       strcmp(name, "ssid") ? "" : ": networks have names here, id_str=\"NAME\"");
		return;
	}
	key = &keys[i];
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
	for (i = 0; i < NUM_KEYS; i++) {
		if (keys[i].parse != parse_string && keys[i].parse != parse_id_str &&
		    keys[i].parse != parse_password && keys[i].parse != parse_secret)
			continue;
		value = *(char **)((char *)net + keys[i].offset);
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
	r->errors_before = r->errors;
	r->network = net;
	r->seen = 0;
}

/* The credentials have what they need of them. */
static void wipe_secrets(struct network *net)
{
	size_t i;

	for (i = 0; i < NUM_KEYS; i++)
		if (keys[i].secret)
			wipe_value(net, *(char **)((char *)net + keys[i].offset));
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
