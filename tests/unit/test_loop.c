// SPDX-License-Identifier: BSD-3-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "loop.h"

struct fixture {
	struct loop *loop;
	struct loop_timer *guard;
	struct loop_timer *timer[8];
	int pipes[2][2];
	int order[16];
	int n;
};

static void guard_fired(void *arg)
{
	fail_msg("the loop did not come to its end");
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	int i;

	f->loop = loop_new();
	for (i = 0; i < 2; i++)
		assert_return_code(pipe(f->pipes[i]), errno);
	f->guard = loop_timer_new(f->loop, guard_fired, f);
	loop_timer_set(f->guard, 20000);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	int i;

	for (i = 0; i < 8; i++)
		loop_timer_free(f->timer[i]);
	loop_timer_free(f->guard);
	loop_free(f->loop);
	for (i = 0; i < 2; i++) {
		close(f->pipes[i][0]);
		close(f->pipes[i][1]);
	}
	free(f);
	return 0;
}

static void quit(void *arg)
{
	struct fixture *f = arg;

	loop_quit(f->loop);
}

/* A timer that notes which one it is: the argument points into a table of pointers. */
struct note {
	struct fixture *f;
	int id;
};

static void noted(void *arg)
{
	struct note *note = arg;

	note->f->order[note->f->n++] = note->id;
}

static void timers_run_in_order_of_time(void **state)
{
	static const int ms[] = { 30, 10, 20, 10, 0 };
	struct note notes[5];
	struct fixture *f = *state;
	int i;

	for (i = 0; i < 5; i++) {
		notes[i] = (struct note){ f, i };
		f->timer[i] = loop_timer_new(f->loop, noted, &notes[i]);
		loop_timer_set(f->timer[i], ms[i]);
	}
	f->timer[5] = loop_timer_new(f->loop, quit, f);
	loop_timer_set(f->timer[5], 40);
	assert_int_equal(loop_run(f->loop), 0);
	assert_int_equal(f->n, 5);
	assert_int_equal(f->order[0], 4);
	assert_int_equal(f->order[1], 1);
	assert_int_equal(f->order[2], 3);
	assert_int_equal(f->order[3], 2);
	assert_int_equal(f->order[4], 0);
}

/* The heap keeps its order when timers leave it from the middle and come again. */
static void many_timers_keep_their_order(void **state)
{
	enum { N = 500 };
	struct loop_timer *timers[N];
	struct fixture *f = *state;
	static struct note notes[N];
	static int seen[N];
	int i, id, left = 0;
	struct fixture sink = { .loop = f->loop };

	srand(1);
	for (i = 0; i < N; i++) {
		notes[i] = (struct note){ &sink, i };
		timers[i] = loop_timer_new(f->loop, noted, &notes[i]);
		loop_timer_set(timers[i], rand() % 1000000 + 1000);
	}
	for (i = 0; i < N; i += 3)
		loop_timer_stop(timers[i]);
	/* nothing is due yet: set the rest again to now, one after the other */
	for (i = 0; i < N; i++) {
		id = i * 7 % N;
		if (id % 3)
			seen[left++] = id;
	}
	for (i = 0; i < left; i++)
		loop_timer_set(timers[seen[i]], 0);
	f->timer[0] = loop_timer_new(f->loop, quit, f);
	loop_timer_set(f->timer[0], 1);
	for (i = 0; i < left; i++)
		if (i >= 16)
			loop_timer_stop(timers[seen[i]]);
	loop_run(f->loop);
	assert_int_equal(sink.n, 16);
	for (i = 0; i < 16; i++)
		assert_int_equal(sink.order[i], seen[i]);
	for (i = 0; i < N; i++)
		loop_timer_free(timers[i]);
}

