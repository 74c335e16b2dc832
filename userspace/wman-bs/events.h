/* SPDX-License-Identifier: BSD-3-Clause */
/* Event log: one JSON object a line. */
#ifndef _BS_EVENTS_H
#define _BS_EVENTS_H

#include "env.h"

struct bs;
struct bs_ss;
struct bs_events;

/**
 * bs_events_open() - open the log
 * @path: the file, which is emptied; "-" for standard output
 *
 * Return: the log, or NULL with errno set.
 */
struct bs_events *bs_events_open(const char *path);

/**
 * bs_events_is() - whether it goes to the file that a path names now
 * @events: from bs_events_open(), or NULL
 * @path: the path
 *
 * Return: false when there is none, or its file was moved away.
 */
bool bs_events_is(const struct bs_events *events, const char *path);

/**
 * bs_events_close() - close the log
 * @events: from bs_events_open(), or NULL
 */
void bs_events_close(struct bs_events *events);

/**
 * bs_event() - log an event
 * @bs: the base station
 * @ss: whose event it is, or NULL
 * @event: its name
 * @reason: why, as wman_reason_name() or "radius-...", or NULL
 * @fmt: more for people, printf format, or NULL
 */
__attribute__((format(printf, 5, 6))) void bs_event(struct bs *bs, const struct bs_ss *ss,
						    const char *event, const char *reason,
						    const char *fmt, ...);

/**
 * bs_event_message() - log a management message; beacons are not logged
 * @bs: the base station
 * @mac: the subscriber, or a multicast address
 * @event: "received" or "sent"
 * @cid: connection
 * @data: the message from its type octet
 * @len: its octets, 1 at least
 */
void bs_event_message(struct bs *bs, const u8 *mac, const char *event, u16 cid, const u8 *data,
		      size_t len);

#endif
