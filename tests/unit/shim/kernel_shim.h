/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * As much of the kernel as agent.c, auth.c and auth_v1.c of kernel/core need, for one thread and one
 * namespace. Work that is queued runs when run_work() is called; a timer only remembers for how
 * long it was armed, a jiffy is a millisecond. The headers beside this one only include it.
 */
#ifndef WMAN_KERNEL_SHIM_H
#define WMAN_KERNEL_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "env.h"

typedef int32_t s32;

typedef struct {
	int64_t counter;
} atomic64_t;

struct list_head {
	struct list_head *next, *prev;
};

struct work_struct {
	void (*fn)(struct work_struct *work);
	bool queued;
};

struct delayed_work {
	struct work_struct work;
	unsigned long armed; /* for so many jiffies, 0 when it is not */
};

struct workqueue_struct {
	struct work_struct *work;
};

struct mutex {
	bool locked;
};

struct net {
	void *generic;
};

struct net_device {
	struct net *net;
};

struct pernet_operations {
	int (*init)(struct net *net);
	unsigned int *id;
	size_t size;
};

#define __net_init

#define READ_ONCE(x)	     (x)
#define WRITE_ONCE(x, value) ((x) = (value))
#define xchg(p, value)                        \
	({                                    \
		__typeof__(*(p)) old_ = *(p); \
		*(p) = (value);               \
		old_;                         \
	})
#define container_of(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))
#define list_for_each_entry(pos, head, member)                                                   \
	for (pos = container_of((head)->next, __typeof__(*pos), member); &pos->member != (head); \
	     pos = container_of(pos->member.next, __typeof__(*pos), member))

static inline int64_t atomic64_inc_return(atomic64_t *v)
{
	return ++v->counter;
}

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	entry->next = head;
	entry->prev = head->prev;
	head->prev->next = entry;
	head->prev = entry;
}

static inline void list_del(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
}

static inline void mutex_init(struct mutex *lock)
{
	lock->locked = false;
}

/* Locking twice, or unlocking what is not locked, ends the program. */
static inline void mutex_lock(struct mutex *lock)
{
	if (lock->locked)
		abort();
	lock->locked = true;
}

static inline void mutex_unlock(struct mutex *lock)
{
	if (!lock->locked)
		abort();
	lock->locked = false;
}

#define INIT_WORK(w, f) ((w)->fn = (f), (w)->queued = false)

static inline bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	bool was = work->queued;

	wq->work = work;
	work->queued = true;
	return !was;
}

static inline bool cancel_work_sync(struct work_struct *work)
{
	bool was = work->queued;

	work->queued = false;
	return was;
}

#define INIT_DELAYED_WORK(dw, f) (INIT_WORK(&(dw)->work, f), (dw)->armed = 0)
#define MSEC_PER_SEC		 1000
#define msecs_to_jiffies(ms)	 ((unsigned long)(ms))

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

static inline bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dw,
				    unsigned long jiffies)
{
	bool was = dw->armed;

	dw->armed = jiffies;
	return was;
}

static inline bool cancel_delayed_work(struct delayed_work *dw)
{
	bool was = dw->armed;

	dw->armed = 0;
	return was;
}

static inline void run_work(struct workqueue_struct *wq)
{
	while (wq->work && wq->work->queued) {
		wq->work->queued = false;
		wq->work->fn(wq->work);
	}
}

static inline struct net *dev_net(const struct net_device *dev)
{
	return dev->net;
}

static inline void *net_generic(const struct net *net, unsigned int id)
{
	return net->generic;
}

static inline void memzero_explicit(void *p, size_t len)
{
	wman_memzero(p, len);
}

#define GFP_KERNEL 0

/* A test sets it, and there is none. */
static bool shim_no_memory;

static inline void *kzalloc(size_t size, int flags)
{
	return shim_no_memory ? NULL : calloc(1, size);
}

static inline void *kmemdup(const void *p, size_t len, int flags)
{
	void *copy = shim_no_memory ? NULL : malloc(len);

	return copy ? memcpy(copy, p, len) : NULL;
}

static inline void kfree(void *p)
{
	free(p);
}

static unsigned long jiffies __attribute__((unused));

static inline bool time_before(unsigned long a, unsigned long b)
{
	return (long)(a - b) < 0;
}

void get_random_bytes(void *buf, size_t len);
int register_pernet_subsys(struct pernet_operations *ops);
void unregister_pernet_subsys(struct pernet_operations *ops);

#endif
