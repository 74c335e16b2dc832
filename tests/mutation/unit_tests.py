# SPDX-License-Identifier: BSD-3-Clause
"""The unit tests judge mutants of what runs in user space."""

import collections
import os
import pathlib
import re
import resource
import sys

from .changes import mutated
from .process import FLAGS, OUT, SANITIZE, WORKERS, command_of, compiles, fails, run, run_shown, say

OBJ = OUT / "obj"
LIBRARIES = ("libwmand.a", "libeap.a", "libwman.a", "libproto.a")  # what can be replaced below a test
OTHERS = ("libwman-cli.a", "libwman-bs.a")


def symbols(path):
    """What each object at path (an object or an archive) defines and needs."""
    objects = collections.defaultdict(lambda: (set(), set()))
    for line in run(["nm", "-A", "-P", path]).splitlines():
        where, name, kind = line.split()[:3]
        objects[where.rstrip(":")][kind == "U"].add(name)
    return objects


class UnitTests:
    """Runs unit tests over a library that is the product, with one object put before it."""

    def __init__(self):
        self.commands = {}
        self.originals = {}
        self.tests = {}  # name -> the objects that it is made of
        self.seconds = {}  # name -> CPU time that it takes
        self.sanitizer = ""

    def build(self, files):
        """The product as a library, and every test but those of the base station over it."""
        del files
        names = sorted(p.stem for p in pathlib.Path("tests/unit").glob("test_*.c")
                       if not p.stem.startswith("test_bs_"))
        make = ["make", f"-j{WORKERS}", f"O={OBJ}", *FLAGS]
        run_shown(make + [f"{OBJ}/tests/unit/{name}.o" for name in names] +
                  [f"{OBJ}/{lib}" for lib in LIBRARIES + OTHERS + ("libtest.a",)])
        libs = run(["pkg-config", "--libs", "libnl-3.0", "libnl-genl-3.0", "libssl", "libcrypto",
                    "libseccomp", "libcap-ng", "cmocka"]).split()
        self.sanitizer = run(["gcc", "-print-file-name=libasan.so"]).strip()
        run(["gcc", "-shared", SANITIZE, "-o", f"{OBJ}/libproduct.so", "-Wl,--whole-archive",
             *[f"{OBJ}/{lib}" for lib in LIBRARIES], "-Wl,--no-whole-archive", *libs])
        needs = {}
        for path in (*LIBRARIES, *OTHERS, "libtest.a"):
            for where, (defined, undefined) in symbols(f"{OBJ}/{path}").items():
                for name in defined:
                    needs.setdefault(name, (re.sub(r".*\[(.*)\]", r"\1", where), undefined))
        for name in names:
            (_, undefined), = symbols(f"{OBJ}/tests/unit/{name}.o").values()
            self.tests[name] = self.parts(undefined, needs)
            run(["gcc", SANITIZE, "-o", f"{OBJ}/{name}", f"{OBJ}/tests/unit/{name}.o",
                 f"{OBJ}/libtest.a", f"-L{OBJ}", "-lproduct",
                 *[f"{OBJ}/{lib}" for lib in OTHERS], "-lproduct",
                 f"-Wl,-rpath,{OBJ.resolve()}", *libs])

    @staticmethod
    def parts(undefined, needs):
        """Names of the objects that a linker would take for these symbols."""
        todo, seen, objects = list(undefined), set(), set()
        while todo:
            name = todo.pop()
            if name not in seen and name in needs:
                seen.add(name)
                objects.add(needs[name][0])
                todo += needs[name][1]
        return objects

    def check_baseline(self):
        """Without a mutant every test passes; how long each takes."""
        for name in list(self.tests):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            # as it is run with a mutant: what it starts may not take it
            if fails(OBJ / name, 120, self.sanitizer):
                if fails(OBJ / name, 120):
                    sys.exit(f"{name} fails without any mutant")
                say(f"baseline: {name} starts what does not take a mutant, and judges none")
                del self.tests[name]
                continue
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.seconds[name] = (after.ru_utime + after.ru_stime -
                                  before.ru_utime - before.ru_stime)
            say(f"baseline: {name} {self.seconds[name]:.2f} s")

    def compile(self, file, source, to):
        """Object of a source in place of a file; false when it does not compile."""
        if file not in self.commands:
            self.commands[file] = [*command_of(file, f"{OBJ}/{file[:-2]}.o"),
                                   "-iquote", os.path.dirname(file)]
        return compiles([*self.commands[file], "-o", to, "-x", "c", "-"], source)

    def killed(self, file, where):
        """The test of a file that fails over the object in a worker's directory, or None."""
        # what a test starts has the library before it as well, and finds there what it refers to
        run(["gcc", "-shared", SANITIZE, "-o", where / "mutant.so", where / "mutant.o",
             f"-L{OBJ}", "-lproduct", f"-Wl,-rpath,{OBJ.resolve()}"])
        own = "test_" + pathlib.Path(file).stem
        judges = [name for name, parts in self.tests.items()
                  if pathlib.Path(file).stem + ".o" in parts]
        preload = f"{self.sanitizer} {(where / 'mutant.so').resolve()}"
        return next((name for name
                     in sorted(judges, key=lambda name: (name != own, self.seconds[name]))
                     if fails(OBJ / name, 20 + 20 * self.seconds[name], preload)), None)

    def original(self, file, where):
        """Object code of a file as it is, which nothing kills."""
        if file not in self.originals:
            self.compile(file, pathlib.Path(file).read_text(), where / "mutant.o")
            test = self.killed(file, where)
            if test:
                sys.exit(f"{file} is killed unchanged, by {test}")
            self.originals[file] = (where / "mutant.o").read_bytes()
        return self.originals[file]

    def judge(self, mutant, where):
        """What becomes of a mutant; where is a directory of this worker's."""
        original = self.original(mutant.file, where)
        if not self.compile(mutant.file, mutated(mutant), where / "mutant.o"):
            return "broken"
        if (where / "mutant.o").read_bytes() == original:
            return "same"
        return "killed" if self.killed(mutant.file, where) else "survived"
