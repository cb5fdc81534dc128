# SPDX-License-Identifier: Apache-2.0
"""/ws, with a client of the field: streams and other reads over one socket, each as its route would answer."""

import contextlib
import json
import threading
import time

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as open_websocket

import contract
from conftest import post_files
from daemon import LEAN


def url(daemon):
    return f"ws://127.0.0.1:{daemon.port}/ws"


@contextlib.contextmanager
def opened(daemon, **options):
    with open_websocket(url(daemon), proxy=None, **options) as ws:
        yield ws


def ask(ws, identity, path):
    ws.send(json.dumps({"type": "subscribe", "id": identity, "path": path}))


def take(ws, timeout=30):
    return json.loads(ws.recv(timeout=timeout))


def answer(ws, identity, path):
    """All that comes of one request, and how it ended."""
    ask(ws, identity, path)
    rows = []
    while True:
        message = take(ws)
        assert message["id"] == identity
        if message["type"] != "next":
            return rows, message
        rows.append(message["data"])


@pytest.fixture
def ws(daemon, hit):
    with opened(daemon) as ws:
        hit("openWebSocket")
        yield ws


def test_replies_are_those_of_the_routes(ws, client, sample):
    for path in (f"/nodes?project={sample}&limit=2", f"/search?q=parse&project={sample}",
                 f"/nodes/parse_config?project={sample}"):
        rows, end = answer(ws, "1", path)
        assert end == {"type": "complete", "id": "1"}
        assert rows == [client.get(path).json()]
    rows, end = answer(ws, "s", f"/stream/nodes?project={sample}")
    assert end["type"] == "complete"
    lines = client.get("/stream/nodes", params={"project": sample},
                       headers={"Accept": "application/x-ndjson"}).text.splitlines()
    assert rows == [json.loads(line) for line in lines]


def answer_post(ws, identity, path, body):
    ws.send(json.dumps({"type": "subscribe", "id": identity, "path": path, "body": body}))
    rows = []
    while True:
        message = take(ws)
        if message["type"] != "next":
            return rows, message
        rows.append(message["data"])


def test_questions_with_a_body(ws, client, sample):
    where = {"project": sample}
    for path, body in (("/search", {"q": "parse"}), ("/vector/batch-search", {"queries": [{"text": "parse"}]})):
        rows, end = answer_post(ws, "1", f"{path}?project={sample}", body)
        assert end["type"] == "complete" and rows == [client.post(path, params=where, json=body).json()]
    body = {"text": "parse config", "k": 5}
    page = client.post("/vector/search", params=where, json=body).json()
    rows, end = answer_post(ws, "2", f"/vector/search?project={sample}", body)
    assert end["type"] == "complete" and [row["hit"] for row in rows[:-1]] == page["items"]
    for row in rows:
        contract.check_schema({"$ref": "#/components/schemas/NearLine"}, row)
    assert rows[-1]["type"] == "summary" and rows[-1]["count"] == len(page["items"]) > 0
    vector = client.post("/vector/embed", json={"texts": ["parse config"]}).json()["vectors"][0]
    rows, end = answer_post(ws, "3", f"/vector/search?project={sample}", {"vector": vector, "k": 5})
    assert [row["hit"]["node"]["id"] for row in rows[:-1]] == [hit["node"]["id"] for hit in page["items"]]
    rows, end = answer_post(ws, "4", f"/query?project={sample}", {"query": "MATCH (f:Function) RETURN f.name"})
    assert end["type"] == "complete" and [row["type"] for row in rows][:2] == ["columns", "result"]


@pytest.mark.parametrize("path, body, code, pointer", [
    ("/search", {}, "invalid", "/q"),
    ("/search", {"q": "x", "what": 1}, "invalid", "/what"),
    ("/vector/search", {"vector": [1, 2]}, "invalid", "/vector"),
    ("/nodes", {"kind": "function", "name": "x"}, "invalid", None),
    ("/parse", {"files": []}, "invalid", None),
    ("/health", {}, "method_not_allowed", None),
    ("/graphql", {"query": "{ nodes { totalCount } }"}, "invalid", None),
])
def test_what_is_no_question_is_refused(ws, sample, path, body, code, pointer):
    rows, end = answer_post(ws, "1", f"{path}?project={sample}" if path != "/graphql" else path, body)
    assert rows == [] and end["type"] == "error" and end["error"]["code"] == code, end
    assert end["error"].get("pointer") == pointer


