// SPDX-License-Identifier: GPL-2.0
/* PN allocation: near the end, and on every CPU at once. */
#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/sched/task.h>
#include <linux/vmalloc.h>

#include "drive.h"
#include "suites.h"

static unsigned int pns = 200000;
module_param(pns, uint, 0444);
MODULE_PARM_DESC(pns, "PNs that are taken on all CPUs at once");

static int init(struct kunit *test)
{
	int ret = station_init(test);

	if (ret)
		return ret;
	return drive_tek(test->priv, WMAN_TEK_STATE_OPERATIONAL) ? 0 : -EIO;
}

static struct wman_tek *tx_tek(struct station *st)
{
	return rcu_dereference_protected(drive_sa(st)->tx, true);
}

/* Taken with @before taken before. */
struct pn {
	const char *what;
	u64 before;
	bool ok;
	u32 pn;
	bool refresh;
};

static const struct pn table[] = {
	{ "the first", 0, true, 1, false },
	{ "before a new TEK is asked for", WMAN_PN_RENEW - 2, true, WMAN_PN_RENEW - 1, false },
	{ "the first that asks for one", WMAN_PN_RENEW - 1, true, WMAN_PN_RENEW, true },
	{ "the last", WMAN_PN_LAST - 1, true, WMAN_PN_LAST, true },
	{ "past the last", WMAN_PN_LAST, false, 0, true },
	{ "where 31 bits wrap", 0x7fffffff, false, 0, true },
	{ "where 32 bits wrap", 0xffffffff, false, 0, true },
	{ "the first after a wrap", 0x100000000, false, 0, true },
};

static void pn_desc(const struct pn *p, char *desc)
{
	strscpy(desc, p->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(pns, table, pn_desc);

static void pn_taken(struct kunit *test)
{
	const struct pn *p = test->param_value;
	struct station *st = test->priv;
	struct wman_sa *sa = drive_sa(st);
	unsigned long begin = jiffies;
	u32 pn = 0;
	bool ok;

	atomic64_set(&tx_tek(st)->tx_pn, p->before);

	ok = wman_tek_take_pn(tx_tek(st), sa, &pn);
	station_settle(st);

	KUNIT_EXPECT_EQ(test, ok, p->ok);
	KUNIT_EXPECT_EQ(test, pn, p->ok ? p->pn | WMAN_PN_UPLINK_BIT : 0);
	KUNIT_EXPECT_EQ(test, sa->state, p->refresh ? WMAN_TEK_STATE_REKEY_WAIT :
						      WMAN_TEK_STATE_OPERATIONAL);
	/* and not another time within a second */
	KUNIT_EXPECT_EQ(test, time_after_eq(sa->want_after, begin + HZ), p->refresh);
}

/* However often tx asks, a second passes between two Key-Requests of its doing. */
static void asks_once_a_second(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa = drive_sa(st);
	u32 pn;

	atomic64_set(&tx_tek(st)->tx_pn, WMAN_PN_RENEW);
	wman_tek_take_pn(tx_tek(st), sa, &pn);
	station_settle(st);
	KUNIT_ASSERT_EQ(test, sa->state, WMAN_TEK_STATE_REKEY_WAIT);
	bs_key_reply(st);
	KUNIT_ASSERT_EQ(test, sa->state, WMAN_TEK_STATE_OPERATIONAL);
	/* a second that does not end while the test runs */
	sa->want_after = jiffies + 3600 * HZ;

	wman_tek_take_pn(tx_tek(st), sa, &pn);
	atomic64_set(&tx_tek(st)->tx_pn, WMAN_PN_RENEW);
	wman_tek_take_pn(tx_tek(st), sa, &pn);
	station_settle(st);
	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OPERATIONAL);

	sa->want_after = jiffies;
	wman_tek_take_pn(tx_tek(st), sa, &pn);
	station_settle(st);
	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_REKEY_WAIT);
}

/**
 * struct taker - takes PNs on one CPU
 * @start: all begin at once
 * @done: it has taken all
 * @tek: whose PNs
 * @sa: its SA
 * @seen: a bit for each PN, common to all
 * @n: how many to take
 * @twice: PNs that somebody had already
 * @bad: PNs refused, or outside the bitmap
 * @task: the thread
 */
struct taker {
	struct completion *start;
	struct completion done;
	struct wman_tek *tek;
	struct wman_sa *sa;
	unsigned long *seen;
	unsigned int n;
	unsigned int twice;
	unsigned int bad;
	struct task_struct *task;
};

static int take(void *arg)
{
	struct taker *t = arg;
	unsigned int i;
	u32 pn;

	wait_for_completion(t->start);
	for (i = 0; i < t->n; i++) {
		if (!wman_tek_take_pn(t->tek, t->sa, &pn) || !(pn & WMAN_PN_UPLINK_BIT) ||
		    (pn & ~WMAN_PN_UPLINK_BIT) - 1 >= pns)
			t->bad++;
		else if (test_and_set_bit((pn & ~WMAN_PN_UPLINK_BIT) - 1, t->seen))
			t->twice++;
		if (!(i & 0xfff))
			cond_resched();
	}
	complete(&t->done);
	return 0;
}

static bool start_taker(struct taker *t, unsigned int cpu)
{
	init_completion(&t->done);
	t->task = kthread_create(take, t, "kunit-pn/%u", cpu);
	if (IS_ERR(t->task))
		return false;
	kthread_bind(t->task, cpu);
	/* it may end before it is waited for */
	get_task_struct(t->task);
	wake_up_process(t->task);
	return true;
}

static void end_taker(struct taker *t)
{
	/* a thread that is stopped before it began would take nothing */
	wait_for_completion(&t->done);
	kthread_stop(t->task);
	put_task_struct(t->task);
}

static void no_pn_twice_and_none_left_out(struct kunit *test)
{
	unsigned int cpu, cpus = num_online_cpus(), n = 0, i, twice = 0, bad = 0;
	struct station *st = test->priv;
	DECLARE_COMPLETION_ONSTACK(start);
	struct taker *takers;
	unsigned long *seen;

	takers = kunit_kcalloc(test, cpus, sizeof(*takers), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, takers);
	seen = vzalloc(BITS_TO_LONGS(pns) * sizeof(long));
	KUNIT_ASSERT_NOT_NULL(test, seen);
	for_each_online_cpu(cpu) {
		if (n == cpus)
			break;
		takers[n] = (struct taker) {
			.start = &start, .tek = tx_tek(st), .sa = drive_sa(st), .seen = seen,
			.n = pns / cpus + (n < pns % cpus),
		};
		if (!start_taker(&takers[n], cpu))
			break;
		n++;
	}

	complete_all(&start);
	for (i = 0; i < n; i++) {
		end_taker(&takers[i]);
		twice += takers[i].twice;
		bad += takers[i].bad;
	}

	kunit_info(test, "%u PNs taken on %u CPUs\n", pns, n);
	KUNIT_EXPECT_EQ(test, n, cpus);
	KUNIT_EXPECT_EQ(test, twice, 0);
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, bitmap_weight(seen, pns), pns);
	vfree(seen);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(pn_taken, pns_gen_params),
	KUNIT_CASE(asks_once_a_second),
	KUNIT_CASE(no_pn_twice_and_none_left_out),
	{}
};

struct kunit_suite pn_suite = {
	.name = "wman_pn",
	.init = init,
	.exit = station_exit,
	.test_cases = cases,
};
