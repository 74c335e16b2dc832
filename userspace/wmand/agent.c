// SPDX-License-Identifier: BSD-3-Clause
#include "agent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "asker.h"
#include "child.h"
#include "config.h"
#include "device_cert.h"
#include "log.h"
#include "names_gen.h"
#include "reason.h"

/* A TLS session of the last success of a device, for its next exchange. */
struct session {
	struct session *next;
	uint32_t ifindex;
	bool asked; /* it stands for somebody who was asked */
	size_t len;
	uint8_t data[];
};

/* Passphrases that may be wrong before an exchange fails */
#define PASSPHRASE_TRIES 3

/*
 * From a successful accept to its one done, or to the moment when the kernel says that it is over
 * by itself (cancel, another exchange accepted for the device, family gone).
 */
struct exchange {
	struct exchange *next;
	struct agent *agent;
	struct agent_exchange info;
	struct child *child; /* NULL: the private key is locked still */
	struct question *question; /* to a person, or NULL */
	bool asked; /* somebody was, in this exchange or in the one that is resumed */
	unsigned int tries; /* passphrases */
	uint8_t *early; /* last packet that came before the child was there */
	size_t early_len;
	int64_t start_ms;
	char network[WMAN_NETWORK_NAME_MAX + 1];
};

struct agent {
	struct loop *loop;
	struct config *config;
	struct asker *asker; /* NULL: nobody can be asked */
	const struct agent_wire *wire;
	void *wire_ctx;
	struct exchange *exchanges;
	struct session *sessions;
};

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static struct exchange *exchange_find(struct agent *agent, uint32_t ifindex)
{
	struct exchange *ex;

	for (ex = agent->exchanges; ex && ex->info.ifindex != ifindex; ex = ex->next)
		;
	return ex;
}

/* The exchange with this cookie, not one that took its place. */
static struct exchange *exchange_named(struct agent *agent, uint32_t ifindex, uint64_t cookie)
{
	struct exchange *ex = exchange_find(agent, ifindex);

	return ex && ex->info.cookie == cookie ? ex : NULL;
}

static void exchange_free(struct exchange *ex)
{
	struct exchange **p;

	for (p = &ex->agent->exchanges; *p != ex; p = &(*p)->next)
		;
	*p = ex->next;
	question_free(ex->question);
	child_free(ex->child);
	free(ex->early);
	free(ex);
}

