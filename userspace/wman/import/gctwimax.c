// SPDX-License-Identifier: BSD-3-Clause
/*
 * Command lines of gctwimax, one a line, as they stand in scripts: words of a shell, of which those
 * before the name of the program do not count.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "import.h"

#define WORDS_MAX   64
#define DEFAULT_NAI "MAC@freshtel.com.ua"

enum option {
	LOGIN,
	PASS,
	NAI,
	EAP_TYPE,
	NSPID,
	CFG_FILE,
	LOG_FILE,
	EVENT_SCRIPT,
	PID_FILE,
	DL_XML,
	VERBOSE,
	QUIET,
	DAEMONIZE,
	DBUS,
	SWITCH,
	OPTIONS,
};

static const struct {
	const char *name;
	char letter;
	bool value;
	const char *text; /* why it is not carried over */
} options[OPTIONS] = {
	[LOGIN] = { "login", .value = true },
	[PASS] = { "pass", .value = true },
	[NAI] = { "nai", .value = true },
	[EAP_TYPE] = { "eap-type", .value = true },
	[NSPID] = { "nspid", .value = true,
		    .text = "base stations do not tell their NSP here: see nap" },
	[CFG_FILE] = { "cfg-file", 'C', true, "that file is not read" },
	[LOG_FILE] = { "log-file", 'l', true, "wmand logs on standard error" },
	[EVENT_SCRIPT] = { "event-script", 'e', true, "see wman monitor" },
	[PID_FILE] = { "pid-file", 'p', true, "of the program, not of a network" },
	[DL_XML] = { "dl-xml", .value = true, .text = "of the card, not of a network" },
	[VERBOSE] = { "verbose", 'v', .text = "of the program, not of a network" },
	[QUIET] = { "quiet", 'q', .text = "of the program, not of a network" },
	[DAEMONIZE] = { "daemonize", 'd', .text = "of the program, not of a network" },
	[DBUS] = { "with-dbus", .text = "of the program, not of a network" },
	[SWITCH] = { "", 'D', .text = "of the card, not of a network" },
};

/* eap-type */
static const struct {
	const char *number;
	const char *eap;
	const char *phase2;
} eap_types[] = {
	{ "3", "TLS", NULL },
	{ "4", "TTLS", "autheap=MD5" },
	{ "5", "TTLS", "auth=MSCHAPV2" },
	{ "6", "TTLS", "auth=CHAP" },
};

/* Next word of a shell's line, without its quotes, in place; NULL at the end. */
static char *next_word(char **pos)
{
	char *in = *pos + strspn(*pos, " \t"), *word = in, *out = in;
	char quote = '\0';

	if (!*in || *in == '#' || *in == ';' || *in == '&' || *in == '|')
		return NULL;
	for (; *in && (quote || !strchr(" \t;&|", *in)); in++) {
		if (quote ? *in == quote : *in == '"' || *in == '\'')
			quote = quote ? '\0' : *in;
		else if (*in == '\\' && quote != '\'' && in[1])
			*out++ = *++in;
		else
			*out++ = *in;
	}
	*pos = *in ? in + 1 : in;
	/* what ends the command ends the line */
	if (*in && strchr(";&|", *in))
		*pos += strlen(*pos);
	*out = '\0';
	return word;
}

static bool is_program(const char *word)
{
	const char *name = strrchr(word, '/');

	name = name ? name + 1 : word;
	/* early versions were called wimax */
	return !strcmp(name, "gctwimax") || !strcmp(name, "wimax");
}

static void take(struct import *im, char **values, enum option option, char *value)
{
	if (options[option].text)
		import_left_out(im, options[option].name, "%s", options[option].text);
	else
		values[option] = value;
}

/* By its name or the beginning of it, if that fits no other */
static enum option find_long(const char *name, size_t len)
{
	enum option found = OPTIONS;
	size_t i;

	for (i = 0; len && i < OPTIONS; i++) {
		if (strncmp(name, options[i].name, len))
			continue;
		if (found != OPTIONS)
			return OPTIONS;
		found = i;
	}
	return found;
}

