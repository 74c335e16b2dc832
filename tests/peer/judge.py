#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs a station against the base station of bs.py and says what it does wrong.

usage: judge.py list SET
       judge.py INTERFACE RADIUS-PORT SECRET-FILE CASE...
"""
import json
import subprocess
import sys
import traceback

from bs import BaseStation
from cases import CASES, SETS
from radius import Radius

STATION, BASE = "10.16.0.2", "10.16.0.1"


class Wrong(Exception):
    """The station did not do what the case wants."""


class Lab:
    """One base station, and the station in its network namespace."""

    def __init__(self, interface, port, secret):
        self.interface, self.port, self.secret = interface, port, secret
        self.bs = None

    def begin(self, habits):
        if self.bs:
            self.bs.air.close()
        self.bs = BaseStation(habits, self.interface, Radius(self.port, self.secret))
        return self.bs

    def target(self, habits):
        """A base station which has the PMK of this one; of another BSID in a handover."""
        old = self.bs
        bs = self.begin(habits)
        bs.serving = old.bsid if old.bsid != bs.bsid else None
        bs.known = (old.msk, old.sas, old.ak.sn, old.habits.basic, old.ak.count + 1)
        return bs

    def ss(self, *words, background=False):
        command = ["ip", "netns", "exec", "wman-ss", *words]
        if background:
            return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        process = self.ss(*words, background=True)
        self.bs.until(lambda: process.poll() is not None, 60)
        if process.returncode:
            raise Wrong("%s: %s" % (" ".join(words), process.stdout.read().strip()))
        return process.stdout.read()

    def dev(self, *words):
        return self.ss("wman", "dev", words[0], "wman0", *words[1:])

    def show(self, *words):
        return json.loads(self.ss("wman", "-j", *words))

    def field(self, name):
        return self.show("dev", "show", "wman0")[0].get(name)

    def want(self, title, done, seconds=20):
        if not self.bs.until(done, seconds):
            raise Wrong("%s: not in %d s" % (title, seconds))

    def connect(self):
        self.dev("connect")
        self.entered()

    def entered(self):
        bs = self.bs
        self.want("entry", lambda: len(bs.flows) >= 2 and
                  all(f["state"] != "asked" for f in bs.flows.values()), 40)
        self.want("operational", lambda: self.field("state") == "operational")

    def traffic(self, sizes=(0, 8, 100, 1300)):
        """Echo requests both ways."""
        for number, size in enumerate(sizes):
            size = max(size, 4)
            self.echo("echo of %d octets" % size, number, size)
        # one at a time: ping does not wait longer than twice the fastest answer so far
        for size in ("20", "1300"):
            self.ss("ping", "-c", "1", "-W", "5", "-q", "-s", size, BASE)

    def echo(self, title, number, size=64, cid=None):
        """An echo request; again after a second, as keys that are on their way may be late."""
        for _ in range(4):
            if self.bs.until(self.bs.echo(BASE, STATION, number, size, cid), 1):
                return
        raise Wrong("%s: no answer" % title)

    def rejected(self):
        """Rejections of the station by reason."""
        return self.ss("wman", "stats", "wman0").strip()

    def run(self, name):
        case = CASES[name]
        self.begin(case.habits)
        try:
            for setting in case.settings:
                self.dev("set", *setting.split())
            self.connect()
            case.play(self)
            good = not self.bs.faults
        except Wrong as e:
            good = False
            print("# %s" % e)
        except Exception:  # pylint: disable=broad-except # the next case begins all the same
            good = False
            print("# " + traceback.format_exc().replace("\n", "\n# "))
        bs = self.bs
        for fault in bs.faults:
            print("# the station is wrong: %s" % fault)
        if not good:
            print("# heard %s" % dict(bs.heard))
            print("# seen %s" % dict(bs.seen))
            print("# state %s, %s" % (self.field("state"), self.field("auth-state")))
            print("# " + self.rejected().replace("\n", "\n# "))
        self.dev("disconnect")
        self.dev("forget")
        for setting in case.undo:
            self.dev("set", *setting.split())
        return good


def main():
    if sys.argv[1] == "list":
        for name in SETS[sys.argv[2]]:
            print("%s\t%s" % (name, CASES[name].title))
        return 0
    with open(sys.argv[3], encoding="ascii") as f:
        lab = Lab(sys.argv[1], int(sys.argv[2]), f.read().strip().encode())
    return 0 if all([lab.run(name) for name in sys.argv[4:]]) else 1


if __name__ == "__main__":
    sys.exit(main())
