// SPDX-License-Identifier: BSD-3-Clause
/*
 * PKMv2 authorization by EAP, by RSA, by either of them with an EAP after it, and their
 * re-authentication, against tables typed in from the description of the protocol and not from the
 * code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth_fsm.h"
#include "fsm_walk.h"

#define NUM_STATES 23 /* those of PKMv1 and policy none among them, which ignore all */
#define NUM_EVENTS 26

#define A(name) WMAN_AUTH_A_##name

/* The timers, each named by how long it runs. */
#define AUTHORIZE    A(T_AUTHORIZE) /* Authorize wait */
#define PROGRESS     A(T_PROGRESS) /* three times Authorize wait */
#define PREHANDSHAKE A(T_PREHANDSHAKE) /* PMK pre-handshake lifetime */
#define SA_TEK_TIMER A(T_SA_TEK) /* SATEKTimer */
#define REAUTHORIZE  A(T_REAUTHORIZE) /* Reauthorize wait */
#define REJECT	     A(T_REJECT) /* Authorize reject wait */

/* "Hand payload to user space", which is told of the exchange first when it begins. */
#define TO_USER	      (A(TO_AGENT) | PROGRESS)
#define FIRST_TO_USER (A(EXCHANGE) | TO_USER)
/* "Send EAP-Start", the first of five. */
#define START_EAP (A(COUNT_CLEAR) | A(START) | AUTHORIZE)
/* "New MS_Random; send SA-TEK-Request; resend counter = 0; timer = SATEKTimer" */
#define HANDSHAKE (A(SA_TEK) | A(COUNT_CLEAR) | SA_TEK_TIMER)
/* "Stop timer; start or refresh the TEK machines; grace timer", which comes with the new AK. */
#define CONFIRM (A(STOP_TIMER) | A(CONFIRM_AK) | A(SAS))
/* "Keep the old AK and its TEKs, retry after Reauthorize wait": what was new is erased. */
#define KEEP_OLD (A(CANCEL_EAP) | A(ERASE_PMK) | A(ERASE_NEW_AK) | REAUTHORIZE)
/* "Erase all", "Stop all TEK FSMs": timer, exchange, keys of every kind. */
#define ERASE_ALL                                                                        \
	(A(STOP_TIMER) | A(CANCEL_EAP) | A(ERASE_PMK) | A(ERASE_NEW_AK) | A(STOP_TEKS) | \
	 A(ERASE_AK))

#define T(s, e, n, actions)                                                           \
	{                                                                             \
		WMAN_AUTH_STATE_##s, WMAN_AUTH_EV_##e, WMAN_AUTH_STATE_##n, (actions) \
	}
#define LINK_LOSS(s) T(s, STOP, STOPPED, ERASE_ALL)
/* the TEKs go on for a while: perhaps the target base station has them, too */
#define HANDOVER(s)   T(s, SUSPEND, STOPPED, ERASE_ALL & ~A(STOP_TEKS))
#define AK_EXPIRES(s) T(s, EXPIRED, EAP_START, ERASE_ALL | START_EAP)
/* "derive EIK and PAK", "EIK | PMK = Truncate(MSK, 320)"; what follows is counted anew */
#define FIRST_OF_TWO (A(DERIVE_PMK) | A(COUNT_CLEAR))

