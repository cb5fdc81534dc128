# SPDX-License-Identifier: Apache-2.0
"""Asks each language's own compiler what the names of a case mean, and keeps the answer.

A truth record: lang, files, defs, calls, refs, inherits, and
where the oracle looked at some functions only, judged_callers.
"""

import collections
import json
import os
import re
import shutil

import convert_scip_index
from accuracy import HERE, WORK, locked, say, sh
from fetch import cargo_project, fetch, package_folder
from score import CORE, HEAD_LINES

TOOLS = WORK / "tools"
NPM_TOOLS = ("typescript@5.9.3", "@sourcegraph/scip-python@0.6.6", "@types/node@22.20.1")
ORACLES = {
    "python": ("convert_scip_index.py",), "go": ("oracle_go.go",), "java": ("JavaOracle.java",),
    "typescript": ("oracle_ts.js",), "javascript": ("oracle_ts.js",), "c": ("oracle_clang.py",),
    "cpp": ("oracle_clang.py",), "rust": ("oracle_rust.py", "rust_items.py", "rust_links.py"),
}


# ---- tools ----

def node_modules():
    """npm tools; types for sources below the trees are found there by way of a link."""
    folder = TOOLS / "node_modules"
    with locked("tools"):
        if not (folder / ".ready").exists():
            say("installing the npm tools")
            TOOLS.mkdir(parents=True, exist_ok=True)
            sh("npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", TOOLS,
               *NPM_TOOLS)
            (folder / ".ready").touch()
        link = WORK / "tree/node_modules"
        if not link.is_symlink():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to("../tools/node_modules")
    return folder


