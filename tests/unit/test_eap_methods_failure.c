// SPDX-License-Identifier: BSD-3-Clause
/*
 * Every method without memory: whichever call fails, there is a reason and a text, or the right
 * key; never a crash, and no key that is not the server's. EAP-TLS and the files have a program of
 * their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/rand.h>

#include "eap/method.h"
#include "failing.h"
#include "psk_server.h"
#include "pwd_server.h"
#include "sim_server.h"
#include "tunnel_server.h"

#define NAME	 "aaa.wimax.test"
#define USER	 "user@wimax.test"
#define PASSWORD "0123456789abcdef"
/* Of the calls inside of the libraries a sample, at a step that no loop has. */
#define STEP 53

static struct pki_id root, id, user;
static struct eap_config base;
static struct eap_creds *creds;
static struct eap_session_cache *cache;
static char card[] = "/tmp/test_eap_methods.XXXXXX";

/* What a conversation came to */
static struct {
	unsigned int done;
	struct eap_result result;
	uint8_t msk[EAP_MSK_LEN];
	uint8_t emsk[EAP_EMSK_LEN];
} end;

/* The peer's part of a conversation is what may fail: its call @fail_call. */
static unsigned int fail_call, calls;
static bool fail_deep;

static void deliver(struct eap_peer *peer, const uint8_t *packet, size_t len)
{
	failing_begin(fail_call > calls ? fail_call - calls : 0, fail_deep);
	eap_peer_rx(peer, packet, len);
	failing_end();
	calls += failing_calls;
}

static void send(struct eap_server *s, const uint8_t *packet, size_t len)
{
	deliver(s->peer, packet, len);
}

static void sim_send(struct sim_server *s, const uint8_t *packet, size_t len)
{
	deliver(s->peer, packet, len);
}

static void take(struct eap_server *link, const uint8_t *msk, const uint8_t *emsk)
{
	if (!link->done_count)
		eap_peer_timeout(link->peer);
	end.done = link->done_count;
	end.result = link->result;
	memcpy(end.msk, msk, EAP_MSK_LEN);
	memcpy(end.emsk, emsk, EAP_EMSK_LEN);
}

/* ---- each method's conversation ---- */

static struct tunnel_server tunnel;
static struct psk_server psk;
static struct pwd_server pwd;

static void run_tunnel(void)
{
	tunnel.link.send = send;
	tunnel_server_run(&tunnel, creds, cache);
	take(&tunnel.link, tunnel.link.msk, tunnel.link.emsk);
}

static void run_psk(void)
{
	uint8_t message[64];

	memcpy(psk.key, PASSWORD, sizeof(psk.key));
	psk.id_s = NAME;
	eap_server_reset(&psk.link, creds, NULL);
	psk_server_begin(&psk, creds);
	psk.link.send = send;
	psk_server_first(&psk);
	if (psk.link.resp_len && psk_server_verify(&psk)) {
		psk_server_second(&psk, &(uint8_t){ PSK_SUCCESS }, 1);
		/* whole, or nothing */
		if (psk.link.resp_len)
			assert_true(psk_server_open(&psk, message) > 0);
	}
	eap_server_success(&psk.link, psk.id);
	take(&psk.link, psk.keys.msk, psk.keys.emsk);
}

static void run_pwd(void)
{
	pwd_server_begin(&pwd, creds);
	pwd.link.send = send;
	pwd_server_identify(&pwd);
	if (pwd.answer_len && pwd_server_commit(&pwd) == DRAGONFLY_GOOD)
		pwd_server_confirm(&pwd);
	eap_server_success(&pwd.link, pwd.id);
	take(&pwd.link, pwd.keys, pwd.keys + EAP_MSK_LEN);
}

static struct sim_server sim = { .send = sim_send };

static void run_sim(void)
{
	sim_server_begin(&sim, creds, cache);
	/* what the last time left is an identity, for a fast re-authentication */
	if (strstr(sim.identity, "again")) {
		sim_server_reauth(&sim);
	} else {
		if (sim.type == EAP_TYPE_SIM)
			sim_server_start(&sim, 0);
		if (!sim.done_count)
			sim_server_challenge(&sim);
	}
	if (!sim.done_count)
		sim_server_success(&sim);
	if (!sim.done_count)
		eap_peer_timeout(sim.peer);
	end.done = sim.done_count;
	end.result = sim.result;
	memcpy(end.msk, sim.keys.msk, EAP_MSK_LEN);
	memcpy(end.emsk, sim.keys.emsk, EAP_EMSK_LEN);
}

/* ---- the sweeps ---- */

