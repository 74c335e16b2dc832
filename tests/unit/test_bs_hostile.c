// SPDX-License-Identifier: BSD-3-Clause
/*
 * The hostile base stations of tests/hostile that have a Mode: the base station does what their heads
 * say, and a subscriber that is sound, put together here by hand, takes it as they say.
 */
#include <dirent.h>
#include <stdio.h>

#include "rsa_rig.h"
#include "message.h"
#include "sbc.h"
#include "wman-bs/entry.h"
#include "wman-bs/mgmt.h"

#define HOSTILE "tests/hostile"

/* A sound subscriber: what it waits for. */
struct sound {
	struct bs_hand *h;
	u8 policy;
	bool rsa; /* RSA-Reply */
	bool method; /* the EAP method has an MSK */
	bool eik; /* h->eik is that of this authorization */
	bool second; /* EAP under the EIK has begun */
	u8 msk[2][64];
	u8 pak[20];
	u8 pak_sn;
	bool silenced; /* by RSA-Reject for good */
	bool authorized;
	unsigned int dropped;
};

static const struct {
	const char *name;
	u8 policy;
} modes[] = {
	{ "rsa", WMAN_POLICY_RSA },
	{ "rsa+eap", WMAN_POLICY_RSA_EAP },
	{ "eap+eap", WMAN_POLICY_DOUBLE_EAP },
};

/* A line of the head; false when there is none. */
static bool field(const char *path, const char *key, char *value, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t len = strlen(key);
	char line[600];
	bool found = false;

	assert_non_null(f);
	while (!found && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		found = !strncmp(line, "# ", 2) && !strncmp(line + 2, key, len) &&
			line[2 + len] == ':';
	}
	fclose(f);
	if (found)
		snprintf(value, size, "%s", line + 2 + len + 2);
	return found;
}

static bool signed_well(struct bs_hand *h)
{
	u8 der[2048], *p = der;
	size_t len, sig_len;
	const u8 *sig = bs_hand_attr(h, 38, &sig_len), *cert = bs_hand_attr(h, 37, &len);

	return sig && len == (size_t)i2d_X509(bs_own.cert, &p) && !memcmp(cert, der, len) &&
	       pkm_rsa_verify(bs_own.key, h->got, h->got_len - sig_len - 4, sig, sig_len);
}

/* RSA-Reply or RSA-Reject that answers, and is the base station's. */
static bool answers(struct sound *s)
{
	return s->rsa && !memcmp(bs_hand_attr(s->h, 33, NULL), s->h->ms_random, 8) &&
	       signed_well(s->h);
}

static bool rsa_reply(struct sound *s)
{
	struct bs_hand *h = s->h;
	u8 plain[256], both[40];
	size_t n;

	if (!answers(s) || !bs_hand_number(h, 9))
		return false;
	n = rsa_decrypt(h, plain);
	if (n != 38 || memcmp(plain + 32, h->ss->mac, 6))
		return false;
	bs_hand_kdf(h, plain, 32, NULL, "EIK+PAK", both, sizeof(both));
	bs_hand_eik(h, both);
	memcpy(s->pak, both + 20, 20);
	s->pak_sn = (u8)bs_hand_number(h, 10);
	s->rsa = false;
	s->eik = true;
	assert_int_equal(acknowledge(h), WMAN_REASON_NONE);
	return true;
}

static bool rsa_reject(struct sound *s)
{
	if (!answers(s))
		return false;
	s->silenced = bs_hand_number(s->h, 16) == 6;
	return true;
}

/* A digest that is there, right and new. */
static bool digest_good(struct bs_hand *h, struct bs_hand_keys *keys)
{
	const u8 *digest = bs_hand_attr(h, 40, NULL);
	u8 expected[8];
	u32 pn;

	if (!digest)
		return false;
	pn = bs_hand_value(h, keys, keys->d, expected);
	if (memcmp(digest + 4, expected, 8) || pn <= keys->rx)
		return false;
	keys->rx = pn;
	return true;
}

