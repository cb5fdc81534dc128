# SPDX-License-Identifier: Apache-2.0
"""A small static model for tests (docs/internals/embed.md has its bytes): a word's vector follows from its letters, and
words of one line of SAME have one vector, so that texts without a common word may mean the same."""

import ctypes
import ctypes.util
import hashlib
import os
import struct

DIMENSION, FIELDS = 64, 8
SAME = [("fetch", "download", "retrieve"), ("erase", "delete", "remove"), ("car", "vehicle")]
PLAIN = """add all and app args array base body buffer build bytes cache call check class clear client close code config copy
count create data date decode default dict dog encode end environ environment error event exit file find first format from
function get group handle hash header helper http id in index info init int io item json key last length line list load lock
log login main make map match max message min mode name new next node num object of open option order os parent parse
password path point print process put query read reads record request requests reset result return root row run save search
self send serve server serves set size sort start state status stop str string sum table task test text the thread time to
token total tree twice type update url user util value view wait walk word write""".split()


def _vector(word):
    stream = b"".join(hashlib.sha256(f"{word}/{i}".encode()).digest() for i in range(DIMENSION // 32))
    return bytes(b if b != 128 else 0 for b in stream)


def _pad(data):
    return data + bytes(-len(data) % 64)


def _hash(data):
    library = ctypes.CDLL(ctypes.util.find_library("xxhash") or "libxxhash.so.0")
    library.XXH3_64bits.restype = ctypes.c_uint64
    library.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    return library.XXH3_64bits(data, len(data))


def make(name="test", salt=""):
    """The bytes of a model; another `salt` gives other vectors."""
    meaning = {word: group[0] for group in SAME for word in group}
    words = sorted({*PLAIN, *meaning}, key=str.encode)
    strings = "".join(words).encode()
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    head = b"CGEMBED\n" + struct.pack("<6I", 1, 1, DIMENSION, len(words), 1, len(strings))
    body = name.encode().ljust(64, b"\0")
    body += FIELDS * (struct.pack("<ffII", 1, 0, 0, 0) + struct.pack("<12f", *range(1, 13)))
    body += _pad(struct.pack(f"<{len(ends)}I", *ends)) + _pad(strings) + _pad(bytes(len(words)))
    body += _pad(struct.pack(f"<{len(words)}f", *([0.01] * len(words))))
    body += b"".join(_vector(salt + meaning.get(word, word)) for word in words)
    return head + struct.pack("<Q", _hash(body)) + bytes(24) + body


def write(folder, **options):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "weights.bin"
    data = make(**options)
    if not path.is_file() or path.read_bytes() != data:
        part = path.with_suffix(f".{os.getpid()}")  # others may write it at the same time
        part.write_bytes(data)
        part.replace(path)
    return folder
