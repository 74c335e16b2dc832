/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A USIM in software: Milenage with a key from a file, and the sequence number that keeps an old
 * challenge from being answered again.  The methods know it by sim_card.h, as one kind of card.
 */
#ifndef WMAND_EAP_USIM_H
#define WMAND_EAP_USIM_H

#include "eap.h"
#include "milenage.h"

#define USIM_AUTN_LEN 16
#define USIM_AUTS_LEN 14
#define USIM_KC_LEN   8
#define USIM_SRES_LEN 4
#define USIM_RES_MAX  16

/**
 * struct usim - the card
 * @key: Ki and OPc
 * @sqn: the greatest sequence number accepted
 * @path: the file, which keeps @sqn
 */
struct usim {
	struct milenage_key key;
	uint64_t sqn;
	char *path;
};

/**
 * enum usim_verdict - what the card says to a challenge
 * @USIM_OK: answered
 * @USIM_MAC: the challenge is not from one who knows the key
 * @USIM_SYNC: its sequence number is old, or from too far ahead
 * @USIM_ERROR: the crypto library failed
 * @USIM_ASK: somebody else has the card, and is asked
 * @USIM_OTHER: that one's answer is to another question
 */
enum usim_verdict {
	USIM_OK,
	USIM_MAC,
	USIM_SYNC,
	USIM_ERROR,
	USIM_ASK,
	USIM_OTHER,
};

/**
 * struct usim_answer - what the card answers
 * @res: with USIM_OK: RES
 * @res_len: its octets
 * @ck: with USIM_OK: CK
 * @ik: with USIM_OK: IK
 * @sqn: with USIM_OK: the sequence number from now on
 * @auts: with USIM_SYNC: what the operator needs to move its own sequence number
 */
struct usim_answer {
	uint8_t res[USIM_RES_MAX];
	size_t res_len;
	uint8_t ck[MILENAGE_KEY_LEN];
	uint8_t ik[MILENAGE_KEY_LEN];
	uint64_t sqn;
	uint8_t auts[USIM_AUTS_LEN];
};

/**
 * usim_load() - read the file of a card
 * @path: lines "ki=", "opc=" or "op=", "sqn=" in hex; "#" begins a comment
 * @err: filled on failure
 *
 * Return: the card for usim_free(), or NULL.
 */
struct usim *usim_load(const char *path, struct eap_error *err);

/**
 * usim_free() - free a card, wipe its key
 * @usim: from usim_load(), or NULL
 */
void usim_free(struct usim *usim);

/**
 * usim_store_sqn() - keep a sequence number, in memory and in the file
 * @usim: the card
 * @sqn: the number
 * @err: filled on failure; the answer to the challenge may then not be sent
 *
 * The file is replaced as a whole.  A number that is not above that of the file is refused: another
 * user of the file, or a child that lies, would let an old challenge in.
 *
 * Return: true when the file holds @sqn.
 */
bool usim_store_sqn(struct usim *usim, uint64_t sqn, struct eap_error *err);

/**
 * usim_umts() - answer a UMTS challenge, TS 33.102 6.3.3
 * @usim: the card
 * @sqn: the greatest sequence number accepted so far
 * @rand: challenge
 * @autn: its authentication
 * @answer: filled as the verdict says
 */
enum usim_verdict usim_umts(const struct usim *usim, uint64_t sqn, const uint8_t *rand,
			    const uint8_t *autn, struct usim_answer *answer);

/**
 * usim_gsm() - answer a GSM challenge with the conversion functions c2 and c3 of TS 33.102 6.8.1
 * @usim: the card
 * @rand: challenge
 * @sres: response
 * @kc: key
 *
 * Return: false when the library fails.
 */
bool usim_gsm(const struct usim *usim, const uint8_t *rand, uint8_t *sres, uint8_t *kc);

#endif
