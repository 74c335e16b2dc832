// SPDX-License-Identifier: BSD-3-Clause
#include "settings.h"

#include <stdio.h>
#include <string.h>

#include "spec_gen.h"

#define LIST_MAX     256
#define TIMER_SUFFIX "-ms"

/* Keywords and what they set; a timer is named by a word more */
static const struct {
	const char *keyword;
	int attr;
} settings[] = {
	{ "edition", WMAN_A_DEV_EDITION },     { "crc", WMAN_A_DEV_CRC },
	{ "suite", WMAN_A_DEV_SUITE },	       { "pn-window", WMAN_A_DEV_PN_WINDOW_OFFER },
	{ "sa-max", WMAN_A_DEV_SA_MAX },       { "policy", WMAN_A_DEV_POLICY },
	{ "gtek-push", WMAN_A_DEV_GTEK_PUSH }, { "mac-mode", WMAN_A_DEV_MAC_MODE_OFFER },
	{ "timer", WMAN_A_DEV_TIMERS },	       { "insecure-choices", WMAN_A_DEV_INSECURE_CHOICES },
};

#define N_SETTINGS (sizeof(settings) / sizeof(settings[0]))

static int no_memory(void)
{
	return cli_error("out of memory");
}

static int put_number(struct nl_msg *msg, const struct spec_attr *spec, int attr, uint32_t value)
{
	int ret;

	switch (spec->type) {
	case SPEC_U8:
		ret = nla_put_u8(msg, attr, value);
		break;
	case SPEC_U16:
		ret = nla_put_u16(msg, attr, value);
		break;
	default:
		ret = nla_put_u32(msg, attr, value);
		break;
	}
	return ret ? no_memory() : CLI_OK;
}

/* The names of policies have a hyphen where people write a plus. */
static bool is_name(const char *word, const char *name)
{
	while (*word && (*word == *name || (*word == '+' && *name == '-'))) {
		word++;
		name++;
	}
	return !*word && !*name;
}

static int parse_name(struct cli *cli, struct nl_msg *msg, const struct spec_attr *spec, int attr,
		      const char *word)
{
	char list[LIST_MAX] = "";
	size_t len = 0;
	uint32_t value;

	for (value = 1; value <= spec->max; value++) {
		if (is_name(word, spec->value_name(value)))
			return put_number(msg, spec, attr, value);
		len += snprintf(list + len, sizeof(list) - len, "%s%s", len ? " or " : "",
				spec->value_name(value));
	}
	return cli_usage(cli, "%s is %s, not '%s'", spec->name, list, word);
}

static int parse_number(struct cli *cli, struct nl_msg *msg, const struct spec_attr *spec, int attr,
			const char *keyword, const char *word)
{
	uint32_t value;

	if (!words_number(word, spec->max, &value) || value < spec->min)
		return cli_usage(cli, "%s is a number from %u to %u, not '%s'", keyword, spec->min,
				 spec->max, word);
	return put_number(msg, spec, attr, value);
}

static int parse_suites(struct cli *cli, struct nl_msg *msg, const char *word)
{
	const char *end;
	char suite[16];
	uint32_t value;
	int n, ret;

	for (n = 0; word; word = end ? end + 1 : NULL, n++) {
		end = strchr(word, ',');
		snprintf(suite, sizeof(suite), "%.*s", end ? (int)(end - word) : (int)sizeof(suite),
			 word);
		if (!words_number(suite, 0xffffff, &value))
			return cli_usage(cli, "a suite is three octets such as 0x020104, not '%s'",
					 suite);
		if (n == WMAN_SUITES_MAX)
			return cli_usage(cli, "no more than %d suites", WMAN_SUITES_MAX);
		ret = put_number(msg, &spec_dev.attrs[WMAN_A_DEV_SUITE], WMAN_A_DEV_SUITE, value);
		if (ret)
			return ret;
	}
	return CLI_OK;
}

/* "t3" and "t3-ms" are the same */
static bool is_timer(const char *word, const char *name)
{
	size_t len = strlen(name) - strlen(TIMER_SUFFIX);

	return !strcmp(word, name) || (strlen(word) == len && !strncmp(word, name, len));
}

static int parse_timer(struct cli *cli, struct nl_msg *timers, const char *word)
{
	const char *ms = words_take(&cli->words);
	const struct spec_attr *spec;
	char list[LIST_MAX] = "";
	size_t len = 0;
	unsigned int i;

	for (i = 1; i <= spec_timers.max; i++) {
		spec = &spec_timers.attrs[i];
		if (is_timer(word, spec->name)) {
			if (nlmsg_find_attr(nlmsg_hdr(timers), 0, i))
				return cli_usage(cli, "timer %s is given twice", word);
			if (!ms)
				return cli_usage(cli, "timer %s needs milliseconds, %u to %u", word,
						 spec->min, spec->max);
			return parse_number(cli, timers, spec, i, word, ms);
		}
		len += snprintf(list + len, sizeof(list) - len, "%s%.*s", len ? ", " : "",
				(int)(strlen(spec->name) - strlen(TIMER_SUFFIX)), spec->name);
	}
	return cli_usage(cli, "'%s' is no timer, expected one of: %s", word, list);
}

static int parse_one(struct cli *cli, struct nl_msg *dev, struct nl_msg *timers,
		     const char *keyword)
{
	const struct spec_attr *spec;
	char list[LIST_MAX] = "";
	const char *word;
	size_t i, len = 0;
	int attr;

	for (i = 0; i < N_SETTINGS && !words_short_for(keyword, settings[i].keyword); i++)
		len += snprintf(list + len, sizeof(list) - len, "%s%s", len ? ", " : "",
				settings[i].keyword);
	if (i == N_SETTINGS)
		return cli_usage(cli, "'%s' is no setting, expected one of: %s", keyword, list);
	attr = settings[i].attr;
	spec = &spec_dev.attrs[attr];
	word = words_take(&cli->words);
	if (!word)
		return cli_usage(cli, "%s needs a value", settings[i].keyword);
	if (nlmsg_find_attr(nlmsg_hdr(dev), 0, attr))
		return cli_usage(cli, "%s is given twice", settings[i].keyword);
	if (spec->value_name)
		return parse_name(cli, dev, spec, attr, word);
	if (attr == WMAN_A_DEV_SUITE)
		return parse_suites(cli, dev, word);
	if (attr == WMAN_A_DEV_TIMERS)
		return parse_timer(cli, timers, word);
	return parse_number(cli, dev, spec, attr, settings[i].keyword, word);
}

/**
 * settings_parse() - read settings up to the end of the line
 * @cli: the invocation
 * @dev: empty message, for attributes of enum wman_a_dev
 *
 * Return: CLI_OK; CLI_USAGE; CLI_ERROR when there is no memory.
 */
int settings_parse(struct cli *cli, struct nl_msg *dev)
{
	struct nl_msg *timers = nlmsg_alloc_simple(0, 0);
	const char *keyword;
	int ret = CLI_OK;

	if (!timers)
		return no_memory();
	keyword = words_take(&cli->words);
	if (!keyword)
		ret = cli_usage(cli, "nothing to set");
	for (; keyword && !ret; keyword = words_take(&cli->words))
		ret = parse_one(cli, dev, timers, keyword);
	if (!ret && nlmsg_datalen(nlmsg_hdr(timers)) &&
	    nla_put_nested(dev, WMAN_A_DEV_TIMERS | NLA_F_NESTED, timers))
		ret = no_memory();
	nlmsg_free(timers);
	return ret;
}
