// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAP-pwd: a server that knows the password and does what the input says. Success means its keys, and
 * that it confirmed.
 *
 * Covers: userspace/wmand/eap/eap_pwd.c
 *
 * Input: one octet each for group, preparation and fragment size; then steps of one octet, with what
 * they need.
 */
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "pwd_server.h"

#define PASSWORD "pa55word"

enum step {
	STEP_IDENTIFY,
	STEP_COMMIT,
	STEP_CONFIRM,
	STEP_PACKET, /* as it is */
	STEP_CHANGE, /* an octet of the own commit */
	STEP_SCALAR, /* all of it is this octet */
	STEP_SUITE,
	STEP_SUCCESS,
	STEP_FAILURE,
	STEP_COUNT,
};

static struct eap_creds *creds[3]; /* a password, its hash, in small fragments and not UTF-8 */
static struct pwd_server server;
static bool agreed, confirmed;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct eap_config cfg = { .identity = "pwd@wimax.test", .num_methods = 1 };
	struct eap_error err;

	cfg.methods[0] = eap_method_find("PWD");
	cfg.password = PASSWORD;
	creds[0] = eap_creds_load(&cfg, &err);
	cfg.password = "8846f7eaee8fb117ad06bdd830b7586c";
	cfg.password_is_hash = true;
	creds[1] = eap_creds_load(&cfg, &err);
	cfg.password = PASSWORD "\xff";
	cfg.password_is_hash = false;
	cfg.fragment_size = EAP_FRAGMENT_SIZE_MIN;
	creds[2] = eap_creds_load(&cfg, &err);
	NEED(creds[0] && creds[1] && creds[2]);
	return 0;
}

static void packet(struct input *in)
{
	u8 flags = input_u8(in), *data;
	size_t len;

	data = input_chunk(in, &len);
	pwd_server_packet(&server, flags, data, len < 1500 ? len : 1500);
	free(data);
}

static void step(struct input *in)
{
	const size_t len = server.d.len;
	size_t at;

	switch (input_u8(in) % STEP_COUNT) {
	case STEP_IDENTIFY:
		if (!len)
			pwd_server_identify(&server);
		break;
	case STEP_COMMIT:
		agreed = len && pwd_server_commit(&server) == DRAGONFLY_GOOD;
		break;
	case STEP_CONFIRM:
		if (agreed)
			confirmed = pwd_server_confirm(&server) || confirmed;
		break;
	case STEP_PACKET:
		packet(in);
		break;
	case STEP_CHANGE:
		at = input_u8(in);
		server.d.commit[at % DRAGONFLY_COMMIT_MAX] ^= input_u8(in);
		break;
	case STEP_SCALAR:
		memset(server.d.commit + 2 * len, input_u8(in), len);
		break;
	case STEP_SUITE:
		at = input_u8(in) % sizeof(server.suite);
		server.suite[at] = input_u8(in);
		break;
	case STEP_SUCCESS:
		eap_server_success(&server.link, server.id);
		break;
	case STEP_FAILURE:
		eap_server_failure(&server.link, server.id);
		break;
	}
}

static void check_end(void)
{
	const struct eap_result *r = &server.link.result;

	if (!server.link.done_count)
		eap_peer_timeout(server.link.peer);
	NEED(server.link.done_count == 1);
	if (!r->success) {
		NEED(r->error.reason && r->error.text[0]);
		return;
	}
	NEED(confirmed);
	NEED(!memcmp(r->msk, server.keys, EAP_MSK_LEN));
	NEED(!memcmp(r->emsk, server.keys + EAP_MSK_LEN, EAP_EMSK_LEN));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	u8 first = input_u8(&in);

	input_fix_random();
	agreed = confirmed = false;
	server.group = 19 + first % 4;
	server.prep = input_u8(&in) % 8;
	server.fragment = input_u8(&in);
	server.salt_len = server.fragment % sizeof(server.salt);
	memcpy(server.password, PASSWORD, strlen(PASSWORD));
	server.password_len = strlen(PASSWORD);
	pwd_server_begin(&server, creds[first / 4 % 3]);
	while (input_left(&in))
		step(&in);
	check_end();
	pwd_server_end(&server);
	memset(&server, 0, sizeof(server));
	return 0;
}
