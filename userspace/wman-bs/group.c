// SPDX-License-Identifier: BSD-3-Clause
#include "group.h"

#include <linux/if_ether.h>
#include <openssl/rand.h>

#include "bs.h"
#include "data.h"
#include "keylog.h"
#include "keywrap.h"
#include "loop.h"
#include "mgmt.h"
#include "pkm_build.h"

#define SN_MASK	     3
#define MS_PER_S     1000ULL
#define GKEK_FACTOR  2 /* a GKEK lives that much longer than a GTEK */
#define COUNTER_LAST 0xffff

static u64 gtek_ms(const struct bs_group *group)
{
	return group->bs->cfg->tek_lifetime * MS_PER_S;
}

static u64 gkek_ms(const struct bs_group *group)
{
	return GKEK_FACTOR * gtek_ms(group);
}

static int gtek_make(struct bs_group *group, struct bs_tek *tek, u64 ms)
{
	int ret = bs_tek_make(tek, group->suite, group->next_tek_sn, ms);

	if (ret)
		return ret;
	group->next_tek_sn = (group->next_tek_sn + 1) & SN_MASK;
	bs_keylog_tek(group->bs->keylog, NULL, (u16)group->cfg->said, group->suite, tek);
	return 0;
}

static int gkek_make(struct bs_group *group, struct bs_gkek *gkek, u64 ms)
{
	if (RAND_bytes(gkek->key, sizeof(gkek->key)) != 1)
		return -EIO;
	gkek->sn = group->next_gkek_sn;
	group->next_gkek_sn = (group->next_gkek_sn + 1) & SN_MASK;
	gkek->expires = bs_now_ms() + ms;
	bs_keylog_gkek(group->bs->keylog, (u16)group->cfg->said, gkek);
	return 0;
}

static void arm(struct bs *bs)
{
	const struct bs_group *group;
	u64 first = UINT64_MAX, now = bs_now_ms();

	for (group = bs->groups.group; group < bs->groups.group + bs->groups.n; group++) {
		if (group->tek[BS_TEK_OLDER].expires < first)
			first = group->tek[BS_TEK_OLDER].expires;
		if (group->gkek[BS_TEK_OLDER].expires < first)
			first = group->gkek[BS_TEK_OLDER].expires;
	}
	if (bs->groups.n)
		loop_timer_set(bs->groups.timer, first > now ? first - now : 0);
}

int bs_group_rekey(struct bs_group *group)
{
	struct bs_tek fresh;
	int ret;

	ret = gtek_make(group, &fresh, gtek_ms(group));
	if (ret)
		return ret;
	bs_tek_erase(&group->tek[BS_TEK_OLDER]);
	group->tek[BS_TEK_OLDER] = group->tek[BS_TEK_NEWER];
	group->tek[BS_TEK_NEWER] = fresh;
	wman_memzero(&fresh, sizeof(fresh));
	arm(group->bs);
	return 0;
}

static int roll_gkek(struct bs_group *group)
{
	struct bs_gkek fresh;
	int ret;

	ret = gkek_make(group, &fresh, gkek_ms(group));
	if (!ret) {
		group->gkek[BS_TEK_OLDER] = group->gkek[BS_TEK_NEWER];
		group->gkek[BS_TEK_NEWER] = fresh;
		arm(group->bs);
	}
	wman_memzero(&fresh, sizeof(fresh));
	return ret;
}

/* What cannot be replaced is used a second longer. */
static void renew(struct bs_group *group)
{
	u64 now = bs_now_ms();

	if (group->tek[BS_TEK_OLDER].expires <= now && bs_group_rekey(group)) {
		bs_count(group->bs, NULL, WMAN_REASON_NO_MEMORY);
		group->tek[BS_TEK_OLDER].expires = now + MS_PER_S;
	}
	if (group->gkek[BS_TEK_OLDER].expires <= now && roll_gkek(group)) {
		bs_count(group->bs, NULL, WMAN_REASON_CRYPTO);
		group->gkek[BS_TEK_OLDER].expires = now + MS_PER_S;
	}
}

static void timer(void *arg)
{
	struct bs *bs = arg;
	size_t i;

	for (i = 0; i < bs->groups.n; i++)
		renew(&bs->groups.group[i]);
	arm(bs);
}

