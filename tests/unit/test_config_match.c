// SPDX-License-Identifier: BSD-3-Clause
/* Which network is for which base station, and when two blocks say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"
#include "config_value.h"
#include "eap_pki.h"

static struct pki_id root, client;
static char good[2048]; /* the body of a block that loads */
static char error[1024]; /* the last one */

static int group_setup(void **state)
{
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	snprintf(good, sizeof(good),
		 "eap=TLS\nidentity=\"ss@wimax.test\"\nca_cert=\"%s\"\nclient_cert=\"%s\"\n"
		 "private_key=\"%s\"\n",
		 pki_write_certs("ca.pem", root.cert, NULL),
		 pki_write_certs("client.pem", client.cert, NULL),
		 pki_write_key("client.key", client.key, NULL, NULL));
	return 0;
}

static int group_teardown(void **state)
{
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static void keep(void *ctx, const char *text)
{
	snprintf(error, sizeof(error), "%s", text);
}

/* A block with these lines and the good body */
static struct config *load_with(const char *lines)
{
	char text[4096];

	error[0] = '\0';
	snprintf(text, sizeof(text), "network={\n%s%s}\n", lines, good);
	return config_load(pki_write("wmand.conf", text, strlen(text), 0600), keep, NULL);
}

static void assert_error(struct config *config, unsigned int line, const char *key,
			 const char *what)
{
	char want[128];

	assert_null(config);
	snprintf(want, sizeof(want), "wmand.conf:%u: %s: ", line, key);
	if (!strstr(error, want) || !strstr(error, what))
		fail_msg("'%s' has not '%s' and '%s'", error, want, what);
}

static void test_match(void **state)
{
	static const struct {
		const char *lines;
		const char *bsid; /* of those that it is not for one less */
		bool fits;
	} cases[] = {
		{ "bssid_accept=00:00:5e:00:53:01", "00:00:5e:00:53:01", true },
		{ "bssid_accept=00:00:5e:00:53:01", "00:00:5e:00:53:02", false },
		{ "bssid_accept=00:00:5e:00:53:00/ff:ff:ff:ff:ff:f0", "00:00:5e:00:53:0f", true },
		{ "bssid_accept=00:00:5e:00:53:00/ff:ff:ff:ff:ff:f0", "00:00:5e:00:53:10", false },
		{ "bssid_accept=00:00:00:00:00:01/00:00:00:00:00:01", "ff:ff:ff:ff:ff:ff", true },
		{ "bssid_accept=00:00:5e:00:53:01 \t00:00:5e:00:53:02", "00:00:5e:00:53:02", true },
		{ "nap=00:00:5e", "00:00:5e:ff:ff:ff", true },
		{ "nap=00:00:5e", "00:00:5f:00:00:00", false },
		{ "nap=00:00:5f 00:00:5e", "00:00:5e:00:53:01", true },
		{ "nap=00:00:5f\nbssid_accept=00:00:5e:00:53:01", "00:00:5e:00:53:01", true },
		{ "bssid_ignore=00:00:5e:00:53:01", "00:00:5e:00:53:01", false },
		{ "bssid_ignore=00:00:5e:00:53:01", "00:00:5e:00:53:02", true },
		{ "nap=00:00:5e\nbssid_ignore=00:00:5e:00:53:01", "00:00:5e:00:53:01", false },
		{ "bssid=00:00:5e:00:53:01\nnap=00:00:5f", "00:00:5e:00:53:01", false },
	};
	struct config *config;
	uint8_t bsid[CONFIG_BSID_LEN];
	char lines[256];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(lines, sizeof(lines), "id_str=\"n\"\n%s\n", cases[i].lines);
		config = load_with(lines);
		assert_non_null(config);
		assert_null(config_value_mac(cases[i].bsid, bsid));
		if ((config_find(config, NULL, bsid) != NULL) != cases[i].fits)
			fail_msg("%s at %s", cases[i].lines, cases[i].bsid);
		/* where nothing is known, only what is for all is for it */
		assert_int_equal(config_find(config, NULL, NULL) != NULL,
				 !strncmp(cases[i].lines, "bssid_ignore", 12));
		config_free(config);
	}
	assert_error(load_with("id_str=\"n\"\nbssid_accept=00:00:5e\n"), 3, "bssid_accept",
		     "six octets");
	assert_error(load_with("id_str=\"n\"\nbssid_accept=00:00:5e:00:53:01/24\n"), 3,
		     "bssid_accept", "six octets");
	assert_error(load_with("id_str=\"n\"\nnap=00:00:5e:00\n"), 3, "nap", "three octets");
	assert_error(load_with("id_str=\"n\"\nnap=1:1:1 1:1:1\n"), 3, "nap", "three octets");
	assert_error(load_with("id_str=\"n\"\nnap=00:00:01 00:00:02 00:00:03 00:00:04 00:00:05 "
			       "00:00:06 00:00:07 00:00:08 00:00:09 00:00:0a 00:00:0b 00:00:0c "
			       "00:00:0d 00:00:0e 00:00:0f 00:00:10 00:00:11\n"),
		     3, "nap", "more than 16");
}

