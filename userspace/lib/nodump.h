/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef WMAN_NODUMP_H
#define WMAN_NODUMP_H

int no_dump(void);

#endif
