# SPDX-License-Identifier: Apache-2.0
"""What is exported, as other programs read it, against what the daemon streams."""

import http.server
import json
import os
import pty
import subprocess
import threading

import antlr4
import antlr4_cypher
import lxml.etree
import networkx
import pytest
from pyld import jsonld

import scip
from cli import BROKEN, NO, USAGE, Cli
from conftest import connect, post_files
from daemon import LEAN, program

FILES = {
    "src/shapes.py": '''\
import os
import os.path as p
from src.base import Base as Root

LIMIT = 1


class Shape(Root):
    """Says "hello" & <good-bye> \\\\ ]]> 'quoted' \x01 \u00e9\U0001f600."""

    side = 1

    def area(self):
        return self.grow().side + p.join(os.environ)

    def grow(self):
        Shape.side = 2
        return self.area()


class Square(Shape):
    def area(self):
        return super().area()


def start(shape: Shape):
    \u00e4rger = Square().grow
    return \u00e4rger() + LIMIT
''',
    "src/base.py": "class Base:\n    pass\n",
    "web/a 'b\".ts": "export enum Kind { A, B }\nexport function show(k: Kind): string { return `${k}` }\n"
                    "export const twice = () => show(Kind.A) + show(Kind.B);\n",
}
TYPES = {"contains", "calls", "instantiates", "inherits", "implements", "overrides", "imports", "depends_on",
         "references", "reads", "writes", "type_of"}


@pytest.fixture(scope="module")
def cli(daemon, client):
    reply = post_files(client, "exported", FILES, message="all")
    assert reply.status_code == 200, reply.text
    made = client.post("/nodes", params={"project": "exported"}, json={
        "name": "Ledger", "kind": "entity", "metadata": {"owner": ["Ada", {"since": 1815}]}})
    assert made.status_code == 201
    client.post("/relationships", params={"project": "exported"}, json={
        "type": "references", "source": made.json()["id"], "target": "Shape"})
    return Cli(daemon.url, "exported")


def rows(client, project="exported", **params):
    """What the streams say: nodes by id, relationships by id."""
    found = []
    for stream, kind in (("nodes", "node"), ("relationships", "relationship")):
        reply = client.get(f"/stream/{stream}", params={"project": project, **(params if kind == "relationship" else {})})
        lines = [json.loads(line) for line in reply.text.splitlines()]
        found.append({line[kind]["id"]: line[kind] for line in lines if line["type"] == "result"})
    return found


def kept(cli, tmp_path, *arguments):
    path = tmp_path / "exported"
    done = cli.run("export", *arguments, "--output", path)
    assert "relationships of generation" in done.stderr and not done.stdout
    assert [one.name for one in tmp_path.iterdir()] == ["exported"]
    return path


# ---- GraphML -----------------------------------------------------------------------------------------


def test_graphml(cli, client, tmp_path):
    nodes, edges = rows(client)
    path = kept(cli, tmp_path, "graphml")
    assert path.read_text() == cli.out("export", "graphml")
    root = lxml.etree.parse(path).getroot()
    space = "{http://graphml.graphdrawing.org/xmlns}"
    declared = {node.get("id") for node in root.iter(f"{space}node")}
    assert all(edge.get("source") in declared and edge.get("target") in declared for edge in root.iter(f"{space}edge"))
    graph = networkx.read_graphml(path, force_multigraph=True)
    assert graph.is_directed() and set(graph.nodes) == set(nodes)
    assert {(a, b, key): (data["type"], data["confidence"]) for a, b, key, data in graph.edges(keys=True, data=True)} == \
        {(e["source"], e["target"], e["id"]): (e["type"], e["confidence"]) for e in edges.values()}
    for id, node in nodes.items():
        for key in ("name", "kind", "symbol", "qualified_name", "file_path", "language", "signature"):
            assert graph.nodes[id].get(key) == node[key], (id, key)
        assert graph.nodes[id]["line_number"] == node["line_number"]
        assert graph.nodes[id].get("doc") == (node["doc"] and node["doc"].replace("\x01", "\ufffd"))
        assert json.loads(graph.nodes[id].get("metadata", "{}")) == node["metadata"]


# ---- DOT ----------------------------------------------------------------------------------------------


