# SPDX-License-Identifier: Apache-2.0
"""Definitions as counted tokens, read from what mine.py wrote, and the pairs that train on them.

A segment is one field of one definition: distinct tokens with how often each is there. Fields 0 to 6
are those of the model file; then come the path's words, the first paragraph of the doc, and the rest
of the doc.
"""

import gzip

import numpy as np

import mine

NAME, OWNER, SIGNATURE, DOC, BODY, MEMBERS, IMPORTS, PATH, SUMMARY, REST = range(10)
COLUMNS, FIELDS = 9, 10
FIELD_ENDS, LINE_ENDS = 65535, 65534
CALLABLES, TYPES = {"function", "method", "constructor", "macro"}, {
    "class", "struct", "interface", "trait", "enum", "union", "type_alias"}


class Segments:
    """tokens[offsets[i]:offsets[i + 1]] with their counts, for segment i = definition * FIELDS + field."""

    def __init__(self, offsets, tokens, counts):
        self.offsets, self.tokens, self.counts = offsets, tokens, counts

    def lengths(self):
        return np.diff(self.offsets).reshape(-1, FIELDS)

    def gather(self, which):
        """(place in `which`, token, count) of every token of these segments."""
        starts, sizes = self.offsets[which], self.offsets[which + 1] - self.offsets[which]
        place = np.repeat(np.arange(len(which)), sizes)
        at = np.arange(len(place)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
        return place, self.tokens[at], self.counts[at]


def parse(text):
    """The lines of a tree: (texts of each definition, field lengths, counted segments)."""
    heads, lists = [], []
    for line in text.split(b"\n"):
        columns = line.split(b"\t", mine.FIRST_LIST)
        if len(columns) > mine.FIRST_LIST:
            heads.append(columns[:mine.FIRST_LIST])
            lists.append(columns[mine.FIRST_LIST])
    if not heads:
        return [], None
    joint = b" %d " % LINE_ENDS
    numbers = np.fromstring(joint.join(lists).replace(b"\t", b" %d " % FIELD_ENDS) + joint, np.int32, sep=" ")
    ends = np.flatnonzero(numbers >= LINE_ENDS)
    assert len(ends) == len(heads) * COLUMNS, "a list is missing"
    column = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=-1))
    inside = numbers < LINE_ENDS
    tokens, column = numbers[inside].astype(np.int64), column[inside]
    definition, field = column // COLUMNS, column % COLUMNS
    sizes = np.bincount(column, minlength=len(ends))
    place = np.arange(len(column)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rest = (field == DOC) & (place >= sizes[definition * COLUMNS + SUMMARY])
    segment = np.concatenate([definition * FIELDS + field, definition[rest] * FIELDS + REST])
    return heads, (len(heads) * FIELDS, segment << 16 | np.concatenate([tokens, tokens[rest]]))


def load_tree(path):
    heads, packed = parse(gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes())
    if packed is None:
        return None
    total, keys = packed
    keys, counts = np.unique(keys, return_counts=True)
    offsets = np.searchsorted(keys >> 16, np.arange(total + 1))
    kinds = np.array([h[2].decode() for h in heads])
    return {"heads": heads, "kinds": kinds, "tests": np.array([is_test(h) for h in heads]),
            "segments": Segments(offsets, (keys & 0xffff).astype(np.uint16),
                                 np.minimum(counts, 255).astype(np.uint8))}


def is_test(head):
    path = head[0].lower()
    return b"test" in path or b"spec/" in path or b"/benches/" in path or b"example" in path


def join(trees):
    """Segments of many trees as one."""
    shift, offsets = 0, [np.zeros(1, np.int64)]
    for tree in trees:
        offsets.append(tree["segments"].offsets[1:] + shift)
        shift += len(tree["segments"].tokens)
    return Segments(np.concatenate(offsets), np.concatenate([t["segments"].tokens for t in trees]),
                    np.concatenate([t["segments"].counts for t in trees]))


def load(split, registries=None):
    """(trees by name, their segments as one, tree number of each definition)"""
    paths = sorted((mine.TOKENS / split).glob("*/*.tsv.gz"))
    trees = {f"{p.parent.name}/{p.name[:-7]}": load_tree(p) for p in paths
             if registries is None or p.parent.name in registries}
    trees = {name: tree for name, tree in trees.items() if tree is not None}
    owner = np.repeat(np.arange(len(trees)), [len(t["kinds"]) for t in trees.values()])
    return trees, join(list(trees.values())), owner
