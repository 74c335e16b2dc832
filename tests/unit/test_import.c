// SPDX-License-Identifier: BSD-3-Clause
/* Configurations of other programs: what becomes of them, what is said, and that wmand takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli.h"
#include "config.h"
#include "eap_pki.h"
#include "import/import.h"

static struct pki_id root, client;
static char ca[256], cert[256], key[256];
static char *out, *err;
static size_t out_len, err_len;
static unsigned int left_out, networks;

static int group_setup(void **state)
{
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	snprintf(ca, sizeof(ca), "%s", pki_write_certs("ca.pem", root.cert, NULL));
	snprintf(cert, sizeof(cert), "%s", pki_write_certs("client.pem", client.cert, NULL));
	snprintf(key, sizeof(key), "%s", pki_write_key("client.key", client.key, NULL, NULL));
	return 0;
}

static int group_teardown(void **state)
{
	free(out);
	free(err);
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static void convert_octets(const struct import_format *format, const char *text, size_t len,
			   bool files)
{
	struct import im = { .path = "f" };
	FILE *in = fmemopen((void *)text, len, "r");

	free(out);
	free(err);
	im.out = open_memstream(&out, &out_len);
	im.err = open_memstream(&err, &err_len);
	assert_true(in && im.out && im.err);
	if (files) {
		im.file[IMPORT_CA_CERT] = ca;
		im.file[IMPORT_CLIENT_CERT] = cert;
		im.file[IMPORT_PRIVATE_KEY] = key;
	}
	format->read(&im, in);
	left_out = im.left_out;
	networks = im.networks;
	import_clear(&im);
	fclose(in);
	fclose(im.out);
	fclose(im.err);
}

static void convert(const struct import_format *format, const char *text, bool files)
{
	convert_octets(format, text, strlen(text), files);
}

static void print_report(void *ctx, const char *text)
{
	print_error("%s\n", text);
}

/* What came out, as wmand reads it */
static struct config *load(void)
{
	struct config *config =
		config_load(pki_write("wmand.conf", out, out_len, 0600), print_report, NULL);

	if (!config)
		print_error("%s", out);
	return config;
}

static void assert_accepted(void)
{
	struct config *config = load();

	assert_non_null(config);
	config_free(config);
}

static void assert_output(const char *text)
{
	assert_string_equal(out, text);
	assert_accepted();
}

static void assert_messages(const char *text)
{
	const char *s;
	unsigned int n = 0;

	assert_string_equal(err, text);
	for (s = text; (s = strchr(s, '\n')); s++)
		n++;
	assert_int_equal(left_out, n);
}

/* ---- wpa_supplicant ---- */

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
		 ca);
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
		 ca);
	convert(&import_supplicant, text, false);
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
			 ca, rows[i].line);
		convert(&import_supplicant, text, false);
		assert_messages(rows[i].message ? rows[i].message : "");
		assert_int_equal(networks, !rows[i].refused);
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
		convert(&import_supplicant, text, true);
		assert_int_equal(networks, rows[i].eap != NULL);
		if (!rows[i].eap) {
			assert_non_null(strstr(err, "the network is left out"));
			continue;
		}
		assert_non_null(strstr(out, rows[i].eap));
		assert_accepted();
	}
}

/* No server is believed that was not asked for its certificate. */
static void no_ca_no_network(void **state)
{
	convert(&import_supplicant,
		"network={\n\teap=TTLS\n\tphase2=\"auth=PAP\"\n\tpassword=\"x\"\n}\n", false);
	assert_int_equal(networks, 0);
	assert_string_equal(out, "");
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
	convert(&import_supplicant, text, true);
	assert_int_equal(networks, 6);
	assert_accepted();
	assert_non_null(strstr(err, "id_str: \"a\" is called \"a2\" here"));
	assert_non_null(strstr(out, "id_str=\"network1\""));
	assert_non_null(strstr(out, "id_str=\"network2\""));
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
	convert(&import_supplicant, text, true);
	assert_int_equal(networks, 2);
	assert_accepted();
	snprintf(want, sizeof(want), "id_str=\"%.*s2\"\n", 1 + 17 * 3, name);
	assert_non_null(strstr(out, want));
}

/* What the caller gives is in the place of what only a token has. */
static void given_for_a_token(void **state)
{
	convert(&import_supplicant,
		"network={\n\teap=TLS\n\tclient_cert=\"pkcs11:id=%01\"\n\tca_cert=\"pkcs11:x\"\n}\n",
		true);
	assert_int_equal(networks, 1);
	assert_accepted();
	assert_non_null(strstr(out, cert));
	assert_messages("f:4: ca_cert: in a token; what is given is in its place\n"
			"f:3: client_cert: in a token; what is given is in its place\n");
}