static int make(struct bs *bs, struct bs_group *group, const struct bs_flow_config *cfg, u16 cid)
{
	int ret;

	group->bs = bs;
	group->cfg = cfg;
	group->cid = cid;
	group->suite = bs_group_suite(bs->cfg);
	ret = gkek_make(group, &group->gkek[BS_TEK_OLDER], gkek_ms(group) / 2);
	if (!ret)
		ret = gkek_make(group, &group->gkek[BS_TEK_NEWER], gkek_ms(group));
	if (!ret)
		ret = gtek_make(group, &group->tek[BS_TEK_OLDER], gtek_ms(group) / 2);
	if (!ret)
		ret = gtek_make(group, &group->tek[BS_TEK_NEWER], gtek_ms(group));
	return ret;
}

int bs_group_start(struct bs *bs)
{
	const struct bs_config *cfg = bs->cfg;
	int ret = 0;
	size_t i;

	bs->groups.timer = loop_timer_new(bs->loop, timer, bs);
	if (!bs->groups.timer)
		return -ENOMEM;
	for (i = 0; i < cfg->n_groups && !ret; i++) {
		ret = make(bs, &bs->groups.group[i], &cfg->groups[i],
			   (u16)(WMAN_CID_MULTICAST_FIRST + i));
		bs->groups.n++;
	}
	arm(bs);
	return ret;
}

void bs_group_stop(struct bs *bs)
{
	struct bs_group *group;

	for (group = bs->groups.group; group < bs->groups.group + bs->groups.n; group++) {
		bs_tek_erase(&group->tek[BS_TEK_OLDER]);
		bs_tek_erase(&group->tek[BS_TEK_NEWER]);
		wman_memzero(group, sizeof(*group));
	}
	bs->groups.n = 0;
	loop_timer_free(bs->groups.timer);
	bs->groups.timer = NULL;
}

struct bs_group *bs_group_find(struct bs *bs, unsigned long gsaid)
{
	size_t i;

	for (i = 0; i < bs->groups.n; i++)
		if ((unsigned long)bs->groups.group[i].cfg->said == gsaid)
			return &bs->groups.group[i];
	return NULL;
}

static enum wman_reason wrap_gkek(const struct bs_group *group, const struct bs_gkek *gkek,
				  const struct bs_ak *ak, u8 *field,
				  struct wman_gkek_params *params)
{
	*params = (struct wman_gkek_params){
		.gkek.data = field,
		.lifetime_s = bs_seconds_left(gkek->expires),
		.sn = gkek->sn,
	};
	return wman_gkek_wrap(group->bs->prim, group->suite, bs_ak_kek(ak), gkek->key, field,
			      &params->gkek.len);
}

/* All GTEKs that go out are wrapped by the newer GKEK. */
static enum wman_reason wrap_gtek(const struct bs_group *group, const struct bs_tek *tek, u8 *field,
				  struct wman_tek_params *params)
{
	const struct bs_gkek *gkek = &group->gkek[BS_TEK_NEWER];

	*params = (struct wman_tek_params){
		.present = WMAN_TEK_HAS_GKEK_SN,
		.tek.data = field,
		.lifetime_s = bs_seconds_left(tek->expires),
		.sn = tek->sn,
		.gkek_sn = gkek->sn,
	};
	return wman_tek_wrap(group->bs->prim, group->suite, gkek->key, tek->key, field,
			     &params->tek.len);
}

enum wman_reason bs_group_reply(struct bs_ss *ss, struct bs_group *group,
				const struct wman_pkm *pkm, struct bs_ak *ak)
{
	u8 field[2 * BS_TEKS][WMAN_TEK_WRAPPED_MAX];
	struct wman_gkek_params gkek[BS_TEKS];
	struct wman_tek_params tek[BS_TEKS];
	enum wman_reason reason = WMAN_REASON_NONE;
	struct wman_buf *buf;
	int i;

	for (i = 0; i < BS_TEKS && !reason; i++) {
		reason = wrap_gkek(group, &group->gkek[i], ak, field[2 * i], &gkek[i]);
		if (!reason)
			reason = wrap_gtek(group, &group->tek[i], field[2 * i + 1], &tek[i]);
	}
	if (reason)
		return reason;
	buf = bs_mgmt_begin(ss->bs);
	wman_pkm_put_group_key_reply(buf, pkm->identifier, ak->sn, pkm->said, tek, gkek, BS_TEKS,
				     &pkm->nonce);
	bs_mgmt_send_digest(ss, buf, ak);
	return WMAN_REASON_NONE;
}

