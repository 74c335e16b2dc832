# SPDX-License-Identifier: BSD-3-Clause
"""PKM messages: type, code, identifier, attributes. What each one has to hold, by its number."""

from harness import Kind, mutated, octets_of
from tlv import any_form, fields, tlv, walk

UP, DOWN = 9, 10
CLEAR, DIGEST, OPTIONAL, SIGNATURE = range(4)

# code: (type octets, version, protection, mandatory, optional); 13 twice: two TEK-Parameters
MESSAGES = {
    3: ({DOWN}, 1, DIGEST, [10, 23], []),
    4: ({UP}, 1, CLEAR, [18, 19, 12], []),
    5: ({DOWN}, 1, CLEAR, [7, 9, 10, 23], [27]),
    6: ({DOWN}, 1, CLEAR, [16], [6]),
    7: ({UP}, 1, DIGEST, [10, 12], []),
    8: ({DOWN}, 1, DIGEST, [10, 12, 13, 13], []),
    9: ({DOWN}, 1, DIGEST, [10, 12, 16], [6]),
    10: ({DOWN}, 1, CLEAR, [16], [6]),
    11: ({DOWN}, 1, DIGEST, [10, 12, 16], [6]),
    12: ({UP}, 1, CLEAR, [17], []),
    13: ({UP}, 2, SIGNATURE, [33, 18, 12], []),
    14: ({DOWN}, 2, SIGNATURE, [33, 34, 35, 9, 10, 37], []),
    15: ({DOWN}, 2, SIGNATURE, [33, 34, 16, 37], [6]),
    16: ({UP}, 2, SIGNATURE, [34, 30], [16, 6]),
    17: ({UP}, 2, OPTIONAL, [], [10]),
    18: ({UP, DOWN}, 2, OPTIONAL, [28], [10]),
    19: ({UP, DOWN}, 2, DIGEST, [28], [10]),
    20: ({DOWN}, 2, DIGEST, [34, 10, 45], [9]),
    21: ({UP}, 2, DIGEST, [33, 34, 10, 45, 19, 25], [27]),
    22: ({DOWN}, 2, DIGEST, [33, 34, 10, 45, 25], [38, 32, 23]),
    23: ({UP}, 2, DIGEST, [10, 12, 29], []),
    24: ({DOWN}, 2, DIGEST, [10, 12, 13, 13, 29], [47]),
    25: ({DOWN}, 2, DIGEST, [10, 12, 16, 29], [6]),
    26: ({DOWN}, 2, DIGEST, [10, 23], []),
    27: ({DOWN}, 2, DIGEST, [10, 12, 16], [6]),
    28: ({DOWN}, 2, DIGEST, [12, 41, 42], [10, 47, 13]),
    29: ({DOWN}, 2, DIGEST, [28], [10]),
    30: ({UP}, 2, DIGEST, [33], []),
}
RSA = (128, 256)
LENGTHS = {6: range(1, 129), 7: RSA, 9: (4,), 10: (1,), 11: (20,), 12: (2,), 16: (1,),
           29: range(1, 33), 30: (1,), 32: (3,), 33: (8,), 34: (8,), 35: RSA, 38: RSA, 40: (12,),
           41: (1,), 42: (2,), 44: RSA, 45: (8,)}
REPEATED = (13, 23, 47)
NUMBERS, TEXTS = (9, 10, 12, 16, 30, 32, 41, 42), (6, 28, 29, 33, 34, 45)
EAP_MAX, SA_MAX = 2048, 16

SA_ROWS = [(12, 2), (24, 1), (31, 1), (20, 3)]
TEK_ROWS = [(8, 0), (9, 4), (10, 1), (15, 0), (46, 1)]
GKEK_ROWS = [(43, 0), (9, 4), (10, 1)]
SECNEG_ROWS = [(1, 1), (2, 1), (3, 1), (4, 2), (5, 1), (6, 1)]
CONFIG_ROWS = [(n, 4) for n in range(1, 8)]

DESCRIPTOR = bytes.fromhex("0c020001180100" "1403020104")


class Wrong(Exception):
    """The message is no good."""


def need(good):
    """Give up unless."""
    if not good:
        raise Wrong


def compound(rows, required, value):
    """The rows of a compound attribute."""
    values = fields(rows, set(required), value)
    need(values is not None)
    return values


