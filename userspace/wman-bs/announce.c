// SPDX-License-Identifier: BSD-3-Clause
#include "announce.h"

#include "beacon.h"
#include "bs.h"
#include "loop.h"
#include "mgmt.h"
#include "pcap.h"

#define DCD_MS	      1000
#define FREQUENCY_KHZ 2300000
#define RESERVATION   15 /* contention reservation timeout, frames */

static void send_descriptors(struct bs *bs)
{
	struct wman_dcd dcd = {
		.present = WMAN_DCD_FREQUENCY | WMAN_DCD_BSID | WMAN_DCD_VERSION,
		.frequency = FREQUENCY_KHZ,
		.version = 5,
	};
	static const struct wman_ucd ucd = {
		.present = WMAN_UCD_RESERVATION,
		.ranging_end = 4,
		.request_end = 4,
		.reservation = RESERVATION,
	};
	struct wman_buf *buf;

	memcpy(dcd.bsid, bs->bsid, sizeof(dcd.bsid));
	buf = bs_mgmt_begin(bs);
	wman_dcd_put(buf, &dcd);
	bs_mgmt_broadcast(bs, buf);
	buf = bs_mgmt_begin(bs);
	wman_ucd_put(buf, &ucd);
	bs_mgmt_broadcast(bs, buf);
}

static void beat(void *arg)
{
	struct bs *bs = arg;
	struct wman_buf *buf = bs_mgmt_begin(bs);
	struct wman_dl_map map = {
		.frame_duration = WMAN_FRAME_5MS,
		.frame_number = bs_air_frame_number(),
		.symbols = 1,
	};

	bs->announce.frame = map.frame_number;
	memcpy(map.bsid, bs->bsid, sizeof(map.bsid));
	wman_dl_map_put(buf, &map);
	bs_mgmt_broadcast(bs, buf);
	if (bs_now_ms() >= bs->announce.dcd_at) {
		bs->announce.dcd_at = bs_now_ms() + DCD_MS;
		send_descriptors(bs);
		bs_pcap_flush(bs->pcap);
	}
	loop_timer_set(bs->announce.timer, bs->cfg->beacon_interval);
}

int bs_announce_start(struct bs *bs)
{
	bs->announce.timer = loop_timer_new(bs->loop, beat, bs);
	if (!bs->announce.timer)
		return -ENOMEM;
	bs_announce_set(bs, true);
	return 0;
}

void bs_announce_set(struct bs *bs, bool on)
{
	bs->announce.on = on;
	if (on)
		loop_timer_set(bs->announce.timer, 0);
	else
		loop_timer_stop(bs->announce.timer);
}

void bs_announce_stop(struct bs *bs)
{
	loop_timer_free(bs->announce.timer);
	bs->announce.timer = NULL;
}
