# SPDX-License-Identifier: Apache-2.0
"""Linking of what is wrong, missing or doubled: no hang, no crash, and no relationship that claims more than is
known."""

import urllib.parse

import pytest

from conftest import post_files


def edges(client, project, selector, kind, **params):
    """The targets of a node's relationships of a kind, as {(path, qualified name): confidence}."""
    reply = client.get(f"/nodes/{urllib.parse.quote(selector, safe='')}/relationships",
                       params={"project": project, "direction": "out", "type": kind, "limit": 1000, **params})
    assert reply.status_code == 200, reply.text
    return {(e["target"]["file_path"], e["target"]["qualified_name"]): e["confidence"]
            for e in reply.json()["items"]}


def posted(client, project, files):
    reply = post_files(client, project, files)
    assert reply.status_code == 200, reply.text
    return reply.json()


CIRCLES = {
    "javascript": {"a.js": "import { B } from './b.js';\nexport class A extends B { run() { return this.go(); } }\n",
                   "b.js": "import { A } from './a.js';\nexport class B extends A { go() {} }\n"},
    "typescript": {"a.ts": "export * from './b';\nimport { B } from './b';\n"
                           "export class A extends B { run(): void { this.go(); } }\n",
                   "b.ts": "export * from './a';\nimport { A } from './a';\nexport class B extends A { go(): void {} }\n"},
    "rust": {"Cargo.toml": '[package]\nname = "k"\n', "src/lib.rs": "pub mod a;\npub mod b;\n",
             "src/a.rs": "pub use crate::b::*;\npub trait A: crate::b::B { fn run(&self) { self.go(); } }\n",
             "src/b.rs": "pub use crate::a::*;\npub trait B: crate::a::A { fn go(&self) {} }\n"},
}


@pytest.mark.parametrize("language", CIRCLES)
def test_circles_of_imports_and_bases(client, project, language):
    posted(client, project, CIRCLES[language])
    assert [name for _, name in edges(client, project, "A.run" if language != "rust" else "run", "calls")] \
        == ["B::go" if language == "rust" else "B.go"]


@pytest.mark.parametrize("path, source, method", [
    ("a.py", "class A(A):\n    def run(self):\n        self.stop()\n    def stop(self):\n        pass\n", "A.stop"),
    ("A.java", "class A extends A { void run() { stop(); } void stop() {} }\n", "A.stop"),
    ("a.ts", "class A extends A { run() { this.stop(); } stop() {} }\n", "A.stop"),
    ("a.cc", "class A : A { void run() { stop(); } void stop() {} };\n", "A::stop"),
])
def test_a_class_that_is_its_own_base(client, project, path, source, method):
    posted(client, project, {path: source})
    assert list(edges(client, project, "run", "calls")) == [(path, method)]


def test_names_that_differ_in_case_alone(client, project):
    posted(client, project, {
        "Tool.js": "export function make() {}\n", "tool.js": "export function make() {}\n",
        "one.js": "import { make } from './Tool.js';\nexport function one() { make(); }\n",
        "two.js": "import { make } from './tool.js';\nexport function two() { make(); }\n",
        "three.js": "import { make } from './TOOL.js';\nexport function three() { make(); }\n",
        "p/A.java": "package p; class A { static void f() {} }\n", "p/a.java": "package p; class a { static void f() {} }\n",
        "p/U.java": "package p; class U { void u() { A.f(); } void l() { a.f(); } }\n"})
    assert list(edges(client, project, "one", "calls")) == [("Tool.js", "make")]
    assert list(edges(client, project, "two", "calls")) == [("tool.js", "make")]
    assert not any(path for path, _ in edges(client, project, "three", "calls", min_confidence=0)
                   if path in ("Tool.js", "tool.js"))
    assert list(edges(client, project, "U.u", "calls")) == [("p/A.java", "A.f")]
    assert list(edges(client, project, "U.l", "calls")) == [("p/a.java", "a.f")]


def test_definitions_that_contradict_each_other(client, project):
    posted(client, project, {
        "one/P.java": "package p; public class P { public void f() {} }\n",
        "two/P.java": "package p; public class P { public void f() {} }\n",
        "U.java": "import p.P; class U { void u(P p) { p.f(); } }\n",
        "a.c": "int go(void) { return 1; }\n", "b.c": "int go(void) { return 2; }\n",
        "c.c": "int go(void);\nint main(void) { return go(); }\n"})
    for selector in ("U.u", "main"):
        calls = edges(client, project, selector, "calls", min_confidence=0)
        assert len(calls) < 2 or max(calls.values()) <= 0.6, calls


