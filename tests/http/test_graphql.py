# SPDX-License-Identifier: Apache-2.0
"""/graphql: what can be asked, and what is said of requests that are wrong."""

import json
import re
import threading
import time

import pytest

from conftest import post_files

NODE = "id name nodeType qualifiedName symbol language filePath lineNumber signature doc visibility manual"


def ask(client, query, project=None, status=200, headers=None, **variables):
    reply = client.post("/graphql", params={"project": project} if project else {}, headers=headers or {},
                        json={"query": query, "variables": variables})
    assert reply.status_code == status, reply.text
    return reply.json()


def data(client, query, project=None, **variables):
    body = ask(client, query, project, **variables)
    assert "errors" not in body, body
    return body["data"]


def code(body):
    return body["errors"][0]["extensions"]["code"]


# ---- queries --------------------------------------------------------------------------------------


def test_a_node_is_what_the_route_says(client, sample):
    node = data(client, "{ node(id: \"parse_config\") { %s span { startLine endLine startByte } content metadata "
                        "modifiers decorators parent { name } } }" % NODE, sample)["node"]
    route = client.get("/nodes/parse_config", params={"project": sample, "fields": "content"}).json()
    assert node["id"] == route["id"] and node["symbol"] == route["symbol"]
    assert node["nodeType"] == route["kind"].upper() and node["language"] == "PYTHON"
    assert (node["filePath"], node["lineNumber"]) == (route["file_path"], route["line_number"])
    assert node["content"] == route["content"] and node["doc"] == route["doc"]
    assert node["span"] == {"startLine": route["span"]["start_line"], "endLine": route["span"]["end_line"],
                            "startByte": route["span"]["start_byte"]}
    assert node["parent"]["name"] == "app.py" and node["metadata"] is None
    assert data(client, "{ node(id: \"nothing-of-this-name\") { id } }", sample) == {"node": None}


def test_an_ambiguous_name_gives_candidates(client, sample):
    body = ask(client, "{ node(id: \"run\") { id } }", sample)
    error = body["errors"][0]
    assert body["data"] == {"node": None} and error["extensions"]["code"] == "ambiguous"
    assert error["path"] == ["node"] and len(error["extensions"]["candidates"]) == 2


def test_nodes_page_by_page(client, sample):
    query = ("query ($first: Int, $after: String, $f: NodeFilter) { nodes(first: $first, after: $after, filter: $f) {"
             " edges { cursor node { id } } nodes { id } generation"
             " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }")
    whole = data(client, query, sample, first=1000)["nodes"]
    ids = [n["id"] for n in whole["nodes"]]
    assert ids == [n["id"] for n in client.get("/nodes", params={"project": sample, "limit": 1000}).json()["items"]]
    assert not whole["pageInfo"]["hasNextPage"] and not whole["pageInfo"]["hasPreviousPage"]
    seen, after = [], None
    while True:
        page = data(client, query, sample, first=3, after=after)["nodes"]
        seen += [e["node"]["id"] for e in page["edges"]]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == ids
    for i, edge in enumerate(whole["edges"]):  # each cursor goes on behind its own
        rest = data(client, query, sample, first=2, after=edge["cursor"])["nodes"]
        assert [n["id"] for n in rest["nodes"]] == ids[i + 1:i + 3]
    functions = data(client, query, sample, f={"nodeTypes": ["FUNCTION"], "languages": ["PYTHON"], "path": "src/**"})
    assert len(functions["nodes"]["nodes"]) == 2
    paged = data(client, "{ nodes(pagination: { first: 2 }) { nodes { id } } }", sample)["nodes"]["nodes"]
    assert [n["id"] for n in paged] == ids[:2]


def test_cursors_stay_on_their_generation(client, project):
    post_files(client, project, {"a.py": "def a(): pass\ndef b(): pass\n"})
    query = "query ($after: String) { nodes(first: 1, after: $after, filter: {nodeTypes: [FUNCTION]}) { nodes { name } generation pageInfo { endCursor hasNextPage } } }"
    first = data(client, query, project)["nodes"]
    post_files(client, project, {"a.py": "def c(): pass\n"})
    second = data(client, query, project, after=first["pageInfo"]["endCursor"])["nodes"]
    assert second["generation"] == first["generation"]
    assert {first["nodes"][0]["name"], second["nodes"][0]["name"]} == {"a", "b"}


