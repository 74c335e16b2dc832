/* SPDX-License-Identifier: GPL-2.0 */
/* A netlink socket in the kernel that speaks the family as a program would. */
#ifndef _WMAN_KUNIT_CLIENT_H
#define _WMAN_KUNIT_CLIENT_H

#include <net/genetlink.h>

#include "station.h"

/**
 * struct client - a socket that speaks the family
 * @st: the station
 * @sock: the socket
 * @file: its file, which holds what it may do
 * @portid: its number
 * @seq: of the last request
 * @req: request being built
 * @hdr: its header
 * @answer: where the next message goes; the last one, or a whole dump
 * @end: of the memory there
 * @len: octets in it
 */
struct client {
	struct station *st;
	struct socket *sock;
	struct file *file;
	u32 portid;
	u32 seq;
	struct sk_buff *req;
	void *hdr;
	u8 *answer;
	u8 *end;
	size_t len;
};

/* For struct kunit_suite: test->priv is the client, its station's device up. */
int client_init(struct kunit *test);
void client_exit(struct kunit *test);

/* The socket is gone, and with it its binding, before the station is. */
void client_close(struct client *c);

/* Begin a request; the caller puts attributes into c->req. */
void client_begin(struct client *c, u8 cmd, u16 flags);
void client_put_ifindex(struct client *c);

/* Send it; the error that the kernel answers with, or 0 when there is an answer first. */
int client_transact(struct client *c);

/* Of a refusal: what the kernel said, "" for nothing; the attribute of c->req it named, or NULL. */
const char *client_refusal(const struct client *c);
const struct nlattr *client_blamed(const struct client *c);

/* Take the next message into c->answer; its length, or -EAGAIN. */
int client_receive(struct client *c);

/*
 * All of a dump, which is small, one message behind the other in c->answer. Returns the number of
 * objects, or an error.
 */
int client_dump(struct client *c, u8 cmd);

/* Attributes of the answer, and of a nest in it; padding, which has type 0, is passed over. */
int client_parse(struct client *c, struct nlattr **tb);
int client_parse_nest(struct nlattr **tb, int max, const struct nlattr *nest);

#endif
