// SPDX-License-Identifier: GPL-2.0
/* The cryptographic suites that a station offers. */
#include <net/genetlink.h>

#include "auth_v1.h"
#include "des.h"
#include "dev.h"
#include "offer.h"
#include "secneg.h"

void wman_offer_all(const struct wman_dev *wdev, struct wman_suites *suites)
{
	const u8 version = wman_auth_is_v1(wdev) ? WMAN_PKM_V1 : WMAN_PKM_V2;
	const struct wman_suites *cfg = &wdev->cfg.suites;
	int i;

	suites->n = 0;
	for (i = 0; i < cfg->n; i++)
		if (wman_suite_find(cfg->suite[i])->versions & version)
			suites->suite[suites->n++] = cfg->suite[i];
}

/* Those of the station that a network allows. */
static unsigned int narrowed(const struct wman_dev *wdev, const struct wman_suites *network,
			     u32 *suites)
{
	struct wman_suites all;
	unsigned int n = 0;
	int i;

	wman_offer_all(wdev, &all);
	for (i = 0; i < all.n; i++)
		if (!network->n || wman_suite_listed(network->suite, network->n, all.suite[i]))
			suites[n++] = all.suite[i];
	return n;
}

unsigned int wman_offer(const struct wman_dev *wdev, u32 *suites)
{
	return narrowed(wdev, &wdev->agent.suites, suites);
}

int wman_offer_narrow(struct wman_dev *wdev, const struct wman_suites *suites)
{
	u32 left[WMAN_SUITES_MAX];

	if (!narrowed(wdev, suites, left))
		return -EOPNOTSUPP;
	wdev->agent.suites = *suites;
	wman_sa_narrow(wdev);
	return 0;
}

int wman_offer_parse(struct genl_info *info, int nest, int attr, struct wman_suites *suites)
{
	struct nlattr *each;
	int rem;

	suites->n = 0;
	nla_for_each_nested(each, info->attrs[nest], rem) {
		if (nla_type(each) != attr)
			continue;
		if (!wman_suite_find(nla_get_u32(each))) {
			NL_SET_ERR_MSG_ATTR(info->extack, each, "suite not supported");
			return -EOPNOTSUPP;
		}
		if (suites->n == WMAN_SUITES_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, each, "too many suites");
			return -E2BIG;
		}
		suites->suite[suites->n++] = nla_get_u32(each);
	}
	return 0;
}

int wman_offer_allowed(const struct wman_settings *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->insecure_choices == WMAN_PERMISSION_ALLOW)
		return 0;
	if (cfg->policy == WMAN_AUTH_POLICY_NONE)
		NL_SET_ERR_MSG(extack,
			       "policy none protects nothing: insecure-choices has to allow it");
	else if (wman_suites_insecure(cfg->suites.suite, cfg->suites.n))
		NL_SET_ERR_MSG(extack,
			       "a suite protects nothing: insecure-choices has to allow it");
	else
		return 0;
	return -EPERM;
}

int wman_offer_usable(const struct wman_settings *cfg, struct netlink_ext_ack *extack)
{
	const u8 version = cfg->policy == WMAN_AUTH_POLICY_PKMV1 ? WMAN_PKM_V1 : WMAN_PKM_V2;
	const struct wman_suite *suite;
	bool any = cfg->policy == WMAN_AUTH_POLICY_NONE;
	int i;

	for (i = 0; i < cfg->suites.n; i++) {
		suite = wman_suite_find(cfg->suites.suite[i]);
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