def test_relationships_of_many_nodes(client, sample):
    query = ("{ nodes(first: 100) { nodes { id relationships(first: 100) { id type rule confidence source { id } target { id }"
             " sites { filePath lineNumber column } } } } }")
    for node in data(client, query, sample)["nodes"]["nodes"]:
        route = client.get(f"/nodes/{node['id']}/relationships", params={"project": sample, "limit": 1000}).json()["items"]
        assert node["relationships"] == [
            {"id": r["id"], "type": r["type"].upper(), "rule": r["rule"], "confidence": r["confidence"],
             "source": {"id": r["source"]["id"]}, "target": {"id": r["target"]["id"]},
             "sites": [{"filePath": s["file_path"], "lineNumber": s["line_number"], "column": s["column"]} for s in r["sites"]]}
            for r in route]
    calls = data(client, "{ node(id: \"main\") { relationships(types: [CALLS], direction: OUT, first: 1) { type target { name } } } }", sample)
    assert len(calls["node"]["relationships"]) == 1 and calls["node"]["relationships"][0]["type"] == "CALLS"


def test_relationships_page_by_page(client, sample):
    query = ("query ($after: String) { node(id: \"src/app.py\") { relationshipConnection(first: 2, after: $after) {"
             " nodes { id } edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } }")
    whole = [r["id"] for r in data(client, "{ node(id: \"src/app.py\") { relationships(first: 100) { id } } }", sample)["node"]["relationships"]]
    seen, after = [], None
    while True:
        page = data(client, query, sample, after=after)["node"]["relationshipConnection"]
        seen += [n["id"] for n in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == whole and len(whole) > 2
    listed = data(client, "{ relationships(first: 1000, filter: {minConfidence: 0}) { nodes { id } } }", sample)["relationships"]["nodes"]
    assert [r["id"] for r in listed] == [
        r["id"] for r in client.get("/relationships", params={"project": sample, "limit": 1000, "min_confidence": 0}).json()["items"]]


def test_searches(client, sample):
    body = data(client, "{ search(query: \"parse config\", options: {first: 3, explain: true}) { total nodes { name } edges { cursor score "
                        "snippet snippetLine matched highlights { name { start end } } signals { name value } } pageInfo { hasNextPage } } }", sample)
    route = client.get("/search", params={"project": sample, "q": "parse config", "limit": 3}).json()
    assert [n["name"] for n in body["search"]["nodes"]] == [i["node"]["name"] for i in route["items"]]
    assert body["search"]["total"] == route["total"] and body["search"]["edges"][0]["signals"]
    assert [e["score"] for e in body["search"]["edges"]] == pytest.approx([i["score"] for i in route["items"]])
    near = data(client, "{ similarNodes(nodeId: \"parse_config\", first: 2) { score node { name } } node(id: \"parse_config\") { embeddings } }", sample)
    assert len(near["similarNodes"]) == 2 and near["similarNodes"][0]["score"] >= near["similarNodes"][1]["score"]
    assert len(near["node"]["embeddings"]) == client.get("/vector/index/config").json()["embedder"]["dimension"]


def test_questions(client, sample):
    body = data(client, "{ dependencies(nodeId: \"main\", depth: 2) { name } dependents(nodeId: \"parse_config\") { name } "
                        "callers(nodeId: \"parse_config\", depth: 2) { total verdict coverage { filesPartial } edges { depth from type confidence cursor } nodes { name } } "
                        "callees(nodeId: \"main\") { nodes { name } pageInfo { hasNextPage } } "
                        "path(from: \"main\", to: \"parse_config\") { length total paths { nodes { name } steps { type against } } } "
                        "none: path(from: \"parse_config\", to: \"main\") { length verdict exhausted paths { nodes { id } } } "
                        "impact(nodeIds: [\"parse_config\"]) { total changed edges { score depth isTest node { name } } } }", sample)
    names = {n["name"] for n in body["dependents"]}
    assert "main" in names
    assert "parse_config" in {n["name"] for n in body["dependencies"]}
    route = client.get("/nodes/parse_config/callers", params={"project": sample, "depth": 2}).json()
    assert [n["name"] for n in body["callers"]["nodes"]] == [i["node"]["name"] for i in route["items"]]
    assert body["callers"]["total"] == route["total"] and body["callers"]["verdict"] == "FOUND"
    assert body["callees"]["nodes"]
    assert body["path"]["length"] == 1 and body["path"]["paths"][0]["steps"][0]["type"] == "CALLS"
    assert body["none"] == {"length": None, "verdict": "NONE", "exhausted": True, "paths": []}
    assert body["impact"]["changed"] == 1 and body["impact"]["edges"][0]["score"] > 0


def test_versions_and_what_lies_between_them(client, project):
    post_files(client, project, {"a.py": "def f(): pass\ndef g(): f()\n"}, message="one", author="Ada")
    post_files(client, project, {"a.py": "def g(): h()\ndef h(): pass\n", "b.py": "x = 1\n"}, message="two")
    body = data(client, "{ versions(first: 1) { nodes { id message author generation parents createdAt digest files } pageInfo { hasNextPage endCursor } } "
                        "branches { nodes { name generation head { message } protected } } "
                        "compare(before: \"main~1\", after: \"main\") { hasMore generationBefore generationAfter changes { __typename "
                        "... on FileChange { change path } ... on NodeChange { change aspects before { name } after { name relationships { type } } } "
                        "... on RelationshipChange { change type source { name } target { name } } } } "
                        "old: node(id: \"f\", ref: \"main~1\") { name relationships(direction: IN, types: [CALLS]) { source { name } } } new: node(id: \"f\") { name } }", project)
    assert [v["message"] for v in body["versions"]["nodes"]] == ["two"] and body["versions"]["pageInfo"]["hasNextPage"]
    rest = data(client, "query ($a: String) { versions(after: $a) { nodes { message author } } }", project,
                a=body["versions"]["pageInfo"]["endCursor"])
    assert rest["versions"]["nodes"] == [{"message": "one", "author": "Ada"}]
    assert body["branches"]["nodes"][0]["head"] == {"message": "two"}
    kinds = {(c["__typename"], c["change"]) for c in body["compare"]["changes"]}
    assert {("FileChange", "ADDED"), ("NodeChange", "REMOVED"), ("RelationshipChange", "ADDED")} <= kinds
    assert body["old"] == {"name": "f", "relationships": [{"source": {"name": "g"}}]} and body["new"] is None
    cut = data(client, "{ compare(before: \"main~1\", after: \"main\", first: 2) { hasMore changes { __typename } } }", project)
    assert cut["compare"]["hasMore"] and len(cut["compare"]["changes"]) == 2


def test_refs_and_projects_by_argument_and_by_address(client, project):
    post_files(client, project, {"a.py": "def f(): pass\n"}, message="one")
    post_files(client, project, {"a.py": "def g(): pass\n"}, message="two")
    old = client.post("/graphql", params={"project": project, "ref": "main~1"}, json={"query": "{ node(id: \"f\") { name } }"})
    assert old.json()["data"]["node"] == {"name": "f"}
    assert int(old.headers["codegraph-generation"]) == old.json()["extensions"]["generation"]
    assert data(client, "query ($p: String) { node(id: \"g\", project: $p) { name } }", p=project)["node"] == {"name": "g"}
    assert code(ask(client, "{ nodes(ref: \"nowhere\") { generation } }", project)) == "not_found"
    head = client.post("/graphql", params={"project": project, "min_generation": old.json()["extensions"]["generation"]}, json={"query": "{ __typename }"})
    assert head.status_code == 200


def test_what_is_read_at_once_is_of_one_generation(client, project):
    """Writers change both names in one commit; no answer has one old and one new, however much is loaded after."""
    def write(n):
        return post_files(client, project, {"a.py": f"def left(): return {n}\ndef right(): left()\nV{n} = {n}\n"})
    write(0)
    stop = threading.Event()

    def go_on():
        n = 1
        while not stop.is_set():
            write(n)
            n += 1
    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for _ in range(40):
            body = data(client, "{ nodes(first: 10, filter: {nodeTypes: [FUNCTION, VARIABLE, CONSTANT]}) { generation nodes { name content "
                                "parent { relationships(types: [CONTAINS], direction: OUT) { target { name } } } } } again: nodes { generation } }", project)
            names = {n["name"] for n in body["nodes"]["nodes"]}
            for node in body["nodes"]["nodes"]:
                assert {r["target"]["name"] for r in node["parent"]["relationships"]} == names
            value = next(n for n in names if n.startswith("V"))[1:]
            assert any(n["content"].endswith(f"return {value}") for n in body["nodes"]["nodes"])
            assert body["again"]["generation"] == body["nodes"]["generation"]
    finally:
        stop.set()
        writer.join()


# ---- mutations ------------------------------------------------------------------------------------


def test_nodes_are_written(client, project):
    made = data(client, "mutation ($in: CreateNodeInput!) { createNode(input: $in) { id name nodeType manual metadata doc } }", project,
                **{"in": {"name": "Ledger", "doc": "money", "metadata": {"owner": "ada", "tags": [1]}}})["createNode"]
    assert made == {"id": made["id"], "name": "Ledger", "nodeType": "ENTITY", "manual": True, "doc": "money",
                    "metadata": {"owner": "ada", "tags": [1]}}
    changed = data(client, "mutation ($id: ID!) { updateNode(id: $id, input: {name: \"Book\", doc: null, metadata: {owner: null, x: {y: [true]}}}) "
                           "{ name doc metadata } }", project, id=made["id"])["updateNode"]
    assert changed == {"name": "Book", "doc": None, "metadata": {"tags": [1], "x": {"y": [True]}}}
    body = data(client, "mutation ($id: ID!) { a: createNode(input: {name: \"A\"}) { name } deleteNode(id: $id) b: createNode(input: {name: \"B\"}) { name } }",
                project, id=made["id"])
    assert body == {"a": {"name": "A"}, "deleteNode": True, "b": {"name": "B"}}
    assert code(ask(client, "mutation ($id: ID!) { deleteNode(id: $id) }", project, id=made["id"])) == "not_found"
    post_files(client, project, {"a.py": "def f(): pass\n"})
    assert code(ask(client, "mutation { deleteNode(id: \"f\") }", project)) == "conflict"
    assert code(ask(client, "mutation { createNode(input: {name: \"C\", metadata: [1]}) { id } }", project)) == "invalid"


def test_files_and_projects_are_parsed(client, project, tmp_path):
    one = data(client, "mutation { parseFile(input: {path: \"a.py\", content: \"def f(): pass\\ndef g(: \"}, to: {message: \"one\", author: \"Ada\"}) "
                       "{ taskId state generation version changed filesParsed filesPartial nodes { added } files { path language status nodes errors { startLine } } } }",
               project)["parseFile"]
    assert one["state"] == "SUCCEEDED" and one["taskId"] is None and one["version"] and one["changed"]
    assert one["files"][0]["status"] == "partial" and one["files"][0]["errors"][0]["startLine"] == 2
    many = data(client, "mutation ($f: [SourceFileInput!]) { parseProject(input: {files: $f, mode: REPLACE, exclude: [\"c.py\"]}) { filesParsed filesRemoved files { path } } }",
                project, f=[{"path": f"{n}.py", "content": f"{n} = 1\n"} for n in "bc"])["parseProject"]
    assert many["filesRemoved"] == 1
    (tmp_path / "d.py").write_text("def d(): pass\n")
    tree = data(client, "mutation ($r: String) { parseProject(input: {root: $r}) { taskId state generation files { path } } }", project, r=str(tmp_path))["parseProject"]
    assert tree["taskId"]
    for _ in range(100):
        task = client.get(f"/tasks/{tree['taskId']}").json()
        if task["status"] == "succeeded":
            break
        time.sleep(0.1)
    assert data(client, "{ node(id: \"d\") { filePath } }", project)["node"] == {"filePath": "d.py"}
    for wrong in ("{}", "{root: \"/x\", files: []}", "{git: {path: \"/x\"}, root: \"/y\"}"):
        assert code(ask(client, "mutation { parseProject(input: %s) { state } }" % wrong, project)) == "invalid"
    assert code(ask(client, "mutation { parseProject(input: {root: \"relative\"}) { state } }", project)) != "internal"
    built = data(client, "mutation { rebuildIndex(type: FLAT) { taskId state rows } }", project)["rebuildIndex"]
    assert built["taskId"] and built["state"] in ("ENQUEUED", "PROCESSING", "SUCCEEDED")


def test_a_transaction_has_its_own_state(client, project):
    post_files(client, project, {"a.py": "def f(): pass\n"})
    tx = client.post("/transactions", params={"project": project}).json()["id"]
    inside = {"Codegraph-Transaction": tx}
    made = ask(client, "mutation { createNode(input: {name: \"Draft\"}) { name } }", project, headers=inside)
    assert made["data"] == {"createNode": {"name": "Draft"}}
    query = "{ nodes(filter: {name: \"Draft\"}) { nodes { name metadata } } }"
    assert ask(client, query, project, headers=inside)["data"]["nodes"]["nodes"] == [{"name": "Draft", "metadata": None}]
    assert data(client, query, project)["nodes"]["nodes"] == []
    both = ask(client, "mutation { a: createNode(input: {name: \"Other\"}) { id relationships { id } } updateNode(id: \"Draft\", input: {doc: \"d\"}) { doc } }",
               project, headers=inside)
    assert both["data"]["updateNode"] == {"doc": "d"} and both["data"]["a"]["relationships"] == []


# ---- over HTTP ------------------------------------------------------------------------------------

MODERN = {"Accept": "application/graphql-response+json"}


def test_the_media_type_is_what_was_asked_for(client):
    for accept, media in ((None, "application/json"), ("*/*", "application/json"), ("application/json", "application/json"),
                          ("application/graphql-response+json", "application/graphql-response+json"),
                          ("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json")):
        reply = client.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": accept} if accept else {})
        assert reply.headers["content-type"].split(";")[0] == media, accept
    assert client.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("query, word", [("{", "syntax"), ("{ nothing }", "invalid"), ("{ nodes }", "invalid"),
                                         ("query A { __typename } query B { __typename }", "unknown_operation"),
                                         ("query ($x: Int!) { nodes(first: $x) { generation } }", "invalid_variable")])
def test_what_is_wrong_with_a_document(client, query, word):
    old, new = ask(client, query), ask(client, query, status=400, headers=MODERN)
    assert old == new and "data" not in old and code(old) == word


@pytest.mark.parametrize("body", [{}, {"query": 3}, {"query": None}, {"query": "{ __typename }", "variables": []},
                                  {"query": "{ __typename }", "operationName": 1}, {"query": "{ __typename }", "extensions": "x"},
                                  [{"query": "{ __typename }"}], "text", 7])
def test_requests_that_are_none(client, body):
    reply = client.post("/graphql", json=body)
    assert reply.status_code == 400 and reply.headers["content-type"] == "application/problem+json"


def test_batches_are_refused_by_name(client):
    assert "one by one" in client.post("/graphql", json=[{"query": "{ __typename }"}] * 3).json()["detail"]


def test_what_a_body_must_be(client):
    assert client.post("/graphql", content=b"{ __typename }", headers={"Content-Type": "application/graphql"}).status_code == 415
    assert client.post("/graphql", content=b"{\"query\":\"\xff\"}", headers={"Content-Type": "application/json"}).json()["code"] == "invalid_encoding"
    assert client.post("/graphql", content=b"{\"query\"", headers={"Content-Type": "application/json"}).json()["code"] == "malformed"
    extra = client.post("/graphql", json={"query": "{ __typename }", "id": 7})
    assert extra.json() == {"data": {"__typename": "Query"}}  # GraphQL over HTTP wants it ignored


def test_queries_by_get(client, sample):
    params = {"query": "query ($id: ID!) { node(id: $id) { name } }", "variables": json.dumps({"id": "main"}), "project": sample}
    assert client.get("/graphql", params=params).json()["data"] == {"node": {"name": "main"}}
    assert client.get("/graphql", params={"query": "mutation { __typename }"}).status_code == 405
    assert client.get("/graphql").json()["errors"][0]["pointer"] == "query"
    for variables in ("{", "[1]", "3"):
        reply = client.get("/graphql", params={**params, "variables": variables})
        assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "variables"


def test_a_browser_gets_a_page_that_needs_nobody_else(client):
    reply = client.get("/graphql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert reply.headers["content-type"].split(";")[0] == "text/html"
    nonce = reply.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
    assert f"<script nonce=\"{nonce}\">" in reply.text and "{{nonce}}" not in reply.text
    assert "http://" not in reply.text and "https://" not in reply.text and "src=" not in reply.text
    again = client.get("/graphql", headers={"Accept": "text/html"})
    assert again.headers["content-security-policy"] != reply.headers["content-security-policy"]


def test_the_page_asks_what_is_answered(client, sample):
    page = client.get("/graphql", headers={"Accept": "text/html"}).text
    shown = re.search(r"const sample = `(.*?)`", page, re.S).group(1)
    assert data(client, shown, sample)["nodes"]["nodes"]
    types = re.search(r"const introspection = `(.*?)`", page, re.S).group(1)
    types = types.replace("${typeRef}", re.search(r'const typeRef = "(.*?)"', page).group(1))
    assert len(data(client, types)["__schema"]["types"]) > 50


def test_subscriptions_need_a_stream(client):
    reply = client.post("/graphql", json={"query": "subscription { nodeCreated { name } }"})
    assert reply.status_code == 406 and "text/event-stream" in reply.json()["detail"]


def test_a_key_writes_once(client, project):
    body = {"query": "mutation { createNode(input: {name: \"Once\"}) { id } }"}
    first, second = (client.post("/graphql", params={"project": project}, json=body, headers={"Idempotency-Key": f"gql-{project}"}) for _ in range(2))
    assert first.json() == second.json() and second.headers["idempotency-replayed"] == "true"


# ---- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("query, limit", [
    ("{ node(id: \"x\") " + "{ parent " * 30 + "{ id }" + " }" * 30 + " }", "depth"),
    ("{ " + " ".join(f"a{i}: __typename" for i in range(101)) + " }", "aliases"),
    ("{ nodes(first: 1000) { nodes { relationships(first: 1000) { target { name } } } } }", "cost"),
    ("query ($n: Int) { a: nodes(first: $n) { edges { node { relationships(first: $n) { id } } } } }", "cost"),
    ("{ " + " ".join(f"s{i}: search(query: \"x\") {{ total }}" for i in range(90)) + " nodes(first: 1000) { nodes { relationships(first: 1000) { id } } } }", "cost"),
    ("{ ...F0 } " + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ... {{ ...F{i + 1} }} }}" for i in range(20)) + " fragment F20 on Query { __typename }", "selections"),
])
def test_large_operations_are_refused_with_numbers(client, query, limit):
    begun = time.monotonic()
    body = ask(client, query, n=1000)
    assert code(body) == "too_large" and "data" not in body
    extensions = body["errors"][0]["extensions"]
    assert extensions["limit"] == limit and extensions["value"] > extensions["max"]
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("query, part", [
    ("{ " + "__typename " * 20000 + "}", "10000 tokens"),
    ("{ nodes(first: " + "[" * 5000, "200 levels"),
    ("{ " + "nodes { generation } " * 1500 + "}", "compared"),
    ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "within itself"),
    (" ".join(f"query Q{i} {{ __typename }}" for i in range(2000)), "say which"),
    ("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", "too deep"),
])
def test_bombs_cost_little(client, query, part):
    begun = time.monotonic()
    body = ask(client, query)
    assert part in body["errors"][0]["message"]
    assert time.monotonic() - begun < 5


