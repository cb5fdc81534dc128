# SPDX-License-Identifier: Apache-2.0
"""Clients that vanish in the midst of a stream, one after the other and many at a time: nothing is left of them, and
nobody else waits for them."""

import concurrent.futures
import contextlib
import json
import os
import re
import socket
import struct
import threading
import time
import urllib.parse

import httpx
import pytest

import sse
from conftest import APP, connect, post_files
from daemon import LEAN, free_port
from mcp import STATELESS, Session, Stateless
from raw import Raw, text_frame

COUNT = 3000 if os.environ.get("CG_LONG") else 300
SSE, LINES = "text/event-stream", "application/x-ndjson"
FOLLOW = 'subscription { nodeCreated(after: "0") { name } }'
UPGRADE = ("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")


def get(path, accept=None, more=""):
    accept = f"Accept: {accept}\r\n" if accept else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{accept}{more}\r\n".encode()


def post(path, message, more):
    body = json.dumps(message)
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{more}"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def frames(*messages):
    return b"".join(text_frame(json.dumps(message)) for message in messages)


# What each kind of client sends, in parts: it reads after each.


def feeds(client):
    return [[get("/stream/events?project=p&after=0", SSE)], [get("/stream/events?project=p", LINES)],
            [get("/standing/search?project=p&q=parse", SSE)], [get("/stream/nodes?project=p", LINES)],
            [get("/graphql?project=p&query=" + urllib.parse.quote(FOLLOW), SSE)],
            [get("/stream/nodes?project=p", LINES).replace(b"HTTP/1.1", b"HTTP/1.0")],
            [post("/query?project=p", {"query": "UNWIND range(1, 9) AS x MATCH (n) RETURN x, n"}, f"Accept: {LINES}\r\n")]]


def sockets(client):
    def ask(path):
        return {"type": "subscribe", "id": path, "path": path}
    paths = ["/stream/events?project=p&after=0", "/standing/search?project=p&q=parse", "/stream/nodes?project=p"]
    return [[get("/ws", more=UPGRADE), frames(*map(ask, paths))],
            [get("/ws", more=UPGRADE), frames(ask(paths[0])), frames({"type": "ping"}) * 3],
            [get("/ws", more=UPGRADE) + frames(ask("/nodes?project=p&min_generation=999&timeout_ms=60000"))]]


def graphql_sockets(client):
    def ask(identity, query):
        return {"type": "subscribe", "id": identity, "payload": {"query": query}}
    begin = get("/graphql/ws?project=p", more=UPGRADE + "Sec-WebSocket-Protocol: graphql-transport-ws\r\n")
    init = frames({"type": "connection_init"})
    return [[begin], [begin, init, frames(ask("1", FOLLOW))],
            [begin + init, frames(ask("1", FOLLOW), ask("2", "{ nodes { nodes { name relationships { id } } } }"))]]


def mcp(client):
    session = Session(client)

    def stateless(method, params, name=""):
        return post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": method,
                             "params": {**params, "_meta": Stateless(client).meta()}},
                    f"Accept: application/json, {SSE}\r\nMCP-Protocol-Version: {STATELESS}\r\nMcp-Method: {method}\r\n{name}")
    return [[get("/mcp", SSE, f"Mcp-Session-Id: {session.id}\r\n")],
            [stateless("subscriptions/listen", {"notifications": {"resourceSubscriptions": ["codegraph://status"]}})],
            [stateless("tools/call", {"name": "explore", "arguments": {"question": "parse config", "project": "p"}},
                       "Mcp-Name: explore\r\n")]]


def vanish(daemon, parts, way):
    """In the midst of what it sends (0), or before (1) or after (2, 3) it has heard something; with a reset (3)."""
    with socket.create_connection(("127.0.0.1", daemon.port), timeout=60) as wire:
        try:
            for part in parts[:-1]:
                wire.sendall(part)
                wire.recv(4096)
            wire.sendall(parts[-1][:-9] if way == 0 else parts[-1])
            if way >= 2:
                wire.recv(100)
        except ConnectionError:
            return  # refused while others are there
        if way == 3:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Bystander(threading.Thread):
    """Follows a feed meanwhile, and hears of every version."""

    def __init__(self, daemon):
        super().__init__()
        self.daemon_process, self.heard, self.begun = daemon, [], threading.Event()
        self.start()
        assert self.begun.wait(60)

    def run(self):
        with connect(self.daemon_process) as client, client.stream("GET", "/stream/events", params={
                "project": "p", "types": "version.created"}, headers={"Accept": SSE}) as stream:
            for event in sse.events(stream.iter_lines()):
                self.begun.set()
                if "data" in event:
                    self.heard.append(event["data"]["version"]["message"])
                if self.heard[-1:] == ["last"]:
                    return


