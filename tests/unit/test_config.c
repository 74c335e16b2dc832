// SPDX-License-Identifier: BSD-3-Clause
/* Configuration files: what is accepted and what it means, every error with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <openssl/pkcs12.h>
#include <openssl/ssl.h>

#include "config_key.h"
#include "config_value.h"
#include "eap_pki.h"

static struct pki_id root, client;
static char errors[65536];
static unsigned int num_errors;
static char good[2048]; /* the body of a block that loads */

static int group_setup(void **state)
{
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	snprintf(good, sizeof(good),
		 "\teap=TLS\n\tidentity=\"ss@wimax.test\"\n\tca_cert=\"%s\"\n\tclient_cert=\"%s\"\n"
		 "\tprivate_key=\"%s\"\n",
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

static void collect(void *ctx, const char *text)
{
	num_errors++;
	strncat(errors, text, sizeof(errors) - strlen(errors) - 2);
	strcat(errors, "\n");
}

static struct config *load_mode(const char *text, int mode)
{
	errors[0] = '\0';
	num_errors = 0;
	return config_load(pki_write("wmand.conf", text, strlen(text), mode), collect, NULL);
}

static struct config *load(const char *text)
{
	return load_mode(text, 0600);
}

/* A block with the good body and these lines. */
static struct config *load_with(const char *lines)
{
	char text[32768];

	snprintf(text, sizeof(text), "network={\n%s%s}\n", lines, good);
	return load(text);
}

static void assert_error(struct config *config, unsigned int line, const char *key,
			 const char *what)
{
	char want[128];

	assert_null(config);
	if (key)
		snprintf(want, sizeof(want), "wmand.conf:%u: %s: ", line, key);
	else if (!line)
		snprintf(want, sizeof(want), "wmand.conf: ");
	else
		snprintf(want, sizeof(want), "wmand.conf:%u: ", line);
	if (!strstr(errors, want) || !strstr(errors, what))
		fail_msg("'%s' has not '%s' and '%s'", errors, want, what);
}

static void test_good(void **state)
{
	struct config *config;
	const struct network *net;

	config = load_with(
		"# comment\n\n\tid_str=\"home\"  # comment\n priority=7\n"
		"bssid=00:11:22:aA:Bb:cC\n\tkey_mgmt=WPA-EAP IEEE8021X\n"
		"\tdomain_match=\"a#b\"\n\tfragment_size=1000\n\tocsp=2\n"
		"\tphase1=\"tls_disable_tlsv1_0=1 tls_disable_tlsv1_3=1 tls_allow_sha1=1\"\n"
		"\tanonymous_identity=6162\n");
	assert_string_equal(errors, "");
	assert_non_null(config);
	net = config->networks;
	assert_string_equal(net->name, "home");
	assert_int_equal(net->priority, 7);
	assert_true(net->has_bssid);
	assert_memory_equal(net->bssid, "\x00\x11\x22\xaa\xbb\xcc", 6);
	assert_string_equal(net->eap.domain_match, "a#b");
	assert_string_equal(net->eap.identity, "ss@wimax.test");
	assert_string_equal(net->eap.anonymous_identity, "ab");
	assert_int_equal(net->eap.fragment_size, 1000);
	assert_int_equal(net->eap.tls_max, TLS1_2_VERSION);
	assert_int_equal(net->eap.tls_min, 0);
	assert_int_equal(net->eap.ocsp, EAP_OCSP_REQUIRED);
	assert_true(net->eap.allow_sha1);
	assert_int_equal(net->eap.num_methods, 1);
	assert_non_null(net->creds);
	assert_null(net->next);
	config_free(config);
}

static void test_crlf(void **state)
{
	char text[8192], *p = text;
	const char *q;
	struct config *config;

	for (q = "network = {  # x\n id_str = \"n\" \n"; *q; *p++ = *q++)
		if (*q == '\n')
			*p++ = '\r';
	for (q = good; *q; *p++ = *q++)
		if (*q == '\n')
			*p++ = '\r';
	strcpy(p, "}\r\n");
	config = load(text);
	assert_string_equal(errors, "");
	assert_string_equal(config->networks->name, "n");
	config_free(config);
}

static void test_strings(void **state)
{
	static const struct {
		const char *value;
		const char *text; /* NULL: refused */
	} cases[] = {
		{ "\"a b\"", "a b" },
		{ "\"a\"b\"", "a\"b" },
		{ "\"a\" # \"b\"", "a" },
		{ "\"\"", "" },
		{ "P\"a\\tb\\\\\\\"\\x41\\101\\e\\n\\r\"", "a\tb\\\"AA\033\n\r" },
		{ "616263", "abc" },
		{ "P\"\\q\"", NULL },
		{ "P\"\\x\"", NULL },
		{ "P\"\\0\"", NULL },
		{ "P\"\\400\"", NULL },
		{ "P\"\\\"", NULL },
		{ "\"open", NULL },
		{ "\"a\" x", NULL },
		{ "abc", NULL },
		{ "0x61", NULL },
		{ "6100", NULL },
		{ "", NULL },
		{ " # x", NULL },
	};
	const char *error;
	char value[256], *out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		out = NULL;
		snprintf(value, sizeof(value), "%s", cases[i].value);
		error = config_value_trim(value);
		if (!error)
			error = config_value_string(value, &out);
		if (!cases[i].text) {
			assert_non_null(error);
			assert_null(out);
			continue;
		}
		assert_null(error);
		assert_string_equal(out, cases[i].text);
		free(out);
	}
}

/* One wrong line in line 2 of an otherwise good block. */
static void test_bad_values(void **state)
{
	static const struct {
		const char *line;
		const char *key;
		const char *what;
	} cases[] = {
		{ "ssid=\"x\"", "ssid", "id_str" },
		{ "psk=\"x\"", "psk", "unknown key" },
		{ "priority=", "priority", "missing" },
		{ "priority=x", "priority", "not a number" },
		{ "priority=1x", "priority", "not a number" },
		{ "priority=99999999999999999999", "priority", "range" },
		{ "bssid=00:11:22:33:44", "bssid", "six octets" },
		{ "bssid=00:11:22:33:44:555", "bssid", "six octets" },
		{ "bssid=00-11-22-33-44-55", "bssid", "six octets" },
		{ "key_mgmt=WPA-PSK", "key_mgmt", "only" },
		{ "fragment_size=10", "fragment_size", "range" },
		{ "fragment_size=5000", "fragment_size", "range" },
		{ "ocsp=3", "ocsp", "range" },
		{ "check_crl=3", "check_crl", "range" },
		{ "crl_file=\"/nonexistent\"", "crl_file", "No such file" },
		{ "insecure_server=2", "insecure_server", "range" },
		{ "phase1=\"tls_disable_tlsv1_1=0\"", "phase1", "unknown flag" },
		{ "phase1=\"tls_disable_tlsv1_2=1 tls_disable_tlsv1_3=1\"", "phase1", "is left" },
		{ "phase1=\"crypto_binding=3\"", "phase1", "unknown flag" },
		{ "phase1=\"peapver=1\"", "phase1", "peapver=0" },
		{ "phase2=\"auth=EKE\"", "phase2", "unknown word" },
		{ "phase2=\"PAP\"", "phase2", "unknown word" },
		{ "phase2=\"auth=GTC auth=GTC auth=GTC auth=GTC auth=GTC\"", "phase2", "too many" },
		{ "password=secret", "password", "neither" },
		{ "eap=LEAP", "eap", "TTLS, PEAP, SIM, AKA, AKA', PSK and PWD" },
		{ "identity=\"x", "identity", "quote" },
		{ "identity=xyz", "identity", "neither" },
		{ "just words", NULL, "expected key=value or }" },
		{ "bell\a=1", "bell?", "unknown key" },
	};
	char lines[256];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(lines, sizeof(lines), "%s\nid_str=\"n\"\n", cases[i].line);
		assert_error(load_with(lines), 2, cases[i].key, cases[i].what);
	}
}

