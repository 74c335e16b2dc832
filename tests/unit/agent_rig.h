/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The agent of one test program, around which everything is a script: the wire, the process, and
 * the question to a person. child_*() and asker_ask() here stand for those of child.c and asker.c.
 */
#ifndef TESTS_AGENT_RIG_H
#define TESTS_AGENT_RIG_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "agent.h"
#include "asker.h"
#include "child.h"
#include "config.h"
#include "eap/creds.h"
#include "loop.h"

#define DEV  7
#define DEV2 8

struct child {
	const struct child_ops *ops;
	void *ctx;
	const struct eap_creds *creds;
	const struct eap_device *device;
	unsigned int decrypts, signs, verifies;
	uint8_t teks[2 * EAP_DEVICE_KEY_MAX];
	size_t teks_len;
	uint8_t session[64];
	size_t session_len;
	unsigned int frames;
	unsigned int challenged;
	uint8_t address[AGENT_ADDR_LEN];
	char answer[64];
	enum wman_reason cancelled;
	bool wants_roots;
	bool freed;
};

/* The one question that is open; asker_ask() here stands for that of asker.c. */
struct question {
	bool open;
	enum eap_ask ask;
	char network[65];
	char text[256];
	question_fn fn;
	void *ctx;
};

static struct question question;
static bool ask_fails;

static struct child children[16];
static unsigned int num_children;
static bool fork_fails;

static struct loop *agent_loop;
static struct loop_timer *idle;
static struct agent *agent;
static struct agent_exchange pending;
static int accept_error;
static unsigned int accepts, frames, dones, resyncs, reauths;
static uint64_t done_cookie;
static struct agent_verdict done_verdict;
static uint8_t done_msk[WMAN_MSK_LEN];

struct child *child_new(struct loop *loop, const struct eap_creds *creds, const uint8_t *session,
			size_t session_len, const struct child_ops *ops, void *ctx)
{
	struct child *child = &children[num_children];

	if (fork_fails) {
		errno = EAGAIN;
		return NULL;
	}
	num_children++;
	*child = (struct child){ .ops = ops, .ctx = ctx, .creds = creds };
	if (session_len)
		memcpy(child->session, session, session_len);
	child->session_len = session_len;
	return child;
}

struct child *child_new_device(struct loop *loop, const struct eap_device *device,
			       const struct child_ops *ops, void *ctx)
{
	struct child *child = child_new(loop, NULL, NULL, 0, ops, ctx);

	if (child)
		child->device = device;
	return child;
}

void child_decrypt(struct child *child, const uint8_t *data, size_t len)
{
	assert_false(child->freed);
	child->decrypts++;
}

void child_decrypt_teks(struct child *child, const uint8_t *data, size_t len)
{
	assert_false(child->freed);
	memcpy(child->teks, data, len);
	child->teks_len = len;
}

void child_sign(struct child *child, const uint8_t *data, size_t len)
{
	assert_false(child->freed);
	child->signs++;
}

void child_verify(struct child *child, const struct message_verify *verify)
{
	assert_false(child->freed);
	child->verifies++;
}

void child_free(struct child *child)
{
	if (!child)
		return;
	assert_false(child->freed);
	child->freed = true;
}

void child_frame(struct child *child, const uint8_t *packet, size_t len)
{
	assert_false(child->freed);
	child->frames++;
}

void child_challenged(struct child *child)
{
	assert_false(child->freed);
	child->challenged++;
}

void child_address(struct child *child, const uint8_t *mac)
{
	memcpy(child->address, mac, sizeof(child->address));
}

void child_want_roots(struct child *child)
{
	child->wants_roots = true;
}

void child_answer(struct child *child, const uint8_t *value, size_t len)
{
	assert_false(child->freed);
	snprintf(child->answer, sizeof(child->answer), "%.*s", (int)len, value);
}

void child_cancel(struct child *child, enum wman_reason reason, const char *text)
{
	assert_false(child->freed);
	child->cancelled = reason;
}

struct question *asker_ask(struct asker *asker, enum eap_ask ask, const char *network,
			   const char *text, question_fn fn, void *ctx)
{
	assert_false(question.open);
	if (ask_fails)
		return NULL;
	question = (struct question){ .open = true, .ask = ask, .fn = fn, .ctx = ctx };
	snprintf(question.network, sizeof(question.network), "%s", network);
	snprintf(question.text, sizeof(question.text), "%s", text);
	return &question;
}

void question_free(struct question *q)
{
	if (!q)
		return;
	assert_true(q->open);
	q->open = false;
}

static inline void answer(enum question_end end, const char *value)
{
	assert_true(question.open);
	question.open = false;
	question.fn(question.ctx, end, (const uint8_t *)value, value ? strlen(value) : 0);
}

