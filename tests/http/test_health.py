# SPDX-License-Identifier: Apache-2.0
"""Health, metrics, projects."""

import re
import shutil
import subprocess

import httpx

from daemon import free_port


def test_health_names_version_and_components(client):
    health = client.get("/health").json()
    assert health["status"] == "ok" and health["ready"] is True
    assert {"storage", "parser", "queue"} <= set(health["components"])


def test_probes(client):
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}


def test_metrics_are_well_formed(client):
    client.get("/nodes", params={"name": "nothing"})
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    names, kinds = set(), {}
    for line in reply.text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in kinds, f"{name} is declared twice"
            kinds[name] = kind
        elif not line.startswith("#"):
            match = re.fullmatch(r'([a-z_]+)(\{(?:[a-z]+="[^"]*",?)*\})? [0-9.e+-]+(Inf)?', line)
            assert match, line
            names.add(match[1])
    for name in names:
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        assert name in kinds or kinds.get(base) == "histogram", name
    assert 'codegraph_http_responses_total{method="GET",route="/nodes",status="200"}' in reply.text


def test_metrics_please_prometheus(client):
    promtool = shutil.which("promtool")
    assert promtool, "install the Debian package prometheus"
    checked = subprocess.run([promtool, "check", "metrics"], input=client.get("/metrics").text,
                             capture_output=True, text=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def metric(client, name):
    for line in client.get("/metrics").text.splitlines():
        if line.startswith(name + " "):
            return float(line.split(" ")[1])
    raise KeyError(name)


def test_metrics_of_the_store_move(client, project):
    names = ["written_bytes_total", "log_bytes_total", "read_bytes_total"]
    before = [metric(client, "codegraph_storage_" + name) for name in names]
    client.post("/parse", params={"project": project, "path": "a.py"},
                content="def a():\n    return b()\n\ndef b():\n    pass\n",
                headers={"Content-Type": "text/plain"})
    client.get("/nodes/a", params={"project": project})
    after = [metric(client, "codegraph_storage_" + name) for name in names]
    assert all(a > b for a, b in zip(after, before)), (before, after)
    assert metric(client, 'codegraph_parse_results_total{language="python",status="parsed"}') >= 1
    assert metric(client, "codegraph_storage_write_amplification") > 0
    assert metric(client, "process_resident_memory_bytes") > 1e6
    assert metric(client, "process_open_fds") < metric(client, "process_max_fds")


def test_metric_labels_stay_bounded(client):
    for i in range(50):
        client.get(f"/no/such/place/{i}")
        client.get(f"/nodes/name{i}", params={"project": "p0"})
    text = client.get("/metrics").text
    assert "place" not in text and "name1" not in text


def test_metrics_port(start_daemon):
    daemon = start_daemon({"CODEGRAPH_SERVER_METRICS_PORT": free_port()})
    url = f"http://127.0.0.1:{daemon.metrics_port}"
    assert "codegraph_http_requests_total" in httpx.get(url + "/metrics").text
    assert httpx.get(url + "/nodes").status_code == 404


def test_projects(client, sample):
    row = client.get("/projects/" + sample).json()
    assert row["files"] == 2 and row["nodes"] > 5 and row["generation"] >= 1
    assert row["languages"] == {"python": 1, "typescript": 1}
    assert sample in [p["project"] for p in client.get("/projects").json()["items"]]


def test_project_that_does_not_exist(client):
    assert client.get("/projects/nowhere").status_code == 404
