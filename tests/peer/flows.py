# SPDX-License-Identifier: BSD-3-Clause
"""Service flows and what passes through them."""

import os
import socket
import struct
import time

from frame import LOWEST, number_of, parse, value_of
from keys import Refused
from link import DSA_ACK, DSA_REQ, DSC_ACK, DSC_REQ, DSD_REQ, Link, octets


def checksum(text):
    """Of the Internet protocols."""
    if len(text) % 2:
        text += b"\x00"
    total = sum(struct.unpack(">%dH" % (len(text) // 2), text))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return octets(0xFFFF - total, 2)


class Flows(Link):
    """DSA, DSD, echo requests and their answers."""

    def flow(self, direction, cid, sa=None, rule=None, cs=None):
        """Makes a service flow."""
        habits = self.habits
        sa = sa or self.sas[habits.basic]
        parameters = [(1, octets(habits.sfid + cid, 4)), (2, octets(cid, 2)), (5, b"\x07"),
                      (28, bytes([cs or habits.cs]))]
        if direction == "up":
            parameters += [(11, b"\x02"), (12, bytes([habits.transmission]))]
        if habits.target_said or sa.said != habits.basic:
            parameters.append((17, octets(sa.said, 2)))
        if habits.short_fsn:
            parameters.append((38, b"\x00"))
        rule = rule or (habits.rule if direction == "up" else None)
        if rule:
            parameters.append(({1: 100, 2: 101, 3: 102, 5: 104}[habits.cs], rule))
        transaction = self.transaction
        self.transaction = self.transaction + 1 if self.transaction < 0xFFFF else 0x8000
        self.flows[cid] = {"direction": direction, "sa": sa, "transaction": transaction,
                           "state": "asked", "cid": cid,
                           "sfid": habits.sfid + cid}
        message = self.form(struct.pack(">BH", DSA_REQ, transaction),
                            [(145 if direction == "up" else 146, parameters)])
        self.flows[cid]["message"] = message
        self.ask(transaction, message, cid)

    def ask(self, transaction, message, cid, tries=4):
        """DSA-REQ, again after T7 until it is answered."""
        flow = self.flows.get(cid)
        if not flow or flow["state"] != "asked" or flow["transaction"] != transaction or not tries:
            return
        primary = self.habits.primary
        self.send(primary, lambda: self.ak.tuple(primary, message))
        self.after(1, self.ask, transaction, message, cid, tries - 1)

    def dsa_rsp(self, _, cid, message, items):
        self.verified(cid, message, items)
        transaction, code = struct.unpack(">HB", message[1:4])
        flow = next((f for f in self.flows.values() if f["transaction"] == transaction), None)
        if not flow:
            self.fault("DSA-RSP of transaction %#x" % transaction)
            return
        flow["code"] = code
        inner = value_of(items, 145 if flow["direction"] == "up" else 146)
        self.judge(code or (inner and number_of(parse(inner), 1) == flow["sfid"]),
                   "DSA-RSP does not name the SFID")
        flow["state"] = "up" if code == 0 else "refused"
        self.send(cid, lambda: self.ak.tuple(cid, struct.pack(">BHB", DSA_ACK, transaction, 0)))

    def change(self, cid, qos):
        """DSC of a flow's QoS set type: 7 active, 3 admitted."""
        flow, primary = self.flows[cid], self.habits.primary
        flow.update(transaction=self.transaction, state="changing")
        body = self.form(struct.pack(">BH", DSC_REQ, self.transaction),
                         [(145 if flow["direction"] == "up" else 146,
                           [(1, octets(flow["sfid"], 4)), (5, bytes([qos]))])])
        self.transaction += 1
        self.send(primary, lambda: self.ak.tuple(primary, body))

    def dsc_rsp(self, _, cid, message, items):
        self.verified(cid, message, items)
        transaction, code = struct.unpack(">HB", message[1:4])
        for flow in self.flows.values():
            if flow["transaction"] == transaction:
                flow.update(state="up", code=code)
        self.send(cid, lambda: self.ak.tuple(cid, struct.pack(">BHB", DSC_ACK, transaction, 0)))

    def end_flow(self, cid):
        """DSD of a flow."""
        flow, primary = self.flows[cid], self.habits.primary
        message = struct.pack(">BHI", DSD_REQ, self.transaction, flow["sfid"])
        self.transaction += 1
        flow["state"] = "ending"
        self.send(primary, lambda: self.ak.tuple(primary, message))

    def dsd_rsp(self, _, cid, message, items):
        self.verified(cid, message, items)
        _, code, sfid = struct.unpack(">HBI", message[1:8])
        for flow in self.flows.values():
            if flow["sfid"] == sfid:
                self.judge(code == 0, "DSD-RSP with code %d" % code)
                flow["state"] = "ended"

    def data(self, flow, pdu):
        sa = flow["sa"]
        if flow["direction"] != "up":
            self.fault("a PDU on a downlink connection")
            return
        self.judge(flow["state"] == "up" or flow["state"] == "ending",
                   "data on a flow that is %s" % flow["state"])
        if sa.suite == bytes(3):
            self.judge(not pdu.ec, "an encrypted PDU of a null SA")
            body = pdu.body
        else:
            if not pdu.ec:
                self.fault("a PDU of connection %#x in the clear" % pdu.cid)
                return
            sa.renew()
            tek = sa.by_eks(pdu.eks)
            if tek is None:
                raise Refused("EKS %d" % pdu.eks)
            body = tek.open(pdu)
            if sa.told is not None and time.monotonic() > sa.told + 2:
                self.judge(tek is sa.teks[1], "the older TEK is used upwards")
            self.seen["up", sa.said, tek.sn] += 1
        self.judge(pdu.ci or self.habits.transmission & 0x40, "data without CRC on a flow that has one")
        self.judge(not pdu.ci or not self.habits.transmission & 0x40, "a CRC on a flow without one")
        for sdu in self.sdus(pdu, body):
            self.payloads.append((flow["cid"], sdu))
            self.answer(sdu)

    def answer(self, sdu):
        """An echo request of the station."""
        at = 14 if self.habits.cs in (3, 5) else 0
        if self.habits.cs == 3 and sdu[12:14] == b"\x08\x06" and sdu[20:22] == b"\x00\x01":
            who, sender, target = sdu[6:12], sdu[22:32], sdu[38:42]
            self.down(who + self.address + sdu[12:20] + b"\x00\x02" + self.address + target + sender)
            return
        ip = sdu[at:]
        if len(ip) < 28 or ip[0] != 0x45 or ip[9] != 1 or ip[20] != 8:
            return
        icmp = b"\x00\x00\x00\x00" + ip[24:]
        reply = ip[:12] + ip[16:20] + ip[12:16] + icmp[:2] + checksum(icmp) + icmp[4:]
        self.down((sdu[6:12] + self.address + sdu[12:14] if at else b"") + reply)

    def echo(self, src, dst, number, size, cid=None):
        """An echo request to the station; true when the same octets came back."""
        data = os.urandom(size)
        icmp = struct.pack(">BBHHH", 8, 0, 0, 77, number) + data
        icmp = icmp[:2] + checksum(icmp) + icmp[4:]
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(icmp), number, 0, 64, 1, 0,
                         socket.inet_aton(src), socket.inet_aton(dst))
        self.down(ip[:10] + checksum(ip) + ip[12:] + icmp, cid=cid)
        return lambda: any(sdu[-size:] == data and sdu[-size - 8] == 0 for _, sdu in self.payloads)

    def down(self, *sdus, cid=None):
        """SDUs on the downlink flow."""
        habits = self.habits
        flow = self.flows[cid or habits.down_cid]
        cutter = self.cutter(flow["cid"], not habits.short_fsn)
        if habits.pack:
            parts = cutter.pack(sdus, habits.cut_data or 1500)
        else:
            parts = [part for sdu in sdus for part in cutter.cut(sdu, habits.cut_data or 1500)]
        for kind, payload in parts:
            if habits.lowest:
                kind, payload = kind | LOWEST, b"\x5a" + payload
            sa = flow["sa"]
            if sa.suite == bytes(3):
                self.ready.append(self.pdu(flow["cid"], payload, kind, habits.data_crc))
                continue
            sa.renew()
            esh = bytes([3, 0x05, 0x77]) if habits.extended else b""
            tek = sa.teks[1 if habits.newer_down and sa.told else 0]
            self.ready.append(tek.seal(flow["cid"], kind, payload,
                                  habits.crc if habits.data_crc else None, esh))
