// SPDX-License-Identifier: BSD-3-Clause
/* Security negotiation: all 2^8 choices of every parameter against the rule. */
#include "proto_test.h"
#include "secneg.h"

static const struct wman_secneg offer = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V2,
	.policy = WMAN_POLICY_EAP,
	.mac_mode = WMAN_MAC_MODE_CMAC,
	.pn_window = 128,
	.flow_control = 1,
	.max_sa = 3,
};

static const struct wman_secneg good = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V2,
	.policy = WMAN_POLICY_EAP,
	.mac_mode = WMAN_MAC_MODE_CMAC_2009,
	.pn_window = 64,
	.flow_control = 1,
	.max_sa = 2,
};

static void test_octets(void **state)
{
	struct wman_secneg back;
	struct wman_octets value;
	struct wman_buf buf;
	u8 octets[64];

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_secneg_put(&buf, &good);
	assert_octets(&buf, 25, 19, 1, 1, 2, 2, 1, 2, 3, 1, 0x20, 4, 2, 0, 64, 5, 1, 1, 6, 1, 2);
	value = (struct wman_octets){ octets + 2, 19 };
	assert_int_equal(wman_secneg_parse(&back, &value), WMAN_REASON_NONE);
	assert_true(wman_secneg_equal(&back, &good));
	/* nothing to say is not said */
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_secneg_put(&buf, &(struct wman_secneg){ 0 });
	assert_int_equal(buf.len, 0);
	/* of an empty one nothing is left of what was there before */
	memset(&back, 0xff, sizeof(back));
	assert_int_equal(wman_secneg_parse(&back, &(struct wman_octets){ octets, 0 }),
			 WMAN_REASON_NONE);
	assert_true(wman_secneg_equal(&back, &(struct wman_secneg){ 0 }));
	value.len--;
	assert_int_equal(wman_secneg_parse(&back, &value), WMAN_REASON_TLV_MALFORMED);
	octets[3] = 2;
	value.len++;
	assert_int_equal(wman_secneg_parse(&back, &value), WMAN_REASON_TLV_LENGTH);
}

static void test_equal(void **state)
{
	struct wman_secneg other;
	size_t i;

	/* whichever parameter differs, or is missing */
	for (i = 0; i < 7; i++) {
		other = good;
		other.present ^= i == 0;
		other.version ^= i == 1;
		other.policy ^= i == 2;
		other.mac_mode ^= i == 3;
		other.pn_window ^= i == 4;
		other.flow_control ^= i == 5;
		other.max_sa ^= i == 6;
		assert_false(wman_secneg_equal(&other, &good));
	}
	assert_true(wman_secneg_equal(&good, &good));
}

static void test_choice(void **state)
{
	struct wman_secneg choice;
	unsigned int v;

	assert_int_equal(wman_secneg_check(&offer, &good), WMAN_REASON_NONE);
	for (v = 0; v < 256; v++) {
		choice = good;
		choice.version = (u8)v;
		assert_int_equal(wman_secneg_check(&offer, &choice),
				 v == WMAN_PKM_V2 ? WMAN_REASON_NONE : WMAN_REASON_SBC_DOWNGRADE);
		choice = good;
		choice.policy = (u8)v;
		assert_int_equal(wman_secneg_check(&offer, &choice),
				 !v			      ? WMAN_REASON_SBC_NO_SECURITY :
				 (v & 0xf) == WMAN_POLICY_EAP ? WMAN_REASON_NONE :
								WMAN_REASON_SBC_DOWNGRADE);
		choice = good;
		choice.mac_mode = (u8)v;
		assert_int_equal(wman_secneg_check(&offer, &choice),
				 v == 0x02 || v == 0x20 || v == 0x22 ? WMAN_REASON_NONE :
								       WMAN_REASON_SBC_DOWNGRADE);
	}
	memset(&choice, 0, sizeof(choice));
	assert_int_equal(wman_secneg_check(&offer, &choice), WMAN_REASON_SBC_NO_SECURITY);
}

