// SPDX-License-Identifier: BSD-3-Clause
/* TEKs under the RSA key of a device: whose key it takes, the answer, and what is no answer. */
#include "agent_rig.h"
#include "eap_pki.h"
#include "exchange.h"

static const uint8_t fields[256] = { 3, 1, 4 }, zero[WMAN_TEKS_LEN];
static struct pki_id ca;

/* Two networks of PKMv1, that of the second device allows what protects nothing. */
static void configure(struct eap_device *first, struct eap_device *second)
{
	struct config *config = make_config("one"), *other = make_config("two");

	config->networks->policy = other->networks->policy = WMAN_AUTH_POLICY_PKMV1;
	config->networks->device = first;
	other->networks->device = second;
	other->networks->insecure_suites = true;
	config->networks->next = other->networks;
	free(other);
	agent_set_config(agent, config);
}

static void ask(const struct eap_device *device, uint64_t cookie)
{
	struct agent_teks teks = { .data = fields, .len = sizeof(fields) };

	teks.certificate = eap_device_certificate(device, &teks.certificate_len);
	agent_decrypt_teks(agent, DEV, cookie, &teks);
	run_loop();
}

static void test_answers(void **state)
{
	struct eap_device *first = pki_device("first", 0, &ca),
			  *second = pki_device("second", 0, &ca);

	configure(first, second);
	ask(second, 31);
	assert_int_equal(num_children, 1);
	assert_ptr_equal(children[0].device, second);
	assert_int_equal(children[0].teks_len, sizeof(fields));
	assert_memory_equal(children[0].teks, fields, sizeof(fields));
	/* these say nothing else */
	assert_null(children[0].ops->signature);
	assert_null(children[0].ops->drop);
	succeed(&children[0], 0xcc);
	assert_int_equal(teks_cookie, 31);
	assert_int_equal(teks_given[0], 0xcc);
	assert_int_equal(teks_reason, WMAN_REASON_NONE);
	assert_true(children[0].freed);

	ask(second, 32);
	fail_with(&children[1], WMAN_REASON_TEK_UNWRAP);
	assert_int_equal(teks_cookie, 32);
	assert_memory_equal(teks_given, zero, sizeof(zero));
	assert_int_equal(teks_reason, WMAN_REASON_TEK_UNWRAP);
	/* the exchange of the device is another matter */
	assert_int_equal(dones, 0);
}

/* A network that does not allow it, an unknown certificate, no process: each is answered. */
static void test_refusals(void **state)
{
	struct eap_device *first = pki_device("first", 0, &ca),
			  *second = pki_device("second", 0, &ca);
	struct eap_device *stranger = pki_device("second", 0, &ca);

	configure(first, second);
	ask(first, 33);
	assert_int_equal(teks_cookie, 33);
	assert_int_equal(teks_reason, WMAN_REASON_NO_NETWORK);
	ask(stranger, 34);
	assert_int_equal(teks_cookie, 34);
	assert_int_equal(teks_reason, WMAN_REASON_NO_NETWORK);
	fork_fails = true;
	ask(second, 35);
	assert_int_equal(teks_cookie, 35);
	assert_int_equal(teks_reason, WMAN_REASON_HELPER_INTERNAL);
	assert_memory_equal(teks_given, zero, sizeof(zero));
	assert_int_equal(num_children, 0);
	eap_device_free(stranger);
}

/* No more processes at once than there is room for; the others in their order. */
static void test_room(void **state)
{
	struct eap_device *device = pki_device("second", 0, &ca);

	configure(NULL, device);
	agent->busy_max = 2;
	ask(device, 41);
	ask(device, 42);
	ask(device, 43);
	ask(device, 44);
	assert_int_equal(num_children, 2);
	succeed(&children[1], 2);
	assert_int_equal(teks_cookie, 42);
	/* what it said is wiped before there is another process */
	assert_int_equal(num_children, 2);
	run_loop();
	assert_int_equal(num_children, 3);
	succeed(&children[0], 1);
	succeed(&children[2], 3);
	assert_int_equal(teks_cookie, 43);
	run_loop();
	assert_int_equal(num_children, 4);
	/* the family is gone: no answer, and teardown finds no process */
	agent_drop_all(agent);
	assert_int_equal(teks_cookie, 43);
}

/* What does not fit was not asked by this kernel. */
static void test_too_long(void **state)
{
	static const uint8_t big[WMAN_CERTIFICATE_MAX + 1];
	struct agent_teks teks = { big, sizeof(big), fields, sizeof(fields) };

	teks_cookie = 0;
	agent_decrypt_teks(agent, DEV, 51, &teks);
	teks = (struct agent_teks){ big, 10, big, 2 * EAP_DEVICE_KEY_MAX + 1 };
	agent_decrypt_teks(agent, DEV, 52, &teks);
	run_loop();
	assert_int_equal(teks_cookie, 0);
	assert_int_equal(num_children, 0);
}

static int group_setup(void **state)
{
	ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 1024);
	return 0;
}

static int group_teardown(void **state)
{
	pki_free(&ca);
	pki_cleanup();
	return 0;
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_answers),
		TEST(test_refusals),
		TEST(test_room),
		TEST(test_too_long),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
