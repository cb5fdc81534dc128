# SPDX-License-Identifier: Apache-2.0
"""Webhooks: each event once and in order, whatever happens to the receiver or the daemon; nobody inside is told
unless that is allowed."""

import json
import signal
import socket
import time

import pytest

import contract
from conftest import connect, post_files
from daemon import Daemon, run
from receiver import Receiver, is_signed
from sse import events as sse_events

INWARD = {"CODEGRAPH_WEBHOOKS_NETWORKS": "127.0.0.0/8,::1", "CODEGRAPH_WEBHOOKS_RETRY": "20ms",
          "CODEGRAPH_WEBHOOKS_TIMEOUT": "1s"}
ALL = ["version.created", "node.created", "node.updated", "node.deleted", "relationship.created",
       "relationship.updated", "relationship.deleted"]


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """A daemon that may tell this machine."""
    daemon = Daemon(tmp_path_factory.mktemp("webhooks") / "db", INWARD)
    with connect(daemon) as client:
        yield client
    daemon.stop()


def make(client, url, project, **body):
    reply = client.post("/webhooks", params={"project": project}, json={"url": url, **body})
    assert reply.status_code == 201, reply.text
    return reply.json()


def await_state(client, hook, wanted, timeout=30):
    deadline = time.monotonic() + timeout
    while True:
        now = client.get(f"/webhooks/{hook['id']}").json()
        if wanted(now):
            return now
        assert time.monotonic() < deadline, now
        time.sleep(0.02)


def await_delivery(client, hook, delivery, timeout=30):
    deadline = time.monotonic() + timeout
    while True:
        rows = client.get(f"/webhooks/{hook['id']}/deliveries").json()["items"]
        row = next(r for r in rows if r["id"] == delivery)
        if row["state"] != "waiting":
            return row
        assert time.monotonic() < deadline, row
        time.sleep(0.02)


def feed(client, project, until):
    """What the event feed tells of the same."""
    found = []
    with client.stream("GET", "/stream/events", params={"project": project, "after": "0", "types": ALL}) as reply:
        for event in sse_events(reply.iter_lines()):
            if "data" in event:
                found.append({"id": event["id"], **event["data"]})
                if until(event["data"]):
                    return found


def is_version(text):
    return lambda event: event["event"] == "version.created" and event["version"]["message"] == text


def test_events_arrive_signed_and_as_the_feed_tells_them(hooks, receiver, project):
    hook = make(hooks, receiver.url, project, events=ALL)
    assert hook["state"] == "active" and hook["secret"].startswith("whsec_")
    for i in range(3):
        post_files(hooks, project, {"a.py": f"def f{i}():\n    return g()\n\ndef g():\n    return {i}\n"},
                   message=f"v{i}")
    told = receiver.events(is_version("v2"), hook["secret"])
    assert told == feed(hooks, project, is_version("v2"))
    headers, body = receiver.raw[0]
    contract.check_schema({"$ref": "#/components/schemas/WebhookMessage"}, json.loads(body))
    assert headers["Content-Type"] == "application/json" and headers["User-Agent"].startswith("codegraph/")
    assert not is_signed(hook["secret"], {**headers, "webhook-id": "x"}, body)
    assert not is_signed(hook["secret"], headers, body + b" ")
    now = await_state(hooks, hook, lambda h: h["position"] == told[-1]["id"])
    assert "secret" not in now and now["failures"] == 0 and now["delivered_at"]
    assert "secret" not in hooks.get("/webhooks", params={"project": project}).json()["items"][0]
    rows = hooks.get(f"/webhooks/{hook['id']}/deliveries").json()["items"]
    assert all(row["state"] == "delivered" and row["status"] == 204 for row in rows)


def test_only_what_was_asked_for_is_told(hooks, receiver, project):
    make(hooks, receiver.url, project, events=["node.created"], kind=["class"], language=["python"], path="src/**")
    post_files(hooks, project, {"src/a.py": "class A:\n    def m(self): pass\n", "b.py": "class B: pass\n",
                                "src/c.ts": "class C {}\n"})
    post_files(hooks, project, {"src/a.py": "class A: pass\n\nclass Last: pass\n"})
    told = receiver.events(lambda event: event["node"]["name"] == "Last")
    assert [event["node"]["name"] for event in told] == ["A", "Last"]


