# SPDX-License-Identifier: Apache-2.0
"""What is made from the table of commands: the manual, docs/cli.md, the completion of three shells."""

import re
import subprocess

import pytest

from cli import NO, USAGE, Cli
from daemon import ROOT, program

cli = Cli(None)


def names():
    text = cli.out("help")
    return re.findall(r"^  ([a-z-]+(?: [a-z-]+)?)  ", text[:text.index("\nOptions")], re.M)


def test_the_page_in_docs_is_current():
    assert cli.out("man", "--markdown") == (ROOT / "docs/cli.md").read_text(), \
        "codegraph man --markdown >docs/cli.md"


def test_the_manual(tmp_path):
    cli.run("man", "--write", tmp_path / "pages")
    pages = {path.name: path for path in (tmp_path / "pages").iterdir()}
    assert set(pages) == {"codegraph.1"} | {f"codegraph-{name.split()[0]}.1" for name in names()}
    assert pages["codegraph-merge.1"].read_text() == cli.out("man", "merge")
    assert pages["codegraph.1"].read_text() == cli.out("man")
    for path in pages.values():
        man = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", path], capture_output=True, text=True,
                             env={**cli.env, "MANWIDTH": "80", "MAN_KEEP_FORMATTING": ""}, timeout=60)
        assert man.returncode == 0 and not man.stderr, (path, man.stderr)
        # the date is that of a build, which must not change what is built
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], capture_output=True, text=True, timeout=60)
        assert not [line for line in lint.stdout.splitlines() if "missing date" not in line], lint.stdout
    merge = subprocess.run(["man", "-E", "UTF-8", "-l", pages["codegraph-merge.1"]], capture_output=True, text=True,
                           env={**cli.env, "MANWIDTH": "80"}, timeout=60).stdout
    assert "codegraph merge resolve ID [KEY=SIDE...] [OPTION ...]" in merge and "--strategy manual|ours|theirs" in merge


def test_the_manual_of_nothing(tmp_path):
    assert 'no command "frobnicate"' in cli.error("man", "frobnicate", status=USAGE)
    (tmp_path / "file").write_text("")
    assert "file" in cli.error("man", "--write", tmp_path / "file/pages", status=NO)


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    def write(shell):
        path = tmp_path_factory.mktemp("shell") / f"codegraph.{shell}"
        path.write_text(cli.out("completion", shell))
        checked = subprocess.run([shell, "-n", path], capture_output=True, text=True, timeout=60)
        assert checked.returncode == 0 and not checked.stderr, checked.stderr
        return path
    return write


def test_an_unknown_shell():
    assert "bash, zsh or fish" in cli.error("completion", "tcsh", status=USAGE)


CASES = [  # what was typed, what may come
    (["se"], ["search", "serve"]),
    (["search", "--mo"], ["--mode"]),
    (["search", "--mode", ""], ["hybrid", "regex", "semantic", "symbol", "text"]),
    (["branch", ""], ["create", "delete", "list", "protect", "reset", "unprotect"]),
    (["--server", "x", "branch", "reset", "--f"], ["--force"]),
    (["--color", "a"], ["always", "auto"]),
    (["merge", "resolve", "--st"], ["--strategy"]),
    (["merge", "--strategy", "o"], ["ours"]),
    (["completion", ""], ["bash", "fish", "zsh"]),
    (["help", "bran"], ["branch"]),
    (["log", "--fo"], []),
]


def test_bash(script):
    path = script("bash")
    for typed, comes in CASES + [(["search", "--mode", "=", "hy"], ["hybrid"]), (["index", "incl"], ["include"])]:
        line = " ".join(f"'{one}'" for one in ["codegraph", *typed])
        done = subprocess.run(["bash", "--norc", "-c", f"source {path}; COMP_WORDS=({line}); COMP_CWORD={len(typed)}; "
                               "_codegraph; printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p codegraph"],
                              capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert not done.stderr, done.stderr
        assert sorted(done.stdout.split("\n")[:-2]) == (comes or [""]), typed


def test_fish(script, tmp_path):
    path = script("fish")
    env = {**cli.env, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    for typed, comes in CASES:
        done = subprocess.run(["fish", "--no-config", "-c", f"source {path}; complete -C 'codegraph {' '.join(typed)}'"],
                              capture_output=True, text=True, cwd=tmp_path, env=env, timeout=60)
        assert not done.stderr, done.stderr
        assert sorted(line.split("\t")[0] for line in done.stdout.splitlines()) == comes, typed


ZSH = """\
zmodload zsh/zpty
zpty shell "PS1= TERM=dumb zsh -f -i"
zpty -w shell 'autoload -U compinit; compinit -u -D; source %s; print RE''ADY'
zpty -r shell seen '*READY*'
complete() {
    zpty -w -n shell "$1"$'\\t'
    zpty -r shell seen "*$2*" && print -r -- "$2"
    zpty -w -n shell $'\\x15'
}
"""


def test_zsh(script, tmp_path):
    """One that is sure is put into the line."""
    lines = {"codegraph sear": "codegraph search ", "codegraph search --mo": "codegraph search --mode=",
             "codegraph search --mode=hy": "--mode=hybrid ", "codegraph branch cr": "codegraph branch create ",
             "codegraph branch reset --fo": "codegraph branch reset --force ",
             "codegraph --server x branch rese": "--server x branch reset ",
             "codegraph completion fi": "codegraph completion fish ", "codegraph help ov": "codegraph help overview ",
             "codegraph merge --strategy the": "codegraph merge --strategy theirs ",
             "codegraph merge resolve --strategy=ou": "codegraph merge resolve --strategy=ours "}
    (tmp_path / "drive").write_text(ZSH % script("zsh") + "".join(
        f"complete '{typed}' '{comes}'\n" for typed, comes in lines.items()))
    done = subprocess.run(["zsh", "-f", tmp_path / "drive"], capture_output=True, text=True, cwd=tmp_path,
                          env={**cli.env, "HOME": str(tmp_path)}, timeout=60)
    assert done.stdout.splitlines() == list(lines.values()), done.stderr


def test_what_is_installed():
    build = program("codegraph").parent.parent
    made = build / "made/_codegraph"
    if not made.exists() or made.stat().st_mtime < program("codegraph").stat().st_mtime:
        pytest.skip("only the programs were built")
    manifest = (build / "cmake_install.cmake").read_text()
    for name in ("made/man1", "made/codegraph.bash", "made/_codegraph", "made/codegraph.fish"):
        assert f"{build}/{name}" in manifest
    assert (build / "made/_codegraph").read_text() == cli.out("completion", "zsh")
    assert (build / "made/man1/codegraph-diff.1").read_text() == cli.out("man", "diff")
