/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What crosses the socketpair between the parent and the process that runs EAP: datagrams that
 * keep their borders, each one struct message without the unused end of its body.
 */
#ifndef WMAND_MESSAGE_H
#define WMAND_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "eap/eap.h"
#include "mip.h"

#define MESSAGE_DATA_MAX 16384

/**
 * enum message_type - what a message carries
 * @MESSAGE_FRAME: both ways: an EAP packet in data
 * @MESSAGE_CHALLENGED: to the child: a valid SA-TEK-Challenge came; no body
 * @MESSAGE_NOTE: to the parent: a line for the debug log in data
 * @MESSAGE_SESSION: to the parent: a session for the next child to resume, in data
 * @MESSAGE_ADDRESS: to the child: address of the station, in mac; before the first frame
 * @MESSAGE_ASK: to the parent: somebody is to be asked, for what is in question
 * @MESSAGE_ANSWER: to the child: the answer in data, good by eap_answer_error()
 * @MESSAGE_CANCEL: to the child: there will be none, the reason is in outcome
 * @MESSAGE_SQN: to the parent: the sequence number that a USIM accepted, in sqn; comes before the
 *	frame that answers the challenge
 * @MESSAGE_DECRYPT: to the child of a PKMv1 exchange: the AUTH-Key in data; no other message but
 *	MESSAGE_DONE is about such an exchange
 * @MESSAGE_WANT_ROOTS: to the child: the network has emsk_keys; no body; before the first frame
 * @MESSAGE_ROOTS: to the parent: Mobile IP root keys, in roots; after MESSAGE_WANT_ROOTS, before the
 *	outcome of a success
 * @MESSAGE_DONE: to the parent: the outcome; the last message
 */
enum message_type {
	MESSAGE_FRAME = 1,
	MESSAGE_CHALLENGED,
	MESSAGE_NOTE,
	MESSAGE_SESSION,
	MESSAGE_ADDRESS,
	MESSAGE_ASK,
	MESSAGE_ANSWER,
	MESSAGE_CANCEL,
	MESSAGE_SQN,
	MESSAGE_DECRYPT,
	MESSAGE_WANT_ROOTS,
	MESSAGE_ROOTS,
	MESSAGE_DONE,
};

/**
 * struct outcome - how an exchange ended
 * @success: 0 or 1, as the next three, which are no bool before somebody has looked: it is the child
 *	that writes them. 1: @msk and what follows up to @rounds count; else @reason and @text
 * @resumed: TLS session resumed
 * @insecure: server not verified, by configuration
 * @clock_unset: dates of its certificates not verified, by configuration
 * @rounds: EAP requests answered
 * @reason: enum wman_reason
 * @msk: the MSK; of a PKMv1 exchange the AK, in the first WMAN_AK_LEN octets
 * @method: name of the EAP method, or empty
 * @tls_version: as "TLSv1.3", or empty
 * @text: cause and hint
 */
struct outcome {
	uint8_t success;
	uint8_t resumed;
	uint8_t insecure;
	uint8_t clock_unset;
	uint32_t rounds;
	uint32_t reason;
	uint8_t msk[EAP_MSK_LEN];
	char method[16];
	char tls_version[16];
	char text[320];
};

/**
 * struct message_question - what a person is to be asked
 * @ask: enum eap_ask
 * @text: for that person
 */
struct message_question {
	uint32_t ask;
	char text[EAP_ASK_TEXT_MAX + 1];
};

struct message {
	uint32_t type;
	union {
		uint8_t data[MESSAGE_DATA_MAX];
		struct outcome outcome;
		uint64_t sqn;
		uint8_t mac[EAP_MAC_LEN];
		struct message_question question;
		struct mip_roots roots;
	};
};

#define MESSAGE_HEADER_LEN offsetof(struct message, data)

#endif
