# SPDX-License-Identifier: BSD-3-Clause
"""KTAP results of the selftests written in Python."""


class Results:
    """Counts and prints."""

    def __init__(self, script):
        self.script, self.count, self.failures = script, 0, 0

    def check(self, title, good, why=""):
        """One result."""
        self.count += 1
        self.failures += not good
        print(f"{'ok' if good else 'not ok'} {self.count} {self.script}: {title}"
              + (f" # {why}" if why and not good else ""), flush=True)

    def finish(self):
        """The plan; exits the program."""
        print(f"1..{self.count}", flush=True)
        raise SystemExit(1 if self.failures else 0)