def test_what_was_there_before_is_told_when_asked_for(hooks, receiver, project):
    post_files(hooks, project, {"a.py": "x = 1\n"}, message="first")
    make(hooks, receiver.url, project, after="0")
    post_files(hooks, project, {"a.py": "x = 2\n"}, message="second")
    told = receiver.events(is_version("second"))
    assert [event["version"]["message"] for event in told] == ["first", "second"]


def slow(handler):
    time.sleep(1.5)
    handler.reply(204, {})


def cut(handler):
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def test_failures_are_tried_again_with_the_same_message(hooks, receiver, project):
    receiver.answers = [(500, {}), slow, (302, {"Location": receiver.url + "/elsewhere"}), cut,
                        (503, {"Retry-After": "1"}), (204, {})]
    hook = make(hooks, receiver.url, project)
    post_files(hooks, project, {"a.py": "x = 1\n"}, message="only")
    await_state(hooks, hook, lambda h: h["delivered_at"], timeout=60)
    assert len(receiver.raw) == 6  # a connection that was kept and is cut is no attempt: libcurl sends again
    assert len({(headers["webhook-id"], body) for headers, body in receiver.raw}) == 1
    row, = hooks.get(f"/webhooks/{hook['id']}/deliveries").json()["items"]
    assert row["attempts"] >= 5 and row["state"] == "delivered" and row["error"] is None


def test_a_receiver_that_is_not_there_disables_in_the_end_and_loses_nothing(start_daemon, project, receiver):
    daemon = start_daemon({**INWARD, "CODEGRAPH_WEBHOOKS_ATTEMPTS_MAX": "3"})
    with socket.socket() as closed, connect(daemon) as client:
        closed.bind(("127.0.0.1", 0))
        hook = make(client, f"http://127.0.0.1:{closed.getsockname()[1]}/", project)
        for i in range(3):
            post_files(client, project, {"a.py": f"x = {i}\n"}, message=f"v{i}")
        now = await_state(client, hook, lambda h: h["state"] == "disabled")
        assert now["failures"] == 3 and now["reason"].startswith("3 attempts failed: ")
        assert "127.0.0.1" not in now["reason"]
        assert client.get(f"/webhooks/{hook['id']}/deliveries").json()["items"][0]["state"] == "waiting"
        metrics = client.get("/metrics").text
        assert "codegraph_webhooks_failed_total 3" in metrics
        reply = client.patch(f"/webhooks/{hook['id']}", json={"url": receiver.url, "state": "active"})
        assert reply.json()["state"] == "active" and reply.json()["reason"] is None
        told = receiver.events(is_version("v2"))
        assert [event["version"]["message"] for event in told] == ["v0", "v1", "v2"]


def test_gone_disables_at_once(hooks, receiver, project):
    receiver.answers = [(410, {})]
    hook = make(hooks, receiver.url, project)
    post_files(hooks, project, {"a.py": "x = 1\n"}, message="only")
    now = await_state(hooks, hook, lambda h: h["state"] == "disabled")
    assert now["reason"] == "the receiver says that it is gone" and now["failures"] == 1


def make_branch(client, project, name):
    reply = client.post("/branches", params={"project": project}, json={"name": name})
    assert reply.status_code == 201, reply.text


def test_a_branch_that_is_deleted_is_said_to_be_gone(start_daemon, receiver, project):
    daemon = start_daemon({**INWARD, "CODEGRAPH_WEBHOOKS_ATTEMPTS_MAX": "3"})
    with connect(daemon) as client:
        post_files(client, project, {"a.py": "x = 1\n"})
        make_branch(client, project, "topic")
        hook = make(client, receiver.url, project, ref="topic")
        post_files(client, project, {"a.py": "x = 2\n"}, branch="topic", message="told")
        receiver.events(is_version("told"))
        assert client.delete("/branches/topic", params={"project": project}).status_code == 204
        now = await_state(client, hook, lambda h: h["state"] == "disabled")
        assert now["failures"] == 3 and now["next_attempt_at"] is None
        assert now["reason"].startswith("3 attempts failed: ") and "topic" in now["reason"]
        make_branch(client, project, "topic")
        assert client.patch(f"/webhooks/{hook['id']}", json={"state": "active"}).json()["reason"] is None
        post_files(client, project, {"a.py": "x = 3\n"}, branch="topic", message="again")
        receiver.events(is_version("again"))
        await_state(client, hook, lambda h: h["failures"] == 0 and h["state"] == "active")


