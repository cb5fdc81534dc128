# SPDX-License-Identifier: Apache-2.0
"""A client that sends exactly the bytes it is given."""

import socket


class Raw:
    def __init__(self, daemon, timeout=20):
        self.socket = socket.create_connection(("127.0.0.1", daemon.port), timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends what the peer takes; a peer that has had enough says why in its reply."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def read_all(self):
        """Reads until the peer closes."""
        data = b""
        try:
            while chunk := self.socket.recv(65536):
                data += chunk
        except ConnectionResetError:
            pass
        return data

    def read_until(self, mark):
        data = b""
        while mark not in data:
            chunk = self.socket.recv(65536)
            assert chunk, f"closed after {data!r}"
            data += chunk
        return data


def exchange(daemon, data):
    """One request, after which the daemon must close the connection."""
    with Raw(daemon) as raw:
        raw.send(data)
        return raw.read_all()


def text_frame(text):
    """One message of WebSocket as a client sends it: masked, in one frame of less than 64 KiB."""
    data, mask = text.encode(), b"\x01\x02\x03\x04"
    size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
    return b"\x81" + size + mask + bytes(c ^ mask[i % 4] for i, c in enumerate(data))


def status(reply):
    return int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.1 ") else None
