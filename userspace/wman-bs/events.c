// SPDX-License-Identifier: BSD-3-Clause
#include "events.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <linux/wman.h>

#include "bs.h"
#include "json.h"
#include "log.h"
#include "message.h"
#include "names_gen.h"
#include "output.h"

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

bool bs_events_is(const struct bs_events *events, const char *path)
{
	return events && bs_output_is(events->f, path);
}

void bs_events_close(struct bs_events *events)
{
	if (events && events->f != stdout)
		fclose(events->f);
	free(events);
}

static void begin(struct json *json, struct bs_events *events, const u8 *mac, const char *event)
{
	struct timespec now;
	char when[32];

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(when, sizeof(when), "%lld.%06ld", (long long)now.tv_sec, now.tv_nsec / 1000);
	json_begin(json, events->f);
	json_object(json, NULL);
	json_string(json, "time", when);
	if (mac)
		json_mac(json, "subscriber", mac);
	json_string(json, "event", event);
}

static void end(struct json *json, struct bs_events *events)
{
	json_object_end(json);
	json_end(json);
	fflush(events->f);
}

static void write_event(struct bs_events *events, const struct bs_ss *ss, const char *event,
			const char *reason, const char *text)
{
	struct json json;

	begin(&json, events, ss ? ss->mac : NULL, event);
	if (reason)
		json_string(&json, "reason", reason);
	if (*text)
		json_string(&json, "text", text);
	end(&json, events);
}

void bs_event_message(struct bs *bs, const u8 *mac, const char *event, u16 cid, const u8 *data,
		      size_t len)
{
	bool pkm = data[0] == WMAN_MSG_PKM_REQ || data[0] == WMAN_MSG_PKM_RSP;
	bool beacon = data[0] <= WMAN_MSG_UL_MAP;
	struct json json;

	if (!bs->events || beacon)
		return;
	begin(&json, bs->events, mac[0] & 1 ? NULL : mac, event);
	json_string(&json, "name",
		    wman_air_message_name(pkm && len > 1 ? WMAN_AIR_MESSAGE_PKM + data[1] :
							   data[0]));
	json_u64(&json, "cid", cid);
	json_u64(&json, "length", len);
	end(&json, bs->events);
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
