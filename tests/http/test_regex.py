# SPDX-License-Identifier: Apache-2.0
"""Search by regular expressions: /search and /stream/search with mode=regex, and the command line."""

import json
import re
import subprocess
import time

import pytest

from daemon import program


def ask(client, project, q, **params):
    return client.get("/search", params={"project": project, "q": q, "mode": "regex", **params})


def hits(client, project, q, **params):
    reply = ask(client, project, q, limit=1000, **params)
    assert reply.status_code == 200, reply.text
    return [(hit["node"]["file_path"], hit["node"]["name"], hit["matches"]["count"])
            for hit in reply.json()["items"]]


def put(client, project, files):
    reply = client.post("/parse", params={"project": project}, json={
        "files": [{"path": path, "content": text} for path, text in files.items()]})
    assert reply.status_code == 200, reply.text


@pytest.fixture
def tree(client, project):
    """Enough files for the index to matter."""
    files = {f"pkg/m{n:02}.py": f"def handler_{n}(x):\n    return total_{n % 7} + x\n\n\n"
                                f"class Box{n}:\n    size = {n}\n" for n in range(40)}
    put(client, project, files)
    return project, files


def test_matches_are_those_of_a_plain_scan(client, tree):
    project, files = tree
    for pattern in (r"total_3\b", r"def handler_\d[05]", "size = (1|2)0", r"\n\nclass", "x", "nothing",
                    r"(?i)BOX3\d", r"^class Box1:$"):
        wanted = {path: n for path, text in files.items()
                  if (n := len(re.findall(pattern, text, re.M)))}
        got = {}
        for path, _, count in hits(client, project, pattern):
            got[path] = got.get(path, 0) + count
        assert got == wanted, pattern


def test_a_hit_is_the_innermost_definition(client, tree):
    project, _ = tree
    assert hits(client, project, "total_1 |Box1:|size = 1$") == [
        ("pkg/m01.py", "handler_1", 1), ("pkg/m01.py", "Box1", 1), ("pkg/m01.py", "size", 1)] + [
        (f"pkg/m{n:02}.py", f"handler_{n}", 1) for n in (8, 15, 22, 29, 36)]
    assert hits(client, project, "size = 12", kind="class") == [("pkg/m12.py", "Box12", 1)]
    assert hits(client, project, "kind:file size = 12") == [("pkg/m12.py", "m12.py", 1)]
    assert hits(client, project, "lang:python path:pkg/m1* handler_1[12] -name:*2 -kind:file") == [
        ("pkg/m11.py", "handler_11", 1)]
    assert hits(client, project, "size repo:another") == []
    assert len(hits(client, project, f"repo:{project[:-1]}? size")) == 40


def test_lines_show_where(client, project):
    put(client, project, {"a.py": "# é caf\u00e9\ndef f():\n    return caf\u00e9(caf\u00e9)\n"})
    reply = ask(client, project, "café").json()
    first, second = reply["items"]
    assert first["matches"] == {"count": 1, "lines": [
        {"line": 1, "column": 1, "text": "# é café", "ranges": [{"start": 4, "end": 8}]}]}
    line = second["matches"]["lines"][0]
    assert line["line"] == 3 and [line["text"][r["start"]:r["end"]] for r in line["ranges"]] == [
        "café", "café"]
    assert second["snippet_line"] == 3
    marked = [second["snippet"][r["start"]:r["end"]] for r in second["highlights"]["snippet"]]
    assert marked == ["café", "café"]
    assert second["matched"] == [] and second["score"] == 1
    assert reply["searched"] == {"files": 1, "files_read": 1, "files_unparsed": 0,
                                 "files_not_whole": 0, "not_whole": [], "time_is_up": False}


def test_long_lines_are_cut_around_the_match(client, project):
    put(client, project, {"a.py": "x = '" + "é" * 1000 + "needle" + "y" * 1000 + "'\n"})
    line = ask(client, project, "needle").json()["items"][0]["matches"]["lines"][0]
    place = line["ranges"][0]
    assert line["text"][place["start"]:place["end"]] == "needle"
    assert line["column"] - 1 + place["start"] == 5 + 1000 and len(line["text"]) <= 400


def test_the_index_spares_reading(client, tree):
    project, _ = tree
    searched = ask(client, project, "handler_17").json()["searched"]
    assert searched["files"] == 40 and 1 <= searched["files_read"] <= 20


def test_pages(client, tree):
    project, _ = tree
    everything = hits(client, project, "size|handler")
    seen, cursor, totals = [], None, []
    while True:
        reply = ask(client, project, "size|handler", limit=7,
                    **({"cursor": cursor} if cursor else {})).json()
        seen += [(h["node"]["file_path"], h["node"]["name"], h["matches"]["count"])
                 for h in reply["items"]]
        totals.append(reply["total"])
        assert reply["total_is_open"] == (reply["next_cursor"] is not None)
        cursor = reply["next_cursor"]
        if cursor is None:
            break
    assert seen == everything and totals[-1] == len(everything) == 80
    assert totals[0] == 7


