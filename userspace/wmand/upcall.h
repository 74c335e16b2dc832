/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The wire of the agent: generic netlink family "wman", operations agent-*.
 */
#ifndef WMAND_UPCALL_H
#define WMAND_UPCALL_H

#include <stdbool.h>
#include <stddef.h>

struct agent;
struct agent_wire;
struct loop;
struct upcall;

extern const struct agent_wire upcall_wire;

/**
 * typedef upcall_bound_fn - the kernel module came or went
 * @ctx: of whoever gave the function
 * @error: 0: the agent is bound; -ENODEV: the module is not loaded; else why the kernel refused
 * @text: the same in words
 */
typedef void (*upcall_bound_fn)(void *ctx, int error, const char *text);

struct upcall *upcall_new(struct loop *loop, upcall_bound_fn bound, void *ctx);
void upcall_free(struct upcall *upcall);
void upcall_bind(struct upcall *upcall, struct agent *agent);

#endif
