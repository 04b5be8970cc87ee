"""A plan of a push, as a value: what would change, why, at what cost, and made from what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import attrs

from crossdock.converters import make_converter
from crossdock.inventory import Assortment, Offer, OfferKey
from crossdock.store import ShownListing, Store

_CONVERTER = make_converter()

#: A plan is good for so long: after that, too much may have happened elsewhere.
EXPIRES = timedelta(minutes=30)


class Action(StrEnum):
    """What a push would do about a row."""

    SEND = "send"
    #: Look up what became of an earlier write, then send if it is not what is wanted.
    LOOK_UP = "look_up"
    #: Wait until that can be looked up.
    WAIT = "wait"
    #: Leave it, for the reason given.
    HOLD = "hold"


@attrs.frozen
class PlannedRow:
    """One listing whose quantity is to change.

    Args:

        before: what it shows, as far as we know; ``doubtful`` when a write to it has
            no answer.

        locked: units held back for a campaign; a listing never shows fewer, also
            when fewer are ``available``.

        reason: the steps that made the number; or why it is left, or waits.
    """

    connection: str
    listing_id: str
    sku: str
    code: str
    title: str
    before: int
    quantity: int
    available: int
    locked: int = 0
    doubtful: bool = False
    action: Action = Action.SEND
    reason: str = ""

    @property
    def key(self) -> OfferKey:
        """Connection and listing."""
        return self.connection, self.listing_id


@attrs.frozen
class Scope:
    """What a plan is about, and how careful it is.

    Args:

        skus: only these master SKUs; all of them, for none.

        everything: rows that show what they should as well.

        most_change: rows that would change by more than so many percent of what they
            show are held; None holds none for that.

        preread: every row is read right before it is written.
    """

    connections: tuple[str, ...]
    skus: tuple[str, ...] = ()
    everything: bool = False
    most_change: int | None = None
    preread: bool = False


@attrs.frozen
class Cost:
    """What a plan takes on one connection: calls that write, and seconds under its limits."""

    rows: int
    calls: int
    seconds: float


@attrs.frozen
class StockPlan:
    """What a push would do.

    Args:

        rows: what is to change; ``settled`` listings show what they should, and
            ``refused`` ones were refused or left standing as they are.

        costs: by connection.

        unreached: connections whose orders could not be imported, and why.

        state: digests of what the plan was made from, by topic.
    """

    made_at: datetime
    expires_at: datetime
    scope: Scope
    rows: tuple[PlannedRow, ...]
    settled: int
    refused: int
    costs: Mapping[str, Cost]
    unreached: Mapping[str, str]
    state: Mapping[str, str]

    def of(self, *actions: Action) -> tuple[PlannedRow, ...]:
        """Return the rows about which one of *actions* is to be done."""
        return tuple(row for row in self.rows if row.action in actions)

    @property
    def live(self) -> tuple[PlannedRow, ...]:
        """The rows that a push would touch or wait for."""
        return self.of(Action.SEND, Action.LOOK_UP, Action.WAIT)


def state_of(
    store: Store,
    found: Assortment,
    offers: Collection[Offer],
    known: Mapping[OfferKey, ShownListing],
) -> dict[str, str]:
    """Return digests of what the numbers of *offers* were made from: stock, rules, shown."""
    skus = sorted({sku for offer in offers for sku in offer.recipe})
    keys = sorted(offer.key for offer in offers)
    holdings = found.holdings
    stock = [
        [
            sku,
            {name: attrs.astuple(here) for name, here in sorted(holdings.of(sku).items())},
            sorted([*sorted(pool), units] for pool, units in holdings.pooled(sku).items()),
        ]
        for sku in skus
    ]
    names = sorted({kept.name for kept in store.connections.all()})
    rules = {
        "rules": sorted(json.dumps(_CONVERTER.unstructure(rule)) for rule in found.rules),
        "sharing": {sku: _CONVERTER.unstructure(found.sharing.get(sku)) for sku in skus},
        "warehouses": sorted(found.warehouses),
        "offers": [
            [*offer.key, dict(offer.recipe), sorted(offer.pool), offer.active, offer.locked]
            for offer in sorted(offers, key=lambda offer: offer.key)
        ],
    }
    return {
        "stock": _digest(stock),
        "rules": _digest(rules),
        "settings": _digest([[name, store.interactions.of(name).written()] for name in names]),
        "shown": _digest([_shown(known[key]) for key in keys if key in known]),
    }


def _shown(one: ShownListing) -> Sequence[Any]:
    shown = one.shown
    flight = shown.flight.version if shown.flight is not None else None
    doubt = shown.doubt.most if shown.doubt is not None else None
    here = one.connection, one.listing_id
    known = shown.quantity, shown.version, shown.unsure, shown.loose
    return [*here, *known, flight, doubt, shown.refused]


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
