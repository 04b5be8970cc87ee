"""Which exchange answers a request."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from recording_studio import BEGAN, studio_of

from crossdock.http import Response
from crossdock.recordings.matching import Deck, NotRecorded, asked
from crossdock.recordings.moments import moment_of

LATER = BEGAN + timedelta(days=40)
URL = "https://api.toy.example/list"


def deck_of(*requests, repeats=False):
    """Return a deck of *requests*, each of them answered with its number."""
    studio = studio_of(*(Response(200, json={"n": number}) for number in range(len(requests))))
    for method, given in requests:
        studio.ask(method, URL, **given)
    return Deck(studio.made().exchanges, lambda: LATER, repeats)


def got(params):
    """Return a GET with *params*."""
    return "GET", {"params": params}


def dealt(deck, params, method="GET", body=b"", kind="application/json"):
    """Return the number of the exchange that answers, or why none does."""
    pairs = tuple((name, str(value)) for name, value in params.items())
    found = deck.answer(asked(method, "/list", pairs, body, kind))
    return found.why if isinstance(found, NotRecorded) else json.loads(found.answer)["n"]


def test_by_what_is_asked_for():
    """Parameters count, whatever their order."""
    deck = deck_of(got({"page": 1, "size": 5}), got({"page": 2, "size": 5}))

    assert 1 == dealt(deck, {"size": 5, "page": 2})
    assert 0 == dealt(deck, {"page": 1, "size": 5})


def test_in_their_order():
    """Equal requests get the answers in the order in which they were given."""
    deck = deck_of(*[got({"page": 1})] * 3)

    assert [0, 1, 2] == [dealt(deck, {"page": 1}) for _ in range(3)]
    assert "recorded 3 times, and was asked once more" in dealt(deck, {"page": 1})


def test_again_from_the_first():
    """With *repeats*, what was asked for to its end begins again."""
    deck = deck_of(*[got({"page": 1})] * 2, repeats=True)

    assert [0, 1, 0, 1] == [dealt(deck, {"page": 1}) for _ in range(4)]


@pytest.mark.parametrize(
    "name", ["timestamp", "sign", "access_token", "nonce", "app_key", "Signature", "request-id"]
)
def test_what_differs_each_time_does_not_count(name):
    """Signatures, tokens and what is made for one request only are left out."""
    deck = deck_of(got({"page": 1, name: "one"}))

    assert 0 == dealt(deck, {"page": 1, name: "other"})


def test_wrapped_parameters():
    """JSON in a parameter counts by its members, signed and secret ones left out."""
    one = json.dumps({"skuId": 7, "page": 1, "token": "abcdefgh"})
    deck = deck_of(got({"method": "m", "360buy_param_json": one}))

    same = json.dumps({"page": "1", "token": "other", "skuId": 7})
    assert 0 == dealt(deck, {"method": "m", "360buy_param_json": same})
    other = json.dumps({"page": 2, "skuId": 7})
    assert "differs in 360buy_param_json" in dealt(
        deck, {"method": "m", "360buy_param_json": other}
    )


def test_bodies():
    """A body of JSON counts by its members, a form by its fields."""
    deck = deck_of(("POST", {"json": [{"id": 1, "stock": 5}]}), ("POST", {"data": {"id": "7"}}))

    assert 0 == dealt(deck, {}, "POST", b'[{"stock": 5, "id": 1}]')
    assert 1 == dealt(deck, {}, "POST", b"id=7", "application/x-www-form-urlencoded")
    assert "differs in the body" in dealt(deck, {}, "POST", b'[{"stock": 6, "id": 1}]')


def span(now, hours, **more):
    """Return the parameters of the last *hours* before *now*, in seconds and in words."""
    begin = now - timedelta(hours=hours)
    return {"from_date": int(begin.timestamp()), "end_time": f"{now:%Y-%m-%d %H:%M:%S}", **more}


def test_another_time():
    """A span may be another, if it lies as the recorded one lay; the same one is preferred."""
    deck = deck_of(*[got(span(BEGAN, 48, page=page)) for page in (1, 2)], got(span(LATER, 48)))

    assert 1 == dealt(deck, span(BEGAN, 48, page=2))
    assert 0 == dealt(deck, span(LATER, 48, page=1))
    assert "recorded once" in dealt(deck, span(LATER, 48, page=1))


def test_another_span():
    """Longer ago, or in the future, was never recorded, and is told by its name."""
    deck = deck_of(got(span(BEGAN, 48)))

    for other in (span(LATER, 480), span(LATER + timedelta(days=300), 48)):
        assert "the nearest differs in end_time, from_date" in dealt(deck, other)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1772353800", 1772353800),
        ("1772353800250", 1772353800.25),
        ("2026-03-01T08:30:00Z", 1772353800),
        ("2026-03-01 15:30:00.000+0700", 1772353800),
        ("2026-03-01 08:30:00", 1772353800),
        ("2026-03-01", 1772323200),
        ("20260301", None),
        ("2026-13-01", None),
        ("7", None),
        ("", None),
    ],
)
def test_moments(text, seconds):
    """What platforms write for a moment; one without a zone is read as UTC, on both sides."""
    found = moment_of(text)

    assert seconds == (found and found.timestamp())


def test_an_id_is_no_time():
    """What looks like a moment and is not named like one must be the same."""
    deck = deck_of(got({"order_id": 1795082178}))

    assert "differs in order_id" in dealt(deck, {"order_id": 1795082179})


def test_what_was_never_recorded():
    """It is told which request, and kept with the others that were refused."""
    deck = deck_of(got({"page": 1}))

    found = deck.answer(asked("DELETE", "/list/7", (), b"", ""))

    assert "DELETE /list/7 was never recorded." == found.why
    assert [found] == deck.refused
    assert 1 == len(deck.left())
