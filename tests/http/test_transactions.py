# SPDX-License-Identifier: Apache-2.0
"""Transactions: isolation, conflicts, ends, restarts, and hundreds of clients at once, whose history is checked."""

import itertools
import random
import signal
import threading
import time

import httpx
import pytest

from daemon import Daemon
from test_merge import (BASE, NOWHERE, branch, expect_files, expect_problem, metadata, node, patch,
                        put, relate, remove, state)

_names = itertools.count(1)
JOIN = "Codegraph-Transaction"
PATCH = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture
def project(client):
    name = f"transactions-{next(_names)}"
    put(client, name, BASE)
    node(client, name, "Ledger", metadata={"n": 1})
    return name


def begin(client, project, **members):
    reply = client.post("/transactions", params={"project": project}, json=members)
    assert reply.status_code == 201, reply.text
    assert reply.headers["Location"] == f"/transactions/{reply.json()['id']}"
    return reply.json()["id"]


def commit(client, transaction):
    return client.post(f"/transactions/{transaction}/commit")


def rollback(client, transaction):
    return client.post(f"/transactions/{transaction}/rollback")


def look(client, transaction):
    reply = client.get(f"/transactions/{transaction}")
    assert reply.status_code == 200, reply.text
    return reply.json()


def await_state(client, transaction, wanted, timeout=60):
    end = time.monotonic() + timeout
    while look(client, transaction)["state"] != wanted:
        assert time.monotonic() < end


def set_n(client, project, name, value, transaction=None):
    headers = {**PATCH, **({JOIN: transaction} if transaction else {})}
    return client.patch(f"/nodes/{name}", params={"project": project}, headers=headers,
                        json={"metadata": {"n": value}})


def get_n(client, project, name, transaction=None):
    reply = client.get(f"/nodes/{name}", params={"project": project},
                       headers={JOIN: transaction} if transaction else {})
    assert reply.status_code == 200, reply.text
    return reply.json()["metadata"]["n"]


def functions(client, project, transaction=None):
    found = client.get("/nodes", params={"project": project, "kind": "function"},
                       headers={JOIN: transaction} if transaction else {}).json()
    return sorted(item["name"] for item in found["items"])


# ---- isolation ----

def test_reads_its_own_writes_and_nobody_else_does(client, project):
    transaction = begin(client, project)
    joined = {JOIN: transaction}
    assert set_n(client, project, "Ledger", 2, transaction).status_code == 200
    reply = client.post("/parse", params={"project": project}, headers=joined, json={
        "files": [{"path": "c.py", "content": "from a import a\n\ndef c():\n    a()\n"}]})
    assert reply.status_code == 200
    assert get_n(client, project, "Ledger", transaction) == 2 and get_n(client, project, "Ledger") == 1
    assert functions(client, project, transaction) == ["a", "b", "c"]
    assert functions(client, project) == ["a", "b"]
    for route, params in (("/search", {"q": "c", "mode": "symbol"}), ("/coverage", {}),
                          ("/relationships", {"type": "calls"}), (f"/projects/{project}", {})):
        own = {} if route.startswith("/projects") else {"project": project}
        reply = client.get(route, params={**own, **params}, headers=joined)
        assert reply.status_code == 200, reply.text
    inside = client.get("/search", params={"project": project, "q": "c", "mode": "symbol"}, headers=joined)
    assert [hit["node"]["name"] for hit in inside.json()["items"]][:1] == ["c"]
    done = commit(client, transaction)
    assert done.status_code == 200 and done.json()["state"] == "committed", done.text
    assert done.json()["generation"] == state(client, project)["generation"]
    assert get_n(client, project, "Ledger") == 2
    expect_files(client, project, {**BASE, "c.py": "from a import a\n\ndef c():\n    a()\n"})


def test_a_write_tells_only_the_transaction(client, project):
    before = state(client, project)
    transaction = begin(client, project)
    for n in range(3):
        set_n(client, project, "Ledger", 10 + n, transaction)
    made = client.post("/batch", params={"project": project}, headers={JOIN: transaction}, json={
        "operations": [{"op": "create_node", "node": {"name": "Made", "kind": "entity"}}]})
    assert made.status_code == 200, made.text
    assert state(client, project) == before
    done = commit(client, transaction).json()
    log = client.get("/versions", params={"project": project}).json()
    assert all(item["generation"] != done["generation"] for item in log["items"])
    assert state(client, project)["generation"] == done["generation"]


