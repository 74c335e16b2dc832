// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAP-SIM, EAP-AKA and EAP-AKA': an operator that has the card's key and does what the input says,
 * with attributes that are changed before they are protected. Success means its keys.
 *
 * Covers: userspace/wmand/eap/sim_attr.c userspace/wmand/eap/sim_conv.c
 * Covers: userspace/wmand/eap/eap_sim.c userspace/wmand/eap/eap_aka.c
 * Covers: userspace/wmand/eap/sim_card.c
 *
 * Input: one octet of switches, then steps of one octet with what they need; after each the changes
 * of its messages as input_change() takes them, and how somebody answers who has the card.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "eap/method.h"
#include "input.h"
#include "sim_server.h"

#define RESULT_IND 0x08
#define GIVE_IDS   0x10
#define NO_CACHE   0x20
#define CHANGE	   0x40
#define ELSEWHERE  0x80 /* somebody has the card, and is asked */

enum step {
	STEP_IDENTITY,
	STEP_START,
	STEP_CHALLENGE,
	STEP_REAUTH,
	STEP_NOTIFY,
	STEP_RAW, /* Type-Data as it is */
	STEP_FAULT, /* of what comes then */
	STEP_SUCCESS,
	STEP_FAILURE,
	STEP_BEGIN, /* a new conversation */
	STEP_RESYNC,
	STEP_COUNT,
};

/* SIM, AKA, AKA', AKA where AKA' is allowed; each without and with the wish for a result */
static const struct {
	const char *names[2];
	const char *identity;
	u8 type;
} methods[] = {
	{ { "SIM" }, "1" SIM_TEST_IMSI "@wimax.test", EAP_TYPE_SIM },
	{ { "AKA" }, "0" SIM_TEST_IMSI "@wimax.test", EAP_TYPE_AKA },
	{ { "AKA'" }, "6" SIM_TEST_IMSI, EAP_TYPE_AKA_PRIME },
	{ { "AKA", "AKA'" }, "0" SIM_TEST_IMSI, EAP_TYPE_AKA },
};

static struct eap_creds *creds[4][2];
static struct eap_creds *elsewhere[4]; /* the card is */
static struct sim_server server;
static struct input in;
static struct sim_keys keys; /* of the operator, when the peer was done */

static void change(uint8_t *attrs, size_t *len)
{
	if (*len <= SIM_SERVER_ATTRS)
		input_change(&in, attrs, len, SIM_SERVER_ATTRS);
}

static void put(char *text, const u8 *octets, size_t len)
{
	size_t i;

	strcat(text, ":");
	for (i = 0; i < len; i++)
		sprintf(text + strlen(text), "%02x", octets[i]);
}

static void unhex(const char *text, u8 *out)
{
	unsigned int i, octet;

	for (i = 0; i < 16; i++) {
		NEED(sscanf(text + 2 * i, "%2x", &octet) == 1);
		out[i] = (u8)octet;
	}
}

/* What the card says to the challenge in the question; 16 octets in hex are 32 characters. */
static void card_says(char *text)
{
	struct usim usim = { .key = server.key };
	u8 rand[16], autn[16], sres[4], kc[8];
	const char *pos = strchr(server.ask_text, ':');
	struct usim_answer a = { .res_len = 0 };

	NEED(pos);
	sprintf(text, "%.*s", (int)(pos - server.ask_text), server.ask_text);
	if (*text == 'G') {
		for (; *pos; pos += 33) {
			unhex(pos + 1, rand);
			NEED(usim_gsm(&usim, rand, sres, kc));
			put(text, kc, sizeof(kc));
			put(text, sres, sizeof(sres));
		}
		return;
	}
	unhex(pos + 1, rand);
	unhex(pos + 34, autn);
	switch (usim_umts(&usim, server.sqn - 1, rand, autn, &a)) {
	case USIM_OK:
		put(text, a.ik, sizeof(a.ik));
		put(text, a.ck, sizeof(a.ck));
		put(text, a.res, a.res_len);
		break;
	case USIM_SYNC:
		strcpy(text, "UMTS-AUTS");
		put(text, a.auts, sizeof(a.auts));
		break;
	default:
		strcpy(text, "UMTS-FAIL");
	}
}

static void answer(void)
{
	char text[EAP_ANSWER_MAX];
	size_t len;
	u8 *other;

	NEED(server.ask == EAP_ASK_CARD);
	switch (input_u8(&in) % 4) {
	case 0:
	case 1:
		card_says(text);
		NEED(eap_peer_answer(server.peer, (const u8 *)text, strlen(text)));
		break;
	case 2:
		other = input_chunk(&in, &len);
		NEED(eap_peer_answer(server.peer, other, len) ==
		     !eap_answer_error(EAP_ASK_CARD, other, len));
		free(other);
		break;
	case 3:
		eap_peer_cancel(server.peer, WMAN_REASON_CREDENTIALS, "there is no card");
		NEED(server.done_count == 1);
	}
}

