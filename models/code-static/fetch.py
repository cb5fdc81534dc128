#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fetches the packages of packages.txt with the registries' own clients.

    fetch.py [--newest] [REGISTRY]…

Gets the packages of manifest.json in the versions that stand there; with --newest, those of
packages.txt as they are now, for a new manifest. Archives come into
build/code-static/archives/REGISTRY and stay there; what a client refuses is left out and said.
unpack.py takes it from there.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
WORK = HERE.parents[1] / "build/code-static"
VOCABULARY = HERE / "vocabulary.txt"
CHUNK, CLIENTS = 12, 3


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def listed():
    """registry -> name -> is it held out? Of packages.txt."""
    names = {}
    for line in (HERE / "packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            packages, _, note = line.partition(" : ")
            registry, *packages = packages.split()
            names.setdefault(registry, {}).update({p: bool(note) for p in packages})
    return names


def pinned(registry):
    """name -> version"""
    packages = json.loads((HERE / "manifest.json").read_text())["packages"]
    return {p["name"]: p["version"] for p in packages if p["registry"] == registry}


def run(*command, cwd, env=None):
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True,
                          env={**os.environ, **(env or {})})
    return done.returncode == 0, done.stdout, done.stderr


def in_chunks(fetch_some, names, to):
    """Asks for many at once; when that fails, for each alone."""
    def one_chunk(chunk):
        if not fetch_some(chunk, to):
            for name in chunk:
                if not fetch_some([name], to):
                    say("refused:", name)
    chunks = [names[i:i + CHUNK] for i in range(0, len(names), CHUNK)]
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one_chunk, chunks))


def joined(versions, joint):
    return [f"{name}{joint}{version}" if version else name for name, version in versions.items()]


def fetch_pypi(versions, to):
    def some(chunk, to):
        return run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir",
                   "--only-binary", ":all:", "--dest", to, *chunk, cwd=to)[0]
    in_chunks(some, joined(versions, "=="), to)


def fetch_npm(versions, to):
    def some(chunk, to):
        return run("npm", "pack", "--silent", "--pack-destination", to, *chunk, cwd=to)[0]
    in_chunks(some, joined(versions, "@"), to)


def fetch_go(versions, to):
    def some(chunk, to):
        run("go", "mod", "download", "-json", *chunk, cwd=to, env={"GOMODCACHE": str(to / "cache")})
        return True
    in_chunks(some, [f"{name}@{version or 'latest'}" for name, version in versions.items()], to)


def dependency(name, version, classifier):
    group, artifact = name.split(":")
    return (f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
            f"<version>{version}</version><classifier>{classifier}</classifier><exclusions><exclusion>"
            "<groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>")


def fetch_maven(versions, to):
    """Projects that depend on the sources of some artifacts each, and on nothing else."""
    def some(chunk, to):
        project = to / f"project-{chunk[0].replace(':', '-')}-{len(chunk)}"
        project.mkdir(exist_ok=True)
        (project / "pom.xml").write_text(
            "<project><modelVersion>4.0.0</modelVersion><groupId>none</groupId><artifactId>none"
            "</artifactId><version>0</version><dependencies>" +
            "".join(dependency(n, versions[n] or "RELEASE", "sources") for n in chunk) +
            "</dependencies></project>")
        return run("mvn", "-q", "-B", f"-Dmaven.repo.local={to}/cache", "dependency:copy-dependencies",
                   f"-DoutputDirectory={to}/jars", cwd=project)[0]
    in_chunks(some, list(versions), to)


def fetch_crates(versions, to):
    """A throwaway project for some crates each: what they depend on comes along."""
    def some(chunk, to):
        project = to / f"project-{chunk[0]}-{len(chunk)}"
        (project / "src").mkdir(parents=True, exist_ok=True)
        (project / "src/lib.rs").write_text("")
        listed = "".join(f'{n} = "{"=" + versions[n] if versions[n] else "*"}"\n' for n in chunk)
        (project / "Cargo.toml").write_text(
            '[package]\nname = "throwaway"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n\n'
            f"[dependencies]\n{listed}")
        return run("cargo", "fetch", "--quiet", cwd=project, env={"CARGO_HOME": str(to / "cache")})[0]
    in_chunks(some, list(versions), to)


def fetch_debian_source(versions, to):
    """Source packages through a list of our own: the machine's lists stay as they are."""
    (to / "apt/lists").mkdir(parents=True, exist_ok=True)
    _, known, _ = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(COMPONENT)",
                      "Created-By: Packages", "Origin: Debian", cwd=to)
    (to / "apt/sources.list").write_text("".join(f"deb-src {t}\n" for t in known.splitlines()))
    options = ("-o", f"Dir::Etc::SourceList={to}/apt/sources.list", "-o", "Dir::Etc::SourceParts=-",
               "-o", f"Dir::State::Lists={to}/apt/lists", "-o", "APT::Sandbox::User=root")
    run("apt-get", *options, "update", cwd=to)

    def some(chunk, to):
        return run("apt-get", *options, "source", "--download-only", *chunk, cwd=to)[0]
    in_chunks(some, joined(versions, "="), to)


CLIENT = {"pypi": fetch_pypi, "npm": fetch_npm, "go": fetch_go, "maven": fetch_maven,
          "crates": fetch_crates, "debian-source": fetch_debian_source}


def main():
    newest = "--newest" in sys.argv
    for registry in [r for r in sys.argv[1:] if r != "--newest"] or CLIENT:
        versions = dict.fromkeys(listed()[registry]) if newest else pinned(registry)
        to = WORK / "archives" / registry
        to.mkdir(parents=True, exist_ok=True)
        CLIENT[registry](versions, to)
        say(registry, "done")


if __name__ == "__main__":
    main()
