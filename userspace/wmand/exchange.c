// SPDX-License-Identifier: BSD-3-Clause
#include "exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "asker.h"
#include "choice.h"
#include "config.h"
#include "device_cert.h"
#include "log.h"
#include "loop.h"
#include "names_gen.h"
#include "reason.h"
#include "session.h"
#include "station.h"

/* Passphrases that may be wrong before an exchange fails */
#define PASSPHRASE_TRIES 3

/* Without anything from the base station for so long an exchange makes room for another. */
#define STALLED_MS 5000

/**
 * exchange_clock_ms() - the time by which exchanges are measured
 *
 * Return: milliseconds of CLOCK_MONOTONIC.
 */
int64_t exchange_clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/*
 * From the loop, not from here: what a process has just said, perhaps an MSK, is to be wiped before
 * the next process is forked.
 */
static void make_room(const struct agent *agent)
{
	loop_timer_set(agent->room, 0);
}

/**
 * exchange_moved() - something came for its process, or from there
 * @ex: the exchange
 */
void exchange_moved(struct exchange *ex)
{
	ex->moved_ms = exchange_clock_ms();
}

/**
 * exchange_is_busy() - whether it wants the CPU now and then
 * @ex: the exchange
 *
 * Return: false while it waits for a person, or for a base station that has fallen silent.
 */
bool exchange_is_busy(const struct exchange *ex)
{
	return !ex->question && exchange_clock_ms() - ex->moved_ms < STALLED_MS;
}

/**
 * exchange_free() - end its process, and forget it
 * @ex: the exchange
 */
void exchange_free(struct exchange *ex)
{
	struct exchange **p;

	make_room(ex->agent);
	for (p = &ex->agent->exchanges; *p != ex; p = &(*p)->next)
		;
	*p = ex->next;
	question_free(ex->question);
	child_free(ex->child);
	free(ex->early);
	explicit_bzero(&ex->roots, sizeof(ex->roots));
	free(ex);
}

static const uint8_t *bsid_of(const struct agent_exchange *info)
{
	return info->has_bsid ? info->bsid : NULL;
}

static const char *kind_of(const struct exchange *ex)
{
	if (ex->info.policy == WMAN_AUTH_POLICY_NONE)
		return "entry without authorization";
	if (!ex->info.rsa)
		return "EAP";
	return ex->info.policy == WMAN_AUTH_POLICY_PKMV1 ? "PKMv1" : "RSA";
}

/**
 * exchange_log_failure() - tell why it failed
 * @ex: the exchange
 * @method: of EAP, or empty
 * @reason: why
 * @text: the same in words
 */
void exchange_log_failure(const struct exchange *ex, const char *method, enum wman_reason reason,
			  const char *text)
{
	int64_t ms = exchange_clock_ms() - ex->start_ms;
	const char *hint = wman_reason_hint(reason);

	log_warn("%s: network %s: %s%s%s failed after %lld.%03lld s: %s: %s%s%s", ex->info.ifname,
		 ex->network[0] ? ex->network : "(none)", kind_of(ex), *method ? "-" : "", method,
		 (long long)ms / 1000, (long long)ms % 1000, wman_reason_name(reason),
		 *text ? text : "no details", hint && *hint ? "; " : "", hint ? hint : "");
}

/* Complete an exchange towards the kernel, and forget it. */
static void exchange_complete(struct exchange *ex, const struct agent_verdict *verdict)
{
	struct agent *agent = ex->agent;
	int ret;

	ret = agent->wire->done(agent->wire_ctx, ex->info.ifindex, ex->info.cookie, verdict);
	/* The kernel may have ended it meanwhile: its word counts. */
	if (ret)
		log_info("%s: the kernel did not take the result: %s", ex->info.ifname,
			 strerror(-ret));
	exchange_free(ex);
}

