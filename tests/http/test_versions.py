# SPDX-License-Identifier: Apache-2.0
"""Versions, branches, tags, and reading at any of them."""

import concurrent.futures
import datetime
import itertools
import signal
import urllib.parse

import httpx
import pytest

from conftest import post_files
from daemon import Daemon

_names = itertools.count(1)


@pytest.fixture
def project():
    return f"versions-{next(_names)}"


def quote(text):
    return urllib.parse.quote(text, safe="")


def put(client, project, files, **params):
    reply = client.post("/parse", params={"project": project, **params}, json={
        "files": [{"path": path, "content": text} for path, text in files.items()]})
    assert reply.status_code == 200, reply.text
    return reply.json()


def branch(client, project, name, start="main"):
    reply = client.post("/branches", params={"project": project}, json={"name": name, "from": start})
    assert reply.status_code == 201, reply.text
    return reply.json()


def version(client, project, message, **members):
    reply = client.post("/versions", params={"project": project}, json={"message": message, **members})
    assert reply.status_code == 201, reply.text
    return reply.json()


def names(client, project, ref=None):
    params = {"project": project, "kind": "function", "limit": 1000}
    if ref:
        params["ref"] = ref
    reply = client.get("/nodes", params=params)
    assert reply.status_code == 200, reply.text
    return sorted(node["name"] for node in reply.json()["items"])


