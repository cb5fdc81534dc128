# SPDX-License-Identifier: Apache-2.0
"""POST /parse as bytes arrive: NDJSON, forms, archives; and revisions of Git repositories."""

import gzip
import io
import json
import os
import subprocess
import tarfile
import threading
import time

import httpx
import pytest
import zstandard

import contract
from conftest import APP, UTIL, post_files
from raw import Raw, exchange, status

NDJSON = {"Content-Type": "application/x-ndjson"}
SAMPLE = {"src/app.py": APP, "web/util.ts": UTIL, "broken.py": "def f(:\n    pass\n",
          "notes.txt": "text\n"}


def lines_of(files):
    return b"".join(json.dumps({"path": p, "content": t}).encode() + b"\n"
                    for p, t in files.items())


def digest(client, project):
    reply = client.get(f"/projects/{project}")
    return reply.json()["digest"] if reply.status_code == 200 else None


def paths(client, project):
    reply = client.get("/nodes", params={"project": project, "kind": "file", "limit": 1000})
    return sorted(node["file_path"] for node in reply.json()["items"])


def post_ndjson(client, body, **params):
    reply = client.post("/parse", params=params, content=body, headers=NDJSON)
    if reply.status_code != 200:
        return reply
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in reply.text.splitlines()]
    for line in lines:
        contract.check_schema({"$ref": "#/components/schemas/ParseLine"}, line)
    assert [line["type"] for line in lines[:-1]] == ["result"] * (len(lines) - 1)
    return lines


def post_archive(client, body, media="application/x-tar", **params):
    return client.post("/parse", params=params, content=body, headers={"Content-Type": media})


def tar_of(files, **more):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **more) as archive:
        for path, text in files.items():
            info = tarfile.TarInfo(path)
            data = text if isinstance(text, bytes) else text.encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def problem(reply, status_code, text):
    assert reply.status_code == status_code, reply.text
    assert text in reply.json()["detail"], reply.text
    return reply.json()


# ---- all forms say the same -----------------------------------------------------------------------


def test_every_form_gives_the_same_graph(client, project, tmp_path):
    post_files(client, project, SAMPLE)
    wanted = digest(client, project)
    tar = tar_of(SAMPLE)
    root = tmp_path / "root"
    for path, text in SAMPLE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "m")
    ways = {
        "ndjson": lambda p: post_ndjson(client, lines_of(SAMPLE), project=p),
        "form": lambda p: client.post("/parse", params={"project": p}, files=[
            ("file", (path, text.encode())) for path, text in SAMPLE.items()]),
        "tar": lambda p: post_archive(client, tar, project=p),
        "gz": lambda p: post_archive(client, gzip.compress(tar), "application/gzip", project=p),
        "zst": lambda p: post_archive(client, zstandard.compress(tar), "application/zstd",
                                      project=p),
        "git": lambda p: client.post("/parse", json={"git": {"path": str(root)}, "project": p},
                                     headers={"Prefer": "wait=50"}),
    }
    for name, post in ways.items():
        reply = post(project)  # again: nothing changes
        if not isinstance(reply, list):
            assert reply.status_code == 200, (name, reply.text)
            reply = [reply.json()]
        assert reply[-1]["changed"] is False, name
        # Ids hold the project's name: the graph of another project has another digest.
        assert digest(client, project) == wanted, name
        fresh = post(f"{project}-{name}")
        fresh = fresh[-1] if isinstance(fresh, list) else fresh.json()
        assert fresh["totals"]["nodes"] > 10 and fresh["changed"], name
        assert fresh["totals"]["files_skipped"] == fresh["skipped"]["unknown_language"] == 1, name
        assert paths(client, f"{project}-{name}") == ["broken.py", "src/app.py", "web/util.ts"]


def test_a_request_that_is_refused_makes_no_project(client, project):
    post_ndjson(client, b'{"path":"/","content":""}\n', project=project)
    post_archive(client, b"", project=project)
    post_files(client, project, {"../a": ""})
    assert project not in [p["project"] for p in client.get("/projects").json()["items"]]


# ---- NDJSON ---------------------------------------------------------------------------------------


