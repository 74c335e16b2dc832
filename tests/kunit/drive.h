/* SPDX-License-Identifier: GPL-2.0 */
/* Drives a station into a state, from where station_new() leaves it. */
#ifndef _WMAN_KUNIT_DRIVE_H
#define _WMAN_KUNIT_DRIVE_H

#include "station.h"

/* All return whether the state was reached. */
bool drive_entry(struct station *st, enum wman_dev_state state);
bool drive_auth(struct station *st, enum wman_auth_state state);
bool drive_tek(struct station *st, enum wman_tek_state state);

/* Operational, with flows, keys and an open port. */
bool drive_up(struct station *st);

/* For struct kunit_suite: as station_init(), then that; what went before is forgotten. */
int drive_init(struct kunit *test);

/* What network entry tells authorization: the AK of RNG-REQ goes on, or everything ends. */
void drive_challenged(struct station *st);
void drive_handed_over(struct station *st);
void drive_suspended(struct station *st);
void drive_stopped(struct station *st);

/* From Authorized on: up to the handshake of a new AK; and to its end. */
bool drive_renewing(struct station *st);
bool drive_renewed(struct station *st);

/* The primary SA. */
struct wman_sa *drive_sa(struct station *st);

#endif
