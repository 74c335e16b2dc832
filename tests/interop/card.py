#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The card of eapol_test, which has none of its own: external_sim=1 asks at the control socket.

usage: card.py SOCKET CARD COMMAND...

SOCKET is that of eapol_test, CARD a file with ki= and opc= as sim_file= of wmand has it. COMMAND is
eapol_test with -W, so that it waits for the card. The exit status is that of the command.
"""
import os
import socket
import subprocess
import sys
import threading
import time

from hlr import Milenage, xor


def card_answer(card, request):
    """What a card says to "UMTS-AUTH:<rand>:<autn>" or "GSM-AUTH:<rand>...", in hex."""
    kind, *values = request.split(":")
    triplets = []
    for rand in values[:1] if kind == "UMTS-AUTH" else values:
        res, ck, ik, *_ = card.f2345(bytes.fromhex(rand.split()[0]))
        if kind == "UMTS-AUTH":
            triplets = [ik, ck, res]
        else:
            triplets += [xor(xor(ck[:8], ck[8:]), xor(ik[:8], ik[8:])), xor(res[:4], res[4:])]
    return f"{kind}:" + ":".join(value.hex() for value in triplets)


def read_card(path):
    """The card of a file."""
    with open(path, encoding="ascii") as file:
        keys = dict(line.strip().split("=", 1) for line in file if "=" in line)
    return Milenage(bytes.fromhex(keys["ki"]), bytes.fromhex(keys["opc"]))


def serve_card(card, there, over):
    """Answer at the socket of eapol_test, which waits for somebody to be there before it begins."""
    here = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    path = f"{there}.card"
    here.bind(path)
    here.settimeout(0.2)
    while not over.is_set():
        try:
            here.connect(there)
            here.send(b"ATTACH")
            break
        except OSError:
            time.sleep(0.001)
    while not over.is_set():
        try:
            text = here.recv(4096).decode()
            if "CTRL-REQ-SIM" in text:
                request = text[text.index("SIM-"):].split(" needed")[0].strip()
                where, question = request.split(":", 1)
                here.send(f"CTRL-RSP-{where}:{card_answer(card, question)}".encode())
        except OSError:
            pass
    here.close()
    os.unlink(path)


def main():
    """Run the command with the card beside it."""
    there, path, *words = sys.argv[1:]
    card = read_card(path)
    os.makedirs(os.path.dirname(there), exist_ok=True)
    over = threading.Event()
    thread = threading.Thread(target=serve_card, args=(card, there, over))
    thread.start()
    status = subprocess.run(words, stdin=subprocess.DEVNULL, check=False).returncode
    over.set()
    thread.join()
    return status


if __name__ == "__main__":
    sys.exit(main())