@pytest.mark.parametrize("waiting", [False, True])
def test_a_branch_that_comes_back_is_followed_at_once(start_daemon, receiver, project, waiting):
    daemon = start_daemon({**INWARD, "CODEGRAPH_WEBHOOKS_RETRY": "1h" if not waiting else "100ms"})
    with connect(daemon) as client:
        post_files(client, project, {"a.py": "x = 1\n"})
        make_branch(client, project, "topic")
        hook = make(client, receiver.url, project, ref="topic")
        if waiting:  # for its second attempt
            receiver.answers = [(500, {})] * 2
            post_files(client, project, {"a.py": "x = 2\n"}, branch="topic", message="told")
            await_state(client, hook, lambda h: h["reason"] == "the receiver answered 500")
        client.delete("/branches/topic", params={"project": project})
        now = await_state(client, hook, lambda h: "topic" in (h["reason"] or ""))
        assert now["state"] == "active" and now["failures"] >= 1 and now["next_attempt_at"]
        rows = client.get(f"/webhooks/{hook['id']}/deliveries").json()["items"]
        assert [row["error"] for row in rows] == ([now["reason"]] if waiting else [])
        make_branch(client, project, "topic")
        post_files(client, project, {"a.py": "x = 3\n"}, branch="topic", message="back")
        receiver.events(is_version("back"))
        now = await_state(client, hook, lambda h: h["failures"] == 0)
        assert now["reason"] is None and now["next_attempt_at"] is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_lost_when_the_daemon_ends_in_the_midst(start_daemon, project, receiver, number):
    daemon = start_daemon(INWARD)
    with connect(daemon) as client:
        hook = make(client, receiver.url, project, events=ALL)
        receiver.answers = [(204, {}), (500, {}), slow]
        for i in range(4):
            post_files(client, project, {f"{i}.py": f"def f{i}(): pass\n"}, message=f"v{i}")
        receiver.next()
        receiver.next()
        post_files(client, project, {"5.py": "def f5(): pass\n"}, message="before")
    daemon.signal(number)
    daemon.wait()
    daemon = start_daemon(INWARD)
    with connect(daemon) as client:
        assert client.get(f"/webhooks/{hook['id']}").json()["state"] == "active"
        post_files(client, project, {"6.py": "def f6(): pass\n"}, message="after")
        await_state(client, hook, lambda h: h["position"].startswith("6"), timeout=60)
        wanted = feed(client, project, is_version("after"))
    told, seen = [], {}
    for headers, body in receiver.raw:
        assert is_signed(hook["secret"], headers, body)
        assert seen.setdefault(headers["webhook-id"], body) == body
    for body in seen.values():
        told += json.loads(body)["events"]
    assert told == wanted


def test_what_is_no_longer_kept_is_told_as_a_gap(start_daemon, project, receiver):
    daemon = start_daemon({**INWARD, "CODEGRAPH_EVENTS_KEEP_GENERATIONS": "2"})
    with connect(daemon) as client:
        hook = make(client, receiver.url, project, state="paused")
        for i in range(6):
            post_files(client, project, {"a.py": f"x = {i}\n"}, message=f"v{i}")
        assert not receiver.raw
        client.patch(f"/webhooks/{hook['id']}", json={"state": "active"})
        told = receiver.events(is_version("v5"))
        assert told[0]["event"] == "gap" and told[0]["gap"]["reason"] == "no_longer_kept"
        assert [e["version"]["message"] for e in told[1:]] == ["v4", "v5"]


