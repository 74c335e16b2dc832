// SPDX-License-Identifier: BSD-3-Clause
/*
 * wimaxd.conf of Beceem's connection manager: a line for each option, its name, blanks and a value,
 * texts in single quotes. One network, whose EAP method is a number.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "import.h"

enum option {
	AUTH_ENABLED,
	EAP_METHOD,
	USER_IDENTITY,
	USER_PASSWORD,
	ANONYMOUS_IDENTITY,
	VALIDATE_SERVER,
	CA_FILE,
	DEVICE_CERT,
	PRIVATE_KEY,
	PRIVATE_KEY_PASSWD,
	PASSWD_FORMAT,
	FRAGMENT,
	OPTIONS,
};

static const char *const names[OPTIONS] = {
	[AUTH_ENABLED] = "AuthEnabled",
	[EAP_METHOD] = "EAPMethod",
	[USER_IDENTITY] = "UserIdentity",
	[USER_PASSWORD] = "UserPassword",
	[ANONYMOUS_IDENTITY] = "TTLSAnonymousIdentity",
	[VALIDATE_SERVER] = "ValidateServerCert",
	[CA_FILE] = "CACertFileName",
	[DEVICE_CERT] = "TLSDeviceCertFileName",
	[PRIVATE_KEY] = "TLSDevicePrivateKeyFileName",
	[PRIVATE_KEY_PASSWD] = "TLSDevicePrivateKeyPassword",
	[PASSWD_FORMAT] = "PrivateKeyPasswordFormat",
	[FRAGMENT] = "EAPFragmentMaxLength",
};

/* Why an option is not carried over, when there is more to say than that it is of no concern */
static const struct {
	const char *name;
	const char *text;
} others[] = {
	{ "CACertPath", "wmand has files only: see ca_cert" },
	{ "TLSDeviceSubCA1CertFileName", "append this file to that of client_cert" },
	{ "TLSDeviceSubCA2CertFileName", "append this file to that of client_cert" },
	{ "InnerNAIChange", "there is no such thing" },
	{ "FirmwareRSAPrivateKeyEncrypt", "the private key is read from a file" },
	{ "BeceemEngineFileName", "the private key is read from a file" },
};

/* EAPMethod */
static const struct {
	const char *eap;
	const char *phase2;
	bool device_cert;
} eap_methods[] = {
	{ .eap = "TTLS", .phase2 = "auth=MSCHAPV2" },
	{ .eap = "TTLS", .phase2 = "auth=MSCHAPV2", .device_cert = true },
	{ .eap = "TTLS", .phase2 = "auth=CHAP" },
	{ .eap = "TTLS", .phase2 = "autheap=TLS", .device_cert = true },
	{ .eap = "TLS", .device_cert = true },
	{ .eap = "TTLS", .phase2 = "auth=CHAP", .device_cert = true },
	{ .eap = "TTLS", .phase2 = "auth=PAP" },
	{ .eap = "TTLS", .phase2 = "auth=PAP", .device_cert = true },
};

struct beceem {
	struct import *im;
	struct import_value values[OPTIONS];
};

static bool is_no(const struct beceem *b, enum option option)
{
	const char *text = b->values[option].text;

	return text && (!strcasecmp(text, "No") || !strcmp(text, "0"));
}

/* A value that is there and not empty; messages are about its line then. */
static bool has(struct beceem *b, enum option option)
{
	if (!b->values[option].text || !b->values[option].len)
		return false;
	b->im->line = b->values[option].line;
	return true;
}

static void put_text(struct beceem *b, enum option option, enum import_key key)
{
	if (has(b, option))
		import_text(b->im, key, b->values[option].text, b->values[option].len);
}

/* A file, but not what is in the card */
static void put_file(struct beceem *b, enum option option, enum import_key key)
{
	if (has(b, option) && !strncasecmp(b->values[option].text, "DeviceMem", 9))
		import_left_out(b->im, names[option], "in the memory of the card, not in a file");
	else
		put_text(b, option, key);
}

static void put_password(struct beceem *b, enum import_key key)
{
	const char *format = b->values[PASSWD_FORMAT].text;

	if (has(b, PRIVATE_KEY_PASSWD) && format && strcasecmp(format, "Ascii"))
		import_left_out(b->im, names[PRIVATE_KEY_PASSWD], "its format is %.16s, not Ascii",
				format);
	else
		put_text(b, PRIVATE_KEY_PASSWD, key);
}

