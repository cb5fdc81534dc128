# SPDX-License-Identifier: Apache-2.0
"""Writers of history: random edits, renames, branches, merges, picks, reverts, tags and transactions, by a model
that knows the files of every version.

Each Historian has a project of its own and sends one request at a time, so the model says what there is: what was
acknowledged, or that and the whole of the request under way. Files say little but look at each other, so that
most changes concern others' relationships.
"""

import random

from writers import Writer, expect, pages

PATHS = [f"f{i}.py" for i in range(8)]
BRANCHES = ["main", "one", "two/three"]
JOIN = "Codegraph-Transaction"
MINUTES = 20 * 60 * 1000


def body(content):
    """The text of a content, which is a number."""
    rng = random.Random(content)
    lines = [f"from f{rng.randrange(len(PATHS))} import g{rng.randrange(3)}, g{rng.randrange(3)} as other"]
    for name in rng.sample(range(3), rng.randint(1, 3)):
        lines.append(f"\n\ndef g{name}(x):\n    return other(g{rng.randrange(3)}(x), {content})")
    if rng.random() < 0.5:
        lines.append(f"\n\nclass C{rng.randrange(3)}:\n    def m(self):\n        return g{rng.randrange(3)}(self)")
    return "".join(lines) + "\n"


def three_way(base, ours, theirs, strategy):
    """What a merge makes of three dicts of files, and whether it had anything to decide."""
    merged, conflicts = {}, False
    for path in {*base, *ours, *theirs}:
        b, o, t = (side.get(path) for side in (base, ours, theirs))
        conflict = b != o and b != t and o != t
        conflicts |= conflict
        take = (o if strategy == "ours" else t) if conflict else o if t == b else t
        if take is not None:
            merged[path] = take
    return merged, conflicts


class Version:
    """Of the model. `parents`: other versions, the one before it on its branch first."""

    def __init__(self, files, parents):
        self.files, self.parents = files, parents
        self.id = self.generation = None

    def ancestors(self):
        found, waiting = set(), [self]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += at.parents
        return found


def merge_base(a, b):
    return max(a.ancestors() & b.ancestors(), key=lambda version: version.generation)


class Clean:
    """What an index that was never killed, branched or merged says of files."""

    def __init__(self, client):
        self.client = client
        self.known = {}

    def digest(self, project, files):
        key = project, tuple(sorted(files.items()))
        if key not in self.known:
            expect(self.client.post("/parse", params={"project": project},
                                    json={"files": texts(files), "mode": "replace"}), 200)
            self.known[key] = expect(self.client.get(f"/projects/{project}"), 200).json()["digest"]
        return self.known[key]


def texts(files):
    return [{"path": path, "content": body(content)} for path, content in files.items()]


