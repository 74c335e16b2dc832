#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the arithmetic says of key lifetimes, against a trace and a capture.

    lifetimes.py rollovers|ends|renewals|pns TRACE PCAP AK-LIFETIME TEK-LIFETIME

The base station holds two TEKs, each of full lifetime, the second beginning half-way through the
first; the station asks for the next ones TEK grace time before the newer one it has ends, and for
a new AK authorization grace time before that ends. Times are seconds from the first Key-Reply.
"""

import re
import struct
import sys

TEK_GRACE = 3600
AUTH_GRACE = 600
# Key-Reply tells whole seconds, which are rounded once a rollover
SLACK = 60
TEK_REPLY = 7  # events of the TEK machine, counted from 0 as the standard counts from 1
TEK_REFRESH = 6

LINE = re.compile(r" (\d+\.\d+): wman_(\w+): (.*)$")


def read_trace(path):
    """The events: (time, name, fields)."""
    for line in open(path, encoding="ascii"):
        found = LINE.search(line)
        if found:
            time, name, text = found.groups()
            fields = dict(re.findall(r"(\w+)=(\d+)", text))
            yield float(time), name, {k: int(v) for k, v in fields.items()} or text.split()


def compare(what, got, want):
    """Lists of times must be equal within the slack; what is too late to have come is cut."""
    print(f"{what}: {len(got)}, the arithmetic says {len(want)}")
    for have, expect in zip(got, want):
        if abs(have - expect) > SLACK:
            sys.exit(f"{what}: {have:.3f} s, not {expect} s")
    if len(got) != len(want):
        sys.exit(f"{what}: got {[round(t) for t in got]}, want {want}")
    if got:
        print("largest difference: %.3f s" % max(abs(a - b) for a, b in zip(got, want)))


def rollovers(trace, start, end, tek_lifetime):
    """Key-Requests for new TEKs."""
    got = [t - start for t, name, f in trace if name == "tek" and f["event"] == TEK_REFRESH]
    half = tek_lifetime // 2
    want, newer = [], tek_lifetime
    while newer - TEK_GRACE < end - start:
        at = newer - TEK_GRACE
        want.append(at)
        # of the two that the base station has then, the newer one
        newer = (at // half + 2) * half
    compare("rollovers", got, want)


def ends(trace, start, end, tek_lifetime):
    """Every TEK is freed at the end of its lifetime."""
    got = [t - start for t, name, f in trace if name == "object" and f == ["tek", "freed"]]
    half = tek_lifetime // 2
    want = list(range(half, int(end - start), half))
    compare("TEKs ended", got, want)


def renewals(trace, start, end, ak_lifetime):
    """Re-authentications, each with a new AK and the end of the old one."""
    made = [t - start for t, name, f in trace if name == "object" and f == ["ak", "made"]]
    freed = [t - start for t, name, f in trace if name == "object" and f == ["ak", "freed"]]
    want, at = [0], ak_lifetime - AUTH_GRACE
    while at < end - start:
        want.append(at)
        at += ak_lifetime - AUTH_GRACE
    compare("AKs made", made, want)
    if len(freed) != len(made) - 1:
        sys.exit(f"{len(freed)} AKs ended")
    for new, old in zip(made[1:], freed):
        if not 0 <= old - new <= 6:
            sys.exit(f"an AK made at {new} s, the one before ended at {old} s")


def pdus(path):
    """Encrypted PDUs of a capture: (time, uplink, eks, pn)."""
    data = open(path, "rb").read()
    at = 24
    while at + 16 <= len(data):
        sec, usec, length, _ = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16 : at + 16 + length]
        at += 16 + length
        # MAC-to-MAC: one burst, whose TLV is the last; every PDU here is the only one of it
        burst = frame[14 + 4 + 17 :]
        if burst[:1] != b"\x09":
            continue
        body = burst[2 + (burst[1] & 0x7F if burst[1] & 0x80 else 0) :]
        if body[0] & 0xC0 != 0x40:
            continue
        (pn,) = struct.unpack_from("<I", body, 6)
        yield sec + usec / 1e6, bool(pn >> 31), body[1] >> 4 & 3, pn & 0x7FFFFFFF


def pns(path, tek_lifetime):
    """Under one TEK every PN is higher than the one before."""
    last, count, keys = {}, 0, 0
    for time, uplink, eks, pn in pdus(path):
        count += 1
        seen = last.get((uplink, eks))
        if seen is None or time - seen[0] > tek_lifetime / 2:
            keys += 1  # four generations later, another key
        elif pn <= seen[1]:
            sys.exit(f"PN {pn} after {seen[1]}, uplink {uplink}, EKS {eks}")
        last[uplink, eks] = (time, pn)
    print(f"{count} PDUs under {keys} keys and directions, no PN twice")
    if count < 100 or keys < 4:
        sys.exit("too little traffic to tell")


def main():
    claim, trace_path, pcap = sys.argv[1:4]
    ak_lifetime, tek_lifetime = map(int, sys.argv[4:6])
    trace = list(read_trace(trace_path))
    start = next(t for t, name, f in trace if name == "tek" and f["event"] == TEK_REPLY)
    # the last event, and what should have come with it
    end = trace[-1][0] + SLACK / 2
    if claim == "pns":
        pns(pcap, tek_lifetime)
    elif claim == "renewals":
        renewals(trace, start, end, ak_lifetime)
    else:
        {"rollovers": rollovers, "ends": ends}[claim](trace, start, end, tek_lifetime)


main()
