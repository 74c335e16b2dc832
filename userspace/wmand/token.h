/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A private key in a TPM 2 or in a PKCS#11 token, by OpenSSL's providers. For the process of its own
 * that keeper.c makes: the libraries behind a key do as they like.
 */
#ifndef WMAND_TOKEN_H
#define WMAND_TOKEN_H

#include "eap/eap.h"

struct token;

/**
 * struct token_fault - why something failed
 * @err: reason, text, and whether a PIN may help
 * @pin_refused: the token got the PIN and does not know it
 * @pin_locked: the token takes none at all
 */
struct token_fault {
	struct eap_error err;
	bool pin_refused;
	bool pin_locked;
};

struct token *token_open(const struct eap_token *what, struct token_fault *fault);
void token_close(struct token *token);
bool token_describe(struct token *token, struct eap_token_key *key, struct token_fault *fault);
bool token_sign(struct token *token, enum eap_sigalg alg, const uint8_t *hash, size_t hash_len,
		uint8_t *signature, size_t *len, struct token_fault *fault);

#endif
