/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * What a base station broadcasts: DL-MAP, DCD, UCD.
 *
 * Parsers take a message from its type octet and return WMAN_REASON_NONE, _MESSAGE_UNKNOWN
 * for another type, _MESSAGE_SHORT, _TLV_MALFORMED or _TLV_LENGTH.
 */
#ifndef _WMAN_BEACON_H
#define _WMAN_BEACON_H

#include "fields.h"
#include "mac.h"

#define WMAN_FRAME_5MS		4	/* frame duration code */

/**
 * struct wman_dl_map - DL-MAP
 * @frame_duration: frame duration code
 * @frame_number: 24 bits
 * @dcd_count: configuration change count of the DCD in force
 * @bsid: BSID, an input of the key derivation
 * @symbols: OFDMA symbols in the downlink subframe
 */
struct wman_dl_map {
	u8 frame_duration;
	u32 frame_number;
	u8 dcd_count;
	u8 bsid[WMAN_MAC_ADDR_LEN];
	u8 symbols;
};

#define WMAN_DCD_FREQUENCY	BIT(0)
#define WMAN_DCD_BSID		BIT(1)
#define WMAN_DCD_VERSION	BIT(2)

/**
 * struct wman_dcd - DCD
 * @present: WMAN_DCD_*
 * @count: configuration change count
 * @frequency: kHz
 * @bsid: agrees with the DL-MAP
 * @version: MAC version
 */
struct wman_dcd {
	u32 present;
	u8 count;
	u32 frequency;
	u8 bsid[WMAN_MAC_ADDR_LEN];
	u8 version;
};

#define WMAN_UCD_RESERVATION	BIT(0)

/**
 * struct wman_ucd - UCD
 * @present: WMAN_UCD_*
 * @count: configuration change count
 * @ranging_start: ranging backoff start
 * @ranging_end: ranging backoff end
 * @request_start: request backoff start
 * @request_end: request backoff end
 * @reservation: contention reservation timeout
 */
struct wman_ucd {
	u32 present;
	u8 count;
	u8 ranging_start;
	u8 ranging_end;
	u8 request_start;
	u8 request_end;
	u8 reservation;
};

/**
 * wman_dl_map_parse() - read a DL-MAP
 * @map: what was read
 * @msg: the message
 * @len: its octets; what follows the BSID may be missing
 *
 * Return: see above.
 */
enum wman_reason wman_dl_map_parse(struct wman_dl_map *map, const u8 *msg, size_t len);

/**
 * wman_dl_map_put() - append a DL-MAP
 * @buf: where
 * @map: what
 */
void wman_dl_map_put(struct wman_buf *buf, const struct wman_dl_map *map);

/**
 * wman_dcd_parse() - read a DCD
 * @dcd: what was read
 * @msg: the message
 * @len: its octets
 *
 * Return: see above.
 */
enum wman_reason wman_dcd_parse(struct wman_dcd *dcd, const u8 *msg, size_t len);

/**
 * wman_dcd_put() - append a DCD
 * @buf: where
 * @dcd: what
 */
void wman_dcd_put(struct wman_buf *buf, const struct wman_dcd *dcd);

/**
 * wman_ucd_parse() - read a UCD
 * @ucd: what was read
 * @msg: the message
 * @len: its octets
 *
 * Return: see above.
 */
enum wman_reason wman_ucd_parse(struct wman_ucd *ucd, const u8 *msg, size_t len);

/**
 * wman_ucd_put() - append a UCD
 * @buf: where
 * @ucd: what
 */
void wman_ucd_put(struct wman_buf *buf, const struct wman_ucd *ucd);

#endif /* _WMAN_BEACON_H */
