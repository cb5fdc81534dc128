#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes src/link/rules/python_library_data.c from the types of Python's standard library.

    scripts/python_library.py TYPESHED/stdlib VERSION > src/link/rules/python_library_data.c

What Python's own functions and containers give depends on what a program passes, so linking knows it without
their sources. The stubs say it with type variables: `def choice(seq: SupportsGetItem[_T]) -> _T` gives an element of
the first argument. Every public function, class and method is read so, and those are kept whose result has
something of what they are passed, in one of the ways that python.h lists.

The directory is that of the stubs which type checkers bring with them: `pip install mypy`, `mypy/typeshed/stdlib`; VERSION is that package's.
"""

import ast
import pathlib
import sys
import textwrap

VERSION = (3, 14)  # of the language, by which stubs tell what is there

# Classes of a shape that their own methods do not tell, or not simply: name: (shape, numbers of the type arguments).
SHAPES = {
    "Iterable": ("seq", 0), "AsyncIterable": ("seq", 0), "Awaitable": ("is", 0), "Coroutine": ("is", 2),
    "Generator": ("seq", 0), "AsyncGenerator": ("seq", 0), "Mapping": ("map", 0, 1), "type": ("class", 0),
    "Future": ("is", 0), "Task": ("is", 0),
    "AbstractContextManager": ("held", 0), "AbstractAsyncContextManager": ("held", 0),
    "SupportsKeysAndGetItem": ("map", 0, 1), "SupportsIter": ("is", 0), "SupportsAiter": ("is", 0),
    "Optional": ("is", 0), "Annotated": ("is", 0), "Final": ("is", 0), "ClassVar": ("is", 0), "Required": ("is", 0),
    "TypeGuard": None, "TypeIs": None, "Literal": None,
}
# Modules of the classes that hold what a program puts in them.
HOLDERS = ("builtins", "collections", "typing", "queue", "asyncio.queues", "multiprocessing.queues",
           "concurrent.futures.base", "contextvars", "weakref", "types", "itertools")
CALLED_BY_NAME = ("__getitem__", "__next__", "__anext__", "__iter__", "__aiter__", "send", "asend")
FUTURES = ("concurrent.futures._base", "concurrent.futures")  # whose Future is not awaited, but asked


class Module:
    """A stub: what its names are."""

    def __init__(self, name, path):
        self.name, self.is_package = name, path.name == "__init__.pyi"
        self.names = {}  # name: definitions (list of nodes), ("from", module, name), or an expression
        self.stars, self.all = [], set()
        self.read(ast.parse(path.read_text(encoding="utf-8")).body)

    def read(self, body):
        for node in body:
            if isinstance(node, ast.If):
                self.read(node.body if holds(node.test) else node.orelse)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                known = self.names.get(node.name)
                self.names[node.name] = [*(known if isinstance(known, list) else ()), node]
            elif isinstance(node, ast.ImportFrom):
                source = self.absolute(node)
                for alias in node.names:
                    if alias.name == "*":
                        self.stars.append(source)
                        continue
                    self.names[alias.asname or alias.name] = ("from", source, alias.name)
                    if alias.asname == alias.name:
                        self.all.add(alias.name)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.names[node.targets[0].id] = node.value
                if node.targets[0].id == "__all__":
                    self.all.update(ast.literal_eval(node.value))
            elif isinstance(node, ast.AugAssign) and isinstance(node.value, (ast.List, ast.Tuple)):
                self.all.update(ast.literal_eval(node.value))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                alias = isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"
                self.names[node.target.id] = node.value if alias else ("value", node.annotation)

    def public(self):
        """What a stub imports for itself is no name of its module, unless it says so."""
        return [n for n, what in self.names.items() if not n.startswith("_")
                and (n in self.all or not (isinstance(what, tuple) and what[0] == "from"))]

    def absolute(self, node):
        if not node.level:
            return node.module
        parts = self.name.split(".")
        parts = parts[:len(parts) - node.level + self.is_package]
        return ".".join(parts + ([node.module] if node.module else []))


def holds(test):
    """Of `sys.version_info >= (3, 12)`, `sys.platform != "win32"` and what is made of them."""
    if isinstance(test, ast.BoolOp):
        return (all if isinstance(test.op, ast.And) else any)(holds(v) for v in test.values)
    if isinstance(test, ast.UnaryOp):
        return not holds(test.operand)
    if not isinstance(test, ast.Compare):
        return True
    left = ast.unparse(test.left)
    right = ast.literal_eval(test.comparators[0])
    have = {"sys.platform": "linux", "sys.version_info": VERSION}.get(left)
    op = type(test.ops[0])
    return {ast.Eq: have == right, ast.NotEq: have != right}.get(
        op, isinstance(have, tuple) and (have >= right if op is ast.GtE else have < right))


class Library:
    def __init__(self, root):
        self.root, self.modules, self.shapes = pathlib.Path(root), {}, {}
        self.entered = set()  # aliases that are being read: some are made of themselves

    def module(self, name):
        if name not in self.modules:
            base = self.root / name.replace(".", "/")
            paths = [p for p in (base.with_suffix(".pyi") if name else base, base / "__init__.pyi") if p.is_file()]
            self.modules[name] = Module(name, paths[0]) if paths else None
        return self.modules[name]

    def find(self, module, name, depth=0):
        """(module, what it is there) of a name, through imports and the language's own names."""
        m = self.module(module)
        if m is None or depth > 8:
            return None
        what = m.names.get(name)
        if isinstance(what, tuple) and what[0] == "from":
            return self.find(what[1], what[2], depth + 1) or (None, what)
        if what is not None:
            return m, what
        for star in m.stars:
            found = self.find(star, name, depth + 1)
            if found:
                return found
        return self.find("builtins", name, depth + 1) if module != "builtins" else None

    # ---- types ----

    def is_variable(self, module, name):
        found = self.find(module, name)
        value = found and found[1]
        # What is one of some types of the language holds nothing of a program: AnyStr.
        return (isinstance(value, ast.Call) and ast.unparse(value.func).endswith("TypeVar")
                and len(value.args) == 1)

    def shape(self, module, node, given=None):
        """What a type is made of, as far as type variables go:
        ("var", name), ("seq", of), ("map", key, value), ("tuple", …), ("fn", result), ("class", of),
        ("held", of): a context manager, ("box", of): what has something in another way, or None. `given`: what variables stand for."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.parse(node.value, mode="eval").body
        if isinstance(node, ast.BinOp):
            sides = [s for s in (self.shape(module, x, given) for x in (node.left, node.right)) if s]
            return sides[0] if sides else None
        if isinstance(node, ast.Name):
            return self.named(module, node.id, given)
        if isinstance(node, ast.Attribute):
            return self.applied(module, node, [], given)
        if not isinstance(node, ast.Subscript):
            return None
        args = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        head = ast.unparse(node.value).rpartition(".")[2]
        if head in SHAPES and SHAPES[head] is None:
            return None
        if head == "Callable":
            result = self.shape(module, args[-1], given)
            return result and ("fn", result)
        if head in ("tuple", "Tuple"):
            if len(args) == 2 and isinstance(args[1], ast.Constant) and args[1].value is ...:
                of = self.shape(module, args[0], given)
                return of and ("seq", of)
            parts = tuple(self.shape(module, a, given) for a in args)
            return ("tuple", *parts) if any(parts) else None
        if head == "Union":
            return next(filter(None, (self.shape(module, a, given) for a in args)), None)
        return self.applied(module, node.value, args, given)

    def named(self, module, name, given):
        if given and name in given:
            return given[name]
        if self.is_variable(module, name):
            return ("var", name)
        found = self.find(module, name)
        if found and found[0] and isinstance(found[1], ast.expr) and not isinstance(found[1], ast.Constant):
            return self.of_alias(found[0].name, found[1], given)
        return None

    def of_alias(self, module, node, given):
        if node in self.entered:
            return None
        self.entered.add(node)
        shape = self.shape(module, node, given)
        self.entered.remove(node)
        return shape

    def applied(self, module, head, args, given):
        """C[args], of a class or an alias."""
        name = ast.unparse(head).rpartition(".")[2]
        shapes = [self.shape(module, a, given) for a in args]
        found = self.find(module, name)
        where = found and found[0] and found[0].name
        if name in SHAPES and not (name == "Future" and where in FUTURES):
            how = SHAPES[name]
            parts = [shapes[i] if i < len(shapes) else None for i in how[1:]] if how else []
            if not any(parts):
                return None
            return parts[0] if how[0] == "is" else (how[0], *parts)
        if not where:
            return None
        if isinstance(found[1], ast.expr):  # an alias, generic by the variables in it
            return self.of_alias(where, found[1], dict(zip(self.variables(where, found[1]), shapes)))
        if not isinstance(found[1], list) or not isinstance(found[1][0], ast.ClassDef):
            return None
        params = self.parameters(where, found[1][0])
        return substituted(self.class_shape(where, found[1][0]), dict(zip(params, shapes)))

    def variables(self, module, node):
        seen = []
        for x in ast.walk(node):
            if isinstance(x, ast.Name) and x.id not in seen and self.is_variable(module, x.id):
                seen.append(x.id)
        return seen

    def parameters(self, module, cls):
        for base in cls.bases:
            if isinstance(base, ast.Subscript) and ast.unparse(base.value).rpartition(".")[2] in ("Generic", "Protocol"):
                return [x.id for x in ast.walk(base.slice) if isinstance(x, ast.Name)]
        return [v for b in cls.bases for v in self.variables(module, b)]

    def class_shape(self, module, cls):
        """Of C[its own parameters]."""
        key = module, cls.name
        if key not in self.shapes:
            self.shapes[key] = None  # also while it is found out
            self.shapes[key] = self.shape_of_bases(module, cls) or self.shape_of_methods(module, cls)
        return self.shapes[key]

    def shape_of_bases(self, module, cls):
        shapes = [self.shape(module, b) for b in cls.bases if isinstance(b, ast.Subscript)
                  and ast.unparse(b.value).rpartition(".")[2] not in ("Generic", "Protocol")]
        return next(filter(None, shapes), None)

    def shape_of_methods(self, module, cls):
        methods, params = methods_of(cls), self.parameters(module, cls)
        own = {p: ("var", p) for p in params}
        for name, kind in (("__iter__", "is"), ("__aiter__", "is"), ("__next__", "seq"), ("__anext__", "seq"),
                           ("__await__", "is"), ("__call__", "fn"), ("__enter__", "held"), ("__getitem__", "seq")):
            for method in methods.get(name, ()):
                result = substituted(self.shape(module, method.returns) if method.returns else None, own)
                if result and name == "__await__":
                    result = result[-1]
                if result:
                    return result if kind == "is" else (kind, result)
        return ("box", ("var", params[0])) if len(params) == 1 else None


def substituted(shape, given):
    if shape is None or shape[0] == "var":
        return given.get(shape[1]) if shape else None
    parts = tuple(substituted(s, given) for s in shape[1:])
    return (shape[0], *parts) if any(parts) else None


def members(body):
    for node in body:
        if isinstance(node, ast.If):
            yield from members(node.body if holds(node.test) else node.orelse)
        else:
            yield node


def methods_of(cls):
    found = {}
    for node in members(cls.body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.setdefault(node.name, []).append(node)
    return found


def decorators(node):
    return {ast.unparse(d).rpartition(".")[2] for d in node.decorator_list}


# ---- what is given, by what is passed ----

def of_function(params, result):
    """`params`: shapes of the positional parameters, None where nothing of a program is."""
    first, second = (params + [None, None])[:2]
    if result is None:
        return None
    if first is None and second is not None:
        if result[0] == second[0] == "seq" and result[1] == second[1]:
            return "CONTAINER_OF_SECOND"
        return "RESULT_OF_SECOND" if second == ("fn", result) else None
    if first is None:
        return None
    kind, inner = first[0], first[1:]
    if result == first:
        return "CONTAINER_OF_FIRST" if kind == "seq" else "MAPPING" if kind == "map" else "SAME_AS_FIRST"
    if kind == "var":
        simple = {("seq", first): "HOLDER_OF_FIRST", ("held", first): "HOLDER_OF_FIRST",
                  ("fn", first): "FUNCTION_OF_FIRST", ("class", first): "CLASS_OF_FIRST"}.get(result)
        if simple is None and result[0] == "tuple" and result[1:] == tuple(params[:len(result) - 1]):
            return "GATHERED"
        return simple
    if kind == "class":
        return "INSTANCE_OF_FIRST" if result == inner[0] else None
    if kind == "fn":
        return {inner[0]: "RESULT_OF_FIRST", ("seq", inner[0]): "MAPPED",
                ("box", inner[0]): "HOLDER_OF_RESULT"}.get(result, "MAPPED" if is_map_of(result, inner[0]) else None)
    if kind == "held":
        return "ENTERED" if result == inner[0] else None
    return of_sequence(params, result) if kind == "seq" else None


def is_map_of(shape, value):
    return shape[0] == "map" and shape[2] == value


def of_sequence(params, result):
    element = params[0][1]
    if result == element and result[0] != "seq":
        return "ELEMENT_OF_FIRST"
    if element and element[0] == "tuple" and len(element) == 3 and is_map_of(result, element[2]):
        return "MAPPING"
    if result[0] != "seq":
        return None
    row = result[1]
    if result == element:
        return "CONTAINER_OF_INNER"
    if row in (("seq", element), ("tuple", element, element)) and (len(params) < 2 or params[1] is None):
        return "TUPLED"
    if row[0] != "tuple":
        return None
    if row == ("tuple", None, element):
        return "NUMBERED"
    if len(row) == 3 and row[2] == ("seq", element):
        return "GROUPED"
    return "ZIPPED" if row[1:] == tuple(p and p[0] == "seq" and p[1] for p in params) else None


def of_method(own, result, is_own):
    """`own`: the shape of the receiver; `is_own`: the result is of the receiver's class."""
    if is_own:
        return "SAME"
    if result is None:
        return None
    if own[0] == "map":
        key, value = own[1:]
        if result[0] == "seq":
            return {key: "KEYS", value: "VALUES", ("tuple", key, value): "PAIRS"}.get(result[1])
        return "VALUE" if result == value else "ELEMENT" if result == key else None
    return "VALUE" if result == own[-1] else "SAME" if result == own and own[0] == "seq" else None


