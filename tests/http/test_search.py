# SPDX-License-Identifier: Apache-2.0
"""GET and POST /search."""

import subprocess

import pytest

from daemon import program


def found(client, project, q, **params):
    reply = client.get("/search", params={"project": project, "q": q, **params})
    assert reply.status_code == 200, reply.text
    return [hit["node"]["name"] for hit in reply.json()["items"]]


@pytest.mark.parametrize("mode", ["hybrid", "text", "symbol"])
def test_finds_a_name(client, sample, mode):
    assert found(client, sample, "parse_config", mode=mode)[0] in ("parse_config", "parseConfig")


def test_words_of_a_name_and_of_the_documentation(client, sample):
    assert "parse_config" in found(client, sample, "parse config", limit=5)
    assert found(client, sample, "reads configuration environment", mode="text")[0] == \
        "parse_config"


def test_filters(client, sample):
    assert set(found(client, sample, "parse config", language="typescript", mode="text")) == {"parseConfig"}
    assert found(client, sample, "parse config", language="typescript")[0] == "parseConfig"
    assert found(client, sample, "parse config", kind="class", mode="text") == []
    assert found(client, sample, "parse config", path="web/**")[0] == "parseConfig"


@pytest.mark.parametrize("mode", ["hybrid", "text", "symbol"])
def test_filters_in_the_text(client, sample, mode):
    def names(q, **params):
        return set(found(client, sample, q, mode=mode, **params))

    assert names("parse_config lang:typescript") <= {"parseConfig"}
    assert names("lang:python name:*config kind:function parse_config") == {"parse_config"}
    assert names("parse_config -lang:python") == names("parse_config lang:typescript path:web/**")
    assert names("parse_config kind:function", kind="class") == set()
    assert names("parse_config path:web", language="python") == set()
    assert names("parse_config name:parse_*") == {"parse_config"}


@pytest.mark.parametrize("q", ["std::vector", "http://x", "path::Path", "name: str", "parse:config"])
def test_words_with_colons_are_words(client, sample, q):
    assert client.get("/search", params={"project": sample, "q": q}).status_code == 200


@pytest.mark.parametrize("q, detail", [
    ("parse kind:funktion", 'character 12 of the query: no kind of node is called "funktion"'),
    ("é -lang:\"c p\"", 'character 10 of the query: no language is called "c p"'),
    ('x path:"src', "character 8 of the query: the quote of a filter's value is not closed"),
    ('parse "a config', "character 7 of the query: the quote is not closed"),
    ('é parse -"a', "character 10 of the query: the quote is not closed"),
    ("lang:go", "the query has no word to look for"),
])
def test_faults_of_a_query_say_where(client, sample, q, detail):
    for reply, pointer in (
            (client.get("/search", params={"project": sample, "q": q}), "q"),
            (client.get("/stream/search", params={"project": sample, "q": q}), "q"),
            (client.post("/search", json={"project": sample, "q": q}), "/q")):
        assert reply.status_code == 400, reply.text
        problem = reply.json()
        assert problem["errors"][0]["pointer"] == pointer and detail in str(problem)


def test_long_queries_of_filters_are_bounded(client, sample):
    for q in ("-path:a* " * 65 + "parse", "name:[a-z]* " * 300 + "parse", "lang:c " * 560 + "x",
              "kind:" * 800, "-" * 4096, '"' * 4096, 'path:"' * 600, "parse " * 700):
        assert 200 <= client.get("/search", params={"project": sample, "q": q[:4096]}).status_code < 500
    q = "parse_config " + " ".join(f"-path:no{n}" for n in range(64))
    assert "parse_config" in found(client, sample, q)
    assert client.post("/search", json={"project": sample, "q": "path:a " * 200000}).status_code == 400


@pytest.mark.parametrize("mode", ["hybrid", "symbol"])
def test_a_misspelt_symbol_says_so(client, sample, mode):
    def distances(q):
        reply = client.get("/search", params={"project": sample, "q": q, "mode": mode}).json()
        return {hit["node"]["name"]: hit["edit_distance"] for hit in reply["items"]}

    assert distances("praseconfig") == {"parseConfig": 1, "parse_config": 2}
    assert distances("prseconfgi lang:typescript") == {"parseConfig": 2}
    assert distances("parseConfig")["parseConfig"] is None


def test_the_command_line_says_that_names_are_similar(client, daemon, sample):
    def run(text):
        return subprocess.run([program("codegraph"), "--server", daemon.url, "--project", sample,
                               "search", text], capture_output=True, text=True, timeout=60,
                              check=True).stdout

    assert "parseConfig" in run("praseconfig lang:typescript")
    assert run("praseconfig lang:typescript").endswith("1 of 1, with similar names\n")
    assert run("parseConfig lang:typescript").endswith("1 of 1\n")