def descriptor(value):
    """SA-Descriptor."""
    v = compound(SA_ROWS, (0, 1, 3), value)
    need(v[1][0] <= 2 or v[1][0] >= 128)
    need(2 not in v or v[2][0] <= 2)
    return "23=" + ".".join(v[n].hex() for n in (0, 1, 3, 2) if n in v)


def tek_parameters(value):
    """TEK-Parameters."""
    v = compound(TEK_ROWS, (0, 1, 2), value)
    need(len(v[0]) in (8, 16, 24, 128) and v[2][0] < 4)
    need(3 not in v or len(v[3]) in (8, 16))
    need(4 not in v or v[4][0] < 4)
    text = "13=" + ".".join(v[n].hex() for n in range(3))
    text += f".iv{v[3].hex()}" if 3 in v else ""
    return text + (f".gkek{v[4].hex()}" if 4 in v else "")


def gkek_parameters(value):
    """GKEK-Parameters."""
    v = compound(GKEK_ROWS, (0, 1, 2), value)
    need(len(v[0]) in (16, 24) and v[2][0] < 4)


def numbers(kind, rows, value):
    """A compound of integers, all of them optional."""
    v = compound(rows, (), value)
    parts = [sum(1 << n for n in v)] + [int.from_bytes(v.get(n, b""), "big")
                                        for n in range(len(rows))]
    return f"{kind}=" + ".".join(f"{p:x}" for p in parts)


def protects(code, kind, cmac):
    """The attribute that ends a message, or None."""
    protection = MESSAGES[code][2]
    if protection == SIGNATURE:
        return 44 if kind == UP else 38
    if protection == CLEAR:
        return None
    return 40 if cmac else 11


def check_value(code, kind, value):
    """One attribute that the message lists."""
    if kind == 38 and code == 22:
        need(value)
    elif kind in LENGTHS:
        need(len(value) in LENGTHS[kind])
    else:
        need(0 < len(value) < 65536)
    number = int.from_bytes(value, "big")
    need(kind != 9 or number)
    need(kind != 10 or number < 16)
    need(kind not in (30, 41) or number < 2)
    need(kind != 28 or (4 <= len(value) <= EAP_MAX
                        and int.from_bytes(value[2:4], "big") == len(value)))


def read(octets, kind, version, cmac):
    """What the driver shows of a message that is good."""
    need(len(octets) >= 3 and octets[0] == kind)
    code, attributes = octets[1], octets[3:]
    need(code in MESSAGES)
    kinds, of_version, protection, mandatory, optional = MESSAGES[code]
    need(kind in kinds and of_version == version)
    found, good = walk(attributes)
    need(good)
    end = protects(code, kind, cmac)
    listed = [(t, v) for t, v in found if t in mandatory + optional or (end and t == end)]
    first = {}
    for t, v in listed:
        if t in REPEATED or t not in first:
            check_value(code, t, v)
        first.setdefault(t, []).append(v)

    several = {t: first.get(t, []) for t in REPEATED}
    # what is beyond the limit is left out, and has to be right
    shown = [descriptor(v) for v in several[23]][:SA_MAX]
    shown += [tek_parameters(v) for v in several[13][:2]]
    for v in several[47][:2]:
        gkek_parameters(v)
    if 25 in first:
        shown.append(numbers(25, SECNEG_ROWS, first[25][0]))
    if 27 in first:
        shown.append(numbers(27, CONFIG_ROWS, first[27][0]))

    need(all(len(first.get(t, [])) >= mandatory.count(t) for t in mandatory))
    if code == 16 and first[30][0][0]:
        need(16 in first)
    if code == 28:
        need(several[13] if first[41][0][0] else several[47] and 10 in first)
    covered = len(octets)
    if end and end in first:
        # the digest or signature is the last of all, and covers what is before it
        need(found[-1][0] == end and len(first[end]) == 1)
        covered -= len(octets) - 3 - before_last(attributes)
        need(protection != OPTIONAL or 10 in first)
        shown.append(f"0={first[end][0].hex()}")
    else:
        need(not end or protection == OPTIONAL)
    return " ".join([f"ok {code}.{octets[2]}.{covered}"]
                    + [f"{t}={first[t][0].hex()}" for t in NUMBERS + TEXTS if t in first] + shown)


