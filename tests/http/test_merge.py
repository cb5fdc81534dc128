# SPDX-License-Identifier: Apache-2.0
"""Merging branches, picking and reverting versions: clean, in conflict, resolved, abandoned."""

import itertools
import signal
import urllib.parse

import httpx
import pytest

from daemon import Daemon

_names = itertools.count(1)
BASE = {"a.py": "def a():\n    pass\n", "b.py": "from a import a\n\ndef b():\n    a()\n"}
NOWHERE = "0b0e4b52-7d5c-4a63-9d3f-6a6b6c0f8a11"


@pytest.fixture
def project(client):
    """With a main and a branch "topic" at the same place."""
    name = f"merge-{next(_names)}"
    put(client, name, BASE, message="base")
    branch(client, name, "topic")
    return name


def quote(text):
    return urllib.parse.quote(text, safe="")


def put(client, project, files, deletes=(), mode="patch", **params):
    reply = client.post("/parse", params={"project": project, **params}, json={
        "files": [{"path": path, "content": text} for path, text in files.items()],
        "deletes": list(deletes), "mode": mode})
    assert reply.status_code == 200, reply.text
    return reply.json()


def branch(client, project, name, start="main"):
    reply = client.post("/branches", params={"project": project}, json={"name": name, "from": start})
    assert reply.status_code == 201, reply.text


def node(client, project, name, branch="main", **members):
    reply = client.post("/nodes", params={"project": project, "branch": branch},
                        json={"name": name, "kind": "entity", **members})
    assert reply.status_code == 201, reply.text
    return reply.json()["id"]


def patch(client, project, name, change, branch="main"):
    reply = client.patch(f"/nodes/{quote(name)}", params={"project": project, "branch": branch},
                         json=change, headers={"Content-Type": "application/merge-patch+json"})
    assert reply.status_code == 200, reply.text


def relate(client, project, source, target, branch="main"):
    reply = client.post("/relationships", params={"project": project, "branch": branch},
                        json={"type": "references", "source": source, "target": target})
    assert reply.status_code == 201, reply.text
    return reply.json()["id"]


def remove(client, project, name, branch="main"):
    reply = client.delete(f"/nodes/{quote(name)}", params={"project": project, "branch": branch})
    assert reply.status_code == 200, reply.text


def merge(client, project, source="topic", branch="main", **members):
    return client.post("/merge", params={"project": project},
                       json={"source": source, "branch": branch, **members})


def merged(client, project, outcome="merged", **members):
    reply = merge(client, project, **members)
    assert reply.status_code == (201 if outcome == "conflicts" else 200), reply.text
    assert reply.json()["outcome"] == outcome
    if outcome == "conflicts":
        assert reply.headers["Location"] == f"/merge/{reply.json()['id']}"
    return reply.json()


def resolve(client, project, merge, *resolutions, **members):
    return client.post(f"/merge/{merge['id']}/resolve", params={"project": project},
                       json={"resolutions": list(resolutions), **members})


def state(client, project, ref="main"):
    found = client.get(f"/projects/{project}", params={"ref": ref})
    assert found.status_code == 200, found.text
    return found.json()


def digests(client, project, ref="main"):
    found = state(client, project, ref)
    return found["digest"], found["overlay_digest"]


def expect_files(client, project, files, ref="main"):
    """The branch is what a clean index of the files is."""
    name = f"clean-{next(_names)}"
    branch(client, project, name, ref)
    put(client, project, files, mode="replace", branch=name)
    assert state(client, project, ref)["digest"] == state(client, project, name)["digest"]


def content(client, project, path, ref="main"):
    found = client.get("/nodes", params={"project": project, "ref": ref, "path": path,
                                         "kind": "function"}).json()["items"]
    return sorted(item["name"] for item in found)


def metadata(client, project, name, ref="main"):
    return client.get(f"/nodes/{quote(name)}", params={"project": project, "ref": ref}).json()["metadata"]


