// SPDX-License-Identifier: BSD-3-Clause
/* What is to be known of networks, and that it is told once. The clock is the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "asker.h"
#include "eap_pki.h"
#include "loop.h"
#include "notice.h"
#include "watch.h"

#define DAY ((int64_t)PKI_DAY)

static struct pki_id root, old_root, device, other;
static time_t base_time;
static time_t clock_now;
static char told[8192]; /* at the socket, a line each */
static unsigned int num_told;

time_t time(time_t *t)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (t)
		*t = clock_now ? clock_now : ts.tv_sec;
	return clock_now ? clock_now : ts.tv_sec;
}

/* These stand for those of asker.c. */
static asker_status_fn status_fn;
static void *status_ctx;

void asker_set_status(struct asker *asker, asker_status_fn fn, void *ctx)
{
	status_fn = fn;
	status_ctx = ctx;
}

static void tell(const char *a, const char *b, const char *c)
{
	num_told++;
	sprintf(told + strlen(told), "%s %s %s\n", a, b, c);
}

void asker_say_network(struct client *client, const char *state, const char *network)
{
	tell("network", state, network);
}

void asker_say_warning(struct client *client, const char *kind, const char *network,
		       const char *text)
{
	tell(kind, network, text);
}

void asker_warn(struct asker *asker, const char *kind, const char *network, const char *text)
{
	tell(kind, network, text);
}

static void forget(void)
{
	told[0] = '\0';
	num_told = 0;
}

static int group_setup(void **state)
{
	base_time = time(NULL);
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1, .to = 400 * PKI_DAY }, NULL, 0);
	old_root = pki_make(&(struct pki_spec){ .cn = "OldRoot", .ca = 1, .to = 50 * PKI_DAY },
			    NULL, 0);
	device = pki_make(&(struct pki_spec){ .cn = "ss", .to = 100 * PKI_DAY }, &root, 0);
	other = pki_make(&(struct pki_spec){ .cn = "user", .to = 40 * PKI_DAY }, &root, 0);
	return 0;
}

static int group_teardown(void **state)
{
	pki_free(&root);
	pki_free(&old_root);
	pki_free(&device);
	pki_free(&other);
	pki_cleanup();
	return 0;
}

static int setup(void **state)
{
	clock_now = 0;
	forget();
	return 0;
}

static void print(void *ctx, const char *text)
{
	fprintf(stderr, "%s\n", text);
}

static struct config *load(const char *text)
{
	struct config *config =
		config_load(pki_write("wmand.conf", text, strlen(text), 0600), print, NULL);

	assert_non_null(config);
	return config;
}

/* TTLS with a certificate outside and one inside, and two anchors outside */
static struct config *load_tunnel(const char *more)
{
	char text[4096];
	const char *ca = pki_write_certs("ca.pem", root.cert, old_root.cert, NULL);

	snprintf(text, sizeof(text),
		 "network={\nid_str=\"my net\"\neap=TTLS\nphase2=\"autheap=TLS\"\n"
		 "identity=\"u@wimax.test\"\nca_cert=\"%s\"\nclient_cert=\"%s\"\n"
		 "private_key=\"%s\"\nca_cert2=\"%s\"\nclient_cert2=\"%s\"\nprivate_key2=\"%s\"\n"
		 "%s\n}\n",
		 ca, pki_write_certs("client.pem", device.cert, NULL),
		 pki_write_key("client.key", device.key, NULL, NULL),
		 pki_write_certs("ca2.pem", root.cert, NULL),
		 pki_write_certs("user.pem", other.cert, NULL),
		 pki_write_key("user.key", other.key, NULL, NULL), more);
	return load(text);
}

/* The one notice that says all of this; NULL wants none at all */
static void assert_one(const struct config *config, int64_t day, const char *kind,
		       const char *first, const char *second)
{
	struct notice *list = notice_collect(config, base_time + day * DAY);

	if (!kind) {
		if (list)
			fail_msg("day %d: %s", (int)day, list->text);
		return;
	}
	assert_non_null(list);
	if (list->next || strcmp(list->kind, kind) || !strstr(list->text, first) ||
	    !strstr(list->text, second))
		fail_msg("day %d: %s: %s%s", (int)day, list->kind, list->text,
			 list->next ? ", and more" : "");
	assert_string_equal(list->network, "my net");
	notice_free(list);
}

