# SPDX-License-Identifier: Apache-2.0
"""GET /graph/clones, on copies of real code: the standard library of this Python."""

import ast
import io
import pathlib
import re
import subprocess
import textwrap
import time
import token
import tokenize

import pytest

from conftest import connect, idle, post_files
from daemon import program
from raw import Raw

MODULES = ["textwrap", "shlex", "string", "fnmatch", "bisect", "csv", "glob", "heapq"]


def library(name):
    return (pathlib.Path(textwrap.__file__).parent / f"{name}.py").read_text()


def without_comments(text):
    """As those copy code who drop the licence: no comments, no blank lines."""
    kept = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type != token.COMMENT]
    return re.sub(r"\n\s*\n+", "\n", tokenize.untokenize(kept))


def renamed(text):
    """Local names, by a suffix; what defines functions stays, so that we can tell them apart."""
    words = {"i", "x", "line", "text", "chunk", "chunks", "width", "cur_line", "lines", "item", "pos", "name", "path",
             "lo", "hi", "mid", "a", "key", "result", "heap", "pattern", "names", "res", "delim", "quotechar", "data",
             "root_dir", "dirname", "basename", "nextchar", "quoted", "escapedstate"}
    out = []
    for t in tokenize.generate_tokens(io.StringIO(text).readline):
        out.append(t._replace(string=t.string + "_v") if t.type == token.NAME and t.string in words else t)
    rows = [(t.type, t.string) for t in out]
    return tokenize.untokenize(rows)


