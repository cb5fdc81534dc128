# SPDX-License-Identifier: Apache-2.0
"""Schemathesis asks every documented operation, rightly and wrongly; what comes back must be what
docs/openapi.json says."""

import json
import os

import hypothesis
import pytest
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig

import contract
from conftest import APP, UTIL, connect, post_files
from daemon import Daemon

LONG = bool(os.environ.get("CG_LONG"))

# What a request can meet before the server knows its operation: described by `default`.
OF_THE_WIRE = {414, 431}
# Beyond this libmicrohttpd refuses a request by itself, with a page of its own.
LIBMICROHTTPD_MAX = 32 << 10

CONFIG = SchemathesisConfig.from_dict({
    "seed": 1,
    "generation": {"max-examples": 100 if LONG else 3, "deterministic": True, "no-shrink": not LONG},
    "checks": {
        # 504 is what a client gets whose own timeout_ms was too short.
        "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", 504]},
        # A schema cannot say what a cursor, a glob or a name of a project is, nor that two
        # parameters exclude each other: what fits the schema may be refused.
        "positive_data_acceptance": {"enabled": False},
        # These are refusals too: 413 too large, 414 and 431 longer than the wire admits.
        "negative_data_rejection": {"expected-statuses": [
            400, 404, 405, 406, 409, 412, 413, 414, 415, 422, 431]},
    },
})

# Feeds of events and standing queries never end, and an answer is looked at when it has: test_events.py and
# test_standing.py hold them.
schema = schemathesis.openapi.from_dict(contract.DOCUMENT, config=CONFIG).exclude(
    path_regex="^/(stream/events|standing/)")


@schemathesis.serializer("application/x-ndjson")
def one_line(_context, value):
    return value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"


@schemathesis.serializer("application/gzip", "application/x-tar", "application/zstd")
def no_archive(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.check
def status_is_listed(_context, response, case):
    """Stricter than status_code_conformance, to which `default` admits every status."""
    if case.method.upper() != case.operation.method.upper():
        return  # not this operation: unsupported_method looks at the answer
    listed = {int(s) for s in case.operation.definition.raw["responses"] if s != "default"}
    assert response.status_code in listed | OF_THE_WIRE, \
        f"{response.status_code} is not documented for {case.operation.label}"


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """A daemon that other tests need not share and that reads one directory of its own; a session."""
    root = tmp_path_factory.mktemp("root")
    (root / "app.py").write_text(APP)
    daemon = Daemon(tmp_path_factory.mktemp("store") / "db",
                    env={"CODEGRAPH_PARSE_ROOTS": str(root)})
    with connect(daemon) as client:
        post_files(client, "default", {"app.py": APP, "web/util.ts": UTIL})
    with requests.Session() as session:
        yield daemon.url, session
    daemon.stop()


@schema.parametrize()
@hypothesis.settings(deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
def test_operation(case, api):
    url, session = api
    if str((case.query or {}).get("min_generation")).isdecimal():
        case.query["min_generation"] = 0  # to wait for one that never comes would tell nothing
    response = case.call(base_url=url, session=session, timeout=30)
    if response.status_code in OF_THE_WIRE and len(response.request.url) > LIBMICROHTTPD_MAX:
        return
    excluded = []
    if case.operation.label == "POST /parse" and "path" in (case.query or {}):
        # The body is one source file then: whatever it is, and of whatever type, it can be one.
        excluded.append(schemathesis.checks.CHECKS.get_one("negative_data_rejection"))
    case.validate_response(response, excluded_checks=excluded)
