// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Compound attributes of PKM. */
#include "pkm_param.h"

#include "pkm.h"

#define PKM_INITIAL_RELEASE	1	/* of Version */

/* The bits of WMAN_SA_HAS_*, WMAN_TEK_HAS_* are the positions in these tables. */
static const struct wman_field sa_rows[] = {
	WMAN_FIELD(WMAN_ATTR_SAID, 2, wman_sa_descriptor, said),
	WMAN_FIELD(WMAN_ATTR_SA_TYPE, 1, wman_sa_descriptor, type),
	WMAN_FIELD(WMAN_ATTR_SA_SERVICE_TYPE, 1, wman_sa_descriptor, service),
	WMAN_FIELD(WMAN_ATTR_SUITE, WMAN_SUITE_LEN, wman_sa_descriptor, suite),
};

#define SA_MANDATORY	(BIT(0) | BIT(1) | BIT(3))

static const struct wman_field tek_rows[] = {
	WMAN_FIELD(WMAN_ATTR_TEK, 0, wman_tek_params, tek),
	WMAN_FIELD(WMAN_ATTR_KEY_LIFETIME, 4, wman_tek_params, lifetime_s),
	WMAN_FIELD(WMAN_ATTR_KEY_SEQUENCE_NUMBER, 1, wman_tek_params, sn),
	WMAN_FIELD(WMAN_ATTR_CBC_IV, 0, wman_tek_params, iv),
	WMAN_FIELD(WMAN_ATTR_GKEK_SN, 1, wman_tek_params, gkek_sn),
};

#define TEK_MANDATORY	(BIT(0) | BIT(1) | BIT(2))

static const struct wman_field gkek_rows[] = {
	WMAN_FIELD(WMAN_ATTR_GKEK, 0, wman_gkek_params, gkek),
	WMAN_FIELD(WMAN_ATTR_KEY_LIFETIME, 4, wman_gkek_params, lifetime_s),
	WMAN_FIELD(WMAN_ATTR_KEY_SEQUENCE_NUMBER, 1, wman_gkek_params, sn),
};

#define GKEK_MANDATORY	(BIT(0) | BIT(1) | BIT(2))

static const struct wman_field config_rows[WMAN_PKM_TIMERS] = {
	WMAN_FIELD(1, 4, wman_pkm_config, timer_s[WMAN_PKM_AUTHORIZE_WAIT]),
	WMAN_FIELD(2, 4, wman_pkm_config, timer_s[WMAN_PKM_REAUTHORIZE_WAIT]),
	WMAN_FIELD(3, 4, wman_pkm_config, timer_s[WMAN_PKM_AUTH_GRACE]),
	WMAN_FIELD(4, 4, wman_pkm_config, timer_s[WMAN_PKM_OPERATIONAL_WAIT]),
	WMAN_FIELD(5, 4, wman_pkm_config, timer_s[WMAN_PKM_REKEY_WAIT]),
	WMAN_FIELD(6, 4, wman_pkm_config, timer_s[WMAN_PKM_TEK_GRACE]),
	WMAN_FIELD(7, 4, wman_pkm_config, timer_s[WMAN_PKM_REJECT_WAIT]),
};

#define SA_TYPE_VENDOR	128	/* and above */
#define KEY_SN_LAST	3

static void put_compound(struct wman_buf *buf, u8 type, const struct wman_field *rows, size_t n,
			 const void *in, u32 present)
{
	size_t mark = wman_buf_tlv_begin(buf, type);

	wman_fields_put(buf, rows, n, in, present);
	wman_buf_tlv_end(buf, mark);
}

enum wman_reason wman_sa_descriptor_parse(struct wman_sa_descriptor *sa,
					  const struct wman_octets *value)
{
	enum wman_reason reason;

	memset(sa, 0, sizeof(*sa));
	reason = wman_fields_parse(sa_rows, ARRAY_SIZE(sa_rows), SA_MANDATORY, sa, &sa->present,
				   value->data, value->len);
	if (reason)
		return reason;
	if ((sa->type > WMAN_SA_TYPE_DYNAMIC && sa->type < SA_TYPE_VENDOR) ||
	    sa->service > WMAN_SA_SERVICE_MBS)
		return WMAN_REASON_TLV_VALUE;
	return WMAN_REASON_NONE;
}

