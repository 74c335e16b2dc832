// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "loop.h"
#include "radius_client.h"

static void readable(void *arg, uint32_t events)
{
	struct radius_link *link = arg;
	uint8_t reply[RADIUS_PACKET_MAX + 1];
	unsigned int id;
	ssize_t n;

	for (;;) {
		n = recv(link->fd, reply, sizeof(reply), MSG_DONTWAIT);
		if (n >= 0) {
			radius_request_reply(link, reply, n);
			continue;
		}
		if (errno == EAGAIN || errno == EINTR)
			break;
		/*
		 * An ICMP error, which anybody can send: remember it for the text, let the timer
		 * decide. Reading it has cleared it.
		 */
		for (id = 0; id < RADIUS_IDS; id++)
			if (link->by_id[id])
				link->by_id[id]->error = errno;
	}
	OPENSSL_cleanse(reply, sizeof(reply));
}

static struct radius_link *link_new(struct radius_server *server)
{
	struct radius_link *link = calloc(1, sizeof(*link));

	if (!link)
		return NULL;
	link->server = server;
	link->fd =
		socket(server->addr.addr.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (link->fd < 0)
		goto err_free;
	/* Connected: the kernel drops what comes from elsewhere. */
	if (connect(link->fd, (struct sockaddr *)&server->addr.addr, server->addr.len))
		goto err_close;
	if (loop_add_fd(server->client->loop, link->fd, EPOLLIN, readable, link))
		goto err_close;
	return link;

err_close:
	close(link->fd);
err_free:
	free(link);
	return NULL;
}

void radius_link_free(struct radius_link *link)
{
	unsigned int id;

	for (id = 0; id < RADIUS_IDS; id++)
		radius_request_cancel(link->by_id[id]);
	loop_del_fd(link->server->client->loop, link->fd);
	close(link->fd);
	free(link);
}

struct radius_link *radius_link_get(struct radius_server *server)
{
	unsigned int i;

	for (i = 0; i < RADIUS_LINKS_MAX; i++) {
		if (!server->links[i])
			server->links[i] = link_new(server);
		if (!server->links[i] || server->links[i]->open < RADIUS_IDS)
			return server->links[i];
	}
	return NULL;
}

void radius_link_send(struct radius_link *link, struct radius_request *req)
{
	if (send(link->fd, req->packet.data, req->packet.len, MSG_NOSIGNAL) < 0)
		req->error = errno;
}
