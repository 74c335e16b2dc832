// SPDX-License-Identifier: BSD-3-Clause
/*
 * A process that has the private key of the device and misbehaves, in place of worker.c. It may say
 * three things; whatever else it says ends it, and its exchange fails.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"
#include "loop.h"
#include "worker.h"

#define MALFORMED "the EAP process sent a malformed message"
#define NO_RESULT "the EAP process exited with status 0 without a result"

/* The one message that the process sends before it exits. */
static struct {
	struct message m;
	uint8_t more[64];
} script;
static size_t script_len;

/* Who sends it: the process of a device, or that of an EAP. */
static const struct eap_device *const a_device = (const void *)&script;

static struct loop *loop;
static unsigned int others, signatures, drops, dones;
static size_t signature_len;
static enum wman_reason dropped;
static char drop_text[512];
static struct outcome outcome;

_Noreturn static void speak(int fd)
{
	_exit(send(fd, &script, script_len, 0) < 0);
}

_Noreturn void worker_run(int fd, const struct eap_creds *creds, const uint8_t *session,
			  size_t session_len)
{
	speak(fd);
}

_Noreturn void worker_run_device(int fd, const struct eap_device *device)
{
	speak(fd);
}

static void on_octets(void *ctx, const uint8_t *data, size_t len)
{
	others++;
}

static void on_note(void *ctx, const char *note)
{
	others++;
}

static void on_sqn(void *ctx, uint64_t sqn)
{
	others++;
}

static void on_roots(void *ctx, const struct mip_roots *roots)
{
	others++;
}

static void on_ask(void *ctx, enum eap_ask ask, const char *question)
{
	others++;
}

static void on_signature(void *ctx, const uint8_t *signature, size_t len)
{
	signatures++;
	signature_len = len;
}

static void on_drop(void *ctx, enum wman_reason reason, const char *text)
{
	drops++;
	dropped = reason;
	strncpy(drop_text, text, sizeof(drop_text) - 1);
}

static void on_done(void *ctx, const struct outcome *o)
{
	dones++;
	outcome = *o;
	loop_quit(loop);
}

static const struct child_ops ops = {
	.frame = on_octets,
	.note = on_note,
	.session = on_octets,
	.sqn = on_sqn,
	.roots = on_roots,
	.ask = on_ask,
	.signature = on_signature,
	.drop = on_drop,
	.done = on_done,
};

static struct message *say(uint32_t type, size_t body)
{
	memset(&script, 0, sizeof(script));
	script.m.type = type;
	script_len = MESSAGE_HEADER_LEN + body;
	return &script.m;
}

/* The life of a process; its exchange has one end. */
static void run(const struct eap_device *device)
{
	struct child *child;

	others = signatures = drops = dones = 0;
	child = device ? child_new_device(loop, device, &ops, NULL) :
			 child_new(loop, NULL, NULL, 0, &ops, NULL);
	assert_non_null(child);
	loop_run(loop);
	child_free(child);
	assert_int_equal(dones, 1);
}

static void assert_failed(const char *why)
{
	assert_false(outcome.success);
	assert_int_equal(outcome.reason, WMAN_REASON_HELPER_INTERNAL);
	assert_string_equal(outcome.text, why);
}

/* It asks nobody, has no packets of EAP, no session, no USIM and no root keys. */
static void what_only_eap_says(void **state)
{
	static const struct {
		uint32_t type;
		size_t body;
	} rows[] = {
		{ MESSAGE_FRAME, 5 },
		{ MESSAGE_NOTE, 5 },
		{ MESSAGE_SESSION, 5 },
		{ MESSAGE_SQN, sizeof(uint64_t) },
		{ MESSAGE_ROOTS, sizeof(struct mip_roots) },
		{ MESSAGE_ASK, sizeof(struct message_question) },
	};
	struct message *m;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		m = say(rows[i].type, rows[i].body);
		if (rows[i].type == MESSAGE_ASK)
			m->question.ask = EAP_ASK_PASSWORD;
		run(a_device);
		assert_int_equal(others, 0);
		assert_failed(MALFORMED);
	}
}

