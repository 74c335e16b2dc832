// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* DL-MAP, DCD, UCD. */
#include "beacon.h"

#include "message.h"

/* The bits of WMAN_DCD_* and WMAN_UCD_* are the positions in these tables. */
static const struct wman_field dcd_rows[] = {
	WMAN_FIELD(12, 4, wman_dcd, frequency),
	WMAN_FIELD(13, WMAN_MAC_ADDR_LEN, wman_dcd, bsid),
	WMAN_FIELD(148, 1, wman_dcd, version),
};

static const struct wman_field ucd_rows[] = {
	WMAN_FIELD(2, 1, wman_ucd, reservation),
};

/* Check type and fixed part of a message. */
static enum wman_reason open_message(u8 type, const u8 *msg, size_t len, size_t *fixed)
{
	enum wman_reason reason = wman_message_fixed(msg, len, fixed);

	if (!reason && msg[0] != type)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	return reason;
}

enum wman_reason wman_dl_map_parse(struct wman_dl_map *map, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	size_t fixed;

	reason = open_message(WMAN_MSG_DL_MAP, msg, len, &fixed);
	if (reason)
		return reason;
	map->frame_duration = msg[1];
	map->frame_number = wman_get_be24(msg + 2);
	map->dcd_count = msg[5];
	memcpy(map->bsid, msg + 6, WMAN_MAC_ADDR_LEN);
	map->symbols = len > fixed ? msg[fixed] : 0;
	return WMAN_REASON_NONE;
}

void wman_dl_map_put(struct wman_buf *buf, const struct wman_dl_map *map)
{
	wman_buf_put_u8(buf, WMAN_MSG_DL_MAP);
	wman_buf_put_u8(buf, map->frame_duration);
	wman_buf_put_uint(buf, map->frame_number, 3);
	wman_buf_put_u8(buf, map->dcd_count);
	wman_buf_put(buf, map->bsid, WMAN_MAC_ADDR_LEN);
	wman_buf_put_u8(buf, map->symbols);
}

enum wman_reason wman_dcd_parse(struct wman_dcd *dcd, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	size_t fixed;

	reason = open_message(WMAN_MSG_DCD, msg, len, &fixed);
	if (reason)
		return reason;
	memset(dcd, 0, sizeof(*dcd));
	dcd->count = msg[2];
	return wman_fields_parse(dcd_rows, ARRAY_SIZE(dcd_rows), 0, dcd, &dcd->present,
				 msg + fixed, len - fixed);
}

void wman_dcd_put(struct wman_buf *buf, const struct wman_dcd *dcd)
{
	wman_buf_put_u8(buf, WMAN_MSG_DCD);
	wman_buf_put_u8(buf, 0);
	wman_buf_put_u8(buf, dcd->count);
	wman_fields_put(buf, dcd_rows, ARRAY_SIZE(dcd_rows), dcd, dcd->present);
}

enum wman_reason wman_ucd_parse(struct wman_ucd *ucd, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	size_t fixed;

	reason = open_message(WMAN_MSG_UCD, msg, len, &fixed);
	if (reason)
		return reason;
	memset(ucd, 0, sizeof(*ucd));
	ucd->count = msg[1];
	ucd->ranging_start = msg[2];
	ucd->ranging_end = msg[3];
	ucd->request_start = msg[4];
	ucd->request_end = msg[5];
	return wman_fields_parse(ucd_rows, ARRAY_SIZE(ucd_rows), 0, ucd, &ucd->present,
				 msg + fixed, len - fixed);
}

void wman_ucd_put(struct wman_buf *buf, const struct wman_ucd *ucd)
{
	wman_buf_put_u8(buf, WMAN_MSG_UCD);
	wman_buf_put_u8(buf, ucd->count);
	wman_buf_put_u8(buf, ucd->ranging_start);
	wman_buf_put_u8(buf, ucd->ranging_end);
	wman_buf_put_u8(buf, ucd->request_start);
	wman_buf_put_u8(buf, ucd->request_end);
	wman_fields_put(buf, ucd_rows, ARRAY_SIZE(ucd_rows), ucd, ucd->present);
}
