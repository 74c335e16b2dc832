// SPDX-License-Identifier: BSD-3-Clause
#include "queue.h"

#include <stdlib.h>

#include "log.h"

struct queue_place {
	struct queue_place *next;
	uint32_t ifindex;
	int64_t asked_ms;
};

/**
 * queue_join() - a device asks for its turn; whoever waits already keeps its place
 * @queue: the queue
 * @ifindex: the device
 * @first: before all others
 * @now_ms: time, of any clock that is not set
 *
 * Without memory it does not wait: the kernel asks again when its timer has run down.
 */
void queue_join(struct queue *queue, uint32_t ifindex, bool first, int64_t now_ms)
{
	struct queue_place **p, *place;

	for (p = &queue->first; *p && (*p)->ifindex != ifindex; p = &(*p)->next)
		;
	place = *p;
	if (!place) {
		place = malloc(sizeof(*place));
		if (!place) {
			log_warn("device %u: no memory to let it wait", ifindex);
			return;
		}
		if (first)
			p = &queue->first;
		place->ifindex = ifindex;
		place->next = *p;
		*p = place;
	}
	place->asked_ms = now_ms;
}

/**
 * queue_next() - take the device whose turn it is
 * @queue: the queue
 * @now_ms: time, of the clock of queue_join()
 * @ifindex: the device
 *
 * Return: false when nobody waits.
 */
bool queue_next(struct queue *queue, int64_t now_ms, uint32_t *ifindex)
{
	struct queue_place **p, *place;

	for (p = &queue->first; *p && now_ms - (*p)->asked_ms >= QUEUE_FRESH_MS; p = &(*p)->next)
		;
	/* nobody else is there: perhaps that base station has more patience */
	if (!*p)
		p = &queue->first;
	place = *p;
	if (!place)
		return false;
	*p = place->next;
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

	while (queue_next(queue, 0, &ifindex))
		;
}
