#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes src/link/rules/rust_std_data.c from the standard library of the Rust that is installed.

    rustup component add rust-src
    scripts/rust_library.py > src/link/rules/rust_std_data.c

What methods and functions of core, alloc and std give depends on what a program passes and keeps in them, so linking knows
it without their sources. rustdoc writes them with their types as JSON; those are kept whose result has something of a program
in it, or is text. rust_std_table.c says what the words of results mean.
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile

CRATES = ("core", "alloc", "std")
# Dependencies that std is read with; what prints backtraces is left out, as under Miri.
DEPENDENCIES = ("alloc", "cfg_if", "hashbrown", "libc", "unwind", "std_detect", "rustc_demangle")
TEXT = ("str", "String", "char")  # types without parameters of which all results count
PLAIN = (*TEXT, "bool", "usize", "u8")
CLOSURES = ("Fn", "FnMut", "FnOnce", "AsyncFn", "AsyncFnMut", "AsyncFnOnce")
# Type parameters that say nothing of a program: how memory is had, how keys are hashed.
OF_THE_LIBRARY = ("A", "S", "H", "N")
SEQUENCES = ("slice", "Vec", "VecDeque", "Iterator")
POINTERS = ("Rc", "Arc", "Box", "Pin")
# What stands for what it leads to, for as long as it is there.
GUARDS = ("Ref", "RefMut", "MutexGuard", "RwLockReadGuard", "RwLockWriteGuard", "ReentrantLockGuard", "PeekMut")
ALIASES = {"LockResult": "Result", "TryLockResult": "Result"}
UNSTABLE = re.compile(r"\[attr = Stability \{stability: Stability \{level: Unstable")
UNKNOWN = "?"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def documented(sysroot, crate, into):
    libraries = pathlib.Path(sysroot, "lib/rustlib").glob("*/lib/lib*.rmeta")
    found = {re.sub(r"^lib(.*)-\w+\.rmeta$", r"\1", p.name): p for p in libraries}
    externs = [w for d in DEPENDENCIES for w in ("--extern", f"{d}={found[d]}")] if crate == "std" else []
    source = pathlib.Path(sysroot, "lib/rustlib/src/rust/library", crate, "src/lib.rs")
    subprocess.run(
        ["rustdoc", "--edition", "2024", "--crate-name", crate, "--crate-type", "lib", "-Zunstable-options",
         "--output-format", "json", "-Zforce-unstable-if-unmarked", "--cap-lints", "allow",
         "-A", "explicit_builtin_cfgs_in_flags", *(("--cfg", "miri") if crate == "std" else ()), *externs,
         "-o", into, str(source)],
        check=True, stderr=subprocess.DEVNULL, env={**os.environ, "RUSTC_BOOTSTRAP": "1", "STD_ENV_ARCH": "x86_64"})
    return json.loads(pathlib.Path(into, f"{crate}.json").read_text())


def only(mapping):
    """{kind: value}, as rustdoc tells its variants apart."""
    return next(iter(mapping.items())) if isinstance(mapping, dict) else (mapping, None)


def is_unstable(item):
    return bool(UNSTABLE.search(json.dumps(item["attrs"])))


