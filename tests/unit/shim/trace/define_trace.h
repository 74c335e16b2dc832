/* SPDX-License-Identifier: BSD-3-Clause */
/* no tracepoints */
