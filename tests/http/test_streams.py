# SPDX-License-Identifier: Apache-2.0
"""Streams of nodes, relationships and hits: complete, in order, resumable, in constant memory."""

import socket
import time

import pytest

import contract
from conftest import connect, post_files
from daemon import LEAN
from sse import events, objects

NDJSON = {"Accept": "application/x-ndjson"}
SSE = {"Accept": "text/event-stream"}
OPERATIONS = {"nodes": "streamNodes", "relationships": "streamRelationships",
              "search": "streamSearch"}


def lines(client, what, headers=NDJSON, **params):
    with client.stream("GET", f"/stream/{what}", params=params, headers=headers) as reply:
        assert reply.status_code == 200, reply.read()
        assert reply.headers["content-type"] == "application/x-ndjson"
        read = list(objects(reply.iter_lines()))
    for line in read[:20] + read[-1:]:  # they are alike, and checking takes long
        contract.check_schema({"$ref": "#/components/schemas/StreamLine"}, line)
    return read


def rows(read, word):
    assert read[-1]["type"] == "summary", read[-1]
    found = [line[word] for line in read if line["type"] == "result"]
    assert read[-1]["count"] == len(found)
    return found


@pytest.fixture(scope="module")
def many(client):
    """More definitions and relationships than fit one batch."""
    files = {}
    for i in range(40):
        text = [f"def f{i}_0():\n    return 1\n"]
        text += [f"def f{i}_{n}():\n    return f{i}_{n - 1}()\n" for n in range(1, 30)]
        files[f"src/m{i}.py"] = "\n".join(text)
    assert post_files(client, "many", files).status_code == 200
    return "many"


def pages(client, route, **params):
    found, cursor = [], None
    while True:
        extra = {"cursor": cursor} if cursor else {}
        page = client.get(route, params={**params, **extra, "limit": 100}).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_nodes_are_those_of_the_list(client, many, hit):
    read = lines(client, "nodes", project=many)
    hit(OPERATIONS["nodes"])
    assert rows(read, "node") == pages(client, "/nodes", project=many)
    assert read[-1]["next_cursor"] is None


@pytest.mark.parametrize("filters", [{"kind": "function", "path": "src/m1?.py"}, {"name": "f7_*"},
                                     {"language": "go"}])
def test_filters_are_those_of_the_list(client, many, filters):
    assert rows(lines(client, "nodes", project=many, **filters), "node") == \
        pages(client, "/nodes", project=many, **filters)


def test_hits_have_the_order_of_the_search(client, many, hit):
    query = {"project": many, "q": "f3_1"}
    read = rows(lines(client, "search", **query), "hit")
    hit(OPERATIONS["search"])
    assert len(read) > 10
    assert read == pages(client, "/search", **query)
    assert client.get("/stream/search", params={"project": many}).status_code == 400


