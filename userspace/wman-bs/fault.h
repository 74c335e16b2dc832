/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults on request: messages by name are dropped, delayed or sent twice.
 *
 * Names are those of the messages in lower case ("rng-rsp", "eap-transfer", "key-reply", ...) and
 * "data" for traffic; with "rx:" before them they mean messages received.
 */
#ifndef _BS_FAULT_H
#define _BS_FAULT_H

#include "env.h"

#define BS_FAULT_NAME_LEN 32
#define BS_FAULT_EVER	  (-1)

struct bs;

enum bs_fault_kind {
	BS_FAULT_DROP,
	BS_FAULT_DELAY,
	BS_FAULT_DUPLICATE,
};

enum bs_fault_dir {
	BS_FAULT_TX,
	BS_FAULT_RX,
};

/**
 * struct bs_fault_rule - one fault
 * @kind: what is done
 * @dir: to messages sent or received
 * @name: to which
 * @delay_ms: BS_FAULT_DELAY only
 * @skip: how many are let pass before
 * @left: how many times still, or BS_FAULT_EVER
 * @done: how many times it was done
 */
struct bs_fault_rule {
	enum bs_fault_kind kind;
	enum bs_fault_dir dir;
	char name[BS_FAULT_NAME_LEN];
	u32 delay_ms;
	long skip;
	long left;
	unsigned long done;
};

/**
 * struct bs_fault - what is done to one message
 * @drop: it is lost
 * @copies: how many there are of it, 1 or 2
 * @delay_ms: how long it is held
 */
struct bs_fault {
	bool drop;
	unsigned int copies;
	u32 delay_ms;
};

/**
 * bs_fault_parse() - read a rule
 * @rule: the rule
 * @kind: which option it was given with
 * @text: [rx:]NAME[:COUNT[:SKIP]], for BS_FAULT_DELAY [rx:]NAME:MS[:COUNT[:SKIP]]
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_fault_parse(struct bs_fault_rule *rule, enum bs_fault_kind kind, const char *text);

/**
 * bs_fault_next() - what happens to a message; counts the rules that apply down
 * @rules: the rules
 * @n: how many
 * @dir: whether it is sent or was received
 * @name: name of the message
 *
 * Return: what to do.
 */
struct bs_fault bs_fault_next(struct bs_fault_rule *rules, size_t n, enum bs_fault_dir dir,
			      const char *name);

/**
 * bs_fault_message_name() - name of a management message for bs_fault_next()
 * @msg: from its type octet
 * @len: its octets
 *
 * Return: the name of the PKM code, else that of the message; "unknown" for others.
 */
const char *bs_fault_message_name(const u8 *msg, size_t len);

/**
 * bs_fault_name_known() - whether a name is one that bs_fault_message_name() may return
 * @name: the name
 *
 * Return: true for those and for "data".
 */
bool bs_fault_name_known(const char *name);

#endif
