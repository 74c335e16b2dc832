// SPDX-License-Identifier: GPL-2.0
/* SA-TEK-Request, and the timers that a station tells in it (802.16e 7.8.1). */
#include <linux/random.h>

#include "dev.h"
#include "pkm_build.h"

const u8 wman_auth_config_timer[WMAN_PKM_TIMERS] = {
	[WMAN_PKM_AUTHORIZE_WAIT]   = WMAN_A_TIMER_AUTHORIZE_WAIT_MS,
	[WMAN_PKM_REAUTHORIZE_WAIT] = WMAN_A_TIMER_REAUTHORIZE_WAIT_MS,
	[WMAN_PKM_AUTH_GRACE]	    = WMAN_A_TIMER_AUTH_GRACE_MS,
	[WMAN_PKM_OPERATIONAL_WAIT] = WMAN_A_TIMER_OPERATIONAL_WAIT_MS,
	[WMAN_PKM_REKEY_WAIT]	    = WMAN_A_TIMER_REKEY_WAIT_MS,
	[WMAN_PKM_TEK_GRACE]	    = WMAN_A_TIMER_TEK_GRACE_MS,
	[WMAN_PKM_REJECT_WAIT]	    = WMAN_A_TIMER_REJECT_WAIT_MS,
};

void wman_sa_tek_request(struct wman_dev *wdev)
{
	struct wman_pkm_config config = { .present = BIT(WMAN_PKM_TIMERS) - 1 };
	struct wman_buf *buf = wman_mgmt_begin(wdev);
	struct wman_auth *auth = &wdev->auth;
	const struct wman_sa_tek request = {
		.ms_random = auth->ms_random,
		.bs_random = auth->bs_random,
		.ak_sn = auth->handshake->sn,
		.akid = auth->handshake->akid,
		.suites = wdev->cfg.suites,
		.n_suites = wdev->cfg.n_suites,
		.secneg = &wdev->entry.offer,
		.config = &config,
	};
	int i;

	for (i = 0; i < WMAN_PKM_TIMERS; i++)
		config.timer_s[i] = wdev->cfg.timer_ms[wman_auth_config_timer[i]] / MSEC_PER_SEC;
	wman_pkm_put_sa_tek_request(buf, auth->identifier, &request);
	wman_mgmt_send_digest(wdev, buf, auth->handshake);
}

void wman_sa_tek_begin(struct wman_dev *wdev)
{
	get_random_bytes(wdev->auth.ms_random, sizeof(wdev->auth.ms_random));
	wdev->auth.identifier = ++wdev->mgmt.identifier;
	wman_sa_tek_request(wdev);
}
