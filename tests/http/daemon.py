# SPDX-License-Identifier: Apache-2.0
"""Starts the real daemon on a free port with a store of its own, and reads its log."""

import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import threading
import time

import static_model

ROOT = pathlib.Path(__file__).resolve().parents[2]


# For tests of memory: what fills up with writes and reads alone is small, and AddressSanitizer gives back what is
# freed at once, so that neither counts.
LEAN = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") +
        ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64",
        "CODEGRAPH_STORAGE_MEMTABLE_SIZE": "1M", "CODEGRAPH_STORAGE_CACHE_SIZE": "8M",
        "CODEGRAPH_PARSE_LINK_MEMORY": "1M", "CODEGRAPH_SERVER_REPLY_CACHE": "1M"}


def program(name):
    """A program of the build under test: CODEGRAPH_BIN_DIR, or the newest preset's."""
    folder = os.environ.get("CODEGRAPH_BIN_DIR")
    if folder:
        return pathlib.Path(folder) / name
    built = sorted(ROOT.glob(f"build/*/bin/{name}"), key=lambda p: p.stat().st_mtime)
    if not built:
        raise FileNotFoundError(f"{name} is not built; set CODEGRAPH_BIN_DIR")
    return built[-1]


def run(*arguments, store="/nonexistent", env=None, timeout=30):
    """Runs codegraphd to its end."""
    return subprocess.run([program("codegraphd"), *arguments], env=environment(store, env),
                          capture_output=True, text=True, timeout=timeout)


def environment(store, extra=None):
    env = {k: v for k, v in os.environ.items() if not k.startswith("CODEGRAPH_")}
    env.update({"CODEGRAPH_SERVER_PORT": "0", "CODEGRAPH_SERVER_METRICS_PORT": "0",
                "CODEGRAPH_STORAGE_PATH": str(store), "CODEGRAPH_EMBEDDING_ENGINE": "directory",
                "CODEGRAPH_EMBEDDING_PATH": str(static_model.write(ROOT / "build/test-model"))})
    env.update(extra or {})
    return env


def free_port():
    """For what takes no 0."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return str(s.getsockname()[1])


class Daemon:
    """A running daemon. `events` grows as its log does."""

    def __init__(self, store, env=None, arguments=(), wrapper=()):
        self.events = []
        self.garbage = []
        self.stopping = False
        self._new = queue.Queue()
        self.process = subprocess.Popen([*wrapper, program("codegraphd"), *arguments],
                                        env=environment(store, env), stderr=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        started = self.await_event("server.started", "server.failed")
        if started["event"] == "server.failed":
            raise RuntimeError(started["detail"])
        self.port = started["port"]
        self.metrics_port = started["metrics_port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def _read(self):
        for line in self.process.stderr:
            try:
                event = json.loads(line)
            except ValueError:
                self.garbage.append(line.decode(errors="replace"))
                continue
            self.events.append(event)
            self._new.put(event)
        self._new.put({"event": "end of log"})

    def await_event(self, *names, timeout=60):
        """The next logged event of one of these names."""
        deadline = time.monotonic() + timeout
        while True:
            event = self._new.get(timeout=max(0.1, deadline - time.monotonic()))
            if event["event"] in names:
                return event
            if event["event"] == "end of log":
                raise RuntimeError("the daemon ended:\n" + "".join(self.garbage) +
                                   "\n".join(map(str, self.events[-5:])))

    def memory(self, field="VmRSS"):
        """Bytes that it has in memory now (VmRSS), or at most had since the last reset (VmHWM)."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(field):
                return int(line.split()[1]) << 10

    def cpu(self):
        """Seconds of processors that it has used."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def reset_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as f:
            f.write("5")

    def signal(self, number=signal.SIGTERM):
        self.stopping = number != signal.SIGHUP
        self.process.send_signal(number)

    def wait(self, timeout=60):
        status = self.process.wait(timeout)
        self._reader.join(timeout)
        return status

    def stop(self):
        """Stops it as an operator would; a daemon that does not stop well fails the test."""
        if self.process.poll() is None and not self.stopping:
            self.signal()
        try:
            status = self.wait()
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        assert status == 0, f"exit status {status}:\n" + "".join(self.garbage)
        assert not self.garbage, "".join(self.garbage)
