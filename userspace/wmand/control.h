/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The socket for the administrator: a connection for each request, which is a line; the answer is
 * lines. Words are separated by blanks, names percent-encoded.
 *
 *	networks		network NAME PRIORITY METHODS, for each of the configuration;
 *				refused NAME BSID REASON TIMES SECONDS, for each that is not tried
 *	clear [NAME]		cleared N
 *	mip IFINDEX VARIANT [HA NAI [FA]]
 *				key NAME HEX, for each; once for each authentication, and for root
 *
 * At the end comes "ok", or "error TEXT".
 */
#ifndef WMAND_CONTROL_H
#define WMAND_CONTROL_H

struct agent;
struct control;
struct loop;

struct control *control_new(struct loop *loop, struct agent *agent, const char *path);
void control_free(struct control *control);

#endif
