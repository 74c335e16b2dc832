// SPDX-License-Identifier: BSD-3-Clause
#include "policy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config.h"

#define MAC_TEXT_LEN 17

static const struct bs_policy known[BS_POLICIES] = {
	{ "eap", WMAN_PKM_V2, WMAN_POLICY_EAP },
	{ "rsa", WMAN_PKM_V2, WMAN_POLICY_RSA },
	{ "rsa+eap", WMAN_PKM_V2, WMAN_POLICY_RSA_EAP },
	{ "eap+eap", WMAN_PKM_V2, WMAN_POLICY_DOUBLE_EAP },
	{ "pkmv1", WMAN_PKM_V1, WMAN_POLICY_RSA },
	{ "none", 0, 0 },
};

static const struct bs_policy *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcasecmp(known[i].name, name))
			return &known[i];
	return NULL;
}

static const char *parse(struct bs_policy_list *list, const char *value)
{
	char copy[64], *rest = copy, *word;
	const struct bs_policy *policy;
	u8 i;

	if (strlen(value) >= sizeof(copy))
		return "too long";
	strcpy(copy, value);
	list->n = 0;
	while ((word = strsep(&rest, ","))) {
		policy = find(word);
		if (!policy)
			return "eap, rsa, rsa+eap, eap+eap, pkmv1 and none are the policies there "
			       "are";
		for (i = 0; i < list->n; i++)
			if (list->policy[i] == policy)
				return "a policy is given twice";
		list->policy[list->n++] = policy;
	}
	return NULL;
}

static struct bs_policy_list *find_one(const struct bs_policies *policies, const u8 *mac)
{
	size_t i;

	for (i = 0; i < policies->n; i++)
		if (!memcmp(policies->one[i].mac, mac, WMAN_MAC_ADDR_LEN))
			return &policies->one[i];
	return NULL;
}

/* The last word about a subscriber counts, as with every option. */
static const char *add_one(struct bs_policies *policies, const struct bs_policy_list *list)
{
	struct bs_policy_list *place = find_one(policies, list->mac);

	if (!place) {
		place = reallocarray(policies->one, policies->n + 1, sizeof(*place));
		if (!place)
			return "";
		policies->one = place;
		place += policies->n++;
	}
	*place = *list;
	return NULL;
}

const char *bs_policy_add(struct bs_policies *policies, const char *value)
{
	struct bs_policy_list list = { .n = 0 };
	const char *equals = strchr(value, '='), *wrong;
	char mac[MAC_TEXT_LEN + 1];

	wrong = parse(&list, equals ? equals + 1 : value);
	if (wrong)
		return wrong;
	if (!equals) {
		policies->all = list;
		return NULL;
	}
	if (equals - value != MAC_TEXT_LEN)
		return "before the = a MAC address is wanted";
	memcpy(mac, value, MAC_TEXT_LEN);
	mac[MAC_TEXT_LEN] = '\0';
	if (!bs_mac_parse(list.mac, mac))
		return "before the = a MAC address is wanted";
	return add_one(policies, &list);
}

/* Whether there is somebody who knows the certificates of devices. */
static bool knows_devices(const struct bs_config *cfg, u8 version)
{
	return cfg->device_ca || (version == WMAN_PKM_V1 && cfg->pkmv1 == BS_PKMV1_AAA);
}

/* What an authorization needs that the configuration has not. */
static const char *missing(const struct bs_config *cfg, const struct bs_policy_list *list)
{
	const struct bs_policy *policy;
	u8 i;

	for (i = 0; i < list->n; i++) {
		policy = list->policy[i];
		if (policy->bits & (WMAN_POLICY_EAP | WMAN_POLICY_DOUBLE_EAP) &&
		    !bs_config_authenticates(cfg))
			return "policy: EAP wants a radius server";
		if (policy->bits & WMAN_POLICY_RSA && !knows_devices(cfg, policy->version))
			return "policy: RSA and PKMv1 want device-ca";
		if (policy->bits & WMAN_POLICY_RSA && policy->version == WMAN_PKM_V2 &&
		    !cfg->certificate)
			return "policy: RSA wants a certificate";
	}
	return NULL;
}

/* Nothing was said: what can be done, but for what is to be asked for. */
static void fill_in(const struct bs_config *cfg, struct bs_policy_list *all)
{
	if (bs_config_authenticates(cfg))
		all->policy[all->n++] = find("eap");
	if (knows_devices(cfg, WMAN_PKM_V1))
		all->policy[all->n++] = find("pkmv1");
}

const char *bs_policy_finish(struct bs_config *cfg)
{
	struct bs_policy_list *all = &cfg->policies.all;
	const char *wrong;
	size_t i;

	if (!all->n)
		fill_in(cfg, all);
	wrong = missing(cfg, all);
	for (i = 0; i < cfg->policies.n && !wrong; i++)
		wrong = missing(cfg, &cfg->policies.one[i]);
	return wrong;
}

static const struct bs_policy_list *list_of(const struct bs_policies *policies, const u8 *mac)
{
	const struct bs_policy_list *list = find_one(policies, mac);

	return list ? list : &policies->all;
}

const struct bs_policy *bs_policy_choose(const struct bs_policies *policies, const u8 *mac,
					 const struct wman_secneg *offer, u8 mode)
{
	const bool hmac = offer->mac_mode & WMAN_MAC_MODE_HMAC;
	const struct bs_policy_list *list = list_of(policies, mac);
	const struct bs_policy *policy;
	u8 i;

	for (i = 0; i < list->n; i++) {
		policy = list->policy[i];
		/* for that nothing has to be offered */
		if (!policy->version)
			return policy;
		if (offer->version & policy->version &&
		    (offer->policy & policy->bits) == policy->bits &&
		    (policy->version == WMAN_PKM_V1 ? hmac : mode))
			return policy;
	}
	return NULL;
}

static bool is_choice(const struct bs_policy *policy, const struct wman_secneg *choice)
{
	return choice->version == policy->version && choice->policy == policy->bits;
}

bool bs_policy_allows(const struct bs_policies *policies, const u8 *mac,
		      const struct wman_secneg *choice)
{
	const struct bs_policy_list *list = list_of(policies, mac);
	u8 i;

	for (i = 0; i < list->n; i++)
		if (is_choice(list->policy[i], choice))
			return true;
	return false;
}

const char *bs_policy_name(const struct wman_secneg *choice)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (is_choice(&known[i], choice))
			return known[i].name;
	return NULL;
}

void bs_policy_free(struct bs_policies *policies)
{
	free(policies->one);
	memset(policies, 0, sizeof(*policies));
}
