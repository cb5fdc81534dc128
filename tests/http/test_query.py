# SPDX-License-Identifier: Apache-2.0
"""Queries in Cypher over HTTP and by the command line: rows, plans, limits, and what is refused."""

import json
import random
import re
import subprocess
import time

import pytest

from conftest import idle, post_files
from daemon import program
from test_questions import DIAMOND
from test_reach import JAVA


@pytest.fixture(scope="module")
def graph(client):
    assert post_files(client, "query-diamond", DIAMOND).status_code == 200
    assert post_files(client, "query-java", JAVA).status_code == 200
    return "query-diamond"


def ask(client, project, query, parameters=None, params=None, **body):
    if parameters is not None:
        body["parameters"] = parameters
    return client.post("/query", params={"project": project, **(params or {})}, json={"query": query, **body})


def rows(client, project, query, parameters=None, **body):
    reply = ask(client, project, query, parameters, **body)
    assert reply.status_code == 200, reply.text
    return reply.json()["rows"]


def problem(client, project, query, status=400, **more):
    reply = ask(client, project, query, **more)
    assert reply.status_code == status, reply.text
    return reply.json()


# ---- rows ----------------------------------------------------------------------------------------


def test_callers_by_name(client, graph):
    found = rows(client, graph, "MATCH (f:Function {name: $name})<-[:CALLS]-(c) RETURN c.name ORDER BY c.name",
                 {"name": "end"})
    assert found == [["left"], ["right"]]


def test_the_words_of_other_doors_name_labels_and_types(client, graph):
    assert rows(client, graph, "MATCH (f:function)-[:calls]->(:function) RETURN count(*)") == [[4]]


def test_nodes_and_relationships_are_what_other_routes_show(client, graph):
    [[node, edge, path]] = rows(client, graph, "MATCH p = (f {name: 'left'})-[r:CALLS]->(g) RETURN f, r, p")
    assert node == {k: v for k, v in client.get(f"/nodes/{node['id']}", params={"project": graph}).json().items()
                    if k in node}
    there = client.get(f"/relationships/{edge['id']}", params={"project": graph}).json()
    assert (there["type"], there["source"]["id"], there["target"]["id"]) == (edge["type"], edge["source"], edge["target"])
    assert [n["name"] for n in path["nodes"]] == ["left", "end"] and path["relationships"] == [edge]


def test_every_property_is_called_as_the_node_has_it(client, graph):
    [[keys, node]] = rows(client, graph, "MATCH (f:Function {name: 'left'}) RETURN properties(f), f")
    for key, value in keys.items():
        if key in node:
            assert node[key] == value, key
    assert {"id", "symbol", "kind", "name", "qualified_name", "language", "file_path", "line_number"} <= keys.keys()
    query = "MATCH (f:Function {name: 'left'}) RETURN " + ", ".join(f"f.{key}" for key in keys)
    assert rows(client, graph, query) == [list(keys.values())]


def test_metadata_is_a_map(client, graph):
    project = "query-metadata"
    post_files(client, project, {"a.py": "def a(): pass\ndef b(): pass\n"})
    client.patch("/nodes/a", params={"project": project}, json={"metadata": {"owner": "x", "tags": ["p", {"q": 1.5}]}})
    assert rows(client, project, "MATCH (f:Function) WHERE f.metadata.owner = 'x' RETURN f.name, f.metadata.tags") == [
        ["a", ["p", {"q": 1.5}]]]
    assert rows(client, project, "MATCH (f:Function {name: 'b'}) RETURN f.metadata") == [[None]]


@pytest.mark.parametrize("key", ["id", "symbol", "name", "qualified_name"])
def test_nodes_are_found_by_an_index(client, graph, key):
    [[value]] = rows(client, graph, f"MATCH (f:Function {{name: 'left'}}) RETURN f.{key}")
    reply = ask(client, graph, f"PROFILE MATCH (f:Function) WHERE f.{key} = $value RETURN f.name", {"value": value})
    plan = [step["operator"] for step in reply.json()["plan"]]
    assert ["left"] in reply.json()["rows"] and "IndexSeek" in plan


