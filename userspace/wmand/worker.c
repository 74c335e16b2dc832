// SPDX-License-Identifier: BSD-3-Clause
#include "worker.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "device_cert.h"
#include "eap/eap.h"
#include "keeper.h"
#include "message.h"
#include "pkm.h"
#include "sandbox.h"

/*
 * Seconds without a packet until the exchange fails. The kernel is to lose its patience
 * first (three times the Authorize wait timer, which is at most 30 s); this ends a child that was
 * forgotten.
 */
#define PATIENCE_S 100

struct worker {
	int fd;
	bool finished;
	bool want_roots;
	struct eap_session_cache *cache;
	struct message out;
};

static void send_message(struct worker *w, enum message_type type, size_t body)
{
	ssize_t n;

	w->out.type = type;
	do
		n = send(w->fd, &w->out, MESSAGE_HEADER_LEN + body, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	explicit_bzero(&w->out, MESSAGE_HEADER_LEN + body);
	/* The parent is gone. */
	if (n < 0)
		_exit(1);
}

static void worker_tx(void *ctx, const uint8_t *packet, size_t len)
{
	struct worker *w = ctx;

	if (len > sizeof(w->out.data))
		return;
	memcpy(w->out.data, packet, len);
	send_message(w, MESSAGE_FRAME, len);
}

static void worker_note(void *ctx, const char *text)
{
	struct worker *w = ctx;
	size_t len = strnlen(text, sizeof(w->out.data));

	memcpy(w->out.data, text, len);
	send_message(w, MESSAGE_NOTE, len);
}

/* The EMSK stays here; what is derived from it leaves only where the administrator wants it. */
static void send_roots(struct worker *w, const uint8_t *emsk)
{
	if (w->want_roots && mip_roots_derive(emsk, &w->out.roots))
		send_message(w, MESSAGE_ROOTS, sizeof(w->out.roots));
}

static void worker_done(void *ctx, const struct eap_result *result)
{
	struct worker *w = ctx;
	struct outcome *o = &w->out.outcome;
	size_t len;

	if (result->success) {
		len = eap_session_cache_export(w->cache, w->out.data, sizeof(w->out.data));
		if (len)
			send_message(w, MESSAGE_SESSION, len);
		send_roots(w, result->emsk);
	}
	memset(o, 0, sizeof(*o));
	o->success = result->success;
	o->rounds = result->rounds;
	if (result->method)
		snprintf(o->method, sizeof(o->method), "%s", result->method);
	if (result->tls_version)
		snprintf(o->tls_version, sizeof(o->tls_version), "%s", result->tls_version);
	if (result->success) {
		o->resumed = result->resumed;
		o->insecure = result->insecure;
		o->clock_unset = result->clock_unset;
		memcpy(o->msk, result->msk, sizeof(o->msk));
	} else {
		o->reason = result->error.reason;
		snprintf(o->text, sizeof(o->text), "%s", result->error.text);
	}
	send_message(w, MESSAGE_DONE, sizeof(*o));
	w->finished = true;
}

/* The parent ends this process rather than pass an answer on that it could not protect. */
static bool worker_sqn(void *ctx, uint64_t sqn)
{
	struct worker *w = ctx;

	w->out.sqn = sqn;
	send_message(w, MESSAGE_SQN, sizeof(sqn));
	return true;
}

static void worker_ask(void *ctx, enum eap_ask ask, const char *text)
{
	struct worker *w = ctx;
	struct message_question *q = &w->out.question;

	memset(q, 0, sizeof(*q));
	q->ask = ask;
	snprintf(q->text, sizeof(q->text), "%s", text);
	send_message(w, MESSAGE_ASK, sizeof(*q));
}

static const struct eap_peer_ops worker_ops = {
	.tx = worker_tx,
	.done = worker_done,
	.note = worker_note,
	.sqn = worker_sqn,
	.ask = worker_ask,
};

static void worker_take(struct worker *w, struct eap_peer *peer, struct message *in, size_t body)
{
	switch (in->type) {
	case MESSAGE_FRAME:
		eap_peer_rx(peer, in->data, body);
		break;
	case MESSAGE_CHALLENGED:
		eap_peer_lower_success(peer);
		break;
	case MESSAGE_ADDRESS:
		eap_peer_set_mac(peer, in->mac);
		break;
	case MESSAGE_WANT_ROOTS:
		w->want_roots = true;
		break;
	case MESSAGE_ANSWER:
		eap_peer_answer(peer, in->data, body);
		explicit_bzero(in->data, body);
		break;
	case MESSAGE_CANCEL:
		eap_peer_cancel(peer, in->outcome.reason, in->outcome.text);
		break;
	}
}

/* A message for the peer; false at the end. */
static bool worker_step(struct worker *w, struct eap_peer *peer, struct message *in)
{
	ssize_t n;

	do
		n = recv(w->fd, in, sizeof(*in), 0);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN) {
		eap_peer_timeout(peer);
		return false;
	}
	if (n < (ssize_t)MESSAGE_HEADER_LEN)
		return false;
	worker_take(w, peer, in, (size_t)n - MESSAGE_HEADER_LEN);
	return !w->finished;
}

