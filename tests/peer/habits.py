# SPDX-License-Identifier: BSD-3-Clause
"""What base stations may do in different ways."""

from dataclasses import dataclass, field

ICMP_RULE = [(3, [(14, b"\x00\x01"), (1, b"\x05"), (3, b"\x01")])]


@dataclass
class Habits:
    """The freedom that the standard leaves; the defaults are the plainest."""

    bsid: str = "02:16:00:00:00:77"
    address: str | None = None  # of its frames; None: that of the interface
    # numbers
    basic: int = 17
    primary: int = 337
    up_cid: int = 1001
    down_cid: int = 1002
    sfid: int = 1
    transaction: int = 0x8000
    ak_sn: int = 0
    tek_sn: int = 0
    first_pn: int = 1
    first_cmac_pn: int = 1
    first_fsn: int = 0
    first_frame: int = 0
    eap_id: int | None = 1  # None: that of the last request of the exchange before
    eap_pkm_id: int | None = None  # None: the last value seen from the station
    nonce: int = 8  # octets, of a station
    # choices
    mode: str = "cmac"
    mode_bit: int = 0x20
    policy: int = 0x02
    edition: int = 2009
    suite: bytes = b"\x02\x01\x04"
    window: int | None = 128
    flow_control: int | None = 0
    sa_max: int | None = 4
    eap_first: bool = True
    unsigned_eap: bool = False  # in re-authentication (D13)
    no_success: bool = False  # EAP-Success never arrives
    challenge_lifetime: int | None = 3600
    tek_lifetime: float = 600
    sas: list = field(default_factory=list)  # (SAID, SA-Type, suite, service) beyond the primary one
    group: int | None = None
    cs: int = 1
    rule: list | None = None
    target_said: bool = True
    transmission: int = 0  # transmission policy of uplink flows
    newer_down: bool = False  # the newer TEK for the downlink, from the beginning
    reject: int | None = None  # a SAID whose Key-Requests are rejected
    list_in_reauth: bool = True
    frame_number: bool = False
    handover: str = "keep"  # what a known station may leave out, see re_entry()
    # form
    order: str = "listed"  # or "reversed": TLVs of one level
    unknown: bool = False  # TLVs nobody knows, everywhere
    bare: bool = False  # only the TLVs that a receiver may insist on
    crc: str = "ofdma"  # order of its bits
    data_crc: bool = True  # management always has one
    cut: int = 0  # management messages in fragments of so many octets
    cut_data: int = 0
    pack: bool = False
    short_fsn: bool = False
    m2m: str = "usual"  # or "least": one TLV alone; "most": two bursts a frame, and what nobody knows
    chatter: bool = False  # messages that are for others, or that a station need not know
    bundle: bool = False  # all that is ready in one burst
    padding: bool = False
    m2m_cut: int = 0  # bursts over several frames
    m2m_number: int = 0
    lowest: bool = False  # fast-feedback allocation subheader in data
    extended: bool = False  # extended subheader group in data
    beacons: str = "plain"  # or "bare": DL-MAP only; "rich": IEs, everything in one burst
    # time
    delay: float = 0  # of every answer
    twice: bool = False  # every message again, with a new digest
    continues: int = 0  # RNG-RSPs that say "continue"
    deaf: int = 0  # requests of each kind that are lost
    mute: int = 0  # answers of each kind that are lost
    cids_first: bool = False  # CIDs already with "continue"