def expect_problem(reply, status, code, pointer=None):
    assert reply.status_code == status, reply.text
    assert reply.json()["code"] == code, reply.text
    if pointer is not None:
        assert reply.json()["errors"][0]["pointer"] == pointer, reply.text
    return reply.json()


def only(merge):
    assert len(merge["conflicts"]) == 1, merge
    return merge["conflicts"][0]


# ---- without conflicts ----

def test_a_clean_merge_is_a_clean_index(client, project):
    put(client, project, {"b.py": "from a import a2\n\ndef b():\n    a2()\n"})
    put(client, project, {"a.py": "def a():\n    pass\n\ndef a2():\n    a()\n",
                          "c.py": "from b import b\n\ndef c():\n    b()\n"}, branch="topic")
    ledger = node(client, project, "Ledger", "topic", metadata={"owner": "ada"})
    relate(client, project, ledger, "a", "topic")
    done = merged(client, project, message="in it goes", author="Ada")
    assert done["id"] is None and done["conflicts"] == []
    assert (done["files"], done["statements"]) == (2, 3)
    expect_files(client, project, {
        "a.py": "def a():\n    pass\n\ndef a2():\n    a()\n",
        "b.py": "from a import a2\n\ndef b():\n    a2()\n",
        "c.py": "from b import b\n\ndef c():\n    b()\n"})
    made = client.get(f"/versions/{done['version']}", params={"project": project}).json()
    assert made["message"] == "in it goes" and made["author"] == "Ada"
    assert len(made["parents"]) == 2 and made["generation"] == done["generation"]
    assert metadata(client, project, "Ledger") == {"owner": "ada"}
    edges = client.get(f"/nodes/{ledger}/relationships", params={"project": project}).json()["items"]
    assert [edge["target"]["name"] for edge in edges] == ["a"]
    assert merged(client, project, "up_to_date")["generation"] == done["generation"]


def test_versions_that_are_merged_are_parents(client, project):
    put(client, project, {"c.py": "x = 1\n"}, branch="topic", message="topic's")
    put(client, project, {"d.py": "x = 1\n"}, message="main's")
    done = merged(client, project)
    parents = client.get(f"/versions/{done['version']}", params={"project": project}).json()["parents"]
    said = [client.get(f"/versions/{parent}", params={"project": project}).json()["message"]
            for parent in parents]
    assert said == ["main's", "topic's"]
    assert done["message"] == "Merge topic into main"


def test_a_branch_with_nothing_of_its_own_is_moved(client, project):
    put(client, project, {"c.py": "x = 1\n"}, branch="topic", message="topic's")
    done = merged(client, project, "fast_forward")
    head = client.get("/branches/topic", params={"project": project}).json()
    assert done["generation"] == head["generation"] and done["version"] is None
    put(client, project, {"d.py": "x = 1\n"}, branch="topic")
    done = merged(client, project, "merged", always_commit=True)
    assert done["version"] is not None
    assert digests(client, project) == digests(client, project, "topic")


def test_the_same_change_on_both_sides(client, project):
    for name in ("main", "topic"):
        put(client, project, {"a.py": "def same():\n    pass\n"}, branch=name)
        put(client, project, {}, deletes=["b.py"], branch=name)
        node(client, project, "Same", name)
    assert merged(client, project)["files"] == 0
    expect_files(client, project, {"a.py": "def same():\n    pass\n"})


def test_merging_again_and_back(client, project):
    put(client, project, {"c.py": "def c():\n    pass\n"}, branch="topic")
    put(client, project, {"d.py": "def d():\n    pass\n"})
    merged(client, project)
    merged(client, project, "fast_forward", source="main", branch="topic")
    put(client, project, {"c.py": "def c2():\n    pass\n"}, branch="topic")
    put(client, project, {"d.py": "def d2():\n    pass\n"})
    merged(client, project)
    assert content(client, project, "c.py") == ["c2"] and content(client, project, "d.py") == ["d2"]


# ---- conflicts of each class ----

def both(client, project, ours, theirs, deleted_by=None):
    if ours is not None:
        put(client, project, {"a.py": ours})
    if theirs is not None:
        put(client, project, {"a.py": theirs}, branch="topic")
    if deleted_by:
        put(client, project, {}, deletes=["a.py"], branch=deleted_by)