def test_reads_are_repeatable(client, project):
    transaction = begin(client, project)
    assert get_n(client, project, "Ledger", transaction) == 1
    set_n(client, project, "Ledger", 5)
    put(client, project, {"z.py": "def z():\n    pass\n"})
    node(client, project, "Later")
    assert get_n(client, project, "Ledger", transaction) == 1 and get_n(client, project, "Ledger") == 5
    assert functions(client, project, transaction) == ["a", "b"]
    assert client.get("/nodes/Later", params={"project": project},
                      headers={JOIN: transaction}).status_code == 404
    assert rollback(client, transaction).json()["state"] == "rolled_back"


def test_what_is_kept_for_others_is_not_shown_inside(client, project):
    transaction = begin(client, project)
    set_n(client, project, "Ledger", 7, transaction)
    at, params = "/nodes/Ledger", {"project": project}
    for _ in range(3):
        outside = client.get(at, params=params)
        inside = client.get(at, params=params, headers={JOIN: transaction})
        assert (outside.json()["metadata"]["n"], inside.json()["metadata"]["n"]) == (1, 7)
        assert outside.headers["ETag"] != inside.headers["ETag"]
    again = client.get(at, params=params, headers={JOIN: transaction,
                                                   "If-None-Match": inside.headers["ETag"]})
    assert again.status_code == 304
    key = {"Idempotency-Key": f"key-{next(_names)}"}
    other = begin(client, project)
    body = {"name": "Once", "kind": "entity"}
    first = client.post("/nodes", params=params, json=body, headers={JOIN: transaction, **key})
    assert first.status_code == 201
    twice = client.post("/nodes", params=params, json=body, headers={JOIN: transaction, **key})
    assert twice.headers.get("Idempotency-Replayed") == "true"
    expect_problem(client.post("/nodes", params=params, json=body, headers={JOIN: other, **key}),
                   422, "unprocessable")


def test_to_another_branch_with_a_message(client, project):
    branch(client, project, "topic")
    transaction = begin(client, project, branch="topic", message="at once", author="Ada")
    set_n(client, project, "Ledger", 3, transaction)
    set_n(client, project, "Ledger", 4, transaction)
    done = commit(client, transaction).json()
    assert done["branch"] == "topic" and get_n(client, project, "Ledger") == 1
    assert metadata(client, project, "Ledger", "topic") == {"n": 4}
    made = client.get(f"/versions/{done['version']}", params={"project": project}).json()
    assert (made["message"], made["author"]) == ("at once", "Ada")
    assert len(made["parents"]) <= 1  # nothing says that it was a branch


def test_one_that_has_written_nothing(client, project):
    before = state(client, project)
    done = commit(client, begin(client, project))
    assert done.status_code == 200 and done.json()["state"] == "committed"
    after = state(client, project)
    assert (after["digest"], after["overlay_digest"]) == (before["digest"], before["overlay_digest"])


# ---- conflicts ----

def test_the_first_to_commit_wins(client, project):
    first, second = begin(client, project), begin(client, project)
    for n, transaction in enumerate((first, second), 10):
        set_n(client, project, "Ledger", n, transaction)
        put_in(client, project, transaction, {"a.py": f"def a{n}():\n    pass\n"})
    put_in(client, project, second, {"free.py": "x = 1\n"})
    assert commit(client, first).status_code == 200
    before = state(client, project)
    problem = expect_problem(commit(client, second), 409, "conflict")
    keys = {error["pointer"]: error["detail"] for error in problem["errors"]}
    assert keys["file:a.py"] == "both_changed" and len(keys) == 2
    assert state(client, project) == before
    seen = look(client, second)
    assert seen["state"] == "conflicted"
    assert {c["key"]: c["kind"] for c in seen["conflicts"]} == keys
    expect_problem(set_n(client, project, "Ledger", 1, second), 409, "conflict", JOIN)
    assert client.get("/transactions", params={"project": project}).json()["items"] == []


