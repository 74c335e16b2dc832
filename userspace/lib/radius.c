// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/crypto.h>

#include "loop.h"
#include "radius.h"
#include "radius_client.h"
#include "radius_stream.h"

#define DEFAULT_INITIAL_MS 1000
#define DEFAULT_TRIES	   3

static const char *const check_text[] = {
	[RADIUS_CHECK_MALFORMED] = "malformed replies",
	[RADIUS_CHECK_CODE] = "replies with an unexpected code",
	[RADIUS_CHECK_NO_MA] = "replies without a Message-Authenticator: "
			       "let the server send one in every reply",
	[RADIUS_CHECK_MA] = "replies with a wrong Message-Authenticator: check the shared secret",
	[RADIUS_CHECK_AUTHENTICATOR] =
		"replies with a wrong authenticator: check the shared secret",
};

__attribute__((format(printf, 3, 4))) static int fail(char *err, size_t err_len, const char *fmt,
						      ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err, err_len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static void reap(void *arg)
{
	struct radius_client *client = arg;

	client->next->former = client->former;
	if (client->former)
		client->former->next = client->next;
	client->former = NULL;
	radius_client_free(client);
}

/* From the loop: it may be in use by the caller. */
static void check_unused(struct radius_client *client)
{
	if (client->next && !client->users)
		loop_timer_set(client->reaper, 0);
}

/**
 * radius_client_new() - make a client without servers
 * @loop: event loop; must outlive the client
 * @timing: retransmission, or NULL for the defaults
 *
 * Return: the client, or NULL without memory.
 */
struct radius_client *radius_client_new(struct loop *loop, const struct radius_timing *timing)
{
	struct radius_client *client = calloc(1, sizeof(*client));

	if (!client)
		return NULL;
	client->loop = loop;
	client->reaper = loop_timer_new(loop, reap, client);
	if (!client->reaper) {
		free(client);
		return NULL;
	}
	client->timing.initial_ms = timing ? timing->initial_ms : DEFAULT_INITIAL_MS;
	client->timing.tries = timing ? timing->tries : DEFAULT_TRIES;
	return client;
}

/**
 * radius_client_free() - drop open requests without a callback, wipe the secrets; the same of those
 *	that it took the place of
 * @client: from radius_client_new(), or NULL; not from inside a callback of its requests
 */
void radius_client_free(struct radius_client *client)
{
	unsigned int i, j;

	if (!client)
		return;
	radius_client_free(client->former);
	for (i = 0; i < client->num_servers; i++) {
		radius_status_end(&client->servers[i]);
		for (j = 0; j < RADIUS_LINKS_MAX; j++)
			if (client->servers[i].links[j])
				radius_link_free(client->servers[i].links[j]);
		radius_tls_free(client->servers[i].tls);
	}
	loop_timer_free(client->reaper);
	OPENSSL_cleanse(client, sizeof(*client));
	free(client);
}

/**
 * radius_client_hold() - say that a conversation goes on with a server of a client
 * @client: the client; a request holds it by itself
 */
void radius_client_hold(struct radius_client *client)
{
	client->users++;
}

/**
 * radius_client_release() - the conversation is over
 * @client: from radius_client_hold()
 */
void radius_client_release(struct radius_client *client)
{
	client->users--;
	check_unused(client);
}

/**
 * radius_client_replace() - begin nothing more with a client
 * @client: what was begun with it goes on; freed when that is over, or with @next
 * @next: a client that took nobody's place so far
 */
void radius_client_replace(struct radius_client *client, struct radius_client *next)
{
	client->next = next;
	next->former = client;
	check_unused(client);
}

static struct radius_server *server_init(struct radius_client *client, const char *name,
					 const struct radius_address *addr, const uint8_t *secret,
					 size_t secret_len)
{
	struct radius_server *server = &client->servers[client->num_servers];

	server->client = client;
	server->index = client->num_servers++;
	snprintf(server->name, sizeof(server->name), "%s", name);
	server->addr = *addr;
	memcpy(server->secret, secret, secret_len);
	server->secret_len = secret_len;
	return server;
}

/**
 * radius_client_add_server() - add a server behind those already there
 * @client: the client
 * @service: what it is asked for; says the port, too, when there is none
 * @host_port: "HOST", "HOST:PORT" or "[IPV6]:PORT"; a name is resolved now
 * @secret: shared secret
 * @secret_len: its octets, 1 to RADIUS_SECRET_MAX
 * @err: text of the error
 * @err_len: octets at @err
 *
 * Return: 0; -EINVAL when the address does not parse or resolve, the secret's length is out of
 * range, or there are RADIUS_SERVERS_MAX servers.
 */
int radius_client_add_server(struct radius_client *client, enum radius_service service,
			     const char *host_port, const uint8_t *secret, size_t secret_len,
			     char *err, size_t err_len)
{
	static const char *const ports[] = {
		[RADIUS_AUTHENTICATION] = "1812",
		[RADIUS_ACCOUNTING] = "1813",
	};
	struct radius_address addr;

	if (client->num_servers == RADIUS_SERVERS_MAX)
		return fail(err, err_len, "more than %d RADIUS servers", RADIUS_SERVERS_MAX);
	if (!secret_len || secret_len > RADIUS_SECRET_MAX)
		return fail(err, err_len, "RADIUS secret is not of 1 to %d octets",
			    RADIUS_SECRET_MAX);
	if (radius_resolve(host_port, ports[service], &addr, err, err_len))
		return -EINVAL;

	server_init(client, host_port, &addr, secret, secret_len)->services = 1u << service;
	return 0;
}

/**
 * radius_client_add_tls_server() - add a server by RADIUS/TLS behind those already there
 * @client: the client
 * @accounting: it is asked for accounting, too
 * @config: where it is, and how both are known; files are read now
 * @err: text of the error
 * @err_len: octets at @err
 *
 * TLS 1.2 at least, certificates on both sides. A program that has such a server ignores SIGPIPE.
 *
 * Return: 0; -EINVAL when the address does not resolve, a file cannot be read, or there are
 * RADIUS_SERVERS_MAX servers.
 */
int radius_client_add_tls_server(struct radius_client *client, bool accounting,
				 const struct radius_tls_config *config, char *err, size_t err_len)
{
	struct radius_server *server = &client->servers[client->num_servers];
	struct radius_address addr;
	struct radius_tls *tls;

	if (client->num_servers == RADIUS_SERVERS_MAX)
		return fail(err, err_len, "more than %d RADIUS servers", RADIUS_SERVERS_MAX);
	if (radius_resolve(config->host_port, "2083", &addr, err, err_len))
		return -EINVAL;
	tls = radius_tls_new(config, err, err_len);
	if (!tls)
		return -EINVAL;
	server_init(client, config->host_port, &addr, (const uint8_t *)RADIUS_TLS_SECRET,
		    strlen(RADIUS_TLS_SECRET));
	server->tls = tls;
	server->services = 1u << RADIUS_AUTHENTICATION | (unsigned int)accounting
								 << RADIUS_ACCOUNTING;
	return 0;
}

/**
 * radius_client_stats() - counters of all servers together
 * @client: the client
 *
 * Return: counters that live as long as the client.
 */
const struct radius_stats *radius_client_stats(const struct radius_client *client)
{
	return &client->stats;
}

/**
 * radius_request_new() - begin a request
 * @client: a client with at least one server of the service
 * @service: Access-Request, or Accounting-Request
 * @fn: called once with the result, unless the request is cancelled first
 * @arg: first argument of @fn
 *
 * Return: the request, freed by the client after @fn, or by radius_request_cancel(); NULL
 * without memory.
 */
struct radius_request *radius_request_new(struct radius_client *client, enum radius_service service,
					  radius_result_fn fn, void *arg)
{
	struct radius_request *req = calloc(1, sizeof(*req));

	if (!req)
		return NULL;
	req->client = client;
	radius_client_hold(client);
	req->service = service;
	req->fn = fn;
	req->arg = arg;
	req->server = client->preferred[service];
	radius_packet_init(&req->packet, service == RADIUS_ACCOUNTING ?
						 RADIUS_CODE_ACCOUNTING_REQUEST :
						 RADIUS_CODE_ACCESS_REQUEST);
	return req;
}

/**
 * radius_request_add() - append an attribute
 * @req: a request not yet sent
 * @type: attribute type
 * @value: its value
 * @len: octets at @value, 1 to 253
 *
 * Return: 0, -EINVAL for a bad @len, -ENOSPC when the packet is full.
 */
int radius_request_add(struct radius_request *req, enum radius_attr type, const void *value,
		       size_t len)
{
	return radius_packet_add(&req->packet, type, value, len);
}

/**
 * radius_request_add_u32() - append an attribute of type integer
 * @req: a request not yet sent
 * @type: attribute type
 * @value: its value
 *
 * Return: 0, or -ENOSPC when the packet is full.
 */
int radius_request_add_u32(struct radius_request *req, enum radius_attr type, uint32_t value)
{
	const uint8_t be[] = { value >> 24, value >> 16, value >> 8, value };

	return radius_packet_add(&req->packet, type, be, sizeof(be));
}

/**
 * radius_request_add_wimax() - append a vendor attribute of the WiMAX Forum, in one fragment
 * @req: a request not yet sent
 * @type: WiMAX attribute type
 * @value: its value
 * @len: octets at @value, 1 to 246
 *
 * Return: 0, -EINVAL for a bad @len, -ENOSPC when the packet is full.
 */
int radius_request_add_wimax(struct radius_request *req, enum radius_wimax_attr type,
			     const void *value, size_t len)
{
	uint8_t vsa[RADIUS_VALUE_MAX] = {
		0,
		RADIUS_VENDOR_WIMAX >> 16,
		(uint8_t)(RADIUS_VENDOR_WIMAX >> 8),
		(uint8_t)RADIUS_VENDOR_WIMAX,
		type,
		len + 3,
	};

	/* vsa[6] is the continuation octet: 0, nothing follows. */
	if (!len || len > sizeof(vsa) - 7)
		return -EINVAL;
	memcpy(vsa + 7, value, len);
	return radius_packet_add(&req->packet, RADIUS_VENDOR_SPECIFIC, vsa, len + 7);
}

/**
 * radius_request_add_long() - append a value that is longer than an attribute, as several of them
 * @req: a request not yet sent
 * @type: attribute type, of those whose values the other side puts together again
 * @value: the value
 * @len: octets at @value, at least 1
 *
 * All but the last are full, and they follow each other.
 *
 * Return: 0, -EINVAL when @len is 0, -ENOSPC when the packet is full; then nothing is appended.
 */
int radius_request_add_long(struct radius_request *req, enum radius_attr type, const void *value,
			    size_t len)
{
	const size_t before = req->packet.len;
	const uint8_t *p = value;
	int ret = -EINVAL;
	size_t n;

	for (; len; p += n, len -= n) {
		n = len < RADIUS_VALUE_MAX ? len : RADIUS_VALUE_MAX;
		ret = radius_packet_add(&req->packet, type, p, n);
		if (ret)
			break;
	}
	if (ret)
		req->packet.len = before;
	return ret;
}

/**
 * radius_request_add_eap() - append an EAP packet as EAP-Message attributes (RFC 3579, 3.1)
 * @req: a request not yet sent
 * @eap: EAP packet
 * @len: octets at @eap, at least 1
 *
 * Return: 0, -EINVAL when @len is 0, -ENOSPC when the packet is full.
 */
int radius_request_add_eap(struct radius_request *req, const void *eap, size_t len)
{
	return radius_request_add_long(req, RADIUS_EAP_MESSAGE, eap, len);
}

/**
 * radius_request_pin() - ask one server only, because it holds the state of the conversation
 * @req: a request not yet sent
 * @server: from struct radius_result
 */
void radius_request_pin(struct radius_request *req, unsigned int server)
{
	req->server = server;
	req->pinned = true;
}

static void request_close(struct radius_request *req)
{
	struct radius_link *link = req->link;

	if (!link)
		return;
	link->by_id[req->packet.data[1]] = NULL;
	link->open--;
	req->link = NULL;
}

static void request_free(struct radius_request *req)
{
	radius_client_release(req->client);
	loop_timer_free(req->timer);
	/* EAP of a tunnelled method may hold a password. */
	OPENSSL_cleanse(&req->packet, sizeof(req->packet));
	free(req);
}

static void request_finish(struct radius_request *req, struct radius_result *result)
{
	request_close(req);
	loop_timer_stop(req->timer);
	req->finished = true;
	result->server = req->server;
	req->fn(req->arg, result);
	request_free(req);
}

/**
 * radius_request_cancel() - forget a request; its callback will not be called
 * @req: a request, sent or not, or NULL; nothing happens inside its own callback
 */
void radius_request_cancel(struct radius_request *req)
{
	if (!req || req->finished)
		return;
	request_close(req);
	request_free(req);
}

static void request_take(struct radius_request *req, const uint8_t *reply, size_t len)
{
	static const struct {
		enum radius_code code;
		enum radius_outcome outcome;
		const char *text;
	} replies[] = {
		{ RADIUS_CODE_ACCESS_ACCEPT, RADIUS_ACCEPT, "accepted" },
		{ RADIUS_CODE_ACCESS_REJECT, RADIUS_REJECT, "rejected by the server" },
		{ RADIUS_CODE_ACCESS_CHALLENGE, RADIUS_CHALLENGE, "challenge" },
		{ RADIUS_CODE_ACCOUNTING_RESPONSE, RADIUS_RECORDED, "recorded" },
	};
	const struct radius_server *server = &req->client->servers[req->server];
	struct radius_result result = { .outcome = RADIUS_INVALID };
	uint8_t eap[RADIUS_PACKET_MAX];
	const char *error = NULL;
	const uint8_t *value;
	unsigned int i;
	size_t n;

	for (i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		if (replies[i].code == reply[0]) {
			result.outcome = replies[i].outcome;
			result.text = replies[i].text;
		}
	}
	result.reply = reply + RADIUS_HEADER_LEN;
	result.reply_len = len - RADIUS_HEADER_LEN;
	result.eap = eap;
	result.eap_len = radius_reply_concat(reply, len, RADIUS_EAP_MESSAGE, eap, sizeof(eap));
	result.state = radius_reply_find(reply, len, RADIUS_STATE, &result.state_len);
	value = radius_reply_find(reply, len, RADIUS_SESSION_TIMEOUT, &n);
	if (value && n == 4) {
		result.has_session_timeout = true;
		result.session_timeout = (uint32_t)value[0] << 24 | value[1] << 16 | value[2] << 8 |
					 value[3];
	}
	/* an AK is no half of an MSK */
	if (result.outcome == RADIUS_ACCEPT &&
	    radius_reply_find(reply, len, RADIUS_PKM_AUTH_KEY, &n))
		result.has_ak = radius_reply_ak(reply, len, req->packet.data + 4, server->secret,
						server->secret_len, result.ak);
	else if (result.outcome == RADIUS_ACCEPT)
		result.has_msk = radius_reply_msk(reply, len, req->packet.data + 4, server->secret,
						  server->secret_len, result.msk, &error);
	if (result.has_msk)
		result.has_fa_rk = radius_reply_wimax_key(reply, len, req->packet.data + 4,
							  server->secret, server->secret_len,
							  RADIUS_WIMAX_FA_RK_KEY, result.fa_rk,
							  sizeof(result.fa_rk));
	if (error) {
		result.outcome = RADIUS_INVALID;
		result.text = error;
	}
	if (!req->status)
		req->client->preferred[req->service] = req->server;
	request_finish(req, &result);
	OPENSSL_cleanse(&result, sizeof(result));
	OPENSSL_cleanse(eap, sizeof(eap));
}

static void count_bad(struct radius_stats *stats, enum radius_check check)
{
	if (check == RADIUS_CHECK_MALFORMED || check == RADIUS_CHECK_CODE)
		stats->malformed++;
	else
		stats->bad_authenticator++;
}

/* Everything that must hold before a reply is believed. */
static enum radius_check check_reply(const struct radius_request *req, const uint8_t *reply,
				     size_t len)
{
	const struct radius_server *server = req->link->server;

	if (req->status)
		return radius_status_check(reply, len, req->packet.data + 4, server->secret,
					   server->secret_len);
	return (req->service == RADIUS_ACCOUNTING ? radius_accounting_check : radius_reply_check)(
		reply, len, req->packet.data + 4, server->secret, server->secret_len);
}

void radius_request_reply(struct radius_link *link, uint8_t *reply, size_t len)
{
	struct radius_stats *stats = &link->server->client->stats;
	struct radius_request *req;
	enum radius_check check;

	if (len < RADIUS_HEADER_LEN) {
		stats->malformed++;
		return;
	}
	req = link->by_id[reply[1]];
	if (!req) {
		stats->unexpected++;
		return;
	}
	check = check_reply(req, reply, len);
	if (check != RADIUS_CHECK_OK) {
		count_bad(stats, check);
		req->check = check;
		return;
	}
	stats->accepted++;
	request_take(req, reply, reply[2] << 8 | reply[3]);
}

/* Each Status-Server is a new one (RFC 5997, section 4.3). */
static unsigned int tries(const struct radius_request *req)
{
	return req->status ? 1 : req->client->timing.tries;
}

static void request_transmit(struct radius_request *req)
{
	const uint8_t *packet = req->packet.data;
	unsigned int jitter;

	radius_link_send(req->link, req);
	req->client->stats.sent++;
	/* TCP repeats by itself (RFC 6613, 2.6.1): all of the time at once */
	if (req->link->stream) {
		req->tries = tries(req);
		req->wait_ms *= (1u << req->tries) - 1;
		loop_timer_set(req->timer, req->wait_ms);
		return;
	}
	/* RFC 5080, 2.2.1: up to a tenth around the nominal time, here from the authenticator. */
	jitter = req->wait_ms * packet[4 + req->tries % RADIUS_AUTH_LEN] / 1280;
	loop_timer_set(req->timer, req->wait_ms - req->wait_ms / 10 + jitter);
	req->tries++;
	req->wait_ms *= 2;
}

/* Open the request towards its server: socket, identifier, seal, first transmission. */
static int request_open(struct radius_request *req)
{
	struct radius_client *client = req->client;
	struct radius_server *server = &client->servers[req->server];
	struct radius_link *link = radius_link_get(server);

	if (!link)
		return -ENOBUFS;
	if (link->stream && radius_stream_waits(link->stream) && req->servers_left)
		return -EAGAIN;
	/* Round-robin, so that an identifier rests as long as possible before it is used again. */
	while (link->by_id[link->next_id])
		link->next_id++;
	if (radius_packet_seal(&req->packet, link->next_id, server->secret, server->secret_len))
		return -EIO;
	link->by_id[link->next_id++] = req;
	link->open++;
	req->link = link;
	req->received = link->stream ? radius_stream_received(link->stream) : 0;
	req->tries = 0;
	req->wait_ms = client->timing.initial_ms;
	request_transmit(req);
	return 0;
}

static bool serves(const struct radius_client *client, enum radius_service service,
		   unsigned int server)
{
	return client->servers[server].services & 1u << service;
}

/* The next server of a service, or the same when it is the only one. */
static unsigned int server_after(const struct radius_client *client, enum radius_service service,
				 unsigned int server)
{
	do
		server = (server + 1) % client->num_servers;
	while (!serves(client, service, server));
	return server;
}

/* All servers were asked often enough. */
static void request_give_up(struct radius_request *req)
{
	const char *name = req->client->servers[req->server].name;
	struct radius_result result = { .outcome = RADIUS_TIMEOUT };
	char text[256];

	if (*req->why) {
		snprintf(text, sizeof(text), "no answer from %s: %s", name, req->why);
	} else if (req->check) {
		result.outcome = RADIUS_INVALID;
		snprintf(text, sizeof(text), "%s sent only %s", name, check_text[req->check]);
	} else if (req->error) {
		snprintf(text, sizeof(text), "no answer from %s: %s", name, strerror(req->error));
	} else {
		snprintf(
			text, sizeof(text),
			"no answer from %s: is it running, does it know this client and its secret?",
			name);
	}
	result.text = text;
	request_finish(req, &result);
}

/* On to the next server that may be asked; false when there is none. */
static bool request_next(struct radius_request *req)
{
	while (req->servers_left) {
		req->servers_left--;
		req->server = server_after(req->client, req->service, req->server);
		if (!request_open(req))
			return true;
	}
	return false;
}

bool radius_request_lost(struct radius_request *req, const char *why, bool again)
{
	snprintf(req->why, sizeof(req->why), "%s", why);
	radius_status_silent(&req->client->servers[req->server]);
	if (again && !req->servers_left)
		return true;
	request_close(req);
	if (!request_next(req))
		request_give_up(req);
	return false;
}

static void request_timer(void *arg)
{
	struct radius_request *req = arg;
	struct radius_client *client = req->client;

	if (req->link && req->tries < tries(req)) {
		client->stats.retransmitted++;
		request_transmit(req);
		return;
	}
	if (req->link && req->link->stream)
		radius_stream_silent(req->link->stream, req->received);
	request_close(req);
	radius_status_silent(&client->servers[req->server]);
	if (!request_next(req))
		request_give_up(req);
}

/**
 * radius_request_send() - send a request
 * @req: the request; after an error it is still the caller's, to be cancelled
 *
 * Return: 0, and the callback will come; -EINVAL without servers of the service, -ENOMEM, -ENOBUFS when
 * every identifier of every socket is open or no socket can be made, -EIO when the
 * cryptographic library fails.
 */
int radius_request_send(struct radius_request *req)
{
	struct radius_client *client = req->client;
	unsigned int i, n = 0;
	int ret;

	for (i = 0; i < client->num_servers; i++)
		n += serves(client, req->service, i);
	if (!n)
		return -EINVAL;
	if (!serves(client, req->service, req->server))
		req->server = server_after(client, req->service, req->server);
	req->timer = loop_timer_new(client->loop, request_timer, req);
	if (!req->timer)
		return -ENOMEM;
	req->servers_left = req->pinned ? 0 : n - 1;
	ret = request_open(req);
	return ret == -EAGAIN && request_next(req) ? 0 : ret;
}