def test_a_line_for_each_file(client, project):
    *results, summary = post_ndjson(client, lines_of(SAMPLE), project=project)
    by_path = {r["path"]: r for r in results}
    assert set(by_path) == set(SAMPLE)
    assert by_path["src/app.py"]["language"] == "python"
    assert by_path["src/app.py"]["nodes"] > 5
    assert by_path["broken.py"]["status"] == "partial" and by_path["broken.py"]["errors"]
    assert by_path["notes.txt"]["reason"] == "unknown_language"
    assert summary["type"] == "summary" and summary["generation"] == 1
    assert summary["project"] == project and summary["files"] == []
    totals = summary["totals"]
    assert totals["files_parsed"] + totals["files_cached"] == 3 and totals["relationships"] > 5
    assert summary["changes"]["files"]["added"] == 3


def test_results_come_while_the_body_does(daemon, client, project, hit):
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?project=%s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked"
                 b"\r\nContent-Type: application/x-ndjson\r\n\r\n" % project.encode())
        for path in ("a.py", "b.py"):
            line = lines_of({path: "x = 1\n"})
            raw.send(b"%x\r\n%s\r\n" % (len(line), line))
            got = raw.read_until(b"\n\r\n" if path == "b.py" else b"}\n")
            assert f'"path":"{path}"'.encode() in got
        assert client.get("/nodes", params={"project": project}).json()["items"] == []
        raw.send(b"0\r\n\r\n")
        assert b'"type":"summary"' in raw.read_all()
    assert paths(client, project) == ["a.py", "b.py"]


def test_options_of_the_query(client, project):
    post_files(client, project, {"old.py": "x = 1\n"})
    body = lines_of({"a.py": "x = 1\n", "b.go": "package b\n"})
    *_, summary = post_ndjson(client, body, project=project, mode="replace", dry_run=True)
    assert summary["changes"]["files"] == {"added": 2, "changed": 0, "removed": 1}
    assert paths(client, project) == ["old.py"]
    post_ndjson(client, body, project=project, mode="replace", include="*.py")
    assert paths(client, project) == ["a.py"]


@pytest.mark.parametrize("body, code, text", [
    (b'{"path":"a.py","content":"x"}\n{"path":\n', 400, "line 2, column"),
    (b'\n\n[1]\n', 400, "line 3"),
    (b'{"path":"a.py"}\n', 400, "line 1: /content"),
    (b'{"path":"a.py","content":7}\n', 400, "line 1: /content"),
    (b'{"path":"a.py","content":"","x":1}\n', 400, "line 1: /x"),
    (b'{"path":"a.py","path":"b.py","content":""}\n', 400, "line 1, column"),
    (b'{"path":"../a.py","content":""}\n', 400, "line 1: /path: a path must not contain"),
    (b'{"path":"a.py","content":""}\n{"path":"a.py","content":""}\n', 400,
     'line 2: /path: the path "a.py" is named twice'),
    (b'{"path":"a.py\\u0000","content":""}\n', 400, "line 1"),
    (b'{"path":"a.py","content":"\\ud800"}\n', 400, "line 1, column"),
    (b'{"path":"a.py","content":"\xff"}\n', 400, "line 1, column 27: not UTF-8"),
    (b'{"path":' + b"[" * 10**6 + b"\n", 413, "nested too deeply"),
    (b'{"path":"a.py","language":"klingon","content":""}\n', 400, "/language"),
])
def test_lines_that_are_refused(client, project, body, code, text):
    reply = post_ndjson(client, body, project=project)
    if isinstance(reply, list):  # a file was told already
        assert reply[-1]["type"] == "error" and text in reply[-1]["detail"], reply[-1]
        assert reply[-1]["status"] == code
    else:
        problem(reply, code, text)
    assert paths(client, project) == []


def test_a_line_that_is_too_long(client, project):
    body = b'{"path":"a.py","content":"' + b"x" * (33 << 20)
    problem(post_ndjson(client, body, project=project), 413, "line 1 is longer than")


def test_a_file_that_is_too_large_is_skipped(client, project):
    body = lines_of({"large.py": "x = 1\n" * 10**6, "a.py": ""})
    *results, summary = post_ndjson(client, body, project=project)
    assert summary["skipped"] == {"too_large": 1} and len(results) == 2


def test_a_file_of_the_build_may_be_larger(client, project):
    """By lines, as a form, in an archive: each parses what of a source would be too large."""
    commands = "[\n" + ",\n".join(
        f'{{"directory": "/b", "file": "f{i}.c", "command": "cc -Iinclude -DPLACE={"x" * 500} -c f{i}.c"}}'
        for i in range(10_000)) + "]\n"
    assert len(commands) > 5_000_000
    tree = {"compile_commands.json": commands, "large.py": "x = 1\n" * 10**6}
    *results, summary = post_ndjson(client, lines_of(tree), project=project)
    assert summary["skipped"] == {"too_large": 1} and len(results) == 2
    reply = client.post("/parse", params={"project": project + "-form"},
                        files=[("f", (name, text.encode())) for name, text in tree.items()])
    assert reply.status_code == 200 and reply.json()["skipped"] == {"too_large": 1}
    packed = post_archive(client, tar_of(tree), project=project + "-tar").json()
    assert packed["skipped"] == {"too_large": 1}
    for name in (project, project + "-form", project + "-tar"):
        found = client.get("/nodes", params={"project": name, "name": "include.f9999.c"}).json()["items"]
        assert [n["file_path"] for n in found] == ["compile_commands.json"]


