# SPDX-License-Identifier: Apache-2.0
"""The tools, resources and prompts of /mcp."""

import json

import jsonschema
import pytest

from conftest import APP, UTIL, connect, post_files
from mcp import NEWEST, Session, Stateless

TESTS = """\
from src.app import Server, parse_config


def test_stop():
    assert Server().stop()


def test_parse():
    assert parse_config({}) == {}
"""


@pytest.fixture(params=["stateless", "session"])
def peer(request, client):
    return Stateless(client) if request.param == "stateless" else Session(client, NEWEST)


@pytest.fixture(scope="module")
def tools(client):
    """The tools by name."""
    return {tool["name"]: tool for tool in Stateless(client).result("tools/list")["tools"]}


@pytest.fixture(scope="module")
def large(client):
    """A project whose answers do not fit into small budgets."""
    files = {f"pkg{i % 7}/module_{i}.py": "from shared import shared\n\n\n" + "".join(
        f'def handle_request_{i}_{k}(request, options):\n    """Handles a request of kind {k}."""\n'
        f"    value = shared(request)\n    return handle_request_{(i + 1) % 60}_{k}(value, options)\n\n\n"
        for k in range(6)) for i in range(60)}
    files["shared.py"] = "def shared(value):\n    return value\n"
    files["tests/test_all.py"] = "from shared import shared\n\n\ndef test_shared():\n    assert shared(1) == 1\n"
    later = {"shared.py": "def shared(value, more=None):\n    return value\n", "later.py": "def later():\n    pass\n"}
    for message, versions in (("first", files), ("second", later)):
        reply = post_files(client, "mcp-large", versions, message=message)
        assert reply.status_code == 200, reply.text
    return "mcp-large"


VIEWS = ("hubs", "cycles", "dead", "communities")
CALLS = [
    ("explore", {"question": "how are requests handled"}), ("explore", {"question": "handle_request_3_3"}),
    ("explore", {"question": "pkg3/module_3.py"}), ("explore", {"question": "pkg3/module_3.py:2"}), ("explore", {}),
    ("explore", {"view": "hubs"}), ("explore", {"view": "hubs", "level": "file"}), ("explore", {"view": "cycles"}),
    ("explore", {"view": "cycles", "level": "node"}), ("explore", {"view": "dead"}), ("explore", {"view": "communities"}),
    ("explore", {"view": "communities", "level": "node"}), ("explore", {"view": "cycles", "level": "package"}),
    ("search", {"query": "handle request", "limit": 200}), ("search", {"query": "def \\w+", "mode": "regex"}),
    ("search", {"query": "shared", "mode": "symbol"}), ("trace", {"symbol": "shared", "limit": 500}),
    ("trace", {"symbol": "shared", "limit": 500, "sites": True}), ("trace", {"symbol": "handle_request_0_0", "direction": "callees", "depth": 50}),
    ("trace", {"symbol": "handle_request_0_0", "direction": "dependencies"}),
    ("trace", {"symbol": "handle_request_0_0", "to": "shared"}), ("trace", {"symbol": "later"}),
    ("trace", {"symbol": "shared", "to": "handle_request_0_0"}), ("impact", {"symbols": "shared", "limit": 500}),
    ("impact", {"symbols": ["shared", "handle_request_5_5"], "tests_only": True}), ("impact", {"since": "main~1"}),
    ("impact", {"diff": "--- a/shared.py\n+++ b/shared.py\n@@ -2 +2 @@\n-    return value\n+    return 1\n"}),
    ("diff", {"from": "main~1"}), ("diff", {"from": "main~1", "relationships": True}),
    ("diff", {"from": "main~1", "breaking": True}), ("status", {}),
    ("index", {"files": [{"path": "same.py", "content": "same = 1\n"}]})]


