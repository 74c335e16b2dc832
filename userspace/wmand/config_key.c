// SPDX-License-Identifier: BSD-3-Clause
#include "config_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/ssl.h>

#include "config_value.h"
#include "names_gen.h"
#include "profile.h"
#include "secret.h"

static const char *parse_string(struct network *net, const struct config_key *key,
				const char *value)
{
	return config_value_string(value, (char **)((char *)net + key->offset));
}

/* A string, or where it is to be had */
static const char *parse_secret(struct network *net, const struct config_key *key,
				const char *value)
{
	char **to = (char **)((char *)net + key->offset);

	return secret_is_elsewhere(value) ? secret_read(value, to) : config_value_string(value, to);
}

/* The password itself, with any octet in it, or where it is to be had */
static const char *parse_text(struct network *net, const char *value, char **to)
{
	const char *error;

	if (!secret_is_elsewhere(value))
		return config_value_octets(value, to, &net->eap.password_len);
	error = secret_read(value, to);
	net->eap.password_len = error ? 0 : strlen(*to);
	return error;
}

/* A secret, or hash:HEX, the NT hash of the password */
static const char *parse_password(struct network *net, const struct config_key *key,
				  const char *value)
{
	static const char prefix[] = "hash:";
	char **to = (char **)((char *)net + key->offset);

	net->eap.password_is_hash = !strncmp(value, prefix, strlen(prefix));
	if (!net->eap.password_is_hash)
		return parse_text(net, value, to);
	*to = strdup(value + strlen(prefix));
	net->eap.password_len = strlen(value) - strlen(prefix);
	return *to ? NULL : "out of memory";
}

static const char *parse_id_str(struct network *net, const struct config_key *key,
				const char *value)
{
	const char *error = parse_string(net, key, value);

	if (!error && (!*net->name || strlen(net->name) > WMAN_NETWORK_NAME_MAX))
		error = "the name of a network has 1 to 64 octets";
	return error;
}

static const char *parse_second_network(struct network *net, const struct config_key *key,
					const char *value)
{
	return parse_string(net, key, value);
}

static const char *parse_priority(struct network *net, const struct config_key *key,
				  const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, -1000000, 1000000, &n);
	net->priority = n;
	return error;
}

static const char *parse_bssid(struct network *net, const struct config_key *key, const char *value)
{
	net->has_bssid = true;
	return config_value_mac(value, net->bssid);
}

/* "rsa+eap" is what "rsa-eap" is elsewhere */
static const char *parse_policy(struct network *net, const struct config_key *key,
				const char *value)
{
	char name[16], *plus;
	unsigned int policy;

	snprintf(name, sizeof(name), "%s", value);
	plus = strchr(name, '+');
	if (plus)
		*plus = '-';
	for (policy = 1; policy <= WMAN_AUTH_POLICY_MAX; policy++)
		if (!strcmp(name, wman_auth_policy_name(policy)))
			break;
	if (policy > WMAN_AUTH_POLICY_MAX)
		return "the policy is eap, pkmv1, rsa, rsa+eap, eap+eap or none";
	net->policy = policy;
	return NULL;
}

static const char *parse_mac_mode(struct network *net, const struct config_key *key,
				  const char *value)
{
	uint32_t mode;

	for (mode = WMAN_MAC_MODES_CMAC; mode <= WMAN_MAC_MODES_MAX; mode++) {
		if (strcmp(value, wman_mac_modes_name(mode)))
			continue;
		net->mac_mode = mode;
		return NULL;
	}
	return "the MAC mode is cmac, hmac or any";
}

static const char *parse_msk_order(struct network *net, const struct config_key *key,
				   const char *value)
{
	net->msk_reversed = !strcmp(value, "reversed");
	return net->msk_reversed || !strcmp(value, "normal") ?
		       NULL :
		       "the order of the MSK is normal or reversed";
}

/* 0 or 1, for a bool */
static const char *parse_flag(struct network *net, const struct config_key *key, const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, 0, 1, &n);
	*(bool *)((char *)net + key->offset) = n;
	return error;
}

static const char *parse_suites(struct network *net, const struct config_key *key,
				const char *value)
{
	return suites_parse(&net->suites, value);
}

static const char *parse_profile(struct network *net, const struct config_key *key,
				 const char *value)
{
	net->profile = profile_find(value);
	return net->profile ? NULL : "the profile is aeromacs";
}

static const char *parse_bssid_accept(struct network *net, const struct config_key *key,
				      const char *value)
{
	return config_match_add_bsids(&net->accept, value);
}

static const char *parse_bssid_ignore(struct network *net, const struct config_key *key,
				      const char *value)
{
	return config_match_add_bsids(&net->ignore, value);
}

