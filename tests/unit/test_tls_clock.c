// SPDX-License-Identifier: BSD-3-Clause
/* A clock that is not set: what is certainly over is ahead of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "eap_server.h"

#define NAME "aaa.wimax.test"

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

static struct pki_id root, client, now, ahead, over, stranger;
static struct eap_config base;
static struct eap_server server;

static int group_setup(void **state)
{
	struct pki_spec spec = { .cn = NAME };

	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1, .to = 60 * PKI_DAY }, NULL, 0);
	stranger = pki_make(&spec, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	now = pki_make(&spec, &root, 0);
	spec = (struct pki_spec){ .cn = NAME, .from = 15 * PKI_DAY, .to = 30 * PKI_DAY };
	ahead = pki_make(&spec, &root, 0);
	spec = (struct pki_spec){ .cn = NAME, .to = 5 * PKI_DAY };
	over = pki_make(&spec, &root, 0);
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
		.domain_match = NAME,
		/* ten days that the clock did not count */
		.clock_floor = time(NULL) + 10 * PKI_DAY,
	};
	return 0;
}

static int group_teardown(void **state)
{
	eap_server_cleanup(&server);
	pki_free(&root);
	pki_free(&stranger);
	pki_free(&client);
	pki_free(&now);
	pki_free(&ahead);
	pki_free(&over);
	pki_cleanup();
	return 0;
}

static void run(const struct eap_config *cfg, const struct pki_id *id, int version)
{
	struct eap_error err;
	uint8_t type = server.type;
	struct eap_creds *creds;

	eap_server_cleanup(&server);
	server.type = type;
	creds = eap_creds_load(cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
	server.ctx = eap_server_ctx(id, NULL, root.cert, version);
	eap_server_reset(&server, creds, NULL);
	eap_server_run(&server);
	assert_int_equal(server.done_count, 1);
	eap_peer_free(server.peer);
	server.peer = NULL;
	eap_creds_free(creds);
}

static void assert_failed(enum wman_reason reason, const char *text)
{
	assert_false(server.result.success);
	if (server.result.error.reason != reason || !strstr(server.result.error.text, text))
		fail_msg("reason %d, '%s'", server.result.error.reason, server.result.error.text);
}

/* No server is verified by it, nor is one asked. */
static void refused(void **state)
{
	struct eap_config cfg = base;
	char day[16];
	time_t floor = cfg.clock_floor;

	strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&floor));
	run(&cfg, &now, TLS1_3_VERSION);
	assert_failed(WMAN_REASON_CLOCK_UNSET, "the clock here says 2");
	assert_non_null(strstr(server.result.error.text, day));
	cfg.methods[0] = eap_method_find("TTLS");
	cfg.phase2[0] = eap_inner_find("auth=PAP");
	cfg.num_phase2 = 1;
	cfg.password = "secret";
	server.type = 21;
	run(&cfg, &now, TLS1_2_VERSION);
	server.type = 0;
	assert_failed(WMAN_REASON_CLOCK_UNSET, "it is not set");
	/* the second that counts */
	cfg = base;
	cfg.clock_floor = time(NULL);
	run(&cfg, &now, TLS1_3_VERSION);
	assert_true(server.result.success);
	assert_false(server.result.clock_unset);
}

/* By configuration: nothing is too new, but what is over is over, and all else is as ever. */
static void accepted(void **state)
{
	const struct {
		const struct pki_id *id;
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ &now, WMAN_REASON_NONE, "" },
		{ &ahead, WMAN_REASON_NONE, "" },
		{ &over, WMAN_REASON_TLS_EXPIRED, "expired" },
		{ &stranger, WMAN_REASON_TLS_UNTRUSTED, "self-signed" },
	};
	struct eap_config cfg = base;
	size_t i, v;

	cfg.accept_unset_clock = true;
	for (i = 0; i < 4; i++) {
		for (v = 0; v < 2; v++) {
			run(&cfg, cases[i].id, versions[v]);
			if (cases[i].reason) {
				assert_failed(cases[i].reason, cases[i].text);
				continue;
			}
			assert_true(server.result.success);
			assert_true(server.result.clock_unset);
			assert_non_null(strstr(server.note, "dates NOT verified"));
		}
	}
	cfg.domain_match = "bbb.wimax.test";
	run(&cfg, &ahead, TLS1_3_VERSION);
	assert_failed(WMAN_REASON_TLS_NAME, "domain_match");
	/* a clock that is set leaves nothing to accept */
	cfg = base;
	cfg.accept_unset_clock = true;
	cfg.clock_floor = 1;
	run(&cfg, &ahead, TLS1_3_VERSION);
	assert_failed(WMAN_REASON_TLS_NOT_YET_VALID, "not yet valid");
}

/* Who is believed without dates does not need a clock. */
static void irrelevant(void **state)
{
	struct eap_config cfg = base;

	cfg.ca_cert = pki_pin(stranger.cert);
	run(&cfg, &stranger, TLS1_3_VERSION);
	assert_true(server.result.success);
	assert_false(server.result.clock_unset);
	cfg.ca_cert = NULL;
	cfg.domain_match = NULL;
	cfg.insecure = true;
	run(&cfg, &stranger, TLS1_2_VERSION);
	assert_true(server.result.success);
	assert_false(server.result.clock_unset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(accepted),
		cmocka_unit_test(irrelevant),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
