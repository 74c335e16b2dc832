/* SPDX-License-Identifier: BSD-3-Clause */
/* What AAA servers may do to sessions that run (RFC 5176): end them, change their times. */
#ifndef _BS_DAE_H
#define _BS_DAE_H

struct bs;
struct bs_ss;

/**
 * bs_dae_load() - begin to listen, when the configuration says so
 * @bs: the base station
 * @err: text of the error, BS_ERROR_LEN octets
 *
 * Return: 0 or a negative errno.
 */
int bs_dae_load(struct bs *bs, char *err);

/**
 * bs_dae_session_timer() - the time that a CoA-Request left a session is over
 * @ss: the subscriber
 */
void bs_dae_session_timer(struct bs_ss *ss);

#endif
