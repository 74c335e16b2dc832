// SPDX-License-Identifier: BSD-3-Clause
#include "nodump.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/**
 * no_dump() - keep secrets out of core dumps, and debuggers of the same user away
 *
 * Return: 0, or a negative errno.
 */
int no_dump(void)
{
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };

	return setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_DUMPABLE, 0) ? -errno : 0;
}
