// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* PKM messages: what each one must hold, and a decoded view of it. */
#include "pkm.h"

#include "message.h"

#define A(attr)		BIT_ULL(WMAN_ATTR_##attr)
#define UP		BIT(WMAN_DIRECTION_UPLINK)
#define DOWN		BIT(WMAN_DIRECTION_DOWNLINK)
#define V1		WMAN_PKM_V1
#define V2		WMAN_PKM_V2

/* What every message of the SA-TEK handshake and of a key exchange begins with. */
#define HANDSHAKE	(A(BS_RANDOM) | A(KEY_SEQUENCE_NUMBER) | A(AKID))
#define KEY		(A(KEY_SEQUENCE_NUMBER) | A(SAID))

struct rule {
	const char *name;
	u8 dirs;
	u8 version;
	u8 protection;
	u8 tek_params; /* how many TEK-Parameters are mandatory */
	u64 mandatory;
	u64 optional;
};

static const struct rule rules[WMAN_PKM_CODES] = {
	[WMAN_PKM_SA_ADD] = {
		"SA Add", DOWN, V1, WMAN_PKM_DIGEST, 0,
		A(KEY_SEQUENCE_NUMBER) | A(SA_DESCRIPTOR), 0,
	},
	[WMAN_PKM_AUTH_REQUEST] = {
		"Auth Request", UP, V1, WMAN_PKM_CLEAR, 0,
		A(MS_CERTIFICATE) | A(SECURITY_CAPABILITIES) | A(SAID), 0,
	},
	[WMAN_PKM_AUTH_REPLY] = {
		"Auth Reply", DOWN, V1, WMAN_PKM_CLEAR, 0,
		A(AUTH_KEY) | A(KEY_LIFETIME) | A(KEY_SEQUENCE_NUMBER) | A(SA_DESCRIPTOR),
		A(PKM_CONFIGURATION),
	},
	[WMAN_PKM_AUTH_REJECT] = {
		"Auth Reject", DOWN, V1, WMAN_PKM_CLEAR, 0,
		A(ERROR_CODE), A(DISPLAY_STRING),
	},
	[WMAN_PKM_V1_KEY_REQUEST] = {
		"Key Request", UP, V1, WMAN_PKM_DIGEST, 0, KEY, 0,
	},
	[WMAN_PKM_V1_KEY_REPLY] = {
		"Key Reply", DOWN, V1, WMAN_PKM_DIGEST, 2, KEY | A(TEK_PARAMETERS), 0,
	},
	[WMAN_PKM_V1_KEY_REJECT] = {
		"Key Reject", DOWN, V1, WMAN_PKM_DIGEST, 0, KEY | A(ERROR_CODE),
		A(DISPLAY_STRING),
	},
	[WMAN_PKM_AUTH_INVALID] = {
		"Auth Invalid", DOWN, V1, WMAN_PKM_CLEAR, 0, A(ERROR_CODE), A(DISPLAY_STRING),
	},
	[WMAN_PKM_V1_TEK_INVALID] = {
		"TEK Invalid", DOWN, V1, WMAN_PKM_DIGEST, 0, KEY | A(ERROR_CODE),
		A(DISPLAY_STRING),
	},
	[WMAN_PKM_AUTH_INFO] = {
		"Auth Info", UP, V1, WMAN_PKM_CLEAR, 0, A(CA_CERTIFICATE), 0,
	},
	[WMAN_PKM_RSA_REQUEST] = {
		"RSA-Request", UP, V2, WMAN_PKM_SIGNATURE, 0,
		A(MS_RANDOM) | A(MS_CERTIFICATE) | A(SAID), 0,
	},
	[WMAN_PKM_RSA_REPLY] = {
		"RSA-Reply", DOWN, V2, WMAN_PKM_SIGNATURE, 0,
		A(MS_RANDOM) | A(BS_RANDOM) | A(PRE_PAK) | A(KEY_LIFETIME) |
		A(KEY_SEQUENCE_NUMBER) | A(BS_CERTIFICATE), 0,
	},
	[WMAN_PKM_RSA_REJECT] = {
		"RSA-Reject", DOWN, V2, WMAN_PKM_SIGNATURE, 0,
		A(MS_RANDOM) | A(BS_RANDOM) | A(ERROR_CODE) | A(BS_CERTIFICATE),
		A(DISPLAY_STRING),
	},
	[WMAN_PKM_RSA_ACKNOWLEDGEMENT] = {
		"RSA-Acknowledgement", UP, V2, WMAN_PKM_SIGNATURE, 0,
		A(BS_RANDOM) | A(AUTH_RESULT), A(ERROR_CODE) | A(DISPLAY_STRING),
	},
	[WMAN_PKM_EAP_START] = {
		"EAP-Start", UP, V2, WMAN_PKM_DIGEST_OPTIONAL, 0, 0, A(KEY_SEQUENCE_NUMBER),
	},
	[WMAN_PKM_EAP_TRANSFER] = {
		"EAP-Transfer", UP | DOWN, V2, WMAN_PKM_DIGEST_OPTIONAL, 0,
		A(EAP_PAYLOAD), A(KEY_SEQUENCE_NUMBER),
	},
	[WMAN_PKM_AUTHENTICATED_EAP_TRANSFER] = {
		"Authenticated-EAP-Transfer", UP | DOWN, V2, WMAN_PKM_DIGEST, 0,
		A(EAP_PAYLOAD), A(KEY_SEQUENCE_NUMBER),
	},
	[WMAN_PKM_SA_TEK_CHALLENGE] = {
		"SA-TEK-Challenge", DOWN, V2, WMAN_PKM_DIGEST, 0, HANDSHAKE, A(KEY_LIFETIME),
	},
	[WMAN_PKM_SA_TEK_REQUEST] = {
		"SA-TEK-Request", UP, V2, WMAN_PKM_DIGEST, 0,
		HANDSHAKE | A(MS_RANDOM) | A(SECURITY_CAPABILITIES) | A(SECURITY_NEGOTIATION),
		/* some devices leave it out */
		A(PKM_CONFIGURATION),
	},
	[WMAN_PKM_SA_TEK_RESPONSE] = {
		"SA-TEK-Response", DOWN, V2, WMAN_PKM_DIGEST, 0,
		HANDSHAKE | A(MS_RANDOM) | A(SECURITY_NEGOTIATION),
		/* re-authentication may leave the SA list as it is */
		A(SA_TEK_UPDATE) | A(FRAME_NUMBER) | A(SA_DESCRIPTOR),
	},
	[WMAN_PKM_KEY_REQUEST] = {
		"Key-Request", UP, V2, WMAN_PKM_DIGEST, 0, KEY | A(NONCE), 0,
	},
	[WMAN_PKM_KEY_REPLY] = {
		"Key-Reply", DOWN, V2, WMAN_PKM_DIGEST, 2, KEY | A(TEK_PARAMETERS) | A(NONCE),
		A(GKEK_PARAMETERS),
	},
	[WMAN_PKM_KEY_REJECT] = {
		"Key-Reject", DOWN, V2, WMAN_PKM_DIGEST, 0, KEY | A(ERROR_CODE) | A(NONCE),
		A(DISPLAY_STRING),
	},
	[WMAN_PKM_SA_ADDITION] = {
		"SA-Addition", DOWN, V2, WMAN_PKM_DIGEST, 0,
		A(KEY_SEQUENCE_NUMBER) | A(SA_DESCRIPTOR), 0,
	},
	[WMAN_PKM_TEK_INVALID] = {
		"TEK-Invalid", DOWN, V2, WMAN_PKM_DIGEST, 0, KEY | A(ERROR_CODE),
		A(DISPLAY_STRING),
	},
	[WMAN_PKM_GROUP_KEY_UPDATE] = {
		"Group-Key-Update-Command", DOWN, V2, WMAN_PKM_DIGEST, 0,
		A(SAID) | A(KEY_PUSH_MODES) | A(KEY_PUSH_COUNTER),
		A(KEY_SEQUENCE_NUMBER) | A(GKEK_PARAMETERS) | A(TEK_PARAMETERS),
	},
	[WMAN_PKM_EAP_COMPLETE] = {
		"EAP-Complete", DOWN, V2, WMAN_PKM_DIGEST, 0,
		A(EAP_PAYLOAD), A(KEY_SEQUENCE_NUMBER),
	},
	[WMAN_PKM_AUTHENTICATED_EAP_START] = {
		"Authenticated-EAP-Start", UP, V2, WMAN_PKM_DIGEST, 0, A(MS_RANDOM), 0,
	},
};