def test_dot(cli, client, tmp_path):
    nodes, edges = rows(client)
    path = kept(cli, tmp_path, "dot")
    read = subprocess.run(["dot", "-Tdot_json", path], capture_output=True, text=True, timeout=60)
    assert read.returncode == 0 and not read.stderr, read.stderr
    graph = json.loads(read.stdout)
    assert graph["directed"]
    found = {one["name"]: one for one in graph["objects"]}
    assert set(found) == set(nodes)
    for id, node in nodes.items():
        assert found[id]["label"].replace("\\\\", "\\") == node["name"] and found[id]["kind"] == node["kind"]
        assert found[id].get("file_path") == node["file_path"] or "\\" in (node["file_path"] or "")
    names = {one["_gvid"]: one["name"] for one in graph["objects"]}
    assert {one["id"]: (one["label"], names[one["tail"]], names[one["head"]]) for one in graph["edges"]} == \
        {e["id"]: (e["type"], e["source"], e["target"]) for e in edges.values()}


# ---- JSON-LD ------------------------------------------------------------------------------------------


def test_jsonld(cli, client, tmp_path):
    nodes, edges = rows(client)
    document = json.loads(kept(cli, tmp_path, "jsonld").read_text())
    things = {thing["@id"]: thing for thing in jsonld.flatten(document)}
    assert set(things) == {f"urn:uuid:{id}" for id in [*nodes, *edges]}
    ours = "urn:codegraph:"
    for id, node in nodes.items():
        thing = things[f"urn:uuid:{id}"]
        assert thing["@type"] == [ours + "".join(part.title() for part in node["kind"].split("_"))]
        assert thing[ours + "name"] == [{"@value": node["name"]}]
        assert thing.get(ours + "doc", [{"@value": None}]) == [{"@value": node["doc"]}]
        if node["metadata"]:
            assert thing[ours + "metadata"] == [{"@type": "@json", "@value": node["metadata"]}]
    for id, edge in edges.items():
        thing = things[f"urn:uuid:{id}"]
        assert thing[ours + "confidence"] == [{"@value": edge["confidence"]}] or edge["confidence"] == 1
        assert thing[ours + "source"] == [{"@id": f"urn:uuid:{edge['source']}"}]
        assert {"@id": f"urn:uuid:{edge['target']}"} in things[f"urn:uuid:{edge['source']}"][ours + edge["type"]]


def test_jsonld_of_nothing(cli, tmp_path):
    assert json.loads(cli.out("export", "jsonld", "--path", "nowhere/**"))["@graph"] == []


# ---- Cypher -------------------------------------------------------------------------------------------


def parse_cypher(text):
    """The statement's tokens, after its whole has been parsed."""
    tokens = antlr4.CommonTokenStream(antlr4_cypher.CypherLexer(antlr4.InputStream(text)))
    parser = antlr4_cypher.CypherParser(tokens)
    parser.script()
    assert parser.getNumberOfSyntaxErrors() == 0, text
    return [token.text for token in tokens.tokens]


def test_cypher(cli, client, tmp_path):
    nodes, edges = rows(client)
    lines = kept(cli, tmp_path, "cypher").read_text().splitlines()
    assert lines[0].startswith("CREATE INDEX codegraph_id IF NOT EXISTS FOR (n:Definition)")
    assert len(lines) == 1 + len(nodes) + len(edges)
    seen = [parse_cypher(line) for line in lines[1:]]
    made = [tokens for tokens in seen if tokens[0] == "CREATE"]
    assert sorted(text for tokens in made for text in tokens if text[1:-1] in nodes) == sorted(f"'{id}'" for id in nodes)
    for edge in edges.values():
        [line] = [line for line in lines if f"{{id: '{edge['id']}'" in line]
        assert f"[:{edge['type'].upper()} " in line
        assert line.index(edge["source"]) < line.index(edge["target"]) or edge["source"] == edge["target"]
    doc = next(line for line in lines if "name: 'Shape'" in line and ":Class" in line)
    assert "\\'quoted\\'" in doc and "\\u0001" in doc and "\\\\" in doc


# ---- SCIP ---------------------------------------------------------------------------------------------


