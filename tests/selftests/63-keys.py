#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The keys of a connection, from what was seen on the wires and the RADIUS secret alone.

usage: 63-keys.py RADIUS.pcap AIR.pcap SECRET_FILE PASSPHRASE_FILE MAC BSID NEEDLES [unproven]
       63-keys.py rsa AIR.pcap DEVICE.key MAC BSID NEEDLES
       63-keys.py refused IFINDEX NEEDLES

MSK from the MS-MPPE keys of the Access-Accept (RFC 2548), PMK, AK, KEK and CMAC keys as 802.16e
derives them (edition 2009, CMAC_KEY_COUNT 0), TEKs out of the Key-Reply (RFC 3394). With "rsa" it is
the pre-PAK instead, out of RSA-Reply with the private key of the device. The AKID in the
SA-TEK-Challenge and the integrity value of the key wrap prove them right; a connection that came
to neither is "unproven". They are written to NEEDLES with each octet inverted, to NEEDLES.text as
hexadecimal text, inverted too, and the memory of this program is cleared of them before it ends.

"refused" hands the kernel MSKs in requests that it refuses.
"""

import ctypes
import hashlib
import os
import re
import struct
import subprocess
import sys

import genl

ETH_RADIUS, ETH_AIR = 0x0800, 0x08f0
MS_MPPE_SEND_KEY, MS_MPPE_RECV_KEY, VENDOR_MICROSOFT = 16, 17, 311
ACCESS_REQUEST, ACCESS_ACCEPT = 1, 2
PKM_RSP, RSA_REPLY, SA_TEK_CHALLENGE, KEY_REPLY = 10, 14, 20, 24
TEK, AK_SN, TEK_PARAMETERS, PRE_PAK, GKEK, AKID = 8, 10, 13, 35, 43, 45
GKEK_SN, GKEK_PARAMETERS = 46, 47


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


# ------------------------------------------------------------------------------------------------
# AES-128, by FIPS 197

def _times2(x):
    return (x << 1) ^ (0x11b if x & 0x80 else 0)


def _times(x, y):
    out = 0
    while y:
        out ^= x if y & 1 else 0
        x, y = _times2(x), y >> 1
    return out


def _sbox():
    box = [0x63] * 256
    for x in range(1, 256):
        inv = next(y for y in range(1, 256) if _times(x, y) == 1)
        bits = inv | inv << 8
        box[x] = 0x63 ^ (bits ^ bits >> 4 ^ bits >> 5 ^ bits >> 6 ^ bits >> 7) & 0xff
    return box


SBOX = _sbox()
INVERSE = [SBOX.index(x) for x in range(256)]
MUL = {n: [_times(x, n) for x in range(256)] for n in (1, 2, 3, 9, 11, 13, 14)}


def round_keys(key):
    w = [key[i:i + 4] for i in range(0, 16, 4)]
    rcon = 1
    for i in range(4, 44):
        t = w[-1]
        if i % 4 == 0:
            t = bytes(SBOX[x] for x in t[1:] + t[:1])
            t = bytes([t[0] ^ rcon]) + t[1:]
            rcon = _times2(rcon)
        w.append(xor(w[-4], t))
    return [b"".join(w[i:i + 4]) for i in range(0, 44, 4)]


def mix(s, row):
    return bytes(MUL[row[0]][s[c + r]] ^ MUL[row[1]][s[c + (r + 1) % 4]] ^
                 MUL[row[2]][s[c + (r + 2) % 4]] ^ MUL[row[3]][s[c + (r + 3) % 4]]
                 for c in range(0, 16, 4) for r in range(4))


def aes_encrypt(key, block):
    keys = round_keys(key)
    s = xor(block, keys[0])
    for i in range(1, 11):
        s = bytes(SBOX[s[(j + 4 * (j % 4)) % 16]] for j in range(16))
        s = xor(mix(s, (2, 3, 1, 1)) if i < 10 else s, keys[i])
    return s


def aes_decrypt(key, block):
    keys = round_keys(key)
    s = xor(block, keys[10])
    for i in range(9, -1, -1):
        s = bytes(INVERSE[s[(j - 4 * (j % 4)) % 16]] for j in range(16))
        s = xor(s, keys[i])
        s = mix(s, (14, 11, 13, 9)) if i else s
    return s


def cmac(key, data):
    """AES-CMAC, RFC 4493."""
    def double(x):
        n = int.from_bytes(x, "big") << 1
        return ((n ^ 0x87 if n >> 128 else n) & (1 << 128) - 1).to_bytes(16, "big")

    sub = double(aes_encrypt(key, bytes(16)))
    n = max(1, -(-len(data) // 16))
    last = data[16 * (n - 1):]
    if len(last) < 16:
        sub = double(sub)
        last = (last + b"\x80").ljust(16, b"\0")
    x = bytes(16)
    for i in range(n - 1):
        x = aes_encrypt(key, xor(x, data[16 * i:16 * i + 16]))
    return aes_encrypt(key, xor(x, xor(last, sub)))


def unwrap(kek, wrapped):
    """AES key unwrap, RFC 3394; fails unless the integrity value is right."""
    a, r = wrapped[:8], [wrapped[i:i + 8] for i in range(8, len(wrapped), 8)]
    for t in range(6 * len(r), 0, -1):
        i = (t - 1) % len(r)
        block = aes_decrypt(kek, xor(a, t.to_bytes(8, "big")) + r[i])
        a, r[i] = block[:8], block[8:]
    if a != b"\xa6" * 8:
        raise SystemExit("a TEK does not unwrap: the keys computed are wrong")
    return b"".join(r)


def dot16kdf(key, string, bits):
    """Dot16KDF with CMAC; both truncations keep the right-most octets."""
    out = b"".join(cmac(key[-16:], struct.pack(">I", i) + string + struct.pack(">I", bits))
                   for i in range(-(-bits // 128)))
    return out[-(bits // 8):]


# ------------------------------------------------------------------------------------------------
# What was captured

def frames(path):
    """Ethernet frames of a pcap file."""
    with open(path, "rb") as f:
        data = f.read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    pos = 24
    while pos + 16 <= len(data):
        length = struct.unpack_from(order + "I", data, pos + 8)[0]
        yield data[pos + 16:pos + 16 + length]
        pos += 16 + length


def tlvs(data):
    """Types and values of TLVs with 802.16's lengths."""
    while len(data) >= 2:
        kind, n, data = data[0], data[1], data[2:]
        if n & 0x80:
            size = n & 0x7f
            n, data = int.from_bytes(data[:size], "big"), data[size:]
        yield kind, data[:n]
        data = data[n:]


