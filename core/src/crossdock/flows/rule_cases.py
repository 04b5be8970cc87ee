"""Given and expect: rules put to cases that a merchant writes down in a file.

A case says what there is, what is offered and which rules are in force, and how many
units a listing is then to show. It is computed by what computes the real numbers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from crossdock.converters import complaints, make_converter
from crossdock.errors import DataRefusedError, InputRefusedError
from crossdock.flows.offers import shared
from crossdock.inventory import (
    Assortment,
    Holdings,
    Offer,
    Pool,
    Position,
    Published,
    Rule,
    RuleKind,
    Sharing,
    SharingMode,
)
from crossdock.inventory.sharing import SCARCE_PER_CHANNEL
from crossdock.store import SharedPattern

_CONVERTER = make_converter(forbid_extra_keys=True)


@attrs.frozen
class GivenDemand:
    """Units ordered that no warehouse was found for yet."""

    sku: str
    units: int
    warehouses: tuple[str, ...]


@attrs.frozen
class GivenOffer:
    """A listing; of one unit of *sku* where no *recipe* is given, from every warehouse."""

    connection: str
    listing: str
    sku: str = ""
    recipe: dict[str, int] = attrs.field(factory=dict)
    warehouses: tuple[str, ...] = ()
    active: bool = True
    may_split: bool = False
    shown: int = 0
    locked: int = 0
    pending: int = 0
    open_orders: int = 0


@attrs.frozen
class GivenRule:
    """A rule as `crossdock.inventory.Rule` takes it."""

    kind: RuleKind
    value: int = 0
    name: str = ""
    connection: str = ""
    pattern: str = "*"
    starts: datetime | None = None
    ends: datetime | None = None


@attrs.frozen
class GivenSharing:
    """How the SKUs of a pattern are shared."""

    mode: SharingMode
    pattern: str = "*"
    weights: dict[str, int] = attrs.field(factory=dict)
    scarce: int = SCARCE_PER_CHANNEL


@attrs.frozen
class Case:
    """What is given, and what is expected of it.

    Args:

        holdings: by SKU and warehouse.

        rules: those of the workspace, for None, with its sharing where *sharing* is
            None as well.

        now: the moment to compute at; that of the test, for None.

        expect: units to be shown, by connection and listing.
    """

    name: str
    expect: dict[str, dict[str, int]]
    offers: tuple[GivenOffer, ...]
    holdings: dict[str, dict[str, Position]] = attrs.field(factory=dict)
    demand: tuple[GivenDemand, ...] = ()
    rules: tuple[GivenRule, ...] | None = None
    sharing: tuple[GivenSharing, ...] | None = None
    now: datetime | None = None


@attrs.frozen
class Checked:
    """One expectation with what came of it."""

    case: str
    connection: str
    listing_id: str
    expected: int
    got: Published

    @property
    def holds(self) -> bool:
        """Whether the listing shows what was expected."""
        return self.expected == self.got.quantity


@attrs.frozen
class InForce:
    """What a case that gives no rules or no sharing of its own is computed under."""

    rules: Sequence[Rule] = ()
    sharing: Sequence[SharedPattern] = ()


def read_cases(text: str) -> tuple[Case, ...]:
    """Return the cases of a TOML file, each a table ``[[case]]``.

    Raises:

        InputRefusedError: it is no TOML, or a case is not as it must be; the
            message says which field.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefusedError(
            f"The file is not TOML: {error}.", next_step="See docs/stock-rules.md for an example."
        ) from None
    try:
        cases = _CONVERTER.structure(_spelled_out(found), _Cases).case
    except Exception as error:  # noqa: BLE001 - cattrs gathers whatever its hooks raise
        raise InputRefusedError(
            f"The file is refused: {'; '.join(complaints(error, 'file'))}.",
            next_step="See docs/stock-rules.md for an example.",
        ) from None
    if not cases:
        raise InputRefusedError("The file holds no [[case]].", next_step="Write one.")
    return cases


