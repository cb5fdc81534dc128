# SPDX-License-Identifier: Apache-2.0
"""Clients that write by every route, and know at each instant what must be there.

Each writes to a part of the graph that is its own, one request at a time. `state` is what was
acknowledged, `attempt` what is there once the request under way is done: a daemon that was killed holds
the one or the other, whole.
"""

import collections
import gzip
import io
import json
import random
import re
import tarfile
import urllib.parse

import httpx

SECONDS = 60
FILES = 12
THINGS = 6


class Refused(Exception):
    """The daemon answered what it must not."""


def expect(reply, *statuses):
    if reply.status_code not in statuses:
        raise Refused(f"{reply.request.method} {reply.request.url}: {reply.status_code} {reply.text}")
    return reply


class Writer:
    """One client. Subclasses say what to send next, and read back what there is."""

    project = "shared"

    def __init__(self, number):
        self.name = f"{type(self).__name__.lower()}{number}"
        self.rng = random.Random(number)
        self.version = 0
        self.generation = 0
        self.state, self.attempt = {}, None
        self.failure = None
        self.counts = collections.Counter()

    def write(self, url, answered):
        """Sends one request after the other until the daemon is gone. `answered()`: called for each."""
        try:
            with httpx.Client(base_url=url, timeout=SECONDS) as client:
                while True:
                    self.write_one(client)
                    self.counts["acknowledged"] += 1
                    answered()
        except httpx.TransportError:
            pass
        except Exception as error:  # told by the thread that audits
            self.failure = error

    def write_one(self, client):
        self.version += 1
        self.attempt, send = self.plan()
        generation = send(client)
        if generation < self.generation:
            raise Refused(f"generation {generation} after {self.generation}")
        self.generation = generation
        self.state, self.attempt = self.attempt, None

    def plan(self):
        """The state after the next request, and a function that sends it and returns the generation."""
        raise NotImplementedError

    def read(self, client):
        """What is there, in the terms of `state`."""
        raise NotImplementedError

    def audit(self, client):
        """Holds the store against the journal, and takes over a request that was done unanswered."""
        assert self.failure is None, self.failure
        found = self.read(client)
        if self.attempt is not None:
            self.counts["done" if found == self.attempt else "undone"] += 1
        if found != self.state:
            assert found == self.attempt, \
                f"{self.name}: {found}, acknowledged {self.state}, under way {self.attempt}"
        self.state, self.attempt = found, None
        if self.generation:
            project = expect(client.get(f"/projects/{self.project}"), 200).json()
            assert project["generation"] >= self.generation
            self.generation = project["generation"]


def pages(client, path, **params):
    """All items of a list."""
    cursor = {}
    while True:
        page = expect(client.get(path, params={**params, **cursor, "limit": 1000}), 200).json()
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        cursor = {"cursor": page["next_cursor"]}


# ---- files, in every form that POST /parse takes ------------------------------------------------


def content(path, version):
    return (f"def first_{version}():\n    return second_{version}()\n\n"
            f"def second_{version}():\n    return {path!r}\n")


def versions_of(client, project, folder=""):
    """The version of each file below the folder; every file has all of one version."""
    names = collections.defaultdict(set)
    for node in pages(client, "/nodes", project=project, kind="function"):
        if node["file_path"].startswith(folder):
            names[node["file_path"]].add(node["name"])
    versions = {}
    for path, found in names.items():
        version = int(re.fullmatch(r"\w+_(\d+)", min(found))[1])
        assert found == {f"first_{version}", f"second_{version}"}, f"{path}: {found}"
        versions[path] = version
    return versions


class Files(Writer):
    """Puts a few files at once, each request in the form of the subclass."""

    most = 4

    def plan(self):
        count = self.rng.randint(1, self.most)
        paths = self.rng.sample([f"{self.name}/f{i}.py" for i in range(FILES)], count)
        changes = {path: self.version for path in paths}
        return {**self.state, **changes}, lambda client: self.send(client, changes)

    def post(self, client, **request):
        params = {"project": self.project, **request.pop("params", {})}
        return expect(client.post("/parse", params=params, **request), 200)

    def send(self, client, changes):
        raise NotImplementedError

    def read(self, client):
        return versions_of(client, self.project, self.name + "/")


class Raw(Files):
    most = 1

    def send(self, client, changes):
        (path, version), = changes.items()
        return self.post(client, params={"path": path},
                         content=content(path, version)).json()["generation"]


