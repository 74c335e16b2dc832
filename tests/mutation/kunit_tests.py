# SPDX-License-Identifier: BSD-3-Clause
"""The KUnit suites judge mutants of the modules, in user mode Linux; before them, in a fraction of
the time, the unit tests that include a source of the modules."""

import pathlib
import shlex
import shutil
import subprocess
import sys
import time

from .changes import mutated
from .process import FLAGS, OUT, SANITIZE, WORKERS, command_of, compiles, fails, run, run_shown, say

OBJ = OUT / "obj"
BUILD = OUT / "modules"
KUNIT = BUILD.resolve() / "kunit/tests/kunit"
# the suites that judge a source: its own, then who depends on it
SUITES = {
    "kernel/core/ccm.c": ("ccm", "sa", "rx", "tx"),
    "kernel/core/sa.c": ("sa", "tek", "pn", "tx", "rx", "flow", "timer", "tek_walk",
                         "group", "negotiation", "auth_none", "reentry", "tek_rsa", "des"),
    "kernel/core/tek.c": ("tek", "tek_walk", "tek_rsa", "sa", "timer", "group", "negotiation",
                          "auth_v1"),
    **{f"kernel/core/{name}.c": ("auth", "auth_walk", "auth_second", "auth_none", "auth_v1",
                                  "reentry", "sa", "key", "timer", "agent", "mgmt",
                                  "entry", "bad_input", "group")
       for name in ("auth", "auth_eap", "auth_v2", "sa_tek")},
}
PARAMETERS = "pns=2000"
# the test includes ../../kernel/core/X.c: that is looked for beside the test, in a tree of links
INCLUDED = ("tests/unit", "kernel/core")
TEST_S = 60  # a unit test


class KunitTests:
    """Links a mutant with the rest of the KUnit module and lets it run."""

    def __init__(self):
        self.compilers = {}  # source -> words of the compiler without input and output
        self.linker = []
        self.objects = []
        self.originals = {}
        self.seconds = {}  # source -> how long its suites take
        self.unit_tests = {}  # source -> the unit tests that include it, with their compiler
        self.kernel = ""

    def build(self, files):
        """The KUnit module, and how its parts were made."""
        self.kernel = subprocess.run(["tests/vm/kernel", "uml"], check=True, text=True,
                                     stdout=subprocess.PIPE).stdout.strip()
        run_shown(["make", f"-j{WORKERS}", f"KDIR={self.kernel}", "ARCH=um",
                   f"MODULES_DIR={BUILD}", "kunit-module"])
        self.objects = (KUNIT / "wman_kunit.mod").read_text().split()
        words = self.saved_command(KUNIT / ".wman_kunit.ko.cmd")
        self.linker = words[:words.index("-o")] + ["-S"]
        run_shown(["make", f"-j{WORKERS}", f"O={OBJ}", *FLAGS, f"{OBJ}/libproto.a"])
        for file in files:
            words = self.saved_command(BUILD / "kunit" / pathlib.Path(file).parent /
                                       f".{pathlib.Path(file).stem}.o.cmd")
            self.compilers[file] = [w for w in words[:words.index("-c")]
                                    if not w.startswith(("-Wp,", "-g", "-fprofile", "-ftest"))]
            self.unit_tests[file] = [(name, command_of(f"{name}.c", f"{OBJ}/tests/unit/{name}.o"))
                                     for name in self.including(file)]

    @staticmethod
    def saved_command(path):
        """The words of the command that Kbuild keeps beside what it has made."""
        line = path.read_text().splitlines()[0]
        return shlex.split(line[line.index(" := ") + 4:].split(";")[0])

    @staticmethod
    def including(file):
        """Names of the unit tests that have a source of the modules in them."""
        wanted = f'#include "../../{file}"'
        texts = {p: p.read_text() for p in pathlib.Path("tests/unit").glob("*.[ch]")}
        holders = {p.name for p, text in texts.items() if wanted in text}
        return sorted(p.stem for p, text in texts.items() if p.suffix == ".c" and
                      (p.name in holders or any(f'#include "{h}"' in text for h in holders)))

    def compile(self, file, source, to):
        """Object of a source in place of a file; false when it does not compile."""
        return compiles(["env", "-C", self.kernel, *self.compilers[file], "-w", "-c", "-o",
                         to.resolve(), "-x", "c", "-"], source)

    def fails_unit_test(self, mutant, where):
        """Whether a unit test that includes the source fails with the mutant in it."""
        if not self.unit_tests[mutant.file]:
            return False
        tree = where / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        for name in INCLUDED:
            (tree / name).mkdir(parents=True)
            for path in pathlib.Path(name).glob("*.[ch]"):
                (tree / path).symlink_to(path.resolve())
        (tree / mutant.file).unlink()
        (tree / mutant.file).write_text(mutated(mutant))
        for name, command in self.unit_tests[mutant.file]:
            source = f"tests/unit/{name}.c"
            words = [w for w in command if w not in ("-c", source)]
            made = subprocess.run([*words, SANITIZE, "-o", where / name, tree / source,
                                   OBJ / "libproto.a", "-lcmocka"], check=False,
                                  capture_output=True)
            if made.returncode == 0 and fails(where / name, TEST_S):
                return True
        return False

    def fails_suites(self, file, where, limit):
        """Whether a suite of a file fails, over the object in a worker's directory."""
        own = f"{KUNIT}/../../{file[:-2]}.o"
        rest = [o for o in self.objects if o != own]
        if len(rest) == len(self.objects):
            sys.exit(f"{own} is no part of the KUnit module")
        module = (where / "wman_kunit.ko").resolve()
        run([*self.linker, "-o", module, *rest, (where / "mutant.o").resolve(),
             KUNIT / "wman_kunit.mod.o"], cwd=self.kernel)
        suites = ",".join(f"wman_{name}" for name in SUITES[file])
        with (where / "kunit.log").open("w") as log:
            ret = subprocess.run(["tests/vm/run", "-o", where / "guest", "-k", "uml",
                                  "-t", str(limit),
                                  f"tests/kunit/run {module} suites={suites} {PARAMETERS}"],
                                 stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        return ret.returncode != 0

    def check_baseline(self):
        """Without a mutant the suites pass; how long they take, and the original object code."""
        where = OUT / "baseline"
        where.mkdir(exist_ok=True)
        for file in self.compilers:
            self.compile(file, pathlib.Path(file).read_text(), where / "mutant.o")
            self.originals[file] = (where / "mutant.o").read_bytes()
            begin = time.monotonic()
            if self.fails_suites(file, where, 300):
                sys.exit(f"the suites of {file} fail without any mutant: {where}/kunit.log")
            self.seconds[file] = time.monotonic() - begin
            say(f"baseline: suites of {file} {self.seconds[file]:.1f} s")

    def judge(self, mutant, where):
        """What becomes of a mutant; where is a directory of this worker's."""
        if not self.compile(mutant.file, mutated(mutant), where / "mutant.o"):
            return "broken"
        if (where / "mutant.o").read_bytes() == self.originals[mutant.file]:
            return "same"
        if (self.fails_unit_test(mutant, where) or
                self.fails_suites(mutant.file, where, int(30 + 3 * self.seconds[mutant.file]))):
            return "killed"
        return "survived"
