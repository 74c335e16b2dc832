// SPDX-License-Identifier: BSD-3-Clause
/*
 * RADIUS over TLS: what becomes of requests. Certificates and versions that are refused:
 * test_radius_stream; tests/interop/bs.sh, by FreeRADIUS.
 */
#include "radsec_rig.h"
#include "radius_dae.h"

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
	struct radius_tls_config bad[5] = { good, good, good, good, good };
	X509 *unknown = pki_unknown_key(ca.cert);
	char err[256];
	size_t i;

	bad[0].ca_file = none;
	bad[1].cert_file = none;
	bad[2].key_file = none;
	/* of another certificate */
	bad[3].key_file = pki_write_key("their.key", theirs.key, NULL, NULL);
	bad[4].ca_file = pki_write_certs("unknown.pem", ca.cert, unknown, NULL);
	loop = loop_new();
	client = radius_client_new(loop, NULL);
	for (i = 0; i < 5; i++)
		assert_int_not_equal(
			radius_client_add_tls_server(client, false, &bad[i], err, sizeof(err)), 0);
	assert_non_null(strstr(err, "unknown.pem: a certificate of a CA cannot be read whole"));
	assert_int_equal(radius_client_add_tls_server(client, false, &good, err, sizeof(err)), 0);
	radius_client_free(client);
	loop_free(loop);
	X509_free(unknown);
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
