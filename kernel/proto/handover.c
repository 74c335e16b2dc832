// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* What a target base station says about keys in handover and re-entry. */
#include "handover.h"

#include "pkm.h"

#define SAID_UPDATE	35	/* in REG encodings */

#define TYPE_TEK	1	/* SA-TEK-Update for TEKs, not for group keys */

static const struct wman_field challenge_rows[] = {
	WMAN_FIELD(1, WMAN_RANDOM_LEN, wman_sa_challenge, bs_random),
	WMAN_FIELD(2, WMAN_AKID_LEN, wman_sa_challenge, akid),
};

/* Both kinds as they stand in a message; @present is about an SA-TEK-Update. */
struct raw_update {
	u32 present;
	u8 type;
	u16 new_said;
	u16 old_said;
	struct wman_octets tek[2];
	struct wman_octets gkek;
};

static const struct wman_field update_rows[] = {
	WMAN_FIELD(1, 1, raw_update, type),
	WMAN_FIELD(2, 2, raw_update, new_said),
	WMAN_FIELD(3, 2, raw_update, old_said),
	WMAN_FIELD(4, 0, raw_update, tek[0]),
	WMAN_FIELD(5, 0, raw_update, tek[1]),
	WMAN_FIELD(6, 0, raw_update, gkek),
};

static const struct wman_field said_rows[] = {
	WMAN_FIELD(1, 2, raw_update, new_said),
	WMAN_FIELD(2, 2, raw_update, old_said),
};

#define HAS_SAIDS	(BIT(0) | BIT(1) | BIT(2))	/* and the type */
#define TEKS		(BIT(3) | BIT(4))
#define HAS_GKEK	BIT(5)

enum wman_reason wman_sa_challenge_parse(struct wman_sa_challenge *challenge,
					 const struct wman_octets *value)
{
	memset(challenge, 0, sizeof(*challenge));
	return wman_fields_parse(challenge_rows, ARRAY_SIZE(challenge_rows), BIT(0) | BIT(1),
				 challenge, &challenge->present, value->data, value->len);
}

void wman_sa_challenge_put(struct wman_buf *buf, const struct wman_sa_challenge *challenge)
{
	wman_fields_put(buf, challenge_rows, ARRAY_SIZE(challenge_rows), challenge,
			BIT(0) | BIT(1));
}

static enum wman_reason parse_teks(struct wman_sa_tek_update *update, const struct raw_update *raw)
{
	enum wman_reason reason;
	int i;

	if ((raw->present & TEKS) != TEKS)
		return WMAN_REASON_ATTR_MISSING;
	for (i = 0; i < 2; i++) {
		reason = wman_tek_params_parse(&update->tek[i], &raw->tek[i]);
		if (reason)
			return reason;
	}
	update->has_teks = true;
	return wman_tek_params_check(update->tek);
}

static enum wman_reason parse(struct wman_sa_tek_update *update, const struct wman_tlv *tlv)
{
	const bool whole = tlv->type == WMAN_ATTR_SA_TEK_UPDATE;
	struct raw_update raw = { .type = TYPE_TEK };
	enum wman_reason reason;
	u32 said_present;

	memset(update, 0, sizeof(*update));
	if (whole)
		reason = wman_fields_parse(update_rows, ARRAY_SIZE(update_rows), HAS_SAIDS, &raw,
					   &raw.present, tlv->value, tlv->len);
	else
		reason = wman_fields_parse(said_rows, ARRAY_SIZE(said_rows), BIT(0) | BIT(1),
					   &raw, &said_present, tlv->value, tlv->len);
	if (reason)
		return reason;
	if (raw.type != TYPE_TEK || raw.present & HAS_GKEK || !raw.new_said || !raw.old_said)
		return WMAN_REASON_TLV_VALUE;
	update->new_said = raw.new_said;
	update->old_said = raw.old_said;
	return raw.present & TEKS ? parse_teks(update, &raw) : WMAN_REASON_NONE;
}

void wman_sa_tek_update_put(struct wman_buf *buf, const struct wman_sa_tek_update *update)
{
	const struct raw_update raw = {
		.new_said = update->new_said,
		.old_said = update->old_said,
		.type = TYPE_TEK,
	};
	size_t mark = wman_buf_tlv_begin(buf, WMAN_ATTR_SA_TEK_UPDATE);
	int i;

	wman_fields_put(buf, update_rows, ARRAY_SIZE(update_rows), &raw, HAS_SAIDS);
	for (i = 0; i < 2 && update->has_teks; i++)
		wman_tek_params_put_as(buf, update_rows[3 + i].type, &update->tek[i]);
	wman_buf_tlv_end(buf, mark);
}

static bool is_update(const struct wman_tlv *tlv, bool reg)
{
	return tlv->type == WMAN_ATTR_SA_TEK_UPDATE || (reg && tlv->type == SAID_UPDATE);
}

enum wman_reason wman_sa_updates_check(const u8 *data, size_t len, bool reg, unsigned int *n)
{
	struct wman_sa_tek_update update;
	struct wman_tlv_iter it;
	enum wman_reason reason;
	struct wman_tlv tlv;

	*n = 0;
	wman_tlv_iter_init(&it, data, len);
	while (wman_tlv_next(&it, &tlv)) {
		if (!is_update(&tlv, reg))
			continue;
		if (++*n > WMAN_SA_UPDATES_MAX)
			return WMAN_REASON_SA_LIMIT;
		reason = parse(&update, &tlv);
		if (reason)
			return reason;
	}
	return it.reason;
}

bool wman_sa_updates_next(struct wman_tlv_iter *it, bool reg, struct wman_sa_tek_update *update)
{
	struct wman_tlv tlv;

	while (wman_tlv_next(it, &tlv))
		if (is_update(&tlv, reg) && !parse(update, &tlv))
			return true;
	return false;
}
