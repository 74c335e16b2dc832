/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Event loop of the programs: descriptors, one-shot timers and signals in one thread. A callback
 * may remove any source, its own and others that are due in the same round included.
 */
#ifndef WMAN_LOOP_H
#define WMAN_LOOP_H

#include <stdint.h>
#include <sys/epoll.h>

struct loop;
struct loop_timer;

/** loop_fd_fn - a descriptor is ready; @events: EPOLLIN, EPOLLHUP, ... */
typedef void (*loop_fd_fn)(void *arg, uint32_t events);
/** loop_timer_fn - a timer ran down */
typedef void (*loop_timer_fn)(void *arg);
/** loop_signal_fn - signal @signo arrived */
typedef void (*loop_signal_fn)(void *arg, int signo);

struct loop *loop_new(void);
void loop_free(struct loop *loop);
int loop_run(struct loop *loop);
void loop_quit(struct loop *loop);

int loop_add_fd(struct loop *loop, int fd, uint32_t events, loop_fd_fn fn, void *arg);
int loop_mod_fd(struct loop *loop, int fd, uint32_t events);
void loop_del_fd(struct loop *loop, int fd);

struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn fn, void *arg);
void loop_timer_free(struct loop_timer *timer);
void loop_timer_set(struct loop_timer *timer, uint64_t ms);
void loop_timer_stop(struct loop_timer *timer);

int loop_add_signal(struct loop *loop, int signo, loop_signal_fn fn, void *arg);

#endif
