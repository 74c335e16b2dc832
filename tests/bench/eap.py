# SPDX-License-Identifier: BSD-3-Clause
"""Runs the two programs of tests/bench/eap in turn and prints the ratios."""

import json
import os
import statistics
import subprocess
import sys
import time

runs, folder, port, secret_file, wmand = sys.argv[1:]
secret = open(secret_file, encoding="ascii").read().strip()
SELF_TEST = [wmand, "--self-test", f"127.0.0.1:{port}", "--secret-file", secret_file,
             "--config", f"{folder}/wmand.conf", "--network", "t"]
EAPOL_TEST = ["eapol_test", "-t", "10", "-c", f"{folder}/eapol.conf", "-a", "127.0.0.1",
              "-p", port, "-s", secret]


def measure(command):
    """CPU seconds and wall seconds of a process that must succeed."""
    begun = time.monotonic()
    with open(f"{folder}/out", "wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        with open(f"{folder}/out", encoding="utf-8", errors="replace") as out:
            sys.exit(f"{command[0]} failed:\n" + "".join(out.readlines()[-10:]))
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begun


def peak(command):
    """Peak RSS in KiB. A child of this interpreter would inherit its peak: a small one forks it."""
    subprocess.run(["time", "-f", "%M", "-o", f"{folder}/peak", *command], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f"{folder}/peak", encoding="ascii") as result:
        return int(result.read())


ours, theirs = [], []
for run in range(int(runs)):
    ours.append(measure(SELF_TEST))
    theirs.append(measure(EAPOL_TEST))
    if run % 10 == 9:
        print(f"# {run + 1} of {runs} runs", flush=True)
median = [[statistics.median(column) for column in zip(*rows)] for rows in (ours, theirs)]
(cpu, _), (their_cpu, their_wall) = median
rss, their_rss = (max(peak(command) for _ in range(3)) for command in (SELF_TEST, EAPOL_TEST))
print(f"EAP-TLS, {runs} runs in turn, medians  wmand --self-test   eapol_test   ratio   wanted")
print(f"  CPU                          {cpu * 1e3:10.1f} ms {their_cpu * 1e3:10.1f} ms"
      f" {cpu / their_cpu:7.2f}   <= 0.60")
print(f"  peak RSS                     {rss:9.0f} KiB {their_rss:9.0f} KiB"
      f" {rss / their_rss:7.2f}   <= 8192 KiB")

# a resumed re-authentication in the running process
done = subprocess.run(SELF_TEST + ["--reauth", "20", "--json"], capture_output=True, text=True,
                      check=True)
rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
resumed = [row["us"] / 1e3 for row in rows if row.get("resumed")]
if not resumed:
    sys.exit("no re-authentication was resumed")
print(f"  resumed re-authentication    {statistics.median(resumed):10.1f} ms"
      f" {their_wall * 1e3:10.1f} ms {statistics.median(resumed) / their_wall / 1e3:7.2f}   <= 0.25"
      "   (wall, of a whole eapol_test)")
