/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A server of RADIUS over TLS in a thread, which makes its replies with code of its own, and a client
 * in its loop.
 */
#ifndef TESTS_RADSEC_RIG_H
#define TESTS_RADSEC_RIG_H

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>

#include "eap_pki.h"
#include "loop.h"
#include "radius.h"

#define SECRET "radsec"

/* What the server does with the packets of a connection, one octet each */
#define ANSWER	'a' /* whole */
#define PIECES	'p' /* octet by octet */
#define SILENT	's'
#define GARBAGE 'g' /* octets that are no RADIUS */
#define CLOSE	'c' /* closes instead of an answer */
#define HOLD	'h' /* reads nothing before server.go */
/* What it asks by itself, before it takes a packet */
#define COA	 'C' /* CoA-Request, as RADIUS/TLS wants it: no Message-Authenticator */
#define BAD_COA	 'B' /* with a wrong authenticator */
#define TWO_COAS 'T' /* the same, twice in one record */

struct server {
	int fd;
	unsigned int port;
	const char *script[4]; /* by connection */
	SSL_CTX *ctx;
	pthread_t thread;
	unsigned int connections;
	unsigned int packets;
	unsigned int codes[4]; /* of the answers to what it asked */
	unsigned int causes[4];
	unsigned int answers;
	uint8_t early[4096]; /* a request that came before an answer */
	size_t early_len;
	sem_t go;
};

/* What the next begin() makes. */
static struct {
	int family; /* 0: AF_INET */
	int receive_buffer; /* of the server, octets; 0: as it is */
	const uint8_t *pin;
} rig;

static struct pki_id ca, ours, theirs;
static const char *ca_file, *cert_file, *key_file;
static struct server server;
static struct loop *loop;
static struct radius_client *client;
static enum radius_outcome outcomes[256];
static char texts[256][256];
static unsigned int n_results, wanted;

static size_t make_reply(const uint8_t *request, uint8_t *out)
{
	uint8_t input[64];

	memset(out, 0, 38);
	out[0] = 2;
	out[1] = request[1];
	out[3] = 38;
	memcpy(out + 4, request + 4, 16);
	out[20] = 80;
	out[21] = 18;
	HMAC(EVP_md5(), SECRET, strlen(SECRET), out, 38, out + 22, NULL);
	memcpy(input, out, 38);
	memcpy(input + 38, SECRET, strlen(SECRET));
	EVP_Digest(input, 38 + strlen(SECRET), out + 4, NULL, EVP_md5(), NULL);
	return 38;
}

static bool read_all(SSL *ssl, uint8_t *out, size_t len)
{
	size_t n;

	for (; len; out += n, len -= n)
		if (SSL_read_ex(ssl, out, len, &n) != 1)
			return false;
	return true;
}

/* CoA-Request of session "x"; its authenticator is a digest over zeros (RFC 5176, 2.3). */
static size_t make_coa(uint8_t id, uint8_t *out)
{
	const uint8_t coa[] = { 43, id, 0, 23, 0, 0, 0, 0, 0,  0, 0,  0,
				0,  0,	0, 0,  0, 0, 0, 0, 44, 3, 'x' };
	uint8_t input[64];

	memcpy(out, coa, sizeof(coa));
	memcpy(input, coa, sizeof(coa));
	memcpy(input + sizeof(coa), SECRET, strlen(SECRET));
	EVP_Digest(input, sizeof(coa) + strlen(SECRET), out + 4, NULL, EVP_md5(), NULL);
	return sizeof(coa);
}

/* Returns its octets, 0 at the end. */
static size_t read_packet(SSL *ssl, uint8_t packet[4096])
{
	size_t len;

	if (!read_all(ssl, packet, 4))
		return 0;
	len = (size_t)packet[2] << 8 | packet[3];
	return len >= 20 && len <= 4096 && read_all(ssl, packet + 4, len - 4) ? len : 0;
}

