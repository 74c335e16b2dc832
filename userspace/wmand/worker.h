/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The process that runs EAP, or holds the private key of PKMv1: one exchange, no privilege, one
 * socket.
 */
#ifndef WMAND_WORKER_H
#define WMAND_WORKER_H

#include <stddef.h>
#include <stdint.h>

struct eap_creds;
struct eap_device;

_Noreturn void worker_run(int fd, const struct eap_creds *creds, const uint8_t *session,
			  size_t session_len);
_Noreturn void worker_run_device(int fd, const struct eap_device *device);

#endif
