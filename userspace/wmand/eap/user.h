/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is authenticated in an exchange: what the configuration says, and what a person answered to
 * questions.  An answer never takes the place of what is configured.
 */
#ifndef WMAND_EAP_USER_H
#define WMAND_EAP_USER_H

#include "creds.h"
#include "method.h"
#include "sim_card.h"

#define EAP_RANDOM_LEN 8

/**
 * struct eap_user - what an exchange knows beside its credentials; all zero is nothing
 * @mac: for {mac} in an identity: address of the station in 12 digits, or empty when not known
 * @random: for {random} in an identity: empty until needed, then the same in the whole exchange
 * @identity: answered identity, or empty
 * @password: answered password
 * @once: answered one-time password, gone when it was used
 * @approved: answered about the certificate that was asked about last
 * @card: answered for a card, gone when it was used
 * @changed: answered new password, in the place of @password once the server has it
 */
struct eap_user {
	char mac[2 * EAP_MAC_LEN + 1];
	char random[2 * EAP_RANDOM_LEN + 1];
	char identity[EAP_IDENTITY_MAX + 1];
	struct password password;
	struct password once;
	struct password changed;
	struct sim_card_answer card;
	bool approved;
};

/**
 * eap_user_identity() - identity to be used, with its placeholders filled in
 * @user: the user
 * @creds: credentials of the peer, outside or inside of a tunnel
 * @identity: where to, EAP_IDENTITY_MAX octets and a terminator
 *
 * Return: false when there is none, so that somebody has to be asked.
 */
bool eap_user_identity(struct eap_user *user, const struct eap_creds *creds, char *identity);

/**
 * eap_user_take() - take an answer
 * @user: the user
 * @ask: what was asked for
 * @value: the answer, good by eap_answer_error()
 * @len: octets at @value
 *
 * Return: false without memory.
 */
bool eap_user_take(struct eap_user *user, enum eap_ask ask, const uint8_t *value, size_t len);

/**
 * eap_user_clear() - wipe all answers
 * @user: the user
 */
void eap_user_clear(struct eap_user *user);

/**
 * eap_ask() - for methods: have a person asked
 * @reply: the answer that has to wait
 * @ask: what for
 * @fmt: printf format of what the person should know beside; octets outside of printable ASCII
 *	become '?'
 *
 * Return: EAP_STEP_ASK, so that a method can ask and return in one statement.
 */
enum eap_step eap_ask(struct eap_reply *reply, enum eap_ask ask, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * struct eap_login - who logs in, and by what
 * @identity: identity
 * @password: password, of credentials or user
 */
struct eap_login {
	char identity[EAP_IDENTITY_MAX + 1];
	const struct password *password;
};

/**
 * eap_login() - for methods: have identity and password, or have a person asked for what is missing
 * @reply: the answer that needs them
 * @creds: credentials of the peer
 * @method: name of the method, for the text
 * @login: filled
 *
 * Return: EAP_STEP_CONT, or EAP_STEP_ASK.
 */
enum eap_step eap_login(struct eap_reply *reply, const struct eap_creds *creds, const char *method,
			struct eap_login *login);

#endif
