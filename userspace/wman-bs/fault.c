// SPDX-License-Identifier: BSD-3-Clause
#include "fault.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"
#include "pkm.h"

#define COUNT_MAX    1000000
#define DELAY_MAX_MS 600000

/* The standard's names in lower case, made once. */
static char message_names[WMAN_MSG_TYPES][BS_FAULT_NAME_LEN];
static char pkm_names[WMAN_PKM_CODES][BS_FAULT_NAME_LEN];

static void lower(char *out, const char *name)
{
	size_t i;

	for (i = 0; name && name[i] && i < BS_FAULT_NAME_LEN - 1; i++)
		out[i] = (char)tolower((unsigned char)name[i]);
	out[i] = '\0';
}

static void make_names(void)
{
	unsigned int i;

	if (message_names[WMAN_MSG_DL_MAP][0])
		return;
	for (i = 0; i < WMAN_MSG_TYPES; i++)
		lower(message_names[i], wman_message_name((u8)i));
	for (i = 0; i < WMAN_PKM_CODES; i++)
		lower(pkm_names[i], wman_pkm_name((u8)i));
}

const char *bs_fault_message_name(const u8 *msg, size_t len)
{
	make_names();
	if (!len || msg[0] >= WMAN_MSG_TYPES || !message_names[msg[0]][0])
		return "unknown";
	if ((msg[0] == WMAN_MSG_PKM_REQ || msg[0] == WMAN_MSG_PKM_RSP) && len > 1 &&
	    msg[1] < WMAN_PKM_CODES && pkm_names[msg[1]][0])
		return pkm_names[msg[1]];
	return message_names[msg[0]];
}

bool bs_fault_name_known(const char *name)
{
	unsigned int i;

	make_names();
	if (!strcmp(name, "data"))
		return true;
	for (i = 0; i < WMAN_MSG_TYPES; i++)
		if (message_names[i][0] && !strcmp(name, message_names[i]))
			return true;
	for (i = 0; i < WMAN_PKM_CODES; i++)
		if (pkm_names[i][0] && !strcmp(name, pkm_names[i]))
			return true;
	return false;
}

/* A number after a colon; moves @text behind it. */
static bool number(const char **text, long min, long max, long *n)
{
	char *end;

	if (**text != ':' || !isdigit((unsigned char)(*text)[1]))
		return false;
	errno = 0;
	*n = strtol(*text + 1, &end, 10);
	*text = end;
	return !errno && *n >= min && *n <= max;
}

const char *bs_fault_parse(struct bs_fault_rule *rule, enum bs_fault_kind kind, const char *text)
{
	size_t len;
	long n;

	memset(rule, 0, sizeof(*rule));
	rule->kind = kind;
	rule->left = BS_FAULT_EVER;
	if (!strncmp(text, "rx:", 3)) {
		rule->dir = BS_FAULT_RX;
		text += 3;
	}
	len = strcspn(text, ":");
	if (len >= sizeof(rule->name))
		return "no message has such a long name";
	memcpy(rule->name, text, len);
	if (!bs_fault_name_known(rule->name))
		return "no message of this name";
	text += len;
	if (kind == BS_FAULT_DELAY) {
		if (!number(&text, 1, DELAY_MAX_MS, &n))
			return "NAME:MS[:COUNT] with 1 to 600000 ms is wanted";
		rule->delay_ms = (u32)n;
	}
	if (*text && !number(&text, 1, COUNT_MAX, &rule->left))
		return "a count of 1 to 1000000 is wanted";
	if (*text && !number(&text, 0, COUNT_MAX, &rule->skip))
		return "behind the count: 0 to 1000000 that are let pass";
	return *text ? "something follows" : NULL;
}

struct bs_fault bs_fault_next(struct bs_fault_rule *rules, size_t n, enum bs_fault_dir dir,
			      const char *name)
{
	struct bs_fault fault = { .copies = 1 };
	struct bs_fault_rule *rule;

	for (rule = rules; rule < rules + n && !fault.drop; rule++) {
		if (rule->dir != dir || !rule->left || strcmp(rule->name, name))
			continue;
		if (rule->skip) {
			rule->skip--;
			continue;
		}
		rule->done++;
		if (rule->left != BS_FAULT_EVER)
			rule->left--;
		switch (rule->kind) {
		case BS_FAULT_DROP:
			fault.drop = true;
			break;
		case BS_FAULT_DELAY:
			fault.delay_ms += rule->delay_ms;
			break;
		case BS_FAULT_DUPLICATE:
			fault.copies = 2;
			break;
		}
	}
	return fault;
}
