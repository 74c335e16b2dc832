# SPDX-License-Identifier: BSD-3-Clause
"""Base stations, each with habits of its own, and what is done with each."""

from dataclasses import dataclass, field, replace
from typing import Callable

from habits import ICMP_RULE, Habits
from keys import Sa
from link import DREG_CMD, RES_CMD


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


def reauth(lab, begin=None):
    """A new EAP, of the base station's or the station's own accord, and what comes after it."""
    bs = lab.bs
    old = bs.seen["response"]
    (begin or bs.reauth)()
    lab.want("re-authentication", lambda: bs.seen["response"] > old, 30)
    lab.want("authorized", lambda: lab.field("auth-state") == "authorized")
    bs.judge(lab.field("ak-sn") == bs.ak.sn, "the AK SN is %s" % lab.field("ak-sn"))
    lab.traffic((64,))
    rekey(lab)


def renewed(lab):
    """Traffic and new TEKs."""
    traffic(lab)
    rekey(lab)


def asked(lab):
    """As keys(), and a new EAP that the station begins."""
    keys(lab)
    reauth(lab, lambda: lab.dev("reauth"))


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


def addition(lab):
    """A dynamic SA with a flow of its own, which ends again."""
    bs = lab.bs
    said = 0x1234
    sa = bs.addition(said, bs.habits.suite)
    lab.want("keys of the dynamic SA", lambda: sa.told)
    cid = bs.habits.down_cid + 10
    bs.flow("down", cid, sa)
    lab.want("its flow", lambda: bs.flows[cid]["state"] == "up")
    lab.echo("echo through it", 99, cid=cid)
    bs.end_flow(cid)
    lab.want("DSD-RSP", lambda: bs.flows[cid]["state"] == "ended")
    del bs.flows[cid]
    lab.traffic((64,))


def statics(lab):
    """Static SAs beside the primary one: their TEKs, and flows through them."""
    bs = lab.bs
    for n, (said, _, suite, _) in enumerate(bs.habits.sas):
        sa, cid = bs.sas[said], bs.habits.down_cid + 20 + n
        if said == bs.habits.reject:
            lab.want("Key-Request", lambda: bs.seen["key-request", said])
            continue
        lab.want("keys of SAID %d" % said, lambda: sa.told or suite == bytes(3))
        bs.flow("down", cid, sa)
        lab.want("flow of SAID %d" % said, lambda: bs.flows[cid]["state"] != "asked")
        if bs.flows[cid]["state"] == "up":
            lab.echo("echo through SAID %d" % said, n, cid=cid)
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
    lab.echo("echo through it", 99, cid=cid)
    asked = bs.seen["key-request", said]
    bs.group_update(sa)
    bs.group_update(sa, 700)
    sa.next()
    bs.gtek_update(sa)
    lab.want("Key-Request after GTEK mode", lambda: bs.seen["key-request", said] > asked)
    sa.next()
    lab.echo("echo under the next GTEK", 1, cid=cid)
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


def no_loss(lab):
    """Echo requests all the time, over six generations of TEKs: each has its answer."""
    bs = lab.bs
    sa, number = bs.sas[bs.habits.basic], 0
    rolled = [sa.teks[0].sn]
    while len(rolled) < 6:
        if not bs.until(bs.echo("10.16.0.1", "10.16.0.2", number, 64), 3):
            bs.fault("no answer to echo request %d, TEK %d" % (number, sa.teks[0].sn))
        number += 1
        if sa.teks[0].sn != rolled[-1]:
            rolled.append(sa.teks[0].sn)
        bs.until(lambda: False, 0.05)


def flows(lab):
    """Flows changed, refused, and ended."""
    bs = lab.bs
    lab.traffic((64,))
    habits, cid = bs.habits, bs.habits.down_cid + 40
    sa = bs.sas[habits.basic]
    # a convergence sublayer that the station has not: refused, not ignored
    for number, said in ((15, sa), (habits.cs, Sa(0x4444, 1, habits.suite, 60))):
        bs.flow("down", cid, said, cs=number)
        lab.want("an answer to flow %d" % cid, lambda: bs.flows[cid]["state"] != "asked", 5)
        bs.judge(bs.flows[cid].get("code"), "a flow of CS %d, SAID %d is accepted" % (number, said.said))
        del bs.flows[cid]
        cid += 1
    up = bs.flows[habits.up_cid]
    for qos in (3, 7):
        bs.change(habits.up_cid, qos)
        lab.want("DSC-RSP", lambda: up["state"] == "up", 5)
        bs.judge(not up["code"], "DSC-RSP with code %d" % up["code"])
    lab.traffic((64,))
    for cid in (habits.up_cid, habits.down_cid):
        bs.end_flow(cid)
        lab.want("DSD-RSP", lambda: bs.flows[cid]["state"] == "ended")
        del bs.flows[cid]
    bs.flow("up", habits.up_cid + 7)
    bs.flow("down", habits.down_cid)
    lab.want("new flows", lambda: all(f["state"] == "up" for f in bs.flows.values()))
    lab.echo("echo through new flows", 5)


