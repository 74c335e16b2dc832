// SPDX-License-Identifier: BSD-3-Clause
/* Several networks: which one is tried after a refusal, and what a reload does to stations. */
#include "agent_rig.h"
#include "blacklist.h"
#include "station.h"

static const uint8_t here[] = { 0, 0, 0x5e, 0, 0x53, 1 }, there[] = { 0, 0, 0x5e, 0, 0x53, 2 };

/* The first one has the greatest priority; the tag is the first letter of @says. */
static struct config *networks(const char *const *names, const char *says)
{
	struct config *config = make_config(names[0]);
	struct network *net = config->networks;
	size_t i;

	for (i = 0;; i++) {
		net->priority = 10 - (int)i;
		net->tag[0] = (uint8_t)says[i];
		if (!names[i + 1])
			return config;
		net->next = calloc(1, sizeof(*net));
		net->next->policy = WMAN_AUTH_POLICY_EAP;
		net = net->next;
		net->name = strdup(names[i + 1]);
	}
}

static struct config *two(const char *says)
{
	return networks((const char *const[]){ "first", "second", NULL }, says);
}

/* An exchange at a base station; its child, or NULL when none was made. */
static struct child *begin_at(const uint8_t *bsid, const char *name)
{
	unsigned int before = num_children;

	pending.cookie++;
	pending.has_bsid = true;
	memcpy(pending.bsid, bsid, sizeof(pending.bsid));
	snprintf(pending.network, sizeof(pending.network), "%s", name);
	agent_ready(agent, DEV);
	return num_children > before ? &children[before] : NULL;
}

static const struct eap_creds *creds_of(const char *name)
{
	return config_named(agent_config(agent), name)->creds;
}

/* Credentials tell the networks apart. */
static void use(struct config *config)
{
	struct network *net;

	for (net = config->networks; net; net = net->next)
		net->creds = calloc(1, sizeof(struct eap_creds));
	agent_set_config(agent, config);
}

static void refused_then_the_next(void **state)
{
	struct child *child;

	use(two("ab"));
	child = begin_at(here, "");
	assert_ptr_equal(child->creds, creds_of("first"));
	fail_with(child, WMAN_REASON_EAP_REJECTED);
	assert_false(done_verdict.permanent);
	child = begin_at(here, "");
	assert_ptr_equal(child->creds, creds_of("second"));
	succeed(child, 1);
	/* elsewhere it may be right */
	child = begin_at(there, "");
	assert_ptr_equal(child->creds, creds_of("first"));
	fail_with(child, WMAN_REASON_EAP_TIMEOUT);
	/* silence is no refusal */
	child = begin_at(there, "");
	assert_ptr_equal(child->creds, creds_of("first"));
	succeed(child, 1);
}

static void all_refused(void **state)
{
	use(two("ab"));
	fail_with(begin_at(here, ""), WMAN_REASON_EAP_REJECTED);
	fail_with(begin_at(here, ""), WMAN_REASON_TLS_UNTRUSTED);
	assert_int_equal(dones, 2);
	assert_false(done_verdict.permanent);
	/* a refusal may be forged: where nothing else is left it takes nothing away */
	fail_with(begin_at(here, ""), WMAN_REASON_EAP_TIMEOUT);
	assert_int_equal(dones, 3);
	/* asked for by name it is tried */
	succeed(begin_at(here, "second"), 1);
	assert_ptr_equal(begin_at(here, "")->creds, creds_of("second"));
}

static void credentials_are_permanent_when_none_is_left(void **state)
{
	use(two("ab"));
	fail_with(begin_at(here, ""), WMAN_REASON_CREDENTIALS);
	assert_false(done_verdict.permanent);
	fail_with(begin_at(here, ""), WMAN_REASON_CREDENTIALS);
	assert_true(done_verdict.permanent);
}

static void a_person_may_try_again(void **state)
{
	struct child *child;

	use(two("ab"));
	agent_set_asker(agent, (struct asker *)1);
	child = begin_at(here, "");
	child->ops->ask(child->ctx, EAP_ASK_PASSWORD, "");
	answer(QUESTION_ANSWERED, "wrong");
	fail_with(child, WMAN_REASON_EAP_REJECTED);
	assert_int_equal(agent_blacklist(agent)->num, 0);
	assert_ptr_equal(begin_at(here, "")->creds, creds_of("first"));
}

static void a_reload_forgets(void **state)
{
	use(two("ab"));
	fail_with(begin_at(here, ""), WMAN_REASON_EAP_REJECTED);
	assert_int_equal(agent_blacklist(agent)->num, 1);
	use(two("ab"));
	assert_int_equal(agent_blacklist(agent)->num, 0);
	assert_ptr_equal(begin_at(here, "")->creds, creds_of("first"));
}

