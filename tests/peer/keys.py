# SPDX-License-Identifier: BSD-3-Clause
"""Keys of PKMv2 and what they do. Written from the fact sheet alone."""

import hashlib
import hmac
import os
import struct
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from frame import crc32, header, tlv

UPLINK = 0x80000000


def aes_cmac(key, octets):
    mac = CMAC(algorithms.AES(key))
    mac.update(octets)
    return mac.finalize()


def aes_ecb(key, block):
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return cipher.update(block) + cipher.finalize()


def hmac_sha1(key, octets):
    return hmac.new(key, octets, hashlib.sha1).digest()


def kdf(mode, key, text, bits):
    """Dot16KDF in the variant of the MAC mode."""
    result, i, want = b"", 0, bits // 8
    while len(result) < want:
        if mode == "cmac":
            result += aes_cmac(key[-16:], struct.pack(">I", i) + text + struct.pack(">I", bits))
        else:
            result += hashlib.sha1(struct.pack(">I", i) + text + struct.pack(">I", bits) +
                                   key[-20:]).digest()
        i += 1
    return result[-want:]


class Refused(Exception):
    """A message whose digest is not right."""


class Ak:
    """An AK and the keys below it."""

    def __init__(self, mode, edition, station, bsid, msk, sn, count=0, upwards=False):
        self.mode, self.sn, self.count = mode, sn, count
        ak = kdf(mode, msk[-20:], station + bsid + b"AK", 160)
        self.akid = kdf(mode, ak, bytes([sn]) + station + bsid + b"AK", 64)
        if mode == "cmac":
            keys = kdf(mode, ak, station + bsid + b"CMAC_KEYS+KEK", 384)
            self.up, self.down, self.kek = keys[:16], keys[16:32], keys[32:]
            if edition == 2009:
                block = bytes(14) + struct.pack(">H", count)
                self.up, self.down = aes_ecb(self.up, block), aes_ecb(self.down, block)
        else:
            keys = kdf(mode, ak, station + bsid + b"HMAC_KEYS+KEK", 448)
            self.up, self.down, self.kek = keys[:20], keys[20:40], keys[40:]
        # of the one who holds it: the station sends upwards
        self.mine, self.theirs = (self.up, self.down) if upwards else (self.down, self.up)
        self.pn = 0  # of the last message sent
        self.highest = None  # and of the highest that came
        self.lossy = False  # what comes first may not have been the first

    def value(self, key, pn, cid, message):
        text = self.akid + struct.pack(">IHH", pn, cid, 0) + message
        return aes_cmac(key, text)[-8:]

    def digest(self, cid, message):
        """PKM message with the digest attribute."""
        if self.mode == "hmac":
            return message + tlv(11, hmac_sha1(self.mine, message))
        self.pn += 1
        return message + tlv(40, struct.pack(">I", self.pn) +
                             self.value(self.mine, self.pn, cid, message))

    def tuple(self, cid, message):
        """Other management message with the tuple."""
        if self.mode == "hmac":
            return message + tlv(149, bytes([self.sn]) + hmac_sha1(self.mine, message))
        self.pn += 1
        return message + tlv(141, bytes([self.sn]) + struct.pack(">I", self.pn) +
                             self.value(self.mine, self.pn, cid, message))

    def verify(self, cid, message, kind, sent):
        """The digest `sent`, a TLV of this type at the message's end."""
        sizes = {11: 20, 149: 21, 40: 12, 141: 13}
        if sizes.get(kind) != len(sent) or (kind in (11, 149)) != (self.mode == "hmac"):
            raise Refused("the last TLV is of type %d with %d octets" % (kind, len(sent)))
        covered = message[:len(message) - 2 - len(sent)]
        if kind in (141, 149):
            if sent[0] != self.sn:
                raise Refused("tuple names AK SN %#x, not %d" % (sent[0], self.sn))
            sent = sent[1:]
        if self.mode == "hmac":
            if not hmac.compare_digest(hmac_sha1(self.theirs, covered), sent):
                raise Refused("HMAC")
            return
        pn = int.from_bytes(sent[:4], "big")
        if not hmac.compare_digest(self.value(self.theirs, pn, cid, covered), sent[4:]):
            raise Refused("CMAC")
        if self.highest is None and pn != 1 and not self.lossy:
            raise Refused("the first CMAC_PN is %d (D5)" % pn)
        if self.highest is not None and pn <= self.highest:
            raise Refused("CMAC_PN %d after %d" % (pn, self.highest))
        self.highest = pn


