# SPDX-License-Identifier: Apache-2.0
"""History of nodes and blame of relationships: which version introduced, changed, removed what."""

import itertools
import uuid

import pytest

_names = itertools.count(1)


@pytest.fixture
def project():
    return f"history-{next(_names)}"


def put(client, project, files, message=None, deletes=(), **params):
    body = {"files": [{"path": path, "content": text} for path, text in files.items()]}
    if message:
        body["message"] = message
    if deletes:
        body["deletes"] = list(deletes)
    reply = client.post("/parse", params={"project": project, **params}, json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def get(client, route, **params):
    reply = client.get(route, params=params)
    assert reply.status_code == 200, reply.text
    return reply.json()


def told(entry):
    return (entry["change"], entry["aspects"], entry["version"] and entry["version"]["message"])


def test_a_function_from_its_first_version_to_its_last(client, project, hit):
    put(client, project, {"a.py": "def f():\n    return 1\n"}, "one")
    put(client, project, {"a.py": "# moved down\n\ndef f():\n    return 1\n"}, "no change of f")
    put(client, project, {"a.py": "def f():\n    return 2\n"})
    put(client, project, {"a.py": "def f(x):\n    \"\"\"Says so.\"\"\"\n    return 2\n"}, "two")
    node = get(client, "/nodes/a.py:1", project=project)["id"]
    put(client, project, {"a.py": "def g():\n    pass\n"}, "three")
    history = get(client, f"/nodes/{node}/history", project=project)
    hit("getNodeHistory")
    assert [told(entry) for entry in history["items"]] == [
        ("removed", [], "three"), ("changed", ["signature", "body", "doc"], "two"),
        ("changed", ["body"], "two"), ("added", [], "one")]
    assert history["present"] is False
    assert told(history["removed"]) == ("removed", [], "three")
    assert told(history["last_changed"])[2] == "two"
    assert told(history["introduced"]) == ("added", [], "one")
    assert history["node"]["name"] == "f"
    symbol = history["node"]["symbol"]
    assert get(client, f"/nodes/{symbol}/history", project=project)["items"] == history["items"]
    before = get(client, "/nodes/f/history", project=project, ref="main~1")
    assert before["present"] is True and before["removed"] is None
    assert before["items"] == history["items"][1:]


def test_pages_of_a_history(client, project):
    for n in range(7):
        put(client, project, {"a.py": f"def f():\n    return {n}\n"}, f"v{n}")
    whole = get(client, "/nodes/f/history", project=project)["items"]
    assert [entry["version"]["message"] for entry in whole] == [f"v{6 - n}" for n in range(7)]
    found, cursor = [], {}
    while True:
        page = get(client, "/nodes/f/history", project=project, limit=3, **cursor)
        found += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
        put(client, project, {"a.py": f"def f():\n    return {len(found) + 100}\n"})
    assert found == whole
    reply = client.get("/nodes/f/history", params={"project": project, "cursor": "00"})
    assert reply.status_code == 400 and reply.json()["code"] == "invalid"


def test_when_a_started_calling_b(client, project, hit):
    put(client, project, {"a.py": "def a():\n    pass\n\ndef b():\n    pass\n"}, "one")
    put(client, project, {"a.py": "def a():\n    b()\n\ndef b():\n    pass\n"}, "two",
        author="Ada")
    edges = get(client, "/relationships", project=project, type="calls")["items"]
    assert len(edges) == 1
    blame = get(client, f"/relationships/{edges[0]['id']}/blame", project=project)
    hit("getRelationshipBlame")
    assert told(blame["introduced"]) == ("added", [], "two")
    assert blame["introduced"]["version"]["author"] == "Ada"
    assert (blame["source"]["name"], blame["type"], blame["target"]["name"]) == ("a", "calls", "b")
    put(client, project, {"a.py": "def a():\n    pass\n\ndef b():\n    pass\n"}, "three")
    put(client, project, {}, "four", deletes=["a.py"])
    gone = get(client, f"/relationships/{edges[0]['id']}/blame", project=project)
    assert gone["present"] is False and told(gone["removed"]) == ("removed", [], "three")
    assert gone["target"]["name"] == "b"
    then = get(client, f"/relationships/{edges[0]['id']}/blame", project=project, ref="main~2")
    assert then["present"] is True and len(then["items"]) == 1


def test_a_relationship_whose_sites_change(client, project):
    put(client, project, {"a.py": "def a():\n    b()\n\ndef b():\n    pass\n"}, "one")
    put(client, project, {"a.py": "def a():\n    b()\n    b()\n\ndef b():\n    pass\n"}, "two")
    edge = get(client, "/relationships", project=project, type="calls")["items"][0]["id"]
    blame = get(client, f"/relationships/{edge}/blame", project=project)
    assert [told(entry) for entry in blame["items"]] == [
        ("changed", ["evidence"], "two"), ("added", [], "one")]


def test_what_is_stated_has_a_history(client, project):
    put(client, project, {"a.py": "def a():\n    pass\n"}, "one")
    node = client.post("/nodes", params={"project": project}, json={
        "symbol": "tool made . . m.", "kind": "entity", "name": "m"}).json()["id"]
    edge = client.post("/relationships", params={"project": project}, json={
        "source": node, "target": "a", "type": "references"}).json()["id"]
    client.patch(f"/relationships/{edge}", params={"project": project}, json={
        "metadata": {"why": "so"}}).raise_for_status()
    put(client, project, {"a.py": "def other():\n    pass\n"}, "two")
    blame = get(client, f"/relationships/{edge}/blame", project=project)
    assert [told(entry) for entry in blame["items"]] == [
        ("removed", [], "two"), ("changed", ["metadata"], "two"), ("added", [], "two")]
    history = get(client, f"/nodes/{node}/history", project=project)
    assert [told(entry) for entry in history["items"]] == [("added", [], "two")]


def test_files_and_branches(client, project):
    put(client, project, {"a.py": "x = 1\n"}, "one")
    client.post("/branches", params={"project": project}, json={"name": "topic"}).raise_for_status()
    put(client, project, {"a.py": "x = 2\n"}, "on topic", branch="topic")
    put(client, project, {"a.py": "x = 3\n"}, "on main")
    for ref, message in (("topic", "on topic"), ("main", "on main")):
        history = get(client, "/nodes/a.py/history", project=project, ref=ref)
        assert [told(entry) for entry in history["items"]] == [
            ("changed", ["body"], message), ("added", [], "one")]


def test_what_never_was(client, project):
    put(client, project, {"a.py": "x = 1\n"}, "one")
    for route in (f"/nodes/{uuid.uuid4()}/history", "/nodes/nowhere/history",
                  f"/relationships/{uuid.uuid4()}/blame"):
        reply = client.get(route, params={"project": project})
        assert reply.status_code == 404, reply.text
    reply = client.get("/relationships/nothing/blame", params={"project": project})
    assert reply.status_code == 400 and "UUID" in reply.json()["detail"]
    for route in ("/nodes/x/history", f"/relationships/{uuid.uuid4()}/blame"):
        reply = client.get(route, params={"project": project, "ref": "nobranch"})
        assert reply.status_code == 404 and "nobranch" in reply.json()["detail"]
        reply = client.get(route, params={"project": "no-such-project"})
        assert reply.status_code == 404


def test_a_node_with_its_history(client, project):
    for i in range(25):
        put(client, project, {"a.py": f"def f():\n    return {i}\n"}, f"v{i}")
    put(client, project, {"b.py": "x = 1\n"}, "elsewhere")
    node = get(client, "/nodes/f", project=project, include="history", ref="main~1")
    whole = get(client, "/nodes/f/history", project=project, ref="main~1", limit=100)
    inside = node["history"]
    assert inside["items"] == whole["items"][:20]
    assert {k: v for k, v in inside.items() if k not in ("items", "next_cursor")} == \
        {k: v for k, v in whole.items() if k not in ("items", "next_cursor")}
    more = get(client, f"/nodes/{node['id']}/history", project=project, ref="main~1",
               cursor=inside["next_cursor"])
    assert more["items"] == whole["items"][20:] and more["next_cursor"] is None
    assert "history" not in get(client, "/nodes/f", project=project, include="source")
