# SPDX-License-Identifier: Apache-2.0
"""POST /batch: many writes in one generation."""

import pytest

from conftest import post_files


@pytest.fixture
def code(client, project):
    post_files(client, project, {"a.py": "def f(): pass\ndef g(): f()\n"})
    return project


def batch(client, project, operations, mode=None):
    body = {"operations": operations, **({"mode": mode} if mode else {})}
    return client.post("/batch", params={"project": project}, json=body)


def create(name, ref=None, **members):
    operation = {"op": "create_node", "node": {"name": name, "kind": "entity", **members}}
    return {**operation, **({"ref": ref} if ref else {})}


def relate(source, target, ref=None, kind="references"):
    operation = {"op": "create_relationship",
                 "relationship": {"type": kind, "source": source, "target": target}}
    return {**operation, **({"ref": ref} if ref else {})}


def names(client, project):
    page = client.get("/nodes", params={"project": project, "kind": "entity", "limit": 1000})
    return {n["name"] for n in page.json()["items"]}


def generation(client, project):
    return client.get(f"/projects/{project}").json()["generation"]


def test_operations_see_the_ones_before(client, code):
    before = generation(client, code)
    reply = batch(client, code, [
        create("A", "a"), create("B", "b", metadata={"x": 1}),
        relate({"ref": "a"}, {"ref": "b"}, "ab"), relate({"ref": "b"}, "f"),
        {"op": "update_node", "id": {"ref": "b"}, "node": {"metadata": {"y": 2}}},
        {"op": "update_relationship", "id": {"ref": "ab"}, "relationship": {"metadata": {"w": 1}}},
        {"op": "update_node", "id": "g", "node": {"metadata": {"seen": True}}},
        create("C", "c"), relate({"ref": "c"}, {"ref": "a"}),
        {"op": "delete_node", "id": {"ref": "c"}},
    ])
    assert reply.status_code == 200, reply.text
    body = reply.json()
    assert body["succeeded"] == 10 and body["failed"] == 0 and body["generation"] == before + 1
    assert body["results"][9]["relationships_removed"] == 1
    assert names(client, code) == {"A", "B"}
    b = client.get(f"/nodes/{body['results'][1]['id']}", params={"project": code}).json()
    assert b["metadata"] == {"x": 1, "y": 2} and b["degree"] == {"references": {"in": 1, "out": 1}}
    edge = client.get(f"/relationships/{body['results'][2]['id']}", params={"project": code}).json()
    assert edge["metadata"] == {"w": 1}


def test_atomic_is_all_or_nothing(client, code):
    before = generation(client, code)
    reply = batch(client, code, [create("A"), create("B"), create("A")])
    assert reply.status_code == 409
    assert reply.json()["errors"][0]["pointer"] == "/operations/2/node/name"
    assert names(client, code) == set() and generation(client, code) == before


def test_independent_goes_on(client, code):
    reply = batch(client, code, [
        create("A", "a"), create("A", "again"), relate({"ref": "again"}, "f"),
        {"op": "delete_node", "id": "f"}, {"op": "update_node", "id": "f", "node": {"name": "h"}},
        {"op": "delete_node", "id": "nobody"}, relate({"ref": "a"}, "f"),
    ], "independent")
    assert reply.status_code == 200, reply.text
    body = reply.json()
    assert [r["ok"] for r in body["results"]] == [True, False, False, False, False, False, True]
    assert [r["error"]["code"] for r in body["results"][1:6]] == \
        ["conflict", "conflict", "conflict", "conflict", "not_found"]
    assert [r["error"]["pointer"] for r in body["results"][1:6]] == [
        "/operations/1/node/name", "/operations/2/relationship/source", "/operations/3",
        "/operations/4/node/name", "/operations/5"]
    assert names(client, code) == {"A"}


def test_if_generation(client, code):
    made = batch(client, code, [create("A", "a")]).json()
    good = {"op": "update_node", "id": "A", "node": {"doc": "1"}, "if_generation": made["generation"]}
    assert batch(client, code, [good]).status_code == 200
    reply = batch(client, code, [good])
    assert reply.status_code == 412 and reply.json()["errors"][0]["pointer"] == "/operations/0"


@pytest.mark.parametrize("body, status, pointer", [
    ({}, 400, "/operations"),
    ({"operations": []}, 400, "/operations"),
    ({"operations": {}}, 400, "/operations"),
    ({"operations": [create(f"n{i}") for i in range(1001)]}, 413, "/operations"),
    ({"operations": [create("A")], "mode": "half"}, 400, "/mode"),
    ({"operations": [create("A")], "more": 1}, 400, "/more"),
    ({"operations": [3]}, 400, "/operations/0"),
    ({"operations": [{"op": "explode"}]}, 400, "/operations/0/op"),
    ({"operations": [{"node": {}}]}, 400, "/operations/0/op"),
    ({"operations": [{"op": "create_node"}]}, 400, "/operations/0/node"),
    ({"operations": [{"op": "create_node", "node": {"name": "a", "kind": "entity"}, "id": "x"}]},
     400, "/operations/0/id"),
    ({"operations": [{"op": "create_node", "node": {"name": "a", "colour": 1}}]},
     400, "/operations/0/node/colour"),
    ({"operations": [create("A", "x"), create("B", "x")]}, 400, "/operations/1/ref"),
    ({"operations": [create("A", "r" * 101)]}, 400, "/operations/0/ref"),
    ({"operations": [relate({"ref": "later"}, "f"), create("A", "later")]},
     400, "/operations/0/relationship/source/ref"),
    ({"operations": [relate({"ref": "me"}, "f", "me")]}, 400, "/operations/0/relationship/source/ref"),
    ({"operations": [create("A", "a"), relate({"ref": "a"}, "f", "e"), relate({"ref": "e"}, "f")]},
     400, "/operations/2/relationship/source/ref"),
    ({"operations": [create("A"), {"op": "delete_node", "id": {"ref": 3}}]}, 400,
     "/operations/1/id/ref"),
    ({"operations": [{"op": "delete_node", "id": "a\0b"}]}, 400, "/operations/0/id"),
    ({"operations": [{"op": "delete_relationship", "id": "no-uuid"}]}, 400, "/operations/0"),
    ({"operations": [{"op": "delete_node", "id": "f", "if_generation": -1}]}, 400,
     "/operations/0/if_generation"),
])
def test_what_is_no_batch(client, code, body, status, pointer):
    reply = client.post("/batch", params={"project": code}, json=body)
    assert reply.status_code == status, reply.text
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert names(client, code) == set()


def test_a_full_batch(client, project):
    operations = [create(f"n{i}", f"r{i}", metadata={"i": i}) for i in range(500)]
    operations += [relate({"ref": f"r{i}"}, {"ref": f"r{(i + 1) % 500}"}) for i in range(500)]
    reply = batch(client, project, operations)
    assert reply.status_code == 200, reply.text
    status = client.get(f"/projects/{project}").json()
    assert status["manual_nodes"] == 500 and status["manual_relationships"] == 500
    again = batch(client, project, [{"op": "delete_node", "id": f"n{i}"} for i in range(500)])
    assert sum(r["relationships_removed"] for r in again.json()["results"]) == 500
    assert client.get(f"/projects/{project}").json()["overlay_digest"] == "0" * 32
