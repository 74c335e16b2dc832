// SPDX-License-Identifier: BSD-3-Clause
#include "watch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "asker.h"
#include "config.h"
#include "log.h"
#include "loop.h"
#include "notice.h"

struct watch {
	struct asker *asker; /* NULL: there is the log only */
	struct loop_timer *timer;
	const struct config *config;
	struct notice *notices; /* what stands, and was told */
};

/* What stands already is not told again, whatever was reloaded meanwhile. */
static void look(struct watch *watch)
{
	struct notice *now = notice_collect(watch->config, time(NULL)), *n;

	for (n = now; n; n = n->next) {
		n->fresh = !notice_find(watch->notices, n);
		if (!n->fresh)
			continue;
		log_warn("network %s: %s: %s", n->network, n->kind, n->text);
		if (watch->asker)
			asker_warn(watch->asker, n->kind, n->network, n->text);
	}
	notice_free(watch->notices);
	watch->notices = now;
}

static void hour_is_over(void *arg)
{
	struct watch *watch = arg;

	look(watch);
	loop_timer_set(watch->timer, WATCH_PERIOD_MS);
}

/* Network by network, each with what is to be known of it */
static void tell_status(void *arg, struct client *client)
{
	struct watch *watch = arg;
	const struct network *net;
	const struct notice *n;

	look(watch);
	for (net = watch->config->networks; net; net = net->next) {
		asker_say_network(client, net->locked ? "locked" : "ready", net->name);
		for (n = watch->notices; n; n = n->next)
			if (!strcmp(n->network, net->name))
				asker_say_warning(client, n->kind, n->network, n->text);
	}
}

/**
 * watch_new() - begin to watch, when there is a configuration
 * @loop: event loop
 * @asker: socket where people may listen, which must outlive the watch; or NULL
 *
 * Return: the watch, or NULL without memory.
 */
struct watch *watch_new(struct loop *loop, struct asker *asker)
{
	struct watch *watch = calloc(1, sizeof(*watch));

	if (!watch)
		return NULL;
	watch->asker = asker;
	watch->timer = loop_timer_new(loop, hour_is_over, watch);
	if (watch->timer)
		return watch;
	free(watch);
	return NULL;
}

/**
 * watch_free() - end
 * @watch: from watch_new(), or NULL
 */
void watch_free(struct watch *watch)
{
	if (!watch)
		return;
	if (watch->asker)
		asker_set_status(watch->asker, NULL, NULL);
	loop_timer_free(watch->timer);
	notice_free(watch->notices);
	free(watch);
}

/**
 * watch_set_config() - look at this from now on
 * @watch: the watch
 * @config: configuration; must live until the next one is set
 */
void watch_set_config(struct watch *watch, const struct config *config)
{
	watch->config = config;
	if (watch->asker)
		asker_set_status(watch->asker, tell_status, watch);
	hour_is_over(watch);
}
