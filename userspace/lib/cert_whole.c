// SPDX-License-Identifier: BSD-3-Clause
#include "cert_whole.h"

#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

bool cert_is_whole(X509 *cert)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);

	/* of a key there may be a part; for no purpose at all, this decodes the extensions */
	return key && EVP_PKEY_get_bits(key) > 0 && X509_check_purpose(cert, -1, 0) == 1;
}

static bool all_whole(X509_STORE *store)
{
	const STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
	X509 *cert;
	int i;

	for (i = 0; i < sk_X509_OBJECT_num(objects); i++) {
		cert = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
		if (cert && !cert_is_whole(cert))
			return false;
	}
	return true;
}

const char *cert_whole_load(X509_STORE *store, const char *path)
{
	if (X509_STORE_load_file(store, path) != 1)
		return "no certificates of CAs can be read";
	return all_whole(store) ? NULL : "a certificate of a CA cannot be read whole";
}
