#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Reads the traces that tests/bench/packet took and prints the cost of a packet.

    packet.py DIR LENGTH...
"""

import pathlib
import re
import statistics
import sys

# Debian's 6.1 leaves dev= empty: task, order and length tell what the device would.
LINE = re.compile(r"^ *(\S+)-\d+ .* (\d+): (\w+): .*?skbaddr=(\S+).*? len=(\d+)")
ETHERNET = 14
MINIMUM = 100
# way -> first and last event of a packet, octets before the SDU in the event of wman0, which of
# the two that is, the task that they are in ('': any), and the cipher's operation
WAYS = {
    "tx": ("net_dev_start_xmit", "net_dev_queue", ETHERNET, 0, "ping", "seal"),
    "rx": ("netif_receive_skb", "napi_gro_receive_entry", 0, 1, "", "open"),
}


def events(path):
    """The events of a trace: (time, name, skb, length, task)."""
    for line in path.read_text().splitlines():
        found = LINE.search(line)
        if found:
            task, time, name, skb, length = found.groups()
            yield int(time), name, skb, int(length), task


def cost(path, sdu, way):
    """Median of the time from the first to the last event of one skb."""
    first, last, header, which, in_task, _ = WAYS[way]
    begun = {}
    costs = []
    for time, name, skb, length, task in events(path):
        if in_task not in ("", task):
            continue
        if name == first:
            begun[skb] = (time, length)
        elif name == last and skb in begun:
            start, begun_length = begun.pop(skb)
            if (begun_length, length)[which] == sdu + header:
                costs.append(time - start)
    if len(costs) < MINIMUM:
        sys.exit(f"{path}: {len(costs)} packets {way}, {MINIMUM} are needed")
    return statistics.median(costs)


def overhead(directory, way):
    """What one event of this way costs: the time from it to the same one in the second trace."""
    both = sorted(
        (time, number, name, skb)
        for number in (1, 2)
        for time, name, skb, _, _ in events(directory / f"trace-overhead-{number}")
    )
    means = []
    for kind in WAYS[way][:2]:
        gaps = [
            b[0] - a[0]
            for a, b in zip(both, both[1:])
            if a[1] != b[1] and a[2:] == b[2:] == (kind, a[3])
        ]
        if len(gaps) < MINIMUM:
            sys.exit(f"{directory}: {len(gaps)} times {kind} in both traces")
        means.append(statistics.median(gaps))
    return statistics.mean(means)


def main():
    directory = pathlib.Path(sys.argv[1])
    bare = {}
    cipher = ""
    for line in (directory / "bare").read_text().splitlines():
        words = line.split()
        if words[1] != "ccm":
            cipher = words[1]
        else:
            bare[int(words[2])] = {words[3]: int(words[4]), words[5]: int(words[6])}
    trace = {way: overhead(directory, way) for way in WAYS}
    print("instructions per packet, from ndo_start_xmit to the card's transmit and from the")
    print(f"card's receive to the stack (less the trace's own: tx {trace['tx']:.0f}, "
          f"rx {trace['rx']:.0f});")
    print(f"the cipher is {cipher}")
    print(f"  {'octets':>6} {'way':>4} {'packet':>8} {'ccm(aes)':>9} {'ratio':>6} {'required':>9} "
          f"{'CRC':>7}")
    for sdu in map(int, sys.argv[2:]):
        for way in WAYS:
            plain = cost(directory / f"trace-{sdu}-0", sdu, way) - trace[way]
            crc = cost(directory / f"trace-{sdu}-1", sdu, way) - trace[way] - plain
            alone = bare[sdu][WAYS[way][-1]]
            required = 1.1 if sdu >= 1500 else 1.5
            print(f"  {sdu:6} {way:>4} {plain:8.0f} {alone:9} {plain / alone:6.2f} "
                  f"{'<= %.2f' % required:>9} {crc:+7.0f}")


if __name__ == "__main__":
    main()
