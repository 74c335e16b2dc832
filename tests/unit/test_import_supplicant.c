// SPDX-License-Identifier: BSD-3-Clause
/* wpa_supplicant.conf: what becomes of it, what is said, and that wmand takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import_case.h"

static void supplicant_block(void **state)
{
	char text[2048], want[2048];

	snprintf(text, sizeof(text),
		 "# a comment\n"
		 "ctrl_interface=/run/wpa\n"
		 "\n"
		 "network={\n"
		 "\tssid=\"campus\" # name\n"
		 "\tscan_ssid=1\n"
		 "\tkey_mgmt=WPA-EAP\n"
		 "\teap=TTLS PEAP FAST\n"
		 "\tidentity=\"alice@campus.test\"\n"
		 "\tanonymous_identity=\"@campus.test\"\n"
		 "\tpassword=P\"a\\\"b\\\\c #d\"\n"
		 "\tphase1=\"peaplabel=0 tls_disable_tlsv1_0=1\"\n"
		 "\tphase2=\"auth=MSCHAPV2 mschapv2_retry=0\"\n"
		 "\tca_cert=\"%s\"\n"
		 "\tdomain_suffix_match=\"campus.test\"\n"
		 "\tocsp=1\n"
		 "\tpriority=7\n"
		 "\tbssid=00:11:22:33:44:55\n"
		 "\tfragment_size=4001\n"
		 "\tcolour=red\n"
		 "}\n"
		 "cred={\n"
		 "\trealm=\"x\"\n"
		 "}\n",
		 given.ca);
	snprintf(want, sizeof(want),
		 "network={\n"
		 "\tid_str=\"campus\"\n"
		 "\tpriority=7\n"
		 "\tbssid=00:11:22:33:44:55\n"
		 "\teap=TTLS PEAP\n"
		 "\tidentity=\"alice@campus.test\"\n"
		 "\tanonymous_identity=\"@campus.test\"\n"
		 "\tpassword=P\"a\\x22b\\x5cc #d\"\n"
		 "\tphase2=\"auth=MSCHAPV2\"\n"
		 "\tca_cert=\"%s\"\n"
		 "\tdomain_suffix_match=\"campus.test\"\n"
		 "\tocsp=1\n"
		 "\tphase1=\"tls_disable_tlsv1_0=1\"\n"
		 "}\n",
		 given.ca);
	import_convert(&import_supplicant, text, false);
	assert_output(want);
	assert_messages("f:2: ctrl_interface: of the program, not of a network\n"
			"f:6: scan_ssid: of 802.11, without meaning here\n"
			"f:12: phase1: peaplabel=0: unknown here\n"
			"f:13: phase2: mschapv2_retry=0: unknown here\n"
			"f:19: fragment_size: number out of range, wmand takes 64 to 4000\n"
			"f:20: colour: unknown here\n"
			"f:8: EAP method: FAST: wmand does not have it\n"
			"f:22: cred: of the program, not of a network\n");
}

/* Body of a block that is good, and one line; whether a network remains, and what is said */
static void supplicant_lines(void **state)
{
	static const struct {
		const char *line;
		const char *message; /* NULL: none */
		bool refused;
	} rows[] = {
		{ .line = "disabled=0", .message = NULL },
		{ .line = "disabled=1",
		  .message = "f:6: disabled: the network is left out: it is switched off\n",
		  true },
		{ .line = "bssid=any", .message = NULL },
		{ .line = "bssid=1:2",
		  .message = "f:6: bssid: the network is left out: not six octets as "
			     "00:11:22:33:44:55\n",
		  .refused = true },
		{ .line = "bssid_accept=\"",
		  .message = "f:6: bssid_accept: the network is left out: closing quote is "
			     "missing\n",
		  .refused = true },
		{ .line = "bssid_accept=00:00:5e:00:53:00/ff:ff:ff:ff:ff:f0 00:00:5e:00:53:01",
		  .message = NULL },
		{ .line = "bssid_blacklist=00:00:5e:00:53:01", .message = NULL },
		{ .line = "bssid_ignore=00:00:5e:00:53:01/8",
		  .message = "f:6: bssid_ignore: the network is left out: not 1 to 16 of "
			     "BSID/MASK\n",
		  .refused = true },
		{ .line = "engine=0", .message = NULL },
		{ .line = "engine=1",
		  .message = "f:6: engine: the network is left out: its key is in an engine\n",
		  true },
		{ .line = "check_cert_subject=\"x\"",
		  .message =
			  "f:6: check_cert_subject: the network is left out: wmand does not know this "
			  "rule\n",
		  true },
		{ .line = "check_cert_subject=\"x",
		  .message = "f:6: check_cert_subject: the network is left out: closing quote is "
			     "missing\n",
		  .refused = true },
		{ .line = "domain_match=ff",
		  .message = "f:6: domain_match: the network is left out: not UTF-8, or a NUL in "
			     "it\n",
		  .refused = true },
		{ .line = "domain_suffix_match2=a",
		  .message = "f:6: domain_suffix_match2: the network is left out: neither quoted "
			     "text nor hexadecimal octets\n",
		  .refused = true },
		{ .line = "client_cert=\"pkcs11:id=%01;type=cert\"\n\tprivate_key=\"pkcs11:id=%01\"",
		  .message = "f:6: client_cert: the network is left out: wmand takes it out of a "
			     "file only\n",
		  .refused = true },
		{ .line = "private_key2=\"handle:0x81000001\"",
		  .message = "f:6: private_key2: the network is left out: wmand takes it out of a "
			     "file only\n",
		  .refused = true },
		{ .line = "ocsp=3",
		  .message = "f:6: ocsp: 3 is carried over as 2, the server's own only\n" },
		{ .line = "ocsp=4",
		  .message = "f:6: ocsp: number out of range, wmand takes 0 to 2\n" },
		{ .line = "priority=-5", .message = NULL },
		{ .line = "priority=many",
		  .message = "f:6: priority: not a number, wmand takes -1000000 to 1000000\n" },
		{ .line = "phase1=\"tls_disable_tlsv1_2=1 tls_disable_tlsv1_3=1\"",
		  .message = "f:6: phase1: the network is left out: no TLS version remains\n",
		  true },
		{ .line = "openssl_ciphers=\"DEFAULT@SECLEVEL=0\"",
		  .message = "f:6: openssl_ciphers: wmand has no @ in it\n" },
		{ .line = "identity=\"\"", .message = NULL },
		{ .line = "identity=ff", .message = "f:6: identity: not UTF-8, or a NUL in it\n" },
		{ .line = "identity=6100",
		  .message = "f:6: identity: not UTF-8, or a NUL in it\n" },
		{ .line = "identity=\"a", .message = "f:6: identity: closing quote is missing\n" },
		{ .line = "password=hash:0123456789abcdef0123456789abcdef", .message = NULL },
		{ .line = "password=hash:0123",
		  .message = "f:6: password: an NT hash has 32 hexadecimal digits\n" },
		{ .line = "password=ff",
		  .message =
			  "f:6: password: auth=MSCHAPV2 has UTF-8 of at most 256 octets; somebody will be "
			  "asked\n" },
		{ .line = "client_cert=\"/none\"",
		  .message = "f:6: client_cert: without private_key\n" },
		{ .line = "private_key_passwd=\"x\"",
		  .message = "f:6: private_key_passwd: without private_key\n" },
		{ .line = "pin=\"1234\"",
		  .message = "f:6: private_key_passwd: without private_key\n" },
		{ .line = "nothing", .message = "f:6: expected key=value or }\n" },
	};
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text),
			 "network={\n\tssid=\"n\"\n\teap=TTLS\n\tphase2=\"auth=MSCHAPV2\"\n"
			 "\tca_cert=\"%s\"\n\t%s\n}\n",
			 given.ca, rows[i].line);
		import_convert(&import_supplicant, text, false);
		assert_messages(rows[i].message ? rows[i].message : "");
		assert_int_equal(made.networks, !rows[i].refused);
		if (!rows[i].refused)
			assert_accepted();
	}
}

