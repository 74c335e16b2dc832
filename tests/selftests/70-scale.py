#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Commands to many stations, wman1 to wmanN, over one socket: a process for each would be most of
the work.

    70-scale.py N patient [MS]      as "patient" of lib.sh
    70-scale.py N connect [FIRST]   all begin network entry, from wmanFIRST on
    70-scale.py N wait STATE SECONDS
    70-scale.py N akids             their number, if each has an AK of its own
"""

import collections
import socket
import sys
import time

import genl

client = genl.Client()
stations = [socket.if_nametoindex(f"wman{i}") for i in range(1, int(sys.argv[1]) + 1)]
STATES = {number: name for name, number in genl.ENUMS["dev-state"].items()}


def states():
    """How many stations are in each state."""
    devices = client.call("dev-get", dump=True)
    wanted = set(stations)
    return collections.Counter(STATES[d["dev"]["state"]] for d in devices if d["ifindex"] in wanted)


def wait(state, seconds):
    """Waits until all are in STATE; prints the states when they are not."""
    end = time.monotonic() + seconds
    while (count := states())[state] != len(stations):
        if time.monotonic() > end:
            sys.exit(f"after {seconds} s: {dict(count)}")
        time.sleep(0.2)


def akids():
    """The AKID in force of each station."""
    found = [key["key"]["akid"] for index in stations
             for key in client.call("key-get", dump=True, ifindex=index)
             if key["key"].get("current")]
    if len(found) != len(stations) or len(set(found)) != len(stations):
        sys.exit(f"{len(set(found))} different AKs in {len(stations)} stations")
    print(len(found))


command, arguments = sys.argv[2], sys.argv[3:]
if command == "wait":
    wait(arguments[0], float(arguments[1]))
elif command == "akids":
    akids()
elif command == "patient":
    for station in stations:
        client.call("dev-set", ifindex=station,
                    dev={"timers": {"lost-dl-map-ms": int((arguments or [10000])[0])}})
else:
    for station in stations[int((arguments or [1])[0]) - 1:]:
        client.call("dev-connect", ifindex=station)
