/* SPDX-License-Identifier: BSD-3-Clause */
/* Packet classification rules, as options and commands write them: KEY=VALUE. */
#ifndef WMAN_LIB_RULE_H
#define WMAN_LIB_RULE_H

#include "classifier.h"

#define RULE_KEYS  "priority tos proto src dst sport dport dmac smac ethertype prio vlan"
#define RULE_INDEX 1 /* of a rule that is given none */

/**
 * rule_is_key() - whether a word is one of RULE_KEYS
 * @key: the word
 */
bool rule_is_key(const char *key);

/**
 * rule_begin() - give a rule its index
 * @rule: the rule, all zero
 * @index: names it within its flow
 */
void rule_begin(struct wman_rule *rule, u16 index);

/**
 * rule_add() - one more criterion
 * @rule: the rule, all zero in the beginning
 * @key: one of RULE_KEYS
 * @value: its value; a range is LOW-HIGH or one number, an address ADDRESS/BITS
 *
 * Return: NULL, or what is wrong.
 */
const char *rule_add(struct wman_rule *rule, const char *key, const char *value);

/**
 * rule_finish() - all criteria are there
 * @rule: the rule, which has at least one
 * @cs: convergence sublayer of its flow
 *
 * Return: NULL, or what is wrong.
 */
const char *rule_finish(struct wman_rule *rule, u8 cs);

#endif