void wman_sa_descriptor_put(struct wman_buf *buf, const struct wman_sa_descriptor *sa)
{
	put_compound(buf, WMAN_ATTR_SA_DESCRIPTOR, sa_rows, ARRAY_SIZE(sa_rows), sa,
		     SA_MANDATORY | (sa->present & WMAN_SA_HAS_SERVICE));
}

bool wman_rsa_length_ok(size_t len)
{
	return len == 128 || len == 256;
}

/* Lengths of an encrypted TEK: DES under 3DES, AES under ECB, under key wrap, any by RSA. */
static bool tek_length_ok(size_t len)
{
	return len == 8 || len == 16 || len == 24 || wman_rsa_length_ok(len);
}

enum wman_reason wman_tek_params_parse(struct wman_tek_params *tek,
				       const struct wman_octets *value)
{
	enum wman_reason reason;

	memset(tek, 0, sizeof(*tek));
	reason = wman_fields_parse(tek_rows, ARRAY_SIZE(tek_rows), TEK_MANDATORY, tek,
				   &tek->present, value->data, value->len);
	if (reason)
		return reason;
	if (!tek_length_ok(tek->tek.len) ||
	    (tek->present & WMAN_TEK_HAS_IV && tek->iv.len != 8 && tek->iv.len != 16))
		return WMAN_REASON_TLV_LENGTH;
	if (tek->sn > KEY_SN_LAST || tek->gkek_sn > KEY_SN_LAST)
		return WMAN_REASON_TLV_VALUE;
	return WMAN_REASON_NONE;
}

void wman_tek_params_put_as(struct wman_buf *buf, u8 type, const struct wman_tek_params *tek)
{
	put_compound(buf, type, tek_rows, ARRAY_SIZE(tek_rows), tek,
		     TEK_MANDATORY | (tek->present & (WMAN_TEK_HAS_IV | WMAN_TEK_HAS_GKEK_SN)));
}

void wman_tek_params_put(struct wman_buf *buf, const struct wman_tek_params *tek)
{
	wman_tek_params_put_as(buf, WMAN_ATTR_TEK_PARAMETERS, tek);
}