/* No child has, or will have, the word. Permanent when only another configuration can help, and that wants a new connect. */
static void exchange_fail(struct exchange *ex, enum wman_reason reason, const char *text)
{
	const struct agent_verdict verdict = {
		.reason = reason,
		.permanent = reason == WMAN_REASON_NO_NETWORK || reason == WMAN_REASON_POLICY ||
			     reason == WMAN_REASON_CREDENTIALS || reason == WMAN_REASON_CERT_KEY ||
			     reason == WMAN_REASON_CERT_MAC || reason == WMAN_REASON_CERT_EXPIRED,
	};

	exchange_log_failure(ex, "", reason, text);
	exchange_complete(ex, &verdict);
}

static void child_tx(void *ctx, const uint8_t *packet, size_t len)
{
	struct exchange *ex = ctx;
	struct agent *agent = ex->agent;
	int ret;

	exchange_moved(ex);
	ret = agent->wire->frame(agent->wire_ctx, ex->info.ifindex, ex->info.cookie, packet, len);
	if (ret)
		log_debug("%s: the kernel did not take an EAP packet: %s", ex->info.ifname,
			  strerror(-ret));
}

static void child_note(void *ctx, const char *text)
{
	const struct exchange *ex = ctx;

	log_debug("%s: %s", ex->info.ifname, text);
}

static void child_session(void *ctx, const uint8_t *data, size_t len)
{
	struct exchange *ex = ctx;

	/* two users of one device have no session in common */
	if (ex->info.second)
		return;
	session_set(&ex->agent->sessions, ex->info.ifindex, ex->asked, data, len);
}

static void child_roots(void *ctx, const struct mip_roots *roots)
{
	struct exchange *ex = ctx;

	ex->roots = *roots;
	ex->has_roots = true;
}

/* Before the answer leaves, and not if that fails: a challenge must not be answered twice. */
static void child_sqn(void *ctx, uint64_t sqn)
{
	struct exchange *ex = ctx;
	const struct network *net;
	struct eap_error err;

	/* perhaps in another configuration than that of the child, with the same file */
	net = config_find(ex->agent->config, ex->network, bsid_of(&ex->info));
	if (!net || !net->creds)
		exchange_fail(ex, WMAN_REASON_NO_NETWORK, "the network of the USIM is gone");
	else if (!eap_creds_store_sqn(net->creds, sqn, &err))
		exchange_fail(ex, WMAN_REASON_HELPER_INTERNAL, err.text);
}

/* Why there is no answer: what somebody decided holds until the next connect */
static const struct {
	enum wman_reason reason;
	const char *text;
} no_answer[] = {
	[QUESTION_CANCELLED] = { WMAN_REASON_CREDENTIALS, "whoever was asked cancelled" },
	[QUESTION_EXPIRED] = { WMAN_REASON_EAP_TIMEOUT, "nobody answered; is there a wman agent?" },
};

static void child_answered(void *ctx, enum question_end end, const uint8_t *value, size_t len)
{
	struct exchange *ex = ctx;

	ex->question = NULL;
	exchange_moved(ex);
	if (end == QUESTION_ANSWERED)
		child_answer(ex->child, value, len);
	else
		child_cancel(ex->child, no_answer[end].reason, no_answer[end].text);
}

static void child_ask(void *ctx, enum eap_ask ask, const char *text)
{
	struct exchange *ex = ctx;

	ex->asked = true;
	if (ex->agent->asker)
		ex->question =
			asker_ask(ex->agent->asker, ask, ex->network, text, child_answered, ex);
	if (ex->question)
		make_room(ex->agent);
	else
		child_cancel(ex->child, WMAN_REASON_CREDENTIALS,
			     "identity, password or approval is wanted, and nobody can be asked");
}

static struct choice choice_of(const struct exchange *ex)
{
	return (struct choice){
		.config = ex->agent->config,
		.blacklist = &ex->agent->blacklist,
		.name = ex->info.network[0] ? ex->info.network : NULL,
		.bsid = bsid_of(&ex->info),
		.policy = ex->info.policy,
		.second = ex->info.second,
		.mac_mode = ex->info.mac_mode,
		.suites = ex->info.suites,
		.insecure_suites = ex->info.insecure_suites,
		.now_ms = exchange_clock_ms(),
	};
}

