#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Unpacks the sources of the fetched archives that may be used, and writes manifest.json.

    unpack.py [--newest]

A package is taken when its metadata or its licence text says a permissive licence, and when it is of
no project that a search benchmark asks about (EXCLUDED). Copies of others' code (vendored folders)
and files whose head speaks of a copyleft licence stay out. Trees come into
build/code-static/trees/{train,held-out}/REGISTRY/NAME. Without --newest, what is taken must be what
manifest.json says, to the byte.
"""

import hashlib
import json
import lzma
import pathlib
import re
import shutil
import sys
import tarfile
import urllib.parse
import xml.etree.ElementTree
import zipfile

import fetch

TREES = fetch.WORK / "trees"
SUFFIXES = (".py .js .mjs .cjs .jsx .ts .tsx .mts .go .java .rs .c .h .cc .cpp .cxx .hh .hpp .hxx .ipp"
            " .inl").split()
PACKAGE_BYTES_MAX = 700_000  # of a larger package a part, chosen by hash
FILE_BYTES_MAX = {"pypi": 400_000, "npm": 400_000}
FILE_BYTES_MAX_ELSE = 200_000

# Projects of the search benchmarks (searchbench, MinishLab semble), by any name in a registry or as
# a folder inside another package.
EXCLUDED = set("""
aiohttp fastapi flask axios trpc gin gson tokio nlohmann nlohmann-json nlohmann-json3 curl libcurl
bash-it bats-core nvm libuv libuv1 uv redis valkey abseil abseil-cpp absl fmt fmtlib dapper
messagepack-csharp newtonsoft-json dio http-dart riverpod ecto phoenix plug chi cobra aeson pandoc
xmonad commons-lang commons-lang2 commons-lang3 jackson-databind express redux exposed
kotlinx-coroutines ktor lazy-nvim mini-nvim telescope-nvim guzzle laravel-framework monolog click
httpx model2vec pydantic pydantic-core pydantic_core requests starlette rack rails sinatra axum
axum-core axum-macros axum-extra serde serde_core serde_derive serde_json tokio-util tokio-stream
tokio-macros tokio-test cats circe http4s alamofire rxswift vapor vitest zod zig zig-clap zls semble
hiredis""".split())
EXCLUDED_SCOPES = ("@trpc/", "@vitest/", "github.com/gin-gonic/", "github.com/go-chi/chi",
                   "github.com/spf13/cobra", "com.google.code.gson:",
                   "com.fasterxml.jackson.core:jackson-databind", "commons-lang:",
                   "org.apache.commons:commons-lang3", "@reduxjs/", "@zod/")
VENDORED = set("""vendor _vendor vendored third_party third-party thirdparty 3rdparty external externals
extern deps bundled node_modules contrib submodules""".split())
GENERATED = re.compile(r"(\.min\.|\.pb\.|_pb2|\.bundle\.|zz_generated|(^|/)(dist|umd|esm|cjs|es5)/.*/"
                       r"(dist|umd|esm|cjs)/)")

PERMISSIVE = re.compile(
    r"\b(mit|mit-0|expat|bsd|0bsd|apache|asl|isc|zlib|unlicen[cs]e|cc0|psf|python software foundation|"
    r"bsl-1\.0|boost|curl|x11|public[ -]domain|postgresql|ncsa|hpnd|wtfpl|unicode|blueoak|libpng|"
    r"openssl|python-2\.0|artistic-2\.0|upl)\b", re.I)
COPYLEFT = re.compile(r"\b([al]?gpl|gnu (affero |lesser |library )?general public|gnu lesser|mpl|mozilla "
                      r"public|epl|eclipse public|cddl|eupl|sspl|server side public|busl|business source"
                      r"|elastic license|commons clause|cc-by-(sa|nc)|proprietary|creative commons "
                      r"attribution-(share|noncommercial))", re.I)
LICENCE_TEXTS = (
    ("Apache-2.0", r"Apache License\s+Version 2\.0"),
    ("MIT", r"Permission is hereby granted, free of charge, to any person obtaining a copy"),
    ("BSD", r"Redistribution and use in source and binary forms"),
    ("ISC", r"Permission to use, copy, modify,? and(/or)? distribute this software"),
    ("Unlicense", r"free and unencumbered software"),
    ("CC0-1.0", r"CC0 1\.0 Universal"),
    ("BSL-1.0", r"Boost Software License"),
    ("Zlib", r"This software is provided 'as-is', without any express or implied"),
    ("PostgreSQL", r"Permission to use, copy, modify, and distribute this software and its documentation"),
)


def is_excluded(registry, name):
    plain = name.lower().replace("_", "-")
    parts = re.split(r"[/:]", plain)
    return (bool(EXCLUDED & {plain, plain.replace("-", "_"), *parts})
            or any(name.startswith(scope) for scope in EXCLUDED_SCOPES))


# ---- archives: (registry, name, version, path of the archive, licence said) ----

def licence_of_text(text):
    text = " ".join(text.split())
    if COPYLEFT.search(text[:1500]):
        return None
    return next((name for name, words in LICENCE_TEXTS if re.search(words, text)), None)


def permissive(said):
    """The licence a package's metadata names, when anybody may use it under that."""
    said = " ".join(said.split())
    if len(said) > 200:
        return licence_of_text(said)
    choices = re.split(r"\s+or\s+|/|\|", said, flags=re.I)
    fine = [c for c in choices if PERMISSIVE.search(c) and not COPYLEFT.search(c)]
    all_and = " and " not in said.lower() or not COPYLEFT.search(said)
    return said.strip("() ") if fine and all_and else None


