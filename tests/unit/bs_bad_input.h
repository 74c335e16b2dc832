/* SPDX-License-Identifier: BSD-3-Clause */
/* How a message of a subscriber is described, to have each of the faults there are. */
#ifndef TESTS_BS_BAD_INPUT_H
#define TESTS_BS_BAD_INPUT_H

#include "../bad_message.h"
#include "bs_station.h"

static const char *const fault_names[FAULTS] = {
	"missing",   "too long",     "empty",		"twice",	"unknown",  "reversed",
	"no digest", "wrong digest", "digest not last", "digest twice", "other AK", "other CID",
	"direction", "version",	     "no such code",	"identifier",	"cut",
};

/* An attribute: what is counted without it, and with an octet more; 0 where it may be so. */
struct attr {
	u8 type;
	enum wman_reason missing, long_;
	bool answered; /* with a refusal */
};

enum ending { PLAIN, TUPLE, DIGEST };

/**
 * struct kind - a message
 * @what: its name
 * @type: its type
 * @code: its code, of PKM
 * @signed_: with a digest only, where there are both
 * @begin: what the subscriber does from which it follows; NULL when it is sent in network entry
 * @fixed: octets before its attributes
 * @nest: compound TLV that these are in, or 0
 * @ending: what it ends with
 * @down: type octet of the message that goes the other way, or 0
 * @id: where its transaction id begins, or 0
 * @sn_reason: counted for another AK
 * @optional: right without its digest
 * @attrs: its attributes
 */
struct kind {
	const char *what;
	u8 type, code;
	bool signed_;
	void (*begin)(struct bs_station *st);
	u8 fixed, nest;
	enum ending ending;
	u8 down, id;
	enum wman_reason sn_reason;
	bool optional;
	struct attr attrs[8];
};

#endif
