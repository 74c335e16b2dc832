# SPDX-License-Identifier: BSD-3-Clause
"""Runs the two programs of tests/bench/eap in turn, for each method, and prints the ratios."""

import os
import statistics
import subprocess
import sys
import threading
import time

from card import serve_card
from hlr import Milenage

RUNS, FOLDER, PKI, PORT12, PORT13, SECRET_FILE, WMAND, ONLY = sys.argv[1:]
RUNS = int(RUNS)
SECRET = open(SECRET_FILE, encoding="ascii").read().strip()
KI, OPC = "465b5ce8b199b49faa5f0a2ee238a6bc", "cd63cb71954a9f4e48a5994e37a02baf"
CARD = Milenage(bytes.fromhex(KI), bytes.fromhex(OPC))
AGAIN = {"wmand": 200, "eapol_test": 20}  # authentications of a process; the second one waits
REPEATS = 7  # such processes

SERVER = {"ca_cert": f"{PKI}/ca.pem", "domain_match": "aaa.wimax.test"}


def tls(client):
    """The keys of EAP-TLS."""
    return {"eap": "TLS", "identity": "{am=1}device@wimax.test", **SERVER,
            "client_cert": f"{PKI}/{client}.pem", "private_key": f"{PKI}/{client}.key"}


def tunnel(method, phase2, user):
    """The keys of a method with another one inside."""
    return {"eap": method, "anonymous_identity": f"{method.lower()}@wimax.test", **SERVER,
            "identity": user, "password": "password", "phase2": phase2}


def sim(method, identity):
    """The keys of a method with a card."""
    return {"eap": method, "identity": f"{identity}@wimax.test", "sim": True}


METHODS = {
    "TLS 1.2, RSA": (PORT12, tls("client-rsa")),
    "TLS 1.3, RSA": (PORT13, tls("client-rsa")),
    "TLS 1.2, EC client": (PORT12, tls("client-ec")),
    "TTLS/PAP": (PORT12, tunnel("TTLS", "auth=PAP", "user")),
    "TTLS/MSCHAPv2": (PORT12, tunnel("TTLS", "auth=MSCHAPV2", "user")),
    "TTLS/EAP-MSCHAPv2": (PORT12, tunnel("TTLS", "autheap=MSCHAPV2", "mschapv2")),
    "TTLS/PAP, TLS 1.3": (PORT13, tunnel("TTLS", "auth=PAP", "user")),
    "PEAP/MSCHAPv2": (PORT12, tunnel("PEAP", "auth=MSCHAPV2", "mschapv2")),
    "PEAP/GTC": (PORT12, tunnel("PEAP", "auth=GTC", "gtc")),
    "AKA": (PORT12, sim("AKA", "0001010000000001")),
    "AKA'": (PORT12, sim("AKA'", "6001010000000002")),
    "SIM": (PORT12, sim("SIM", "1001010000000001")),
    "PSK": (PORT12, {"eap": "PSK", "identity": "psk@wimax.test",
                     "password": "0123456789abcdef"}),
    "PWD": (PORT12, {"eap": "PWD", "identity": "pwd@wimax.test", "password": "password"}),
}


def write_network(path, keys):
    """A configuration with one network, readable by its owner."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="ascii") as file:
        file.write(keys.pop("", "") + "network={\n")
        for key, value in keys.items():
            plain = key in ("eap", "key_mgmt", "fragment_size")
            file.write(f"\t{key}={value}\n" if plain else f'\t{key}="{value}"\n')
        file.write("}\n")


def write_configs(keys):
    """The same credentials for both programs."""
    ours, theirs = dict(keys, id_str="t"), dict(keys, key_mgmt="WPA-EAP")
    if ours.pop("sim", False):
        del theirs["sim"]
        ours["sim_file"] = f"{FOLDER}/usim"
        theirs[""] = f"ctrl_interface={FOLDER}/ctrl\nexternal_sim=1\n"
        with open(os.open(ours["sim_file"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                  encoding="ascii") as card:
            card.write(f"ki={KI}\nopc={OPC}\nsqn=000000000000\n")
    else:
        theirs["phase1"] = "tls_disable_tlsv1_3=0"
    write_network(f"{FOLDER}/wmand.conf", ours)
    write_network(f"{FOLDER}/eapol.conf", theirs)


def command(port, ours, more=()):
    """The program's command line."""
    if ours:
        return [WMAND, "--self-test", f"127.0.0.1:{port}", "--secret-file", SECRET_FILE,
                "--config", f"{FOLDER}/wmand.conf", "--network", "t", "--json", *more]
    return ["eapol_test", "-t", "10", "-c", f"{FOLDER}/eapol.conf", "-a", "127.0.0.1", "-p", port,
            "-s", SECRET, *more]


