# SPDX-License-Identifier: Apache-2.0
"""Fixtures: the daemon, a client whose exchanges are held against the contract, a project."""

import itertools
import pathlib
import re
import ssl
import time

import httpx
import pytest

import contract
from daemon import Daemon

HERE = pathlib.Path(__file__).parent
HIT = set()    # operations that an exchange was of, and …
FILES = set()  # … files whose tests run: of this process, and in the end of all workers
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody
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
    # To read the system's certificates would take most of the time.
    return Client(base_url=daemon.url, timeout=60, verify=NO_TLS)


def idle(client):
    """Waits until the daemon works for nobody else."""
    deadline = time.monotonic() + 120
    while not re.search(r"codegraph_http_requests_in_flight [01]\n", client.get("/metrics").text):
        assert time.monotonic() < deadline
        time.sleep(0.05)


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
#
# Workers of pytest-xdist leave it out and tell what they have seen when they end; then the process that they report to
# runs it.

LAST = "test_openapi.py::test_every_operation_was_hit"


def is_worker(config):
    return hasattr(config, "workerinput")


# What takes longest begins first, so that workers end together.
LONGEST = [f"test_{name}.py" for name in """
    store openapi mcp_peers vanishing cli_export wire webhooks remote_embedder hostile lifecycle reach transactions
    websocket cli_serve isolation events streams clones graphql_js gc standing parse_forms histories
    git_history mcp tasks cli loading requests""".split()]


def turn(item):
    name = item.path.name
    return item.nodeid.endswith(LAST), LONGEST.index(name) if name in LONGEST else len(LONGEST)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    items.sort(key=turn)
    FILES.update(item.path.name for item in items)
    if is_worker(config) and items and items[-1].nodeid.endswith(LAST):
        config.workeroutput["last"] = items.pop().nodeid


def pytest_sessionfinish(session):
    if is_worker(session.config):
        session.config.workeroutput.update(hit=sorted(HIT), files=sorted(FILES))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    seen = getattr(node, "workeroutput", {})  # of one that crashed there is nothing
    HIT.update(seen.get("hit", ()))
    FILES.update(seen.get("files", ()))
    node.config.stash[_last] = seen.get("last") or node.config.stash.get(_last, None)


_last = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session):
    result = yield
    last = session.config.stash.get(_last, None)
    if last:
        count = session.testscollected
        items = session.perform_collect([last])
        session.testscollected = count + len(items)
        for item in items:
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    return result


@pytest.fixture
def hit_operations(request):
    if {path.name for path in HERE.glob("test_*.py")} - FILES or request.session.testsfailed:
        pytest.skip("not a whole run")
    return HIT
