// SPDX-License-Identifier: BSD-3-Clause
/* EAP-MSCHAPv2 without a tunnel around it: a server that knows the password, and one that errs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "eap/error.h"
#include "eap/method.h"
#include "eap/mschapv2_peer.h"

#define RESPONSE_LEN (4 + 1 + 49 + 4) /* header, Value-Size, value, "User" */

struct rig {
	struct eap_creds creds;
	struct eap_user user;
	struct eap_reply reply;
	struct eap_error err;
	uint8_t answer[256];
	struct mschapv2 server;
	void *peer;
};

static enum eap_step send_packet(struct rig *r, uint8_t op_code, const void *data, size_t len)
{
	uint8_t packet[128] = { op_code, 7, 0, (uint8_t)(4 + len) };

	memcpy(packet + 4, data, len);
	r->reply = (struct eap_reply){ .data = r->answer,
				       .room = sizeof(r->answer),
				       .user = &r->user };
	memset(r->answer, 0xee, sizeof(r->answer));
	return eap_method_mschapv2.process(r->peer, packet, 4 + len, &r->reply, &r->err);
}

/* The answer to a challenge has come: the server knows what the peer drew. */
static struct rig *begin(void)
{
	static char identity[] = "User";
	static struct rig rig;
	struct rig *r = &rig;
	uint8_t challenge[1 + MSCHAPV2_CHALLENGE_LEN] = { MSCHAPV2_CHALLENGE_LEN, 1, 2, 3 };

	memset(r, 0, sizeof(*r));
	r->creds.identity = identity;
	assert_true(password_take(&r->creds.password, (const uint8_t *)"clientPass", 10));
	r->peer = eap_method_mschapv2.start(&r->creds, NULL);
	assert_non_null(r->peer);
	assert_int_equal(send_packet(r, 1, challenge, sizeof(challenge)), EAP_STEP_CONT);
	assert_int_equal(r->reply.len, RESPONSE_LEN);

	r->server.user = identity;
	memcpy(r->server.hash, r->creds.password.hash, MSCHAP_HASH_LEN);
	memcpy(r->server.server_challenge, challenge + 1, MSCHAPV2_CHALLENGE_LEN);
	memcpy(r->server.peer_challenge, r->answer + 5, MSCHAPV2_CHALLENGE_LEN);
	assert_true(mschapv2_response(&r->server));
	assert_memory_equal(r->answer + 5 + 24, r->server.response, MSCHAP_RESPONSE_LEN);
	return r;
}

static void end(struct rig *r)
{
	eap_method_mschapv2.free(r->peer);
	password_clear(&r->creds.password);
}

static enum eap_step send_success(struct rig *r)
{
	uint8_t right[MSCHAPV2_AUTHENTICATOR_LEN];
	char text[2 + 2 * MSCHAPV2_AUTHENTICATOR_LEN + 1] = "S=";
	size_t i;

	assert_true(mschapv2_authenticator(&r->server, right));
	for (i = 0; i < sizeof(right); i++)
		snprintf(text + 2 + 2 * i, 3, "%02X", right[i]);
	return send_packet(r, 3, text, strlen(text));
}

/* The answer to success is the OpCode alone, and only success may follow. */
static void success_is_final(void **state)
{
	static const char failure[] = "E=691 R=0";
	struct rig *r = begin();

	(void)state;
	assert_int_equal(send_success(r), EAP_STEP_COND_SUCC);
	assert_int_equal(r->reply.len, 1);
	assert_int_equal(r->answer[0], 3);

	assert_int_equal(send_packet(r, 4, failure, strlen(failure)), EAP_STEP_FAIL);
	assert_int_equal(r->err.reason, WMAN_REASON_EAP_PROTOCOL);
	assert_string_equal(r->err.text, "EAP-MSCHAPv2: failure after success");
	assert_int_equal(r->reply.len, 0);
	end(r);
}

/* A refusal is answered by the OpCode alone, too. */
static void refusal_is_answered(void **state)
{
	static const char failure[] = "E=691 R=0";
	struct rig *r = begin();

	(void)state;
	assert_int_equal(send_packet(r, 4, failure, strlen(failure)), EAP_STEP_FAIL);
	assert_int_equal(r->err.reason, WMAN_REASON_EAP_REJECTED);
	assert_int_equal(r->reply.len, 1);
	assert_int_equal(r->answer[0], 4);
	end(r);
}

/* One digit that is none, the first or the second of its octet, and there is no authenticator. */
static void digits_of_authenticator(void **state)
{
	static const char digits[] = "S=00112233445566778899aabbccddeeff00112233";
	struct rig *r = begin();
	char text[sizeof(digits)];
	size_t i;

	(void)state;
	for (i = 2; i < sizeof(digits) - 1; i++) {
		memcpy(text, digits, sizeof(text));
		text[i] = 'g';
		assert_false(mschapv2_peer_verify(&r->server, (uint8_t *)text, 42, &r->err));
		assert_string_equal(r->err.text,
				    "MSCHAPv2: the success of the server has no authenticator");
	}
	end(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(success_is_final),
		cmocka_unit_test(refusal_is_answered),
		cmocka_unit_test(digits_of_authenticator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
