/* SPDX-License-Identifier: BSD-3-Clause */
/* Credentials of a network, as exchanges use them: constant after eap_creds_load(). */
#ifndef WMAND_EAP_CREDS_H
#define WMAND_EAP_CREDS_H

#include "eap.h"
#include "password.h"

struct tls_creds;
struct ttls_plain;

/**
 * struct eap_creds - result of eap_creds_load()
 * @methods: allowed methods in order of preference
 * @num_methods: entries in @methods
 * @identity: what answers an Identity request
 * @fragment_size: most octets of TLS data in one EAP packet
 * @tls: certificates, key and rules for TLS, or NULL when no method uses it
 * @password: password of the user; inside of tunnels only
 * @plain: what TTLS runs inside that is no EAP, or NULL
 * @binding: cryptographic binding of PEAP
 * @tunneled: these are for the inside of a tunnel
 * @inner: those for the inside of tunnels, or NULL
 */
struct eap_creds {
	const struct eap_method *methods[EAP_METHODS_MAX];
	unsigned int num_methods;
	char *identity;
	unsigned int fragment_size;
	struct tls_creds *tls;
	struct password password;
	const struct ttls_plain *plain;
	enum eap_binding binding;
	bool tunneled;
	struct eap_creds *inner;
};

#endif
