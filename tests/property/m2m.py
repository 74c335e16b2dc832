# SPDX-License-Identifier: BSD-3-Clause
"""MAC-to-MAC frames: sequence number 2, TLV count 2, TLVs; bursts in parts over several frames."""

from harness import Kind, mutated, octets_of
from tlv import any_form, walk

FRAME_NUMBER, BURST_NUMBER, FRAGMENT_TYPE, FRAGMENT_NUMBER, PDU_BURST = 2, 3, 4, 5, 9
SIZES = {FRAME_NUMBER: 3, BURST_NUMBER: 1, FRAGMENT_TYPE: 1, FRAGMENT_NUMBER: 1}
WHOLE, FIRST, MIDDLE, LAST = range(4)


def bursts_of(frame):
    """Sequence number and bursts of a frame, or None: exactly "count" TLVs are read."""
    if len(frame) < 4:
        return None
    found, _ = walk(frame[4:])
    count = int.from_bytes(frame[2:4], "big")
    if len(found) < count:
        return None
    found = found[:count]
    for kind, value in found:
        if kind in SIZES and len(value) != SIZES[kind]:
            return None
        if kind == FRAGMENT_TYPE and value[0] > LAST:
            return None
    bursts = []
    for at, (kind, value) in enumerate(found):
        if kind == PDU_BURST:
            # what came before it in the same frame, the latest of each type
            said = {t: int.from_bytes(v, "big") for t, v in found[:at] if t in SIZES}
            bursts.append({"data": value, **{t: said.get(t, 0) for t in SIZES}})
    return int.from_bytes(frame[:2], "big"), bursts


def chain(parts, cap):
    """The incomplete burst that the last of some parts leaves: its octets, or None."""
    if not parts:
        return None
    part, before = parts[-1], parts[:-1]
    if part[FRAGMENT_TYPE] == FIRST:
        octets = part["data"]
    elif part[FRAGMENT_TYPE] == MIDDLE and follows(before, part, cap):
        octets = chain(before, cap) + part["data"]
    else:
        return None
    return octets if len(octets) <= cap else None


def follows(before, part, cap):
    """Whether a part goes on with what is incomplete."""
    return (chain(before, cap) is not None
            and part[BURST_NUMBER] == before[-1][BURST_NUMBER]
            and part[FRAGMENT_NUMBER] == (before[-1][FRAGMENT_NUMBER] + 1) % 256)


def reassembled(parts, cap):
    """What the last part makes whole, or None; and whether something is dropped with it."""
    part, before = parts[-1], parts[:-1]
    if part[FRAGMENT_TYPE] == FIRST:
        return None, chain(before, cap) is not None or chain(parts, cap) is None
    if not follows(before, part, cap):
        return None, True
    octets = chain(before, cap) + part["data"]
    if len(octets) > cap:
        return None, True
    return (octets if part[FRAGMENT_TYPE] == LAST else None), False


def said(whole, dropped):
    """As the driver says it."""
    text = " D" if dropped else ""
    return text if whole is None else f"{text} W{whole.hex() or '-'}"