@pytest.mark.parametrize("budget", [300, 1000, 2000, 20000])
@pytest.mark.parametrize("name, arguments", CALLS)
def test_replies_stay_within_their_budget_and_schema(client, tools, large, name, arguments, budget):
    result = Stateless(client).call(name, **arguments, project=large, max_tokens=budget)
    assert not result["isError"], result
    [content] = result["content"]
    assert content["type"] == "text" and len(content["text"].encode()) <= 4 * budget
    data = result["structuredContent"]
    assert len(json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()) <= 4 * budget
    jsonschema.Draft202012Validator(tools[name]["outputSchema"]).validate(data)
    jsonschema.Draft202012Validator(tools[name]["inputSchema"]).validate({**arguments, "max_tokens": budget})


def test_long_names_stay_within_the_budget_too(client, project):
    path, name = "/".join(["d" * 200] * 5) + "/a.py", "n" * 900
    post_files(client, project, {path: f"def {name}():\n    return {name}()\n\n\ndef short():\n    return {name}()\n"})
    peer = Stateless(client)
    for tool, arguments in (("trace", {"symbol": "short"}), ("trace", {"symbol": name}), ("explore", {"question": name}),
                            ("explore", {}), ("explore", {"view": "hubs"}), ("explore", {"view": "dead"}), ("explore", {"view": "cycles"}),
                            ("explore", {"view": "cycles", "level": "node"}), ("explore", {"view": "communities"}),
                            ("search", {"query": name}), ("impact", {"symbols": name}),
                            ("trace", {"symbol": "short", "to": name}), ("trace", {"symbol": "nobody" + name})):
        result = peer.call(tool, **arguments, project=project, max_tokens=300)
        assert len(result["content"][0]["text"].encode()) <= 1200, tool
        assert len(json.dumps(result.get("structuredContent"), separators=(",", ":")).encode()) <= 1200, tool


def test_what_is_left_out_is_counted(client, large):
    peer = Stateless(client)
    few = peer.told("trace", symbol="shared", project=large, limit=500, max_tokens=300)
    all_of_it = peer.told("trace", symbol="shared", project=large, limit=500, max_tokens=100000)
    assert few["total"] == all_of_it["total"] == 361 and all_of_it["left_out"] == 0
    assert len(few["rows"]) + few["left_out"] == 361 and few["left_out"] > 0
    few = peer.told("explore", question="handle request", project=large, max_tokens=300)
    assert few["files_left_out"] > 0 and 2 <= len(few["files"]) < 60


# ---- explore --------------------------------------------------------------------------------------


def test_a_question(peer, sample):
    result = peer.call("explore", question="where is the configuration read", project=sample)
    data, text = result["structuredContent"], result["content"][0]["text"]
    assert data["files"][0]["path"] == "src/app.py"
    [code] = [c for c in data["code"] if c["name"] == "parse_config"]
    assert code["text"].startswith("def parse_config(env):") and code["line"] == 21 and code["lines_left"] == 0
    assert code["text"] in text and "src/app.py:21" in text
    links = {(link["about"], link["direction"], link["type"], link["name"]) for link in data["links"]}
    assert ("parse_config", "in", "calls", "main") in links
    assert data["next"] and "Next: " in text


@pytest.mark.parametrize("question, first", [
    ("Server.stop", "Server.stop"), ("src/app.py:18", "Server.stop"), ("parseConfig", "parseConfig")])
def test_a_name_or_place(peer, sample, question, first):
    assert peer.told("explore", question=question, project=sample)["code"][0]["name"] == first


def test_a_file(peer, sample):
    data = peer.told("explore", question="src/app.py", project=sample)
    assert [d["name"] for d in data["files"][0]["definitions"]] == [
        "LIMIT", "Base", "Base.run", "Server", "Server.run", "Server.stop", "parse_config", "main"]


def test_a_map(peer, sample):
    data = peer.told("explore", project=sample)
    assert {f["path"] for f in data["files"]} == {"src/app.py", "web/util.ts"}


@pytest.fixture(scope="module")
def tangled(client):
    """Two parts, of which one goes in circles."""
    files = {"core/a.py": "from core import b\n\n\ndef one():\n    return b.two()\n",
             "core/b.py": "from core import c\n\n\ndef two():\n    return c.three()\n\n\ndef _never():\n    return two()\n",
             "core/c.py": "from core import a\n\n\ndef three():\n    return a.one()\n",
             "web/x.py": "from web import y\n\n\ndef page():\n    return y.part() + y.part()\n",
             "web/y.py": "def part():\n    return 1\n"}
    assert post_files(client, "mcp-tangled", files).status_code == 200
    return "mcp-tangled"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("more", [{}, {"level": "node"}, {"path": "core/**"}])
