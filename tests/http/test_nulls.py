# SPDX-License-Identifier: Apache-2.0
"""What may be left out of a body may be null, which is the same: of every POST and PUT that docs/openapi.json has."""

import copy

import pytest

import contract
from conftest import APP, post_files

MEDIA = "application/json"
# They speak JSON-RPC, where a null id or result says something.
OTHER_RULES = {"/mcp"}


def resolve(schema):
    while "$ref" in schema:
        schema = contract._resolve(schema)
    return schema


def admits_null(schema):
    schema = resolve(schema)
    if "oneOf" in schema:
        return any(admits_null(one) for one in schema["oneOf"])
    types = schema.get("type", [])
    return "null" in ([types] if isinstance(types, str) else types) and None in schema.get("enum", [None])


def parts(schema, at=()):
    """(path, schema of the object) of every object that a body may hold, with its members."""
    schema = resolve(schema)
    for one in schema.get("oneOf", ()):
        yield from parts(one, at)
    if "items" in schema:
        yield from parts(schema["items"], (*at, 0))
    if "properties" in schema:
        yield at, schema
        for name, member in schema["properties"].items():
            yield from parts(member, (*at, name))


def least(schema):
    """A value that the schema admits, with nothing in it that may be left out."""
    schema = resolve(schema)
    schema = resolve(schema["oneOf"][0]) if "oneOf" in schema else schema
    types = schema.get("type", "object")
    first = types if isinstance(types, str) else types[0]
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if first == "object":
        return {name: least(schema["properties"][name]) for name in schema.get("required", ())}
    if first == "array":
        return [least(schema["items"])] * max(schema.get("minItems", 1), 1)
    return {"string": "x" * max(schema.get("minLength", 1), 1), "boolean": False}.get(first, schema.get("minimum", 1))


def having(schema, step):
    """What of the schema's choices has this member, or elements."""
    schema = resolve(schema)
    return next(one for one in [schema, *map(resolve, schema.get("oneOf", ()))]
                if ("items" in one if step == 0 else step in one.get("properties", ())))


def body_with(base, schema, path, member):
    """The base, grown by what leads to `path`, the object there, which may have the member, and its schema."""
    body = at = copy.deepcopy(base)
    schema = having(schema, (*path, member)[0])
    for step, following in zip(path, (*path[1:], member)):
        schema = having(schema["items"] if step == 0 else schema["properties"][step], following)
        there = at[step] if step == 0 else at.get(step)
        if not isinstance(there, list if following == 0 else dict):
            at[step] = least(schema)
        at = at[step]
    return body, at, schema


def cases():
    for path, item in contract.DOCUMENT["paths"].items():
        for method in ("post", "put"):
            content = item.get(method, {}).get("requestBody", {}).get("content", {}).get(MEDIA)
            if content is None or path in OTHER_RULES:
                continue
            for at, part in parts(content["schema"]):
                for member in part["properties"]:
                    where = "/".join(map(str, (*at, member)))
                    yield pytest.param(method, path, content, at, member, id=f"{method} {path} {where}")


def problem_of(reply):
    """What is compared of two replies: success, or what was wrong, and where."""
    if reply.is_success:
        return "success"
    body = reply.json()
    return reply.status_code, body["code"], body.get("pointer")


def ask(client, project, method, path, body):
    operation = contract.DOCUMENT["paths"][path][method]
    known = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"}
    params = {"project": project} if "project" in known else {}
    target = path.replace("{id}", "00000000-0000-0000-0000-000000000000").replace("{name}", "nulls")
    # What goes on as a task would be in the way of the next.
    return client.request(method.upper(), target, params=params, json=body, headers={"Prefer": "wait=60"})


@pytest.fixture(scope="module")
def nulls(client):
    """A project that is written to."""
    assert post_files(client, "nulls", {"app.py": APP}).status_code == 200
    yield "nulls"
    for transaction in client.get("/transactions").json()["items"]:
        client.post(f"/transactions/{transaction['id']}/rollback")


@pytest.mark.parametrize("method, path, content, at, member", list(cases()))
def test_null_is_as_if_left_out(client, nulls, method, path, content, at, member):
    base = content.get("example", least(content["schema"]))
    body, part, schema = body_with(base, content["schema"], at, member)
    required = member in schema.get("required", ())
    assert admits_null(schema["properties"][member]) == (not required)

    part.pop(member, None)
    ask(client, nulls, method, path, body)  # whatever can be made only once is made here
    without = problem_of(ask(client, nulls, method, path, body))
    part[member] = None
    with_null = problem_of(ask(client, nulls, method, path, body))
    assert with_null == without
    if required:
        assert with_null[0] == 400


def test_null_says_nothing_of_what_is_parsed(client, project):
    body = {"files": [{"path": "a.py", "content": "def first(): pass\n", "language": None}], "root": None, "git": None,
            "mode": None, "deletes": None, "message": None, "project": project}
    assert client.post("/parse", json=body).status_code == 200
    assert [n["name"] for n in client.get("/nodes", params={"project": project, "kind": "function"}).json()["items"]] == ["first"]
    body = {"files": None, "deletes": ["a.py"], "root": None, "project": project}
    assert client.post("/parse", json=body).status_code == 200
    assert client.get("/nodes", params={"project": project}).json()["items"] == []


def test_null_keeps_what_the_server_keeps(client, project):
    assert post_files(client, project, {"a.py": "def first(): pass\n"}).status_code == 200
    params = {"project": project}
    kept = [client.post("/admin/gc", params=params, headers={"Prefer": "wait=30"}, json=body).json()
            for body in ({"dry_run": True}, {"dry_run": True, "keep": None, "young_ms": None})]
    for report in kept:
        assert report["dry_run"] is True
        for key in [key for key in report if key.endswith("_ms") or key.endswith("_us")]:
            del report[key]
    assert kept[0] == kept[1]


def test_a_batch_of_operations_with_all_members(client, project):
    empty = {"id": None, "if_generation": None, "relationship": None, "ref": None}
    node = {"name": "ledger", "kind": "entity", "language": None, "signature": None, "symbol": None}
    reply = client.post("/batch", params={"project": project},
                        json={"operations": [{"op": "create_node", "node": node, **empty}], "mode": None})
    assert reply.status_code == 200, reply.text
    wrong = {"op": "create_node", "node": node, **empty, "id": "x"}
    reply = client.post("/batch", params={"project": project}, json={"operations": [wrong]})
    assert reply.status_code == 400
    assert reply.json()["pointer"] == "/operations/0/id" if "pointer" in reply.json() else "/operations/0/id" in reply.text


def test_null_takes_back_in_patches(client, project):
    node = client.post("/nodes", params={"project": project}, json={"name": "ledger", "kind": "entity", "doc": "Sums."}).json()
    target = f"/nodes/{node['id']}"
    assert client.patch(target, params={"project": project}, json={"doc": None}).status_code == 200
    assert not client.get(target, params={"project": project}).json()["doc"]
    assert client.patch(target, params={"project": project}, json={"name": None}).status_code == 400
