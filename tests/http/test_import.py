# SPDX-License-Identifier: Apache-2.0
"""Indexes of other tools, imported: what they know of references, for how long, and what is refused.

tests/http/indexes/ has small trees with the index that scip-python 0.6.6 and scip-typescript 0.4.0 made of them
(project_root, documentation and external_symbols left out)."""

import itertools
import pathlib
import random
import select
import socket

import pytest

import scip
from cli import NO, USAGE, Cli
from conftest import connect, post_files
from daemon import LEAN

INDEXES = pathlib.Path(__file__).parent / "indexes"
UTF8, UTF16, UTF32 = 1, 2, 3
PROTOBUF = {"Content-Type": "application/x-protobuf"}
A = "def f():\n    pass\n"
B = "def f():\n    pass\n"
USE = "from a import f\n\n\ndef g():\n    f()\n"
_names = itertools.count(1)


@pytest.fixture
def project(client):
    """Where g calls a's f, by the rules."""
    name = f"import-{next(_names)}"
    assert post_files(client, name, {"a.py": A, "b.py": B, "use.py": USE}, message="made").status_code == 200
    return name


def symbol(path, descriptors):
    return f"test py made 1 `{path}`/{descriptors}"


class Index:
    """An index in the making; places are words of the text."""

    def __init__(self, tool="indexer", version="2.1"):
        self.made = scip.Index()
        self.made.metadata.tool_info.name = tool
        self.made.metadata.tool_info.version = version

    def document(self, path, text, *occurrences, encoding=UTF8, with_text=True):
        """Each occurrence: (word, which may have "()" behind it, n-th of the text from 0, symbol, is it its definition?)"""
        document = self.made.documents.add(relative_path=path, position_encoding=encoding)
        if with_text:
            document.text = text
        for word, nth, name, defines in occurrences:
            at = -1
            for _ in range(nth + 1):
                at = text.index(word, at + 1)
            line, start = text.count("\n", 0, at), text[text.rfind("\n", 0, at) + 1:at]
            units = {0: "utf-16-le", UTF8: "utf-8", UTF16: "utf-16-le", UTF32: "utf-32-le"}[encoding]
            size = {0: 2, UTF8: 1, UTF16: 2, UTF32: 4}[encoding]
            column = len(start.encode(units)) // size
            length = len(word.removesuffix("()").encode(units)) // size
            document.occurrences.add(range=[line, column, column + length], symbol=name, symbol_roles=int(defines))
        return document

    def bytes(self):
        return self.made.SerializeToString()


def usual(use=USE, b=B, **options):
    """f in use.py is b's, whatever is imported."""
    index = Index()
    index.document("b.py", b, ("f", 1, symbol("b.py", "f()."), True), **options)
    index.document("use.py", use, ("f()", 0, symbol("b.py", "f()."), False), ("g", 0, symbol("use.py", "g()."), True),
                   **options)
    return index


def send(client, project, index, **params):
    body = index if isinstance(index, bytes) else index.bytes()
    return client.post("/import", params={"project": project, **params}, content=body, headers=PROTOBUF)


def imported(client, project, index, **params):
    reply = send(client, project, index, **params)
    assert reply.status_code == 200, reply.text
    return reply.json()


def edges(client, project, types="calls,instantiates,inherits,implements,reads,writes,references,type_of,overrides",
          **params):
    found, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        reply = client.get("/relationships", params={
            "project": project, "type": types.split(","), "limit": 1000, "min_confidence": 0, **params, **more})
        assert reply.status_code == 200, reply.text
        found += reply.json()["items"]
        cursor = reply.json()["next_cursor"]
        if not cursor:
            return found


def calls(client, project, **params):
    return sorted((e["source"]["name"], e["target"]["file_path"], e["rule"], e["confidence"])
                  for e in edges(client, project, "calls", **params))


def digest(client, project, ref="main"):
    reply = client.get(f"/projects/{project}", params={"ref": ref} if ref != "main" else {})
    assert reply.status_code == 200, reply.text
    return reply.json()["digest"]


BY_RULES = [("g", "a.py", "import-binding", 1)]
BY_INDEX = [("g", "b.py", "scip", 1)]

# ---- what is known -------------------------------------------------------------------------------------