def test_thousands_of_symbols_of_one_name(client, project):
    files = {f"m{i}.py": "".join(f"class C{i}_{k}:\n    def get(self):\n        return self\n" for k in range(20))
             for i in range(150)}
    files["use.py"] = "from m7 import C7_3\n\ndef known():\n    C7_3().get()\n\ndef unknown(x):\n    x.get()\n"
    posted(client, project, files)
    assert ("m7.py", "C7_3.get") in edges(client, project, "known", "calls")
    assert edges(client, project, "unknown", "calls", min_confidence=0) == {}


def test_manifests_that_are_missing_or_broken(client, project):
    files = {"app/main.ts": "import { f } from '@lib/f';\nimport { g } from './g';\nexport function main() { f(); g(); }\n",
             "app/g.ts": "export function g() {}\n", "lib/f.ts": "export function f() {}\n"}
    posted(client, project, files)
    assert list(edges(client, project, "main", "calls")) == [("app/g.ts", "g"), (None, "@lib/f.f")]
    for broken in ('{"compilerOptions": {"paths": {"@lib/*": ["lib/', "[]", "\x00\x01", '{"extends": "./tsconfig.json"}',
                   '{"compilerOptions": {"paths": {"@lib/*": 7}}}'):
        posted(client, project, {"tsconfig.json": broken})
        assert ("lib/f.ts", "f") not in edges(client, project, "main", "calls", min_confidence=0), broken
    posted(client, project, {"tsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}'})
    assert set(edges(client, project, "main", "calls")) == {("app/g.ts", "g"), ("lib/f.ts", "f")}


def test_sources_that_are_not_utf8(client, project):
    for path, content in {"lib.py": b"# caf\xe9\ndef caf\xe9():\n    pass\ndef plain():\n    pass\n",
                          "use.py": b"from lib import plain\n# \xff\xfe\ndef use():\n    plain()\n"}.items():
        reply = client.post("/parse", params={"project": project, "path": path}, content=content)
        assert reply.status_code == 200, reply.text
    assert list(edges(client, project, "use", "calls")) == [("lib.py", "plain")]


def contained(client, project, **params):
    """What tls.c contains: {name: confidence}."""
    return {name: confidence for (_, name), confidence in edges(client, project, "tls.c", "contains", **params).items()}


def test_a_file_contains_what_the_build_has(client, project):
    posted(client, project, {
        "tls.c": '#include "config.h"\n#ifdef USE_TLS\nvoid connect_tls(void) {}\n#else\nvoid refuse(void) {}\n#endif\n'
                 "#ifdef _WIN32\nvoid windows(void) {}\n#endif\n",
        "config.h": "\n"})
    assert contained(client, project) == {"refuse": 1, "config.h": 1}
    assert contained(client, project, min_confidence=0) == {
        "connect_tls": 0.25, "refuse": 1, "windows": 0.05, "config.h": 1}
    # a header says so, then the build's commands, then commands that do not
    posted(client, project, {"config.h": "#define USE_TLS 1\n"})
    assert contained(client, project) == {"connect_tls": 0.95, "config.h": 1}
    posted(client, project, {"config.h": "\n", "compile_commands.json":
                             '[{"directory": "/b", "file": "tls.c", "command": "cc -DUSE_TLS -c tls.c"}]'})
    assert contained(client, project) == {"connect_tls": 0.95, "config.h": 1}
    posted(client, project, {"compile_commands.json":
                             '[{"directory": "/b", "file": "tls.c", "command": "cc -c tls.c"}]'})
    assert contained(client, project, min_confidence=0) == {
        "connect_tls": 0.05, "refuse": 1, "windows": 0.05, "config.h": 1}
    # it is found either way, and says why
    reply = client.get("/nodes/connect_tls/relationships",
                       params={"project": project, "direction": "in", "type": "contains", "min_confidence": 0}).json()
    assert [(e["rule"], e["confidence"]) for e in reply["items"]] == [("branch", 0.05)]
    found = client.get("/search", params={"project": project, "q": "connect_tls", "mode": "symbol"}).json()
    assert found["items"][0]["node"]["name"] == "connect_tls"
