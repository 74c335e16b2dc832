// SPDX-License-Identifier: BSD-3-Clause
/* What the real base station sends comes once more, changed: under keys that nobody here has. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "kfuzz.h"
#include "m2m.h"
#include "rnd.h"

#define QUIET_MS 20000

/* The PDU at the beginning of a burst, changed. */
static void again(struct air *air, const struct wman_m2m_burst *burst)
{
	struct wman_octets one;
	struct wman_pdu_iter it;
	u8 pdu[WMAN_PDU_MAX];

	wman_pdu_iter_init(&it, burst->data, burst->len);
	while (wman_pdu_next(&it, &one)) {
		memcpy(pdu, one.data, one.len);
		air_pdu_wild(air, pdu, one.len);
	}
}

static void change(struct air *air, const u8 *data, size_t len)
{
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;
	u8 copy[AIR_FRAME_MAX];

	if (rnd_percent(70) && !wman_m2m_open(&it, data, len)) {
		while (wman_m2m_next(&it, &burst))
			if (burst.fragment == WMAN_M2M_WHOLE)
				again(air, &burst);
		return;
	}
	memcpy(copy, data, len);
	mutate(copy, &len, sizeof(copy) - AIR_ETH_LEN, 4, &(struct wman_octets){ data, len });
	air_m2m_wild(air, copy, len);
}

int kfuzz_relay(struct kfuzz *kf)
{
	struct air *air = &kf->bs.air;
	struct pollfd pfd = { .fd = air->sock, .events = POLLIN };
	u8 frame[AIR_FRAME_MAX];
	bool outgoing;
	size_t len, times;

	for (;;) {
		if (poll(&pfd, 1, QUIET_MS) != 1) {
			printf("# failed: nothing is sent on the air\n");
			return 1;
		}
		len = air_receive(air, frame, &outgoing);
		if (!len || wman_get_be16(frame + 12) != WMAN_M2M_ETHERTYPE)
			continue;
		if (!outgoing) {
			kf->bs.leaked += memmem(frame, len, bs_mark, sizeof(bs_mark)) != NULL;
			continue;
		}
		for (times = 1 + rnd_below(4); times; times--) {
			change(air, frame + AIR_ETH_LEN, len - AIR_ETH_LEN);
			if (!kfuzz_more(kf))
				return 0;
		}
	}
}
