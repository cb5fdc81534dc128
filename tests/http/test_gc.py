# SPDX-License-Identifier: Apache-2.0
"""Collecting generations that nobody needs: what is kept reads as ever, what is not is told so."""

import itertools
import subprocess
import threading

import pytest

from conftest import connect
from daemon import Daemon, program
from test_versions import branch, expect_problem, log, names, put

_names = itertools.count(1)


# A store of their own: each asks for the integrity of all of it, and what other tests left would cost most of the time.
@pytest.fixture(scope="module")
def client(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("gc") / "db")
    with connect(daemon) as client:
        yield client
    daemon.stop()


@pytest.fixture
def project():
    return f"gc-{next(_names)}"


def collect(client, project, status=200, **members):
    reply = client.post("/admin/gc", params={"project": project}, headers={"Prefer": "wait=60"},
                        json={"young_ms": 0, **members})
    assert reply.status_code == status, reply.text
    return reply.json()


def source(n):
    return {"a.py": f"def f{n}():\n    return shared()\n\ndef shared():\n    return {n}\n",
            f"b{n}.py": f"def word{n}():\n    pass\n"}


def sound(client):
    report = client.post("/admin/integrity-check").json()
    assert report["problems"] == 0, report["details"]


def test_a_dropped_branch_goes_and_nothing_else(client, project):
    put(client, project, source(1), message="one")
    branch(client, project, "topic")
    lost = put(client, project, source(2), branch="topic", message="two")["version"]
    put(client, project, source(3), message="three")
    assert collect(client, project)["generations_collected"] == 0
    assert client.delete("/branches/topic", params={"project": project}).status_code == 204
    digest = client.get(f"/projects/{project}").json()["digest"]
    would = collect(client, project, dry_run=True)
    assert would["dry_run"] and would["generations_collected"] == would["versions_collected"] == 1
    assert "word2" in names(client, project, lost)
    done = collect(client, project)
    for kind, counts in would["kinds"].items():
        assert done["kinds"][kind] == counts, kind
    for kind in ("nodes", "relationships", "files", "indexes", "postings", "units", "sources",
                 "changes", "records"):
        assert done["kinds"][kind]["rows"] > 0, kind
    assert done["bytes"] > 0 and done["generations"] == 3
    expect_problem(client.get("/nodes", params={"project": project, "ref": lost}), 410, "collected")
    expect_problem(client.get(f"/versions/{lost}", params={"project": project}), 410, "collected")
    assert client.get(f"/projects/{project}").json()["digest"] == digest
    assert "f1" in names(client, project, "main~1") and "f3" in names(client, project)
    assert [v["message"] for v in log(client, project)["items"]] == ["three", "one"]
    assert collect(client, project)["rows"] == 0
    sound(client)


def test_rules_collapse_what_is_between(client, project):
    for n in range(6):
        put(client, project, source(n), message=f"v{n}")
    versions = {v["message"]: v["id"] for v in log(client, project)["items"]}
    made = client.post("/tags", params={"project": project}, json={"name": "t", "ref": versions["v1"]})
    assert made.status_code == 201
    before = {name: names(client, project, versions[name]) for name in versions}
    done = collect(client, project, keep={"last": 2})
    gone = done["versions_collected"]
    for _ in range(100):  # one that was read right before may be held until its reader is done
        if gone == 3:
            break
        gone += collect(client, project, keep={"last": 2})["versions_collected"]
    assert done["versions"] == 6 and gone == 3
    for name in ("v1", "v4", "v5"):
        assert names(client, project, versions[name]) == before[name]
    for ref in (versions["v0"], versions["v3"], "main~3", f"{versions['v2'][:13]}"):
        expect_problem(client.get("/nodes", params={"project": project, "ref": ref}), 410, "collected")
    shown = {v["message"]: v["collected"] for v in log(client, project)["items"]}
    assert shown == {f"v{n}": n in (0, 2, 3) for n in range(6)}
    for request in (("POST", "/branches", {"name": "b", "from": versions["v0"]}),
                    ("POST", "/tags", {"name": "b", "ref": versions["v0"]})):
        reply = client.request(*request[:2], params={"project": project}, json=request[2])
        expect_problem(reply, 410, "collected")
    compared = client.get(f"/versions/{versions['v1']}/compare/main", params={"project": project})
    assert compared.status_code == 200
    expect_problem(client.get(f"/versions/{versions['v0']}/compare/main", params={"project": project}),
                   410, "collected")
    sound(client)


def test_contents_that_others_are_based_on_stay(client, project):
    def text(n):
        body = "".join(f"def f{i}():\n    return {i * 7919 % 9973}\n\n" for i in range(200))
        return body + f"def last():\n    return {n}\n"

    for n in range(40):  # each is stored as what differs from the one before
        put(client, project, {"a.py": text(n)})
    done = collect(client, project, keep={"generations": 1})
    assert 0 < done["kinds"]["sources"]["rows"] < 39
    shown = client.get("/nodes/last", params={"project": project, "fields": "content"}).json()
    assert "return 39" in shown["content"]
    sound(client)
    put(client, project, {"a.py": text(3)})  # one that went, or stayed, comes back
    assert collect(client, project, keep={"generations": 1})["generations_collected"] == 1
    sound(client)