/* Each certificate, outside and inside, own and anchor, from 30 days ahead on */
static void expiry(void **state)
{
	struct config *config = load_tunnel("");
	struct notice *list;
	unsigned int n = 0;

	assert_one(config, 9, NULL, "", "");
	assert_one(config, 11, "expiry", "client_cert2", "user.pem: /O=wman test/CN=user");
	assert_one(config, 11, "expiry", "within 30 days", "client_cert2");
	/* the anchor has 20 days more than 31 by now */
	list = notice_collect(config, base_time + 34 * DAY);
	assert_non_null(list);
	assert_non_null(list->next);
	assert_null(list->next->next);
	assert_non_null(strstr(list->text, "ca_cert"));
	assert_non_null(strstr(list->text, "OldRoot expires within 30 days"));
	assert_non_null(strstr(list->next->text, "user expires within 7 days"));
	notice_free(list);
	list = notice_collect(config, base_time + 500 * DAY);
	for (struct notice *i = list; i; i = i->next, n++)
		assert_non_null(strstr(i->text, "has expired"));
	/* client, user, root outside and inside, the old one */
	assert_int_equal(n, 5);
	notice_free(list);
	config_free(config);
}

/* The very second: a certificate is valid up to the end of its last one. */
static void thresholds(void **state)
{
	struct config *config = load_tunnel("");
	int64_t end = base_time + 40 * DAY;
	const struct {
		int64_t at;
		const char *text; /* NULL: nothing */
	} cases[] = {
		{ end - 30 * DAY - 5, NULL },
		{ end - 30 * DAY + 5, "within 30" },
		{ end - 7 * DAY - 5, "within 30" },
		{ end - 7 * DAY + 5, "within 7" },
		{ end - 5, "within 7" },
		{ end + 5, "has expired" },
	};
	struct notice *list, *n;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		list = notice_collect(config, cases[i].at);
		for (n = list; n && !strstr(n->text, "CN=user"); n = n->next)
			;
		if (cases[i].text && (!n || !strstr(n->text, cases[i].text)))
			fail_msg("case %zu: %s", i, n ? n->text : "nothing");
		if (!cases[i].text)
			assert_null(n);
		notice_free(list);
	}
	config_free(config);
}

static void insecure_switches(void **state)
{
	static const struct {
		const char *line;
		const char *text;
	} cases[] = {
		{ "phase1=\"tls_allow_sha1=1\"", "SHA-1" },
		{ "phase1=\"crypto_binding=0\"", "crypto_binding=0" },
		{ "insecure_suites=1", "insecure_suites=1" },
		{ "accept_unset_clock=1", "dates" },
	};
	struct config *config, *again;
	struct notice *list;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		config = load_tunnel(cases[i].line);
		assert_one(config, 0, "insecure", cases[i].text, "=");
		config_free(config);
	}
	config = load("network={\nid_str=\"my net\"\npolicy=none\ninsecure_policy_none=1\n}\n");
	assert_one(config, 0, "insecure", "insecure_policy_none=1", "NOBODY");
	config_free(config);
	config = load("network={\nid_str=\"my net\"\neap=TTLS\nphase2=\"auth=PAP\"\n"
		      "identity=\"u@wimax.test\"\ninsecure_server=1\n"
		      "phase1=\"tls_allow_sha1=1 crypto_binding=0\"\n}\n");
	again = load("network={\nid_str=\"my net\"\neap=TTLS\nphase2=\"auth=PAP\"\n"
		     "identity=\"u@wimax.test\"\napprove_server=1\n}\n");
	assert_one(again, 0, "insecure", "approve_server=1", "whoever is asked");
	config_free(again);
	list = notice_collect(config, base_time);
	assert_non_null(strstr(list->text, "ANY server"));
	assert_non_null(strstr(list->next->text, "SHA-1"));
	assert_non_null(strstr(list->next->next->text, "crypto_binding=0"));
	assert_null(list->next->next->next);
	notice_free(list);
	config_free(config);
}

