// SPDX-License-Identifier: BSD-3-Clause
/*
 * How many exchanges the agent has at once, and who is next.
 */
#include "agent_rig.h"
#include "exchange.h"

/* The device of a process that runs still */
static uint32_t served(unsigned int i)
{
	const struct exchange *ex = children[i].ctx;

	assert_true(i < num_children);
	return ex->info.ifindex;
}

static int set_limit(void **state)
{
	int ret = setup(state);

	agent->busy_max = 2;
	agent_set_asker(agent, (struct asker *)&question);
	return ret;
}

static const struct agent_exchange other = { .cookie = 101, .ifname = "wman1", .network = "home" };

/* The base station has said nothing for long. */
static void stall(const struct child *child)
{
	struct exchange *ex = child->ctx;

	ex->moved_ms -= 60000;
}

static void ready(uint32_t first, uint32_t last)
{
	for (; first <= last; first++)
		agent_ready(agent, first);
}

static void test_limit_of_cpus(void **state)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	assert_int_equal(agent->busy_max, 16 * cpus);
}

static void test_waits(void **state)
{
	ready(10, 14);
	assert_int_equal(num_children, 2);
	/* the kernel keeps what nobody accepted */
	assert_int_equal(accepts, 2);
	run_loop();
	assert_int_equal(num_children, 2);

	fail_with(&children[1], WMAN_REASON_EAP_REJECTED);
	/* not before the loop wiped what the process said */
	assert_int_equal(accepts, 2);
	run_loop();
	assert_int_equal(num_children, 3);
	assert_int_equal(served(2), 12);

	agent_cancel(agent, 10, 100, WMAN_REASON_EAP_TIMEOUT);
	succeed(&children[2], 1);
	run_loop();
	assert_int_equal(num_children, 5);
	assert_int_equal(served(3), 13);
	assert_int_equal(served(4), 14);
	assert_int_equal(dones, 2);
}

static void test_once(void **state)
{
	ready(10, 12);
	ready(12, 12);
	succeed(&children[0], 1);
	succeed(&children[1], 1);
	run_loop();
	assert_int_equal(num_children, 3);
	assert_int_equal(accepts, 3);
}

/* Whose exchange the kernel has ended meanwhile takes nobody's turn. */
static void test_gone_meanwhile(void **state)
{
	ready(10, 13);
	succeed(&children[0], 1);
	succeed(&children[1], 1);
	accept_error = -ENOENT;
	run_loop();
	assert_int_equal(accepts, 4);
	assert_int_equal(num_children, 2);
	accept_error = 0;
	/* it asks again */
	ready(12, 12);
	assert_int_equal(num_children, 3);
	assert_int_equal(served(2), 12);
}

/* Each fails at once; this is no reason to end after the first, nor to nest them. */
static void test_all_fail(void **state)
{
	ready(10, 11);
	ready(12, 61);
	fork_fails = true;
	succeed(&children[0], 1);
	run_loop();
	assert_int_equal(dones, 1 + 50);
	assert_int_equal(num_children, 2);
}

static void test_running_one_replaced(void **state)
{
	ready(10, 12);
	pending = other;
	ready(10, 10);
	assert_true(children[0].freed);
	assert_int_equal(num_children, 3);
	assert_int_equal(served(2), 10);
	run_loop();
	assert_int_equal(num_children, 3);
}

/* Who waits for a person leaves the room to others, and needs none to go on. */
static void test_person(void **state)
{
	ready(10, 13);
	children[0].ops->ask(children[0].ctx, EAP_ASK_PASSWORD, "");
	assert_true(question.open);
	assert_int_equal(num_children, 2);
	run_loop();
	assert_int_equal(num_children, 3);
	assert_int_equal(served(2), 12);
	answer(QUESTION_ANSWERED, "secret");
	assert_string_equal(children[0].answer, "secret");
	/* three are busy: one that ends is none too few */
	succeed(&children[1], 1);
	run_loop();
	assert_int_equal(num_children, 3);
	succeed(&children[0], 1);
	run_loop();
	assert_int_equal(num_children, 4);
}

/* An answer is something that came, however long it took. */
static void test_person_slow(void **state)
{
	ready(10, 12);
	children[0].ops->ask(children[0].ctx, EAP_ASK_PASSWORD, "");
	run_loop();
	assert_int_equal(num_children, 3);
	stall(&children[0]);
	answer(QUESTION_ANSWERED, "secret");
	ready(13, 13);
	succeed(&children[1], 1);
	run_loop();
	assert_int_equal(num_children, 3);
}