static void timer_is_never_early(void **state)
{
	struct fixture *f = *state;
	struct note note = { f, 1 };
	struct timespec a, b;

	/* not even when another one is due */
	f->timer[1] = loop_timer_new(f->loop, noted, &note);
	loop_timer_set(f->timer[1], 0);
	f->timer[0] = loop_timer_new(f->loop, quit, f);
	clock_gettime(CLOCK_MONOTONIC, &a);
	loop_timer_set(f->timer[0], 25);
	loop_run(f->loop);
	clock_gettime(CLOCK_MONOTONIC, &b);
	assert_true((b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec >= 25000000LL);
	assert_int_equal(f->n, 1);
}

static void stopped_timer_is_not_called(void **state)
{
	struct fixture *f = *state;
	struct note note = { f, 1 };

	f->timer[0] = loop_timer_new(f->loop, noted, &note);
	f->timer[1] = loop_timer_new(f->loop, quit, f);
	loop_timer_set(f->timer[0], 1);
	loop_timer_set(f->timer[1], 10);
	loop_timer_stop(f->timer[0]);
	loop_run(f->loop);
	assert_int_equal(f->n, 0);
}

static void free_self(void *arg)
{
	struct fixture *f = arg;

	loop_timer_free(f->timer[0]);
	f->timer[0] = NULL;
	/* and another one that is due in the same round */
	loop_timer_free(f->timer[1]);
	f->timer[1] = NULL;
	f->n++;
}

static void timer_may_free_itself_and_others(void **state)
{
	struct fixture *f = *state;

	f->timer[0] = loop_timer_new(f->loop, free_self, f);
	f->timer[1] = loop_timer_new(f->loop, guard_fired, f);
	f->timer[2] = loop_timer_new(f->loop, quit, f);
	loop_timer_set(f->timer[0], 0);
	loop_timer_set(f->timer[1], 0);
	loop_timer_set(f->timer[2], 5);
	loop_run(f->loop);
	assert_int_equal(f->n, 1);
}

static void again(void *arg)
{
	struct fixture *f = arg;

	f->n++;
	loop_timer_set(f->timer[0], 0);
}

static void read_one(void *arg, uint32_t events)
{
	struct fixture *f = arg;
	char c;

	assert_true(events & EPOLLIN);
	assert_int_equal(read(f->pipes[0][0], &c, 1), 1);
	loop_quit(f->loop);
}

/* A timer that sets itself to 0 for ever does not keep descriptors from their turn. */
static void busy_timer_lets_descriptors_in(void **state)
{
	struct fixture *f = *state;

	f->timer[0] = loop_timer_new(f->loop, again, f);
	loop_timer_set(f->timer[0], 0);
	assert_int_equal(loop_add_fd(f->loop, f->pipes[0][0], EPOLLIN, read_one, f), 0);
	assert_int_equal(write(f->pipes[0][1], "x", 1), 1);
	loop_run(f->loop);
	loop_del_fd(f->loop, f->pipes[0][0]);
}

static void remove_both(void *arg, uint32_t events)
{
	struct fixture *f = arg;

	loop_del_fd(f->loop, f->pipes[0][0]);
	loop_del_fd(f->loop, f->pipes[1][0]);
	f->n++;
}

/* Both are ready in one round; whichever is first removes both. */
static void source_may_remove_itself_and_others(void **state)
{
	struct fixture *f = *state;
	int i;

	for (i = 0; i < 2; i++) {
		assert_int_equal(loop_add_fd(f->loop, f->pipes[i][0], EPOLLIN, remove_both, f), 0);
		assert_int_equal(write(f->pipes[i][1], "x", 1), 1);
	}
	f->timer[0] = loop_timer_new(f->loop, quit, f);
	loop_timer_set(f->timer[0], 10);
	loop_run(f->loop);
	assert_int_equal(f->n, 1);
}

static void descriptor_errors(void **state)
{
	struct fixture *f = *state;
	int fd = f->pipes[0][0];

	assert_int_equal(loop_add_fd(f->loop, -1, EPOLLIN, read_one, f), -EBADF);
	assert_int_equal(loop_mod_fd(f->loop, fd, EPOLLIN), -ENOENT);
	assert_int_equal(loop_add_fd(f->loop, fd, EPOLLIN, read_one, f), 0);
	assert_int_equal(loop_add_fd(f->loop, fd, EPOLLIN, read_one, f), -EEXIST);
	loop_del_fd(f->loop, fd);
	loop_del_fd(f->loop, fd);
	assert_int_equal(loop_add_fd(f->loop, fd, EPOLLIN, read_one, f), 0);
	loop_del_fd(f->loop, fd);
}

static void never(void *arg, uint32_t events)
{
	fail_msg("called for events that were not asked for");
}

static void events_can_be_changed(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(write(f->pipes[0][1], "x", 1), 1);
	assert_int_equal(loop_add_fd(f->loop, f->pipes[0][0], EPOLLIN, never, f), 0);
	assert_int_equal(loop_mod_fd(f->loop, f->pipes[0][0], 0), 0);
	f->timer[0] = loop_timer_new(f->loop, quit, f);
	loop_timer_set(f->timer[0], 5);
	loop_run(f->loop);
	loop_del_fd(f->loop, f->pipes[0][0]);
}

static void on_signal(void *arg, int signo)
{
	struct fixture *f = arg;

	f->order[f->n++] = signo;
	if (f->n == 2)
		loop_quit(f->loop);
}

static void signals_arrive_in_the_loop(void **state)
{
	struct fixture *f = *state;
	sigset_t now;

	assert_int_equal(loop_add_signal(f->loop, 0, on_signal, f), -EINVAL);
	assert_int_equal(loop_add_signal(f->loop, SIGUSR1, on_signal, f), 0);
	assert_int_equal(loop_add_signal(f->loop, SIGUSR2, on_signal, f), 0);
	raise(SIGUSR2);
	raise(SIGUSR1);
	assert_int_equal(f->n, 0);
	loop_run(f->loop);
	assert_int_equal(f->order[0] + f->order[1], SIGUSR1 + SIGUSR2);
	/* loop_free() gives them back */
	loop_timer_free(f->guard);
	loop_free(f->loop);
	sigprocmask(SIG_BLOCK, NULL, &now);
	assert_false(sigismember(&now, SIGUSR1));
	f->loop = loop_new();
	f->guard = NULL;
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(timers_run_in_order_of_time),
		T(many_timers_keep_their_order),
		T(timer_is_never_early),
		T(stopped_timer_is_not_called),
		T(timer_may_free_itself_and_others),
		T(busy_timer_lets_descriptors_in),
		T(source_may_remove_itself_and_others),
		T(descriptor_errors),
		T(events_can_be_changed),
		T(signals_arrive_in_the_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
