/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A private key that is elsewhere: the TLS library sees a key like any other, and where it would
 * sign the owner's struct eap_signer does.
 */
#ifndef WMAND_EAP_REMOTE_KEY_H
#define WMAND_EAP_REMOTE_KEY_H

#include <openssl/evp.h>

#include "eap.h"

struct remote_key;

/**
 * remote_key_open() - have a token opened
 * @signer: who can
 * @token: which one
 * @err: filled on failure
 *
 * Return: the key for remote_key_free(), or NULL.
 */
struct remote_key *remote_key_open(const struct eap_signer *signer, const struct eap_token *token,
				   struct eap_error *err);

/**
 * remote_key_free() - close the token
 * @key: from remote_key_open(), or NULL; nothing uses remote_key_pkey() any more
 */
void remote_key_free(struct remote_key *key);

/**
 * remote_key_pkey() - the key as the TLS library wants it
 * @key: the key
 *
 * Return: as long as @key is there.
 */
EVP_PKEY *remote_key_pkey(const struct remote_key *key);

/**
 * remote_key_token() - what the signer's open() gave
 * @key: the key
 *
 * Return: it.
 */
void *remote_key_token(const struct remote_key *key);

/**
 * remote_key_sigalgs() - how it can sign, in the library's notation
 * @key: the key
 * @list: gets names separated by ':'
 * @size: octets at @list
 */
void remote_key_sigalgs(const struct remote_key *key, char *list, size_t size);

/**
 * remote_key_error() - why the last signature failed
 * @key: the key
 * @err: gets it
 *
 * Return: true when one failed since this was last asked.
 */
bool remote_key_error(struct remote_key *key, struct eap_error *err);

#endif
