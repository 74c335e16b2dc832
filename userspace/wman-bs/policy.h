/* SPDX-License-Identifier: BSD-3-Clause */
/* Which authorizations a subscriber may use: by its MAC address, or by default. */
#ifndef _BS_POLICY_H
#define _BS_POLICY_H

#include "mac.h"
#include "secneg.h"

#define BS_POLICIES 6

struct bs_config;

/**
 * struct bs_policy - an authorization
 * @name: as it is written
 * @version: WMAN_PKM_V*, 0 for no authorization
 * @bits: WMAN_POLICY_*, what SBC-RSP chooses
 */
struct bs_policy {
	const char *name;
	u8 version;
	u8 bits;
};

/**
 * struct bs_policy_list - authorizations of a subscriber
 * @mac: the subscriber; unused in the default
 * @n: how many
 * @policy: the preferred one first
 */
struct bs_policy_list {
	u8 mac[WMAN_MAC_ADDR_LEN];
	u8 n;
	const struct bs_policy *policy[BS_POLICIES];
};

/**
 * struct bs_policies - those of all subscribers
 * @all: of those that are not in @one; empty until bs_policy_finish() when none was given
 * @one: of single subscribers
 * @n: how many are in @one
 */
struct bs_policies {
	struct bs_policy_list all;
	struct bs_policy_list *one;
	size_t n;
};

/**
 * bs_policy_add() - take what one option says
 * @policies: where
 * @value: [MAC=]POLICY[,POLICY]...
 *
 * Return: NULL, or what is wrong; "" stands for no memory.
 */
const char *bs_policy_add(struct bs_policies *policies, const char *value);

/**
 * bs_policy_finish() - fill in the default, check that what is there can be done
 * @cfg: the configuration
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_policy_finish(struct bs_config *cfg);

/**
 * bs_policy_choose() - the authorization for a subscriber
 * @policies: what there is
 * @mac: the subscriber
 * @offer: what it can do
 * @mode: what MAC mode PKMv2 is to have, 0 when there is none
 *
 * Return: the first of its list that it offers, or NULL.
 */
const struct bs_policy *bs_policy_choose(const struct bs_policies *policies, const u8 *mac,
					 const struct wman_secneg *offer, u8 mode);

/**
 * bs_policy_allows() - whether a subscriber may use an authorization that was chosen elsewhere
 * @policies: what there is
 * @mac: the subscriber
 * @choice: SBC-RSP
 *
 * Return: true when it is in its list.
 */
bool bs_policy_allows(const struct bs_policies *policies, const u8 *mac,
		      const struct wman_secneg *choice);

/**
 * bs_policy_name() - name of an authorization that was chosen
 * @choice: SBC-RSP
 *
 * Return: the name, or NULL when there is none.
 */
const char *bs_policy_name(const struct wman_secneg *choice);

/**
 * bs_policy_free() - free what bs_policy_add() allocated
 * @policies: all of them
 */
void bs_policy_free(struct bs_policies *policies);

#endif