def measure(words, card=False):
    """CPU seconds and wall seconds of a process that must succeed, and what it printed."""
    over = threading.Event()
    thread = threading.Thread(target=serve_card, args=(CARD, f"{FOLDER}/ctrl/test", over))
    if card:
        words = words + ["-W"]
        thread.start()
    begun = time.monotonic()
    with open(f"{FOLDER}/out", "wb") as out:
        child = subprocess.Popen(words, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    over.set()
    if card:
        thread.join()
    with open(f"{FOLDER}/out", encoding="utf-8", errors="replace") as out:
        text = out.read()
    if child.returncode:
        sys.exit(f"{words[0]} failed:\n" + "\n".join(text.splitlines()[-10:]))
    return usage.ru_utime + usage.ru_stime, wall, text


def rounds(text):
    """Requests of the server to eapol_test; the first one is the authenticator's own."""
    return text.count("decapsulated EAP packet (code=1") + 1


def our_rounds(text):
    """The same of wmand."""
    return int(text.split('"rounds": ')[1].split(",")[0])


def peak(words):
    """Peak RSS in KiB. A child of this interpreter would inherit its peak: a small one forks it."""
    subprocess.run(["time", "-f", "%M", "-o", f"{FOLDER}/peak", *words], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f"{FOLDER}/peak", encoding="ascii") as result:
        return int(result.read())


def spread(values, digits=1):
    """Median and half the distance of the quartiles, in ms."""
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle * 1e3:7.{digits}f} ±{(high - low) / 2 * 1e3:4.{digits}f}"


def ratio(ours, theirs, index):
    """Of the medians."""
    return statistics.median(row[index] for row in ours) / \
        statistics.median(row[index] for row in theirs)


def one_shot():
    """Each method, each time in a process of its own."""
    print(f"one process each, {RUNS} runs in turn, medians and half the distance of the quartiles")
    print(f"{'':20} {'CPU, ms: wmand':>15} {'eapol_test':>14} {'ratio':>6} {'wall':>6}"
          f" {'rounds':>8} {'peak RSS, KiB':>14}")
    print(f"{'wanted':20} {'':30} {'<=0.60':>6} {'':>6} {'<=':>6} {'<=8192':>12}")
    for name, (port, keys) in METHODS.items():
        if ONLY and name not in ONLY.split(";"):
            continue
        write_configs(keys)
        ours, theirs = [], []
        for _ in range(RUNS):
            ours.append(measure(command(port, True)))
            theirs.append(measure(command(port, False), "sim" in keys))
        rss = max(peak(command(port, True)) for _ in range(3))
        print(f"{name:20} {spread([row[0] for row in ours]):>15}"
              f" {spread([row[0] for row in theirs]):>14} {ratio(ours, theirs, 0):6.2f}"
              f" {ratio(ours, theirs, 1):6.2f}"
              f" {max(our_rounds(row[2]) for row in ours):4} /{rounds(theirs[0][2]):2}"
              f" {rss:10}", flush=True)


def each(first, many, count):
    """What each further authentication of a process costs."""
    base = statistics.median(first)
    return [(value - base) / count for value in many]


def again():
    """Many in one process: full handshakes, and resumed ones."""
    port, keys = METHODS["TLS 1.2, RSA"]
    write_configs(keys)
    kinds = {
        "wmand, one": command(port, True),
        "wmand, full": command(port, True, ["--runs", str(AGAIN["wmand"] + 1)]),
        "wmand, resumed": command(port, True, ["--reauth", str(AGAIN["wmand"])]),
        "eapol_test, one": command(port, False),
        "eapol_test, full": command(port, False, ["-r", str(AGAIN["eapol_test"])]),
        "eapol_test, resumed": command(port, False, ["-r", str(AGAIN["eapol_test"])]),
    }
    rows = {name: [] for name in kinds}
    for _ in range(REPEATS):
        for name, words in kinds.items():
            with open(f"{FOLDER}/eapol.conf", encoding="ascii") as file:
                text = file.read().replace("fast_reauth=0\n", "")
            with open(f"{FOLDER}/eapol.conf", "w", encoding="ascii") as file:
                file.write(("" if "resumed" in name else "fast_reauth=0\n") + text)
            rows[name].append(measure(words))
    cpu, wall = ({name: each([row[i] for row in rows[name.split(",")[0] + ", one"]],
                             [row[i] for row in rows[name]], AGAIN[name.split(",")[0]])
                  for name in kinds if not name.endswith("one")} for i in (0, 1))
    middle = [{name: statistics.median(values) for name, values in each_of.items()}
              for each_of in (cpu, wall)]
    print(f"\nEAP-TLS 1.2, RSA, many in one process, {REPEATS} processes in turn, each:")
    for name in cpu:
        print(f"  {name:20} CPU {spread(cpu[name], 2)} ms   wall {spread(wall[name], 2)} ms")
    print("  full, CPU / eapol_test's       "
          f"{middle[0]['wmand, full'] / middle[0]['eapol_test, full']:6.2f}   <= 0.90")
    print("  resumed, CPU / a full one's    "
          f"{middle[0]['wmand, resumed'] / middle[0]['wmand, full']:6.2f}   <= 0.15")
    print("  resumed, wall / eapol_test's   "
          f"{middle[1]['wmand, resumed'] / middle[1]['eapol_test, resumed']:6.2f}   <= 0.25")


if ONLY != "again":
    one_shot()
if ONLY in ("", "again"):
    again()
