/* SPDX-License-Identifier: BSD-3-Clause */
/* Packet classification rules, as options and commands write them: KEY=VALUE. */
#ifndef _BS_RULE_H
#define _BS_RULE_H

#include "classifier.h"

#define BS_RULE_KEYS  "priority tos proto src dst sport dport dmac smac ethertype prio vlan"
#define BS_RULE_INDEX 1 /* a flow here has one rule at most */

/**
 * bs_rule_is_key() - whether a word is one of BS_RULE_KEYS
 * @key: the word
 */
bool bs_rule_is_key(const char *key);

/**
 * bs_rule_add() - one more criterion
 * @rule: the rule, all zero in the beginning
 * @key: one of BS_RULE_KEYS
 * @value: its value; a range is LOW-HIGH or one number, an address ADDRESS/BITS
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_rule_add(struct wman_rule *rule, const char *key, const char *value);

/**
 * bs_rule_finish() - all criteria are there
 * @rule: the rule, which has at least one
 * @cs: convergence sublayer of its flow
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_rule_finish(struct wman_rule *rule, u8 cs);

#endif
