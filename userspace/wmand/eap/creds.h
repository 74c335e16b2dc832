/* SPDX-License-Identifier: BSD-3-Clause */
/* Credentials of a network, as exchanges use them: constant after eap_creds_load(). */
#ifndef WMAND_EAP_CREDS_H
#define WMAND_EAP_CREDS_H

#include "eap.h"

struct tls_creds;

/**
 * struct eap_creds - result of eap_creds_load()
 * @methods: allowed methods in order of preference
 * @num_methods: entries in @methods
 * @identity: what answers an Identity request
 * @fragment_size: most octets of TLS data in one EAP packet
 * @tls: certificates, key and rules for TLS
 */
struct eap_creds {
	const struct eap_method *methods[EAP_METHODS_MAX];
	unsigned int num_methods;
	char *identity;
	unsigned int fragment_size;
	struct tls_creds *tls;
};

#endif
