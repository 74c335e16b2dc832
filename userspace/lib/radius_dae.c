// SPDX-License-Identifier: BSD-3-Clause
#include "radius_dae.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "loop.h"
#include "radius_address.h"
#include "radius_packet.h"
#include "radius_stream.h"

#define DEFAULT_PORT "3799"

/* Codes of the answers follow that of the request; a Status-Server gets the code of an ACK. */
enum { ACK = 1, NAK = 2 };

struct dae_client {
	struct radius_address addr;
	uint8_t secret[RADIUS_SECRET_MAX];
	size_t secret_len;
};

/* A request that was executed, and its answer. The authenticator covers all of it. */
struct dae_seen {
	uint8_t auth[RADIUS_AUTH_LEN];
	int64_t until;
	struct radius_packet *answer;
};

struct radius_dae {
	struct loop *loop;
	int fd;
	radius_dae_fn fn;
	void *arg;
	struct radius_dae_stats stats;
	unsigned int n_clients;
	struct dae_client clients[RADIUS_DAE_CLIENTS_MAX];
	struct dae_seen seen[RADIUS_DAE_SEEN_MAX];
};

static bool same_host(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	const struct sockaddr_in *a4 = (const struct sockaddr_in *)a;
	const struct sockaddr_in *b4 = (const struct sockaddr_in *)b;
	const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *)a;
	const struct sockaddr_in6 *b6 = (const struct sockaddr_in6 *)b;

	if (a->ss_family != b->ss_family)
		return false;
	return a->ss_family == AF_INET ?
		       a4->sin_addr.s_addr == b4->sin_addr.s_addr :
		       !memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof(a6->sin6_addr));
}

static const struct dae_client *client_find(const struct radius_dae *dae,
					    const struct sockaddr_storage *from)
{
	unsigned int i;

	for (i = 0; i < dae->n_clients; i++)
		if (same_host(&dae->clients[i].addr.addr, from))
			return &dae->clients[i];
	return NULL;
}

/* Event-Timestamp, once and of the right size; 0 when it is not there. */
static uint32_t timestamp(const uint8_t *attrs, size_t len)
{
	struct radius_value value;
	uint32_t found = 0;

	while (radius_attr_next(&attrs, &len, &value) > 0) {
		if (value.type != RADIUS_EVENT_TIMESTAMP)
			continue;
		if (found || value.len != 4)
			return 0;
		found = (uint32_t)value.value[0] << 24 | value.value[1] << 16 |
			value.value[2] << 8 | value.value[3];
	}
	return found;
}

static void forget(struct dae_seen *seen)
{
	if (seen->answer)
		OPENSSL_cleanse(seen->answer, sizeof(*seen->answer));
	free(seen->answer);
	seen->answer = NULL;
}

/* The place of a request: where it is remembered, or a free one; NULL when there is none. */
static struct dae_seen *place_of(struct radius_dae *dae, const uint8_t *auth, int64_t now)
{
	struct dae_seen *seen, *vacant = NULL;

	for (seen = dae->seen; seen < dae->seen + RADIUS_DAE_SEEN_MAX; seen++) {
		if (seen->answer && seen->until < now)
			forget(seen);
		if (seen->answer && !memcmp(seen->auth, auth, RADIUS_AUTH_LEN))
			return seen;
		if (!seen->answer && !vacant)
			vacant = seen;
	}
	return vacant;
}

/* ACK or NAK with its Error-Cause; Proxy-State comes back as it was. */
static int build(struct radius_packet *answer, const uint8_t *request, size_t len, int cause,
		 const uint8_t *secret, size_t secret_len)
{
	const int asked = request[0] == RADIUS_CODE_STATUS_SERVER ? RADIUS_CODE_COA_REQUEST :
								    request[0];
	const uint8_t be[] = { 0, 0, cause >> 8, cause };
	const uint8_t *pos = request + RADIUS_HEADER_LEN;
	size_t left = len - RADIUS_HEADER_LEN;
	struct radius_value value;

	radius_packet_init(answer, (enum radius_code)(asked + (cause ? NAK : ACK)));
	if (cause)
		radius_packet_add(answer, RADIUS_ERROR_CAUSE, be, sizeof(be));
	while (radius_attr_next(&pos, &left, &value) > 0)
		if (value.type == RADIUS_PROXY_STATE)
			radius_packet_add(answer, value.type, value.value, value.len);
	return radius_packet_answer(answer, request, secret, secret_len);
}

