/* SPDX-License-Identifier: BSD-3-Clause */
/* Credentials of a network, as exchanges use them: constant after eap_creds_load(). */
#ifndef WMAND_EAP_CREDS_H
#define WMAND_EAP_CREDS_H

#include "eap.h"
#include "password.h"

#define EAP_SIM_TAG_LEN 32

struct tls_creds;
struct ttls_plain;
struct usim;

/**
 * struct eap_creds - result of eap_creds_load()
 * @methods: allowed methods in order of preference
 * @num_methods: entries in @methods
 * @identity: what answers an Identity request; NULL: somebody is asked
 * @anonymous: who is asked is not named outside of the tunnel
 * @fragment_size: most octets of TLS data in one EAP packet
 * @tls: certificates, key and rules for TLS, or NULL when no method uses it
 * @password: password of the user, where methods need it
 * @plain: what TTLS runs inside that is no EAP, or NULL
 * @binding: cryptographic binding of PEAP
 * @tunneled: these are for the inside of a tunnel
 * @inner: those for the inside of tunnels, or NULL
 * @usim: the card of the SIM methods; NULL when there are none
 * @sim_tag: hash of all that their session depends on, for the session cache
 * @permanent: identity of the configuration, which SIM methods, PSK and PWD give by themselves
 * @pseudonym: the pseudonym to begin with, or NULL
 * @result_ind: ask for a protected result
 */
struct eap_creds {
	const struct eap_method *methods[EAP_METHODS_MAX];
	unsigned int num_methods;
	char *identity;
	bool anonymous;
	unsigned int fragment_size;
	struct tls_creds *tls;
	struct password password;
	const struct ttls_plain *plain;
	enum eap_binding binding;
	bool tunneled;
	struct eap_creds *inner;
	struct usim *usim;
	uint8_t sim_tag[EAP_SIM_TAG_LEN];
	char *permanent;
	char *pseudonym;
	bool result_ind;
};

#endif
