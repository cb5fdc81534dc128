# SPDX-License-Identifier: Apache-2.0
"""What `run` and `diff` share: the cases, and per case its tree, its truth and our prediction.

Everything lies in build/accuracy: packages/ as fetched, tree/LANG/CASE/ the sources that are
indexed, truth/LANG/CASE.json what the oracle said, pred/LANG/CASE.json what our graph says.
"""

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "build/accuracy"


def say(text):
    print(text, file=sys.stderr, flush=True)


def sh(*command, cwd=None, env=None, out=None):
    """Runs a command quietly; its output is shown when it fails."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=dict(os.environ, **(env or {})),
                          stdout=out or subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit {done.returncode}\n"
                         f"{(done.stdout or '')[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


class Case:
    def __init__(self, lang, name, spec):
        self.lang, self.name, self.spec = lang, name, spec
        self.tree = WORK / "tree" / lang / name
        self.truth_path = WORK / "truth" / lang / f"{name}.json"
        self.pred_path = WORK / "pred" / lang / f"{name}.json"

    def __str__(self):
        return f"{self.lang}/{self.name}"

    def in_tree(self, tree):
        """The same case, to be indexed there."""
        other = Case(self.lang, self.name, self.spec)
        other.tree = tree
        return other

    def stamp(self, *files):
        """Changes when the case or one of these files does."""
        h = hashlib.sha256(json.dumps(self.spec, sort_keys=True).encode())
        for f in files:
            h.update((HERE / f).read_bytes())
        return h.hexdigest()


# Packages that rules were made on, and further ones by which to see whether the rules hold elsewhere.
PINNED, MORE = "cases.json", "more.json"


def cases(selection, of=PINNED):
    """`selection`: LANG/CASE of either list, languages of the list `of`; empty: all of that."""
    lists = {file: [Case(lang, name, spec)
                    for lang, specs in json.loads((HERE / file).read_text()).items()
                    for name, spec in specs.items()] for file in (PINNED, MORE)}
    everything = lists[PINNED] + lists[MORE]
    chosen = [c for c in everything if str(c) in selection
              or c in lists[of] and (not selection or c.lang in selection)]
    for word in selection:
        if not any(word in (c.lang, str(c)) for c in chosen):
            raise SystemExit(f"no case {word}; there are: " + " ".join(map(str, everything)))
    return chosen


@contextlib.contextmanager
def locked(name):
    """Only one process at a time makes what others then find made."""
    path = WORK / "locks" / name.replace("/", ".")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


class Dump:
    """graph_dump, copied so that a build under way cannot take it from a run."""

    def __init__(self, build):
        if build:
            subprocess.run([ROOT / "scripts/packages", "build", "test", "accuracy"], check=True)
            env = dict(os.environ, CG_JOBS=os.environ.get("CG_JOBS", "2"))
            subprocess.run([ROOT / "scripts/build", "release", "graph_dump"], check=True, env=env)
        self.folder = tempfile.TemporaryDirectory()
        self.program = pathlib.Path(self.folder.name, "graph_dump")
        with open(ROOT / "build/.release.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # scripts/build holds it while it builds
            shutil.copy(ROOT / "build/release/bin/graph_dump", self.program)

    def predict(self, case):
        case.pred_path.parent.mkdir(parents=True, exist_ok=True)
        mine = case.pred_path.with_suffix(f".{os.getpid()}")
        try:
            with open(mine, "w") as out:
                sh(self.program, case.lang, case.name, case.tree, out=out)
            pred = json.loads(mine.read_text())
            mine.replace(case.pred_path)
        finally:
            mine.unlink(missing_ok=True)
        return pred


def at_threshold(pred, percent):
    """Without definitions, call and reference edges that are less sure than this."""
    return dict(pred, defs=[d for d in pred["defs"] if d["confidence"] >= percent],
                calls=[c for c in pred["calls"] if c["confidence"] >= percent],
                refs=[r for r in pred["refs"] if r["confidence"] >= percent],
                inherits=[i for i in pred["inherits"] if i["confidence"] >= percent])


# Filling in a struct calls nothing in these; elsewhere an instantiation runs a constructor.
NO_CONSTRUCTORS = ("c", "go", "rust")


def compiler_calls(case, pred):
    """Of the call edges those that a compiler can confirm: not macros, which are gone before it
    looks, not what fills in a struct, and not elements of JSX, which are no calls to it."""
    @functools.cache
    def lines(file):
        return (case.tree / file).read_text(encoding="utf-8", errors="replace").split("\n")

    def is_element(c):
        if not c["caller_file"].endswith((".tsx", ".jsx", ".js")) or not c["sites"]:
            return False
        name = re.escape(c["callee"].rpartition(".")[2])
        sites = [lines(c["caller_file"])[site - 1] for site in c["sites"]]
        return all(re.search(rf"<\s*([\w$]+\.)*{name}\b", s) and not re.search(rf"\b{name}\s*\(", s)
                   for s in sites)

    def confirmable(c):
        return c["callee_kind"] != "macro" and not is_element(c) and not (
            c["kind"] == "instantiates" and case.lang in NO_CONSTRUCTORS)
    return dict(pred, calls=[c for c in pred["calls"] if confirmable(c)])


def as_stated(pred):
    """All call edges, from the sources that the graph gives them."""
    return dict(pred, calls=[dict(c, caller_line=c["source_line"]) for c in pred["calls"]])
