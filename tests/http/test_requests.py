# SPDX-License-Identifier: Apache-2.0
"""What every route has in common: parameters, methods, media types, ids, conditions, coding."""

import gzip
import re

import httpx
import pytest

import contract
from conftest import connect, post_files


def operations():
    for path, item in contract.DOCUMENT["paths"].items():
        for method in contract.METHODS:
            if method in item:
                yield method.upper(), path


def concrete(path):
    return re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000001", path)


@pytest.mark.parametrize("method, path", list(operations()))
def test_unknown_parameter_is_named(client, method, path):
    reply = client.request(method, concrete(path), params={"no_such_thing": "1"})
    assert reply.status_code == 400
    assert reply.json()["code"] == "unknown_parameter"
    assert reply.json()["errors"][0]["pointer"] == "no_such_thing"


@pytest.mark.parametrize("path", sorted(contract.DOCUMENT["paths"]))
def test_other_methods_are_405(client, path):
    allowed = {m.upper() for m in contract.DOCUMENT["paths"][path]} | {"OPTIONS"}
    if "GET" in allowed:
        allowed.add("HEAD")
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} - allowed:
        reply = client.request(method, concrete(path))
        assert reply.status_code == 405, (method, path)
        assert set(reply.headers["allow"].split(", ")) == allowed
    reply = client.options(concrete(path))
    assert reply.status_code == 204 and set(reply.headers["allow"].split(", ")) == allowed


def query_parameters():
    for method, path in operations():
        for p in contract.DOCUMENT["paths"][path][method.lower()].get("parameters", []):
            if p["in"] == "query":
                yield method, path, p["name"], p["schema"]


@pytest.mark.parametrize("method, path, name, schema", list(query_parameters()))
def test_wrong_values_are_refused(client, method, path, name, schema):
    bad = []
    if schema["type"] in ("integer", "number"):
        bad = ["", "x", str(schema.get("minimum", 0) - 1), "1e999", "0x10", "1 ", "99999999999999999999", "１"]
        bad.append(str(schema.get("maximum", 10) + 1))
    elif schema["type"] == "boolean":
        bad = ["", "yes", "TRUE", "2"]
    elif "enum" in schema or "enum" in schema.get("items", {}):
        bad = ["nonsense", " "]
    elif schema["type"] == "string":
        bad = ["x" * (schema["maxLength"] + 1)] + ([""] if schema.get("minLength") else [])
        bad = [b for b in bad if len(b) < 7000]
    for value in bad:
        reply = client.request(method, concrete(path), params={name: value})
        assert reply.status_code == 400, (value, reply.text)
        assert reply.json()["errors"][0]["pointer"] == name, (value, reply.text)


def test_parameter_twice(client):
    reply = client.get("/nodes?limit=1&limit=2")
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "limit"


@pytest.mark.parametrize("path", [
    "/", "/nope", "/nodes/", "/nodes//relationships", "/health/", "/Health", "/parse/x", "/tasks/a/b",
    "/%2e%2e/etc/passwd", "/..%2f", "/health;x=1",
])
def test_unknown_addresses(client, path):
    reply = client.get(path)
    assert reply.status_code == 404, reply.text
    assert reply.json()["code"] == "not_found"


@pytest.mark.parametrize("query", ["name=%ff", "name=%c3%28", "name=%ed%a0%80", "name=%00",
                                   "name=%4", "name=%zz", "name=a%01b", "%ff=1"])
def test_badly_encoded_queries(client, query):
    assert client.get("/nodes?" + query).status_code == 400


@pytest.mark.parametrize("path", ["/health", "/nodes", "/openapi.json", "/metrics"])
def test_head_is_get_without_a_body(client, path):
    get, head = client.get(path), client.head(path)
    assert head.status_code == 200 and head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("accept, status", [
    ("application/json", 200), ("application/*", 200), ("*/*;q=0.1", 200), ("", 200),
    ("text/html, application/json;q=0.5", 200), ("text/html", 406),
    ("application/json;q=0", 406), ("image/png, text/*", 406),
])
def test_accept(client, accept, status):
    reply = client.get("/health", headers={"Accept": accept})
    assert reply.status_code == status
    if status == 406:
        assert "application/json" in reply.json()["detail"]


