/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A moment that may be days away: end of a key's lifetime, or some time before it. A timer of the
 * kernel may come late by an eighth of what it was set to, which is hours of such a time and more
 * than the grace that a renewal has. An alarm comes to its moment in steps, and on time.
 */
#ifndef _WMAN_ALARM_H
#define _WMAN_ALARM_H

#include <linux/types.h>
#include <linux/workqueue.h>

/**
 * struct wman_alarm - an alarm of the control thread
 * @work: the next step
 * @wq: the control thread
 * @at: the moment, in jiffies
 * @fn: what happens then
 */
struct wman_alarm {
	struct delayed_work work;
	struct workqueue_struct *wq;
	u64 at;
	void (*fn)(struct wman_alarm *alarm);
};

/**
 * wman_alarm_init() - set an alarm up
 * @alarm: the alarm
 * @wq: the control thread, in which @fn runs
 * @fn: what happens; may set the alarm again
 */
void wman_alarm_init(struct wman_alarm *alarm, struct workqueue_struct *wq,
		     void (*fn)(struct wman_alarm *alarm));

/**
 * wman_alarm_set() - set or move it
 * @alarm: the alarm
 * @at: in jiffies, as get_jiffies_64() counts; a moment that is over means now
 *
 * Context: control thread.
 */
void wman_alarm_set(struct wman_alarm *alarm, u64 at);

/**
 * wman_alarm_cancel() - forget it
 * @alarm: the alarm; nothing happens when it was not set
 *
 * Context: control thread, so that it does not run either.
 */
void wman_alarm_cancel(struct wman_alarm *alarm);

#endif
