// SPDX-License-Identifier: BSD-3-Clause
#include "tek.h"

#include <stdlib.h>

#include <openssl/rand.h>

#include "auth_v1.h"
#include "bs.h"
#include "context.h"
#include "keylog.h"
#include "mgmt.h"

#define SN_MASK	   3
#define INVALID_MS 1000 /* between two TEK-Invalid of an SA */
#define MS_PER_S   1000ULL

static u64 lifetime_ms(const struct bs_ss *ss)
{
	return ss->bs->cfg->tek_lifetime * MS_PER_S;
}

void bs_tek_erase(struct bs_tek *tek)
{
	wman_ccm_free(tek->ccm);
	wman_des_free(tek->des);
	wman_memzero(tek, sizeof(*tek));
}

bool bs_suite_parse(const char *text, u32 *suite)
{
	char *end;

	*suite = (u32)strtoul(text, &end, 16);
	return strspn(text, "0123456789abcdefABCDEF") == 6 && !*end && wman_suite_find(*suite);
}

u32 bs_group_suite(const struct bs_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->n_suites; i++)
		if (wman_suite_find(cfg->suites[i])->data == WMAN_DATA_CCM)
			return cfg->suites[i];
	return WMAN_SUITE_CCM_WRAP;
}

static bool is_des(u32 suite)
{
	return wman_suite_find(suite)->data == WMAN_DATA_DES_CBC;
}

int bs_tek_make(struct bs_tek *tek, u32 suite, u8 sn, u64 ms)
{
	memset(tek, 0, sizeof(*tek));
	if (RAND_bytes(tek->key, wman_suite_find(suite)->tek_len) != 1 ||
	    RAND_bytes(tek->iv, sizeof(tek->iv)) != 1)
		return -EIO;
	if (is_des(suite))
		tek->des = wman_des_alloc(tek->key);
	else
		tek->ccm = wman_ccm_alloc(tek->key);
	if (!bs_tek_made(tek)) {
		bs_tek_erase(tek);
		return -ENOMEM;
	}
	tek->sn = sn;
	tek->expires = bs_now_ms() + ms;
	return 0;
}

static int tek_make(struct bs_ss *ss, struct bs_sa *sa, struct bs_tek *tek, u64 ms)
{
	int ret = bs_tek_make(tek, sa->suite, sa->next_sn, ms);

	if (ret)
		return ret;
	sa->next_sn = (sa->next_sn + 1) & SN_MASK;
	wman_replay_init(&tek->replay, wman_replay_size(ss->choice.pn_window));
	bs_keylog_tek(ss->bs->keylog, ss->mac, sa->said, sa->suite, tek);
	return 0;
}

static void sa_erase(struct bs_sa *sa)
{
	bs_tek_erase(&sa->tek[BS_TEK_OLDER]);
	bs_tek_erase(&sa->tek[BS_TEK_NEWER]);
	sa->known = false;
	sa->delivered = false;
	sa->invalid = false;
	sa->nonce_len = 0;
}

bool bs_sa_clear(const struct bs_sa *sa)
{
	return !wman_suite_find(sa->suite)->tek_len;
}

static int sa_make(struct bs_ss *ss, struct bs_sa *sa)
{
	int ret;

	if (bs_sa_clear(sa))
		return 0;
	ret = tek_make(ss, sa, &sa->tek[BS_TEK_OLDER], lifetime_ms(ss) / 2);
	if (!ret)
		ret = tek_make(ss, sa, &sa->tek[BS_TEK_NEWER], lifetime_ms(ss));
	if (ret)
		sa_erase(sa);
	return ret;
}

static void arm(struct bs_ss *ss)
{
	u64 first = 0, now = bs_now_ms();
	const struct bs_sa *sa;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++)
		if (bs_tek_made(&sa->tek[BS_TEK_OLDER]) &&
		    (!first || sa->tek[BS_TEK_OLDER].expires < first))
			first = sa->tek[BS_TEK_OLDER].expires;
	if (first)
		bs_ss_arm(ss, BS_TIMER_TEK, first > now ? first - now : 0);
	else
		bs_ss_disarm(ss, BS_TIMER_TEK);
}

