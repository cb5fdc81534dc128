# SPDX-License-Identifier: Apache-2.0
"""Random histories, cut short by kills: every acknowledged version stays what a clean index of its files is, and so is
every branch; nothing is half made, half merged or half committed."""

import collections
import os
import random
import signal

from histories import Clean, Historian
from test_daemon import expect_whole, kill_amid_writes, started
from test_store import BATCH_POINTS

KILLS = int(os.environ.get("CG_CRASH_CYCLES") or (60 if os.environ.get("CG_LONG") else 3))
SEED = int(os.environ.get("CG_SEED") or 1)
CLIENTS = 4
STEPS = 100  # between two kills, of all clients together
EXPOSED = 400 if os.environ.get("CG_LONG") else 40  # old versions of each that are looked at to the last row


def end_of(cycle, rng):
    """Every other time it aborts by itself, in the midst of a commit."""
    if cycle % 2 == 0:
        return None
    return {"CG_FAULT": f"{rng.choice(BATCH_POINTS)}:{rng.randrange(STEPS // 2, STEPS)}"}


def test_every_version_stays_a_clean_index_of_its_files(tmp_path, capsys):
    rng, ends = random.Random(SEED), collections.Counter()
    store = tmp_path / "store"
    with started(tmp_path / "clean") as (_, other):
        clients = [Historian(SEED * 100 + number, Clean(other)) for number in range(CLIENTS)]
        for cycle in range(KILLS):
            with started(store, end_of(cycle, rng)) as (daemon, client):
                for each in clients:
                    each.audit(client)
                expect_whole(client)
                status = kill_amid_writes(daemon, clients, rng, STEPS + rng.randrange(STEPS))
                ends[status] += 1
        with started(store) as (_, client):
            for each in clients:
                each.audit(client)
                each.audit_versions(client, each.versions)
                each.expose(client, rng.sample(each.versions, min(EXPOSED, len(each.versions))))
            expect_whole(client)
    totals = sum((each.counts for each in clients), collections.Counter())
    versions = sum(len(each.versions) for each in clients)
    with capsys.disabled():
        print(f"\n{ends[-signal.SIGKILL]} kills, {ends[-signal.SIGABRT]} aborts, seed {SEED}: {versions} versions, "
              f"each that of a clean index; under way {totals['done']} done, {totals['undone']} not, none by halves")
    assert ends.keys() <= {-signal.SIGKILL, -signal.SIGABRT}
    assert all(len(each.versions) > 3 for each in clients)
