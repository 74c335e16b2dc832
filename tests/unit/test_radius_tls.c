// SPDX-License-Identifier: BSD-3-Clause
/*
 * RADIUS over TLS: the client in its loop against a server in a thread, which makes its replies with
 * code of its own. Certificates and versions that are refused: tests/interop/bs.sh, by FreeRADIUS.
 */
#include <pthread.h>
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
#include "radius_dae.h"

#define SECRET "radsec"

/* What the server does with the packets of a connection, one octet each */
#define ANSWER	'a' /* whole */
#define PIECES	'p' /* octet by octet */
#define SILENT	's'
#define GARBAGE 'g' /* octets that are no RADIUS */
#define CLOSE	'c' /* closes instead of an answer */
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
};

static struct pki_id ca, ours, theirs;
static const char *ca_file, *cert_file, *key_file;
static struct server server;
static struct loop *loop;
static struct radius_client *client;
static enum radius_outcome outcomes[8];
static char texts[8][256];
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

static void ask(unsigned int n)
{
	struct radius_request *req;
	unsigned int i;

	n_results = 0;
	wanted = n;
	for (i = 0; i < n; i++) {
		req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
		assert_int_equal(radius_request_add(req, RADIUS_USER_NAME, "bob", 3), 0);
		assert_int_equal(radius_request_send(req), 0);
	}
	assert_int_equal(n_results, 0);
	loop_run(loop);
	assert_int_equal(n_results, n);
}

static void begin(const char *const *script, const char *name)
{
	static const struct radius_timing timing = { .initial_ms = 1000, .tries = 2 };
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	char address[32], err[256];
	struct radius_tls_config tls = {
		.host_port = address,
		.ca_file = ca_file,
		.cert_file = cert_file,
		.key_file = key_file,
		.name = name,
	};
	unsigned int i;

	memset(&server, 0, sizeof(server));
	for (i = 0; script[i]; i++)
		server.script[i] = script[i];
	server.ctx = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(server.ctx, theirs.cert), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(server.ctx, theirs.key), 1);
	assert_int_equal(SSL_CTX_load_verify_file(server.ctx, ca_file), 1);
	SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	server.fd = socket(AF_INET, SOCK_STREAM, 0);
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(server.fd, (struct sockaddr *)&addr, len), 0);
	assert_int_equal(listen(server.fd, 4), 0);
	assert_int_equal(getsockname(server.fd, (struct sockaddr *)&addr, &len), 0);
	snprintf(address, sizeof(address), "127.0.0.1:%u", ntohs(addr.sin_port));
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
}

/* Many requests on one connection, replies in whatever pieces they come. */
static void test_one_connection(void **state)
{
	static const char *const script[] = { "apapa", NULL };
	unsigned int i;

	begin(script, NULL);
	ask(5);
	for (i = 0; i < 5; i++)
		assert_int_equal(outcomes[i], RADIUS_ACCEPT);
	end();
	assert_int_equal(server.connections, 1);
	assert_int_equal(server.packets, 5);
}

/* A connection that was good is made again, and who waits is asked about again. */
static void test_kept(void **state)
{
	static const char *const script[] = { "ac", "a", NULL };

	begin(script, NULL);
	ask(2);
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	assert_int_equal(outcomes[1], RADIUS_ACCEPT);
	end();
	assert_int_equal(server.connections, 2);
	assert_int_equal(server.packets, 3);
}

/* One that never was good fails them, each once, with the reason. */
static void test_failed(void **state)
{
	static const struct {
		const char *script;
		const char *name;
		const char *text;
	} cases[] = {
		{ "sc", NULL, "it closed the connection" },
		{ "g", NULL, "not RADIUS" },
		{ "", "other.test", "its certificate is refused: hostname mismatch" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const script[] = { cases[i].script, NULL };

		begin(script, cases[i].name);
		ask(2);
		assert_int_equal(outcomes[0], RADIUS_TIMEOUT);
		assert_int_equal(outcomes[1], RADIUS_TIMEOUT);
		if (!strstr(texts[0], cases[i].text))
			fail_msg("'%s' instead of '%s'", texts[0], cases[i].text);
		end();
		assert_int_equal(server.connections, 1);
	}
}

/* Nothing is repeated on a connection; one that says nothing in all that time is given up. */
static void test_silent(void **state)
{
	static const char *const script[] = { "s", "a", NULL };

	begin(script, NULL);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_TIMEOUT);
	assert_int_equal(radius_client_stats(client)->retransmitted, 0);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	end();
	assert_int_equal(server.connections, 2);
	assert_int_equal(server.packets, 2);
}

