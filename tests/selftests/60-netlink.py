#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Requests that must be refused: each by its error, with a text, and nothing changes."""

import errno
import os
import socket
import subprocess
import sys

import genl
from ktap import Results

results = Results("60-netlink")
client = genl.Client()
index = socket.if_nametoindex("wman0")
lo = socket.if_nametoindex("lo")
ONE_OCTET = b"\1"


def state():
    """Everything that a refused request could have changed."""
    client.events.clear()
    dev = dict(client.call("dev-get", ifindex=index)[0]["dev"])
    return dev


def refused(title, want, op, body, dump=False, text=True):
    """BODY is refused with one of the errors WANT and a text."""
    before = state()
    try:
        client.raw(op, body, dump)
        results.check(title, False, "it was accepted")
        return
    except genl.Refused as refusal:
        results.check(title, refusal.errno in want and (refusal.text or not text), str(refusal))
    results.check(f"{title}: nothing changed", state() == before)


# clause 10 of the standard, from a table of its own; in ms
DEFAULTS = {
    "authorize-wait-ms": 10 * 1000, "reauthorize-wait-ms": 10 * 1000,
    "auth-grace-ms": 10 * 60 * 1000, "operational-wait-ms": 1000, "rekey-wait-ms": 1000,
    "tek-grace-ms": 60 * 60 * 1000, "reject-wait-ms": 60 * 1000, "sa-tek-ms": 300,
    "pmk-prehandshake-ms": 10 * 1000, "pmk-lifetime-ms": 3600 * 1000, "lost-dl-map-ms": 600,
    "t3-ms": 200, "t18-ms": 50, "t6-ms": 1000, "t8-ms": 300, "t7-ms": 1000,
    "t10-ms": 3000, "t14-ms": 200, "t21-ms": 1000,
}


def timer_defaults():
    """A device that nobody has set anything of has the standard's timers."""
    fresh = socket.if_nametoindex("wman9")
    timers = client.call("dev-get", ifindex=fresh)[0]["dev"]["timers"]
    results.check("the timers begin with their defaults", timers == DEFAULTS, str(timers))


def enc(**values):
    return genl.encode({k.replace("_", "-"): v for k, v in values.items()})


WRONG = (errno.EINVAL, errno.ERANGE)
BY_DEVICE = ["dev-get", "dev-set", "dev-connect", "dev-disconnect", "dev-forget",
             "dev-handover", "dev-reauth", "sa-rekey",
             "stats-get", "agent-accept", "agent-frame", "agent-done", "tek-done"]
# what an operation needs beside the device
NEEDS = {
    "dev-set": {"dev": {"sa-max": 4}},
    "dev-handover": {"dev": {"bsid": b"\2\0\0\0\0\1"}},
    "sa-rekey": {"sa": {"said": 1}},
    "agent-frame": {"agent": {"cookie": 1, "frame": b"\2\0\0\4"}},
    "agent-done": {"agent": {"cookie": 1, "reason": 1}},
    "tek-done": {"agent": {"cookie": 1, "teks": bytes(16)}},
}
for op in BY_DEVICE:
    need = NEEDS.get(op, {})
    refused(f"{op} without ifindex", WRONG, op, enc(**need))
    refused(f"{op} with a short ifindex", WRONG, op, genl.attr(1, ONE_OCTET))
    refused(f"{op} for an index that is nobody's", (errno.ENODEV,), op,
            enc(ifindex=0x7ffffff0, **need))
    refused(f"{op} for a device of another kind", (errno.ENODEV, errno.EOPNOTSUPP), op,
            enc(ifindex=lo, **need))
    refused(f"{op} with an unknown attribute", WRONG, op,
            enc(ifindex=index, **need) + genl.attr(200, b"1234"))
    refused(f"{op} with octets after the attributes", WRONG, op,
            enc(ifindex=index, **need) + b"\2\0\0\0")

main = genl.SETS["main"]
dev_kind = main["dev"][0]
refused("dev without the nested bit", WRONG, "dev-set",
        enc(ifindex=index) + genl.attr(dev_kind, genl.encode({"edition": 0}, "dev")))
