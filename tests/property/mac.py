# SPDX-License-Identifier: BSD-3-Clause
"""MAC PDUs: generic header, bursts, CRC-32; subheaders, packing, fragments."""

import zlib

from harness import Kind, mutated, octets_of
from m2m import disorder, said

MESH, ARQ, EXTENDED, FRAGMENTATION, PACKING, GRANT = 0x20, 0x10, 0x08, 0x04, 0x02, 0x01
WHOLE, LAST, FIRST, MIDDLE = range(4)


def hcs(octets):
    """x^8 + x^2 + x + 1, a long division of the header as one number."""
    rest = int.from_bytes(octets, "big") << 8
    for bit in range(rest.bit_length() - 1, 7, -1):
        if rest >> bit & 1:
            rest ^= 0x107 << (bit - 8)
    return rest


def mirrored(number, bits):
    """The bits the other way round."""
    return int(f"{number:0{bits}b}"[::-1], 2)


def crc_ieee(octets):
    """As in an Ethernet FCS."""
    return zlib.crc32(octets).to_bytes(4, "little")


def crc_ofdma(octets):
    """Most significant bit first: the other one of mirrored octets, mirrored."""
    turned = zlib.crc32(bytes(mirrored(o, 8) for o in octets))
    return mirrored(turned, 32).to_bytes(4, "big")


def header(ec, kind, esf, ci, eks, size, cid):
    """A generic MAC header."""
    bits = f"0{ec:b}{kind:06b}{esf:b}{ci:b}{eks:02b}0{size:011b}{cid:016b}"
    octets = int(bits, 2).to_bytes(5, "big")
    return octets + bytes([hcs(octets)])


def pdus(burst):
    """The PDUs of a burst as the driver shows them, and whether it ends well."""
    shown = []
    while burst and burst[0] != 0xff:
        if len(burst) < 6 or hcs(burst[:5]) != burst[5]:
            return shown, False
        bits = f"{int.from_bytes(burst[:5], 'big'):040b}"
        if bits[0] == "1":
            shown.append(f"R{int(bits[2:5], 2)}.{int(bits[5:24], 2)}.{int(bits[24:], 2)}"
                         if bits[1] == "0" and bits[2:4] == "00" else "H")
            burst = burst[6:]
            continue
        size, ci = int(bits[13:24], 2), bits[9]
        if not 6 + 4 * int(ci) <= size <= len(burst):
            return shown, False
        text = (f"P{bits[1]}.{bits[8]}.{ci}.{int(bits[2:8], 2)}.{int(bits[10:12], 2)}.{size}."
                f"{int(bits[24:], 2)}")
        if ci == "1":
            body, crc = burst[:size - 4], burst[size - 4:size]
            text += f".{crc_ofdma(body) == crc:d}{crc_ieee(body) == crc:d}"
        shown.append(text)
        burst = burst[size:]
    return shown, True


class Burst(Kind):
    """PDUs back to back."""

    name, title, fixed = "burst", "PDUs of a burst", 1
    shares = {"valid": 40, "broken": 20, "several PDUs": 25, "right CRC": 25}

    def pdu(self, rng):
        """A PDU or a header without payload."""
        cid = rng.randrange(1 << 16)
        if rng.random() < .15:
            octets = bytes([0x80 | rng.choice((0, 0, 0, 0x40)) | rng.randrange(32)])
            octets += rng.randbytes(2) + cid.to_bytes(2, "big")
            return octets + bytes([hcs(octets)])
        ci, body = rng.randrange(2), octets_of(rng, 40)
        octets = header(rng.randrange(2), rng.randrange(64), rng.randrange(2), ci,
                        rng.randrange(4), 6 + len(body) + 4 * ci, cid) + body
        if ci:
            octets += rng.choice((crc_ofdma, crc_ofdma, crc_ieee, lambda o: bytes(4)))(octets)
        return octets

    def make(self, rng):
        octets = b"".join(self.pdu(rng) for _ in range(rng.randint(0, 4)))
        if rng.random() < .2:
            octets += b"\xff" + octets_of(rng, 5)
        if rng.random() < .4:
            octets = mutated(rng, octets)
        return [octets]

    def model(self, case):
        shown, good = pdus(case[0])
        return " ".join(shown + ["ok" if good else "bad"])

    def sorts(self, case, answer):
        words = answer.split()
        yield "valid" if words[-1] == "ok" else "broken"
        if sum(w[0] == "P" for w in words) > 1:
            yield "several PDUs"
        if any(w[0] == "P" and w.endswith((".10", ".01")) for w in words):
            yield "right CRC"


