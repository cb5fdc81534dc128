# SPDX-License-Identifier: Apache-2.0
"""codegraph watch: the graph follows a work tree, its branches, and what is not committed."""

import queue
import subprocess
import threading

import pytest

from daemon import environment, program
from test_git_history import body, commit, git

SECONDS = 60


class Watch:
    """A running `codegraph watch`; its lines as they come."""

    def __init__(self, daemon, project, root, store, *options):
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            [program("codegraph"), "--server", daemon.url, "--project", project, "watch", str(root),
             *options], env=environment(store), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put(None)

    def next(self):
        line = self.lines.get(timeout=SECONDS)
        assert line is not None, self.process.stderr.read()
        return line

    def stop(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def watch(daemon, project, tmp_path):
    started = []

    def start(root, *options):
        started.append(Watch(daemon, project, root, tmp_path / "none", *options))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "tree"
    root.mkdir()
    git(root, "init", "-qb", "main")
    commit(root, {"a.py": body(0), ".gitignore": "out/\n"}, "zero")
    return root


def functions(client, project, ref):
    reply = client.get("/nodes", params={"project": project, "ref": ref, "kind": "function"})
    assert reply.status_code == 200, reply.text
    return sorted(node["name"] for node in reply.json()["items"])


def head(client, project, branch):
    return client.get("/branches/" + branch, params={"project": project}).json()["head"]


@pytest.mark.parametrize("options", [(), ("--poll", "1")])
def test_edits_commits_and_branches(client, project, watch, tree, options):
    running = watch(tree, "--name", "here", *options)
    overlay = "worktree%2Fhere"
    assert running.next().startswith("worktree/here: 0 added")
    assert functions(client, project, "worktree/here") == ["f", "g0"]
    assert head(client, project, "main")["git_commit"] == git(tree, "rev-parse", "HEAD")

    (tree / "a.py").write_text(body(1))  # not committed
    assert "1 changed" in running.next()
    assert functions(client, project, "worktree/here") == ["f", "g1"]
    assert functions(client, project, "main") == ["f", "g0"]
    assert head(client, project, overlay)["git_commit"] is None

    tip = commit(tree, {}, "one")  # what was written before
    while not running.next().startswith("worktree/here: 0 added, 0 changed"):
        pass
    assert head(client, project, "main")["git_commit"] == tip
    assert head(client, project, overlay)["git_commit"] == tip

    git(tree, "checkout", "-qb", "topic")
    (tree / "lib").mkdir()
    (tree / "lib/b.py").write_text("def h(): pass\n")  # in a directory that is new
    while functions(client, project, "worktree/here") != ["f", "g1", "h"]:
        running.next()
    (tree / "lib/c.py").write_text("def i(): pass\n")
    while functions(client, project, "worktree/here") != ["f", "g1", "h", "i"]:
        running.next()
    assert head(client, project, "topic")["git_commit"] == tip


def test_a_repository_without_commits(client, project, watch, tmp_path):
    root = tmp_path / "new"
    root.mkdir()
    git(root, "init", "-qb", "main")
    running = watch(root, "--name", "new")
    tip = commit(root, {"a.py": body(0)}, "first")
    assert running.next().startswith("worktree/new:")
    assert head(client, project, "main")["git_commit"] == tip


def test_a_directory_without_git(client, project, watch, tmp_path):
    root = tmp_path / "plain"
    root.mkdir()
    (root / "a.py").write_text(body(0))
    running = watch(root)
    assert running.next().startswith("main: 1 added")
    (root / "a.py").unlink()
    assert "1 removed" in running.next()
    assert functions(client, project, "main") == []


def test_two_work_trees_share_what_is_parsed(client, project, watch, tree, tmp_path):
    git(tree, "worktree", "add", "-q", "-b", "topic", str(tmp_path / "second"))
    assert watch(tree).next().startswith("worktree/tree:")
    second = watch(tmp_path / "second")
    assert second.next().startswith("worktree/second:")
    task = client.get("/tasks", params={"project": project, "limit": 1}).json()["items"][0]
    assert task["report"]["totals"]["files_parsed"] == 0
    assert functions(client, project, "worktree/second") == ["f", "g0"]
    commit(tmp_path / "second", {"b.py": "def h(): pass\n"}, "more")
    while functions(client, project, "worktree/second") != ["f", "g0", "h"]:
        second.next()
    assert functions(client, project, "worktree/tree") == ["f", "g0"]
    assert functions(client, project, "topic") == ["f", "g0", "h"]


def test_what_is_refused(client, project, watch, tree, tmp_path):
    client.post("/parse", params={"project": project},
                json={"files": [{"path": "own.py", "content": "x = 1\n"}]})
    refused = watch(tree)
    assert refused.process.wait(SECONDS) == 4
    assert "did not come from a Git repository" in refused.process.stderr.read()
    assert watch(tmp_path / "none").process.wait(SECONDS) == 1
    assert watch(tree, "--poll", "0").process.wait(SECONDS) == 2