/* Legal lengths: one or two, or from the first to the second when RANGE is set. */
#define RANGE	1

static const struct {
	u8 range;
	u16 len[2];
} lengths[WMAN_ATTRS] = {
	[WMAN_ATTR_DISPLAY_STRING] = { RANGE, { 1, 128 } },
	[WMAN_ATTR_AUTH_KEY] = { 0, { 128, 256 } },
	[WMAN_ATTR_KEY_LIFETIME] = { 0, { 4 } },
	[WMAN_ATTR_KEY_SEQUENCE_NUMBER] = { 0, { 1 } },
	[WMAN_ATTR_HMAC_DIGEST] = { 0, { 20 } },
	[WMAN_ATTR_SAID] = { 0, { 2 } },
	[WMAN_ATTR_TEK_PARAMETERS] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_ERROR_CODE] = { 0, { 1 } },
	[WMAN_ATTR_CA_CERTIFICATE] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_MS_CERTIFICATE] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_SECURITY_CAPABILITIES] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_SA_DESCRIPTOR] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_SECURITY_NEGOTIATION] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_PKM_CONFIGURATION] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_EAP_PAYLOAD] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_NONCE] = { RANGE, { 1, 32 } },
	[WMAN_ATTR_AUTH_RESULT] = { 0, { 1 } },
	[WMAN_ATTR_FRAME_NUMBER] = { 0, { 3 } },
	[WMAN_ATTR_MS_RANDOM] = { 0, { 8 } },
	[WMAN_ATTR_BS_RANDOM] = { 0, { 8 } },
	[WMAN_ATTR_PRE_PAK] = { 0, { 128, 256 } },
	[WMAN_ATTR_BS_CERTIFICATE] = { RANGE, { 1, 0xffff } },
	[WMAN_ATTR_SIG_BS] = { 0, { 128, 256 } },
	[WMAN_ATTR_CMAC_DIGEST] = { 0, { 12 } },
	[WMAN_ATTR_KEY_PUSH_MODES] = { 0, { 1 } },
	[WMAN_ATTR_KEY_PUSH_COUNTER] = { 0, { 2 } },
	[WMAN_ATTR_SIG_SS] = { 0, { 128, 256 } },
	[WMAN_ATTR_AKID] = { 0, { 8 } },
	[WMAN_ATTR_GKEK_PARAMETERS] = { RANGE, { 1, 0xffff } },
};

