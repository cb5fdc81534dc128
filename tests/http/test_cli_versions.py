# SPDX-License-Identifier: Apache-2.0
"""log, diff, commit, history, blame, branch, tag, merge, revert, cherry-pick and tx, as commands."""

import itertools
import json

import pytest

from cli import CONFLICT, NO, USAGE, Cli

_names = itertools.count(1)
A1, A2, A3 = ("def a(x):\n    return x\n", "def a(x, y):\n    return x\n\ndef c():\n    a(1, 2)\n",
              "def a(x, z):\n    return z\n")
B = "from a import a\n\ndef b():\n    a(1)\n"


def put(client, project, files, branch="main", **members):
    reply = client.post("/parse", params={"project": project, "branch": branch}, json={
        "mode": "patch", "files": [{"path": path, "content": text} for path, text in files.items()], **members})
    assert reply.status_code == 200, reply.text


@pytest.fixture
def cli(daemon, client):
    """A project with two versions on main, and a branch "topic" of the first with a change that is none yet."""
    name = f"cli-versions-{next(_names)}"
    put(client, name, {"a.py": A1, "b.py": B}, message="one", author="Ada")
    cli = Cli(daemon.url, name)
    assert "topic" in cli.out("branch", "create", "topic")
    put(client, name, {"a.py": A2}, message="two\n\nand more")
    put(client, name, {"a.py": A3}, branch="topic")
    return cli


def test_log(cli):
    two, one = cli.out("log").splitlines()
    assert two.endswith("two") and one.endswith("Ada: one")
    assert cli.out("log", "--limit", "1").splitlines()[1].startswith("go on with --cursor ")
    cursor = cli.json("log", "--limit", 1)["next_cursor"]
    assert cli.out("log", "--limit", 1, "--cursor", cursor).splitlines() == [one]
    assert len(cli.json("log", "--author", "Ada")["items"]) == 1
    assert cli.out("log", "--node", "b").splitlines() == [one]
    assert cli.out("log", "--path", "a.py").splitlines() == [two, one]
    assert Cli(cli.first[1], "empty").run("log").stdout.startswith("There is no version yet")


def test_commit(cli):
    cli.error("commit", "--message", "none", status=CONFLICT)
    assert "reviewed" in cli.out("commit", "--branch", "topic", "--message", "reviewed", "--author", "Bob")
    assert cli.json("log", "--ref", "topic", "--limit", 1)["items"][0]["author"] == "Bob"
    assert cli.json("commit", "--message", "none", "--allow-empty")["message"] == "none"
    cli.error("commit", "--message", "x", "--branch", "nowhere", status=NO)


def test_diff(cli):
    text = cli.out("diff", "main~1")
    assert text == cli.out("diff", "main~1", "main")
    assert "~ function a  a.py:1 [signature]\n    - def a(x)\n    + def a(x, y)\n" in text
    assert "+ function c  a.py:4" in text and "+ calls c -> a" in text and "files          1 changed" in text
    coloured = cli.out("diff", "main~1", "--color", "always")
    assert "\033[32m+ def a(x, y)\033[0m" in coloured and "\033[31m- def a(x)\033[0m" in coloured
    lines = [json.loads(line) for line in cli.out("diff", "main~1", "--ndjson").splitlines()]
    whole = cli.json("diff", "main~1")
    assert [line["change"] for line in lines[:-1]] == whole["items"] and lines[-1]["summary"] == whole["summary"]
    assert cli.json("diff", "main~1", "--limit", 1)["truncated"]
    assert "a.py\n" in cli.out("diff", "main~1", "--summary") and "function" not in cli.out("diff", "main~1", "--summary")
    assert cli.out("diff", "main", "main") == "There is no difference.\n"


def test_diff_says_what_breaks(cli):
    text = cli.out("diff", "main~1", "--breaking")
    assert "breaks calls      of function    b  b.py:3" in text and "1 breaking changes" in text and "+ function c" not in text
    cli.run("diff", "main~1", "--breaking", "--exit-code", status=NO)
    cli.run("diff", "main~1", "--exit-code", status=NO)
    cli.run("diff", "main~1", "--exit-code", "--json", status=NO)
    cli.run("diff", "main", "--exit-code")
    cli.run("diff", "main", "--exit-code", "--summary")
    for arguments in (["nowhere"], ["nowhere", "--json"], ["main", "nowhere", "--ndjson"]):
        assert "nowhere" in cli.error("diff", *arguments, status=NO)


