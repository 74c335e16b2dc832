// SPDX-License-Identifier: BSD-3-Clause
/* Configurations of programs for WiMAX, and the command: what becomes of them, and what is said. */
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
#include "eap_pki.h"
#include "import_case.h"

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
		 given.ca, given.key);
	snprintf(want, sizeof(want),
		 "network={\n\tid_str=\"op.test\"\n\teap=TLS\n\tidentity=\"001122334455@op.test\"\n"
		 "\tca_cert=\"%s\"\n\tclient_cert=\"%s\"\n\tprivate_key=\"%s\"\n"
		 "\tfragment_size=1200\n}\n",
		 given.ca, given.cert, given.key);
	import_convert(&import_beceem, text, true);
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
			 rows[i].method, given.ca, given.cert, given.key);
		import_convert(&import_beceem, text, false);
		assert_messages("");
		assert_accepted();
		assert_non_null(strstr(made.out, "eap=TTLS"));
		assert_non_null(strstr(made.out, rows[i].lines));
		assert_non_null(strstr(made.out, "password=\"pw\""));
		assert_non_null(strstr(made.out, "anonymous_identity=\"a@op.test\""));
		assert_int_equal(strstr(made.out, "client_cert=") != NULL, rows[i].cert);
	}
	import_convert(&import_beceem, "EAPMethod 8\n", true);
	assert_int_equal(made.networks, 0);
	assert_non_null(strstr(made.err, "f:1: EAPMethod: 8: no such method\n"));
	import_convert(&import_beceem, "AuthEnabled No\nEAPMethod 4\n", true);
	assert_int_equal(made.networks, 0);
	assert_messages("f:1: AuthEnabled: the network is left out: there is no authentication\n");
}

/* ---- Intel ---- */

static void intel_network(void **state)
{
	char want[1024];

	import_convert(
		&import_intel,
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
		 given.ca, given.cert, given.key);
	assert_output(want);
	assert_messages("f:4: NAP-ID: see nap in wmand.conf(5)\n");
}

static void intel_others(void **state)
{
	import_convert(&import_intel,
		       "<Intel_WiMAX>\n<ConnectTime>1</ConnectTime>\n<TrcPath></TrcPath>\n"
		       "<DoNotUsePseudoNAI>1</DoNotUsePseudoNAI>\n</Intel_WiMAX>\n",
		       true);
	assert_int_equal(made.networks, 0);
	assert_messages("f:2: ConnectTime: not of the authentication of a network\n"
			"f:4: DoNotUsePseudoNAI: see {random} in anonymous_identity of "
			"wmand.conf(5)\n");
	import_convert(
		&import_intel,
		"<EAP><METHOD-TYPE>13</METHOD-TYPE><PASSWORD>x</PASSWORD><Encrypted>1</Encrypted>"
		"<SERVER-REALM>a</SERVER-REALM><USE-PRIVACY>0</USE-PRIVACY></EAP>",
		true);
	assert_accepted();
	assert_null(strstr(made.out, "password"));
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
		import_convert(&import_intel, texts[i], true);
		assert_messages("f:1: no XML from here on\n");
	}
	for (i = 0; i < 25; i++)
		strcat(deep, "<deep>");
	import_convert(&import_intel, deep, true);
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
		import_convert(&import_gctwimax, rows[i].line, true);
		assert_messages(rows[i].message);
		assert_int_equal(made.networks, 1);
		assert_accepted();
		for (k = 0; k < 3; k++)
			assert_non_null(strstr(made.out, rows[i].want[k]));
		assert_null(strstr(made.err, "secret"));
	}
	import_convert(&import_gctwimax, "#!/bin/sh\nls\ngctwimax --eap-type=9\n", true);
	assert_int_equal(made.networks, 0);
	assert_non_null(strstr(made.err, "f:2: no command line of gctwimax\n"));
	assert_non_null(strstr(made.err, "f:3: eap-type: 9: no such type\n"));
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
	assert_int_equal(run((const char *[]){ "wman", "import", "gctwimax", from, "ca", given.ca,
					       "to", to, NULL }),
			 CLI_OK);
	umask(mask);
	assert_int_equal(stat(to, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* nothing is overwritten */
	assert_int_equal(run((const char *[]){ "wman", "import", "gctwimax", from, "ca", given.ca,
					       "to", to, NULL }),
			 CLI_ERROR);
	unlink(to);
	assert_int_equal(run((const char *[]){ "wman", "import", "gct", more, "ca", given.ca, "to",
					       to, NULL }),
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
		cmocka_unit_test(beceem_tls),	   cmocka_unit_test(beceem_methods),
		cmocka_unit_test(intel_network),   cmocka_unit_test(intel_others),
		cmocka_unit_test(intel_is_no_xml), cmocka_unit_test(gctwimax_lines),
		cmocka_unit_test(command),	   cmocka_unit_test(usage),
	};

	return cmocka_run_group_tests(tests, import_setup, import_teardown);
}