static const struct fsm_row rows[] = {
	T(STOPPED, BEGIN, EAP_START, A(COUNT_CLEAR) | AUTHORIZE),
	/* no agent bound: entry waits for a bind */
	T(STOPPED, BEGIN_ALONE, NO_AGENT, 0),
	/* "send SA-TEK-Request at once"; and "no handshake" */
	T(STOPPED, CHALLENGE_RANGING, SA_TEK_WAIT, HANDSHAKE),
	T(STOPPED, HANDED_OVER, AUTHORIZED, A(CONFIRM_AK) | A(SAS)),

	T(NO_AGENT, AGENT_BOUND, EAP_START, START_EAP),
	LINK_LOSS(NO_AGENT),

	T(EAP_START, EAP_BEGIN, EAP_RUNNING, FIRST_TO_USER),
	T(EAP_START, TIMER, EAP_START, A(START) | AUTHORIZE),
	T(EAP_START, TIMER_LAST, REJECT_WAIT, REJECT),
	T(EAP_START, AGENT_GONE, NO_AGENT, A(STOP_TIMER)),
	LINK_LOSS(EAP_START),

	T(EAP_RUNNING, EAP, EAP_RUNNING, TO_USER),
	T(EAP_RUNNING, SUCCESS, KEY_WAIT, A(DERIVE_PMK) | PREHANDSHAKE),
	T(EAP_RUNNING, FAILURE, REJECT_WAIT, REJECT),
	/* D24 is about what an AK in force would lose; there is none */
	T(EAP_RUNNING, FAILURE_UNSIGNED, REJECT_WAIT, REJECT),
	T(EAP_RUNNING, FAILURE_PERMANENT, SILENT, A(STOP_TIMER)),
	T(EAP_RUNNING, TIMER, EAP_START, A(CANCEL_EAP) | START_EAP),
	T(EAP_RUNNING, AGENT_GONE, NO_AGENT, A(STOP_TIMER)),
	LINK_LOSS(EAP_RUNNING),

	T(KEY_WAIT, CHALLENGE, SA_TEK_WAIT, HANDSHAKE),
	T(KEY_WAIT, TIMER, EAP_START, A(ERASE_PMK) | START_EAP),
	LINK_LOSS(KEY_WAIT),

	T(SA_TEK_WAIT, RESPONSE, AUTHORIZED, CONFIRM),
	T(SA_TEK_WAIT, CHALLENGE, SA_TEK_WAIT, HANDSHAKE),
	T(SA_TEK_WAIT, CHALLENGE_AGAIN, SA_TEK_WAIT, A(SA_TEK_AGAIN)),
	T(SA_TEK_WAIT, TIMER, SA_TEK_WAIT, A(SA_TEK_AGAIN) | SA_TEK_TIMER),
	/* also the TEKs of a handover, which nobody proved */
	T(SA_TEK_WAIT, TIMER_LAST, REJECT_WAIT,
	  A(ERASE_PMK) | A(ERASE_NEW_AK) | A(STOP_TEKS) | REJECT),
	/* "abort entry, deauthorize" */
	T(SA_TEK_WAIT, MISMATCH, STOPPED, ERASE_ALL | A(ABORT)),
	LINK_LOSS(SA_TEK_WAIT),

	T(AUTHORIZED, RENEW, REAUTH_START, A(START) | REAUTHORIZE),
	/* "retry after Reauthorize wait" */
	T(AUTHORIZED, TIMER, REAUTH_START, A(START) | REAUTHORIZE),
	T(AUTHORIZED, EAP_BEGIN, REAUTH_RUNNING, FIRST_TO_USER),
	T(AUTHORIZED, CHALLENGE_CURRENT, REAUTH_SA_TEK_WAIT, HANDSHAKE),
	AK_EXPIRES(AUTHORIZED),
	HANDOVER(AUTHORIZED),
	LINK_LOSS(AUTHORIZED),

	/* re-authentication, before the base station's first EAP request */
	T(REAUTH_START, EAP_BEGIN, REAUTH_RUNNING, FIRST_TO_USER),
	T(REAUTH_START, TIMER, REAUTH_START, A(START) | REAUTHORIZE),
	T(REAUTH_START, CHALLENGE_CURRENT, REAUTH_SA_TEK_WAIT, HANDSHAKE),
	T(REAUTH_START, AGENT_GONE, AUTHORIZED, REAUTHORIZE),
	AK_EXPIRES(REAUTH_START),
	HANDOVER(REAUTH_START),
	LINK_LOSS(REAUTH_START),

	T(REAUTH_RUNNING, EAP, REAUTH_RUNNING, TO_USER),
	T(REAUTH_RUNNING, EAP_TAKEOVER, REAUTH_RUNNING, A(CANCEL_EAP) | FIRST_TO_USER),
	T(REAUTH_RUNNING, SUCCESS, REAUTH_KEY_WAIT, A(DERIVE_PMK) | PREHANDSHAKE),
	T(REAUTH_RUNNING, FAILURE, REJECT_WAIT, ERASE_ALL | REJECT),
	T(REAUTH_RUNNING, FAILURE_PERMANENT, SILENT, ERASE_ALL),
	T(REAUTH_RUNNING, FAILURE_UNSIGNED, AUTHORIZED, KEEP_OLD),
	T(REAUTH_RUNNING, TIMER, AUTHORIZED, KEEP_OLD),
	/* the exchange ended with its agent, there is none to cancel and nothing new to erase */
	T(REAUTH_RUNNING, AGENT_GONE, AUTHORIZED, REAUTHORIZE),
	AK_EXPIRES(REAUTH_RUNNING),
	HANDOVER(REAUTH_RUNNING),
	LINK_LOSS(REAUTH_RUNNING),

	T(REAUTH_KEY_WAIT, CHALLENGE, REAUTH_SA_TEK_WAIT, HANDSHAKE),
	/* the exchange is complete, what is cancelled is its PMK */
	T(REAUTH_KEY_WAIT, EAP_TAKEOVER, REAUTH_RUNNING, A(ERASE_PMK) | FIRST_TO_USER),
	T(REAUTH_KEY_WAIT, TIMER, AUTHORIZED, KEEP_OLD),
	AK_EXPIRES(REAUTH_KEY_WAIT),
	HANDOVER(REAUTH_KEY_WAIT),
	LINK_LOSS(REAUTH_KEY_WAIT),

	T(REAUTH_SA_TEK_WAIT, RESPONSE, AUTHORIZED, CONFIRM),
	T(REAUTH_SA_TEK_WAIT, CHALLENGE, REAUTH_SA_TEK_WAIT, HANDSHAKE),
	T(REAUTH_SA_TEK_WAIT, CHALLENGE_CURRENT, REAUTH_SA_TEK_WAIT, HANDSHAKE),
	T(REAUTH_SA_TEK_WAIT, CHALLENGE_AGAIN, REAUTH_SA_TEK_WAIT, A(SA_TEK_AGAIN)),
	T(REAUTH_SA_TEK_WAIT, TIMER, REAUTH_SA_TEK_WAIT, A(SA_TEK_AGAIN) | SA_TEK_TIMER),
	T(REAUTH_SA_TEK_WAIT, TIMER_LAST, AUTHORIZED, KEEP_OLD),
	T(REAUTH_SA_TEK_WAIT, MISMATCH, STOPPED, ERASE_ALL | A(ABORT)),
	AK_EXPIRES(REAUTH_SA_TEK_WAIT),
	HANDOVER(REAUTH_SA_TEK_WAIT),
	LINK_LOSS(REAUTH_SA_TEK_WAIT),

	T(REJECT_WAIT, TIMER, EAP_START, START_EAP),
	LINK_LOSS(REJECT_WAIT),

	/* only a new entry leaves it */
	LINK_LOSS(SILENT),

	/* "EIK | PMK = Truncate(MSK, 320)": the second EAP is awaited */
	T(EAP_RUNNING, SUCCESS_FIRST, EAP2_START, FIRST_OF_TWO | AUTHORIZE),
	T(REAUTH_RUNNING, SUCCESS_FIRST, REAUTH_EAP2_START, FIRST_OF_TWO | REAUTHORIZE),

	/* EAP-Complete, answered by Authenticated-EAP-Start; or the base station begins by itself */
	T(EAP2_START, COMPLETE, EAP2_START, A(START) | AUTHORIZE),
	T(EAP2_START, EAP_BEGIN, EAP2_RUNNING, FIRST_TO_USER),
	T(EAP2_START, TIMER, EAP2_START, A(START) | AUTHORIZE),
	/* first good, second bad: nothing of the first is left */
	T(EAP2_START, TIMER_LAST, REJECT_WAIT, A(ERASE_PMK) | REJECT),
	T(EAP2_START, AGENT_GONE, NO_AGENT, A(STOP_TIMER) | A(ERASE_PMK)),
	LINK_LOSS(EAP2_START),

	T(EAP2_RUNNING, EAP, EAP2_RUNNING, TO_USER),
	T(EAP2_RUNNING, SUCCESS, KEY_WAIT, A(DERIVE_PMK) | PREHANDSHAKE),
	T(EAP2_RUNNING, FAILURE, REJECT_WAIT, A(ERASE_PMK) | REJECT),
	T(EAP2_RUNNING, FAILURE_UNSIGNED, REJECT_WAIT, A(ERASE_PMK) | REJECT),
	T(EAP2_RUNNING, FAILURE_PERMANENT, SILENT, A(STOP_TIMER) | A(ERASE_PMK)),
	T(EAP2_RUNNING, TIMER, EAP_START, A(CANCEL_EAP) | A(ERASE_PMK) | START_EAP),
	T(EAP2_RUNNING, AGENT_GONE, NO_AGENT, A(STOP_TIMER) | A(ERASE_PMK)),
	LINK_LOSS(EAP2_RUNNING),

	T(REAUTH_EAP2_START, COMPLETE, REAUTH_EAP2_START, A(START) | REAUTHORIZE),
	T(REAUTH_EAP2_START, EAP_BEGIN, REAUTH_EAP2_RUNNING, FIRST_TO_USER),
	T(REAUTH_EAP2_START, TIMER, REAUTH_EAP2_START, A(START) | REAUTHORIZE),
	T(REAUTH_EAP2_START, TIMER_LAST, AUTHORIZED, KEEP_OLD),
	T(REAUTH_EAP2_START, AGENT_GONE, AUTHORIZED, A(ERASE_PMK) | REAUTHORIZE),
	AK_EXPIRES(REAUTH_EAP2_START),
	HANDOVER(REAUTH_EAP2_START),
	LINK_LOSS(REAUTH_EAP2_START),

	T(REAUTH_EAP2_RUNNING, EAP, REAUTH_EAP2_RUNNING, TO_USER),
	T(REAUTH_EAP2_RUNNING, SUCCESS, REAUTH_KEY_WAIT, A(DERIVE_PMK) | PREHANDSHAKE),
	T(REAUTH_EAP2_RUNNING, FAILURE, REJECT_WAIT, ERASE_ALL | REJECT),
	T(REAUTH_EAP2_RUNNING, FAILURE_PERMANENT, SILENT, ERASE_ALL),
	T(REAUTH_EAP2_RUNNING, FAILURE_UNSIGNED, AUTHORIZED, KEEP_OLD),
	T(REAUTH_EAP2_RUNNING, TIMER, AUTHORIZED, KEEP_OLD),
	T(REAUTH_EAP2_RUNNING, AGENT_GONE, AUTHORIZED, A(ERASE_PMK) | REAUTHORIZE),
	AK_EXPIRES(REAUTH_EAP2_RUNNING),
	HANDOVER(REAUTH_EAP2_RUNNING),
	LINK_LOSS(REAUTH_EAP2_RUNNING),

	/* RSA-Request, "resend with the same content"; its answer completes the exchange */
	T(RSA_WAIT, SUCCESS, KEY_WAIT, A(DERIVE_PMK) | PREHANDSHAKE),
	T(RSA_WAIT, SUCCESS_FIRST, EAP2_START, FIRST_OF_TWO | AUTHORIZE),
	T(RSA_WAIT, FAILURE, REJECT_WAIT, REJECT),
	T(RSA_WAIT, FAILURE_UNSIGNED, REJECT_WAIT, REJECT),
	T(RSA_WAIT, FAILURE_PERMANENT, SILENT, A(STOP_TIMER)),
	T(RSA_WAIT, TIMER, RSA_WAIT, A(START) | AUTHORIZE),
	T(RSA_WAIT, TIMER_LAST, REJECT_WAIT, A(CANCEL_EAP) | REJECT),
	T(RSA_WAIT, AGENT_GONE, NO_AGENT, A(STOP_TIMER)),
	LINK_LOSS(RSA_WAIT),

	T(REAUTH_RSA_WAIT, SUCCESS, REAUTH_KEY_WAIT, A(DERIVE_PMK) | PREHANDSHAKE),
	T(REAUTH_RSA_WAIT, SUCCESS_FIRST, REAUTH_EAP2_START, FIRST_OF_TWO | REAUTHORIZE),
	T(REAUTH_RSA_WAIT, FAILURE, REJECT_WAIT, ERASE_ALL | REJECT),
	T(REAUTH_RSA_WAIT, FAILURE_PERMANENT, SILENT, ERASE_ALL),
	T(REAUTH_RSA_WAIT, FAILURE_UNSIGNED, AUTHORIZED, KEEP_OLD),
	T(REAUTH_RSA_WAIT, TIMER, REAUTH_RSA_WAIT, A(START) | REAUTHORIZE),
	T(REAUTH_RSA_WAIT, AGENT_GONE, AUTHORIZED, REAUTHORIZE),
	AK_EXPIRES(REAUTH_RSA_WAIT),
	HANDOVER(REAUTH_RSA_WAIT),
	LINK_LOSS(REAUTH_RSA_WAIT),
};

