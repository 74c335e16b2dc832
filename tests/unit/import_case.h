/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of wman import: one file of another program at a time, and what comes of it. */
#ifndef TESTS_UNIT_IMPORT_CASE_H
#define TESTS_UNIT_IMPORT_CASE_H

#include "import/import.h"

/** struct import_given - paths of good files, for the caller of wman import to give */
struct import_given {
	char ca[256];
	char cert[256];
	char key[256];
};

/** struct import_made - what the last import_convert() came to */
struct import_made {
	char *out;
	char *err;
	unsigned int left_out;
	unsigned int networks;
};

extern struct import_given given;
extern struct import_made made;

/* Of a group of tests */
int import_setup(void **state);
int import_teardown(void **state);

/* @files: what is given is given. */
void import_convert(const struct import_format *format, const char *text, bool files);
void import_convert_octets(const struct import_format *format, const char *text, size_t len,
			   bool files);
/* wmand takes what came out. */
void assert_accepted(void);
/* It is this, and wmand takes it. */
void assert_output(const char *text);
/* This is said, a line for each thing that was left out. */
void assert_messages(const char *text);

#endif