class Signature:
    """A function among what its type parameters are: how its result is written in rows."""

    def __init__(self, library, own, item, in_trait):
        self.library, self.own, self.in_trait = library, own, in_trait
        self.inner = item["inner"]["function"]
        self.inputs = self.inner["sig"]["inputs"]
        self.has_self = bool(self.inputs) and self.inputs[0][0] == "self"
        self.arguments = [t for _, t in self.inputs[self.has_self:]]
        self.generic = [p["name"] for p in item["inner"]["function"]["generics"]["params"]]
        self.closures, self.items = {}, {}  # parameter: what calling it gives; parameter: of what it is the item
        generics = self.inner["generics"]
        for p in generics["params"]:
            kind, what = only(p["kind"])
            if kind == "type":
                self.note_bounds(p["name"], what["bounds"])
        for w in generics["where_predicates"]:
            kind, what = only(w)
            if kind == "bound_predicate" and "generic" in only_type(what["type"]):
                self.note_bounds(what["type"]["generic"], what["bounds"])

    def note_bounds(self, name, bounds):
        for b in bounds:
            trait = b.get("trait_bound", {}).get("trait")
            if trait is None:
                continue
            args = trait.get("args") or {}
            if "parenthesized" in args:
                self.closures[name] = args["parenthesized"]["output"]
            for c in args.get("angle_bracketed", {}).get("constraints", []):
                item = c["binding"].get("equality", {}).get("type") if c["name"] == "Item" else None
                if item and "generic" in bare(item):
                    self.items[bare(item)["generic"]] = name

    def result(self):
        given = self.inner["sig"]["output"]
        return self.text(given) if given is not None else UNKNOWN

    def results(self):
        """Where nothing is known of what a function gives, fold(start, f) is as what it begins with."""
        first = self.result()
        made = json.dumps(list(self.closures.values()))
        self.generic = [g for g in self.generic if f'"generic": "{g}"' not in made]
        self.closures = dict.fromkeys(self.closures)
        other = self.result()
        return [first, *([other] if other != first and known(other) and "fn" not in other else [])]

    def text(self, t):
        kind, what = only(t)
        # Where a sequence lies is another thing than what it has; a pointer to the only value is as good as that.
        if kind == "raw_pointer" and (self.own.name in SEQUENCES or not self.own.params):
            return UNKNOWN
        if kind in ("borrowed_ref", "raw_pointer"):
            return self.text(what["type"])
        if kind == "generic":
            return self.parameter(what)
        if kind == "primitive":
            return what if what in PLAIN else UNKNOWN
        if kind == "slice" or kind == "array":
            return wrapped("slice", [self.text(what if kind == "slice" else what["type"])])
        if kind == "tuple":
            parts = [self.text(p) for p in what]
            return f"({', '.join(parts)})" if len(parts) == 2 and set(parts) != {UNKNOWN} else UNKNOWN
        if kind == "qualified_path":
            return self.projection(what)
        if kind == "impl_trait":
            return next(filter(known, (self.of_trait(b["trait_bound"]["trait"])
                                       for b in what if "trait_bound" in b)), UNKNOWN)
        return self.path(what) if kind == "resolved_path" else UNKNOWN

    def parameter(self, name):
        if name == "Self":
            return "self" if self.in_trait else self.itself()
        if name in self.own.params:
            return self.held(name)
        if name in self.closures:
            return "fn"
        if name in self.items:
            return item_of(self.parameter(self.items[name]))
        for closure, gives in self.closures.items():
            if gives == {"generic": name}:
                return "fn"
            if gives is not None and name in json.dumps(gives):
                inside = {"Option": "fn.unwrap", "Result": "fn.unwrap"}
                path = gives.get("resolved_path", {}).get("path", "").rpartition("::")[2]
                return inside.get(path, UNKNOWN)
        for n, argument in enumerate(self.arguments[:2]):
            if bare(argument) == {"generic": name}:
                return ("arg", "arg1")[n]
            path = argument.get("resolved_path")
            if path and path["path"] in ("Option", "Result"):
                inner = path["args"]["angle_bracketed"]["args"][0].get("type")
                if inner == {"generic": name}:
                    return ("arg", "arg1")[n] + ".unwrap"
        # What only the result mentions is written behind the function's name, or expected.
        if name in self.generic and f'"generic": "{name}"' not in json.dumps(self.inputs):
            return "wanted" if self.inner["sig"]["output"] == {"generic": name} else "turbofish"
        return UNKNOWN

    def held(self, name):
        """A type argument of the receiver; of what a function makes of its argument, that."""
        if not self.has_self:
            for n, argument in enumerate(self.arguments[:2]):
                if bare(argument) == {"generic": name}:
                    return ("arg", "arg1")[n]
                if is_self(argument) and n == 0:
                    return "arg.pointee" if self.own.is_pointer else UNKNOWN
        if name in OF_THE_LIBRARY:
            return UNKNOWN
        return self.own.params[name]

    def itself(self):
        if self.has_self:
            return "self"
        for argument in self.arguments[:1]:
            if is_self(argument):
                return "arg"
            if bare(argument).get("generic") in self.own.params:
                return "Self<arg>"
        return "self" if self.own.params else self.own.name

    def projection(self, what):
        base, name = what["self_type"], what["name"]
        of = bare(base).get("generic")
        if name in ("Target", "Owned") and of in self.own.params:
            return self.parameter(of)  # what pointers lead to is as good as they are
        if name not in ("Item", "IntoIter") or of is None:
            return UNKNOWN
        of_itself = self.own.name == "Iterator" and (of == "Self" or of in self.own.params)
        item = "item" if of_itself else item_of(self.parameter(of))
        return item if name == "Item" else wrapped("Iterator", [item])

    def of_trait(self, trait):
        if trait["path"].rpartition("::")[2] not in ("Iterator", "IntoIterator", "DoubleEndedIterator"):
            return UNKNOWN
        for c in (trait.get("args") or {}).get("angle_bracketed", {}).get("constraints", []):
            item = c["binding"].get("equality", {}).get("type") if c["name"] == "Item" else None
            if item:
                return wrapped("Iterator", [self.text(item)])
        return UNKNOWN

    def path(self, what):
        name = what["path"].rpartition("::")[2]
        args = [a["type"] for a in (what.get("args") or {}).get("angle_bracketed", {}).get("args", []) if "type" in a]
        texts = [self.text(a) for a in args if bare(a).get("generic") not in OF_THE_LIBRARY]
        name = ALIASES.get(name, name)
        if name in GUARDS and texts:
            return texts[0]
        if name == "Result" and len(texts) == 1:
            texts.append(UNKNOWN)
        held = [t for t in texts if known(t)]
        if name == self.own.name and held and held == [str(i) for i in range(len(held))]:
            return self.itself()
        item = self.library.item_of(what["id"], self.own.crate)
        if item:
            params, given = item
            every = [self.text(a) for a in args]
            return wrapped("Iterator", [substituted(given, dict(zip(params, every)))])
        if name in TEXT:
            return name
        return wrapped(name, texts)