def positional(node, skip):
    args = [*node.args.posonlyargs, *node.args.args][skip:]
    if not args and node.args.vararg:
        args = [node.args.vararg]
    return args


class Rows:
    def __init__(self, library):
        self.library, self.functions, self.methods = library, {}, {}

    def gives(self, module, overloads, skip, own=None):
        """What the first overload gives that says something; of a method that makes an object: `own`."""
        found = []
        for node in overloads:
            result = own
            if node.returns is not None and not (own and ast.unparse(node.returns) in ("None", "Self")):
                result = self.library.shape(module, node.returns)
            params = [a.annotation and self.library.shape(module, a.annotation) for a in positional(node, skip)]
            how = of_function(params, result)
            if how == "SAME_AS_FIRST" and params[1:2] == params[:1]:
                how = "ONE_OF_THEM"
            found += [how] if how else []
        # max(values), max(a, b)
        both = "ONE_OF_THEM" in found and "ELEMENT_OF_FIRST" in found
        return "ONE_OR_ELEMENT" if both else found[0] if found and found[0] != "ONE_OF_THEM" else None

    def add(self, path, how):
        if how:
            self.functions.setdefault(path, how)

    def makers(self, module, cls):
        """(module, methods) that make an object: the class's own, or those of the first base that has some."""
        methods = methods_of(cls)
        own = methods.get("__new__", []) + methods.get("__init__", [])
        if own:
            return module, own
        for base in cls.bases:
            head = base.value if isinstance(base, ast.Subscript) else base
            found = self.library.find(module, ast.unparse(head).rpartition(".")[2])
            if found and found[0] and isinstance(found[1], list) and isinstance(found[1][0], ast.ClassDef):
                return self.makers(found[0].name, found[1][0])
        return module, []

    def add_class(self, path, module, cls):
        own = self.library.class_shape(module, cls)
        methods = methods_of(cls)
        # What gives something else where it is a member is no function.
        if own and ("__call__" in methods or "__get__" not in methods):
            where, makers = self.makers(module, cls)
            self.add(path, self.gives(where, makers, 1, own))
        for name, overloads in methods.items():
            kinds = decorators(overloads[0])
            if own is None or "property" in kinds or (name.startswith("_") and name not in CALLED_BY_NAME):
                continue
            if "classmethod" in kinds or "staticmethod" in kinds:
                self.add(f"{path}.{name}", self.gives(module, overloads, "classmethod" in kinds, own))
            elif module.removeprefix("_") in HOLDERS:
                self.add_method(module, cls, name, overloads, own)

    def add_method(self, module, cls, name, overloads, own):
        for node in overloads:
            words = ast.unparse(node.returns) if node.returns else ""
            shape = self.library.shape(module, node.returns) if node.returns else None
            how = of_method(own, shape, words == "Self" or words.partition("[")[0] == cls.name)
            other = positional(node, 2)[:1]
            if how == "VALUE" and other and self.library.shape(module, other[0].annotation):
                how = "VALUE_OR_OTHER"
            if how == "VALUE" and name in CALLED_BY_NAME and name != "__getitem__":
                how = "ELEMENT"
            if how:
                self.methods.setdefault(name, set()).add(how)

    def method_rows(self):
        """Linking knows little of what class a container is: one row a name."""
        for name, hows in self.methods.items():
            yield "." + name, next((h for h in ("VALUE_OR_OTHER", "VALUE") if h in hows), None) or next(
                (h for h in sorted(hows) if h != "SAME"), "SAME")

    def add_module(self, name):
        module = self.library.module(name)
        prefix = "" if name == "builtins" else name.replace(".", ":", 1) + (":" if "." not in name else ".")
        stars = (self.library.module(s) for s in module.stars)
        for public in [*module.public(), *(n for s in stars if s for n in s.public())]:
            found = self.library.find(name, public)
            if not found or not found[0]:
                continue
            where, what = found[0].name, found[1]
            if isinstance(what, list) and isinstance(what[0], ast.ClassDef):
                self.add_class(prefix + public, where, what[0])
            elif isinstance(what, list):
                self.add(prefix + public, self.gives(where, what, 0))
            elif isinstance(what, ast.Name):  # ref = ReferenceType
                self.add_alias(prefix + public, where, what)
            elif isinstance(what, ast.Attribute):  # choice = _inst.choice
                self.add_bound(prefix + public, where, what)

    def add_alias(self, path, module, node):
        found = self.library.find(module, node.id)
        if found and found[0] and isinstance(found[1], list):
            if isinstance(found[1][0], ast.ClassDef):
                self.add_class(path, found[0].name, found[1][0])
            else:
                self.add(path, self.gives(found[0].name, found[1], 0))

    def add_bound(self, path, module, node):
        held = self.library.find(module, ast.unparse(node.value))
        if not held or not isinstance(held[1], tuple) or held[1][0] != "value":
            return
        cls = self.library.find(module, ast.unparse(held[1][1]))
        if cls and isinstance(cls[1], list) and isinstance(cls[1][0], ast.ClassDef):
            self.add(path, self.gives(cls[0].name, methods_of(cls[1][0]).get(node.attr, []), 1))