def test_names_that_many_have_are_found_too(client, graph):
    post_files(client, "query-many", {f"f{i}.py": f"class C{i}:\n    def same(self): pass\n    def Same(self): pass\n" for i in range(100)})
    assert rows(client, "query-many", "MATCH (m {name: 'same'}) RETURN count(m), count(DISTINCT m.file_path)") == [[100, 100]]
    assert rows(client, "query-many", "MATCH (m) WHERE m.name STARTS WITH 'C1' RETURN m.name ORDER BY m.name") == [
        [f"C{n}"] for n in ("1", *range(10, 20))]
    post_files(client, "query-many", {f"f{i}.py": "" for i in range(50)})
    assert rows(client, "query-many", "MATCH (m {name: 'same'}) RETURN count(m)") == [[50]]


def test_variable_length_and_shortest_paths(client, graph):
    assert rows(client, graph, "MATCH (:Function {name: 'start'})-[:CALLS*]->(f) RETURN DISTINCT f.name ORDER BY f.name") == [
        ["end"], ["left"], ["right"]]
    [[names]] = rows(client, graph, "MATCH p = shortestPath((:Function {name: 'start'})-[:CALLS*]->(:Function {name: 'end'})) "
                                    "RETURN [n IN nodes(p) | n.name]")
    assert names == ["start", "left", "end"]


def test_all_shortest_paths(client, graph):
    """The ways through the diamond are those that /graph/path has."""
    found = rows(client, graph, "MATCH p = allShortestPaths((:Function {name: 'start'})-[:CALLS*]->(:Function {name: 'end'})) "
                 "RETURN [n IN nodes(p) | n.name] AS names ORDER BY names")
    assert found == [[["start", "left", "end"]], [["start", "right", "end"]]]


def test_what_most_call_is_counted_without_rows(client, graph):
    reply = ask(client, graph, "PROFILE MATCH (f:Function)<-[:CALLS]-(c) RETURN f.name, count(c) AS n ORDER BY n DESC LIMIT 1")
    assert reply.json()["rows"] == [["end", 2]]
    assert "ExpandCount" in [step["operator"] for step in reply.json()["plan"]]


def test_types_of_relationships_and_kinds_of_nodes(client, graph):
    found = rows(client, "query-java", "MATCH (c:Class)-[r:IMPLEMENTS|INHERITS]->(i) RETURN DISTINCT type(r), labels(i)")
    assert found and all(t in ("IMPLEMENTS", "INHERITS") and len(labels) == 1 for t, labels in found)


@pytest.mark.parametrize("depth", [1, 3])
def test_who_calls_is_told_as_other_routes_tell_it(client, graph, depth):
    project, draw = "query-random", random.Random(5)
    text = "".join(f"def f{i}():\n" + "".join(f"    f{draw.randrange(30)}()\n" for _ in range(3)) for i in range(30))
    post_files(client, project, {"a.py": text})
    methods = [node for [node] in rows(client, project, "MATCH (m:Function) RETURN m.id")]
    assert len(methods) == 30
    for question, arrow in (("callers", "<-[:CALLS*1..%d]-"), ("callees", "-[:CALLS*1..%d]->")):
        for node in methods:
            page = client.get(f"/nodes/{node}/{question}", params={"project": project, "depth": depth, "limit": 1000}).json()
            found = rows(client, project, f"MATCH (m {{id: $id}}){arrow % depth}(o) WHERE o <> m RETURN DISTINCT o.id", {"id": node})
            assert {row["node"]["id"] for row in page["items"]} == {other for [other] in found}, (question, node)


def test_unsure_relationships_are_left_out_unless_asked_for(client, graph):
    sure, all_ = (rows(client, "query-java", "MATCH ()-[r]->() RETURN count(r)", min_confidence=c)[0][0] for c in (1.0, 0))
    assert sure < all_
    assert rows(client, "query-java", "MATCH ()-[r]->() RETURN min(r.confidence) >= 0.55") == [[True]]


