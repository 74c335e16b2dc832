// SPDX-License-Identifier: BSD-3-Clause
#include "events.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bs.h"
#include "json.h"
#include "log.h"

struct bs_events {
	FILE *f;
};

struct bs_events *bs_events_open(const char *path)
{
	struct bs_events *events = calloc(1, sizeof(*events));

	if (!events)
		return NULL;
	events->f = strcmp(path, "-") ? fopen(path, "we") : stdout;
	if (events->f)
		return events;
	free(events);
	return NULL;
}

void bs_events_close(struct bs_events *events)
{
	if (events && events->f != stdout)
		fclose(events->f);
	free(events);
}

static void write_event(struct bs_events *events, const struct bs_ss *ss, const char *event,
			const char *reason, const char *text)
{
	struct timespec now;
	struct json json;
	char when[32];

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(when, sizeof(when), "%lld.%06ld", (long long)now.tv_sec, now.tv_nsec / 1000);
	json_begin(&json, events->f);
	json_object(&json, NULL);
	json_string(&json, "time", when);
	if (ss)
		json_mac(&json, "subscriber", ss->mac);
	json_string(&json, "event", event);
	if (reason)
		json_string(&json, "reason", reason);
	if (*text)
		json_string(&json, "text", text);
	json_object_end(&json);
	json_end(&json);
	fflush(events->f);
}

void bs_event(struct bs *bs, const struct bs_ss *ss, const char *event, const char *reason,
	      const char *fmt, ...)
{
	char text[256] = "", mac[18] = "";
	va_list ap;

	if (fmt) {
		va_start(ap, fmt);
		vsnprintf(text, sizeof(text), fmt, ap);
		va_end(ap);
	}
	if (bs->events)
		write_event(bs->events, ss, event, reason, text);
	if (ss)
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", ss->mac[0], ss->mac[1],
			 ss->mac[2], ss->mac[3], ss->mac[4], ss->mac[5]);
	log_debug("%s%s%s%s%s%s%s%s", mac, ss ? " " : "", event, reason ? ": " : "",
		  reason ? reason : "", *text ? " (" : "", text, *text ? ")" : "");
}