FAILING(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
FAILING(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new, (void), (), NULL)
FAILING(EVP_MAC *, EVP_MAC_fetch, (OSSL_LIB_CTX * lib, const char *name, const char *properties),
	(lib, name, properties), NULL)
FAILING(EVP_MAC_CTX *, EVP_MAC_CTX_new, (EVP_MAC * mac), (mac), NULL)
FAILING(EC_GROUP *, EC_GROUP_new_by_curve_name, (int nid), (nid), NULL)
FAILING(EC_POINT *, EC_POINT_new, (const EC_GROUP *group), (group), NULL)
FAILING(int, EC_POINT_mul,
	(const EC_GROUP *group, EC_POINT *r, const BIGNUM *n, const EC_POINT *q, const BIGNUM *m,
	 BN_CTX *ctx),
	(group, r, n, q, m, ctx), 0)
FAILING(BN_CTX *, BN_CTX_new, (void), (), NULL)
FAILING(BIGNUM *, BN_new, (void), (), NULL)
FAILING(int, BN_priv_rand_range, (BIGNUM * r, const BIGNUM *range), (r, range), 0)
FAILING(int, RAND_bytes, (unsigned char *buf, int len), (buf, len), 0)
FAILING(SSL *, SSL_new, (SSL_CTX * ctx), (ctx), NULL)
FAILING(BIO *, BIO_new, (const BIO_METHOD *method), (method), NULL)

static void assert_whole(const char *what)
{
	static const uint8_t zero[EAP_MSK_LEN];
	const struct eap_result *r = &end.result;

	if (end.done != 1)
		fail_msg("%s: call %u: done %u times", what, fail_call, end.done);
	if (r->success) {
		assert_memory_equal(r->msk, end.msk, EAP_MSK_LEN);
		assert_memory_equal(r->emsk, end.emsk, EAP_EMSK_LEN);
		return;
	}
	assert_memory_equal(r->msk, zero, EAP_MSK_LEN);
	assert_memory_equal(r->emsk, zero, EAP_EMSK_LEN);
	if (!r->error.reason || !r->error.text[0])
		fail_msg("%s: call %u fails without a word", what, fail_call);
}

static void sweep(const char *what, void (*run)(void), bool deep)
{
	unsigned int all, failures = 0;

	fail_deep = deep;
	fail_call = calls = 0;
	run();
	if (!end.result.success)
		fail_msg("%s: %s", what, end.result.error.text);
	assert_whole(what);
	all = calls;
	assert_true(all > 1);
	for (fail_call = 1; fail_call <= all; fail_call += deep ? STEP : 1) {
		calls = 0;
		run();
		assert_whole(what);
		failures += !end.result.success;
	}
	/* of our own calls nearly each one counts */
	if (failures < (deep ? 1 : all / 2))
		fail_msg("%s: %u of %u calls failed and nothing came of it", what, all - failures,
			 all);
}

static void load(const struct eap_config *cfg)
{
	struct eap_error err;
	unsigned int n;
	bool more = true;

	/* first without memory: never a word too few */
	for (n = 1; more; n++) {
		memset(&err, 0, sizeof(err));
		eap_creds_free(creds);
		failing_begin(n, false);
		creds = eap_creds_load(cfg, &err);
		more = failing_end();
		if (more && creds)
			fail_msg("call %u fails, and nobody sees it", n);
		if (!creds && (!err.reason || !err.text[0]))
			fail_msg("call %u fails without a word", n);
	}
	if (!creds)
		fail_msg("%s", err.text);
}

static int group_setup(void **state)
{
	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	id = pki_make(&(struct pki_spec){ .cn = NAME }, &root, 0);
	user = pki_make(&(struct pki_spec){ .cn = "user" }, &root, 0);
	base = (struct eap_config){
		.num_methods = 1,
		.identity = USER,
		.password = PASSWORD,
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.domain_match = NAME,
	};
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&id);
	pki_free(&user);
	pki_cleanup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&tunnel.tls);
	eap_server_cleanup(&tunnel.link);
	psk_server_end(&psk);
	pwd_server_end(&pwd);
	sim_server_end(&sim);
	eap_session_cache_free(cache);
	cache = NULL;
	eap_creds_free(creds);
	creds = NULL;
	return 0;
}

