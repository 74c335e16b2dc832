// SPDX-License-Identifier: BSD-3-Clause
#include "mschapv2_peer.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include "error.h"

#define DIGITS	(2 * MSCHAPV2_AUTHENTICATOR_LEN)
#define EXPIRED 648
#define REFUSED 691

/* RFC 2759 section 6 */
static const struct {
	unsigned long code;
	const char *text;
} refusals[] = {
	{ 646, "the account is restricted to other hours" },
	{ 647, "the account is disabled" },
	{ EXPIRED, "the password has expired; set a new one where the account is kept" },
	{ 649, "the account may not dial in" },
	{ REFUSED, "identity or password is wrong" },
	{ 709, "the password could not be changed" },
};

bool mschapv2_peer_answer(struct mschapv2 *m, const struct eap_login *login, struct eap_error *err)
{
	m->user = login->identity;
	memcpy(m->hash, login->password->hash, sizeof(m->hash));
	if (RAND_bytes(m->peer_challenge, sizeof(m->peer_challenge)) == 1 && mschapv2_response(m))
		return true;
	ERR_clear_error();
	return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "MSCHAPv2: the library failed");
}

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_hex(const uint8_t *text, size_t digits, uint8_t *out)
{
	size_t i;

	for (i = 0; i < digits; i += 2) {
		if (digit(text[i]) < 0 || digit(text[i + 1]) < 0)
			return false;
		*out++ = (uint8_t)(digit(text[i]) << 4 | digit(text[i + 1]));
	}
	return true;
}

static bool parse_authenticator(const uint8_t *text, size_t len, uint8_t *out)
{
	return len >= 2 + DIGITS && !memcmp(text, "S=", 2) && parse_hex(text + 2, DIGITS, out);
}

bool mschapv2_peer_verify(const struct mschapv2 *m, const uint8_t *text, size_t len,
			  struct eap_error *err)
{
	uint8_t said[MSCHAPV2_AUTHENTICATOR_LEN], right[MSCHAPV2_AUTHENTICATOR_LEN];

	if (!parse_authenticator(text, len, said))
		return eap_error_set(err, WMAN_REASON_EAP_PROTOCOL,
				     "MSCHAPv2: the success of the server has no authenticator");
	if (!mschapv2_authenticator(m, right))
		return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL,
				     "MSCHAPv2: the library failed");
	if (!CRYPTO_memcmp(said, right, sizeof(right)))
		return true;
	return eap_error_set(err, WMAN_REASON_EAP_PROTOCOL,
			     "MSCHAPv2: the authenticator of the server is wrong, it does not know "
			     "the password");
}

/* Return: what follows @key in @text, which is terminated, at its start or behind a blank. */
static const char *find_field(const char *text, const char *key)
{
	const char *p = text;

	while ((p = strstr(p, key))) {
		if (p == text || p[-1] == ' ')
			return p + strlen(key);
		p++;
	}
	return NULL;
}

/* Is this refusal @code, with a challenge to answer instead? */
static bool take_challenge(struct mschapv2 *m, const char *text, unsigned long code)
{
	const char *said = find_field(text, "E=");
	const char *challenge = find_field(text, "C=");

	return said && challenge && strtoul(said, NULL, 10) == code &&
	       strlen(challenge) >= 2 * MSCHAPV2_CHALLENGE_LEN &&
	       parse_hex((const uint8_t *)challenge, 2 * MSCHAPV2_CHALLENGE_LEN,
			 m->server_challenge);
}

bool mschapv2_peer_retry(struct mschapv2 *m, const uint8_t *text, size_t len)
{
	const char *retry;
	char clean[256];

	eap_text_clean(clean, sizeof(clean), text, len);
	retry = find_field(clean, "R=");
	return retry && *retry == '1' && take_challenge(m, clean, REFUSED);
}

bool mschapv2_peer_expired(struct mschapv2 *m, const uint8_t *text, size_t len)
{
	const char *version;
	char clean[256];

	eap_text_clean(clean, sizeof(clean), text, len);
	version = find_field(clean, "V=");
	return version && strtoul(version, NULL, 10) == 3 && take_challenge(m, clean, EXPIRED);
}

bool mschapv2_peer_refused(const uint8_t *text, size_t len, struct eap_error *err)
{
	const char *code_text, *message, *meaning = "a reason that is not known here";
	char clean[256];
	unsigned long code;
	size_t i;

	eap_text_clean(clean, sizeof(clean), text, len);
	code_text = find_field(clean, "E=");
	if (!code_text)
		return eap_error_set(
			err, WMAN_REASON_EAP_REJECTED,
			"MSCHAPv2: the server refuses identity or password and does not say why");
	code = strtoul(code_text, NULL, 10);
	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (refusals[i].code == code)
			meaning = refusals[i].text;
	message = find_field(clean, "M=");
	return eap_error_set(err, WMAN_REASON_EAP_REJECTED,
			     "MSCHAPv2: the server refuses: %s (E=%lu)%s%.100s", meaning, code,
			     message && *message ? ", its words: " : "", message ? message : "");
}
