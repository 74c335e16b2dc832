// SPDX-License-Identifier: BSD-3-Clause
#include "radius_stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "cert_whole.h"
#include "loop.h"
#include "radius_address.h"
#include "radius_client.h"
#include "radius_dae.h"

#define CONNECT_MS     5000
#define BACKOFF_MIN_MS 1000
#define BACKOFF_MAX_MS 60000
#define ANSWERS_MAX    64 /* a server that takes none is no good */

enum state {
	IDLE, /* nobody asks */
	CONNECTING, /* TCP */
	HANDSHAKE,
	UP,
	BROKEN, /* the requests are not told yet */
	WAITING, /* before the next attempt */
};

/* An answer to a request of the server, until it is written. */
struct answer {
	struct answer *next;
	struct radius_packet packet;
};

/*
 * The connection of a link. A request that waits to be written has its mark in @unsent, so nothing
 * is queued but answers and the packet of which a part was written.
 */
struct radius_stream {
	struct radius_link *link;
	enum state state;
	SSL *ssl;
	struct loop_timer *timer; /* of the attempt, or until the next */
	unsigned int backoff_ms;
	bool keep; /* is made without a request */
	unsigned long received; /* packets, since it is up */
	struct answer *answers;
	struct answer **last_answer;
	unsigned int n_answers;
	bool unsent[RADIUS_IDS];
	bool broken[RADIUS_IDS]; /* was open when the connection broke off */
	uint8_t out[RADIUS_PACKET_MAX];
	size_t out_len;
	size_t out_done;
	uint8_t in[RADIUS_PACKET_MAX];
	size_t in_len;
	char error[192];
};

static struct loop *loop_of(const struct radius_stream *stream)
{
	return stream->link->server->client->loop;
}

static struct answer *next_answer(struct radius_stream *stream)
{
	struct answer *answer = stream->answers;

	if (!answer)
		return NULL;
	stream->answers = answer->next;
	if (!stream->answers)
		stream->last_answer = &stream->answers;
	stream->n_answers--;
	return answer;
}

static void disconnect(struct radius_stream *stream)
{
	struct radius_link *link = stream->link;
	struct answer *answer;

	while ((answer = next_answer(stream)))
		free(answer);

	if (link->fd >= 0) {
		loop_del_fd(loop_of(stream), link->fd);
		close(link->fd);
	}
	link->fd = -1;
	SSL_free(stream->ssl);
	stream->ssl = NULL;
	OPENSSL_cleanse(stream->in, sizeof(stream->in));
	OPENSSL_cleanse(stream->out, sizeof(stream->out));
	stream->in_len = 0;
	stream->out_len = 0;
	stream->out_done = 0;
}

/* The requests are told from the loop: this may be inside of radius_request_send(). */
static void break_off(struct radius_stream *stream, const char *why)
{
	unsigned int id;

	snprintf(stream->error, sizeof(stream->error), "%s", why);
	for (id = 0; id < RADIUS_IDS; id++)
		stream->broken[id] = stream->link->by_id[id] != NULL;
	disconnect(stream);
	stream->state = BROKEN;
	loop_timer_set(stream->timer, 0);
	ERR_clear_error();
}

/* What OpenSSL did not like, in words: of the certificate first. */
static void break_off_tls(struct radius_stream *stream, int error)
{
	const long verify = SSL_get_verify_result(stream->ssl);
	const unsigned long code = ERR_peek_last_error();
	const char *text = ERR_reason_error_string(code);
	char why[160];

	if (verify != X509_V_OK)
		snprintf(why, sizeof(why), "its certificate is refused: %s",
			 X509_verify_cert_error_string(verify));
	else if (error == SSL_ERROR_ZERO_RETURN ||
		 ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING ||
		 (error == SSL_ERROR_SYSCALL && (!errno || errno == EPIPE || errno == ECONNRESET)))
		snprintf(why, sizeof(why), "it closed the connection");
	else if (error == SSL_ERROR_SYSCALL)
		snprintf(why, sizeof(why), "%s", strerror(errno));
	else
		snprintf(why, sizeof(why), "TLS: %s", text ? text : "error");
	break_off(stream, why);
}

