// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: which authorization a subscriber gets, and what the base station needs for it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bs_station.h"
#include "eap_pki.h"

static const u8 mac[6] = { 2, 0x16, 0, 0, 1, 0 }, other[6] = { 2, 0x16, 0, 0, 1, 1 };

static const char *chosen(struct bs_policies *policies, const u8 *who, u8 version, u8 policy,
			  u8 mac_mode)
{
	const struct wman_secneg offer = { .version = version,
					   .policy = policy,
					   .mac_mode = mac_mode };
	const struct bs_policy *found =
		bs_policy_choose(policies, who, &offer, mac_mode & WMAN_MAC_MODE_CMAC);

	return found ? found->name : "none";
}

#define CMAC (WMAN_MAC_MODE_CMAC_2009 | WMAN_MAC_MODE_HMAC)

static void test_choice(void **state)
{
	struct bs_policies policies = { .n = 0 };

	assert_null(bs_policy_add(&policies, "rsa+eap,EAP"));
	assert_null(bs_policy_add(&policies, "02:16:00:00:01:01=eap"));
	assert_null(bs_policy_add(&policies, "02:16:00:00:01:01=pkmv1,rsa,eap+eap"));
	/* may use both: the better one that it has */
	assert_string_equal(chosen(&policies, mac, 2, 0x7, CMAC), "rsa+eap");
	assert_string_equal(chosen(&policies, mac, 3, 0x6, CMAC), "eap");
	/* RSA alone is not in its list */
	assert_string_equal(chosen(&policies, mac, 3, 0x1, CMAC), "none");
	assert_string_equal(chosen(&policies, mac, 2, 0x4, CMAC), "none");
	/* has a list of its own, the one given last */
	assert_string_equal(chosen(&policies, other, 2, 0x2, CMAC), "none");
	assert_string_equal(chosen(&policies, other, 2, 0x7, CMAC), "rsa");
	assert_string_equal(chosen(&policies, other, 3, 0x7, CMAC), "pkmv1");
	assert_string_equal(chosen(&policies, other, 2, 0x6, CMAC), "eap+eap");
	/* each with the digest that goes with it */
	assert_string_equal(chosen(&policies, other, 3, 0x7, WMAN_MAC_MODE_CMAC), "rsa");
	assert_string_equal(chosen(&policies, mac, 2, 0x7, WMAN_MAC_MODE_HMAC), "none");
	bs_policy_free(&policies);
}