class Keyed(Raw):
    """Sends its last acknowledged request once more after a start: the reply is kept by its key."""

    def __init__(self, number):
        super().__init__(number)
        self.last = None

    def send(self, client, changes):
        (path, version), = changes.items()
        request = {"params": {"path": path}, "content": content(path, version),
                   "headers": {"Idempotency-Key": f"{self.name}-{version}"}}
        reply = self.post(client, **request)
        self.last = request, reply.json()
        return reply.json()["generation"]

    def audit(self, client):
        super().audit(client)
        if self.last:
            request, answer = self.last
            reply = self.post(client, **request)
            assert reply.json() == answer and "idempotency-replayed" in reply.headers
            assert self.read(client) == self.state


class Json(Files):
    def plan(self):
        state, send = super().plan()
        deletes = self.rng.sample(sorted(self.state), min(len(self.state), self.rng.randrange(3)))
        changes = {p: v for p, v in state.items() if v == self.version and p not in deletes}
        body = {"files": files(changes), "deletes": deletes}
        kept = {p: v for p, v in self.state.items() if p not in deletes}
        return {**kept, **changes}, lambda client: self.post(client, json=body).json()["generation"]


class Ndjson(Files):
    def send(self, client, changes):
        body = "".join(json.dumps(file) + "\n" for file in files(changes))
        reply = self.post(client, content=body, headers={"Content-Type": "application/x-ndjson"})
        last = json.loads(reply.text.splitlines()[-1])
        if last["type"] != "summary":
            raise Refused(reply.text)
        return last["generation"]


class Form(Files):
    def send(self, client, changes):
        parts = [("file", (file["path"], file["content"].encode())) for file in files(changes)]
        return self.post(client, files=parts).json()["generation"]


class Archive(Files):
    def send(self, client, changes):
        return self.post(client, content=gzip.compress(archive(changes)),
                         headers={"Content-Type": "application/gzip"}).json()["generation"]


class Replacing(Files):
    """Replaces a whole project by an archive: what it does not name is gone."""

    project = "replaced"

    def plan(self):
        changes = {f"{self.name}/f{self.rng.randrange(FILES)}.py": self.version for _ in range(5)}
        return changes, lambda client: self.send(client, changes)

    def send(self, client, changes):
        return self.post(client, params={"mode": "replace"}, content=archive(changes),
                         headers={"Content-Type": "application/x-tar"}).json()["generation"]


def files(changes):
    return [{"path": path, "content": content(path, version)} for path, version in changes.items()]


def archive(changes):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for file in files(changes):
            data = file["content"].encode()
            info = tarfile.TarInfo(file["path"])
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


# ---- tasks ----------------------------------------------------------------------------------------


class Tasks(Writer):
    """Has directories indexed, each of them replacing the one before, and cancels some. Its state is the
    directory whose files are there: that of the last task that succeeded, or of one canceled later whose commit
    was on disk when the kill came, but not its outcome."""

    project = "tasks"

    def __init__(self, number, folder):
        super().__init__(number)
        self.folder = folder
        self.reported = 0      # the newest version whose task was seen to succeed
        self.tasks = set()     # acknowledged since the last start
        self.canceled = set()  # those of them that may have been canceled

    def write_one(self, client):
        self.version += 1
        root = self.folder / str(self.version)
        root.mkdir()
        for i in range(3):
            (root / f"f{i}.py").write_text(content(f"f{i}.py", self.version))
        wait = self.rng.choice(["respond-async", "wait=10"])
        reply = expect(client.post("/parse", params={"project": self.project}, json={"root": str(root)},
                                   headers={"Prefer": wait}), 200, 202)
        if reply.status_code == 200:
            self.reported = self.version
            return
        task = reply.json()["id"]
        self.tasks.add(task)
        if self.rng.random() < 0.3:
            self.canceled.add(task)  # before it is answered: the kill may take the answer alone
            if expect(client.delete(f"/tasks/{task}"), 200, 409).status_code == 409:
                self.canceled.remove(task)

    def audit(self, client):
        assert self.failure is None, self.failure
        for task in self.tasks:
            status = self.outcome(client, task)["status"]
            self.counts[status] += 1
            # One that was canceled while it committed has succeeded.
            assert status == "succeeded" or status == "canceled" and task in self.canceled, status
        for listed in pages(client, "/tasks", project=self.project):  # newest first
            task = self.outcome(client, listed["id"])
            last, there = int(task["root"].rsplit("/", 1)[1]), versions_of(client, self.project)
            if there == {f"f{i}.py": last for i in range(3)}:
                self.counts["canceled too late"] += task["status"] == "canceled"
                assert last >= self.reported
                break
            assert task["status"] == "canceled", (there, task)
        self.tasks.clear()
        self.canceled.clear()

    @staticmethod
    def outcome(client, task):
        while True:
            reply = expect(client.get(f"/tasks/{task}", headers={"Prefer": "wait=50"}), 200).json()
            if reply["status"] not in ("enqueued", "processing"):
                return reply