def only_type(t):
    return t if isinstance(t, dict) else {}


def item_of(text):
    """What iterating over it gives."""
    if text == "self":
        return "item"
    inner = re.fullmatch(r"Iterator<(.*)>", text)
    return inner[1] if inner else f"{text}.item" if known(text) else UNKNOWN


def bare(t):
    kind, what = only(t)
    return bare(what["type"]) if kind in ("borrowed_ref", "raw_pointer") else t


def is_self(t):
    return bare(t) == {"generic": "Self"}


def known(text):
    return text != UNKNOWN


def wrapped(name, texts):
    texts = texts[:2]
    return f"{name}<{', '.join(texts)}>" if any(map(known, texts)) else UNKNOWN


def substituted(text, given):
    def put(match):
        inner = given.get(match[1]) or UNKNOWN
        return item_of(inner) if match[2] else inner
    text = re.sub(r"\$(\w+)(\.item)?", put, text)
    return UNKNOWN if text.startswith(UNKNOWN) else text


class Owner:
    """What an impl is for."""

    def __init__(self, name, params, crate, is_pointer=False):
        self.name, self.params, self.crate, self.is_pointer = name, params, crate, is_pointer


def parameters(args):
    """What the type parameters of an impl are to a value: type arguments by number, or parts of them."""
    found = {}
    for n, arg in enumerate(args[:2]):
        kind, what = only(bare(arg))
        if kind == "generic":
            found.setdefault(what, str(n))
        elif kind == "resolved_path" and what["path"].rpartition("::")[2] in ("Option", "Result"):
            inner = bare(what["args"]["angle_bracketed"]["args"][0]["type"])
            if "generic" in inner:
                found.setdefault(inner["generic"], f"{n}.unwrap")
    return found


class Library:
    def __init__(self, crates):
        self.crates = crates
        self.items = {}  # (crate, id): (parameters, item) of what is an iterator
        for crate, doc in crates.items():
            self.find_iterators(crate, doc)

    def full_path(self, crate, id_):
        known_path = self.crates[crate]["paths"].get(str(id_))
        return tuple(known_path["path"]) if known_path else None

    def item_of(self, id_, crate):
        return self.items.get(self.full_path(crate, id_))

    def find_iterators(self, crate, doc):
        for item in doc["index"].values():
            impl = item["inner"].get("impl")
            if not impl or not impl["trait"] or impl["trait"]["path"].rpartition("::")[2] != "Iterator":
                continue
            target = impl["for"].get("resolved_path")
            types = [doc["index"].get(str(i)) for i in impl["items"]]
            of = next((t["inner"]["assoc_type"]["type"] for t in types
                       if t and "assoc_type" in t["inner"] and t["name"] == "Item"), None)
            if target and of and target["path"].rpartition("::")[2] not in POINTERS:
                args = (target.get("args") or {}).get("angle_bracketed", {}).get("args", [])
                params = [only(a["type"])[1] if "generic" in a.get("type", {}) else None for a in args if "type" in a]
                path = self.full_path(crate, target["id"])
                self.items[path] = (params, IteratorItem(self, crate, params, impl).text(of))


class IteratorItem(Signature):
    """The Item of an iterator, with $T for its type parameters."""

    def __init__(self, library, crate, params, impl):
        item = {"inner": {"function": {"sig": {"inputs": [], "output": None}, "generics": impl["generics"]}}}
        super().__init__(library, Owner("", {}, crate), item, None)
        self.type_params = params

    def parameter(self, name):
        if name in self.type_params and name not in self.closures:
            return "$" + name
        if name in self.items:
            return item_of(self.parameter(self.items[name]))
        for closure, gives in self.closures.items():
            if closure in self.type_params and gives is not None and name in json.dumps(gives):
                return f"${closure}" if gives == {"generic": name} else f"${closure}.unwrap"
        return UNKNOWN

    def projection(self, what):
        of = bare(what["self_type"]).get("generic")
        return item_of(self.parameter(of)) if what["name"] == "Item" and of else UNKNOWN


