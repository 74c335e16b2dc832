#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What events and a capture say of a station on a bad air, next to the arithmetic.

    air.py entries                       events of "wman -j monitor" on standard input; one line a
                                         figure, NAME VALUE: see entries()
    air.py expect LOSS OVERTAKEN ENTRIES ROUNDS
                                         mean and least number of entries without a fall-back
    air.py clear PCAP                    fails when a PDU of a service flow is not encrypted
    air.py hides PCAP HEX                fails when a station sent these octets in the clear
"""

import collections
import json
import math
import statistics
import struct
import sys
import zlib

# Transmissions of a message until its sender gives up: the first, and the retries of the standard.
# DSA-REQ is not among them: wman-bs begins anew after T10, and the station waits.
RANGING = SBC = 1 + 16
REG = SA_TEK_REQUEST = CHALLENGE = 1 + 3
EAP_REQUEST = 1 + 4  # RFC 3748 4.3: three to five

# A sound station falls below what is asked of it once in so many runs.
RUNS = 1e5

# What a station falls back to when a message was not answered within the retries: the state of
# entry or authorization left, the one entered, and the reason told.
FALLS = {
    ("ranging", "scan", "retries"),
    ("capabilities", "scan", "retries"),
    ("registration", "scan", "retries"),
    ("eap-start", "reject-wait", "retries"),
    ("eap-running", "eap-start", "eap-timeout"),
    ("key-wait", "eap-start", "key-wait-timeout"),
    ("sa-tek-wait", "reject-wait", "sa-tek-timeout"),
    # after a fall: Authorize reject wait is over
    ("reject-wait", "eap-start", "retries"),
}
# and what is no fall: entry goes on, or begins and ends where it should
GOES_ON = {"none", "bs-request", "user"}


def expect(loss, overtaken, entries, rounds):
    """
    An exchange is over when one message and its answer both arrive; it fails when none of the
    transmissions does that. SA-TEK-Challenge alone has only to arrive: SA-TEK-Request, which
    answers it, has repetitions of its own. The rarer second chances (EAP-Start, repetitions of
    both ends that cross) are left out, so that the truth is a little better. Key-Request has no
    limit, nor has the search for a DL-MAP.

    REG-RSP is also lost when DSA-REQ, which is sent right behind it, overtakes it: its CMAC_PN is
    below one that was accepted then.
    """
    both = (1 - loss) ** 2

    def exchange(transmissions, once=both):
        return 1 - (1 - once) ** transmissions

    good = exchange(RANGING) * exchange(SBC) * exchange(EAP_REQUEST) ** rounds
    good *= (1 - loss**CHALLENGE) * exchange(SA_TEK_REQUEST)
    good *= exchange(REG, both * (1 - overtaken))
    least, below = 0, 0.0
    while least < entries:
        below += math.comb(entries, least) * good**least * (1 - good) ** (entries - least)
        if below > 1 / RUNS:
            break
        least += 1
    print(f"mean {entries * good:.1f}")
    print(f"least {least}")


def entries():
    """Figures of the entries: each begins in scan, asked for, and ends in operational."""
    times, falls, wrong, whole = [], collections.Counter(), collections.Counter(), 0
    begun, fell, state, auth = None, False, "idle", "stopped"
    for line in sys.stdin:
        event = json.loads(line)
        if event["event"] != "dev-ntf":
            continue
        reason, before, auth_before = event["reason"], state, auth
        state, auth = event["state"], event["auth-state"]
        if (before, state) == ("idle", "scan"):
            begun, fell = event["time-ns"], False
        elif (before, auth_before) != (state, auth) and reason not in GOES_ON:
            moves = {(before, state, reason), (auth_before, auth, reason)}
            known = moves & FALLS
            for move in known or {(f"{before}/{auth_before}", f"{state}/{auth}", reason)}:
                (falls if known else wrong)[" ".join(move)] += 1
            fell = True
        elif state == "operational" and begun is not None:
            times.append((event["time-ns"] - begun) / 1e9)
            whole += not fell
            begun = None

    def told(counter):
        return ", ".join(f"{n} x {move}" for move, n in sorted(counter.items())) or "none"

    print(f"entered {len(times)}")
    print(f"whole {whole}")
    print(f"falls {told(falls)}")
    print(f"wrong {told(wrong)}")
    print(f"median {statistics.median(times or [0]):.2f}")
    print(f"largest {max(times or [0]):.2f}")


TRANSPORT = range(641, 0xFE00)  # CIDs that wman-bs gives to service flows
REVERSED = bytes(int(f"{i:08b}"[::-1], 2) for i in range(256))


def crc_good(pdu):
    """The CRC-32 of OFDMA takes the highest bit first. What was corrupted on its way tells nothing."""
    crc = zlib.crc32(pdu[:-4].translate(REVERSED)).to_bytes(4, "little")
    return crc.translate(REVERSED) == pdu[-4:]


def traffic(path):
    """PDUs of service flows in a capture: (time, uplink, PDU)."""
    data = open(path, "rb").read()
    at = 24
    while at + 16 <= len(data):
        sec, usec, length, _ = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16 : at + 16 + length]
        at += 16 + length
        # MAC-to-MAC: one burst, whose TLV is the last; every PDU here is the only one of it
        burst = frame[14 + 4 + 17 :]
        if burst[:1] != b"\x09" or len(burst) < 16:
            continue
        pdu = burst[2 + (burst[1] & 0x7F if burst[1] & 0x80 else 0) :]
        pdu = pdu[: (pdu[1] & 7) << 8 | pdu[2]]
        if len(pdu) > 10 and crc_good(pdu) and struct.unpack_from(">H", pdu, 3)[0] in TRANSPORT:
            yield sec + usec / 1e6, frame[6:8] == b"\x02\x16", pdu


def clear(path):
    """No PDU of a service flow in the clear."""
    encrypted = [bool(pdu[0] & 0x40) for _, _, pdu in traffic(path)]
    print(f"{len(encrypted)} PDUs of service flows, {encrypted.count(False)} in the clear")
    if len(encrypted) < 100 or not all(encrypted):
        sys.exit(1)


def hides(path, payload):
    """Nothing that a station sent has these octets."""
    data = open(path, "rb").read()
    want = bytes.fromhex(payload) * 2
    at, told = 24, 0
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        frame = data[at + 16 : at + 16 + length]
        at += 16 + length
        told += frame[6:10] == b"\x02\x16\x00\x00" and want in frame
    print(f"{told} frames with the payload")
    sys.exit(told > 0)


def main():
    what, *args = sys.argv[1:]
    if what == "expect":
        expect(float(args[0]), float(args[1]), int(args[2]), int(args[3]))
    else:
        {"entries": entries, "clear": clear, "hides": hides}[what](*args)


main()
