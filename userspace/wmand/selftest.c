// SPDX-License-Identifier: BSD-3-Clause
#include "selftest.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

#include "asker.h"
#include "config.h"
#include "eap/eap.h"
#include "log.h"
#include "loop.h"
#include "message.h"
#include "mip.h"
#include "radius.h"
#include "reason.h"

#define STATION	       "02-00-00-00-00-01"
#define FRAMED_MTU     1400
#define SERVICE_FRAMED 2

/* Both sides of one authentication: the peer, and an authenticator that relays to RADIUS. */
struct selftest {
	struct loop *loop;
	struct radius_client *client;
	struct asker *asker; /* NULL: nobody is asked */
	struct question *question;
	const struct network *net;
	struct eap_session_cache *cache;
	struct eap_peer *peer;

	uint8_t identity[EAP_IDENTITY_MAX]; /* of the first answer, RFC 3579 2.1 */
	size_t identity_len;
	uint8_t answer[RADIUS_PACKET_MAX]; /* of the peer, to be relayed */
	size_t answer_len;
	uint8_t state[255];
	size_t state_len;
	bool pinned;
	unsigned int server;

	bool peer_done;
	bool have_msk;
	uint8_t server_msk[RADIUS_MSK_LEN];
	bool have_fa_rk;
	uint8_t server_fa_rk[RADIUS_FA_RK_LEN];
	uint8_t fa_rk[MIP_KEY_LEN]; /* of the peer, as FreeRADIUS would derive it */
	struct outcome outcome; /* of the peer */
	const char *reason; /* NULL: the run goes on */
	char text[320];
};

/* The authenticator begins: Request, identifier 0, Identity. */
static const uint8_t identity_request[] = { 1, 0, 0, 5, 1 };

static void go_on(struct selftest *t, const char *text);

static void end_run(struct selftest *t, const char *reason, const char *text)
{
	t->reason = reason;
	snprintf(t->text, sizeof(t->text), "%s", text);
	loop_quit(t->loop);
}

/* Everything was said: judge. */
static void conclude(struct selftest *t, const char *radius_text)
{
	if (!t->peer_done)
		end_run(t, "eap-incomplete", radius_text);
	else if (!t->outcome.success)
		end_run(t, wman_reason_name(t->outcome.reason), t->outcome.text);
	else if (!t->have_msk)
		end_run(t, "msk-missing", "the server accepted but sent no key");
	else if (CRYPTO_memcmp(t->outcome.msk, t->server_msk, RADIUS_MSK_LEN))
		end_run(t, "msk-mismatch", "the key of the server is not the key of the peer");
	else if (t->have_fa_rk && t->net->emsk_keys &&
		 CRYPTO_memcmp(t->fa_rk, t->server_fa_rk, sizeof(t->fa_rk)))
		end_run(t, "fa-rk-mismatch",
			"FA-RK of the server is not derived from the EMSK as FreeRADIUS does it");
	else if (t->have_fa_rk && t->net->emsk_keys)
		end_run(t, "ok", "MSK and FA-RK are the same on both sides");
	else
		end_run(t, "ok", "MSK is the same on both sides");
}

static void peer_tx(void *ctx, const uint8_t *packet, size_t len)
{
	struct selftest *t = ctx;

	if (len > sizeof(t->answer))
		return;
	memcpy(t->answer, packet, len);
	t->answer_len = len;
}

/* What tells that both sides have the same EMSK */
static void derive_fa_rk(struct selftest *t, const uint8_t *emsk)
{
	struct mip_roots roots;

	memset(t->fa_rk, 0, sizeof(t->fa_rk));
	if (mip_roots_derive(emsk, &roots))
		mip_fa_rk(&roots, MIP_FREERADIUS, t->fa_rk);
	OPENSSL_cleanse(&roots, sizeof(roots));
}

static void peer_done(void *ctx, const struct eap_result *result)
{
	struct selftest *t = ctx;
	struct outcome *o = &t->outcome;

	t->peer_done = true;
	o->success = result->success;
	o->resumed = result->resumed;
	o->rounds = result->rounds;
	o->reason = result->error.reason;
	snprintf(o->method, sizeof(o->method), "%s", result->method ? result->method : "");
	snprintf(o->tls_version, sizeof(o->tls_version), "%s",
		 result->tls_version ? result->tls_version : "");
	snprintf(o->text, sizeof(o->text), "%s", result->success ? "" : result->error.text);
	if (!result->success)
		return;
	memcpy(o->msk, result->msk, sizeof(o->msk));
	if (t->net->emsk_keys)
		derive_fa_rk(t, result->emsk);
}

static void peer_note(void *ctx, const char *text)
{
	log_debug("%s", text);
}

static bool peer_sqn(void *ctx, uint64_t sqn)
{
	const struct selftest *t = ctx;
	struct eap_error err;
	bool ok = eap_creds_store_sqn(t->net->creds, sqn, &err);

	if (!ok)
		log_error("%s", err.text);
	return ok;
}

