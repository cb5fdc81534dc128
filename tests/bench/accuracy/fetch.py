# SPDX-License-Identifier: Apache-2.0
"""Fetches pinned packages with the registries' own clients and unpacks their sources.

A case of cases.json: `from` names the registry, `package` the pinned package; `root` is the folder
inside it that becomes the tree (default: all of it), `keep` the folders and files of that
(default: all), `drop` patterns of paths to leave out.
"""

import fnmatch
import json
import os
import pathlib
import shutil
import stat
import tarfile
import zipfile

from accuracy import WORK, say, sh

SUFFIXES = {
    "python": (".py",),
    "go": (".go",),
    "typescript": (".ts", ".tsx", ".mts", ".cts"),
    "javascript": (".js", ".jsx", ".mjs", ".cjs"),
    "java": (".java",),
    "c": (".c", ".h"),
    "cpp": (".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".ipp", ".inl"),
    "rust": (".rs",),
}
# What a compiler needs beside the sources.
SUPPORT = ("go.mod", "go.sum", "Cargo.toml")


def unpack(archive, to):
    if tarfile.is_tarfile(archive):
        with tarfile.open(archive) as t:
            t.extractall(to, filter="data")
    else:
        with zipfile.ZipFile(archive) as z:
            z.extractall(to)


def only_file(folder):
    files = [f for f in folder.iterdir() if f.is_file()]
    assert len(files) == 1, files
    return files[0]


def from_pypi(package, to):
    sh("python3", "-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "--dest", to, package)
    unpack(only_file(to), to)


def from_pypi_wheel(package, to):
    sh("python3", "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--dest", to,
       package)
    unpack(only_file(to), to)


def from_npm(package, to):
    sh("npm", "pack", "--silent", "--pack-destination", to, package, cwd=to)
    unpack(only_file(to), to)


def from_go(package, to):
    told = json.loads(sh("go", "mod", "download", "-json", package))
    shutil.copytree(told["Dir"], to / "module", copy_function=shutil.copyfile)


def from_maven(package, to):
    sh("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={package}:jar:sources",
       f"-DoutputDirectory={to}")
    unpack(only_file(to), to)


def cargo_project(to, package, features=()):
    """A throwaway project whose one dependency is the package, its sources under vendor/."""
    name, version = package.split("@")
    (to / "src").mkdir(parents=True, exist_ok=True)
    (to / "src/lib.rs").write_text("")
    listed = ", ".join(f'"{f}"' for f in features)
    (to / "Cargo.toml").write_text(
        '[package]\nname = "throwaway"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n\n'
        f'[dependencies]\n{name} = {{ version = "={version}", features = [{listed}] }}\n')
    sh("cargo", "vendor", "--quiet", cwd=to)
    (to / ".cargo").mkdir(exist_ok=True)
    (to / ".cargo/config.toml").write_text(
        '[source.crates-io]\nreplace-with = "vendored"\n\n[source.vendored]\ndirectory = "vendor"\n')
    return to / "vendor" / name


def from_cargo(package, to):
    cargo_project(to, package)


def from_debian(package, to):
    sh("apt-get", "download", package, cwd=to)
    sh("dpkg", "-x", only_file(to), to)


def from_debian_source(package, to):
    """Source packages through a list of our own: the machine's lists stay as they are."""
    apt, targets = to / ".apt", "$(REPO_URI) $(CODENAME) $(COMPONENT)"
    (apt / "lists").mkdir(parents=True)
    known = sh("apt-get", "indextargets", "--format", targets, "Created-By: Packages",
               "Origin: Debian")
    (apt / "sources.list").write_text("".join(f"deb-src {t}\n" for t in known.splitlines()))
    options = ("-o", f"Dir::Etc::SourceList={apt}/sources.list", "-o", "Dir::Etc::SourceParts=-",
               "-o", f"Dir::State::Lists={apt}/lists", "-o", "APT::Sandbox::User=root")
    sh("apt-get", *options, "update")
    sh("apt-get", *options, "source", package, cwd=to)


SOURCES = {"pypi": from_pypi, "pypi-wheel": from_pypi_wheel, "npm": from_npm, "go": from_go,
           "maven": from_maven, "cargo": from_cargo, "debian": from_debian,
           "debian-source": from_debian_source}
# Where a registry's client leaves the package's own folder.
INSIDE = {"npm": "package", "go": "module"}


def wanted(path, lang, spec):
    if "keep" in spec and not any(path == k or path.startswith(k + "/") for k in spec["keep"]):
        return path in SUPPORT
    if any(fnmatch.fnmatch(path, pattern) for pattern in spec.get("drop", ())):
        return False
    return path.endswith(SUFFIXES[lang]) or path.rpartition("/")[2] in SUPPORT


def package_folder(case):
    spec = case.spec
    to = WORK / "packages" / case.lang / case.name
    inside = INSIDE.get(spec["from"], "")
    if spec["from"] == "pypi":
        inside = next(p.name for p in to.iterdir() if p.is_dir())
    elif spec["from"] == "cargo":
        inside = "vendor/" + spec["package"].split("@")[0]
    return to / inside


def fetch(case):
    """Makes case.tree, once."""
    to = WORK / "packages" / case.lang / case.name
    stamp = to.with_suffix(".stamp")
    name = case.stamp()
    if stamp.is_file() and stamp.read_text() == name:
        return
    say(f"{case}: fetching {case.spec['package']}")
    for old in (to, case.tree):
        shutil.rmtree(old, ignore_errors=True)
    to.mkdir(parents=True)
    SOURCES[case.spec["from"]](case.spec["package"], to)
    root = package_folder(case) / case.spec.get("root", "")
    for place, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            source = pathlib.Path(place, file)
            path = str(source.relative_to(root))
            if source.is_symlink() or not wanted(path, case.lang, case.spec):
                continue
            target = case.tree / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            target.chmod(stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH)
    if not case.tree.is_dir():
        raise SystemExit(f"{case}: nothing of {root} was wanted")
    stamp.write_text(name)