static void test_long_value(void **state)
{
	char *lines = malloc(10100);

	strcpy(lines, "id_str=\"n\"\ndomain_match=\"");
	memset(lines + strlen(lines), 'x', 10000);
	strcpy(lines + strlen("id_str=\"n\"\ndomain_match=\"") + 10000, "\"\n");
	assert_error(load_with(lines), 3, "domain_match", "longer than 4096");
	free(lines);
	assert_error(load_with("id_str=\"0123456789012345678901234567890123456789"
			       "01234567890123456789012345\"\n"),
		     2, "id_str", "1 to 64");
	assert_error(load_with("id_str=\"\"\n"), 2, "id_str", "1 to 64");
}

static void test_all_errors_at_once(void **state)
{
	struct config *config;

	config = load(
		"foo=1\nnetwork={\n a=1\n b=2\n id_str=\"x\"\n id_str=\"y\"\n"
		" ca_cert=\"/nonexistent/ca\"\n}\n}\nnetwork={\n id_str=\"z\"\n c=1\n eap=PEAP\n"
		" phase2=\"auth=PAP\"\n}\n");
	assert_null(config);
	assert_int_equal(num_errors, 8);
	assert_error(config, 1, "foo", "unknown outside");
	assert_error(config, 3, "a", "unknown key");
	assert_error(config, 4, "b", "unknown key");
	assert_error(config, 6, "id_str", "already set in line 5");
	assert_error(config, 7, "ca_cert", "No such file");
	assert_error(config, 9, NULL, "expected network={");
	/* a key that nobody knows does not hide what the others are good for */
	assert_error(config, 12, "c", "unknown key");
	assert_error(config, 14, "phase2", "PEAP has EAP methods only");
}

