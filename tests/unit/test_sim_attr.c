// SPDX-License-Identifier: BSD-3-Clause
/* Attributes of EAP-SIM and EAP-AKA at their limits: cut short, padding, room, AT_MAC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "eap/sim_attr.h"

/* An attribute of one octet is cut short, wherever it stands. */
static void cut_short(void **state)
{
	static const uint8_t one[] = { 10, 1, 0, 0, 200 };
	struct sim_attrs attrs;

	(void)state;
	assert_null(sim_attrs_parse(&attrs, one, 4, SIM_BIT(SIM_PERMANENT_ID_REQ)));
	assert_string_equal(sim_attrs_parse(&attrs, one, 5, SIM_BIT(SIM_PERMANENT_ID_REQ)),
			    "an attribute is cut short");
}

/* An actual length leaves less than four octets of padding. */
static void padding_of_sized(void **state)
{
	static const struct {
		uint8_t actual;
		bool good;
	} cases[] = { { 3, false }, { 4, false }, { 5, true }, { 8, true }, { 9, false } };
	struct sim_attrs attrs;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const uint8_t data[12] = { 132, 3, 0, cases[i].actual };
		const char *error =
			sim_attrs_parse(&attrs, data, sizeof(data), SIM_BIT(SIM_NEXT_PSEUDONYM));

		if (cases[i].good) {
			assert_null(error);
			assert_int_equal(attrs.len[SIM_NEXT_PSEUDONYM], cases[i].actual);
		} else {
			assert_string_equal(error, "an attribute has the wrong length or padding");
		}
	}
}

/* What does not fit leaves its trace, and nothing else. */
static void overflow(void **state)
{
	uint8_t data[12] = { 0 };
	struct sim_msg msg = { .data = data, .room = 11 };

	(void)state;
	assert_ptr_equal(sim_msg_add(&msg, AT_COUNTER, 0x1234, NULL, 0), data + 4);
	assert_false(msg.overflow);
	assert_null(sim_msg_add(&msg, AT_IDENTITY, 1, "a", 1));
	assert_true(msg.overflow);
	assert_int_equal(msg.len, 4);
}

/* Only AT_MAC sets where AT_MAC's value is. */
static void place_of_mac(void **state)
{
	uint8_t data[64];
	struct sim_msg msg = { .data = data, .room = sizeof(data) };

	(void)state;
	sim_msg_add(&msg, AT_COUNTER, 1, NULL, 0);
	assert_int_equal(msg.mac, 0);
	sim_msg_add(&msg, AT_MAC, 0, NULL, SIM_BLOCK_LEN);
	assert_int_equal(msg.mac, 8);
	sim_msg_add(&msg, AT_RESULT_IND, 0, NULL, 0);
	assert_int_equal(msg.mac, 8);
	assert_int_equal(msg.len, 28);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_short),
		cmocka_unit_test(padding_of_sized),
		cmocka_unit_test(overflow),
		cmocka_unit_test(place_of_mac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
