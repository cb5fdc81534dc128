# SPDX-License-Identifier: Apache-2.0
"""Vectors that are still being read after a start: who can go by words does and says so, others are told to come back."""

import time

from conftest import APP, connect, post_files

STALLED = {"CG_FAULT": "search.load:-1", "CODEGRAPH_SERVER_REQUEST_TIMEOUT": "4s"}


def timed(ask, *args, **options):
    began = time.monotonic()
    reply = ask(*args, **options)
    return reply, time.monotonic() - began


def is_loading(reply):
    assert reply.status_code == 503, reply.text
    assert reply.json()["code"] == "loading"
    assert "still being read" in reply.json()["detail"]
    assert int(reply.headers["retry-after"]) >= 1


def test_vectors_that_are_being_read(start_daemon, tmp_path):
    before = start_daemon()
    with connect(before) as client:
        assert post_files(client, "default", {"app.py": APP}).status_code == 200
        whole = client.get("/search", params={"q": "read the configuration"}).json()
        assert whole["degraded"] is None
    before.stop()

    daemon = start_daemon(STALLED, store=tmp_path / "db")
    with connect(daemon) as client:
        words, took = timed(client.get, "/search", params={"q": "read the configuration"})
        assert words.status_code == 200 and words.json()["items"]
        assert "still being read" in words.json()["degraded"]
        assert took < 3
        assert client.get("/search", params={"q": "configuration", "mode": "text"}).json()["degraded"] is None
        for ask in (lambda: client.get("/search", params={"q": "read the configuration", "mode": "semantic"}),
                    lambda: client.post("/vector/search", json={"text": "read the configuration"})):
            reply, took = timed(ask)
            is_loading(reply)
            assert took < 4  # which is when the request would be given up
        stats = client.get("/vector/index/stats").json()
        assert not stats["available"] and "still being read" in stats["degraded"]
    _, took = timed(daemon.stop)
    assert took < 8  # reading is given up

    after = start_daemon(store=tmp_path / "db")
    with connect(after) as client:
        again = client.get("/search", params={"q": "read the configuration"}).json()
        assert again["items"] == whole["items"] and again["degraded"] is None
