// SPDX-License-Identifier: BSD-3-Clause
/*
 * A sequence of EAP packets into the peer core, with EAP-TLS and with a method that does what the
 * packets tell it.
 *
 * Covers: userspace/wmand/eap/eap.c userspace/wmand/eap/fragments.c
 *
 * Input: one octet of switches, packets with their lengths in two octets.
 */
#include <stdio.h>
#include <stdlib.h>

#include "eap/creds.h"
#include "eap/method.h"
#include "eap_pki.h"
#include "input.h"

#define FAKE_TYPE 5

#define ONLY_TLS	0x01
#define ONLY_FAKE	0x02
#define LOWER_SUCCESS	0x04 /* after the packets, in this order */
#define LOWER_FAILURE	0x08
#define TIMEOUT		0x10
#define NO_KEYS		0x20 /* the method cannot derive its keys */
#define NO_METHOD_STATE 0x40 /* the method has no memory */

/* What the owner of a peer sees */
struct owner {
	u8 switches;
	u8 asked[4]; /* header of the packet that is being handled */
	u8 last[WMAN_EAP_FRAME_MAX]; /* what the peer sent last */
	size_t last_len;
	unsigned int done;
	bool earned; /* the fake method came to its end */
	unsigned int states; /* of the fake method, alive */
};

static struct owner owner;
static struct eap_creds *loaded;

/* ---- a method whose first octet says the step, the second how long its answer is ---- */

static void *fake_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	if (owner.switches & NO_METHOD_STATE)
		return NULL;
	owner.states++;
	return malloc(1);
}

static enum eap_step fake_process(void *state, const uint8_t *data, size_t len,
				  struct eap_reply *reply, struct eap_error *err)
{
	enum eap_step step = len ? (enum eap_step)(data[0] & 3) : EAP_STEP_CONT;

	reply->len = len > 1 ? data[1] * 16u : 0;
	if (reply->len > reply->room)
		reply->len = reply->room;
	memset(reply->data, 0x55, reply->len);
	reply->progress = len && data[0] & 4;
	if (len && data[0] & 8)
		snprintf(reply->note, sizeof(reply->note), "step %d", step);
	if (step == EAP_STEP_FAIL) {
		err->reason = WMAN_REASON_EAP_PROTOCOL;
		snprintf(err->text, sizeof(err->text), "as it was told");
	}
	owner.earned = step == EAP_STEP_COND_SUCC || step == EAP_STEP_UNCOND_SUCC;
	return step;
}

static bool fake_finish(void *state, struct eap_result *result)
{
	memset(result->msk, 0x5a, sizeof(result->msk));
	return !(owner.switches & NO_KEYS);
}

static const char *fake_waiting_for(const void *state)
{
	return "an order";
}

static void fake_free(void *state)
{
	owner.states--;
	free(state);
}

static const struct eap_method fake = {
	.name = "fake",
	.type = FAKE_TYPE,
	.start = fake_start,
	.process = fake_process,
	.finish = fake_finish,
	.waiting_for = fake_waiting_for,
	.free = fake_free,
};

/* ---- the owner ---- */

static void check_text(const char *text, size_t size)
{
	size_t i;

	NEED(memchr(text, '\0', size));
	for (i = 0; text[i]; i++)
		NEED(text[i] >= ' ' && text[i] <= '~');
}

static void owner_tx(void *ctx, const uint8_t *packet, size_t len)
{
	NEED(ctx == &owner && !owner.done);
	NEED(len >= 5 && len <= WMAN_EAP_FRAME_MAX);
	NEED(packet[0] == 2 && (size_t)(packet[2] << 8 | packet[3]) == len);
	/* in answer to a request, which this one is */
	NEED(owner.asked[0] == 1 && packet[1] == owner.asked[1]);
	/* the same Identifier again is the same answer again */
	if (owner.last_len && owner.last[1] == packet[1])
		NEED(owner.last_len == len && !memcmp(owner.last, packet, len));
	memcpy(owner.last, packet, len);
	owner.last_len = len;
}

static void owner_done(void *ctx, const struct eap_result *result)
{
	static const u8 zero[EAP_MSK_LEN];

	NEED(ctx == &owner && !owner.done++);
	if (result->success) {
		NEED(owner.earned && !(owner.switches & NO_KEYS));
		NEED(result->msk[0] == 0x5a && result->msk[EAP_MSK_LEN - 1] == 0x5a);
		return;
	}
	NEED(result->error.reason != WMAN_REASON_NONE && result->error.text[0]);
	NEED(!memcmp(result->msk, zero, sizeof(zero)) && !memcmp(result->emsk, zero, sizeof(zero)));
	check_text(result->error.text, sizeof(result->error.text));
}

static void owner_note(void *ctx, const char *text)
{
	NEED(ctx == &owner && *text);
	check_text(text, 512);
}

static const struct eap_peer_ops ops = {
	.tx = owner_tx,
	.done = owner_done,
	.note = owner_note,
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct pki_id root, client;
	struct eap_config cfg = { .identity = "tls@wimax.test", .num_methods = 1 };
	struct eap_error err;

	input_fix_random();
	root = pki_make(&(struct pki_spec){ .cn = "root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	cfg.methods[0] = eap_method_find("TLS");
	cfg.ca_cert = pki_write_certs("ca.pem", root.cert, NULL);
	cfg.client_cert = pki_write_certs("client.pem", client.cert, NULL);
	cfg.private_key = pki_write_key("client.key", client.key, NULL, NULL);
	loaded = eap_creds_load(&cfg, &err);
	NEED(loaded);
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static void choose_methods(struct eap_creds *creds, u8 switches)
{
	creds->num_methods = 0;
	if (!(switches & ONLY_FAKE))
		creds->methods[creds->num_methods++] = &eap_method_tls;
	if (!(switches & ONLY_TLS))
		creds->methods[creds->num_methods++] = &fake;
}

static void finish(struct eap_peer *peer, u8 switches)
{
	bool over = owner.done;

	memset(owner.asked, 0, sizeof(owner.asked));
	if (switches & LOWER_SUCCESS)
		NEED(eap_peer_lower_success(peer) == (owner.done && !over));
	if (switches & LOWER_FAILURE) {
		eap_peer_lower_failure(peer);
		NEED(owner.done);
	}
	if (switches & TIMEOUT) {
		eap_peer_timeout(peer);
		NEED(owner.done);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	struct eap_creds creds = *loaded;
	struct eap_peer *peer;
	u8 *packet;
	size_t len;

	input_fix_random();
	memset(&owner, 0, sizeof(owner));
	owner.switches = input_u8(&in);
	choose_methods(&creds, owner.switches);
	peer = eap_peer_new(&creds, NULL, &ops, &owner);
	NEED(peer);
	while (input_left(&in)) {
		packet = input_chunk(&in, &len);
		memset(owner.asked, 0, sizeof(owner.asked));
		memcpy(owner.asked, packet, len < 4 ? len : 4);
		eap_peer_rx(peer, packet, len);
		free(packet);
	}
	finish(peer, owner.switches);
	eap_peer_free(peer);
	NEED(!owner.states);
	return 0;
}
