#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs wman-bs against the station of station.py and says what it does wrong.

usage: enter.py list
       enter.py WMAN-BS AIR STATION-INTERFACE DIRECTORY CASE...

AIR and STATION-INTERFACE are the two ends of a link, in this network namespace.
"""
import os
import signal
import socket
import subprocess
import sys

from frame import Malformed
from habits import Habits
from keys import Refused
from radius import Server
from station import Station

BASE, STATION = "10.16.0.1", "10.16.0.2"
BSID = "02:16:00:00:00:01"


def keys(station):
    """Traffic, new TEKs, a new AK, new TEKs under it."""
    ping(station)
    for said in station.sas:
        station.fetch(said)
    ping(station)
    station.reauthorize()
    for said in station.sas:
        station.fetch(said)
    ping(station)


def ping(station):
    """Echo requests of several sizes."""
    for size in (4, 100, 1300):
        done = station.echo(socket.inet_aton(STATION), socket.inet_aton(BASE), size)
        if not station.until(done, 5):
            raise Refused("no answer to an echo request of %d octets" % size)


CASES = {
    "plain": ("nothing unusual", Habits(), ()),
    "hmac": ("HMAC", Habits(mode="hmac", mode_bit=1), ("--mac-mode", "hmac")),
    "2005": ("edition 2005", Habits(edition=2005, mode_bit=2), ("--edition", "2005")),
    "reversed": ("TLVs the other way round", Habits(order="reversed"), ()),
    "unknown": ("TLVs that nobody knows", Habits(unknown=True), ()),
    "bare": ("only the least of SBC-REQ, SA-TEK-Request and REG-REQ", Habits(bare=True), ()),
    "fragments": ("fragments of 23 octets", Habits(cut=23, cut_data=23, first_fsn=2040), ()),
    "m2m": ("bursts over several frames", Habits(m2m_cut=61, bundle=True, padding=True), ()),
    "twice": ("everything said twice", Habits(twice=True), ()),
    "late": ("late requests", Habits(delay=0.3), ()),
    "mute": ("the first request of each kind is lost", Habits(mute=1), ()),
    "re-entry": ("back under the same PMK", Habits(), ("--handover", "handshake")),
    "nonce": ("a Nonce of 32 octets", Habits(nonce=32), ()),
    "no-crc": ("data without CRC", Habits(data_crc=False), ()),
    "crc": ("the other order of CRC-32", Habits(crc="ieee8023"), ("--crc", "ieee8023")),
    "small": ("management messages of the base station in fragments", Habits(), ("--mgmt-max", "64")),
    "static": ("a static SA with a suite of its own", Habits(), ("--static-sa", "777:020103")),
}


def run(program, air, interface, directory, name):
    """One entry to a wman-bs of its own."""
    _, habits, options = CASES[name]
    secret = os.path.join(directory, name + ".secret")
    aaa = Server(b"testing123", bytes(range(64)), 1800)
    with open(os.open(secret, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as f:
        f.write(aaa.secret + b"\n")
    log = os.path.join(directory, name + ".log")
    with open(log, "wb") as f:
        bs = subprocess.Popen([program, "--air", air, "--bsid", BSID, "--tap", "bstap0", "--debug", "--events", os.path.join(directory, name + ".events"),
                               "--radius", "127.0.0.1:%d" % aaa.port, "--secret-file", secret, *options],
                              stdout=f, stderr=f)
    station = Station(habits, interface, aaa)
    try:
        address = ["ip", "addr", "add", BASE + "/24", "dev", "bstap0"]
        if not station.until(lambda: subprocess.run(address, stderr=subprocess.DEVNULL,
                                                    check=False).returncode == 0, 10):
            raise Refused("wman-bs did not start")
        station.enter()
        if name == "re-entry":
            ping(station)
            # the EAP of the first entry alone has made the PMK
            for count in (1, 2):
                again = Station(habits, interface, aaa)
                again.re_enter(station, count)
                station.faults += again.faults
                ping(again)
        else:
            keys(station)
    except (Refused, Malformed) as e:
        station.fault(str(e))
    bs.send_signal(signal.SIGTERM)
    bs.wait(20)
    for fault in station.faults:
        print("# the base station is wrong: %s" % fault)
    if station.faults:
        print("# its log: %s" % log)
    return not station.faults


def main():
    if sys.argv[1:] == ["list"]:
        for name, case in CASES.items():
            print("%s\t%s" % (name, case[0]))
        return 0
    return 0 if all([run(*sys.argv[1:5], name) for name in sys.argv[5:]]) else 1


if __name__ == "__main__":
    sys.exit(main())
