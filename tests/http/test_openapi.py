# SPDX-License-Identifier: Apache-2.0
"""The description of the interface."""

import json

import openapi_spec_validator

import contract
import daemon as program


def test_document_is_valid():
    openapi_spec_validator.validate(contract.DOCUMENT)


def test_document_is_what_the_daemon_serves(client):
    assert client.get("/openapi.json").json() == contract.DOCUMENT


def test_document_is_what_the_daemon_prints():
    printed = program.run("--dump-openapi")
    assert printed.returncode == 0
    assert printed.stdout == (program.ROOT / "docs" / "openapi.json").read_text()


def test_every_reference_leads_somewhere():
    text = json.dumps(contract.DOCUMENT)
    for name in contract.DOCUMENT["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text, f"schema {name} is unused"


def test_examples_fit_their_schemas():
    for operation in contract.OPERATIONS.values():
        bodies = [a for a in operation["responses"].values() if "content" in a]
        bodies.append(operation.get("requestBody", {"content": {}}))
        for body in bodies:
            for content in body["content"].values():
                if "example" in content:
                    contract.check_schema(content["schema"], content["example"])


def test_every_operation_was_hit(hit_operations):
    assert hit_operations == set(contract.OPERATIONS)