class Historian(Writer):
    """Its state: the version that each branch is at, by name, and each tag."""

    sample = 12  # versions that an audit looks at

    def __init__(self, number, clean):
        super().__init__(number)
        self.project = f"history-{number}"
        self.clean = clean
        self.contents = 0
        self.state = {"main": None}
        self.versions = []       # those whose ids are known
        self.transaction = None  # one that is open, or may be
        self.under_way = ""      # for who reads a failure

    # ---- requests ----

    def ask(self, client, method, path, *statuses, params=None, headers=None, **json):
        return expect(client.request(method, path, params={"project": self.project, **(params or {})},
                                     headers=headers, **({"json": json} if json else {})), *statuses)

    def write_one(self, client):
        self.version += 1
        self.learn(client)
        steps = [self.edit, self.edit, self.edit, self.make, self.merge, self.merge, self.pick, self.revert,
                 self.reset, self.drop, self.tag, self.untag, self.transact, self.transact]
        step = self.rng.choice(steps) if self.state["main"] else self.edit
        self.under_way = step.__name__
        step(client)

    def attempt_to(self, changes, send):
        """`changes`: branches and tags that `send` moves; None: away."""
        self.attempt = {name: at for name, at in {**self.state, **changes}.items() if at is not None}
        reply = send()
        self.state, self.attempt = self.attempt, None
        return reply

    def learn(self, client):
        """The ids of versions that were made, which the next requests may name."""
        for name, version in self.state.items():
            if version is not None and version.id is None:
                seen = self.ask(client, "GET", f"/versions/{quote(name)}", 200).json()
                parents = [parent.id for parent in version.parents]
                assert seen["parents"] == parents, (self.under_way, seen, parents)
                version.id, version.generation = seen["id"], seen["generation"]
                self.versions.append(version)

    def branch(self):
        return self.rng.choice([name for name in self.state if not name.startswith("tag-")])

    def changes(self, files):
        """Some files of other contents; None: gone. A rename is one that goes and one that comes."""
        changes = {}
        for path in self.rng.sample(PATHS, self.rng.randint(1, 3)):
            self.contents += 1
            changes[path] = self.contents * 1000 + int(self.project.split("-")[1])
        there = [path for path in files if path not in changes]
        if len(there) > 2 and self.rng.random() < 0.5:
            gone = self.rng.choice(there)
            free = [path for path in PATHS if path not in files and path not in changes]
            if free and self.rng.random() < 0.7:
                changes[self.rng.choice(free)] = files[gone]
            changes[gone] = None
        return changes

    def parse(self, client, changes, params=None, headers=None, **more):
        put = {path: content for path, content in changes.items() if content is not None}
        return self.ask(client, "POST", "/parse", 200, params=params, headers=headers, files=texts(put),
                        deletes=[path for path, content in changes.items() if content is None], **more)

    # ---- steps ----

    def edit(self, client):
        name = self.branch()
        before = self.state[name]
        changes = self.changes(before.files if before else {})
        after = Version(changed(before.files if before else {}, changes), [before] if before else [])
        self.attempt_to({name: after}, lambda: self.parse(client, changes, {"branch": name},
                                                          message=f"edit {self.version}"))

    def make(self, client):
        free = [name for name in BRANCHES if name not in self.state]
        if free:
            version = self.rng.choice(self.versions)
            self.attempt_to({free[0]: version}, lambda: self.ask(
                client, "POST", "/branches", 201, name=free[0], **{"from": version.id}))

    def reset(self, client):
        name, version = self.branch(), self.rng.choice(self.versions)
        if self.rng.random() < 0.5:
            self.attempt_to({name: version}, lambda: self.ask(
                client, "PATCH", f"/branches/{quote(name)}", 200, to=version.id, force=True))

    def drop(self, client):
        name = self.branch()
        if name != "main" and self.rng.random() < 0.5:
            self.attempt_to({name: None}, lambda: self.ask(
                client, "DELETE", f"/branches/{quote(name)}", 204))

    def tag(self, client):
        name, version = f"tag-{self.version}", self.rng.choice(self.versions)
        self.attempt_to({name: version}, lambda: self.ask(
            client, "POST", "/tags", 201, name=name, ref=version.id, message="tagged"))

    def untag(self, client):
        tags = [name for name in self.state if name.startswith("tag-")]
        if len(tags) > 2:
            self.attempt_to({tags[0]: None}, lambda: self.ask(client, "DELETE", f"/tags/{tags[0]}", 204))

    def merge(self, client):
        name, strategy = self.branch(), self.rng.choice(["ours", "theirs", "manual"])
        ours, theirs = self.state[name], self.rng.choice(self.versions)
        base = merge_base(ours, theirs)
        request = {"source": theirs.id, "branch": name, "strategy": strategy}
        if base is theirs:
            reply = self.ask(client, "POST", "/merge", 200, **request)
            assert reply.json()["outcome"] == "up_to_date", reply.text
        elif base is ours:
            reply = self.attempt_to({name: theirs}, lambda: self.ask(client, "POST", "/merge", 200, **request))
            assert reply.json()["outcome"] == "fast_forward", reply.text
        else:
            self.apply(client, name, base.files, theirs.files, [theirs], strategy, "/merge", request)

    def pick(self, client):
        name, version = self.branch(), self.rng.choice(self.versions)
        if version.parents:
            strategy = self.rng.choice(["ours", "theirs", "manual"])
            self.apply(client, name, version.parents[0].files, version.files, [], strategy,
                       f"/branches/{quote(name)}/cherry-pick", {"version": version.id, "strategy": strategy})

    def revert(self, client):
        name, version = self.branch(), self.rng.choice(self.versions)
        if version.parents:
            strategy = self.rng.choice(["ours", "theirs", "manual"])
            self.apply(client, name, version.files, version.parents[0].files, [], strategy,
                       f"/versions/{version.id}/revert", {"branch": name, "strategy": strategy})

    def apply(self, client, name, base, theirs, merged, strategy, path, request):
        """One commit, or a merge that waits, which is resolved or abandoned."""
        ours = self.state[name]
        later = self.rng.choice(["ours", "theirs"]) if strategy == "manual" else strategy
        files, conflicts = three_way(base, ours.files, theirs, later)
        after = Version(files, [ours, *merged])
        if not files or len(files) > len(PATHS):
            return
        if strategy != "manual" or not conflicts:
            reply = self.attempt_to({name: after}, lambda: self.ask(client, "POST", path, 200, **request))
            assert reply.json()["outcome"] == "merged", reply.text
            return
        kept = self.ask(client, "POST", path, 201, **request).json()
        if self.rng.random() < 0.3:
            self.ask(client, "DELETE", f"/merge/{kept['id']}", 204)
            return
        reply = self.attempt_to({name: after}, lambda: self.ask(
            client, "POST", f"/merge/{kept['id']}/resolve", 200, strategy=later))
        assert reply.json()["outcome"] == "merged", reply.text

    # ---- transactions ----

    def transact(self, client):
        """One more request of a transaction; others come in between."""
        t = self.transaction
        if t is None:
            name = self.branch()
            reply = self.ask(client, "POST", "/transactions", 201, branch=name, timeout_ms=MINUTES,
                             message=f"transaction {self.version}").json()
            self.transaction = {"id": reply["id"], "branch": name, "begun": self.state[name],
                                "files": self.state[name].files, "attempt": None, "ended": None}
            assert reply["begun_at"] == self.state[name].generation
        elif t["branch"] not in self.state or self.rng.random() < 0.1:
            t["attempt"] = t["files"]
            end(client, t, "rollback")
            self.transaction = None
        elif t["files"] == t["begun"].files or self.rng.random() < 0.6:
            changes = self.changes(t["files"])
            t["attempt"] = changed(t["files"], changes)
            self.parse(client, changes, headers={JOIN: t["id"]})
            t["files"], t["attempt"] = t["attempt"], None
        else:
            self.commit(client, t)

    def commit(self, client, t):
        begun, ours = t["begun"].files, self.state[t["branch"]]
        mine = {path for path in PATHS if t["files"].get(path) != begun.get(path)}
        files = {**{p: c for p, c in ours.files.items() if p not in mine},
                 **{p: c for p, c in t["files"].items() if p in mine}}
        if any(ours.files.get(p) != begun.get(p) for p in mine):
            end(client, t, "commit", 409)
        elif files:
            t["ended"] = "committed"
            self.attempt_to({t["branch"]: Version(files, [ours])}, lambda: end(client, t, "commit"))
        else:
            end(client, t, "rollback")
        self.transaction = None

    def audit_transaction(self, client):
        """What it has written is there, to be seen by itself alone; then it is over."""
        t, self.transaction = self.transaction, None
        if t is None:
            return
        seen = expect(client.get(f"/transactions/{t['id']}"), 200).json()
        if seen["state"] == "open":
            inside = expect(client.get(f"/projects/{self.project}", headers={JOIN: t["id"]}), 200).json()
            may_be = [self.clean.digest(self.project, files) for files in (t["files"], t["attempt"])
                      if files]
            assert inside["digest"] in may_be, (t, inside)
            end(client, t, "rollback")
        elif seen["state"] == "committed":
            assert t["ended"] == "committed" and seen["generation"] == self.state[t["branch"]].generation
        else:
            assert seen["state"] in ("rolled_back", "conflicted"), seen

    # ---- the audit ----

    def read(self, client):
        """The digest of each branch, the generation of each tag."""
        found = {}
        for item in pages(client, "/branches", project=self.project):
            seen = client.get(f"/projects/{self.project}", params={"ref": item["name"]})
            found[item["name"]] = expect(seen, 200).json()["digest"]
        for item in pages(client, "/tags", project=self.project):
            found[item["name"]] = item["version"]["id"]
        return found

    def expected(self, state):
        return {name: at.id if name.startswith("tag-") else self.clean.digest(self.project, at.files)
                for name, at in state.items()}

    def is_made(self, client):
        """Of an attempt that the digests do not speak against: a pick may change nothing, and be a version still."""
        known = {version.id for version in self.versions}
        for name, version in self.attempt.items():
            if version is not self.state.get(name) and not name.startswith("tag-"):
                head = self.ask(client, "GET", f"/versions/{quote(name)}", 200).json()["id"]
                if head in known if version.id is None else head != version.id:
                    return False
        return True

    def audit(self, client):
        assert self.failure is None, (self.under_way, self.failure)
        if not self.state["main"] and not self.attempt:
            return
        there = expect(client.get(f"/projects/{self.project}"), 200, 404).status_code == 200
        found = self.read(client) if there else {}
        acknowledged = self.expected(self.state) if self.state["main"] else {}
        if self.attempt is not None:
            done = found == self.expected(self.attempt) and self.is_made(client)
            self.counts["done" if done else "undone"] += 1
            self.state, self.attempt = self.attempt if done else self.state, None
            acknowledged = self.expected(self.state) if self.state["main"] else {}
        assert found == acknowledged or not acknowledged, (self.under_way, found, acknowledged)
        if acknowledged:
            self.learn(client)
            self.audit_transaction(client)
            self.audit_versions(client, self.rng.sample(self.versions, min(self.sample, len(self.versions))))
            for kept in self.ask(client, "GET", "/merge", 200).json()["items"]:
                self.ask(client, "DELETE", f"/merge/{kept['id']}", 204)

    def audit_versions(self, client, versions):
        for version in versions:
            seen = self.ask(client, "GET", f"/versions/{version.id}", 200).json()
            assert seen["generation"] == version.generation
            assert seen["parents"] == [parent.id for parent in version.parents]
            assert seen["digest"] == self.clean.digest(self.project, version.files), seen

    def expose(self, client, versions):
        """Branches at versions: the integrity check recomputes what the heads of all branches have."""
        for i, version in enumerate(versions):
            self.ask(client, "POST", "/branches", 201, name=f"exposed/{i}", **{"from": version.id})


def end(client, transaction, how, status=200):
    return expect(client.post(f"/transactions/{transaction['id']}/{how}"), status)


def changed(files, changes):
    return {path: content for path, content in {**files, **changes}.items() if content is not None}


def quote(name):
    return name.replace("/", "%2F")
