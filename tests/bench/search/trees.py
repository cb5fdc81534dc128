# SPDX-License-Identifier: Apache-2.0
"""The pinned trees of trees.json, fetched once into build/searchbench/tree/NAME.

`take` is the folder inside the package that becomes the folder `as` of the tree, so that paths are
those that questions speak of.
"""

import json
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "build/searchbench"

sys.path.insert(0, str(HERE.parent / "accuracy"))
import fetch  # noqa: E402


def pinned():
    return json.loads((HERE / "trees.json").read_text())


def fetch_tree(name, spec):
    """The folder of a tree; fetches it when there is none for this spec."""
    tree, stamp = WORK / "tree" / name, WORK / "tree" / f"{name}.stamp"
    wanted = json.dumps(spec, sort_keys=True)
    if stamp.is_file() and stamp.read_text() == wanted:
        return tree
    print(f"fetching {spec['package']}", file=sys.stderr, flush=True)
    package = WORK / "packages" / name
    for old in (package, tree):
        shutil.rmtree(old, ignore_errors=True)
    package.mkdir(parents=True)
    fetch.SOURCES[spec["from"]](spec["package"], package)
    shutil.copytree(package / spec["take"], tree / spec["as"], symlinks=True)
    stamp.write_text(wanted)
    return tree
