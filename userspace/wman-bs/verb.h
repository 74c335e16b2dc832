/* SPDX-License-Identifier: BSD-3-Clause */
/* What a rule can do with a message: one row each. */
#ifndef _BS_VERB_H
#define _BS_VERB_H

#include "fault.h"

/* What a verb can work on */
#define BS_ON_SENT     BIT(0)
#define BS_ON_RECEIVED BIT(1)
#define BS_ON_DATA     BIT(2)
#define BS_ON_OPEN     BIT(3)

/**
 * struct bs_journey - what becomes of a message on its way to the air
 * @data: its octets, with room for WMAN_MESSAGE_MAX
 * @len: how many
 * @copies: how many there are of it; 0 when it is lost
 * @delay_ms: how long it is held
 * @swap: it is held until the next one has gone
 * @spoiled: its octets were changed
 */
struct bs_journey {
	u8 *data;
	size_t len;
	unsigned int copies;
	u32 delay_ms;
	bool swap;
	bool spoiled;
};

/**
 * struct bs_verb - a verb; one of its functions is there
 * @name: its name
 * @on: BS_ON_*
 * @wants: keys it must have, BIT(enum bs_fault_key)
 * @takes: keys it may have besides; those that choose messages are always allowed
 * @words: looks at its words while a rule is read; NULL where any do. Returns what is wrong
 * @edit: changes contents
 * @seal: changes digest or encryption
 * @go: does something on the way
 */
struct bs_verb {
	const char *name;
	u32 on;
	u32 wants;
	u32 takes;
	const char *(*words)(const char *words);
	void (*edit)(const struct bs *bs, const struct bs_ss *ss, struct bs_fault *fault,
		     struct wman_buf *buf);
	void (*seal)(const struct bs_fault *fault, struct bs_seal *seal);
	void (*go)(struct bs *bs, const struct bs_pass *pass, struct bs_fault *fault,
		   struct bs_journey *journey);
};

/**
 * bs_verb_find() - find a verb
 * @name: its name
 *
 * Return: the verb, or NULL.
 */
const struct bs_verb *bs_verb_find(const char *name);

/**
 * bs_verb_list() - print all verbs, with what each wants
 * @f: where
 */
void bs_verb_list(FILE *f);

#endif
