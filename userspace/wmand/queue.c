// SPDX-License-Identifier: BSD-3-Clause
#include "queue.h"

#include <stdlib.h>

#include "log.h"

struct queue_place {
	struct queue_place *next;
	uint32_t ifindex;
};

static bool waits(const struct queue *queue, uint32_t ifindex)
{
	const struct queue_place *place;

	for (place = queue->first; place && place->ifindex != ifindex; place = place->next)
		;
	return place;
}

/**
 * queue_join() - a device wants its turn; whoever waits already keeps its place
 * @queue: the queue
 * @ifindex: the device
 * @first: before all others
 *
 * Without memory it does not wait: the kernel asks again when its timer has run down.
 */
void queue_join(struct queue *queue, uint32_t ifindex, bool first)
{
	struct queue_place *place;

	if (waits(queue, ifindex))
		return;
	place = malloc(sizeof(*place));
	if (!place) {
		log_warn("device %u: no memory to let it wait", ifindex);
		return;
	}
	place->ifindex = ifindex;
	place->next = first ? queue->first : NULL;
	if (first || !queue->first)
		queue->first = place;
	else
		queue->last->next = place;
	if (!place->next)
		queue->last = place;
}

/**
 * queue_next() - take the device whose turn it is
 * @queue: the queue
 * @ifindex: the device
 *
 * Return: false when nobody waits.
 */
bool queue_next(struct queue *queue, uint32_t *ifindex)
{
	struct queue_place *place = queue->first;

	if (!place)
		return false;
	queue->first = place->next;
	*ifindex = place->ifindex;
	free(place);
	return true;
}

/**
 * queue_is_empty() - whether nobody waits
 * @queue: the queue
 *
 * Return: so.
 */
bool queue_is_empty(const struct queue *queue)
{
	return !queue->first;
}

/**
 * queue_clear() - send everybody away
 * @queue: the queue
 */
void queue_clear(struct queue *queue)
{
	uint32_t ifindex;

	while (queue_next(queue, &ifindex))
		;
}
