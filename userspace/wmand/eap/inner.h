/* SPDX-License-Identifier: BSD-3-Clause */
/* What may run inside of a tunnel: the words of phase2 in configurations. */
#ifndef WMAND_EAP_INNER_H
#define WMAND_EAP_INNER_H

#include "method.h"

struct ttls_plain;

/**
 * struct eap_inner - a word of phase2
 * @word: as in configurations
 * @plain: what it is inside of TTLS, when that is no EAP
 * @method: the EAP method that it is; inside of PEAP only, when the word has no "eap" in it
 */
struct eap_inner {
	const char *word;
	const struct ttls_plain *plain;
	const struct eap_method *method;
};

/**
 * eap_inner_check() - for checks of tunnels: does phase2 make sense for it?
 * @cfg: the configuration
 * @tunnel: the tunnel
 * @err: filled on failure
 *
 * Return: false when it does not.
 */
bool eap_inner_check(const struct eap_config *cfg, const struct eap_method *tunnel,
		     struct eap_error *err);

#endif
