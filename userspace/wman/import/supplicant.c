// SPDX-License-Identifier: BSD-3-Clause
/*
 * wpa_supplicant.conf(5): network={...} blocks in the syntax that wmand's have too. What concerns
 * 802.11 has no meaning here; a rule of trust that wmand does not know keeps its network out.
 */
#include <stdlib.h>
#include <string.h>

#include "config_value.h"
#include "import.h"

#define HASH "hash:"
#define BLOB "blob-base64-"

struct supplicant_key {
	const char *name;
	void (*take)(struct import *im, const struct supplicant_key *key, char *value);
	enum import_key key;
	long min;
	long max;
	const char *text; /* of the message */
};

static void take_text(struct import *im, const struct supplicant_key *key, char *value)
{
	const char *error;
	size_t len;
	char *text;

	error = config_value_octets(value, &text, &len);
	if (error) {
		import_lost(im, key->key, key->name, error);
		return;
	}
	import_text(im, key->key, text, len);
	explicit_bzero(text, len);
	free(text);
}

static void take_password(struct import *im, const struct supplicant_key *key, char *value)
{
	const char *hex = value + strlen(HASH);

	if (strncmp(value, HASH, strlen(HASH)))
		take_text(im, key, value);
	else if (strlen(hex) == 32 && strspn(hex, "0123456789abcdefABCDEF") == 32)
		import_plain(im, key->key, value);
	else
		import_left_out(im, key->name, "an NT hash has 32 hexadecimal digits");
}

static void take_number(struct import *im, const struct supplicant_key *key, char *value)
{
	import_number(im, key->key, value, key->min, key->max);
}

static void take_bssid(struct import *im, const struct supplicant_key *key, char *value)
{
	unsigned char mac[6];
	const char *error;

	if (!strcmp(value, "any"))
		return;
	error = config_value_mac(value, mac);
	if (error)
		import_lost(im, key->key, key->name, error);
	else
		import_plain(im, key->key, value);
}

/* As wmand has them; a list that it does not take would make the network one for others. */
static void take_bssids(struct import *im, const struct supplicant_key *key, char *value)
{
	char list[IMPORT_TEXT_MAX], *rest = list, *word, *slash;
	unsigned char mac[6];
	size_t n = 0;
	bool ok = true;

	snprintf(list, sizeof(list), "%s", value);
	while (ok && (word = strsep(&rest, " \t"))) {
		if (!*word)
			continue;
		slash = strchr(word, '/');
		if (slash)
			*slash++ = '\0';
		ok = ++n <= 16 && !config_value_mac(word, mac) &&
		     (!slash || !config_value_mac(slash, mac));
	}
	if (ok && strlen(value) < sizeof(list))
		import_plain(im, key->key, value);
	else
		import_refuse(im, key->name, "the network is left out: not 1 to 16 of BSID/MASK");
}

/* Names of networks are octets; one that wmand cannot take is numbered. */
static void take_ssid(struct import *im, const struct supplicant_key *key, char *value)
{
	if (!im->values[IMPORT_ID_STR].text)
		take_text(im, key, value);
}

static void take_eap(struct import *im, const struct supplicant_key *key, char *value)
{
	char *word;

	while ((word = strsep(&value, " \t")))
		if (*word)
			import_add_word(im, key->key, word);
}

static void take_flags(struct import *im, const struct supplicant_key *key, char *value,
		       const char *const *known)
{
	char *text = NULL, *word, *rest;
	const char *error;
	size_t i;

	error = config_value_string(value, &text);
	if (error)
		import_left_out(im, key->name, "%s", error);
	for (rest = text; (word = strsep(&rest, " \t"));) {
		for (i = 0; known[i] && strcasecmp(word, known[i]); i++)
			;
		if (known[i])
			import_add_word(im, key->key, known[i]);
		else if (*word)
			import_left_out(im, key->name, "%.64s: unknown here", word);
	}
	free(text);
}

static void take_phase1(struct import *im, const struct supplicant_key *key, char *value)
{
	static const char *const known[] = {
		"tls_disable_tlsv1_0=1",
		"tls_disable_tlsv1_1=1",
		"tls_disable_tlsv1_2=0",
		"tls_disable_tlsv1_2=1",
		"tls_disable_tlsv1_3=0",
		"tls_disable_tlsv1_3=1",
		"peapver=0",
		"crypto_binding=0",
		"crypto_binding=1",
		"crypto_binding=2",
		"result_ind=0",
		"result_ind=1",
		NULL,
	};

	take_flags(im, key, value, known);
	if (import_has_word(im, key->key, known[3]) && import_has_word(im, key->key, known[5]))
		import_refuse(im, key->name, "the network is left out: no TLS version remains");
}