def test_history_and_blame(cli):
    text = cli.out("history", "a").splitlines()
    assert text[0].startswith("changed  ") and text[0].endswith("two") and "signature" in text[1]
    assert text[2].startswith("added  ") and text[2].endswith("Ada: one")
    assert cli.out("history", "a", "--ref", "main~1").splitlines() == [text[2]]
    assert cli.out("blame", "c", "a").splitlines()[0].startswith("added  ")
    edge = cli.json("blame", "b", "a", "--type", "calls")["id"]
    assert cli.json("blame", edge)["id"] == edge
    assert "no relationship" in cli.error("blame", "a", "b", status=NO)
    assert "several relationships" in cli.error("blame", "b.py", "a", status=NO)
    cli.error("blame", "00000000-0000-0000-0000-000000000000", status=NO)
    cli.error("blame", "b", "nothing", status=NO)


def test_branches(cli):
    lines = cli.out("branch").splitlines()
    assert lines == cli.out("branch", "list").splitlines()
    assert lines[0].startswith("main ") and "not a version yet" in lines[1]
    cli.error("branch", "create", "topic", status=CONFLICT)
    cli.error("branch", "create", "a..b", status=NO)
    cli.error("branch", "create", "other", "nowhere", status=NO)
    cli.run("branch", "create", "old", "main~1")
    assert cli.json("branch", "reset", "old", "main")["generation"] == 2
    cli.error("branch", "reset", "old", "topic", status=CONFLICT)
    cli.error("branch", "reset", "old", "topic", "--force", "--if-generation", 1, status=CONFLICT)
    assert cli.json("branch", "reset", "old", "topic", "--force", "--if-generation", 2)["generation"] == 3
    assert "protected" in cli.out("branch", "protect", "old")
    cli.error("branch", "delete", "old", status=CONFLICT)
    assert "protected" not in cli.out("branch", "unprotect", "old")
    cli.error("branch", "delete", "old", "--if-generation", 1, status=CONFLICT)
    assert cli.out("branch", "delete", "old") == "deleted\n"
    cli.error("branch", "delete", "old", status=NO)
    cli.run("branch", "create", "gone")
    assert cli.json("branch", "delete", "gone") is None


def test_many_branches_are_all_listed(cli, client):
    for n in range(30):
        client.post("/branches", params={"project": cli.first[3]}, json={"name": f"many/{n}"})
    assert len(cli.out("branch").splitlines()) == 32
    assert len(cli.out("branch", "--limit", 5).splitlines()) == 6
    assert cli.json("branch", "create", "x", "many/7")["name"] == "x"


def test_tags(cli):
    assert cli.out("tag") == "There is no tag.\n"
    assert "v1 " in cli.out("tag", "create", "v1", "main~1", "--message", "the first", "--author", "Ada")
    listed = cli.out("tag").splitlines()
    assert listed[0].startswith("v1 ") and listed[0].endswith("Ada: one") and listed[1].strip() == "the first"
    cli.error("tag", "create", "v1", status=CONFLICT)
    cli.error("tag", "create", "v2", "nowhere", status=NO)
    assert cli.out("diff", "v1") == cli.out("diff", "main~1")
    assert cli.out("tag", "delete", "v1") == "deleted\n"
    cli.error("tag", "delete", "v1", status=NO)


def test_merge(cli):
    text = cli.out("merge", "topic", status=CONFLICT)
    assert "1 conflicts, 0 of them decided" in text and "file:a.py  both_changed" in text
    waits = cli.json("merge", "list")["items"]
    assert cli.out("merge", "list").split()[0] == waits[0]["id"]
    assert "file:a.py" in cli.out("merge", "show", waits[0]["id"])
    for bad in (["file:a.py"], ["file:a.py=mine"], ["=ours"], ["file:a.py=@/nonexistent"]):
        cli.error("merge", "resolve", waits[0]["id"], *bad, status=USAGE)
    cli.error("merge", "resolve", waits[0]["id"], status=USAGE)
    cli.error("merge", "resolve", waits[0]["id"], "file:b.py=ours", status=NO)
    assert "main is at version" in cli.out("merge", "resolve", waits[0]["id"], "file:a.py=theirs")
    assert cli.out("merge", "list") == "No merge waits.\n"
    assert "has all of topic already" in cli.out("merge", "topic")
    assert "moved forward" in cli.out("merge", "main", "--branch", "topic")
    cli.error("merge", "nowhere", status=NO)
    cli.error("merge", "show", "00000000-0000-0000-0000-000000000000", status=NO)


