/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The other end of wmand's questions, for programs that put them to a person: a socket, and lines
 * that Documentation/agent.rst describes.
 *
 *	ask = ask_open(ASK_PATH);
 *	poll ask_fd(ask), then ask_read(ask, fn, ctx)	fn gets what wmand says
 *	ask_answer(ask, id, value, len)			or ask_cancel(ask, id)
 *	ask_status(ask)					ASK_NETWORK and ASK_WARNING, then ASK_OK of 0
 *	ask_close(ask);
 */
#ifndef WMAN_ASK_H
#define WMAN_ASK_H

#include <stddef.h>
#include <stdint.h>

#define ASK_PATH       "/run/wman/agent.sock"
#define ASK_ANSWER_MAX 1024

struct ask;

/**
 * enum ask_event - what wmand says
 * @ASK_QUESTION: a question is open
 * @ASK_OK: the own answer, or cancel, was taken
 * @ASK_GONE: a question is closed without this end: answered or cancelled by somebody else,
 *	expired, or the exchange ended
 * @ASK_REFUSED: the own answer was not taken; after "bad" the question is open still
 * @ASK_NETWORK: a network of the configuration, after ask_status()
 * @ASK_WARNING: what is to be known of a network: when it is new, and after ask_status()
 */
enum ask_event {
	ASK_QUESTION,
	ASK_OK,
	ASK_GONE,
	ASK_REFUSED,
	ASK_NETWORK,
	ASK_WARNING,
};

/**
 * struct ask_message - one of those
 * @event: what it is
 * @id: names the question
 * @word: kind of the question (identity, password, otp, new-password, certificate, passphrase); why
 *	it is gone; bad, late or syntax; state of the network (ready, locked); or kind of the warning (insecure,
 *	clock, expiry)
 * @network: name of the network that a question or warning is about; else empty
 * @text: what else there is to say, printable ASCII
 */
struct ask_message {
	enum ask_event event;
	unsigned int id;
	const char *word;
	const char *network;
	const char *text;
};

/** typedef ask_fn - takes a message, which is valid only while this runs */
typedef void (*ask_fn)(void *ctx, const struct ask_message *message);

struct ask *ask_open(const char *path);
void ask_close(struct ask *ask);
int ask_fd(const struct ask *ask);
int ask_read(struct ask *ask, ask_fn fn, void *ctx);
int ask_answer(struct ask *ask, unsigned int id, const void *value, size_t len);
int ask_cancel(struct ask *ask, unsigned int id);
int ask_status(struct ask *ask);

#endif