def modules(root):
    for path in sorted(pathlib.Path(root).rglob("*.pyi")):
        parts = path.relative_to(root).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if not any(p.startswith("_") for p in parts):
            yield ".".join(parts)


def standard(root):
    """Outermost modules, also those that were taken out of the library."""
    lines = (pathlib.Path(root) / "VERSIONS").read_text().splitlines()
    names = {line.partition(":")[0] for line in lines if ":" in line and line[0] not in "#_"}
    names = {n for n in names if "." not in n and n != "typing_extensions"}  # which is a package of its own
    return sorted(names | {"idlelib", "turtledemo"})  # which have no stubs


def main():
    root = sys.argv[1]
    rows = Rows(Library(root))
    for name in modules(root):
        rows.add_module(name)
    print("""// SPDX-License-Identifier: Apache-2.0
// Python: what functions, classes and methods of the standard library give of what they are passed. Generated by
// scripts/python_library.py from the stubs of mypy %s; python.h says what the names mean.
#include "python.h"

// clang-format off
const python_library_row python_library[] = {""" % sys.argv[2])
    table = {**rows.functions, **dict(rows.method_rows())}
    for path, how in sorted(table.items()):
        print(f'    {{"{path}", PYTHON_{how}}},')
    print("""};
const size_t python_library_count = CG_ARRAY_LEN(python_library);

const char *const python_modules[] = {""")
    print(textwrap.fill(" ".join(f'"{n}",' for n in standard(root)), 118, initial_indent="    ",
                        subsequent_indent="    "))
    print("""};
const size_t python_modules_count = CG_ARRAY_LEN(python_modules);
// clang-format on""")


main()
