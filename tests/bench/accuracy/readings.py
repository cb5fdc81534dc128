# SPDX-License-Identifier: Apache-2.0
"""Definitions of C and C++, charged in full, under several readings of what one place defines.

`score.py` charges nobody for what macros define. Here all of it is charged. What is left to choose is how many names a
place has, since one use of a macro may define dozens:

all         The truth and the graph have all of them.
one         The truth and the graph have one: the truth the first that the compiler meets, the graph the same if it
            has it among its own there, else its first. A place counts once on either side.
first       The truth has the first, the graph all: the further ones count as wrong, whatever they are.

What stands right in a function counts on neither side.
"""

import collections

from score import CORE, HEAD_LINES, NAMELESS, at, folded, rates, restrict

READINGS = ("all", "one", "first")
WORDS = {
    "all": "every name of a place, in both",
    "one": "one name of a place, in both",
    "first": "one in the truth, all in the graph",
}


def place(d):
    return d["file"], d["line"], d.get("col")


def first_of_each_place(defs):
    """In the order in which the compiler met them."""
    first = {}
    for d in defs:
        first.setdefault(place(d), d)
    return list(first.values())


def of_core(defs):
    return [d for d in defs if d["kind"] in CORE]


def one_of_each_place(defs, names):
    """`names`: (file, line, name) of the truth. The first that the truth knows may be a field."""
    places = collections.defaultdict(list)
    for d in defs:
        places[place(d)].append(d)
    return [next((d for d in there if (*at(d), d["name"]) in names), (of_core(there) or there)[0])
            for there in places.values()]


def count(true, said):
    """`true` with all kinds of definitions, `said` with those of CORE."""
    c, used, ours = collections.Counter(), set(), collections.defaultdict(list)
    for d in said:
        ours[d["file"], d["name"]].append(d)
    for d in true:
        if (d.get("local") or d["kind"] not in CORE or not d["line"] or d.get("decl_only")
                or d["name"] == NAMELESS):
            continue
        near = [x for x in ours[d["file"], d["name"]]
                if id(x) not in used and -1 <= d["line"] - x["line"] <= HEAD_LINES]
        if near:
            used.add(id(min(near, key=lambda x: abs(d["line"] - x["line"]))))
        c["def_right" if near else "def_missed"] += 1
    named = {(d["file"], d["name"]) for d in true}
    wrong = [d for d in said if id(d) not in used and (d["file"], d["name"]) not in named]
    c["def_wrong"] = len(wrong)
    return c


def count_all(truth, pred):
    """{reading: right, missed, wrong}."""
    true = [dict(d, name=folded(d["name"])) for d in truth["defs"]]
    whole = [d for d in restrict(pred, set(truth["files"]))["defs"] if not d.get("local")]
    first = first_of_each_place(true)
    names = {(*at(d), d["name"]) for d in first}
    said, one = of_core(whole), of_core(one_of_each_place(whole, names))
    return {"all": count(true, said), "one": count(first, one), "first": count(first, said)}


def print_table(lang, counts):
    print(f"\n{lang}: definitions charged in full, those that macros make too (readings.py says how)\n"
          f"{'':36} {'right':>6} {'missed':>6} {'wrong':>6} {'F1':>6}")
    for reading in READINGS:
        c = counts[reading]
        print(f"{WORDS[reading]:36} {c['def_right']:6} {c['def_missed']:6} {c['def_wrong']:6} "
              f"{rates(c, 'def')[2]:6.3f}")
