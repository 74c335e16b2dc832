/* SPDX-License-Identifier: BSD-3-Clause */
/* Netlink messages as they are on the wire, right or wrong. */
#ifndef KFUZZ_MSG_H
#define KFUZZ_MSG_H

#include <linux/netlink.h>

#include "octets.h"

#define MSG_MAX 16384

/**
 * struct msg - a message being built
 * @len: octets so far
 * @data: begins with struct nlmsghdr
 */
struct msg {
	size_t len;
	union {
		struct nlmsghdr hdr;
		u8 data[MSG_MAX];
	};
};

/* Begin with a header and the @len octets of the family's own. */
void msg_begin(struct msg *m, u16 type, u16 flags, const void *family, size_t len);
/* An attribute; of more than fits, nothing. */
void msg_put(struct msg *m, u16 type, const void *data, size_t len);
void msg_put_u32(struct msg *m, u16 type, u32 value);
/* A nest: what msg_nest() returns goes to msg_nest_end(). */
size_t msg_nest(struct msg *m, u16 type);
void msg_nest_end(struct msg *m, size_t mark);

/* A socket, with strict checking and texts of errors. */
int msg_socket(int protocol);

/**
 * msg_talk() - send a message and take all that is answered
 * @sock: the socket
 * @m: the message
 * @take: called for each answer that is no error, or NULL
 * @ctx: for @take
 *
 * What comes unasked is taken as well, and an answer that never ends is not waited for.
 *
 * Return: 0, or the negative errno that the kernel answered.
 */
int msg_talk(int sock, struct msg *m, void (*take)(const struct nlmsghdr *hdr, void *ctx),
	     void *ctx);

/* The payload of the first attribute @type among @len octets, or NULL. */
const void *msg_find(const void *data, size_t len, u16 type, size_t *payload_len);

#endif
