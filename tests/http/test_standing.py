# SPDX-License-Identifier: Apache-2.0
"""Standing queries: what is told, added up, is what the question is answered with at that generation."""

import contextlib
import json
import random
import time

import pytest
from websockets.sync.client import connect as open_websocket

import contract
from conftest import connect, post_files
from sse import events, objects

FAST = {"CODEGRAPH_STANDING_INTERVAL": "20ms"}


class Rows:
    """What a client has who believes what it is told."""

    def __init__(self):
        self.rows, self.generation, self.told = {}, None, []

    def take(self, message):
        contract.check_schema({"$ref": "#/components/schemas/StandingLine"}, message)
        kind, key = message["type"], message.get("key")
        self.told.append(kind)
        if kind == "reset":
            self.rows = {}
        elif kind == "removed":
            del self.rows[key]
        elif kind in ("added", "changed"):
            assert (key in self.rows) == (kind == "changed")
            self.rows[key] = message["row"]
        elif kind == "settled":
            assert message["rows"] == len(self.rows)
            self.generation = message["generation"]

    def names(self):
        return sorted(row["node"]["name"] for row in self.rows.values())

    def bare(self):
        return sorted(json.dumps({**row, "score": 0}) for row in self.rows.values())


@pytest.fixture(scope="module")
def fast(tmp_path_factory):
    from daemon import Daemon
    daemon = Daemon(tmp_path_factory.mktemp("standing") / "db", FAST)
    yield daemon
    daemon.stop()


@contextlib.contextmanager
def standing(client, project, accept="application/x-ndjson", path="/standing/search", **params):
    with client.stream("GET", path, params={"project": project, **params},
                       headers={"Accept": accept}) as reply:
        assert reply.status_code == 200, reply.read()
        yield objects(reply.iter_lines()) if "json" in accept else events(reply.iter_lines())


def follow(rows, stream, until):
    while not until():
        rows.take(next(stream))


def test_rows_come_change_and_go(fast, project):
    with connect(fast) as client, connect(fast) as writer:
        post_files(writer, project, {"a.py": "def parse(): pass\n"})
        rows = Rows()
        with standing(client, project, q="parse", mode="symbol") as stream:
            follow(rows, stream, lambda: rows.generation)
            assert rows.told == ["reset", "added", "settled"] and rows.names() == ["parse"]
            generation = post_files(writer, project, {"b.py": "def parse_all(): pass\n"}).json()["generation"]
            follow(rows, stream, lambda: rows.generation == generation)
            assert rows.told[3:] == ["added", "settled"]
            generation = post_files(writer, project, {"a.py": "\ndef parse(): pass\n"}).json()["generation"]
            follow(rows, stream, lambda: rows.generation == generation)
            assert rows.told[5:] == ["changed", "settled"]
            generation = post_files(writer, project, {"a.py": "x = 1\n"}).json()["generation"]
            follow(rows, stream, lambda: rows.generation == generation)
            assert rows.told[7:] == ["removed", "settled"] and rows.names() == ["parse_all"]
            # What does not concern it is not told.
            post_files(writer, project, {"z.py": "def other(): pass\n"})
            generation = post_files(writer, project, {"c.py": "def parse_c(): pass\n"}).json()["generation"]
            follow(rows, stream, lambda: rows.generation == generation)
            assert rows.told[9:] in (["added", "settled"], ["changed", "added", "settled"])


def test_a_project_may_come_later(fast, project):
    with connect(fast) as client, connect(fast) as writer:
        rows = Rows()
        with standing(client, project, q="parse") as stream:
            follow(rows, stream, lambda: rows.generation is not None)
            assert rows.told == ["reset", "settled"] and rows.generation == 0
            post_files(writer, project, {"a.py": "def parse(): pass\n"})
            follow(rows, stream, lambda: rows.generation)
            assert rows.names() == ["parse"]


