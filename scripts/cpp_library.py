#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes src/link/rules/cpp_std_data.c from the headers of the C++ standard library that is installed.

    apt-get install python3-clang-14 libstdc++-12-dev
    scripts/cpp_library.py > src/link/rules/cpp_std_data.c

What containers, smart pointers and functions of the library give depends on what a program keeps in them or passes. libclang tells the
templates, their members and what these give; what a template is to its arguments follows from that.
"""

import pathlib
import re

import clang.cindex as ci
from clang.cindex import CursorKind as K

HEADERS = """algorithm any array atomic chrono deque forward_list functional future initializer_list iterator list map memory
    numeric optional queue set span sstream stack string string_view tuple unordered_map unordered_set utility variant
    vector""".split()
METHODS = (K.CXX_METHOD, K.FUNCTION_TEMPLATE)
PARAMETERS = (K.TEMPLATE_TYPE_PARAMETER,)
TEXT = ("basic_string", "basic_string_view")
# Members that give what is held, and members that give where it is, by the library's own names of their results.
VALUES = ("reference", "const_reference", "pointer", "const_pointer", "mapped_type", "element_type", "value_type")
PLACES = ("iterator", "const_iterator", "reverse_iterator", "const_reverse_iterator")
NUMBERS = {"size_type": "unsigned long", "std::size_t": "unsigned long", "size_t": "unsigned long", "bool": "bool",
           "long": "long", "int": "int"}


def tree():
    library = [p for p in pathlib.Path("/usr/lib").glob("llvm-*/lib/libclang-[0-9]*.so*")]
    ci.Config.set_library_file(str(sorted(library)[-1]))
    source = "".join(f"#include <{h}>\n" for h in HEADERS)
    return ci.Index.create().parse("library.cc", args=["-std=c++20"], unsaved_files=[("library.cc", source)]).cursor


def of_std(cursor):
    """What namespace std has, also by inline namespaces."""
    for c in cursor.get_children():
        if c.kind == K.NAMESPACE and (c.spelling in ("std", "__cxx11", "_V2") or c.spelling == ""):
            yield from of_std(c)
        elif cursor.kind == K.NAMESPACE:
            yield c


def is_public(name):
    return re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None and not name.startswith("_")


def bare(spelling):
    """Without const and references; what `remove_reference<T>::type` is of."""
    s = re.sub(r"\b(const|constexpr|typename|class|struct|volatile|std::|__cxx11::)\b ?|std::|&", " ", spelling)
    s = re.sub(r"\b(?:remove_reference|add_const|decay|unwrap_reference|remove_cv|remove_cvref)(?:_t)?< ?([^<>]*?) ?>(?:::type)?", r"\1", s)
    return re.sub(r"(?<=<) ", "", re.sub(r"\s+", " ", s)).strip()


class Template:
    def __init__(self, cursor):
        children = list(cursor.get_children())
        self.name = cursor.spelling
        self.params = [c.spelling for c in children if c.kind in PARAMETERS]
        self.types, self.methods, self.bases = {}, {}, []
        for c in children:
            if c.kind == K.CXX_BASE_SPECIFIER:
                self.bases.append(re.sub(r"<.*", "", bare(c.type.spelling)).split("::")[-1])
            elif c.kind in (K.TYPEDEF_DECL, K.TYPE_ALIAS_DECL):
                self.types[c.spelling] = bare(c.underlying_typedef_type.spelling)
            elif c.kind in METHODS and c.access_specifier.name == "PUBLIC":
                self.methods.setdefault(c.spelling, []).append(c.result_type.spelling)
            elif c.kind == K.CONVERSION_FUNCTION and c.access_specifier.name == "PUBLIC":
                self.methods.setdefault("operator T", []).append(c.result_type.spelling)

    def inherit(self, known):
        bases, self.bases = self.bases, []  # a template may be derived from itself
        for base in (known.get(b) for b in bases):
            if base is None:
                continue
            base.inherit(known)
            for name, results in base.methods.items():
                self.methods.setdefault(name, results)
            for name, given in base.types.items():
                self.types.setdefault(name, given)

    def gives(self, result):
        """value, place, a number, or None."""
        s = bare(result)
        s = re.sub(r"^.*::", "", s) if "<" not in s else s
        s = s.rstrip("* ")
        held = self.params[:1]
        if s in NUMBERS:
            return NUMBERS[s]
        if s in PLACES or re.fullmatch(r"pair<(const_)?iterator, bool>", s):
            return "PLACE"
        return "VALUE" if s in VALUES or s in held or s == f"decay_t<{''.join(held)}>" or self.types.get(s) in held else None

    def shape(self):
        if not self.params or not any(map(is_public, self.methods)) or self.name in TEXT:
            return None
        if "mapped_type" in self.types:
            return "HOLDS_PAIRS"
        if self.name in ("pair", "tuple", "variant"):
            return "IS_PAIR"
        if "iterator" in self.name:
            return None
        if {"begin", "front", "top"} & set(self.methods):
            return "HOLDS_ONE"
        leads = [r for name in ("operator->", "operator*", "operator T", "lock", "get") for r in self.methods.get(name, ())]
        if any(self.gives(r) == "VALUE" or "shared_ptr<" in r for r in leads):
            return "HOLDS_ONE" if "wait" in self.methods and "operator T" not in self.methods else "POINTS"
        return None


def function_shape(cursor, pointers):
    """What a function template gives of its first argument, or makes of the type written behind its name."""
    children = list(cursor.get_children())
    params = [c.spelling for c in children if c.kind in PARAMETERS]
    arguments = [bare(c.type.spelling).rstrip(". ") for c in children if c.kind == K.PARM_DECL]
    result = bare(cursor.result_type.spelling)
    first = arguments[0] if arguments else ""
    if first in params:
        ends = re.match(r"decltype\(.*\bc?r?(begin|end)\(", result)
        return "PASSES" if result.rstrip("* ") == first or result == f"reference_wrapper<{first}>" or ends else None
    made = re.fullmatch(r"(?:_?\w*::)*(\w+)<(\w+)(, \w+)*>", result)
    written = params and not re.search(rf"\b{params[0]}\b", first)
    by_result = made and made[1] in pointers and made[2] == params[0] if written else False
    # What these give is hidden behind types of the implementation.
    by_name = written and cursor.spelling.startswith("make_") and re.sub("^make", "", cursor.spelling)[1:] in (
        "unique", "shared", "optional")
    return "MAKES" if by_result or by_name else None


def text_member(results):
    for r in results:
        s = bare(r)
        plain = s.rstrip("* ").split("::")[-1]
        if plain in NUMBERS:
            return "PLAIN", NUMBERS[plain], 0
        if plain in ("reference", "const_reference"):
            return "PLAIN", "char", 0
        if plain == "_CharT" and s.endswith("*"):
            return "PLAIN", "const char", 1
        if re.fullmatch(r"basic_string(_view)?(<[^<>:]*>)?", s):
            return "PLAIN", "string", 0
    return "NOTHING", "", 0


def member(template, results):
    gives = [template.gives(r) for r in results]
    for wanted in ("VALUE", "PLACE"):
        if wanted in gives:
            return wanted, "", 0
    number = next(filter(None, gives), None)
    return ("PLAIN", number, 0) if number else ("NOTHING", "", 0)


ORDER = ("NOTHING", "PLAIN", "PLACE", "VALUE")


def members(templates, tell):
    found = {}
    for t in templates:
        for name, results in t.methods.items():
            if is_public(name):
                said = tell(t, results)
                if name not in found or ORDER.index(said[0]) > ORDER.index(found[name][0]):
                    found[name] = said
    return found


def print_members(name, found):
    print(f"const cpp_std_membership {name}[] = {{")
    for word, (gives, plain, pointers) in sorted(found.items()):
        rest = f', "{plain}", {pointers}' if gives == "PLAIN" else ""
        print(f'    {{"{word}", CPP_GIVES_{gives}{rest}}},')
    print(f"}};\nconst size_t {name}_count = CG_ARRAY_LEN({name});\n")


def main():
    classes, functions, texts, cursors = {}, {}, {}, list(of_std(tree()))
    for c in cursors:
        if c.kind == K.CLASS_TEMPLATE and c.is_definition():
            classes.setdefault(c.spelling, Template(c))
    for t in classes.values():
        t.inherit(classes)
    shapes = {n: t.shape() for n, t in classes.items() if is_public(n) and t.shape()}
    pointers = {n for n, s in shapes.items() if s == "POINTS"}
    for c in cursors:
        if c.kind in (K.TYPEDEF_DECL, K.TYPE_ALIAS_DECL):
            if is_public(c.spelling) and bare(c.underlying_typedef_type.spelling) in [f"{t}<char>" for t in TEXT]:
                texts[c.spelling] = "IS_TEXT"
        elif is_public(c.spelling) and c.kind == K.FUNCTION_TEMPLATE:
            shape = function_shape(c, pointers)
            if shape:
                functions.setdefault(c.spelling, shape)
        elif is_public(c.spelling) and c.kind == K.FUNCTION_DECL and bare(c.result_type.spelling) in texts:
            functions.setdefault(c.spelling, "MAKES_TEXT")
    print("""// SPDX-License-Identifier: Apache-2.0
// C++: the types and functions of the standard library, and the members of its containers, pointers and texts. Generated by
// scripts/cpp_library.py from libstdc++'s headers; cpp_std.h says what the words mean.
#include "cpp_std.h"

// clang-format off
const cpp_std_named cpp_std_types[] = {""")
    for name, shape in sorted({**functions, **shapes, **texts}.items()):
        print(f'    {{"{name}", CPP_{shape}}},')
    print("};\nconst size_t cpp_std_types_count = CG_ARRAY_LEN(cpp_std_types);\n")
    holding = [classes[n] for n, s in shapes.items() if s in ("HOLDS_ONE", "HOLDS_PAIRS")]
    print_members("cpp_pointer_members", members([classes[n] for n in pointers], member))
    print_members("cpp_container_members", members(holding, member))
    print_members("cpp_text_members", members([classes[n] for n in TEXT], lambda t, results: text_member(results)))
    print("// clang-format on")


main()