def test_history_says_what_it_cannot_know(client, project):
    put(client, project, {"a.py": "def f():\n    return 1\n"}, message="one")
    for n in range(2, 5):
        put(client, project, {"a.py": f"def f():\n    return {n}\n"}, message=f"v{n}")
    collect(client, project, keep={"last": 2})
    history = client.get("/nodes/f/history", params={"project": project}).json()
    assert [e["change"] for e in history["items"]] == ["changed", "added"]
    assert [e["collected"] for e in history["items"]] == [False, True]
    assert history["items"][0]["aspects"] == ["body"] and history["introduced"]["collected"]
    by_path = log(client, project, path="a.py")["items"]
    assert [v["message"] for v in by_path] == ["v4", "v3"]
    edges = client.get("/relationships", params={"project": project, "type": "contains"}).json()["items"]
    blame = client.get(f"/relationships/{edges[0]['id']}/blame", params={"project": project})
    assert blame.status_code == 200 and blame.json()["introduced"]["collected"]


def test_merges_and_transactions_stay_whole(client, project):
    put(client, project, {"a.py": "def f():\n    return 1\n"}, message="base")
    put(client, project, {"c.py": "def c():\n    pass\n"})
    branch(client, project, "topic")
    put(client, project, {"a.py": "def f():\n    return 2\n"}, branch="topic")
    put(client, project, {"a.py": "def f():\n    return 3\n"})
    waiting = client.post("/merge", params={"project": project}, json={"source": "topic"})
    assert waiting.status_code == 201, waiting.text
    merge = waiting.json()["id"]
    begun = client.post("/transactions", params={"project": project}).json()["id"]
    inside = {"Codegraph-Transaction": begun}
    client.post("/parse", params={"project": project}, headers=inside, json={
        "files": [{"path": "tx.py", "content": "def in_tx():\n    pass\n"}]}).raise_for_status()
    assert client.delete("/branches/topic", params={"project": project}).status_code == 204
    put(client, project, {"d.py": "def d():\n    pass\n"})
    put(client, project, {"d.py": "def e():\n    pass\n"})
    collect(client, project, keep={"generations": 1})
    seen = client.get("/nodes", params={"project": project, "kind": "function"}, headers=inside).json()
    assert "in_tx" in [n["name"] for n in seen["items"]]
    assert client.post(f"/transactions/{begun}/commit").status_code == 200
    assert "in_tx" in names(client, project) and "e" in names(client, project)
    for status in (409, 200):  # the branch has moved: first the conflicts with what it is now
        resolved = client.post(f"/merge/{merge}/resolve", params={"project": project},
                               json={"strategy": "theirs"})
        assert resolved.status_code == status, resolved.text
    sound(client)
    done = collect(client, project, keep={"generations": 1})
    assert done["generations_collected"] > 0
    sound(client)


def test_a_cursor_of_what_was_collected_says_so(client, project):
    put(client, project, source(1))
    page = client.get("/nodes", params={"project": project, "limit": 1}).json()
    put(client, project, source(2))
    kept = client.post("/admin/gc", params={"project": project}, headers={"Prefer": "wait=60"},
                       json={"keep": {"generations": 1}})
    assert kept.json()["generations_collected"] == 0  # it is young
    following = {"project": project, "limit": 1, "cursor": page["next_cursor"]}
    assert client.get("/nodes", params=following).status_code == 200
    collect(client, project, keep={"generations": 1})
    expect_problem(client.get("/nodes", params=following), 400, "invalid", "cursor")


def test_events_of_what_was_collected_are_a_gap(client, project):
    put(client, project, source(1))
    for n in range(2, 5):
        put(client, project, source(n))
    collect(client, project, keep={"generations": 1})
    last = put(client, project, source(5))["generation"]
    with client.stream("GET", "/stream/events", params={"project": project, "after": "1"},
                       headers={"Accept": "application/x-ndjson"}) as reply:
        first = next(line for line in reply.iter_lines() if '"checkpoint"' not in line)
    assert '"gap"' in first and f'"generation":{last}' in first, first


def test_bad_requests(client, project):
    missing = client.post("/admin/gc", params={"project": "nowhere"}, json={})
    expect_problem(missing, 404, "not_found")
    put(client, project, source(1))
    for body, pointer in (({"keep": {"all": True, "last": 1}}, "/keep/all"),
                          ({"keep": {}}, "/keep"), ({"keep": {"last": 0}}, "/keep/last"),
                          ({"keep": {"tagged": True}}, "/keep/tagged"), ({"keep": 1}, "/keep"),
                          ({"young_ms": -1}, "/young_ms"), ({"dry": True}, "/dry")):
        expect_problem(client.post("/admin/gc", params={"project": project}, json=body), 400, "invalid",
                       pointer)