/* The lab's AAA server gives the MSK of the exchange that runs. */
static bool eap(struct sound *s, u8 code)
{
	struct bs_hand *h = s->h;
	const u8 *packet = bs_hand_attr(h, 28, NULL);

	if (packet[0] != 1)
		return packet[0] == 3;
	memcpy(h->lab->msk, s->msk[s->second], 64);
	s->method = packet[4] != 1;
	bs_hand_eap(h, code, s->method ? NULL : "user", code == 19 ? &h->eik : NULL,
		    code == 19 && s->policy & WMAN_POLICY_RSA ? s->pak_sn : -1);
	return true;
}

static bool eap_transfer(struct sound *s)
{
	return s->policy == WMAN_POLICY_DOUBLE_EAP && !s->eik && eap(s, 18);
}

static bool authenticated(struct sound *s)
{
	if (!s->eik || s->policy == WMAN_POLICY_RSA || !digest_good(s->h, &s->h->eik))
		return false;
	s->second = true;
	return eap(s, 19);
}

static bool eap_complete(struct sound *s)
{
	struct bs_hand *h = s->h;

	if (s->policy != WMAN_POLICY_DOUBLE_EAP || !s->method || s->eik)
		return false;
	bs_hand_eik(h, s->msk[0] + 24);
	if (!digest_good(h, &h->eik))
		return false;
	s->eik = true;
	s->method = false;
	s->second = true;
	bs_hand_begin(h, 30);
	bs_hand_put(h, 33, h->ms_random, 8);
	bs_hand_digest(h, &h->eik);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	return true;
}

static bool challenge(struct sound *s)
{
	const bool rsa = s->policy & WMAN_POLICY_RSA;
	struct bs_hand *h = s->h;
	u8 key[20] = { 0 }, ak[20], bs_random[8];
	int i;

	if (!s->eik || (s->policy != WMAN_POLICY_RSA && !(s->second && s->method)))
		return false;
	for (i = 0; i < 20; i++) {
		key[i] = rsa ? s->pak[i] : s->msk[0][44 + i];
		if (s->policy != WMAN_POLICY_RSA)
			key[i] ^= s->msk[1][44 + i];
	}
	bs_hand_kdf(h, key, 20, rsa ? s->pak : NULL, "AK", ak, 20);
	bs_hand_ak(h, ak, (u8)bs_hand_number(h, 10));
	if (!digest_good(h, &h->ak))
		return false;
	memcpy(bs_random, bs_hand_attr(h, 34, NULL), 8);
	assert_int_equal(bs_hand_sa_tek_request(h, bs_random), WMAN_REASON_NONE);
	return true;
}

static bool response(struct sound *s)
{
	s->authorized = digest_good(s->h, &s->h->ak);
	return s->authorized;
}

/* Take what comes until nothing comes any more. */
static void listen_to_it(struct sound *s)
{
	static bool (*const takers[])(struct sound * s) = {
		[14] = rsa_reply, [15] = rsa_reject, [18] = eap_transfer, [19] = authenticated,
		[20] = challenge, [22] = response,   [29] = eap_complete,
	};
	u8 code;

	while ((code = bs_hand_next(s->h))) {
		assert_in_range(code, 0, ARRAY_SIZE(takers) - 1);
		assert_non_null(takers[code]);
		if (!takers[code](s))
			s->dropped++;
	}
}

static struct bs_hand *new_hand(u8 policy)
{
	const char *const options[] = {
		"device-ca",   ca_file,	 "certificate", cert_file,
		"private-key", key_file, "policy",	"rsa+eap,eap+eap,rsa",
		"mgmt-max",    "2000",	 NULL,
	};

	return bs_hand_new(options, policy);
}

static void load(struct bs_hand *h, const char *path)
{
	char line[600];

	snprintf(line, sizeof(line), "rules %s", path);
	assert_string_equal(bs_lab_command(h->lab, line), "ok\n");
}