def pkm_answers(path):
    """Code and attributes of the clear PKM-RSP messages on the air."""
    for frame in frames(path):
        if int.from_bytes(frame[12:14], "big") != ETH_AIR:
            continue
        burst = next((v for k, v in tlvs(frame[18:]) if k == 9), b"")
        while len(burst) > 6:
            length = (burst[1] & 7) << 8 | burst[2]
            pdu, burst = burst[:length], burst[length:] if length else b""
            clear_and_whole = not pdu[0] & 0x7f
            body = pdu[6:-4] if pdu[1] & 0x40 else pdu[6:]
            if clear_and_whole and not pdu[0] & 0x80 and body[:1] == bytes([PKM_RSP]):
                yield body[1], list(tlvs(body[3:]))


def radius(path):
    """RADIUS packets on loopback."""
    for frame in frames(path):
        if int.from_bytes(frame[12:14], "big") != ETH_RADIUS or frame[23] != 17:
            continue
        yield frame[14 + (frame[14] & 15) * 4 + 8:]


def attributes(data):
    """RADIUS attributes, and sub-attributes of a vendor."""
    while len(data) >= 2 and data[1] >= 2:
        yield data[0], data[2:data[1]]
        data = data[data[1]:]


def open_mppe(sealed, authenticator, secret):
    """RFC 2548, 2.4.2."""
    salt, cipher = sealed[:2], sealed[2:]
    out, before = b"", authenticator + salt
    for i in range(0, len(cipher), 16):
        block = cipher[i:i + 16]
        out += xor(block, hashlib.md5(secret + before).digest())
        before = block
    return out[1:1 + out[0]]


def msks(path, secret):
    """The MSK of each Access-Accept."""
    requests = {}
    for packet in radius(path):
        code, ident = packet[0], packet[1]
        if code == ACCESS_REQUEST:
            requests[ident] = packet[4:20]
        elif code == ACCESS_ACCEPT:
            keys = {k: open_mppe(v, requests[ident], secret)
                    for kind, value in attributes(packet[20:])
                    if kind == 26 and int.from_bytes(value[:4], "big") == VENDOR_MICROSOFT
                    for k, v in attributes(value[4:])
                    if k in (MS_MPPE_SEND_KEY, MS_MPPE_RECV_KEY)}
            yield keys[MS_MPPE_RECV_KEY] + keys[MS_MPPE_SEND_KEY]


