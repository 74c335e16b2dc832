#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Adds up what gcovr found by group of files, and judges it by the group's goal.

    coverage.py SUMMARY.json...
"""

import fnmatch
import json
import pathlib
import sys

# name, its files, what has a goal, the goal in per cent
GROUPS = (
    ("kernel/proto", "kernel/proto/*", "branch", 95),
    ("EAP core", "userspace/wmand/eap/*", "branch", 90),
    ("RADIUS", "userspace/lib/radius*", "branch", 90),
    ("kernel modules", "kernel/*", "line", 85),
    ("userspace/lib", "userspace/lib/*", None, 0),
    ("userspace/wman", "userspace/wman/*", None, 0),
    ("userspace/wmand", "userspace/wmand/*", None, 0),
    ("userspace/wman-bs", "userspace/wman-bs/*", None, 0),
)


def group_of(name):
    """The first group that a file fits."""
    return next(group for group in GROUPS if fnmatch.fnmatch(name, group[1]))


def share(done, of):
    """Per cent, cut and not rounded: 94.99 is no 95."""
    return 1000 * done // of / 10 if of else 100.0


def main():
    """Prints the table; fails when a goal is missed."""
    sums = {}
    for path in sys.argv[1:]:
        for file in json.loads(pathlib.Path(path).read_text())["files"]:
            total = sums.setdefault(group_of(file["filename"])[0], dict.fromkeys(
                ("line_covered", "line_total", "branch_covered", "branch_total"), 0))
            for key in total:
                total[key] += file[key]
    missed = 0
    print(f"{'':20}{'lines':>16}{'':8}{'branches':>16}{'':8}  goal")
    for name, _, what, goal in GROUPS:
        if name not in sums:
            continue
        found = {}
        cells = ""
        for kind in ("line", "branch"):
            done, of = sums[name][kind + "_covered"], sums[name][kind + "_total"]
            found[kind] = share(done, of)
            cells += f"{f'{done}/{of}':>16}{found[kind]:>7.1f}%"
        verdict = ""
        if what:
            bad = found[what] < goal
            missed += bad
            verdict = f"{goal}% of {what}{'es' if what == 'branch' else 's'}"
            verdict += ": MISSED" if bad else ""
        print(f"{name:20}{cells}  {verdict}")
    return 1 if missed or not sums else 0


if __name__ == "__main__":
    sys.exit(main())
