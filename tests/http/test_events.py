# SPDX-License-Identifier: Apache-2.0
"""The event feed: what it tells is enough to follow the graph, each thing once, over disconnects, restarts
and kills."""

import contextlib
import random
import signal
import socket
import threading
import time

import httpx
import pytest

import contract
from conftest import connect, post_files
from daemon import LEAN
from sse import events, objects


class Follower:
    """Keeps a copy of a project's nodes and relationships by events alone."""

    def __init__(self, project):
        self.project = project
        self.last = "0"
        self.nodes, self.relationships = {}, {}
        self.ids, self.versions, self.gaps = [], [], []

    def take(self, event):
        if event.get("id"):
            self.last = event["id"]
        if "data" not in event:
            return
        data = event["data"]
        contract.check_schema({"$ref": "#/components/schemas/Event"}, data)
        assert data["event"] == event["event"] and data["project"] == self.project
        self.ids.append(event["id"])
        kind, _, what = event["event"].partition(".")
        if kind == "version":
            self.versions.append(data["version"])
        elif kind == "gap":
            self.gaps.append(data["gap"])
        else:
            held = self.nodes if kind == "node" else self.relationships
            row = data[kind]
            assert (row["id"] in held) == (what != "created"), event
            if what == "deleted":
                del held[row["id"]]
            else:
                held[row["id"]] = row

    def follow(self, client, until, seconds=30, **params):
        """Reads until the version of that generation, or until `until` says so."""
        done = until if callable(until) else \
            (lambda: bool(self.versions) and self.versions[-1]["generation"] >= until)
        deadline = time.monotonic() + seconds
        with open_feed(client, self.project, self.last, **params) as feed:
            while not done():
                assert time.monotonic() < deadline
                self.take(next(feed))


@contextlib.contextmanager
def open_feed(client, project, last=None, **params):
    headers = {"Last-Event-ID": last} if last else {}
    with client.stream("GET", "/stream/events", params={"project": project, **params},
                       headers=headers) as reply:
        assert reply.status_code == 200, reply.read()
        assert reply.headers["content-type"] == "text/event-stream"
        yield events(reply.iter_lines())


def graph(client, project):
    def all_of(kind, **params):
        with client.stream("GET", f"/stream/{kind}", params={"project": project, **params},
                           headers={"Accept": "application/x-ndjson"}) as reply:
            return list(objects(reply.iter_lines()))[:-1]

    nodes = {line["node"]["id"]: line["node"] for line in all_of("nodes")}
    edges = {line["relationship"]["id"]: line["relationship"]
             for line in all_of("relationships", min_confidence=0)}
    return nodes, edges


def check_copy(follower, client):
    nodes, edges = graph(client, follower.project)
    assert follower.relationships == edges
    assert follower.nodes.keys() == nodes.keys()
    for key in ("kind", "name", "qualified_name", "file_path"):
        assert {i: n[key] for i, n in follower.nodes.items()} == \
            {i: n[key] for i, n in nodes.items()}


def random_file(rng):
    lines = ["import os\n"] if rng.random() < 0.5 else []
    for name in rng.sample("abcdefgh", rng.randrange(1, 6)):
        body = f"return {rng.choice('abcdefgh')}()" if rng.random() < 0.7 else "return os.getcwd()"
        word = "class" if rng.random() < 0.2 else "def"
        lines.append(f"{word} {name}{'()' if word == 'def' else ''}:\n    " +
                     (body if word == "def" else f"x = {rng.randrange(9)}") + "\n")
    return "\n".join(lines)


def change(client, project, rng):
    files = {f"m{rng.randrange(6)}.py": random_file(rng) for _ in range(rng.randrange(1, 4))}
    reply = post_files(client, project, files)
    assert reply.status_code == 200, reply.text
    return reply.json()["generation"]


def test_events_are_enough_to_follow_a_graph(client, project, hit):
    rng = random.Random(4)
    follower = Follower(project)
    for _ in range(12):
        generation = change(client, project, rng)
        if rng.random() < 0.5:
            follower.follow(client, generation)
            check_copy(follower, client)
    follower.follow(client, generation)
    hit("streamEvents")
    check_copy(follower, client)
    assert len(follower.ids) == len(set(follower.ids))
    generations = [v["generation"] for v in follower.versions]
    assert generations == sorted(set(generations))


