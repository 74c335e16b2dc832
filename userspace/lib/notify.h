/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef WMAND_NOTIFY_H
#define WMAND_NOTIFY_H

void notify_init(void);
void notify_send(const char *state);
void notify_reloading(void);

#endif
