/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of the process boundary have in common: a child, and a whole server on this side of
 * its socket. Each test that includes this is a program of its own.
 */
#ifndef TESTS_CHILD_RIG_H
#define TESTS_CHILD_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "child.h"
#include "eap_pki.h"
#include "eap_server.h"
#include "loop.h"

/* Milliseconds until a child that says nothing fails the test */
#define GIVE_UP_MS 20000

static struct pki_id root, server_id;
static struct loop *loop;
static struct loop_timer *timer;
static struct child *child;
static struct eap_server server;
static struct outcome outcome;

static void give_up(void *arg)
{
	fail_msg("the child is silent");
}

static void run_loop(void)
{
	loop_timer_set(timer, GIVE_UP_MS);
	loop_run(loop);
	loop_timer_stop(timer);
}

static void on_frame(void *ctx, const uint8_t *packet, size_t len)
{
	assert_true(len <= sizeof(server.resp));
	memcpy(server.resp, packet, len);
	server.resp_len = len;
	server.tx_count++;
	loop_quit(loop);
}

static void send_to_child(struct eap_server *s, const uint8_t *packet, size_t len)
{
	child_frame(child, packet, len);
	run_loop();
}

static void rig_begin(void)
{
	/* as in main(): a child cannot open the file any more */
	tzset();
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	server_id = pki_make(&(struct pki_spec){ .cn = "aaa", .eku = "serverAuth" }, &root, 0);
	loop = loop_new();
	timer = loop_timer_new(loop, give_up, NULL);
}

static void rig_end(void)
{
	loop_timer_free(timer);
	loop_free(loop);
	pki_free(&root);
	pki_free(&server_id);
	pki_cleanup();
}

#endif
