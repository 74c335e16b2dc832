// SPDX-License-Identifier: BSD-3-Clause
#include "cert_key.h"

#include <openssl/evp.h>
#include <openssl/x509_vfy.h>

bool cert_has_key(const X509 *cert)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);

	/* there may be a part of it */
	return key && EVP_PKEY_get_bits(key) > 0;
}

bool cert_all_have_keys(X509_STORE *store)
{
	const STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
	const X509 *cert;
	int i;

	for (i = 0; i < sk_X509_OBJECT_num(objects); i++) {
		cert = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
		if (cert && !cert_has_key(cert))
			return false;
	}
	return true;
}
