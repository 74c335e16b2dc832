// SPDX-License-Identifier: BSD-3-Clause
/* Names of server certificates against the rules of a network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "eap/tls_match.h"
#include "eap_pki.h"

#define AAA "aaa.wimax.test"

static const struct {
	const char *cn;
	const char *san;
	const char *domain;
	const char *suffix;
	const char *altsubject;
	const char *subject;
	const char *failed; /* rule that does not hold, NULL when all do */
} cases[] = {
	/* no rules */
	{ .cn = "x" },
	/* whole names, in any case, in any place */
	{ .cn = "x", .san = "DNS:" AAA, .domain = AAA },
	{ .cn = "x", .san = "DNS:AAA.WiMAX.test", .domain = AAA },
	{ .cn = "x", .san = "DNS:b.test,DNS:" AAA, .domain = AAA },
	{ .cn = "x", .san = "DNS:" AAA, .domain = "b.test;" AAA },
	{ .cn = "x", .san = "DNS:" AAA, .domain = ";;" AAA ";" },
	{ .cn = "x", .san = "DNS:" AAA, .domain = "b.test", .failed = "domain_match" },
	{ .cn = "x", .san = "DNS:" AAA, .domain = "", .failed = "domain_match" },
	{ .cn = "x", .san = "DNS:" AAA, .domain = ";", .failed = "domain_match" },
	{ .cn = "x", .san = "DNS:" AAA, .domain = "wimax.test", .failed = "domain_match" },
	{ .cn = "x", .san = "DNS:" AAA ".evil.test", .domain = AAA, .failed = "domain_match" },
	{ .cn = "x", .san = "DNS:evil" AAA, .domain = AAA, .failed = "domain_match" },
	{ .cn = "x", .san = "DNS:" AAA ".", .domain = AAA, .failed = "domain_match" },
	/* a wildcard is nothing but itself */
	{ .cn = "x", .san = "DNS:*.wimax.test", .domain = AAA, .failed = "domain_match" },
	{ .cn = "x", .san = "DNS:*.wimax.test", .suffix = AAA, .failed = "domain_suffix_match" },
	{ .cn = "x", .san = "DNS:*.wimax.test", .domain = "*.wimax.test" },
	/* the CN counts only without any dNSName */
	{ .cn = AAA, .domain = AAA },
	{ .cn = AAA, .san = "email:a@b.test", .domain = AAA },
	{ .cn = AAA, .san = "DNS:b.test", .domain = AAA, .failed = "domain_match" },
	{ .cn = "b.test", .domain = AAA, .failed = "domain_match" },
	/* a name of another kind is no dNSName */
	{ .cn = "x", .san = "URI:" AAA, .domain = AAA, .failed = "domain_match" },
	{ .cn = "x", .san = "email:" AAA "@" AAA, .domain = AAA, .failed = "domain_match" },
	/* suffixes end at a dot */
	{ .cn = "x", .san = "DNS:" AAA, .suffix = "wimax.test" },
	{ .cn = "x", .san = "DNS:wimax.test", .suffix = "WIMAX.TEST" },
	{ .cn = "x", .san = "DNS:" AAA, .suffix = "b.test;wimax.test" },
	{ .cn = AAA, .suffix = "wimax.test" },
	{ .cn = "x",
	  .san = "DNS:evilwimax.test",
	  .suffix = "wimax.test",
	  .failed = "domain_suffix_match" },
	{ .cn = "x", .san = "DNS:test", .suffix = "wimax.test", .failed = "domain_suffix_match" },
	{ .cn = "x",
	  .san = "DNS:wimax.test.evil",
	  .suffix = "wimax.test",
	  .failed = "domain_suffix_match" },
	{ .cn = "x", .san = "DNS:" AAA, .suffix = "", .failed = "domain_suffix_match" },
	/* other names */
	{ .cn = "x", .san = "email:a@b.test,URI:http://b.test/", .altsubject = "EMAIL:a@b.test" },
	{ .cn = "x",
	  .san = "email:a@b.test,URI:http://b.test/",
	  .altsubject = "DNS:x;URI:http://b.test/" },
	{ .cn = "x", .san = "DNS:" AAA, .altsubject = "DNS:AAA.wimax.test" },
	{ .cn = "x",
	  .san = "email:a@b.test",
	  .altsubject = "EMAIL:A@b.test",
	  .failed = "altsubject_match" },
	{ .cn = "x",
	  .san = "email:a@b.test",
	  .altsubject = "DNS:a@b.test",
	  .failed = "altsubject_match" },
	{ .cn = "x", .san = "email:a@b.test", .altsubject = "EMAIL:", .failed = "altsubject_match" },
	{ .cn = "x",
	  .san = "email:a@b.test",
	  .altsubject = "a@b.test",
	  .failed = "altsubject_match" },
	{ .cn = "x", .altsubject = "DNS:x", .failed = "altsubject_match" },
	/* the subject */
	{ .cn = "station", .subject = "/CN=station" },
	{ .cn = "station", .subject = "/O=wman test/CN=station" },
	{ .cn = "station", .subject = "/CN=base", .failed = "subject_match" },
	/* all rules must hold */
	{ .cn = "x",
	  .san = "DNS:" AAA,
	  .domain = AAA,
	  .suffix = "b.test",
	  .failed = "domain_suffix_match" },
	{ .cn = "x",
	  .san = "DNS:" AAA,
	  .domain = AAA,
	  .suffix = "wimax.test",
	  .altsubject = "DNS:" AAA,
	  .subject = "CN=y",
	  .failed = "subject_match" },
};

static void rules(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pki_spec spec = { .cn = cases[i].cn, .san = cases[i].san };
		struct pki_id id = pki_make(&spec, NULL, 0);
		struct tls_match match = {
			.domain = (char *)(uintptr_t)cases[i].domain,
			.domain_suffix = (char *)(uintptr_t)cases[i].suffix,
			.altsubject = (char *)(uintptr_t)cases[i].altsubject,
			.subject = (char *)(uintptr_t)cases[i].subject,
		};
		const char *failed = tls_match_cert(&match, id.cert);

		if (!failed != !cases[i].failed || (failed && strcmp(failed, cases[i].failed)))
			fail_msg("case %zu: cn %s san %s: %s", i, cases[i].cn,
				 cases[i].san ? cases[i].san : "-", failed ? failed : "matches");
		pki_free(&id);
	}
}

/* "aaa.wimax.test\0.evil.test" as CN: what a comparison of strings would take */
static void nul_in_name(void **state)
{
	static const uint8_t name[] = AAA "\0.evil.test";
	struct tls_match match = { .domain = (char *)(uintptr_t)AAA };
	struct tls_match suffix = { .domain_suffix = (char *)(uintptr_t) "evil.test" };
	X509 *cert = X509_new();

	(void)state;
	assert_int_equal(X509_NAME_add_entry_by_NID(X509_get_subject_name(cert), NID_commonName,
						    V_ASN1_UTF8STRING, name, sizeof(name) - 1, -1,
						    0),
			 1);
	assert_string_equal(tls_match_cert(&match, cert), "domain_match");
	assert_string_equal(tls_match_cert(&suffix, cert), "domain_suffix_match");
	X509_free(cert);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules),
		cmocka_unit_test(nul_in_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