def test_an_index_corrects_the_rules(client, project):
    assert calls(client, project) == BY_RULES
    report = imported(client, project, usual())
    assert report["changed"] and report["tool"] == {"name": "indexer", "version": "2.1"}
    assert report["documents"] == {"matched": 2, "stale": 0, "unknown": 0, "stale_paths": [], "unknown_paths": []}
    assert report["references"] == {"total": 1, "resolved": 1, "agreed": 0, "corrected": 1, "added": 0}
    assert report["changes"]["relationships"] == {"added": 2, "changed": 0, "removed": 1}
    assert calls(client, project) == BY_INDEX
    (edge,) = edges(client, project, "calls")
    detail = client.get(f"/relationships/{edge['id']}", params={"project": project}).json()
    assert detail["index"] == {"tool": "indexer", "version": "2.1"}
    assert "index" in detail["explanation"] and detail["sites"][0]["line_number"] == 5
    (other,) = edges(client, project, "inherits,imports", source="use.py", target="a.py:1")
    assert client.get(f"/relationships/{other['id']}", params={"project": project}).json()["index"] is None
    assert not imported(client, project, usual())["changed"]


def test_what_is_known_follows_the_contents(client, project):
    before = digest(client, project)
    imported(client, project, usual())
    known = digest(client, project)
    post_files(client, project, {"b.py": "\n\nclass C:\n    pass\n\n\ndef f(x=1):\n    pass\n"})
    assert calls(client, project) == BY_INDEX
    post_files(client, project, {"b.py": "def other():\n    pass\n"})
    assert calls(client, project) == BY_RULES
    post_files(client, project, {"use.py": USE + "\n", "b.py": B})
    assert calls(client, project) == BY_RULES
    post_files(client, project, {"use.py": USE})
    assert calls(client, project) == BY_INDEX and digest(client, project) == known
    reply = client.delete("/import", params={"project": project})
    assert reply.status_code == 200 and reply.json()["dropped"] == 1
    assert calls(client, project) == BY_RULES and digest(client, project) == before


def test_any_edits_end_as_they_would_have_begun(client, project):
    """The same files and the same import, in another order."""
    files = {"a.py": A, "b.py": B, "use.py": USE}
    imported(client, project, usual())
    chance = random.Random(7)
    variants = {"a.py": [A, "x = 1\n" + A, "x = 1\n"], "b.py": [B, "\n" + B, "class f:\n    pass\n", "y = 2\n"],
                "use.py": [USE, "import b\n" + USE, USE.replace("a", "b")]}
    for _ in range(25):
        path = chance.choice(list(files))
        files[path] = chance.choice(variants[path])
        post_files(client, project, {path: files[path]})
        if chance.random() < 0.2:
            imported(client, project, usual())
    post_files(client, project, {"use.py": USE, "b.py": B, "a.py": A})
    imported(client, project, usual())
    last = digest(client, project)
    client.delete("/import", params={"project": project})
    client.post("/parse", params={"project": project}, json={"files": [], "deletes": list(files)})
    post_files(client, project, {"a.py": A, "b.py": B, "use.py": USE})
    imported(client, project, usual())
    assert digest(client, project) == last


def test_another_import_replaces_those_of_its_documents(client, project):
    imported(client, project, usual())
    index = Index("other", "")
    index.document("a.py", A, ("f", 1, symbol("a.py", "f()."), True))
    index.document("use.py", USE, ("f()", 0, symbol("a.py", "f()."), False))
    report = imported(client, project, index)
    assert report["references"]["agreed"] == 1 and report["references"]["corrected"] == 0
    assert calls(client, project) == [("g", "a.py", "scip", 1)]
    only = Index()
    only.document("b.py", B)
    imported(client, project, only)
    assert calls(client, project) == [("g", "a.py", "scip", 1)]
    silent = Index()
    silent.document("use.py", USE)
    imported(client, project, silent)
    assert calls(client, project) == BY_RULES


def test_several_definitions_share_the_confidence(client, project):
    index = usual()
    index.document("a.py", A, ("f", 1, symbol("b.py", "f()."), True))
    imported(client, project, index)
    assert calls(client, project) == [("g", "a.py", "scip", 0.5), ("g", "b.py", "scip", 0.5)]


