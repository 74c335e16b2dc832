// SPDX-License-Identifier: BSD-3-Clause
/* EAP-TLS: RFC 5216 with TLS 1.2, RFC 9190 with TLS 1.3. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fragments.h"
#include "method.h"
#include "tls.h"

#define LABEL_TLS12	"client EAP encryption" /* RFC 5216 2.3 */
#define LABEL_TLS13	"EXPORTER_EAP_TLS_Key_Material" /* RFC 9190 2.3 */
#define LABEL_METHOD_ID "EXPORTER_EAP_TLS_Method-Id"
#define METHOD_ID_LEN	64

struct eap_tls {
	struct tls_conn *conn;
	struct fragments frag;
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

	tls_conn_free(tls->conn);
	free(tls);
}

static void *eap_tls_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_tls *tls = calloc(1, sizeof(*tls));

	if (!tls)
		return NULL;
	tls->conn = tls_conn_new(creds->tls, cache, EAP_TYPE_TLS);
	if (!tls->conn) {
		free(tls);
		return NULL;
	}
	tls->frag.conn = tls->conn;
	tls->frag.size = creds->fragment_size;
	return tls;
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

	while ((len = tls_conn_read(tls->conn, buf, sizeof(buf), err)) > 0) {
		if (!tls_conn_is_13(tls->conn))
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

static void describe(const struct eap_tls *tls, struct eap_reply *reply)
{
	struct eap_result r = { 0 };

	tls_conn_describe(tls->conn, &r);
	snprintf(reply->note, sizeof(reply->note), "%s %s, %s handshake%s", r.tls_version,
		 r.tls_cipher, r.resumed ? "abbreviated" : "full",
		 r.insecure ? ", server NOT verified" : "");
}

/* A whole message came in: let TLS work on it. */
static bool work(struct eap_tls *tls, struct eap_reply *reply, struct eap_error *err)
{
	bool was_established = tls_conn_established(tls->conn);

	if (!tls_conn_handshake(tls->conn, err))
		return false;
	if (!tls_conn_established(tls->conn))
		return true;
	if (!was_established)
		describe(tls, reply);
	return read_indication(tls, was_established, err);
}

static enum eap_step state_reached(const struct eap_tls *tls)
{
	if (tls->frag.sending || !tls_conn_established(tls->conn))
		return EAP_STEP_CONT;
	if (!tls_conn_is_13(tls->conn))
		return EAP_STEP_COND_SUCC;
	return tls->indicated ? EAP_STEP_UNCOND_SUCC : EAP_STEP_CONT;
}

static enum eap_step eap_tls_process(void *state, const uint8_t *data, size_t len,
				     struct eap_reply *reply, struct eap_error *err)
{
	struct eap_tls *tls = state;
	enum fragments_rx rx;
	bool ok = true;

	rx = fragments_rx(&tls->frag, data, len, &reply->progress, err);
	if (rx == FRAGMENTS_BAD)
		return EAP_STEP_FAIL;
	if (rx == FRAGMENTS_MESSAGE)
		ok = work(tls, reply, err);
	/* also on failure: our alert, or the acknowledgement of the server's, RFC 5216 2.1.3 */
	fragments_tx(&tls->frag, reply);
	return ok ? state_reached(tls) : EAP_STEP_FAIL;
}

static bool eap_tls_finish(void *state, struct eap_result *result)
{
	static const uint8_t type = EAP_TYPE_TLS;
	struct eap_tls *tls = state;
	uint8_t keys[EAP_MSK_LEN + EAP_EMSK_LEN];
	bool ok;

	result->session_id[0] = EAP_TYPE_TLS;
	result->session_id_len = 1 + METHOD_ID_LEN;
	if (tls_conn_is_13(tls->conn)) {
		ok = tls_conn_export(tls->conn, LABEL_TLS13, &type, 1, keys, sizeof(keys)) &&
		     tls_conn_export(tls->conn, LABEL_METHOD_ID, &type, 1, result->session_id + 1,
				     METHOD_ID_LEN);
	} else {
		/* RFC 5216 2.3: both randoms, 64 octets too */
		ok = tls_conn_export(tls->conn, LABEL_TLS12, NULL, 0, keys, sizeof(keys));
		tls_conn_randoms(tls->conn, result->session_id + 1);
	}
	if (ok) {
		memcpy(result->msk, keys, EAP_MSK_LEN);
		memcpy(result->emsk, keys + EAP_MSK_LEN, EAP_EMSK_LEN);
		tls_conn_describe(tls->conn, result);
		tls_conn_keep_session(tls->conn);
	}
	explicit_bzero(keys, sizeof(keys));
	return ok;
}

static const char *eap_tls_waiting_for(const void *state)
{
	const struct eap_tls *tls = state;

	if (!tls_conn_established(tls->conn))
		return "the server's part of the TLS handshake";
	if (tls_conn_is_13(tls->conn) && !tls->indicated)
		return "the protected success indication (RFC 9190) after the TLS handshake";
	return "EAP-Success after the TLS handshake";
}

const struct eap_method eap_method_tls = {
	.name = "TLS",
	.type = EAP_TYPE_TLS,
	.check = eap_tls_check,
	.start = eap_tls_start,
	.process = eap_tls_process,
	.finish = eap_tls_finish,
	.waiting_for = eap_tls_waiting_for,
	.free = eap_tls_free,
};