static bool pinned_right(struct radius_stream *stream)
{
	const struct radius_tls *tls = stream->link->server->tls;
	X509 *cert = SSL_get0_peer_certificate(stream->ssl);
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int len;

	return !tls->pinned || (cert && X509_digest(cert, EVP_sha256(), digest, &len) == 1 &&
				!memcmp(digest, tls->pin, sizeof(tls->pin)));
}

static void ready(void *arg, uint32_t events);

static void watch(struct radius_stream *stream, bool write)
{
	loop_mod_fd(loop_of(stream), stream->link->fd, EPOLLIN | (write ? EPOLLOUT : 0));
}

static void write_packet(struct radius_stream *stream, const struct radius_packet *packet)
{
	memcpy(stream->out, packet->data, packet->len);
	stream->out_len = packet->len;
	stream->out_done = 0;
}

/* The next packet that waits; false when there is none. */
static bool next_packet(struct radius_stream *stream)
{
	struct answer *answer = next_answer(stream);
	const struct radius_request *req;
	unsigned int id;

	if (answer) {
		write_packet(stream, &answer->packet);
		free(answer);
		return true;
	}
	for (id = 0; id < RADIUS_IDS; id++) {
		req = stream->link->by_id[id];
		if (!stream->unsent[id])
			continue;
		stream->unsent[id] = false;
		if (!req)
			continue;
		write_packet(stream, &req->packet);
		return true;
	}
	return false;
}

static void flush(struct radius_stream *stream)
{
	size_t n;
	int error;

	while (stream->out_done < stream->out_len || next_packet(stream)) {
		ERR_clear_error();
		errno = 0;
		if (SSL_write_ex(stream->ssl, stream->out + stream->out_done,
				 stream->out_len - stream->out_done, &n) == 1) {
			stream->out_done += n;
			continue;
		}
		error = SSL_get_error(stream->ssl, 0);
		if (error != SSL_ERROR_WANT_WRITE && error != SSL_ERROR_WANT_READ)
			break_off_tls(stream, error);
		else
			watch(stream, error == SSL_ERROR_WANT_WRITE);
		return;
	}
	watch(stream, false);
}

/* A request of the server; returns what is wrong with it, or NULL. */
static const char *serve(struct radius_stream *stream, const uint8_t *request, size_t len)
{
	struct radius_dae *const *dae = stream->link->server->client->dae;
	struct answer *answer;
	int ret;

	if (stream->n_answers == ANSWERS_MAX)
		return "it takes no answers";
	answer = calloc(1, sizeof(*answer));
	if (!answer)
		return "out of memory";
	ret = radius_dae_tls(dae ? *dae : NULL, request, len, &answer->packet);
	/* what it does may send a request, and that may find the connection lost */
	if (!ret && stream->state != UP) {
		free(answer);
		return NULL;
	}
	if (ret) {
		free(answer);
		return ret == -EBADMSG ? "what it asks is not to be believed" :
					 "no answer can be made";
	}
	*stream->last_answer = answer;
	stream->last_answer = &answer->next;
	stream->n_answers++;
	return NULL;
}

static const char *take_packet(struct radius_stream *stream, uint8_t *packet, size_t len)
{
	if (packet[0] == RADIUS_CODE_DISCONNECT_REQUEST || packet[0] == RADIUS_CODE_COA_REQUEST)
		return serve(stream, packet, len);
	radius_request_reply(stream->link, packet, len);
	return NULL;
}

/* Whole packets in what has come; returns why there can be no more, or NULL. */
static const char *take_packets(struct radius_stream *stream)
{
	uint8_t packet[RADIUS_PACKET_MAX];
	const char *wrong = NULL;
	size_t len;

	while (!wrong && stream->in_len >= RADIUS_HEADER_LEN) {
		len = stream->in[2] << 8 | stream->in[3];
		if (len < RADIUS_HEADER_LEN || len > RADIUS_PACKET_MAX)
			return "what it sends is not RADIUS";
		if (stream->in_len < len)
			break;
		memcpy(packet, stream->in, len);
		stream->in_len -= len;
		memmove(stream->in, stream->in + len, stream->in_len);
		stream->received++;
		stream->backoff_ms = BACKOFF_MIN_MS;
		wrong = take_packet(stream, packet, len);
		OPENSSL_cleanse(packet, len);
	}
	return wrong;
}