/* Bid down: SBC-RSP has another authorization than this subscriber wants. */
static void bid_down(const char *path, u8 policy)
{
	struct bs_hand *h = new_hand(policy);
	struct wman_sbc sbc = { .secneg = h->ss->offer };
	struct bs_message msg = { .src = h->ss->mac, .cid = h->ss->basic_cid };
	u8 octets[128];
	struct wman_buf buf;
	int i;

	for (i = 0; i < 2; i++) {
		bs_ss_reset(h->ss);
		wman_buf_init(&buf, octets, sizeof(octets));
		sbc.secneg = h->ss->offer;
		wman_sbc_put(&buf, WMAN_MSG_SBC_REQ, &sbc);
		msg.data = octets;
		msg.len = buf.len;
		h->other_len = 0;
		assert_int_equal(bs_entry_sbc_req(h->ss, &msg), WMAN_REASON_NONE);
		bs_lab_wait(h->lab, 1);
		assert_int_equal(wman_sbc_parse(&sbc, WMAN_MSG_SBC_RSP, h->other, h->other_len),
				 WMAN_REASON_NONE);
		if (!i) {
			assert_int_equal(sbc.secneg.policy, policy);
			load(h, path);
		} else {
			assert_int_not_equal(sbc.secneg.policy, policy);
		}
	}
	bs_hand_free(h);
}

static void attack(const char *path, u8 policy, bool undisturbed)
{
	struct sound s = { .h = new_hand(policy), .policy = policy };
	int i;

	for (i = 0; i < 64; i++) {
		s.msk[0][i] = (u8)(3 * i + 1);
		s.msk[1][i] = (u8)(5 * i + 2);
	}
	/* what was said before there are rules is said again */
	while (bs_hand_next(s.h))
		;
	load(s.h, path);
	if (policy & WMAN_POLICY_RSA) {
		s.rsa = true;
		assert_int_equal(request(s.h, &own), WMAN_REASON_NONE);
	} else {
		bs_auth_begin(s.h->ss);
	}
	listen_to_it(&s);
	if (s.authorized) {
		bs_fault_opened(s.h->ss);
		bs_lab_wait(s.h->lab, 250);
		listen_to_it(&s);
	}
	if (strstr(bs_lab_command(s.h->lab, "fault"), " done 0\n"))
		fail_msg("%s: a rule was not done", path);
	if (s.authorized != undisturbed || s.silenced || s.h->ss->auth.ak.valid != undisturbed)
		fail_msg("%s: %s", path, undisturbed ? "it was disturbed" : "it was authorized");
	/* there was something to be dropped, or nothing at all */
	if (!s.dropped && !strstr(path, "-silent"))
		fail_msg("%s: nothing was dropped", path);
	bs_hand_free(s.h);
}

static void one(const char *path)
{
	char mode[32], expect[32], does[512];
	size_t i;

	if (!field(path, "Mode", mode, sizeof(mode)))
		return;
	assert_true(field(path, "Expect", expect, sizeof(expect)));
	assert_true(field(path, "Does", does, sizeof(does)));
	for (i = 0; i < ARRAY_SIZE(modes) && strcmp(modes[i].name, mode); i++)
		;
	assert_in_range(i, 0, ARRAY_SIZE(modes) - 1);
	if (strstr(path, "-sbc-"))
		bid_down(path, modes[i].policy);
	else
		attack(path, modes[i].policy, !strcmp(expect, "undisturbed"));
}

static void test_attacks(void **state)
{
	struct dirent *entry;
	unsigned int n = 0;
	char path[512];
	DIR *d = opendir(HOSTILE);

	assert_non_null(d);
	while ((entry = readdir(d))) {
		if (!strstr(entry->d_name, ".rules"))
			continue;
		snprintf(path, sizeof(path), HOSTILE "/%s", entry->d_name);
		one(path);
		n++;
	}
	closedir(d);
	assert_true(n > 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attacks),
	};

	return cmocka_run_group_tests(tests, rsa_setup, rsa_teardown);
}