struct bs_sa *bs_sa_find(struct bs_ss *ss, u16 said)
{
	struct bs_sa *sa;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++)
		if (sa->said && sa->said == said)
			return sa;
	return NULL;
}

/* How many SAs the subscriber can hold */
static size_t sas_max(const struct bs_ss *ss)
{
	return ss->choice.present & BIT(WMAN_SECNEG_MAX_SA) ? ss->choice.max_sa : 1;
}

/*
 * The SAs of a subscriber that is new here, as far as it can hold them: its own, and behind them those of
 * groups, whose keys are there.
 */
static void plan(struct bs_ss *ss, u32 suite)
{
	const struct bs_config *cfg = ss->bs->cfg;
	struct bs_group_table *groups = &ss->bs->groups;
	size_t i, max = sas_max(ss);
	struct bs_sa *sa = ss->sa;

	sa->said = ss->basic_cid;
	sa->type = WMAN_SA_TYPE_PRIMARY;
	sa->suite = suite;
	sa->follows = true;
	for (i = 0; i < cfg->n_static_sas && ++sa < ss->sa + max; i++) {
		sa->said = cfg->static_sas[i].said;
		sa->type = WMAN_SA_TYPE_STATIC;
		sa->follows = !cfg->static_sas[i].has_suite;
		sa->suite = sa->follows ? suite : cfg->static_sas[i].suite;
	}
	for (i = 0; i < groups->n && !bs_auth_is_v1(ss) && ++sa < ss->sa + max; i++) {
		sa->said = (u16)groups->group[i].cfg->said;
		sa->type = WMAN_SA_TYPE_STATIC;
		sa->suite = groups->group[i].suite;
		sa->group = &groups->group[i];
	}
}

/* An SA is to have this suite; if it has it already it keeps its TEKs. */
static int sa_use(struct bs_ss *ss, struct bs_sa *sa, u32 suite)
{
	if (bs_tek_made(&sa->tek[BS_TEK_OLDER]) && sa->suite == suite)
		return 0;
	sa_erase(sa);
	sa->suite = suite;
	return sa_make(ss, sa);
}

int bs_sa_setup(struct bs_ss *ss, u32 suite)
{
	struct bs_sa *sa;

	if (!ss->sa[0].said)
		plan(ss, suite);
	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++) {
		if (!sa->said || sa->group)
			continue;
		if (sa_use(ss, sa, sa->follows ? suite : sa->suite))
			return -ENOMEM;
	}
	arm(ss);
	return 0;
}

static struct bs_sa *free_place(struct bs_ss *ss)
{
	struct bs_sa *sa;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++)
		if (!sa->said)
			return sa;
	return NULL;
}

static bool is_listed(const struct wman_sa_descriptor *list, size_t n, u16 said)
{
	size_t i;

	for (i = 0; i < n && list[i].said != said; i++)
		;
	return i < n;
}

int bs_sa_grant(struct bs_ss *ss, const struct wman_sa_descriptor *list, size_t n)
{
	const size_t max = sas_max(ss);
	struct bs_sa *sa;
	size_t i;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++) {
		if (!sa->said || sa->type == WMAN_SA_TYPE_DYNAMIC || is_listed(list, n, sa->said))
			continue;
		sa_erase(sa);
		sa->said = 0;
	}
	for (i = 0; i < n && (!i || i < max); i++) {
		sa = bs_sa_find(ss, list[i].said);
		if (!sa)
			sa = free_place(ss);
		if (!sa)
			break;
		sa->said = list[i].said;
		sa->type = list[i].type;
		sa->follows = false;
		if (sa_use(ss, sa, list[i].suite))
			return -ENOMEM;
	}
	arm(ss);
	return 0;
}

int bs_sa_add(struct bs_ss *ss, u16 said, u32 suite)
{
	struct bs_sa *sa;

	if (bs_sa_find(ss, said))
		return -EEXIST;
	sa = free_place(ss);
	if (!sa)
		return -ENOSPC;
	sa->said = said;
	sa->type = WMAN_SA_TYPE_DYNAMIC;
	sa->suite = suite;
	if (sa_make(ss, sa)) {
		sa->said = 0;
		return -ENOMEM;
	}
	arm(ss);
	return 0;
}

