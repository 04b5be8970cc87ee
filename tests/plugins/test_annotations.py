"""Annotations compared as text: what contradicts is seen, what cannot be placed is let pass."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import Any, NewType, Optional

import pytest

import crossdock
from crossdock import Connection, Listing, Order, Page, PushReport, StockUpdate
from crossdock.plugins.annotations import fits, read

OrderId = NewType("OrderId", str)
Shop = Connection[StockUpdate]
Report = PushReport


class Pages(Page[Listing]):
    """A page of its own."""


#: What the spec's annotations name; enough for these cases.
KNOWN = frozenset({"PushReport", "Page", "Listing", "Order", "Connection", "StockUpdate"})

RETURNED = [
    ("PushReport", "PushReport"),
    ("crossdock.PushReport", "PushReport"),
    ("'PushReport'", "PushReport"),
    ("Report", "PushReport"),
    (PushReport, "PushReport"),
    ("Any", "PushReport"),
    ("typing.Any", "PushReport"),
    ("typing.NoReturn", "PushReport"),
    ("FromElsewhere", "PushReport"),
    ("elsewhere.Thing", "PushReport"),
    ("Page", "Page[Listing]"),
    ("Page[Listing]", "Page[Listing]"),
    (Page[Listing], "Page[Listing]"),
    ("Pages", "Page[Listing]"),
    ("tuple[Hint]", "tuple[Hint, ...]"),
    ("typing.Tuple[Hint, ...]", "tuple[Hint, ...]"),
    ("type[Settings]", "type[Any]"),
    ("type", "type[Any]"),
    ("Annotated[PushReport, 'sent']", "PushReport"),
    ("not even python (", "PushReport"),
]

NOT_RETURNED = [
    ("dict", "PushReport"),
    (dict, "PushReport"),
    ("dict[str, Any]", "PushReport"),
    ("typing.Dict[str, Any]", "PushReport"),
    ("None", "PushReport"),
    (None, "PushReport"),
    ("PushReport | None", "PushReport"),
    ("Optional[PushReport]", "PushReport"),
    ("Order", "PushReport"),
    ("crossdock.Order", "PushReport"),
    ("Page[Order]", "Page[Listing]"),
    ("list[Listing]", "Page[Listing]"),
    ("Sequence[Listing]", "Page[Listing]"),
    ("StockUpdate", "type[Any]"),
]

GIVEN = [
    ("Connection", "Connection[Any]"),
    ("Connection[Settings]", "Connection[Any]"),
    ("crossdock.Connection[Settings]", "Connection[Any]"),
    ("Shop", "Connection[Any]"),
    ("object", "Connection[Any]"),
    ("str | None", "str | None"),
    ("None | str", "str | None"),
    ("Optional[str]", "str | None"),
    ("typing.Union[str, None]", "str | None"),
    ("str | int | None", "str | None"),
    (Optional[str], "str | None"),  # noqa: UP045 - as an author may have it
    ("OrderId", "str"),
    ("Sequence[StockUpdate]", "tuple[StockUpdate, ...]"),
    ("typing.Iterable[StockUpdate]", "tuple[StockUpdate, ...]"),
    ("typing.Literal['a']", "str"),
]

NOT_GIVEN = [
    ("str", "str | None"),
    ("int", "str"),
    ("list[StockUpdate]", "tuple[StockUpdate, ...]"),
    ("tuple[Order, ...]", "tuple[StockUpdate, ...]"),
    ("StockUpdate", "tuple[StockUpdate, ...]"),
    ("dict[str, str]", "Connection[Any]"),
    ("Order", "Connection[Any]"),
]

NAMES: dict[str, object] = {
    "crossdock": crossdock,
    "typing": typing,
    "Any": Any,
    "Optional": Optional,
    "Order": Order,
    "OrderId": OrderId,
    "Page": Page,
    "Pages": Pages,
    "Report": Report,
    "Sequence": Sequence,
    "Shop": Shop,
    "StockUpdate": StockUpdate,
}


@pytest.mark.parametrize(("mine", "spec"), RETURNED)
def test_a_return_that_fits(mine: object, spec: str) -> None:
    """A return annotation that says the same, less, or something unknown is let pass."""
    assert fits(read(mine, NAMES), read(spec), KNOWN)


@pytest.mark.parametrize(("mine", "spec"), NOT_RETURNED)
def test_a_return_that_contradicts(mine: object, spec: str) -> None:
    """A return annotation that cannot be true is seen."""
    assert not fits(read(mine, NAMES), read(spec), KNOWN)


@pytest.mark.parametrize(("mine", "spec"), GIVEN)
def test_an_argument_that_fits(mine: object, spec: str) -> None:
    """An argument that takes what is given, or more, is let pass."""
    assert fits(read(spec), read(mine, NAMES), KNOWN)


@pytest.mark.parametrize(("mine", "spec"), NOT_GIVEN)
def test_an_argument_that_contradicts(mine: object, spec: str) -> None:
    """An argument that does not take what is given is seen."""
    assert not fits(read(spec), read(mine, NAMES), KNOWN)


@pytest.mark.parametrize(("mine", "spec"), [*RETURNED, *GIVEN])
def test_names_need_not_be_imported(mine: object, spec: str) -> None:
    """A module that imports its types for checking alone is judged no harder."""
    if isinstance(mine, str) and mine != "Report":
        note = read(mine)

        assert fits(note, read(spec), KNOWN) or fits(read(spec), note, KNOWN)
