/* SPDX-License-Identifier: BSD-3-Clause */
/* What AAA servers may do to sessions that run (RFC 5176): end them, change their times. */
#ifndef _BS_DAE_H
#define _BS_DAE_H

struct bs;
struct bs_config;
struct bs_ss;
struct radius_dae;

/**
 * bs_dae_load() - begin to listen, when a configuration says so
 * @bs: the base station
 * @cfg: the configuration
 * @listening: address at which another server listens, which is to be replaced; or NULL
 * @dae: the server, or NULL; does not listen when that one does, see radius_dae_replace(). To be freed
 *	also after an error
 * @err: text of the error, BS_ERROR_LEN octets; as it was without memory
 *
 * Return: 0 or a negative errno.
 */
int bs_dae_load(struct bs *bs, const struct bs_config *cfg, const char *listening,
		struct radius_dae **dae, char *err);

/**
 * bs_dae_session_timer() - the time that a CoA-Request left a session is over
 * @ss: the subscriber
 */
void bs_dae_session_timer(struct bs_ss *ss);

#endif
