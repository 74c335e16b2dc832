// SPDX-License-Identifier: BSD-3-Clause
#include "choice.h"

#include <stdio.h>
#include <string.h>

#include "names_gen.h"

/* What signs messages is nothing that the network allows. */
static bool signs_otherwise(const struct choice *choice, const struct network *net)
{
	return choice->mac_mode && !(choice->mac_mode & net->mac_mode);
}

/* Suites that protect nothing are offered, and the network neither allows nor excludes them. */
static bool offers_too_much(const struct choice *choice, const struct network *net)
{
	return choice->insecure_suites && !net->insecure_suites && !net->suites.n;
}

/* Nothing that is offered is what the network allows. */
static bool offers_others(const struct choice *choice, const struct network *net)
{
	return choice->suites.n && net->suites.n && !suites_share(&choice->suites, &net->suites);
}

/* The policy of a network is its floor, and a part of one is no network. */
static bool differs(const struct choice *choice, const struct network *net)
{
	return choice->policy != net->policy || net->is_second || signs_otherwise(choice, net) ||
	       offers_too_much(choice, net) || offers_others(choice, net);
}

/* What was asked for by name is tried, whatever became of it before. */
static bool is_passed_over(void *ctx, const struct network *net)
{
	const struct choice *choice = ctx;

	return !choice->name &&
	       (differs(choice, net) ||
		blacklist_find(choice->blacklist, net->name, choice->bsid, choice->now_ms));
}

/* The same without what was refused. */
static bool is_for_others(void *ctx, const struct network *net)
{
	const struct choice *choice = ctx;

	return !choice->name && differs(choice, net);
}

static const struct network *choose(const struct choice *choice, config_skip_fn skip)
{
	const struct network *net =
		config_choose(choice->config, choice->name, choice->bsid, skip, (void *)choice);

	return net && !differs(choice, net) ? net : NULL;
}

/**
 * choice_unrefused() - choose among those that were not refused
 * @choice: from what, and for what
 *
 * Return: the network, or NULL.
 */
const struct network *choice_unrefused(const struct choice *choice)
{
	return choose(choice, is_passed_over);
}

/**
 * choice_take() - choose
 * @choice: from what, and for what
 *
 * A refusal can be forged: it makes way for another network, but where there is none it takes nothing
 * away. How long to wait before the next try is the kernel's affair.
 *
 * Return: the network, or NULL: choice_explain() tells why.
 */
const struct network *choice_take(const struct choice *choice)
{
	const struct network *net = choice_unrefused(choice) ?: choose(choice, is_for_others);

	return net && choice->second ? config_named(choice->config, net->second_network) : net;
}

/**
 * choice_explain() - why nothing was chosen
 * @choice: as it was given to choice_take()
 * @why: for the reason
 */
void choice_explain(const struct choice *choice, struct choice_refusal *why)
{
	const struct network *net = config_find(choice->config, choice->name, choice->bsid);

	memset(why, 0, sizeof(*why));
	if (net) {
		snprintf(why->network, sizeof(why->network), "%s", net->name);
		why->reason = WMAN_REASON_POLICY;
		if (offers_too_much(choice, net))
			snprintf(why->text, sizeof(why->text),
				 "the device offers suites that protect nothing, "
				 "the network has not insecure_suites=1");
		else if (offers_others(choice, net))
			snprintf(why->text, sizeof(why->text),
				 "the device offers none of the network's suites");
		else if (signs_otherwise(choice, net))
			snprintf(why->text, sizeof(why->text), "the network's MAC mode is %s",
				 wman_mac_modes_name(net->mac_mode));
		else
			snprintf(why->text, sizeof(why->text), "the network's policy is %s",
				 wman_auth_policy_name(net->policy));
	} else {
		why->reason = WMAN_REASON_NO_NETWORK;
		snprintf(why->text, sizeof(why->text), "no network%s%.64s%s for this base station",
			 choice->name ? " '" : "", choice->name ? choice->name : "",
			 choice->name ? "'" : "");
	}
}
