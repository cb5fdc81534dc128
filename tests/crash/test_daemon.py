# SPDX-License-Identifier: Apache-2.0
"""Kills the daemon while clients post to it; what it acknowledged must be there afterwards."""

import os
import pathlib
import random
import signal
import sys
import threading

import httpx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
from daemon import Daemon  # noqa: E402

LONG = bool(os.environ.get("CG_LONG"))
FILES = 12
SECONDS = 60


def content(path, version):
    return (f"def first_{version}():\n    return second_{version}()\n\n"
            f"def second_{version}():\n    return {path!r}\n")


class Poster(threading.Thread):
    """Posts files of its own, one at a time, until the daemon is gone."""

    def __init__(self, url, number, versions):
        super().__init__(daemon=True)
        self.url, self.number, self.versions = url, number, versions
        self.under_way = None  # (path, version) sent, and not answered
        self.failure = None
        self.answered = 0
        self.progress = threading.Condition()
        self.start()

    def run(self):
        rng = random.Random(self.number)
        with httpx.Client(base_url=self.url, timeout=SECONDS) as client:
            while self.post_one(client, rng):
                with self.progress:
                    self.answered += 1
                    self.progress.notify_all()
        with self.progress:
            self.progress.notify_all()

    def post_one(self, client, rng):
        path = f"p{self.number}/f{rng.randrange(FILES)}.py"
        version = self.versions.get(path, 0) + 1
        self.under_way = (path, version)
        try:
            reply = client.post("/parse", params={"path": path}, content=content(path, version))
        except httpx.TransportError:
            return False
        if reply.status_code != 200:
            self.failure = reply.text
            return False
        self.versions[path] = version
        self.under_way = None
        return True

    def await_answers(self, count):
        with self.progress:
            assert self.progress.wait_for(
                lambda: self.answered >= count or not self.is_alive(), SECONDS)
        assert self.failure is None, self.failure


def names(client, path):
    reply = client.get("/nodes", params={"path": path, "kind": "function", "limit": 100})
    assert reply.status_code == 200, reply.text
    return {node["name"] for node in reply.json()["items"]}


def audit(client, versions, under_way):
    """Every file is as acknowledged; one that was under way may be whole in the next version."""
    for path, version in list(versions.items()) + [(p, 0) for p, _ in under_way if p not in versions]:
        found = names(client, path)
        expected = {f"first_{version}", f"second_{version}"} if version else set()
        if found == expected:
            continue
        assert (path, version + 1) in under_way, f"{path}: {found}, expected {expected}"
        assert found == {f"first_{version + 1}", f"second_{version + 1}"}
        versions[path] = version + 1


def test_a_killed_daemon_keeps_what_it_acknowledged(tmp_path):
    rng = random.Random(1)
    versions, under_way = [{}, {}], [None, None]
    for _ in range(50 if LONG else 6):
        daemon = Daemon(tmp_path / "store")
        try:
            with httpx.Client(base_url=daemon.url, timeout=SECONDS) as client:
                for i in range(2):
                    audit(client, versions[i], [under_way[i]] if under_way[i] else [])
            posters = [Poster(daemon.url, i, versions[i]) for i in range(2)]
            posters[0].await_answers(rng.randrange(1, 25))
            daemon.signal(signal.SIGKILL)
            assert daemon.wait() == -signal.SIGKILL
        finally:
            daemon.process.kill()
        for i, poster in enumerate(posters):
            poster.join(SECONDS)
            assert not poster.is_alive() and poster.failure is None, poster.failure
            under_way[i] = poster.under_way
    daemon = Daemon(tmp_path / "store")
    with httpx.Client(base_url=daemon.url, timeout=SECONDS) as client:
        for i in range(2):
            audit(client, versions[i], [under_way[i]] if under_way[i] else [])
    daemon.stop()
    assert sum(sum(v.values()) for v in versions) > 20
