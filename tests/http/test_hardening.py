# SPDX-License-Identifier: Apache-2.0
"""docs/http-hardening.md: each row names a test that exists."""

import re

import pytest

from daemon import ROOT

ROWS = [line.strip("|").split("|") for line in (ROOT / "docs/http-hardening.md").read_text().splitlines()
        if line.startswith("|") and "`test_" in line]


def find(name):
    folder = "tests/unit/http" if name.endswith(".c") else "tests/http"
    return (ROOT / folder / name).read_text()


def test_there_are_rows():
    assert len(ROWS) > 70


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_its_test_exists(row):
    file, case = re.fullmatch(r" `(test_\w+\.(?:c|py)): (.+)` ", row[2]).groups()
    text = find(file)
    forms = [f"def {case}(", f"unit_test_setup_teardown({case},", f"unit_test({case})", f'"{case}"']
    assert any(form in text for form in forms)
