// SPDX-License-Identifier: BSD-3-Clause
#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_MAX 32
#define NS_PER_MS  1000000ULL
/* epoll_wait() counts in int; a longer wait just comes round again. */
#define WAIT_MS_MAX 3600000ULL

struct source {
	int fd;
	loop_fd_fn fn; /* NULL: removed, freed at the end of the round */
	void *arg;
	struct source *next; /* of those removed */
};

struct loop_timer {
	struct loop *loop;
	loop_timer_fn fn;
	void *arg;
	uint64_t deadline_ns;
	size_t slot; /* place in the heap plus one, 0: not running */
};

struct signal_handler {
	loop_signal_fn fn;
	void *arg;
};

struct loop {
	int epoll;
	bool quit;

	struct source **by_fd;
	size_t n_fds;
	struct source *removed;

	/* running timers, a binary heap; room for every timer there is, so that setting cannot fail */
	struct loop_timer **heap;
	size_t n_running;
	size_t n_timers;
	size_t heap_room;

	int signal_fd;
	sigset_t signals;
	struct signal_handler handlers[_NSIG];
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 * NS_PER_MS + ts.tv_nsec;
}

/**
 * loop_new() - make an event loop
 *
 * Return: the loop, or NULL with errno set.
 */
struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (!loop)
		return NULL;
	loop->signal_fd = -1;
	sigemptyset(&loop->signals);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0) {
		free(loop);
		return NULL;
	}
	return loop;
}

static void free_removed(struct loop *loop)
{
	struct source *source;

	while ((source = loop->removed)) {
		loop->removed = source->next;
		free(source);
	}
}

/**
 * loop_free() - free a loop; signals that it took are unblocked
 * @loop: the loop, not running, or NULL; its timers are freed already, its descriptors stay open
 */
void loop_free(struct loop *loop)
{
	size_t i;

	if (!loop)
		return;
	if (loop->signal_fd >= 0) {
		loop_del_fd(loop, loop->signal_fd);
		close(loop->signal_fd);
		sigprocmask(SIG_UNBLOCK, &loop->signals, NULL);
	}
	for (i = 0; i < loop->n_fds; i++)
		free(loop->by_fd[i]);
	free_removed(loop);
	close(loop->epoll);
	free(loop->by_fd);
	free(loop->heap);
	free(loop);
}

static int make_room(struct loop *loop, int fd)
{
	size_t n = loop->n_fds ? loop->n_fds : 64;
	struct source **more;

	if (fd < 0)
		return -EBADF;
	if ((size_t)fd < loop->n_fds)
		return 0;
	while (n <= (size_t)fd)
		n *= 2;
	more = reallocarray(loop->by_fd, n, sizeof(*more));
	if (!more)
		return -ENOMEM;
	memset(more + loop->n_fds, 0, (n - loop->n_fds) * sizeof(*more));
	loop->by_fd = more;
	loop->n_fds = n;
	return 0;
}

static struct source *find(const struct loop *loop, int fd)
{
	return fd >= 0 && (size_t)fd < loop->n_fds ? loop->by_fd[fd] : NULL;
}

/**
 * loop_add_fd() - watch a descriptor
 * @loop: the loop
 * @fd: descriptor; loop_del_fd() comes before it is closed
 * @events: EPOLLIN, EPOLLOUT, ...; level-triggered
 * @fn: called when one of them, EPOLLERR or EPOLLHUP is there
 * @arg: its first argument
 *
 * Return: 0; -EEXIST when it is watched already; -EBADF; -ENOMEM; or what epoll_ctl() says, such
 * as -EPERM for a regular file.
 */
int loop_add_fd(struct loop *loop, int fd, uint32_t events, loop_fd_fn fn, void *arg)
{
	struct epoll_event event = { .events = events };
	struct source *source;
	int ret;

	ret = make_room(loop, fd);
	if (ret)
		return ret;
	if (loop->by_fd[fd])
		return -EEXIST;
	source = calloc(1, sizeof(*source));
	if (!source)
		return -ENOMEM;
	source->fd = fd;
	source->fn = fn;
	source->arg = arg;
	event.data.ptr = source;
	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event)) {
		ret = -errno;
		free(source);
		return ret;
	}
	loop->by_fd[fd] = source;
	return 0;
}

/**
 * loop_mod_fd() - watch a descriptor for other events
 * @loop: the loop
 * @fd: watched descriptor
 * @events: EPOLLIN, EPOLLOUT, ...
 *
 * Return: 0; -ENOENT when it is not watched; or what epoll_ctl() says.
 */
int loop_mod_fd(struct loop *loop, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = find(loop, fd) };

	if (!event.data.ptr)
		return -ENOENT;
	return epoll_ctl(loop->epoll, EPOLL_CTL_MOD, fd, &event) ? -errno : 0;
}

/**
 * loop_del_fd() - watch a descriptor no more; its callback is not called again
 * @loop: the loop
 * @fd: descriptor, still open; nothing happens when it is not watched
 */
void loop_del_fd(struct loop *loop, int fd)
{
	struct source *source = find(loop, fd);

	if (!source)
		return;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
	loop->by_fd[fd] = NULL;
	/* An event of this round may still point to it. */
	source->fn = NULL;
	source->next = loop->removed;
	loop->removed = source;
}

/**
 * loop_timer_new() - make a timer, which does not run yet
 * @loop: the loop; must outlive the timer
 * @fn: called when it has run down; may free the timer
 * @arg: its argument
 *
 * Return: the timer, or NULL when there is no memory.
 */
struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn fn, void *arg)
{
	struct loop_timer *timer = calloc(1, sizeof(*timer));
	size_t room = loop->heap_room ? loop->heap_room * 2 : 16;
	struct loop_timer **more;

	if (!timer)
		return NULL;
	if (loop->n_timers == loop->heap_room) {
		more = reallocarray(loop->heap, room, sizeof(*more));
		if (!more) {
			free(timer);
			return NULL;
		}
		loop->heap = more;
		loop->heap_room = room;
	}
	loop->n_timers++;
	timer->loop = loop;
	timer->fn = fn;
	timer->arg = arg;
	return timer;
}

static bool before(const struct loop_timer *a, const struct loop_timer *b)
{
	return a->deadline_ns < b->deadline_ns;
}

static void place(struct loop *loop, struct loop_timer *timer, size_t i)
{
	loop->heap[i] = timer;
	timer->slot = i + 1;
}

/* Let @timer, whose place @i is free, find its place in the heap. */
static void sift(struct loop *loop, struct loop_timer *timer, size_t i)
{
	size_t child;

	while (i && before(timer, loop->heap[(i - 1) / 2])) {
		place(loop, loop->heap[(i - 1) / 2], i);
		i = (i - 1) / 2;
	}
	while ((child = 2 * i + 1) < loop->n_running) {
		if (child + 1 < loop->n_running && before(loop->heap[child + 1], loop->heap[child]))
			child++;
		if (!before(loop->heap[child], timer))
			break;
		place(loop, loop->heap[child], i);
		i = child;
	}
	place(loop, timer, i);
}

/**
 * loop_timer_stop() - stop a timer; its callback is not called
 * @timer: the timer, running or not
 */
void loop_timer_stop(struct loop_timer *timer)
{
	struct loop *loop = timer->loop;
	size_t i = timer->slot - 1;
	struct loop_timer *last;

	if (!timer->slot)
		return;
	timer->slot = 0;
	last = loop->heap[--loop->n_running];
	if (last != timer)
		sift(loop, last, i);
}

/**
 * loop_timer_set() - start a timer, or start it again
 * @timer: the timer
 * @ms: milliseconds from now (CLOCK_MONOTONIC); never called earlier, and with 0 only after other
 *	events had their turn
 */
void loop_timer_set(struct loop_timer *timer, uint64_t ms)
{
	struct loop *loop = timer->loop;

	loop_timer_stop(timer);
	timer->deadline_ns = now_ns() + ms * NS_PER_MS;
	sift(loop, timer, loop->n_running++);
}

/**
 * loop_timer_free() - stop and free a timer
 * @timer: the timer, or NULL
 */
void loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return;
	loop_timer_stop(timer);
	timer->loop->n_timers--;
	free(timer);
}

static void signal_readable(void *arg, uint32_t events)
{
	struct signalfd_siginfo info;
	struct loop *loop = arg;

	while (read(loop->signal_fd, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo < _NSIG && loop->handlers[info.ssi_signo].fn)
			loop->handlers[info.ssi_signo].fn(loop->handlers[info.ssi_signo].arg,
							  info.ssi_signo);
}

/**
 * loop_add_signal() - take a signal; it is blocked until loop_free()
 * @loop: the loop
 * @signo: signal
 * @fn: called in the loop
 * @arg: its first argument
 *
 * Return: 0; -EINVAL; or what signalfd() and epoll_ctl() say.
 */
int loop_add_signal(struct loop *loop, int signo, loop_signal_fn fn, void *arg)
{
	int fd, ret;

	if (signo <= 0 || signo >= _NSIG || sigaddset(&loop->signals, signo) ||
	    sigprocmask(SIG_BLOCK, &loop->signals, NULL))
		return -EINVAL;
	fd = signalfd(loop->signal_fd, &loop->signals, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (loop->signal_fd < 0) {
		ret = loop_add_fd(loop, fd, EPOLLIN, signal_readable, loop);
		if (ret) {
			close(fd);
			return ret;
		}
		loop->signal_fd = fd;
	}
	loop->handlers[signo].fn = fn;
	loop->handlers[signo].arg = arg;
	return 0;
}

static int wait_ms(const struct loop *loop)
{
	uint64_t now = now_ns(), ms;

	if (!loop->n_running)
		return -1;
	if (loop->heap[0]->deadline_ns <= now)
		return 0;
	ms = (loop->heap[0]->deadline_ns - now + NS_PER_MS - 1) / NS_PER_MS;
	return ms < WAIT_MS_MAX ? ms : WAIT_MS_MAX;
}

/* Those that were due before the round began: one that sets itself to 0 again lets others in. */
static void run_timers(struct loop *loop)
{
	uint64_t now = now_ns();
	struct loop_timer *timer;

	while (!loop->quit && loop->n_running) {
		timer = loop->heap[0];
		if (timer->deadline_ns >= now)
			return;
		loop_timer_stop(timer);
		timer->fn(timer->arg);
	}
}

/**
 * loop_run() - dispatch events until loop_quit()
 * @loop: the loop
 *
 * Return: 0 after loop_quit(), or what epoll_wait() says.
 */
int loop_run(struct loop *loop)
{
	struct epoll_event events[EVENTS_MAX];
	struct source *source;
	int i, n;

	loop->quit = false;
	while (!loop->quit) {
		n = epoll_wait(loop->epoll, events, EVENTS_MAX, wait_ms(loop));
		if (n < 0 && errno != EINTR)
			return -errno;
		for (i = 0; i < n && !loop->quit; i++) {
			source = events[i].data.ptr;
			if (source->fn)
				source->fn(source->arg, events[i].events);
		}
		free_removed(loop);
		run_timers(loop);
	}
	return 0;
}

/**
 * loop_quit() - let loop_run() return after the callback that is running
 * @loop: the loop
 */
void loop_quit(struct loop *loop)
{
	loop->quit = true;
}