/* Who typed a wrong password knows, and may try again. */
static void remember_refusal(struct exchange *ex, enum wman_reason reason)
{
	int64_t wait;

	if (ex->asked || !blacklist_is_for(reason))
		return;
	wait = blacklist_add(&ex->agent->blacklist, ex->network, bsid_of(&ex->info), reason,
			     exchange_clock_ms());
	log_info("%s: network %s makes way for others at this base station for %lld s (wman "
		 "network clear)",
		 ex->info.ifname, ex->network, (long long)wait / 1000);
}

/* Whether the next try may find another network */
static bool has_another(struct exchange *ex)
{
	const struct choice choice = choice_of(ex);
	const struct network *net = choice_unrefused(&choice);

	return net && strcmp(net->name, ex->network);
}

/* The block may have changed while the child ran with the old one. */
static void authorized(struct agent *agent, uint32_t ifindex)
{
	const struct station *station = station_find(agent->stations, ifindex);

	if (station && !station_is_current(station, agent->config))
		agent->wire->reauth(agent->wire_ctx, ifindex);
}

/* What the secret of a success is, by the kind of exchange */
static void put_secret(const struct exchange *ex, const struct outcome *o,
		       struct agent_verdict *verdict)
{
	if (!ex->info.rsa)
		verdict->msk = o->msk;
	else if (ex->info.policy == WMAN_AUTH_POLICY_PKMV1)
		verdict->ak = o->msk;
	else
		verdict->pre_pak = o->msk;
}

static void log_success(const struct exchange *ex, const struct outcome *o,
			const struct agent_verdict *verdict)
{
	const char *dates = o->clock_unset ? "; the clock is not set, dates were NOT verified" : "";
	const long long ms = exchange_clock_ms() - ex->start_ms;

	if (verdict->pre_pak)
		log_info("%s: network %s: RSA gave a PAK in %lld.%03lld s%s", ex->info.ifname,
			 ex->network, ms / 1000, ms % 1000, dates);
	else if (verdict->ak)
		log_info("%s: network %s: PKMv1 gave an AK in %lld.%03lld s; the base station was "
			 "NOT verified",
			 ex->info.ifname, ex->network, ms / 1000, ms % 1000);
	else
		log_info(
			"%s: network %s: EAP-%s succeeded in %lld.%03lld s (%s%s, %u rounds)%s%s%s",
			ex->info.ifname, ex->network, o->method, ms / 1000, ms % 1000,
			o->tls_version, o->resumed ? ", resumed" : "", o->rounds,
			o->insecure ? "; the server was NOT verified" : "", dates,
			ex->info.mac_mode == WMAN_MAC_MODES_HMAC ? "; HMAC, the weaker MAC" : "");
}

static void remember_success(struct exchange *ex)
{
	struct agent *agent = ex->agent;
	struct station *station;

	station_set(&agent->stations, ex->info.ifindex, ex->network, ex->tag,
		    ex->has_roots ? &ex->roots : NULL);
	station = station_find(agent->stations, ex->info.ifindex);
	if (station)
		station->second_due = ex->info.policy == WMAN_AUTH_POLICY_RSA_EAP ||
				      ex->info.policy == WMAN_AUTH_POLICY_EAP_EAP;
}

