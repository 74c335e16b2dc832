// SPDX-License-Identifier: BSD-3-Clause
#include "dae.h"

#include <stdio.h>

#include "bs.h"
#include "dreg.h"
#include "mgmt.h"
#include "radius_dae.h"

#define MS_PER_S	    1000ULL
#define TERMINATION_REQUEST 1 /* Termination-Action: RADIUS-Request */
#define SESSION_TIMEOUT_MAX (70 * 86400)

/* A request, attribute by attribute; len 0: it is not there */
struct request {
	struct bs *bs;
	enum radius_dae_kind kind;
	struct radius_value user;
	struct radius_value station;
	struct radius_value session;
	u32 session_timeout;
	bool has_session_timeout;
	u32 termination;
	bool has_termination;
	u32 interim;
	bool has_interim;
	u32 cause;
	bool has_cause;
	/* what was found by it */
	struct bs_ss *ss;
	unsigned int found;
};

static int take_value(struct radius_value *slot, const struct radius_value *value)
{
	if (slot->len || !value->len)
		return RADIUS_CAUSE_INVALID_REQUEST;
	*slot = *value;
	return 0;
}

static int take_number(u32 *slot, bool *has, const struct radius_value *value)
{
	if (*has || value->len != 4)
		return RADIUS_CAUSE_INVALID_REQUEST;
	*slot = wman_get_be32(value->value);
	*has = true;
	return 0;
}

static bool is_us(const struct bs *bs, const struct radius_value *value)
{
	const char *name = bs->cfg->nas_identifier;

	return value->len == strlen(name) && !memcmp(value->value, name, value->len);
}

/* Returns 0 or an Error-Cause. */
static int take_attribute(struct request *req, const struct radius_value *value)
{
	switch (value->type) {
	case RADIUS_MESSAGE_AUTHENTICATOR:
	case RADIUS_EVENT_TIMESTAMP:
	case RADIUS_PROXY_STATE:
	case RADIUS_REPLY_MESSAGE:
		return 0;
	case RADIUS_NAS_IDENTIFIER:
		return is_us(req->bs, value) ? 0 : RADIUS_CAUSE_NAS_MISMATCH;
	case RADIUS_NAS_IP_ADDRESS:
		/* this base station goes by no address */
		return RADIUS_CAUSE_NAS_MISMATCH;
	case RADIUS_USER_NAME:
		return take_value(&req->user, value);
	case RADIUS_CALLING_STATION_ID:
		return take_value(&req->station, value);
	case RADIUS_ACCT_SESSION_ID:
		return take_value(&req->session, value);
	case RADIUS_SERVICE_TYPE:
		return RADIUS_CAUSE_UNSUPPORTED_SERVICE;
	}
	if (req->kind == RADIUS_DISCONNECT)
		return value->type == RADIUS_ACCT_TERMINATE_CAUSE ?
			       take_number(&req->cause, &req->has_cause, value) :
			       RADIUS_CAUSE_UNSUPPORTED_ATTRIBUTE;
	switch (value->type) {
	case RADIUS_SESSION_TIMEOUT:
		return take_number(&req->session_timeout, &req->has_session_timeout, value);
	case RADIUS_TERMINATION_ACTION:
		return take_number(&req->termination, &req->has_termination, value);
	case RADIUS_ACCT_INTERIM_INTERVAL:
		return take_number(&req->interim, &req->has_interim, value);
	default:
		return RADIUS_CAUSE_UNSUPPORTED_ATTRIBUTE;
	}
}

/* As text or as six octets, whichever Access-Requests have. */
static bool is_station(const struct bs_ss *ss, const struct radius_value *value)
{
	char text[18];

	if (value->len == WMAN_MAC_ADDR_LEN)
		return !memcmp(value->value, ss->mac, WMAN_MAC_ADDR_LEN);
	snprintf(text, sizeof(text), "%02X-%02X-%02X-%02X-%02X-%02X", ss->mac[0], ss->mac[1],
		 ss->mac[2], ss->mac[3], ss->mac[4], ss->mac[5]);
	return value->len == strlen(text) && !memcmp(value->value, text, value->len);
}

/* All that the request says of the session has to be so. */
static void match(struct bs_ss *ss, void *arg)
{
	const struct bs_acct *acct = &ss->acct;
	struct request *req = arg;

	if (!ss->auth.ak.valid || (req->station.len && !is_station(ss, &req->station)) ||
	    (req->user.len && (req->user.len != acct->user.name_len ||
			       memcmp(req->user.value, acct->user.name, req->user.len))) ||
	    (req->session.len && (!acct->running || req->session.len != BS_ACCT_ID_LEN ||
				  memcmp(req->session.value, acct->id, BS_ACCT_ID_LEN))))
		return;
	req->ss = ss;
	req->found++;
}

/* Off the air and out of memory: it may come back, and the AAA server is asked again. */
static void send_away(struct bs_ss *ss, enum bs_acct_cause cause, const char *reason)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	wman_dreg_cmd_put(buf, WMAN_DREG_LEAVE);
	bs_mgmt_send_tuple(ss, buf, ss->basic_cid);
	bs_acct_because(ss, cause);
	bs_context_forget(ss->bs, ss->mac);
	bs_ss_end(ss, reason);
}

