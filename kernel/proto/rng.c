// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* RNG-REQ and RNG-RSP. */
#include "rng.h"

#include "message.h"

/* The bits of WMAN_RNG_REQ_* and WMAN_RNG_RSP_* are the positions in these tables. */
static const struct wman_field req_rows[] = {
	WMAN_FIELD(2, WMAN_MAC_ADDR_LEN, wman_rng_req, mac),
	WMAN_FIELD(148, 1, wman_rng_req, version),
	WMAN_FIELD(5, WMAN_MAC_ADDR_LEN, wman_rng_req, serving_bsid),
	WMAN_FIELD(6, 1, wman_rng_req, purpose),
	WMAN_FIELD(13, 2, wman_rng_req, key_count),
};

static const struct wman_field rsp_rows[] = {
	WMAN_FIELD(1, 4, wman_rng_rsp, timing),
	WMAN_FIELD(2, 1, wman_rng_rsp, power),
	WMAN_FIELD(3, 4, wman_rng_rsp, frequency),
	WMAN_FIELD(4, 1, wman_rng_rsp, status),
	WMAN_FIELD(8, WMAN_MAC_ADDR_LEN, wman_rng_rsp, mac),
	WMAN_FIELD(9, 2, wman_rng_rsp, basic_cid),
	WMAN_FIELD(10, 2, wman_rng_rsp, primary_cid),
	WMAN_FIELD(21, 2, wman_rng_rsp, ho),
	WMAN_FIELD(30, 0, wman_rng_rsp, reg),
	WMAN_FIELD(31, 0, wman_rng_rsp, challenge),
};

enum wman_reason wman_rng_req_parse(struct wman_rng_req *req, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	size_t fixed;

	reason = wman_message_fixed(msg, len, &fixed);
	if (reason)
		return reason;
	if (msg[0] != WMAN_MSG_RNG_REQ)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	memset(req, 0, sizeof(*req));
	return wman_fields_parse(req_rows, ARRAY_SIZE(req_rows), WMAN_RNG_REQ_MAC, req,
				 &req->present, msg + fixed, len - fixed);
}

void wman_rng_req_put(struct wman_buf *buf, const struct wman_rng_req *req)
{
	wman_buf_put_u8(buf, WMAN_MSG_RNG_REQ);
	wman_buf_put_u8(buf, 0);
	wman_fields_put(buf, req_rows, ARRAY_SIZE(req_rows), req, req->present);
}

enum wman_reason wman_rng_rsp_parse(struct wman_rng_rsp *rsp, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	size_t fixed;

	reason = wman_message_fixed(msg, len, &fixed);
	if (reason)
		return reason;
	if (msg[0] != WMAN_MSG_RNG_RSP)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	memset(rsp, 0, sizeof(*rsp));
	reason = wman_fields_parse(rsp_rows, ARRAY_SIZE(rsp_rows), WMAN_RNG_RSP_STATUS, rsp,
				   &rsp->present, msg + fixed, len - fixed);
	if (reason)
		return reason;
	if (rsp->status < WMAN_RANGING_CONTINUE || rsp->status > WMAN_RANGING_RERANGE)
		return WMAN_REASON_TLV_VALUE;
	return WMAN_REASON_NONE;
}

void wman_rng_rsp_put(struct wman_buf *buf, const struct wman_rng_rsp *rsp)
{
	wman_buf_put_u8(buf, WMAN_MSG_RNG_RSP);
	wman_buf_put_u8(buf, 0);
	wman_fields_put(buf, rsp_rows, ARRAY_SIZE(rsp_rows), rsp, rsp->present);
}
