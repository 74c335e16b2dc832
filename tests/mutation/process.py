# SPDX-License-Identifier: BSD-3-Clause
"""Runs commands and test programs, and says what goes on."""

import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

OUT = pathlib.Path("build/mutants")
WORKERS = 2
SANITIZE = "-fsanitize=address"
# what changes the object code of a test: a mutant is sanitized, and quickly compiled
FLAGS = (f"HARDEN=-fPIC {SANITIZE} -fno-omit-frame-pointer", "CFLAGS=-O1")
# a mutant may do anything; it shall not fill the machine,
# and what it brings stands beside what it replaces
ASAN = ("max_allocation_size_mb=256:hard_rss_limit_mb=1024:verify_asan_link_order=0:"
        "detect_odr_violation=0")

BEGIN = time.monotonic()


def say(text):
    """A line of progress."""
    print(f"[{time.monotonic() - BEGIN:4.0f} s] {text}", flush=True)


def run(command, **kw):
    """A command of the build, which has to succeed."""
    return subprocess.run(command, check=True, capture_output=True, text=True, **kw).stdout


def run_shown(command):
    """A long command of the build: its last line from time to time, all of it when it fails."""
    lines, spoken = [], time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True) as proc:
        for line in proc.stdout:
            lines.append(line)
            if time.monotonic() - spoken > 4:
                spoken = time.monotonic()
                say(" ".join(line.split())[:90])
    if proc.returncode:
        sys.exit("".join(lines[-20:]))


def compiles(command, source):
    """Whether a compiler takes a source from its standard input."""
    return subprocess.run(command, input=source, text=True, check=False,
                          capture_output=True).returncode == 0


def command_of(file, obj):
    """The words of the command that makes an object below OUT/obj, up to its output."""
    lines = run(["make", "-n", "-B", "V=1", f"O={OUT}/obj", *FLAGS, obj]).splitlines()
    words = next(line for line in lines if " -c " in line and file in line).split()
    return [w.replace("\\", "").replace("'", "") for w in words[:words.index("-o")]
            if w not in ("-MMD", "-MP")] + ["-w"]


def limit_resources():
    """Neither large files nor cores, and no endless loop."""
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 26, 1 << 26))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def fails(program, limit, preload=None):
    """Whether a test program fails, or does not end in time."""
    with tempfile.TemporaryDirectory(dir=OUT) as tmp:
        env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", ASAN_OPTIONS=ASAN,
                   TMPDIR=str(pathlib.Path(tmp).resolve()))
        if preload:
            env["LD_PRELOAD"] = preload
        with subprocess.Popen([program], env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True, preexec_fn=limit_resources) as proc:
            try:
                return proc.wait(limit) != 0
            except subprocess.TimeoutExpired:
                return True
            finally:
                try:
                    os.killpg(proc.pid, signal.SIGKILL)  # and what it has started
                except ProcessLookupError:
                    pass
