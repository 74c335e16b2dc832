// SPDX-License-Identifier: BSD-3-Clause
#include "method.h"

#include <strings.h>

/* Every method of the peer.  Order is without meaning, the configuration has its own. */
static const struct eap_method *const methods[] = {
	&eap_method_tls, &eap_method_ttls,	&eap_method_peap, &eap_method_sim,
	&eap_method_aka, &eap_method_aka_prime, &eap_method_psk,  &eap_method_pwd,
};

const struct eap_method *eap_method_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (!strcasecmp(methods[i]->name, name))
			return methods[i];
	return NULL;
}

const char *eap_method_name(const struct eap_method *method)
{
	return method->name;
}