def test_limits_are_options(start_daemon):
    from conftest import connect
    daemon = start_daemon({"CODEGRAPH_GRAPHQL_TOKENS_MAX": "100", "CODEGRAPH_GRAPHQL_DEPTH_MAX": "2", "CODEGRAPH_GRAPHQL_ALIASES_MAX": "1",
                           "CODEGRAPH_GRAPHQL_COST_MAX": "50"})
    with connect(daemon) as client:
        assert "100 tokens" in ask(client, "{ " + "__typename " * 101 + "}")["errors"][0]["message"]
        for query, limit, most in (("{ nodes(first: 1) { nodes { id } } }", "depth", 2), ("{ a: __typename b: __typename }", "aliases", 1),
                                   ("{ nodes(first: 60) { nodes { __typename } } }", "depth", 2), ("{ similarNodes(nodeId: \"x\", first: 60) { score } }", "cost", 50)):
            extensions = ask(client, query)["errors"][0]["extensions"]
            assert (extensions["limit"], extensions["max"]) == (limit, most)
        assert data(client, "{ a: nodes(first: 10) { generation } }") == {"a": {"generation": 0}}


def test_answers_have_so_much_memory(start_daemon):
    from conftest import connect
    daemon = start_daemon({"CODEGRAPH_GRAPHQL_MEMORY": "1M"})
    with connect(daemon) as client:
        post_files(client, "default", {f"m{i}.js": f"function f{i}() {{}}\n" + ("// " + "x" * 96 + "\n") * 1000 for i in range(30)})
        query = "query ($n: Int) { nodes(first: $n, filter: {nodeTypes: [FILE]}) { nodes { content } } }"
        assert len(data(client, query, n=5)["nodes"]["nodes"]) == 5
        reply = client.post("/graphql", json={"query": query, "variables": {"n": 30}})
        assert reply.status_code == 413 and reply.json()["code"] == "too_large"
        aliased = "{ " + " ".join(f"a{i}: nodes(first: 1, filter: {{nodeTypes: [FILE]}}) {{ nodes {{ content }} }}" for i in range(30)) + " }"
        assert client.post("/graphql", json={"query": aliased}).status_code == 413
        assert data(client, "{ __typename }")