#define EAP_HEADER_LEN	4
#define AK_SN_LAST	15

static bool length_ok(u8 code, const struct wman_tlv *attr)
{
	const u16 *len = lengths[attr->type].len;

	/* the number of SigBS means SA-TEK-Update there */
	if (code == WMAN_PKM_SA_TEK_RESPONSE && attr->type == WMAN_ATTR_SA_TEK_UPDATE)
		return attr->len;
	if (lengths[attr->type].range)
		return attr->len >= len[0] && attr->len <= len[1];
	return attr->len && (attr->len == len[0] || attr->len == len[1]);
}

/* The attribute that ends a message of this kind, 0 when nothing does. */
static u8 ending(const struct rule *rule, enum wman_direction dir, enum wman_kdf_mode mode)
{
	switch (rule->protection) {
	case WMAN_PKM_DIGEST:
	case WMAN_PKM_DIGEST_OPTIONAL:
		return mode == WMAN_KDF_CMAC ? WMAN_ATTR_CMAC_DIGEST : WMAN_ATTR_HMAC_DIGEST;
	case WMAN_PKM_SIGNATURE:
		return dir == WMAN_DIRECTION_UPLINK ? WMAN_ATTR_SIG_SS : WMAN_ATTR_SIG_BS;
	default:
		return 0;
	}
}

static enum wman_reason take_eap(struct wman_pkm *pkm, const struct wman_octets *value)
{
	if (value->len < EAP_HEADER_LEN || value->len > WMAN_EAP_FRAME_MAX ||
	    wman_get_be16(value->data + 2) != value->len)
		return WMAN_REASON_EAP_LENGTH;
	pkm->eap = *value;
	return WMAN_REASON_NONE;
}

/* One that is beyond what a message may hold here has to be right all the same. */
static enum wman_reason add_sa(struct wman_pkm *pkm, const struct wman_octets *value)
{
	struct wman_sa_descriptor left_out;

