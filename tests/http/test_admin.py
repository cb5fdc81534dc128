# SPDX-License-Identifier: Apache-2.0
"""Care of the store: the integrity check and compaction."""


def test_a_sound_store_has_no_problems(client):
    client.post("/parse", params={"path": "admin.py"}, content=b"def checked():\n    return checked()\n")
    report = client.post("/admin/integrity-check").json()
    assert report["problems"] == 0 and report["details"] == []
    assert report["files"] >= 1 and report["nodes"] >= 2 and report["relationships"] >= 2
    assert report["postings"] > 0
    assert report["names"] == report["nodes"] + report["manual_nodes"]


def test_compaction_keeps_the_graph(client):
    before = client.get("/nodes/checked").json()
    assert client.post("/admin/compact").json()["disk_bytes"] > 0
    assert client.get("/nodes/checked").json() == before


def test_only_post_is_allowed(client):
    reply = client.get("/admin/compact")
    assert reply.status_code == 405 and "POST" in reply.headers["allow"]
