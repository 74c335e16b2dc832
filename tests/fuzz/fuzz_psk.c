// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAP-PSK: a server that knows the key and does with it what the input says. Success means its keys,
 * and that it protected a success.
 *
 * Covers: userspace/wmand/eap/eap_psk.c
 *
 * Input: steps of one octet; those with a message have it with its length before it.
 */
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "psk_server.h"

#define KEY "0123456789abcdef"

enum step {
	STEP_FIRST,
	STEP_SECOND, /* with this in the protected channel */
	STEP_RAW, /* Type-Data as it is */
	STEP_FLIP, /* and the ones below: of the next message */
	STEP_CUT,
	STEP_FLAGS,
	STEP_COUNTER,
	STEP_SUCCESS,
	STEP_FAILURE,
	STEP_NAME, /* of the server, for the time to come */
	STEP_BEGIN, /* a new conversation */
	STEP_COUNT,
};

static struct eap_creds *creds;
static struct psk_server server;
static bool succeeded; /* the server said so under protection */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct eap_config cfg = { .identity = "psk@wimax.test", .num_methods = 1, .password = KEY };
	struct eap_error err;

	cfg.methods[0] = eap_method_find("PSK");
	/* what the input cannot vary: a key of another length, or none */
	cfg.password = KEY "x";
	NEED(!eap_creds_load(&cfg, &err));
	cfg.password = NULL;
	NEED(!eap_creds_load(&cfg, &err));
	cfg.password = KEY;
	cfg.password_len = PSK_LEN;
	creds = eap_creds_load(&cfg, &err);
	NEED(creds);
	memcpy(server.key, KEY, sizeof(server.key));
	return 0;
}

static void check_end(void)
{
	const struct eap_result *r = &server.link.result;

	NEED(server.link.done_count <= 1);
	if (!server.link.done_count)
		eap_peer_timeout(server.link.peer);
	NEED(server.link.done_count == 1);
	if (!r->success) {
		NEED(r->error.reason && r->error.text[0]);
		return;
	}
	NEED(succeeded);
	NEED(!memcmp(r->msk, server.keys.msk, EAP_MSK_LEN));
	NEED(!memcmp(r->emsk, server.keys.emsk, EAP_EMSK_LEN));
}

static void begin(void)
{
	succeeded = false;
	psk_server_begin(&server, creds);
}

static void second(struct input *in)
{
	size_t len;
	u8 *message = input_chunk(in, &len);

	len = len < 1000 ? len : 1000;
	succeeded = succeeded || (len && (message[0] & 0xc0) == PSK_SUCCESS);
	psk_server_second(&server, message, len);
	free(message);
}

static void raw(struct input *in)
{
	u8 data[1500] = { PSK_TYPE }, *message;
	size_t len;

	message = input_chunk(in, &len);
	len = len < sizeof(data) - 1 ? len : sizeof(data) - 1;
	memcpy(data + 1, message, len);
	free(message);
	eap_server_request(&server.link, ++server.id, data, 1 + len);
}

static void step(struct input *in, char *name, size_t size)
{
	size_t len;
	u8 *text;

	switch (input_u8(in) % STEP_COUNT) {
	case STEP_FIRST:
		psk_server_first(&server);
		if (server.link.resp_len > 5 + 17 + 32)
			psk_server_verify(&server);
		break;
	case STEP_SECOND:
		second(in);
		break;
	case STEP_RAW:
		raw(in);
		break;
	case STEP_FLIP:
		server.flip = input_u8(in) % 70;
		break;
	case STEP_CUT:
		server.cut = input_u8(in) % 17;
		break;
	case STEP_FLAGS:
		server.flags = input_u8(in);
		break;
	case STEP_COUNTER:
		server.counter = input_u8(in);
		break;
	case STEP_SUCCESS:
		eap_server_success(&server.link, server.id);
		break;
	case STEP_FAILURE:
		eap_server_failure(&server.link, server.id);
		break;
	case STEP_NAME:
		text = input_chunk(in, &len);
		len = len < size ? len : size - 1;
		memset(name, 'x', len);
		name[len] = '\0';
		free(text);
		break;
	case STEP_BEGIN:
		check_end();
		begin();
		break;
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	char name[1000] = "aaa.wimax.test";

	input_fix_random();
	server.id_s = name;
	begin();
	while (input_left(&in))
		step(&in, name, sizeof(name));
	check_end();
	psk_server_end(&server);
	return 0;
}
