# SPDX-License-Identifier: Apache-2.0
"""What all commands share: arguments, help, colours, exit statuses."""

import os
import pty
import re
import socket
import subprocess
import threading

import pytest

from cli import BROKEN, NO, NO_SERVER, USAGE, Cli
from conftest import post_files
from daemon import program


@pytest.fixture
def cli(daemon, sample):
    return Cli(daemon.url, sample)


@pytest.mark.parametrize("arguments, says", [
    ([], "usage: codegraph"),
    (["frobnicate"], 'no command "frobnicate"'),
    (["branch", "frobnicate"], 'no command "branch"'),
    (["--frob", "log"], "no option --frob"),
    (["-x", "log"], "no option -x"),
    (["log", "--frob"], "no option --frob"),
    (["log", "-x"], "no option -x"),
    (["log", "--limit"], "--limit needs a value: N"),
    (["log", "--limit", "1", "--limit=2"], "--limit is given twice"),
    (["log", "--json=yes"], "--json takes no value"),
    (["log", "surplus"], '"surplus" is too much'),
    (["callers"], "NAME is missing"),
    (["path", "a"], "FROM TO is missing"),
    (["hierarchy", "a", "--direction", "sideways"], '--direction is up|down|both, not "sideways"'),
    (["watch", "--poll", "soon"], '--poll takes a number from 1 to 3600, not "soon"'),
    (["impact"], "either NAME, --since REF or --diff FILE"),
    (["impact", "a", "--since", "main"], "either NAME, --since REF or --diff FILE"),
    (["impact", "--diff", "-", "--since", "main"], "either NAME, --since REF or --diff FILE"),
    (["index"], "a directory is to be given"),
    (["index", ".", "--all-branches"], "go with --git"),
    (["help", "frobnicate"], 'no command "frobnicate"'),
    (["commit"], "--message"),
    (["diff", "a", "--json", "--ndjson"], "exclude each other"),
])
def test_wrong_usage_is_named(cli, arguments, says):
    assert says in cli.run(*arguments, status=USAGE).stderr


def test_a_server_must_be_a_url(sample):
    assert "--server takes a URL" in Cli("localhost:8080").error("log", status=USAGE)


def test_options_may_stand_before_and_behind(daemon, sample):
    bare = Cli(None)
    assert bare.json("--server", daemon.url, "--project", sample, "log") == \
        bare.json("log", f"--server={daemon.url}", "--project", sample)
    assert "no option" not in Cli(daemon.url, sample).run("node", "--", "--content", status=NO).stderr


def test_no_server_is_reached():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        where = f"http://127.0.0.1:{unused.getsockname()[1]}"
        for command in (["log"], ["status"], ["diff", "a"], ["search", "x"]):
            assert "no answer from" in Cli(where).error(*command, status=NO_SERVER)


def serve_once(reply):
    """A server that answers one request with these bytes, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        peer, _ = listener.accept()
        with peer:
            peer.recv(65536)
            peer.sendall(reply)
        listener.close()

    threading.Thread(target=answer, daemon=True).start()
    return Cli(f"http://127.0.0.1:{listener.getsockname()[1]}")


LINES = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n%s"


@pytest.mark.parametrize("reply", [
    b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"items\":",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"no http at all",
])
def test_a_broken_reply_is_no_answer(reply):
    assert serve_once(reply).run("log", status=BROKEN).stderr


@pytest.mark.parametrize("body, length", [
    (b'{"type":"change","change":{"what":"file","change":"added","path":"a"}}\n', 0),
    (b'{"type":"change"', 0), (b"{}\n", 10), (b"not json\n", 0),
    (b'{"type":"error","detail":"gone wrong"}\n', 0),
])
def test_a_stream_that_is_not_whole(body, length):
    done = serve_once(LINES % (len(body) + length, body)).run("diff", "main", status=BROKEN)
    assert done.stderr.startswith("codegraph: ")


def test_output_that_cannot_be_written(cli):
    with open("/dev/full", "w") as full:
        done = subprocess.run([program("codegraph"), *cli.first, "overview"], stdout=full,
                              stderr=subprocess.PIPE, env=cli.env, text=True, timeout=60)
    assert done.returncode == BROKEN and "cannot be written" in done.stderr


@pytest.mark.parametrize("env, arguments, colours", [
    ({}, [], False),
    ({}, ["--color=always"], True),
    ({"CLICOLOR_FORCE": "1"}, [], True),
    ({"CLICOLOR_FORCE": "0"}, [], False),
    ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, [], False),
    ({"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, [], True),
    ({"CLICOLOR_FORCE": "1"}, ["--color", "never"], False),
    ({"NO_COLOR": "1"}, ["--color", "always"], True),
])
def test_colours(daemon, sample, env, arguments, colours):
    out = Cli(daemon.url, sample, env).out("search", "parse_config", *arguments)
    assert ("\033[" in out) == colours and "parse_config" in out


def test_colours_on_a_terminal(daemon, sample):
    for env, colours in [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False),
                         ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "xterm", "CLICOLOR": "0"}, False)]:
        ours, theirs = pty.openpty()
        done = subprocess.run([program("codegraph"), "--server", daemon.url, "--project", sample, "search", "main"],
                              stdout=theirs, env={**Cli(None).env, **env}, timeout=60)
        text = os.read(ours, 100000).decode()
        os.close(ours)
        os.close(theirs)
        assert done.returncode == 0 and ("\033[" in text) == colours, (env, text)


def on_terminal(*arguments):
    """What a terminal gets on both outputs, and the exit status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([program("codegraph"), *arguments], stdout=theirs, stderr=theirs,
                               env={**Cli(None).env, "TERM": "xterm"})
    os.close(theirs)
    text = b""
    try:
        while chunk := os.read(ours, 65536):
            text += chunk
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    return text.decode(), process.wait(60)