/* It does not make certificates younger: they are looked at by the least that is certain. */
static void unset_clock(void **state)
{
	struct config *config = load_tunnel("");
	struct notice *list;

	assert_one(config, -20000, "clock", "not set", "no server is verified");
	config_free(config);
	config = load_tunnel("clock_floor=2090-01-01");
	list = notice_collect(config, base_time);
	assert_string_equal(list->kind, "clock");
	assert_non_null(strstr(list->next->text, "has expired"));
	notice_free(list);
	config_free(config);
	config = load_tunnel("accept_unset_clock=1");
	list = notice_collect(config, 1);
	assert_non_null(strstr(list->next->text, "dates of certificates do not count"));
	notice_free(list);
	config_free(config);
	/* nobody asks for the time there */
	config = load("network={\nid_str=\"my net\"\neap=PSK\nidentity=\"u@wimax.test\"\n"
		      "password=00112233445566778899aabbccddeeff\n}\n");
	assert_one(config, -20000, NULL, "", "");
	config_free(config);
}

/* Once for each threshold, whatever is reloaded; and in whole when somebody wants to know. */
static void once(void **state)
{
	struct loop *loop = loop_new();
	struct watch *watch = watch_new(loop, (struct asker *)told);
	struct config *config = load_tunnel("phase1=\"tls_allow_sha1=1\""), *again;
	int day;

	clock_now = base_time;
	watch_set_config(watch, config);
	assert_int_equal(num_told, 1);
	assert_non_null(strstr(told, "insecure my net tls_allow_sha1=1"));
	forget();
	again = load_tunnel("phase1=\"tls_allow_sha1=1\"");
	/* a reload each day, until the certificate of the user has expired */
	for (day = 0; day < 45; day++) {
		clock_now = base_time + day * DAY;
		watch_set_config(watch, day % 2 ? config : again);
	}
	/* that of the user three times, the anchor twice */
	assert_int_equal(num_told, 5);
	assert_non_null(strstr(told, "user expires within 30"));
	assert_non_null(strstr(told, "user expires within 7"));
	assert_non_null(strstr(told, "user has expired"));
	assert_non_null(strstr(told, "OldRoot expires within 30"));
	assert_non_null(strstr(told, "OldRoot expires within 7"));
	forget();
	status_fn(status_ctx, NULL);
	assert_int_equal(num_told, 4);
	assert_memory_equal(told, "network ready my net\ninsecure my net tls_allow_sha1=1", 53);
	watch_free(watch);
	assert_null(status_fn);
	loop_free(loop);
	config_free(config);
	config_free(again);
}

/* Names of files may hold anything, and be long. */
static void text_is_clean(void **state)
{
	char text[2048], name[200];
	struct config *config;
	struct notice *list;
	size_t i;

	memset(name, 'x', sizeof(name));
	name[0] = '\x01';
	name[1] = '\xc3';
	name[sizeof(name) - 1] = '\0';
	snprintf(text, sizeof(text),
		 "network={\nid_str=\"my net\"\neap=PEAP\nphase2=\"auth=GTC\"\n"
		 "identity=\"u@wimax.test\"\nca_cert=\"%s\"\n}\n",
		 pki_write_certs(name, old_root.cert, NULL));
	config = load(text);
	list = notice_collect(config, base_time + 48 * DAY);
	for (i = 0; list->text[i]; i++)
		assert_true(list->text[i] >= ' ' && list->text[i] < 127);
	assert_non_null(strstr(list->text, "??xx"));
	notice_free(list);
	config_free(config);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		TEST(expiry),	   TEST(thresholds), TEST(insecure_switches),
		TEST(unset_clock), TEST(once),	     TEST(text_is_clean),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
