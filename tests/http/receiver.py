# SPDX-License-Identifier: Apache-2.0
"""A small server that webhooks are told: it checks signatures by the rules of Standard Webhooks, written out here,
and answers as it is told."""

import base64
import hashlib
import hmac
import json
import queue
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def is_signed(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 60
    return fresh and hmac.compare_digest(wanted, headers["webhook-signature"])


class Receiver:
    """`answers`: what the next messages are answered, (status, headers) or a function of the handler; 204 once they
    are used up. `messages`: what came, each once it was answered."""

    def __init__(self, host="127.0.0.1", port=0):
        self.answers, self.messages, self.raw = [], queue.Queue(), []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = receiver.answers.pop(0) if receiver.answers else (204, {})
                receiver.raw.append((dict(self.headers), body))
                if callable(answer):
                    answer(self)
                else:
                    self.reply(*answer)
                receiver.messages.put((self.headers, body, json.loads(body)))

            def reply(self, status, headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
            daemon_threads = True

        self.server = Server((host, port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self, timeout=30):
        return self.messages.get(timeout=timeout)

    def events(self, until, secret=None, timeout=30):
        """Events of messages that were taken, up to the one that `until` is true of."""
        found, seen = [], set()
        deadline = time.monotonic() + timeout
        while True:
            headers, body, message = self.next(max(0.1, deadline - time.monotonic()))
            assert secret is None or is_signed(secret, headers, body)
            if message["delivery"] in seen:
                continue
            seen.add(message["delivery"])
            found += message["events"]
            if any(until(event) for event in message["events"]):
                return found

    def close(self):
        self.server.shutdown()
        self.server.server_close()