def test_control_sequences_of_others_do_not_reach_a_terminal(daemon, client, project):
    evil = "\033]0;title\007 \033[2Jx \033[31mred \x9b1J \r back \b \x7f \u00e9\u00df \033[" + "1" * 40 + "m end\033"
    reply = post_files(client, project, {"a.py": "def a(): pass\n"}, message=evil)
    assert reply.status_code == 200, reply.text
    text, status = on_terminal("--server", daemon.url, "--project", project, "log")
    assert status == 0 and "\u00e9\u00df" in text and "\033[31mred" in text and "end" in text
    shown = re.sub(r"\033\[[0-9;]{0,13}m|\r\n", "", text)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown), repr(shown)
    plain = Cli(daemon.url, project).out("log")
    assert evil.split("\r")[0][:20] in plain  # scripts get what is there


def test_progress_on_a_terminal(daemon, client, project, tmp_path):
    post_files(client, project, {f"f{n}.py": "".join(f"def f{n}_{i}(): pass\n" for i in range(100)) for n in range(25)})
    text, status = on_terminal("--server", daemon.url, "--project", project, "export", "dot", "--output",
                               str(tmp_path / "out"))
    assert status == 0 and re.search(r"nodes +\[#+\.+\] \d+/\d+", text), text
    text, status = on_terminal("--server", daemon.url, "--project", project, "export", "dot", "--kind", "function",
                               "--output", str(tmp_path / "out"))
    assert status == 0 and re.search(r"nodes +1000 ", text) and "\033[K" in text


def test_help_names_every_command_and_option(cli):
    text = cli.out("--help")
    assert text == cli.out("help") == cli.out("-h")
    names = re.findall(r"^  ([a-z-]+(?: [a-z-]+)?)  ", text[:text.index("\nOptions")], re.M)
    assert {"index", "search", "branch create", "merge resolve", "tx begin", "diff"} <= set(names)
    for name in names:
        one = cli.out("help", *name.split())
        assert one.startswith(f"usage: codegraph {name}"), one
        assert cli.out(*name.split(), "--help").split("\n")[0] == one.split("\n")[0]
        assert all(len(line) <= 80 for line in one.splitlines()), one
    assert cli.out("help", "branch").count("usage:") == 6
    assert cli.out("--version").startswith("codegraph ")


def test_every_answer_has_a_json_form(cli):
    for command in (["search", "main"], ["node", "main"], ["callers", "parse_config"], ["callees", "main"],
                    ["dependencies", "main"], ["dependents", "parse_config"], ["hierarchy", "Server"], ["path", "main", "parse_config"], ["impact", "parse_config"],
                    ["cycles"], ["hubs"], ["dead"], ["communities"], ["overview"], ["clones"],
                    ["similar", "main"], ["log"], ["history", "main"], ["blame", "main", "parse_config", "--type", "calls"],
                    ["branch"], ["tag"], ["merge", "list"], ["tx"], ["status"]):
        assert isinstance(cli.json(*command), dict), command


def test_the_answer_no_has_a_status_of_its_own(cli, client, project):
    cli.error("node", "nothing-of-that-name", status=NO)
    cli.error("history", "nothing-of-that-name", status=NO)
    cli.error("log", "--ref", "nowhere", status=NO)
    cli.error("callers", "main", "--depth", "99999", status=NO)
    post_files(client, project, {"a.py": "def same(): pass\n", "b.py": "def same(): pass\n"})
    twice = Cli(cli.first[1], project)
    for command in (["node", "same"], ["callers", "same"], ["history", "same"]):
        done = twice.run(*command, status=NO)
        assert "Several nodes" in done.stderr and "a.py:1" in done.stdout
        assert len(twice.json(*command, status=NO)["candidates"]) == 2
