#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Prints what gcovr found by file and by group of files, and judges a group by its goal.

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


def cells(counts):
    """Lines and branches of a file or a group, each with its share."""
    text = ""
    for kind in ("line", "branch"):
        done, of = counts[kind + "_covered"], counts[kind + "_total"]
        text += f"{f'{done}/{of}':>14}{share(done, of):>7.1f}%"
    return text


def main():
    """Prints the tables; fails when a goal is missed."""
    files = [file for path in sys.argv[1:]
             for file in json.loads(pathlib.Path(path).read_text())["files"]]
    sums = {}
    for file in files:
        total = sums.setdefault(group_of(file["filename"])[0], dict.fromkeys(
            ("line_covered", "line_total", "branch_covered", "branch_total"), 0))
        for key in total:
            total[key] += file[key]
    for file in sorted(files, key=lambda file: file["filename"]):
        print(f"{file['filename']:36}{cells(file)}")
    missed = 0
    print(f"\n{'':36}{'lines':>14}{'':8}{'branches':>14}{'':8}  goal")
    for name, _, what, goal in GROUPS:
        if name not in sums:
            continue
        verdict = ""
        if what:
            bad = share(sums[name][what + "_covered"], sums[name][what + "_total"]) < goal
            missed += bad
            verdict = f"{goal}% of {what}{'es' if what == 'branch' else 's'}"
            verdict += ": MISSED" if bad else ""
        print(f"{name:36}{cells(sums[name])}  {verdict}")
    return 1 if missed or not sums else 0


if __name__ == "__main__":
    sys.exit(main())
