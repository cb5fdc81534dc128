# SPDX-License-Identifier: Apache-2.0
"""What clients state: nodes, relationships and metadata beside the parsed ones."""

import concurrent.futures
import urllib.parse

import pytest

from conftest import APP, UTIL, post_files

MERGE = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture(scope="module")
def sample(client):
    """As the one that all tests read, but to write to."""
    reply = post_files(client, "overlay-sample", {"src/app.py": APP, "web/util.ts": UTIL})
    assert reply.status_code == 200, reply.text
    return "overlay-sample"


def path_of(node):
    return "/nodes/" + urllib.parse.quote(node, safe="")


def get(client, project, node, **params):
    return client.get(path_of(node), params={"project": project, **params})


def make(client, project, name, **members):
    reply = client.post("/nodes", params={"project": project},
                        json={"name": name, "kind": "entity", **members})
    assert reply.status_code == 201, reply.text
    return reply.json()


def patch(client, project, node, change, **headers):
    return client.patch(path_of(node), params={"project": project}, json=change,
                        headers={**MERGE, **headers})


def relate(client, project, source, target, kind="references", **members):
    return client.post("/relationships", params={"project": project},
                       json={"type": kind, "source": source, "target": target, **members})


def related(client, project, node, **params):
    reply = client.get(path_of(node) + "/relationships", params={"project": project, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()["items"]


def expect_problem(reply, status, code, pointer=None):
    assert reply.status_code == status, reply.text
    body = reply.json()
    assert body["code"] == code
    if pointer is not None:
        assert body["errors"][0]["pointer"] == pointer, body
    return body


# ---- nodes ----

def test_a_node_is_found_every_way(client, sample):
    made = make(client, sample, "Ledger", doc="the books", metadata={"owner": "payments"})
    assert made["created"] and made["symbol"] == "codegraph manual . . Ledger."
    for selector in (made["id"], made["symbol"], "Ledger", "ledger"):
        node = get(client, sample, selector).json()
        assert node["id"] == made["id"] and node["kind"] == "entity"
    assert node["origin"] == "manual" and node["metadata"] == {"owner": "payments"}
    assert node["doc"] == "the books" and node["file_path"] is None and node["language"] is None
    listed = client.get("/nodes", params={"project": sample, "name": "led*"}).json()["items"]
    assert [n["id"] for n in listed] == [made["id"]]
    assert listed[0]["metadata"] == {"owner": "payments"}
    hits = client.get("/search", params={"project": sample, "q": "Ledger", "mode": "symbol"}).json()
    assert made["id"] in [hit["node"]["id"] for hit in hits["items"]]
    hits = client.get("/search", params={"project": sample, "q": "Ledger"}).json()
    assert made["id"] in [hit["node"]["id"] for hit in hits["items"]]


def test_its_place_is_where_it_was_made(client, sample):
    reply = client.post("/nodes", params={"project": sample}, json={"name": "Here", "kind": "entity"})
    assert client.get(reply.headers["Location"], params={"project": sample}).json()["name"] == "Here"


def test_twice_is_a_conflict(client, sample):
    make(client, sample, "Twice")
    reply = client.post("/nodes", params={"project": sample}, json={"name": "Twice", "kind": "entity"})
    expect_problem(reply, 409, "conflict", "/name")
    make(client, sample, "Twice", symbol="tool other . twice.")
    reply = client.post("/nodes", params={"project": sample},
                        json={"name": "x", "kind": "entity", "symbol": "tool other . twice."})
    expect_problem(reply, 409, "conflict", "/symbol")
    assert get(client, sample, "tool other . twice.").json()["name"] == "Twice"


def test_put_makes_and_replaces(client, sample):
    symbol = "tool made . . thing."
    where = path_of(symbol)
    first = client.put(where, params={"project": sample},
                       json={"name": "Thing", "kind": "entity", "doc": "a", "metadata": {"a": 1}})
    assert first.status_code == 201
    again = client.put(where, params={"project": sample}, json={"name": "Thing", "kind": "class"})
    assert again.status_code == 200 and not again.json()["created"]
    node = get(client, sample, symbol).json()
    assert node["id"] == first.json()["id"]
    assert (node["kind"], node["doc"], node["metadata"]) == ("class", None, {})
    same = client.put(where, params={"project": sample}, json={"name": "Thing", "kind": "class"})
    assert not same.json()["changed"] and same.json()["generation"] == again.json()["generation"]
    expect_problem(client.put(where, params={"project": sample}, json={"name": "Thing"}),
                   400, "invalid", "/kind")
    missing = client.put(path_of("nobody"), params={"project": sample},
                         json={"name": "x", "kind": "entity"})
    expect_problem(missing, 404, "not_found")


def test_patch_merges(client, sample):
    made = make(client, sample, "Merged", signature="s", doc="d",
                metadata={"a": 1, "b": {"c": 2, "d": 3}})
    reply = patch(client, sample, made["id"],
                  {"name": "Renamed", "doc": None,
                   "metadata": {"a": None, "b": {"c": None, "e": [1]}, "f": {"g": None}}})
    assert reply.status_code == 200, reply.text
    node = get(client, sample, made["id"]).json()
    assert node["name"] == "Renamed" and node["qualified_name"] == "Renamed"
    assert node["doc"] is None and node["signature"] == "s"
    assert node["metadata"] == {"b": {"d": 3, "e": [1]}, "f": {}}
    assert get(client, sample, "Merged").status_code == 404
    assert get(client, sample, "Renamed").status_code == 200
    as_json = client.patch(path_of(made["id"]), params={"project": sample}, json={"metadata": None})
    assert as_json.status_code == 200
    assert get(client, sample, made["id"]).json()["metadata"] == {}


@pytest.mark.parametrize("change, status, pointer", [
    ({"name": "other"}, 409, "/name"),
    ({"doc": "x"}, 409, "/doc"),
    ({"kind": "class"}, 409, "/kind"),
    ({"language": None}, 409, "/language"),
    ({"line_number": 3}, 409, "/line_number"),
    ({"file_path": "x"}, 409, "/file_path"),
    ({"colour": "red"}, 400, "/colour"),
    ({"metadata": 3}, 400, "/metadata"),
    ({"metadata": [1]}, 400, "/metadata"),
])
def test_parsed_facts_are_read_only(client, sample, change, status, pointer):
    before = get(client, sample, "Server.run").json()
    reply = patch(client, sample, "Server.run", change)
    expect_problem(reply, status, "conflict" if status == 409 else "invalid", pointer)
    assert get(client, sample, "Server.run").json() == before
    reply = client.delete(path_of("Server.run"), params={"project": sample})
    expect_problem(reply, 409, "conflict")


def test_metadata_outlives_parsing(client, project):
    post_files(client, project, {"a.py": "def f():\n    return 1\n"})
    digest = client.get(f"/projects/{project}").json()["digest"]
    assert patch(client, project, "f", {"metadata": {"hot": True}}).status_code == 200
    status = client.get(f"/projects/{project}").json()
    assert status["digest"] == digest and status["metadata"] == 1
    post_files(client, project, {"a.py": "\n\ndef f():\n    return 2\n"})
    assert get(client, project, "f").json()["metadata"] == {"hot": True}
    post_files(client, project, {"a.py": "def g(): pass\n"})
    assert get(client, project, "f").status_code == 404
    post_files(client, project, {"a.py": "def f():\n    return 1\n"})
    assert get(client, project, "f").json()["metadata"] == {"hot": True}


# ---- hostile input ----

@pytest.mark.parametrize("body, status, pointer", [
    ({}, 400, "/name"),
    ({"name": "a"}, 400, "/kind"),
    ({"name": "a", "kind": "nothing"}, 400, "/kind"),
    ({"name": "a", "kind": "external"}, 400, "/kind"),
    ({"name": "", "kind": "entity"}, 400, "/name"),
    ({"name": None, "kind": "entity"}, 400, "/name"),
    ({"name": 3, "kind": "entity"}, 400, "/name"),
    ({"name": "n" * 1001, "kind": "entity"}, 400, "/name"),
    ({"name": "a\0b", "kind": "entity"}, 400, "/name"),
    ({"name": "a\nb", "kind": "entity"}, 400, "/name"),
    ({"name": "a", "kind": "entity", "doc": "d" * 65537}, 400, "/doc"),
    ({"name": "a", "kind": "entity", "language": "klingon"}, 400, "/language"),
    ({"name": "a", "kind": "entity", "symbol": "no-blank"}, 400, "/symbol"),
    ({"name": "a", "kind": "entity", "symbol": "codegraph python . . `a.py`/f()."}, 400, "/symbol"),
    ({"name": "a", "kind": "entity", "symbol": "s " + "x" * 4000}, 400, "/symbol"),
    ({"name": "a", "kind": "entity", "more": 1}, 400, "/more"),
    ({"name": "a", "kind": "entity", "metadata": "text"}, 400, "/metadata"),
    ({"name": "a", "kind": "entity", "metadata": {"x": "y" * 70000}}, 413, "/metadata"),
    ({"name": "a", "kind": "entity", "id": "x"}, 409, "/id"),
    ([], 400, None),
    ("text", 400, None),
])
def test_what_is_no_node(client, sample, body, status, pointer):
    reply = client.post("/nodes", params={"project": sample}, json=body)
    assert reply.status_code == status, reply.text
    if pointer:
        assert reply.json()["errors"][0]["pointer"] == pointer


def test_deep_metadata(client, sample):
    deep = 1
    for _ in range(70):
        deep = {"d": deep}
    reply = client.post("/nodes", params={"project": sample},
                        json={"name": "Deep", "kind": "entity", "metadata": deep})
    assert reply.status_code == 413


def test_media_types(client, sample):
    for method, path in (("POST", "/nodes"), ("PATCH", path_of("Server")), ("PUT", path_of("Server"))):
        reply = client.request(method, path, params={"project": sample}, content=b"{}",
                               headers={"Content-Type": "text/plain"})
        assert reply.status_code == 415
    assert client.patch(path_of("Server"), params={"project": sample}, content=b"{",
                        headers=MERGE).status_code == 400


# ---- relationships ----

def test_a_relationship_is_stated_and_taken_back(client, sample):
    made = make(client, sample, "Owner")
    reply = relate(client, sample, made["id"], "Server.run", metadata={"since": 2020})
    assert reply.status_code == 201, reply.text
    edge = client.get(reply.headers["Location"], params={"project": sample}).json()
    assert edge["rule"] == "manual" and edge["confidence"] == 1 and edge["sites"] == []
    assert edge["metadata"] == {"since": 2020} and edge["source"]["id"] == made["id"]
    assert [e["id"] for e in related(client, sample, "Owner")] == [edge["id"]]
    assert edge["id"] in [e["id"] for e in related(client, sample, "Server.run", direction="in")]
    assert get(client, sample, "Owner").json()["degree"]["references"] == {"in": 0, "out": 1}
    expect_problem(relate(client, sample, "Owner", "Server.run"), 409, "conflict")
    where = f"/relationships/{edge['id']}"
    assert client.patch(where, params={"project": sample}, json={"metadata": {"since": None, "x": 1}},
                        headers=MERGE).status_code == 200
    assert client.get(where, params={"project": sample}).json()["metadata"] == {"x": 1}
    for member in ("type", "source", "confidence"):
        reply = client.patch(where, params={"project": sample}, json={member: "x"}, headers=MERGE)
        expect_problem(reply, 409, "conflict", "/" + member)
    assert client.delete(where, params={"project": sample}).json()["relationships_removed"] == 1
    assert client.get(where, params={"project": sample}).status_code == 404
    assert client.delete(where, params={"project": sample}).status_code == 404


def test_parsed_relationships_are_read_only(client, sample):
    edge = [e for e in related(client, sample, "Server.run") if e["type"] == "calls"][0]
    where = f"/relationships/{edge['id']}"
    expect_problem(client.delete(where, params={"project": sample}), 409, "conflict")
    assert client.patch(where, params={"project": sample}, json={"metadata": {"hot": 1}},
                        headers=MERGE).status_code == 200
    shown = [e for e in related(client, sample, "Server.run") if e["id"] == edge["id"]][0]
    assert shown["metadata"] == {"hot": 1} and shown["rule"] == edge["rule"]
    assert client.patch(where, params={"project": sample}, json={"metadata": None},
                        headers=MERGE).status_code == 200


def test_a_relationship_outlives_its_ends(client, project):
    post_files(client, project, {"a.py": "def f(): pass\n"})
    made = make(client, project, "Spec")
    edge = relate(client, project, "Spec", "f").json()["id"]
    post_files(client, project, {"a.py": "def f(): return 2\n"})
    assert [e["id"] for e in related(client, project, "Spec")] == [edge]
    client.post("/parse", params={"project": project}, json={"files": [], "deletes": ["a.py"]})
    assert related(client, project, "Spec") == []
    assert client.get(f"/relationships/{edge}", params={"project": project}).status_code == 404
    post_files(client, project, {"a.py": "def f(): pass\n"})
    assert [e["id"] for e in related(client, project, "Spec")] == [edge]
    gone = client.delete(path_of(made["id"]), params={"project": project})
    assert gone.json()["relationships_removed"] == 1
    assert get(client, project, "Spec").status_code == 404
    assert [e for e in related(client, project, "f") if e["rule"] == "manual"] == []


@pytest.mark.parametrize("body, status, pointer", [
    ({}, 400, "/type"),
    ({"type": "loves", "source": "Server", "target": "Base"}, 400, "/type"),
    ({"type": "calls", "source": "Server"}, 400, "/target"),
    ({"type": "calls", "source": "Server", "target": "nobody"}, 404, "/target"),
    ({"type": "calls", "source": "run", "target": "Base"}, 409, "/source"),
    ({"type": "calls", "source": 3, "target": "Base"}, 400, "/source"),
    ({"type": "calls", "source": "", "target": "Base"}, 400, "/source"),
    ({"type": "calls", "source": {"ref": "a"}, "target": "Base"}, 400, "/source"),
    ({"type": "calls", "source": "Server", "target": "Base", "weight": 1}, 400, "/weight"),
    ({"type": "calls", "source": "Server", "target": "Base", "confidence": 1}, 409, "/confidence"),
])
def test_what_is_no_relationship(client, sample, body, status, pointer):
    reply = client.post("/relationships", params={"project": sample}, json=body)
    assert reply.status_code == status, reply.text
    assert reply.json()["errors"][0]["pointer"] == pointer


# ---- preconditions ----

def test_if_match(client, project):
    made = make(client, project, "Watched")
    tag = get(client, project, "Watched").headers["ETag"]
    make(client, project, "Other")  # another generation, but not of this node
    assert patch(client, project, made["id"], {"doc": "1"}, **{"If-Match": tag}).status_code == 200
    reply = patch(client, project, made["id"], {"doc": "2"}, **{"If-Match": tag})
    expect_problem(reply, 412, "precondition_failed")
    reply = client.delete(path_of(made["id"]), params={"project": project}, headers={"If-Match": tag})
    expect_problem(reply, 412, "precondition_failed")
    reply = patch(client, project, made["id"], {"doc": "2"}, **{"If-Match": "nonsense"})
    expect_problem(reply, 400, "invalid", "If-Match")
    assert patch(client, project, made["id"], {"doc": "2"}, **{"If-Match": "*"}).status_code == 200
    assert get(client, project, "Watched").json()["doc"] == "2"


def test_one_of_many_writers_wins(client, project):
    make(client, project, "Contended")
    for _ in range(3):
        tag = get(client, project, "Contended").headers["ETag"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(
                lambda n: patch(client, project, "Contended", {"metadata": {"winner": n}},
                                **{"If-Match": tag}), range(100, 108)))
        codes = sorted(r.status_code for r in replies)
        assert codes == [200] + [412] * 7
        winner = [n for n, r in enumerate(replies, 100) if r.status_code == 200][0]
        assert get(client, project, "Contended").json()["metadata"]["winner"] == winner
        assert patch(client, project, "Contended", {"metadata": None}).status_code == 200


# ---- asking for less or more ----

def test_since(client, project):
    post_files(client, project, {"a.py": "def f(): pass\ndef g(): pass\n"})
    first = client.get(f"/projects/{project}").json()["generation"]
    patch(client, project, "f", {"metadata": {"x": 1}})
    make(client, project, "New")
    post_files(client, project, {"a.py": "def f(): pass\ndef g(): return 1\n"})

    def names(since, **params):
        page = client.get("/nodes", params={"project": project, "since": since, "limit": 100, **params})
        return {n["name"] for n in page.json()["items"]}

    assert names(first) >= {"f", "g", "New"}
    assert names(first, name="*") >= {"f", "g", "New"}
    assert names(first + 1) >= {"g", "New"} and "f" not in names(first + 1)
    assert names(first + 100) == set()


def test_include(client, sample):
    node = get(client, sample, "Server.run", include="relationships,source").json()
    assert "def run" in node["source"] and "parse_config" in node["source"]
    assert {e["type"] for e in node["relationships"]["items"]} >= {"calls", "contains"}
    plain = get(client, sample, "Server.run").json()
    assert "source" not in plain and "relationships" not in plain


def test_tokens_are_counted(client, project):
    body = "".join(f"    x{i} = {i}\n" for i in range(200))
    post_files(client, project, {"a.py": f"def long():\n{body}"})
    whole = get(client, project, "long", fields="content").json()["content"]
    node = get(client, project, "long", fields="content", max_tokens=50).json()
    assert len(node["content"].encode()) <= 200 and whole.startswith(node["content"])
    assert node["left_out"]["tokens"] == (len(whole) - len(node["content"]) + 3) // 4
    assert get(client, project, "long", fields="content", max_tokens=100000).json()["left_out"] is None
    page = client.get("/search", params={"project": project, "q": "long", "max_tokens": 1}).json()
    assert len(page["items"]) == 1


def test_relationships_are_listed(client, sample):
    make(client, sample, "Lister")
    edge = relate(client, sample, "Lister", "Server", kind="depends_on").json()["id"]

    def listed(**params):
        page = client.get("/relationships", params={"project": sample, "limit": 1000, **params})
        assert page.status_code == 200, page.text
        return page.json()["items"]

    everything = listed()
    assert edge in [e["id"] for e in everything]
    assert {e["type"] for e in listed(type="calls")} == {"calls"}
    assert [e["id"] for e in listed(source="Lister")] == [edge]
    assert edge in [e["id"] for e in listed(target="Server", type="depends_on")]
    assert listed(source="Lister", target="Base") == []
    assert {e["source"]["file_path"] for e in listed(path="web/**")} <= {"web/util.ts"}
    assert all(e["confidence"] >= 0.99 for e in listed(min_confidence=0.99))
    seen, cursor = [], None
    while True:
        page = client.get("/relationships", params={
            "project": sample, "limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [e["id"] for e in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [e["id"] for e in everything] and len(set(seen)) == len(seen)