class Tek:
    """A traffic key, both ways."""

    def __init__(self, sn, lifetime, first, upwards=False):
        self.sn = sn
        # of the one who holds it
        self.mine, self.theirs = (UPLINK, 0) if upwards else (0, UPLINK)
        self.expires = time.monotonic() + lifetime
        self.pn = first - 1
        self.seen = set()
        self.use(os.urandom(16))

    def use(self, key):
        """These octets are the key."""
        self.key, self.cipher = key, AESCCM(key, tag_length=8)

    def left(self):
        return max(0, self.expires - time.monotonic())

    def wrapped(self, suite, kek):
        return aes_ecb(kek, self.key) if suite[2] == 3 else aes_key_wrap(kek, self.key)

    def unwrap(self, suite, kek, octets):
        """The key of a TEK-Parameters."""
        if suite[2] == 3:
            cipher = Cipher(algorithms.AES(kek), modes.ECB()).decryptor()
            self.use(cipher.update(octets) + cipher.finalize())
        else:
            self.use(aes_key_unwrap(kek, octets))

    def nonce(self, head, pn):
        return head[:5] + bytes(4) + pn

    def seal(self, cid, kind, plain, crc, esh=b""):
        """An encrypted PDU; crc: order of the CRC-32, or None."""
        self.pn += 1
        pn = struct.pack("<I", self.mine ^ self.pn)
        size = 6 + len(esh) + 4 + len(plain) + 8 + (4 if crc else 0)
        head = header(cid, size, kind, 1, 1 if esh else 0, 1 if crc else 0, self.sn & 3)
        pdu = head + esh + pn + self.cipher.encrypt(self.nonce(head, pn), plain, None)
        return pdu + (crc32(pdu, crc) if crc else b"")

    def open(self, pdu):
        """What an encrypted PDU holds."""
        pn = pdu.body[:4]
        number = int.from_bytes(pn, "little")
        if not self.theirs < number < self.theirs + UPLINK:
            raise Refused("PN %#x is of the other direction" % number)
        if number in self.seen:
            raise Refused("PN %#x comes twice" % number)
        if not self.seen and number != self.theirs + 1:
            raise Refused("the first PN is %#x" % number)
        try:
            plain = self.cipher.decrypt(self.nonce(pdu.head, pn), pdu.body[4:], None)
        except InvalidTag as e:
            raise Refused("ICV") from e
        self.seen.add(number)
        return plain


class Sa:
    """A security association with two generations of TEKs."""

    def __init__(self, said, kind, suite, lifetime, sn=0, first=1, service=None):
        self.said, self.kind, self.suite, self.service = said, kind, suite, service
        self.lifetime, self.first = lifetime, first
        self.told = None  # when the newest TEK was in a Key-Reply
        self.late = None  # the newest of before, when both were replaced: PDUs are on their way
        self.teks = [Tek(sn, lifetime / 2, first), Tek((sn + 1) & 3, lifetime, first)]
        self.gkeks, self.counter = None, 0

    def renew(self):
        """The next generation, when the older TEK's time is over."""
        while self.teks[0].left() <= 0:
            self.next()

    def next(self):
        old = self.teks[1]
        new = Tek((old.sn + 1) & 3, old.left() + self.lifetime / 2, self.first)
        self.teks, self.told = [old, new], None

    def replace(self):
        """Both generations anew."""
        self.late = self.teks[1]
        self.next()
        self.next()

    def make_group(self):
        """Keys of a group: GTEKs travel under the newer GKEK."""
        self.gkeks = [Tek(n, life, 1) for n, life in ((2, self.lifetime), (3, 2 * self.lifetime))]

    def next_gkek(self):
        old = self.gkeks[1]
        self.gkeks = [old, Tek((old.sn + 1) & 3, 2 * self.lifetime, 1)]

    def by_eks(self, eks):
        known = self.teks + [self.late] if self.late else self.teks
        return next((tek for tek in known if tek.sn & 3 == eks), None)
