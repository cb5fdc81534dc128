#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs openCypher's test kit (org.opencypher:tck, a jar of .feature files) over graphs in memory.

    tests/cypher/tck.py --program build/dev/tests/cypher_lines --record tests/cypher/kit.txt FOLDER
        [--only TEXT] [--verbose] [--bless]

FOLDER holds the unpacked jar. Scenarios whose query writes or calls procedures are counted apart: they must be refused.
Prints what passes by folder; with --verbose why the rest fails. The record has a line for each scenario: how many of its
examples passed, how many were refused; where fewer do, it is named and the run fails. --bless writes the record anew."""

import argparse
import collections
import json
import math
import pathlib
import re
import subprocess
import sys

TEMPORAL = ("Date", "LocalTime", "Time", "LocalDateTime", "DateTime", "Duration")
WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|CALL|FOREACH|LOAD\s+CSV)\b", re.I)


# ---- features ----

def steps_of(lines):
    """(text, doc string or None, table or None) for each step."""
    steps, i = [], 0
    while i < len(lines):
        line = lines[i].strip()
        i += 1
        if not re.match(r"(Given|And|When|Then|But)\b", line):
            continue
        doc, table = None, None
        while i < len(lines) and not lines[i].strip():
            i += 1
        if i < len(lines) and lines[i].strip() == '"""':
            indent = len(lines[i]) - len(lines[i].lstrip())
            doc = []
            i += 1
            while lines[i].strip() != '"""':
                doc.append(lines[i][indent:] if lines[i][:indent].isspace() else lines[i].lstrip())
                i += 1
            i += 1
            doc = "\n".join(doc)
        rows = []
        while i < len(lines) and lines[i].strip().startswith("|"):
            rows.append(cells(lines[i]))
            i += 1
        table = rows or None
        steps.append((re.sub(r"^(Given|And|When|Then|But)\s+", "", line).rstrip(":"), doc, table))
    return steps


def cells(line):
    parts = re.split(r"(?<!\\)\|", line.strip()[1:-1])
    return [p.strip().replace("\\|", "|").replace("\\\\", "\\") for p in parts]


def scenarios_of(path):
    text = path.read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^\s*(Background:|Scenario Outline:|Scenario:)", text)
    background = []
    for kind, body in zip(blocks[1::2], blocks[2::2]):
        lines = [l for l in body.split("\n") if not l.strip().startswith(("#", "@"))]
        title = lines[0].strip()
        if kind == "Background:":
            background = steps_of(lines[1:])
            continue
        if kind == "Scenario:":
            yield title, background + steps_of(lines[1:])
            continue
        cut = next(i for i, l in enumerate(lines) if l.strip().startswith("Examples:"))
        rows = [cells(l) for l in lines[cut:] if l.strip().startswith("|")]
        for row in rows[1:]:
            values = dict(zip(rows[0], row))
            fill = lambda s: re.sub(r"<(\w+)>", lambda m: values.get(m.group(1), m.group(0)), s)
            yield title + " " + str(row), background + steps_of([fill(l) for l in lines[1:cut]])


# ---- graphs ----

