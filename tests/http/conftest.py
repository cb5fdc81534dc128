# SPDX-License-Identifier: Apache-2.0
"""Fixtures: the daemon, a client whose exchanges are held against the contract, a project."""

import itertools
import pathlib

import httpx
import pytest

import contract
from daemon import Daemon

HIT = set()
_numbers = itertools.count(1)

APP = """\
import os

LIMIT = 10


class Base:
    def run(self):
        return LIMIT


class Server(Base):
    \"\"\"Serves requests.\"\"\"

    def run(self):
        return parse_config(os.environ)

    def stop(self):
        return self.run()


def parse_config(env):
    \"\"\"Reads the configuration from the environment.\"\"\"
    return dict(env)


def main():
    Server().stop()
    return parse_config({})
"""
UTIL = """\
export function parseConfig(text: string): object {
  return JSON.parse(text);
}
export const twice = (n: number) => n * 2;
"""


class Client(httpx.Client):
    """Every exchange must be as documented."""

    def send(self, request, **options):
        response = super().send(request, **options)
        if not options.get("stream"):
            response.read()
            operation = contract.check(request, response)
            if operation:
                HIT.add(operation)
        return response


@pytest.fixture(scope="session")
def daemon(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("store") / "db")
    yield daemon
    daemon.stop()


@pytest.fixture
def start_daemon(tmp_path):
    """Starts daemons of the test's own; they are stopped when it ends."""
    daemons = []

    def start(env=None, store=None, arguments=()):
        daemons.append(Daemon(store or tmp_path / "db", env, arguments))
        return daemons[-1]

    yield start
    for daemon in daemons:
        if daemon.process.poll() is None:
            daemon.stop()


def connect(daemon):
    return Client(base_url=daemon.url, timeout=60)


@pytest.fixture(scope="session")
def client(daemon):
    with connect(daemon) as client:
        yield client


@pytest.fixture
def project():
    """A project name that no other test uses."""
    return f"p{next(_numbers)}"


def post_files(client, project, files, **options):
    return client.post("/parse", params={"project": project}, json={
        "files": [{"path": path, "content": text} for path, text in files.items()], **options})


@pytest.fixture(scope="session")
def sample(client):
    """A project with two small files, for tests that only read."""
    reply = post_files(client, "sample", {"src/app.py": APP, "web/util.ts": UTIL})
    assert reply.status_code == 200, reply.text
    return "sample"


@pytest.fixture
def hit():
    """Marks an operation as hit by an exchange that is not recorded: a stream."""
    return HIT.add


# ---- the last test of a whole run asks whether every operation was hit -------------------------


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.name == "test_every_operation_was_hit")


@pytest.fixture
def hit_operations(request):
    here = pathlib.Path(__file__).parent
    collected = {pathlib.Path(str(item.fspath)) for item in request.session.items}
    if set(here.glob("test_*.py")) - collected or request.session.testsfailed:
        pytest.skip("not a whole run")
    return HIT
