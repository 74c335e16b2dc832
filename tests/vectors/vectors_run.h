/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Run vectors.json against kernel/proto and the primitives below it. The same files run in
 * user space over OpenSSL (tests/unit/test_vectors.c) and in the kernel over its crypto API
 * (tests/kmod/wman_vectors.c). A value that no check looked at is found at the end.
 */
#ifndef _WMAN_VECTORS_RUN_H
#define _WMAN_VECTORS_RUN_H

#include "octets.h"
#include "prim.h"
#include "vectors_gen.h"

/**
 * struct wman_vector_ops - what is not behind prim.h
 * @failed: a check failed; the path of the value that did not come out
 * @ccm: AES-CCM with M = 8, L = 2, in place; @seal or open. Returns 0, or not when OpenSSL
 *	or the kernel refused
 * @des: one block of single DES, encrypt or decrypt. Returns 0 or not
 */
struct wman_vector_ops {
	void (*failed)(const char *path);
	int (*ccm)(bool seal, const u8 *key, const u8 *nonce, const struct wman_octets *aad,
		   u8 *data, size_t len);
	int (*des)(bool encrypt, const u8 *key, const u8 *in, u8 *out);
};

/**
 * struct wman_vector_run - one run
 * @ops: set by the caller
 * @prim: set by the caller
 * @passed: checks that came out right
 * @failures: checks that did not
 * @used: by row of the table, whether a check looked at the value
 * @base: where relative paths begin
 */
struct wman_vector_run {
	const struct wman_vector_ops *ops;
	struct wman_prim *prim;
	unsigned int passed;
	unsigned int failures;
	bool used[WMAN_VECTORS];
	char base[96];
};

/**
 * wman_vectors_run() - run everything but RSA
 * @run: a fresh run
 */
void wman_vectors_run(struct wman_vector_run *run);

/**
 * wman_vectors_unused() - whether values below a path were not looked at
 * @run: after the run
 * @except: values whose path begins with this do not count; NULL for none
 *
 * Return: the path of the first one, or NULL.
 */
const char *wman_vectors_unused(const struct wman_vector_run *run, const char *except);

/* For the parts of a run. */

/* Begin at a path; with an index from 0 on when there is a list. */
void vector_base(struct wman_vector_run *run, const char *path);
void vector_base_index(struct wman_vector_run *run, const char *path, unsigned int index);

/* Whether there is a value below the base; only looks. */
bool vector_has(const struct wman_vector_run *run, const char *leaf);

/* Values below the base. One that is not there is a failure and comes as empty or 0. */
const struct wman_vector *vector_get(struct wman_vector_run *run, const char *leaf);
const u8 *vector_octets(struct wman_vector_run *run, const char *leaf);
u32 vector_number(struct wman_vector_run *run, const char *leaf);
bool vector_text_is(struct wman_vector_run *run, const char *leaf, const char *text);

/* Checks against a value below the base. */
void vector_check(struct wman_vector_run *run, bool ok, const char *leaf);
void vector_equal(struct wman_vector_run *run, const char *leaf, const void *data, size_t len);

/* The parts. */
void vectors_run_keys(struct wman_vector_run *run);
void vectors_run_exchange(struct wman_vector_run *run);
void vectors_run_traffic(struct wman_vector_run *run);

#endif /* _WMAN_VECTORS_RUN_H */
