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
                s = ""
                rel = []
                k = 0
                for h, x in fields(w):
                    if h == 1:
                        s = x.decode()
                    elif h == 4:
                        rel.append({a: (b.decode() if a == 1 else b) for a, b in fields(x)})
                    elif h == 5:
                        k = x
                d["sym"][s] = (rel, k)
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
    for d in docs:
        p = d["path"]
        files.append(p)
        data = open(f"{root}/{p}", "rb").read()
        texts[p] = data.decode("utf-8", "replace")
        L = texts[p].split("\n")
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
                at.setdefault((p, ln, c0), []).append(key)
    R = []
    for p, ln, c0, nm, key in refs:
        t = SD.get(key)
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
                                            kind="extends",
                                            base=pos[2],
                                            base_file=d and d["file"],
                                            base_line=d and d["line"],
                                        )
                                    )
                        else:
                            f2 = (l, ".".join(q2))
                        # decorators and defaults are evaluated outside
                        for dcr in c.decorator_list:
                            walk(ast.Module(body=[ast.Expr(dcr)], type_ignores=[]), fn, qual)
                        body = ast.Module(body=c.body, type_ignores=[])
                        walk2(c, body, f2, q2, fn, qual)
                        continue
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