static int wire_accept(void *ctx, uint32_t ifindex, struct agent_exchange *ex)
{
	assert_ptr_equal(ctx, &pending);
	accepts++;
	if (accept_error)
		return accept_error;
	*ex = pending;
	ex->ifindex = ifindex;
	return 0;
}

static int wire_frame(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
		      size_t len)
{
	assert_int_equal(ifindex, DEV);
	assert_int_equal(cookie, pending.cookie);
	frames++;
	return 0;
}

static const struct eap_device *certified;
static struct suites told; /* with the certificates, or with a success */

static int wire_certificate(void *ctx, uint32_t ifindex, uint64_t cookie,
			    const struct eap_device *device, const struct suites *suites)
{
	assert_int_equal(cookie, pending.cookie);
	certified = device;
	told = *suites;
	return 0;
}

static int wire_done(void *ctx, uint32_t ifindex, uint64_t cookie,
		     const struct agent_verdict *verdict)
{
	dones++;
	done_cookie = cookie;
	done_verdict = *verdict;
	if (verdict->msk)
		memcpy(done_msk, verdict->msk, sizeof(done_msk));
	told = verdict->suites ? *verdict->suites : (struct suites){ 0 };
	if (verdict->ak)
		memcpy(done_msk, verdict->ak, WMAN_AK_LEN);
	return 0;
}

static int wire_reauth(void *ctx, uint32_t ifindex)
{
	assert_int_equal(ifindex, DEV);
	reauths++;
	return 0;
}

static int wire_devices(void *ctx, struct agent *a)
{
	resyncs++;
	agent_ready(a, DEV);
	agent_ready(a, DEV2);
	return 0;
}

static size_t answered;
static enum wman_reason answered_reason;

static int wire_answer(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *signature,
		       size_t len, enum wman_reason reason)
{
	answered = signature ? len : 0;
	answered_reason = reason;
	return 0;
}

static uint64_t teks_cookie;
static uint8_t teks_given[WMAN_TEKS_LEN]; /* zero when there were none */
static enum wman_reason teks_reason;

static int wire_teks(void *ctx, uint32_t ifindex, uint64_t cookie, const uint8_t *teks,
		     enum wman_reason reason)
{
	assert_int_equal(ifindex, DEV);
	teks_cookie = cookie;
	memset(teks_given, 0, sizeof(teks_given));
	if (teks)
		memcpy(teks_given, teks, sizeof(teks_given));
	teks_reason = reason;
	return 0;
}

static const struct agent_wire wire = {
	.accept = wire_accept,
	.frame = wire_frame,
	.certificate = wire_certificate,
	.answer = wire_answer,
	.done = wire_done,
	.teks = wire_teks,
	.reauth = wire_reauth,
	.devices = wire_devices,
};

static struct config *make_config(const char *name)
{
	struct config *config = calloc(1, sizeof(*config));

	config->networks = calloc(1, sizeof(*config->networks));
	config->networks->name = strdup(name);
	config->networks->policy = WMAN_AUTH_POLICY_EAP;
	return config;
}

static void go_idle(void *arg)
{
	loop_quit(agent_loop);
}

/* Let the agent do what it left for the loop to do. */
static inline void run_loop(void)
{
	loop_timer_set(idle, 0);
	loop_run(agent_loop);
}

static int setup(void **state)
{
	num_children = 0;
	fork_fails = false;
	ask_fails = false;
	accept_error = 0;
	accepts = frames = dones = resyncs = reauths = 0;
	memset(&done_verdict, 0, sizeof(done_verdict));
	pending = (struct agent_exchange){ .cookie = 100, .ifname = "wman0", .network = "home" };
	agent_loop = loop_new();
	idle = loop_timer_new(agent_loop, go_idle, NULL);
	agent = agent_new(agent_loop, make_config("home"), &wire, &pending);
	return agent ? 0 : -1;
}

static int teardown(void **state)
{
	unsigned int before = dones, i;

	agent_free(agent);
	loop_timer_free(idle);
	loop_free(agent_loop);
	assert_false(question.open);
	/* Nothing is said at the end: the socket closes, the kernel knows. */
	assert_int_equal(dones, before);
	for (i = 0; i < num_children; i++)
		assert_true(children[i].freed);
	return 0;
}

static inline void succeed(struct child *child, uint8_t first)
{
	struct outcome o = { .success = true, .method = "TLS", .tls_version = "TLSv1.3" };

	o.msk[0] = first;
	child->ops->done(child->ctx, &o);
}

static inline void fail_with(struct child *child, enum wman_reason reason)
{
	const struct outcome o = { .reason = reason, .text = "text" };

	child->ops->done(child->ctx, &o);
}

#endif