def read_scip(data):
    index = scip.Index()
    index.ParseFromString(data)
    return index


def texts_of(document, text):
    """(text at the range, symbol, roles) of each occurrence."""
    lines = text.encode().split(b"\n")
    found = []
    for one in document.occurrences:
        assert len(one.range) in (3, 4)
        line, start, end = one.range if len(one.range) == 3 else (one.range[0], one.range[1], one.range[3])
        assert 0 <= start <= end <= len(lines[line])
        found.append((lines[line][start:end].decode(), one.symbol, one.symbol_roles))
    return found


def test_scip(cli, client, tmp_path):
    nodes, edges = rows(client)
    index = read_scip(kept(cli, tmp_path, "scip").read_bytes())
    assert index.metadata.tool_info.name == "codegraph" and index.metadata.text_document_encoding == 1
    documents = {one.relative_path: one for one in index.documents}
    assert len(documents) == len(index.documents) and set(documents) == set(FILES)
    symbols = {one.symbol for document in index.documents for one in document.symbols}
    outside = {one.symbol for one in index.external_symbols}
    assert symbols == {n["symbol"] for n in nodes.values() if n["file_path"]}
    assert outside == {n["symbol"] for n in nodes.values() if not n["file_path"]}
    assert all(scip.is_symbol(one) for one in symbols | outside)
    for path, document in documents.items():
        assert document.position_encoding == 1
        defined = [one.symbol for one in document.occurrences if one.symbol_roles & scip.DEFINITION]
        assert sorted(defined) == sorted(one.symbol for one in document.symbols)
        assert all(one.symbol in symbols | outside for one in document.occurrences)
        places = [(list(one.range), one.symbol) for one in document.occurrences]
        assert places == sorted(places, key=lambda place: (place[0][:2], place[1])) and len(places) == len(set(map(str, places)))
    shapes = texts_of(documents["src/shapes.py"], FILES["src/shapes.py"])
    base = "codegraph python . . src/`shapes.py`/"
    assert ("Shape", base + "Shape#", scip.DEFINITION) in shapes and ("grow", base + "Shape#grow().", 0) in shapes
    assert ("Root", "codegraph python . . src/`base.py`/Base#", 0) in shapes  # by the name that it was given
    assert ("\u00e4rger", base + "Shape#grow().", 0) in shapes
    assert any(text == "side" and roles & scip.WRITE for text, _, roles in shapes)
    square = next(one for one in documents["src/shapes.py"].symbols if one.display_name == "Square")
    assert [(one.symbol, one.is_implementation) for one in square.relationships] == [(base + "Shape#", True)]
    assert square.kind == 7 and square.signature_documentation.text == "class Square(Shape)"
    area = next(one for one in documents["src/shapes.py"].symbols if one.symbol == base + "Square#area().")
    assert area.relationships[0].is_reference and area.relationships[0].is_implementation
    assert documents["src/shapes.py"].language == "Python" and documents["web/a 'b\".ts"].language == "TypeScript"


def test_scip_without_kept_sources(start_daemon, tmp_path):
    daemon = start_daemon(env={"CODEGRAPH_STORAGE_KEEP_SOURCES": "false"}, store=tmp_path / "lean")
    with connect(daemon) as client:
        post_files(client, "p", {"a.py": "def abc(): pass\n\ndef b(): abc()\n"})
    (tmp_path / "out").mkdir()
    index = read_scip(kept(Cli(daemon.url, "p"), tmp_path / "out", "scip").read_bytes())
    assert ("abc", "codegraph python . . `a.py`/abc().", 0) in texts_of(index.documents[0], "def abc(): pass\n\ndef b(): abc()\n")


# ---- which state, which part ----------------------------------------------------------------------------


def graph_of(cli, tmp_path, *arguments):
    path = tmp_path / "filtered.graphml"
    cli.run("export", "graphml", *arguments, "--output", path)
    graph = networkx.read_graphml(path, force_multigraph=True)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(list(lxml.etree.parse(path).iter(f"{space}node"))) == len(graph)  # none by an edge alone
    return graph


