# SPDX-License-Identifier: Apache-2.0
"""/mcp and `codegraph mcp` before what others wrote: the protocol's conformance suite, the official clients, the Inspector.
The programs are pinned in tests/mcp; Node comes along, since some need a newer one than the system's."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

import pytest

from cli import PLAIN
from conftest import connect, post_files
from daemon import ROOT, program

GREET = 'def greet(name):\n    """Greets people."""\n    return "hi " + name\n\n\ndef main():\n    greet("you")\n'
SUITE = "@modelcontextprotocol/conformance/dist/index.js"
INSPECTOR = "@modelcontextprotocol/inspector/clients/launcher/build/index.js"


@pytest.fixture(scope="module")
def peers():
    """The folder of the programs that tests/mcp/package-lock.json pins, fetched once."""
    source, folder = ROOT / "tests/mcp", ROOT / "build/mcp-checks"
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules/.lock-sha256"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, folder)
        # not "ci": one of them names an optional package for Windows that is not served
        subprocess.run(["npm", "install", "--no-save", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=900)
        stamp.write_text(wanted)
    shutil.copy(source / "peer.mjs", folder)
    return folder


def node(peers, *arguments, env=None, timeout=300):
    [own] = peers.glob("node_modules/node-linux-*/bin/node")
    return subprocess.run([own, *map(str, arguments)], cwd=peers,
                          env={**PLAIN, **(env or {})}, capture_output=True, text=True, timeout=timeout)


@pytest.mark.parametrize("suite, options", [
    ("conformance-0-1/dist/index.js", []), (SUITE, ["--requirements", "2025-11-25"]),
    (SUITE, ["--requirements", "2026-07-28"])])
def test_the_conformance_suite(peers, suite, options):
    folder = os.environ.get("CODEGRAPH_TEST_DIR") or program("codegraphd").parent.parent / "tests"
    server = subprocess.Popen([pathlib.Path(folder) / "mcp_conformance_server"], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().strip().replace("127.0.0.1", "localhost")
        done = node(peers, "node_modules/" + suite, "server", "--url", url, *options)
    finally:
        server.terminate()
        assert server.wait(30) == 0  # with sanitizers: nothing was lost
    summary = done.stdout[done.stdout.find("=== SUMMARY ==="):]
    assert done.returncode == 0, summary
    scored = summary.split("Not scored")[0]
    passed = re.findall(r"^✓ ([\w-]+): ", scored, re.M)
    assert len(passed) >= 30, summary
    failed = set(re.findall(r"^✗ ([\w-]+): ", scored, re.M))
    # extensions that are not offered, and headers that no tool here asks for
    assert all(name.startswith("tasks-") or name == "http-custom-header-server-validation" for name in failed), summary


@pytest.mark.parametrize("by", ["http", "stdio"])
@pytest.mark.parametrize("generation", ["v1", "v2"])
def test_the_official_clients(peers, daemon, tmp_path, project, generation, by):
    (tmp_path / "greet.py").write_text(GREET)
    way = [daemon.url + "/mcp"] if by == "http" else [program("codegraph"), "--server", daemon.url, "mcp"]
    done = node(peers, "peer.mjs", generation, *way, project, tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "ok"), done.stdout + done.stderr
    with connect(daemon) as client:  # what was given up has ended
        deadline = time.monotonic() + 30
        while (tasks := client.get("/tasks", params={"project": project, "status": "processing"}).json()["items"]):
            assert time.monotonic() < deadline, tasks
            time.sleep(0.05)


def test_the_inspector(peers, daemon, project, tmp_path):
    with connect(daemon) as client:
        post_files(client, project, {"greet.py": GREET})
    # --server is an option of both programs: the address goes by the environment
    for way in ([daemon.url + "/mcp", "--transport", "http"],
                [program("codegraph"), "mcp", "-e", f"CODEGRAPH_SERVER_PORT={daemon.port}"]):
        def ask(*arguments):
            done = node(peers, "node_modules/" + INSPECTOR, "--cli", *way, *arguments, env={"HOME": str(tmp_path)})
            assert done.returncode == 0, done.stdout + done.stderr
            return json.loads(done.stdout)
        assert len(ask("--method", "tools/list", "--strict")["tools"]) == 7
        told = ask("--method", "tools/call", "--tool-name", "explore", "--tool-arg", "question=greet",
                   f"--tool-arg=project={project}")
        assert told["structuredContent"]["files"][0]["path"] == "greet.py"
        assert len(ask("--method", "prompts/list")["prompts"]) == 3
        assert "hi" in json.dumps(ask("--method", "resources/read", "--uri",
                                      f"codegraph://file/greet.py?project={project}"))