static void test_files(void **state)
{
	char text[8192];

	assert_error(load("network={\nid_str=\"n\"\nca_cert=\"/\"\n}\n"), 3, "ca_cert",
		     "not a file");
	/* Errors of the loader carry the line of what they begin with, or else the block's. */
	snprintf(text, sizeof(text),
		 "\nnetwork={\nid_str=\"n\"\neap=TLS\nidentity=\"x\"\nclient_cert=\"%s\"\n"
		 "private_key=\"%s\"\n}\n",
		 pki_path("client.pem"), pki_path("client.key"));
	assert_error(load(text), 2, "network", "ca_cert");
	snprintf(text, sizeof(text), "network={\nid_str=\"n\"\n%s}\n", good);
	chmod(pki_path("client.key"), 0644);
	assert_error(load(text), 7, "private_key", "client.key");
	chmod(pki_path("client.key"), 0600);
	config_free(load(text));
	assert_int_equal(num_errors, 0);
}

static void test_modes(void **state)
{
	char text[8192];
	struct config *config;

	snprintf(text, sizeof(text), "network={\nid_str=\"n\"\n%s}\n", good);
	assert_error(load_mode(text, 0620), 0, NULL, "chmod go-w");
	assert_error(load_mode(text, 0602), 0, NULL, "chmod go-w");
	/* Without a secret inside, others may read it. */
	config = load_mode(text, 0644);
	assert_non_null(config);
	config_free(config);
	snprintf(text, sizeof(text), "network={\nid_str=\"n\"\nprivate_key_passwd=\"p\"\n%s}\n",
		 good);
	assert_error(load_mode(text, 0640), 3, "private_key_passwd", "chmod 600");
	assert_error(load_mode(text, 0604), 3, "private_key_passwd", "chmod 600");
	/* And the secret is in no message. */
	snprintf(text, sizeof(text), "network={\nid_str=\"n\"\nprivate_key_passwd=hunter2\n}\n");
	assert_null(load_mode(text, 0640));
	assert_null(strstr(errors, "hunter2"));
}

