# SPDX-License-Identifier: Apache-2.0
"""The reference page: it stands alone, and its policy lets nothing else run. A browser, where there is one, draws it."""

import base64
import hashlib
import html.parser
import re
import shutil
import subprocess

import pytest

import contract


def policy(reply):
    return {words[0]: words[1:] for words in (part.split() for part in
                                              reply.headers["content-security-policy"].split(";"))}


def test_nothing_runs_but_the_page_itself(client):
    reply = client.get("/docs", headers={"Accept": "text/html"})
    assert reply.status_code == 200 and reply.headers["content-type"] == "text/html; charset=utf-8"
    rules = policy(reply)
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == rules["frame-ancestors"] == ["'none'"]
    assert rules["connect-src"] == ["'self'"]
    for tag in ("script", "style"):
        text, = re.findall(f"<{tag}>(.*?)</{tag}>", reply.text, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == [f"'sha256-{digest}'"]
    assert len(reply.content) < 32 << 10


def test_it_asks_for_nothing_elsewhere(client):
    class Outside(html.parser.HTMLParser):
        found, ids = [], []

        def handle_starttag(self, tag, attributes):
            for name, value in attributes:
                if name in ("src", "href", "action", "style") or name.startswith("on"):
                    self.found.append((tag, name, value))

    page = Outside()
    page.feed(client.get("/docs").text)
    assert {value for _, _, value in page.found} == {"data:,", "#main", "/openapi.json"}
    assert "innerHTML" not in client.get("/docs").text


def test_a_browser_draws_it(daemon, tmp_path):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("there is no browser")
    drawn = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom",
                            f"{daemon.url}/docs#search"], capture_output=True, text=True, timeout=120).stdout
    operations = {operation["operationId"] for item in contract.DOCUMENT["paths"].values()
                  for method, operation in item.items() if method != "parameters"}
    assert operations <= set(re.findall(r'<details[^>]* id="(\w+)"', drawn))
    opened = re.search(r'<details[^>]* id="search"[^>]*\bopen\b.*?</section>', drawn, re.S)
    assert opened and "min_generation" in opened.group() and "Try it" in opened.group()
