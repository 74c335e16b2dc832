/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/* REG-REQ and REG-RSP. The tuple that ends them is in digest.h. */
#ifndef _WMAN_REG_H
#define _WMAN_REG_H

#include "fields.h"

#define WMAN_REG_MANAGED	BIT(0)
#define WMAN_REG_IP_MODE	BIT(1)
#define WMAN_REG_UL_CIDS	BIT(2)
#define WMAN_REG_CS		BIT(3)
#define WMAN_REG_CRC		BIT(4)
#define WMAN_REG_DL_CIDS	BIT(5)

#define WMAN_REG_OK		0
#define WMAN_REG_FAILURE	1

/**
 * struct wman_reg - REG-REQ or REG-RSP
 * @response: WMAN_REG_OK or WMAN_REG_FAILURE; REG-RSP only
 * @present: WMAN_REG_* with BIT() above
 * @managed: SS management support, 0 without a secondary management connection
 * @ip_mode: IP management mode
 * @ul_cids: uplink transport CIDs supported
 * @cs: convergence sublayers, bit n for enum wman_cs n
 * @crc: MAC CRC support
 * @dl_cids: downlink transport CIDs supported
 */
struct wman_reg {
	u8 response;
	u32 present;
	u8 managed;
	u8 ip_mode;
	u16 ul_cids;
	u16 cs;
	u8 crc;
	u16 dl_cids;
};

/**
 * wman_reg_parse() - read a REG-REQ or REG-RSP
 * @reg: what was read
 * @type: WMAN_MSG_REG_REQ or WMAN_MSG_REG_RSP
 * @msg: from its type octet
 * @len: octets of the message
 *
 * Return: WMAN_REASON_NONE, _MESSAGE_UNKNOWN for another type, _MESSAGE_SHORT,
 * _TLV_MALFORMED or _TLV_LENGTH.
 */
enum wman_reason wman_reg_parse(struct wman_reg *reg, u8 type, const u8 *msg, size_t len);

/**
 * wman_reg_put() - append a REG-REQ or REG-RSP without its tuple
 * @buf: where
 * @type: WMAN_MSG_REG_REQ or WMAN_MSG_REG_RSP
 * @reg: what
 */
void wman_reg_put(struct wman_buf *buf, u8 type, const struct wman_reg *reg);

#endif /* _WMAN_REG_H */
