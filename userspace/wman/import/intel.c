// SPDX-License-Identifier: BSD-3-Clause
/*
 * XML of Intel's WiMAX Network Service. Its config.xml has settings of the service and no network;
 * networks are elements named as the nodes of WiMAXSupp in the WiMAX Forum's management objects
 * (OMA DM): an operator with subscriptions, and in each of them EAP with a node for the outer and
 * one for the inner method. Names have dashes or underscores.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "import.h"
#include "xml.h"

#define FILE_MAX (1024 * 1024)

struct intel {
	struct import *im;
	struct xml xml;
	unsigned int eap_depth; /* of the element EAP that is open, or 0 */
	char *operator_name;
	struct import_value realm;
	char realms[IMPORT_TEXT_MAX]; /* of servers */
	bool verify_realm;
	bool encrypted;
};

static const struct {
	const char *number;
	const char *name;
	enum import_key key;
	const char *word;
} methods[] = {
	{ "13", "EAP_TLS", IMPORT_EAP, "TLS" },
	{ "21", "EAP_TTLS", IMPORT_EAP, "TTLS" },
	{ "23", "EAP_AKA", IMPORT_EAP, "AKA" },
	{ "18", "EAP_SIM", IMPORT_EAP, "SIM" },
	{ "256", "PLAIN_MSCHAPv2", IMPORT_PHASE2, "auth=MSCHAPV2" },
	{ "7", "CHAP", IMPORT_PHASE2, "auth=CHAP" },
	{ "26", "EAP_MSCHAPv2", IMPORT_PHASE2, "autheap=MSCHAPV2" },
	{ "1000", "EAP_MSCHAPv2", IMPORT_PHASE2, "autheap=MSCHAPV2" },
};

static void take_method(struct intel *t, const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (strcmp(text, methods[i].number) && strcasecmp(text, methods[i].name))
			continue;
		import_add_word(t->im, methods[i].key, methods[i].word);
		return;
	}
	import_left_out(t->im, "METHOD-TYPE", "%.32s: no such method here", text);
}

static void take_identity(struct intel *t, const char *text)
{
	import_text(t->im, IMPORT_IDENTITY, text, strlen(text));
}

static void take_pseudonym(struct intel *t, const char *text)
{
	import_text(t->im, IMPORT_ANONYMOUS_IDENTITY, text, strlen(text));
}

static void take_password(struct intel *t, const char *text)
{
	import_text(t->im, IMPORT_PASSWORD, text, strlen(text));
}

static void take_realm(struct intel *t, const char *text)
{
	free(t->realm.text);
	t->realm.text = strdup(text);
	t->realm.line = t->im->line;
}

static void take_server_realm(struct intel *t, const char *text)
{
	size_t len = strlen(t->realms);

	if (snprintf(t->realms + len, sizeof(t->realms) - len, "%s%s", len ? ";" : "", text) <
	    (int)(sizeof(t->realms) - len))
		return;
	import_refuse(t->im, "SERVER-REALM", "the network is left out: too many realms");
}

static bool is_true(const char *text)
{
	return !strcmp(text, "1") || !strcasecmp(text, "true");
}

static void take_verify(struct intel *t, const char *text)
{
	t->verify_realm = is_true(text);
}

static void take_encrypted(struct intel *t, const char *text)
{
	t->encrypted = is_true(text);
}

static void take_privacy(struct intel *t, const char *text)
{
	if (!is_true(text))
		import_left_out(t->im, "USE-PRIVACY", "the identity stays inside of the tunnel");
}

static void take_ca(struct intel *t, const char *text)
{
	import_text(t->im, IMPORT_CA_CERT, text, strlen(text));
}

static void take_cert(struct intel *t, const char *text)
{
	import_text(t->im, IMPORT_CLIENT_CERT, text, strlen(text));
}

static void take_key(struct intel *t, const char *text)
{
	import_text(t->im, IMPORT_PRIVATE_KEY, text, strlen(text));
}

/* Which method is inside follows from what it is. */
static void take_nothing(struct intel *t, const char *text)
{
}

static const struct {
	const char *name;
	void (*take)(struct intel *t, const char *text);
} leaves[] = {
	{ "METHOD-TYPE", take_method },
	{ "USER-IDENTITY", take_identity },
	{ "PROVISIONED-PSEUDO-IDENTITY", take_pseudonym },
	{ "PASSWORD", take_password },
	{ "Encrypted", take_encrypted },
	{ "REALM", take_realm },
	{ "USE-PRIVACY", take_privacy },
	{ "VFY-SERVER-REALM", take_verify },
	{ "SERVER-REALM", take_server_realm },
	{ "RootCert", take_ca },
	{ "ClientCert", take_cert },
	{ "PrivateKey", take_key },
	{ "ENCAPS", take_nothing },
	{ "VENDOR-ID", take_nothing },
	{ "VENDOR-TYPE", take_nothing },
};