int bs_sa_dynamic(struct bs_ss *ss, u16 said)
{
	const size_t max = sas_max(ss);
	const struct bs_sa *sa = bs_sa_find(ss, said);
	size_t n = 0;

	if (sa)
		return sa->type == WMAN_SA_TYPE_DYNAMIC ? 0 : -EEXIST;
	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++)
		n += sa->said != 0;
	return n < max ? bs_sa_add(ss, said, ss->sa[0].suite) : -ENOSPC;
}

void bs_sa_tell(struct bs_ss *ss, u16 said, u32 suite)
{
	const bool v1 = bs_auth_is_v1(ss);
	const struct wman_sa_descriptor sa = {
		.present = v1 ? 0 : WMAN_SA_HAS_SERVICE,
		.said = said,
		.type = WMAN_SA_TYPE_DYNAMIC,
		.suite = suite,
	};
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	if (v1)
		wman_pkm_put_sa_add(buf, ss->auth.ak.sn, &sa, 1);
	else
		wman_pkm_put_sa_addition(buf, ss->auth.ak.sn, &sa, 1);
	bs_mgmt_send_digest(ss, buf, &ss->auth.ak);
}

void bs_sa_unused(struct bs_ss *ss, u16 said)
{
	struct bs_sa *sa = bs_sa_find(ss, said);

	if (!sa || sa->type != WMAN_SA_TYPE_DYNAMIC || bs_flow_has_sa(ss, said))
		return;
	sa_erase(sa);
	memset(sa, 0, sizeof(*sa));
	arm(ss);
	bs_event(ss->bs, ss, "sa-ended", NULL, "SAID %u", said);
}

void bs_sa_close(struct bs_ss *ss)
{
	struct bs_sa *sa;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++)
		sa_erase(sa);
	arm(ss);
}

size_t bs_sa_descriptors(struct bs_ss *ss, struct wman_sa_descriptor *out)
{
	const struct bs_sa *sa;
	size_t n = 0;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++) {
		if (!sa->said)
			continue;
		out[n++] = (struct wman_sa_descriptor){
			.present = sa->type == WMAN_SA_TYPE_PRIMARY ? 0 : WMAN_SA_HAS_SERVICE,
			.said = sa->said,
			.type = sa->type,
			.service = sa->group ? WMAN_SA_SERVICE_GROUP : WMAN_SA_SERVICE_UNICAST,
			.suite = sa->suite,
		};
	}
	return n;
}

/* Without memory for a new TEK both stay what they are. */
static int roll(struct bs_ss *ss, struct bs_sa *sa)
{
	struct bs_tek fresh;
	int ret;

	ret = tek_make(ss, sa, &fresh, lifetime_ms(ss));
	if (ret)
		return ret;
	bs_tek_erase(&sa->tek[BS_TEK_OLDER]);
	sa->tek[BS_TEK_OLDER] = sa->tek[BS_TEK_NEWER];
	sa->tek[BS_TEK_NEWER] = fresh;
	wman_memzero(&fresh, sizeof(fresh));
	sa->known = sa->delivered;
	sa->delivered = false;
	arm(ss);
	return 0;
}

void bs_tek_roll(struct bs_ss *ss, struct bs_sa *sa)
{
	if (bs_tek_made(&sa->tek[BS_TEK_NEWER]) && roll(ss, sa))
		bs_count(ss->bs, ss, WMAN_REASON_NO_MEMORY);
}

/* The older TEK may not be used any more. When it cannot be replaced, the next request will. */
static void must_roll(struct bs_ss *ss, struct bs_sa *sa)
{
	if (!bs_tek_made(&sa->tek[BS_TEK_NEWER]) || !roll(ss, sa))
		return;
	bs_count(ss->bs, ss, WMAN_REASON_NO_MEMORY);
	sa_erase(sa);
	arm(ss);
}

