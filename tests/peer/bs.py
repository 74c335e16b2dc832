# SPDX-License-Identifier: BSD-3-Clause
"""A base station that shares no code with the station it judges; from the fact sheet alone.

It serves one station. What the station does wrong is in `faults`, what happened in `seen`.
"""

import math
import os
import struct
import time
from collections import Counter

import radius
from flows import Flows
from frame import Bursts, number_of, parse, tlv, value_of
from keys import Ak, Refused, Sa, aes_cmac, kdf
from link import (BROADCAST_CID, DREG_REQ, DSA_RSP, DSC_RSP, DSD_RSP, PKM_REQ, PKM_RSP, REG_REQ, REG_RSP,
                  RNG_REQ, RNG_RSP, SBC_REQ, SBC_RSP, octets)

EAP_START, EAP_TRANSFER, CHALLENGE, REQUEST, RESPONSE = 17, 18, 20, 21, 22
KEY_REQUEST, KEY_REPLY, KEY_REJECT, ADDITION, TEK_INVALID, GROUP_UPDATE = 23, 24, 25, 26, 27, 28

# attributes of what the station sends, in the order of the fact sheet; the digest comes last
LISTS = {EAP_START: [], EAP_TRANSFER: [28], REQUEST: [33, 34, 10, 45, 19, 25, 27],
         KEY_REQUEST: [10, 12, 29]}