static void take_phase2(struct import *im, const struct supplicant_key *key, char *value)
{
	static const char *const known[] = {
		"auth=PAP", "auth=CHAP",	"auth=MSCHAP", "auth=MSCHAPV2", "auth=GTC",
		"auth=TLS", "autheap=MSCHAPV2", "autheap=GTC", "autheap=MD5",	"autheap=TLS",
		NULL,
	};

	take_flags(im, key, value, known);
}

/* 3 wants a response for each certificate of the chain, which TLS 1.2 has no way for. */
static void take_ocsp(struct import *im, const struct supplicant_key *key, char *value)
{
	if (!strcmp(value, "3")) {
		import_left_out(im, key->name, "3 is carried over as 2, the server's own only");
		value = (char *)"2";
	}
	take_number(im, key, value);
}

/* A file, a blob, or a pin in the form that wmand has too */
static void take_ca(struct import *im, const struct supplicant_key *key, char *value)
{
	static const char pin[] = "\"hash://server/sha256/", digits[] = "0123456789abcdefABCDEF";

	if (!strncmp(value, "\"probe://", 9) || !strncmp(value, "\"keystore://", 12) ||
	    (!strncmp(value, "\"hash://", 8) &&
	     (strncmp(value, pin, sizeof(pin) - 1) || strlen(value) != sizeof(pin) + 64 ||
	      strspn(value + sizeof(pin) - 1, digits) != 64)))
		import_refuse(im, key->name, "the network is left out: wmand has no such thing");
	else
		take_text(im, key, value);
}

static void take_engine(struct import *im, const struct supplicant_key *key, char *value)
{
	if (strcmp(value, "0"))
		import_refuse(im, key->name, "the network is left out: its key is in an engine");
}

/* A list that ends in @ or has it in it changes more than itself. */
static void take_ciphers(struct import *im, const struct supplicant_key *key, char *value)
{
	if (strchr(value, '@'))
		import_left_out(im, key->name, "wmand has no @ in it");
	else
		take_text(im, key, value);
}

static void take_disabled(struct import *im, const struct supplicant_key *key, char *value)
{
	if (strcmp(value, "0"))
		import_refuse(im, key->name, "the network is left out: it is switched off");
}

/* wmand has one key management. */
static void take_nothing(struct import *im, const struct supplicant_key *key, char *value)
{
}

static void take_trust(struct import *im, const struct supplicant_key *key, char *value)
{
	import_refuse(im, key->name, "the network is left out: wmand does not know this rule");
}

static void take_unknown(struct import *im, const struct supplicant_key *key, char *value)
{
	import_left_out(im, key->name, "%s", key->text);
}

#define TEXT(n, k)                                              \
	{                                                       \
		.name = n, .take = take_text, .key = IMPORT_##k \
	}
#define NUMBER(n, k, low, high)                                                            \
	{                                                                                  \
		.name = n, .take = take_number, .key = IMPORT_##k, .min = low, .max = high \
	}
#define TRUST(n, k)                                              \
	{                                                        \
		.name = n, .take = take_trust, .key = IMPORT_##k \
	}
#define AIR(n)                                                                             \
	{                                                                                  \
		.name = n, .take = take_unknown, .text = "of 802.11, without meaning here" \
	}

