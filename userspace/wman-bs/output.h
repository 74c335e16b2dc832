/* SPDX-License-Identifier: BSD-3-Clause */
/* A file that something is written to all the time: event log, capture, key log. */
#ifndef _BS_OUTPUT_H
#define _BS_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/**
 * bs_output_is() - whether a file is the one that a path names now
 * @f: the file
 * @path: the path, "-" for standard output
 *
 * Return: false when the file was moved away, or removed.
 */
static inline bool bs_output_is(FILE *f, const char *path)
{
	struct stat a, b;

	if (!strcmp(path, "-") || f == stdout)
		return !strcmp(path, "-") && f == stdout;
	return !fstat(fileno(f), &a) && !stat(path, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

#endif