/* The newer GKEK to a subscriber that was given the keys of the group. */
static void push_gkek(struct bs_ss *ss, void *arg)
{
	struct bs_group *group = arg;
	const struct bs_sa *sa = bs_sa_find(ss, (u16)group->cfg->said);
	u8 field[WMAN_TEK_WRAPPED_MAX];
	struct wman_gkek_params params;
	struct wman_buf *buf;
	const struct wman_key_push push = {
		.key_sn = ss->auth.ak.sn,
		.gsaid = (u16)group->cfg->said,
		.counter = group->push_counter,
		.gkek = &params,
	};

	if (!ss->auth.ak.valid || !sa || sa->group != group || !sa->known)
		return;
	if (wrap_gkek(group, &group->gkek[BS_TEK_NEWER], &ss->auth.ak, field, &params)) {
		bs_count(ss->bs, ss, WMAN_REASON_CRYPTO);
		return;
	}
	buf = bs_mgmt_begin(ss->bs);
	wman_pkm_put_group_key_update(buf, &push);
	bs_mgmt_send_digest(ss, buf, &ss->auth.ak);
}

static int push_gtek(struct bs_group *group)
{
	const struct bs_gkek *gkek = &group->gkek[BS_TEK_NEWER];
	struct wman_buf *buf = bs_mgmt_begin(group->bs);
	u8 field[WMAN_TEK_WRAPPED_MAX];
	struct wman_tek_params params;
	const struct wman_key_push push = {
		.key_sn = gkek->sn,
		.gsaid = (u16)group->cfg->said,
		.counter = group->push_counter,
		.gtek = &params,
	};

	if (wrap_gtek(group, &group->tek[BS_TEK_NEWER], field, &params))
		return -EIO;
	wman_pkm_put_group_key_update(buf, &push);
	return bs_mgmt_broadcast_signed(group->bs, buf, gkek->key, &group->digest_pn);
}

int bs_group_push(struct bs_group *group, u8 mode)
{
	int ret;

	if (group->push_counter == COUNTER_LAST)
		return -EOVERFLOW;
	ret = mode == WMAN_PUSH_GKEK ? roll_gkek(group) : bs_group_rekey(group);
	if (ret)
		return ret;
	group->push_counter++;
	bs_event(group->bs, NULL, "key-push", NULL, "GSAID %d, %s %u", group->cfg->said,
		 mode == WMAN_PUSH_GKEK ? "GKEK" : "GTEK",
		 mode == WMAN_PUSH_GKEK ? group->gkek[BS_TEK_NEWER].sn :
					  group->tek[BS_TEK_NEWER].sn);
	if (mode == WMAN_PUSH_GTEK)
		return push_gtek(group);
	bs_ss_each(group->bs, push_gkek, group);
	return 0;
}

static enum wman_reason send_sdu(struct bs_group *group, const u8 *sdu, size_t len)
{
	const struct bs_flow flow = { .cfg = *group->cfg, .cid = group->cid };
	enum wman_reason reason;

	/* a {PN, TEK} pair is never used twice */
	if (group->tek[BS_TEK_OLDER].tx_pn >= WMAN_PN_LAST && bs_group_rekey(group))
		return WMAN_REASON_NO_MEMORY;
	reason = bs_data_out(group->bs, NULL, &flow, group->tek, 0, sdu, len);
	if (!reason)
		group->packets++;
	return reason;
}

static bool takes(const struct bs_group *group, const u8 *frame, size_t len)
{
	struct wman_packet pkt;

	if (!wman_cs_takes(group->cfg->cs, wman_get_be16(frame + 2 * ETH_ALEN)))
		return false;
	if (!group->cfg->rule.len)
		return true;
	wman_packet_read(&pkt, frame, len);
	return wman_rule_takes(&group->cfg->rule, &pkt);
}

bool bs_group_send(struct bs *bs, const u8 *frame, size_t len)
{
	struct bs_group *group;
	size_t i, header = 0;

	for (i = 0; i < bs->groups.n && !takes(&bs->groups.group[i], frame, len); i++)
		;
	if (i == bs->groups.n)
		return false;
	group = &bs->groups.group[i];
	if (group->cfg->cs == WMAN_CS_IPV4 || group->cfg->cs == WMAN_CS_IPV6)
		header = ETH_HLEN;
	if (len > header)
		bs_count(bs, NULL, send_sdu(group, frame + header, len - header));
	return true;
}
