# SPDX-License-Identifier: BSD-3-Clause
"""Frames of the air: M2M bursts, MAC PDUs, subheaders, TLVs. Written from the fact sheet alone."""

import struct
import zlib

ETHERTYPE = 0x08F0
BROADCAST = b"\xff" * 6

# M2M TLVs
VERSION, FRAME_NUMBER, BURST_NUMBER, FRAGMENT_TYPE, FRAGMENT_NUMBER, PDU_BURST = 1, 2, 3, 4, 5, 9

# bits of the header's type
MESH, ARQ, EXTENDED, FRAGMENTED, PACKED, LOWEST = 0x20, 0x10, 0x08, 0x04, 0x02, 0x01
WHOLE, LAST, FIRST, MIDDLE = range(4)


class Malformed(Exception):
    """Octets that are not what they should be."""


def hcs(octets):
    """CRC-8, polynomial 0x07, of a generic MAC header's first five octets."""
    crc = 0
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = (crc << 1 ^ (0x107 if crc & 0x80 else 0)) & 0x1FF
    return crc


TURNED = bytes(sum(1 << 7 - bit for bit in range(8) if octet >> bit & 1) for octet in range(256))


def crc32(octets, order="ofdma"):
    """The CRC field: most significant bit first, or as Ethernet has it."""
    if order == "ieee8023":
        return struct.pack("<I", zlib.crc32(octets))
    return struct.pack("<I", zlib.crc32(octets.translate(TURNED))).translate(TURNED)


def header(cid, size, kind=0, ec=0, esf=0, ci=0, eks=0):
    """Generic MAC header; size counts all of the PDU."""
    head = struct.pack(">BBBH", ec << 6 | kind, esf << 7 | ci << 6 | eks << 4 | size >> 8,
                       size & 0xFF, cid)
    return head + bytes([hcs(head)])


class Pdu:
    """A received PDU: fields of its header, and what stands between header and CRC."""

    def __init__(self, octets, order):
        if hcs(octets[:5]) != octets[5]:
            raise Malformed("HCS")
        self.head = octets[:6]
        self.ec, self.kind = octets[0] >> 6 & 1, octets[0] & 0x3F
        self.esf, self.ci, self.eks = octets[1] >> 7, octets[1] >> 6 & 1, octets[1] >> 4 & 3
        self.reserved = octets[1] >> 3 & 1
        self.size = (octets[1] & 7) << 8 | octets[2]
        self.cid = octets[3] << 8 | octets[4]
        if not 6 + 4 * self.ci <= self.size <= len(octets):
            raise Malformed("LEN")
        self.body = octets[6:self.size]
        if self.ci:
            if crc32(octets[:self.size - 4], order) != octets[self.size - 4:self.size]:
                raise Malformed("CRC")
            self.body = self.body[:-4]


def pdus(burst, order):
    """The PDUs of a burst; headers without payload are left out."""
    while burst and burst[0] != 0xFF:
        if len(burst) < 6:
            raise Malformed("the end of a burst")
        if burst[0] & 0x80:
            burst = burst[6:]
            continue
        pdu = Pdu(burst, order)
        yield pdu
        burst = burst[pdu.size:]


def tlv(kind, value):
    """One TLV; a list as value is a compound."""
    if isinstance(value, list):
        value = tlvs(value)
    size = len(value)
    if size < 128:
        return bytes([kind, size]) + value
    width = (size.bit_length() + 7) // 8
    return bytes([kind, 0x80 | width]) + size.to_bytes(width, "big") + value


def tlvs(items):
    """TLVs, one behind the other."""
    return b"".join(tlv(kind, value) for kind, value in items)


def parse(octets):
    """The TLVs as a list of (type, value)."""
    found = []
    while octets:
        if len(octets) < 2:
            raise Malformed("TLV")
        size, at = octets[1], 2
        if size & 0x80:
            at += size & 0x7F
            size = int.from_bytes(octets[2:at], "big")
            if size < 128:
                raise Malformed("a TLV's length has more octets than it needs")
        if not size or at + size > len(octets):
            raise Malformed("TLV of length %d" % size)
        found.append((octets[0], octets[at:at + size]))
        octets = octets[at + size:]
    return found


def value_of(items, kind, default=None):
    """The first TLV of this type."""
    return next((value for k, value in items if k == kind), default)


def number_of(items, kind, default=None):
    """The same as a number."""
    value = value_of(items, kind)
    return default if value is None else int.from_bytes(value, "big")