static const struct supplicant_key keys[] = {
	TEXT("id_str", ID_STR),
	{ .name = "ssid", .take = take_ssid, .key = IMPORT_ID_STR },
	NUMBER("priority", PRIORITY, -1000000, 1000000),
	{ .name = "bssid", .take = take_bssid, .key = IMPORT_BSSID },
	{ .name = "bssid_accept", .take = take_bssids, .key = IMPORT_BSSID_ACCEPT },
	{ .name = "bssid_whitelist", .take = take_bssids, .key = IMPORT_BSSID_ACCEPT },
	{ .name = "bssid_ignore", .take = take_bssids, .key = IMPORT_BSSID_IGNORE },
	{ .name = "bssid_blacklist", .take = take_bssids, .key = IMPORT_BSSID_IGNORE },
	{ .name = "key_mgmt", .take = take_nothing },
	{ .name = "disabled", .take = take_disabled },
	{ .name = "eap", .take = take_eap, .key = IMPORT_EAP },
	TEXT("identity", IDENTITY),
	TEXT("anonymous_identity", ANONYMOUS_IDENTITY),
	{ .name = "password", .take = take_password, .key = IMPORT_PASSWORD },
	{ .name = "phase1", .take = take_phase1, .key = IMPORT_PHASE1 },
	{ .name = "phase2", .take = take_phase2, .key = IMPORT_PHASE2 },
	{ .name = "ca_cert", .take = take_ca, .key = IMPORT_CA_CERT },
	TEXT("client_cert", CLIENT_CERT),
	TEXT("private_key", PRIVATE_KEY),
	TEXT("private_key_passwd", PRIVATE_KEY_PASSWD),
	/* with private_key="pkcs11:..." */
	TEXT("pin", PRIVATE_KEY_PASSWD),
	TEXT("domain_match", DOMAIN_MATCH),
	TEXT("domain_suffix_match", DOMAIN_SUFFIX_MATCH),
	TEXT("altsubject_match", ALTSUBJECT_MATCH),
	TEXT("subject_match", SUBJECT_MATCH),
	{ .name = "ocsp", .take = take_ocsp, .key = IMPORT_OCSP, .max = 2 },
	{ .name = "openssl_ciphers", .take = take_ciphers, .key = IMPORT_OPENSSL_CIPHERS },
	{ .name = "ca_cert2", .take = take_ca, .key = IMPORT_CA_CERT2 },
	TEXT("client_cert2", CLIENT_CERT2),
	TEXT("private_key2", PRIVATE_KEY2),
	TEXT("private_key2_passwd", PRIVATE_KEY2_PASSWD),
	TEXT("domain_match2", DOMAIN_MATCH2),
	TEXT("domain_suffix_match2", DOMAIN_SUFFIX_MATCH2),
	NUMBER("fragment_size", FRAGMENT_SIZE, 64, 4000),
	TRUST("check_cert_subject", SUBJECT_MATCH),
	TRUST("check_cert_subject2", SUBJECT_MATCH),
	TRUST("altsubject_match2", ALTSUBJECT_MATCH),
	TRUST("subject_match2", SUBJECT_MATCH),
	{ .name = "engine", .take = take_engine },
	{ .name = "engine2", .take = take_engine },
	{ .name = "ca_path", .take = take_unknown, .text = "wmand has files only: see ca_cert" },
	{ .name = "ca_path2", .take = take_unknown, .text = "wmand has files only: see ca_cert2" },
	AIR("scan_ssid"),
	AIR("proto"),
	AIR("pairwise"),
	AIR("group"),
	AIR("group_mgmt"),
	AIR("auth_alg"),
	AIR("psk"),
	AIR("mode"),
	AIR("frequency"),
	AIR("freq_list"),
	AIR("scan_freq"),
	AIR("ieee80211w"),
	AIR("proactive_key_caching"),
	AIR("eapol_flags"),
	AIR("eap_workaround"),
};

static void take_key(struct import *im, char *name, char *value)
{
	static const struct supplicant_key unknown = { .text = "unknown here" };
	struct supplicant_key other = unknown;
	const char *error = config_value_trim(value);
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(name, keys[i].name))
			continue;
		if (error)
			import_lost(im, keys[i].key, name, error);
		else
			keys[i].take(im, &keys[i], value);
		return;
	}
	other.name = name;
	take_unknown(im, &other, value);
}

/* "name = value": cut in two; without '=' the value is NULL. */
static char *split(char *line)
{
	char *value = strchr(line, '='), *end;

	if (!value)
		return NULL;
	for (end = value; end > line && strchr(" \t", end[-1]); end--)
		;
	*end = '\0';
	return value + 1 + strspn(value + 1, " \t");
}

static bool is_brace(const char *s)
{
	return s && *s == '{' && !s[1 + strspn(s + 1, " \t")];
}

enum block {
	OUTSIDE,
	NETWORK,
	BLOB_COPIED,
	OTHER, /* cred={...} and what else there may be */
};

/* A line outside of blocks */
static enum block begin(struct import *im, char *line)
{
	char *value = split(line);

	if (!value) {
		import_left_out(im, NULL, "expected key=value");
	} else if (!strcmp(line, "network") && is_brace(value)) {
		import_begin(im);
		return NETWORK;
	} else if (!strncmp(line, BLOB, strlen(BLOB)) && is_brace(value)) {
		import_blob_begin(im, line + strlen(BLOB));
		return BLOB_COPIED;
	} else {
		import_left_out(im, line, "of the program, not of a network");
		return is_brace(value) ? OTHER : OUTSIDE;
	}
	return OUTSIDE;
}

static void take_line(struct import *im, char *line)
{
	char *value = split(line);

	if (value)
		take_key(im, line, value);
	else
		import_left_out(im, NULL, "expected key=value or }");
}

static void read_supplicant(struct import *im, FILE *in)
{
	enum block block = OUTSIDE;
	char *line = NULL;
	size_t size = 0;

	while (import_line(im, in, &line, &size)) {
		if (!*line || *line == '#')
			continue;
		if (block == OUTSIDE) {
			block = begin(im, line);
			continue;
		}
		if (*line == '}') {
			if (block == NETWORK)
				import_end(im);
			else if (block == BLOB_COPIED)
				import_blob_end(im);
			block = OUTSIDE;
		} else if (block == NETWORK) {
			take_line(im, line);
		} else if (block == BLOB_COPIED) {
			import_blob_add(im, line);
		}
	}
	if (block != OUTSIDE)
		import_left_out(im, NULL, "the last block is not closed by }, and left out");
	if (line)
		explicit_bzero(line, size);
	free(line);
}

const struct import_format import_supplicant = {
	.name = "wpa_supplicant",
	.what = "wpa_supplicant.conf",
	.read = read_supplicant,
};