@pytest.mark.parametrize("mode", ["hybrid", "text", "symbol", "regex", "semantic"])
def test_what_is_told_adds_up_to_the_answer(fast, project, mode):
    rng = random.Random(mode)
    words = ["parse", "config", "parse_config", "load", "store"]
    params = {"q": "parse config" if mode != "regex" else "parse|config", "mode": mode, "limit": 5}
    with connect(fast) as client, connect(fast) as writer:
        rows, generation = Rows(), None
        with standing(client, project, **params) as stream:
            for _ in range(12):
                for _ in range(rng.choice((1, 1, 4))):
                    text = "".join(f"def {rng.choice(words)}{rng.randrange(4)}():\n    return {rng.choice(words)}\n"
                                   for _ in range(rng.randrange(6)))
                    path = f"{rng.randrange(3)}.py"
                    generation = post_files(writer, project, {path: text}).json()["generation"]
                wanted = {tuple(sorted(json.dumps({**hit, "score": 0}) for hit in writer.get(
                    "/search", params={"project": project, **params}).json()["items"]))}
                deadline = time.monotonic() + 20
                while tuple(rows.bare()) not in wanted or rows.told[-1] != "settled":
                    assert time.monotonic() < deadline
                    rows.take(next(stream))
    assert generation


CALLERS = "MATCH (f:Function)<-[:CALLS]-(c) WHERE c.name STARTS WITH $begin RETURN f.name, c.name"


def test_a_query_in_cypher_adds_up_to_its_answer(fast, project):
    """Also where several rows say the same."""
    rng = random.Random(3)
    names = [f"f{i}" for i in range(5)]
    with connect(fast) as client, connect(fast) as writer:
        post_files(writer, project, {"0.py": "def f0(): pass\n"})
        rows = Rows()
        with standing(client, project, path="/standing/query", query=CALLERS, max_rows=1000,
                      parameters=json.dumps({"begin": "f"})) as stream:
            for _ in range(12):
                for _ in range(rng.choice((1, 1, 4))):
                    text = "".join(f"def {rng.choice(names)}():\n    return {rng.choice(names)}()\n\n"
                                   for _ in range(rng.randrange(6)))
                    post_files(writer, project, {f"{rng.randrange(3)}.py": text})
                answer = writer.post("/query", params={"project": project}, json={
                    "query": CALLERS, "parameters": {"begin": "f"}, "max_rows": 1000}).json()["rows"]
                deadline = time.monotonic() + 20
                while sorted(rows.rows.values()) != sorted(answer) or rows.told[-1] != "settled":
                    assert time.monotonic() < deadline
                    rows.take(next(stream))
        assert "changed" not in rows.told and "removed" in rows.told


@pytest.mark.parametrize("params, pointer", [({}, "query"), ({"query": "MATCH (n RETURN n"}, "query"),
                                             ({"query": "RETURN 1", "parameters": "[]"}, "parameters"),
                                             ({"query": "RETURN 1", "parameters": "{"}, "parameters"),
                                             ({"query": "CREATE (n)"}, "query"), ({"query": "RETURN 1", "max_rows": 1001}, "max_rows")])
def test_what_is_no_query_is_refused_at_once(client, sample, params, pointer):
    reply = client.get("/standing/query", params={"project": sample, **params})
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == pointer, reply.text


def test_server_sent_events(fast, project):
    with connect(fast) as client:
        post_files(client, project, {"a.py": "def parse(): pass\n"})
        rows = Rows()
        with standing(client, project, accept="text/event-stream", q="parse", mode="symbol") as stream:
            for event in stream:
                if "data" in event:
                    rows.take({"type": event["event"], **event["data"]})
                if rows.generation:
                    break
        assert rows.names() == ["parse"]


def test_over_a_websocket(fast, project, hit):
    with connect(fast) as client, open_websocket(f"ws://127.0.0.1:{fast.port}/ws", proxy=None) as ws:
        post_files(client, project, {"a.py": "def parse(): pass\n"})
        path = f"/standing/search?project={project}&q=parse&mode=symbol"
        both = {"1": Rows(), "2": Rows()}

        def until(done):
            while not done():
                message = json.loads(ws.recv(timeout=30))
                assert message["type"] == "next", message
                both[message["id"]].take(message["data"])

        for identity in both:
            ws.send(json.dumps({"type": "subscribe", "id": identity, "path": path}))
        until(lambda: all(rows.generation for rows in both.values()))
        generation = post_files(client, project, {"b.py": "def parse_b(): pass\n"}).json()["generation"]
        until(lambda: all(rows.generation == generation for rows in both.values()))
        assert all(rows.names() == ["parse", "parse_b"] for rows in both.values())


