# SPDX-License-Identifier: Apache-2.0
"""Searches by meaning: /search with vectors, /vector/*, /nodes/{id}/similar."""

import array
import math

import pytest

from conftest import connect
import static_model

FETCH = '''\
def download(url):
    """Retrieve the body of a url."""
    return http.get(url).body


def sort_table(table):
    """Order the rows of a table by key."""
    return sorted(table, key=row_key)


class Vehicle:
    """A car."""

    def stop(self):
        return self.state
'''
TEST = '''\
def test_download():
    """Retrieve the body of a url."""
    assert download(url).body
'''


@pytest.fixture
def code(client, project):
    files = [{"path": "net/fetch.py", "content": FETCH}, {"path": "tests/test_fetch.py", "content": TEST}]
    reply = client.post("/parse", params={"project": project}, json={"files": files})
    assert reply.status_code == 200, reply.text
    return project


def search(client, project, q, **params):
    reply = client.get("/search", params={"project": project, "q": q, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()


def names(page):
    return [hit["node"]["name"] for hit in page["items"]]


def near(client, project, body, **params):
    return client.post("/vector/search", params={"project": project, **params}, json=body)


# ---- /search ----

def test_meaning_is_found_without_a_common_word(client, code):
    assert "download" not in names(search(client, code, "fetch a url", mode="symbol"))
    page = search(client, code, "fetch a url", mode="semantic")
    assert names(page)[0] == "download"
    assert page["embedder"] == {"engine": "directory", "model": "test", "dimension": 64}
    assert page["coverage"]["contents"] == 2 and page["coverage"]["contents_without"] == 0
    assert page["degraded"] is None
    assert page["items"][0]["score"] > page["items"][-1]["score"]


def test_hybrid_has_what_either_way_has(client, code):
    page = search(client, code, "vehicle retrieve the rows", explain=True, limit=50)
    assert {"Vehicle", "download", "sort_table"} <= set(names(page))
    first = page["items"][0]["signals"]
    assert {"text", "vector", "prior"} <= set(first)
    assert all("signals" in hit for hit in page["items"])
    assert "signals" not in search(client, code, "vehicle")["items"][0]


def test_tests_come_later_unless_asked_for(client, code):
    hits = names(search(client, code, "retrieve the body of a url", mode="semantic"))
    assert hits.index("download") < hits.index("test_download")


def test_pages_agree_with_the_whole(client, code):
    for mode in ("hybrid", "semantic"):
        whole = names(search(client, code, "retrieve the rows of a table", mode=mode, limit=50))
        pages, cursor = [], {}
        while True:
            page = search(client, code, "retrieve the rows of a table", mode=mode, limit=2, **cursor)
            pages += names(page)
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert pages == whole and len(whole) > 3


def test_filters_hold(client, code):
    def kinds(**params):
        page = search(client, code, "fetch a url", mode="semantic", limit=50, **params)
        return {(hit["node"]["kind"], hit["node"]["file_path"]) for hit in page["items"]}

    assert kinds(kind="class") == {("class", "net/fetch.py")}
    assert {path for _, path in kinds(path="tests/**")} == {"tests/test_fetch.py"}
    assert kinds(language="go") == set()
    assert names(search(client, code, "name:sort* fetch a url", mode="semantic")) == ["sort_table"]
    assert {path for _, path in kinds()} == {"net/fetch.py", "tests/test_fetch.py"}


def test_files_are_grouped(client, code):
    page = search(client, code, "retrieve the body of a url", group="file", limit=10)
    paths = [hit["node"]["file_path"] for hit in page["items"]]
    assert sorted(paths) == ["net/fetch.py", "tests/test_fetch.py"] and page["total"] == 2
    first = search(client, code, "retrieve the body of a url", group="file", limit=1)
    second = search(client, code, "retrieve the body of a url", group="file", limit=1,
                    cursor=first["next_cursor"])
    assert [h["node"]["file_path"] for h in first["items"] + second["items"]] == paths


@pytest.mark.parametrize("q", ['"retrieve the"', "fetch -url"])
def test_what_vectors_cannot_do_is_refused(client, code, q):
    reply = client.get("/search", params={"project": code, "q": q, "mode": "semantic"})
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "q"
    assert client.get("/search", params={"project": code, "q": q}).status_code == 200


def test_words_that_no_model_knows(client, code):
    page = search(client, code, "qqqqzzzz", mode="semantic")
    assert page["items"] == [] and "no word" in page["degraded"]
    assert "no word" in search(client, code, "qqqqzzzz")["degraded"]
    assert search(client, code, "qqqqzzzz", mode="text")["degraded"] is None


def test_an_old_state_is_answered_as_a_clean_one(client, code):
    """At a ref, neighbours are those of an index that never had anything else."""
    version = client.post("/versions", params={"project": code}, json={"message": "before"}).json()
    other = FETCH.replace("download", "erase_rows").replace("Retrieve the body", "Delete the rows")
    for i in range(3):
        files = [{"path": "net/fetch.py", "content": other + f"\n\ndef count{i}(): pass\n"},
                 {"path": f"more{i}.py", "content": FETCH.replace("sort", f"list{i}")}]
        assert client.post("/parse", params={"project": code}, json={"files": files}).status_code == 200
    clean = f"{code}-clean"
    files = [{"path": "net/fetch.py", "content": FETCH}, {"path": "tests/test_fetch.py", "content": TEST}]
    client.post("/parse", params={"project": clean}, json={"files": files})
    for q in ("fetch a url", "delete rows", "order by key"):
        for mode in ("semantic", "hybrid"):
            at = search(client, code, q, mode=mode, ref=version["id"], limit=50)
            of = search(client, clean, q, mode=mode, limit=50)
            assert [(h["node"]["qualified_name"], round(h["score"], 6)) for h in at["items"]] == \
                [(h["node"]["qualified_name"], round(h["score"], 6)) for h in of["items"]]
    assert "erase_rows" in names(search(client, code, "delete rows", mode="semantic"))


def test_streams_have_them_too(client, code):
    lines = [line for line in client.get(
        "/stream/search", params={"project": code, "q": "fetch a url", "mode": "semantic"}).text.splitlines()]
    assert '"name":"download"' in lines[0].replace(" ", "")
    assert '"engine":"directory"' in lines[-1].replace(" ", "")


# ---- /vector ----

def embed(client, *texts, **more):
    reply = client.post("/vector/embed", json={"texts": list(texts), **more})
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_texts_become_vectors(client):
    made = embed(client, "fetch", "download", "sort", "qqqqzzzz", role="document")
    assert made["embedder"]["dimension"] == 64
    fetch, download, sort, unknown = made["vectors"]
    assert fetch == download and fetch != sort and not any(unknown)
    assert math.isclose(sum(x * x for x in fetch), 1, rel_tol=1e-3)


def test_vectors_as_bytes(client):
    body = {"texts": ["fetch", "sort"]}
    reply = client.post("/vector/embed", json=body, headers={"Accept": "application/octet-stream"})
    assert reply.status_code == 200 and reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["codegraph-embedder"] == "directory/test/64"
    floats = array.array("f", reply.content)
    assert list(floats) == [pytest.approx(x) for row in embed(client, "fetch", "sort")["vectors"] for x in row]


def test_near_to_a_text_a_vector_and_a_node(client, code):
    by_text = near(client, code, {"text": "fetch a url", "k": 3}).json()
    vector = embed(client, "fetch a url")["vectors"][0]
    by_vector = near(client, code, {"vector": vector, "k": 3}).json()
    raw = client.post("/vector/search", params={"project": code, "k": 3},
                      content=array.array("f", vector).tobytes(),
                      headers={"Content-Type": "application/octet-stream"}).json()
    assert len(by_text["items"]) == 3
    for other in (by_vector, raw):
        assert [h["node"]["id"] for h in other["items"]] == [h["node"]["id"] for h in by_text["items"]]
    by_node = near(client, code, {"node": "download", "k": 3}).json()
    assert "download" not in names(by_node) and names(by_node)[0] == "test_download"
    similar = client.get("/nodes/download/similar", params={"project": code, "k": 3})
    assert similar.json()["items"] == by_node["items"]


def test_thresholds_filters_and_exact(client, code):
    whole = near(client, code, {"text": "fetch a url", "k": 50}).json()["items"]
    scores = [hit["score"] for hit in whole]
    assert scores == sorted(scores, reverse=True)
    middle = scores[len(scores) // 2]
    some = near(client, code, {"text": "fetch a url", "k": 50, "threshold": middle}).json()["items"]
    assert [hit["score"] for hit in some] == [s for s in scores if s >= middle]
    assert near(client, code, {"text": "fetch a url", "k": 50, "exact": True}).json()["items"] == whole
    only = near(client, code, {"text": "fetch a url", "k": 50, "kind": ["class"], "path": "net/**"}).json()
    assert names(only) == ["Vehicle"]


def test_a_batch(client, code):
    vector = embed(client, "order rows")["vectors"][0]
    queries = [{"text": "fetch a url"}, {"node": "download"}, {"vector": vector}]
    reply = client.post("/vector/batch-search", params={"project": code}, json={"queries": queries, "k": 2})
    assert reply.status_code == 200, reply.text
    for query, result in zip(queries, reply.json()["results"]):
        assert result["items"] == near(client, code, {**query, "k": 2}).json()["items"]
    raw = client.post("/vector/batch-search", params={"project": code, "k": 2},
                      content=array.array("f", vector + vector).tobytes(),
                      headers={"Content-Type": "application/octet-stream"}).json()
    assert raw["results"] == 2 * [reply.json()["results"][2]]


@pytest.mark.parametrize("body, status, pointer", [
    ({"vector": [1.0] * 63}, 400, "/vector"),
    ({"vector": [0.0] * 64}, 400, "/vector"),
    ({"vector": [1e39] * 64}, 400, "/vector"),
    ({"vector": []}, 400, "/vector"),
    ({"vector": ["x"] * 64}, 400, "/vector/0"),
    ({"text": "qqqqzzzz"}, 400, "/text"),
    ({"text": "fetch", "k": 0}, 400, "/k"),
    ({"text": "fetch", "k": 10**9}, 400, "/k"),
    ({"text": "fetch", "threshold": 2}, 400, "/threshold"),
    ({"text": "fetch", "kind": ["funktion"]}, 400, "/kind"),
    ({"text": "fetch", "node": "x"}, 400, ""),
    ({}, 400, ""),
    ({"text": "fetch", "metric": "l2"}, 400, "/metric"),
    ({"node": "no-such-node"}, 404, "/node"),
])
def test_bad_questions(client, code, body, status, pointer):
    reply = near(client, code, body)
    assert reply.status_code == status, reply.text
    if pointer:
        assert reply.json()["errors"][0]["pointer"] == pointer


def test_bad_bytes(client, code):
    def post(path, content):
        return client.post(path, params={"project": code}, content=content,
                           headers={"Content-Type": "application/octet-stream"})

    nan = array.array("f", [math.nan] * 64).tobytes()
    for path in ("/vector/search", "/vector/batch-search"):
        for content in (b"", b"123", bytes(4 * 63), bytes(4 * 64), nan):
            assert post(path, content).status_code == 400, (path, content)
    assert post("/vector/batch-search", bytes(4 * 64 * 101)).status_code == 400


def test_a_batch_names_what_is_wrong(client, code):
    def post(queries, **more):
        return client.post("/vector/batch-search", params={"project": code}, json={"queries": queries, **more})

    reply = post([{"text": "fetch"}, {"vector": [0.0] * 64}])
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "/queries/1/vector"
    reply = post([{"text": "fetch"}, {"vector": [1.0]}])
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "/queries/1/vector"
    assert post([]).status_code == 400
    assert post([{"text": "fetch"}] * 101).status_code == 400
    assert post([{"text": "fetch"}] * 2, k=10000).status_code == 413


def test_a_kind_without_vectors(client, code):
    made = client.post("/nodes", params={"project": code}, json={"kind": "entity", "name": "thing"})
    assert made.status_code == 201, made.text
    reply = client.get("/nodes/thing/similar", params={"project": code})
    assert reply.status_code == 404, reply.text


# ---- the index ----

def test_stats_and_config(client, code):
    stats = client.get("/vector/index/stats", params={"project": code}).json()
    assert stats["available"] and stats["rows"] >= stats["coverage"]["vectors"] > 4
    assert stats["degraded"] is None and stats["embedder"]["model"] == "test"
    config = client.get("/vector/index/config").json()
    assert config["metric"] == "cosine" and config["limits"]["k"] == 10000
    assert client.get("/vector/index/stats", params={"project": "nobody"}).status_code == 404


def test_an_index_is_built_anew(client, code):
    before = near(client, code, {"text": "fetch a url", "k": 5}).json()["items"]
    reply = client.post("/vector/index/rebuild", params={"project": code}, json={"type": "flat"},
                        headers={"Prefer": "wait=20"})
    assert reply.status_code == 200, reply.text
    assert reply.json()["rows"] == client.get("/vector/index/stats",
                                              params={"project": code}).json()["rows"]
    after = near(client, code, {"text": "fetch a url", "k": 5}).json()["items"]
    assert [hit["node"]["id"] for hit in after] == [hit["node"]["id"] for hit in before]
    assert [hit["score"] for hit in after] == [pytest.approx(hit["score"], abs=1e-2) for hit in before]


@pytest.mark.parametrize("body, pointer", [({"type": "tree"}, "/type"), ({"type": "hnsw", "m": 65}, "/m"),
                                           ({"type": "hnsw", "m": 2}, "/m"), ({"links": 3}, "/links")])
def test_an_index_that_cannot_be(client, code, body, pointer):
    reply = client.post("/vector/index/rebuild", params={"project": code}, json=body)
    assert reply.status_code == 400, reply.text
    assert reply.json()["errors"][0]["pointer"] == pointer


# ---- without a model, and with another one ----

def test_without_a_model_it_says_so(start_daemon):
    daemon = start_daemon({"CODEGRAPH_EMBEDDING_ENGINE": "none"})
    client = connect(daemon)
    client.post("/parse", json={"files": [{"path": "fetch.py", "content": FETCH}]})
    page = search(client, "default", "table order")
    assert "embedding.engine is none" in page["degraded"] and page["embedder"] is None
    assert names(page)[0] == "sort_table"
    reply = client.get("/search", params={"q": "fetch", "mode": "semantic"})
    assert reply.status_code == 503 and "embedding.engine" in reply.json()["detail"]
    assert client.post("/vector/embed", json={"texts": ["x"]}).status_code == 503
    assert client.get("/vector/index/stats").json()["available"] is False
    assert client.get("/vector/index/config").json()["embedder"] is None


@pytest.mark.parametrize("made", [False, True])
def test_a_model_that_cannot_be_read_is_told_as_such(start_daemon, tmp_path, made):
    folder = tmp_path / "model"
    if made:
        folder.mkdir()
        (folder / "tokenizer.json").write_text("{")
        (folder / "model.safetensors").write_text("no weights")
    daemon = start_daemon({"CODEGRAPH_EMBEDDING_ENGINE": "directory", "CODEGRAPH_EMBEDDING_PATH": str(folder)})
    client = connect(daemon)
    client.post("/parse", json={"files": [{"path": "fetch.py", "content": FETCH}]})
    page = search(client, "default", "table order")
    assert names(page)[0] == "sort_table" and page["embedder"] is None
    reply = client.get("/search", params={"q": "table order", "mode": "semantic"})
    assert reply.status_code == 503 and reply.json()["code"] == "unavailable"
    for why in page["degraded"], reply.json()["detail"]:
        assert why.startswith("there is no model for vectors, embedding.engine directory: ") and str(tmp_path) not in why


def test_another_model_makes_up_for_all(start_daemon, tmp_path):
    store = tmp_path / "store"
    files = [{"path": f"d{i}/fetch{i}.py", "content": FETCH.replace("download", f"download_{i}")}
             for i in range(20)]
    daemon = start_daemon({"CODEGRAPH_EMBEDDING_ENGINE": "none"}, store=store)
    connect(daemon).post("/parse", json={"files": files})
    daemon.stop()
    daemon = start_daemon(store=store)
    client = connect(daemon)
    page = search(client, "default", "fetch a url", mode="semantic")
    for _ in range(600):
        if page["coverage"]["contents_without"] == 0:
            break
        page = search(client, "default", "fetch a url", mode="semantic")
    assert page["coverage"] == {**page["coverage"], "contents": 20, "contents_without": 0}
    first = [(h["node"]["id"], h["score"]) for h in page["items"]]
    daemon.stop()
    other = static_model.write(tmp_path / "other", name="other", salt="other")
    daemon = start_daemon({"CODEGRAPH_EMBEDDING_PATH": str(other)}, store=store)
    client = connect(daemon)
    for _ in range(600):
        page = search(client, "default", "fetch a url", mode="semantic")
        if page["coverage"]["contents_without"] == 0:
            break
    assert page["embedder"]["model"] == "other" and page["coverage"]["contents_without"] == 0
    assert {i for i, _ in first[:5]} and [(h["node"]["id"], h["score"]) for h in page["items"]] != first


def metric(client, name):
    for line in client.get("/metrics").text.splitlines():
        if line.startswith(name + " "):
            return float(line.split(" ")[1])
    raise KeyError(name)


def test_vectors_are_in_memory_before_they_are_asked_for(start_daemon, tmp_path):
    store = tmp_path / "store"
    daemon = start_daemon(store=store)
    client = connect(daemon)
    client.post("/parse", json={"files": [{"path": f"d{i}/fetch.py", "content": FETCH} for i in range(3)]})
    rows = search(client, "default", "fetch a url", mode="semantic")["coverage"]["vectors"]
    assert rows > 4 and metric(client, "codegraph_vector_rows") >= rows
    daemon.stop()
    client = connect(start_daemon(store=store))
    assert client.get("/health/ready").status_code == 200
    for _ in range(600):
        if "detail" not in client.get("/health").json()["components"]["vector"]:
            break
    assert metric(client, "codegraph_vector_rows") == rows and metric(client, "codegraph_vector_head_rows") == rows


def test_how_an_index_was_built_holds_after_a_restart(start_daemon, tmp_path):
    store = tmp_path / "store"
    daemon = start_daemon(store=store)
    client = connect(daemon)
    client.post("/parse", json={"files": [{"path": "fetch.py", "content": FETCH}]})
    reply = client.post("/vector/index/rebuild", json={"type": "flat", "codes": "sq8"}, headers={"Prefer": "wait=20"})
    assert reply.status_code == 200, reply.text
    assert metric(client, "codegraph_vector_builds_total") == 1 and metric(client, "codegraph_vector_segments") == 1
    assert metric(client, "codegraph_vector_recall_least") == 1
    daemon.stop()
    daemon = start_daemon(store=store)
    stats = connect(daemon).get("/vector/index/stats").json()
    assert (stats["params"]["type"], stats["params"]["codes"]) == ("flat", "sq8"), stats
    assert len(stats["segments"]) == 1 and stats["segments"][0]["codes"] == "sq8"
    daemon.stop()
    daemon = start_daemon({"CODEGRAPH_VECTOR_INDEX": "hnsw"}, store=store)  # that is newer
    assert connect(daemon).get("/vector/index/stats").json()["params"]["type"] == "hnsw"


def test_what_another_model_made_is_let_go(start_daemon, tmp_path):
    store = tmp_path / "store"
    daemon = start_daemon(store=store)
    connect(daemon).post("/parse", json={"files": [{"path": "fetch.py", "content": FETCH}]})
    daemon.stop()
    other = static_model.write(tmp_path / "other", name="other", salt="other")
    daemon = start_daemon({"CODEGRAPH_EMBEDDING_PATH": str(other)}, store=store)
    client = connect(daemon)
    for _ in range(600):
        if search(client, "default", "fetch a url", mode="semantic")["coverage"]["contents_without"] == 0:
            break
    daemon.stop()  # waits for what is under way
    daemon = start_daemon(store=store)  # and all of it is made once more
    client = connect(daemon)
    for _ in range(600):
        page = search(client, "default", "fetch a url", mode="semantic")
        if page["coverage"]["contents_without"] == 0:
            break
    assert page["embedder"]["model"] == "test" and names(page)[0] == "download"
