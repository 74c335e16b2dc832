// SPDX-License-Identifier: BSD-3-Clause
#include "device_cert.h"

#include <ctype.h>
#include <stdbool.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#define MAC_LEN 6

/* EVP_PKEY_get_bn_param() is not for a key of another kind. */
static bool key_fits(EVP_PKEY *key)
{
	BIGNUM *e = NULL;
	bool fits;
	int bits;

	if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
		return false;
	bits = EVP_PKEY_get_bits(key);
	fits = (bits == 1024 || bits == 2048) &&
	       EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) && BN_is_word(e, 65537);
	BN_free(e);
	return fits;
}

static int hex_value(int c)
{
	return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

static bool is_mac(const ASN1_STRING *text, const uint8_t *mac)
{
	const unsigned char *p = ASN1_STRING_get0_data(text);
	const unsigned char *end = p + ASN1_STRING_length(text);
	int i, high, low;

	for (i = 0; i < MAC_LEN; i++) {
		if (i && p < end && (*p == ':' || *p == '-'))
			p++;
		if (end - p < 2)
			return false;
		high = hex_value(*p++);
		low = hex_value(*p++);
		if (high < 0 || low < 0 || high << 4 != (mac[i] & 0xf0) || low != (mac[i] & 0xf))
			return false;
	}
	return p == end;
}

/* There may be two: one for the serial number, one for the MAC address. */
static bool names_mac(X509 *cert, const uint8_t *mac)
{
	const X509_NAME *subject = X509_get_subject_name(cert);
	int i = -1;

	while ((i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0)
		if (is_mac(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, i)), mac))
			return true;
	return false;
}

enum wman_reason device_cert_check(X509 *cert, const uint8_t *mac, time_t now)
{
	if (!key_fits(X509_get0_pubkey(cert)))
		return WMAN_REASON_CERT_KEY;
	if (now == DEVICE_CERT_NO_DATES)
		return !mac || names_mac(cert, mac) ? WMAN_REASON_NONE : WMAN_REASON_CERT_MAC;
	/* 0 is a time that cannot be read */
	if (X509_cmp_time(X509_get0_notBefore(cert), &now) >= 0)
		return WMAN_REASON_CERT_NOT_YET_VALID;
	if (X509_cmp_time(X509_get0_notAfter(cert), &now) <= 0)
		return WMAN_REASON_CERT_EXPIRED;
	return !mac || names_mac(cert, mac) ? WMAN_REASON_NONE : WMAN_REASON_CERT_MAC;
}

/**
 * device_cert_check_der() - the same for a certificate in DER
 * @der: the certificate
 * @len: its octets
 * @mac: as of device_cert_check()
 * @now: as of device_cert_check()
 *
 * Return: as device_cert_check(); WMAN_REASON_HELPER_INTERNAL for what cannot be decoded.
 */
enum wman_reason device_cert_check_der(const uint8_t *der, size_t len, const uint8_t *mac,
				       time_t now)
{
	X509 *cert = d2i_X509(NULL, &der, (long)len);
	enum wman_reason reason = WMAN_REASON_HELPER_INTERNAL;

	if (cert)
		reason = device_cert_check(cert, mac, now);
	X509_free(cert);
	return reason;
}
