# SPDX-License-Identifier: Apache-2.0
"""Kills the daemon while clients write by every route; what it acknowledged must be there afterwards, and
of each request that was under way all or nothing."""

import collections
import contextlib
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading

import httpx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
import writers  # noqa: E402
from daemon import Daemon, environment, program  # noqa: E402

CYCLES = int(os.environ.get("CG_CRASH_CYCLES") or (200 if os.environ.get("CG_LONG") else 4))
SEED = int(os.environ.get("CG_SEED") or 1)
SECONDS = 600 if os.environ.get("CG_LONG") else 60  # a check of all that long histories left takes minutes


class Answers:
    """Counts the answers that all writers got, until one of them gets no more."""

    def __init__(self):
        self.count = 0
        self.ended = False
        self.changed = threading.Condition()

    def end(self):
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def add(self):
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def wait_for(self, count, timeout):
        with self.changed:
            return self.changed.wait_for(lambda: self.ended or self.count >= count, timeout)


@contextlib.contextmanager
def started(store, env=None):
    """A daemon and a client of it."""
    daemon = Daemon(store, {"CODEGRAPH_SERVER_REQUEST_TIMEOUT": f"{SECONDS}s", **(env or {})})
    try:
        with httpx.Client(base_url=daemon.url, timeout=SECONDS) as client:
            yield daemon, client
    finally:
        daemon.process.kill()
        daemon.process.wait()


def kill_amid_writes(daemon, clients, rng, count):
    """How it ended: it may have ended by itself."""
    answers = Answers()

    def write(client):
        client.write(daemon.url, answers.add)
        answers.end()

    threads = [threading.Thread(target=write, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    assert answers.wait_for(count, SECONDS)
    answers.wait_for(count + 3, rng.random() * 0.03)  # and a little later, in the midst of others
    daemon.signal(signal.SIGKILL)
    status = daemon.wait()
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive()
    return status


def kill_while_starting(store, rng):
    process = subprocess.Popen([program("codegraphd")], env=environment(store),
                               stderr=subprocess.DEVNULL)
    try:
        process.wait(rng.random() * 0.5)
    except subprocess.TimeoutExpired:
        process.kill()
    assert process.wait() == -signal.SIGKILL


def audit(client, clients):
    for each in clients:
        each.audit(client)
    expect_whole(client)


def expect_whole(client):
    report = writers.expect(client.post("/admin/integrity-check"), 200).json()
    assert report["problems"] == 0, report


def check_against_clean(client, clean):
    """What many commits and starts left is what one commit makes in a store that was never killed."""
    for project in ("shared", "replaced", "tasks"):
        versions = writers.versions_of(client, project)
        writers.expect(clean.post("/parse", params={"project": project},
                                  json={"files": writers.files(versions)}), 200)
        digests = {each.get(f"/projects/{project}").json()["digest"] for each in (client, clean)}
        assert len(digests) == 1, f"{project} is not as if indexed anew"


def test_a_killed_daemon_keeps_what_it_acknowledged(tmp_path, capsys):
    rng = random.Random(SEED)
    store = tmp_path / "store"
    clients = [kind(number) for number, kind in enumerate(writers.KINDS)]
    clients.append(writers.Tasks(len(clients), tmp_path))
    clients += [writers.Collector(len(clients) + i, project) for i, project in enumerate(("shared", "stated"))]
    for _ in range(CYCLES):
        with started(store) as (daemon, client):
            audit(client, clients)
            count = rng.randrange(1, 12 * len(clients))
            assert kill_amid_writes(daemon, clients, rng, count) == -signal.SIGKILL
        if rng.random() < 0.3:
            kill_while_starting(store, rng)
    with started(store) as (_, client), started(tmp_path / "clean") as (_, clean):
        audit(client, clients)
        check_against_clean(client, clean)
    with capsys.disabled():
        print("\n" + summary(clients))
    assert all(client.counts["acknowledged"] for client in clients)


def summary(clients):
    totals = sum((client.counts for client in clients), collections.Counter())
    by_kind = ", ".join(f"{client.name} {client.counts['acknowledged']}" for client in clients)
    return (f"{CYCLES} kills, seed {SEED}: {totals['acknowledged']} acknowledged writes, none lost "
            f"({by_kind}); under way {totals['done']} done, {totals['undone']} not, none by halves; "
            f"tasks {totals['succeeded']} succeeded, {totals['canceled']} canceled, "
            f"of those {totals['canceled too late']} times one whose commit was on disk")
