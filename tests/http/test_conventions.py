# SPDX-License-Identifier: Apache-2.0
"""What holds for every route: keys of repeated requests, waiting for a generation, traces."""

import threading

import pytest

from conftest import APP, connect

FILES = {"files": [{"path": "a.py", "content": "def a(): pass\n"}]}


def post(client, project, body, key):
    return client.post("/parse", params={"project": project}, json=body,
                       headers={"Idempotency-Key": key})


def test_a_request_sent_twice_is_done_once(client, project):
    first = post(client, project, FILES, f"twice-{project}")
    assert first.status_code == 200 and "idempotency-replayed" not in first.headers
    other = client.post("/parse", params={"project": project},
                        json={"files": [{"path": "b.py", "content": "b = 1\n"}]}).json()
    again = post(client, project, FILES, f"twice-{project}")
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    assert again.headers["codegraph-generation"] == first.headers["codegraph-generation"]
    assert client.get(f"/projects/{project}").json()["generation"] == other["generation"]


def test_a_key_belongs_to_its_request(client, project):
    key = f"owner-{project}"
    assert post(client, project, FILES, key).status_code == 200
    reply = post(client, project, {"files": []}, key)
    assert reply.status_code == 422 and reply.json()["code"] == "unprocessable"
    assert post(client, project + "x", FILES, key).status_code == 422


@pytest.mark.parametrize("key", ["", "k" * 256, "a b", "tab\there"])
def test_malformed_keys(client, project, key):
    reply = post(client, project, FILES, key)
    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "Idempotency-Key"


def test_a_request_under_way(client, daemon, project):
    """The second gets 409 while the first is worked on, and its reply afterwards."""
    body = {"files": [{"path": f"f{i}.py", "content": APP.replace("run", f"run{i}")}
                      for i in range(400)]}
    replies = []

    def send():
        with connect(daemon) as own:
            replies.append(post(own, project, body, f"busy-{project}"))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    done = [r for r in replies if r.status_code == 200]
    assert {r.status_code for r in replies} <= {200, 409}
    assert len([r for r in done if "idempotency-replayed" not in r.headers]) == 1
    assert len({r.content for r in done}) == 1


def test_kept_replies_survive_a_restart(start_daemon, tmp_path):
    daemon = start_daemon(store=tmp_path / "db")
    with connect(daemon) as client:
        first = post(client, "p", FILES, "restart")
    daemon.stop()
    with connect(start_daemon(store=tmp_path / "db")) as client:
        again = post(client, "p", FILES, "restart")
        assert again.headers["idempotency-replayed"] == "true" and again.content == first.content


def test_waiting_for_a_generation(client, daemon, project):
    head = post(client, project, FILES, f"wait-{project}").json()["generation"]
    assert client.get("/nodes", params={"project": project, "min_generation": head}).status_code == 200
    late = client.get("/nodes", params={"project": project, "min_generation": head + 1,
                                        "timeout_ms": 100})
    assert late.status_code == 504 and late.json()["code"] == "deadline_exceeded"
    found = []

    def wait():
        with connect(daemon) as own:
            found.append(own.get("/nodes", params={"project": project, "min_generation": head + 1,
                                                   "name": "later"}).json()["items"])

    waiter = threading.Thread(target=wait)
    waiter.start()
    client.post("/parse", params={"project": project, "path": "b.py"}, content=b"def later(): pass\n")
    waiter.join()
    assert [n["name"] for n in found[0]] == ["later"]