def test_a_long_list_of_neighbours_waits_for_its_reader(daemon, client, project):
    post_files(client, project, {f"{i}.py": "".join(f"def parse_config_{i}_{n}(text): return {n}\n" for n in range(50))
                                 for i in range(40)})
    with opened(daemon, max_queue=1) as ws:
        ws.send(json.dumps({"type": "subscribe", "id": "1", "path": f"/vector/search?project={project}",
                            "body": {"text": "parse config", "k": 2000}}))
        time.sleep(0.5)
        seen = []
        while (message := take(ws))["type"] == "next":
            seen.append(message["data"])
        assert message["type"] == "complete"
        assert seen[-1]["type"] == "summary" and seen[-1]["count"] == len(seen) - 1 >= 2000
        scores = [row["hit"]["score"] for row in seen[:-1]]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("path, code, pointer", [
    ("/nowhere", "not_found", None),
    ("/parse", "method_not_allowed", None),
    ("/nodes?what=1", "unknown_parameter", "what"),
    ("/nodes?limit=0", "invalid", "limit"),
    ("/nodes?limit=%zz", "invalid", "limit"),
    ("/nodes/nothing-of-this-name", "not_found", None),
    ("/nodes?ref=nowhere", "not_found", "ref"),
    ("/nodes?min_generation=999999&timeout_ms=50", "deadline_exceeded", "min_generation"),
    ("/metrics", "not_acceptable", None),
    ("/ws", "invalid", None),
    ("nodes", "invalid", None),
    ("/nodes with spaces", "invalid", None),
    ("/" + "x" * 10000, "invalid", None),
])
def test_what_is_wrong_with_a_request_is_told(ws, sample, path, code, pointer):
    path += f"&project={sample}" if "?" in path else ""
    rows, end = answer(ws, "1", path)
    assert rows == [] and end["type"] == "error"
    assert end["error"]["code"] == code and end["error"].get("pointer") == pointer, end
    assert answer(ws, "2", "/health")[1]["type"] == "complete"  # the socket goes on


def test_events_come_as_they_happen_and_go_on_where_they_broke_off(daemon, client, project):
    with opened(daemon) as ws:
        ask(ws, "events", f"/stream/events?project={project}&types=node.created,version.created")
        ask(ws, "health", "/health/live")
        while take(ws) != {"type": "complete", "id": "health"}:
            pass
        first = post_files(client, project, {"a.py": "def f(): pass\n"}, message="one").json()
        seen = []
        while not seen or seen[-1]["event"] != "version.created":
            message = take(ws)
            assert message["type"] == "next" and message["id"] == "events"
            if message["data"]["type"] == "event":
                contract.check_schema({"$ref": "#/components/schemas/Event"}, message["data"])
                seen.append(message["data"])
        assert "f" in [e["node"]["name"] for e in seen[:-1]]
        assert seen[-1]["generation"] == first["generation"]
    post_files(client, project, {"b.py": "def g(): pass\n"})
    with opened(daemon) as ws:
        ask(ws, "again", f"/stream/events?project={project}&types=node.created&after={seen[-1]['id']}")
        names = []
        while "g" not in names:
            data = take(ws)["data"]
            names += [data["node"]["name"]] if data["type"] == "event" else []
        assert "f" not in names


def test_a_generation_is_waited_for_beside_others(ws, client, project):
    generation = post_files(client, project, {"a.py": "def f(): pass\n"}).json()["generation"]
    ask(ws, "later", f"/nodes?project={project}&name=g&min_generation={generation + 1}")
    assert answer(ws, "now", f"/nodes?project={project}&name=f")[1]["type"] == "complete"
    post_files(client, project, {"a.py": "def g(): pass\n"})
    message = take(ws)
    assert message["id"] == "later" and message["data"]["items"][0]["name"] == "g"


def test_completing_ends_a_subscription(ws, client, project):
    post_files(client, project, {"a.py": "def f(): pass\n"})
    ask(ws, "1", f"/stream/events?project={project}")
    ws.send('{"type":"complete","id":"1"}')
    ws.send('{"type":"complete","id":"never-was"}')
    post_files(client, project, {"a.py": "def g(): pass\n"})
    ws.send('{"type":"ping"}')
    message = take(ws)
    while message["type"] == "next":  # what was under way
        message = take(ws)
    assert message == {"type": "pong"}
    assert answer(ws, "1", "/health/live")[1]["type"] == "complete"  # the id is free again