/* --name, --name=value or --name value; Return: words taken. */
static int take_long(struct import *im, char **values, char **word)
{
	char *name = *word + 2, *value = strchr(name, '=');
	size_t len = value ? (size_t)(value - name) : strlen(name);
	enum option i = find_long(name, len);
	int taken = 1;

	if (i == OPTIONS) {
		/* without what stands behind it: perhaps that is a secret */
		import_left_out(im, NULL, "--%.*s: unknown option", (int)len, name);
		return 1;
	}
	if (value) {
		value++;
	} else if (options[i].value) {
		value = word[1];
		taken = value ? 2 : 1;
	}
	if (options[i].value && (!value || !*value))
		import_left_out(im, options[i].name, "has no value");
	else
		take(im, values, i, value);
	return taken;
}

/* -vd, -l FILE or -lFILE. Return: words taken. */
static int take_short(struct import *im, char **values, char **word)
{
	const char *letter;
	size_t i;

	for (letter = *word + 1; *letter; letter++) {
		for (i = 0; i < OPTIONS && options[i].letter != *letter; i++)
			;
		if (i == OPTIONS) {
			import_left_out(im, NULL, "-%c: unknown option", *letter);
			return 1;
		}
		take(im, values, i, NULL);
		if (options[i].value)
			return letter[1] || !word[1] ? 1 : 2;
	}
	return 1;
}

/* "MAC" before the @ stands for the address of the device. */
static void put_identity(struct import *im, enum import_key key, const char *value)
{
	char text[IMPORT_TEXT_MAX + 1];

	if (!strncasecmp(value, "MAC@", 4))
		snprintf(text, sizeof(text), "{mac}%s", value + 3);
	else
		snprintf(text, sizeof(text), "%s", value);
	import_text(im, key, text, strlen(text));
}

static void put_network(struct import *im, char **values)
{
	const char *nai = values[NAI] ? values[NAI] : DEFAULT_NAI;
	const char *type = values[EAP_TYPE] ? values[EAP_TYPE] : "5";
	const char *realm = strrchr(nai, '@');
	bool tls = !strcmp(type, "3");
	size_t i;

	import_begin(im);
	for (i = 0; i < sizeof(eap_types) / sizeof(eap_types[0]); i++) {
		if (strcmp(type, eap_types[i].number))
			continue;
		import_add_word(im, IMPORT_EAP, eap_types[i].eap);
		if (eap_types[i].phase2)
			import_add_word(im, IMPORT_PHASE2, eap_types[i].phase2);
	}
	if (!im->values[IMPORT_EAP].text)
		import_left_out(im, "eap-type", "%.16s: no such type", type);
	if (realm)
		import_text(im, IMPORT_ID_STR, realm + 1, strlen(realm + 1));
	put_identity(im, tls ? IMPORT_IDENTITY : IMPORT_ANONYMOUS_IDENTITY, nai);
	if (tls && (values[LOGIN] || values[PASS]))
		import_left_out(im, "login", "EAP-TLS has no password");
	if (!tls && values[LOGIN])
		put_identity(im, IMPORT_IDENTITY, values[LOGIN]);
	if (!tls && values[PASS])
		import_text(im, IMPORT_PASSWORD, values[PASS], strlen(values[PASS]));
	import_end(im);
}

static void take_line(struct import *im, char *line)
{
	char *words[WORDS_MAX + 1] = { NULL }, *values[OPTIONS] = { NULL }, **word;
	size_t n = 0;

	while (n < WORDS_MAX && (words[n] = next_word(&line)))
		n++;
	for (word = words; *word && !is_program(*word); word++)
		;
	if (!*word) {
		import_left_out(im, NULL, "no command line of gctwimax");
		return;
	}
	for (word++; *word;) {
		if (!strncmp(*word, "--", 2)) {
			word += take_long(im, values, word);
		} else if (**word == '-') {
			word += take_short(im, values, word);
		} else {
			import_left_out(im, NULL, "a word that is no option");
			word++;
		}
	}
	put_network(im, values);
}

static void read_gctwimax(struct import *im, FILE *in)
{
	char *line = NULL;
	size_t size = 0;

	while (import_line(im, in, &line, &size))
		if (*line && *line != '#')
			take_line(im, line);
	if (line)
		explicit_bzero(line, size);
	free(line);
}

const struct import_format import_gctwimax = {
	.name = "gctwimax",
	.what = "command lines of gctwimax",
	.read = read_gctwimax,
};