enum wman_reason wman_tek_params_check(const struct wman_tek_params pair[2])
{
	if (!pair[0].lifetime_s || pair[1].lifetime_s < pair[0].lifetime_s)
		return WMAN_REASON_LIFETIME;
	if (((pair[0].sn + 1) & KEY_SN_LAST) != pair[1].sn)
		return WMAN_REASON_TEK_SN;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_gkek_params_parse(struct wman_gkek_params *gkek,
					const struct wman_octets *value)
{
	enum wman_reason reason;

	memset(gkek, 0, sizeof(*gkek));
	reason = wman_fields_parse(gkek_rows, ARRAY_SIZE(gkek_rows), GKEK_MANDATORY, gkek,
				   &gkek->present, value->data, value->len);
	if (reason)
		return reason;
	if (gkek->gkek.len != 16 && gkek->gkek.len != 24)
		return WMAN_REASON_TLV_LENGTH;
	return gkek->sn > KEY_SN_LAST ? WMAN_REASON_TLV_VALUE : WMAN_REASON_NONE;
}

void wman_gkek_params_put(struct wman_buf *buf, const struct wman_gkek_params *gkek)
{
	put_compound(buf, WMAN_ATTR_GKEK_PARAMETERS, gkek_rows, ARRAY_SIZE(gkek_rows), gkek,
		     GKEK_MANDATORY);
}

enum wman_reason wman_gkek_params_check(const struct wman_gkek_params *gkek, unsigned int n)
{
	if (!gkek[0].lifetime_s || (n > 1 && gkek[1].lifetime_s < gkek[0].lifetime_s))
		return WMAN_REASON_LIFETIME;
	if (n > 1 && ((gkek[0].sn + 1) & KEY_SN_LAST) != gkek[1].sn)
		return WMAN_REASON_GKEK_SN;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_pkm_config_parse(struct wman_pkm_config *config,
				       const struct wman_octets *value)
{
	memset(config, 0, sizeof(*config));
	return wman_fields_parse(config_rows, ARRAY_SIZE(config_rows), 0, config,
				 &config->present, value->data, value->len);
}

void wman_pkm_config_clamp(struct wman_pkm_config *config)
{
	static const struct {
		u32 min;
		u32 max;
	} range_s[WMAN_PKM_TIMERS] = {
		[WMAN_PKM_AUTHORIZE_WAIT]   = { 2, 30 },
		[WMAN_PKM_REAUTHORIZE_WAIT] = { 2, 30 },
		[WMAN_PKM_AUTH_GRACE]	    = { 300, 3024000 },
		[WMAN_PKM_OPERATIONAL_WAIT] = { 1, 10 },
		[WMAN_PKM_REKEY_WAIT]	    = { 1, 10 },
		[WMAN_PKM_TEK_GRACE]	    = { 300, 302399 },
		[WMAN_PKM_REJECT_WAIT]	    = { 10, 600 },
	};
	unsigned int i;

	for (i = 0; i < WMAN_PKM_TIMERS; i++) {
		if (config->timer_s[i] < range_s[i].min)
			config->timer_s[i] = range_s[i].min;
		if (config->timer_s[i] > range_s[i].max)
			config->timer_s[i] = range_s[i].max;
	}
}

void wman_pkm_config_put(struct wman_buf *buf, const struct wman_pkm_config *config)
{
	if (config->present)
		put_compound(buf, WMAN_ATTR_PKM_CONFIGURATION, config_rows,
			     ARRAY_SIZE(config_rows), config, config->present);
}

static enum wman_reason take_suites(u32 *suites, size_t *n, size_t room,
				    const struct wman_tlv *list)
{
	struct wman_tlv_iter it;
	struct wman_tlv suite;

	wman_tlv_iter_init(&it, list->value, list->len);
	while (wman_tlv_next(&it, &suite)) {
		if (suite.type != WMAN_ATTR_SUITE)
			continue;
		if (suite.len != WMAN_SUITE_LEN)
			return WMAN_REASON_TLV_LENGTH;
		if (*n < room)
			suites[(*n)++] = wman_tlv_uint(&suite);
	}
	return it.reason;
}

/* The value of Security-Capabilities holds the list, which holds the suites; the first counts. */
enum wman_reason wman_suites_parse(u32 *suites, size_t *n, const struct wman_octets *value)
{
	enum wman_reason reason;
	struct wman_tlv_iter it;
	struct wman_tlv list;
	size_t room = *n;

	*n = 0;
	wman_tlv_iter_init(&it, value->data, value->len);
	while (wman_tlv_next(&it, &list)) {
		if (list.type != WMAN_ATTR_SUITE_LIST || *n)
			continue;
		reason = take_suites(suites, n, room, &list);
		if (reason)
			return reason;
	}
	if (it.reason)
		return it.reason;
	return *n ? WMAN_REASON_NONE : WMAN_REASON_ATTR_MISSING;
}

static void put_suite_list(struct wman_buf *buf, const u32 *suites, size_t n)
{
	size_t list = wman_buf_tlv_begin(buf, WMAN_ATTR_SUITE_LIST);
	size_t i;

	for (i = 0; i < n; i++)
		wman_buf_put_tlv_uint(buf, WMAN_ATTR_SUITE, suites[i], WMAN_SUITE_LEN);
	wman_buf_tlv_end(buf, list);
}

void wman_suites_put(struct wman_buf *buf, const u32 *suites, size_t n)
{
	size_t capabilities = wman_buf_tlv_begin(buf, WMAN_ATTR_SECURITY_CAPABILITIES);

	put_suite_list(buf, suites, n);
	wman_buf_tlv_end(buf, capabilities);
}

void wman_suites_put_v1(struct wman_buf *buf, const u32 *suites, size_t n)
{
	size_t capabilities = wman_buf_tlv_begin(buf, WMAN_ATTR_SECURITY_CAPABILITIES);

	put_suite_list(buf, suites, n);
	wman_buf_put_tlv_uint(buf, WMAN_ATTR_VERSION, PKM_INITIAL_RELEASE, 1);
	wman_buf_tlv_end(buf, capabilities);
}
