/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Questions to people, over a local socket: who connects is told of every open question, the first
 * answer counts. Documentation/agent.rst has the lines that are spoken.
 */
#ifndef WMAND_ASKER_H
#define WMAND_ASKER_H

#include "ask.h"
#include "eap/eap.h"

struct asker;
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

struct asker *asker_new(struct loop *loop, const char *path);
void asker_free(struct asker *asker);
struct question *asker_ask(struct asker *asker, enum eap_ask ask, const char *network,
			   const char *text, question_fn fn, void *ctx);
void question_free(struct question *question);

#endif
