# SPDX-License-Identifier: Apache-2.0
"""`codegraph mcp`: the protocol on stdin and stdout, and the settings of agents."""

import json
import os
import subprocess
import time
import tomllib

import pytest

from cli import NO, NO_SERVER, PLAIN, USAGE, Cli
from conftest import APP, connect, post_files
from daemon import program
from mcp import KEY, NEWEST, STATELESS

META = {KEY + "protocolVersion": STATELESS, KEY + "clientCapabilities": {}}


class Bridge:
    """A running `codegraph mcp`."""

    def __init__(self, *arguments, env=None):
        self.process = subprocess.Popen([program("codegraph"), *map(str, arguments), "mcp"], env={**PLAIN, **(env or {})},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def write(self, message):
        self.process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
        self.process.stdin.flush()

    def read(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, method, params=None, id=1, stateless=True):
        params = {**(params or {}), **({"_meta": META} if stateless else {})}
        self.write({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
        answer = self.read()
        assert answer["id"] == id, answer
        return answer

    def begin(self):
        answer = self.ask("initialize", {"protocolVersion": NEWEST, "capabilities": {},
                                         "clientInfo": {"name": "t", "version": "1"}}, "init", stateless=False)
        self.write({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return answer["result"]

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(30) == 0, self.process.stderr.read()
        return self.process.stdout.read()


@pytest.fixture
def bridge(daemon):
    bridge = Bridge("--server", daemon.url)
    yield bridge
    bridge.process.kill()
    bridge.process.wait(30)


def test_a_session(bridge, sample):
    assert bridge.begin()["serverInfo"]["name"] == "codegraph"
    answer = bridge.ask("tools/call", {"name": "explore", "arguments": {
        "question": "parse config", "project": sample}}, stateless=False)
    assert answer["result"]["structuredContent"]["files"][0]["path"] == "src/app.py"
    assert bridge.ask("tools/fly", stateless=False)["error"]["code"] == -32601
    assert bridge.end() == ""


def test_without_a_session(bridge, sample):
    assert bridge.ask("server/discover")["result"]["supportedVersions"]
    answer = bridge.ask("resources/read", {"uri": f"codegraph://file/src/app.py?project={sample}"})
    assert answer["result"]["contents"][0]["text"] == APP
    assert bridge.ask("tools/call", {"name": "naïve tool"})["error"]["code"] == -32602  # its header is encoded


def test_lines_that_are_no_messages(bridge):
    bridge.write("{")
    assert bridge.read()["error"]["code"] == -32700
    bridge.write("")
    bridge.write("[]")
    assert bridge.read()["error"]["code"] == -32600
    assert bridge.ask("tools/list")["result"]["tools"]


def test_the_last_line_may_lack_its_end(daemon):
    message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}})
    done = subprocess.run([program("codegraph"), "--server", daemon.url, "mcp"], input=message, capture_output=True,
                          text=True, timeout=60, env=PLAIN)
    [line] = done.stdout.splitlines()
    assert done.returncode == 0 and len(json.loads(line)["result"]["tools"]) == 7


def test_the_default_project(daemon, sample):
    bridge = Bridge("--server", daemon.url, "--project", sample)
    answer = bridge.ask("tools/call", {"name": "trace", "arguments": {"symbol": "parse_config"}})
    assert answer["result"]["structuredContent"]["total"] == 2
    assert "parse_config" in bridge.ask("resources/read", {"uri": "codegraph://overview"})["result"]["contents"][0]["text"]
    bridge.end()


def test_notifications_come_through(bridge, client, project):
    bridge.begin()
    uri = f"codegraph://overview?project={project}"
    assert bridge.ask("resources/subscribe", {"uri": uri}, stateless=False)["result"] == {}
    post_files(client, project, {"a.py": APP})  # told even if the stream opens only now
    assert bridge.read()["params"]["uri"] == uri
    bridge.end()


def test_requests_do_not_wait_for_each_other(bridge, client, project, tmp_path):
    for i in range(1500):
        (tmp_path / f"m{i}.py").write_text(f"def f{i}(a):\n    return f{i}(a)\n" * 20)
    bridge.write({"jsonrpc": "2.0", "id": "long", "method": "tools/call", "params": {
        "name": "index", "arguments": {"root": str(tmp_path), "project": project}, "_meta": META}})
    bridge.write({"jsonrpc": "2.0", "id": "short", "method": "server/discover", "params": {"_meta": META}})
    assert bridge.read()["id"] == "short"
    # of this revision a request is given up by closing its stream: nothing more of it is heard
    bridge.write({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "long"}})
    assert bridge.ask("tools/call", {"name": "status", "arguments": {}}, id="after")["result"]["isError"] is False
    task = client.get("/tasks", params={"project": project}).json()["items"][0]
    for _ in range(600):
        if client.get(f"/tasks/{task['id']}").json()["status"] not in ("enqueued", "processing"):
            break
        time.sleep(0.05)
    assert bridge.end() == ""


def test_a_server_that_was_started_anew(start_daemon, tmp_path):
    """The session is begun again, and the client hears nothing of it."""
    first = start_daemon(store=tmp_path / "db")
    bridge = Bridge("--server", first.url)
    bridge.begin()
    assert bridge.ask("ping", stateless=False)["result"] == {}
    port = first.port
    first.stop()
    answer = bridge.ask("ping", id=2, stateless=False)
    assert answer["error"]["code"] == -32000 and "codegraph serve" in answer["error"]["message"]
    start_daemon({"CODEGRAPH_SERVER_PORT": str(port)}, store=tmp_path / "db")
    assert bridge.ask("ping", id=3, stateless=False)["result"] == {}
    assert bridge.ask("tools/list", id=4, stateless=False)["result"]["tools"]
    bridge.end()


def test_a_daemon_of_ones_own(tmp_path):
    """None runs, so one is started; when it has ended, another."""
    (tmp_path / "run").mkdir(mode=0o700)
    env = {"XDG_RUNTIME_DIR": str(tmp_path / "run"), "CODEGRAPH_STORAGE_PATH": str(tmp_path / "db"),
           "CODEGRAPH_EMBEDDING_ENGINE": "none", "HOME": str(tmp_path)}
    cli = Cli(None, env=env)
    bridge = Bridge(env=env)
    try:
        bridge.begin()
        assert bridge.ask("tools/call", {"name": "status", "arguments": {}})["result"]["isError"] is False
        cli.run("serve", "--stop")
        answer = bridge.ask("tools/call", {"name": "status", "arguments": {}}, id=2, stateless=False)
        assert answer["result"]["isError"] is False
        bridge.end()
    finally:
        bridge.process.kill()
        cli.run("serve", "--stop")


def test_no_server(tmp_path):
    env = {"XDG_RUNTIME_DIR": str(tmp_path), "CODEGRAPH_STORAGE_PATH": str(tmp_path / "db"), "HOME": str(tmp_path)}
    os.chmod(tmp_path, 0o700)
    assert "no daemon runs" in Cli(None, env=env).error("--no-spawn", "mcp", status=NO_SERVER)


# ---- settings -------------------------------------------------------------------------------------


FILES = {"claude-code": ".claude.json", "claude-desktop": ".config/Claude/claude_desktop_config.json",
         "cursor": ".cursor/mcp.json", "vscode": ".config/Code/User/mcp.json", "codex": ".codex/config.toml",
         "gemini": ".gemini/settings.json", "zed": ".config/zed/settings.json",
         "windsurf": ".codeium/windsurf/mcp_config.json"}
GROUPS = {"vscode": "servers", "zed": "context_servers", "codex": "mcp_servers"}


@pytest.fixture
def home(tmp_path):
    return tmp_path


def install(home, *arguments, first=(), **options):
    return Cli(None, env={"HOME": str(home)}).run(*first, "mcp", "install", *arguments, **options).stdout


def entry(home, agent):
    text = (home / FILES[agent]).read_text()
    data = tomllib.loads(text) if agent == "codex" else json.loads(text)
    return data[GROUPS.get(agent, "mcpServers")]["codegraph"]


@pytest.mark.parametrize("agent", FILES)
def test_each_agent(home, agent):
    assert str(home / FILES[agent]) in install(home, agent, first=("--project", 'a"b'))
    written = entry(home, agent)
    assert written["command"] == str(program("codegraph").resolve()) and \
        written["args"] == ["--project", 'a"b', "mcp"]
    assert written.get("type") == ("stdio" if agent in ("claude-code", "vscode") else None)
    assert written.get("source") == ("custom" if agent == "zed" else None)
    before = (home / FILES[agent]).read_bytes()
    assert "is set up" in install(home, agent, first=("--project", 'a"b'))
    assert (home / FILES[agent]).read_bytes() == before
    install(home, agent, first=("--server", "http://example.org:1/"))
    assert entry(home, agent)["args"] == ["--server", "http://example.org:1/", "mcp"]
    assert oct((home / FILES[agent]).stat().st_mode & 0o777) == "0o600"


def test_those_that_are_there(home):
    (home / ".cursor").mkdir()
    (home / ".codex").mkdir()
    said = install(home)
    assert "Cursor" in said and "Codex" in said and "Zed" not in said
    assert not (home / ".config").exists()
    entry(home, "cursor"), entry(home, "codex")
    assert "no agent was found" in Cli(None, env={"HOME": str(home / "nobody")}).error("mcp", "install", status=NO)
    assert "claude-code" in Cli(None, env={"HOME": str(home)}).error("mcp", "install", "emacs", status=USAGE)


def test_nothing_is_written_on_a_dry_run(home):
    said = install(home, "zed", "codex", "--dry-run")
    assert '"context_servers"' in said and "[mcp_servers.codegraph]" in said and "not written" in said
    assert list(home.iterdir()) == []


OLD_JSON = [
    ('{}', "{}"), ('  {\n}\n', "{}"), ('{"a": [1, 2, {"b": null}]}', None),
    ('{"mcpServers": {}}', None), ('{"mcpServers": {"other": {"command": "x"}}, "z": 1}', None),
    ('{"mcpServers": {"codegraph": {"command": "old", "env": {}}, "other": {}}}', None),
    ('{\n  // who I am\n  "name": "}{",\n  /* servers */ "mcpServers": {\n    // mine\n    "mine": {"command": "y"},\n  },\n}\n', "comments"),
    ('{"mcpServers": { /* none yet */ }, // end\n}', "comments"), ('\ufeff{"a": "\\"mcpServers\\": {"}', "comments"),
]


@pytest.mark.parametrize("old, kind", OLD_JSON)
def test_what_is_there_stays(home, old, kind):
    path = home / FILES["cursor"]
    path.parent.mkdir()
    path.write_text(old)
    path.chmod(0o640)
    install(home, "cursor")
    text = path.read_text()
    assert oct(path.stat().st_mode & 0o777) == "0o640"
    left = iter(text)
    assert all(char in left for char in old.replace('{"command": "old", "env": {}}', ""))
    if kind == "comments":
        assert text.count("//") == old.count("//") and text.count("/*") == old.count("/*")
        install(home, "cursor")
        assert path.read_text() == text
        return
    new, was = json.loads(text), json.loads(old)
    assert new["mcpServers"].pop("codegraph")["args"] == ["mcp"]
    was.get("mcpServers", {}).pop("codegraph", None)
    was.setdefault("mcpServers", {})
    assert new == was


@pytest.mark.parametrize("old", ["{", "[]", "null", '{"mcpServers": []}', '{"mcpServers": {"codegraph": }}', '{"a": 1} x', '{"a" 1}',
                                 '{"a": "\n"}', "{/* ", "[" * 500])
def test_what_cannot_be_read_is_left_alone(home, old):
    path = home / FILES["cursor"]
    path.parent.mkdir()
    path.write_text(old)
    assert "left as it is" in Cli(None, env={"HOME": str(home)}).error("mcp", "install", "cursor", status=NO)
    assert path.read_text() == old and len(list(path.parent.iterdir())) == 1


TOML = """\
# mine
model = "x"

[mcp_servers.other] # keep
command = "y"
args = ["a", "[b]"]

[ mcp_servers . "codegraph" ]
command = "old"
startup_timeout_sec = 20
args = [
  "one", # first
  "two",
]

[mcp_servers.codegraph.env]
A = "1"

[profiles.p]
command = "mine"
"""


def test_toml(home):
    path = home / FILES["codex"]
    path.parent.mkdir()
    path.write_text(TOML)
    install(home, "codex")
    text = path.read_text()
    was, now = tomllib.loads(TOML), tomllib.loads(text)
    assert now["mcp_servers"]["codegraph"].pop("args") == ["mcp"]
    assert now["mcp_servers"]["codegraph"].pop("command") == str(program("codegraph").resolve())
    del was["mcp_servers"]["codegraph"]["args"], was["mcp_servers"]["codegraph"]["command"]
    assert now == was and "# mine" in text and "# keep" in text
    install(home, "codex")
    assert path.read_text() == text
    for stated in ('mcp_servers = {}\n', 'mcp_servers.codegraph.command = "x"\n'):
        path.write_text(stated)
        assert "left as it is" in Cli(None, env={"HOME": str(home)}).error("mcp", "install", "codex", status=NO)
        assert path.read_text() == stated


def test_links_are_followed(home):
    (home / "dotfiles").mkdir()
    (home / "dotfiles/claude.json").write_text('{"a": 1}')
    (home / ".claude.json").symlink_to("dotfiles/claude.json")
    install(home, "claude-code")
    assert (home / ".claude.json").is_symlink() and entry(home, "claude-code")["args"] == ["mcp"]