/* Outside of EAP */
static const struct {
	const char *name;
	const char *text;
} others[] = {
	{ "DoNotUsePseudoNAI", "see {random} in anonymous_identity of wmand.conf(5)" },
	{ "IncrementalNAI", "see {random} in anonymous_identity of wmand.conf(5)" },
	{ "NAP-ID", "see nap in wmand.conf(5)" },
	{ "H-NSP-ID", "base stations do not tell their NSP here: see nap" },
	{ "V-NSP-ID", "base stations do not tell their NSP here: see nap" },
};

/* Names are the same with dashes as with underscores. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !(strchr("-_", *a) && strchr("-_", *b)))
			return false;
	return *a == *b;
}

static void begin_eap(struct intel *t)
{
	t->eap_depth = t->xml.depth;
	t->realms[0] = '\0';
	t->verify_realm = false;
	t->encrypted = false;
	import_begin(t->im);
}

/* The realm that goes behind the identity, and a name for the network */
static void put_names(struct intel *t)
{
	const struct import_value *identity = &t->im->values[IMPORT_IDENTITY];
	const char *name = t->operator_name ? t->operator_name : t->realm.text;
	char text[2 * IMPORT_TEXT_MAX];

	if (name)
		import_text(t->im, IMPORT_ID_STR, name, strlen(name));
	if (!t->realm.text || !identity->text || strchr(identity->text, '@'))
		return;
	snprintf(text, sizeof(text), "%s@%s", identity->text, t->realm.text);
	import_text(t->im, IMPORT_IDENTITY, text, strlen(text));
}

static void end_eap(struct intel *t)
{
	struct import *im = t->im;

	put_names(t);
	if (t->verify_realm && *t->realms)
		import_text(im, IMPORT_DOMAIN_SUFFIX_MATCH, t->realms, strlen(t->realms));
	else if (*t->realms)
		import_left_out(im, "SERVER-REALM", "VFY-SERVER-REALM says not to look at it");
	if (t->encrypted && im->values[IMPORT_PASSWORD].text) {
		import_left_out(im, "PASSWORD", "is encrypted; somebody will be asked");
		import_unset(im, IMPORT_PASSWORD);
	}
	import_end(im);
	free(t->realm.text);
	t->realm.text = NULL;
	t->eap_depth = 0;
}

static void take_leaf(struct intel *t, const char *name, const char *text)
{
	size_t i;

	for (i = 0; t->eap_depth && i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		if (!same_name(name, leaves[i].name))
			continue;
		leaves[i].take(t, text);
		return;
	}
	if (same_name(name, "OperatorName")) {
		free(t->operator_name);
		t->operator_name = strdup(text);
		return;
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!same_name(name, others[i].name))
			continue;
		import_left_out(t->im, name, "%s", others[i].text);
		return;
	}
	import_left_out(t->im, name, "not of the authentication of a network");
}

static void take_open(struct intel *t)
{
	const char *name = t->xml.names[t->xml.depth - 1];

	if (!t->eap_depth && same_name(name, "EAP"))
		begin_eap(t);
	if (t->xml.depth > 1 && same_name(t->xml.names[t->xml.depth - 2], "Operator")) {
		free(t->operator_name);
		t->operator_name = NULL;
	}
}

static void walk(struct intel *t)
{
	enum xml_event event;
	char *text;

	for (;;) {
		t->im->line = t->xml.line;
		event = xml_next(&t->xml, &text);
		if (event == XML_END || event == XML_ERROR)
			break;
		t->im->line = t->xml.line;
		if (event == XML_OPEN) {
			take_open(t);
			continue;
		}
		if (*text)
			take_leaf(t, t->xml.names[t->xml.depth], text);
		if (t->eap_depth && t->xml.depth < t->eap_depth)
			end_eap(t);
	}
	if (event == XML_ERROR)
		import_left_out(t->im, NULL, "no XML from here on");
}

static void read_intel(struct import *im, FILE *in)
{
	struct intel t = { .im = im };
	char *text = malloc(FILE_MAX + 1);
	size_t len;

	if (!text) {
		import_left_out(im, NULL, "out of memory");
		return;
	}
	len = fread(text, 1, FILE_MAX, in);
	text[len] = '\0';
	if (fgetc(in) != EOF) {
		import_left_out(im, NULL, "larger than 1 MiB");
	} else {
		xml_begin(&t.xml, text, len);
		walk(&t);
	}
	free(t.operator_name);
	free(t.realm.text);
	explicit_bzero(text, len);
	free(text);
}

const struct import_format import_intel = {
	.name = "intel",
	.what = "config.xml of Intel",
	.read = read_intel,
};