def put_in(client, project, transaction, files):
    reply = client.post("/parse", params={"project": project}, headers={JOIN: transaction}, json={
        "files": [{"path": path, "content": text} for path, text in files.items()]})
    assert reply.status_code == 200, reply.text


def test_the_same_value_twice_is_a_conflict(client, project):
    """Both have read 1 and write 2: one of the two would be lost."""
    first, second = begin(client, project), begin(client, project)
    for transaction in (first, second):
        set_n(client, project, "Ledger", 2, transaction)
    assert commit(client, first).status_code == 200
    expect_problem(commit(client, second), 409, "conflict")


def test_writes_outside_of_transactions_count(client, project):
    transaction = begin(client, project)
    set_n(client, project, "Ledger", 2, transaction)
    set_n(client, project, "Ledger", 3)
    expect_problem(commit(client, transaction), 409, "conflict")
    assert get_n(client, project, "Ledger") == 3


def test_a_relationship_to_what_others_removed(client, project):
    transaction = begin(client, project)
    made = client.post("/relationships", params={"project": project}, headers={JOIN: transaction},
                       json={"type": "references", "source": "Ledger", "target": "a"})
    assert made.status_code == 201, made.text
    remove(client, project, "Ledger")
    problem = expect_problem(commit(client, transaction), 409, "conflict")
    assert problem["errors"][0]["detail"] == "dangling_relationship"


def test_disjoint_changes_go_together(client, project):
    first, second = begin(client, project), begin(client, project)
    node(client, project, "Other", metadata={"n": 1})
    set_n(client, project, "Ledger", 2, first)
    put_in(client, project, second, {"b.py": "from a import a\n\ndef b2():\n    a()\n"})
    put(client, project, {"c.py": "from b import b2\n\ndef c():\n    b2()\n"})
    for transaction in (first, second):
        assert commit(client, transaction).status_code == 200
    assert get_n(client, project, "Ledger") == 2
    expect_files(client, project, {"a.py": BASE["a.py"],
                                   "b.py": "from a import a\n\ndef b2():\n    a()\n",
                                   "c.py": "from b import b2\n\ndef c():\n    b2()\n"})


def test_write_skew_is_possible(client, project):
    """Snapshot isolation, as documented: what was only read is not compared."""
    node(client, project, "Other", metadata={"n": 1})
    first, second = begin(client, project), begin(client, project)
    for transaction in (first, second):
        assert get_n(client, project, "Ledger", transaction) + get_n(client, project, "Other", transaction) == 2
    set_n(client, project, "Ledger", 0, first)
    set_n(client, project, "Other", 0, second)
    assert commit(client, first).status_code == 200 and commit(client, second).status_code == 200
    assert get_n(client, project, "Ledger") + get_n(client, project, "Other") == 0


# ---- ends ----

def test_ended_ones_are_told_apart(client, project):
    ends = {"committed": commit, "rolled_back": rollback}
    for word, end in ends.items():
        transaction = begin(client, project)
        set_n(client, project, "Ledger", 20, transaction)
        assert end(client, transaction).json()["state"] == word
        for reply in (commit(client, transaction), set_n(client, project, "Ledger", 21, transaction),
                      client.get("/nodes", params={"project": project}, headers={JOIN: transaction})):
            detail = expect_problem(reply, 409, "conflict")["detail"]
            assert word.replace("_", " ") in detail, detail
        assert look(client, transaction)["state"] == word
    assert rollback(client, transaction).status_code == 200  # again
    done = begin(client, project)
    set_n(client, project, "Ledger", 22, done)
    generation = commit(client, done).json()["generation"]
    assert str(generation) in expect_problem(commit(client, done), 409, "conflict")["detail"]
    expect_problem(rollback(client, done), 409, "conflict")


