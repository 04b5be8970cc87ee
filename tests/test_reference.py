"""A connector's reference says what its code says."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

import pytest
from attrs import frozen

from crossdock import ApiStatus, Manifest, RateLimit, Role, Secret
from crossdock.reference import meanings, reference, span, table


class Site(StrEnum):
    """Which of the sites it is."""

    NORTH = "north"
    SOUTH = "south"


@frozen
class Kiosk:
    """A kiosk.

    Args:

        api_key, api_secret: what lets us in,
            in two halves.

        shelf: ``A|B``; any.
    """

    api_key: str
    api_secret: Secret
    site: Site = Site.NORTH
    shelf: str = ""


MANIFEST = Manifest(
    name="kiosk",
    title="Kiosk",
    roles=frozenset({Role.CHANNEL}),
    dialect="Kiosk 1",
    dialect_date="2026-01-01",
    api_status=ApiStatus.LIVE,
    hosts={"api": "https://api.kiosk.example"},
    allowed_hosts=("api.kiosk.example",),
    limits=(RateLimit("calls", 2.5, burst=4, scope="app"),),
    states={"orders": {"1": "paid", "2": "paid", "9": "cancelled"}},
    not_applicable={"STK-08": "It has no campaigns."},
)
SITES = "Which of the sites it is. One of `north`, `south`."
PAGE = reference(MANIFEST, Kiosk, ["list_products"])


@pytest.mark.parametrize(
    "line",
    [
        "| interface | Kiosk 1, as described on 2026-01-01 |",
        "| `api_key` | required | what lets us in, in two halves. |",
        "| `api_secret` | required, secret | what lets us in, in two halves. |",
        f"| `site` | optional; `north` if not given | {SITES} |",
        "| `shelf` | optional | `A\\|B`; any. |",
        "| `calls` | 2.5 | 4 | requests of all connections of one app |",
        "| orders | `1`, `2` | paid |",
        "| orders | `9` | cancelled |",
        "| `STK-08` | It has no campaigns. |",
        "| span of one query of orders | 3 days |",
    ],
)
def test_a_line_of_it(line):
    """Settings, limits, states and sizes each have their row."""
    assert line in PAGE.splitlines()


def test_hooks():
    """Only what it implements is among what it does."""
    _, _, does = PAGE.partition("## What it does\n")
    does = does.partition("\n## ")[0]

    assert "`list_products`" in does
    assert "`push_stock`" not in does


def test_what_there_is_nothing_of():
    """A section without a row is left out."""
    assert "Switches" not in PAGE
    assert "Questions" not in PAGE
    assert [] == list(table(("a",), []))


def test_switches():
    """The sandbox's switches are told with their values."""
    one = {"default": "on", "choices": ["on", "off"], "meaning": "says so"}

    page = reference(MANIFEST, Kiosk, [], switches={"lag": one}, level=3)

    assert page.endswith("| `lag` | `on` | `on`, `off` | says so |")
    assert "### Switches of its sandbox" in page


def test_a_class_that_says_nothing():
    """Fields without a word have an empty cell."""

    @frozen
    class Bare:
        key: str

    assert {} == meanings(Bare)
    assert "| `key` | required |  |" in reference(MANIFEST, Bare, [])


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(0), "no time"),
        (timedelta(seconds=61), "1 minute 1 second"),
        (timedelta(days=2, hours=17), "2 days 17 hours"),
    ],
)
def test_spans(time, words):
    """A span of time is told in words."""
    assert words == span(time)
