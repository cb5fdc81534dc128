# SPDX-License-Identifier: Apache-2.0
"""Normalised discounted cumulative gain over files: what a ranking is worth that wants few files first.

A ranked list is cut to the first mention of each file; every file that answers a question gains 1
at its rank, discounted by log2(rank + 1), and the best order possible gives 1 in all.
"""

import collections
import math

DEPTH = 10


def same_file(a, b):
    """Paths are of one file when one is the end of the other, at a slash."""
    return ("/" + a).endswith("/" + b) or ("/" + b).endswith("/" + a)


def once(files):
    return list(dict.fromkeys(files))


def ndcg(ranked, relevant, depth=DEPTH):
    """`ranked`: paths, best first, repeats allowed; `relevant`: the paths that answer."""
    ranked, relevant = once(ranked), once(relevant)
    gained = 0.0
    for wanted in relevant:
        rank = next((i for i, file in enumerate(ranked, 1) if same_file(file, wanted)), None)
        if rank is not None and rank <= depth:
            gained += 1 / math.log2(rank + 1)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(depth, len(relevant)) + 1))
    return gained / best


def means(scored, key):
    """`scored`: (question, ndcg) pairs. Value of question[key] -> (how many, mean)."""
    groups = collections.defaultdict(list)
    for question, value in scored:
        groups[question[key] if key else "all"].append(value)
    return {name: (len(v), sum(v) / len(v)) for name, v in sorted(groups.items())}