static void test_blocks(void **state)
{
	char text[8192];

	assert_error(load(""), 0, NULL, "no network");
	assert_error(load("# nothing\n"), 1, NULL, "no network");
	assert_error(load("network={\nid_str=\"n\"\n"), 1, "network", "not closed");
	assert_error(load("network={\nnetwork={\n}\n"), 2, "network", "unknown key");
	assert_error(load("network={ x\n}\n"), 1, "network", "unknown outside");
	snprintf(text, sizeof(text), "network={\n%s}\n", good);
	assert_error(load(text), 1, "network", "id_str");
	snprintf(text, sizeof(text), "network={\nid_str=\"n\"\n%s}\nnetwork={\nid_str=\"n\"\n%s}\n",
		 good, good);
	assert_error(load(text), 9, "network", "another network in line 1");
	assert_null(config_load("/nonexistent/wmand.conf", collect, NULL));
	assert_null(config_load("/", collect, NULL));
}

static void test_insecure(void **state)
{
	char text[1024];
	struct config *config;

	snprintf(text, sizeof(text),
		 "network={\nid_str=\"n\"\neap=TLS\nidentity=\"x\"\nclient_cert=\"%s\"\n"
		 "private_key=\"%s\"\ninsecure_server=1\n}\n",
		 pki_path("client.pem"), pki_path("client.key"));
	config = load(text);
	assert_non_null(config);
	assert_true(config->networks->eap.insecure);
	config_free(config);
}