static bool skip_named(void *ctx, const struct network *net)
{
	return !strcmp(net->name, ctx);
}

static void test_choose(void **state)
{
	struct network nets[3] = { { .name = (char *)"low" },
				   { .name = (char *)"best", .priority = 5 },
				   { .name = (char *)"same", .priority = 5 } };
	struct config config = { .networks = nets };

	nets[0].next = &nets[1];
	nets[1].next = &nets[2];
	assert_ptr_equal(config_choose(&config, NULL, NULL, NULL, NULL), &nets[1]);
	assert_ptr_equal(config_choose(&config, NULL, NULL, skip_named, (void *)"best"), &nets[2]);
	assert_ptr_equal(config_choose(&config, NULL, NULL, skip_named, (void *)"low"), &nets[1]);
	assert_null(config_choose(&config, "low", NULL, skip_named, (void *)"low"));
	assert_ptr_equal(config_named(&config, "same"), &nets[2]);
	assert_null(config_named(&config, "none"));
}

/* Tags are equal for blocks that say the same, and else they are not. */
static void test_tags(void **state)
{
	static const char *const others[] = {
		"id_str=\"m\"\npassword=\"p\"\n",
		"id_str=\"n\"\npassword=\"q\"\n",
		"id_str=\"n\"\npassword=\"p\"\npriority=1\n",
		"id_str=\"n\"\npassword=\"pid_str\"\n",
		"id_str=\"n\"\nprivate_key_passwd=\"p\"\n",
	};
	static const char one[] = "id_str=\"n\"\npassword=\"p\"\n";
	static const char same[] = "# moved\n\n id_str = \"n\" # comment\n password=70\n";
	struct config *a = load_with(one), *b = load_with(same);
	size_t i;

	assert_non_null(a);
	assert_non_null(b);
	assert_memory_equal(a->networks->tag, b->networks->tag, CONFIG_TAG_LEN);
	assert_memory_equal(a->networks->files, b->networks->files, CONFIG_TAG_LEN);
	config_free(b);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		b = load_with(others[i]);
		assert_non_null(b);
		assert_memory_not_equal(a->networks->tag, b->networks->tag, CONFIG_TAG_LEN);
		config_free(b);
	}
	/* the same words, another file */
	pki_write_certs("ca.pem", root.cert, NULL);
	assert_int_equal(rename(pki_path("ca.pem"), pki_path("moved")), 0);
	pki_write_certs("ca.pem", root.cert, NULL);
	b = load_with(one);
	assert_memory_equal(a->networks->tag, b->networks->tag, CONFIG_TAG_LEN);
	assert_memory_not_equal(a->networks->files, b->networks->files, CONFIG_TAG_LEN);
	config_free(b);
	config_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_choose),
		cmocka_unit_test(test_tags),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
