"""PROD: what a channel offers, read whole, exactly and without surprises."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any

import attrs

from crossdock.catalogue import Listing, ListingStatus
from crossdock.money import Money
from crossdock.testing.conformance.check import CHANNEL, NotPlayedError, check, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.conformance.tap import Exchange, rewritten

HOOK = "list_products"
#: SKU codes as sellers really write them.
ODD_CODES = ("007", "A/B", "A B-1", "KAOS 😀", "kaos", "KAOS", "X" * 200)
#: A state that no platform has.
UNHEARD_NUMBER, UNHEARD_WORD = 987_654, "ZZ_UNHEARD_OF"


@check(
    "PROD-01",
    Level.BRONZE,
    "Every listing of the seeded catalogue arrives, once.",
    roles=CHANNEL,
    hook=HOOK,
)
def complete(subject: Subject) -> None:
    """Compare the walked list with what the sandbox holds."""
    shop = subject.open()
    found = Counter(listing.listing_id for listing in subject.products(shop))
    due = shop.played.listings().keys()
    require(due, "The sandbox has no listings.")
    missing, extra = sorted(due - found.keys()), sorted(found.keys() - due)
    require(not missing, f"{len(missing)} of {len(due)} did not arrive: {missing[:5]}.")
    require(not extra, f"{len(extra)} arrived that are not in the list: {extra[:5]}.")
    twice = [name for name, count in found.items() if count > 1]
    require(not twice, f"{len(twice)} arrived more than once: {twice[:5]}.")


@check(
    "PROD-02",
    Level.BRONZE,
    "An empty catalogue is an empty list, not an error.",
    roles=CHANNEL,
    hook=HOOK,
)
def empty(subject: Subject) -> None:
    """Walk the list of a shop without listings."""
    shop = subject.open(subject.play(0))
    for listing_id in shop.played.listings():
        shop.played.remove(listing_id)
    found = [one for one in subject.products(shop) if one.status is not ListingStatus.DELETED]
    require(not found, f"An empty catalogue brought {len(found)} listings.")


@check(
    "PROD-03",
    Level.BRONZE,
    "Ids are text that stays the same; SKU codes come through character by character.",
    roles=CHANNEL,
    hook=HOOK,
)
def exact_codes(subject: Subject) -> None:
    """Add listings with odd codes, and read them twice."""
    shop = subject.open()
    given: dict[str, str] = {}
    for code in ODD_CODES:
        try:
            given[shop.played.add(title=f"Conformance {len(given)}", sku=code, stock=1)] = code
        except NotPlayedError:
            continue
    if not given:
        raise NotPlayedError("the sandbox takes no new listings with a SKU code")
    found = {one.listing_id: one.sku for one in subject.products(shop)}
    require(all(isinstance(name, str) for name in found), "A listing id is not text.")
    for listing_id, code in given.items():
        require(
            found.get(listing_id) == code,
            f"The code {code!r} came through as {found.get(listing_id)!r}.",
        )
    again = {one.listing_id: one.sku for one in subject.products(shop)}
    require(found == again, "A second reading tells other ids or codes.")


@check(
    "PROD-04",
    Level.SILVER,
    "Title, SKU, price, quantity and the platform's own status are filled in.",
    roles=CHANNEL,
    hook=HOOK,
)
def filled(subject: Subject) -> None:
    """Look for each field in some listing of the seed."""
    found = subject.products(subject.open())
    for name in ("title", "sku", "price", "quantity", "raw_status"):
        require(any(getattr(one, name) for one in found), f"No listing has a {name}.")
    require(all(one.title for one in found), "A listing has no title.")


@check(
    "PROD-05",
    Level.SILVER,
    "Fields and states that nobody has heard of are kept as unknown, and nothing raises.",
    roles=CHANNEL,
    hook=HOOK,
)
def unheard_of(subject: Subject) -> None:
    """Put unknown fields into every record, then an unknown state into every listing."""
    shop = drives.warmed(subject)
    usual = subject.products(shop)
    with shop.played.tap.after(lambda one: rewritten(one.answer, with_strange_fields)):
        strange = subject.products(shop)
    require(usual == strange, "A field that nobody has heard of changes what is read.")
    states = {one.raw_status for one in usual}
    with shop.played.tap.after(lambda one: with_strange_states(one, states)):
        told = subject.pages(shop)
    items = [one for page in told for one in page.items]
    unknown = [one for one in items if one.status is ListingStatus.UNKNOWN]
    require(unknown, "A state that nobody has heard of does not make a listing's status UNKNOWN.")
    require(
        all(_is_unheard(one.raw_status) for one in unknown),
        "The unknown state is not in raw_status.",
    )
    require(len(items) == len(usual), f"{len(usual)} listings became {len(items)}.")


@check(
    "PROD-06",
    Level.SILVER,
    "Money is exact and has its currency, quantities are whole, times have their zone.",
    roles=CHANNEL,
    hook=HOOK,
)
def exact_values(subject: Subject) -> None:
    """Look at every value of every listing and every recent order."""
    shop = subject.open()
    values: list[Any] = list(subject.products(shop))
    if "list_orders" in subject.implemented:
        values += subject.orders(shop, drives.lately(shop))
    for value in values:
        for one in parts(value):
            require(not isinstance(one, float), f"{value!r} holds the float {one!r}.")
            if isinstance(one, datetime):
                require(one.utcoffset() is not None, f"{value!r} holds a time without its zone.")
    currencies = {one.currency for value in values for one in parts(value, Money)}
    require(currencies, "Nothing has a price.")


@check(
    "PROD-07",
    Level.SILVER,
    "Variants name their parent and are told apart, and so is what is not on sale, or gone.",
    roles=CHANNEL,
    hook=HOOK,
)
def told_apart(subject: Subject) -> None:
    """Look for variants and states in the seed, and delete a listing."""
    shop = subject.open(subject.play(120))
    found = subject.products(shop)
    families: dict[str, list[Listing]] = {}
    for one in found:
        if one.parent_id:
            families.setdefault(one.parent_id, []).append(one)
    require(any(len(children) > 1 for children in families.values()), "No listing has variants.")
    for parent, children in families.items():
        names = [(child.options, child.title) for child in children]
        require(
            len(set(names)) == len(names), f"Variants of {parent} have the same options and title."
        )
    require(len({one.status for one in found}) > 1, "Every listing has the same status.")
    gone = next(one.listing_id for one in found if one.status is ListingStatus.ACTIVE)
    shop.played.remove(gone)
    left = [one for one in subject.products(shop) if one.listing_id == gone]
    require(
        all(one.status is ListingStatus.DELETED for one in left),
        "A deleted listing is shown as if it were on sale.",
    )


@check(
    "PROD-08",
    Level.GOLD,
    "A listing that a page leaves out is not reported as deleted.",
    roles=CHANNEL,
    hook=HOOK,
)
def not_gone(subject: Subject) -> None:
    """Leave a row out of a page, and look that nothing is said of it."""
    from crossdock.testing.conformance.checks.paging import without_a_row

    shop = drives.warmed(subject)
    usual = {one.listing_id: one for one in subject.products(shop)}
    with shop.played.tap.after(without_a_row()):
        found = {one.listing_id: one for one in subject.products(shop)}
    for name, one in found.items():
        was = usual.get(name)
        require(was is not None, f"Listing {name} came from nowhere.")
        require(
            was is None or one.status == was.status or one.status is not ListingStatus.DELETED,
            f"Listing {name} is reported as deleted because a row was missing.",
        )


def with_strange_fields(value: Any) -> Any:
    """Return *value* with a field in every record that no dialect has."""
    if isinstance(value, dict):
        changed = {key: with_strange_fields(member) for key, member in value.items()}
        # The outermost object of some dialects has one key, which names the call.
        return {**changed, "zz_conformance": {"a": [1, None]}} if len(value) > 1 else changed
    if isinstance(value, list):
        return [with_strange_fields(member) for member in value]
    return value


def with_strange_states(one: Exchange, states: set[str]) -> Any:
    """Return the answer of *one* with each of *states* replaced by one nobody knows.

    A state is recognised by its field's name and by its value: a number or a word
    among those that the connector has read.
    """
    words = {word for state in states for word in (state, *state.replace("/", " ").split())}
    return rewritten(one.answer, lambda body: _restated(body, words - {""}))


def _restated(value: Any, words: set[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _unheard(member)
            if _names_state(key) and _is_plain(member) and str(member) in words
            else _restated(member, words)
            for key, member in value.items()
        }
    if isinstance(value, list):
        return [_restated(member, words) for member in value]
    if isinstance(value, str) and value[:1] in "{[" and len(value) > 2:
        try:
            return json.dumps(_restated(json.loads(value), words))
        except ValueError:
            return value
    return value


def _names_state(key: str) -> bool:
    return any(word in key.lower() for word in ("status", "state"))


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _unheard(value: Any) -> Any:
    if isinstance(value, int):
        return UNHEARD_NUMBER
    return str(UNHEARD_NUMBER) if value.lstrip("-").isdigit() else UNHEARD_WORD


def _is_unheard(raw: str) -> bool:
    return str(UNHEARD_NUMBER) in raw or UNHEARD_WORD in raw


def parts(value: Any, kind: type | None = None) -> list[Any]:
    """Return every value inside *value*, or those of one *kind*."""
    found: list[Any] = [value]
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            found += parts(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for member in value:
            found += parts(member)
    return [one for one in found if kind is None or isinstance(one, kind)]