def test_merge_with_a_text_of_ones_own(cli, tmp_path):
    one = cli.json("merge", "topic", status=CONFLICT)
    (tmp_path / "a.py").write_bytes(b"\xff")
    cli.error("merge", "resolve", one["id"], f"file:a.py=@{tmp_path}/a.py", status=USAGE)
    (tmp_path / "a.py").write_text("def both():\n    pass\n")
    cli.run("merge", "resolve", one["id"], f"file:a.py=@{tmp_path}/a.py")
    assert cli.json("node", "both")["file_path"] == "a.py"


def test_merge_by_strategy_and_abandoned(cli):
    one = cli.json("merge", "topic", status=CONFLICT)
    assert cli.out("merge", "abandon", one["id"]) == "abandoned\n"
    cli.error("merge", "abandon", one["id"], status=NO)
    done = cli.json("merge", "topic", "--strategy", "theirs", "--message", "took theirs", "--author", "Bob")
    assert done["outcome"] == "merged"
    assert cli.out("log", "--limit", 1).splitlines()[0].endswith("Bob: took theirs")


def test_revert_and_cherry_pick(cli):
    assert "main is at version" in cli.out("revert", "main", "--message", "undone")
    assert cli.out("diff", "main~2", "main") == "There is no difference.\n"
    two = cli.json("log", "--limit", 2)["items"][1]["id"]
    assert cli.json("cherry-pick", two)["outcome"] == "merged"
    assert "conflicts" in cli.out("cherry-pick", two, "--branch", "topic", status=CONFLICT)
    cli.run("cherry-pick", two, "--branch", "topic", "--strategy", "theirs")
    cli.error("revert", "nowhere", status=NO)
    cli.error("cherry-pick", two, "--branch", "nowhere", status=NO)


def test_transactions(cli, client):
    assert cli.out("tx") == "No transaction is open.\n"
    tx = cli.out("tx", "begin", "--message", "all at once", "--timeout", 60).strip()
    assert cli.out("tx", "list").startswith(f"{tx}  open  on main")
    reply = client.post("/nodes", params={"project": cli.first[3]}, json={"name": "Ledger", "kind": "entity"},
                        headers={"Codegraph-Transaction": tx})
    assert reply.status_code == 201, reply.text
    cli.error("node", "Ledger", status=NO)
    assert "Ledger" in cli.out("node", "Ledger", "--transaction", tx)
    assert "committed" in cli.out("tx", "commit", tx)
    assert "Ledger" in cli.out("node", "Ledger")
    cli.error("tx", "commit", tx, status=CONFLICT)
    other = cli.out("tx", "begin").strip()
    assert "rolled_back" in cli.out("tx", "rollback", other)
    assert cli.json("tx", "show", other)["state"] == "rolled_back"
    for bad in (["tx", "begin", "--timeout", "0"], ["tx", "begin", "--timeout", "1 day"]):
        cli.error(*bad, status=USAGE)
    cli.error("tx", "show", "00000000-0000-0000-0000-000000000000", status=NO)
    cli.error("node", "Ledger", "--transaction", other, status=CONFLICT)


def test_a_transaction_that_comes_second(cli, client):
    tx = cli.out("tx", "begin").strip()
    project = cli.first[3]
    for headers in ({"Codegraph-Transaction": tx}, {}):
        reply = client.patch("/nodes/b", params={"project": project}, json={"metadata": {"owner": headers and 1 or 2}},
                             headers={"Content-Type": "application/merge-patch+json", **headers})
        assert reply.status_code == 200, reply.text
    cli.error("tx", "commit", tx, status=CONFLICT)
    assert "conflicted" in cli.out("tx", "show", tx)