static struct fsm_row step(unsigned int state, unsigned int event)
{
	const struct wman_auth_step *cell = wman_auth_step(state, event);

	return (struct fsm_row){ state, event, cell->next, cell->actions };
}

static const struct fsm auth = {
	.name = "authorization",
	.first_state = WMAN_AUTH_STATE_STOPPED,
	.num_states = NUM_STATES,
	.num_events = NUM_EVENTS,
	.rows = rows,
	.num_rows = ARRAY_SIZE(rows),
	.step = step,
};

static void test_walk(void **state)
{
	fsm_walk(&auth);
	assert_int_equal(WMAN_AUTH_STATES, NUM_STATES + 1);
	assert_int_equal(WMAN_AUTH_EVENTS, NUM_EVENTS);
	/* sends of what begins before RejectWait */
	assert_int_equal(WMAN_AUTH_STARTS, 5);
}

/*
 * Where RSA comes first the station begins, at once and whenever it begins anew, and it waits for
 * RSA-Reply instead of EAP; nothing else differs.
 */
static void test_rsa_first(void **state)
{
	unsigned int s, e, next;

	for (s = 0; s <= NUM_STATES + 1; s++) {
		for (e = 0; e <= NUM_EVENTS; e++) {
			const struct wman_auth_step got = wman_auth_step_rsa(s, e);
			const struct fsm_row *row = fsm_row(&auth, s, e);

			next = row ? row->next : 0;
			if (next == WMAN_AUTH_STATE_EAP_START)
				assert_int_equal(got.next, WMAN_AUTH_STATE_RSA_WAIT);
			else if (next == WMAN_AUTH_STATE_REAUTH_START)
				assert_int_equal(got.next, WMAN_AUTH_STATE_REAUTH_RSA_WAIT);
			else
				assert_int_equal(got.next, next);
			if (row)
				assert_int_equal(got.actions,
						 row->actions | (got.next != next ? A(START) : 0));
		}
	}
}