static int call(struct radius_dae *dae, const uint8_t *request, size_t len)
{
	int cause = dae->fn(dae->arg, (enum radius_dae_kind)request[0], request + RADIUS_HEADER_LEN,
			    len - RADIUS_HEADER_LEN);

	if (cause)
		dae->stats.refused++;
	else
		dae->stats.acked++;
	return cause;
}

/* A request that was checked and is new. */
static void execute(struct radius_dae *dae, struct dae_seen *seen, const uint8_t *request,
		    size_t len, const struct dae_client *client)
{
	int cause;

	seen->answer = calloc(1, sizeof(*seen->answer));
	if (!seen->answer) {
		dae->stats.full++;
		return;
	}
	memcpy(seen->auth, request + 4, RADIUS_AUTH_LEN);
	seen->until = (int64_t)timestamp(request + RADIUS_HEADER_LEN, len - RADIUS_HEADER_LEN) +
		      RADIUS_DAE_WINDOW_S;
	cause = call(dae, request, len);
	/* without digests the answer is empty, and the request is not executed again */
	if (build(seen->answer, request, len, cause, client->secret, client->secret_len))
		seen->answer->len = 0;
}

static void count_bad(struct radius_dae *dae, enum radius_check check)
{
	if (check == RADIUS_CHECK_MALFORMED || check == RADIUS_CHECK_CODE)
		dae->stats.malformed++;
	else
		dae->stats.bad_authenticator++;
}

static void take(struct radius_dae *dae, const uint8_t *request, size_t len,
		 const struct sockaddr_storage *from, socklen_t from_len)
{
	const struct dae_client *client = client_find(dae, from);
	const int64_t now = time(NULL);
	struct radius_packet status;
	enum radius_check check;
	struct dae_seen *seen;
	int64_t skew;

	if (!client) {
		dae->stats.unknown++;
		return;
	}
	check = radius_dae_check(request, len, client->secret, client->secret_len, false);
	if (check) {
		count_bad(dae, check);
		return;
	}
	len = request[2] << 8 | request[3];
	if (request[0] == RADIUS_CODE_STATUS_SERVER) {
		dae->stats.status++;
		if (!build(&status, request, len, 0, client->secret, client->secret_len))
			sendto(dae->fd, status.data, status.len, MSG_DONTWAIT,
			       (const struct sockaddr *)from, from_len);
		return;
	}
	skew = timestamp(request + RADIUS_HEADER_LEN, len - RADIUS_HEADER_LEN) - now;
	if (skew < -RADIUS_DAE_WINDOW_S || skew > RADIUS_DAE_WINDOW_S) {
		dae->stats.bad_time++;
		return;
	}
	seen = place_of(dae, request + 4, now);
	if (!seen) {
		dae->stats.full++;
		return;
	}
	if (seen->answer)
		dae->stats.repeated++;
	else
		execute(dae, seen, request, len, client);
	if (seen->answer && seen->answer->len)
		sendto(dae->fd, seen->answer->data, seen->answer->len, MSG_DONTWAIT,
		       (const struct sockaddr *)from, from_len);
}

static void readable(void *arg, uint32_t events)
{
	struct radius_dae *dae = arg;
	uint8_t request[RADIUS_PACKET_MAX + 1];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	ssize_t n;

	/* one a round: so nothing of it is in use when a request changes the configuration */
	n = recvfrom(dae->fd, request, sizeof(request), MSG_DONTWAIT, (struct sockaddr *)&from,
		     &from_len);
	if (n >= 0)
		take(dae, request, (size_t)n, &from, from_len);
}

/**
 * radius_dae_new() - make a server that does not listen so far, and knows nobody
 * @loop: event loop; must outlive it
 * @fn: called for each request
 * @arg: its first argument
 *
 * Return: the server, or NULL without memory.
 */
struct radius_dae *radius_dae_new(struct loop *loop, radius_dae_fn fn, void *arg)
{
	struct radius_dae *dae = calloc(1, sizeof(*dae));

	if (!dae)
		return NULL;
	dae->loop = loop;
	dae->fd = -1;
	dae->fn = fn;
	dae->arg = arg;
	return dae;
}

/**
 * radius_dae_listen() - begin to listen
 * @dae: a server that does not listen
 * @host_port: where; the port is 3799 when there is none
 * @err: text of the error
 * @err_len: octets at @err
 *
 * Return: 0; -EINVAL when the address does not resolve or is not to be had.
 */
