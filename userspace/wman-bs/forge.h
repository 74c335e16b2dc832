/* SPDX-License-Identifier: BSD-3-Clause */
/* Bad frames on request, for tests of subscribers. */
#ifndef _BS_FORGE_H
#define _BS_FORGE_H

#include <stdio.h>

#include "env.h"

struct bs_ss;

/**
 * bs_forge_data() - send one bad data PDU down
 * @ss: the subscriber, its port open
 * @kind: icv, pn-replay, pn-direction, pn-order, eks, clear, hcs, crc or cut
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_forge_data(struct bs_ss *ss, const char *kind);

/**
 * bs_forge_message() - send a management message down that no rule meets
 * @ss: the subscriber
 * @name: MESSAGE with a right digest, MESSAGE-wrong-digest, MESSAGE-no-digest or MESSAGE-replay;
 *	MESSAGE is one of bs_forge_names() or octets for bs_fault_octets(); or "replay", "reflect"
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_forge_message(struct bs_ss *ss, const char *name);

/**
 * bs_forge_names() - print what bs_forge_message() knows
 * @f: where
 */
void bs_forge_names(FILE *f);

/**
 * bs_forge_raw() - send octets as a PDU
 * @ss: the subscriber
 * @hex: the octets, two hexadecimal digits each
 * @fix: make LEN, HCS and, with CI, CRC right
 *
 * Return: NULL, or what is wrong.
 */
const char *bs_forge_raw(struct bs_ss *ss, const char *hex, bool fix);

#endif
