#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the inputs that fuzzers begin with: seeds.py DIR makes DIR/NAME/*.

From tests/vectors/vectors.json and sample-m2m.pcap, and from what the other ends of the fuzzers
(servers, subscriber) can be told to do. The formats are those at the top of each fuzz_NAME.c.
"""
import hashlib
import json
import os
import struct
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VECTORS = os.path.join(TOP, 'tests', 'vectors')
DIRECTORY = sys.argv[1]


def seed(name, data):
    folder = os.path.join(DIRECTORY, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, hashlib.sha1(data).hexdigest()), 'wb') as f:
        f.write(data)


def chunk(data):
    return struct.pack('>H', len(data)) + data


def tlv(kind, value):
    if len(value) < 0x80:
        return bytes([kind, len(value)]) + value
    if len(value) < 0x100:
        return bytes([kind, 0x81, len(value)]) + value
    return bytes([kind, 0x82]) + chunk(value)


def capture():
    """Payloads of the frames in the capture."""
    with open(os.path.join(VECTORS, 'sample-m2m.pcap'), 'rb') as f:
        data = f.read()
    at, frames = 24, []
    while at < len(data):
        length = struct.unpack('<I', data[at + 8:at + 12])[0]
        frames.append((data[at + 16:at + 22], data[at + 30:at + 16 + length]))
        at += 16 + length
    return frames


def burst(frame):
    """The PDUs of a frame with one burst in the TLV that comes last."""
    at = 4
    for _ in range(struct.unpack('>H', frame[2:4])[0]):
        kind, length, at = frame[at], frame[at + 1], at + 2
        if length & 0x80:
            octets = length & 0x7f
            length = int.from_bytes(frame[at:at + octets], 'big')
            at += octets
        value, at = frame[at:at + length], at + length
    return value


def message(pdu):
    """The message of a clear PDU without subheaders, or None."""
    if pdu[0] & 0xff:
        return None
    return pdu[6:-4] if pdu[1] & 0x40 else pdu[6:]


FRAMES = capture()
BSID = FRAMES[0][0]
PDUS = [(to == BSID, burst(frame)) for to, frame in FRAMES]
# up or not, message, CID
MESSAGES = [(up, message(pdu), pdu[3:5]) for up, pdu in PDUS if message(pdu)]
with open(os.path.join(VECTORS, 'vectors.json'), encoding='utf-8') as f_:
    JSON = json.load(f_)
COMPUTED = JSON['computed']


def octets(text):
    return bytes.fromhex(text)


# ---- MAC ----

def gmh(kind, payload, ec=0, esf=0, ci=0, eks=0, cid=0x1234):
    length = 6 + len(payload) + (4 if ci else 0)
    return bytes([ec << 6 | kind, esf << 7 | ci << 6 | eks << 4 | length >> 8, length & 255,
                  cid >> 8, cid & 255, 0]) + payload + (bytes(4) if ci else b'')


def packed(kind, parts):
    """Parts (fc, fsn, data) behind packing subheaders."""
    out = b''
    for fc, fsn, data in parts:
        if kind & 8:
            out += (fc << 22 | fsn << 11 | len(data) + 3).to_bytes(3, 'big') + data
        else:
            out += (fc << 14 | (fsn & 7) << 11 | len(data) + 2).to_bytes(2, 'big') + data
    return out


def fragment(kind, fc, fsn, data):
    if kind & 8:
        return (fc << 14 | fsn << 3).to_bytes(2, 'big') + data
    return bytes([fc << 6 | (fsn & 7) << 3]) + data


def mac():
    for up, pdu in PDUS:
        seed('pdu', bytes([up]) + pdu)
    for up in (0, 1):
        seed('pdu', bytes([up]) + b''.join(p for u, p in PDUS if u == up)[:1500] + b'\xff\xff')
    for case in JSON['published']['dot16_ccm_examples']['cases']:
        seed('pdu', b'\x03' + octets(case['whole_pdu_as_in_example']))
    seed('pdu', b'\x05\x80\x00\x10\x12\x34\x00\x88\x01\x00\x12\x34\x00\xb8\x01\x00\x12\x34\x00')
    for extended in (0, 8):
        parts = [(0, 1, b'one'), (2, 2, b'first'), (3, 3, b'mid'), (1, 4, b'last')]
        grant = [b'', b'\x01\x02']
        for switches in (4, 5, 6, 12):
            seed('pdu', bytes([switches]) + gmh(2 | extended, packed(extended, parts), ci=1))
            seed('pdu', bytes([switches]) + b''.join(
                gmh(4 | extended, fragment(extended, *part), ci=i & 1)
                for i, part in enumerate(parts)))
            seed('pdu', bytes([switches]) + gmh(3 | extended, grant[switches & 1] + packed(
                extended, parts), esf=1) + gmh(0, b'\x03\x01\x02plain', esf=1, ci=1))
        for length in (1, 8, 9, 300):
            seed('frag', bytes([extended | 1]) + b'\x00\x05\x20' + b'\x00\x40\x00\x00' * 3)
            for switches in range(16):
                for losses in (0, 2, 5):
                    seed('frag', struct.pack('>BHB', switches, 2046, length & 255) +
                         struct.pack('>HHHHHH', 40, losses, 290, losses, 7, losses))


def m2m_frame(sequence, tlvs):
    return struct.pack('>HH', sequence, len(tlvs)) + b''.join(tlv(k, v) for k, v in tlvs)


def m2m():
    for _, frame in FRAMES:
        seed('m2m', chunk(frame))
    seed('m2m', b''.join(chunk(frame) for _, frame in FRAMES[:6]))
    # a burst has room for 300
    for sizes in ((20, 20, 20), (20, 20), (120, 120, 120), (0, 1, 0), (150, 150), (150, 151)):
        frames = []
        for i, size in enumerate(sizes):
            kind = 1 if not i else 3 if i + 1 == len(sizes) else 2
            frames.append(m2m_frame(i, [(2, b'\x00\x01\x02'), (3, b'\x05'), (4, bytes([kind])),
                                        (5, bytes([i + 1])), (9, bytes(size))]))
        seed('m2m', b''.join(chunk(f) for f in frames))
        seed('m2m', b''.join(chunk(f) for f in [frames[0]] + frames))
        seed('m2m', b''.join(chunk(f) for f in frames[:1] + frames[2:]))
    seed('m2m', chunk(m2m_frame(7, [(4, b'\x00'), (9, b'x' * 200), (99, b'new'), (9, b'y' * 300)])))
    for bad in ([(2, b'\x01')], [(3, b'')], [(4, b'\x04')], [(5, b'\x01\x02')], [(4, b'')]):
        seed('m2m', chunk(m2m_frame(1, bad + [(9, b'z')])))
    seed('m2m', chunk(b'\x00\x01\x00\x02\x09\x84\x00\x00\x00\x01a\x09\x83\x00\x00\x05'))


def tlvs():
    every = (tlv(1, b'1') + tlv(2, b'22') + tlv(3, b'333') + tlv(4, b'4444') + tlv(6, b'666666') +
             tlv(9, b'any'))
    for room in (0, 8, 100, 0xffff):
        for required in (0, 1, 0x3f):
            head = struct.pack('>HB', room, required)
            seed('tlv', head + every)
            seed('tlv', head + every * 2 + tlv(77, b'x' * 200))
            seed('tlv', head + tlv(9, b'y' * 300))
            seed('tlv', head + tlv(2, b'2') + tlv(9, b''))
    for _, msg, _ in MESSAGES:
        seed('tlv', struct.pack('>HB', len(msg), 0) + msg[3:])


# ---- messages ----

CERTIFICATE = b'\x30\x82\x01\x00' + bytes(30)
SECNEG = tlv(1, b'\x02') + tlv(2, b'\x02') + tlv(3, b'\x20') + tlv(4, b'\x00\x40') + tlv(
    5, b'\x00') + tlv(6, b'\x04')
SA = tlv(12, b'\x00\x01') + tlv(24, b'\x00') + tlv(31, b'\x00') + tlv(20, b'\x02\x01\x04')
TIMERS = b''.join(tlv(i, b'\x00\x00\x00\x0a') for i in range(1, 8))


def tek(sn, length):
    return (tlv(8, bytes(range(length))) + tlv(9, b'\x00\x00\x0e\x10') + tlv(10, bytes([sn])) +
            (tlv(15, bytes(16)) if length == 16 else b'') +
            (tlv(46, b'\x01') if length == 24 else b''))


GKEK = tlv(43, bytes(24)) + tlv(9, b'\x00\x00\x0e\x10') + tlv(10, b'\x01')
EAP = b'\x01\x05\x00\x05\x01'
EAP_MAX = 4096 # WMAN_EAP_FRAME_MAX
# attribute: values it may have
ATTRIBUTES = {
    6: [b'no such SAID\0'], 7: [bytes(128), bytes(256)], 9: [b'\x00\x00\x0e\x10', bytes(4)],
    10: [b'\x01', b'\x10'], 12: [b'\x00\x01'], 13: [tek(1, 24), tek(2, 24), tek(3, 24)],
    16: [b'\x02'], 17: [CERTIFICATE], 18: [CERTIFICATE],
    19: [tlv(21, tlv(20, b'\x02\x01\x04') + tlv(20, b'\x02\x01\x03'))], 23: [SA], 25: [SECNEG],
    27: [TIMERS], 28: [EAP], 29: [b'12345678', b'1'], 30: [b'\x01'], 32: [b'\x01\x02\x03'],
    33: [b'ms-nonce'], 34: [b'bs-nonce'], 35: [bytes(128)], 37: [CERTIFICATE],
    38: [bytes(128)], 39: [bytes(6)], 41: [b'\x00', b'\x01', b'\x02'], 42: [b'\x00\x01'],
    44: [bytes(128)], 45: [b'akid-aki'], 47: [GKEK],
}
HANDSHAKE = [34, 10, 45]
# code: (up, PKMv1, attributes)
PKM = {
    3: (0, 1, [10, 23]), 4: (1, 1, [18, 19, 12]), 5: (0, 1, [7, 9, 10, 23, 27]),
    6: (0, 1, [16, 6]), 7: (1, 1, [10, 12]), 8: (0, 1, [10, 12, 13]), 9: (0, 1, [10, 12, 16, 6]),
    10: (0, 1, [16, 6]), 11: (0, 1, [10, 12, 16, 6]), 12: (1, 1, [17]),
    13: (1, 0, [33, 18, 12, 44]), 14: (0, 0, [33, 34, 35, 9, 10, 37, 38]),
    15: (0, 0, [33, 34, 16, 37, 6, 38]), 16: (1, 0, [34, 30, 16, 6, 44]), 17: (1, 0, [10]),
    18: (1, 0, [28, 10]), 19: (0, 0, [28, 10]), 20: (0, 0, HANDSHAKE + [9]),
    21: (1, 0, [33] + HANDSHAKE + [19, 25, 27]), 22: (0, 0, [33] + HANDSHAKE + [25, 38, 32, 23]),
    23: (1, 0, [10, 12, 29]), 24: (0, 0, [10, 12, 13, 29, 47]), 25: (0, 0, [10, 12, 16, 29, 6]),
    26: (0, 0, [10, 23]), 27: (0, 0, [10, 12, 16, 6]), 28: (0, 0, [12, 41, 42, 10, 47, 13]),
    29: (0, 0, [28, 10]), 30: (1, 0, [33]),
}


def pkm_message(code, up, attributes, digest, choose=0):
    body = bytes([9 if up else 10, code, 5])
    for kind in attributes:
        values = ATTRIBUTES[kind]
        repeat = 2 if kind == 13 else 1
        for i in range(repeat):
            body += tlv(kind, values[(choose + i) % len(values)])
    return body + digest


def pkm():
    hmac, cmac = tlv(11, bytes(20)), tlv(40, bytes(12))
    for up, msg, _ in MESSAGES:
        if msg[0] in (9, 10):
            seed('pkm', bytes([up]) + msg)
    for m in COMPUTED['pkmv2_exchange']['messages']:
        seed('pkm', bytes([m['direction'] == 'U']) + octets(m['message']))
    seed('pkm', b'\x07' + octets(COMPUTED['pkmv1']['key_request']['message']))
    seed('pkm', b'\x00' + octets(
        COMPUTED['group_key_update_gtek_mode']['body_without_digest']) + cmac)
    for code, (up, v1, attributes) in PKM.items():
        for digest, mode in ((hmac, 4), (cmac, 0), (b'', 0)):
            for choose in (0, 1, 2):
                seed('pkm', bytes([up | v1 << 1 | mode]) +
                     pkm_message(code, up, attributes, digest, choose))
        seed('pkm', bytes([up | v1 << 1]) + pkm_message(code, up, attributes[1:], cmac))
    for length in (8, 16, 128, 7):
        seed('pkm', b'\x00\x0a\x18\x01' + tlv(10, b'\x01') + tlv(12, b'\x00\x01') +
             tlv(13, tek(0, length)) + tlv(13, tek(1, length)) + tlv(29, b'n') + cmac)
    seed('pkm', b'\x00\x0a\x1a\x00' + tlv(10, b'\x01') + tlv(23, SA) * 17 + cmac)
    seed('pkm', b'\x00\x0a\x12\x00' + tlv(28, EAP) + cmac)
    # the EAP packet says how long it is
    for length in (1, 3, 4, 5, EAP_MAX, EAP_MAX + 1):
        for said in (length, length + 1):
            packet = b'\x01\x05' + struct.pack('>H', said) + bytes(length)
            seed('pkm', b'\x00\x0a\x12\x00' + tlv(28, packet[:length]))
    for service in (0, 2, 3):
        seed('pkm', b'\x00\x0a\x1a\x00' + tlv(10, b'\x01') + tlv(
            23, tlv(12, b'\x00\x01') + tlv(24, b'\x80') + tlv(31, bytes([service])) +
            tlv(20, b'\x00\x00\x00')) + cmac)


FLOW = (tlv(1, bytes([0, 0, 0, 1])) + tlv(2, b'\x12\x34') + tlv(5, b'\x07') + tlv(11, b'\x02') +
        tlv(12, b'\x40') + tlv(17, b'\x00\x01') + tlv(18, b'\x00') + tlv(28, b'\x01') +
        tlv(38, b'\x01'))
RULE = tlv(14, b'\x00\x01') + tlv(3, b'\x11')
TUPLE = b'\x01\x00\x00\x00\x07'
MANAGEMENT = [
    b'\x00\x01\x02\x03\x04\x05' + tlv(2, b'\x07'),
    b'\x01\x00\x02' + tlv(12, b'\x00\x00\x10\x00') + tlv(13, b'bsid-1') + tlv(148, b'\x05'),
    b'\x02\x04\x00\x00\x01\x02bsid-1\x20', b'\x02\x04\x00\x00\x01\x02bsid-1', b'\x02\x04',
    b'\x04\x00' + tlv(2, b'mac-01') + tlv(148, b'\x05') + tlv(5, b'bsid-1') + tlv(6, b'\x01') +
    tlv(13, b'\x00\x01'),
    b'\x05\x00' + b''.join(tlv(i, bytes(n)) for i, n in ((1, 4), (2, 1), (3, 4))) +
    tlv(4, b'\x03') + tlv(8, b'mac-01') + tlv(9, b'\x00\x01') + tlv(10, b'\x01\x41'),
    b'\x05\x00' + tlv(4, b'\x05'), b'\x05\x00',
    b'\x1a' + tlv(1, b'\x01') + tlv(4, b'\x02') + tlv(150, b'\x08') + tlv(25, SECNEG),
    b'\x06' + tlv(2, b'\x00') + tlv(3, b'\x00') + tlv(6, b'\x00\x02') + tlv(7, b'\x00\x2e') +
    tlv(12, b'\x01') + tlv(15, b'\x00\x02'),
    b'\x07\x00' + tlv(7, b'\x00\x2e'),
    b'\x0b\x80\x01' + tlv(145, FLOW), b'\x0b\x80\x01' + tlv(146, FLOW) + tlv(145, FLOW),
    b'\x0b\x80\x01' + tlv(145, FLOW + tlv(100, tlv(3, RULE))),
    b'\x0e\x80\x02' + tlv(145, tlv(1, bytes(4)) + tlv(101, tlv(1, b'\x02') + tlv(3, RULE)) +
                            tlv(102, tlv(2, b'\x00') + tlv(3, RULE)) + tlv(103, tlv(6, b'\x00'))),
    b'\x0e\x80\x02' + tlv(145, tlv(100, tlv(3, RULE)) * 9),
    b'\x0f\x80\x02\x00' + tlv(146, tlv(1, bytes(4))), b'\x10\x80\x02\x00',
    b'\x0c\x80\x01\x00' + tlv(146, FLOW), b'\x0d\x80\x01\x00', b'\x11\x80\x01\x00\x00\x00\x01',
    b'\x12\x80\x01\x00\x00\x00\x00\x01', b'\x19', b'\x1d\x04', b'\x1d\x09', b'\x03', b'\x63',
]


def choices():
    for version in (0, 1, 2, 3):
        for policy in (0, 1, 2, 0x22):
            for mode in (0, 1, 2, 0x20, 0x22, 4):
                yield b'\x1b' + tlv(25, tlv(1, bytes([version])) + tlv(2, bytes([policy])) +
                                    tlv(3, bytes([mode])))


def mgmt():
    for _, msg, _ in MESSAGES:
        seed('mgmt', msg)
    for msg in MANAGEMENT:
        seed('mgmt', msg)
        seed('mgmt', msg + tlv(141, TUPLE + bytes(8)))
        seed('mgmt', msg + tlv(141, b'\x01bsid-1\x00\x00\x00\x07' + bytes(8)))
        seed('mgmt', msg + tlv(141, bytes(12)))
        seed('mgmt', msg + tlv(149, bytes(21)))
        seed('mgmt', msg + tlv(149, bytes(20)))
        seed('mgmt', msg + tlv(141, bytes(13)) + tlv(2, b'late'))
    for msg in choices():
        seed('mgmt', msg)
    saids = tlv(2, b'\x00\x09') + tlv(3, b'\x00\x07')
    for teks in (b'', tlv(4, tek(3, 24)) + tlv(5, tek(0, 24)), tlv(4, tek(3, 24)), tlv(6, b'k')):
        update = tlv(38, tlv(1, b'\x01') + saids + teks)
        seed('mgmt', update)
        seed('mgmt', b'\x05\x00' + tlv(4, b'\x03') + tlv(21, b'\x00\x83') +
             tlv(30, update + tlv(35, tlv(1, b'\x00\x09') + tlv(2, b'\x00\x07'))) +
             tlv(31, tlv(1, b'bsrandom') + tlv(2, b'the-akid')))
    # the two offers of the fuzzer
    for offer in (SECNEG, tlv(1, b'\x03') + tlv(2, b'\x03') + tlv(3, b'\x03') +
                  tlv(4, b'\x00\x40') + tlv(5, b'\x00') + tlv(6, b'\x04')):
        seed('mgmt', b'\x1b' + tlv(25, offer))


def replay():
    walks = [bytes([0x41] * 40), bytes([0x42, 0x3f, 0x40, 0x41] * 30), bytes([0xe0, 0x20] * 20),
             b'\xf0\x00\x00\x04\x00\x40\x30\x00\x41', bytes([0x7f, 0x01, 0x00, 0x41] * 30)]
    for window in (0, 1, 2, 31, 32, 33, 64, 65, 128, 1023, 1024, 1025):
        for first in (0, 1, 0x7fffffc0, 0xffffffc0):
            seed('replay', struct.pack('>HI', window, first) + walks[(window + first) % len(walks)])
    for walk in walks:
        seed('replay', struct.pack('>HI', 64, 1) + walk)


def classifier():
    macs = bytes.fromhex('0200000000aa0200000000bb')
    ports = bytes.fromhex('13c4003500080000')
    v4 = bytes.fromhex('45b9001c00004000401100000a0102030a090807') + ports
    v6 = bytes.fromhex('6b91234500081140') + bytes(15) + b'\x01' + bytes(15) + b'\x02'
    chain = bytes([60, 0] + [0] * 6 + [51, 0] + [0] * 6 + [44, 1] + [0] * 10 + [17] + [0] * 7)
    frames = [
        b'', macs + b'\x08\x06', macs + b'\x08\x00' + v4, macs + b'\x81\x00\xa1\x23\x08\x00' + v4,
        macs + b'\x08\x00\x46' + v4[1:20] + bytes(4) + ports, macs + b'\x08\x00' + v4[:22],
        macs + b'\x08\x00' + v4[:6] + b'\x20\x01' + v4[8:], macs + b'\x86\xdd' + v6 + ports,
        macs + b'\x86\xdd' + v6[:6] + b'\x00' + v6[7:] + chain + ports,
        macs + b'\x86\xdd' + v6[:6] + b'\x2c' + v6[7:] + b'\x11\x00\x00\x08' + bytes(4) + ports,
        macs + b'\x08\x00' + v4[:19], macs + b'\x08\x00\x55' + v4[1:], macs + b'\x08\x00\x44' + v4[1:],
        macs + b'\x08\x00\x4f' + v4[1:], macs + b'\x81\x00\xa1', macs + b'\x86\xdd' + v6[:39],
        macs + b'\x86\xdd\x4b' + v6[1:] + ports, macs + b'\x86\xdd' + v6[:6] + b'\x2b' + v6[7:] + bytes(7),
        macs + b'\x86\xdd' + v6[:6] + b'\x2b' + v6[7:] + b'\x11\xff' + bytes(6),
        macs + b'\x86\xdd' + v6[:6] + b'\x00' + v6[7:] + bytes(8) * 9 + ports,
    ]
    frames += [macs + b'\x08\x00' + v4[:9] + bytes([protocol]) + v4[10:]
               for protocol in (1, 6, 33, 132, 136)]
    criteria = [
        tlv(1, b'\x07') + tlv(14, b'\x00\x01'), tlv(2, b'\xb8\xb8\xfc'), tlv(3, b'\x06\x11'),
        tlv(4, bytes(8)), tlv(5, v4[16:20] + b'\xff' * 4), tlv(5, bytes(32)),
        tlv(6, b'\x13\xc4\x13\xc4'), tlv(7, b'\0\0\0\0\0\x35\0\x35'), tlv(8, macs[:6] + b'\xff' * 6),
        tlv(9, macs[6:] + b'\xff' * 6), tlv(10, b'\x01\x08\x00'), tlv(11, b'\x05\x05'),
        tlv(12, b'\x12\x30'), tlv(15, b'\x01\x23\x45'), tlv(3, b'\x11') * 2, tlv(99, b'\0'), tlv(3, b''),
        tlv(3, bytes(127)), b'\x03\x05\x11',
    ]
    for frame in frames:
        for cs in (0, 1, 2, 3, 4, 5, 6):
            for rule in criteria:
                seed('classifier', bytes([cs]) + chunk(rule) + frame)


# ---- EAP ----

def request(ident, data):
    return struct.pack('>BBH', 1, ident, len(data) + 4) + data


def expanded(vendor, kind, data=b''):
    return b'\xfe' + vendor.to_bytes(3, 'big') + kind.to_bytes(4, 'big') + data


def eap():
    identity, start = request(1, b'\x01'), request(2, b'\x0d\x20')
    good, bad = b'\x03\x02\x00\x04', b'\x04\x02\x00\x04'
    texts = [
        [identity], [identity, start], [identity, start, bad], [identity, good], [good], [bad],
        [identity, bad], [request(1, b'\x02hello\x01\xff')], [request(1, b'\x04md5'), bad],
        [request(1, b'\x04md5'), request(2, b'\x0d\x20')], [identity, identity],
        [request(1, expanded(0, 13, b'\x20'))], [request(1, expanded(9, 13))],
        [request(1, expanded(0, 1))], [request(1, expanded(0, 3))], [request(1, b'\x03\x0d')],
        [request(1, b'\x05\x01\x02'), b'\x03\x01\x00\x04'],
        [request(1, b'\x05\x0a\x02'), b'\x04\x01\x00\x04', b'\x03\x01\x00\x04'],
        [request(1, b'\x05\x03\x02')], [request(1, b'\x05\x03\x00')],
        [request(1, b'\x05\x00'), request(2, b'\x05\x04'), request(3, b'\x05\x02'), b'\x03\x04\0\4'],
        [request(i, b'\x05\x00') for i in range(60)],
        [request(i, b'\x05\x04') for i in range(110)],
        [request(1, b'\x05'), request(2, b'\x01'), request(3, b'\x02n'), request(4, b'\x05\x01')],
        [b'\x01\x01', b'\x01\x01\x00\x09\x01', b'\x01\x01\x00\x04', b'\x02\x01\x00\x05\x01',
         b'\x03\x09\x00\x05\x01', b'\x03\x09\x00\x04', b'\x01\x01\x00\x0a\xfe\0\0\0\0\0'],
        [b'\x01\x01\x00\x0b\xfe' + bytes(6)], [b'\x01\x01\x00\x0c\xfe' + bytes(6) + b'\x0d'],
        [start, request(3, b'\x0d\x80\0\0\0')], [start, request(3, b'\x0d\x80\0\0\0\0')],
        [start, request(3, b'\x0d\x00')], [start, request(3, b'\x0d')],
        [start, request(3, b'\x0d\x80\x00\x00\x00\x10data')],
        [start, request(3, b'\x0d\xc0\x00\x00\x00\x10data'), request(4, b'\x0d\x40data'),
         request(5, b'\x0d\x00datadata'), request(6, b'\x0d\x00')],
        [start, request(3, b'\x0d\xc0\x00\x00\x00\x10data'),
         request(4, b'\x0d\xc0\x00\x00\x00\x11data')],
        [start, request(3, b'\x0d\x40data'), request(4, b'\x0d\x80\x00\x00\x00\x08data')],
        [start, request(3, b'\x0d\xc0\x00\x01\x00\x01data')],
        [start, request(3, b'\x0d\xc0\x00\x00\x00\x04data5')],
        [start, request(3, b'\x0d\x80\x00\x00')], [start, start, request(3, b'\x0d\x20')],
        [request(2, b'\x0d\x20x')], [request(2, b'\x0d\x00')], [request(2, b'\x0d\x60')],
        [start] + [request(3 + i, b'\x0d\x40' + bytes(2000)) for i in range(34)],
    ]
    for packets in texts:
        for switches in (0, 1, 2, 0x04, 0x08, 0x10, 0x20, 0x40):
            seed('eap', bytes([switches]) + b''.join(chunk(p) for p in packets))


def tls():
    for version in (0, 1):
        for server in range(7):
            for switches in (0x02, 0x10, 0x20, 0x42, 0x52, 0x82):
                seed('tls', bytes([version | switches, server, 0]) + b'\0\0')
        for fragment_size in (30, 31, 32):
            seed('tls', bytes([version | 0x82, 0, fragment_size]) + b'\0\0')
        for bit in range(12):
            seed('tls', bytes([version, 0, 0]) + struct.pack('>H', 1 << bit))
        seed('tls', bytes([version, 0, 0]) + b'\x0c\x00')
        for fragment_size in (1, 8, 40, 255):
            seed('tls', bytes([version | 8, 1, fragment_size]) + b'\x00\x80')
        for packet in range(7):
            for change in (b'\x00\x00\x20\xff', b'\x01\x00\x30', b'\x02\x00\x04\x04\x28\x00\x04',
                           b'\x03', b'\x04', b'\x05\x80', b'\x05\x20', b'\x05\x40',
                           b'\x06\x00\x04more'):
                seed('tls', bytes([version, packet & 1, 20]) + b'\0\0' + bytes([packet]) + change)
        # framing that is wrong
        for data in (b'', b'\x80\0\0\0', b'\x80\0\0\0\0', b'\xc0\0\0\0\x08four', b'\x40four',
                     b'\xc0\0\1\0\1four', b'\x80\0\0\0\3four', b'\x20', b'\x00'):
            for packet in (2, 4):
                seed('tls', bytes([version, 0, 20]) + b'\0\0' + bytes([packet, 2]) + chunk(
                    request(40 + packet, b'\x0d' + data)))
        # alerts of every kind, in clear
        for alert in (0, 10, 20, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 70, 71, 80, 86, 90,
                      109, 112, 116, 120):
            record = b'\x15\x03\x03\x00\x02\x02' + bytes([alert])
            seed('tls', bytes([version, 0, 0]) + b'\0\0\x02\x02' + chunk(
                request(43, b'\x0d\x00' + record)))
    seed('tls', b'\x04\x00\x00\x00\x00' + bytes(20))
    seed('tls', b'\x04\x00\x00\x00\x00' + bytes(40))


# Numbers of the steps of fuzz_psk.c, fuzz_pwd.c and fuzz_sim.c, and of changes in input.c
KEEP = b'\x04'


def psk():
    first, good, ok, no = b'\x00', b'\x01' + chunk(b'\x80'), b'\x07', b'\x08'
    texts = [
        first + good + ok, first + good + no + ok, first + ok + no, first + first, good, b'',
        first + good + good, first + good + ok + b'\x0a' + first + good + ok,
        first + b'\x06\x01' + good, first + b'\x06\xff' + good, b'\x05\x80' + first,
        b'\x05\x40' + first, first + b'\x05\x00' + good, b'\x04\x0f' + first + good,
        b'\x09' + chunk(b'') + first + good + ok, b'\x09' + chunk(bytes(990)) + first + good + ok,
        b'\x09' + chunk(bytes(966)) + first + good + ok, b'\x02' + chunk(b''),
        b'\x02' + chunk(bytes(16)), b'\x02' + chunk(bytes(17)), first + b'\x02' + chunk(
            b'\x80' + bytes(16)), first + b'\x02' + chunk(b'\x80' + bytes(60)),
    ]
    for said in (b'\x40', b'\xc0', b'\x00', b'\x20', b'', b'\xa0\x07', b'\xa0\x07ext', b'\xa0',
                 b'\x80x', b'\x60\x01', b'\xe0\x01', b'\x80' + bytes(900)):
        texts.append(first + b'\x01' + chunk(said) + ok + no)
    for flip in range(0, 70, 3):
        texts.append(b'\x03' + bytes([flip]) + first + good)
        texts.append(first + b'\x03' + bytes([flip]) + good)
    for cut in range(1, 17):
        texts.append(first + b'\x04' + bytes([cut]) + good)
    for text in texts:
        seed('psk', text)


def pwd():
    identify, commit, confirm, ok, no = b'\x00', b'\x01', b'\x02', b'\x07', b'\x08'
    for group in range(3):
        for fragment in (0, 30, 100):
            seed('pwd', bytes([group, 0, fragment]) + identify + commit + confirm + ok)
        for creds in (4, 8):
            for prep in range(8):
                seed('pwd', bytes([group + creds, prep, 20]) + identify + commit + confirm + ok)
    for prep in range(8):
        seed('pwd', bytes([0, prep, 0]) + identify + commit + confirm + no + ok)
    texts = [
        identify, identify + ok, identify + no, commit, identify + confirm, identify + identify,
        identify + commit + ok, identify + commit + commit, identify + commit + confirm + commit,
        identify + b'\x04\x01\x01' + commit, identify + b'\x04\x21\x01' + commit,
        identify + b'\x04\x50\x01' + commit + confirm + ok, identify + b'\x05\x00' + commit,
        identify + b'\x05\xff' + commit, identify + b'\x05\x01' + commit + confirm + ok,
        b'\x06\x00\x01' + identify, b'\x06\x02\x00' + identify, b'\x06\x03\x02' + identify,
        identify + commit + confirm + b'\x03\x03' + chunk(bytes(32)),
        identify + commit + b'\x03\x03' + chunk(bytes(31)),
        identify + commit + b'\x03\x03' + chunk(bytes(32)),
    ]
    for flags, data in ((0x81, b''), (0x81, b'\0'), (0xc1, b'\0\0'), (0xc1, b'\xff\xffx'),
                        (0x41, b'x'), (0x01, b''), (0x01, bytes(8)), (0x01, bytes(9)), (0x02, b''),
                        (0x01, b'\x00\x13\x01\x01tokn\x00aaa'), (0x3f, b''), (0x02, bytes(96))):
        texts += [b'\x03' + bytes([flags]) + chunk(data),
                  identify + b'\x03' + bytes([flags | 2]) + chunk(data)]
    piece = b'\x03\xc1' + chunk(b'\x00\x0cxxx')
    texts += [piece + b'\x03\x01' + chunk(bytes(n)) for n in (0, 8, 9, 10)]
    texts += [piece + piece, piece + b'\x03\x41' + chunk(b'x') * 1, piece + b'\x03\x41\0\0' * 60]
    for text in texts:
        seed('pwd', b'\x00\x00\x00' + text)
        seed('pwd', b'\x08\x00\x1e' + text)
        seed('pwd', b'\x00\x03\x07' + text)
    seed('pwd', b'\x03\x00\x00' + identify)


def sim():
    anyid, fullauth, permanent = b'\x00\x00', b'\x00\x01', b'\x00\x02'
    challenge, reauth, ok, no, again = b'\x02', b'\x03', b'\x07', b'\x08', b'\x09'

    def notify(code, how):
        return b'\x04' + struct.pack('>HB', code, how)

    for method in range(4):
        begin = b'\x01\x00' if method == 0 else b''
        more = [b'\x01\x01', b'\x01\x02', b'\x01\x03'] if method == 0 else [
            anyid, fullauth, permanent]
        full = begin + challenge + ok
        texts = [full, full + again + reauth + ok + again + reauth + ok, challenge, reauth, ok, no,
                 more[0] + more[1] + more[2] + challenge + ok, more[2] + more[0], more[0] + more[0],
                 begin + challenge + challenge, begin + begin + challenge, begin + challenge + no,
                 full + again + more[1] + challenge + ok, begin + challenge + anyid,
                 begin + b'\x06\x0e' + challenge + b'\x0a\x06\x00' + challenge + ok,
                 begin + b'\x06\x0f' + challenge + b'\x06\x0f' + challenge,
                 full + again + b'\x06\x24' + reauth + b'\x06\x00' + begin + challenge + ok]
        for code in (0, 1026, 5, 0x4000, 0x4005, 0x8000, 0x8005, 0xc000):
            for how in range(4):
                texts.append(begin + notify(code, how) + ok)
                texts.append(begin + challenge + notify(code, how) + notify(code, how) + ok)
                texts.append(full + again + reauth + notify(code, how) + ok)
        for fault in range(44):
            change = b'\x06' + bytes([fault])
            texts += [begin + change + challenge + b'\x06\x00' + challenge + ok,
                      full + again + change + reauth + ok, change + begin + challenge,
                      full.replace(challenge, change + challenge) + again + b'\x06\x00' + full]
        for data in (b'', b'\x01', b'\x01\0\0', b'\x01\0\0\x01\0', b'\x0a\0\0\x0f\x02\0\2\0\1\0\0',
                     b'\x05\0\0\x0d\1\0\0', b'\x0e\0\0\x16\1\0\0', b'\x63\0\0', b'\x0c\0\0\x0c\1\x40\0',
                     b'\x01\0\0' + b'\x18\1\0\1' * 12, b'\x01\0\0\xc8\1\0\0\x7f\1\0\0'):
            texts.append(begin + b'\x05' + chunk(data))
        for i, text in enumerate(texts):
            seed('sim', bytes([method | (0, 0x18)[i % 2]]) + text)
        key = b'00112233445566778899aabbccddeeff'
        for said in (b'UMTS-AUTH:' + key + b':' + key + b':00112233', b'UMTS-AUTS:' + key[:28], b'UMTS-FAIL',
                     b'GSM-AUTH' + b':0011223344556677:00112233' * 3, b'UMTS-AUTH:' + key, b'GSM-AUTH:', b'x'):
            seed('sim', bytes([method | 0x80]) + begin + challenge + b'\x02' + chunk(said) + challenge + b'\0' + ok)
        for said in (b'\0', b'\3'):
            seed('sim', bytes([method | 0x90]) + begin + challenge + said + ok + again + reauth + ok)
            seed('sim', bytes([method | 0x80]) + begin + b'\x06\x0f' + challenge + said + b'\x06\0' + challenge + said + ok)
        for text in (full, full + again + reauth + ok):
            for switches in (0, 8, 0x10, 0x18, 0x20, 0x30):
                seed('sim', bytes([method | switches]) + text)


def avp(code, data, flags=0x40, length=None, vendor=None):
    head = b'' if vendor is None else struct.pack('>I', vendor)
    length = 8 + len(head) + len(data) if length is None else length
    return struct.pack('>II', code, flags << 24 | length) + head + data + bytes(-len(data) % 4)


TTLS = (0, 1, 2, 3, 4, 5, 6, 11, 13, 14, 15)  # of what fuzz_tunnel.c has inside; the others are PEAP


def tunnel():
    """As the conversations go; what changes them is in the corpus."""
    def tell(inside, at, data):
        for packet in (data, avp(79, data)) if inside in TTLS else (data, data[4:]):
            seed('tunnel', bytes([inside, at % 2]) + KEEP * at + b'\x03' + chunk(packet))

    result, binding = b'\x80\3\0\2\0\1', b'\0\x0c\0\x38\0\0\0\0' + bytes(52)
    for inside in range(18):
        for switches in (0, 1, 2, 5, 7, 8, 0x10, 0x20, 0x41, 0x51, 0x80, 0x83):
            seed('tunnel', bytes([inside, switches]) + KEEP * 8)
    for inside in (11, 12):
        for data in (b'\x0d', b'\x0d\x20', b'\x0d\x80\0\0\0\x20x', b'\x0d\x00\x15\3\3\0\2\2\x28', b'\x06x'):
            for at in (0, 2, 3):
                tell(inside, at, request(9, data))
    # refused passwords, with another one asked for, or a new one for one that has expired
    for inside in (6, 8, 15, 17):
        for text in (b'E=691 R=1 C=%s V=3 M=again', b'E=691 R=0 C=%s V=3', b'E=648 R=0 C=%s V=3 M=old',
                     b'E=648 R=0 C=%s V=2', b'E=709 R=0 C=%s V=3 M=no', b'M=%s'):
            text %= b'0123456789abcdef' * 2
            failure = b'\x1a\4\x09' + struct.pack('>H', 4 + len(text)) + text
            for at in (0, 1, 2, 3):
                tell(inside, at, request(9, failure))
    for inside in range(13, 18):
        for answers in (b'\3', b'\0\3', b'\2\0\1x', b'\0\2\0\0', b'\2\0\3a\0b'):
            seed('tunnel', bytes([inside, 0]) + answers + KEEP * 8)
    for reply in (avp(18, b'hi'), avp(0x1234, b'x'), avp(18, b'hi')[:7], avp(26, b'x', 0xc0, vendor=9),
                  avp(2, b'\x09E=691 R=1 M=no', 0xc0, vendor=311)):
        for inside in TTLS:
            tell(inside, 0, reply)
    for inside in (4, 5, 6, 7, 8):
        for data in (b'\x1a\1\1\0\4', b'\x1a\3\1\0\4', b'\x1a\4\1\0\x09E=648', b'\x04\x10', b'\x06x'):
            tell(inside, 1, request(5, data))
    for tlvs in (result, result * 2, b'', result[:5], result + binding, result + binding * 2,
                 result + b'\x81\x63\0\1x', result[:5] + b'\2', binding):
        tell(8, 3, request(77, b'\x21' + tlvs))


# ---- RADIUS ----

def dae():
    def attribute(kind, value):
        return bytes([kind, len(value) + 2]) + value

    session = attribute(31, b'02-16-00-00-01-00')
    bodies = [
        b'', session, attribute(1, b'nobody'), attribute(33, b'a' * 253) + attribute(33, b'b'),
        session + attribute(55, bytes(4)), attribute(55, b'ab'), attribute(80, bytes(16)),
        attribute(80, b'short'), b'\x21\x00', b'\x21\x01', b'\x21\xffshort', b'\x21',
        b''.join(attribute(33, b'p' * 253) for _ in range(16)),
    ]
    for body in bodies:
        for switches in (0x0f, 0x1f, 0x2f, 0x4f, 0x8f, 0x0e, 0x0d, 0x0b, 0x07):
            seed('dae', bytes([switches, switches >> 4]) + struct.pack('>h', 0) + body)
    for code, time in ((0, -299), (1, 299), (0, -301), (1, 302), (0, 32767), (1, -32768),
                       (0xf0, 0), (0xff, 0)):
        seed('dae', bytes([0x1f, code]) + struct.pack('>h', time) + session)


def radius():
    def attribute(kind, value):
        return bytes([0, kind, len(value)]) + value

    def key(piece, value, split=None):
        return bytes([piece, len(value)]) + value + (b'' if split is None else bytes([split]))

    half, whole = bytes(range(32)), bytes(range(64))
    ma = b'\x01'
    eap_message = attribute(79, b'\x03\x01\x00\x04')
    bodies = [
        b'', eap_message, attribute(79, b'a' * 253) + attribute(79, b'b' * 253),
        attribute(24, b'state') + attribute(27, b'\x00\x00\x0e\x10') + attribute(18, b'hello'),
        attribute(27, b'\x00'), attribute(79, b''), key(2, half) + key(3, half),
        key(2, half), key(3, half), key(2, half) * 2 + key(3, half), key(2, half[:31]) +
        key(3, half), key(2, half + b'x') + key(3, half), key(2, b'z' * 250) + key(3, half),
        key(4, whole, 200), key(4, whole, 10), key(4, whole, 200) * 2, key(4, whole[:63], 0),
        key(4, b'w' * 255, 244), key(4, b'w' * 255, 30) * 2,
        key(2, whole[:32]) + key(3, whole[32:]) + key(4, whole, 100),
        key(2, half) + key(3, half) + key(4, whole, 100),
        b'\x06\x01\x37\x04\x10\x04ab', b'\x06\x60\xb5\x03\x05\x03\x80', b'\x06\x60\xb5\x02\x05\x02',
        b'\x06\x01\x37\x02\x10\x09', b'\x06\x01\x37\x01\x10', b'\x06\x12\x34\x00',
        attribute(26, b'abc'), b'\x05\x01', b'\x05\x12\x05\x00', b'\x05\x12\x05\x01', ma,
        attribute(80, b'short'), b''.join(attribute(79, b'c' * 253) for _ in range(18)),
    ]
    for body in bodies:
        for switches in (1, 5, 2, 9, 17):
            for code in (0, 1, 2):
                seed('radius', bytes([switches, code]) + ma + body)
        seed('radius', b'\x01\x00' + body)
        seed('radius', b'\x01\x00' + body + ma)
    seed('radius', b'\x01\xf5' + ma)


# ---- configuration ----

BS_OPTIONS = """
air = eth0
tap = tap0
bsid = 02:16:00:00:00:01
radius = 127.0.0.1:1812
secret-file = /nowhere/secret
radius-wait = 200
radius-tries = 3
radius-status = 30
nas-identifier = lab
calling-station-id = binary
calling-station-id = dashes
pkmv1 = aaa
pkmv1 = device-ca
pcap = /nowhere/air.pcap
events = -
control = /nowhere/control
edition = 2005
edition = 2009
crc = ieee8023
crc = ofdma
suite = 020104,020103
policy = 02:16:00:00:01:00=eap,none
pn-window = 64
static-sa = 5000
group = said=5001,cs=ipv4,dst=239.0.0.0/8
tek-lifetime = 1800
ak-lifetime = 3600
reauth-every = 60
beacon-interval = 100
mgmt-max = 500
pdu-max = 500
max-subscribers = 10
cs = 802.3
cs = ip
flow = dir=ul,cs=ipv4,said=primary,crc=1,frag=0,arqfsn=0
flow = dir=dl,cs=802.3,said=none
flow = dir=dl,cs=ipv6,said=5000
flow = dir=ul,cs=ipv4,said=dynamic:900,proto=17
fault = drop rng-rsp
fault = drop rx:eap-transfer:3 state=authorization
fault = delay key-reply:2 ms=100
fault = duplicate rx:data:2 times=3
fault = set sbc-rsp attr=25.2 value=00 has=25.1=02
fault = add any attr=13#2.9 value={sn}.{n} subscriber=02:16:00:00:01:00 code=24
fault = downgrade sbc-rsp hmac
fault = overwrite data n=-4 value={akid}
fault = replay open of=rx:any n=1 value=16 ms=5
fault = forge open ms=10 0a0a00.1001{sn}-no-digest
fault = run open reauth {mac}
fault = digest eap-transfer none
radsec = aaa
radsec-name = aaa
radsec-pin = 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
radsec-ca = /nowhere/ca
radsec-cert = /nowhere/cert
radsec-key = /nowhere/key
accounting = 127.0.0.1:1813
accounting = radsec
accounting-interim = 60
coa-listen = 127.0.0.1:3799
coa-listen = radsec
coa-client = 127.0.0.1
""".strip().split('\n')
BS_WRONG = """
air =
air = a/b
air = a-name-that-is-too-long
bsid = 02:16
bsid = 02:16:00:00:00:0g
secret-file = early
radius-wait = 1
radius-tries = 11
nas-identifier =
calling-station-id = hex
edition = 1
crc = none
suite = 000000
suite = 020104,020103,020104
suite =
pn-window = x
static-sa = 1
tek-lifetime = 99999999999999999999
flow = dir=ul
flow = dir=up,cs=ipv4
flow = dir=ul,cs=atm
flow = dir=ul,cs=ipv4,said=0
flow = dir=ul,cs=ipv4,crc=2
flow = dir=ul,cs=ipv4,colour=1
flow = dir
fault = drop nothing
fault = drop rng-rsp:0
fault = drop rng-rsp:1:2:3
fault = drop a-name-that-no-message-has-because-it-is-much-too-long-for-one
fault = delay data ms=0
fault = delay key-reply
fault = set sbc-rsp attr=25..2 value=00
fault = set sbc-rsp attr=25 value={x}
rules = /nowhere
cs = ppp
pdu-max = 10
nonsense = 1
nonsense
# comment
""".strip().split('\n')
KEYS = """
id_str="lab"
priority=10
bssid=00:00:5e:00:53:01
bssid_accept=00:00:5e:00:53:00/ff:ff:ff:ff:ff:f0 00:00:5e:00:53:01
bssid_ignore=00:00:5e:00:53:02
nap=00:00:5e 00:00:5f
key_mgmt=WPA-EAP IEEE8021X
eap=TLS
identity="ss1@lab.example.net"
anonymous_identity="anonymous@lab.example.net"
ca_cert="/proc/self/fd/301"
client_cert="/proc/self/fd/302"
private_key="/proc/self/fd/303"
domain_match="aaa.lab.example.net"
domain_suffix_match="lab.example.net"
altsubject_match="DNS:aaa.lab.example.net;EMAIL:a@b;URI:x"
subject_match="/CN=aaa"
fragment_size=500
phase1="tls_disable_tlsv1_3=1"
suites=0x020104 0x020103
""".strip().split('\n')
KEYS_WRONG = """
id_str=""
priority=x
priority=99999999
bssid=00:00
bssid_accept=00:00:5e:00:53:00/24
nap=00:00
key_mgmt=NONE
eap=MD5
eap=TLS TLS TLS TLS TLS
identity="open
identity=6162
identity=616
identity=zz
identity=00
identity=P"a\\x41\\n\\102\\e\\\\"
identity=P"\\q"
identity=P"\\x00"
identity=P"\\777"
ca_cert="/nowhere"
ca_cert="/"
private_key_passwd="wrong"
fragment_size=1
phase1="tls_disable_tlsv1_3=1 tls_disable_tlsv1_2=1"
phase1="nonsense"
insecure_server=1
insecure_server=2
policy=none
insecure_policy_none=1
suites=0x000000
suites=020104
ssid="lab"
nonsense=1
nonsense
identity=
identity="again"
}
""".strip().split('\n')


def network(lines, head='network={', foot='}'):
    return '\n'.join([head] + ['\t' + line for line in lines] + [foot, '']).encode()


def config():
    def put(what, data, mode=0):
        seed('config', bytes([what + 4 * mode]) + data)

    put(0, network(KEYS))
    put(0, network(KEYS), 3)
    put(0, network(KEYS), 5)
    minimal = [k for k in KEYS if k.split('=')[0] in (
        'id_str', 'eap', 'identity', 'ca_cert', 'client_cert', 'private_key')]
    for key in KEYS:
        put(0, network([k for k in KEYS if k != key]))
    for wrong in KEYS_WRONG:
        put(0, network(minimal + [wrong]))
        put(0, network(minimal + ['private_key_passwd="secret"', wrong]), 3)
        put(2, wrong.partition('=')[2].encode())
    for key in KEYS:
        put(2, key.partition('=')[2].encode())
    secret = [k.replace('fd/303', 'fd/304') for k in minimal]
    for passwd in ('secret', 'wrong'):
        put(0, network(secret + ['private_key_passwd="%s"' % passwd]))
        put(0, network(secret + ['private_key_passwd="%s"' % passwd]), 3)
    other = [k.replace('"lab"', '"two"') for k in minimal] + ['bssid=00:00:5e:00:53:01']
    put(0, network(minimal) + network(other))
    put(0, network(minimal + ['priority=1']) + network(other[:-1] + ['priority=2']))
    put(0, network(minimal) + network(minimal))
    put(0, network(minimal, head='# first\n\nnetwork = { # begin', foot='} # end'))
    put(0, network(minimal, foot=''))
    put(0, b'ctrl_interface=x\nnetwork={}\nnetwork\n\0\n')
    put(0, b'')
    put(0, network(minimal + ['domain_match="' + 'a' * 4100 + '"']))
    with open(os.path.join(TOP, 'userspace/wmand/wmand.conf.example'), 'rb') as f:
        put(0, f.read())
    put(1, '\n'.join(BS_OPTIONS).encode())
    base = BS_OPTIONS[:1] + BS_OPTIONS[3:5]
    for line in BS_OPTIONS + BS_WRONG:
        put(1, '\n'.join(base + [line]).encode())
        put(1, line.encode())
    put(1, '\n'.join(base + ['static-sa = 5000', 'static-sa = 5000']).encode())
    put(1, '\n'.join(base + ['flow = dir=ul,cs=ipv4', 'flow = dir=dl,cs=ipv4,said=5000']).encode())
    for line, times in (('radius = a', 9), ('flow = dir=ul,cs=ipv4', 9), ('fault = drop data', 129),
                        ('secret-file = x', 2)):
        put(1, '\n'.join(base + [line] * times).encode())
    put(1, '\n'.join('static-sa = %d' % (5000 + i) for i in range(5)).encode())
    for text in (b'secret\n', b'', b'\n', b'a' * 128, b'a' * 129, b'two\r\nlines\n'):
        for mode in (0, 3, 7):
            put(3, text, mode)


# ---- configurations of other programs ----

SUPPLICANT = """
ssid="lab"
id_str="other"
disabled=1
bssid=any
scan_ssid=1
eap=TTLS PEAP PSK PWD SIM FAST
phase2="auth=MSCHAPV2 autheap=GTC auth=PAP x=1"
phase2="auth=GTC"
phase1="tls_disable_tlsv1_2=1 tls_disable_tlsv1_3=1 peaplabel=0"
password=hash:00112233445566778899aabbccddeeff
password=00112233445566778899aabbccddeeff
password=P"a\\x22\\n"
ca_cert="hash://server/sha256/00"
ca_cert="blob://a"
ca_cert2="/proc/self/fd/301"
private_key2="/proc/self/fd/303"
client_cert2="/proc/self/fd/302"
ca_cert="pkcs11:token=x;type=cert"
client_cert="pkcs11:token=x;type=cert"
private_key="pkcs11:token=x;object=key"
private_key="handle:0x81000001"
private_key2="handle:0x81000001"
openssl_ciphers="DEFAULT@SECLEVEL=0"
ocsp=3
engine=1
check_cert_subject="x"
nonsense
""".strip().split('\n')
BECEEM = """
AuthEnabled Yes
EAPMethod 3
ValidateServerCert No
UserIdentity 'a@b'
UserPassword 'pw'
TTLSAnonymousIdentity 'anonymous@b'
CACertFileName '/proc/self/fd/301'
TLSDeviceCertFileName '/proc/self/fd/302'
TLSDevicePrivateKeyFileName '/proc/self/fd/303'
TLSDevicePrivateKeyPassword 'x'
PrivateKeyPasswordFormat 'Hex'
EAPFragmentMaxLength 1398
CACertPath '/x'
BandwidthMHz 5 10
# comment
""".strip()
INTEL = """<?xml version="1.0"?><!-- x --><WiMAXSupp><Operator><x0><OperatorName>a&amp;b</OperatorName>
<EAP><x0><METHOD-TYPE>21</METHOD-TYPE><USER_IDENTITY>u</USER_IDENTITY><REALM>r</REALM><CERT/>
<VFY-SERVER-REALM>1</VFY-SERVER-REALM><SERVER-REALM>r</SERVER-REALM><USE-PRIVACY>0</USE-PRIVACY>
</x0><x1><METHOD_TYPE>PLAIN_MSCHAPv2</METHOD_TYPE><PASSWORD>p</PASSWORD><Encrypted>1</Encrypted>
</x1></EAP></x0></Operator><TrcPath></TrcPath><NAP-ID>1</NAP-ID><x>y</x></WiMAXSupp>"""
GCTWIMAX = """
sudo gctwimax --login='a b' --pass "p\\"q" --nspid=000032 --nai=MAC@b --eap-type=5 -vdl log &
wimax --eap-type 3 --nai=a@b -x --nonsense --log word; ls
gctwimax --eap-type=4 --pass
gctwimax --eap-type=9 # comment
ls
""".strip()


def imports():
    def put(kind, text):
        for files in (0, 4):
            seed('import', bytes([kind + files]) + text.encode())

    base = ['eap=TTLS', 'phase2="auth=MSCHAPV2"']
    for line in KEYS + KEYS_WRONG + SUPPLICANT:
        put(0, network(base + [line]).decode())
        put(0, network(['eap=TLS', line]).decode())
        put(0, network([line]).decode())
    put(0, network(KEYS).decode() * 3)
    put(0, 'ap_scan=1\nblob-base64-a={\nAAAA\nBBB=\n}\nblob-base64-a={\nA=A\n}\ncred={\n}\nx\nnetwork={')
    for method in range(9):
        put(1, BECEEM.replace('EAPMethod 3', 'EAPMethod %d' % method))
    for line in BECEEM.split('\n'):
        put(1, '\n'.join(other for other in BECEEM.split('\n') if other != line))
    put(1, BECEEM.replace('Yes', 'No').replace('/proc/self/fd/302', 'DeviceMemSlot1') + '\nEAPMethod 1')
    put(2, INTEL)
    for kind in (13, 23, 18, 256, 7, 26, 1000, 99):
        put(2, INTEL.replace('>21<', '>%d<' % kind))
    for end in (1, 40, 200, 400):
        put(2, INTEL[:end])
    put(2, '<x>' * 30)
    for line in GCTWIMAX.split('\n'):
        put(3, line)
    put(3, GCTWIMAX)


# ---- base station ----

COMMANDS = """
subscribers
dreg {} 4
res {}
reauth {}
tek-invalid {} 1
rekey {}
drop-keys {}
dsd {} 1
sa-addition {} 700
beacon off
raw {} 0040170001 fix
raw {} 00
corrupt {} crc
corrupt {} icv
corrupt {} pn
corrupt {} replay
forge {} auth-invalid
help
quit
nonsense
dreg {} 999
dreg {}
dreg {} 4 4
dreg {} 4x
tek-invalid {} x
dsd {} x
dsd {} 999
sa-addition {} 0
sa-addition {} x
beacon on
beacon maybe
raw {} 00 mend
forge {} nothing
corrupt {} nothing
dsa {} dir=ul,cs=ipv4
dsa {} dir=dl,cs=ipv6,pack=1
dsa {} dir=ul,said=dynamic:700
dsa {} dir=sideways
dsc {} 1 active=0
dsc {} 2 dst=10.0.0.0/8
dsc {} x active=0
dsc {} 999 active=0
dsd {} 2
flow-answer 3
flow-answer 256
sa-addition {} 700 020103
sa-addition {} 700 999999
sa-addition {} 701 0
key-count {} 9
key-count {} 65536
group-rekey 700
group-rekey 7
group-rekey x
group-push 700 gkek
group-push 700 gtek
group-push 700 both
group-push 7 gkek
forget {}
fault
fault none
fault drop nothing
fault clear data
raw {}
dreg 00:00
dreg 02:16:00:00:01:09 1
a b c d e f g
""".strip().split('\n')


# what happens to a message that the base station sends and to a PDU of a flow
ON_MESSAGE = """
set {} attr=akid value=00
add {} attr=display-string value=6869
remove {} attr=nonce
digest {} wrong
digest {} none
digest {} uplink
digest {} stranger
pn {} n=1
pn {} n=+3
pn {} n=-1
duplicate {} times=2
reorder {}
flip {} n=9
overwrite {} n=1 value=ff
truncate {} n=3
append {} value=0102
replay {} of=res-cmd
forge {} auth-invalid
corrupt {} crc
run {} fault none
swap-keys {}
repeat-tek {}
downgrade {} suite
delay {} ms=1
""".strip().split('\n')
ON_DATA = """
clear data
wrong-key data
eks data n=3
pn data n=1
pn data n=+5
corrupt data icv
replay data of=data
""".strip().split('\n')
SPEAK = ('res', 'reauth', 'rekey', 'tek-invalid {} 1', 'dreg {} 1', 'dsa {} dir=dl,cs=ipv4',
         'dsc {} 1 active=0', 'dsd {} 1', 'sa-addition {} 700')

SUBSCRIBER = octets('021600000101')


def entry(steps, rng):
    """By hand, as far as it goes without keys; with bad offers too."""
    sbc = b'\x1a' + tlv(25, SECNEG)
    identity = b'\x09\x12\x01' + tlv(28, b'\x02\x01\x00\x0bid-text'[:11])
    method = b'\x09\x12\x02' + tlv(28, b'\x02\x02\x00\x05\x04')
    begin = [(3, b'\x00' + rng), (3, b'\x01' + sbc)]
    for switches in (0, 4, 8, 16):
        for more in ([], [(3, b'\x01' + sbc)], [(3, b'\x02\x09\x11\x01')],
                     [(3, b'\x02' + identity), (3, b'\x02' + method)], [(3, b'\x01' + rng)],
                     [(3, b'\x02' + MANAGEMENT[10])]):
            steps(switches, *begin, *more, (8, b'subscribers'))
        steps(switches, (3, b'\x00' + rng), (8, b'subscribers'), (3, b'\x00' + rng),
              (1, BSID + b'\x02\x16\0\0\1\2\x08\xf0' +
               m2m_frame(1, [(9, b'\x00\x00\x0e\x00\x00\x12' + rng)])))
        for line in COMMANDS:
            steps(switches, (3, b'\x00' + rng), (8, line.format('02:16:00:00:01:01').encode()))
            steps(switches, *begin, (8, line.format('02:16:00:00:01:01').encode()))
    for wrong in (tlv(1, b'\x02'), SECNEG.replace(b'\x01\x01\x02', b'\x01\x01\x01'),
                  SECNEG.replace(b'\x02\x01\x02', b'\x02\x01\x01'),
                  SECNEG.replace(b'\x03\x01\x20', b'\x03\x01\x01'),
                  SECNEG.replace(b'\x03\x01\x20', b'\x03\x01\x02'), SECNEG[:9], SECNEG[:10]):
        steps(0, begin[0], (3, b'\x01\x1a' + tlv(25, wrong)))
        steps(0, *begin, (3, b'\x01\x1a' + tlv(25, wrong)))


def rules(steps, ipv4):
    """Each verb, before everything that the base station can be told to say or has to carry."""
    named = ('res-cmd', 'eap-transfer', 'key-reply', 'tek-invalid', 'dreg-cmd', 'dsa-req',
             'dsc-req', 'dsd-req', 'sa-addition', 'rng-rsp', 'reg-rsp')
    mac = '02:16:00:00:01:01'
    for rule in ON_MESSAGE:
        for switches in (1, 0x21):
            steps(switches, *[(8, ('fault ' + rule.format(name)).encode()) for name in named],
                  *[(8, (line if '{' in line else line + ' {}').format(mac).encode())
                    for line in SPEAK])
        # to all of a group
        steps(17, (8, ('fault ' + rule.format('group-key-update-command')).encode()),
              (8, b'group-push 700 gkek'), (8, b'group-push 700 gtek'), (8, b'group-rekey 700'))
    for rule in ON_DATA:
        for switches in (1, 3, 9, 17):
            steps(switches, (6, b'\x00\x00' + ipv4), (8, b'fault ' + rule.encode()),
                  (7, octets('021600000101021600000009') + b'\x08\x00' + ipv4),
                  (7, octets('01005e000001021600000009') + b'\x08\x00' + ipv4[:16] +
                   b'\xef\x01\x02\x03'))
    for line in COMMANDS:
        for switches in (17, 0x21, 0x41):
            steps(switches, (8, line.format(mac).encode()))
    # no authorization: registration and flows are not signed
    for msg in MANAGEMENT:
        steps(0x41, (3, b'\x02' + msg), (8, b'dsa ' + mac.encode() + b' dir=dl,cs=ipv4'),
              (8, b'subscribers'))
        steps(0x21, (4, b'\x02' + msg), (4, b'\x82' + msg), (3, b'\x02' + msg))


def headers(steps):
    """Headers that go with nothing behind them, on every connection."""
    body = b'\x03\x01\x02' + bytes(40)
    for on in (0, 1, 2, 3, 7, 11, 15):
        for first in (0, 2, 0x0c, 0x40, 0x44, 0x20, 0x01):
            for second in (0, 0x40, 0x80, 0xc0, 0x50):
                steps(1, (5, bytes([on, first, second]) + body), (5, bytes([on, first, second])))
    steps(0, (5, b'\x00\x0c\x40\x80\x00part'))
    pdu = PDUS[4][1]
    steps(1, (2, pdu[:-1] + b'?'), (2, b'\x80\x00\x10\x00\x01\x5e'), (2, pdu[:9]))


def base_station():
    def steps(switches, *pairs):
        seed('bs', bytes([switches]) + b''.join(bytes([k]) + chunk(d) for k, d in pairs))

    up = [(msg, cid) for is_up, msg, cid in MESSAGES if is_up]
    every = []
    for msg, cid in up:
        on = {b'\0\0': 0, b'\0\1': 1}.get(cid, 2)
        signed = bytes([on | (0x80 if msg[0] == 9 else 0)]) + (
            msg[:-14] if msg[0] == 9 else msg[:-15])
        for switches in (0, 1, 3, 5, 8):
            steps(switches, (3, bytes([on]) + msg))
            steps(switches, (4, signed))
        every.append((3, bytes([on]) + msg))
    for switches in (0, 1, 4, 9):
        steps(switches, *every)
    for is_up, msg, _ in MESSAGES:
        steps(1, (3, b'\x02' + msg), (3, b'\x01' + msg), (4, b'\x02' + msg), (4, b'\x82' + msg))
    for msg in MANAGEMENT:
        steps(1, (4, b'\x02' + msg))
        steps(1, (4, b'\x01' + msg))
        steps(0, (3, b'\x00' + msg))
    for _, frame in FRAMES:
        steps(1, (0, frame))
    steps(0, *[(0, frame) for to, frame in FRAMES if to == BSID][:20])
    for is_up, pdu in PDUS:
        steps(1, (2, pdu))
    for line in COMMANDS:
        steps(1, (8, line.format('02:16:00:00:01:01').encode()))
        steps(0, (8, line.format('02:16:00:00:01:01').encode()))
    rng = MANAGEMENT[5]
    steps(1, (3, b'\x00' + rng), (3, b'\x01' + rng), (8, b'subscribers'))
    entry(steps, rng.replace(b'mac-01', SUBSCRIBER))
    headers(steps)
    for on in (1, 2):
        parts = [(5, bytes([on, 0x0c, 0x40]) + fragment(8, fc, fsn, rng[at:at + 4]))
                 for fc, fsn, at in ((2, 0, 0), (3, 1, 4), (1, 2, 8))]
        steps(1, *parts)
        steps(1, parts[0], parts[2])
    fragmented = [(0, m2m_frame(i, [(3, b'\x05'), (4, bytes([kind])), (5, bytes([i + 1])),
                                    (9, PDUS[4][1][at:to])]))
                  for i, (kind, at, to) in enumerate(((1, 0, 5), (2, 5, 9), (3, 9, 13)))]
    steps(1, *fragmented)
    steps(0, *fragmented)
    ipv4 = octets('45000014000100004011b6e80a0000010a000002')
    ipv6 = b'\x60' + bytes(5) + b'\x3b\x40' + bytes(32)
    ethernet = octets('ffffffffffff0200000000010800') + ipv4
    for cs, sdu in ((0, ipv4), (1, ipv6), (2, ethernet), (0, ipv6), (2, b'short'), (0, b'E')):
        for switches in (1, 3, 5, 9, 17):
            steps(switches, (6, bytes([cs, 0]) + sdu), (7, ethernet))
            steps(switches, (6, bytes([cs, 2 | 8]) + packed(8, [(0, 1, sdu), (0, 2, sdu)])))
            steps(switches, (6, bytes([cs, 4 | 8]) + fragment(8, 2, 1, sdu[:9])),
                  (6, bytes([cs, 4 | 8]) + fragment(8, 1, 2, sdu[9:])))
            steps(switches, (6, bytes([cs, 1]) + b'\x00\x00' + sdu), (6, bytes([cs, 0x10]) + sdu))
    rules(steps, ipv4)
    host = octets('021600000009')
    answers = [octets("0a0000010a000002"), octets("0a0000020a000001")]
    arp = octets('ffffffffffff0216000000090806000108000604') + b'\x00\x01' + host + b'\x0a\0\0\2' + \
        bytes(6) + b'\x0a\0\0\1'
    for kind, payload in ((b'\x08\x00', ipv4), (b'\x86\xdd', ipv6), (b'\x08\x06', arp[14:])):
        for to in (b'\xff' * 6, octets('021600000101'), octets('33330000000a')):
            for switches in (0, 1, 3, 9):
                steps(switches, (6, b'\x00\x00' + ipv4), (6, b'\x01\x00' + ipv6),
                      (7, to + host + kind + payload), (7, to + host + kind + payload * 40))
    for address in answers:
        steps(1, (6, b'\x00\x00' + ipv4), (7, bytes(12) + b'\x08\x00' + ipv4[:12] + address))
    steps(1, (1, BSID + b'\x02\x16\0\0\1\1\x08\xf0' + FRAMES[4][1]), (7, b'short'))


for make in (mac, m2m, tlvs, pkm, mgmt, classifier, replay, eap, tls, psk, pwd, sim, tunnel,
             dae, radius, config, imports, base_station):
    make()
