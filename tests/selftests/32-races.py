#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Two agents bind to one device at the same time, N times: one gets it, the other is told so.

    32-races.py N
"""

import errno
import socket
import sys
import threading

import genl

index = socket.if_nametoindex("wman0")


def bind(agent, barrier, results):
    """One of the two."""
    barrier.wait()
    try:
        agent.call("agent-bind", ifindex=index)
        results.append(0)
    except genl.Refused as refused:
        results.append(refused.errno)


for turn in range(int(sys.argv[1])):
    agents = [genl.Client(), genl.Client()]
    barrier, results = threading.Barrier(2), []
    threads = [threading.Thread(target=bind, args=(a, barrier, results)) for a in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for agent in agents:
        agent.close()
    if sorted(results) != [0, errno.EBUSY]:
        sys.exit(f"turn {turn}: {results}")
