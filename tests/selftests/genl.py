# SPDX-License-Identifier: BSD-3-Clause
"""A bare generic netlink client for the family "wman": what a program sends that does not use
libwman, right or wrong. Numbers come from the YAML specification."""

import os
import socket
import struct

import yaml

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SPEC = yaml.safe_load(open(f"{TOP}/Documentation/netlink/specs/wman.yaml", encoding="utf-8"))

NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
NETLINK_GENERIC = 16
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK = 270, 10, 11, 12
NLA_NESTED, NLA_TYPE_MASK = 0x8000, 0x3FFF
GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 16, 3, 1, 2
CTRL_ATTR_MCAST_GROUPS, NETLINK_ADD_MEMBERSHIP = 7, 1
CTRL_ATTR_MCAST_GRP_NAME, CTRL_ATTR_MCAST_GRP_ID = 1, 2

OPS = {op["name"]: i for i, op in enumerate(SPEC["operations"]["list"], 1)}
SETS = {s["name"]: {a["name"]: (i, a) for i, a in enumerate(s["attributes"], 1)}
        for s in SPEC["attribute-sets"]}
# numbers of an enum by name: ENUMS["reason"]["icv"]
ENUMS = {d["name"]: {e if isinstance(e, str) else e["name"]: i
                     for i, e in enumerate(d["entries"], d.get("value-start", 0))}
         for d in SPEC["definitions"] if d["type"] == "enum"}


class Refused(Exception):
    """The kernel's answer is an error."""

    def __init__(self, errno, text):
        super().__init__(f"{os.strerror(errno)}: {text}")
        self.errno, self.text = errno, text


def attr(kind, payload=b"", nested=False):
    """One attribute from a number and octets."""
    head = struct.pack("=HH", 4 + len(payload), kind | (NLA_NESTED if nested else 0))
    return head + payload + bytes(-len(payload) % 4)


def encode(values, space="main"):
    """Attributes from a dictionary of names; octets are taken as they are."""
    out = b""
    for name, value in values.items():
        kind, spec = SETS[space][name]
        if isinstance(value, dict):
            out += attr(kind, encode(value, spec["nested-attributes"]), nested=True)
        elif isinstance(value, bytes):
            out += attr(kind, value)
        elif spec["type"] == "flag":
            out += attr(kind)
        elif spec["type"] == "string":
            out += attr(kind, value.encode() + b"\0")
        else:
            out += attr(kind, struct.pack({"u8": "=B", "u16": "=H", "u32": "=I",
                                           "u64": "=Q"}[spec["type"]], value))
    return out


def attributes(data):
    """Yields number and octets of each attribute."""
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        if length < 4:
            return
        yield kind & NLA_TYPE_MASK, data[4:length]
        data = data[(length + 3) & ~3:]


def decode(data, space="main"):
    """A dictionary of names from attributes; a list where there are several of one name."""
    names = {i: (n, spec) for n, (i, spec) in SETS[space].items()}
    out = {}
    for kind, payload in attributes(data):
        # what aligns 64 bits where the machine wants it
        if kind == 0:
            continue
        name, spec = names[kind]
        if spec["type"] == "nest":
            value = decode(payload, spec["nested-attributes"])
        elif spec["type"] == "flag":
            value = True
        elif spec["type"] == "string":
            value = payload.rstrip(b"\0").decode()
        elif spec["type"] == "binary":
            value = payload
        else:
            value = int.from_bytes(payload, "little")
        if name not in out:
            out[name] = value
        elif isinstance(out[name], list):
            out[name].append(value)
        else:
            out[name] = [out[name], value]
    return out


class Client:
    """One socket; PORT: its port id, 0 for any."""

    def __init__(self, port=0):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.bind((port, 0))
        for option in NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK:
            self.sock.setsockopt(SOL_NETLINK, option, 1)
        self.seq = 0
        self.events = []
        reply = self._call(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0,
                           attr(CTRL_ATTR_FAMILY_NAME, b"wman\0"))
        self.info = {k: p for m in reply for k, p in attributes(m[4:])}
        self.family = int.from_bytes(self.info[CTRL_ATTR_FAMILY_ID], "little")

    def close(self):
        self.sock.close()

    def join(self, name="events"):
        """Joins a multicast group of the family."""
        groups = [dict(attributes(g)) for _, g in attributes(self.info[CTRL_ATTR_MCAST_GROUPS])]
        number, = [g[CTRL_ATTR_MCAST_GRP_ID] for g in groups
                   if g[CTRL_ATTR_MCAST_GRP_NAME] == name.encode() + b"\0"]
        self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
                             int.from_bytes(number, "little"))

    def pending(self):
        """All that has come, as pairs of an operation's name and its attributes."""
        self.sock.settimeout(0)
        try:
            while True:
                self.events += [data for _, _, _, data in self._messages()]
        except BlockingIOError:
            pass
        names = {i: name for name, i in OPS.items()}
        out = [(names[data[0]], decode(data[4:])) for data in self.events]
        self.events.clear()
        return out

    def _messages(self):
        data = self.sock.recv(65536)
        while len(data) >= 16:
            length, kind, flags, seq, _ = struct.unpack_from("=IHHII", data)
            yield kind, flags, seq, data[16:length]
            data = data[(length + 3) & ~3:]

    def _call(self, family, command, flags, body):
        self.seq += 1
        payload = struct.pack("=BBH", command, 1, 0) + body
        self.sock.send(struct.pack("=IHHII", 16 + len(payload), family,
                                   NLM_F_REQUEST | NLM_F_ACK | flags, self.seq, 0) + payload)
        self.sock.settimeout(10)
        replies = []
        while True:
            for kind, msg_flags, seq, data in self._messages():
                if seq != self.seq:
                    self.events.append(data)
                elif kind in (NLMSG_ERROR, NLMSG_DONE):
                    error = -struct.unpack_from("=i", data)[0] if data else 0
                    if error:
                        raise Refused(error, self._text(kind, msg_flags, data))
                    return replies
                else:
                    replies.append(data)

    @staticmethod
    def _text(kind, flags, data):
        if not flags & NLM_F_ACK_TLVS:
            return ""
        skip = 4 if kind == NLMSG_DONE else 20
        if kind == NLMSG_ERROR and not flags & NLM_F_CAPPED:
            skip = 4 + struct.unpack_from("=I", data, 4)[0]
        return next((p.rstrip(b"\0").decode() for k, p in attributes(data[skip:]) if k == 1), "")

    def raw(self, op, body, dump=False):
        """Sends octets after the generic header; returns decoded replies."""
        replies = self._call(self.family, OPS[op], NLM_F_DUMP if dump else 0, body)
        return [decode(r[4:]) for r in replies]

    def call(self, op, dump=False, **values):
        """Sends attributes by name ("_" for "-")."""
        return self.raw(op, encode({k.replace("_", "-"): v for k, v in values.items()}), dump)

    def event(self, op, seconds=10):
        """Waits for the next event OP to this socket; others are dropped."""
        self.sock.settimeout(seconds)
        while True:
            while self.events:
                data = self.events.pop(0)
                if data[0] == OPS[op]:
                    return decode(data[4:])
            for _, _, _, data in self._messages():
                self.events.append(data)
