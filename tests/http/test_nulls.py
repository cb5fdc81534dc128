# SPDX-License-Identifier: Apache-2.0
"""In the body of a question, members that may be left out may be null, as docs/openapi.json says, and others may not."""

import pytest

import contract

BODIES = {
    "/search": {"q": "parse config"},
    "/query": {"query": "MATCH (f:Function) RETURN f.name LIMIT 1"},
    "/vector/search": {"text": "parse config"},
    "/vector/batch-search": {"queries": [{"text": "parse config"}]},
    "/vector/embed": {"texts": ["parse config"]},
}


def members():
    for path in BODIES:
        content = contract.DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        schema = contract.DOCUMENT["components"]["schemas"][content["schema"]["$ref"].split("/")[-1]]
        for member, of in schema["properties"].items():
            yield path, member, of, member in schema.get("required", ())


def admits_null(schema):
    if "oneOf" in schema:
        return any(admits_null(one) for one in schema["oneOf"])
    types = schema.get("type", [])
    return "null" in ([types] if isinstance(types, str) else types) and None in schema.get("enum", [None])


@pytest.mark.parametrize("path, member, schema, required", list(members()))
def test_what_may_be_left_out_may_be_null(client, sample, path, member, schema, required):
    params = {} if path == "/vector/embed" else {"project": sample}
    reply = client.post(path, params=params, json={**BODIES[path], member: None})
    assert admits_null(schema) == (not required)
    if required or member in BODIES[path]:
        assert reply.status_code == 400, reply.text  # it is missing
    else:
        assert reply.status_code == 200, reply.text
