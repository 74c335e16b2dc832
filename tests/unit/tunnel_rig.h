/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of tunnels have in common: who is who, credentials, and how it ended. */
#ifndef TESTS_TUNNEL_RIG_H
#define TESTS_TUNNEL_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "eap_server.h"

#define NAME	 "aaa.wimax.test"
#define USER	 "user@wimax.test"
#define PASSWORD "pa55word"

static struct pki_id root, other_root, server_id, client;
static struct eap_config base; /* of TTLS with PAP */
static struct eap_creds *creds;
static struct eap_session_cache *cache;
static struct eap_server server;

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

static int group_setup(void **state)
{
	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	other_root = pki_make(&(struct pki_spec){ .cn = "Other", .ca = 1 }, NULL, 0);
	server_id = pki_make(&(struct pki_spec){ .cn = NAME }, &root, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	base = (struct eap_config){
		.methods = { eap_method_find("TTLS") },
		.num_methods = 1,
		.identity = USER,
		.password = PASSWORD,
		.phase2 = { eap_inner_find("auth=PAP") },
		.num_phase2 = 1,
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.domain_match = NAME,
	};
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&other_root);
	pki_free(&server_id);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static int tunnel_teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	eap_session_cache_free(cache);
	cache = NULL;
	eap_creds_free(creds);
	creds = NULL;
	return 0;
}

static void load(const struct eap_config *cfg)
{
	struct eap_error err;

	eap_peer_free(server.peer);
	server.peer = NULL;
	eap_creds_free(creds);
	creds = eap_creds_load(cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
}

static void assert_failed(enum wman_reason reason, const char *text)
{
	static const uint8_t zero[EAP_MSK_LEN];

	assert_int_equal(server.done_count, 1);
	assert_false(server.result.success);
	if (server.result.error.reason != reason || !strstr(server.result.error.text, text))
		fail_msg("reason %d, '%s' and not '%s'", server.result.error.reason,
			 server.result.error.text, text);
	assert_null(strstr(server.result.error.text, USER));
	assert_null(strstr(server.result.error.text, PASSWORD));
	assert_memory_equal(server.result.msk, zero, sizeof(zero));
}

#endif
