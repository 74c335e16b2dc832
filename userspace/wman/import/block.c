// SPDX-License-Identifier: BSD-3-Clause
/* A block of wmand.conf: its keys while it is read, and the rules that wmand --check has for it. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config_value.h"
#include "import.h"
#include "json.h"

#define IDENTITY_MAX 253
#define NAME_MAX_LEN 64
#define PSK_LEN	     16
#define WORDS_MAX    4 /* of eap and of phase2 */
#define HASH	     "hash:"
#define PIN	     "hash://"

/*
 * A secret may have any octet in it; other text is UTF-8 without a NUL. Without a rule of trust its
 * network would believe more than it did, so it goes with it.
 */
static const struct {
	const char *name;
	bool octets;
	bool trust;
} keys[IMPORT_KEYS] = {
	[IMPORT_ID_STR] = { .name = "id_str" },
	[IMPORT_PRIORITY] = { .name = "priority" },
	[IMPORT_BSSID] = { .name = "bssid", .trust = true },
	[IMPORT_BSSID_ACCEPT] = { .name = "bssid_accept", .trust = true },
	[IMPORT_NAP] = { .name = "nap" },
	[IMPORT_BSSID_IGNORE] = { .name = "bssid_ignore", .trust = true },
	[IMPORT_EAP] = { .name = "eap" },
	[IMPORT_IDENTITY] = { .name = "identity" },
	[IMPORT_ANONYMOUS_IDENTITY] = { .name = "anonymous_identity" },
	[IMPORT_PASSWORD] = { .name = "password", .octets = true },
	[IMPORT_PHASE2] = { .name = "phase2" },
	[IMPORT_CA_CERT] = { .name = "ca_cert" },
	[IMPORT_CLIENT_CERT] = { .name = "client_cert" },
	[IMPORT_PRIVATE_KEY] = { .name = "private_key" },
	[IMPORT_PRIVATE_KEY_PASSWD] = { .name = "private_key_passwd" },
	[IMPORT_DOMAIN_MATCH] = { .name = "domain_match", .trust = true },
	[IMPORT_DOMAIN_SUFFIX_MATCH] = { .name = "domain_suffix_match", .trust = true },
	[IMPORT_ALTSUBJECT_MATCH] = { .name = "altsubject_match", .trust = true },
	[IMPORT_SUBJECT_MATCH] = { .name = "subject_match", .trust = true },
	[IMPORT_OCSP] = { .name = "ocsp" },
	[IMPORT_OPENSSL_CIPHERS] = { .name = "openssl_ciphers" },
	[IMPORT_CA_CERT2] = { .name = "ca_cert2" },
	[IMPORT_CLIENT_CERT2] = { .name = "client_cert2" },
	[IMPORT_PRIVATE_KEY2] = { .name = "private_key2" },
	[IMPORT_PRIVATE_KEY2_PASSWD] = { .name = "private_key2_passwd" },
	[IMPORT_DOMAIN_MATCH2] = { .name = "domain_match2", .trust = true },
	[IMPORT_DOMAIN_SUFFIX_MATCH2] = { .name = "domain_suffix_match2", .trust = true },
	[IMPORT_FRAGMENT_SIZE] = { .name = "fragment_size" },
	[IMPORT_PHASE1] = { .name = "phase1" },
};

/* What a method is of no use without */
static const struct {
	const char *method;
	enum import_key needs[2];
} methods[] = {
	{ "TLS", { IMPORT_CA_CERT, IMPORT_PRIVATE_KEY } },
	{ "TTLS", { IMPORT_CA_CERT, IMPORT_PHASE2 } },
	{ "PEAP", { IMPORT_CA_CERT, IMPORT_PHASE2 } },
	{ "PSK", { IMPORT_IDENTITY, IMPORT_PASSWORD } },
	{ "PWD", { IMPORT_IDENTITY, IMPORT_PASSWORD } },
};