def test_media_type_of_the_body(client):
    reply = client.post("/search", content=b"<q/>", headers={"Content-Type": "application/xml"})
    assert reply.status_code == 415 and "application/json" in reply.json()["detail"]
    reply = client.post("/search", content=b'{"q":"x"}')
    assert reply.status_code == 415


def test_request_id(client):
    assert client.get("/health", headers={"X-Request-Id": "my-1"}).headers["x-request-id"] == "my-1"
    made = {client.get("/health").headers["x-request-id"] for _ in range(5)}
    assert len(made) == 5
    for odd in ("", "a b", "x" * 200, "a\"b", "<script>"):
        assert client.get("/health", headers={"X-Request-Id": odd}).headers["x-request-id"] != odd


def test_traceparent_is_passed_on(client):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert client.get("/health", headers={"traceparent": trace}).headers["traceparent"] == trace
    assert "traceparent" not in client.get("/health", headers={"traceparent": "junk"}).headers


def test_unchanged_reads_are_304(client, project):
    post_files(client, project, {"a.py": "def a(): pass\n"})
    for path in ("/nodes", "/nodes/a", "/nodes/a/relationships", "/search?q=a",
                 f"/projects/{project}"):
        params = {} if path.startswith("/projects") else {"project": project}
        url = httpx.URL(path).copy_merge_params(params)
        first = client.get(url)
        assert first.status_code == 200, first.text
        tag = first.headers["etag"]
        assert first.headers["codegraph-generation"] == "1"
        again = client.get(url, headers={"If-None-Match": tag})
        assert again.status_code == 304 and again.content == b""
        assert again.headers["etag"] == tag
        assert client.get(url, headers={"If-None-Match": f'"x", {tag}'}).status_code == 304
        assert client.get(url, headers={"If-None-Match": "*"}).status_code == 304
        assert client.get(url, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    post_files(client, project, {"b.py": "def b(): pass\n"})
    url = httpx.URL("/nodes").copy_merge_params({"project": project})
    tag = client.get(url).headers["etag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    post_files(client, project, {"c.py": "def c(): pass\n"})
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_tag_does_not_depend_on_how_json_is_asked_for(client, sample):
    tags = {client.get("/nodes", params={"project": sample}, headers={"Accept": a}).headers["etag"]
            for a in ("", "*/*", "application/json", "text/html, application/*;q=0.5")}
    assert len(tags) == 1


def test_another_question_has_another_tag(client, sample):
    tags = {client.get("/nodes", params={"project": sample, "limit": n}).headers["etag"]
            for n in (1, 2, 3)}
    assert len(tags) == 3


@pytest.mark.parametrize("coding", ["gzip", "zstd", "gzip, zstd", "*"])
def test_compression(client, coding):
    plain = client.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    packed = client.get("/openapi.json", headers={"Accept-Encoding": coding})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] in ("gzip", "zstd")
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert packed.json() == plain.json()
    assert "Accept-Encoding" in packed.headers["vary"]


def test_small_replies_stay_plain(client):
    assert "content-encoding" not in client.get("/health/live").headers


def test_access_log(start_daemon):
    daemon = start_daemon()
    with connect(daemon) as client:
        client.get("/nodes?name=secret", headers={"X-Request-Id": "logged-1"})
    event = daemon.await_event("http.request")
    assert event["id"] == "logged-1" and event["status"] == 200 and event["path"] == "/nodes"
    assert "secret" not in str(event)


def test_log_lines_cannot_be_forged(start_daemon):
    daemon = start_daemon()
    with connect(daemon) as client:
        client.get('/a%0a{"event":"server.started"}')
    assert daemon.await_event("http.request")["status"] == 404


def test_a_crowd_that_asks_the_same_is_answered_the_same(daemon, client, sample):
    import concurrent.futures
    import httpx

    url = f"{daemon.url}/search?project={sample}&q=config+crowd&limit=3"
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: httpx.get(url, timeout=60), range(64)))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.text for reply in replies}) == 1 and len({r.headers["ETag"] for r in replies}) == 1
    text = client.get("/metrics").text
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("codegraph_http_cache_"))
    assert int(figures["codegraph_http_cache_replies"]) > 0
    assert int(figures["codegraph_http_cache_hits_total"]) >= 64 - 16
    assert int(figures["codegraph_http_cache_bytes"]) <= 16 << 20