def test_a_ping_and_what_was_delivered_can_be_sent_by_hand(hooks, receiver, project):
    hook = make(hooks, receiver.url, project, events=["node.created"], state="paused")
    reply = hooks.post(f"/webhooks/{hook['id']}/ping")
    assert reply.status_code == 202 and reply.json()["state"] == "waiting"
    headers, body, message = receiver.next()
    assert message["type"] == "ping" and message["events"] == [] and message["webhook"] == hook["id"]
    assert is_signed(hook["secret"], headers, body)
    assert await_delivery(hooks, hook, message["delivery"])["state"] == "delivered"
    receiver.answers = [(500, {})]
    again = hooks.post(f"/webhooks/{hook['id']}/ping").json()
    row = await_delivery(hooks, hook, again["id"])
    assert row["state"] == "failed" and row["status"] == 500 and row["attempts"] == 1
    assert hooks.get(f"/webhooks/{hook['id']}").json()["failures"] == 0
    receiver.next()
    hooks.patch(f"/webhooks/{hook['id']}", json={"state": "active"})
    post_files(hooks, project, {"a.py": "def f(): pass\n"})
    headers, body, message = receiver.next()
    await_delivery(hooks, hook, message["delivery"])
    reply = hooks.post(f"/webhooks/{hook['id']}/deliveries/{message['delivery']}/redeliver")
    assert reply.status_code == 202, reply.text
    again, same, _ = receiver.next()
    assert same == body and again["webhook-id"] == headers["webhook-id"]
    assert await_delivery(hooks, hook, message["delivery"])["attempts"] == 2
    for url in (f"/webhooks/{hook['id']}/deliveries/{hook['id']}/redeliver",
                f"/webhooks/{hook['id']}/deliveries/x/redeliver", f"/webhooks/{message['delivery']}/ping"):
        assert hooks.post(url).status_code == 404


def test_a_secret_can_be_given_and_changed(hooks, receiver, project):
    secret = "whsec_" + "QUJD" * 10
    hook = make(hooks, receiver.url, project, secret=secret)
    assert "secret" not in hook
    hooks.post(f"/webhooks/{hook['id']}/ping")
    headers, body, _ = receiver.next()
    assert is_signed(secret, headers, body)
    changed = hooks.patch(f"/webhooks/{hook['id']}", json={"secret": None}).json()["secret"]
    hooks.post(f"/webhooks/{hook['id']}/ping")
    headers, body, _ = receiver.next()
    assert changed != secret and is_signed(changed, headers, body)


def test_a_filter_is_changed_member_by_member(hooks, receiver, project):
    hook = make(hooks, receiver.url, project, events=ALL, kind=["class"], path="src/**")
    url = f"/webhooks/{hook['id']}"
    now = hooks.patch(url, json={"path": None, "events": ["node.created"]}).json()
    assert now["path"] is None and now["kind"] == ["class"] and now["events"] == ["node.created"]
    now = hooks.patch(url, json={"kind": None, "description": "for the index"}).json()
    assert now["kind"] == [] and now["description"] == "for the index" and now["events"] == ["node.created"]
    assert hooks.delete(url).status_code == 204
    assert hooks.get(url).status_code == 404 and hooks.delete(url).status_code == 404
    post_files(hooks, project, {"a.py": "class A: pass\n"})
    assert hooks.get("/webhooks", params={"project": project}).json()["items"] == []
    assert not receiver.raw


BAD = [({"url": url}, "/url") for url in (
    "http://127.0.0.1/", "http://localhost:80/", "http://a.localhost/", "http://[::1]/", "http://10.0.0.1/",
    "http://192.168.1.1/", "http://172.16.0.9/", "http://169.254.169.254/latest", "http://[fe80::1]/",
    "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0.0.0.0/", "http://224.0.0.1/",
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://u:p@example.org/",
    "http://example.org/#x", "//example.org/", "example.org", "http://", "http://exa mple.org/", "")] + [
    ({}, "/url"), ({"url": 7}, "/url"),
    ({"url": "http://example.org/", "events": ["task.progress"]}, "/events"),
    ({"url": "http://example.org/", "events": ["nothing"]}, "/events"),
    ({"url": "http://example.org/", "kind": ["nothing"]}, "/kind"),
    ({"url": "http://example.org/", "relationship": ["nothing"]}, "/relationship"),
    ({"url": "http://example.org/", "after": "x"}, "/after"),
    ({"url": "http://example.org/", "secret": "whsec_QUJD"}, "/secret"),
    ({"url": "http://example.org/", "secret": "QUJD" * 10}, "/secret"),
    ({"url": "http://example.org/", "state": "disabled"}, "/state"),
    ({"url": "http://example.org/", "description": "x" * 501}, "/description"),
    ({"url": "http://example.org/" + "x" * 2048}, "/url"),
]


