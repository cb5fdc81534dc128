#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the unpacked trees into tokens: what embed_tokens, built from the daemon's own code, sees.

    mine.py

Writes for each tree the rows of its definitions: build/code-static/tokens/SPLIT/REGISTRY/NAME.tsv.gz.
Rows are those of vocabulary.txt. Where that is missing it is chosen first: the words that start.py
has vectors for, and those that several training trees have. What is there already stays.
"""

import collections
import concurrent.futures
import gzip
import os
import pathlib
import re
import subprocess

import fetch
import start

TOOL = pathlib.Path(os.environ.get("CG_EMBED_TOKENS", fetch.HERE.parents[1] / "build/dev/bin/embed_tokens"))
TREES, TOKENS = fetch.WORK / "trees", fetch.WORK / "tokens"
FIRST_LIST = 6                  # columns before it are texts
WORD, DATA = r"[a-z0-9]{1,24}", r"\d{4,}|0x[0-9a-f]{3,}|[0-9a-f]*\d[0-9a-f]{7,}"
JOINED_MAX = 4
WORKERS = 1
SAMPLE = 8                      # words are counted in every eighth tree


def trees(split):
    return sorted((TREES / split).glob("*/*"))


def rows_of(tree, vocabulary=None):
    more = ["--vocabulary", vocabulary] if vocabulary else []
    done = subprocess.run([TOOL, *more, tree], capture_output=True, check=True)
    return done.stdout


def joined(tokens):
    """Words with a number in them, written together: utf8, sha256, i18n."""
    for first, token in enumerate(tokens):
        word = token.lstrip("~")
        for other in tokens[first + 1:first + JOINED_MAX]:
            if not other.startswith("~"):
                break
            word += other[1:]
            if re.search(r"\d", word) and len(word) <= 8 and not word[0].isdigit():
                yield word


def words_of(tree):
    seen = set()
    for line in rows_of(tree).decode(errors="replace").splitlines():
        for field in line.split("\t")[FIRST_LIST:-1]:
            tokens = field.split(" ")
            seen.update(t.lstrip("~") for t in tokens)
            if any(t.startswith("~") and t[1:].isdigit() for t in tokens):
                seen.update(joined(tokens))
    return seen


def choose(pool):
    projects = collections.Counter()
    for counts in pool.map(words_of, trees("train")[::SAMPLE], chunksize=4):
        projects.update(counts)
    known, _ = start.pretrained()
    words = {w for w in projects if projects[w] > 1} | set(known)
    return sorted(w for w in words if re.fullmatch(WORD, w) and not re.fullmatch(DATA, w))


def write_rows(job):
    tree, to = job
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    with gzip.open(part, "wb", compresslevel=1) as f:
        f.write(rows_of(tree, fetch.VOCABULARY))
    part.rename(to)


def main():
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        if not fetch.VOCABULARY.is_file():
            fetch.VOCABULARY.write_text("".join(w + "\n" for w in choose(pool)))
        jobs = [(tree, TOKENS / split / tree.parent.name / (tree.name + ".tsv.gz"))
                for split in ("held-out", "train") for tree in trees(split)]
        list(pool.map(write_rows, [job for job in jobs if not job[1].exists()]))


if __name__ == "__main__":
    main()