/* Blocks with a tunnel: what goes together, and what does not */
static void test_tunnels(void **state)
{
	static const struct {
		const char *lines;
		const char *what; /* NULL: good */
	} cases[] = {
		{ "eap=TTLS\npassword=\"p\"\nphase2=\"auth=PAP\"\n", NULL },
		{ "eap=TTLS PEAP\npassword=\"p\"\nphase2=\"auth=MSCHAPV2\"\n", NULL },
		{ "eap=PEAP\npassword=\"p\"\nphase2=\"auth=MSCHAPV2 autheap=GTC\"\n", NULL },
		{ "eap=TTLS\npassword=\"p\"\nphase2=\"autheap=MD5 autheap=MSCHAPV2\"\n", NULL },
		{ "eap=PEAP\npassword=hash:00112233445566778899aabbccddeeFF\n"
		  "phase2=\"auth=MSCHAPV2\"\n",
		  NULL },
		{ "eap=PEAP\npassword=\"\"\nphase2=\"auth=GTC\"\n", NULL },
		{ "eap=PSK\npassword=00ff00ff00ff00ff00ff00ff00ff00ff\n", NULL },
		{ "eap=PSK\npassword=\"0123456789abcdef\"\n", NULL },
		{ "eap=PSK\npassword=\"0123456789abcde\"\n", "not 15" },
		{ "eap=PSK\n", "EAP-PSK needs identity and password" },
		{ "eap=PWD\npassword=\"p\"\n", NULL },
		{ "eap=PWD\npassword=hash:00112233445566778899aabbccddeeff\n", NULL },
		{ "eap=PWD\npassword=hash:0011\n", "32 hexadecimal digits" },
		{ "eap=PWD\n", "EAP-PWD needs identity and password" },
		{ "eap=TTLS\npassword=\"p\"\n", "needs phase2" },
		{ "eap=PEAP\npassword=\"p\"\n", "EAP-PEAP needs phase2" },
		{ "eap=TTLS\nphase2=\"auth=PAP\"\n", NULL },
		{ "eap=TTLS\npassword=\"p\"\nphase2=\"auth=PAP auth=CHAP\"\n", "excludes others" },
		{ "eap=TTLS\npassword=\"p\"\nphase2=\"autheap=GTC auth=PAP\"\n",
		  "excludes others" },
		{ "eap=TTLS\npassword=\"p\"\nphase2=\"auth=GTC\"\n", "autheap=GTC" },
		{ "eap=PEAP\npassword=\"p\"\nphase2=\"auth=PAP\"\n", "EAP methods only" },
		{ "eap=TTLS\npassword=hash:00112233445566778899aabbccddeeff\n"
		  "phase2=\"auth=CHAP\"\n",
		  "hash is not enough" },
		{ "eap=PEAP\npassword=hash:00112233445566778899aabbccddeeff\n"
		  "phase2=\"auth=GTC\"\n",
		  "hash is not enough" },
		{ "eap=PEAP\npassword=hash:00112233\nphase2=\"auth=MSCHAPV2\"\n",
		  "32 hexadecimal digits" },
		{ "eap=PEAP\npassword=hash:00112233445566778899aabbccddeefg\n"
		  "phase2=\"auth=MSCHAPV2\"\n",
		  "32 hexadecimal digits" },
		{ "eap=TTLS\npassword=ff\nphase2=\"auth=MSCHAP\"\n", "not UTF-8" },
		{ "eap=TTLS\npassword=ff\nphase2=\"auth=PAP\"\n", NULL },
		{ "eap=PEAP\nphase2=\"auth=TLS\"\n", "that end in 2): EAP-TLS needs private_key" },
		{ "eap=TLS\nphase2=\"auth=PAP\"\n", "needs private_key" },
		{ "eap=TTLS\npassword=\"p\"\nphase2=\"auth=PAP\"\nclient_cert=\"@client.pem\"\n",
		  "private_key is not" },
		{ "eap=PEAP\nphase2=\"auth=TLS\"\nclient_cert2=\"@client.pem\"\n"
		  "private_key2=\"@client.key\"\n",
		  "that end in 2): ca_cert is not set" },
		{ "eap=PEAP\nphase2=\"auth=TLS\"\nclient_cert2=\"@client.pem\"\n"
		  "private_key2=\"@client.key\"\nca_cert2=\"@ca.pem\"\n"
		  "domain_match2=\"a.test\"\ndomain_suffix_match2=\"test\"\n",
		  NULL },
		{ "eap=TLS\nclient_cert=\"@client.pem\"\nprivate_key=\"@client.key\"\n"
		  "ca_cert2=\"@ca.pem\"\n",
		  "no method in eap is one" },
	};
	struct config *config;
	char text[4096], *at, rest[4096];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 "network={\nid_str=\"n\"\nidentity=\"u@wimax.test\"\nca_cert=\"@ca.pem\"\n"
			 "%s}\n",
			 cases[i].lines);
		while ((at = strstr(text, "\"@"))) {
			snprintf(rest, sizeof(rest), "%s", at + 2);
			snprintf(at + 1, sizeof(text) - (size_t)(at + 1 - text), "%s%s",
				 pki_path(""), rest);
		}
		config = load(text);
		if (!config != !!cases[i].what || (!config && !strstr(errors, cases[i].what)))
			fail_msg("%zu: %s", i, errors);
		config_free(config);
	}
}

/* Only the credentials keep what they need, as the parent has no use for it. */
static void test_passwords_are_wiped(void **state)
{
	struct config *config;
	char text[4096];

	snprintf(text, sizeof(text),
		 "network={\nid_str=\"n\"\neap=PEAP\nidentity=\"u\"\nca_cert=\"%s\"\n"
		 "password=\"hunter2\"\nprivate_key2_passwd=\"hunter3\"\n"
		 "phase2=\"auth=MSCHAPV2\"\n}\n",
		 pki_path("ca.pem"));
	assert_error(load_mode(text, 0640), 6, "password", "chmod 600");
	assert_error(load_mode(text, 0640), 7, "private_key2_passwd", "chmod 600");
	assert_null(strstr(errors, "hunter"));
	config = load(text);
	assert_non_null(config);
	assert_string_equal(config->networks->eap.password, "");
	assert_string_equal(config->networks->eap.private_key2_passwd, "");
	config_free(config);
}

