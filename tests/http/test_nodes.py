# SPDX-License-Identifier: Apache-2.0
"""GET /nodes, /nodes/{id} and /nodes/{id}/relationships."""

import urllib.parse

import pytest

from conftest import post_files


def get(client, project, selector, **params):
    path = "/nodes/" + urllib.parse.quote(selector, safe="")
    return client.get(path, params={"project": project, **params})


def listed(client, project, **params):
    reply = client.get("/nodes", params={"project": project, "limit": 1000, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()["items"]


@pytest.mark.parametrize("params, expected", [
    ({"name": "parse_config"}, {"parse_config"}),
    ({"name": "PARSE*"}, {"parse_config", "parseConfig"}),
    ({"kind": "class"}, {"Base", "Server"}),
    ({"kind": ["class", "constant"], "language": "python"}, {"Base", "Server", "LIMIT"}),
    ({"kind": "function", "path": "web/**"}, {"parseConfig", "twice"}),
    ({"language": "typescript", "kind": "function"}, {"parseConfig", "twice"}),
    ({"name": "nothing-like-this"}, set()),
])
def test_filters(client, sample, params, expected):
    assert {n["name"] for n in listed(client, sample, **params)} == expected


def test_pages_meet_every_node_once(client, sample):
    everything = [n["id"] for n in listed(client, sample)]
    seen, cursor = [], None
    while True:
        params = {"project": sample, "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = client.get("/nodes", params=params).json()
        assert len(page["items"]) <= 3
        seen += [n["id"] for n in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == everything and len(set(seen)) == len(seen)


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%%%", "0" * 900])
def test_bad_cursor(client, sample, cursor):
    reply = client.get("/nodes", params={"project": sample, "cursor": cursor})
    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "cursor"


def test_every_way_to_name_a_node(client, sample):
    node = listed(client, sample, name="Server")[0]
    for selector in (node["id"], node["id"].upper(), node["symbol"], "Server",
                     node["qualified_name"], f"src/app.py:{node['line_number']}"):
        reply = get(client, sample, selector)
        assert reply.status_code == 200, (selector, reply.text)
        assert reply.json()["id"] == node["id"], selector
    unescaped = client.get(f"/nodes/src/app.py:{node['line_number']}", params={"project": sample})
    assert unescaped.json()["id"] == node["id"]


def test_node_in_full(client, sample):
    node = get(client, sample, "parse_config", fields="content").json()
    assert node["kind"] == "function" and node["language"] == "python"
    assert node["file_path"] == "src/app.py"
    assert node["doc"] == "Reads the configuration from the environment."
    assert node["signature"].startswith("def parse_config(env)")
    assert node["content"].startswith("def parse_config(env):")
    assert node["span"]["start_line"] == node["line_number"] == 21
    assert node["degree"]["calls"]["in"] == 2
    assert "content" not in get(client, sample, "parse_config").json()


def test_ambiguous_name_gives_candidates(client, sample):
    reply = get(client, sample, "run")
    assert reply.status_code == 300
    owners = {c["qualified_name"] for c in reply.json()["candidates"]}
    assert len(owners) == 2 and all("run" in o for o in owners)
    assert client.get("/nodes/run/relationships", params={"project": sample}).status_code == 300


@pytest.mark.parametrize("selector", [
    "nothing", "00000000-0000-0000-0000-000000000000", "src/app.py:99999", "src/none.py:1",
    "codegraph python . . `x.py`/nothing().", "a b c", "'; drop table nodes; --", "é", "x" * 4000,
])
def test_unknown_nodes(client, sample, selector):
    for path in ("/nodes/%s", "/nodes/%s/relationships"):
        reply = client.get(path % urllib.parse.quote(selector, safe=""),
                           params={"project": sample})
        assert reply.status_code == 404, reply.text


def test_overlong_selector(client):
    assert client.get("/nodes/" + "x" * 4097).status_code == 400


def test_unknown_project_is_empty(client):
    assert listed(client, "nowhere") == []
    assert get(client, "nowhere", "x").status_code == 404


def relationships(client, project, selector, **params):
    reply = client.get(f"/nodes/{urllib.parse.quote(selector, safe='')}/relationships",
                       params={"project": project, "limit": 1000, **params})
    assert reply.status_code == 200, reply.text
    return reply.json()["items"]


def test_callers_with_their_sites(client, sample):
    calls = relationships(client, sample, "parse_config", direction="in", type="calls")
    assert {c["source"]["name"] for c in calls} == {"run", "main"}
    site = next(c for c in calls if c["source"]["name"] == "main")["sites"][0]
    assert site["file_path"] == "src/app.py" and site["line_number"] == 28
    assert all(c["target"]["name"] == "parse_config" and 0 < c["confidence"] <= 1 for c in calls)


def test_direction_type_and_confidence(client, sample):
    both = relationships(client, sample, "Server")
    inward = relationships(client, sample, "Server", direction="in")
    outward = relationships(client, sample, "Server", direction="out")
    assert {r["id"] for r in both} == {r["id"] for r in inward} | {r["id"] for r in outward}
    assert [r["target"]["name"] for r in relationships(client, sample, "Server",
                                                       type="inherits")] == ["Base"]
    assert all(r["confidence"] >= 0.99 for r in relationships(client, sample, "Server",
                                                              min_confidence="0.99"))


def test_relationship_pages(client, sample):
    everything = {r["id"] for r in relationships(client, sample, "Server")}
    seen, cursor = set(), None
    while True:
        params = {"project": sample, "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = client.get("/nodes/Server/relationships", params=params).json()
        assert not seen & {r["id"] for r in page["items"]}
        seen |= {r["id"] for r in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == everything


def test_one_relationship_says_why(client, sample):
    for listed_one in relationships(client, sample, "Server"):
        reply = client.get(f"/relationships/{listed_one['id']}", params={"project": sample})
        assert reply.status_code == 200, reply.text
        one = reply.json()
        assert one.pop("explanation") and one.pop("generation") > 0
        assert one.pop("index") is None
        assert one == listed_one


@pytest.mark.parametrize("id, status", [
    ("00000000-0000-0000-0000-000000000000", 404), ("ffffffff-ffff-02ff-ffff-ffffffffffff", 404),
    ("Server", 400), ("é", 400), ("x" * 65, 400),
])
def test_relationships_that_are_not_there(client, sample, id, status):
    reply = client.get("/relationships/" + urllib.parse.quote(id), params={"project": sample})
    assert reply.status_code == status, reply.text
    assert client.get("/relationships/00000000-0000-0000-0000-000000000000",
                      params={"project": "nowhere"}).status_code == 404


def test_callers_in_other_files(client, project):
    """What is posted later links to what was there, and what goes takes its edges along."""
    post_files(client, project, {"pkg/__init__.py": "", "pkg/a.py": "def base():\n    pass\n"})
    post_files(client, project, {"main.py": "from pkg.a import base\n\n\ndef run():\n    base()\n"})
    callers = relationships(client, project, "base", direction="in", type="calls")
    assert [(c["source"]["name"], c["rule"]) for c in callers] == [("run", "import-binding")]
    assert callers[0]["sites"] == [{"file_path": "main.py", "line_number": 5, "column": 5}]
    post_files(client, project, {"pkg/a.py": "def other():\n    pass\n"})
    assert relationships(client, project, "run", direction="out", type="calls") == []
    post_files(client, project, {"pkg/a.py": "def base():\n    pass\n"})
    assert relationships(client, project, "base", direction="in", type="calls") != []


def test_ids_survive_edits(client, project):
    post_files(client, project, {"a.py": "def f():\n    return 1\n"})
    before = get(client, project, "f").json()
    post_files(client, project, {"a.py": "import os\n\n\ndef g(): pass\n\ndef f():\n    return 2\n"})
    after = get(client, project, "f").json()
    assert after["id"] == before["id"] and after["line_number"] == 6


def test_what_an_answer_does_not_know(client, project):
    post_files(client, project, {
        "a.py": "def target():\n    pass\n",
        "b.py": "def use(thing):\n    return thing.target()\n",
        "c.py": "import nothing\n\nnothing.go()\nmissing(1)\n"})
    path = "/nodes/target/relationships"
    page = client.get(path, params={"project": project, "include": "coverage"}).json()
    assert page["coverage"] == {
        "complete": False, "files_partial": 0, "files_skipped": 0,
        "files_with_unlinked_mentions": 1, "unlinked_mentions": ["b.py"]}
    assert "coverage" not in client.get(path, params={"project": project}).json()
    post_files(client, project, {"b.py": "from a import target\n\ntarget()\n"})
    page = client.get(path, params={"project": project, "include": "coverage"}).json()
    assert page["coverage"]["complete"] is True


def test_coverage_lists_files_with_gaps(client, project):
    post_files(client, project, {
        "whole.py": "def f():\n    pass\n\nf()\n",
        "torn.py": "def g(:\n    pass\n",
        "open.py": "import os\n\nos.getcwd()\nmissing(1)\n",
        "data.py": "x = '\x00'\n"})
    reply = client.get("/coverage", params={"project": project})
    assert reply.status_code == 200, reply.text
    rows = {r["file_path"]: r for r in reply.json()["items"]}
    assert set(rows) == {"torn.py", "open.py", "data.py"}
    assert rows["open.py"]["names"] == ["missing"] and rows["open.py"]["unresolved"] == 1
    assert rows["open.py"]["status"] == "parsed" and rows["torn.py"]["status"] == "partial"
    assert rows["data.py"]["reason"] == "binary"
    assert [r["file_path"] for r in client.get(
        "/coverage", params={"project": project, "path": "o*"}).json()["items"]] == ["open.py"]
    seen, cursor = [], None
    while cursor is not None or not seen:
        params = {"project": project, "limit": 1, **({"cursor": cursor} if cursor else {})}
        page = client.get("/coverage", params=params).json()
        seen += [r["file_path"] for r in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(rows)
    assert client.get("/coverage", params={"project": "nowhere"}).json()["items"] == []


# ---- what is used of dependencies ----

USER = "import os\nfrom os.path import join\n\n\ndef f(a):\n    return join(a, os.path.join(a))\n"


def test_external_is_shared_and_goes_with_its_last_user(client, project):
    post_files(client, project, {"a.py": USER, "b.py": "import os\n\n\ndef g(a):\n    os.path.join(a)\n"})
    node = get(client, project, "os.path.join").json()
    assert node["kind"] == "external" and node["name"] == "join"
    assert node["symbol"] == "codegraph python os . path.join."
    assert (node["qualified_name"], node["language"]) == ("os.path.join", "python")
    assert node["file_path"] is None and node["line_number"] == 0 and node["signature"] is None
    assert node["parent"] is None and node["version"] is None
    assert node["degree"]["calls"] == {"in": 2, "out": 0}
    for selector in (node["id"], node["symbol"], "path.join", "join"):
        assert get(client, project, selector).json() == node
    callers = relationships(client, project, "os.path.join", direction="in", type="calls")
    assert sorted(c["source"]["name"] for c in callers) == ["f", "g"]
    assert {c["rule"] for c in callers} == {"import-binding"}
    post_files(client, project, {"a.py": "import os\n"})
    assert get(client, project, node["id"]).json()["degree"]["calls"]["in"] == 1
    post_files(client, project, {"b.py": "import os\n"})
    assert get(client, project, node["id"]).status_code == 404
    assert get(client, project, "os").json()["kind"] == "external"
    post_files(client, project, {"a.py": USER})
    assert get(client, project, "os.path.join").json()["id"] == node["id"]


def test_externals_are_listed_and_filtered(client, project):
    post_files(client, project, {
        "a.py": USER, "b.ts": "import { map } from 'lodash';\nexport const x = map([], String);\n",
        "package.json": '{"name": "x", "dependencies": {"lodash": "^4.17.1"}}'})
    def names(**filters):
        reply = client.get("/nodes", params={"project": project, "kind": "external", **filters})
        assert reply.status_code == 200, reply.text
        return sorted(n["qualified_name"] for n in reply.json()["items"])
    assert names() == ["lodash", "lodash.map", "os", "os.path", "os.path.join"]
    assert names(language="javascript") == ["lodash", "lodash.map"]
    assert names(language="python", name="j*") == ["os.path.join"]
    assert names(path="*") == [] and names(path="**", name="join") == []
    assert get(client, project, "lodash.map").json()["version"] == "^4.17.1"
    assert get(client, project, "lodash").json()["version"] == "^4.17.1"
    content = client.get("/nodes/lodash", params={"project": project, "fields": "content"})
    assert content.json()["content"] is None
    users = relationships(client, project, "lodash", direction="in", type="imports")
    assert [u["source"]["file_path"] for u in users] == ["b.ts"]


# ---- their versions ----

PACKAGE_JSON = '{"name": "x", "dependencies": {"lodash": "^4.17.1", "@scope/kit": "~2.1"}}'
NPM_LOCK = """{"name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": {
  "": {"name": "x", "dependencies": {"lodash": "^4.17.1"}},
  "node_modules/lodash": {"version": "4.17.21"},
  "node_modules/old/node_modules/lodash": {"version": "3.10.1"},
  "node_modules/@scope/kit": {"version": "2.1.9"}}}"""
YARN_LOCK = """# yarn lockfile v1

"@scope/kit@~2.1":
  version "2.1.9"

lodash@^3.0.0:
  version "3.10.1"

lodash@^4.17.1:
  version "4.17.21"

lodash@^5.0.0:
  version "5.0.0"
"""
PNPM_LOCK = """lockfileVersion: '9.0'

importers:
  .:
    dependencies:
      '@scope/kit':
        specifier: ~2.1
        version: 2.1.9
      lodash:
        specifier: ^4.17.1
        version: 4.17.21(peer@1.0.0)
"""


def versions(client, project, selector):
    node = get(client, project, selector).json()
    return node["version"], node["requirement"]


@pytest.mark.parametrize("name, lock", [
    ("package-lock.json", NPM_LOCK), ("yarn.lock", YARN_LOCK), ("pnpm-lock.yaml", PNPM_LOCK)])
def test_lock_file_tells_the_version_and_the_manifest_the_requirement(client, project, name, lock):
    post_files(client, project, {
        "a.ts": "import { map } from 'lodash';\nimport kit from '@scope/kit/core';\nmap(kit);\n",
        "package.json": PACKAGE_JSON})
    assert versions(client, project, "lodash.map") == ("^4.17.1", "^4.17.1")
    post_files(client, project, {name: lock})
    assert versions(client, project, "lodash.map") == ("4.17.21", "^4.17.1")
    assert versions(client, project, "@scope/kit/core") == ("2.1.9", "~2.1")
    post_files(client, project, {"package.json": "{}"})
    assert versions(client, project, "@scope/kit/core") == ("2.1.9", None)
    packages = client.get("/nodes", params={"project": project, "kind": "package"}).json()["items"]
    assert packages == []  # a lock file repeats what the manifest says of the package


@pytest.mark.parametrize("name, lock", [
    ("poetry.lock", '[[package]]\nname = "pyyaml"\nversion = "6.0.1"\n\n'
                    '[[package]]\nname = "flask"\nversion = "2.3.3"\n'),
    ("uv.lock", 'version = 1\n\n[[package]]\nname = "flask"\nversion = "2.3.3"\n'
                'source = { registry = "https://example.org/simple" }\n'),
    ("requirements-dev.txt", "# pinned\nflask==2.3.3 \\\n    --hash=sha256:00\n")])
def test_python_versions(client, project, name, lock):
    post_files(client, project, {
        "a.py": "from flask import Flask\nFlask()\n",
        "pyproject.toml": '[project]\nname = "x"\ndependencies = ["Flask>=2,<3"]\n', name: lock})
    assert versions(client, project, "flask.Flask") == ("2.3.3", ">=2,<3")


def test_lock_files_speak_of_their_own_language(client, project):
    post_files(client, project, {
        "src/lib.rs": "use syn::parse_str;\npub fn f() { parse_str(\"\"); }\n",
        "Cargo.toml": '[package]\nname = "x"\nversion = "1.0.0"\n\n[dependencies]\nsyn = "1"\n',
        "Cargo.lock": 'version = 3\n\n[[package]]\nname = "syn"\nversion = "2.0.38"\n\n'
                      '[[package]]\nname = "syn"\nversion = "1.0.109"\n',
        "package-lock.json": '{"lockfileVersion": 3, "packages": {"node_modules/syn": {"version": "1.1.1"}}}'})
    assert versions(client, project, "syn.parse_str") == ("1.0.109", "1")


def test_gradle_versions(client, project):
    post_files(client, project, {
        "A.java": "import com.google.common.base.Joiner;\nclass A { Joiner j; }\n",
        "gradle.lockfile": "com.google.common:guava:32.1.3-jre=compileClasspath\nempty=\n"})
    assert versions(client, project, "com.google.common.base.Joiner") == ("32.1.3-jre", None)


def test_definitions_come_before_externals(client, project):
    post_files(client, project, {"a.py": USER, "b.py": "def join():\n    pass\n"})
    assert get(client, project, "join").json()["file_path"] == "b.py"
    assert get(client, project, "os.path.join").json()["kind"] == "external"


# ---- packages ----

def needs(client, project, selector, direction="out", **params):
    """The other ends of the dependencies of a package, as (path, name)."""
    items = relationships(client, project, selector, direction=direction, type="depends_on", **params)
    assert {i["rule"] for i in items} <= {"derived"}
    end = "target" if direction == "out" else "source"
    return [(i[end]["file_path"], i[end]["name"]) for i in items]


GO = {"go.mod": "module m\n\ngo 1.21\n",
      "a/a1.go": 'package a\n\nimport "m/b"\n\nfunc F() { b.G(); helper() }\n',
      "a/a2.go": 'package a\n\nimport "m/c"\n\nfunc helper() { c.H() }\n',
      "b/b.go": "package b\n\nfunc G() {}\n", "b/other.go": "package b\n\nfunc G2() {}\n",
      "c/c.go": 'package c\n\nimport "m/b"\n\nfunc H() { b.G2() }\n',
      "x/b/b.go": "package b\n\nfunc G() {}\n"}


def test_packages_of_go_depend_on_packages(client, project):
    post_files(client, project, GO)
    for selector in ("a/a1.go:1", "a/a2.go:1"):
        assert needs(client, project, selector) == [("b/b.go", "b"), ("c/c.go", "c")]
    assert needs(client, project, "b/other.go:1") == []
    assert needs(client, project, "b/other.go:1", "in") == [("a/a1.go", "a"), ("c/c.go", "c")]
    assert needs(client, project, "x/b/b.go:1", "in") == []
    post_files(client, project, {"a/a2.go": "package a\n\nfunc helper() {}\n"})
    assert needs(client, project, "a/a1.go:1") == [("b/b.go", "b")]
    assert needs(client, project, "c/c.go:1", "in") == []


def test_packages_of_java_depend_on_packages(client, project):
    post_files(client, project, {
        "p/A.java": "package p;\nimport q.B;\npublic class A { B b; C c; }\n",
        "other/p/C.java": "package p;\npublic class C { r.D d; }\n",
        "q/B.java": "package q;\npublic class B {}\n",
        "r/D.java": "package r;\npublic class D {}\n"})
    assert needs(client, project, "p/A.java:1") == [("q/B.java", "q"), ("r/D.java", "r")]
    assert needs(client, project, "r/D.java:1", "in") == [("other/p/C.java", "p")]


def test_packages_of_manifests_depend_on_packages(client, project):
    post_files(client, project, {
        "package.json": '{"name": "root", "workspaces": ["kit", "app"]}',
        "kit/package.json": '{"name": "kit", "main": "index.js"}',
        "kit/index.js": "export function f() {}\n",
        "app/package.json": '{"name": "app", "dependencies": {"kit": "*"}}',
        "app/src/main.ts": "import { f } from 'kit';\nimport { g } from './g';\nf(); g();\n",
        "app/src/g.ts": "export function g() {}\n",
        "tool.js": "import { f } from './kit/index.js';\nf();\n",
        "app/util.py": "import x\n", "x.py": "y = 1\n"})
    assert needs(client, project, "app") == [("kit/package.json", "kit")]
    assert needs(client, project, "kit", "in") == [("app/package.json", "app"), ("package.json", "root")]
    assert needs(client, project, "kit", "in", min_confidence=1.0) == needs(client, project, "kit", "in")
    both = relationships(client, project, "kit")
    assert [r["type"] for r in both].count("depends_on") == 2
    assert not any(r["sites"] for r in both if r["type"] == "depends_on")


def test_modules_and_namespaces_depend_on_those_that_they_use(client, project):
    post_files(client, project, {
        "Cargo.toml": '[package]\nname = "k"\n',
        "src/lib.rs": "pub mod other;\npub mod low { pub mod deep { pub fn f() {} } pub fn g() {} }\n"
                      "pub mod high { use crate::low::deep::f; pub fn h() { f(); crate::low::g(); own(); }\n"
                      "    fn own() {} }\npub fn top() { high::h(); }\n",
        "src/other.rs": "pub fn o() { crate::high::h(); }\n",
        "a.hpp": "namespace a { struct A { int run(); }; }\n",
        "b.cpp": '#include "a.hpp"\nnamespace b { int use(a::A &x) { return x.run(); } int twice() { a::A y; return use(y); } }\n'})
    lib, other = "src/lib.rs", "src/other.rs"
    assert needs(client, project, "high") == [(lib, "low"), (lib, "deep")]
    assert needs(client, project, "high", "in") == [(lib, "lib.rs"), (other, "other.rs")]
    assert needs(client, project, "low") == []
    assert needs(client, project, "low", "in") == [(lib, "high")]
    assert needs(client, project, "b") == [("a.hpp", "a")]
    assert needs(client, project, "a", "in") == [("b.cpp", "b")]
    post_files(client, project, {"src/other.rs": "pub fn o() {}\n"})
    assert needs(client, project, "high", "in") == [(lib, "lib.rs")]


def test_dependencies_of_packages_have_pages(client, project):
    post_files(client, project, GO)
    everything = relationships(client, project, "a/a1.go:1")
    seen, cursor = [], None
    while True:
        page = client.get("/nodes/a%2Fa1.go:1/relationships", params={
            "project": project, "limit": 1, **({"cursor": cursor} if cursor else {})}).json()
        assert len(page["items"]) <= 1
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == everything
    assert [r["type"] for r in seen].count("depends_on") == 2
