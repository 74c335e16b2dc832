/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * PKM messages (802.16e 6.3.2.3.9): what each one must hold, and a decoded view of it.
 *
 *	09 (PKM-REQ) or 0A (PKM-RSP) | code | identifier | attributes
 *
 * Parsing looks at form only: direction, version, attributes, their lengths, the digest's
 * place. Digest (digest.h), freshness, keys and state are the caller's, in that order.
 */
#ifndef _WMAN_PKM_H
#define _WMAN_PKM_H

#include "kdf.h"
#include "pkm_param.h"
#include "secneg.h"

#define WMAN_PKM_HEADER_LEN	3
#define WMAN_NONCE_LEN		8	/* that we send; 1 to 32 are taken */
#define WMAN_RANDOM_LEN		8
#define WMAN_PKM_SA_MAX		16	/* SA-Descriptors in one message */

enum wman_pkm_code {
	WMAN_PKM_SA_ADD = 3,
	WMAN_PKM_AUTH_REQUEST = 4,
	WMAN_PKM_AUTH_REPLY = 5,
	WMAN_PKM_AUTH_REJECT = 6,
	WMAN_PKM_V1_KEY_REQUEST = 7,
	WMAN_PKM_V1_KEY_REPLY = 8,
	WMAN_PKM_V1_KEY_REJECT = 9,
	WMAN_PKM_AUTH_INVALID = 10,
	WMAN_PKM_V1_TEK_INVALID = 11,
	WMAN_PKM_AUTH_INFO = 12,
	WMAN_PKM_RSA_REQUEST = 13,
	WMAN_PKM_RSA_REPLY = 14,
	WMAN_PKM_RSA_REJECT = 15,
	WMAN_PKM_RSA_ACKNOWLEDGEMENT = 16,
	WMAN_PKM_EAP_START = 17,
	WMAN_PKM_EAP_TRANSFER = 18,
	WMAN_PKM_AUTHENTICATED_EAP_TRANSFER = 19,
	WMAN_PKM_SA_TEK_CHALLENGE = 20,
	WMAN_PKM_SA_TEK_REQUEST = 21,
	WMAN_PKM_SA_TEK_RESPONSE = 22,
	WMAN_PKM_KEY_REQUEST = 23,
	WMAN_PKM_KEY_REPLY = 24,
	WMAN_PKM_KEY_REJECT = 25,
	WMAN_PKM_SA_ADDITION = 26,
	WMAN_PKM_TEK_INVALID = 27,
	WMAN_PKM_GROUP_KEY_UPDATE = 28,
	WMAN_PKM_EAP_COMPLETE = 29,
	WMAN_PKM_AUTHENTICATED_EAP_START = 30,
	WMAN_PKM_CODES,
};

enum wman_pkm_attr {
	WMAN_ATTR_DISPLAY_STRING = 6,
	WMAN_ATTR_AUTH_KEY = 7,
	WMAN_ATTR_TEK = 8,
	WMAN_ATTR_KEY_LIFETIME = 9,
	WMAN_ATTR_KEY_SEQUENCE_NUMBER = 10,
	WMAN_ATTR_HMAC_DIGEST = 11,
	WMAN_ATTR_SAID = 12,
	WMAN_ATTR_TEK_PARAMETERS = 13,
	WMAN_ATTR_CBC_IV = 15,
	WMAN_ATTR_ERROR_CODE = 16,
	WMAN_ATTR_CA_CERTIFICATE = 17,
	WMAN_ATTR_MS_CERTIFICATE = 18,
	WMAN_ATTR_SECURITY_CAPABILITIES = 19,
	WMAN_ATTR_SUITE = 20,
	WMAN_ATTR_SUITE_LIST = 21,
	WMAN_ATTR_VERSION = 22,
	WMAN_ATTR_SA_DESCRIPTOR = 23,
	WMAN_ATTR_SA_TYPE = 24,
	WMAN_ATTR_SECURITY_NEGOTIATION = 25,
	WMAN_ATTR_PKM_CONFIGURATION = 27,
	WMAN_ATTR_EAP_PAYLOAD = 28,
	WMAN_ATTR_NONCE = 29,
	WMAN_ATTR_AUTH_RESULT = 30,
	WMAN_ATTR_SA_SERVICE_TYPE = 31,
	WMAN_ATTR_FRAME_NUMBER = 32,
	WMAN_ATTR_MS_RANDOM = 33,
	WMAN_ATTR_BS_RANDOM = 34,
	WMAN_ATTR_PRE_PAK = 35,
	WMAN_ATTR_BS_CERTIFICATE = 37,
	WMAN_ATTR_SIG_BS = 38,
	WMAN_ATTR_SA_TEK_UPDATE = 38,	/* in SA-TEK-Response, where no SigBS can be */
	WMAN_ATTR_MS_MAC_ADDRESS = 39,
	WMAN_ATTR_CMAC_DIGEST = 40,
	WMAN_ATTR_KEY_PUSH_MODES = 41,
	WMAN_ATTR_KEY_PUSH_COUNTER = 42,
	WMAN_ATTR_GKEK = 43,
	WMAN_ATTR_SIG_SS = 44,
	WMAN_ATTR_AKID = 45,
	WMAN_ATTR_GKEK_SN = 46,
	WMAN_ATTR_GKEK_PARAMETERS = 47,
	WMAN_ATTRS,
};

/* Error-Code */
enum wman_pkm_error {
	WMAN_PKM_ERROR_NONE = 0,
	WMAN_PKM_ERROR_UNAUTHORIZED = 1,
	WMAN_PKM_ERROR_UNAUTHORIZED_SAID = 2,
	WMAN_PKM_ERROR_UNSOLICITED = 3,
	WMAN_PKM_ERROR_KEY_SN = 4,
	WMAN_PKM_ERROR_AUTHENTICATION = 5,
	WMAN_PKM_ERROR_PERMANENT = 6,
};

