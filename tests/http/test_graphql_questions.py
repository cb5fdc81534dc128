# SPDX-License-Identifier: Apache-2.0
"""Questions about the graph by GraphQL: each is answered as its route answers it, with the same filters, limits and cursors."""

import json
import socket
import time

import pytest

from conftest import connect, idle, post_files
from test_graphql import ask, code, data
from test_questions import CIRCLE, DIAMOND, TESTED
from test_reach import C, PYTHON

NODE = "id name nodeType qualifiedName filePath lineNumber"


@pytest.fixture(scope="module")
def many(client):
    projects = {"python": PYTHON, "circle": CIRCLE, "diamond": DIAMOND, "tested": TESTED, "c": C}
    for name, files in projects.items():
        assert post_files(client, f"gql-questions-{name}", files).status_code == 200
    return {name: f"gql-questions-{name}" for name in projects}


def route(client, project, path, /, **params):
    reply = client.get(path, params={"project": project, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()


def ref(node):
    """What a route says of a node, as the fields of NODE."""
    return {"id": node["id"], "name": node["name"], "nodeType": node["kind"].upper(),
            "qualifiedName": node["qualified_name"], "filePath": node["file_path"] or "", "lineNumber": node["line_number"] or 0}


def all_pages(client, project, field, arguments, selection, first):
    """The edges of a connection, page by page."""
    edges, after = [], None
    while True:
        page = data(client, f"query ($after: String) {{ {field}(first: {first}, after: $after{arguments}) {{"
                            f" edges {{ cursor {selection} }} pageInfo {{ hasNextPage endCursor }} }} }}", project, after=after)[field]
        edges += [{k: v for k, v in e.items() if k != "cursor"} for e in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return edges
        after = page["pageInfo"]["endCursor"]


# ---- whole graphs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments, params", [
    ("", {}),
    (", level: FILE", {"level": "file"}),
    (", externals: true, types: [CALLS]", {"externals": True, "types": "calls"}),
    (", minConfidence: 0.9, filter: { nodeTypes: [CLASS, METHOD], languages: [PYTHON], path: \"shapes.*\" }",
     {"min_confidence": 0.9, "kind": ["class", "method"], "language": "python", "path": "shapes.*"}),
])
def test_hubs(client, many, arguments, params):
    theirs = route(client, many["python"], "/graph/hubs", limit=1000, **params)
    wanted = [{"score": r["score"], "incoming": r["in"], "outgoing": r["out"], "node": ref(r["node"])} for r in theirs["items"]]
    selection = f"score incoming outgoing node {{ {NODE} }}"
    whole = data(client, f"{{ hubs(first: 1000{arguments}) {{ total generation coverage {{ filesPartial }} nodes {{ id }} edges {{ {selection} }} }} }}", many["python"])["hubs"]
    assert whole["edges"] == wanted and wanted and whole["total"] == theirs["total"] and whole["generation"] == theirs["generation"]
    assert [n["id"] for n in whole["nodes"]] == [e["node"]["id"] for e in wanted]
    assert all_pages(client, many["python"], "hubs", arguments, selection, 3) == wanted


@pytest.mark.parametrize("arguments, params", [
    ("", {}),
    ("level: NODE, types: [CALLS]", {"level": "node", "types": "calls"}),
    ("level: PACKAGE", {"level": "package"}),
    ("filter: { path: \"[ab].py\" }", {"path": "[ab].py"}),
])
def test_cycles(client, many, arguments, params):
    theirs = route(client, many["circle"], "/graph/cycles", members=2, **params)
    wanted = [{"size": r["size"], "members": [ref(n) for n in r["members"]], "cycle": [ref(n) for n in r["cycle"]]}
              for r in theirs["items"]]
    arguments = f"({arguments})" if arguments else ""
    ours = data(client, f"{{ cycles{arguments} {{ total verdict nodes {{ size members(first: 2) {{ {NODE} }} cycle(first: 2) {{ {NODE} }} }} }} }}",
                many["circle"])["cycles"]
    assert ours == {"total": theirs["total"], "verdict": theirs["verdict"].upper(), "nodes": wanted}


def test_members_are_as_many_as_are_asked_for(client, many):
    ours = data(client, "query ($n: Int, $no: Int) { cycles { edges { node { a: members(first: 1) { name } b: members(first: $n) { name } ...F } } } } "
                        "fragment F on Cycle { c: members(first: $no) { name } }", many["circle"], n=2)["cycles"]
    assert ours["edges"] == [{"node": {"a": [{"name": "a.py"}], "b": [{"name": "a.py"}, {"name": "b.py"}],
                                       "c": [{"name": n} for n in ("a.py", "b.py", "c.py")]}}]
    for wrong in ("members(first: 0)", "members(first: 1001)", "cycle(first: -1)"):
        assert code(ask(client, f"{{ cycles {{ nodes {{ {wrong} {{ id }} }} }} }}", many["circle"])) == "invalid"


@pytest.mark.parametrize("arguments, params", [
    ("", {}),
    (", verdict: UNUSED", {"verdict": "unused"}),
    (", verdict: UNKNOWN, filter: { nodeTypes: [FUNCTION] }", {"verdict": "unknown", "kind": "function"}),
    (", closed: true, minConfidence: 0", {"closed": True, "min_confidence": 0}),
])
@pytest.mark.parametrize("project", ["python", "tested", "c"])
def test_dead(client, many, project, arguments, params):
    theirs = route(client, many[project], "/graph/dead", limit=1000, **params)
    wanted = [{"verdict": r["verdict"].upper(), "reason": r["reason"], "users": r["users"], "node": ref(r["node"])} for r in theirs["items"]]
    selection = f"verdict reason users node {{ {NODE} }}"
    whole = data(client, f"{{ dead(first: 1000{arguments}) {{ unused unknown edges {{ {selection} }} }} }}", many[project])["dead"]
    assert whole == {"unused": theirs["unused"], "unknown": theirs["unknown"], "edges": wanted}
    assert all_pages(client, many[project], "dead", arguments, selection, 1) == wanted


@pytest.mark.parametrize("arguments, params", [
    ("", {}),
    (", level: NODE, resolution: 2.5", {"level": "node", "resolution": 2.5}),
    (", level: NODE, types: [CALLS], filter: { languages: [PYTHON] }", {"level": "node", "types": "calls", "language": "python"}),
])
def test_communities(client, many, arguments, params):
    theirs = route(client, many["python"], "/graph/communities", limit=1000, **params)
    wanted = [{"node": {k: r[k] for k in ("number", "size", "folder", "cohesion")} | {"members": [ref(n) for n in r["members"]]}}
              for r in theirs["items"]]
    selection = f"node {{ number size folder cohesion members {{ {NODE} }} }}"
    whole = data(client, f"{{ communities(first: 1000{arguments}) {{ total points modularity edges {{ {selection} }} }} }}", many["python"])["communities"]
    assert whole == {**{k: theirs[k] for k in ("total", "points", "modularity")}, "edges": wanted}
    assert all_pages(client, many["python"], "communities", arguments, selection, 1) == wanted
    alone = data(client, "{ communities(level: NODE) { nodes { size } } }", many["python"])["communities"]["nodes"]
    assert alone and all(set(c) == {"size"} for c in alone)


@pytest.mark.parametrize("arguments, params", [
    ("", {}), ("(maxTokens: 12)", {"max_tokens": 12}),
    ("(filter: { path: \"report.py\" }, maxTokens: 100)", {"path": "report.py", "max_tokens": 100}),
])
def test_overview(client, many, arguments, params):
    theirs = route(client, many["python"], "/graph/overview", **params)
    ours = data(client, f"{{ overview{arguments} {{ filesTotal nodesTotal tokens filesLeftOut leftOut generation languages {{ language files }} "
                        "folders { path files nodes score } files { path language score definitions { signature score "
                        "node { id nodeType qualifiedName lineNumber } } } coverage { filesSkipped } } }", many["python"])["overview"]
    assert {k: ours[k] for k in ("filesTotal", "nodesTotal", "tokens", "filesLeftOut", "leftOut", "generation", "folders")} == {
        "filesTotal": theirs["files_total"], "nodesTotal": theirs["nodes_total"], "tokens": theirs["tokens"],
        "filesLeftOut": theirs["files_left_out"], "leftOut": theirs["left_out"], "generation": theirs["generation"],
        "folders": theirs["folders"]}
    assert ours["languages"] == [{"language": k, "files": v} for k, v in theirs["languages"].items()]
    assert ours["files"] == [
        {"path": f["path"], "language": f["language"].upper(), "score": f["score"],
         "definitions": [{"signature": d["signature"], "score": d["score"],
                          "node": {"id": d["id"], "nodeType": d["kind"].upper(), "qualifiedName": d["qualified_name"],
                                   "lineNumber": d["line_number"]}} for d in f["definitions"]]} for f in theirs["files"]]


def test_clones(client, project):
    body = "".join(f"    total = total + offset * {i} - limit\n    limit = limit + total\n" for i in range(8))
    post_files(client, project, {f"m{i}.py": f"def work{i}(total, offset, limit):\n{body}    return total\n" for i in range(4)})
    theirs = route(client, project, "/graph/clones", min_tokens=30)
    ours = data(client, "{ clones(minTokens: 30) { total definitions filesWithoutSource nodes { similarity tokensSpare size "
                        "members { node { id } tokens similarity containment } few: members(first: 1) { node { id } } } } }", project)["clones"]
    assert ours["total"] == theirs["total"] == 1 and ours["definitions"] == theirs["definitions"]
    [group], [wanted] = ours["nodes"], theirs["items"]
    assert (group["similarity"], group["tokensSpare"], group["size"]) == (wanted["similarity"], wanted["tokens_spare"], wanted["count"])
    assert group["members"] == [{"node": {"id": m["node"]["id"]}, "tokens": m["tokens"], "similarity": m["similarity"],
                                 "containment": m["containment"]} for m in wanted["members"]]
    assert group["few"] == [{"node": group["members"][0]["node"]}]
    assert data(client, "{ clones(minTokens: 30, filter: { path: \"m0.py\" }) { total } }", project)["clones"] == {"total": 0}
    assert code(ask(client, "{ clones(similarity: 0.1) { total } }", project)) == "invalid"


# ---- from one node --------------------------------------------------------------------------------

ROW = f"depth direction from type rule confidence dispatch node {{ {NODE} }} sites {{ filePath lineNumber column }}"


def rows_of(page):
    return [{"depth": r["depth"], "direction": r["direction"].upper(), "from": r["from"], "type": r["type"].upper(),
             "rule": r["rule"], "confidence": r["confidence"], "dispatch": r["dispatch"], "node": ref(r["node"]),
             "sites": [{"filePath": s["file_path"], "lineNumber": s["line_number"], "column": s["column"]} for s in r["sites"]]}
            for r in page["items"]]


@pytest.mark.parametrize("field, question, node, arguments, params", [
    ("callers", "callers", "Shape.area", "depth: 3", {"depth": 3}),
    ("callers", "callers", "Tiny.area", "depth: 5, dispatch: true", {"depth": 5, "dispatch": True}),
    ("callers", "callers", "Square", "members: true, types: [INSTANTIATES]", {"members": True, "types": "instantiates"}),
    ("callees", "callees", "main", "depth: 9, dispatch: true, filter: { nodeTypes: [METHOD] }", {"depth": 9, "dispatch": True, "kind": "method"}),
    ("callees", "callees", "main", "depth: 9, minConfidence: 1", {"depth": 9, "min_confidence": 1}),
    ("dependencyConnection", "dependencies", "main", "depth: 4", {"depth": 4}),
    ("dependencyConnection", "dependencies", "report.py", "members: false, withNames: true", {"members": False, "include": "coverage"}),
    ("dependentConnection", "dependents", "Square", "depth: 2, filter: { path: \"report.py\" }", {"depth": 2, "path": "report.py"}),
    ("hierarchy", "hierarchy", "Square", "", {}),
    ("hierarchy", "hierarchy", "Square", "direction: IN, depth: 1", {"direction": "down", "depth": 1}),
    ("hierarchy", "hierarchy", "Tiny.area", "direction: OUT, filter: { languages: [RUST] }", {"direction": "up", "language": "rust"}),
])
def test_what_is_reached(client, many, field, question, node, arguments, params):
    include = ["sites", *([params.pop("include")] if "include" in params else [])]
    theirs = route(client, many["python"], f"/nodes/{node}/{question}", limit=1000, include=include, **params)
    comma = f", {arguments}" if arguments else ""
    ours = data(client, f"{{ {field}(nodeId: \"{node}\", first: 1000{comma}) {{ total verdict node {{ {NODE} }} depths {{ direction depth count }} "
                        f"coverage {{ filesPartial filesWithUnlinkedMentions unlinkedMentions unresolvedReferences unresolvedNames }} "
                        f"edges {{ {ROW} }} }} }}", many["python"])[field]
    assert ours["edges"] == rows_of(theirs) and ours["total"] == theirs["total"]
    assert ours["node"] == ref(theirs["node"]) and ours["verdict"] == theirs["verdict"].upper()
    assert ours["depths"] == [{**d, "direction": d["direction"].upper()} for d in theirs["depths"]]
    assert ours["coverage"]["unresolvedNames"] == theirs["coverage"].get("unresolved_names", [])
    assert all_pages(client, many["python"], field, f", nodeId: \"{node}\"{comma}", ROW, 2) == rows_of(theirs)


def test_lists_of_what_is_needed_take_the_same_arguments(client, many):
    ours = data(client, "{ a: dependencies(nodeId: \"main\", depth: 9, types: [CALLS], dispatch: true) { name } "
                        "b: dependents(nodeId: \"Square\", members: false, minConfidence: 0.9, filter: { nodeTypes: [CLASS] }) { name } }", many["python"])
    a = route(client, many["python"], "/nodes/main/dependencies", depth=9, types="calls", dispatch=True)
    b = route(client, many["python"], "/nodes/Square/dependents", members=False, min_confidence=0.9, kind="class")
    assert ours == {"a": [{"name": r["node"]["name"]} for r in a["items"]], "b": [{"name": r["node"]["name"]} for r in b["items"]]}


def test_paths_page_by_page(client, many):
    query = ("query ($after: String) { path(from: \"start\", to: \"end\", first: 1, after: $after) { total paths { nodes { name } steps { type rule dispatch } } "
             "pageInfo { hasNextPage endCursor } } }")
    first = data(client, query, many["diamond"])["path"]
    second = data(client, query, many["diamond"], after=first["pageInfo"]["endCursor"])["path"]
    theirs = route(client, many["diamond"], "/graph/path", **{"from": "start", "to": "end"})
    assert first["pageInfo"]["hasNextPage"] and not second["pageInfo"]["hasNextPage"] and first["total"] == 2
    assert [[n["name"] for n in p["nodes"]] for p in first["paths"] + second["paths"]] == [
        [n["name"] for n in p["nodes"]] for p in theirs["items"]]
    assert first["paths"][0]["steps"][0] == {"type": "CALLS", "rule": theirs["items"][0]["steps"][0]["rule"], "dispatch": False}
    by_dispatch = data(client, "{ path(from: \"main\", to: \"Square.side\", dispatch: true, types: [CALLS]) { length } }", many["python"])
    assert by_dispatch["path"]["length"] == route(client, many["python"], "/graph/path",
                                                  **{"from": "main", "to": "Square.side", "dispatch": True, "types": "calls"})["length"]


@pytest.mark.parametrize("arguments, params", [
    ("nodeIds: [\"Square.side\"]", {"node": "Square.side"}),
    ("nodeIds: [\"Square.side\"], dispatch: false, types: [CALLS]", {"node": "Square.side", "dispatch": False, "types": "calls"}),
    ("nodeIds: [\"Shape\", \"Square\"], filter: { nodeTypes: [FUNCTION] }", {"node": ["Shape", "Square"], "kind": "function"}),
])
def test_impact(client, many, arguments, params):
    theirs = route(client, many["python"], "/graph/impact", **params)
    ours = data(client, f"{{ impact({arguments}) {{ changed changes {{ id }} total files tests edges {{ score depth isTest from type confidence dispatch node {{ id }} }} }} }}",
                many["python"])["impact"]
    assert ours["changes"] == [{"id": n["id"]} for n in theirs["changes"]]
    assert {k: ours[k] for k in ("changed", "total", "files", "tests")} == {k: theirs[k] for k in ("changed", "total", "files", "tests")}
    assert ours["edges"] == [{"score": r["score"], "depth": r["depth"], "isTest": r["test"], "from": r["from"], "type": r["type"].upper(),
                              "confidence": r["confidence"], "dispatch": r["dispatch"], "node": {"id": r["node"]["id"]}} for r in theirs["items"]]


def test_similar_nodes_of_some_kind(client, sample):
    ours = data(client, "{ similarNodes(nodeId: \"parse_config\", filter: { languages: [TYPESCRIPT] }) { node { name language } } }", sample)["similarNodes"]
    theirs = route(client, sample, "/nodes/parse_config/similar", language="typescript")
    assert [m["node"]["name"] for m in ours] == [h["node"]["name"] for h in theirs["items"]]
    assert {m["node"]["language"] for m in ours} <= {"TYPESCRIPT"}


# ---- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("query, word", [
    ("{ hubs(first: 0) { total } }", "invalid"), ("{ hubs(first: 1001) { total } }", "invalid"),
    ("{ hubs(level: PACKAGE) { total } }", "invalid"), ("{ hubs(after: \"x\") { total } }", "invalid"),
    ("{ hubs(minConfidence: 2) { total } }", "invalid"), ("{ communities(resolution: 0) { total } }", "invalid"),
    ("{ overview(maxTokens: 0) { tokens } }", "invalid"), ("{ clones(minTokens: 3) { total } }", "invalid"),
    ("{ hubs(level: MODULE) { total } }", "invalid"), ("{ cycles(ref: \"nowhere\") { total } }", "not_found"),
    ("{ hierarchy(nodeId: \"nothing\") { total } }", "not_found"), ("{ hierarchy(nodeId: \"run\") { total } }", "ambiguous"),
    ("{ hubs(filter: { name: \"x\" }) { total } }", "invalid"),
    ("{ communities(first: 1000) { nodes { members(first: 1000) { id } } } }", "too_large"),
    ("{ overview(maxTokens: 1000000) { files { path } } }", "too_large"),
])
def test_bad_input(client, sample, query, word):
    assert code(ask(client, query, sample)) == word