for name, value in {"edition": 99, "crc": 99, "gtek-push": 99, "mac-mode-offer": 4, "sa-max": 0,
                    "pn-window-offer": 0, "suite": 0x40404}.items():
    refused(f"dev-set {name} {value}", WRONG + (errno.EOPNOTSUPP,), "dev-set",
            enc(ifindex=index, dev={name: value}))
refused("dev-set suite 0, which is not allowed", (errno.EPERM,), "dev-set",
        enc(ifindex=index, dev={"suite": 0}))
for name, value in {"sa-max": 17, "pn-window-offer": 1025}.items():
    refused(f"dev-set {name} {value}", WRONG, "dev-set", enc(ifindex=index, dev={name: value}))
refused("dev-set of what is only shown", WRONG, "dev-set", enc(ifindex=index, dev={"state": 1}))
timer_defaults()
for name, (_, spec) in genl.SETS["timers"].items():
    limits = spec["checks"]
    for value in limits["min"] - 1, limits["max"] + 1:
        refused(f"dev-set timer {name} {value}", WRONG, "dev-set",
                enc(ifindex=index, dev={"timers": {name: value}}))
refused("dev-connect with a short BSID", WRONG, "dev-connect",
        enc(ifindex=index, dev={"bsid": b"\2\0\0\0\0"}))
refused("dev-connect with a long network name", WRONG, "dev-connect",
        enc(ifindex=index, dev={"network": "x" * 65}))

AGENT_DONE = {
    "without cookie": {"success": True, "msk": bytes(64)},
    "success without MSK": {"cookie": 1, "success": True},
    "a short MSK": {"cookie": 1, "success": True, "msk": bytes(63)},
    "a long MSK": {"cookie": 1, "success": True, "msk": bytes(65)},
    "success with a reason": {"cookie": 1, "success": True, "msk": bytes(64), "reason": 1},
    "success that is permanent": {"cookie": 1, "success": True, "msk": bytes(64), "permanent": 1},
    "failure with an MSK": {"cookie": 1, "msk": bytes(64), "reason": 1},
    "failure without reason": {"cookie": 1},
    "an unknown reason": {"cookie": 1, "reason": 100000},
}
for title, agent in AGENT_DONE.items():
    refused(f"agent-done: {title}", WRONG, "agent-done", enc(ifindex=index, agent=agent))
TEK_DONE = {
    "without cookie": {"teks": bytes(16)},
    "without anything": {"cookie": 1},
    "TEKs and a reason": {"cookie": 1, "teks": bytes(16), "reason": 1},
    "TEKs that are short": {"cookie": 1, "teks": bytes(15)},
    "TEKs that are long": {"cookie": 1, "teks": bytes(17)},
    "an AK": {"cookie": 1, "ak": bytes(20)},
}
for title, agent in TEK_DONE.items():
    refused(f"tek-done: {title}", WRONG, "tek-done", enc(ifindex=index, agent=agent))
refused("agent-frame of 3 octets", WRONG, "agent-frame",
        enc(ifindex=index, agent={"cookie": 1, "frame": b"123"}))
refused("agent-frame of 4097 octets", WRONG, "agent-frame",
        enc(ifindex=index, agent={"cookie": 1, "frame": bytes(4097)}))

# without privilege: a child gives up root and tries each operation that needs it
if len(sys.argv) == 1:
    privileged = [op for op in genl.SPEC["operations"]["list"]
                  if "uns-admin-perm" in op.get("flags", [])]
    code = """
import errno, sys, genl
client = genl.Client()
for op in sys.argv[1:]:
    name, kind = op.split(":")
    try:
        client.call(name, dump=kind == "dump", ifindex=%d)
        print(name, "accepted")
    except genl.Refused as refusal:
        if refusal.errno != errno.EPERM:
            print(name, refusal)
print("tried")
""" % index
    env = dict(os.environ, PYTHONPATH=os.path.dirname(os.path.abspath(__file__)))
    words = [f"{op['name']}:{'dump' if 'dump' in op else 'do'}" for op in privileged]
    child = subprocess.run([sys.executable, "-c", code, *words], env=env, user=65534, group=65534,
                           extra_groups=[], capture_output=True, text=True, check=False)
    results.check(f"{len(words)} operations need CAP_NET_ADMIN", child.stdout == "tried\n",
                  child.stdout + child.stderr)
results.finish()