void bs_tek_drop(struct bs_ss *ss, struct bs_sa *sa)
{
	if (sa->group)
		return;
	sa_erase(sa);
	if (sa_make(ss, sa))
		bs_count(ss->bs, ss, WMAN_REASON_NO_MEMORY);
	arm(ss);
}

void bs_tek_timer(struct bs_ss *ss)
{
	u64 now = bs_now_ms();
	struct bs_sa *sa;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++)
		if (bs_tek_made(&sa->tek[BS_TEK_OLDER]) && sa->tek[BS_TEK_OLDER].expires <= now)
			must_roll(ss, sa);
	arm(ss);
}

struct bs_tek *bs_tek_downlink(struct bs_ss *ss, struct bs_sa *sa)
{
	/* a {PN, TEK} pair is never used twice: on to the newer TEK when PNs run out */
	if (sa->tek[BS_TEK_OLDER].tx_pn >= WMAN_PN_LAST)
		must_roll(ss, sa);
	return sa->known ? &sa->tek[BS_TEK_OLDER] : NULL;
}

struct bs_tek *bs_tek_uplink(struct bs_sa *sa, u8 eks)
{
	struct bs_tek *tek;

	for (tek = sa->tek; tek < sa->tek + BS_TEKS; tek++)
		if (bs_tek_made(tek) && tek->sn == eks)
			return tek;
	return NULL;
}

u32 bs_seconds_left(u64 expires)
{
	u64 now = bs_now_ms();

	return expires > now ? (u32)((expires - now + MS_PER_S - 1) / MS_PER_S) : 1;
}

void bs_sa_settled(struct bs_ss *ss)
{
	struct bs_sa *sa;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++)
		sa->old_said = 0;
}

int bs_tek_take(struct bs_sa *sa, enum bs_tek_slot slot, const struct bs_context_tek *from,
		u8 next_sn)
{
	struct bs_tek *tek = &sa->tek[slot];

	bs_tek_erase(tek);
	memcpy(tek->key, from->key, sizeof(tek->key));
	tek->ccm = wman_ccm_alloc(tek->key);
	if (!tek->ccm)
		return -ENOMEM;
	tek->sn = from->sn;
	tek->expires = from->expires;
	tek->tx_pn = from->tx_pn;
	tek->replay = from->replay;
	sa->next_sn = next_sn;
	sa->known = true;
	sa->delivered = true;
	return 0;
}

/* A TEK under the KEK, or under the key of the certificate that was shown. */
static enum wman_reason wrap(struct bs_ss *ss, const struct bs_sa *sa, const struct bs_ak *ak,
			     const struct bs_tek *tek, u8 field[BS_TEK_FIELD_MAX], size_t *len)
{
	const struct wman_suite *suite = wman_suite_find(sa->suite);
	X509 *cert = ss->auth.v1.cert;

	if (suite->wrap != WMAN_TEK_ALG_RSA)
		return wman_tek_wrap(ss->bs->prim, sa->suite, bs_ak_kek(ak), tek->key, field, len);
	*len = BS_TEK_FIELD_MAX;
	return cert && bs_pki_encrypt(cert, tek->key, suite->tek_len, field, len) ?
		       WMAN_REASON_NONE :
		       WMAN_REASON_CRYPTO;
}

enum wman_reason bs_tek_params(struct bs_ss *ss, const struct bs_sa *sa, const struct bs_ak *ak,
			       struct wman_tek_params params[BS_TEKS],
			       u8 field[BS_TEKS][BS_TEK_FIELD_MAX])
{
	enum wman_reason reason;
	int i;

	memset(params, 0, BS_TEKS * sizeof(*params));
	for (i = 0; i < BS_TEKS; i++) {
		reason = wrap(ss, sa, ak, &sa->tek[i], field[i], &params[i].tek.len);
		if (reason)
			return reason;
		params[i].tek.data = field[i];
		params[i].lifetime_s = bs_seconds_left(sa->tek[i].expires);
		params[i].sn = sa->tek[i].sn;
		if (!sa->tek[i].des)
			continue;
		params[i].present = WMAN_TEK_HAS_IV;
		params[i].iv.data = sa->tek[i].iv;
		params[i].iv.len = sizeof(sa->tek[i].iv);
	}
	return WMAN_REASON_NONE;
}