static void test_wrong_values(void **state)
{
	static const char *const wrong[] = {
		"",
		"nobody",
		"eap,",
		"none,none",
		"eap,eap",
		"rsa+eap+eap",
		"=eap",
		"02:16:00:00:01=eap",
		"02:16:00:00:01:01=",
		"02:16:00:00:01:0g=eap",
		"02-16-00-00-01-01=eap",
		"eap,rsa,rsa+eap,eap+eap,pkmv1,eap",
	};
	struct bs_policies policies = { .n = 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_non_null(bs_policy_add(&policies, wrong[i]));
	assert_int_equal(policies.all.n, 0);
	assert_int_equal(policies.n, 0);
	bs_policy_free(&policies);
}

/* What bs_config_finish() says of options, "" for nothing. */
static const char *finish(const char *const *options)
{
	static char err[BS_ERROR_LEN];
	struct bs_config cfg;

	*err = '\0';
	bs_config_init(&cfg);
	assert_int_equal(bs_config_set(&cfg, "air", "eth0", err), 0);
	for (; options[0]; options += 2)
		assert_int_equal(bs_config_set(&cfg, options[0], options[1], err), 0);
	if (bs_config_finish(&cfg, err))
		assert_true(*err);
	else
		snprintf(err, sizeof(err), "%s",
			 bs_policy_choose(&cfg.policies, mac,
					  &(struct wman_secneg){
						  .version = 3, .policy = 7, .mac_mode = CMAC },
					  CMAC)
				 ->name);
	bs_config_free(&cfg);
	return err;
}

/* Nothing has to be offered for it, and it is taken only where nothing better is left. */
static void test_none(void **state)
{
	const struct wman_secneg able = { .version = 3, .policy = 7, .mac_mode = CMAC };
	struct bs_policies policies = { .n = 0 };

	assert_null(bs_policy_add(&policies, "eap,none"));
	assert_string_equal(bs_policy_choose(&policies, mac, &able, CMAC)->name, "eap");
	assert_string_equal(bs_policy_choose(&policies, mac, &(struct wman_secneg){ 0 }, 0)->name,
			    "none");
	assert_true(bs_policy_allows(&policies, mac, &(struct wman_secneg){ 0 }));
	bs_policy_free(&policies);
	assert_null(bs_policy_add(&policies, "none"));
	assert_string_equal(bs_policy_choose(&policies, mac, &able, CMAC)->name, "none");
	assert_false(bs_policy_allows(&policies, mac, &able));
	bs_policy_free(&policies);
	assert_null(bs_policy_add(&policies, "eap"));
	assert_false(bs_policy_allows(&policies, mac, &(struct wman_secneg){ 0 }));
	bs_policy_free(&policies);
}

#define OPTIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define SERVER	     "radius", "127.0.0.1:1812", "secret-file", "secret"

static void test_what_is_needed(void **state)
{
	/* by default what there is */
	assert_string_equal(finish(OPTIONS(SERVER)), "eap");
	assert_string_equal(finish(OPTIONS(SERVER, "device-ca", "ca")), "eap");
	assert_string_equal(finish(OPTIONS("device-ca", "ca")), "pkmv1");
	/* a server for accounting knows nobody */
	assert_string_equal(finish(OPTIONS("accounting", "127.0.0.1:1813", "secret-file", "secret",
					   "device-ca", "ca")),
			    "pkmv1");
	assert_string_equal(finish(OPTIONS(SERVER, "policy", "eap+eap")), "eap+eap");
	/* the server knows devices for PKMv1, not for RSA */
	assert_string_equal(finish(OPTIONS(SERVER, "pkmv1", "aaa", "policy", "pkmv1")), "pkmv1");
	assert_string_equal(finish(OPTIONS(SERVER, "pkmv1", "aaa", "policy", "rsa")),
			    "policy: RSA and PKMv1 want device-ca");
	assert_string_equal(finish(OPTIONS("device-ca", "ca", "certificate", "c", "private-key",
					   "k", "policy", "rsa")),
			    "rsa");
	/* for that nothing is */
	assert_string_equal(finish(OPTIONS("policy", "none")), "none");
	/* and what is not there */
	assert_string_equal(finish(OPTIONS(SERVER, "policy", "pkmv1")),
			    "policy: RSA and PKMv1 want device-ca");
	assert_string_equal(finish(OPTIONS(SERVER, "policy", "eap,rsa")),
			    "policy: RSA and PKMv1 want device-ca");
	assert_string_equal(
		finish(OPTIONS(SERVER, "device-ca", "ca", "policy", "02:16:00:00:01:01=rsa+eap")),
		"policy: RSA wants a certificate");
	assert_string_equal(finish(OPTIONS("device-ca", "ca", "certificate", "c", "private-key",
					   "k", "policy", "rsa+eap")),
			    "policy: EAP wants a radius server");
	assert_string_equal(finish(OPTIONS(SERVER, "certificate", "c")),
			    "certificate: it wants its private-key, and that wants it");
	assert_string_equal(finish(OPTIONS(SERVER, "private-key", "k")),
			    "certificate: it wants its private-key, and that wants it");
}

/* @wrong is what is wrong with @file; NULL when nothing is. */
static void load(const char *certificate, const char *key, const char *file, const char *wrong)
{
	const char *const options[] = { "certificate", certificate, "private-key", key, NULL };
	char err[BS_ERROR_LEN], want[BS_ERROR_LEN];
	struct bs_fds fds;
	struct bs_lab *lab = bs_lab_new_empty(options, &fds);

	lab->bs = bs_new(&lab->cfg, lab->loop, &fds, err);
	if (wrong) {
		assert_null(lab->bs);
		snprintf(want, sizeof(want), "%s: %s", file, wrong);
		assert_string_equal(err, want);
	} else {
		assert_non_null(lab->bs);
	}
	bs_lab_free(lab);
}

static void test_files(void **state)
{
	struct pki_id id = pki_make(&(struct pki_spec){ .cn = "bs" }, NULL, 2048);
	struct pki_id ec = pki_make(&(struct pki_spec){ .cn = "bs" }, NULL, PKI_P256);
	struct pki_id small = pki_make(&(struct pki_spec){ .cn = "bs" }, NULL, 1536);
	const char *cert = pki_write_certs("bs.pem", id.cert, NULL);
	const char *key = pki_write_key("bs.key", id.key, NULL, NULL);
	const char *absent = pki_path("absent"), *junk = pki_write("junk", "junk\n", 5, 0600);
	const char *ec_key = pki_write_key("ec.key", ec.key, NULL, NULL);
	const char *small_key = pki_write_key("small.key", small.key, NULL, NULL);
	char text[BS_ERROR_LEN];

	load(cert, key, NULL, NULL);
	load(absent, key, absent, "No such file or directory");
	load(junk, key, junk, "no certificate can be read");
	load(cert, absent, absent, "No such file or directory");
	load(cert, junk, junk, "no private key can be read");
	load(pki_write_certs("ec.pem", ec.cert, NULL), ec_key, ec_key,
	     "not an RSA key of 1024 or 2048 bits");
	load(pki_write_certs("small.pem", small.cert, NULL), small_key, small_key,
	     "not an RSA key of 1024 or 2048 bits");
	pki_free(&small);
	small = pki_make(&(struct pki_spec){ .cn = "bs" }, NULL, 1024);
	small_key = pki_write_key("small.key", small.key, NULL, NULL);
	snprintf(text, sizeof(text), "not the key of %s", cert);
	load(cert, small_key, small_key, text);
	chmod(key, 0640);
	load(cert, key, key, "open to group or others (mode 640): chmod 600");
	pki_free(&small);
	pki_free(&ec);
	pki_free(&id);
	pki_cleanup();
}

static bool refused_or_agreed(struct bs_lab *lab)
{
	return lab->station[0]->choice.present || lab->station[0]->aborted;
}

/* SBC-RSP chooses what the policy of that very subscriber says. */
static void test_sbc(void **state)
{
	static const char *const options[] = { "policy", "eap", "policy",
					       "02:16:00:00:01:01=eap+eap", NULL };
	static const struct {
		u8 number;
		u8 offer;
		u8 choice;
	} cases[] = {
		{ 0, 0x7, WMAN_POLICY_EAP },
		{ 0, 0x4, 0 },
		{ 1, 0x7, WMAN_POLICY_DOUBLE_EAP },
		{ 1, 0x4, WMAN_POLICY_DOUBLE_EAP },
		/* it must use both */
		{ 1, 0x2, 0 },
	};
	struct bs_station *st;
	struct bs_lab *lab;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		lab = bs_lab_new(options);
		st = bs_station_new(lab, cases[i].number);
		st->offer.policy = cases[i].offer;
		bs_station_range(st);
		assert_true(bs_lab_run(lab, refused_or_agreed, 5000));
		assert_int_equal(st->choice.policy, cases[i].choice);
		assert_int_equal(st->aborted, !cases[i].choice);
		if (st->aborted)
			assert_true(bs_lab_logged(lab, "\"rejected\"", "sbc-downgrade"));
		else
			assert_non_null(strstr(bs_lab_command(lab, "subscribers"),
					       cases[i].choice == WMAN_POLICY_EAP ?
						       "\"policy\": \"eap\"" :
						       "\"policy\": \"eap+eap\""));
		bs_lab_free(lab);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice), cmocka_unit_test(test_wrong_values),
		cmocka_unit_test(test_none),   cmocka_unit_test(test_what_is_needed),
		cmocka_unit_test(test_files),  cmocka_unit_test(test_sbc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
