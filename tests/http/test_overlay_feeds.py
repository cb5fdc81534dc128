# SPDX-License-Identifier: Apache-2.0
"""What clients state, in the streams and in the event feed."""

import random

import pytest

from conftest import connect, post_files
from test_events import Follower, check_copy
from test_overlay import MERGE, make, patch, path_of, relate, related
from test_streams import SSE, lines, pages, rows
from sse import events

A = "def f():\n    return g()\n\n\ndef g():\n    return 1\n"
B = "def h():\n    return 2\n"


def delete(client, project, where):
    reply = client.delete(where, params={"project": project})
    assert reply.status_code == 200, reply.text
    return reply.json()


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


# ---- events ----

def follow(client, follower, generation):
    """The new events, and that the copy is what is there."""
    before = len(follower.ids)
    follower.follow(client, generation)
    check_copy(follower, client)
    return follower.names[before:]


class Named(Follower):
    """Remembers what it was told, in short."""

    def __init__(self, project):
        super().__init__(project)
        self.names = []

    def take(self, event):
        super().take(event)
        if "data" in event:
            row = event["data"].get("node") or event["data"].get("relationship") or {}
            self.names.append((event["event"], row.get("name") or row.get("rule")))


def test_stated_nodes_are_told(client, project):
    follower = Named(project)
    made = make(client, project, "Spec")
    assert follow(client, follower, made["generation"]) == \
        [("node.created", "Spec"), ("version.created", None)]
    for change, name in (({"doc": "x"}, "Spec"), ({"name": "Plan"}, "Plan"),
                         ({"kind": "class"}, "Plan"), ({"metadata": {"a": 1}}, "Plan")):
        reply = patch(client, project, made["id"], change)
        assert reply.status_code == 200, reply.text
        assert follow(client, follower, reply.json()["generation"]) == \
            [("node.updated", name), ("version.created", None)]
    assert follower.nodes[made["id"]]["kind"] == "class"
    gone = delete(client, project, path_of(made["id"]))
    assert follow(client, follower, gone["generation"]) == \
        [("node.deleted", "Plan"), ("version.created", None)]
    assert follower.nodes == {}


def test_stated_relationships_are_told(client, project):
    post_files(client, project, {"a.py": A})
    spec, follower = make(client, project, "Spec"), Named(project)
    follower.follow(client, spec["generation"])
    made = relate(client, project, "Spec", "f").json()
    told = ("version.created", None)
    assert follow(client, follower, made["generation"]) == [("relationship.created", "manual"), told]
    where = f"/relationships/{made['id']}"
    reply = client.patch(where, params={"project": project}, json={"metadata": {"x": 1}},
                         headers=MERGE)
    assert follow(client, follower, reply.json()["generation"]) == \
        [("relationship.updated", "manual"), told]
    reply = patch(client, project, spec["id"], {"kind": "class"})  # its relationships stay
    assert follow(client, follower, reply.json()["generation"]) == [("node.updated", "Spec"), told]
    gone = delete(client, project, where)
    assert follow(client, follower, gone["generation"]) == [("relationship.deleted", "manual"), told]
    again = relate(client, project, "f", "Spec").json()
    follow(client, follower, again["generation"])
    gone = delete(client, project, path_of(spec["id"]))
    assert sorted(follow(client, follower, gone["generation"]), key=str) == \
        [("node.deleted", "Spec"), ("relationship.deleted", "manual"), told]


def test_what_is_made_with_metadata_is_told_as_made_first(client, project):
    post_files(client, project, {"a.py": A})
    follower = Named(project)
    made = make(client, project, "Spec", metadata={"x": 1})
    follower.follow(client, made["generation"])
    edge = relate(client, project, "Spec", "f", metadata={"x": 1}).json()
    told = follow(client, follower, edge["generation"])
    assert [e for e in follower.names if e[1] == "Spec"] == [("node.created", "Spec"), ("node.updated", "Spec")]
    assert told == [("relationship.created", "manual"), ("relationship.updated", "manual"),
                    ("version.created", None)]


def test_metadata_of_what_was_parsed_is_told(client, project):
    post_files(client, project, {"a.py": A})
    follower = Named(project)
    reply = patch(client, project, "f", {"metadata": {"x": 1}})
    follower.follow(client, reply.json()["generation"])
    assert follower.names[-2:] == [("node.updated", "f"), ("version.created", None)]
    edge = [e for e in related(client, project, "f", direction="out") if e["type"] == "calls"][0]
    reply = client.patch(f"/relationships/{edge['id']}", params={"project": project},
                         json={"metadata": {"hot": True}}, headers=MERGE)
    assert follow(client, follower, reply.json()["generation"]) == \
        [("relationship.updated", edge["rule"]), ("version.created", None)]


