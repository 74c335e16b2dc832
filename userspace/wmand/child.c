// SPDX-License-Identifier: BSD-3-Clause
#include "child.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper.h"
#include "loop.h"
#include "worker.h"

/*
 * Lives from child_new() to child_free(). The process is reaped, and the socket closed, when it
 * ends or when this is freed, whichever comes first.
 */
struct child {
	struct loop *loop;
	const struct child_ops *ops;
	void *ctx;
	pid_t pid; /* 0: reaped */
	struct keeper_process keeper; /* holds the token that the private key is in */
	int fd; /* -1: closed */
	bool asking;
	bool want_roots;
	bool is_device;
	bool done;
};

/* The last message received; wiped when it has been taken. */
static struct message in;

/* End the process if it has not ended; returns its wait status. */
static int child_reap(struct child *child)
{
	int status = 0;

	if (!child->pid)
		return 0;
	loop_del_fd(child->loop, child->fd);
	close(child->fd);
	child->fd = -1;
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	keeper_end(&child->keeper);
	return status;
}

/* The process died, or broke the protocol: an outcome in its place. */
__attribute__((format(printf, 2, 3))) static void child_failed(struct child *child, const char *fmt,
							       ...)
{
	struct outcome outcome = { .reason = WMAN_REASON_HELPER_INTERNAL };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(outcome.text, sizeof(outcome.text), fmt, ap);
	va_end(ap);
	child->done = true;
	child->ops->done(child->ctx, &outcome);
}

/* What a signal says of a process in its cell. */
static const char *meaning(int sig)
{
	switch (sig) {
	case SIGSYS:
		return " (forbidden system call)";
	case SIGXCPU:
		return " (too much CPU time)";
	}
	return "";
}

static void child_ended(struct child *child)
{
	int status;

	/*
	 * The end of the stream is the end of the process, since it may not close its socket. It
	 * may still be on its way out: wait for its own status, do not hurry it with a signal.
	 */
	loop_del_fd(child->loop, child->fd);
	close(child->fd);
	child->fd = -1;
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	keeper_end(&child->keeper);
	if (child->done)
		return;
	if (WIFSIGNALED(status))
		child_failed(child, "the EAP process was ended by signal %d%s", WTERMSIG(status),
			     meaning(WTERMSIG(status)));
	else
		child_failed(child, "the EAP process exited with status %d without a result",
			     WEXITSTATUS(status));
}

/* Make a field of @size octets a string that is safe to print. */
static void sanitize(char *s, size_t size)
{
	s[size - 1] = '\0';
	for (; *s; s++)
		if (!isprint((unsigned char)*s))
			*s = '?';
}

static bool take_done(struct child *child)
{
	struct outcome *o = &in.outcome;

	if (o->success > 1 || o->resumed > 1 || o->insecure > 1 || o->clock_unset > 1 ||
	    o->permanent > 1 || o->signature_len > sizeof(o->signature))
		return false;
	/* EAP has no signature to give, and no RSA-Reject to tell of */
	if (!child->is_device && (o->permanent || o->signature_len))
		return false;
	sanitize(o->method, sizeof(o->method));
	sanitize(o->tls_version, sizeof(o->tls_version));
	sanitize(o->text, sizeof(o->text));
	if (!o->success && (o->reason == WMAN_REASON_NONE || o->reason > WMAN_REASON_MAX))
		o->reason = WMAN_REASON_HELPER_INTERNAL;
	child->done = true;
	child->ops->done(child->ctx, o);
	return true;
}

/* Keys that are locked are none of its business, nor are two questions at once. */
static bool take_question(struct child *child)
{
	struct message_question *q = &in.question;

	if (child->asking || !eap_ask_name(q->ask) || q->ask == EAP_ASK_PASSPHRASE ||
	    q->ask == EAP_ASK_PIN)
		return false;
	sanitize(q->text, sizeof(q->text));
	child->asking = true;
	child->ops->ask(child->ctx, q->ask, q->text);
	return true;
}

/* Whoever has the key of a device asks nobody for a password, and sends no EAP. */
static bool may_say(const struct child *child, uint32_t type)
{
	bool is_of_device = type == MESSAGE_SIGNATURE || type == MESSAGE_DROP;

	return type == MESSAGE_DONE || is_of_device == child->is_device;
}

