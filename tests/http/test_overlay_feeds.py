# SPDX-License-Identifier: Apache-2.0
"""What clients state, in the streams."""

import pytest

from conftest import post_files
from test_overlay import make, relate, related
from test_streams import SSE, lines, pages, rows
from sse import events

A = "def f():\n    return g()\n\n\ndef g():\n    return 1\n"
B = "def h():\n    return 2\n"


def drop_files(client, project, *paths):
    reply = client.post("/parse", params={"project": project},
                        json={"files": [], "deletes": list(paths)})
    assert reply.status_code == 200, reply.text
    return reply.json()["generation"]


def brief(edge):
    return {"id": edge["id"], "type": edge["type"], "rule": edge["rule"],
            "confidence": edge["confidence"], "source": edge["source"]["id"],
            "target": edge["target"]["id"]}


def by_id(edges):
    return sorted(edges, key=lambda e: e["id"])


# ---- streams ----

@pytest.fixture(scope="module")
def mixed(client):
    """Parsed and manual relationships; some between both sorts of nodes, some whose end is gone, one that is
    parsed as well."""
    project = "mixed"
    post_files(client, project, {"src/a.py": A, "src/b.py": B, "gone.py": "def gone(): pass\n"})
    for name in ("Spec", "Team", "Rule"):
        make(client, project, name)
    make(client, project, "Typed", language="python")
    for source, target, kind in (("Spec", "f", "references"), ("f", "Spec", "references"),
                                 ("f", "h", "calls"), ("f", "g", "calls"),
                                 ("Spec", "Team", "references"), ("Spec", "Rule", "calls"),
                                 ("Team", "Spec", "references"), ("Team", "gone", "references"),
                                 ("gone", "Team", "references"), ("gone", "h", "calls"),
                                 ("Rule", "gone", "calls"), ("Rule", "h", "references"),
                                 ("Typed", "h", "references")):
        reply = relate(client, project, source, target, kind)
        # what parsing found is there already
        assert reply.status_code in (201, 409), reply.text
    drop_files(client, project, "gone.py")
    # now parsing finds one that was stated
    post_files(client, project, {"src/a.py": "from src.b import h\n\n\n" +
                                 A.replace("return g()", "return g() + h()")})
    shown = [e for e in related(client, project, "f", direction="out") if e["target"]["name"] == "h"]
    assert len(shown) == 1 and shown[0]["rule"] != "manual"
    return project


@pytest.mark.parametrize("filters", [{}, {"min_confidence": 0}, {"type": "calls"},
                                     {"type": "references"}, {"path": "src/a.py"},
                                     {"path": "src/**", "type": "references"}])
def test_the_stream_has_what_the_list_has(client, mixed, filters):
    listed = [brief(e) for e in pages(client, "/relationships", project=mixed, **filters)]
    read = rows(lines(client, "relationships", project=mixed, **filters), "relationship")
    assert by_id(read) == by_id(listed)
    assert len({e["id"] for e in read}) == len(read)
    stated = [e["rule"] == "manual" for e in read]
    assert any(stated) and stated == sorted(stated)  # they come last
    whole = rows(lines(client, "relationships", project=mixed, include="nodes", **filters),
                 "relationship")
    assert [brief(e) for e in whole] == read


def test_the_language_of_a_stated_source(client, mixed):
    read = rows(lines(client, "relationships", project=mixed, language="python", include="nodes"),
                "relationship")
    sources = {e["source"]["name"] for e in read if e["rule"] == "manual"}
    assert sources == {"f", "Typed"}
    assert rows(lines(client, "relationships", project=mixed, language="go"), "relationship") == []


def test_a_stream_goes_on_behind_any_of_them(client, mixed):
    expected = rows(lines(client, "relationships", project=mixed), "relationship")
    found, cursor = [], None
    while True:
        read = lines(client, "relationships", project=mixed, limit=1,
                     **({"cursor": cursor} if cursor else {}))
        found += rows(read, "relationship")
        cursor = read[-1]["next_cursor"]
        if cursor is None:
            break
    assert found == expected

    def read_events(last=None):
        headers = {**SSE, **({"Last-Event-ID": last} if last else {})}
        with client.stream("GET", "/stream/relationships", params={"project": mixed},
                           headers=headers) as reply:
            return list(events(reply.iter_lines()))[:-1]

    whole = read_events()
    for i, event in enumerate(whole):
        assert read_events(event["id"]) == whole[i + 1:]
