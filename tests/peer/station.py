# SPDX-License-Identifier: BSD-3-Clause
"""A station that shares no code with the base station it judges; from the fact sheet alone.

It goes through network entry step by step; what the base station does wrong is in `faults`.
"""

import os
import struct
from collections import Counter

from bs import CHALLENGE, EAP_START, EAP_TRANSFER, KEY_REPLY, KEY_REQUEST, REQUEST, RESPONSE
from flows import checksum
from frame import number_of, parse, value_of
from keys import Ak, Refused, Tek
from link import (BROADCAST_CID, DCD, DL_MAP, DREG_CMD, DSA_ACK, DSA_REQ, DSA_RSP, PKM_REQ, PKM_RSP, REG_REQ,
                  REG_RSP, RES_CMD, RNG_REQ, RNG_RSP, SBC_REQ, SBC_RSP, UCD, Link, octets)

# attributes of what the base station sends; the digest comes last. More than these are allowed.
MUST = {CHALLENGE: {34, 10, 45}, RESPONSE: {33, 34, 10, 45, 25}, KEY_REPLY: {10, 12, 13, 29}}
IDENTITY = b"other@wimax.test"
SUITES = (b"\x02\x01\x04", b"\x02\x01\x03")


class Station(Link):
    """One station with its habits."""

    def __init__(self, habits, interface, aaa):
        super().__init__(habits, interface, aaa)
        self.inbox, self.heard = [], Counter()
        self.identifier, self.ak, self.pmk_sn = 0, None, None
        self.cids, self.agreed, self.sas, self.flows = (), None, {}, {}
        self.echoes, self.held = [], []

    def beacon(self):
        """A station has none."""

    def served(self):
        """The base station asks the AAA server."""
        self.aaa.serve()

    # ---- what comes

    def take(self, source, pdu):
        self.judge(not pdu.reserved, "reserved bit")
        flow = self.flows.get(pdu.cid)
        if flow:
            self.data(flow, pdu)
            return
        if pdu.cid not in (0, BROADCAST_CID, *self.cids):
            self.fault("a PDU on connection %#x" % pdu.cid)
            return
        self.judge(not pdu.ec and pdu.ci, "a management message encrypted or without CRC")
        for message in self.sdus(pdu, pdu.body):
            self.message(source, pdu.cid, message)

    FIXED = {DL_MAP: 12, DCD: 3, UCD: 6, RNG_RSP: 2, SBC_RSP: 1, REG_RSP: 2, PKM_RSP: 3, DSA_REQ: 3,
             DSA_ACK: 4, DREG_CMD: 2, RES_CMD: 1}

    def message(self, source, cid, message):
        kind = message[0]
        self.heard[kind] += 1
        if kind not in self.FIXED:
            self.fault("message type %d" % kind)
        elif kind == DL_MAP:
            if self.peer is None:
                self.peer, self.bsid = source, message[6:12]
            self.judge(self.bsid == message[6:12], "another BSID")
        else:
            self.inbox.append((cid, message, parse(message[self.FIXED[kind]:])))
            if kind == DSA_REQ:
                self.dsa_req(*self.inbox.pop())

    def verified(self, cid, message, items):
        """The digest, and the list of attributes."""
        kind, value = items[-1]
        self.ak.verify(cid, message, kind, value)

    def want(self, kind, code=None, seconds=5, again=None):
        """The next message of this kind, and of this PKM code; again() repeats the request."""
        found = []

        def there():
            for entry in self.inbox:
                if entry[1][0] == kind and (code is None or entry[1][1] == code):
                    found.append(entry)
                    self.inbox.remove(entry)
                    return True
            return False

        if again:
            # answers to what was said twice before
            self.inbox = [entry for entry in self.inbox if entry[1][0] != kind]
        for _ in range(4):
            if again:
                again()
            if self.until(there, seconds / 4):
                return found[0]
        raise Refused("no message %d, code %s" % (kind, code))

    # ---- entry

    def enter(self):
        """From nothing to two service flows."""
        if not self.until(lambda: self.peer, 5):
            raise Refused("no DL-MAP")
        self.range()
        self.capabilities()
        self.eap()
        self.handshake()
        for said in list(self.sas):
            self.fetch(said)
        self.register()
        self.wait_flows()

    def wait_flows(self):
        if not self.until(lambda: len(self.flows) >= 2 and self.heard[DSA_ACK] >= len(self.flows), 10):
            raise Refused("no service flows")

    def range(self):
        request = self.form(bytes([RNG_REQ, 0]), [(2, self.address), (148, b"\x05")])
        for _ in range(10):
            _, _, items = self.want(RNG_RSP, again=lambda: self.send(0, lambda: request))
            if value_of(items, 8) == self.address and number_of(items, 4) == 3:
                break
        for kind, size in ((1, 4), (2, 1), (3, 4), (9, 2), (10, 2)):
            self.judge(len(value_of(items, kind, b"")) == size, "RNG-RSP: TLV %d" % kind)
        self.cids = number_of(items, 9), number_of(items, 10)

    def capabilities(self):
        habits = self.habits
        offer = [(1, b"\x02"), (2, b"\x02"), (3, bytes([habits.mode_bit]))]
        if not habits.bare:
            offer += [(4, b"\x00\x80"), (5, b"\x01"), (6, b"\x04")]
        self.offer = self.arrange(offer)
        items = [(25, offer)] if habits.bare else [(1, b"\x00"), (4, b"\x00"), (150, b"\x04"), (25, offer)]
        request = self.form(bytes([SBC_REQ]), items)
        _, _, items = self.want(SBC_RSP, again=lambda: self.send(self.cids[0], lambda: request))
        self.agreed = parse(value_of(items, 25))
        self.judge(number_of(self.agreed, 1) == 2 and number_of(self.agreed, 2) in (2, 0x22) and
                   number_of(self.agreed, 3) == habits.mode_bit, "SBC-RSP chose %r" % self.agreed)

    def pkm(self, code, attributes, sign=True, again=False):
        """Sends a PKM-REQ."""
        if not again:
            self.identifier = (self.identifier + 1) & 0xFF
        body = self.form(bytes([PKM_REQ, code, self.identifier]), attributes)
        cid = self.cids[1]
        self.send(cid, lambda: self.ak.digest(cid, body) if sign and self.ak else body)

    def eap(self):
        """An EAP of one round; the AAA server believes whatever it gets."""
        self.inbox = [entry for entry in self.inbox if entry[1][:2] == bytes([PKM_RSP, EAP_TRANSFER])]
        signed = self.ak is not None
        head = [(10, bytes([self.ak.sn]))] if signed else []
        if self.habits.eap_first:
            self.pkm(EAP_START, head)
        for _ in range(6):
            _, _, items = self.want(PKM_RSP, EAP_TRANSFER)
            eap = value_of(items, 28)
            self.judge(len(eap) == int.from_bytes(eap[2:4], "big"), "EAP-Payload %s" % eap.hex())
            if eap[0] == 3:
                return
            self.judge(eap[0] == 1 and eap[4] == 1, "an EAP request %s" % eap.hex())
            answer = struct.pack(">BBHB", 2, eap[1], 5 + len(IDENTITY), 1) + IDENTITY
            self.pkm(EAP_TRANSFER, [(28, answer)] + head)
        raise Refused("no EAP-Success")

    def reauthorize(self):
        """A new AK, by EAP under the old one."""
        old = self.ak
        self.eap()
        self.handshake()
        self.judge(old.sn != self.ak.sn, "the AK SN stays %d" % old.sn)

    def re_enter(self, old, count):
        """Under the PMK that another station of this address had: the handshake, and no EAP."""
        if not self.until(lambda: self.peer, 5):
            raise Refused("no DL-MAP")
        habits = self.habits
        self.ak = Ak(habits.mode, habits.edition, self.address, self.bsid, self.aaa.msk, old.ak.sn, count,
                     upwards=True)
        body = self.form(bytes([RNG_REQ, 0]), [(2, self.address), (148, b"\x05"), (5, old.bsid), (6, b"\x01"),
                                               (13, octets(count, 2))])
        cid, message, items = self.want(RNG_RSP, again=lambda: self.send(0, lambda: self.ak.tuple(0, body)))
        self.verified(cid, message, items)
        self.judge(number_of(items, 4) == 3, "ranging status %r" % value_of(items, 4))
        self.cids = number_of(items, 9), number_of(items, 10)
        omitted = number_of(items, 21)
        self.offer, self.agreed, self.held = old.offer, old.agreed, old.held
        if not omitted & 1:
            self.capabilities()
        challenge = value_of(items, 31)
        if not challenge:
            raise Refused("RNG-RSP without an SA challenge tuple, but bits %#x" % omitted)
        challenge = parse(challenge)
        self.judge(value_of(challenge, 2) == self.ak.akid, "SA challenge tuple: AKID")
        self.request(value_of(challenge, 1))
        for said in list(self.sas):
            self.fetch(said)
        if not omitted & 0x80:
            self.register()
        self.wait_flows()

    def handshake(self):
        """SA-TEK-Challenge and what follows it."""
        habits = self.habits
        cid, message, items = self.want(PKM_RSP, CHALLENGE)
        sn = number_of(items, 10)
        self.ak = Ak(habits.mode, habits.edition, self.address, self.bsid, self.aaa.msk, sn, upwards=True)
        self.verified(cid, message, items)
        self.lists(CHALLENGE, items)
        self.judge(value_of(items, 45) == self.ak.akid, "SA-TEK-Challenge: AKID")
        self.judge(number_of(items, 9) == self.aaa.lifetime, "the lifetime is not that of the AAA server")
        self.request(value_of(items, 34))

    def request(self, bs_random):
        """SA-TEK-Request and its answer."""
        habits, random, sn = self.habits, os.urandom(8), self.ak.sn
        capabilities = [(21, [(20, suite) for suite in SUITES])]
        settings = [(n, octets(10, 4)) for n in range(1, 8)]
        request = [(33, random), (34, bs_random), (10, bytes([sn])), (45, self.ak.akid),
                   (19, capabilities), (25, self.offer)]
        if not habits.bare:
            request.append((27, settings))
        repeats = iter(range(9))
        cid, message, items = self.want(
            PKM_RSP, RESPONSE, again=lambda: self.pkm(REQUEST, request, again=next(repeats) > 0))
        self.verified(cid, message, items)
        self.lists(RESPONSE, items)
        self.judge(value_of(items, 33) == random and value_of(items, 34) == bs_random, "randoms")
        self.judge(sorted(parse(value_of(items, 25))) == sorted(self.agreed),
                   "Security-Negotiation-Parameters are not those of SBC-RSP")
        for kind, value in items:
            if kind == 38:
                sub = parse(value)
                self.sas[number_of(sub, 2)] = {"suite": SUITES[0], "teks": [], "kind": 0}
            if kind == 23:
                sub = parse(value)
                self.sas.setdefault(number_of(sub, 12), {"suite": value_of(sub, 20), "teks": [],
                                                         "kind": number_of(sub, 24)})
        self.judge(self.sas.get(self.cids[0], {}).get("kind") == 0, "no primary SA")

    def lists(self, code, items):
        kinds = {kind for kind, _ in items[:-1]}
        self.judge(MUST[code] <= kinds, "code %d has attributes %r" % (code, sorted(kinds)))

    def fetch(self, said):
        """Key-Request and its answer."""
        sa, nonce = self.sas[said], os.urandom(self.habits.nonce)
        request = [(10, bytes([self.ak.sn])), (12, octets(said, 2)), (29, nonce)]
        repeats = iter(range(9))
        cid, message, items = self.want(
            PKM_RSP, KEY_REPLY, again=lambda: self.pkm(KEY_REQUEST, request, again=next(repeats) > 0))
        self.verified(cid, message, items)
        self.lists(KEY_REPLY, items)
        self.judge(message[2] == self.identifier, "Key-Reply: Identifier")
        self.judge(value_of(items, 29) == nonce and number_of(items, 12) == said, "Key-Reply: Nonce")
        teks = []
        for kind, value in items:
            if kind == 13:
                sub = parse(value)
                tek = Tek(number_of(sub, 10), number_of(sub, 9), 1, upwards=True)
                tek.unwrap(sa["suite"], self.ak.kek, value_of(sub, 8))
                # the same key goes on with its PNs (D26)
                teks.append(next((t for t in self.held if t.key == tek.key), tek))
                self.judge(number_of(sub, 9) > 0, "a TEK's lifetime is 0")
        self.judge(len(teks) == 2 and teks[1].sn == (teks[0].sn + 1) & 3, "generations of TEKs")
        sa["teks"] = teks
        self.held += teks

    def register(self):
        cid = self.cids[1]
        items = [(2, b"\x00"), (3, b"\x00"), (6, b"\x00\x01"), (7, b"\x00\x02"), (12, b"\x01"),
                 (15, b"\x00\x01")]
        body = self.form(bytes([REG_REQ]), items[3:4] if self.habits.bare else items)
        cid, message, items = self.want(
            REG_RSP, again=lambda: self.send(cid, lambda: self.ak.tuple(cid, body)))
        self.verified(cid, message, items)
        self.judge(message[1] == 0, "REG-RSP: response %d" % message[1])

    def dsa_req(self, cid, message, items):
        self.verified(cid, message, items)
        transaction = int.from_bytes(message[1:3], "big")
        self.judge(transaction & 0x8000, "transaction %#x" % transaction)
        for kind, direction in ((145, "up"), (146, "down")):
            value = value_of(items, kind)
            if value:
                sub = parse(value)
                self.judge(number_of(sub, 28) == 1, "a flow of CS %s, which REG-REQ had not" % number_of(sub, 28))
                self.flows[number_of(sub, 2)] = {
                    "direction": direction, "said": number_of(sub, 17, self.cids[0]), "cs": number_of(sub, 28)}
                answer = [(kind, [(1, value_of(sub, 1))])]
        body = self.form(struct.pack(">BHB", DSA_RSP, transaction, 0), answer)
        self.send(cid, lambda: self.ak.tuple(cid, body))

    # ---- data

    def data(self, flow, pdu):
        self.judge(flow["direction"] == "down", "a PDU on an uplink connection")
        if not pdu.ec:
            self.fault("a PDU in the clear")
            return
        teks = self.sas[flow["said"]]["teks"]
        tek = next((tek for tek in teks if tek.sn & 3 == pdu.eks), None)
        if tek is None:
            raise Refused("EKS %d" % pdu.eks)
        for sdu in self.sdus(pdu, tek.open(pdu)):
            self.echoes.append(sdu)

    def echo(self, src, dst, size):
        """An echo request through the uplink flow; tells whether its answer has come."""
        cid = next(cid for cid, f in self.flows.items() if f["direction"] == "up" and f["cs"] == 1)
        data = os.urandom(size)
        icmp = struct.pack(">BBHHH", 8, 0, 0, 78, 1) + data
        icmp = icmp[:2] + checksum(icmp) + icmp[4:]
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(icmp), 1, 0, 64, 1, 0, src, dst)
        sdu = ip[:10] + checksum(ip) + ip[12:] + icmp
        tek = self.sas[self.flows[cid]["said"]]["teks"][1]
        for kind, part in self.cutter(cid).cut(sdu, self.habits.cut_data or 1500):
            self.ready.append(tek.seal(cid, kind, part, self.habits.crc if self.habits.data_crc else None))
        return lambda: any(echo.endswith(data) for echo in self.echoes)
