// SPDX-License-Identifier: BSD-3-Clause
#include "msg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALIGN4(n) (((n) + 3) & ~(size_t)3)

void msg_begin(struct msg *m, u16 type, u16 flags, const void *family, size_t len)
{
	static u32 seq;

	memset(&m->hdr, 0, sizeof(m->hdr));
	m->hdr.nlmsg_type = type;
	m->hdr.nlmsg_flags = NLM_F_REQUEST | flags;
	m->hdr.nlmsg_seq = ++seq;
	m->len = NLMSG_HDRLEN;
	memcpy(m->data + m->len, family, len);
	m->len += ALIGN4(len);
}

void msg_put(struct msg *m, u16 type, const void *data, size_t len)
{
	struct nlattr head = { .nla_type = type, .nla_len = (u16)(sizeof(head) + len) };

	if (m->len + sizeof(head) + ALIGN4(len) > sizeof(m->data))
		return;
	memcpy(m->data + m->len, &head, sizeof(head));
	m->len += sizeof(head);
	memset(m->data + m->len, 0, ALIGN4(len));
	if (len)
		memcpy(m->data + m->len, data, len);
	m->len += ALIGN4(len);
}

void msg_put_u32(struct msg *m, u16 type, u32 value)
{
	msg_put(m, type, &value, sizeof(value));
}

size_t msg_nest(struct msg *m, u16 type)
{
	size_t mark = m->len;

	msg_put(m, type, NULL, 0);
	return mark;
}

void msg_nest_end(struct msg *m, size_t mark)
{
	u16 len = (u16)(m->len - mark);

	if (m->len > mark)
		memcpy(m->data + mark, &len, sizeof(len));
}

int msg_socket(int protocol)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK };
	int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), on = 1, size = 1 << 20;
	size_t i;

	if (sock < 0) {
		perror("kfuzz: netlink");
		exit(2);
	}
	for (i = 0; i < ARRAY_SIZE(options); i++)
		setsockopt(sock, SOL_NETLINK, options[i], &on, sizeof(on));
	setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return sock;
}

int msg_talk(int sock, struct msg *m, void (*take)(const struct nlmsghdr *hdr, void *ctx),
	     void *ctx)
{
	static union {
		struct nlmsghdr hdr;
		u8 data[65536];
	} in;
	const struct nlmsghdr *hdr;
	int ret = 0, code;
	ssize_t len;

	m->hdr.nlmsg_len = (u32)m->len;
	if (send(sock, m->data, m->len, 0) < 0)
		return -errno;
	/* the kernel has answered when send() returns, and goes on with a dump when one reads */
	while ((len = recv(sock, in.data, sizeof(in.data), MSG_DONTWAIT)) > 0) {
		for (hdr = &in.hdr; NLMSG_OK(hdr, (size_t)len); hdr = NLMSG_NEXT(hdr, len)) {
			if (hdr->nlmsg_type == NLMSG_ERROR || hdr->nlmsg_type == NLMSG_DONE) {
				memcpy(&code, NLMSG_DATA(hdr), sizeof(code));
				if (code && hdr->nlmsg_seq == m->hdr.nlmsg_seq)
					ret = code;
			} else if (take) {
				take(hdr, ctx);
			}
		}
	}
	return ret;
}

const void *msg_find(const void *data, size_t len, u16 type, size_t *payload_len)
{
	const u8 *pos = data;
	struct nlattr head;

	while (len >= sizeof(head)) {
		memcpy(&head, pos, sizeof(head));
		if (head.nla_len < sizeof(head) || head.nla_len > len)
			return NULL;
		if ((head.nla_type & NLA_TYPE_MASK) == type) {
			*payload_len = head.nla_len - sizeof(head);
			return pos + sizeof(head);
		}
		if (ALIGN4(head.nla_len) >= len)
			return NULL;
		len -= ALIGN4(head.nla_len);
		pos += ALIGN4(head.nla_len);
	}
	return NULL;
}