static void answered(void *ctx, enum question_end end, const uint8_t *value, size_t len)
{
	struct selftest *t = ctx;

	t->question = NULL;
	t->answer_len = 0;
	if (end == QUESTION_ANSWERED)
		eap_peer_answer(t->peer, value, len);
	else
		eap_peer_cancel(t->peer, WMAN_REASON_CREDENTIALS, "there was no answer");
	go_on(t, "there was no answer");
}

static void peer_ask(void *ctx, enum eap_ask ask, const char *text)
{
	struct selftest *t = ctx;

	t->question = asker_ask(t->asker, ask, t->net->name, text, answered, t);
	if (!t->question)
		end_run(t, wman_reason_name(WMAN_REASON_HELPER_INTERNAL), "out of memory");
}

static void relay(struct selftest *t);

/* The peer has said something, waits for a person, or has come to its end. */
static void go_on(struct selftest *t, const char *text)
{
	/* the first answer is the identity, which the authenticator has to know */
	if (!t->identity_len && t->answer_len > sizeof(identity_request)) {
		t->identity_len = t->answer_len - sizeof(identity_request);
		memcpy(t->identity, t->answer + sizeof(identity_request), t->identity_len);
	}
	if (t->answer_len)
		relay(t);
	else if (!t->question)
		conclude(t, text);
}

static void radius_done(void *arg, const struct radius_result *result)
{
	struct selftest *t = arg;

	if (result->outcome == RADIUS_TIMEOUT || result->outcome == RADIUS_INVALID) {
		end_run(t, result->outcome == RADIUS_TIMEOUT ? "radius-timeout" : "radius-invalid",
			result->text);
		return;
	}
	t->server = result->server;
	t->pinned = true;
	t->state_len = result->state_len;
	if (result->state_len)
		memcpy(t->state, result->state, result->state_len);
	t->have_msk = result->has_msk;
	if (result->has_msk)
		memcpy(t->server_msk, result->msk, sizeof(t->server_msk));
	t->have_fa_rk = result->has_fa_rk;
	memcpy(t->server_fa_rk, result->fa_rk, sizeof(t->server_fa_rk));
	t->answer_len = 0;
	if (result->eap_len)
		eap_peer_rx(t->peer, result->eap, result->eap_len);
	if (result->outcome == RADIUS_CHALLENGE)
		go_on(t, result->text);
	else
		conclude(t, result->text);
}

/* A server has keys of mobility for a NAS that says it is one of a WiMAX network: release 1.0. */
static int add_capability(struct radius_request *req, const struct network *net)
{
	static const uint8_t capability[] = { 1, 5, '1', '.', '0', 2, 3, 0 };

	return net->emsk_keys ? radius_request_add_wimax(req, RADIUS_WIMAX_CAPABILITY, capability,
							 sizeof(capability)) :
				0;
}

/* Relay the peer's answer, as the authenticator of a base station does. */
static void relay(struct selftest *t)
{
	static const char nas[] = "wmand-self-test";
	struct radius_request *req =
		radius_request_new(t->client, RADIUS_AUTHENTICATION, radius_done, t);

	if (req && t->pinned)
		radius_request_pin(req, t->server);
	if (req && !radius_request_add(req, RADIUS_USER_NAME, t->identity, t->identity_len) &&
	    !radius_request_add(req, RADIUS_NAS_IDENTIFIER, nas, sizeof(nas) - 1) &&
	    !radius_request_add_u32(req, RADIUS_NAS_PORT_TYPE, RADIUS_PORT_TYPE_WIMAX) &&
	    !radius_request_add_u32(req, RADIUS_SERVICE_TYPE, SERVICE_FRAMED) &&
	    !radius_request_add_u32(req, RADIUS_FRAMED_MTU, FRAMED_MTU) &&
	    !radius_request_add(req, RADIUS_CALLING_STATION_ID, STATION, sizeof(STATION) - 1) &&
	    !add_capability(req, t->net) &&
	    (!t->state_len || !radius_request_add(req, RADIUS_STATE, t->state, t->state_len)) &&
	    !radius_request_add_eap(req, t->answer, t->answer_len) && !radius_request_send(req))
		return;
	radius_request_cancel(req);
	end_run(t, wman_reason_name(WMAN_REASON_HELPER_INTERNAL), "cannot send to the server");
}

static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

static void print_json_string(const char *key, const char *value)
{
	printf(", \"%s\": \"", key);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			putchar('\\');
		/* Control characters were filtered where the text was made. */
		putchar(*value);
	}
	putchar('"');
}