def test_two_at_once(start_daemon):
    daemon = start_daemon({"CG_FAULT": "service.task.busy:1"})  # the first waits to be tried again
    with connect(daemon) as client:
        put(client, "default", source(1))
        first = client.post("/admin/gc", headers={"Prefer": "wait=0"}, json={}).json()
        assert first["kind"] == "collect" and first["report"] is None
        second = client.post("/admin/gc", json={})
        expect_problem(second, 409, "conflict")
        assert first["id"] in second.json()["detail"]
        assert client.delete(f"/tasks/{first['id']}").status_code == 200
        assert client.get(f"/tasks/{first['id']}").json()["status"] == "canceled"
        done = client.post("/admin/gc", headers={"Prefer": "wait=60"}, json={})
        assert done.status_code == 200
        tasks = client.get("/tasks").json()["items"]
        assert tasks[0]["report"] == done.json()
    daemon.stop()
    with connect(start_daemon()) as client:  # what was told stays true
        again = client.get(f"/tasks/{tasks[0]['id']}").json()
        assert again["report"] == done.json() and again["kind"] == "collect"


def test_options_and_the_command_line(start_daemon):
    daemon = start_daemon({"CODEGRAPH_RETENTION_LAST": "2", "CODEGRAPH_RETENTION_YOUNG": "0"})

    def run(*args):
        done = subprocess.run([program("codegraph"), "--server", daemon.url, "gc", *args],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    with connect(daemon) as client:
        for n in range(5):
            put(client, "default", source(n), message=f"v{n}")
        code, out, err = run("--dry-run")
        assert code == 0 and "3 of 5 generations would go" in out, err
        code, out, _ = run("--keep-all")
        assert code == 0 and "0 of 5 generations collected" in out
        assert run("--keep-last", "none")[0] == 2 and run("extra")[0] == 2
        code, _, err = run("--keep-all", "--keep-days", "1")
        assert code == 1 and "contradicts" in err
        code, out, _ = run("--keep-last=1")
        assert code == 0 and "4 of 5 generations collected" in out and "nodes" in out
        assert "codegraph_collected_generations_total 4" in client.get("/metrics").text


def collections(client):
    return [t for t in client.get("/tasks").json()["items"] if t["kind"] == "collect"]


def test_projects_are_collected_by_themselves(start_daemon):
    often = {"CODEGRAPH_RETENTION_EVERY": "300ms", "CODEGRAPH_RETENTION_YOUNG": "0"}
    daemon = start_daemon({"CODEGRAPH_RETENTION_EVERY": "87600h", "CODEGRAPH_RETENTION_YOUNG": "0"})
    with connect(daemon) as client:
        for project in ("a", "b"):
            put(client, project, source(1), message="one")
            branch(client, project, "topic")
            put(client, project, source(2), branch="topic")
            assert client.delete("/branches/topic", params={"project": project}).status_code == 204
        assert client.get("/tasks").json()["items"] == []
    daemon.stop()
    daemon = start_daemon(often)
    with connect(daemon) as client:
        firsts = {}
        while len(firsts) < 2:
            daemon.await_event("task.finished")
            firsts = {t["project"]: t for t in collections(client) if t["status"] == "succeeded"}
        assert sorted(firsts) == ["a", "b"]  # newest come first: what remains is each one's first
        for first in firsts.values():
            assert first["priority"] == "low" and first["report"]["generations_collected"] == 1
        sound(client)
    daemon.signal(9)
    daemon.wait()
    daemon = start_daemon({"CODEGRAPH_RETENTION_EVERY": "1h", "CODEGRAPH_RETENTION_YOUNG": "0"})
    with connect(daemon) as client:  # it is known when they were collected last
        known = len(collections(client))
        put(client, "a", source(3))
        assert len(collections(client)) == known


def test_a_mutation_is_answered_though_its_state_is_collected(client, project):
    """Others supersede what was written before it is read for the answer, and nothing is young."""
    put(client, project, source(0))
    over = threading.Event()
    answers = []

    def mutate(name):
        for n in range(60):
            query = f'mutation {{ createNode(input: {{name: "{name}{n}"}}) {{ name manual }} }}'
            answers.append(client.post("/graphql", params={"project": project},
                                       json={"query": query}).json())

    def clean():
        while not over.is_set():
            client.post("/admin/gc", params={"project": project}, headers={"Prefer": "wait=60"},
                        json={"young_ms": 0, "keep": {"generations": 1}})

    cleaner = threading.Thread(target=clean)
    writers = [threading.Thread(target=mutate, args=(name,)) for name in "abcd"]
    for thread in (cleaner, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    cleaner.join()
    assert [a for a in answers if "errors" in a] == []
    assert len(answers) == 240
    sound(client)