def test_its_time_is_over(client, project):
    transaction = begin(client, project, timeout_ms=150)
    set_n(client, project, "Ledger", 2, transaction)
    await_state(client, transaction, "timed_out")
    assert "time was over" in expect_problem(commit(client, transaction), 409, "conflict")["detail"]
    expect_problem(set_n(client, project, "Ledger", 2, transaction), 409, "conflict", JOIN)
    assert get_n(client, project, "Ledger") == 1


def test_bad_requests(client, project):
    transaction = begin(client, project)
    joined = {JOIN: transaction}
    own = {"project": project}
    expect_problem(client.get("/nodes", params={**own, "ref": "main"}, headers=joined), 400, "invalid", "ref")
    body = {"name": "X", "kind": "entity"}
    expect_problem(client.post("/nodes", params={**own, "branch": "main"}, json=body, headers=joined),
                   400, "invalid", "branch")
    expect_problem(client.get("/nodes", params=own, headers={JOIN: "x"}), 400, "invalid", JOIN)
    expect_problem(client.get("/nodes", params=own, headers={JOIN: NOWHERE}), 404, "not_found", JOIN)
    expect_problem(client.post("/nodes", params=own, json=body, headers={JOIN: NOWHERE}), 404, "not_found", JOIN)
    expect_problem(client.get("/nodes", params={"project": "default"}, headers=joined), 409, "conflict", JOIN)
    expect_problem(client.post("/merge", params=own, json={"source": "main"}, headers=joined),
                   400, "invalid", JOIN)
    expect_problem(client.post("/parse", params=own, json={"root": "/"}, headers=joined), 400, "invalid", JOIN)
    for route in (f"/transactions/{NOWHERE}", "/transactions/x"):
        expect_problem(client.get(route), 404, "not_found")
        expect_problem(client.post(route + "/commit"), 404, "not_found")
        expect_problem(client.post(route + "/rollback"), 404, "not_found")
    at = {"params": own}
    expect_problem(client.post("/transactions", **at, json={"branch": "nowhere"}), 404, "not_found", "/branch")
    expect_problem(client.post("/transactions", **at, json={"timeout_ms": 10**7}), 400, "invalid", "/timeout_ms")
    expect_problem(client.post("/transactions", **at, json={"timeout_ms": 0}), 400, "invalid", "/timeout_ms")
    assert client.post("/transactions", **at).status_code == 201
    assert client.post("/branches", **at, json={"name": ":tx/1", "from": "main"}).status_code == 400
    assert all(not item["name"].startswith(":")
               for item in client.get("/branches", **at).json()["items"])


def test_branches_that_cannot_be_committed_to(client, project):
    for name in ("shut", "gone"):
        branch(client, project, name)
    shut, gone = (begin(client, project, branch=name) for name in ("shut", "gone"))
    for transaction in (shut, gone):
        set_n(client, project, "Ledger", 2, transaction)
    at = {"params": {"project": project}}
    assert client.patch("/branches/shut", **at, json={"protected": True}).status_code == 200
    assert client.delete("/branches/gone", **at).status_code == 204
    assert "protected" in expect_problem(commit(client, shut), 409, "conflict")["detail"]
    expect_problem(commit(client, gone), 404, "not_found")
    assert look(client, shut)["state"] == look(client, gone)["state"] == "open"
    expect_problem(client.post("/transactions", **at, json={"branch": "shut"}), 409, "conflict", "/branch")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_restart_in_the_middle(tmp_path, how):
    env = {"CODEGRAPH_TRANSACTIONS_OPEN_MAX": "3", "CODEGRAPH_TRANSACTIONS_TIME_MAX": "10m"}
    daemon = Daemon(tmp_path / "store", env)
    try:
        with httpx.Client(base_url=daemon.url, timeout=60) as client:
            put(client, "p", BASE)
            node(client, "p", "Ledger", metadata={"n": 1})
            going, idle, over = (begin(client, "p", timeout_ms=600000) for _ in range(3))
            full = client.post("/transactions", params={"project": "p"}, json={})
            expect_problem(full, 503, "busy")
            set_n(client, "p", "Ledger", 2, going)
            set_n(client, "p", "Ledger", 9, over)
            put_in(client, "p", going, {"c.py": "def c():\n    pass\n"})
            assert rollback(client, over).status_code == 200
            done = begin(client, "p")
            node_in(client, "p", done, "Done")
            generation = commit(client, done).json()["generation"]
    finally:
        daemon.signal(how)
        daemon.wait()
    daemon = Daemon(tmp_path / "store", env)
    try:
        with httpx.Client(base_url=daemon.url, timeout=60) as client:
            assert [look(client, t)["state"] for t in (going, idle, over, done)] == [
                "open", "open", "rolled_back", "committed"]
            assert look(client, done)["generation"] == generation
            expect_problem(commit(client, done), 409, "conflict")
            assert get_n(client, "p", "Ledger", going) == 2 and get_n(client, "p", "Ledger") == 1
            set_n(client, "p", "Ledger", 3, going)
            assert commit(client, going).json()["state"] == "committed"
            assert get_n(client, "p", "Ledger") == 3 and functions(client, "p") == ["a", "b", "c"]
            assert rollback(client, idle).json()["state"] == "rolled_back"
            check = client.post("/admin/integrity-check")
            assert check.status_code == 200 and check.json()["problems"] == 0, check.text
    finally:
        daemon.stop()


