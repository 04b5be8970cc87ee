"""PAGE: a list is read to its end, whatever the platform does meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from crossdock.errors import CrossdockError
from crossdock.sandbox.wire import Answer
from crossdock.testing.conformance.check import CHANNEL, check, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.conformance.tap import Exchange, rewritten

HOOK = "list_products"
#: Requests that a list of two pages may take before it counts as going in circles.
MOST_REQUESTS = 400


@check(
    "PAGE-01",
    Level.BRONZE,
    "Lists of 0, 1, a page less one, a page, a page and one, and many are all read whole.",
    roles=CHANNEL,
    hook=HOOK,
)
def any_size(subject: Subject) -> None:
    """Walk catalogues of each size."""
    page = subject.manifest.listing_page
    for size in (0, 1, page - 1, page, page + 1, 3 * page + 2):
        shop = subject.open(subject.play(size))
        found = [listing.listing_id for listing in subject.products(shop)]
        due = shop.played.listings().keys()
        missing = sorted(due - set(found))
        require(not missing, f"Of {len(due)} listings {len(missing)} did not arrive.")
        require(len(found) == len(set(found)), f"Of {len(due)} listings some arrived twice.")


@check(
    "PAGE-02",
    Level.BRONZE,
    "A list that goes round in circles ends, and is not reported as whole.",
    roles=CHANNEL,
    hook=HOOK,
)
def circle(subject: Subject) -> None:
    """Answer every page of the list with the first one."""
    shop = subject.open(subject.play(3 * subject.manifest.listing_page + 2))
    first: dict[str, Answer] = {}

    def again(one: Exchange) -> Answer | None:
        if len(shop.played.tap.exchanges) > MOST_REQUESTS:
            return Answer(503, (), b"")
        return first.setdefault(one.endpoint, one.answer) if has_rows(one.answer) else None

    told: list[object] = []
    with shop.played.tap.after(again):
        try:
            told += [one for page in subject.pages(shop) for one in page.refused]
        except CrossdockError as error:
            told.append(error)
    require(told, "A list whose pages repeat was reported as read to its end.")
    require(
        len(shop.played.tap.exchanges) <= MOST_REQUESTS,
        f"It went on for {len(shop.played.tap.exchanges)} requests.",
    )


@check(
    "PAGE-03",
    Level.BRONZE,
    "A page that is shorter than asked for does not end the list.",
    roles=CHANNEL,
    hook=HOOK,
)
def short_page(subject: Subject) -> None:
    """Leave one row out of the first page."""
    shop = subject.open(subject.play(3 * subject.manifest.listing_page + 2))
    calm = subject.pages(shop)
    later = {one.listing_id for page in calm[1:] for one in page.items}
    require(later, "The list has one page only.")
    with shop.played.tap.after(without_a_row()):
        found = {one.listing_id for one in subject.products(shop)}
    missing = later - found
    require(not missing, f"{len(missing)} listings of later pages did not arrive.")


@check(
    "PAGE-04",
    Level.SILVER,
    "Listings added, deleted or changed while the list is read lose none that stay.",
    roles=CHANNEL,
    hook=HOOK,
)
def moving(subject: Subject) -> None:
    """Change the list after each of its first pages."""
    shop = subject.open(subject.play(4 * subject.manifest.listing_page + 3))
    due = set(shop.played.listings())
    found: set[str] = set()
    for number, (_, page) in enumerate(subject.walk_products(shop)):
        found |= {one.listing_id for one in page.items}
        if number == 0 and page.items:
            gone = page.items[0].listing_id
            shop.played.remove(gone)
            due.discard(gone)
        elif number == 1:
            shop.played.add(title="Added meanwhile", sku="CONF-NEW", stock=1)
        elif number == 2 and page.items:
            stays = page.items[-1].listing_id
            shop.played.control("POST", f"/listings/{stays}", {"title": "Renamed"})
    missing = due - found
    require(not missing, f"{len(missing)} listings that stayed were lost: {sorted(missing)[:3]}.")


def has_rows(answer: Answer) -> bool:
    """Return whether *answer* holds a list of records."""
    try:
        return bool(_longest(json.loads(answer.body)))
    except ValueError:
        return False


def without_a_row() -> Callable[[Exchange], Answer | None]:
    """Return what leaves a row out of the first list of records that passes."""
    done: list[str] = []

    def change(body: Any) -> Any:
        rows = _longest(body)
        if rows is not None and not done:
            done.append(repr(rows.pop()))
        return body

    return lambda one: rewritten(one.answer, change) if not done else None


def _longest(value: Any) -> list[Any] | None:
    """Return the longest list of records in *value*, if one has two or more."""
    found = [one for one in _lists(value) if len(one) > 1]
    return max(found, key=len, default=None)


def _lists(value: Any) -> list[list[Any]]:
    found: list[list[Any]] = []
    if isinstance(value, dict):
        for member in value.values():
            found += _lists(member)
    elif isinstance(value, list):
        if all(isinstance(row, dict) for row in value):
            found.append(value)
        for member in value:
            found += _lists(member)
    return found
