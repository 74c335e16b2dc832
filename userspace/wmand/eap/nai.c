// SPDX-License-Identifier: BSD-3-Clause
#include "nai.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/rand.h>

#include "error.h"
#include "user.h"
#include "utf8.h"

#define MAC    "{mac}"
#define RANDOM "{random}"

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* Length with the placeholders filled in */
static size_t full_len(const char *nai)
{
	size_t len = strlen(nai);
	const char *p;

	for (p = nai; (p = strchr(p, '{')); p++)
		if (begins(p, MAC))
			len += 2 * EAP_MAC_LEN - strlen(MAC);
		else if (begins(p, RANDOM))
			len += 2 * EAP_RANDOM_LEN - strlen(RANDOM);
	return len;
}

bool nai_check(const char *key, const char *nai, struct eap_error *err)
{
	size_t len = full_len(nai);

	if (!len)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s is empty", key);
	if (len > EAP_IDENTITY_MAX)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s has %zu octets, a RADIUS User-Name holds %d", key, len,
				     EAP_IDENTITY_MAX);
	if (!utf8_valid((const uint8_t *)nai, strlen(nai)))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s is not UTF-8", key);
	return true;
}

static const char *random_digits(struct eap_user *user)
{
	uint8_t octets[EAP_RANDOM_LEN] = { 0 };
	size_t i;

	if (!*user->random && RAND_bytes(octets, sizeof(octets)) != 1)
		ERR_clear_error();
	for (i = 0; !user->random[2 * i] && i < sizeof(octets); i++)
		snprintf(user->random + 2 * i, 3, "%02x", octets[i]);
	return user->random;
}

void nai_expand(const char *nai, struct eap_user *user, char *out)
{
	const char *value;

	while (*nai) {
		value = NULL;
		if (*user->mac && begins(nai, MAC))
			value = user->mac;
		else if (begins(nai, RANDOM))
			value = random_digits(user);
		if (!value) {
			*out++ = *nai++;
			continue;
		}
		out = stpcpy(out, value);
		nai = strchr(nai, '}') + 1;
	}
	*out = '\0';
}

void nai_anonymous(const char *nai, char *out)
{
	const char *realm = strrchr(nai, '@'), *end = strchr(nai, '}');
	int decoration = 0;

	if (*nai == '{' && end && !begins(nai, MAC) && !begins(nai, RANDOM))
		decoration = (int)(end + 1 - nai);
	if (snprintf(out, EAP_IDENTITY_MAX + 1, "%.*sanonymous%s", decoration, nai,
		     realm ? realm : "") > EAP_IDENTITY_MAX)
		strcpy(out, "anonymous");
}