@pytest.mark.parametrize("how, state", [(signal.SIGKILL, "rolled_back"), (signal.SIGTERM, "open")])
def test_a_restart_of_the_machine(tmp_path, how, state):
    """What was written inside may be gone with the power, so it is not gone on with, unless the daemon had time."""
    daemon = Daemon(tmp_path / "store")
    try:
        with httpx.Client(base_url=daemon.url, timeout=60) as client:
            put(client, "p", BASE)
            node(client, "p", "Ledger", metadata={"n": 1})
            transaction = begin(client, "p", timeout_ms=600000)
            set_n(client, "p", "Ledger", 2, transaction)
    finally:
        daemon.signal(how)
        daemon.wait()
    daemon = Daemon(tmp_path / "store", {"CG_FAULT": "transactions.run:1"})
    try:
        with httpx.Client(base_url=daemon.url, timeout=60) as client:
            assert look(client, transaction)["state"] == state
            done = commit(client, transaction)
            assert done.status_code == (200 if state == "open" else 409), done.text
            assert get_n(client, "p", "Ledger") == (2 if state == "open" else 1)
            check = client.post("/admin/integrity-check")
            assert check.status_code == 200 and check.json()["problems"] == 0, check.text
    finally:
        daemon.stop()


def node_in(client, project, transaction, name):
    reply = client.post("/nodes", params={"project": project}, headers={JOIN: transaction},
                        json={"name": name, "kind": "entity"})
    assert reply.status_code == 201, reply.text


# ---- many at once, and what they saw ----

ACCOUNTS = 12


class Actor:
    """Moves amounts between accounts in transactions, and writes down what it saw and did."""

    def __init__(self, url, project, seed, rounds):
        self.client = httpx.Client(base_url=url, timeout=120)
        self.project, self.rounds = project, rounds
        self.random = random.Random(seed)
        self.history = []
        self.entry = None  # what it is in the midst of
        self.error = None
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            for _ in range(self.rounds):
                self.transfer()
        except Exception as error:  # told by the main thread
            self.error = error
        self.client.close()

    def read(self, account, entry):
        reply = self.client.get(f"/nodes/A{account}", params={"project": self.project},
                                headers={JOIN: entry["id"]})
        assert reply.status_code == 200, reply.text
        seen = reply.json()["metadata"]
        entry["reads"].append((account, seen["by"], seen["n"]))
        return seen["n"]

    def write(self, account, value, entry):
        reply = self.client.patch(f"/nodes/A{account}", params={"project": self.project},
                                  headers={**PATCH, JOIN: entry["id"]},
                                  json={"metadata": {"n": value, "by": entry["id"]}})
        assert reply.status_code == 200, reply.text
        entry["writes"][account] = value

    def transfer(self):
        made = self.client.post("/transactions", params={"project": self.project}, json={})
        assert made.status_code == 201, made.text
        self.entry = entry = {"id": made.json()["id"], "begun_at": made.json()["begun_at"], "reads": [],
                              "writes": {}, "generation": None}
        source, target = self.random.sample(range(ACCOUNTS), 2)
        amount = self.random.randint(1, 5)
        held = [self.read(account, entry) for account in (source, target)]
        self.write(source, held[0] - amount, entry)
        assert self.read(target, entry) == held[1]  # repeatable
        self.write(target, held[1] + amount, entry)
        assert self.read(source, entry) == held[0] - amount  # its own
        if self.random.random() < 0.1:
            assert rollback(self.client, entry["id"]).status_code == 200
        else:
            reply = commit(self.client, entry["id"])
            assert reply.status_code in (200, 409), reply.text
            entry["generation"] = reply.json()["generation"] if reply.status_code == 200 else None
        self.history.append(entry)
        self.entry = None


