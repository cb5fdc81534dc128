# SPDX-License-Identifier: Apache-2.0
"""The Model Context Protocol over HTTP: messages, revisions, sessions, and what breaks their rules."""

import concurrent.futures
import json
import re
import socket
import threading
import time

import pytest

from conftest import APP, connect, post_files
from mcp import ACCEPT, BEFORE, KEY, NEWEST, STATELESS, Session, Stateless, messages

TOOLS = ["diff", "explore", "impact", "index", "search", "status", "trace"]


@pytest.fixture(params=["stateless", NEWEST, BEFORE])
def peer(request, client):
    return Stateless(client) if request.param == "stateless" else Session(client, request.param)


# ---- who this is ----------------------------------------------------------------------------------


def test_a_session_begins(client):
    session = Session(client)
    assert session.begun["protocolVersion"] == NEWEST
    assert session.begun["serverInfo"]["name"] == "codegraph"
    assert "explore" in session.begun["instructions"]
    assert set(session.begun["capabilities"]) == {"completions", "logging", "prompts", "resources", "tools"}
    assert re.fullmatch("[0-9a-f]{32}", session.id)
    assert Session(client).id != session.id


@pytest.mark.parametrize("asked, spoken", [(BEFORE, BEFORE), (NEWEST, NEWEST), ("2024-11-05", NEWEST),
                                           ("2099-01-01", NEWEST)])
def test_the_revision_is_agreed_upon(client, asked, spoken):
    reply = client.post("/mcp", headers=ACCEPT, json={
        "jsonrpc": "2.0", "id": "a", "method": "initialize",
        "params": {"protocolVersion": asked, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}})
    assert reply.json()["result"]["protocolVersion"] == spoken and reply.json()["id"] == "a"


def test_discovery(client):
    found = Stateless(client).result("server/discover")
    assert found["supportedVersions"] == [STATELESS, NEWEST, BEFORE]
    assert found["resultType"] == "complete" and found["ttlMs"] > 0 and found["cacheScope"] == "public"
    assert found["_meta"][KEY + "serverInfo"]["name"] == "codegraph"


def test_seven_tools(peer):
    tools = peer.result("tools/list")["tools"]
    assert [tool["name"] for tool in tools] == TOOLS
    for tool in tools:
        assert tool["inputSchema"]["type"] == tool["outputSchema"]["type"] == "object"
        assert tool["annotations"]["readOnlyHint"] == (tool["name"] != "index")
    shown = [{k: tool[k] for k in ("name", "description", "inputSchema")} for tool in tools]
    assert len(json.dumps(shown)) < 12000  # every model pays for it in each conversation


def test_results_of_sessions_have_nothing_of_the_later_revision(client):
    assert set(Session(client).result("tools/list")) == {"tools"}
    assert Session(client).result("ping") == {}


# ---- what is no message ---------------------------------------------------------------------------


@pytest.mark.parametrize("body, code", [
    (b"", -32700), (b"{", -32700), (b'{"a":1,"a":2}', -32700), (b"\xff", -32700),
    (b"[]", -32600), (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600), (b"1", -32600), (b"{}", -32600),
    (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600),
    (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600),
    (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600),
    (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600),
    (b'{"jsonrpc":"2.0","id":1,"method":7}', -32600), (b'{"jsonrpc":"2.0","id":1,"method":""}', -32600),
    (b'{"jsonrpc":"2.0","id":1}', -32600), (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32600),
    (b'{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', -32600),
    (b'{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}', -32600),
    (b"[" * 1000 + b"]" * 1000, -32600),
])
def test_malformed(client, body, code):
    reply = client.post("/mcp", content=body, headers={**ACCEPT, "Content-Type": "application/json"})
    if not body:
        assert reply.status_code == 400
        return
    assert reply.status_code == 400 and reply.json()["error"]["code"] == code, reply.text


