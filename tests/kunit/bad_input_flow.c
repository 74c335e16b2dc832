// SPDX-License-Identifier: GPL-2.0
/* Messages about service flows, of both sides' transactions. */
#include "bad_input.h"
#include "drive.h"
#include "flow_ms.h"

#define UPLINK_FLOW	145
#define DOWNLINK_FLOW	146

#define SFID	0x77
#define CID	0x0777

static u16 asked;	/* transaction of the station that waits */

static void bs_says(struct station *st, const struct wman_dsx *dsx)
{
	wman_dsx_put(bs_begin(st), dsx);
	bs_send_tuple(st, BS_PRIMARY_CID);
}

/* The uplink flow is to carry nothing, or is again to. */
static const struct wman_dsx asleep = {
	.type = WMAN_MSG_DSC_REQ,
	.transaction = WMAN_DSX_BY_BS + 9,
	.dir = WMAN_DIRECTION_UPLINK,
	.flow = {
		.present = WMAN_FLOW_SFID | WMAN_FLOW_QOS_SET,
		.sfid = BS_UL_SFID,
		.qos_set = WMAN_QOS_SET_ALL & ~WMAN_QOS_SET_ACTIVE,
	},
};

static bool in_flows(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_FLOWS);
}

static void adds(struct station *st)
{
	bs_dsa_req(st, WMAN_DSX_BY_BS, WMAN_DIRECTION_DOWNLINK, BS_DL_SFID, BS_DL_CID,
		   WMAN_CS_IPV4);
}

static void changes(struct station *st)
{
	bs_says(st, &asleep);
}

static void ends(struct station *st)
{
	bs_dsd_req(st, WMAN_DSX_BY_BS + 9, BS_UL_SFID);
}

/* What was asked of the station goes on, unless the base station changes its mind. */
static void acknowledges(struct station *st, u8 type, u16 transaction)
{
	const struct wman_dsx ack = {
		.type = type, .transaction = transaction, .confirmation = WMAN_CC_OTHER,
	};

	bs_says(st, &ack);
}

static void refuses_added(struct station *st)
{
	acknowledges(st, WMAN_MSG_DSA_ACK, WMAN_DSX_BY_BS);
}

static bool changed(struct station *st)
{
	if (!drive_up(st))
		return false;
	changes(st);
	return !st->wdev->port_open;
}

static void refuses_changed(struct station *st)
{
	acknowledges(st, WMAN_MSG_DSC_ACK, asleep.transaction);
}

static int begin_fn(struct wman_dev *wdev, void *req)
{
	return wman_flow_ms_begin(wdev, req, &asked);
}

static bool asks(struct station *st, const struct wman_dsx *req)
{
	return drive_up(st) && !station_call(st, begin_fn, (void *)req);
}

static bool asks_to_add(struct station *st)
{
	static const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = { .present = WMAN_FLOW_CS, .cs = WMAN_CS_IPV4 },
	};

	return asks(st, &req);
}

static void grants(struct station *st)
{
	const struct wman_dsx rsp = {
		.type = WMAN_MSG_DSA_RSP,
		.transaction = asked,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = { .present = WMAN_FLOW_SFID | WMAN_FLOW_CID, .sfid = SFID, .cid = CID },
	};

	bs_says(st, &rsp);
}

static void receives(struct station *st)
{
	const struct wman_dsx rvd = { .type = WMAN_MSG_DSX_RVD, .transaction = asked };

	wman_dsx_put(bs_begin(st), &rvd);
	bs_send(st, BS_PRIMARY_CID);
}

static bool asks_to_change(struct station *st)
{
	return asks(st, &asleep);
}

static void lets_change(struct station *st)
{
	const struct wman_dsx rsp = {
		.type = WMAN_MSG_DSC_RSP,
		.transaction = asked,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = { .present = WMAN_FLOW_SFID, .sfid = BS_UL_SFID },
	};

	bs_says(st, &rsp);
}

static bool asks_to_end(struct station *st)
{
	static const struct wman_dsx req = { .type = WMAN_MSG_DSD_REQ, .sfid = BS_UL_SFID };

	return asks(st, &req);
}

static void lets_end(struct station *st)
{
	const struct wman_dsx rsp = {
		.type = WMAN_MSG_DSD_RSP, .transaction = asked, .sfid = BS_UL_SFID,
	};

	bs_says(st, &rsp);
}

/* The highest bit of a transaction id says who began it. */
#define DSX(_type, _drive, _send, _fixed)						\
	.what = #_type, .type = WMAN_MSG_##_type, .drive = _drive, .send = _send,	\
	.fixed = _fixed, .id = 1, .id_bits = 0x80, .no_id = WMAN_REASON_TRANSACTION,	\
	.other_cid = BS_BASIC_CID

/* Without it the answer is a refusal. */
#define MUST_BE(_type, _reason)	{ _type, _reason, WMAN_REASON_TLV_LENGTH, true }

const struct bad_kind bad_flow_kinds[] = {
	{ DSX(DSA_REQ, in_flows, adds, 3), .end = BAD_END_TUPLE, .nest = DOWNLINK_FLOW,
	  .attrs = { MUST_BE(1, WMAN_REASON_ATTR_MISSING), MUST_BE(2, WMAN_REASON_ATTR_MISSING),
		     MUST_BE(28, WMAN_REASON_ATTR_MISSING) } },
	{ DSX(DSA_RSP, asks_to_add, grants, 4), .end = BAD_END_TUPLE, .nest = UPLINK_FLOW,
	  .attrs = { MUST_BE(1, WMAN_REASON_FLOW_MISMATCH),
		     MUST_BE(2, WMAN_REASON_FLOW_MISMATCH) } },
	{ DSX(DSA_ACK, drive_up, refuses_added, 4), .end = BAD_END_TUPLE },
	{ DSX(DSC_REQ, drive_up, changes, 3), .end = BAD_END_TUPLE, .nest = UPLINK_FLOW,
	  .attrs = { MUST_BE(1, WMAN_REASON_ATTR_MISSING), MAY(5) } },
	{ DSX(DSC_RSP, asks_to_change, lets_change, 4), .end = BAD_END_TUPLE,
	  .nest = UPLINK_FLOW, .attrs = { MAY(1) } },
	{ DSX(DSC_ACK, changed, refuses_changed, 4), .end = BAD_END_TUPLE },
	{ DSX(DSD_REQ, drive_up, ends, 7), .end = BAD_END_TUPLE },
	{ DSX(DSD_RSP, asks_to_end, lets_end, 8), .end = BAD_END_TUPLE },
	{ DSX(DSX_RVD, asks_to_add, receives, 4) },
	{}
};