@pytest.mark.parametrize("arguments, wanted", [
    (["--kind", "class,method"], lambda n: n["kind"] in ("class", "method")),
    (["--path", "src/*.py"], lambda n: (n["file_path"] or "").startswith("src/")),
    (["--language", "typescript"], lambda n: n["language"] == "typescript"),
    (["--language", "python,typescript", "--kind", "function", "--path", "**"],
     lambda n: n["language"] in ("python", "typescript") and n["kind"] == "function" and n["file_path"]),
    (["--kind", "external"], lambda n: n["kind"] == "external"),
])
def test_filters_leave_no_end_out(cli, client, tmp_path, arguments, wanted):
    nodes, edges = rows(client)
    graph = graph_of(cli, tmp_path, *arguments)
    keep = {id for id, node in nodes.items() if wanted(node)}
    assert set(graph.nodes) == keep and keep
    assert {key for _, _, key in graph.edges(keys=True)} == \
        {e["id"] for e in edges.values() if e["source"] in keep and e["target"] in keep}


def test_types_and_confidence(cli, client, tmp_path):
    _, edges = rows(client, min_confidence=0)
    graph = graph_of(cli, tmp_path, "--types", "calls,writes", "--min-confidence", "0")
    assert {key for _, _, key in graph.edges(keys=True)} == \
        {e["id"] for e in edges.values() if e["type"] in ("calls", "writes")}
    cli.error("export", "graphml", "--types", "nonsense", status=NO)
    cli.error("export", "graphml", "--min-confidence", "7", status=NO)


def test_any_state(cli, client, tmp_path, daemon, project):
    for text, message in (("def one(): pass\n", "one"), ("def two(): pass\n", "two")):
        post_files(client, project, {"a.py": text}, message=message)
    cli = Cli(daemon.url, project)
    cli.run("tag", "create", "v1", "main~1")
    for ref, name in (("main", "two"), ("v1", "one"), ("main~1", "one"), (cli.json("log")["items"][0]["id"], "two")):
        found = graph_of(cli, tmp_path, "--ref", ref)
        assert {data["name"] for _, data in found.nodes(data=True)} == {"a.py", name}
    assert "nowhere" in cli.error("export", "dot", "--ref", "nowhere", status=NO)
    cli.run("branch", "create", "side/way", "v1")
    assert "one" in cli.out("export", "dot", "--ref", "side/way")
    tx = cli.out("tx", "begin").strip()
    post_files(client, project, {"b.py": "def three(): pass\n"})
    assert "three" not in cli.out("export", "dot", "--transaction", tx)
    assert "three" in cli.out("export", "dot")
    cli.run("tx", "rollback", tx)
    assert cli.out("tx") == "No transaction is open.\n"  # nor one of an export


def test_one_state_though_the_branch_moves(client, daemon, project, tmp_path):
    post_files(client, project, {f"f{n}.py": "def a(): pass\n" * 20 for n in range(20)})
    stop = threading.Event()

    def write():
        with connect(daemon) as other:
            for n in range(10000):
                if stop.is_set():
                    return
                post_files(other, project, {"moving.py": f"def moved{n}(): moved{n}()\n"}, mode="patch")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            graph = graph_of(Cli(daemon.url, project), tmp_path)
            names = [data["name"] for _, data in graph.nodes(data=True) if data["name"].startswith("moved")]
            assert len(names) <= 1
    finally:
        stop.set()
        writer.join()


