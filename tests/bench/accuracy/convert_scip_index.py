# SPDX-License-Identifier: Apache-2.0
"""A SCIP index (protobuf, of scip-python) to facts: references from the index, calls and bases from
`ast`, whose positions are looked up in the index."""
import ast, os, re


def varint(b, i):
    r = s = 0
    while True:
        c = b[i]
        i += 1
        r |= (c & 127) << s
        if c < 128:
            return r, i
        s += 7


def fields(b):
    i = 0
    n = len(b)
    while i < n:
        k, i = varint(b, i)
        w = k & 7
        if w == 0:
            v, i = varint(b, i)
        elif w == 2:
            l, i = varint(b, i)
            v = b[i : i + l]
            i += l
        elif w == 5:
            v = b[i : i + 4]
            i += 4
        elif w == 1:
            v = b[i : i + 8]
            i += 8
        else:
            raise ValueError(w)
        yield k >> 3, v


def ints(v):
    out = []
    i = 0
    while i < len(v):
        x, i = varint(v, i)
        out.append(x)
    return out


def read(path):
    docs = []
    for f, v in fields(open(path, "rb").read()):
        if f != 2:
            continue
        d = dict(path="", occ=[], sym={})
        for g, w in fields(v):
            if g == 1:
                d["path"] = w.decode()
            elif g == 2:
                o = dict(r=None, s="", roles=0, er=None)
                for h, x in fields(w):
                    if h == 1:
                        o["r"] = ints(x)
                    elif h == 2:
                        o["s"] = x.decode()
                    elif h == 3:
                        o["roles"] = x
                    elif h == 7:
                        o["er"] = ints(x)
                d["occ"].append(o)
            elif g == 3:
                s = doc = ""
                rel = []
                for h, x in fields(w):
                    if h == 1:
                        s = x.decode()
                    elif h == 3:
                        doc = doc or x.decode()
                    elif h == 4:
                        rel.append({a: (b.decode() if a == 1 else b) for a, b in fields(x)})
                d["sym"][s] = (rel, doc)
        docs.append(d)
    return docs


def kind(sym):
    if sym.startswith("local "):
        return "local"
    if re.search(r"\([^()]*\)\.$", sym):
        return "method" if "#" in sym else "function"
    return {
        "#": "type",
        ".": "field" if "#" in sym else "variable",
        "/": "module",
        ")": "parameter",
        "]": "typeparam",
        ":": "module",
        "!": "macro",
    }.get(sym[-1], "other")


def pynorm(s, case):
    m = re.match(r"scip-python python (\S+) (\S+) (.*)$", s)
    if m and m.group(1).lower() == case:
        return "proj " + m.group(3).replace("`src.", "`")
    return s


def is_mistaken(text, col, name, key, target, renamed):
    """The index names something else than what stands there: of what `from m import *` brings in it
    takes the first, of a method called `set` the builtin class. `renamed`: what `as` makes names of."""
    if target and kind(str(target["symbol"])) in ("type", "function", "method"):
        return name != target["name"] and bool(name) and name not in renamed
    attribute = text[:col].rstrip().endswith(".")
    return attribute and str(key).endswith(f" builtins/{name}#") and not text[:col].endswith("builtins.")


class Classes:
    """The project's classes, and what an object of a type is called by."""

    def __init__(self, known):
        self.known, self.bases = known, {}  # symbol -> definition; symbol -> symbols of its bases
        self.by_path, self.by_name = {}, {}
        for symbol in known:
            if isinstance(symbol, str) and symbol.startswith("proj ") and symbol.endswith("#"):
                path = re.sub(r"[`#]|\(\)", "", symbol[5:].replace("/", ".")).replace("#", ".")
                self.by_path[path] = symbol
                self.by_name.setdefault(path.rpartition(".")[2], set()).add(symbol)

    def only(self, name):
        found = self.by_name.get(name, ())
        return next(iter(found)) if len(found) == 1 else None

    def said_of(self, doc):
        """What the index says of a variable: (class, whether the class itself is held)."""
        words = doc.replace("```python\n", "").replace("\n```", "").strip().replace("src.", "", 1)
        if words in self.by_path:
            return self.by_path[words], False
        m = re.fullmatch(r"\(variable\) \w+: (?:(\w+)|Type\[(\w+)\])", words)
        return (self.only(m[1] or m[2]), bool(m[2])) if m else (None, False)

    def called(self, symbol, held):
        """What calling an object of the class, or the class, calls."""
        if held:
            return self.known.get(symbol)
        seen, queue = set(), [symbol]
        while queue:
            at = queue.pop(0)
            if at + "__call__()." in self.known:
                return self.known[at + "__call__()."]
            if at not in seen:
                seen.add(at)
                queue = self.bases.get(at, []) + queue
        return None