@pytest.mark.parametrize("message, code", [
    ("not json", 4400), ("[]", 4400), ("{}", 4400), ('{"type":"subscribe"}', 4400),
    ('{"type":"dance"}', 4400), ('{"type":"subscribe","id":"1"}', 4400),
    ('{"type":"subscribe","id":"","path":"/nodes"}', 4400),
    ('{"type":"subscribe","id":1,"path":"/nodes"}', 4400),
    ('{"type":"subscribe","id":"' + "x" * 129 + '","path":"/nodes"}', 4400),
    ('{"type":"subscribe","id":"1","path":"/nodes","extra":1}', 4400),
    ('{"type":"complete","id":"1","path":"/nodes"}', 4400),
    ("[" * 1000, 4400), (b"\x00\x01", 1003), ("x" * 2_000_000, 1009),
])
def test_breaking_the_rules_closes_with_a_code(daemon, message, code):
    with opened(daemon) as ws:
        ws.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            ws.recv(timeout=30)
        assert closed.value.rcvd.code == code
        assert len(closed.value.rcvd.reason) > 0 or code == 1009


def test_ids_are_taken_once_and_subscriptions_are_bounded(daemon):
    with opened(daemon) as ws:
        ask(ws, "1", "/stream/events")
        ask(ws, "1", "/stream/events")
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                ws.recv(timeout=30)
        assert closed.value.rcvd.code == 4409
    with opened(daemon) as ws:
        for i in range(65):
            ask(ws, str(i), "/stream/events")
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                ws.recv(timeout=30)
        assert closed.value.rcvd.code == 4429


def test_pages_of_other_sites_are_kept_out(daemon, client):
    with pytest.raises(InvalidStatus) as refused:
        with opened(daemon, origin="http://evil.example"):
            pass
    assert refused.value.response.status_code == 403
    with opened(daemon, origin=f"http://127.0.0.1:{daemon.port}") as ws:
        assert answer(ws, "1", "/health/live")[1]["type"] == "complete"
    plain = client.get("/ws")
    assert plain.status_code == 426 and plain.headers["sec-websocket-version"] == "13"


def test_a_slow_reader_costs_no_memory_and_misses_nothing(start_daemon):
    daemon = start_daemon(LEAN)
    with httpx.Client(base_url=daemon.url, timeout=60) as client, \
            open_websocket(url(daemon), proxy=None, max_queue=1) as ws:
        files = {f"m{i}.py": "".join(f"def f{i}_{j}(): pass\n" for j in range(300)) for i in range(60)}
        assert post_files(client, "big", files).status_code == 200
        for i in range(8):
            ask(ws, str(i), "/stream/nodes?project=big")
        assert client.get("/stream/nodes?project=big").status_code == 200  # what is kept of it is there
        before = daemon.memory()
        for _ in range(5):  # time enough for the sockets to be sent all that there is room for
            assert client.get("/stream/nodes?project=big").status_code == 200
        assert daemon.memory() - before < 20_000_000
        counts, ends = {}, 0
        while ends < 8:
            message = take(ws)
            ends += message["type"] == "complete"
            if message["type"] == "next" and message["data"]["type"] == "result":
                counts[message["id"]] = counts.get(message["id"], 0) + 1
        assert set(counts.values()) == {60 * 301}


def test_who_waits_for_events_costs_little(start_daemon):
    daemon = start_daemon(LEAN)
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(opened(daemon)) for _ in range(20)]  # what comes once is there
        before = daemon.memory()
        sockets += [stack.enter_context(opened(daemon)) for _ in range(200)]
        for ws in sockets:
            ask(ws, "1", "/stream/events")
            assert take(ws)["data"]["type"] == "checkpoint"
        assert (daemon.memory() - before) / 200 < 250_000  # AddressSanitizer: 170,000; test_websocket.c is exact


def test_places_are_limited(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_WEBSOCKETS_MAX": "2"})
    with opened(daemon), opened(daemon):
        with pytest.raises(InvalidStatus) as refused:
            with opened(daemon):
                pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"]


def test_stopping_closes_with_1001(start_daemon):
    daemon = start_daemon()
    with opened(daemon) as ws:
        ask(ws, "1", "/stream/events")
        stopper = threading.Thread(target=daemon.stop)
        stopper.start()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                ws.recv(timeout=30)
        assert closed.value.rcvd.code == 1001
        stopper.join()