def test_max_tokens_leaves_hits_for_the_next_page(client, tree):
    project, _ = tree
    whole = ask(client, project, "handler", limit=10).json()
    cut = ask(client, project, "handler", limit=10, max_tokens=60).json()
    assert 1 <= len(cut["items"]) < 10 and cut["left_out"] == 10 - len(cut["items"])
    rest = ask(client, project, "handler", limit=10, cursor=cut["next_cursor"]).json()
    assert (cut["items"] + rest["items"])[:10] == whole["items"]


def test_any_version_can_be_asked(client, project):
    put(client, project, {"a.py": "def f():\n    return old_text\n"})
    first = client.post("/versions", params={"project": project}, json={"message": "one"}).json()
    put(client, project, {"a.py": "def f():\n    return new_text\n"})
    assert [h[1] for h in hits(client, project, "old_text", ref=first["id"])] == ["f"]
    assert hits(client, project, "old_text") == []
    assert [h[1] for h in hits(client, project, "new_text")] == ["f"]


@pytest.mark.parametrize("q, detail", [
    ("a(b", "character 4 of the pattern: missing closing parenthesis"),
    ("é[b", "character 4 of the pattern: missing terminating ] for character class"),
    ("lang:python *x", "character 1 of the pattern: quantifier does not follow a repeatable item"),
    ("kind:thing x", 'character 6 of the query: no kind of node is called "thing"'),
    ("lang:python", "the query has no pattern to look for"),
    ("(((x{900}){900}){900})", "too large"),
])
def test_faults_say_where(client, sample, q, detail):
    for reply, pointer in (
            (ask(client, sample, q), "q"),
            (client.get("/stream/search", params={"project": sample, "q": q, "mode": "regex"}), "q"),
            (client.post("/search", json={"project": sample, "q": q, "mode": "regex"}), "/q")):
        assert reply.status_code == 400, reply.text
        problem = reply.json()
        assert problem["errors"][0]["pointer"] == pointer and detail in str(problem)


def test_a_cursor_that_is_none(client, sample):
    page = client.get("/search", params={"project": sample, "q": "e", "limit": 1}).json()
    reply = ask(client, sample, "e", cursor=page["next_cursor"])
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "cursor"


TRAPS = ["(a+)+$", "(a|aa)+b", "(?:[^q]*q|a)*z", "((a+)*b?)*c", "(.)(?:(?R)|.)*\\1!",
         ".*.*.*.*=z"]


@pytest.mark.parametrize("q", TRAPS)
def test_traps_are_given_up_and_said(client, project, q):
    put(client, project, {"a.py": "x = '" + "a" * 3000 + "!'\n# byzqcx=Z$\n", "b.py": "aab = 1\n"})
    begun = time.monotonic()
    reply = ask(client, project, q)
    assert reply.status_code == 200 and time.monotonic() - begun < 10
    searched = reply.json()["searched"]
    assert searched["files_not_whole"] == len(searched["not_whole"]) >= 1, searched
    assert searched["not_whole"][0]["path"] == "a.py"
    assert searched["not_whole"][0]["reason"] in ("limit", "time")
    assert "ETag" not in reply.headers # more may be found the next time


def lines_of(client, project, q, **params):
    reply = client.get("/stream/search", params={"project": project, "q": q, "mode": "regex", **params},
                       headers={"Accept": "application/x-ndjson"})
    assert reply.status_code == 200, reply.text
    return [json.loads(line) for line in reply.text.splitlines() if line]


def test_streams_give_the_same(client, tree):
    project, _ = tree
    paged = ask(client, project, "size|handler", limit=1000).json()["items"]
    *rows, summary = lines_of(client, project, "size|handler")
    assert [row["hit"] for row in rows] == paged
    assert summary["count"] == 80 and summary["next_cursor"] is None
    assert summary["searched"]["files_not_whole"] == 0 and summary["searched"]["files_read"] == 40


def test_streams_go_on_with_a_cursor(client, tree):
    project, _ = tree
    *first, summary = lines_of(client, project, "size|handler", limit=33)
    *second, end = lines_of(client, project, "size|handler", cursor=summary["next_cursor"])
    everything = [row["hit"] for row in lines_of(client, project, "size|handler")[:-1]]
    assert [row["hit"] for row in first + second] == everything and end["next_cursor"] is None


def test_the_command_line_shows_lines(daemon, tree):
    project, _ = tree
    out = subprocess.run([program("codegraph"), "--server", daemon.url, "--project", project, "search",
                          "--mode", "regex", "return total_3", "--limit", "2"], capture_output=True,
                         text=True, timeout=60, check=True).stdout
    assert "    pkg/m03.py:2:     return total_3 + x\n" in out
    assert "2 of 2 and more\n" in out and "--cursor" in out


def test_unknown_project_is_empty(client):
    assert hits(client, "nowhere", "x") == []