def test_an_error_behind_results_is_the_last_line(daemon, project, client):
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?project=%s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked"
                 b"\r\nContent-Type: application/x-ndjson\r\n\r\n" % project.encode())
        line = lines_of({"a.py": "x = 1\n"})
        raw.send(b"%x\r\n%s\r\n" % (len(line), line))
        raw.read_until(b"}\n")
        raw.send(b"3\r\n[]\n\r\n")
        assert b'{"type":"error","code":"invalid"' in raw.read_all()
    assert paths(client, project) == []


def test_ten_thousand_files(client, project):
    files = {f"d{i % 100}/m{i}.py": f"def ten_thousand_{i}():\n    return {i}\n" for i in range(10000)}

    def chunks():
        for path, text in files.items():
            yield json.dumps({"path": path, "content": text}).encode() + b"\n"

    lines = 0
    with httpx.Client(base_url=client.base_url, timeout=300) as plain, \
            plain.stream("POST", "/parse", params={"project": project}, content=chunks(),
                         headers=NDJSON) as reply:
        for line in reply.iter_lines():
            lines += 1
            last = line
    assert lines == 10001
    summary = json.loads(last)
    assert summary["type"] == "summary" and summary["totals"]["files_parsed"] == 10000, summary


@pytest.mark.parametrize("form", ["lines", "tar"])
def test_an_upload_larger_than_its_memory_goes_through_a_file(client, project, start_daemon, form):
    small = start_daemon({"CODEGRAPH_PARSE_UPLOAD_MEMORY": "4K"})
    files = {f"m{i}.py": f"def f{i}(a):\n    return g{i % 7}(a, {i})\n" * 20 for i in range(60)}
    post_files(client, project, files)
    with httpx.Client(base_url=small.url, timeout=60) as other:
        if form == "lines":
            assert post_ndjson(other, lines_of(files), project=project)[-1]["type"] == "summary"
        else:
            assert post_archive(other, tar_of(files), project=project).status_code == 200
        assert digest(other, project) == digest(client, project)


# ---- whoever sends goes away ----------------------------------------------------------------------


def test_a_sender_that_vanishes_leaves_nothing(daemon, client, project, start_daemon):
    post_files(client, project, {"a.py": "x = 1\n"})
    wanted = digest(client, project)
    stats = client.get("/projects").json()
    body = lines_of({f"m{i}.py": f"def f{i}(): pass\n" for i in range(300)})
    tar = gzip.compress(tar_of({f"m{i}.py": f"def f{i}(): pass\n" for i in range(300)}))
    form = b"--B\r\nContent-Disposition: form-data; name=a; filename=\"m.py\"\r\n\r\nx = 1"
    for media, data in ((b"application/x-ndjson", body), (b"application/gzip", tar),
                        (b"multipart/form-data; boundary=B", form)):
        with Raw(daemon) as raw:
            raw.send(b"POST /parse?project=%s&mode=replace HTTP/1.1\r\nHost: localhost\r\n"
                     b"Content-Length: %d\r\nContent-Type: %s\r\n\r\n" %
                     (project.encode(), len(data) + 100, media))
            raw.send(data)
    assert digest(client, project) == wanted
    assert client.get("/projects").json() == stats
    assert client.post("/admin/integrity-check").json()["problems"] == 0
    # The project is free: nobody holds it for those who left.
    assert post_files(client, project, {"b.py": ""}).status_code == 200


def test_a_slow_sender_is_in_nobodys_way(daemon, client, project):
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?project=%s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked"
                 b"\r\nContent-Type: application/x-ndjson\r\n\r\n" % project.encode())
        line = lines_of({"slow.py": "x = 1\n"})
        raw.send(b"%x\r\n%s\r\n" % (len(line), line))
        raw.read_until(b"}\n")
        assert post_files(client, project, {"quick.py": "x = 1\n"}).json()["generation"] == 1
        raw.send(b"0\r\n\r\n")
        assert b'"generation":2' in raw.read_all()
    assert paths(client, project) == ["quick.py", "slow.py"]