static void test_silent_base_station(void **state)
{
	static const uint8_t packet[] = { 1, 0, 0, 5, 1 };

	ready(10, 12);
	stall(&children[0]);
	stall(&children[1]);
	/* it was not that silent */
	agent_frame(agent, 11, 100, packet, sizeof(packet));
	ready(13, 13);
	assert_int_equal(num_children, 3);
	assert_int_equal(served(2), 12);
	stall(&children[2]);
	pending.cookie = 100;
	agent_frame(agent, 12, 100, packet, sizeof(packet));
	ready(14, 14);
	assert_int_equal(num_children, 3);
}

static void look(void *arg)
{
	unsigned int *tries = arg;

	if (num_children > 2 || !--*tries)
		loop_quit(agent_loop);
	else
		loop_timer_set(idle, 10);
}

/* Nothing happens when somebody falls silent: the agent looks by itself. */
static void test_looks_again(void **state)
{
	unsigned int tries = 1000;

	ready(10, 12);
	stall(&children[0]);
	loop_timer_free(idle);
	idle = loop_timer_new(agent_loop, look, &tries);
	loop_timer_set(idle, 10);
	loop_run(agent_loop);
	assert_int_equal(served(2), 12);
}

/* Silence is free, processes are not. */
static void test_limit_of_all(void **state)
{
	unsigned int i;

	agent->busy_max = 1;
	for (i = 0; i < 12; i++) {
		ready(10 + i, 10 + i);
		if (i < 8)
			stall(&children[i]);
	}
	assert_int_equal(num_children, 8);
	agent_cancel(agent, 10, 100, WMAN_REASON_EAP_TIMEOUT);
	run_loop();
	assert_int_equal(num_children, 9);
	assert_int_equal(served(8), 18);
}

/* The second half of an authorization does not wait behind those who have nothing to lose. */
static void test_second(void **state)
{
	static const enum wman_auth_policy policies[] = { WMAN_AUTH_POLICY_EAP_EAP,
							  WMAN_AUTH_POLICY_RSA_EAP };
	struct exchange *ex;
	size_t i;

	agent->busy_max = 1;
	for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		ready(10, 10);
		ready(20, 21);
		ex = children[num_children - 1].ctx;
		ex->info.policy = policies[i];
		succeed(&children[num_children - 1], 1);
		ready(10, 10);
		assert_int_equal(served(num_children - 1), 10);
		/* that was its turn: from the start it has none before others */
		agent_cancel(agent, 10, 100, WMAN_REASON_EAP_TIMEOUT);
		ready(10, 10);
		assert_int_equal(served(num_children - 1), 20);
		fail_with(&children[num_children - 1], WMAN_REASON_EAP_REJECTED);
		run_loop();
		assert_int_equal(served(num_children - 1), 21);
		fail_with(&children[num_children - 1], WMAN_REASON_EAP_REJECTED);
		run_loop();
		assert_int_equal(served(num_children - 1), 10);
		fail_with(&children[num_children - 1], WMAN_REASON_EAP_REJECTED);
	}
}

/* A station that is authorized already has as much time as any. */
static void test_again(void **state)
{
	agent->busy_max = 1;
	ready(10, 10);
	succeed(&children[0], 1);
	ready(20, 21);
	ready(10, 10);
	succeed(&children[1], 1);
	run_loop();
	assert_int_equal(served(2), 21);
}

static void test_drop_all(void **state)
{
	ready(10, 13);
	agent_drop_all(agent);
	run_loop();
	assert_int_equal(accepts, 2);
	assert_int_equal(num_children, 2);
	/* nothing is left in the way of those that come */
	ready(20, 21);
	assert_int_equal(num_children, 4);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_limit, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_limit_of_cpus, setup, teardown),
		TEST(test_waits),
		TEST(test_once),
		TEST(test_gone_meanwhile),
		TEST(test_all_fail),
		TEST(test_running_one_replaced),
		TEST(test_person),
		TEST(test_person_slow),
		TEST(test_silent_base_station),
		TEST(test_looks_again),
		TEST(test_limit_of_all),
		TEST(test_second),
		TEST(test_again),
		TEST(test_drop_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