static void cancelled(void *arg, const struct radius_result *result)
{
	fail_msg("the result of a request that was cancelled");
}

/* One that is cancelled before the connection is there is never sent. */
static void test_cancel(void **state)
{
	static const char *const script[] = { "a", NULL };
	struct radius_request *req;

	begin(script, NULL);
	req = radius_request_new(client, RADIUS_AUTHENTICATION, cancelled, NULL);
	assert_int_equal(radius_request_send(req), 0);
	radius_request_cancel(req);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	end();
	assert_int_equal(server.packets, 1);
}

static void test_files(void **state)
{
	static const char none[] = "/nonexistent";
	const struct radius_tls_config good = { "127.0.0.1", ca_file, cert_file,
						key_file,    NULL,    NULL };
	struct radius_tls_config bad[4] = { good, good, good, good };
	char err[256];
	size_t i;

	bad[0].ca_file = none;
	bad[1].cert_file = none;
	bad[2].key_file = none;
	/* of another certificate */
	bad[3].key_file = pki_write_key("their.key", theirs.key, NULL, NULL);
	loop = loop_new();
	client = radius_client_new(loop, NULL);
	for (i = 0; i < 4; i++)
		assert_int_not_equal(
			radius_client_add_tls_server(client, false, &bad[i], err, sizeof(err)), 0);
	assert_int_equal(radius_client_add_tls_server(client, false, &good, err, sizeof(err)), 0);
	radius_client_free(client);
	loop_free(loop);
}

static int make_pki(void **state)
{
	const struct pki_spec ca_spec = { .cn = "CA", .ca = 1 }, our_spec = { .cn = "bs" };
	const struct pki_spec their_spec = { .cn = "aaa", .san = "IP:127.0.0.1" };

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

static struct radius_dae *dae;
static unsigned int asked, enough;

static int take_request(void *arg, enum radius_dae_kind kind, const uint8_t *attrs, size_t len)
{
	assert_int_equal(kind, RADIUS_COA);
	assert_int_equal(len, 3);
	assert_memory_equal(attrs, ((const uint8_t[]){ 44, 3, 'x' }), 3);
	if (++asked == enough)
		loop_quit(loop);
	return asked == 2 ? RADIUS_CAUSE_NO_SESSION : 0;
}

static void serve_requests(const char *const *script)
{
	begin(script, NULL);
	dae = radius_dae_new(loop, take_request, NULL);
	asked = 0;
	radius_client_serve(client, &dae);
}

static void end_serving(void)
{
	end();
	radius_dae_free(dae);
	dae = NULL;
}

/* The server asks without being asked: the connection is there, and both ways are used at once. */
static void test_requests_of_server(void **state)
{
	static const char *const script[] = { "TaCa", NULL };

	serve_requests(script);
	enough = 2;
	loop_run(loop);
	assert_int_equal(asked, 2);
	ask(2);
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	assert_int_equal(outcomes[1], RADIUS_ACCEPT);
	assert_int_equal(radius_dae_stats(dae)->acked, 2);
	assert_int_equal(radius_dae_stats(dae)->refused, 1);
	end_serving();
	assert_int_equal(server.connections, 1);
	assert_int_equal(server.answers, 3);
	assert_int_equal(server.codes[0], 44);
	assert_int_equal(server.codes[1], 45);
	assert_int_equal(server.causes[1], 503);
	assert_int_equal(server.codes[2], 44);
}

/* What is not to be believed ends the connection, which is made again. */
static void test_bad_request_of_server(void **state)
{
	static const char *const script[] = { "B", "C", NULL };

	serve_requests(script);
	enough = 1;
	loop_run(loop);
	assert_int_equal(asked, 1);
	assert_int_equal(radius_dae_stats(dae)->bad_authenticator, 1);
	end_serving();
	assert_int_equal(server.connections, 2);
}

/* Where nobody takes them they are refused (Unsupported-Extension), and the connection goes on. */
static void test_no_requests_of_server(void **state)
{
	static const char *const script[] = { "aCa", NULL };

	begin(script, NULL);
	ask(1);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	end();
	assert_int_equal(server.connections, 1);
	assert_int_equal(server.codes[0], 45);
	assert_int_equal(server.causes[0], 406);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_connection),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_requests_of_server),
		cmocka_unit_test(test_bad_request_of_server),
		cmocka_unit_test(test_no_requests_of_server),
	};

	return cmocka_run_group_tests(tests, make_pki, free_pki);
}