READS = {("get", "/versions"), ("get", "/search"), ("post", "/search"), ("get", "/nodes"),
         ("get", "/nodes/{id}"),
         ("get", "/nodes/{id}/relationships"), ("get", "/relationships"), ("get", "/relationships/{id}"),
         ("get", "/coverage"), ("get", "/projects/{project}"), ("get", "/stream/nodes"),
         ("get", "/stream/relationships"), ("get", "/stream/search"), ("get", "/nodes/{id}/history"),
         ("get", "/relationships/{id}/blame"), ("get", "/nodes/{id}/dependencies"),
         ("get", "/nodes/{id}/dependents"), ("get", "/nodes/{id}/callers"), ("get", "/nodes/{id}/callees"),
         ("get", "/nodes/{id}/hierarchy"), ("get", "/graph/path"), ("get", "/graph/impact"),
         ("get", "/graph/cycles"), ("get", "/graph/hubs"), ("get", "/graph/dead"),
         ("get", "/graph/communities"), ("get", "/graph/overview"), ("get", "/graph/clones"),
         ("get", "/nodes/{id}/similar"), ("post", "/vector/search"), ("post", "/vector/batch-search"),
         ("post", "/query"), ("post", "/graph/impact"), ("get", "/graphql"), ("post", "/graphql")}


BODIES = {"/search": {"q": "x"}, "/vector/search": {"text": "x"}, "/vector/batch-search": {"queries": [{"text": "x"}]},
          "/query": {"query": "RETURN 1"}, "/graph/impact": {"diff": ""}, "/graphql": {"query": "{ __typename }"}}


def takes(operation, name):
    return any(p["name"] == name for p in operation.get("parameters", ()))


def test_every_read_can_wait_for_a_generation(client, project):
    head = post(client, project, FILES, f"reads-{project}").json()["generation"]
    document = client.get("/openapi.json").json()
    waits = {(method, path) for path, methods in document["paths"].items()
             for method, operation in methods.items() if takes(operation, "min_generation")}
    assert waits == READS
    for method, path in READS:
        where = path.replace("{id}", "a.py:1").replace("{project}", project)
        params = {"min_generation": head + 1, "timeout_ms": 30, **({} if "{project}" in path else
                                                                    {"project": project})}
        if path.endswith("search") and method == "get":
            params["q"] = "x"
        if path == "/graph/path":
            params.update({"from": "a", "to": "a"})
        body = {"json": BODIES[path]} if method == "post" else {}
        reply = client.request(method, where, params=params, **body)
        assert reply.status_code == 504, (method, path, reply.text)
        assert reply.json()["errors"][0]["pointer"] == "min_generation"


def test_a_search_that_waits_says_for_which_project(client, project):
    head = post(client, project, FILES, f"search-{project}").json()["generation"]

    def search(body, **params):
        return client.post("/search", params=params, json={"q": "x", **body})

    assert search({}, project=project, min_generation=head).status_code == 200
    assert search({"project": project}, project=project, min_generation=head).status_code == 200
    assert search({"project": project}).status_code == 200
    for reply in (search({"project": project}, min_generation=0),
                  search({"project": project}, project="default")):
        assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "/project"


@pytest.mark.parametrize("length", [100, 101])
def test_the_longest_project_name(client, length):
    name = "n" * length
    fine = length == 100
    reply = post(client, name, FILES, f"long-{length}")
    assert reply.status_code == (200 if fine else 400), reply.text
    for path in ("/nodes", "/tasks", "/search", "/stream/nodes"):
        query = {"q": "x"} if path == "/search" else {}
        reply = client.get(path, params={"project": name, **query})
        assert reply.status_code == (200 if fine else 400), reply.text
    assert client.get(f"/projects/{name}").status_code == (200 if fine else 400)


def test_traces_are_passed_on(client):
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    reply = client.get("/health", headers={"traceparent": parent, "tracestate": "a=1,b=2",
                                           "X-Request-Id": "mine-1"})
    assert reply.headers["traceparent"] == parent and reply.headers["tracestate"] == "a=1,b=2"
    assert reply.headers["x-request-id"] == "mine-1"
    reply = client.get("/health", headers={"traceparent": "garbled", "tracestate": "a=1",
                                           "X-Request-Id": "not\u00a0sane".encode("latin-1")})
    assert "traceparent" not in reply.headers and "tracestate" not in reply.headers
    assert reply.headers["x-request-id"] != "not\u00a0sane"
