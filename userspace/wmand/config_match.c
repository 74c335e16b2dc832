// SPDX-License-Identifier: BSD-3-Clause
#include "config_match.h"

#include <stdio.h>
#include <string.h>

#include "config_value.h"

/* Next word of a list separated by blanks, cut off at @size; false at the end. */
static bool next_word(const char **pos, char *word, size_t size)
{
	size_t len;

	*pos += strspn(*pos, " \t");
	len = strcspn(*pos, " \t");
	snprintf(word, size, "%.*s", (int)len, *pos);
	*pos += len;
	return len;
}

static const char *add(struct config_match *match, const uint8_t *bsid, const uint8_t *mask)
{
	if (match->num == CONFIG_RULES_MAX)
		return "more than 16 in the list";
	memcpy(match->rules[match->num].bsid, bsid, CONFIG_BSID_LEN);
	memcpy(match->rules[match->num].mask, mask, CONFIG_BSID_LEN);
	match->num++;
	return NULL;
}

/**
 * config_match_add_bsids() - add BSID or BSID/MASK, separated by blanks
 * @match: the list
 * @value: trimmed value; the mask is written as the BSID is
 *
 * Return: NULL, or the error.
 */
const char *config_match_add_bsids(struct config_match *match, const char *value)
{
	uint8_t bsid[CONFIG_BSID_LEN], mask[CONFIG_BSID_LEN];
	const char *error = NULL;
	char word[64], *slash;

	while (!error && next_word(&value, word, sizeof(word))) {
		memset(mask, 0xff, sizeof(mask));
		slash = strchr(word, '/');
		if (slash) {
			*slash = '\0';
			error = config_value_mac(slash + 1, mask);
		}
		if (!error)
			error = config_value_mac(word, bsid);
		if (!error)
			error = add(match, bsid, mask);
	}
	return error;
}

/**
 * config_match_add_naps() - add operators, written 00:00:5e, separated by blanks
 * @match: the list
 * @value: trimmed value
 *
 * Return: NULL, or the error.
 */
const char *config_match_add_naps(struct config_match *match, const char *value)
{
	static const uint8_t mask[CONFIG_BSID_LEN] = { 0xff, 0xff, 0xff };
	const char *error = NULL;
	uint8_t bsid[CONFIG_BSID_LEN];
	char word[64], full[80];

	while (!error && next_word(&value, word, sizeof(word))) {
		snprintf(full, sizeof(full), "%s:00:00:00", word);
		if (config_value_mac(full, bsid))
			error = "not three octets as 00:00:5e";
		else
			error = add(match, bsid, mask);
	}
	return error;
}

/**
 * config_match_fits() - look for a base station in a list
 * @match: the list
 * @bsid: CONFIG_BSID_LEN octets
 *
 * Return: whether a rule fits it.
 */
bool config_match_fits(const struct config_match *match, const uint8_t *bsid)
{
	unsigned int i, k;

	for (i = 0; i < match->num; i++) {
		for (k = 0; k < CONFIG_BSID_LEN; k++)
			if ((match->rules[i].bsid[k] ^ bsid[k]) & match->rules[i].mask[k])
				break;
		if (k == CONFIG_BSID_LEN)
			return true;
	}
	return false;
}
