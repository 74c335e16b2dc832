# SPDX-License-Identifier: BSD-3-Clause
"""The lower half of either end: time, frames out and in, the forms of messages."""

import heapq
import os
import select
import socket
import struct
import time
from collections import Counter

from frame import (BROADCAST, ETHERTYPE, Assembler, Bursts, Cutter, Malformed, crc32, header, pdus,
                   tlvs, wrap)
from keys import Refused

UCD, DCD, DL_MAP, RNG_REQ, RNG_RSP, REG_REQ, REG_RSP = 0, 1, 2, 4, 5, 6, 7
PKM_REQ, PKM_RSP, DSA_REQ, DSA_RSP, DSA_ACK, DSD_REQ, DSD_RSP = 9, 10, 11, 12, 13, 17, 18
DSC_REQ, DSC_RSP, DSC_ACK = 14, 15, 16
RES_CMD, SBC_REQ, SBC_RSP, DREG_CMD, DREG_REQ = 25, 26, 27, 29, 49
BROADCAST_CID = 0xFFFF
# UL-MAP, MOB_NBR-ADV, MOB_PAG-ADV, padding, multicast polling, somebody else's data and RNG-RSP
CHATTER = [(BROADCAST_CID, b"\x03\x00\x07\x00\x00\x00\x00"), (BROADCAST_CID, b"\x35\x00\x00\x00\x00\x01"),
           (BROADCAST_CID, b"\x3d\x00\x00"), (0xFFFE, bytes(20)), (0xFF01, b"\x00"), (0x2222, bytes(33)),
           (0, b"\x05\x00\x04\x01\x03\x08\x06\x02\x99\x99\x99\x99\x99\x09\x02\x00\x05\x0a\x02\x01\x45")]
SOL_PACKET, ADD_MEMBERSHIP, PROMISCUOUS = 263, 1, 1


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def octets(number, size):
    return number.to_bytes(size, "big")


