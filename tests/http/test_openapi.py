# SPDX-License-Identifier: Apache-2.0
"""The description of the interface."""

import hashlib
import json
import os
import shutil
import subprocess

import openapi_spec_validator
import pytest

import contract
import daemon as program


def test_document_is_valid():
    openapi_spec_validator.validate(contract.DOCUMENT)


@pytest.fixture(scope="module")
def linters():
    """The folder of the programs that tests/openapi/package-lock.json pins, fetched once."""
    source, folder = program.ROOT / "tests/openapi", program.ROOT / "build/openapi-checks"
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules/.lock-sha256"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        subprocess.run(["npm", "ci"], cwd=folder, check=True, timeout=600)
        stamp.write_text(wanted)
    for path in source.glob("*.yaml"):
        shutil.copy(path, folder)
    return folder


@pytest.mark.parametrize("command", [
    ["spectral", "lint", "--ruleset=spectral.yaml", "--fail-severity=hint", "openapi.json"],
    ["redocly", "lint", "--config=redocly.yaml", "--max-problems=50", "openapi.json"],
])
def test_linters_find_nothing(linters, command):
    shutil.copy(program.ROOT / "docs/openapi.json", linters)
    env = dict(os.environ, REDOCLY_TELEMETRY="off", REDOCLY_SUPPRESS_UPDATE_NOTICE="true")
    done = subprocess.run([linters / "node_modules/.bin" / command[0], *command[1:]], cwd=linters,
                          env=env, capture_output=True, text=True, timeout=300)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "warning" not in said.lower(), said


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