static void put_device_cert(struct beceem *b, bool inside)
{
	put_file(b, DEVICE_CERT, inside ? IMPORT_CLIENT_CERT2 : IMPORT_CLIENT_CERT);
	put_file(b, PRIVATE_KEY, inside ? IMPORT_PRIVATE_KEY2 : IMPORT_PRIVATE_KEY);
	put_password(b, inside ? IMPORT_PRIVATE_KEY2_PASSWD : IMPORT_PRIVATE_KEY_PASSWD);
	if (inside)
		put_file(b, CA_FILE, IMPORT_CA_CERT2);
}

static void put_method(struct beceem *b)
{
	const char *text = b->values[EAP_METHOD].text ? b->values[EAP_METHOD].text : "0";
	size_t n = (size_t)strtoul(text, NULL, 10);

	has(b, EAP_METHOD);
	if (strspn(text, "0123456789") != strlen(text) ||
	    n >= sizeof(eap_methods) / sizeof(eap_methods[0])) {
		import_left_out(b->im, names[EAP_METHOD], "%.16s: no such method", text);
		return;
	}
	import_add_word(b->im, IMPORT_EAP, eap_methods[n].eap);
	if (eap_methods[n].phase2)
		import_add_word(b->im, IMPORT_PHASE2, eap_methods[n].phase2);
	if (eap_methods[n].device_cert)
		put_device_cert(b, eap_methods[n].phase2 &&
					   !strcmp(eap_methods[n].phase2, "autheap=TLS"));
}

/* The realm is as near to a name of the network as can be had. */
static void put_name(struct beceem *b)
{
	const char *identity = b->values[USER_IDENTITY].text;
	const char *realm = identity ? strrchr(identity, '@') : NULL;

	if (realm && has(b, USER_IDENTITY))
		import_text(b->im, IMPORT_ID_STR, realm + 1, strlen(realm + 1));
}

static void put_network(struct beceem *b)
{
	struct import *im = b->im;

	im->line = 0;
	import_begin(im);
	put_method(b);
	put_name(b);
	put_text(b, USER_IDENTITY, IMPORT_IDENTITY);
	if (import_has_word(im, IMPORT_EAP, "TTLS")) {
		put_text(b, USER_PASSWORD, IMPORT_PASSWORD);
		put_text(b, ANONYMOUS_IDENTITY, IMPORT_ANONYMOUS_IDENTITY);
	}
	put_file(b, CA_FILE, IMPORT_CA_CERT);
	if (has(b, FRAGMENT))
		import_number(im, IMPORT_FRAGMENT_SIZE, b->values[FRAGMENT].text, 64, 4000);
	if (has(b, VALIDATE_SERVER) && is_no(b, VALIDATE_SERVER))
		import_left_out(im, names[VALIDATE_SERVER], "wmand verifies the server");
	if (has(b, AUTH_ENABLED) && is_no(b, AUTH_ENABLED))
		import_refuse(im, names[AUTH_ENABLED],
			      "the network is left out: there is no authentication");
	import_end(im);
}

/* 'text' without its quotes, or a word */
static char *unquote(char *value)
{
	size_t len = strlen(value);

	if (len < 2 || *value != '\'' || value[len - 1] != '\'')
		return value;
	value[len - 1] = '\0';
	return value + 1;
}

static void take_other(struct import *im, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (strcasecmp(name, others[i].name))
			continue;
		import_left_out(im, name, "%s", others[i].text);
		return;
	}
	import_left_out(im, name, "not of the authentication of a network");
}

static void take_line(struct beceem *b, char *line)
{
	char *value = line + strcspn(line, " \t=");
	struct import_value *to;
	size_t i;

	if (*value)
		*value++ = '\0';
	value = unquote(value + strspn(value, " \t="));
	for (i = 0; i < OPTIONS && strcasecmp(line, names[i]); i++)
		;
	if (i == OPTIONS) {
		if (*value)
			take_other(b->im, line);
		return;
	}
	to = &b->values[i];
	if (to->text) {
		import_left_out(b->im, line, "already in line %u", to->line);
		return;
	}
	to->text = strdup(value);
	if (!to->text) {
		import_left_out(b->im, line, "out of memory");
		return;
	}
	to->len = strlen(value);
	to->line = b->im->line;
}

static void read_beceem(struct import *im, FILE *in)
{
	struct beceem b = { .im = im };
	char *line = NULL;
	size_t size = 0, i;

	while (import_line(im, in, &line, &size))
		if (*line && *line != '#')
			take_line(&b, line);
	put_network(&b);
	for (i = 0; i < OPTIONS; i++) {
		if (b.values[i].text)
			explicit_bzero(b.values[i].text, b.values[i].len);
		free(b.values[i].text);
	}
	if (line)
		explicit_bzero(line, size);
	free(line);
}

const struct import_format import_beceem = {
	.name = "beceem",
	.what = "wimaxd.conf of Beceem",
	.read = read_beceem,
};
