#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Build vectors.json (and optionally a sample pcap) of wman.

usage:
  make_vectors.py                 check everything, write vectors.json next to this file
  make_vectors.py --pcap OUT      also write a pcap of MAC-to-MAC Ethernet frames

Every primitive is computed by two separate code bases and compared:
  A = python "cryptography" (OpenSSL), B = PyCryptodome (or the pure Python below).
Some results are compared a third time with the openssl command line.
"""
import hashlib, hmac as pyhmac, json, os, struct, subprocess, sys, zlib

from cryptography.hazmat.primitives import cmac as c_cmac, hashes as c_hashes, keywrap as c_keywrap
from cryptography.hazmat.primitives import hmac as c_hmac
from cryptography.hazmat.primitives.asymmetric import padding as c_padding, rsa as c_rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from Cryptodome.Cipher import AES as B_AES, DES as B_DES, PKCS1_OAEP as B_OAEP
from Cryptodome.Hash import CMAC as B_CMAC, HMAC as B_HMAC, SHA1 as B_SHA1
from Cryptodome.PublicKey import RSA as B_RSA
from Cryptodome.Signature import pkcs1_15 as B_PKCS1

CHECKS = [0]


def same(a, b, what):
    CHECKS[0] += 1
    if a != b:
        raise SystemExit("MISMATCH %s\n A=%r\n B=%r" % (what, a, b))
    return a


def ossl(args, data=b""):
    return subprocess.run(["openssl"] + args, input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=True).stdout


# ---------------------------------------------------------------- primitives
def aes_ecb(key, data):
    e = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    a = e.update(data) + e.finalize()
    return same(a, B_AES.new(key, B_AES.MODE_ECB).encrypt(data), "aes-ecb")


def aes_cmac(key, data):
    c = c_cmac.CMAC(algorithms.AES(key))
    c.update(data)
    a = c.finalize()
    b = B_CMAC.new(key, ciphermod=B_AES)
    b.update(data)
    return same(a, b.digest(), "cmac")


def sha1(data):
    h = c_hashes.Hash(c_hashes.SHA1())
    h.update(data)
    return same(hashlib.sha1(data).digest(), h.finalize(), "sha1")


def hmac_sha1(key, data):
    b = B_HMAC.new(key, digestmod=B_SHA1)
    b.update(data)
    return same(pyhmac.new(key, data, hashlib.sha1).digest(), b.digest(), "hmac-sha1")


def ccm(key, nonce, plain, aad=b"", m=8):
    a = AESCCM(key, tag_length=m).encrypt(nonce, plain, aad)
    c = B_AES.new(key, B_AES.MODE_CCM, nonce=nonce, mac_len=m)
    c.update(aad)
    ct, tag = c.encrypt_and_digest(plain)
    return same(a, ct + tag, "ccm")


def rfc3394_wrap(kek, plain):
    n = len(plain) // 8
    a = b"\xa6" * 8
    r = [plain[8 * i:8 * i + 8] for i in range(n)]
    e = B_AES.new(kek, B_AES.MODE_ECB)
    for j in range(6):
        for i in range(n):
            x = e.encrypt(a + r[i])
            a = (int.from_bytes(x[:8], "big") ^ (n * j + i + 1)).to_bytes(8, "big")
            r[i] = x[8:]
    return same(c_keywrap.aes_key_wrap(kek, plain), a + b"".join(r), "rfc3394")


def tdes_ede_2key(k1, k2, block, k3_is_k1=True):
    e1, d2 = B_DES.new(k1, B_DES.MODE_ECB), B_DES.new(k2, B_DES.MODE_ECB)
    b = e1.encrypt(d2.decrypt(e1.encrypt(block)))
    e = Cipher(algorithms.TripleDES(k1 + k2 + k1), modes.ECB()).encryptor()
    return same(e.update(block) + e.finalize(), b, "3des-ede")


def cbc_residual(bs, enc, iv, plain):
    """CBC with residual termination block processing (802.16 7.5.1)."""
    out, prev = b"", iv
    full = len(plain) // bs * bs
    for i in range(0, full, bs):
        prev = enc(bytes(x ^ y for x, y in zip(plain[i:i + bs], prev)))
        out += prev
    tail = plain[full:]
    if tail:
        ks = enc(prev)  # prev is the IV itself when there is no full block
        out += bytes(x ^ y for x, y in zip(tail, ks))
    return out


def crc8_hcs(data):
    c = 0
    for x in data:
        c ^= x
        for _ in range(8):
            c = ((c << 1) ^ 0x07) & 0xff if c & 0x80 else (c << 1) & 0xff
    return c


def crc32_msb(data):
    c = 0xffffffff
    for x in data:
        c ^= x << 24
        for _ in range(8):
            c = ((c << 1) ^ 0x04c11db7) & 0xffffffff if c & 0x80000000 else (c << 1) & 0xffffffff
    return (c ^ 0xffffffff).to_bytes(4, "big")


def crc32_8023(data):
    return zlib.crc32(data).to_bytes(4, "little")


# ---------------------------------------------------------------- key hierarchy
def trunc(x, bits):
    """Truncate(x, y): the right-most y bits."""
    return x[-(bits // 8):]


def kdf(key, astring, bits, mode="cmac"):
    r, i = b"", 0
    if mode == "cmac":
        kin = trunc(key, 128)
        while i <= (bits - 1) // 128:
            r += aes_cmac(kin, struct.pack(">I", i) + astring + struct.pack(">I", bits))
            i += 1
    else:
        kin = trunc(key, 160)
        while i <= (bits - 1) // 160:
            r += sha1(struct.pack(">I", i) + astring + struct.pack(">I", bits) + kin)
            i += 1
    return trunc(r, bits)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


class Ctx:
    """All keys that follow from one AK."""
    def __init__(self, ak, sn, ms, bs, mode="cmac", key_count=0, edition=2009):
        self.ak, self.sn, self.ms, self.bs, self.mode = ak, sn, ms, bs, mode
        self.akid = kdf(ak, bytes([sn & 0x0f]) + ms + bs + b"AK", 64, mode)
        if mode == "cmac":
            k = kdf(ak, ms + bs + b"CMAC_KEYS+KEK", 384, mode)
            self.pre_u, self.pre_d, self.kek = k[:16], k[16:32], k[32:]
            if edition == 2005:
                self.cmac_u, self.cmac_d = self.pre_u, self.pre_d
            else:
                blk = bytes(14) + struct.pack(">H", key_count)
                self.cmac_u, self.cmac_d = aes_ecb(self.pre_u, blk), aes_ecb(self.pre_d, blk)
        else:
            k = kdf(ak, ms + bs + b"HMAC_KEYS+KEK", 448, mode)
            self.hmac_u, self.hmac_d, self.kek = k[:20], k[20:40], k[40:]

    def cmac_value(self, direction, pn, cid, msg):
        key = self.cmac_u if direction == "U" else self.cmac_d
        return trunc(aes_cmac(key, self.akid + struct.pack(">IHH", pn, cid, 0) + msg), 64)


# ---------------------------------------------------------------- encoding
def tlv(t, v):
    n = len(v)
    if n < 128:
        return bytes([t, n]) + v
    if n < 256:
        return bytes([t, 0x81, n]) + v
    return bytes([t, 0x82]) + struct.pack(">H", n) + v


def pkm(mtype, code, ident, *attrs):
    return bytes([mtype, code, ident]) + b"".join(attrs)


def with_cmac_attr(ctx, direction, pn, cid, msg):
    return msg + tlv(40, struct.pack(">I", pn) + ctx.cmac_value(direction, pn, cid, msg))


def with_cmac_tuple(ctx, direction, pn, cid, msg):
    return msg + tlv(141, bytes([ctx.sn]) + struct.pack(">I", pn) + ctx.cmac_value(direction, pn, cid, msg))


def gmh(cid, length, ec=0, typ=0, esf=0, ci=0, eks=0):
    h = bytes([ec << 6 | typ, esf << 7 | ci << 6 | eks << 4 | length >> 8, length & 0xff]) + struct.pack(">H", cid)
    return h + bytes([crc8_hcs(h)])


def pdu_clear(cid, payload, ci=1, typ=0, crc=crc32_msb):
    h = gmh(cid, 6 + len(payload) + 4 * ci, 0, typ, 0, ci)
    p = h + payload
    return p + crc(p) if ci else p


def pdu_ccm(cid, payload, tek, pn, eks, ci=1, typ=0, crc=crc32_msb):
    h = gmh(cid, 6 + 4 + len(payload) + 8 + 4 * ci, 1, typ, 0, ci, eks)
    pnf = struct.pack("<I", pn)
    p = h + pnf + ccm(tek, h[:5] + bytes(4) + pnf, payload)
    return p + crc(p) if ci else p


def m2m(seq, frame, burst, dst, src, ver=2):
    t = [tlv(1, bytes([ver])), tlv(2, frame.to_bytes(3, "big")), tlv(3, b"\x01"), tlv(4, b"\x00"), tlv(5, b"\x01"),
         tlv(9, burst)]
    return dst + src + b"\x08\xf0" + struct.pack(">HH", seq, len(t)) + b"".join(t)


def H(x):
    return x.hex()


def U(s):
    return bytes.fromhex(s.replace(" ", ""))


def main():
    V = {"format": "hex strings are octets in transmission order; integers are plain JSON numbers",
         "published": {}, "computed": {}}
    P, C = V["published"], V["computed"]

    # ---- published: primitives
    k = U("2b7e151628aed2a6abf7158809cf4f3c")
    m = U("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
    P["rfc4493_aes_cmac"] = {"source": "RFC 4493 section 4", "key": H(k), "cases": []}
    for n, want in ((0, "bb1d6929e95937287fa37d129b756746"), (16, "070a16b46b4d4144f79bdd9dd04a287c"),
                    (40, "dfa66747de9ae63030ca32611497c827"), (64, "51f0bebf7e3b9d92fc49741779363cfe")):
        same(aes_cmac(k, m[:n]), U(want), "rfc4493")
        P["rfc4493_aes_cmac"]["cases"].append({"msg": H(m[:n]), "mac": want})
    kek, kd = U("000102030405060708090a0b0c0d0e0f"), U("00112233445566778899aabbccddeeff")
    w = U("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5")
    same(rfc3394_wrap(kek, kd), w, "rfc3394 4.1")
    P["rfc3394_4_1"] = {"source": "RFC 3394 section 4.1", "kek": H(kek), "key": H(kd), "wrapped": H(w)}
    key, nonce = bytes(range(0xc0, 0xd0)), U("00000003020100a0a1a2a3a4a5")
    out = ccm(key, nonce, bytes(range(8, 31)), bytes(range(8)))
    same(out, U("588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0"), "rfc3610 pv1")
    P["rfc3610_pv1"] = {"source": "RFC 3610 section 8, packet vector 1 (has AAD; 802.16 uses none)", "key": H(key),
                        "nonce": H(nonce), "aad": H(bytes(range(8))), "plain": H(bytes(range(8, 31))), "out": H(out)}
    d = hmac_sha1(b"\x0b" * 20, b"Hi There")
    same(H(d), "b617318655057264e28bc0b6fb378c8ef146be00", "rfc2202 1")
    P["rfc2202_hmac_sha1_1"] = {"source": "RFC 2202 section 3, case 1", "key": "0b" * 20, "msg": H(b"Hi There"), "mac": H(d)}
    same(crc32_msb(b"123456789"), U("fc891918"), "crc32 msb check")
    same(crc32_8023(b"123456789"), U("2639f4cb"), "crc32 802.3 check")

    # ---- published: 802.16 AES-CCM examples
    P["dot16_ccm_examples"] = {"source": "IEEE 802.16-2004/Cor1-2005 and 802.16e-2005, 7.5.1.2.4 (inputs and part "
                               "of the outputs recalled, all octets below computed)", "cases": []}
    for tek, pn, hdr, pl, ct, crc in (
            ("d50e18a844ac5bf38e4cd72d9b0942e5", 0x2157f6bc, "40401a06c45a", bytes(range(4)),
             "e75536c827a8d71b432ca548", "cbb65f48"),
            ("b74eb0e4f81ad63d121b7e9aeccd268f", 0x78d07d08, "4040377eb2c7", bytes(range(33)),
             "713fb122b9734fdbfd682ead9dca9f441f62fe0f4a2c45b553173d665b2d53c1b3e7e48d2db761cf94", "921b3241")):
        h, tek = U(hdr), U(tek)
        same(bytes([crc8_hcs(h[:5])]), h[5:], "hcs")
        pnf = struct.pack("<I", pn)
        nonce = h[:5] + bytes(4) + pnf
        same(ccm(tek, nonce, pl), U(ct), "dot16 ccm")
        pdu = h + pnf + U(ct)
        same(crc32_8023(pdu), U(crc), "example crc")
        same(pdu_ccm(struct.unpack(">H", h[3:5])[0], pl, tek, pn, 0, crc=crc32_8023), pdu + U(crc), "pdu builder")
        P["dot16_ccm_examples"]["cases"].append(
            {"tek": H(tek), "pn": pn, "gmh_after": hdr, "payload": H(pl), "nonce": H(nonce), "pn_field": H(pnf),
             "cipher_and_icv": ct, "crc_in_example_802_3_order": crc, "crc_ofdma_msb_first": H(crc32_msb(pdu)),
             "whole_pdu_as_in_example": H(pdu + U(crc))})

    # ---- published: field traces of the key hierarchy
    P["dot16_key_hierarchy_field"] = {
        "source": "two traces kept as comments in a public WiMAX AK-recovery utility (C source, Dot16KDF plus OpenSSL); "
                  "MAC mode CMAC, CMAC_KEY_COUNT 0, AK SN 0", "cases": []}
    for msk, ms, bs, ak, akid, cu, cd, kek_ in (
            ("d15887db8e5c55502cf7e518c621aa87be93c4941909f8538c49f75e2ea40861a190fd3ad8fc3039af5572ddf43ce2ccb56bf2f1862c2aac724c20db437d62ad",
             "00ed04a5105b", "0000bb020003", "cae0de08e027acb5198ae78c2a2d78ab9945ce74", "c056432d94074994", None, None, None),
            ("3d8bfc43c8004afb0ff83b6a30ee7d6cbf93b076b93653e9627fe47aef9cb384caa55b812aad2d7de554cf9eea8487a0f6f4b35fbddb2f232b771d2f71fdda94",
             "001b11c9d50c", "000000000005", "d7eaa9683c377b76a2385b8454b57ae7c9ad3224", "3b7e354a44b25806",
             "f6eed12d93c37271bdb384449cb62467", "c0f5e67ca3b7e3c31de4222a25836b2b", "e09389b8f3391dfec8a99af41da147b9")):
        msk, ms, bs = U(msk), U(ms), U(bs)
        pmk = trunc(msk, 160)
        same(kdf(pmk, ms + bs + b"AK", 160), U(ak), "field AK")
        c = Ctx(U(ak), 0, ms, bs)
        same(H(c.akid), akid, "field AKID")
        e = {"msk": H(msk), "pmk": H(pmk), "ms_mac": H(ms), "bsid": H(bs), "ak_sn": 0, "ak": ak, "akid": akid}
        if cu:
            same((H(c.cmac_u), H(c.cmac_d), H(c.kek)), (cu, cd, kek_), "field keys")
            e.update({"cmac_key_count": 0, "cmac_key_u": cu, "cmac_key_d": cd, "kek": kek_})
        P["dot16_key_hierarchy_field"]["cases"].append(e)

    # ---- computed: framing
    C["hcs"] = [{"header5": h, "hcs": "%02x" % crc8_hcs(U(h))} for h in
                ("0040170001", "404014027f", "00400a06c4", "0000000000", "8000640141", "ffffffffff")]
    C["crc32"] = {"msg": H(b"123456789"), "ofdma_msb_first_field": H(crc32_msb(b"123456789")),
                  "ethernet_order_field": H(crc32_8023(b"123456789"))}

    # ---- computed: PKMv1
    ak = bytes(range(0x10, 0x24))
    KP, HD, HU = b"\x53" * 64, b"\x3a" * 64, b"\x5c" * 64
    kek1, hd, hu = sha1(KP + ak)[:16], sha1(HD + ak), sha1(HU + ak)
    same(ossl(["dgst", "-sha1", "-binary"], KP + ak)[:16], kek1, "openssl sha1")
    tek8 = U("0123456789abcdef")
    tek16 = bytes(range(0x80, 0x90))
    msg = pkm(9, 7, 0x22, tlv(10, b"\x05"), tlv(12, b"\x00\x01"))
    C["pkmv1"] = {
        "ak": H(ak), "kek": H(kek1), "hmac_key_d": H(hd), "hmac_key_u": H(hu),
        "tek_des": H(tek8), "tek_des_3des_wrapped": H(tdes_ede_2key(kek1[:8], kek1[8:], tek8)),
        "tek_aes": H(tek16), "tek_aes_ecb_wrapped": H(aes_ecb(kek1, tek16)), "tek_aes_keywrapped": H(rfc3394_wrap(kek1, tek16)),
        "key_request": {"ak_sn": 5, "identifier": 0x22, "said": 1, "digest_input": H(msg), "hmac_digest": H(hmac_sha1(hu, msg)),
                        "message": H(msg + tlv(11, hmac_sha1(hu, msg)))}}
    same(ossl(["enc", "-des-ede", "-nopad", "-K", H(kek1)], tek8), U(C["pkmv1"]["tek_des_3des_wrapped"]), "openssl des-ede")

    # ---- computed: Dot16KDF, both modes, several sizes
    ms, bs = U("020000000001"), U("0a0b0c0d0e0f")
    C["dot16kdf"] = []
    for mode in ("cmac", "sha1"):
        for bits in (64, 128, 160, 256, 320, 384, 448):
            key = bytes(range(1, 33))
            C["dot16kdf"].append({"mode": mode, "key": H(key), "astring": H(ms + bs + b"TEST"), "bits": bits,
                                  "out": H(kdf(key, ms + bs + b"TEST", bits, mode))})

    # ---- computed: key hierarchy for every authorization policy
    msk1 = hashlib.sha512(b"msk one").digest()
    msk2 = hashlib.sha512(b"msk two").digest()
    prepak = hashlib.sha256(b"pre-PAK").digest()
    C["authorization"] = {"ms_mac": H(ms), "bsid": H(bs), "msk1": H(msk1), "msk2": H(msk2), "pre_pak": H(prepak), "modes": {}}
    for mode in ("cmac", "sha1"):
        ep = kdf(prepak, ms + bs + b"EIK+PAK", 320, mode)
        eik_pak, pak = ep[:20], ep[20:]
        pmk = trunc(msk1, 160)
        em = trunc(msk1, 320)
        eik_pmk, pmk_d = em[:20], em[20:]
        pmk2 = trunc(msk2, 160)
        same(pmk, pmk_d, "pmk overlap")
        A = ms + bs
        aks = {"rsa_only": kdf(pak, A + pak + b"AK", 160, mode), "eap_only": kdf(pmk, A + b"AK", 160, mode),
               "rsa_then_eap": kdf(xor(pak, pmk), A + pak + b"AK", 160, mode),
               "eap_then_eap": kdf(xor(pmk, pmk2), A + b"AK", 160, mode)}
        if mode == "cmac":
            ek = kdf(eik_pak, A + b"CMAC_KEYS", 256, mode)
            eks = {"cmac_key_u": H(ek[:16]), "cmac_key_d": H(ek[16:])}
        else:
            ek = kdf(eik_pak, A + b"HMAC_KEYS", 320, mode)
            eks = {"hmac_key_u": H(ek[:20]), "hmac_key_d": H(ek[20:])}
        res = {"eik_from_pre_pak": H(eik_pak), "pak": H(pak), "pmk": H(pmk), "eik_from_msk1": H(eik_pmk), "pmk2": H(pmk2),
               "keys_from_eik_of_pre_pak": eks, "ak": {n: H(v) for n, v in aks.items()}, "from_ak_eap_only": []}
        for sn in (0, 1, 5, 15):
            c = Ctx(aks["eap_only"], sn, ms, bs, mode)
            res["from_ak_eap_only"].append({"ak_sn": sn, "akid": H(c.akid)})
        c = Ctx(aks["eap_only"], 1, ms, bs, mode)
        if mode == "cmac":
            res["cmac_prekey_u"], res["cmac_prekey_d"], res["kek"] = H(c.pre_u), H(c.pre_d), H(c.kek)
            res["by_key_count"] = []
            for n in (0, 1, 2, 0x1234, 0xffff):
                x = Ctx(aks["eap_only"], 1, ms, bs, mode, n)
                res["by_key_count"].append({"cmac_key_count": n, "cmac_key_u": H(x.cmac_u), "cmac_key_d": H(x.cmac_d)})
        else:
            res["hmac_key_u"], res["hmac_key_d"], res["kek"] = H(c.hmac_u), H(c.hmac_d), H(c.kek)
        gkek = bytes(range(0x40, 0x50))
        res["group"] = {"gkek": H(gkek)}
        if mode == "cmac":
            res["group"]["cmac_key_gd"] = H(kdf(gkek, b"GROUP CMAC KEY", 128, mode))
        else:
            res["group"]["hmac_key_gd_from_128_bit_gkek"] = H(kdf(gkek, b"GROUP HMAC KEY", 160, mode))
        mak, mgtek = bytes(range(0x60, 0x74)), bytes(range(0x74, 0x84))
        res["mbs"] = {"mak": H(mak), "mgtek": H(mgtek), "mtk": H(kdf(mak, mgtek + b"MTK", 128, mode))}
        C["authorization"]["modes"][mode] = res

    # ---- computed: a whole PKMv2 exchange, CMAC mode, 2009 edition, key count 0
    basic, prim, tcid = 0x0001, 0x0141, 0x1234
    sn = 1
    ctx = Ctx(U(C["authorization"]["modes"]["cmac"]["ak"]["eap_only"]), sn, ms, bs)
    bsr, msr = U("b1b2b3b4b5b6b7b8"), U("a1a2a3a4a5a6a7a8")
    snp = tlv(25, tlv(1, b"\x02") + tlv(2, b"\x02") + tlv(3, b"\x20") + tlv(4, struct.pack(">H", 128)) + tlv(5, b"\x01") + tlv(6, b"\x03"))
    suite = U("020104")
    ex, cap, seq = [], [], [0]

    def add(name, direction, cid, pn, body, note=""):
        full = with_cmac_attr(ctx, direction, pn, cid, body) if pn is not None else body
        p = pdu_clear(cid, full)
        ex.append({"name": name, "direction": direction, "cid": cid, "cmac_pn": pn, "message": H(full), "pdu_with_ofdma_crc": H(p),
                   "cmac_input_header": None if pn is None else H(ctx.akid + struct.pack(">IHH", pn, cid, 0))})
        cap.append((direction, p, name))
        return full

    add("EAP-Start", "U", prim, None, pkm(9, 17, 1))
    add("EAP-Transfer (EAP Request/Identity)", "D", prim, None, pkm(10, 18, 0, tlv(28, U("0101000501"))))
    add("EAP-Transfer (EAP Response/Identity)", "U", prim, None, pkm(9, 18, 2, tlv(28, b"\x02\x01\x00\x0e\x01user@test")))
    add("SA-TEK-Challenge", "D", prim, 1, pkm(10, 20, 0, tlv(34, bsr), tlv(10, bytes([sn])), tlv(45, ctx.akid), tlv(9, struct.pack(">I", 86400))))
    add("SA-TEK-Request", "U", prim, 1, pkm(9, 21, 3, tlv(33, msr), tlv(34, bsr), tlv(10, bytes([sn])), tlv(45, ctx.akid),
                                            tlv(19, tlv(21, tlv(20, suite))), snp,
                                            tlv(27, b"".join(tlv(t, struct.pack(">I", v)) for t, v in
                                                             ((1, 10), (2, 10), (3, 600), (4, 1), (5, 1), (6, 3600), (7, 60))))))
    sad = tlv(23, tlv(12, struct.pack(">H", basic)) + tlv(24, b"\x00") + tlv(20, suite))
    sad2 = tlv(23, tlv(12, b"\x20\x01") + tlv(24, b"\x01") + tlv(31, b"\x00") + tlv(20, suite))
    add("SA-TEK-Response", "D", prim, 2, pkm(10, 22, 3, tlv(33, msr), tlv(34, bsr), tlv(10, bytes([sn])), tlv(45, ctx.akid), sad, sad2, snp))
    nonce = U("1122334455667788")
    add("Key-Request", "U", prim, 2, pkm(9, 23, 4, tlv(10, bytes([sn])), tlv(12, struct.pack(">H", basic)), tlv(29, nonce)))
    tek_old, tek_new = bytes(range(0xa0, 0xb0)), bytes(range(0xb0, 0xc0))

    def tekp(tek, life, ksn):
        return tlv(13, tlv(8, rfc3394_wrap(ctx.kek, tek)) + tlv(9, struct.pack(">I", life)) + tlv(10, bytes([ksn])))

    add("Key-Reply", "D", prim, 3, pkm(10, 24, 4, tlv(10, bytes([sn])), tlv(12, struct.pack(">H", basic)), tekp(tek_old, 21600, 0),
                                       tekp(tek_new, 43200, 1), tlv(29, nonce)))
    add("Key-Reject", "D", prim, 4, pkm(10, 25, 5, tlv(10, bytes([sn])), tlv(12, b"\x20\x01"), tlv(16, b"\x02"), tlv(6, b"no such SAID\0"), tlv(29, nonce)))
    add("SA-Addition", "D", prim, 5, pkm(10, 26, 0, tlv(10, bytes([sn])), tlv(23, tlv(12, b"\x20\x02") + tlv(24, b"\x02") + tlv(31, b"\x00") + tlv(20, suite))))
    add("TEK-Invalid", "D", prim, 6, pkm(10, 27, 0, tlv(10, bytes([sn])), tlv(12, struct.pack(">H", basic)), tlv(16, b"\x04")))
    gkek, gtek = bytes(range(0x40, 0x50)), bytes(range(0x50, 0x60))
    gsaid = U("2003")
    add("Group-Key-Update-Command (GKEK update mode)", "D", prim, 7,
        pkm(10, 28, 0, tlv(10, bytes([sn])), tlv(12, gsaid), tlv(41, b"\x00"), tlv(42, b"\x00\x01"),
            tlv(47, tlv(43, rfc3394_wrap(ctx.kek, gkek)) + tlv(9, struct.pack(">I", 86400)) + tlv(10, b"\x01"))))
    body = pkm(10, 28, 0, tlv(12, gsaid), tlv(41, b"\x01"), tlv(42, b"\x00\x02"),
               tlv(13, tlv(8, rfc3394_wrap(gkek, gtek)) + tlv(9, struct.pack(">I", 43200)) + tlv(10, b"\x01") + tlv(46, b"\x01")))
    gk = kdf(gkek, b"GROUP CMAC KEY", 128)
    C["group_key_update_gtek_mode"] = {"cmac_key_gd": H(gk), "gkek": H(gkek), "gtek": H(gtek), "gtek_wrapped": H(rfc3394_wrap(gkek, gtek)),
                                       "body_without_digest": H(body)}
    C["pkmv2_exchange"] = {"ms_mac": H(ms), "bsid": H(bs), "basic_cid": basic, "primary_cid": prim, "ak": H(ctx.ak), "ak_sn": sn, "akid": H(ctx.akid),
                           "cmac_key_count": 0, "cmac_key_u": H(ctx.cmac_u), "cmac_key_d": H(ctx.cmac_d), "kek": H(ctx.kek),
                           "bs_random": H(bsr), "ms_random": H(msr), "tek_old": H(tek_old), "tek_new": H(tek_new), "messages": ex}

    # ---- computed: traffic, AES-CCM up and down
    ip = U("45000014000100004011b6e80a0000010a000002")
    C["traffic_ccm"] = []
    for name, d, pn, eks, tek in (("downlink first PDU", "D", 1, 0, tek_old), ("uplink first PDU", "U", 0x80000001, 0, tek_old),
                                  ("downlink, new TEK", "D", 1, 1, tek_new), ("uplink last usable PN", "U", 0xfffffffe, 1, tek_new)):
        p = pdu_ccm(tcid, ip, tek, pn, eks)
        C["traffic_ccm"].append({"name": name, "direction": d, "cid": tcid, "tek": H(tek), "eks": eks, "pn_field_value": pn, "payload": H(ip),
                                 "nonce": H(p[:5] + bytes(4) + p[6:10]), "pdu": H(p)})
        cap.append((d, p, name))
    # CCM spelled out block by block, with AES-ECB only (third implementation)
    p = U(C["traffic_ccm"][0]["pdu"])
    nonce = U(C["traffic_ccm"][0]["nonce"])
    b0 = b"\x19" + nonce + struct.pack(">H", len(ip))
    x = aes_ecb(tek_old, b0)
    blocks = [ip[i:i + 16].ljust(16, b"\0") for i in range(0, len(ip), 16)]
    for b in blocks:
        x = aes_ecb(tek_old, xor(x, b))
    s = [aes_ecb(tek_old, b"\x01" + nonce + struct.pack(">H", i)) for i in range(len(blocks) + 1)]
    ct = xor(ip, b"".join(s[1:])) + xor(x[:8], s[0][:8])
    same(ct, p[10:-4], "manual ccm")
    C["ccm_internals_of_first_downlink_pdu"] = {"b0": H(b0), "cbc_mac_first_8": H(x[:8]), "s0": H(s[0]), "s1": H(s[1]), "icv": H(ct[-8:])}

    # ---- computed: other ciphers
    iv8, iv16 = U("1032547698badcfe"), bytes(range(0xe0, 0xf0))
    des = B_DES.new(tek8, B_DES.MODE_ECB).encrypt
    aes = B_AES.new(tek16, B_AES.MODE_ECB).encrypt
    C["cbc_residual"] = []
    for name, bsz, enc, iv, key in (("des-cbc", 8, des, iv8, tek8), ("aes-cbc", 16, aes, iv16, tek16)):
        for n in (3, bsz, bsz + 5, 3 * bsz):
            pt = bytes((i * 7 + 1) & 0xff for i in range(n))
            o = cbc_residual(bsz, enc, iv, pt)
            if n % bsz == 0:
                al = algorithms.TripleDES(key * 3) if bsz == 8 else algorithms.AES(key)
                e = Cipher(al, modes.CBC(iv)).encryptor()
                same(o, e.update(pt) + e.finalize(), "cbc")
            C["cbc_residual"].append({"cipher": name, "key": H(key), "iv": H(iv), "plain": H(pt), "cipher_text": H(o)})
    roc, fn = 0x5a, 0x123456
    n32 = bytes([roc]) + fn.to_bytes(3, "big")
    ks = b"".join(aes_ecb(tek16, (int.from_bytes(n32 * 4, "big") + i).to_bytes(16, "big")) for i in range(3))
    pt = bytes(range(40))
    e = Cipher(algorithms.AES(tek16), modes.CTR(n32 * 4)).encryptor()
    same(xor(pt, ks), e.update(pt), "ctr")
    C["mbs_ctr"] = {"key": H(tek16), "roc": roc, "frame_number": fn, "initial_counter": H(n32 * 4), "plain": H(pt),
                    "payload_field": H(bytes([roc]) + xor(pt, ks)), "note": "nonce order ROC|frame number is a recommended decision"}

    # ---- computed: RSA (deterministic key)
    class Drbg:
        def __init__(self, seed):
            self.s, self.n, self.buf = seed, 0, b""

        def __call__(self, n):
            while len(self.buf) < n:
                self.buf += hashlib.sha256(self.s + struct.pack(">Q", self.n)).digest()
                self.n += 1
            r, self.buf = self.buf[:n], self.buf[n:]
            return r
    rk = B_RSA.generate(1024, randfunc=Drbg(b"dot16 ms key"), e=65537)
    ck = c_rsa.RSAPrivateNumbers(rk.p, rk.q, rk.d, rk.d % (rk.p - 1), rk.d % (rk.q - 1), pow(rk.q, -1, rk.p),
                                 c_rsa.RSAPublicNumbers(rk.e, rk.n)).private_key()
    oaep = c_padding.OAEP(c_padding.MGF1(c_hashes.SHA1()), c_hashes.SHA1(), None)
    R = {"n": "%x" % rk.n, "e": rk.e, "d": "%x" % rk.d, "p": "%x" % rk.p, "q": "%x" % rk.q}
    for name, pt in (("pkmv1_auth_key", ak), ("pkmv2_pre_pak_and_ms_mac", prepak + ms)):
        ctx_ = B_OAEP.new(rk, hashAlgo=B_SHA1, randfunc=Drbg(name.encode())).encrypt(pt)
        same(ck.decrypt(ctx_, oaep), pt, "oaep")
        R[name] = {"plain": H(pt), "oaep_sha1": H(ctx_)}
    smsg = pkm(9, 13, 7, tlv(33, msr), tlv(12, struct.pack(">H", basic)))
    sig = B_PKCS1.new(rk).sign(B_SHA1.new(smsg))
    same(ck.sign(smsg, c_padding.PKCS1v15(), c_hashes.SHA1()), sig, "rsa sig")
    R["signature_rsassa_pkcs1_v1_5_sha1"] = {"signed_octets": H(smsg), "signature": H(sig)}
    C["rsa"] = R

    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "vectors.json"), "w") as f:
        json.dump(V, f, indent=1)
        f.write("\n")
    print("%d comparisons agree; vectors.json written" % CHECKS[0])

    if "--pcap" in sys.argv:
        # network entry messages around the PKM exchange
        def T(body, d, cid, pn):
            return with_cmac_tuple(ctx, d, pn, cid, body)
        sf = tlv(1, struct.pack(">I", 1)) + tlv(2, struct.pack(">H", tcid)) + tlv(5, b"\x07") + tlv(11, b"\x02") + tlv(17, struct.pack(">H", basic)) + tlv(28, b"\x01")
        more = [
            ("U", 0x0000, bytes([4, 0]) + tlv(2, ms) + tlv(148, b"\x05"), "RNG-REQ"),
            ("D", 0x0000, bytes([5, 0]) + tlv(1, struct.pack(">i", 0)) + tlv(4, b"\x03") + tlv(8, ms) + tlv(9, struct.pack(">H", basic)) + tlv(10, struct.pack(">H", prim)), "RNG-RSP"),
            ("U", basic, bytes([26]) + tlv(1, b"\x00") + tlv(4, b"\x02") + tlv(150, b"\x08") + snp, "SBC-REQ"),
            ("D", basic, bytes([27]) + tlv(1, b"\x00") + tlv(4, b"\x02") + tlv(150, b"\x08") + snp, "SBC-RSP"),
            ("U", prim, T(bytes([6]) + tlv(2, b"\x00") + tlv(6, b"\x00\x10") + tlv(7, b"\x00\x0a") + tlv(12, b"\x01"), "U", prim, 9), "REG-REQ"),
            ("D", prim, T(bytes([7, 0]) + tlv(2, b"\x00") + tlv(6, b"\x00\x10") + tlv(7, b"\x00\x0a"), "D", prim, 9), "REG-RSP"),
            ("D", prim, T(bytes([11]) + b"\x80\x01" + tlv(146, sf), "D", prim, 10), "DSA-REQ"),
            ("U", prim, T(bytes([12]) + b"\x80\x01\x00" + tlv(146, tlv(1, struct.pack(">I", 1))), "U", prim, 10), "DSA-RSP"),
            ("D", prim, T(bytes([13]) + b"\x80\x01\x00", "D", prim, 11), "DSA-ACK"),
            ("D", basic, T(bytes([29, 3]), "D", basic, 12), "DREG-CMD"),
            ("D", basic, T(bytes([25]), "D", basic, 13), "RES-CMD"),
        ]
        frames = []
        for d, cid, body, name in more[:4]:
            frames.append((d, pdu_clear(cid, body), name))
        frames += cap[:-4]
        for d, cid, body, name in more[4:]:
            frames.append((d, pdu_clear(cid, body), name))
        frames += cap[-4:]
        frames.append(("D", pdu_clear(tcid, ip), "clear IPv4 data"))
        # one long message, fragmented over two PDUs (fragmentation subheader, 3-bit FSN) on the primary CID
        big = pkm(10, 18, 9, tlv(28, b"\x01\x09" + struct.pack(">H", 300) + b"\x0d" + bytes(295)))
        for i, (fc, part) in enumerate(((2, big[:150]), (1, big[150:]))):
            frames.append(("D", pdu_clear(prim, bytes([fc << 6 | i << 3]) + part, typ=4), "fragment %d" % i))
        # the same with the extended type (11-bit FSN, 2-octet subheader), ARQ off
        for i, (fc, part) in enumerate(((2, big[:150]), (1, big[150:]))):
            frames.append(("D", pdu_clear(prim, struct.pack(">H", fc << 14 | i << 3) + part, typ=0x0c), "ext fragment %d" % i))
        out = sys.argv[sys.argv.index("--pcap") + 1]
        with open(out, "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for i, (d, p, name) in enumerate(frames):
                src, dst = (bs, ms) if d == "D" else (ms, bs)
                fr = m2m(i, i, p, dst, src)
                f.write(struct.pack("<IIII", 1000 + i, 0, len(fr), len(fr)) + fr)
        print("%d frames in the pcap" % len(frames))
        with open(out + ".txt", "w") as f:
            for i, (d, p, name) in enumerate(frames):
                f.write("%d %s %s\n" % (i + 1, d, name))


main()