@pytest.mark.parametrize("arguments, pointer", [
    ("first: 0", "first"), ("first: 1001", "first"), ("first: -1", "first"), ("after: \"x\"", "after"), ("after: \"1.x.0\"", "after"),
    ("after: \"1..99999999\"", "after"), ("project: \"\"", "project"), ("project: \"" + "n" * 101 + "\"", "project"),
    ("ref: \"a\\u0000b\"", "ref"), ("filter: {since: \"x\"}", "since"), ("filter: {name: \"\"}", "name"),
    ("first: 2, pagination: {first: 3}", "pagination"),
])
def test_arguments_out_of_their_range_are_named(client, sample, arguments, pointer):
    body = ask(client, "{ nodes(%s) { generation } }" % arguments)
    assert code(body) == "invalid", body
    assert body["errors"][0]["extensions"]["pointer"] == pointer


# ---- streams --------------------------------------------------------------------------------------


def events(stream):
    """(event, data) of a stream, comments left out."""
    name = None
    for line in stream.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: ") or line == "data:":
            yield name, line[6:]


def test_events_as_a_stream(client, project, hit):
    first = post_files(client, project, {"a.py": "def f(): pass\n"}).json()
    body = {"query": "subscription { nodeCreated(after: \"0\", filter: {nodeTypes: [FUNCTION]}) { name } }"}
    with client.stream("POST", "/graphql", params={"project": project}, json=body, headers={"Accept": "text/event-stream"}) as stream:
        came = events(stream)
        name, told = next(came)
        answer = json.loads(told)
        assert name == "next" and answer["data"] == {"nodeCreated": {"name": "f"}}
        assert answer["extensions"]["generation"] == first["generation"]
        post_files(client, project, {"b.py": "def g(): pass\n"})
        assert json.loads(next(came)[1])["data"] == {"nodeCreated": {"name": "g"}}


