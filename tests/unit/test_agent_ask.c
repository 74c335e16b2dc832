// SPDX-License-Identifier: BSD-3-Clause
/* What the agent makes of questions: of a child, and of a private key that is locked. */
#include "agent_rig.h"

#include "eap_pki.h"

/* agent.c never looks into it */
static struct asker *const asker = (struct asker *)&question;

static void test_ask(void **state)
{
	static const struct {
		enum question_end end;
		enum wman_reason reason;
	} ends[] = {
		{ QUESTION_CANCELLED, WMAN_REASON_CREDENTIALS },
		{ QUESTION_EXPIRED, WMAN_REASON_EAP_TIMEOUT },
	};
	struct child *child = children;
	size_t i;

	agent_set_asker(agent, asker);
	agent_ready(agent, DEV);
	child->ops->ask(child->ctx, EAP_ASK_IDENTITY, "");
	assert_int_equal(question.ask, EAP_ASK_IDENTITY);
	assert_string_equal(question.network, "home");
	answer(QUESTION_ANSWERED, "joe");
	assert_string_equal(child->answer, "joe");
	child->ops->ask(child->ctx, EAP_ASK_PASSWORD, "of joe");
	assert_string_equal(question.text, "of joe");
	for (i = 0; i < 2; i++) {
		answer(ends[i].end, NULL);
		assert_int_equal(child->cancelled, ends[i].reason);
		child->ops->ask(child->ctx, EAP_ASK_PASSWORD, "of joe");
	}
	/* the server loses its patience: nobody needs to answer any more */
	fail_with(child, WMAN_REASON_EAP_REJECTED);
	assert_false(question.open);
	/* so does the kernel */
	agent_ready(agent, DEV);
	child++;
	child->ops->ask(child->ctx, EAP_ASK_OTP, "Token");
	agent_cancel(agent, DEV, 100, WMAN_REASON_LINK_LOST);
	assert_false(question.open);
}

/* The session of somebody who was asked is good until the next connect. */
static void test_session_of_a_person(void **state)
{
	static const bool reauth[] = { true, true, false };
	struct child *child = children;
	size_t i;

	agent_set_asker(agent, asker);
	agent_ready(agent, DEV);
	child->ops->ask(child->ctx, EAP_ASK_PASSWORD, "");
	answer(QUESTION_ANSWERED, "secret");
	for (i = 0; i < 3; i++) {
		child->ops->session(child->ctx, (const uint8_t *)"ticket", 6);
		succeed(child++, 1);
		pending.reauth = reauth[i];
		agent_ready(agent, DEV);
		assert_int_equal(child->session_len, reauth[i] ? 6 : 0);
	}
	/* nobody was asked this time, so it is that of the station again */
	child->ops->session(child->ctx, (const uint8_t *)"ticket", 6);
	succeed(child++, 1);
	agent_ready(agent, DEV);
	assert_int_equal(child->session_len, 6);
}

static void test_nobody_to_ask(void **state)
{
	agent_ready(agent, DEV);
	children[0].ops->ask(children[0].ctx, EAP_ASK_IDENTITY, "");
	assert_int_equal(children[0].cancelled, WMAN_REASON_CREDENTIALS);
	agent_set_asker(agent, asker);
	ask_fails = true;
	children[0].cancelled = 0;
	children[0].ops->ask(children[0].ctx, EAP_ASK_IDENTITY, "");
	assert_int_equal(children[0].cancelled, WMAN_REASON_CREDENTIALS);
}

static void test_address(void **state)
{
	static const uint8_t mac[AGENT_ADDR_LEN] = { 2, 0, 0, 0, 0, 7 };

	pending.has_address = true;
	memcpy(pending.address, mac, sizeof(mac));
	agent_ready(agent, DEV);
	assert_memory_equal(children[0].address, mac, sizeof(mac));
}

/* A configuration whose private key wants a passphrase */
static struct config *locked_config(struct pki_id *id)
{
	struct config *config = make_config("home");
	struct network *net = config->networks;

	*id = pki_make(&(struct pki_spec){ .cn = "ss", .ca = 1 }, NULL, 0);
	net->locked = EAP_LOCKED_KEY;
	net->eap.methods[0] = eap_method_find("TLS");
	net->eap.num_methods = 1;
	net->eap.insecure = true;
	net->eap.identity = strdup("ss");
	net->eap.client_cert = strdup(pki_write_certs("client.pem", id->cert, NULL));
	net->eap.private_key =
		strdup(pki_write_key("client.key", id->key, EVP_aes_128_cbc(), "whatever"));
	return config;
}

static void test_locked(void **state)
{
	static const uint8_t packets[][5] = { { 1, 0, 0, 5, 1 }, { 1, 1, 0, 5, 1 } };
	struct pki_id id;
	size_t i;

	agent_set_config(agent, locked_config(&id));
	/* nobody can be asked */
	agent_ready(agent, DEV);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CREDENTIALS);
	agent_set_asker(agent, asker);
	/* a wrong one, and the last packet waits for the process */
	agent_ready(agent, DEV);
	assert_int_equal(question.ask, EAP_ASK_PASSPHRASE);
	assert_non_null(strstr(question.text, "client.key"));
	for (i = 0; i < 2; i++)
		agent_frame(agent, DEV, 100, packets[i], sizeof(packets[i]));
	agent_challenged(agent, DEV, 100);
	answer(QUESTION_ANSWERED, "wrong");
	assert_int_equal(num_children, 0);
	answer(QUESTION_ANSWERED, "whatever");
	assert_int_equal(num_children, 1);
	assert_non_null(children[0].creds);
	assert_int_equal(children[0].frames, 1);
	succeed(&children[0], 1);
	/* and not asked again */
	agent_ready(agent, DEV);
	assert_int_equal(num_children, 2);
	pki_free(&id);
	pki_cleanup();
}

static void test_stays_locked(void **state)
{
	struct config *config;
	struct pki_id id;
	size_t i;

	config = locked_config(&id);
	agent_set_config(agent, config);
	agent_set_asker(agent, asker);
	agent_ready(agent, DEV);
	for (i = 0; i < 3; i++)
		answer(QUESTION_ANSWERED, "wrong");
	assert_int_equal(dones, 1);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CREDENTIALS);
	assert_true(done_verdict.permanent);
	/* a token has a PIN */
	config->networks->locked = EAP_LOCKED_TOKEN;
	agent_ready(agent, DEV);
	assert_int_equal(question.ask, EAP_ASK_PIN);
	answer(QUESTION_CANCELLED, NULL);
	assert_int_equal(done_verdict.reason, WMAN_REASON_CREDENTIALS);
	agent_ready(agent, DEV);
	answer(QUESTION_EXPIRED, NULL);
	assert_int_equal(done_verdict.reason, WMAN_REASON_EAP_TIMEOUT);
	/* another exchange, or a reload, was faster than the answer */
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("home"));
	answer(QUESTION_ANSWERED, "whatever");
	assert_int_equal(num_children, 1);
	pki_free(&id);
	agent_set_config(agent, locked_config(&id));
	pending.cookie = 101;
	agent_ready(agent, DEV);
	agent_set_config(agent, make_config("elsewhere"));
	answer(QUESTION_ANSWERED, "whatever");
	assert_int_equal(done_verdict.reason, WMAN_REASON_NO_NETWORK);
	assert_int_equal(num_children, 1);
	pki_free(&id);
	pki_cleanup();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_ask),	    TEST(test_nobody_to_ask), TEST(test_session_of_a_person),
		TEST(test_address), TEST(test_locked),	      TEST(test_stays_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