static void receive(struct radius_stream *stream)
{
	const char *wrong;
	size_t n;
	int error;

	while (stream->state == UP) {
		ERR_clear_error();
		errno = 0;
		if (SSL_read_ex(stream->ssl, stream->in + stream->in_len,
				sizeof(stream->in) - stream->in_len, &n) == 1) {
			stream->in_len += n;
			wrong = take_packets(stream);
			if (wrong)
				break_off(stream, wrong);
			continue;
		}
		error = SSL_get_error(stream->ssl, 0);
		if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
			break_off_tls(stream, error);
		return;
	}
}

static void shake_hands(struct radius_stream *stream)
{
	int ret, error;

	ERR_clear_error();
	errno = 0;
	ret = SSL_connect(stream->ssl);
	if (ret == 1) {
		if (!pinned_right(stream)) {
			break_off(stream, "its certificate is refused: not the one that is pinned");
			return;
		}
		stream->state = UP;
		stream->received = 0;
		loop_timer_stop(stream->timer);
		flush(stream);
		return;
	}
	error = SSL_get_error(stream->ssl, ret);
	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		watch(stream, error == SSL_ERROR_WANT_WRITE);
	else
		break_off_tls(stream, error);
}

static void connected(struct radius_stream *stream)
{
	socklen_t len = sizeof(int);
	int error = 0;

	if (getsockopt(stream->link->fd, SOL_SOCKET, SO_ERROR, &error, &len) || error) {
		break_off(stream, strerror(error ? error : errno));
		return;
	}
	stream->state = HANDSHAKE;
	shake_hands(stream);
}

static void ready(void *arg, uint32_t events)
{
	struct radius_stream *stream = arg;

	if (stream->state == CONNECTING)
		connected(stream);
	else if (stream->state == HANDSHAKE)
		shake_hands(stream);
	if (stream->state == UP)
		receive(stream);
	if (stream->state == UP)
		flush(stream);
}

static bool begin_tls(struct radius_stream *stream)
{
	const struct radius_tls *tls = stream->link->server->tls;
	X509_VERIFY_PARAM *param;

	stream->ssl = SSL_new(tls->ctx);
	if (!stream->ssl || SSL_set_fd(stream->ssl, stream->link->fd) != 1)
		return false;
	param = SSL_get0_param(stream->ssl);
	if (X509_VERIFY_PARAM_set1_ip_asc(param, tls->name) == 1)
		return true;
	ERR_clear_error();
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return X509_VERIFY_PARAM_set1_host(param, tls->name, 0) == 1 &&
	       SSL_set_tlsext_host_name(stream->ssl, tls->name) == 1;
}

