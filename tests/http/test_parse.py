# SPDX-License-Identifier: Apache-2.0
"""POST /parse in its three forms, and what it refuses."""

import concurrent.futures
import json
import re
import time

import pytest

from conftest import APP, UTIL, connect, post_files


def names(client, project, **params):
    reply = client.get("/nodes", params={"project": project, "limit": 1000, **params})
    assert reply.status_code == 200, reply.text
    return sorted(node["name"] for node in reply.json()["items"])


def test_json_files(client, project):
    reply = post_files(client, project, {"src/app.py": APP, "web/util.ts": UTIL}).json()
    assert reply["project"] == project and reply["changed"] is True
    assert reply["generation"] == 1
    assert [(f["path"], f["language"], f["status"]) for f in reply["files"]] == [
        ("src/app.py", "python", "parsed"), ("web/util.ts", "typescript", "parsed")]
    assert reply["changes"]["files"] == {"added": 2, "changed": 0, "removed": 0}
    externals = ["os", "os.environ"]  # of no file
    assert reply["changes"]["nodes"]["added"] == reply["totals"]["nodes"] + len(externals) > 5
    assert "parse_config" in names(client, project, kind="function")


def test_one_raw_file_as_curl_sends_it(client, project):
    reply = client.post("/parse", params={"path": "app.py", "project": project},
                        content=APP.encode(),
                        headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert reply.status_code == 200, reply.text
    assert reply.json()["files"][0]["path"] == "app.py"
    assert "Server" in names(client, project, kind="class")


def test_default_project(client):
    assert client.post("/parse?path=one.py", content=b"def one(): pass\n").status_code == 200
    assert "one" in [n["name"] for n in client.get("/nodes?name=one").json()["items"]]


def test_raw_file_with_a_language(client, project):
    reply = client.post("/parse", params={"path": "noext", "language": "go", "project": project},
                        content=b"package main\nfunc Main() {}\n")
    assert reply.json()["files"][0]["language"] == "go"
    assert names(client, project, kind="function") == ["Main"]


def test_parsing_again_changes_nothing(client, project):
    first = post_files(client, project, {"app.py": APP}).json()
    second = post_files(client, project, {"app.py": APP}).json()
    assert second["changed"] is False and second["generation"] == first["generation"]
    assert second["files"][0]["unchanged"] is True


def test_replacing_a_file_is_whole(client, project):
    post_files(client, project, {"a.py": "def one(): pass\ndef two(): pass\n"})
    reply = post_files(client, project, {"a.py": "def two(): pass\ndef three(): pass\n"}).json()
    assert reply["changes"]["nodes"]["removed"] == 1
    assert names(client, project, kind="function") == ["three", "two"]


def test_patch_keeps_and_replace_drops_other_files(client, project):
    post_files(client, project, {"a.py": "def a(): pass\n", "b.py": "def b(): pass\n"})
    post_files(client, project, {"c.py": "def c(): pass\n"})
    assert names(client, project, kind="function") == ["a", "b", "c"]
    reply = post_files(client, project, {"c.py": "def c(): pass\n"}, mode="replace").json()
    assert reply["totals"]["files_removed"] == 2
    assert names(client, project, kind="function") == ["c"]


def test_deletes(client, project):
    post_files(client, project, {"a.py": "def a(): pass\n", "b.py": "def b(): pass\n"})
    reply = client.post("/parse", params={"project": project}, json={"deletes": ["a.py"]})
    assert reply.json()["changes"]["files"]["removed"] == 1
    assert names(client, project, kind="function") == ["b"]


def test_dry_run_stores_nothing(client, project):
    reply = post_files(client, project, {"a.py": "def a(): pass\n"}, dry_run=True).json()
    assert reply["totals"]["nodes"] >= 2
    assert names(client, project) == []


def test_syntax_errors_are_partial(client, project):
    reply = post_files(client, project, {"a.py": "def good(): pass\n\ndef bad(:\n"}).json()
    assert reply["files"][0]["status"] == "partial"
    assert reply["files"][0]["errors"][0]["start_line"] >= 1
    assert "good" in names(client, project)


@pytest.mark.parametrize("path, content", [
    ("binary.py", "\x00\x01\x02" * 100),
    ("unknown.xyz", "hello\n"),
])
def test_skipped_files_say_why(client, project, path, content):
    report = post_files(client, project, {path: content}).json()
    assert report["files"][0]["status"] == "skipped" and report["files"][0]["reason"]
    assert sum(report["skipped"].values()) == 1


@pytest.mark.parametrize("path", [
    "../up.py", "/etc/passwd.py", "a/../../b.py", "a//b.py", "./a.py", "", "a\x00b.py", "a/", "..",
    "a/./b.py",
])
def test_bad_paths_are_refused(client, project, path):
    reply = post_files(client, project, {"good.py": "def a(): pass\n", path: "def b(): pass\n"})
    assert reply.status_code == 400, reply.text
    assert reply.json()["errors"][0]["pointer"].startswith("/files/1")
    assert names(client, project) == []


def test_bad_raw_path(client, project):
    reply = client.post("/parse", params={"path": "../x.py", "project": project}, content=b"a=1\n")
    assert reply.status_code == 400


@pytest.mark.parametrize("body, pointer", [
    ({"files": "x"}, "/files"),
    ({"files": [1]}, "/files/0"),
    ({"files": [{"path": "a.py"}]}, "/files/0/content"),
    ({"files": [{"content": ""}]}, "/files/0/path"),
    ({"files": [{"path": 1, "content": ""}]}, "/files/0/path"),
    ({"files": [{"path": "a.py", "content": "", "language": "klingon"}]}, "/files/0/language"),
    ({"files": [{"path": "a.py", "content": "", "size": 3}]}, "/files/0/size"),
    ({"files": [], "mode": "merge"}, "/mode"),
    ({"files": [], "dry_run": "yes"}, "/dry_run"),
    ({"files": [], "filse": []}, "/filse"),
    ({"files": [], "project": ""}, "/project"),
    ({"root": 7}, "/root"),
    ({"root": "/tmp", "include": [1]}, "/include/0"),
])
def test_bad_members_are_named(client, body, pointer):
    reply = client.post("/parse", json=body)
    assert reply.status_code == 400, reply.text
    assert reply.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("text", ["{}", "[]", "1", "null", '{"root": "/tmp", "files": []}'])
def test_neither_or_both_forms(client, text):
    reply = client.post("/parse", content=text, headers={"Content-Type": "application/json"})
    assert reply.status_code == 400


@pytest.mark.parametrize("text, code", [
    (b"", "malformed"),
    (b"{", "malformed"),
    (b'{"files": [}', "malformed"),
    (b'{"files": []} trailing', "malformed"),
    (b'{"files": [], "files": []}', "malformed"),
    (b'{"files": [{"path": "a.py", "content": "\xff"}]}', "invalid_encoding"),
    (b"\xef\xbb\xbf\xff{}", "malformed"),
    (b"[" * 100000, "too_large"),
    (b"nonsense", "malformed"),
])
def test_malformed_json(client, text, code):
    reply = client.post("/parse", content=text, headers={"Content-Type": "application/json"})
    assert reply.status_code in (400, 413), reply.text
    assert reply.json()["code"] in (code, "invalid", "invalid_encoding")


def test_malformed_json_says_where(client):
    reply = client.post("/parse", content=b'{\n "files": [}', headers={
        "Content-Type": "application/json"})
    assert "line 2" in reply.json()["detail"]


def test_lone_surrogate(client):
    text = b'{"files": [{"path": "a.py", "content": "\\ud800"}]}'
    reply = client.post("/parse", content=text, headers={"Content-Type": "application/json"})
    assert reply.status_code == 400


def test_other_media_type_without_a_path(client):
    reply = client.post("/parse", content=b"x", headers={"Content-Type": "text/plain"})
    assert reply.status_code == 415


def test_replace_with_one_raw_file(client):
    reply = client.post("/parse?path=a.py&mode=replace", content=b"a = 1\n")
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "mode"


def test_no_file_is_no_change(client, project):
    assert post_files(client, project, {}).json()["changed"] is False


def test_same_path_twice(client, project):
    body = {"files": [{"path": "a.py", "content": "def a(): pass\n"},
                      {"path": "a.py", "content": "def b(): pass\n"}]}
    assert client.post("/parse", params={"project": project}, json=body).status_code == 400


# ---- a directory of the server ------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "tree"
    (root / "pkg").mkdir(parents=True)
    (root / "pkg" / "app.py").write_text(APP)
    (root / "util.ts").write_text(UTIL)
    (root / "notes.txt").write_text("not code\n")
    return root


def post_root(client, project, root, wait=30, **options):
    return client.post("/parse", params={"project": project},
                       json={"root": str(root), **options}, headers={"Prefer": f"wait={wait}"})


def test_root(client, project, tree):
    reply = post_root(client, project, tree)
    assert reply.status_code == 200, reply.text
    assert reply.json()["languages"] == {"python": 1, "typescript": 1}
    assert "Server" in names(client, project)
    node = client.get("/nodes", params={"project": project, "name": "Server"}).json()["items"][0]
    assert node["file_path"] == "pkg/app.py"


def test_root_again_drops_what_is_gone(client, project, tree):
    post_root(client, project, tree)
    (tree / "util.ts").unlink()
    reply = post_root(client, project, tree).json()
    assert reply["totals"]["files_removed"] == 1
    assert "twice" not in names(client, project)


def test_root_include_and_exclude(client, project, tree):
    post_root(client, project, tree, include=["pkg/**"])
    assert "twice" not in names(client, project)
    post_root(client, project, tree, exclude="pkg/**")
    assert "Server" not in names(client, project) and "twice" in names(client, project)


def test_root_in_the_background(client, project, tree):
    reply = client.post("/parse", params={"project": project}, json={"root": str(tree)},
                        headers={"Prefer": "respond-async"})
    assert reply.status_code == 202
    task = client.get(reply.headers["location"], headers={"Prefer": "wait=30"}).json()
    assert task["status"] == "succeeded" and task["report"]["changed"] is True


@pytest.mark.parametrize("root", ["relative/path", "", "/no/such/directory", "/etc/hostname"])
def test_bad_roots(client, root):
    assert client.post("/parse", json={"root": root}).status_code in (400, 404)


def test_root_outside_the_allowed_ones(start_daemon, tree, tmp_path):
    daemon = start_daemon({"CODEGRAPH_PARSE_ROOTS": str(tree / "pkg")})
    with connect(daemon) as client:
        assert client.post("/parse", json={"root": str(tree)}).status_code == 403
        assert post_root(client, "p", tree / "pkg").status_code == 200
        (tree / "pkg" / "link").symlink_to(tree)
        reply = client.post("/parse", json={"root": str(tree / "pkg" / "link")})
        assert reply.status_code == 403
        assert json.loads(reply.content)["code"] == "root_not_allowed"


def test_a_thousand_files(client, project):
    files = {f"m{i // 100}/f{i}.py": f"def f{i}(): return f{i}()\n" for i in range(1000)}
    reply = post_files(client, project, files).json()
    assert reply["totals"]["files_parsed"] + reply["totals"]["files_cached"] == 1000
    assert client.get("/nodes", params={"project": project, "name": "f999"}).json()["items"]


def test_a_change_links_again_what_it_concerns(start_daemon):
    """A local name that goes in a circle makes nobody depend on all that its function says."""
    lib = ("class Node:\n    def above(self):\n        return self\n\n"
           "def top(node: Node):\n    \"\"\"{doc}\"\"\"\n    while node:\n"
           "        seen = node\n        node = seen.above()\n    return {result}\n")
    users = {f"user{i}.py": "from lib import top, Node\ndef f():\n    return top(Node()).above()\n"
             for i in range(5)}
    with connect(start_daemon()) as client:

        def linked_by(files):
            def linked():
                text = client.get("/metrics").text
                return int(text.split("\ncodegraph_link_files_total ")[1].split()[0])
            before = linked()
            assert post_files(client, "p", files).json()["changed"]
            return linked() - before

        assert linked_by({"lib.py": lib.format(doc="One.", result="node"), **users}) == 6
        assert linked_by({"lib.py": lib.format(doc="Another.", result="node")}) == 0
        assert linked_by({"lib.py": lib.format(doc="Another.", result="Node()")}) == 6


def test_a_worker_that_waits_for_the_disk_lends_its_place(start_daemon):
    """With one worker, files that come while one is written are in one commit: somebody has taken them in."""
    daemon = start_daemon({"CODEGRAPH_SERVER_WORKERS": "1", "CODEGRAPH_SERVER_SPARE_WORKERS": "3"})
    deadline = time.monotonic() + 60

    def post(client_number):
        with connect(daemon) as own:
            for i in range(10):
                reply = own.post("/parse", params={"path": f"f{client_number}.py"}, content=f"x = {i}\n")
                assert reply.status_code == 200, reply.text

    with connect(daemon) as client, concurrent.futures.ThreadPoolExecutor(8) as pool:
        while "\ncodegraph_uploads_joined_total 0\n" in client.get("/metrics").text:
            assert time.monotonic() < deadline
            list(pool.map(post, range(8)))


def test_the_next_version_is_parsed_where_it_differs(client, project):
    def resumed():
        return int(re.search(r"^codegraph_parse_resumed_total (\d+)$",
                             client.get("/metrics").text, re.M)[1])

    def post(text):
        assert post_files(client, project, {"a.py": text}).status_code == 200
        return {node["name"]: node["line_number"] for node in client.get(
            "/nodes", params={"project": project, "kind": "function", "limit": 1000}).json()["items"]}

    before = resumed()
    body = "".join(f"def f{i}():\n    return {i}\n" for i in range(100))
    first = post(body)
    assert resumed() == before  # there was nothing to resume
    post(body + "\n# one\n")
    assert resumed() == before  # a tree is kept once a file has changed
    changed = post("import os\n" + body.replace("return 50", "return f51()"))
    assert resumed() == before + 1
    assert changed == {name: line + 1 for name, line in first.items()}
