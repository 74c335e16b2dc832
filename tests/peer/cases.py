# SPDX-License-Identifier: BSD-3-Clause
"""Base stations, each with habits of its own, and what is done with each."""

from dataclasses import dataclass, field, replace
from typing import Callable

from habits import ICMP_RULE, Habits
from link import RES_CMD


def traffic(lab):
    """Packets both ways."""
    lab.traffic()


def rollover(lab):
    """Four generations of TEKs, with traffic in each."""
    sa = lab.bs.sas[lab.bs.habits.basic]
    for _ in range(4):
        sn = sa.teks[0].sn
        lab.want("the next TEK", lambda: sa.teks[0].sn != sn and sa.told, 40)
        lab.traffic((64,))


def reauth(lab):
    """A new EAP that the base station begins, one that the station begins, traffic after each."""
    bs = lab.bs
    for begin in (bs.reauth, lambda: lab.dev("reauth")):
        old = bs.seen["response"]
        begin()
        lab.want("re-authentication", lambda: bs.seen["response"] > old, 30)
        lab.want("authorized", lambda: lab.field("auth-state") == "authorized")
        if lab.field("ak-sn") != bs.ak.sn:
            lab.bs.fault("the AK SN is %s" % lab.field("ak-sn"))
        lab.traffic((64,))
        rekey(lab)


def rekey(lab):
    """The station asks for its keys again."""
    bs = lab.bs
    said = bs.habits.basic
    old = bs.seen["key-request", said]
    bs.sas[said].next()
    lab.ss("wman", "sa", "rekey", "wman0", str(said))
    lab.want("Key-Request", lambda: bs.seen["key-request", said] > old)
    lab.traffic((64,))


def keys(lab):
    """Traffic, new TEKs, a new AK, new TEKs again."""
    traffic(lab)
    rekey(lab)
    reauth(lab)


def operational(lab):
    """Whether the station says that traffic passes."""
    return lab.field("state") == "operational"


def answered(lab, heard, count):
    """So many messages of this kind came."""
    return lambda: lab.bs.seen["message", heard] >= count


def addition(lab):
    """A dynamic SA with a flow of its own, which ends again."""
    bs = lab.bs
    said = 0x1234
    sa = bs.addition(said, bs.habits.suite)
    lab.want("keys of the dynamic SA", lambda: sa.told)
    cid = bs.habits.down_cid + 10
    bs.flow("down", cid, sa)
    lab.want("its flow", lambda: bs.flows[cid]["state"] == "up")
    lab.want("echo through it", echo(lab, cid))
    bs.end_flow(cid)
    lab.want("DSD-RSP", lambda: bs.flows[cid]["state"] == "ended")
    del bs.flows[cid]
    lab.traffic((64,))


def echo(lab, cid=None, number=99):
    """An echo request through one flow."""
    return lab.bs.echo("10.16.0.1", "10.16.0.2", number, 77, cid=cid)


def statics(lab):
    """Static SAs beside the primary one: their TEKs, and flows through them."""
    bs = lab.bs
    for n, (said, _, suite, _) in enumerate(bs.habits.sas):
        sa, cid = bs.sas[said], bs.habits.down_cid + 20 + n
        lab.want("keys of SAID %d" % said, lambda: sa.told or suite == bytes(3))
        bs.flow("down", cid, sa)
        lab.want("flow of SAID %d" % said, lambda: bs.flows[cid]["state"] != "asked")
        if bs.flows[cid]["state"] == "up":
            lab.want("echo through SAID %d" % said, echo(lab, cid, n))
        else:
            bs.judge(suite == bytes(3), "the flow of SAID %d is refused" % said)
    keys(lab)


def group(lab):
    """A group's keys: fetched, pushed, and used."""
    bs = lab.bs
    said = bs.habits.group
    sa, cid = bs.sas[said], 0xFEA0
    lab.want("keys of the group", lambda: sa.told)
    bs.flow("down", cid, sa)
    lab.want("its flow", lambda: bs.flows[cid]["state"] == "up")
    lab.want("echo through it", echo(lab, cid))
    asked = bs.seen["key-request", said]
    bs.group_update(sa)
    bs.group_update(sa, 700)
    sa.next()
    bs.gtek_update(sa)
    lab.want("Key-Request after GTEK mode", lambda: bs.seen["key-request", said] > asked)
    sa.next()
    lab.want("echo under the next GTEK", echo(lab, cid, 1))
    keys(lab)