class Link:
    """Frames and time; take() gets every PDU of the peer."""

    def __init__(self, habits, interface, aaa):
        self.habits, self.aaa = habits, aaa
        self.bsid = mac(habits.bsid)
        self.air = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHERTYPE))
        self.air.bind((interface, ETHERTYPE))
        self.address = mac(habits.address) if habits.address else self.air.getsockname()[4]
        everything = struct.pack("iHH8s", socket.if_nametoindex(interface), PROMISCUOUS, 0, b"")
        self.air.setsockopt(SOL_PACKET, ADD_MEMBERSHIP, everything)
        self.timers, self.order = [], 0
        self.sequence, self.burst_number, self.ready = 0, habits.m2m_number, []
        self.faults = []
        self.beacon_count, self.peer = habits.first_frame, None
        self.lost = Counter()
        self.bursts, self.assemblers, self.cutters = Bursts(), {}, {}
        self.beacon()

    # ---- time

    def after(self, seconds, what, *arguments):
        self.order += 1
        heapq.heappush(self.timers, (time.monotonic() + seconds, self.order, what, arguments))

    def until(self, done, seconds):
        """Serves until done() is true; false when the time is up."""
        end = time.monotonic() + seconds
        while not done():
            now = time.monotonic()
            if now >= end:
                return False
            while self.timers and self.timers[0][0] <= now:
                _, _, what, arguments = heapq.heappop(self.timers)
                what(*arguments)
            self.flush()
            wait = min([end] + [t[0] for t in self.timers[:1]]) - time.monotonic()
            for source in select.select([self.air, self.aaa], [], [], max(0, wait))[0]:
                if source is self.air:
                    frame, where = self.air.recvfrom(4096)
                    if where[2] != socket.PACKET_OUTGOING:
                        self.frame(frame)
                else:
                    self.served()
        return True

    def fault(self, text):
        if text not in self.faults:
            self.faults.append(text)

    def judge(self, good, text):
        if not good:
            self.fault(text)

    # ---- sending

    def arrange(self, items):
        """TLVs of one level as the habits have them; several of one type keep their order."""
        items = [(kind, self.arrange(value) if isinstance(value, list) else value)
                 for kind, value in items]
        if self.habits.order == "reversed":
            items.sort(key=lambda item: -item[0])
        if self.habits.unknown:
            items = [(231, b"\x01\x02\x03")] + items[:1] + [(232, os.urandom(150))] + items[1:]
        return items

    def form(self, head, items):
        """A message: its fixed part and its TLVs."""
        return head + tlvs(self.arrange(items))

    def pdu(self, cid, payload, kind=0, crc=True):
        size = 6 + len(payload) + (4 if crc else 0)
        octets_ = header(cid, size, kind, ci=1 if crc else 0) + payload
        return octets_ + (crc32(octets_, self.habits.crc) if crc else b"")

    def cutter(self, cid, extended=True):
        return self.cutters.setdefault(cid, Cutter(extended, self.habits.first_fsn))

    def send(self, cid, make):
        """A management message; make() builds it, with a digest of its own each time."""
        for _ in range(2 if self.habits.twice else 1):
            if self.habits.delay:
                self.after(self.habits.delay, self.send_now, cid, make)
            else:
                self.send_now(cid, make)

    def send_now(self, cid, make):
        message = make()
        what = message[0], message[1] if message[0] in (PKM_REQ, PKM_RSP) else None
        self.lost[what] += 1
        if self.lost[what] <= self.habits.mute:
            return
        most = self.habits.cut if cid != 0 and self.habits.cut else len(message)
        for kind, payload in self.cutter(cid).cut(message, min(most, 1400)):
            self.ready.append(self.pdu(cid, payload, kind))

    def flush(self):
        """What is ready goes out."""
        ready, self.ready = self.ready, []
        if ready and self.peer:
            if self.habits.bundle:
                bursts = [[]]
                for pdu in ready:
                    if sum(map(len, bursts[-1])) + len(pdu) > 1400:
                        bursts.append([])
                    bursts[-1].append(pdu)
            else:
                bursts = [[pdu] for pdu in ready]
            for burst in bursts:
                self.emit(self.peer, b"".join(burst))

    def emit(self, dst, burst):
        if self.habits.padding:
            burst += b"\xff" * 7
        most = self.habits.m2m_cut or 1450
        parts = [burst[at:at + most] for at in range(0, len(burst), most)]
        self.burst_number += 1
        for i, part in enumerate(parts):
            kind = 0 if len(parts) == 1 else 1 if not i else 3 if i == len(parts) - 1 else 2
            self.sequence += 1
            self.air.send(wrap(dst, self.address, self.sequence, part, self.burst_number,
                               (kind, i + 1), self.habits.m2m if len(parts) == 1 else "usual"))

    def beacon(self):
        habits, n = self.habits, self.beacon_count
        rich = habits.beacons == "rich"
        dl_map = bytes([DL_MAP, 4]) + octets(n & 0xFFFFFF, 3) + bytes([7]) + self.bsid + b"\x22"
        if rich:
            dl_map += bytes.fromhex("0f8abcdef01234")
        burst = [self.pdu(BROADCAST_CID, dl_map)]
        if n % 10 == habits.first_frame % 10 and habits.beacons != "bare":
            dcd = [(148, b"\x05"), (12, octets(5091000, 4))] + ([(13, self.bsid)] if rich else [])
            burst.append(self.pdu(BROADCAST_CID, self.form(bytes([DCD, 0, 7]), dcd)))
            burst.append(self.pdu(BROADCAST_CID, self.form(bytes([UCD, 3, 1, 4, 1, 4]),
                                                           [(2, b"\x01")])))
        if habits.chatter:
            burst += [self.pdu(cid, message) for cid, message in CHATTER]
        for pdu in [b"".join(burst)] if rich else burst:
            self.emit(BROADCAST, pdu)
        if habits.chatter and self.peer:
            for message in (b"\x24\x01\x01\x01", b"\x1c\x00\x01", b"\x15\x00\x05\x01\x02\xff\x01"):
                self.ready.append(self.pdu(habits.basic, message))
            self.ready.append(self.pdu(habits.primary, b"\x0a\x1f\x00\x1c\x05\x01\x01\x00\x05\x01"))
            self.ready.append(self.pdu(habits.primary, b"\x0a\x0a\x00\x10\x01\x03"))
        self.beacon_count = (n + 1) & 0xFFFFFF
        self.after(0.1, self.beacon)

    # ---- receiving

    def frame(self, frame):
        if frame[:6] not in (self.address, BROADCAST) or (self.peer and frame[6:12] != self.peer):
            return
        try:
            for burst in self.bursts.take(frame):
                for pdu in pdus(burst, self.habits.crc):
                    self.take(frame[6:12], pdu)
        except (Malformed, Refused) as e:
            self.fault("%s: %s" % (type(e).__name__, e))

    def sdus(self, pdu, body):
        """SDUs that this PDU makes whole."""
        return self.assemblers.setdefault(pdu.cid, Assembler()).sdus(pdu.kind, body)
