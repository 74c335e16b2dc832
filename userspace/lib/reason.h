/* SPDX-License-Identifier: BSD-3-Clause */
/* What an administrator may do about a reason; its name and meaning are in names_gen.h. */
#ifndef WMAN_REASON_H
#define WMAN_REASON_H

#include <linux/wman.h>

#include "names_gen.h"

const char *wman_reason_hint(enum wman_reason reason);

#endif