/* All of a key that begins with a NUL is wiped, too. */
static void test_key_is_wiped(void **state)
{
	static const char zero[16];
	struct config *config;

	config = load("network={\nid_str=\"n\"\neap=PSK\nidentity=\"u\"\n"
		      "password=00ff00ff00ff00ff00ff00ff00ff00ff\n}\n");
	assert_non_null(config);
	assert_int_equal(config->networks->eap.password_len, sizeof(zero));
	assert_memory_equal(config->networks->eap.password, zero, sizeof(zero));
	config_free(config);
}

static void test_find(void **state)
{
	static const uint8_t bs1[] = { 0, 0, 0, 0, 0, 1 }, bs2[] = { 0, 0, 0, 0, 0, 2 };
	struct network nets[] = {
		{ .next = &nets[1], .name = (char *)"low", .priority = 1 },
		{ .next = &nets[2], .name = (char *)"first", .priority = 5 },
		{ .next = &nets[3], .name = (char *)"second", .priority = 5 },
		{ .name = (char *)"bs1",
		  .priority = 9,
		  .has_bssid = true,
		  .bssid = { 0, 0, 0, 0, 0, 1 } },
	};
	const struct config config = { .networks = nets };

	assert_ptr_equal(config_find(&config, NULL, NULL), &nets[1]);
	assert_ptr_equal(config_find(&config, NULL, bs2), &nets[1]);
	assert_ptr_equal(config_find(&config, NULL, bs1), &nets[3]);
	assert_ptr_equal(config_find(&config, "low", bs1), &nets[0]);
	assert_ptr_equal(config_find(&config, "bs1", bs1), &nets[3]);
	assert_null(config_find(&config, "bs1", bs2));
	assert_null(config_find(&config, "bs1", NULL));
	assert_null(config_find(&config, "none", NULL));
}

static void write_pkcs12(const char *name)
{
	PKCS12 *p12 = PKCS12_create("whatever", NULL, client.key, client.cert, NULL, 0, 0, 0, 0, 0);
	uint8_t *der = NULL;
	int len = i2d_PKCS12(p12, &der);

	assert_true(len > 0);
	pki_write(name, der, len, 0600);
	OPENSSL_free(der);
	PKCS12_free(p12);
}

/* Lines of @path, from the first that begins with @from to @to, files moved to our directory. */
static void read_example(const char *path, const char *from, const char *to, char *out, size_t size)
{
	static const char *const dirs[] = { "/etc/wman/", "/var/lib/wman/" };
	const char *dir;
	bool inside = !from;
	char line[512], *p;
	size_t len = 0;
	FILE *f = fopen(path, "re");

	if (!f)
		fail_msg("%s: cannot be opened; tests run in the top directory", path);
	while (fgets(line, sizeof(line), f)) {
		if (inside && to && !strncmp(line, to, strlen(to)))
			break;
		if (!inside) {
			inside = !strncmp(line, from, strlen(from));
			continue;
		}
		dir = strstr(line, dirs[1]) ? dirs[1] : dirs[0];
		p = *line == '#' ? NULL : strstr(line, dir);
		if (p)
			*p = '\0';
		len += snprintf(out + len, size - len, "%s%s%s", line, p ? pki_path("") : "",
				p ? p + strlen(dir) : "");
		assert_true(len < size);
	}
	fclose(f);
}