	if (pkm->n_sa < ARRAY_SIZE(pkm->sa))
		return wman_sa_descriptor_parse(&pkm->sa[pkm->n_sa++], value);
	pkm->n_sa_left_out++;
	return wman_sa_descriptor_parse(&left_out, value);
}

/* Decode an attribute that is in the list of its message and has a legal length. */
static enum wman_reason take(struct wman_pkm *pkm, const struct wman_tlv *attr)
{
	const struct wman_octets value = { attr->value, attr->len };

	switch (attr->type) {
	case WMAN_ATTR_DISPLAY_STRING:
		pkm->display = value;
		break;
	case WMAN_ATTR_AUTH_KEY:
	case WMAN_ATTR_PRE_PAK:
		pkm->secret = value;
		break;
	case WMAN_ATTR_KEY_LIFETIME:
		pkm->lifetime_s = wman_tlv_uint(attr);
		return pkm->lifetime_s ? WMAN_REASON_NONE : WMAN_REASON_LIFETIME;
	case WMAN_ATTR_KEY_SEQUENCE_NUMBER:
		pkm->ak_sn = attr->value[0];
		return pkm->ak_sn > AK_SN_LAST ? WMAN_REASON_TLV_VALUE : WMAN_REASON_NONE;
	case WMAN_ATTR_SAID:
		pkm->said = wman_get_be16(attr->value);
		break;
	case WMAN_ATTR_TEK_PARAMETERS:
		if (pkm->n_tek_params == ARRAY_SIZE(pkm->tek_params))
			break;
		return wman_tek_params_parse(&pkm->tek_params[pkm->n_tek_params++], &value);
	case WMAN_ATTR_ERROR_CODE:
		pkm->error = attr->value[0];
		break;
	case WMAN_ATTR_CA_CERTIFICATE:
	case WMAN_ATTR_MS_CERTIFICATE:
	case WMAN_ATTR_BS_CERTIFICATE:
		pkm->certificate = value;
		break;
	case WMAN_ATTR_SECURITY_CAPABILITIES:
		pkm->suites = value;
		break;
	case WMAN_ATTR_SA_DESCRIPTOR:
		return add_sa(pkm, &value);
	case WMAN_ATTR_SECURITY_NEGOTIATION:
		return wman_secneg_parse(&pkm->secneg, &value);
	case WMAN_ATTR_PKM_CONFIGURATION:
		return wman_pkm_config_parse(&pkm->config, &value);
	case WMAN_ATTR_EAP_PAYLOAD:
		return take_eap(pkm, &value);
	case WMAN_ATTR_NONCE:
		pkm->nonce = value;
		break;
	case WMAN_ATTR_AUTH_RESULT:
		pkm->auth_result = attr->value[0];
		return pkm->auth_result > WMAN_AUTH_RESULT_REJECT ? WMAN_REASON_TLV_VALUE :
								    WMAN_REASON_NONE;
	case WMAN_ATTR_FRAME_NUMBER:
		pkm->frame_number = wman_tlv_uint(attr);
		break;
	case WMAN_ATTR_MS_RANDOM:
		pkm->ms_random = attr->value;
		break;
	case WMAN_ATTR_BS_RANDOM:
		pkm->bs_random = attr->value;
		break;
	case WMAN_ATTR_SA_TEK_UPDATE:
		pkm->sa_tek_update = value;
		break;
	case WMAN_ATTR_KEY_PUSH_MODES:
		pkm->push_mode = attr->value[0];
		return pkm->push_mode > WMAN_PUSH_GTEK ? WMAN_REASON_TLV_VALUE : WMAN_REASON_NONE;
	case WMAN_ATTR_KEY_PUSH_COUNTER:
		pkm->push_counter = wman_get_be16(attr->value);
		break;
	case WMAN_ATTR_AKID:
		pkm->akid = attr->value;
		break;
	case WMAN_ATTR_GKEK_PARAMETERS:
		if (pkm->n_gkek_params == ARRAY_SIZE(pkm->gkek_params))
			break;
		return wman_gkek_params_parse(&pkm->gkek_params[pkm->n_gkek_params++], &value);
	}
	return WMAN_REASON_NONE;
}

