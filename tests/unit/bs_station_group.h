/* SPDX-License-Identifier: BSD-3-Clause */
/* What a scripted subscriber knows of a group: its GKEKs, and what was pushed. */
#ifndef TESTS_BS_STATION_GROUP_H
#define TESTS_BS_STATION_GROUP_H

#include "bs_station.h"
#include "pkm.h"

struct bs_station_group {
	bool has[4]; /* by sequence number */
	u8 gkek[4][WMAN_GKEK_LEN];
	u8 gkek_sn; /* of the newer */
	unsigned int gkeks_pushed;
	unsigned int gteks_pushed;
	unsigned int foreign; /* pushes under a GKEK that it has not */
	u16 counter; /* of the last */
};

/* An SA of SA-TEK-Response; nothing happens when it is not a group's. */
void bs_station_group_join(struct bs_station_sa *sa, const struct wman_sa_descriptor *desc);
/* The GKEKs of a Key-Reply take the place of those held. */
void bs_station_group_keys(struct bs_station *st, struct bs_station_sa *sa,
			   const struct wman_pkm *pkm);
/* What a TEK of this SA is wrapped by. */
const u8 *bs_station_wrapping_key(const struct bs_station *st, const struct bs_station_sa *sa,
				  const struct wman_tek_params *params);
/* Group-Key-Update-Command, its AK digest verified. */
void bs_station_group_gkek(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
/* A message on the broadcast CID, perhaps a GTEK. */
void bs_station_group_gtek(struct bs_station *st, const u8 *msg, size_t len);

#endif