def test_a_project_that_is_not_there(client):
    ours = data(client, "{ hubs { total generation edges { score } } cycles { verdict nodes { size } } dead { unused nodes { id } } "
                        "communities { nodes { size } } overview { tokens files { path } folders { path } } clones { total nodes { size } } }", "nobody-has-this")
    assert ours == {"hubs": {"total": 0, "generation": 0, "edges": []}, "cycles": {"verdict": "NONE", "nodes": []},
                    "dead": {"unused": 0, "nodes": []}, "communities": {"nodes": []},
                    "overview": {"tokens": 0, "files": [], "folders": []}, "clones": {"total": 0, "nodes": []}}


def test_cursors_stay_on_their_generation(client, project):
    post_files(client, project, C)
    query = "query ($after: String) { hubs(first: 1, after: $after) { generation nodes { name } pageInfo { endCursor } } }"
    first = data(client, query, project)["hubs"]
    post_files(client, project, {"a.c": "int other(void) { return 1; }\n"})
    second = data(client, query, project, after=first["pageInfo"]["endCursor"])["hubs"]
    assert second["generation"] == first["generation"] and second["nodes"] != first["nodes"]
    swapped = ask(client, "query ($after: String) { hubs(first: 1, types: [CALLS], after: $after) { total } }", project, after=first["pageInfo"]["endCursor"])
    assert code(swapped) == "invalid"


