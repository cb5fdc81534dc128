# SPDX-License-Identifier: Apache-2.0
"""Compares one predicted graph with one truth record.

A prediction is what graph_dump writes, a truth record what truth.py writes. Lines are 1-based;
line 0 is the file itself. Only facts whose target lies inside the case count. What a compiler
derives without the source saying so (implicit, through a variable, by dispatch) is optional:
neither missed nor wrong. Calls that the oracle itself could not place are charged to nobody.
"""

import collections
import re

CORE = set(
    "function method constructor class struct interface trait enum union type destructor record "
    "generator getter setter annotation annotation_type static_method func methodspec methodSpec "
    "typedef alias typealias".split())
TYPES_WITH_BODY = {"class", "struct", "record", "enum"}
VALUES = {"local", "variable", "parameter", "field", "property"}
# The graph may place a definition at its decorator or template head: this many lines above.
HEAD_LINES = 12
# What oracles call a class that its source gives no name.
NAMELESS = "<anon>"
# References to what no name in the source stands for: the oracle of Python has no answer for them.
UNWRITTEN = ("special-method",)
# What the oracle of TypeScript calls what is called without a name.
NO_NAME = "<expr>"
OUR_KINDS = {"type_alias": "type"}


def folded(name):
    if name.endswith("]") and "[" in name:  # to TypeScript, the object is part of what is put under a key
        return name[name.rindex("["):]
    return name.replace(" ", "") if name.startswith("operator") else name


def at(fact, prefix=""):
    return fact[prefix + "file"], fact[prefix + "line"]


def ends(call):
    return at(call, "caller_") + at(call, "callee_")


class Verdict:
    """Everything that was compared, as sets and lists that the tables and `diff` read."""

    def __init__(self):
        self.count = collections.Counter()
        self.missed_defs, self.right_defs, self.wrong_defs = [], [], []
        self.truth_calls = {}  # (caller file, line, callee file, line) -> acceptable alternatives
        self.call_facts = collections.defaultdict(list)  # the same -> entries of the truth
        self.right_calls, self.optional_calls, self.wrong_calls = set(), set(), set()
        self.missed_calls = []
        self.missed_refs = []  # ((file, line, name), right targets)
        self.wrong_refs = []  # ((file, line, name), right targets, what we said)
        self.missed_bases, self.wrong_bases = set(), set()
        self.line_of = lambda file, line: line  # our line of a definition -> the truth's


def restrict(pred, files):
    """Leaves out what touches files that the oracle did not see (other platforms, not built)."""
    return {
        "defs": [dict(d, name=folded(d["name"]), kind=OUR_KINDS.get(d["kind"], d["kind"]))
                 for d in pred["defs"] if d["file"] in files],
        "calls": [c for c in pred["calls"]
                  if c["caller_file"] in files and c["callee_file"] in files],
        "refs": [r for r in pred["refs"] if r["file"] in files and r["def_file"] in files],
        "inherits": [i for i in pred["inherits"]
                     if i["file"] in files and i["base_file"] in files],
    }


def judge(truth, pred, overloads=False):
    """`overloads`: any definition of the right name among overloads of one type is right."""
    v = Verdict()
    pred = restrict(pred, set(truth["files"]))
    for d in truth["defs"]:
        d["name"] = folded(d["name"])
    judge_defs(v, truth, pred)
    v.line_of = line_map(truth, pred)
    judge_calls(v, truth, pred)
    if overloads:
        judge_overloads(v, truth)
    judge_refs(v, truth, pred)
    judge_inherits(v, truth, pred)
    return v


