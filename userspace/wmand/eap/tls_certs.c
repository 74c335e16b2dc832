// SPDX-License-Identifier: BSD-3-Clause
#include "tls_certs.h"

#include <string.h>
#include <time.h>

#include <openssl/x509.h>

#include "error.h"

/* A date that cannot be read is one that nothing is known of: never. */
static int64_t seconds(const ASN1_TIME *time)
{
	struct tm tm;

	return ASN1_TIME_to_tm(time, &tm) ? timegm(&tm) : INT64_MAX;
}

static void tell(X509 *x509, struct eap_cert *cert, eap_cert_fn fn, void *ctx)
{
	char subject[sizeof(cert->subject)] = "";

	if (!x509)
		return;
	X509_NAME_oneline(X509_get_subject_name(x509), subject, sizeof(subject));
	eap_text_clean(cert->subject, sizeof(cert->subject), (const uint8_t *)subject,
		       strlen(subject));
	cert->not_after = seconds(X509_get0_notAfter(x509));
	fn(ctx, cert);
}

void tls_certs_list(const struct tls_creds *creds, bool inner, eap_cert_fn fn, void *ctx)
{
	STACK_OF(X509_OBJECT) *anchors =
		X509_STORE_get0_objects(SSL_CTX_get_cert_store(creds->ctx));
	struct eap_cert cert = { .inner = inner, .own = true };
	STACK_OF(X509) *chain = NULL;
	int i;

	tell(SSL_CTX_get0_certificate(creds->ctx), &cert, fn, ctx);
	SSL_CTX_get0_chain_certs(creds->ctx, &chain);
	for (i = 0; i < sk_X509_num(chain); i++)
		tell(sk_X509_value(chain, i), &cert, fn, ctx);
	cert.own = false;
	for (i = 0; i < sk_X509_OBJECT_num(anchors); i++)
		tell(X509_OBJECT_get0_X509(sk_X509_OBJECT_value(anchors, i)), &cert, fn, ctx);
}