static enum wman_reason take_all(struct wman_pkm *pkm, const struct rule *rule, u8 end,
				 const u8 *msg, size_t len)
{
	/* these may come more than once */
	const u64 multiple = A(SA_DESCRIPTOR) | A(TEK_PARAMETERS) | A(GKEK_PARAMETERS);
	const u64 listed = rule->mandatory | rule->optional | (end ? BIT_ULL(end) : 0);
	struct wman_tlv_iter it;
	enum wman_reason reason;
	struct wman_tlv attr;
	const u8 *begin;

	wman_tlv_iter_init(&it, msg + WMAN_PKM_HEADER_LEN, len - WMAN_PKM_HEADER_LEN);
	for (begin = it.pos; wman_tlv_next(&it, &attr); begin = it.pos) {
		if (attr.type >= WMAN_ATTRS || !(listed & BIT_ULL(attr.type)))
			continue;
		if (pkm->present & BIT_ULL(attr.type) & ~multiple)
			continue;
		if (!length_ok(pkm->code, &attr))
			return WMAN_REASON_TLV_LENGTH;
		pkm->present |= BIT_ULL(attr.type);
		if (attr.type == end) {
			if (it.pos != it.end)
				return WMAN_REASON_DIGEST_LAST;
			pkm->protection.data = attr.value;
			pkm->protection.len = attr.len;
			pkm->covered = (size_t)(begin - msg);
			continue;
		}
		reason = take(pkm, &attr);
		if (reason)
			return reason;
	}
	return it.reason;
}

/*
 * RSA-Acknowledgement: a reject tells why. Group-Key-Update-Command: the mode says which parameters
 * there must be.
 */
static bool is_complete(const struct wman_pkm *pkm, const struct rule *rule)
{
	if ((pkm->present & rule->mandatory) != rule->mandatory ||
	    pkm->n_tek_params < rule->tek_params)
		return false;
	if (pkm->auth_result == WMAN_AUTH_RESULT_REJECT)
		return wman_pkm_has(pkm, WMAN_ATTR_ERROR_CODE);
	if (pkm->code != WMAN_PKM_GROUP_KEY_UPDATE)
		return true;
	if (pkm->push_mode == WMAN_PUSH_GTEK)
		return pkm->n_tek_params;
	return pkm->n_gkek_params && wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER);
}

enum wman_reason wman_pkm_parse(struct wman_pkm *pkm, const u8 *msg, size_t len,
				enum wman_direction dir, u8 version, enum wman_kdf_mode mode)
{
	const struct rule *rule;
	enum wman_reason reason;
	u8 end;

	if (len < WMAN_PKM_HEADER_LEN)
		return WMAN_REASON_MESSAGE_SHORT;
	if (msg[0] != WMAN_MSG_PKM_REQ && msg[0] != WMAN_MSG_PKM_RSP)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	if (msg[0] != (dir == WMAN_DIRECTION_UPLINK ? WMAN_MSG_PKM_REQ : WMAN_MSG_PKM_RSP))
		return WMAN_REASON_MESSAGE_DIRECTION;
	if (msg[1] >= WMAN_PKM_CODES || !rules[msg[1]].dirs)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	rule = &rules[msg[1]];
	if (!(rule->dirs & BIT(dir)))
		return WMAN_REASON_MESSAGE_DIRECTION;
	if (rule->version != version)
		return WMAN_REASON_MESSAGE_VERSION;

	memset(pkm, 0, sizeof(*pkm));
	pkm->code = msg[1];
	pkm->identifier = msg[2];
	pkm->covered = len;
	end = ending(rule, dir, mode);
	reason = take_all(pkm, rule, end, msg, len);
	if (reason)
		return reason;
	if (!is_complete(pkm, rule))
		return WMAN_REASON_ATTR_MISSING;
	if (!end)
		return WMAN_REASON_NONE;
	if (!pkm->protection.data)
		return rule->protection == WMAN_PKM_DIGEST_OPTIONAL ? WMAN_REASON_NONE :
								    WMAN_REASON_DIGEST_MISSING;
	/* a digest is of no use without the number of its key */
	if (rule->protection == WMAN_PKM_DIGEST_OPTIONAL &&
	    !wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER))
		return WMAN_REASON_ATTR_MISSING;
	return WMAN_REASON_NONE;
}

const char *wman_pkm_name(u8 code)
{
	return code < WMAN_PKM_CODES ? rules[code].name : NULL;
}
