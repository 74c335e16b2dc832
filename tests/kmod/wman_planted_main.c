// SPDX-License-Identifier: GPL-2.0
/*
 * Planted module: makes the mistake that its parameter names, once, when it is loaded. A kernel
 * that is to catch such mistakes must say so, and the test run must turn red.
 */
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static char *bug = "none";
module_param(bug, charp, 0444);
MODULE_PARM_DESC(bug, "which mistake");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(lock);
static int number = 1;
static int __rcu *published = (int __force __rcu *)&number;
static int sink;

static void none(void)
{
}

static void leak(void)
{
	char *p = kmalloc(333, GFP_KERNEL);

	if (p)
		p[0] = 1;
}

static void atomic_sleep(void)
{
	spin_lock(&lock);
	msleep(20);
	spin_unlock(&lock);
}

static void use_after_free(void)
{
	int *p = kmalloc(sizeof(*p) * 16, GFP_KERNEL);

	kfree(p);
	WRITE_ONCE(sink, READ_ONCE(p[3]));
}

static void overflow(void)
{
	char *p = kmalloc(24, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	p[24] = 1;
	kfree(p);
}

static void lock_order(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void rcu(void)
{
	WRITE_ONCE(sink, *rcu_dereference(published));
}

static void shift(void)
{
	int by = 40;

	OPTIMIZER_HIDE_VAR(by);
	WRITE_ONCE(sink, number << by);
}

static void null(void)
{
	int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	WRITE_ONCE(*p, 1);
}

static void warn(void)
{
	WARN_ON(1);
}

static void refcount(void)
{
	refcount_t count = REFCOUNT_INIT(1);

	refcount_set(&count, 0);
	refcount_inc(&count);
}

static void list(void)
{
	struct list_head a;
	LIST_HEAD(head);

	list_add(&a, &head);
	list_del(&a);
	list_del(&a);
}

static void fire(struct timer_list *unused)
{
}

static void timer(void)
{
	struct timer_list *t = kmalloc(sizeof(*t), GFP_KERNEL);

	if (!t)
		return;
	timer_setup(t, fire, 0);
	mod_timer(t, jiffies + HZ);
	kfree(t);
}

static const struct {
	const char *name;
	void (*make)(void);
} bugs[] = {
	{ "none", none },
	{ "leak", leak },
	{ "atomic-sleep", atomic_sleep },
	{ "use-after-free", use_after_free },
	{ "overflow", overflow },
	{ "lock-order", lock_order },
	{ "rcu", rcu },
	{ "shift", shift },
	{ "null", null },
	{ "warn", warn },
	{ "refcount", refcount },
	{ "list", list },
	{ "timer", timer },
};

static int __init planted_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(bugs); i++) {
		if (strcmp(bugs[i].name, bug))
			continue;
		bugs[i].make();
		return 0;
	}
	return -EINVAL;
}

static void __exit planted_exit(void)
{
}

module_init(planted_init);
module_exit(planted_exit);
MODULE_DESCRIPTION("Mistakes that a kernel must catch");
MODULE_LICENSE("GPL");
