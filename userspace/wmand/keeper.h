/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Processes that hold a token: one for each exchange, between the process that runs EAP, which may
 * reach nothing, and the libraries of TPMs and cards, which want files, sockets and threads. What it
 * is asked for is the signature of a digest.
 */
#ifndef WMAND_KEEPER_H
#define WMAND_KEEPER_H

#include <sys/types.h>

#include "eap/eap.h"

#define KEEPER_TAG_LEN 32

struct keeper;

/**
 * struct keeper_process - a process that holds a token
 * @pid: 0: none
 * @name: which token, hashed
 * @pin: what a PIN is for, and the PIN, hashed
 */
struct keeper_process {
	pid_t pid;
	uint8_t name[KEEPER_TAG_LEN];
	uint8_t pin[KEEPER_TAG_LEN];
};

extern const struct eap_signer keeper_signer;

bool keeper_start(struct keeper *keeper, struct keeper_process *process);
int keeper_fd(const struct keeper *keeper);
void keeper_hand_over(struct keeper *keeper);
void keeper_end(struct keeper_process *process);

#endif
