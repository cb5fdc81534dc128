# SPDX-License-Identifier: Apache-2.0
"""The daemon that commands start by themselves, and serve: found, shared, ended."""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

import pytest

from cli import CONFLICT, NO, NO_SERVER, USAGE, Cli
from daemon import environment, program


@pytest.fixture
def own(tmp_path):
    """The command line of a user who has no daemon yet; one that is left is ended."""
    env = environment(tmp_path / "db")
    for name in ("CODEGRAPH_SERVER_PORT", "CODEGRAPH_SERVER_METRICS_PORT"):
        del env[name]
    env = {k: v for k, v in env.items() if k.startswith("CODEGRAPH_")}
    with socket.socket() as unused:  # the configured address: nobody is there
        unused.bind(("127.0.0.1", 0))
        config = tmp_path / "codegraph.yaml"
        config.write_text(f"server:\n  port: {unused.getsockname()[1]}\n")
        cli = Cli(None, env={**env, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"),
                             "CODEGRAPH_CONFIG": str(config)})
        cli.state = tmp_path / "state/codegraph"
        yield cli
        subprocess.run([program("codegraph"), "serve", "--stop"], env=cli.env, capture_output=True, timeout=60)


def address(cli):
    [path] = cli.state.glob("*/address")
    return json.loads(path.read_text())


