// SPDX-License-Identifier: GPL-2.0
/* TEKs under the device's RSA key, which the agent decrypts. */
#include <linux/jiffies.h>

#include "dev.h"
#include "netlink.h"
#include "tek.h"
#include "tek_rsa.h"

/* Of DES, the one cipher whose TEKs come so. */
#define KEY_LEN	(WMAN_TEKS_LEN / 2)

bool wman_tek_rsa_asked(const struct wman_sa *sa)
{
	return sa->rsa.cookie;
}

void wman_tek_rsa_forget(struct wman_sa *sa)
{
	sa->rsa.cookie = 0;
}

void wman_tek_rsa_unserved(struct wman_dev *wdev, u32 portid)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (sa->rsa.portid != portid)
			wman_tek_rsa_forget(sa);
}

static void keep(struct wman_tek_rsa *rsa, const struct wman_tek_params params[2])
{
	int i;

	rsa->since = get_jiffies_64();
	for (i = 0; i < 2; i++) {
		rsa->lifetime_s[i] = params[i].lifetime_s;
		rsa->sn[i] = params[i].sn;
		memcpy(rsa->iv[i], params[i].iv.data, WMAN_DES_IV_LEN);
	}
}

enum wman_reason wman_tek_rsa_ask(struct wman_sa *sa, const struct wman_tek_params params[2])
{
	const struct wman_octets field[2] = { params[0].tek, params[1].tek };
	struct wman_tek_rsa *rsa = &sa->rsa;

	if (wman_tek_rsa_asked(sa))
		return WMAN_REASON_MESSAGE_STATE;
	if (field[0].len != field[1].len || !wman_rsa_length_ok(field[0].len))
		return WMAN_REASON_TEK_UNWRAP;
	rsa->portid = wman_agent_portid(sa->wdev);
	if (!rsa->portid)
		return WMAN_REASON_NO_AGENT;
	keep(rsa, params);
	rsa->cookie = wman_agent_new_cookie();
	if (!wman_nl_tek_request(sa->wdev, rsa->portid, rsa->cookie, field))
		return WMAN_REASON_NONE;
	wman_tek_rsa_forget(sa);
	return WMAN_REASON_AGENT_BUSY;
}

static struct wman_sa *asked_about(struct wman_dev *wdev, u64 cookie)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (cookie && sa->rsa.cookie == cookie)
			return sa;
	return NULL;
}

/* What took the agent long takes it from the lifetimes. */
static enum wman_reason take(struct wman_sa *sa, const u8 *teks)
{
	const struct wman_tek_rsa *rsa = &sa->rsa;
	u64 gone = div_u64(get_jiffies_64() - rsa->since, HZ);
	u8 key[2][WMAN_TEK_LEN] = {};
	struct wman_tek_params params[2] = {};
	enum wman_reason ret;
	int i;

	for (i = 0; i < 2; i++) {
		memcpy(key[i], teks + i * KEY_LEN, KEY_LEN);
		params[i].present = WMAN_TEK_HAS_IV;
		params[i].lifetime_s = rsa->lifetime_s[i] - min_t(u64, gone, rsa->lifetime_s[i]);
		params[i].sn = rsa->sn[i];
		params[i].iv = (struct wman_octets){ rsa->iv[i], WMAN_DES_IV_LEN };
	}
	ret = wman_tek_opened(sa, (const u8 (*)[WMAN_TEK_LEN])key, params);
	memzero_explicit(key, sizeof(key));
	return ret;
}

int wman_tek_rsa_done(struct wman_dev *wdev, u32 portid, u64 cookie, const u8 *teks,
		      enum wman_reason reason)
{
	struct wman_sa *sa = asked_about(wdev, cookie);

	if (!sa) {
		wman_count(wdev, WMAN_REASON_AGENT_COOKIE);
		return -ESTALE;
	}
	if (sa->rsa.portid != portid) {
		wman_count(wdev, WMAN_REASON_AGENT_UNSOLICITED);
		return -EPERM;
	}
	wman_tek_rsa_forget(sa);
	if (teks)
		reason = take(sa, teks);
	if (reason)
		wman_count(wdev, reason);
	return 0;
}
