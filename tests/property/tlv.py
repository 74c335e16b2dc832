# SPDX-License-Identifier: BSD-3-Clause
"""TLVs: type 1 octet; length one octet up to 127, else 0x80 | n and n octets, n 1 to 4; value."""

from harness import Kind, mutated, octets_of


def walk(octets):
    """All TLVs that are whole, from the front, and whether nothing else is left."""
    found = []
    while octets:
        head = octets[:2]
        if len(head) < 2:
            return found, False
        size, start = head[1], 2
        if size > 127:
            count = size - 128
            field = octets[2:2 + count]
            if count not in (1, 2, 3, 4) or len(field) != count:
                return found, False
            size, start = int.from_bytes(field, "big"), 2 + count
        value = octets[start:start + size]
        if len(value) != size:
            return found, False
        found.append((head[0], value))
        octets = octets[start + size:]
    return found, True


def tlv(kind, value, form=0):
    """One TLV; @form octets of length behind the first, 0 for the shortest form there is."""
    size = len(value)
    if not form and size < 128:
        return bytes([kind, size]) + value
    form = form or (size.bit_length() + 7) // 8
    return bytes([kind, 0x80 | form]) + size.to_bytes(form, "big") + value


def any_form(rng, kind, value):
    """One TLV with a length of any form that can hold it."""
    least = 1 if len(value) < 256 else 2
    return tlv(kind, value, 0 if rng.random() < .7 else rng.randint(least, 4))


class Tlv(Kind):
    """The walk alone."""

    name, title, fixed = "tlv", "TLV walk", 1
    shares = {"valid": 40, "malformed": 25, "long length": 20}

    def make(self, rng):
        octets = b"".join(any_form(rng, rng.randrange(256),
                                   octets_of(rng, 300 if rng.random() < .1 else 12))
                          for _ in range(rng.randint(0, 6)))
        return [mutated(rng, octets) if rng.random() < .5 else octets]

    def model(self, case):
        found, good = walk(case[0])
        return " ".join([f"{t}:{v.hex() or '-'}" for t, v in found] + ["ok" if good else "bad"])

    def sorts(self, case, answer):
        yield "valid" if answer.endswith("ok") else "malformed"
        # more octets than the shortest form needs
        found, good = walk(case[0])
        if good and len(case[0]) > sum(len(tlv(t, v)) for t, v in found):
            yield "long length"


def fields(rows, required, octets):
    """Values by row, the first of each type; None when the message is no good."""
    found, good = walk(octets)
    if not good:
        return None
    values = {}
    for number, (kind, size) in enumerate(rows):
        # of two rows for one type the first takes it
        first = [v for t, v in found if t == kind and kind not in [r[0] for r in rows[:number]]]
        if not first:
            continue
        if (size and len(first[0]) != size) or not first[0]:
            return None
        values[number] = first[0]
    return values if required <= set(values) else None


class Fields(Kind):
    """A message as a table of rows."""

    name, title, fixed = "fields", "TLV table", 3
    shares = {"valid": 35, "invalid": 30, "several rows": 25}

    def make(self, rng):
        kinds = rng.sample(range(256), rng.randint(1, 8))
        rows = [(k, rng.choice((0, 1, 2, 3, 4, rng.randint(5, 32)))) for k in kinds]
        required = {n for n in range(len(rows)) if rng.random() < .4}
        sent = [n for n in range(len(rows)) if n in required or rng.random() < .5]
        sent += rng.choices(range(len(rows)), k=rng.choice((0, 0, 1, 2)))
        rng.shuffle(sent)
        octets = b""
        for number in sent:
            kind, size = rows[number]
            octets += any_form(rng, kind, rng.randbytes(size or rng.randint(1, 9)))
            if rng.random() < .2:
                octets += any_form(rng, rng.randrange(256), octets_of(rng, 5))
        if rng.random() < .4:
            octets = mutated(rng, octets)
        return [sum(1 << n for n in required), ",".join(f"{k}:{s}" for k, s in rows), octets]

    def model(self, case):
        rows = [tuple(int(n) for n in row.split(":")) for row in case[1].split(",")]
        required = {n for n in range(len(rows)) if case[0] >> n & 1}
        values = fields(rows, required, case[2])
        if values is None:
            return "bad"
        return " ".join(["ok"] + [f"{n}={values[n].hex()}" for n in sorted(values)])

    def sorts(self, case, answer):
        yield "invalid" if answer == "bad" else "valid"
        if answer.count("=") > 1:
            yield "several rows"
