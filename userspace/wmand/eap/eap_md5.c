// SPDX-License-Identifier: BSD-3-Clause
/* EAP-MD5, RFC 3748 5.4; inside of tunnels only. */
#include <stdlib.h>
#include <string.h>

#include "chap.h"
#include "error.h"
#include "method.h"
#include "user.h"

struct eap_md5 {
	const struct eap_creds *creds;
	uint8_t challenge[UINT8_MAX];
	size_t challenge_len;
};

static bool eap_md5_check(const struct eap_config *cfg, struct eap_error *err)
{
	return password_check(cfg, "EAP-MD5", false, err);
}

static void *eap_md5_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_md5 *s = calloc(1, sizeof(*s));

	if (s)
		s->creds = creds;
	return s;
}

static enum eap_step answer(struct eap_md5 *s, struct eap_reply *reply, struct eap_error *err)
{
	struct eap_login login;

	if (eap_login(reply, s->creds, "EAP-MD5", &login) == EAP_STEP_ASK)
		return EAP_STEP_ASK;
	if (!chap_response(reply->id, login.password, s->challenge, s->challenge_len,
			   reply->data + 1)) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "EAP-MD5: the library failed");
		return EAP_STEP_FAIL;
	}
	reply->data[0] = CHAP_RESPONSE_LEN;
	reply->len = 1 + CHAP_RESPONSE_LEN;
	reply->progress = true;
	return EAP_STEP_COND_SUCC;
}

/* Value-Size, Value, Name */
static enum eap_step eap_md5_process(void *state, const uint8_t *data, size_t len,
				     struct eap_reply *reply, struct eap_error *err)
{
	struct eap_md5 *s = state;

	if (len < 2 || !data[0] || data[0] > len - 1) {
		eap_error_set(err, WMAN_REASON_EAP_PROTOCOL,
			      "EAP-MD5: the challenge is empty or cut off");
		return EAP_STEP_FAIL;
	}
	s->challenge_len = data[0];
	memcpy(s->challenge, data + 1, s->challenge_len);
	return answer(s, reply, err);
}

static enum eap_step eap_md5_resume(void *state, struct eap_reply *reply, struct eap_error *err)
{
	return answer(state, reply, err);
}

static bool eap_md5_finish(void *state, struct eap_result *result)
{
	return true;
}

static const char *eap_md5_waiting_for(const void *state)
{
	return "the server's verdict on the password (EAP-MD5)";
}

const struct eap_method eap_method_md5 = {
	.name = "MD5",
	.type = EAP_TYPE_MD5,
	.check = eap_md5_check,
	.start = eap_md5_start,
	.process = eap_md5_process,
	.resume = eap_md5_resume,
	.finish = eap_md5_finish,
	.waiting_for = eap_md5_waiting_for,
	.free = free,
};
