/* SPDX-License-Identifier: BSD-3-Clause */
/* The password of a user, and the hash of it that MSCHAP works with. */
#ifndef WMAND_EAP_PASSWORD_H
#define WMAND_EAP_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "eap.h"
#include "mschapv2.h"

#define PASSWORD_MAX 1024

/**
 * struct password - a password; all zero is none
 * @text: its octets, terminated; NULL when only the hash is known
 * @len: octets at @text
 * @hash: NT hash
 * @has_hash: @hash is there; else @text has none, as it is not UTF-8 or too long
 */
struct password {
	char *text;
	size_t len;
	uint8_t hash[MSCHAP_HASH_LEN];
	bool has_hash;
};

/**
 * password_set() - take the password of a configuration
 * @password: where to
 * @cfg: the configuration, perhaps without one
 * @err: filled on failure
 *
 * Return: false without memory, or when the hash is no hash.
 */
bool password_set(struct password *password, const struct eap_config *cfg, struct eap_error *err);

/**
 * password_take() - take the password that somebody gave
 * @password: where to; none yet
 * @text: its octets
 * @len: octets at @text
 *
 * Return: false without memory.
 */
bool password_take(struct password *password, const uint8_t *text, size_t len);

/**
 * password_is_set() - is there a password, or its hash?
 * @password: the password
 */
bool password_is_set(const struct password *password);

/**
 * password_check() - for checks of methods: is the password, if it is there, of the kind they need?
 * @cfg: the configuration
 * @method: name of the method, for the text
 * @want_hash: the NT hash is enough, and must be possible
 * @err: filled on failure
 *
 * Return: false when it is not.
 */
bool password_check(const struct eap_config *cfg, const char *method, bool want_hash,
		    struct eap_error *err);

/**
 * password_clear() - wipe and free
 * @password: the password
 */
void password_clear(struct password *password);

#endif