def test_a_kill_in_the_middle_leaves_nothing(start_daemon, tmp_path):
    store = tmp_path / "db"
    daemon = start_daemon(store=store)
    with httpx.Client(base_url=daemon.url, timeout=60) as client:
        post_files(client, "p", {"a.py": "x = 1\n"})
        wanted = digest(client, "p")
    with Raw(daemon) as raw:
        raw.send(b"POST /parse?project=p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n"
                 b"Content-Type: application/x-ndjson\r\n\r\n")
        raw.send(lines_of({f"m{i}.py": f"x{i} = '{os.urandom(20000).hex()}'\n"
                           for i in range(300)}))
        raw.read_until(b"}\n")
        daemon.process.kill()
        daemon.process.wait()
    left = {p.name for p in store.rglob("*")}
    assert not [name for name in left if name.startswith("upload")]
    daemon = start_daemon(store=store)
    with httpx.Client(base_url=daemon.url, timeout=60) as client:
        assert digest(client, "p") == wanted
        assert client.post("/admin/integrity-check").json()["problems"] == 0


# ---- forms ----------------------------------------------------------------------------------------


def test_a_form_with_options(client, project):
    reply = client.post("/parse", data={"project": project, "mode": "replace", "dry_run": "false",
                                        "message": "m", "exclude": "*.ts"},
                        files=[("f", ("a.py", b"x = 1\n")), ("f", ("b.ts", b"let x = 1;\n"))])
    assert reply.status_code == 200, reply.text
    assert [f["path"] for f in reply.json()["files"]] == ["a.py"]
    assert reply.json()["project"] == project


def test_what_curl_sends(client, project):
    body = (b'--x\r\nContent-Disposition: form-data; name="project"\r\n\r\n' + project.encode() +
            b'\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="src/a.py"\r\n'
            b"Content-Type: text/x-python\r\n\r\nx = 1\r\n\r\n--x--\r\n")
    reply = client.post("/parse", content=body,
                        headers={"Content-Type": 'multipart/form-data; boundary="x"'})
    assert reply.json()["files"][0]["path"] == "src/a.py"


@pytest.mark.parametrize("boundary, body, code, text", [
    ("", b"--x--", 400, "needs a boundary"),
    ("; boundary=y", b"--x\r\n\r\n--x--", 400, "does not occur in the body"),
    ("; boundary=x", b"--x--", 400, "the form has no file"),
    ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=f; filename=a.py\r\n\r\nx", 400,
     "the body ends within it"),
    ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=f; filename=../a.py\r\n\r\n"
     b"\r\n--x--", 400, "part 1 of the form: a path must not contain"),
    ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=f; filename=\"a\xff.py\"\r\n\r\n"
     b"\r\n--x--", 400, "not UTF-8"),
    ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=colour\r\n\r\nred\r\n--x--", 400,
     '"colour" is not known'),
    ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=mode\r\n\r\nred\r\n--x--", 400,
     "must be patch or replace"),
    ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=f; filename=a.py\r\n\r\n\r\n--x"
     b"\r\nContent-Disposition: form-data; name=mode\r\n\r\npatch\r\n--x--", 400,
     "must come before the first file"),
    ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=message\r\n\r\n" + b"m" * 5000 +
     b"\r\n--x--", 400, "is too long"),
])
def test_forms_that_are_refused(client, project, boundary, body, code, text):
    reply = client.post("/parse", params={"project": project}, content=body,
                        headers={"Content-Type": "multipart/form-data" + boundary})
    problem(reply, code, text)
    assert paths(client, project) == []


# ---- archives -------------------------------------------------------------------------------------