def test_bursts_are_asked_about_once(start_daemon):
    daemon = start_daemon({"CODEGRAPH_STANDING_INTERVAL": "1s"})
    with connect(daemon) as client, connect(daemon) as writer:
        rows = Rows()
        with standing(client, "p", q="parse", mode="symbol") as stream:
            follow(rows, stream, lambda: rows.generation is not None)
            for i in range(20):
                generation = post_files(writer, "p", {f"{i}.py": f"def parse{i}(): pass\n"}).json()["generation"]
            follow(rows, stream, lambda: rows.generation == generation)
            assert rows.told.count("settled") <= 4
            assert len(rows.rows) == 20


@pytest.mark.parametrize("params, pointer", [({}, "q"), ({"q": "x", "cursor": "1"}, "cursor"), ({"q": "(", "mode": "regex"}, "q"),
                                             ({"q": "x", "ref": "nowhere"}, "ref"), ({"q": "x", "limit": 0}, "limit"),
                                             ({"q": "x", "explain": "true"}, "explain")])
def test_what_cannot_be_asked_is_refused_at_once(client, sample, params, pointer):
    reply = client.get("/standing/search", params={"project": sample, **params})
    assert reply.status_code in (400, 404) and reply.json()["errors"][0]["pointer"] == pointer


def test_a_ref_that_goes_ends_it(fast, project):
    with connect(fast) as client, connect(fast) as writer:
        post_files(writer, project, {"a.py": "def parse(): pass\n"})
        writer.post("/branches", params={"project": project}, json={"name": "b"})
        rows = Rows()
        with standing(client, project, q="parse", ref="b") as stream:
            follow(rows, stream, lambda: rows.generation)
            assert writer.delete("/branches/b", params={"project": project}).status_code == 204
            post_files(writer, project, {"a.py": "def parse2(): pass\n"})
            follow(rows, stream, lambda: rows.told[-1] == "error")
            assert list(stream) == []


def test_their_number_is_bounded(start_daemon):
    daemon = start_daemon({"CODEGRAPH_STANDING_QUERIES_MAX": "3", "CODEGRAPH_STANDING_SOCKET_MAX": "2"})
    path = "/standing/search?q=x"
    with connect(daemon) as client, open_websocket(f"ws://127.0.0.1:{daemon.port}/ws", proxy=None) as ws:

        def ask(identity):
            ws.send(json.dumps({"type": "subscribe", "id": identity, "path": path}))
            while True:
                message = json.loads(ws.recv(timeout=30))
                if message["id"] == identity:
                    return message

        assert ask("1")["type"] == ask("2")["type"] == "next"
        refused = ask("3")
        assert refused["type"] == "error" and refused["error"]["code"] == "busy"
        with standing(client, "p", q="x") as stream:
            next(stream)
            reply = connect(daemon).get(path)
            assert reply.status_code == 503 and reply.json()["code"] == "busy"
        ws.send(json.dumps({"type": "complete", "id": "1"}))
        deadline = time.monotonic() + 20
        while ask(f"again {time.monotonic()}")["type"] == "error":
            assert time.monotonic() < deadline


def test_who_does_not_read_is_not_worked_for(start_daemon):
    """Of a hundred commits, one that reads late hears what has become of all, in few messages."""
    daemon = start_daemon(FAST)
    with connect(daemon) as client, connect(daemon) as writer:
        files = {f"{i}.py": f"def parse{i}():\n" + f"    '''{'x' * 2000}'''\n" for i in range(300)}
        post_files(writer, "p", files)
        rows = Rows()
        with standing(client, "p", q="parse", mode="text", limit=1000) as stream:
            rows.take(next(stream))
            for i in range(100):
                files[f"{i}.py"] = f"def parse{i}():\n" + f"    '''{'y' * 2000} {i}'''\n"
                generation = post_files(writer, "p", {f"{i}.py": files[f"{i}.py"]}).json()["generation"]
            follow(rows, stream, lambda: rows.generation == generation)
        assert len(rows.rows) >= 300