#define S(name) WMAN_AUTH_STATE_##name
#define E(name) WMAN_AUTH_EV_##name

static void test_timers(void **state)
{
	static const unsigned int start[] = { S(EAP_START), S(RSA_WAIT), S(EAP2_START), 0 };
	static const unsigned int running[] = { S(EAP_RUNNING), S(REAUTH_RUNNING), S(EAP2_RUNNING),
						S(REAUTH_EAP2_RUNNING), 0 };
	static const unsigned int key[] = { S(KEY_WAIT), S(REAUTH_KEY_WAIT), 0 };
	static const unsigned int sa_tek[] = { S(SA_TEK_WAIT), S(REAUTH_SA_TEK_WAIT), 0 };
	static const unsigned int reauth[] = { S(REAUTH_START), S(AUTHORIZED), S(REAUTH_RSA_WAIT),
					       S(REAUTH_EAP2_START), 0 };
	static const unsigned int reject[] = { S(REJECT_WAIT), 0 };
	/* a challenge repeated must not hold the timer of the request off */
	static const unsigned int again[][2] = {
		{ S(SA_TEK_WAIT), E(CHALLENGE_AGAIN) },
		{ S(REAUTH_SA_TEK_WAIT), E(CHALLENGE_AGAIN) },
		{ 0 },
	};
	/* a confirmed AK has its own timers, grace and lifetime */
	static const unsigned int confirmed[][2] = {
		{ S(SA_TEK_WAIT), E(RESPONSE) },
		{ S(REAUTH_SA_TEK_WAIT), E(RESPONSE) },
		{ S(STOPPED), E(HANDED_OVER) },
		{ 0 },
	};

	fsm_timer(&auth, AUTHORIZE, start, NULL, 20);
	fsm_timer(&auth, PROGRESS, running, NULL, 11);
	fsm_timer(&auth, PREHANDSHAKE, key, NULL, 6);
	fsm_timer(&auth, SA_TEK_TIMER, sa_tek, again, 10);
	fsm_timer(&auth, REAUTHORIZE, reauth, confirmed, 21);
	fsm_timer(&auth, REJECT, reject, NULL, 13);
}

