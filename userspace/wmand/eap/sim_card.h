/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The card of a conversation: one in software (usim.h), or one that somebody else has, who is asked
 * with EAP_ASK_CARD. Questions and answers are written as wpa_supplicant's external_sim has them.
 */
#ifndef WMAND_EAP_SIM_CARD_H
#define WMAND_EAP_SIM_CARD_H

#include "usim.h"

/* challenges of EAP-SIM, RFC 4186 section 10.9 */
#define SIM_RANDS_MIN 2
#define SIM_RANDS_MAX 3

struct sim_conv;

/**
 * struct sim_card_answer - what somebody else's card said; all zero is nothing
 * @kind: which of the members count
 * @umts: SIM_CARD_AUTH and SIM_CARD_AUTS
 * @num: SIM_CARD_GSM: challenges that were answered
 * @sres: responses
 * @kc: keys
 */
struct sim_card_answer {
	enum sim_card_kind {
		SIM_CARD_NOTHING,
		SIM_CARD_AUTH,
		SIM_CARD_AUTS,
		SIM_CARD_FAIL,
		SIM_CARD_GSM,
	} kind;
	struct usim_answer umts;
	size_t num;
	uint8_t sres[SIM_RANDS_MAX * USIM_SRES_LEN];
	uint8_t kc[SIM_RANDS_MAX * USIM_KC_LEN];
};

/**
 * sim_card_parse() - read an answer
 * @text: UMTS-AUTH:IK:CK:RES, UMTS-AUTS:AUTS, UMTS-FAIL or GSM-AUTH:KC:SRES:KC:SRES[:KC:SRES], in hex
 * @len: octets at @text
 * @answer: filled
 *
 * Return: false when it is none of these.
 */
bool sim_card_parse(const uint8_t *text, size_t len, struct sim_card_answer *answer);

/**
 * sim_card_umts() - have the card answer a UMTS challenge
 * @conv: the conversation, about a message
 * @rand: challenge
 * @autn: its authentication
 * @answer: filled as the verdict says
 */
enum usim_verdict sim_card_umts(struct sim_conv *conv, const uint8_t *rand, const uint8_t *autn,
				struct usim_answer *answer);

/**
 * sim_card_gsm() - have the card answer GSM challenges
 * @conv: the conversation, about a message
 * @rands: challenges
 * @num: how many, up to SIM_RANDS_MAX
 * @sres: responses
 * @kc: keys
 */
enum usim_verdict sim_card_gsm(struct sim_conv *conv, const uint8_t *rands, size_t num,
			       uint8_t *sres, uint8_t *kc);

#endif
