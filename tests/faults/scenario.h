/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TESTS_FAULT_SCENARIO_H
#define TESTS_FAULT_SCENARIO_H

#include "fault.h"

#define KIND(kind) (1U << FAULT_##kind)

/**
 * struct scenario - something to be done in a process of its own, under faults
 * @program: whose code it is
 * @name: what is done
 * @run: does it, armed where the code under test runs; leaves nothing allocated and nothing open
 * @arg: its argument
 * @kinds: faults that make sense here
 * @same_output: success means the output of the run without a fault
 * @timed: but for digits
 * @excuse: text in the output with which it may differ, or NULL
 */
struct scenario {
	const char *program;
	const char *name;
	enum fault_verdict (*run)(const void *arg);
	const void *arg;
	unsigned int kinds;
	bool same_output;
	bool timed;
	const char *excuse;
};

/* Ended by one without a name. */
extern const struct scenario wman_scenarios[];
extern const struct scenario wmand_scenarios[];
extern const struct scenario bs_scenarios[];

/* What they share, made before the first run. */
void wmand_prepare(void);
void bs_prepare(void);

#endif
