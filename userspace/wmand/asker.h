/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Questions to people, over a local socket: who connects is told of every open question, the first
 * answer counts. Besides, everybody is told what they should know of the networks. Documentation/agent.rst has the lines that are spoken.
 */
#ifndef WMAND_ASKER_H
#define WMAND_ASKER_H

#include "ask.h"
#include "eap/eap.h"

struct asker;
struct client;
struct loop;
struct question;

/*
 * Seconds that a question stays open. The kernel loses its patience with a silent base station
 * after three times the Authorize wait timer, 90 s at most, the process that runs EAP after 100.
 */
#define ASKER_LIMIT_S 90

/**
 * enum question_end - how a question ended
 * @QUESTION_ANSWERED: by an answer that is good by eap_answer_error()
 * @QUESTION_CANCELLED: somebody does not want to answer
 * @QUESTION_EXPIRED: nobody answered in time
 */
enum question_end {
	QUESTION_ANSWERED,
	QUESTION_CANCELLED,
	QUESTION_EXPIRED,
};

/**
 * typedef question_fn - the question has ended, and is gone
 * @ctx: of whoever asked
 * @end: how
 * @value: the answer, or NULL; wiped afterwards
 * @len: octets at @value
 */
typedef void (*question_fn)(void *ctx, enum question_end end, const uint8_t *value, size_t len);

/**
 * typedef asker_status_fn - a program wants to know how the networks are
 * @ctx: of whoever gave the function
 * @client: the program, for asker_say_network() and asker_say_warning()
 */
typedef void (*asker_status_fn)(void *ctx, struct client *client);

struct asker *asker_new(struct loop *loop, const char *path);
void asker_free(struct asker *asker);
struct question *asker_ask(struct asker *asker, enum eap_ask ask, const char *network,
			   const char *text, question_fn fn, void *ctx);
void asker_set_status(struct asker *asker, asker_status_fn fn, void *ctx);
void asker_say_network(struct client *client, const char *state, const char *network);
void asker_say_warning(struct client *client, const char *kind, const char *network,
		       const char *text);
void asker_warn(struct asker *asker, const char *kind, const char *network, const char *text);
void question_free(struct question *question);

#endif
