// SPDX-License-Identifier: BSD-3-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

struct fixture {
	struct json json;
	FILE *out;
	char *text;
	size_t len;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->out = open_memstream(&f->text, &f->len);
	json_begin(&f->json, f->out);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	fclose(f->out);
	free(f->text);
	free(f);
	return 0;
}

static void expect(struct fixture *f, const char *text)
{
	assert_int_equal(json_end(&f->json), 0);
	assert_string_equal(f->text, text);
}

static void structure(void **state)
{
	struct fixture *f = *state;
	struct json *j = &f->json;

	json_object(j, NULL);
	json_u64(j, "n", UINT64_MAX);
	json_array(j, "list");
	json_object(j, NULL);
	json_object_end(j);
	json_bool(j, NULL, true);
	json_bool(j, NULL, false);
	json_null(j, NULL);
	json_array(j, NULL);
	json_array_end(j);
	json_array_end(j);
	json_string(j, "last", "");
	json_object_end(j);
	expect(f, "{\"n\": 18446744073709551615, \"list\": [{}, true, false, null, []], "
		  "\"last\": \"\"}\n");
}

static void two_texts_on_two_lines(void **state)
{
	struct fixture *f = *state;

	json_u64(&f->json, NULL, 1);
	assert_int_equal(json_end(&f->json), 0);
	json_u64(&f->json, NULL, 2);
	expect(f, "1\n2\n");
}

static void octets(void **state)
{
	static const uint8_t data[] = { 0x02, 0x16, 0x00, 0xff, 0x0a, 0xa0 };
	struct fixture *f = *state;

	json_array(&f->json, NULL);
	json_hex(&f->json, NULL, data, sizeof(data));
	json_hex(&f->json, NULL, data, 0);
	json_mac(&f->json, NULL, data);
	json_array_end(&f->json);
	expect(f, "[\"021600ff0aa0\", \"\", \"02:16:00:ff:0a:a0\"]\n");
}

/* RFC 8259 section 7, RFC 3629 section 4 */
static void strings(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} rows[] = {
		{ "a\"b\\c/", "a\\\"b\\\\c/" },
		{ "\n\x1b\x7f", "\\u000a\\u001b\\u007f" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\xa1", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\xa1" },
		{ "\xff", "\\ufffd" },
		{ "\x80x", "\\ufffdx" },
		{ "cut \xe2\x82", "cut \\ufffd\\ufffd" },
		{ "\xc0\xaf", "\\ufffd\\ufffd" }, /* overlong */
		{ "\xe0\x80\xaf", "\\ufffd\\ufffd\\ufffd" }, /* overlong */
		{ "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd" }, /* surrogate */
		{ "\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd" },
		{ "\xf5\x80\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd" },
	};
	struct fixture *f;
	char want[64];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		teardown(state);
		setup(state);
		f = *state;
		json_string(&f->json, NULL, rows[i].in);
		snprintf(want, sizeof(want), "\"%s\"\n", rows[i].out);
		expect(f, want);
	}
}

static void text_need_not_be_terminated(void **state)
{
	static const char raw[3] = { 'a', '\0', 'b' };
	static const char euro[] = "\xe2\x82\xac";
	struct fixture *f = *state;

	json_object(&f->json, NULL);
	json_text(&f->json, "k\"", raw, sizeof(raw));
	/* what completes the sequence is not part of the text */
	json_text(&f->json, "cut", euro, 2);
	json_object_end(&f->json);
	expect(f, "{\"k\\\"\": \"a\\u0000b\", \"cut\": \"\\ufffd\\ufffd\"}\n");
}

static void failed_writes_are_told(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct json json;

	assert_non_null(full);
	json_begin(&json, full);
	json_u64(&json, NULL, 1);
	assert_int_equal(json_end(&json), -EIO);
	fclose(full);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(structure), T(two_texts_on_two_lines),      T(octets),
		T(strings),   T(text_need_not_be_terminated), T(failed_writes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
