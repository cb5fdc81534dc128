# SPDX-License-Identifier: Apache-2.0
"""docker/nginx.conf in front of the daemon: what only a proxy can stop."""

import os
import re
import shutil
import socket
import subprocess
import time

import pytest

from conftest import connect
from daemon import ROOT
from raw import exchange, status
from test_wire import AMBIGUOUS, HEAD, SMUGGLED

NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Proxy:
    """nginx with the shipped configuration; only ports and folders differ."""

    def __init__(self, folder, upstream):
        self.port = free_port()
        text = (ROOT / "docker/nginx.conf").read_text()
        text = text.replace("127.0.0.1:8080", f"127.0.0.1:{upstream}")
        text = text.replace("127.0.0.1:8443", f"127.0.0.1:{self.port}")
        text = text.replace("/tmp/codegraph-nginx", f"{folder}/n")
        (folder / "nginx.conf").write_text("daemon off;\nmaster_process off;\n" + text)
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)],
                                        stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < deadline and self.process.poll() is None
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


@pytest.fixture(scope="module")
def proxy(daemon, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), daemon.port)
    yield proxy
    proxy.stop()


def test_configuration_is_accepted(tmp_path):
    text = (ROOT / "docker/nginx.conf").read_text().replace("/tmp/codegraph-nginx", f"{tmp_path}/n")
    (tmp_path / "nginx.conf").write_text(text)
    result = subprocess.run([NGINX, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True,
                            text=True, timeout=20)
    assert result.returncode == 0, result.stderr
    assert re.search(r"syntax is ok", result.stderr)


def test_requests_pass(proxy, project):
    with connect(proxy) as client:
        assert client.get("/health").status_code == 200
        reply = client.post("/parse", params={"project": project, "path": "a.py"},
                            content=b"def a(): pass\n")
        assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_nothing_is_smuggled(proxy, name):
    closing = b"GET /health/live" + HEAD + b"X-Request-Id: smuggled\r\nConnection: close\r\n\r\n"
    reply = exchange(proxy, AMBIGUOUS[name] + SMUGGLED + closing)
    heads = re.findall(rb"HTTP/1\.1 (\d+) ", reply)
    # What was refused ends the connection; what nginx repaired is one request, and two follow it.
    assert heads[:1] in ([b"400"], [b"501"]) and len(heads) == 1 or len(heads) == 3, reply


def test_bodies_are_framed_anew(proxy, project):
    body = b"e\ndef a(): pass\n\n0\n\n"
    reply = exchange(proxy, b"POST /parse?path=a.py&project=" + project.encode() + HEAD +
                     b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    assert status(reply) in (200, 400) and reply.count(b"HTTP/1.1 ") == 1


def test_figures_are_not_for_the_network(proxy):
    for path in ("/metrics", "/admin/compact"):
        assert status(exchange(proxy, b"GET " + path.encode() + HEAD + b"Connection: close\r\n\r\n")) == 403


def test_rates_are_limited(proxy):
    request = b"GET /health/live" + HEAD + b"\r\n"
    reply = exchange(proxy, request * 900 + b"GET /health/live" + HEAD + b"Connection: close\r\n\r\n")
    assert reply.count(b"HTTP/1.1 503 ") > 0 and reply.count(b"HTTP/1.1 200 ") > 300
