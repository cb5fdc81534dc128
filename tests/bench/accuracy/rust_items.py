# SPDX-License-Identifier: Apache-2.0
"""What rustdoc's JSON says of a crate: where its items are, and which impl a path of the compiler means.

Paths and types are as MIR writes them with `-Ztrim-diagnostic-paths=no`: paths of this crate in full and
without its name, `gen::fold::fold_arm`, `<expr::Arm as parse::Parse>::parse`.

A type is a tuple: ("path", key, arguments), where the key is the id of an item of this crate or the last
name of another's; ("ref", mutable, type), ("tuple", types), ("slice" or "array" or "ptr", type), ("dyn", key)
… ("param", name) of the function that calls,
and ANY, which stands for whatever a parameter of an impl or an associated type may be.
"""

import collections
import json
import re

ANY = ("any",)
OPENING, CLOSING = "(<[{", ")>]}"
PRIMITIVES = set("bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 f64 f128 !".split())


def split(text, separator):
    """At separators that no parentheses are around; `->` closes nothing."""
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        if text[i] in OPENING:
            depth += 1
        elif text[i] in CLOSING and text[i - 1 : i + 1] != "->":
            depth -= 1
        elif depth == 0 and text.startswith(separator, i):
            parts.append(text[start:i])
            i = start = i + len(separator)
            continue
        i += 1
    return [*parts, text[start:]]


