/* SPDX-License-Identifier: BSD-3-Clause */
/* The certificates that credentials hold, for whoever looks at their dates. */
#ifndef WMAND_EAP_TLS_CERTS_H
#define WMAND_EAP_TLS_CERTS_H

#include "tls_creds.h"

/**
 * tls_certs_list() - tell of every certificate: the own one and its chain, then the anchors
 * @creds: credentials
 * @inner: they are for the inside of a tunnel
 * @fn: called for each
 * @ctx: its first argument
 */
void tls_certs_list(const struct tls_creds *creds, bool inner, eap_cert_fn fn, void *ctx);

#endif
