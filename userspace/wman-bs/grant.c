// SPDX-License-Identifier: BSD-3-Clause
#include "grant.h"

#include "aaa.h"
#include "bs.h"
#include "octets.h"

#define SERVICE_FRAMED 2

/* PKM-Auth-Key: lifetime, sequence number, key */
#define AUTH_KEY_SN  4
#define AUTH_KEY_KEY 5
#define AUTH_KEY_LEN (AUTH_KEY_KEY + BS_GRANT_KEY_LEN)
#define AK_SN_LAST   15
/* PKM-SA-Descriptor: SAID, type, suite */
#define DESCRIPTOR_TYPE	 2
#define DESCRIPTOR_SUITE 3
#define DESCRIPTOR_LEN	 6
/* PKM-Config-Settings: seven timers */
#define CONFIG_LEN (WMAN_PKM_TIMERS * 4)
/* PKM-Cryptosuite-List: Len is below 39 */
#define SUITES_MAX 12

static int add_suites(struct radius_request *req, const u32 *suites, size_t n)
{
	u8 list[SUITES_MAX * WMAN_SUITE_LEN];
	size_t i;

	for (i = 0; i < n && i < SUITES_MAX; i++)
		wman_put_be24(list + i * WMAN_SUITE_LEN, suites[i]);
	return radius_request_add(req, RADIUS_PKM_CRYPTOSUITE_LIST, list, i * WMAN_SUITE_LEN);
}

/* Message-Authenticator is in every Access-Request. */
int bs_grant_fill(const struct bs_ss *ss, struct radius_request *req, const struct wman_pkm *pkm,
		  const u32 *suites, size_t n)
{
	const struct bs_auth_v1 *v1 = &ss->auth.v1;
	char name[BS_AAA_MAC_LEN + 1];
	u8 said[2];
	int ret;

	bs_aaa_mac(ss->mac, name);
	wman_put_be16(said, pkm->said);
	ret = radius_request_add(req, RADIUS_USER_NAME, name, BS_AAA_MAC_LEN);
	if (!ret)
		ret = radius_request_add_u32(req, RADIUS_SERVICE_TYPE, SERVICE_FRAMED);
	if (!ret)
		ret = bs_aaa_identify(ss->bs, ss->mac, req);
	if (!ret)
		ret = radius_request_add_long(req, RADIUS_PKM_SS_CERT, pkm->certificate.data,
					      pkm->certificate.len);
	if (!ret)
		ret = add_suites(req, suites, n);
	if (!ret)
		ret = radius_request_add(req, RADIUS_PKM_SAID, said, sizeof(said));
	if (!ret && v1->ca)
		radius_request_add_long(req, RADIUS_PKM_CA_CERT, v1->ca, v1->ca_len);
	return ret;
}

static const char *take_key(struct bs_grant *grant, const struct radius_value *value)
{
	if (grant->auth_key)
		return "PKM-Auth-Key: there are two";
	if (value->len != AUTH_KEY_LEN)
		return "PKM-Auth-Key: not of 133 octets";
	grant->lifetime_s = wman_get_be32(value->value);
	grant->sn = value->value[AUTH_KEY_SN];
	grant->auth_key = value->value + AUTH_KEY_KEY;
	if (!grant->lifetime_s)
		return "PKM-Auth-Key: a lifetime of 0";
	return grant->sn > AK_SN_LAST ? "PKM-Auth-Key: a sequence number above 15" : NULL;
}

static const char *take_config(struct bs_grant *grant, const struct radius_value *value)
{
	unsigned int i;

	if (grant->config.present)
		return "PKM-Config-Settings: there are two";
	if (value->len != CONFIG_LEN)
		return "PKM-Config-Settings: not of 28 octets";
	for (i = 0; i < WMAN_PKM_TIMERS; i++)
		grant->config.timer_s[i] = wman_get_be32(value->value + 4 * i);
	grant->config.present = BIT(WMAN_PKM_TIMERS) - 1;
	return NULL;
}

static const char *take_descriptor(struct bs_grant *grant, const struct radius_value *value)
{
	struct wman_sa_descriptor *sa = &grant->sa[grant->n_sa];
	size_t i;

	if (value->len != DESCRIPTOR_LEN)
		return "PKM-SA-Descriptor: not of 6 octets";
	if (grant->n_sa == BS_GRANT_SAS)
		return "PKM-SA-Descriptor: too many";
	sa->said = wman_get_be16(value->value);
	sa->type = value->value[DESCRIPTOR_TYPE];
	sa->suite = wman_get_be24(value->value + DESCRIPTOR_SUITE);
	if (!sa->said || sa->type > WMAN_SA_TYPE_STATIC)
		return "PKM-SA-Descriptor: neither a primary nor a static SA";
	for (i = 0; i < grant->n_sa; i++)
		if (grant->sa[i].said == sa->said)
			return "PKM-SA-Descriptor: a SAID is there twice";
	grant->n_sa++;
	return NULL;
}

static const char *take(struct bs_grant *grant, const struct radius_value *value)
{
	switch (value->type) {
	case RADIUS_PKM_AUTH_KEY:
		return take_key(grant, value);
	case RADIUS_PKM_CONFIG_SETTINGS:
		return take_config(grant, value);
	case RADIUS_PKM_SA_DESCRIPTOR:
		return take_descriptor(grant, value);
	default:
		return NULL;
	}
}

/* One primary SA, that of the request, comes first. */
static const char *order(struct bs_grant *grant, u16 said)
{
	struct wman_sa_descriptor *primary = NULL, first;
	size_t i;

	for (i = 0; i < grant->n_sa; i++) {
		if (grant->sa[i].type != WMAN_SA_TYPE_PRIMARY)
			continue;
		if (primary || grant->sa[i].said != said)
			return "PKM-SA-Descriptor: the primary SA is another";
		primary = &grant->sa[i];
	}
	if (!grant->n_sa)
		return NULL;
	if (!primary)
		return "PKM-SA-Descriptor: there is no primary SA";
	first = *primary;
	*primary = grant->sa[0];
	grant->sa[0] = first;
	return NULL;
}

const char *bs_grant_read(struct bs_grant *grant, u16 said, const struct radius_result *result)
{
	const u8 *pos = result->reply;
	size_t left = result->reply_len;
	const char *wrong = NULL;
	struct radius_value value;

	memset(grant, 0, sizeof(*grant));
	while (!wrong && radius_attr_next(&pos, &left, &value) > 0)
		wrong = take(grant, &value);
	if (!wrong && !grant->auth_key)
		wrong = "PKM-Auth-Key: there is none";
	if (!wrong && !result->has_ak)
		wrong = "MS-MPPE-Send-Key: there is no AK of 20 octets";
	if (!wrong)
		wrong = order(grant, said);
	if (wrong)
		return wrong;
	grant->ak = result->ak;
	if (result->has_session_timeout && result->session_timeout &&
	    result->session_timeout < grant->lifetime_s)
		grant->lifetime_s = result->session_timeout;
	return NULL;
}
