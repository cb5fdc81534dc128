# SPDX-License-Identifier: Apache-2.0
"""Tasks: progress, events, cancelling."""

import json
import signal
import uuid

import pytest

from conftest import connect


@pytest.fixture(scope="module")
def large_tree(tmp_path_factory):
    """Large enough that its indexing can be watched."""
    root = tmp_path_factory.mktemp("large")
    for d in range(40):
        (root / f"d{d}").mkdir()
        for i in range(50):
            lines = [f"def f{n}_{i}():\n    return f{n - 1}_{i}()\n\n" for n in range(1, 60)]
            (root / f"d{d}" / f"m{i}.py").write_text("".join(lines) + f"X{d} = {i}\n")
    return root


def start(client, project, root):
    reply = client.post("/parse", params={"project": project}, json={"root": str(root)},
                        headers={"Prefer": "respond-async"})
    assert reply.status_code == 202, reply.text
    assert reply.headers["location"] == "/tasks/" + reply.json()["id"]
    return reply.json()["id"]


def events(client, task, headers=None):
    with client.stream("GET", f"/tasks/{task}/events", headers=headers) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "text/event-stream"
        event = {}
        for line in reply.iter_lines():
            if line == "":
                if "data" in event:
                    yield event
                event = {}
            elif not line.startswith(":"):
                key, value = line.split(": ", 1)
                event[key] = value


def test_events_until_the_end(client, project, large_tree, hit):
    task = start(client, project, large_tree)
    seen = list(events(client, task))
    hit("streamTaskEvents")
    assert [e["event"] for e in seen[:-1]] == ["task.progress"] * (len(seen) - 1)
    assert seen[-1]["event"] == "task.finished"
    ids = [int(e["id"]) for e in seen]
    assert ids == sorted(set(ids))
    last = json.loads(seen[-1]["data"])
    assert last["status"] == "succeeded"
    assert last["progress"]["files_done"] == last["progress"]["files_total"] == 2000
    assert last["report"]["totals"]["files_parsed"] + last["report"]["totals"]["files_cached"] == \
        2000
    again = list(events(client, task, {"Last-Event-ID": str(ids[-1])}))
    assert [e["event"] for e in again] == ["task.finished"]


def test_events_as_lines(client, project, tmp_path):
    (tmp_path / "a.py").write_text("def a(): pass\n")
    task = start(client, project, tmp_path)
    with client.stream("GET", f"/tasks/{task}/events",
                       headers={"Accept": "application/x-ndjson"}) as reply:
        assert reply.headers["content-type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in reply.iter_lines() if line]
    assert lines[-1]["type"] == "summary" and lines[-1]["task"]["status"] == "succeeded"


def test_cancel(client, project, large_tree):
    task = start(client, project, large_tree)
    reply = client.delete(f"/tasks/{task}")
    assert reply.status_code == 200
    done = client.get(f"/tasks/{task}", headers={"Prefer": "wait=30"}).json()
    assert done["status"] == "canceled"
    assert client.get("/nodes", params={"project": project}).json()["items"] == []
    assert client.delete(f"/tasks/{task}").status_code == 409


def test_list_has_newest_first(client, project, tmp_path):
    ids = [start(client, project, tmp_path) for _ in range(3)]
    listed = [t["id"] for t in client.get("/tasks", params={"limit": 3}).json()["items"]]
    assert listed == ids[::-1]


def test_list_by_project_and_state(client, project, tmp_path):
    (tmp_path / "a.py").write_text("def a(): pass\n")
    ids = [start(client, project, tmp_path) for _ in range(3)]
    for task in ids:
        client.get(f"/tasks/{task}", headers={"Prefer": "wait=30"})
    query = {"project": project, "status": "succeeded,failed", "limit": 2}
    page = client.get("/tasks", params=query).json()
    assert [t["id"] for t in page["items"]] == ids[:0:-1]
    page = client.get("/tasks", params={**query, "cursor": page["next_cursor"]}).json()
    assert [t["id"] for t in page["items"]] == ids[:1] and page["next_cursor"] is None
    assert client.get("/tasks", params={**query, "status": "canceled"}).json()["items"] == []
    assert client.get("/tasks", params={**query, "cursor": "x"}).status_code == 400


def test_outcomes_survive_kill_9(start_daemon, tmp_path):
    root = tmp_path / "tree"
    root.mkdir()
    (root / "a.py").write_text("def a(): pass\n")
    daemon = start_daemon()
    with connect(daemon) as client:
        task = start(client, "p", root)
        before = client.get(f"/tasks/{task}", headers={"Prefer": "wait=30"}).json()
        waiting = [start(client, "p", root) for _ in range(5)]
    daemon.signal(signal.SIGKILL)
    daemon.wait()
    with connect(start_daemon()) as client:
        after = client.get(f"/tasks/{task}").json()
        del before["revision"], after["revision"] # counts anew in each process
        assert after == before
        for task in waiting:
            done = client.get(f"/tasks/{task}", headers={"Prefer": "wait=30"}).json()
            assert done["status"] == "succeeded"


def test_priority(client, project, tmp_path):
    reply = client.post("/parse", params={"project": project},
                        json={"root": str(tmp_path), "priority": "high"},
                        headers={"Prefer": "respond-async"})
    assert reply.json()["priority"] == "high"
    reply = client.post("/parse", json={"root": str(tmp_path), "priority": "urgent"})
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "/priority"


@pytest.mark.parametrize("task", [str(uuid.UUID(int=7)), "x", "../../etc"])
def test_unknown_task(client, task):
    task = task.replace("/", "%2F")
    assert client.get(f"/tasks/{task}").status_code == 404
    assert client.delete(f"/tasks/{task}").status_code == 404
    assert client.get(f"/tasks/{task}/events").status_code == 404


def test_failed_task_says_why(client, project, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    (gone / "a.py").write_text("def a(): pass\n")
    task = start(client, project, gone)
    done = client.get(f"/tasks/{task}", headers={"Prefer": "wait=30"}).json()
    assert done["status"] in ("succeeded", "failed")
    assert (done["error"] is None) == (done["status"] == "succeeded")


def test_unreadable_files_are_reported(client, project, tmp_path):
    (tmp_path / "good.py").write_text("def good(): pass\n")
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "big.py").write_text("x = 1\n" * 1_000_000)
    task = start(client, project, tmp_path)
    report = client.get(f"/tasks/{task}", headers={"Prefer": "wait=30"}).json()["report"]
    assert {f["path"]: f["status"] for f in report["files"]}["big.py"] == "skipped"
    assert report["languages"] == {"python": 1} or report["totals"]["files_parsed"] == 1