def is_licence(path):
    return re.match(r"(un)?licen[cs]e|copying", path.rpartition("/")[2].lower())


def order(path):
    """Licences first, then sources by hash."""
    return not is_licence(path), hashlib.sha256(path.encode()).digest()


def members(archive, file_bytes_max):
    """(path, content) of an archive's licences and sources, in order."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as z:
            paths = [i.filename for i in z.infolist() if i.file_size <= file_bytes_max
                     and (is_licence(i.filename) or is_source(i.filename))]
            for path in sorted(paths, key=order):
                yield path, z.read(path)
    else:
        with tarfile.open(archive) as t:
            found = {m.name: t.extractfile(m).read() for m in t if m.isfile() and m.size <= file_bytes_max
                     and (is_licence(m.name) or is_source(m.name))}
        for path in sorted(found, key=order):
            yield path, found[path]


def pypi():
    for path in sorted((fetch.WORK / "archives/pypi").glob("*.whl")):
        name, version = path.name.split("-")[:2]
        with zipfile.ZipFile(path) as z:
            meta = next(n for n in z.namelist() if n.endswith(".dist-info/METADATA"))
            text = z.read(meta).decode(errors="replace").split("\n\n")[0]
        said = [line.partition(":")[2] for line in text.splitlines()
                if re.match(r"License(-Expression)?:|Classifier: License ::", line)]
        classifiers = [s.rpartition("::")[2] for s in said if "::" in s]
        plain = [s for s in said if "::" not in s and s.strip() not in ("", "UNKNOWN")]
        yield name.replace("_", "-").lower(), version, path, (plain or classifiers or [""])[0]


def npm():
    for path in sorted((fetch.WORK / "archives/npm").glob("*.tgz")):
        with tarfile.open(path) as t:
            member = next(m for m in t if m.name.count("/") == 1 and m.name.endswith("/package.json"))
            meta = json.load(t.extractfile(member))
        said = meta.get("license") or meta.get("licenses") or ""
        if isinstance(said, list):
            said = " OR ".join(s["type"] if isinstance(s, dict) else s for s in said)
        yield meta["name"], meta["version"], path, said["type"] if isinstance(said, dict) else said


def go():
    root = fetch.WORK / "archives/go/cache/cache/download"
    for path in sorted(root.glob("**/@v/*.zip")):
        name = re.sub("!(.)", lambda m: m[1].upper(), str(path.parent.parent.relative_to(root)))
        yield name, path.stem, path, ""


def crates():
    for path in sorted((fetch.WORK / "archives/crates/cache/registry/cache").glob("*/*.crate")):
        name, version = re.fullmatch(r"(.+?)-(\d+\.\d+\.\d+.*)", path.stem).groups()
        with tarfile.open(path) as t:
            text = t.extractfile(f"{path.stem}/Cargo.toml").read().decode(errors="replace")
        said = re.search(r'^license = "(.*)"', text, re.M)
        yield name, version, path, said[1] if said else ""


def pom_licence(repo, group, artifact, version, depth=0):
    folder = repo / group.replace(".", "/") / artifact / version
    poms = list(folder.glob("*.pom"))
    if not poms or depth > 6:
        return ""
    root = xml.etree.ElementTree.fromstring(re.sub(rb'xmlns="[^"]*"', b"", poms[0].read_bytes(), count=1))
    names = [n.text or "" for n in root.findall("licenses/license/name")]
    if names:
        return " OR ".join(names)
    parent = root.find("parent")
    if parent is None:
        return ""
    return pom_licence(repo, *(parent.findtext(k, "").strip() for k in ("groupId", "artifactId", "version")),
                       depth + 1)


def maven():
    repo = fetch.WORK / "archives/maven/cache"
    for path in sorted(repo.glob("**/*-sources.jar")):
        group = str(path.parent.parent.parent.relative_to(repo)).replace("/", ".")
        artifact, version = path.parent.parent.name, path.parent.name
        yield f"{group}:{artifact}", version, path, pom_licence(repo, group, artifact, version)


def debian_licence(folder, stem):
    """What debian/copyright says of `Files: *`."""
    for path in folder.glob(f"{stem}*.debian.tar.*"):
        with tarfile.open(path) as t:
            for member in t:
                if member.name == "debian/copyright":
                    text = t.extractfile(member).read().decode(errors="replace")
                    first = re.search(r"^Files:\s*\*.*?^License:[ \t]*(\S.*?)$", text, re.M | re.S)
                    return first[1] if first else licence_of_text(text) or ""
    return ""


def debian_source():
    folder = fetch.WORK / "archives/debian-source"
    for path in sorted(folder.glob("*.orig.tar.*")):
        if path.suffix in (".asc", ".sig"):
            continue
        name, version = re.match(r"([^_]+)_(.+)\.orig\.tar", path.name).groups()
        described = next(folder.glob(f"{name}_{version}*.dsc"), None)
        if described:
            exact = re.search(r"^Version: (\S+)", described.read_text(errors="replace"), re.M)[1]
            yield name, exact, path, debian_licence(folder, f"{name}_{version}")


REGISTRIES = {"pypi": pypi, "npm": npm, "go": go, "maven": maven, "crates": crates,
              "debian-source": debian_source}


# ---- unpacking ----

def is_source(path):
    folders = [p.lower() for p in path.split("/")[1:-1]]
    return (path.endswith(tuple(SUFFIXES)) and not path.endswith(".d.ts") and not GENERATED.search(path)
            and not path.endswith(("/json.hpp", "/json_fwd.hpp"))
            and not any(f in VENDORED or f in EXCLUDED for f in folders))


def is_fine(content):
    head = content[:4000].decode(errors="replace")
    lines = content.count(b"\n") + 1
    return (not COPYLEFT.search(head) and len(content) / lines < 120
            and b"DO NOT EDIT" not in content[:1000])


def unpack(archive, tree, file_bytes_max):
    """How many sources it has written, and the licence that the archive's own text says."""
    licence, count, total = None, 0, 0
    for path, content in members(archive, file_bytes_max):
        if is_licence(path):
            licence = licence or licence_of_text(content.decode(errors="replace"))
        elif is_fine(content) and ".." not in path and total < PACKAGE_BYTES_MAX:
            target = tree / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            count, total = count + 1, total + len(content)
        if total >= PACKAGE_BYTES_MAX:
            break
    return count, licence


