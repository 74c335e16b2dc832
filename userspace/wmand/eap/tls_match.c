// SPDX-License-Identifier: BSD-3-Clause
/*
 * Names compare literally, as wpa_supplicant's keys of the same names do: a wildcard in a
 * certificate is no more than a label called "*", since a AAA server is one of a few known ones
 * (RFC 9190 5.3 leaves it to policy).
 */
#include "tls_match.h"

#include <string.h>
#include <strings.h>

#include <openssl/x509v3.h>

/* Does one entry of the rule (not terminated) fit one value of the certificate? */
typedef bool (*fits_fn)(const char *entry, size_t entry_len, const char *value, size_t value_len);

static bool fits_domain(const char *entry, size_t entry_len, const char *value, size_t value_len)
{
	return entry_len == value_len && !strncasecmp(entry, value, entry_len);
}

static bool fits_suffix(const char *entry, size_t entry_len, const char *value, size_t value_len)
{
	if (value_len > entry_len && value[value_len - entry_len - 1] != '.')
		return false;
	return value_len >= entry_len &&
	       !strncasecmp(entry, value + (value_len - entry_len), entry_len);
}

/* Does any entry of a list separated by ';' fit? */
static bool list_fits(const char *list, fits_fn fits, const char *value, size_t value_len)
{
	size_t len;

	/* a NUL inside of a name is there to deceive who compares strings */
	if (!value_len || memchr(value, '\0', value_len))
		return false;
	for (;; list += len + 1) {
		len = strcspn(list, ";");
		if (len && fits(list, len, value, value_len))
			return true;
		if (!list[len])
			return false;
	}
}

static bool asn1_fits(const ASN1_STRING *str, const char *list, fits_fn fits)
{
	return list_fits(list, fits, (const char *)ASN1_STRING_get0_data(str),
			 (size_t)ASN1_STRING_length(str));
}

/* The last CN is the most specific one, RFC 6125 2.3.1; it counts only without any dNSName */
static bool common_name_fits(X509 *cert, const char *list, fits_fn fits)
{
	const X509_NAME *subject = X509_get_subject_name(cert);
	int last = -1, i = -1;

	while ((i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0)
		last = i;
	if (last < 0)
		return false;
	return asn1_fits(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last)), list, fits);
}

static bool domain_fits(X509 *cert, const GENERAL_NAMES *names, const char *list, fits_fn fits)
{
	bool any_dns = false;
	int i;

	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type != GEN_DNS)
			continue;
		any_dns = true;
		if (asn1_fits(name->d.dNSName, list, fits))
			return true;
	}
	return !any_dns && common_name_fits(cert, list, fits);
}

static bool fits_exactly(const char *entry, size_t entry_len, const char *value, size_t value_len)
{
	return entry_len == value_len && !memcmp(entry, value, entry_len);
}

static const struct {
	int type;
	const char *prefix;
	fits_fn fits;
} altsubject_kinds[] = {
	{ GEN_DNS, "DNS:", fits_domain },
	{ GEN_EMAIL, "EMAIL:", fits_exactly },
	{ GEN_URI, "URI:", fits_exactly },
};

static bool altsubject_entry_fits(const GENERAL_NAMES *names, const char *entry, size_t len)
{
	size_t k, skip;
	int i;

	for (k = 0; k < sizeof(altsubject_kinds) / sizeof(altsubject_kinds[0]); k++) {
		skip = strlen(altsubject_kinds[k].prefix);
		if (len <= skip || strncasecmp(entry, altsubject_kinds[k].prefix, skip))
			continue;
		for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
			const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
			const ASN1_STRING *value;

			if (name->type != altsubject_kinds[k].type)
				continue;
			/* dNSName, rfc822Name and URI are all IA5String */
			value = name->d.ia5;
			if (altsubject_kinds[k].fits(entry + skip, len - skip,
						     (const char *)ASN1_STRING_get0_data(value),
						     (size_t)ASN1_STRING_length(value)))
				return true;
		}
	}
	return false;
}

static bool altsubject_fits(const GENERAL_NAMES *names, const char *list)
{
	size_t len;

	for (;; list += len + 1) {
		len = strcspn(list, ";");
		if (altsubject_entry_fits(names, list, len))
			return true;
		if (!list[len])
			return false;
	}
}

static bool subject_fits(X509 *cert, const char *text)
{
	char *line = X509_NAME_oneline(X509_get_subject_name(cert), NULL, 0);
	bool fits = line && strstr(line, text);

	OPENSSL_free(line);
	return fits;
}

const char *tls_match_cert(const struct tls_match *match, X509 *cert)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	const char *failed = NULL;

	if (match->domain && !domain_fits(cert, names, match->domain, fits_domain))
		failed = "domain_match";
	else if (match->domain_suffix &&
		 !domain_fits(cert, names, match->domain_suffix, fits_suffix))
		failed = "domain_suffix_match";
	else if (match->altsubject && !altsubject_fits(names, match->altsubject))
		failed = "altsubject_match";
	else if (match->subject && !subject_fits(cert, match->subject))
		failed = "subject_match";
	GENERAL_NAMES_free(names);
	return failed;
}