/* What a method needs: the lines of a block, the methods that remain. */
static void supplicant_methods(void **state)
{
	static const struct {
		const char *lines;
		const char *eap; /* NULL: the network is left out */
	} rows[] = {
		{ "eap=TLS", "eap=TLS" }, /* with the files that the caller gave */
		{ "eap=TLS SIM AKA AKA'", "eap=TLS" },
		{ "eap=TTLS\nphase2=\"auth=PAP\"", "eap=TTLS" },
		{ "eap=TTLS PEAP\nphase2=\"auth=PAP\"", "eap=TTLS" },
		{ "eap=TTLS PEAP\nphase2=\"auth=GTC\"", "eap=PEAP" },
		{ "eap=PEAP TTLS\nphase2=\"autheap=GTC autheap=MD5\"", "eap=PEAP TTLS" },
		{ "eap=TTLS\nphase2=\"auth=PAP auth=CHAP\"", NULL },
		{ "eap=TTLS", NULL },
		{ "eap=TTLS\nphase2=\"autheap=TLS\"", NULL },
		{ "eap=PSK\nidentity=\"a\"\npassword=00112233445566778899aabbccddeeff", "eap=PSK" },
		{ "eap=PSK\nidentity=\"a\"\npassword=\"short\"", NULL },
		{ "eap=PWD\nidentity=\"a\"\npassword=\"short\"", "eap=PWD" },
		{ "eap=PWD\nidentity=\"a\"", NULL },
		{ "eap=TTLS\nphase2=\"auth=PAP\"\npassword=hash:00112233445566778899aabbccddeeff",
		  "eap=TTLS" },
		{ "eap=TLS\nphase2=\"auth=PAP\"", "eap=TLS" },
		{ "eap=tls tls", "eap=TLS" },
		{ "psk=\"secret key\"", NULL },
		{ "eap=TLS PWD PSK TTLS PEAP\nidentity=\"a\"\npassword=\"sixteen octets!!\"\n"
		  "phase2=\"autheap=GTC\"",
		  "eap=TLS PWD PSK TTLS\n" },
		{ "eap=PEAP\nphase2=\"auth=GTC autheap=GTC auth=MSCHAPV2 autheap=MSCHAPV2\"",
		  "eap=PEAP" },
		{ "eap=PEAP\nphase2=\"auth=GTC autheap=GTC auth=MSCHAPV2 autheap=MSCHAPV2 "
		  "autheap=MD5\"",
		  NULL },
	};
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "network={\n%s\n}\n", rows[i].lines);
		import_convert(&import_supplicant, text, true);
		assert_int_equal(made.networks, rows[i].eap != NULL);
		if (!rows[i].eap) {
			assert_non_null(strstr(made.err, "the network is left out"));
			continue;
		}
		assert_non_null(strstr(made.out, rows[i].eap));
		assert_accepted();
	}
}