static enum wman_reason send_reply(struct bs_ss *ss, struct bs_sa *sa, const struct wman_pkm *pkm,
				   struct bs_ak *ak)
{
	u8 field[BS_TEKS][BS_TEK_FIELD_MAX];
	const struct wman_octets *nonce = bs_auth_is_v1(ss) ? NULL : &pkm->nonce;
	struct wman_tek_params params[BS_TEKS];
	enum wman_reason reason;
	struct wman_buf *buf;

	reason = bs_tek_params(ss, sa, ak, params, field);
	if (reason)
		return reason;
	buf = bs_mgmt_begin(ss->bs);
	wman_pkm_put_key_reply(buf, pkm->identifier, ak->sn, sa->said, params, nonce);
	bs_mgmt_send_digest(ss, buf, ak);
	return WMAN_REASON_NONE;
}

enum wman_reason bs_tek_request(struct bs_ss *ss, const struct wman_pkm *pkm, struct bs_ak *ak)
{
	struct bs_sa *sa = bs_sa_find(ss, pkm->said);
	/* a request of PKMv1 is known by its Identifier */
	const struct wman_octets identifier = { &pkm->identifier, 1 };
	const struct wman_octets *name = bs_auth_is_v1(ss) ? &identifier : &pkm->nonce;
	enum wman_reason reason;
	struct wman_buf *buf;
	bool again;

	if (!sa || bs_sa_clear(sa)) {
		buf = bs_mgmt_begin(ss->bs);
		wman_pkm_put_key_reject(buf, pkm->identifier, ak->sn, pkm->said,
					WMAN_PKM_ERROR_UNAUTHORIZED_SAID, NULL,
					bs_auth_is_v1(ss) ? NULL : &pkm->nonce);
		bs_mgmt_send_digest(ss, buf, ak);
		return WMAN_REASON_SAID_UNKNOWN;
	}
	if (sa->group) {
		sa->known = true;
		return bs_group_reply(ss, sa->group, pkm, ak);
	}
	if (name->len > sizeof(sa->nonce))
		return WMAN_REASON_TLV_LENGTH;
	again = sa->nonce_len == name->len && !memcmp(sa->nonce, name->data, sa->nonce_len);
	/*
	 * Who has the newest TEK and asks for another gets one. After TEK-Invalid the same pair
	 * goes out once more: the subscriber must go on with its PNs.
	 */
	if (!again && sa->delivered && !sa->invalid && roll(ss, sa))
		return WMAN_REASON_NO_MEMORY;
	/* lost when there was no memory for new ones */
	if (!bs_tek_made(&sa->tek[BS_TEK_OLDER])) {
		if (sa_make(ss, sa))
			return WMAN_REASON_NO_MEMORY;
		arm(ss);
	}
	memcpy(sa->nonce, name->data, name->len);
	sa->nonce_len = name->len;
	sa->invalid = false;
	sa->known = true;
	sa->delivered = true;
	reason = send_reply(ss, sa, pkm, ak);
	if (!reason)
		bs_flow_keyed(ss, sa);
	return reason;
}

bool bs_tek_invalid(struct bs_ss *ss, u16 said)
{
	struct bs_sa *sa = bs_sa_find(ss, said);
	u64 now = bs_now_ms();
	struct wman_buf *buf;

	if (sa && sa->invalid_at && now - sa->invalid_at < INVALID_MS)
		return false;
	if (!ss->auth.ak.valid)
		return false;
	if (sa) {
		sa->invalid = true;
		sa->invalid_at = now;
	}
	buf = bs_mgmt_begin(ss->bs);
	if (bs_auth_is_v1(ss))
		wman_pkm_put_v1_tek_invalid(buf, ss->auth.ak.sn, said, WMAN_PKM_ERROR_KEY_SN, NULL);
	else
		wman_pkm_put_tek_invalid(buf, ss->auth.ak.sn, said, WMAN_PKM_ERROR_KEY_SN, NULL);
	bs_mgmt_send_digest(ss, buf, &ss->auth.ak);
	return true;
}
