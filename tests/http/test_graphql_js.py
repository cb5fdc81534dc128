# SPDX-License-Identifier: Apache-2.0
"""GraphQL beside what JavaScript has of it: the audits of graphql-http, documents that graphql-js judges too, and the clients
of graphql-ws and graphql-sse."""

import hashlib
import os
import pathlib
import shutil
import subprocess

import pytest

import daemon as program


@pytest.fixture(scope="module")
def scripts():
    """The folder of tests/graphql with the packages that its package-lock.json pins, fetched once."""
    source, folder = program.ROOT / "tests/graphql", program.ROOT / "build/graphql-checks"
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules/.lock-sha256"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, folder)
        subprocess.run(["npm", "ci"], cwd=folder, check=True, timeout=600)
        stamp.write_text(wanted)
    for path in (*source.glob("*.mjs"), *source.glob("*.graphql")):
        shutil.copy(path, folder)
    return folder


def run(scripts, name, *arguments, timeout=300):
    done = subprocess.run(["node", name, *map(str, arguments)], cwd=scripts, capture_output=True, text=True,
                          timeout=timeout)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_all_audits_pass(scripts, daemon, hit):
    assert "61 of 61 audits pass" in run(scripts, "audit.mjs", daemon.url + "/graphql")
    hit("queryGraphql")
    hit("readGraphql")


def test_introspection_tells_what_is_written(scripts, daemon, tmp_path):
    written = program.run("--dump-graphql")
    assert written.returncode == 0
    assert written.stdout == (program.ROOT / "docs/schema.graphql").read_text(), \
        "codegraphd --dump-graphql > docs/schema.graphql"
    run(scripts, "schema.mjs", daemon.url + "/graphql", program.ROOT / "docs/schema.graphql")


@pytest.mark.parametrize("schema", ["wide.graphql", "own"])
def test_documents_are_judged_as_graphql_js_does(scripts, schema):
    folder = os.environ.get("CODEGRAPH_TEST_DIR")
    checker = pathlib.Path(folder) / "gql_check" if folder else program.program("codegraphd").parents[1] / "tests/gql_check"
    path = program.ROOT / "docs/schema.graphql" if schema == "own" else schema
    count = 20000 if os.environ.get("CG_LONG") else 1500
    assert ": 0 differ" in run(scripts, "differential.mjs", checker, path, count, 7, timeout=1200)


def test_clients_of_the_field_are_served(scripts, daemon, project, hit):
    assert "both clients were served" in run(scripts, "socket.mjs", daemon.url + "/graphql", project)
    hit("openGraphqlWebSocket")