def until(condition, seconds=60):
    """Waits for another process; there is no event to wait for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        os.sched_yield()


def test_it_is_started_when_none_runs(own, tmp_path):
    assert "no daemon runs" in own.error("--no-spawn", "log", status=NO_SERVER)
    assert "no daemon runs" in own.error("status", status=NO_SERVER)
    assert not list(own.state.glob("*/address"))
    done = own.run("log")
    assert "started a daemon for you" in done.stderr and "no version yet" in done.stdout
    where = address(own)
    assert f"at {where['url']}" in own.out("status") and own.run("log").stderr == ""
    assert own.run("--no-spawn", "log").stderr == ""
    for path in own.state.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert os.getsid(where["pid"]) == where["pid"]
    assert own.json("serve", "--stop") == {"stopped": True}
    assert own.json("serve", "--stop", status=NO) == {"stopped": False}
    assert not list(own.state.glob("*/address"))


def test_the_tree_at_hand_is_indexed_at_once(own, tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").write_text("def a():\n    pass\n")
    assert "Indexed" in own.out("index", tree)
    own.run("serve", "--stop")
    assert "function" in own.out("node", "a")  # another daemon, the same store


def test_many_at_once_start_one(own):
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(8))
        done = list(pool.map(lambda _: own.run("log"), range(8)))
    assert sum("started a daemon" in one.stderr for one in done) == 1


def test_one_that_was_killed_is_replaced(own):
    own.run("log")
    first = address(own)
    os.kill(first["pid"], signal.SIGKILL)
    until(lambda: "started a daemon" in own.run("log").stderr or address(own)["pid"] != first["pid"])
    assert address(own)["pid"] != first["pid"]


def test_it_ends_when_nobody_needs_it(own):
    own.env["CODEGRAPH_SERVER_IDLE_EXIT"] = "1s"
    assert "after 1s without use" in own.run("log").stderr
    pid = address(own)["pid"]
    until(lambda: not pathlib.Path(f"/proc/{pid}").exists() or
          pathlib.Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z")
    own.error("status", status=NO_SERVER)
    assert "started a daemon" in own.run("log").stderr


def test_a_connection_keeps_it(own):
    own.env["CODEGRAPH_SERVER_IDLE_EXIT"] = "300ms"
    own.run("log")
    where = address(own)
    host, port = where["url"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as kept:
        kept.sendall(b"GET /stream/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert kept.recv(12) == b"HTTP/1.1 200"
        kept.settimeout(1.5)  # five times as long as it would stay alone
        with contextlib.suppress(TimeoutError):
            while kept.recv(4096):
                pass
        os.kill(where["pid"], 0)


@pytest.mark.parametrize("options", [[], ["--poll", "1"]])
def test_watch_outlives_the_daemon(own, tmp_path, options):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").write_text("def before(): pass\n")
    with subprocess.Popen([program("codegraph"), "watch", tree, *options], env=own.env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline()
        own.run("serve", "--stop")
        (tree / "a.py").write_text("def after(): pass\n")
        assert process.stdout.readline()
        assert "function" in own.out("node", "after")
        process.terminate()
        assert process.stderr.read().count("started a daemon") == 2


def test_a_named_server_is_not_started(own):
    for name, value in (("CODEGRAPH_SERVER_PORT", "1"), ("CODEGRAPH_SERVER_HOST", "127.0.0.2")):
        named = Cli(None, env={**own.env, name: value})
        assert "no answer from" in named.error("log", status=NO_SERVER)
    own.error("--server", "http://127.0.0.1:1", "log", status=NO_SERVER)
    assert not list(own.state.glob("*/address"))


def test_the_configured_one_is_preferred_to_a_new_one(own, daemon, tmp_path):
    (tmp_path / "codegraph.yaml").write_text(f"server:\n  port: {daemon.port}\n")
    assert f"at {daemon.url}" in own.out("status") and own.run("log").stderr == ""
    assert not list(own.state.glob("*/address"))


def test_another_program_at_the_configured_address_is_not_ours(own, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        (tmp_path / "codegraph.yaml").write_text(f"server:\n  port: {other.getsockname()[1]}\n")
        other.settimeout(60)
        with subprocess.Popen([program("codegraph"), "log"], env=own.env, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            peer, _ = other.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            out, err = process.communicate(timeout=60)
        assert process.returncode == 0 and "started a daemon" in err


def test_serve(own, tmp_path):
    with subprocess.Popen([program("codegraph"), "serve", "--server.port=0", "--server.metrics_port=0"],
                          env=own.env, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if json.loads(line)["event"] == "server.started":
                break
        assert own.run("log").stderr == ""  # found, though its port is none that was configured
        assert f"runs already, at {address(own)['url']}" in own.error("serve", status=CONFLICT)
        own.run("serve", "--stop")
        assert process.wait(60) == 0
        process.stderr.read()
    assert "unknown option" in own.run("serve", "--server.nonsense=1", status=USAGE).stderr
    elsewhere = subprocess.run([program("codegraph"), "serve", "--check-config"], env=own.env,
                               capture_output=True, text=True, timeout=60)
    assert elsewhere.returncode == 0 and "valid" in elsewhere.stdout


def test_stores_have_daemons_of_their_own(own, tmp_path):
    other = Cli(None, env={**own.env, "CODEGRAPH_STORAGE_PATH": str(tmp_path / "other")})
    own.run("log")
    assert "started a daemon" in other.run("log").stderr
    assert len(list(own.state.glob("*/address"))) == 2
    other.run("serve", "--stop")
    assert own.run("log").stderr == ""


def test_a_start_that_fails_says_why(own, tmp_path):
    (tmp_path / "db").write_text("a file is there")
    text = own.error("log", status=NO_SERVER)
    assert "one could not be started: " in text and "its log is" in text
    (tmp_path / "db").unlink()
    own.run("log")


def test_the_store_of_a_daemon_that_was_not_found(own, start_daemon, tmp_path):
    start_daemon(store=tmp_path / "db")
    assert "could not be started" in own.error("log", status=NO_SERVER)


def test_a_folder_that_others_can_write_is_refused(own):
    own.run("log")
    own.run("serve", "--stop")
    [folder] = own.state.iterdir()
    folder.chmod(0o770)
    assert "closed to others" in own.error("log", status=NO_SERVER)
    folder.chmod(0o700)
    (folder / "lock").unlink()
    (folder / "lock").symlink_to("/etc/hostname")
    own.error("log", status=NO_SERVER)
    (folder / "lock").unlink()


def test_the_runtime_directory_is_preferred(own, tmp_path):
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    own.env["XDG_RUNTIME_DIR"] = str(runtime)
    own.run("log")
    assert list(runtime.glob("codegraph/*/address")) and not own.state.exists()


def test_no_home(own):
    for name in ("HOME", "XDG_STATE_HOME"):
        own.env.pop(name)
    try:
        assert "HOME" in own.error("log", status=NO_SERVER)
    finally:
        own.env["XDG_STATE_HOME"] = str(own.state.parent)
