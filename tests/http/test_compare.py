# SPDX-License-Identifier: Apache-2.0
"""Comparing two versions: what was added, removed, moved, renamed and changed in what, and whom it breaks."""

import itertools
import json

import pytest

import contract
from conftest import connect

_names = itertools.count(1)

LONG = "    total = 0\n    for item in items:\n        total += item * item\n    return total\n"
LIB = {
    "lib.py": f"def squares(items):\n{LONG}\n\ndef helper(a):\n    return a\n\nclass Box:\n"
              f"    def fill(self, items):\n        return squares(items)\n",
    "app.py": "from lib import helper, squares\n\ndef main():\n    helper(1)\n    return squares([1])\n",
}


@pytest.fixture
def project():
    return f"compare-{next(_names)}"


def put(client, project, files, message="next", deletes=(), **params):
    body = {"files": [{"path": path, "content": text} for path, text in files.items()],
            "message": message, "deletes": list(deletes)}
    reply = client.post("/parse", params={"project": project, **params}, json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def compare(client, project, a="main~1", b="main", **params):
    reply = client.get(f"/versions/{a}/compare/{b}", params={"project": project, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()


def nodes(found):
    """By name: (change, aspects); without symbols of dependencies."""
    return {(row["after"] or row["before"])["node"]["name"]: (row["change"], row["aspects"])
            for row in found["items"] if row["what"] == "node"
            and (row["after"] or row["before"])["node"]["kind"] != "external"}


def edges(found):
    return {(row["change"], row["source"]["name"], row["type"], row["target"]["name"])
            for row in found["items"] if row["what"] == "relationship"}


def files(found):
    return {(row["change"], row["path_before"], row["path"])
            for row in found["items"] if row["what"] == "file"}


def edited(text, old, new):
    assert old in text
    return text.replace(old, new)


def test_each_part_of_a_definition_is_told_apart(client, project, hit):
    text = ("def sig(a):\n    return 1\n\ndef body():\n    return 1\n\n"
            "def doc():\n    \"\"\"Old.\"\"\"\n    return 1\n\ndef same():\n    return 1\n")
    put(client, project, {"a.py": text}, "one")
    text = edited(text, "sig(a)", "sig(a, b)")
    text = edited(text, "body():\n    return 1", "body():\n    return 2")
    text = edited(text, "Old.", "New.")
    put(client, project, {"a.py": "# all lines move\n\n" + text}, "two")
    client.patch("/nodes/same", params={"project": project},
                 json={"metadata": {"k": 1}}).raise_for_status()
    found = compare(client, project, "main~2")
    hit("compareVersions")
    told = nodes(found)
    assert told.pop("sig") == ("changed", ["signature"])
    assert told.pop("body") == ("changed", ["body"])
    assert "doc" in told.pop("doc")[1]
    assert told.pop("same") == ("changed", ["metadata"])
    assert told == {}
    assert files(found) == {("changed", None, "a.py")}
    assert found["truncated"] is False and found["summary"]["moves_known"] is True
    assert found["summary"]["totals"]["nodes"]["changed"] == 4


def test_what_comes_and_goes(client, project):
    put(client, project, {"a.py": "def f():\n    g()\n\ndef g():\n    pass\n"}, "one")
    put(client, project, {"a.py": "def f():\n    h()\n\ndef h(x=1):\n    return x + 1\n",
                          "b.py": "def new():\n    pass\n"}, "two")
    found = compare(client, project)
    assert files(found) == {("changed", None, "a.py"), ("added", None, "b.py")}
    told = nodes(found)
    assert told["g"][0] == "removed" and told["h"][0] == "added" and told["new"][0] == "added"
    assert {("removed", "f", "calls", "g"), ("added", "f", "calls", "h")} <= edges(found)
    back = compare(client, project, "main", "main~1")
    assert nodes(back)["g"][0] == "added" and files(back) == {("changed", None, "a.py"),
                                                            ("removed", None, "b.py")}
    summary = found["summary"]
    by_file = {row["path"]: row for row in summary["by_file"]}
    assert set(by_file) == {"a.py", "b.py"}
    for what in ("files", "nodes", "relationships"):
        for change, total in summary["totals"][what].items():
            assert total == sum(row[what][change] for row in summary["by_file"])


def test_a_file_under_another_path(client, project):
    put(client, project, LIB, "one")
    put(client, project, {"core/lib.py": LIB["lib.py"]}, "two", deletes=["lib.py"])
    found = compare(client, project)
    assert ("moved", "lib.py", "core/lib.py") in files(found)
    told = nodes(found)
    for name in ("squares", "helper", "Box", "fill"):
        assert told[name] == ("moved", ["file"]), told
    assert ("removed", "fill", "calls", "squares") not in edges(found)  # it went along
    assert ("added", "fill", "calls", "squares") not in edges(found)
    assert found["summary"]["totals"]["files"] == {
        "added": 0, "removed": 0, "changed": 0, "moved": 1, "renamed": 0}


def test_a_file_that_was_edited_on_its_way(client, project):
    put(client, project, LIB, "one")
    text = edited(LIB["lib.py"], "return a\n", "return a + 1\n")
    put(client, project, {"core/lib.py": text}, "two", deletes=["lib.py"])
    told = nodes(compare(client, project))
    assert told["squares"] == ("moved", ["file"])
    assert told["helper"] == ("moved", ["file", "body"])
    assert told["lib.py"][0] == "moved"


def test_a_member_that_became_a_function_and_one_that_was_renamed(client, project):
    put(client, project, {"a.py": f"class A:\n    def keep(self):\n        pass\n\n"
                                  f"class B:\n    def add(self, items):\n"
                                  f"{LONG.replace('    ', '        ')}\n"
                                  f"def first(items):\n{LONG.replace('item * item', 'item + 7')}"},
        "one")
    put(client, project, {"a.py": f"class A:\n    def keep(self):\n        pass\n\n"
                                  f"    def add(self, items):\n"
                                  f"{LONG.replace('    ', '        ')}\n"
                                  f"class B:\n    pass\n\n"
                                  f"def second(items):\n{LONG.replace('item * item', 'item + 7')}"},
        "two")
    found = compare(client, project)
    told = nodes(found)
    assert told["add"] == ("moved", ["parent"])
    change, aspects = told["second"]
    assert change == "renamed" and "name" in aspects and "body" not in aspects
    assert "first" not in told
    row = next(row for row in found["items"] if row["change"] == "renamed")
    assert row["before"]["node"]["name"] == "first" and row["after"]["node"]["name"] == "second"


def test_whom_it_breaks(client, project):
    put(client, project, LIB, "one")
    text = edited(LIB["lib.py"], "def helper(a):", "def helper(a, b):")
    text = edited(text, "def squares(items):", "def _squares(items):")
    put(client, project, {"lib.py": text}, "two")
    found = compare(client, project, breaking=True)
    broken = {(row["before"]["node"]["name"], row["change"]):
              sorted((user["type"], user["node"]["name"]) for user in row["breaks"]["users"])
              for row in found["items"]}
    assert ("calls", "main") in broken["helper", "changed"]
    assert ("calls", "main") in broken["squares", "renamed"]
    assert ("calls", "fill") in broken["squares", "renamed"]
    assert found["summary"]["breaking"] == len(found["items"]) == 2
    assert compare(client, project, "main", "main", breaking=True)["items"] == []


def test_what_is_stated(client, project):
    put(client, project, {"a.py": "def a():\n    pass\n"}, "one")
    node = client.post("/nodes", params={"project": project}, json={
        "symbol": "tool made . . m.", "kind": "entity", "name": "m"}).json()["id"]
    client.post("/relationships", params={"project": project}, json={
        "source": node, "target": "a", "type": "references"}).raise_for_status()
    client.post("/versions", params={"project": project}, json={"message": "two"}).raise_for_status()
    found = compare(client, project)
    assert nodes(found) == {"m": ("added", [])}
    assert edges(found) == {("added", "m", "references", "a")}
    client.put(f"/nodes/{node}", params={"project": project}, json={
        "kind": "class", "name": "m"}).raise_for_status()
    found = compare(client, project)  # with version two, on which main has gone on
    assert nodes(found)["m"] == ("changed", ["kind"])
    assert edges(found) == set()


def test_branches(client, project):
    put(client, project, LIB, "one")
    client.post("/branches", params={"project": project},
                json={"name": "feature/x"}).raise_for_status()
    put(client, project, {"x.py": "def on_topic():\n    pass\n"}, "x", branch="feature/x")
    put(client, project, {"m.py": "def on_main():\n    pass\n"}, "m")
    found = compare(client, project, "main", "feature/x")
    assert files(found) == {("added", None, "x.py"), ("removed", None, "m.py")}
    back = compare(client, project, "feature%2Fx", "main")
    assert files(back) == {("removed", None, "x.py"), ("added", None, "m.py")}
    assert compare(client, project, "main", "main")["items"] == []


def test_formats(client, project):
    put(client, project, LIB, "one")
    put(client, project, {"lib.py": edited(LIB["lib.py"], "return a\n", "return 2\n")}, "two")
    whole = compare(client, project)
    reply = client.get("/versions/main~1/compare/main",
                       params={"project": project, "format": "ndjson"})
    assert reply.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in reply.text.splitlines()]
    for line in lines:
        contract.check_schema({"$ref": "#/components/schemas/ComparisonLine"}, line)
    assert [line["change"] for line in lines[:-1]] == whole["items"]
    assert lines[-1] == {"type": "summary", "summary": whole["summary"]}
    reply = client.get("/versions/main~1/compare/main",
                       params={"project": project, "format": "text"})
    assert reply.headers["content-type"].startswith("text/plain")
    assert "M file lib.py [body]\n" in reply.text
    assert "M node function helper (lib.py:8) [body]\n" in reply.text
    assert "nodes: 1 changed\n" in reply.text and "relationships: none\n" in reply.text
    short = compare(client, project, detail="summary")
    assert short["items"] == [] and short["summary"] == whole["summary"]
    cut = compare(client, project, limit=1)
    assert cut["items"] == whole["items"][:1] and cut["truncated"] is True
    assert cut["summary"] == whole["summary"]


def test_limits(client, project, start_daemon):
    """More is counted, not listed; what is too much to be compared one by one is compared nevertheless."""
    few = start_daemon({f"CODEGRAPH_COMPARE_{name}_MAX": "1" for name in ("LISTED", "MOVES", "FILES", "USERS")})
    text = edited(LIB["lib.py"], "def squares(items):", "def _squares(items):")
    found = []
    with connect(few) as limited:
        for each in (client, limited):
            put(each, project, LIB, "one")
            put(each, project, {"lib.py": text, "app.py": LIB["app.py"] + "\n# more\n"}, "two")
            found.append([compare(each, project), compare(each, project, breaking=True)])
    (usual, broken), (cut, broken_cut) = found
    assert usual["summary"]["moves_known"] and usual["summary"]["by_file_complete"]
    assert nodes(usual)["_squares"][0] == "renamed" and nodes(cut)["_squares"] == ("added", [])
    assert not cut["summary"]["moves_known"] and not cut["summary"]["by_file_complete"]
    assert len(cut["summary"]["by_file"]) == 1 < len(usual["summary"]["by_file"])
    assert files(cut) == files(usual)
    (users,) = [row["breaks"] for row in broken_cut["items"] if row["before"]["node"]["name"] == "squares"]
    assert len(users["users"]) == 1 < users["total"]
    (users,) = [row["breaks"] for row in broken["items"] if row["before"]["node"]["name"] == "squares"]
    assert len(users["users"]) == users["total"] > 1


def test_bad_questions(client, project):
    put(client, project, LIB, "one")
    for a, b, pointer, part in (("nowhere", "main", "a", "nowhere"), ("main", "gone", "b", "gone"),
                                ("main~7", "main", "a", "~7"), ("main", "main@{x}", "b", "@{x}")):
        reply = client.get(f"/versions/{a}/compare/{b}", params={"project": project})
        assert reply.status_code in (400, 404), reply.text
        problem = reply.json()
        assert part in problem["detail"] and problem["errors"][0]["pointer"] == pointer
    reply = client.get("/versions/main/compare/main", params={"project": "no-such-project"})
    assert reply.status_code == 404
    for wrong in ({"format": "xml"}, {"detail": "some"}, {"limit": 0}, {"breaking": "perhaps"},
                  {"colour": "red"}):
        reply = client.get("/versions/main/compare/main", params={"project": project, **wrong})
        assert reply.status_code == 400 and next(iter(wrong)) in reply.text
