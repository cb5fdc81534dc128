# SPDX-License-Identifier: Apache-2.0
"""Dependencies, dependents, callers, callees and hierarchies, asked over HTTP of small projects in several languages; with
arrays and without; pages, filters, bad input, and a node with very many callers."""

import itertools
import os

import pytest

from conftest import connect, post_files
from daemon import LEAN

PYTHON = {"shapes.py": """\
class Shape:
    def area(self):
        return 0


class Square(Shape):
    def area(self):
        return self.side() ** 2

    def side(self):
        return 3


class Tiny(Square):
    def area(self):
        return 1
""", "report.py": """\
from shapes import Shape, Square


def total(shape: Shape):
    return shape.area()


def report():
    return total(Square())


def main():
    report()
"""}
JAVA = {"app/Task.java": """\
package app;
interface Task { int run(); }
""", "app/Jobs.java": """\
package app;
class Job implements Task { public int run() { return helper(); } int helper() { return 1; } }
class Big extends Job { public int run() { return 2; } }
""", "app/Main.java": """\
package app;
class Main { int start(Task task) { return task.run(); } static void main() { new Main().start(new Big()); } }
"""}
GO = {"go.mod": "module example.com/m\n", "a/a.go": """\
package a

type Doer interface{ Do() int }
type One struct{}

func (o One) Do() int { return step() }
func step() int { return 1 }
func Use(d Doer) int { return d.Do() }
"""}
RUST = {"Cargo.toml": '[package]\nname = "r"\nversion = "0.1.0"\n', "src/lib.rs": """\
pub trait Speak { fn speak(&self) -> u32; }
pub struct Dog;
impl Speak for Dog { fn speak(&self) -> u32 { bark() } }
fn bark() -> u32 { 1 }
pub fn talk(d: &Dog) -> u32 { d.speak() }
"""}
TYPESCRIPT = {"base.ts": "export class Base { go(): number { return 1; } }\n", "use.ts": """\
import { Base } from "./base";
class Derived extends Base { go(): number { return 2; } }
export function drive(b: Base): number { return b.go(); }
export const start = () => drive(new Derived());
"""}
C = {"a.c": """\
static int leaf(void) { return 1; }
static int middle(void) { return leaf(); }
int top(void) { return middle() + leaf(); }
"""}


@pytest.fixture(scope="module")
def many(client):
    """One project for each language."""
    projects = {"python": PYTHON, "java": JAVA, "go": GO, "rust": RUST, "typescript": TYPESCRIPT, "c": C}
    for language, files in projects.items():
        reply = post_files(client, f"reach-{language}", files)
        assert reply.status_code == 200, reply.text
    return {language: f"reach-{language}" for language in projects}