class M2m(Kind):
    """Frames of one sender, one after the other."""

    name, title, fixed = "m2m", "M2M frames and reassembly", 1
    shares = {"valid": 30, "malformed": 15, "put together": 20, "dropped": 15}

    def frame(self, rng, number, kind, part, data):
        """A frame with one burst, as a sender of some taste makes it."""
        state = [(FRAME_NUMBER, rng.randbytes(3)), (BURST_NUMBER, bytes([number])),
                 (FRAGMENT_TYPE, bytes([kind])), (FRAGMENT_NUMBER, bytes([part % 256]))]
        if kind == WHOLE and rng.random() < .5:
            state = []
        tlvs = [(1, b"\2")] + state
        if rng.random() < .2:
            tlvs.insert(rng.randrange(len(tlvs)), (rng.choice((7, 8, 11, 16, 200, 255)),
                                                   octets_of(rng, 8)))
        tlvs.append((PDU_BURST, data))
        if rng.random() < .05:
            tlvs.append((PDU_BURST, octets_of(rng, 6)))
        octets = rng.randbytes(2) + len(tlvs).to_bytes(2, "big")
        octets += b"".join(any_form(rng, t, v) for t, v in tlvs)
        return octets + bytes(rng.choice((0, 0, 7)))

    def make(self, rng):
        frames = []
        number = rng.randrange(256)
        for _ in range(rng.randint(1, 4)):
            number = (number + 1) % 256
            parts, begin = rng.choice((1, 2, 3, 5)), rng.choice((1, 1, 1, 254))
            for part in range(parts):
                kind = (WHOLE if parts == 1 else FIRST if not part else
                        LAST if part == parts - 1 else MIDDLE)
                frames.append(self.frame(rng, number, kind, begin + part, octets_of(rng, 12)))
        if rng.random() < .3:
            disorder(rng, frames)
        if rng.random() < .3:
            at = rng.randrange(len(frames))
            frames[at] = mutated(rng, frames[at])
        return [rng.choice((8, 24, 4096, 4096, 4096))] + frames

    def model(self, case):
        cap, answers, parts = case[0], [], []
        for frame in case[1:]:
            opened = bursts_of(frame)
            if not opened:
                answers.append("bad")
                continue
            text = f"F{opened[0]}"
            for burst in opened[1]:
                text += (f" B{burst[BURST_NUMBER]}.{burst[FRAGMENT_TYPE]}."
                         f"{burst[FRAGMENT_NUMBER]}.{burst[FRAME_NUMBER]}."
                         f"{burst['data'].hex() or '-'}")
                if burst[FRAGMENT_TYPE] == WHOLE:
                    text += said(burst["data"], False)
                    continue
                parts.append(burst)
                text += said(*reassembled(parts, cap))
            answers.append(text)
        return " ".join(answers)

    def sorts(self, case, answer):
        words = answer.split()
        if "bad" in words:
            yield "malformed"
        if "D" in words:
            yield "dropped"
        if not {"bad", "D"} & set(words):
            yield "valid"
        if ".3." in answer and any(a.startswith("B") and a.split(".")[1] == "3"
                                   and b.startswith("W") for a, b in zip(words, words[1:])):
            yield "put together"


def disorder(rng, items):
    """What a network does: lose, repeat, swap."""
    at = rng.randrange(len(items))
    what = rng.randrange(3)
    if what == 0 and len(items) > 1:
        del items[at]
    elif what == 1:
        items.insert(at, items[at])
    else:
        items.insert(rng.randrange(len(items)), items.pop(at))


class M2mBuild(Kind):
    """A header that the driver builds, read by the model."""

    name, title, fixed = "m2m-build", "M2M header, built", 6
    shares = {"short": 20, "one octet of length": 20, "two octets of length": 20}

    def make(self, rng):
        size = rng.choice((rng.randint(0, 127), rng.randint(128, 255), rng.randint(256, 2047)))
        return [rng.randrange(1 << 16), rng.randrange(256), rng.randrange(4), rng.randrange(256),
                rng.randrange(1 << 24), bytes(size)]

    def model(self, case):
        values = {1: b"\2", FRAME_NUMBER: case[4].to_bytes(3, "big")}
        values |= {t: bytes([v]) for t, v in zip((BURST_NUMBER, FRAGMENT_TYPE, FRAGMENT_NUMBER),
                                                 case[1:4])}
        octets = case[0].to_bytes(2, "big") + b"\0\6"
        octets += b"".join(bytes([t, len(v)]) + v for t, v in sorted(values.items()))
        size = len(case[5])
        octets += (bytes([9, size]) if size < 128 else bytes([9, 0x81, size]) if size < 256
                   else b"\x09\x82" + size.to_bytes(2, "big"))
        # the model has to read what it says is right
        assert bursts_of(octets + case[5]) == (case[0], [
            {"data": case[5], FRAME_NUMBER: case[4], BURST_NUMBER: case[1],
             FRAGMENT_TYPE: case[2], FRAGMENT_NUMBER: case[3]}])
        return octets.hex()

    def sorts(self, case, answer):
        size = len(case[5])
        yield ("short" if size < 128 else "one octet of length" if size < 256
               else "two octets of length")