def test_what_is_parsed_and_stated_changes_hands(client, project):
    """It is one relationship to clients, whoever says so at the moment."""
    alone = A.replace("return g()", "return 0")
    post_files(client, project, {"a.py": alone})
    made = relate(client, project, "f", "g", "calls").json()
    follower = Named(project)
    follow(client, follower, made["generation"])
    for text in (A, alone):
        told = follow(client, follower, post_files(client, project, {"a.py": text}).json()["generation"])
        assert ("relationship.updated", follower.relationships[made["id"]]["rule"]) in told
        assert not {e for e, _ in told} & {"relationship.created", "relationship.deleted"}
    assert follower.relationships[made["id"]]["rule"] == "manual"


def test_what_comes_into_sight_is_told(client, project):
    """A stated relationship goes with a node that parsing takes, and comes back with it."""
    post_files(client, project, {"a.py": A, "b.py": B})
    make(client, project, "Spec")
    for source, target in (("Spec", "f"), ("f", "Spec"), ("f", "f"), ("f", "h"), ("h", "g"), ("Spec", "h")):
        last = relate(client, project, source, target)
    follower = Named(project)
    follower.follow(client, last.json()["generation"])

    def told(generation):
        return sorted(name for name in follow(client, follower, generation)
                      if name[0].startswith("relationship.") and name[1] == "manual")

    assert told(drop_files(client, project, "a.py")) == [("relationship.deleted", "manual")] * 5
    back = post_files(client, project, {"a.py": A.replace("def g", "class g")}).json()["generation"]
    assert told(back) == [("relationship.created", "manual")] * 4  # g of this kind is another node
    back = post_files(client, project, {"a.py": A}).json()["generation"]
    assert told(back) == [("relationship.created", "manual")]
    assert told(drop_files(client, project, "a.py", "b.py")) == [("relationship.deleted", "manual")] * 6
    assert told(post_files(client, project, {"b.py": B}).json()["generation"]) == \
        [("relationship.created", "manual")]


def test_a_copy_of_parsed_and_stated_things(client, project):
    """Any mixture of both: events alone keep the copy right."""
    rng = random.Random(11)
    follower, things, stated = Named(project), ["f", "g", "h", "Spec", "Team"], []
    post_files(client, project, {"a.py": A, "b.py": B})
    for name in ("Spec", "Team"):
        make(client, project, name)
    texts = {"a.py": [A, A.replace("return g()", "return 0"), A.replace("def f", "def x"),
                      A.replace("def g", "class g").replace("return 1", "x = 1")],
             "b.py": [B, B.replace("h", "i"), "from a import g\n" + B.replace("return 2", "return g()")]}
    for _ in range(60):
        choice = rng.randrange(4)
        if choice == 0:
            reply = relate(client, project, rng.choice(things), rng.choice(things),
                           rng.choice(("calls", "references")))
            if reply.status_code == 201:
                stated.append(reply.json()["id"])
        elif choice == 1 and stated:
            reply = client.delete(f"/relationships/{stated.pop(rng.randrange(len(stated)))}",
                                  params={"project": project})
        elif choice == 2:
            drop_files(client, project, rng.choice(list(texts)))
        else:
            path = rng.choice(list(texts))
            post_files(client, project, {path: rng.choice(texts[path])})
        if rng.random() < 0.7:
            follow(client, follower, client.get(f"/projects/{project}").json()["generation"])
    assert ("relationship.created", "manual") in follower.names
    assert len(follower.ids) == len(set(follower.ids))


def test_filters_hold_for_what_is_stated(client, project):
    post_files(client, project, {"a.py": A})
    make(client, project, "Typed", language="python")
    make(client, project, "Plain")
    relate(client, project, "Typed", "f")
    relate(client, project, "Plain", "f")
    last = relate(client, project, "f", "Plain").json()["generation"]

    def told(**filters):
        follower = Named(project)
        follower.follow(client, last, types="relationship.created,version.created",
                        relationship="references", **filters)
        return len([rule for _, rule in follower.names if rule == "manual"])

    assert told() == 3
    assert told(language="python") == 2
    assert told(path="a.py") == 1
    assert told(kind="entity") == 2


def test_resuming_among_what_is_stated(start_daemon, tmp_path):
    with connect(start_daemon(store=tmp_path / "db")) as client:
        post_files(client, "p", {"a.py": A})
        reply = client.post("/batch", params={"project": "p"}, json={"operations": [
            *({"op": "create_node", "node": {"name": f"N{i}", "kind": "entity",
                                             "metadata": {"n": i}}} for i in range(5))]})
        assert reply.status_code == 200, reply.text
        for i in range(5):
            relate(client, "p", f"N{i}", "f", metadata={"n": i})
        last = delete(client, "p", path_of("N3"))["generation"]
        whole = Named("p")
        whole.follow(client, last)
        parts = Named("p")
        while len(parts.ids) < len(whole.ids):
            stop = len(parts.ids) + 1
            parts.follow(client, lambda: len(parts.ids) >= stop)
        assert parts.ids == whole.ids and parts.names == whole.names
        check_copy(parts, client)