static void print_run(const struct selftest *t, const struct selftest_options *opt, unsigned int n,
		      int64_t us)
{
	const struct outcome *o = &t->outcome;
	bool good = !strcmp(t->reason, "ok");
	const char *kind = n > opt->runs ? "reauth" : "full";

	if (!opt->json) {
		printf("%s %u: %s: %s: %s (%s%s%s%s, %u rounds, %lld.%03lld ms)\n", kind, n,
		       good ? "success" : "failure", t->reason, t->text,
		       o->method[0] ? o->method : "no method", *o->tls_version ? ", " : "",
		       o->tls_version, o->resumed ? ", resumed" : "", o->rounds,
		       (long long)us / 1000, (long long)us % 1000);
		return;
	}
	printf("{\"run\": %u, \"success\": %s, \"resumed\": %s, \"rounds\": %u, \"us\": %lld", n,
	       good ? "true" : "false", o->resumed ? "true" : "false", o->rounds, (long long)us);
	print_json_string("kind", kind);
	print_json_string("reason", t->reason);
	print_json_string("text", t->text);
	print_json_string("method", o->method);
	print_json_string("tls", o->tls_version);
	printf("}\n");
}

/* One authentication; true when it succeeded with the same MSK on both sides. */
static bool run_once(struct selftest *t, const struct selftest_options *opt, unsigned int n,
		     struct eap_session_cache *cache)
{
	static const uint8_t mac[] = { 2, 0, 0, 0, 0, 1 }; /* STATION */
	const struct eap_peer_ops ops = {
		.tx = peer_tx,
		.done = peer_done,
		.note = peer_note,
		.sqn = peer_sqn,
		.ask = t->asker ? peer_ask : NULL,
	};
	int64_t start = now_us();

	t->reason = NULL;
	t->peer_done = false;
	t->have_msk = false;
	t->have_fa_rk = false;
	t->pinned = false;
	t->state_len = 0;
	t->answer_len = 0;
	t->identity_len = 0;
	memset(&t->outcome, 0, sizeof(t->outcome));
	t->peer = eap_peer_new(t->net->creds, cache, &ops, t);
	if (t->peer) {
		eap_peer_set_mac(t->peer, mac);
		eap_peer_rx(t->peer, identity_request, sizeof(identity_request));
		go_on(t, "");
		if (!t->reason)
			loop_run(t->loop);
	}
	question_free(t->question);
	t->question = NULL;
	eap_peer_free(t->peer);
	if (!t->reason)
		end_run(t, wman_reason_name(WMAN_REASON_HELPER_INTERNAL), "out of memory");
	print_run(t, opt, n, now_us() - start);
	OPENSSL_cleanse(t->server_msk, sizeof(t->server_msk));
	OPENSSL_cleanse(t->server_fa_rk, sizeof(t->server_fa_rk));
	OPENSSL_cleanse(t->fa_rk, sizeof(t->fa_rk));
	OPENSSL_cleanse(&t->outcome, sizeof(t->outcome));
	return !strcmp(t->reason, "ok");
}

static bool add_server(struct radius_client *client, const struct selftest_options *opt)
{
	uint8_t secret[RADIUS_SECRET_MAX];
	char err[256];
	size_t len;
	bool ok;

	ok = !radius_secret_read(opt->secret_file, secret, &len, err, sizeof(err)) &&
	     !radius_client_add_server(client, RADIUS_AUTHENTICATION, opt->server, secret, len, err,
				       sizeof(err));
	OPENSSL_cleanse(secret, sizeof(secret));
	if (!ok)
		log_error("%s", err);
	return ok;
}

/**
 * selftest_run() - authenticate, print one line for each time
 * @opt: what to do
 * @net: the network to authenticate for
 *
 * Return: exit status, 0 when all runs succeeded, else 1.
 */
int selftest_run(const struct selftest_options *opt, const struct network *net)
{
	struct selftest t = { .net = net };
	unsigned int n, good = 0, total = opt->runs + opt->reauths;

	t.loop = loop_new();
	if (t.loop && opt->socket) {
		t.asker = asker_new(t.loop, opt->socket);
		if (!t.asker) {
			log_error("%s: %s", opt->socket, strerror(errno));
			loop_free(t.loop);
			return 1;
		}
	}
	t.client = t.loop ? radius_client_new(t.loop, NULL) : NULL;
	t.cache = eap_session_cache_new();
	if (!t.client || !t.cache)
		log_error("out of memory");
	else if (add_server(t.client, opt))
		/* The last full run leaves the session that the re-authentications resume. */
		for (n = 1; n <= total; n++)
			good += run_once(&t, opt, n, n < opt->runs ? NULL : t.cache);
	eap_session_cache_free(t.cache);
	radius_client_free(t.client);
	asker_free(t.asker);
	if (t.loop)
		loop_free(t.loop);
	/* What was printed must have arrived. */
	if (fflush(stdout) || ferror(stdout)) {
		log_error("cannot write the results");
		return 1;
	}
	return good == total ? 0 : 1;
}
