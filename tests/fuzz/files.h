/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of fuzzers that read configurations, all in memory; and what a configuration may name
 * besides: in place of secret.c and keeper.c, no program runs, no token and no TPM is asked.
 */
#ifndef TESTS_FUZZ_FILES_H
#define TESTS_FUZZ_FILES_H

#include <sys/types.h>

#include "octets.h"

/* What files_write() has written */
#define FILES_PATH "/proc/self/fd/300"
/* CA, client certificate, its key, the key with the passphrase "secret" */
#define FILES_CA	 "/proc/self/fd/301"
#define FILES_CERT	 "/proc/self/fd/302"
#define FILES_KEY	 "/proc/self/fd/303"
#define FILES_LOCKED_KEY "/proc/self/fd/304"

/* Make all of them; @FILES_PATH is empty. */
void files_make(void);
/* Replace what is at @FILES_PATH. */
void files_write(const void *data, size_t len, mode_t mode);

#endif
