# SPDX-License-Identifier: Apache-2.0
"""Trees of C and C++ as a build leaves them: with compile_commands.json, and the headers that it writes."""

import contextlib
import json
import pathlib
import shutil
import tempfile

import truth
from fetch import package_folder


def write_commands(case, tree):
    """The commands that the oracle compiles with, as if run in `tree`, a copy of the case's."""
    generated = tree / "generated"
    for name, text in case.spec.get("write", {}).items():
        generated.mkdir(exist_ok=True)
        (generated / name).write_text(text)
    places = {"tree": tree, "package": package_folder(case), "scratch": generated}
    args = [a.format(**places) for a in case.spec.get("args", ())]
    units = [str(u.relative_to(case.tree)) for u in truth.units_of(case)] + case.spec.get("headers", [])
    commands = [{"directory": str(tree), "file": u, "arguments": ["cc", *args, "-c", u]} for u in units]
    (tree / "compile_commands.json").write_text(json.dumps(commands))


@contextlib.contextmanager
def built(case):
    """The case with such a tree in place of its own."""
    if case.lang not in ("c", "cpp"):
        yield case
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder).resolve() / case.name
        shutil.copytree(case.tree, tree)
        write_commands(case, tree)
        yield case.in_tree(tree)
