/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/* DREG-CMD and RES-CMD: a base station sends a subscriber away. Both end with a tuple. */
#ifndef _WMAN_DREG_H
#define _WMAN_DREG_H

#include <linux/wman.h>

#include "buf.h"

enum wman_dreg_action {
	WMAN_DREG_LEAVE = 0,		/* leave the channel */
	WMAN_DREG_LISTEN = 1,		/* listen only */
	WMAN_DREG_MANAGEMENT_ONLY = 2,	/* only basic and primary connection */
	WMAN_DREG_NORMAL = 3,
	WMAN_DREG_TERMINATE = 4,
	WMAN_DREG_IDLE = 5,
	WMAN_DREG_WAIT = 6,
};

/**
 * wman_dreg_cmd_parse() - read a DREG-CMD
 * @action: enum wman_dreg_action
 * @msg: from its type octet
 * @len: octets of the message
 *
 * Return: WMAN_REASON_NONE, _MESSAGE_UNKNOWN for another type, _MESSAGE_SHORT, or
 * _TLV_VALUE for an action that is not known.
 */
enum wman_reason wman_dreg_cmd_parse(u8 *action, const u8 *msg, size_t len);

/**
 * wman_dreg_cmd_put() - append a DREG-CMD without its tuple
 * @buf: where
 * @action: what
 */
void wman_dreg_cmd_put(struct wman_buf *buf, enum wman_dreg_action action);

/**
 * wman_res_cmd_put() - append a RES-CMD without its tuple
 * @buf: where
 */
void wman_res_cmd_put(struct wman_buf *buf);

#endif /* _WMAN_DREG_H */
