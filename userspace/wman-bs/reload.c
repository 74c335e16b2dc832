// SPDX-License-Identifier: BSD-3-Clause
#include "reload.h"

#include <stdlib.h>

#include "aaa.h"
#include "arguments.h"
#include "bs.h"
#include "dae.h"
#include "keylog.h"
#include "pcap.h"
#include "radius_dae.h"

/* What is made of a configuration, and may fail. Of files only those that are not open already. */
struct parts {
	struct radius_client *radius;
	struct radius_dae *dae;
	struct bs_pki pki;
	struct bs_events *events;
	struct bs_pcap *pcap;
	struct bs_keylog *keylog;
};

static void parts_free(struct parts *parts)
{
	radius_client_free(parts->radius);
	radius_dae_free(parts->dae);
	bs_pki_free(&parts->pki);
	bs_events_close(parts->events);
	bs_pcap_close(parts->pcap);
	bs_keylog_close(parts->keylog);
}

/* Last of all: they leave a trace. */
static int open_outputs(const struct bs *bs, const struct bs_config *next, struct parts *parts,
			char *err)
{
	const char *path = NULL;

	if (next->events && !bs_events_is(bs->events, next->events) &&
	    !(parts->events = bs_events_open(next->events)))
		path = next->events;
	else if (next->pcap && !bs_pcap_is(bs->pcap, next->pcap) &&
		 !(parts->pcap = bs_pcap_open(next->pcap)))
		path = next->pcap;
	else if (next->keylog && !bs_keylog_is(bs->keylog, next->keylog) &&
		 !(parts->keylog = bs_keylog_open(next->keylog)))
		path = next->keylog;
	if (!path)
		return 0;
	snprintf(err, BS_ERROR_LEN, "%s: %s", path, strerror(errno));
	return -EINVAL;
}

static int parts_load(struct bs *bs, const struct bs_config *next, struct parts *parts, FILE *err)
{
	char text[BS_ERROR_LEN] = "out of memory";

	parts->radius = bs_aaa_load(bs, next, text);
	if (parts->radius && !bs_dae_load(bs, next, bs->cfg->coa_listen, &parts->dae, text) &&
	    !bs_pki_load(&parts->pki, next, text) && !open_outputs(bs, next, parts, text))
		return 0;
	parts_free(parts);
	fprintf(err, "%s\n", text);
	return -EINVAL;
}

static void stop_accounting(struct bs_ss *ss, void *arg)
{
	bs_acct_because(ss, BS_ACCT_NAS_REQUEST);
	bs_acct_stop(ss);
}

static void start_accounting(struct bs_ss *ss, void *arg)
{
	if (ss->open)
		bs_acct_start(ss);
}

static void use_outputs(struct bs *bs, const struct parts *parts)
{
	if (!bs->cfg->events || parts->events) {
		bs_events_close(bs->events);
		bs->events = parts->events;
	}
	if (!bs->cfg->pcap || parts->pcap) {
		bs_pcap_close(bs->pcap);
		bs->pcap = parts->pcap;
	}
	if (!bs->cfg->keylog || parts->keylog) {
		bs_keylog_close(bs->keylog);
		bs->keylog = parts->keylog;
	}
}

static bool same_address(const struct bs_config *now, const struct bs_config *next)
{
	return now->coa_listen && next->coa_listen && !strcmp(now->coa_listen, next->coa_listen);
}

/* Nothing here fails. What @next gives up is left in it. */
static void change(struct bs *bs, struct bs_config *next, const struct parts *parts)
{
	const bool did_account = bs_config_accounts(bs->cfg), accounts = bs_config_accounts(next);
	struct bs_config now = *bs->cfg;

	/* by the servers that know of the sessions */
	if (did_account && !accounts)
		bs_ss_each(bs, stop_accounting, NULL);
	radius_client_replace(bs->radius, parts->radius);
	bs->radius = parts->radius;
	bs->dae = radius_dae_replace(bs->dae, parts->dae, same_address(&now, next));
	if (next->radsec_coa)
		radius_client_serve(bs->radius, &bs->dae);
	bs_pki_free(&bs->pki);
	bs->pki = parts->pki;
	bs_fault_keep(&next->faults, &now.faults);
	*bs->cfg = *next;
	*next = now;
	use_outputs(bs, parts);
	if (!did_account && accounts) {
		bs_acct_on(bs);
		bs_ss_each(bs, start_accounting, NULL);
	}
}

static int reload(struct bs *bs, struct bs_config *next, FILE *err)
{
	struct parts parts = { .radius = NULL };
	struct bs_arguments args;

	if (!bs->argv) {
		fputs("there is no command line to read again\n", err);
		return -EINVAL;
	}
	if (bs_arguments_read(&args, next, bs->argv, err) ||
	    !bs_config_compatible(bs->cfg, next, err) || parts_load(bs, next, &parts, err))
		return -EINVAL;
	change(bs, next, &parts);
	return 0;
}

int bs_reload(struct bs *bs, FILE *err)
{
	struct bs_config next;
	const char *why;
	char *text = NULL;
	size_t len = 0;
	FILE *mem = open_memstream(&text, &len);
	int ret;

	if (!mem) {
		fputs("out of memory\n", err);
		return -ENOMEM;
	}
	bs_config_init(&next);
	ret = reload(bs, &next, mem);
	bs_config_free(&next);
	fclose(mem);
	why = text ? text : ret ? "out of memory\n" : "";
	if (!ret)
		bs_event(bs, NULL, "reload", NULL, NULL);
	else
		bs_event(bs, NULL, "reload-refused", NULL, "%.*s", (int)strcspn(why, "\n"), why);
	fputs(why, err);
	free(text);
	return ret;
}