def venv(case):
    """A virtual environment with what the package imports."""
    folder = WORK / "packages" / "python" / f"{case.name}.venv"
    if not (folder / ".ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        sh("python3", "-m", "venv", folder)
        if case.spec.get("needs"):
            sh(folder / "bin/pip", "install", "--quiet", *case.spec["needs"])
        (folder / ".ready").touch()
    return folder


def class_path(case):
    folder = WORK / "packages" / "java" / f"{case.name}.jars"
    for artifact in case.spec.get("needs", ()):
        sh("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}:jar",
           f"-DoutputDirectory={folder}")
    return ":".join(sorted(str(f) for f in folder.glob("*.jar"))) if folder.is_dir() else ""


# ---- oracles: each gives {files, defs, calls, refs, inherits} ----

def ask_python(case, scratch):
    home, tree = venv(case), scratch / "tree"
    shutil.copytree(case.tree, tree)
    # Tests import the package by its name, not by way of src.
    roots = [name for name in ("src",) if (tree / name).is_dir()]
    (tree / "pyrightconfig.json").write_text(json.dumps({"extraPaths": roots}))
    (scratch / "env.json").write_text("[]")
    index = scratch / "index.scip"
    sh("node", "--max-old-space-size=8192", node_modules() / "@sourcegraph/scip-python/index.js",
       "index", "--quiet", "--project-name", case.name, "--project-version", "0", "--environment",
       scratch / "env.json", "--output", index, cwd=tree,
       env={"PATH": f"{home}/bin:{os.environ['PATH']}", "VIRTUAL_ENV": str(home)})
    return convert_scip_index.convert(index, case.tree, case.name)


def ask_go(case, scratch):
    module = re.search(r"^module\s+(\S+)", (case.tree / "go.mod").read_text(), re.M).group(1)
    oracle = scratch / "oracle_go"
    sh("go", "build", "-o", oracle, HERE / "oracle_go.go", cwd=scratch)
    #    
    work = scratch / "module"
    shutil.copytree(case.tree, work)
    env = {"GOFLAGS": "-mod=mod"}
    sh("go", "mod", "download", cwd=work, env=env)
    return json.loads(sh(oracle, ".", module, cwd=work, env=env))


def ask_java(case, scratch):
    jars = class_path(case)
    return json.loads(sh("java", "--add-exports", "jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED",
                         HERE / "JavaOracle.java", case.tree, *([jars] if jars else [])))


def ask_typescript(case, scratch):
    tools = node_modules()
    return json.loads(sh("node", "--max-old-space-size=8192", HERE / "oracle_ts.js", case.tree,
                         env={"TYPESCRIPT": str(tools / "typescript")}))


def units_of(case):
    """The translation units that the patterns of a case of C or C++ name."""
    skip = {f for pattern in case.spec.get("not_units", ()) for f in case.tree.glob(pattern)}
    return sorted({f for pattern in case.spec.get("units", ()) for f in case.tree.glob(pattern)} - skip)


def ask_clang(case, scratch):
    """`headers` are compiled as one unit that includes them."""
    spec = case.spec
    places = {"tree": case.tree, "package": package_folder(case), "scratch": scratch}
    for name, text in spec.get("write", {}).items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_text(text)
    units = units_of(case)
    if "headers" in spec:
        all_headers = scratch / "all_headers.cc"
        all_headers.write_text("".join(f"#include <{h}>\n" for h in spec["headers"]))
        units.append(all_headers)
    answer = scratch / "oracle.json"
    # The bindings of libclang are the system's, so its Python must run this.
    told = sh("/usr/bin/python3", HERE / "oracle_clang.py", case.tree, answer, "--", *units, "++",
              *(a.format(**places) for a in spec.get("args", ())))
    said = json.loads(answer.read_text())
    if said["errors"]:
        say(f"{case}: {said['errors']} errors of the compiler, for example\n{told[:1500]}")
    return said


def ask_rust(case, scratch):
    """MIR, rustdoc's JSON and its source pages of the crate, built from its vendored sources so that spans name
    these."""
    name, _ = case.spec["package"].split("@")
    crate = cargo_project(scratch, case.spec["package"], case.spec.get("features", ()))
    env = {"RUSTC_BOOTSTRAP": "1", "CARGO_BUILD_JOBS": os.environ.get("CG_JOBS", "2")}
    sh("cargo", "rustc", "--offline", "--quiet", "-p", name, "--lib", "--", "--emit=mir",
       "-Zmir-include-spans=yes", "-Zmir-opt-level=0", "-Zinline-mir=no", "-Ztrim-diagnostic-paths=no",
       cwd=scratch, env=env)
    for form in "--output-format=json", "--generate-link-to-definition":
        sh("cargo", "rustdoc", "--offline", "--quiet", "-p", name, "--lib", "--", "-Zunstable-options", form,
           "--document-private-items", "--document-hidden-items", cwd=scratch, env=env)
    answer, stem = scratch / "oracle.json", name.replace("-", "_")
    docs = scratch / "target/doc"
    sh("python3", HERE / "oracle_rust.py", crate, answer, docs / f"{stem}.json", docs / "src" / stem, scratch,
       *(scratch / "target/debug/deps").glob(f"{stem}-*.mir"))
    return json.loads(answer.read_text())


ASK = {"python": ask_python, "go": ask_go, "java": ask_java, "typescript": ask_typescript,
       "javascript": ask_typescript, "c": ask_clang, "cpp": ask_clang, "rust": ask_rust}


# ---- the record ----

class Sources:
    def __init__(self, root):
        self.root, self.lines = root, {}

    def line(self, file, number):
        if file not in self.lines:
            text = (self.root / file).read_text(encoding="utf-8", errors="replace")
            self.lines[file] = text.split("\n")
        lines = self.lines[file]
        return lines[number - 1] if 0 < number <= len(lines) else ""


def unplace_impossible_calls(record, sources):
    """scip-python gives functions of one name inside different functions one symbol. Of a call by a
    bare name that is said to reach into a function which is not around it, it has no answer."""
    functions = collections.defaultdict(list)
    for d in record["defs"]:
        if d["kind"] in ("function", "method") and d.get("end_line"):
            functions[d["file"]].append((d["start_line"], d["line"], d["end_line"]))
    for call in record["calls"]:
        file, line = call.get("callee_file"), call.get("callee_line")
        around = [(start, end) for start, name, end in functions.get(file, ())
                  if name < line <= end] if line else []
        column = call.get("site_col") or 0
        before = sources.line(call["site_file"], call["site_line"])[:column].rstrip()
        if around and not before.endswith(".") and not all(
                call["site_file"] == file and start <= call["site_line"] <= end
                for start, end in around):
            call["callee_file"], call["unresolved"] = None, True


def name_conversions(record, sources):
    """Conversion operators as their source names them: libclang spells the types in its own way, and
    parameters of templates by number."""
    for d in record["defs"]:
        if re.match(r"operator\s*(?!new\b|delete\b|co_await\b)\w", d["name"]):
            text = sources.line(d["file"], d["line"])[d["col"]:]
            written = re.match(r"operator\s+([^()]+?)\s*\(\s*\)", text)
            if written:
                d["name"] = "operator " + written.group(1)


def mark_macros(record, sources):
    """Definitions that a macro made: their name does not stand on the line, but is pasted together or
    written in the macro's body."""
    for d in record["defs"]:
        name = re.sub(r"<.*", "", d["name"]).lstrip("~")
        name = "operator" if name.startswith("operator") else name
        if re.fullmatch(r"\w+", name) and not re.search(
                rf"\b{name}\b", sources.line(d["file"], d["line"])):
            d["implicit"] = True


def mark_templates(record, sources):
    """Functions that are templates or stand in a template: there libclang leaves out most of what
    depends on a parameter, instead of calling it unresolved."""
    def is_template(d):
        for line in range(d["line"], max(d["line"] - HEAD_LINES, 0), -1):
            text = sources.line(d["file"], line).strip()
            if line < d["line"] and (not text or text.endswith((";", "{", "}"))):
                return False
            if re.match(r"template\b", text):
                return True
        return False
    bodies = collections.defaultdict(list)
    for d in record["defs"]:
        if d["kind"] in CORE and d.get("end_line") and is_template(d):
            bodies[d["file"]].append((d["line"], d["end_line"]))
    for d in record["defs"]:
        if d["kind"] in CORE and any(a <= d["line"] <= b for a, b in bodies[d["file"]]):
            d["template"] = True


def is_macro_call(call, sources):
    """The callee's name does not stand at the site, so a macro made the call."""
    name = call.get("name") or ""
    if not name or name == "<expr>":
        return False
    text = sources.line(call["site_file"], call["site_line"])[call["site_col"]:]
    name = name.split("<")[0]
    return not re.match(re.escape(name) + (r"(?!\w)" if name[-1:].isalnum() else ""), text)


def record(case, said):
    files = said.get("files") or sorted(
        {d["file"] for d in said["defs"]} | {r["file"] for r in said["refs"]}
        | {c["site_file"] for c in said["calls"]})
    files = sorted(f for f in set(files) if (case.tree / f).is_file())
    known, sources = set(files), Sources(case.tree)

    def plain(fact, keep=()):
        return {k: v for k, v in fact.items() if v not in (None, False) or k in keep}

    calls = [plain(c, ("callee", "caller_line", "site_col")) for c in said["calls"]
             if c["site_file"] in known]
    if case.lang in ("c", "cpp"):
        for c in calls:
            if not c.get("implicit") and is_macro_call(c, sources):
                c["implicit"] = True
    truth = {
        "lang": case.lang, "case": case.name, "files": files,
        "defs": [d for d in said["defs"] if d["name"] and d["file"] in known
                 and (not d.get("local") or d["kind"] in CORE)],
        "calls": calls,
        "refs": [plain(r, ("def_line", "col")) for r in said["refs"]
                 if r["file"] in known and not r.get("local")],
        "inherits": [i for i in said["inherits"] if i["file"] in known and i.get("name")],
    }
    if "judged_callers" in said:
        truth["judged_callers"] = [list(x) for x in said["judged_callers"]]
    elif case.lang in ("c", "cpp"):
        truth["judged_callers"] = sorted({(d["file"], d["line"]) for d in said["defs"]})
    return truth


def make(case, stamp, name):
    say(f"{case}: asking the oracle")
    scratch = WORK / "scratch" / case.lang / f"{case.name}.{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    truth = record(case, ASK[case.lang](case, scratch))
    shutil.rmtree(scratch, ignore_errors=True)
    case.truth_path.parent.mkdir(parents=True, exist_ok=True)
    case.truth_path.write_text(json.dumps(truth, separators=(",", ":"), ensure_ascii=False))
    stamp.write_text(name)


def truth_of(case):
    """The cached record; package and record are made when the case or its oracle is new."""
    stamp = case.truth_path.with_suffix(".stamp")
    name = case.stamp(*ORACLES[case.lang])
    with locked(str(case)):
        fetch(case)
        if not (stamp.is_file() and stamp.read_text() == name and case.truth_path.is_file()):
            make(case, stamp, name)
        record = json.loads(case.truth_path.read_text())
    if case.lang == "python":
        unplace_impossible_calls(record, Sources(case.tree))
    if case.lang in ("c", "cpp"):
        name_conversions(record, Sources(case.tree))
        mark_macros(record, Sources(case.tree))
        mark_templates(record, Sources(case.tree))
    return record
