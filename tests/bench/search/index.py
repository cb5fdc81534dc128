# SPDX-License-Identifier: Apache-2.0
"""A daemon of the release build that has indexed one tree."""

import http.client
import json
import os
import pathlib
import sys
import time
import urllib.parse

import score
import trees

os.environ.setdefault("CODEGRAPH_BIN_DIR", str(trees.ROOT / "build/release/bin"))
sys.path.insert(0, str(trees.ROOT / "tests/http"))
import daemon  # noqa: E402

PAGE, PAGES_MAX = 100, 5


class Index:
    """A daemon that has one tree."""

    def __init__(self, store, tree, env=None):
        self.daemon = daemon.Daemon(store, {
            "CODEGRAPH_SERVER_REPLY_CACHE": "0", "CODEGRAPH_EMBEDDING_ENGINE": "directory",
            "CODEGRAPH_EMBEDDING_PATH": os.environ.get("CG_BENCH_MODEL", str(trees.ROOT / "models/code-static")),
            **(env or {})})
        self.connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=3600)
        task = self.ask("POST", "/parse", {"root": str(tree)})
        while task["status"] in ("enqueued", "processing"):
            task = self.ask("GET", f"/tasks/{task['id']}", headers={"Prefer": "wait=60"})
        assert task["status"] == "succeeded", task

    def ask(self, method, path, body=None, headers=None):
        headers = {"Content-Type": "application/json", "Prefer": "respond-async", **(headers or {})}
        self.connection.request(method, path, body and json.dumps(body), headers)
        reply = self.connection.getresponse()
        text = reply.read()
        assert reply.status in (200, 202), (path, reply.status, text)
        return json.loads(text)

    def search(self, **parameters):
        return self.ask("GET", "/search?" + urllib.parse.urlencode(parameters))

    def ranked_files(self, text, mode):
        """The files of the hits, each once, until there are enough."""
        files, more = [], {}
        for _ in range(PAGES_MAX):
            page = self.search(q=text, mode=mode, limit=PAGE, **more)
            files = score.once(files + [hit["node"]["file_path"] for hit in page["items"]
                                        if hit["node"]["file_path"]])
            if len(files) >= score.DEPTH or page["next_cursor"] is None:
                break
            more = {"cursor": page["next_cursor"]}
        return files

    def time_search(self, text, mode):
        """Milliseconds of a query: on the clock, and of the daemon's threads."""
        start, cpu = time.perf_counter(), self.cpu_ns()
        self.search(q=text, mode=mode, limit=score.DEPTH)
        return (time.perf_counter() - start) * 1e3, (self.cpu_ns() - cpu) / 1e6

    def cpu_ns(self):
        threads = pathlib.Path(f"/proc/{self.daemon.process.pid}/task").glob("*/schedstat")
        return sum(int(path.read_text().split()[0]) for path in threads)

    def stop(self):
        self.connection.close()
        self.daemon.stop()
