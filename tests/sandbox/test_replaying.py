"""A recording played over HTTP: what it answers, and what it says of the rest."""

from __future__ import annotations

import http.client
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import attrs
import pytest

from crossdock.recordings import Exchange, Head, Recording
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.replaying import as_sandbox, replay
from crossdock.sandbox.server import running

AT = datetime(2026, 3, 1, tzinfo=UTC)
HEAD = Head("toy", "v1", "2024-01-01", AT, {"shop_id": 7, "client_secret": "scrubbed-1"})
ONE = Exchange(
    at=AT,
    hook="list_products",
    is_token=False,
    method="GET",
    url="https://api.toy.example/list",
    query=(("page", "1"), ("sign", "scrubbed-2")),
    headers={},
    body="",
    status=200,
    outcome="answered",
    answer_headers={"content-type": "application/json", "x-trace": "scrubbed"},
    answer='{"title":"Kaos \U0001f600"}',
    left_out="",
    seconds=0.1,
    dialect_date="2024-01-01",
)
LOST = attrs.evolve(
    ONE, url="https://api.toy.example/lost", status=None, outcome="answer lost", answer=""
)
LABEL = attrs.evolve(
    ONE, url="https://api.toy.example/label", answer="", left_out="9 bytes that are not UTF-8"
)


@contextmanager
def playing(*exchanges, **options):
    """Yield what asks a replay of *exchanges*, and the sentences that it tells."""
    told = []
    app = replay(Recording(HEAD, exchanges), tell=told.append, **options)
    with running("toy", as_sandbox(app), SandboxOptions()) as line:
        place = urlsplit(line["url"])

        def ask(method, path):
            wire = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
            try:
                wire.request(method, path)
                answer = wire.getresponse()
                return answer.status, answer.headers, answer.read()
            finally:
                wire.close()

        yield ask, told, line


@pytest.fixture(name="played", scope="module")
def _played():
    """One replay for the tests that leave nothing behind."""
    with playing(ONE, LOST, LABEL, repeats=True) as found:
        yield found


def test_what_was_recorded_is_answered(played):
    """Status, body and the headers that were kept; at the time of now."""
    ask, _, line = played

    status, headers, body = ask("GET", "/list?sign=mine&page=1")

    assert (200, ONE.answer.encode()) == (status, body)
    assert "application/json" == headers["content-type"]
    assert "x-trace" not in headers
    assert "2026" not in headers["date"] or "Mar" not in headers["date"]
    assert HEAD.settings == line["settings"]


def test_what_was_not_is_told(played):
    """Status 501 and a sentence, there and to whoever plays it, and it is on record."""
    ask, told, _ = played

    status, _, body = ask("GET", "/list?page=2")

    why = "GET /list was recorded, but never with these parameters; the nearest differs in page."
    assert (501, why) == (status, json.loads(body)["error"])
    assert why in told
    _, _, summary = ask("GET", "/_sandbox")
    assert why in [one["why"] for one in json.loads(summary)["refused"]]


def test_a_lost_answer_is_lost_again(played):
    """Where no answer came, none comes."""
    ask, _, _ = played

    with pytest.raises((http.client.HTTPException, ConnectionError)):
        ask("GET", "/lost?page=1")


def test_an_answer_that_was_left_out(played):
    """It is empty, and a header says why."""
    ask, _, _ = played

    status, headers, body = ask("GET", "/label?page=1")

    assert (200, b"") == (status, body)
    assert "9 bytes that are not UTF-8" == headers["x-crossdock-left-out"]


def test_the_control_plane_plays_nothing(played):
    """There are no orders to be placed in what has been."""
    ask, _, _ = played

    status, _, body = ask("POST", "/_sandbox/orders")

    assert 404 == status
    assert "plays what was recorded" in json.loads(body)["error"]


def test_once_and_from_the_beginning():
    """Each exchange answers once, until the replay is told to begin again."""
    with playing(ONE) as (ask, told, _):
        statuses = [ask("GET", "/list?page=1")[0] for _ in range(2)]
        ask("POST", "/_sandbox/reset")

        assert [200, 501] == statuses
        assert ["GET /list was recorded once, and was asked once more."] == told
        assert 200 == ask("GET", "/list?page=1")[0]
