// SPDX-License-Identifier: GPL-2.0
/* Alarms: timers that are on time also when it is days away. */
#include <linux/jiffies.h>

#include "alarm.h"

/* A step ends before the moment even when its timer is late by an eighth. */
static void next_step(struct wman_alarm *alarm, u64 left)
{
	left = min_t(u64, left, MAX_JIFFY_OFFSET);
	mod_delayed_work(alarm->wq, &alarm->work, left - left / 8);
}

static void step(struct work_struct *work)
{
	struct wman_alarm *alarm = container_of(to_delayed_work(work), struct wman_alarm, work);
	u64 now = get_jiffies_64();

	if (alarm->at > now)
		next_step(alarm, alarm->at - now);
	else
		alarm->fn(alarm);
}

void wman_alarm_init(struct wman_alarm *alarm, struct workqueue_struct *wq,
		     void (*fn)(struct wman_alarm *alarm))
{
	INIT_DELAYED_WORK(&alarm->work, step);
	alarm->wq = wq;
	alarm->fn = fn;
}

void wman_alarm_set(struct wman_alarm *alarm, u64 at)
{
	u64 now = get_jiffies_64();

	alarm->at = at;
	next_step(alarm, at > now ? at - now : 0);
}

void wman_alarm_cancel(struct wman_alarm *alarm)
{
	cancel_delayed_work(&alarm->work);
}
