// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "loop.h"
#include "radius_client.h"
#include "radius_stream.h"

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

static int open_socket(struct radius_link *link)
{
	const struct radius_address *addr = &link->server->addr;

	link->fd = socket(addr->addr.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (link->fd < 0)
		return -1;
	/* Connected: the kernel drops what comes from elsewhere. */
	if (!connect(link->fd, (const struct sockaddr *)&addr->addr, addr->len) &&
	    !loop_add_fd(link->server->client->loop, link->fd, EPOLLIN, readable, link))
		return 0;
	close(link->fd);
	return -1;
}

static struct radius_link *link_new(struct radius_server *server)
{
	struct radius_link *link = calloc(1, sizeof(*link));

	if (!link)
		return NULL;
	link->server = server;
	link->fd = -1;
	if (server->tls)
		link->stream = radius_stream_new(link);
	if (server->tls ? link->stream != NULL : !open_socket(link))
		return link;
	free(link);
	return NULL;
}

void radius_link_free(struct radius_link *link)
{
	unsigned int id;

	for (id = 0; id < RADIUS_IDS; id++)
		radius_request_cancel(link->by_id[id]);
	if (link->stream) {
		radius_stream_free(link->stream);
	} else {
		loop_del_fd(link->server->client->loop, link->fd);
		close(link->fd);
	}
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
	if (link->stream)
		radius_stream_send(link->stream, req->packet.data[1]);
	else if (send(link->fd, req->packet.data, req->packet.len, MSG_NOSIGNAL) < 0)
		req->error = errno;
}

/**
 * radius_client_serve() - take Disconnect- and CoA-Requests of servers over TLS
 * @client: the client, with all its servers
 * @dae: where the one that takes them is, whenever one comes
 *
 * A server can only ask on a connection that is there: one to each is made now, and kept. Without this
 * its requests are refused.
 */
void radius_client_serve(struct radius_client *client, struct radius_dae *const *dae)
{
	struct radius_link *link;
	unsigned int i;

	client->dae = dae;
	for (i = 0; i < client->num_servers; i++) {
		link = client->servers[i].tls ? radius_link_get(&client->servers[i]) : NULL;
		if (link)
			radius_stream_keep(link->stream);
	}
}
