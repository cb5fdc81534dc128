# SPDX-License-Identifier: Apache-2.0
"""What browsers can be tricked into: names that point here (DNS rebinding), posts of other sites."""

import json

import pytest

from raw import exchange, status

BODY = b'{"files":[{"path":"a.py","content":"x = 1"}]}'


def ask(daemon, method, target, headers, body=b""):
    lines = [f"{method} {target} HTTP/1.1", *headers, "Connection: close"]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    reply = exchange(daemon, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return status(reply), reply.partition(b"\r\n\r\n")[2]


def post(daemon, project, *headers):
    return ask(daemon, "POST", f"/parse?project={project}", headers, BODY)


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1",
                                  "127.255.0.3:65535", "[::1]", "[::1]:9"])
def test_loopback_names_are_answered(daemon, host):
    for target in ("/health", "/nodes"):
        assert ask(daemon, "GET", target, [f"Host: {host}"])[0] == 200


@pytest.mark.parametrize("host", ["attacker.example", "attacker.example:8080", "192.168.0.1",
                                  "localhost.attacker.example", "127.0.0.1.attacker.example",
                                  "128.0.0.1", "0.0.0.0", "[::2]", "[::1", "::1", "127.1", "", ":80",
                                  "2130706433", "localhost:1:2"])
def test_other_names_are_misdirected(daemon, project, host):
    for method, target, body in (("GET", "/nodes", b""), ("GET", "/health", b""),
                                 ("OPTIONS", "/nodes", b""),
                                 ("POST", f"/parse?project={project}", BODY)):
        code, reply = ask(daemon, method, target, [f"Host: {host}"], body)
        assert code in (400, 421), reply
        if code == 421:
            problem = json.loads(reply)
            assert problem["code"] == "misdirected" and "server.hosts" in problem["detail"]
    nodes = ask(daemon, "GET", f"/nodes?project={project}", ["Host: localhost"])[1]
    assert json.loads(nodes)["items"] == []


def test_names_of_a_proxy_can_be_given(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_HOSTS": "code.example,graph.internal"})
    for host in ("code.example", "CODE.example:443", "graph.internal:8080", "127.0.0.1"):
        assert ask(daemon, "GET", "/nodes", [f"Host: {host}"])[0] == 200
    assert ask(daemon, "GET", "/nodes", ["Host: x.code.example"])[0] == 421
    assert post(daemon, "p", "Host: 127.0.0.1", "Origin: https://code.example")[0] == 200
    assert post(daemon, "p", "Host: 127.0.0.1", "Origin: https://x.code.example")[0] == 403


@pytest.mark.parametrize("origin", ["http://localhost:8080", "https://LOCALHOST:8080"])
def test_own_pages_may_write(daemon, project, origin):
    assert post(daemon, project, "Host: localhost:8080", f"Origin: {origin}")[0] == 200


@pytest.mark.parametrize("host, origin", [("localhost", "http://localhost:80"),
                                          ("localhost:443", "https://localhost")])
def test_ports_that_go_without_saying(daemon, project, host, origin):
    assert post(daemon, project, f"Host: {host}", f"Origin: {origin}")[0] == 200


@pytest.mark.parametrize("origin", ["http://attacker.example", "https://localhost.attacker.example",
                                    "null", "", "localhost:8080", "http://localhost:3000",
                                    "http://127.0.0.1:8080", "file://", "ftp://localhost:8080",
                                    "http://localhost:8080.attacker.example"])
def test_pages_of_other_sites_may_not_write(daemon, project, origin):
    headers = ["Host: localhost:8080", f"Origin: {origin}"]
    code, reply = post(daemon, project, *headers)
    assert code == 403 and json.loads(reply)["code"] == "origin_not_allowed"
    assert ask(daemon, "DELETE", "/tasks/00000000-0000-0000-0000-000000000000", headers)[0] == 403
    assert ask(daemon, "POST", "/admin/compact", headers)[0] == 403
    nodes = ask(daemon, "GET", f"/nodes?project={project}", headers)
    assert nodes[0] == 200 and json.loads(nodes[1])["items"] == []