def test_scores_fall(client, sample):
    reply = client.get("/search", params={"project": sample, "q": "parse config run"}).json()
    scores = [hit["score"] for hit in reply["items"]]
    assert scores == sorted(scores, reverse=True) and reply["total"] >= len(scores) > 1


def test_pages(client, sample):
    everything = found(client, sample, "config", limit=100)
    seen, cursor = [], None
    while True:
        params = {"project": sample, "q": "config", "limit": 1}
        page = client.get("/search", params={**params, **({"cursor": cursor} if cursor else {})})
        seen += [hit["node"]["name"] for hit in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    assert seen == everything


def test_post_answers_like_get(client, sample):
    asked = client.get("/search", params={"project": sample, "q": "parse config", "limit": 3,
                                          "kind": "function"})
    posted = client.post("/search", json={"project": sample, "q": "parse config", "limit": 3,
                                          "kind": ["function"]})
    assert posted.json() == asked.json()


def test_snippet_shows_the_match(client, sample):
    reply = client.get("/search", params={"project": sample, "q": "environment",
                                          "mode": "text"}).json()
    hit = next(h for h in reply["items"] if h["node"]["name"] == "parse_config")
    assert "environment" in hit["snippet"] and hit["snippet_line"] >= 21


def test_highlights_show_the_words(client, sample):
    reply = client.get("/search", params={"project": sample, "q": "configs environments",
                                          "mode": "text"}).json()
    hit = next(h for h in reply["items"] if h["node"]["name"] == "parse_config")

    def marked(key, text):
        return [text[r["start"]:r["end"]] for r in hit["highlights"][key]]

    assert marked("name", "parse_config") == ["config"]
    assert "config" in marked("signature", hit["node"]["signature"])
    assert "environment" in marked("snippet", hit["snippet"])
    assert "kind" not in hit["highlights"]


@pytest.mark.parametrize("q", ["nothingmatchesthis", "💥", "\"", "*", "()", "a" * 4000, "' OR 1=1",
                               "\\", "\t", " "])
def test_odd_questions_are_answered(client, sample, q):
    assert client.get("/search", params={"project": sample, "q": q}).status_code in (200, 400)


@pytest.mark.parametrize("body, pointer", [
    ({}, "/q"), ({"q": ""}, "/q"), ({"q": 1}, "/q"), ({"q": "x", "mode": "psychic"}, "/mode"),
    ({"q": "x", "limit": 0}, "/limit"), ({"q": "x", "limit": "5"}, "/limit"),
    ({"q": "x", "kind": "thing"}, "/kind"), ({"q": "x", "language": ["x"]}, "/language"),
    ({"q": "x", "query": "y"}, "/query"), ({"q": "x\u0000y"}, "/q"),
])
def test_bad_members_are_named(client, body, pointer):
    reply = client.post("/search", json=body)
    assert reply.status_code == 400, reply.text
    assert reply.json()["errors"][0]["pointer"] == pointer


def test_unknown_project_is_empty(client):
    assert found(client, "nowhere", "x") == []


@pytest.mark.parametrize("mode", ["hybrid", "text", "symbol", "regex"])
def test_max_tokens_holds_in_every_mode(client, project, mode):
    files = [{"path": f"m{n}.py", "content": f"def needle_{n}(a):\n    \"\"\"{'about needles ' * n}\"\"\"\n"
                                             f"    return needle_{n + 1}(a)\n"} for n in range(20)]
    assert client.post("/parse", params={"project": project}, json={"files": files}).status_code == 200
    everything, cursor, pages = found(client, project, "needle", mode=mode, limit=100), None, 0
    seen = []
    while True:
        reply = client.get("/search", params={"project": project, "q": "needle", "mode": mode, "limit": 100,
                                              "max_tokens": 100, **({"cursor": cursor} if cursor else {})}).json()
        texts = [sum(len(t or "") for t in (hit["node"]["signature"], hit["node"]["doc"], hit["snippet"]))
                 + sum(len(line["text"]) for line in (hit["matches"] or {"lines": []})["lines"])
                 for hit in reply["items"]]
        assert texts and (len(texts) == 1 or sum(texts) <= 400), texts
        seen += [hit["node"]["name"] for hit in reply["items"]]
        assert (reply["left_out"] > 0) == (reply["next_cursor"] is not None)
        cursor, pages = reply["next_cursor"], pages + 1
        if cursor is None:
            break
    assert seen == everything and pages > 3


@pytest.mark.parametrize("mode", ["hybrid", "text", "symbol", "regex"])
def test_queries_of_a_megabyte_are_refused(client, sample, mode):
    reply = client.post("/search", json={"project": sample, "q": "a" * (1 << 20), "mode": mode})
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == "/q"
    assert client.get("/search", params={"project": sample, "q": "a" * 5000, "mode": mode}).status_code == 400