/* Before the cell: there poll() would be refused, since no descriptor may be open by its limit. */
static bool limit_patience(int fd)
{
	const struct timeval limit = { .tv_sec = PATIENCE_S };

	return !setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

/**
 * worker_run() - be the process that runs one EAP exchange; to be called right after fork()
 * @fd: socket to the parent
 * @creds: credentials
 * @session: exported session to be resumed, if the server agrees
 * @session_len: octets at @session; 0 when there is none
 *
 * Sends exactly one MESSAGE_DONE, unless the process dies, and does not return.
 */
_Noreturn void worker_run(int fd, const struct eap_creds *creds, const uint8_t *session,
			  size_t session_len)
{
	static struct worker w;
	static struct message in;
	const struct keeper *keeper = eap_creds_token(creds);
	struct eap_peer *peer;

	w.fd = fd;
	if (!limit_patience(fd) || sandbox_enter(fd, keeper ? keeper_fd(keeper) : -1))
		_exit(1);
	w.cache = eap_session_cache_new();
	/* A session that does not import costs a full handshake, no more. */
	if (w.cache && session_len)
		eap_session_cache_import(w.cache, session, session_len);
	peer = w.cache ? eap_peer_new(creds, w.cache, &worker_ops, &w) : NULL;
	if (!peer)
		_exit(1);
	while (worker_step(&w, peer, &in))
		;
	explicit_bzero(&in, sizeof(in));
	eap_peer_free(peer);
	eap_session_cache_free(w.cache);
	_exit(0);
}

static void device_fails(struct worker *w, enum message_type type, const struct eap_error *err)
{
	struct outcome *o = &w->out.outcome;

	o->reason = err->reason;
	snprintf(o->text, sizeof(o->text), "%s", err->text);
	send_message(w, type, sizeof(*o));
}

/* An AUTH-Key, or a pair of TEKs. */
static void device_decrypt(struct worker *w, const struct eap_device *device,
			   const struct message *in, size_t len)
{
	struct outcome *o = &w->out.outcome;
	struct eap_error err;

	memset(o, 0, sizeof(*o));
	o->success = in->type == MESSAGE_DECRYPT_TEKS ?
			     eap_device_decrypt_teks(device, in->data, len, o->msk, &err) :
			     eap_device_decrypt(device, in->data, len, o->msk, &err);
	if (o->success)
		send_message(w, MESSAGE_DONE, sizeof(*o));
	else
		device_fails(w, MESSAGE_DONE, &err);
	w->finished = true;
}

static void device_sign(struct worker *w, const struct eap_device *device, const struct message *in,
			size_t len)
{
	struct outcome *o = &w->out.outcome;
	struct eap_error err;
	size_t n;

	n = eap_device_sign(device, in->data, len, w->out.data, &err);
	if (n) {
		send_message(w, MESSAGE_SIGNATURE, n);
		return;
	}
	memset(o, 0, sizeof(*o));
	device_fails(w, MESSAGE_DONE, &err);
	w->finished = true;
}

/* A key that is none for this cannot sign; that it did not is not the cause then. */
static bool names_bs(const struct message_verify *v, const struct eap_signed *msg,
		     struct eap_error *err)
{
	enum wman_reason reason;

	reason = device_cert_check_der(msg->certificate, msg->certificate_len, v->bsid,
				       DEVICE_CERT_NO_DATES);
	if (!reason)
		return true;
	err->reason = WMAN_REASON_BS_CERT;
	if (reason == WMAN_REASON_CERT_MAC)
		snprintf(err->text, sizeof(err->text),
			 "the certificate of the base station: its common name is not the BSID "
			 "%02x:%02x:%02x:%02x:%02x:%02x",
			 v->bsid[0], v->bsid[1], v->bsid[2], v->bsid[3], v->bsid[4], v->bsid[5]);
	else
		snprintf(err->text, sizeof(err->text),
			 "the certificate of the base station: its key is not RSA of 1024 or "
			 "2048 bits with the exponent 65537");
	return false;
}

/* Is the message signed by the base station that it came from? */
static bool signed_by_bs(const struct eap_device *device, const struct message_verify *v,
			 const struct wman_pkm *pkm, struct outcome *o, struct eap_error *err)
{
	const struct eap_signed msg = {
		.data = v->octets,
		.len = pkm->covered,
		.signature = pkm->protection.data,
		.signature_len = pkm->protection.len,
		.certificate = pkm->certificate.data,
		.certificate_len = pkm->certificate.len,
	};
	bool clock_unset, ok;

	ok = eap_device_verify(device, &msg, time(NULL), &clock_unset, err);
	o->clock_unset = clock_unset;
	return (ok || err->reason == WMAN_REASON_SIGNATURE) && names_bs(v, &msg, err) && ok;
}

/* RSA-Reply: the pre-PAK, and the signature of one answer or the other */
static void take_reply(struct worker *w, const struct eap_device *device,
		       const struct message_verify *v, const struct wman_pkm *pkm)
{
	struct outcome *o = &w->out.outcome;
	struct eap_error err = { .reason = WMAN_REASON_NONE };
	struct eap_error unsigned_err;

	o->success = signed_by_bs(device, v, pkm, o, &err) &&
		     eap_device_open_pre_pak(device, pkm->secret.data, pkm->secret.len, v->mac,
					     o->msk, &err);
	o->signature_len = eap_device_sign(device, o->success ? v->good : v->bad,
					   o->success ? v->good_len : v->bad_len, o->signature,
					   o->success ? &err : &unsigned_err);
	if (o->success && !o->signature_len)
		o->success = 0;
	if (o->success)
		send_message(w, MESSAGE_DONE, sizeof(*o));
	else
		device_fails(w, MESSAGE_DONE, &err);
	w->finished = true;
}

/* RSA-Reject: whoever is no base station ends nothing by it */
static void take_reject(struct worker *w, const struct eap_device *device,
			const struct message_verify *v, const struct wman_pkm *pkm)
{
	struct outcome *o = &w->out.outcome;
	struct eap_error err;

	if (!signed_by_bs(device, v, pkm, o, &err)) {
		device_fails(w, MESSAGE_DROP, &err);
		return;
	}
	o->permanent = pkm->error == WMAN_PKM_ERROR_PERMANENT;
	err.reason = WMAN_REASON_AUTH_REJECT;
	snprintf(err.text, sizeof(err.text), "RSA-Reject, error %u", pkm->error);
	device_fails(w, MESSAGE_DONE, &err);
	w->finished = true;
}

static void device_verify(struct worker *w, const struct eap_device *device,
			  const struct message *in, size_t len)
{
	const struct message_verify *v = &in->verify;
	struct wman_pkm pkm;

	/* the kernel has parsed it, and so does whoever believes it */
	if (len != sizeof(*v) || v->len > sizeof(v->octets) || v->good_len > sizeof(v->good) ||
	    v->bad_len > sizeof(v->bad) ||
	    wman_pkm_parse(&pkm, v->octets, v->len, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_V2,
			   WMAN_KDF_CMAC))
		return;
	memset(&w->out.outcome, 0, sizeof(w->out.outcome));
	if (pkm.code == WMAN_PKM_RSA_REPLY)
		take_reply(w, device, v, &pkm);
	else if (pkm.code == WMAN_PKM_RSA_REJECT)
		take_reject(w, device, v, &pkm);
}

/**
 * worker_run_device() - be the process that has the private key for one exchange about it
 * @fd: socket to the parent
 * @device: certificate and key
 *
 * Sends exactly one MESSAGE_DONE, unless the process dies or the parent does not need it any more,
 * and does not return.
 */
_Noreturn void worker_run_device(int fd, const struct eap_device *device)
{
	static struct worker w;
	static struct message in;
	size_t body;
	ssize_t n;

	w.fd = fd;
	if (sandbox_enter(fd, -1))
		_exit(1);
	while (!w.finished) {
		/* the kernel's patience is bounded by the AK in force; its end ends this process */
		do
			n = recv(fd, &in, sizeof(in), 0);
		while (n < 0 && errno == EINTR);
		if (n < (ssize_t)MESSAGE_HEADER_LEN)
			break;
		body = (size_t)n - MESSAGE_HEADER_LEN;
		if (in.type == MESSAGE_DECRYPT || in.type == MESSAGE_DECRYPT_TEKS)
			device_decrypt(&w, device, &in, body);
		else if (in.type == MESSAGE_SIGN)
			device_sign(&w, device, &in, body);
		else if (in.type == MESSAGE_VERIFY)
			device_verify(&w, device, &in, body);
	}
	_exit(0);
}