class Rows:
    def __init__(self, library):
        self.library, self.found = library, {}

    def add_function(self, owner, item, in_trait=None):
        if "function" not in item["inner"] or is_unstable(item):
            return
        signature = Signature(self.library, owner, item, in_trait)
        if owner.name == "Iterator" and not signature.has_self:
            return
        results = signature.results()
        if owner.name not in TEXT and results[0] in PLAIN:
            results = [UNKNOWN]
        if not owner.params and owner.name[0].isupper() and owner.name not in (*TEXT, "Iterator") \
                and not re.search(r"\b(fn|arg1?|turbofish|wanted)\b", results[0]):
            return
        if known(results[0]) or signature.has_self:
            self.found.setdefault((owner.name, item["name"]), results)

    def add_crate(self, crate):
        doc = self.library.crates[crate]
        index = doc["index"]
        for item in index.values():
            kind, what = only(item["inner"])
            members = [index[str(i)] for i in what.get("items", []) if str(i) in index] if isinstance(what, dict) else []
            if kind == "impl" and (not what["trait"] or what["trait"]["path"] == "IntoIterator"):
                self.add_impl(crate, what, members)
            elif kind == "trait" and item["name"] in ("Iterator", "DoubleEndedIterator"):
                for m in members:
                    self.add_function(Owner("Iterator", {}, crate), m, "Item")
        self.add_module(crate, index[str(doc["root"])], "")

    def add_module(self, crate, module, name):
        """The functions of a module, and what it makes public of other, private ones."""
        index = self.library.crates[crate]["index"]
        for id_ in module["inner"]["module"]["items"]:
            item = index.get(str(id_))
            if item is None or item["visibility"] != "public" or is_unstable(item):
                continue
            kind, what = only(item["inner"])
            if kind == "use":
                item = index.get(str(what["id"]))
                kind = only(item["inner"])[0] if item and not is_unstable(item) else None
                if kind == "module" and what["is_glob"]:
                    self.add_module(crate, item, name)
            elif kind == "module":
                self.add_module(crate, item, item["name"])
            if kind == "function" and name:
                self.add_function(Owner(name, {}, crate), item)

    def add_impl(self, crate, impl, members):
        kind, what = only(impl["for"])
        if kind == "resolved_path":
            name = what["path"].rpartition("::")[2]
            args = [a["type"] for a in (what.get("args") or {}).get("angle_bracketed", {}).get("args", []) if "type" in a]
            params = parameters(args)
            of = self.library.crates[crate]["index"].get(str(what["id"]))
            if of and is_unstable(of):
                return
            if self.library.item_of(what["id"], crate):
                if len(args) > 1:  # of the ways to combine iterators each has other parts
                    return
                name = "Iterator"
        elif kind in ("slice", "array"):
            name, params = "slice", parameters([what if kind == "slice" else what["type"]])
        elif kind == "primitive" and what in TEXT:
            name, params = what, {}
        else:
            return
        owner = Owner(name, params, crate, name in POINTERS)
        for m in members:
            if "assoc_type" in m["inner"] and m["name"] == "Item":
                self.add_iteration(owner, impl, m["inner"]["assoc_type"]["type"])
            elif m["visibility"] == "public":
                self.add_function(owner, m)

    def add_iteration(self, owner, impl, item):
        """impl IntoIterator for Vec<T> { type Item = T; … }"""
        function = {"sig": {"inputs": [["self", {"generic": "Self"}]], "output": item}, "generics": impl["generics"]}
        result = Signature(self.library, owner, {"inner": {"function": function}}, None).result()
        if known(result) and owner.name not in ("Iterator", "Box"):
            self.found.setdefault((owner.name, "into_iter"), [f"Iterator<{result}>"])


def main():
    sysroot = output("rustc", "--print", "sysroot")
    with tempfile.TemporaryDirectory() as into:
        library = Library({c: documented(sysroot, c, into) for c in CRATES})
    rows = Rows(library)
    for crate in CRATES:
        rows.add_crate(crate)
    print("""// SPDX-License-Identifier: Apache-2.0
// Rust: what methods and functions of core, alloc and std give. Generated by
// scripts/rust_library.py from %s; rust_std_table.c says what the words of results mean.
#include "rust.h"

// clang-format off
const rust_std_result rust_std_results[] = {""" % output("rustc", "--version").rpartition(" (")[0])
    for (types, method), results in sorted(rows.found.items()):
        for result in results:
            print(f'    {{"{types}", "{method}", "{result}"}},')
    print("""};
const size_t rust_std_results_count = CG_ARRAY_LEN(rust_std_results);
// clang-format on""")


main()