def test_both_changed_a_file(client, project):
    both(client, project, "def ours():\n    pass\n", "def theirs():\n    pass\n")
    before = digests(client, project)
    found = merged(client, project, "conflicts")
    conflict = only(found)
    assert (conflict["key"], conflict["what"], conflict["kind"]) == ("file:a.py", "file", "both_changed")
    sides = [conflict[side]["blob"] for side in ("base", "ours", "theirs")]
    assert len(set(sides)) == 3 and conflict["ours"]["language"] == "python"
    assert digests(client, project) == before
    assert client.get(f"/merge/{found['id']}", params={"project": project}).json() == found
    done = resolve(client, project, found, {"key": "file:a.py", "take": "theirs"}).json()
    assert done["outcome"] == "merged"
    expect_files(client, project, {**BASE, "a.py": "def theirs():\n    pass\n"})
    expect_problem(client.get(f"/merge/{found['id']}", params={"project": project}), 404, "not_found")
    expect_problem(resolve(client, project, found), 404, "not_found")


@pytest.mark.parametrize("deleted_by", ["main", "topic"])
@pytest.mark.parametrize("take", ["ours", "theirs", "base"])
def test_one_changed_and_the_other_deleted_a_file(client, project, deleted_by, take):
    changed = "def changed():\n    pass\n"
    both(client, project, *([None, changed] if deleted_by == "main" else [changed, None]), deleted_by)
    found = merged(client, project, "conflicts")
    assert only(found)["kind"] == "changed_deleted"
    assert only(found)["ours" if deleted_by == "main" else "theirs"] is None
    resolve(client, project, found, {"key": "file:a.py", "take": take})
    rest = {"b.py": BASE["b.py"]}
    gone = (take == "ours") == (deleted_by == "main") and take != "base"
    expect_files(client, project, rest if gone else
                 {**rest, "a.py": BASE["a.py"] if take == "base" else changed})


def test_both_added_a_file_differently(client, project):
    put(client, project, {"new.py": "def ours():\n    pass\n"})
    put(client, project, {"new.py": "def theirs():\n    pass\n"}, branch="topic")
    found = merged(client, project, "conflicts")
    assert only(found)["kind"] == "both_added" and only(found)["base"] is None
    text = "def ours():\n    theirs()\n\ndef theirs():\n    pass\n"
    done = resolve(client, project, found, {"key": "file:new.py", "take": "value", "content": text})
    assert done.json()["outcome"] == "merged"
    expect_files(client, project, {**BASE, "new.py": text})


def test_nodes_and_metadata_in_conflict(client, project):
    for name, doc in (("main", "ours"), ("topic", "theirs")):
        node(client, project, "Added", name, doc=doc)
    patch(client, project, "a", {"metadata": {"by": "ours"}})
    patch(client, project, "a", {"metadata": {"by": "theirs"}}, "topic")
    found = merged(client, project, "conflicts")
    kinds = {(c["what"], c["kind"]) for c in found["conflicts"]}
    assert kinds == {("node", "both_added"), ("node_metadata", "both_added")}
    made = next(c for c in found["conflicts"] if c["what"] == "node")
    assert (made["ours"]["node"]["doc"], made["theirs"]["node"]["doc"]) == ("ours", "theirs")
    data = next(c for c in found["conflicts"] if c["what"] == "node_metadata")
    assert (data["ours"]["metadata"], data["theirs"]["metadata"]) == ({"by": "ours"}, {"by": "theirs"})
    half = resolve(client, project, found, {"key": made["key"], "take": "theirs"}).json()
    assert half["outcome"] == "conflicts" and half["resolved"] == 1
    assert {c["key"]: c["resolution"] for c in half["conflicts"]}[made["key"]] == "theirs"
    done = resolve(client, project, found,
                   {"key": data["key"], "take": "value", "metadata": {"by": "both"}}).json()
    assert done["outcome"] == "merged"
    assert metadata(client, project, "a") == {"by": "both"}
    assert client.get("/nodes/Added", params={"project": project}).json()["doc"] == "theirs"


