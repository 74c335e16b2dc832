// SPDX-License-Identifier: BSD-3-Clause
/* EAP-MD5, RFC 3748 5.4; inside of tunnels only. */
#include <stdlib.h>

#include "chap.h"
#include "error.h"
#include "method.h"

struct eap_md5 {
	const struct eap_creds *creds;
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
	if (!chap_response(reply->id, &s->creds->password, data + 1, data[0], reply->data + 1)) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "EAP-MD5: the library failed");
		return EAP_STEP_FAIL;
	}
	reply->data[0] = CHAP_RESPONSE_LEN;
	reply->len = 1 + CHAP_RESPONSE_LEN;
	reply->progress = true;
	return EAP_STEP_COND_SUCC;
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
	.finish = eap_md5_finish,
	.waiting_for = eap_md5_waiting_for,
	.free = free,
};