def run_case(case: Case, in_force: InForce, now: datetime) -> list[Checked]:
    """Return what comes of every expectation of *case*.

    Raises:

        InputRefusedError: it expects something of a listing that it does not offer,
            or a value of it does not hold.
    """
    try:
        assortment = _assortment(case, in_force, now)
    except DataRefusedError as error:
        raise InputRefusedError(f"case {case.name!r}: {error.message}") from None
    offers = {offer.key: offer for offer in assortment.offers}
    checked = []
    for connection, listings in case.expect.items():
        for listing_id, expected in listings.items():
            offer = offers.get((connection, listing_id))
            if offer is None:
                raise InputRefusedError(
                    f"case {case.name!r} expects something of listing {listing_id} on"
                    f" {connection}, and offers no such listing.",
                    next_step="Add it under [[case.offers]].",
                )
            published = assortment.published(offer)
            checked.append(Checked(case.name, connection, listing_id, expected, published))
    return checked


@attrs.frozen
class _Cases:
    case: tuple[Case, ...] = ()


def _spelled_out(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return *found* with ``shelf = 10`` written as what is on hand there."""
    cases = found.get("case")
    if not isinstance(cases, list):
        return found
    return {**found, "case": [_with_positions(case) for case in cases]}


def _with_positions(case: Any) -> Any:
    held = case.get("holdings") if isinstance(case, Mapping) else None
    if not isinstance(held, Mapping):
        return case
    return {**case, "holdings": {sku: _positions(places) for sku, places in held.items()}}


def _positions(places: Any) -> Any:
    if not isinstance(places, Mapping):
        return places
    return {
        place: {"on_hand": value} if type(value) is int else value
        for place, value in places.items()
    }


def _assortment(case: Case, in_force: InForce, now: datetime) -> Assortment:
    places = {place for held in case.holdings.values() for place in held}
    places |= {name for offer in case.offers for name in offer.warehouses}
    offers = tuple(_offer(offer, frozenset(places)) for offer in case.offers)
    sharing = in_force.sharing if case.rules is None else ()
    if case.sharing is not None:
        sharing = [SharedPattern(one.pattern, _sharing(one)) for one in case.sharing]
    return Assortment(
        holdings=Holdings(case.holdings, _demand(case.demand)),
        offers=offers,
        warehouses=tuple(sorted(places)),
        now=case.now or now,
        rules=in_force.rules if case.rules is None else _rules(case.rules),
        sharing=shared({sku for offer in offers for sku in offer.recipe}, sharing),
    )


def _offer(given: GivenOffer, everywhere: Pool) -> Offer:
    recipe = given.recipe or ({given.sku: 1} if given.sku else {})
    return Offer(
        connection=given.connection,
        listing_id=given.listing,
        recipe=recipe,
        pool=frozenset(given.warehouses) or everywhere,
        sku=given.sku or (next(iter(recipe)) if len(recipe) == 1 else ""),
        active=given.active,
        may_split=given.may_split,
        shown=given.shown,
        locked=given.locked,
        pending=given.pending,
        open_orders=given.open_orders,
    )


def _demand(given: Sequence[GivenDemand]) -> dict[str, dict[Pool, int]]:
    asked: dict[str, dict[Pool, int]] = {}
    for one in given:
        pools = asked.setdefault(one.sku, {})
        pool = frozenset(one.warehouses)
        pools[pool] = pools.get(pool, 0) + one.units
    return asked


def _rules(given: Sequence[GivenRule]) -> list[Rule]:
    return [
        Rule(
            name=one.name or f"{one.kind} rule {number}",
            kind=one.kind,
            value=one.value,
            connection=one.connection,
            pattern=one.pattern,
            starts=one.starts,
            ends=one.ends,
        )
        for number, one in enumerate(given, start=1)
    ]


def _sharing(given: GivenSharing) -> Sharing:
    return Sharing(given.mode, tuple(given.weights.items()), given.scarce)
