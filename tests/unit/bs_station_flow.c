// SPDX-License-Identifier: BSD-3-Clause
/* The scripted subscriber's part in DSA, DSC and DSD. */
#include <string.h>

#include "bs_station.h"
#include "message.h"

void bs_station_dsa_req(struct bs_station *st, const u8 *msg, size_t len)
{
	struct wman_dsx dsx, rsp = { .type = WMAN_MSG_DSA_RSP };
	struct wman_buf buf;
	unsigned int i;
	u8 data[128];

	assert_int_equal(wman_dsx_parse(&dsx, msg, len), 0);
	for (i = 0; i < st->n_flows && st->flow[i].transaction != dsx.transaction; i++)
		;
	if (i == st->n_flows)
		st->flow[st->n_flows++] = dsx;
	rsp.transaction = dsx.transaction;
	rsp.dir = dsx.dir;
	rsp.flow.present = WMAN_FLOW_SFID;
	rsp.flow.sfid = dsx.flow.sfid;
	wman_buf_init(&buf, data, sizeof(data));
	wman_dsx_put(&buf, &rsp);
	bs_station_signed(st, &st->ak, &buf, false);
}

void bs_station_dsc_req(struct bs_station *st, const u8 *msg, size_t len)
{
	struct wman_dsx rsp = { .type = WMAN_MSG_DSC_RSP, .confirmation = st->dsc_confirmation };
	struct wman_octets *rule = &st->dsc.flow.rules[0].rule;
	struct wman_buf buf;
	u8 data[128];

	assert_int_equal(wman_dsx_parse(&st->dsc, msg, len), 0);
	if (st->dsc.flow.n_rules) {
		memcpy(st->dsc_rule, rule->data, rule->len);
		rule->data = st->dsc_rule;
	}
	rsp.transaction = st->dsc.transaction;
	rsp.dir = st->dsc.dir;
	rsp.flow.present = WMAN_FLOW_SFID;
	rsp.flow.sfid = st->dsc.flow.sfid;
	wman_buf_init(&buf, data, sizeof(data));
	wman_dsx_put(&buf, &rsp);
	bs_station_signed(st, &st->ak, &buf, false);
}

void bs_station_dsd_req(struct bs_station *st, const u8 *msg, size_t len)
{
	struct wman_dsx dsx, rsp = { .type = WMAN_MSG_DSD_RSP };
	struct wman_buf buf;
	u8 data[128];

	assert_int_equal(wman_dsx_parse(&dsx, msg, len), 0);
	rsp.transaction = dsx.transaction;
	rsp.sfid = dsx.sfid;
	wman_buf_init(&buf, data, sizeof(data));
	wman_dsx_put(&buf, &rsp);
	bs_station_signed(st, &st->ak, &buf, false);
}

void bs_station_dsx(struct bs_station *st, const struct wman_dsx *dsx)
{
	struct wman_buf buf;
	u8 data[256];

	wman_buf_init(&buf, data, sizeof(data));
	wman_dsx_put(&buf, dsx);
	bs_station_signed(st, &st->ak, &buf, false);
}