/* Auth-Result-Code */
enum wman_auth_result {
	WMAN_AUTH_RESULT_SUCCESS = 0,
	WMAN_AUTH_RESULT_REJECT = 1,
};

/* Key-Push-Modes */
enum wman_push_mode {
	WMAN_PUSH_GKEK = 0,
	WMAN_PUSH_GTEK = 1,
};

/* What ends a message */
enum wman_pkm_protection {
	WMAN_PKM_CLEAR,
	WMAN_PKM_DIGEST,	/* HMAC-Digest or CMAC-Digest, by the MAC mode */
	WMAN_PKM_DIGEST_OPTIONAL,
	WMAN_PKM_SIGNATURE,	/* SigSS or SigBS */
};

/**
 * struct wman_pkm - decoded view of a PKM message
 * @present: bits by enum wman_pkm_attr
 * @code: enum wman_pkm_code
 * @identifier: Identifier
 * @ak_sn: Key-Sequence-Number
 * @lifetime_s: Key-Lifetime
 * @said: SAID
 * @error: Error-Code
 * @auth_result: Auth-Result-Code
 * @frame_number: Frame-Number
 * @push_mode: enum wman_push_mode
 * @push_counter: Key-Push-Counter
 * @ms_random: MS_Random, 8 octets, or NULL
 * @bs_random: BS_Random, 8 octets, or NULL
 * @akid: AKID, 8 octets, or NULL
 * @nonce: Nonce
 * @eap: EAP-Payload, as long as its own header says
 * @display: Display-String; not to be trusted
 * @sa_tek_update: SA-TEK-Update; the first when there are several
 * @certificate: CA-, MS- or BS-Certificate
 * @secret: AUTH-Key or encrypted pre-PAK
 * @secneg: Security-Negotiation-Parameters
 * @config: PKM-Configuration-Settings
 * @suites: value of Security-Capabilities, see wman_suites_parse()
 * @sa: SA-Descriptors
 * @n_sa: how many
 * @n_sa_left_out: how many came after the first WMAN_PKM_SA_MAX, well formed
 * @tek_params: TEK-Parameters, the older first
 * @n_tek_params: how many
 * @gkek_params: GKEK-Parameters, the older first
 * @n_gkek_params: how many
 * @protection: value of digest or signature; absent in a message that has none
 * @covered: octets of the message that the digest or signature covers, so all before its
 *	TLV; all of the message when there is none
 *
 * Pointers go into the message.
 */
struct wman_pkm {
	u64 present;
	u8 code;
	u8 identifier;
	u8 ak_sn;
	u32 lifetime_s;
	u16 said;
	u8 error;
	u8 auth_result;
	u32 frame_number;
	u8 push_mode;
	u16 push_counter;
	const u8 *ms_random;
	const u8 *bs_random;
	const u8 *akid;
	struct wman_octets nonce;
	struct wman_octets eap;
	struct wman_octets display;
	struct wman_octets sa_tek_update;
	struct wman_octets certificate;
	struct wman_octets secret;
	struct wman_secneg secneg;
	struct wman_pkm_config config;
	struct wman_octets suites;
	struct wman_sa_descriptor sa[WMAN_PKM_SA_MAX];
	unsigned int n_sa;
	unsigned int n_sa_left_out;
	struct wman_tek_params tek_params[2];
	unsigned int n_tek_params;
	struct wman_gkek_params gkek_params[2];
	unsigned int n_gkek_params;
	struct wman_octets protection;
	size_t covered;
};

/**
 * wman_pkm_has() - whether an attribute was in the message
 * @pkm: the message
 * @attr: which one
 *
 * Return: true when it was.
 */
static inline bool wman_pkm_has(const struct wman_pkm *pkm, enum wman_pkm_attr attr)
{
	return pkm->present & BIT_ULL(attr);
}

/**
 * wman_pkm_parse() - read a PKM message
 * @pkm: the view; about 1 KiB
 * @msg: from its type octet
 * @len: octets of the message
 * @dir: where it came from
 * @version: PKM version of the session, WMAN_PKM_V1 or WMAN_PKM_V2
 * @mode: MAC mode of the session, which says what its digest is; PKMv1 has WMAN_KDF_SHA1
 *
 * Unknown attributes are skipped; of duplicates the first counts.
 *
 * Return: WMAN_REASON_NONE, or the first of
 * _MESSAGE_SHORT: not even code and identifier;
 * _MESSAGE_UNKNOWN: neither PKM-REQ nor PKM-RSP, or a reserved code;
 * _MESSAGE_DIRECTION: the other side's message;
 * _MESSAGE_VERSION: code of the other version;
 * _TLV_MALFORMED, _TLV_LENGTH, _TLV_VALUE: an attribute is wrong;
 * _LIFETIME: a Key-Lifetime of 0;
 * _EAP_LENGTH: EAP-Payload with another length than its header says;
 * _DIGEST_LAST: something behind the digest or signature;
 * _ATTR_MISSING, _DIGEST_MISSING: not there.
 */
enum wman_reason wman_pkm_parse(struct wman_pkm *pkm, const u8 *msg, size_t len,
				enum wman_direction dir, u8 version, enum wman_kdf_mode mode);

/**
 * wman_pkm_name() - name of a PKM message
 * @code: enum wman_pkm_code
 *
 * Return: the standard's name with its "PKMv2 " left out, or NULL for a reserved code.
 */
const char *wman_pkm_name(u8 code);

#endif /* _WMAN_PKM_H */