def listen_only(lab):
    """DREG-CMD 2 and 3: without traffic, and with it again."""
    bs = lab.bs
    lab.traffic((64,))
    bs.command(DREG_CMD, b"\x02")
    bs.until(lambda: False, 1)
    count = len(bs.payloads)
    bs.until(bs.echo("10.16.0.1", "10.16.0.2", 1, 64), 2)
    bs.judge(len(bs.payloads) == count, "data after DREG-CMD 2")
    bs.command(DREG_CMD, b"\x03")
    lab.traffic((64,))


def new_list(lab):
    """Re-authentication lists another static SA, and the old one no more."""
    bs = lab.bs
    old = bs.habits.sas[0][0]
    lab.want("keys of SAID %d" % old, lambda: bs.sas[old].told)
    lab.traffic((64,))
    del bs.sas[old]
    new = bs.add_sa(0x5151, 1, bs.habits.suite)
    reauth(lab)
    lab.want("keys of SAID %d" % new.said, lambda: new.told)
    said = {entry["said"] for entry in lab.show("sa", "show", "wman0") if "said" in entry}
    bs.judge(said in (set(), {bs.habits.basic, new.said}), "SAs are %s" % said)


def short_pmk(lab):
    """A PMK of a few seconds: the station asks for the next by itself."""
    bs = lab.bs
    for n in (2, 3):
        lab.want("re-authentication", lambda: bs.seen["response"] >= n, 20)
        lab.traffic((64,))
    bs.judge(bs.heard[9, 17] >= 2, "no EAP-Start")


def pn_end(lab):
    """Downlink PNs near their end: the station asks for other TEKs."""
    bs = lab.bs
    asked = bs.seen["key-request", bs.habits.basic]
    lab.traffic((64, 64, 64, 64, 64))
    lab.want("Key-Request", lambda: bs.seen["key-request", bs.habits.basic] > asked)
    lab.traffic()


def flow_control(lab):
    """One PKM request at a time."""
    traffic(lab)
    lab.want("all keys", lambda: all(sa.told for sa in lab.bs.sas.values()))
    lab.bs.judge(lab.bs.pending_most <= 1, "%d Key-Requests at once" % lab.bs.pending_most)


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
    for way in ("challenge", "full"):
        lab.dev("disconnect")
        bs = lab.target(replace(lab.bs.habits, handover=way))
        lab.connect()
        bs.judge(bs.seen["re-entry"], "no RNG-REQ of re-entry")
        lab.traffic((64,))
        rekey(lab)


def ethernet(lab):
    """Ethernet frames, ARP first."""
    lab.ss("ip", "link", "set", "wman0", "arp", "on")
    lab.ss("ping", "-c", "1", "-W", "5", "-q", "10.16.0.1")
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
    play: Callable = renewed
    settings: list = field(default_factory=list)
    undo: list = field(default_factory=list)


ENTRIES = {
    "plain": Case("nothing unusual", Habits(), asked),
    "hmac": Case("HMAC", Habits(mode="hmac", mode_bit=1), asked, ["mac-mode any"],
                 undo=["mac-mode cmac"]),
    "2005": Case("edition 2005", Habits(edition=2005, mode_bit=2), keys, settings=["edition 2005"],
                 undo=["edition 2009"]),
    "bit-1": Case("CMAC by bit 1 in an edition 2009", Habits(mode_bit=2), traffic),
    "ecb": Case("TEKs under AES-ECB", Habits(suite=b"\x02\x01\x03")),
    "ecb-2004": Case("the same suite as 2004 writes it", Habits(suite=b"\x02\x00\x03"), traffic,
                     settings=["suite 0x020104,0x020003"], undo=["suite 0x020104,0x020103"]),
    "reversed": Case("TLVs the other way round", Habits(order="reversed"), keys),
    "unknown": Case("TLVs that nobody knows", Habits(unknown=True), keys),
    "bare": Case("only what a station may insist on",
                 Habits(bare=True, window=None, flow_control=None, sa_max=None,
                        challenge_lifetime=None, list_in_reauth=False, target_said=False,
                        beacons="bare"), keys),
    "rich": Case("more than that", Habits(beacons="rich", bundle=True, padding=True, frame_number=True), keys),
    "bundle": Case("everything in one burst", Habits(bundle=True, twice=True)),
    "fragments": Case("management messages and data in fragments of 23 octets, numbered from 2040",
                      Habits(cut=23, cut_data=23, first_fsn=2040), keys),
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
                        first_cmac_pn=0xFFFE0000, eap_id=255, eap_pkm_id=200, window=1024), keys),
    "low": Case("numbers at their lower ends",
                Habits(basic=1, primary=2, up_cid=4, down_cid=3, sfid=0, tek_sn=2, first_cmac_pn=0,
                       eap_id=0, eap_pkm_id=0, window=1), keys),
    "late": Case("late answers", Habits(delay=0.4), asked),
    "twice": Case("everything said twice", Habits(twice=True), asked),
    "deaf": Case("the first request of each kind is lost, EAP begins with EAP-Start",
                 Habits(deaf=1, eap_first=False, continues=2), asked),
    "unsigned": Case("EAP without a digest in re-authentication", Habits(unsigned_eap=True), asked),
    "crc": Case("the other order of CRC-32", Habits(crc="ieee8023"), keys, settings=["crc ieee8023"],
                undo=["crc ofdma"]),
    "mute": Case("the first answer of each kind is lost", Habits(mute=1, bundle=True), traffic),
    "mute-hmac": Case("the first answer of each kind is lost, with HMAC",
                      Habits(mute=1, mode="hmac", mode_bit=1), keys, settings=["mac-mode any"],
                      undo=["mac-mode cmac"]),
    "deaf-hmac": Case("the first two requests of each kind are lost, with HMAC",
                      Habits(deaf=2, mode="hmac", mode_bit=1), keys, settings=["mac-mode any"],
                      undo=["mac-mode cmac"]),
    "m2m-least": Case("frames of one TLV", Habits(m2m="least")),
    "m2m-most": Case("frames of several bursts", Habits(m2m="most", padding=True)),
    "chatter": Case("messages that are not for the station", Habits(chatter=True)),
    "both-bits": Case("both bits of CMAC, and the policy of re-entry", Habits(mode_bit=0x22, policy=0x22), keys),
    "pack-fragments": Case("fragments packed", Habits(pack=True, cut_data=37, first_fsn=2047)),
    "pack-short": Case("the same with numbers of three bits",
                       Habits(pack=True, cut_data=200, short_fsn=True, first_fsn=5)),
    "continue": Case("CIDs before ranging is over", Habits(continues=3, cids_first=True)),
    "wrap-frame": Case("frame numbers begin anew", Habits(first_frame=0xFFFFC0, frame_number=True), keys),
    "transmission": Case("uplink flows without CRC and fragmentation", Habits(transmission=0x68)),
}