/* What was not offered cannot be chosen, also when it is a sound choice. */
static void test_not_offered(void **state)
{
	struct wman_secneg less = offer, choice = good;

	less.version = WMAN_PKM_V1;
	assert_int_equal(wman_secneg_check(&less, &good), WMAN_REASON_SBC_DOWNGRADE);
	/* but as well what was */
	choice.version = WMAN_PKM_V1;
	assert_int_equal(wman_secneg_check(&less, &choice), WMAN_REASON_NONE);
	choice = good;
	less = offer;
	less.policy = WMAN_POLICY_RSA;
	assert_int_equal(wman_secneg_check(&less, &good), WMAN_REASON_SBC_DOWNGRADE);
	/* together only when both were offered */
	choice.policy = WMAN_POLICY_RSA_EAP;
	assert_int_equal(wman_secneg_check(&less, &choice), WMAN_REASON_SBC_DOWNGRADE);
	less.policy = WMAN_POLICY_RSA | WMAN_POLICY_EAP;
	assert_int_equal(wman_secneg_check(&less, &choice), WMAN_REASON_NONE);
	choice.policy = WMAN_POLICY_RSA | WMAN_POLICY_DOUBLE_EAP;
	less.policy = WMAN_POLICY_INITIAL;
	assert_int_equal(wman_secneg_check(&less, &choice), WMAN_REASON_SBC_DOWNGRADE);
	choice = good;
	less = offer;
	less.mac_mode = WMAN_MAC_MODE_HMAC;
	assert_int_equal(wman_secneg_check(&less, &good), WMAN_REASON_SBC_DOWNGRADE);
	choice.mac_mode = WMAN_MAC_MODE_HMAC;
	assert_int_equal(wman_secneg_check(&less, &choice), WMAN_REASON_NONE);
	/* edition 2005 offers its own bit only; either one answers it */
	less.mac_mode = WMAN_MAC_MODE_CMAC_2005;
	assert_int_equal(wman_secneg_check(&less, &good), WMAN_REASON_NONE);
}

/* Who offers no authorization gets none, and nothing that looks like one. */
static void test_none(void **state)
{
	const struct wman_secneg none = { .present = BIT(WMAN_SECNEG_POLICY) };
	struct wman_secneg choice = { .present = WMAN_SECNEG_ALL };
	unsigned int v;

	assert_int_equal(wman_secneg_check(&none, &none), WMAN_REASON_NONE);
	assert_int_equal(wman_secneg_check(&none, &choice), WMAN_REASON_NONE);
	assert_int_equal(wman_secneg_check(&none, &(struct wman_secneg){ 0 }), WMAN_REASON_NONE);
	for (v = 1; v < 256; v++) {
		choice = (struct wman_secneg){ .present = WMAN_SECNEG_ALL, .policy = (u8)v };
		assert_int_equal(wman_secneg_check(&none, &choice), WMAN_REASON_SBC_DOWNGRADE);
		choice = (struct wman_secneg){ .present = WMAN_SECNEG_ALL, .version = (u8)v };
		assert_int_equal(wman_secneg_check(&none, &choice), WMAN_REASON_SBC_DOWNGRADE);
		choice = (struct wman_secneg){ .present = WMAN_SECNEG_ALL, .mac_mode = (u8)v };
		assert_int_equal(wman_secneg_check(&none, &choice), WMAN_REASON_SBC_DOWNGRADE);
	}
	assert_int_equal(wman_secneg_check(&none, &good), WMAN_REASON_SBC_DOWNGRADE);
	/* and nobody gets it who offers one */
	assert_int_equal(wman_secneg_check(&offer, &none), WMAN_REASON_SBC_NO_SECURITY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_octets), cmocka_unit_test(test_equal),
		cmocka_unit_test(test_choice), cmocka_unit_test(test_not_offered),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