/* Names and tags of the new configuration; whether a station of "first" authenticates again. */
static void a_reload_disturbs_who_changed(void **state)
{
	static const struct {
		const char *names[4];
		const char *says;
		unsigned int reauths;
	} rows[] = {
		{ { "first", "second" }, "ab", 0 },
		{ { "first", "second" }, "ax", 0 },
		{ { "second", "first" }, "ba", 0 },
		{ { "new", "first" }, "ca", 0 },
		{ { "first" }, "a", 0 },
		{ { "first", "second" }, "xb", 1 },
		{ { "second" }, "b", 1 },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		use(two("ab"));
		succeed(begin_at(here, "first"), 1);
		reauths = 0;
		use(networks(rows[i].names, rows[i].says));
		assert_int_equal(reauths, rows[i].reauths);
		/* the kernel is not touched otherwise */
		assert_int_equal(dones, i + 1);
	}
}

/* A child runs with what it has; the station follows when it is done. */
static void a_reload_during_an_exchange(void **state)
{
	struct child *child;

	use(two("ab"));
	succeed(begin_at(here, "first"), 1);
	child = begin_at(here, "first");
	use(two("xb"));
	assert_false(child->freed);
	assert_int_equal(reauths, 0);
	succeed(child, 1);
	assert_int_equal(reauths, 1);
	assert_non_null(done_verdict.msk);
	/* with the new one all is well */
	succeed(begin_at(here, "first"), 1);
	assert_int_equal(reauths, 1);
}

static void a_failure_is_no_station(void **state)
{
	use(two("ab"));
	succeed(begin_at(here, "first"), 1);
	fail_with(begin_at(here, "first"), WMAN_REASON_EAP_TIMEOUT);
	use(two("xb"));
	assert_int_equal(reauths, 0);
	succeed(begin_at(here, "first"), 1);
	agent_drop_all(agent);
	use(two("yb"));
	assert_int_equal(reauths, 0);
}

/* What a person unlocked stays open, if block and files are the same. */
static void unlocked_stays(void **state)
{
	static const struct {
		uint8_t tag;
		uint8_t files;
		bool stays;
	} rows[] = { { 'a', 0, true }, { 'x', 0, false }, { 'a', 1, false } };
	struct config *config;
	const struct eap_creds *creds;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		use(two("ab"));
		creds = creds_of("first");
		config = two("ab");
		config->networks->tag[0] = rows[i].tag;
		config->networks->files[0] = rows[i].files;
		config->networks->locked = EAP_LOCKED_KEY;
		agent_set_config(agent, config);
		assert_int_equal(config->networks->locked == EAP_LOCKED_NOT, rows[i].stays);
		assert_ptr_equal(config->networks->creds, rows[i].stays ? creds : NULL);
	}
}

/* Root keys belong to the last authentication, and to a network that wants them. */
static void roots(void **state)
{
	struct mip_roots keys = { .rk[MIP_NWG] = { 1 } };
	struct config *config = two("ab");
	struct child *child;

	config->networks->emsk_keys = true;
	use(config);
	child = begin_at(here, "second");
	assert_false(child->wants_roots);
	succeed(child, 1);
	assert_false(agent_station(agent, DEV)->has_roots);
	child = begin_at(here, "first");
	assert_true(child->wants_roots);
	child->ops->roots(child->ctx, &keys);
	assert_false(agent_station(agent, DEV)->has_roots);
	succeed(child, 1);
	assert_true(agent_station(agent, DEV)->has_roots);
	assert_int_equal(agent_station(agent, DEV)->roots.rk[MIP_NWG][0], 1);
	assert_null(agent_station(agent, DEV2));
	/* a block that says something else may not want them */
	use(two("xb"));
	assert_false(agent_station(agent, DEV)->has_roots);
	assert_int_equal(agent_station(agent, DEV)->roots.rk[MIP_NWG][0], 0);
	/* those of a failure go nowhere */
	child = begin_at(here, "first");
	child->ops->roots(child->ctx, &keys);
	fail_with(child, WMAN_REASON_EAP_TIMEOUT);
	assert_null(agent_station(agent, DEV));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refused_then_the_next),
		TEST(all_refused),
		TEST(credentials_are_permanent_when_none_is_left),
		TEST(a_person_may_try_again),
		TEST(a_reload_forgets),
		TEST(a_reload_disturbs_who_changed),
		TEST(a_reload_during_an_exchange),
		TEST(a_failure_is_no_station),
		TEST(unlocked_stays),
		TEST(roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
