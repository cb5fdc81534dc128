# SPDX-License-Identifier: Apache-2.0
"""Many clients move amounts between accounts in transactions while the daemon is killed again and again: what
they saw and what was committed, the answers that the kills took included, is the history of isolated transactions."""

import collections
import os
import signal

import httpx

from test_daemon import SECONDS, Answers, expect_whole, started
from test_transactions import Actor, check_balances, check_history, commit, look, open_accounts, rollback

LONG = bool(os.environ.get("CG_LONG"))
KILLS = int(os.environ.get("CG_CRASH_CYCLES") or (40 if LONG else 2))
CLIENTS = 200 if LONG else 60
TRANSFERS = 3 * CLIENTS  # of all, between two kills
PROJECT = "accounts"


class Client(Actor):
    """Goes on until the daemon is gone."""

    def __init__(self, url, seed, answers):
        super().__init__(url, PROJECT, seed, 0)
        self.answers = answers

    def run(self):
        try:
            while True:
                self.transfer()
                self.answers.add()
        except httpx.TransportError:
            pass
        except Exception as error:  # told by the main thread
            self.error = error
            self.answers.end()
        self.client.close()

    def settle(self, client, ends):
        """What became of the transaction that the kill came into. One that is open is gone on with by nobody, or
        committed now: it outlived the kill."""
        if self.entry is None:
            return
        entry, state = self.entry, look(client, self.entry["id"])["state"]
        ends[state] += 1
        if state == "open" and len(entry["writes"]) == 2 and self.random.random() < 0.5:
            commit(client, entry["id"])
        elif state == "open":
            rollback(client, entry["id"])
        entry["generation"] = look(client, entry["id"])["generation"]
        self.history.append(entry)


def test_isolation_outlives_kills(tmp_path, capsys):
    history, ends = [], collections.Counter()
    actors = []
    for kill in range(KILLS + 1):
        with started(tmp_path / "store") as (daemon, client):
            if kill == 0:
                open_accounts(client, PROJECT)
            for actor in actors:
                assert actor.error is None, actor.error
                actor.settle(client, ends)
                history += actor.history
            expect_whole(client)
            check_balances(client, PROJECT, check_history(history))
            answers = Answers()
            actors = [Client(daemon.url, kill * CLIENTS + number, answers) for number in range(CLIENTS)]
            if kill == KILLS:
                break
            for actor in actors:
                actor.thread.start()
            assert answers.wait_for(TRANSFERS, SECONDS)
            daemon.signal(signal.SIGKILL)
            for actor in actors:
                actor.thread.join(SECONDS)
                assert not actor.thread.is_alive()
    committed = sum(entry["generation"] is not None for entry in history)
    with capsys.disabled():
        print(f"\n{KILLS} kills: {len(history)} transactions, {committed} committed; those under way were "
              + ", ".join(f"{count} {state}" for state, count in sorted(ends.items())))
    assert committed > KILLS