/* A state that waits has a way out when nothing comes, and one without a timer leaves none behind. */
static void test_no_state_waits_for_ever(void **state)
{
	const uint32_t timers = AUTHORIZE | PROGRESS | PREHANDSHAKE | SA_TEK_TIMER | REAUTHORIZE |
				REJECT;
	unsigned int s, e;

	for (s = S(STOPPED); s <= NUM_STATES; s++) {
		bool waits = s != S(STOPPED) && s != S(NO_AGENT) && s != S(SILENT);

		if (s == S(AUTH_WAIT) || s == S(REAUTH_WAIT) || s == S(PERMISSION_WAIT) ||
		    s == S(UNPROTECTED))
			continue;

		assert_int_equal(!!step(s, E(TIMER)).next, waits);
		/* no last time but where somebody counts */
		if (step(s, E(TIMER_LAST)).next)
			assert_int_equal(step(s, E(TIMER)).next, s);
		for (e = 0; waits && e < NUM_EVENTS; e++) {
			struct fsm_row got = step(s, e);

			if (got.next == S(STOPPED) || got.next == S(NO_AGENT) ||
			    got.next == S(SILENT)) {
				assert_true(got.actions & A(STOP_TIMER));
				assert_false(got.actions & timers);
			}
		}
	}
}

