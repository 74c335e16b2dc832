/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parts of the RADIUS client share: requests (radius.c), the links they go over
 * (radius_link.c), and whether servers are alive (radius_status.c).
 */
#ifndef WMAN_RADIUS_CLIENT_H
#define WMAN_RADIUS_CLIENT_H

#include "radius_address.h"
#include "radius_packet.h"

#define RADIUS_IDS	 256
#define RADIUS_LINKS_MAX 16

struct radius_stream;
struct radius_tls;

/**
 * struct radius_link - a socket to a server
 * @server: the server
 * @fd: connected socket; of a stream -1 when there is no connection
 * @stream: the connection over TLS, or NULL
 * @open: requests that wait for a reply
 * @next_id: where the search for a free identifier begins
 * @by_id: those requests
 *
 * It has one space of identifiers; a server gets another link when all of them are open: the source
 * port tells requests with the same identifier apart (RFC 2865, section 3).
 */
struct radius_link {
	struct radius_server *server;
	int fd;
	struct radius_stream *stream;
	unsigned int open;
	uint8_t next_id;
	struct radius_request *by_id[RADIUS_IDS];
};

/**
 * struct radius_server - a server
 * @client: whose it is
 * @index: its place there
 * @services: bit n for enum radius_service n
 * @name: as it was given, for texts
 * @addr: its address
 * @secret: shared secret
 * @secret_len: octets of @secret
 * @tls: certificates of a server over TLS, or NULL
 * @links: made as they are needed
 * @dead: it did not answer, and is asked whether it lives
 * @status: when it is asked the next time; NULL when it never is
 * @probe: the question, or NULL
 */
struct radius_server {
	struct radius_client *client;
	unsigned int index;
	unsigned int services;
	char name[64];
	struct radius_address addr;
	uint8_t secret[RADIUS_SECRET_MAX];
	size_t secret_len;
	struct radius_tls *tls;
	struct radius_link *links[RADIUS_LINKS_MAX];
	bool dead;
	struct loop_timer *status;
	struct radius_request *probe;
};

/**
 * struct radius_client - servers in order of preference
 * @loop: event loop
 * @next: what took its place, or NULL
 * @former: what it took the place of and is still used, or NULL
 * @users: requests, and conversations that hold it
 * @reaper: frees it when it is replaced and nobody uses it
 * @timing: retransmission
 * @stats: counters
 * @dae: where the server is that takes requests of servers over TLS; NULL when there is none
 * @status_ms: time between two questions to a server that does not answer, 0 for never
 * @nas_identifier: what we call ourselves in them
 * @server_fn: called when a server is dead, and when it lives again
 * @server_arg: its first argument
 * @preferred: where new conversations begin, by service: the server that answered last
 * @num_servers: how many
 * @servers: the servers
 */
struct radius_client {
	struct loop *loop;
	struct radius_client *next;
	struct radius_client *former;
	unsigned int users;
	struct loop_timer *reaper;
	struct radius_timing timing;
	struct radius_stats stats;
	struct radius_dae *const *dae;
	unsigned int status_ms;
	char nas_identifier[RADIUS_VALUE_MAX + 1];
	radius_server_fn server_fn;
	void *server_arg;
	unsigned int preferred[RADIUS_SERVICES];
	unsigned int num_servers;
	struct radius_server servers[RADIUS_SERVERS_MAX];
};

/*
 * Lives from radius_request_new() to the return of its callback, or to
 * radius_request_cancel(). While it is open, exactly one by_id[] slot points to it.
 */
struct radius_request {
	struct radius_client *client;
	enum radius_service service;
	radius_result_fn fn;
	void *arg;
	struct loop_timer *timer;
	struct radius_link *link; /* NULL: not open */
	unsigned int server; /* index of the one that is asked */
	unsigned int servers_left; /* that may still be asked after this one */
	unsigned int tries;
	unsigned int wait_ms;
	bool pinned;
	bool status; /* Status-Server */
	bool finished;
	int error; /* last errno of the socket while this was open */
	char why[192]; /* the connection was lost */
	unsigned long received; /* of the stream, when this was sent */
	enum radius_check check; /* last check a reply to this failed */
	struct radius_packet packet;
};

/* A link of the server with a free identifier, made if need be; NULL when there is none. */
struct radius_link *radius_link_get(struct radius_server *server);
/* Cancels the requests that are open on it. */
void radius_link_free(struct radius_link *link);
/* Puts a request that is open on the air; what cannot be sent now is lost, the timer repeats it. */
void radius_link_send(struct radius_link *link, struct radius_request *req);

/*
 * The connection was lost. Returns true when the request waits for another connection to the same
 * server, which it does if @again and no other server is left; else it goes on elsewhere, or ends.
 */
bool radius_request_lost(struct radius_request *req, const char *why, bool again);

/* A server did not answer a request, or its connection was lost. */
void radius_status_silent(struct radius_server *server);
/* Asks it nothing any more. */
void radius_status_end(struct radius_server *server);

/* One packet that came from the server. */
void radius_request_reply(struct radius_link *link, uint8_t *reply, size_t len);

#endif
