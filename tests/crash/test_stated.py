# SPDX-License-Identifier: Apache-2.0
"""Kills the daemon while clients state things; what it acknowledged must be there afterwards, and of
what was under way all or nothing."""

import os
import pathlib
import random
import signal
import sys
import threading
import urllib.parse

import httpx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
from daemon import Daemon  # noqa: E402

LONG = bool(os.environ.get("CG_LONG"))
THINGS = 8
SECONDS = 60
PARAMS = {"project": "stated"}


def symbol(writer, thing):
    return f"tool w{writer} . . t{thing}."


class Writer(threading.Thread):
    """Changes things of its own in batches, one at a time, until the daemon is gone. A batch replaces
    a pair of nodes and states, or takes back, the relationship between them."""

    def __init__(self, url, number, versions):
        super().__init__(daemon=True)
        self.url, self.number, self.versions = url, number, versions
        self.under_way = None  # (thing, version) sent, and not answered
        self.failure = None
        self.answered = 0
        self.progress = threading.Condition()
        self.start()

    def run(self):
        rng = random.Random(self.number)
        with httpx.Client(base_url=self.url, timeout=SECONDS) as client:
            while self.write_one(client, rng):
                with self.progress:
                    self.answered += 1
                    self.progress.notify_all()
        with self.progress:
            self.progress.notify_all()

    def write_one(self, client, rng):
        thing = rng.randrange(THINGS)
        version = self.versions.get(thing, 0) + 1
        self.under_way = (thing, version)
        try:
            reply = client.post("/batch", params=PARAMS, json=batch(self.number, thing, version))
        except httpx.TransportError:
            return False
        if reply.status_code != 200:
            self.failure = reply.text
            return False
        self.versions[thing] = version
        self.under_way = None
        return True

    def await_answers(self, count):
        with self.progress:
            assert self.progress.wait_for(
                lambda: self.answered >= count or not self.is_alive(), SECONDS)
        assert self.failure is None, self.failure


def node(name, version):
    return {"name": name, "kind": "entity", "doc": f"version {version}",
            "metadata": {"version": version}}


def batch(writer, thing, version):
    """Odd versions state the relationship anew, even ones remove it with one of the nodes."""
    pair = [symbol(writer, f"{thing}{half}") for half in "ab"]
    operations = [{"op": "replace_node", "id": pair[0], "node": node(f"{thing}a", version)}]
    if version % 2:
        operations += [
            {"op": "replace_node", "id": pair[1], "node": node(f"{thing}b", version)},
            {"op": "create_relationship",
             "relationship": {"type": "references", "source": pair[0], "target": pair[1],
                              "metadata": {"version": version}}}]
    else:
        operations += [{"op": "delete_node", "id": pair[1]}]
    return {"operations": operations}


def read(client, writer, thing):
    """The version that everything about the thing says, 0 when there is nothing."""
    first, second = (client.get("/nodes/" + urllib.parse.quote(symbol(writer, f"{thing}{half}"), safe=""),
                                params={**PARAMS, "include": "relationships"}) for half in "ab")
    if first.status_code == 404:
        assert second.status_code == 404
        return 0
    body = first.json()
    version = body["metadata"]["version"]
    edges = body["relationships"]["items"]
    assert body["doc"] == f"version {version}"
    assert second.status_code == (200 if version % 2 else 404)
    assert [e["metadata"] for e in edges] == ([{"version": version}] if version % 2 else [])
    if version % 2:
        assert second.json()["metadata"] == {"version": version}
    return version


def audit(client, writer, versions, under_way):
    for thing in range(THINGS):
        found, expected = read(client, writer, thing), versions.get(thing, 0)
        if found != expected:
            assert under_way == (thing, found) and found == expected + 1
            versions[thing] = found
    reply = client.post("/admin/integrity-check")
    assert reply.status_code == 200 and reply.json()["problems"] == 0, reply.text


def test_a_killed_daemon_keeps_what_was_stated(tmp_path):
    rng = random.Random(2)
    versions, under_way = [{}, {}], [None, None]
    for _ in range(50 if LONG else 6):
        daemon = Daemon(tmp_path / "store")
        try:
            with httpx.Client(base_url=daemon.url, timeout=SECONDS) as client:
                for i in range(2):
                    audit(client, i, versions[i], under_way[i])
            writers = [Writer(daemon.url, i, versions[i]) for i in range(2)]
            writers[0].await_answers(rng.randrange(1, 25))
            daemon.signal(signal.SIGKILL)
            assert daemon.wait() == -signal.SIGKILL
        finally:
            daemon.process.kill()
        for i, writer in enumerate(writers):
            writer.join(SECONDS)
            assert not writer.is_alive() and writer.failure is None, writer.failure
            under_way[i] = writer.under_way
    daemon = Daemon(tmp_path / "store")
    with httpx.Client(base_url=daemon.url, timeout=SECONDS) as client:
        for i in range(2):
            audit(client, i, versions[i], under_way[i])
    daemon.stop()
    assert sum(sum(v.values()) for v in versions) > 20