class Program:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        encoding="utf-8")

    def ask(self, graph, query, params):
        self.process.stdin.write(json.dumps({"nodes": graph.nodes, "edges": graph.edges, "query": query,
                                             "params": params}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the program has died of:\n{query}")
        return json.loads(line)


class Setup(Exception):
    pass


class Graph:
    """What CREATE has made. Patterns are read here; what they are made of is asked of the program."""

    def __init__(self, program):
        self.program, self.nodes, self.edges = program, [], []

    def execute(self, text, params):
        rows = [{}]
        for keyword, body in clauses(text):
            if keyword == "CREATE":
                rows = [self.create(row, body, params) for row in rows]
            elif keyword in ("DELETE", "DETACH DELETE"):
                self.delete(rows, body)
            else:
                rows = self.query(rows, keyword + " " + body, params)

    def query(self, rows, text, params):
        """The rows of some clauses over rows."""
        head = ""
        if rows[0]:
            head = "UNWIND $` ` AS ` ` WITH " + ", ".join(f"` `.{name} AS {name}" for name in rows[0]) + " "
            params = {**params, " ": [{"$": "map", "is": row} for row in rows]}
        reply = self.program.ask(self, f"{head}{text} RETURN *", params)
        if "error" in reply and "NoVariablesInScope" in reply["error"]["detail"]:
            return rows
        if "error" in reply:
            raise Setup(reply["error"]["text"])
        return [dict(zip(reply["columns"], values)) for values in reply["rows"]]

    def evaluate(self, row, text, params):
        bound = "".join(f"$`b {name}` AS {name}, " for name in row)
        reply = self.program.ask(self, (f"WITH {bound[:-2]} " if row else "") + f"RETURN {text} AS v",
                                 {**params, **{"b " + k: v for k, v in row.items()}})
        if "error" in reply:
            raise Setup(reply["error"]["text"])
        value = reply["rows"][0][0]
        return value["is"] if isinstance(value, dict) and value.get("$") == "map" else value

    def create(self, row, body, params):
        row = dict(row)
        for part in split_top(body, ","):
            part = re.sub(r"^\s*\w+\s*=\s*(?=\()", "", part).strip()
            at, last, pending = 0, None, None
            while at < len(part):
                if part[at] == "(":
                    end = closing(part, at)
                    node = self.node(row, part[at + 1:end], params)
                    if pending:
                        left, inside = pending
                        source, target = (node, last) if left else (last, node)
                        self.edge(row, inside, source, target, params)
                    last, pending, at = node, None, end + 1
                elif part[at] in "<-":
                    left = part[at] == "<"
                    at += 2 if left else 1
                    inside = ""
                    while part[at].isspace():
                        at += 1
                    if part[at] == "[":
                        end = closing(part, at)
                        inside, at = part[at + 1:end], end + 1
                    while part[at] in "-> \n\t":
                        at += 1
                    pending = (left, inside)
                else:
                    at += 1
        return row

    def props(self, row, text, params):
        return self.evaluate(row, text, params) if text else {}

    def node(self, row, text, params):
        brace = text.find("{")
        head, props = (text, "") if brace < 0 else (text[:brace], text[brace:])
        name, *labels = [p.strip().strip("`") for p in head.split(":")]
        if name in row:
            return row[name]["is"]
        self.nodes.append([labels, self.props(row, props, params)])
        if name:
            row[name] = {"$": "node", "is": len(self.nodes) - 1}
        return len(self.nodes) - 1

    def edge(self, row, text, source, target, params):
        brace = text.find("{")
        head, props = (text, "") if brace < 0 else (text[:brace], text[brace:])
        name, *types = [p.strip().strip("`") for p in head.split(":")]
        self.edges.append([source, target, types[0], self.props(row, props, params)])
        if name:
            row[name] = {"$": "edge", "is": len(self.edges) - 1}

    def delete(self, rows, body):
        gone = {row[n.strip()]["is"] for row in rows for n in body.split(",") if row[n.strip()]["$"] == "edge"}
        self.edges = [e for i, e in enumerate(self.edges) if i not in gone]


def clauses(text):
    found = [(m.start(), re.sub(r"\s+", " ", m.group(0).upper()), m.end()) for m in
             re.finditer(r"\b(DETACH\s+DELETE|DELETE|CREATE|OPTIONAL\s+MATCH|MATCH|UNWIND|WITH)\b", blank_texts(text))]
    for (_, word, end), nxt in zip(found, found[1:] + [(len(text), "", 0)]):
        yield word, text[end:nxt[0]].strip()


def blank_texts(text):
    return re.sub(r"'(\\.|[^'\\])*'|\"(\\.|[^\"\\])*\"|`[^`]*`", lambda m: "_" * len(m.group(0)), text)


def closing(text, at):
    bare, depth = blank_texts(text), 0
    for i in range(at, len(bare)):
        depth += (bare[i] in "([{") - (bare[i] in ")]}")
        if depth == 0:
            return i
    raise Setup("no end: " + text)


def split_top(text, sep):
    bare, depth, start = blank_texts(text), 0, 0
    for i, c in enumerate(bare):
        depth += (c in "([{") - (c in ")]}")
        if c == sep and depth == 0:
            yield text[start:i]
            start = i + 1
    yield text[start:]


# ---- values ----

class Reader:
    """The notation that the kit writes results in, as comparable values."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def peek(self, s):
        self.skip()
        return self.text.startswith(s, self.at)

    def take(self, s):
        if self.peek(s):
            self.at += len(s)
            return True
        return False

    def value(self):
        self.skip()
        c = self.text[self.at]
        if c == "'":
            return self.string()
        if c == "[":
            if re.match(r"\[\s*:", self.text[self.at:]):
                return self.edge()
            return self.list()
        if c == "{":
            return ("map", self.map())
        if c == "(":
            return self.node()
        if c == "<":
            return self.path()
        word = re.match(r"[^\s,\]\})>|]+", self.text[self.at:]).group(0)
        self.at += len(word)
        if word in ("null", "true", "false"):
            return {"null": None, "true": True, "false": False}[word]
        if re.fullmatch(r"-?\d+", word):
            return ("int", int(word))
        return ("float", float(word.replace("Infinity", "inf").replace("NaN", "nan")))

    def string(self):
        self.at += 1
        out = []
        while self.text[self.at] != "'":
            if self.text[self.at] == "\\":
                self.at += 1
                out.append({"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(self.text[self.at], self.text[self.at]))
            else:
                out.append(self.text[self.at])
            self.at += 1
        self.at += 1
        return "".join(out)

    def list(self):
        self.at += 1
        out = []
        while not self.take("]"):
            out.append(self.value())
            self.take(",")
        return ("list", tuple(out))

    def map(self):
        self.at += 1
        out = {}
        while not self.take("}"):
            self.skip()
            key = re.match(r"`[^`]*`|[^:\s]+", self.text[self.at:]).group(0)
            self.at += len(key)
            self.take(":")
            out[key.strip("`")] = self.value()
            self.take(",")
        return tuple(sorted(out.items()))

    def labels(self):
        out = []
        while self.take(":"):
            self.skip()
            name = re.match(r"`[^`]*`|[^:\s\){\]]+", self.text[self.at:]).group(0)
            self.at += len(name)
            out.append(name.strip("`"))
        return tuple(sorted(out))

    def node(self):
        self.take("(")
        labels = self.labels()
        props = self.map() if self.peek("{") else ()
        assert self.take(")"), self.text
        return ("node", labels, props)

    def edge(self):
        self.take("[")
        labels = self.labels()
        props = self.map() if self.peek("{") else ()
        assert self.take("]"), self.text
        return ("edge", labels, props)

    def path(self):
        self.take("<")
        out = [self.node()]
        while not self.take(">"):
            left = self.take("<-")
            if not left:
                self.take("-")
            edge = self.edge()
            self.take("-" if left else "->")
            out += [(edge, left), self.node()]
        return ("path", tuple(out))


def shown(v, graph):
    """A value of the program in the same form."""
    if isinstance(v, bool) or v is None or isinstance(v, str):
        return v
    if isinstance(v, int):
        return ("int", v)
    if isinstance(v, float):
        return ("float", v)
    if isinstance(v, list):
        return ("list", tuple(shown(x, graph) for x in v))
    kind = v["$"]
    if kind == "float":
        return ("float", float(v["is"].replace("Infinity", "inf")))
    if kind == "map":
        return ("map", tuple(sorted((k, shown(x, graph)) for k, x in v["is"].items())))
    if kind == "node":
        labels, p = graph.nodes[v["is"]]
        return ("node", tuple(sorted(labels)), props(p, graph))
    if kind == "edge":
        return edge_shown(v["is"], graph)
    if kind in TEMPORAL:
        return v["is"]  # the kit writes them as texts
    out = [shown({"$": "node", "is": v["nodes"][0]}, graph)]
    for before, e, node in zip(v["nodes"], v["edges"], v["nodes"][1:]):
        out += [(edge_shown(e, graph), graph.edges[e][0] != before), shown({"$": "node", "is": node}, graph)]
    return ("path", tuple(out))


def edge_shown(n, graph):
    _, _, kind, p = graph.edges[n]
    return ("edge", (kind,), props(p, graph))


def props(p, graph):
    """A property that is null is not there; in a map it is."""
    return tuple(sorted((k, shown(x, graph)) for k, x in p.items() if x is not None))


def same(a, b):
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) == 2 and len(b) == 2 and a[0] == b[0] == "float":
            return a[1] == b[1] or (math.isnan(a[1]) and math.isnan(b[1])) or math.isclose(a[1], b[1], rel_tol=1e-12)
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return type(a) == type(b) and a == b


def loose(v):
    """Lists in any order."""
    if isinstance(v, tuple) and len(v) == 2 and v[0] == "list":
        return ("list", tuple(sorted((loose(x) for x in v[1]), key=repr)))
    return v


def same_rows(found, wanted, ordered):
    if len(found) != len(wanted):
        return False
    if ordered:
        return all(same(a, b) for a, b in zip(found, wanted))
    left = list(wanted)
    for row in found:
        at = next((i for i, w in enumerate(left) if same(row, w)), None)
        if at is None:
            return False
        del left[at]
    return True


# ---- scenarios ----

def param(text):
    def out(v):
        if isinstance(v, tuple):
            if v[0] in ("int", "float"):
                return v[1]
            if v[0] == "list":
                return [out(x) for x in v[1]]
            if v[0] == "map":
                return {"$": "map", "is": {k: out(x) for k, x in v[1]}}
        return v
    return out(Reader(text).value())


def run(program, steps, root):
    """'pass', 'refused' (rightly), or what is wrong."""
    graph, params, reply, queries = Graph(program), {}, None, []
    for text, doc, table in steps:
        if text in ("any graph", "an empty graph"):
            continue
        named = re.match(r"the (binary-tree-\d) graph", text)
        if named:
            graph.execute((root / "graphs" / named.group(1) / (named.group(1) + ".cypher")).read_text(), {})
        elif text == "having executed":
            graph.execute(doc, params)
        elif text == "parameters are":
            params.update({row[0]: param(row[1]) for row in table})
        elif text.startswith("there exists a procedure"):
            continue
        elif text in ("executing query", "executing control query"):
            reply = program.ask(graph, doc, params)
            if WRITES.search(blank_texts(doc)):
                error = reply.get("error", {})
                ok = error.get("detail") in ("UnsupportedClause", "InvalidClauseComposition")
                return "refused" if ok else f"a write was not refused by name: {error}"
        elif text.startswith("the result should be empty"):
            if "error" in reply:
                return reply["error"]["text"]
            if reply["rows"]:
                return f"rows: {reply['rows']}"
        elif text.startswith("the result should be"):
            wrong = check_rows(reply, table, graph, "in order" in text.replace("in any order", ""),
                               "ignoring element order" in text)
            if wrong:
                return wrong
        elif "should be raised" in text:
            kind, detail = re.match(r"an? (\w+) should be raised at .*: (\S+)", text).groups()
            if "error" not in reply:
                return f"no {kind}: {reply['rows']}"
            e = reply["error"]
            if e["type"] != kind or (detail != "*" and e["detail"] != detail):
                return f"{e['type']} {e['detail']} instead of {kind} {detail} ({e['text']})"
        elif text not in ("no side effects", "the side effects should be"):
            return "unknown step: " + text
    return "pass"


def check_rows(reply, table, graph, ordered, loosely):
    if "error" in reply:
        return reply["error"]["text"]
    if sorted(reply["columns"]) != sorted(table[0]):
        return f"columns {reply['columns']}"
    order = [reply["columns"].index(c) for c in table[0]]
    found = [tuple(shown(row[i], graph) for i in order) for row in reply["rows"]]
    wanted = [tuple(Reader(c).value() for c in row) for row in table[1:]]
    if loosely:
        found, wanted = ([tuple(map(loose, row)) for row in rows] for rows in (found, wanted))
    if not same_rows(found, wanted, ordered):
        return f"{found}\n      instead of {wanted}"
    return None


def feature_name(path, root):
    return str(path.relative_to(root / "features").with_suffix(""))


def read_record(path):
    """{scenario: (passed, refused)}"""
    record = {}
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, passed, refused = line.rsplit(" ", 2)
            record[name] = (int(passed), int(refused))
    return record


def write_record(path, found):
    lines = [f"{name} {c['pass']} {c['refused']}\n" for name, c in found.items() if c["pass"] or c["refused"]]
    path.write_text("# What tests/bench/cypher/kit --bless has seen: feature and scenario, examples that pass, that are refused.\n"
                    + "".join(lines))


def lost(record, found, only):
    """What was and is no more."""
    for name, (passed, refused) in record.items():
        now = found.get(name, collections.Counter())
        if only in name and (now["pass"] < passed or now["refused"] < refused):
            yield (f"{name}: {now['pass']} of its examples pass and {now['refused']} are refused, "
                   f"{passed} passed and {refused} were refused")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--record", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("kit", type=pathlib.Path)
    args = parser.parse_args()
    root = args.kit
    record = {} if args.bless else read_record(args.record)
    program = Program(args.program)
    folders, found = (collections.defaultdict(collections.Counter) for _ in range(2))
    for path in sorted((root / "features").rglob("*.feature")):
        feature = feature_name(path, root)
        if args.only not in feature:
            continue
        for title, steps in scenarios_of(path):
            try:
                result = run(program, steps, root)
            except Setup as e:
                result = f"the graph could not be made: {e}"
            kind = result if result in ("pass", "refused") else "fail"
            scenario = feature + " " + re.match(r"\[\d+\]", title).group(0)
            folders[str(pathlib.PurePath(feature).parent)][kind] += 1
            found[scenario][kind] += 1
            if kind == "fail" and args.verbose:
                query = next((d for t, d, _ in steps if t == "executing query"), "")
                print(f"{feature} {title}\n    {query.strip()}\n   -> {result[:600]}\n")
    print_table(folders)
    if args.bless:
        write_record(args.record, found)
    worse = list(lost(record, found, args.only))
    sys.exit("\n".join(worse) if worse else 0)


def print_table(folders):
    total = collections.Counter()
    print("| Folder | reads | pass | writes, refused |\n|---|---|---|---|")
    for folder, c in sorted(folders.items()):
        total.update(c)
        print(f"| {folder} | {c['pass'] + c['fail']} | {c['pass']} | {c['refused']} |")
    print(f"| all | {total['pass'] + total['fail']} | {total['pass']} | {total['refused']} |")


if __name__ == "__main__":
    main()