def invalid(lab):
    """TEK-Invalid, answered by the same TEKs and by others; PNs go on (D26)."""
    bs = lab.bs
    sa = bs.sas[bs.habits.basic]
    for again in (False, True):
        lab.traffic((64,))
        asked = bs.seen["key-request", sa.said]
        if again:
            sa.next()
        bs.tek_invalid(sa)
        lab.want("Key-Request", lambda: bs.seen["key-request", sa.said] > asked)
        lab.traffic((64,))


def handshake(lab):
    """The handshake again under the AK in use, by a Challenge that comes twice."""
    bs = lab.bs
    lab.traffic((64,))
    old = bs.seen["response"]
    bs.challenge_again_in_use()
    lab.want("SA-TEK-Request", lambda: bs.seen["response"] > old)
    lab.traffic((64,))
    rekey(lab)


def ranging(lab):
    """Periodic ranging: corrections that nobody asked for."""
    bs = lab.bs
    for status in (3, 1, 3):
        bs.correct(status)
        lab.traffic((64,))
    bs.judge(operational(lab), "RNG-RSP ended the entry")


def lost_success(lab):
    """EAP-Success is lost: SA-TEK-Challenge says as much."""
    traffic(lab)


def orders(lab):
    """DREG-CMD 2 and 3, RES-CMD, and entry again."""
    bs = lab.bs
    lab.traffic((64,))
    bs.command(RES_CMD)
    bs.forget_soon()
    lab.want("entry again", lambda: bs.registered and len(bs.flows) == 2 and
             all(f["state"] == "up" for f in bs.flows.values()), 40)
    lab.want("operational", lambda: operational(lab))
    lab.traffic((64,))


def handover(way):
    """To another base station, which knows the PMK or does not; the way is habits.handover."""
    def play(lab):
        lab.traffic((64,))
        target = Habits(bsid="02:16:00:00:00:78", address="02:16:00:00:0a:bc", basic=200, primary=500,
                        up_cid=3001, down_cid=3002, handover=way)
        bs = lab.target(target)
        lab.ss("wman", "handover", "wman0", target.bsid)
        lab.entered()
        bs.judge(bs.seen["re-entry"], "no RNG-REQ of handover")
        bs.judge(bool(bs.seen["eap"]) == (way == "full"), "EAP ran %d times" % bs.seen["eap"])
        lab.traffic((64,))
        rekey(lab)
        reauth(lab)
    return play


def re_entry(lab):
    """The station leaves and comes back to a base station that knows it, and to one that does not."""
    lab.traffic((64,))
    for way in ("keep", "full"):
        lab.dev("disconnect")
        bs = lab.target(replace(lab.bs.habits, handover=way))
        lab.connect()
        bs.judge(bs.seen["re-entry"], "no RNG-REQ of re-entry")
        lab.traffic((64,))
        rekey(lab)


def ethernet(lab):
    """Ethernet frames, ARP first."""
    lab.ss("ip", "link", "set", "wman0", "arp", "on")
    out = lab.ss("ping", "-c", "3", "-i", "0.05", "-W", "5", "-q", "10.16.0.1")
    lab.bs.judge("3 received" in out, out)
    lab.ss("ip", "link", "set", "wman0", "arp", "off")


def repeated_flow(lab):
    """DSA-REQ that is said again after its answer makes no second flow."""
    bs = lab.bs
    flow = bs.flows[bs.habits.down_cid]
    flow["state"] = "asked"
    bs.ask(flow["transaction"], flow["message"], bs.habits.down_cid)
    lab.want("DSA-RSP again", lambda: flow["state"] == "up")
    bs.judge(len(lab.show("flow", "show", "wman0")) == 2, "a second flow")
    lab.traffic((64,))


@dataclass
class Case:
    """One base station."""

    title: str
    habits: Habits
    play: Callable = keys
    settings: list = field(default_factory=list)
    undo: list = field(default_factory=list)


