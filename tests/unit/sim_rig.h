/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Peer, card and home operator of the tests of EAP-SIM, EAP-AKA and EAP-AKA'. Each test that
 * includes this is a program of its own.
 */
#ifndef TESTS_SIM_RIG_H
#define TESTS_SIM_RIG_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "eap/method.h"
#include "sim_server.h"

#define ANY_ID	     13
#define FULLAUTH_ID  17
#define PERMANENT_ID 10

#define SUBTYPE_CHALLENGE    1
#define SUBTYPE_AUTH_REJECT  2
#define SUBTYPE_SYNC_FAILURE 4
#define SUBTYPE_NOTIFICATION 12
#define SUBTYPE_REAUTH	     13
#define SUBTYPE_CLIENT_ERROR 14

/* The three methods, in the order of their numbers */
static const struct variant {
	const char *name, *identity;
	uint8_t type, challenge;
} variants[] = {
	{ "SIM", "1" SIM_TEST_IMSI "@wimax.test", EAP_TYPE_SIM, 11 },
	{ "AKA", "0" SIM_TEST_IMSI "@wimax.test", EAP_TYPE_AKA, SUBTYPE_CHALLENGE },
	{ "AKA'", "6" SIM_TEST_IMSI "@wimax.test", EAP_TYPE_AKA_PRIME, SUBTYPE_CHALLENGE },
};

static char dir[] = "/tmp/test_eap_sim.XXXXXX";
static char path[64];
static struct sim_server server;
static struct eap_creds *creds;
static struct eap_session_cache *cache;
static struct eap_config cfg;

static inline void write_card(const char *text, mode_t mode)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

#define CARD "# a card\nki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=000000000100 # moves\n"

static inline void load(void)
{
	struct eap_error err;

	eap_creds_free(creds);
	creds = eap_creds_load(&cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
}

/* A new card and a new operator for this method. */
static inline void use(const struct variant *v)
{
	write_card(CARD, 0600);
	cfg = (struct eap_config){
		.methods = { eap_method_find(v->name) },
		.num_methods = 1,
		.identity = v->identity,
		.sim_file = path,
	};
	load();
	sim_server_end(&server);
	memset(&server, 0, sizeof(server));
	server.type = v->type;
	server.sqn = 0x100;
	sim_server_learn(&server);
	eap_session_cache_free(cache);
	cache = eap_session_cache_new();
}

static inline int group_setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/usim", dir);
	return 0;
}

static inline int group_teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static inline int teardown(void **state)
{
	(void)state;
	sim_server_end(&server);
	eap_creds_free(creds);
	creds = NULL;
	eap_session_cache_free(cache);
	cache = NULL;
	return 0;
}

static inline void begin(void)
{
	sim_server_begin(&server, creds, cache);
}

/* Up to where a challenge is due. */
static inline void begin_to_challenge(void)
{
	begin();
	if (server.type == EAP_TYPE_SIM)
		sim_server_start(&server, 0);
	else
		sim_server_identity(&server, FULLAUTH_ID);
	assert_int_equal(server.done_count, 0);
}

static inline void assert_answered(const struct variant *v)
{
	uint8_t sres[12], kc[8];
	struct usim usim = { .key = server.key };
	unsigned int i;

	if (server.done_count)
		fail_msg("%s: %s", v->name, server.result.error.text);
	assert_int_equal(sim_server_subtype(&server), v->challenge);
	for (i = 0; i < 3; i++)
		usim_gsm(&usim, server.session_id + 1 + 16 * i, sres + 4 * i, kc);
	assert_true(sim_server_mac_ok(&server, sres, v->type == EAP_TYPE_SIM ? 12 : 0));
}

static inline void assert_success(bool reauth)
{
	assert_int_equal(server.done_count, 1);
	if (!server.result.success)
		fail_msg("%s", server.result.error.text);
	assert_memory_equal(server.result.msk, server.keys.msk, EAP_MSK_LEN);
	assert_memory_equal(server.result.emsk, server.keys.emsk, EAP_EMSK_LEN);
	assert_int_equal(server.result.session_id_len, server.session_id_len);
	assert_memory_equal(server.result.session_id, server.session_id, server.session_id_len);
	assert_int_equal(server.result.resumed, reauth);
}

static inline void assert_failed(const char *what, int subtype, int code, enum wman_reason reason)
{
	static const uint8_t zero[EAP_MSK_LEN];
	const uint8_t *p;

	if (server.done_count != 1 || server.result.success)
		fail_msg("%s: not refused", what);
	if (server.result.error.reason != reason)
		fail_msg("%s: reason %u: %s", what, server.result.error.reason,
			 server.result.error.text);
	if (sim_server_subtype(&server) != subtype)
		fail_msg("%s: answered by %d", what, sim_server_subtype(&server));
	if (code >= 0) {
		p = sim_server_attr(&server, AT_CLIENT_ERROR_CODE);
		if (!p || p[-2] || p[-1] != code)
			fail_msg("%s: client error %d", what, p ? p[-1] : -1);
	}
	assert_memory_equal(server.result.msk, zero, sizeof(zero));
}

static inline void run_full(const struct variant *v)
{
	begin_to_challenge();
	sim_server_challenge(&server);
	assert_answered(v);
	sim_server_success(&server);
	assert_success(false);
}

#define FOR_EACH(v) for ((v) = variants; (v) < variants + 3; (v)++)

#define SIM   1
#define AKA   2
#define PRIME 4
#define ALL   (SIM | AKA | PRIME)

/* A fault of the server; code -1: not a Client-Error; subtype 0: no fault at all */
struct fault_case {
	enum sim_fault fault;
	unsigned int variants;
	int subtype, code;
	const char *what;
};

#endif
