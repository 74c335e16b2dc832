/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What fuzzers share: the input as a sequence of integers and pieces, and a way to fail.
 *
 * A fuzzer is tests/fuzz/fuzz_NAME.c with LLVMFuzzerTestOneInput(); its line "Covers:" names the
 * sources whose branches it is to reach. Pieces are copies of just their size, so that a sanitizer
 * sees a read past the end.
 */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include "octets.h"

/** struct input - what is left of an input */
struct input {
	const u8 *pos;
	const u8 *end;
};

/* A property does not hold: the run ends, and the input is kept. */
#define NEED(cond)                                             \
	do {                                                   \
		if (!(cond))                                   \
			input_fail(__FILE__, __LINE__, #cond); \
	} while (0)

void input_fail(const char *file, int line, const char *what) __attribute__((noreturn));

struct input input_begin(const u8 *data, size_t size);
/* Octets left. */
size_t input_left(const struct input *in);
/* Integers, big-endian; 0 for what is not there any more. */
u8 input_u8(struct input *in);
u16 input_u16(struct input *in);
u32 input_u32(struct input *in);
/* A piece of at most @max octets, to be freed; @len says how long it is. */
u8 *input_piece(struct input *in, size_t max, size_t *len);
/* A piece with its length in two octets before it. */
u8 *input_chunk(struct input *in, size_t *len);
/* Everything that is left. */
u8 *input_rest(struct input *in, size_t *len);

/*
 * Change a message of @len octets in @size: one octet of @in says how (a message may stay as it is),
 * and for that an offset of two octets, and an octet or a piece with its length.
 */
void input_change(struct input *in, u8 *data, size_t *len, size_t size);

/* Whether @part lies within the @len octets at @whole. */
bool input_within(const void *part, size_t part_len, const void *whole, size_t len);

/* OpenSSL's random numbers become a sequence, which begins anew: an input does the same again. */
void input_fix_random(void);

/* What libFuzzer calls. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif
