// SPDX-License-Identifier: BSD-3-Clause
#include "unwrapping.h"

#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "exchange.h"
#include "log.h"
#include "loop.h"
#include "reason.h"

/* From the kernel's question to the one answer, or to the moment when the family is gone. */
struct unwrapping {
	struct unwrapping *next;
	struct agent *agent;
	uint32_t ifindex;
	uint64_t cookie;
	struct child *child; /* NULL: there is no room for a process yet */
	uint8_t certificate[WMAN_CERTIFICATE_MAX];
	size_t certificate_len;
	uint8_t data[2 * EAP_DEVICE_KEY_MAX];
	size_t len;
};

/**
 * unwrapping_free() - end its process, and forget it without an answer
 * @un: the question
 */
void unwrapping_free(struct unwrapping *un)
{
	struct unwrapping **p;

	for (p = &un->agent->unwrappings; *p != un; p = &(*p)->next)
		;
	*p = un->next;
	child_free(un->child);
	free(un);
}

/* Answer, and forget it; from the loop, there may be room for the next then. */
static void answer(struct unwrapping *un, const uint8_t *teks, enum wman_reason reason)
{
	struct agent *agent = un->agent;
	int ret = agent->wire->teks(agent->wire_ctx, un->ifindex, un->cookie, teks, reason);

	/* the SA may have asked the base station again, or be gone */
	if (ret)
		log_debug("device %u: the kernel did not take TEKs: %s", un->ifindex,
			  strerror(-ret));
	unwrapping_free(un);
	loop_timer_set(agent->room, 0);
}

static void refuse(struct unwrapping *un, enum wman_reason reason, const char *text)
{
	log_warn("device %u: TEKs are not decrypted: %s: %s", un->ifindex, wman_reason_name(reason),
		 text);
	answer(un, NULL, reason);
}

static void child_done(void *ctx, const struct outcome *o)
{
	struct unwrapping *un = ctx;

	if (o->success)
		answer(un, o->msk, WMAN_REASON_NONE);
	else
		refuse(un, o->reason, o->text);
}

static const struct child_ops child_ops = { .done = child_done };

static bool is_of(const struct network *net, const struct unwrapping *un)
{
	const uint8_t *der;
	size_t len;

	if (net->policy != WMAN_AUTH_POLICY_PKMV1 || !net->insecure_suites || !net->device)
		return false;
	der = eap_device_certificate(net->device, &len);
	return len == un->certificate_len && !memcmp(der, un->certificate, len);
}

/* Whose certificate it is says whose key it takes, also to an agent that has just begun. */
static const struct network *network_of(const struct unwrapping *un)
{
	const struct network *net;

	for (net = un->agent->config->networks; net && !is_of(net, un); net = net->next)
		;
	return net;
}

static void start(struct unwrapping *un)
{
	const struct network *net = network_of(un);

	if (!net) {
		refuse(un, WMAN_REASON_NO_NETWORK,
		       "no network with insecure_suites has this certificate, or its key is locked");
		return;
	}
	un->child = child_new_device(un->agent->loop, net->device, &child_ops, un);
	if (un->child)
		child_decrypt_teks(un->child, un->data, un->len);
	else
		refuse(un, WMAN_REASON_HELPER_INTERNAL, "cannot start the process");
}

/**
 * unwrapping_new() - the kernel asks for TEKs
 * @agent: the agent
 * @ifindex: device
 * @cookie: names the question
 * @teks: the TEKs
 *
 * Begins when there is room, see unwrapping_next().
 */
void unwrapping_new(struct agent *agent, uint32_t ifindex, uint64_t cookie,
		    const struct agent_teks *teks)
{
	struct unwrapping *un, **tail;

	if (teks->certificate_len > sizeof(un->certificate) || teks->len > sizeof(un->data))
		return;
	un = calloc(1, sizeof(*un));
	if (!un) {
		agent->wire->teks(agent->wire_ctx, ifindex, cookie, NULL,
				  WMAN_REASON_HELPER_INTERNAL);
		return;
	}
	un->agent = agent;
	un->ifindex = ifindex;
	un->cookie = cookie;
	memcpy(un->certificate, teks->certificate, teks->certificate_len);
	un->certificate_len = teks->certificate_len;
	memcpy(un->data, teks->data, teks->len);
	un->len = teks->len;
	for (tail = &agent->unwrappings; *tail; tail = &(*tail)->next)
		;
	*tail = un;
}

/**
 * unwrapping_next() - start those that wait, in their order, as long as there is room
 * @agent: the agent
 *
 * As many at once as exchanges that are at work; those wait for base stations, these for the CPU.
 */
void unwrapping_next(struct agent *agent)
{
	struct unwrapping *un, *next;
	unsigned int busy = 0;

	for (un = agent->unwrappings; un; un = un->next)
		busy += un->child != NULL;
	for (un = agent->unwrappings; un && busy < agent->busy_max; un = next) {
		next = un->next;
		if (un->child)
			continue;
		start(un);
		busy++;
	}
}