static void blobs(void **state)
{
	convert(&import_supplicant,
		"blob-base64-a={\nAAAA\nBBB=\n}\nblob-base64-a={\nAAAA\n}\nblob-base64-b={\nA A\n}\n"
		"blob-base64-c={\nAA=A\n}\nblob-base64-d={\n}\nblob-base64-e={\nAAAA\n",
		false);
	assert_string_equal(out, "blob-base64-a={\nAAAA\nBBB=\n}\n");
	assert_messages("f:7: blob: a: is there already\n"
			"f:10: blob: b: not base64, or larger than 1 MiB\n"
			"f:13: blob: c: not base64, or larger than 1 MiB\n"
			"f:15: blob: d: not base64, or larger than 1 MiB\n"
			"f:17: the last block is not closed by }, and left out\n");
}

static void nul_in_a_line(void **state)
{
	static const char text[] = "a\0b\nnetwork={\n";

	convert_octets(&import_supplicant, text, sizeof(text) - 1, false);
	assert_messages("f:1: line contains a NUL\n"
			"f:2: the last block is not closed by }, and left out\n");
}

/* ---- Beceem ---- */

static void beceem_tls(void **state)
{
	char text[2048], want[1024];

	snprintf(text, sizeof(text),
		 "# wimaxd\n"
		 "BandwidthMHz                     10\n"
		 "AuthEnabled                      Yes\n"
		 "EAPMethod                        4\n"
		 "ValidateServerCert               No\n"
		 "UserIdentity                     '001122334455@op.test'\n"
		 "UserPassword                     'unused'\n"
		 "CACertPath                       ''\n"
		 "CACertFileName                   '%s'\n"
		 "TLSDeviceCertFileName            'DeviceMemSlot1'\n"
		 "TLSDeviceSubCA1CertFileName      '/sub.pem'\n"
		 "TLSDevicePrivateKeyFileName      '%s'\n"
		 "TLSDevicePrivateKeyPassword      '00'\n"
		 "PrivateKeyPasswordFormat         'Hex'\n"
		 "EAPFragmentMaxLength             1200\n"
		 "EAPFragmentMaxLength             1300\n",
		 ca, key);
	snprintf(want, sizeof(want),
		 "network={\n\tid_str=\"op.test\"\n\teap=TLS\n\tidentity=\"001122334455@op.test\"\n"
		 "\tca_cert=\"%s\"\n\tclient_cert=\"%s\"\n\tprivate_key=\"%s\"\n"
		 "\tfragment_size=1200\n}\n",
		 ca, cert, key);
	convert(&import_beceem, text, true);
	assert_output(want);
	assert_messages(
		"f:2: BandwidthMHz: not of the authentication of a network\n"
		"f:11: TLSDeviceSubCA1CertFileName: append this file to that of client_cert\n"
		"f:16: EAPFragmentMaxLength: already in line 15\n"
		"f:10: TLSDeviceCertFileName: in the memory of the card, not in a file\n"
		"f:13: TLSDevicePrivateKeyPassword: its format is Hex, not Ascii\n"
		"f:5: ValidateServerCert: wmand verifies the server\n");
}

static void beceem_methods(void **state)
{
	static const struct {
		const char *method;
		const char *lines;
		bool cert;
	} rows[] = {
		{ "0", "phase2=\"auth=MSCHAPV2\"", false },
		{ "1", "phase2=\"auth=MSCHAPV2\"", true },
		{ "2", "phase2=\"auth=CHAP\"", false },
		{ "3", "phase2=\"autheap=TLS\"", false },
		{ "5", "phase2=\"auth=CHAP\"", true },
		{ "6", "phase2=\"auth=PAP\"", false },
		{ "7", "phase2=\"auth=PAP\"", true },
	};
	char text[2048];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text),
			 "EAPMethod %s\nUserIdentity 'u@op.test'\nUserPassword 'pw'\n"
			 "TTLSAnonymousIdentity 'a@op.test'\nCACertFileName '%s'\n"
			 "TLSDeviceCertFileName '%s'\nTLSDevicePrivateKeyFileName '%s'\n",
			 rows[i].method, ca, cert, key);
		convert(&import_beceem, text, false);
		assert_messages("");
		assert_accepted();
		assert_non_null(strstr(out, "eap=TTLS"));
		assert_non_null(strstr(out, rows[i].lines));
		assert_non_null(strstr(out, "password=\"pw\""));
		assert_non_null(strstr(out, "anonymous_identity=\"a@op.test\""));
		assert_int_equal(strstr(out, "client_cert=") != NULL, rows[i].cert);
	}
	convert(&import_beceem, "EAPMethod 8\n", true);
	assert_int_equal(networks, 0);
	assert_non_null(strstr(err, "f:1: EAPMethod: 8: no such method\n"));
	convert(&import_beceem, "AuthEnabled No\nEAPMethod 4\n", true);
	assert_int_equal(networks, 0);
	assert_messages("f:1: AuthEnabled: the network is left out: there is no authentication\n");
}

