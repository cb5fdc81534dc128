#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a trained model as the daemon reads it (docs/internals/embed.md): int8 codes, scales by row.

    export.py [--out weights.bin] MODEL.npz[=SHARE]…

Several models are averaged, by their shares of 1: what two trainings and their start agree on is
less bent to the pairs than one training is (Wortsman et al. 2022).
"""

import argparse
import hashlib
import pathlib
import struct

import numpy as np
import xxhash

import corpus
import fetch
import train

FIELDS = (corpus.NAME, corpus.OWNER, corpus.SIGNATURE, corpus.DOC, corpus.BODY, corpus.MEMBERS,
          corpus.IMPORTS)
FORMAT, FIELDS_VERSION, HEADER_BYTES, HASHED_FROM = 1, 1, 128, 64
MODEL_NAME = b"code-static-1"


def quantised(model):
    """(int8 codes, scales): vectors * scales, each row by its largest component."""
    largest = np.abs(model.vectors).max(1, keepdims=True) + 1e-9
    codes = np.rint(model.vectors / largest * 127).astype(np.int8)
    return codes, (model.scales * largest / 127).astype(np.float32)


def field(weight, shrink, scale):
    return struct.pack("<ffII12f", weight, shrink, scale, 0, *train.TF[1:13])


def padded(section):
    return section + bytes(-len(section) % 64)


def file_bytes(model, words):
    codes, scales = quantised(model)
    spelt = [w.encode() for w in words]
    strings = b"".join(spelt)
    fields = b"".join(field(np.exp(model.weight[f]), np.exp(model.shrink[f]), train.SCALE[f]) for f in FIELDS)
    fields += field(1, 0, 0)
    offsets = np.cumsum([0] + [len(w) for w in spelt]).astype("<u4").tobytes()
    sections = [fields, offsets, strings, bytes(len(words)), scales.astype("<f4").tobytes()]
    hashed = MODEL_NAME.ljust(64, b"\0") + b"".join(padded(s) for s in sections) + codes.tobytes()
    head = struct.pack("<8sIIIIII", b"CGEMBED\n", FORMAT, FIELDS_VERSION, codes.shape[1], len(words),
                       scales.shape[1], len(strings))
    head += struct.pack("<Q", xxhash.xxh3_64_intdigest(hashed))
    return head.ljust(HASHED_FROM, b"\0") + hashed


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--out", type=pathlib.Path, default=fetch.HERE / "weights.bin")
    args = parser.parse_args()
    content = file_bytes(train.Model.load(*args.models), fetch.VOCABULARY.read_text().split())
    args.out.write_bytes(content)
    args.out.with_suffix(".sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  {args.out.name}\n")
    fetch.say(f"{args.out}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
