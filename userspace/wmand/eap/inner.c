// SPDX-License-Identifier: BSD-3-Clause
#include "inner.h"

#include <string.h>
#include <strings.h>

#include "error.h"
#include "ttls_plain.h"

static const struct eap_inner inners[] = {
	{ "auth=PAP", &ttls_pap, NULL },
	{ "auth=CHAP", &ttls_chap, NULL },
	{ "auth=MSCHAP", &ttls_mschap, NULL },
	{ "auth=MSCHAPV2", &ttls_mschapv2, &eap_method_mschapv2 },
	{ "auth=GTC", NULL, &eap_method_gtc },
	{ "auth=TLS", NULL, &eap_method_tls },
	{ "autheap=MSCHAPV2", NULL, &eap_method_mschapv2 },
	{ "autheap=GTC", NULL, &eap_method_gtc },
	{ "autheap=MD5", NULL, &eap_method_md5 },
	{ "autheap=TLS", NULL, &eap_method_tls },
};

const struct eap_inner *eap_inner_find(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(inners) / sizeof(inners[0]); i++)
		if (!strcasecmp(inners[i].word, word))
			return &inners[i];
	return NULL;
}

static bool has_eap(const struct eap_inner *inner)
{
	return !strncmp(inner->word, "autheap=", strlen("autheap="));
}

static bool check_word(const struct eap_config *cfg, const struct eap_inner *inner,
		       const struct eap_method *tunnel, struct eap_error *err)
{
	if (tunnel->type == EAP_TYPE_TTLS && !inner->plain && !has_eap(inner))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "phase2: inside of TTLS it is autheap=%s, as %s is EAP only",
				     inner->method->name, inner->method->name);
	if (tunnel->type == EAP_TYPE_PEAP && !inner->method)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "phase2: PEAP has EAP methods only, not %s", inner->word);
	if (tunnel->type == EAP_TYPE_TTLS && inner->plain && cfg->num_phase2 > 1)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "phase2: %s excludes others, as the server has no say in it",
				     inner->word);
	return tunnel->type != EAP_TYPE_TTLS || !inner->plain ||
	       password_check(cfg, inner->word, inner->plain->by_hash, err);
}

bool eap_inner_check(const struct eap_config *cfg, const struct eap_method *tunnel,
		     struct eap_error *err)
{
	unsigned int i;

	if (!cfg->num_phase2)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "EAP-%s needs phase2, as phase2=\"auth=MSCHAPV2\"",
				     tunnel->name);
	for (i = 0; i < cfg->num_phase2; i++)
		if (!check_word(cfg, cfg->phase2[i], tunnel, err))
			return false;
	return true;
}