class Crate:
    def __init__(self, file, place_of):
        """`place_of`: (file, first line, last line, name, it is a function) -> a definition, or None."""
        told = json.loads(file.read_text())
        self.items, self.paths, self.place_of = told["index"], told["paths"], place_of
        self.by_path, self.aliases = {}, collections.defaultdict(list)
        self.walk(self.items[str(told["root"])], ())
        self.inherent, self.impls = collections.defaultdict(list), collections.defaultdict(list)
        self.written = []  # impls that are in the source or in macros, not the compiler's own
        for item in self.items.values():
            impl = item["inner"].get("impl")
            if impl is None or item["crate_id"] != 0 or impl["is_synthetic"] or impl["blanket_impl"]:
                continue
            self.written.append(item)
            if impl["trait"]:
                self.impls[self.key(impl["trait"]["id"])].append(item)
            else:
                self.inherent[self.type(impl["for"])[1]].append(item)

    def walk(self, item, path):
        for number in item["inner"]["module"]["items"]:
            child = self.items.get(str(number))
            if child is None or not child["name"]:
                continue
            kind = next(iter(child["inner"]))
            if kind in ("use", "impl", "macro"):
                continue
            here = (*path, child["name"])
            self.by_path.setdefault("::".join(here), []).append(child)
            if kind == "module":
                self.walk(child, here)
            elif kind == "type_alias":
                self.aliases[child["name"]].append(child)

    # ---- types ----

    def key(self, number):
        item = self.items.get(str(number))
        if item is not None and item["crate_id"] == 0:
            return number
        known = self.paths.get(str(number))
        return known["path"][-1] if known else "?"

    def key_of_path(self, path):
        found = [x for x in self.by_path.get(path, ()) if next(iter(x["inner"])) in (
            "struct", "enum", "union", "trait", "type_alias")]
        return found[0]["id"] if found else path.rpartition("::")[2]

    def type(self, t):
        """Of rustdoc."""
        (kind, of), = t.items() if isinstance(t, dict) else ((t, None),)
        if kind == "resolved_path":
            alias = self.items.get(str(of["id"]), {}).get("inner", {}).get("type_alias")
            return self.type(alias["type"]) if alias else ("path", self.key(of["id"]), self.arguments(of))
        if kind == "primitive":
            return ("path", of, ())
        if kind == "borrowed_ref":
            return ("ref", of["is_mutable"], self.type(of["type"]))
        if kind == "tuple":
            return ("tuple", tuple(map(self.type, of)))
        if kind in ("slice", "array", "raw_pointer"):
            inner = of if kind == "slice" else of["type"]
            return ({"raw_pointer": "ptr"}.get(kind, kind), self.type(inner))
        if kind == "dyn_trait":
            return ("dyn", self.key(of["traits"][0]["trait"]["id"]))
        return ("fn",) if kind == "function_pointer" else ANY

    def arguments(self, of):
        args = (of.get("args") or {}).get("angle_bracketed", {}).get("args", ())
        return tuple(self.type(a["type"]) if "type" in a else ANY
                     for a in args if isinstance(a, dict) and "lifetime" not in a)

    def written_type(self, text):
        """Of MIR."""
        text = re.sub(r"^for<[^>]*>\s*", "", text.strip())
        if text.startswith("&"):
            inner = re.sub(r"^'\w+\s+", "", text[1:].strip())
            mutable = inner.startswith("mut ")
            return ("ref", mutable, self.written_type(inner[4:] if mutable else inner))
        if text.startswith("*"):
            return ("ptr", self.written_type(text.partition(" ")[2]))
        if text.startswith("("):
            return ("tuple", tuple(self.written_type(t) for t in split(text[1:-1], ",") if t.strip()))
        if text.startswith("["):
            parts = split(text[1:-1], ";")
            return ("array" if len(parts) > 1 else "slice", self.written_type(parts[0]))
        if text.startswith("dyn "):
            path, _ = self.written_path(split(text[4:], " + ")[0])
            return ("dyn", self.key_of_path(path))
        if re.match(r"(unsafe |extern \S+ )*fn\b", text):
            return ("fn",)
        if text.startswith(("<", "{", "impl ")):
            return ("opaque", text)
        path, args = self.written_path(text)
        key = self.key_of_path(path)
        if "::" not in path and key == path and path not in PRIMITIVES:
            return ("param", path)
        return ("path", key, args)

    def written_path(self, text):
        """a::b::<T>::c::<U> as a path without arguments, and the last arguments."""
        names, args = [], ()
        for part in split(text.strip(), "::"):
            name, less, rest = part.partition("<")
            if name.strip():
                names.append(name.strip())
                args = ()
            if less:
                args = tuple(self.written_type(t) for t in split(rest.strip()[:-1], ",")
                             if not t.strip().startswith("'"))
        return "::".join(names), args

    def suits(self, general, given):
        """`general`: of an impl."""
        if general == ANY or given == ANY:
            return True
        if general[0] != given[0]:
            return False
        if general[0] == "path":
            return general[1] == given[1] and all(map(self.suits, general[2], given[2]))
        if general[0] == "tuple":
            return len(general[1]) == len(given[1]) and all(map(self.suits, general[1], given[1]))
        if general[0] == "ref":
            return general[1] == given[1] and self.suits(general[2], given[2])
        if general[0] in ("slice", "array", "ptr"):
            return self.suits(general[1], given[1])
        return general == given

    def suits_arguments(self, impl, trait, of, args):
        """Of the trait. Arguments that are left out are defaults: Self, in traits of std."""
        general = self.arguments(impl["trait"])
        if not isinstance(trait, int):
            most = max(len(general), len(args))
            general += (self.type(impl["for"]),) * (most - len(general))
            args += (of,) * (most - len(args))
        return all(map(self.suits, general, args))

    # ---- what a path names ----

    def method(self, impl, name):
        for number in impl["inner"]["impl"]["items"]:
            item = self.items.get(str(number))
            if item and item["name"] == name and "function" in item["inner"]:
                return item
        return None

    def trait_method(self, trait, name):
        item = self.items[str(trait)]
        for number in item["inner"]["trait"]["items"]:
            of = self.items.get(str(number))
            if of and of["name"] == name and "function" in of["inner"]:
                return of
        return None

    def of_trait(self, type_text, trait_text, name):
        """<Type as Trait>::name: items with their impls, and whether it is the trait's own."""
        path, args = self.written_path(trait_text)
        trait, of = self.key_of_path(path), self.written_type(type_text)
        concrete = of
        while concrete[0] == "ref":
            concrete = concrete[2]
        if concrete[0] not in ("param", "opaque") and concrete != ("dyn", trait):
            fitting = [i for i in self.impls.get(trait, ())
                       if self.suits(self.type(i["inner"]["impl"]["for"]), of)
                       and self.suits_arguments(i["inner"]["impl"], trait, of, args)]
            own = [i for i in fitting if self.type(i["inner"]["impl"]["for"]) != ANY] or fitting
            found = [(m, i) for i in own if (m := self.method(i, name))]
            if found:
                return found, False
        declared = self.trait_method(trait, name) if isinstance(trait, int) else None
        return ([(declared, None)] if declared else []), True

    def of_type(self, type_text, name):
        """Type::name of an inherent impl."""
        of = self.written_type(type_text)
        found = [(m, i) for i in self.inherent.get(of[1], ()) if (m := self.method(i, name))]
        return [f for f in found if self.suits(self.type(f[1]["inner"]["impl"]["for"]), of)] or found

    def named(self, path):
        """As of_trait; None: the crate has no such path."""
        if path.startswith("<"):
            parts = split(path, "::")
            if len([p for p in parts[1:] if not p.startswith("<")]) != 1:
                return None
            inner, name = parts[0][1:-1], parts[1].partition("<")[0]
            type_text, *trait = split(inner, " as ")
            return self.of_trait(type_text, trait[0], name) if trait else (self.of_type(type_text, name), False)
        parts = [p for p in split(path, "::") if not p.startswith("<") or p.startswith("<impl ")]
        parts[:-1] = [p.partition("<")[0] or p for p in parts[:-1]]
        name = parts[-1].partition("<")[0]
        if len(parts) > 1 and parts[-2].startswith("<impl "):
            inner = parts[-2][6:-1]
            trait, *type_text = split(inner, " for ")
            return self.of_trait(type_text[0], trait, name) if type_text else (self.of_type(inner, name), False)
        functions = [x for x in self.by_path.get("::".join(parts), ()) if "function" in x["inner"]]
        if functions:
            return [(f, None) for f in functions], False
        around = "::".join(parts[:-1])
        if any(next(iter(x["inner"])) not in ("module", "function") for x in self.by_path.get(around, ())):
            return self.of_type("::".join(self.without_last(path)), name), False
        return None

    @staticmethod
    def without_last(path):
        """The parts of a path in front of its last name and the arguments of that."""
        parts = split(path, "::")
        while parts and parts[-1].startswith("<"):
            parts.pop()
        return parts[:-1]

    # ---- places ----

    def place(self, item):
        """The scanner's definition of an item; None where a macro makes it."""
        span = item.get("span")
        return span and self.place_of(span["filename"], span["begin"][0], span["end"][0], item["name"],
                                      "function" in item["inner"])

    @staticmethod
    def is_derived(impl):
        return any("automatically_derived" in str(a).lower() for a in impl["attrs"])
