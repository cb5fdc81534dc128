# SPDX-License-Identifier: Apache-2.0
"""Where names of a crate lead, by the links of rustdoc's source pages (`--generate-link-to-definition`).

A page holds the source, an anchor before each line, and a link around each name or path that the compiler
resolved; it leads to the lines of the definition, `#12-20` of the same page or of `../tt.rs.html`. Names
that stand in macros' arguments, fields, associated types and modules have none.
"""

import html
import os
import pathlib
import re

from score import HEAD_LINES

TAG = re.compile(
    r'<a href=#(?P<line>\d+) id=\d+ data-nosnippet>\d+</a>'
    r'|<a (?:class="[^"]*" )?(?:title="[^"]*" )?href="(?P<href>[^"]*)"[^>]*>|(?P<close></a>)|<[^>]*>')
TARGET = re.compile(r"([^#]*)#(\d+)(?:-(\d+))?")
SOURCE = re.compile(r"Source of the Rust file `([^`]*)`")
ITEM = r"\b(?:fn|struct|enum|union|trait|type|static(?:\s+mut)?|macro_rules!)\s+(?:r#)?"
CONST = r"^\s*(?:pub(?:\([^)]*\))?\s+)?const\s+"
MACRO_CALL = re.compile(r"\s*[\w:]+!\s*[({\[]")
KEYWORDS = ("self", "Self", "super", "crate")


def linked(page):
    """(line, last name of the path, target) of each link."""
    line, href, text, at = 0, None, "", page.index('<pre class="rust">')
    for tag in TAG.finditer(page, at):
        if href is not None:
            text += page[at : tag.start()]
        at = tag.end()
        if tag["line"]:
            line = int(tag["line"])
        elif tag["href"] is not None:
            href, text = tag["href"], ""
        elif tag["close"] and href is not None:
            yield line, html.unescape(text).rstrip("!").rpartition("::")[2].strip(), href
            href = None


def defined_at(lines, first, last, name):
    """The line of what `lines[first - 1 : last]` defines, or None: an item of this name, a variant, or an item
    that the name stands for by `use … as`. A parameter or variable is none."""
    text, word = lines[first - 1], re.escape(name)
    in_macro = MACRO_CALL.match(text)
    if first == last and re.search(rf"\bfn\s+{word}\b.*\b{word}\s*:", text) and not text.rstrip().endswith(("}", ";")):
        return None  # `fn fmt(&self, fmt: &mut Formatter) -> Result {`: of the parameter, the function has more lines
    for n in range(first, (last if in_macro else min(last, first + HEAD_LINES)) + 1):
        if re.search(rf"(?:{ITEM}|{CONST}){word}\b", lines[n - 1]):
            return n
    if in_macro or first == last and not name[0].isupper() or re.search(rf"\bconst\s+{word}\b", text):
        return None
    is_variant = re.search(rf"(?:^|[{{,])\s*{word}\s*(?:[,({{}}=]|$)", text)
    return first if is_variant or re.search(rf"(?:{ITEM}|{CONST})\w", text) else None


def references(folder, file_of, blanked):
    """What leads to the crate's own definitions. `folder`: of the crate's pages; `file_of`: the path of a
    source -> its name in the tree, or None; `blanked`: file -> lines without comments and strings."""
    pages = {}
    for path in sorted(pathlib.Path(folder).rglob("*.rs.html")):
        page = path.read_text(encoding="utf-8")
        file = file_of(SOURCE.search(page)[1])
        if file:
            pages[path] = page, file
    for path, (page, file) in pages.items():
        for line, name, href in linked(page):
            target = TARGET.fullmatch(href)
            if target is None or not name or name in KEYWORDS:
                continue
            _, to = pages.get(pathlib.Path(os.path.normpath(path.parent / target[1])) if target[1] else path,
                              (None, None))
            found = to and defined_at(blanked[to], int(target[2]), int(target[3] or target[2]), name)
            if found:
                yield dict(file=file, line=line, name=name, def_file=to, def_line=found)
