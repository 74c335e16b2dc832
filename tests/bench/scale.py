#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Reads the traces that tests/bench/scale took and prints what a packet and a timer cost.

    scale.py DIR LENGTH STATIONS...
"""

import pathlib
import re
import statistics
import sys

import packet

SOFTIRQ = re.compile(r"\[(\d+)\] \S+ +(\d+): softirq_(entry|exit): vec=1 \[")  # TIMER_SOFTIRQ


def timer(path):
    """Median of the softirq in which timers expire."""
    begun, costs = {}, []
    for line in path.read_text().splitlines():
        if found := SOFTIRQ.search(line):
            cpu, time, what = found.groups()
            if what == "entry":
                begun[cpu] = int(time)
            elif cpu in begun:
                costs.append(int(time) - begun.pop(cpu))
    if len(costs) < packet.MINIMUM:
        sys.exit(f"{path}: {len(costs)} timers, {packet.MINIMUM} are needed")
    return statistics.median(costs)


def main():
    directory, sdu = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    print(f"instructions for a packet of {sdu} octets and for the softirq of timers, with so many")
    print("stations on the air, and beside those with the first number (the trace's own included)")
    print(f"  {'stations':>8} {'tx':>7} {'ratio':>6} {'rx':>7} {'ratio':>6} {'timer':>7} {'ratio':>6}")
    first = None
    for stations in sys.argv[3:]:
        trace = directory / f"trace-{stations}"
        costs = packet.cost(trace, sdu, "tx"), packet.cost(trace, sdu, "rx"), timer(trace)
        first = first or costs
        print(f"  {stations:>8}", *(f"{cost:7.0f} {cost / one:6.2f}"
                                    for cost, one in zip(costs, first)))


main()