def test_views_are_those_of_the_routes(client, peer, tangled, view, more):
    if view == "dead" and "level" in more:
        return
    told = peer.told("explore", view=view, project=tangled, max_tokens=20000, **more)
    reply = client.get(f"/graph/{view}", params={"project": tangled, "limit": 1000, **more}).json()
    assert told["left_out"] == 0 and len(told[view]) == len(reply["items"])
    assert told["total"] == (reply["unused"] + reply["unknown"] if view == "dead" else reply["total"])
    for row, item in zip(told[view], reply["items"]):
        if view == "cycles":
            assert row["size"] == item["size"]
            assert [n["path"] for n in row["cycle"]] == [n["file_path"] for n in item["cycle"]]
        elif view == "communities":
            assert (row["size"], row["folder"], row["cohesion"]) == (item["size"], item["folder"], item["cohesion"])
            assert [n["path"] for n in row["members"]] == [n["file_path"] for n in item["members"]]
        elif view == "dead":
            assert (row["verdict"], row.get("reason"), row["users"]) == (item["verdict"], item["reason"], item["users"])
            assert row["path"] == item["node"]["file_path"] and row["line"] == item["node"]["line_number"]
        else:
            assert (row["score"], row["in"], row["out"]) == (item["score"], item["in"], item["out"])
            assert row["path"] == item["node"]["file_path"] and row["line"] == item["node"]["line_number"]


def test_views_in_words(peer, tangled):
    def text(**more):
        return peer.call("explore", project=tangled, **more)["content"][0]["text"]
    assert "3: core/a.py -> core/b.py -> core/c.py -> core/a.py" in text(view="cycles")
    assert "unused  core/b.py:8  def _never()\n" in text(view="dead")
    assert "in core, " in text(view="communities") and "in web, " in text(view="communities")
    assert "core/b.py:4  def two()\n" in text(view="hubs") and "Next: " in text(view="hubs")
    assert "None: there is nothing" in text(view="cycles", path="web/**")


@pytest.mark.parametrize("arguments, why", [
    ({"view": "hubs", "question": "x"}, "exclude each other"), ({"view": "hub"}, "must be one of"),
    ({"view": "hubs", "level": "package"}, "nodes or files"), ({"view": "dead", "level": "file"}, "alone"),
    ({"level": "file"}, "alone"), ({"view": "cycles", "level": "files"}, "must be one of")])
def test_views_that_are_none(peer, sample, arguments, why):
    result = peer.call("explore", project=sample, **arguments)
    assert result["isError"] and why in result["content"][0]["text"]


def test_filters(peer, sample):
    def paths(**more):
        return [f["path"] for f in peer.told("explore", question="parse config", project=sample, **more)["files"]]
    assert paths() == ["src/app.py", "web/util.ts"]
    assert paths(path="web/**") == paths(languages="typescript") == ["web/util.ts"]
    assert paths(kinds=["class"]) == ["src/app.py"]


def test_nothing_is_indexed(peer):
    result = peer.call("explore", question="anything", project="mcp-empty")
    assert "Nothing is indexed" in result["content"][0]["text"] and not result["isError"]
    assert peer.call("explore", project="mcp-empty")["structuredContent"]["files"] == []


def test_a_long_definition_shows_where_the_words_are(client, project):
    body = "".join(f"    value_{i} = {i}\n" for i in range(400))
    post_files(client, project, {"a.py": f"def long_one():\n{body}    frobnicate(value_7)\n    return 1\n"})
    data = Stateless(client).told("explore", question="frobnicate", project=project, max_tokens=1000)
    head, near = [c for c in data["code"] if c["name"] == "long_one"]
    assert head["line"] == 1 and "frobnicate(value_7)" in near["text"] and near["line"] > 300


# ---- the others -----------------------------------------------------------------------------------