def test_an_archive_of_a_tree(client, project):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, kind, link in ((".", tarfile.DIRTYPE, ""), ("./link.py", tarfile.SYMTYPE, "/etc"),
                                 ("./fifo.py", tarfile.FIFOTYPE, "")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            archive.addfile(info)
        for name in ("./a.py", "./ä.py", "./" + "d/" * 100 + "b.py"):
            info = tarfile.TarInfo(name)
            info.size = 6
            archive.addfile(info, io.BytesIO(b"x = 1\n"))
    report = post_archive(client, out.getvalue(), "application/gzip", project=project).json()
    assert report["skipped"] == {"symlink": 1, "special_file": 1}
    assert sorted(f["path"] for f in report["files"]) == ["fifo.py", "link.py"]
    assert paths(client, project) == ["a.py", "d/" * 100 + "b.py", "ä.py"]


@pytest.mark.parametrize("body, code, text", [
    (lambda: b"", 400, "no tar archive"),
    (lambda: b"x = 1\n" * 1000, 400, "no tar archive"),
    (lambda: tar_of({"a.py": "x = 1\n"})[:600], 400, "damaged behind entry 1"),
    (lambda: gzip.compress(tar_of({"a.py": os.urandom(9999)}))[:5000], 400, "truncated gzip input"),
    (lambda: zstandard.compress(tar_of({"a.py": os.urandom(9999)}))[:5000], 400, "Truncated zstd input"),
    (lambda: gzip.compress(b"x = 1\n" * 1000), 400, "no tar archive"),
    (lambda: tar_of({"a.py": "", "../b.py": ""}), 400, 'entry 2 ("../b.py"): a path must not contain'),
    (lambda: tar_of({"/etc/b.py": ""}), 400, 'entry 1 ("/etc/b.py")'),
    (lambda: tar_of({"a\\..\\b.py": "", "a/../b.py": ""}), 400, "entry 2"),
    (lambda: tar_of({"a.py": "", "./a.py": ""}), 400, "named twice"),
    (lambda: tar_of({"x" * 300 + ".py": ""}), 400, "longer than 255 bytes"),
    (lambda: gzip.compress(tar_of({"a.py": b" " * (200 << 20)})), 413, "unpacks to more than 200 times"),
])
def test_archives_that_are_refused(client, project, body, code, text):
    problem(post_archive(client, body(), project=project), code, text)
    assert paths(client, project) == []


def test_a_media_type_that_is_none_of_these(client):
    problem(client.post("/parse", content=b"x", headers={"Content-Type": "application/zip"}), 415,
            "application/x-tar")


# ---- Git ------------------------------------------------------------------------------------------


def git(root, *arguments):
    env = {"PATH": os.environ["PATH"], "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(root), *arguments], check=True, env=env,
                   capture_output=True)


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-qb", "main")
    (root / "a.py").write_text("def one(): pass\n")
    (root / "link.py").symlink_to("/etc/passwd")
    (root / "big.py").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    commit = ("-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "m")
    git(root, "add", ".")
    git(root, *commit)
    git(root, "tag", "v1")
    (root / "a.py").write_text("def two(): pass\n")
    git(root, *commit, "-a")
    (root / "a.py").write_text("def dirty(): pass\n")
    return root


def parse_git(client, project, **members):
    return client.post("/parse", params={"project": project}, json={"git": members},
                       headers={"Prefer": "wait=50"})


def test_revisions(client, project, repository):
    report = parse_git(client, project, path=str(repository)).json()
    assert report["skipped"] == {"symlink": 1, "lfs_pointer": 1}
    names = [n["name"] for n in client.get(f"/nodes?project={project}&kind=function").json()["items"]]
    assert names == ["two"]
    report = parse_git(client, project, path=str(repository), rev="v1").json()
    assert report["changes"]["files"]["changed"] == 1
    names = [n["name"] for n in client.get(f"/nodes?project={project}&kind=function").json()["items"]]
    assert names == ["one"]
    task = next(t for t in client.get("/tasks").json()["items"] if t["project"] == project)
    assert task["kind"] == "parse_git" and task["rev"] == "v1" and task["root"] == str(repository)


def test_what_of_git_is_refused(client, project, repository, tmp_path, start_daemon):
    body = problem(client.post("/parse", json={"git": {"url": "https://example.org/x.git"}}), 400,
                   "not fetched")
    assert body["errors"][0]["pointer"] == "/git/url"
    problem(parse_git(client, project, path=str(repository), rev="v9"), 404, 'no revision "v9"')
    problem(parse_git(client, project, path=str(repository), rev="v1:a.py"), 400, "rev must name")
    problem(parse_git(client, project, path=str(tmp_path)), 400, "no Git repository")
    problem(parse_git(client, project, path="relative"), 400, "absolute path")
    body = problem(parse_git(client, project, path=str(repository), branch="x"), 400, "unknown")
    assert body["errors"][0]["pointer"] == "/git/branch"
    problem(client.post("/parse", json={"git": {"path": "/"}, "root": "/"}), 400, "either")
    daemon = start_daemon(env={"CODEGRAPH_PARSE_ROOTS": str(tmp_path / "other")})
    with httpx.Client(base_url=daemon.url) as other:
        problem(parse_git(other, project, path=str(repository)), 403, "may not read")
