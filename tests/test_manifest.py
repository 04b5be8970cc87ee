"""A manifest whose values are of the wrong kind is refused by the name of the field."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crossdock import ApiStatus, Manifest, RateLimit, Role

RIGHT: dict[str, Any] = {
    "name": "kiosk",
    "title": "Kiosk",
    "roles": frozenset({Role.CHANNEL}),
    "dialect": "Kiosk 1",
    "dialect_date": "2026-01-05",
    "api_status": ApiStatus.LIVE,
    "hosts": {"api": "https://api.kiosk.example"},
    "allowed_hosts": ("api.kiosk.example",),
}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"stock_batch": "40"}, "stock_batch must be a whole number, 1 or more, not '40'"),
        ({"read_batch": 0}, "read_batch must be a whole number, 1 or more, not 0"),
        ({"listing_page": True}, "listing_page must be a whole number"),
        ({"allowed_hosts": "api.kiosk.example"}, "allowed_hosts must be tuple[str], not 'a"),
        ({"limits": RateLimit("calls", per_second=5)}, "limits must be tuple[RateLimit]"),
        ({"order_window": 7}, "order_window must be timedelta, not 7"),
        ({"api_status": "live"}, "api_status must be ApiStatus, not 'live'"),
        ({"not_applicable": {"STK-06": 1}}, "not_applicable must be Mapping[str], not 1"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_value_of_the_wrong_kind(wrong: dict[str, Any], sentence: str) -> None:
    """The sentence names the field, what it must be and what it is."""
    with pytest.raises(TypeError, match=re.escape(sentence)):
        Manifest(**{**RIGHT, **wrong})