def test_a_node_changed_and_deleted(client, project):
    node(client, project, "Ledger")
    merged(client, project, "fast_forward", source="main", branch="topic")
    patch(client, project, "Ledger", {"doc": "kept"})
    remove(client, project, "Ledger", "topic")
    found = merged(client, project, "conflicts")
    assert only(found)["kind"] == "changed_deleted" and only(found)["theirs"] is None
    resolve(client, project, found, {"key": only(found)["key"], "take": "ours"})
    assert client.get("/nodes/Ledger", params={"project": project}).json()["doc"] == "kept"


@pytest.mark.parametrize("removed_by", ["main", "topic"])
@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_relationship_of_a_node_that_the_other_side_removed(client, project, removed_by, take):
    ledger = node(client, project, "Ledger")
    merged(client, project, "fast_forward", source="main", branch="topic")
    stated_by = "topic" if removed_by == "main" else "main"
    edge = relate(client, project, ledger, "a", stated_by)
    remove(client, project, "Ledger", removed_by)
    found = merged(client, project, "conflicts")
    conflict = only(found)
    assert conflict["kind"] == "dangling_relationship" and conflict["id"] == edge
    assert conflict["source"] == ledger and conflict["type"] == "references"
    assert (conflict["ours"] is None) == (stated_by == "topic")
    resolve(client, project, found, {"key": conflict["key"], "take": take})
    stays = (take == "ours") == (stated_by == "main")
    assert state(client, project)["manual_relationships"] == int(stays)
    shown = client.get(f"/relationships/{edge}", params={"project": project})
    assert shown.status_code == 404  # an end of it is missing


def test_a_relationship_of_a_function_that_the_other_side_removed(client, project):
    ledger = node(client, project, "Ledger")
    merged(client, project, "fast_forward", source="main", branch="topic")
    relate(client, project, ledger, "a", "topic")
    put(client, project, {"a.py": "def renamed():\n    pass\n"})
    found = merged(client, project, "conflicts")
    assert only(found)["kind"] == "dangling_relationship"
    resolve(client, project, found, strategy="ours")
    assert state(client, project)["manual_relationships"] == 0


@pytest.mark.parametrize("strategy", ["ours", "theirs"])
def test_a_strategy_leaves_no_conflicts(client, project, strategy):
    both(client, project, "def ours():\n    pass\n", "def theirs():\n    pass\n")
    put(client, project, {"c.py": "def c():\n    pass\n"}, branch="topic")
    assert merged(client, project, strategy=strategy)["conflicts"] == []
    expect_files(client, project, {**BASE, "a.py": f"def {strategy}():\n    pass\n",
                                   "c.py": "def c():\n    pass\n"})


def test_all_by_a_strategy(client, project):
    both(client, project, "def ours():\n    pass\n", "def theirs():\n    pass\n")
    found = merged(client, project, "conflicts")
    done = client.post(f"/merge/{found['id']}/resolve", params={"project": project}, json={"strategy": "theirs"})
    assert done.status_code == 200 and done.json()["outcome"] == "merged", done.text
    expect_files(client, project, {**BASE, "a.py": "def theirs():\n    pass\n"})


def test_the_rest_by_a_strategy(client, project):
    both(client, project, "def ours():\n    pass\n", "def theirs():\n    pass\n")
    for name in ("main", "topic"):
        put(client, project, {"b.py": f"def of_{name}():\n    pass\n"}, branch=name)
    found = merged(client, project, "conflicts")
    done = resolve(client, project, found, {"key": "file:a.py", "take": "theirs"}, strategy="ours")
    assert done.json()["outcome"] == "merged"
    expect_files(client, project, {"a.py": "def theirs():\n    pass\n",
                                   "b.py": "def of_main():\n    pass\n"})


# ---- merges that wait ----