/* ---- Intel ---- */

static void intel_network(void **state)
{
	char want[1024];

	convert(&import_intel,
		"<?xml version=\"1.0\"?>\n"
		"<!-- <EAP> -->\n"
		"<WiMAXSupp><Operator><x0><NetworkParameters>\n"
		"<OperatorName>A &amp; B</OperatorName><NAP-ID>00:00:5e</NAP-ID>\n"
		"</NetworkParameters><SubscriptionParameters><Primary><EAP>\n"
		"<x0><METHOD-TYPE>21</METHOD-TYPE><USER_IDENTITY>bob</USER_IDENTITY>\n"
		"<REALM a=\"b\">op.test</REALM><VFY-SERVER-REALM>1</VFY-SERVER-REALM>\n"
		"<SERVER-REALMS><x0><SERVER-REALM>op.test</SERVER-REALM></x0>\n"
		"<x1><SERVER-REALM>op2.test</SERVER-REALM></x1></SERVER-REALMS><CERT/></x0>\n"
		"<x1><METHOD_TYPE>PLAIN_MSCHAPv2</METHOD_TYPE><PASSWORD> p&lt;w </PASSWORD></x1>\n"
		"</EAP></Primary></SubscriptionParameters></x0></Operator></WiMAXSupp>\n",
		true);
	snprintf(want, sizeof(want),
		 "network={\n\tid_str=\"A & B\"\n\teap=TTLS\n\tidentity=\"bob@op.test\"\n"
		 "\tpassword=\"p<w\"\n\tphase2=\"auth=MSCHAPV2\"\n\tca_cert=\"%s\"\n"
		 "\tclient_cert=\"%s\"\n\tprivate_key=\"%s\"\n"
		 "\tdomain_suffix_match=\"op.test;op2.test\"\n}\n",
		 ca, cert, key);
	assert_output(want);
	assert_messages("f:4: NAP-ID: see nap in wmand.conf(5)\n");
}

static void intel_others(void **state)
{
	convert(&import_intel,
		"<Intel_WiMAX>\n<ConnectTime>1</ConnectTime>\n<TrcPath></TrcPath>\n"
		"<DoNotUsePseudoNAI>1</DoNotUsePseudoNAI>\n</Intel_WiMAX>\n",
		true);
	assert_int_equal(networks, 0);
	assert_messages("f:2: ConnectTime: not of the authentication of a network\n"
			"f:4: DoNotUsePseudoNAI: see {random} in anonymous_identity of "
			"wmand.conf(5)\n");
	convert(&import_intel,
		"<EAP><METHOD-TYPE>13</METHOD-TYPE><PASSWORD>x</PASSWORD><Encrypted>1</Encrypted>"
		"<SERVER-REALM>a</SERVER-REALM><USE-PRIVACY>0</USE-PRIVACY></EAP>",
		true);
	assert_accepted();
	assert_null(strstr(out, "password"));
	assert_messages("f:1: USE-PRIVACY: the identity stays inside of the tunnel\n"
			"f:1: SERVER-REALM: VFY-SERVER-REALM says not to look at it\n"
			"f:1: PASSWORD: is encrypted; somebody will be asked\n");
}

static void intel_is_no_xml(void **state)
{
	static const char *const texts[] = {
		"<a>", "<a></b>", "</a>", "<a", "<>", "<!-- ", "<a><b></a></b>", "<", "<a/",
	};
	char deep[400] = "";
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		convert(&import_intel, texts[i], true);
		assert_messages("f:1: no XML from here on\n");
	}
	for (i = 0; i < 25; i++)
		strcat(deep, "<deep>");
	convert(&import_intel, deep, true);
	assert_messages("f:1: no XML from here on\n");
}

/* ---- gctwimax ---- */

