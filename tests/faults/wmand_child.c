// SPDX-License-Identifier: BSD-3-Clause
/* wmand: an exchange in a child, with its parent's loop and a server that repeats what was lost. */
#include <stdio.h>
#include <string.h>

#include "child.h"
#include "config.h"
#include "loop.h"
#include "wmand.h"

#define REPEAT_MS 300
#define TRIES	  4

static struct loop *loop;
static struct loop_timer *timer;
static struct child *child;
static struct eap_server server;
static struct outcome outcome;
static bool silent;

static void time_over(void *arg)
{
	silent = true;
	loop_quit(loop);
}

/* Until the child said something to the server, or is done; false when it is silent. */
static bool listen_to_child(void)
{
	silent = false;
	loop_timer_set(timer, REPEAT_MS);
	fault_arm();
	while (!silent && !server.resp_len && !server.done_count && !loop_run(loop))
		;
	fault_disarm();
	loop_timer_stop(timer);
	return server.resp_len || server.done_count;
}

static void on_frame(void *ctx, const uint8_t *packet, size_t len)
{
	if (len > sizeof(server.resp))
		return;
	memcpy(server.resp, packet, len);
	server.resp_len = len;
	loop_quit(loop);
}

static void on_note(void *ctx, const char *text)
{
}

static void on_session(void *ctx, const uint8_t *data, size_t len)
{
}

static void on_ask(void *ctx, enum eap_ask ask, const char *text)
{
}

static void on_done(void *ctx, const struct outcome *o)
{
	server.done_count++;
	outcome = *o;
	loop_quit(loop);
}

static const struct child_ops ops = {
	.frame = on_frame,
	.note = on_note,
	.session = on_session,
	.ask = on_ask,
	.done = on_done,
};

static void to_child(struct eap_server *s, const uint8_t *packet, size_t len)
{
	int i;

	for (i = 0; i < TRIES && !s->done_count; i++) {
		fault_arm();
		child_frame(child, packet, len);
		fault_disarm();
		if (listen_to_child())
			return;
		/* EAP-Success is sent once; a challenge stands for one that is lost */
		if (packet[0] == 3)
			return;
	}
}

static enum fault_verdict judge(void)
{
	fault_secret(server.msk, sizeof(server.msk));
	if (server.done_count != 1)
		return fault_wrong("done was called %u times", server.done_count);
	if (!outcome.success) {
		puts(outcome.text);
		return outcome.reason && *outcome.text ? FAULT_REPORTED :
							 fault_wrong("failed without a reason");
	}
	if (memcmp(outcome.msk, server.msk, sizeof(server.msk)))
		return fault_wrong("the MSK is not that of the server");
	return FAULT_RIGHT;
}

enum fault_verdict wmand_child(const void *arg)
{
	struct config *config = wmand_load();
	enum fault_verdict verdict;
	int i;

	loop = loop_new();
	timer = loop_timer_new(loop, time_over, NULL);
	server.id = 1;
	server.send = to_child;
	server.ctx = eap_server_ctx(&wmand_server, NULL, wmand_root.cert, TLS1_3_VERSION);
	fault_arm();
	child = child_new(loop, config->networks->creds, NULL, 0, &ops, NULL);
	fault_disarm();
	if (child) {
		eap_server_run(&server);
		for (i = 0; i < TRIES && !server.done_count; i++) {
			fault_arm();
			child_challenged(child);
			fault_disarm();
			server.resp_len = 0;
			listen_to_child();
		}
		verdict = judge();
	} else {
		perror("child_new");
		verdict = server.done_count ? fault_wrong("done without a child") : FAULT_REPORTED;
	}
	fault_arm();
	child_free(child);
	fault_disarm();
	loop_timer_free(timer);
	loop_free(loop);
	eap_server_cleanup(&server);
	config_free(config);
	return verdict;
}
