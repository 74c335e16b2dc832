#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Who may do what over netlink, as the documentation says, and who is told what.

usage: 62-privilege.py matrix | agent | events       run by 62-privilege.sh
       62-privilege.py try IFINDEX FOREIGN           (itself, with another one's privileges)
       62-privilege.py listen                        (the same)
"""

import contextlib
import ctypes
import errno
import json
import os
import select
import subprocess
import sys

import genl
from ktap import Results

ACTORS = ["root", "owner", "other", "anybody"]
OPERATIONS = {op["name"]: op for op in genl.SPEC["operations"]["list"]}
COOKIE = {"cookie": 1 << 60}
# what an operation needs beside the device, and what an idle one answers to who may do it
REQUESTS = {
    "dev-get": ({}, 0),
    "dev-set": ({"dev": {"sa-max": 4}}, 0),
    "dev-connect": ({}, 0),
    "dev-disconnect": ({}, 0),
    "dev-forget": ({}, 0),
    "dev-handover": ({"dev": {"bsid": b"\2\0\0\0\0\1"}}, errno.ENOTCONN),
    "dev-reauth": ({}, errno.ENOTCONN),
    "scan-get": ({}, 0),
    "sa-get": ({}, 0),
    "sa-rekey": ({"sa": {"said": 1}}, errno.ENOENT),
    "key-get": ({}, 0),
    "flow-get": ({}, 0),
    "flow-add": ({"flow": {"direction": 1, "cs": 1}}, errno.ENOTCONN),
    "flow-change": ({"flow": {"sfid": 1, "qos-set": 7}}, errno.ENOTCONN),
    "flow-del": ({"flow": {"sfid": 1}}, errno.ENOTCONN),
    "stats-get": ({}, 0),
    "agent-bind": ({}, 0),
    "agent-accept": ({}, errno.ENOENT),
    "agent-frame": ({"agent": {**COOKIE, "frame": b"\2\0\0\4"}}, errno.ESTALE),
    "agent-done": ({"agent": {**COOKIE, "reason": 1}}, errno.ESTALE),
    "rsa-certificate": ({"agent": {**COOKIE, "certificate": b"0", "ca-certificate": b"0"}},
                        errno.ESTALE),
    "rsa-answer": ({"agent": {**COOKIE, "signature": bytes(128)}}, errno.ESTALE),
    "rsa-done": ({"agent": {**COOKIE, "ak": bytes(20)}}, errno.ESTALE),
    "tek-done": ({"agent": {**COOKIE, "teks": bytes(16)}}, errno.ESTALE),
}
EVENTS = [name for name, op in OPERATIONS.items() if "do" not in op and "dump" not in op]
INDEX, FOREIGN = 4343, 4242
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000


def documented():
    """The table of the documentation: {operation: {actor: cell}}."""
    with open(f"{genl.TOP}/Documentation/networking/wman.rst", encoding="utf-8") as page:
        lines = iter(page.read().splitlines())
    for line in lines:
        if line.split() == ["operation", *ACTORS]:
            break
    next(lines)
    rows = {}
    for line in lines:
        if line.startswith("="):
            return rows
        name, *cells = line.split()
        rows[name] = dict(zip(ACTORS, cells, strict=True))
    raise SystemExit("the documentation has no table")


def attempt(op, **values):
    """The error of a request, 0 when it was accepted. A socket for each: agents end with it."""
    client = genl.Client()
    try:
        client.call(op, dump="do" not in OPERATIONS[op], **values)
        return 0
    except genl.Refused as refused:
        return refused.errno
    finally:
        client.close()


def try_all(index, foreign):
    """As whoever runs this: each operation on both devices, the errors as JSON."""
    out = {op: [attempt(op, ifindex=index, **need), attempt(op, ifindex=foreign, **need)]
           for op, (need, _) in REQUESTS.items()}
    out["devices"] = [m["ifindex"] for m in genl.Client().call("dev-get", dump=True)]
    out["bind-all"] = attempt("agent-bind")
    print(json.dumps(out))


def listen():
    """As whoever runs this: joins the group, tells all that comes until the station is idle."""
    client = genl.Client()
    client.join()
    print("joined", flush=True)
    state = genl.ENUMS["dev-state"]
    seen, passed = [], set()
    while not {state["operational"], state["idle"]} <= passed:
        select.select([client.sock], [], [], 120)
        for op, event in client.pending():
            seen.append((op, event))
            if "dev" in event and (passed or event["dev"]["state"] == state["operational"]):
                passed.add(event["dev"]["state"])
    print(json.dumps(seen, default=bytes.hex))


def me(*words):
    """This program's command line."""
    return [sys.executable, os.path.abspath(__file__), *map(str, words)]


@contextlib.contextmanager
def namespaces(*options):
    """A process that made namespaces without privilege; its id."""
    command = ["setpriv", "--reuid=65533", "--regid=65533", "--clear-groups", "unshare",
               "--map-root-user", *options, "sh", "-c", "echo made; exec sleep infinity"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        try:
            if holder.stdout.readline() != "made\n":
                raise SystemExit("cannot make a user namespace")
            yield holder.pid
        finally:
            holder.kill()


def enter(pid, *options):
    """Words that run a command in namespaces of PID."""
    return ["nsenter", f"--target={pid}", *options, "--"]


SS = ["ip", "netns", "exec", "wman-ss"]


@contextlib.contextmanager
def theirs():
    """A network namespace with a station, owned by a user namespace of its own; its process."""
    with namespaces("--user", "--net") as pid:
        run = enter(pid, "--user", "--net")
        for command in ("link add o0 type veth peer name o1", "link set lo up", "link set o0 up",
                        "link set o1 up",
                        f"link add link o0 name wman0 index {FOREIGN} address 02:16:00:00:02:00"
                        " type wman", "link set wman0 up"):
            subprocess.run([*run, "ip", *command.split()], check=True)
        yield pid


def ours():
    """A station with an index that no other namespace has."""
    for command in (f"link add link ss0 name wman7 index {INDEX} address 02:16:00:00:01:07"
                    " type wman", "link set wman7 up"):
        subprocess.run([*SS, "ip", *command.split()], check=True)


def matrix(results):
    """Each operation, by each actor, in both namespaces, on a device of each."""
    table = documented()
    results.check("the documentation has a row for each operation and no other",
                  list(table) == list(OPERATIONS), set(table) ^ set(OPERATIONS))
    results.check("each operation that can be asked for is tried",
                  sorted([*REQUESTS, *EVENTS]) == sorted(OPERATIONS),
                  set([*REQUESTS, *EVENTS]) ^ set(OPERATIONS))
    ours()
    with theirs() as pid, namespaces("--user") as stranger:
        users = enter(pid, "--user", "--net")
        net = enter(pid, "--net")
        runs = [
            ("root", "the initial namespace", SS, INDEX, FOREIGN),
            ("root", "a user's namespace", net, FOREIGN, INDEX),
            ("owner", "a user's namespace", users, FOREIGN, INDEX),
            ("other", "the initial namespace", [*SS, *enter(pid, "--user")], INDEX, FOREIGN),
            ("other", "a user's namespace", [*net, *enter(stranger, "--user")], FOREIGN, INDEX),
            ("anybody", "the initial namespace", [*SS, *NOBODY], INDEX, FOREIGN),
            ("anybody", "a user's namespace", [*net, *NOBODY], FOREIGN, INDEX),
        ]
        for actor, where, words, own, foreign in runs:
            name = f"{actor} in {where}"
            child = subprocess.run([*words, *me("try", own, foreign)], capture_output=True,
                                   text=True, check=False)
            if child.returncode:
                results.check(name, False, child.stderr[-200:])
                continue
            got = json.loads(child.stdout)
            for op, (_, answer) in REQUESTS.items():
                cell = table.get(op, {}).get(actor)
                want = {"yes": [answer, errno.ENODEV], "EPERM": [errno.EPERM] * 2}.get(cell)
                results.check(f"{name}: {op}: {cell}, and no device of the other namespace",
                              got[op] == want, f"{got[op]}, not {want}")
            results.check(f"{name}: sees the devices of it and no other",
                          own in got["devices"] and foreign not in got["devices"],
                          got["devices"])
            results.check(f"{name}: agent-bind for all devices",
                          got["bind-all"] == (0 if table["agent-bind"][actor] == "yes" else errno.EPERM),
                          got["bind-all"])


def client_in(path, port=0):
    """A socket of another network namespace."""
    with open("/proc/thread-self/ns/net", encoding="ascii") as home, \
            open(path, encoding="ascii") as there:
        if LIBC.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        client = genl.Client(port)
        LIBC.setns(home.fileno(), CLONE_NEWNET)
    return client


@contextlib.contextmanager
def listener_nobody():
    """A process without privilege that has joined the group."""
    with subprocess.Popen([*SS, *NOBODY, *me("listen")], stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child, child.stdout.readline() == "joined\n"
        finally:
            child.kill()


def agent(results):
    """An exchange: its events reach the socket that is bound and no other."""
    with theirs() as pid:
        bound = client_in("/run/netns/wman-ss")
        port = bound.sock.getsockname()[0]
        others = {
            "a listener in the same namespace": client_in("/run/netns/wman-ss"),
            "a listener at the base station": client_in("/run/netns/wman-bs"),
            "an agent with the same port in another namespace":
                client_in(f"/proc/{pid}/ns/net", port),
        }
        twin = others["an agent with the same port in another namespace"]
        results.check("a socket of another namespace has the same port",
                      twin.sock.getsockname()[0] == port)
        twin.call("agent-bind")
        for client in others.values():
            client.join()
        dev = ifindex_of("wman0")
        bound.call("agent-bind", ifindex=dev)
        bound.call("dev-connect", ifindex=dev)
        bound.event("agent-ready", 60)
        bound.call("agent-accept", ifindex=dev)
        frame = bound.event("agent-frame", 60)
        results.check("the agent is told of its device", frame["ifindex"] == dev)
        bound.call("dev-disconnect", ifindex=dev)
        results.check("the agent is told of the end", bound.event("agent-cancel")["ifindex"] == dev)
        for name, client in others.items():
            got = [op for op, _ in client.pending()]
            results.check(f"{name} gets no event of the agent",
                          not any(op.startswith("agent") for op in got), got)
        twin.close()
        is_bound = bound.call("dev-get", ifindex=dev)[0]["dev"].get("agent-bound")
        results.check("its end does not unbind the agent", is_bound is True)
        bound.close()


def ifindex_of(name):
    """The index of a device in wman-ss."""
    out = subprocess.run([*SS, "cat", f"/sys/class/net/{name}/ifindex"], capture_output=True,
                         text=True, check=True)
    return int(out.stdout)


def events(results):
    """A connection from its begin to its end, as listeners see it."""
    with theirs() as pid, listener_nobody() as (child, joined):
        results.check("anybody joins the group", joined)
        root = client_in("/run/netns/wman-ss")
        user = client_in(f"/proc/{pid}/ns/net")
        elsewhere = client_in("/run/netns/wman-bs")
        elsewhere.join("air")
        for client in root, user, elsewhere:
            client.join()
        print("# listening", flush=True)
        told = json.loads(child.stdout.readline())
        seen = json.loads(json.dumps(root.pending(), default=bytes.hex))
        dev = ifindex_of("wman0")
        results.check("events of the connection are told, and none of another group",
                      {op for op, _ in seen} == {"dev-ntf", "sa-ntf"})
        results.check("all of the one device", {e["ifindex"] for _, e in seen} == {dev})
        results.check("anybody is told what root is told", told == seen[:len(told)])
        results.check("they do not show TEKs", not any("tek" in e.get("sa", {}) for _, e in seen))
        user.call("dev-connect", ifindex=FOREIGN)
        here = user.pending()
        results.check("in another namespace its own station's events are told, and no other",
                      {(op, e["ifindex"]) for op, e in here} == {("dev-ntf", FOREIGN)}, here)
        results.check("and none to who listens where no station is", not elsewhere.pending())
        results.check("nor any back",
                      not any(e["ifindex"] == FOREIGN for _, e in root.pending()))


if __name__ == "__main__":
    what, *numbers = sys.argv[1:]
    if what == "try":
        try_all(*map(int, numbers))
    elif what == "listen":
        listen()
    else:
        report = Results("62-privilege")
        {"matrix": matrix, "agent": agent, "events": events}[what](report)
        report.finish()
