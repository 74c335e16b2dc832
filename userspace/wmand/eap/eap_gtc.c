// SPDX-License-Identifier: BSD-3-Clause
/* EAP-GTC, RFC 3748 5.6, as servers of passwords use it; inside of tunnels only. */
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "method.h"
#include "user.h"

struct eap_gtc {
	const struct eap_creds *creds;
	bool answered;
};

static bool eap_gtc_check(const struct eap_config *cfg, struct eap_error *err)
{
	return password_check(cfg, "EAP-GTC", false, err);
}

static void *eap_gtc_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_gtc *s = calloc(1, sizeof(*s));

	if (s)
		s->creds = creds;
	return s;
}

static enum eap_step answer(struct eap_reply *reply, const struct password *password)
{
	reply->progress = true;
	memcpy(reply->data, password->text, password->len);
	reply->len = password->len;
	return EAP_STEP_COND_SUCC;
}

/*
 * A configured password is the same whatever the server's text says.  A person reads it, and may be
 * asked more than once: for a password, then for what a token shows.
 */
static enum eap_step eap_gtc_process(void *state, const uint8_t *data, size_t len,
				     struct eap_reply *reply, struct eap_error *err)
{
	struct eap_gtc *s = state;
	char text[EAP_ASK_TEXT_MAX + 1];

	if (!password_is_set(&s->creds->password)) {
		eap_text_clean(text, sizeof(text), data, len);
		return eap_ask(reply, EAP_ASK_OTP, "%s", text);
	}
	if (s->answered) {
		eap_error_set(err, WMAN_REASON_EAP_REJECTED,
			      "EAP-GTC: the server does not take the password and asks again");
		return EAP_STEP_FAIL;
	}
	s->answered = true;
	return answer(reply, &s->creds->password);
}

static enum eap_step eap_gtc_resume(void *state, struct eap_reply *reply, struct eap_error *err)
{
	enum eap_step step = answer(reply, &reply->user->once);

	password_clear(&reply->user->once);
	return step;
}

static bool eap_gtc_finish(void *state, struct eap_result *result)
{
	return true;
}

static const char *eap_gtc_waiting_for(const void *state)
{
	return "the server's verdict on the password (EAP-GTC)";
}

const struct eap_method eap_method_gtc = {
	.name = "GTC",
	.type = EAP_TYPE_GTC,
	.check = eap_gtc_check,
	.start = eap_gtc_start,
	.process = eap_gtc_process,
	.resume = eap_gtc_resume,
	.finish = eap_gtc_finish,
	.waiting_for = eap_gtc_waiting_for,
	.free = free,
};