# what comes after an entry
LATER = {
    "rollover": Case("TEKs of six seconds", Habits(tek_lifetime=6), rollover),
    "no-loss": Case("no packet is lost over rollovers", Habits(tek_lifetime=4), no_loss),
    "newer-down": Case("the newer TEK for the downlink", Habits(newer_down=True, tek_lifetime=6), rollover),
    "rule": Case("a classification rule", Habits(rule=ICMP_RULE)),
    "addition": Case("a dynamic SA", Habits(), addition),
    "statics": Case("static SAs",
                    Habits(sas=[(0xFFFF, 1, b"\x02\x01\x03", 0), (1, 1, b"\x02\x01\x04", None)]),
                    statics),
    "reject": Case("Key-Reject for a static SA",
                   Habits(reject=901, sas=[(901, 1, b"\x02\x01\x04", 0),
                                           (902, 1, b"\x02\x01\x04", 0)]), statics),
    "new-list": Case("another list of SAs", Habits(sas=[(900, 1, b"\x02\x01\x04", None)]), new_list),
    "group": Case("a group SA", Habits(group=0x7777), group),
    "group-reversed": Case("a group SA, with TLVs the other way round",
                           Habits(group=0x7777, order="reversed", unknown=True), group),
    "invalid": Case("TEK-Invalid", Habits(), invalid),
    "handshake": Case("the handshake again", Habits(), handshake),
    "lost-success": Case("EAP-Success is lost", Habits(no_success=True), lost_success),
    "eap-id": Case("the EAP identifier of the exchange before", Habits(eap_id=None), keys),
    "short-pmk": Case("a PMK of ten seconds", Habits(challenge_lifetime=10), short_pmk),
    "long": Case("lifetimes without end",
                 Habits(challenge_lifetime=0xFFFFFFFF, tek_lifetime=0xFFFFFFFF)),
    "pn-end": Case("the end of downlink PNs", Habits(first_pn=0x7FFEFFFC), pn_end),
    "flow-control": Case("one PKM request at a time",
                         Habits(flow_control=1, delay=0.3, sas=[(n, 1, b"\x02\x01\x04", 0)
                                                               for n in (901, 902, 903)]), flow_control),
    "ranging": Case("periodic ranging", Habits(), ranging),
    "reset": Case("RES-CMD", Habits(), orders),
    "listen-only": Case("DREG-CMD 2 and 3", Habits(), listen_only),
    "repeated-flow": Case("DSA-REQ once more", Habits(), repeated_flow),
    "flows": Case("flows changed, refused and ended", Habits(), flows),
    "ethernet": Case("Ethernet frames", Habits(cs=3), ethernet),
    "handover-keep": Case("handover, TEKs kept", Habits(), handover("keep")),
    "handover-update": Case("handover, TEKs in RNG-RSP", Habits(), handover("update")),
    "handover-challenge": Case("handover with a handshake", Habits(), handover("challenge")),
    "handover-challenge-0": Case("the same with other bits", Habits(), handover("challenge-0")),
    "handover-full": Case("handover to a stranger", Habits(), handover("full")),
    "re-entry": Case("re-entry", Habits(), re_entry),
}

SETS = {"entry": ENTRIES, "later": LATER}
CASES = ENTRIES | LATER
