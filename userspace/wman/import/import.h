/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Configurations of other programs become blocks of wmand.conf(5). A format is a reader that calls
 * import_begin(), import_text() and import_plain() for what it finds and import_end(); what a block
 * of wmand needs, and what goes with what, is known in block.c alone. Nothing that was read is lost
 * without a word: what cannot be carried over is reported with its line and counted.
 */
#ifndef WMAN_IMPORT_H
#define WMAN_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Keys of a block, in the order in which they are written */
enum import_key {
	IMPORT_ID_STR,
	IMPORT_PRIORITY,
	IMPORT_BSSID,
	IMPORT_BSSID_ACCEPT,
	IMPORT_NAP,
	IMPORT_BSSID_IGNORE,
	IMPORT_EAP,
	IMPORT_IDENTITY,
	IMPORT_ANONYMOUS_IDENTITY,
	IMPORT_PASSWORD,
	IMPORT_PHASE2,
	IMPORT_CA_CERT,
	IMPORT_CLIENT_CERT,
	IMPORT_PRIVATE_KEY,
	IMPORT_PRIVATE_KEY_PASSWD,
	IMPORT_DOMAIN_MATCH,
	IMPORT_DOMAIN_SUFFIX_MATCH,
	IMPORT_ALTSUBJECT_MATCH,
	IMPORT_SUBJECT_MATCH,
	IMPORT_OCSP,
	IMPORT_OPENSSL_CIPHERS,
	IMPORT_CA_CERT2,
	IMPORT_CLIENT_CERT2,
	IMPORT_PRIVATE_KEY2,
	IMPORT_PRIVATE_KEY2_PASSWD,
	IMPORT_DOMAIN_MATCH2,
	IMPORT_DOMAIN_SUFFIX_MATCH2,
	IMPORT_FRAGMENT_SIZE,
	IMPORT_PHASE1,
	IMPORT_KEYS,
};

/* written with an escape for each octet it is no longer than a value of wmand.conf may be */
#define IMPORT_TEXT_MAX 1000

/**
 * struct import_value - value of a key
 * @text: its octets and a NUL behind them; NULL: not set
 * @len: octets at @text
 * @plain: written as it is, without quotes
 * @line: where it was found
 */
struct import_value {
	char *text;
	size_t len;
	bool plain;
	unsigned int line;
};

/**
 * struct import_strings - strings one behind the other, each with a NUL behind it
 * @text: the first one, or NULL
 * @len: octets at @text
 */
struct import_strings {
	char *text;
	size_t len;
};

/**
 * struct import - one run
 * @path: the file, for messages
 * @out: where blocks go
 * @err: where messages go
 * @file: what the caller gives for files that the input does not name, by key; else NULL
 * @line: of the input, 0 for all of it
 * @left_out: things that could not be carried over
 * @networks: blocks written
 * @open: a block is being made
 * @refused: and will not be written
 * @began: its line
 * @values: and its keys
 * @names: names of the networks before
 * @blob_names: names of the blobs before
 * @blob: base64 of the blob that is being read
 */
struct import {
	const char *path;
	FILE *out;
	FILE *err;
	const char *file[IMPORT_KEYS];
	unsigned int line;
	unsigned int left_out;
	unsigned int networks;
	bool open;
	bool refused;
	unsigned int began;
	struct import_value values[IMPORT_KEYS];
	struct import_strings names;
	struct import_strings blob_names;
	struct import_strings blob;
};

/**
 * struct import_format - one format
 * @name: word of the command line
 * @what: the program whose it is
 * @read: take all of a file; what is wrong with it is reported, not returned
 */
struct import_format {
	const char *name;
	const char *what;
	void (*read)(struct import *im, FILE *in);
};

extern const struct import_format import_supplicant;
extern const struct import_format import_beceem;
extern const struct import_format import_intel;
extern const struct import_format import_gctwimax;

/* For the readers */
void import_begin(struct import *im);
void import_text(struct import *im, enum import_key key, const char *text, size_t len);
void import_plain(struct import *im, enum import_key key, const char *value);
void import_number(struct import *im, enum import_key key, const char *value, long min, long max);
void import_add_word(struct import *im, enum import_key key, const char *word);
bool import_has_word(const struct import *im, enum import_key key, const char *word);
void import_unset(struct import *im, enum import_key key);
void import_left_out(struct import *im, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void import_refuse(struct import *im, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void import_lost(struct import *im, enum import_key key, const char *name, const char *why);
void import_end(struct import *im);
void import_blob_begin(struct import *im, const char *name);
void import_blob_add(struct import *im, const char *line);
void import_blob_end(struct import *im);
bool import_line(struct import *im, FILE *in, char **buf, size_t *size);

/* For the command */
void import_clear(struct import *im);

/* For block.c and blob.c */
bool import_strings_add(struct import_strings *list, const char *text);
bool import_strings_have(const struct import_strings *list, const char *text);
void import_strings_clear(struct import_strings *list);

#endif