# ---- what clients state -----------------------------------------------------------------------------


class Stated(Writer):
    """Its state: the version of each of its nodes, by name, and of each relationship, by both names."""

    project = "stated"

    def names(self):
        return [f"{self.name}.t{i}" for i in range(THINGS)]

    def ask(self, client, method, path, *statuses, **request):
        reply = client.request(method, path, params={"project": self.project}, **request)
        return expect(reply, *statuses).json()

    def read(self, client):
        found = {}
        for node in pages(client, "/nodes", project=self.project, name=f"{self.name}.*"):
            found[node["name"]] = node["metadata"]["version"]
            assert node["doc"] == f"version {found[node['name']]}"
        for edge in pages(client, "/relationships", project=self.project):
            names = (edge["source"]["name"], edge["target"]["name"])
            if names[0].startswith(f"{self.name}."):
                found[names] = edge["metadata"]["version"]
        return found


class Nodes(Stated):
    def plan(self):
        name = self.rng.choice(self.names())
        verbs = ["PUT", "PATCH", "DELETE"] if name in self.state else ["PUT", "POST"]
        verb = self.rng.choice(verbs)
        after = {**self.state, name: self.version}
        if verb == "DELETE":
            del after[name]
        path = "/nodes" if verb == "POST" else node_path(name)
        body = {} if verb == "DELETE" else {"json": node(name, self.version)}
        return after, lambda client: self.ask(client, verb, path, 200, 201, **body)["generation"]


class Edges(Stated):
    """Its nodes are there after its first request."""

    def plan(self):
        if not self.state:
            return self.plan_nodes()
        pair = tuple(self.rng.sample(self.names(), 2))
        after = {**self.state, pair: self.version}
        verb = self.rng.choice(["PATCH", "DELETE"]) if pair in self.state else "POST"
        if verb == "DELETE":
            del after[pair]
        return after, lambda client: self.send(client, verb, pair, self.version)

    def plan_nodes(self):
        operations = [{"op": "create_node", "node": node(name, 0)} for name in self.names()]
        return {name: 0 for name in self.names()}, lambda client: self.ask(
            client, "POST", "/batch", 200, json={"operations": operations})["generation"]

    def send(self, client, verb, pair, version):
        body = {"metadata": {"version": version}}
        source, target = (symbol(name) for name in pair)
        if verb == "POST":
            body.update(type="references", source=source, target=target)
            return self.ask(client, verb, "/relationships", 201, json=body)["generation"]
        page = expect(client.get("/relationships", params={
            "project": self.project, "source": source, "target": target}), 200).json()
        path = f"/relationships/{page['items'][0]['id']}"
        body = {} if verb == "DELETE" else {"json": body}
        return self.ask(client, verb, path, 200, **body)["generation"]


class Batch(Stated):
    """Replaces two nodes and states the relationship between them, or removes both, at once."""

    def plan(self):
        after, operations = self.change(self.state)
        return after, lambda client: self.send(client, operations)["generation"]

    def send(self, client, operations):
        return self.ask(client, "POST", "/batch", 200, json={"operations": operations})

    def change(self, state):
        first, second = pair = tuple(self.rng.sample(self.names(), 2))
        after = {k: v for k, v in state.items() if first not in k and second not in k}
        operations = [{"op": "delete_node", "id": symbol(name)} for name in pair if name in state]
        if not operations or self.rng.random() < 0.7:
            after.update({first: self.version, second: self.version, pair: self.version})
            operations += [{"op": "create_node", "node": node(name, self.version)} for name in pair]
            operations.append({"op": "create_relationship", "relationship": {
                "type": "references", "source": symbol(first), "target": symbol(second),
                "metadata": {"version": self.version}}})
        return after, operations