int radius_dae_listen(struct radius_dae *dae, const char *host_port, char *err, size_t err_len)
{
	struct radius_address addr;

	if (radius_resolve(host_port, DEFAULT_PORT, &addr, err, err_len))
		return -EINVAL;
	dae->fd = socket(addr.addr.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (dae->fd >= 0 && !bind(dae->fd, (struct sockaddr *)&addr.addr, addr.len) &&
	    !loop_add_fd(dae->loop, dae->fd, EPOLLIN, readable, dae))
		return 0;
	snprintf(err, err_len, "%s: %s", host_port, strerror(errno));
	if (dae->fd >= 0)
		close(dae->fd);
	dae->fd = -1;
	return -EINVAL;
}

/**
 * radius_dae_free() - end it, wipe the secrets
 * @dae: from radius_dae_new(), or NULL; not from inside its callback
 */
void radius_dae_free(struct radius_dae *dae)
{
	struct dae_seen *seen;

	if (!dae)
		return;
	if (dae->fd >= 0) {
		loop_del_fd(dae->loop, dae->fd);
		close(dae->fd);
	}
	for (seen = dae->seen; seen < dae->seen + RADIUS_DAE_SEEN_MAX; seen++)
		forget(seen);
	OPENSSL_cleanse(dae, sizeof(*dae));
	free(dae);
}

/**
 * radius_dae_replace() - go on with other clients; cannot fail
 * @dae: the server, not from inside its callback; NULL when there was none
 * @next: a server that has answered nothing so far, with those clients; or NULL
 * @same_socket: @next does not listen, and goes on with the socket of @dae
 *
 * What was executed is not executed again.
 *
 * Return: the server there is now, one of the two; the other one is freed.
 */
struct radius_dae *radius_dae_replace(struct radius_dae *dae, struct radius_dae *next,
				      bool same_socket)
{
	if (!dae || !next) {
		radius_dae_free(dae);
		return next;
	}
	if (same_socket) {
		memcpy(dae->clients, next->clients, sizeof(dae->clients));
		dae->n_clients = next->n_clients;
		radius_dae_free(next);
		return dae;
	}
	memcpy(next->seen, dae->seen, sizeof(next->seen));
	memset(dae->seen, 0, sizeof(dae->seen));
	radius_dae_free(dae);
	return next;
}

/**
 * radius_dae_add_client() - let a client in
 * @dae: the server
 * @host: its address; a name is resolved now
 * @secret: shared secret
 * @secret_len: its octets, 1 to RADIUS_SECRET_MAX
 * @err: text of the error
 * @err_len: octets at @err
 *
 * Return: 0; -EINVAL when the address does not resolve, the secret's length is out of range, or
 * there are RADIUS_DAE_CLIENTS_MAX clients.
 */
int radius_dae_add_client(struct radius_dae *dae, const char *host, const uint8_t *secret,
			  size_t secret_len, char *err, size_t err_len)
{
	struct dae_client *client = &dae->clients[dae->n_clients];

	if (dae->n_clients == RADIUS_DAE_CLIENTS_MAX || !secret_len ||
	    secret_len > RADIUS_SECRET_MAX) {
		snprintf(err, err_len, "too many clients, or no secret of 1 to %d octets",
			 RADIUS_SECRET_MAX);
		return -EINVAL;
	}
	if (radius_resolve(host, DEFAULT_PORT, &client->addr, err, err_len))
		return -EINVAL;
	memcpy(client->secret, secret, secret_len);
	client->secret_len = secret_len;
	dae->n_clients++;
	return 0;
}

/**
 * radius_dae_tls() - a request that came down a connection over TLS (RFC 6614, section 2.5)
 * @dae: the server; NULL when there is none, so that the request is refused
 * @request: the packet
 * @len: its octets
 * @answer: the answer
 *
 * Return: 0; -EBADMSG for what is not to be believed: the connection is of no use; -EIO when
 * no answer can be made.
 */
int radius_dae_tls(struct radius_dae *dae, const uint8_t *request, size_t len,
		   struct radius_packet *answer)
{
	const uint8_t *secret = (const uint8_t *)RADIUS_TLS_SECRET;
	const size_t secret_len = strlen(RADIUS_TLS_SECRET);
	enum radius_check check = radius_dae_check(request, len, secret, secret_len, true);

	if (check && dae)
		count_bad(dae, check);
	if (check)
		return -EBADMSG;
	return build(answer, request, len,
		     dae ? call(dae, request, len) : RADIUS_CAUSE_UNSUPPORTED_EXTENSION, secret,
		     secret_len);
}

/**
 * radius_dae_stats() - counters
 * @dae: the server
 *
 * Return: counters that live as long as the server.
 */
const struct radius_dae_stats *radius_dae_stats(const struct radius_dae *dae)
{
	return &dae->stats;
}