def test_abandoned(client, project):
    both(client, project, "def ours():\n    pass\n", "def theirs():\n    pass\n")
    before = digests(client, project)
    found = merged(client, project, "conflicts")
    listed = client.get("/merge", params={"project": project}).json()["items"]
    assert [item["id"] for item in listed] == [found["id"]] and listed[0]["conflicts"] == []
    at = f"/merge/{found['id']}"
    assert client.delete(at, params={"project": project}).status_code == 204
    expect_problem(client.delete(at, params={"project": project}), 404, "not_found")
    expect_problem(client.get(at, params={"project": project}), 404, "not_found")
    assert client.get("/merge", params={"project": project}).json()["items"] == []
    assert digests(client, project) == before


def test_the_branch_moves_before_it_is_resolved(client, project):
    both(client, project, "def ours():\n    pass\n", "def theirs():\n    pass\n")
    put(client, project, {"c.py": "def theirs():\n    pass\n"}, branch="topic")
    found = merged(client, project, "conflicts")
    put(client, project, {"c.py": "def ours():\n    pass\n"})
    problem = expect_problem(resolve(client, project, found, {"key": "file:a.py", "take": "theirs"}),
                             409, "conflict")
    assert "has moved" in problem["detail"] and "1 of them without" in problem["detail"]
    again = client.get(f"/merge/{found['id']}", params={"project": project}).json()
    assert {c["key"]: c["resolution"] for c in again["conflicts"]} == {
        "file:a.py": "theirs", "file:c.py": None}
    assert again["ours"] > found["ours"]
    done = resolve(client, project, found, {"key": "file:c.py", "take": "ours"}).json()
    assert done["outcome"] == "merged"
    expect_files(client, project, {**BASE, "a.py": "def theirs():\n    pass\n",
                                   "c.py": "def ours():\n    pass\n"})


def test_a_restart_in_between(tmp_path):
    env = {"CODEGRAPH_MERGES_OPEN_MAX": "1", "CODEGRAPH_MERGES_CONFLICTS_MAX": "2"}
    daemon = Daemon(tmp_path / "store", env)
    try:
        with httpx.Client(base_url=daemon.url, timeout=60) as client:
            put(client, "p", BASE)
            branch(client, "p", "topic")
            for name in ("main", "topic"):
                put(client, "p", {"a.py": f"def of_{name}():\n    pass\n",
                                  "b.py": f"def b_{name}():\n    pass\n"}, branch=name)
            found = merge(client, "p").json()
            half = resolve(client, "p", found, {"key": "file:a.py", "take": "theirs"})
            assert half.status_code == 200
            assert "abandon" in expect_problem(merge(client, "p"), 409, "conflict")["detail"]
            for name in ("main", "topic"):
                put(client, "p", {"c.py": f"def c_{name}():\n    pass\n"}, branch=name)
            expect_problem(merge(client, "p"), 413, "too_large")
    finally:
        daemon.signal(signal.SIGKILL)
        daemon.wait()
    daemon = Daemon(tmp_path / "store", env)
    try:
        with httpx.Client(base_url=daemon.url, timeout=60) as client:
            again = client.get(f"/merge/{found['id']}", params={"project": "p"}).json()
            assert again["resolved"] == 1 and again["ours"] == found["ours"]
            at = f"/merge/{found['id']}"
            assert client.delete(at, params={"project": "p"}).status_code == 204
    finally:
        daemon.stop()


# ---- what is refused ----

def test_bad_merges(client, project):
    expect_problem(merge(client, project, source="nowhere"), 404, "not_found", "/source")
    expect_problem(merge(client, project, source="main~9999"), 404, "not_found", "/source")
    expect_problem(merge(client, project, branch="nowhere"), 404, "not_found", "/branch")
    expect_problem(merge(client, "no-such-project"), 404, "not_found")
    expect_problem(merge(client, project, strategy="mine"), 400, "invalid", "/strategy")
    expect_problem(merge(client, project, sauce="x"), 400, "invalid", "/sauce")
    expect_problem(client.post("/merge", params={"project": project}, json={}), 400, "invalid")
    assert merged(client, project, "up_to_date", source="main")["version"] is None


