// SPDX-License-Identifier: BSD-3-Clause
/*
 * A connection of RADIUS over TLS: whom it trusts, and what becomes of it when the network or the
 * system does not do what it should.
 */
#include <errno.h>
#include <stdlib.h>

#include "failing.h"
#include "radsec_rig.h"

#define CALLS_MAX 60
#define MANY	  200 /* requests of nearly 4096 octets: more than sockets hold */

/* What the thread of the server calls is not among them: there it would fail, too. */
FAILING(int, socket, (int domain, int type, int protocol), (domain, type, protocol),
	failing_with(EMFILE))
FAILING(int, connect, (int fd, const struct sockaddr *addr, socklen_t len), (fd, addr, len),
	failing_with(ENETUNREACH))
FAILING(int, getsockopt, (int fd, int level, int name, void *value, socklen_t *len),
	(fd, level, name, value, len), failing_with(ENOBUFS))
FAILING(int, epoll_ctl, (int epfd, int op, int fd, struct epoll_event *event),
	(epfd, op, fd, event), failing_with(ENOSPC))
FAILING(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *method), (method), NULL)
/* What it sets besides that cannot fail. */
long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long value, void *arg)
{
	if (cmd == SSL_CTRL_SET_MIN_PROTO_VERSION && fails())
		return 0;
	return REAL(SSL_CTX_ctrl)(ctx, cmd, value, arg);
}

FAILING(int, X509_VERIFY_PARAM_set1_host, (X509_VERIFY_PARAM * param, const char *name, size_t len),
	(param, name, len), 0)
FAILING(int, X509_digest,
	(const X509 *cert, const EVP_MD *md, unsigned char *out, unsigned int *len),
	(cert, md, out, len), 0)

static const char *const answers[] = { "a", NULL };

static void digest_of(X509 *cert, uint8_t pin[32])
{
	unsigned int len;

	assert_int_equal(X509_digest(cert, EVP_sha256(), pin, &len), 1);
	assert_int_equal(len, 32);
}

/* The certificate that was pinned, and no other of the same CA. */
static void test_pin(void **state)
{
	uint8_t pin[32];

	digest_of(theirs.cert, pin);
	rig.pin = pin;
	begin(answers, NULL);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	end();

	pin[31] ^= 1;
	rig.pin = pin;
	begin(answers, NULL);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_TIMEOUT);
	assert_non_null(strstr(texts[0], "not the one that is pinned"));
	end();
	assert_int_equal(server.packets, 0);
}

/* A certificate is for the address without what stands around it. */
static void test_ipv6(void **state)
{
	rig.family = AF_INET6;
	begin(answers, NULL);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	end();
}

static void test_nobody_listens(void **state)
{
	static const char *const nothing[] = { NULL };

	begin(nothing, NULL);
	shutdown(server.fd, SHUT_RDWR);
	ask(1);
	assert_int_equal(outcomes[0], RADIUS_TIMEOUT);
	assert_non_null(strstr(texts[0], "Connection refused"));
	end();
}

/* Who reads nothing for a while gets all of it in the end, each packet whole. */
static void test_full(void **state)
{
	static char many[MANY + 3] = "ah";
	const char *const script[] = { many, NULL };
	unsigned int i;

	memset(many + 2, 'a', MANY);
	rig.receive_buffer = 4096;
	begin(script, NULL);
	ask(1);
	send_requests(MANY, 15);
	sem_post(&server.go);
	loop_run(loop);
	assert_int_equal(n_results, MANY);
	for (i = 0; i < MANY; i++)
		assert_int_equal(outcomes[i], RADIUS_ACCEPT);
	end();
	assert_int_equal(server.connections, 1);
	assert_int_equal(server.packets, MANY + 1);
}

/* A key that asks for a passphrase asks nobody. */
static void test_passphrase(void **state)
{
	struct radius_tls_config tls = { "127.0.0.1", ca_file, cert_file, NULL, NULL, NULL };
	char err[256];

	tls.key_file = pki_write_key("locked.key", ours.key, EVP_aes_128_cbc(), "secret");
	loop = loop_new();
	client = radius_client_new(loop, NULL);
	assert_int_equal(radius_client_add_tls_server(client, false, &tls, err, sizeof(err)),
			 -EINVAL);
	assert_non_null(strstr(err, "locked.key: no private key"));
	radius_client_free(client);
	loop_free(loop);
}

/* A server is added whole, or not. */
static void test_server_failures(void **state)
{
	const struct radius_tls_config tls = {
		"127.0.0.1", ca_file, cert_file, key_file, NULL, NULL
	};
	char err[256];
	unsigned int n;
	int ret;

	loop = loop_new();
	client = radius_client_new(loop, NULL);
	for (n = 1;; n++) {
		err[0] = '\0';
		failing_begin(n, false);
		ret = radius_client_add_tls_server(client, false, &tls, err, sizeof(err));
		if (!failing_end())
			break;
		assert_int_equal(ret, -EINVAL);
		assert_true(err[0]);
		assert_true(n < CALLS_MAX);
	}
	assert_int_equal(ret, 0);
	/* the struct, its name, the context and its version */
	assert_true(n > 4);
	radius_client_free(client);
	loop_free(loop);
}

/* Whichever call fails: the request ends, with the answer or with a reason, and nothing is lost. */
static void sweep(const char *name, const uint8_t *pin)
{
	static const char *const script[] = { "a", "a", NULL };
	struct radius_request *req;
	unsigned int n, refused = 0, told = 0;
	bool hit;

	for (n = 1;; n++) {
		rig.pin = pin;
		begin(script, name);
		n_results = 0;
		wanted = 1;
		req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
		failing_begin(n, false);
		if (radius_request_send(req)) {
			hit = failing_end();
			radius_request_cancel(req);
			refused++;
		} else {
			loop_run(loop);
			hit = failing_end();
			assert_int_equal(n_results, 1);
			if (outcomes[0] != RADIUS_ACCEPT) {
				assert_int_equal(outcomes[0], RADIUS_TIMEOUT);
				assert_true(texts[0][0]);
				told++;
			}
		}
		end();
		if (!hit)
			break;
		assert_true(n < CALLS_MAX);
	}
	assert_int_equal(outcomes[0], RADIUS_ACCEPT);
	assert_true(refused + told >= 5);
}

static void test_connection_failures(void **state)
{
	uint8_t pin[32];

	sweep(NULL, NULL);
	digest_of(theirs.cert, pin);
	sweep("127.0.0.1", pin);
	sweep("aaa.test", pin);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pin),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_passphrase),
		cmocka_unit_test(test_server_failures),
		cmocka_unit_test(test_connection_failures),
	};

	return cmocka_run_group_tests(tests, make_pki, free_pki);
}
