// SPDX-License-Identifier: BSD-3-Clause
#include "tls_carrier.h"

#include <stdio.h>
#include <string.h>

#include "user.h"

#define LABEL_TLS13	"EXPORTER_EAP_TLS_Key_Material" /* RFC 9190 2.3, RFC 9427 2.1 */
#define LABEL_METHOD_ID "EXPORTER_EAP_TLS_Method-Id"
#define METHOD_ID_LEN	64

bool tls_carrier_start(struct tls_carrier *carrier, const struct eap_creds *creds,
		       struct eap_session_cache *cache, const struct eap_method *method)
{
	memset(carrier, 0, sizeof(*carrier));
	carrier->conn = tls_conn_new(creds->tls, cache, method->type);
	carrier->frag.conn = carrier->conn;
	carrier->frag.size = creds->fragment_size;
	carrier->frag.versioned = method->type != EAP_TYPE_TLS;
	carrier->type = method->type;
	return carrier->conn;
}

static void describe(const struct tls_carrier *carrier, struct eap_reply *reply)
{
	struct eap_result r = { 0 };

	tls_conn_describe(carrier->conn, &r);
	snprintf(reply->note, sizeof(reply->note), "%s %s, %s handshake%s%s%s", r.tls_version,
		 r.tls_cipher, r.resumed ? "abbreviated" : "full",
		 r.insecure ? ", server NOT verified" : "",
		 r.clock_unset ? ", clock not set, dates NOT verified" : "",
		 tls_conn_allows_sha1(carrier->conn) ? ", SHA-1 certificates allowed" : "");
}

static enum tls_carrier_rx handshake(struct tls_carrier *carrier, struct eap_reply *reply,
				     struct eap_error *err)
{
	if (!tls_conn_handshake(carrier->conn, err))
		return TLS_CARRIER_FAILED;
	if (tls_conn_question(carrier->conn)) {
		eap_ask(reply, EAP_ASK_CERTIFICATE, "%s", tls_conn_question(carrier->conn));
		return TLS_CARRIER_ASK;
	}
	if (!tls_conn_established(carrier->conn))
		return TLS_CARRIER_CONT;
	describe(carrier, reply);
	return TLS_CARRIER_ESTABLISHED;
}

enum tls_carrier_rx tls_carrier_rx(struct tls_carrier *carrier, const uint8_t *data, size_t len,
				   struct eap_reply *reply, struct eap_error *err)
{
	bool was_established = tls_conn_established(carrier->conn);
	enum fragments_rx rx;

	rx = fragments_rx(&carrier->frag, data, len, &reply->progress, err);
	if (rx == FRAGMENTS_BAD)
		return TLS_CARRIER_BAD;
	if (rx != FRAGMENTS_MESSAGE)
		return TLS_CARRIER_CONT;
	/* a whole message came in: let TLS work on it */
	if (was_established)
		return TLS_CARRIER_MESSAGE;
	return handshake(carrier, reply, err);
}

enum tls_carrier_rx tls_carrier_resume(struct tls_carrier *carrier, struct eap_reply *reply,
				       struct eap_error *err)
{
	reply->progress = true;
	tls_conn_decide(carrier->conn, reply->user->approved);
	return handshake(carrier, reply, err);
}

bool tls_carrier_keys(struct tls_carrier *carrier, const char *label, struct eap_result *result)
{
	uint8_t keys[EAP_MSK_LEN + EAP_EMSK_LEN];
	bool ok;

	if (tls_conn_is_13(carrier->conn))
		ok = tls_conn_export(carrier->conn, LABEL_TLS13, &carrier->type, 1, keys,
				     sizeof(keys));
	else
		ok = tls_conn_export(carrier->conn, label, NULL, 0, keys, sizeof(keys));
	if (ok) {
		memcpy(result->msk, keys, EAP_MSK_LEN);
		memcpy(result->emsk, keys + EAP_MSK_LEN, EAP_EMSK_LEN);
	}
	explicit_bzero(keys, sizeof(keys));
	return ok;
}

bool tls_carrier_finish(struct tls_carrier *carrier, const char *label, struct eap_result *result)
{
	result->session_id[0] = carrier->type;
	result->session_id_len = 1 + METHOD_ID_LEN;
	/* RFC 5216 2.3: both randoms, 64 octets too */
	tls_conn_randoms(carrier->conn, result->session_id + 1);
	if (tls_conn_is_13(carrier->conn) &&
	    !tls_conn_export(carrier->conn, LABEL_METHOD_ID, &carrier->type, 1,
			     result->session_id + 1, METHOD_ID_LEN))
		return false;
	if (!tls_carrier_keys(carrier, label, result))
		return false;
	tls_conn_describe(carrier->conn, result);
	tls_conn_keep_session(carrier->conn);
	return true;
}

void tls_carrier_stop(struct tls_carrier *carrier)
{
	tls_conn_free(carrier->conn);
	carrier->conn = NULL;
}