CASES = {
    "plain": Case("nothing unusual", Habits()),
    "hmac": Case("HMAC", Habits(mode="hmac", mode_bit=1), settings=["mac-mode any"],
                 undo=["mac-mode cmac"]),
    "2005": Case("edition 2005", Habits(edition=2005, mode_bit=2), settings=["edition 2005"],
                 undo=["edition 2009"]),
    "bit-1": Case("CMAC by bit 1 in an edition 2009", Habits(mode_bit=2), traffic),
    "ecb": Case("TEKs under AES-ECB", Habits(suite=b"\x02\x01\x03")),
    "ecb-2004": Case("the same suite as 2004 writes it", Habits(suite=b"\x02\x00\x03"), traffic,
                     settings=["suite 0x020104,0x020003"], undo=["suite 0x020104,0x020103"]),
    "reversed": Case("TLVs the other way round", Habits(order="reversed")),
    "unknown": Case("TLVs that nobody knows", Habits(unknown=True)),
    "bare": Case("only what a station may insist on",
                 Habits(bare=True, window=None, flow_control=None, sa_max=None,
                        challenge_lifetime=None, list_in_reauth=False, target_said=False,
                        beacons="bare")),
    "rich": Case("more than that", Habits(beacons="rich", bundle=True, padding=True, frame_number=True)),
    "bundle": Case("everything in one burst", Habits(bundle=True, twice=True)),
    "fragments": Case("management messages and data in fragments of 23 octets, numbered from 2040",
                      Habits(cut=23, cut_data=23, first_fsn=2040)),
    "short-fsn": Case("data in fragments with numbers of three bits",
                      Habits(cut_data=101, short_fsn=True, first_fsn=6)),
    "m2m": Case("bursts over several frames", Habits(m2m_cut=61, m2m_number=250, bundle=True)),
    "pack": Case("packed data", Habits(pack=True)),
    "subheaders": Case("a fast-feedback subheader, and extended subheaders",
                       Habits(lowest=True, extended=True)),
    "no-crc": Case("data without CRC", Habits(data_crc=False)),
    "high": Case("numbers at their upper ends",
                 Habits(basic=320, primary=640, up_cid=0xFE9E, down_cid=0xFE9F, sfid=0xFFFF0000,
                        transaction=0xFFFF, ak_sn=15, tek_sn=3, first_pn=0x7FFE0000,
                        first_cmac_pn=0xFFFE0000, eap_id=255, eap_pkm_id=200, window=1024)),
    "low": Case("numbers at their lower ends",
                Habits(basic=1, primary=2, up_cid=4, down_cid=3, sfid=0, tek_sn=2, first_cmac_pn=0,
                       eap_id=0, eap_pkm_id=0, window=1)),
    "late": Case("late answers", Habits(delay=0.4)),
    "twice": Case("everything said twice", Habits(twice=True)),
    "deaf": Case("the first request of each kind is lost, EAP begins with EAP-Start",
                 Habits(deaf=1, eap_first=False, continues=2)),
    "unsigned": Case("EAP without a digest in re-authentication", Habits(unsigned_eap=True)),
    "rollover": Case("TEKs of eight seconds", Habits(tek_lifetime=8), rollover),
    "rule": Case("a classification rule", Habits(rule=ICMP_RULE)),
    "addition": Case("a dynamic SA", Habits(), addition),
    "statics": Case("static SAs",
                    Habits(sas=[(0xFFFF, 1, b"\x02\x01\x03", 0), (1, 1, b"\x02\x01\x04", None)]),
                    statics),
    "group": Case("a group SA", Habits(group=0x7777), group),
    "group-reversed": Case("a group SA, with TLVs the other way round",
                           Habits(group=0x7777, order="reversed", unknown=True), group),
    "invalid": Case("TEK-Invalid", Habits(), invalid),
    "handshake": Case("the handshake again", Habits(), handshake),
    "ranging": Case("periodic ranging", Habits(), ranging),
    "lost-success": Case("EAP-Success is lost", Habits(no_success=True), lost_success),
    "reset": Case("RES-CMD", Habits(), orders),
    "handover-keep": Case("handover, TEKs kept", Habits(), handover("keep")),
    "handover-update": Case("handover, TEKs in RNG-RSP", Habits(), handover("update")),
    "handover-challenge": Case("handover with a handshake", Habits(), handover("challenge")),
    "handover-full": Case("handover to a stranger", Habits(), handover("full")),
    "re-entry": Case("re-entry", Habits(), re_entry),
    "repeated-flow": Case("DSA-REQ once more", Habits(), repeated_flow),
    "ethernet": Case("Ethernet frames", Habits(cs=3), ethernet),
    "crc": Case("the other order of CRC-32", Habits(crc="ieee8023"), keys, settings=["crc ieee8023"],
                undo=["crc ofdma"]),
}
