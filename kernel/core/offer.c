// SPDX-License-Identifier: GPL-2.0
/* The cryptographic suites that a station offers. */
#include <net/genetlink.h>

#include "auth_v1.h"
#include "des.h"
#include "dev.h"
#include "offer.h"
#include "secneg.h"

unsigned int wman_offer(const struct wman_dev *wdev, u32 *suites)
{
	const u8 version = wman_auth_is_v1(wdev) ? WMAN_PKM_V1 : WMAN_PKM_V2;
	unsigned int n = 0;
	int i;

	for (i = 0; i < wdev->cfg.n_suites; i++)
		if (wman_suite_find(wdev->cfg.suites[i])->versions & version)
			suites[n++] = wdev->cfg.suites[i];
	return n;
}

bool wman_offer_insecure(const struct wman_dev *wdev)
{
	u32 suites[WMAN_SUITES_MAX];
	unsigned int n = wman_offer(wdev, suites);

	while (n--)
		if (wman_suite_find(suites[n])->insecure)
			return true;
	return false;
}

int wman_offer_set(struct genl_info *info, struct wman_settings *cfg)
{
	struct nlattr *attr;
	int rem, n = 0;

	nla_for_each_nested(attr, info->attrs[WMAN_A_DEV], rem) {
		if (nla_type(attr) != WMAN_A_DEV_SUITE)
			continue;
		if (!wman_suite_find(nla_get_u32(attr))) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr, "suite not supported");
			return -EOPNOTSUPP;
		}
		if (n == WMAN_SUITES_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr, "too many suites");
			return -E2BIG;
		}
		cfg->suites[n++] = nla_get_u32(attr);
	}
	if (n)
		cfg->n_suites = n;
	return 0;
}

int wman_offer_allowed(const struct wman_settings *cfg, struct netlink_ext_ack *extack)
{
	int i;

	if (cfg->insecure_choices == WMAN_PERMISSION_ALLOW)
		return 0;
	for (i = 0; i < cfg->n_suites; i++) {
		if (!wman_suite_find(cfg->suites[i])->insecure)
			continue;
		NL_SET_ERR_MSG(extack,
			       "a suite protects nothing: insecure-choices has to allow it");
		return -EPERM;
	}
	return 0;
}

int wman_offer_usable(const struct wman_settings *cfg, struct netlink_ext_ack *extack)
{
	const u8 version = cfg->policy == WMAN_AUTH_POLICY_PKMV1 ? WMAN_PKM_V1 : WMAN_PKM_V2;
	const struct wman_suite *suite;
	bool any = false;
	int i;

	for (i = 0; i < cfg->n_suites; i++) {
		suite = wman_suite_find(cfg->suites[i]);
		if (!(suite->versions & version))
			continue;
		any = true;
		if (suite->data == WMAN_DATA_DES_CBC && !wman_des_available()) {
			NL_SET_ERR_MSG(extack,
				       "this kernel lacks cbc(des) or cbc(des3_ede)");
			return -ENOENT;
		}
	}
	if (any)
		return 0;
	NL_SET_ERR_MSG(extack, "none of the suites is for this policy");
	return -EINVAL;
}
