# SPDX-License-Identifier: Apache-2.0
"""Kills a process that writes to a store, again and again; each start audits what the last end left.

crash_store does the writing and the auditing; this decides when it dies: by SIGKILL after some
acknowledged commits, or by abort at a fault point of the storage or the commit.
"""

import os
import pathlib
import random
import select
import signal
import subprocess
import time

import pytest

LONG = bool(os.environ.get("CG_LONG"))
SECONDS = 60


def helper(name):
    folder = os.environ.get("CODEGRAPH_TEST_DIR")
    if folder:
        return pathlib.Path(folder) / name
    root = pathlib.Path(__file__).resolve().parents[2]
    built = sorted(root.glob(f"build/*/tests/{name}"), key=lambda p: p.stat().st_mtime)
    if not built:
        raise FileNotFoundError(f"{name} is not built; set CODEGRAPH_TEST_DIR")
    return built[-1]


class Writer:
    """A running crash_store."""

    def __init__(self, folder, seed, fault=None):
        env = {k: v for k, v in os.environ.items() if k != "CG_FAULT"}
        if fault:
            env["CG_FAULT"] = fault
        self.process = subprocess.Popen(
            [helper("crash_store"), folder / "store", folder / "journal", str(seed)],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = []
        self._rest = b""

    def read_line(self, timeout):
        """The next line; None when none came in time, "" at the end."""
        deadline = time.monotonic() + timeout
        while b"\n" not in self._rest:
            left = max(0, deadline - time.monotonic())
            if not select.select([self.process.stdout], [], [], left)[0]:
                return None
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                return ""
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        self.lines.append(line.decode())
        return self.lines[-1]

    def await_lines(self, count):
        """Reads on until `count` lines have come or the process has ended."""
        while len(self.lines) < count:
            line = self.read_line(SECONDS)
            assert line is not None, f"no word in {SECONDS} s after {self.lines[-3:]}"
            if line == "":
                return

    def end(self):
        """Kills it unless it has ended; how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        while self.read_line(SECONDS):
            pass
        status = self.process.wait(SECONDS)
        errors = self.process.stderr.read().decode(errors="replace")
        self.process.stdout.close()
        self.process.stderr.close()
        failures = [line for line in self.lines if line.startswith("failed")]
        assert not failures, failures
        assert status in (-signal.SIGKILL, -signal.SIGABRT), f"status {status}:\n{errors}"
        return status


def kill_after(folder, seed, rng, fault=None):
    writer = Writer(folder, seed, fault)
    writer.await_lines(1 + rng.randrange(0, 4 if fault else 12))
    # From here the next line is due at any time: so is the end.
    if rng.random() < 0.8:
        writer.read_line(rng.random() * 0.03)
    return writer.end()


@pytest.mark.parametrize("parts", [False, True], ids=["batches", "parts"])
def test_a_killed_writer_loses_nothing_acknowledged(tmp_path, parts):
    rng = random.Random(1)
    for cycle in range(200 if LONG else 18):
        kill_after(tmp_path, cycle, rng, "commit.parts:-1" if parts else None)
    assert (tmp_path / "journal").read_text().count("done\n") > 20


BATCH_POINTS = ["kv.write.before", "kv.write.after", "commit.before_head", "commit.after_head",
                "kv.sync.before", "kv.sync.after", "gc.before_mark", "gc.write"]
PART_POINTS = BATCH_POINTS + ["kv.loader.before", "commit.part"]
# One part of a commit goes into so many families one after the other; each gap is tried.
FAMILIES = 6


def faults(parts, rng):
    """Points with the passage at which to abort; the start passes some too, sweeping."""
    for point in PART_POINTS if parts else BATCH_POINTS:
        yield f"{point}:{1 + rng.randrange(0, 20 if parts else 8)}"
    if parts:
        yield from (f"kv.loader.between:{n + 1}" for n in range(FAMILIES))


@pytest.mark.parametrize("parts", [False, True], ids=["batches", "parts"])
def test_a_writer_that_aborts_anywhere_leaves_a_whole_store(tmp_path, parts):
    rng = random.Random(2)
    aborted = 0
    for cycle in range(10 if LONG else 1 if parts else 2):
        for fault in faults(parts, rng):
            writer = Writer(tmp_path, 1000 + cycle, fault + (",commit.parts:-1" if parts else ""))
            writer.await_lines(8 if parts else 25)
            aborted += writer.end() == -signal.SIGABRT
    assert aborted >= (cycle + 1) * 3
    kill_after(tmp_path, 1, rng)  # the last end is audited too