def test_other_media_and_methods(client):
    assert client.post("/mcp", content=b"a", headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.put("/mcp", json={}).status_code == 405


def test_pages_of_other_sites(client):
    page = {"Origin": "https://evil.example"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize",
               "params": {"protocolVersion": NEWEST, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}
    assert client.post("/mcp", json=message, headers={**ACCEPT, **page}).status_code == 403
    assert client.get("/mcp", headers={"Accept": "text/event-stream", **page}).status_code == 403
    assert client.delete("/mcp", headers=page).status_code == 403
    own = {"Origin": str(client.base_url).rstrip("/")}
    assert client.post("/mcp", json=message, headers={**ACCEPT, **own}).status_code == 200
    assert client.post("/mcp", json=message, headers={**ACCEPT, "Host": "evil.example"}).status_code == 421


# ---- the stateless revision -----------------------------------------------------------------------


@pytest.mark.parametrize("headers", [
    {"MCP_Protocol_Version": NEWEST}, {"MCP_Protocol_Version": None}, {"Mcp_Method": None},
    {"Mcp_Method": "tools/call"}, {"Mcp_Method": "Tools/List"}])
def test_headers_that_say_something_else(client, headers):
    reply = Stateless(client).send("tools/list", **headers)
    assert reply.status_code == 400 and reply.json()["error"]["code"] == -32020
    assert reply.json()["id"] == 1


@pytest.mark.parametrize("name, fine", [
    ("status", True), ("=?base64?c3RhdHVz?=", True), (None, False), ("explore", False),
    ("Status", False), ("=?base64?c3RhdHV6?=", False), ("=?base64?c3RhdHV?=", False),
    ("=?base64?c3Rh!HVz?=", False), ("=?base64??=", False)])
def test_names_in_headers(client, name, fine):
    reply = Stateless(client).send("tools/call", {"name": "status"}, Mcp_Name=name)
    assert reply.status_code == (200 if fine else 400)
    assert fine or reply.json()["error"]["code"] == -32020


@pytest.mark.parametrize("change, code", [
    ({KEY + "protocolVersion": 7}, -32602), ({KEY + "clientCapabilities": 7}, -32602),
    ({KEY + "clientInfo": {"name": "x"}}, -32602), ({KEY + "logLevel": "loud"}, -32602)])
def test_envelopes_that_are_wrong(client, change, code):
    reply = Stateless(client).send("tools/list", meta=change)
    assert reply.status_code == 400 and reply.json()["error"]["code"] == code


def test_envelopes_that_lack_something(client):
    headers = {**ACCEPT, "MCP-Protocol-Version": STATELESS, "Mcp-Method": "tools/list"}

    def post(params):
        return client.post("/mcp", headers=headers, json={"jsonrpc": "2.0", "id": 5, "method": "tools/list",
                                                          **({"params": params} if params is not None else {})})
    for params in (None, {}, {"_meta": {}}, {"_meta": {KEY + "protocolVersion": STATELESS}},
                   {"_meta": {KEY + "clientCapabilities": {}}}):
        reply = post(params)
        assert reply.status_code == 400 and reply.json()["error"]["code"] == -32602, params
    whole = {KEY + "protocolVersion": STATELESS, KEY + "clientCapabilities": {}}
    assert post({"_meta": whole}).status_code == 200  # whoever it is


def test_revisions_that_are_not_served(client):
    meta = {KEY + "protocolVersion": "2031-01-01"}
    reply = Stateless(client).send("tools/list", meta=meta, MCP_Protocol_Version="2031-01-01")
    error = reply.json()["error"]
    assert reply.status_code == 400 and error["code"] == -32022
    assert error["data"] == {"supported": [STATELESS, NEWEST, BEFORE], "requested": "2031-01-01"}
    reply = client.post("/mcp", headers={**ACCEPT, "MCP-Protocol-Version": "1999-01-01"},
                        json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert reply.status_code == 400 and reply.json()["error"]["code"] == -32022


def test_unknown_methods(client):
    reply = Stateless(client).send("tools/fly")
    assert reply.status_code == 404 and reply.json()["error"]["code"] == -32601
    for gone in ("initialize", "ping", "logging/setLevel", "resources/subscribe"):
        assert Stateless(client).error(gone)["code"] == -32601
    session = Session(client)
    reply = session.send("tools/fly")
    assert reply.status_code == 200 and reply.json()["error"]["code"] == -32601
    for later in ("server/discover", "subscriptions/listen"):
        assert session.error(later)["code"] == -32601


def test_log_messages_are_asked_for(client, project, tmp_path):
    (tmp_path / "a.py").write_text(APP)
    arguments = {"root": str(tmp_path), "project": project}
    for meta, loud in (({}, False), ({KEY + "logLevel": "info"}, True), ({KEY + "logLevel": "error"}, False)):
        reply = Stateless(client).send("tools/call", {"name": "index", "arguments": arguments}, meta=meta)
        told = [m["params"] for m in messages(reply) if m.get("method") == "notifications/message"]
        assert bool(told) == loud
        assert all(t["level"] == "info" and t["logger"] == "index" for t in told)


# ---- sessions -------------------------------------------------------------------------------------


def test_sessions_that_are_not_there(client):
    session = Session(client)
    for headers, status, code in (({}, 400, -32000), ({"Mcp-Session-Id": "0" * 32}, 404, -32001),
                                  ({"Mcp-Session-Id": session.id, "MCP-Protocol-Version": "1999-01-01"}, 400, -32022)):
        reply = client.post("/mcp", headers={**ACCEPT, **headers},
                            json={"jsonrpc": "2.0", "id": 1, "method": "ping"})
        assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
        if not headers.get("MCP-Protocol-Version"):
            assert client.get("/mcp", headers={"Accept": "text/event-stream", **headers}).status_code == status
            assert client.delete("/mcp", headers=headers).status_code == status


def test_a_session_speaks_what_was_agreed(client):
    """Whatever known revision a later header names."""
    session = Session(client)
    for version in (NEWEST, BEFORE, "2025-03-26"):
        reply = client.post("/mcp", headers={**session.headers(), "MCP-Protocol-Version": version},
                            json={"jsonrpc": "2.0", "id": 1, "method": "ping"})
        assert reply.status_code == 200


def test_a_session_ends(client):
    session = Session(client)
    assert session.end().status_code == 204
    assert session.send("ping").status_code == 404
    assert session.end().status_code == 404


def test_levels_of_a_session(client):
    session = Session(client)
    assert session.result("logging/setLevel", {"level": "debug"}) == {}
    assert session.error("logging/setLevel", {"level": "loud"})["code"] == -32602
    assert session.error("logging/setLevel")["code"] == -32602


def test_notifications_and_responses_are_taken(client):
    session = Session(client)
    for method, params in (("notifications/roots/list_changed", None), ("notifications/nobody/knows", {"a": 1}),
                           ("notifications/cancelled", {"requestId": 77}), ("notifications/cancelled", None)):
        reply = session.notify(method, params)
        assert reply.status_code == 202 and not reply.content
    assert session.post({"id": 99, "result": {}}).status_code == 202
    assert session.post({"id": "x", "error": {"code": 1, "message": "no"}}).status_code == 202


def test_silent_sessions_make_room(start_daemon):
    with connect(start_daemon({"CODEGRAPH_MCP_SESSIONS_MAX": "3"})) as client:
        sessions = [Session(client) for _ in range(3)]
        assert sessions[0].send("ping").status_code == 200
        later = Session(client)  # takes the place of the second, which was silent longest
        assert [s.send("ping").status_code for s in (*sessions, later)] == [200, 404, 200, 200]


def test_silent_sessions_end(start_daemon):
    with connect(start_daemon({"CODEGRAPH_MCP_SESSION_TIME": "1s"})) as client:
        session, begun = Session(client), time.monotonic()
        while session.send("ping").status_code == 200 and time.monotonic() < begun + 20:
            time.sleep(1.1)
        assert session.send("ping").status_code == 404


# ---- listening ------------------------------------------------------------------------------------


def follow(reply):
    """Messages of a stream, as they come."""
    for line in reply.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line[6:])


def test_a_session_hears_of_its_resources(client, daemon, project, hit):
    session, uri = Session(client), f"codegraph://overview?project={project}"
    hit("listenMcp")
    assert session.result("resources/subscribe", {"uri": uri}) == {}
    assert session.result("resources/subscribe", {"uri": uri}) == {}
    with connect(daemon) as own, own.stream("GET", "/mcp", headers={
            **session.headers(), "Accept": "text/event-stream"}) as stream:
        told = follow(stream)
        post_files(client, project, {"a.py": APP})
        assert next(told) == {"jsonrpc": "2.0", "method": "notifications/resources/updated",
                              "params": {"uri": uri}}
        assert session.result("resources/unsubscribe", {"uri": uri}) == {}
        assert session.result("resources/subscribe", {"uri": "codegraph://status"}) == {}
        post_files(client, project, {"b.py": "b = 1\n"})
        assert next(told)["params"]["uri"] == "codegraph://status"
        session.end()
        assert list(told) == []
    session = Session(client)
    assert session.error("resources/subscribe", {"uri": "codegraph://nothing"})["code"] == -32002
    assert session.error("resources/subscribe", {})["code"] == -32602


def test_a_second_stream_ends_the_first(client, daemon):
    session = Session(client)
    headers = {**session.headers(), "Accept": "text/event-stream"}
    with connect(daemon) as own, own.stream("GET", "/mcp", headers=headers) as first:
        lines = first.iter_raw()
        next(lines)
        with connect(daemon) as other, other.stream("GET", "/mcp", headers=headers) as second:
            next(second.iter_raw())
            client.post("/parse", json={"files": [{"path": "poke.py", "content": f"p = {time.time()}\n"}]})
            assert list(lines) in ([], [b""])


def test_listening_without_a_session(client, daemon, project):
    uri = f"codegraph://overview?project={project}"
    peer = Stateless(client)
    params = {"notifications": {"resourceSubscriptions": [uri, "codegraph://nothing"], "toolsListChanged": True},
              "_meta": peer.meta()}
    with connect(daemon) as own, own.stream("POST", "/mcp", headers={
            **ACCEPT, "MCP-Protocol-Version": STATELESS, "Mcp-Method": "subscriptions/listen"}, json={
            "jsonrpc": "2.0", "id": "mine", "method": "subscriptions/listen", "params": params}) as stream:
        told = follow(stream)
        named = {KEY + "subscriptionId": "mine"}
        assert next(told) == {"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": {
            "notifications": {"resourceSubscriptions": [uri]}, "_meta": named}}
        post_files(client, project, {"a.py": APP})
        assert next(told)["params"] == {"uri": uri, "_meta": named}


def test_nothing_to_listen_for(client):
    peer = Stateless(client)
    told = messages(peer.send("subscriptions/listen", {"notifications": {"toolsListChanged": True}}))
    assert [m.get("method") for m in told] == ["notifications/subscriptions/acknowledged", None]
    assert told[0]["params"]["notifications"] == {} and told[1]["result"]["resultType"] == "complete"
    for params in ({}, {"notifications": 1}, {"notifications": {"resourceSubscriptions": "a"}},
                   {"notifications": {"resourceSubscriptions": [1]}},
                   {"notifications": {"resourceSubscriptions": ["codegraph://status"] * 65}}):
        assert peer.error("subscriptions/listen", params)["code"] == -32602


def test_listeners_are_limited(start_daemon):
    daemon = start_daemon({"CODEGRAPH_MCP_STREAMS_MAX": "1"})
    with connect(daemon) as client, connect(daemon) as other:
        session, second = Session(client), Session(other)
        listen = {"Accept": "text/event-stream"}
        with client.stream("GET", "/mcp", headers={**session.headers(), **listen}) as stream:
            next(stream.iter_raw())
            assert other.get("/mcp", headers={**second.headers(), **listen}).status_code == 503


# ---- calls under way ------------------------------------------------------------------------------


def tree(folder, files):
    for i in range(files):
        (folder / f"m{i}.py").write_text(f"def f{i}(a):\n    return f{(i + 1) % files}(a)\n" * 20)


def test_progress_is_told(client, project, tmp_path):
    tree(tmp_path, 300)
    for peer in (Stateless(client), Session(client)):
        params = {"name": "index", "arguments": {"root": str(tmp_path), "project": project},
                  "_meta": {"progressToken": "p"}}
        reply = peer.send("tools/call", {k: v for k, v in params.items() if k != "_meta"},
                          meta={"progressToken": "p"}) if isinstance(peer, Stateless) \
            else peer.send("tools/call", params)
        *told, last = messages(reply)
        assert last["result"]["structuredContent"]["status"] == "succeeded"
        steps = [m["params"]["progress"] for m in told if m["method"] == "notifications/progress"]
        assert steps == sorted(set(steps))
        assert all(m["params"]["progressToken"] == "p" for m in told)


def running(client, project):
    return client.get("/tasks", params={"project": project, "status": "processing,enqueued"}).json()["items"]


def await_end(client, task):
    for _ in range(600):
        state = client.get(f"/tasks/{task}").json()["status"]
        if state not in ("enqueued", "processing"):
            return state
        time.sleep(0.05)
    raise AssertionError("the task goes on")


def begin_index(daemon, project, root, peer, id):
    """Sends a call of index on a socket of its own; gives the socket."""
    params = {"name": "index", "arguments": {"root": str(root), "project": project}}
    headers = {"Content-Type": "application/json", "Host": f"127.0.0.1:{daemon.port}", **ACCEPT}
    if isinstance(peer, Stateless):
        params["_meta"] = peer.meta()
        headers.update({"MCP-Protocol-Version": STATELESS, "Mcp-Method": "tools/call", "Mcp-Name": "index"})
    else:
        headers.update(peer.headers())
    body = json.dumps({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).encode()
    wire = socket.create_connection(("127.0.0.1", daemon.port), timeout=30)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    wire.sendall(f"POST /mcp HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return wire


@pytest.mark.parametrize("way", ["notification", "close"])
def test_giving_up_an_index(start_daemon, tmp_path, way):
    """Its task is canceled: by a notification in a session, by closing the stream without one."""
    root = tmp_path / "tree"
    root.mkdir()
    tree(root, 4000)
    daemon = start_daemon({"CODEGRAPH_PARSE_WORKERS": "1"})
    with connect(daemon) as client:
        peer = Session(client) if way == "notification" else Stateless(client)
        wire = begin_index(daemon, "p", root, peer, 42)
        tasks = []
        while not tasks:
            tasks = client.get("/tasks", params={"project": "p"}).json()["items"]
        if way == "notification":
            assert peer.notify("notifications/cancelled", {"requestId": 42}).status_code == 202
            received = b""
            while chunk := wire.recv(65536):
                received += chunk
                if received.endswith(b"0\r\n\r\n"):
                    break
            assert b"result" not in received
        wire.close()
        assert await_end(client, tasks[0]["id"]) in ("canceled", "succeeded")
        assert await_end(client, tasks[0]["id"]) == "canceled" or way == "close"


def test_an_id_twice_at_a_time(start_daemon, tmp_path):
    root = tmp_path / "tree"
    root.mkdir()
    tree(root, 2000)
    daemon = start_daemon({"CODEGRAPH_PARSE_WORKERS": "1"})
    with connect(daemon) as client:
        session = Session(client)
        wire = begin_index(daemon, "p", root, session, 7)
        while not client.get("/tasks", params={"project": "p"}).json()["items"]:
            pass
        again = messages(session.send("tools/call", {"name": "status"}, id=7))[-1]
        assert again["error"]["code"] == -32600
        wire.close()


def test_an_index_of_where_the_client_works(client, project, tmp_path):
    (tmp_path / "a b.py").write_text(APP)
    arguments = {"name": "index", "arguments": {"project": project}}
    roots = {"roots": [{"uri": "file://" + str(tmp_path).replace(" ", "%20"), "name": "w"}]}
    # the stateless revision gets the question as a result, and asks again with the answer
    peer = Stateless(client, {"roots": {}})
    asked = peer.result("tools/call", arguments)
    assert asked["resultType"] == "input_required"
    assert asked["inputRequests"] == {"roots": {"method": "roots/list", "params": {}}}
    for bad in ({"roots": 7}, {"roots": {}}, {"roots": {"roots": []}}, {"roots": {"roots": [{"uri": "http://a"}]}}):
        answer = peer.request("tools/call", {**arguments, "inputResponses": bad})
        assert "error" in answer or answer["result"]["isError"], bad
    told = peer.result("tools/call", {**arguments, "inputResponses": {"roots": roots}})
    assert told["structuredContent"]["files_parsed"] == 1
    # a client that offers no roots is told what to do
    said = Stateless(client).call("index", project=project)
    assert said["isError"] and "root" in said["content"][0]["text"]


def test_a_session_is_asked_where_it_works(client, daemon, project, tmp_path):
    (tmp_path / "a.py").write_text(APP)
    session = Session(client, capabilities={"roots": {"listChanged": True}})
    message = {"jsonrpc": "2.0", "id": 5, "method": "tools/call",
               "params": {"name": "index", "arguments": {"project": project}}}
    with connect(daemon) as own, own.stream("POST", "/mcp", json=message, headers=session.headers()) as stream:
        told = follow(stream)
        asked = next(told)
        assert asked["method"] == "roots/list"
        assert session.post({"id": asked["id"], "result": {"roots": [{"uri": f"file://{tmp_path}"}]}}) \
            .status_code == 202
        last = [m for m in told if "result" in m]
        assert last[0]["id"] == 5 and last[0]["result"]["structuredContent"]["files_parsed"] == 1


def test_a_client_that_takes_no_stream(client, project, tmp_path):
    tree(tmp_path, 50)
    reply = Stateless(client).send("tools/call", {"name": "index", "arguments": {
        "root": str(tmp_path), "project": project}}, Accept="application/json")
    assert reply.headers["content-type"] == "application/json"
    assert reply.json()["result"]["structuredContent"]["status"] in ("enqueued", "processing", "succeeded")


def test_many_at_a_time(daemon, sample):
    def ask(i):
        with connect(daemon) as own:
            peer = Stateless(own) if i % 2 else Session(own)
            return len(peer.told("explore", question=f"parse config {i}", project=sample)["files"])
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(64))) == {2}


def test_threads_do_not_wait_for_listeners(start_daemon):
    """More listeners than there are workers, and calls are answered at once."""
    daemon = start_daemon({"CODEGRAPH_SERVER_WORKERS": "2"})
    with connect(daemon) as client:
        wires = []
        for _ in range(20):
            session = Session(client)
            wire = socket.create_connection(("127.0.0.1", daemon.port), timeout=30)
            wire.sendall((f"GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:{daemon.port}\r\n"
                          f"Accept: text/event-stream\r\nMcp-Session-Id: {session.id}\r\n\r\n").encode())
            assert wire.recv(4096).startswith(b"HTTP/1.1 200")
            wires.append(wire)
        assert Stateless(client).told("status")["version"]
        for wire in wires:
            wire.close()


def test_stopping_with_listeners(start_daemon):
    daemon = start_daemon()
    with connect(daemon) as client:
        session, ended = Session(client), threading.Event()

        def listen():
            with connect(daemon) as own, own.stream("GET", "/mcp", headers={
                    **session.headers(), "Accept": "text/event-stream"}) as stream:
                for _ in stream.iter_raw():
                    started.set()
            ended.set()

        started = threading.Event()
        thread = threading.Thread(target=listen)
        thread.start()
        assert started.wait(20)
        daemon.stop()
        assert ended.wait(20)
        thread.join()
