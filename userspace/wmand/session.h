/* SPDX-License-Identifier: BSD-3-Clause */
/* TLS sessions of the last success of each device, for its next exchange. */
#ifndef WMAND_SESSION_H
#define WMAND_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct session - a session
 * @next: another one
 * @ifindex: the device
 * @asked: it stands for somebody who was asked
 * @len: octets at @data
 * @data: the session, a secret
 */
struct session {
	struct session *next;
	uint32_t ifindex;
	bool asked;
	size_t len;
	uint8_t data[];
};

void session_set(struct session **list, uint32_t ifindex, bool asked, const uint8_t *data,
		 size_t len);
void session_drop(struct session **list, uint32_t ifindex);
const struct session *session_find(const struct session *list, uint32_t ifindex, bool reauth);

#endif