def test_memory_does_not_grow(start_daemon, tmp_path):
    daemon = start_daemon(env=LEAN, store=tmp_path / "large")
    with connect(daemon) as client:
        post_files(client, "small", {"a.py": "def a(): pass\n"})
        for part in range(2):
            post_files(client, "large", {
                f"p{part}/f{n}.py": "".join(f"def f{i}(): return f{(i * 7 + 1) % 100}()\n" for i in range(100))
                for n in range(60)}, mode="patch")
    peaks = {}
    for project in ("small", "large"):
        for format in ("graphml", "jsonld", "scip"):
            process = subprocess.Popen([program("codegraph"), "--server", daemon.url, "--project", project, "export",
                                        format, "--output", tmp_path / "out"], env={**Cli(None).env, **LEAN},
                                       stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode == 0
            peaks[project, format] = usage.ru_maxrss << 10
    for format in ("graphml", "jsonld"):
        assert peaks["large", format] < peaks["small", format] + (4 << 20), peaks
    assert peaks["large", "scip"] < peaks["small", "scip"] + (192 << 20), peaks
    assert (tmp_path / "out").stat().st_size > 1 << 20


def test_streams_that_take_longer_than_the_server_gives(start_daemon, tmp_path):
    daemon = start_daemon(env={"CODEGRAPH_SERVER_STREAM_TIME": "100ms"}, store=tmp_path / "slow")
    with connect(daemon) as client:
        post_files(client, "p", {f"f{n}.py": "".join(f"def f{n}_{i}(): return f{n}_{i}()\n" for i in range(200))
                                 for n in range(60)})
    lines = Cli(daemon.url, "p").out("export", "cypher").splitlines()
    assert len(lines) == len(set(lines)) and sum(":Function " in line for line in lines) == 12000
    assert sum("[:CALLS " in line for line in lines) == 12000


def test_a_reader_that_wants_no_more(cli, client, daemon, project):
    post_files(client, project, {f"f{n}.py": "".join(f"def f{n}_{i}(): pass\n" for i in range(200)) for n in range(30)})
    with subprocess.Popen([program("codegraph"), "--server", daemon.url, "--project", project, "export", "jsonld"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=cli.env) as process:
        process.stdout.read(100)
        process.stdout.close()
        assert b"cannot be written" in process.stderr.read() and process.wait(60) == BROKEN
    assert Cli(daemon.url, project).out("tx") == "No transaction is open.\n"


# ---- what is refused, what breaks -------------------------------------------------------------------------


def test_wrong_usage(cli, tmp_path):
    assert "not \"csv\"" in cli.error("export", "csv", status=USAGE)
    assert "--json" in cli.error("export", "dot", "--json", status=USAGE)
    report = cli.json("export", "dot", "--output", tmp_path / "a")
    assert report["format"] == "dot" and report["nodes"] > 10
    cli.error("export", "dot", "--output", tmp_path / "no/such/folder", status=NO)
    cli.run("export", "dot", "--output", "/dev/null")
    assert "/dev/full" in cli.error("export", "dot", "--output", "/dev/full", status=NO)


def test_a_terminal_is_not_sent_bytes(cli):
    ours, theirs = pty.openpty()
    done = subprocess.run([program("codegraph"), *cli.first, "export", "scip"], stdout=theirs, stderr=subprocess.PIPE,
                          env=cli.env, timeout=60)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == USAGE and b"is no text" in done.stderr


class Half(http.server.BaseHTTPRequestHandler):
    """A server whose streams end before they are whole."""

    lines = []

    def do_GET(self):
        found = "/stream/" in self.path
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/x-ndjson" if found else "application/problem+json")
        self.end_headers()
        self.wfile.write("".join(self.lines).encode() if found else b"{}")

    def log_message(self, *_):
        pass


NODE = '{"type":"result","node":{"id":"x","name":"x","kind":"function"}}\n'


@pytest.mark.parametrize("lines", [[], [NODE], [NODE, "{"], [NODE, "nonsense\n"], [NODE, "[]\n"],
                                   [NODE, '{"type":"error","code":"internal","detail":"gone","next_cursor":"x"}\n'],
                                   [NODE, '{"type":"summary","generation":1}\n', "\0\n"],
                                   ['{"type":"summary","generation":1}\n', NODE]])
@pytest.mark.parametrize("format", ["graphml", "scip"])
def test_half_a_graph_is_none(tmp_path, lines, format):
    handler = type("Handler", (Half,), {"lines": lines})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cli = Cli(f"http://127.0.0.1:{server.server_port}")
        (tmp_path / "old").write_text("what was there")
        cli.error("export", format, "--output", tmp_path / "old", status=BROKEN)
        assert (tmp_path / "old").read_text() == "what was there" and len(list(tmp_path.iterdir())) == 1
        server.shutdown()


def test_temporary_files_that_cannot_be_written(daemon, cli, tmp_path):
    broken = Cli(daemon.url, "exported", env={"TMPDIR": str(tmp_path / "none")})
    assert "temporary files" in broken.error("export", "scip", "--output", tmp_path / "out", status=NO)
    assert not (tmp_path / "out").exists()
