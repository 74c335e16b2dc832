// SPDX-License-Identifier: GPL-2.0
/*
 * Fault module: counts the calls that may fail in modules built with fault.h, and lets one fail.
 *
 * Parameters: nth, the call to fail, counted from when it is written; 0 is none. hit: it was
 * reached. where: by whom.
 */
#include <linux/atomic.h>
#include <linux/kallsyms.h>
#include <linux/module.h>

bool wman_fault(void);

static atomic_t count;
static int nth;
static int hit;
static char where[KSYM_SYMBOL_LEN];

/* Switching it off leaves what was found to be read. */
static int set_nth(const char *val, const struct kernel_param *kp)
{
	int n, ret = kstrtoint(val, 0, &n);

	if (ret)
		return ret;
	WRITE_ONCE(nth, 0);
	if (n) {
		WRITE_ONCE(hit, 0);
		where[0] = '\0';
		atomic_set(&count, 0);
	}
	WRITE_ONCE(nth, n);
	return 0;
}

static const struct kernel_param_ops nth_ops = {
	.set	= set_nth,
	.get	= param_get_int,
};

module_param_cb(nth, &nth_ops, &nth, 0644);
MODULE_PARM_DESC(nth, "the call that fails");
module_param(hit, int, 0444);
MODULE_PARM_DESC(hit, "it has failed");
module_param_string(where, where, sizeof(where), 0444);
MODULE_PARM_DESC(where, "who called");

bool wman_fault(void)
{
	if (atomic_inc_return(&count) != READ_ONCE(nth) || READ_ONCE(hit))
		return false;
	sprint_symbol(where, _RET_IP_);
	WRITE_ONCE(hit, 1);
	return true;
}
EXPORT_SYMBOL_GPL(wman_fault);

static int __init fault_init(void)
{
	return 0;
}

static void __exit fault_exit(void)
{
}

module_init(fault_init);
module_exit(fault_exit);
MODULE_DESCRIPTION("Lets one call of wman fail");
MODULE_LICENSE("GPL");
