# SPDX-License-Identifier: Apache-2.0
"""/graphql/ws, message by message: what the protocol says of each, and with which code a socket ends."""

import contextlib
import json
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as open_websocket

from conftest import connect, post_files

INIT = {"type": "connection_init"}


@contextlib.contextmanager
def opened(daemon, project="default", protocols=("graphql-transport-ws",), **options):
    url = f"ws://127.0.0.1:{daemon.port}/graphql/ws?project={project}"
    with open_websocket(url, proxy=None, subprotocols=protocols, **options) as ws:
        yield ws


@pytest.fixture
def ws(daemon, project, hit):
    with opened(daemon, project) as ws:
        hit("openGraphqlWebSocket")
        yield ws


def say(ws, *messages):
    for message in messages:
        ws.send(message if isinstance(message, (str, bytes)) else json.dumps(message))


def take(ws, timeout=30):
    return json.loads(ws.recv(timeout=timeout))


def subscribe(identity, query, **variables):
    return {"type": "subscribe", "id": identity, "payload": {"query": query, "variables": variables}}


def begin(ws):
    say(ws, INIT)
    assert take(ws) == {"type": "connection_ack"}


def closed(ws, code, part=""):
    with pytest.raises(ConnectionClosed) as end:
        while True:
            take(ws)
    assert end.value.rcvd.code == code and part in end.value.rcvd.reason, end.value.rcvd


def test_a_query_and_its_end(ws):
    begin(ws)
    say(ws, subscribe("1", "{ __typename }"))
    assert take(ws) == {"id": "1", "type": "next", "payload": {"data": {"__typename": "Query"}}}
    assert take(ws) == {"id": "1", "type": "complete"}
    say(ws, subscribe("1", "query ($x: ID!) { node(id: $x) { id } }", x="nothing"))  # the id is free again
    assert take(ws)["payload"]["data"] == {"node": None}


def test_what_is_wrong_with_a_request_ends_it_alone(ws):
    begin(ws)
    for query in ("{", "{ nothing }", "subscription { nodeCreated(after: \"?\") { name } }", "subscription { nodeCreated(ref: \"nowhere\") { name } }"):
        say(ws, subscribe("e", query))
        message = take(ws)
        assert message["type"] == "error" and message["id"] == "e" and message["payload"][0]["message"], message
    say(ws, {"type": "ping"}, {"type": "pong"}, {"type": "ping", "payload": {"a": 1}})
    assert take(ws) == {"type": "pong"} and take(ws) == {"type": "pong"}


@pytest.mark.parametrize("message", [
    "", "{", "[]", "3", "null", "{}", '{"type":7}', '{"type":"start"}', '{"type":"subscribe"}', '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","id":"","payload":{"query":"{a}"}}', '{"type":"subscribe","id":7,"payload":{"query":"{a}"}}',
    '{"type":"subscribe","id":"1","payload":{}}', '{"type":"subscribe","id":"1","payload":{"query":1}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}', '{"type":"subscribe","id":"1","payload":"x"}',
    '{"type":"complete"}', '{"type":"ping","payload":1}', '{"type":"connection_init","payload":"x"}', '{"type":"next","id":"1","payload":{}}', b"\0\1",
])
def test_4400_a_message_that_is_none(ws, message):
    say(ws, message)
    closed(ws, 4400, "Invalid message")


def test_4400_also_later(ws):
    begin(ws)
    say(ws, subscribe("1", "subscription { nodeCreated { name } }"), '{"type":"nothing"}')
    closed(ws, 4400)


def test_4401_before_the_beginning(ws):
    say(ws, subscribe("1", "{ __typename }"))
    closed(ws, 4401, "Unauthorized")


@pytest.mark.parametrize("protocols", [None, ("graphql-ws",)])
def test_4406_another_protocol(daemon, protocols):
    with opened(daemon, protocols=protocols) as ws:
        assert ws.subprotocol is None
        closed(ws, 4406)


