# SPDX-License-Identifier: BSD-3-Clause
"""Random cases through the C driver and through a naive model: compare, shrink, report.

A case is a list: the driver's words, bytes for octets, and (number, bytes) for a typed PDU. A kind
says how to make one, what the model answers, and what shares of the cases have to be of which sort:
a generator that makes nothing but rubbish proves nothing.
"""

import random
import subprocess
import sys
import time


def word(arg):
    """An argument as the driver reads it."""
    if isinstance(arg, bytes):
        return arg.hex() or "-"
    if isinstance(arg, tuple):
        return f"{arg[0]}:{word(arg[1])}"
    return str(arg)


class Driver:
    """The C side. It is started anew for each batch, so a crash costs one case only."""

    def __init__(self, path):
        self.path = path

    def ask(self, lines):
        """The answers to many cases."""
        answers = []
        while len(answers) < len(lines):
            left = lines[len(answers):]
            run = subprocess.run([self.path], input="\n".join(left) + "\n", text=True,
                                 capture_output=True, check=False)
            got = [a.strip() for a in run.stdout.split("\n")[:-1]]
            answers += got
            if len(got) < len(left):
                answers.append(f"crash {run.returncode}: {run.stderr[:800]}")
        return answers


class Kind:
    """One property. @fixed is how many words of a case are never left out."""

    name = title = ""
    fixed = 0
    shares = {}

    def make(self, rng):
        """A case."""
        raise NotImplementedError

    def model(self, case):
        """What the driver has to answer."""
        raise NotImplementedError

    def sorts(self, case, answer):
        """Which sorts a case belongs to, by its answer."""
        raise NotImplementedError

    def line(self, case):
        """A case as the driver reads it."""
        return " ".join([self.name] + [word(a) for a in case])


def shorter(octets):
    """What is simpler than some octets: pieces left out, octets cleared."""
    size = len(octets) // 2
    while size:
        for at in range(0, len(octets), size):
            yield octets[:at] + octets[at + size:]
        size //= 2
    if len(octets) == 1:
        yield b""
    for at, value in enumerate(octets):
        if value:
            yield octets[:at] + b"\0" + octets[at + 1:]


def simpler(kind, case):
    """Cases that are a step simpler."""
    for i in range(kind.fixed, len(case)):
        yield case[:i] + case[i + 1:]
    for i, arg in enumerate(case):
        if isinstance(arg, bytes):
            yield from (case[:i] + [o] + case[i + 1:] for o in shorter(arg))
        elif isinstance(arg, tuple):
            yield from (case[:i] + [(arg[0], o)] + case[i + 1:] for o in shorter(arg[1]))


def shrink(kind, driver, case, seconds=20):
    """The simplest case near this one that still fails."""
    end = time.monotonic() + seconds
    found = True
    while found and time.monotonic() < end:
        found = False
        near = list(simpler(kind, case))
        for start in range(0, len(near), 64):
            some = near[start:start + 64]
            for other, got in zip(some, driver.ask([kind.line(c) for c in some])):
                if got != kind.model(other):
                    case, found = other, True
                    break
            if found or time.monotonic() > end:
                break
    return case


class Report:
    """KTAP."""

    def __init__(self):
        self.count = self.failures = 0

    def result(self, good, title):
        """One line."""
        self.count += 1
        self.failures += not good
        print(f"{'ok' if good else 'not ok'} {self.count} property: {title}", flush=True)

    def finish(self):
        """The plan."""
        print(f"1..{self.count}")
        sys.exit(1 if self.failures else 0)


def explain(kind, driver, case, seed):
    """Say what the smallest failing case is."""
    small = shrink(kind, driver, case)
    print(f"#   seed {seed}, smallest case found:")
    print(f"#   {kind.line(small)}")
    for who, answer in (("driver", driver.ask([kind.line(small)])[0]),
                        ("model", kind.model(small))):
        for text in answer.split("\n"):
            print(f"#   {who + ':':8}{text}")


def run(kind, driver, report, seed, runs):
    """Many cases of one kind."""
    rng = random.Random(f"{kind.name} {seed}")
    cases = [kind.make(rng) for _ in range(runs)]
    answers = driver.ask([kind.line(c) for c in cases])
    wrong = [c for c, a in zip(cases, answers) if a != kind.model(c)]
    report.result(not wrong, f"{kind.title}: {runs} cases as the model"
                  + (f" # {len(wrong)} differ" if wrong else ""))
    if wrong:
        explain(kind, driver, min(wrong, key=lambda c: len(kind.line(c))), seed)

    counts = dict.fromkeys(kind.shares, 0)
    for case, answer in zip(cases, answers):
        for sort in kind.sorts(case, answer):
            counts[sort] += 1
    said = ", ".join(f"{s} {100 * n // runs} %" for s, n in counts.items())
    low = [s for s, n in counts.items() if n * 100 < kind.shares[s] * runs]
    report.result(not low, f"{kind.title}: enough of each sort ({said})"
                  + (f" # too few: {', '.join(low)}" if low else ""))


INTERESTING = (0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x85, 0xfe, 0xff)


def octets_of(rng, most, least=0):
    """Some octets."""
    return rng.randbytes(rng.randint(least, most))


def mutated(rng, octets):
    """Octets with something wrong."""
    octets = bytearray(octets)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(octets) + 1)
        what = rng.randrange(6)
        if what == 0 or not octets:
            octets.insert(at, rng.choice(INTERESTING))
        elif what == 1:
            del octets[at:]
        elif what == 2:
            del octets[at:at + rng.randint(1, 4)]
        elif what == 3:
            octets[at % len(octets)] = rng.choice(INTERESTING)
        elif what == 4:
            octets[at % len(octets)] ^= 1 << rng.randrange(8)
        else:
            octets += octets[at:at + rng.randint(1, 8)]
    return bytes(octets)