/* What the documents show must load, once the files are there. */
static void test_documents(void **state)
{
	static const struct {
		const char *path;
		const char *from;
		const char *to;
		const char *names[7]; /* NULL at the end */
	} docs[] = {
		{ "Documentation/man/wmand.conf.5",
		  ".EX",
		  ".EE",
		  { "airport", "guest", "grid", "campus", "office", "operator" } },
		{ "userspace/wmand/wmand.conf.example", NULL, NULL, { "airport", "lab", "campus" } },
	};
	static const char card[] = "ki=465b5ce8b199b49faa5f0a2ee238a6bc\n"
				   "opc=cd63cb71954a9f4e48a5994e37a02baf\nsqn=000000000000\n";
	const struct network *net;
	struct config *config;
	char text[8192];
	size_t i, n;

	pki_write("usim", card, sizeof(card) - 1, 0600);
	pki_write_certs("ss.pem", client.cert, NULL);
	pki_write_key("ss.key", client.key, NULL, NULL);
	pki_write_key("ss-encrypted.key", client.key, EVP_aes_256_cbc(), "whatever");
	write_pkcs12("ss.p12");
	for (i = 0; i < sizeof(docs) / sizeof(docs[0]); i++) {
		read_example(docs[i].path, docs[i].from, docs[i].to, text, sizeof(text));
		config = load(text);
		if (!config)
			fail_msg("%s: %s", docs[i].path, errors);
		for (net = config->networks, n = 0; net; net = net->next, n++) {
			assert_non_null(docs[i].names[n]);
			assert_string_equal(net->name, docs[i].names[n]);
		}
		assert_null(docs[i].names[n]);
		config_free(config);
	}
}

/* The page has each key of the table. */
static void test_man_page_is_complete(void **state)
{
	char text[32768], want[64];
	size_t i;

	read_example("Documentation/man/wmand.conf.5", ".SH KEYS", ".SH EXAMPLE", text,
		     sizeof(text));
	for (i = 0; i < config_num_keys; i++) {
		snprintf(want, sizeof(want), ".TP\n.B %s\n", config_keys[i].name);
		if (!strstr(text, want))
			fail_msg("%s is not in the man page", config_keys[i].name);
	}
}

/* A secret that stands elsewhere does not make the configuration a secret. */
static void test_secrets_elsewhere(void **state)
{
	struct config *config;
	char lines[512], text[4096];

	pki_write("secret", "whatever\n", 9, 0600);
	snprintf(text, sizeof(text),
		 "network={\nid_str=\"n\"\neap=TLS\nidentity=\"ss\"\nca_cert=\"%s\"\n"
		 "client_cert=\"%s\"\nprivate_key=\"%s\"\n"
		 "private_key_passwd=file:%s # not here\n}\n",
		 pki_path("ca.pem"), pki_path("client.pem"),
		 pki_write_key("locked.key", client.key, EVP_aes_256_cbc(), "whatever"),
		 pki_path("secret"));
	config = load_mode(text, 0644);
	assert_string_equal(errors, "");
	assert_non_null(config->networks->creds);
	config_free(config);
	snprintf(lines, sizeof(lines), "id_str=\"n\"\npassword=exec:/bin/echo secret\n");
	config = load_with(lines);
	assert_string_equal(errors, "");
	/* used, and wiped */
	assert_string_equal(config->networks->eap.password, "");
	config_free(config);
	assert_error(load_with("id_str=\"n\"\npassword=file:/nonexistent\n"), 3, "password",
		     "/nonexistent: No such file");
	assert_error(load_with("id_str=\"n\"\nidentity=file:/nonexistent\n"), 3, "identity",
		     "neither quoted");
}

static bool unlock(struct config *config, const char *passphrase, struct eap_error *err)
{
	return config_unlock(config, "n", (const uint8_t *)passphrase, strlen(passphrase), err);
}

