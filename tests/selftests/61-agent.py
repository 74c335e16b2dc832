#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The contract of the agent, from the agent's side: an exchange that was announced is completed
exactly once; after completion the kernel accepts nothing more for it."""

import errno
import socket
import struct
import time

import genl
from ktap import Results

results = Results("61-agent")
index = socket.if_nametoindex("wman0")
watcher = genl.Client()


def counter(reason):
    """A rejection counter of the device."""
    counters = watcher.call("stats-get", ifindex=index)[0].get("counter", [])
    if isinstance(counters, dict):
        counters = [counters]
    return sum(c["count"] for c in counters if c["reason"] == genl.ENUMS["reason"][reason])


def auth_state():
    """The authorization state's name."""
    number = watcher.call("dev-get", ifindex=index)[0]["dev"]["auth-state"]
    return next(name for name, i in genl.ENUMS["auth-state"].items() if i == number)


def until(state, seconds=20):
    """Polls until the authorization state is STATE."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if auth_state() == state:
            return True
        time.sleep(0.02)
    return False


def refusal(call, *args, **kwargs):
    """The error of a call that must be refused; 0 when it was accepted."""
    try:
        call(*args, **kwargs)
        return 0
    except genl.Refused as refused:
        return refused.errno


def exchange(agent):
    """Accepts the pending exchange; returns its cookie."""
    while True:
        agent.event("agent-ready", 30)
        try:
            return agent.call("agent-accept", ifindex=index)[0]["agent"]["cookie"]
        except genl.Refused as refused:
            # the one that was announced is over already, another will be
            if refused.errno != errno.ENOENT:
                raise


def reconnect():
    """Ends the session and begins another."""
    refusal(watcher.call, "dev-disconnect", ifindex=index)
    watcher.call("dev-connect", ifindex=index)


def identity(request):
    """EAP-Response/Identity to a request."""
    return struct.pack(">BBHB", 2, request[1], 5 + 4, 1) + b"test"


REASON = genl.ENUMS["reason"]["eap-rejected"]
watcher.call("dev-connect", ifindex=index)
results.check("no agent: state no-agent", until("no-agent"))

agent = genl.Client()
agent.call("agent-bind", ifindex=index)
second = genl.Client()
results.check("a second agent is refused",
              refusal(second.call, "agent-bind", ifindex=index) in (errno.EBUSY, errno.EEXIST))
cookie = exchange(agent)
results.check("a cookie is not zero", cookie != 0)
results.check("another socket cannot accept", refusal(second.call, "agent-accept", ifindex=index) != 0)
results.check("another socket cannot complete",
              refusal(second.call, "agent-done", ifindex=index,
                      agent={"cookie": cookie, "reason": REASON}) != 0)
results.check("accepted again by its agent, it is the same exchange",
              agent.call("agent-accept", ifindex=index)[0]["agent"]["cookie"] == cookie)

frame = agent.event("agent-frame", 20)["agent"]
results.check("the frame carries the cookie", frame["cookie"] == cookie)
results.check("the frame is a request for the identity",
              frame["frame"][0] == 1 and frame["frame"][4] == 1)
before = counter("agent-cookie")
results.check("a frame with another cookie is refused",
              refusal(agent.call, "agent-frame", ifindex=index,
                      agent={"cookie": cookie + 1, "frame": identity(frame["frame"])}) != 0)
results.check("and counted", counter("agent-cookie") == before + 1)
results.check("a frame with the right one is taken",
              refusal(agent.call, "agent-frame", ifindex=index,
                      agent={"cookie": cookie, "frame": identity(frame["frame"])}) == 0)

agent.call("agent-done", ifindex=index, agent={"cookie": cookie, "reason": REASON})
results.check("failure: reject-wait", until("reject-wait"))
before = counter("agent-cookie")
results.check("completed once", refusal(agent.call, "agent-done", ifindex=index,
                                        agent={"cookie": cookie, "reason": REASON}) != 0)
results.check("a late success is refused",
              refusal(agent.call, "agent-done", ifindex=index,
                      agent={"cookie": cookie, "success": True, "msk": bytes(64)}) != 0)
results.check("a late frame is refused",
              refusal(agent.call, "agent-frame", ifindex=index,
                      agent={"cookie": cookie, "frame": b"\2\0\0\5\1"}) != 0)
results.check("all three are counted", counter("agent-cookie") == before + 3)
results.check("and changed nothing", auth_state() == "reject-wait")

reconnect()
fresh = exchange(agent)
results.check("a cookie is never used again", fresh != cookie)
reconnect()
results.check("disconnect cancels the exchange",
              agent.event("agent-cancel", 10)["agent"]["cookie"] == fresh)
results.check("a cancelled exchange cannot be completed",
              refusal(agent.call, "agent-done", ifindex=index,
                      agent={"cookie": fresh, "reason": REASON}) != 0)

cookie = exchange(agent)
agent.close()
results.check("a dead agent fails its exchange at once", until("no-agent", 5) or until("reject-wait", 1))
second.call("agent-bind")
reconnect()
cookie = exchange(second)
results.check("the next agent serves, bound to all devices", cookie != 0)
second.call("agent-done", ifindex=index, agent={"cookie": cookie, "reason": REASON,
                                                "permanent": True})
results.check("permanent failure: silent", until("silent"))
refusal(watcher.call, "dev-disconnect", ifindex=index)
results.finish()
