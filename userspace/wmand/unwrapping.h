/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TEKs that come under the RSA key of a device: each pair is decrypted by a process of its own,
 * beside the exchange that the device may have.
 */
#ifndef WMAND_UNWRAPPING_H
#define WMAND_UNWRAPPING_H

#include "agent.h"

struct unwrapping;

void unwrapping_new(struct agent *agent, uint32_t ifindex, uint64_t cookie,
		    const struct agent_teks *teks);
void unwrapping_next(struct agent *agent);
void unwrapping_free(struct unwrapping *un);

#endif