/* One message of @len octets; false when it is none. */
static bool child_take(struct child *child, size_t len)
{
	size_t body = len - MESSAGE_HEADER_LEN;
	uint8_t *data = in.data;

	if (len <= MESSAGE_HEADER_LEN || len > sizeof(in) || !may_say(child, in.type))
		return false;
	switch (in.type) {
	case MESSAGE_FRAME:
		child->ops->frame(child->ctx, data, body);
		return true;
	case MESSAGE_NOTE:
		sanitize((char *)data, body < MESSAGE_DATA_MAX ? body + 1 : body);
		child->ops->note(child->ctx, (char *)data);
		return true;
	case MESSAGE_SESSION:
		child->ops->session(child->ctx, data, body);
		return true;
	case MESSAGE_SQN:
		if (body != sizeof(in.sqn))
			return false;
		child->ops->sqn(child->ctx, in.sqn);
		return true;
	case MESSAGE_ROOTS:
		if (body != sizeof(in.roots) || !child->want_roots)
			return false;
		child->ops->roots(child->ctx, &in.roots);
		return true;
	case MESSAGE_ASK:
		return body == sizeof(in.question) && take_question(child);
	case MESSAGE_SIGNATURE:
		if (body > EAP_DEVICE_KEY_MAX || !child->ops->signature)
			return false;
		child->ops->signature(child->ctx, data, body);
		return true;
	case MESSAGE_DROP:
		if (body != sizeof(in.outcome) || !in.outcome.reason ||
		    in.outcome.reason > WMAN_REASON_MAX || !child->ops->drop)
			return false;
		sanitize(in.outcome.text, sizeof(in.outcome.text));
		child->ops->drop(child->ctx, in.outcome.reason, in.outcome.text);
		return true;
	case MESSAGE_DONE:
		return body == sizeof(in.outcome) && take_done(child);
	}
	return false;
}

/*
 * One message for each call: the callback of the last one may free the child. The socket is
 * level-triggered, so the loop comes again.
 */
static void child_readable(void *arg, uint32_t events)
{
	struct child *child = arg;
	ssize_t n;

	/* the length of a message that is too long, too */
	n = recv(child->fd, &in, sizeof(in), MSG_DONTWAIT | MSG_TRUNC);
	/*
	 * A child that ends with a message unread (a late MESSAGE_CHALLENGED) resets the
	 * connection; what it sent before is still to be read.
	 */
	if (n < 0 && (errno == EAGAIN || errno == EINTR || errno == ECONNRESET))
		return;
	/* An empty message looks like the end, but who is gone has hung up. */
	if (n < 0 || (!n && events & EPOLLHUP)) {
		child_ended(child);
		return;
	}
	if (!child->done && !child_take(child, n)) {
		child_reap(child);
		child_failed(child, "the EAP process sent a malformed message");
	}
	explicit_bzero(&in, (size_t)n < sizeof(in) ? (size_t)n : sizeof(in));
}

/* What the process is for: EAP with @creds, or what the private key of @device is for. */
struct job {
	const struct eap_creds *creds;
	const uint8_t *session;
	size_t session_len;
	const struct eap_device *device;
};

_Noreturn static void work(int fd, const struct job *job)
{
	if (job->device)
		worker_run_device(fd, job->device);
	worker_run(fd, job->creds, job->session, job->session_len);
}

static struct child *spawn(struct loop *loop, const struct job *job, const struct child_ops *ops,
			   void *ctx)
{
	struct keeper *keeper = eap_creds_token(job->creds);
	struct child *child = calloc(1, sizeof(*child));
	sigset_t none;
	int fds[2];
	int saved;

	if (!child)
		return NULL;
	child->loop = loop;
	child->ops = ops;
	child->ctx = ctx;
	child->is_device = job->device;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		goto err_free;
	child->fd = fds[0];
	if (loop_add_fd(loop, fds[0], EPOLLIN, child_readable, child))
		goto err_close;
	if (keeper && !keeper_start(keeper, &child->keeper))
		goto err_del;
	child->pid = fork();
	if (child->pid < 0)
		goto err_keeper;
	if (!child->pid) {
		/* The loop takes signals from a descriptor that is not the child's. */
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		work(fds[1], job);
	}
	close(fds[1]);
	if (keeper)
		keeper_hand_over(keeper);
	return child;

err_keeper:
	saved = errno;
	if (keeper)
		keeper_hand_over(keeper);
	keeper_end(&child->keeper);
	errno = saved;
err_del:
	saved = errno;
	loop_del_fd(loop, fds[0]);
	errno = saved;
err_close:
	saved = errno;
	close(fds[0]);
	close(fds[1]);
	errno = saved;
err_free:
	free(child);
	return NULL;
}

/**
 * child_new() - start a process for one exchange of EAP
 * @loop: event loop
 * @creds: credentials, needed no longer than this call
 * @session: session to be resumed, needed no longer than this call
 * @session_len: octets at @session; 0 when there is none
 * @ops: callbacks; must outlive the child
 * @ctx: first argument of the callbacks
 *
 * Return: the child, or NULL with errno set.
 */
