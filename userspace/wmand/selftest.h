/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --self-test: the EAP peer against a RADIUS server, without a radio and without the kernel.
 */
#ifndef WMAND_SELFTEST_H
#define WMAND_SELFTEST_H

#include <stdbool.h>

struct network;

/**
 * struct selftest_options - what to do
 * @server: HOST:PORT of the RADIUS server
 * @secret_file: file with the shared secret
 * @socket: where people are asked, or NULL: what is not configured is missing
 * @runs: authentications, each with a full handshake
 * @reauths: re-authentications after them, with resumption when the server agrees
 * @json: one JSON object for each run instead of text
 */
struct selftest_options {
	const char *server;
	const char *secret_file;
	const char *socket;
	unsigned int runs;
	unsigned int reauths;
	bool json;
};

int selftest_run(const struct selftest_options *opt, const struct network *net);

#endif