def test_search(peer, sample):
    data = peer.told("search", query="parse config", project=sample)
    assert {hit["name"] for hit in data["hits"]} >= {"parse_config", "parseConfig"}
    [hit] = peer.told("search", query="JSON\\.parse", mode="regex", project=sample)["hits"]
    assert (hit["path"], hit["matches"], hit["lines"][0]["line"]) == ("web/util.ts", 1, 2)


def test_trace(client, peer, sample):
    data = peer.told("trace", symbol="parse_config", project=sample)
    assert data["verdict"] == "found" and {row["name"] for row in data["rows"]} == {"main", "Server.run"}
    data = peer.told("trace", symbol="Server", direction="hierarchy", project=sample)
    assert [(row["name"], row["type"]) for row in data["rows"]] == [("Base", "inherits")]
    data = peer.told("trace", symbol="parse_config", project=sample, sites=True)
    lines = {row["name"]: [(s["path"], s["line"]) for s in row["sites"]] for row in data["rows"]}
    route = client.get("/nodes/parse_config/callers", params={"project": sample, "include": "sites"}).json()["items"]
    assert lines == {row["node"]["name"] if row["node"]["name"] != "run" else "Server.run":
                     [(s["file_path"], s["line_number"]) for s in row["sites"]] for row in route}
    assert "  at src/app.py:" in peer.call("trace", symbol="parse_config", project=sample, sites=True)["content"][0]["text"]
    [path] = peer.told("trace", symbol="main", to="parse_config", project=sample)["paths"]
    assert [n["name"] for n in path["nodes"]] == ["main", "parse_config"]
    assert peer.told("trace", symbol="main", project=sample)["verdict"] == "none"


def test_an_ambiguous_name_is_answered_with_its_candidates(peer, sample):
    result = peer.call("trace", symbol="run", project=sample)
    text = result["content"][0]["text"]
    assert result["isError"] and "structuredContent" not in result
    assert "src/app.py:7" in text and "src/app.py:14" in text


def test_impact_with_its_tests(client, peer, project):
    post_files(client, project, {"src/app.py": APP, "tests/test_app.py": TESTS})
    data = peer.told("impact", symbols="parse_config", project=project)
    assert data["tests"] == 2 and {"main", "Server.run"} <= {row["name"] for row in data["rows"]}
    data = peer.told("impact", symbols="parse_config", tests_only=True, project=project)
    assert {row["name"] for row in data["rows"]} == {"test_stop", "test_parse"}
    for arguments in ({}, {"symbols": [], "since": ""}, {"symbols": "a", "since": "main"}):
        assert "give one of" in peer.call("impact", **arguments, project=project)["content"][0]["text"]


def test_diff_of_versions(peer, project):
    one = {"path": "a.py", "content": "def a():\n    return 1\n\n\ndef b():\n    return a()\n"}
    two = {"path": "a.py", "content": "def a(x):\n    return 1\n\n\ndef b():\n    return a()\n\n\ndef c():\n    pass\n"}
    assert peer.told("index", project=project, files=[one], message="one")["definitions"]["added"] == 3
    told = peer.told("index", project=project, files=[two], message="two")
    assert told["definitions"] == {"added": 1, "changed": 1, "removed": 0}
    data = peer.told("diff", **{"from": "main~1"}, project=project)
    nodes = {(row["change"], row["name"]) for row in data["rows"] if row["what"] == "node"}
    assert nodes == {("changed", "a"), ("added", "c")} and data["nodes"]["added"] == 1
    data = peer.told("diff", **{"from": "main~1"}, breaking=True, project=project)
    assert [(row["name"], row["breaks"]) for row in data["rows"]] == [("a", 1)]
    assert peer.told("diff", **{"from": "main~1"}, path="*.js", project=project)["rows"] == []
    told = peer.told("index", project=project, deletes=["a.py"])
    assert told["files_removed"] == 1


def test_status(peer, sample, project):
    data = peer.told("status", project=sample)
    [one] = data["projects"]
    assert one["files"] == 2 and one["languages"] == {"python": 1, "typescript": 1}
    assert peer.call("status", project=project + "-none")["isError"]


