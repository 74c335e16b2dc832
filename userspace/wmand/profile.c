// SPDX-License-Identifier: BSD-3-Clause
#include "profile.h"

#include <string.h>

/**
 * struct profile - a system profile
 * @name: in the configuration
 * @method: EAP method of a network that names none
 * @rules: what it demands; the last is all zeros
 */
struct profile {
	const char *name;
	const char *method;
	const struct profile_rule *rules;
};

static bool eap_tls_only(const struct network *net)
{
	return net->eap.num_methods == 1 && net->eap.methods[0] == eap_method_find("TLS");
}

static bool single_eap(const struct network *net)
{
	return net->policy == WMAN_AUTH_POLICY_EAP;
}

static bool cmac_only(const struct network *net)
{
	return net->mac_mode == WMAN_MAC_MODES_CMAC;
}

static bool ccm_only(const struct network *net)
{
	return !net->insecure_suites;
}

static bool authorized(const struct network *net)
{
	return !net->insecure_policy_none;
}

static bool server_verified(const struct network *net)
{
	return !net->eap.insecure;
}

static bool server_certified(const struct network *net)
{
	return !net->eap.approve_server;
}

static bool no_sha1(const struct network *net)
{
	return !net->eap.allow_sha1;
}

static bool dates_count(const struct network *net)
{
	return !net->eap.accept_unset_clock;
}

static const struct profile_rule aeromacs[] = {
	{ "eap", eap_tls_only, "AeroMACS authenticates by EAP-TLS, and by nothing else" },
	{ "policy", single_eap, "AeroMACS authorizes by one EAP (eap)" },
	{ "mac_mode", cmac_only, "AeroMACS signs management messages by CMAC (cmac)" },
	{ "insecure_suites", ccm_only, "AeroMACS encrypts by AES-CCM, and nothing in clear (0)" },
	{ "insecure_policy_none", authorized, "AeroMACS has no link without authorization (0)" },
	{ "insecure_server", server_verified, "AeroMACS verifies the server (0)" },
	{ "approve_server", server_certified, "in AeroMACS a CA vouches for the server (0)" },
	{ "phase1", no_sha1, "AeroMACS has no certificates signed with SHA-1 (tls_allow_sha1=0)" },
	{ "accept_unset_clock", dates_count, "in AeroMACS dates of certificates count (0)" },
	{ NULL, NULL, NULL },
};

static const struct profile profiles[] = {
	{ "aeromacs", "TLS", aeromacs },
};

/**
 * profile_find() - profile by its name
 * @name: the name
 *
 * Return: the profile, NULL when there is none.
 */
const struct profile *profile_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (!strcmp(name, profiles[i].name))
			return &profiles[i];
	return NULL;
}

/**
 * profile_complete() - give a network what its profile has and its block leaves open
 * @net: the network; nothing is done to one without a profile
 */
void profile_complete(struct network *net)
{
	if (net->profile && !net->eap.num_methods)
		net->eap.methods[net->eap.num_methods++] = eap_method_find(net->profile->method);
}

/**
 * profile_next_broken() - a demand of its profile that a network does not keep
 * @net: the network
 * @last: what was returned before, NULL to begin
 *
 * Return: the next one, NULL when there is none.
 */
const struct profile_rule *profile_next_broken(const struct network *net,
					       const struct profile_rule *last)
{
	const struct profile_rule *rule;

	if (!net->profile)
		return NULL;
	for (rule = last ? last + 1 : net->profile->rules; rule->key; rule++)
		if (!rule->is_kept(net))
			return rule;
	return NULL;
}
