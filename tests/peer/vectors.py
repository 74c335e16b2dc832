#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Holds the base station's own arithmetic against vectors.json before it judges anybody."""

import json
import pathlib
import sys

from frame import Pdu, crc32, hcs, parse, pdus
from keys import Ak, Tek, kdf


def octets(text):
    return bytes.fromhex(text)


def keys(vectors):
    """(what, computed, wanted) of the key hierarchy."""
    for row in vectors["dot16kdf"]:
        mode = "cmac" if row["mode"] == "cmac" else "hmac"
        yield "KDF %(mode)s %(bits)d" % row, kdf(mode, octets(row["key"]), octets(row["astring"]),
                                                row["bits"]), octets(row["out"])
    root = vectors["authorization"]
    station, bsid, msk = (octets(root[name]) for name in ("ms_mac", "bsid", "msk1"))
    for mode, name in (("cmac", "cmac"), ("hmac", "sha1")):
        rows = root["modes"][name]
        for row in rows["from_ak_eap_only"]:
            ak = Ak(mode, 2009, station, bsid, msk, row["ak_sn"])
            yield "AKID %s" % mode, ak.akid, octets(row["akid"])
            yield "KEK %s" % mode, ak.kek, octets(rows["kek"])
    rows = root["modes"]["cmac"]
    for row in rows["by_key_count"]:
        ak = Ak("cmac", 2009, station, bsid, msk, 0, row["cmac_key_count"])
        yield "CMAC keys", ak.up + ak.down, octets(row["cmac_key_u"] + row["cmac_key_d"])
    ak = Ak("cmac", 2005, station, bsid, msk, 0)
    yield "edition 2005", ak.up + ak.down, octets(rows["cmac_prekey_u"] + rows["cmac_prekey_d"])
    ak, rows = Ak("hmac", 2009, station, bsid, msk, 0), root["modes"]["sha1"]
    yield "HMAC keys", ak.up + ak.down, octets(rows["hmac_key_u"] + rows["hmac_key_d"])


def messages(vectors):
    """Every message of the entry, digest by digest."""
    root = vectors["authorization"]
    station, bsid, msk = (octets(root[name]) for name in ("ms_mac", "bsid", "msk1"))
    for row in vectors["pkmv2_exchange"]["messages"]:
        message, whole = octets(row["message"]), octets(row["pdu_with_ofdma_crc"])
        pdu = next(pdus(whole, "ofdma"))
        yield row["name"], (pdu.cid, pdu.body), (row["cid"], message)
        if row["cmac_pn"] is None:
            continue
        ak = Ak("cmac", 2009, station, bsid, msk, vectors["pkmv2_exchange"]["ak_sn"])
        kind = 40 if message[0] in (9, 10) else 141
        size = 14 if kind == 40 else 15
        if row["direction"] == "U":
            ak.highest = row["cmac_pn"] - 1
            ak.verify(row["cid"], message, kind, parse(message[-size:])[0][1])
        else:
            ak.pn = row["cmac_pn"] - 1
            sign = ak.digest if kind == 40 else ak.tuple
            yield row["name"], sign(row["cid"], message[:-size]), message


def traffic(vectors):
    """PDUs of data, both ways."""
    for row in vectors["traffic_ccm"]:
        tek = Tek(row["eks"], 60, row["pn_field_value"])
        tek.use(octets(row["tek"]))
        pdu, plain = octets(row["pdu"]), octets(row["payload"])
        if row["direction"] == "D":
            yield row["name"], tek.seal(row["cid"], 0, plain, "ofdma"), pdu
        else:
            tek.seen.add(0)
            yield row["name"], tek.open(Pdu(pdu, "ofdma")), plain


def main():
    path = pathlib.Path(__file__).resolve().parents[1] / "vectors" / "vectors.json"
    vectors = json.loads(path.read_text(encoding="ascii"))["computed"]
    checked = [("HCS", hcs(octets("40401A06C4")), 0x5A),
               ("CRC", crc32(b"123456789"), octets("FC891918")),
               ("CRC 802.3", crc32(b"123456789", "ieee8023"), octets("2639F4CB"))]
    for some in (keys, messages, traffic):
        checked += some(vectors)
    wrong = [what for what, computed, wanted in checked if computed != wanted]
    print("%d of %d wrong: %s" % (len(wrong), len(checked), wrong) if wrong
          else "%d right" % len(checked))
    return 1 if wrong or len(checked) < 60 else 0


sys.exit(main())
