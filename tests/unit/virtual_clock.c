// SPDX-License-Identifier: BSD-3-Clause
/*
 * Linked into tests whose loop holds both ends: its time passes only while nothing is to be done,
 * and then at once up to the next timer. A wait is neither longer than it takes to do what is due
 * nor too short on a machine that is busy.
 */
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* of real time: for a datagram of our own that is still on its way through the kernel */
#define SETTLE_MS 2
#define NS_PER_MS 1000000

static struct timespec now = { .tv_sec = 1000 };

static void pass(int ms, long ns)
{
	now.tv_sec += ms / 1000;
	now.tv_nsec += (long)(ms % 1000) * NS_PER_MS + ns;
	if (now.tv_nsec >= 1000 * NS_PER_MS) {
		now.tv_nsec -= 1000 * NS_PER_MS;
		now.tv_sec++;
	}
}

int clock_gettime(clockid_t clock, struct timespec *ts)
{
	if (clock != CLOCK_MONOTONIC)
		return (int)syscall(SYS_clock_gettime, clock, ts);
	/* two looks never see the same time */
	pass(0, 1);
	*ts = now;
	return 0;
}

int epoll_wait(int epoll, struct epoll_event *events, int max, int ms)
{
	int n = epoll_pwait(epoll, events, max, ms > SETTLE_MS ? SETTLE_MS : ms, NULL);

	if (!n)
		pass(ms, 0);
	return n;
}