def judge_defs(v, truth, pred):
    ours = collections.defaultdict(list)
    for d in pred["defs"]:
        ours[d["file"], d["name"]].append(d)
    used = set()
    for d in truth["defs"]:
        if (d.get("local") or d["kind"] not in CORE or not d["line"] or d.get("decl_only")
                or not d["name"] or d["name"] == NAMELESS):
            continue
        near = [x for x in ours[d["file"], d["name"]]
                if id(x) not in used and -1 <= d["line"] - x["line"] <= HEAD_LINES]
        if near:
            used.add(id(min(near, key=lambda x: abs(d["line"] - x["line"]))))
        if d.get("implicit"):
            continue
        if near:
            v.count["def_right"] += 1
        else:
            v.missed_defs.append(d)
    named = {(d["file"], d["name"]) for d in truth["defs"]}
    made = {at(d) for d in truth["defs"] if d.get("implicit")}
    nameless = {at(i) for i in truth["inherits"] if i["name"] == NAMELESS}
    v.right_defs = [d for d in pred["defs"] if id(d) in used]
    v.wrong_defs = [d for d in pred["defs"] if id(d) not in used and d["kind"] in CORE
                    and d["name"] != NAMELESS
                    and (d["file"], d["name"]) not in named and at(d) not in made
                    and at(d) not in nameless]
    v.count["def_missed"], v.count["def_wrong"] = len(v.missed_defs), len(v.wrong_defs)


def line_map(truth, pred):
    lines = collections.defaultdict(list)
    for d in truth["defs"]:
        if d["line"] and d["kind"] in CORE:
            lines[d["file"], d["name"]].append(d["line"])
    moved = {}
    for d in pred["defs"]:
        there = lines.get((d["file"], d["name"]), ())
        below = [n for n in there if 0 < n - d["line"] <= HEAD_LINES]
        if d["kind"] in CORE and below and d["line"] not in there:
            moved.setdefault((d["file"], d["line"]), min(below))
    return lambda file, line: moved.get((file, line), line)


# ---- calls ----

def call_key(v, call):
    f = v.line_of
    return (call["caller_file"], f(call["caller_file"], call["caller_line"]),
            call["callee_file"], f(call["callee_file"], call["callee_line"]))


def read_true_calls(v, truth):
    classes = [d for d in truth["defs"] if d["kind"] in TYPES_WITH_BODY and d.get("end_line")]
    by_file = collections.defaultdict(list)
    for d in classes:
        by_file[d["file"]].append(d)
    overriders, methods = collections.defaultdict(set), collections.defaultdict(set)
    for i in truth["inherits"]:
        if i["kind"] == "overrides" and i.get("base_file"):
            overriders[at(i, "base_")].add(at(i))
    for d in truth["defs"]:
        if d["kind"] in ("method", "function"):
            methods[d["name"]].add(at(d))
    for e in truth["calls"]:
        if None in (e.get("callee_file"), e.get("caller_file"), e.get("caller_line")):
            continue
        key = ends(e)
        v.call_facts[key].append(e)
        also = {key[:2] + tuple(a) for a in e.get("alts", ())}
        if e.get("callee_kind") == "constructor" or e.get("kind") == "new":
            around = [d for d in by_file[e["callee_file"]]
                      if d["line"] <= e["callee_line"] <= d["end_line"]]
            if around:  # `new C()`: the class is as good as its constructor
                also.add(key[:2] + at(max(around, key=lambda d: d["line"])))
        v.optional_calls |= {key[:2] + o for o in overriders.get(key[2:], ())}
        if e.get("interface") or e.get("trait_dispatch"):
            v.optional_calls |= {key[:2] + m for m in methods.get(e.get("name") or "", ())}
        if (e.get("implicit") or e.get("indirect") or e.get("callee_kind") in VALUES
                or e.get("kind") == "conversion"):
            v.optional_calls |= {key} | also
        else:
            v.truth_calls.setdefault(key, set()).update(also)
    v.optional_calls -= set(v.truth_calls)


def unjudged_calls(v, truth, pred, said):
    """What was said where the oracle has no answer, or never looked."""
    names = collections.defaultdict(set)
    for d in truth["defs"]:
        names[at(d)].add(d["name"])
    for d in pred["defs"]:
        names[d["file"], v.line_of(*at(d))].add(d["name"])
    unknown = {(e["site_file"], e["caller_line"], e["name"]) for e in truth["calls"]
               if e.get("unresolved") and e.get("name")}
    known = {(e["site_file"], e["caller_line"], e["name"]) for e in truth["calls"]
             if e.get("callee_file") or e.get("external")}
    templates = {at(d) for d in truth["defs"] if d.get("template")}

    def is_open(key):
        called = [key[:2] + (n,) for n in names.get(key[2:], ())]
        return any(c in unknown for c in called) or (
            key[:2] in templates and not any(c in known for c in called))
    skip = {k for k in said if k not in v.truth_calls and is_open(k)}
    if truth.get("judged_callers"):
        judged = {tuple(x) for x in truth["judged_callers"]}
        skip |= {k for k in said if k[:2] not in judged and k not in v.truth_calls}
    return skip


