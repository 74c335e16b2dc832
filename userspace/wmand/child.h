/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parent's handle of a process that runs EAP, or uses the private key of a device. What comes
 * from it is not trusted: lengths are checked, text is filtered, and the worst it can do is to fail
 * its own exchange.
 */
#ifndef WMAND_CHILD_H
#define WMAND_CHILD_H

#include <stddef.h>
#include <stdint.h>

#include "message.h"

struct child;
struct eap_creds;
struct eap_device;
struct loop;

/**
 * struct child_ops - what the child has to say; all from the event loop
 * @frame: send this EAP packet
 * @note: a line for the debug log
 * @session: a secret to be given to the next child; comes before @done
 * @sqn: the USIM accepted this sequence number; frames sent after it answer the challenge. The child
 *	may be freed in here
 * @roots: Mobile IP root keys of a success, when child_want_roots() was called; comes before @done,
 *	wiped afterwards
 * @ask: a person is to be asked; child_answer() or child_cancel() later. The question is void when
 *	@done comes. There is one at a time
 * @signature: of the message of child_sign(); NULL where nothing is signed
 * @drop: the message of child_verify() is not good, for a reason, and changes nothing; NULL where
 *	nothing is verified
 * @done: the exchange is over; once, also when the process dies of itself. @outcome is wiped
 *	afterwards. The child must be freed in here or later; nothing more comes from it.
 */
struct child_ops {
	void (*frame)(void *ctx, const uint8_t *packet, size_t len);
	void (*note)(void *ctx, const char *text);
	void (*session)(void *ctx, const uint8_t *session, size_t len);
	void (*sqn)(void *ctx, uint64_t sqn);
	void (*roots)(void *ctx, const struct mip_roots *roots);
	void (*ask)(void *ctx, enum eap_ask ask, const char *text);
	void (*signature)(void *ctx, const uint8_t *signature, size_t len);
	void (*drop)(void *ctx, enum wman_reason reason, const char *text);
	void (*done)(void *ctx, const struct outcome *outcome);
};

struct child *child_new(struct loop *loop, const struct eap_creds *creds, const uint8_t *session,
			size_t session_len, const struct child_ops *ops, void *ctx);
struct child *child_new_device(struct loop *loop, const struct eap_device *device,
			       const struct child_ops *ops, void *ctx);
void child_free(struct child *child);
void child_frame(struct child *child, const uint8_t *packet, size_t len);
void child_decrypt(struct child *child, const uint8_t *data, size_t len);
void child_decrypt_teks(struct child *child, const uint8_t *data, size_t len);
void child_sign(struct child *child, const uint8_t *data, size_t len);
void child_verify(struct child *child, const struct message_verify *verify);
void child_challenged(struct child *child);
void child_address(struct child *child, const uint8_t *mac);
void child_want_roots(struct child *child);
void child_answer(struct child *child, const uint8_t *value, size_t len);
void child_cancel(struct child *child, enum wman_reason reason, const char *text);

#endif
