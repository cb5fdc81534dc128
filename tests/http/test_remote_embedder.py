# SPDX-License-Identifier: Apache-2.0
"""Vectors from a service: one that works, and all the ways in which it may not. Searches then go by words and say why."""

import hashlib
import http.server
import json
import threading

import pytest

from conftest import connect

DIMENSION = 16
CODE = '''\
def sort_table(table):
    """Order the rows of a table."""
    return sorted(table)


def fetch(url):
    """Retrieve a url."""
    return http.get(url)
'''


def vector(text, dimension):
    """Texts with a word in common are near."""
    sums = [0.01] * dimension
    for word in text.lower().replace("_", " ").split():
        sums[hashlib.sha256(word.encode()).digest()[0] % dimension] += 1
    return sums


class Service:
    """Speaks POST /v1/embeddings on a port of its own. `behaviour`: what it does with a request, see `Handler`."""

    def __init__(self):
        self.behaviour, self.asked, self.texts = "well", 0, []
        self.release = threading.Event()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, body, **headers):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                service.asked += 1
                self.answer(200, {})

            def do_POST(self):
                texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
                service.asked += 1
                service.texts += texts
                what = service.behaviour
                if what == "slow":
                    service.release.wait(60)
                if what == "redirect":
                    return self.answer(302, b"", Location=service.inward)
                if what == "failing":
                    return self.answer(500, {"error": {"message": "out of memory"}})
                if what == "refusing":
                    return self.answer(401, {"error": {"message": "no such key"}})
                if what == "nonsense":
                    return self.answer(200, b"<html>hello</html>")
                dimension = DIMENSION // 2 if what == "lying" else DIMENSION
                rows = [vector(text, dimension) for text in texts]
                if what == "infinite":
                    return self.answer(200, b'{"data":[{"index":0,"embedding":[' + b"1e999," * (DIMENSION - 1) + b"1]}]}")
                if what == "fewer":
                    rows = rows[1:]
                self.answer(200, {"data": [{"index": i, "embedding": row} for i, row in enumerate(rows)]})

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://localhost:{self.server.server_port}/v1/embeddings"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def service():
    service = Service()
    yield service
    service.close()


def start(start_daemon, url, **more):
    daemon = start_daemon({"CODEGRAPH_EMBEDDING_ENGINE": "http", "CODEGRAPH_EMBEDDING_URL": url,
                           "CODEGRAPH_EMBEDDING_MODEL": "fake", "CODEGRAPH_EMBEDDING_PATH": "",
                           "CODEGRAPH_EMBEDDING_ATTEMPTS": "1", "CODEGRAPH_SERVER_REPLY_CACHE": "0", **more})
    client = connect(daemon)
    reply = client.post("/parse", json={"files": [{"path": "a.py", "content": CODE}]})
    assert reply.status_code == 200, reply.text
    return client


def search(client, q="order the rows", **params):
    return client.get("/search", params={"q": q, **params})


def await_whole(client):
    for _ in range(3000):
        page = search(client).json()
        if page["coverage"] and page["coverage"]["contents_without"] == 0:
            return page
    raise AssertionError(page)


def expect_words_alone(client, *reasons):
    page = search(client).json()
    assert [hit["node"]["name"] for hit in page["items"]][0] == "sort_table"
    assert any(reason in page["degraded"] for reason in reasons), page["degraded"]
    assert all("vector" not in hit.get("signals", {}) for hit in search(client, explain=True).json()["items"])
    reply = search(client, mode="semantic")
    assert reply.status_code in (503, 504, 429), reply.text
    assert reply.json()["detail"]
    assert client.get("/health/ready").status_code == 200


def test_a_service_that_works(start_daemon, service):
    client = start(start_daemon, service.url)
    page = await_whole(client)
    assert page["embedder"] == {"engine": "http", "model": "fake", "dimension": DIMENSION} and page["degraded"] is None
    found = search(client, "retrieve something", mode="semantic").json()
    assert found["items"][0]["node"]["name"] == "fetch"
    assert any("sort_table" in text for text in service.texts)


def test_names_of_files_are_not_asked_for(start_daemon, service):
    client = start(start_daemon, service.url)
    await_whole(client)
    before = len(service.texts)
    page = search(client, "where rows come into order", explain=True).json()
    assert len(service.texts) == before + 1
    assert page["items"][0]["signals"]["file_name"] == 0


def test_a_service_that_is_down(start_daemon):
    client = start(start_daemon, "http://localhost:1/v1/embeddings")
    expect_words_alone(client, "connect", "reach")
    for _ in range(3000):
        detail = client.get("/health").json()["components"]["vector"].get("detail", "")
        if "postponed" in detail:
            break
    assert "postponed" in detail


@pytest.mark.parametrize("behaviour, reasons", [
    ("failing", ("500", "out of memory")), ("refusing", ("401", "no such key")), ("redirect", ("redirect", "302")),
    ("nonsense", ("something else",)), ("infinite", ("something else",)), ("fewer", ("vectors", "texts")),
])
def test_a_service_that_answers_badly(start_daemon, service, behaviour, reasons):
    inward = Service()
    service.behaviour, service.inward = behaviour, inward.url
    try:
        client = start(start_daemon, service.url)
        expect_words_alone(client, *reasons)
        assert service.asked > 0 and inward.asked == 0
        service.behaviour = "well"  # and all is well again, without a restart
        assert await_whole(client)["degraded"] is None
    finally:
        inward.close()


def test_a_service_that_lies_about_its_dimension(start_daemon, service):
    client = start(start_daemon, service.url, CODEGRAPH_EMBEDDING_DIMENSION=str(DIMENSION))
    await_whole(client)
    service.behaviour = "lying"
    page = search(client, "rows in a new order").json()
    assert str(DIMENSION) in page["degraded"] and page["items"], page["degraded"]
    assert search(client, "another order of rows", mode="semantic").status_code == 503


def test_a_slow_service_keeps_nobody_waiting(start_daemon, service):
    client = start(start_daemon, service.url)
    await_whole(client)
    service.behaviour = "slow"
    page = search(client, "the order of all rows").json()
    assert page["items"][0]["node"]["name"] == "sort_table" and page["degraded"], page
    reply = search(client, "the order of some rows", mode="semantic")
    assert reply.status_code in (503, 504), reply.text


@pytest.mark.parametrize("url", ["http://169.254.169.254/v1/embeddings", "http://10.0.0.1/v1/embeddings",
                                 "http://[::ffff:10.0.0.1]/v1/embeddings"])
def test_addresses_inside_are_not_connected_to(start_daemon, url):
    client = start(start_daemon, url)
    page = search(client).json()
    assert "address" in page["degraded"], page["degraded"]