def log(client, project, **params):
    reply = client.get("/versions", params={"project": project, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()


def expect_problem(reply, status, code, pointer=None):
    assert reply.status_code == status, reply.text
    assert reply.json()["code"] == code
    if pointer is not None:
        assert reply.json()["errors"][0]["pointer"] == pointer, reply.text


def test_every_read_answers_at_a_ref(client, project):
    put(client, project, {"a.py": "def old():\n    return gone()\n\ndef gone():\n    pass\n"},
        message="one", author="Ada")
    branch(client, project, "topic/x")
    put(client, project, {"a.py": "def new():\n    pass\n"}, message="two")
    put(client, project, {"b.py": "def extra():\n    return old()\n"}, branch="topic/x")
    assert names(client, project) == ["new"]
    assert names(client, project, "main~1") == ["gone", "old"]
    assert names(client, project, "topic/x") == ["extra", "gone", "old"]

    def search(query, ref):
        found = client.get("/search", params={"project": project, "q": query, "ref": ref}).json()
        return [hit["node"]["name"] for hit in found["items"]]

    assert "old" in search("old", "main~1") and search("gone", "main") == []
    assert "extra" in search("extra", "topic/x") and search("extra", "main") == []
    posted = client.post("/search", json={"project": project, "q": "extra", "ref": "topic/x"})
    assert posted.json()["items"][0]["node"]["name"] == "extra"

    at = {"project": project, "ref": "main~1"}
    node = client.get("/nodes/old", params=at).json()
    assert node["generation"] < client.get("/nodes/new", params={"project": project}).json()["generation"]
    assert client.get("/nodes/old", params={"project": project}).status_code == 404
    calls = client.get("/nodes/old/relationships", params={**at, "type": "calls"}).json()["items"]
    assert [edge["target"]["name"] for edge in calls if edge["source"]["name"] == "old"] == ["gone"]
    assert client.get(f"/relationships/{calls[0]['id']}", params=at).status_code == 200
    assert client.get(f"/relationships/{calls[0]['id']}", params={"project": project}).status_code == 404
    listed = client.get("/relationships", params={**at, "type": "calls"}).json()["items"]
    assert [edge["id"] for edge in listed] == [calls[0]["id"]]
    assert client.get(f"/projects/{project}", params={"ref": "topic/x"}).json()["files"] == 2
    assert client.get(f"/projects/{project}").json()["files"] == 1
    for route in ("/stream/nodes", "/stream/relationships"):
        text = client.get(route, params=at, headers={"Accept": "application/x-ndjson"}).text
        assert '"summary"' in text and "new" not in text
    assert client.get("/coverage", params=at).status_code == 200


def test_replies_at_earlier_versions_are_kept_like_those_of_the_head(client, project):
    first = put(client, project, {"a.py": "def f1():\n    pass\n"}, message="1")["version"]
    put(client, project, {"a.py": "def f2():\n    pass\n"}, message="2")
    for ref in (first, "main~1", f"{first}~0"):
        at = {"project": project, "ref": ref, "kind": "function"}
        replies = [client.get("/nodes", params=at) for _ in range(3)]
        assert len({reply.text for reply in replies}) == 1
        assert replies[0].json()["items"][0]["name"] == "f1"
        same = {"If-None-Match": replies[0].headers["ETag"]}
        assert client.get("/nodes", params=at, headers=same).status_code == 304
    put(client, project, {"a.py": "def f3():\n    pass\n"}, message="3")
    assert names(client, project, "main~1") == ["f2"] and names(client, project, first) == ["f1"]
    assert client.get("/nodes", params={**at, "ref": "main~1"}, headers=same).status_code == 200


def test_a_version_is_what_was_written_with_a_message(client, project):
    assert put(client, project, {"a.py": "x = 1\n"})["version"] is None
    first = version(client, project, "first", author="Ada <ada@example.org>")
    assert first["parents"] == [] and first["author"] == "Ada <ada@example.org>"
    again = client.post("/versions", params={"project": project}, json={"message": "again"})
    expect_problem(again, 409, "conflict", "/allow_empty")
    second = version(client, project, "second", allow_empty=True)
    assert second["parents"] == [first["id"]] and second["digest"] == first["digest"]
    report = put(client, project, {"a.py": "x = 2\n"}, message="third")
    third = client.get(f"/versions/{report['version']}", params={"project": project}).json()
    assert third["message"] == "third" and third["parents"] == [second["id"]]
    assert third["generation"] == report["generation"] and third["digest"] != first["digest"]
    made = client.post("/nodes", params={"project": project, "message": "fourth"},
                       json={"name": "N", "kind": "entity"})
    assert made.json()["version"] is not None
    messages = [v["message"] for v in log(client, project)["items"]]
    assert messages == ["fourth", "third", "second", "first"]
    page, seen = log(client, project, limit=1), []
    while True:
        seen += [v["message"] for v in page["items"]]
        if page["next_cursor"] is None:
            break
        page = log(client, project, limit=1, cursor=page["next_cursor"])
    assert seen == messages
    assert [v["message"] for v in log(client, project, author="Ada")["items"]] == ["first"]
    assert [v["message"] for v in log(client, project, path="a.*")["items"]] == ["third", "first"]
    assert [v["message"] for v in log(client, project, ref="main~2")["items"]] == ["second", "first"]
    assert log(client, project, path="nothing")["items"] == []
    expect_problem(client.post("/versions", params={"project": project}, json={}), 400, "invalid",
                   "/message")
    expect_problem(client.post("/versions", params={"project": project},
                               json={"message": "m", "branch": "none"}), 404, "not_found", "/branch")


def test_the_log_of_a_node(client, project):
    def messages(node, **params):
        return [v["message"] for v in log(client, project, node=node, **params)["items"]]

    put(client, project, {"a.py": "def f():\n    return 1\n"}, message="came")
    put(client, project, {"b.py": "x = 1\n"}, message="elsewhere")
    put(client, project, {"a.py": "def f(a):\n    return 1\n"})
    put(client, project, {"b.py": "def g():\n    pass\n"}, message="changed, in a generation before")
    symbol = client.get("/nodes", params={"project": project, "name": "f"}).json()["items"][0]["symbol"]
    client.post("/branches", params={"project": project}, json={"name": "side"})
    put(client, project, {"a.py": "def f(a, b):\n    return 1\n"}, message="aside", branch="side")
    put(client, project, {"c.py": "y = 1\n"}, message="meanwhile")
    merged = client.post("/merge", params={"project": project},
                         json={"source": "side", "branch": "main", "message": "merged"})
    assert merged.status_code == 200, merged.text
    put(client, project, {"a.py": "z = 1\n"}, message="gone")
    told = ["gone", "merged", "aside", "changed, in a generation before", "came"]
    assert messages(symbol) == told
    assert messages("f", ref="main~2") == told[3:] and messages("g") == [told[3]]
    assert messages(symbol, path="b.*") == [told[3]]
    page = log(client, project, node=symbol, limit=2)
    assert page["next_cursor"] and [v["message"] for v in page["items"]] == told[:2]
    other = log(client, project, node=symbol, limit=9, cursor=page["next_cursor"])
    assert [v["message"] for v in other["items"]] == told[2:]
    expect_problem(client.get("/versions", params={"project": project, "node": "none"}), 404,
                   "not_found", "node")
    put(client, project, {"d.py": "def g():\n    pass\n"})
    several = client.get("/versions", params={"project": project, "node": "g"})
    assert several.status_code == 300 and len(several.json()["candidates"]) == 2


def test_refs_and_what_is_wrong_with_them(client, project):
    first = put(client, project, {"a.py": "def f1():\n    pass\n"}, message="1")
    second = put(client, project, {"a.py": "def f2():\n    pass\n"}, message="2")
    put(client, project, {"a.py": "def f3():\n    pass\n"})
    tag = client.post("/tags", params={"project": project},
                      json={"name": "v1", "ref": first["version"], "message": "one"})
    assert tag.status_code == 201 and tag.json()["version"]["id"] == first["version"]
    for ref, expected in {
            "main": "f3", "main~0": "f3", "main~1": "f2", "main~": "f2", "main^": "f2",
            "main~2": "f1", "main^^": "f1", "v1": "f1", "refs/tags/v1": "f1",
            "refs/heads/main": "f3", second["version"]: "f2", second["version"][:13]: "f2",
            "main@{2100-01-01}": "f3", "main@{4102444800}": "f3",
            "main@{2100-01-01T00:00:00+02:00}": "f3"}.items():
        assert names(client, project, ref) == [expected], ref
    for ref, status, code, part in [
            ("nothing", 404, "not_found", "nothing"), ("main~3", 404, "not_found", "~3"),
            ("main^2", 404, "not_found", "^2"), ("main~x", 400, "invalid", "x"),
            ("main@{", 400, "invalid", "@{"), ("main@{soon}", 400, "invalid", "@{soon}"),
            ("main@{1990-01-01}", 404, "not_found", "@{1990-01-01}"), ("~1", 400, "invalid", ""),
            ("..", 404, "not_found", ".."), ("main~99999999999999999999", 400, "invalid", "~9"),
            ("refs/heads/v1", 404, "not_found", "v1"), ("refs/tags/main", 404, "not_found", "main")]:
        reply = client.get("/nodes", params={"project": project, "ref": ref})
        expect_problem(reply, status, code, "ref")
        assert part in reply.json()["detail"]
    long = client.get("/nodes", params={"project": project, "ref": "x" * 10_000})
    assert long.status_code in (400, 414)
    expect_problem(client.get("/nodes", params={"project": "no-such-project", "ref": "v1"}), 404,
                   "not_found")
    expect_problem(client.delete("/tags/v2", params={"project": project}), 404, "not_found")
    again = client.post("/tags", params={"project": project}, json={"name": "v1"})
    expect_problem(again, 409, "conflict")
    assert [t["name"] for t in client.get("/tags", params={"project": project}).json()["items"]] == ["v1"]
    assert client.delete("/tags/v1", params={"project": project}).status_code == 204
    assert client.get("/nodes", params={"project": project, "ref": "v1"}).status_code == 404


@pytest.mark.parametrize("name", ["", ".x", "a..b", "a b", "a~1", "a^", "a:b", "a\\b", "a.lock", "-a",
                                  "a//b", "/a", "a/", "@", "a@{b", "a\u0007b", "x" * 201, ":tx/1"])
def test_hostile_names_are_refused(client, project, name):
    put(client, project, {"a.py": "x = 1\n"})
    for route in ("/branches", "/tags"):
        reply = client.post(route, params={"project": project}, json={"name": name})
        expect_problem(reply, 400, "invalid", "/name")


def test_branches_are_made_moved_protected_and_deleted(client, project):
    first = put(client, project, {"a.py": "def f1():\n    pass\n"}, message="1")
    made = branch(client, project, "topic", "main")
    assert made["generation"] == first["generation"] and made["head"]["id"] == first["version"]
    put(client, project, {"a.py": "def f2():\n    pass\n"}, branch="topic", message="2")
    params = {"project": project}

    def edit(name, headers=None, **members):
        return client.patch("/branches/" + quote(name), params=params, json=members, headers=headers)

    assert edit("main", to="topic").status_code == 200  # forward
    assert names(client, project) == ["f2"]
    expect_problem(edit("main", to="main~1"), 409, "conflict")
    etag = client.get("/branches/main", params=params).headers["etag"]
    assert edit("main", {"If-Match": etag}, to="main~1", force=True).status_code == 200
    assert names(client, project) == ["f1"]
    expect_problem(edit("main", {"If-Match": etag}, to="topic"), 412, "precondition_failed")
    expect_problem(edit("main", to="none"), 404, "not_found", "/to")
    expect_problem(edit("none", to="main"), 404, "not_found")

    assert edit("topic", protected=True).json()["protected"] is True
    refused = client.post("/parse", params={**params, "branch": "topic"},
                          json={"files": [{"path": "a.py", "content": "x = 1\n"}]})
    expect_problem(refused, 409, "conflict", "branch")
    refused = client.post("/parse", params=params, json={
        "branch": "topic", "files": [{"path": "a.py", "content": "x = 1\n"}]})
    expect_problem(refused, 409, "conflict", "/branch")
    refused = client.post("/nodes", params={**params, "branch": "topic"},
                          json={"name": "N", "kind": "entity"})
    expect_problem(refused, 409, "conflict", "branch")
    expect_problem(edit("topic", to="main", force=True), 409, "conflict")
    expect_problem(client.delete("/branches/topic", params=params), 409, "conflict")
    assert edit("topic", protected=False).status_code == 200
    listed = client.get("/branches", params={**params, "limit": 1}).json()
    assert [b["name"] for b in listed["items"]] == ["main"]
    rest = client.get("/branches", params={**params, "cursor": listed["next_cursor"]}).json()
    assert [b["name"] for b in rest["items"]] == ["topic"] and rest["next_cursor"] is None
    assert client.delete("/branches/topic", params=params).status_code == 204
    expect_problem(client.delete("/branches/topic", params=params), 404, "not_found")
    expect_problem(client.delete("/branches/main", params=params), 409, "conflict")
    refused = client.post("/parse", params={**params, "branch": "topic"},
                          json={"files": [{"path": "a.py", "content": "x = 1\n"}]})
    expect_problem(refused, 404, "not_found", "branch")
    expect_problem(client.post("/branches", params=params, json={"name": "main"}), 409, "conflict")
    expect_problem(client.post("/branches", params=params, json={"name": "b", "from": "none"}), 404,
                   "not_found", "/from")
    assert client.get("/branches/topic", params=params).status_code == 404


def test_what_clients_state_lives_on_its_branch(client, project):
    put(client, project, {"a.py": "def f():\n    pass\n"}, message="1")
    branch(client, project, "notes")
    on = {"project": project, "branch": "notes"}
    reply = client.patch("/nodes/f", params=on, json={"metadata": {"owner": "ada"}},
                         headers={"Content-Type": "application/merge-patch+json"})
    assert reply.status_code == 200, reply.text
    made = client.post("/nodes", params=on, json={"name": "Team", "kind": "entity"})
    assert made.status_code == 201, made.text
    at = {"project": project, "ref": "notes"}
    assert client.get("/nodes/f", params=at).json()["metadata"] == {"owner": "ada"}
    assert client.get("/nodes/f", params={"project": project}).json()["metadata"] == {}
    assert client.get("/nodes/Team", params=at).status_code == 200
    assert client.get("/nodes/Team", params={"project": project}).status_code == 404


def test_conditional_requests_and_cursors_at_a_ref(client, project):
    put(client, project, {"a.py": "".join(f"def f{i}():\n    pass\n" for i in range(30))})
    branch(client, project, "b")
    params = {"project": project, "ref": "b", "kind": "function", "limit": 10}
    page = client.get("/nodes", params=params)
    same = client.get("/nodes", params=params, headers={"If-None-Match": page.headers["etag"]})
    assert same.status_code == 304
    put(client, project, {"a.py": "x = 1\n"})  # elsewhere: nothing changes here
    same = client.get("/nodes", params=params, headers={"If-None-Match": page.headers["etag"]})
    assert same.status_code == 304
    put(client, project, {"a.py": "y = 1\n"}, branch="b")
    assert client.get("/nodes", params=params).json()["items"] == []
    seen = [n["name"] for n in page.json()["items"]]
    cursor = page.json()["next_cursor"]
    while cursor:  # the pages go on where they began
        page = client.get("/nodes", params={**params, "cursor": cursor}).json()
        seen += [n["name"] for n in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(f"f{i}" for i in range(30))


def test_a_time_leads_to_what_was_then(client, project):
    put(client, project, {"a.py": "def f1():\n    pass\n"}, message="1")
    created = client.get("/versions/main", params={"project": project}).json()["created_at"]
    then = datetime.datetime.fromisoformat(created.replace("Z", "+00:00"))
    before = (then - datetime.timedelta(seconds=30)).isoformat()
    put(client, project, {"a.py": "def f2():\n    pass\n"}, message="2")
    assert client.get("/nodes", params={"project": project, "ref": f"main@{{{before}}}"}).status_code == 404
    assert names(client, project, f"main@{{{created}}}") in (["f1"], ["f2"])


def test_branches_survive_a_kill(start_daemon, tmp_path):
    daemon = start_daemon(store=tmp_path / "db")
    with httpx.Client(base_url=daemon.url, timeout=60) as client:
        first = put(client, "p", {"a.py": "def f1():\n    pass\n"}, message="1")
        branch(client, "p", "topic")
        second = put(client, "p", {"a.py": "def f2():\n    pass\n"}, message="2", branch="topic")
        client.post("/tags", params={"project": "p"}, json={"name": "v1", "ref": "main"})
        client.patch("/branches/topic", params={"project": "p"}, json={"protected": True})
    daemon.signal(signal.SIGKILL)
    daemon.wait()
    daemon = start_daemon(store=tmp_path / "db")
    with httpx.Client(base_url=daemon.url, timeout=60) as client:
        assert names(client, "p") == ["f1"] and names(client, "p", "topic") == ["f2"]
        assert names(client, "p", "v1") == ["f1"]
        head = client.get("/branches/topic", params={"project": "p"}).json()
        assert head["protected"] and head["head"]["id"] == second["version"]
        assert head["head"]["parents"] == [first["version"]]
        third = put(client, "p", {"b.py": "def g():\n    pass\n"}, message="3")
        assert names(client, "p") == ["f1", "g"] and names(client, "p", "topic") == ["f2"]
        assert third["generation"] > second["generation"]


def test_writers_on_many_branches_at_once(client, project):
    put(client, project, {"base.py": "def base():\n    pass\n"}, message="base")
    for i in range(8):
        branch(client, project, f"b{i}")

    def write(i):
        for step in range(5):
            put(client, project, {f"m{i}.py": f"def f{i}_{step}():\n    return base()\n"},
                branch=f"b{i}", message=f"{i}.{step}")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    for i in range(8):
        assert names(client, project, f"b{i}") == ["base", f"f{i}_4"]
        messages = [v["message"] for v in log(client, project, ref=f"b{i}")["items"]]
        assert messages == [f"{i}.{step}" for step in range(4, -1, -1)] + ["base"]
    assert names(client, project) == ["base"]