@pytest.mark.parametrize("kind", [Stateless, Session])
def test_status_lists_the_first_projects_and_counts_the_others(start_daemon, kind):
    with connect(start_daemon()) as client:
        for i in range(30):
            # long names among short ones: what does not fit is not passed over for what would
            name = f"p{i * 7 % 30:02}" + "-long" * (10 if i % 3 == 0 else 0)
            assert post_files(client, name, {"a.py": "a = 1\n"}).status_code == 200
        every = [row["project"] for row in client.get("/projects").json()["items"]]
        assert every == sorted(every) and len(every) == 30
        peer, seen = kind(client), set()
        for budget in (300, 500, 700, 900, 1100):
            result = peer.call("status", max_tokens=budget)
            told, text = result["structuredContent"], result["content"][0]["text"]
            listed = [row["project"] for row in told["projects"]]
            assert listed == every[:len(listed)] and told["left_out"] == 30 - len(listed) > 0
            assert [name for name in every if f"{name}: " in text] == listed
            assert any(f"{told['left_out']} more" in hint for hint in told["next"])
            seen.add(len(listed))
        assert len(seen) == 5  # a larger budget has room for more
        told = peer.told("status", max_tokens=20000)
        assert [row["project"] for row in told["projects"]] == every and told["left_out"] == 0


@pytest.mark.parametrize("tool, arguments, said", [
    ("explore", {"query": "a"}, "query"), ("explore", {"question": 7}, "question"),
    ("explore", {"question": "a", "max_tokens": 10}, "max_tokens"), ("explore", {"question": "a", "kinds": "x"}, "kinds"),
    ("explore", {"question": "a", "languages": ["klingon"]}, "klingon"), ("search", {}, "query"),
    ("search", {"query": "a", "mode": "best"}, "hybrid|text|symbol|regex|semantic"),
    ("search", {"query": "(", "mode": "regex"}, "parenthesis"), ("trace", {}, "symbol"),
    ("trace", {"symbol": "nobody_is_called_so"}, "search"), ("trace", {"symbol": "main", "direction": "path"}, "to"),
    ("diff", {}, "from"), ("diff", {"from": "nowhere"}, "nowhere"), ("index", {"root": "relative"}, "root"),
    ("index", {"root": "/nowhere/at/all"}, "director"), ("index", {"files": [{"path": "../a", "content": ""}]}, "path"),
    ("index", {"files": [{"path": "a"}]}, "content"), ("index", {"files": [], "root": "/tmp"}, "either"),
    ("explore", {"question": "a", "ref": "nowhere"}, "nowhere"), ("explore", {"question": "a\u0000b"}, "NUL"),
    ("explore", {"question": "x" * 5000}, "4096")])
def test_wrong_arguments_are_explained(peer, sample, tool, arguments, said):
    result = peer.call(tool, **{"project": sample, **arguments})
    assert result["isError"] and said in result["content"][0]["text"], result
    assert "structuredContent" not in result


def test_wrong_calls(peer):
    for params in ({"name": "fly"}, {"name": 7}, {}, {"name": "status", "arguments": []}):
        assert peer.error("tools/call", params)["code"] == -32602


# ---- resources, prompts, completion ---------------------------------------------------------------


def test_resources(peer, sample):
    listed = {r["uri"]: r for r in peer.result("resources/list")["resources"]}
    questions = {f"codegraph://graph/{name}" for name in VIEWS}
    assert set(listed) == {"codegraph://overview", "codegraph://status"} | questions
    for uri, resource in listed.items():
        [content] = peer.result("resources/read", {"uri": uri})["contents"]
        assert content["uri"] == uri and content["mimeType"] == resource["mimeType"] and content["text"]
    templates = {t["uriTemplate"] for t in peer.result("resources/templates/list")["resourceTemplates"]}
    assert templates == {"codegraph://overview{?project,ref}", "codegraph://graph/{question}{?project,ref}",
                         "codegraph://file/{+path}{?project,ref}", "codegraph://node/{+symbol}{?project,ref}"}

    def read(uri):
        return peer.result("resources/read", {"uri": uri})["contents"][0]["text"]
    assert read(f"codegraph://file/web/util.ts?project={sample}") == UTIL
    assert "def parse_config(env):" in read(f"codegraph://node/parse_config?project={sample}&ref=main")
    assert "Server.stop" in read(f"codegraph://node/src/app.py:18?project={sample}")
    assert "src/app.py:7" in read(f"codegraph://node/run?project={sample}")
    assert "parse_config" in read(f"codegraph://overview?project={sample}")
    assert "src/app.py:21  def parse_config(env)\n" in read(f"codegraph://graph/hubs?project={sample}&ref=main")
    assert "unknown (exported)  web/util.ts:4" in read(f"codegraph://graph/dead?project={sample}")