def test_one_answer_as_a_stream(client):
    for query, part in (("{ __typename }", "\"data\""), ("{ nothing }", "\"errors\"")):
        reply = client.post("/graphql", json={"query": query}, headers={"Accept": "text/event-stream"})
        assert reply.status_code == 200 and reply.headers["content-type"].split(";")[0] == "text/event-stream"
        lines = reply.text.split("\n")
        assert lines[0] == "event: next" and part in lines[1] and lines[3:5] == ["event: complete", "data: "]


def test_progress_of_a_task(client, project, tmp_path):
    for i in range(50):
        (tmp_path / f"m{i}.py").write_text("def f(): pass\n" * 20)
    task = client.post("/parse", params={"project": project}, headers={"Prefer": "respond-async"}, json={"root": str(tmp_path)}).json()["id"]
    body = {"query": "subscription ($t: ID!) { parseProgress(taskId: $t) { taskId state filesDone filesTotal nodes error etaMs phase filesPerSecond } }", "variables": {"t": task}}
    with client.stream("POST", "/graphql", json=body, headers={"Accept": "text/event-stream"}) as stream:
        came = list(events(stream))
    assert came[-1] == ("complete", "") and came[-2][0] == "next"
    last = json.loads(came[-2][1])["data"]["parseProgress"]
    assert last["taskId"] == task and last["state"] == "SUCCEEDED" and last["error"] is None


def test_lost_events_are_told(start_daemon):
    from conftest import connect
    daemon = start_daemon({"CODEGRAPH_EVENTS_KEEP_GENERATIONS": "2"})
    with connect(daemon) as client:
        for i in range(6):
            post_files(client, "p", {"a.py": f"def f{i}(): pass\n"})
        body = {"query": "subscription { nodeCreated(after: \"1\") { name } }"}
        with client.stream("POST", "/graphql", params={"project": "p"}, json=body, headers={"Accept": "text/event-stream"}) as stream:
            answer = json.loads(next(events(stream))[1])
            assert answer["data"] is None and code(answer) == "gap"
            assert answer["errors"][0]["extensions"]["firstAvailable"] > 2
