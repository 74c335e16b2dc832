/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One exchange of the agent, from the network that is chosen for it to its outcome.
 */
#ifndef WMAND_EXCHANGE_H
#define WMAND_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent.h"
#include "blacklist.h"
#include "child.h"
#include "config.h"
#include "queue.h"

struct asker;
struct loop_timer;
struct question;
struct session;
struct unwrapping;

/*
 * From a successful accept to its one done, or to the moment when the kernel says that it is over
 * by itself (cancel, another exchange accepted for the device, family gone).
 */
struct exchange {
	struct exchange *next;
	struct agent *agent;
	struct agent_exchange info;
	struct child *child; /* NULL: the private key is locked still */
	struct question *question; /* to a person, or NULL */
	bool asked; /* somebody was, in this exchange or in the one that is resumed */
	unsigned int tries; /* passphrases */
	uint8_t *early; /* last packet that came before the child was there */
	size_t early_len;
	int64_t start_ms;
	int64_t moved_ms; /* when something of it came or went */
	char network[WMAN_NETWORK_NAME_MAX + 1];
	uint8_t tag[CONFIG_TAG_LEN]; /* of its block, as the child has it */
	struct suites suites; /* that its block allows */
	bool msk_reversed;
	bool has_roots;
	struct mip_roots roots;
};

struct agent {
	struct loop *loop;
	struct config *config;
	struct asker *asker; /* NULL: nobody can be asked */
	const struct agent_wire *wire;
	void *wire_ctx;
	struct exchange *exchanges;
	struct unwrapping *unwrappings;
	struct queue queue; /* devices whose exchanges are to be accepted when there is room */
	struct loop_timer *room; /* time to look whether there is */
	unsigned int busy_max; /* exchanges at work at once */
	struct session *sessions;
	struct station *stations;
	struct blacklist blacklist;
};

struct exchange *exchange_new(struct agent *agent, const struct agent_exchange *info);
void exchange_start(struct exchange *ex);
void exchange_free(struct exchange *ex);
int64_t exchange_clock_ms(void);
void exchange_moved(struct exchange *ex);
bool exchange_is_busy(const struct exchange *ex);
void exchange_log_failure(const struct exchange *ex, const char *method, enum wman_reason reason,
			  const char *text);

#endif
