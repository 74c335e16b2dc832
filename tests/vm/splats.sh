# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced: what in a kernel's log is a finding, wherever it comes from.

# one of these is enough; a line of them a family
SPLATS='WARNING:|BUG:|Oops|Kernel panic|general protection|kernel stack overflow'
SPLATS+='|KASAN:|UBSAN:|ODEBUG:|kmemleak: [1-9]|refcount_t:|list_(add|del) corruption'
SPLATS+='|possible (circular|recursive) locking|inconsistent lock state|held lock freed'
SPLATS+='|non-static key|locking correctness validator|DEBUG_LOCKS_WARN'
SPLATS+='|suspicious rcu_|suspicious RCU|rcu.*(stall|detected expedited)|sleeping function called'
SPLATS+='|blocked for more than|soft lockup|hard LOCKUP|unregister_netdevice: waiting|leaked'
SPLATS+='|ref_tracker:|Modules linked in:'

# what a kernel says of itself before any test runs: 6.1 as user mode Linux, at start
SPLATS_KNOWN='lib/maple_tree\.c:(816|860) suspicious|WARNING: suspicious RCU usage'

# splats FILE...: prints what it finds, at most ten lines; fails when there is something
splats() {
	! grep -hE "$SPLATS" "$@" 2>/dev/null | grep -vE "$SPLATS_KNOWN" | head -n 10 | grep .
}

LEAKS=/sys/kernel/debug/kmemleak

# leaks_clear: what is lost so far is not ours; where the kernel looks for leaks at all
leaks_clear() {
	[ ! -e $LEAKS ] || echo clear >$LEAKS
}

# leaks: prints the first memory that nobody points to any more; fails when there is some
leaks() {
	[ -e $LEAKS ] || return 0
	# what is on its way to a free list at the first scan is not at the second
	echo scan >$LEAKS
	echo scan >$LEAKS
	! grep -m 1 -A 16 '^unreferenced' $LEAKS
}
