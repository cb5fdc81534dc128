# SPDX-License-Identifier: Apache-2.0
"""POST /graph/impact: what a diff concerns, as git and diff print it, of a state before it and of one after it; by the command line,
GraphQL and MCP as well."""

import json
import subprocess

import pytest

from cli import Cli
from conftest import connect, post_files
from daemon import program
from mcp import NEWEST, Session
from test_graphql import ask as ask_graphql, code, data
from test_reach import GO, JAVA, PYTHON, TYPESCRIPT

SHAPES, REPORT = PYTHON["shapes.py"], PYTHON["report.py"]


def git(folder, *arguments, **options):
    return subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false", *arguments],
                          cwd=folder, check=True, capture_output=True, timeout=60, **options).stdout


def write(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def diff(tmp_path_factory):
    """What git diff prints between two sets of files; None: the file goes."""
    def make(before, after, *options):
        folder = tmp_path_factory.mktemp("repo")
        git(folder, "init", "-q")
        write(folder, before)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "before", "--allow-empty")
        for path in [p for p, content in after.items() if content is None]:
            (folder / path).unlink()
        write(folder, {p: c for p, c in after.items() if c is not None})
        git(folder, "add", "-A")
        return git(folder, "diff", "--cached", "-M", *options)
    return make


def impact(client, project, text, status=200, media="text/x-diff", **params):
    reply = client.post("/graph/impact", params={"project": project, **params}, content=text, headers={"Content-Type": media})
    assert reply.status_code == status, reply.text
    return reply.json()


def names(page):
    return sorted(n["qualified_name"] for n in page["changes"])


def concerned(page):
    return [row["node"]["qualified_name"] for row in page["items"]]


def replaced(files, path, old, new):
    assert old in files[path]
    return {path: files[path].replace(old, new)}


EDITS = [  # what changes at the state before, and at the state after
    ("a body", PYTHON, replaced(PYTHON, "shapes.py", "return 3", "return 4"), ["Square.side"], ["Square.side"]),
    ("a head", PYTHON, replaced(PYTHON, "shapes.py", "class Tiny(Square):", "class Tiny(Shape):"), ["Tiny"], ["Tiny"]),
    ("a line more at the end of a body", PYTHON, replaced(PYTHON, "report.py", "    report()\n", "    report()\n    report()\n"), ["main"], ["main"]),
    ("a line less", PYTHON, replaced(PYTHON, "report.py", "    return total(Square())\n", "    x = Square()\n    return total(x)\n"), ["report"], ["report"]),
    ("a member more", PYTHON, replaced(PYTHON, "shapes.py", "    def side(self):", "    def more(self):\n        return 9\n\n    def side(self):"),
     [], ["Square.more"]),
    ("a member less", PYTHON, replaced(PYTHON, "shapes.py", "\n\nclass Tiny(Square):\n    def area(self):\n        return 1\n", ""),
     ["Tiny", "Tiny.area"], []),
    ("a comment between", PYTHON, replaced(PYTHON, "report.py", "\n\ndef report", "\n\n# about it\ndef report"), [], []),
    ("a file more", PYTHON, {"new.py": "def fresh():\n    pass\n"}, [], ["fresh", "new.py"]),
    ("a file less", PYTHON, {"report.py": None}, ["main", "report", "report.py", "total"], []),
    ("a file renamed", PYTHON, {"report.py": None, "said.py": REPORT.replace("    report()\n", "    return report()\n")},
     ["main", "report.py"], ["main", "said.py"]),
    ("java", JAVA, replaced(JAVA, "app/Jobs.java", "int helper() { return 1; } }", "int helper() { return 1; }\n  int more() { return 2; } }"),
     ["Job", "Job.helper", "Job.run"], ["Job", "Job.helper", "Job.more", "Job.run"]),
    ("a head of several lines", {"A.java": "class Job {}\nclass Big\n    extends Job\n{\n    int run() { return 2; }\n}\n"},
     {"A.java": "class Job {}\nclass Big\n    extends Jobs\n{\n    int run() { return 2; }\n}\n"}, ["Big"], ["Big"]),
    ("go", GO, replaced(GO, "a/a.go", "func step() int { return 1 }", "func step() int { return 2 }"), ["step"], ["step"]),
    ("typescript", TYPESCRIPT, replaced(TYPESCRIPT, "base.ts", "export class Base { go(): number { return 1; } }",
                                        "export class Base {\n  go(): number { return 1; }\n}"), ["Base", "Base.go"], ["Base", "Base.go"]),
]


