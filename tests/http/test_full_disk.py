# SPDX-License-Identifier: Apache-2.0
"""A store on a disk that is really full: a small tmpfs in a mount namespace of the daemon's own."""

import os
import shutil
import subprocess
import time

import pytest

from conftest import connect, post_files
from daemon import Daemon

DISK_BYTES = 40 << 20


def can_mount():
    return shutil.which("unshare") is not None and subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True, check=False).returncode == 0


class SmallDisk(Daemon):
    """The daemon in a namespace where `folder` is a small disk; /proc shows its files to us."""

    def __init__(self, folder):
        folder.mkdir()
        mount = f"mount -t tmpfs -o size={DISK_BYTES},mode=700 none {folder} && exec \"$@\""
        super().__init__(folder / "db", env={"CODEGRAPH_STORAGE_MEMTABLE_SIZE": "2M"},
                         wrapper=["unshare", "-m", "sh", "-c", mount, "sh"])
        self.disk = f"/proc/{self.process.pid}/root{folder}"

    def free_bytes(self):
        figures = os.statvfs(self.disk)
        return figures.f_bavail * figures.f_frsize

    def fill(self, leave=128 << 10):
        """Leaves so many bytes, also when the store frees something at the moment."""
        with open(f"{self.disk}/ballast", "ab") as ballast:
            while self.free_bytes() > leave + (128 << 10):
                try:
                    os.posix_fallocate(ballast.fileno(), os.fstat(ballast.fileno()).st_size,
                                       self.free_bytes() - leave)
                except OSError:
                    pass

    def free(self):
        os.unlink(f"{self.disk}/ballast")


@pytest.fixture
def small_disk(tmp_path):
    if not can_mount():
        print("no right to mount a small disk")
        pytest.skip("no right to mount a small disk")
    daemon = SmallDisk(tmp_path / "disk")
    yield daemon
    daemon.stop()


def names(client):
    items = client.get("/nodes", params={"project": "p", "kind": "function", "limit": 100})
    assert items.status_code == 200, items.text
    return {node["name"] for node in items.json()["items"]}


def check_refused(client, name, **options):
    reply = post_files(client, "p", {f"{name}.py": f"def {name}(): pass\n"}, **options)
    assert reply.status_code == 507, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "storage_full" and reply.json()["detail"]


def check_reads(client):
    assert names(client) == {"before"}
    assert client.get("/nodes/before?project=p").json()["name"] == "before"
    assert client.get("/nodes/before/relationships?project=p").status_code == 200
    assert client.get("/search?q=before&project=p").json()["items"]
    assert client.get("/projects/p").json()["generation"] == 1
    assert client.get("/health/live").status_code == 200


def test_a_full_disk(small_disk, tmp_path):
    with connect(small_disk) as client:
        assert post_files(client, "p", {"before.py": "def before(): pass\n"}).status_code == 200
        small_disk.fill()
        for i in range(3):
            check_refused(client, f"refused{i}")
            check_reads(client)
        tree = tmp_path / "tree"
        tree.mkdir()
        (tree / "t.py").write_text("def in_tree(): pass\n")
        task = client.post("/parse?project=p", json={"root": str(tree)})
        assert task.status_code == 507 or task.json()["status"] == "failed", task.text
        check_reads(client)

        small_disk.free()
        deadline = time.monotonic() + 20
        while (reply := post_files(client, "p", {"after.py": "def after(): pass\n"})).status_code == 507:
            assert time.monotonic() < deadline, "still refused with room on the disk"
        assert reply.status_code == 200, reply.text
        assert names(client) == {"before", "after"}
        check = client.post("/admin/integrity-check", timeout=60)
        assert check.status_code == 200 and check.json()["problems"] == 0, check.text


def test_a_disk_that_fills_while_it_is_written(small_disk):
    """Commits until there is no room: what was answered 200 is there, the refused ones are not."""
    taken = set()
    small_disk.fill(leave=10 << 20)
    with connect(small_disk) as client:
        for i in range(100):
            noise = "".join(f"// {os.urandom(45).hex()}\n" for _ in range(5000))
            reply = post_files(client, "p", {f"f{i}.js": f"function f{i}() {{}}\n{noise}"})
            if reply.status_code != 200:
                break
            taken.add(f"f{i}.js")
        assert reply.status_code == 507, reply.text
        assert taken
        files = client.get("/nodes", params={"project": "p", "kind": "file", "limit": 1000})
        assert {node["file_path"] for node in files.json()["items"]} == taken