struct child *child_new(struct loop *loop, const struct eap_creds *creds, const uint8_t *session,
			size_t session_len, const struct child_ops *ops, void *ctx)
{
	const struct job job = { creds, session, session_len, NULL };

	return spawn(loop, &job, ops, ctx);
}

/**
 * child_new_device() - start a process for one exchange about the private key
 * @loop: event loop
 * @device: certificate and key, needed no longer than this call
 * @ops: callbacks, of which only signature, drop and done come; must outlive the child
 * @ctx: first argument of the callbacks
 *
 * Return: the child, or NULL with errno set.
 */
struct child *child_new_device(struct loop *loop, const struct eap_device *device,
			       const struct child_ops *ops, void *ctx)
{
	const struct job job = { .device = device };

	return spawn(loop, &job, ops, ctx);
}

/**
 * child_free() - end the process if it runs, without a callback
 * @child: from child_new(), or NULL
 */
void child_free(struct child *child)
{
	if (!child)
		return;
	child_reap(child);
	free(child);
}

static void child_send(struct child *child, enum message_type type, const void *data, size_t len)
{
	static struct message out;

	if (child->fd < 0 || len > sizeof(out.data))
		return;
	out.type = type;
	if (len)
		memcpy(out.data, data, len);
	/*
	 * A child that does not keep up loses the packet, as the air may lose it: the server
	 * repeats it. One that is gone shows in child_readable().
	 */
	send(child->fd, &out, MESSAGE_HEADER_LEN + len, MSG_DONTWAIT | MSG_NOSIGNAL);
	explicit_bzero(&out, MESSAGE_HEADER_LEN + len);
}

/**
 * child_frame() - hand over an EAP packet from the server
 * @child: the child
 * @packet: EAP packet
 * @len: its octets
 */
void child_frame(struct child *child, const uint8_t *packet, size_t len)
{
	child_send(child, MESSAGE_FRAME, packet, len);
}

/**
 * child_decrypt() - hand over an AUTH-Key; the answer is the outcome
 * @child: from child_new_device()
 * @data: the AUTH-Key
 * @len: its octets
 */
void child_decrypt(struct child *child, const uint8_t *data, size_t len)
{
	child_send(child, MESSAGE_DECRYPT, data, len);
}

/**
 * child_decrypt_teks() - hand over the TEKs of a Key Reply; the answer is the outcome
 * @child: from child_new_device()
 * @data: both TEK fields, the older first
 * @len: octets of both
 */
void child_decrypt_teks(struct child *child, const uint8_t *data, size_t len)
{
	child_send(child, MESSAGE_DECRYPT_TEKS, data, len);
}

/**
 * child_sign() - have a message signed; the answer is signature of the callbacks
 * @child: from child_new_device()
 * @data: the message
 * @len: its octets
 */
void child_sign(struct child *child, const uint8_t *data, size_t len)
{
	child_send(child, MESSAGE_SIGN, data, len);
}

/**
 * child_verify() - have a message verified; the answer is the outcome, or drop of the callbacks
 * @child: from child_new_device()
 * @verify: the message
 */
void child_verify(struct child *child, const struct message_verify *verify)
{
	child_send(child, MESSAGE_VERIFY, verify, sizeof(*verify));
}

/**
 * child_challenged() - tell that a valid SA-TEK-Challenge came
 * @child: the child
 */
void child_challenged(struct child *child)
{
	child_send(child, MESSAGE_CHALLENGED, NULL, 0);
}

/**
 * child_address() - tell the address of the station, before the first frame
 * @child: the child
 * @mac: EAP_MAC_LEN octets
 */
void child_address(struct child *child, const uint8_t *mac)
{
	child_send(child, MESSAGE_ADDRESS, mac, EAP_MAC_LEN);
}

/**
 * child_want_roots() - have Mobile IP root keys derived from the EMSK; before the first frame
 * @child: the child
 */
void child_want_roots(struct child *child)
{
	child->want_roots = true;
	child_send(child, MESSAGE_WANT_ROOTS, NULL, 0);
}

/**
 * child_answer() - hand over the answer to the question that was asked
 * @child: the child
 * @value: the answer, good by eap_answer_error()
 * @len: octets at @value
 */
void child_answer(struct child *child, const uint8_t *value, size_t len)
{
	child->asking = false;
	child_send(child, MESSAGE_ANSWER, value, len);
}

/**
 * child_cancel() - there is no answer to the question that was asked; the exchange will fail
 * @child: the child
 * @reason: why
 * @text: the same for the administrator
 */
void child_cancel(struct child *child, enum wman_reason reason, const char *text)
{
	struct outcome outcome = { .reason = reason };

	child->asking = false;
	snprintf(outcome.text, sizeof(outcome.text), "%s", text);
	child_send(child, MESSAGE_CANCEL, &outcome, sizeof(outcome));
}