@pytest.mark.parametrize("body,pointer", BAD, ids=lambda v: str(v)[:60])
def test_what_cannot_be_is_refused(client, project, body, pointer):
    reply = client.post("/webhooks", params={"project": project}, json=body)
    assert reply.status_code == 400 and reply.json()["errors"][0]["pointer"] == pointer, reply.text


def test_names_that_lead_inward_are_not_connected_to(start_daemon, project):
    """By default; the check is of the address, when it is connected to."""
    names = []
    for name in (socket.gethostname(), "ip6-localhost", "ip6-loopback"):
        try:
            socket.getaddrinfo(name, 80)
            names.append(name)
        except OSError:
            pass
    if not names:
        pytest.skip("no name of this machine resolves")
    receiver = Receiver("::")
    try:
        with connect(start_daemon({"CODEGRAPH_WEBHOOKS_RETRY": "20ms"})) as client:
            for name in names:
                hook = make(client, f"http://{name}:{receiver.port}/", project)
                delivery = client.post(f"/webhooks/{hook['id']}/ping").json()
                row = await_delivery(client, hook, delivery["id"])
                assert row["state"] == "failed" and row["error"] == "the address is not allowed", name
        assert not receiver.raw
    finally:
        receiver.close()


def test_a_redirect_leads_nowhere(hooks, receiver, project):
    other = Receiver()
    receiver.answers = [(status, {"Location": other.url}) for status in (301, 302, 303, 307, 308)]
    hook = make(hooks, receiver.url, project)
    for _ in range(5):
        delivery = hooks.post(f"/webhooks/{hook['id']}/ping").json()
        row = await_delivery(hooks, hook, delivery["id"])
        assert row["state"] == "failed" and row["error"] == "redirects are not followed"
    assert not other.raw
    other.close()


def test_long_answers_are_not_read(hooks, receiver, project):
    def long(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 20))
        handler.end_headers()
        handler.wfile.write(b"x" * (1 << 20))

    receiver.answers = [long]
    hook = make(hooks, receiver.url, project)
    delivery = hooks.post(f"/webhooks/{hook['id']}/ping").json()
    assert await_delivery(hooks, hook, delivery["id"])["error"] == "the answer is too long"


def test_their_number_is_bounded(start_daemon):
    with connect(start_daemon({"CODEGRAPH_WEBHOOKS_MAX": "2"})) as client:
        for _ in range(2):
            make(client, "https://example.org/", "p")
        reply = client.post("/webhooks", json={"url": "https://example.org/"})
        assert reply.status_code == 422 and reply.json()["code"] == "unprocessable"


def test_pings_that_wait_are_bounded(hooks, receiver, project):
    receiver.answers = [slow] * 8
    hook = make(hooks, receiver.url, project)
    statuses = [hooks.post(f"/webhooks/{hook['id']}/ping").status_code for _ in range(8)]
    assert statuses[0] == 202 and statuses[-1] == 409


def test_one_that_does_not_answer_holds_up_no_other(hooks, project):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        quick = Receiver()
        for _ in range(20):
            make(hooks, f"http://127.0.0.1:{silent.getsockname()[1]}/", project)
        make(hooks, quick.url, project)
        post_files(hooks, project, {"a.py": "x = 1\n"}, message="m")
        begun = time.monotonic()
        quick.events(is_version("m"))
        assert time.monotonic() - begun < 0.9
        quick.close()
        for hook in hooks.get("/webhooks", params={"project": project}).json()["items"]:
            hooks.delete(f"/webhooks/{hook['id']}")


def test_a_network_that_is_none_is_named(tmp_path):
    for text in ("10.0.0.1/8", "localhost", "10.0.0.0/33", "::/129", "1.2.3"):
        done = run(store=tmp_path / "db", env={"CODEGRAPH_WEBHOOKS_NETWORKS": text})
        assert done.returncode != 0 and f'\\"{text}\\" is not a network' in done.stderr, done.stderr
