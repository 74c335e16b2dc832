/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices that wait for their turn to be authenticated, each once.
 */
#ifndef WMAND_QUEUE_H
#define WMAND_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct queue_place;

/**
 * struct queue - who waits; all zero is nobody
 * @first: whose turn is next, or NULL
 * @last: who came last
 */
struct queue {
	struct queue_place *first;
	struct queue_place *last;
};

void queue_join(struct queue *queue, uint32_t ifindex, bool first);
bool queue_next(struct queue *queue, uint32_t *ifindex);
bool queue_is_empty(const struct queue *queue);
void queue_clear(struct queue *queue);

#endif