/* The answer: its digest, code and Error-Cause. */
static bool take_answer(SSL *ssl, const uint8_t *asked)
{
	uint8_t packet[4096], copy[4200], right[16];
	size_t len = read_packet(ssl, packet), i;

	if (len && packet[0] == 1) {
		memcpy(server.early, packet, len);
		server.early_len = len;
		len = read_packet(ssl, packet);
	}
	if (!len)
		return false;
	memcpy(copy, packet, len);
	memcpy(copy + 4, asked + 4, 16);
	memcpy(copy + len, SECRET, strlen(SECRET));
	EVP_Digest(copy, len + strlen(SECRET), right, NULL, EVP_md5(), NULL);
	if (memcmp(right, packet + 4, 16) || packet[1] != asked[1])
		return false;
	for (i = 20; i + 6 <= len; i += packet[i + 1])
		if (packet[i] == 101)
			server.causes[server.answers] = packet[i + 4] * 256u + packet[i + 5];
	server.codes[server.answers++] = packet[0];
	return true;
}

static bool ask_client(SSL *ssl, char what)
{
	uint8_t coa[128];
	size_t len = make_coa(7, coa), n;

	if (what == BAD_COA)
		coa[4] ^= 1;
	if (what == TWO_COAS)
		len += make_coa(8, coa + len);
	return SSL_write_ex(ssl, coa, len, &n) == 1 && take_answer(ssl, coa) &&
	       (what != TWO_COAS || take_answer(ssl, coa + len / 2));
}

/* Returns false when the connection is over. */
static bool serve(SSL *ssl, char what)
{
	uint8_t packet[4096], reply[64];
	size_t len, n, i;

	if (what == COA || what == BAD_COA || what == TWO_COAS)
		return ask_client(ssl, what);
	if (what == HOLD)
		return !sem_wait(&server.go);
	len = server.early_len;
	memcpy(packet, server.early, len);
	server.early_len = 0;
	if (!len)
		len = read_packet(ssl, packet);
	if (!len)
		return false;
	server.packets++;
	len = make_reply(packet, reply);
	switch (what) {
	case ANSWER:
		return SSL_write_ex(ssl, reply, len, &n) == 1;
	case PIECES:
		for (i = 0; i < len; i++)
			if (SSL_write_ex(ssl, reply + i, 1, &n) != 1)
				return false;
		return true;
	case GARBAGE:
		memset(reply, 0, sizeof(reply));
		return SSL_write_ex(ssl, reply, sizeof(reply), &n) == 1;
	case CLOSE:
		return false;
	default:
		return true;
	}
}

static void *server_run(void *arg)
{
	const char *script;
	uint8_t octet;
	SSL *ssl;
	int fd;

	while (server.script[server.connections]) {
		fd = accept(server.fd, NULL, NULL);
		if (fd < 0)
			break;
		script = server.script[server.connections++];
		ssl = SSL_new(server.ctx);
		SSL_set_fd(ssl, fd);
		if (SSL_accept(ssl) == 1) {
			while (*script && serve(ssl, *script))
				script++;
			/* until the client goes, unless this end goes first */
			while (!*script && SSL_read(ssl, &octet, 1) > 0)
				;
		}
		SSL_free(ssl);
		close(fd);
	}
	return NULL;
}

static void take_result(void *arg, const struct radius_result *result)
{
	outcomes[n_results] = result->outcome;
	snprintf(texts[n_results], sizeof(texts[0]), "%s", result->text);
	if (++n_results == wanted)
		loop_quit(loop);
}

/* @n requests, each with @padding attributes more of the greatest length. */
static void send_requests(unsigned int n, unsigned int padding)
{
	static const uint8_t octets[253];
	struct radius_request *req;
	unsigned int i, j;

	n_results = 0;
	wanted = n;
	for (i = 0; i < n; i++) {
		req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
		assert_int_equal(radius_request_add(req, RADIUS_USER_NAME, "bob", 3), 0);
		for (j = 0; j < padding; j++)
			assert_int_equal(radius_request_add(req, RADIUS_REPLY_MESSAGE, octets,
							    sizeof(octets)),
					 0);
		assert_int_equal(radius_request_send(req), 0);
	}
	assert_int_equal(n_results, 0);
}

