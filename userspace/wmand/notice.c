// SPDX-License-Identifier: BSD-3-Clause
#include "notice.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_S (24 * 60 * 60)

/* A list that grows at its end, and for which network it does */
struct collection {
	struct notice **tail;
	const struct network *network;
	int64_t now;
};

__attribute__((format(printf, 3, 4))) static void add(struct collection *c, const char *kind,
						      const char *fmt, ...)
{
	struct notice *n = calloc(1, sizeof(*n));
	va_list ap;
	char *p;

	/* without memory there is more to worry about */
	if (!n)
		return;
	snprintf(n->network, sizeof(n->network), "%s", c->network->name);
	n->kind = kind;
	va_start(ap, fmt);
	vsnprintf(n->text, sizeof(n->text), fmt, ap);
	va_end(ap);
	/* names of files may hold anything */
	for (p = n->text; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
	*c->tail = n;
	c->tail = &n->next;
}

static bool any_server(const struct eap_config *cfg)
{
	return cfg->insecure;
}

static bool approve(const struct eap_config *cfg)
{
	return cfg->approve_server;
}

static bool sha1(const struct eap_config *cfg)
{
	return cfg->allow_sha1;
}

static bool no_binding(const struct eap_config *cfg)
{
	return cfg->binding == EAP_BINDING_OFF;
}

static bool any_date(const struct eap_config *cfg)
{
	return cfg->accept_unset_clock;
}

/* Every switch by which a network is less secure than without it */
static const struct {
	bool (*is_set)(const struct eap_config *cfg);
	const char *text;
} switches[] = {
	{ any_server, "insecure_server=1: ANY server is believed" },
	{ approve, "approve_server=1: who vouches for the server is whoever is asked" },
	{ sha1, "tls_allow_sha1=1: certificates signed with SHA-1 are believed" },
	{ no_binding, "crypto_binding=0: nothing proves that tunnel and inside belong together" },
	{ any_date, "accept_unset_clock=1: dates of certificates do not count without a clock" },
};

static void add_switches(struct collection *c)
{
	size_t i;

	if (c->network->insecure_suites)
		add(c, "insecure", "insecure_suites=1: data may travel in clear, or under DES");
	if (c->network->insecure_policy_none)
		add(c, "insecure",
		    "insecure_policy_none=1: NOBODY is authenticated, NOTHING is encrypted");
	for (i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (switches[i].is_set(&c->network->eap))
			add(c, "insecure", "%s", switches[i].text);
}

static void add_clock(struct collection *c, int64_t now)
{
	if (c->network->creds && eap_creds_clock_unset(c->network->creds, now))
		add(c, "clock", "the clock is not set, %s",
		    c->network->eap.accept_unset_clock ? "dates of certificates do not count" :
							 "no server is verified");
}

/* How long before it expires, and for how long nothing more is said */
static const struct {
	int64_t ahead_s;
	const char *text;
} thresholds[] = {
	{ 0, "has expired" },
	{ 7 * DAY_S, "expires within 7 days" },
	{ 30 * DAY_S, "expires within 30 days" },
};

static const char *file_of(const struct eap_config *cfg, const struct eap_cert *cert,
			   const char **key)
{
	if (!cert->own) {
		*key = cert->inner ? "ca_cert2" : "ca_cert";
		return cert->inner ? cfg->ca_cert2 : cfg->ca_cert;
	}
	*key = cert->inner ? "client_cert2" : "client_cert";
	if (cert->inner ? cfg->client_cert2 : cfg->client_cert)
		return cert->inner ? cfg->client_cert2 : cfg->client_cert;
	*key = cert->inner ? "private_key2" : "private_key";
	return cert->inner ? cfg->private_key2 : cfg->private_key;
}

static void add_expiry(void *ctx, const struct eap_cert *cert)
{
	struct collection *c = ctx;
	time_t at = cert->not_after;
	char when[32];
	const char *key, *file = file_of(&c->network->eap, cert, &key);
	struct tm tm;
	size_t i;

	for (i = 0; i < sizeof(thresholds) / sizeof(thresholds[0]); i++)
		if (cert->not_after - thresholds[i].ahead_s <= c->now)
			break;
	if (i == sizeof(thresholds) / sizeof(thresholds[0]) || !gmtime_r(&at, &tm))
		return;
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%SZ", &tm);
	add(c, "expiry", "%s %s: %s %s (%s)", key, file ? file : "", cert->subject,
	    thresholds[i].text, when);
}

/**
 * notice_collect() - what is to be known of a configuration
 * @config: the configuration
 * @now: what the clock says, seconds since 1970
 *
 * Return: the list, network by network in the order of the file, for notice_free().
 */
struct notice *notice_collect(const struct config *config, int64_t now)
{
	struct notice *list = NULL;
	struct collection c = { .tail = &list };
	const struct network *net;

	for (net = config->networks; net; net = net->next) {
		c.network = net;
		/* a clock that is not set does not make certificates younger */
		c.now = now > net->eap.clock_floor ? now : net->eap.clock_floor;
		add_switches(&c);
		add_clock(&c, now);
		if (net->creds)
			eap_creds_certs(net->creds, add_expiry, &c);
	}
	return list;
}

/**
 * notice_find() - is the same notice in another list?
 * @list: the other list, or NULL
 * @like: the notice
 *
 * Return: it, or NULL.
 */
const struct notice *notice_find(const struct notice *list, const struct notice *like)
{
	for (; list; list = list->next)
		if (!strcmp(list->network, like->network) && !strcmp(list->text, like->text))
			break;
	return list;
}

/**
 * notice_free() - free a list
 * @list: from notice_collect(), or NULL
 */
void notice_free(struct notice *list)
{
	struct notice *next;

	for (; list; list = next) {
		next = list->next;
		free(list);
	}
}