def values_stored(tree):
    """(place, value) of all that is stored under a name; None as the value, where that is not written for itself."""
    plain = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            plain.update((id(target), node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value:
            plain[id(node.target)] = node.value
    return [(node, plain.get(id(node))) for node in ast.walk(tree)
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store)]


def is_class_method(function):
    return any(getattr(d, "id", "") == "classmethod" for d in function.decorator_list)


def convert(index, root, case, lang="python"):
    docs = read(index)
    if lang == "python":
        for d in docs:
            for o in d["occ"]:
                o["s"] = pynorm(o["s"], case)
            d["sym"] = {
                pynorm(k, case): ([{**r, 1: pynorm(r.get(1, ""), case)} for r in v[0]], v[1])
                for k, v in d["sym"].items()
            }
    SD = {}
    defs = []
    refs = []
    inh = []
    calls = []
    files = []
    texts = {}
    at = {}
    said = {}
    lines_of = {}
    for d in docs:
        p = d["path"]
        said.update({(p, s) if s.startswith("local") else s: doc for s, (_, doc) in d["sym"].items()})
        files.append(p)
        data = open(f"{root}/{p}", "rb").read()
        texts[p] = data.decode("utf-8", "replace")
        L = lines_of[p] = texts[p].split("\n")
        for o in d["occ"]:
            r = o["r"]
            ln, c0 = r[0] + 1, r[1]
            c1 = r[2] if len(r) == 3 else r[3]
            nm = L[ln - 1][c0:c1] if ln <= len(L) and len(r) == 3 else ""
            key = (p, o["s"]) if o["s"].startswith("local") else o["s"]
            k = kind(o["s"])
            if o["roles"] & 1:
                if k == "module":
                    nm = os.path.basename(p)
                x = dict(
                    file=p, line=ln if k != "module" else 0, col=c0, name=nm, kind=k, symbol=o["s"]
                )
                if k in ("local", "parameter", "typeparam"):
                    x["local"] = True
                if key not in SD:
                    SD[key] = x
                    defs.append(x)
                elif SD[key]["file"] != p or SD[key]["line"] != ln:
                    SD[key].setdefault("alts", []).append([p, ln])
                at.setdefault((p, ln, c0), []).append(key) if k != "module" else None
            else:
                refs.append((p, ln, c0, nm, key))
    R = []
    renamed = {n for text in texts.values() for n in re.findall(r"\bas\s+(\w+)", text)}
    mistaken = set()
    for p, ln, c0, nm, key in refs:
        t = SD.get(key)
        line = lines_of[p][ln - 1] if ln <= len(lines_of[p]) else ""
        if is_mistaken(line, c0, nm, key, t, renamed):
            mistaken.add((p, ln, c0))
            continue
        at.setdefault((p, ln, c0), []).append(key)
        if not t or not nm:
            continue
        if (t["file"], t["line"], t["col"]) == (p, ln, c0):
            continue
        x = dict(
            file=p,
            line=ln,
            col=c0,
            name=nm,
            def_file=t["file"],
            def_line=t["line"],
            def_name=t["name"],
            def_kind=t["kind"],
        )
        if t.get("alts"):
            x["alts"] = t["alts"]
        if t.get("local"):
            x["local"] = True
        R.append(x)
    for d in docs:
        for sy, (rel, k) in d["sym"].items():
            t = SD.get((d["path"], sy) if sy.startswith("local") else sy)
            for r in rel:
                b = SD.get(r.get(1))
                if t and b and r.get(3):
                    inh.append(
                        dict(
                            file=t["file"],
                            line=t["line"],
                            name=t["name"],
                            kind="extends_or_implements" if t["kind"] == "type" else "overrides",
                            base=b["name"],
                            base_file=b["file"],
                            base_line=b["line"],
                        )
                    )
    ext = 0
    unres = 0
    if lang == "python":
        inh = [i for i in inh if i["kind"] == "overrides"]
        D2 = []
        classes, declared, through, setters, stored = Classes(SD), {}, [], {}, {}
        for p in files:
            L = texts[p].split("\n")
            BL = texts[p].encode().split(b"\n")
            try:
                t = ast.parse(texts[p])
            except SyntaxError:
                continue

            def ch(line, bcol):
                return len(BL[line - 1][:bcol].decode("utf-8", "replace"))

            def npos(e):
                if isinstance(e, ast.Name):
                    return e.lineno, ch(e.lineno, e.col_offset), e.id
                if isinstance(e, ast.Attribute):
                    return e.end_lineno, ch(e.end_lineno, e.end_col_offset) - len(e.attr), e.attr
                return None

            def tgt(pos):
                for key in at.get((p, pos[0], pos[1]), []):
                    if key in SD and SD[key]["kind"] != "module":
                        return SD[key], key
                return None, (at.get((p, pos[0], pos[1])) or [None])[0]

            def class_of(note):
                """(class, whether the class itself is meant) by what is written as a type."""
                if isinstance(note, ast.BinOp):
                    sides = [x for x in (note.left, note.right) if getattr(x, "value", x) is not None]
                    return class_of(sides[0]) if len(sides) == 1 else (None, False)
                if isinstance(note, ast.Subscript):
                    name = (npos(note.value) or (0, 0, ""))[2]
                    symbol, held = class_of(note.slice if name in ("type", "Type", "Optional") else note.value)
                    return symbol, held or name in ("type", "Type")
                pos = npos(note)
                d, key = tgt(pos) if pos else (None, None)
                return (key if d and d["kind"] == "type" else None), False

            def note_class(c, co):
                for key in at.get((p, *co), ()):
                    classes.bases[key] = [b for b in (class_of(b)[0] for b in c.bases) if b]
                getters = {}
                for f in c.body:
                    if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        first = getters.setdefault(f.name, nameline(f)[0])
                        if any(isinstance(x, ast.Attribute) and x.attr in ("setter", "deleter")
                               for x in f.decorator_list):
                            setters.setdefault((p, first), []).append([p, nameline(f)[0]])

            def note_stored():
                for place, value in values_stored(t):
                    pos, of = npos(place), value is not None and npos(value)
                    for key in at.get((p, *pos[:2]), ()) if pos else ():
                        stored.setdefault(key, []).append(of and tgt(of)[1])

            def note_class_parameter(c):
                """The first parameter of a class's own method is the class."""
                for f in c.body:
                    first = (f.args.posonlyargs + f.args.args)[:1] if isinstance(f, ast.FunctionDef) else []
                    for a in first if first and is_class_method(f) else ():
                        for key in at.get((p, a.lineno, ch(a.lineno, a.col_offset)), ()):
                            declared[key] = class_at(nameline(c)), True

            def class_at(pos):
                return next((k for k in at.get((p, *pos), ()) if k in SD and SD[k]["kind"] == "type"), None)

            def note_parameters(c):
                for a in c.args.posonlyargs + c.args.args + c.args.kwonlyargs:
                    for key in at.get((p, a.lineno, ch(a.lineno, a.col_offset)), ()):
                        if a.annotation:
                            declared[key] = class_of(a.annotation)

            def nameline(n):
                for i in range(n.lineno, n.lineno + 3):
                    m = re.search(r"\b(?:def|class)\s+" + re.escape(n.name) + r"\b", L[i - 1])
                    if m:
                        return i, m.end() - len(n.name)
                return n.lineno, 0

            def walk(n, fn, qual):
                nonlocal ext, unres
                for c in ast.iter_child_nodes(n):
                    f2, q2 = fn, qual
                    if isinstance(c, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                        l, co = nameline(c)
                        q2 = qual + [c.name]
                        D2.append(
                            dict(
                                file=p,
                                line=l,
                                col=co,
                                name=c.name,
                                kind=(
                                    "class"
                                    if isinstance(c, ast.ClassDef)
                                    else ("method" if isinstance(n, ast.ClassDef) else "function")
                                ),
                                qname=".".join(q2),
                                start_line=min([c.lineno] + [x.lineno for x in c.decorator_list]),
                                end_line=c.end_lineno,
                            )
                        )
                        if isinstance(c, ast.ClassDef):
                            note_class(c, (l, co))
                            note_class_parameter(c)
                            for b in c.bases:
                                e = b.value if isinstance(b, ast.Subscript) else b
                                pos = npos(e)
                                if pos:
                                    d, _ = tgt(pos)
                                    inh.append(
                                        dict(
                                            file=p,
                                            line=l,
                                            name=c.name,
                                            kind="unjudged" if (p, *pos[:2]) in mistaken else "extends",
                                            base=pos[2],
                                            base_file=d and d["file"],
                                            base_line=d and d["line"],
                                        )
                                    )
                        else:
                            note_parameters(c)
                            f2 = (l, ".".join(q2))
                        # decorators and defaults are evaluated outside
                        for dcr in c.decorator_list:
                            walk(ast.Module(body=[ast.Expr(dcr)], type_ignores=[]), fn, qual)
                        body = ast.Module(body=c.body, type_ignores=[])
                        walk2(c, body, f2, q2, fn, qual)
                        continue
                    if isinstance(c, ast.AnnAssign):
                        for key in at.get((p, *(npos(c.target) or (0, 0))[:2]), ()):
                            declared[key] = class_of(c.annotation)
                    if isinstance(c, ast.Call):
                        pos = npos(c.func)
                        if pos:
                            d, key = tgt(pos)
                            x = dict(
                                site_file=p,
                                site_line=pos[0],
                                site_col=pos[1],
                                name=pos[2],
                                caller=fn[1] if fn else "<module>",
                                caller_file=p,
                                caller_line=fn[0] if fn else 0,
                            )
                            if d:
                                x.update(
                                    callee=d["name"],
                                    callee_file=d["file"],
                                    callee_line=d["line"],
                                    callee_kind=d["kind"],
                                )
                                if d["kind"] == "type":
                                    i = SD.get(d["symbol"] + "__init__().")
                                    if i:
                                        x["alts"] = [[i["file"], i["line"]]]
                                if d["kind"] in ("local", "parameter", "variable", "field"):
                                    x["indirect"] = True
                                    through.append((x, d, key))
                            elif (
                                key
                                and not str(key).startswith("local")
                                and not isinstance(key, tuple)
                            ):
                                x.update(callee=str(key), external=True)
                                ext += 1
                            else:
                                x.update(callee=None, unresolved=True)
                                unres += 1
                            calls.append(x)
                    walk(c, fn, q2)

            def walk2(c, body, f2, q2, fn, qual):
                if isinstance(c, ast.ClassDef):
                    # keep ClassDef as parent so methods are recognised
                    fake = ast.ClassDef(
                        name=c.name, bases=[], keywords=[], body=c.body, decorator_list=[]
                    )
                    walk(fake, f2, q2)
                    for b in c.bases + [k.value for k in c.keywords]:
                        walk(ast.Module(body=[ast.Expr(b)], type_ignores=[]), fn, qual)
                else:
                    for d in c.args.defaults + [x for x in c.args.kw_defaults if x]:
                        walk(ast.Module(body=[ast.Expr(d)], type_ignores=[]), fn, qual)
                    walk(body, f2, q2)

            walk(t, None, [])
            note_stored()

        def another_name(key):
            """What a variable is but another name of: a function or class that it is given, and nothing else ever."""
            for _ in range(4):
                if len(stored.get(key, ())) != 1 or not stored[key][0]:
                    return None
                key = stored[key][0]
                if isinstance(key, str) and key in SD and SD[key]["kind"] in ("function", "method", "type"):
                    return key
            return None

        for x, d, key in through:
            alias = another_name(key)
            if alias and not d.get("alts"):
                declared[key] = alias, True
            symbol, held = declared.get(key) or (
                (None, False) if d.get("alts") else classes.said_of(said.get(key, "")))
            target = symbol and classes.called(symbol, held)
            if target:
                init = SD.get(symbol + "__init__().")
                calls.append(
                    dict(
                        {k: v for k, v in x.items() if k != "indirect"},
                        callee=target["name"],
                        callee_file=target["file"],
                        callee_line=target["line"],
                        callee_kind=target["kind"],
                        alts=([[init["file"], init["line"]]] if held and init else []) + target.get("alts", []),
                        through=True,
                    )
                )
        for r in R:
            also = setters.get((r["def_file"], r["def_line"]), [])
            if also:
                r["alts"] = r.get("alts", []) + also
        have = {(d["file"], d["line"], d["name"]) for d in D2}
        for d in defs:
            if d["kind"] in ("variable", "field") and (d["file"], d["line"], d["name"]) not in have:
                D2.append({k: v for k, v in d.items() if k != "symbol"})
        defs = D2
    else:
        defs = [{k: v for k, v in d.items() if k != "symbol"} for d in defs if d["name"]]
    return dict(
        files=files,
        defs=[d for d in defs if not d.get("local")],
        calls=calls,
        refs=[r for r in R if not r.get("local")],
        inherits=inh,
    )