/* Only a key without its passphrase is locked; a passphrase that is wrong is an error. */
static void test_locked(void **state)
{
	const char *key = pki_write_key("locked.key", client.key, EVP_aes_256_cbc(), "whatever");
	struct eap_error err;
	struct config *config;
	char text[4096];

	snprintf(text, sizeof(text),
		 "network={\nid_str=\"n\"\neap=TTLS\nidentity=\"ss\"\nca_cert=\"%s\"\n"
		 "client_cert=\"%s\"\nprivate_key=\"%s\"\nphase2=\"autheap=TLS\"\n"
		 "ca_cert2=\"%s\"\nclient_cert2=\"%s\"\nprivate_key2=\"%s\"\n}\n",
		 pki_path("ca.pem"), pki_path("client.pem"), key, pki_path("ca.pem"),
		 pki_path("client.pem"),
		 pki_write_key("locked2.key", client.key, EVP_aes_256_cbc(), "another"));
	config = load(text);
	assert_string_equal(errors, "");
	assert_non_null(config);
	assert_null(config->networks->creds);
	assert_string_equal(config_locked_file(config->networks), key);
	assert_false(unlock(config, "wrong", &err));
	assert_int_equal(err.locked, EAP_LOCKED_KEY);
	assert_string_equal(config_locked_file(config->networks), key);
	/* the other file is locked, too */
	assert_false(unlock(config, "whatever", &err));
	assert_int_equal(err.locked, EAP_LOCKED_KEY2);
	assert_string_equal(config_locked_file(config->networks), pki_path("locked2.key"));
	assert_false(unlock(config, "whatever", &err));
	assert_int_equal(err.locked, EAP_LOCKED_KEY2);
	assert_true(unlock(config, "another", &err));
	assert_non_null(config->networks->creds);
	assert_int_equal(config->networks->locked, EAP_LOCKED_NOT);
	assert_string_equal(config->networks->eap.private_key_passwd, "");
	assert_string_equal(config->networks->eap.private_key2_passwd, "");
	assert_true(unlock(config, "whatever", &err));
	assert_false(config_unlock(config, "other", (const uint8_t *)"x", 1, &err));
	config_free(config);

	/* the file changes, so that no passphrase helps */
	config = load(text);
	pki_write("locked.key", "nonsense", 8, 0600);
	assert_false(unlock(config, "whatever", &err));
	assert_int_equal(err.locked, EAP_LOCKED_NOT);
	assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
	config_free(config);

	key = pki_write_key("locked.key", client.key, EVP_aes_256_cbc(), "whatever");
	snprintf(text, sizeof(text),
		 "network={\nid_str=\"n\"\neap=TLS\nidentity=\"ss\"\nca_cert=\"%s\"\n"
		 "client_cert=\"%s\"\nprivate_key=\"%s\"\nprivate_key_passwd=\"wrong\"\n}\n",
		 pki_path("ca.pem"), pki_path("client.pem"), key);
	assert_error(load(text), 7, "private_key", "does not open the private key");
}

static void test_policy(void **state)
{
	struct pki_id own = pki_make(&(struct pki_spec){ .cn = "device" }, &root, 1024);
	struct config *config;
	char text[2048];

	config = load_with("id_str=\"a\"\n");
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_EAP);
	assert_null(config->networks->device);
	config_free(config);

	snprintf(text, sizeof(text),
		 "network={\n\tid_str=\"a\"\n\tpolicy=pkmv1\n\tca_cert=\"%s\"\n"
		 "\tclient_cert=\"%s\"\n\tprivate_key=\"%s\"\n}\n",
		 pki_write_certs("ca.pem", root.cert, NULL),
		 pki_write_certs("device.pem", own.cert, NULL),
		 pki_write_key("device.key", own.key, NULL, NULL));
	config = load_mode(text, 0600);
	assert_string_equal(errors, "");
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_PKMV1);
	assert_non_null(config->networks->device);
	assert_null(config->networks->creds);
	config_free(config);

	assert_null(load_with("id_str=\"a\"\npolicy=none\n"));
	assert_non_null(strstr(errors, "the policy is eap or pkmv1"));
	/* an EC key, which EAP-TLS would take */
	assert_null(load_with("id_str=\"a\"\npolicy=pkmv1\n"));
	assert_non_null(strstr(errors, "RSA"));
	pki_free(&own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_crlf),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_long_value),
		cmocka_unit_test(test_all_errors_at_once),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_insecure),
		cmocka_unit_test(test_tunnels),
		cmocka_unit_test(test_passwords_are_wiped),
		cmocka_unit_test(test_key_is_wiped),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_secrets_elsewhere),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_man_page_is_complete),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