def test_unrelated_histories(client):
    name = f"merge-{next(_names)}"
    begun = client.post("/transactions", params={"project": name}, json={})  # makes the project, and nothing in it
    assert begun.status_code == 201, begun.text
    branch(client, name, "apart")
    put(client, name, BASE, message="here")
    put(client, name, {"z.py": "z = 1\n"}, branch="apart", message="there")
    before = digests(client, name), digests(client, name, "apart")
    for source, target in (("apart", "main"), ("main", "apart")):
        problem = expect_problem(merge(client, name, source=source, branch=target), 409, "conflict")
        assert "nothing in common" in problem["detail"]
    assert (digests(client, name), digests(client, name, "apart")) == before
    assert client.get("/merge", params={"project": name}).json()["items"] == []


def test_more_statements_than_may_be_compared(start_daemon):
    daemon = start_daemon({"CODEGRAPH_MERGES_STATEMENTS_MAX": "2"})
    with httpx.Client(base_url=daemon.url, timeout=60) as client:
        put(client, "p", BASE)
        branch(client, "p", "topic")
        put(client, "p", {"c.py": "c = 1\n"})
        for i in range(2):
            node(client, "p", f"T{i}", "topic")
        assert merged(client, "p")["statements"] == 2
        for i in range(3):
            node(client, "p", f"U{i}", "topic")
        before = digests(client, "p")
        assert "more than 2 changes" in expect_problem(merge(client, "p"), 413, "too_large")["detail"]
        begun = client.post("/transactions", params={"project": "p"}, json={}).json()["id"]
        for i in range(3):
            made = client.post("/nodes", params={"project": "p"}, headers={"Codegraph-Transaction": begun},
                               json={"name": f"V{i}", "kind": "entity"})
            assert made.status_code == 201, made.text
        expect_problem(client.post(f"/transactions/{begun}/commit"), 413, "too_large")
        assert client.get(f"/transactions/{begun}").json()["state"] == "open"
        assert digests(client, "p") == before


def test_bad_resolutions(client, project):
    both(client, project, "def ours():\n    pass\n", "def theirs():\n    pass\n")
    node(client, project, "Added", "main", doc="ours")
    added = node(client, project, "Added", "topic", doc="theirs")
    found = merged(client, project, "conflicts")
    bad = [({"key": "file:zzz.py", "take": "ours"}, "/resolutions/0"),
           ({"key": "file:a.py", "take": "mine"}, "/resolutions/0/take"),
           ({"key": "file:a.py"}, "/resolutions/0/take"),
           ({"key": "file:a.py", "take": "value"}, "/resolutions/0"),
           ({"key": "file:a.py", "take": "ours", "content": "x"}, "/resolutions/0/content"),
           ({"key": f"node:{added}", "take": "value", "metadata": {}}, "/resolutions/0")]
    for resolution, pointer in bad:
        expect_problem(resolve(client, project, found, resolution), 400, "invalid", pointer)
    assert client.get(f"/merge/{found['id']}", params={"project": project}).json() == found
    lost = {"id": NOWHERE}
    expect_problem(resolve(client, project, lost), 404, "not_found")
    expect_problem(resolve(client, project, {"id": "x"}), 404, "not_found")


def test_protected_branches_take_merges_alone(client, project):
    put(client, project, {"c.py": "x = 1\n"}, branch="topic", message="topic's")
    put(client, project, {"d.py": "x = 1\n"})
    assert client.patch("/branches/main", params={"project": project},
                        json={"protected": True}).status_code == 200
    pick = client.post("/branches/main/cherry-pick", params={"project": project},
                       json={"version": "topic"})
    expect_problem(pick, 409, "conflict", "name")
    back = client.post("/versions/main/revert", params={"project": project}, json={})
    expect_problem(back, 409, "conflict", "/branch")
    assert merged(client, project)["files"] == 1


# ---- picking and reverting ----

def pick(client, project, version, branch="main", **members):
    return client.post(f"/branches/{quote(branch)}/cherry-pick", params={"project": project},
                       json={"version": version, **members})