/* Words of phase2: what they are inside of TTLS and PEAP, and whether the NT hash is enough */
static const struct {
	const char *word;
	const char *ttls;
	const char *peap;
	bool hash;
	bool alone; /* in TTLS */
} inners[] = {
	{ .word = "auth=PAP", .ttls = "auth=PAP", .alone = true },
	{ .word = "auth=CHAP", .ttls = "auth=CHAP", .alone = true },
	{ .word = "auth=MSCHAP", .ttls = "auth=MSCHAP", .hash = true, .alone = true },
	{ .word = "auth=MSCHAPV2",
	  .ttls = "auth=MSCHAPV2",
	  .peap = "auth=MSCHAPV2",
	  .hash = true,
	  .alone = true },
	{ .word = "auth=GTC", .peap = "auth=GTC" },
	{ .word = "auth=TLS", .peap = "auth=TLS" },
	{ .word = "autheap=MSCHAPV2",
	  .ttls = "autheap=MSCHAPV2",
	  .peap = "autheap=MSCHAPV2",
	  .hash = true },
	{ .word = "autheap=GTC", .ttls = "autheap=GTC", .peap = "autheap=GTC" },
	{ .word = "autheap=MD5", .ttls = "autheap=MD5", .peap = "autheap=MD5" },
	{ .word = "autheap=TLS", .ttls = "autheap=TLS", .peap = "autheap=TLS" },
};

#define TEXT_(macro)  #macro
#define TEXT(macro)   TEXT_(macro)
#define N_ELEMENTS(a) (sizeof(a) / sizeof((a)[0]))

