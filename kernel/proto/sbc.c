// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* SBC-REQ and SBC-RSP. */
#include "sbc.h"

#include "message.h"

/*
 * The bits of WMAN_SBC_* are the positions in this table. Security-Negotiation-Parameters
 * are a row of the parser only: they land in a struct of their own. struct wman_sbc is the
 * first member, so the offsets are its own, too.
 */
struct rows {
	struct wman_sbc sbc;
	struct wman_octets secneg;
};

static const struct wman_field sbc_rows[] = {
	WMAN_FIELD(1, 1, rows, sbc.bandwidth),
	WMAN_FIELD(4, 1, rows, sbc.construction),
	WMAN_FIELD(150, 1, rows, sbc.fft),
	WMAN_FIELD(WMAN_SECNEG_TYPE, 0, rows, secneg),
};

#define SENT_ROWS	3

enum wman_reason wman_sbc_parse(struct wman_sbc *sbc, u8 type, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	struct rows all;
	size_t fixed;

	reason = wman_message_fixed(msg, len, &fixed);
	if (reason)
		return reason;
	if (msg[0] != type)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	memset(&all, 0, sizeof(all));
	reason = wman_fields_parse(sbc_rows, ARRAY_SIZE(sbc_rows), 0, &all, &all.sbc.present,
				   msg + fixed, len - fixed);
	if (reason)
		return reason;
	*sbc = all.sbc;
	sbc->present &= BIT(SENT_ROWS) - 1;
	return all.secneg.data ? wman_secneg_parse(&sbc->secneg, &all.secneg) : WMAN_REASON_NONE;
}

void wman_sbc_put(struct wman_buf *buf, u8 type, const struct wman_sbc *sbc)
{
	wman_buf_put_u8(buf, type);
	wman_fields_put(buf, sbc_rows, SENT_ROWS, sbc, sbc->present);
	wman_secneg_put(buf, &sbc->secneg);
}
