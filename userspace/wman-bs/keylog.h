/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Key log: every key that is made, one record a line, as wman-keylog(5) says. It undoes all that
 * the keys are for; nothing else of this program writes a key anywhere.
 */
#ifndef _BS_KEYLOG_H
#define _BS_KEYLOG_H

#include "key.h"

struct bs_gkek;
struct bs_keylog;
struct bs_tek;

/**
 * bs_keylog_open() - begin a log
 * @path: the file; it must not exist, and is its owner's alone (mode 0600)
 *
 * Return: the log, or NULL with errno set: EEXIST, or an error of open().
 */
struct bs_keylog *bs_keylog_open(const char *path);

/**
 * bs_keylog_is() - whether it goes to the file that a path names now
 * @log: from bs_keylog_open(), or NULL
 * @path: the path
 *
 * Return: false when there is none, or its file was moved away.
 */
bool bs_keylog_is(const struct bs_keylog *log, const char *path);

/**
 * bs_keylog_close() - end it
 * @log: from bs_keylog_open(), or NULL
 */
void bs_keylog_close(struct bs_keylog *log);

/**
 * bs_keylog_ak() - log an AK context
 * @log: the log, or NULL for none
 * @mac: the subscriber
 * @bsid: BSID of the base station that it is for
 * @ak: the context, with its lifetime
 */
void bs_keylog_ak(struct bs_keylog *log, const u8 *mac, const u8 *bsid, const struct bs_ak *ak);

/**
 * bs_keylog_tek() - log a TEK, or the GTEK of a group
 * @log: the log, or NULL for none
 * @mac: the subscriber, or NULL for a group
 * @said: SAID
 * @suite: cryptographic suite
 * @tek: the TEK
 */
void bs_keylog_tek(struct bs_keylog *log, const u8 *mac, u16 said, u32 suite,
		   const struct bs_tek *tek);

/**
 * bs_keylog_gkek() - log the GKEK of a group
 * @log: the log, or NULL for none
 * @said: GSAID
 * @gkek: the GKEK
 */
void bs_keylog_gkek(struct bs_keylog *log, u16 said, const struct bs_gkek *gkek);

#endif