def check_history(history):
    """Snapshot isolation: each read is of the last commit before the transaction began, and of two
    transactions that overlap and write the same account only one has committed."""
    committed = sorted((e for e in history if e["generation"]), key=lambda e: e["generation"])
    by_id = {e["id"]: e for e in committed}
    writers = {account: [] for account in range(ACCOUNTS)}  # (generation, id), in order
    for entry in committed:
        for account in entry["writes"]:
            writers[account].append((entry["generation"], entry["id"]))

    def visible(account, generation):
        seen = [by for at, by in writers[account] if at <= generation]
        return seen[-1] if seen else "start"

    for entry in history:
        first = {}
        for account, by, value in entry["reads"]:
            if by == entry["id"]:
                continue
            assert by == "start" or by in by_id, "dirty read"
            assert by == visible(account, entry["begun_at"]), "not of the state that it began at"
            assert first.setdefault(account, (by, value)) == (by, value), "non-repeatable read"
    for entry in committed:
        for account in entry["writes"]:
            between = [by for at, by in writers[account]
                       if entry["begun_at"] < at < entry["generation"]]
            assert not between, "lost update"
    return committed


def open_accounts(client, project):
    for account in range(ACCOUNTS):
        node(client, project, f"A{account}", metadata={"n": 100, "by": "start"})


def check_balances(client, project, committed):
    """Nothing was made or lost, and each account is as the last transaction left it."""
    balances = [get_n(client, project, f"A{account}") for account in range(ACCOUNTS)]
    assert sum(balances) == 100 * ACCOUNTS
    last = {}
    for entry in committed:
        last.update(entry["writes"])
    assert all(balances[account] == value for account, value in last.items())


def test_hundreds_of_clients(client, daemon):
    project = f"transactions-{next(_names)}"
    open_accounts(client, project)
    actors = [Actor(daemon.url, project, seed, 3) for seed in range(200)]
    for actor in actors:
        actor.thread.start()
    for actor in actors:
        actor.thread.join()
    errors = [actor.error for actor in actors if actor.error]
    assert not errors, errors[0]
    history = [entry for actor in actors for entry in actor.history]
    committed = check_history(history)
    assert len(history) == 600 and len(committed) > 10
    check_balances(client, project, committed)
    assert client.get("/transactions", params={"project": project}).json()["items"] == []


def test_the_checker_finds_what_it_looks_for():
    def entry(name, begun, generation, reads, writes):
        return {"id": name, "begun_at": begun, "generation": generation,
                "reads": [(account, by, 0) for account, by in reads],
                "writes": {account: 0 for account in writes}}

    good = [entry("a", 1, 2, [(0, "start")], [0]), entry("b", 2, 3, [(0, "a")], [0])]
    check_history(good)
    bad = {"lost update": [good[0], entry("b", 1, 3, [(0, "start")], [0])],
           "dirty read": [good[0], entry("b", 2, 3, [(0, "nobody")], [1])],
           "not of the state": [good[0], entry("b", 1, 3, [(0, "a")], [1])]}
    for what, history in bad.items():
        with pytest.raises(AssertionError, match=what):
            check_history(history)
    twice = entry("b", 1, 3, [(0, "start"), (0, "start")], [1])
    twice["reads"][1] = (0, "start", 5)
    with pytest.raises(AssertionError, match="non-repeatable"):
        check_history([good[0], twice])
