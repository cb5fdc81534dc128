# SPDX-License-Identifier: Apache-2.0
"""What the lint scripts share: the source files, the module table, and reporting."""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def sources(*tops, suffixes=(".c", ".h")):
    """Paths below `tops`, relative to the root, without what npm fetched."""
    found = []
    for top in tops:
        for folder, folders, files in os.walk(os.path.join(ROOT, top)):
            folders[:] = sorted(d for d in folders if d not in ("node_modules", "fixtures", "corpus"))
            # An input of a language fixture is data, not our code.
            if os.path.relpath(folder, ROOT).startswith(
                    ("tests/lang/", "tests/link/", "tests/incremental/pairs/")):
                continue
            found += [os.path.relpath(os.path.join(folder, f), ROOT)
                      for f in sorted(files) if f.endswith(suffixes)]
    return found


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def module_table():
    """{module: (deps, foreign libraries)} from the cg_module and cg_program lines of CMake."""
    text = re.sub(r"#.*", "", read("CMakeLists.txt"))
    table = {}
    for kind, words in re.findall(r"\b(cg_module|cg_program)\(([^)]*)\)", text):
        words = words.split()
        name = words[0] if kind == "cg_module" else words[words.index("MODULE") + 1]
        parts = {"DEPS": [], "LIBS": []}
        current = None
        for word in words[1:]:
            if word in ("DEPS", "LIBS", "MODULE"):
                current = parts.get(word)
            elif current is not None:
                current.append(word)
        table[name] = (parts["DEPS"], parts["LIBS"])
    return table


def blank_comments_and_strings(text):
    """The same text with comments and literals overwritten by spaces: lines and columns stay."""
    pattern = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def finish(problems):
    """Prints the problems and exits accordingly."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


def run_each(commands):
    """Runs (label, argv) pairs, two at a time; returns the output of those that failed."""
    problems = []
    width = int(os.environ.get("CG_JOBS", "2"))
    running = []

    def reap():
        label, proc = running.pop(0)
        out = proc.communicate()[0]
        if proc.returncode != 0:
            problems.append(f"{label}:\n{out}")

    for label, argv, *cwd in commands:
        if len(running) >= width:
            reap()
        running.append((label, subprocess.Popen(argv, cwd=cwd[0] if cwd else ROOT, text=True,
                                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)))
    while running:
        reap()
    return problems
