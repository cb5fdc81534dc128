# SPDX-License-Identifier: Apache-2.0
"""Importing the history of a Git repository: versions, branches and tags, progress, and what is refused."""

import os
import signal
import subprocess

import httpx
import pytest

from conftest import connect, post_files
from daemon import environment, program

ENV = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
       "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
       "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}


def git(root, *arguments):
    env = {"PATH": os.environ["PATH"], "HOME": str(root), **ENV}
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, env=env,
                          capture_output=True, text=True)
    return done.stdout.strip()


def commit(root, files, message):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            (root / path).unlink()
        else:
            (root / path).write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def body(number):
    return f"def f():\n    return {number}\n\n\ndef g{number}():\n    return f()\n"


@pytest.fixture
def repository(tmp_path):
    """Commits 0 to 5 on main, of which 4 merges the branch topic, made from 1; a tag on 2."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-qb", "main")
    commits = [commit(root, {"a.py": body(0), "lib/b.py": "from a import f\nf()\n"}, "zero"),
               commit(root, {"a.py": body(1)}, "one")]
    git(root, "checkout", "-qb", "topic")
    topic = commit(root, {"c.py": body(9)}, "aside")
    git(root, "checkout", "-q", "main")
    commits.append(commit(root, {"a.py": None, "core/a.py": body(1)}, "two"))
    git(root, "tag", "-am", "the second", "v2")
    commits.append(commit(root, {}, "three: empty"))
    git(root, "merge", "-q", "--no-ff", "-m", "four", "topic")
    commits.append(git(root, "rev-parse", "HEAD"))
    commits.append(commit(root, {"lib/b.py": "from core.a import f\nf()\n"}, "five"))
    return root, commits, topic


def parse(client, project, root, wait=50, options=None, **members):
    return client.post("/parse", params={"project": project},
                       json={"git": {"path": str(root), **members}, **(options or {})},
                       headers={"Prefer": f"wait={wait}" if wait else "respond-async"})


def imported(client, project, root, **members):
    reply = parse(client, project, root, **members)
    assert reply.status_code == 200, reply.text
    return reply.json()


def version(client, project, ref):
    reply = client.get(f"/versions/{ref}", params={"project": project})
    assert reply.status_code == 200, reply.text
    return reply.json()


def clean_digest(start_daemon, tmp_path, project, root, rev):
    """Of an index of nothing but the revision."""
    daemon = start_daemon(store=tmp_path / f"clean-{rev}")
    with connect(daemon) as other:
        imported(other, project, root, rev=rev)
        return other.get(f"/projects/{project}").json()["digest"]


def problem(reply, status_code, text, pointer=None):
    assert reply.status_code == status_code, reply.text
    assert text in reply.json()["detail"], reply.text
    if pointer:
        assert reply.json()["errors"][0]["pointer"] == pointer


def test_commits_become_versions(client, project, repository, start_daemon, tmp_path):
    root, commits, topic = repository
    report = imported(client, project, root, rev="main", history=True)
    assert report["history"] == {"commits": 7, "imported": 7, "branches": 1, "tags": 1}
    assert report["files"] == [] and report["changed"]
    by_git = {each: version(client, project, each) for each in [*commits, topic]}
    head = version(client, project, "main")
    assert head["id"] == report["version"] and head["git_commit"] == commits[5]
    assert head["author"] == "Ada <ada@example.org>" and head["message"] == "five\n"
    assert head["git_time"] == "2023-11-14T22:13:20.000Z"
    assert by_git[commits[0]]["parents"] == []
    assert by_git[commits[4]]["parents"] == [by_git[commits[3]]["id"], by_git[topic]["id"]]
    assert version(client, project, "v2")["git_commit"] == commits[2]
    assert version(client, project, commits[1][:9])["message"] == "one\n"
    log = client.get("/versions", params={"project": project}).json()["items"]
    logged = [each["git_commit"] for each in log]  # what was merged too
    assert len(logged) == 7 and [each for each in logged if each != topic] == commits[::-1]
    at = client.get("/nodes", params={"project": project, "kind": "file", "ref": commits[1]}).json()
    assert sorted(node["file_path"] for node in at["items"]) == ["a.py", "lib/b.py"]
    for each in (commits[1], commits[2], commits[4], topic):
        wanted = clean_digest(start_daemon, tmp_path, project, root, each)
        assert by_git[each]["digest"] == wanted, each
    again = imported(client, project, root, rev="main", history=True)
    assert again["history"] == {"commits": 7, "imported": 0, "branches": 0, "tags": 0}
    assert not again["changed"] and again["generation"] == report["generation"]


def test_all_branches(client, project, repository):
    root, commits, topic = repository
    git(root, "branch", "feature/x", commits[1])
    report = imported(client, project, root, all_branches=True)
    assert report["history"] == {"commits": 7, "imported": 7, "branches": 3, "tags": 1}
    branches = client.get("/branches", params={"project": project}).json()["items"]
    assert {each["name"]: each["head"]["git_commit"] for each in branches} == {
        "main": commits[5], "topic": topic, "feature/x": commits[1]}
    git(root, "checkout", "-q", "topic")
    tip = commit(root, {"c.py": body(10)}, "more")
    report = imported(client, project, root, all_branches=True)
    assert report["history"]["imported"] == 1 and report["history"]["branches"] == 1
    assert version(client, project, "topic")["git_commit"] == tip
    task = client.get("/tasks", params={"project": project, "limit": 1}).json()["items"][0]
    assert task["kind"] == "import_git" and task["rev"] is None
    assert task["progress"]["commits_done"] == task["progress"]["commits_total"] == 8


def test_a_range_and_a_branch_of_its_own(client, project, repository):
    root, commits, _ = repository
    reply = parse(client, project, root, range=f"{commits[2]}..main", options={"branch": "new"})
    assert reply.status_code == 200, reply.text
    assert reply.json()["history"]["commits"] == 4
    assert version(client, project, "new")["git_commit"] == commits[5]
    assert client.get("/branches/main", params={"project": project}).json()["head"] is None


def test_blame_names_the_commit(client, project, repository):
    root, commits, _ = repository
    imported(client, project, root, history=True)
    node = client.get("/nodes", params={"project": project, "path": "core/a.py", "name": "f"}).json()
    reply = client.get(f"/nodes/{node['items'][0]['id']}/history", params={"project": project})
    introduced = reply.json()["items"][-1]["version"]
    assert introduced["git_commit"] == commits[2]


def test_what_is_refused(client, project, repository, tmp_path, start_daemon):
    root, commits, _ = repository
    problem(parse(client, project, root, rev="v9", history=True), 404, 'no revision "v9"')
    problem(parse(client, project, root, range="main"), 400, "two dots", "/git/range")
    problem(parse(client, project, root, range="a..b", rev="main"), 400, "either", "/git")
    problem(parse(client, project, root, all_branches=True, history=True), 400, "either", "/git")
    problem(parse(client, project, root, history="yes"), 400, "", "/git/history")
    for name, value in {"message": "m", "author": "a", "include": ["*"], "exclude": ["*"],
                        "dry_run": True, "mode": "patch"}.items():
        problem(parse(client, project, root, history=True, options={name: value}), 400,
                f'"{name}" does not go with', f"/{name}")
    post_files(client, project, {"own.py": "x = 1\n"})
    before = client.get(f"/projects/{project}").json()
    problem(parse(client, project, root, history=True), 409, "did not come from a Git repository")
    assert client.get(f"/projects/{project}").json() == before
    problem(parse(client, project, root, history=True, options={"branch": "a..b"}), 400, "")
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "-q")
    problem(parse(client, project, empty, history=True), 404, "no commits yet")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root}", "shallow")
    problem(parse(client, project, tmp_path / "shallow", history=True), 400, "shallow clone")
    (root / ".git/objects" / commits[0][:2] / commits[0][2:]).unlink()
    problem(parse(client, project, root, history=True), 400, "missing in the repository or damaged")
    daemon = start_daemon(env={"CODEGRAPH_PARSE_COMMITS_MAX": "3"})
    with httpx.Client(base_url=daemon.url) as other:
        problem(parse(other, project, tmp_path / "shallow", history=True), 400, "shallow clone")


def test_too_many_commits(repository, start_daemon):
    root, _, _ = repository
    daemon = start_daemon(env={"CODEGRAPH_PARSE_COMMITS_MAX": "6"})
    with connect(daemon) as client:
        problem(parse(client, "p", root, history=True), 413, "more than 6 commits")
        assert client.get("/branches/main", params={"project": "p"}).json()["head"] is None


def test_sha256_repositories(client, project, tmp_path):
    git(tmp_path, "init", "-q", "--object-format=sha256", "sha256")
    root = tmp_path / "sha256"
    commit(root, {"a.py": "x = 1\n"}, "m")
    problem(parse(client, project, root, history=True), 400, "SHA-256, which is not supported")
    problem(parse(client, project, root), 400, "SHA-256, which is not supported")


def versions_of(client, commits):
    """What is known of each commit but what differs from store to store."""
    rows = {}
    for each in commits:
        row = version(client, "p", each)
        parents = [version(client, "p", parent)["git_commit"] for parent in row["parents"]]
        rows[each] = (row["message"], row["author"], row["digest"], parents)
    return rows


@pytest.mark.parametrize("fault", ["commit.before_head:3", "commit.after_head:5",
                                   "commit.parts:-1,commit.part:9"])
def test_killed_amid_an_import(repository, start_daemon, tmp_path, fault):
    root, commits, topic = repository
    whole = start_daemon(store=tmp_path / "whole")
    with connect(whole) as client:
        imported(client, "p", root, all_branches=True)
        wanted = versions_of(client, [*commits, topic])
    killed = start_daemon(store=tmp_path / "killed", env={"CG_FAULT": fault})
    with httpx.Client(base_url=killed.url) as client:
        assert parse(client, "p", root, wait=0, all_branches=True).status_code == 202
    assert killed.wait() == -signal.SIGABRT
    with connect(start_daemon(store=tmp_path / "killed")) as client:
        task = client.get("/tasks").json()["items"][0]  # it goes on by itself
        done = client.get(f"/tasks/{task['id']}", headers={"Prefer": "wait=50"}).json()
        assert done["status"] == "succeeded" and done["attempts"] == 2
        assert done["report"]["history"]["commits"] == 7
        assert 0 < done["report"]["history"]["imported"] < 7
        assert versions_of(client, [*commits, topic]) == wanted
        check = client.post("/admin/integrity-check").json()
        assert check["problems"] == 0, check


def test_canceled_amid_an_import(client, project, tmp_path):
    root = tmp_path / "long"
    root.mkdir()
    git(root, "init", "-qb", "main")
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@b> {1600000000 + i} +0000\ndata 1\nm\n"
        f"M 100644 inline a.py\ndata {len(body(i))}\n{body(i)}\n" for i in range(3000))
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream, text=True,
                   check=True)
    task = parse(client, project, root, wait=0, history=True).json()["id"]
    view = client.get(f"/tasks/{task}").json()
    while view["progress"]["commits_done"] == 0:
        view = client.get(f"/tasks/{task}", headers={"Prefer": "wait=1"}).json()
    client.delete(f"/tasks/{task}")
    done = client.get(f"/tasks/{task}", headers={"Prefer": "wait=50"}).json()
    assert done["status"] == "canceled"
    assert client.get("/branches/main", params={"project": project}).json()["head"] is None


def test_by_the_command_line(daemon, project, repository, tmp_path):
    root, commits, _ = repository

    def codegraph(*arguments):
        return subprocess.run([program("codegraph"), "--server", daemon.url, "--project", project,
                               *arguments], env=environment(tmp_path), capture_output=True,
                              text=True, timeout=60)

    done = codegraph("index", "--git", str(root), f"{commits[0]}..v2")
    assert done.returncode == 0, done.stderr
    assert "commits       2, 2 imported now" in done.stdout
    done = codegraph("index", "--git", str(root), "--all-branches")
    assert "commits       7, 7 imported now" in done.stdout, done.stdout  # now with all parents
    assert "2 branches" in done.stdout
    done = codegraph("index", "--git", str(root), "v9")
    assert done.returncode == 1 and 'no revision "v9"' in done.stderr
    assert codegraph("index", "--git", str(root), "a", "b").returncode == 2
    assert codegraph("index", "--git", str(tmp_path / "none")).returncode == 1
