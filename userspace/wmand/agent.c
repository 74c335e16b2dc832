// SPDX-License-Identifier: BSD-3-Clause
#include "agent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exchange.h"
#include "log.h"
#include "loop.h"
#include "message.h"
#include "session.h"
#include "station.h"
#include "unwrapping.h"

/*
 * Exchanges at work at once, for each CPU: enough to have others while base stations think, few
 * enough that each is done before anybody loses patience with it.
 */
#define BUSY_PER_CPU 16
/* With those that wait for people and for silent base stations: processes are not for nothing. */
#define ALL_PER_BUSY 8
/* What falls silent does not say so. */
#define LOOK_AGAIN_MS 1000

static struct exchange *exchange_find(struct agent *agent, uint32_t ifindex)
{
	struct exchange *ex;

	for (ex = agent->exchanges; ex && ex->info.ifindex != ifindex; ex = ex->next)
		;
	return ex;
}

/* The exchange with this cookie, not one that took its place. */
static struct exchange *exchange_named(struct agent *agent, uint32_t ifindex, uint64_t cookie)
{
	struct exchange *ex = exchange_find(agent, ifindex);

	return ex && ex->info.cookie == cookie ? ex : NULL;
}

/* Take the exchange of a device, if it is pending still, and start it. */
static void accept_pending(struct agent *agent, uint32_t ifindex)
{
	struct agent_exchange info = { .ifindex = ifindex };
	struct station *station = station_find(agent->stations, ifindex);
	struct exchange *ex;
	int ret;

	ret = agent->wire->accept(agent->wire_ctx, ifindex, &info);
	if (ret) {
		if (ret != -ENOENT)
			log_debug("device %u: nothing to accept: %s", ifindex, strerror(-ret));
		return;
	}
	if (station)
		station->second_due = false;
	/* a kernel that does not say knows these two */
	if (!info.policy)
		info.policy = info.rsa ? WMAN_AUTH_POLICY_PKMV1 : WMAN_AUTH_POLICY_EAP;
	/* The same again, after lost events: it runs already. */
	ex = exchange_find(agent, ifindex);
	if (ex && ex->info.cookie == info.cookie)
		return;
	/* There is one exchange at a time for a device, so the kernel has ended the old one. */
	if (ex)
		exchange_free(ex);
	ex = exchange_new(agent, &info);
	if (ex) {
		exchange_start(ex);
	} else {
		const struct agent_verdict verdict = { .reason = WMAN_REASON_HELPER_INTERNAL };

		agent->wire->done(agent->wire_ctx, ifindex, info.cookie, &verdict);
	}
}

static bool has_room(const struct agent *agent)
{
	unsigned int busy = 0, all = 0;
	const struct exchange *ex;

	for (ex = agent->exchanges; ex; ex = ex->next) {
		busy += exchange_is_busy(ex);
		all++;
	}
	return busy < agent->busy_max && all < agent->busy_max * ALL_PER_BUSY;
}

static void agent_look_for_room(void *arg)
{
	struct agent *agent = arg;
	uint32_t ifindex;

	while (has_room(agent) && queue_next(&agent->queue, exchange_clock_ms(), &ifindex))
		accept_pending(agent, ifindex);
	unwrapping_next(agent);
	if (!queue_is_empty(&agent->queue))
		loop_timer_set(agent->room, LOOK_AGAIN_MS);
}

/**
 * agent_new() - make an agent
 * @loop: event loop
 * @config: configuration; belongs to the agent from now on
 * @wire: way to the kernel
 * @wire_ctx: first argument of the operations of @wire
 *
 * Return: the agent, or NULL without memory (@config is then still the caller's).
 */
struct agent *agent_new(struct loop *loop, struct config *config, const struct agent_wire *wire,
			void *wire_ctx)
{
	struct agent *agent = calloc(1, sizeof(*agent));
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (!agent)
		return NULL;
	agent->room = loop_timer_new(loop, agent_look_for_room, agent);
	if (!agent->room) {
		free(agent);
		return NULL;
	}
	agent->busy_max = BUSY_PER_CPU * (cpus > 0 ? (unsigned int)cpus : 1);
	agent->loop = loop;
	agent->config = config;
	agent->wire = wire;
	agent->wire_ctx = wire_ctx;
	return agent;
}

/**
 * agent_drop_all() - end all processes without a done, because the kernel knows already
 * @agent: the agent
 */
void agent_drop_all(struct agent *agent)
{
	queue_clear(&agent->queue);
	while (agent->unwrappings)
		unwrapping_free(agent->unwrappings);
	while (agent->exchanges)
		exchange_free(agent->exchanges);
	while (agent->sessions)
		session_drop(&agent->sessions, agent->sessions->ifindex);
	while (agent->stations)
		station_drop(&agent->stations, agent->stations->ifindex);
}

/**
 * agent_free() - end all processes, wipe sessions, free the configuration
 * @agent: from agent_new(), or NULL
 */
void agent_free(struct agent *agent)
{
	if (!agent)
		return;
	agent_drop_all(agent);
	loop_timer_free(agent->room);
	config_free(agent->config);
	free(agent);
}

/**
 * agent_set_asker() - there is a way to ask people
 * @agent: the agent
 * @asker: the way; must outlive the agent
 */
void agent_set_asker(struct agent *agent, struct asker *asker)
{
	agent->asker = asker;
}

/**
 * agent_set_config() - replace the configuration
 * @agent: the agent
 * @config: new configuration; belongs to the agent from now on
 *
 * Running exchanges keep the old one. A station whose block says what it said is not disturbed; one
 * whose block changed or is gone authenticates again, now or when its exchange is over. What was
 * blacklisted may be tried again.
 */