def test_4408_no_beginning(start_daemon):
    daemon = start_daemon({"CODEGRAPH_GRAPHQL_INIT_TIMEOUT": "300ms"})
    with opened(daemon) as ws, opened(daemon) as other:
        begin(other)
        closed(ws, 4408, "timeout")
        say(other, {"type": "ping"})
        assert take(other) == {"type": "pong"}


def test_4409_an_id_that_is_in_use(ws):
    begin(ws)
    say(ws, subscribe("same", "subscription { nodeCreated { name } }"), subscribe("same", "{ __typename }"))
    closed(ws, 4409, "Subscriber for same already exists")


def test_4429_a_second_beginning(ws):
    say(ws, INIT, INIT)
    closed(ws, 4429)


def test_1009_a_message_that_is_too_long(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_WEBSOCKET_MESSAGE_MAX": "2K"})
    with opened(daemon) as ws:
        begin(ws)
        say(ws, subscribe("1", "{ __typename } #" + "x" * 3000))
        closed(ws, 1009)


def test_1001_when_the_server_stops(start_daemon):
    daemon = start_daemon()
    with opened(daemon) as ws:
        begin(ws)
        say(ws, subscribe("1", "subscription { nodeCreated { name } }"))
        daemon.signal()
        closed(ws, 1001)
    assert daemon.wait() == 0


def test_handshakes_that_are_refused(daemon, client):
    assert client.get("/graphql/ws").json()["code"] == "upgrade_required"
    with pytest.raises(InvalidStatus) as refusal, opened(daemon, origin="http://elsewhere.example"):
        pass
    assert refusal.value.response.status_code == 403
    with pytest.raises(InvalidStatus) as refusal, opened(daemon, project="a&b=c"):
        pass
    assert refusal.value.response.status_code == 400


def test_refs_of_the_address(client, daemon, project):
    post_files(client, project, {"a.py": "def f(): pass\n"}, message="one")
    post_files(client, project, {"a.py": "def g(): pass\n"}, message="two")
    with opened(daemon, f"{project}&ref=main~1") as ws:
        begin(ws)
        say(ws, subscribe("1", "{ node(id: \"f\") { name } }"))
        assert take(ws)["payload"]["data"] == {"node": {"name": "f"}}


def test_completing_ends_a_subscription(ws, client, project):
    begin(ws)
    say(ws, subscribe("1", "subscription { nodeCreated { name } }"), {"type": "complete", "id": "1"}, {"type": "complete", "id": "never"})
    post_files(client, project, {"a.py": "def f(): pass\n"})
    say(ws, {"type": "ping"})
    message = take(ws)
    while message["type"] == "next":  # what was under way
        message = take(ws)
    assert message == {"type": "pong"}
    say(ws, subscribe("1", "{ __typename }"))
    assert take(ws)["type"] == "next"


def test_subscriptions_are_limited(start_daemon):
    daemon = start_daemon({"CODEGRAPH_GRAPHQL_SUBSCRIPTIONS_MAX": "2"})
    with opened(daemon) as ws:
        begin(ws)
        say(ws, *(subscribe(str(i), "subscription { nodeCreated { name } }") for i in range(3)))
        message = take(ws)
        assert message["id"] == "2" and message["payload"][0]["extensions"]["code"] == "busy"
        say(ws, {"type": "complete", "id": "0"}, subscribe("2", "subscription { nodeCreated { name } }"), {"type": "ping"})
        assert take(ws) == {"type": "pong"}


def test_a_reader_that_does_not_read_loses_nothing(daemon, client, project):
    post_files(client, project, {"a.py": "".join(f"def f{i}(): pass\n" for i in range(3000))})
    query = "subscription { nodeCreated(after: \"0\", filter: {nodeTypes: [FUNCTION]}) { name symbol signature filePath } }"
    with opened(daemon, project, max_queue=1) as ws:
        begin(ws)
        say(ws, subscribe("1", query))
        time.sleep(0.5)  # it is not read, so the server waits; what that costs: test_websocket.py
        names = [take(ws)["payload"]["data"]["nodeCreated"]["name"] for _ in range(3000)]
        assert sorted(names) == sorted(f"f{i}" for i in range(3000))