static bool eap_runs(unsigned int state)
{
	return state == S(EAP_RUNNING) || state == S(REAUTH_RUNNING) || state == S(EAP2_RUNNING) ||
	       state == S(REAUTH_EAP2_RUNNING);
}

/* The agent's contract from this side: an exchange that was announced is completed exactly once. */
static void test_exchanges(void **state)
{
	unsigned int s, e;

	for (s = S(STOPPED); s <= NUM_STATES; s++) {
		for (e = 0; e < NUM_EVENTS; e++) {
			struct fsm_row got = step(s, e);
			bool before = eap_runs(s) || s == S(RSA_WAIT) || s == S(REAUTH_RSA_WAIT);
			bool after = eap_runs(got.next) || got.next == S(RSA_WAIT) ||
				     got.next == S(REAUTH_RSA_WAIT);
			/* what the agent says completes it, and so does its end */
			bool completed = e == E(SUCCESS) || e == E(SUCCESS_FIRST) ||
					 e == E(FAILURE) || e == E(FAILURE_PERMANENT) ||
					 e == E(FAILURE_UNSIGNED) || e == E(AGENT_GONE);
			bool announced = got.actions & A(EXCHANGE);

			if (!got.next)
				continue;
			if (before && (!after || announced))
				assert_true(completed || got.actions & A(CANCEL_EAP));
			if (!before)
				assert_int_equal(announced, after);
			if (!after)
				assert_false(got.actions & A(TO_AGENT));
		}
	}
}

static void test_keys(void **state)
{
	unsigned int s, e;

	for (s = 0; s <= NUM_STATES; s++)
		assert_int_equal(wman_auth_authorized(s),
				 (s >= S(AUTHORIZED) && s <= S(REAUTH_SA_TEK_WAIT)) ||
					 s == S(REAUTH_WAIT) || s == S(REAUTH_RSA_WAIT) ||
					 s == S(REAUTH_EAP2_START) || s == S(REAUTH_EAP2_RUNNING));
	for (s = S(STOPPED); s <= NUM_STATES; s++) {
		for (e = 0; e < NUM_EVENTS; e++) {
			struct fsm_row got = step(s, e);

			if (!got.next || !wman_auth_authorized(s))
				continue;
			/* no step out of an authorized state leaves a key behind */
			if (!wman_auth_authorized(got.next))
				assert_int_equal(got.actions & ERASE_ALL,
						 e == E(SUSPEND) ? ERASE_ALL & ~A(STOP_TEKS) :
								   ERASE_ALL);
			/* and none within them takes one away */
			else
				assert_false(got.actions & (A(STOP_TEKS) | A(ERASE_AK)));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),	  cmocka_unit_test(test_rsa_first),
		cmocka_unit_test(test_timers),	  cmocka_unit_test(test_no_state_waits_for_ever),
		cmocka_unit_test(test_exchanges), cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
