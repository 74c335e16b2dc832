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
#include "eap/rc4.h"

#define RESPONSE_LEN (4 + 1 + 49 + 4) /* header, Value-Size, value, "User" */

struct rig {
	struct eap_creds creds;
	struct eap_user user;
	struct eap_reply reply;
	struct eap_error err;
	uint8_t answer[1024];
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

#define SECOND_TEXT "0F1E2D3C4B5A69788796A5B4C3D2E1F0"
#define EXPIRED	    "E=648 R=0 C=" SECOND_TEXT " V=3 M=Password expired"

/* The password was answered, not configured, and the server refuses it with this text. */
static enum eap_step refuse_answered(struct rig *r, const char *text)
{
	password_clear(&r->creds.password);
	password_clear(&r->user.password);
	password_take(&r->user.password, (const uint8_t *)"clientPass", 10);
	return send_packet(r, 4, text, strlen(text));
}

static void resume(struct rig *r, enum eap_step expected)
{
	r->reply = (struct eap_reply){ .data = r->answer,
				       .room = sizeof(r->answer),
				       .user = &r->user };
	memset(r->answer, 0xee, sizeof(r->answer));
	assert_int_equal(eap_method_mschapv2.resume(r->peer, &r->reply, &r->err), expected);
}

static void end_answered(struct rig *r)
{
	end(r);
	eap_user_clear(&r->user);
}

/* RFC 2759 section 7: what the server finds in the packet is the new password, and the old hash. */
static void expired_password_is_changed(void **state)
{
	static const uint8_t second[] = { 0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78,
					  0x87, 0x96, 0xa5, 0xb4, 0xc3, 0xd2, 0xe1, 0xf0 };
	struct rig *r = begin();
	uint8_t hash[16], expected[16], msk[MSCHAPV2_MSK_LEN], *p = r->answer;
	struct eap_result result = { 0 };
	size_t i;

	(void)state;
	memcpy(hash, r->creds.password.hash, sizeof(hash));
	assert_int_equal(refuse_answered(r, EXPIRED), EAP_STEP_ASK);
	assert_int_equal(r->reply.ask, EAP_ASK_NEW_PASSWORD);
	assert_string_equal(r->reply.ask_text, "of User, as the old one has expired");
	assert_true(eap_user_take(&r->user, EAP_ASK_NEW_PASSWORD, (const uint8_t *)"newPass", 7));
	resume(r, EAP_STEP_CONT);
	assert_int_equal(r->reply.len, 586);
	/* the Identifier of the failure, plus 1 */
	assert_memory_equal(p, "\x07\x08\x02\x4a", 4);
	/* what the server makes of it: 8.10 and 8.13 */
	rc4(hash, 16, p + 4, MSCHAPV2_BLOCK_LEN);
	assert_memory_equal(p + 4 + 512, "\x0e\0\0\0", 4);
	assert_memory_equal(p + 4 + 512 - 14, "n\0e\0w\0P\0a\0s\0s\0", 14);
	for (i = 0; i < 16 && !p[4 + i]; i++)
		;
	assert_true(i < 16); /* padding is random */
	assert_true(mschap_password_hash((const uint8_t *)"newPass", 7, r->server.hash));
	assert_true(mschapv2_old_hash(hash, r->server.hash, expected));
	assert_memory_equal(p + 4 + MSCHAPV2_BLOCK_LEN, expected, 16);
	p += 4 + MSCHAPV2_BLOCK_LEN + 16;
	memcpy(r->server.server_challenge, second, 16);
	memcpy(r->server.peer_challenge, p, 16);
	assert_true(mschapv2_response(&r->server));
	assert_memory_equal(p + 16, "\0\0\0\0\0\0\0\0", 8);
	assert_memory_equal(p + 24, r->server.response, 24);
	assert_memory_equal(p + 48, "\0\0", 2);
	/* the new password from here on: for the proof of the server, the keys, and whoever asks */
	assert_int_equal(send_success(r), EAP_STEP_COND_SUCC);
	assert_true(eap_method_mschapv2.finish(r->peer, &result));
	assert_true(mschapv2_msk(&r->server, msk));
	assert_memory_equal(result.msk, msk, sizeof(msk));
	assert_string_equal(r->user.password.text, "newPass");
	assert_null(r->user.changed.text);
	end_answered(r);
}

static void change_that_is_refused(void **state)
{
	static const char *const texts[] = { EXPIRED, "E=709 R=1 C=" SECOND_TEXT " V=3",
					     "E=691 R=0" };
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct rig *r = begin();

		assert_int_equal(refuse_answered(r, EXPIRED), EAP_STEP_ASK);
		eap_user_take(&r->user, EAP_ASK_NEW_PASSWORD, (const uint8_t *)"new", 3);
		resume(r, EAP_STEP_CONT);
		/* once, whatever is said then */
		assert_int_equal(send_packet(r, 4, texts[i], strlen(texts[i])), EAP_STEP_FAIL);
		assert_int_equal(r->err.reason, WMAN_REASON_EAP_REJECTED);
		if (i == 1)
			assert_non_null(strstr(r->err.text, "could not be changed (E=709)"));
		end_answered(r);
	}
}

static void change_that_is_none(void **state)
{
	static const char *const texts[] = {
		"E=648 R=0 C=" SECOND_TEXT " V=2",
		"E=648 R=0 C=" SECOND_TEXT,
		"E=648 R=0 V=3",
		"E=648 R=0 C=0F1E V=3",
		"E=649 R=0 C=" SECOND_TEXT " V=3",
		"E=648 R=0 C=" SECOND_TEXT " V=30",
	};
	struct rig *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		r = begin();
		assert_int_equal(refuse_answered(r, texts[i]), EAP_STEP_FAIL);
		end_answered(r);
	}
	/* what is configured stays */
	r = begin();
	assert_int_equal(send_packet(r, 4, EXPIRED, strlen(EXPIRED)), EAP_STEP_FAIL);
	assert_non_null(strstr(r->err.text, "set a new one where the account is kept"));
	end(r);
	/* a success that nobody can have, since the new one is being typed */
	r = begin();
	assert_int_equal(refuse_answered(r, EXPIRED), EAP_STEP_ASK);
	assert_int_equal(send_success(r), EAP_STEP_FAIL);
	end_answered(r);
}

/* What a server can take as a new password */
static void answers(void **state)
{
	uint8_t longest[257];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	assert_null(eap_answer_error(EAP_ASK_NEW_PASSWORD, longest, 256));
	assert_non_null(eap_answer_error(EAP_ASK_NEW_PASSWORD, longest, 257));
	assert_non_null(eap_answer_error(EAP_ASK_NEW_PASSWORD, (const uint8_t *)"\xff", 1));
	assert_string_equal(eap_answer_error(EAP_ASK_NEW_PASSWORD, longest, 0), "empty");
	assert_string_equal(eap_ask_name(EAP_ASK_NEW_PASSWORD), "new-password");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(success_is_final),
		cmocka_unit_test(refusal_is_answered),
		cmocka_unit_test(digits_of_authenticator),
		cmocka_unit_test(expired_password_is_changed),
		cmocka_unit_test(change_that_is_refused),
		cmocka_unit_test(change_that_is_none),
		cmocka_unit_test(answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