def test_resuming_anywhere_loses_and_repeats_nothing(client, project):
    rng = random.Random(5)
    for _ in range(4):
        generation = change(client, project, rng)
    whole = Follower(project)
    whole.follow(client, generation)
    parts = Follower(project)
    while not parts.versions or parts.versions[-1]["generation"] < generation:
        stop = len(parts.ids) + rng.randrange(1, 6)
        parts.follow(client, lambda: len(parts.ids) >= stop or
                     (parts.versions and parts.versions[-1]["generation"] >= generation))
    assert parts.ids == whole.ids


def test_new_events_come_at_once(client, daemon, project):
    post_files(client, project, {"a.py": "def a(): pass\n"})
    with connect(daemon) as other, open_feed(other, project) as feed:
        assert next(feed).keys() == {"id"}  # where it begins
        post_files(client, project, {"a.py": "def b(): pass\n"})
        begun = time.monotonic()
        seen = set()
        while "version.created" not in seen:
            seen.add(next(feed)["event"])
        assert time.monotonic() - begun < 2
        assert {"node.created", "node.deleted"} <= seen


def test_filters(client, project):
    post_files(client, project, {"a.py": "def a(): return b()\ndef b(): pass\n",
                                 "w/c.ts": "export function c() { return 1; }\n"})

    def names(**params):
        found = []
        with open_feed(client, project, "0", types="node.created,relationship.created,"
                       "version.created", **params) as feed:
            for event in feed:
                if event.get("event") == "version.created":
                    return found
                if "data" in event:
                    node = event["data"].get("node")
                    found.append(node["name"] if node else
                                 event["data"]["relationship"]["type"])

    assert sorted(names(kind="function", relationship="calls")) == ["a", "b", "c", "calls"]
    assert names(language="typescript", kind="function", relationship="calls") == ["c"]
    assert names(path="w/**", kind="function", relationship="calls") == ["c"]
    assert client.get("/stream/events", params={"types": "x"}).status_code == 400


def test_only_versions(client, project):
    for i in range(3):
        generation = post_files(client, project, {"a.py": f"x = {i}\n"}).json()["generation"]
    follower = Follower(project)
    follower.follow(client, generation, types="version.created")
    assert follower.ids == ["1", "2", "3"]
    assert follower.versions[-1]["digest"] == client.get(f"/projects/{project}").json()["digest"]


def test_as_lines(client, project):
    post_files(client, project, {"a.py": "def a(): pass\n"})
    with client.stream("GET", "/stream/events", params={"project": project, "after": "0"},
                       headers={"Accept": "application/x-ndjson"}) as reply:
        assert reply.headers["content-type"] == "application/x-ndjson"
        for line in objects(reply.iter_lines()):
            assert line["type"] in ("event", "checkpoint")
            contract.check_schema({"$ref": "#/components/schemas/Event"}, line)
            if line.get("event") == "version.created":
                assert line["id"] == "1"
                break


@pytest.mark.parametrize("last", ["x", "1.2.3", "-1", "1.5.5.5", "9" * 30, "1.18446744073709551615"])
def test_wrong_ids(client, project, last):
    reply = client.get("/stream/events", params={"project": project, "after": last})
    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "after"


def test_an_id_of_another_store_is_a_gap(client, project):
    post_files(client, project, {"a.py": "x = 1\n"})
    follower = Follower(project)
    follower.last = "77"
    follower.follow(client, lambda: follower.gaps)
    assert follower.gaps == [{"reason": "unknown_id", "first_available": 2}]


def test_tasks_are_told(client, daemon, project, tmp_path):
    for i in range(300):
        (tmp_path / f"m{i}.py").write_text("".join(f"def f{n}(): return f{n + 1}()\n"
                                                   for n in range(30)))
    states = []
    with connect(daemon) as other, open_feed(other, project, types="task.progress") as feed:
        next(feed)
        reply = client.post("/parse", params={"project": project}, json={"root": str(tmp_path)},
                            headers={"Prefer": "respond-async"})
        assert reply.status_code == 202
        for event in feed:
            if "data" in event:
                assert "id" not in event
                assert event["data"]["task"]["id"] == reply.json()["id"]
                states.append(event["data"]["task"]["status"])
                if states[-1] == "succeeded":
                    break
    assert states


def test_old_events_are_a_gap(start_daemon):
    daemon = start_daemon({"CODEGRAPH_EVENTS_KEEP_GENERATIONS": "3"})
    with connect(daemon) as client:
        for i in range(8):
            post_files(client, "p", {"a.py": f"def f{i}(): pass\n"})
        follower = Follower("p")
        follower.last = "2"
        follower.follow(client, lambda: follower.gaps)
        assert follower.gaps == [{"reason": "no_longer_kept", "first_available": 6}]
        with open_feed(client, "p", follower.last) as feed:
            next(feed)  # where it begins
            assert next(feed)["data"]["generation"] == 6  # the gap is told once