class BaseStation(Flows):
    """One base station with its habits, on one interface."""

    def __init__(self, habits, interface, aaa):
        super().__init__(habits, interface, aaa)
        self.seen, self.heard = Counter(), Counter()
        self.forget()

    def forget(self):
        """Nothing is known of a station."""
        self.peer, self.security, self.agreed = None, None, None
        self.aks, self.pending, self.msk = [], None, None
        self.eap_last, self.eap_taken = None, None
        self.sas, self.flows, self.answers = {}, {}, {}
        self.bursts, self.assemblers, self.cutters = Bursts(), {}, {}
        self.pkm_id, self.bs_random = None, None
        self.registered, self.confirmed = False, False
        self.continues = self.habits.continues
        self.sn = self.habits.ak_sn
        self.payloads = []
        self.transaction = self.habits.transaction
        self.pending_keys, self.pending_most = set(), 0
        self.serving = None  # the base station that the station comes from
        self.known, self.updates = None, []  # of the PMK: MSK, SAs, AK SN, old basic CID, count
        self.heard.clear()

    def take(self, source, pdu):
        self.judge(not pdu.reserved and not pdu.esf, "reserved bit or extended subheaders")
        flow = self.flows.get(pdu.cid)
        if flow:
            self.data(flow, pdu)
            return
        if pdu.cid not in (0, self.habits.basic, self.habits.primary):
            self.fault("a PDU on connection %#x" % pdu.cid)
            return
        self.judge(not pdu.ec and not pdu.eks, "an encrypted management message")
        self.judge(pdu.ci, "a management message without CRC")
        for message in self.sdus(pdu, pdu.body):
            self.message(source, pdu.cid, message)

    # message types: (name of the handler, octets of the fixed part, whether on the basic connection)
    MESSAGES = {RNG_REQ: ("rng_req", 2, None), SBC_REQ: ("sbc_req", 1, True),
                PKM_REQ: ("pkm_req", 3, False), REG_REQ: ("reg_req", 1, False),
                DSA_RSP: ("dsa_rsp", 4, False), DSD_RSP: ("dsd_rsp", 8, False),
                DSC_RSP: ("dsc_rsp", 4, False),
                DREG_REQ: ("dreg_req", 2, True)}

    def message(self, source, cid, message):
        kind = message[0]
        self.seen["message", kind] += 1
        name, fixed, basic = self.MESSAGES.get(kind, (None, 0, None))
        if not name:
            self.fault("message type %d" % kind)
            return
        if basic is not None and cid != (self.habits.basic if basic else self.habits.primary):
            self.fault("message type %d on connection %d" % (kind, cid))
            return
        items = parse(message[fixed:])
        what = (kind, message[1]) if kind == PKM_REQ else kind
        self.heard[what] += 1
        if self.heard[what] <= self.habits.deaf and what != (PKM_REQ, EAP_TRANSFER):
            # never came; but it counted its CMAC_PN
            return
        getattr(self, name)(source, cid, message, items)

    def verified(self, cid, message, items):
        """The AK under which a message is signed."""
        kind, value = items[-1]
        sn = value[0] if kind in (141, 149) else number_of(items, 10)
        ak = next((ak for ak in self.aks if ak.sn == sn), None)
        if not ak:
            raise Refused("type %d is signed under AK SN %s" % (message[0], sn))
        ak.verify(cid, message, kind, value)
        return ak

    @property
    def ak(self):
        return self.aks[-1]

    # ---- entry

    def rng_req(self, source, cid, message, items):
        if cid == 0:
            if self.peer is None:
                self.peer = source
                self.mac_version = number_of(items, 148)
            self.judge(value_of(items, 2) == source, "RNG-REQ with another MAC address")
            self.judge(number_of(items, 148) is not None, "RNG-REQ without MAC version")
            if self.confirmed and items[-1][0] != 141:
                # it begins anew
                self.forget()
                self.peer = source
        habits = self.habits
        status = 3
        if self.continues > 0:
            self.continues -= 1
            status = 1
        answer = [(4, bytes([status])), (8, source)]
        if status == 3 or habits.cids_first:
            answer += [(9, octets(habits.basic, 2)), (10, octets(habits.primary, 2))]
        if status == 3 and items[-1][0] == 141:
            answer += self.re_entry(message, items)
        if not habits.bare:
            answer = [(1, octets(5, 4)), (2, b"\xfe"), (3, octets(0xFFFFFFF0, 4))] + answer
        head = bytes([RNG_RSP, 0])
        if self.confirmed:
            self.send(0, lambda: self.ak.tuple(0, self.form(head, answer)))
        else:
            self.send(0, lambda: self.form(head, answer))

    def re_entry(self, message, items):
        """RNG-REQ under a PMK that the station kept: what RNG-RSP says of it, by habits.handover

        keep: the TEKs go on; update: the same TEKs are in SA-TEK-Update; challenge, challenge-0: a
        handshake, which brings them; full or a stranger: everything anew. Which bits stand with a
        challenge is nowhere said.
        """
        self.seen["re-entry"] += 1
        for kind, size in ((6, 1), (13, 2)):
            self.judge(len(value_of(items, kind, b"")) == size, "RNG-REQ of handover: TLV %d" % kind)
        # who has left its base station is served by none
        self.judge(value_of(items, 5) == self.serving, "RNG-REQ: serving BSID %r" % value_of(items, 5))
        habits = self.habits
        if not self.known or habits.handover == "full":
            return [(21, b"\x00\x00")]
        msk, sas, sn, old, least = self.known
        count = number_of(items, 13)
        self.judge(number_of(items, 6) & 1, "ranging purpose %r" % value_of(items, 6))
        self.judge(count >= least, "CMAC_KEY_COUNT %d after %d" % (count, least))
        if self.aks and self.aks[0].count == count:
            ak = self.aks[0]
        else:
            ak = Ak(habits.mode, habits.edition, self.peer, self.bsid, msk, sn, count)
        ak.verify(0, message, *items[-1])
        self.msk, self.aks, self.confirmed, self.sn = msk, [ak], True, (sn + 1) & 15
        self.sas = {}
        for said, sa in sas.items():
            sa.said = habits.basic if sa.kind == 0 else said
            self.sas[sa.said] = sa
        updates = [self.sa_tek_update(sa, old if sa.said == habits.basic else sa.said)
                   for sa in self.sas.values()]
        if habits.handover == "keep":
            return [(21, b"\x00\x06")]
        if habits.handover == "update":
            return [(21, b"\x00\x02"), (30, [(38, update) for update in updates])]
        self.bs_random, self.pending, self.updates = os.urandom(8), ak, updates
        return [(21, b"\x00\x02" if habits.handover == "challenge" else b"\x00\x00"), (31, [(1, self.bs_random), (2, ak.akid)])]

    def sa_tek_update(self, sa, old):
        """SA-TEK-Update of one SA."""
        return [(1, b"\x01"), (2, octets(sa.said, 2)), (3, octets(old, 2)),
                (4, self.tek_parameters(sa, sa.teks[0], self.ak)),
                (5, self.tek_parameters(sa, sa.teks[1], self.ak))]

    def sbc_req(self, _, cid, message, items):
        security = value_of(items, 25)
        if security is None:
            self.fault("SBC-REQ without type 25")
            return
        for kind, size in ((1, 1), (4, 1), (150, 1)):
            self.judge(len(value_of(items, kind, b"")) == size, "SBC-REQ: TLV %d" % kind)
        self.security = security
        offer = parse(security)
        habits = self.habits
        self.judge(number_of(offer, 1) == 2, "PKM version %r" % value_of(offer, 1))
        self.judge(number_of(offer, 2) in (0x02, 0x22), "policy %r" % value_of(offer, 2))
        self.judge(number_of(offer, 3) & habits.mode_bit, "MAC modes %r" % value_of(offer, 3))
        self.agreed = [(1, b"\x02"), (2, bytes([habits.policy])), (3, bytes([habits.mode_bit]))]
        for kind, size, value in ((4, 2, habits.window), (5, 1, habits.flow_control),
                                  (6, 1, habits.sa_max)):
            if value is not None:
                self.agreed.append((kind, octets(value, size)))
        answer = [(25, self.agreed)]
        if not habits.bare:
            answer = [(1, b"\x00"), (4, b"\x00"), (150, b"\x04")] + answer
        self.send(cid, lambda: self.form(bytes([SBC_RSP]), answer))
        if habits.eap_first and self.eap_last is None and not self.confirmed:
            self.eap_begin()

    def reg_req(self, _, cid, message, items):
        self.verified(cid, message, items)
        for kind, size in ((2, 1), (3, 1), (6, 2), (7, 2), (12, 1), (15, 2)):
            self.judge(len(value_of(items, kind, b"")) == size, "REG-REQ: TLV %d" % kind)
        # the answers to Key-Requests may be on their way, or lost
        self.judge(self.heard[PKM_REQ, KEY_REQUEST] or self.seen["re-entry"],
                   "REG-REQ before a Key-Request")
        answer = [] if self.habits.bare else [(2, b"\x00"), (3, b"\x00"), (6, b"\x00\x01"),
                                              (7, b"\x00\x02"), (12, b"\x01"), (15, b"\x00\x01")]
        self.send(cid, lambda: self.ak.tuple(cid, self.form(bytes([REG_RSP, 0]), answer)))
        if not self.registered:
            self.registered = True
            self.after(0.05 + self.habits.delay, self.flow, "down", self.habits.down_cid)
            self.after(0.1 + self.habits.delay, self.flow, "up", self.habits.up_cid)

    def dreg_req(self, _, cid, message, items):
        self.verified(cid, message, items)

    # ---- PKM

    def pkm_req(self, source, cid, message, items):
        code, identifier = message[1], message[2]
        kinds = [kind for kind, _ in items]
        if code not in LISTS:
            self.fault("PKM code %d" % code)
            return
        signed = bool(kinds) and kinds[-1] in (11, 40)
        ak = self.verified(cid, message, items) if signed else None
        want = LISTS[code] + ([10] if signed and code in (EAP_START, EAP_TRANSFER) else [])
        self.judge(kinds[:-1] if signed else kinds == want,
                   "code %d has attributes %r" % (code, kinds))
        if signed:
            self.judge(kinds[:-1] == want, "code %d has attributes %r" % (code, kinds))
        must = code in (REQUEST, KEY_REQUEST) or (self.confirmed and code == EAP_START)
        self.judge(signed or not must, "code %d without a digest" % code)
        body = (code, tuple(item for item in items if item[0] not in (11, 40)))
        self.identify(code, identifier, body)
        handler = {EAP_START: self.eap_start, EAP_TRANSFER: self.eap_transfer,
                   REQUEST: self.sa_tek_request, KEY_REQUEST: self.key_request}[code]
        handler(cid, identifier, items, ak)

    def identify(self, code, identifier, body):
        """The rules of the Identifier."""
        again = body in self.answers
        if again and code in (REQUEST, KEY_REQUEST):
            self.judge(self.answers[body] == identifier, "a repetition changed its Identifier")
        elif not again and self.pkm_id is not None:
            self.judge(identifier == (self.pkm_id + 1) & 0xFF,
                       "code %d: Identifier %d after %d" % (code, identifier, self.pkm_id))
        self.answers[body] = identifier
        if not (again and code in (REQUEST, KEY_REQUEST)):
            self.pkm_id = identifier

    def pkm(self, code, identifier, attributes, ak=None):
        """Sends a PKM-RSP, with the digest of this AK."""
        primary = self.habits.primary
        body = self.form(bytes([PKM_RSP, code, identifier]), attributes)
        self.send(primary, lambda: ak.digest(primary, body) if ak else body)

    def eap_begin(self):
        """A first EAP request, Identity."""
        self.eap_begun = time.monotonic()
        number = self.habits.eap_id
        if number is None:
            number = self.eap_last[1] if self.eap_last else 7
        self.eap_send(bytes([1, number, 0, 5, 1]))

    def eap_send(self, eap, tries=4):
        if tries < 4 and eap is not self.eap_last:
            return
        self.eap_last = eap
        if eap[0] == 1 and tries > 1:
            self.after(2, self.eap_send, eap, tries - 1)
        identifier = self.habits.eap_pkm_id
        if identifier is None:
            identifier = self.pkm_id or 0
        if self.confirmed and not self.habits.unsigned_eap:
            self.pkm(EAP_TRANSFER, identifier, [(28, eap), (10, bytes([self.ak.sn]))], self.ak)
        else:
            self.pkm(EAP_TRANSFER, identifier, [(28, eap)])

    def eap_start(self, *_):
        running = self.eap_last and self.eap_last[0] == 1
        if running and time.monotonic() < self.eap_begun + 3:
            # it came again
            self.eap_send(self.eap_last)
        else:
            self.eap_begin()

    def eap_transfer(self, cid, identifier, items, ak):
        eap = value_of(items, 28)
        self.judge(len(eap) >= 5 and eap[0] == 2 and len(eap) == int.from_bytes(eap[2:4], "big"),
                   "EAP-Payload is no whole EAP response")
        if self.confirmed and not self.habits.unsigned_eap:
            self.judge(ak, "EAP-Transfer of a re-authentication without a digest (D13)")
        asked = self.eap_last[0] == 1 and eap[1] == self.eap_last[1]
        if not asked or self.eap_taken is self.eap_last:
            return  # the answer to a request that was repeated
        self.eap_taken = self.eap_last
        self.aaa.send(self.peer, eap)

    def served(self):
        """The AAA server has answered."""
        answer = self.aaa.receive()
        if answer is None or self.peer is None:
            return
        code, eap, msk = answer
        if not eap:
            self.fault("the AAA server answers %d without EAP" % code)
            return
        if code == radius.ACCEPT:
            self.judge(msk is not None and len(msk) == 64, "no MSK came from the AAA server")
            self.msk = msk
        if code != radius.ACCEPT or not self.habits.no_success:
            self.eap_send(eap)
        if code == radius.ACCEPT:
            self.seen["eap"] += 1
            self.challenge(self.sn)
            self.sn = (self.sn + 1) & 15

    def challenge(self, sn):
        """A new AK from the last MSK, and SA-TEK-Challenge."""
        self.pending = Ak(self.habits.mode, self.habits.edition, self.peer, self.bsid, self.msk, sn)
        self.pending.pn, self.pending.lossy = self.habits.first_cmac_pn - 1, bool(self.habits.deaf)
        self.bs_random = os.urandom(8)
        self.aks = (self.aks + [self.pending])[-2:] if self.confirmed else [self.pending]
        self.challenge_again(self.pending, 4)

    def challenge_again(self, ak, tries):
        """SA-TEK-Challenge, again after SaChallengeTimer until it is answered."""
        if ak is not self.pending or not tries:
            return
        attributes = [(34, self.bs_random), (10, bytes([ak.sn])), (45, ak.akid)]
        if self.habits.challenge_lifetime:
            attributes.append((9, octets(self.habits.challenge_lifetime, 4)))
        self.pkm(CHALLENGE, self.pkm_id or 0, attributes, ak)
        self.after(1, self.challenge_again, ak, tries - 1)

    def challenge_again_in_use(self):
        """The handshake once more, under the AK in use."""
        self.pending, self.bs_random = self.ak, os.urandom(8)
        self.challenge_again(self.ak, 4)

    def sa_tek_request(self, cid, identifier, items, ak):
        if ak is not self.aks[-1]:
            self.fault("SA-TEK-Request under the old AK")
        if value_of(items, 34) != self.bs_random:
            self.fault("SA-TEK-Request with another BS_Random")
            return
        self.judge(value_of(items, 45) == ak.akid, "SA-TEK-Request with another AKID")
        self.judge(value_of(items, 25) == self.security,
                   "Security-Negotiation-Parameters are not those of SBC-REQ")
        self.judge(value_of(parse(value_of(items, 19)), 21) is not None,
                   "Security-Capabilities without a list")
        settings = parse(value_of(items, 27))
        self.judge([(kind, len(value)) for kind, value in settings] == [(n, 4) for n in range(1, 8)],
                   "PKM-Configuration-Settings")
        random = value_of(items, 33)
        self.pending = None
        first = not self.sas
        if first:
            self.make_sas()
        attributes = [(33, random), (34, self.bs_random), (10, bytes([ak.sn])), (45, ak.akid)]
        attributes += [(38, update) for update in self.updates]
        if self.habits.frame_number:
            attributes.append((32, octets(self.beacon_count + 20, 3)))
        if not self.confirmed or self.habits.list_in_reauth:
            attributes += [(23, self.descriptor(sa)) for sa in self.sas.values() if sa.kind != 2]
        # the same, but no copy
        attributes.append((25, self.agreed[::-1]))
        self.pkm(RESPONSE, identifier, attributes, ak)
        self.confirmed = True
        self.seen["response"] += 1

    def make_sas(self):
        habits = self.habits
        rows = [(habits.basic, 0, habits.suite, None)] + habits.sas
        if habits.group:
            rows.append((habits.group, 1, habits.suite, 1))
        for said, kind, suite, service in rows:
            self.add_sa(said, kind, suite, service)

    def add_sa(self, said, kind, suite, service=None):
        habits = self.habits
        sa = Sa(said, kind, suite, habits.tek_lifetime, habits.tek_sn, habits.first_pn, service)
        if service == 1:
            sa.make_group()
        self.sas[said] = sa
        return sa

    def descriptor(self, sa):
        items = [(12, octets(sa.said, 2)), (24, bytes([sa.kind]))]
        if sa.kind and sa.service is not None:
            items.append((31, bytes([sa.service])))
        return items + [(20, sa.suite)]

    def addition(self, said, suite):
        """SA-Addition of a dynamic SA."""
        sa = self.add_sa(said, 2, suite, 0)
        self.pkm(ADDITION, 0, [(10, bytes([self.ak.sn])), (23, self.descriptor(sa))], self.ak)
        return sa

    def key_request(self, cid, identifier, items, ak):
        said, nonce = number_of(items, 12), value_of(items, 29)
        sa = self.sas.get(said)
        self.pending_keys.add(said)
        self.pending_most = max(self.pending_most, len(self.pending_keys))
        self.after(self.habits.delay, self.pending_keys.discard, said)
        self.judge(len(nonce) == 8, "a Nonce of %d octets (D7)" % len(nonce))
        self.seen["key-request", said] += 1
        head = [(10, bytes([ak.sn])), (12, octets(said, 2))]
        if sa is None or sa.suite == bytes(3) or said == self.habits.reject:
            self.judge(said == self.habits.reject, "Key-Request for SAID %d" % said)
            self.pkm(KEY_REJECT, identifier, head + [(16, b"\x02"), (29, nonce)], ak)
            return
        sa.renew()
        if sa.teks[0].pn >= 0x7FFF0000:
            sa.first = 1
            sa.replace()
        attributes = head + [(13, self.tek_parameters(sa, tek, ak)) for tek in sa.teks]
        if sa.gkeks:
            attributes += [(47, self.gkek_parameters(gkek, ak)) for gkek in sa.gkeks]
        self.pkm(KEY_REPLY, identifier, attributes + [(29, nonce)], ak)
        if sa.told is None:
            sa.told = time.monotonic() + self.habits.delay

    def tek_parameters(self, sa, tek, ak):
        items = [(8, tek.wrapped(sa.suite, sa.gkeks[-1].key if sa.gkeks else ak.kek)),
                 (9, octets(min(max(1, math.ceil(tek.left())), 0xFFFFFFFF), 4)), (10, bytes([tek.sn]))]
        if sa.gkeks:
            items.append((46, bytes([sa.gkeks[-1].sn])))
        return items

    def gkek_parameters(self, gkek, ak):
        return [(43, gkek.wrapped(self.habits.suite, ak.kek)),
                (9, octets(max(1, int(gkek.left())), 4)), (10, bytes([gkek.sn]))]

    def group_update(self, sa, step=1):
        """Group-Key-Update-Command in GKEK mode."""
        sa.counter += step
        sa.next_gkek()
        self.pkm(GROUP_UPDATE, 0, [(10, bytes([self.ak.sn])), (12, octets(sa.said, 2)), (41, b"\x00"),
                                   (42, octets(sa.counter, 2)),
                                   (47, self.gkek_parameters(sa.gkeks[-1], self.ak))], self.ak)

    def gtek_update(self, sa):
        """The same in GTEK mode; how its digest is made is not certain (D12)."""
        sa.counter += 1
        gkek = sa.gkeks[-1]
        body = self.form(bytes([PKM_RSP, GROUP_UPDATE, 0]), [
            (10, bytes([gkek.sn])), (12, octets(sa.said, 2)), (41, b"\x01"),
            (42, octets(sa.counter, 2)), (13, self.tek_parameters(sa, sa.teks[1], self.ak))])
        if self.habits.mode == "cmac":
            text = bytes(8) + struct.pack(">IHH", 1, BROADCAST_CID, 0) + body
            key = kdf("cmac", gkek.key, b"GROUP CMAC KEY", 128)
            body += tlv(40, octets(1, 4) + aes_cmac(key, text)[-8:])
        self.ready.append(self.pdu(BROADCAST_CID, body))

    def tek_invalid(self, sa):
        """TEK-Invalid: the station fetches the TEKs again."""
        self.pkm(TEK_INVALID, 0, [(10, bytes([self.ak.sn])), (12, octets(sa.said, 2)), (16, b"\x04")],
                 self.ak)

    def reauth(self):
        """A new EAP under the AK in use."""
        self.eap_begin()

    # ---- what nobody asked for

    def correct(self, status):
        """RNG-RSP of periodic ranging."""
        answer = [(1, octets(9, 4)), (2, b"\x02"), (4, bytes([status])), (8, self.peer)]
        self.send(self.habits.basic, lambda: self.form(bytes([RNG_RSP, 0]), answer))

    def forget_soon(self):
        """The station is told to begin anew: what is known of it goes, when that has left."""
        self.flush()
        self.forget()

    def command(self, kind, body=b""):
        """DREG-CMD or RES-CMD."""
        basic = self.habits.basic
        self.send(basic, lambda: self.ak.tuple(basic, bytes([kind]) + body))