@pytest.mark.parametrize("uri", [
    "codegraph://nothing", "http://example.org/", "x", "codegraph://file/", "codegraph://file/none.py?project=sample",
    "codegraph://node/none?project=sample", "codegraph://file/src/app.py?project=sample&x=1",
    "codegraph://graph/", "codegraph://graph/map", "codegraph://graph/hub", "codegraph://graph/hubs?level=file",
    "codegraph://file/src%2?project=sample", "codegraph://overview?ref=nowhere&project=sample"])
def test_resources_that_are_not_there(client, sample, uri):
    for peer, code in ((Stateless(client), -32602), (Session(client), -32002)):
        error = peer.error("resources/read", {"uri": uri})
        assert error["code"] == code and error["data"] == {"uri": uri}
    for params in ({}, {"uri": 7}, {"uri": ""}, {"uri": "x" * 5000}):
        assert Session(client).error("resources/read", params)["code"] == -32602


def test_prompts(peer, sample):
    prompts = {p["name"]: p for p in peer.result("prompts/list")["prompts"]}
    assert set(prompts) == {"onboard", "explain", "review"}
    text, resource = peer.result("prompts/get", {"name": "onboard", "arguments": {"project": sample}})["messages"]
    assert text["content"]["type"] == "text" and "parse_config" in resource["content"]["resource"]["text"]
    [message] = peer.result("prompts/get", {"name": "explain", "arguments": {"symbol": "main"}})["messages"]
    assert "`main`" in message["content"]["text"]
    [message] = peer.result("prompts/get", {"name": "review", "arguments": {"since": "v1"}})["messages"]
    assert "`v1`" in message["content"]["text"]
    for params in ({"name": "none"}, {}, {"name": "explain"}, {"name": "explain", "arguments": {"symbol": 1}},
                   {"name": "explain", "arguments": 1}):
        assert peer.error("prompts/get", params)["code"] == -32602


def test_completion(peer, sample):
    def complete(ref, name, value, given=None):
        return peer.result("completion/complete", {
            "ref": ref, "argument": {"name": name, "value": value},
            **({"context": {"arguments": given}} if given else {})})["completion"]["values"]
    file = {"type": "ref/resource", "uri": "codegraph://file/{+path}{?project,ref}"}
    explain = {"type": "ref/prompt", "name": "explain"}
    assert complete(file, "path", "web/", {"project": sample}) == ["web/util.ts"]
    assert complete(file, "path", "no[", {"project": sample}) == []
    assert sample in complete(file, "project", "sam")
    assert complete(file, "ref", "m", {"project": sample}) == ["main"]
    assert complete(file, "ref", "", {"project": "mcp-none"}) == []
    graph = {"type": "ref/resource", "uri": "codegraph://graph/{question}{?project,ref}"}
    assert complete(graph, "question", "") == list(VIEWS) and complete(graph, "question", "c") == ["cycles", "communities"]
    assert "Server.stop" in complete(explain, "symbol", "stop", {"project": sample})
    assert complete(explain, "symbol", "") == complete(explain, "nothing", "a") == []
    for params in ({}, {"ref": {"type": "x"}, "argument": {"name": "a", "value": ""}},
                   {"ref": explain, "argument": {"name": "a"}}, {"ref": explain}):
        assert peer.error("completion/complete", params)["code"] == -32602


def test_lists_have_one_page(peer):
    for method in ("tools/list", "resources/list", "resources/templates/list", "prompts/list"):
        assert peer.error(method, {"cursor": "x"})["code"] == -32602
