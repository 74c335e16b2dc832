// SPDX-License-Identifier: BSD-3-Clause
#include "password.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

static bool parse_hash(const char *hex, uint8_t hash[MSCHAP_HASH_LEN])
{
	unsigned int octet;
	size_t i;

	if (strlen(hex) != 2 * MSCHAP_HASH_LEN ||
	    strspn(hex, "0123456789abcdefABCDEF") != strlen(hex))
		return false;
	for (i = 0; i < MSCHAP_HASH_LEN; i++) {
		sscanf(hex + 2 * i, "%2x", &octet);
		hash[i] = (uint8_t)octet;
	}
	return true;
}

bool password_set(struct password *password, const struct eap_config *cfg, struct eap_error *err)
{
	if (!cfg->password)
		return true;
	if (cfg->password_is_hash) {
		password->has_hash = parse_hash(cfg->password, password->hash);
		return password->has_hash ||
		       eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "password: the NT hash is 32 hexadecimal digits");
	}
	return password_take(password, (const uint8_t *)cfg->password,
			     cfg->password_len ? cfg->password_len : strlen(cfg->password)) ||
	       eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for a password");
}

bool password_take(struct password *password, const uint8_t *text, size_t len)
{
	password->text = malloc(len + 1);
	if (!password->text)
		return false;
	memcpy(password->text, text, len);
	password->text[len] = '\0';
	password->len = len;
	password->has_hash = mschap_password_hash(text, len, password->hash);
	return true;
}

bool password_is_set(const struct password *password)
{
	return password->text || password->has_hash;
}

bool password_check(const struct eap_config *cfg, const char *method, bool want_hash,
		    struct eap_error *err)
{
	struct password password = { 0 };
	bool ok = true;

	/* somebody will be asked */
	if (!cfg->password)
		return true;
	if (cfg->password_is_hash && !want_hash)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s needs the password itself, its hash is not enough",
				     method);
	if (!password_set(&password, cfg, err))
		return false;
	if (password.len > PASSWORD_MAX)
		ok = eap_error_set(err, WMAN_REASON_CREDENTIALS, "password has more than %d octets",
				   PASSWORD_MAX);
	else if (want_hash && !password.has_hash)
		ok = eap_error_set(err, WMAN_REASON_CREDENTIALS,
				   "password is not UTF-8 or has more than %d characters, and %s "
				   "needs it so",
				   MSCHAP_PASSWORD_MAX, method);
	password_clear(&password);
	return ok;
}

void password_clear(struct password *password)
{
	if (password->text)
		explicit_bzero(password->text, password->len);
	free(password->text);
	explicit_bzero(password, sizeof(*password));
}