def groups(client, project, **params):
    reply = client.get("/graph/clones", params={"project": project, "limit": 1000, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()


def members(group):
    return [(m["node"]["file_path"], m["node"]["qualified_name"].split(".")[-1]) for m in group["members"]]


@pytest.fixture(scope="module")
def library_project(client):
    originals = {f"lib/{m}.py": library(m) for m in MODULES}
    copies = {f"vendor/{m}.py": text if i % 2 else without_comments(text)
              for i, (m, text) in enumerate(zip(MODULES, originals.values()))}
    assert post_files(client, "clones", {**originals, **copies}).status_code == 200
    return "clones"


def large_functions(least):
    """Functions of the library with clearly more tokens than asked for, comments and docstrings apart."""
    found = set()
    for module in MODULES:
        text = library(module)
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef):
                continue
            start = node.body[1 if ast.get_docstring(node) is not None else 0:]
            body = ast.unparse(ast.Module(start, []))
            if len(re.findall(r"\w+|[^\w\s]", body)) > 1.5 * least:
                found.add((f"lib/{module}.py", node.name))
    return found


def test_vendored_copies_are_found_and_nothing_else(client, library_project):
    reply = groups(client, library_project, similarity=0.8, min_tokens=50)
    found = set()
    for group in reply["items"]:
        names = members(group)
        stems = {pathlib.Path(path).name for path, _ in names}
        # precise: a group is of one function, or of siblings in one module that are like each other
        assert len(stems) == 1, names
        assert {path.split("/")[0] for path, _ in names} == {"lib", "vendor"}, names
        assert all(m["similarity"] >= 0.8 for m in group["members"])
        found |= set(names)
    for path, name in large_functions(50):
        assert (path, name) in found, (path, name)
        assert (path.replace("lib/", "vendor/"), name) in found, (path, name)


def test_groups_are_ordered_and_counted(client, library_project):
    reply = groups(client, library_project, similarity=0.8)
    spare = [g["tokens_spare"] for g in reply["items"]]
    assert spare == sorted(spare, reverse=True) and reply["total"] == len(spare) > 20
    for group in reply["items"]:
        tokens = [m["tokens"] for m in group["members"]]
        assert group["tokens_spare"] == sum(tokens) - max(tokens) and group["count"] == len(tokens)
        assert group["similarity"] == min(m["similarity"] for m in group["members"])
        paths = [(m["node"]["file_path"], m["node"]["line_number"]) for m in group["members"]]
        assert paths == sorted(paths)
    assert groups(client, library_project, similarity=0.8) == reply


def test_pages(client, library_project):
    everything = groups(client, library_project)["items"]
    seen, cursor = [], None
    while True:
        page = groups(client, library_project, limit=9, **({"cursor": cursor} if cursor else {}))
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == everything


def test_renamed_copies_need_the_flag(client, project):
    text = library("textwrap")
    assert post_files(client, project, {"a.py": text, "b.py": renamed(text)}).status_code == 200
    exact = groups(client, project, similarity=0.9, min_tokens=80)
    loose = groups(client, project, similarity=0.9, min_tokens=80, renamed=True)
    pairs = {tuple(members(g)) for g in loose["items"]}
    assert (("a.py", "_wrap_chunks"), ("b.py", "_wrap_chunks")) in pairs
    assert loose["total"] > exact["total"]
    assert all(len({name for _, name in p}) == 1 for p in pairs), pairs


def test_filters_and_refs(client, project):
    body = "".join(f"    x = compute(x, {n}) + other[{n}]\n" for n in range(12)) + "    return x\n"
    post_files(client, project, {"a.py": "def one(x):\n" + body, "web/b.py": "def two(x):\n" + body})
    first = client.post("/versions", params={"project": project}, json={"message": "one"}).json()["id"]
    post_files(client, project, {"web/b.py": "def two(x):\n    return x\n"})
    assert groups(client, project)["items"] == []
    assert members(groups(client, project, ref=first)["items"][0]) == [("a.py", "one"), ("web/b.py", "two")]
    assert groups(client, project, ref=first, path="web/**")["items"] == []
    assert groups(client, project, ref=first, kind="class")["items"] == []
    assert groups(client, project, ref=first, language="go")["definitions"] == 0


def test_a_thousand_copies_are_one_group(client, project):
    body = "".join(f"    x = compute(x, {n}) + other[{n}]\n" for n in range(12)) + "    return x\n"
    post_files(client, project, {f"m{n // 100}.py": "".join(
        f"def f{k}(x):\n{body}\n" for k in range(n, n + 100)) for n in range(0, 1000, 100)})
    reply = groups(client, project)
    assert reply["total"] == 1 and reply["items"][0]["count"] == 1000
    assert len(reply["items"][0]["members"]) == 100 and reply["items"][0]["similarity"] == 1


@pytest.mark.parametrize("params, pointer", [
    ({"similarity": 0.4}, "similarity"), ({"similarity": 1.1}, "similarity"), ({"similarity": "x"}, "similarity"),
    ({"min_tokens": 5}, "min_tokens"), ({"kind": "thing"}, "kind"), ({"cursor": "zz"}, "cursor"),
    ({"identifiers": "any"}, "identifiers")])
def test_bad_parameters_are_named(client, sample, params, pointer):
    reply = client.get("/graph/clones", params={"project": sample, **params})
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == pointer


def test_the_command_line(daemon, library_project):
    out = subprocess.run([program("codegraph"), "--server", daemon.url, "--project", library_project, "clones",
                          "--min-tokens", "80", "--limit", "3"], capture_output=True, text=True, timeout=60,
                         check=True).stdout
    assert "alike to 100 %" in out and "3 of " in out and "vendor/" in out


def test_unknown_project_is_empty(client):
    assert groups(client, "nowhere")["items"] == []


def test_who_leaves_is_worked_for_no_more(start_daemon):
    """What is begun for a client that has left is given up."""
    daemon = start_daemon({"CODEGRAPH_SERVER_REQUEST_TIMEOUT": "300s"})
    with connect(daemon) as client:
        client.timeout = 300
        post_files(client, "big", {f"m{n}.py": "".join(
            f"def f{n}_{k}(x):\n" + "".join(f"    x = compute(x, {i}) + other[{(i * k) % 97}]\n" for i in range(12)) + "    return x\n\n\n"
            for k in range(300)) for n in range(20)})
        before = daemon.cpu()
        assert groups(client, "big", similarity=0.9)["definitions"] == 6000
        whole = daemon.cpu() - before
        before = daemon.cpu()
        with Raw(daemon) as raw:
            raw.send(b"GET /graph/clones?project=big&similarity=0.91 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            deadline = time.monotonic() + 120
            while daemon.cpu() - before < whole / 8:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        idle(client)
        assert daemon.cpu() - before < whole / 2