static void gctwimax_lines(void **state)
{
	static const struct {
		const char *line;
		const char *want[3];
		const char *message;
	} rows[] = {
		{ "gctwimax --login=u --pass=p",
		  { "identity=\"u\"", "password=\"p\"",
		    "anonymous_identity=\"{mac}@freshtel.com.ua\"" },
		  "" },
		{ "sudo /usr/bin/gctwimax --login 'u v' --pass \"p;#\" --nai=MAC@op.test "
		  "--eap-type=6 &",
		  { "identity=\"u v\"", "password=\"p;#\"", "phase2=\"auth=CHAP\"" },
		  "" },
		{ "./wimax --eap-type=3 --nai=MAC@op.test",
		  { "eap=TLS", "identity=\"{mac}@op.test\"", "id_str=\"op.test\"" },
		  "" },
		{ "gctwimax --eap-type=4 --log-f=x\\ y --log y # comment",
		  { "phase2=\"autheap=MD5\"", "eap=TTLS", "" },
		  "f:1: log-file: wmand logs on standard error\n"
		  "f:1: --log: unknown option\n"
		  "f:1: a word that is no option\n" },
		{ "gctwimax -vd -lfile -C conf --nspid=000032 ; rm x",
		  { "phase2=\"auth=MSCHAPV2\"", "", "" },
		  "f:1: verbose: of the program, not of a network\n"
		  "f:1: daemonize: of the program, not of a network\n"
		  "f:1: log-file: wmand logs on standard error\n"
		  "f:1: cfg-file: that file is not read\n"
		  "f:1: nspid: base stations do not tell their NSP here: see nap\n" },
		{ "gctwimax secret --password=secret -x --eap-type=3 --pass=secret --login",
		  { "eap=TLS", "", "" },
		  "f:1: a word that is no option\n"
		  "f:1: --password: unknown option\n"
		  "f:1: -x: unknown option\n"
		  "f:1: login: has no value\n"
		  "f:1: login: EAP-TLS has no password\n" },
	};
	size_t i, k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		convert(&import_gctwimax, rows[i].line, true);
		assert_messages(rows[i].message);
		assert_int_equal(networks, 1);
		assert_accepted();
		for (k = 0; k < 3; k++)
			assert_non_null(strstr(out, rows[i].want[k]));
		assert_null(strstr(err, "secret"));
	}
	convert(&import_gctwimax, "#!/bin/sh\nls\ngctwimax --eap-type=9\n", true);
	assert_int_equal(networks, 0);
	assert_non_null(strstr(err, "f:2: no command line of gctwimax\n"));
	assert_non_null(strstr(err, "f:3: eap-type: 9: no such type\n"));
}

/* ---- the command ---- */

static int run(const char *const *words)
{
	char *argv[16] = { NULL };
	int argc = 0, saved, ret;
	FILE *sink = tmpfile();

	while (words[argc]) {
		argv[argc] = (char *)words[argc];
		argc++;
	}
	fflush(NULL);
	saved = dup(STDERR_FILENO);
	dup2(fileno(sink), STDERR_FILENO);
	ret = cli_main(argc, argv);
	fflush(NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	fclose(sink);
	return ret;
}

static void command(void **state)
{
	static const char line[] = "gctwimax --login=u --pass=p\n";
	const char *from = pki_write("line", line, strlen(line), 0600);
	const char *more = pki_write("more", "gctwimax -v\n", 12, 0600);
	const char *none = pki_write("none", "ls\n", 3, 0600);
	char to[256];
	struct stat st;
	mode_t mask = umask(0277);

	snprintf(to, sizeof(to), "%s.out", from);
	assert_int_equal(run((const char *[]){ "wman", "import", "gctwimax", from, "ca", ca, "to",
					       to, NULL }),
			 CLI_OK);
	umask(mask);
	assert_int_equal(stat(to, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* nothing is overwritten */
	assert_int_equal(run((const char *[]){ "wman", "import", "gctwimax", from, "ca", ca, "to",
					       to, NULL }),
			 CLI_ERROR);
	unlink(to);
	assert_int_equal(
		run((const char *[]){ "wman", "import", "gct", more, "ca", ca, "to", to, NULL }),
		CLI_PARTLY);
	unlink(to);
	assert_int_equal(run((const char *[]){ "wman", "import", "gct", none, "to", to, NULL }),
			 CLI_ERROR);
	assert_int_equal(access(to, F_OK), -1);
	assert_int_equal(run((const char *[]){ "wman", "import", "gct", "/none", NULL }),
			 CLI_ERROR);
}

static void usage(void **state)
{
	static const char *const rows[][8] = {
		{ "wman", "import" },
		{ "wman", "import", "excel", "x" },
		{ "wman", "import", "intel" },
		{ "wman", "import", "intel", "x", "to" },
		{ "wman", "import", "intel", "x", "colour", "red" },
		{ "wman", "-j", "import", "intel", "x" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(run(rows[i]), CLI_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(supplicant_block),
		cmocka_unit_test(supplicant_lines),
		cmocka_unit_test(supplicant_methods),
		cmocka_unit_test(no_ca_no_network),
		cmocka_unit_test(names_differ),
		cmocka_unit_test(no_half_of_a_character),
		cmocka_unit_test(given_for_a_token),
		cmocka_unit_test(blobs),
		cmocka_unit_test(nul_in_a_line),
		cmocka_unit_test(beceem_tls),
		cmocka_unit_test(beceem_methods),
		cmocka_unit_test(intel_network),
		cmocka_unit_test(intel_others),
		cmocka_unit_test(intel_is_no_xml),
		cmocka_unit_test(gctwimax_lines),
		cmocka_unit_test(command),
		cmocka_unit_test(usage),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