def ask(client, project, node, question, **params):
    reply = client.get(f"/nodes/{node}/{question}", params={"project": project, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()


def names(page, key="qualified_name"):
    return [(row["depth"], row["node"][key]) for row in page["items"]]


def test_callers_and_callees_by_depth(client, many):
    callers = ask(client, many["c"], "leaf", "callers", depth=5)
    assert names(callers) == [(1, "middle"), (1, "top")]
    assert callers["total"] == 2 and callers["verdict"] == "found" and callers["next_cursor"] is None
    assert callers["depths"] == [{"direction": "in", "depth": 1, "count": 2}]
    first = callers["items"][0]
    assert first["from"] == callers["node"]["id"] and first["type"] == "calls"
    assert first["confidence"] > 0.9 and first["dispatch"] is False
    callees = ask(client, many["c"], "top", "callees", depth=2)
    assert names(callees) == [(1, "leaf"), (1, "middle")]
    report = ask(client, many["python"], "main", "callees", depth=9)
    assert (1, "report") in names(report) and (2, "total") in names(report)
    assert (3, "Shape.area") in names(report)


def test_types_say_what_is_followed(client, many):
    instances = ask(client, many["python"], "Square", "callers", types="instantiates")
    assert names(instances) == [(1, "report")]
    assert ask(client, many["python"], "report", "callees", types="calls")["items"][0]["type"] == "calls"


@pytest.mark.parametrize("language, called, caller, dispatched", [
    ("python", "Shape.area", "total", {"Square.area", "Tiny.area"}),
    ("java", "Task.run", "Main.start", {"Job.run", "Big.run"}),
    ("go", "Doer.Do", "Use", {"One.Do"}),
    ("typescript", "Base.go", "drive", {"Derived.go"}),
])
def test_dispatch(client, many, language, called, caller, dispatched):
    def found(node, question, **params):
        rows = ask(client, many[language], node, question, **params)["items"]
        return {row["node"]["qualified_name"]: row["dispatch"] for row in rows}

    direct = found(caller, "callees")
    assert called in direct and not dispatched & set(direct) and not any(direct.values())
    both = found(caller, "callees", dispatch=True)
    assert {name for name, by_dispatch in both.items() if by_dispatch} == dispatched
    assert {name for name, by_dispatch in both.items() if not by_dispatch} == set(direct)
    for target in dispatched:
        assert caller not in found(target, "callers")
        assert found(target, "callers", dispatch=True)[caller] is True


@pytest.mark.parametrize("language, name, up, down", [
    ("python", "Square", {"Shape"}, {"Tiny"}),
    ("python", "Square.area", {"area"}, {"area"}),
    ("java", "Job", {"Task"}, {"Big"}),
    ("go", "Doer", set(), {"One"}),
    ("typescript", "Base", set(), {"Derived"}),
])
def test_hierarchy(client, many, language, name, up, down):
    page = ask(client, many[language], name, "hierarchy")
    assert {r["node"]["name"] for r in page["items"] if r["direction"] == "out"} == up
    assert {r["node"]["name"] for r in page["items"] if r["direction"] == "in"} == down
    for direction, side, wanted in (("up", "out", up), ("down", "in", down)):
        only = ask(client, many[language], name, "hierarchy", direction=direction)
        assert {r["node"]["name"] for r in only["items"]} == wanted
        assert {r["direction"] for r in only["items"]} <= {side}


def test_dependents_of_a_type_are_those_of_its_members(client, many):
    with_members = ask(client, many["python"], "Square", "dependents", depth=2)
    assert {"report", "Tiny", "Tiny.area"} <= {n for _, n in names(with_members)}
    alone = ask(client, many["python"], "Square", "dependents", depth=1, members=False)
    assert "Tiny.area" not in {n for _, n in names(alone)}
    of_file = ask(client, many["python"], "shapes.py", "dependents")
    assert {"report.py", "total", "report"} <= {n for _, n in names(of_file)}
    assert "report" in {n for _, n in names(ask(client, many["python"], "main", "dependencies"))}


def test_filters_say_what_is_listed_not_what_is_followed(client, many):
    everything = ask(client, many["python"], "main", "dependencies", depth=5, limit=1000)
    classes = ask(client, many["python"], "main", "dependencies", depth=5, kind="class")
    assert {n for _, n in names(classes)} == {"Shape", "Square"}
    inside = ask(client, many["python"], "main", "dependencies", depth=5, path="shapes.py", limit=1000)
    wanted = [r for r in everything["items"] if r["node"]["file_path"] == "shapes.py"]
    assert inside["items"] == wanted and inside["total"] == len(wanted) > 2
    none = ask(client, many["python"], "main", "dependencies", depth=5, language="rust")
    assert none["items"] == [] and none["total"] == 0
    sure = ask(client, many["python"], "main", "dependencies", depth=5, min_confidence=1, limit=1000)
    assert sure["total"] <= everything["total"]
    assert all(r["confidence"] == 1 for r in sure["items"])


def test_pages_are_parts_of_the_whole(client, many):
    whole = ask(client, many["python"], "main", "dependencies", depth=9, limit=1000)
    for limit in (1, 2, 3):
        rows, cursor = [], None
        while True:
            page = ask(client, many["python"], "main", "dependencies", depth=9, limit=limit,
                       **({"cursor": cursor} if cursor else {}))
            assert page["total"] == whole["total"] and page["depths"] == whole["depths"]
            rows += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert rows == whole["items"]


def test_a_cursor_stays_on_its_generation(client, project):
    post_files(client, project, C)
    first = ask(client, project, "leaf", "callers", limit=1)
    post_files(client, project, {**C, "b.c": "int leaf(void); int a(void) { return 1; }\n"})
    client.post("/parse", params={"project": project, "path": "a.c"},
                content=b"static int leaf(void) { return 1; }\n")
    second = ask(client, project, "leaf", "callers", limit=1, cursor=first["next_cursor"])
    assert [r["node"]["name"] for r in first["items"] + second["items"]] == ["middle", "top"]
    assert second["generation"] == first["generation"]
    assert ask(client, project, "a.c:1", "callers", depth=2)["total"] == 0


def test_nothing_and_not_known(client, project):
    post_files(client, project, {"a.py": "def lonely():\n    return 1\n\n\ndef lost():\n    return missing.thing()\n"})
    page = ask(client, project, "lonely", "callers")
    assert page["verdict"] == "none" and page["coverage"]["files_with_unlinked_mentions"] == 0
    out = ask(client, project, "lonely", "callees")
    assert out["verdict"] == "none" and out["coverage"]["unresolved_references"] == 0
    lost = ask(client, project, "lost", "callees")
    assert lost["verdict"] == "unknown" and lost["coverage"]["unresolved_references"] > 0
    assert "thing" in lost["coverage"]["unresolved_names"]
    client.post("/parse", params={"project": project, "path": "b.py"},
                content=b"def use(x):\n    return x.lonely()\n\n\ndef other(x):\n    return x.lonely\n")
    client.post("/parse", params={"project": project, "path": "c.py"},
                content=b"class C:\n    def lonely(self):\n        pass\n\n\nclass D:\n    def lonely(self):\n        pass\n")
    page = ask(client, project, "a.py:1", "callers", min_confidence=0.9)
    assert page["verdict"] == "unknown"
    assert page["coverage"]["unlinked_mentions"] == ["b.py"]
    again = ask(client, project, "a.py:5", "callees", include="coverage")
    assert again["coverage"]["unresolved_references"] > 0


def places(row):
    return [(s["file_path"], s["line_number"], s["column"]) for s in row["sites"]]


@pytest.mark.parametrize("language", ["python", "java", "go", "rust", "typescript", "c"])
def test_sites_are_those_of_the_relationships(client, many, language):
    seen = 0
    nodes = client.get("/nodes", params={"project": many[language], "limit": 1000}).json()["items"]
    for node, question in itertools.product(nodes, QUESTIONS):
        page = ask(client, many[language], node["id"], question, include="sites", limit=100)
        for row in page["items"]:
            source, target = row["node"]["id"], row["from"]
            if row["direction"] == "out":
                source, target = target, source
            edges = client.get("/relationships", params={
                "project": many[language], "source": source, "target": target, "type": row["type"]}).json()["items"]
            assert row["sites"] == edges[0]["sites"]
            seen += len(row["sites"])
    assert seen > 5


def test_sites_of_calls(client, project):
    post_files(client, project, {**PYTHON, "twice.py": "from report import report\n\n\ndef twice():\n    report()\n    return [report(),\n            report()]\n"})
    rows = ask(client, project, "report", "callers", include="sites")["items"]
    assert {row["node"]["name"]: places(row) for row in rows} == {
        "main": [("report.py", 13, 5)], "twice": [("twice.py", 5, 5), ("twice.py", 6, 13), ("twice.py", 7, 13)]}
    callees = ask(client, project, "report", "callees", include=["sites", "coverage"], types="calls")
    assert [(row["node"]["name"], places(row)) for row in callees["items"]] == [("total", [("report.py", 9, 12)])]
    assert "unresolved_references" in callees["coverage"]
    without = ask(client, project, "report", "callers")["items"]
    assert [{**row, "sites": None} for row in rows] == [{**row, "sites": None} for row in without]
    assert not any("sites" in row for row in without)


@pytest.mark.parametrize("arrays", ["64M", "0"])
def test_sites_of_dispatch_are_calls_of_what_is_overridden(start_daemon, tmp_path, arrays):
    daemon = start_daemon(env={"CODEGRAPH_GRAPH_ADJACENCY_MEMORY": arrays}, store=tmp_path / "db")
    with connect(daemon) as client:
        post_files(client, "p", PYTHON)
        for target in ("Square.area", "Tiny.area"):
            [row] = ask(client, "p", target, "callers", dispatch=True, include="sites")["items"]
            assert row["node"]["name"] == "total" and row["dispatch"] and places(row) == [("report.py", 5, 18)]
        for row in ask(client, "p", "total", "callees", dispatch=True, include="sites")["items"]:
            assert places(row) == [("report.py", 5, 18)]


def test_what_is_stated_has_no_sites(client, project):
    post_files(client, project, C)
    client.post("/relationships", params={"project": project}, json={"type": "calls", "source": "leaf", "target": "top"})
    [row] = ask(client, project, "top", "callers", include="sites")["items"]
    assert row["node"]["name"] == "leaf" and row["sites"] == []


QUESTIONS = ["dependencies", "dependents", "callers", "callees", "hierarchy"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_bad_input(client, sample, question):
    def refused(status, pointer, node="main", **params):
        reply = client.get(f"/nodes/{node}/{question}", params={"project": sample, **params})
        assert reply.status_code == status, reply.text
        problem = reply.json()
        if pointer:
            assert problem["errors"][0]["pointer"] == pointer, problem
        return problem

    for depth in (0, 10**9, -1, "x", 1001, 2**64):
        refused(400, "depth", depth=depth)
    refused(400, "limit", limit=0)
    refused(400, "limit", limit=1001)
    refused(400, "kind", kind="klass")
    refused(400, "language", language="cobol")
    refused(400, "min_confidence", min_confidence=1.5)
    refused(400, "cursor", cursor="zz")
    refused(400, "nonsense", nonsense=1)
    refused(400, "include", include="sights")
    refused(404, None, node="no_such_thing")
    refused(404, "ref", ref="no-such-branch")
    assert client.get(f"/nodes/main/{question}", params={"project": "nobody"}).status_code == 404
    if question != "hierarchy":
        refused(400, "types", types="kalls")
        refused(400, "dispatch", dispatch="maybe")
    ambiguous = client.get(f"/nodes/run/{question}", params={"project": sample})
    assert ambiguous.status_code == 300 and len(ambiguous.json()["candidates"]) == 2


def test_the_same_without_arrays(start_daemon, tmp_path, many, client):
    """A daemon without memory for arrays answers alike."""
    daemon = start_daemon(env={"CODEGRAPH_GRAPH_ADJACENCY_MEMORY": "0"}, store=tmp_path / "bare")
    with connect(daemon) as bare:
        for language, files in (("python", PYTHON), ("java", JAVA), ("go", GO)):
            post_files(bare, many[language], files)
            nodes = client.get("/nodes", params={"project": many[language], "limit": 1000}).json()["items"]
            for node, asked in itertools.product(nodes, QUESTIONS):
                params = {"depth": 4, "limit": 50, "project": many[language]}
                if asked != "hierarchy":
                    params["dispatch"] = True
                ours = client.get(f"/nodes/{node['id']}/{asked}", params=params).json()
                theirs = bare.get(f"/nodes/{node['id']}/{asked}", params=params).json()
                ours.pop("generation"), theirs.pop("generation")
                ours.pop("next_cursor"), theirs.pop("next_cursor")
                assert ours == theirs


def test_old_versions(client, project):
    first = post_files(client, project, C, message="one").json()
    post_files(client, project, {"a.c": "static int leaf(void) { return 1; }\n"}, message="two")
    assert ask(client, project, "leaf", "callers", depth=3)["total"] == 0
    assert ask(client, project, "leaf", "callers", depth=3, ref=first["version"])["total"] == 2
    assert ask(client, project, "leaf", "callers", depth=3, ref="main~1")["total"] == 2


def test_a_transaction_sees_its_own(client, project):
    post_files(client, project, C)
    transaction = client.post("/transactions", params={"project": project}, json={}).json()["id"]
    headers = {"Codegraph-Transaction": transaction}
    client.post("/parse", params={"project": project, "path": "b.c"}, headers=headers,
                content=b"int top(void); int above(void) { return top(); }\n")
    mine = client.get("/nodes/top/callers", params={"project": project}, headers=headers).json()
    assert [r["node"]["name"] for r in mine["items"]] == ["above"]
    assert ask(client, project, "top", "callers")["total"] == 0


def test_etags(client, many):
    first = client.get("/nodes/leaf/callers", params={"project": many["c"]})
    again = client.get("/nodes/leaf/callers", params={"project": many["c"]},
                       headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


CALLERS = 100_000 if os.environ.get("CG_LONG") else 30_000


def fan_in(callers, files):
    calls = "".join(f"int c%d_{i}(void) {{ return hub(); }}\n" for i in range(callers // files))
    return {f"f{n}.c": "int hub(void);\n" + calls.replace("%d", str(n)) for n in range(files)}


@pytest.mark.parametrize("arrays", ["64M", "0"])
def test_very_many_callers(start_daemon, tmp_path, arrays):
    daemon = start_daemon(env={**LEAN, "CODEGRAPH_GRAPH_ADJACENCY_MEMORY": arrays,
                               "CODEGRAPH_GRAPH_QUESTION_MEMORY": "64M"}, store=tmp_path / "fan")
    with connect(daemon) as client:
        client.timeout = 300
        files = {"hub.c": "int hub(void) { return 1; }\n", **fan_in(CALLERS, 100)}
        assert post_files(client, "fan", files).status_code == 200
        page = ask(client, "fan", "hub.c:1", "callers", limit=1000)
        assert page["total"] == CALLERS and len(page["items"]) == 1000
        before = daemon.memory()
        deep = ask(client, "fan", "hub.c:1", "callers", depth=1000, limit=1000)
        assert deep["items"] == page["items"]
        rows, cursor = 0, None
        for _ in range(5):
            page = ask(client, "fan", "hub.c:1", "callers", limit=1000, **({"cursor": cursor} if cursor else {}))
            rows, cursor = rows + len(page["items"]), page["next_cursor"]
        assert rows == 5000
        # AddressSanitizer takes 40 MB for the stacks of threads that have not answered before.
        assert daemon.memory() - before < (50 << 20) + 500 * CALLERS
    daemon.stop()


def test_a_question_has_a_limit(start_daemon, tmp_path):
    daemon = start_daemon(env={**LEAN, "CODEGRAPH_GRAPH_ADJACENCY_MEMORY": "0",
                               "CODEGRAPH_GRAPH_QUESTION_MEMORY": "1M"}, store=tmp_path / "small")
    with connect(daemon) as client:
        files = {"hub.c": "int hub(void) { return 1; }\n", **fan_in(20_000, 20)}
        assert post_files(client, "fan", files).status_code == 200
        reply = client.get("/nodes/hub/callers", params={"project": "fan"})
        assert reply.status_code == 413 and reply.json()["code"] == "too_large"
