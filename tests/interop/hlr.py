#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""HLR and AuC of hostapd's eap_sim_db=unix:PATH, for EAP-SIM, EAP-AKA and EAP-AKA'.

usage: hlr.py SOCKET SUBSCRIBERS

A line of SUBSCRIBERS is "IMSI Ki OPc AMF SQN [FAULT]"; with the fault "mac" AUTN is wrong, with
"stuck" the sequence number never moves. One datagram each way:

  SIM-REQ-AUTH imsi n     -> SIM-RESP-AUTH imsi Kc:SRES:RAND ... | FAILURE
  AKA-REQ-AUTH imsi       -> AKA-RESP-AUTH imsi RAND AUTN IK CK RES | FAILURE
  AKA-AUTS imsi AUTS RAND
"""
import os
import socket
import sys


def _sbox():
    p = q = 1
    s = [0] * 256
    while True:
        p = p ^ ((p << 1) & 0xff) ^ (0x1b if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xff
        if q & 0x80:
            q ^= 0x09
        r = q
        x = q
        for _ in range(4):
            r = ((r << 1) | (r >> 7)) & 0xff
            x ^= r
        s[p] = x ^ 0x63
        if p == 1:
            break
    s[0] = 0x63
    return s


SBOX = _sbox()


def _x2(a):
    return ((a << 1) ^ 0x1b) & 0xff if a & 0x80 else a << 1


def aes128(key, block):
    """One AES-128 block encryption."""
    w = [list(key[i:i + 4]) for i in range(0, 16, 4)]
    rcon = 1
    for i in range(4, 44):
        t = list(w[i - 1])
        if i % 4 == 0:
            t = [SBOX[b] for b in t[1:] + t[:1]]
            t[0] ^= rcon
            rcon = _x2(rcon)
        w.append([a ^ b for a, b in zip(w[i - 4], t)])
    rk = [sum(w[4 * r:4 * r + 4], []) for r in range(11)]
    s = [a ^ b for a, b in zip(block, rk[0])]
    for rnd in range(1, 11):
        s = [SBOX[b] for b in s]
        s = [s[(i + 4 * (i % 4)) % 16] for i in range(16)]
        if rnd < 10:
            n = []
            for c in range(4):
                a = s[4 * c:4 * c + 4]
                x = a[0] ^ a[1] ^ a[2] ^ a[3]
                n += [a[i] ^ x ^ _x2(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
            s = n
        s = [a ^ b for a, b in zip(s, rk[rnd])]
    return bytes(s)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def rot(b, n):
    return b[n:] + b[:n]


class Milenage:
    """3GPP TS 35.206 with the standard c and r constants."""

    def __init__(self, k, opc):
        self.k, self.opc = k, opc

    def _out(self, temp, r, c):
        x = bytearray(rot(xor(temp, self.opc), r))
        x[15] ^= c
        return xor(aes128(self.k, bytes(x)), self.opc)

    def f1(self, rand, sqn, amf):
        temp = aes128(self.k, xor(rand, self.opc))
        in1 = (sqn + amf) * 2
        x = xor(temp, rot(xor(in1, self.opc), 8))
        out = xor(aes128(self.k, x), self.opc)
        return out[:8], out[8:]                    # MAC-A, MAC-S

    def f2345(self, rand):
        temp = aes128(self.k, xor(rand, self.opc))
        o2 = self._out(temp, 0, 1)
        return (o2[8:], self._out(temp, 4, 2), self._out(temp, 8, 4), o2[:6],
                self._out(temp, 12, 8)[:6])        # RES CK IK AK AK*


class Card:
    """A subscriber, with its sequence number in memory only."""

    def __init__(self, k, opc, amf, sqn, fault=''):
        self.milenage = Milenage(bytes.fromhex(k), bytes.fromhex(opc))
        self.amf = bytes.fromhex(amf)
        self.sqn = int(sqn, 16)
        self.fault = fault

    def umts(self):
        """A quintuplet; the low five bits of SQN are an index that stays."""
        if self.fault != 'stuck':
            self.sqn = (self.sqn + 32) & 0xffffffffffff
        sqn = self.sqn.to_bytes(6, 'big')
        rand = os.urandom(16)
        mac_a, _ = self.milenage.f1(rand, sqn, self.amf)
        res, ck, ik, ak, _ = self.milenage.f2345(rand)
        if self.fault == 'mac':
            mac_a = xor(mac_a, bytes(7) + b'\1')
        return rand, xor(sqn, ak) + self.amf + mac_a, ik, ck, res

    def resync(self, auts, rand):
        """Take the card's sequence number out of AUTS, if the card made it."""
        *_, ak = self.milenage.f2345(rand)
        sqn = xor(auts[:6], ak)
        _, mac_s = self.milenage.f1(rand, sqn, bytes(2))
        if mac_s == auts[6:]:
            self.sqn = int.from_bytes(sqn, 'big')

    def gsm(self):
        """A triplet, by the conversion functions c2 and c3."""
        rand = os.urandom(16)
        res, ck, ik, *_ = self.milenage.f2345(rand)
        kc = xor(xor(ck[:8], ck[8:]), xor(ik[:8], ik[8:]))
        return kc, xor(res[:4], res[4:]), rand


def answer(cards, words):
    """The answer to a request, or None when there is none."""
    kind, imsi = words[:2]
    card = cards.get(imsi)
    if kind == 'AKA-AUTS':
        if card:
            card.resync(bytes.fromhex(words[2]), bytes.fromhex(words[3]))
        return None
    if kind == 'SIM-REQ-AUTH':
        triplets = [':'.join(x.hex() for x in card.gsm()) for _ in range(int(words[2]))] \
            if card else ['FAILURE']
        return ' '.join(['SIM-RESP-AUTH', imsi] + triplets)
    if kind == 'AKA-REQ-AUTH':
        return ' '.join(['AKA-RESP-AUTH', imsi] +
                        ([x.hex() for x in card.umts()] if card else ['FAILURE']))
    return None


def main():
    """Serve until killed."""
    path, subscribers = sys.argv[1:]
    cards = {}
    with open(subscribers, encoding='ascii') as file:
        for line in file:
            words = line.split('#')[0].split()
            if words:
                cards[words[0]] = Card(*words[1:])
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind(path)
    while True:
        data, peer = server.recvfrom(1000)
        reply = answer(cards, data.decode('ascii').strip('\0').split())
        if reply:
            server.sendto(reply.encode(), peer)


if __name__ == '__main__':
    main()
