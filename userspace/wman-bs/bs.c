// SPDX-License-Identifier: BSD-3-Clause
#include "bs.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "aaa.h"
#include "control.h"
#include "dae.h"
#include "loop.h"
#include "m2m.h"
#include "keylog.h"
#include "names_gen.h"
#include "pcap.h"
#include "peer.h"
#include "prim_openssl.h"
#include "radius_dae.h"

#define ETHERNET_HEADER 14

u64 bs_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000 + (u64)now.tv_nsec / 1000000;
}

void bs_count(struct bs *bs, struct bs_ss *ss, enum wman_reason reason)
{
	if (!reason)
		return;
	(ss ? ss->counters : bs->counters)[reason]++;
	bs_event(bs, ss, "dropped", wman_reason_name(reason), "%s", wman_reason_text(reason));
}

/* MTU of the TAP: its packets go in one PDU, and that in one frame of the air. */
static unsigned int tap_mtu(const struct bs_config *cfg, unsigned int air_mtu)
{
	unsigned int room = air_mtu - WMAN_M2M_HEADER_MAX;

	if (room > WMAN_PDU_MAX)
		room = WMAN_PDU_MAX;
	return room - WMAN_GMH_LEN - WMAN_CCM_OVERHEAD - WMAN_CRC_LEN -
	       (bs_config_ethernet(cfg) ? ETHERNET_HEADER : 0);
}

int bs_open_fds(const struct bs_config *cfg, struct bs_fds *fds, char *err)
{
	fds->tap = -1;
	fds->air = bs_air_open(cfg->air, fds->air_mac, &fds->air_mtu, err);
	if (fds->air < 0)
		return fds->air;
	if (!cfg->tap[0])
		return 0;
	fds->tap = bs_tap_open(cfg->tap, tap_mtu(cfg, fds->air_mtu), !bs_config_ethernet(cfg),
			       fds->tap_mac, err);
	if (fds->tap >= 0)
		return 0;
	close(fds->air);
	return fds->tap;
}

/* Files and sockets an observer asked for. */
static bool open_outputs(struct bs *bs, char *err)
{
	const struct bs_config *cfg = bs->cfg;
	const char *path = NULL;

	if (cfg->events && !(bs->events = bs_events_open(cfg->events)))
		path = cfg->events;
	else if (cfg->pcap && !(bs->pcap = bs_pcap_open(cfg->pcap)))
		path = cfg->pcap;
	else if (cfg->control && !(bs->control = bs_control_open(bs, cfg->control)))
		path = cfg->control;
	else if (cfg->share && !(bs->peer = bs_peer_open(bs, cfg->share)))
		path = cfg->share;
	if (path)
		snprintf(err, BS_ERROR_LEN, "%s: %s", path, strerror(errno));
	return !path;
}

struct bs *bs_new(struct bs_config *cfg, struct loop *loop, const struct bs_fds *fds, char *err)
{
	struct bs *bs = calloc(1, sizeof(*bs));

	snprintf(err, BS_ERROR_LEN, "out of memory");
	if (!bs) {
		close(fds->air);
		if (fds->tap >= 0)
			close(fds->tap);
		return NULL;
	}
	bs->cfg = cfg;
	bs->loop = loop;
	bs->air.fd = fds->air;
	bs->air.mtu = fds->air_mtu;
	memcpy(bs->air.mac, fds->air_mac, sizeof(bs->air.mac));
	bs->tap.fd = fds->tap;
	memcpy(bs->tap.mac, fds->tap_mac, sizeof(bs->tap.mac));
	memcpy(bs->bsid, cfg->has_bsid ? cfg->bsid : fds->air_mac, sizeof(bs->bsid));

	bs->prim = wman_prim_alloc();
	if (!bs->prim || bs_ss_table_init(bs) || bs_hold_init(bs))
		goto fail;
	/* groups have keys from the beginning */
	if (cfg->keylog && !(bs->keylog = bs_keylog_open(cfg->keylog))) {
		snprintf(err, BS_ERROR_LEN, "%s: %s", cfg->keylog, strerror(errno));
		goto fail;
	}
	if (bs_group_start(bs))
		goto fail;
	bs->radius = bs_aaa_load(bs, cfg, err);
	if (!bs->radius || bs_dae_load(bs, cfg, NULL, &bs->dae, err) ||
	    bs_pki_load(&bs->pki, cfg, err) || !open_outputs(bs, err))
		goto fail;
	if (cfg->radsec_coa)
		radius_client_serve(bs->radius, &bs->dae);
	if (bs_air_start(bs) || bs_tap_start(bs) || bs_announce_start(bs))
		goto fail;
	bs_acct_on(bs);
	return bs;

fail:
	bs_free(bs);
	return NULL;
}

static void send_off(struct bs_ss *ss, void *arg)
{
	bs_acct_because(ss, BS_ACCT_ADMIN_REBOOT);
	bs_ss_end(ss, NULL);
}

void bs_end(struct bs *bs)
{
	/* asked once more: it does not wait */
	if (bs->ending)
		loop_quit(bs->loop);
	bs->ending = true;
	bs_announce_set(bs, false);
	bs_ss_each(bs, send_off, NULL);
	bs_check_end(bs);
}

void bs_check_end(struct bs *bs)
{
	if (bs->ending && !bs->acct.records)
		loop_quit(bs->loop);
}

void bs_free(struct bs *bs)
{
	if (!bs)
		return;
	bs_control_close(bs->control);
	radius_dae_free(bs->dae);
	bs_announce_stop(bs);
	bs_ss_table_free(bs);
	bs_group_stop(bs);
	bs_peer_close(bs->peer);
	bs_context_free(bs);
	bs_hold_free(bs);
	bs_tap_stop(bs);
	bs_air_stop(bs);
	bs_acct_free(bs);
	radius_client_free(bs->radius);
	bs_pki_free(&bs->pki);
	wman_prim_free(bs->prim);
	bs_keylog_close(bs->keylog);
	bs_pcap_close(bs->pcap);
	bs_events_close(bs->events);
	free(bs);
}
