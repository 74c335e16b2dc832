// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* DREG-CMD and RES-CMD. */
#include "dreg.h"

#include "message.h"

enum wman_reason wman_dreg_cmd_parse(u8 *action, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	size_t fixed;

	reason = wman_message_fixed(msg, len, &fixed);
	if (reason)
		return reason;
	if (msg[0] != WMAN_MSG_DREG_CMD)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	*action = msg[1];
	return *action > WMAN_DREG_WAIT ? WMAN_REASON_TLV_VALUE : WMAN_REASON_NONE;
}

void wman_dreg_cmd_put(struct wman_buf *buf, enum wman_dreg_action action)
{
	wman_buf_put_u8(buf, WMAN_MSG_DREG_CMD);
	wman_buf_put_u8(buf, (u8)action);
}

void wman_res_cmd_put(struct wman_buf *buf)
{
	wman_buf_put_u8(buf, WMAN_MSG_RES_CMD);
}
