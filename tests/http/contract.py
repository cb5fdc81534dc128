# SPDX-License-Identifier: Apache-2.0
"""Holds every exchange against docs/openapi.json."""

import json
import re
import urllib.parse

import jsonschema

from daemon import ROOT

DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text())
METHODS = ("get", "put", "post", "delete", "patch")


def _pattern(template):
    parts = re.split(r"(\{\w+\})", template)
    return re.compile("".join("(.+)" if p.startswith("{") else re.escape(p) for p in parts) + "$")


OPERATIONS = {}
_PATHS = []
for _template, _item in DOCUMENT["paths"].items():
    _segments = _template.strip("/").split("/")
    _literals = sum(not segment.startswith("{") for segment in _segments)
    _PATHS.append((-_literals, _template.count("{"), _pattern(_template), _item))
    for _method in METHODS:
        if _method in _item:
            OPERATIONS[_item[_method]["operationId"]] = _item[_method]
_PATHS.sort(key=lambda entry: entry[:2])


def find(method, path):
    """The documented operation of a request, or None."""
    method = "get" if method == "HEAD" else method.lower()
    for _, _, pattern, item in _PATHS:
        if pattern.match(path):
            return item.get(method)
    return None


def check_schema(schema, value):
    jsonschema.Draft202012Validator(
        {**schema, "components": DOCUMENT["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(value)


def _resolve(node):
    if "$ref" in node:
        target = DOCUMENT
        for part in node["$ref"].lstrip("#/").split("/"):
            target = target[part]
        return target
    return node


def _check_problem(status, headers, body):
    assert body["status"] == status
    assert body["request_id"] == headers["x-request-id"]
    text = json.dumps(body)
    for secret in (".c:", f"{ROOT}/", "/tmp/", "rocksdb", "errno"):
        assert secret not in text, f"a problem tells of the server's inside: {text}"


def check(request, response):
    """Fails when the exchange is not as documented; returns the operation id, if any."""
    path = request.url.raw_path.decode().split("?")[0]
    operation = find(request.method, path)
    assert re.fullmatch(r"[\w.:/+=@-]{1,128}", response.headers["x-request-id"])
    media = response.headers.get("content-type", "").split(";")[0]
    if media == "application/problem+json" and request.method != "HEAD":
        body = json.loads(response.content)
        check_schema({"$ref": "#/components/schemas/Problem"}, body)
        _check_problem(response.status_code, response.headers, body)
    if operation is None:
        assert response.status_code in (204, 400, 404, 405), response.status_code
        return None
    if response.is_success:
        known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
        sent = set(dict(urllib.parse.parse_qsl(request.url.query.decode(), True)))
        assert sent <= known, f"undocumented parameters accepted: {sent - known}"
    answers = operation["responses"]
    answer = _resolve(answers.get(str(response.status_code), answers["default"]))
    if not response.content or request.method == "HEAD":
        return operation["operationId"]
    content = answer["content"]
    assert media in content, f"{media} is not documented: {list(content)}"
    if media.endswith("json") and "x-ndjson" not in media:
        check_schema(content[media]["schema"], json.loads(response.content))
    return operation["operationId"]
