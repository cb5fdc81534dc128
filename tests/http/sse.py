# SPDX-License-Identifier: Apache-2.0
"""Reads server-sent events and NDJSON as they come."""

import json


def events(lines):
    """Events of an iterator of lines: dicts of id, event, data (decoded). Comments and ids alone are
    yielded as {"id": …} or {}, so that a reader sees heartbeats."""
    event = {}
    for line in lines:
        if line == "":
            yield event
            event = {}
        elif not line.startswith(":"):
            key, value = line.split(": ", 1)
            event[key] = json.loads(value) if key == "data" else value


def objects(lines):
    return (json.loads(line) for line in lines if line)
