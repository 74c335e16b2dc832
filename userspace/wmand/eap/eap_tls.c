// SPDX-License-Identifier: BSD-3-Clause
/* EAP-TLS: RFC 5216 with TLS 1.2, RFC 9190 with TLS 1.3. */
#include <stdlib.h>

#include "error.h"
#include "method.h"
#include "tls_carrier.h"

#define LABEL_TLS12 "client EAP encryption" /* RFC 5216 2.3 */

struct eap_tls {
	struct tls_carrier carrier;
	bool indicated; /* protected success indication seen, RFC 9190 2.1.1 */
};

static bool eap_tls_check(const struct eap_config *cfg, struct eap_error *err)
{
	if (!cfg->private_key)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "EAP-TLS needs private_key%s",
				     cfg->client_cert ? "" : " and client_cert");
	return true;
}

static void eap_tls_free(void *state)
{
	struct eap_tls *tls = state;

	tls_carrier_stop(&tls->carrier);
	free(tls);
}

static void *eap_tls_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_tls *tls = calloc(1, sizeof(*tls));

	if (!tls || tls_carrier_start(&tls->carrier, creds, cache, &eap_method_tls))
		return tls;
	free(tls);
	return NULL;
}

static bool violation(struct eap_error *err, const char *text)
{
	return eap_error_set(err, WMAN_REASON_EAP_PROTOCOL, "%s", text);
}

/*
 * After the handshake the server has one thing to say: in TLS 1.3 an application record of one
 * octet 0x00.  It means that the server is done *after* it saw our Finished (RFC 9190 2.1.1), so
 * one that comes before we sent it proves nothing.
 */
static bool read_indication(struct eap_tls *tls, bool was_established, struct eap_error *err)
{
	uint8_t buf[16];
	ssize_t len;

	while ((len = tls_conn_read(tls->carrier.conn, buf, sizeof(buf), err)) > 0) {
		if (!tls_conn_is_13(tls->carrier.conn))
			return violation(err, "application data in TLS 1.2");
		if (!was_established)
			return violation(err, "success indication before the client's Finished");
		if (tls->indicated)
			return violation(err, "application data after the success indication");
		if (len != 1 || buf[0])
			return violation(err, "application data that is no success indication");
		tls->indicated = true;
	}
	return len == 0;
}

static enum eap_step state_reached(const struct eap_tls *tls)
{
	if (tls->carrier.frag.sending || !tls_conn_established(tls->carrier.conn))
		return EAP_STEP_CONT;
	if (!tls_conn_is_13(tls->carrier.conn))
		return EAP_STEP_COND_SUCC;
	return tls->indicated ? EAP_STEP_UNCOND_SUCC : EAP_STEP_CONT;
}

static enum eap_step go_on(struct eap_tls *tls, enum tls_carrier_rx rx, struct eap_reply *reply,
			   struct eap_error *err)
{
	bool ok = rx != TLS_CARRIER_FAILED;

	if (rx == TLS_CARRIER_BAD)
		return EAP_STEP_FAIL;
	if (rx == TLS_CARRIER_ASK)
		return EAP_STEP_ASK;
	if (rx == TLS_CARRIER_ESTABLISHED || rx == TLS_CARRIER_MESSAGE)
		ok = read_indication(tls, rx == TLS_CARRIER_MESSAGE, err);
	/* also on failure: our alert, or the acknowledgement of the server's, RFC 5216 2.1.3 */
	fragments_tx(&tls->carrier.frag, reply);
	return ok ? state_reached(tls) : EAP_STEP_FAIL;
}

static enum eap_step eap_tls_process(void *state, const uint8_t *data, size_t len,
				     struct eap_reply *reply, struct eap_error *err)
{
	struct eap_tls *tls = state;

	return go_on(tls, tls_carrier_rx(&tls->carrier, data, len, reply, err), reply, err);
}

static enum eap_step eap_tls_resume(void *state, struct eap_reply *reply, struct eap_error *err)
{
	struct eap_tls *tls = state;

	return go_on(tls, tls_carrier_resume(&tls->carrier, reply, err), reply, err);
}

static bool eap_tls_finish(void *state, struct eap_result *result)
{
	struct eap_tls *tls = state;

	return tls_carrier_finish(&tls->carrier, LABEL_TLS12, result);
}

static const char *eap_tls_waiting_for(const void *state)
{
	const struct eap_tls *tls = state;

	if (!tls_conn_established(tls->carrier.conn))
		return "the server's part of the TLS handshake";
	if (tls_conn_is_13(tls->carrier.conn) && !tls->indicated)
		return "the protected success indication (RFC 9190) after the TLS handshake";
	return "EAP-Success after the TLS handshake";
}

const struct eap_method eap_method_tls = {
	.name = "TLS",
	.type = EAP_TYPE_TLS,
	.needs = EAP_NEEDS_TLS,
	.check = eap_tls_check,
	.start = eap_tls_start,
	.process = eap_tls_process,
	.resume = eap_tls_resume,
	.finish = eap_tls_finish,
	.waiting_for = eap_tls_waiting_for,
	.free = eap_tls_free,
};
