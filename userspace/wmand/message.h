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
 * @MESSAGE_DECRYPT_TEKS: to the child of a question about TEKs: both TEK fields of a Key Reply in
 *	data; what comes back is MESSAGE_DONE
 * @MESSAGE_SIGN: to the child of an exchange of RSA authorization: a message in data
 * @MESSAGE_SIGNATURE: to the parent: its signature in data
 * @MESSAGE_VERIFY: to the child of such an exchange: RSA-Reply or RSA-Reject, in verify; what comes
 *	back is MESSAGE_DONE, or MESSAGE_DROP
 * @MESSAGE_DROP: to the parent: RSA-Reject is not good; why is in outcome
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
	MESSAGE_DECRYPT_TEKS,
	MESSAGE_SIGN,
	MESSAGE_SIGNATURE,
	MESSAGE_VERIFY,
	MESSAGE_DROP,
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
 * @permanent: 0 or 1, as above. 1: RSA-Reject says that trying again makes no sense
 * @signature_len: octets of @signature
 * @msk: the MSK; of a PKMv1 exchange the AK, in the first WMAN_AK_LEN octets; of RSA authorization the
 *	pre-PAK, in the first WMAN_PRE_PAK_LEN; of a question about TEKs these, in the first
 *	WMAN_TEKS_LEN
 * @signature: of RSA-Acknowledgement, whether the RSA-Reply was good or not
 * @method: name of the EAP method, or empty
 * @tls_version: as "TLSv1.3", or empty
 * @text: cause and hint
 */
struct outcome {
	uint8_t success;
	uint8_t resumed;
	uint8_t insecure;
	uint8_t clock_unset;
	uint8_t permanent;
	uint16_t signature_len;
	uint32_t rounds;
	uint32_t reason;
	uint8_t msk[EAP_MSK_LEN];
	uint8_t signature[EAP_DEVICE_KEY_MAX];
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

#define MESSAGE_ACKNOWLEDGEMENT_MAX 64

/**
 * struct message_verify - a message of a base station, and what may be answered
 * @bsid: base station
 * @mac: address of the station
 * @len: octets of @octets
 * @good_len: octets of @good
 * @bad_len: octets of @bad
 * @good: RSA-Acknowledgement for a message that is good, without its signature
 * @bad: the same for one that is not
 * @octets: the message
 */
struct message_verify {
	uint8_t bsid[EAP_MAC_LEN];
	uint8_t mac[EAP_MAC_LEN];
	uint16_t len;
	uint16_t good_len;
	uint16_t bad_len;
	uint8_t good[MESSAGE_ACKNOWLEDGEMENT_MAX];
	uint8_t bad[MESSAGE_ACKNOWLEDGEMENT_MAX];
	uint8_t octets[WMAN_RSA_MESSAGE_MAX];
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
		struct message_verify verify;
	};
};

#define MESSAGE_HEADER_LEN offsetof(struct message, data)

#endif
