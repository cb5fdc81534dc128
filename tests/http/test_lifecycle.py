# SPDX-License-Identifier: Apache-2.0
"""Starting and stopping the daemon, its options, its store."""

import json
import queue
import signal
import socket
import threading

import pytest
import yaml

import daemon as program
from conftest import connect, post_files
from raw import Raw


def test_version_and_help():
    assert program.run("--version").stdout.startswith("codegraphd 0.")
    text = program.run("--help").stdout
    assert "--server.port" in text and "--check-config" in text


def test_check_config(tmp_path):
    good = tmp_path / "good.yaml"
    good.write_text("server:\n  port: 8081\n")
    assert program.run("--check-config", "--config", str(good)).returncode == 0
    bad = tmp_path / "bad.yaml"
    bad.write_text("server:\n  prot: 8081\n")
    reply = program.run("--check-config", "--config", str(bad))
    assert reply.returncode == 2 and "prot" in reply.stderr


def test_print_config():
    reply = program.run("--print-config", "--server.workers=3")
    assert yaml.safe_load(reply.stdout)["server"]["workers"] == 3


@pytest.mark.parametrize("argument", ["--server.port=x", "--nonsense", "surplus",
                                      "--server.no_such=1"])
def test_bad_arguments(argument):
    reply = program.run(argument)
    assert reply.returncode == 2 and argument.split("=")[0].lstrip("-") in reply.stderr


def test_refuses_to_be_reached_from_outside():
    reply = program.run("--server.host=0.0.0.0")
    assert reply.returncode == 2 and "other machines" in reply.stderr


def failure(*arguments, **options):
    reply = program.run(*arguments, **options)
    assert reply.returncode == 1
    return json.loads(reply.stderr.splitlines()[-1])["detail"]


def test_second_daemon_on_the_same_store(start_daemon, tmp_path):
    start_daemon(store=tmp_path / "db")
    detail = failure(store=tmp_path / "db")
    assert "another" in detail or "in use" in detail


def test_port_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        detail = failure(f"--server.port={port}", store=tmp_path / "db")
    assert f"port {port}" in detail and "in use" in detail


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_well(start_daemon, number):
    daemon = start_daemon()
    with connect(daemon) as client:
        client.get("/health")
        daemon.signal(number)
        assert daemon.wait() == 0
    events = [e["event"] for e in daemon.events]
    assert events.index("server.stopping") < events.index("server.stopped") == len(events) - 1


def test_reload(start_daemon, tmp_path):
    config = tmp_path / "codegraph.yaml"
    config.write_text("log:\n  level: info\n")
    daemon = start_daemon(arguments=["--config", str(config)])
    config.write_text("log:\n  level: warn\nserver:\n  workers: 3\n")
    daemon.signal(signal.SIGHUP)
    assert daemon.await_event("config.needs_restart")["option"] == "server.workers"
    config.write_text("log:\n  level: loud\n")
    daemon.signal(signal.SIGHUP)
    assert "log.level" in daemon.await_event("config.invalid")["detail"]
    config.write_text("log:\n  level: info\n")
    daemon.signal(signal.SIGHUP)
    daemon.await_event("config.reloaded")


def test_running_requests_finish(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_DRAIN_TIMEOUT": "60s"})
    files = {f"f{i}.py": f"def f{i}(): pass\n" * 50 for i in range(2000)}
    replies = []

    def post():
        with connect(daemon) as client:
            replies.append(post_files(client, "p", files))

    thread = threading.Thread(target=post)
    with connect(daemon) as client:
        before = client.get("/projects").json()
        assert before["items"] == []
        thread.start()
        while "codegraph_http_requests_in_flight 2" not in client.get("/metrics").text:
            assert not replies
    daemon.signal()
    thread.join()
    assert replies[0].status_code == 200
    assert daemon.wait() == 0


def test_what_was_stored_is_there_after_a_restart(start_daemon, tmp_path):
    first = start_daemon(store=tmp_path / "db")
    with connect(first) as client:
        post_files(client, "kept", {"a.py": "def a(): pass\n"})
        before = client.get("/projects/kept").json()
    first.stop()
    second = start_daemon(store=tmp_path / "db")
    with connect(second) as client:
        assert client.get("/projects/kept").json() == before


def test_acknowledged_writes_survive_a_kill(start_daemon, tmp_path):
    first = start_daemon(store=tmp_path / "db")
    with connect(first) as client:
        for i in range(5):
            assert post_files(client, "p", {f"f{i}.py": f"def f{i}(): pass\n"}).status_code == 200
    first.process.kill()
    first.wait()
    second = start_daemon(store=tmp_path / "db")
    with connect(second) as client:
        names = {n["name"] for n in client.get("/nodes?project=p&kind=function").json()["items"]}
    assert names == {f"f{i}" for i in range(5)}


def test_overload_is_answered_503(start_daemon, tmp_path):
    daemon = start_daemon({"CODEGRAPH_SERVER_WORKERS": "1", "CODEGRAPH_SERVER_QUEUE_MAX": "1"})
    statuses = []

    def ask():
        with connect(daemon) as client:
            for i in range(1000):  # questions that were not answered before
                if i >= 20 and 503 in statuses:
                    break
                reply = client.get(f"/search?q=x{i}&path={threading.get_ident()}")
                statuses.append(reply.status_code)
                assert reply.status_code == 200 or reply.headers["retry-after"] == "1"

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for t in threads:
        t.start()
    with connect(daemon) as client:
        for _ in range(20):
            assert client.get("/health/live").status_code == 200
    for t in threads:
        t.join()
    assert set(statuses) == {200, 503}


def test_the_address_file_is_there_while_the_daemon_is(start_daemon, tmp_path):
    path = tmp_path / "address"
    path.write_text("of one that was killed")
    daemon = start_daemon(arguments=[f"--server.address_file={path}"])
    said = json.loads(path.read_text())
    assert said["url"] == daemon.url and said["pid"] == daemon.process.pid and said["version"]
    assert path.stat().st_mode & 0o777 == 0o600 and {one.name for one in tmp_path.iterdir()} == {"address", "db"}
    daemon.stop()
    assert not path.exists()


def test_an_address_file_of_another_daemon_stays(start_daemon, tmp_path):
    path = tmp_path / "address"
    daemon = start_daemon(arguments=[f"--server.address_file={path}"])
    path.write_text('{"url":"http://127.0.0.1:1","pid":1,"version":"0"}\n')
    daemon.stop()
    assert path.exists()


def test_an_address_file_that_cannot_be_written_stops_the_start(tmp_path):
    detail = failure("--server.port=0", f"--server.address_file={tmp_path}/none/address", store=tmp_path / "db")
    assert "server.address_file cannot be written" in detail


def test_an_idle_daemon_ends(start_daemon):
    daemon = start_daemon(arguments=["--server.idle_exit=300ms"])
    daemon.await_event("server.idle")
    daemon.stopping = True
    assert daemon.wait() == 0


def test_who_follows_a_feed_keeps_a_daemon_from_being_idle(start_daemon):
    daemon = start_daemon(arguments=["--server.idle_exit=1s"])
    with Raw(daemon) as feed:
        feed.send(b"GET /stream/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        feed.read_until(b"id: ")
        with pytest.raises(queue.Empty):
            daemon.await_event("server.idle", timeout=4)
    daemon.await_event("server.idle")
    daemon.stopping = True
    assert daemon.wait() == 0