static void tell(struct import *im, unsigned int line, const char *key, const char *fmt, va_list ap)
{
	char text[512], *p;

	vsnprintf(text, sizeof(text), fmt, ap);
	/* It may quote the file, which may hold anything. */
	for (p = text; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = '?';
	fputs(im->path, im->err);
	if (line)
		fprintf(im->err, ":%u", line);
	fputs(": ", im->err);
	for (; key && *key; key++)
		putc(iscntrl((unsigned char)*key) ? '?' : *key, im->err);
	fprintf(im->err, "%s%s\n", key ? ": " : "", text);
	im->left_out++;
}

/**
 * import_left_out() - tell of something that cannot be carried over
 * @im: the run
 * @key: what it was called in the file, or NULL
 * @fmt: why, as for printf(); no secret
 */
void import_left_out(struct import *im, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell(im, im->line, key, fmt, ap);
	va_end(ap);
}

/**
 * import_refuse() - tell why the open block is not to be written
 * @im: the run
 * @key: what it was called in the file, or NULL
 * @fmt: why, as for printf(); no secret
 */
void import_refuse(struct import *im, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell(im, im->line, key, fmt, ap);
	va_end(ap);
	im->refused = true;
}

/**
 * import_lost() - tell of a value that cannot be carried over; a rule of trust takes its network with it
 * @im: the run
 * @key: its key in the open block
 * @name: what it was called in the file
 * @why: the reason, no secret
 */
void import_lost(struct import *im, enum import_key key, const char *name, const char *why)
{
	if (keys[key].trust)
		import_refuse(im, name, "the network is left out: %s", why);
	else
		import_left_out(im, name, "%s", why);
}

static struct import_value *value_of(struct import *im, enum import_key key)
{
	return &im->values[key];
}

static const char *text_of(struct import *im, enum import_key key)
{
	return im->values[key].text;
}

static void value_clear(struct import_value *value)
{
	if (value->text)
		explicit_bzero(value->text, value->len);
	free(value->text);
	memset(value, 0, sizeof(*value));
}

/**
 * import_unset() - forget a key of the open block
 * @im: the run
 * @key: which
 */
void import_unset(struct import *im, enum import_key key)
{
	value_clear(value_of(im, key));
}

/* Drop a key and say why. */
__attribute__((format(printf, 3, 4))) static void drop(struct import *im, enum import_key key,
						       const char *fmt, ...)
{
	struct import_value *value = value_of(im, key);
	va_list ap;

	va_start(ap, fmt);
	tell(im, value->line, keys[key].name, fmt, ap);
	va_end(ap);
	value_clear(value);
}

/**
 * import_begin() - a block begins in this line
 * @im: the run
 */
void import_begin(struct import *im)
{
	im->open = true;
	im->refused = false;
	im->began = im->line;
}

static bool is_utf8(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n;

	for (; len; s += n, len -= n) {
		n = json_utf8_len(s, len);
		if (!n)
			return false;
	}
	return true;
}

static void set(struct import *im, enum import_key key, const char *text, size_t len, bool plain)
{
	struct import_value *value = value_of(im, key);

	value_clear(value);
	value->text = malloc(len + 1);
	if (!value->text) {
		import_refuse(im, keys[key].name, "out of memory");
		return;
	}
	memcpy(value->text, text, len);
	value->text[len] = '\0';
	value->len = len;
	value->plain = plain;
	value->line = im->line;
}

/**
 * import_text() - set a key of the open block to a text
 * @im: the run
 * @key: which
 * @text: its octets; empty: the key is not set
 * @len: how many
 */
void import_text(struct import *im, enum import_key key, const char *text, size_t len)
{
	if (len > IMPORT_TEXT_MAX)
		import_lost(im, key, keys[key].name,
			    "longer than " TEXT(IMPORT_TEXT_MAX) " octets");
	else if (!keys[key].octets && (memchr(text, '\0', len) || !is_utf8(text, len)))
		import_lost(im, key, keys[key].name, "not UTF-8, or a NUL in it");
	else if (len)
		set(im, key, text, len, false);
}

/**
 * import_plain() - set a key of the open block to what needs no quotes
 * @im: the run
 * @key: which
 * @value: printable, without blanks at its ends
 */
void import_plain(struct import *im, enum import_key key, const char *value)
{
	set(im, key, value, strlen(value), true);
}

/**
 * import_number() - set a key of the open block to a number
 * @im: the run
 * @key: which
 * @value: decimal
 * @min: least that wmand takes
 * @max: greatest
 */
void import_number(struct import *im, enum import_key key, const char *value, long min, long max)
{
	const char *error;
	char text[24];
	long n = 0;

	error = config_value_int(value, min, max, &n);
	if (error) {
		import_left_out(im, keys[key].name, "%s, wmand takes %ld to %ld", error, min, max);
		return;
	}
	snprintf(text, sizeof(text), "%ld", n);
	import_plain(im, key, text);
}

/**
 * import_add_word() - add a word to a list that does not have it
 * @im: the run
 * @key: IMPORT_EAP, IMPORT_PHASE1 or IMPORT_PHASE2
 * @word: the word
 */
void import_add_word(struct import *im, enum import_key key, const char *word)
{
	const char *old = text_of(im, key);
	char list[IMPORT_TEXT_MAX];

	if (import_has_word(im, key, word))
		return;
	snprintf(list, sizeof(list), "%s%s%s", old ? old : "", old ? " " : "", word);
	set(im, key, list, strlen(list), key == IMPORT_EAP);
}

/* ---- rules ---- */

/**
 * import_has_word() - look for a word in a list
 * @im: the run
 * @key: IMPORT_EAP, IMPORT_PHASE1 or IMPORT_PHASE2
 * @word: the word
 *
 * Return: whether it is there, in capitals or not.
 */
bool import_has_word(const struct import *im, enum import_key key, const char *word)
{
	const char *s = im->values[key].text;
	size_t len = strlen(word);

	for (; s && *s; s += strcspn(s, " "), s += strspn(s, " "))
		if (!strncasecmp(s, word, len) && (!s[len] || s[len] == ' '))
			return true;
	return false;
}

/* What the file does not name */
static void take_files(struct import *im)
{
	enum import_key key;

	for (key = 0; key < IMPORT_KEYS; key++)
		if (im->file[key] && !text_of(im, key))
			set(im, key, im->file[key], strlen(im->file[key]), false);
}

static bool is_token(const char *uri)
{
	return !strncmp(uri, "pkcs11:", 7) || !strncmp(uri, "handle:", 7);
}

/* Of what may be in a token or TPM, wmand uses the key of the outer EAP-TLS where it is. */
static void check_tokens(struct import *im)
{
	static const enum import_key files[] = { IMPORT_CA_CERT, IMPORT_CLIENT_CERT,
						 IMPORT_CA_CERT2, IMPORT_CLIENT_CERT2,
						 IMPORT_PRIVATE_KEY2 };
	unsigned int line = im->line;
	size_t i;

	for (i = 0; i < N_ELEMENTS(files); i++) {
		if (!text_of(im, files[i]) || !is_token(text_of(im, files[i])))
			continue;
		im->line = value_of(im, files[i])->line;
		if (im->file[files[i]])
			drop(im, files[i], "in a token; what is given is in its place");
		else
			import_refuse(im, keys[files[i]].name,
				      "the network is left out: wmand takes it out of a file only");
		im->line = line;
	}
}

static void check_identity(struct import *im, enum import_key key)
{
	struct import_value *value = value_of(im, key);

	/* wmand puts octets in the place of {mac} and {random}: leave room for them */
	if (value->text && value->len > IDENTITY_MAX - 2 * PSK_LEN)
		drop(im, key, "longer than %d octets", IDENTITY_MAX - 2 * PSK_LEN);
}

static bool is_hash(const struct import_value *value)
{
	return value->plain && !strncmp(value->text, HASH, strlen(HASH));
}

/* Why a tunnel has no use for phase2 as it is, or NULL */
static const char *wrong_inside(struct import *im, bool ttls)
{
	bool alone = false;
	size_t i, n = 0;

	for (i = 0; i < N_ELEMENTS(inners); i++) {
		if (!import_has_word(im, IMPORT_PHASE2, inners[i].word))
			continue;
		n++;
		alone = alone || (ttls && inners[i].alone);
		if (!(ttls ? inners[i].ttls : inners[i].peap))
			return "a word of phase2 does not fit it";
		if (!strcmp(strchr(inners[i].word, '=') + 1, "TLS") &&
		    (!text_of(im, IMPORT_CA_CERT2) || !text_of(im, IMPORT_PRIVATE_KEY2)))
			return "TLS inside needs ca_cert2 and private_key2";
	}
	if (n > WORDS_MAX)
		return "phase2 has more than 4 words";
	return alone && n > 1 ? "its phase2 can have one word only" : NULL;
}

/* Why a method cannot be used with what is there, or NULL */
static const char *wrong_with(struct import *im, size_t method, char *text, size_t size)
{
	const struct import_value *password = value_of(im, IMPORT_PASSWORD);
	const char *name = methods[method].method;
	size_t i;

	for (i = 0; i < 2; i++) {
		if (text_of(im, methods[method].needs[i]))
			continue;
		snprintf(text, size, "%s is missing%s", keys[methods[method].needs[i]].name,
			 methods[method].needs[i] == IMPORT_CA_CERT ?
				 ", and any server would be believed: give it with ca FILE" :
			 methods[method].needs[i] == IMPORT_PRIVATE_KEY ?
				 ": give it with cert FILE and key FILE" :
				 "");
		return text;
	}
	if (!strcmp(name, "PSK") && (password->plain || password->len != PSK_LEN))
		return "the password is no key of 16 octets";
	if (!strcmp(name, "TTLS") || !strcmp(name, "PEAP"))
		return wrong_inside(im, !strcmp(name, "TTLS"));
	return NULL;
}

/* Leave the methods that wmand has and has all for. */
static void check_methods(struct import *im)
{
	unsigned int line = im->line;
	char list[IMPORT_TEXT_MAX], text[128], *word, *rest = list;
	const char *wrong;
	size_t i, n = 0;

	if (!text_of(im, IMPORT_EAP)) {
		im->line = im->began;
		import_refuse(im, NULL, "the network is left out: it has no EAP method");
		im->line = line;
		return;
	}
	snprintf(list, sizeof(list), "%s", text_of(im, IMPORT_EAP));
	im->line = value_of(im, IMPORT_EAP)->line;
	value_clear(value_of(im, IMPORT_EAP));
	while ((word = strsep(&rest, " "))) {
		for (i = 0; i < N_ELEMENTS(methods) && strcasecmp(word, methods[i].method); i++)
			;
		if (i < N_ELEMENTS(methods))
			wrong = wrong_with(im, i, text, sizeof(text));
		else if (!strcasecmp(word, "SIM") || !strncasecmp(word, "AKA", 3))
			wrong = "the card is not in the file: see sim_file and external_sim in wmand.conf(5)";
		else
			wrong = "wmand does not have it";
		if (!wrong && n == WORDS_MAX)
			wrong = "wmand takes 4 methods";
		if (wrong)
			import_left_out(im, "EAP method", "%.16s: %s", word, wrong);
		else
			import_add_word(im, IMPORT_EAP, methods[i].method);
		n += !wrong;
	}
	im->line = im->began;
	if (!text_of(im, IMPORT_EAP))
		import_refuse(im, NULL, "the network is left out: no EAP method remains");
	im->line = line;
}

/* A hash is enough for MSCHAP, MSCHAPv2 and PWD, and text for them is UTF-8. */
static void check_password(struct import *im)
{
	struct import_value *value = value_of(im, IMPORT_PASSWORD);
	size_t i;

	if (!value->text)
		return;
	for (i = 0; i < N_ELEMENTS(inners); i++) {
		if (!import_has_word(im, IMPORT_PHASE2, inners[i].word))
			continue;
		if (!inners[i].hash && is_hash(value)) {
			drop(im, IMPORT_PASSWORD, "its hash is not enough for %s", inners[i].word);
			return;
		}
		if (inners[i].hash && !is_hash(value) &&
		    (value->len > 256 || !is_utf8(value->text, value->len))) {
			drop(im, IMPORT_PASSWORD,
			     "%s has UTF-8 of at most 256 octets; somebody will be asked",
			     inners[i].word);
			return;
		}
	}
}

/* What has a meaning only beside another key */
static const struct {
	enum import_key key;
	enum import_key beside;
} pairs[] = {
	{ IMPORT_CLIENT_CERT, IMPORT_PRIVATE_KEY },
	{ IMPORT_PRIVATE_KEY_PASSWD, IMPORT_PRIVATE_KEY },
	{ IMPORT_CLIENT_CERT2, IMPORT_PRIVATE_KEY2 },
	{ IMPORT_PRIVATE_KEY2_PASSWD, IMPORT_PRIVATE_KEY2 },
};

static void check_pairs(struct import *im)
{
	bool tunnel = import_has_word(im, IMPORT_EAP, "TTLS") ||
		      import_has_word(im, IMPORT_EAP, "PEAP");
	static const enum import_key inside[] = { IMPORT_PHASE2, IMPORT_CA_CERT2,
						  IMPORT_CLIENT_CERT2, IMPORT_PRIVATE_KEY2,
						  IMPORT_PRIVATE_KEY2_PASSWD };
	size_t i;

	for (i = 0; i < N_ELEMENTS(inside); i++)
		if (!tunnel && text_of(im, inside[i]))
			drop(im, inside[i], "only for the inside of a tunnel");
	for (i = 0; i < N_ELEMENTS(pairs); i++)
		if (text_of(im, pairs[i].key) && !text_of(im, pairs[i].beside))
			drop(im, pairs[i].key, "without %s", keys[pairs[i].beside].name);
	if (text_of(im, IMPORT_OCSP) && text_of(im, IMPORT_CA_CERT) &&
	    !strncmp(text_of(im, IMPORT_CA_CERT), PIN, strlen(PIN)))
		drop(im, IMPORT_OCSP, "the issuer is not known beside a pinned certificate");
}

/* ---- names ---- */

/* Octets of a name that are no more than @max, and no half of a character */
static int cut(const char *name, int max)
{
	int len = (int)strlen(name);

	if (len <= max)
		return len;
	for (len = max; len && !is_utf8(name, (size_t)len); len--)
		;
	return len;
}

/* id_str: as the file has it, made short and unlike the others. */
static void name_block(struct import *im)
{
	const char *given = text_of(im, IMPORT_ID_STR);
	const char *stem = given ? given : "network";
	char name[NAME_MAX_LEN + 1];
	int len = cut(stem, NAME_MAX_LEN - 10); /* leaves room for a number */
	unsigned int n;

	if (given && strlen(given) <= NAME_MAX_LEN)
		snprintf(name, sizeof(name), "%s", given);
	else
		snprintf(name, sizeof(name), "%.*s%s", len, stem, given ? "" : "1");
	for (n = 2; import_strings_have(&im->names, name); n++)
		snprintf(name, sizeof(name), "%.*s%u", len, stem, n);
	if (given && strcmp(given, name))
		import_left_out(im, "id_str", "\"%s\" is called \"%s\" here", given, name);
	if (!import_strings_add(&im->names, name))
		import_refuse(im, NULL, "out of memory");
	set(im, IMPORT_ID_STR, name, strlen(name), false);
}

/* ---- writing ---- */

static bool is_printable(const struct import_value *value)
{
	size_t i;

	for (i = 0; i < value->len; i++)
		if (iscntrl((unsigned char)value->text[i]) || value->text[i] == '"')
			return false;
	return is_utf8(value->text, value->len);
}

/* "text" where that is unmistakable, else P"text" with escapes, octets in hexadecimal. */
static void put_value(FILE *out, const struct import_value *value)
{
	bool simple = is_printable(value);
	size_t i;

	if (value->plain) {
		fputs(value->text, out);
		return;
	}
	if (memchr(value->text, '\0', value->len)) {
		for (i = 0; i < value->len; i++)
			fprintf(out, "%02x", (unsigned char)value->text[i]);
		return;
	}
	fputs(simple ? "\"" : "P\"", out);
	for (i = 0; i < value->len; i++) {
		unsigned char c = (unsigned char)value->text[i];

		if (!simple && (c == '"' || c == '\\' || c < ' ' || c >= 0x7f))
			fprintf(out, "\\x%02x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static void put_block(struct import *im)
{
	const struct import_value *value;
	enum import_key key;

	fprintf(im->out, "%snetwork={\n", im->networks ? "\n" : "");
	for (key = 0; key < IMPORT_KEYS; key++) {
		value = value_of(im, key);
		if (!value->text)
			continue;
		fprintf(im->out, "\t%s=", keys[key].name);
		put_value(im->out, value);
		putc('\n', im->out);
	}
	fputs("}\n", im->out);
	im->networks++;
}

static void clear_values(struct import *im)
{
	enum import_key key;

	for (key = 0; key < IMPORT_KEYS; key++)
		value_clear(value_of(im, key));
	im->open = false;
}

/**
 * import_end() - the open block is complete: write it, if wmand would take it
 * @im: the run
 */
void import_end(struct import *im)
{
	check_tokens(im);
	take_files(im);
	check_identity(im, IMPORT_IDENTITY);
	check_identity(im, IMPORT_ANONYMOUS_IDENTITY);
	check_password(im);
	check_methods(im);
	if (!im->refused)
		check_pairs(im);
	if (!im->refused)
		name_block(im);
	if (!im->refused)
		put_block(im);
	clear_values(im);
}

/**
 * import_line() - next line of a text, without blanks at its ends
 * @im: the run; its line is counted
 * @in: the file
 * @buf: for the line, as for getline(); to be wiped and freed by the caller
 * @size: octets at @buf
 *
 * Lines with a NUL in them are reported and left out. Return: false at the end.
 */
bool import_line(struct import *im, FILE *in, char **buf, size_t *size)
{
	ssize_t len;
	size_t skip;

	while ((len = getline(buf, size, in)) >= 0) {
		im->line++;
		if (strlen(*buf) != (size_t)len) {
			import_left_out(im, NULL, "line contains a NUL");
			continue;
		}
		while (len && isspace((unsigned char)(*buf)[len - 1]))
			(*buf)[--len] = '\0';
		skip = strspn(*buf, " \t");
		memmove(*buf, *buf + skip, (size_t)len - skip + 1);
		return true;
	}
	return false;
}

/**
 * import_clear() - wipe and free what a run has left
 * @im: the run
 */
void import_clear(struct import *im)
{
	clear_values(im);
	import_strings_clear(&im->names);
	import_strings_clear(&im->blob_names);
	import_strings_clear(&im->blob);
}