void agent_set_config(struct agent *agent, struct config *config)
{
	struct station *station;

	config_take_over(config, agent->config);
	config_free(agent->config);
	agent->config = config;
	blacklist_clear(&agent->blacklist, NULL);
	for (station = agent->stations; station; station = station->next) {
		if (station_is_current(station, config))
			continue;
		/* perhaps they are not wanted any more */
		station_wipe_roots(station);
		if (exchange_find(agent, station->ifindex))
			continue;
		log_info("network %s changed: device %u authenticates again", station->network,
			 station->ifindex);
		agent->wire->reauth(agent->wire_ctx, station->ifindex);
	}
}

/**
 * agent_config() - the configuration in force
 * @agent: the agent
 *
 * Return: it; until the next agent_set_config().
 */
const struct config *agent_config(const struct agent *agent)
{
	return agent->config;
}

/**
 * agent_blacklist() - what is not tried
 * @agent: the agent
 *
 * Return: the list, as long as the agent.
 */
struct blacklist *agent_blacklist(struct agent *agent)
{
	return &agent->blacklist;
}

/**
 * agent_station() - a device that is authorized, or was
 * @agent: the agent
 * @ifindex: the device
 *
 * Return: it, until the next event; or NULL.
 */
struct station *agent_station(struct agent *agent, uint32_t ifindex)
{
	return station_find(agent->stations, ifindex);
}

/**
 * agent_resync() - events were lost: look at every device again
 * @agent: the agent
 *
 * EAP packets that were lost are repeated by the server. An exchange that the kernel ended and
 * whose cancel was lost ends when its child loses patience, or when the next one is accepted.
 */
void agent_resync(struct agent *agent)
{
	int ret = agent->wire->devices(agent->wire_ctx, agent);

	if (ret)
		log_warn("cannot list the devices: %s", strerror(-ret));
}

/**
 * agent_ready() - an exchange may be pending: accept it, when there is room
 * @agent: the agent
 * @ifindex: device
 *
 * In the order of struct queue, but one that goes on with a second exchange goes first: the base station waits for that
 * with the first in its hand.
 */
void agent_ready(struct agent *agent, uint32_t ifindex)
{
	const struct station *station = station_find(agent->stations, ifindex);

	if (exchange_find(agent, ifindex)) {
		/* it has room already, for this one or for one that it replaces */
		accept_pending(agent, ifindex);
		return;
	}
	queue_join(&agent->queue, ifindex, station && station->second_due, exchange_clock_ms());
	agent_look_for_room(agent);
}

/**
 * agent_frame() - an EAP packet came from the base station
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored
 * @packet: EAP packet
 * @len: its octets
 */
void agent_frame(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
		 size_t len)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (!ex || ex->info.rsa)
		return;
	exchange_moved(ex);
	if (ex->child) {
		child_frame(ex->child, packet, len);
		return;
	}
	free(ex->early);
	ex->early = malloc(len ? len : 1);
	ex->early_len = ex->early ? len : 0;
	if (ex->early)
		memcpy(ex->early, packet, len);
}

/**
 * agent_decrypt() - Auth Reply came from the base station
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored, and so is one of EAP
 * @data: its AUTH-Key
 * @len: octets at @data
 */
void agent_decrypt(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *data,
		   size_t len)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (!ex || !ex->info.rsa || !ex->child)
		return;
	exchange_moved(ex);
	child_decrypt(ex->child, data, len);
}

/**
 * agent_decrypt_teks() - a Key Reply came whose TEKs are encrypted to the device
 * @agent: the agent
 * @ifindex: device
 * @cookie: names the question
 * @teks: the TEKs
 *
 * It is no part of an exchange: which there may be, too.
 */
void agent_decrypt_teks(struct agent *agent, uint32_t ifindex, uint64_t cookie,
			const struct agent_teks *teks)
{
	unwrapping_new(agent, ifindex, cookie, teks);
	loop_timer_set(agent->room, 0);
}

/**
 * agent_sign() - the kernel has an RSA-Request to be signed
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored, and so is one of EAP
 * @data: the message
 * @len: octets at @data
 */
void agent_sign(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *data,
		size_t len)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (!ex || !ex->info.rsa || !ex->child)
		return;
	exchange_moved(ex);
	child_sign(ex->child, data, len);
}

/**
 * agent_verify() - RSA-Reply or RSA-Reject came from the base station
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored, and so is one of EAP
 * @verify: the message; its addresses are filled in here
 */
void agent_verify(struct agent *agent, uint32_t ifindex, uint64_t cookie,
		  struct message_verify *verify)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (!ex || !ex->info.rsa || !ex->child)
		return;
	exchange_moved(ex);
	memcpy(verify->bsid, ex->info.bsid, sizeof(verify->bsid));
	memcpy(verify->mac, ex->info.address, sizeof(verify->mac));
	child_verify(ex->child, verify);
}

/**
 * agent_cancel() - the kernel ended an exchange: no done for it
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored
 * @reason: why
 */
void agent_cancel(struct agent *agent, uint32_t ifindex, uint64_t cookie, enum wman_reason reason)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (!ex)
		return;
	exchange_log_failure(ex, "", reason, "ended by the kernel");
	exchange_free(ex);
}

/**
 * agent_challenged() - a valid SA-TEK-Challenge came, so the server holds the MSK
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored
 */
void agent_challenged(struct agent *agent, uint32_t ifindex, uint64_t cookie)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (ex && ex->child)
		child_challenged(ex->child);
}