def unpack_registry(registry, names):
    """The packages taken, as manifest.json has them, and those refused with why. `names`: None for all."""
    packages, refused, seen, listed = [], [], set(), fetch.listed()[registry]
    file_bytes_max = FILE_BYTES_MAX.get(registry, FILE_BYTES_MAX_ELSE)
    for name, version, path, said in REGISTRIES[registry]():
        held_out = listed.get(name, False)
        if name in seen or is_excluded(registry, name) or (names is not None and name not in names):
            continue
        seen.add(name)
        tree = TREES / ("held-out" if held_out else "train") / registry / urllib.parse.quote(name, "")
        licence = permissive(said) if said else None
        if said and not licence:
            refused.append((registry, name, said[:60]))
            continue
        try:
            count, of_text = unpack(path, tree, file_bytes_max)
        except (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, EOFError) as e:
            refused.append((registry, name, str(e)))
            continue
        if not count or not (licence or of_text):
            refused.append((registry, name, "no licence found" if count else "no source"))
            shutil.rmtree(tree, ignore_errors=True)
            continue
        packages.append({"registry": registry, "name": name, "version": version,
                         "licence": licence or of_text, "files": count,
                         "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                         **({"held_out": True} if held_out else {})})
    fetch.say(registry, len(packages))
    return sorted(packages, key=lambda p: p["name"]), refused


def main():
    shutil.rmtree(TREES, ignore_errors=True)
    newest = "--newest" in sys.argv
    parts = [unpack_registry(r, None if newest else fetch.pinned(r)) for r in REGISTRIES]
    for _, refused in parts:
        for row in refused:
            print(*row, sep="\t")
    packages, manifest = [p for found, _ in parts for p in found], fetch.HERE / "manifest.json"
    if newest:
        lines = ",\n".join("  " + json.dumps(p) for p in packages)
        manifest.write_text('{"packages": [\n' + lines + "\n]}\n")
    elif json.loads(manifest.read_text())["packages"] != packages:
        sys.exit("what was unpacked is not what manifest.json says")


if __name__ == "__main__":
    main()
