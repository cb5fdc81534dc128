# SPDX-License-Identifier: Apache-2.0
"""Runs the command line as a user would, and checks its exit status."""

import json
import os
import subprocess

from daemon import program

FINE, NO, USAGE, NO_SERVER, CONFLICT, BROKEN = range(6)
PLAIN = {k: v for k, v in os.environ.items()
         if not k.startswith(("CODEGRAPH_", "XDG_", "CLICOLOR")) and k != "NO_COLOR"}


class Cli:
    """`url` None: the daemon is found as the environment says."""

    def __init__(self, url, project=None, env=None):
        self.first = ["--server", url] if url else []
        self.first += ["--project", project] if project else []
        self.env = {**PLAIN, **(env or {})}

    def run(self, *arguments, status=FINE, **options):
        options = {"timeout": 60, **options}
        done = subprocess.run([program("codegraph"), *self.first, *map(str, arguments)], env=self.env,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
        assert done.returncode == status, (arguments, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        assert "Sanitizer" not in done.stderr, done.stderr
        return done

    def out(self, *arguments, **options):
        return self.run(*arguments, **options).stdout

    def error(self, *arguments, **options):
        done = self.run(*arguments, **options)
        assert done.stderr.startswith("codegraph"), done.stderr
        return done.stderr

    def json(self, *arguments, **options):
        return json.loads(self.out("--json", *arguments, **options))
