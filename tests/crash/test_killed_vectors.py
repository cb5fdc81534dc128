# SPDX-License-Identifier: Apache-2.0
"""Kills the daemon while files come, and while an index of their vectors is built; whatever was acknowledged must be found by
vector afterwards, at once."""

import itertools
import os
import pathlib
import random
import signal
import sys
import threading

import httpx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
from daemon import Daemon  # noqa: E402

CYCLES = int(os.environ.get("CG_CRASH_CYCLES") or (60 if os.environ.get("CG_LONG") else 3))
SEED = int(os.environ.get("CG_SEED") or 1)
SECONDS = 60
VERBS = "read write parse format send load save find remove sort".split()
THINGS = "table config message request token file buffer header query thread".split()
NAMES = [f"{verb}_{thing}" for verb, thing in itertools.product(VERBS, THINGS)]
FUNCTIONS = 40  # of a file: a few files make a segment


def content(names):
    return "\n".join(f"def {name}():\n    pass\n" for name in names)


class Files:
    """Posts files of functions until the daemon is gone. `acknowledged`: path -> their names."""

    def __init__(self):
        self.rng = random.Random(SEED)
        self.acknowledged, self.failure, self.sent = {}, None, 0

    def post(self, client, path):
        names = self.rng.sample(NAMES, FUNCTIONS)
        reply = client.post("/parse", json={"files": [{"path": path, "content": content(names)}]})
        assert reply.status_code == 200, reply.text
        self.acknowledged[path] = names

    def write(self, url, answered):
        try:
            with httpx.Client(base_url=url, timeout=SECONDS) as client:
                while True:
                    self.sent += 1
                    self.post(client, f"f{self.sent % 60}/{self.sent}.py")
                    answered.release()
        except httpx.TransportError:
            pass
        except Exception as error:  # told by the thread that audits
            self.failure = error


def rebuild(url):
    """Has indexes built, one after the other, until the daemon is gone."""
    try:
        with httpx.Client(base_url=url, timeout=SECONDS) as client:
            for kind in itertools.cycle(("hnsw", "flat", "ivf")):
                client.post("/vector/index/rebuild", json={"type": kind}, headers={"Prefer": "wait=20"})
    except httpx.TransportError:
        pass


def audit(client, files, some):
    assert files.failure is None, files.failure
    stats = client.get("/vector/index/stats").json()
    assert stats["available"] and stats["coverage"]["contents_without"] == 0, stats
    assert stats["rows"] >= stats["coverage"]["vectors"]
    for path in some:
        name = files.acknowledged[path][-1]
        for exact in (False, True):
            reply = client.post("/vector/search", json={"text": name.replace("_", " "), "path": path, "k": 3,
                                                        "kind": ["function"], "exact": exact})
            assert reply.status_code == 200, reply.text
            hits = [(hit["node"]["file_path"], hit["node"]["name"]) for hit in reply.json()["items"]]
            assert (path, name) in hits, (path, name, exact, hits)


def kill_amid(daemon, files, rng):
    answered = threading.Semaphore(0)
    threads = [threading.Thread(target=files.write, args=(daemon.url, answered)),
               threading.Thread(target=rebuild, args=(daemon.url,))]
    for thread in threads:
        thread.start()
    for _ in range(rng.randrange(20, 60)):
        assert answered.acquire(timeout=SECONDS)
    daemon.signal(signal.SIGKILL)
    assert daemon.wait() == -signal.SIGKILL
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive()


def test_what_was_acknowledged_is_found_by_vector(tmp_path):
    rng, files = random.Random(SEED), Files()
    for cycle in range(CYCLES + 1):
        daemon = Daemon(tmp_path / "store")
        try:
            with httpx.Client(base_url=daemon.url, timeout=SECONDS) as client:
                paths = list(files.acknowledged)
                if paths:
                    audit(client, files, paths[-3:] + rng.sample(paths, min(len(paths), 20)))
            if cycle < CYCLES:
                kill_amid(daemon, files, rng)
        finally:
            daemon.process.kill()
            daemon.process.wait()
    assert len(files.acknowledged) >= 20 * CYCLES // 2