def test_a_query_reads_the_state_that_ref_names(client, graph):
    project = "query-refs"
    first = post_files(client, project, {"a.py": "def old(): pass\n"}).json()
    client.post("/tags", params={"project": project}, json={"name": "before"})
    post_files(client, project, {"a.py": "def new(): pass\n"})
    query = "MATCH (f:Function) RETURN f.name"
    assert rows(client, project, query) == [["new"]]
    reply = ask(client, project, query, params={"ref": "before"})
    assert reply.json()["rows"] == [["old"]]
    assert reply.json()["generation"] == first["generation"]
    assert reply.headers["Codegraph-Generation"] == str(first["generation"])


def test_a_transaction_sees_its_own(client, graph):
    project = "query-transaction"
    post_files(client, project, {"a.py": "def a(): pass\n"})
    begun = client.post("/transactions", params={"project": project}, json={}).json()["id"]
    header = {"Codegraph-Transaction": begun}
    client.post("/parse", params={"project": project}, json={"files": [{"path": "b.py", "content": "def b(): pass\n"}]},
                headers=header)
    names = client.post("/query", params={"project": project}, headers=header,
                        json={"query": "MATCH (f:Function) RETURN f.name ORDER BY f.name"}).json()["rows"]
    assert ["b"] in names
    assert rows(client, project, "MATCH (f:Function) RETURN f.name") == [["a"]]
    client.post(f"/transactions/{begun}/rollback")


def test_every_kind_of_value(client, graph):
    given = {"null": None, "bool": True, "int": -5, "real": 0.5, "text": "é", "list": [1, [2]], "map": {"a": {"b": 1}}}
    names = ", ".join(f"$`{name}`" for name in given)
    assert rows(client, graph, f"RETURN {names}", given) == [list(given.values())]


def test_what_is_temporal_is_a_text(client, graph):
    [found] = rows(client, graph, "RETURN date('2015-W30-2'), localtime('214032.142'), time('2140-02'), localdatetime('2015202T21'), "
                   "datetime({year: 2015, month: 7, day: 21, timezone: 'Europe/Stockholm'}), duration('P0.75M'), "
                   "[date($day)], {d: duration.between(date($day), date('2016-03-01'))}", {"day": "2015-07-21"})
    assert found == ["2015-07-21", "21:40:32.142", "21:40-02:00", "2015-07-21T21:00", "2015-07-21T00:00+02:00[Europe/Stockholm]",
                     "P22DT19H51M49.5S", ["2015-07-21"], {"d": "P7M9D"}]


def test_now_is_one_moment_for_a_query(client, graph):
    before = time.time()
    found = rows(client, graph, "UNWIND range(1, 5000) AS i RETURN DISTINCT datetime().epochMillis AS ms, toString(date()) AS day")
    assert len(found) == 1 and before - 1 < found[0][0] / 1000 < time.time() + 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found[0][1])


# ---- NDJSON ---------------------------------------------------------------------------------------


def lines(client, project, query, **body):
    reply = client.post("/query", params={"project": project}, json={"query": query, **body},
                        headers={"Accept": "application/x-ndjson"})
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in reply.text.splitlines()]


def test_lines(client, graph):
    head, *found, summary = lines(client, graph, "UNWIND range(1, 1000) AS x RETURN x, 'a' AS a")
    assert head["type"] == "columns" and head["columns"] == ["x", "a"]
    assert [line["row"] for line in found] == [[x, "a"] for x in range(1, 1001)]
    assert summary == {"type": "summary", "generation": head["generation"], "count": 1000, "truncated": False, "plan": None}


def test_a_stream_ends_with_what_went_wrong(client, graph):
    *_, last = lines(client, graph, "UNWIND [1, 2, 0] AS x RETURN 10 / x")
    assert last["type"] == "error" and last["code"] == "invalid" and "division by zero" in last["detail"]


def test_what_is_wrong_before_the_first_row_is_a_problem(client, graph):
    reply = client.post("/query", params={"project": graph}, json={"query": "RETURN x"},
                        headers={"Accept": "application/x-ndjson"})
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "/query"