void bs_dae_session_timer(struct bs_ss *ss)
{
	send_away(ss, BS_ACCT_SESSION_TIMEOUT, "session-timeout");
}

static int disconnect(const struct request *req)
{
	if (req->has_cause && (!req->cause || req->cause > UINT8_MAX))
		return RADIUS_CAUSE_INVALID_VALUE;
	send_away(req->ss, req->has_cause ? (enum bs_acct_cause)req->cause : BS_ACCT_ADMIN_RESET,
		  "disconnect-request");
	return 0;
}

/* Nothing is changed before all of it can be. */
static int check_change(const struct request *req)
{
	if (!req->has_session_timeout && !req->has_interim)
		return RADIUS_CAUSE_MISSING_ATTRIBUTE;
	if (req->has_termination && !req->has_session_timeout)
		return RADIUS_CAUSE_MISSING_ATTRIBUTE;
	if (req->has_termination && req->termination > TERMINATION_REQUEST)
		return RADIUS_CAUSE_INVALID_VALUE;
	if (req->has_session_timeout && req->session_timeout > SESSION_TIMEOUT_MAX)
		return RADIUS_CAUSE_INVALID_VALUE;
	/* where RSA comes first only the subscriber can begin */
	if (req->termination == TERMINATION_REQUEST && !bs_auth_can_begin(req->ss))
		return RADIUS_CAUSE_INVALID_VALUE;
	/* a session of no time is what Disconnect-Request is for */
	if (req->has_session_timeout && !req->session_timeout &&
	    req->termination != TERMINATION_REQUEST)
		return RADIUS_CAUSE_INVALID_VALUE;
	if (!req->has_interim)
		return 0;
	if (!req->ss->acct.running)
		return RADIUS_CAUSE_UNSUPPORTED_ATTRIBUTE;
	return req->bs->cfg->accounting_interim ? RADIUS_CAUSE_PROHIBITED : 0;
}

static int change(const struct request *req)
{
	const bool again = req->termination == TERMINATION_REQUEST;
	struct bs_ss *ss = req->ss;
	int cause = check_change(req);

	if (cause)
		return cause;
	if (req->has_interim)
		bs_acct_set_interim(ss, req->interim);
	if (req->has_session_timeout) {
		bs_ss_disarm(ss, again ? BS_TIMER_SESSION : BS_TIMER_REAUTH);
		if (req->session_timeout)
			bs_ss_arm(ss, again ? BS_TIMER_REAUTH : BS_TIMER_SESSION,
				  req->session_timeout * MS_PER_S);
		else
			bs_auth_begin(ss);
	}
	bs_event(req->bs, ss, "changed", "coa-request", NULL);
	return 0;
}

static int judge(struct request *req, const u8 *attrs, size_t len)
{
	struct radius_value value;
	int cause = 0;

	while (!cause && radius_attr_next(&attrs, &len, &value) > 0)
		cause = take_attribute(req, &value);
	if (cause)
		return cause;
	if (!req->user.len && !req->station.len && !req->session.len)
		return RADIUS_CAUSE_MISSING_ATTRIBUTE;
	bs_ss_each(req->bs, match, req);
	if (!req->found)
		return RADIUS_CAUSE_NO_SESSION;
	if (req->found > 1)
		return RADIUS_CAUSE_MULTIPLE_SESSIONS;
	return req->kind == RADIUS_DISCONNECT ? disconnect(req) : change(req);
}

static int request(void *arg, enum radius_dae_kind kind, const u8 *attrs, size_t len)
{
	struct request req = { .bs = arg, .kind = kind };
	int cause = judge(&req, attrs, len);

	if (cause)
		bs_event(req.bs, NULL, "refused",
			 kind == RADIUS_COA ? "coa-request" : "disconnect-request",
			 "Error-Cause %d", cause);
	return cause;
}

static int add_client(struct radius_dae *dae, const struct bs_server_config *client, char *err)
{
	u8 secret[RADIUS_SECRET_MAX];
	size_t len;
	int ret;

	ret = radius_secret_read(client->secret_file, secret, &len, err, BS_ERROR_LEN);
	if (!ret)
		ret = radius_dae_add_client(dae, client->address, secret, len, err, BS_ERROR_LEN);
	wman_memzero(secret, sizeof(secret));
	return ret;
}

int bs_dae_load(struct bs *bs, const struct bs_config *cfg, const char *listening,
		struct radius_dae **dae, char *err)
{
	size_t i;
	int ret = 0;

	*dae = NULL;
	if (!cfg->coa_listen && !cfg->radsec_coa)
		return 0;
	*dae = radius_dae_new(bs->loop, request, bs);
	if (!*dae)
		return -ENOMEM;
	for (i = 0; i < cfg->n_servers && !ret; i++)
		if (cfg->servers[i].kind == BS_SERVER_COA)
			ret = add_client(*dae, &cfg->servers[i], err);
	if (!ret && cfg->coa_listen && (!listening || strcmp(listening, cfg->coa_listen)))
		ret = radius_dae_listen(*dae, cfg->coa_listen, err, BS_ERROR_LEN);
	return ret;
}
