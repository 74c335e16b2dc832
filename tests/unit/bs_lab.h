/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A base station in this process: the air and the TAP are socket pairs, the AAA server is a script,
 * subscribers are the ones of bs_station.h.
 */
#ifndef TESTS_BS_LAB_H
#define TESTS_BS_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wman-bs/bs.h"
#include "loop.h"
#include "radius_script.h"

#define BS_LAB_STATIONS 8
#define BS_LAB_EAP_TYPE 4 /* EAP method of the script; its content does not matter */

struct bs_station;

/* What the AAA server does when the method is over, or at its beginning */
enum bs_lab_aaa {
	BS_LAB_ACCEPT,
	BS_LAB_REJECT,
	BS_LAB_NO_MSK,
};

struct bs_lab {
	struct loop *loop;
	struct bs_config cfg;
	struct bs *bs;
	u8 bsid[WMAN_MAC_ADDR_LEN];
	int air;
	int tap;
	struct loop_timer *timer;
	struct radius_script aaa;
	enum bs_lab_aaa verdict;
	size_t eap_len; /* octets of the method's request */
	u8 session_timeout[4];
	bool has_session_timeout;
	u8 msk[64];
	const u8 *accept; /* attributes of Access-Accept beside these, whole */
	size_t accept_len;
	struct bs_station *station[BS_LAB_STATIONS];
	unsigned int n_stations;
	unsigned int beacons;
	u8 tap_frame[2048]; /* that came last */
	size_t tap_len;
	unsigned int tap_frames;
	char dir[32];
	char conf[48];
	char *argv[8];
	void (*hear)(struct bs_lab *lab, const u8 *pdu, size_t len); /* what is for one station */
	void *hear_arg;
	bool (*until)(struct bs_lab *lab);
	bool met;
};

/* Options are "name", "value" pairs, ended by NULL. */
struct bs_lab *bs_lab_new(const char *const *options);
/* The same without a base station, which gets @fds. */
struct bs_lab *bs_lab_new_empty(const char *const *options, struct bs_fds *fds);
void bs_lab_free(struct bs_lab *lab);

/* Run the loop until the condition holds; false when the time is over first. */
bool bs_lab_run(struct bs_lab *lab, bool (*until)(struct bs_lab *lab), unsigned int ms);
/* Run the loop for a time. */
void bs_lab_wait(struct bs_lab *lab, unsigned int ms);

/* An Ethernet frame of the air, from @src. */
void bs_lab_burst(struct bs_lab *lab, const u8 *src, const u8 *burst, size_t len);
void bs_lab_tap_send(struct bs_lab *lab, const void *frame, size_t len);
/* How often the base station counted a reason, for a subscriber or (NULL) for nobody. */
u64 bs_lab_count(struct bs_lab *lab, const u8 *mac, enum wman_reason reason);
/* A command as of the control socket; the answer is static. */
const char *bs_lab_command(struct bs_lab *lab, const char *line);
/* The command reload, with a file of these lines behind those of the lab, and @last on the command line. */
const char *bs_lab_reload(struct bs_lab *lab, const char *lines, char *last);
/* Whether the event log has a line with both texts. */
bool bs_lab_logged(struct bs_lab *lab, const char *a, const char *b);

#endif
