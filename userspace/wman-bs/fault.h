/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults: rules of wman-bs-rules(5). A rule names messages and what is done with them.
 *
 *	fault.c			rules at work: matching, and the three places a message passes
 *	fault_parse.c		rules as they are written
 *	verb.c edit.c		what can be done with a message
 *
 * A message passes three places: its contents, before it is signed; its digest or, for traffic, its
 * encryption; and the way to the air. Messages received pass the last one only.
 */
#ifndef _BS_FAULT_H
#define _BS_FAULT_H

#include <stdio.h>

#include "edit.h"
#include "hold.h"
#include "mac.h"

#define BS_FAULT_NAME_LEN  32
#define BS_FAULT_STATE_LEN 16
#define BS_FAULT_EVER	   (-1)
#define BS_FAULTS_MAX	   128
#define BS_FAULT_LINE_MAX  4096 /* of a rule, and of what it expands to */

/* Names that are no message */
#define BS_FAULT_DATA "data" /* a PDU of a service flow */
#define BS_FAULT_OPEN "open" /* the port of a subscriber has opened */
#define BS_FAULT_ANY  "any" /* every message of a direction, not data */

struct bs_ss;
struct bs_verb;

enum bs_fault_dir {
	BS_FAULT_TX,
	BS_FAULT_RX,
};

/**
 * struct bs_fault_name - messages of a name in a direction
 * @dir: whether they are sent or received
 * @name: their name
 */
struct bs_fault_name {
	enum bs_fault_dir dir;
	char name[BS_FAULT_NAME_LEN];
};

/**
 * struct bs_fault - a rule
 * @next: the rule behind it
 * @text: as it was written
 * @verb: what is done
 * @on: to which messages
 * @left: how many times still, or BS_FAULT_EVER
 * @skip: how many are let pass before
 * @done: how many times it was done
 * @given: keys that were given, BIT(enum bs_fault_key)
 * @mac: of this subscriber only
 * @state: in this state of the subscriber only
 * @code: with this second octet only
 * @has: with this TLV only
 * @has_value: and this value of it; NULL for any
 * @attr: TLV that is changed
 * @number: number of the verb
 * @relative: it was written with a sign
 * @value: octets of the verb, with what bs_fault_expand() replaces
 * @of: messages that are remembered
 * @after_ms: how long it waits
 * @times: how often
 * @words: words of the verb, or NULL
 * @memory: what was remembered
 * @memory_len: octets of it
 * @memory_cid: its connection
 */
struct bs_fault {
	struct bs_fault *next;
	char *text;
	const struct bs_verb *verb;
	struct bs_fault_name on;
	long left;
	long skip;
	unsigned long done;
	u32 given;
	u8 mac[WMAN_MAC_ADDR_LEN];
	char state[BS_FAULT_STATE_LEN];
	u8 code;
	struct bs_path has;
	char *has_value;
	struct bs_path attr;
	long number;
	bool relative;
	char *value;
	struct bs_fault_name of;
	u32 after_ms;
	u32 times;
	char *words;
	u8 *memory;
	size_t memory_len;
	u16 memory_cid;
};

/* Keys of a rule, for @given and for what a verb wants */
enum bs_fault_key {
	BS_FAULT_KEY_SUBSCRIBER,
	BS_FAULT_KEY_STATE,
	BS_FAULT_KEY_CODE,
	BS_FAULT_KEY_HAS,
	BS_FAULT_KEY_ATTR,
	BS_FAULT_KEY_VALUE,
	BS_FAULT_KEY_N,
	BS_FAULT_KEY_OF,
	BS_FAULT_KEY_AFTER,
	BS_FAULT_KEY_TIMES,
	BS_FAULT_KEY_WORDS,
	BS_FAULT_KEYS,
};

/**
 * struct bs_faults - all rules
 * @first: the first, in the order in which they are applied
 * @n: how many
 */
struct bs_faults {
	struct bs_fault *first;
	unsigned int n;
};

/**
 * struct bs_seal - how a message is signed, or a PDU encrypted
 * @unsigned_: without a digest
 * @wrong: with a wrong one
 * @uplink: under the key of the subscriber's direction
 * @stranger: by somebody else, who shows a certificate of its own making
 * @has_pn: with another CMAC_PN or PN
 * @pn_relative: it goes on from there
 * @pn: that, or how much further
 * @eks: EKS, or negative for the right one
 * @clear: not encrypted
 * @other_key: under the other TEK
 */
