// SPDX-License-Identifier: BSD-3-Clause
/*
 * Whether servers are alive. One that did not answer a request is asked by Status-Server (RFC 5997) until
 * it does. In the meantime conversations begin elsewhere, and with its answer they begin there again,
 * if it comes before the others.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "loop.h"
#include "radius_client.h"

static bool serves(const struct radius_server *server, unsigned int service)
{
	return server->services & 1u << service;
}

static void tell(const struct radius_server *server)
{
	const struct radius_client *client = server->client;

	if (client->server_fn)
		client->server_fn(client->server_arg, server->name, !server->dead);
}

/* Around the time, so that those who lost it together do not come together (RFC 3539, 3.4.1). */
static void ask_later(struct radius_server *server)
{
	const unsigned int ms = server->client->status_ms;
	uint8_t octet = 0;

	/* nobody begins anything with a client that was replaced */
	if (server->client->next)
		return;
	if (getrandom(&octet, sizeof(octet), GRND_NONBLOCK) < 0)
		octet = 128;
	loop_timer_set(server->status, ms - ms / 10 + ms / 5 * octet / 256);
}

/* Where conversations begin that would have begun with a server that is dead. */
static void step_aside(const struct radius_server *server)
{
	struct radius_client *client = server->client;
	const struct radius_server *other;
	unsigned int s;

	for (s = 0; s < RADIUS_SERVICES; s++)
		for (other = client->servers; other < client->servers + client->num_servers;
		     other++)
			if (client->preferred[s] == server->index && serves(other, s) &&
			    !other->dead)
				client->preferred[s] = other->index;
}

static void come_back(struct radius_server *server)
{
	struct radius_client *client = server->client;
	unsigned int s;

	server->dead = false;
	for (s = 0; s < RADIUS_SERVICES; s++)
		if (serves(server, s) && server->index < client->preferred[s])
			client->preferred[s] = server->index;
	tell(server);
}

static void answered(void *arg, const struct radius_result *result)
{
	struct radius_server *server = arg;

	server->probe = NULL;
	if (result->outcome == RADIUS_ACCEPT || result->outcome == RADIUS_RECORDED)
		come_back(server);
	else
		ask_later(server);
}

static void ask(void *arg)
{
	struct radius_server *server = arg;
	struct radius_client *client = server->client;
	struct radius_request *req;

	req = radius_request_new(client,
				 serves(server, RADIUS_AUTHENTICATION) ? RADIUS_AUTHENTICATION :
									 RADIUS_ACCOUNTING,
				 answered, server);
	if (!req) {
		ask_later(server);
		return;
	}
	req->status = true;
	radius_packet_init(&req->packet, RADIUS_CODE_STATUS_SERVER);
	radius_request_add(req, RADIUS_NAS_IDENTIFIER, client->nas_identifier,
			   strlen(client->nas_identifier));
	radius_request_pin(req, server->index);
	if (radius_request_send(req)) {
		radius_request_cancel(req);
		ask_later(server);
		return;
	}
	server->probe = req;
}

void radius_status_silent(struct radius_server *server)
{
	if (!server->status || server->dead)
		return;
	server->dead = true;
	step_aside(server);
	tell(server);
	ask_later(server);
}

void radius_status_end(struct radius_server *server)
{
	radius_request_cancel(server->probe);
	server->probe = NULL;
	loop_timer_free(server->status);
	server->status = NULL;
}

/**
 * radius_client_watch() - ask servers that do not answer whether they live
 * @client: the client, with all its servers
 * @ms: time between two questions to one of them
 * @nas_identifier: what we call ourselves, 1 to 253 octets
 * @fn: called when a server is found dead and when it lives again, from the loop; or NULL
 * @arg: its first argument
 *
 * Return: 0 or -ENOMEM.
 */
int radius_client_watch(struct radius_client *client, unsigned int ms, const char *nas_identifier,
			radius_server_fn fn, void *arg)
{
	struct radius_server *server;

	client->status_ms = ms;
	snprintf(client->nas_identifier, sizeof(client->nas_identifier), "%s", nas_identifier);
	client->server_fn = fn;
	client->server_arg = arg;
	for (server = client->servers; server < client->servers + client->num_servers; server++) {
		server->status = loop_timer_new(client->loop, ask, server);
		if (!server->status)
			return -ENOMEM;
	}
	return 0;
}
