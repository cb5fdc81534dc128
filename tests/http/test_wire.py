# SPDX-License-Identifier: Apache-2.0
"""Raw bytes against the daemon: smuggling, slow and oversized clients, pipelining."""

import re
import socket
import threading
import time

import pytest

from conftest import connect
from daemon import LEAN
from raw import Raw, exchange, status

HEAD = b" HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = b"GET /health/live" + HEAD + b"X-Request-Id: smuggled\r\n\r\n"


AMBIGUOUS = {
    "length and chunked": b"POST /search" + HEAD + b"Content-Length: 5\r\n"
                          b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST /search" + HEAD + b"Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
    "space before colon": b"POST /search" + HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "folded coding": b"POST /search" + HEAD + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "unknown coding": b"POST /search" + HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "bare LF": b"GET /health/live HTTP/1.1\nHost: x\n\n",
    "bare LF in one line": b"GET /health/live HTTP/1.1\r\nHost: x\nA: b\r\n\r\n",
    "NUL in a header": b"GET /health/live" + HEAD + b"A: b\0c\r\n\r\n",
    "NUL in the target": b"GET /health\0/live" + HEAD + b"\r\n",
    "two hosts": b"GET /health/live" + HEAD + b"Host: y\r\n\r\n",
    "no host": b"GET /health/live HTTP/1.1\r\n\r\n",
    "absolute target": b"GET http://x/health/live" + HEAD + b"\r\n",
    "folded header": b"GET /health/live" + HEAD + b"A: b\r\n c\r\n\r\n",
    "spaces": b"GET  /health/live" + HEAD + b"\r\n",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_ambiguous_heads(daemon, name):
    reply = exchange(daemon, AMBIGUOUS[name] + SMUGGLED)
    assert status(reply) == 400, reply
    assert b"smuggled" not in reply


NOT_HTTP = {
    "empty lines": b"\r\n\r\n\r\n",
    "zeros": b"\0" * 100,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500,
    "method alone": b"GET\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": b"GET /health HTTP/9.9\r\nHost: x\r\n\r\n",
    "bytes": b"\xff" * 40000,
    "one long line": b"A" * 100000,
}


@pytest.mark.parametrize("name", NOT_HTTP)
def test_what_is_not_http(daemon, name):
    reply = exchange(daemon, NOT_HTTP[name])
    assert status(reply) in (None, 400, 414, 431, 505), reply


def test_huge_heads(daemon):
    assert status(exchange(daemon, b"GET /nodes?name=" + b"a" * 9000 + HEAD + b"\r\n")) == 414
    assert status(exchange(daemon, b"GET /nodes" + HEAD + b"A: " + b"b" * 20000 + b"\r\n\r\n")) == 431
    assert status(exchange(daemon, b"GET /nodes" + HEAD + b"A: b\r\n" * 200 + b"\r\n")) == 431


def test_pipelined_requests_are_answered_in_order(daemon):
    requests = b"".join(b"GET /nodes?limit=%d" % (i + 1) + HEAD + b"X-Request-Id: n%d\r\n\r\n" % i
                        for i in range(20))
    reply = exchange(daemon, requests + b"GET /health/live" + HEAD + b"Connection: close\r\n\r\n")
    positions = [reply.find(b"X-Request-Id: n%d\r\n" % i) for i in range(20)]
    assert positions == sorted(positions) and positions[0] > 0


def test_length_that_is_too_large_is_refused_before_the_body(daemon):
    begun = time.monotonic()
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?path=a.py" + HEAD + b"Content-Length: 9999999999\r\n\r\n")
        assert status(raw.read_until(b"too_large")) == 413
    assert time.monotonic() - begun < 2


def test_chunked_body_that_grows_too_large(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_REQUEST_BODY_MAX": "100K"})
    block = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?path=a.py" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(1000):
            raw.send(block)
        assert status(raw.read_all()) == 413
    with connect(daemon) as client:
        assert client.get("/health").status_code == 200


@pytest.mark.parametrize("body", [b"zz\r\n", b"5\r\nhelloXX", b"-1\r\n", b"ffffffffffffffffff\r\n"])
def test_malformed_chunks(daemon, body):
    reply = exchange(daemon, b"POST /parse?path=a.py" + HEAD +
                     b"Transfer-Encoding: chunked\r\n\r\n" + body)
    assert status(reply) in (400, 413)


def test_length_that_lies(daemon):
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?path=a.py&project=liar" + HEAD + b"Content-Length: 100\r\n\r\na = 1")
        raw.socket.shutdown(socket.SHUT_WR)
        assert raw.read_all() == b""
    with connect(daemon) as client:
        assert client.get("/nodes?project=liar").json()["items"] == []


def test_slow_heads_are_cut(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_HEADER_TIMEOUT": "500ms"})
    with Raw(daemon) as silent, Raw(daemon) as slow:
        slow.send(b"GET /health HTTP/1.1\r\n")
        begun = time.monotonic()

        def dribble():
            for _ in range(100):
                slow.send(b"A: b\r\n")
                time.sleep(0.05)

        threading.Thread(target=dribble, daemon=True).start()
        assert slow.read_all() == b"" and silent.read_all() == b""
        assert time.monotonic() - begun < 3


def test_slow_clients_do_not_keep_others_out(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_CONNECTIONS_MAX": "60"})
    stop = threading.Event()

    def attack():
        """Holds 40 connections with heads that never end; what is cut is opened again."""
        held = []
        while not stop.is_set():
            while len(held) < 40:
                try:
                    s = socket.create_connection(("127.0.0.1", daemon.port), timeout=1)
                    s.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nA: ")
                    s.setblocking(False)
                    held.append(s)
                except OSError:
                    break
            for s in list(held):
                try:
                    gone = s.recv(1) == b""
                except BlockingIOError:
                    gone = False
                except OSError:
                    gone = True
                if gone:
                    held.remove(s)
                    s.close()
            time.sleep(0.01)

    threads = [threading.Thread(target=attack, daemon=True) for _ in range(3)]
    for t in threads:
        t.start()
    slowest = 0
    try:
        for _ in range(30):
            begun = time.monotonic()
            with connect(daemon) as client:
                assert client.get("/health").status_code == 200
            slowest = max(slowest, time.monotonic() - begun)
    finally:
        stop.set()
        for t in threads:
            t.join()
    assert slowest < 5


def test_client_that_leaves_is_no_harm(daemon):
    for _ in range(50):
        with Raw(daemon) as raw:
            raw.send(b"GET /search?q=x" + HEAD + b"\r\n")
    for _ in range(20):
        with Raw(daemon) as raw:
            raw.send(b"POST /parse?path=a.py" + HEAD + b"Content-Length: 1000\r\n\r\nsome")
    with connect(daemon) as client:
        assert client.get("/health").status_code == 200


def test_keep_alive(daemon):
    with Raw(daemon) as raw:
        for _ in range(3):
            raw.send(b"GET /health/live" + HEAD + b"\r\n")
            assert b"200 OK" in raw.read_until(b'"ok"}')


def test_expect_continue(daemon):
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?path=expect.py&project=expect" + HEAD +
                 b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n")
        assert raw.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 Continue")
        raw.send(b"a = 1\n")
        assert b"200 OK" in raw.read_until(b"}\n")


# ---- too much, too slow ----------------------------------------------------------------------------


def ends_within(raw, seconds):
    """Whether the peer ends the connection in time; what it sends is dropped."""
    raw.socket.settimeout(seconds)
    try:
        while raw.socket.recv(65536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("size", [100, 100000])
def test_chunk_extensions(daemon, size):
    reply = exchange(daemon, b"POST /parse?path=a.py" + HEAD + b"Connection: close\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * size + b"\r\na\r\n0\r\n\r\n" + SMUGGLED)
    # 500 is the library's own word for a line that its buffer cannot hold
    assert status(reply) in (None, 200, 400, 413, 431, 500) and b"smuggled" not in reply


def test_slow_bodies_are_cut(daemon):
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?path=a.py" + HEAD + b"Content-Length: 100000\r\n\r\n")
        begun = time.monotonic()

        def drip():
            for _ in range(100):
                raw.send(b"x")
                time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        assert ends_within(raw, 20)
        assert time.monotonic() - begun < 15


def test_slow_readers_are_cut(start_daemon):
    daemon = start_daemon(LEAN)
    with connect(daemon) as client:
        body = "\n".join(f"def f{i}(): pass" for i in range(2000))
        client.post("/parse?path=a.py", content=body.encode())
        before = daemon.memory("VmHWM")
    held = [Raw(daemon) for _ in range(5)]
    for raw in held:
        raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.send((b"GET /nodes?limit=1000" + HEAD + b"\r\n") * 60)
    deadline, cut = time.monotonic() + 30, 0
    with connect(daemon) as client:
        while cut < 5 and time.monotonic() < deadline:
            time.sleep(0.1)
            figures = client.get("/metrics").text
            cut = int(re.search(r"codegraph_http_connections_cut_total (\d+)", figures).group(1))
    assert cut >= 5
    assert daemon.memory("VmHWM") - before < 150 << 20
    for raw in held:
        raw.socket.close()


def test_a_gigabyte_in_chunks(start_daemon):
    daemon = start_daemon(LEAN)
    before = daemon.memory("VmHWM")
    block = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?path=a.py" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(1024):
                raw.socket.sendall(block)
        except OSError:
            pass
        assert status(raw.read_all()) in (None, 413)
    assert daemon.memory("VmHWM") - before < 300 << 20
    with connect(daemon) as client:
        assert client.get("/health").status_code == 200


def test_a_flood_of_connections(start_daemon):
    """Idle connections take every place there is; whoever asks whether the daemon lives hears so."""
    daemon = start_daemon({"CODEGRAPH_SERVER_CONNECTIONS_MAX": "100"})
    held = []
    stop = threading.Event()

    def flood():
        while not stop.is_set():
            try:
                s = socket.create_connection(("127.0.0.1", daemon.port), timeout=1)
                s.sendall(b"GET /health/live" + HEAD + b"\r\n")
                held.append(s)
            except OSError:
                pass
            while len(held) > 600:
                held.pop(0).close()
            time.sleep(0.002)

    flooder = threading.Thread(target=flood)
    flooder.start()
    try:
        for _ in range(20):
            begun = time.monotonic()
            reply = exchange(daemon, b"GET /health/live" + HEAD + b"Connection: close\r\n\r\n")
            assert status(reply) == 200 and time.monotonic() - begun < 5
    finally:
        stop.set()
        flooder.join()
        for s in held:
            s.close()


def test_clients_that_vanish(start_daemon):
    daemon = start_daemon()
    target = b"POST /parse?path=a.py&project=gone"
    phases = [b"", b"POST /pa", target + b" HTTP/1.1\r\nHo", target + HEAD + b"Content-Length: 9\r\n\r\n",
              target + HEAD + b"Content-Length: 9\r\n\r\nsome",
              target + HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhe",
              target + HEAD + b"Content-Length: 4\r\nExpect: 100-continue\r\n\r\n",
              b"GET /search?q=a" + HEAD + b"\r\n", b"GET /nodes?min_generation=999" + HEAD + b"\r\n"]
    for data in phases * 10:
        with Raw(daemon) as raw:
            raw.send(data)
    with connect(daemon) as client:
        deadline = time.monotonic() + 20
        while True:
            figures = client.get("/metrics").text
            open_now = int(re.search(r"codegraph_http_connections (\d+)", figures).group(1))
            if open_now <= 1 or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        assert open_now <= 1
        assert client.get("/nodes?project=gone").json()["items"] == []


def test_labels_are_bounded(daemon):
    def labels():
        with connect(daemon) as client:
            lines = client.get("/metrics").text.splitlines()
        return {line.rsplit(" ", 1)[0] for line in lines if "route=" in line}

    with Raw(daemon) as raw:
        for i in range(3000):
            raw.send(b"GET /x%d/y%d?z%d=%d" % (i, i, i, i) + HEAD + b"\r\n")
            raw.read_until(b"}\n")
            if i == 10:
                before = labels()
    assert labels() - before <= {name for name in labels() if "/metrics" in name}


# ---- what is in it ---------------------------------------------------------------------------------

JSON_POST = b"POST /search" + HEAD + b"Connection: close\r\nContent-Type: application/json\r\n"


def post_json(daemon, body):
    return exchange(daemon, JSON_POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_very_deep_json(daemon, opening):
    for body in (opening * 1000000, b'{"q":' + opening * 1000000):
        reply = post_json(daemon, body)
        assert status(reply) == 413 and b"nested too deeply" in reply


@pytest.mark.parametrize("text", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80",
                                  b"\\ud800", b"\\udc00\\ud800", b"\\ud800x", b"\\u0000", b"\0"])
def test_texts_that_are_not_unicode(daemon, text):
    assert status(post_json(daemon, b'{"q":"' + text + b'"}')) == 400


@pytest.mark.parametrize("text", [b"%0d%0aX-Evil:%201", b"%0aX-Evil:%201", b"%E5%98%8A%E5%98%8DX-Evil:1"])
def test_header_injection(daemon, text):
    for target in (b"/nodes/" + text, b"/tasks/" + text, b"/nodes?project=" + text, b"/" + text):
        reply = exchange(daemon, b"GET " + target + HEAD + b"Connection: close\r\n\r\n")
        assert b"x-evil" not in reply.partition(b"\r\n\r\n")[0].lower()
    reply = exchange(daemon, b"GET /health" + HEAD + b"X-Request-Id: a\tb\r\nConnection: close\r\n\r\n")
    assert b"a\tb" not in reply.partition(b"\r\n\r\n")[0]


def test_log_injection(start_daemon):
    daemon = start_daemon()
    target = b'/nodes/%0a{"event":"forged"}'
    exchange(daemon, b"GET " + target + HEAD + b"Connection: close\r\n\r\n")
    daemon.stop()
    assert not daemon.garbage
    assert all(event["event"] != "forged" for event in daemon.events)