def test_who_leaves_is_worked_for_no_more(start_daemon, tmp_path):
    """Of ninety questions in a row none is answered that begins after the client has left."""
    daemon = start_daemon(env={"CODEGRAPH_GRAPHQL_COST_MAX": "10000000", "CODEGRAPH_SERVER_REQUEST_TIMEOUT": "300s"},
                          store=tmp_path / "db")
    with connect(daemon) as client:
        client.timeout = 300
        post_files(client, "big", {f"m{n}.c": "".join(f"int f{n}_{i}(void) {{ return f{n}_{(i * 7 + 1) % 400}() + f{(n + 1) % 40}_{i}(); }}\n"
                                                      for i in range(400)) for n in range(40)})
        one = "communities(level: NODE) { total }"
        assert ask(client, "{ %s }" % one, "big")["data"]
        before = daemon.cpu()
        assert ask(client, "{ %s %s }" % (one, one.replace("c", "b: c", 1)), "big")["data"]
        each = (daemon.cpu() - before) / 2
        body = json.dumps({"query": "{ " + " ".join(f"a{i}: " + one for i in range(90)) + " }"}).encode()
        before = daemon.cpu()
        host, port = daemon.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as raw:
            raw.sendall(b"POST /graphql?project=big HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        b"Content-Length: %d\r\n\r\n" % len(body) + body)
            deadline = time.monotonic() + 120
            while daemon.cpu() - before < 2 * each:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        idle(client)
        assert daemon.cpu() - before < 60 * each
