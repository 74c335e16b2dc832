// SPDX-License-Identifier: BSD-3-Clause
#include "user.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "nai.h"
#include "utf8.h"

const char *eap_ask_name(enum eap_ask ask)
{
	static const char *const names[] = {
		[EAP_ASK_IDENTITY] = "identity",
		[EAP_ASK_PASSWORD] = "password",
		[EAP_ASK_OTP] = "otp",
		[EAP_ASK_NEW_PASSWORD] = "new-password",
		[EAP_ASK_CERTIFICATE] = "certificate",
		[EAP_ASK_PASSPHRASE] = "passphrase",
		[EAP_ASK_PIN] = "pin",
		[EAP_ASK_CARD] = "card",
	};

	return ask > EAP_ASK_NOTHING && ask <= EAP_ASK_MAX ? names[ask] : NULL;
}

/* What servers that let passwords be changed can take */
static bool is_new_password(const uint8_t *value, size_t len)
{
	uint8_t hash[MSCHAP_HASH_LEN];
	bool ok = mschap_password_hash(value, len, hash);

	explicit_bzero(hash, sizeof(hash));
	return ok;
}

static bool is_of_card(const uint8_t *value, size_t len)
{
	struct sim_card_answer answer;
	bool ok = sim_card_parse(value, len, &answer);

	explicit_bzero(&answer, sizeof(answer));
	return ok;
}

static bool is_word(const uint8_t *value, size_t len, const char *word)
{
	return len == strlen(word) && !memcmp(value, word, len);
}

const char *eap_answer_error(enum eap_ask ask, const uint8_t *value, size_t len)
{
	if (!len)
		return "empty";
	if (len > (ask == EAP_ASK_IDENTITY ? EAP_IDENTITY_MAX : EAP_ANSWER_MAX))
		return "too long";
	if (memchr(value, 0, len))
		return "contains a NUL";
	if (ask == EAP_ASK_IDENTITY && !utf8_valid(value, len))
		return "not UTF-8";
	if (ask == EAP_ASK_NEW_PASSWORD && !is_new_password(value, len))
		return "not UTF-8, or longer than 256 characters";
	if (ask == EAP_ASK_CERTIFICATE && !is_word(value, len, "yes") && !is_word(value, len, "no"))
		return "neither yes nor no";
	if (ask == EAP_ASK_CARD && !is_of_card(value, len))
		return "none of UMTS-AUTH, UMTS-AUTS, UMTS-FAIL and GSM-AUTH with what they want";
	return NULL;
}

bool eap_user_identity(struct eap_user *user, const struct eap_creds *creds, char *identity)
{
	const char *from = creds->identity ? creds->identity : user->identity;

	if (!*from)
		return false;
	/* what a person said is taken as it is */
	if (creds->identity)
		nai_expand(from, user, identity);
	else if (creds->anonymous)
		nai_anonymous(from, identity);
	else
		strcpy(identity, from);
	return true;
}

bool eap_user_take(struct eap_user *user, enum eap_ask ask, const uint8_t *value, size_t len)
{
	struct password *password = &user->password;

	if (ask == EAP_ASK_IDENTITY) {
		memcpy(user->identity, value, len);
		user->identity[len] = '\0';
		return true;
	}
	if (ask == EAP_ASK_CERTIFICATE) {
		user->approved = is_word(value, len, "yes");
		return true;
	}
	if (ask == EAP_ASK_CARD)
		return sim_card_parse(value, len, &user->card);
	if (ask == EAP_ASK_OTP)
		password = &user->once;
	else if (ask == EAP_ASK_NEW_PASSWORD)
		password = &user->changed;
	password_clear(password);
	return password_take(password, value, len);
}

void eap_user_clear(struct eap_user *user)
{
	password_clear(&user->password);
	password_clear(&user->once);
	password_clear(&user->changed);
	explicit_bzero(user, sizeof(*user));
}

enum eap_step eap_ask(struct eap_reply *reply, enum eap_ask ask, const char *fmt, ...)
{
	char text[EAP_ASK_TEXT_MAX + 1];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	eap_text_clean(reply->ask_text, sizeof(reply->ask_text), (const uint8_t *)text,
		       strlen(text));
	reply->ask = ask;
	return EAP_STEP_ASK;
}

static const struct password *find_password(const struct eap_user *user,
					    const struct eap_creds *creds)
{
	if (password_is_set(&creds->password))
		return &creds->password;
	return password_is_set(&user->password) ? &user->password : NULL;
}

enum eap_step eap_login(struct eap_reply *reply, const struct eap_creds *creds, const char *method,
			struct eap_login *login)
{
	if (!eap_user_identity(reply->user, creds, login->identity))
		return eap_ask(reply, EAP_ASK_IDENTITY, "for %s", method);
	login->password = find_password(reply->user, creds);
	if (!login->password)
		return eap_ask(reply, EAP_ASK_PASSWORD, "of %s, for %s", login->identity, method);
	return EAP_STEP_CONT;
}
