/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Client of netlink family "wman": requests with the kernel's own words for a refusal, dumps, and
 * events on a socket of their own.
 */
#ifndef WMAN_NL_H
#define WMAN_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/wman.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#define WNL_ERROR_MAX 320

/**
 * struct wnl - a socket of the family
 * @sock: libnl's socket
 * @family: number of the family
 * @error: why the last call failed, for people
 * @interrupted: the last dump may be inconsistent, things changed meanwhile
 */
struct wnl {
	struct nl_sock *sock;
	int family;
	char error[WNL_ERROR_MAX];
	bool interrupted;
};

/**
 * struct wnl_msg - a message of the family
 * @cmd: enum wman_cmd
 * @attrs: its attributes, enum wman_a; valid during the callback
 * @len: octets in them
 */
struct wnl_msg {
	uint8_t cmd;
	struct nlattr *attrs;
	int len;
};

/** wnl_msg_fn - a reply or an event */
typedef void (*wnl_msg_fn)(void *arg, const struct wnl_msg *msg);

int wnl_open(struct wnl *nl);
void wnl_close(struct wnl *nl);

struct nl_msg *wnl_request(struct wnl *nl, enum wman_cmd cmd, int flags, uint32_t ifindex);
int wnl_call(struct wnl *nl, struct nl_msg *request, wnl_msg_fn fn, void *arg);

int wnl_subscribe(struct wnl *nl, const char *group, const char *another);
int wnl_fd(const struct wnl *nl);
int wnl_read_events(struct wnl *nl, wnl_msg_fn fn, void *arg);

const char *wnl_attr_path(const struct nlmsghdr *request, uint32_t offset, char *buf, size_t size);

#endif
