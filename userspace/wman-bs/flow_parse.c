// SPDX-License-Identifier: BSD-3-Clause
/* Service flows as --flow and --group have them: KEY=VALUE,... */
#include <string.h>

#include "config.h"

#define DYNAMIC "dynamic:"

const struct bs_flow_config bs_flow_default = {
	.said = BS_SAID_PRIMARY,
	.crc = true,
	.frag = true,
	.pack = true,
	.fsn11 = true,
};

static const char *set_said(struct bs_flow_config *flow, const char *value)
{
	unsigned long said;

	flow->dynamic = !strncmp(value, DYNAMIC, strlen(DYNAMIC));
	if (flow->dynamic)
		value += strlen(DYNAMIC);
	if (!flow->dynamic && !strcmp(value, "primary"))
		flow->said = BS_SAID_PRIMARY;
	else if (!flow->dynamic && !strcmp(value, "none"))
		flow->said = BS_SAID_NONE;
	else if (bs_number_parse(value, 0xffff, &said) && said)
		flow->said = (int)said;
	else
		return "said is primary, none, a SAID or dynamic:SAID";
	return flow->dynamic && (flow->said < BS_SAID_MIN || flow->said > BS_SAID_MAX) ?
		       "the SAID of a dynamic SA is one from 641 to 49151" :
		       NULL;
}

static const char *set_flow_part(struct bs_flow_config *flow, const char *key, const char *value)
{
	static const struct bs_word dirs[] = {
		{ "ul", WMAN_DIRECTION_UPLINK },
		{ "dl", WMAN_DIRECTION_DOWNLINK },
		{ NULL, 0 },
	};
	static const struct bs_word sublayers[] = {
		{ "ipv4", WMAN_CS_IPV4 },
		{ "ipv6", WMAN_CS_IPV6 },
		{ "802.3", WMAN_CS_IEEE8023 },
		{ "ipv4-802.3", WMAN_CS_IPV4_OVER_8023 },
		{ NULL, 0 },
	};
	static const struct bs_word bits[] = { { "0", false }, { "1", true }, { NULL, 0 } };
	u8 bit = false;

	if (rule_is_key(key))
		return rule_add(&flow->rule, key, value);
	if (!strcmp(key, "dir"))
		return bs_word_find(dirs, value, &flow->dir) ? NULL : "dir is ul or dl";
	if (!strcmp(key, "cs"))
		return bs_word_find(sublayers, value, &flow->cs) ?
			       NULL :
			       "cs is ipv4, ipv6, 802.3 or ipv4-802.3";
	if (!strcmp(key, "said"))
		return set_said(flow, value);
	if (!bs_word_find(bits, value, &bit))
		return "crc, frag, pack, arqfsn and active are 0 or 1; other keys: dir cs said " RULE_KEYS;
	if (!strcmp(key, "crc"))
		flow->crc = bit;
	else if (!strcmp(key, "frag"))
		flow->frag = bit;
	else if (!strcmp(key, "pack"))
		flow->pack = bit;
	else if (!strcmp(key, "arqfsn"))
		flow->fsn11 = bit;
	else if (!strcmp(key, "active"))
		flow->asleep = !bit;
	else
		return "keys are dir cs said crc frag pack arqfsn active " RULE_KEYS;
	return NULL;
}

const char *bs_flow_parse(struct bs_flow_config *flow, const char *value)
{
	char copy[256], *save = NULL, *word, *eq;
	const char *wrong;

	if (strlen(value) >= sizeof(copy))
		return "too long";
	strcpy(copy, value);
	for (word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		eq = strchr(word, '=');
		if (!eq)
			return "KEY=VALUE,... is wanted";
		*eq = '\0';
		wrong = set_flow_part(flow, word, eq + 1);
		if (wrong)
			return wrong;
	}
	if (!flow->dir || !flow->cs)
		return "dir and cs are wanted";
	return flow->rule.len ? rule_finish(&flow->rule, flow->cs) : NULL;
}

void bs_flow_defaults(struct bs_config *cfg)
{
	static const u8 ip[] = { WMAN_CS_IPV4, WMAN_CS_IPV6 }, ethernet[] = { WMAN_CS_IEEE8023 };
	static const u8 dirs[] = { WMAN_DIRECTION_UPLINK, WMAN_DIRECTION_DOWNLINK };
	const u8 *cs = cfg->ethernet ? ethernet : ip;
	size_t i, d, n = cfg->ethernet ? ARRAY_SIZE(ethernet) : ARRAY_SIZE(ip);

	for (i = 0; i < n; i++) {
		for (d = 0; d < ARRAY_SIZE(dirs); d++)
			cfg->flows[cfg->n_flows++] = (struct bs_flow_config){
				.dir = dirs[d],
				.cs = cs[i],
				.said = BS_SAID_PRIMARY,
				.crc = true,
				.frag = true,
				.pack = true,
				.fsn11 = true,
			};
	}
}
