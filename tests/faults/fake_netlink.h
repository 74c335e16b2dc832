/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A generic netlink with the family "wman" in it, for programs that know no other: what they do
 * with such a socket is answered in the handler of fault.c, by the end of a socketpair.
 */
#ifndef TESTS_FAKE_NETLINK_H
#define TESTS_FAKE_NETLINK_H

#include <stdbool.h>
#include <stdint.h>

#include <netlink/msg.h>

struct fake_socket;

/**
 * struct fake_kernel - what answers
 * @absent: the module is not loaded
 * @request: a request for the family "wman"; an acknowledgement follows by itself
 * @joined: the socket became a member of the group of events
 */
struct fake_kernel {
	bool absent;
	int (*request)(struct fake_socket *sock, const struct nlmsghdr *hdr);
	void (*joined)(struct fake_socket *sock);
};

#define FAKE_FAMILY 0x21

/* Sockets opened from now on are fake; NULL: none. */
void fake_netlink(const struct fake_kernel *kernel);

/* A message of the family to a socket; @to NULL: an event. @fake_send() frees. */
struct nl_msg *fake_message(const struct nlmsghdr *to, uint8_t cmd);
void fake_send(struct fake_socket *sock, struct nl_msg *msg);

/* The controller's event: the module was loaded. */
void fake_loaded(struct fake_socket *sock);

/* For the handler: whether the call was one for this. */
bool fake_netlink_call(long nr, long arg[6], long *ret);

#endif