def test_clients_that_vanish_leave_nothing_behind(client, graph, daemon):
    for _ in range(30):
        with client.stream("POST", "/query", params={"project": graph}, headers={"Accept": "application/x-ndjson"},
                           json={"query": "UNWIND range(1, 90000) AS x MATCH (n) RETURN x, n"}) as reply:
            assert next(reply.iter_bytes())
    idle(client)
    assert rows(client, graph, "RETURN 1") == [[1]]


def test_a_reader_may_be_slower_than_a_query_may_take(hasty):
    with hasty.stream("POST", "/query", params={"project": "tight"}, headers={"Accept": "application/x-ndjson"},
                      json={"query": "UNWIND range(1, 50) AS x RETURN reduce(s = 'x', i IN range(1, 17) | s + s)"}) as reply:
        read, begun = reply.iter_bytes(1 << 16), time.monotonic()
        found = [next(read)]
        while time.monotonic() < begun + 0.6:
            assert rows(hasty, "tight", "RETURN 1") == [[1]]
        found += read
    assert b"".join(found).decode().splitlines()[-1].startswith('{"type":"summary"')


# ---- plans ----------------------------------------------------------------------------------------


def test_explain_has_a_plan_and_no_rows(client, graph):
    reply = ask(client, graph, "EXPLAIN MATCH (f:Function) WHERE f.line_number > 3 RETURN f.name").json()
    assert reply["rows"] == [] and [s["operator"] for s in reply["plan"]] == ["Projection", "Filter", "LabelScan", "Argument"]
    assert all(s["rows"] is None for s in reply["plan"])


def test_profile_counts(client, graph):
    plan = ask(client, graph, "PROFILE MATCH (f:Function) WHERE f.name = 'left' OR f.name = 'end' RETURN f.name").json()["plan"]
    assert [s["rows"] for s in plan] == [2, 2, 5, 1]


# ---- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("query, word, column", [
    ("CREATE (n)", "CREATE", 1),
    ("MATCH (n) DELETE n", "DELETE", 11),
    ("MATCH (n) DETACH DELETE n", "DETACH", 11),
    ("MATCH (n) SET n.a = 1", "SET", 11),
    ("MATCH (n) REMOVE n.a", "REMOVE", 11),
    ("MERGE (n)", "MERGE", 1),
    ("CALL db.labels()", "CALL", 1),
    ("LOAD CSV FROM 'a' AS b RETURN b", "LOAD", 1),
    ("FOREACH (x IN [1] | CREATE ())", "FOREACH", 1),
])
def test_what_is_not_supported_is_named_with_its_place(client, graph, query, word, column):
    told = problem(client, graph, query)
    assert told["detail"].startswith(f"line 1, column {column}: {word} is not supported")
    assert told["errors"][0]["pointer"] == "/query"


@pytest.mark.parametrize("query, said", [
    ("RETURN\n  foo", "line 2, column 3: `foo` is not defined"),
    ("MATCH (n:Functoin) RETURN n", "line 1, column 7: there is no label `Functoin`; there are File, Module"),
    ("MATCH ()-[:CALL]->() RETURN 1", "line 1, column 9: there is no type `CALL`; there are CONTAINS, CALLS"),
    ("RETURN nope(1)", "line 1, column 8: there is no function `nope`"),
    ("RETURN date.now()", "line 1, column 8: there is no function `date.now`"),
    ("RETURN date('2015-02-29')", "line 1, column 13: '2015-02-29' is no Date: month 2 of the year 2015 has the days 01 to 28, not 29"),
    ("RETURN datetime({year: 2015, timezone: 'Mars/Base'})", "line 1, column 17: DateTime: there is no time zone `Mars/Base`"),
    ("RETURN date('2015').hour", "line 1, column 8: a Date has no `hour`; it has year quarter month"),
    ("RETURN $x", "line 1, column 8: the parameter `x` is missing"),
    ("MATCH (n RETURN n", "line 1, column 10: `RETURN` where"),
    ("RETURN 'a", "line 1, column 8: a quote has no end"),
    ("RETURN 1 +", "line 1, column 11: the query ends where"),
    ("RETURN 1 / 0", "line 1, column 8: division by zero"),
    ("RETURN 'é' =~ '('", "line 1, column 8: the regular expression is wrong at byte 1"),
    ("MATCH (n)", "line 1, column 1: a query must end with RETURN"),
    ("", "line 1, column 1: the query ends where"),
    ("RETURN 1 LIMIT -1", "line 1, column 16: LIMIT takes an Integer from 0 on"),
])
def test_mistakes_are_told_with_their_place(client, graph, query, said):
    if query == "":
        assert ask(client, graph, query).status_code == 400
        return
    assert problem(client, graph, query)["detail"].startswith(said)