/* What the parent says is not for the parent. */
static void what_only_the_parent_says(void **state)
{
	static const uint32_t types[] = { MESSAGE_DECRYPT, MESSAGE_SIGN, MESSAGE_VERIFY,
					  MESSAGE_WANT_ROOTS };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		say(types[i], sizeof(struct message_verify));
		run(a_device);
		assert_failed(MALFORMED);
	}
}

static void signatures_of_every_size(void **state)
{
	static const struct {
		size_t body;
		bool good;
	} rows[] = {
		{ 0, false },
		{ 1, true },
		{ EAP_DEVICE_KEY_MAX, true },
		{ EAP_DEVICE_KEY_MAX + 1, false },
		{ MESSAGE_DATA_MAX, false },
		{ MESSAGE_DATA_MAX + 1, false },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		say(MESSAGE_SIGNATURE, rows[i].body);
		run(a_device);
		assert_int_equal(signatures, rows[i].good);
		if (rows[i].good)
			assert_int_equal(signature_len, rows[i].body);
		assert_failed(rows[i].good ? NO_RESULT : MALFORMED);
		run(NULL);
		assert_int_equal(signatures, 0);
		assert_failed(MALFORMED);
	}
}

static void drops_of_every_kind(void **state)
{
	static const struct {
		uint32_t reason;
		size_t body;
		bool good;
	} rows[] = {
		{ WMAN_REASON_SIGNATURE, sizeof(struct outcome), true },
		{ WMAN_REASON_MAX, sizeof(struct outcome), true },
		{ WMAN_REASON_NONE, sizeof(struct outcome), false },
		{ WMAN_REASON_MAX + 1, sizeof(struct outcome), false },
		{ UINT32_MAX, sizeof(struct outcome), false },
		{ WMAN_REASON_SIGNATURE, sizeof(struct outcome) - 1, false },
		{ WMAN_REASON_SIGNATURE, sizeof(struct outcome) + 1, false },
	};
	struct message *m;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		m = say(MESSAGE_DROP, rows[i].body);
		m->outcome.reason = rows[i].reason;
		/* a text that does not end, with what a terminal obeys */
		memset(m->outcome.text, '\033', sizeof(m->outcome.text));
		run(a_device);
		assert_int_equal(drops, rows[i].good);
		assert_failed(rows[i].good ? NO_RESULT : MALFORMED);
		if (rows[i].good) {
			assert_int_equal(dropped, rows[i].reason);
			assert_int_equal(strspn(drop_text, "?"), sizeof(m->outcome.text) - 1);
		}
		run(NULL);
		assert_int_equal(drops, 0);
		assert_failed(MALFORMED);
	}
}

/* Only the process of a device has a signature to give, or knows of an RSA-Reject. */
static void outcomes(void **state)
{
	static const struct {
		uint16_t signature_len;
		uint8_t permanent;
		bool device, eap;
	} rows[] = {
		{ 0, 0, true, true },
		{ 1, 0, true, false },
		{ EAP_DEVICE_KEY_MAX, 0, true, false },
		{ EAP_DEVICE_KEY_MAX + 1, 0, false, false },
		{ UINT16_MAX, 0, false, false },
		{ 0, 1, true, false },
		{ 0, 2, false, false },
		{ 0, 0xff, false, false },
	};
	struct outcome *o;
	size_t i;
	int device;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		o = &say(MESSAGE_DONE, sizeof(*o))->outcome;
		o->reason = WMAN_REASON_AUTH_REJECT;
		o->signature_len = rows[i].signature_len;
		o->permanent = rows[i].permanent;
		for (device = 0; device < 2; device++) {
			run(device ? a_device : NULL);
			if (device ? rows[i].device : rows[i].eap)
				assert_int_equal(outcome.reason, WMAN_REASON_AUTH_REJECT);
			else
				assert_failed(MALFORMED);
		}
	}
}

static int setup(void **state)
{
	loop = loop_new();
	return loop ? 0 : -1;
}

static int teardown(void **state)
{
	loop_free(loop);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_only_eap_says),
		cmocka_unit_test(what_only_the_parent_says),
		cmocka_unit_test(signatures_of_every_size),
		cmocka_unit_test(drops_of_every_kind),
		cmocka_unit_test(outcomes),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
