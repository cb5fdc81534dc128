# SPDX-License-Identifier: Apache-2.0
"""Paths, impact, cycles, hubs, unreferenced code, communities and overviews over HTTP and by the command line, of small
projects whose answers can be seen."""

import json
import subprocess

import pytest

from conftest import connect, post_files
from daemon import program
from test_reach import C, GO, JAVA, PYTHON, RUST, TYPESCRIPT

DIAMOND = {"d.py": """\
def start():
    left()
    right()


def left():
    end()


def right():
    end()


def end():
    pass


def apart():
    pass
"""}


def get(client, project, question, **params):
    reply = client.get(f"/graph/{question}", params={"project": project, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()


def named(nodes):
    return [node["qualified_name"] for node in nodes]


@pytest.fixture(scope="module")
def many(client):
    projects = {"python": PYTHON, "java": JAVA, "go": GO, "rust": RUST, "typescript": TYPESCRIPT, "c": C,
                "diamond": DIAMOND}
    for name, files in projects.items():
        assert post_files(client, f"questions-{name}", files).status_code == 200
    return {name: f"questions-{name}" for name in projects}


# ---- paths ---------------------------------------------------------------------------------------


def test_all_shortest_paths(client, many):
    page = get(client, many["diamond"], "path", **{"from": "start", "to": "end"})
    assert page["length"] == 2 and page["total"] == 2 and page["verdict"] == "found"
    assert [named(path["nodes"]) for path in page["items"]] == [["start", "left", "end"],
                                                                ["start", "right", "end"]]
    assert all(step["type"] == "calls" for path in page["items"] for step in path["steps"])
    first = get(client, many["diamond"], "path", **{"from": "start", "to": "end", "limit": 1})
    second = get(client, many["diamond"], "path",
                 **{"from": "start", "to": "end", "limit": 1, "cursor": first["next_cursor"]})
    assert first["items"] + second["items"] == page["items"] and second["next_cursor"] is None
    same = get(client, many["diamond"], "path", **{"from": "end", "to": "end"})
    assert same["length"] == 0 and named(same["items"][0]["nodes"]) == ["end"]


def test_no_path(client, many):
    back = get(client, many["diamond"], "path", **{"from": "end", "to": "start"})
    assert back["length"] is None and back["total"] == 0 and back["items"] == []
    assert back["exhausted"] is True and back["verdict"] == "none"
    both = get(client, many["diamond"], "path", **{"from": "left", "to": "right", "direction": "both"})
    assert both["length"] == 2 and {step["against"] for path in both["items"]
                                    for step in path["steps"]} == {True, False}
    short = get(client, many["diamond"], "path", **{"from": "start", "to": "end", "max_depth": 1})
    assert short["length"] is None and short["exhausted"] is False and short["verdict"] == "unknown"
    typed = get(client, many["diamond"], "path", **{"from": "start", "to": "end", "types": "inherits"})
    assert typed["length"] is None


def test_a_path_by_dispatch(client, many):
    def ask(**params):
        return get(client, many["java"], "path", **{"from": "Main.main", "to": "Job.helper", **params})

    assert ask(types="calls")["length"] is None
    page = ask(types="calls", dispatch=True)
    assert named(page["items"][0]["nodes"]) == ["Main.main", "Main.start", "Job.run", "Job.helper"]
    assert [step["dispatch"] for step in page["items"][0]["steps"]] == [False, True, False]


def test_many_paths_are_counted_not_listed(client, project):
    """2^40 shortest paths through forty diamonds in a row."""
    lines = []
    for i in range(40):
        lines += [f"def a{i}():\n    l{i}()\n    r{i}()\n", f"def l{i}():\n    a{i + 1}()\n",
                  f"def r{i}():\n    a{i + 1}()\n"]
    post_files(client, project, {"chain.py": "\n".join([*lines, "def a40():\n    pass\n"])})
    page = get(client, project, "path", **{"from": "a0", "to": "a40", "max_depth": 100, "limit": 3})
    assert page["length"] == 80 and page["total"] == 2 ** 40 and len(page["items"]) == 3
    assert len({json.dumps(path["nodes"]) for path in page["items"]}) == 3


# ---- impact --------------------------------------------------------------------------------------


def test_impact_of_a_node(client, many):
    page = get(client, many["python"], "impact", node="Square.side")
    assert named(page["changes"]) == ["Square.side"] and page["changed"] == 1
    order = [row["node"]["qualified_name"] for row in page["items"]]
    assert order == ["Square.area", "Tiny.area", "total", "report", "main"]
    scores = [row["score"] for row in page["items"]]
    assert scores == sorted(scores, reverse=True) and 0 < scores[-1] < scores[0] < 1
    assert page["items"][2]["dispatch"] is True
    without = get(client, many["python"], "impact", node="Square.side", dispatch=False)
    assert "total" not in [row["node"]["name"] for row in without["items"]]
    two = get(client, many["python"], "impact", node=["Shape", "Square"], limit=1)
    assert two["changed"] == 5 and two["next_cursor"]
    rest = get(client, many["python"], "impact", node=["Shape", "Square"], cursor=two["next_cursor"],
               limit=1)
    assert rest["items"] != two["items"] and rest["total"] == two["total"]


TESTED = {"pkg/core.py": "def work():\n    return inner()\n\n\ndef inner():\n    return 1\n",
          "tests/test_core.py": "from pkg.core import work\n\n\ndef test_work():\n    assert work() == 1\n\n\n"
                                "def test_other():\n    assert True\n",
          "src/lib.rs": "pub fn go() -> u32 { deep() }\nfn deep() -> u32 { 1 }\n"
                        "#[cfg(test)]\nmod tests { use super::*; #[test] fn goes() { assert_eq!(go(), 1); } }\n"}


def test_impact_names_the_tests(client, project):
    post_files(client, project, TESTED)
    page = get(client, project, "impact", node="inner")
    tests = [row["node"]["name"] for row in page["items"] if row["test"]]
    assert tests == ["test_work"] and page["tests"] == 1
    only = get(client, project, "impact", node="inner", tests=True)
    assert [row["node"]["name"] for row in only["items"]] == ["test_work"]
    rust = get(client, project, "impact", node="deep", tests=True)
    assert [row["node"]["name"] for row in rust["items"]] == ["goes"]


def test_impact_between_versions(client, project):
    post_files(client, project, PYTHON, message="one")
    changed = PYTHON["shapes.py"].replace("return 3", "return 4").replace("class Tiny(Square):\n    def area(self):\n        return 1\n", "")
    client.post("/parse", params={"project": project, "path": "shapes.py", "message": "two"},
                content=changed.encode())
    page = get(client, project, "impact", since="main~1")
    assert named(page["changes"]) == ["Square.side"] and page["removed"] == 2
    assert [row["node"]["name"] for row in page["items"]][:2] == ["area", "total"]
    client.post("/parse", params={"project": project, "path": "report.py", "message": "three"},
                content=PYTHON["report.py"].replace("def total(shape: Shape):\n    return shape.area()\n", "").encode())
    gone = get(client, project, "impact", since="main~1", dispatch=False)
    assert gone["removed"] >= 1
    user = [row for row in gone["items"] if row["node"]["name"] == "report"]
    assert not user or user[0]["from"] is None
    assert get(client, project, "impact", since="main")["changed"] == 0


# ---- whole graphs --------------------------------------------------------------------------------

CIRCLE = {"a.py": "import b\n\n\ndef fa():\n    b.fb()\n", "b.py": "import c\n\n\ndef fb():\n    c.fc()\n",
          "c.py": "import a\n\n\ndef fc():\n    a.fa()\n", "d.py": "import a\n\n\ndef fd():\n    a.fa()\n    fd()\n"}
GO_CIRCLE = {"go.mod": "module m\n", "x/x1.go": "package x\n\nimport \"m/y\"\n\nfunc X() { y.Y() }\n",
             "x/x2.go": "package x\n\nfunc Z() {}\n",
             "y/y.go": "package y\n\nimport \"m/x\"\n\nfunc Y() { x.Z() }\n"}


def test_cycles(client, project):
    post_files(client, project, CIRCLE)
    files = get(client, project, "cycles")
    assert files["total"] == 1 and files["verdict"] == "found"
    assert named(files["items"][0]["members"]) == ["a.py", "b.py", "c.py"]
    assert named(files["items"][0]["cycle"]) == ["a.py", "b.py", "c.py"]
    nodes = get(client, project, "cycles", level="node", types="calls")
    assert named(nodes["items"][0]["members"]) == ["fa", "fb", "fc"]
    assert get(client, project, "cycles", path="[ab].py")["total"] == 0
    cut = get(client, project, "cycles", members=1)
    assert len(cut["items"][0]["members"]) == 1 and cut["items"][0]["size"] == 3


def test_cycles_of_packages(client, project):
    post_files(client, project, GO_CIRCLE)
    packages = get(client, project, "cycles", level="package")
    assert named(packages["items"][0]["members"]) == ["x", "y"]
    assert {node["kind"] for node in packages["items"][0]["members"]} == {"package"}


def test_hubs(client, many):
    page = get(client, many["python"], "hubs", kind=["class", "method", "function"], limit=50)
    assert page["items"][0]["node"]["name"] == "Shape" and page["items"][0]["in"] >= 3
    scores = [row["score"] for row in page["items"]]
    assert scores == sorted(scores, reverse=True) and page["total"] == len(scores)
    files = get(client, many["python"], "hubs", level="file")
    assert named(row["node"] for row in files["items"])[0] == "shapes.py"
    again = get(client, many["python"], "hubs", kind=["class", "method", "function"], limit=50)
    assert again == page
    first = get(client, many["python"], "hubs", limit=2)
    rest = get(client, many["python"], "hubs", limit=1000, cursor=first["next_cursor"])
    assert len(rest["items"]) == first["total"] - 2 and rest["items"][0] not in first["items"]


DEAD = {
    "a.py": "def _lonely():\n    return _helper()\n\n\ndef _helper():\n    return 1\n\n\ndef public():\n    return 2\n\n\n"
            "def _used():\n    return 3\n\n\nprint(_used())\n\n\n@app.route('/')\ndef _handler():\n    return 4\n\n\n"
            "def _mentioned():\n    return 5\n",
    "b.py": "def call(x):\n    return x._mentioned()\n",
    "tests/test_a.py": "def test_it():\n    assert True\n",
    "c.c": "static int lost(void) { return 1; }\nstatic int used(void) { return 2; }\nint main(void) { return used(); }\n",
    "d.go": "package main\n\nfunc main() { live() }\nfunc live() {}\nfunc dead() {}\nfunc Exported() {}\n",
    "E.java": "public class E { private int gone() { return 1; } public int seen() { return kept(); } private int kept() { return 2; } }\n",
    "f.rs": "fn unused() {}\npub fn open() { inner() }\nfn inner() {}\n",
    "g.ts": "function hidden() { return 1; }\nexport function shown() { return 2; }\n",
}


def test_unreferenced_code(client, project):
    post_files(client, project, DEAD)
    page = get(client, project, "dead", limit=100)
    verdicts = {row["node"]["name"]: (row["verdict"], row["reason"], row["users"]) for row in page["items"]}
    unused = {name for name, row in verdicts.items() if row[0] == "unused"}
    assert {"_lonely", "_helper", "lost", "dead", "gone", "unused", "hidden"} <= unused
    assert verdicts["_helper"][2] == 1 and verdicts["_lonely"][2] == 0
    assert not unused & {"E", "_used", "used", "live", "kept", "inner", "main", "public", "Exported", "seen"}
    assert verdicts["public"][:2] == ("unknown", "exported")
    assert verdicts["_handler"][:2] == ("unknown", "decorated")
    assert verdicts["test_it"][:2] == ("unknown", "test")
    assert verdicts["Exported"][:2] == verdicts["open"][:2] == verdicts["shown"][:2] == ("unknown", "exported")
    assert verdicts["main"][:2] == ("unknown", "entry_point")
    assert page["unused"] == len(unused) and page["unused"] + page["unknown"] == len(page["items"])
    closed = get(client, project, "dead", closed=True, verdict="unused", limit=100)
    names = {row["node"]["name"] for row in closed["items"]}
    assert {"public", "Exported", "shown", "open", "inner"} <= names and "_used" not in names
    only = get(client, project, "dead", verdict="unknown", limit=100)
    assert {row["verdict"] for row in only["items"]} == {"unknown"} and only["unused"] == page["unused"]
    pages, cursor = [], None
    while True:
        part = get(client, project, "dead", limit=3, **({"cursor": cursor} if cursor else {}))
        pages, cursor = pages + part["items"], part["next_cursor"]
        if cursor is None:
            break
    assert pages == page["items"]


def test_functions_without_a_name_are_handed_on(client, project):
    """Nothing can name them, so nobody knows who calls them; what they call is used."""
    post_files(client, project, {
        "a.js": "export function effect(use) {\n  use(() => {\n    return () => stop();\n  });\n}\nfunction stop() {}\n"
                "const key = Symbol();\nrequire('x').hooks[key] = () => init();\nfunction init() {}\nfunction lost() {}\n"})
    items = get(client, project, "dead", limit=100)["items"]
    rows = {row["node"]["name"]: (row["verdict"], row["reason"]) for row in items}
    assert rows["<anon>"] == rows["[key]"] == ("unknown", "mentioned")
    assert rows["lost"] == ("unused", None) and "init" not in rows and "stop" not in rows


def test_what_is_used_by_a_guess_is_not_unused(client, project):
    """The only method of that name may be meant."""
    post_files(client, project, {
        "a.py": "class A:\n    def _run(self):\n        return self._deep()\n\n    def _deep(self):\n        return 1\n\n"
                "    def _other(self):\n        return 2\n\n\nA()\n",
        "b.py": "def go(x):\n    return x._run()\n"})

    def dead(**more):
        items = get(client, project, "dead", limit=100, **more)["items"]
        return {row["node"]["qualified_name"]: (row["verdict"], row["reason"], row["users"]) for row in items}
    rows = dead()
    assert rows["A._run"] == ("unknown", "guessed", 0) and rows["A._other"] == ("unused", None, 0) and "A._deep" not in rows
    reply = client.get("/nodes/A._run/callers", params={"project": project}).json()
    assert (reply["total"], reply["verdict"], reply["coverage"]["guessed"]) == (0, "unknown", 1)
    reply = client.get("/nodes/A._other/callers", params={"project": project}).json()
    assert (reply["total"], reply["verdict"], reply["coverage"]["guessed"]) == (0, "none", 0)
    reply = client.get("/nodes/A._run/callers", params={"project": project, "min_confidence": 0}).json()
    assert (reply["total"], reply["verdict"]) == (1, "found")
    rows = dead(min_confidence=0)
    assert "A._run" not in rows and "A._other" in rows


def test_communities(client, project):
    group = "".join(f"def {{0}}{i}():\n" + "".join(f"    {{0}}{j}()\n" for j in range(4) if j != i) + "\n"
                    for i in range(4))
    post_files(client, project, {f"{name}/m.py": group.replace("{0}", name) for name in ("x", "y", "z")})
    page = get(client, project, "communities", level="node", kind="function")
    assert page["total"] == 3 and page["points"] == 12 and page["modularity"] > 0.6
    assert [sorted(named(row["members"])) for row in page["items"]] == [
        [f"{name}{i}" for i in range(4)] for name in ("x", "y", "z")]
    assert [row["folder"] for row in page["items"]] == ["x", "y", "z"]
    assert all(row["cohesion"] == 1 for row in page["items"])
    assert get(client, project, "communities", level="node", kind="function") == page


def test_overview_keeps_to_its_budget(client, many):
    whole = get(client, many["python"], "overview")
    assert whole["left_out"] == 0 and whole["files_left_out"] == 0 and whole["languages"] == {"python": 2}
    assert {d["qualified_name"] for f in whole["files"] for d in f["definitions"]} >= {"Shape", "Square", "main"}
    for budget in (1, 5, 12, 30):
        part = get(client, many["python"], "overview", max_tokens=budget)
        listed = [d for f in part["files"] for d in f["definitions"]]
        assert part["tokens"] <= budget
        assert sum(len(f["path"]) + 1 for f in part["files"]) + \
            sum(len(d["signature"]) + 1 for d in listed) <= budget * 4
        assert len(listed) + part["left_out"] == sum(len(f["definitions"]) for f in whole["files"])
    best = get(client, many["python"], "overview", max_tokens=6)
    assert [d["qualified_name"] for f in best["files"] for d in f["definitions"]] == ["Shape"]
    only = get(client, many["python"], "overview", kind="class")
    assert {d["kind"] for f in only["files"] for d in f["definitions"]} == {"class"}


def test_the_same_whatever_came_before(client, start_daemon, tmp_path, many):
    """Another store, filled file by file in another order, gives the same answers, to the last bit."""
    daemon = start_daemon(env={"CODEGRAPH_GRAPH_ADJACENCY_MEMORY": "0"}, store=tmp_path / "other")
    with connect(daemon) as other:
        for name, files in (("python", PYTHON), ("java", JAVA), ("typescript", TYPESCRIPT)):
            for path in reversed(files):
                other.post("/parse", params={"project": many[name], "path": path},
                           content=files[path].encode())
            for question in ("cycles", "hubs", "dead", "communities", "communities?level=node",
                             "overview", "hubs?level=file"):
                ask = f"/graph/{question}{'&' if '?' in question else '?'}project={many[name]}"
                ours, theirs = client.get(ask).json(), other.get(ask).json()
                ours.pop("generation"), theirs.pop("generation")
                ours.pop("next_cursor", None), theirs.pop("next_cursor", None)
                assert ours == theirs, question


# ---- what is wrong -------------------------------------------------------------------------------

WHOLE = ["cycles", "hubs", "dead", "communities", "overview"]


@pytest.mark.parametrize("question", WHOLE)
def test_bad_input_of_whole_graphs(client, sample, question):
    def refused(pointer, **params):
        reply = client.get(f"/graph/{question}", params={"project": sample, **params})
        assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == pointer, reply.text

    refused("kind", kind="klass")
    refused("language", language="cobol")
    refused("min_confidence", min_confidence=-1)
    refused("nonsense", nonsense=1)
    if question == "overview":
        refused("max_tokens", max_tokens=0)
        refused("max_tokens", max_tokens=10**9)
        refused("cursor", cursor="ab")
    else:
        refused("limit", limit=0)
        refused("limit", limit=10**9)
        refused("cursor", cursor="ab")
    if question in ("cycles", "communities"):
        refused("types", types="kalls")
        refused("level", level="folder")
        refused("members", members=0)
    if question == "communities":
        refused("resolution", resolution=0)
        refused("resolution", resolution=1001)
    empty = client.get(f"/graph/{question}", params={"project": "nobody-has-this"}).json()
    assert empty["generation"] == 0 and empty.get("items", []) == []


def test_bad_input_of_paths_and_impact(client, sample):
    def refused(question, status, pointer, **params):
        reply = client.get(f"/graph/{question}", params={"project": sample, **params})
        assert reply.status_code == status, reply.text
        if pointer:
            assert reply.json()["errors"][0]["pointer"] == pointer, reply.text

    refused("path", 400, "from", to="main")
    refused("path", 400, "to", **{"from": "main"})
    refused("path", 404, "from", **{"from": "nothing", "to": "main"})
    refused("path", 404, "to", **{"from": "main", "to": "nothing"})
    refused("path", 300, None, **{"from": "main", "to": "run"})
    refused("path", 300, None, **{"from": "run", "to": "main"})
    for depth in (0, 10**9, 1001):
        refused("path", 400, "max_depth", **{"from": "main", "to": "main", "max_depth": depth})
        refused("impact", 400, "depth", node="main", depth=depth)
    refused("path", 400, "types", **{"from": "main", "to": "main", "types": "kalls"})
    refused("impact", 400, "node")
    refused("impact", 400, "node", node="main", since="main")
    refused("impact", 404, "node", node="nothing")
    refused("impact", 300, None, node="run")
    refused("impact", 404, "since", since="no-such-branch")
    refused("impact", 400, "node", node=["main"] * 101)
    assert client.get("/graph/impact", params={"project": "nobody", "node": "x"}).status_code == 404


def test_a_graph_too_large_for_a_question(start_daemon, tmp_path):
    daemon = start_daemon(env={"CODEGRAPH_GRAPH_ADJACENCY_MEMORY": "0",
                               "CODEGRAPH_GRAPH_QUESTION_MEMORY": "1M"}, store=tmp_path / "small")
    with connect(daemon) as client:
        post_files(client, "big", {f"f{n}.c": "".join(f"int f{n}_{i}(void) {{ return {i}; }}\n" for i in range(2000))
                                   for n in range(20)})
        for question in WHOLE:
            reply = client.get(f"/graph/{question}", params={"project": "big"})
            assert reply.status_code == 413 and reply.json()["code"] == "too_large", reply.text


# ---- the command line ----------------------------------------------------------------------------


def test_commands(daemon, many):
    def run(project, *args, status=0):
        done = subprocess.run([program("codegraph"), "--server", daemon.url, "--project", many[project], *args],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == status, done.stderr
        return done.stdout

    out = run("c", "callers", "leaf", "--depth", "3")
    assert "middle" in out and "top" in out and "2 of 2 definitions" in out
    assert "at a.c:3:35" in run("c", "callers", "leaf", "--sites") and " at " not in run("c", "callers", "leaf")
    assert " at shapes.py:" in run("python", "hierarchy", "Square", "--sites")
    assert "Job.run" in run("java", "callees", "Main.start", "--dispatch")
    assert "leaf" in run("c", "dependencies", "top", "--depth", "3") and "top" in run("c", "dependents", "leaf", "--depth", "3")
    assert "Tiny" in run("python", "hierarchy", "Square")
    assert "2 of 2 shortest paths" in run("diamond", "path", "start", "end")
    assert "0 of 0 shortest paths" in run("diamond", "path", "end", "start", status=1)
    assert "1 changed" in run("python", "impact", "Square.side") and "0 changed" in run("python", "impact", "--since", "main")
    assert "0 of 0 groups" in run("python", "cycles") and "Shape" in run("python", "hubs", "--limit", "3")
    assert "unknown" in run("python", "dead") and "communities" in run("python", "communities", "--level", "node")
    assert "class Shape" in run("python", "overview", "--max-tokens", "20")
    assert json.loads(run("python", "--json", "hubs"))["total"] > 0
    run("python", "callers", status=2)
    run("python", "callers", "main", "--nonsense", status=2)
    run("python", "callers", "nothing", status=1)
    run("python", "callers", "area", status=1)