def test_a_dependency(client):
    name = f"import-{next(_names)}"
    text = "def g(x):\n    return x.get()\n"
    post_files(client, name, {"a.py": "class A:\n    def get(self):\n        pass\n", "use.py": text})
    assert calls(client, name) == [("g", "a.py", "unique-name", 0.5)]
    index = Index()
    index.document("use.py", text, ("get", 0, "scip-python python requests 2.31 `requests.api`/get().", False))
    assert imported(client, name, index)["references"]["corrected"] == 1
    (edge,) = edges(client, name, "calls")
    assert edge["target"]["qualified_name"] == "requests.api.get" and edge["target"]["kind"] == "external"


def origin(client, project, selector):
    node = client.get(f"/nodes/{selector}", params={"project": project}).json()
    return node["package"], node["version"], node["requirement"]


def test_the_package_of_a_dependency(client):
    """By its own name and version, unless a lock file knows better."""
    name = f"import-{next(_names)}"
    text = "import yaml\n\n\ndef g(x):\n    return yaml.load(x)\n"
    post_files(client, name, {"use.py": text})
    assert origin(client, name, "yaml.load") == (None, None, None)
    index = Index()
    index.document("use.py", text, ("load", 0, "scip-python python Py  YAML 6.0.1 yaml/load().", False))
    imported(client, name, index)
    assert origin(client, name, "yaml.load") == ("Py YAML", "6.0.1", None)
    post_files(client, name, {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["yaml>=5"]\n'})
    assert origin(client, name, "yaml.load") == ("Py YAML", "6.0.1", ">=5")
    post_files(client, name, {"poetry.lock": '[[package]]\nname = "yaml"\nversion = "6.0.2"\n'})
    assert origin(client, name, "yaml.load") == ("yaml", "6.0.2", ">=5")
    client.delete("/import", params={"project": name})
    assert origin(client, name, "yaml.load") == ("yaml", "6.0.2", ">=5")
    client.post("/parse", params={"project": name}, json={"files": [], "deletes": ["poetry.lock"]})
    assert origin(client, name, "yaml.load") == ("yaml", ">=5", ">=5")


def test_a_package_without_a_version(client):
    name = f"import-{next(_names)}"
    text = "import os\n\n\ndef g(x):\n    return os.getcwd()\n"
    post_files(client, name, {"use.py": text})
    index = Index()
    index.document("use.py", text, ("getcwd", 0, "scip-python python python-stdlib . os/getcwd().", False))
    imported(client, name, index)
    assert origin(client, name, "os.getcwd") == ("python-stdlib", None, None)


@pytest.mark.parametrize("package", ["python-stdlib 3.11", "x 1", ". ."])
def test_what_the_language_has_is_nowhere(client, package):
    """No node stands for it, and no guess stays in its place."""
    name = f"import-{next(_names)}"
    text = "def g(x):\n    return x.get()\n"
    post_files(client, name, {"a.py": "class A:\n    def get(self):\n        pass\n", "use.py": text})
    assert calls(client, name) == [("g", "a.py", "unique-name", 0.5)]
    index = Index()
    index.document("use.py", text, ("get", 0, f"scip-python python {package} builtins/dict#get().", False))
    assert imported(client, name, index)["references"] == {"total": 1, "resolved": 0, "agreed": 0, "corrected": 0, "added": 0}
    assert calls(client, name) == []
    assert client.get("/nodes", params={"project": name, "kind": "external"}).json()["items"] == []
    client.delete("/import", params={"project": name})
    assert calls(client, name) == [("g", "a.py", "unique-name", 0.5)]


MACROS = "#define MAKER(type) int make_##type(void) { return first_##type(); } int more_##type(void);\n"
USER = '#include "macros.h"\n\nMAKER(shape)\n\nint use(void) { return make_shape() + pick(1); }\n'


@pytest.mark.parametrize("with_text", [True, False])
def test_files_that_are_read_with_macros_of_others(client, with_text):
    """An index says where references lead to what a macro of another file has made, and from beside it."""
    name = f"import-{next(_names)}"
    files = {"macros.h": MACROS, "use.c": USER, "one.c": "int pick(int n) { return n; }\n",
             "two.c": "static int pick(int n) { return n + 1; }\n",
             "other.c": "int make_shape(void);\nint other(void) { return make_shape(); }\n"}
    post_files(client, name, files)
    made = {n["name"] for n in client.get("/nodes", params={"project": name, "path": "use.c"}).json()["items"]}
    assert "make_shape" in made, made
    assert ("use", "use.c") in {call[:2] for call in calls(client, name)}
    index = Index()
    index.document("two.c", files["two.c"], ("pick", 0, "cxx . . . two/pick().", True), with_text=with_text)
    index.document("use.c", USER, ("MAKER", 0, "cxx . . . make_shape().", True), ("make_shape", 0, "cxx . . . make_shape().", False),
                   ("pick", 0, "cxx . . . two/pick().", False), with_text=with_text)
    report = imported(client, name, index)
    assert report["documents"]["matched"] == 2 and report["references"]["resolved"] == 2, report

    def known():
        return {call[:2] for call in calls(client, name) if call[2] == "scip"}
    assert known() == {("use", "use.c"), ("use", "two.c")}
    # another macro, and so another unit of the same content: what is known of the content holds
    before = digest(client, name)
    post_files(client, name, {"macros.h": MACROS.replace("more_", "most_")})
    assert known() == {("use", "use.c"), ("use", "two.c")}
    # without the macro what it made is gone, and the rules have the rest
    post_files(client, name, {"macros.h": "\n"})
    assert known() == {("use", "two.c")}
    post_files(client, name, {"macros.h": MACROS})
    assert digest(client, name) == before
    # and at once it is the same as step by step
    again = f"import-{next(_names)}"
    post_files(client, again, files)
    imported(client, again, index)
    assert calls(client, again) == calls(client, name)


def test_a_dependency_gives_way_to_what_is_surely_here(client, project):
    """An index of one package does not know the others of the same project."""
    index = Index()
    index.document("use.py", USE, ("f()", 0, "scip-python python a 1.0 a/f().", False))
    imported(client, project, index)
    assert calls(client, project) == BY_RULES


# ---- which documents count -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", [UTF8, UTF16, UTF32])
@pytest.mark.parametrize("with_text", [True, False])
def test_columns_are_counted_as_the_index_says(client, project, encoding, with_text):
    text = USE.replace("    f()", '    "\u00e9\U0001f600\u4e2d"; f()')
    post_files(client, project, {"use.py": text})
    index = usual(use=text, encoding=encoding, with_text=with_text)
    assert imported(client, project, index)["references"]["corrected"] == 1
    assert calls(client, project) == BY_INDEX


def test_tools_that_do_not_say_count_as_they_always_did(client, project):
    text = USE.replace("    f()", '    "\u00e9\U0001f600"; f()')
    post_files(client, project, {"use.py": text})
    index = usual(use=text, encoding=0)
    index.made.metadata.tool_info.name = "scip-python"
    assert imported(client, project, index)["references"]["corrected"] == 1


def test_documents_of_other_contents_are_stale(client, project):
    report = imported(client, project, usual(use=USE + "# more\n"))
    assert report["documents"]["stale_paths"] == ["use.py"] and report["documents"]["matched"] == 1
    report = imported(client, project, usual(use="\n" + USE, with_text=False))
    assert report["documents"]["stale_paths"] == ["use.py"]
    assert calls(client, project) == BY_RULES
    report = imported(client, project, usual(b="\n" + B, with_text=False))
    assert report["documents"]["stale_paths"] == ["b.py"]  # then nobody knows which f that was
    assert report["references"]["resolved"] == 0 and calls(client, project) == BY_RULES
    assert imported(client, project, usual(with_text=False))["documents"]["matched"] == 2
    assert calls(client, project) == BY_INDEX


def test_without_a_text_a_name_must_be_its_symbols(client, project):
    text = "from a import f as h\n\n\ndef g():\n    h()\n"
    post_files(client, project, {"use.py": text})
    index = Index()
    index.document("b.py", B, ("f", 1, symbol("b.py", "f()."), True))
    index.document("use.py", text, ("h", 1, symbol("b.py", "f()."), False), ("g", 0, symbol("use.py", "g()."), True),
                   with_text=False)
    assert imported(client, project, index)["references"]["resolved"] == 0
    index.made.documents[1].text = text
    assert imported(client, project, index)["references"]["resolved"] == 1


def test_paths_that_lead_elsewhere_lead_nowhere(client, project):
    index = usual()
    paths = ["../use.py", "/etc/passwd", "a/../use.py", "./use.py", "use.py/", "nul\0.py", "C:\\use.py", "x" * 4096]
    for path in paths:
        index.document(path, USE, ("f()", 0, symbol("b.py", "f()."), False))
    report = imported(client, project, index)
    assert report["documents"]["unknown"] == len(paths) and report["documents"]["unknown_paths"] == paths
    assert calls(client, project) == BY_INDEX


@pytest.mark.parametrize("place", [[4, 400, 401], [400, 4, 5], [4, 4, 2000000, 1], [2147483647, 0, 2147483647],
                                   [5, 0, 1], [4, 8, 9]])
def test_places_beyond_the_text(client, project, place):
    index = usual()
    index.made.documents[1].occurrences.add(range=place, symbol=symbol("b.py", "f()."))
    assert imported(client, project, index)["documents"]["matched"] == 2  # the text is ours; the place says nothing
    assert calls(client, project) == BY_INDEX
    index.made.documents[1].ClearField("text")
    assert imported(client, project, index)["documents"]["stale"] == 1


def test_ranges_of_their_own_type(client, project):
    """Newer indexes have messages in place of numbers; those that are 0 are left out."""
    index = usual()
    line_range = bytes([8 << 3 | 2, 6, 1 << 3, 4, 2 << 3, 4, 3 << 3, 5])  # line 4, from 4 to 5
    occurrence = line_range + bytes([2 << 3 | 2, len(name := symbol("b.py", "f().").encode())]) + name
    document = index.made.documents[1]
    del document.occurrences[:]
    raw = document.SerializeToString() + bytes([2 << 3 | 2, len(occurrence)]) + occurrence
    del index.made.documents[1]
    assert imported(client, project, index.bytes() + bytes([2 << 3 | 2, len(raw)]) + raw)["references"]["corrected"] == 1
    assert calls(client, project) == BY_INDEX


# ---- versions ----------------------------------------------------------------------------------------------


def test_branches_and_merges(client, project):
    client.post("/branches", params={"project": project}, json={"name": "topic"})
    report = imported(client, project, usual(), branch="topic", message="imported", author="Ada")
    assert report["version"]
    assert calls(client, project) == BY_RULES and calls(client, project, ref="topic") == BY_INDEX
    post_files(client, project, {"a.py": "x = 1\n" + A}, message="a")
    reply = client.post("/merge", params={"project": project}, json={"source": "topic"})
    assert reply.status_code == 200, reply.text
    assert calls(client, project) == BY_INDEX
    back = client.post(f"/versions/{report['version']}/revert", params={"project": project}, json={})
    assert back.status_code == 200, back.text
    assert calls(client, project) == BY_RULES and calls(client, project, ref="topic") == BY_INDEX


def test_imports_on_both_sides_are_no_conflict(client, project):
    client.post("/branches", params={"project": project}, json={"name": "topic"})
    imported(client, project, usual(), branch="topic", message="b")
    other = Index("other", "1")
    other.document("a.py", A, ("f", 1, symbol("a.py", "f()."), True))
    other.document("use.py", USE, ("f()", 0, symbol("a.py", "f()."), False))
    imported(client, project, other, message="a")
    reply = client.post("/merge", params={"project": project}, json={"source": "topic"})
    assert reply.status_code == 200 and calls(client, project) == BY_INDEX


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_transactions(client, project, end):
    tx = client.post("/transactions", params={"project": project}, json={}).json()["id"]
    headers = {**PROTOBUF, "Codegraph-Transaction": tx}
    reply = client.post("/import", params={"project": project}, content=usual().bytes(), headers=headers)
    assert reply.status_code == 200, reply.text
    assert calls(client, project) == BY_RULES
    assert client.post(f"/transactions/{tx}/{end}").status_code == 200
    assert calls(client, project) == (BY_INDEX if end == "commit" else BY_RULES)


def test_a_dry_run_changes_nothing(client, project):
    before = client.get(f"/projects/{project}").json()
    report = imported(client, project, usual(), dry_run="true")
    assert report["references"]["corrected"] == 1
    assert client.get(f"/projects/{project}").json() == before and calls(client, project) == BY_RULES
    imported(client, project, usual())
    reply = client.delete("/import", params={"project": project, "dry_run": "true"})
    assert reply.json()["dropped"] == 1 and calls(client, project) == BY_INDEX


def test_it_outlives_a_restart_and_is_sound(start_daemon, tmp_path):
    daemon = start_daemon(store=tmp_path / "kept")
    with connect(daemon) as client:
        post_files(client, "p", {"a.py": A, "b.py": B, "use.py": USE})
        imported(client, "p", usual())
    daemon.stop()
    with connect(start_daemon(store=tmp_path / "kept")) as client:
        assert calls(client, "p") == BY_INDEX
        post_files(client, "p", {"use.py": USE + "\n"})
        post_files(client, "p", {"use.py": USE})
        assert calls(client, "p") == BY_INDEX
        reply = client.post("/admin/integrity-check", headers={"Prefer": "wait=60"})
        assert reply.status_code == 200 and reply.json()["problems"] == 0, reply.text


# ---- what is refused -----------------------------------------------------------------------------------------


def refuse(client, project, body, status, code, **params):
    before = digest(client, project)
    reply = send(client, project, body, **params)
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    assert digest(client, project) == before
    return reply.json()["detail"]


def test_whatever_is_cut_off(client, project):
    body = usual().bytes()
    for end in range(len(body)):
        reply = send(client, project, body[:end])
        whole = reply.status_code == 200  # between two documents
        assert whole or reply.json()["code"] == "malformed", (end, reply.text)
    assert "metadata" in refuse(client, project, b"", 400, "malformed")


@pytest.mark.parametrize("body", [
    b"\xff" * 30, b"\x00", b"{}", b"\x0b\x0c",                             # no tags, groups
    b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",                       # a field of 2^64 bytes
    usual().bytes() + b"\x12\x05\x0a\x01a\x12\x7f",                        # longer inside than outside
    usual().bytes() + b"\x12\x04\x0a\x02\xc3\x28",                         # a path that is no UTF-8
    usual().bytes() + b"\x12\x00",                                         # no path
    usual().bytes() + usual().bytes(),                                     # each document twice
])
def test_what_is_no_index(client, project, body):
    refuse(client, project, body, 400, "malformed")
    assert calls(client, project) == BY_RULES


@pytest.mark.parametrize("place", [[], [1], [1, 2], [1, 2, 3, 4, 5], [4, 5, 4], [4, 5, 3, 9], [-1, 0, 1], [0, -4, 2]])
def test_ranges_that_are_none(client, project, place):
    index = usual()
    index.made.documents[0].occurrences.add(range=place, symbol=symbol("b.py", "f()."))
    assert "range" in refuse(client, project, index, 400, "malformed")


def test_texts_that_are_too_long(client, project):
    for index, what in ((usual(), "symbol"), (usual(), "path")):
        if what == "symbol":
            index.made.documents[0].occurrences.add(range=[0, 0, 1], symbol=symbol("b.py", "x" * 5000 + "."))
        else:
            index.document("x" * 5000, USE)
        assert what in refuse(client, project, index, 413, "too_large")


def test_random_bytes_do_no_harm(client, project):
    chance = random.Random(11)
    body = bytearray(usual().bytes())
    for _ in range(300):
        damaged = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        reply = send(client, project, bytes(damaged), dry_run="true")
        assert reply.status_code in (200, 400, 413), reply.text
    assert calls(client, project) == BY_RULES


def test_what_is_not_there(client, project):
    assert send(client, "no-such-project", usual()).status_code == 404
    assert send(client, project, usual(), branch="no-such-branch").status_code == 404
    assert client.delete("/import", params={"project": "no-such-project"}).status_code == 404
    headers = {"Content-Type": "application/json"}
    assert client.post("/import", params={"project": project}, content=b"{}", headers=headers).status_code == 415
    octets = {"Content-Type": "application/octet-stream"}
    reply = client.post("/import", params={"project": project}, content=usual().bytes(), headers=octets)
    assert reply.status_code == 200


def test_memory_has_a_limit(start_daemon):
    daemon = start_daemon(env={**LEAN, "CODEGRAPH_IMPORT_MEMORY": "1M"})
    with connect(daemon) as client:
        post_files(client, "p", {"a.py": A, "b.py": B, "use.py": USE})
        imported(client, "p", usual())
        many, named, large = usual(), usual(), usual()
        for n in range(60000):
            many.made.documents[0].occurrences.add(range=[0, 4, 5], symbol=symbol("b.py", "f()."))
        for n in range(20000):
            named.made.documents[0].occurrences.add(range=[0, 4, 5], symbol=symbol("b.py", f"f{n}()."))
        large.made.documents[0].text = "x" * (2 << 20)
        for index in (many, named, large):
            assert "import.memory" in refuse(client, "p", index, 413, "too_large")
        skipped = usual()  # what is passed over may be of any size
        skipped.made.external_symbols.add(symbol="s" * (4 << 20))
        imported(client, "p", skipped)


def begin_import(daemon):
    """A client that has sent a part of an index, and no more."""
    slow = socket.create_connection(("127.0.0.1", daemon.port))
    slow.sendall(b"POST /import?project=p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
                 b"Content-Type: application/x-protobuf\r\n\r\n" + usual().bytes()[:50])
    return slow


def test_so_many_at_once(start_daemon):
    daemon = start_daemon(env={"CODEGRAPH_IMPORT_AT_ONCE": "1"})
    with connect(daemon) as client:
        post_files(client, "p", {"a.py": A, "b.py": B, "use.py": USE})
        slow = begin_import(daemon)
        for _ in range(200):
            if select.select([slow], [], [], 0.1)[0]:  # it was refused itself, beside one of these
                slow.close()
                slow = begin_import(daemon)
                continue
            reply = send(client, "p", usual(), dry_run="true")
            if reply.status_code == 503:
                break
        assert reply.status_code == 503 and "import.at_once" in reply.json()["detail"]
        slow.close()
        for _ in range(200):  # the one that left gives its place away
            if (reply := send(client, "p", usual(), dry_run="true")).status_code == 200:
                break
        assert reply.status_code == 200


def test_texts_must_be_kept(start_daemon):
    with connect(start_daemon(env={"CODEGRAPH_STORAGE_KEEP_SOURCES": "false"})) as client:
        post_files(client, "p", {"a.py": A, "b.py": B, "use.py": USE})
        assert "storage.keep_sources" in refuse(client, "p", usual(), 409, "conflict")


# ---- of real tools ---------------------------------------------------------------------------------------------


def load(client, language):
    name = f"import-{next(_names)}"
    folder = INDEXES / language
    files = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.suffix in (".py", ".ts")}
    assert post_files(client, name, files, message="made").status_code == 200
    return name, scip.Index.FromString((folder / "index.scip").read_bytes()), files


def definitions(index):
    found = {}
    for document in index.documents:
        for one in document.occurrences:
            if one.symbol_roles & scip.DEFINITION and len(one.range) == 3 and one.range[1:2] != one.range[2:3]:
                found.setdefault(one.symbol, []).append((document.relative_path, one.range[0] + 1))
    return found


def sites(client, project):
    """Of each place of a reference: the lines of the definitions that it leads to, by a given rule."""
    found = {}
    for edge in edges(client, project):
        for site in edge["sites"]:
            found.setdefault((site["file_path"], site["line_number"], edge["rule"] == "scip"), set()).add(
                (edge["target"]["file_path"], edge["target"]["line_number"]))
    return found


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_edges_are_those_of_the_index(client, language):
    name, index, files = load(client, language)
    report = imported(client, name, index.SerializeToString())
    assert report["documents"]["matched"] == len(files) == len(index.documents)
    counts = report["references"]
    assert counts["agreed"] + counts["corrected"] + counts["added"] == counts["resolved"] > 10
    defined, led, checked = definitions(index), sites(client, name), 0
    for document in index.documents:
        lines = {}
        for one in document.occurrences:
            if one.symbol in defined and not one.symbol_roles & scip.DEFINITION:
                lines.setdefault(one.range[0] + 1, set()).update(defined[one.symbol])
        for line, wanted in lines.items():
            got = led.get((document.relative_path, line, True), set())
            inside = {target for target in got if target[0] in files}
            # an accessor's property is defined at one of its accessors, a setter's at the getter
            assert {path for path, _ in inside} <= {path for path, _ in wanted}
            strange = inside - wanted
            assert all(any(path == other and abs(line - at) <= 4 for other, at in wanted) for path, line in strange)
            checked += len(inside & wanted)
    assert checked > 8


def test_python_as_its_checker_sees_it(client):
    name, index, _ = load(client, "python")
    imported(client, name, index.SerializeToString())
    found = {(e["source"]["qualified_name"], e["type"], e["target"]["qualified_name"]): e["rule"]
             for e in edges(client, name) if e["target"]["file_path"]}
    assert found["Till.pay", "writes", "Item.label"] == found["Till.pay", "reads", "Item.label"] == "scip"
    assert found["Till.pay", "calls", "Box.total"] == "scip"
    assert found["main", "calls", "Item.total"] == "scip"
    assert found["main", "instantiates", "Till"] == "scip"
    written = [e["target"]["line_number"] for e in edges(client, name, "writes") if e["target"]["name"] == "label"]
    read = [e["target"]["line_number"] for e in edges(client, name, "reads") if e["target"]["name"] == "label"]
    assert (written, read) == ([13], [9])  # the setter, and the getter


# ---- there and back ----------------------------------------------------------------------------------------------


ALL = "contains,calls,instantiates,inherits,implements,overrides,imports,depends_on,references,reads,writes,type_of"
ROUND = {
    "a.py": "import os\nfrom b import Base as Root, twice\n\nLIMIT = 1\n\n\nclass Shape(Root):\n    side = 1\n\n"
            "    def area(self):\n        return self.grow().side + os.path.join(os.environ) + twice(LIMIT)\n\n"
            "    def grow(self):\n        Shape.side = 2\n        return self.area()\n\n\n"
            "def start(shape: Shape):\n    \u00e4 = Shape().grow\n    return \u00e4() + LIMIT\n",
    "b.py": "class Base:\n    pass\n\n\ndef twice(n):\n    return n * 2\n",
    "c.ts": "export enum Kind { A, B }\nexport function show(k: Kind): string { return `${k}` }\n"
            "export class K { constructor(private n: number) {} get x() { return this.n; } }\n"
            "export const two = () => show(Kind.A) + new K(1).x;\n",
    "d/A.java": "package d;\npublic class A {\n  int n;\n  A(int n) { this.n = n; }\n  int get() { return n; }\n"
                "  int get(int more) { return get() + new A(more).n; }\n}\n",
    "e.cpp": "#define TWICE(x) twice(x)\nint twice(int n) { return n + n; }\nstruct V { V(int n) : n(n) {} int n; };\n"
             "int main() { V v(1); return TWICE(v.n) + V(2).n; }\n",
    "f/f.go": "package f\n\ntype T struct{ n int }\n\nfunc (t *T) Get() int { return t.n }\n\n"
              "func New() *T { return &T{n: 1} }\n\nfunc Use() int { return New().Get() }\n",
    "g/src/lib.rs": "pub struct S { n: u32 }\nimpl S {\n    pub fn new() -> S { S { n: 1 } }\n"
                    "    pub fn get(&self) -> u32 { self.n }\n}\npub fn use_it() -> u32 { S::new().get() }\n",
}


def test_there_and_back_changes_rules_alone(client, daemon, tmp_path):
    name = f"import-{next(_names)}"
    assert post_files(client, name, ROUND).status_code == 200
    before = {(e["id"], e["type"]): sorted((s["line_number"], s["column"]) for s in e["sites"])
              for e in edges(client, name, ALL)}
    index = tmp_path / "index.scip"
    cli = Cli(daemon.url, name)
    cli.run("export", "scip", "--output", index)
    report = cli.json("import", index)
    assert report["documents"]["matched"] == len(ROUND)
    assert report["references"]["corrected"] == report["references"]["added"] == 0 < report["references"]["agreed"]
    after = {(e["id"], e["type"]): sorted((s["line_number"], s["column"]) for s in e["sites"])
             for e in edges(client, name, ALL)}
    assert after == before


# ---- the command line --------------------------------------------------------------------------------------------


def test_the_command(client, daemon, project, tmp_path):
    cli = Cli(daemon.url, project)
    path = tmp_path / "index.scip"
    path.write_bytes(usual().bytes())
    assert "1 are corrected" in cli.out("import", path, "--dry-run") and calls(client, project) == BY_RULES
    told = cli.out("import", path, "--message", "indexed", "--author", "Ada")
    assert "indexer 2.1: 2 documents match" in told and "Relationships: 2 added, 0 changed, 1 removed" in told
    assert calls(client, project) == BY_INDEX and "indexed" in cli.out("log")
    assert "1 files" in cli.out("import", "--drop") and calls(client, project) == BY_RULES
    index = usual(use=USE + "\n")
    index.document("gone.py", "")
    path.write_bytes(index.bytes())
    told = cli.run("import", path)
    assert "use.py: the index describes another content" in told.stderr and "gone.py: no such file" in told.stderr
    path.write_bytes(b"no index")
    assert "not a SCIP index" in cli.error("import", path, status=NO)
    assert "No such file" in cli.error("import", tmp_path / "none", status=NO)
    assert "no regular file" in cli.error("import", tmp_path, status=NO)
    cli.error("import", status=USAGE)
    cli.error("import", path, "--drop", status=USAGE)