# ------------------------------------------------------------------------------------------------
# RSAES-OAEP with SHA-1 (RFC 8017), on integers: openssl's memory is not ours to clear

def private_key(path):
    """Modulus, private exponent and first prime, as octets."""
    text = subprocess.run(["openssl", "rsa", "-in", path, "-noout", "-text"], check=True,
                          capture_output=True, text=True).stdout
    return [bytes.fromhex(re.search(rf"^{name}:\s+((?:[0-9a-f]{{2}}[:\s]*)+)$", text, re.M)[1]
                          .replace(":", "").replace("\n", "").replace(" ", "")).lstrip(b"\0")
            for name in ("modulus", "privateExponent", "prime1")]


def mgf1(seed, length):
    out = b"".join(hashlib.sha1(seed + i.to_bytes(4, "big")).digest()
                   for i in range(-(-length // 20)))
    return out[:length]


def oaep_open(sealed, n, d):
    block = pow(*(int.from_bytes(x, "big") for x in (sealed, d, n))).to_bytes(len(n), "big")
    seed = xor(block[1:21], mgf1(block[21:], 20))
    data = xor(block[21:], mgf1(seed, len(block) - 21))
    if block[0] or data[:20] != hashlib.sha1().digest():
        raise SystemExit("the pre-PAK is not for this device")
    return data[20:].lstrip(b"\0")[1:]


# ------------------------------------------------------------------------------------------------

def traffic_keys(kek, answers):
    """TEKs, and GTEKs under the GKEKs that come with them."""
    found = {"TEK": {}, "GTEK": {}, "GKEK": {}}
    for attributes_of in (a for code, a in answers if code == KEY_REPLY):
        gkeks = {}
        for sub in (dict(tlvs(v)) for k, v in attributes_of if k == GKEK_PARAMETERS):
            field = sub[GKEK]
            gkeks[sub[AK_SN]] = aes_decrypt(kek, field) if len(field) == 16 else unwrap(kek, field)
        for sub in (dict(tlvs(v)) for k, v in attributes_of if k == TEK_PARAMETERS):
            if GKEK_SN in sub:
                found["GTEK"][unwrap(gkeks[sub[GKEK_SN]], sub[TEK])] = None
            else:
                found["TEK"][unwrap(kek, sub[TEK])] = None
        found["GKEK"].update(dict.fromkeys(gkeks.values()))
    if not found["TEK"]:
        raise SystemExit("no Key-Reply was captured")
    return {f"{name}{i}": key for name, keys in found.items() for i, key in enumerate(keys)}


def rsa_hierarchy(key, mac, bsid, answers):
    """All keys by name, from the pre-PAK down, and of the private key what is secret."""
    n, d, p = private_key(key)
    sealed = [dict(a)[PRE_PAK] for code, a in answers if code == RSA_REPLY][-1]
    opened = oaep_open(sealed, n, d)
    pre_pak, named_for = opened[:32], opened[32:]
    if named_for != mac:
        raise SystemExit("the pre-PAK is for another device")
    both = dot16kdf(pre_pak, mac + bsid + b"EIK+PAK", 320)
    eik, pak = both[:20], both[20:]
    named = hierarchy(dot16kdf(pak, mac + bsid + pak + b"AK", 160), mac, bsid, answers)
    return {"PRE_PAK": pre_pak, "EIK": eik[-16:], "PAK": pak[-16:], "RSA_D": d[:32], "RSA_P": p[:32],
            **named}


def eap_hierarchy(msk, mac, bsid, answers, unproven):
    """All keys by name, from the MSK down."""
    ak = dot16kdf(msk[-20:], mac + bsid + b"AK", 160)
    # the PMK is looked for by the octets that are a cipher's key
    return {"MSK": msk[:32], "PMK": msk[-16:], **hierarchy(ak, mac, bsid, answers, unproven)}


def hierarchy(ak, mac, bsid, answers, unproven=False):
    """All keys by name, from the AK down; TEKs are those since the last challenge."""
    who = mac + bsid
    last = max((i for i, (code, _) in enumerate(answers) if code == SA_TEK_CHALLENGE), default=-1)
    answers = [] if unproven else answers[last:]
    if not unproven:
        challenge = dict(answers[0][1])
        akid = dot16kdf(ak, bytes([challenge[AK_SN][0] & 15]) + who + b"AK", 64)
        if akid != challenge[AKID]:
            raise SystemExit("AKID is not the one of the challenge: the keys computed are wrong")
    keys = dot16kdf(ak, who + b"CMAC_KEYS+KEK", 384)
    up, down, kek = keys[:16], keys[16:32], keys[32:]
    # the AK, too
    named = {"AK": ak[-16:], "KEK": kek, "CMAC_PREKEY_U": up, "CMAC_PREKEY_D": down,
             "CMAC_KEY_U": aes_encrypt(up, bytes(16)), "CMAC_KEY_D": aes_encrypt(down, bytes(16))}
    return named if unproven else {**named, **traffic_keys(kek, answers)}


def forget(inverted):
    """Overwrites what this program has of the keys, wherever in its memory."""
    libc = ctypes.CDLL(None)
    libc.memmem.restype = ctypes.c_void_p
    libc.memmem.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t]
    needle = (ctypes.c_ubyte * 64)()
    own = ctypes.addressof(needle)
    with open("/proc/self/maps", encoding="ascii") as maps:
        areas = [[int(x, 16) for x in line.split()[0].split("-")] for line in maps
                 if line.split()[1].startswith("rw")]
    for octets in inverted:
        for i, octet in enumerate(octets):
            needle[i] = octet ^ 0xff
        for start, end in areas:
            at = libc.memmem(start, end - start, own, len(octets))
            while at:
                if at != own:
                    ctypes.memset(at, 0, len(octets))
                at = libc.memmem(at + 1, end - at - 1, own, len(octets))
        ctypes.memset(own, 0, 64)


def invert(octets):
    return bytes(x ^ 0xff for x in octets)


def as_text(octets):
    """Ways to write octets, inverted."""
    for text in octets.hex(), octets.hex().upper(), octets.hex(":"), octets.hex(" "):
        yield invert(text.encode())


def write(path, rows):
    with open(path, "w", encoding="ascii") as f:
        for name, octets in rows:
            f.write(f"{name} {octets.hex()}\n")


def refused(index, out):
    """An agent-done that is malformed, one that contradicts itself, one of no exchange."""
    client = genl.Client()
    inverted = {}
    for name, more, tail in (("MALFORMED", {}, b"\2\0\0\0"), ("CONTRADICTORY", {"reason": 1}, b""),
                             ("STALE", {}, b"")):
        msk = os.urandom(64)
        body = genl.encode({"ifindex": index,
                            "agent": {"cookie": 1 << 60, "success": True, "msk": msk, **more}})
        try:
            client.raw("agent-done", body + tail)
            raise SystemExit(f"{name} is accepted")
        except genl.Refused:
            pass
        inverted[name] = invert(msk[:32])
    forget(inverted.values())
    write(out, inverted.items())


def octets(address):
    return bytes.fromhex(address.replace(":", ""))


def save(named, out):
    """The needles; nothing of them stays here."""
    inverted = {name: invert(key) for name, key in named.items()}
    texts = [(name, text) for name, key in named.items() for text in as_text(key[:16])]
    forget([*inverted.values(), *(text for _, text in texts)])
    write(out, inverted.items())
    write(f"{out}.text", texts)
    print(*inverted)


def rsa(air_pcap, key, mac, bsid, out):
    save(rsa_hierarchy(key, octets(mac), octets(bsid), list(pkm_answers(air_pcap))), out)


def main():
    radius_pcap, air_pcap, secret_file, passphrase_file, mac, bsid, out, *unproven = sys.argv[1:]
    with open(secret_file, "rb") as f:
        secret = f.read().strip()
    with open(passphrase_file, "rb") as f:
        passphrase = f.read().strip()
    named = eap_hierarchy(list(msks(radius_pcap, secret))[-1], octets(mac), octets(bsid),
                          list(pkm_answers(air_pcap)), bool(unproven))
    named["PASSPHRASE"] = passphrase
    save(named, out)


if __name__ == "__main__":
    if sys.argv[1] == "refused":
        refused(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1] == "rsa":
        rsa(*sys.argv[2:])
    else:
        main()
