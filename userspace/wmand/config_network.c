// SPDX-License-Identifier: BSD-3-Clause
#include "config_network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"
#include "suite.h"

/**
 * config_network_string_len() - length of one of its strings
 * @net: the network
 * @value: the string; a password may have any octet in it
 *
 * Return: its octets.
 */
size_t config_network_string_len(const struct network *net, const char *value)
{
	return value == net->eap.password ? net->eap.password_len : strlen(value);
}

static void wipe_value(const struct network *net, char *value)
{
	if (value)
		explicit_bzero(value, config_network_string_len(net, value));
}

/**
 * config_network_free() - free a network, its credentials, and wipe its strings
 * @net: the network, in no list
 */
void config_network_free(struct network *net)
{
	char *value;
	size_t i;

	eap_creds_free(net->creds);
	eap_device_free(net->device);
	for (i = 0; i < config_num_keys; i++) {
		if (!config_keys[i].string)
			continue;
		value = *(char **)((char *)net + config_keys[i].offset);
		wipe_value(net, value);
		free(value);
	}
	free(net);
}

/**
 * config_network_wipe_secrets() - the credentials have what they need of them
 * @net: the network
 */
void config_network_wipe_secrets(struct network *net)
{
	size_t i;

	for (i = 0; i < config_num_keys; i++)
		if (config_keys[i].secret)
			wipe_value(net, *(char **)((char *)net + config_keys[i].offset));
}

/**
 * config_network_passphrase() - where the passphrase of a private key is kept
 * @net: the network
 * @key: which of its keys
 *
 * Return: the place, NULL in it when the file has none.
 */
const char **config_network_passphrase(struct network *net, enum eap_locked key)
{
	return key == EAP_LOCKED_KEY2 ? &net->eap.private_key2_passwd :
					&net->eap.private_key_passwd;
}

/* What keys say that cannot be together, with the name of the key that is to blame */
static const char *contradiction(const struct network *net)
{
	const bool none = net->policy == WMAN_AUTH_POLICY_NONE;

	if (none && !net->insecure_policy_none)
		return "policy: none authenticates nobody and encrypts nothing, and wants "
		       "insecure_policy_none=1";
	if (!none && net->insecure_policy_none)
		return "insecure_policy_none: the policy is another one";
	if (net->suites.n && !suites_serve(&net->suites, net->policy))
		return "suites: none of them is for this policy";
	if (wman_suites_insecure(net->suites.suite, net->suites.n) && !net->insecure_suites)
		return "suites: one protects nothing, and wants insecure_suites=1";
	return NULL;
}

/**
 * config_network_open() - load what the policy asks for, out of the files that are named
 * @net: the network
 * @err: filled on failure
 *
 * Return: true when it is loaded, and the secrets are wiped.
 */
bool config_network_open(struct network *net, struct eap_error *err)
{
	const char *wrong = contradiction(net);

	if (wrong) {
		*err = (struct eap_error){ .reason = WMAN_REASON_CREDENTIALS };
		snprintf(err->text, sizeof(err->text), "%s", wrong);
		return false;
	}
	if (net->policy == WMAN_AUTH_POLICY_NONE) {
		config_network_wipe_secrets(net);
		return true;
	}
	if (net->policy == WMAN_AUTH_POLICY_PKMV1)
		net->device = eap_device_load(&net->eap, err);
	else if (net->policy == WMAN_AUTH_POLICY_RSA || net->policy == WMAN_AUTH_POLICY_RSA_EAP)
		net->device = eap_device_load_rsa(&net->eap, err);
	else
		net->creds = eap_creds_load(&net->eap, err);
	if (!net->device && !net->creds)
		return false;
	config_network_wipe_secrets(net);
	return true;
}