def unplaced_calls(v, truth, pred):
    """Edges all of whose sites the checker of TypeScript could not place, whatever the function is called that we name:
    `res.set = res.header = function header() {}`, `client[kResume]()`."""
    if truth.get("lang") not in ("javascript", "typescript"):
        return set()
    unplaced, placed = set(), set()
    for e in truth["calls"]:
        (unplaced if e.get("unresolved") else placed).add((e["site_file"], e["site_line"], e.get("name")))
    unplaced -= placed
    written = collections.defaultdict(set)
    for r in pred["refs"]:
        written[r["file"], r["line"], r["def_file"], r["def_line"]].add(r["name"])

    def is_open(call, site):
        names = written.get((call["caller_file"], site, call["callee_file"], call["callee_line"]), {""})
        as_told = {x for n in names
                   for x in ([n] if n and not n.startswith("[") else [NO_NAME, "call", "apply"])}
        return any((call["caller_file"], site, n) in unplaced for n in as_told)
    return {call_key(v, c) for c in pred["calls"]
            if c.get("sites") and all(is_open(c, site) for site in c["sites"])}


def judge_calls(v, truth, pred):
    read_true_calls(v, truth)
    v.said_calls = {call_key(v, c) for c in pred["calls"]}
    skip = unjudged_calls(v, truth, pred, v.said_calls)
    skip |= unplaced_calls(v, truth, pred) - set(v.truth_calls)
    v.count["call_unjudged"] = len(skip - v.optional_calls)
    v.optional_calls |= skip
    for key, also in v.truth_calls.items():
        found = ({key} | also) & v.said_calls
        v.right_calls |= found
        if found:
            v.count["call_right"] += 1
        else:
            v.missed_calls.append(key)
    v.wrong_calls = v.said_calls - v.right_calls - v.optional_calls
    v.count["call_missed"], v.count["call_wrong"] = len(v.missed_calls), len(v.wrong_calls)


def judge_overloads(v, truth):
    first, stands_for = {}, {}
    for d in truth["defs"]:
        if d.get("qname") and d["kind"] in ("method", "function", "constructor") and d["line"]:
            bare = re.sub(r"\([^()]*\)$", "", d["qname"])
            stands_for[at(d)] = first.setdefault(bare, at(d))

    def fold(key):
        return key[:2] + stands_for.get(key[2:], key[2:])

    said = {fold(k) for k in v.said_calls}
    true = collections.defaultdict(set)
    for key, also in v.truth_calls.items():
        true[fold(key)].update(map(fold, also))
    right, hits = set(), 0
    for key, also in true.items():
        found = ({key} | also) & said
        right |= found
        hits += bool(found)
    v.count["call_right"], v.count["call_missed"] = hits, len(true) - hits
    v.count["call_wrong"] = len(said - right - {fold(k) for k in v.optional_calls})


# ---- references and inheritance ----

def classes_of_constructors(pred, line_of):
    """Where a constructor stands -> where its class does, on the lines of the truth."""
    def path(d):
        return re.sub(r"<.*", "", d["qname"])
    def place(d):
        return d["file"], line_of(*at(d))
    classes = {path(d): place(d) for d in pred["defs"] if d["kind"] in TYPES_WITH_BODY and d.get("qname")}
    return {place(d): classes[path(d).rpartition("::")[0]] for d in pred["defs"]
            if d["kind"] == "constructor" and path(d).rpartition("::")[0] in classes}