def subheader(kind, control, fsn, length=0):
    """Fragmentation or packing subheader; length counts what stands behind a packing subheader."""
    bits = 11 if kind & EXTENDED else 3
    word, width = control << bits | fsn % (1 << bits), 2 + bits
    if kind & PACKED:
        size = (width + 11) // 8
        return (word << 11 | length + size).to_bytes(size, "big")
    return (word << 3).to_bytes((width + 3) // 8, "big")


class Cutter:
    """Gives the SDUs of a connection the numbers of its fragments."""

    def __init__(self, extended, first):
        self.kind, self.fsn = EXTENDED if extended else 0, first

    def number(self):
        self.fsn += 1
        return self.fsn - 1

    def cut(self, sdu, most):
        """(Type bits, payload) of each PDU; in one piece without a subheader."""
        parts = [sdu[at:at + most] for at in range(0, len(sdu), most)]
        if len(parts) == 1:
            return [(0, sdu)]
        kind = FRAGMENTED | self.kind
        ends = {0: FIRST, len(parts) - 1: LAST}
        return [(kind, subheader(kind, ends.get(i, MIDDLE), self.number()) + part)
                for i, part in enumerate(parts)]

    def pack(self, sdus, most):
        """PDUs of several SDUs: each ends one SDU and begins the next where it must be cut."""
        kind = PACKED | self.kind
        parts = []
        for sdu in sdus:
            cut = [sdu[at:at + most] for at in range(0, len(sdu), most)]
            ends = {0: FIRST, len(cut) - 1: LAST}
            parts += [(WHOLE if len(cut) == 1 else ends.get(i, MIDDLE), part)
                      for i, part in enumerate(cut)]
        return [(kind, b"".join(subheader(kind, control, self.number(), len(part)) + part
                                for control, part in parts[at:at + 2]))
                for at in range(0, len(parts), 2)]


class Assembler:
    """Puts the fragments of a connection together again."""

    def __init__(self):
        self.part, self.next = None, None

    def take(self, control, fsn, modulus, octets):
        """SDUs that are whole now."""
        if control == WHOLE:
            return [octets]
        if control == FIRST:
            self.part = octets
        elif self.part is None or fsn != self.next:
            raise Malformed("a fragment out of order")
        else:
            self.part += octets
        self.next = (fsn + 1) % modulus
        if control != LAST:
            return []
        sdu, self.part = self.part, None
        return [sdu]

    def sdus(self, kind, body):
        """SDUs of a PDU that came up; body begins with the subheaders."""
        if kind & (MESH | ARQ):
            raise Malformed("subheaders that were not agreed")
        if kind & LOWEST:
            body = body[2:]
        bits = 11 if kind & EXTENDED else 3
        found = []
        if kind & FRAGMENTED:
            size = (bits + 5) // 8
            word = int.from_bytes(body[:size], "big") >> 3
            return self.take(word >> bits, word & (1 << bits) - 1, 1 << bits, body[size:])
        if not kind & PACKED:
            return [body]
        size = (bits + 13) // 8
        while body:
            word = int.from_bytes(body[:size], "big")
            length, word = word & 0x7FF, word >> 11
            if not size < length <= len(body):
                raise Malformed("packing subheader")
            found += self.take(word >> bits, word & (1 << bits) - 1, 1 << bits, body[size:length])
            body = body[length:]
        return found


def wrap(dst, src, sequence, burst, number=0, part=(0, 1), form="usual"):
    """An Ethernet frame with one burst, or a part of it."""
    items = [(VERSION, b"\x02"), (FRAME_NUMBER, struct.pack(">I", sequence)[1:]),
             (BURST_NUMBER, bytes([number & 0xFF])), (FRAGMENT_TYPE, bytes([part[0]])),
             (FRAGMENT_NUMBER, bytes([part[1]])), (PDU_BURST, burst)]
    if form == "least":
        items = items[-1:]
    elif form == "most":
        # padding alone is a burst, too
        items = [(8, bytes(3)), (222, bytes(20)), (PDU_BURST, b"\xff\xff")] + items + [(11, b"\x01")]
    octets = dst + src + struct.pack(">HHH", ETHERTYPE, sequence & 0xFFFF, len(items)) + tlvs(items)
    return octets if form == "least" else octets.ljust(60, b"\x00")


class Bursts:
    """Takes frames of one sender and gives whole bursts."""

    def __init__(self):
        self.parts = {}

    def take(self, frame):
        _, count = struct.unpack(">HH", frame[14:18])
        body, number, kind, place = frame[18:], 0, 0, 1
        for _ in range(count):
            size, at = body[1], 2
            if size & 0x80:
                at += size & 0x7F
                size = int.from_bytes(body[2:at], "big")
            if at + size > len(body):
                raise Malformed("M2M TLV")
            value = body[at:at + size]
            if body[0] == BURST_NUMBER:
                number = value[0]
            elif body[0] == FRAGMENT_TYPE:
                kind = value[0]
            elif body[0] == FRAGMENT_NUMBER:
                place = value[0]
            elif body[0] == PDU_BURST:
                yield from self.whole(number, kind, place, value)
            body = body[at + size:]

    def whole(self, number, kind, place, value):
        if kind == 0:
            yield value
            return
        if kind == 1:
            self.parts[number] = []
        parts = self.parts.get(number)
        if parts is None or len(parts) != place - 1:
            raise Malformed("a part of a burst is missing")
        parts.append(value)
        if kind == 3:
            yield b"".join(self.parts.pop(number))