def sdus_of(uplink, kind, body):
    """SDUs and parts of SDUs in a PDU: (modulus or 0, FC, FSN, octets); None when it is wrong."""
    if kind & (MESH | ARQ) or (kind & FRAGMENTATION and kind & PACKING):
        return None
    if kind & GRANT:
        size = 2 if uplink else 1
        if len(body) < size:
            return None
        body = body[size:]
    fsn_bits = 11 if kind & EXTENDED else 3
    if kind & FRAGMENTATION:
        size = 2 if kind & EXTENDED else 1
        bits = "".join(f"{o:08b}" for o in body[:size])
        if len(body) <= size:
            return None
        return [(1 << fsn_bits, int(bits[:2], 2), int(bits[2:2 + fsn_bits], 2), body[size:])]
    if not kind & PACKING:
        return [(0, WHOLE, 0, body)] if body else []
    size, found = (3 if kind & EXTENDED else 2), []
    while body:
        bits = "".join(f"{o:08b}" for o in body[:size])
        if len(body) < size:
            return None
        length = int(bits[2 + fsn_bits:], 2)
        if length <= size or length > len(body):
            return None
        found.append((1 << fsn_bits, int(bits[:2], 2), int(bits[2:2 + fsn_bits], 2),
                      body[size:length]))
        body = body[length:]
    return found


def chain(parts, cap):
    """The incomplete SDU that the last of some numbered parts leaves: its octets, or None."""
    if not parts:
        return None
    _, control, _, octets = parts[-1]
    if control == MIDDLE and follows(parts[:-1], parts[-1], cap):
        octets = chain(parts[:-1], cap) + octets
    elif control != FIRST:
        return None
    return octets if len(octets) <= cap else None


def follows(before, part, cap):
    """Whether a part goes on with what is incomplete."""
    return chain(before, cap) is not None and part[2] == (before[-1][2] + 1) % part[0]


def reassembled(parts, cap):
    """What the last part makes whole, or None; and whether something is dropped with it."""
    part, before = parts[-1], parts[:-1]
    incomplete = chain(before, cap)
    if part[1] == WHOLE:
        return part[3], incomplete is not None
    if part[1] == FIRST:
        return None, incomplete is not None or chain(parts, cap) is None
    if not follows(before, part, cap) or len(incomplete + part[3]) > cap:
        return None, True
    return (incomplete + part[3] if part[1] == LAST else None), False


def subheader(kind, control, fsn, length):
    """Fragmentation or packing subheader."""
    fsn_bits = 11 if kind & EXTENDED else 3
    bits = f"{control:02b}{fsn % (1 << fsn_bits):0{fsn_bits}b}"
    bits += f"{length:011b}" if kind & PACKING else "000"
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


