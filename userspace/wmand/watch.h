/* SPDX-License-Identifier: BSD-3-Clause */
/* Looks at the configuration every hour, and tells what is new: log, and everybody at the socket. */
#ifndef WMAND_WATCH_H
#define WMAND_WATCH_H

struct asker;
struct config;
struct loop;
struct watch;

#define WATCH_PERIOD_MS (60 * 60 * 1000)

struct watch *watch_new(struct loop *loop, struct asker *asker);
void watch_free(struct watch *watch);
void watch_set_config(struct watch *watch, const struct config *config);

#endif