static void tunnels(const char *method, uint8_t type, const char *word, enum tunnel_inner inner)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	struct eap_config cfg = base;
	unsigned int v;
	char what[64];

	cfg.methods[0] = eap_method_find(method);
	cfg.phase2[0] = eap_inner_find(word);
	cfg.num_phase2 = 1;
	if (inner == TUNNEL_EAP_TLS) {
		cfg.ca_cert2 = cfg.ca_cert;
		cfg.domain_match2 = cfg.domain_match;
		cfg.client_cert2 = pki_write_certs("user.pem", user.cert, NULL);
		cfg.private_key2 = pki_write_key("user.key", user.key, NULL, NULL);
	}
	load(&cfg);
	for (v = 0; v < 2; v++) {
		tunnel = (struct tunnel_server){ .inner = inner,
						 .user = USER,
						 .password = PASSWORD };
		tunnel.link.ctx = eap_server_ctx(&id, NULL, root.cert, versions[v]);
		SSL_CTX_set_verify(tunnel.link.ctx, SSL_VERIFY_PEER, NULL);
		tunnel.link.type = type;
		tunnel.tls.ctx = eap_server_ctx(&id, NULL, root.cert, versions[v]);
		snprintf(what, sizeof(what), "%s, %s, %u", method, word, v);
		sweep(what, run_tunnel, false);
		sweep(what, run_tunnel, true);
		eap_server_cleanup(&tunnel.tls);
		eap_server_cleanup(&tunnel.link);
	}
}

static void ttls(void **state)
{
	(void)state;
	tunnels("TTLS", TUNNEL_TTLS, "auth=PAP", TUNNEL_PLAIN);
	tunnels("TTLS", TUNNEL_TTLS, "auth=CHAP", TUNNEL_PLAIN);
	tunnels("TTLS", TUNNEL_TTLS, "auth=MSCHAP", TUNNEL_PLAIN);
	tunnels("TTLS", TUNNEL_TTLS, "auth=MSCHAPV2", TUNNEL_MSCHAPV2);
	tunnels("TTLS", TUNNEL_TTLS, "autheap=GTC", TUNNEL_EAP_GTC);
	tunnels("TTLS", TUNNEL_TTLS, "autheap=MD5", TUNNEL_EAP_MD5);
	tunnels("TTLS", TUNNEL_TTLS, "autheap=MSCHAPV2", TUNNEL_EAP_MSCHAPV2);
	tunnels("TTLS", TUNNEL_TTLS, "autheap=TLS", TUNNEL_EAP_TLS);
}

static void peap(void **state)
{
	(void)state;
	tunnels("PEAP", TUNNEL_PEAP, "auth=GTC", TUNNEL_EAP_GTC);
	tunnels("PEAP", TUNNEL_PEAP, "auth=MSCHAPV2", TUNNEL_EAP_MSCHAPV2);
	tunnels("PEAP", TUNNEL_PEAP, "auth=TLS", TUNNEL_EAP_TLS);
}

static void write_card(void)
{
	static const char text[] = "ki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=000000000100\n";
	int fd;

	strcpy(card + strlen(card) - 6, "XXXXXX");
	fd = mkstemp(card);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void sim_methods(void **state)
{
	static const struct {
		const char *name, *identity;
		uint8_t type;
	} methods[] = {
		{ "SIM", "1" SIM_TEST_IMSI, EAP_TYPE_SIM },
		{ "AKA", "0" SIM_TEST_IMSI, EAP_TYPE_AKA },
		{ "AKA'", "6" SIM_TEST_IMSI, EAP_TYPE_AKA_PRIME },
	};
	struct eap_config cfg = { .num_methods = 1, .sim_file = card };
	unsigned int i;

	(void)state;
	write_card();
	for (i = 0; i < 3; i++) {
		cfg.methods[0] = eap_method_find(methods[i].name);
		cfg.identity = methods[i].identity;
		load(&cfg);
		sim_server_end(&sim);
		sim = (struct sim_server){ .type = methods[i].type,
					   .sqn = 0x100,
					   .send = sim_send };
		sim_server_learn(&sim);
		sweep(methods[i].name, run_sim, false);
		sweep(methods[i].name, run_sim, true);
		/* in turn in full and fast, as far as it gets */
		eap_session_cache_free(cache);
		cache = eap_session_cache_new();
		sim.give_ids = true;
		sweep(methods[i].name, run_sim, false);
	}
	unlink(card);
}

static void shared_key(void **state)
{
	struct eap_config cfg = base;

	(void)state;
	cfg.methods[0] = eap_method_find("PSK");
	load(&cfg);
	sweep("PSK", run_psk, false);
	sweep("PSK", run_psk, true);
}

static void password(void **state)
{
	struct eap_config cfg = base;

	(void)state;
	cfg.methods[0] = eap_method_find("PWD");
	load(&cfg);
	for (pwd.group = 19; pwd.group <= 21; pwd.group++) {
		memcpy(pwd.password, PASSWORD, strlen(PASSWORD));
		pwd.password_len = strlen(PASSWORD);
		/* the groups differ in their sizes and in what the library does with them */
		if (pwd.group == 19)
			sweep("PWD", run_pwd, false);
		sweep("PWD", run_pwd, true);
	}
	pwd.prep = 5;
	pwd.group = 19;
	sweep("PWD, salted", run_pwd, false);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(ttls), TEST(peap), TEST(sim_methods), TEST(shared_key), TEST(password),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