static void child_done(void *ctx, const struct outcome *o)
{
	struct exchange *ex = ctx;
	struct agent *agent = ex->agent;
	uint32_t ifindex = ex->info.ifindex;
	struct agent_verdict verdict = {
		.signature = o->signature_len ? o->signature : NULL,
		.signature_len = o->signature_len,
		.reason = o->success ? WMAN_REASON_NONE : o->reason,
		.insecure = o->success && (o->insecure || o->clock_unset),
		.msk_reversed = ex->msk_reversed,
		.suites = ex->info.second || ex->info.rsa ? NULL : &ex->suites,
	};

	if (o->success) {
		put_secret(ex, o, &verdict);
		log_success(ex, o, &verdict);
		blacklist_remove(&agent->blacklist, ex->network, bsid_of(&ex->info));
		/* the block of the first names that of the second */
		if (!ex->info.second)
			remember_success(ex);
	} else {
		exchange_log_failure(ex, o->method, o->reason, o->text);
		/* Perhaps it failed for the session's sake: the next one is a full handshake. */
		session_drop(&agent->sessions, ifindex);
		station_drop(&agent->stations, ifindex);
		remember_refusal(ex, o->reason);
		verdict.permanent = o->permanent ||
				    (o->reason == WMAN_REASON_CREDENTIALS && !has_another(ex));
	}
	exchange_complete(ex, &verdict);
	authorized(agent, ifindex);
}

static void child_signature(void *ctx, const uint8_t *signature, size_t len)
{
	struct exchange *ex = ctx;
	struct agent *agent = ex->agent;
	int ret;

	ret = agent->wire->answer(agent->wire_ctx, ex->info.ifindex, ex->info.cookie, signature,
				  len, WMAN_REASON_NONE);
	if (ret)
		log_debug("%s: the kernel did not take a signature: %s", ex->info.ifname,
			  strerror(-ret));
}

static void child_drop(void *ctx, enum wman_reason reason, const char *text)
{
	struct exchange *ex = ctx;
	struct agent *agent = ex->agent;

	log_debug("%s: dropped: %s", ex->info.ifname, text);
	agent->wire->answer(agent->wire_ctx, ex->info.ifindex, ex->info.cookie, NULL, 0, reason);
}

static const struct child_ops child_ops = {
	.frame = child_tx,
	.note = child_note,
	.session = child_session,
	.sqn = child_sqn,
	.roots = child_roots,
	.ask = child_ask,
	.signature = child_signature,
	.drop = child_drop,
	.done = child_done,
};

/**
 * exchange_new() - an exchange was accepted
 * @agent: the agent
 * @info: what the kernel told of it
 *
 * Return: the exchange, in the list of @agent, or NULL without memory.
 */
struct exchange *exchange_new(struct agent *agent, const struct agent_exchange *info)
{
	struct exchange *ex = calloc(1, sizeof(*ex));

	if (!ex)
		return NULL;
	ex->agent = agent;
	ex->info = *info;
	ex->start_ms = ex->moved_ms = exchange_clock_ms();
	ex->next = agent->exchanges;
	agent->exchanges = ex;
	return ex;
}

static void exchange_run(struct exchange *ex, const struct network *net)
{
	const struct agent_exchange *info = &ex->info;
	const struct session *session =
		info->second ? NULL :
			       session_find(ex->agent->sessions, info->ifindex, info->reauth);
	char text[128];

	ex->asked = session && session->asked;
	log_debug("%s: network %s: EAP begins%s", info->ifname, ex->network,
		  info->reauth ? " (re-authentication)" : "");
	ex->child = child_new(ex->agent->loop, net->creds, session ? session->data : NULL,
			      session ? session->len : 0, &child_ops, ex);
	if (!ex->child) {
		snprintf(text, sizeof(text), "cannot start the EAP process: %s", strerror(errno));
		exchange_fail(ex, WMAN_REASON_HELPER_INTERNAL, text);
		return;
	}
	if (info->has_address)
		child_address(ex->child, info->address);
	ex->msk_reversed = net->msk_reversed;
	if (net->emsk_keys)
		child_want_roots(ex->child);
	if (ex->early)
		child_frame(ex->child, ex->early, ex->early_len);
}

