# SPDX-License-Identifier: Apache-2.0
"""Schemathesis asks every documented operation, rightly and wrongly; every answer must be as
docs/openapi.json says."""

import os

import hypothesis
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

import contract
from conftest import APP, UTIL, connect, post_files
from daemon import Daemon

LONG = bool(os.environ.get("CG_LONG"))

schema = schemathesis.openapi.from_dict(contract.DOCUMENT, config=SchemathesisConfig(seed=1))


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A daemon that other tests need not share, and that reads no directory but one of its own."""
    root = tmp_path_factory.mktemp("root")
    (root / "app.py").write_text(APP)
    daemon = Daemon(tmp_path_factory.mktemp("store") / "db",
                    env={"CODEGRAPH_PARSE_ROOTS": str(root)})
    with connect(daemon) as client:
        post_files(client, "default", {"src/app.py": APP, "web/util.ts": UTIL})
    yield daemon.url
    daemon.stop()


@schema.parametrize()
@hypothesis.settings(max_examples=200 if LONG else 5, deadline=None, derandomize=True,
                     suppress_health_check=list(hypothesis.HealthCheck))
def test_operation(case, url):
    case.call_and_validate(base_url=url, timeout=30)