static void deliver(struct sim_server *s, const uint8_t *packet, size_t len)
{
	unsigned int asked = s->asks;
	bool over = s->done_count;

	eap_peer_rx(s->peer, packet, len);
	if (s->asks != asked)
		answer();
	if (!over)
		keys = s->keys;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char card[] = "ki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=000000000100\n";
	char path[] = "/tmp/fuzz_sim.XXXXXX";
	int fd = mkstemp(path);
	unsigned int i, k;

	NEED(fd >= 0 && write(fd, card, strlen(card)) == (ssize_t)strlen(card));
	close(fd);
	for (i = 0; i < 8; i++) {
		struct eap_config cfg = { .sim_file = path, .result_ind = i / 4 };
		struct eap_error err;

		cfg.identity = methods[i % 4].identity;
		if (i == 5)
			cfg.anonymous_identity = "2pseudonym@wimax.test";
		for (k = 0; k < 2 && methods[i % 4].names[k]; k++)
			cfg.methods[cfg.num_methods++] = eap_method_find(methods[i % 4].names[k]);
		creds[i % 4][i / 4] = eap_creds_load(&cfg, &err);
		NEED(creds[i % 4][i / 4]);
		cfg.sim_file = NULL;
		cfg.external_sim = true;
		if (i < 4) {
			elsewhere[i] = eap_creds_load(&cfg, &err);
			NEED(elsewhere[i]);
		}
	}
	unlink(path);
	return 0;
}

static void raw(void)
{
	u8 packet[1500] = { 1, ++server.id, 0, 0, server.type }, *data;
	size_t len;

	data = input_chunk(&in, &len);
	len = len < sizeof(packet) - 5 ? len : sizeof(packet) - 5;
	memcpy(packet + 5, data, len);
	free(data);
	packet[2] = (u8)((5 + len) >> 8);
	packet[3] = (u8)(5 + len);
	sim_server_raw(&server, packet, 5 + len);
}

static void notify(void)
{
	u16 code = input_u16(&in);
	u8 how = input_u8(&in);

	sim_server_notify(&server, code, how & 1, how & 2 ? server.counter : how & 4 ? 0 : -1);
}

static void check_end(void)
{
	const struct eap_result *r = &server.result;

	if (!server.done_count)
		eap_peer_timeout(server.peer);
	NEED(server.done_count == 1);
	if (!r->success) {
		NEED(r->error.reason && r->error.text[0]);
		return;
	}
	NEED(!memcmp(r->msk, keys.msk, EAP_MSK_LEN));
	NEED(!memcmp(r->emsk, keys.emsk, EAP_EMSK_LEN));
}

static void step(const struct eap_creds *card, struct eap_session_cache *cache)
{
	static const u8 requests[] = { 0, 13, 17, 10 };

	switch (input_u8(&in) % STEP_COUNT) {
	case STEP_IDENTITY:
		sim_server_identity(&server, requests[1 + input_u8(&in) % 3]);
		break;
	case STEP_START:
		sim_server_start(&server, requests[input_u8(&in) % 4]);
		break;
	case STEP_CHALLENGE:
		sim_server_challenge(&server);
		break;
	case STEP_REAUTH:
		sim_server_reauth(&server);
		break;
	case STEP_NOTIFY:
		notify();
		break;
	case STEP_RAW:
		raw();
		break;
	case STEP_FAULT:
		server.fault = (enum sim_fault)(input_u8(&in) % (VERSION_OVERLONG + 1));
		break;
	case STEP_SUCCESS:
		sim_server_success(&server);
		break;
	case STEP_FAILURE:
		sim_server_raw(&server, (u8[]){ 4, server.id, 0, 4 }, 4);
		break;
	case STEP_BEGIN:
		check_end();
		sim_server_begin(&server, card, cache);
		break;
	case STEP_RESYNC:
		if (server.resp_len > 8)
			sim_server_resync(&server);
		break;
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct eap_session_cache *cache;
	const struct eap_creds *card;
	u8 switches;

	input_fix_random();
	in = input_begin(data, size);
	switches = input_u8(&in);
	card = creds[switches & 3][!!(switches & RESULT_IND)];
	cache = switches & NO_CACHE ? NULL : eap_session_cache_new();
	server = (struct sim_server){
		.type = methods[switches & 3].type,
		.sqn = 0x100,
		.result_ind = switches & RESULT_IND,
		.give_ids = switches & GIVE_IDS,
		.send = deliver,
		.change = switches & CHANGE ? change : NULL,
	};
	sim_server_learn(&server);
	if (switches & ELSEWHERE)
		card = elsewhere[switches & 3];
	sim_server_begin(&server, card, cache);
	while (input_left(&in))
		step(card, cache);
	check_end();
	sim_server_end(&server);
	eap_session_cache_free(cache);
	return 0;
}