static void attempt(struct radius_stream *stream)
{
	const struct radius_address *addr = &stream->link->server->addr;
	struct radius_link *link = stream->link;

	stream->state = CONNECTING;
	loop_timer_set(stream->timer, CONNECT_MS);
	link->fd = socket(addr->addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (link->fd < 0 ||
	    (connect(link->fd, (const struct sockaddr *)&addr->addr, addr->len) &&
	     errno != EINPROGRESS) ||
	    loop_add_fd(loop_of(stream), link->fd, EPOLLOUT, ready, stream))
		break_off(stream, strerror(errno));
	else if (!begin_tls(stream))
		break_off(stream, "TLS cannot begin");
}

/*
 * A connection that has brought answers is made again, and requests that no other server may take
 * wait for it; one that has brought none fails them.
 */
static void tell_requests(struct radius_stream *stream)
{
	struct radius_request *req;
	unsigned int id;

	for (id = 0; id < RADIUS_IDS; id++) {
		req = stream->link->by_id[id];
		if (!stream->broken[id])
			continue;
		stream->broken[id] = false;
		if (req && radius_request_lost(req, stream->error, stream->received > 0))
			stream->unsent[id] = true;
	}
}

static void timer(void *arg)
{
	struct radius_stream *stream = arg;

	switch (stream->state) {
	case CONNECTING:
	case HANDSHAKE:
		break_off(stream, "no answer");
		break;
	case BROKEN:
		stream->state = WAITING;
		loop_timer_set(stream->timer, stream->backoff_ms);
		stream->backoff_ms *= 2;
		if (stream->backoff_ms > BACKOFF_MAX_MS)
			stream->backoff_ms = BACKOFF_MAX_MS;
		tell_requests(stream);
		stream->received = 0;
		break;
	default:
		stream->state = IDLE;
		if (stream->link->open || stream->keep)
			attempt(stream);
	}
}

struct radius_stream *radius_stream_new(struct radius_link *link)
{
	struct radius_stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	stream->link = link;
	stream->last_answer = &stream->answers;
	stream->backoff_ms = BACKOFF_MIN_MS;
	stream->timer = loop_timer_new(loop_of(stream), timer, stream);
	if (stream->timer)
		return stream;
	free(stream);
	return NULL;
}

void radius_stream_free(struct radius_stream *stream)
{
	if (stream->state == UP)
		SSL_shutdown(stream->ssl);
	disconnect(stream);
	ERR_clear_error();
	loop_timer_free(stream->timer);
	free(stream);
}

void radius_stream_keep(struct radius_stream *stream)
{
	stream->keep = true;
	if (stream->state == IDLE)
		attempt(stream);
}

bool radius_stream_waits(const struct radius_stream *stream)
{
	return stream->state == WAITING || stream->state == BROKEN;
}

void radius_stream_send(struct radius_stream *stream, uint8_t id)
{
	stream->unsent[id] = true;
	stream->broken[id] = false;
	if (stream->state == IDLE)
		attempt(stream);
	else if (stream->state == UP)
		flush(stream);
}

void radius_stream_silent(struct radius_stream *stream, unsigned long received)
{
	if (stream->state == UP && stream->received == received)
		break_off(stream, "no answer");
}

unsigned long radius_stream_received(const struct radius_stream *stream)
{
	return stream->received;
}

static int fail(char *err, size_t err_len, const char *what, const char *path)
{
	ERR_clear_error();
	snprintf(err, err_len, "%s: %s", path, what);
	return -EINVAL;
}

static int load(SSL_CTX *ctx, const struct radius_tls_config *config, char *err, size_t err_len)
{
	const char *wrong = cert_whole_load(SSL_CTX_get_cert_store(ctx), config->ca_file);

	if (wrong)
		return fail(err, err_len, wrong, config->ca_file);
	if (SSL_CTX_use_certificate_chain_file(ctx, config->cert_file) != 1)
		return fail(err, err_len, "no certificate can be read", config->cert_file);
	if (SSL_CTX_use_PrivateKey_file(ctx, config->key_file, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(ctx) != 1)
		return fail(err, err_len, "no private key of the certificate can be read",
			    config->key_file);
	return 0;
}

/* A passphrase is asked of nobody. */
static int no_passphrase(char *buf, int size, int writing, void *arg)
{
	return 0;
}

struct radius_tls *radius_tls_new(const struct radius_tls_config *config, char *err, size_t err_len)
{
	struct radius_tls *tls = calloc(1, sizeof(*tls));

	snprintf(err, err_len, "out of memory");
	if (!tls)
		return NULL;
	/* the name is that of the address, unless there is another */
	tls->name = config->name ? strdup(config->name) : radius_host(config->host_port);
	tls->pinned = config->pin != NULL;
	if (config->pin)
		memcpy(tls->pin, config->pin, sizeof(tls->pin));
	tls->ctx = SSL_CTX_new(TLS_client_method());
	if (!tls->name || !tls->ctx)
		goto fail;
	SSL_CTX_set_default_passwd_cb(tls->ctx, no_passphrase);
	SSL_CTX_set_verify(tls->ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(tls->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE);
	if (SSL_CTX_set_min_proto_version(tls->ctx, TLS1_2_VERSION) != 1 ||
	    load(tls->ctx, config, err, err_len))
		goto fail;
	return tls;

fail:
	radius_tls_free(tls);
	return NULL;
}

void radius_tls_free(struct radius_tls *tls)
{
	if (!tls)
		return;
	SSL_CTX_free(tls->ctx);
	free(tls->name);
	free(tls);
}