def revert(client, project, version, **members):
    return client.post(f"/versions/{quote(version)}/revert", params={"project": project}, json=members)


def test_cherry_pick(client, project):
    put(client, project, {"c.py": "def c():\n    pass\n"}, branch="topic", message="unwanted")
    put(client, project, {"d.py": "from a import a\n\ndef d():\n    a()\n"}, branch="topic")
    wanted = put(client, project, {"a.py": "def a():\n    pass\n\ndef a2():\n    pass\n"}, branch="topic",
                 message="wanted\n\nmore of it", author="Ada")["version"]
    done = pick(client, project, wanted)
    assert done.status_code == 200 and done.json()["outcome"] == "merged", done.text
    made = client.get(f"/versions/{done.json()['version']}", params={"project": project}).json()
    assert made["message"] == f"wanted\n\nmore of it\n\nPicked from version {wanted}."
    assert made["author"] == "Ada" and len(made["parents"]) == 1
    expect_files(client, project, {  # what was pending before it belongs to the version
        "a.py": "def a():\n    pass\n\ndef a2():\n    pass\n", "b.py": BASE["b.py"],
        "d.py": "from a import a\n\ndef d():\n    a()\n"})


def test_revert(client, project):
    node(client, project, "Ledger")
    assert client.post("/versions", params={"project": project},
                       json={"message": "before"}).status_code == 201
    put(client, project, {"a.py": "def changed():\n    pass\n"}, deletes=["b.py"])
    remove(client, project, "Ledger")
    unwanted = client.post("/versions", params={"project": project}, json={"message": "unwanted"}).json()
    put(client, project, {"c.py": "def c():\n    pass\n"}, message="kept")
    done = revert(client, project, unwanted["id"])
    assert done.status_code == 200 and done.json()["outcome"] == "merged", done.text
    assert done.json()["message"].startswith('Revert "unwanted"')
    assert client.get("/nodes/Ledger", params={"project": project}).status_code == 200
    expect_files(client, project, {**BASE, "c.py": "def c():\n    pass\n"})
    again = revert(client, project, done.json()["version"])
    assert again.json()["outcome"] == "merged"
    expect_files(client, project, {"a.py": "def changed():\n    pass\n", "c.py": "def c():\n    pass\n"})


def test_a_pick_in_conflict_is_resolved_as_a_merge(client, project):
    theirs = put(client, project, {"a.py": "def theirs():\n    pass\n"}, branch="topic",
                 message="theirs")["version"]
    put(client, project, {"a.py": "def ours():\n    pass\n"})
    found = pick(client, project, theirs)
    assert found.status_code == 201 and only(found.json())["key"] == "file:a.py"
    put(client, project, {"c.py": "x = 1\n"})
    expect_problem(resolve(client, project, found.json(), strategy="theirs"), 409, "conflict")
    done = resolve(client, project, found.json(), strategy="theirs").json()
    assert done["outcome"] == "merged" and done["version"]
    expect_files(client, project, {**BASE, "a.py": "def theirs():\n    pass\n", "c.py": "x = 1\n"})


def test_a_revert_in_conflict(client, project):
    first = put(client, project, {"a.py": "def first():\n    pass\n"}, message="first")["version"]
    put(client, project, {"a.py": "def second():\n    pass\n"}, message="second")
    found = revert(client, project, first)
    assert found.status_code == 201 and only(found.json())["kind"] == "both_changed"
    done = resolve(client, project, found.json(), {"key": "file:a.py", "take": "theirs"}).json()
    assert done["outcome"] == "merged"
    expect_files(client, project, BASE)


def test_bad_picks(client, project):
    expect_problem(pick(client, project, "nowhere"), 404, "not_found", "/version")
    expect_problem(pick(client, project, "main", "nowhere"), 404, "not_found", "name")
    expect_problem(revert(client, project, "nowhere"), 404, "not_found", "id")
    expect_problem(revert(client, project, "main", branch="nowhere"), 404, "not_found", "/branch")