class Sdus(Kind):
    """PDUs of one connection, one after the other."""

    name, title, fixed = "sdus", "packing and fragment reassembly", 2
    shares = {"valid": 30, "wrong": 15, "put together": 25, "dropped": 15, "packed": 25}

    def parts(self, rng):
        """SDUs cut into parts, in order."""
        found = []
        for _ in range(rng.randint(1, 4)):
            n = rng.choice((1, 2, 3, 4))
            for at in range(n):
                control = (WHOLE if n == 1 else FIRST if not at else LAST if at == n - 1
                           else MIDDLE)
                found.append((control, octets_of(rng, 10, 1)))
        return found

    def make(self, rng):
        extended, uplink = rng.choice((0, EXTENDED)), rng.random() < .3
        fsn = rng.choice((0, 5, 2040, rng.randrange(2048)))
        parts, made = self.parts(rng), []
        while parts:
            kind = extended | rng.choice((0, 0, 0, GRANT))
            body = (bytes(2 if uplink else 1) if kind & GRANT else b"")
            some = parts[:rng.randint(1, 3)] if rng.random() < .5 else parts[:1]
            if len(some) > 1 or rng.random() < .4:
                kind |= PACKING
            elif some[0][0] != WHOLE or rng.random() < .5:
                kind |= FRAGMENTATION
            parts = parts[len(some):]
            for control, octets in some:
                if kind & (PACKING | FRAGMENTATION):
                    size = len(subheader(kind, control, 0, 0))
                    body += subheader(kind, control, fsn, size + len(octets))
                    fsn += 1
                body += octets
            made.append((kind, body))
        if rng.random() < .3:
            disorder(rng, made)
        if rng.random() < .3:
            at = rng.randrange(len(made))
            kind, body = made[at]
            if rng.random() < .3:
                kind ^= 1 << rng.randrange(6)
            made[at] = (kind, mutated(rng, body))
        return [rng.choice((8, 20, 4096)), "up" if uplink else "down"] + made

    def model(self, case):
        cap, uplink, answers, parts = case[0], case[1] == "up", [], []
        for kind, body in case[2:]:
            found = sdus_of(uplink, kind, body)
            if found is None:
                answers.append("bad")
                continue
            text = "P"
            for sdu in found:
                text += f" S{bool(sdu[0]):d}.{sdu[1]}.{sdu[2]}.{sdu[3].hex()}"
                if not sdu[0]:
                    # without a number it passes by
                    text += said(sdu[3], False)
                    continue
                parts.append(sdu)
                text += said(*reassembled(parts, cap))
            answers.append(text)
        return " ".join(answers)

    def sorts(self, case, answer):
        words = answer.split()
        if "bad" in words:
            yield "wrong"
        if "D" in words:
            yield "dropped"
        if not {"bad", "D"} & set(words):
            yield "valid"
        if any(a.startswith("S1.1.") and b.startswith("W") for a, b in zip(words, words[1:])):
            yield "put together"
        if any(kind & PACKING for kind, _ in case[2:]):
            yield "packed"


class Cut(Kind):
    """An SDU that the driver cuts."""

    name, title, fixed = "cut", "an SDU cut into fragments", 2
    shares = {"one part": 20, "several parts": 50}

    def make(self, rng):
        most = rng.randint(1, 60)
        return [rng.randint(1, most if rng.random() < .4 else 300), most]

    def model(self, case):
        size, most = case
        begins = list(range(0, size, most))
        kinds = ([WHOLE] if len(begins) == 1 else
                 [FIRST] + [MIDDLE] * (len(begins) - 2) + [LAST])
        return " ".join(f"{k}.{b}.{min(most, size - b)}" for k, b in zip(kinds, begins))

    def sorts(self, case, answer):
        yield "several parts" if " " in answer else "one part"


class Packed(Kind):
    """SDUs that the driver packs; as a PDU they have to come apart again."""

    name, title, fixed = "pack", "SDUs packed into a PDU", 2
    shares = {"one": 10, "several": 50, "number wraps": 5}

    def make(self, rng):
        fsn = rng.choice((0, 6, 2046, rng.randrange(1 << 16)))
        return [rng.choice((0, 1)), fsn] + [octets_of(rng, 60, 1)
                                            for _ in range(rng.randint(1, 8))]

    def model(self, case):
        kind, fsn = PACKING | (EXTENDED if case[0] else 0), case[1]
        size = len(subheader(kind, WHOLE, 0, 0))
        body = b"".join(subheader(kind, WHOLE, fsn + n, size + len(sdu)) + sdu
                        for n, sdu in enumerate(case[2:]))
        assert [sdu[3] for sdu in sdus_of(True, kind, body)] == case[2:]
        return body.hex()

    def sorts(self, case, answer):
        yield "one" if len(case) == 3 else "several"
        if case[1] % (2048 if case[0] else 8) + len(case) - 2 > (2048 if case[0] else 8):
            yield "number wraps"