@pytest.mark.parametrize("before, after, changed, changed_after", [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_both_sides(client, project, diff, before, after, changed, changed_after):
    post_files(client, project, before)
    text = diff(before, after)
    page = impact(client, project, text)
    assert names(page) == changed and page["changed"] == len(changed) and page["removed"] == 0
    assert {f["side"] for f in page["diff"]["items"]} == {"before"} and page["diff"]["unknown"] == 0
    reply = client.post("/parse", params={"project": project}, json={"mode": "replace", "message": "after", "files": [
        {"path": p, "content": c} for p, c in {**before, **after}.items() if c is not None]})
    assert reply.status_code == 200, reply.text
    page = impact(client, project, text)
    assert names(page) == changed_after
    assert {f["side"] for f in page["diff"]["items"]} == {"after"} and page["diff"]["unknown"] == 0


def test_what_is_concerned_is_ranked_as_by_other_ways(client, project, diff):
    files = {**PYTHON, "tests/test_report.py": "from report import report\n\n\ndef test_report():\n    assert report() == 9\n"}
    post_files(client, project, files, message="one")
    after = replaced(files, "shapes.py", "return 3", "return 4")
    text = diff(files, after)
    by_node = client.get("/graph/impact", params={"project": project, "node": "Square.side"}).json()
    page = impact(client, project, text)
    assert page["items"] == by_node["items"] and page["changes"] == by_node["changes"] and "test_report" in concerned(page)
    assert by_node["diff"] is None and page["verdict"] == "found" and page["tests"] == 1
    assert concerned(impact(client, project, text, tests=True)) == ["test_report"]
    for params in ({"types": "calls"}, {"dispatch": False}, {"depth": 1}, {"kind": "method"}, {"path": "report.py"}, {"min_confidence": 1}):
        theirs = client.get("/graph/impact", params={"project": project, "node": "Square.side", **params}).json()
        assert impact(client, project, text, **params)["items"] == theirs["items"], params
    post_files(client, project, after, message="two")
    since = client.get("/graph/impact", params={"project": project, "since": "main~1"}).json()
    assert impact(client, project, text)["items"] == since["items"]
    assert impact(client, project, text, ref="main~1")["items"] == by_node["items"]
    assert client.get("/graph/impact", params={"project": project, "since": "main~1"}).json()["diff"] is None


def test_pages(client, project, diff):
    post_files(client, project, PYTHON)
    text = diff(PYTHON, replaced(PYTHON, "shapes.py", "return 3", "return 4"))
    items, cursor = [], None
    while True:
        page = impact(client, project, text, limit=2, **({"cursor": cursor} if cursor else {}))
        items += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert items == impact(client, project, text)["items"] and len(items) > 2
    other = diff(PYTHON, replaced(PYTHON, "shapes.py", "return 3", "return 5"))
    assert impact(client, project, other, status=400, limit=2, cursor=cursor)["errors"][0]["pointer"] == "cursor"


def test_a_file_that_is_neither_side(client, project, diff):
    post_files(client, project, {"a.py": "def f():\n    return 1\n", "b.py": "def g():\n    return 1\n"})
    text = diff({"a.py": "def f():\n    return 2\n", "b.py": "def g():\n    return 1\n"}, {"a.py": "def f():\n    return 3\n", "b.py": "def g():\n    return 4\n"})
    page = impact(client, project, text)
    assert names(page) == ["g"] and page["diff"]["files"] == 2 and page["diff"]["unknown"] == 1
    first, second = page["diff"]["items"]
    assert (first["path"], first["gap"], first["side"]) == ("a.py", "stale", None)
    assert (second["path"], second["gap"], second["side"], second["definitions"]) == ("b.py", None, "before", 1)
    assert page["verdict"] == "unknown"  # nobody uses g, but what of a.py changes is not known
    same = "def f():\n    return 1\n\n\ndef h():\n    return f()\n"  # lines that the diff tells are the same, others are not
    post_files(client, project, {"a.py": same.replace("return f()", "return 0")})
    text = diff({"a.py": same}, {"a.py": same.replace("return 1", "return 2")}, "-U1")
    assert names(impact(client, project, text)) == ["f"]


def test_what_is_no_source(client, project, diff):
    post_files(client, project, {"a.py": "def f():\n    return 1\n", "p.bin": "x"})
    text = diff({"a.py": "x", "p.bin": b"\0\1", "link": "", "gone.txt": "a\n"}, {"p.bin": b"\0\2", "gone.txt": "b\n", "fresh.bin": b"\0"}, "--binary")
    page = impact(client, project, text)
    gaps = {f["path"]: (f["change"], f["gap"]) for f in page["diff"]["items"]}
    assert gaps["gone.txt"] == ("changed", "not_indexed") and gaps["fresh.bin"] == ("added", "binary")
    assert gaps["p.bin"][1] in ("not_indexed", "stale", "binary") and page["diff"]["unknown"] == 3
    sub = "diff --git a/sub b/sub\nindex 1234567..89abcde 160000\n--- a/sub\n+++ b/sub\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n"
    assert impact(client, project, sub)["diff"]["items"][0]["gap"] == "not_indexed"


def test_what_programs_print(client, project, diff, tmp_path):
    """Carriage returns, no newline at the end, quoted names, prefixes or none, other names of folders."""
    files = {"src/ä b.py": "def f():\r\n    return 1\r\n\r\n\r\ndef g():\r\n    return f()", "b/c.py": "def h():\n    return 1\n"}
    after = {"src/ä b.py": files["src/ä b.py"].replace("return f()", "return f() + 1"), "b/c.py": files["b/c.py"].replace("1", "2")}
    post_files(client, project, files)
    for options in ([], ["--no-prefix"], ["--src-prefix=i/", "--dst-prefix=w/"], ["--full-index"], ["-U0"], ["-U100"],
                    ["--src-prefix=old/", "--dst-prefix=new/"], ["--patience"], ["--word-diff=none", "--stat", "-p"]):
        page = impact(client, project, diff(files, after, *options))
        assert names(page) == ["g", "h"] and page["diff"]["unknown"] == 0, options
    crlf = diff({"b/c.py": files["b/c.py"]}, {"b/c.py": after["b/c.py"]}).replace(b"\n", b"\r\n")
    assert names(impact(client, project, crlf)) == ["h"]
    write(tmp_path / "old", files)
    write(tmp_path / "new", after)
    plain = subprocess.run(["diff", "-ru", "old", "new"], cwd=tmp_path, capture_output=True, timeout=60).stdout
    page = impact(client, project, plain)
    assert "h" in names(page) and not page["diff"]["items"][-1]["assumed"]


def test_nothing_changes(client, project):
    post_files(client, project, PYTHON)
    for text in (b"", b"\n \n"):
        page = impact(client, project, text)
        assert page["changed"] == 0 and page["items"] == [] and page["diff"] == {"files": 0, "unknown": 0, "outside": 0, "items": []}
        assert page["verdict"] == "none"


def test_json(client, project, diff):
    post_files(client, project, PYTHON)
    text = diff(PYTHON, replaced(PYTHON, "shapes.py", "return 3", "return 4")).decode()
    page = client.post("/graph/impact", params={"project": project}, json={"diff": text})
    assert page.json() == impact(client, project, text) == impact(client, project, text, media="text/x-patch")
    assert impact(client, project, text, media="text/x-diff; charset=utf-8") == page.json()


@pytest.mark.parametrize("text, part", [
    ("hello", "no unified diff"), ("diff --cc x\n", "line 1: a combined diff"), ("*** a\n--- b\n***************\n", "line 3: a context diff"),
    ("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n", "ends before"), ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n" * 2, "comes again")])
def test_what_is_no_diff(client, project, text, part):
    post_files(client, project, PYTHON)
    problem = impact(client, project, text, status=400)
    assert part in problem["detail"] and problem["code"] == "invalid"
    reply = client.post("/graph/impact", params={"project": project}, json={"diff": text})
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "/diff"


def test_bad_requests(client, project):
    post_files(client, project, PYTHON)

    def refused(status, pointer=None, body=None, **params):
        reply = client.post("/graph/impact", params={"project": project, **params}, **(body or {"json": {"diff": ""}}))
        assert reply.status_code == status, reply.text
        assert pointer is None or reply.json()["errors"][0]["pointer"] == pointer, reply.text

    refused(400, "/diff", {"json": {}})
    refused(400, "/more", {"json": {"diff": "", "more": 1}})
    refused(400, "/diff", {"json": {"diff": 3}})
    refused(400, None, {"content": b"{", "headers": {"Content-Type": "application/json"}})
    refused(415, None, {"content": b"x", "headers": {"Content-Type": "application/x-www-form-urlencoded"}})
    refused(400, "depth", depth=0)
    refused(400, "node", node="main")
    refused(400, "types", types="kalls")
    refused(404, "ref", ref="no-such-branch")
    assert client.post("/graph/impact", params={"project": "nobody"}, json={"diff": ""}).status_code == 404


def test_a_diff_has_a_limit(start_daemon, tmp_path):
    daemon = start_daemon(env={"CODEGRAPH_GRAPH_DIFF_MAX": "1K"}, store=tmp_path / "db")
    with connect(daemon) as client:
        post_files(client, "p", PYTHON)
        text = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-" + "a" * 2000 + "\n+b\n"
        assert impact(client, "p", text, status=413)["code"] == "too_large"
        assert ask_graphql(client, "query ($d: String) { impact(diff: $d) { total } }", "p", 413, d=text)["code"] == "too_large"
        assert impact(client, "p", text.replace("a" * 2000, "a"))["diff"]["items"][0]["gap"] == "not_indexed"


def test_without_sources(start_daemon, tmp_path, diff):
    """Ids tell the side; without them it is taken to be the one before."""
    daemon = start_daemon(env={"CODEGRAPH_STORAGE_KEEP_SOURCES": "false"}, store=tmp_path / "db")
    with connect(daemon) as client:
        post_files(client, "p", PYTHON)
        text = diff(PYTHON, replaced(PYTHON, "shapes.py", "return 3", "return 4"))
        page = impact(client, "p", text)
        assert names(page) == ["Square.side"] and page["diff"]["items"][0]["assumed"] is False
        bare = b"\n".join(line for line in text.split(b"\n") if not line.startswith(b"index "))
        page = impact(client, "p", bare)
        assert names(page) == ["Square.side"] and page["diff"]["items"][0]["assumed"] is True
        other = text.replace(text.split(b"index ")[1][:7], b"0123456")
        assert impact(client, "p", other)["diff"]["items"][0]["gap"] == "stale"


def test_many_files(client, project, diff):
    """A thousand files of a diff are told one by one, all count."""
    before = {f"m{i}.py": f"def f{i}():\n    return 1\n" for i in range(1100)}
    post_files(client, project, before)
    text = diff(before, {p: c.replace("1", "2") for p, c in before.items()})
    page = impact(client, project, text)
    assert page["changed"] == 1100 and page["diff"]["files"] == 1100 and len(page["diff"]["items"]) == 1000


# ---- the other doors ------------------------------------------------------------------------------


def test_the_command(daemon, client, project, diff, tmp_path):
    post_files(client, project, PYTHON)
    text = diff(PYTHON, {**replaced(PYTHON, "shapes.py", "return 3", "return 4"), "notes.bin": b"\0"})
    (tmp_path / "x.diff").write_bytes(text)
    cli = Cli(daemon.url, project)
    out = cli.run("impact", "--diff", tmp_path / "x.diff").stdout
    assert "1 changed" in out and "Square.area" in out and "binary       notes.bin" in out
    piped = subprocess.run([program("codegraph"), *cli.first, "impact", "--diff", "-", "--json", "--tests"], input=text,
                           env=cli.env, capture_output=True, timeout=60)
    assert json.loads(piped.stdout) == impact(client, project, text, tests=True)
    assert "No such file" in cli.error("impact", "--diff", tmp_path / "none", status=1)
    (tmp_path / "bad").write_text("hello\n")
    assert "no unified diff" in cli.error("impact", "--diff", tmp_path / "bad", status=1)


def test_graphql(client, project, diff):
    post_files(client, project, PYTHON)
    text = diff(PYTHON, {**replaced(PYTHON, "shapes.py", "return 3", "return 4"), "notes.bin": b"\0"}).decode()
    theirs = impact(client, project, text)
    ours = data(client, "query ($d: String) { impact(diff: $d) { changed total changes { qualifiedName } edges { node { id } score } "
                        "diff { files unknown outside items { path pathBefore change side assumed gap definitions outside } } } }", project, d=text)["impact"]
    assert ours["edges"] == [{"node": {"id": r["node"]["id"]}, "score": r["score"]} for r in theirs["items"]]
    assert [n["qualifiedName"] for n in ours["changes"]] == names(theirs) == ["Square.side"]
    assert ours["diff"]["items"] == [{"path": f["path"], "pathBefore": f["path_before"], "change": f["change"], "side": f["side"] and f["side"].upper(),
                                      "assumed": f["assumed"], "gap": f["gap"], "definitions": f["definitions"], "outside": f["outside"]}
                                     for f in theirs["diff"]["items"]]
    assert data(client, "{ impact(nodeIds: [\"main\"]) { diff { files } } }", project)["impact"]["diff"] is None
    assert data(client, "{ impact(diff: \"\") { total } }", project)["impact"]["total"] == 0
    for wrong in ("impact(diff: \"x\")", "impact(diff: \"\", since: \"main\")", "impact(nodeIds: [\"main\"], diff: \"\")"):
        assert code(ask_graphql(client, "{ %s { total } }" % wrong, project)) == "invalid"


def test_mcp(client, project, diff):
    post_files(client, project, PYTHON)
    text = diff(PYTHON, {**replaced(PYTHON, "shapes.py", "return 3", "return 4"), "notes.bin": b"\0"}).decode()
    peer = Session(client, NEWEST)
    told = peer.told("impact", diff=text, project=project)
    assert told["changed"] == 1 and told["diff"] == {"files": 2, "unknown": 1}
    assert {"Square.area", "main"} <= {r["name"] for r in told["rows"]}
    assert "not known what changes, binary: notes.bin" in peer.call("impact", diff=text, project=project)["content"][0]["text"]
    assert peer.call("impact", diff="hello", project=project)["isError"]
    assert peer.call("impact", diff=text, since="main", project=project)["isError"]
