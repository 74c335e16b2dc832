// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* MAC management messages. */
#include "message.h"

#define UP	BIT(WMAN_DIRECTION_UPLINK)
#define DOWN	BIT(WMAN_DIRECTION_DOWNLINK)

#define RANGING	WMAN_ON_RANGING
#define BASIC	WMAN_ON_BASIC
#define PRIMARY	WMAN_ON_PRIMARY
#define ALL	WMAN_ON_BROADCAST

static const struct {
	const char *name;
	u8 dir;
	u8 on;
	u8 fixed;	/* octets of the type and of what stands before the TLVs */
	bool is_signed;
} messages[WMAN_MSG_TYPES] = {
	[WMAN_MSG_UCD] = { "UCD", DOWN, ALL, 6, false },
	[WMAN_MSG_DCD] = { "DCD", DOWN, ALL, 3, false },
	/* up to the BSID; no TLVs */
	[WMAN_MSG_DL_MAP] = { "DL-MAP", DOWN, ALL, 12, false },
	[WMAN_MSG_RNG_REQ] = { "RNG-REQ", UP, RANGING | BASIC, 2, false },
	[WMAN_MSG_RNG_RSP] = { "RNG-RSP", DOWN, RANGING | BASIC, 2, false },
	[WMAN_MSG_REG_REQ] = { "REG-REQ", UP, PRIMARY, 1, true },
	[WMAN_MSG_REG_RSP] = { "REG-RSP", DOWN, PRIMARY, 2, true },
	[WMAN_MSG_PKM_REQ] = { "PKM-REQ", UP, PRIMARY, 3, false },
	/* on a broadcast CID Group-Key-Update-Command only (D29), which its handler sees to */
	[WMAN_MSG_PKM_RSP] = { "PKM-RSP", DOWN, PRIMARY | ALL, 3, false },
	[WMAN_MSG_DSA_REQ] = { "DSA-REQ", UP | DOWN, PRIMARY, 3, true },
	[WMAN_MSG_DSA_RSP] = { "DSA-RSP", UP | DOWN, PRIMARY, 4, true },
	[WMAN_MSG_DSA_ACK] = { "DSA-ACK", UP | DOWN, PRIMARY, 4, true },
	[WMAN_MSG_DSC_REQ] = { "DSC-REQ", UP | DOWN, PRIMARY, 3, true },
	[WMAN_MSG_DSC_RSP] = { "DSC-RSP", UP | DOWN, PRIMARY, 4, true },
	[WMAN_MSG_DSC_ACK] = { "DSC-ACK", UP | DOWN, PRIMARY, 4, true },
	[WMAN_MSG_DSD_REQ] = { "DSD-REQ", UP | DOWN, PRIMARY, 7, true },
	[WMAN_MSG_DSD_RSP] = { "DSD-RSP", UP | DOWN, PRIMARY, 8, true },
	[WMAN_MSG_RES_CMD] = { "RES-CMD", DOWN, BASIC, 1, true },
	[WMAN_MSG_SBC_REQ] = { "SBC-REQ", UP, BASIC, 1, false },
	[WMAN_MSG_SBC_RSP] = { "SBC-RSP", DOWN, BASIC, 1, false },
	[WMAN_MSG_DREG_CMD] = { "DREG-CMD", DOWN, BASIC, 2, true },
	[WMAN_MSG_DSX_RVD] = { "DSX-RVD", DOWN, PRIMARY, 4, false },
};

static bool handled(u8 type)
{
	return type < WMAN_MSG_TYPES && messages[type].dir;
}

enum wman_reason wman_message_check(u8 type, enum wman_direction dir, u8 on)
{
	if (!handled(type))
		return WMAN_REASON_MESSAGE_UNKNOWN;
	if (!(messages[type].dir & BIT(dir)))
		return WMAN_REASON_MESSAGE_DIRECTION;
	return messages[type].on & on ? WMAN_REASON_NONE : WMAN_REASON_CID_WRONG;
}

bool wman_message_signed(u8 type)
{
	return handled(type) && messages[type].is_signed;
}

enum wman_reason wman_message_fixed(const u8 *msg, size_t len, size_t *fixed)
{
	if (!len)
		return WMAN_REASON_MESSAGE_SHORT;
	if (!handled(msg[0]))
		return WMAN_REASON_MESSAGE_UNKNOWN;
	*fixed = messages[msg[0]].fixed;
	return len < *fixed ? WMAN_REASON_MESSAGE_SHORT : WMAN_REASON_NONE;
}

const char *wman_message_name(u8 type)
{
	return handled(type) ? messages[type].name : NULL;
}