/* No server is believed that was not asked for its certificate. */
static void no_ca_no_network(void **state)
{
	import_convert(&import_supplicant,
		       "network={\n\teap=TTLS\n\tphase2=\"auth=PAP\"\n\tpassword=\"x\"\n}\n",
		       false);
	assert_int_equal(made.networks, 0);
	assert_string_equal(made.out, "");
	assert_messages(
		"f:2: EAP method: TTLS: ca_cert is missing, and any server would be believed: "
		"give it with ca FILE\n"
		"f:1: the network is left out: no EAP method remains\n");
}

static void names_differ(void **state)
{
	char text[4096], name[100];
	size_t i, n = 0;

	memset(name, 'x', 70);
	name[70] = '\0';
	for (i = 0; i < 6; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "network={\n\teap=TLS\n\t%s%s%s\n}\n", i < 4 ? "ssid=\"" : "",
				      i < 2 ? "a" :
				      i < 4 ? name :
					      "",
				      i < 4 ? "\"" : "");
	import_convert(&import_supplicant, text, true);
	assert_int_equal(made.networks, 6);
	assert_accepted();
	assert_non_null(strstr(made.err, "id_str: \"a\" is called \"a2\" here"));
	assert_non_null(strstr(made.out, "id_str=\"network1\""));
	assert_non_null(strstr(made.out, "id_str=\"network2\""));
}

/* 54 octets, where a number begins, are within the 19th of these characters. */
static void no_half_of_a_character(void **state)
{
	static const char block[] = "network={\n\teap=TLS\n\tssid=\"%s\"\n}\n";
	char text[512], name[21 * 3 + 1] = "x", want[80];
	size_t i, n = 0;

	for (i = 0; i < 20; i++)
		strcat(name, "\u20ac");
	for (i = 0; i < 2; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, block, name);
	import_convert(&import_supplicant, text, true);
	assert_int_equal(made.networks, 2);
	assert_accepted();
	snprintf(want, sizeof(want), "id_str=\"%.*s2\"\n", 1 + 17 * 3, name);
	assert_non_null(strstr(made.out, want));
}

/* What the caller gives is in the place of what only a token has. */
static void given_for_a_token(void **state)
{
	import_convert(
		&import_supplicant,
		"network={\n\teap=TLS\n\tclient_cert=\"pkcs11:id=%01\"\n\tca_cert=\"pkcs11:x\"\n}\n",
		true);
	assert_int_equal(made.networks, 1);
	assert_accepted();
	assert_non_null(strstr(made.out, given.cert));
	assert_messages("f:4: ca_cert: in a token; what is given is in its place\n"
			"f:3: client_cert: in a token; what is given is in its place\n");
}

static void blobs(void **state)
{
	import_convert(
		&import_supplicant,
		"blob-base64-a={\nAAAA\nBBB=\n}\nblob-base64-a={\nAAAA\n}\nblob-base64-b={\nA A\n}\n"
		"blob-base64-c={\nAA=A\n}\nblob-base64-d={\n}\nblob-base64-e={\nAAAA\n",
		false);
	assert_string_equal(made.out, "blob-base64-a={\nAAAA\nBBB=\n}\n");
	assert_messages("f:7: blob: a: is there already\n"
			"f:10: blob: b: not base64, or larger than 1 MiB\n"
			"f:13: blob: c: not base64, or larger than 1 MiB\n"
			"f:15: blob: d: not base64, or larger than 1 MiB\n"
			"f:17: the last block is not closed by }, and left out\n");
}

static void nul_in_a_line(void **state)
{
	static const char text[] = "a\0b\nnetwork={\n";

	import_convert_octets(&import_supplicant, text, sizeof(text) - 1, false);
	assert_messages("f:1: line contains a NUL\n"
			"f:2: the last block is not closed by }, and left out\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(supplicant_block),   cmocka_unit_test(supplicant_lines),
		cmocka_unit_test(supplicant_methods), cmocka_unit_test(no_ca_no_network),
		cmocka_unit_test(names_differ),	      cmocka_unit_test(no_half_of_a_character),
		cmocka_unit_test(given_for_a_token),  cmocka_unit_test(blobs),
		cmocka_unit_test(nul_in_a_line),
	};

	return cmocka_run_group_tests(tests, import_setup, import_teardown);
}
