/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices that wait for their turn to be authenticated, each once, in the order in which they came.
 * But a base station gives up on a request that nobody answers, long before the kernel does, and
 * to answer it then is in vain: who asked just now goes before who asked long ago, and that one
 * keeps its place until it asks again.
 */
#ifndef WMAND_QUEUE_H
#define WMAND_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

/* A base station that repeats its request a few times has the patience for this, at least. */
#define QUEUE_FRESH_MS 10000

struct queue_place;

/**
 * struct queue - who waits; all zero is nobody
 * @first: who came first, or NULL
 */
struct queue {
	struct queue_place *first;
};

void queue_join(struct queue *queue, uint32_t ifindex, bool first, int64_t now_ms);
bool queue_next(struct queue *queue, int64_t now_ms, uint32_t *ifindex);
bool queue_is_empty(const struct queue *queue);
void queue_clear(struct queue *queue);

#endif