def before_last(octets):
    """Octets before the last TLV."""
    count = len(walk(octets)[0])
    return max(n for n in range(len(octets))
               if walk(octets[:n])[1] and len(walk(octets[:n])[0]) == count - 1)


class Pkm(Kind):
    """One message."""

    name, title, fixed = "pkm", "PKM messages", 4
    shares = {"good": 35, "bad": 35, "with a digest": 15, "with compounds": 10}

    def value(self, rng, code, kind):
        """A value that an attribute may have."""
        def some(rows, often):
            sent = [r for r in rows if r in often or rng.random() < .3]
            return b"".join(any_form(rng, t, v) for t, v in sent)

        if kind == 23:
            rows = [(12, rng.randbytes(2)), (24, bytes([rng.choice((0, 1, 2, 0, 1, 2, 0, 1, 2, 3, 127, 128))])),
                    (31, bytes([rng.choice((0, 1, 2, 0, 1, 2, 3))])), (20, rng.randbytes(3))]
            return some(rows, (rows[0], rows[1], rows[3]))
        if kind == 13:
            rows = [(8, rng.randbytes(rng.choice((8, 16, 128, 24, 24, 24, 24, 24, 24, 17)))),
                    (9, rng.randbytes(4)), (10, bytes([rng.choice((0, 1, 2, 3) * 4 + (4,))])),
                    (15, rng.randbytes(rng.choice((8, 16)))), (46, bytes([rng.randrange(5)]))]
            return some(rows, rows[:3])
        if kind == 47:
            rows = [(43, rng.randbytes(rng.choice((16, 24)))), (9, rng.randbytes(4)),
                    (10, bytes([rng.randrange(4)]))]
            return some(rows, rows)
        if kind in (25, 27):
            rows = [(t, rng.randbytes(n)) for t, n in (SECNEG_ROWS if kind == 25 else CONFIG_ROWS)]
            return some(rows, rows[:1])
        if kind == 28:
            body = octets_of(rng, 20)
            size = len(body) + 4 + (rng.random() < .05)
            return b"\1\1" + size.to_bytes(2, "big") + body
        if kind == 38 and code == 22:
            return octets_of(rng, 9, 1)
        if kind == 10:
            return bytes([rng.choice((0, 3, 9, 15, 15, 15, 15, 15, 16))])
        if kind in (30, 41):
            return bytes([rng.choice((0, 0, 1, 1, 2))])
        return rng.randbytes(rng.choice(LENGTHS.get(kind, range(1, 20))))

    def make(self, rng):
        code = rng.choice(list(MESSAGES) + [20, 22, 22, 24, 24, 25, 26, 27, 18])
        kinds, version, protection, mandatory, optional = MESSAGES[code]
        kind = rng.choice(sorted(kinds))
        cmac = version == 2 and rng.random() < .8
        sent = mandatory + [t for t in optional if rng.random() < .5]
        sent += rng.choices((13, 23, 47, 6, 33, 0), k=rng.choice((0, 0, 1, 2)))
        rng.shuffle(sent)
        end = protects(code, kind, cmac)
        if end and (protection != OPTIONAL or rng.random() < .5):
            sent.append(end)
        if rng.random() < .03:
            rng.shuffle(sent)
        octets = bytes([kind, code, rng.randrange(256)])
        if 23 in mandatory + optional and rng.random() < .1:
            # as many as there may be, or one more
            octets += tlv(23, DESCRIPTOR) * (rng.choice((SA_MAX, SA_MAX + 1)) - sent.count(23))
        octets += b"".join(any_form(rng, t, self.value(rng, code, t)) for t in sent)
        if rng.random() < .25:
            octets = mutated(rng, octets)
        if rng.random() < .03:
            kind, version, cmac = rng.choice((UP, DOWN)), rng.choice((1, 2)), rng.random() < .5
        return ["up" if kind == UP else "down", version, "cmac" if cmac else "hmac", octets]

    def model(self, case):
        try:
            return read(case[3], UP if case[0] == "up" else DOWN, case[1], case[2] == "cmac")
        except Wrong:
            return "bad"

    def sorts(self, case, answer):
        yield "bad" if answer == "bad" else "good"
        if " 0=" in answer:
            yield "with a digest"
        if " 23=" in answer or " 13=" in answer:
            yield "with compounds"
