// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* REG-REQ and REG-RSP. */
#include "reg.h"

#include "message.h"

/* The bits of WMAN_REG_* are the positions in this table. */
static const struct wman_field reg_rows[] = {
	WMAN_FIELD(2, 1, wman_reg, managed),
	WMAN_FIELD(3, 1, wman_reg, ip_mode),
	WMAN_FIELD(6, 2, wman_reg, ul_cids),
	WMAN_FIELD(7, 2, wman_reg, cs),
	WMAN_FIELD(12, 1, wman_reg, crc),
	WMAN_FIELD(15, 2, wman_reg, dl_cids),
};

enum wman_reason wman_reg_parse(struct wman_reg *reg, u8 type, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	size_t fixed;

	reason = wman_message_fixed(msg, len, &fixed);
	if (reason)
		return reason;
	if (msg[0] != type)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	memset(reg, 0, sizeof(*reg));
	if (type == WMAN_MSG_REG_RSP)
		reg->response = msg[1];
	return wman_fields_parse(reg_rows, ARRAY_SIZE(reg_rows), 0, reg, &reg->present,
				 msg + fixed, len - fixed);
}

void wman_reg_put(struct wman_buf *buf, u8 type, const struct wman_reg *reg)
{
	wman_buf_put_u8(buf, type);
	if (type == WMAN_MSG_REG_RSP)
		wman_buf_put_u8(buf, reg->response);
	wman_fields_put(buf, reg_rows, ARRAY_SIZE(reg_rows), reg, reg->present);
}
