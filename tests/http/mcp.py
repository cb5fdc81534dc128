# SPDX-License-Identifier: Apache-2.0
"""Clients of /mcp: one of the stateless revision, one with a session."""

import itertools

import sse

STATELESS, NEWEST, BEFORE = "2026-07-28", "2025-11-25", "2025-06-18"
ACCEPT = {"Accept": "application/json, text/event-stream"}
NAMED = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
KEY = "io.modelcontextprotocol/"


def messages(reply):
    """The messages of a reply: one of JSON, any number of a stream."""
    if reply.headers["content-type"].startswith("text/event-stream"):
        return [event["data"] for event in sse.events(reply.text.split("\n")) if "data" in event]
    return [reply.json()]


class Client:
    """What both share. `client`: of httpx."""

    def __init__(self, client):
        self.client, self.ids = client, itertools.count(1)

    def request(self, method, params=None, **headers):
        """The last message, which answers."""
        return messages(self.send(method, params, **headers))[-1]

    def result(self, method, params=None):
        answer = self.request(method, params)
        assert "result" in answer, answer
        return answer["result"]

    def error(self, method, params=None):
        answer = self.request(method, params)
        assert "error" in answer, answer
        return answer["error"]

    def call(self, tool, **arguments):
        return self.result("tools/call", {"name": tool, "arguments": arguments})

    def told(self, tool, **arguments):
        """What a tool says, as data."""
        result = self.call(tool, **arguments)
        assert not result["isError"], result
        return result["structuredContent"]


class Stateless(Client):
    def __init__(self, client, capabilities=None):
        super().__init__(client)
        self.capabilities = capabilities or {}

    def meta(self, **more):
        return {KEY + "protocolVersion": STATELESS, KEY + "clientCapabilities": self.capabilities,
                KEY + "clientInfo": {"name": "test", "version": "1"}, **more}

    def send(self, method, params=None, meta=None, **headers):
        params = {**(params or {}), "_meta": self.meta(**(meta or {}))}
        sent = {**ACCEPT, "MCP-Protocol-Version": STATELESS, "Mcp-Method": method}
        if method in NAMED and isinstance(params.get(NAMED[method]), str):
            sent["Mcp-Name"] = params[NAMED[method]]
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.client.post("/mcp", headers={k: v for k, v in sent.items() if v is not None}, json={
            "jsonrpc": "2.0", "id": next(self.ids), "method": method, "params": params})


class Session(Client):
    def __init__(self, client, revision=NEWEST, capabilities=None):
        super().__init__(client)
        self.revision, self.id = revision, None
        reply = self.send("initialize", {"protocolVersion": revision, "capabilities": capabilities or {},
                                         "clientInfo": {"name": "test", "version": "1"}})
        self.begun = messages(reply)[-1]["result"]
        self.id = reply.headers["mcp-session-id"]
        assert self.notify("notifications/initialized").status_code == 202

    def headers(self):
        return {**ACCEPT, "Mcp-Session-Id": self.id, "MCP-Protocol-Version": self.revision} \
            if self.id else dict(ACCEPT)

    def post(self, message, **headers):
        return self.client.post("/mcp", headers={**self.headers(), **headers},
                                json={"jsonrpc": "2.0", **message})

    def send(self, method, params=None, id=None):
        message = {"id": id or next(self.ids), "method": method}
        return self.post({**message, "params": params} if params is not None else message)

    def notify(self, method, params=None):
        message = {"method": method}
        return self.post({**message, "params": params} if params is not None else message)

    def end(self):
        return self.client.delete("/mcp", headers=self.headers())