def judge_refs(v, truth, pred):
    fields = set()
    if truth["lang"] == "rust":  # its oracle knows nothing of them
        fields = ({at(d) for d in pred["defs"] if d["kind"] == "field"}
                  - {at(d) for d in pred["defs"] if d["kind"] != "field"})
    owner = classes_of_constructors(pred, v.line_of) if truth["lang"] in ("c", "cpp") else {}
    true, said = collections.defaultdict(set), collections.defaultdict(set)
    for r in truth["refs"]:
        if r.get("def_file") is None or r.get("local") or not r["name"]:
            continue
        true[r["file"], r["line"], r["name"]] |= {at(r, "def_")} | {
            tuple(a) for a in r.get("alts", ())}
    for r in pred["refs"]:
        if r["rule"] not in UNWRITTEN and at(r, "def_") not in fields:
            said[r["file"], r["line"], r["name"]].add(
                (r["def_file"], v.line_of(r["def_file"], r["def_line"])))
    # What is called there by another name: a constructor, by the name of a member too, a function without one, or what
    # a variable holds.
    called, made = collections.defaultdict(set), collections.defaultdict(set)
    for c in truth["calls"]:
        nameless = (c.get("callee") or "").endswith(NAMELESS)
        if (c.get("callee_kind") == "constructor" or nameless or c.get("through")) and c.get("callee_file"):
            called[c["site_file"], c["site_line"], c["name"]].add(at(c, "callee_"))
            made[c["site_file"], c["site_line"]].add(at(c, "callee_"))
    for key, targets in true.items():
        ours = said.get(key)
        if ours is not None:
            ours = {owner[p] if owner.get(p) in targets else p for p in ours}
        if ours is not None and ours & targets:
            ours = ours - ((called[key] | made[key[:2]]) - targets)
        if ours is None:
            v.missed_refs.append((key, targets))
        elif ours & targets:
            v.count["ref_right"] += 1
            v.count["ref_extra"] += len(ours - targets)
            if ours - targets:
                v.wrong_refs.append((key, targets, ours))
        else:
            v.count["ref_wrong"] += len(ours)
            v.count["ref_missed"] += 1
            v.wrong_refs.append((key, targets, ours))
    v.count["ref_missed"] += len(v.missed_refs)


def judge_inherits(v, truth, pred):
    def key(i):
        return at(i) + at(i, "base_")

    # An impl of Rust stands elsewhere than its type: either place will do.
    alias = {at(i, "name_") + at(i, "base_"): key(i) for i in truth["inherits"]
             if i.get("name_file") and i.get("base_file") and not i.get("implicit")}
    based = [i for i in truth["inherits"] if i.get("base_file")]

    def is_implied(i):
        return i["kind"] in ("overrides", "satisfies") or i.get("implicit")

    true = {alias.get(key(i), key(i)) for i in based if not is_implied(i)}
    optional = {key(i) for i in based if is_implied(i)}
    # What the oracle did not look at, by where it stands and by its names.
    unjudged = [i for i in truth["inherits"] if i["kind"] == "unjudged"]
    places = {at(i) for i in unjudged}
    names = {(i["name"], i["base"]) for i in unjudged}
    name_at = {at(d): d["name"] for d in truth["defs"]}
    said = set()
    for i in pred["inherits"]:
        k = (i["file"], v.line_of(*at(i)), i["base_file"], v.line_of(*at(i, "base_")))
        said.add(alias.get(k, k))
        if k[:2] in places or (name_at.get(k[:2]), name_at.get(k[2:])) in names:
            optional.add(alias.get(k, k))
    v.missed_bases, v.wrong_bases = true - said, said - true - optional
    v.count["base_right"] = len(true & said)
    v.count["base_missed"], v.count["base_wrong"] = len(v.missed_bases), len(v.wrong_bases)


# ---- figures ----

def rates(count, what):
    """Precision, recall and F1; None where nothing was to be judged."""
    right, wrong, missed = (count[f"{what}_{x}"] for x in ("right", "wrong", "missed"))
    if what == "ref":
        wrong += count["ref_extra"]
    p = right / (right + wrong) if right + wrong else None
    r = right / (right + missed) if right + missed else None
    f = 2 * p * r / (p + r) if p and r else (0.0 if p is not None and r is not None else None)
    return p, r, f