static const char *parse_nap(struct network *net, const struct config_key *key, const char *value)
{
	return config_match_add_naps(&net->accept, value);
}

static const char *parse_fragment_size(struct network *net, const struct config_key *key,
				       const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, EAP_FRAGMENT_SIZE_MIN, EAP_FRAGMENT_SIZE_MAX, &n);
	net->eap.fragment_size = n;
	return error;
}

/* YYYY-MM-DD; it can only raise what is known without it */
static const char *parse_clock_floor(struct network *net, const struct config_key *key,
				     const char *value)
{
	struct tm tm = { 0 };
	const char *end = strptime(value, "%Y-%m-%d", &tm);
	int day = tm.tm_mday;
	time_t t = timegm(&tm);

	/* timegm() makes another day of one that the month does not have */
	if (!end || *end || strlen(value) != 10 || tm.tm_mday != day)
		return "expected a date, YYYY-MM-DD";
	if (t > net->eap.clock_floor)
		net->eap.clock_floor = t;
	return NULL;
}

static const char *parse_ocsp(struct network *net, const struct config_key *key, const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, EAP_OCSP_OFF, EAP_OCSP_REQUIRED, &n);
	net->eap.ocsp = n;
	return error;
}

static const char *parse_check_crl(struct network *net, const struct config_key *key,
				   const char *value)
{
	const char *error;
	long n = 0;

	error = config_value_int(value, EAP_CRL_OFF, EAP_CRL_CHAIN, &n);
	net->eap.check_crl = n;
	return error;
}

/* Next word of a list separated by blanks, or NULL. */
static const char *next_word(const char **pos, char *word, size_t size)
{
	size_t len;

	*pos += strspn(*pos, " \t");
	len = strcspn(*pos, " \t");
	if (!len)
		return NULL;
	snprintf(word, size, "%.*s", (int)len, *pos);
	*pos += len;
	return word;
}

static const char *parse_eap(struct network *net, const struct config_key *key, const char *value)
{
	const struct eap_method *method;
	char word[32];

	while (next_word(&value, word, sizeof(word))) {
		method = eap_method_find(word);
		if (!method)
			return "EAP method is not supported (TLS, TTLS, PEAP, SIM, AKA, AKA', "
			       "PSK and PWD are)";
		if (net->eap.num_methods == EAP_METHODS_MAX)
			return "too many EAP methods";
		net->eap.methods[net->eap.num_methods++] = method;
	}
	return NULL;
}

/* 802.16 has one key management; blocks that were written for 802.11 or 802.1X name theirs. */
static const char *parse_key_mgmt(struct network *net, const struct config_key *key,
				  const char *value)
{
	char word[32];

	while (next_word(&value, word, sizeof(word)))
		if (strcmp(word, "WPA-EAP") && strcmp(word, "IEEE8021X"))
			return "only WPA-EAP and IEEE8021X are accepted, and mean the same here";
	return NULL;
}

/* Words of phase2="..." */
static const char *parse_phase2(struct network *net, const struct config_key *key,
				const char *value)
{
	const char *error, *pos;
	char *text = NULL;
	char word[32];

	error = config_value_string(value, &text);
	for (pos = text; !error && next_word(&pos, word, sizeof(word));) {
		const struct eap_inner *inner = eap_inner_find(word);

		if (!inner)
			error = "unknown word; known are auth= with PAP, CHAP, MSCHAP, MSCHAPV2, "
				"GTC, TLS and autheap= with MSCHAPV2, GTC, MD5, TLS";
		else if (net->eap.num_phase2 == EAP_PHASE2_MAX)
			error = "too many words";
		else
			net->eap.phase2[net->eap.num_phase2++] = inner;
	}
	free(text);
	return error;
}