def test_unknown_properties_are_null_and_warned_of(client, graph):
    reply = ask(client, graph, "MATCH (f:Function {name: 'left'}) RETURN f.nmae").json()
    assert reply["rows"] == [[None]]
    assert reply["warnings"] == [{"line": 1, "column": 42, "detail": "nothing has a property `nmae`: it is null"}]


def test_bodies_are_checked(client, graph):
    for body, pointer in [({}, "/query"), ({"query": 1}, "/query"), ({"query": "RETURN 1", "x": 1}, "/x"),
                          ({"query": "RETURN 1", "max_rows": 0}, "/max_rows"),
                          ({"query": "RETURN 1", "min_confidence": 2}, "/min_confidence"),
                          ({"query": "RETURN 1", "parameters": []}, "/parameters")]:
        reply = client.post("/query", params={"project": graph}, json=body)
        assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == pointer, body
    assert client.post("/query", content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
    assert client.post("/query", content=b"RETURN 1", headers={"Content-Type": "text/plain"}).status_code == 415
    assert ask(client, "query-none", "RETURN 1").status_code == 404
    assert ask(client, graph, "RETURN 1", params={"ref": "nowhere"}).status_code == 404


# ---- limits ---------------------------------------------------------------------------------------


def test_rows_are_cut_and_it_is_said(client, graph):
    reply = ask(client, graph, "UNWIND range(1, 10) AS x RETURN x", max_rows=3).json()
    assert reply["rows"] == [[1], [2], [3]] and reply["truncated"]
    assert not ask(client, graph, "UNWIND range(1, 3) AS x RETURN x", max_rows=3).json()["truncated"]


def limited(folder, env):
    """The client of a daemon that has DIAMOND in the project `tight`."""
    from daemon import Daemon
    from conftest import connect
    daemon = Daemon(folder / "db", env)
    with connect(daemon) as client:
        assert post_files(client, "tight", DIAMOND).status_code == 200
        yield client
    daemon.stop()


@pytest.fixture(scope="module")
def tight(tmp_path_factory):
    yield from limited(tmp_path_factory.mktemp("tight"),
                       {"CODEGRAPH_QUERY_MEMORY": "2M", "CODEGRAPH_QUERY_ROWS_MAX": "50", "CODEGRAPH_QUERY_TEXT_MAX": "2K"})


# Apart, so that what is refused for its memory has the time to come to that on a busy machine.
@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    yield from limited(tmp_path_factory.mktemp("hasty"), {"CODEGRAPH_QUERY_TIME": "300ms", "CODEGRAPH_QUERY_MEMORY": "2M"})


@pytest.mark.parametrize("query", [
    "RETURN range(1, 1000000000)",
    "RETURN size(reduce(s = 'x', i IN range(1, 60) | s + s))",
    "UNWIND range(1, 50000) AS x RETURN collect(toString(x) + 'abcdefghijklmnopqrstuvwxyz')",
    "UNWIND range(1, 50000) AS x WITH DISTINCT toString(x) + 'abcdefghijklmnopqrstuvwxyz' AS y RETURN count(y)",
    "UNWIND range(1, 50000) AS x WITH x ORDER BY -x RETURN count(x)",
])
def test_memory_is_bounded(tight, query):
    assert "more than the 2097152 bytes" in problem(tight, "tight", query, status=413)["detail"]


@pytest.mark.parametrize("query", [
    "UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b UNWIND range(1, 9999) AS c RETURN count(*)",
    "MATCH (a), (b), (c), (d), (e), (f), (g), (h), (i), (j), (k) RETURN count(*)",
    "UNWIND range(1, 9999) AS x MATCH ()-[*]-()-[*]-()-[*]-() RETURN count(*)",
    "RETURN reduce(x = 0, i IN range(1, 9999) | reduce(y = 0, j IN range(1, 9999) | y + 1))",
    "RETURN all(i IN range(1, 9999) WHERE all(j IN range(1, 9999) WHERE all(k IN range(1, 9999) WHERE true)))",
])
def test_time_is_bounded(hasty, query):
    start = time.monotonic()
    problem(hasty, "tight", query, status=504)
    assert time.monotonic() - start < 10


def test_rows_and_texts_are_bounded(tight):
    assert len(rows(tight, "tight", "UNWIND range(1, 100) AS x RETURN x", max_rows=80)) == 50
    problem(tight, "tight", "RETURN 1" + " " * 2048, status=413)


@pytest.mark.parametrize("query", [
    "RETURN " + "(" * 500 + "1" + ")" * 500,
    "RETURN " + "[" * 500 + "]" * 500,
    "RETURN " + "{a:" * 300 + "1" + "}" * 300,
    "RETURN " + "({a:" * 150 + "1" + "})" * 150,
    "RETURN " + "-" * 900 + "1",
    "RETURN " + "NOT " * 300 + "true",
    "RETURN reduce(x = [], i IN range(1, 1000) | [x])",
    "RETURN reduce(x = 0, i IN range(1, 1000) | {a: x})",
])
def test_what_nests_too_deep_is_refused(hasty, query):
    reply = ask(hasty, "tight", query)
    assert reply.status_code in (400, 413, 504), (reply.status_code, reply.text)


def test_what_nests_within_bounds_is_answered(tight):
    inner = "EXISTS { MATCH () WHERE " * 20 + "true" + "}" * 20
    assert rows(tight, "tight", f"MATCH (:Function {{name: 'left'}}) WHERE {inner} RETURN 1") == [[1]]
    assert rows(tight, "tight", "RETURN " + "(" * 100 + "1" + ")" * 100) == [[1]]


def test_parameters_may_not_nest_for_ever(client, graph):
    deep = json.loads("[" * 40 + "]" * 40)
    assert ask(client, graph, "RETURN $x", {"x": deep}).status_code == 413


def test_a_regular_expression_may_not_take_for_ever(tight):
    told = problem(tight, "tight", "RETURN '" + "a" * 60 + "b' =~ '(a|a|aa)+$'")
    assert "more steps or memory" in told["detail"]


# ---- the command line -----------------------------------------------------------------------------


def run(daemon, *arguments, stdin=None):
    return subprocess.run([program("codegraph"), "--server", daemon.url, "--project", "query-diamond", *arguments],
                          capture_output=True, text=True, input=stdin, timeout=60)


def test_the_command_prints_a_table(client, graph, daemon):
    done = run(daemon, "query", "MATCH (f:Function {name: $n})<-[:CALLS]-(c) RETURN c.name AS caller, c ORDER BY caller",
               "n=end")
    assert done.returncode == 0, done.stderr
    head, first, second, count = done.stdout.splitlines()
    assert head.split() == ["caller", "c"] and count == "2 rows"
    assert first.split() == ["left", "function", "left", "d.py:6"] and second.startswith("right")


def test_the_command_reads_the_standard_input(client, graph, daemon):
    done = run(daemon, "query", "-", "x=[1, 2]", "--json", stdin="RETURN $x AS x")
    assert json.loads(done.stdout)["rows"] == [[[1, 2]]]


def test_the_command_shows_plans_and_mistakes(client, graph, daemon):
    assert "LabelScan :Function" in run(daemon, "query", "EXPLAIN MATCH (f:Function) RETURN f").stdout
    done = run(daemon, "query", "CREATE (n)")
    assert done.returncode == 1 and "CREATE is not supported" in done.stderr
    assert run(daemon, "query").returncode == 2