static void log_failure(const struct exchange *ex, const char *method, enum wman_reason reason,
			const char *text)
{
	int64_t ms = now_ms() - ex->start_ms;
	const char *hint = wman_reason_hint(reason);

	log_warn("%s: network %s: %s%s%s failed after %lld.%03lld s: %s: %s%s%s", ex->info.ifname,
		 ex->network[0] ? ex->network : "(none)", ex->info.rsa ? "PKMv1" : "EAP",
		 *method ? "-" : "", method, (long long)ms / 1000, (long long)ms % 1000,
		 wman_reason_name(reason), *text ? text : "no details", hint && *hint ? "; " : "",
		 hint ? hint : "");
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

static void exchange_fail(struct exchange *ex, enum wman_reason reason, const char *text)
{
	const struct agent_verdict verdict = {
		.reason = reason,
		/* Only another configuration can help, and that wants a new connect. */
		.permanent = reason == WMAN_REASON_NO_NETWORK ||
			     reason == WMAN_REASON_CREDENTIALS || reason == WMAN_REASON_POLICY ||
			     reason == WMAN_REASON_CERT_KEY || reason == WMAN_REASON_CERT_MAC ||
			     reason == WMAN_REASON_CERT_EXPIRED,
	};

	log_failure(ex, "", reason, text);
	exchange_complete(ex, &verdict);
}

static void session_drop(struct agent *agent, uint32_t ifindex)
{
	struct session **p, *s;

	for (p = &agent->sessions; *p; p = &(*p)->next) {
		s = *p;
		if (s->ifindex != ifindex)
			continue;
		*p = s->next;
		explicit_bzero(s->data, s->len);
		free(s);
		return;
	}
}

/*
 * The session to be resumed, or NULL.  One that stands for a person is good for re-authentication:
 * at the next connect somebody else may sit there.
 */
static const struct session *session_find(const struct agent *agent,
					  const struct agent_exchange *info)
{
	const struct session *s;

	for (s = agent->sessions; s && s->ifindex != info->ifindex; s = s->next)
		;
	return s && (!s->asked || info->reauth) ? s : NULL;
}

static void child_tx(void *ctx, const uint8_t *packet, size_t len)
{
	struct exchange *ex = ctx;
	struct agent *agent = ex->agent;
	int ret;

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
	struct agent *agent = ex->agent;
	struct session *s;

	session_drop(agent, ex->info.ifindex);
	s = malloc(sizeof(*s) + len);
	if (!s)
		return;
	s->ifindex = ex->info.ifindex;
	s->asked = ex->asked;
	s->len = len;
	memcpy(s->data, data, len);
	s->next = agent->sessions;
	agent->sessions = s;
}

/* Before the answer leaves, and not if that fails: a challenge must not be answered twice. */
static void child_sqn(void *ctx, uint64_t sqn)
{
	struct exchange *ex = ctx;
	const struct agent_exchange *info = &ex->info;
	const struct network *net;
	struct eap_error err;

	/* perhaps in another configuration than that of the child, with the same file */
	net = config_find(ex->agent->config, ex->network, info->has_bsid ? info->bsid : NULL);
	if (!net)
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
	if (!ex->question)
		child_cancel(ex->child, WMAN_REASON_CREDENTIALS,
			     "identity or password is not set, and nobody can be asked");
}

static void child_done(void *ctx, const struct outcome *o)
{
	struct exchange *ex = ctx;
	const struct agent_verdict verdict = {
		.msk = o->success && !ex->info.rsa ? o->msk : NULL,
		.ak = o->success && ex->info.rsa ? o->msk : NULL,
		.reason = o->success ? WMAN_REASON_NONE : o->reason,
		.permanent = !o->success && o->reason == WMAN_REASON_CREDENTIALS,
		.insecure = o->success && o->insecure,
	};
	int64_t ms = now_ms() - ex->start_ms;

	if (verdict.ak) {
		log_info("%s: network %s: PKMv1 gave an AK in %lld.%03lld s; the base station was "
			 "NOT verified",
			 ex->info.ifname, ex->network, (long long)ms / 1000, (long long)ms % 1000);
	} else if (o->success) {
		log_info("%s: network %s: EAP-%s succeeded in %lld.%03lld s (%s%s, %u rounds)%s",
			 ex->info.ifname, ex->network, o->method, (long long)ms / 1000,
			 (long long)ms % 1000, o->tls_version, o->resumed ? ", resumed" : "",
			 o->rounds, o->insecure ? "; the server was NOT verified" : "");
	} else {
		log_failure(ex, o->method, o->reason, o->text);
		/* Perhaps it failed for the session's sake: the next one is a full handshake. */
		session_drop(ex->agent, ex->info.ifindex);
	}
	exchange_complete(ex, &verdict);
}

static const struct child_ops child_ops = {
	.frame = child_tx,
	.note = child_note,
	.session = child_session,
	.sqn = child_sqn,
	.ask = child_ask,
	.done = child_done,
};

static struct exchange *exchange_new(struct agent *agent, const struct agent_exchange *info)
{
	struct exchange *ex = calloc(1, sizeof(*ex));

	if (!ex)
		return NULL;
	ex->agent = agent;
	ex->info = *info;
	ex->start_ms = now_ms();
	ex->next = agent->exchanges;
	agent->exchanges = ex;
	return ex;
}

static enum wman_reason check_certificate(const struct eap_device *device, const uint8_t *address)
{
	enum wman_reason reason = WMAN_REASON_HELPER_INTERNAL;
	const uint8_t *der;
	size_t len;
	X509 *cert;

	der = eap_device_certificate(device, &len);
	cert = d2i_X509(NULL, &der, (long)len);
	if (cert)
		reason = device_cert_check(cert, address, time(NULL));
	X509_free(cert);
	return reason;
}

static void exchange_run(struct exchange *ex, const struct network *net)
{
	const struct agent_exchange *info = &ex->info;
	const struct session *session = session_find(ex->agent, info);
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
	if (ex->early)
		child_frame(ex->child, ex->early, ex->early_len);
}

/* Certificates to the kernel, the key to a process. */
static void exchange_run_device(struct exchange *ex, const struct eap_device *device)
{
	const struct agent_exchange *info = &ex->info;
	struct agent *agent = ex->agent;
	enum wman_reason reason;
	char text[128];
	int ret;

	reason = check_certificate(device, info->has_address ? info->address : NULL);
	if (reason) {
		exchange_fail(ex, reason, "the device's own certificate");
		return;
	}
	log_debug("%s: network %s: PKMv1 begins%s", info->ifname, ex->network,
		  info->reauth ? " (re-authorization)" : "");
	ex->child = child_new_device(agent->loop, device, &child_ops, ex);
	if (!ex->child) {
		snprintf(text, sizeof(text), "cannot start the process: %s", strerror(errno));
		exchange_fail(ex, WMAN_REASON_HELPER_INTERNAL, text);
		return;
	}
	ret = agent->wire->certificate(agent->wire_ctx, info->ifindex, info->cookie, device);
	if (ret)
		log_debug("%s: the kernel did not take the certificates: %s", info->ifname,
			  strerror(-ret));
}

static void exchange_start(struct exchange *ex);

static void passphrase_answered(void *ctx, enum question_end end, const uint8_t *value, size_t len)
{
	struct exchange *ex = ctx;
	struct eap_error err;

	ex->question = NULL;
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
		ex->question = asker_ask(ex->agent->asker, EAP_ASK_PASSPHRASE, ex->network, file,
					 passphrase_answered, ex);
	if (!ex->question)
		exchange_fail(ex, WMAN_REASON_CREDENTIALS, "the private key is locked");
}

static void exchange_start(struct exchange *ex)
{
	const struct agent_exchange *info = &ex->info;
	const struct network *net;
	char text[128];

	net = config_find(ex->agent->config, info->network[0] ? info->network : NULL,
			  info->has_bsid ? info->bsid : NULL);
	if (!net) {
		if (info->network[0])
			snprintf(text, sizeof(text), "no network '%.64s' for this base station",
				 info->network);
		else
			snprintf(text, sizeof(text), "no network for this base station");
		exchange_fail(ex, WMAN_REASON_NO_NETWORK, text);
		return;
	}
	snprintf(ex->network, sizeof(ex->network), "%s", net->name);
	if (info->rsa != (net->policy == WMAN_AUTH_POLICY_PKMV1)) {
		snprintf(text, sizeof(text), "the network's policy is %s",
			 wman_auth_policy_name(net->policy));
		exchange_fail(ex, WMAN_REASON_POLICY, text);
	} else if (net->locked) {
		exchange_unlock(ex, net);
	} else if (info->rsa) {
		exchange_run_device(ex, net->device);
	} else {
		exchange_run(ex, net);
	}
}

/**
 * agent_new() - make an agent
 * @loop: event loop
 * @config: configuration; belongs to the agent from now on
 * @wire: way to the kernel
 * @wire_ctx: first argument of the operations of @wire
 *
 * Return: the agent, or NULL without memory (@config is then still the caller's).
 */
struct agent *agent_new(struct loop *loop, struct config *config, const struct agent_wire *wire,
			void *wire_ctx)
{
	struct agent *agent = calloc(1, sizeof(*agent));

	if (!agent)
		return NULL;
	agent->loop = loop;
	agent->config = config;
	agent->wire = wire;
	agent->wire_ctx = wire_ctx;
	return agent;
}

/**
 * agent_drop_all() - end all processes without a done, because the kernel knows already
 * @agent: the agent
 */
void agent_drop_all(struct agent *agent)
{
	while (agent->exchanges)
		exchange_free(agent->exchanges);
	while (agent->sessions)
		session_drop(agent, agent->sessions->ifindex);
}

/**
 * agent_free() - end all processes, wipe sessions, free the configuration
 * @agent: from agent_new(), or NULL
 */
void agent_free(struct agent *agent)
{
	if (!agent)
		return;
	agent_drop_all(agent);
	config_free(agent->config);
	free(agent);
}

/**
 * agent_set_asker() - there is a way to ask people
 * @agent: the agent
 * @asker: the way; must outlive the agent
 */
void agent_set_asker(struct agent *agent, struct asker *asker)
{
	agent->asker = asker;
}

/**
 * agent_set_config() - replace the configuration; running exchanges keep the old one
 * @agent: the agent
 * @config: new configuration; belongs to the agent from now on
 */
void agent_set_config(struct agent *agent, struct config *config)
{
	config_free(agent->config);
	agent->config = config;
}

/**
 * agent_resync() - events were lost: look at every device again
 * @agent: the agent
 *
 * EAP packets that were lost are repeated by the server. An exchange that the kernel ended and
 * whose cancel was lost ends when its child loses patience, or when the next one is accepted.
 */
void agent_resync(struct agent *agent)
{
	int ret = agent->wire->devices(agent->wire_ctx, agent);

	if (ret)
		log_warn("cannot list the devices: %s", strerror(-ret));
}

/**
 * agent_ready() - an exchange may be pending: accept it
 * @agent: the agent
 * @ifindex: device
 */
void agent_ready(struct agent *agent, uint32_t ifindex)
{
	struct agent_exchange info = { .ifindex = ifindex };
	struct exchange *ex;
	int ret;

	ret = agent->wire->accept(agent->wire_ctx, ifindex, &info);
	if (ret) {
		if (ret != -ENOENT)
			log_debug("device %u: nothing to accept: %s", ifindex, strerror(-ret));
		return;
	}
	/* The same again, after lost events: it runs already. */
	ex = exchange_find(agent, ifindex);
	if (ex && ex->info.cookie == info.cookie)
		return;
	/* There is one exchange at a time for a device, so the kernel has ended the old one. */
	if (ex)
		exchange_free(ex);
	ex = exchange_new(agent, &info);
	if (ex) {
		exchange_start(ex);
	} else {
		const struct agent_verdict verdict = { .reason = WMAN_REASON_HELPER_INTERNAL };

		agent->wire->done(agent->wire_ctx, ifindex, info.cookie, &verdict);
	}
}

/**
 * agent_frame() - an EAP packet came from the base station
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored
 * @packet: EAP packet
 * @len: its octets
 */
void agent_frame(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *packet,
		 size_t len)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (!ex || ex->info.rsa)
		return;
	if (ex->child) {
		child_frame(ex->child, packet, len);
		return;
	}
	free(ex->early);
	ex->early = malloc(len ? len : 1);
	ex->early_len = ex->early ? len : 0;
	if (ex->early)
		memcpy(ex->early, packet, len);
}

/**
 * agent_decrypt() - Auth Reply came from the base station
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored, and so is one of EAP
 * @data: its AUTH-Key
 * @len: octets at @data
 */
void agent_decrypt(struct agent *agent, uint32_t ifindex, uint64_t cookie, const uint8_t *data,
		   size_t len)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (ex && ex->info.rsa && ex->child)
		child_decrypt(ex->child, data, len);
}

/**
 * agent_cancel() - the kernel ended an exchange: no done for it
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored
 * @reason: why
 */
void agent_cancel(struct agent *agent, uint32_t ifindex, uint64_t cookie, enum wman_reason reason)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (!ex)
		return;
	log_failure(ex, "", reason, "ended by the kernel");
	exchange_free(ex);
}

/**
 * agent_challenged() - a valid SA-TEK-Challenge came, so the server holds the MSK
 * @agent: the agent
 * @ifindex: device
 * @cookie: exchange; an old one is ignored
 */
void agent_challenged(struct agent *agent, uint32_t ifindex, uint64_t cookie)
{
	struct exchange *ex = exchange_named(agent, ifindex, cookie);

	if (ex && ex->child)
		child_challenged(ex->child);
}
