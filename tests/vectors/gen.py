#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Turn vectors.json into a C table: one row a value, found by its path.

usage: gen.py            write vectors_gen.c and vectors_gen.h next to this file
       gen.py --check    exit 1 when they are not what would be written
"""
import json
import os
import sys

# what says where a value comes from, but is none
COMMENTS = {"format", "source", "note"}
TEXTS = {"direction", "mode", "cipher", "name"}


def leaves(path, key, value):
    """All values below a node, as (path, octets or None, number)."""
    if isinstance(value, dict):
        for k, v in value.items():
            # the names of traffic PDUs are comments; those of messages are the standard's
            if k in COMMENTS or (k == "name" and "traffic_ccm" in path):
                continue
            yield from leaves(path + [k], k, v)
    elif isinstance(value, list):
        for i, v in enumerate(value):
            yield from leaves(path + [str(i)], key, v)
    elif value is None:
        yield ".".join(path), None, 0
    elif isinstance(value, int):
        yield ".".join(path), None, value
    elif key in TEXTS:
        yield ".".join(path), value.encode(), 0
    else:
        # the integers of the RSA key have as many digits as they need
        yield ".".join(path), bytes.fromhex("0" * (len(value) % 2) + value), 0


def rows(octets):
    return "".join("\t\t" + " ".join("0x%02x," % b for b in octets[i:i + 12]) + "\n"
                   for i in range(0, len(octets), 12))


def generate(vectors):
    note = "/* Made by tests/vectors/gen.py from vectors.json; do not edit. */\n"
    table = list(leaves([], "", vectors))
    header = "/* SPDX-License-Identifier: BSD-3-Clause */\n" + note + """\
#ifndef _WMAN_VECTORS_GEN_H
#define _WMAN_VECTORS_GEN_H

#include "env.h"

/**
 * struct wman_vector - one value of vectors.json
 * @path: names and indices from the root, with dots between them
 * @data: octets or text; NULL for a number, and for an empty string
 * @len: how many
 * @number: the number; 0 for null
 */
struct wman_vector {
	const char *path;
	const u8 *data;
	u16 len;
	u32 number;
};

#define WMAN_VECTORS	%d

extern const struct wman_vector wman_vectors[WMAN_VECTORS];

#endif /* _WMAN_VECTORS_GEN_H */
""" % len(table)
    source = "// SPDX-License-Identifier: BSD-3-Clause\n" + note
    source += '#include "vectors_gen.h"\n\n'
    source += "const struct wman_vector wman_vectors[WMAN_VECTORS] = {\n"
    for path, octets, number in table:
        source += '\t{ .path = "%s",\n' % path
        if octets:
            source += "\t  .len = %d, .data = (const u8[]){\n%s\t} },\n" % (len(octets), rows(octets))
        else:
            source += "\t  .number = 0x%x },\n" % number
    source += "};\n"
    return {"vectors_gen.h": header, "vectors_gen.c": source}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "vectors.json"), encoding="ascii") as f:
        files = generate(json.load(f))
    stale = 0
    for name, text in files.items():
        path = os.path.join(here, name)
        if sys.argv[1:] == ["--check"]:
            try:
                with open(path, encoding="ascii") as f:
                    same = f.read() == text
            except FileNotFoundError:
                same = False
            if not same:
                print("%s is not current: run tests/vectors/gen.py" % path, file=sys.stderr)
                stale = 1
        else:
            with open(path, "w", encoding="ascii") as f:
                f.write(text)
    return stale


sys.exit(main())
