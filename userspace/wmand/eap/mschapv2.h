/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The computations of MSCHAP (RFC 2433), MSCHAPv2 (RFC 2759) and their keys (RFC 3079), from the
 * password hash on.  No function keeps anything; each returns false when the library failed.
 */
#ifndef WMAND_EAP_MSCHAPV2_H
#define WMAND_EAP_MSCHAPV2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MSCHAP_HASH_LEN		   16
#define MSCHAP_CHALLENGE_LEN	   8
#define MSCHAP_RESPONSE_LEN	   24
#define MSCHAPV2_CHALLENGE_LEN	   16
#define MSCHAPV2_AUTHENTICATOR_LEN 20
#define MSCHAPV2_MSK_LEN	   32
#define MSCHAP_PASSWORD_MAX	   256 /* units of UTF-16, RFC 2759 8.1 */
#define MSCHAPV2_BLOCK_LEN	   (2 * MSCHAP_PASSWORD_MAX + 4)

/**
 * mschap_password_hash() - NtPasswordHash, RFC 2759 8.3
 * @password: password in UTF-8
 * @len: octets at @password
 * @hash: where to
 *
 * Return: false when @password is not UTF-8 or longer than MSCHAP_PASSWORD_MAX.
 */
bool mschap_password_hash(const uint8_t *password, size_t len, uint8_t hash[MSCHAP_HASH_LEN]);

/**
 * mschap_response() - ChallengeResponse, RFC 2759 8.5
 * @challenge: challenge
 * @hash: password hash
 * @response: where to
 */
bool mschap_response(const uint8_t challenge[MSCHAP_CHALLENGE_LEN],
		     const uint8_t hash[MSCHAP_HASH_LEN], uint8_t response[MSCHAP_RESPONSE_LEN]);

/**
 * struct mschapv2 - one exchange of challenges
 * @server_challenge: of the server
 * @peer_challenge: of the peer
 * @user: user name; a domain before a backslash does not count
 * @hash: password hash
 * @response: NT-Response, set by mschapv2_response()
 */
struct mschapv2 {
	uint8_t server_challenge[MSCHAPV2_CHALLENGE_LEN];
	uint8_t peer_challenge[MSCHAPV2_CHALLENGE_LEN];
	const char *user;
	uint8_t hash[MSCHAP_HASH_LEN];
	uint8_t response[MSCHAP_RESPONSE_LEN];
};

/**
 * mschapv2_response() - GenerateNTResponse, RFC 2759 8.1
 * @m: the exchange
 */
bool mschapv2_response(struct mschapv2 *m);

/**
 * mschapv2_authenticator() - GenerateAuthenticatorResponse, RFC 2759 8.7, without its spelling
 * @m: the exchange, after mschapv2_response()
 * @out: where to
 */
bool mschapv2_authenticator(const struct mschapv2 *m, uint8_t out[MSCHAPV2_AUTHENTICATOR_LEN]);

/**
 * mschapv2_msk() - the session keys, RFC 3079 3.3: what the peer sends with, what it receives with
 * @m: the exchange, after mschapv2_response()
 * @msk: where to
 */
bool mschapv2_msk(const struct mschapv2 *m, uint8_t msk[MSCHAPV2_MSK_LEN]);

/**
 * mschapv2_new_password() - NewPasswordEncryptedWithOldNtPasswordHash, RFC 2759 8.9
 * @password: the new password in UTF-8
 * @len: octets at @password
 * @old_hash: hash of the old one
 * @block: filled with random octets, which hide how long the password is; where to
 *
 * Return: false when @password is not UTF-8 or longer than MSCHAP_PASSWORD_MAX.
 */
bool mschapv2_new_password(const uint8_t *password, size_t len,
			   const uint8_t old_hash[MSCHAP_HASH_LEN],
			   uint8_t block[MSCHAPV2_BLOCK_LEN]);

/**
 * mschapv2_old_hash() - OldNtPasswordHashEncryptedWithNewNtPasswordHash, RFC 2759 8.12
 * @old_hash: hash of the old password
 * @new_hash: hash of the new one
 * @out: where to
 */
bool mschapv2_old_hash(const uint8_t old_hash[MSCHAP_HASH_LEN],
		       const uint8_t new_hash[MSCHAP_HASH_LEN], uint8_t out[MSCHAP_HASH_LEN]);

#endif