def test_who_followed_before_there_was_anything_is_told_of_a_gap_too(start_daemon):
    daemon = start_daemon({"CODEGRAPH_EVENTS_KEEP_GENERATIONS": "3"})
    with connect(daemon) as client:
        with open_feed(client, "p") as feed:
            first = next(feed)["id"]
        for i in range(2):
            post_files(client, "p", {"a.py": f"def f{i}(): pass\n"})
        with open_feed(client, "p", first) as feed:
            next(feed)  # where it begins
            assert next(feed)["data"]["generation"] == 1
        for i in range(6):
            post_files(client, "p", {"a.py": f"def g{i}(): pass\n"})
        follower = Follower("p")
        follower.last = first
        follower.follow(client, lambda: follower.gaps)
        assert follower.gaps == [{"reason": "no_longer_kept", "first_available": 6}]


def test_following_over_stops_and_kills(start_daemon, tmp_path):
    rng = random.Random(6)
    follower = Follower("p")
    for round in range(4):
        daemon = start_daemon(store=tmp_path / "db")
        with connect(daemon) as client:
            for _ in range(3):
                generation = change(client, "p", rng)
            if round % 2 == 0:
                stop = len(follower.ids) + 5
                follower.follow(client, lambda: len(follower.ids) >= stop)
            else:
                follower.follow(client, generation)
                check_copy(follower, client)
        if round % 2 == 0:
            daemon.signal(signal.SIGKILL)
            daemon.wait()
        else:
            daemon.stop()
    assert len(follower.ids) == len(set(follower.ids))


def test_what_was_acknowledged_has_its_events_after_a_kill(start_daemon, tmp_path):
    acknowledged = []

    def post(url):
        with httpx.Client(base_url=url, timeout=30) as client, \
                contextlib.suppress(httpx.TransportError):
            for i in range(10000):
                reply = client.post("/parse", params={"project": "p", "path": f"m{i % 9}.py"},
                                    content=f"def f{i}(): return g{i}()\ndef g{i}(): pass\n")
                acknowledged.append(reply.json()["generation"])

    daemon = start_daemon(store=tmp_path / "db")
    poster = threading.Thread(target=post, args=(daemon.url,))
    poster.start()
    while len(acknowledged) < 20:
        time.sleep(0.01)
    daemon.signal(signal.SIGKILL)
    daemon.wait()
    poster.join()
    follower = Follower("p")
    with connect(start_daemon(store=tmp_path / "db")) as client:
        follower.follow(client, acknowledged[-1])
        generation = client.get("/projects/p").json()["generation"]
        follower.follow(client, generation)
        check_copy(follower, client)


def subscribe(daemon, generation):
    """A subscriber whose kernel takes next to nothing for it."""
    s = socket.create_connection(("127.0.0.1", daemon.port))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.sendall(f"GET /stream/events?project=p&after={generation} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert s.recv(512).startswith(b"HTTP/1.1 200 ")
    return s


def events_after(client, generation, last):
    """Bytes of the events that follow, up to a generation."""
    size = 0
    with client.stream("GET", "/stream/events", params={"project": "p", "after": generation}) as reply:
        for chunk in reply.iter_raw():
            size += len(chunk)
            if f"id: {last}\n".encode() in chunk:
                return size


def test_slow_subscribers_cost_no_memory(start_daemon):
    daemon = start_daemon(LEAN)
    slow = []

    def text(word):  # long names: much to tell at little cost
        return "".join(f"def {word}{n}_{'x' * 800}(): pass\n" for n in range(60))

    with connect(daemon) as client:

        def write():  # the same contents by turns: new ones would fill caches that other tests are about
            for word in "abcd":
                for i in range(10):
                    reply = post_files(client, "p", {f"m{i}.py": text(f"{word}{i}_")})
                    assert all([s.recv(1024) for s in slow])  # nobody was cut for reading too little
            return reply.json()["generation"]

        def peak_of_writing():
            daemon.reset_peak()
            return write(), daemon.memory("VmHWM")

        write()  # what fills up with writes alone is full when it is measured
        first, without = peak_of_writing()
        slow += [subscribe(daemon, first - 39) for _ in range(10)]
        last, beside = peak_of_writing()
        unread = len(slow) * events_after(client, first - 39, last)
        assert unread > 200 << 20  # so much it would be if they were kept for each
        assert beside - without < unread / 2  # what the store does besides has its own peaks
    for s in slow:
        s.close()