def figures(daemon):
    """Asked at the other port: what a request wakes up there holds no connection of clients."""
    text = httpx.get(f"http://127.0.0.1:{daemon.metrics_port}/metrics").text
    return {name: int(re.search(rf"^codegraph_http_{name} (\d+)", text, re.M).group(1))
            for name in ("connections", "websockets", "feeds")} | {
            "descriptors": len(os.listdir(f"/proc/{daemon.process.pid}/fd"))}


def await_figures(daemon, wanted):
    """Nobody comes meanwhile: a thread that is done with a client but has to be woken to let go of it would hold it for ever."""
    deadline = time.monotonic() + 60
    while True:
        now = figures(daemon)
        if all(now[name] <= wanted[name] for name in wanted):
            return
        assert time.monotonic() < deadline, (now, wanted)
        time.sleep(0.1)


@pytest.mark.parametrize("way", [1, 2, 3])
def test_nobody_has_to_come_before_they_are_let_go_of(start_daemon, way):
    """A few at a time beside such as are silent, and then nothing happens: the threads that had them wake up by themselves."""
    daemon = start_daemon({"CODEGRAPH_SERVER_METRICS_PORT": free_port()})
    with connect(daemon) as client:
        post_files(client, "p", {"many.py": "".join(f"def f{i}(): pass\n" for i in range(500))})
        sent = [parts for kind in (feeds, sockets, graphql_sockets, mcp) for parts in kind(client)]
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(Raw(daemon)) for _ in range(8)]
        for parts in sent:
            for raw in silent:
                raw.send(get("/health/live"))
                raw.read_until(b"}\n")
            before = figures(daemon)
            before["descriptors"] += 4  # what the store opens meanwhile
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda _: vanish(daemon, parts, way), range(8)))
            await_figures(daemon, before)


@pytest.mark.parametrize("kind", [feeds, sockets, graphql_sockets, mcp])
def test_nothing_is_left_of_clients_that_vanish(start_daemon, kind):
    daemon = start_daemon({**LEAN, "CODEGRAPH_SERVER_CONNECTIONS_MAX": "4000", "CODEGRAPH_MCP_STREAMS_MAX": "40",
                           "CODEGRAPH_SERVER_WEBSOCKETS_MAX": "4000", "CODEGRAPH_STANDING_QUERIES_MAX": "40",
                           "CODEGRAPH_STANDING_INTERVAL": "10ms", "CODEGRAPH_SERVER_METRICS_PORT": free_port()})
    with connect(daemon) as client:
        post_files(client, "p", {"a.py": APP, "many.py": "".join(f"def f{i}(): pass\n" for i in range(500))})
        sent = kind(client)
        before = figures(daemon)
        before["descriptors"] += 8  # what the store opens meanwhile
        for whole in (False, True):  # what comes once is there after the first round
            bystander = Bystander(daemon)
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                gone = [pool.submit(vanish, daemon, sent[i % len(sent)], i // len(sent) % 4)
                        for i in range(COUNT if whole else COUNT // 3)]
                for i in range(20):  # those that are there are told, and all others are answered
                    post_files(client, "p", {"b.py": f"def parse_{i}(): return {i}\n"}, message=str(i))
                for one in gone:
                    one.result()
            post_files(client, "p", {"c.py": f"c = {whole}\n"}, message="last")
            bystander.join(60)
            assert bystander.heard == [*map(str, range(20)), "last"]
            await_figures(daemon, before)
            memory = memory if whole else daemon.memory()
        if not os.environ.get("CG_TSAN"):  # AddressSanitizer keeps much of what is freed, ThreadSanitizer more
            assert daemon.memory() - memory < 48 << 20
        vanish(daemon, sent[0], 2)  # there is room for the next
        assert client.get("/search", params={"project": "p", "q": "parse"}).json()["items"]
    daemon.stop()