def test_relationships_are_complete(client, many, hit):
    read = rows(lines(client, "relationships", project=many, min_confidence=0), "relationship")
    hit(OPERATIONS["relationships"])
    assert len(read) == client.get(f"/projects/{many}").json()["relationships"]
    assert len({r["id"] for r in read}) == len(read)
    for r in read[:: len(read) // 7]:
        whole = client.get(f"/relationships/{r['id']}", params={"project": many}).json()
        assert (r["source"], r["target"]) == (whole["source"]["id"], whole["target"]["id"])
        assert {k: whole[k] for k in ("type", "rule", "confidence")} == \
            {k: r[k] for k in ("type", "rule", "confidence")}


def test_relationships_by_filter(client, many):
    calls = rows(lines(client, "relationships", project=many, type="calls", path="src/m5.py"),
                 "relationship")
    assert len(calls) == 29 and {r["type"] for r in calls} == {"calls"}
    assert rows(lines(client, "relationships", project=many, language="go"), "relationship") == []


def test_relationships_with_details(client, many):
    query = {"project": many, "type": "calls", "limit": 5}
    brief = rows(lines(client, "relationships", **query), "relationship")
    whole = rows(lines(client, "relationships", include="nodes,sites", **query), "relationship")
    assert [r["source"]["id"] for r in whole] == [r["source"] for r in brief]
    assert all(r["source"]["kind"] == "function" and r["sites"] for r in whole)
    sites = rows(lines(client, "relationships", include="sites", **query), "relationship")
    assert [r["source"] for r in sites] == [r["source"] for r in brief]
    assert [r["sites"] for r in sites] == [r["sites"] for r in whole]


@pytest.mark.parametrize("kind, word", [("nodes", "node"), ("relationships", "relationship"),
                                        ("search", "hit")])
def test_a_limit_ends_with_a_cursor(client, many, kind, word):
    query = {"project": many, **({"q": "f3_1"} if kind == "search" else {})}
    expected = rows(lines(client, kind, **query), word)
    found, cursor = [], None
    while True:
        read = lines(client, kind, limit=7 + len(found), **query,
                     **({"cursor": cursor} if cursor else {}))
        found += rows(read, word)
        cursor = read[-1]["next_cursor"]
        if cursor is None:
            break
    assert found == expected


@pytest.mark.parametrize("kind", ["nodes", "relationships", "search"])
def test_events_resume_behind_each_row(client, many, kind):
    query = {"project": many, **({"q": "f3_1"} if kind == "search" else {})}

    def read(last=None, count=None):
        headers = {**SSE, **({"Last-Event-ID": last} if last else {})}
        seen = []
        with client.stream("GET", f"/stream/{kind}", params=query, headers=headers) as reply:
            assert reply.headers["content-type"] == "text/event-stream"
            for event in events(reply.iter_lines()):
                seen.append(event)
                if len(seen) == count:
                    break
        return seen

    expected = read()
    assert expected[-1]["event"] == "summary"
    first = read(count=11)
    rest = read(first[-1]["id"])
    assert first + rest[:-1] == expected[:-1]


def test_cursors_stay_on_their_generation(client, project):
    post_files(client, project, {f"a{i}.py": f"def f{i}(): pass\n" for i in range(20)})
    read = lines(client, "nodes", project=project, limit=5)
    before = rows(read, "node")
    everything = rows(lines(client, "nodes", project=project), "node")
    post_files(client, project, {f"a{i}.py": f"def g{i}(): pass\n" for i in range(20)})
    rest = lines(client, "nodes", project=project, cursor=read[-1]["next_cursor"])
    assert before + rows(rest, "node") == everything
    assert rest[-1]["generation"] == read[-1]["generation"]


def test_wrong_cursors(client, many):
    for cursor in ("x", "00", "0" * 64):
        reply = client.get("/stream/nodes", params={"project": many, "cursor": cursor})
        assert reply.status_code == 400
        assert reply.json()["errors"][0]["pointer"] == "cursor"
    cursor = lines(client, "nodes", project=many, limit=1)[-1]["next_cursor"]
    other = client.get("/stream/nodes", params={"project": many, "cursor": cursor, "kind": "file"})
    assert other.status_code == 400
    assert client.get("/stream/nodes", params={"nonsense": 1}).status_code == 400
    assert client.get("/stream/nodes", headers={"Accept": "image/png"}).status_code == 406


def test_a_project_that_is_not_there_has_no_rows(client):
    for kind, query in (("nodes", {}), ("relationships", {}), ("search", {"q": "x"})):
        read = lines(client, kind, project="nowhere", **query)
        more = {"embedder": None, "coverage": None, "degraded": None} if kind == "search" else {}
        assert read == [{"type": "summary", "generation": 0, "count": 0, "next_cursor": None, **more}]


def big(client):
    for part in range(4):
        files = {f"d{part}/m{i}.py": "".join(f"def f{n}():\n    return f{n + 1}()\n"
                                             for n in range(200)) for i in range(50)}
        assert post_files(client, "big", files).status_code == 200


def test_slow_readers_cost_no_memory(start_daemon):
    daemon = start_daemon(LEAN)
    with connect(daemon) as client:
        big(client)
        assert len(lines(client, "relationships", project="big")) > 50000
        before = daemon.memory()
        sockets = []
        for _ in range(20):
            s = socket.create_connection(("127.0.0.1", daemon.port))
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.sendall(b"GET /stream/relationships?project=big HTTP/1.1\r\nHost: localhost\r\n"
                      b"Accept: application/x-ndjson\r\n\r\n")
            sockets.append(s)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            for s in sockets:
                s.recv(512)
        assert daemon.memory() - before < 50 << 20
        for s in sockets:
            s.close()


def test_a_stream_that_takes_too_long_can_be_continued(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_STREAM_TIME": "100ms"})
    with connect(daemon) as client:
        big(client)
        found, cursor, parts = [], None, 0
        while True:
            read = lines(client, "nodes", project="big", **({"cursor": cursor} if cursor else {}))
            found += [line["node"]["id"] for line in read if line["type"] == "result"]
            cursor = read[-1]["next_cursor"]
            parts += 1
            if read[-1]["type"] == "summary":
                break
            assert read[-1]["code"] == "deadline_exceeded" and cursor
        assert parts > 1
        assert len(found) == len(set(found)) == client.get("/projects/big").json()["nodes"]
