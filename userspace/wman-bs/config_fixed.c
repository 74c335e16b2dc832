// SPDX-License-Identifier: BSD-3-Clause
/* Options that a base station which runs cannot change. */
#include <string.h>

#include "config.h"
#include "option.h"

static const char cannot_change[] = "it cannot change while the base station runs";

static const void *const_member(const struct bs_config *cfg, const struct option_desc *opt)
{
	return (const char *)cfg + opt->offset;
}

const char *bs_fixed_octets(const struct bs_config *now, const struct bs_config *next,
			    const struct option_desc *opt)
{
	return memcmp(const_member(now, opt), const_member(next, opt), opt->size) ? cannot_change :
										    NULL;
}

const char *bs_fixed_string(const struct bs_config *now, const struct bs_config *next,
			    const struct option_desc *opt)
{
	char *const *a = const_member(now, opt), *const *b = const_member(next, opt);

	return *a == *b || (*a && *b && !strcmp(*a, *b)) ? NULL : cannot_change;
}

const char *bs_fixed_bsid(const struct bs_config *now, const struct bs_config *next,
			  const struct option_desc *opt)
{
	return now->has_bsid == next->has_bsid &&
			       !memcmp(now->bsid, next->bsid, sizeof(now->bsid)) ?
		       NULL :
		       cannot_change;
}

static bool same_rule(const struct wman_rule *a, const struct wman_rule *b)
{
	return a->priority == b->priority && a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* They have keys, and members. */
const char *bs_fixed_groups(const struct bs_config *now, const struct bs_config *next,
			    const struct option_desc *opt)
{
	const struct bs_flow_config *a = now->groups, *b = next->groups;

	if (now->n_groups != next->n_groups)
		return cannot_change;
	for (; a < now->groups + now->n_groups; a++, b++)
		if (a->said != b->said || a->cs != b->cs || a->crc != b->crc ||
		    !same_rule(&a->rule, &b->rule))
			return cannot_change;
	return NULL;
}

/* It is one of IP packets or one of Ethernet frames. */
const char *bs_fixed_sublayer(const struct bs_config *now, const struct bs_config *next,
			      const struct option_desc *opt)
{
	return now->tap[0] && bs_config_ethernet(now) != bs_config_ethernet(next) ?
		       "a TAP interface cannot change between IP and 802.3 flows" :
		       NULL;
}

bool bs_config_ethernet(const struct bs_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->n_flows; i++)
		if (cfg->flows[i].cs != WMAN_CS_IPV4 && cfg->flows[i].cs != WMAN_CS_IPV6)
			return true;
	return false;
}
