# SPDX-License-Identifier: Apache-2.0
"""Hostile paths, trees, sources, bodies, selectors and cursors: the right refusal, nothing stored,
memory bounded, and never a 500."""

import json
import os
import stat
import time

import pytest

from conftest import connect, post_files
from daemon import LEAN

MIB = 1 << 20
JSON = {"Content-Type": "application/json"}


def nodes(client, project, **params):
    reply = client.get("/nodes", params={"project": project, "limit": 1000, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()["items"]


def refused(reply, pointer=None, statuses=(400, 413)):
    assert reply.status_code in statuses, (reply.status_code, reply.text)
    problem = reply.json()
    assert problem["code"] and problem["detail"]
    if pointer is not None:
        assert problem["errors"][0]["pointer"] == pointer, problem
    return problem


def post_root(client, project, root, **options):
    return client.post("/parse", params={"project": project},
                       json={"root": str(root), **options}, headers={"Prefer": "wait=50"})


# ---- paths ---------------------------------------------------------------------------------------

BAD_PATHS = ["..", "a/..", "../a.py", "/a.py", "//a.py", "a//b.py", "a/", "./a.py", "a/./b.py", "",
             ".", "a\0.py", "a\n.py", "a\x7f.py", "a\x1b.py", "x" * 5000 + ".py", "x" * 300 + ".py",
             "/".join("d" * 2500) + ".py"]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_paths(client, project, path):
    body = {"files": [{"path": "good.py", "content": "a = 1\n"}, {"path": path, "content": ""}]}
    refused(client.post("/parse", params={"project": project}, json=body), "/files/1/path")
    body = {"files": [], "deletes": ["good.py", path]}
    reply = client.post("/parse", params={"project": project}, json=body)
    refused(reply, "/deletes/1")
    assert nodes(client, project) == []


@pytest.mark.parametrize("query", ["path=a%00.py", "path=%ff.py", "path=..%2fa.py", "path=%2fa.py",
                                   "path=a%0a.py", "path=", "path=" + "x" * 5000])
def test_paths_of_raw_files(client, project, query):
    refused(client.post(f"/parse?project={project}&{query}", content=b"a = 1\n"))
    assert nodes(client, project) == []


# ---- names that are odd but fine -----------------------------------------------------------------


def test_odd_names(client, project):
    files = ["it's.py", 'say "hi".py', "emoji-\U0001f600.py", "sp ace.py", "semi;colon.py", "a%2fb.py",
             "back\\slash.py", "?q#f.py", "<b>.py", "`tick`.py", "a:1.py", "\u202egnp.py"]
    reply = post_files(client, project, {f: f"def n{i}(): pass\n" for i, f in enumerate(files)})
    assert reply.status_code == 200, reply.text
    found = {n["file_path"]: n for n in nodes(client, project, kind="function")}
    assert set(found) == set(files)
    for path, node in found.items():
        for selector in (node["id"], node["symbol"], f"{path}:1"):
            reply = client.get("/nodes/" + "".join(f"%{b:02x}" for b in selector.encode()),
                               params={"project": project})
            assert reply.status_code == 200 and reply.json()["id"] == node["id"], selector


@pytest.mark.parametrize("name", ["\U0001f600", "a\nb", 'q"q', "..", "x" * 101, "a/b", " ", ".a"])
def test_project_names(client, name):
    reply = client.post("/parse", params={"project": name, "path": "a.py"}, content=b"a = 1\n")
    refused(reply, "project")
    body = {"project": name, "files": [{"path": "a.py", "content": ""}]}
    refused(client.post("/parse", json=body), "/project")


# ---- trees ---------------------------------------------------------------------------------------


def make_tree(root):
    (root / "sub").mkdir(parents=True)
    (root / "ok.py").write_text("def ok(): pass\n")
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("def secret(): pass\n")
    (root / "link.py").symlink_to(outside / "secret.py")
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "fifo.py")
    if os.geteuid() == 0:
        os.mknod(root / "zero.py", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    (root / "sub" / "empty.py").write_bytes(b"")
    (root / "sub" / "bom.py").write_bytes(b"\xef\xbb\xbf")
    (root / "sub" / "crlf.py").write_bytes(b"def crlf():\r\n    return 1\r\n")
    (root / "sub" / "latin.py").write_bytes(b"# caf\xe9\ndef latin(): pass\n")
    (root / "sub" / "line\nbreak.py").write_bytes(b"def broken(): pass\n")
    (root / "sub" / os.fsdecode(b"\xff.py")).write_bytes(b"def odd(): pass\n")


def test_a_hostile_tree(client, project, tmp_path):
    root = tmp_path / "root"
    make_tree(root)
    reply = post_root(client, project, root)
    assert reply.status_code == 200, reply.text
    names = {n["name"] for n in nodes(client, project, kind="function")}
    assert {"ok", "crlf"} <= names and "secret" not in names
    paths = {n["file_path"] for n in nodes(client, project, kind="file")}
    assert {"sub/empty.py", "sub/bom.py", "sub/crlf.py"} <= paths
    assert not any("link" in p or "loop" in p or "fifo" in p or "zero" in p for p in paths)


@pytest.mark.parametrize("root, statuses", [("relative", (400,)), ("", (400,)), ("/nonexistent", (404,)),
                                            ("/etc/hostname", (400, 404)), ("/dev/null", (400, 404)),
                                            ("/a\0b", (400,)), ("/" + "x" * 5000, (400,)),
                                            ("/" + "x" * 300, (400, 404)), ("~", (400,))])
def test_roots(client, project, root, statuses):
    refused(client.post("/parse", json={"root": root, "project": project}), "/root", statuses)


def test_a_file_of_one_huge_line(start_daemon, tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "huge.js").write_bytes(b"var x = 1;" * (5 * MIB))
    (root / "ok.py").write_text("def ok(): pass\n")
    daemon = start_daemon(LEAN)
    with connect(daemon) as client:
        before = daemon.memory("VmHWM")
        report = post_root(client, "p", root).json()
        assert sum(report["skipped"].values()) == 1, report
        assert {n["name"] for n in nodes(client, "p", kind="function")} == {"ok"}
        assert daemon.memory("VmHWM") - before < 64 * MIB


def index_empty_files(daemon, root, count):
    """Seconds of processors that it took."""
    for i in range(count // 200):
        (root / f"d{i}").mkdir(parents=True)
        for n in range(200):
            (root / f"d{i}" / f"f{n}.py").touch()
    with connect(daemon) as client:
        before = daemon.cpu()
        reply = client.post("/parse?project=p", json={"root": str(root)}, headers={"Prefer": "respond-async"})
        deadline = time.monotonic() + 300
        while (task := client.get(reply.headers["location"], headers={"Prefer": "wait=55"}).json())["status"] != "succeeded":
            assert task["status"] in ("enqueued", "processing") and time.monotonic() < deadline, task
        assert client.get("/projects/p").json()["files"] == count
        return daemon.cpu() - before


def test_very_many_files(start_daemon, tmp_path):
    few = index_empty_files(start_daemon(LEAN, tmp_path / "db-few"), tmp_path / "few", 5000)
    daemon = start_daemon(LEAN, tmp_path / "db-many")
    before = daemon.memory("VmHWM")
    many = index_empty_files(daemon, tmp_path / "many", 20000)
    assert daemon.memory("VmHWM") - before < 200 * MIB
    assert many < 10 * few, "each takes longer the more there are"


# ---- sources -------------------------------------------------------------------------------------

DEEP = {
    "a.py": ("(", "1", ")"), "a.js": ("{", "", "}"), "a.ts": ("[", "", "]"),
    "a.tsx": ("<a>", "", "</a>"), "a.go": ("{", "", "}"), "a.java": ("{", "", "}"),
    "a.rs": ("{", "", "}"), "a.c": ("{", "", "}"), "a.cpp": ("{", "", "}"),
}
HEADS = {"a.go": "package p\nfunc f() ", "a.java": "class A { void f() ", "a.rs": "fn f() ",
         "a.c": "void f(void) ", "a.cpp": "void f() ", "a.tsx": "const x = "}


@pytest.fixture(scope="module")
def victim(tmp_path_factory):
    from daemon import Daemon
    daemon = Daemon(tmp_path_factory.mktemp("victim") / "db")
    yield daemon
    daemon.stop()


@pytest.mark.parametrize("path", DEEP)
@pytest.mark.parametrize("closed", [True, False])
def test_deeply_nested_source(victim, path, closed):
    opening, inner, closing = DEEP[path]
    text = HEADS.get(path, "") + opening * 50000 + inner + (closing * 50000 if closed else "")
    with connect(victim) as client:
        reply = post_files(client, "deep", {path: text + ("\n}" if path == "a.java" else "\n")})
        assert reply.status_code == 200, reply.text
        assert reply.json()["files"][0]["status"] in ("partial", "skipped")
        assert client.get("/health").status_code == 200
        assert client.get("/nodes?project=deep").status_code == 200
        assert victim.memory("VmHWM") < 1500 * MIB


@pytest.mark.parametrize("content, fine", [
    (b"", True), (b"\xef\xbb\xbf", True), (b"def a():\r\n    pass\r\n", True), (b"\n" * 100000, True),
    (b"# caf\xe9\ndef a(): pass\n", False), (b"\0" * 1000, False), (b"\xff\xfea\0", False),
    (bytes(range(256)) * 10, False), (b"def a():\x0c pass\n", False), (b"x" * 5 * MIB, False),
])
def test_odd_contents(client, project, content, fine):
    reply = client.post("/parse", params={"project": project, "path": "a.py"}, content=content)
    assert reply.status_code == 200, reply.text
    status = reply.json()["files"][0]["status"]
    assert status == "parsed" if fine else status in ("parsed", "partial", "skipped")
    assert client.get("/nodes", params={"project": project}).status_code == 200


def test_names_that_multiply(start_daemon):
    """The name of a nested definition holds those around it: a page of them is cut, not the daemon."""
    depth, members = 185, 900
    text = "".join(f"{' ' * i}class {'C' * 900}{i}:\n" for i in range(depth))
    text += "".join(f"{' ' * depth}x{i} = 1\n" for i in range(members))
    daemon = start_daemon()
    with connect(daemon) as client:
        assert post_files(client, "p", {"a.py": text}).json()["files"][0]["status"] == "parsed"
        seen, cursor = set(), ""
        while cursor is not None:
            page = client.get(f"/nodes?project=p&kind=field&limit=1000&cursor={cursor}" if cursor else
                              "/nodes?project=p&kind=field&limit=1000").json()
            assert page["items"]
            seen.update(n["name"] for n in page["items"])
            cursor = page["next_cursor"]
        assert seen == {f"x{i}" for i in range(members)}
        owner = f"{'C' * 900}{depth - 1}"
        for target in ("/nodes?project=p&limit=1000&name=x*", "/search?project=p&q=x1&limit=1000",
                       "/search?project=p&q=C&limit=1000",
                       f"/nodes/{owner}/relationships?project=p&limit=1000", "/nodes/x7?project=p"):
            reply = client.get(target)
            assert reply.status_code == 200, (target, reply.status_code)
        assert daemon.memory("VmHWM") < 1500 * MIB


# ---- bodies --------------------------------------------------------------------------------------


def test_a_body_cut_anywhere(client, project):
    body = json.dumps({"files": [{"path": "a.py", "content": "def a(): pass\n"}], "project": project,
                       "dry_run": False, "mode": "patch"}).encode()
    for end in range(len(body)):
        refused(client.post("/parse", content=body[:end], headers=JSON))
    assert nodes(client, project) == []


WRONG = [None, True, 0, -1, 1e308, 10**40, "x", [], [[]], {}, {"a": 1}, [None], [1, "a"]]
MEMBERS = {"files": (), "root": (), "project": ("x",), "mode": (), "dry_run": (True,),
           "message": ("x",), "include": ("x", []), "exclude": ("x", []), "deletes": ("x", [])}


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_wrong_types(client, member, value):
    body = {"files": [], "dry_run": True, member: value}
    reply = client.post("/parse", json=body)
    assert reply.status_code in (200, 400), reply.text
    if reply.status_code == 400:
        # no number of JSON's; either form; what is null is left out, and then there is neither form
        if value != 10**40 and member != "root" and (member, value) != ("files", None):
            assert reply.json()["errors"][0]["pointer"].startswith("/" + member), reply.text
    elif value is not None:
        assert value in MEMBERS[member] or (member == "files" and value == []), reply.text


@pytest.mark.parametrize("text, pointer", [
    ('{"q":"x","limit":99999999999999999999999}', None), ('{"q":"x","limit":1e999}', None),
    ('{"q":"x","limit":-1}', "/limit"), ('{"q":"x","limit":1.5}', "/limit"),
    ('{"q":"x","limit":"5"}', "/limit"), ('{"q":"x","limit":0}', "/limit"),
    ('{"q":"x","limit":18446744073709551616}', None), ('{"q":"x","q":"y"}', None),
    ('{"q":1}', "/q"), ('{"q":""}', "/q"), ('{"q":"\\u0000"}', "/q"), ('{"q":"x","mode":7}', "/mode"),
    ('{"q":"x","kind":["nope"]}', "/kind"), ('{"q":"x","cursor":"zz"}', "cursor"),
    ('{"q":"' + "x" * 100000 + '"}', "/q"), ('{"q":"x","project":"../x"}', None),
])
def test_search_bodies(client, text, pointer):
    refused(client.post("/search", content=text.encode(), headers=JSON), pointer)


def test_more_files_than_may_be(start_daemon):
    daemon = start_daemon({"CODEGRAPH_PARSE_FILES_MAX": "10000"})
    with connect(daemon) as client:
        reply = post_files(client, "p", {f"f{i}.py": "" for i in range(10001)})
        refused(reply, statuses=(413,))
        assert nodes(client, "p") == []


# ---- selectors and cursors -----------------------------------------------------------------------

SELECTORS = ["0" * 36, "00000000-0000-0000-0000-000000000000", "zzzzzzzz-0000-0000-0000-000000000000",
             "codegraph", "codegraph ", "codegraph python . . ", "codegraph x y z `", "a.py:0",
             "src/app.py:-1", "src/app.py:99999999999999999999", "src/app.py:1:2", ":", "::", ".", "#",
             "..", "/", "*", "%", "\\", "'", '"', "\U0001f600", "\u0301", "x" * 2000, "a b", "A::", "`"]


@pytest.mark.parametrize("selector", SELECTORS)
def test_selectors(client, sample, selector):
    escaped = "".join(f"%{b:02x}" for b in selector.encode())
    for tail in ("", "/relationships"):
        reply = client.get(f"/nodes/{escaped}{tail}", params={"project": sample})
        refused(reply, statuses=(400, 404))


def test_garbled_cursors(client, sample):
    for target in ("/nodes?limit=1", "/nodes?limit=1&name=*", "/search?q=run&limit=1",
                   "/nodes/Server.stop/relationships?limit=1"):
        target += "&project=" + sample
        page = client.get(target)
        assert page.status_code == 200, page.text
        cursor = page.json()["next_cursor"]
        assert cursor
        for i, old in enumerate(cursor):
            for new in ("0", "f", "g", "%00", "%ff", ""):
                if new != old:
                    reply = client.get(f"{target}&cursor={cursor[:i]}{new}{cursor[i + 1:]}")
                    assert reply.status_code in (200, 400), reply.text
                    assert reply.status_code == 200 or \
                        reply.json()["errors"][0]["pointer"] == "cursor"
                    # digits of the generation may lead to another, those of the place elsewhere
                    assert reply.status_code == 400 or not 16 <= i < 32, (i, new)
