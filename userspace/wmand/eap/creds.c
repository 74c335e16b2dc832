// SPDX-License-Identifier: BSD-3-Clause
#include "creds.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "method.h"
#include "tls_creds.h"
#include "utf8.h"

static bool is_utf8(const char *s)
{
	const uint8_t *p = (const uint8_t *)s, *end = p + strlen(s);
	uint32_t c;

	while (p < end)
		if (!utf8_next(&p, end, &c))
			return false;
	return true;
}

static bool check_identity(const char *key, const char *value, struct eap_error *err)
{
	size_t len = strlen(value);

	if (!len)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s is empty", key);
	if (len > EAP_IDENTITY_MAX)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s has %zu octets, a RADIUS User-Name holds %d", key, len,
				     EAP_IDENTITY_MAX);
	if (!is_utf8(value))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s is not UTF-8", key);
	return true;
}

static bool check(const struct eap_config *cfg, struct eap_error *err)
{
	unsigned int i;

	if (!cfg->num_methods || cfg->num_methods > EAP_METHODS_MAX)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "no EAP method is configured");
	if (!cfg->identity)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "identity is not set");
	if (!check_identity("identity", cfg->identity, err))
		return false;
	if (cfg->anonymous_identity &&
	    !check_identity("anonymous_identity", cfg->anonymous_identity, err))
		return false;
	if (cfg->fragment_size && (cfg->fragment_size < EAP_FRAGMENT_SIZE_MIN ||
				   cfg->fragment_size > EAP_FRAGMENT_SIZE_MAX))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "fragment_size is %u, allowed are %d to %d",
				     cfg->fragment_size, EAP_FRAGMENT_SIZE_MIN,
				     EAP_FRAGMENT_SIZE_MAX);
	for (i = 0; i < cfg->num_methods; i++)
		if (!cfg->methods[i]->check(cfg, err))
			return false;
	return true;
}

struct eap_creds *eap_creds_load(const struct eap_config *cfg, struct eap_error *err)
{
	struct eap_creds *creds;

	if (!check(cfg, err))
		return NULL;
	creds = calloc(1, sizeof(*creds));
	if (!creds)
		goto no_memory;
	memcpy(creds->methods, cfg->methods, sizeof(creds->methods));
	creds->num_methods = cfg->num_methods;
	creds->fragment_size = cfg->fragment_size ? cfg->fragment_size : EAP_FRAGMENT_SIZE_DEF;
	creds->identity = strdup(cfg->anonymous_identity ? cfg->anonymous_identity : cfg->identity);
	if (!creds->identity)
		goto no_memory;
	creds->tls = tls_creds_load(cfg, err);
	if (creds->tls)
		return creds;
	eap_creds_free(creds);
	return NULL;

no_memory:
	eap_creds_free(creds);
	eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for credentials");
	return NULL;
}

void eap_creds_free(struct eap_creds *creds)
{
	if (!creds)
		return;
	tls_creds_free(creds->tls);
	free(creds->identity);
	free(creds);
}