/* Flags of phase1="..."; versions of TLS below 1.2 and of PEAP above 0 are never spoken. */
static const char *parse_phase1(struct network *net, const struct config_key *key,
				const char *value)
{
	static const struct {
		const char *word;
		int max;
		int min;
		enum eap_binding binding;
		bool result_ind;
		bool allow_sha1;
	} flags[] = {
		{ .word = "tls_disable_tlsv1_0=1" },
		{ .word = "tls_disable_tlsv1_1=1" },
		{ .word = "tls_disable_tlsv1_2=0" },
		{ .word = "tls_disable_tlsv1_2=1", .min = TLS1_3_VERSION },
		{ .word = "tls_disable_tlsv1_3=0" },
		{ .word = "tls_disable_tlsv1_3=1", .max = TLS1_2_VERSION },
		{ .word = "tls_allow_sha1=0" },
		{ .word = "tls_allow_sha1=1", .allow_sha1 = true },
		{ .word = "peapver=0" },
		{ .word = "crypto_binding=0", .binding = EAP_BINDING_OFF },
		{ .word = "crypto_binding=1", .binding = EAP_BINDING_OFFERED },
		{ .word = "crypto_binding=2", .binding = EAP_BINDING_REQUIRED },
		{ .word = "result_ind=0" },
		{ .word = "result_ind=1", .result_ind = true },
	};
	const char *error, *pos;
	char *text = NULL;
	char word[64];
	size_t i;

	error = config_value_string(value, &text);
	for (pos = text; !error && next_word(&pos, word, sizeof(word));) {
		for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
			if (!strcmp(word, flags[i].word))
				break;
		if (i == sizeof(flags) / sizeof(flags[0])) {
			error = "unknown flag; known are tls_disable_tlsv1_2, tls_disable_tlsv1_3, "
				"tls_allow_sha1 and result_ind, =0 or =1 (TLS 1.0 and 1.1 are "
				"always disabled), crypto_binding, =0, =1 or =2, and peapver=0";
			break;
		}
		net->eap.binding = flags[i].binding ? flags[i].binding : net->eap.binding;
		net->eap.result_ind |= flags[i].result_ind;
		net->eap.allow_sha1 |= flags[i].allow_sha1;
		net->eap.tls_max = flags[i].max ? flags[i].max : net->eap.tls_max;
		net->eap.tls_min = flags[i].min ? flags[i].min : net->eap.tls_min;
	}
	if (!error && net->eap.tls_min && net->eap.tls_max)
		error = "no TLS version is left";
	free(text);
	return error;
}

#define KEY(key, ...)                                             \
	{                                                         \
		.name = #key, .parse = parse_##key, ##__VA_ARGS__ \
	}
#define STRING(key, ...)                                                                          \
	{                                                                                         \
		.name = #key, .parse = parse_string, .offset = offsetof(struct network, eap.key), \
		.string = true, ##__VA_ARGS__                                                     \
	}

#define FLAG(key, member)                                                                      \
	{                                                                                      \
		.name = #key, .parse = parse_flag, .offset = offsetof(struct network, member), \
	}

#define SECRET(key)                                                                               \
	{                                                                                         \
		.name = #key, .parse = parse_secret, .offset = offsetof(struct network, eap.key), \
		.string = true, .secret = true                                                    \
	}

const struct config_key config_keys[] = {
	KEY(id_str, .offset = offsetof(struct network, name), .string = true),
	KEY(priority),
	KEY(bssid),
	KEY(policy),
	KEY(second_network, .offset = offsetof(struct network, second_network), .string = true),
	KEY(mac_mode),
	KEY(msk_order),
	FLAG(insecure_suites, insecure_suites),
	KEY(suites),
	FLAG(insecure_policy_none, insecure_policy_none),
	KEY(profile),
	KEY(bssid_accept),
	KEY(bssid_ignore),
	KEY(nap),
	KEY(key_mgmt),
	KEY(eap),
	STRING(identity),
	STRING(anonymous_identity),
	STRING(ca_cert, .file = true),
	STRING(client_cert, .file = true),
	STRING(private_key, .file = true, .private_file = true),
	SECRET(private_key_passwd),
	STRING(sim_file, .file = true),
	FLAG(external_sim, eap.external_sim),
	STRING(domain_match),
	STRING(domain_suffix_match),
	STRING(altsubject_match),
	STRING(subject_match),
	KEY(ocsp),
	KEY(check_crl),
	STRING(crl_file, .file = true),
	STRING(openssl_ciphers),
	STRING(tls13_ciphers),
	STRING(tls_sigalgs),
	KEY(password, .offset = offsetof(struct network, eap.password), .string = true,
	    .secret = true),
	KEY(phase2),
	STRING(ca_cert2, .file = true),
	STRING(client_cert2, .file = true),
	STRING(private_key2, .file = true, .private_file = true),
	SECRET(private_key2_passwd),
	STRING(domain_match2),
	STRING(domain_suffix_match2),
	KEY(fragment_size),
	KEY(phase1),
	FLAG(insecure_server, eap.insecure),
	FLAG(approve_server, eap.approve_server),
	KEY(clock_floor),
	FLAG(accept_unset_clock, eap.accept_unset_clock),
	FLAG(emsk_keys, emsk_keys),
};

const size_t config_num_keys = sizeof(config_keys) / sizeof(config_keys[0]);
_Static_assert(sizeof(config_keys) / sizeof(config_keys[0]) <= CONFIG_KEYS_MAX,
	       "a set of keys is a word");