class Graphql(Stated):
    """The same as mutations, of which the answer is read behind the write."""

    CREATE = ("mutation ($name: String!, $symbol: String, $doc: String, $metadata: JSON) { node: createNode(input: {name: $name, symbol: $symbol, "
              "doc: $doc, metadata: $metadata}) { name doc metadata } }")
    UPDATE = ("mutation ($symbol: ID!, $doc: String, $metadata: JSON) { node: updateNode(id: $symbol, input: {doc: $doc, metadata: $metadata}) "
              "{ name doc metadata } }")
    DELETE = "mutation ($symbol: ID!) { deleteNode(id: $symbol) }"

    def plan(self):
        name = self.rng.choice(self.names())
        query = self.rng.choice([self.UPDATE, self.DELETE]) if name in self.state else self.CREATE
        after = {**self.state, name: self.version}
        if query == self.DELETE:
            del after[name]
        return after, lambda client: self.send(client, query, name, self.version)

    def send(self, client, query, name, version):
        stated = {"doc": f"version {version}", "metadata": {"version": version}}
        answer = self.ask(client, "POST", "/graphql", 200, json={
            "query": query, "variables": {"symbol": symbol(name), "name": name, **stated}})
        expected = {"deleteNode": True} if query == self.DELETE else {"node": {"name": name, **stated}}
        if answer.get("data") != expected:
            raise Refused(answer)
        return answer["extensions"]["generation"]


class Transactions(Batch):
    """The same, several of them in a transaction, which goes on after a kill: as long as it is open, nobody else sees
    it, and what it has written is there."""

    def __init__(self, number):
        super().__init__(number)
        self.open = None   # (id, what is there inside, what is there once the request under way is done)
        self.ended = None  # (id, generation) of the last one whose commit was acknowledged

    def write_one(self, client):
        self.version += 1
        if self.open is None:
            reply = expect(client.post("/transactions", params={"project": self.project},
                                       json={"timeout_ms": 20 * 60 * 1000}), 201).json()
            self.open = reply["id"], self.state, None
            return
        transaction, inside, _ = self.open
        if self.rng.random() < 0.1:
            expect(client.post(f"/transactions/{transaction}/rollback"), 200)
            self.open = None
        elif inside != self.state and self.rng.random() < 0.4:
            self.attempt = inside
            reply = expect(client.post(f"/transactions/{transaction}/commit"), 200).json()
            self.state, self.attempt, self.open = inside, None, None
            self.ended = transaction, reply["generation"]
        else:
            after, operations = self.change(inside)
            self.open = transaction, inside, after
            self.send(self.joined(client), operations)
            self.open = transaction, after, None

    def joined(self, client):
        """Its requests are part of the transaction that is open."""
        return httpx.Client(base_url=client.base_url, timeout=SECONDS,
                            headers={"Codegraph-Transaction": self.open[0]})

    def audit(self, client):
        committing = self.attempt is not None
        super().audit(client)
        if self.ended:
            seen = expect(client.get(f"/transactions/{self.ended[0]}"), 200).json()
            assert (seen["state"], seen["generation"]) == ("committed", self.ended[1]), seen
        if self.open is None:
            return
        transaction, inside, after = self.open
        seen = expect(client.get(f"/transactions/{transaction}"), 200).json()
        if seen["state"] != "open":
            assert seen["state"] == "rolled_back" or committing and self.state == inside, seen
            self.open = None
            return
        found = self.read(self.joined(client))
        assert found in (inside, after), f"{self.name}: {found} inside, not {inside} nor {after}"
        self.open = transaction, found, None


def symbol(name):
    return f"audit {name}"


def node_path(name):
    return "/nodes/" + urllib.parse.quote(symbol(name), safe="")


def node(name, version):
    return {"name": name, "kind": "entity", "symbol": symbol(name), "doc": f"version {version}",
            "metadata": {"version": version}}


# ---- collections ----------------------------------------------------------------------------------


class Collector(Writer):
    """Collects all but the last generations of a project while others write to it: what they read back is as ever."""

    def __init__(self, number, project):
        super().__init__(number)
        self.project = project

    def plan(self):
        return {}, self.collect

    def collect(self, client):
        reply = expect(client.post("/admin/gc", params={"project": self.project}, headers={"Prefer": "wait=10"},
                                   json={"young_ms": 0, "keep": {"generations": self.rng.randint(1, 5)}}),
                       200, 202, 404, 409)  # before the first write; one cut short by the last kill goes on
        self.counts["collected"] += reply.status_code == 200 and reply.json()["generations_collected"]
        return self.generation

    def read(self, client):
        return {}


KINDS = [Raw, Keyed, Json, Ndjson, Form, Archive, Replacing, Nodes, Edges, Batch, Graphql, Transactions]