struct bs_seal {
	bool unsigned_;
	bool wrong;
	bool uplink;
	bool stranger;
	bool has_pn;
	bool pn_relative;
	long pn;
	int eks;
	bool clear;
	bool other_key;
};

/**
 * struct bs_pass - a message on its way
 * @on: its direction and name
 * @ss: whose it is, or NULL
 * @mac: MAC address of the subscriber, or everybody's
 * @cid: its connection
 * @fn: where it goes on
 */
struct bs_pass {
	struct bs_fault_name on;
	struct bs_ss *ss;
	const u8 *mac;
	u16 cid;
	bs_hold_fn fn;
};

/**
 * bs_fault_add() - one more rule
 * @faults: the rules
 * @text: the rule, see wman-bs-rules(5)
 *
 * Return: NULL, or what is wrong; valid until the next call.
 */
const char *bs_fault_add(struct bs_faults *faults, const char *text);

/**
 * bs_fault_load() - read a file of rules
 * @faults: the rules; those of the file come after them
 * @path: the file
 * @err: stream for errors, each with file and line
 *
 * Every line is looked at, also after an error.
 *
 * Return: 0 or -EINVAL.
 */
int bs_fault_load(struct bs_faults *faults, const char *path, FILE *err);

/**
 * bs_fault_clear() - forget all rules
 * @faults: the rules
 */
void bs_fault_clear(struct bs_faults *faults);

/**
 * bs_fault_keep() - go on with rules that are the same, with what they counted and remember
 * @next: the rules there are to be
 * @now: the rules there are; those that stay are taken out of it
 */
void bs_fault_keep(struct bs_faults *next, struct bs_faults *now);

/**
 * bs_fault_key_name() - how a key is written
 * @key: the key
 *
 * Return: its name.
 */
const char *bs_fault_key_name(enum bs_fault_key key);

/**
 * bs_fault_message_name() - name of a management message
 * @msg: from its type octet
 * @len: its octets
 *
 * Return: the name of the PKM code, else that of the message; "unknown" for others.
 */
const char *bs_fault_message_name(const u8 *msg, size_t len);

/**
 * bs_fault_name_known() - whether a name is one that a rule may have
 * @name: the name
 *
 * Return: true for what bs_fault_message_name() may return, "data", "open" and "any".
 */
bool bs_fault_name_known(const char *name);

/**
 * bs_fault_expand() - put in what is only known when a rule is done
 * @bs: the base station, or NULL while a rule is read
 * @ss: the subscriber, or NULL
 * @n: for {n}
 * @text: text with {NAME}
 * @out: the text with values in their place, BS_FAULT_LINE_MAX octets
 *
 * Return: false when a name is not known or the text too long.
 */
bool bs_fault_expand(const struct bs *bs, const struct bs_ss *ss, unsigned int n, const char *text,
		     char *out);

/**
 * bs_fault_octets() - octets of a rule
 * @bs: the base station, or NULL while the rule is read
 * @ss: the subscriber, or NULL
 * @n: for {n}
 * @text: hexadecimal digits, with {NAME} and points between them
 * @out: the octets, BS_FAULT_LINE_MAX / 2 of them
 * @len: how many
 *
 * Return: whether they are octets.
 */
bool bs_fault_octets(const struct bs *bs, const struct bs_ss *ss, unsigned int n, const char *text,
		     u8 *out, size_t *len);

/**
 * bs_fault_edit() - a message that is complete but for its digest
 * @bs: the base station
 * @ss: who gets it, or NULL
 * @buf: the message
 */
void bs_fault_edit(struct bs *bs, struct bs_ss *ss, struct wman_buf *buf);

/**
 * bs_fault_seal() - how a message is signed or a PDU encrypted
 * @bs: the base station
 * @ss: who gets it
 * @buf: the message; NULL for a PDU of a service flow
 *
 * Return: how.
 */
struct bs_seal bs_fault_seal(struct bs *bs, struct bs_ss *ss, const struct wman_buf *buf);

/**
 * bs_fault_pass() - let a message go its way, or not
 * @bs: the base station
 * @pass: what it is
 * @data: message, or PDU of a service flow
 * @len: its octets
 */
void bs_fault_pass(struct bs *bs, const struct bs_pass *pass, const u8 *data, size_t len);

/**
 * bs_fault_opened() - the port of a subscriber has opened
 * @ss: the subscriber
 */
void bs_fault_opened(struct bs_ss *ss);

#endif