static void ask(unsigned int n)
{
	send_requests(n, 0);
	loop_run(loop);
	assert_int_equal(n_results, n);
}

/* A socket that listens on loopback; @address: where. */
static int rig_listen(char *address, size_t len)
{
	const int family = rig.family ? rig.family : AF_INET;
	struct sockaddr_in6 addr = { .sin6_family = (sa_family_t)family };
	struct sockaddr_in *v4 = (struct sockaddr_in *)&addr;
	socklen_t addr_len = family == AF_INET ? sizeof(*v4) : sizeof(addr);
	int fd = socket(family, SOCK_STREAM, 0);

	if (family == AF_INET)
		v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		addr.sin6_addr = in6addr_loopback;
	if (bind(fd, (struct sockaddr *)&addr, addr_len)) {
		close(fd);
		return -1;
	}
	if (rig.receive_buffer)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rig.receive_buffer, sizeof(int));
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &addr_len), 0);
	snprintf(address, len, family == AF_INET ? "127.0.0.1:%u" : "[::1]:%u",
		 ntohs(addr.sin6_port));
	return fd;
}

static void begin(const char *const *script, const char *name)
{
	static const struct radius_timing timing = { .initial_ms = 1000, .tries = 2 };
	char address[64], err[256];
	struct radius_tls_config tls = {
		.host_port = address,
		.ca_file = ca_file,
		.cert_file = cert_file,
		.key_file = key_file,
		.name = name,
		.pin = rig.pin,
	};
	unsigned int i;

	memset(&server, 0, sizeof(server));
	server.fd = rig_listen(address, sizeof(address));
	if (server.fd < 0)
		skip();
	for (i = 0; script[i]; i++)
		server.script[i] = script[i];
	sem_init(&server.go, 0, 0);
	server.ctx = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(server.ctx, theirs.cert), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(server.ctx, theirs.key), 1);
	assert_int_equal(SSL_CTX_load_verify_file(server.ctx, ca_file), 1);
	SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	assert_int_equal(pthread_create(&server.thread, NULL, server_run, NULL), 0);
	loop = loop_new();
	client = radius_client_new(loop, &timing);
	assert_int_equal(radius_client_add_tls_server(client, false, &tls, err, sizeof(err)), 0);
}

static void end(void)
{
	radius_client_free(client);
	loop_free(loop);
	shutdown(server.fd, SHUT_RDWR);
	pthread_join(server.thread, NULL);
	close(server.fd);
	SSL_CTX_free(server.ctx);
	sem_destroy(&server.go);
	memset(&rig, 0, sizeof(rig));
}

static int make_pki(void **state)
{
	const struct pki_spec ca_spec = { .cn = "CA", .ca = 1 }, our_spec = { .cn = "bs" };
	const struct pki_spec their_spec = { .cn = "aaa",
					     .san = "IP:127.0.0.1,IP:::1,DNS:aaa.test" };

	signal(SIGPIPE, SIG_IGN);
	ca = pki_make(&ca_spec, NULL, PKI_P256);
	ours = pki_make(&our_spec, &ca, PKI_P256);
	theirs = pki_make(&their_spec, &ca, PKI_P256);
	ca_file = pki_write_certs("ca.pem", ca.cert, NULL);
	cert_file = pki_write_certs("own.pem", ours.cert, NULL);
	key_file = pki_write_key("own.key", ours.key, NULL, NULL);
	return 0;
}

static int free_pki(void **state)
{
	pki_free(&ca);
	pki_free(&ours);
	pki_free(&theirs);
	pki_cleanup();
	return 0;
}

#endif