/* Certificates to the kernel, the key to a process. */
static void exchange_run_device(struct exchange *ex, const struct eap_device *device)
{
	const struct agent_exchange *info = &ex->info;
	struct agent *agent = ex->agent;
	enum wman_reason reason;
	const uint8_t *der;
	size_t len;
	char text[128];
	int ret;

	der = eap_device_certificate(device, &len);
	reason = device_cert_check_der(der, len, info->has_address ? info->address : NULL,
				       time(NULL));
	if (reason) {
		exchange_fail(ex, reason, "the device's own certificate");
		return;
	}
	log_debug("%s: network %s: %s begins%s", info->ifname, ex->network, kind_of(ex),
		  info->reauth ? " (re-authorization)" : "");
	ex->child = child_new_device(agent->loop, device, &child_ops, ex);
	if (!ex->child) {
		snprintf(text, sizeof(text), "cannot start the process: %s", strerror(errno));
		exchange_fail(ex, WMAN_REASON_HELPER_INTERNAL, text);
		return;
	}
	ret = agent->wire->certificate(agent->wire_ctx, info->ifindex, info->cookie, device,
				       &ex->suites);
	if (ret)
		log_debug("%s: the kernel did not take the certificates: %s", info->ifname,
			  strerror(-ret));
}

/* There is nothing to do but to say that the network allows it. */
static void exchange_allow(struct exchange *ex)
{
	const struct agent_verdict verdict = { .unprotected = true, .insecure = true };
	const struct agent_exchange *info = &ex->info;

	log_warn("%s: network %s: entered WITHOUT authorization: nobody is authenticated, nothing "
		 "is encrypted",
		 info->ifname, ex->network);
	station_set(&ex->agent->stations, info->ifindex, ex->network, ex->tag, NULL);
	exchange_complete(ex, &verdict);
}

static void passphrase_answered(void *ctx, enum question_end end, const uint8_t *value, size_t len)
{
	struct exchange *ex = ctx;
	struct eap_error err;

	ex->question = NULL;
	exchange_moved(ex);
	if (end != QUESTION_ANSWERED)
		exchange_fail(ex, no_answer[end].reason, no_answer[end].text);
	else if (config_unlock(ex->agent->config, ex->network, value, len, &err) || err.locked)
		exchange_start(ex);
	else
		exchange_fail(ex, err.reason, err.text);
}

/* The key is read before there is a child, which could not read it. */
static void exchange_unlock(struct exchange *ex, const struct network *net)
{
	const char *file = config_locked_file(net);

	if (ex->agent->asker && ex->tries++ < PASSPHRASE_TRIES)
		ex->question = asker_ask(ex->agent->asker,
					 net->locked == EAP_LOCKED_TOKEN ? EAP_ASK_PIN :
									   EAP_ASK_PASSPHRASE,
					 ex->network, file, passphrase_answered, ex);
	if (!ex->question)
		exchange_fail(ex, WMAN_REASON_CREDENTIALS, "the private key is locked");
}

static void exchange_refuse(struct exchange *ex, const struct choice *choice)
{
	struct choice_refusal why;

	choice_explain(choice, &why);
	snprintf(ex->network, sizeof(ex->network), "%s", why.network);
	exchange_fail(ex, why.reason, why.text);
}

/**
 * exchange_start() - choose a network, and start the process; or ask for a passphrase first
 * @ex: the exchange, which may be over at return
 */
void exchange_start(struct exchange *ex)
{
	const struct choice choice = choice_of(ex);
	const struct network *net = choice_take(&choice);

	if (!net) {
		exchange_refuse(ex, &choice);
		return;
	}
	snprintf(ex->network, sizeof(ex->network), "%s", net->name);
	memcpy(ex->tag, net->tag, sizeof(ex->tag));
	ex->suites = net->suites;
	if (net->policy == WMAN_AUTH_POLICY_NONE)
		exchange_allow(ex);
	else if (net->locked)
		exchange_unlock(ex, net);
	else if (ex->info.rsa)
		exchange_run_device(ex, net->device);
	else
		exchange_run(ex, net);
}
