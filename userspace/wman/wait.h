/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting until a network entry has succeeded or failed. */
#ifndef WMAN_WAIT_H
#define WMAN_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "cli.h"

/** enum wait_verdict - what a state means for who waits */
enum wait_verdict {
	WAIT_GO_ON,
	WAIT_OPERATIONAL,
	WAIT_FAILED,
};

/**
 * struct wait - a network entry that is waited for
 * @cli: the invocation, with a socket for requests
 * @ifindex: device
 * @events: socket for events
 * @loop: the loop
 * @timeout: ends the waiting
 * @begun_ns: when it began
 * @state: enum wman_dev_state, of the last event
 * @auth_state: enum wman_auth_state, of the last event
 * @reason: last reason that was not "none"
 * @verdict: of the last event
 * @failed: the socket failed, and that was told
 */
struct wait {
	struct cli *cli;
	uint32_t ifindex;
	struct wnl events;
	struct loop *loop;
	struct loop_timer *timeout;
	uint64_t begun_ns;
	uint32_t state;
	uint32_t auth_state;
	uint32_t reason;
	enum wait_verdict verdict;
	bool failed;
};

enum wait_verdict wait_judge(uint32_t state, uint32_t auth_state);

int wait_begin(struct wait *wait, struct cli *cli, uint32_t ifindex);
int wait_run(struct wait *wait, uint32_t seconds);
void wait_end(struct wait *wait);

#endif
